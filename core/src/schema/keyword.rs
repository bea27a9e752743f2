//! The keywords of the closed subset: one table that the meta-check reads.

/// One keyword.
#[derive(Debug)]
pub(super) struct Keyword {
    /// As written.
    pub(super) name: &'static str,
    /// What its value must be.
    pub(super) shape: Shape,
    /// Which types may carry it.
    pub(super) on: On,
}

/// What the value of a keyword must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// One of the five type names.
    TypeName,
    /// A text.
    Text,
    /// `true` or `false`.
    Flag,
    /// Only `false`.
    False,
    /// A whole number from 0.
    Count,
    /// A number.
    Number,
    /// A scalar.
    Scalar,
    /// A list of scalars.
    Scalars,
    /// A list of field names.
    Names,
    /// A schema.
    Schema,
    /// A map from field name to schema.
    Schemas,
    /// A map from keyword to sentence.
    Messages,
    /// `#/$defs/X` or `common#/$defs/X`.
    Reference,
    /// A known format.
    Format,
    /// Three numbers, `1.2.0`.
    Version,
}

/// Which types may carry a keyword.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum On {
    /// Every type.
    Any,
    /// All but maps and lists.
    Scalar,
    /// `string`.
    String,
    /// `integer`, `number`.
    Number,
    /// `array`.
    Array,
    /// `object`.
    Object,
}

impl On {
    /// Whether a schema of type `name` may carry it.
    pub(super) fn covers(self, name: &str) -> bool {
        match self {
            On::Any => true,
            On::Scalar => !matches!(name, "array" | "object"),
            On::String => name == "string",
            On::Number => matches!(name, "integer" | "number"),
            On::Array => name == "array",
            On::Object => name == "object",
        }
    }
}

/// The type names.
pub(super) const TYPES: &[&str] = &["string", "integer", "number", "boolean", "object", "array"];

/// Names that a field may not have: in a template a bare name calls a helper before it looks at
/// the data. `tinh` is where computed values go.
pub(super) const RESERVED: &[&str] = &[
    "abs",
    "add",
    "and",
    "bare",
    "capitalize",
    "date",
    "days",
    "default",
    "difference",
    "divide",
    "each",
    "else",
    "eq",
    "gt",
    "gte",
    "if",
    "join",
    "len",
    "length",
    "log",
    "lookup",
    "lower",
    "lt",
    "lte",
    "money",
    "money_words",
    "multiply",
    "ne",
    "not",
    "number",
    "or",
    "pad",
    "percent",
    "raw",
    "roman",
    "round",
    "subtract",
    "sum",
    "this",
    "tinh",
    "unless",
    "upper",
    "with",
    "words",
];

const fn keyword(name: &'static str, shape: Shape, on: On) -> Keyword {
    Keyword { name, shape, on }
}

/// All keywords. Whatever is not here is an error.
pub(super) const KEYWORDS: &[Keyword] = &[
    keyword("type", Shape::TypeName, On::Any),
    keyword("title", Shape::Text, On::Any),
    keyword("description", Shape::Text, On::Any),
    keyword("properties", Shape::Schemas, On::Object),
    keyword("required", Shape::Names, On::Object),
    keyword("additionalProperties", Shape::False, On::Object),
    keyword("items", Shape::Schema, On::Array),
    keyword("minItems", Shape::Count, On::Array),
    keyword("maxItems", Shape::Count, On::Array),
    keyword("enum", Shape::Scalars, On::Scalar),
    keyword("const", Shape::Scalar, On::Scalar),
    keyword("minLength", Shape::Count, On::String),
    keyword("maxLength", Shape::Count, On::String),
    keyword("pattern", Shape::Text, On::String),
    keyword("format", Shape::Format, On::String),
    keyword("minimum", Shape::Number, On::Number),
    keyword("maximum", Shape::Number, On::Number),
    keyword("default", Shape::Scalar, On::Scalar),
    keyword("examples", Shape::Scalars, On::Scalar),
    keyword("$defs", Shape::Schemas, On::Any),
    keyword("$ref", Shape::Reference, On::Any),
    // The sentence to say when a keyword is not met, instead of the engine's own.
    keyword("x-loi", Shape::Messages, On::Any),
    // The group of a form that the field stands in.
    keyword("x-nhom", Shape::Text, On::Any),
    // Its place in the form.
    keyword("x-thu-tu", Shape::Number, On::Any),
    // Long text, several lines.
    keyword("x-dai", Shape::Flag, On::String),
    // The value need not be printed.
    keyword("x-khong-in", Shape::Flag, On::Any),
    // The engine fills it in when it is absent.
    keyword("x-may-dien", Shape::Flag, On::Any),
    // The engine writes it; a document may not.
    keyword("x-may-ghi", Shape::Flag, On::Any),
    // English title.
    keyword("x-en", Shape::Text, On::Any),
    // Names that the field had in earlier versions of the plugin.
    keyword("aliases", Shape::Names, On::Any),
    // The version of the plugin that brought the field, or its name.
    keyword("since", Shape::Version, On::Any),
];

/// The keyword of this name.
pub(super) fn find(name: &str) -> Option<&'static Keyword> {
    KEYWORDS.iter().find(|k| k.name == name)
}
