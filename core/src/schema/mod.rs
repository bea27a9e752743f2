//! The fields of a document type: a closed subset of JSON Schema 2020-12, written in YAML.
//!
//! From the one schema come the types of the scalars, the judgement of the data, the starter file
//! of `vanthu new` and the schema that editors use. Loading reads the schema strictly, so that a
//! slip of a plugin's author (`minLenght`) is an error and never silence:
//!
//! 1. `meta` looks at each file by itself: keywords and the shape of their values;
//! 2. `resolve` follows every `$ref`, `join` puts the plugin's fields beside the common ones;
//! 3. `build` makes the [`Field`] tree and the plain JSON Schema that `jsonschema` judges with.

mod build;
mod check;
pub mod date;
mod editor;
mod field;
mod format;
mod join;
mod keyword;
mod label;
mod meta;
mod report;
mod resolve;
mod scalar;
mod starter;

use serde_json::Value;

use crate::data::Node;
use crate::diag::{Diagnostics, has_errors};

pub use check::{Checked, Gap};
pub use editor::editor_schema;
pub use field::{Field, Type};
pub use starter::starter;

/// The name, among the properties of the organisation's schema, that stands for any key: a map
/// whose keys the office chooses (`nguoi_ky_san`).
pub const ANY_KEY: &str = "*";

/// The schema of one kind of file, ready to judge.
#[derive(Debug)]
pub struct Schema {
    /// All fields, `$ref` followed, common ones first.
    pub root: Field,
    /// The same as plain JSON Schema, with the `x-` keywords.
    json: Value,
    judge: jsonschema::Validator,
}

/// Whose schema is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    /// A document type, or the common fields by themselves.
    Document,
    /// The organisation's file: may use [`ANY_KEY`], and takes shapes but no fields of the common
    /// schema.
    Organisation,
}

impl Schema {
    /// The schema of a document type: the fields of `plugin`, joined with those of `common`.
    ///
    /// A plugin may add fields and tighten common ones, never redefine them. `None` when a fault
    /// was found.
    pub fn load(common: Option<&Node>, plugin: &Node) -> (Option<Schema>, Diagnostics) {
        Self::read(common, plugin, Role::Document)
    }

    /// The schema of the organisation's file. Of `common` it takes the shapes that it names by
    /// `common#/$defs/X`, not the fields.
    pub fn load_organisation(common: &Node, own: &Node) -> (Option<Schema>, Diagnostics) {
        Self::read(Some(common), own, Role::Organisation)
    }

    fn read(common: Option<&Node>, own: &Node, role: Role) -> (Option<Schema>, Diagnostics) {
        let mut found = Diagnostics::new();
        for node in common.into_iter().chain([own]) {
            meta::check(node, role, &mut found);
        }
        if has_errors(&found) {
            return (None, found);
        }
        let mut resolver = resolve::Resolver::new(common, own);
        let resolved = resolver.own();
        let joined = match (role, resolver.common()) {
            (Role::Document, Some(base)) => join::tighten(&base, &resolved, &mut resolver.found),
            _ => resolved,
        };
        found.append(&mut resolver.found);
        if !has_errors(&found) {
            build::check_joined(&joined, &mut found);
        }
        if has_errors(&found) {
            return (None, found);
        }
        let (root, json) = build::build(&joined);
        match build::compile(&json) {
            Ok(judge) => (Some(Schema { root, json, judge }), found),
            Err(error) => {
                build::blame(&joined, &error, &mut found);
                (None, found)
            }
        }
    }

    /// Types `data` by this schema and judges it. Finds everything at once.
    ///
    /// With `draft`, a required field that is missing or empty is no error but a [`Gap`], and the
    /// value holds a placeholder of its shape.
    pub fn check(&self, data: &Node, draft: bool) -> Checked {
        check::check(self, data, draft)
    }

    /// The field that a JSON pointer into the data leads to.
    pub fn field(&self, pointer: &str) -> Option<&Field> {
        label::steps(pointer).try_fold(&self.root, |field, step| field.child(&step))
    }
}
