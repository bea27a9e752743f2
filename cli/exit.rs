//! What the program's exit code says.

use std::process::ExitCode;

use vanthu_core::render::Outcome;

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
    /// Native code is not trusted.
    Trust = 4,
    /// A draft was made, with gaps.
    Draft = 5,
    /// A file could not be read or written.
    World = 6,
}

impl Exit {
    /// The one of two that says more of what has to be done: nothing could be judged before data
    /// are faulty before a draft has gaps.
    pub(crate) fn worse(self, other: Self) -> Self {
        let rank = |exit| match exit {
            Self::Clean => 0,
            Self::Draft => 1,
            Self::Data => 2,
            Self::Plugin => 3,
            Self::Trust => 4,
            Self::Usage => 5,
            Self::World => 6,
        };
        if rank(other) > rank(self) { other } else { self }
    }
}

impl From<Outcome> for Exit {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Clean => Self::Clean,
            Outcome::Draft => Self::Draft,
            Outcome::Data => Self::Data,
            Outcome::Plugin => Self::Plugin,
            Outcome::Trust => Self::Trust,
            Outcome::World => Self::World,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        ExitCode::from(exit as u8)
    }
}
