//! The law: what we write is clean by the rules that we write it by; and a file that breaks a rule
//! is told which.

// How many mutations there were is printed for whoever reads the log.
#![allow(clippy::print_stdout)]

mod common;

use std::borrow::Cow;
use std::io::{Cursor, Read, Write};

use vanthu_core::diag::{Diagnostics, Lang, Severity, human};
use vanthu_core::inspect::{Inspected, Known, inspect};
use vanthu_core::plugin::{Folder, Plugins};
use vanthu_core::render::{Input, Job, render};

use common::repository;
use zip::write::SimpleFileOptions;

/// A change of one of the files of Nghị định 30: its name, what is replaced, by what.
type Change<'c> = (&'c str, &'c str, &'c str);

/// The templates, one of them changed.
fn plugins(change: Option<Change<'_>>) -> Plugins {
    let read = |path: &str| Folder::read(&repository(path)).expect("a folder of the repository");
    let templates = read("templates");
    let files = templates.iter().map(|(path, bytes)| {
        let mut bytes: Cow<'static, [u8]> = bytes.to_vec().into();
        if let Some((_, from, to)) =
            change.filter(|(name, ..)| path.as_str() == format!("nd30-2020/{name}"))
        {
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
    made_of(plugins, data, None)
}

/// The same, one text of the data changed.
fn made_of(plugins: &Plugins, data: &str, change: Option<(&str, &str)>) -> Vec<u8> {
    let data = repository(data);
    let folder = data.parent().expect("a folder").to_owned();
    let read = |name: &str| std::fs::read(folder.join(name)).ok();
    let mut data = std::fs::read_to_string(&data).expect("data");
    if let Some((from, to)) = change {
        assert!(data.contains(from), "{from}");
        data = data.replacen(from, to, 1);
    }
    let office = read("co-quan.yaml");
    let made = render(
        plugins,
        &Job {
            data: Input { name: "bao-cao.yaml", bytes: data.as_bytes() },
            organisation: office.as_ref().map(|bytes| Input { name: "co-quan.yaml", bytes }),
            beside: &|name| read(name),
            draft: false,
            trace: false,
        },
    );
    let told = human::print(&made.diagnostics, &made.files, Lang::Vi, false);
    made.bytes.unwrap_or_else(|| panic!("{told}"))
}

fn judged(bytes: &[u8]) -> Inspected {
    inspect(
        &plugins(None),
        Known { standard: Some("nd30-2020"), kind: None },
        Input { name: "a.docx", bytes },
    )
    .expect("the standard")
}

/// Every rule that was broken, those of warnings too.
fn rules_told(diagnostics: &Diagnostics) -> Vec<String> {
    let told = diagnostics.iter().filter(|d| d.severity != Severity::Note);
    let mut ids: Vec<String> = told.map(|d| d.code.to_string()).collect();
    ids.sort();
    ids.dedup();
    ids
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
        let ids = inspected.not_judged;
        never = Some(match never {
            None => ids,
            Some(before) => before.into_iter().filter(|id| ids.contains(id)).collect(),
        });
    }
    // Mục and tiểu mục of a chương: no shipped type has them.
    let expected = ["STR-4", "STR-4-TEN"];
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
    ("chung.yaml", "\"{{bare _can_cu}}.\"", "\"{{bare _can_cu}},\"", "nghi-quyet", "CC-2-DAU"),
    // The board stands below its head.
    (
        "chung.yaml",
        "\"TM. {{nguoi_ky.tap_the}}\" }\n    - when: nguoi_ky.chuc_vu_chinh\n      do:\n        - when: (eq nguoi_ky.hinh_thuc 'kt')\n          do:\n            - line: { role: signer-authority, text: \"KT. {{nguoi_ky.chuc_vu_chinh}}\" }",
        "\"KT. Chủ tịch\" }\n    - when: nguoi_ky.chuc_vu_chinh\n      do:\n        - when: (eq nguoi_ky.hinh_thuc 'kt')\n          do:\n            - line: { role: signer-authority, text: \"TM. Ủy ban nhân dân\" }",
        "cong-van",
        "SIG-2+SIG-4",
    ),
    (
        "chung.yaml",
        "      else:\n        - line: { role: signer-title, text: \"{{nguoi_ky.chuc_vu}}\" }",
        "      else:\n        - when: (eq nguoi_ky.hinh_thuc nguoi_ky.chuc_vu)\n          do:\n            - line: { role: signer-title, text: \"{{nguoi_ky.chuc_vu}}\" }",
        "ban-sao",
        "CO-MAT-BAN-SAO+SIG-3",
    ),
    ("chung.yaml", "{{nguoi_soan_thao}}.{{#if", "x{{nguoi_soan_thao}}.{{#if", "quyet-dinh", "MK-4"),
    ("mau-1.9.yaml", "text: Thư ký", "text: Người ghi", "bien-ban", "SIG-12"),
];

/// Data changed: the paper, from, to, what is told.
const IN_DATA: &[(&str, &str, &str, &str)] = &[
    ("cong-van", "ngày 05 tháng 01", "ngày 5 tháng 01", "ND-1"),
    ("cong-van", "ngày 05 tháng 01 năm", "ngày 31 tháng 4 năm", "ND-1"),
    ("to-trinh", "12.500 triệu", "12,500,000 triệu", "ND-2"),
    ("to-trinh", "05 công trình", "05 công trình ở Bỉm Sơn, gần Bìm Sơn", "ND-3"),
    ("to-trinh", "05 công trình", "05 công trình theo 20/CT-TW, 20/CT/TW", "ND-4"),
    ("ke-hoach", "so: \"08\"", "so: \"08\"\ndia_danh: \"7\"", "DD-2"),
    ("ke-hoach", "so: \"08\"", "so: \"08\"\ndia_danh: xã A", "DD-4-HOA"),
    ("to-trinh", "năm 2026", "năm 2026. Vốn xã", "TL-4"),
    ("quyet-dinh", "30/2020/NĐ-CP ngày 05 tháng 3 năm 2020", "30/2020/NĐ-CP", "CC-1"),
    ("cong-van", "ngày 05 tháng 01 năm 2026 ", "", "CIT-1"),
    ("to-trinh", "05 công trình", "05  công trình", "ND-5"),
    ("chi-thi", "rà soát, báo cáo", "rà soát , báo cáo", "ND-6"),
    ("chi-thi", "rà soát, báo cáo", "rà soát,báo cáo", "ND-6"),
    ("to-trinh", "05 công trình", "05 c«ng tr×nh", "ND-7"),
    ("to-trinh", "05 công trình", "05 công trình hòa bình, hoà giải", "ND-8"),
    ("cong-van", "Kế hoạch số 08", "Kế hoạch số: 08", "ND-10"),
    ("to-trinh", "Danh mục gồm", "danh mục gồm", "CAP-1"),
    ("to-trinh", "05 công trình", "05 công trình ở thành phố Hồ Chí Minh", "CAP-5"),
    ("to-trinh", "05 công trình", "05 công trình theo điều 5", "CAP-13"),
    ("ban-sao", "hinh_thuc: tl", "hinh_thuc: kt", "SIG-2"),
    ("ban-sao", "ho_ten: Phạm", "ho_ten: TS. Phạm", "SIG-6"),
    ("quyet-dinh", "Về việc thành lập", "Thành lập", "TL-6"),
    ("quyet-dinh", "Như Điều 3, ", "", "NN-2"),
    ("quyet-dinh", " và phụ lục kèm theo", "", "AP-1"),
    ("to-trinh", "noi_nhan: [Như trên]", "noi_nhan: [Sở Nội vụ]", "NN-1-NHU-TREN"),
    ("ke-hoach", "so: \"08\"", "so: \"08\"\nkinh_gui: [Sở Nội vụ]\nnoi_nhan: [Như trên]", "NN-1"),
    ("ke-hoach", "so: \"08\"", "so: \"08\"\nky_hieu: XX-UBND", "SO-2"),
    ("cong-van", "so: \"21\"", "so: \"21\"\nky_hieu: CV-UBND", "SO-2"),
    ("ke-hoach", "so: \"08\"", "so: \"08\"\nky_hieu: 2026/KH-UBND", "SO-2+SO-8"),
];

#[test]
fn data_that_breaks_a_rule_is_told_which() {
    let engine = plugins(None);
    for (paper, from, to, rules) in IN_DATA {
        let bytes = made_of(&engine, &format!("examples/cac-mau/{paper}.yaml"), Some((from, to)));
        let inspected = judged(&bytes);
        let told = human::print(&inspected.diagnostics, &inspected.files, Lang::Vi, false);
        let rules: Vec<&str> = rules.split('+').collect();
        assert_eq!(rules_told(&inspected.diagnostics), rules, "{to}: {told}");
    }
    // 14 rows and 7 texts are changed in the tests below.
    let count = 21 + IN_STANDARD.len() + IN_FRAME.len() + IN_DATA.len();
    println!("mutations that were told: {count}");
}

#[test]
fn data_is_judged_at_its_own_lines_before_a_paper_is_made() {
    let engine = plugins(None);
    let read = |name: &str| {
        std::fs::read_to_string(repository("examples/cac-mau").join(name)).expect("data")
    };
    let office = read("co-quan.yaml");
    let judged = |data: &str| {
        let job = Job {
            data: Input { name: "a.yaml", bytes: data.as_bytes() },
            organisation: Some(Input { name: "co-quan.yaml", bytes: office.as_bytes() }),
            beside: &|_| None,
            draft: false,
            trace: false,
        };
        vanthu_core::render::check(&engine, &job)
    };
    for (paper, from, to, rules) in IN_DATA {
        let data = read(&format!("{paper}.yaml")).replacen(from, to, 1);
        let found = judged(&data);
        let told = human::print(&found.diagnostics, &found.files, Lang::Vi, false);
        let rules: Vec<&str> = rules.split('+').collect();
        assert_eq!(rules_told(&found.diagnostics), rules, "{to}: {told}");
        assert!(found.bytes.is_none());
    }
    let data = read("cong-van.yaml").replace("xem xét.", "xem  xét.");
    let found = judged(&data);
    let place = found.diagnostics[0].span.expect("a place");
    assert_eq!(
        found.files.slice(place),
        "Ủy ban nhân dân xã A đề nghị Sở Nội vụ và Văn phòng xem  xét"
    );
    let found = judged(&read("cong-van.yaml").replace("kinh_gui:", "kinh_gui_:"));
    assert!(!faults(&found.diagnostics).is_empty(), "what rendering says is said too");
}

#[test]
fn clean_papers_get_no_warning() {
    for paper in forms() {
        let inspected = judged(&made(&plugins(None), &paper));
        assert_eq!(rules_told(&inspected.diagnostics), Vec::<String>::new(), "{paper}");
    }
}

#[test]
fn the_seed_is_told_its_own_slips() {
    let inspected = judged(&made(&plugins(None), PAPERS[0]));
    let told: Vec<String> = inspected
        .diagnostics
        .iter()
        .filter(|d| d.severity != Severity::Note)
        .map(|d| format!("{}: {}", d.code, d.message.vi))
        .collect();
    assert_eq!(
        told,
        [
            "ND-3: Một tên viết nhiều cách: «Bìm Sơn»",
            "ND-10: Dấu hai chấm sau «số» khi viện dẫn: «số: 2500/SLĐTBXH-BVCSTE»",
            "ND-4: Một số, ký hiệu viết nhiều cách: «20/CT/TW»",
            "CIT-1: Viện dẫn: «số 20/CT-TW ngày …»",
            "ND-3: Một tên viết nhiều cách: «Bỉm Sơn»",
        ]
    );
}

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
    let note = inspected.diagnostics.iter().find(|d| d.code == "for-a-person").expect("a note");
    assert!(note.message.vi.contains("SIG-11"), "{}", note.message.vi);
    assert!(inspected.not_judged.contains(&"AP-1".to_owned()));
    let whole = made(&plugins(None), PAPERS[1]);
    for bytes in
        [&b""[..], b"PK\x05\x06", b"\xD0\xCF\x11\xE0 old", &whole[..whole.len() / 2], &[0; 64]]
    {
        let inspected = judged(bytes);
        assert_eq!(inspected.diagnostics[0].code, "unreadable");
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
        let inspected = inspect(
            &engine,
            Known { standard: Some("nd30-2020"), kind: None },
            Input { name: "a.docx", bytes: &bytes },
        );
        assert!(!inspected.expect("the standard").diagnostics.is_empty());
    }
}

/// The parts of a package.
fn parts(package: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = zip::ZipArchive::new(Cursor::new(package)).expect("a package");
    let names: Vec<String> =
        archive.file_names().map(|name| name.expect("a name").into_owned()).collect();
    let read = |name: String| {
        let mut bytes = Vec::new();
        archive.by_name(&name).expect("a part").read_to_end(&mut bytes).expect("bytes");
        (name, bytes)
    };
    names.into_iter().map(read).collect()
}

fn package(parts: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        writer.start_file(name, SimpleFileOptions::default()).expect("a part");
        writer.write_all(bytes).expect("bytes");
    }
    writer.finish().expect("a package").into_inner()
}

