//! Follows every `$ref`.

use crate::data::{Entry, Kind, Node};
use crate::diag::{Diagnostic, Diagnostics, nearest};
use crate::text;

/// `own` without references: `#/…` leads into itself, `common#/…` into `common`. `None` when a
/// reference leads nowhere.
pub(super) fn resolve(common: Option<&Node>, own: &Node, out: &mut Diagnostics) -> Option<Node> {
    let mut resolver = Resolver { common, stack: Vec::new(), found: Diagnostics::new() };
    let resolved = resolver.node(own, own);
    let sound = resolver.found.is_empty();
    out.append(&mut resolver.found);
    sound.then_some(resolved)
}

/// `node` with the shapes of the layers below beside its own, which join them in `shapes`. A name
/// means one shape in all layers. `below` is the layer below, when there is one.
pub(super) fn with_shapes(
    node: &Node,
    shapes: &mut Vec<Entry>,
    below: Option<&str>,
    out: &mut Diagnostics,
) -> Node {
    for entry in node.get("$defs").and_then(Node::as_map).unwrap_or_default() {
        let taken = shapes.iter().find(|shape| shape.key == entry.key);
        if let (Some(taken), Some(below)) = (taken, below) {
            let name = &entry.key;
            out.push(
                Diagnostic::error(
                    "shape-taken",
                    text!(
                        "mẫu gốc «{below}» đã có hình dạng «{name}»",
                        "the base «{below}» has a shape «{name}» already"
                    ),
                )
                .at(entry.key_span)
                .also(taken.key_span, text!("khai báo ở đây", "described here"))
                .hint(text!("đặt tên khác", "choose another name")),
            );
            continue;
        }
        shapes.push(entry.clone());
    }
    let Kind::Map(entries) = &node.kind else { return node.clone() };
    let mut entries: Vec<Entry> = entries.iter().filter(|e| e.key != "$defs").cloned().collect();
    entries.push(Entry {
        key: "$defs".to_owned(),
        key_span: node.span.start_only(),
        value: Node { span: node.span, kind: Kind::Map(shapes.clone()) },
    });
    Node { span: node.span, kind: Kind::Map(entries) }
}

/// Puts shapes in the place of references to them.
struct Resolver<'n> {
    common: Option<&'n Node>,
    /// References being followed, to see circles.
    stack: Vec<String>,
    found: Diagnostics,
}

impl<'n> Resolver<'n> {
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
