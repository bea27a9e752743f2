//! The `layout.yaml` of a plugin that extends another: changes of the layout below it.
//!
//! ```yaml
//! format: 1
//! before: { ket-luan: [ … ] }      # blocks put before the block «ket-luan»
//! after: { mo-dau: [ … ] }         # after it
//! replace: { ket-qua: [ … ] }      # in its place
//! appendices: [ … ]                # after those below
//! ```
//!
//! A block is found by its `id:`; one without is found by its own line: `prose ket_qua.noi_dung`
//! is the block `prose: ket_qua.noi_dung`, `each dong` the block `each: dong`. A block can be
//! replaced but not removed, and the ladder of levels stays.

use super::known;
use super::parse::{fault, format};
use crate::data::{Closed, Entry, Kind, Node, one_or_many};
use crate::diag::{Diagnostic, Diagnostics, Span, nearest};
use crate::text;

/// Where blocks of a block lie, besides the appendices of a layout.
const INNER: [&str; 5] = ["body", "do", "else", "landscape", "appendices"];

/// What is done at a block.
#[derive(Clone, Copy, PartialEq, Eq)]
enum How {
    Before,
    After,
    Replace,
}

/// The layout `below` as `layer` changes it. Blocks keep their places in their own files.
pub(crate) fn apply(mut below: Node, layer: &Node, out: &mut Diagnostics) -> Node {
    let Some(map) = Closed::new(layer, out) else { return below };
    format(&map, out);
    // Names are those of the base, whatever the changes bring.
    let mut names = Vec::new();
    gather(&below, &mut names);
    let mut changes = Vec::new();
    for (key, how) in [("before", How::Before), ("after", How::After), ("replace", How::Replace)] {
        let Some(node) = map.get(key) else { continue };
        let Some(entries) = node.as_map() else {
            out.push(
                fault(
                    node.span,
                    text!("«{key}» phải gồm «tên khối: [khối]»", "«{key}» must be a map"),
                )
                .hint(text!(
                    "ví dụ {key}: {{ ket-qua: [ {{ p: … }} ] }}",
                    "{key}: {{ ket-qua: [ {{ p: … }} ] }}, for example"
                )),
            );
            continue;
        };
        changes.extend(entries.iter().filter_map(|entry| change(&names, entry, how, out)));
    }
    within_replaced(&changes, out);
    for change in &changes {
        splice(&mut below, change);
    }
    if let Some(more) = map.get("appendices") {
        add_appendices(&mut below, more);
    }
    if below.get("levels").is_some() && layer.get("levels").is_some() {
        map.get("levels");
        out.push(
            fault(
                layer.get("levels").map_or(layer.span, |node| node.span),
                text!(
                    "mẫu kế thừa không đổi được các cấp đề mục của mẫu gốc",
                    "a layer cannot change the levels of the type that it extends"
                ),
            )
            .hint(text!("xóa dòng «levels»", "delete «levels»")),
        );
    }
    map.finish(out);
    below
}

/// What a layer does at a block of the base.
struct Change<'l> {
    /// The name of the block.
    entry: &'l Entry,
    how: How,
    /// Where the base says the block.
    at: Span,
    new: &'l [Node],
}

fn change<'l>(
    names: &[(String, Span)],
    entry: &'l Entry,
    how: How,
    out: &mut Diagnostics,
) -> Option<Change<'l>> {
    let (name, blocks) = (&entry.key, &entry.value);
    let Some(new) = blocks.as_seq().filter(|new| !new.is_empty()) else {
        out.push(
            fault(
                if blocks.as_seq().is_some() { entry.key_span } else { blocks.span },
                text!("«{name}» phải có ít nhất một khối", "«{name}» needs at least one block"),
            )
            .hint(text!(
                "mẫu kế thừa thay được khối, không bỏ được: ghi danh sách «- …»",
                "a layer replaces blocks and removes none: write a list «- …»"
            )),
        );
        return None;
    };
    let found: Vec<Span> = names.iter().filter(|(n, _)| n == name).map(|(_, at)| *at).collect();
    match found[..] {
        [at] => return Some(Change { entry, how, at, new }),
        [] => out.push(unknown(entry, names)),
        _ => {
            let count = found.len();
            out.push(
                Diagnostic::error(
                    "ambiguous-block",
                    text!(
                        "mẫu gốc có {count} khối «{name}»",
                        "the base has {count} blocks «{name}»"
                    ),
                )
                .at(entry.key_span)
                .hint(text!(
                    "đặt «id: …» cho khối cần tìm trong mẫu gốc",
                    "give the one that you mean an «id: …» in the base"
                )),
            );
        }
    }
    None
}

