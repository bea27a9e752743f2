//! The tree.

use crate::diag::Span;

/// A value with its place.
#[derive(Debug, Clone)]
pub struct Node {
    /// Where it stands. For a map or list: from its first to its last byte.
    pub span: Span,
    /// What it is.
    pub kind: Kind,
}

/// What a node is.
#[derive(Debug, Clone)]
pub enum Kind {
    /// `~`, `null`, or nothing after the colon: the value was cleared.
    Null,
    /// Text as written, NFC. `quoted` (also for `|` and `>` blocks): always text, never a number.
    Scalar {
        /// The text, escapes and folds already resolved.
        text: String,
        /// Whether it stood in quotes or in a block scalar.
        quoted: bool,
    },
    /// A list.
    Seq(Vec<Node>),
    /// A map, in the author's order, keys unique.
    Map(Vec<Entry>),
}

/// One `key: value` of a map.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The key, NFC.
    pub key: String,
    /// Where the key stands.
    pub key_span: Span,
    /// The value.
    pub value: Node,
}

impl Node {
    /// The entry with this key, if this is a map that has it.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        match &self.kind {
            Kind::Map(entries) => entries.iter().find(|e| e.key == key),
            _ => None,
        }
    }

    /// The value under this key, if this is a map that has it.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|e| &e.value)
    }

    /// The text, if this is a scalar.
    pub fn as_text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Scalar { text, .. } => Some(text),
            _ => None,
        }
    }

    /// The items, if this is a list.
    pub fn as_seq(&self) -> Option<&[Node]> {
        match &self.kind {
            Kind::Seq(items) => Some(items),
            _ => None,
        }
    }

    /// The entries, if this is a map.
    pub fn as_map(&self) -> Option<&[Entry]> {
        match &self.kind {
            Kind::Map(entries) => Some(entries),
            _ => None,
        }
    }
}
