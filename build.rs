//! Lists the types and standards that the program carries with it, for `cli/embedded.rs`.
//!
//! Native code is linked in, not carried: a folder `native`, and whatever was built there, is
//! passed over.

use std::fmt::Write;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let mut code = String::new();
    for (name, folder) in [("PLUGINS", "plugins"), ("TEMPLATES", "templates")] {
        println!("cargo::rerun-if-changed={folder}");
        let mut files = Vec::new();
        gather(Path::new(folder), &mut files)?;
        let _ = writeln!(code, "static {name}: &[(&str, &[u8])] = &[");
        for file in files {
            let parts = file.iter().map(|part| part.to_string_lossy());
            let path = parts.collect::<Vec<_>>().join("/");
            let inner = path.trim_start_matches(folder).trim_start_matches('/');
            let root = "env!(\"CARGO_MANIFEST_DIR\")";
            let bytes = format!("include_bytes!(concat!({root}, \"/\", {path:?}))");
            let _ = writeln!(code, "    ({inner:?}, {bytes}),");
        }
        code.push_str("];\n");
    }
    println!("cargo::rustc-env=VANTHU_BUILD={:016x}", build()?);
    let out = env::var_os("OUT_DIR").map(PathBuf::from).unwrap_or_default();
    fs::write(out.join("carried.rs"), code)
}

/// What the program is made of, as one number: a batch that goes on after the program was changed
/// must know it. A package without its sources beside has its version alone.
fn build() -> io::Result<u64> {
    let mut files = Vec::new();
    let native = ["core/src/native", "plugins/bao-cao-thang/native"];
    let folders = ["core/src", "sdk/src", "cli", "web", "plugins", "templates"];
    // Of the folders, `gather` passes those of native code over.
    for folder in folders.into_iter().chain(native) {
        if Path::new(folder).is_dir() {
            println!("cargo::rerun-if-changed={folder}");
            gather(Path::new(folder), &mut files)?;
        }
    }
    println!("cargo::rerun-if-changed=Cargo.lock");
    files.extend(Some(PathBuf::from("Cargo.lock")).filter(|lock| lock.is_file()));
    let mut hash = DefaultHasher::new();
    env::var("CARGO_PKG_VERSION").unwrap_or_default().hash(&mut hash);
    for file in files {
        file.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().hash(&mut hash);
        fs::read(file)?.hash(&mut hash);
    }
    Ok(hash.finish())
}

/// Files by name, those of a folder among them, so that the same tree makes the same program.
fn gather(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    let mut entries = fs::read_dir(folder)?.collect::<io::Result<Vec<_>>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let (path, name) = (entry.path(), entry.file_name());
        if name == "native" || name.to_string_lossy().starts_with('.') {
            continue;
        }
        match entry.file_type()?.is_dir() {
            true => gather(&path, files)?,
            false => files.push(path),
        }
    }
    Ok(())
}
