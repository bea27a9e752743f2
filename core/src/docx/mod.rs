//! [`Styled`] as bytes: the package of a Word file.
//!
//! Parts that are equal for all documents of a [`StyleSheet`] are built once with docx-rs, put
//! into the order of the schema, compressed, and copied into every file. The body, which differs,
//! is written into a buffer of one piece and compressed as it comes: it is never held as a whole.

mod body;
mod conform;
mod open;
mod package;
mod parts;
mod provenance;
mod read;
mod relations;
mod section;
mod table;
mod tree;
mod xml;

use std::borrow::Cow;
use std::cell::Cell;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use flate2::Compress;

pub(crate) use open::resolved;
pub use open::{OpenError, open};
pub use provenance::{NAMESPACE, Provenance};
pub use read::read_text;

use crate::document::Properties;
use crate::styled::{StyleIx, StyleSheet, Styled, TextAlign};
use package::{Package, Part};
use relations::{Edge, Format};

/// First line of every part.
const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

/// A writer keeps the numbering parts of this many counts of texts; rarer ones are built each time.
const KEPT_COUNTS: u16 = 64;

/// A buffer that grew beyond this, in bytes, is given back.
const KEPT_BUFFER: usize = 1 << 20;

/// Finds a picture by its name.
pub type Images<'a> = dyn Fn(&str) -> Option<Vec<u8>> + 'a;

/// Why no file was made or read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A picture is not among those handed over.
    #[error("no picture is called {0:?}")]
    UnknownImage(String),
    /// A picture is of another kind.
    #[error("the picture {0:?} is neither PNG nor JPEG")]
    ImageFormat(String),
    /// Beyond 4 GiB or 65,535 parts.
    #[error("the file would be too large")]
    TooLarge,
    /// Not a package that this engine wrote, or a damaged one.
    #[error("not a whole package of this engine")]
    Damaged,
    /// XML that cannot be read.
    #[error("faulty XML: {0}")]
    Xml(String),
}

/// What the caller may choose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Content controls around merged values, and the part that says where they came from.
    pub trace: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { trace: true }
    }
}

/// Writes the documents of one style sheet. May be shared by threads.
#[derive(Debug)]
pub struct Writer {
    looks: Looks,
    /// Parts that no document changes.
    fixed: Vec<Part>,
    /// By whether the file is traced.
    content_types: [Part; 2],
    /// By whether the file is traced; for a document without pictures.
    relations: [Part; 2],
    package: Part,
    item: [Part; 2],
    /// By the count of texts that count.
    numbering: Mutex<BTreeMap<u16, Arc<Part>>>,
}

/// What the body has to know of the style sheet.
#[derive(Debug)]
struct Looks {
    sheet: StyleSheet,
    styles: Vec<Look>,
    /// For a style that does not exist.
    plain: Look,
}

/// A style, as paragraphs refer to it.
#[derive(Debug)]
struct Look {
    /// `w:pStyle`; empty for the default style.
    reference: Vec<u8>,
    /// `w:framePr`; empty for what flows with the text.
    frame: Vec<u8>,
    bold: bool,
    italic: bool,
    align: TextAlign,
}

impl Looks {
    fn new(sheet: &StyleSheet) -> Self {
        let look = |(index, style): (usize, &crate::styled::Style)| {
            let id = xml::escaped(&xml::clean(&style.id));
            let reference = if index == 0 {
                Vec::new()
            } else {
                format!(r#"<w:pStyle w:val="{id}"/>"#).into_bytes()
            };
            let frame = style.frame.as_ref().map(parts::frame).unwrap_or_default().into_bytes();
            Look { reference, frame, bold: style.bold, italic: style.italic, align: style.align }
        };
        Self {
            styles: sheet.styles.iter().enumerate().map(look).collect(),
            plain: Look {
                reference: Vec::new(),
                frame: Vec::new(),
                bold: false,
                italic: false,
                align: TextAlign::Left,
            },
            sheet: sheet.clone(),
        }
    }

    fn style(&self, index: StyleIx) -> &Look {
        self.styles.get(usize::from(index.0)).unwrap_or(&self.plain)
    }
}

/// What a thread keeps from one document to the next.
struct State {
    deflate: Compress,
    body: Vec<u8>,
    small: Vec<u8>,
}

impl Default for State {
    fn default() -> Self {
        Self { deflate: package::compressor(), body: Vec::new(), small: Vec::new() }
    }
}

thread_local! {
    static STATE: Cell<Option<Box<State>>> = const { Cell::new(None) };
}

impl Writer {
    /// Builds the parts that all documents of this style sheet share.
    pub fn new(sheet: &StyleSheet) -> Self {
        Self::build(sheet).expect("the parts are well-formed: every string of the sheet is escaped")
    }

