//! No input makes the engine panic, and what it makes of a faulty one is told.

mod common;

use std::sync::LazyLock;

use proptest::prelude::*;
use proptest::sample::Index;
use vanthu_core::diag::{Diagnostic, Lang, Severity, human, json};
use vanthu_core::plugin::{Folder, Plugins, pack, unpack};
use vanthu_core::render::{Input, Job, Outcome, Rendered, render};

use common::repository;

/// A change of a text: bytes at a place replaced by others.
type Change = (Index, u8, String);

fn changes() -> impl Strategy<Value = Vec<Change>> {
    let piece = prop_oneof![
        "[ -~]{0,3}",
        "\\PC{0,2}",
        prop::sample::select(vec![
            ": ",
            "- ",
            "\n",
            "\n  ",
            "\t",
            "{",
            "}",
            "[",
            "]",
            "\"",
            "'",
            "|",
            "&a ",
            "*a",
            "!!x ",
            "#",
            "{{",
            "}}",
            "{{#if ",
            "{{/if}}",
            "{{> a}}",
            "{{#each ",
            "@number",
            "../",
            "this",
            "(",
            ")",
            "true",
            "0",
            "-1",
            "99999999999999999999",
            "1e999",
            "type: ",
            "$ref: ",
            "common#/$defs/luu",
            "tieu_de",
            "each: ",
            "when: ",
            "do: ",
            "table: ",
            "landscape: true",
            "31/02/2026",
            "~",
        ])
        .prop_map(str::to_owned),
    ];
    prop::collection::vec((any::<Index>(), 0_u8..12, piece), 1..6)
}

