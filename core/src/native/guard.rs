//! Whether others could have changed a file or a folder that we rely on.

use std::path::Path;

use crate::diag::Text;

/// The mode of files and folders that nobody else may even read.
#[cfg(unix)]
pub(super) const PRIVATE_FOLDER: u32 = 0o700;

/// Refuses a file or folder that belongs to another user or that others may write. Links are
/// followed.
///
/// # Errors
/// Why it cannot be relied on.
#[cfg(unix)]
pub(super) fn only_ours(path: &Path) -> Result<(), Text> {
    use crate::text;
    use std::os::unix::fs::MetadataExt;
    let shown = path.display();
    let meta = std::fs::metadata(path).map_err(|error| {
        let Text { vi, en } = crate::diag::reason(&error);
        text!("không xem được {shown}: {vi}", "{shown}: {en}")
    })?;
    let us = rustix::process::geteuid().as_raw();
    if meta.uid() != us && meta.uid() != 0 {
        return Err(text!("{shown} là của người dùng khác", "{shown} belongs to another user"));
    }
    // In a folder with the sticky bit others cannot touch what is ours.
    let sticky = meta.is_dir() && meta.mode() & 0o1000 != 0;
    if meta.mode() & 0o022 != 0 && !sticky {
        return Err(text!("người khác sửa được {shown}", "others may write {shown}"));
    }
    Ok(())
}

/// On Windows the folders that we use are private by their place: the user's profile, and Program
/// Files, which only administrators write.
#[cfg(not(unix))]
pub(super) fn only_ours(_: &Path) -> Result<(), Text> {
    Ok(())
}
