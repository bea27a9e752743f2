//! Reading a map of which every key is known: manifests, standards, layouts.

use std::cell::RefCell;

use super::{Kind, Node};
use crate::diag::{Diagnostic, Diagnostics, nearest};
use crate::text;

/// A map of which every key must be asked for. What nobody asked for is an error.
#[derive(Debug)]
pub struct Closed<'n> {
    node: &'n Node,
    asked: RefCell<Vec<&'static str>>,
}

impl<'n> Closed<'n> {
    /// `node` as a map; otherwise a diagnostic and `None`.
    pub fn new(node: &'n Node, diagnostics: &mut Diagnostics) -> Option<Self> {
        if node.as_map().is_some() {
            return Some(Self { node, asked: RefCell::default() });
        }
        diagnostics.push(
            Diagnostic::error(
                "not-a-map",
                text!("chỗ này phải gồm các dòng «tên: giá trị»", "a map of keys is expected here"),
            )
            .at(node.span)
            .hint(text!("viết mỗi mục một dòng: tên: giá trị", "write one «name: value» a line")),
        );
        None
    }

    /// The whole map.
    pub fn node(&self) -> &'n Node {
        self.node
    }

    /// The value under `key`, unless absent or cleared.
    pub fn get(&self, key: &'static str) -> Option<&'n Node> {
        self.asked.borrow_mut().push(key);
        self.node.get(key).filter(|value| !matches!(value.kind, Kind::Null))
    }

    /// The value under `key`; its absence is an error.
    pub fn need(&self, key: &'static str, diagnostics: &mut Diagnostics) -> Option<&'n Node> {
        let found = self.get(key);
        if found.is_none() {
            diagnostics.push(
                Diagnostic::error(
                    "missing-key",
                    text!("thiếu mục «{key}»", "the key «{key}» is missing"),
                )
                .at(self.node.span)
                .hint(text!("thêm dòng «{key}: …»", "add «{key}: …»")),
            );
        }
        found
    }

    /// The text under `key`, if any; a list or map there is an error.
    pub fn text(&self, key: &'static str, diagnostics: &mut Diagnostics) -> Option<&'n str> {
        scalar(self.get(key)?, diagnostics)
    }

    /// The text under `key`; its absence is an error.
    pub fn need_text(&self, key: &'static str, diagnostics: &mut Diagnostics) -> Option<&'n str> {
        scalar(self.need(key, diagnostics)?, diagnostics)
    }

    /// Reports every key that was not asked for.
    pub fn finish(self, diagnostics: &mut Diagnostics) {
        let asked = self.asked.into_inner();
        for entry in self.node.as_map().unwrap_or_default() {
            if asked.iter().any(|key| *key == entry.key) {
                continue;
            }
            let key = &entry.key;
            let mut found = Diagnostic::error(
                "unknown-key",
                text!("không có mục «{key}» ở đây", "there is no key «{key}» here"),
            )
            .at(entry.key_span);
            let all = asked.join(", ");
            found = match nearest(key, asked.iter().copied()) {
                Some(near) => found.hint(text!("có phải «{near}»?", "did you mean «{near}»?")),
                None => found.hint(text!("các mục ở đây: {all}", "the keys here are: {all}")),
            };
            diagnostics.push(found);
        }
    }
}

/// The text of a scalar; a list or map is an error.
pub fn scalar<'n>(node: &'n Node, diagnostics: &mut Diagnostics) -> Option<&'n str> {
    let found = node.as_text();
    if found.is_none() {
        diagnostics.push(
            Diagnostic::error(
                "not-a-text",
                text!("chỗ này phải là một dòng chữ", "a single text is expected here"),
            )
            .at(node.span)
            .hint(text!("đặt cả dòng trong dấu nháy kép", "put the whole line in quotes")),
        );
    }
    found
}

/// One node, or the items of a list: `role: x` and `role: [x, y]` are read alike.
pub fn one_or_many(node: &Node) -> &[Node] {
    node.as_seq().unwrap_or(std::slice::from_ref(node))
}
