//! The reports of many units become one, with every figure accounted for.

#![allow(clippy::print_stdout, reason = "a test says when it could not look")]

mod common;

use std::fs;
use std::path::Path;
use std::process::Command;

use calamine::Reader;
use common::{printed, repository, vanthu};
use tempfile::TempDir;

/// A copy of an example folder.
fn example(name: &str) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let from = repository("examples").join(name);
    for entry in walkdir::WalkDir::new(&from) {
        let entry = entry.expect("walks");
        let to = folder.path().join(entry.path().strip_prefix(&from).expect("inside"));
        if entry.file_type().is_dir() {
            fs::create_dir_all(to).expect("makes");
        } else {
            fs::copy(entry.path(), to).expect("copies");
        }
    }
    folder
}

fn ran(folder: &Path, args: &[&str]) -> (i32, String) {
    let mut command: Command = vanthu();
    let output = command.current_dir(folder).args(args).output().expect("runs");
    (output.status.code().unwrap_or(-1), printed(&output))
}

const MONTH: [&str; 9] = [
    "consolidate",
    "--type",
    "bao-cao-thang",
    "--units",
    "don-vi.yaml",
    "--own",
    "tinh.yaml",
    "don-vi",
    "--force",
];

fn month(folder: &Path, more: &[&str]) -> (i32, String) {
    ran(folder, &[&MONTH[..], &["-o", "tong.yaml"], more].concat())
}

fn change(folder: &Path, file: &str, from: &str, to: &str) {
    let path = folder.join(file);
    let text = fs::read_to_string(&path).expect("reads");
    assert!(text.contains(from), "{file}: {from}");
    fs::write(path, text.replacen(from, to, 1)).expect("writes");
}

#[test]
fn figures_of_three_units_are_those_worked_out_by_hand_and_say_where_they_came_from() {
    let folder = example("tong-hop-thang");
    let (exit, told) = month(folder.path(), &["--trace", "nguon.json"]);
    assert_eq!(exit, 0, "{told}");
    assert!(told.contains("tổng hợp 3/3 đơn vị") && !told.contains("cảnh báo"), "{told}");
    let yaml = fs::read_to_string(folder.path().join("tong.yaml")).expect("made");
    // 90 + 131.25 + 402.6; 80.5 + 118 + 371.1; 9.5 + 13.25 + 31.5.
    for line in [
        "        thuc_hien: 623.85\n",
        "        thuc_hien: 569.6\n",
        "        thuc_hien: 54.25\n",
        "        ke_hoach_nam: 7950\n",
        // 85 + 120.4 + 377.05.
        "        cung_ky: 582.45\n",
        "      Xã Hòa Bình: Thu ngân sách tháng đầu năm đạt khá.\n",
        "      Phường Tân Lập:\n      - Thu từ dịch vụ tăng mạnh.\n",
        // The province's own, in the place of three rates.
        "        thuc_hien: 97.6\n",
        "      - ten: Phường Tân Lập\n        ke_hoach_nam: 5100\n        thuc_hien: 402.6\n",
    ] {
        assert!(yaml.contains(line), "{line}: {yaml}");
    }
    assert!(!yaml.contains("96.2"), "a rate is never added: {yaml}");
    let trace: serde_json::Value =
        serde_json::from_slice(&fs::read(folder.path().join("nguon.json")).expect("a trace"))
            .expect("JSON");
    let figures = trace["figures"].as_array().expect("figures");
    let of = |pointer: &str| figures.iter().find(|figure| figure["pointer"] == pointer);
    let sum = of("/nhom/0/chi_tieu/0/thuc_hien").expect("traced");
    assert_eq!((&sum["rule"], &sum["value"]), (&"sum".into(), &"623.85".into()));
    let units: Vec<_> = sum["units"]
        .as_array()
        .expect("units")
        .iter()
        .map(|unit| (&unit["unit"], &unit["value"]))
        .collect();
    assert_eq!(units.len(), 3);
    assert_eq!(units[1], (&"Xã Yên Phú".into(), &"131.25".into()));
    assert_eq!(sum["units"][1]["file"], "don-vi/yen-phu.yaml");
    assert_eq!(sum["units"][1]["pointer"], "/nhom/0/chi_tieu/0/thuc_hien");
    let source = fs::read_to_string(folder.path().join("don-vi/yen-phu.yaml")).expect("reads");
    let line = sum["units"][1]["line"].as_u64().expect("a line") as usize;
    assert!(source.lines().nth(line - 1).expect("there").contains("thuc_hien: 131.25"));
    assert!(of("/mo_dau").is_none() && of("/nhom/1/chi_tieu/1/thuc_hien").is_none());
    // What was made is a sound report.
    let (exit, told) = ran(folder.path(), &["check", "--strict", "tong.yaml"]);
    assert_eq!(exit, 0, "{told}");
    assert_eq!(ran(folder.path(), &["render", "tong.yaml"]).0, 0);
    // Again, the same bytes.
    month(folder.path(), &[]);
    assert_eq!(fs::read_to_string(folder.path().join("tong.yaml")).expect("made"), yaml);
}

