//! Line and column of a place, as people and editors count.

use super::{Files, Span};

/// Where a span lies, lines and columns from 1, columns in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place<'f> {
    pub(super) file: &'f str,
    pub(super) line: usize,
    pub(super) column: usize,
    pub(super) end_line: usize,
    pub(super) end_column: usize,
}

/// The place of a span.
pub(super) fn of(span: Span, files: &Files) -> Place<'_> {
    let file = files.file(span.file);
    let (line, column) = position(&file.text, span.start as usize);
    let (end_line, end_column) = position(&file.text, (span.end as usize).max(span.start as usize));
    Place { file: &file.name, line, column, end_line, end_column }
}

fn position(text: &str, at: usize) -> (usize, usize) {
    let at = (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let begin = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    (text[..begin].matches('\n').count() + 1, text[begin..at].chars().count() + 1)
}
