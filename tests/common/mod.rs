//! What the end-to-end tests share.

#![allow(dead_code, reason = "each test file uses its own part")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

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
