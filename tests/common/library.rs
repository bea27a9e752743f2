//! A place of its own for a plugin with native code: plugins, pins, copies.

#![allow(dead_code, reason = "each test file uses its own part")]
#![allow(clippy::print_stdout, reason = "a test says when it could not look")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use tempfile::TempDir;
use vanthu_core::diag::{Lang, human};
use vanthu_core::native::trust::{Pin, save};
use vanthu_core::native::{Host, Settings, hash, target};
use vanthu_core::plugin::{Folder, Plugins};
use vanthu_core::render::{Input, Job, Rendered, render};

use super::common::{printed, repository};

/// The C compiler. Where a machine has none, a test that needs it says so; in CI it fails.
pub(crate) fn compiler() -> Option<String> {
    let compiler = std::env::var("CC").unwrap_or_else(|_| "cc".to_owned());
    if Command::new(&compiler).arg("--version").output().is_ok_and(|o| o.status.success()) {
        return Some(compiler);
    }
    assert!(std::env::var_os("CI").is_none(), "there is no C compiler here: «{compiler}»");
    println!("NOT CHECKED: there is no C compiler here");
    None
}

/// Compiles C to a library.
pub(crate) fn compile(compiler: &str, source: &Path, options: &[String], to: &Path) {
    let output = Command::new(compiler)
        .args(["-shared", "-fPIC", "-O1", "-D_GNU_SOURCE", "-w", "-pthread", "-I"])
        .arg(repository("sdk/include"))
        .args(options)
        .arg("-o")
        .args([to, source])
        .output()
        .expect("the compiler runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// Where plugins lie, and what is trusted.
pub(crate) struct Place {
    dir: TempDir,
}

impl Place {
    /// An empty one.
    pub(crate) fn new() -> Self {
        Self { dir: tempfile::tempdir().expect("a folder") }
    }

    /// A path inside.
    pub(crate) fn path(&self, inner: &str) -> PathBuf {
        self.dir.path().join(inner)
    }

    /// Puts an example plugin there and returns its folder.
    pub(crate) fn install(&self, id: &str) -> PathBuf {
        let to = self.path("plugins").join(id);
        copy(&repository("sdk/examples").join(id), &to);
        to
    }

    /// Puts a library into a plugin, and notes it in the manifest, whose last key is `native`.
    pub(crate) fn add(&self, id: &str, bytes: &[u8]) {
        let folder = self.path("plugins").join(id);
        let (target, sha256) = (target(), hash(bytes));
        let path = format!("native/{target}/lib{}", std::env::consts::DLL_SUFFIX);
        let library = folder.join(&path);
        fs::create_dir_all(library.parent().expect("a folder")).expect("ours");
        fs::write(library, bytes).expect("ours");
        let manifest = folder.join("plugin.yaml");
        let text = fs::read_to_string(&manifest).expect("a manifest");
        let text = text.split("  files:").next().expect("a text");
        let files = format!("  files:\n    {target}: {{ path: {path}, sha256: {sha256} }}\n");
        fs::write(manifest, format!("{text}{files}")).expect("ours");
    }

    /// Compiles a plugin in Rust by `vanthu plugin build` and returns its library.
    pub(crate) fn build(&self, id: &str) -> Vec<u8> {
        let folder = self.path("plugins").join(id);
        // The crate finds the SDK from its new place, with the versions that are here.
        let cargo = folder.join("native/Cargo.toml");
        let text = fs::read_to_string(&cargo).expect("a manifest");
        let sdk = repository("sdk").display().to_string().replace('\\', "/");
        fs::write(&cargo, text.replace("../../..", &sdk)).expect("ours");
        fs::copy(repository("Cargo.lock"), folder.join("native/Cargo.lock")).expect("copies");
        let target = std::env::temp_dir().join("vanthu-plugin-build");
        let output = Command::new(env!("CARGO_BIN_EXE_vanthu"))
            .args(["plugin", "build", "--format", "json"])
            .arg(&folder)
            .env("CARGO_NET_OFFLINE", "true")
            .env(
                "CARGO_TARGET_DIR",
                option_env!("CARGO_TARGET_TMPDIR").map_or(target, PathBuf::from),
            )
            .output()
            .expect("runs");
        assert!(output.status.success(), "{}", printed(&output));
        let told: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
        fs::read(told["output"].as_str().expect("a path")).expect("a library")
    }

    /// Trusts these bytes for a plugin, and nothing else.
    pub(crate) fn pin(&self, id: &str, bytes: &[u8]) {
        let pin = Pin { id: id.to_owned(), target: target(), sha256: hash(bytes) };
        save(&self.path("trust.yaml"), &[pin]).expect("writes");
    }

    /// A host as the program has it.
    pub(crate) fn host(&self, patience: Duration) -> Host {
        Host::new(Settings {
            program: env!("CARGO_BIN_EXE_vanthu").into(),
            cache: Some(self.path("cache")),
            trust: vec![self.path("trust.yaml")],
            options: String::new(),
            patience,
        })
    }

    /// The plugins there, called by that host.
    pub(crate) fn plugins(&self, patience: Duration) -> Plugins {
        let templates = Folder::read(&repository("templates")).expect("templates");
        let plugins = Plugins::new(templates, Vec::new()).search(self.path("plugins"));
        plugins.native(Box::new(self.host(patience)))
    }
}

/// Copies a folder with all that is in it.
pub(crate) fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("ours");
    for entry in fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let to = to.join(entry.file_name());
        match entry.file_type().expect("a type").is_dir() {
            true => copy(&entry.path(), &to),
            false => {
                fs::copy(entry.path(), to).expect("copies");
            }
        }
    }
}

/// Renders the data in a file, with what lies beside it.
pub(crate) fn rendered(plugins: &Plugins, data: &Path) -> Rendered {
    let bytes = fs::read(data).expect("data");
    rendered_of(plugins, data, &bytes, false)
}

/// Renders data as if they were in that file.
pub(crate) fn rendered_of(plugins: &Plugins, data: &Path, bytes: &[u8], draft: bool) -> Rendered {
    let name = data.file_name().expect("a name").to_string_lossy();
    let folder = data.parent().expect("a folder");
    let beside = |name: &str| fs::read(folder.join(name)).ok();
    let data = Input { name: &name, bytes };
    render(plugins, &Job { data, organisation: None, beside: &beside, draft, trace: true })
}

/// What a clerk reads.
pub(crate) fn told(rendered: &Rendered) -> String {
    human::print(&rendered.diagnostics, &rendered.files, Lang::Vi, false)
}
