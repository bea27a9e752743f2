//! The rows of long tables, which are made when they are needed.

#[allow(dead_code)]
mod common;

use std::collections::BTreeMap;
use std::fmt::Write;

use common::{repository, told};
use vanthu_core::document::{Block, Document, Row};
use vanthu_core::docx::{Options, Provenance, read_text};
use vanthu_core::merge::merge;
use vanthu_core::plugin::{Folder, Plugin, Plugins};
use vanthu_core::render::{Input, Job, Outcome, Rendered, render};

const MANIFEST: &str = "\
format: 1
id: bang
version: 1.0.0
title: { vi: Bảng, en: Table }
type: Báo cáo
standard: nd30-2020
form: \"1.4\"
schema: schema.yaml
layout: layout.yaml
";

const SCHEMA: &str = "\
type: object
required: [nhom]
properties:
  chung: { type: string, title: Chung, examples: [a] }
  nhom:
    type: array
    title: Nhóm
    items:
      type: object
      title: Nhóm
      required: [ten, dong]
      properties:
        ten: { type: string, title: Tên nhóm, examples: [Một] }
        dong:
          type: array
          title: Dòng
          items:
            type: object
            title: Dòng
            required: [ten, giao, lam]
            properties:
              ten: { type: string, title: Tên, examples: [a] }
              giao: { type: number, title: Giao, examples: [\"1\"] }
              lam: { type: number, title: Làm, examples: [\"1\"] }
              ghi_chu: { type: string, title: Ghi chú, examples: [b] }
";

const LAYOUT: &str = "\
format: 1
levels: [clause]
body:
  - each: nhom
    as: n
    do:
      - table:
          each: n.dong
          as: d
          columns:
            - { title: TT, width: 15mm, align: center, cell: \"{{@number}}\" }
            - { title: Tên, cell: \"{{n.ten}}: **{{d.ten}}**{{default chung ''}}\" }
            - { title: Làm, width: 30mm, align: decimal, cell: \"{{number d.lam}}\", total: \"{{number (sum n.dong 'lam')}}\" }
            - { title: Tỷ lệ, width: 30mm, align: decimal, cell: \"{{number (divide d.lam d.giao)}}\" }
          totals: { label: Cộng, columns: 2 }
";

fn plugins() -> Plugins {
    plugins_with(LAYOUT)
}

/// The type with another layout, and a partial.
fn plugins_with(layout: &str) -> Plugins {
    let partial = "{{#each n.dong as |r|}}{{r.ten}} {{#if r.lam}}có {{number r.lam}} ({{n.ten}}){{else}}không{{/if}}; {{/each}}";
    let files = [
        ("plugin.yaml", MANIFEST),
        ("schema.yaml", SCHEMA),
        ("layout.yaml", layout),
        ("partials/phan.hbs", partial),
    ];
    let files = files.map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec()));
    let templates = Folder::read(&repository("templates")).expect("the shipped standards");
    Plugins::new(templates, vec![("bang".to_owned(), Folder::new("bang", files))])
}

/// Data with two groups of so many rows; some rows are changed.
fn data(counts: [usize; 2], change: &dyn Fn(usize, &mut String)) -> String {
    let mut out = "loai: bang\ntieu_chuan: nd30-2020\nso: 1\nngay: 24/8/2017\ntrich_yeu: Bảng\nnoi_nhan: [Sở A]\nluu: { don_vi: LD }\nnguoi_ky: { tap_the: Ủy ban nhân dân, chuc_vu: Chủ tịch, ho_ten: Nguyễn Văn A }\nnhom:\n".to_owned();
    for (name, count) in ["Một", "Hai"].iter().zip(counts) {
        let _ = writeln!(out, "  - ten: {name}\n    dong:");
        for nth in 0..count {
            let mut row = format!("ten: dòng {nth}, giao: 8, lam: {}", nth + 500);
            change(nth, &mut row);
            let _ = writeln!(out, "      - {{ {row} }}");
        }
    }
    out
}

fn made(plugins: &Plugins, data: &str) -> Rendered {
    let office = std::fs::read(repository("examples/so-ket-141/co-quan.yaml")).expect("a file");
    let organisation = Some(Input { name: "co-quan.yaml", bytes: &office });
    let data = Input { name: "bang.yaml", bytes: data.as_bytes() };
    render(plugins, &Job { data, organisation, beside: &|_| None, draft: false, trace: true })
}

fn bytes(plugin: &Plugin, document: &Document<'_>) -> Vec<u8> {
    let styled = plugin.standard.standard.apply(document, &BTreeMap::new());
    let (provenance, options) = (Provenance::default(), Options::default());
    let writer = plugin.standard.writer();
    writer.write(&styled, &document.properties, &provenance, &|_| None, options).expect("a file")
}

#[test]
fn rows_that_are_made_later_give_the_bytes_of_rows_at_hand() {
    let plugins = plugins();
    let plugin = plugins.load("bang").expect("the type loads");
    let row = |nth: usize| serde_json::json!({ "ten": format!("dòng {nth}"), "giao": 8, "lam": 3 * nth * nth });
    let rows = |count| (0..count).map(row).collect::<Vec<_>>();
    for counts in [[0, 1], [99, 100], [101, 102], [1_000, 250]] {
        let value = serde_json::json!({ "chung": "!", "nhom": [
            { "ten": "Một", "dong": rows(counts[0]) }, { "ten": "Hai", "dong": rows(counts[1]) },
        ]});
        let gaps = BTreeMap::new();
        let mut document = merge(&plugin.form, &value, &gaps).document;
        let later = bytes(&plugin, &document);
        assert!(later == bytes(&plugin, &document), "each time the same");
        let mut tables = 0;
        for block in document.sections.iter_mut().flat_map(|section| &mut section.blocks) {
            let Block::Table(table) = block else { continue };
            let mut all: Vec<Row> = Vec::new();
            table.rows.each(&mut |row| all.push(row.to_vec()));
            assert_eq!((all.len(), table.rows.len()), (counts[tables], counts[tables]));
            table.rows = all.into();
            tables += 1;
        }
        assert!(tables == 2 && later == bytes(&plugin, &document), "{counts:?}");
    }
}

#[test]
fn every_row_is_in_the_file_under_its_number_and_its_group() {
    let made = made(&plugins(), &data([150, 230], &|_, _| {}));
    assert_eq!(made.outcome, Outcome::Clean, "{}", told(&made));
    let text = read_text(&made.bytes.expect("a file")).expect("reads back");
    for (name, count) in [("Một", 150_usize), ("Hai", 230)] {
        for nth in 0..count {
            let first = text.iter().position(|cell| *cell == format!("{name}: dòng {nth}"));
            let first = first.unwrap_or_else(|| panic!("{name} {nth}"));
            let figure = (nth + 500).to_string();
            assert_eq!([&text[first - 1], &text[first + 1]], [&(nth + 1).to_string(), &figure]);
        }
    }
}

#[test]
fn a_row_that_cannot_be_printed_is_told_once_wherever_it_stands() {
    let change = |nth: usize, row: &mut String| {
        if nth == 7 || nth == 177 {
            *row = row.replace("giao: 8", "giao: 0");
        }
    };
    let made = made(&plugins(), &data([180, 3], &change));
    assert!(made.bytes.is_none());
    let of = |code: &str| {
        let found = made.diagnostics.iter().filter(|found| found.code == code);
        found.map(|found| found.pointer.clone().unwrap_or_default()).collect::<Vec<_>>()
    };
    assert_eq!(of("template-value"), ["/nhom/0/dong/7/lam", "/nhom/0/dong/177/lam"]);
    assert_eq!(made.diagnostics.len(), 2, "{}", told(&made));
}

#[test]
fn a_value_that_no_column_shows_is_told_in_every_row() {
    let change = |nth: usize, row: &mut String| {
        if nth == 7 || nth == 177 {
            row.push_str(", ghi_chu: x");
        }
    };
    let made = made(&plugins(), &data([180, 3], &change));
    let told: Vec<_> =
        made.diagnostics.iter().map(|found| (&*found.code, found.pointer.as_deref())).collect();
    let expected = ["/nhom/0/dong/7/ghi_chu", "/nhom/0/dong/177/ghi_chu"];
    assert_eq!(told, expected.map(|pointer| ("not-printed", Some(pointer))));
}

#[test]
fn a_value_in_a_branch_that_is_not_taken_is_not_printed() {
    let rate = "{{number (divide d.lam d.giao)}}";
    assert!(LAYOUT.contains(rate));
    let note = "{{#if (gt d.giao 8)}}{{default d.ghi_chu ''}}{{/if}}";
    let in_table = LAYOUT.replace(rate, note);
    let change = |nth: usize, row: &mut String| {
        if nth == 7 || nth == 177 {
            row.push_str(", ghi_chu: x");
        }
        if nth == 7 {
            *row = row.replace("giao: 8", "giao: 9");
        }
    };
    let of = |made: &Rendered| -> Vec<_> {
        let told = made.diagnostics.iter();
        told.map(|found| (found.code.to_string(), found.pointer.clone())).collect()
    };
    let lost = |pointer: &str| ("not-printed".to_owned(), Some(pointer.to_owned()));
    let made_of = |layout: &str, data: &str| of(&made(&plugins_with(layout), data));
    let in_rows = data([180, 3], &change);
    assert_eq!(made_of(&in_table, &in_rows), [lost("/nhom/0/dong/177/ghi_chu")]);

    let in_line = format!(
        "{LAYOUT}  - p: \"Hết. {{{{#if (gt so 5)}}}}{{{{default chung ''}}}}{{{{/if}}}}\"\n"
    )
    .replace("{{default chung ''}}\" }", "\" }");
    let with =
        |number: u8| data([1, 1], &|_, _| {}).replace("so: 1", &format!("so: {number}\nchung: x"));
    assert_eq!(made_of(&in_line, &with(1)), [lost("/chung")]);
    assert_eq!(made_of(&in_line, &with(6)), []);
}

#[test]
fn a_partial_says_what_its_text_would_say_in_its_place() {
    let line = "  - each: nhom\n    as: n\n    do:\n      - p: \"{{> phan}}\"\n";
    let change = |nth: usize, row: &mut String| {
        if nth == 1 {
            *row = row.replace("lam: 501", "lam: 0");
        }
    };
    let made = made(&plugins_with(&format!("{LAYOUT}{line}")), &data([2, 1], &change));
    let text =
        read_text(made.bytes.as_ref().unwrap_or_else(|| panic!("{}", told(&made)))).expect("reads");
    assert!(text.iter().any(|text| text == "dòng 0 có 500 (Một); dòng 1 có 0 (Một); "), "{text:?}");
}

#[test]
fn what_a_list_in_a_line_does_not_show_is_told() {
    let line = "  - p: \"{{#each nhom as |n|}}{{n.ten}}; {{/each}}\"\n";
    let layout = format!("{}{line}", &LAYOUT[..LAYOUT.find("  - each").expect("a block")]);
    let made = made(&plugins_with(&layout), &data([1, 1], &|_, _| {}));
    let lost: Vec<_> =
        made.diagnostics.iter().filter_map(|found| found.pointer.as_deref()).collect();
    let expected = ["0", "1"]
        .map(|group| ["ten", "giao", "lam"].map(|field| format!("/nhom/{group}/dong/0/{field}")));
    assert_eq!(lost, expected.concat(), "{}", told(&made));
}
