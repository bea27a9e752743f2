//! What the native code of a plugin needs, against what the plugin's other files say.

use super::Manifest;
use super::manifest::InputField;
use crate::data::{Closed, Node, scalar};
use crate::diag::{Diagnostic, Diagnostics, Span, Text, nearest};
use crate::native::{Native, Op};
use crate::schema::{Field, Schema, Type};
use crate::text;

/// The key under which computed values stand.
pub(crate) const COMPUTED: &str = "tinh";

/// Reads `inputs:`, a map from a field to the type of the documents whose files it names.
pub(super) fn inputs(node: &Node, out: &mut Diagnostics) -> Vec<InputField> {
    if node.as_map().is_none() {
        Closed::new(node, out);
    }
    let entries = node.as_map().unwrap_or_default().iter();
    let read = entries.filter_map(|entry| {
        let kind = scalar(&entry.value, out)?.to_owned();
        Some(InputField { field: entry.key.clone(), kind, span: entry.key_span })
    });
    read.collect()
}

/// Judges a manifest by the fields of its type. `at` is where a key of the manifest stands.
pub(super) fn check(
    manifest: &Manifest,
    schema: &Schema,
    at: &dyn Fn(&str) -> Option<Span>,
    out: &mut Diagnostics,
) {
    let computes = manifest.native.as_ref().is_some_and(|native| native.does(Op::Compute));
    if computes && manifest.computed.is_none() {
        out.push(found(
            at("native"),
            text!(
                "mã máy tính giá trị («compute») mà plugin.yaml không có «computed»",
                "«compute» is among the ops, but there is no «computed»"
            ),
            text!(
                "thêm «computed: computed.yaml», tệp khai báo các giá trị tính ra",
                "add «computed: computed.yaml», the schema of what is computed"
            ),
        ));
    }
    if !computes && manifest.computed.is_some() {
        out.push(found(
            at("computed"),
            text!("không có mã máy nào tính các giá trị này", "no native code computes these"),
            text!(
                "thêm «compute» vào «ops» của «native»",
                "add «compute» to the «ops» of «native»"
            ),
        ));
    }
    if manifest.native.is_none() && !manifest.inputs.is_empty() {
        out.push(found(
            at("inputs"),
            text!("không có mã máy nào đọc các tệp này", "no native code reads these files"),
            text!("thêm «native», hoặc xóa «inputs»", "add «native», or delete «inputs»"),
        ));
    }
    for (name, span) in manifest.native.iter().flat_map(|native| &native.reads) {
        if schema.root.property(name).is_none() {
            out.push(unknown(name, *span, &schema.root));
        }
    }
    for InputField { field, span, .. } in &manifest.inputs {
        match schema.root.property(field) {
            None => out.push(unknown(field, *span, &schema.root)),
            Some(known) if !holds_names(known) => out.push(found(
                Some(*span),
                text!("«{field}» không chứa tên tệp", "«{field}» holds no file names"),
                text!(
                    "khai báo nó là «type: string», hoặc danh sách chuỗi, trong schema.yaml",
                    "make it «type: string», or a list of strings, in schema.yaml"
                ),
            )),
            Some(_) => {}
        }
    }
}

/// A text, or a list of texts.
fn holds_names(field: &Field) -> bool {
    match &field.kind {
        Type::String => true,
        Type::Array { items, .. } => matches!(items.kind, Type::String),
        _ => false,
    }
}

/// The fields that layouts see: those of the data, and what is computed.
pub(super) fn with_computed(root: &Field, computed: Option<&Schema>) -> Field {
    let mut root = root.clone();
    if let (Some(computed), Type::Object { properties, required }) = (computed, &mut root.kind) {
        properties.insert(COMPUTED.to_owned(), computed.root.clone());
        required.push(COMPUTED.to_owned());
    }
    root
}

impl Manifest {
    /// The fields that native code is handed.
    pub(crate) fn handed(&self) -> impl Iterator<Item = &str> {
        let native = self.native.iter();
        let reads = native.flat_map(|native| native.reads.iter().map(|(name, _)| name.as_str()));
        reads.chain(self.inputs.iter().map(|input| input.field.as_str()))
    }
}

impl Native {
    /// Whether a field is handed to it.
    pub(crate) fn is_handed(&self, field: &str) -> bool {
        self.reads.iter().any(|(name, _)| name == field)
    }
}

fn unknown(name: &str, span: Span, root: &Field) -> Diagnostic {
    let fields = match &root.kind {
        Type::Object { properties, .. } => properties.keys().map(String::as_str).collect(),
        _ => Vec::new(),
    };
    let hint = match nearest(name, fields.into_iter()) {
        Some(near) => text!("có phải «{near}»?", "did you mean «{near}»?"),
        None => text!("khai báo nó trong schema.yaml", "describe it in schema.yaml"),
    };
    found(Some(span), text!("không có mục «{name}»", "there is no field «{name}»"), hint)
}

fn found(span: Option<Span>, message: Text, hint: Text) -> Diagnostic {
    Diagnostic { span, ..Diagnostic::error("bad-manifest", message).hint(hint) }
}
