//! The files in a workbook, within limits.

use std::io::{Cursor, Read};

use quick_xml::escape::unescape;
use quick_xml::events::BytesStart;
use zip::ZipArchive;
use zip::result::ZipError;

use super::book::Limits;
use super::fault;
use crate::diag::Diagnostic;

/// An opened archive.
pub(super) struct Package<'b> {
    archive: ZipArchive<Cursor<&'b [u8]>>,
    /// Bytes that may still be unpacked.
    left: u64,
}

impl<'b> Package<'b> {
    /// What the archive says of itself is looked at before anything is unpacked.
    pub(super) fn open(bytes: &'b [u8], limits: &Limits) -> Result<Self, Diagnostic> {
        let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| fault::damaged())?;
        if archive.len() > limits.entries {
            return Err(fault::too_large());
        }
        let mut declared = 0_u64;
        for nth in 0..archive.len() {
            let entry = archive.by_index_raw(nth).map_err(|_| fault::damaged())?;
            declared = declared.saturating_add(entry.size());
        }
        if declared > limits.unpacked.saturating_mul(4) {
            return Err(fault::too_large());
        }
        Ok(Self { archive, left: limits.unpacked })
    }

    /// Whether there is a file of this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.archive.index_for_name(name).is_some()
    }

    /// The text of a file; `None`: there is none of this name.
    pub(super) fn text(&mut self, name: &str) -> Result<Option<String>, Diagnostic> {
        let mut entry = match self.archive.by_name(name) {
            Ok(entry) => entry,
            Err(ZipError::FileNotFound) => return Ok(None),
            Err(ZipError::InvalidPassword) => return Err(fault::locked()),
            Err(_) => return Err(fault::damaged()),
        };
        if entry.encrypted() {
            return Err(fault::locked());
        }
        if entry.size() > self.left {
            return Err(fault::too_large());
        }
        let mut bytes = Vec::new();
        let mut limited = (&mut entry).take(self.left + 1);
        limited.read_to_end(&mut bytes).map_err(|_| fault::damaged())?;
        self.left = self.left.checked_sub(bytes.len() as u64).ok_or_else(fault::too_large)?;
        let text = String::from_utf8(bytes).map_err(|_| fault::damaged())?;
        Ok(Some(text))
    }
}

/// The value of an attribute, its prefix aside.
pub(super) fn attribute(start: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = start.attributes().flatten().find(|a| a.key.local_name().as_ref() == name)?;
    Some(unescape(&found.value).map(|text| text.into_owned()).unwrap_or_default())
}

/// An attribute that is a number.
pub(super) fn count(start: &BytesStart<'_>, name: &str) -> Option<u32> {
    attribute(start, name)?.trim().parse().ok()
}

/// The character of `&name;`.
pub(super) fn entity(name: &str) -> String {
    unescape(&format!("&{name};")).map(|text| text.into_owned()).unwrap_or_default()
}
