//! How the native code of plugins is run here: where pins and copies lie, and what is linked in.

use std::path::PathBuf;

use vanthu_core::native::{Host, Off, Runner, Settings};

use crate::args::Common;
use crate::input;

/// Calls native code, unless the user says not to.
pub(crate) fn runner(common: &Common) -> Box<dyn Runner> {
    if common.no_native {
        return Box::new(Off);
    }
    let host = Host::new(Settings {
        // That it cannot be started is told when it has to be.
        program: std::env::current_exe().unwrap_or_default(),
        cache: cache(),
        trust: trust_files(common),
        options: options(common),
        patience: Settings::PATIENCE,
    });
    Box::new(host.link("bao-cao-thang", bao_cao_thang::TABLE))
}

/// Files of pins: the one named, else the user's and the machine's.
pub(crate) fn trust_files(common: &Common) -> Vec<PathBuf> {
    match &common.trust_file {
        Some(file) => vec![file.clone()],
        None => user_trust_file().into_iter().chain(machine_trust_file()).collect(),
    }
}

/// The user's own file of pins.
pub(crate) fn user_trust_file() -> Option<PathBuf> {
    input::user_folder().map(|folder| folder.join("trust.yaml"))
}

/// The machine's, which administrators write. ProgramData is no place for it: there anyone may
/// make a folder that is not there yet.
fn machine_trust_file() -> Option<PathBuf> {
    if cfg!(windows) {
        let programs = std::env::var_os("ProgramFiles").map(PathBuf::from);
        programs.map(|programs| programs.join("vanthu").join("trust.yaml"))
    } else {
        Some("/etc/vanthu/trust.yaml".into())
    }
}

/// Where copies of libraries are kept.
pub(crate) fn cache() -> Option<PathBuf> {
    let var = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    let base = if cfg!(windows) {
        var("LOCALAPPDATA").map(PathBuf::from)
    } else {
        var("XDG_CACHE_HOME")
            .map(PathBuf::from)
            .or_else(|| var("HOME").map(|home| PathBuf::from(home).join(".cache")))
    };
    base.filter(|base| base.is_absolute()).map(|base| base.join("vanthu").join("native"))
}

/// The options of this run that `vanthu plugin trust` needs too.
pub(crate) fn options(common: &Common) -> String {
    let plugins = common.plugins.iter().map(|folder| ("--plugins", folder));
    let file = common.trust_file.iter().map(|file| ("--trust-file", file));
    let shown = |(option, path): (&str, &PathBuf)| {
        let path = path.display().to_string();
        let plain = |c: char| c.is_ascii_alphanumeric() || "/\\:._-+@".contains(c);
        let quoted = if path.chars().all(plain) { path } else { format!("\"{path}\"") };
        format!(" {option} {quoted}")
    };
    plugins.chain(file).map(shown).collect()
}
