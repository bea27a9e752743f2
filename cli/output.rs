//! Writing files so that nothing is ever half there: beside the target, then renamed.

use std::fs;
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use vanthu_core::diag::{Diagnostic, Text, reason};
use vanthu_core::text;

/// Where a file will be written, once it is made.
#[derive(Debug)]
pub(crate) struct Target {
    /// As the user knows it.
    path: PathBuf,
    /// The file itself, behind links.
    real: PathBuf,
    existing: Existing,
}

/// What happens to a file that is there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Existing {
    /// It stays, always.
    Kept,
    /// It stays; `--force` would replace it.
    KeptUnlessForced,
    /// It is replaced.
    Replaced,
}

impl Target {
    /// Looks at the place before any work is done.
    ///
    /// # Errors
    /// When a file is there and may not be replaced, when a folder is, or when the folder around
    /// it is not.
    pub(crate) fn new(path: &Path, existing: Existing) -> Result<Self, Diagnostic> {
        let shown = path.display();
        if is_device(path) {
            return Err(fault(
                text!("«{shown}» là tên Windows dành riêng", "Windows keeps the name «{shown}»"),
                text!("đặt tên tệp khác", "choose another name"),
            ));
        }
        if path.is_dir() {
            return Err(fault(
                text!("«{shown}» là thư mục, không phải tệp", "«{shown}» is a folder, not a file"),
                text!(
                    "ghi thêm tên tệp, ví dụ bao-cao.docx",
                    "add a file name, bao-cao.docx for example"
                ),
            ));
        }
        if existing != Existing::Replaced && fs::symlink_metadata(path).is_ok() {
            return Err(exists(path, existing));
        }
        let folder = folder(path);
        if !folder.is_dir() {
            let folder = folder.display();
            return Err(fault(
                text!("không có thư mục {folder}", "there is no folder {folder}"),
                text!(
                    "tạo thư mục này trước, hoặc chọn chỗ khác",
                    "make it first, or choose another place"
                ),
            ));
        }
        // A link is kept, and the file behind it replaced.
        let real = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        Ok(Self { path: path.to_owned(), real, existing })
    }

    /// As the user knows it.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Writes the whole file or nothing.
    pub(crate) fn write(&self, bytes: &[u8]) -> Result<(), Diagnostic> {
        self.try_write(bytes).map_err(|error| self.failed(&error))
    }

    fn try_write(&self, bytes: &[u8]) -> io::Result<()> {
        let mut file = builder().tempfile_in(folder(&self.real))?;
        file.write_all(bytes)?;
        if let Ok(meta) = fs::metadata(&self.real) {
            file.as_file().set_permissions(meta.permissions())?;
        }
        file.as_file().sync_all()?;
        let renamed = if self.existing == Existing::Replaced {
            file.persist(&self.real)
        } else {
            file.persist_noclobber(&self.real)
        };
        renamed.map(drop).map_err(|error| error.error)
    }

    fn failed(&self, error: &io::Error) -> Diagnostic {
        not_written(&self.path, self.existing, error)
    }
}

/// A file that could not be written.
pub(crate) fn not_written(path: &Path, existing: Existing, error: &io::Error) -> Diagnostic {
    let shown = path.display();
    let Text { vi, en } = reason(error);
    // Windows: ERROR_SHARING_VIOLATION, and ERROR_ACCESS_DENIED from a rename onto an open file.
    let open = cfg!(windows)
        && (error.raw_os_error() == Some(32) || (error.raw_os_error() == Some(5) && path.exists()));
    let (message, hint) = match error.kind() {
        _ if open => (
            text!(
                "tệp {shown} đang mở trong Word hoặc chương trình khác",
                "{shown} is open in Word or another program"
            ),
            text!("đóng tệp rồi chạy lại", "close it and run again"),
        ),
        ErrorKind::AlreadyExists => return exists(path, existing),
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => (
            text!("ổ đĩa đã đầy, không ghi được {shown}", "the disk is full: {shown}"),
            text!(
                "xóa bớt tệp, hoặc ghi ra ổ khác bằng -o",
                "make room, or write elsewhere with -o"
            ),
        ),
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => (
            text!("không có quyền ghi {shown}", "there is no right to write {shown}"),
            text!("ghi ra thư mục khác bằng -o", "write into another folder with -o"),
        ),
        _ => (
            text!("không ghi được {shown}: {vi}", "{shown} cannot be written: {en}"),
            text!("ghi ra chỗ khác bằng -o", "write elsewhere with -o"),
        ),
    };
    fault(message, hint)
}

/// A folder, written whole beside its place and then renamed.
#[derive(Debug)]
pub(crate) struct StagedFolder {
    temporary: tempfile::TempDir,
}

