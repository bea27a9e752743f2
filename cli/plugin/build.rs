//! `vanthu plugin build`.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use clap::Args;
use serde_json::Value;
use vanthu_core::data::{Limits, read};
use vanthu_core::diag::{Diagnostic, Diagnostics, Files, Text, has_errors, reason};
use vanthu_core::native::{SYMBOL, hash, look, target, target_of};
use vanthu_core::plugin::{Manifest, RelPath};
use vanthu_core::text;

use super::record::Record;
use crate::args::Common;
use crate::exit::Exit;
use crate::output::{Existing, Target};
use crate::report;

/// `vanthu plugin build`.
#[derive(Debug, Args)]
#[command(next_help_heading = "Tùy chọn")]
pub(crate) struct Build {
    /// Thư mục mẫu, có plugin.yaml và native/Cargo.toml. Biên dịch cũng chạy mã của mẫu: chỉ biên
    /// dịch mẫu biết rõ nguồn gốc
    #[arg(value_name = "THƯ MỤC", help_heading = "Đối số")]
    pub(crate) folder: PathBuf,
    /// Thư viện đã biên dịch sẵn (C, C++ …), thay cho native/Cargo.toml
    #[arg(long, value_name = "TỆP")]
    pub(crate) library: Option<PathBuf>,
    /// Biên dịch cho máy khác, ví dụ x86_64-pc-windows-gnu
    #[arg(long, value_name = "ĐÍCH")]
    pub(crate) target: Option<String>,
}

/// Compiles the native code of a plugin, or takes a library that another compiler made, puts it
/// into the plugin's folder and notes it in the manifest. Compiling runs what the folder says to
/// run (`build.rs`, macros): nothing is compiled of its own accord.
pub(crate) fn run(common: &Common, args: &Build) -> Exit {
    let mut files = Files::default();
    match build(args, &mut files) {
        Ok((path, sha256)) => {
            let shown = path.display();
            report::say(
                common,
                &format!("đã ghi {shown} (sha256 {sha256}) và plugin.yaml"),
                &format!("wrote {shown} (sha256 {sha256}) and plugin.yaml"),
            );
            let more = [
                ("output", Value::from(path.display().to_string())),
                ("sha256", Value::from(sha256)),
            ];
            if common.format != crate::args::Format::Human {
                report::print(common, &[], &files, &more);
            }
            Exit::Clean
        }
        Err((faults, exit)) => {
            report::print(common, &faults, &files, &[]);
            exit
        }
    }
}

type Failed = (Diagnostics, Exit);

fn plugin_fault(message: Text, hint: Text) -> Failed {
    (vec![Diagnostic::error("build", message).hint(hint)], Exit::Plugin)
}

fn build(args: &Build, files: &mut Files) -> Result<(PathBuf, String), Failed> {
    let folder = &args.folder;
    let manifest_path = folder.join("plugin.yaml");
    let manifest = fs::read(&manifest_path).map_err(|error| unreadable(&manifest_path, &error))?;
    native_of(folder, &manifest, &manifest_path, files)?;
    let target = match args.target.as_deref().map(|triple| target_of(triple).ok_or(triple)) {
        None => target(),
        Some(Ok(target)) => target,
        Some(Err(triple)) => {
            let fault = Diagnostic::error(
                "build",
                text!("«{triple}» không phải một đích", "«{triple}» is no target"),
            );
            let hint = text!("ví dụ x86_64-pc-windows-gnu", "x86_64-pc-windows-gnu, for example");
            return Err((vec![fault.hint(hint)], Exit::Usage));
        }
    };
    let made = match &args.library {
        Some(library) => library.clone(),
        None => compile(folder, args.target.as_deref())?,
    };
    let bytes = fs::read(&made).map_err(|error| unreadable(&made, &error))?;
    judge(&made, &bytes, &target)?;
    let name = made.file_name().unwrap_or_default().to_string_lossy();
    let path = RelPath::new(&format!("native/{target}/{name}"))
        .map_err(|why| plugin_fault(why, text!("đổi tên thư viện", "rename the library")))?;
    let sha256 = hash(&bytes);
    let record = Record { target: &target, path: path.as_str(), sha256: &sha256 };
    let text = String::from_utf8_lossy(&manifest);
    let noted = record.put(&text).ok_or_else(|| by_hand(&record))?;
    // The library first: a manifest never names what is not there.
    let place = path.inside(folder);
    no_links(folder, &path)?;
    let world = |fault| (vec![fault], Exit::World);
    if let Some(parent) = place.parent() {
        fs::create_dir_all(parent).map_err(|error| unreadable(parent, &error))?;
    }
    let write = |path: &Path, bytes: &[u8]| {
        Target::new(path, Existing::Replaced).and_then(|target| target.write(bytes)).map_err(world)
    };
    write(&place, &bytes)?;
    write(&manifest_path, noted.as_bytes())?;
    Ok((place, sha256))
}

