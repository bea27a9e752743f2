//! Private copies of libraries: what was hashed is what is loaded.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::guard;
use crate::diag::{Diagnostic, Text, reason};
use crate::text;

/// Puts `bytes`, whose hash is `sha256`, where only we can write.
///
/// # Errors
/// When there is no such place.
pub(super) fn copy(root: &Path, sha256: &str, bytes: &[u8]) -> Result<PathBuf, Diagnostic> {
    let folder = private(&root.join(sha256))?;
    let path = folder.join(format!("lib{}", std::env::consts::DLL_SUFFIX));
    // A copy that a full disk cut short, or that somebody touched, is made anew.
    let whole = fs::symlink_metadata(&path).is_ok_and(|meta| meta.is_file())
        && fs::read(&path).is_ok_and(|there| there == bytes);
    if !whole {
        write(&folder, &path, bytes).map_err(|error| unwritable(&path, &error))?;
    }
    Ok(path)
}

/// Deletes the copy of a library that is trusted no more. One that is in use stays.
pub fn forget(root: &Path, sha256: &str) {
    let _ = fs::remove_dir_all(root.join(sha256));
}

/// An empty folder for a worker to be in.
///
/// # Errors
/// When there is no such place.
pub(super) fn nowhere(root: &Path) -> Result<PathBuf, Diagnostic> {
    private(&root.join("empty"))
}

/// Makes a folder that is ours alone, and the two above it.
fn private(folder: &Path) -> Result<PathBuf, Diagnostic> {
    let mut folders: Vec<&Path> = folder.ancestors().take(3).collect();
    folders.reverse();
    for folder in folders {
        make(folder).map_err(|error| unwritable(folder, &error))?;
        let is_link = fs::symlink_metadata(folder).is_ok_and(|meta| meta.is_symlink());
        let checked = if is_link {
            let shown = folder.display();
            Err(text!("{shown} là liên kết", "{shown} is a link"))
        } else {
            guard::only_ours(folder)
        };
        checked.map_err(|why| refused(&why))?;
    }
    Ok(folder.to_owned())
}

#[cfg(unix)]
fn make(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new().recursive(true).mode(guard::PRIVATE_FOLDER).create(folder)
}

#[cfg(not(unix))]
fn make(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)
}

/// Beside it, then renamed: another run may be loading it.
fn write(folder: &Path, path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file =
        tempfile::Builder::new().prefix(".vanthu-").suffix(".tmp").tempfile_in(folder)?;
    file.write_all(bytes)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        file.as_file().set_permissions(fs::Permissions::from_mode(0o500))?;
    }
    file.as_file().sync_all()?;
    file.persist(path).map(drop).map_err(|error| error.error)
}

fn unwritable(path: &Path, error: &io::Error) -> Diagnostic {
    let shown = path.display();
    let Text { vi, en } = reason(error);
    Diagnostic::error(
        "cache",
        text!("không ghi được {shown}: {vi}", "{shown} cannot be written: {en}"),
    )
    .hint(hint())
}

fn refused(why: &Text) -> Diagnostic {
    let Text { vi, en } = why;
    Diagnostic::error(
        "cache",
        text!(
            "không dùng được chỗ giữ mã máy: {vi}",
            "the place for native code cannot be used: {en}"
        ),
    )
    .hint(hint())
}

fn hint() -> Text {
    text!(
        "xóa thư mục đó, hoặc đặt biến XDG_CACHE_HOME (Windows: LOCALAPPDATA) trỏ tới một thư mục của riêng bạn",
        "delete that folder, or let XDG_CACHE_HOME (Windows: LOCALAPPDATA) name a folder of your own"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_is_made_once_and_mended_when_it_was_touched() {
        let root = tempfile::tempdir().expect("a folder");
        let root = root.path().join("native");
        let path = copy(&root, "ab", b"bytes").expect("a copy");
        assert_eq!(fs::read(&path).expect("reads"), b"bytes");
        fs::remove_file(&path).expect("ours");
        fs::write(&path, b"byt").expect("ours");
        assert_eq!(
            fs::read(copy(&root, "ab", b"bytes").expect("a copy")).expect("reads"),
            b"bytes"
        );
        assert_eq!(fs::read_dir(root.join("ab")).expect("lists").count(), 1, "nothing beside");
        forget(&root, "ab");
        assert!(!root.join("ab").exists());
    }

    #[cfg(unix)]
    #[test]
    fn a_place_that_others_could_change_is_refused() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let dir = tempfile::tempdir().expect("a folder");
        let root = dir.path().join("native");
        copy(&root, "ab", b"bytes").expect("a copy");
        let mode = |path: &Path| fs::metadata(path).expect("there").permissions().mode() & 0o777;
        assert_eq!((mode(&root), mode(&root.join("ab"))), (0o700, 0o700));
        assert_eq!(mode(&root.join("ab/lib.so")), 0o500);
        fs::set_permissions(&root, fs::Permissions::from_mode(0o777)).expect("ours");
        let fault = copy(&root, "ab", b"bytes").expect_err("refused");
        assert!(fault.message.vi.contains("người khác sửa được"), "{}", fault.message.vi);
        let link = dir.path().join("link");
        fs::set_permissions(&root, fs::Permissions::from_mode(0o700)).expect("ours");
        symlink(&root, &link).expect("a link");
        let fault = copy(&link, "ab", b"bytes").expect_err("refused");
        assert!(fault.message.vi.contains("là liên kết"), "{}", fault.message.vi);
    }
}
