//! What the program's exit code says.

use std::process::ExitCode;

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// All is well.
    Clean = 0,
    /// The data has faults.
    Data = 1,
    /// The command line has faults.
    Usage = 2,
    /// A plugin has faults.
    Plugin = 3,
    /// A draft was made, with gaps.
    Draft = 5,
    /// A file could not be read or written.
    World = 6,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        ExitCode::from(exit as u8)
    }
}
