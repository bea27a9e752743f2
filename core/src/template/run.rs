//! Runs compiled leaves over data.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde_json::Value;

use super::direct::Seen;
use super::helper::{self, Fault};
use super::leaf::{Condition, Expression, Leaf, Marks, Path, Piece, PieceKind, Read, Root};
use crate::data::push_pointer;
use crate::diag::{Diagnostic, Text};
use crate::text;

/// What stands in a name of an enclosing block.
#[derive(Debug, Clone)]
struct Bound<'d> {
    name: &'d str,
    value: Cow<'d, Value>,
    /// JSON pointer; empty for a text that the engine made.
    pointer: String,
    /// From 1.
    number: usize,
}

/// The data, the items of enclosing blocks, and the gaps of a draft.
#[derive(Debug, Clone)]
pub struct Scope<'d> {
    data: &'d Value,
    /// Title of each required value that is missing, by its pointer.
    gaps: &'d BTreeMap<String, Text>,
    bound: Vec<Bound<'d>>,
}

/// A stretch of printed text.
#[derive(Debug)]
pub struct Printed<'a> {
    /// The text.
    pub text: Cow<'a, str>,
    /// Bold, italic.
    pub marks: Marks,
    /// The one value that it shows.
    pub pointer: Option<String>,
    /// What was read to work it out: not what stands in a branch that was not taken.
    pub reads: Cow<'a, [Read]>,
    /// A gap of a draft: `text` is the title of what is missing.
    pub gap: Option<&'a Text>,
}

impl<'d> Scope<'d> {
    /// The data with nothing around.
    pub fn new(data: &'d Value, gaps: &'d BTreeMap<String, Text>) -> Self {
        Self { data, gaps, bound: Vec::new() }
    }

    /// Enters an item of a list.
    pub fn enter(&mut self, name: &'d str, value: &'d Value, pointer: String, number: usize) {
        self.push(name, Cow::Borrowed(value), pointer, number);
    }

    /// Enters a text that the engine made.
    pub fn enter_text(&mut self, name: &'static str, text: String) {
        self.push(name, Cow::Owned(Value::String(text)), String::new(), 0);
    }

    fn push(&mut self, name: &'d str, value: Cow<'d, Value>, pointer: String, number: usize) {
        self.bound.push(Bound { name, value, pointer, number });
    }

    /// Leaves the innermost item or text.
    pub fn leave(&mut self) {
        self.bound.pop();
    }

    /// Where a path leads: its pointer, and the value unless it is absent.
    pub fn resolve(&self, path: &Path) -> (String, Option<&Value>) {
        let (mut pointer, mut value) = match &path.root {
            Root::Data => (String::new(), Some(self.data)),
            Root::Number => return (String::new(), None),
            Root::Binding(name) => match self.bound(name) {
                Some(bound) => (bound.pointer.clone(), Some(&*bound.value)),
                None => (String::new(), None),
            },
        };
        for key in &path.keys {
            push_pointer(&mut pointer, key);
            value = value.and_then(|value| value.get(key)).filter(|value| !value.is_null());
        }
        (pointer, value)
    }

    /// The value at a path; `null` when it is absent.
    pub(super) fn value(&self, path: &Path) -> Cow<'_, Value> {
        match &path.root {
            Root::Data => Cow::Borrowed(path.within(self.data)),
            Root::Number => Cow::Owned(self.number().into()),
            Root::Binding(name) => match self.bound(name) {
                Some(bound) => Cow::Borrowed(path.within(&bound.value)),
                None => Cow::Owned(Value::Null),
            },
        }
    }

    /// The list at a path, with the data's own lifetime. Empty when it is absent.
    pub fn list(&self, path: &Path) -> (String, &'d [Value]) {
        let (pointer, _) = self.resolve(path);
        let items = self.data.pointer(&pointer).and_then(Value::as_array);
        (pointer, items.map_or(&[], Vec::as_slice))
    }

    /// The title of what is missing at this pointer.
    pub fn gap(&self, pointer: &str) -> Option<&'d Text> {
        self.gaps.get(pointer)
    }

    fn bound(&self, name: &str) -> Option<&Bound<'d>> {
        self.bound.iter().rev().find(|bound| bound.name == name)
    }

    /// The number of the innermost item.
    fn number(&self) -> usize {
        self.bound.iter().rev().map(|bound| bound.number).find(|number| *number > 0).unwrap_or(0)
    }
}

