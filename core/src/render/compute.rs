//! The plugin's native code has its say: it judges the data, and works values out that the layout
//! shows under `tinh`.

use std::collections::BTreeMap;

use serde_json::{Map, Number, Value};

use super::inputs::Documents;
use super::{Outcome, Run};
use crate::data::{self, Limits, Node, locate};
use crate::diag::{Diagnostic, Diagnostics, Severity, Text, has_errors};
use crate::native::{self, Blame, Code, Finding, Op, Refusal, Reply};
use crate::plugin::{COMPUTED, Plugin, Plugins};
use crate::text;

/// Of the findings of one check, so many are told.
const MOST_FINDINGS: usize = 200;

impl Run {
    /// Judges and computes. `None`: it cannot go on, which is told.
    ///
    /// In a draft that lacks values which the code reads, each required value that it would
    /// compute is a gap too.
    pub(super) fn compute(
        &mut self,
        plugins: &Plugins,
        plugin: &Plugin,
        code: Code<'_>,
        documents: &Documents,
        value: &mut Value,
        gaps: &mut BTreeMap<String, Text>,
    ) -> Option<()> {
        let is_handed = |pointer: &String| {
            let field = pointer.split('/').nth(1).unwrap_or_default();
            code.native.is_handed(field) || plugin.manifest.inputs.iter().any(|i| i.field == field)
        };
        if gaps.keys().any(is_handed) {
            wait(plugin, value, gaps);
            return Some(());
        }
        let data = handed(code, value, documents);
        if code.native.does(Op::Check) {
            match plugins.runner().call(code, Op::Check, &data) {
                Ok(Reply::Findings(found)) => self.findings(code.id, &found, &documents.node),
                Ok(Reply::Computed(_)) => {}
                Err(refusal) => return self.refused(refusal, &documents.node),
            }
        }
        if has_errors(&self.out) {
            return None;
        }
        if code.native.does(Op::Compute) {
            let computed = match plugins.runner().call(code, Op::Compute, &data) {
                Ok(Reply::Computed(computed)) => self.fitting(plugin, computed)?,
                Ok(Reply::Findings(_)) => return Some(()),
                Err(refusal) => return self.refused(refusal, &documents.node),
            };
            value[COMPUTED] = computed;
        }
        Some(())
    }

    /// Findings as diagnostics, each at its value, with the plugin's name before their own.
    fn findings(&mut self, id: &str, found: &[Finding], data: &Node) {
        for finding in found.iter().take(MOST_FINDINGS) {
            let both = |vi: &str, en: Option<&String>| {
                let vi = native::tamed(vi);
                Text { en: en.map_or_else(|| vi.clone(), |en| native::tamed(en)), vi }
            };
            let message = both(&finding.message, finding.message_en.as_ref());
            let code = format!("{id}/{}", finding.code);
            let told = match finding.severity {
                native::Severity::Error => Diagnostic::error(code, message),
                native::Severity::Warning => Diagnostic::warning(code, message),
            };
            let place = locate(data, &finding.path);
            let span = match place.value.as_text() {
                Some(_) => place.value.span,
                None => place.key.unwrap_or(place.value.span.start_only()),
            };
            let told = told.at(span).pointer(finding.path.clone());
            self.out.push(match &finding.hint {
                Some(hint) => told.hint(both(hint, finding.hint_en.as_ref())),
                None => told,
            });
        }
        let more = found.len().saturating_sub(MOST_FINDINGS);
        if more > 0 {
            let rest = &found[MOST_FINDINGS..];
            let bad = rest.iter().any(|finding| finding.severity == native::Severity::Error);
            let message = text!("còn {more} phát hiện nữa", "{more} findings more");
            let told = Diagnostic::warning("more-findings", message).at(data.span.start_only());
            let severity = if bad { Severity::Error } else { Severity::Warning };
            let hint = text!("sửa những chỗ trên rồi chạy lại", "mend these and run again");
            self.out.push(Diagnostic { severity, ..told.hint(hint) });
        }
    }

    /// There is no reply: told at the line that names the type.
    fn refused(&mut self, refusal: Refusal, data: &Node) -> Option<()> {
        let Refusal { blame, why } = refusal;
        self.outcome = match blame {
            Blame::Data => Outcome::Data,
            Blame::Plugin => Outcome::Plugin,
            Blame::Trust => Outcome::Trust,
            Blame::World => Outcome::World,
        };
        self.out.push(why.at(locate(data, "/loai").value.span));
        None
    }

