//! Notes a library in `plugin.yaml` and leaves every other byte of that file as it is.

use vanthu_core::data::{Kind, Limits, Node, read};
use vanthu_core::diag::Files;

/// What is noted: `files: { TARGET: { path: …, sha256: … } }` under `native:`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Record<'r> {
    pub(super) target: &'r str,
    pub(super) path: &'r str,
    pub(super) sha256: &'r str,
}

impl Record<'_> {
    /// As a line says it.
    pub(super) fn line(&self) -> String {
        let Self { target, path, sha256 } = self;
        format!("{target}: {{ path: {path}, sha256: \"{sha256}\" }}")
    }

    /// The manifest with the library noted. `None`: it is written in a way that this cannot mend.
    pub(super) fn put(&self, manifest: &str) -> Option<String> {
        let mark = if manifest.starts_with('\u{FEFF}') { "\u{FEFF}" } else { "" };
        let text = &manifest[mark.len()..];
        let edited = self.edit(text)?;
        self.is_in(&edited).then(|| [mark, &edited].concat())
    }

    fn edit(&self, text: &str) -> Option<String> {
        let root = parse(text)?;
        let native = root.get("native")?;
        let files = native.entry("files");
        if let Some(known) = files.and_then(|files| files.value.get(self.target)) {
            let hash = format!("\"{}\"", self.sha256);
            let mut changes = [
                (known.get("path")?.span.range(), self.path),
                (known.get("sha256")?.span.range(), &*hash),
            ];
            changes.sort_by_key(|(range, _)| std::cmp::Reverse(range.start));
            let mut text = text.to_owned();
            for (range, new) in changes {
                text.replace_range(range, new);
            }
            return Some(text);
        }
        match files {
            Some(files) if files.value.as_map().is_some() => {
                add(text, &files.value, files.key_span.range().start, &self.line())
            }
            // «files:» and nothing behind it.
            Some(files) => {
                let column = column(text, files.key_span.range().start);
                let at = line_end(text, files.key_span.range().end);
                Some(insert_line(text, at, column + 2, &self.line()))
            }
            None => {
                let key = root.entry("native")?.key_span.range().start;
                if is_flow(text, native) {
                    return add(text, native, key, &format!("files: {{ {} }}", self.line()));
                }
                let inner = column(text, native.as_map()?.first()?.key_span.range().start);
                let at = line_end(text, end(text, native));
                let text = insert_line(text, at, inner, "files:");
                let at = line_end(&text, at + newline(&text).len() + inner);
                Some(insert_line(&text, at, inner + 2, &self.line()))
            }
        }
    }

    /// Whether a manifest says so.
    fn is_in(&self, text: &str) -> bool {
        let Some(root) = parse(text) else { return false };
        let files = root.get("native").and_then(|native| native.get("files"));
        let Some(noted) = files.and_then(|files| files.get(self.target)) else { return false };
        let says = |key: &str| noted.get(key).and_then(Node::as_text);
        says("path") == Some(self.path) && says("sha256") == Some(self.sha256)
    }
}

fn parse(text: &str) -> Option<Node> {
    read(text.as_bytes(), "plugin.yaml", &mut Files::default(), &Limits::DATA).0
}

/// Adds an entry to a map that stands behind the key at `key`.
fn add(text: &str, map: &Node, key: usize, entry: &str) -> Option<String> {
    if is_flow(text, map) {
        let close =
            map.span.range().end.checked_sub(1).filter(|at| text[*at..].starts_with('}'))?;
        let before = text[..close].trim_end();
        let comma = if before.ends_with(['{', ',']) { " " } else { ", " };
        return Some(format!("{before}{comma}{entry} {}", &text[close..]));
    }
    let first = map.as_map()?.first().map_or(key + 2, |first| first.key_span.range().start);
    Some(insert_line(text, line_end(text, end(text, map)), column(text, first), entry))
}

fn is_flow(text: &str, node: &Node) -> bool {
    text[node.span.range().start..].starts_with('{')
}

/// Where the last value in a node ends. A block ends with what is in it; brackets have an end of
/// their own.
fn end(text: &str, node: &Node) -> usize {
    let own = node.span.range().end;
    let bracket = text[node.span.range().start..].starts_with(['{', '[']);
    match &node.kind {
        Kind::Map(entries) if !bracket => {
            entries.last().map_or(own, |last| match last.value.kind {
                Kind::Null => last.key_span.range().end,
                _ => end(text, &last.value),
            })
        }
        Kind::Seq(items) if !bracket => items.last().map_or(own, |last| end(text, last)),
        _ => own,
    }
}

