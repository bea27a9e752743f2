//! A plugin's folder, read once into memory. After that nothing opens a file by a name that a
//! plugin gives.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use super::RelPath;
use crate::diag::{Diagnostic, Text, reason};
use crate::text;

/// A folder may hold so many files.
pub(super) const MOST_FILES: usize = 256;

/// All its files together may be so large, in bytes.
pub(super) const MOST_BYTES: u64 = 8 << 20;

/// Parts that a name in it may have.
pub(super) const DEEPEST: usize = 4;

/// Where a plugin keeps its native code. It is no data: the libraries there are read when one is
/// called, and judged by their hash.
const NATIVE: &str = "native";

/// The files of a folder, frozen.
#[derive(Debug, Clone)]
pub struct Folder {
    origin: String,
    dir: Option<PathBuf>,
    files: BTreeMap<RelPath, Cow<'static, [u8]>>,
}

impl Folder {
    /// Files that are in memory already. What has no plain name is left out.
    pub fn new<B: Into<Cow<'static, [u8]>>>(
        origin: &str,
        files: impl IntoIterator<Item = (String, B)>,
    ) -> Self {
        let files = files
            .into_iter()
            .filter_map(|(name, bytes)| Some((RelPath::new(&name).ok()?, bytes.into())))
            .collect();
        Self { origin: origin.to_owned(), dir: None, files }
    }

    /// Reads a folder. Hidden files, what file managers leave behind, and the folder of native code
    /// are skipped.
    ///
    /// # Errors
    /// When it cannot be read, holds a link or what else is no plain file, too many files, too
    /// much, a file more than four levels deep, or a name that is no [`RelPath`].
    pub fn read(dir: &Path) -> Result<Self, Diagnostic> {
        let origin = dir.display().to_string();
        if is_link(dir) {
            return Err(refused(&origin, text!("là liên kết", "is a link")));
        }
        let mut files = BTreeMap::new();
        let mut left = MOST_BYTES;
        let walk = WalkDir::new(dir)
            .follow_links(false)
            .follow_root_links(false)
            .max_depth(DEEPEST + 1)
            .sort_by_file_name()
            .into_iter()
            .filter_entry(|entry| {
                entry.depth() == 0 || !(is_left_behind(&name_of(entry)) || is_native(entry))
            });
        for entry in walk {
            let entry = entry.map_err(|error| unreadable(&origin, &walk_reason(&error)))?;
            let kind = entry.file_type();
            let name = shown(dir, entry.path());
            if kind.is_symlink() {
                return Err(refused(
                    &origin,
                    text!("có liên kết «{name}»", "holds a link: «{name}»"),
                ));
            }
            if entry.depth() > DEEPEST {
                return Err(refused(
                    &origin,
                    text!("«{name}» nằm quá sâu", "«{name}» lies too deep"),
                ));
            }
            if kind.is_dir() {
                continue;
            }
            if !kind.is_file() {
                return Err(refused(
                    &origin,
                    text!("«{name}» không phải tệp thường", "«{name}» is no plain file"),
                ));
            }
            let path = RelPath::new(&name).map_err(|why| refused(&origin, why))?;
            if files.len() == MOST_FILES {
                return Err(refused(
                    &origin,
                    text!("có hơn {MOST_FILES} tệp", "holds more than {MOST_FILES} files"),
                ));
            }
            let bytes = read_at_most(entry.path(), left)
                .map_err(|error| unreadable(&origin, &of_file(&name, &error)))?;
            left = match left.checked_sub(bytes.len() as u64) {
                Some(left) => left,
                None => {
                    let most = MOST_BYTES >> 20;
                    let why = text!("lớn hơn {most} MB", "is larger than {most} MB");
                    return Err(refused(&origin, why));
                }
            };
            files.insert(path, Cow::Owned(bytes));
        }
        Ok(Self { origin, dir: Some(dir.to_owned()), files })
    }

    /// The file of this name.
    pub fn get(&self, path: &RelPath) -> Option<&[u8]> {
        self.files.get(path).map(|bytes| &**bytes)
    }

    /// All files, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&RelPath, &[u8])> {
        self.files.iter().map(|(path, bytes)| (path, &**bytes))
    }

    /// The folder on disk; `None`: it was in memory.
    pub fn dir(&self) -> Option<&Path> {
        self.dir.as_deref()
    }

    /// Where it came from, to be shown.
    pub fn origin(&self) -> &str {
        &self.origin
    }
}

/// Whether a link stands there, wherever it leads.
pub(super) fn is_link(path: &Path) -> bool {
    // Without a slash at its end, behind which a link is not seen.
    let path: std::path::PathBuf = path.components().collect();
    std::fs::symlink_metadata(path).is_ok_and(|meta| meta.file_type().is_symlink())
}

/// One byte more than allowed tells a file that is too large.
pub(super) fn read_at_most(path: &Path, most: u64) -> std::io::Result<Vec<u8>> {
    use std::io::Read;
    let mut bytes = Vec::new();
    std::fs::File::open(path)?.take(most + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The path below `dir` with `/` between its parts.
fn shown(dir: &Path, path: &Path) -> String {
    let inside = path.strip_prefix(dir).unwrap_or(path);
    let parts = inside.components().map(|part| part.as_os_str().to_string_lossy());
    parts.collect::<Vec<_>>().join("/")
}

/// `.git`, `.DS_Store`, `Thumbs.db`, an editor's backup.
pub(super) fn is_left_behind(name: &str) -> bool {
    name.starts_with(['.', '~'])
        || name.ends_with('~')
        || matches!(&*name.to_ascii_lowercase(), "thumbs.db" | "desktop.ini")
}

/// The name of an entry, to be judged.
pub(super) fn name_of(entry: &DirEntry) -> std::borrow::Cow<'_, str> {
    entry.file_name().to_string_lossy()
}

fn is_native(entry: &DirEntry) -> bool {
    entry.depth() == 1 && entry.file_name() == NATIVE && entry.file_type().is_dir()
}

pub(super) fn refused(origin: &str, why: Text) -> Diagnostic {
    let Text { vi, en } = why;
    Diagnostic::error(
        "refused-folder",
        text!(
            "không dùng được thư mục mẫu {origin}: {vi}",
            "the plugin folder {origin} cannot be used: {en}"
        ),
    )
    .hint(text!(
        "sửa thư mục: chỉ gồm tệp thường, tên không dấu, không liên kết, tối đa {MOST_FILES} tệp",
        "mend it: plain files only, ASCII names, no links, at most {MOST_FILES} files"
    ))
}

/// Why a folder could not be walked through.
pub fn walk_reason(error: &walkdir::Error) -> Text {
    let path = error.path().map(|path| path.display().to_string()).unwrap_or_default();
    match error.io_error() {
        Some(error) => of_file(&path, error),
        None => text!("{path}: liên kết vòng", "{path}: a circle of links"),
    }
}

/// Why one file could not be read.
pub(super) fn of_file(name: &str, error: &std::io::Error) -> Text {
    let Text { vi, en } = reason(error);
    text!("{name}: {vi}", "{name}: {en}")
}

pub(super) fn unreadable(origin: &str, why: &Text) -> Diagnostic {
    let Text { vi, en } = why;
    Diagnostic::error(
        "unreadable-folder",
        text!(
            "không đọc được thư mục mẫu {origin}: {vi}",
            "the plugin folder {origin} cannot be read: {en}"
        ),
    )
    .hint(text!("kiểm tra quyền đọc thư mục", "look at the rights on the folder"))
}