/// What is changed inside a block that is replaced would be lost with it.
fn within_replaced(changes: &[Change<'_>], out: &mut Diagnostics) {
    for change in changes {
        let inside = |other: &&Change<'_>| {
            let (inner, outer) = (change.at, other.at);
            other.how == How::Replace
                && inner != outer
                && inner.file == outer.file
                && (outer.start..outer.end).contains(&inner.start)
        };
        let Some(outer) = changes.iter().find(inside) else { continue };
        let (name, whole) = (&change.entry.key, &outer.entry.key);
        out.push(
            Diagnostic::error(
                "inside-replaced",
                text!(
                    "khối «{name}» nằm trong khối «{whole}», mà khối đó bị thay",
                    "the block «{name}» lies in «{whole}», which is replaced"
                ),
            )
            .at(change.entry.key_span)
            .hint(text!(
                "ghi thay đổi này vào khối thay cho «{whole}»",
                "make this change in what replaces «{whole}»"
            )),
        );
    }
}

fn unknown(entry: &Entry, names: &[(String, Span)]) -> Diagnostic {
    let name = &entry.key;
    let fault = Diagnostic::error(
        "unknown-block",
        text!("mẫu gốc không có khối «{name}»", "the base has no block «{name}»"),
    )
    .at(entry.key_span);
    match nearest(name, names.iter().map(|(name, _)| name.as_str())) {
        Some(near) => fault.hint(text!("có phải «{near}»?", "did you mean «{near}»?")),
        None => fault.hint(text!(
            "xem tên các khối bằng: vanthu plugin show TÊN_MẪU_GỐC",
            "see the names of its blocks: vanthu plugin show BASE"
        )),
    }
}

/// Whether a text may be an `id:`.
pub(super) fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

/// The name by which a layer finds a block: its `id:`, else its own line. `None`: it has none.
pub(crate) fn name_of(block: &Node) -> Option<String> {
    if let Some(id) = block.get("id").and_then(Node::as_text) {
        return Some(id.to_owned());
    }
    let entries = block.as_map()?;
    let is_block = |entry: &&Entry| known::names().any(|name| name == entry.key);
    let entry = entries.iter().find(is_block).or(entries.first())?;
    let value = &entry.value;
    let text = value.as_text().or_else(|| value.get("each").or(value.get("text"))?.as_text())?;
    Some(format!("{} {text}", entry.key))
}

/// The lists of blocks inside a block, an appendix or a layout.
fn inner(node: &Node) -> impl Iterator<Item = &Node> {
    let entries = node.as_map().unwrap_or_default().iter();
    entries.filter(|e| INNER.contains(&&*e.key)).map(|entry| &entry.value)
}

fn inner_mut(node: &mut Node) -> impl Iterator<Item = &mut Node> {
    let entries = match &mut node.kind {
        Kind::Map(entries) => entries.as_mut_slice(),
        _ => &mut [],
    };
    entries.iter_mut().filter(|e| INNER.contains(&&*e.key)).map(|entry| &mut entry.value)
}

/// The names of all blocks, and where they are said.
fn gather(node: &Node, names: &mut Vec<(String, Span)>) {
    for list in inner(node) {
        match &list.kind {
            Kind::Seq(items) => {
                for item in items {
                    names.extend(name_of(item).map(|name| (name, item.span)));
                    gather(item, names);
                }
            }
            // One appendix need not stand in a list.
            Kind::Map(_) => gather(list, names),
            _ => {}
        }
    }
}

