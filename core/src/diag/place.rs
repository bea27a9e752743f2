//! Line and column of a place, as people and editors count.

use super::{COLUMNS, Files, Span};

/// Where a span lies, lines and columns from 1, columns in characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place<'f> {
    pub(super) file: &'f str,
    /// The name of the sheet, when it is one.
    pub(super) sheet: Option<&'f str>,
    /// In a sheet: `B7`, or `7` for the row; lines and columns are then those of the cells.
    pub(super) cell: Option<String>,
    pub(super) line: usize,
    pub(super) column: usize,
    pub(super) end_line: usize,
    pub(super) end_column: usize,
}

/// The place of a span.
pub(super) fn of(span: Span, files: &Files) -> Place<'_> {
    let file = files.file(span.file);
    if let Some(sheet) = &file.sheet {
        let (row, column) = (span.start / COLUMNS, span.start % COLUMNS);
        let whole = span.end - span.start >= COLUMNS;
        let letters = if whole { String::new() } else { letters(column) };
        let (line, column) = (row as usize + 1, column as usize + 1);
        return Place {
            file: &file.name,
            sheet: Some(sheet).filter(|sheet| !sheet.is_empty()).map(String::as_str),
            cell: Some(format!("{letters}{line}")),
            line,
            column,
            end_line: line,
            end_column: column + 1,
        };
    }
    let (line, column) = position(&file.text, span.start as usize);
    let (end_line, end_column) = position(&file.text, (span.end as usize).max(span.start as usize));
    Place { file: &file.name, sheet: None, cell: None, line, column, end_line, end_column }
}

/// A column as spreadsheets name it: 0 is `A`, 26 is `AA`.
pub(crate) fn letters(column: u32) -> String {
    let mut out = Vec::new();
    let mut left = column + 1;
    while left > 0 {
        out.push(char::from(b'A' + u8::try_from((left - 1) % 26).unwrap_or_default()));
        left = (left - 1) / 26;
    }
    out.into_iter().rev().collect()
}

fn position(text: &str, at: usize) -> (usize, usize) {
    let at = (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let begin = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    (text[..begin].matches('\n').count() + 1, text[begin..at].chars().count() + 1)
}
