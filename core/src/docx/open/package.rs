//! The parts of a package, by the relations between them, within limits.

use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use super::OpenError;
use crate::docx::tree::Element;

/// A package may have so many entries.
const MOST_ENTRIES: usize = 4096;

/// A part may be so large, unpacked, in bytes.
const LARGEST_PART: u64 = 64 << 20;

/// An opened package.
pub(super) struct Package<'b> {
    archive: ZipArchive<Cursor<&'b [u8]>>,
}

/// A relation of a part to another.
#[derive(Debug, Clone)]
pub(super) struct Relation {
    pub(super) id: String,
    /// The last word of its type: `styles`, `header`.
    pub(super) kind: String,
    /// Name of the other part.
    pub(super) target: String,
}

impl<'b> Package<'b> {
    pub(super) fn new(bytes: &'b [u8]) -> Result<Self, OpenError> {
        let archive = ZipArchive::new(Cursor::new(bytes))?;
        if archive.len() > MOST_ENTRIES {
            return Err(OpenError::TooLarge);
        }
        Ok(Self { archive })
    }

    /// A part as a tree; `None` when the package has none of this name.
    pub(super) fn part(&mut self, name: &str) -> Result<Option<Element>, OpenError> {
        let mut entry = match self.archive.by_name(name) {
            Ok(entry) => entry,
            Err(ZipError::FileNotFound) => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let mut xml = Vec::new();
        let mut limited = (&mut entry).take(LARGEST_PART + 1);
        limited.read_to_end(&mut xml).map_err(|error| OpenError::Package(error.to_string()))?;
        if xml.len() as u64 > LARGEST_PART {
            return Err(OpenError::TooLarge);
        }
        let fault = |reason: String| OpenError::Xml { part: name.to_owned(), reason };
        let xml = String::from_utf8(xml).map_err(|error| fault(error.to_string()))?;
        let xml = xml.strip_prefix('\u{FEFF}').unwrap_or(&xml);
        Element::parse(xml).map(Some).map_err(|error| fault(error.to_string()))
    }

    /// The relations of a part; of the package itself when `of` is empty. What lies outside the
    /// package is left out.
    pub(super) fn relations(&mut self, of: &str) -> Result<Vec<Relation>, OpenError> {
        let (folder, file) = of.rsplit_once('/').unwrap_or(("", of));
        let name = [folder, "_rels", &format!("{file}.rels")].join("/");
        let Some(root) = self.part(name.trim_start_matches('/'))? else { return Ok(Vec::new()) };
        let inside = root
            .elements()
            .filter(|relation| relation.attribute("TargetMode") != Some("External"))
            .filter_map(|relation| {
                let kind = relation.attribute("Type")?.rsplit('/').next()?;
                let target = relation.attribute("Target")?;
                Some(Relation {
                    id: relation.attribute("Id")?.to_owned(),
                    kind: kind.to_owned(),
                    target: resolved(folder, target),
                })
            });
        Ok(inside.collect())
    }
}

/// A target, relative to the folder of its part or from the top.
pub(crate) fn resolved(folder: &str, target: &str) -> String {
    let mut parts: Vec<&str> = match target.starts_with('/') {
        true => Vec::new(),
        false => folder.split('/').filter(|part| !part.is_empty()).collect(),
    };
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            other => parts.push(other),
        }
    }
    parts.join("/")
}

impl From<ZipError> for OpenError {
    fn from(error: ZipError) -> Self {
        Self::Package(error.to_string())
    }
}
