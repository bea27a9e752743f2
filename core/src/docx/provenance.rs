//! Where a document came from: the core properties and the custom XML part.

use super::DECLARATION;
use super::xml::escape;
use crate::document::Properties;

/// What made the file, and which value of the data each content control holds.
///
/// Kept in a custom XML part of the data store, which Word carries over when a person saves.
#[derive(Debug, Clone, Default)]
pub struct Provenance {
    /// Version of the engine.
    pub engine: String,
    /// Id of the plugin.
    pub plugin: String,
    /// Version of the plugin.
    pub plugin_version: String,
    /// Id of the standard.
    pub standard: String,
    /// SHA-256 of the data, in lower-case hexadecimal.
    pub data_sha256: String,
    /// JSON pointer of each content control: `pointers[id]`, as `Document::traces`.
    pub pointers: Vec<String>,
}

/// Namespace of the root of the custom part.
pub const NAMESPACE: &str = "urn:vanthu:provenance:1";

/// Properties of the custom part: its id and its namespace. One id for all documents: it names
/// what kind of store this is.
pub(super) const ITEM_PROPERTIES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<ds:datastoreItem xmlns:ds="http://schemas.openxmlformats.org/officeDocument/2006/customXml" ds:itemID="{5B3A1D0E-6C0B-4D53-9A0C-7F3E30202014}"><ds:schemaRefs><ds:schemaRef ds:uri="urn:vanthu:provenance:1"/></ds:schemaRefs></ds:datastoreItem>"#;

/// Relationships of the custom part.
pub(super) const ITEM_RELATIONSHIPS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/customXmlProps" Target="itemProps1.xml"/></Relationships>"#;

/// Appends `customXml/item1.xml`.
pub(super) fn item(out: &mut Vec<u8>, provenance: &Provenance) {
    out.extend_from_slice(DECLARATION.as_bytes());
    element(out, "vanthu", &[("xmlns", NAMESPACE), ("engine", &provenance.engine)], b">");
    let plugin = [("id", &*provenance.plugin), ("version", &provenance.plugin_version)];
    element(out, "plugin", &plugin, b"/>");
    element(out, "standard", &[("id", &*provenance.standard)], b"/>");
    element(out, "data", &[("sha256", &provenance.data_sha256)], b"/>");
    if !provenance.pointers.is_empty() {
        out.extend_from_slice(b"<values>");
        for (id, pointer) in provenance.pointers.iter().enumerate() {
            out.extend_from_slice(b"<v id=\"v");
            super::xml::int(out, id as i64);
            out.extend_from_slice(b"\" at=\"");
            escape(out, pointer);
            out.extend_from_slice(b"\"/>");
        }
        out.extend_from_slice(b"</values>");
    }
    out.extend_from_slice(b"</vanthu>");
}

fn element(out: &mut Vec<u8>, name: &str, attributes: &[(&str, &str)], end: &[u8]) {
    out.push(b'<');
    out.extend_from_slice(name.as_bytes());
    for (key, value) in attributes {
        out.push(b' ');
        out.extend_from_slice(key.as_bytes());
        out.extend_from_slice(b"=\"");
        escape(out, value);
        out.push(b'"');
    }
    out.extend_from_slice(end);
}

/// Appends `docProps/core.xml`. `created` is written when it is a date, and is the time of the
/// last change too: the engine has no clock.
pub(super) fn core(out: &mut Vec<u8>, properties: &Properties, language: &str) {
    out.extend_from_slice(DECLARATION.as_bytes());
    out.extend_from_slice(
        br#"<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">"#,
    );
    let created = properties.created.as_deref().filter(|date| is_date(date));
    let stamp = created.map(|date| format!("{date}T00:00:00Z"));
    let terms = [
        ("dc:title", "", Some(&*properties.title)),
        ("dc:creator", "", Some(&*properties.author)),
        ("cp:lastModifiedBy", "", Some(&*properties.author)),
        ("dcterms:created", r#" xsi:type="dcterms:W3CDTF""#, stamp.as_deref()),
        ("dcterms:modified", r#" xsi:type="dcterms:W3CDTF""#, stamp.as_deref()),
        ("dc:language", "", Some(language)),
    ];
    for (name, kind, text) in terms {
        let Some(text) = text else { continue };
        for piece in ["<", name, kind, ">"] {
            out.extend_from_slice(piece.as_bytes());
        }
        escape(out, text);
        for piece in ["</", name, ">"] {
            out.extend_from_slice(piece.as_bytes());
        }
    }
    out.extend_from_slice(b"</cp:coreProperties>");
}

/// Whether it has the shape yyyy-mm-dd with a month and a day that can be.
fn is_date(text: &str) -> bool {
    let number = |range| text.get(range).and_then(|part: &str| part.parse::<u32>().ok());
    text.len() == 10
        && text
            .bytes()
            .enumerate()
            .all(|(at, b)| if at == 4 || at == 7 { b == b'-' } else { b.is_ascii_digit() })
        && number(5..7).is_some_and(|month| (1..=12).contains(&month))
        && number(8..10).is_some_and(|day| (1..=31).contains(&day))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::docx::tree::Element;

    #[test]
    fn pointers_are_listed_by_the_tag_of_their_control() {
        let provenance = Provenance {
            engine: "0.1.0".into(),
            plugin: "so-ket".into(),
            pointers: vec!["/trich_yeu".into(), "/a/<&\"".into()],
            ..Provenance::default()
        };
        let mut out = Vec::new();
        item(&mut out, &provenance);
        let xml = String::from_utf8(out).unwrap();
        assert!(xml.contains(r#"<plugin id="so-ket" version=""/>"#), "{xml}");
        assert!(
            xml.contains(r#"<v id="v0" at="/trich_yeu"/><v id="v1" at="/a/&lt;&amp;&quot;"/>"#)
        );
        Element::parse(&xml).unwrap();
    }

    #[test]
    fn a_date_is_written_only_when_it_is_one() {
        let core_of = |created: Option<&str>| {
            let created = created.map(str::to_owned);
            let properties = Properties { title: "A & B".into(), author: "C".into(), created };
            let mut out = Vec::new();
            core(&mut out, &properties, "vi-VN");
            String::from_utf8(out).unwrap()
        };
        let dated = core_of(Some("2017-08-24"));
        assert!(dated.contains(">2017-08-24T00:00:00Z</dcterms:created>"), "{dated}");
        assert!(dated.contains("<dc:title>A &amp; B</dc:title>"));
        assert!(dated.contains("<dc:language>vi-VN</dc:language>"));
        for wrong in [None, Some("2017-8-24"), Some("24/08/2017"), Some("2017-13-01"), Some("é")] {
            assert!(!core_of(wrong).contains("dcterms:created>"), "{wrong:?}");
        }
    }
}
