//! The program `vanthu`.

#![allow(clippy::print_stdout, clippy::print_stderr)]

mod args;
mod check;
mod embedded;
mod exit;
mod explain;
mod input;
mod native;
mod new;
mod output;
mod plugin;
mod render;
mod report;
mod usage;

use std::process::ExitCode;

use clap::Parser;

use args::{Cli, Command};
use vanthu_core::plugin::Plugins;

fn main() -> ExitCode {
    // The same program runs the native code of plugins, in processes of their own.
    if std::env::args_os().nth(1).is_some_and(|first| first == "--plugin-worker") {
        return vanthu_core::native::worker();
    }
    match Cli::try_parse() {
        Ok(cli) => {
            let plugins = plugins(&cli);
            match &cli.command {
                Command::Render(args) => render::run(&cli.common, args, &plugins),
                Command::Check(args) => check::run(&cli.common, args, &plugins),
                Command::Explain(args) => explain::run(&cli.common, args, &plugins),
                Command::New(args) => new::run(&cli.common, args, &plugins),
                Command::Plugin(args) => plugin::run(&cli.common, &args.command, &plugins),
            }
        }
        Err(error) => usage::report(&error),
    }
    .into()
}

/// Folders named on the command line come before the user's own, and those before what is
/// shipped. The current folder and the data's are never looked into.
fn plugins(cli: &Cli) -> Plugins {
    let named = cli.common.plugins.iter().cloned();
    let user = input::user_folder().map(|folder| folder.join("plugins"));
    let system = if cfg!(windows) {
        std::env::var_os("ProgramData")
            .map(|data| std::path::Path::new(&data).join("vanthu\\plugins"))
    } else {
        Some("/usr/share/vanthu/plugins".into())
    };
    let plugins = named.chain(user).chain(system).fold(embedded::plugins(), Plugins::search);
    plugins.native(native::runner(&cli.common))
}
