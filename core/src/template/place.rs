//! From handlebars' line and column to a place in the file.

use crate::data::Node;
use crate::diag::{Files, Span};

/// A template and where it stands.
#[derive(Debug, Clone)]
pub(super) struct Place {
    /// The template, as handlebars read it.
    text: String,
    /// The scalar or file that it came from.
    span: Span,
    /// Byte of the file at which the template begins. `None`: the file's text and the template
    /// differ (escapes, folded lines), so only the whole scalar can be shown.
    base: Option<isize>,
}

impl Place {
    /// A scalar of a layout, with `before` and `after` put around it.
    pub(super) fn scalar(node: &Node, files: &Files, before: &str, after: &str) -> Self {
        let inner = node.as_text().unwrap_or_default();
        let source = files.slice(node.span);
        let quoted = source.get(1..source.len().saturating_sub(1)).is_some_and(|s| s == inner);
        let skip = if source == inner {
            Some(0)
        } else if quoted {
            Some(1)
        } else {
            None
        };
        let start = node.span.start as isize;
        let base = skip.map(|skip| start + skip - before.len() as isize);
        Self { text: [before, inner, after].concat(), span: node.span, base }
    }

    /// A whole file.
    pub(super) fn file(span: Span, text: &str) -> Self {
        Self { text: text.to_owned(), span, base: Some(span.start as isize) }
    }

    /// The template.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// All of it.
    pub(super) fn whole(&self) -> Span {
        self.span
    }

    /// The first `needle` from `line`, `column` on (both from 1, columns in characters).
    pub(super) fn find(&self, (line, column): (usize, usize), needle: &str) -> Span {
        let from = self.offset(line, column);
        let found = self.text.get(from..).and_then(|rest| rest.find(needle)).map(|at| from + at);
        match found {
            Some(at) => self.range(at..at + needle.len()),
            None => self.range(from..from + 1),
        }
    }

    /// A range of the template as a place in the file.
    pub(super) fn range(&self, range: std::ops::Range<usize>) -> Span {
        let shifted = |at: usize| {
            let at = usize::try_from(self.base? + at as isize).ok()?;
            self.span.range().contains(&at).then_some(at)
        };
        match (shifted(range.start), shifted(range.end.saturating_sub(1))) {
            (Some(start), Some(last)) => Span::new(self.span.file, start..last + 1),
            _ => self.span,
        }
    }

    /// Byte offset in the template of a line and column.
    pub(super) fn offset(&self, line: usize, column: usize) -> usize {
        let begin: usize = self.text.split_inclusive('\n').take(line - 1).map(str::len).sum();
        let rest = &self.text[begin.min(self.text.len())..];
        begin + rest.char_indices().nth(column - 1).map_or(rest.len(), |(at, _)| at)
    }
}
