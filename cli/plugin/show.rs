//! `vanthu plugin show`.

use std::fmt::Write;

use clap::Args;
use serde_json::{Value, json};
use vanthu_core::diag::{Files, Lang};
use vanthu_core::plugin::{BlockRow, FieldRow, Origin, Plugin, Plugins};

use super::{Failed, list, open};
use crate::args::{Common, Format};
use crate::exit::Exit;
use crate::report;

/// `vanthu plugin show`.
#[derive(Debug, Args)]
#[command(next_help_heading = "Tùy chọn")]
pub(crate) struct Show {
    /// Tên mẫu, hoặc thư mục của mẫu
    #[arg(value_name = "MẪU", help_heading = "Đối số")]
    plugin: String,
    /// Nói rõ mỗi mục, khối, câu chữ, quy tắc đến từ lớp nào, tệp nào
    #[arg(long)]
    origin: bool,
}

/// Prints what a plugin consists of.
pub(super) fn run(common: &Common, args: &Show, plugins: Plugins) -> Result<Exit, Failed> {
    let plugin = open(plugins, &args.plugin)?.plugin;
    if common.format == Format::Human {
        report::page(&page(&plugin, args.origin, Lang::from(common.lang)));
    } else {
        let object = object(&plugin, args.origin);
        report::print(common, &[], &Files::default(), &[("plugin", object)]);
    }
    Ok(Exit::Clean)
}

fn page(plugin: &Plugin, origin: bool, lang: Lang) -> String {
    let manifest = &plugin.manifest;
    let word = |vi: &'static str, en: &'static str| match lang {
        Lang::Vi => vi,
        Lang::En => en,
    };
    let mut out = format!(
        "{} {}: {}\n{}: {}, {} {}, {} {}\n",
        manifest.id,
        manifest.version,
        manifest.title.in_lang(lang),
        word("loại văn bản", "type"),
        manifest.kind.as_deref().unwrap_or(word("ghi trong dữ liệu", "said by the data")),
        word("tiêu chuẩn", "standard"),
        plugin.standard.standard.id,
        word("mẫu", "form"),
        manifest.form,
    );
    for (nth, layer) in plugin.layers.iter().enumerate() {
        let role = if nth == 0 { word("gốc", "base") } else { word("kế thừa", "layer") };
        let place = layer.source.words();
        let place = place.in_lang(lang);
        let _ = writeln!(out, "{role}: {} {} ({place})", layer.id, layer.version);
    }
    let _ = writeln!(out, "\n{}", word("các mục (* bắt buộc):", "fields (* required):"));
    for row in plugin.fields() {
        let mark = if row.required { '*' } else { ' ' };
        let title = row.field.called("");
        let _ = write!(out, "{mark} {}  {}", row.path, title.in_lang(lang));
        if origin {
            let _ = write!(out, "  ← {}", shown(&row.origin));
            for (keyword, from) in &row.tightened {
                let _ = write!(out, "; {keyword} ← {}", shown(from));
            }
        }
        out.push('\n');
    }
    let _ = writeln!(out, "\n{}", word("các khối:", "blocks:"));
    for row in plugin.blocks() {
        let indent = "  ".repeat(row.depth + 1);
        let name = row.name.as_deref().unwrap_or(&row.kind);
        let _ = write!(out, "{indent}{}", first_line(name));
        if !name.starts_with(&row.kind) {
            let _ = write!(out, " ({})", row.kind);
        }
        if origin {
            let _ = write!(out, "  ← {}", shown(&row.origin));
        }
        out.push('\n');
        if origin {
            for (text, from) in row.texts.iter().filter(|(text, _)| !name.contains(text)) {
                let _ = writeln!(out, "{indent}  «{}»  ← {}", first_line(text), shown(from));
            }
        }
    }
    rules(plugin, origin, word("quy tắc:", "rules:"), &mut out);
    let named = word("văn bản khác mà dữ liệu nêu tên:", "other documents that data name:");
    inputs(plugin, origin, named, &mut out);
    let whole = word("tổng hợp báo cáo của đơn vị:", "consolidation of the reports of units:");
    consolidation(plugin, origin, whole, lang, &mut out);
    let _ = writeln!(out, "\n{}", word("tệp:", "files:"));
    for layer in &plugin.layers {
        for (path, bytes) in layer.folder.iter() {
            let _ = writeln!(out, "  {}/{}  {} B", layer.id, path.as_str(), bytes.len());
        }
    }
    out
}

fn rules(plugin: &Plugin, origin: bool, heading: &str, out: &mut String) {
    let rules = plugin.rules();
    if rules.is_empty() {
        return;
    }
    let _ = writeln!(out, "\n{heading}");
    for rule in rules {
        let _ = write!(out, "  {}  {}", rule.id, plugin.files.slice(rule.message.0.span));
        if origin {
            let _ = write!(out, "  ← {}", shown(&plugin.origin(rule.span)));
        }
        out.push('\n');
    }
}