/// A report of a unit as its filled intake workbook, in the place of the data file.
fn into_workbook(folder: &Path, unit: &str) {
    let (yaml, book) = (format!("don-vi/{unit}.yaml"), format!("don-vi/{unit}.xlsx"));
    let (exit, told) = ran(folder, &["sheet", "bao-cao-thang", "--data", &yaml, "-o", &book]);
    assert_eq!(exit, 0, "{told}");
    fs::remove_file(folder.join(yaml)).expect("removes");
}

/// A text cell of a sheet, found by another reader.
fn cell(folder: &Path, file: &str, sheet: &str, cell: &str) -> String {
    let mut book = calamine::open_workbook_auto(folder.join(file)).expect("opens");
    let range = book.worksheet_range(sheet).expect("a sheet");
    let letters = cell.trim_end_matches(|c: char| c.is_ascii_digit());
    let column = letters.bytes().fold(0, |sum, letter| sum * 26 + u32::from(letter - b'A') + 1) - 1;
    let row: u32 = cell[letters.len()..].parse().expect("a row");
    range.get_value((row - 1, column)).expect("a cell").to_string()
}

#[test]
fn filled_workbooks_count_like_data_and_figures_are_traced_to_their_cells() {
    let folder = example("tong-hop-thang");
    let path = |name: &str| folder.path().join(name);
    assert_eq!(month(folder.path(), &[]).0, 0);
    let wanted = fs::read_to_string(path("tong.yaml")).expect("made");
    into_workbook(folder.path(), "yen-phu");
    // One is saved again by another program, in its own format.
    into_workbook(folder.path(), "hoa-binh");
    let profile = path("profile").display().to_string();
    let soffice = Command::new("soffice")
        .args([&format!("-env:UserInstallation=file://{profile}"), "--headless", "--convert-to"])
        .args(["ods", "--outdir", "don-vi", "don-vi/hoa-binh.xlsx"])
        .current_dir(folder.path())
        .output();
    if path("don-vi/hoa-binh.ods").exists() {
        fs::remove_file(path("don-vi/hoa-binh.xlsx")).expect("removes");
    } else {
        assert!(std::env::var_os("CI").is_none(), "LibreOffice is missing in CI");
        println!("NOT CHECKED: LibreOffice is not here: {soffice:?}");
    }
    // What Excel keeps beside a workbook that is open is nobody's report.
    fs::write(path("don-vi/~$yen-phu.xlsx"), "open").expect("writes");
    let (exit, told) = month(folder.path(), &["--trace", "nguon.json"]);
    assert_eq!(exit, 0, "{told}");
    assert_eq!(fs::read_to_string(path("tong.yaml")).expect("made"), wanted, "{told}");
    let trace = fs::read(path("nguon.json")).expect("a trace");
    let trace: serde_json::Value = serde_json::from_slice(&trace).expect("JSON");
    let figures = trace["figures"].as_array().expect("figures");
    let mut cells = 0;
    for source in figures.iter().flat_map(|figure| figure["units"].as_array().expect("units")) {
        let file = source["file"].as_str().expect("a file");
        let is_table = !file.ends_with(".yaml");
        assert_eq!((source["cell"].is_null(), source["line"].is_null()), (!is_table, is_table));
        let value = source["value"].as_str().expect("a text");
        if is_table && value.parse::<f64>().is_ok() {
            let (sheet, at) = (source["sheet"].as_str(), source["cell"].as_str());
            let (sheet, at) = (sheet.expect("a sheet"), at.expect("a cell"));
            assert_eq!(cell(folder.path(), file, sheet, at), value, "{source}");
            cells += 1;
        }
    }
    assert!(cells > 20, "{cells}");
}