    /// What was computed, judged by its schema. It is read as data are, so that a fault shows the
    /// line of the reply.
    fn fitting(&mut self, plugin: &Plugin, computed: Value) -> Option<Value> {
        let schema = plugin.computed.as_ref()?;
        let id = &plugin.manifest.id;
        let shown = format!("{id}: compute");
        let text = format!("{:#}\n", rounded(computed));
        let (node, mut faults) =
            data::read(text.as_bytes(), &shown, &mut self.files, &Limits::DATA);
        let checked = node.map(|node| schema.check(&node, false));
        faults.extend(checked.iter().flat_map(|checked| checked.diagnostics.iter().cloned()));
        if let Some(checked) = &checked {
            hidden(&checked.value, &mut faults);
        }
        let file = plugin.manifest.computed.as_ref().map_or("computed", |path| path.as_str());
        if !has_errors(&faults) {
            return checked.map(|checked| checked.value);
        }
        self.outcome = Outcome::Plugin;
        let message = text!(
            "mã máy của mẫu «{id}» trả về giá trị không đúng {file}",
            "the native code of «{id}» returned what {file} does not allow"
        );
        let told = Diagnostic::error("computed-misfit", message).hint(text!(
            "báo người lập mẫu, kèm các dòng sau",
            "tell the author of the type, with the lines below"
        ));
        let first = faults.iter().find_map(|fault| fault.span).map(|span| span.start_only());
        self.out.push(Diagnostic { span: first, ..told });
        self.out.extend(faults.into_iter().map(|fault| {
            let pointer = fault.pointer.as_ref().map(|pointer| format!("/{COMPUTED}{pointer}"));
            Diagnostic { pointer, ..fault }
        }));
        None
    }
}

/// The fields that native code is handed: those that the manifest names, files by what is in them.
fn handed(code: Code<'_>, value: &Value, documents: &Documents) -> Value {
    let mut out = Map::new();
    for (field, value) in value.as_object().into_iter().flatten() {
        if let Some(read) = documents.values.get(field) {
            out.insert(field.clone(), read.clone());
        } else if code.native.is_handed(field) {
            out.insert(field.clone(), value.clone());
        }
    }
    Value::Object(out)
}

/// Puts gaps where computed values would be.
fn wait(plugin: &Plugin, value: &mut Value, gaps: &mut BTreeMap<String, Text>) {
    let Some(schema) = &plugin.computed else { return };
    let span = schema.root.span;
    let nothing = Node { span, kind: data::Kind::Map(Vec::new()) };
    let waiting = schema.check(&nothing, true);
    value[COMPUTED] = waiting.value;
    for gap in waiting.gaps {
        gaps.insert(format!("/{COMPUTED}{}", gap.pointer), gap.title);
    }
}

/// Texts with characters that no paper can show. JSON escapes them, so that the reader of data
/// does not see them.
fn hidden(value: &Value, out: &mut Diagnostics) {
    match value {
        Value::String(text) => {
            let found = text.chars().find(|c| c.is_control() && !matches!(c, '\n' | '\t'));
            out.extend(found.map(|found| {
                let code = u32::from(found);
                let message =
                    text!("có ký tự ẩn U+{code:04X}", "there is a hidden character U+{code:04X}");
                Diagnostic::error("hidden-character", message)
                    .hint(text!("báo người lập mẫu", "tell the author of the type"))
            }));
        }
        Value::Array(items) => items.iter().for_each(|item| hidden(item, out)),
        Value::Object(map) => map.values().for_each(|item| hidden(item, out)),
        _ => {}
    }
}

/// Whether a gap is one of a value that is computed.
pub(super) fn is_computed(pointer: &str) -> bool {
    let rest = pointer.strip_prefix('/').and_then(|rest| rest.strip_prefix(COMPUTED));
    rest.is_some_and(|rest| rest.starts_with('/'))
}

/// Fractions cut to the digits that data may have: 100/3 is no fault of anybody.
fn rounded(value: Value) -> Value {
    const DIGITS: usize = 15;
    match value {
        Value::Number(number) if number.is_f64() => {
            let value = number.as_f64().unwrap_or_default();
            let short = (0..DIGITS).rev().find_map(|digits| {
                let cut = format!("{value:.digits$e}").parse().ok().and_then(Number::from_f64)?;
                let written = cut.to_string();
                let mantissa = written.split('e').next().unwrap_or_default();
                let count = mantissa.bytes().filter(u8::is_ascii_digit).count();
                (count <= DIGITS).then_some(cut)
            });
            Value::Number(short.unwrap_or(number))
        }
        Value::Array(items) => items.into_iter().map(rounded).collect(),
        Value::Object(map) => {
            Value::Object(map.into_iter().map(|(key, value)| (key, rounded(value))).collect())
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn fractions_are_cut_to_what_data_may_hold_and_nothing_else_changes() {
        let cut = |value: f64| rounded(json!([value]))[0].to_string();
        assert_eq!(cut(100.0 / 3.0), "33.3333333333333");
        assert_eq!(cut(1.0 / 30.0), "0.03333333333333");
        assert_eq!(cut(0.1 + 0.2), "0.3");
        assert_eq!(cut(66.7), "66.7");
        assert_eq!(cut(-0.5), "-0.5");
        assert_eq!(
            rounded(json!({ "a": 123456789012345678_i64 })).to_string(),
            "{\"a\":123456789012345678}"
        );
    }

    #[test]
    fn a_text_that_no_paper_can_show_is_found() {
        let found = |value: Value| {
            let mut out = Diagnostics::new();
            hidden(&value, &mut out);
            out.len()
        };
        assert_eq!(found(json!({ "a": ["một\ndòng", { "b": "\u{7}" }], "c": 1 })), 1);
        assert_eq!(found(json!({ "a": "Ủy ban\t1" })), 0);
    }

    #[test]
    fn gaps_of_computed_values_are_told_from_those_of_the_data() {
        assert!(is_computed("/tinh/a"));
        assert!(!is_computed("/tinh_hinh/a") && !is_computed("/tinh") && !is_computed("/a/tinh/b"));
    }
}
