//! The law: what we write is clean by the rules that we write it by; and a file that breaks a rule
//! is told which.

mod common;

use std::borrow::Cow;

use vanthu_core::diag::{Diagnostics, Lang, Severity, human};
use vanthu_core::inspect::{Inspected, inspect};
use vanthu_core::plugin::{Folder, Plugins};
use vanthu_core::render::{Input, Job, render};

use common::repository;

/// A change of one of the templates: the end of its name, what is replaced, by what.
type Change<'c> = (&'c str, &'c str, &'c str);

/// The templates, one of them changed.
fn plugins(change: Option<Change<'_>>) -> Plugins {
    let read = |path: &str| Folder::read(&repository(path)).expect("a folder of the repository");
    let templates = read("templates");
    let files = templates.iter().map(|(path, bytes)| {
        let mut bytes: Cow<'static, [u8]> = bytes.to_vec().into();
        if let Some((_, from, to)) = change.filter(|(name, ..)| path.as_str().ends_with(name)) {
            let text = String::from_utf8(bytes.to_vec()).expect("UTF-8");
            assert!(text.contains(from), "{from}");
            bytes = text.replace(from, to).into_bytes().into();
        }
        (path.as_str().to_owned(), bytes)
    });
    let types = vec![
        ("so-ket".to_owned(), read("plugins/so-ket")),
        ("moi-khoi".to_owned(), read("tests/plugins/moi-khoi")),
    ];
    Plugins::new(Folder::new("templates", files), types)
}

fn made(plugins: &Plugins, folder: &str) -> Vec<u8> {
    let read = |name: &str| std::fs::read(repository(folder).join(name)).ok();
    let data = read("bao-cao.yaml").expect("data");
    let office = read("co-quan.yaml");
    let made = render(
        plugins,
        &Job {
            data: Input { name: "bao-cao.yaml", bytes: &data },
            organisation: office.as_ref().map(|bytes| Input { name: "co-quan.yaml", bytes }),
            images: &|name| read(name),
            draft: false,
            trace: false,
        },
    );
    let told = human::print(&made.diagnostics, &made.files, Lang::Vi, false);
    made.bytes.unwrap_or_else(|| panic!("{told}"))
}

fn judged(bytes: &[u8]) -> Inspected {
    inspect(&plugins(None), "nd30-2020", Input { name: "a.docx", bytes }).expect("the standard")
}

fn faults(diagnostics: &Diagnostics) -> Vec<String> {
    let faults = diagnostics.iter().filter(|d| d.severity == Severity::Error);
    let mut ids: Vec<String> = faults.map(|d| d.code.to_string()).collect();
    ids.sort();
    ids.dedup();
    ids
}

const PAPERS: [&str; 3] = ["examples/so-ket-141", "examples/so-ket-xa", "tests/plugins"];

#[test]
fn what_we_write_is_clean() {
    for paper in PAPERS {
        let inspected = judged(&made(&plugins(None), paper));
        let told = human::print(&inspected.diagnostics, &inspected.files, Lang::Vi, false);
        assert!(faults(&inspected.diagnostics).is_empty(), "{paper}: {told}");
    }
}

