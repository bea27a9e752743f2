//! The way back: a tree as YAML that is read as the same tree. No comments, one way to write each
//! value, so that equal data are equal bytes.

use super::{Entry, Kind, Node};

/// Blanks that each level is indented by.
const INDENT: usize = 2;

/// `root` as YAML. A text that was not quoted is written plain where it is then read as itself;
/// texts of several lines are blocks where a block can hold them.
pub fn write(root: &Node) -> String {
    let mut out = String::new();
    match &root.kind {
        Kind::Map(entries) if !entries.is_empty() => map(entries, 0, &mut out),
        Kind::Seq(items) if !items.is_empty() => seq(items, 0, &mut out),
        _ => value(root, 0, &mut out),
    }
    out
}

fn map(entries: &[Entry], depth: usize, out: &mut String) {
    for (nth, entry) in entries.iter().enumerate() {
        // The first key of an item stands right after its dash.
        if nth > 0 || out.is_empty() || out.ends_with('\n') {
            indent(depth, out);
        }
        scalar(&entry.key, true, depth, false, out);
        out.push(':');
        value(&entry.value, depth, out);
    }
}

fn seq(items: &[Node], depth: usize, out: &mut String) {
    for item in items {
        indent(depth, out);
        out.push('-');
        match &item.kind {
            Kind::Map(entries) if !entries.is_empty() => {
                out.push(' ');
                map(entries, depth + 1, out);
            }
            _ => value(item, depth, out),
        }
    }
}

/// What stands after a colon or a dash, to the end of its last line.
fn value(node: &Node, depth: usize, out: &mut String) {
    match &node.kind {
        Kind::Null => out.push_str(" ~\n"),
        Kind::Map(entries) if entries.is_empty() => out.push_str(" {}\n"),
        Kind::Seq(items) if items.is_empty() => out.push_str(" []\n"),
        Kind::Map(entries) => {
            out.push('\n');
            map(entries, depth + 1, out);
        }
        Kind::Seq(items) => {
            out.push('\n');
            seq(items, depth + 1, out);
        }
        Kind::Scalar { text, quoted } => {
            out.push(' ');
            scalar(text, *quoted, depth, true, out);
            out.push('\n');
        }
    }
}

fn indent(depth: usize, out: &mut String) {
    out.extend(std::iter::repeat_n(' ', depth * INDENT));
}

fn scalar(text: &str, quoted: bool, depth: usize, may_be_block: bool, out: &mut String) {
    if is_plain(text) && !(quoted && looks_typed(text)) {
        out.push_str(text);
    } else if may_be_block && is_block(text) {
        out.push_str(if text.ends_with('\n') { "|" } else { "|-" });
        for line in text.lines() {
            out.push('\n');
            if !line.is_empty() {
                indent(depth + 1, out);
                out.push_str(line);
            }
        }
    } else {
        quote(text, out);
    }
}

/// Whether it is read as itself without quotes.
fn is_plain(text: &str) -> bool {
    let inner =
        |c: char| c.is_alphanumeric() || matches!(c, ' ' | '/' | '.' | ',' | '-' | '_' | '(' | ')');
    let number =
        text.strip_prefix('-').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    (number || text.starts_with(|c: char| c.is_alphanumeric() || c == '/'))
        && !text.ends_with(' ')
        && text.chars().all(inner)
        && text != "null"
}

/// A number or a word that other readers of YAML take for something else than text.
fn looks_typed(text: &str) -> bool {
    matches!(text, "true" | "false")
        || text
            .chars()
            .all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '-' | 'e' | 'E' | '_'))
}

/// Whether a literal block holds it: lines that neither begin the block with a blank nor consist
/// of blanks, and at most one newline at the end.
fn is_block(text: &str) -> bool {
    let body = text.strip_suffix('\n').unwrap_or(text);
    let odd = |c: char| {
        (c.is_control() && c != '\n') || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}')
    };
    text.contains('\n')
        && !body.is_empty()
        && !body.ends_with('\n')
        && !body.starts_with([' ', '\n'])
        && !text.contains(odd)
        && body.split('\n').all(|line| line.is_empty() || !line.trim().is_empty())
}