#[test]
fn what_is_wrong_in_a_workbook_of_a_unit_is_told_at_its_cell() {
    let folder = example("tong-hop-thang");
    let path = |name: &str| folder.path().join(name);
    let report = fs::read_to_string(path("don-vi/yen-phu.yaml")).expect("reads");
    // A figure as text with a unit: nobody guesses.
    let lines = [
        "{\"thang\": 1, \"nam\": 2026, \"mo_dau\": \"A\", \"nhom\": []}",
        "{\"thang\": \"tháng 1\", \"nam\": 2026, \"mo_dau\": \"A\"}",
    ];
    fs::remove_file(path("don-vi/yen-phu.yaml")).expect("removes");
    fs::write(path("don-vi/yen-phu.jsonl"), lines[1]).expect("writes");
    told_as(folder.path(), &["yen-phu.jsonl, ô A2", "not-a-number", "unit-faulty"], 2);
    fs::write(path("don-vi/yen-phu.jsonl"), lines[0]).expect("writes");
    told_as(folder.path(), &["missing-field", "yen-phu.jsonl, ", "unit-faulty"], 2);
    // Two documents, or none, are no unit's report.
    fs::write(path("don-vi/yen-phu.jsonl"), [lines[0]; 2].join("\n")).expect("writes");
    told_as(folder.path(), &["not-one-document", "có 2 văn bản", "unit-faulty"], 2);
    fs::remove_file(path("don-vi/yen-phu.jsonl")).expect("removes");
    assert_eq!(ran(folder.path(), &["sheet", "bao-cao-thang", "-o", "don-vi/yen-phu.xlsx"]).0, 0);
    told_as(folder.path(), &["not-one-document", "có 0 văn bản", "unit-faulty"], 2);
    // A workbook beside the data file is a second report.
    fs::write(path("don-vi/yen-phu.yaml"), report).expect("writes");
    let (exit, told) = month(folder.path(), &[]);
    assert_eq!(exit, 1, "{told}");
    assert!(told.contains("not-one-document"), "{told}");
    fs::remove_file(path("don-vi/yen-phu.xlsx")).expect("removes");
    let args = ["sheet", "bao-cao-thang", "--data", "don-vi/yen-phu.yaml"];
    assert_eq!(ran(folder.path(), &[&args[..], &["-o", "don-vi/yen-phu.xlsx"]].concat()).0, 0);
    told_as(folder.path(), &["unit-twice", "Xã Yên Phú có 2 báo cáo", "yen-phu.xlsx"], 2);
}

/// A report that is spoilt: what is changed in it, what is told, and of how many units the whole is
/// made.
type Case = ((&'static str, &'static str), &'static [&'static str], usize);

