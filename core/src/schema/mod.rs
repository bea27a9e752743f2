//! The fields of a document type: a closed subset of JSON Schema 2020-12, written in YAML.

pub mod date;
mod field;

pub use field::{Field, Type};
