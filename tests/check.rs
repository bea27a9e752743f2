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
    let shipped = std::fs::read_dir(repository("plugins")).expect("the plugins");
    let shipped = shipped.map(|entry| {
        let id = entry.expect("an entry").file_name().into_string().expect("UTF-8");
        let folder = read(&format!("plugins/{id}"));
        (id, folder)
    });
    let mut types: Vec<_> = shipped.collect();
    types.push(("moi-khoi".to_owned(), read("tests/plugins/moi-khoi")));
    Plugins::new(Folder::new("templates", files), types)
}

/// The paper of a data file of the repository.
fn made(plugins: &Plugins, data: &str) -> Vec<u8> {
    let data = repository(data);
    let folder = data.parent().expect("a folder").to_owned();
    let read = |name: &str| std::fs::read(folder.join(name)).ok();
    let data = std::fs::read(&data).expect("data");
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

const PAPERS: [&str; 3] = [
    "examples/so-ket-141/bao-cao.yaml",
    "examples/so-ket-xa/bao-cao.yaml",
    "tests/plugins/bao-cao.yaml",
];

/// A paper of each form.
fn forms() -> Vec<String> {
    let folder = std::fs::read_dir(repository("examples/cac-mau")).expect("the examples");
    let names = folder.map(|entry| entry.expect("an entry").file_name());
    let names = names.filter_map(|name| name.into_string().ok());
    let data = names.filter(|name| name.ends_with(".yaml") && name != "co-quan.yaml");
    let mut all: Vec<String> = data.map(|name| format!("examples/cac-mau/{name}")).collect();
    all.sort();
    all
}

#[test]
fn what_we_write_is_clean() {
    let papers = PAPERS.iter().map(|&paper| paper.to_owned()).chain(forms());
    for paper in papers {
        let inspected = judged(&made(&plugins(None), &paper));
        let told = human::print(&inspected.diagnostics, &inspected.files, Lang::Vi, false);
        assert!(faults(&inspected.diagnostics).is_empty(), "{paper}: {told}");
    }
}

#[test]
fn every_shipped_type_has_an_example() {
    let engine = plugins(None);
    let shown: Vec<String> = forms()
        .iter()
        .map(|paper| std::fs::read_to_string(repository(paper)).expect("data"))
        .collect();
    for id in engine.shipped().filter(|id| !matches!(*id, "so-ket" | "moi-khoi")) {
        let line = format!("loai: {id}\n");
        assert!(shown.iter().any(|text| text.contains(&line)), "{id}");
    }
}

#[test]
fn every_rule_of_a_component_is_judged_in_some_paper() {
    // What no paper of ours lets the checker judge would hold of anything.
    let engine = plugins(None);
    let papers = PAPERS.iter().map(|&paper| paper.to_owned()).chain(forms());
    let mut never: Option<Vec<String>> = None;
    for paper in papers {
        let inspected = judged(&made(&engine, &paper));
        let note = inspected.diagnostics.iter().find(|d| d.code == "not-evaluated");
        let message = note.map(|note| note.message.en.clone()).unwrap_or_default();
        let listed = message.split_once(": ").map(|(_, ids)| ids).unwrap_or_default();
        let ids: Vec<String> = listed.split(", ").map(str::to_owned).collect();
        never = Some(match never {
            None => ids,
            Some(before) => before.into_iter().filter(|id| ids.contains(id)).collect(),
        });
    }
    let expected = ["AP-1", "GEN-7", "NN-1", "STR-4", "STR-4-TEN"];
    let mut never = never.unwrap_or_default();
    never.sort();
    assert_eq!(never, expected);
}

/// Rows of the standard changed: from, to, the paper, what is told (one rule, or those that go
/// together).
const IN_STANDARD: &[(&str, &str, &str, &str)] = &[
    (
        "allow: { size: 12pt..13pt, bold: false, italic: false, caps: false, align: center, before: \">=6pt\" }\n    choose: { size: 12pt, before: 6pt }",
        "allow: { size: 14pt, bold: false, italic: false, caps: false, align: center, before: 6pt }",
        "cong-van",
        "TL-5",
    ),
    ("HỎA TỐC: 30mm", "HỎA TỐC: 50mm", "cong-van", "MK-2-KHUNG"),
    (
        "color: \"FF0000\" }\n    choose: { size: 13pt }",
        "color: \"0000FF\" }\n    choose: { size: 13pt }",
        "cong-van",
        "MK-2",
    ),
    (
        "role: contact\n    cite: Phụ lục I, Phần I, Mục III, khoản 4\n    allow: { size: 11pt..12pt, bold: false, italic: false, caps: false }\n    choose: { size: 11pt }",
        "role: contact\n    cite: Phụ lục I, Phần I, Mục III, khoản 4\n    allow: { size: 9pt, bold: false, italic: false, caps: false }",
        "cong-van",
        "MK-5",
    ),
    (
        "role: ground\n    cite: Phụ lục I, Phần I, Mục II, khoản 6, điểm a\n    allow: { size: 13pt..14pt, bold: false, italic: true",
        "role: ground\n    cite: Phụ lục I, Phần I, Mục II, khoản 6, điểm a\n    allow: { size: 13pt..14pt, bold: false, italic: false",
        "quyet-dinh",
        "CC-2",
    ),
    (
        "role: [issuing-authority, enactment]\n    cite: Phụ lục III, Mục II, mẫu 1.1 đến mẫu 1.3\n    allow: { size: 13pt..14pt, bold: true, italic: false, caps: true, align: center }\n    choose: { size: 14pt }",
        "role: [issuing-authority, enactment]\n    cite: Phụ lục III, Mục II, mẫu 1.1 đến mẫu 1.3\n    allow: { size: 16pt, bold: true, italic: false, caps: true, align: center }",
        "quyet-dinh",
        "CC-3",
    ),
    (
        "role: chapter-title\n    cite: Phụ lục I, Phần I, Mục II, khoản 6, điểm đ\n    allow: { size: 13pt..14pt, bold: true, italic: false, caps: true",
        "role: chapter-title\n    cite: Phụ lục I, Phần I, Mục II, khoản 6, điểm đ\n    allow: { size: 13pt..14pt, bold: true, italic: true, caps: true",
        "quyet-dinh-ban-hanh",
        "STR-3-TEN",
    ),
    (
        "role: article-heading\n    cite: Phụ lục I, Phần I, Mục II, khoản 6, điểm đ\n    allow: { size: 13pt..14pt, bold: true, italic: false",
        "role: article-heading\n    cite: Phụ lục I, Phần I, Mục II, khoản 6, điểm đ\n    allow: { size: 13pt..14pt, bold: true, italic: true",
        "nghi-quyet",
        "STR-5",
    ),
    (
        "allow: { size: 10pt, bold: false",
        "allow: { size: 13pt, bold: false",
        "ban-sao-dien-tu",
        "CP-1",
    ),
    (
        "role: copy-form\n    cite: Phụ lục I, Phần II, Mục II\n    allow: { size: 13pt..14pt, bold: true",
        "role: copy-form\n    cite: Phụ lục I, Phần II, Mục II\n    allow: { size: 13pt..14pt, bold: false",
        "ban-sao",
        "CP-2",
    ),
    (
        "role: circulation\n    cite: Phụ lục I, Phần I, Mục III, khoản 2, điểm c\n    allow: { size: 13pt..14pt, bold: true",
        "role: circulation\n    cite: Phụ lục I, Phần I, Mục III, khoản 2, điểm c\n    allow: { size: 13pt..14pt, bold: false",
        "van-ban",
        "MK-3",
    ),
];

/// Frames changed: the file, then the same.
const IN_FRAME: &[(&str, &str, &str, &str, &str)] = &[
    ("mau-1.5.yaml", "\"V/v {{trich_yeu}}\"", "\"v/v {{trich_yeu}}\"", "cong-van", "TL-5-VV"),
    ("mau-1.2.yaml", "\"QUYẾT ĐỊNH:\"", "\"QUYẾT ĐỊNH\"", "quyet-dinh", "CC-3-LOI"),
    (
        "mau-1.2.yaml",
        "  - line: { role: issuing-authority, text: \"{{tham_quyen}}\" }\n",
        "  - when: (eq tham_quyen 'x')\n    do: []\n",
        "quyet-dinh",
        "CO-MAT-QUYET-DINH",
    ),
    (
        "chung.yaml",
        "    - line: { role: recipients-label, text: \"Nơi nhận:\" }\n",
        "",
        "giay-gioi-thieu",
        "CO-MAT-GIAY",
    ),
    (
        "mau-1.9.yaml",
        "  - line: { role: subject, text: \"{{trich_yeu}}\" }\n",
        "  - when: (eq trich_yeu 'x')\n    do: []\n",
        "bien-ban",
        "CO-MAT-BIEN-BAN",
    ),
    (
        "mau-1.6.yaml",
        "{{bare nguoi_dien}} điện:",
        "{{bare nguoi_dien}} yêu cầu:",
        "cong-dien",
        "BODY-1+BODY-2+BODY-3+CO-MAT-CONG-DIEN",
    ),
];

#[test]
fn a_paper_of_another_form_that_breaks_a_rule_is_told_which() {
    let standard =
        IN_STANDARD.iter().map(|&(from, to, paper, rule)| ("standard.yaml", from, to, paper, rule));
    for (file, from, to, paper, rule) in standard.chain(IN_FRAME.iter().copied()) {
        let data = format!("examples/cac-mau/{paper}.yaml");
        let inspected = judged(&made(&plugins(Some((file, from, to))), &data));
        let told = human::print(&inspected.diagnostics, &inspected.files, Lang::Vi, false);
        let rules: Vec<&str> = rule.split('+').collect();
        assert_eq!(faults(&inspected.diagnostics), rules, "{to}: {told}");
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
            "- {{bare _noi}};\" }\n    - when: luu",
            "- {{bare _noi}}.\" }\n    - when: luu",
            &["NN-6"],
        ),
        ("    - line: { role: kind, text: \"{{ten_loai}}\" }\n", "", &["CO-MAT"]),
    ] {
        let changed = plugins(Some(("chung.yaml", from, to)));
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
