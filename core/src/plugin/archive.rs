//! A plugin as one file, to be handed on: a ZIP with the folder in it.
//!
//! The same folder gives the same bytes. What is unpacked is held to the limits of a folder that is
//! read, and lands in memory; a name in an archive leads nowhere.

use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};

use zip::result::{ZipError, ZipResult};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, System, ZipArchive, ZipWriter};

use super::folder::{DEEPEST, MOST_BYTES, MOST_FILES, is_left_behind};
use super::{Folder, RelPath, is_id};
use crate::diag::{Diagnostic, Text, reason};
use crate::text;

/// An archive may be so large, in bytes: what a folder may hold, and room for its directory.
pub const LARGEST_ARCHIVE: u64 = MOST_BYTES + (1 << 20);

/// The folder of the plugin `id` as an archive: names in order, no dates, plain rights, on all
/// systems alike.
///
/// # Errors
/// When [`unpack`] would not take it: two of its names differ only in case, or its libraries are
/// too large.
pub fn pack(id: &str, folder: &Folder) -> Result<Vec<u8>, Diagnostic> {
    let bytes = written(id, folder).map_err(|error| not_packed(id, zip_reason(&error)))?;
    match unpacked(&bytes) {
        Ok(_) => Ok(bytes),
        Err(why) => Err(not_packed(id, why)),
    }
}

fn not_packed(id: &str, why: Text) -> Diagnostic {
    let Text { vi, en } = why;
    Diagnostic::error(
        "not-packed",
        text!("không đóng gói được mẫu «{id}»: {vi}", "«{id}» cannot be packed: {en}"),
    )
    .hint(text!(
        "đổi tên tệp, bớt tệp, hoặc giảm cỡ thư viện (strip), rồi đóng gói lại",
        "rename a file, remove some, or make libraries smaller (strip); then pack again"
    ))
}

fn written(id: &str, folder: &Folder) -> ZipResult<Vec<u8>> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .system(System::Unix)
        .unix_permissions(0o644);
    for (path, bytes) in folder.iter() {
        archive.start_file(format!("{id}/{}", path.as_str()), options)?;
        archive.write_all(bytes)?;
    }
    Ok(archive.finish()?.into_inner())
}

/// The id and the files of the plugin in an archive called `name`.
///
/// # Errors
/// When it is no archive, or holds what a plugin's folder may not: links, names that are no
/// [`RelPath`], two that differ only in case, a file where another has a folder, what file managers
/// leave behind, too many files, too much, another folder beside.
pub fn unpack(name: &str, bytes: &[u8]) -> Result<(String, Folder), Diagnostic> {
    unpacked(bytes).map_err(|why| refused(name, why))
}

fn unpacked(bytes: &[u8]) -> Result<(String, Folder), Text> {
    if bytes.len() as u64 > LARGEST_ARCHIVE {
        return Err(too_large());
    }
    let broken = |error: ZipError| {
        let Text { vi, en } = zip_reason(&error);
        text!("không đọc được: {vi}", "it cannot be read: {en}")
    };
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(broken)?;
    if archive.len() > 2 * MOST_FILES {
        return Err(too_many());
    }
    let (files, folders) = (BTreeMap::new(), BTreeMap::new());
    let mut inside = Inside { id: None, files, folders, left: MOST_BYTES };
    for nth in 0..archive.len() {
        let mut entry = archive.by_index(nth).map_err(broken)?;
        let path = std::str::from_utf8(entry.name_raw()).unwrap_or_default().to_owned();
        let link = entry.is_symlink() || entry.unix_mode().is_some_and(is_no_plain_file);
        if entry.is_dir() {
            continue;
        }
        inside.add(&path, link, &mut entry)?;
    }
    let Inside { id, files, folders, .. } = inside;
    let Some(id) = id else {
        return Err(text!("không có tệp nào", "there is no file in it"));
    };
    if let Some((path, _)) = folders.keys().find_map(|folder| files.get(folder)) {
        let path = path.as_str();
        return Err(text!(
            "«{path}» vừa là tệp vừa là thư mục",
            "«{path}» is both a file and a folder"
        ));
    }
    let files = files.into_values().map(|(path, bytes)| (path.as_str().to_owned(), bytes));
    let folder = Folder::new(&id, files);
    Ok((id, folder))
}

