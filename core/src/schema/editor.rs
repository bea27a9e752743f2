//! The schema for editors: JSON Schema draft-07, which is what they read.

use serde_json::{Value, json};

use super::{Field, Schema, Type};

/// A schema with which an editor completes and checks while a clerk types. An editor reads `05`
/// as a number, so a text admits numbers there; this engine keeps it as text.
pub fn editor_schema(schema: &Schema) -> Value {
    let mut out = describe(&schema.root);
    out["$schema"] = "http://json-schema.org/draft-07/schema#".into();
    out
}

fn describe(field: &Field) -> Value {
    let mut out = match &field.kind {
        Type::String if field.options.is_empty() => json!({ "type": ["string", "number"] }),
        Type::String => json!({ "enum": field.options }),
        Type::Integer => json!({ "type": "integer" }),
        Type::Number => json!({ "type": "number" }),
        Type::Boolean => json!({ "type": "boolean" }),
        Type::Array { items, min_items } => {
            json!({ "type": "array", "items": describe(items), "minItems": min_items })
        }
        Type::Object { properties, .. } => {
            let fields = properties.iter().filter(|(_, field)| !field.made);
            let fields: serde_json::Map<_, _> =
                fields.map(|(key, field)| (key.clone(), describe(field))).collect();
            // What the organisation's file gives is missing here rightly: nothing is required.
            json!({ "type": "object", "properties": fields, "additionalProperties": false })
        }
    };
    if let Some(title) = &field.title {
        out["title"] = title.clone().into();
    }
    if let Some(help) = &field.description {
        out["description"] = help.clone().into();
    }
    if !field.examples.is_empty() {
        out["examples"] = field.examples.clone().into();
    }
    out
}