impl Condition {
    /// Whether a condition holds.
    ///
    /// # Errors
    /// When a helper cannot work with the values.
    pub fn test(&self, scope: &Scope<'_>) -> Result<bool, Diagnostic> {
        if let Some(path) = &self.path {
            let (pointer, value) = scope.resolve(path);
            return Ok(scope.gap(&pointer).is_some() || value.is_some_and(helper::is_there));
        }
        match self.expression.run(scope) {
            Ok((text, _)) => Ok(!text.is_empty()),
            Err(fault) => Err(failed(fault, &self.expression, scope).at(self.span)),
        }
    }
}

impl Leaf {
    /// Prints it, piece by piece.
    ///
    /// # Errors
    /// When a helper cannot work with the values; the pieces before were printed.
    pub fn print(
        &self,
        scope: &Scope<'_>,
        sink: &mut dyn FnMut(Printed<'_>),
    ) -> Result<(), Diagnostic> {
        for piece in &self.pieces {
            match &piece.kind {
                PieceKind::Literal(text) => sink(Printed {
                    text: Cow::Borrowed(text),
                    marks: piece.marks,
                    pointer: None,
                    reads: Cow::Borrowed(&[]),
                    gap: None,
                }),
                PieceKind::Path(path) => print_path(path, piece, scope, sink),
                PieceKind::Expression(expression) => expression.print(piece, scope, sink)?,
            }
        }
        Ok(())
    }
}

impl Expression {
    /// The text, and the paths that were looked at for it.
    fn run(&self, scope: &Scope<'_>) -> Result<(String, Seen<'_>), Fault> {
        let (mut text, mut seen) = (String::new(), Seen::new());
        self.direct.print(scope, &mut seen, &mut text)?;
        Ok((text, seen))
    }

    /// Those of its reads that were looked at: nearly always all.
    fn read(&self, seen: &Seen<'_>) -> Cow<'_, [Read]> {
        let was_read = |read: &&Read| seen.contains(&&read.path);
        match self.reads.iter().all(|read| was_read(&read)) {
            true => Cow::Borrowed(self.reads.as_slice()),
            false => self.reads.iter().filter(was_read).cloned().collect(),
        }
    }

    fn print(
        &self,
        piece: &Piece,
        scope: &Scope<'_>,
        sink: &mut dyn FnMut(Printed<'_>),
    ) -> Result<(), Diagnostic> {
        let pointer = self.control.as_ref().map(|path| scope.resolve(path).0);
        let marks = piece.marks;
        let gap = self.reads.iter().find_map(|read| scope.gap(&scope.resolve(&read.path).0));
        if gap.is_some() {
            let reads = Cow::Borrowed(self.reads.as_slice());
            sink(Printed { text: Cow::Borrowed(""), marks, pointer, reads, gap });
            return Ok(());
        }
        match self.run(scope) {
            Ok((text, seen)) => {
                let reads = self.read(&seen);
                sink(Printed { text: Cow::Owned(text), marks, pointer, reads, gap });
                Ok(())
            }
            Err(fault) => Err(failed(fault, self, scope).at(piece.span)),
        }
    }
}

fn print_path(path: &Path, piece: &Piece, scope: &Scope<'_>, sink: &mut dyn FnMut(Printed<'_>)) {
    let marks = piece.marks;
    if path.root == Root::Number {
        let text = Cow::Owned(scope.number().to_string());
        sink(Printed { text, marks, pointer: None, reads: Cow::Borrowed(&[]), gap: None });
        return;
    }
    let (pointer, value) = scope.resolve(path);
    let gap = scope.gap(&pointer);
    let text = match value {
        Some(Value::String(text)) => Cow::Borrowed(text.as_str()),
        Some(Value::Number(number)) => Cow::Owned(number.to_string()),
        // The check at load lets nothing else come here.
        _ => Cow::Borrowed(""),
    };
    let pointer = Some(pointer).filter(|pointer| !pointer.is_empty());
    sink(Printed { text, marks, pointer, reads: Cow::Borrowed(&[]), gap });
}

/// A helper that could not work with the values, in its own words where it has some.
fn failed(Fault(words): Fault, expression: &Expression, scope: &Scope<'_>) -> Diagnostic {
    let found = Diagnostic::error("template-value", words).hint(text!(
        "sửa giá trị này, hoặc báo người lập mẫu",
        "mend this value, or tell the author of the type"
    ));
    let first = expression.control.as_ref().or(expression.reads.first().map(|read| &read.path));
    match first.map(|path| scope.resolve(path).0).filter(|pointer| !pointer.is_empty()) {
        Some(pointer) => found.pointer(pointer),
        None => found,
    }
}
