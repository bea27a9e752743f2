//! A part as a small tree: for the conform pass, and for tests.
//!
//! Texts and attribute values stay escaped as they were read.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::Error;

/// Elements may nest this deep; ours never come near.
const MAX_DEPTH: usize = 256;

/// A part may have so many elements; a report of 300 pages has a fifth of that.
const MAX_ELEMENTS: usize = 1_000_000;

/// An element.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Element {
    /// With its prefix: `w:p`.
    pub(super) name: String,
    /// In the order read, values escaped.
    pub(super) attributes: Vec<(String, String)>,
    /// In order.
    pub(super) children: Vec<Node>,
}

/// What an element holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Node {
    /// An element.
    Element(Element),
    /// Escaped text.
    Text(String),
}

impl Element {
    /// Reads a part, or a fragment with one root.
    pub(super) fn parse(xml: &str) -> Result<Self, Error> {
        let mut reader = Reader::from_str(xml);
        let mut open: Vec<Element> = Vec::new();
        let mut root = None;
        let mut left = MAX_ELEMENTS;
        loop {
            let done = match reader.read_event().map_err(|e| Error::Xml(e.to_string()))? {
                Event::Start(start) if open.len() < MAX_DEPTH => {
                    open.push(Self::begin(&start)?);
                    None
                }
                Event::Start(_) => return Err(Error::Xml("nested too deep".into())),
                Event::Empty(start) => Some(Self::begin(&start)?),
                Event::End(_) => open.pop(),
                Event::Text(text) => {
                    push_text(&mut open, &text);
                    None
                }
                Event::GeneralRef(name) => {
                    push_text(&mut open, &format!("&{};", &*name));
                    None
                }
                Event::Eof => break,
                _ => None,
            };
            if let Some(element) = done {
                left = left.checked_sub(1).ok_or_else(|| Error::Xml("too many elements".into()))?;
                match open.last_mut() {
                    Some(parent) => parent.children.push(Node::Element(element)),
                    None => root = Some(element),
                }
            }
        }
        root.filter(|_| open.is_empty()).ok_or_else(|| Error::Xml("ends too early".into()))
    }

    fn begin(start: &BytesStart<'_>) -> Result<Self, Error> {
        let mut element = Element { name: start.name().0.to_owned(), ..Element::default() };
        for attribute in start.attributes() {
            let attribute = attribute.map_err(|e| Error::Xml(e.to_string()))?;
            element.attributes.push((attribute.key.0.to_owned(), attribute.value.into_owned()));
        }
        Ok(element)
    }

    /// Appends the element as XML.
    pub(super) fn write(&self, out: &mut String) {
        out.push('<');
        out.push_str(&self.name);
        for (name, value) in &self.attributes {
            for piece in [" ", name, "=\"", value, "\""] {
                out.push_str(piece);
            }
        }
        if self.children.is_empty() {
            out.push_str("/>");
            return;
        }
        out.push('>');
        for child in &self.children {
            match child {
                Node::Element(element) => element.write(out),
                Node::Text(text) => out.push_str(text),
            }
        }
        for piece in ["</", &self.name, ">"] {
            out.push_str(piece);
        }
    }

    /// The element as a whole part.
    pub(super) fn to_part(&self) -> Vec<u8> {
        let mut out = String::from(super::DECLARATION);
        self.write(&mut out);
        out.into_bytes()
    }

    /// The value of an attribute.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    /// The elements in it.
    pub(super) fn elements(&self) -> impl Iterator<Item = &Element> {
        self.children.iter().filter_map(|child| match child {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// The first element of this name in it.
    pub(super) fn child(&self, name: &str) -> Option<&Element> {
        self.elements().find(|element| element.name == name)
    }

    /// Its own text, entities resolved.
    pub(super) fn plain_text(&self) -> String {
        let texts = self.children.iter().filter_map(|child| match child {
            Node::Text(text) => Some(text.as_str()),
            Node::Element(_) => None,
        });
        let escaped: String = texts.collect();
        match quick_xml::escape::unescape(&escaped) {
            Ok(text) => text.into_owned(),
            Err(_) => escaped,
        }
    }

    /// Sets an attribute, or adds it.
    pub(super) fn set(&mut self, name: &str, value: &str) {
        match self.attributes.iter_mut().find(|(n, _)| n == name) {
            Some((_, old)) => value.clone_into(old),
            None => self.attributes.push((name.to_owned(), value.to_owned())),
        }
    }

    /// Its child elements, to be changed.
    pub(super) fn elements_mut(&mut self) -> impl Iterator<Item = &mut Element> {
        self.children.iter_mut().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// The first child of this name; made when there is none.
    pub(super) fn child_mut(&mut self, name: &str) -> &mut Element {
        let found = self
            .children
            .iter()
            .position(|node| matches!(node, Node::Element(element) if element.name == name));
        let at = found.unwrap_or_else(|| {
            self.children.push(Node::Element(Element { name: name.into(), ..Element::default() }));
            self.children.len() - 1
        });
        match &mut self.children[at] {
            Node::Element(element) => element,
            Node::Text(_) => unreachable!("the position is that of an element"),
        }
    }

    /// Adds the fragment `xml` as the last child.
    pub(super) fn add(&mut self, xml: &str) -> Result<(), Error> {
        self.children.push(Node::Element(Self::parse(xml)?));
        Ok(())
    }

    /// Keeps the child elements that `keep` says.
    pub(super) fn retain(&mut self, mut keep: impl FnMut(&Element) -> bool) {
        self.children.retain(|node| match node {
            Node::Element(element) => keep(element),
            Node::Text(_) => true,
        });
    }
}

fn push_text(open: &mut [Element], text: &str) {
    let Some(parent) = open.last_mut() else { return };
    match parent.children.last_mut() {
        Some(Node::Text(before)) => before.push_str(text),
        _ => parent.children.push(Node::Text(text.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_is_written_again() {
        let xml = r#"<w:p a="1" b="x &amp; y"><w:t>a &lt; b&#10;</w:t><w:br/></w:p>"#;
        let mut out = String::new();
        Element::parse(xml).unwrap().write(&mut out);
        assert_eq!(out, xml);
    }

    #[test]
    fn broken_xml_is_an_error() {
        for xml in ["", "<a>", "<a></b>", "<a", "text"] {
            assert!(Element::parse(xml).is_err(), "{xml}");
        }
        let deep = "<a>".repeat(5000);
        assert!(Element::parse(&deep).is_err());
    }
}
