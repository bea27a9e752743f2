//! Runs compiled leaves over data.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use handlebars::{Context, Handlebars};
use serde_json::Value;

use super::check::NUMBER;
use super::helper::{self, Fault};
use super::leaf::{Condition, Expression, How, Leaf, Marks, Path, Piece, PieceKind, Read, Root};
use crate::data::push_pointer;
use crate::diag::{Diagnostic, Text};
use crate::text;

/// What was compiled. May be shared by threads.
#[derive(Debug, Clone)]
pub struct Engine {
    handlebars: Arc<Handlebars<'static>>,
}

/// What stands in a name of an enclosing block.
#[derive(Debug, Clone)]
struct Bound<'d> {
    name: &'d str,
    value: Cow<'d, Value>,
    /// JSON pointer; empty for a text that the engine made.
    pointer: String,
    /// From 1.
    number: usize,
    /// Tells one item from the next.
    serial: u64,
}

/// The data, the items of enclosing blocks, and the gaps of a draft.
#[derive(Debug)]
pub struct Scope<'d> {
    data: &'d Value,
    /// Title of each required value that is missing, by its pointer.
    gaps: &'d BTreeMap<String, Text>,
    bound: Vec<Bound<'d>>,
    serial: u64,
    /// What handlebars sees: what was read so far of the data, with the items beside it.
    context: Context,
    /// Which item stands in `context` under each name.
    current: BTreeMap<&'d str, u64>,
    /// What handlebars prints into.
    printed: Vec<u8>,
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
    /// The expression that was worked out for it.
    pub reads: &'a [Read],
    /// A gap of a draft: `text` is the title of what is missing.
    pub gap: Option<&'a Text>,
}

impl<'d> Scope<'d> {
    /// The data with nothing around.
    pub fn new(data: &'d Value, gaps: &'d BTreeMap<String, Text>) -> Self {
        let (bound, current) = (Vec::new(), BTreeMap::new());
        let context = Context::null();
        Self { data, gaps, bound, serial: 0, context, current, printed: Vec::new() }
    }

    /// The same data and items, for going through them once more.
    #[must_use]
    pub fn again(&self) -> Self {
        Self { bound: self.bound.clone(), serial: self.serial, ..Self::new(self.data, self.gaps) }
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
        self.serial += 1;
        self.bound.push(Bound { name, value, pointer, number, serial: self.serial });
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
        let start = match &path.root {
            Root::Data => Some(self.data),
            Root::Number => return Cow::Owned(self.number().into()),
            Root::Binding(name) => self.bound(name).map(|bound| &*bound.value),
        };
        let value = start.and_then(|v| path.keys.iter().try_fold(v, |value, key| value.get(key)));
        Cow::Borrowed(value.unwrap_or(&Value::Null))
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

    /// Puts what an expression reads where handlebars finds it.
    fn show(&mut self, expression: &Expression) -> &Context {
        let number = self.number();
        let seen = self.context.data_mut();
        if seen.is_null() {
            *seen = Value::Object(serde_json::Map::new());
        }
        if let Value::Object(map) = seen {
            for read in &expression.reads {
                match &read.path.root {
                    Root::Data => {
                        let Some(field) = read.path.keys.first() else { continue };
                        if let (false, Some(value)) =
                            (map.contains_key(field), self.data.get(field))
                        {
                            map.insert(field.clone(), value.clone());
                        }
                    }
                    Root::Number => {
                        map.insert(NUMBER.to_owned(), number.into());
                    }
                    Root::Binding(name) => {
                        let Some(bound) = self.bound.iter().rev().find(|b| b.name == name) else {
                            continue;
                        };
                        if self.current.insert(bound.name, bound.serial) != Some(bound.serial) {
                            map.insert(name.clone(), bound.value.as_ref().clone());
                        }
                    }
                }
            }
        }
        &self.context
    }
}

impl Engine {
    pub(super) fn new(handlebars: Arc<Handlebars<'static>>) -> Self {
        Self { handlebars }
    }

