//! The periodic reports: figures of a month against those before, windows of each period, and
//! what is told when they do not agree.

mod common;
#[path = "common/library.rs"]
mod library;

use std::fs;
use std::process::Command;
use std::time::Duration;

use common::{carried, linked, printed, repository};
use library::{Place, copy, rendered, told};
use vanthu_core::diag::Severity;
use vanthu_core::plugin::Plugins;
use vanthu_core::render::{Input, Job, Outcome, Rendered, render};

/// The family, and the monthly report linked in.
fn plugins() -> Plugins {
    let ids = ["thang", "dinh-ky", "quy", "6-thang", "9-thang", "nam"];
    let shipped = ids.map(|id| {
        let id = format!("bao-cao-{id}");
        let folder = carried(&format!("plugins/{id}"));
        (id, folder)
    });
    Plugins::new(carried("templates"), shipped.into()).native(linked())
}

/// Texts of files replaced: file, from, to.
type Change<'c> = (&'c str, &'c str, &'c str);

/// Renders a data file of the repository, with its files changed.
fn made(path: &str, changes: &[Change<'_>]) -> Rendered {
    let (folder, name) = path.rsplit_once('/').expect("a folder");
    let read = |name: &str| {
        let mut text = fs::read_to_string(repository(folder).join(name)).ok()?;
        for (_, from, to) in changes.iter().filter(|(file, ..)| *file == name) {
            assert!(text.contains(from), "{name}: {from}");
            text = text.replacen(from, to, 1);
        }
        Some(text.into_bytes())
    };
    let (data, office) = (read(name).expect("data"), read("co-quan.yaml").expect("an office"));
    render(
        &plugins(),
        &Job {
            data: Input { name, bytes: &data },
            organisation: Some(Input { name: "co-quan.yaml", bytes: &office }),
            beside: &read,
            draft: false,
            trace: true,
        },
    )
}

/// The lines of a paper that is made without a word.
fn lines(made: &Rendered) -> Vec<String> {
    assert!(made.diagnostics.is_empty(), "{}", told(made));
    made.paper.as_ref().expect("a paper").dump().lines().map(str::to_owned).collect()
}

const MARCH: &str = "examples/bao-cao-thang/bao-cao.yaml";

#[test]
fn figures_of_a_month_are_those_worked_out_by_hand() {
    let lines = lines(&made(MARCH, &[]));
    for line in [
        "body | Số liệu trong báo cáo này tính từ ngày 15 tháng 02 năm 2026 đến ngày 14 tháng 3 năm 2026.",
        "section | Nhiệm vụ trọng tâm tháng 4 năm 2026",
        // 1562.75 / 1288.4; 1650.5 + 1288.4 + 1562.75; of 18400.
        "row | 1 | Tổng thu ngân sách trên địa bàn | triệu đồng | 1.562,75 | 121,3 | 4.501,65 | 24,5",
        // A state does not add up.
        "row | 4 | Số hộ nghèo | hộ | 101 | 97,1 | 101 | 118,8",
        // And against 1444.6, and 1520 + 1310.2 + 1444.6.
        "row | 1 | Tổng thu ngân sách trên địa bàn | triệu đồng | 18.400 | 1.288,4 | 1.562,75 | 121,3 | 1.444,6 | 108,2 | 4.501,65 | 105,3 | 24,5",
        // January's zero counts as a figure.
        "row | 5 | Giải ngân vốn đầu tư công | triệu đồng | 9.500 | 425 | 1.180,6 | 277,8 | 960 | 123,0 | 1.605,6 | 126,4 | 16,9",
        // No plan.
        "row | 5 | Lượt tiếp công dân | lượt | - | 11 | 16 | 145,5 | 15 | 106,7 | 41 | 89,1 | -",
        // 744.5 / 3100 is ahead of 564 / 2350, though both are printed as 24,0.
        "row | 2 | Thôn Tây | 2.350 | 190,6 | 113,2 | 564 | 24,0 | 5",
        "row | 3 | Thôn Nam | 3.100 | 268 | 124,9 | 744,5 | 24,0 | 4",
        "row | 5 | Thôn Đồng Tâm | 4.300 | 375 | 122,7 | 1.082,5 | 25,2 | 1",
        "total | Cộng (2×1) | 18.400 | 1.562,75 | 121,3 | 4.501,65 | 24,5 | ",
    ] {
        assert!(lines.iter().any(|found| found == line), "{line}: {lines:#?}");
    }
    let first = self::lines(&made("examples/bao-cao-thang/thang-01.yaml", &[]));
    for line in [
        "body | Số liệu trong báo cáo này tính từ ngày 15 tháng 12 năm 2025 đến ngày 14 tháng 01 năm 2026.",
        "row | 2 | Giải ngân vốn đầu tư công | triệu đồng | 0 | - | 0 | 0,0",
    ] {
        assert!(first.iter().any(|found| found == line), "{line}: {first:#?}");
    }
}

#[test]
fn the_year_turns_after_december() {
    let path = "plugins/bao-cao-thang/examples/thang-01.yaml";
    let made = made(path, &[("thang-01.yaml", "thang: 1\n", "thang: 12\n")]);
    assert!(told(&made).contains("thiếu báo cáo tháng 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11"));
    let data = vanthu_plugin::json!({ "thang": 12, "nam": 2026, "nhom": [] });
    let found = vanthu_plugin::testing::compute::<bao_cao_thang::BaoCaoThang>(&data);
    let found = found.expect("computes");
    assert_eq!((&found["thang_sau"], &found["nam_sau"]), (&1.into(), &2027.into()));
    assert_eq!(
        (&found["tu_ngay"], &found["den_ngay"]),
        (&"15/11/2026".into(), &"14/12/2026".into())
    );
}

/// A fault of a month: what is changed, what is told, where.
const FAULTS: &[(&[Change<'_>], &str, &str)] = &[
    (
        &[("bao-cao.yaml", "  - thang-01.yaml\n", "")],
        "lỗi[bao-cao-thang/thieu-thang]: thiếu báo cáo tháng 1",
        "bao-cao.yaml:11:1",
    ),
    (
        &[("bao-cao.yaml", "ky_truoc:\n  - thang-01.yaml\n  - thang-02.yaml\n", "")],
        "lỗi[bao-cao-thang/thieu-thang]: thiếu báo cáo tháng 1, 2",
        "bao-cao.yaml:9:8",
    ),
    (
        &[("thang-02.yaml", "nam: 2026\n", "nam: 2025\n")],
        "lỗi[bao-cao-thang/khac-nam]: báo cáo này của năm 2025, không phải năm 2026",
        "thang-02.yaml:10:6",
    ),
    (
        &[("thang-02.yaml", "thang: 2\n", "thang: 1\n")],
        "lỗi[bao-cao-thang/trung-thang]: tháng 1 đã có ở một tệp khác",
        "thang-02.yaml:9:8",
    ),
    (
        &[("thang-02.yaml", "thang: 2\n", "thang: 4\n")],
        "lỗi[bao-cao-thang/thang-sau]: tháng 4 không đứng trước tháng 3",
        "thang-02.yaml:9:8",
    ),
    (
        &[("bao-cao.yaml", "- thang-02.yaml", "- thang-01.yaml")],
        "tệp «thang-01.yaml» được nêu hai lần",
        "bao-cao.yaml:13:5",
    ),
    (
        &[("thang-02.yaml", "loai: bao-cao-thang", "loai: bao-cao-nam")],
        "tệp này không phải «loai: bao-cao-thang»",
        "thang-02.yaml:2:7",
    ),
    (
        &[("bao-cao.yaml", "- thang-02.yaml", "- thang-2.yaml")],
        "không đọc được tệp «thang-2.yaml»",
        "bao-cao.yaml:13:5",
    ),
    (
        &[("bao-cao.yaml", "thuc_hien: 1562.75", "thuc_hien: 1562.7")],
        "lỗi[bao-cao-thang/tong-khong-khop]: thực hiện của «Tổng thu ngân sách trên địa bàn» là 1.562,7, mà tổng của «Thu nội địa», «Thu từ quỹ đất công ích và khoản khác» là 1.562,75",
        "bao-cao.yaml:32:20",
    ),
    (
        &[("bao-cao.yaml", "Thôn Đông, ke_hoach_nam: 2600", "Thôn Đông, ke_hoach_nam: 2500")],
        "kế hoạch năm của «Tổng thu ngân sách trên địa bàn» là 18.400, mà tổng của các đơn vị là 18.300",
        "bao-cao.yaml:31:23",
    ),
    // A state has no sum over months, but has one over units.
    (
        &[(
            "bao-cao.yaml",
            "theo_don_vi:\n",
            "theo_don_vi:\n  - { chi_tieu: Số hộ nghèo, xep_hang_theo: thuc_hien, dong: [{ ten: Thôn A, thuc_hien: 50 }, { ten: Thôn B, thuc_hien: 50 }] }\n",
        )],
        "thực hiện của «Số hộ nghèo» là 101, mà tổng của các đơn vị là 100",
        "bao-cao.yaml:",
    ),
    (
        &[(
            "bao-cao.yaml",
            "theo_don_vi:\n",
            "theo_don_vi:\n  - { chi_tieu: Số hộ nghèo, xep_hang_theo: thuc_hien, dong: [{ ten: Thôn A, thuc_hien: 50 }, { ten: Thôn B, thuc_hien: 51 }] }\n",
        )],
        "lỗi[bao-cao-thang/thieu-bang]: báo cáo tháng 1 không chia chỉ tiêu «Số hộ nghèo» theo đơn vị",
        "bao-cao.yaml:",
    ),
    (
        &[("thang-01.yaml", "cung_ky: 1520", "cung_ky: 1521")],
        "cùng kỳ năm trước của «Tổng thu ngân sách trên địa bàn» là 1.521",
        "thang-01.yaml:",
    ),
    (
        &[("bao-cao.yaml", "bang_tong: [Thu nội địa,", "bang_tong: [Thu trong nước,")],
        "lỗi[bao-cao-thang/khong-co-chi-tieu]: không có chỉ tiêu «Thu trong nước»",
        "bao-cao.yaml:34:21",
    ),
    (
        &[("bao-cao.yaml", "- chi_tieu: Tổng thu ngân sách", "- chi_tieu: Tổng thu")],
        "không có chỉ tiêu «Tổng thu trên địa bàn»",
        "bao-cao.yaml:",
    ),
    (
        &[("bao-cao.yaml", "ten: Tổng đàn lợn", "ten: chi ngân sách  xã")],
        "lỗi[bao-cao-thang/trung-ten]: chỉ tiêu «chi ngân sách xã» ghi hai lần",
        "bao-cao.yaml:",
    ),
    (
        &[("bao-cao.yaml", "ten: Tổng đàn lợn", "ten: Đàn lợn")],
        "lỗi[bao-cao-thang/thieu-dong]: báo cáo tháng 1 không có «Đàn lợn», lũy kế sẽ thiếu",
        "bao-cao.yaml:",
    ),
    (
        &[("thang-02.yaml", "don_vi: con", "don_vi: nghìn con")],
        "lỗi[bao-cao-thang/khac-don-vi]: tháng 2 tính «Tổng đàn lợn» theo «nghìn con», tháng này theo «con»",
        "thang-02.yaml:",
    ),
    (
        &[("thang-02.yaml", ", cach_tinh: thoi_diem", "")],
        "lỗi[bao-cao-thang/khac-cach-tinh]",
        "thang-02.yaml:",
    ),
    (
        &[("bao-cao.yaml", "cach_tinh: thoi_diem", "cach_tinh: thoi_diem\n        tu_thang: 2")],
        "lỗi[bao-cao-thang/tu-thang-sai]: «Tổng đàn lợn» đã có ở báo cáo tháng 1",
        "bao-cao.yaml:",
    ),
    (
        &[("bao-cao.yaml", "Thôn Đông, ke_hoach_nam: 2600,", "Thôn Đông,")],
        "lỗi[bao-cao-thang/thieu-ke-hoach]: «Thôn Đông» không có kế hoạch năm để xếp hạng",
        "bao-cao.yaml:",
    ),
    (
        &[("bao-cao.yaml", "nam: 2026", "nam: 2026\nso_lieu_den: /3/2026")],
        "lỗi[bao-cao-thang/ngay-chot-so-lieu]: ngày này chưa ghi đủ",
        "bao-cao.yaml:11:14",
    ),
    (
        &[("bao-cao.yaml", "nam: 2026", "nam: 2026\nso_lieu_den: 10/02/2026")],
        "lỗi[bao-cao-thang/ky-nguoc]: kỳ số liệu bắt đầu 15/02/2026, sau ngày kết thúc 10/02/2026",
        "bao-cao.yaml:11:14",
    ),
];

#[test]
fn every_fault_of_a_month_is_told_at_its_line() {
    for (changes, words, place) in FAULTS {
        let made = made(MARCH, changes);
        let told = told(&made);
        assert_eq!(made.outcome, Outcome::Data, "{changes:?}: {told}");
        assert!(made.bytes.is_none());
        let from = told.find(words).unwrap_or_else(|| panic!("{words}: {told}"));
        // The place is on the line below the message.
        let next = told[from..].lines().nth(1).unwrap_or_default();
        assert!(next.contains(place), "{words}: {next}");
        let all = &made.diagnostics;
        assert!(all.iter().all(|found| !found.hints.is_empty()), "{told}");
    }
}

#[test]
fn what_may_be_meant_is_a_warning() {
    let cases: [(&[Change<'_>], &str, &str); 5] = [
        (
            &[("bao-cao.yaml", "nam: 2026", "nam: 2026\nso_lieu_den: 31/03/2026")],
            "cảnh báo[bao-cao-thang/ngay-chot-so-lieu]: kỳ báo cáo tháng thường tính đến ngày 14/03/2026, ở đây ghi 31/03/2026",
            "bao-cao.yaml:11:14",
        ),
        (
            &[("bao-cao.yaml", "nam: 2026", "nam: 2026\nso_lieu_tu: 2026-03-01")],
            "thường tính từ ngày 15/02/2026, ở đây ghi 01/03/2026",
            "bao-cao.yaml:11:13",
        ),
        (
            &[("thang-02.yaml", "ke_hoach_nam: 9500", "ke_hoach_nam: 9000")],
            "kế hoạch năm là 9.500, tháng 2 ghi 9.000",
            "bao-cao.yaml:",
        ),
        (
            &[("thang-01.yaml", "loai:", "co_quan: { ten: [Ủy ban nhân dân, xã Khác] }\nloai:")],
            "báo cáo này của «Ủy ban nhân dân xã Khác»",
            "thang-01.yaml:2:1",
        ),
        (
            &[(
                "thang-02.yaml",
                "      - ten: Tổng đàn lợn\n",
                "      - { ten: Tổng đàn trâu, don_vi: con, thuc_hien: 5 }\n      - ten: Tổng đàn lợn\n",
            )],
            "cảnh báo[bao-cao-thang/bo-dong]: tháng này không có «Tổng đàn trâu»",
            "thang-02.yaml:",
        ),
    ];
    for (changes, words, place) in cases {
        let made = made(MARCH, changes);
        let told = told(&made);
        assert_eq!(made.outcome, Outcome::Clean, "{told}");
        let from = told.find(words).unwrap_or_else(|| panic!("{words}: {told}"));
        let next = told[from..].lines().nth(1).unwrap_or_default();
        assert!(next.contains(place), "{words}: {next}");
        assert_eq!(made.diagnostics.len(), 1, "{told}");
    }
    // The data's own days are those that are printed.
    let made = made(MARCH, &[("bao-cao.yaml", "nam: 2026", "nam: 2026\nso_lieu_den: 31/03/2026")]);
    let lines = made.paper.as_ref().expect("a paper").dump();
    assert!(lines.contains("từ ngày 15 tháng 02 năm 2026 đến ngày 31 tháng 3 năm 2026."));
}

#[test]
fn figures_too_long_for_a_double_are_told_not_rounded() {
    let long = "thuc_hien: 999999999999999";
    let path = "plugins/bao-cao-thang/examples/thang-02.yaml";
    let changes = [
        ("thang-01.yaml", "        bang_tong: [Thu nội địa, Thu khác]\n", ""),
        ("thang-01.yaml", "thuc_hien: 9.5 }", &*format!("{long} }}")),
        ("thang-02.yaml", "        bang_tong: [Thu nội địa, Thu khác]\n", ""),
        ("thang-02.yaml", "thuc_hien: 10 }", &*format!("{long} }}")),
    ];
    let made = made(path, &changes);
    assert_eq!(made.outcome, Outcome::Data, "{}", told(&made));
    assert!(told(&made).contains("số của «Thu khác» dài quá 15 chữ số"), "{}", told(&made));
}

#[test]
fn the_order_of_files_does_not_matter_and_the_same_data_give_the_same_bytes() {
    let swapped = "ky_truoc:\n  - thang-02.yaml\n  - thang-01.yaml\n";
    let files = "ky_truoc:\n  - thang-01.yaml\n  - thang-02.yaml\n";
    let one = made(MARCH, &[]);
    assert_eq!(one.bytes, made(MARCH, &[]).bytes);
    let other = made(MARCH, &[("bao-cao.yaml", files, swapped)]);
    let lines = |made: &Rendered| made.paper.as_ref().expect("a paper").dump();
    assert_eq!(lines(&one), lines(&other));
}

/// The library gives what the linked table gives.
#[test]
fn linked_and_loaded_forms_make_the_same_bytes() {
    let place = Place::new();
    let folder = place.path("plugins/bao-cao-thang");
    copy(&repository("plugins/bao-cao-thang"), &folder);
    fs::remove_dir_all(folder.join("native")).expect("the source stays at home");
    let output = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "-p", "bao-cao-thang-library", "--message-format=json"])
        .current_dir(repository(""))
        .env("CARGO_NET_OFFLINE", "true")
        .env("CARGO_TARGET_DIR", env!("CARGO_TARGET_TMPDIR"))
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", printed(&output));
    let messages = String::from_utf8(output.stdout).expect("UTF-8");
    let library = messages
        .lines()
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok())
        .filter_map(|message| Some(message["filenames"][0].as_str()?.to_owned()))
        .find(|name| name.ends_with(std::env::consts::DLL_SUFFIX) && name.contains("thang_library"))
        .expect("a library");
    let bytes = fs::read(library).expect("a library");
    place.add("bao-cao-thang", &bytes);
    place.pin("bao-cao-thang", &bytes);
    let loaded = place.plugins(Duration::from_secs(20));
    // Its own examples have no organisation beside them in this way of rendering.
    let office = fs::read_to_string(folder.join("examples/co-quan.yaml")).expect("an office");
    for name in ["thang-01.yaml", "thang-02.yaml"] {
        let path = folder.join("examples").join(name);
        let text = fs::read_to_string(&path).expect("data");
        let signer = "nguoi_ky: { chuc_vu: Chủ tịch, ho_ten: Nguyễn Văn A }";
        let office: String = office.split("nguoi_ky_san:").next().unwrap_or_default().to_owned();
        let text =
            text.replace("nguoi_ky: chu_tich", signer).replace("nguoi_ky: pho_chu_tich", signer);
        fs::write(&path, format!("{text}\n{office}noi_nhan: [Như trên]\n")).expect("ours");
    }
    for name in ["thang-01.yaml", "thang-02.yaml"] {
        let data = folder.join("examples").join(name);
        let (one, other) = (rendered(&loaded, &data), rendered(&plugins(), &data));
        assert!(other.bytes.is_some() && other.diagnostics.is_empty(), "{}", told(&other));
        assert_eq!(one.bytes, other.bytes, "{}", told(&one));
    }
    // And says the same of what is wrong.
    let data = folder.join("examples/thang-02.yaml");
    let text =
        fs::read_to_string(&data).expect("data").replace("thuc_hien: 120.75", "thuc_hien: 121");
    fs::write(&data, text).expect("ours");
    let (one, other) = (rendered(&loaded, &data), rendered(&plugins(), &data));
    assert!(told(&one).contains("tong-khong-khop"), "{}", told(&one));
    assert_eq!(told(&one), told(&other));
}

/// A layer of the monthly report reads earlier reports of its own type.
#[test]
fn a_layer_reads_its_own_earlier_months() {
    let folder = tempfile::tempdir().expect("a folder");
    let layer = folder.path().join("plugins/bao-cao-thang-tinh");
    fs::create_dir_all(&layer).expect("ours");
    let manifest = "format: 1\nid: bao-cao-thang-tinh\nversion: 1.0.0\n\
                    title: { vi: Báo cáo tháng của tỉnh }\nextends: bao-cao-thang\n";
    fs::write(layer.join("plugin.yaml"), manifest).expect("ours");
    let examples = repository("examples/bao-cao-thang");
    for name in ["bao-cao.yaml", "thang-01.yaml", "thang-02.yaml", "co-quan.yaml"] {
        let text = fs::read_to_string(examples.join(name)).expect("an example");
        let text = text.replace("loai: bao-cao-thang", "loai: bao-cao-thang-tinh");
        fs::write(folder.path().join(name), text).expect("ours");
    }
    let output = common::vanthu()
        .args(["render", "bao-cao.yaml", "-o", "a.docx", "--plugins", "plugins"])
        .current_dir(folder.path())
        .output()
        .expect("runs");
    assert!(output.status.success(), "{}", printed(&output));
    assert!(folder.path().join("a.docx").is_file());
}

/// Every paper of the family says what was approved.
#[test]
fn examples_of_every_period_are_as_they_were_approved() {
    for id in ["thang", "dinh-ky", "quy", "6-thang", "9-thang", "nam"] {
        let id = format!("bao-cao-{id}");
        let output = common::vanthu().args(["plugin", "test", &id]).output().expect("runs");
        assert!(output.status.success(), "{id}: {}", printed(&output));
    }
}

/// The program carries data only; what is built beside the source is no part of it.
#[test]
fn the_source_of_native_code_is_not_carried() {
    let output = common::vanthu()
        .args(["plugin", "show", "bao-cao-thang", "--format", "json"])
        .output()
        .expect("runs");
    let shown: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let text = shown.to_string();
    assert!(text.contains("computed.yaml") && text.contains("examples/thang-01.txt"), "{text}");
    assert!(!text.contains("Cargo.toml") && !text.contains("native/"), "{text}");
}

#[test]
fn a_type_with_native_code_is_extended_not_copied() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = common::vanthu()
        .args(["plugin", "new", "thang-x", "--from", "bao-cao-thang"])
        .current_dir(folder.path())
        .output()
        .expect("runs");
    assert_eq!(output.status.code(), Some(2), "{}", printed(&output));
    assert!(printed(&output).contains("vanthu plugin new thang-x --extends bao-cao-thang"));
    assert!(!folder.path().join("thang-x").exists());
}

/// Each period: its example, the window that is printed, the next period.
#[test]
fn every_period_has_its_window_and_knows_the_next() {
    let quarter = |n: &'static str| [("quy-1.yaml", "quy: 1", n)];
    for (path, changes, window, next) in [
        (
            "nam/examples/nam-2026.yaml",
            &[][..],
            "từ ngày 15 tháng 12 năm 2025 đến ngày 14 tháng 12 năm 2026",
            "năm 2027",
        ),
        (
            "9-thang/examples/9-thang.yaml",
            &[],
            "từ ngày 15 tháng 12 năm 2025 đến ngày 14 tháng 9 năm 2026",
            "3 tháng cuối năm 2026",
        ),
        (
            "6-thang/examples/dau-nam.yaml",
            &[],
            "từ ngày 15 tháng 12 năm 2025 đến ngày 14 tháng 6 năm 2026",
            "6 tháng cuối năm 2026",
        ),
        (
            "6-thang/examples/cuoi-nam.yaml",
            &[],
            "từ ngày 15 tháng 6 năm 2026 đến ngày 14 tháng 12 năm 2026",
            "6 tháng đầu năm 2027",
        ),
        (
            "quy/examples/quy-1.yaml",
            &[],
            "từ ngày 15 tháng 12 năm 2025 đến ngày 14 tháng 3 năm 2026",
            "quý II năm 2026",
        ),
        (
            "quy/examples/quy-1.yaml",
            &quarter("quy: 2"),
            "từ ngày 15 tháng 3 năm 2026 đến ngày 14 tháng 6 năm 2026",
            "quý III năm 2026",
        ),
        (
            "quy/examples/quy-1.yaml",
            &quarter("quy: 3"),
            "từ ngày 15 tháng 6 năm 2026 đến ngày 14 tháng 9 năm 2026",
            "quý IV năm 2026",
        ),
        (
            "quy/examples/quy-4.yaml",
            &[],
            "từ ngày 15 tháng 9 năm 2026 đến ngày 14 tháng 12 năm 2026",
            "quý I năm 2027",
        ),
    ] {
        let lines = lines(&made(&format!("plugins/bao-cao-{path}"), changes));
        let wanted = format!("body | Số liệu trong báo cáo này tính {window}.");
        assert!(lines.contains(&wanted), "{path}: {wanted}: {lines:#?}");
        assert!(lines.contains(&format!("section | Nhiệm vụ trọng tâm {next}")), "{lines:#?}");
    }
}

#[test]
fn another_cut_off_is_a_warning_in_every_period() {
    for (path, days, words) in [
        (
            "nam/examples/nam-2026.yaml",
            ("so_lieu_tu: 15/12/2025", "so_lieu_tu: 01/01/2026"),
            "báo cáo năm thường tính từ ngày 15 tháng 12 năm 2025",
        ),
        (
            "nam/examples/nam-2026.yaml",
            ("so_lieu_den: 14/12/2026", "so_lieu_den: 30/11/2026"),
            "báo cáo năm thường tính đến ngày 14 tháng 12 năm 2026",
        ),
        (
            "9-thang/examples/9-thang.yaml",
            ("nam: 2026", "nam: 2026\nso_lieu_den: 15/09/2026"),
            "báo cáo 9 tháng thường tính đến ngày 14 tháng 9 năm 2026",
        ),
        (
            "6-thang/examples/dau-nam.yaml",
            ("nam: 2026", "nam: 2026\nso_lieu_den: 31/05/2026"),
            "báo cáo 6 tháng thường tính đến ngày 14 tháng 6 năm 2026",
        ),
        (
            "6-thang/examples/cuoi-nam.yaml",
            ("nam: 2026", "nam: 2026\nso_lieu_tu: 01/07/2026"),
            "báo cáo 6 tháng thường tính từ ngày 15 tháng 6 năm 2026",
        ),
        (
            "quy/examples/quy-1.yaml",
            ("nam: 2026", "nam: 2026\nso_lieu_tu: 01/01/2026"),
            "báo cáo quý thường tính từ ngày 15 tháng 12 năm 2025",
        ),
        (
            "quy/examples/quy-4.yaml",
            ("nam: 2026", "nam: 2026\nso_lieu_tu: 01/10/2026"),
            "báo cáo quý thường tính từ ngày 15 tháng 9 năm 2026",
        ),
        (
            "dinh-ky/examples/tuan.yaml",
            ("ngay: 20/03/2026", "ngay: 18/03/2026"),
            "số liệu chốt ngày 19 tháng 3 năm 2026, sau ngày ban hành",
        ),
    ] {
        let path = format!("plugins/bao-cao-{path}");
        let name = path.rsplit('/').next().unwrap_or_default();
        let made = made(&path, &[(name, days.0, days.1)]);
        assert_eq!(made.outcome, Outcome::Clean, "{}", told(&made));
        let found: Vec<_> =
            made.diagnostics.iter().map(|d| (d.severity, d.message.vi.as_str())).collect();
        assert_eq!(found, [(Severity::Warning, words)], "{}", told(&made));
        assert!(told(&made).contains("gợi ý:"), "{}", told(&made));
    }
}

#[test]
fn totals_order_and_period_of_the_family_are_told_at_their_lines() {
    let path = "plugins/bao-cao-nam/examples/nam-2026.yaml";
    for (from, to, words) in [
        (
            "tong: { ke_hoach: 18400",
            "tong: { ke_hoach: 18401",
            "tổng kế hoạch là 18.401, mà cộng các dòng là 18.400",
        ),
        (
            "thuc_hien: 19236.75, cung_ky: 17105.4 }\n",
            "thuc_hien: 19236.7, cung_ky: 17105.4 }\n",
            "tổng thực hiện là 19.236,7, mà cộng các dòng là 19.236,75",
        ),
        (
            "cung_ky: 8540.2 }",
            "cung_ky: 8540.3 }",
            "tổng cùng kỳ là 17.105,4, mà cộng các dòng là 17.105,5",
        ),
        ("ma_so: 205", "ma_so: 102", "mã số 102 đứng sau 102"),
        (
            "so_lieu_den: 14/12/2026",
            "so_lieu_den: 14/12/2025",
            "kỳ số liệu kết thúc trước khi bắt đầu",
        ),
    ] {
        let made = made(path, &[("nam-2026.yaml", from, to)]);
        assert_eq!(made.outcome, Outcome::Data, "{words}: {}", told(&made));
        let told = told(&made);
        let at = told.find(words).unwrap_or_else(|| panic!("{words}: {told}"));
        assert!(
            told[at..].lines().nth(1).is_some_and(|next| next.contains("nam-2026.yaml:")),
            "{told}"
        );
    }
}
