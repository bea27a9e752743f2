//! `vanthu plugin pack`.

use std::path::PathBuf;

use clap::Args;
use vanthu_core::diag::{Diagnostic, Files, Text};
use vanthu_core::native::read_library;
use vanthu_core::plugin::{Folder, Plugin, Plugins, pack};
use vanthu_core::text;

use super::{Failed, open};
use crate::args::Common;
use crate::exit::Exit;
use crate::output::{Existing, Target, fault};
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
        target.write(&pack(&manifest.id, &with_libraries(&plugin, folder)?)?)?;
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

/// The folder with the libraries that its manifest names: they are no data, so it lacks them.
fn with_libraries(plugin: &Plugin, folder: &Folder) -> Result<Folder, Diagnostic> {
    // The code of a type that it extends goes with that one.
    let own = plugin.code().filter(|code| code.id == plugin.manifest.id);
    let Some((native, dir)) = own.and_then(|code| Some((code.native, code.dir?))) else {
        return Ok(folder.clone());
    };
    let mut files: Vec<(String, Vec<u8>)> =
        folder.iter().map(|(path, bytes)| (path.as_str().to_owned(), bytes.to_vec())).collect();
    for library in native.files.values() {
        let path = library.path.as_str();
        let bytes = read_library(dir, &library.path).map_err(|Text { vi, en }| {
            fault(
                text!("không đóng gói được {path}: {vi}", "{path} cannot be packed: {en}"),
                text!("biên dịch lại bằng: vanthu plugin build", "build it: vanthu plugin build"),
            )
        })?;
        files.push((path.to_owned(), bytes));
    }
    Ok(Folder::new(folder.origin(), files))
}