    /// The name under which a template is kept: no partial can have it.
    pub(super) fn name(template: usize) -> String {
        format!("#{template}")
    }

    /// `Err`: why a helper could not work with the values, where it says so.
    fn run(&self, expression: &Expression, scope: &mut Scope<'_>) -> Result<String, Option<Fault>> {
        let template = match &expression.how {
            How::Handlebars(template) => *template,
            How::Direct(direct) => {
                let mut text = String::new();
                return direct.print(scope, &mut text).map(|()| text).map_err(Some);
            }
        };
        // Handlebars' own text would keep the 8 KiB that it is made with.
        let mut bytes = std::mem::take(&mut scope.printed);
        bytes.clear();
        let name = Self::name(template);
        let ran =
            self.handlebars.render_with_context_to_write(&name, scope.show(expression), &mut bytes);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        scope.printed = bytes;
        ran.map(|()| text).map_err(|error| helper::fault_of(&error).cloned())
    }

    /// Whether a condition holds.
    ///
    /// # Errors
    /// When a helper cannot work with the values.
    pub fn test(&self, condition: &Condition, scope: &mut Scope<'_>) -> Result<bool, Diagnostic> {
        if let Some(path) = &condition.path {
            let (pointer, value) = scope.resolve(path);
            return Ok(scope.gap(&pointer).is_some() || value.is_some_and(helper::is_there));
        }
        match self.run(&condition.expression, scope) {
            Ok(text) => Ok(!text.is_empty()),
            Err(fault) => Err(failed(fault, &condition.expression, scope).at(condition.span)),
        }
    }

    /// Prints a leaf, piece by piece.
    ///
    /// # Errors
    /// When a helper cannot work with the values; the pieces before were printed.
    pub fn print(
        &self,
        leaf: &Leaf,
        scope: &mut Scope<'_>,
        sink: &mut dyn FnMut(Printed<'_>),
    ) -> Result<(), Diagnostic> {
        for piece in &leaf.pieces {
            match &piece.kind {
                PieceKind::Literal(text) => sink(Printed {
                    text: Cow::Borrowed(text),
                    marks: piece.marks,
                    pointer: None,
                    reads: &[],
                    gap: None,
                }),
                PieceKind::Path(path) => print_path(path, piece, scope, sink),
                PieceKind::Expression(expression) => {
                    self.print_expression(expression, piece, scope, sink)?;
                }
            }
        }
        Ok(())
    }

    fn print_expression(
        &self,
        expression: &Expression,
        piece: &Piece,
        scope: &mut Scope<'_>,
        sink: &mut dyn FnMut(Printed<'_>),
    ) -> Result<(), Diagnostic> {
        let pointer = expression.control.as_ref().map(|path| scope.resolve(path).0);
        let reads = expression.reads.as_slice();
        let marks = piece.marks;
        let gap = reads.iter().find_map(|read| scope.gap(&scope.resolve(&read.path).0));
        if gap.is_some() {
            sink(Printed { text: Cow::Borrowed(""), marks, pointer, reads, gap });
            return Ok(());
        }
        match self.run(expression, scope) {
            Ok(text) => {
                sink(Printed { text: Cow::Owned(text), marks, pointer, reads, gap });
                Ok(())
            }
            Err(fault) => Err(failed(fault, expression, scope).at(piece.span)),
        }
    }
}

fn print_path(path: &Path, piece: &Piece, scope: &Scope<'_>, sink: &mut dyn FnMut(Printed<'_>)) {
    let marks = piece.marks;
    if path.root == Root::Number {
        let text = Cow::Owned(scope.number().to_string());
        sink(Printed { text, marks, pointer: None, reads: &[], gap: None });
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
    sink(Printed { text, marks, pointer, reads: &[], gap });
}

/// A helper that could not work with the values, in its own words where it has some.
fn failed(fault: Option<Fault>, expression: &Expression, scope: &Scope<'_>) -> Diagnostic {
    let words = match fault {
        Some(Fault(words)) => words,
        None => text!("không tính được giá trị ở chỗ này", "this value cannot be worked out"),
    };
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