/// A package with one part changed.
fn with(part: &str, change: impl Fn(&mut Vec<u8>)) -> Vec<u8> {
    let mut parts = parts(&made(&plugins(None), PAPERS[1]));
    let (_, bytes) = parts.iter_mut().find(|(name, _)| name == part).expect("the part");
    change(bytes);
    package(&parts)
}

#[test]
fn no_damage_inside_the_parts_makes_the_reader_panic() {
    let whole = parts(&made(&plugins(None), PAPERS[1]));
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state as usize
    };
    let engine = plugins(None);
    const PIECES: [&[u8]; 12] = [
        b"<w:tbl>",
        b"</w:tbl>",
        b"<w:p>",
        b"</w:p>",
        b"<w:sdt>",
        b"\"",
        b"&#x0;",
        b"&lt;",
        b"<!--",
        b"<![CDATA[",
        b"<w:r><w:t>",
        b"99999999999999",
    ];
    for _ in 0..500 {
        let mut parts = whole.clone();
        for _ in 0..=next() % 4 {
            let nth = next() % parts.len();
            let (_, bytes) = &mut parts[nth];
            let at = next() % bytes.len().max(1);
            match next() % 4 {
                0 => bytes.truncate(at),
                1 => drop(bytes.splice(at..at, PIECES[next() % PIECES.len()].iter().copied())),
                2 => drop(bytes.drain(at..(at + next() % 64).min(bytes.len()))),
                _ => bytes[at] = next() as u8,
            }
            if next() % 16 == 0 {
                parts.remove(nth);
            }
        }
        let bytes = package(&parts);
        let inspected = inspect(
            &engine,
            Known { standard: Some("nd30-2020"), kind: None },
            Input { name: "a.docx", bytes: &bytes },
        );
        assert!(!inspected.expect("the standard").diagnostics.is_empty());
    }
}

