//! A type's fields as the page draws them.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};
use vanthu_core::plugin::{Plugin, Plugins};
use vanthu_core::schema::{ANY_KEY, Field, Type, figure};

use super::bundle::LARGEST_FILE;
use super::title::Titles;

/// The order of a group whose fields say none.
const MIDDLE: f64 = 100.0;

/// What a file must be that a field names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Wanted {
    /// The data of a document of this type.
    Document(String),
    /// A picture.
    Picture,
}

/// The fields of a type that name files.
#[derive(Debug, Default)]
pub(super) struct Naming {
    /// By their names, each with the type of the documents.
    documents: Vec<(String, String)>,
    /// By paths such as `bieu[].hinh`.
    pictures: BTreeSet<String>,
}

impl Naming {
    /// Those of `plugin`.
    pub(super) fn of(plugin: &Plugin) -> Self {
        let inputs = plugin.manifest.inputs.iter();
        Self {
            documents: inputs.map(|input| (input.field.clone(), input.kind.clone())).collect(),
            pictures: plugin.pictures(),
        }
    }

    /// What the field at a pointer names: one file, or each item of a list.
    pub(super) fn at(&self, pointer: &str) -> Option<Wanted> {
        let mut path = String::new();
        for step in pointer.split('/').skip(1) {
            if step.parse::<usize>().is_ok() {
                path.push_str("[]");
            } else {
                push(&mut path, step);
            }
        }
        let item = format!("{path}[]");
        self.named(&path).or_else(|| self.named(&item))
    }

    fn named(&self, path: &str) -> Option<Wanted> {
        let field = path.strip_suffix("[]").unwrap_or(path);
        if let Some((_, kind)) = self.documents.iter().find(|(name, _)| name == field) {
            return Some(Wanted::Document(kind.clone()));
        }
        self.pictures.contains(path).then_some(Wanted::Picture)
    }

    /// What a field draws a control for, and whether for several files.
    fn control(&self, path: &str, field: &Field) -> Option<(Wanted, bool)> {
        match &field.kind {
            Type::String => Some((self.named(path)?, false)),
            Type::Array { items, .. } if matches!(items.kind, Type::String) => {
                Some((self.named(&format!("{path}[]"))?, true))
            }
            _ => None,
        }
    }
}

fn push(path: &mut String, name: &str) {
    if !path.is_empty() {
        path.push('.');
    }
    path.push_str(name);
}

/// Draws fields, knowing where it is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pen<'n> {
    /// Which fields name files.
    pub(super) naming: &'n Naming,
    /// What sentences call fields.
    pub(super) titles: &'n Titles,
    /// The types of documents that are named.
    pub(super) plugins: &'n Plugins,
}

impl Pen<'_> {
    /// All fields as one group.
    pub(super) fn whole(&self, root: &Field, title: &str) -> Value {
        let drawn = self.draw("", root, true, "");
        json!([{ "title": title, "folded": false, "fields": drawn["fields"] }])
    }

    /// All fields, in groups.
    pub(super) fn groups(&self, root: &Field) -> Value {
        let Type::Object { properties, required } = &root.kind else { return json!([]) };
        let mut groups: Vec<(Option<&str>, f64, Vec<Value>)> = Vec::new();
        for (name, field) in properties {
            if name == "loai" || field.made {
                continue;
            }
            let drawn = self.draw(name, field, required.contains(name), name);
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
            (a.0.is_none(), a.1)
                .partial_cmp(&(b.0.is_none(), b.1))
                .unwrap_or(std::cmp::Ordering::Equal)
        });
        let group = |(title, _, fields): (Option<&str>, f64, Vec<Value>)| json!({ "title": title.unwrap_or("Khác"), "folded": title.is_none(), "fields": fields });
        groups.into_iter().map(group).collect()
    }

    /// One field, with those in it.
    fn draw(&self, name: &str, field: &Field, required: bool, path: &str) -> Value {
        let mut out = Map::new();
        let mut put = |key: &str, value: Value| out.insert(key.to_owned(), value);
        put("name", name.into());
        put("title", field.called(name).vi.into());
        put("kind", self.kind(field, path).into());
        if required && !field.filled {
            put("required", true.into());
        }
        if field.filled {
            put("filled", true.into());
        }
        if let Some(text) = &field.description {
            put("help", self.titles.plain(text).into());
        }
        for (key, text) in [("format", &field.format), ("default", &field.default)] {
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
        if let Some((wanted, many)) = self.naming.control(path, field) {
            put("files", self.files(&wanted, many));
            return Value::Object(out);
        }
        match &field.kind {
            Type::Object { properties, required } => {
                let draw = |name: &String, field: &Field, required: bool| {
                    let mut inner = path.to_owned();
                    push(&mut inner, name);
                    self.draw(name, field, required, &inner)
                };
                let inner =
                    properties.iter().filter(|(name, field)| !field.made && *name != ANY_KEY);
                let inner = inner.map(|(name, field)| draw(name, field, required.contains(name)));
                put("fields", inner.collect());
                if let Some(any) = properties.get(ANY_KEY) {
                    put("any", draw(&ANY_KEY.to_owned(), any, false));
                }
            }
            Type::Array { items, .. } => {
                put("item", self.draw("", items, true, &format!("{path}[]")));
            }
            _ => {}
        }
        Value::Object(out)
    }

    /// What the control for files takes.
    fn files(&self, wanted: &Wanted, many: bool) -> Value {
        match wanted {
            Wanted::Document(kind) => {
                let plugin = self.plugins.load(kind).ok();
                let title = plugin.map(|plugin| plugin.manifest.title.vi.clone());
                json!({ "many": many, "most": LARGEST_FILE, "kind": kind, "title": title })
            }
            Wanted::Picture => json!({ "many": many, "most": LARGEST_FILE }),
        }
    }

    /// How the page draws it.
    fn kind(&self, field: &Field, path: &str) -> &'static str {
        if self.naming.control(path, field).is_some() {
            return "files";
        }
        match &field.kind {
            Type::Object { .. } => "object",
            Type::Array { items, .. } => match &items.kind {
                Type::Object { properties, .. }
                    if properties.iter().all(|(name, field)| {
                        is_cell(field) && self.naming.named(&format!("{path}[].{name}")).is_none()
                    }) =>
                {
                    "table"
                }
                _ => "list",
            },
            _ if !field.options.is_empty() => "choice",
            Type::Boolean => "boolean",
            Type::Integer | Type::Number => "number",
            Type::String if field.long => "long",
            Type::String => "text",
        }
    }
}

/// Whether it fits into a cell of a table.
fn is_cell(field: &Field) -> bool {
    !field.long && !matches!(field.kind, Type::Object { .. } | Type::Array { .. })
}