/// What is written into a plugin's folder stays there.
fn no_links(folder: &Path, path: &RelPath) -> Result<(), Failed> {
    let mut place = folder.to_owned();
    for step in path.as_str().split('/') {
        place.push(step);
        if fs::symlink_metadata(&place).is_ok_and(|meta| meta.file_type().is_symlink()) {
            let shown = place.display();
            return Err(plugin_fault(
                text!("{shown} là liên kết", "{shown} is a link"),
                text!("thay liên kết bằng thư mục thường", "put a plain folder in its place"),
            ));
        }
    }
    Ok(())
}

/// The manifest must be whole, and have a `native:`.
fn native_of(folder: &Path, manifest: &[u8], path: &Path, files: &mut Files) -> Result<(), Failed> {
    let whole = fs::canonicalize(folder).map_err(|error| unreadable(folder, &error))?;
    let id = whole.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let (node, mut out) = read(manifest, &path.display().to_string(), files, &Limits::DATA);
    let read = node.as_ref().and_then(|node| Manifest::read(node, &id, &mut out));
    match read {
        Some(manifest) if !has_errors(&out) && manifest.native.is_some() => Ok(()),
        _ if has_errors(&out) => Err((out, Exit::Plugin)),
        _ => Err(plugin_fault(
            text!("plugin.yaml không có mục «native»", "there is no «native» in plugin.yaml"),
            text!(
                "thêm: native: {{ abi: 1, ops: [compute], reads: […] }}",
                "add: native: {{ abi: 1, ops: [compute], reads: […] }}"
            ),
        )),
    }
}

/// Runs cargo and returns the library that it made. What the compiler says goes to the terminal.
fn compile(folder: &Path, triple: Option<&str>) -> Result<PathBuf, Failed> {
    let manifest = folder.join("native").join("Cargo.toml");
    if !manifest.is_file() {
        let shown = manifest.display();
        return Err(plugin_fault(
            text!("không có tệp {shown}", "there is no file {shown}"),
            text!(
                "đặt mã nguồn Rust vào thư mục native, hoặc chỉ thư viện có sẵn bằng --library",
                "put Rust source into the folder native, or name a finished library with --library"
            ),
        ));
    }
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
    let mut command = Command::new(cargo);
    command.args(["build", "--release", "--message-format=json-render-diagnostics"]);
    command.arg("--manifest-path").arg(&manifest).stdout(Stdio::piped()).stdin(Stdio::null());
    if let Some(triple) = triple {
        command.args(["--target", triple]);
    }
    let output = command.spawn().and_then(std::process::Child::wait_with_output);
    let output = output.map_err(|error| {
        let Text { vi, en } = reason(&error);
        let fault = Diagnostic::error(
            "build",
            text!("không chạy được cargo: {vi}", "cargo cannot be run: {en}"),
        );
        let hint = text!("cài Rust từ https://rustup.rs", "install Rust from https://rustup.rs");
        (vec![fault.hint(hint)], Exit::World)
    })?;
    if !output.status.success() {
        return Err(plugin_fault(
            text!(
                "mã nguồn ở native không biên dịch được",
                "the source in native does not compile"
            ),
            text!("sửa các lỗi mà cargo nêu ở trên", "mend what cargo says above"),
        ));
    }
    library_in(&String::from_utf8_lossy(&output.stdout), &manifest).ok_or_else(|| {
        plugin_fault(
            text!("cargo không tạo ra thư viện nào", "cargo made no library"),
            text!(
                "thêm vào native/Cargo.toml: [lib] crate-type = [\"cdylib\"]",
                "add to native/Cargo.toml: [lib] crate-type = [\"cdylib\"]"
            ),
        )
    })
}

