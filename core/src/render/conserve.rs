//! Nothing given is lost: each value of the document was used, and the file says what the merged
//! document says.

use crate::data::{Kind, Node, push_pointer};
use crate::diag::{Diagnostic, Diagnostics, FileId, Span};
use crate::document::{Block, Document, Run};
use crate::docx;
use crate::merge::Coverage;
use crate::schema::Schema;
use crate::text;

/// Reports each value of the document that no part of the form printed or read. `combined` is the
/// document over the organisation's values, whose places are in another file.
pub(super) fn values(combined: &Node, coverage: &Coverage, schema: &Schema, out: &mut Diagnostics) {
    let (file, pointer) = (combined.span.file, String::new());
    let mut walk = Walk { file, coverage, schema, out, pointer };
    walk.node(combined, combined.span);
}

struct Walk<'w> {
    /// The document's.
    file: FileId,
    coverage: &'w Coverage,
    schema: &'w Schema,
    out: &'w mut Diagnostics,
    pointer: String,
}

impl Walk<'_> {
    fn node(&mut self, node: &Node, key: Span) {
        let above = self.pointer.len();
        match &node.kind {
            Kind::Null => {}
            Kind::Scalar { text, .. } if text.trim().is_empty() => {}
            Kind::Scalar { .. } if node.span.file != self.file => {}
            Kind::Scalar { .. } => self.value(key),
            Kind::Seq(items) => {
                for (nth, item) in items.iter().enumerate() {
                    push_pointer(&mut self.pointer, &nth.to_string());
                    self.node(item, item.span);
                    self.pointer.truncate(above);
                }
            }
            Kind::Map(entries) => {
                for entry in entries {
                    push_pointer(&mut self.pointer, &entry.key);
                    self.node(&entry.value, entry.key_span);
                    self.pointer.truncate(above);
                }
            }
        }
    }

    fn value(&mut self, key: Span) {
        let pointer = &self.pointer;
        // A signer given by name was replaced by what the organisation's file says.
        if self.coverage.covers(pointer) || pointer == "/nguoi_ky" {
            return;
        }
        if self.schema.field(pointer).is_some_and(|field| field.unprinted) {
            return;
        }
        self.out.push(
            Diagnostic::error(
                "not-printed",
                text!(
                    "giá trị này không có chỗ in trong văn bản",
                    "the document has no place for this value"
                ),
            )
            .at(key)
            .pointer(pointer.clone())
            .hint(text!(
                "xóa mục này, hoặc báo người lập mẫu thêm chỗ in cho nó",
                "delete it, or ask the author of the type to give it a place"
            )),
        );
    }
}

/// Compares the text of the finished file with that of the document: all letters, in order.
/// Blanks, line breaks and capitals are the standard's affair.
pub(super) fn text(document: &Document<'_>, bytes: &[u8]) -> Option<Diagnostic> {
    let written = match docx::read_text(bytes) {
        Ok(paragraphs) => paragraphs,
        Err(error) => {
            return Some(Diagnostic::error(
                "not-read-back",
                text!(
                    "tệp vừa tạo không đọc lại được: chương trình có lỗi, xin báo lại",
                    "the file just made cannot be read back: {error}"
                ),
            ));
        }
    };
    let written: Vec<&str> = written.iter().map(String::as_str).collect();
    let meant = |act: &mut dyn FnMut(&str)| {
        document.sections.iter().for_each(|section| blocks(&section.blocks, act));
    };
    if same(&meant, &written) {
        return None;
    }
    Some(
        Diagnostic::error(
            "text-lost",
            text!(
                "chữ trong tệp Word không khớp với dữ liệu; tệp không được ghi",
                "the text of the Word file differs from the data; it was not written"
            ),
        )
        .hint(text!(
            "đây là lỗi của chương trình: hãy gửi tệp dữ liệu cho người phát triển",
            "this is a fault of the program: please send the data to its developers"
        )),
    )
}

/// Shows some texts one after another, each time the same: not all of them are in memory.
type Texts<'t> = dyn Fn(&mut dyn FnMut(&str)) + 't;

