//! Diagnostics for programs: one JSON object.

use serde_json::{Value, json};

use super::{Diagnostic, Files, Lang, Severity, Text, place};

/// All diagnostics as an object: `version`, `diagnostics`, `errors`, `warnings`.
pub fn value(list: &[Diagnostic], files: &Files, lang: Lang) -> Value {
    let count = |severity| list.iter().filter(|d| d.severity == severity).count();
    json!({
        "version": 1,
        "diagnostics": list.iter().map(|d| one(d, files, lang)).collect::<Vec<_>>(),
        "errors": count(Severity::Error),
        "warnings": count(Severity::Warning),
    })
}

fn one(diagnostic: &Diagnostic, files: &Files, lang: Lang) -> Value {
    let severity = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    };
    let words = |text: &Text| text.in_lang(lang).to_owned();
    let mut out = json!({
        "severity": severity,
        "code": diagnostic.code,
        "message": words(&diagnostic.message),
        "hints": diagnostic.hints.iter().map(words).collect::<Vec<_>>(),
    });
    if let Some(pointer) = &diagnostic.pointer {
        out["pointer"] = pointer.clone().into();
    }
    if let Some(span) = diagnostic.span {
        let at = place::of(span, files);
        out["file"] = at.file.into();
        if let Some(cell) = at.cell {
            out["sheet"] = at.sheet.into();
            out["cell"] = cell.into();
        }
        out["line"] = at.line.into();
        out["column"] = at.column.into();
        out["end_line"] = at.end_line.into();
        out["end_column"] = at.end_column.into();
    }
    let related = diagnostic.related.iter().map(|(span, text)| {
        let at = place::of(*span, files);
        json!({ "file": at.file, "line": at.line, "column": at.column, "message": words(text) })
    });
    let related: Vec<Value> = related.collect();
    if !related.is_empty() {
        out["related"] = related.into();
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{Limits, read};

    #[test]
    fn columns_count_characters_and_lines_count_both_newlines() {
        let mut files = Files::default();
        let source = "dia_danh: Hòa\r\nso: 1\r\nso: 2\r\n";
        let (_, out) = read(source.as_bytes(), "a.yaml", &mut files, &Limits::DATA);
        let value = value(&out, &files, Lang::Vi);
        assert_eq!((&value["errors"], &value["warnings"]), (&json!(1), &json!(0)));
        let found = &value["diagnostics"][0];
        assert_eq!(found["code"], "duplicate-key");
        assert_eq!((&found["file"], &found["line"]), (&json!("a.yaml"), &json!(3)));
        assert_eq!((&found["column"], &found["end_column"]), (&json!(1), &json!(3)));
        assert_eq!(found["related"][0]["line"], 2);
        let wide = "ệ: \"a\n";
        let (_, out) = read(wide.as_bytes(), "b.yaml", &mut files, &Limits::DATA);
        assert_eq!(super::value(&out, &files, Lang::En)["diagnostics"][0]["line"], 1);
    }
}