fn inputs(plugin: &Plugin, origin: bool, heading: &str, out: &mut String) {
    let inputs = &plugin.manifest.inputs;
    if !inputs.is_empty() {
        let _ = writeln!(out, "\n{heading}");
    }
    for input in inputs {
        let _ = write!(out, "  {}  {}", input.field, input.kind);
        if origin {
            let _ = write!(out, "  ← {}", shown(&plugin.origin(input.span)));
        }
        out.push('\n');
    }
}

fn consolidation(plugin: &Plugin, origin: bool, heading: &str, lang: Lang, out: &mut String) {
    let rows = plugin.consolidation.rows();
    if !rows.is_empty() {
        let _ = writeln!(out, "\n{heading}");
    }
    for row in rows {
        let _ = write!(out, "  {}  {}: {}", row.path, row.rule, row.words.in_lang(lang));
        if let Some(span) = row.span.filter(|_| origin) {
            let _ = write!(out, "  ← {}", shown(&plugin.origin(span)));
        }
        out.push('\n');
    }
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

/// `bao-cao-tinh (mau/bao-cao-tinh/schema.yaml:12)`.
fn shown(origin: &Origin) -> String {
    let layer = origin.layer.as_deref().unwrap_or("vanthu");
    format!("{layer} ({}:{})", origin.file, origin.line)
}

fn object(plugin: &Plugin, origin: bool) -> Value {
    let manifest = &plugin.manifest;
    let layers = plugin.layers.iter().map(|layer| {
        let files: Vec<Value> = layer
            .folder
            .iter()
            .map(|(path, bytes)| json!({ "path": path.as_str(), "bytes": bytes.len() }))
            .collect();
        json!({
            "id": layer.id,
            "version": layer.version,
            "source": list::place(&layer.source),
            "files": files,
        })
    });
    let fields: Vec<Value> = plugin.fields().iter().map(|row| field(row, origin)).collect();
    let blocks: Vec<Value> = plugin.blocks().iter().map(|row| block(row, origin)).collect();
    let rules = plugin.rules();
    let rules = rules.iter().map(|rule| {
        let mut out = json!({
            "id": rule.id,
            "severity": match rule.severity {
                vanthu_core::diag::Severity::Error => "error",
                _ => "warning",
            },
            "message": plugin.files.slice(rule.message.0.span),
        });
        if origin {
            out["origin"] = place(&plugin.origin(rule.span));
        }
        out
    });
    let inputs = manifest.inputs.iter().map(|input| {
        let mut out = json!({ "field": input.field, "type": input.kind });
        if origin {
            out["origin"] = place(&plugin.origin(input.span));
        }
        out
    });
    let consolidation = plugin.consolidation.rows();
    let consolidation = consolidation.iter().map(|row| {
        let words = json!({ "vi": row.words.vi, "en": row.words.en });
        let mut out = json!({ "path": row.path, "rule": row.rule, "words": words });
        if let Some(span) = row.span.filter(|_| origin) {
            out["origin"] = place(&plugin.origin(span));
        }
        out
    });
    json!({
        "id": manifest.id,
        "version": manifest.version,
        "title": { "vi": manifest.title.vi, "en": manifest.title.en },
        "type": manifest.kind,
        "standard": plugin.standard.standard.id,
        "form": manifest.form,
        "extends": manifest.extends,
        "replaces": manifest.replaces,
        "layers": layers.collect::<Vec<_>>(),
        "fields": fields,
        "blocks": blocks,
        "rules": rules.collect::<Vec<_>>(),
        "inputs": inputs.collect::<Vec<_>>(),
        "consolidate": consolidation.collect::<Vec<_>>(),
    })
}

fn field(row: &FieldRow<'_>, origin: bool) -> Value {
    let title = row.field.called("");
    let mut out = json!({
        "path": row.path,
        "title": { "vi": title.vi, "en": title.en },
        "required": row.required,
    });
    if origin {
        out["origin"] = place(&row.origin);
        let said = row.tightened.iter().map(|(keyword, from)| (keyword.clone(), place(from)));
        out["tightened"] = Value::Object(said.collect());
    }
    out
}

fn block(row: &BlockRow, origin: bool) -> Value {
    let mut out = json!({ "depth": row.depth, "block": row.kind, "name": row.name });
    if origin {
        out["origin"] = place(&row.origin);
        let texts = row.texts.iter();
        let texts = texts.map(|(text, from)| json!({ "text": text, "origin": place(from) }));
        out["texts"] = texts.collect();
    }
    out
}

fn place(origin: &Origin) -> Value {
    json!({ "layer": origin.layer, "file": origin.file, "line": origin.line })
}
