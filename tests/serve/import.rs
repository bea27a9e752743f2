//! Tables from files of spreadsheets.

use std::time::{Duration, Instant};

use rust_xlsxwriter::{Format, Workbook, Worksheet};
use serde_json::{Value, json};

use crate::archive::archive;
use crate::page::{Answer, Home, Served};

/// Sends a file as the page does.
fn import(served: &Served, asked: &Value, file: &[u8]) -> Answer {
    served.send_bytes("/api/import", &[asked.to_string().as_bytes(), b"\n", file].concat())
}

fn table(fill: impl FnOnce(&mut Worksheet)) -> Vec<u8> {
    let mut workbook = Workbook::new();
    fill(workbook.add_worksheet());
    workbook.save_to_buffer().expect("writes")
}

/// The rows of the report's table.
fn asked() -> Value {
    json!({ "type": "so-ket", "field": "/so_lieu/dong", "name": "thon.xlsx" })
}

#[test]
fn rows_come_as_the_page_types_them_and_columns_are_mapped_by_hand() {
    let served = Home::new().serve().enter();
    let file = table(|sheet| {
        sheet.write(0, 0, "KẾT QUẢ THEO THÔN").expect("writes");
        sheet.write_row(2, 0, ["TT", "Thôn", "ke hoach", "Thực hiện", "Ghi chú"]).expect("writes");
        sheet.write_row(3, 0, ["1", "Thôn Đông", "1.234,5", "118"]).expect("writes");
        sheet.write(4, 1, "Thôn Đoài").expect("writes");
        sheet.write_row(4, 2, [80.25, 75.0]).expect("writes");
        let percent = Format::new().set_num_format("0%");
        sheet.write(5, 1, "Thôn Bắc").expect("writes");
        sheet.write_with_format(5, 2, 0.5, &percent).expect("writes");
    });
    let answer = import(&served, &asked(), &file);
    assert_eq!(answer.status, 200, "{}", answer.text());
    let said = answer.json();
    let paths: Vec<&Value> =
        said["columns"].as_array().expect("a list").iter().map(|c| &c["path"]).collect();
    assert_eq!(json!(paths), json!([null, null, "ke_hoach", "thuc_hien", "ghi_chu"]));
    assert_eq!(said["columns"][1]["samples"], json!(["Thôn Đông", "Thôn Đoài", "Thôn Bắc"]));
    assert_eq!(said["rows"][0], json!({ "ke_hoach": "1234,5", "thuc_hien": "118" }));
    let told = said["findings"].as_array().expect("a list");
    let codes: Vec<&Value> = told.iter().map(|finding| &finding["code"]).collect();
    assert_eq!(json!(codes), json!(["unmatched-column", "percent-format"]));
    assert_eq!((&told[1]["sheet"], &told[1]["cell"]), (&json!("Sheet1"), &json!("C6")));
    let mut mapped = asked();
    mapped["map"] = json!({ "B": "ten", "C": "thuc_hien", "D": "ke_hoach" });
    let said = import(&served, &mapped, &file).json();
    let wanted = json!({ "ten": "Thôn Đoài", "ke_hoach": "75", "thuc_hien": "80,25" });
    assert_eq!(said["rows"][1], wanted);
}

#[test]
fn each_kind_of_file_is_read() {
    let served = Home::new().serve().enter();
    let wanted = json!([{ "ten": "Thôn Đông", "ke_hoach": "1,5" }]);
    let wide: Vec<u8> = "\u{feff}Nội dung\tKế hoạch\r\nThôn Đông\t1,5\r\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    for file in [
        "Nội dung;Kế hoạch\nThôn Đông;1,5\n".as_bytes(),
        "\u{feff}Nội dung,Kế hoạch\r\nThôn Đông,\"1,5\"\r\n".as_bytes(),
        &wide,
        "{\"ten\": \"Thôn Đông\", \"ke_hoach\": 1.5}\n".as_bytes(),
    ] {
        let answer = import(&served, &asked(), file);
        assert_eq!(answer.json()["rows"], wanted, "{}", answer.text());
    }
}