    fn build(sheet: &StyleSheet) -> Result<Self, Error> {
        let mut deflate = package::compressor();
        let mut part = |name, text: &str| Part::new(name, text.as_bytes(), &mut deflate);
        let types = "[Content_Types].xml";
        let relations = "word/_rels/document.xml.rels";
        let edge = Edge::of(sheet);
        let writer = Self {
            looks: Looks::new(sheet),
            content_types: [
                part(types, &relations::content_types(false, edge))?,
                part(types, &relations::content_types(true, edge))?,
            ],
            relations: [
                part(relations, &relations::document(false, edge, &[]))?,
                part(relations, &relations::document(true, edge, &[]))?,
            ],
            package: part("_rels/.rels", &relations::package())?,
            item: [
                part("customXml/_rels/item1.xml.rels", provenance::ITEM_RELATIONSHIPS)?,
                part("customXml/itemProps1.xml", provenance::ITEM_PROPERTIES)?,
            ],
            fixed: parts::build(sheet)?
                .iter()
                .map(|(name, bytes)| Part::new(name, bytes, &mut deflate))
                .collect::<Result<_, _>>()?,
            numbering: Mutex::default(),
        };
        writer.numbering(1, &mut deflate)?;
        Ok(writer)
    }

    /// Writes a document. `styled` must use the style sheet that the writer was made for.
    ///
    /// # Errors
    /// When a picture is unknown or of another kind than PNG and JPEG, or the file too large.
    pub fn write(
        &self,
        styled: &Styled<'_>,
        properties: &Properties,
        provenance: &Provenance,
        images: &Images<'_>,
        options: Options,
    ) -> Result<Vec<u8>, Error> {
        // Taken out of the thread's cell: `images` is the caller's code and might come back here.
        let mut state = STATE.take().unwrap_or_default();
        let provenance = options.trace.then_some(provenance);
        let written = self.pack(&mut state, styled, properties, provenance, images);
        if state.body.capacity() > KEPT_BUFFER {
            state.body = Vec::new();
        }
        STATE.set(Some(state));
        written
    }

    fn pack(
        &self,
        state: &mut State,
        styled: &Styled<'_>,
        properties: &Properties,
        provenance: Option<&Provenance>,
        images: &Images<'_>,
    ) -> Result<Vec<u8>, Error> {
        let State { deflate, body, small } = state;
        let trace = usize::from(provenance.is_some());
        let mut package = Package::new(16 << 10);
        package.copy(&self.content_types[trace])?;
        package.copy(&self.package)?;
        let part = package.pieces("word/document.xml", deflate)?;
        let names = body::write(body, part, &self.looks, styled, trace == 1)?;
        let pictures = load(&names, images)?;
        if pictures.is_empty() {
            package.copy(&self.relations[trace])?;
        } else {
            let formats: Vec<Format> = pictures.iter().map(|(format, _)| *format).collect();
            let relations = relations::document(trace == 1, Edge::of(&self.looks.sheet), &formats);
            package.add("word/_rels/document.xml.rels", relations.as_bytes(), deflate)?;
        }
        for part in &self.fixed {
            package.copy(part)?;
        }
        let numbering = self.numbering(styled.counts, deflate)?;
        package.copy(&numbering)?;
        small.clear();
        provenance::core(small, properties, &self.looks.sheet.language);
        package.add("docProps/core.xml", small, deflate)?;
        if let Some(provenance) = provenance {
            small.clear();
            provenance::item(small, provenance);
            package.add("customXml/item1.xml", small, deflate)?;
            for part in &self.item {
                package.copy(part)?;
            }
        }
        for (index, (format, bytes)) in pictures.iter().enumerate() {
            let name = format!("word/{}", relations::image_name(index, *format));
            package.store(Cow::Owned(name), bytes)?;
        }
        package.finish()
    }

    /// `word/numbering.xml` for so many texts.
    fn numbering(&self, counts: u16, deflate: &mut Compress) -> Result<Arc<Part>, Error> {
        let count = counts.max(1);
        let kept =
            self.numbering.lock().unwrap_or_else(PoisonError::into_inner).get(&count).cloned();
        if let Some(part) = kept {
            return Ok(part);
        }
        let xml = parts::numbering(&self.looks.sheet, count)?;
        let part = Arc::new(Part::new("word/numbering.xml", &xml, deflate)?);
        if count <= KEPT_COUNTS {
            let mut numbering = self.numbering.lock().unwrap_or_else(PoisonError::into_inner);
            numbering.insert(count, Arc::clone(&part));
        }
        Ok(part)
    }
}

fn load(names: &[String], images: &Images<'_>) -> Result<Vec<(Format, Vec<u8>)>, Error> {
    let one = |name: &String| {
        let bytes = images(name).ok_or_else(|| Error::UnknownImage(name.clone()))?;
        let format = Format::of(&bytes).ok_or_else(|| Error::ImageFormat(name.clone()))?;
        Ok((format, bytes))
    };
    names.iter().map(one).collect()
}
