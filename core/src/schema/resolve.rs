//! Follows every `$ref`.

use crate::data::{Entry, Kind, Node};
use crate::diag::{Diagnostic, Diagnostics, nearest};
use crate::text;

/// Puts shapes in the place of references to them.
pub(super) struct Resolver<'n> {
    common: Option<&'n Node>,
    own: &'n Node,
    /// References being followed, to see circles.
    stack: Vec<String>,
    pub(super) found: Diagnostics,
}

impl<'n> Resolver<'n> {
    pub(super) fn new(common: Option<&'n Node>, own: &'n Node) -> Self {
        Self { common, own, stack: Vec::new(), found: Diagnostics::new() }
    }

    /// The plugin's own file without references.
    pub(super) fn own(&mut self) -> Node {
        self.node(self.own, self.own)
    }

    /// The common file without references; empty when there is none.
    pub(super) fn common(&mut self) -> Option<Node> {
        let common = self.common?;
        Some(self.node(common, common))
    }

    /// `node`, whose `#/…` lead into `home`.
    fn node(&mut self, node: &Node, home: &'n Node) -> Node {
        let kind = match &node.kind {
            Kind::Map(entries) => {
                let mut out: Vec<Entry> = Vec::with_capacity(entries.len());
                let target = node.get("$ref").and_then(|target| self.follow(target, home));
                for entry in entries.iter().filter(|e| !matches!(&*e.key, "$ref" | "$defs")) {
                    let value = self.node(&entry.value, home);
                    out.push(Entry { value, ..entry.clone() });
                }
                // What stands beside a reference says more than the shape that it names.
                if let Some(Node { kind: Kind::Map(shape), .. }) = target {
                    let new = |entry: &Entry| out.iter().all(|own| own.key != entry.key);
                    let added: Vec<Entry> = shape.into_iter().filter(new).collect();
                    out.extend(added);
                }
                Kind::Map(out)
            }
            Kind::Seq(items) => Kind::Seq(items.iter().map(|item| self.node(item, home)).collect()),
            other => other.clone(),
        };
        Node { span: node.span, kind }
    }

    fn follow(&mut self, target: &Node, home: &'n Node) -> Option<Node> {
        let written = target.as_text()?;
        let (home, name) = match written.strip_prefix("common") {
            Some(rest) => (self.common?, rest),
            None => (home, written),
        };
        let name = name.strip_prefix("#/$defs/")?;
        let defs = home.get("$defs");
        let Some(shape) = defs.and_then(|defs| defs.get(name)) else {
            let names = defs.and_then(Node::as_map).unwrap_or_default();
            let found = Diagnostic::error(
                "unknown-ref",
                text!("không có hình dạng «{written}»", "there is no shape «{written}»"),
            )
            .at(target.span);
            let near = nearest(name, names.iter().map(|entry| entry.key.as_str()));
            self.found.push(match near {
                Some(near) => found.hint(text!("có phải «{near}»?", "did you mean «{near}»?")),
                None => found.hint(text!("khai báo nó dưới «$defs»", "describe it under «$defs»")),
            });
            return None;
        };
        if self.stack.iter().any(|open| open == written) {
            self.found.push(
                Diagnostic::error(
                    "ref-cycle",
                    text!("«{written}» dẫn vòng về chính nó", "«{written}» leads back to itself"),
                )
                .at(target.span)
                .hint(text!("thay một chỗ bằng khai báo đầy đủ", "write one of them out in full")),
            );
            return None;
        }
        self.stack.push(written.to_owned());
        let resolved = self.node(shape, home);
        self.stack.pop();
        Some(resolved)
    }
}
