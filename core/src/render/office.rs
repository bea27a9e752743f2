//! The organisation's file, read and judged once for all the documents that it stands under.

use std::sync::{Arc, Mutex, PoisonError};

use super::Input;
use crate::data::{self, Limits, Node};
use crate::diag::{Diagnostics, Files};
use crate::plugin::{Plugins, Refused};

/// So many files are kept: a batch has one, or one in each of its folders.
const KEPT: usize = 16;

/// The files that were read last.
#[derive(Debug, Default)]
pub(crate) struct Offices {
    kept: Mutex<Vec<Arc<Office>>>,
}

/// One file, read and judged.
#[derive(Debug)]
pub(super) struct Office {
    name: String,
    bytes: Vec<u8>,
    pub(super) node: Option<Node>,
    pub(super) diagnostics: Diagnostics,
    /// The file alone.
    pub(super) files: Files,
}

impl Offices {
    /// The file as it was read before, or read now.
    ///
    /// # Errors
    /// When the schema of such files has a fault.
    pub(super) fn read(&self, plugins: &Plugins, input: Input<'_>) -> Result<Arc<Office>, Refused> {
        let same = |office: &Arc<Office>| office.name == input.name && office.bytes == input.bytes;
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(office) = kept.iter().find(|office| same(office)) {
            return Ok(Arc::clone(office));
        }
        drop(kept);
        let office = Arc::new(Office::read(plugins, input)?);
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.truncate(KEPT - 1);
        kept.insert(0, Arc::clone(&office));
        Ok(office)
    }
}

impl Office {
    fn read(plugins: &Plugins, input: Input<'_>) -> Result<Self, Refused> {
        let mut files = Files::default();
        let (node, mut diagnostics) =
            data::read(input.bytes, input.name, &mut files, &Limits::DATA);
        if let Some(node) = &node {
            let mut found = plugins.organisation()?.check(node, true).diagnostics;
            diagnostics.append(&mut found);
        }
        let (name, bytes) = (input.name.to_owned(), input.bytes.to_owned());
        Ok(Self { name, bytes, node, diagnostics, files })
    }
}
