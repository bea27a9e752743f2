//! Reading what the user names.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read};
use std::path::{Component, Path, PathBuf};

use vanthu_core::data::Limits;
use vanthu_core::diag::{Diagnostic, Text, reason};
use vanthu_core::plugin::walk_reason;
use vanthu_core::text;
use walkdir::{DirEntry, WalkDir};

use crate::table::is_table;

/// The name of the organisation's file.
const OFFICE: &str = "co-quan.yaml";

/// Folders are looked into this deep.
const DEPTH: usize = 32;

/// A Word file may be so large, in bytes.
const LARGEST_WORD: u64 = 256 << 20;

/// A file that the data names may be so large, in bytes.
const LARGEST_BESIDE: u64 = 20 << 20;

/// A data file; `-` is standard input. One byte more than the engine allows is read, so that it
/// can say that there is too much.
pub(crate) fn data(path: &Path) -> Result<Vec<u8>, Diagnostic> {
    let most = Limits::DATA.bytes as u64 + 1;
    let read = if path == Path::new("-") {
        read_at_most(io::stdin().lock(), most)
    } else if path.is_dir() {
        Err(io::Error::from(ErrorKind::IsADirectory))
    } else {
        File::open(path).and_then(|file| read_at_most(file, most))
    };
    read.map_err(|error| unreadable(path, &error))
}

/// A data file, or all those of a folder in the order of their names. Hidden files and links are
/// passed over, and so is the organisation's file, which is no document.
pub(crate) fn data_files(named: &Path) -> Result<Vec<PathBuf>, Diagnostic> {
    let hint = text!("tệp dữ liệu có đuôi .yaml", "data files end with .yaml");
    files(named, is_data, hint)
}

/// The same, tables among them.
pub(crate) fn data_files_and_tables(named: &Path) -> Result<Vec<PathBuf>, Diagnostic> {
    let hint = text!(
        "tệp dữ liệu có đuôi .yaml, bảng có đuôi .xlsx, .ods, .csv, .tsv hoặc .jsonl",
        "data files end with .yaml, tables with .xlsx, .ods, .csv, .tsv or .jsonl"
    );
    // While a workbook is open, Excel keeps another file of that name beside it.
    let is_lock =
        |path: &Path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("~$"));
    files(named, |path| is_data(path) || (is_table(path) && !is_lock(path)), hint)
}

fn files(
    named: &Path,
    is_wanted: impl Fn(&Path) -> bool,
    hint: Text,
) -> Result<Vec<PathBuf>, Diagnostic> {
    if !named.is_dir() {
        return Ok(vec![named.to_owned()]);
    }
    let hidden = |entry: &DirEntry| entry.file_name().to_string_lossy().starts_with('.');
    let walk = WalkDir::new(named).follow_links(false).max_depth(DEPTH).sort_by_file_name();
    let mut files = Vec::new();
    for entry in walk.into_iter().filter_entry(|entry| entry.depth() == 0 || !hidden(entry)) {
        let entry = entry.map_err(|error| unwalked(&error))?;
        if entry.file_type().is_file() && is_wanted(entry.path()) {
            files.push(entry.into_path());
        }
    }
    if files.is_empty() {
        let shown = named.display();
        let message = text!(
            "thư mục {shown} không có tệp dữ liệu nào",
            "the folder {shown} has no data file"
        );
        return Err(Diagnostic::error("input", message).hint(hint));
    }
    Ok(files)
}

fn is_data(path: &Path) -> bool {
    let is = |wanted| path.extension().is_some_and(|e| e.eq_ignore_ascii_case(wanted));
    (is("yaml") || is("yml")) && path.file_name().is_some_and(|name| name != OFFICE)
}

fn unwalked(error: &walkdir::Error) -> Diagnostic {
    let Text { vi, en } = walk_reason(error);
    Diagnostic::error(
        "input",
        text!("không đọc được thư mục {vi}", "the folder cannot be read: {en}"),
    )
    .hint(text!("xem lại quyền của thư mục", "look at its rights"))
}