const SPOILT: &[Case] = &[
    (
        ("thuc_hien: 131.25", "thuc_hien: 131,25"),
        &["not-a-number", "don-vi/yen-phu.yaml:24:20", "unit-faulty"],
        2,
    ),
    (
        ("        thuc_hien: 131.25\n", ""),
        &["missing-field", "Thực hiện trong tháng", "unit-faulty"],
        2,
    ),
    (("thang: 1", "thang: 2"), &["units-differ", "Xã Hòa Bình ghi «1», Xã Yên Phú ghi «2»"], 3),
    (
        // Who says nothing says the default.
        ("cach_tinh: thoi_diem, chu_yeu", "chu_yeu"),
        &["units-differ", "Xã Yên Phú ghi «cong_don»"],
        3,
    ),
    (
        ("loai: bao-cao-thang", "loai: so-ket"),
        &["other-type", "báo cáo của Xã Yên Phú không phải «bao-cao-thang»"],
        2,
    ),
    (
        ("ten: Thu khác,", "ten: Thu nội địa,"),
        &["row-twice", "hai dòng cùng là «Thu nội địa, triệu đồng»"],
        3,
    ),
];

/// The whole of what is there is made, and said to lack something.
fn told_as(folder: &Path, wanted: &[&str], units: usize) {
    let (exit, told) = month(folder, &[]);
    assert_eq!(exit, 1, "{wanted:?}: {told}");
    for words in wanted {
        assert!(told.contains(words), "{words}: {told}");
    }
    assert!(told.contains(&format!("tổng hợp {units}/3 đơn vị")), "{wanted:?}: {told}");
    let yaml = fs::read_to_string(folder.join("tong.yaml")).expect("made");
    assert!(yaml.contains("số liệu chưa đủ để gửi"), "the file says it too: {yaml}");
}

#[test]
fn a_faulty_report_is_told_and_the_exit_code_says_so() {
    for ((from, to), wanted, units) in SPOILT {
        let folder = example("tong-hop-thang");
        change(folder.path(), "don-vi/yen-phu.yaml", from, to);
        told_as(folder.path(), wanted, *units);
    }
}

#[test]
fn units_without_a_report_with_two_and_strangers_are_told() {
    let folder = example("tong-hop-thang");
    let inside = |name: &str| folder.path().join(name);
    fs::rename(inside("don-vi/yen-phu.yaml"), inside("xa.yaml")).expect("renames");
    let missing = ["unit-missing", "chưa có báo cáo của Xã Yên Phú", "don-vi.yaml:4:5"];
    told_as(folder.path(), &missing, 2);
    let yaml = fs::read_to_string(inside("tong.yaml")).expect("made");
    assert!(yaml.contains("# Chưa có số liệu của Xã Yên Phú.\n"), "{yaml}");
    // Found by its folder.
    fs::create_dir(inside("don-vi/yen-phu")).expect("makes");
    fs::copy(inside("xa.yaml"), inside("don-vi/yen-phu/thang-1.yaml")).expect("copies");
    assert_eq!(month(folder.path(), &[]).0, 0);
    fs::copy(inside("xa.yaml"), inside("don-vi/yen-phu.yaml")).expect("copies");
    let twice = ["unit-twice", "Xã Yên Phú có 2 báo cáo", "don-vi/yen-phu/thang-1.yaml"];
    told_as(folder.path(), &twice, 2);
    fs::rename(inside("don-vi/yen-phu.yaml"), inside("don-vi/la.yaml")).expect("renames");
    let stranger = ["unknown-unit", "la.yaml không phải báo cáo của đơn vị nào"];
    told_as(folder.path(), &stranger, 3);
    // Found by the agency that it names.
    fs::remove_file(inside("don-vi/yen-phu/thang-1.yaml")).expect("removes");
    let list = "{ ma: yen-phu, ten: Xã Yên Phú }";
    let agency = "{ ma: yen-phu, ten: Xã Yên Phú, co_quan: ỦY BAN NHÂN DÂN xã Yên Phú }";
    change(folder.path(), "don-vi.yaml", list, agency);
    assert_eq!(month(folder.path(), &[]).0, 0);
}

#[test]
fn a_report_that_cannot_be_read_is_faulty_and_not_missing() {
    let folder = example("tong-hop-thang");
    fs::write(folder.path().join("don-vi/yen-phu.yaml"), "loai: [bao-cao-thang\n").expect("writes");
    told_as(folder.path(), &["unit-faulty", "báo cáo của Xã Yên Phú có lỗi"], 2);
    let (_, told) = month(folder.path(), &[]);
    assert!(told.contains("don-vi/yen-phu.yaml:") && !told.contains("unit-missing"), "{told}");
}

