//! Diagnostics as SARIF 2.1.0, which programs that gather findings of many tools read.

use serde_json::{Value, json};

use super::{Diagnostic, Files, Lang, Severity, place};

/// All diagnostics as one log with one run.
pub fn value(list: &[Diagnostic], files: &Files, lang: Lang) -> Value {
    let mut ids: Vec<&str> = list.iter().map(|found| found.code.as_ref()).collect();
    ids.sort_unstable();
    ids.dedup();
    let rules: Vec<Value> = ids.iter().map(|id| json!({ "id": id })).collect();
    let results: Vec<Value> = list.iter().map(|found| result(found, &ids, files, lang)).collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "vanthu",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

fn result(found: &Diagnostic, ids: &[&str], files: &Files, lang: Lang) -> Value {
    let level = match found.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    };
    let hints = found.hints.iter().map(|hint| hint.in_lang(lang));
    let words: Vec<&str> = std::iter::once(found.message.in_lang(lang)).chain(hints).collect();
    let mut out = json!({
        "ruleId": found.code,
        "ruleIndex": ids.iter().position(|id| *id == found.code),
        "level": level,
        "message": { "text": words.join("; ") },
    });
    if let Some(span) = found.span {
        let at = place::of(span, files);
        out["locations"] = json!([{ "physicalLocation": {
            "artifactLocation": { "uri": at.file.replace('\\', "/").replace(' ', "%20") },
            "region": {
                "startLine": at.line,
                "startColumn": at.column,
                "endLine": at.end_line,
                "endColumn": at.end_column,
            },
        } }]);
    }
    out
}