/// The line end of a block of YAML is no part of the text that a cell shows.
fn trim(value: &mut Value) {
    match value {
        Value::String(text) => *text = text.trim().to_owned(),
        Value::Array(items) => items.iter_mut().for_each(trim),
        Value::Object(map) => map.values_mut().for_each(trim),
        _ => {}
    }
}

#[test]
fn a_whole_workbook_fills_the_form_in() {
    let home = Home::new();
    let served = home.serve().enter();
    let folder = tempfile::tempdir().expect("a folder");
    let data = crate::common::repository("examples/so-ket-xa/bao-cao.yaml");
    let made = crate::common::vanthu()
        .current_dir(folder.path())
        .args(["sheet", "so-ket", "--data"])
        .arg(&data)
        .output()
        .expect("runs");
    assert!(made.status.success(), "{made:?}");
    let file = std::fs::read(folder.path().join("nhap-lieu.xlsx")).expect("reads");
    let mut said = import(&served, &json!({ "type": "so-ket", "field": "" }), &file).json();
    trim(&mut said);
    let yaml = std::fs::read_to_string(data).expect("reads");
    let mut wanted = served.open(&yaml)["data"].take();
    wanted.as_object_mut().expect("a map").remove("loai");
    trim(&mut wanted);
    assert_eq!(said["data"], wanted);
    assert_eq!(said["findings"], json!([]));
}

#[test]
fn what_is_asked_is_checked() {
    let served = Home::new().serve().enter();
    let file = "Nội dung;Kế hoạch\nA;1\n".as_bytes();
    for (key, value) in [
        ("type", json!("../so-ket")),
        ("type", json!("khong-co")),
        ("field", json!("/so_lieu")),
        ("field", json!("/khong/co")),
        ("field", json!("/noi_nhan")),
        ("sheet", json!(7)),
    ] {
        let mut asked = asked();
        asked[key] = value.clone();
        let answer = import(&served, &asked, file);
        assert_eq!(answer.status, 422, "{key} {value}: {}", answer.text());
    }
    let mut odd = asked();
    odd["map"] = json!({ "A": 5, "ZZZ": "ten", "B": "khong_co" });
    assert_eq!(import(&served, &odd, file).status, 200);
    assert_eq!(import(&served, &json!([]), file).status, 400);
    let head = served.own("POST", "/api/import");
    assert_eq!(served.send(&head, b"").status, 415, "JSON is no table");
}

fn xlsx(sheet: &[u8], strings: &[u8]) -> Vec<u8> {
    let relation = |kind: &str, target: &str| {
        format!(
            "<Relationships><Relationship Id=\"r1\" Type=\"x/{kind}\" Target=\"{target}\"/><Relationship Id=\"r2\" Type=\"x/sharedStrings\" Target=\"s.xml\"/></Relationships>"
        )
    };
    archive(&[
        ("_rels/.rels", relation("officeDocument", "xl/w.xml").as_bytes()),
        ("xl/_rels/w.xml.rels", relation("worksheet", "1.xml").as_bytes()),
        ("xl/w.xml", b"<workbook><sheets><sheet name=\"A\" r:id=\"r1\"/></sheets></workbook>"),
        ("xl/s.xml", strings),
        ("xl/1.xml", sheet),
    ])
}

