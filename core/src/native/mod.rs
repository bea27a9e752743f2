//! The native code of plugins: trusted, copied, loaded, called.
//!
//! A library runs code as soon as it is opened, so nothing is opened that was not pinned by its
//! hash ([`trust`]). The bytes are read once, judged, and a private copy of them is what is
//! loaded, in a process of its own ([`worker`]): that a library aborts, overflows its stack or
//! never returns cannot be caught in ours. What is linked into the program is called here, through
//! the same table.
//!
//! This and the folders of plugins are the engine's only doors to the world.

mod abi;
mod cache;
mod guard;
mod host;
mod look;
mod manifest;
mod process;
pub mod trust;
mod words;
mod worker;

use std::fmt::Debug;
use std::path::Path;

use serde_json::Value;
pub use vanthu_plugin::{Finding, Op, Reply, SYMBOL, Severity, Table};

pub use cache::forget;
pub use host::{Host, Settings, hash, library_of, read_library};
pub use look::{Look, look};
pub use manifest::{Library, Native};
pub(crate) use words::tamed;
pub use worker::worker;

use crate::diag::Diagnostic;
use crate::text;

/// The native code of one plugin.
#[derive(Debug, Clone, Copy)]
pub struct Code<'p> {
    /// The plugin.
    pub id: &'p str,
    /// What its manifest says of it.
    pub native: &'p Native,
    /// The folder that it lies in; `None`: it comes with the program.
    pub dir: Option<&'p Path>,
}

/// Whose fault it is that there is no reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Blame {
    /// The data cannot be worked with.
    Data,
    /// The plugin.
    Plugin,
    /// Nobody trusted the library yet, or it changed since.
    Trust,
    /// Disk, rights, memory.
    World,
}

/// Why there is no reply.
#[derive(Debug, Clone)]
pub struct Refusal {
    /// Whose fault it is.
    pub blame: Blame,
    /// What to tell.
    pub why: Diagnostic,
}

/// Calls the native code of plugins. The engine knows no more of it than this.
pub trait Runner: Debug + Send + Sync {
    /// Asks a plugin.
    ///
    /// # Errors
    /// When it may not be asked, or has no answer that can be used.
    fn call(&self, code: Code<'_>, op: Op, data: &Value) -> Result<Reply, Refusal>;
}

/// Calls nothing.
#[derive(Debug, Clone, Copy)]
pub struct Off;

impl Runner for Off {
    fn call(&self, code: Code<'_>, _: Op, _: &Value) -> Result<Reply, Refusal> {
        let id = code.id;
        let why = Diagnostic::error(
            "native-off",
            text!(
                "mẫu «{id}» cần chạy mã máy, mà việc đó đang tắt",
                "the type «{id}» needs its native code, which is switched off"
            ),
        );
        let why = why.hint(text!("chạy lại, không có --no-native", "run without --no-native"));
        Err(Refusal { blame: Blame::Trust, why })
    }
}

/// What libraries of this machine are called in manifests and pins: `x86_64-linux-gnu`,
/// `x86_64-windows`, `aarch64-macos`.
pub fn target() -> String {
    let env = if cfg!(target_env = "musl") { "musl" } else { "gnu" };
    target_named(std::env::consts::ARCH, std::env::consts::OS, env)
}

/// The same of a target of rustc: `x86_64-pc-windows-gnu` is `x86_64-windows`.
pub fn target_of(triple: &str) -> Option<String> {
    let mut parts = triple.split('-');
    let (arch, _vendor, os) = (parts.next()?, parts.next()?, parts.next()?);
    let os = if os == "darwin" { "macos" } else { os };
    Some(target_named(arch, os, parts.next().unwrap_or_default()))
}

/// Of the C libraries of one system, only those of Linux cannot be mixed.
fn target_named(arch: &str, os: &str, env: &str) -> String {
    match os {
        "linux" => format!("{arch}-linux-{env}"),
        _ => format!("{arch}-{os}"),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn targets_have_one_name_each() {
        use super::target_of;
        let named = |triple: &str| target_of(triple).unwrap_or_default();
        assert_eq!(named("x86_64-unknown-linux-gnu"), "x86_64-linux-gnu");
        assert_eq!(named("aarch64-unknown-linux-musl"), "aarch64-linux-musl");
        assert_eq!(named("x86_64-pc-windows-gnu"), "x86_64-windows");
        assert_eq!(named("x86_64-pc-windows-msvc"), "x86_64-windows");
        assert_eq!(named("aarch64-apple-darwin"), "aarch64-macos");
        assert_eq!(target_of("wasm32"), None);
        if cfg!(all(target_arch = "x86_64", target_os = "linux", target_env = "gnu")) {
            assert_eq!(super::target(), "x86_64-linux-gnu");
        }
    }
}
