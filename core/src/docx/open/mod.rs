//! Opens any Word file: what a person would see of it, with every style resolved.
//!
//! The file may come from anywhere, so each part is read within limits, nothing is followed
//! outside it, and whatever cannot be read is an error, never a panic.

mod body;
mod properties;
mod styles;

use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use super::tree::Element;
use crate::seen::Seen;

/// A package may have so many entries.
const MOST_ENTRIES: usize = 4096;

/// A part may be so large, unpacked, in bytes.
const LARGEST_PART: u64 = 64 << 20;

/// Why a file could not be opened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// A `.doc` of Word 97, or a file protected by a password: both are OLE containers.
    #[error("an old .doc file, or one protected by a password")]
    Ole,
    /// No zip archive, or a damaged one.
    #[error("no whole package: {0}")]
    Package(String),
    /// A package of something else.
    #[error("no Word document")]
    NotWord,
    /// Beyond the limits.
    #[error("larger than can be read")]
    TooLarge,
    /// XML that cannot be read.
    #[error("{part}: faulty XML: {reason}")]
    Xml {
        /// The part.
        part: &'static str,
        /// What is wrong.
        reason: String,
    },
}

/// Opens a `.docx`.
///
/// # Errors
/// When it is no Word document, is damaged, protected, or beyond the limits.
pub fn open(bytes: &[u8]) -> Result<Seen, OpenError> {
    if bytes.starts_with(b"\xD0\xCF\x11\xE0") {
        return Err(OpenError::Ole);
    }
    let package = |error: ZipError| OpenError::Package(error.to_string());
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(package)?;
    if archive.len() > MOST_ENTRIES {
        return Err(OpenError::TooLarge);
    }
    let document = part(&mut archive, "word/document.xml")?.ok_or(OpenError::NotWord)?;
    let styles = part(&mut archive, "word/styles.xml")?;
    let numbering = part(&mut archive, "word/numbering.xml")?;
    let theme = part(&mut archive, "word/theme/theme1.xml")?;
    let styles = styles::Styles::read(styles.as_ref(), numbering.as_ref(), theme.as_ref());
    Ok(body::read(&document, &styles))
}

/// A part as a tree; `None` when the package has none of this name.
fn part(
    archive: &mut ZipArchive<Cursor<&[u8]>>,
    name: &'static str,
) -> Result<Option<Element>, OpenError> {
    let mut entry = match archive.by_name(name) {
        Ok(entry) => entry,
        Err(ZipError::FileNotFound) => return Ok(None),
        Err(error) => return Err(OpenError::Package(error.to_string())),
    };
    let mut xml = Vec::new();
    let mut limited = (&mut entry).take(LARGEST_PART + 1);
    limited.read_to_end(&mut xml).map_err(|error| OpenError::Package(error.to_string()))?;
    if xml.len() as u64 > LARGEST_PART {
        return Err(OpenError::TooLarge);
    }
    let fault = |reason: String| OpenError::Xml { part: name, reason };
    let xml = String::from_utf8(xml).map_err(|error| fault(error.to_string()))?;
    let xml = xml.strip_prefix('\u{FEFF}').unwrap_or(&xml);
    Element::parse(xml).map(Some).map_err(|error| fault(error.to_string()))
}