/// A Word file.
pub(crate) fn word(path: &Path) -> Result<Vec<u8>, Diagnostic> {
    at_most(path, LARGEST_WORD)
}

/// The first so many bytes of a file.
pub(crate) fn at_most(path: &Path, most: u64) -> Result<Vec<u8>, Diagnostic> {
    let read = if path.is_dir() {
        Err(io::Error::from(ErrorKind::IsADirectory))
    } else {
        File::open(path).and_then(|file| read_at_most(file, most))
    };
    read.map_err(|error| unreadable(path, &error))
}

fn read_at_most(from: impl Read, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn unreadable(path: &Path, error: &io::Error) -> Diagnostic {
    let shown = path.display();
    let Text { vi, en } = reason(error);
    let (message, hint) = match error.kind() {
        ErrorKind::NotFound => (
            text!("không có tệp {shown}", "there is no file {shown}"),
            text!("kiểm tra tên tệp và thư mục", "look at the name and the folder"),
        ),
        ErrorKind::IsADirectory => (
            text!("{shown} là thư mục, không phải tệp", "{shown} is a folder, not a file"),
            text!("ghi tên một tệp .yaml", "name a .yaml file"),
        ),
        ErrorKind::PermissionDenied => (
            text!("không có quyền đọc {shown}", "there is no right to read {shown}"),
            text!("xem lại quyền của tệp", "look at its rights"),
        ),
        _ => (
            text!("không đọc được {shown}: {vi}", "{shown} cannot be read: {en}"),
            text!("xem lại tệp này", "look at this file"),
        ),
    };
    Diagnostic::error("input", message).hint(hint)
}

/// The organisation's file: the one named, else the one beside the data, else the user's own.
pub(crate) fn organisation(
    named: Option<&Path>,
    data: &Path,
) -> Result<Option<(PathBuf, Vec<u8>)>, Diagnostic> {
    let found = match named {
        Some(path) => Some(path.to_owned()),
        None => {
            let beside = data.with_file_name(OFFICE);
            [Some(beside), user_folder().map(|folder| folder.join(OFFICE))]
                .into_iter()
                .flatten()
                .find(|path| path.is_file())
        }
    };
    found.map(|path| self::data(&path).map(|bytes| (path, bytes))).transpose()
}

/// The user's folder of settings.
pub(crate) fn user_folder() -> Option<PathBuf> {
    let var = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    let base = if cfg!(windows) {
        var("APPDATA").map(PathBuf::from)
    } else {
        var("XDG_CONFIG_HOME")
            .map(PathBuf::from)
            .or_else(|| var("HOME").map(|home| PathBuf::from(home).join(".config")))
    };
    base.filter(|base| base.is_absolute()).map(|base| base.join("vanthu"))
}

/// The user's folder of what the program keeps for them.
pub(crate) fn data_folder() -> Option<PathBuf> {
    let var = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    let base = if cfg!(windows) {
        var("LOCALAPPDATA").map(PathBuf::from)
    } else {
        var("XDG_DATA_HOME")
            .map(PathBuf::from)
            .or_else(|| var("HOME").map(|home| PathBuf::from(home).join(".local/share")))
    };
    base.filter(|base| base.is_absolute()).map(|base| base.join("vanthu"))
}

/// A file that the data names: inside the data file's folder, links followed no further.
pub(crate) fn beside(folder: &Path, name: &str) -> Option<Vec<u8>> {
    let path = Path::new(name);
    let plain = path.components().all(|part| matches!(part, Component::Normal(_)));
    if !plain || name.contains('\\') {
        return None;
    }
    let folder = fs::canonicalize(folder).ok()?;
    let path = fs::canonicalize(folder.join(path)).ok()?;
    if !path.starts_with(&folder) || !path.is_file() {
        return None;
    }
    let bytes = read_at_most(File::open(path).ok()?, LARGEST_BESIDE + 1).ok()?;
    (bytes.len() as u64 <= LARGEST_BESIDE).then_some(bytes)
}