#[test]
fn a_paper_that_breaks_a_rule_is_told_which() {
    // A standard changed in one row writes papers that break just that row of the true one.
    for (from, to, rules) in [
        ("width: 210mm, height: 297mm", "width: 216mm, height: 279mm", &["GEN-1"][..]),
        (
            "top: 20mm..25mm, bottom: 20mm..25mm, left: 30mm..35mm, right: 15mm..20mm }\n    choose: { top: 20mm, bottom: 20mm, left: 30mm, right: 15mm }",
            "top: 10mm, bottom: 20mm, left: 30mm, right: 15mm }",
            &["GEN-3"],
        ),
        ("font: Times New Roman, color: \"000000\"", "font: Arial, color: \"000000\"", &["GEN-4"]),
        (
            "allow: { size: 12pt..13pt, bold: true, italic: false, caps: true }\n    choose: { size: 13pt }",
            "allow: { size: 13pt, bold: false, italic: false, caps: true }",
            &["QH-1"],
        ),
        (
            "role: number\n    cite: Phụ lục I, Phần I, Mục II, khoản 3, điểm c\n    allow: { size: 13pt, bold: false",
            "role: number\n    cite: Phụ lục I, Phần I, Mục II, khoản 3, điểm c\n    allow: { size: 14pt, bold: false",
            &["SO-4"],
        ),
        (
            "allow: { first_line: [10mm, 12.7mm] }\n    choose: { first_line: 12.7mm }",
            "allow: { first_line: 20mm }",
            &["BODY-2"],
        ),
        (
            "allow: { before: \">=6pt\" }\n    choose: { before: 6pt }",
            "allow: { before: \">=3pt\" }\n    choose: { before: 3pt }",
            &["BODY-3"],
        ),
        ("allow: { line: 1.0..1.5 }\n    choose: { line: 1.1 }", "allow: { line: 2 }", &["BODY-4"]),
        (
            "allow: { size: 12pt, bold: true, italic: true, caps: false, indent_left: 0mm",
            "allow: { size: 12pt, bold: true, italic: false, caps: false, indent_left: 0mm",
            &["NN-4"],
        ),
        (
            "allow: { size: 11pt, bold: false, italic: false, caps: false, indent_left: 0mm",
            "allow: { size: 13pt, bold: false, italic: false, caps: false, indent_left: 0mm",
            &["NN-5"],
        ),
        (
            "allow: { size: 13pt..14pt, bold: false, italic: false, align: center }\n    choose: { size: 14pt }",
            "allow: { size: 10pt, bold: false, italic: false, align: center }",
            &["GEN-6"],
        ),
        (
            "line: { under: motto, length: 1..1, choose: 1 }",
            "line: { under: motto, length: 0.5..0.5, choose: 0.5 }",
            &["QH-3"],
        ),
        (
            "line: { under: agency, length: 1/3..1/2, choose: 0.4 }",
            "line: { under: agency, length: 1..1, choose: 1 }",
            &["CQ-5"],
        ),
        (
            "line: { under: subject, length: 1/3..1/2, choose: 0.4 }",
            "line: { under: subject, length: 0.2..0.2, choose: 0.2 }",
            &["TL-3"],
        ),
    ] {
        let inspected = judged(&made(&plugins(Some(("standard.yaml", from, to))), PAPERS[0]));
        let told = human::print(&inspected.diagnostics, &inspected.files, Lang::Vi, false);
        assert_eq!(faults(&inspected.diagnostics), rules, "{to}: {told}");
    }
}

#[test]
fn a_paper_whose_words_are_wrong_is_told_which() {
    // So does a frame changed in one text.
    for (from, to, rules) in [
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "CỘNG HÒA XÃ HỘI VIỆT NAM", &["QH-6"][..]),
        ("Độc lập - Tự do - Hạnh phúc", "Độc lập – Tự do – Hạnh phúc", &["QH-7"]),
        ("Số: {{pad so}}/", "Số: {{pad so}} - ", &["SO-5"]),
        ("{{dia_danh}}, {{date ngay}}", "{{dia_danh}} {{date ngay}}", &["DD-3"]),
        ("- Lưu: VT, {{bare luu.don_vi}}.", "- Lưu: {{bare luu.don_vi}}.", &["NN-6"]),
        (
            "- {{bare _noi}};\" }\n          - when: luu",
            "- {{bare _noi}}.\" }\n          - when: luu",
            &["NN-6"],
        ),
        ("  - line: { role: kind, text: \"{{ten_loai}}\" }\n", "", &["CO-MAT"]),
    ] {
        let changed = plugins(Some(("mau-1.4.yaml", from, to)));
        let inspected = judged(&made(&changed, PAPERS[0]));
        let told = human::print(&inspected.diagnostics, &inspected.files, Lang::Vi, false);
        assert_eq!(faults(&inspected.diagnostics), rules, "{to}: {told}");
    }
}

#[test]
fn what_is_not_evaluated_is_said_and_what_is_no_word_file_is_refused() {
    let inspected = judged(&made(&plugins(None), PAPERS[0]));
    let note = inspected.diagnostics.iter().find(|d| d.code == "not-evaluated").expect("a note");
    assert!(note.message.vi.contains("NN-1"), "{}", note.message.vi);
    let whole = made(&plugins(None), PAPERS[1]);
    for bytes in
        [&b""[..], b"PK\x05\x06", b"\xD0\xCF\x11\xE0 old", &whole[..whole.len() / 2], &[0; 64]]
    {
        let inspected = judged(bytes);
        assert!(!inspected.read);
        assert_eq!(faults(&inspected.diagnostics), ["unreadable"]);
    }
}

#[test]
fn no_damaged_package_makes_the_reader_panic() {
    let whole = made(&plugins(None), PAPERS[1]);
    // A generator of places and values: the same ones in every run.
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state as usize
    };
    let engine = plugins(None);
    for _ in 0..500 {
        let mut bytes = whole.clone();
        for _ in 0..=next() % 8 {
            let at = next() % bytes.len();
            bytes[at] = next() as u8;
        }
        if next() % 4 == 0 {
            bytes.truncate(next() % whole.len());
        }
        let inspected = inspect(&engine, "nd30-2020", Input { name: "a.docx", bytes: &bytes });
        assert!(!inspected.expect("the standard").diagnostics.is_empty());
    }
}