fn splice(node: &mut Node, change: &Change<'_>) -> bool {
    for list in inner_mut(node) {
        let Kind::Seq(items) = &mut list.kind else {
            if splice(list, change) {
                return true;
            }
            continue;
        };
        if let Some(at) = items.iter().position(|item| item.span == change.at) {
            let range = match change.how {
                How::Before => at..at,
                How::After => at + 1..at + 1,
                How::Replace => at..at + 1,
            };
            items.splice(range, change.new.iter().cloned());
            return true;
        }
        if items.iter_mut().any(|item| splice(item, change)) {
            return true;
        }
    }
    false
}

fn add_appendices(below: &mut Node, more: &Node) {
    let more = one_or_many(more).iter().cloned();
    let Kind::Map(entries) = &mut below.kind else { return };
    match entries.iter_mut().find(|entry| entry.key == "appendices") {
        Some(entry) => {
            let all = one_or_many(&entry.value).iter().cloned().chain(more).collect();
            entry.value.kind = Kind::Seq(all);
        }
        None => entries.push(Entry {
            key: "appendices".to_owned(),
            key_span: below.span.start_only(),
            value: Node { span: below.span, kind: Kind::Seq(more.collect()) },
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{Limits, read};
    use crate::diag::Files;

    const BELOW: &str = "\
format: 1
levels: [clause]
body:
  - { id: mot, p: a }
  - landscape: [{ p: b }]
  - when: x
    do: [{ each: y, as: z, do: [{ h1: c }] }]
    else: [{ table: { each: y, as: z, columns: [] } }]
  - { as: z, each: t, do: [] }
appendices:
  - { id: pl, title: d, body: [{ item: { level: dash, text: e } }] }
";

    fn node(text: &str) -> Node {
        read(text.as_bytes(), "t", &mut Files::default(), &Limits::DATA).0.expect(text)
    }

    fn names(layer: &str) -> (Vec<String>, Diagnostics) {
        let mut out = Diagnostics::new();
        let whole = apply(node(BELOW), &node(layer), &mut out);
        let mut names = Vec::new();
        gather(&whole, &mut names);
        (names.into_iter().map(|(name, _)| name).collect(), out)
    }

    #[test]
    fn blocks_are_found_wherever_they_lie() {
        let (all, out) = names("format: 1\n");
        let known = ["mot", "p b", "when x", "each y", "h1 c", "table y", "each t", "pl", "item e"];
        assert!(out.is_empty(), "{out:?}");
        // `landscape` has no line of its own.
        assert_eq!(all, known);
        for name in known {
            for how in ["before", "after", "replace"] {
                let layer = format!("format: 1\n{how}: {{ \"{name}\": [{{ id: moi, p: m }}] }}\n");
                let (found, out) = names(&layer);
                assert!(out.is_empty(), "{name}: {out:?}");
                let new = found.iter().position(|n| n == "moi").expect(name);
                let old = found.iter().position(|n| n == name);
                match how {
                    "before" => assert_eq!(old, Some(new + 1), "{name}"),
                    "after" => assert!(old < Some(new), "{name}"),
                    _ => assert_eq!(old, None, "{name}"),
                }
            }
        }
    }

    #[test]
    fn names_are_those_of_the_base_whatever_is_put_beside() {
        let (found, out) = names(
            "format: 1\nbefore: { \"p b\": [{ p: b }] }\nafter: { \"p b\": [{ p: b }] }\nreplace: { \"p b\": [{ p: moi }] }\n",
        );
        assert!(out.is_empty(), "{out:?}");
        assert_eq!(found[1..4], ["p b", "p moi", "p b"]);
    }

    #[test]
    fn appendices_are_added_to_none_to_one_and_to_many() {
        let more = "format: 1\nappendices: { id: them, title: t, body: [] }\n";
        let (found, out) = names(more);
        assert_eq!((found.last().map(String::as_str), out.len()), (Some("them"), 0));
        for below in ["format: 1\nbody: []\n", "format: 1\nappendices: { id: mot, title: a }\n"] {
            let mut out = Diagnostics::new();
            let whole = apply(node(below), &node(more), &mut out);
            let mut found = Vec::new();
            gather(&whole, &mut found);
            assert_eq!((found.last().map(|(n, _)| n.as_str()), out.len()), (Some("them"), 0));
        }
    }
}
