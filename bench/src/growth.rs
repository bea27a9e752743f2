//! How cost grows with the document, the data and the layout.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use vanthu_core::plugin::{Folder, RelPath};

use crate::builder;
use crate::engine::{self, Engine, folder};
use crate::measure::{cpu, each, memory};
use crate::report::{self, Report, head, map, text};

/// Each figure is the mean over so much CPU time, at least one document.
const SECONDS: f64 = 0.3;

/// The type whose layout is made in memory.
const BLOCKS: &str = "do-bo-cuc";

/// The type of the large table.
pub(crate) const TABLE: &str = "do-bang";

/// One document of one table, in a process that did nothing before: its memory is measured.
pub(crate) fn table(count: usize, from_yaml: bool) {
    let engine = Engine::new();
    let plugin = engine.plugin(TABLE);
    // What is built once for all documents is no part of one.
    let mut value = engine.typed(&plugin, &report::table_yaml(1));
    engine::write(&plugin, &value);
    let empty = memory("VmRSS");
    let yaml = if from_yaml { report::table_yaml(count) } else { String::new() };
    if !from_yaml {
        value["dong"] = Value::Array(report::typed_rows(count));
    }
    let (input, begun) = (memory("VmRSS") - empty, cpu());
    let file = match from_yaml {
        true => engine.try_render(&yaml),
        false => Ok(engine::write(&plugin, &value)),
    };
    let used = cpu() - begun;
    let mut out = json!({
        "rows": count, "from": if from_yaml { "yaml" } else { "typed" }, "cpu": used,
        "peak": memory("VmHWM"), "empty": empty, "input": input,
    });
    match file {
        Ok(file) => out["file"] = (file.len() as f64 / f64::from(1 << 20)).into(),
        Err(code) => out["refused"] = code.into(),
    }
    println!("{out}");
}

/// The same by docx-rs, from the data that `prepare-table` wrote.
pub(crate) fn table_of_peer(folder: &Path) {
    let text = fs::read(folder.join("report.json")).expect("it was prepared");
    let data: Value = serde_json::from_slice(&text).expect("it was prepared");
    drop(text);
    let mut first = data.clone();
    let rows = first["rows"].as_array_mut().expect("a table");
    let count = rows.len();
    rows.truncate(1);
    builder::write(&first);
    drop(first);
    let begun = cpu();
    let file = builder::write(&data);
    let used = cpu() - begun;
    let peak = memory("VmHWM");
    fs::write(folder.join("docx-rs + deflate.docx"), &file).expect("it can be written into");
    let file = file.len() as f64 / f64::from(1 << 20);
    println!("{}", json!({ "rows": count, "cpu": used, "peak": peak, "file": file }));
}

/// Longer reports, more data, longer layouts.
pub(crate) fn all() {
    let engine = Engine::new();
    for times in [1, 3, 10, 30, 100] {
        report("paragraphs", &engine, &Report::of_example().times(times));
    }
    for kib in [16, 64, 256, 1024] {
        report("data", &engine, &half_and_half(kib << 10));
    }
    for count in [10, 100, 1000] {
        blocks(count);
    }
}

/// A report whose data have about so many bytes: half of them text, half of them rows.
fn half_and_half(bytes: usize) -> Report {
    let length = |times, count| {
        let mut report = Report::of_example().times(times);
        report.rows = report::rows(count);
        report.yaml().len()
    };
    let (bare, twice) = (length(1, 0), length(2, 0));
    let row = (length(1, 1000) - bare) as f64 / 1000.0;
    let times = (bytes / 2 / (twice - bare)).max(1);
    let rest = bytes.saturating_sub(bare + (times - 1) * (twice - bare));
    let mut report = Report::of_example().times(times);
    report.rows = report::rows((rest as f64 / row) as usize);
    report
}

fn report(kind: &str, engine: &Engine, report: &Report) {
    let plugin = engine.plugin(report::PLUGIN);
    let yaml = report.yaml();
    let value = engine.typed(&plugin, &yaml);
    let typed = each(SECONDS, || engine::write(&plugin, &value));
    let whole = each(SECONDS, || engine.render(&yaml));
    println!(
        "{}",
        json!({
            "kind": kind, "paragraphs": report.paragraphs(), "rows": report.rows.len(),
            "yaml": yaml.len(), "typed": typed, "whole": whole,
        })
    );
}

/// A type whose layout has so many blocks: each a paragraph that shows a value, some by a condition.
fn blocks(count: usize) {
    let mut layout = "format: 1\nlevels: [clause]\nbody:\n".to_owned();
    for nth in 1..=count {
        let _ = match nth % 4 {
            0 => writeln!(layout, "  - when: so\n    do: [ {{ p: \"Ý {nth}, số {{{{so}}}}.\" }} ]"),
            _ => writeln!(layout, "  - p: \"Ý {nth} về {{{{lower mo_dau}}}}.\""),
        };
    }
    let beside = Folder::read(&folder("bench/plugins/do-bao-cao")).expect("it is there");
    let name = RelPath::new("plugin.yaml").expect("a plain name");
    let manifest = beside.get(&name).map(String::from_utf8_lossy).expect("it has a manifest");
    let schema = "type: object\nrequired: [mo_dau]\nproperties:\n  mo_dau: { type: string, title: Mở đầu, examples: [kết quả] }\n";
    let files = [
        ("plugin.yaml", manifest.replace("do-bao-cao", BLOCKS)),
        ("schema.yaml", schema.to_owned()),
        ("layout.yaml", layout),
    ];
    let files = files.map(|(name, text)| (name.to_owned(), text.into_bytes()));
    let made = || Engine::with(vec![(BLOCKS.to_owned(), Folder::new(BLOCKS, files.clone()))]);
    let engine = made();
    let plugin = engine.plugin(BLOCKS);
    let mut fields = head(BLOCKS, "Kết quả công tác");
    fields.push(("mo_dau", text("Kết quả")));
    let yaml = vanthu_core::data::write(&map(fields));
    let value = engine.typed(&plugin, &yaml);
    let load = each(SECONDS, || made().plugin(BLOCKS));
    let typed = each(SECONDS, || engine::write(&plugin, &value));
    let whole = each(SECONDS, || engine.render(&yaml));
    println!(
        "{}",
        json!({ "kind": "layout", "blocks": count, "load": load, "typed": typed, "whole": whole })
    );
}
