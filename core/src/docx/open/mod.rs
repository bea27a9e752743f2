//! Opens any Word file: what a person would see of it, with every style resolved.
//!
//! The file may come from anywhere, so each part is read within limits, nothing is followed
//! outside it, and whatever cannot be read is an error, never a panic.

mod body;
mod package;
mod properties;
mod styles;

use crate::seen::Seen;
pub(crate) use package::resolved;
use package::{Package, Relation};

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
        part: String,
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
    let mut package = Package::new(bytes)?;
    let main = package.relations("")?;
    let main = main.iter().find(|relation| relation.kind == "officeDocument");
    let main = main.map(|relation| relation.target.clone()).ok_or(OpenError::NotWord)?;
    let document = package.part(&main)?.filter(|root| root.name == "w:document");
    let document = document.ok_or(OpenError::NotWord)?;
    let relations = package.relations(&main)?;
    let mut part = |kind: &str| match relations.iter().find(|relation| relation.kind == kind) {
        Some(Relation { target, .. }) => package.part(target),
        None => Ok(None),
    };
    let (styles, numbering, theme) = (part("styles")?, part("numbering")?, part("theme")?);
    let styles = styles::Styles::read(styles.as_ref(), numbering.as_ref(), theme.as_ref());
    let mut headers = Vec::new();
    for relation in
        relations.iter().filter(|relation| matches!(&*relation.kind, "header" | "footer"))
    {
        if let Some(header) = package.part(&relation.target)? {
            headers.push((relation.id.clone(), header));
        }
    }
    Ok(body::read(&document, &styles, &headers))
}
