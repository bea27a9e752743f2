//! The schema for editors: JSON Schema draft-07, which is what they read.

use serde_json::{Value, json};

use super::{Field, Schema, Type};

/// Keywords that mean the same there, with the types whose values an editor reads as we do.
const SHARED: [&str; 8] =
    ["minLength", "maxLength", "pattern", "minimum", "maximum", "minItems", "maxItems", "default"];

/// A schema with which an editor completes and checks while a clerk types, for the type `id`. An
/// editor reads `05` as a number, so a text admits numbers there; this engine keeps it as text.
pub fn editor_schema(schema: &Schema, id: &str) -> Value {
    let mut out = describe(&schema.root, &schema.json, true);
    out["$schema"] = "http://json-schema.org/draft-07/schema#".into();
    if let Some(kind) = out.pointer_mut("/properties/loai") {
        *kind = json!({ "const": id });
    }
    // Also a key of the organisation's list of signers.
    if let Some(signer) = out.pointer_mut("/properties/nguoi_ky/type") {
        *signer = json!(["object", "string"]);
    }
    out
}

/// `open`: what the organisation's file gives is missing here rightly, so nothing is required.
fn describe(field: &Field, rules: &Value, open: bool) -> Value {
    let mut out = match &field.kind {
        Type::String if field.options.is_empty() => json!({ "type": ["string", "number"] }),
        Type::String => json!({ "enum": field.options }),
        Type::Integer => json!({ "type": "integer" }),
        Type::Number => json!({ "type": "number" }),
        Type::Boolean => json!({ "type": "boolean" }),
        Type::Array { items, .. } => {
            json!({ "type": "array", "items": describe(items, &rules["items"], false) })
        }
        Type::Object { properties, required } => {
            let mut fields = serde_json::Map::new();
            for (key, field) in properties.iter().filter(|(_, field)| !field.made) {
                // Maps of the organisation's file are completed by it, lists are not.
                let inner = open && matches!(field.kind, Type::Object { .. });
                let rules = &rules["properties"][key];
                fields.insert(key.clone(), describe(field, rules, inner));
                for alias in &field.aliases {
                    let words = format!("nay là «{key}»");
                    let old = json!({ "deprecationMessage": words, "doNotSuggest": true });
                    fields.insert(alias.clone(), old);
                }
            }
            let mut out =
                json!({ "type": "object", "properties": fields, "additionalProperties": false });
            if !open && !required.is_empty() {
                out["required"] = required.clone().into();
            }
            out
        }
    };
    for keyword in SHARED {
        if let Some(value) = rules.get(keyword) {
            out[keyword] = value.clone();
        }
    }
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