#[test]
fn names_of_units_are_one_line_and_units_of_one_name_are_two() {
    let folder = example("tong-hop-thang");
    let list = "{ ma: yen-phu, ten: Xã Yên Phú }";
    change(folder.path(), "don-vi.yaml", list, "{ ma: yen-phu, ten: \"Xã\\nnam: 1999\" }");
    fs::remove_file(folder.path().join("don-vi/yen-phu.yaml")).expect("removes");
    told_as(folder.path(), &["chưa có báo cáo của Xã nam: 1999"], 2);
    let yaml = fs::read_to_string(folder.path().join("tong.yaml")).expect("made");
    assert!(yaml.contains("# Chưa có số liệu của Xã nam: 1999.\n"), "{yaml}");
    assert!(!yaml.contains("\nnam: 1999"), "{yaml}");
    // Another unit of the same name has a report.
    let (other, same) = ("{ ma: hoa-binh, ten: Xã Hòa Bình", "{ ma: hoa-binh, ten: Xã Yên Phú");
    change(folder.path(), "don-vi.yaml", other, same);
    let (spoilt, of_name) = ("ten: \"Xã\\nnam: 1999\"", "ten: Xã Yên Phú, co_quan: Ủy ban");
    change(folder.path(), "don-vi.yaml", spoilt, of_name);
    told_as(folder.path(), &["chưa có báo cáo của Xã Yên Phú"], 2);
    let yaml = fs::read_to_string(folder.path().join("tong.yaml")).expect("made");
    assert!(yaml.contains("# Chưa có số liệu của Xã Yên Phú.\n"), "{yaml}");
}

#[test]
fn what_some_units_lack_is_told_and_counts_as_nothing() {
    let folder = example("tong-hop-thang");
    change(folder.path(), "don-vi/yen-phu.yaml", "        cung_ky: 120.4\n", "");
    change(folder.path(), "don-vi/tan-lap.yaml", "ten: Thu khác,", "ten: Thu  KHÁC,");
    change(folder.path(), "don-vi/tan-lap.yaml", "ten: Số hộ nghèo", "ten: Hộ nghèo");
    let (exit, told) = month(folder.path(), &[]);
    assert_eq!(exit, 0, "{told}");
    for words in [
        "không có số của Xã Yên Phú",
        "dòng «Hộ nghèo, hộ» không có ở Xã Hòa Bình, Xã Yên Phú",
        "dòng «Số hộ nghèo, hộ» không có ở Phường Tân Lập",
    ] {
        assert!(told.contains(words), "{words}: {told}");
    }
    let yaml = fs::read_to_string(folder.path().join("tong.yaml")).expect("made");
    assert!(yaml.contains("thuc_hien: 54.25"), "blanks and case make no other row: {yaml}");
    assert!(yaml.contains("cung_ky: 462.05"), "85 + 377.05: {yaml}");
    // Without the province's own row, the rate is told.
    change(folder.path(), "tinh.yaml", "Tỷ lệ người dân tham gia bảo hiểm y tế", "Tỷ lệ khác");
    let (_, told) = month(folder.path(), &[]);
    assert!(
        told.contains("«Tỷ lệ người dân tham gia bảo hiểm y tế, %» là tỷ lệ hoặc bình quân"),
        "{told}"
    );
}

