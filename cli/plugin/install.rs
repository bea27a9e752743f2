//! `vanthu plugin install`.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use vanthu_core::diag::{Diagnostic, Files};
use vanthu_core::plugin::{LARGEST_ARCHIVE, Plugins, unpack};
use vanthu_core::text;

use super::Failed;
use crate::args::Common;
use crate::exit::Exit;
use crate::output::{self, StagedFolder};
use crate::{input, report};

/// `vanthu plugin install`.
#[derive(Debug, Args)]
#[command(next_help_heading = "Tùy chọn")]
pub(crate) struct Install {
    /// Gói mẫu (.zip), làm bằng vanthu plugin pack
    #[arg(value_name = "GÓI", help_heading = "Đối số")]
    package: PathBuf,
    /// Cài vào thư mục này thay cho thư mục mẫu của người dùng
    #[arg(long, value_name = "THƯ MỤC")]
    to: Option<PathBuf>,
    /// Thay bản đã cài
    #[arg(long)]
    force: bool,
}

/// Judges the plugin in a package, unpacks it beside its place and renames it: nothing is half
/// installed, and nothing that would not load.
pub(super) fn run(common: &Common, args: &Install, plugins: Plugins) -> Result<Exit, Failed> {
    let name = args.package.display().to_string();
    let bytes = input::at_most(&args.package, LARGEST_ARCHIVE + 1)?;
    let (id, folder) = match unpack(&name, &bytes) {
        Ok(unpacked) => unpacked,
        Err(fault) => {
            report::print(common, &[fault], &Files::default(), &[]);
            return Ok(Exit::Plugin);
        }
    };
    let root = match &args.to {
        Some(root) => root.clone(),
        None => input::user_folder().map(|user| user.join("plugins")).ok_or_else(no_user_folder)?,
    };
    let target = root.join(&id);
    if fs::symlink_metadata(&target).is_ok() && !args.force {
        return Err(installed(&id, &target).into());
    }
    let plugins = plugins.given(&id, target.clone(), folder.clone());
    let version = plugins.load(&id)?.manifest.version.clone();
    fs::create_dir_all(&root).map_err(|error| output::not_made(&root, &error))?;
    let files = folder.iter().map(|(path, bytes)| (path.as_str(), bytes));
    StagedFolder::new(&target, files)?.commit(&target)?;
    let shown = target.display().to_string();
    let more = [("id", id.clone().into()), ("output", shown.clone().into())];
    report::print(common, &[], &Files::default(), &more);
    report::say(
        common,
        &format!("đã cài mẫu «{id}» {version} vào {shown}"),
        &format!("installed «{id}» {version} in {shown}"),
    );
    Ok(Exit::Clean)
}

fn installed(id: &str, target: &Path) -> Diagnostic {
    let shown = target.display();
    output::fault(
        text!("mẫu «{id}» đã cài ở {shown}", "«{id}» is installed in {shown} already"),
        text!("thêm --force để thay", "add --force to replace it"),
    )
}

fn no_user_folder() -> Diagnostic {
    output::fault(
        text!("không rõ thư mục cài đặt của người dùng", "the user has no folder of settings"),
        text!("chỉ thư mục bằng --to THƯ_MỤC", "name one with --to FOLDER"),
    )
}
