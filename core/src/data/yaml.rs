//! YAML events into a tree. The only file that knows the parser.

use std::collections::HashMap;

use granit_parser::{Event, Options, Parser, ScalarStyle};

use super::{Entry, Kind, Node, bytes, fault};
use crate::diag::{Diagnostic, Diagnostics, FileId, Files, Span};
use crate::letters::composed;
use crate::text;

/// How much a file may hold.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Size of the file in bytes.
    pub bytes: usize,
    /// Levels of nesting.
    pub depth: usize,
    /// Values, keys not counted.
    pub nodes: usize,
}

impl Limits {
    /// For data and for the files of a plugin.
    pub const DATA: Self = Self { bytes: 4 * 1024 * 1024, depth: 64, nodes: 200_000 };
}

/// Reads one YAML document whose top is a map. Its text is added to `files` in any case, so that
/// diagnostics can show it.
pub fn read(
    bytes: &[u8],
    name: &str,
    files: &mut Files,
    limits: &Limits,
) -> (Option<Node>, Diagnostics) {
    let mut out = Diagnostics::new();
    let Some(file) = bytes::decode(bytes, name, files, limits, &mut out) else {
        return (None, out);
    };
    let mut builder = Builder { file, limits, out, open: Vec::new(), root: None, nodes: 0 };
    builder.run(&files.file(file).text);
    let Builder { mut out, root, .. } = builder;
    let root = root.filter(|root| matches!(root.kind, Kind::Map(_)));
    if root.is_none() && out.is_empty() {
        out.push(not_fields(Span::new(file, 0..0)));
    }
    (root.filter(|_| !crate::diag::has_errors(&out)), out)
}

/// How many comments a text has. They are lost when its tree is written again.
pub fn comments(source: &str) -> usize {
    let mut options = Options::default();
    options.flow_nesting_limit = Limits::DATA.depth;
    options.block_nesting_limit = Limits::DATA.depth;
    options.emit_unresolved_aliases = true;
    options.emit_comments = true;
    let events = Parser::new_from_str_with_options(source, options).map_while(Result::ok);
    events.filter(|(event, _)| matches!(event, Event::Comment(..))).count()
}

fn not_fields(span: Span) -> Diagnostic {
    Diagnostic::error("no-fields", text!("tệp không có mục nào", "the file has no fields"))
        .at(span)
        .hint(text!(
            "viết mỗi mục một dòng: ten_muc: giá trị",
            "write one field a line: name: value"
        ))
}

/// A collection whose end has not come yet.
enum Open {
    Seq {
        start: usize,
        items: Vec<Node>,
    },
    Map {
        start: usize,
        entries: Vec<Entry>,
        key: Option<(String, Span)>,
        seen: HashMap<String, Span>,
    },
}

struct Builder<'l> {
    file: FileId,
    limits: &'l Limits,
    out: Diagnostics,
    open: Vec<Open>,
    root: Option<Node>,
    nodes: usize,
}

