//! What `standard::apply` and `docx` write, read back by others.

#[allow(dead_code)]
#[path = "../examples/sample.rs"]
mod sample;

use std::io::Read;

use vanthu_core::docx::read_text;

fn part(bytes: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("a zip file");
    let mut text = String::new();
    archive.by_name(name).expect("the part").read_to_string(&mut text).expect("UTF-8");
    text
}

#[test]
fn the_same_document_gives_the_same_bytes_on_any_thread() {
    let first = sample::bytes(&sample::document(), true);
    let threads: Vec<_> =
        (0..4).map(|_| std::thread::spawn(|| sample::bytes(&sample::document(), true))).collect();
    for thread in threads {
        assert!(thread.join().expect("no panic") == first);
    }
}

#[test]
fn the_text_comes_back_in_order() {
    let bytes = sample::bytes(&sample::document(), true);
    let text = read_text(&bytes).expect("our own package");
    let at = |words: &str| {
        text.iter().position(|line| line.contains(words)).unwrap_or_else(|| panic!("{words}"))
    };
    let places = [
        at("UBND XÃ A"),
        at("PHÒNG VĂN HÓA - XÃ HỘI"),
        at("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        at("Số: 05/BC-VHXH"),
        at("BÁO CÁO"),
        at("Kết quả sáu tháng đầu năm"),
        at("Tình hình triển khai"),
        at("<&> \"nháy\" ]]>"),
        at("144.250,12"),
        at("Tổng cộng"),
        at("KT. TRƯỞNG PHÒNG"),
        at("Nguyễn Văn A"),
        at("SỐ LIỆU CHI TIẾT THEO THÔN"),
    ];
    assert!(places.is_sorted(), "{places:?}");
}

#[test]
fn the_content_types_come_first_and_no_entry_has_a_date() {
    let bytes = sample::bytes(&sample::document(), true);
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(&bytes)).expect("a zip file");
    assert_eq!(
        archive.by_index(0).expect("an entry").name().expect("UTF-8"),
        "[Content_Types].xml"
    );
    for nth in 0..archive.len() {
        let date = archive.by_index(nth).expect("an entry").last_modified().expect("a date");
        assert_eq!((date.year(), date.month(), date.day()), (1980, 1, 1));
    }
}

#[test]
fn styles_carry_the_looks_and_paragraphs_do_not() {
    let bytes = sample::bytes(&sample::document(), false);
    let body = part(&bytes, "word/document.xml");
    assert!(!body.contains("<w:rFonts"));
    // One: the thin paragraph that ends a section whose last block is a table.
    assert_eq!(body.matches("<w:sz ").count(), 1);
    let styles = part(&bytes, "word/styles.xml");
    assert!(styles.contains("w:val=\"vi-VN\"") && styles.contains("heading 3"));
    assert!(body.contains("<w:tblHeader/>") && body.contains("w:orient=\"landscape\""));
}

#[test]
fn without_trace_no_control_is_left() {
    let with = sample::bytes(&sample::document(), true);
    let without = sample::bytes(&sample::document(), false);
    assert!(part(&with, "word/document.xml").contains("<w:sdt>"));
    assert!(!part(&without, "word/document.xml").contains("<w:sdt"));
    assert_eq!(read_text(&with).expect("ours"), read_text(&without).expect("ours"));
}

#[test]
fn the_lines_have_the_length_that_the_decree_gives() {
    let bytes = sample::bytes(&sample::document(), false);
    let body = part(&bytes, "word/document.xml");
    // The motto at 14 pt bold is 3,428 twips long, and so is its line, in a column of 101 mm.
    let side = (9355 - vanthu_core::length::Twips::mm(64.0).0 - 3428) / 2;
    assert!(body.contains(&format!("w:left=\"{side}\" w:right=\"{side}\"")), "{side}");
}
