//! `vanthu plugin …`: one file a subcommand.

mod build;
mod record;
mod trust;

use vanthu_core::plugin::Plugins;

use crate::args::{Common, PluginCommand};
use crate::exit::Exit;

/// Does what was asked for.
pub(crate) fn run(common: &Common, command: &PluginCommand, plugins: &Plugins) -> Exit {
    match command {
        PluginCommand::Trust(args) if args.list => trust::list(common),
        PluginCommand::Trust(args) => trust::trust(common, args, plugins),
        PluginCommand::Untrust(args) => trust::untrust(common, args),
        PluginCommand::Build(args) => build::run(common, args),
    }
}