#[test]
fn rates_known_by_their_unit_or_their_name_are_not_added() {
    let folder = example("tong-hop-thang");
    let rates = "      - { ten: Lúa đông xuân, don_vi: tạ/ha, thuc_hien: 68.5 }
      - { ten: Mật độ dân số, don_vi: người trên km², thuc_hien: 812 }
      - { ten: Diện tích lúa, don_vi: ha, thuc_hien: 40.5 }\n";
    let first = "      - { ten: Số hộ nghèo";
    for unit in ["hoa-binh", "yen-phu", "tan-lap"] {
        change(folder.path(), &format!("don-vi/{unit}.yaml"), first, &(rates.to_owned() + first));
    }
    let (exit, told) = month(folder.path(), &[]);
    assert_eq!(exit, 0, "{told}");
    for row in ["«Lúa đông xuân, tạ/ha»", "«Mật độ dân số, người trên km²»"]
    {
        assert!(told.contains(&format!("dòng {row} là tỷ lệ hoặc bình quân")), "{told}");
    }
    let yaml = fs::read_to_string(folder.path().join("tong.yaml")).expect("made");
    assert!(yaml.contains("thuc_hien: 121.5"), "3 × 40.5: {yaml}");
    assert!(!yaml.contains("Lúa đông xuân") && !yaml.contains("Mật độ"), "{yaml}");
}

/// Every other type that has rules: its example as two units' reports, and as the whole's own file.
#[test]
fn each_type_with_rules_makes_a_sound_report_of_its_example() {
    for (kind, data, twice) in [
        ("so-ket", "so-ket-xa", &["thuc_hien: 2277.1", "thuc_hien: 4554200"][..]),
        ("bao-cao-nam", "bao-cao-nam", &["thuc_hien: 38473.5"][..]),
    ] {
        let folder = example(data);
        let text = fs::read_to_string(folder.path().join("bao-cao.yaml")).expect("reads");
        fs::create_dir(folder.path().join("don-vi")).expect("makes");
        for unit in ["mot", "hai"] {
            fs::write(folder.path().join(format!("don-vi/{unit}.yaml")), &text).expect("writes");
        }
        let units = "don_vi:\n  - { ma: mot, ten: Xã Một }\n  - { ma: hai, ten: Xã Hai }\n";
        fs::write(folder.path().join("units.yaml"), units).expect("writes");
        // The head and the texts that no unit can give.
        let wanted = [
            "loai",
            "so",
            "ngay",
            "trich_yeu",
            "kinh_gui",
            "nguoi_ky",
            "mo_dau",
            "nhiem_vu",
            "ket_thuc",
            "phuong_huong",
        ];
        let mut own = String::new();
        let mut keep = false;
        for line in text.lines() {
            if line.starts_with(|c: char| c.is_ascii_lowercase()) {
                keep = wanted.contains(&line.split(':').next().unwrap_or_default());
            }
            if keep {
                own.push_str(line);
                own.push('\n');
            }
        }
        fs::write(folder.path().join("own.yaml"), own).expect("writes");
        let (exit, told) = ran(
            folder.path(),
            &[
                "consolidate",
                "--type",
                kind,
                "--units",
                "units.yaml",
                "--own",
                "own.yaml",
                "don-vi",
                "-o",
                "tong.yaml",
            ],
        );
        assert_eq!(exit, 0, "{kind}: {told}");
        let yaml = fs::read_to_string(folder.path().join("tong.yaml")).expect("made");
        for figure in twice {
            assert!(yaml.contains(figure), "{kind}, {figure}: {yaml}");
        }
        let (exit, told) = ran(folder.path(), &["check", "tong.yaml"]);
        assert_eq!(exit, 0, "{kind}: {told}\n{yaml}");
    }
}