/// How far a place is from the beginning of its line, in bytes: indents are blanks.
fn column(text: &str, at: usize) -> usize {
    at - text[..at].rfind('\n').map_or(0, |newline| newline + 1)
}

/// The end of the line, before its break.
fn line_end(text: &str, at: usize) -> usize {
    let end = text[at..].find('\n').map_or(text.len(), |newline| at + newline);
    if text[..end].ends_with('\r') { end - 1 } else { end }
}

fn newline(text: &str) -> &'static str {
    if text.contains("\r\n") { "\r\n" } else { "\n" }
}

fn insert_line(text: &str, at: usize, indent: usize, line: &str) -> String {
    let (before, after) = text.split_at(at);
    format!("{before}{}{}{line}{after}", newline(text), " ".repeat(indent))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "# đầu\nformat: 1\nid: a\n";

    fn record() -> Record<'static> {
        let (target, path) = ("x86_64-linux-gnu", "native/x86_64-linux-gnu/liba.so");
        Record { target, path, sha256: "ab" }
    }

    /// Notes the library, checks that nothing else changed, and returns what was put in.
    fn added(manifest: &str) -> String {
        let edited = record().put(manifest).unwrap_or_else(|| panic!("{manifest}"));
        assert!(record().is_in(edited.trim_start_matches('\u{FEFF}')), "{edited}");
        let same = manifest.bytes().zip(edited.bytes()).take_while(|(a, b)| a == b).count();
        let rest = edited.len() - manifest.len();
        assert_eq!(&edited.as_bytes()[same + rest..], &manifest.as_bytes()[same..], "{edited}");
        edited[same..same + rest].to_owned()
    }

    const LINE: &str =
        "x86_64-linux-gnu: { path: native/x86_64-linux-gnu/liba.so, sha256: \"ab\" }";

    #[test]
    fn a_library_is_noted_however_the_manifest_is_written() {
        let native = "native:\n  abi: 1\n  ops: [compute] # việc\n  reads: [a]\n";
        let tail = "inputs: { b: c } # cuối\n";
        let block = format!("{HEAD}{native}{tail}");
        assert_eq!(added(&block).trim(), format!("files:\n    {LINE}"));
        assert_eq!(added(&format!("{HEAD}{native}  files:\n{tail}")).trim(), LINE);
        assert_eq!(added(&format!("{HEAD}{native}  files: {{}}\n{tail}")).trim(), LINE);
        let other = "w: { path: b, sha256: c }";
        let listed = format!("{HEAD}{native}  files:\n    {other} # ghi chú\n{tail}");
        assert_eq!(added(&listed).trim(), LINE);
        assert!(record().put(&listed).expect("noted").contains("# ghi chú\n    x86"));
        let long =
            format!("{HEAD}{native}  files:\n      w:\n        path: b\n        sha256: c\n{tail}");
        assert!(record().put(&long).expect("noted").contains("sha256: c\n      x86_64"));
        let open =
            format!("{HEAD}native:\n  abi: 1\n  ops: [compute]\n  reads: [\n    a,\n  ]\n{tail}");
        assert_eq!(added(&open).trim(), format!("files:\n    {LINE}"));
        let items = format!("{HEAD}native:\n  reads:\n    - a\n    - b\n# ghi chú\n{tail}");
        assert!(record().put(&items).expect("noted").contains("- b\n  files:\n    x86"));
        let flow = format!("{HEAD}native: {{ abi: 1, ops: [compute], reads: [] }}\n{tail}");
        assert_eq!(added(&flow).trim(), format!(", files: {{ {LINE} }}").trim_start_matches(' '));
        let last = format!("{HEAD}{}", native.trim_end());
        assert_eq!(added(&last).trim(), format!("files:\n    {LINE}"));
        let crlf = format!("\u{FEFF}{HEAD}{native}{tail}").replace('\n', "\r\n");
        let edited = record().put(&crlf).expect("noted");
        assert_eq!(edited.matches('\n').count(), edited.matches("\r\n").count());
    }

    #[test]
    fn a_library_noted_before_is_replaced_in_its_place() {
        let manifest = format!(
            "{HEAD}native:\n  files:\n    x86_64-linux-gnu: {{ sha256: 'old', path: was.so }} # máy\n  abi: 1\n"
        );
        let wanted = manifest
            .replace("'old'", "\"ab\"")
            .replace("was.so", "native/x86_64-linux-gnu/liba.so");
        assert_eq!(record().put(&manifest), Some(wanted));
    }

    #[test]
    fn what_cannot_be_mended_is_left_alone() {
        for manifest in
            ["a: [", "id: a\n", "native: 1\n", "native: { files: { x86_64-linux-gnu: 1 } }\n"]
        {
            assert_eq!(record().put(manifest), None, "{manifest}");
        }
    }
}
