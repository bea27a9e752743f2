//! The plugin's fields beside the common ones: a plugin may add and tighten, never redefine.

use super::scalar;
use crate::data::{Entry, Kind, Node};
use crate::diag::{Diagnostic, Diagnostics, Span};
use crate::text;

/// Keywords with which a plugin may say more of a common field.
const SAYS_MORE: &[&str] = &[
    "title",
    "description",
    "examples",
    "default",
    "x-loi",
    "x-nhom",
    "x-thu-tu",
    "x-dai",
    "x-en",
];

/// `own` on top of `base`, both without references.
pub(super) fn tighten(base: &Node, own: &Node, out: &mut Diagnostics) -> Node {
    let (Some(below), Some(above)) = (base.as_map(), own.as_map()) else { return base.clone() };
    let mut joined: Vec<Entry> = below.to_vec();
    for entry in above {
        let Some(at) = joined.iter().position(|e| e.key == entry.key) else {
            let narrows = matches!(
                &*entry.key,
                "minLength"
                    | "maxLength"
                    | "minimum"
                    | "maximum"
                    | "minItems"
                    | "maxItems"
                    | "enum"
                    | "const"
                    | "pattern"
                    | "required"
                    | "properties"
                    | "additionalProperties"
            );
            if narrows || SAYS_MORE.contains(&&*entry.key) {
                joined.push(entry.clone());
            } else {
                out.push(redefines(&entry.key, entry.key_span, base.span));
            }
            continue;
        };
        let value = tightened(&entry.key, &joined[at].value, entry, out);
        joined[at].value = value;
    }
    Node { span: own.span, kind: Kind::Map(joined) }
}

/// The value of a keyword that both say.
fn tightened(key: &str, below: &Node, above: &Entry, out: &mut Diagnostics) -> Node {
    let number = |node: &Node| node.as_text().filter(|t| scalar::is_number(t))?.parse::<f64>().ok();
    let same = below.as_text().is_some() && below.as_text() == above.value.as_text();
    let fine = match key {
        "properties" => return properties(below, &above.value, out),
        "required" => return union(below, &above.value),
        "items" => return tighten(below, &above.value, out),
        _ if same || SAYS_MORE.contains(&key) => true,
        "minLength" | "minimum" | "minItems" => number(&above.value) >= number(below),
        "maxLength" | "maximum" | "maxItems" => number(&above.value) <= number(below),
        "enum" => {
            let texts = |node: &Node| -> Vec<String> {
                let items = node.as_seq().unwrap_or_default().iter();
                items.filter_map(|item| item.as_text().map(str::to_owned)).collect()
            };
            let allowed = texts(below);
            texts(&above.value).iter().all(|text| allowed.contains(text))
        }
        _ => false,
    };
    if !fine {
        out.push(redefines(key, above.key_span, below.span));
    }
    above.value.clone()
}

fn properties(below: &Node, above: &Node, out: &mut Diagnostics) -> Node {
    let mut joined: Vec<Entry> = below.as_map().unwrap_or_default().to_vec();
    for entry in above.as_map().unwrap_or_default() {
        match joined.iter_mut().find(|e| e.key == entry.key) {
            Some(field) => field.value = tighten(&field.value, &entry.value, out),
            None => joined.push(entry.clone()),
        }
    }
    Node { span: above.span, kind: Kind::Map(joined) }
}

fn union(below: &Node, above: &Node) -> Node {
    let mut names: Vec<Node> = below.as_seq().unwrap_or_default().to_vec();
    for name in above.as_seq().unwrap_or_default() {
        if names.iter().all(|known| known.as_text() != name.as_text()) {
            names.push(name.clone());
        }
    }
    Node { span: above.span, kind: Kind::Seq(names) }
}

fn redefines(key: &str, own: Span, common: Span) -> Diagnostic {
    Diagnostic::error(
        "redefines-common",
        text!(
            "«{key}» đổi nghĩa một mục chung của mọi văn bản",
            "«{key}» redefines a field that all documents share"
        ),
    )
    .at(own)
    .also(common, text!("mục chung khai báo ở đây", "the common field is described here"))
    .hint(text!(
        "mục chung chỉ được siết chặt thêm; mục khác thì đặt tên khác",
        "a common field may only be tightened; call another field by another name"
    ))
}
