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
    /// What it is for: a line of the reference.
    pub(super) doc: &'static str,
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
    /// A map from a value to what a person calls it.
    Labels,
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
    "day",
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
    "letter",
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

const fn keyword(name: &'static str, shape: Shape, on: On, doc: &'static str) -> Keyword {
    Keyword { name, shape, on, doc }
}

/// All keywords. Whatever is not here is an error.
pub(super) const KEYWORDS: &[Keyword] = &[
    keyword(
        "type",
        Shape::TypeName,
        On::Any,
        "`string`, `integer`, `number`, `boolean`, `object`, `array`",
    ),
    keyword("title", Shape::Text, On::Any, "tên mục, như người điền đọc"),
    keyword("description", Shape::Text, On::Any, "một câu giải thích"),
    keyword("properties", Shape::Schemas, On::Object, "các mục con"),
    keyword("required", Shape::Names, On::Object, "tên các mục con bắt buộc"),
    keyword(
        "additionalProperties",
        Shape::False,
        On::Object,
        "luôn là `false`: mục lạ là lỗi; không cần ghi",
    ),
    keyword("items", Shape::Schema, On::Array, "mỗi dòng của danh sách là gì"),
    keyword("minItems", Shape::Count, On::Array, "ít nhất bao nhiêu dòng"),
    keyword("maxItems", Shape::Count, On::Array, "nhiều nhất bao nhiêu dòng"),
    keyword("enum", Shape::Scalars, On::Scalar, "chỉ nhận các giá trị này"),
    keyword(
        "x-nhan",
        Shape::Labels,
        On::Scalar,
        "tên của từng giá trị của `enum` trong biểu nhập: `{ kt: ký thay }`",
    ),
    keyword("const", Shape::Scalar, On::Scalar, "chỉ nhận giá trị này"),
    keyword("minLength", Shape::Count, On::String, "ít nhất bao nhiêu ký tự"),
    keyword("maxLength", Shape::Count, On::String, "nhiều nhất bao nhiêu ký tự"),
    keyword(
        "pattern",
        Shape::Text,
        On::String,
        "biểu thức chính quy mà chữ phải khớp; không có phép nhìn trước, nhìn sau",
    ),
    keyword("format", Shape::Format, On::String, "dạng chữ, xem bảng dưới"),
    keyword("minimum", Shape::Number, On::Number, "số nhỏ nhất"),
    keyword("maximum", Shape::Number, On::Number, "số lớn nhất"),
    keyword("default", Shape::Scalar, On::Scalar, "giá trị khi không ghi"),
    keyword("examples", Shape::Scalars, On::Scalar, "ví dụ: in trong tệp mẫu, gợi ý khi sai"),
    keyword("$defs", Shape::Schemas, On::Any, "các hình dạng dùng lại, ở gốc tệp"),
    keyword(
        "$ref",
        Shape::Reference,
        On::Any,
        "dùng hình dạng `#/$defs/TÊN`, hoặc `common#/$defs/TÊN` của mọi mẫu; từ khóa ghi bên cạnh được ưu tiên",
    ),
    keyword(
        "x-loi",
        Shape::Messages,
        On::Any,
        "câu báo lỗi riêng cho từng từ khóa: `{ pattern: chỉ ghi số }`",
    ),
    keyword("x-nhom", Shape::Text, On::Any, "nhóm trong biểu nhập"),
    keyword(
        "x-thu-tu",
        Shape::Number,
        On::Any,
        "thứ tự của nhóm trong biểu nhập, mục không ghi là 100",
    ),
    keyword("x-dai", Shape::Flag, On::String, "`true`: đoạn dài, nhiều dòng"),
    keyword("x-khong-in", Shape::Flag, On::Any, "`true`: giá trị không phải in"),
    keyword(
        "x-khong-chep",
        Shape::Flag,
        On::Any,
        "`true`: chỉ của một văn bản, như số và ngày; văn bản mới làm từ văn bản ấy để trống mục này",
    ),
    keyword("x-may-dien", Shape::Flag, On::Any, "`true`: chương trình điền khi không ghi"),
    keyword("x-may-ghi", Shape::Flag, On::Any, "`true`: chương trình ghi, dữ liệu không được ghi"),
    keyword("x-en", Shape::Text, On::Any, "tên tiếng Anh"),
    keyword(
        "aliases",
        Shape::Names,
        On::Any,
        "tên cũ của mục: dữ liệu dùng tên cũ được chỉ cách sửa",
    ),
    keyword("since", Shape::Version, On::Any, "phiên bản mẫu mà mục bắt đầu có, hoặc đổi tên"),
];

/// The keyword of this name.
pub(super) fn find(name: &str) -> Option<&'static Keyword> {
    KEYWORDS.iter().find(|k| k.name == name)
}