#[test]
#[allow(clippy::disallowed_methods, reason = "how long a refusal takes")]
fn hostile_files_are_refused_soon_and_in_plain_words() {
    let served = Home::new().serve().enter();
    let cell = |name: &str| {
        format!(
            "<worksheet><sheetData><row r=\"1\"><c r=\"{name}\"><v>1</v></c></row></sheetData></worksheet>"
        )
    };
    let far = "<worksheet><sheetData><row r=\"1048576\"><c r=\"A1048576\"><v>1</v></c></row></sheetData></worksheet>";
    let zeros = vec![b' '; 60 << 20];
    let repeated = |rows: &str, columns: &str| {
        let content = format!(
            "<x><table:table table:name=\"A\"><table:table-row table:number-rows-repeated=\"{rows}\"><table:table-cell office:value-type=\"float\" office:value=\"1\" table:number-columns-repeated=\"{columns}\"/></table:table-row></table:table></x>"
        );
        archive(&[("content.xml", content.as_bytes())])
    };
    let long = format!("<sst><si><t>{}</t></si></sst>", "a".repeat(40 << 20));
    let shared: String = (1..2_000)
        .map(|row| format!("<row r=\"{row}\"><c r=\"A{row}\" t=\"s\"><v>0</v></c></row>"))
        .collect();
    let merged = "<worksheet><sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row><row r=\"19999\"><c r=\"CV19999\"><v>1</v></c></row></sheetData><mergeCells><mergeCell ref=\"A1:XFD1048576\"/></mergeCells></worksheet>";
    let many: Vec<String> = (0..1500).map(|nth| format!("a{nth}")).collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|name| (name.as_str(), &b""[..])).collect();
    let million = "a;".repeat(1_000_000);
    for (what, file, code) in [
        ("a zip bomb", xlsx(&zeros, b"<sst/>"), "workbook-too-large"),
        ("a bomb of texts", xlsx(cell("A1").as_bytes(), &zeros), "workbook-too-large"),
        ("a far column", xlsx(cell("XFD1").as_bytes(), b"<sst/>"), "sheet-too-large"),
        ("no column", xlsx(cell("ZZZZ1").as_bytes(), b"<sst/>"), "damaged-workbook"),
        ("a far row", xlsx(far.as_bytes(), b"<sst/>"), "sheet-too-large"),
        ("a sheet without end", xlsx(b"<worksheet><sheetData>", b"<sst/>"), "damaged-workbook"),
        (
            "an ods without end",
            archive(&[("content.xml", b"<a><table:table>")]),
            "damaged-workbook",
        ),
        ("rows without end", repeated("4000000000", "1"), "sheet-too-large"),
        ("columns without end", repeated("1", "4000000000"), "sheet-too-large"),
        ("cells without end", repeated("19000", "900"), "sheet-too-large"),
        (
            "one text a thousand times",
            xlsx(
                format!("<worksheet><sheetData>{shared}</sheetData></worksheet>").as_bytes(),
                long.as_bytes(),
            ),
            "workbook-too-large",
        ),
        ("all cells merged", xlsx(merged.as_bytes(), b"<sst/>"), "sheet-too-large"),
        ("many entries", archive(&many), "workbook-too-large"),
        ("a million columns", million.into_bytes(), "sheet-too-large"),
        ("a Word file", archive(&[("word/document.xml", b"<a/>")]), "not-a-workbook"),
        ("an old workbook", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 old".to_vec(), "old-workbook"),
        ("a picture", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec(), "not-utf8"),
        ("half a zip", b"PK\x03\x04 and no more".to_vec(), "damaged-workbook"),
    ] {
        let begin = Instant::now();
        let answer = import(&served, &asked(), &file);
        let took = begin.elapsed();
        assert_eq!(answer.status, 422, "{what}: {}", answer.text());
        let said = answer.json();
        let finding = &said["findings"][0];
        assert_eq!(finding["code"], code, "{what}: {said}");
        assert!(!finding["hints"][0].as_str().expect("a hint").is_empty(), "{what}");
        // A build without optimization on a busy machine; others need a tenth of it.
        assert!(took < Duration::from_secs(5), "{what}: {took:?}");
    }
    assert_eq!(import(&served, &asked(), &vec![b'a'; 11 << 20]).status, 413);
    assert_eq!(served.get("/api/types").status, 200, "it lives");
}