/// Whether both have the same letters, whatever their case.
fn same(meant: &Texts<'_>, written: &[&str]) -> bool {
    let mut left = Letters::of(written);
    let mut alike = true;
    meant(&mut |text| alike = alike && goes_on(text, &mut left));
    if alike && left.next().is_none() {
        return true;
    }
    // A letter may have become two ("ß"): compare all of it in capitals.
    let mut left = Letters::of(written).flat_map(char::to_uppercase);
    let mut alike = true;
    meant(&mut |text| {
        let mut letters = Letters::one(text).flat_map(char::to_uppercase);
        alike = alike && letters.all(|letter| left.next() == Some(letter));
    });
    alike && left.next().is_none()
}

/// Whether `left` goes on with the letters of `text`, which are taken from it.
fn goes_on(text: &str, left: &mut Letters<'_>) -> bool {
    let mut meant = Letters::one(text);
    loop {
        // Most of it is the same to the byte.
        let alike = common(meant.piece, left.piece);
        meant.piece = &meant.piece[alike..];
        left.piece = &left.piece[alike..];
        let Some(letter) = meant.next() else { return true };
        match left.next() {
            Some(other) if letter == other || letter.to_uppercase().eq(other.to_uppercase()) => {}
            _ => return false,
        }
    }
}

/// How many bytes both begin with, whole characters of each.
fn common(a: &str, b: &str) -> usize {
    let same = a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
    (0..=same).rev().find(|at| a.is_char_boundary(*at) && b.is_char_boundary(*at)).unwrap_or(0)
}

/// The letters of some texts, one after another.
struct Letters<'t> {
    /// What is left of a text.
    piece: &'t str,
    /// The texts after it.
    rest: std::slice::Iter<'t, &'t str>,
}

impl<'t> Letters<'t> {
    fn of(texts: &'t [&'t str]) -> Self {
        Self { piece: "", rest: texts.iter() }
    }

    fn one(text: &'t str) -> Self {
        Self { piece: text, rest: [].iter() }
    }
}

impl Iterator for Letters<'_> {
    type Item = char;

    fn next(&mut self) -> Option<char> {
        loop {
            let mut letters = self.piece.chars();
            match letters.next() {
                Some(blank) if blank.is_whitespace() => self.piece = letters.as_str(),
                Some(letter) => {
                    self.piece = letters.as_str();
                    return Some(letter);
                }
                None => self.piece = self.rest.next()?,
            }
        }
    }
}

/// Shows the texts of blocks in the order in which a reader meets them.
fn blocks(list: &[Block<'_>], act: &mut dyn FnMut(&str)) {
    for block in list {
        match block {
            Block::Paragraph(paragraph) => runs(&paragraph.runs, act),
            Block::Grid(grid) => {
                for (left, right) in &grid.rows {
                    blocks(left, act);
                    blocks(right, act);
                }
            }
            Block::Table(table) => {
                for cell in table.header.iter().flatten() {
                    runs(&cell.runs, act);
                }
                table.rows.each(&mut |row| row.iter().for_each(|cell| runs(cell, act)));
                if let Some(totals) = &table.totals {
                    runs(&totals.label, act);
                    for cell in &totals.cells {
                        runs(cell, act);
                    }
                }
                if let Some(cell) = &table.empty {
                    runs(cell, act);
                }
            }
            Block::Control { blocks: inner, .. } => blocks(inner, act),
            Block::Rule(_) | Block::Image(_) | Block::PageBreak => {}
        }
    }
}

fn runs(list: &[Run], act: &mut dyn FnMut(&str)) {
    list.iter().for_each(|run| act(&run.text));
}

#[cfg(test)]
mod tests {
    fn same(meant: &[&str], written: &[&str]) -> bool {
        super::same(&|act| meant.iter().for_each(|text| act(text)), written)
    }

    #[test]
    fn capitals_and_blanks_may_differ_and_nothing_else() {
        assert!(same(&["Ủy ban ", "xã"], &["ỦY BAN", "\n", " XÃ"]));
        assert!(same(&["Straße"], &["STRASSE"]));
        assert!(same(&[], &[""]));
        for (meant, written) in [("Ủy ban", "Ủy ba"), ("a b", "b a"), ("tư", "tu"), ("", "x")]
        {
            assert!(!same(&[meant], &[written]), "{meant} {written}");
        }
    }
}
