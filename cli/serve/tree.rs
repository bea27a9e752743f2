//! The form's values as the page sends them, and the data that they stand for.
//!
//! In the page a value that is not given is no key, one that is empty is `""`, one that is cleared
//! is `null`; all others are the texts that were typed.

use serde_json::{Map, Value};
use vanthu_core::data::{Entry, Kind, Node, push_pointer};
use vanthu_core::diag::{FileId, Span};
use vanthu_core::schema::{Field, Type, date, figure};
use vanthu_core::template::helper::words;

/// The data: keys in the schema's order, then those that it does not know.
pub(super) fn to_data(value: &Value, field: Option<&Field>) -> Node {
    let kind = match value {
        Value::Null => Kind::Null,
        Value::Bool(value) => Kind::Scalar { text: value.to_string(), quoted: false },
        Value::Number(value) => Kind::Scalar { text: value.to_string(), quoted: false },
        Value::String(text) => scalar(text, field),
        Value::Array(items) => {
            let inner = field.and_then(|field| field.child("0"));
            Kind::Seq(items.iter().map(|item| to_data(item, inner)).collect())
        }
        Value::Object(map) => Kind::Map(entries(map, field)),
    };
    Node { span: nowhere(), kind }
}

fn entries(map: &Map<String, Value>, field: Option<&Field>) -> Vec<Entry> {
    let rank = |key: &str| match field.map(|field| &field.kind) {
        Some(Type::Object { properties, .. }) => properties.get_index_of(key).unwrap_or(usize::MAX),
        _ => usize::MAX,
    };
    let mut all: Vec<_> = map.iter().collect();
    all.sort_by_key(|(key, _)| rank(key));
    let entry = |(key, value): (&String, &Value)| Entry {
        key: key.clone(),
        key_span: nowhere(),
        value: to_data(value, field.and_then(|field| field.child(key))),
    };
    all.into_iter().map(entry).collect()
}

fn scalar(text: &str, field: Option<&Field>) -> Kind {
    let plain = |text: String| Kind::Scalar { text, quoted: false };
    match field.map(|field| &field.kind) {
        Some(Type::Integer | Type::Number) if !text.is_empty() => {
            plain(figure::number(text).unwrap_or_else(|| text.to_owned()))
        }
        Some(Type::Boolean) if matches!(text, "true" | "false") => plain(text.to_owned()),
        _ if is_date(field) => Kind::Scalar { text: figure::date(text), quoted: true },
        _ => Kind::Scalar { text: text.to_owned(), quoted: true },
    }
}

fn is_date(field: Option<&Field>) -> bool {
    field.is_some_and(|field| field.format.as_deref() == Some("ngay"))
}

fn nowhere() -> Span {
    Span::new(FileId(0), 0..0)
}

/// The page's values: numbers as a clerk types them.
pub(super) fn to_page(node: &Node, field: Option<&Field>) -> Value {
    match &node.kind {
        Kind::Null => Value::Null,
        Kind::Scalar { text, quoted } => match field.map(|field| &field.kind) {
            Some(Type::Integer | Type::Number) if !quoted => figure::shown(text).into(),
            _ => text.clone().into(),
        },
        Kind::Seq(items) => {
            let inner = field.and_then(|field| field.child("0"));
            items.iter().map(|item| to_page(item, inner)).collect()
        }
        Kind::Map(entries) => {
            let one = |entry: &Entry| {
                let field = field.and_then(|field| field.child(&entry.key));
                (entry.key.clone(), to_page(&entry.value, field))
            };
            Value::Object(entries.iter().map(one).collect())
        }
    }
}

/// Takes out what is of one document alone, also where a field has its former name, and gives the
/// titles of it. What is cleared stays cleared.
pub(super) fn leave_out(value: &mut Value, root: &Field) -> Vec<String> {
    let mut left = Vec::new();
    leave(value, root, &mut left);
    left
}

fn leave(value: &mut Value, field: &Field, left: &mut Vec<String>) {
    match value {
        Value::Array(items) => {
            let Some(inner) = field.child("0") else { return };
            items.iter_mut().for_each(|item| leave(item, inner, left));
        }
        Value::Object(map) => map.retain(|key, value| {
            let Some((name, inner)) = field.known_as(key) else { return true };
            if inner.uncopied && !value.is_null() {
                let title = inner.called(name).vi;
                if !left.contains(&title) {
                    left.push(title);
                }
                return false;
            }
            let given = !is_bare(value);
            leave(value, inner, left);
            // A group of which nothing is left was not given.
            !(given && is_bare(value))
        }),
        _ => {}
    }
}

fn is_bare(value: &Value) -> bool {
    value.as_object().is_some_and(Map::is_empty)
}

/// What is said beside the fields of what was typed: how numbers and dates were read, amounts in
/// words, sums of columns. Each by its pointer; a sum by that of its list and `+` and the column.
pub(super) fn asides(value: &Value, root: &Field) -> Map<String, Value> {
    let mut out = Map::new();
    aside(value, root, &mut String::new(), &mut out);
    out
}

fn aside(value: &Value, field: &Field, pointer: &mut String, out: &mut Map<String, Value>) {
    let above = pointer.len();
    match value {
        Value::String(typed) => {
            if let Some(said) = of_scalar(typed, field) {
                out.insert(pointer.clone(), said.into());
            }
        }
        Value::Array(items) => {
            let Some(inner) = field.child("0") else { return };
            for (nth, item) in items.iter().enumerate() {
                push_pointer(pointer, &nth.to_string());
                aside(item, inner, pointer, out);
                pointer.truncate(above);
            }
            sums(items, inner, pointer, out);
        }
        Value::Object(map) => {
            for (key, value) in map {
                let Some(inner) = field.child(key) else { continue };
                push_pointer(pointer, key);
                aside(value, inner, pointer, out);
                pointer.truncate(above);
            }
        }
        _ => {}
    }
}

fn of_scalar(typed: &str, field: &Field) -> Option<String> {
    match field.kind {
        Type::Integer | Type::Number => figure::reading(typed),
        Type::String if field.format.as_deref() == Some("tien-vnd") => {
            let amount: i64 = typed.replace('.', "").parse().ok()?;
            Some(format!("{} đồng", words::words(amount, words::Style::default())))
        }
        Type::String if is_date(Some(field)) => {
            let read = figure::date(typed);
            let date = date::parse(&read)?;
            let day = date.day.map_or("…".to_owned(), |day| format!("{day:02}"));
            (read != typed.trim()).then(|| format!("{day}/{:02}/{}", date.month, date.year))
        }
        _ => None,
    }
}

fn sums(items: &[Value], row: &Field, pointer: &str, out: &mut Map<String, Value>) {
    let Type::Object { properties, .. } = &row.kind else { return };
    let numeric = properties.iter().filter(|(_, column)| column.kind.is_number());
    for (name, _) in numeric {
        let cells = items.iter().filter_map(|item| item.get(name)?.as_str());
        if let Some(sum) = figure::sum(cells) {
            out.insert(format!("{pointer}+{name}"), sum.into());
        }
    }
}
