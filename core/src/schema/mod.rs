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
pub mod figure;
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

use crate::data::{Entry, Node};
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
    /// What both were made of: each keyword at its own place.
    source: Node,
    judge: jsonschema::Validator,
}

/// The keywords, each with its line of the reference.
pub(crate) fn keywords() -> impl Iterator<Item = (&'static str, &'static str)> {
    keyword::KEYWORDS.iter().map(|keyword| (keyword.name, keyword.doc))
}

/// The values of `format`, each with its line of the reference.
pub(crate) fn formats() -> impl Iterator<Item = (&'static str, &'static str)> {
    format::FORMATS.iter().map(|(name, _, doc)| (*name, *doc))
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
    /// The schema of a document type: the fields of each of `layers`, the first of which stands on
    /// `common`. Each is named, so that a fault can say whose field was touched.
    ///
    /// A layer may add fields and tighten those below, never loosen or redefine them. `None` when
    /// a fault was found.
    pub fn load(common: Option<&Node>, layers: &[(&str, &Node)]) -> (Option<Schema>, Diagnostics) {
        let mut found = Diagnostics::new();
        for node in common.into_iter().chain(layers.iter().map(|(_, node)| *node)) {
            meta::check(node, Role::Document, &mut found);
        }
        if has_errors(&found) {
            return (None, found);
        }
        let mut joined = common.and_then(|common| resolve::resolve(None, common, &mut found));
        let mut below = None;
        let mut shapes: Vec<Entry> = Vec::new();
        for (id, node) in layers {
            let node = resolve::with_shapes(node, &mut shapes, below, &mut found);
            let Some(own) = resolve::resolve(common, &node, &mut found) else { continue };
            joined = Some(match joined {
                Some(base) => join::tighten(&base, &own, below, &mut found),
                None => own,
            });
            below = Some(*id);
        }
        match joined {
            Some(joined) => Self::build(joined, found),
            None => (None, found),
        }
    }

    /// The schema of the organisation's file. Of `common` it takes the shapes that it names by
    /// `common#/$defs/X`, not the fields.
    pub fn load_organisation(common: &Node, own: &Node) -> (Option<Schema>, Diagnostics) {
        let mut found = Diagnostics::new();
        meta::check(common, Role::Organisation, &mut found);
        meta::check(own, Role::Organisation, &mut found);
        if has_errors(&found) {
            return (None, found);
        }
        match resolve::resolve(Some(common), own, &mut found) {
            Some(own) => Self::build(own, found),
            None => (None, found),
        }
    }

    fn build(joined: Node, mut found: Diagnostics) -> (Option<Schema>, Diagnostics) {
        if !has_errors(&found) {
            build::check_joined(&joined, &mut found);
        }
        if has_errors(&found) {
            return (None, found);
        }
        let (root, json) = build::build(&joined);
        match build::compile(&json) {
            Ok(judge) => (Some(Schema { root, json, source: joined, judge }), found),
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

    /// Whether the field that `node` describes may hold `written`.
    pub(crate) fn fits(node: &Node, written: &str) -> bool {
        build::fits(node, written)
    }

    /// What the schema was made of: each keyword at its own place.
    pub(crate) fn source(&self) -> &Node {
        &self.source
    }

    /// The field that a JSON pointer into the data leads to.
    pub fn field(&self, pointer: &str) -> Option<&Field> {
        label::steps(pointer).try_fold(&self.root, |field, step| field.child(&step))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{Limits, read};
    use crate::diag::Files;

    const COMMON: &str = include_str!("../../../templates/common.yaml");
    const OFFICE: &str = include_str!("../../../templates/co-quan.yaml");
    const SO_KET: &str = include_str!("../../../plugins/so-ket/schema.yaml");

    fn node(source: &str) -> Node {
        let (node, out) = read(source.as_bytes(), "t", &mut Files::default(), &Limits::DATA);
        node.unwrap_or_else(|| panic!("{out:?}\n{source}"))
    }

    fn so_ket() -> Schema {
        let (schema, out) = Schema::load(Some(&node(COMMON)), &[("so-ket", &node(SO_KET))]);
        schema.unwrap_or_else(|| panic!("{out:?}"))
    }

    fn loaded(source: &str) -> Schema {
        let (schema, out) = Schema::load(None, &[("t", &node(source))]);
        schema.unwrap_or_else(|| panic!("{out:?}"))
    }

    #[test]
    fn raw_text_decides_nothing_that_the_schema_has_to() {
        let schema = loaded(
            "type: object\nproperties:\n  a: { type: string }\n  b: { type: number }\n  c: { type: string }\n",
        );
        let checked = schema.check(&node("a: 05\nb: 1.50\nc: no\n"), false);
        assert!(checked.diagnostics.is_empty(), "{:?}", checked.diagnostics);
        assert_eq!(checked.value, serde_json::json!({ "a": "05", "b": 1.5, "c": "no" }));
    }

    #[test]
    fn no_field_has_the_name_of_a_helper() {
        for name in crate::template::helper::names() {
            let own = format!("type: object\nproperties:\n  {name}: {{ type: string }}\n");
            let (_, out) = Schema::load(None, &[("t", &node(&own))]);
            assert!(out.iter().any(|d| d.code == "reserved-field-name"), "{name}: {out:?}");
        }
    }

    #[test]
    fn a_draft_has_a_gap_for_each_missing_text_and_a_place_to_print_it() {
        let schema = so_ket();
        let checked = schema.check(&node("loai: so-ket\ntrich_yeu: ''\n"), true);
        assert!(checked.diagnostics.is_empty(), "{:?}", checked.diagnostics);
        let pointers: Vec<_> = checked.gaps.iter().map(|gap| gap.pointer.as_str()).collect();
        for pointer in ["/trich_yeu", "/nguoi_ky/ho_ten", "/noi_nhan/0", "/ket_qua/nhom/0/ten"] {
            assert!(pointers.contains(&pointer), "{pointer}: {pointers:?}");
            assert!(checked.value.pointer(pointer).is_some(), "{pointer}");
        }
        let named = checked.gaps.iter().find(|gap| gap.pointer == "/noi_nhan/0").expect("a gap");
        assert_eq!(named.title.vi, "Nơi nhận");
    }

    #[test]
    fn defaults_are_filled_in_and_cleared_fields_are_absent() {
        let checked = so_ket().check(&node("so: ~\n"), true);
        assert_eq!(checked.value["medium"], "giay");
        assert_eq!(checked.value.get("so"), None);
        assert_eq!(checked.value["nguoi_ky"].get("hinh_thuc"), None, "the map itself is missing");
    }

    #[test]
    fn a_plugin_may_tighten_a_common_field() {
        let own = "type: object\nproperties:\n  so: { minLength: 2 }\n  a: { type: string }\nrequired: [ngay]\n";
        let (schema, out) = Schema::load(Some(&node(COMMON)), &[("t", &node(own))]);
        let schema = schema.unwrap_or_else(|| panic!("{out:?}"));
        let said = schema.check(&node("so: 5\n"), false).diagnostics;
        assert!(said.iter().any(|d| d.code == "too-short"), "{said:?}");
        assert!(said.iter().any(|d| d.pointer.as_deref() == Some("/ngay")), "{said:?}");
    }

    #[test]
    fn layers_add_and_tighten_one_after_the_other() {
        let base = node(
            "type: object
required: [a]
properties:
  a: { type: string, maxLength: 9 }
  b: { type: string, enum: [x, y, z] }
  rows: { type: array, items: { type: object, properties: { v: { $ref: '#/$defs/so' } } } }
$defs: { so: { type: number, minimum: 0 } }
",
        );
        let middle = node(
            "type: object
properties:
  b: { enum: [x, y] }
  c: { $ref: '#/$defs/so', title: C }
",
        );
        let top = node(
            "type: object
required: [b]
properties:
  a: { maxLength: 3, format: ngay }
  rows: { minItems: 1, items: { required: [v] } }
",
        );
        let (schema, out) =
            Schema::load(None, &[("goc", &base), ("giua", &middle), ("tren", &top)]);
        let schema = schema.unwrap_or_else(|| panic!("{out:?}"));
        let told = |data: &str| {
            let found = schema.check(&node(data), false).diagnostics;
            found.iter().map(|d| d.code.clone().into_owned()).collect::<Vec<_>>()
        };
        assert_eq!(told("a: /2/2026\nb: x\n"), ["too-long"]);
        assert_eq!(told("a: abc\nb: z\nrows: []\nc: -1\n").len(), 4);
        assert_eq!(told("a: abc\n"), ["missing-field", "not-a-date"]);
        assert_eq!(told("rows: [{}]\nb: y\na: a\n"), ["missing-field", "not-a-date"]);
        assert_eq!(schema.field("/c").and_then(|field| field.title.as_deref()), Some("C"));
    }

    #[test]
    fn a_layer_adds_to_what_is_required_and_to_old_names() {
        let base = node(
            "type: object\nrequired: [a, b]\nproperties:\n  a: { type: string, aliases: [cu] }\n  b: { type: string }\n",
        );
        let layer = node(
            "type: object\nrequired: [a]\nproperties:\n  a: { aliases: [cu_hon] }\n  c: { type: string }\n",
        );
        let (schema, out) = Schema::load(None, &[("goc", &base), ("tren", &layer)]);
        let schema = schema.unwrap_or_else(|| panic!("{out:?}"));
        let told = |data: &str| {
            let found = schema.check(&node(data), false).diagnostics;
            found.iter().map(|d| d.code.clone().into_owned()).collect::<Vec<_>>()
        };
        assert_eq!(told("a: x\n"), ["missing-field"], "b is still required");
        for old in ["cu", "cu_hon"] {
            assert_eq!(told(&format!("{old}: x\nb: y\n")), ["renamed-field"], "{old}");
        }
    }

    #[test]
    fn the_organisation_has_signers_under_names_of_its_own() {
        let (schema, out) = Schema::load_organisation(&node(COMMON), &node(OFFICE));
        let schema = schema.unwrap_or_else(|| panic!("{out:?}"));
        let good = "nguoi_ky_san: { an: { chuc_vu: Chủ tịch, ho_ten: A B } }\n";
        assert!(schema.check(&node(good), false).diagnostics.is_empty());
        let bad = schema.check(&node("nguoi_ky_san: { an: { chucvu: Chủ tịch } }\n"), true);
        assert_eq!(bad.diagnostics[0].code, "unknown-field");
    }

    #[test]
    fn the_starter_is_a_faultless_file_with_and_without_its_optional_lines() {
        let schema = so_ket();
        let file = starter(&schema, "so-ket", "Báo cáo sơ kết");
        let judged = |file: &str| schema.check(&node(file), false).diagnostics;
        assert!(judged(&file).is_empty(), "{:?}\n{file}", judged(&file));
        let free = |line: &str| match line.trim_start().strip_prefix('#') {
            Some(rest) if !rest.starts_with(' ') => line.replacen('#', "", 1),
            _ => line.to_owned(),
        };
        let whole: String = file.lines().map(|line| free(line) + "\n").collect();
        assert!(judged(&whole).is_empty(), "{:?}\n{whole}", judged(&whole));
        let value = schema.check(&node(&whole), false).value;
        let Type::Object { properties, .. } = &schema.root.kind else { panic!("an object") };
        for (name, field) in properties.iter().filter(|(_, field)| !field.made) {
            assert!(value.get(name).is_some(), "{name} ({field:?}) is not in the starter");
        }
    }

    #[test]
    fn editors_may_read_a_text_as_a_number() {
        let schema = editor_schema(&so_ket(), "so-ket");
        assert_eq!(schema["properties"]["so"]["type"], serde_json::json!(["string", "number"]));
        assert!(schema["properties"].get("ten_loai").is_none(), "the program writes it");
        assert_eq!(schema["properties"]["nguoi_ky"]["additionalProperties"], false);
        assert_eq!(schema["properties"]["loai"], serde_json::json!({ "const": "so-ket" }));
        assert_eq!(schema["properties"]["mo_dau"]["minLength"], 10);
        let nhom = &schema["properties"]["ket_qua"]["properties"]["nhom"];
        assert_eq!(nhom["items"]["required"], serde_json::json!(["ten", "noi_dung"]));
        assert!(schema.get("required").is_none(), "the organisation's file may give it");
        assert!(jsonschema::draft7::meta::is_valid(&schema));
    }
}
