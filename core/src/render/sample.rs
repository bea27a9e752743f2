//! Whether a paper would still say what the starter file says for an example.

use serde_json::Value;

use crate::data::{Node, locate};
use crate::diag::Diagnostic;
use crate::schema::Schema;
use crate::text;

/// What differs between any two papers. One of these may well be as in the example; hardly all.
const TELLING: [&str; 3] = ["/trich_yeu", "/dia_danh", "/nguoi_ky/ho_ten"];

/// A warning when all of these that the data gives are still the schema's examples.
pub(super) fn left(schema: &Schema, value: &Value, combined: &Node) -> Option<Diagnostic> {
    let given = |pointer: &str| value.pointer(pointer).and_then(Value::as_str);
    let sample = |pointer: &str| schema.field(pointer)?.examples.first().map(String::as_str);
    let telling: Vec<&str> = TELLING.into_iter().filter(|p| given(p).is_some()).collect();
    if telling.len() < 2 || telling.iter().any(|pointer| given(pointer) != sample(pointer)) {
        return None;
    }
    let pointer = *telling.first()?;
    let called = |pointer: &&str| Some(schema.field(pointer)?.called(""));
    let called: Vec<_> = telling.iter().filter_map(called).collect();
    let joined = |of: fn(&crate::diag::Text) -> &str| {
        let names: Vec<String> = called.iter().map(|text| format!("«{}»", of(text))).collect();
        names.join(", ")
    };
    let (vi, en) = (joined(|text| &text.vi), joined(|text| &text.en));
    let found = Diagnostic::warning(
        "sample-value",
        text!("{vi} còn là chữ ví dụ của mẫu", "{en} are still the examples of the type"),
    );
    Some(found.at(locate(combined, pointer).value.span).pointer(pointer).hint(text!(
        "ghi nội dung thật của văn bản",
        "write what this paper is about and who signs it where"
    )))
}