#[test]
fn rules_and_inputs_of_a_type_are_shown_with_where_they_come_from() {
    let folder = tempfile::tempdir().expect("a folder");
    let (exit, shown) = ran(folder.path(), &["plugin", "show", "bao-cao-thang"]);
    assert_eq!(exit, 0, "{shown}");
    for line in [
        "  ky_truoc  bao-cao-thang\n",
        "  nhom.chi_tieu.thuc_hien  sum: cộng\n",
        "  nhom  rows: gộp các dòng cùng «ten»\n",
        "  theo_don_vi.dong  units: mỗi đơn vị một dòng, tên đơn vị ở «ten»\n",
        "  han_che  concatenate: nối các đoạn, mỗi đoạn sau tên đơn vị\n",
    ] {
        assert!(shown.contains(line), "{line}: {shown}");
    }
    let (exit, docs) = ran(folder.path(), &["docs", "bao-cao-thang"]);
    assert_eq!(exit, 0, "{docs}");
    for line in ["| `ky_truoc` | `bao-cao-thang` |", "| `nhom.chi_tieu.thuc_hien` | `sum` | cộng |"]
    {
        assert!(docs.contains(line), "{line}: {docs}");
    }
    // A layer takes them over from its base, and each says so.
    let args = ["plugin", "show", "bao-cao-nam", "--origin", "--format", "json"];
    let (exit, json) = ran(folder.path(), &args);
    assert_eq!(exit, 0, "{json}");
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    let rules = json["plugin"]["consolidate"].as_array().expect("rules");
    assert!(rules.len() > 10, "{json:#}");
    for rule in rules {
        assert_eq!(rule["origin"]["layer"], "bao-cao-dinh-ky", "{rule}");
        assert!(rule["origin"]["line"].as_u64().is_some_and(|line| line > 1), "{rule}");
    }
    // A type without any says nothing of them.
    let (_, none) = ran(folder.path(), &["plugin", "show", "cong-van"]);
    assert!(!none.contains("tổng hợp báo cáo") && !none.contains("văn bản khác"), "{none}");
}

const MANIFEST: &str = "format: 1\nid: bao-cao-dem\nversion: 1.0.0\ntitle: { vi: Báo cáo đếm }\ntype: Báo cáo\nstandard: nd30-2020\nform: \"1.4\"\nschema: schema.yaml\nlayout: layout.yaml\n";
const SCHEMA: &str = "type: object
required: [dong, hai_long, nguoi_hoi]
properties:
  dong:
    type: array
    title: Các dòng
    items:
      type: object
      required: [ten, so_luong]
      properties:
        ten: { type: string, title: Tên, examples: [A] }
        so_luong: { type: integer, title: Số lượng, examples: [1] }
  hai_long: { type: number, title: Tỷ lệ hài lòng, examples: [1] }
  nguoi_hoi: { type: integer, title: Số người được hỏi, examples: [1] }
  cao_nhat: { type: number, title: Cao nhất, examples: [1] }
  so_don_vi: { type: integer, title: Số đơn vị, examples: [1] }
  tu: { type: string, title: Từ ngày, format: ngay, examples: [05/02/2026] }
  ghi_chu: { type: string, title: Ghi chú, examples: [a] }
";
const LAYOUT: &str = "format: 1\nlevels: [clause]\nbody:\n  - each: dong\n    as: d\n    do:\n      - p: \"{{d.ten}}: {{number d.so_luong}}\"\n  - p: \"{{number hai_long}} {{number nguoi_hoi}} {{#if cao_nhat}}{{number cao_nhat}}{{/if}} {{#if so_don_vi}}{{number so_don_vi}}{{/if}} {{default tu ''}} {{default ghi_chu ''}}\"\n";
const RULES: &str = "consolidate:
  dong: list
  hai_long: { rule: weighted-average, weight: nguoi_hoi, decimals: 1 }
  nguoi_hoi: sum
  cao_nhat: max
  so_don_vi: count
  tu: min
  ghi_chu: latest
";

/// A type of its own, with these rules.
fn put(folder: &Path, rules: &str) {
    let plugin = folder.join("mau/bao-cao-dem");
    fs::create_dir_all(&plugin).expect("makes");
    fs::write(plugin.join("schema.yaml"), SCHEMA).expect("writes");
    fs::write(plugin.join("layout.yaml"), LAYOUT).expect("writes");
    fs::write(plugin.join("plugin.yaml"), format!("{MANIFEST}{rules}")).expect("writes");
}

