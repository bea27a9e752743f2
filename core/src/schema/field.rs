//! A schema as a tree of fields, `$ref` already followed.

use indexmap::IndexMap;

use crate::diag::{Span, Text};

/// One field: what its value may be, and what a person is told of it.
#[derive(Debug, Clone)]
pub struct Field {
    /// Shape of the value.
    pub kind: Type,
    /// `title`: the Vietnamese name that a clerk reads.
    pub title: Option<String>,
    /// `x-en`: the English name.
    pub title_en: Option<String>,
    /// `description`: a sentence of help.
    pub description: Option<String>,
    /// `examples`, raw texts of scalars.
    pub examples: Vec<String>,
    /// `format`: `ngay`, `so-hieu`, `tien-vnd` …
    pub format: Option<String>,
    /// Whether `pattern` says which characters its text has.
    pub patterned: bool,
    /// `enum`: the only texts allowed. Empty: any.
    pub options: Vec<String>,
    /// `x-nhan`: what a person calls each of them; those without are called by themselves.
    pub labels: IndexMap<String, String>,
    /// `default`: raw text of a scalar, used when the field is absent.
    pub default: Option<String>,
    /// `x-may-dien`: the engine fills it in when it is absent, so it is always there.
    pub filled: bool,
    /// `x-may-ghi`: the engine writes it; a document may not.
    pub made: bool,
    /// `x-khong-in`: the value need not be printed (conservation check).
    pub unprinted: bool,
    /// `x-khong-chep`: it is of one document alone, such as its number; another that is made out of
    /// that one does not take it over.
    pub uncopied: bool,
    /// `x-nhom`: the group that it belongs to in a form.
    pub group: Option<String>,
    /// `x-thu-tu`: the place of its group in a form; groups that say none are at 100.
    pub order: Option<f64>,
    /// `x-dai: true`: long text (prose), several lines.
    pub long: bool,
    /// `aliases`: names that it had in earlier versions of the plugin.
    pub aliases: Vec<String>,
    /// `since`: the version of the plugin that brought it, or its name.
    pub since: Option<String>,
    /// Where the schema says so.
    pub span: Span,
}

/// Shape of a value.
#[derive(Debug, Clone)]
pub enum Type {
    /// Text.
    String,
    /// Whole number.
    Integer,
    /// Number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// A map.
    Object {
        /// Its fields, in the author's order.
        properties: IndexMap<String, Field>,
        /// Those that must be given.
        required: Vec<String>,
    },
    /// A list.
    Array {
        /// Each item.
        items: Box<Field>,
        /// `minItems`.
        min_items: usize,
    },
}

impl Type {
    /// Whether it is a whole or another number.
    pub fn is_number(&self) -> bool {
        matches!(self, Self::Integer | Self::Number)
    }
}

impl Field {
    /// What a person calls it: its title, or else `key`.
    pub fn called(&self, key: &str) -> Text {
        let vi = self.title.clone().unwrap_or_else(|| key.to_owned());
        let en = self.title_en.clone().unwrap_or_else(|| vi.clone());
        Text { vi, en }
    }

    /// What one step of a JSON pointer leads to: a field, a value under a free key, an item.
    pub fn child(&self, step: &str) -> Option<&Field> {
        match &self.kind {
            Type::Object { properties, .. } => {
                properties.get(step).or_else(|| properties.get(super::ANY_KEY))
            }
            Type::Array { items, .. } => Some(items),
            _ => None,
        }
    }

    /// The field of an object under `key`.
    pub fn property(&self, key: &str) -> Option<&Field> {
        match &self.kind {
            Type::Object { properties, .. } => properties.get(key),
            _ => None,
        }
    }

    /// The field of an object that is, or in an earlier version was, called `key`, with its name.
    pub fn known_as(&self, key: &str) -> Option<(&str, &Field)> {
        let Type::Object { properties, .. } = &self.kind else { return None };
        let now = properties.get_key_value(key);
        let found = now.or_else(|| {
            properties.iter().find(|(_, field)| field.aliases.iter().any(|old| old == key))
        });
        found
            .or_else(|| properties.get_key_value(super::ANY_KEY))
            .map(|(name, field)| (name.as_str(), field))
    }

    /// Whether the object requires `key`.
    pub fn requires(&self, key: &str) -> bool {
        matches!(&self.kind, Type::Object { required, .. } if required.iter().any(|r| r == key))
    }
}
