//! What a leaf is compiled into.

use crate::diag::Span;

/// A text of the layout with its expressions.
#[derive(Debug, Clone)]
pub struct Leaf {
    /// The scalar in the layout.
    pub span: Span,
    /// In order.
    pub pieces: Vec<Piece>,
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
    /// `{{path}}`, or `{{helper path}}` with exactly one data argument (`control` is then set):
    /// gets a content control.
    Path(Path),
    /// A helper call or a block such as `{{#if}}`.
    Expression(Expression),
}

/// Something only handlebars can work out.
#[derive(Debug, Clone)]
pub struct Expression {
    /// Index of the compiled template in the engine.
    pub template: usize,
    /// Every data path that it reads, for the conservation check.
    pub reads: Vec<Path>,
    /// The one data argument, when there is exactly one and it is not a block helper: the
    /// expression then gets a content control.
    pub control: Option<Path>,
}

/// A path into the data, names already checked against the schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path {
    /// Where it begins.
    pub root: Root,
    /// Keys (or indices) from there.
    pub keys: Vec<String>,
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
    /// Set when the condition is a plain path: no handlebars needed.
    pub path: Option<Path>,
}
