//! The organisation's values under a document's.

use super::{Entry, Kind, Node};

/// Puts `over` (the document) on `under` (the organisation's file). Maps merge deeply; lists and
/// texts are replaced whole; what `over` clears with `~` is gone. Every value keeps its own place,
/// so that a diagnostic points into the file that it came from.
pub fn overlay(under: Node, over: Node) -> Node {
    let Node { span, kind } = over;
    let kind = match (under.kind, kind) {
        (Kind::Map(below), Kind::Map(above)) => Kind::Map(merge(below, above)),
        (_, kind) => without_cleared(kind),
    };
    Node { span, kind }
}

/// The document's entries in its order, then what only the organisation says.
fn merge(below: Vec<Entry>, above: Vec<Entry>) -> Vec<Entry> {
    let mut below: indexmap::IndexMap<String, Entry> =
        below.into_iter().map(|entry| (entry.key.clone(), entry)).collect();
    let mut merged = Vec::with_capacity(below.len() + above.len());
    for entry in above {
        let value = match (below.shift_remove(&entry.key), entry.value) {
            (_, Node { kind: Kind::Null, .. }) => continue,
            (Some(under), over) => overlay(under.value, over),
            (None, Node { span, kind }) => Node { span, kind: without_cleared(kind) },
        };
        merged.push(Entry { value, ..entry });
    }
    merged.extend(below.into_values().filter(|entry| !matches!(entry.value.kind, Kind::Null)));
    merged
}

/// Nothing is left of what a map clears; depth is bounded by `Limits::depth`.
fn without_cleared(kind: Kind) -> Kind {
    match kind {
        Kind::Map(entries) => Kind::Map(merge(Vec::new(), entries)),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{Limits, read};
    use crate::diag::{FileId, Files};

    fn merged(under: &str, over: &str) -> Node {
        let mut files = Files::default();
        let mut node =
            |text: &str| read(text.as_bytes(), "t", &mut files, &Limits::DATA).0.expect("reads");
        let (under, over) = (node(under), node(over));
        overlay(under, over)
    }

    fn text<'n>(node: &'n Node, keys: &[&str]) -> Option<&'n str> {
        keys.iter().try_fold(node, |node, key| node.get(key))?.as_text()
    }

    #[test]
    fn maps_merge_and_the_document_wins() {
        let node =
            merged("co_quan: {ten: A, viet_tat: X}\ndia_danh: B\n", "co_quan: {ten: C}\nso: 05\n");
        assert_eq!(text(&node, &["co_quan", "ten"]), Some("C"));
        assert_eq!(text(&node, &["co_quan", "viet_tat"]), Some("X"));
        assert_eq!(text(&node, &["dia_danh"]), Some("B"));
        let file = |keys: &[&str]| {
            keys.iter().try_fold(&node, |node, key| node.get(key)).expect("there").span.file
        };
        assert_eq!((file(&["dia_danh"]), file(&["so"])), (FileId(0), FileId(1)));
    }

    #[test]
    fn a_tilde_clears_and_an_empty_text_does_not() {
        let node = merged("co_quan: {chu_quan: A, ten: B}\n", "co_quan: {chu_quan: ~, ten: ''}\n");
        assert_eq!(text(&node, &["co_quan", "chu_quan"]), None);
        assert_eq!(text(&node, &["co_quan", "ten"]), Some(""));
    }

    #[test]
    fn lists_are_replaced_whole() {
        let node = merged("noi_nhan: [A, B]\n", "noi_nhan: [C]\n");
        assert_eq!(node.get("noi_nhan").and_then(Node::as_seq).map(<[Node]>::len), Some(1));
    }
}
