//! Nothing given is lost: each value of the document was used, and the file says what the merged
//! document says.

use crate::data::{Kind, Node, push_pointer};
use crate::diag::{Diagnostic, Diagnostics, Span};
use crate::document::{Block, Document, Run};
use crate::docx;
use crate::merge::Coverage;
use crate::schema::Schema;
use crate::text;

/// Reports each value of the document that no part of the form printed or read.
pub(super) fn values(node: &Node, coverage: &Coverage, schema: &Schema, out: &mut Diagnostics) {
    let mut walk = Walk { coverage, schema, out, pointer: String::new() };
    walk.node(node, node.span);
}

struct Walk<'w> {
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
pub(super) fn text(document: &Document, bytes: &[u8]) -> Option<Diagnostic> {
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
    let mut meant = Vec::new();
    for section in &document.sections {
        blocks(&section.blocks, &mut meant);
    }
    let written: Vec<&str> = written.iter().map(String::as_str).collect();
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

/// Whether both have the same letters, whatever their case.
fn same(meant: &[&str], written: &[&str]) -> bool {
    let (mut a, mut b) = (Letters::of(meant), Letters::of(written));
    loop {
        // Most of it is the same to the byte.
        let alike = common(a.piece, b.piece);
        a.piece = &a.piece[alike..];
        b.piece = &b.piece[alike..];
        match (a.next(), b.next()) {
            (None, None) => return true,
            (Some(a), Some(b)) if a == b || a.to_uppercase().eq(b.to_uppercase()) => {}
            // A letter may have become two ("ß"): compare all of it in capitals.
            _ => {
                let upper = |texts| Letters::of(texts).flat_map(char::to_uppercase);
                return upper(meant).eq(upper(written));
            }
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

/// The texts of blocks in the order in which a reader meets them.
fn blocks<'d>(list: &'d [Block], out: &mut Vec<&'d str>) {
    for block in list {
        match block {
            Block::Paragraph(paragraph) => runs(&paragraph.runs, out),
            Block::Grid(grid) => {
                for (left, right) in &grid.rows {
                    blocks(left, out);
                    blocks(right, out);
                }
            }
            Block::Table(table) => {
                for cell in table.header.iter().flatten() {
                    runs(&cell.runs, out);
                }
                for cell in table.rows.iter().flatten() {
                    runs(cell, out);
                }
                if let Some(totals) = &table.totals {
                    runs(&totals.label, out);
                    for cell in &totals.cells {
                        runs(cell, out);
                    }
                }
                if let Some(cell) = &table.empty {
                    runs(cell, out);
                }
            }
            Block::Control { blocks: inner, .. } => blocks(inner, out),
            Block::Rule(_) | Block::Image(_) | Block::PageBreak => {}
        }
    }
}

fn runs<'d>(list: &'d [Run], out: &mut Vec<&'d str>) {
    out.extend(list.iter().map(|run| run.text.as_str()));
}

#[cfg(test)]
mod tests {
    use super::same;

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