impl StagedFolder {
    /// Writes the files beside what will be `target`.
    pub(crate) fn new<'f>(
        target: &Path,
        files: impl Iterator<Item = (&'f str, &'f [u8])>,
    ) -> Result<Self, Diagnostic> {
        let write = || -> io::Result<tempfile::TempDir> {
            let temporary = folder_builder().tempdir_in(folder(target))?;
            for (name, bytes) in files {
                let path = temporary.path().join(name);
                fs::create_dir_all(self::folder(&path))?;
                fs::write(path, bytes)?;
            }
            Ok(temporary)
        };
        write().map(|temporary| Self { temporary }).map_err(|error| not_made(target, &error))
    }

    /// Puts the folder in its place. What was there goes only once this is there.
    pub(crate) fn commit(self, target: &Path) -> Result<(), Diagnostic> {
        let failed = |error| not_made(target, &error);
        // Removed with what is in it when it goes out of scope.
        let old = folder_builder().tempdir_in(folder(target)).map_err(failed)?;
        let replaced = fs::symlink_metadata(target).is_ok();
        if replaced {
            fs::rename(target, old.path().join(KEPT)).map_err(failed)?;
        }
        if let Err(error) = fs::rename(self.temporary.path(), target) {
            let fault = failed(error);
            return Err(if replaced { put_back(old, target, fault) } else { fault });
        }
        // It is elsewhere now.
        let _ = self.temporary.keep();
        Ok(())
    }
}

/// The name of a folder that is to be replaced, in the temporary one.
const KEPT: &str = "cu";

/// What was replaced goes back to its place; where it cannot, it stays where it is and is named:
/// it is the only copy.
fn put_back(old: tempfile::TempDir, target: &Path, fault: Diagnostic) -> Diagnostic {
    if fs::rename(old.path().join(KEPT), target).is_ok() {
        return fault;
    }
    let kept = old.keep().join(KEPT);
    let kept = kept.display();
    fault.hint(text!(
        "bản cũ vẫn còn, ở {kept}: chép lại vào chỗ cũ",
        "what was there is kept in {kept}: copy it back"
    ))
}

/// Folders whose names begin so are never taken for plugins.
fn folder_builder() -> tempfile::Builder<'static, 'static> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".vanthu-").suffix(".tmp");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o777));
    }
    builder
}

/// A folder that could not be made.
pub(crate) fn not_made(path: &Path, error: &io::Error) -> Diagnostic {
    let shown = path.display();
    let Text { vi, en } = reason(error);
    fault(
        text!("không ghi được thư mục {shown}: {vi}", "{shown} cannot be written: {en}"),
        text!(
            "xem lại quyền và chỗ trống, hoặc chọn chỗ khác",
            "look at rights and room, or choose another place"
        ),
    )
}

/// A new file has the rights that any program's new file has; `tempfile` alone would make it
/// private.
fn builder() -> tempfile::Builder<'static, 'static> {
    builder_named(".vanthu-")
}

/// The same, for files whose names begin so.
pub(crate) fn builder_named(prefix: &str) -> tempfile::Builder<'_, 'static> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(prefix).suffix(".tmp");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder
}

fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Names such as `NUL` or `com1.docx`.
fn is_device(path: &Path) -> bool {
    if !cfg!(windows) {
        return false;
    }
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    let numbered = stem.strip_prefix("com").or(stem.strip_prefix("lpt"));
    matches!(&*stem, "con" | "prn" | "aux" | "nul")
        || numbered.is_some_and(|n| n.len() == 1 && n.chars().all(|c| c.is_ascii_digit()))
}

pub(crate) fn exists(path: &Path, existing: Existing) -> Diagnostic {
    let shown = path.display();
    let hint = match existing {
        Existing::Kept => text!("chọn tên khác bằng -o", "choose another name with -o"),
        _ => text!(
            "thêm --force để ghi đè, hoặc chọn tên khác bằng -o",
            "add --force to replace it, or choose another name with -o"
        ),
    };
    fault(text!("đã có tệp {shown}", "{shown} is there already"), hint)
}

/// Something outside the user's data is in the way.
pub(crate) fn fault(message: Text, hint: Text) -> Diagnostic {
    Diagnostic::error("output", message).hint(hint)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_only_copy_of_a_folder_is_never_deleted() {
        let folder = tempfile::tempdir().expect("a folder");
        let target = folder.path().join("mau");
        let old = || {
            let old = folder_builder().tempdir_in(folder.path()).expect("a folder");
            fs::create_dir(old.path().join(KEPT)).expect("makes");
            fs::write(old.path().join(KEPT).join("plugin.yaml"), "cũ").expect("writes");
            old
        };
        let fault = || fault(text!("hỏng", "broken"), text!("chạy lại", "run again"));
        assert_eq!(put_back(old(), &target, fault()).hints.len(), 1, "it went back");
        assert!(target.join("plugin.yaml").is_file());
        // Now its place is taken.
        let told = put_back(old(), &target, fault());
        let kept = told.hints[1].vi.split(" ở ").nth(1).and_then(|rest| rest.split(": ").next());
        let kept = Path::new(kept.expect("a place"));
        assert_eq!(fs::read(kept.join("plugin.yaml")).expect("is there"), "cũ".as_bytes());
    }

    #[test]
    fn a_file_that_came_in_between_is_kept() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.docx");
        let target = Target::new(&path, Existing::KeptUnlessForced).expect("a free place");
        fs::write(&path, "của người khác").expect("writes");
        let fault = target.write(b"PK").expect_err("refused");
        assert!(fault.message.vi.contains("đã có tệp"), "{}", fault.message.vi);
        assert_eq!(fs::read(&path).expect("reads"), "của người khác".as_bytes());
        assert_eq!(
            fs::read_dir(folder.path()).expect("lists").count(),
            1,
            "nothing is left beside"
        );
    }
}