impl Builder<'_> {
    fn run(&mut self, source: &str) {
        let mut options = Options::default();
        options.flow_nesting_limit = self.limits.depth;
        options.block_nesting_limit = self.limits.depth;
        options.emit_unresolved_aliases = true;
        options.emit_comments = false;
        for next in Parser::new_from_str_with_options(source, options) {
            match next {
                Ok((event, span)) => {
                    let range = span.byte_range().unwrap_or_default();
                    if !self.event(event, range) {
                        return;
                    }
                }
                Err(error) => {
                    self.out.push(fault::of(&error, self.file, source));
                    return;
                }
            }
        }
    }

    /// Takes one event; `false` stops the reading.
    fn event(&mut self, event: Event<'_>, range: std::ops::Range<usize>) -> bool {
        let span = Span::new(self.file, range.clone());
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                self.refuse_marks(anchor, tag.is_some(), span);
                self.scalar(&text, style != ScalarStyle::Plain, span);
            }
            Event::SequenceStart(_, anchor, tag) => {
                self.refuse_marks(anchor, tag.is_some(), span);
                self.open.push(Open::Seq { start: range.start, items: Vec::new() });
            }
            Event::MappingStart(_, anchor, tag) => {
                self.refuse_marks(anchor, tag.is_some(), span);
                self.open.push(Open::Map {
                    start: range.start,
                    entries: Vec::new(),
                    key: None,
                    seen: HashMap::new(),
                });
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(range.end),
            Event::Alias(_) | Event::UnresolvedAlias(_) => {
                self.refuse_marks(1, false, span);
                self.scalar("", true, span);
            }
            Event::DocumentStart(..) if self.root.is_some() => {
                self.out.push(
                    Diagnostic::error(
                        "second-document",
                        text!(
                            "tệp có hai phần cách nhau bằng «---»",
                            "the file has a second document"
                        ),
                    )
                    .at(span)
                    .hint(text!("tách thành hai tệp", "make two files of it")),
                );
                return false;
            }
            _ => {}
        }
        self.within_limits(span)
    }

    fn within_limits(&mut self, span: Span) -> bool {
        let most = self.limits.nodes;
        if self.nodes <= most {
            return true;
        }
        self.out.push(
            Diagnostic::error(
                "too-many-values",
                text!("tệp có hơn {most} giá trị", "the file has more than {most} values"),
            )
            .at(span)
            .hint(text!("chia thành nhiều tệp", "split it into several files")),
        );
        false
    }

    fn refuse_marks(&mut self, anchor: usize, tag: bool, span: Span) {
        if anchor > 0 {
            let (code, message, hint) = fault::anchor();
            self.out.push(Diagnostic::error(code, message).at(span).hint(hint));
        }
        if tag {
            self.out.push(
                Diagnostic::error(
                    "tag",
                    text!("không dùng dấu ! ở đầu giá trị", "a value cannot begin with !"),
                )
                .at(span)
                .hint(text!(
                    "nếu là chữ, đặt cả câu trong dấu nháy kép",
                    "if it is text, put it in quotes"
                )),
            );
        }
    }

    fn scalar(&mut self, text: &str, quoted: bool, span: Span) {
        let text = composed(text).into_owned();
        if let Some(Open::Map { key: key @ None, seen, .. }) = self.open.last_mut() {
            if text == "<<" && !quoted {
                self.out.push(
                    Diagnostic::error(
                        "merge-key",
                        text!("không dùng «<<» để gộp mục", "fields cannot be merged with «<<»"),
                    )
                    .at(span)
                    .hint(text!("ghi đầy đủ các mục ở chỗ này", "write the fields out here")),
                );
            }
            if let Some(first) = seen.insert(text.clone(), span) {
                self.out.push(
                    Diagnostic::error(
                        "duplicate-key",
                        text!("mục «{text}» ghi hai lần", "«{text}» is given twice"),
                    )
                    .at(span)
                    .also(first, text!("lần thứ nhất ở đây", "first given here"))
                    .hint(text!("giữ lại một mục", "keep one of them")),
                );
            }
            *key = Some((text, span));
            return;
        }
        let empty = !quoted && matches!(text.as_str(), "" | "~" | "null");
        let kind = if empty { Kind::Null } else { Kind::Scalar { text, quoted } };
        self.place(Node { span, kind });
    }

    fn close(&mut self, end: usize) {
        let (start, kind) = match self.open.pop() {
            Some(Open::Seq { start, items }) => (start, Kind::Seq(items)),
            Some(Open::Map { start, entries, .. }) => (start, Kind::Map(entries)),
            None => return,
        };
        self.place(Node { span: Span::new(self.file, start..end.max(start)), kind });
    }

    /// Puts a finished value where it belongs.
    fn place(&mut self, node: Node) {
        self.nodes += 1;
        match self.open.last_mut() {
            None => self.root = Some(node),
            Some(Open::Seq { items, .. }) => items.push(node),
            Some(Open::Map { entries, key, .. }) => match key.take() {
                Some((key, key_span)) => entries.push(Entry { key, key_span, value: node }),
                None => {
                    self.out.push(
                        Diagnostic::error(
                            "key-is-no-text",
                            text!("tên mục phải là một từ", "a key must be a word"),
                        )
                        .at(node.span)
                        .hint(text!("viết: ten_muc: giá trị", "write: name: value")),
                    );
                    // The value that follows this key still needs one.
                    *key = Some((String::new(), node.span));
                }
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read_text(text: &str) -> (Option<Node>, Vec<String>, Files) {
        let mut files = Files::default();
        let (node, out) = read(text.as_bytes(), "thu.yaml", &mut files, &Limits::DATA);
        (node, out.iter().map(|d| d.code.to_string()).collect(), files)
    }

    fn codes(bytes: &[u8]) -> Vec<String> {
        let mut files = Files::default();
        let (node, out) = read(bytes, "thu.yaml", &mut files, &Limits::DATA);
        assert!(node.is_none());
        assert!(out.iter().all(|d| d.span.is_some() && !d.hints.is_empty()), "{out:?}");
        out.iter().map(|d| d.code.to_string()).collect()
    }

    #[test]
    fn scalars_keep_their_text_and_place() {
        let (node, codes, files) =
            read_text("so: 05\nco: no\nngay: 24/8/2017\ntrong: ~\nchu: ''\n");
        assert!(codes.is_empty());
        let node = node.expect("reads");
        assert_eq!(node.get("so").and_then(Node::as_text), Some("05"));
        assert_eq!(node.get("co").and_then(Node::as_text), Some("no"));
        assert!(matches!(node.get("trong").expect("there").kind, Kind::Null));
        assert_eq!(node.get("chu").and_then(Node::as_text), Some(""));
        assert_eq!(files.slice(node.get("ngay").expect("there").span), "24/8/2017");
    }

    #[test]
    fn decomposed_letters_come_out_composed() {
        let (node, ..) = read_text("ten: Bi\u{309}m So\u{31B}n\n");
        assert_eq!(node.expect("reads").get("ten").and_then(Node::as_text), Some("Bỉm Sơn"));
    }

    #[test]
    fn a_key_given_twice_shows_both_places() {
        let mut files = Files::default();
        let (_, out) = read(b"so: 1\nso: 2\nso: 3\n", "t", &mut files, &Limits::DATA);
        assert_eq!(out.len(), 2);
        assert_eq!(out[0].related.len(), 1);
    }

    #[test]
    fn each_mistake_has_its_own_name() {
        assert_eq!(codes(b"trich_yeu: B\xC3\xA1o c\xC3\xA1o: t\xC3\xACnh\n"), ["colon-in-text"]);
        assert_eq!(codes(b"a: \"b\n"), ["unclosed-quote"]);
        assert_eq!(codes(b"a: [b\n"), ["unclosed-bracket"]);
        assert_eq!(codes(b"a: &x 1\nb: *x\n"), ["anchor", "anchor"]);
        assert_eq!(codes(b"a: !!int 1\n"), ["tag"]);
        assert_eq!(codes(b"a: 1\n---\nb: 2\n"), ["second-document"]);
        assert_eq!(codes(b"- a\n- b\n"), ["no-fields"]);
        assert_eq!(codes(b""), ["no-fields"]);
        assert_eq!(codes(b"a: \xFF\n"), ["not-utf8"]);
        assert_eq!(codes(b"\xFF\xFEa\0"), ["not-utf8"]);
        assert_eq!(codes(b"PK\x03\x04"), ["not-a-data-file"]);
        assert_eq!(
            codes("a: b\u{202E}c\u{0}\n".as_bytes()),
            ["hidden-character", "hidden-character"]
        );
    }

    #[test]
    fn size_depth_and_count_are_limited() {
        assert_eq!(codes(&vec![b'a'; 5 * 1024 * 1024]), ["file-too-big"]);
        let deep = format!("a: {}{}", "[".repeat(10_000), "]".repeat(10_000));
        assert_eq!(codes(deep.as_bytes()), ["too-deep"]);
        let many = format!("a:\n{}", "- 1\n".repeat(200_001));
        assert_eq!(codes(many.as_bytes()), ["too-many-values"]);
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let mut files = Files::default();
            let (node, out) = read(&bytes, "t", &mut files, &Limits::DATA);
            prop_assert!(node.is_some() || !out.is_empty());
        }

        #[test]
        fn any_yaml_like_text_is_read_or_refused(text in "[-a-c:\\[\\]{}&*!|>'\"#\\n\\t ]{0,80}") {
            let mut files = Files::default();
            let (node, out) = read(text.as_bytes(), "t", &mut files, &Limits::DATA);
            prop_assert!(node.is_some() || !out.is_empty());
        }
    }
}
