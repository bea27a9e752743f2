//! The law: what we write is clean by the rules that we write it by; and a file that breaks a rule
//! is told which.

#![allow(clippy::tests_outside_test_module)]

#[path = "../common/mod.rs"]
mod common;
mod foreign;
mod hostile;
mod mutations;
mod papers;

use vanthu_core::diag::Severity;
use vanthu_core::docx::read_text;
use vanthu_core::plugin::KINDS;

use common::repository;
use papers::{
    ND30, REPORTS, TT01, all, data, faults, judged, judged_by, made, paper, plugins, rules_told,
    said, with,
};

#[test]
fn what_we_write_is_clean_in_every_standard() {
    let engine = plugins();
    for standard in [ND30, TT01] {
        for path in all() {
            let whole = paper(&engine, &path, &data(&path, standard));
            let inspected = judged_by(&engine, standard, &whole);
            // The seed has slips of its own; the rest gets no warning either.
            let told = match path == REPORTS[0] {
                true => faults(&inspected.diagnostics),
                false => rules_told(&inspected.diagnostics),
            };
            assert!(told.is_empty(), "{path}: {}", said(&inspected));
        }
    }
}

#[test]
fn every_shipped_type_has_an_example() {
    let engine = plugins();
    let shown: Vec<String> = all()
        .iter()
        .map(|paper| std::fs::read_to_string(repository(paper)).expect("data"))
        .collect();
    for id in engine.shipped() {
        let line = format!("loai: {id}\n");
        assert!(shown.iter().any(|text| text.contains(&line)), "{id}");
    }
}

#[test]
fn each_of_the_29_types_can_be_made() {
    let engine = plugins();
    let own = engine.shipped().map(|id| {
        let path = repository("plugins").join(id).join("plugin.yaml");
        let manifest = std::fs::read_to_string(path).unwrap_or_default();
        let name = manifest.lines().find_map(|line| line.strip_prefix("type: "));
        name.unwrap_or_default().to_owned()
    });
    let own: Vec<String> = own.collect();
    let path = "examples/cac-mau/van-ban.yaml";
    for (name, short) in KINDS {
        if own.iter().any(|own| own == name) {
            continue;
        }
        for standard in [ND30, TT01] {
            let text = data(path, standard).replace("Bản thỏa thuận", name);
            assert!(text.contains(&format!("ten_loai: {name}\n")), "{name}");
            // Thư công has no abbreviation, so its number has the agency's alone.
            let symbol =
                if short.is_empty() { "/UBND".to_owned() } else { format!("/{short}-UBND") };
            let whole = paper(&engine, path, &text);
            let shown = vanthu_core::docx::read_text(&whole).expect("text").join("\n");
            assert!(shown.contains(&symbol), "{name}: {symbol}");
            let inspected = judged_by(&engine, standard, &whole);
            assert!(rules_told(&inspected.diagnostics).is_empty(), "{name}: {}", said(&inspected));
        }
    }
}

#[test]
fn every_rule_of_a_component_is_judged_in_some_paper() {
    // What no paper of ours lets the checker judge would hold of anything.
    let engine = plugins();
    let mut never: Option<Vec<String>> = None;
    for paper in all() {
        let inspected = judged(&made(&engine, &paper));
        let ids = inspected.not_judged;
        never = Some(match never {
            None => ids,
            Some(before) => before.into_iter().filter(|id| ids.contains(id)).collect(),
        });
    }
    assert_eq!(never.unwrap_or_default(), Vec::<String>::new());
}

#[test]
fn a_document_that_names_its_signer_takes_nothing_of_the_organisations_own() {
    let engine = plugins();
    let path = "examples/cac-mau/thong-bao.yaml";
    let signers: [(&str, &[&str]); 4] = [
        ("{ chuc_vu: Chủ tịch, ho_ten: Nguyễn Văn A }", &["CHỦ TỊCH", "Nguyễn Văn A"]),
        ("pho_chu_tich", &["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Trần Thị B"]),
        (
            "pho_chanh_van_phong",
            &["TL. CHỦ TỊCH", "KT. CHÁNH VĂN PHÒNG", "PHÓ CHÁNH VĂN PHÒNG", "Lê Văn H"],
        ),
        // Without a name it says more of the organisation's signer.
        ("{ tap_the: ~ }", &["CHỦ TỊCH", "Nguyễn Văn A"]),
    ];
    for (signer, wanted) in signers {
        let data = format!("{}nguoi_ky: {signer}\n", data(path, ND30));
        let mut text = read_text(&paper(&engine, path, &data)).expect("reads back");
        text.retain(|line| !line.is_empty());
        let filed = text.iter().position(|line| line == "- Lưu: VT, VP.").expect("the last line");
        assert_eq!(text[filed + 1..], *wanted, "{signer}");
    }
}

#[test]
fn margins_of_a_page_on_its_side_may_turn_with_it_or_not() {
    let whole = made(&plugins(), REPORTS[1]);
    let landscape = |margins: [&str; 4]| {
        let [top, right, bottom, left] = margins;
        with(&whole, "word/document.xml", |text| {
            let (above, below) = text.split_once("w:orient=\"landscape\"/>").expect("a page");
            let end = below.find("w:header").expect("margins");
            let below = &below[end..];
            format!(
                "{above}w:orient=\"landscape\"/><w:pgMar w:top=\"{top}\" w:right=\"{right}\" \
                 w:bottom=\"{bottom}\" w:left=\"{left}\" {below}"
            )
            .into_bytes()
        })
    };
    let told = |margins| rules_told(&judged(&landscape(margins)).diagnostics);
    // Top, right, bottom, left of 20, 15, 20 and 30 mm, and the same turned to the left.
    for good in [["1134", "850", "1134", "1701"], ["1701", "1134", "850", "1134"]] {
        assert_eq!(told(good), Vec::<String>::new(), "{good:?}");
    }
    // Each is right in one of the two readings, but not in the same.
    for bad in [["1134", "1134", "850", "1701"], ["567", "567", "567", "567"]] {
        assert_eq!(told(bad), ["GEN-3"], "{bad:?}");
    }
}

#[test]
fn the_seed_is_told_its_own_slips() {
    let inspected = judged(&made(&plugins(), REPORTS[0]));
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
fn what_is_not_evaluated_is_said_and_what_is_no_word_file_is_refused() {
    let inspected = judged(&made(&plugins(), REPORTS[0]));
    let note = inspected.diagnostics.iter().find(|d| d.code == "for-a-person").expect("a note");
    assert!(note.message.vi.contains("SIG-11"), "{}", note.message.vi);
    assert!(inspected.not_judged.contains(&"AP-1".to_owned()));
    let whole = made(&plugins(), REPORTS[1]);
    for bytes in
        [&b""[..], b"PK\x05\x06", b"\xD0\xCF\x11\xE0 old", &whole[..whole.len() / 2], &[0; 64]]
    {
        let inspected = judged(bytes);
        assert_eq!(inspected.diagnostics[0].code, "unreadable");
        assert_eq!(faults(&inspected.diagnostics), ["unreadable"]);
    }
}
