//! What a leaf is compiled into.

use serde_json::Value;

use super::direct::Direct;
use crate::diag::Span;

/// A text of the layout with its expressions.
#[derive(Debug, Clone)]
pub struct Leaf {
    /// The scalar in the layout.
    pub span: Span,
    /// In order.
    pub pieces: Vec<Piece>,
}

impl Leaf {
    /// Those of its pieces that are worked out.
    pub fn expressions(&self) -> impl Iterator<Item = &Expression> {
        self.pieces.iter().filter_map(|piece| match &piece.kind {
            PieceKind::Expression(expression) => Some(expression),
            PieceKind::Literal(_) | PieceKind::Path(_) => None,
        })
    }
}

/// A piece of a leaf.
#[derive(Debug, Clone)]
pub struct Piece {
    /// Bold, italic.
    pub marks: Marks,
    /// What it is.
    pub kind: PieceKind,
    /// Where it stands in the layout.
    pub span: Span,
}

/// Inline looks: `**bold**`, `*italic*`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Marks {
    /// Bold.
    pub bold: bool,
    /// Italic.
    pub italic: bool,
}

/// What a piece is.
#[derive(Debug, Clone)]
pub enum PieceKind {
    /// Text of the layout.
    Literal(String),
    /// `{{path}}`: gets a content control.
    Path(Path),
    /// A helper call or a block such as `{{#if}}`.
    Expression(Expression),
}

/// Something that must be worked out.
#[derive(Debug, Clone)]
pub struct Expression {
    /// What it does.
    pub(super) direct: Direct,
    /// Every value of the data that it reads.
    pub reads: Vec<Read>,
    /// The one data argument, when there is exactly one and it is not a block helper: the
    /// expression then gets a content control.
    pub control: Option<Path>,
}

/// A value of the data that an expression reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Read {
    /// The value.
    pub path: Path,
    /// How much of it.
    pub reach: Reach,
}

/// How much of a value is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    /// The value itself; of a map or list, only whether it is there or how long it is.
    Itself,
    /// Everything in it.
    Whole,
    /// What these keys lead to in each of its rows.
    Column(Vec<String>),
}

/// A path into the data, names already checked against the schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path {
    /// Where it begins.
    pub root: Root,
    /// Keys (or indices) from there.
    pub keys: Vec<String>,
}

impl Path {
    /// Where its keys lead from `start`; `null` when that is absent.
    pub(super) fn within<'v>(&self, start: &'v Value) -> &'v Value {
        self.keys.iter().try_fold(start, |value, key| value.get(key)).unwrap_or(&Value::Null)
    }
}

/// Where a path begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Root {
    /// The document's data.
    Data,
    /// The item of an enclosing `each`, by its `as` name.
    Binding(String),
    /// `@number` of the innermost `each`: 1 for the first item.
    Number,
}

/// A `when:` of the layout: a path, or a sub-expression in parentheses.
#[derive(Debug, Clone)]
pub struct Condition {
    /// The scalar in the layout.
    pub span: Span,
    /// Compiled as `{{#if …}}1{{/if}}`.
    pub expression: Expression,
    /// Set when the condition is a plain path: no handlebars needed. It then holds when the value
    /// was given and is neither empty nor `false`; a number holds even when it is 0.
    pub path: Option<Path>,
    /// Paths that are surely there when it holds.
    pub guards: Vec<Path>,
}
