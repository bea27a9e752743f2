//! From a schema file without references to the [`Field`] tree and to plain JSON Schema.

use indexmap::IndexMap;
use jsonschema::{PatternOptions, Validator};
use serde_json::{Map, Value};

use super::format::FORMATS;
use super::keyword::{self, Shape};
use super::{ANY_KEY, Field, Type, scalar};
use crate::data::{Entry, Kind, Node};
use crate::diag::{Diagnostic, Diagnostics, Text};
use crate::text;

/// Faults that only the whole shows: no type, a required name that is no field.
pub(super) fn check_joined(node: &Node, out: &mut Diagnostics) {
    let Some(kind) = node.get("type").and_then(Node::as_text) else {
        out.push(
            Diagnostic::error(
                "missing-keyword",
                text!("khai báo mục này thiếu «type»", "«type» is missing here"),
            )
            .at(node.span)
            .hint(text!("thêm «type: string»", "add «type: string»")),
        );
        return;
    };
    let needed = match kind {
        "object" => Some("properties"),
        "array" => Some("items"),
        _ => None,
    };
    if let Some(needed) = needed.filter(|needed| node.get(needed).is_none()) {
        out.push(
            Diagnostic::error(
                "missing-keyword",
                text!("«type: {kind}» thì phải có «{needed}»", "«type: {kind}» needs «{needed}»"),
            )
            .at(node.span)
            .hint(text!("thêm dòng «{needed}:»", "add «{needed}:»")),
        );
    }
    check_labels(node, out);
    let fields = node.get("properties").and_then(Node::as_map).unwrap_or_default();
    for name in node.get("required").and_then(Node::as_seq).unwrap_or_default() {
        let wanted = name.as_text().unwrap_or_default();
        if fields.iter().all(|field| field.key != wanted) {
            out.push(
                Diagnostic::error(
                    "unknown-required",
                    text!(
                        "«required» nêu «{wanted}», không có mục này",
                        "«required» names «{wanted}», which is no field"
                    ),
                )
                .at(name.span)
                .hint(text!(
                    "khai báo mục này dưới «properties», hoặc xóa tên ở đây",
                    "describe it under «properties», or delete the name here"
                )),
            );
        }
    }
    bounds(node, out);
    default(node, out);
    for field in fields {
        aliases(field, fields, out);
        check_joined(&field.value, out);
    }
    if let Some(items) = node.get("items") {
        check_joined(items, out);
    }
}

/// An old name of a field is no field's name now, and of one field only.
fn aliases(field: &Entry, fields: &[Entry], out: &mut Diagnostics) {
    let old = |field: &Entry| -> Vec<Node> {
        field.value.get("aliases").and_then(Node::as_seq).unwrap_or_default().to_vec()
    };
    for alias in old(field) {
        let name = alias.as_text().unwrap_or_default();
        let before = fields.iter().take_while(|other| other.key != field.key);
        let taken = fields.iter().any(|other| other.key == name)
            || before.flat_map(old).any(|other| other.as_text() == Some(name));
        if taken {
            out.push(
                Diagnostic::error(
                    "alias-taken",
                    text!(
                        "tên cũ «{name}» trùng với một mục khác",
                        "the old name «{name}» is another field's"
                    ),
                )
                .at(alias.span)
                .hint(text!("xóa tên này khỏi «aliases»", "take it out of «aliases»")),
            );
        }
    }
}

/// A label is of a value that the field takes.
fn check_labels(node: &Node, out: &mut Diagnostics) {
    let options = node.get("enum").and_then(Node::as_seq).unwrap_or_default();
    for label in node.get("x-nhan").and_then(Node::as_map).unwrap_or_default() {
        let value = &label.key;
        if options.iter().all(|option| option.as_text() != Some(value.as_str())) {
            out.push(
                Diagnostic::error(
                    "unknown-label",
                    text!(
                        "«x-nhan» nêu «{value}», giá trị này không có trong «enum»",
                        "«x-nhan» names «{value}», which «enum» does not have"
                    ),
                )
                .at(label.key_span)
                .hint(text!(
                    "thêm vào «enum», hoặc xóa ở đây",
                    "add it to «enum», or delete it here"
                )),
            );
        }
    }
}