/// What was unpacked so far.
struct Inside {
    id: Option<String>,
    /// By name in small letters: some systems know no others.
    files: BTreeMap<String, (RelPath, Vec<u8>)>,
    /// The folders that they lie in, likewise, as they were first written.
    folders: BTreeMap<String, String>,
    /// Bytes that may still come.
    left: u64,
}

impl Inside {
    fn add(&mut self, path: &str, link: bool, from: &mut impl Read) -> Result<(), Text> {
        if link {
            return Err(text!("có liên kết «{path}»", "it holds a link: «{path}»"));
        }
        let (id, rest) = path.split_once('/').unwrap_or((path, ""));
        let one_folder = self.id.as_deref().is_none_or(|known| known == id);
        if !is_id(id) || !one_folder || rest.is_empty() {
            return Err(text!(
                "có «{path}» nằm ngoài thư mục của mẫu",
                "«{path}» lies outside the folder of the type"
            ));
        }
        self.id = Some(id.to_owned());
        let name = RelPath::new(rest)?;
        if rest.split('/').count() > DEEPEST {
            return Err(text!("«{path}» nằm quá sâu", "«{path}» lies too deep"));
        }
        if rest.split('/').any(is_left_behind) {
            return Err(text!(
                "có tệp thừa «{path}» của hệ điều hành hay trình soạn thảo",
                "it holds «{path}», which a system or an editor left behind"
            ));
        }
        self.folders_of(rest)?;
        if self.files.len() == MOST_FILES {
            return Err(too_many());
        }
        let mut bytes = Vec::new();
        // One byte more than allowed tells that there is too much, whatever the directory says.
        let read = from.take(self.left + 1).read_to_end(&mut bytes);
        read.map_err(|error| {
            let Text { vi, en } = reason(&error);
            text!("«{path}» hỏng: {vi}", "«{path}» is damaged: {en}")
        })?;
        self.left = self.left.checked_sub(bytes.len() as u64).ok_or_else(too_large)?;
        if self.files.insert(rest.to_lowercase(), (name, bytes)).is_some() {
            return Err(text!("có hai tệp cùng tên «{path}»", "two files have the name «{path}»"));
        }
        Ok(())
    }

    /// Folders that differ only in case are one on some systems.
    fn folders_of(&mut self, path: &str) -> Result<(), Text> {
        for (end, _) in path.match_indices('/') {
            let folder = &path[..end];
            let first = self.folders.entry(folder.to_lowercase()).or_insert(folder.to_owned());
            if first != folder {
                return Err(text!(
                    "hai thư mục «{first}» và «{folder}» chỉ khác chữ hoa, chữ thường",
                    "the folders «{first}» and «{folder}» differ only in case"
                ));
            }
        }
        Ok(())
    }
}

fn zip_reason(error: &ZipError) -> Text {
    let vi = match error {
        ZipError::Io(error) => return reason(error),
        ZipError::UnsupportedArchive(_) => "nén theo cách chương trình không đọc được",
        _ => "không phải tệp ZIP, hoặc tệp không đầy đủ",
    };
    text!("{vi}", "{error}")
}

/// A link, a pipe, a device.
fn is_no_plain_file(mode: u32) -> bool {
    !matches!(mode & 0o170_000, 0 | 0o100_000)
}

fn too_large() -> Text {
    let most = MOST_BYTES >> 20;
    text!("lớn hơn {most} MB", "it is larger than {most} MB")
}

fn too_many() -> Text {
    text!("có hơn {MOST_FILES} tệp", "it holds more than {MOST_FILES} files")
}

fn refused(name: &str, why: Text) -> Diagnostic {
    let Text { vi, en } = why;
    Diagnostic::error(
        "refused-archive",
        text!("không dùng được gói mẫu {name}: {vi}", "the package {name} cannot be used: {en}"),
    )
    .hint(text!(
        "đóng gói lại bằng: vanthu plugin pack TÊN_MẪU",
        "make it with: vanthu plugin pack ID"
    ))
}
