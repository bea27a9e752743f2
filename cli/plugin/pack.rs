//! `vanthu plugin pack`.

use std::path::PathBuf;

use clap::Args;
use vanthu_core::diag::Files;
use vanthu_core::plugin::{Plugins, pack};

use super::{Failed, open};
use crate::args::Common;
use crate::exit::Exit;
use crate::output::{Existing, Target};
use crate::report;

/// `vanthu plugin pack`.
#[derive(Debug, Args)]
#[command(next_help_heading = "Tùy chọn")]
pub(crate) struct Pack {
    /// Tên mẫu, hoặc thư mục của mẫu
    #[arg(value_name = "MẪU", help_heading = "Đối số")]
    plugin: String,
    /// Tệp sẽ ghi; mặc định MẪU-PHIÊN_BẢN.zip ở thư mục này
    #[arg(short, long, value_name = "TỆP")]
    output: Option<PathBuf>,
    /// Ghi đè tệp đã có
    #[arg(long)]
    force: bool,
}

/// Packs a faultless plugin into one file; the same folder gives the same bytes.
pub(super) fn run(common: &Common, args: &Pack, plugins: Plugins) -> Result<Exit, Failed> {
    let plugin = open(plugins, &args.plugin)?.plugin;
    let manifest = &plugin.manifest;
    let usual = || PathBuf::from(format!("{}-{}.zip", manifest.id, manifest.version));
    let path = args.output.clone().unwrap_or_else(usual);
    let existing = if args.force { Existing::Replaced } else { Existing::KeptUnlessForced };
    let target = Target::new(&path, existing)?;
    if let Some(folder) = plugin.folder() {
        target.write(&pack(&manifest.id, folder)?)?;
    }
    let shown = path.display().to_string();
    report::print(common, &[], &Files::default(), &[("output", shown.clone().into())]);
    report::say(
        common,
        &format!("đã ghi {shown}; cài ở máy khác bằng: vanthu plugin install {shown}"),
        &format!("wrote {shown}; install it elsewhere with: vanthu plugin install {shown}"),
    );
    Ok(Exit::Clean)
}
