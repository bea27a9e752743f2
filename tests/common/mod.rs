//! What the end-to-end tests share.

#![allow(dead_code, reason = "each test file uses its own part")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use vanthu_core::native::{Host, Runner, Settings};
use vanthu_core::plugin::Folder;

/// A path in the repository.
pub(crate) fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The program, away from the user's own settings.
pub(crate) fn vanthu() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_vanthu"));
    for name in ["XDG_CONFIG_HOME", "APPDATA", "HOME", "VANTHU_LANG"] {
        command.env_remove(name);
    }
    command
}

/// What a run printed: standard output, then standard error.
pub(crate) fn printed(output: &Output) -> String {
    String::from_utf8([&output.stdout[..], &output.stderr].concat()).expect("UTF-8")
}

/// A folder of the repository as the program carries it: its files, and no place on the disk.
pub(crate) fn carried(path: &str) -> Folder {
    let read = Folder::read(&repository(path)).expect("a folder of the repository");
    let files = read.iter().map(|(name, bytes)| (name.as_str().to_owned(), bytes.to_vec()));
    Folder::new(path.rsplit('/').next().unwrap_or(path), files)
}

/// Calls what the program links in, and no library.
pub(crate) fn linked() -> Box<dyn Runner> {
    let host = Host::new(Settings {
        program: PathBuf::new(),
        cache: None,
        trust: Vec::new(),
        options: String::new(),
        patience: Settings::PATIENCE,
    });
    Box::new(host.link("bao-cao-thang", bao_cao_thang::TABLE))
}