/// Keywords that together allow nothing.
fn bounds(node: &Node, out: &mut Diagnostics) {
    let text = |key: &str| node.get(key).and_then(Node::as_text);
    let number = |key: &str| text(key)?.parse::<f64>().ok();
    for (least, most) in
        [("minLength", "maxLength"), ("minimum", "maximum"), ("minItems", "maxItems")]
    {
        let (Some(low), Some(high)) = (number(least), number(most)) else { continue };
        if low > high {
            let message = text!(
                "«{least}: {low}» lớn hơn «{most}: {high}», không giá trị nào đúng được",
                "«{least}: {low}» is above «{most}: {high}», so no value fits"
            );
            out.push(nothing_fits(node, [least, most], message));
        }
    }
    if let (Some(only), Some(options)) = (text("const"), node.get("enum").and_then(Node::as_seq))
        && options.iter().all(|option| option.as_text() != Some(only))
    {
        let message = text!(
            "«const: {only}» không có trong «enum», không giá trị nào đúng được",
            "«const: {only}» is not in «enum», so no value fits"
        );
        out.push(nothing_fits(node, ["const", "enum"], message));
    }
}

/// Points at both keywords: they may stand in files of two layers.
fn nothing_fits(node: &Node, keys: [&str; 2], message: Text) -> Diagnostic {
    let [one, other] = keys.map(|key| node.get(key).map_or(node.span, |value| value.span));
    Diagnostic::error("nothing-fits", message)
        .at(one)
        .also(other, text!("giới hạn kia", "the other bound"))
        .hint(text!("sửa một trong hai", "change one of them"))
}

/// A default is held to what its own field allows; else the clerk would be told of a line that
/// nobody wrote.
fn default(node: &Node, out: &mut Diagnostics) {
    let Some(value) = node.get("default") else { return };
    let Some(written) = value.as_text().filter(|written| !fits(node, written)) else { return };
    out.push(
        Diagnostic::error(
            "bad-default",
            text!(
                "«default: {written}» không hợp với khai báo của chính mục này",
                "«default: {written}» does not fit its own field"
            ),
        )
        .at(value.span)
        .hint(text!(
            "sửa giá trị này cho đúng «type», «enum», «pattern», giới hạn… của mục",
            "let it fit the «type», «enum», «pattern», bounds … of the field"
        )),
    );
}

/// Whether a field may hold this text. A field that cannot be judged is another fault.
pub(super) fn fits(node: &Node, written: &str) -> bool {
    let kind = field(node).kind;
    match (scalar::typed(written, false, &kind), compile(&json(node))) {
        (Ok(value), Ok(judge)) => judge.is_valid(&value),
        (Err(_), _) => false,
        (Ok(_), Err(_)) => true,
    }
}

/// The tree and the JSON Schema of a checked file.
pub(super) fn build(node: &Node) -> (Field, Value) {
    (field(node), json(node))
}

fn field(node: &Node) -> Field {
    let text = |key: &str| node.get(key).and_then(Node::as_text).map(str::to_owned);
    let flag = |key: &str| node.get(key).and_then(Node::as_text) == Some("true");
    let texts = |key: &str| -> Vec<String> {
        let items = node.get(key).and_then(Node::as_seq).unwrap_or_default();
        items.iter().filter_map(|item| item.as_text().map(str::to_owned)).collect()
    };
    let kind = match text("type").as_deref() {
        Some("integer") => Type::Integer,
        Some("number") => Type::Number,
        Some("boolean") => Type::Boolean,
        Some("object") => {
            let fields = node.get("properties").and_then(Node::as_map).unwrap_or_default();
            let properties: IndexMap<_, _> =
                fields.iter().map(|entry| (entry.key.clone(), field(&entry.value))).collect();
            Type::Object { properties, required: texts("required") }
        }
        Some("array") => Type::Array {
            items: Box::new(node.get("items").map_or_else(|| field(node), field)),
            min_items: text("minItems").and_then(|n| n.parse().ok()).unwrap_or_default(),
        },
        _ => Type::String,
    };
    let options = match text("const") {
        Some(only) => vec![only],
        None => texts("enum"),
    };
    let labels = node.get("x-nhan").and_then(Node::as_map).unwrap_or_default().iter();
    let labels =
        labels.filter_map(|label| Some((label.key.clone(), label.value.as_text()?.to_owned())));
    let labels = labels.collect();
    Field {
        kind,
        title: text("title"),
        title_en: text("x-en"),
        description: text("description"),
        examples: texts("examples"),
        format: text("format"),
        patterned: node.get("pattern").is_some(),
        options,
        labels,
        default: text("default"),
        filled: flag("x-may-dien"),
        made: flag("x-may-ghi"),
        unprinted: flag("x-khong-in"),
        uncopied: flag("x-khong-chep"),
        group: text("x-nhom"),
        order: text("x-thu-tu").and_then(|order| order.parse().ok()),
        long: flag("x-dai"),
        aliases: texts("aliases"),
        since: text("since"),
        span: node.span,
    }
}