fn quote(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}') => {
                out.push_str(&format!("\\u{:04X}", c as u32));
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{Limits, read};
    use crate::diag::{FileId, Files, Span};
    use proptest::prelude::*;
    use unicode_normalization::UnicodeNormalization;

    fn node(kind: Kind) -> Node {
        Node { span: Span::new(FileId(0), 0..0), kind }
    }

    fn text(text: &str) -> Node {
        node(Kind::Scalar { text: text.nfc().collect(), quoted: true })
    }

    fn entry(key: &str, value: Node) -> Entry {
        Entry { key: key.nfc().collect(), key_span: value.span, value }
    }

    /// The tree without its places and without how texts were written.
    fn shape(node: &Node) -> String {
        match &node.kind {
            Kind::Null => "~".to_owned(),
            Kind::Scalar { text, .. } => format!("{text:?}"),
            Kind::Seq(items) => format!("{:?}", items.iter().map(shape).collect::<Vec<_>>()),
            Kind::Map(entries) => {
                let one = |entry: &Entry| (entry.key.clone(), shape(&entry.value));
                format!("{:?}", entries.iter().map(one).collect::<Vec<_>>())
            }
        }
    }

    fn again(root: &Node) -> Node {
        let written = write(root);
        let (read, out) = read(written.as_bytes(), "t", &mut Files::default(), &Limits::DATA);
        read.unwrap_or_else(|| panic!("{out:?}\n{written}"))
    }

    #[test]
    fn each_value_has_one_way_to_be_written() {
        let root = node(Kind::Map(vec![
            entry("loai", text("so-ket")),
            entry("so", text("05")),
            entry("ngay", text("05/02/2026")),
            entry("so_lieu", node(Kind::Scalar { text: "-1.5".into(), quoted: false })),
            entry("mo_dau", text("Một.\n- Hai: ba\n\n# bốn")),
            entry("trong", text("")),
            entry("xoa", node(Kind::Null)),
            entry("a", node(Kind::Map(Vec::new()))),
            entry(
                "dong",
                node(Kind::Seq(vec![
                    node(Kind::Map(vec![
                        entry("ten", text("Thôn: Đông")),
                        entry("x", text("true")),
                    ])),
                    text("a\nb\n"),
                    node(Kind::Seq(vec![text("~")])),
                ])),
            ),
        ]));
        let wanted = "loai: so-ket\nso: \"05\"\nngay: 05/02/2026\nso_lieu: -1.5\nmo_dau: |-\n  Một.\n  - Hai: ba\n\n  # bốn\ntrong: \"\"\nxoa: ~\na: {}\ndong:\n  - ten: \"Thôn: Đông\"\n    x: \"true\"\n  - |\n    a\n    b\n  -\n    - \"~\"\n";
        assert_eq!(write(&root), wanted);
        assert_eq!(shape(&again(&root)), shape(&root));
    }

    #[test]
    fn a_number_is_read_as_one_again() {
        let root = node(Kind::Map(vec![
            entry("a", node(Kind::Scalar { text: "1050.25".into(), quoted: false })),
            entry("b", text("1050.25")),
        ]));
        let read = again(&root);
        let quoted = |key| {
            matches!(read.get(key), Some(Node { kind: Kind::Scalar { quoted: true, .. }, .. }))
        };
        assert!(!quoted("a") && quoted("b"));
    }

    fn any_node() -> impl Strategy<Value = Node> {
        let odd = prop::sample::select(vec![
            " a",
            "a ",
            "a\n",
            "\na",
            "a\n\n",
            "a\n \nb",
            "\t",
            "a\tb",
            "- a",
            "#",
            "a: b",
            "a #b",
            "|",
            "> x",
            "null",
            "true",
            "1e5",
            "-",
            "---",
            "...",
            "'",
            "\"",
            "\\",
            "\u{0}",
            "\u{85}",
            "\u{2028}",
            "a\r\nb",
            "%",
            "@",
            "`",
            "&a",
            "*a",
            "!a",
            "? a",
            "[",
            "{",
            "a\n  b\n c",
            "x\n---\ny",
            "\u{feff}a",
        ]);
        let leaf = prop_oneof![
            Just(node(Kind::Null)),
            any::<String>().prop_map(|s| text(&s)),
            "[ \n\ta-cĐệ:#-]{0,12}".prop_map(|s| text(&s)),
            odd.prop_map(text),
        ];
        leaf.prop_recursive(4, 24, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(|items| node(Kind::Seq(items))),
                prop::collection::vec(inner, 0..4).prop_map(|values| {
                    let entries = values.into_iter().enumerate();
                    node(Kind::Map(entries.map(|(n, v)| entry(&format!("k: {n}"), v)).collect()))
                }),
            ]
        })
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_as_the_same(value in any_node()) {
            let root = node(Kind::Map(vec![entry("goc", value)]));
            let read = again(&root);
            prop_assert_eq!(shape(&read), shape(&root));
            prop_assert_eq!(write(&read), write(&root), "twice");
        }
    }
}