/// Reports of that type, of two units.
fn counted() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let units = "don_vi: [{ ma: mot, ten: Một }, { ma: hai, ten: Hai }]\n";
    fs::write(folder.path().join("units.yaml"), units).expect("writes");
    for (name, day, liked, asked) in
        [("mot", "07/02/2026", "80", "10"), ("hai", "06/02/2026", "95.5", "33")]
    {
        let data = format!(
            "loai: bao-cao-dem\nngay: {day}\ndong: [{{ ten: {name}, so_luong: 1 }}]\nhai_long: {liked}\nnguoi_hoi: {asked}\ncao_nhat: {liked}\nso_don_vi: 1\ntu: {day}\nghi_chu: của {name}\n"
        );
        fs::write(folder.path().join(format!("{name}.yaml")), data).expect("writes");
    }
    folder
}

/// What is made of them, or what is told.
fn of_two(folder: &Path, kind: &str) -> (i32, String, String) {
    let options = ["--plugins", "mau", "--units", "units.yaml", "-o", "tong.yaml", "--force"];
    let inputs = ["consolidate", "--type", kind, "mot.yaml", "hai.yaml"];
    let (exit, told) = ran(folder, &[&inputs[..], &options].concat());
    let yaml = fs::read_to_string(folder.join("tong.yaml")).unwrap_or_default();
    (exit, told, yaml)
}

#[test]
fn each_rule_makes_what_it_says_and_layers_say_others() {
    let folder = counted();
    put(folder.path(), RULES);
    let (exit, told, yaml) = of_two(folder.path(), "bao-cao-dem");
    assert_eq!(exit, 0, "{told}");
    // (80 × 10 + 95.5 × 33) / 43 = 91.895…
    let wanted = "dong:\n  - ten: mot\n    so_luong: 1\n  - ten: hai\n    so_luong: 1\nhai_long: 91.9\nnguoi_hoi: 43\ncao_nhat: 95.5\nso_don_vi: 2\ntu: 06/02/2026\nghi_chu: của mot\n";
    assert!(yaml.ends_with(wanted), "{yaml}");
    let layer = folder.path().join("mau/bao-cao-dem-tinh");
    fs::create_dir_all(&layer).expect("makes");
    let text = "format: 1\nid: bao-cao-dem-tinh\nversion: 1.0.0\ntitle: { vi: Báo cáo đếm tỉnh }\nextends: bao-cao-dem\nconsolidate: { cao_nhat: min }\n";
    fs::write(layer.join("plugin.yaml"), text).expect("writes");
    for name in ["mot.yaml", "hai.yaml"] {
        change(folder.path(), name, "bao-cao-dem", "bao-cao-dem-tinh");
    }
    let (exit, told, yaml) = of_two(folder.path(), "bao-cao-dem-tinh");
    assert_eq!(exit, 0, "{told}");
    assert!(yaml.contains("cao_nhat: 80\n") && yaml.contains("nguoi_hoi: 43\n"), "{yaml}");
}

#[test]
fn faulty_rules_are_told_when_the_type_is_loaded() {
    let folder = counted();
    for (rules, words) in [
        ("{ nguoi_hoii: sum }", "có phải «nguoi_hoi»?"),
        ("{ ghi_chu: sum }", "«sum» không hợp với kiểu"),
        ("{ nguoi_hoi: cong }", "không có cách tổng hợp «cong»"),
        ("{ dong.so_luong: sum }", "chưa có cách gộp"),
        ("{ dong: { rule: rows, by: [so_luong] } }", "không phải mục chữ của một dòng"),
        ("{ hai_long: { rule: weighted-average, weight: ghi_chu } }", "không phải mục số"),
        ("{ hai_long: { rule: weighted-average } }", "thiếu mục «weight»"),
        ("{ dong: rows }", "«rows» cần thêm mục"),
    ] {
        put(folder.path(), &format!("consolidate: {rules}\n"));
        let (exit, told, _) = of_two(folder.path(), "bao-cao-dem");
        assert_eq!(exit, 3, "{rules}: {told}");
        assert!(told.contains(words) && told.contains("plugin.yaml:10:"), "{rules}: {told}");
    }
}
