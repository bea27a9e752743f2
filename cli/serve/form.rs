//! A type's fields as the page draws them.

use serde_json::{Map, Value, json};
use vanthu_core::schema::{ANY_KEY, Field, Type, figure};

/// The order of a group whose fields say none.
const MIDDLE: f64 = 100.0;

/// All fields as one group.
pub(super) fn describe_whole(root: &Field, title: &str) -> Value {
    let drawn = draw("", root, true);
    json!([{ "title": title, "folded": false, "fields": drawn["fields"] }])
}

/// All fields, in groups.
pub(super) fn describe(root: &Field) -> Value {
    let Type::Object { properties, required } = &root.kind else { return json!([]) };
    let mut groups: Vec<(Option<&str>, f64, Vec<Value>)> = Vec::new();
    for (name, field) in properties {
        if name == "loai" || field.made {
            continue;
        }
        let drawn = draw(name, field, required.contains(name));
        let title = field.group.as_deref();
        match groups.iter_mut().find(|(other, ..)| *other == title) {
            Some((_, order, fields)) => {
                *order = field.order.unwrap_or(*order);
                fields.push(drawn);
            }
            None => groups.push((title, field.order.unwrap_or(MIDDLE), vec![drawn])),
        }
    }
    // What belongs to no group comes last.
    groups.sort_by(|a, b| {
        (a.0.is_none(), a.1).partial_cmp(&(b.0.is_none(), b.1)).unwrap_or(std::cmp::Ordering::Equal)
    });
    let group = |(title, _, fields): (Option<&str>, f64, Vec<Value>)| json!({ "title": title.unwrap_or("Khác"), "folded": title.is_none(), "fields": fields });
    groups.into_iter().map(group).collect()
}

/// What fields are called, by their keys, where the words of a schema speak of keys.
pub(super) fn titles(root: &Field, out: &mut Map<String, Value>) {
    let mut add = |name: &str, field: &Field| {
        if let Some(title) = &field.title
            && !out.contains_key(name)
        {
            out.insert(name.to_owned(), title.clone().into());
        }
        titles(field, out);
    };
    match &root.kind {
        Type::Object { properties, .. } => {
            properties.iter().for_each(|(name, field)| add(name, field));
        }
        Type::Array { items, .. } => titles(items, out),
        _ => {}
    }
}

/// One field, with those in it.
fn draw(name: &str, field: &Field, required: bool) -> Value {
    let mut out = Map::new();
    let mut put = |key: &str, value: Value| out.insert(key.to_owned(), value);
    put("name", name.into());
    put("title", field.called(name).vi.into());
    put("kind", kind(field).into());
    if required && !field.filled {
        put("required", true.into());
    }
    if field.filled {
        put("filled", true.into());
    }
    for (key, text) in
        [("help", &field.description), ("format", &field.format), ("default", &field.default)]
    {
        if let Some(text) = text {
            put(key, text.clone().into());
        }
    }
    if let Some(example) = field.examples.first() {
        let number = field.kind.is_number();
        put("example", if number { figure::shown(example) } else { example.clone() }.into());
    }
    if !field.options.is_empty() {
        let option = |value: &String| json!([value, field.labels.get(value).unwrap_or(value)]);
        put("options", field.options.iter().map(option).collect());
    }
    match &field.kind {
        Type::Object { properties, required } => {
            let inner = properties.iter().filter(|(name, field)| !field.made && *name != ANY_KEY);
            let inner = inner.map(|(name, field)| draw(name, field, required.contains(name)));
            put("fields", inner.collect());
            if let Some(any) = properties.get(ANY_KEY) {
                put("any", draw(ANY_KEY, any, false));
            }
        }
        Type::Array { items, .. } => {
            put("item", draw("", items, true));
        }
        _ => {}
    }
    Value::Object(out)
}

/// How the page draws it.
fn kind(field: &Field) -> &'static str {
    match &field.kind {
        Type::Object { .. } => "object",
        Type::Array { items, .. } => match &items.kind {
            Type::Object { properties, .. } if properties.values().all(is_cell) => "table",
            _ => "list",
        },
        _ if !field.options.is_empty() => "choice",
        Type::Boolean => "boolean",
        Type::Integer | Type::Number => "number",
        Type::String if field.long => "long",
        Type::String => "text",
    }
}

/// Whether it fits into a cell of a table.
fn is_cell(field: &Field) -> bool {
    !field.long && !matches!(field.kind, Type::Object { .. } | Type::Array { .. })
}