fn json(node: &Node) -> Value {
    let mut out = Map::new();
    let kind = node.get("type").and_then(Node::as_text).unwrap_or("string");
    for entry in node.as_map().unwrap_or_default() {
        let (key, value) = (entry.key.as_str(), &entry.value);
        let Some(known) = keyword::find(key) else { continue };
        let value = match known.shape {
            Shape::Schema => json(value),
            Shape::Schemas => {
                let fields = value.as_map().unwrap_or_default().iter();
                let fields = fields.filter(|field| field.key != ANY_KEY);
                Value::Object(fields.map(|f| (f.key.clone(), json(&f.value))).collect())
            }
            _ => plain(value, known.shape, kind),
        };
        out.insert(key.to_owned(), value);
    }
    if kind == "object" {
        let any = node.get("properties").and_then(|fields| fields.get(ANY_KEY));
        out.insert("additionalProperties".to_owned(), any.map_or(Value::Bool(false), json));
    }
    Value::Object(out)
}

/// The value of a keyword, typed by the keyword's shape or by the field's type.
fn plain(node: &Node, shape: Shape, kind: &str) -> Value {
    let numeric = match shape {
        Shape::Count | Shape::Number => true,
        Shape::Scalar | Shape::Scalars => matches!(kind, "integer" | "number"),
        _ => false,
    };
    let logical = match shape {
        Shape::Flag | Shape::False => true,
        Shape::Scalar | Shape::Scalars => kind == "boolean",
        _ => false,
    };
    match &node.kind {
        Kind::Null => Value::Null,
        Kind::Scalar { text, .. } if numeric && scalar::is_number(text) => {
            text.parse().map_or(Value::Null, Value::Number)
        }
        Kind::Scalar { text, .. } if logical => Value::Bool(text == "true"),
        Kind::Scalar { text, .. } => Value::String(text.clone()),
        Kind::Seq(items) => items.iter().map(|item| plain(item, shape, kind)).collect(),
        Kind::Map(entries) => {
            let entry = |e: &crate::data::Entry| (e.key.clone(), plain(&e.value, shape, kind));
            Value::Object(entries.iter().map(entry).collect())
        }
    }
}

/// The validator. Patterns run in linear time; formats are judged; nothing is fetched.
pub(super) fn compile(json: &Value) -> Result<Validator, String> {
    let mut options = jsonschema::draft202012::options()
        .should_validate_formats(true)
        .with_pattern_options(PatternOptions::regex());
    for (name, holds, _) in FORMATS {
        options = options.with_format(*name, *holds);
    }
    options.build(json).map_err(|error| error.to_string())
}

/// Says which pattern the validator refused.
pub(super) fn blame(node: &Node, error: &str, out: &mut Diagnostics) {
    let pattern = bad_pattern(node);
    let found = match pattern.and_then(Node::as_text) {
        Some(written) => {
            text!("không dùng được «pattern: {written}»", "the schema cannot be used: {error}")
        }
        None => text!("tệp khai báo mục không dùng được", "the schema cannot be used: {error}"),
    };
    let found = Diagnostic::error("bad-schema", found);
    out.push(found.at(pattern.unwrap_or(node).span).hint(text!(
        "xem lại «pattern»: không dùng được phép nhìn trước, nhìn sau",
        "look at its «pattern»: look-around is not possible"
    )));
}

fn bad_pattern(node: &Node) -> Option<&Node> {
    if let Some(pattern) = node.get("pattern") {
        let probe = serde_json::json!({ "type": "string", "pattern": pattern.as_text()? });
        if compile(&probe).is_err() {
            return Some(pattern);
        }
    }
    let fields = node.get("properties").and_then(Node::as_map).unwrap_or_default();
    let fields = fields.iter().map(|entry| &entry.value);
    fields.chain(node.get("items")).find_map(bad_pattern)
}
