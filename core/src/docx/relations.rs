//! Content types and relationships: which parts there are, and how they hang together.

use super::DECLARATION;
use crate::styled::StyleSheet;

const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";

/// Where page numbers stand: the two parts for it, that of a first page second.
pub(super) struct Edge {
    /// `header` or `footer`: the relation, and the end of the content type.
    pub(super) kind: &'static str,
    /// The root element.
    pub(super) root: &'static str,
    /// Names in the package.
    pub(super) parts: [&'static str; 2],
}

impl Edge {
    pub(super) fn of(sheet: &StyleSheet) -> &'static Self {
        const HEAD: Edge =
            Edge { kind: "header", root: "w:hdr", parts: ["word/header1.xml", "word/header2.xml"] };
        const FOOT: Edge =
            Edge { kind: "footer", root: "w:ftr", parts: ["word/footer1.xml", "word/footer2.xml"] };
        if sheet.number_below { &FOOT } else { &HEAD }
    }
}

/// Relationships of the document that are the same in every file; those of [`Edge`] come after.
const DOCUMENT: [(&str, &str, &str); 5] = [
    ("rId1", "styles", "styles.xml"),
    ("rId2", "numbering", "numbering.xml"),
    ("rId3", "settings", "settings.xml"),
    ("rId4", "fontTable", "fontTable.xml"),
    ("rId5", "theme", "theme/theme1.xml"),
];

/// A picture of the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Png,
    Jpeg,
}

impl Format {
    /// What the first bytes say.
    pub(super) fn of(bytes: &[u8]) -> Option<Self> {
        if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
            Some(Self::Png)
        } else if bytes.starts_with(b"\xff\xd8\xff") {
            Some(Self::Jpeg)
        } else {
            None
        }
    }

    fn extension(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Jpeg => "jpeg",
        }
    }
}

/// Relationship id of picture `index`, counted from 0.
pub(super) fn image_id(index: usize) -> String {
    format!("rIdImage{}", index + 1)
}

/// Name of picture `index`, counted from 0, beside the document.
pub(super) fn image_name(index: usize, format: Format) -> String {
    format!("media/image{}.{}", index + 1, format.extension())
}

/// `[Content_Types].xml`.
pub(super) fn content_types(trace: bool, edge: &Edge) -> String {
    let word = "application/vnd.openxmlformats-officedocument.wordprocessingml";
    let office = "application/vnd.openxmlformats-officedocument";
    let package = "application/vnd.openxmlformats-package";
    let mut out = format!(
        r#"{DECLARATION}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="{package}.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/><Default Extension="jpeg" ContentType="image/jpeg"/>"#
    );
    let mut part = |name: &str, kind: String| {
        out.push_str(&format!(r#"<Override PartName="/{name}" ContentType="{kind}+xml"/>"#));
    };
    part("word/document.xml", format!("{word}.document.main"));
    for name in ["styles", "numbering", "settings", "fontTable"] {
        part(&format!("word/{name}.xml"), format!("{word}.{name}"));
    }
    part("word/theme/theme1.xml", format!("{office}.theme"));
    for name in edge.parts {
        part(name, format!("{word}.{}", edge.kind));
    }
    part("docProps/app.xml", format!("{office}.extended-properties"));
    part("docProps/core.xml", format!("{package}.core-properties"));
    if trace {
        part("customXml/itemProps1.xml", format!("{office}.customXmlProperties"));
    }
    out.push_str("</Types>");
    out
}

/// `_rels/.rels`.
pub(super) fn package() -> String {
    let mut out = open();
    relation(&mut out, "rId1", &format!("{OFFICE}/officeDocument"), "word/document.xml");
    let core = format!("{PACKAGE}/relationships/metadata/core-properties");
    relation(&mut out, "rId2", &core, "docProps/core.xml");
    relation(&mut out, "rId3", &format!("{OFFICE}/extended-properties"), "docProps/app.xml");
    out.push_str("</Relationships>");
    out
}

/// `word/_rels/document.xml.rels`.
pub(super) fn document(trace: bool, edge: &Edge, images: &[Format]) -> String {
    let mut out = open();
    for (id, kind, target) in DOCUMENT {
        relation(&mut out, id, &format!("{OFFICE}/{kind}"), target);
    }
    for (id, part) in ["rId6", "rId7"].into_iter().zip(edge.parts) {
        let target = part.trim_start_matches("word/");
        relation(&mut out, id, &format!("{OFFICE}/{}", edge.kind), target);
    }
    if trace {
        relation(&mut out, "rId8", &format!("{OFFICE}/customXml"), "../customXml/item1.xml");
    }
    for (index, &format) in images.iter().enumerate() {
        let (id, target) = (image_id(index), image_name(index, format));
        relation(&mut out, &id, &format!("{OFFICE}/image"), &target);
    }
    out.push_str("</Relationships>");
    out
}

fn open() -> String {
    format!(r#"{DECLARATION}<Relationships xmlns="{PACKAGE}/relationships">"#)
}

fn relation(out: &mut String, id: &str, kind: &str, target: &str) {
    out.push_str(&format!(r#"<Relationship Id="{id}" Type="{kind}" Target="{target}"/>"#));
}
