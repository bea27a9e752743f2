//! Two runs that write into one place would spoil each other, so each holds a lock there.
//!
//! It is the system's own, and ends with its process however that ends: one that was killed is in
//! nobody's way. The file itself stays, and is empty: whoever deletes it while another opens it
//! would let two in.

use std::fs::{File, OpenOptions};
use std::io;
use std::path::Path;

use fs4::{FileExt, TryLockError};
use vanthu_core::diag::{Diagnostic, Diagnostics, Text, reason};
use vanthu_core::text;

use crate::output;

/// Who may hold a lock at the same time.
#[derive(Debug, Clone, Copy)]
pub(super) enum Share {
    /// Nobody else.
    Alone,
    /// Other parts of the same batch.
    Parts,
}

/// Locks on one place, held until this is dropped.
#[derive(Debug, Default)]
pub(super) struct Locks {
    held: Vec<File>,
    /// What could not be locked.
    pub(super) notes: Diagnostics,
}

impl Locks {
    /// Takes the lock `path` of a place.
    ///
    /// # Errors
    /// When another run holds it, or the file cannot be made. A file system that knows no locks is
    /// told of, and the run goes on.
    pub(super) fn take(
        &mut self,
        place: &Path,
        path: &Path,
        share: Share,
        failed: impl Fn(io::Error) -> Diagnostic,
    ) -> Result<(), Diagnostic> {
        let mut options = OpenOptions::new();
        let options = options.create(true).truncate(false).read(true).write(true);
        let file = options.open(path).map_err(failed)?;
        // The standard library's own, of the same names, need a later Rust.
        let taken = match share {
            Share::Alone => FileExt::try_lock(&file),
            Share::Parts => FileExt::try_lock_shared(&file),
        };
        match taken {
            Ok(()) => self.held.push(file),
            Err(TryLockError::WouldBlock) => return Err(busy(place)),
            Err(TryLockError::Error(error)) => self.notes.push(unlocked(place, reason(&error))),
        }
        Ok(())
    }
}

fn busy(place: &Path) -> Diagnostic {
    let shown = place.display();
    output::fault(
        text!("một lần chạy khác đang ghi vào {shown}", "another run is writing into {shown}"),
        text!(
            "đợi lần chạy đó xong, hoặc ghi vào chỗ khác",
            "wait until it has ended, or write to another place"
        ),
    )
}

fn unlocked(place: &Path, Text { vi, en }: Text) -> Diagnostic {
    let shown = place.display();
    let message = text!("không khóa được {shown}: {vi}", "{shown} cannot be locked: {en}");
    Diagnostic::warning("not-locked", message).hint(text!(
        "bảo đảm không có lệnh nào khác ghi vào đó cùng lúc",
        "see to it that nothing else writes there at the same time"
    ))
}