/// The library among cargo's messages, one JSON object a line.
fn library_in(messages: &str, manifest: &Path) -> Option<PathBuf> {
    let manifest = fs::canonicalize(manifest).ok()?;
    let of_package = |message: &Value| {
        let path = message.get("manifest_path").and_then(Value::as_str).map(PathBuf::from);
        path.and_then(|path| fs::canonicalize(path).ok()).as_ref() == Some(&manifest)
    };
    let messages = messages.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let mut artifacts = messages.filter(|message| {
        message["reason"] == "compiler-artifact"
            && message["target"]["crate_types"]
                .as_array()
                .is_some_and(|t| t.contains(&"cdylib".into()))
            && of_package(message)
    });
    let artifact = artifacts.next()?;
    let names = artifact["filenames"].as_array()?.iter().filter_map(Value::as_str);
    let is_library = |name: &&str| {
        let extension = Path::new(name).extension().and_then(|extension| extension.to_str());
        matches!(extension, Some("so" | "dll" | "dylib"))
    };
    names.into_iter().find(is_library).map(PathBuf::from)
}

fn judge(path: &Path, bytes: &[u8], target: &str) -> Result<(), Failed> {
    let shown = path.display();
    let seen = look(bytes).map_err(|Text { vi, en }| {
        plugin_fault(
            text!("không dùng được {shown}: {vi}", "{shown} is no library: {en}"),
            text!("chỉ tệp .so, .dll hoặc .dylib", "name a .so, .dll or .dylib"),
        )
    })?;
    if !seen.is_for(target) {
        let machine = seen.machine.unwrap_or_default();
        return Err(plugin_fault(
            text!(
                "{shown} dành cho máy {machine}, không phải {target}",
                "{shown} is for {machine}, not for {target}"
            ),
            text!(
                "chỉ đúng máy bằng --target, ví dụ x86_64-pc-windows-gnu",
                "name the machine with --target, x86_64-pc-windows-gnu for example"
            ),
        ));
    }
    if seen.exports.iter().any(|name| name == SYMBOL) {
        return Ok(());
    }
    Err(plugin_fault(
        text!("{shown} không có hàm «{SYMBOL}»", "{shown} has no function «{SYMBOL}»"),
        text!(
            "thêm vanthu_plugin::export_plugin!(…) trong Rust, VANTHU_PLUGIN(…) trong C",
            "add vanthu_plugin::export_plugin!(…) in Rust, VANTHU_PLUGIN(…) in C"
        ),
    ))
}

fn by_hand(record: &Record<'_>) -> Failed {
    let line = record.line();
    plugin_fault(
        text!(
            "không tự ghi được vào plugin.yaml, nên chưa ghi gì",
            "plugin.yaml cannot be edited, so nothing was written"
        ),
        text!("tự ghi dưới «native», «files»: {line}", "write under «native», «files»: {line}"),
    )
}

fn unreadable(path: &Path, error: &io::Error) -> Failed {
    let shown = path.display();
    let Text { vi, en } = reason(error);
    let fault = Diagnostic::error(
        "build",
        text!("không dùng được {shown}: {vi}", "{shown} cannot be used: {en}"),
    );
    (vec![fault.hint(text!("kiểm tra tên và quyền", "look at its name and rights"))], Exit::World)
}