fn changed(text: &str, changes: &[Change]) -> Vec<u8> {
    let mut text = text.to_owned();
    for (at, length, piece) in changes {
        let floor = |at: usize| (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        let start = floor(at.index(text.len() + 1));
        let end = floor((start + usize::from(*length)).min(text.len()));
        text.replace_range(start..end.max(start), piece);
    }
    text.into_bytes()
}

fn base(name: &str) -> String {
    std::fs::read_to_string(repository("tests/bad/base").join(name)).expect("a file of the base")
}

fn plugins(files: &[(&str, Vec<u8>)]) -> Plugins {
    let plugin = ["plugin.yaml", "schema.yaml", "layout.yaml"].map(|name| {
        let given = files.iter().find(|(given, _)| *given == name);
        (name.to_owned(), given.map_or_else(|| base(name).into_bytes(), |(_, bytes)| bytes.clone()))
    });
    let templates = Folder::read(&repository("templates")).expect("templates");
    let layer = LAYER.map(|(name, text)| {
        let given = files.iter().find(|(given, _)| given.strip_prefix("tren/") == Some(name));
        (
            name.to_owned(),
            given.map_or_else(|| text.as_bytes().to_vec(), |(_, bytes)| bytes.clone()),
        )
    });
    let layer = ("tren".to_owned(), Folder::new("tren", layer));
    Plugins::new(templates, vec![("thu".to_owned(), Folder::new("thu", plugin)), layer])
}

/// A plugin that extends the base, with every kind of change and of rule.
const LAYER: [(&str, &str); 3] = [
    (
        "plugin.yaml",
        "format: 1
id: tren
version: 1.0.0
title: { vi: Báo cáo thử của tỉnh }
extends: thu
schema: schema.yaml
layout: layout.yaml
rules:
  - id: gia-duong
    when: (and don_gia so_luong)
    require: (gt (multiply don_gia so_luong) 0)
    at: don_gia
    message: { vi: \"giá {{number don_gia}}\", en: price }
    hint: xem lại
    severity: warning
  - each: dong
    as: d
    previous: truoc
    do:
      - { id: tang, require: (gte d.gia truoc.gia), at: d.gia, message: \"{{d.ten}} sau {{truoc.ten}}\" }
",
    ),
    (
        "schema.yaml",
        "type: object
required: [them]
properties:
  ghi_chu: { maxLength: 10, aliases: [chu_thich] }
  cap: { enum: [xa, tinh] }
  dong: { items: { required: [ghi_chu] } }
  them: { $ref: '#/$defs/chu', since: 1.0.0 }
$defs:
  chu: { type: string, minLength: 2 }
",
    ),
    (
        "layout.yaml",
        "format: 1
before:
  \"prose mo_dau\": [{ id: them, p: \"{{them}}\" }]
after:
  \"each dong\": [{ p: Hết. }]
replace:
  \"h1 {{nhom.ten}}\": [{ h1: \"Nhóm {{nhom.ten}}\" }]
appendices: [{ title: Phụ lục, body: [{ p: a }] }]
",
    ),
];

fn made(plugins: &Plugins, data: &[u8], office: &[u8], draft: bool) -> Rendered {
    render(
        plugins,
        &Job {
            data: Input { name: "bao-cao.yaml", bytes: data },
            organisation: Some(Input { name: "co-quan.yaml", bytes: office }),
            beside: &|_| None,
            draft,
            trace: true,
        },
    )
}

/// The type as it is, compiled once.
static SOUND: LazyLock<Plugins> = LazyLock::new(|| plugins(&[]));

/// What holds of every run.
fn judge(made: &Rendered) {
    let failed = matches!(made.outcome, Outcome::Data | Outcome::Plugin);
    assert_eq!(made.bytes.is_none(), failed);
    assert!(!failed || !made.diagnostics.is_empty(), "nothing was said");
    for lang in [Lang::Vi, Lang::En] {
        human::print(&made.diagnostics, &made.files, lang, true);
        json::value(&made.diagnostics, &made.files, lang);
    }
    // Every fault of a plugin has its place.
    if made.outcome == Outcome::Plugin {
        let placed = |found: &Diagnostic| found.span.is_some() || found.severity != Severity::Error;
        assert!(made.diagnostics.iter().all(placed), "{:?}", made.diagnostics);
    }
    if let Some(bytes) = &made.bytes {
        assert!(vanthu_core::docx::read_text(bytes).is_ok());
    }
}

proptest! {
    #[test]
    fn any_data_is_rendered_or_told(changes in changes(), office in changes(), draft: bool) {
        let office_text = base("co-quan.yaml");
        judge(&made(&SOUND, &changed(&base("bao-cao.yaml"), &changes), office_text.as_bytes(), draft));
        judge(&made(&SOUND, base("bao-cao.yaml").as_bytes(), &changed(&office_text, &office), draft));
    }

    #[test]
    fn any_bytes_are_rendered_or_told(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        judge(&made(&SOUND, &bytes, b"", false));
    }

    #[test]
    fn any_plugin_is_used_or_told(changes in changes(), which in 0..3_usize) {
        let name = ["plugin.yaml", "schema.yaml", "layout.yaml"][which];
        let plugins = plugins(&[(name, changed(&base(name), &changes))]);
        let data = base("bao-cao.yaml");
        judge(&made(&plugins, data.as_bytes(), base("co-quan.yaml").as_bytes(), true));
    }

    #[test]
    fn any_package_is_unpacked_or_told(
        at in prop::collection::vec((any::<Index>(), any::<u8>()), 0..8),
        cut: Index,
    ) {
        let files = LAYER.map(|(name, text)| (name.to_owned(), text.as_bytes()));
        let mut bytes = pack("tren", &Folder::new("tren", files)).expect("a package");
        for (at, byte) in &at {
            let at = at.index(bytes.len());
            bytes[at] = *byte;
        }
        let whole = at.is_empty();
        prop_assert_eq!(unpack("goi.zip", &bytes).is_ok() || !whole, true);
        bytes.truncate(cut.index(bytes.len()));
        prop_assert!(unpack("goi.zip", &bytes).is_err());
    }

    #[test]
    fn any_layer_is_used_or_told(changes in changes(), data in changes(), which in 0..3_usize) {
        let (name, text) = LAYER[which];
        let sound = base("bao-cao.yaml").replace("loai: thu", "loai: tren\nthem: chữ");
        let office = base("co-quan.yaml");
        let plugins = plugins(&[(&*format!("tren/{name}"), changed(text, &changes))]);
        let made_of = |data: &[u8], draft| made(&plugins, data, office.as_bytes(), draft);
        judge(&made_of(sound.as_bytes(), true));
        judge(&made_of(&changed(&sound, &data), false));
    }
}

#[test]
fn the_layer_itself_is_faultless() {
    let data = base("bao-cao.yaml").replace("loai: thu", "loai: tren\nthem: chữ");
    let data = data.replace("gia: 1.5 }", "gia: 1.5, ghi_chu: a }");
    let made = made(&SOUND, data.as_bytes(), base("co-quan.yaml").as_bytes(), false);
    let told = human::print(&made.diagnostics, &made.files, Lang::Vi, false);
    assert_eq!(made.outcome, Outcome::Clean, "{told}");
}
