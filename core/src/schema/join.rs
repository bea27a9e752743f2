//! The plugin's fields beside the common ones: a plugin may add and tighten, never redefine.

use super::scalar;
use crate::data::{Entry, Kind, Node};
use crate::diag::{Diagnostic, Diagnostics, Span, Text};
use crate::text;

/// Keywords with which a plugin may say more of a common field.
const SAYS_MORE: &[&str] = &[
    "title",
    "description",
    "examples",
    "default",
    "x-loi",
    "x-nhan",
    "x-nhom",
    "x-thu-tu",
    "x-dai",
    "x-khong-chep",
    "x-en",
    "aliases",
];

/// Keywords that can only allow less.
const NARROWS: &[&str] = &[
    "minLength",
    "maxLength",
    "minimum",
    "maximum",
    "minItems",
    "maxItems",
    "enum",
    "const",
    "pattern",
    "format",
    "required",
    "properties",
    "additionalProperties",
];

/// `own` on top of `base`, both without references. `of` is the plugin whose fields those of
/// `base` are; `None`: they are the common ones.
pub(super) fn tighten(base: &Node, own: &Node, of: Option<&str>, out: &mut Diagnostics) -> Node {
    Join { of, out }.tighten(base, own)
}

struct Join<'j> {
    of: Option<&'j str>,
    out: &'j mut Diagnostics,
}

impl Join<'_> {
    fn tighten(&mut self, base: &Node, own: &Node) -> Node {
        let (Some(below), Some(above)) = (base.as_map(), own.as_map()) else { return base.clone() };
        let mut joined: Vec<Entry> = below.to_vec();
        for entry in above {
            match joined.iter().position(|e| e.key == entry.key) {
                Some(at) => joined[at].value = self.tightened(&joined[at].value, entry),
                None if self.invents(entry) => self.redefines(entry, base.span),
                None if NARROWS.contains(&&*entry.key) || SAYS_MORE.contains(&&*entry.key) => {
                    joined.push(entry.clone());
                }
                None => self.redefines(entry, base.span),
            }
        }
        if self.of.is_none() {
            self.keeps_required(base, own);
        }
        Node { span: own.span, kind: Kind::Map(joined) }
    }

    /// A layer gives a field of its base no default: papers would say what nobody gave.
    fn invents(&self, entry: &Entry) -> bool {
        self.of.is_some() && entry.key == "default"
    }

    /// A common field that must be given has no default: it would be asked for no more.
    fn keeps_required(&mut self, base: &Node, own: &Node) {
        let below = |name: &str| base.get("properties").and_then(|fields| fields.get(name));
        for name in base.get("required").map(texts).unwrap_or_default() {
            let above = own.get("properties").and_then(|fields| fields.get(name));
            let given = above.and_then(|field| field.entry("default"));
            let known = below(name).is_some_and(|field| field.get("default").is_some());
            if let (Some(entry), false) = (given, known) {
                self.redefines(entry, below(name).map_or(base.span, |field| field.span));
            }
        }
    }

    /// The value of a keyword that both say.
    fn tightened(&mut self, below: &Node, entry: &Entry) -> Node {
        let (key, above) = (entry.key.as_str(), &entry.value);
        let number =
            |node: &Node| node.as_text().filter(|t| scalar::is_number(t))?.parse::<f64>().ok();
        let same = below.as_text().is_some() && below.as_text() == above.as_text();
        let fine = match key {
            "properties" => return self.properties(below, above),
            // Names that the base knows stay known, and what it requires stays required.
            "required" | "aliases" => return union(below, above),
            "items" => return self.tighten(below, above),
            _ if same => true,
            _ if self.invents(entry) => false,
            _ if SAYS_MORE.contains(&key) => true,
            "minLength" | "minimum" | "minItems" => number(above) >= number(below),
            "maxLength" | "maximum" | "maxItems" => number(above) <= number(below),
            "enum" => {
                let allowed = texts(below);
                texts(above).iter().all(|text| allowed.contains(text))
            }
            _ => false,
        };
        if !fine {
            self.redefines(entry, below.span);
        }
        above.clone()
    }

    fn properties(&mut self, below: &Node, above: &Node) -> Node {
        let mut joined: Vec<Entry> = below.as_map().unwrap_or_default().to_vec();
        for entry in above.as_map().unwrap_or_default() {
            match joined.iter_mut().find(|e| e.key == entry.key) {
                Some(field) => field.value = self.tighten(&field.value, &entry.value),
                None => joined.push(entry.clone()),
            }
        }
        Node { span: above.span, kind: Kind::Map(joined) }
    }

    fn redefines(&mut self, entry: &Entry, below: Span) {
        let key = &entry.key;
        let fault = match self.of {
            None => self.fault(
                text!(
                    "«{key}» đổi nghĩa một mục chung của mọi văn bản",
                    "«{key}» redefines a field that all documents share"
                ),
                entry.key_span,
                below,
            ),
            Some(id) => self.fault(
                text!(
                    "«{key}» nới lỏng hoặc đổi nghĩa một mục của mẫu gốc «{id}»",
                    "«{key}» loosens or redefines a field of the base «{id}»"
                ),
                entry.key_span,
                below,
            ),
        };
        self.out.push(fault.hint(text!(
            "mục đó chỉ được siết chặt thêm; mục khác thì đặt tên khác",
            "that field may only be tightened; call another field by another name"
        )));
    }

    fn fault(&self, message: Text, own: Span, below: Span) -> Diagnostic {
        let (code, there) = match self.of {
            None => (
                "redefines-common",
                text!("mục chung khai báo ở đây", "the common field is described here"),
            ),
            Some(_) => ("loosens-base", text!("mẫu gốc khai báo ở đây", "the base says it here")),
        };
        Diagnostic::error(code, message).at(own).also(below, there)
    }
}

/// The names of both.
fn union(below: &Node, above: &Node) -> Node {
    let mut names: Vec<Node> = below.as_seq().unwrap_or_default().to_vec();
    for name in above.as_seq().unwrap_or_default() {
        if names.iter().all(|known| known.as_text() != name.as_text()) {
            names.push(name.clone());
        }
    }
    Node { span: above.span, kind: Kind::Seq(names) }
}

fn texts(node: &Node) -> Vec<&str> {
    node.as_seq().unwrap_or_default().iter().filter_map(Node::as_text).collect()
}