#[test]
fn what_was_made_to_harm_does_none() {
    let body = |text: &str| {
        let open = br#"<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>"#;
        let text = [open, text.as_bytes(), b"</w:body></w:document>"].concat();
        with("word/document.xml", move |bytes| bytes.clone_from(&text))
    };
    let deep = "<w:tbl><w:tr><w:tc>".repeat(3000) + &"</w:tc></w:tr></w:tbl>".repeat(3000);
    let replaced = |part: &str, from: &str, to: &str| {
        with(part, |bytes| {
            let text = String::from_utf8(bytes.clone()).expect("UTF-8");
            assert!(text.contains(from), "{from}");
            *bytes = text.replace(from, to).into_bytes();
        })
    };
    let cycle = "<w:name w:val=\"Tiêu ngữ\"/><w:basedOn w:val=\"TieuNgu\"/>";
    let bomb = "<w:p/>".repeat(40_000_000 / 6);
    let entity = "<!DOCTYPE a [<!ENTITY b \"bbbbbbbb\">]><w:document>&b;</w:document>";
    let table = [("xl/workbook.xml".to_owned(), b"<workbook/>".to_vec())];
    for (name, bytes) in [
        ("3,000 tables in each other", body(&deep)),
        ("a body of 40 MB that packs to nothing", body(&bomb)),
        (
            "a style based on itself",
            replaced("word/styles.xml", "<w:name w:val=\"Tiêu ngữ\"/>", cycle),
        ),
        ("an entity", with("word/document.xml", |bytes| *bytes = entity.as_bytes().to_vec())),
        ("a workbook", package(&table)),
        ("no part at all", package(&[])),
        (
            "an encrypted file",
            [b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".as_slice(), &[0; 4096]].concat(),
        ),
    ] {
        let inspected = judged(&bytes);
        assert!(!inspected.diagnostics.is_empty(), "{name}");
    }
}
