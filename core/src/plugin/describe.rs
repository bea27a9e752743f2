//! What a plugin consists of, piece by piece, each with the layer that it comes from.

use super::{Assertion, Assertions, Layer, Plugin};
use crate::data::Node;
use crate::diag::Span;
use crate::layout;
use crate::schema::{Field, Type};

/// Where a piece of a plugin comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// Id of the layer; `None`: the fields and frames that all types share.
    pub layer: Option<String>,
    /// The file, as diagnostics name it.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
}

/// A field of the schema.
#[derive(Debug)]
pub struct FieldRow<'p> {
    /// `ket_qua.nhom[].ten`.
    pub path: String,
    /// Fields around it.
    pub depth: usize,
    /// What it is.
    pub field: &'p Field,
    /// As the layers describe it together, each keyword at its own place.
    pub(crate) node: &'p Node,
    /// Whether it must be given where what holds it is given.
    pub required: bool,
    /// Where it was described first.
    pub origin: Origin,
    /// Keywords that other layers say: the keyword and where.
    pub tightened: Vec<(String, Origin)>,
}

/// A block of the layout.
#[derive(Debug)]
pub struct BlockRow {
    /// Blocks around it.
    pub depth: usize,
    /// The name by which a layer finds it.
    pub name: Option<String>,
    /// The block itself: `h1`, `table`.
    pub kind: String,
    /// Its texts, each with where it comes from: a title, a cell.
    pub texts: Vec<(String, Origin)>,
    /// Where it comes from.
    pub origin: Origin,
}

impl Plugin {
    /// Where a place in the plugin's files lies.
    pub fn origin(&self, span: Span) -> Origin {
        let file = self.files.file(span.file).name.clone();
        let of = |layer: &&Layer| {
            let rest = file.strip_prefix(layer.folder.origin());
            rest.is_some_and(|rest| rest.starts_with('/'))
        };
        let layer = self.layers.iter().rev().find(of).map(|layer| layer.id.clone());
        Origin { layer, line: self.files.line(span), file }
    }

    /// Every field that a document may give, in the author's order.
    pub fn fields(&self) -> Vec<FieldRow<'_>> {
        let mut rows = Vec::new();
        self.fields_of(&self.schema.root, self.schema.source(), "", 0, &mut rows);
        rows
    }

    fn fields_of<'p>(
        &'p self,
        field: &'p Field,
        node: &'p Node,
        path: &str,
        depth: usize,
        rows: &mut Vec<FieldRow<'p>>,
    ) {
        match &field.kind {
            Type::Object { properties, .. } => {
                let entries = node.get("properties").and_then(Node::as_map).unwrap_or_default();
                for entry in entries {
                    let Some(child) = properties.get(&entry.key).filter(|child| !child.made) else {
                        continue;
                    };
                    let inner = match path {
                        "" => entry.key.clone(),
                        above => format!("{above}.{}", entry.key),
                    };
                    let origin = self.origin(entry.key_span);
                    rows.push(FieldRow {
                        path: inner.clone(),
                        depth,
                        field: child,
                        node: &entry.value,
                        required: field.requires(&entry.key),
                        tightened: self.tightened(&entry.value, node, &entry.key, &origin),
                        origin,
                    });
                    self.fields_of(child, &entry.value, &inner, depth + 1, rows);
                }
            }
            Type::Array { items, .. } => {
                if let Some(node) = node.get("items") {
                    self.fields_of(items, node, &format!("{path}[]"), depth, rows);
                }
            }
            _ => {}
        }
    }

    /// What other layers say of a field, `required` among it.
    fn tightened(
        &self,
        field: &Node,
        parent: &Node,
        key: &str,
        origin: &Origin,
    ) -> Vec<(String, Origin)> {
        let own = field.as_map().unwrap_or_default().iter();
        let own = own.filter(|entry| !matches!(&*entry.key, "properties" | "items" | "required"));
        let mut said: Vec<(String, Span)> =
            own.map(|entry| (entry.key.clone(), entry.value.span)).collect();
        let required = parent.get("required").and_then(Node::as_seq).unwrap_or_default();
        let required = required.iter().find(|name| name.as_text() == Some(key));
        said.extend(required.map(|name| ("required".to_owned(), name.span)));
        let said = said.into_iter().map(|(keyword, span)| (keyword, self.origin(span)));
        said.filter(|(_, other)| other.layer.is_some() && other.layer != origin.layer).collect()
    }

    /// Every block of the layout, appendices last.
    pub fn blocks(&self) -> Vec<BlockRow> {
        let mut rows = Vec::new();
        for key in ["body", "appendices"] {
            if let Some(node) = self.layout.get(key) {
                self.blocks_of(node, 0, &mut rows);
            }
        }
        rows
    }

    fn blocks_of(&self, list: &Node, depth: usize, rows: &mut Vec<BlockRow>) {
        for block in crate::data::one_or_many(list) {
            let entries = block.as_map().unwrap_or_default();
            let Some(first) = entries.iter().find(|entry| entry.key != "id") else { continue };
            let mut texts = Vec::new();
            for entry in entries.iter().filter(|e| !is_list_of_blocks(&e.key, &e.value)) {
                self.texts_of(&entry.value, &mut texts);
            }
            rows.push(BlockRow {
                depth,
                name: layout::name_of(block),
                kind: first.key.clone(),
                texts,
                origin: self.origin(block.span),
            });
            for entry in entries.iter().filter(|e| is_list_of_blocks(&e.key, &e.value)) {
                self.blocks_of(&entry.value, depth + 1, rows);
            }
        }
    }

    fn texts_of(&self, node: &Node, texts: &mut Vec<(String, Origin)>) {
        if let Some(text) = node.as_text() {
            texts.push((text.to_owned(), self.origin(node.span)));
        }
        for item in node.as_seq().unwrap_or_default() {
            self.texts_of(item, texts);
        }
        for entry in node.as_map().unwrap_or_default() {
            self.texts_of(&entry.value, texts);
        }
    }

    /// All rules across fields, those for items of lists among them.
    pub fn rules(&self) -> Vec<&Assertion> {
        fn gather<'p>(list: &'p [Assertions], out: &mut Vec<&'p Assertion>) {
            for rule in list {
                match rule {
                    Assertions::One(rule) => out.push(rule),
                    Assertions::Each { rules, .. } => gather(rules, out),
                }
            }
        }
        let mut out = Vec::new();
        gather(&self.assertions, &mut out);
        out
    }

    /// The plugin's own files: those of its last layer.
    pub fn folder(&self) -> Option<&super::Folder> {
        self.layers.last().map(|layer| &layer.folder)
    }
}

fn is_list_of_blocks(key: &str, value: &Node) -> bool {
    let holds = matches!(key, "do" | "else" | "body" | "landscape");
    holds && (value.as_seq().is_some() || value.as_map().is_some())
}
