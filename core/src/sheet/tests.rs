//! Each damage that spreadsheets do to data, in workbooks made as offices make them.

use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook, Worksheet};

use super::*;
use crate::data::{self, Node, write};
use crate::diag::{Lang, human};
use crate::schema::Schema;

const SCHEMA: &str = "type: object
properties:
  loai: { type: string }
  so: { type: string, title: Số văn bản, pattern: '^[0-9]+$', examples: ['05'] }
  ngay: { type: string, title: Ngày ban hành, format: ngay }
  trich_yeu: { type: string, title: Trích yếu }
  khan: { type: string, title: Độ khẩn, enum: [thuong, hoa_toc], x-nhan: { hoa_toc: Hỏa tốc } }
  cong_khai: { type: boolean, title: Công khai }
  tien: { type: string, title: Số tiền, format: tien-vnd }
  nguoi_ky: { type: object, title: Người ký, properties: { ho_ten: { type: string, title: Họ và tên } } }
  noi_nhan: { type: array, title: Nơi nhận, items: { type: string } }
  dong:
    type: array
    title: Các dòng
    items:
      type: object
      properties:
        ten: { type: string, title: Nội dung }
        ke_hoach: { type: number, title: Kế hoạch }
        thuc_hien: { type: number, title: Thực hiện }
        phan: { type: array, title: Các phần, items: { type: object, properties: { ten: { type: string, title: Tên phần }, v: { type: number, title: Giá trị } } } }
";

fn schema() -> Schema {
    let node = data::read(SCHEMA.as_bytes(), "t", &mut Files::default(), &data::Limits::DATA).0;
    let (schema, out) = Schema::load(None, &[("t", &node.expect("reads"))]);
    schema.unwrap_or_else(|| panic!("{out:?}"))
}

fn workbook(fill: impl FnOnce(&mut Workbook)) -> Vec<u8> {
    let mut workbook = Workbook::new();
    fill(&mut workbook);
    workbook.save_to_buffer().expect("writes")
}

fn one_sheet(fill: impl FnOnce(&mut Worksheet)) -> Vec<u8> {
    workbook(|workbook| fill(workbook.add_worksheet()))
}

fn opened(bytes: &[u8]) -> (Book, Files) {
    let mut files = Files::default();
    let book = open(bytes, "nhap.xlsx", &Limits::PAGE, &mut files);
    (book.unwrap_or_else(|fault| panic!("{fault:?}")), files)
}

/// The documents as YAML, and what is told, as a person reads it.
fn read_with(bytes: &[u8], overrides: &[(&str, &str)]) -> (Vec<String>, String) {
    let (book, files) = opened(bytes);
    let overrides: Vec<_> =
        overrides.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
    let read = records(&book, &schema().root, &overrides);
    let told: Diagnostics = read
        .diagnostics
        .into_iter()
        .chain(read.records.iter().flat_map(|record| record.diagnostics.clone()))
        .collect();
    let documents = read.records.iter().map(|record| write(&record.data)).collect();
    (documents, human::print(&told, &files, Lang::Vi, false))
}

fn read(bytes: &[u8]) -> (Vec<String>, String) {
    read_with(bytes, &[])
}

/// Writes a cell.
type Fill<'f> = &'f dyn Fn(&mut Worksheet, u32, u16);

/// A sheet with a head and one row.
fn row(cells: &[(&str, Fill<'_>)]) -> (Vec<String>, String) {
    read(&one_sheet(|sheet| {
        for (column, (title, fill)) in (0..).zip(cells) {
            sheet.write(0, column, *title).expect("writes");
            fill(sheet, 1, column);
        }
    }))
}

fn put<T: rust_xlsxwriter::IntoExcelData + Clone + 'static>(
    value: T,
) -> impl Fn(&mut Worksheet, u32, u16) {
    move |sheet, row, column| {
        sheet.write(row, column, value.clone()).expect("writes");
    }
}

fn looking(value: f64, format: &'static str) -> impl Fn(&mut Worksheet, u32, u16) {
    move |sheet, row, column| {
        let format = Format::new().set_num_format(format);
        sheet.write_with_format(row, column, value, &format).expect("writes");
    }
}

#[test]
fn a_row_is_a_document_with_titles_above_the_head_and_a_row_of_numbers_below() {
    let bytes = one_sheet(|sheet| {
        sheet.merge_range(0, 0, 0, 4, "DANH SÁCH VĂN BẢN", &Format::new()).expect("writes");
        sheet.write(2, 0, "Đơn vị: xã A").expect("writes");
        for (column, title) in
            ["STT", "Số văn bản", "NGAY BAN HANH", "Trích yếu (*)", "nguoi_ky.ho_ten", "Nơi nhận"]
                .into_iter()
                .enumerate()
        {
            sheet.write(4, column as u16, title).expect("writes");
            sheet.write(5, column as u16, column as f64 + 1.0).expect("writes");
        }
        let day = Format::new().set_num_format("dd/mm/yyyy");
        for (row, number) in [(6, "05"), (8, "06")] {
            sheet.write(row, 0, 1).expect("writes");
            sheet.write(row, 1, number).expect("writes");
            let date = ExcelDateTime::from_ymd(2026, 2, 5).expect("a day");
            sheet.write_with_format(row, 2, &date, &day).expect("writes");
            sheet.write(row, 3, " Sơ kết ").expect("writes");
            sheet.write(row, 4, "Nguyễn Văn A").expect("writes");
            sheet.write(row, 5, "Sở Nội vụ\nLưu: VT").expect("writes");
        }
        // Formats alone make no rows.
        sheet.write_blank(500, 3, &day).expect("writes");
        sheet.write(600, 2, "  ").expect("writes");
    });
    let (documents, told) = read(&bytes);
    assert_eq!(told, "");
    assert_eq!(documents.len(), 2);
    assert_eq!(
        documents[0],
        "so: \"05\"\nngay: 05/02/2026\ntrich_yeu: Sơ kết\nnguoi_ky:\n  ho_ten: Nguyễn Văn A\nnoi_nhan:\n  - Sở Nội vụ\n  - \"Lưu: VT\"\n"
    );
}

#[test]
fn each_value_is_what_its_field_wants() {
    for (title, fill, wanted) in [
        ("Số văn bản", &put("05") as Fill<'_>, "so: \"05\"\n"),
        ("Số văn bản", &looking(5.0, "00"), "so: \"05\"\n"),
        ("Ngày ban hành", &put("5.2.2026"), "ngay: 5/2/2026\n"),
        ("Ngày ban hành", &put("2026-02-05"), "ngay: \"2026-02-05\"\n"),
        ("Ngày ban hành", &put("/2/2026"), "ngay: /2/2026\n"),
        ("Ngày ban hành", &looking(46_058.0, "d/m/yy"), "ngay: 05/02/2026\n"),
        ("Độ khẩn", &put("HỎA TỐC"), "khan: hoa_toc\n"),
        ("Độ khẩn", &put("thuong"), "khan: thuong\n"),
        ("Công khai", &put(true), "cong_khai: true\n"),
        ("Công khai", &put("Không"), "cong_khai: false\n"),
        ("Công khai", &put("x"), "cong_khai: true\n"),
        ("Số tiền", &looking(1_234_567.0, "#,##0"), "tien: \"1234567\"\n"),
        ("Trích yếu", &put(12.5), "trich_yeu: \"12,5\"\n"),
        ("Trích yếu", &put("~"), "trich_yeu: ~\n"),
        ("Trích yếu", &put("một\r\nhai"), "trich_yeu: |-\n  một\n  hai\n"),
        ("Trích yếu", &put(Formula::new("=A1").set_result("ra")), "trich_yeu: ra\n"),
    ] {
        let (documents, told) = row(&[(title, fill)]);
        assert_eq!((documents.concat().as_str(), told.as_str()), (wanted, ""), "{title}");
    }
}

#[test]
fn what_excel_may_have_changed_is_refused_with_its_cell_and_the_remedy() {
    for (title, fill, code, hint) in [
        ("Số văn bản", &put(5.0) as Fill<'_>, "number-for-text", "Văn bản (Text)"),
        ("Trích yếu", &put(1_234_567_890_123_456.0), "number-for-text", "Văn bản (Text)"),
        ("Trích yếu", &looking(46_058.0, "d-mmm"), "turned-into-date", "Văn bản (Text)"),
        ("Trích yếu", &looking(0.5, "h:mm"), "turned-into-date", "Văn bản (Text)"),
        ("Ngày ban hành", &put(46_058.0), "not-a-date", "05/02/2026"),
        ("Ngày ban hành", &put("31/02/2026"), "not-a-date", "05/02/2026"),
        ("Ngày ban hành", &put("hôm nay"), "not-a-date", "05/02/2026"),
        ("Ngày ban hành", &looking(46_058.25, "dd/mm/yyyy hh:mm"), "not-a-date", "05/02/2026"),
        ("Độ khẩn", &put("gấp"), "not-an-option", "thuong; Hỏa tốc"),
        ("Công khai", &put("2"), "not-a-boolean", "«có»"),
        (
            "Trích yếu",
            &put(Formula::new("=NA()").set_result("#N/A")),
            "formula-error",
            "sửa công thức",
        ),
        ("Trích yếu", &put("a\u{202e}b"), "hidden-character", "gõ lại"),
    ] {
        let (documents, told) = row(&[(title, fill), ("Họ và tên", &put("A"))]);
        assert_eq!(documents, ["nguoi_ky:\n  ho_ten: A\n"], "{title} {code}");
        assert!(told.contains(&format!("lỗi[{code}]: «{title}»")), "{code}: {told}");
        assert!(told.contains("nhap.xlsx, trang «Sheet1», ô A2"), "{told}");
        assert!(told.contains(hint), "{told}");
    }
}

/// The rows of the list `dong` from the first sheet.
fn list(bytes: &[u8]) -> (String, String) {
    let (book, files) = opened(bytes);
    let schema = schema();
    let item = schema.field("/dong/0").expect("a field");
    let targets = Targets::of(item);
    let mapping = match_columns(&book.sheets[0], &targets, &[], &[]);
    let read = rows(&book.sheets[0], &mapping, item);
    let told: Diagnostics = read.iter().flat_map(|record| record.diagnostics.clone()).collect();
    let items: Vec<Node> = read.into_iter().map(|record| record.data).collect();
    let place = Span::row(book.sheets[0].file, 0);
    let all = Node { span: place, kind: data::Kind::Seq(items) };
    (write(&all), human::print(&told, &files, Lang::Vi, false))
}

#[test]
fn figures_are_read_however_they_were_typed() {
    let (read, told) = list(&one_sheet(|sheet| {
        sheet.write_row(0, 0, ["TT", "Nội dung", "Kế hoạch", "Thực hiện"]).expect("writes");
        sheet.write_row(1, 0, ["1", "A", "1.234,5", " 12 000 "]).expect("writes");
        sheet.write(2, 1, "B").expect("writes");
        sheet.write(2, 2, 0.1 + 0.2).expect("writes");
        sheet.write(2, 3, Formula::new("=C2*2").set_result("2469")).expect("writes");
        sheet.write(3, 1, "C").expect("writes");
    }));
    assert_eq!(told, "");
    assert_eq!(
        read,
        "- ten: A\n  ke_hoach: 1234.5\n  thuc_hien: 12000\n- ten: B\n  ke_hoach: 0.3\n  thuc_hien: 2469\n- ten: C\n"
    );
}

#[test]
fn figures_that_are_none_are_refused() {
    for (fill, code) in [
        (&put("-") as Fill<'_>, "not-a-number"),
        (&put("12 triệu"), "not-a-number"),
        (&looking(0.125, "0.0%"), "percent-format"),
        (&looking(46_058.0, "d-mmm"), "turned-into-date"),
    ] {
        let (read, told) = list(&one_sheet(|sheet| {
            sheet.write_row(0, 0, ["Nội dung", "Kế hoạch"]).expect("writes");
            sheet.write(1, 0, "A").expect("writes");
            fill(sheet, 1, 1);
        }));
        assert_eq!(read, "- ten: A\n", "{code}");
        assert!(told.contains(&format!("lỗi[{code}]")) && told.contains("ô B2"), "{told}");
    }
}

#[test]
fn heads_of_two_rows_and_merged_names_are_understood() {
    let (read, told) = list(&one_sheet(|sheet| {
        let plain = Format::new();
        sheet.merge_range(1, 0, 2, 0, "Nội dung", &plain).expect("writes");
        sheet.merge_range(1, 1, 1, 2, "Năm 2026", &plain).expect("writes");
        sheet.write_row(2, 1, ["Kế hoạch", "Thực hiện"]).expect("writes");
        sheet.merge_range(3, 0, 4, 0, "Thôn Đông", &plain).expect("writes");
        sheet.write_row(3, 1, [1, 2]).expect("writes");
        sheet.write_row(4, 1, [3, 4]).expect("writes");
    }));
    assert_eq!(told, "");
    assert_eq!(
        read,
        "- ten: Thôn Đông\n  ke_hoach: 1\n  thuc_hien: 2\n- ten: Thôn Đông\n  ke_hoach: 3\n  thuc_hien: 4\n"
    );
}

#[test]
fn merged_figures_are_refused_for_nobody_knows_whose_they_are() {
    let (read, told) = list(&one_sheet(|sheet| {
        sheet.write_row(0, 0, ["Nội dung", "Kế hoạch", "Thực hiện"]).expect("writes");
        sheet.write_column(1, 0, ["A", "B", "C"]).expect("writes");
        sheet.merge_range(1, 1, 2, 1, "7", &Format::new()).expect("writes");
        sheet.merge_range(3, 1, 3, 2, "8", &Format::new()).expect("writes");
    }));
    assert_eq!(read, "- ten: A\n- ten: B\n- ten: C\n");
    assert_eq!(told.matches("lỗi[merged-cells]").count(), 4, "{told}");
    assert!(told.contains("ô B2") && told.contains("ô B3") && told.contains("ô C4"), "{told}");
}

#[test]
fn hidden_sheets_and_rows_are_passed_over_and_told() {
    let (documents, told) = read(&workbook(|workbook| {
        let sheet = workbook.add_worksheet();
        sheet.write_row(0, 0, ["Trích yếu", "Họ và tên"]).expect("writes");
        sheet.write_column(1, 0, ["Một", "Hai", "Ba"]).expect("writes");
        sheet.set_row_hidden(2).expect("hides");
        let sheet = workbook.add_worksheet();
        sheet.set_name("Cũ").expect("names").set_hidden(true);
        sheet.write_row(0, 0, ["Trích yếu", "Họ và tên"]).expect("writes");
    }));
    assert_eq!(documents, ["trich_yeu: Một\n", "trich_yeu: Ba\n"]);
    assert!(told.contains("1 dòng bị ẩn") && told.contains("trang «Sheet1», dòng 3"), "{told}");
    assert!(told.contains("trang «Cũ» bị ẩn"), "{told}");
}

#[test]
fn hidden_columns_are_read_and_told() {
    let bytes = one_sheet(|sheet| {
        sheet.write_row(0, 0, ["Trích yếu", "Số", "Ngày ban hành"]).expect("writes");
        sheet.write_row(1, 0, ["Một", "05", "5/2/2026"]).expect("writes");
        sheet.set_column_hidden(1).expect("hides");
        // Nothing is in it.
        sheet.set_column_hidden(7).expect("hides");
    });
    let (documents, told) = read(&bytes);
    assert_eq!(documents, ["trich_yeu: Một\nso: \"05\"\nngay: 5/2/2026\n"]);
    assert!(told.contains("cột B bị ẩn, vẫn được đọc") && told.contains("ô B1"), "{told}");
}

#[test]
fn a_total_at_the_end_of_a_table_is_read_and_told() {
    let table = |last: &str, count: u32| {
        let (documents, told) = read(&one_sheet(|sheet| {
            sheet.write_row(0, 0, ["TT", "Trích yếu", "Ngày ban hành"]).expect("writes");
            for row in 1..=count {
                sheet.write_row(row, 0, ["1", "A", "5/2/2026"]).expect("writes");
            }
            sheet.write_row(count + 1, 1, [last, "5/2/2026"]).expect("writes");
        }));
        (documents.concat(), told)
    };
    for last in ["Tổng cộng", "TỔNG SỐ:", "Cộng", "Cộng (1+2)", "Tổng cộng các xã"]
    {
        let (read, told) = table(last, 2);
        assert!(read.contains(last), "it is not left out: {read}");
        assert!(told.contains(&format!("dòng cuối «{last}» có vẻ là dòng tổng")), "{told}");
        assert!(told.contains("ô B4") && told.contains("xóa dòng này"), "{told}");
        // One row adds up nothing.
        assert_eq!(table(last, 0).1, "");
    }
    for last in ["Cộng đồng dân cư", "Tổng đài 1022", "Số tổng cộng"] {
        assert_eq!(table(last, 2).1, "", "{last}");
    }
}

#[test]
fn columns_are_matched_by_hand_where_their_titles_do_not_say() {
    let bytes = one_sheet(|sheet| {
        sheet.write_row(0, 0, ["Số", "Nội dung", "Ngày ban hành"]).expect("writes");
        sheet.write_row(1, 0, ["05", "Một", "5/2/2026"]).expect("writes");
    });
    let (documents, told) = read(&bytes);
    assert_eq!(documents, ["so: \"05\"\nngay: 5/2/2026\n"], "the key `so` is a name too");
    assert!(told.contains("cảnh báo[unmatched-column]: cột «Nội dung»"), "{told}");
    let (documents, told) =
        read_with(&bytes, &[("nội dung", "trich_yeu"), ("C", ""), ("Số", "/so")]);
    assert_eq!((documents.concat().as_str(), &*told), ("so: \"05\"\ntrich_yeu: Một\n", ""));
    let (_, told) = read_with(&bytes, &[("Noi dungg", "trich_yeu"), ("C", "trich_yei")]);
    assert!(told.contains("không có cột «Noi dungg»") && told.contains("«Nội dung»?"), "{told}");
    assert!(told.contains("không có mục «trich_yei»") && told.contains("«trich_yeu»?"), "{told}");
    let (_, told) = read_with(&bytes, &[("B", "so")]);
    assert!(told.contains("hai cột A và B cùng vào mục «Số văn bản»"), "{told}");
}

#[test]
fn lists_come_from_sheets_of_their_own_joined_by_keys() {
    let bytes = workbook(|workbook| {
        let sheet = workbook.add_worksheet();
        sheet.write_row(0, 0, [KEY, "Trích yếu"]).expect("writes");
        sheet.write_row(1, 0, ["a", "Một"]).expect("writes");
        sheet.write_row(2, 0, ["b", "Hai"]).expect("writes");
        let sheet = workbook.add_worksheet();
        sheet.set_name("Các dòng").expect("names");
        sheet.write_row(0, 0, [PARENT, KEY, "Nội dung", "Kế hoạch"]).expect("writes");
        sheet.write_row(1, 0, ["B", "1", "x", "5"]).expect("writes");
        sheet.write_row(2, 0, ["a", "2", "y", "6"]).expect("writes");
        sheet.write_row(3, 0, ["b", "3", "z", "sáu"]).expect("writes");
        sheet.write_row(4, 0, ["c", "4", "t", "7"]).expect("writes");
        let sheet = workbook.add_worksheet();
        sheet.set_name("Các phần").expect("names");
        sheet.write_row(0, 0, [PARENT, "Tên phần", "Giá trị"]).expect("writes");
        sheet.write_row(1, 0, ["3", "p", "1"]).expect("writes");
        let sheet = workbook.add_worksheet();
        sheet.set_name("Ghi chép").expect("names");
        sheet.write_row(0, 0, ["Một", "Hai"]).expect("writes");
    });
    let (documents, told) = read(&bytes);
    assert_eq!(documents[0], "trich_yeu: Một\ndong:\n  - ten: y\n    ke_hoach: 6\n");
    assert_eq!(
        documents[1],
        "trich_yeu: Hai\ndong:\n  - ten: x\n    ke_hoach: 5\n  - ten: z\n    phan:\n      - ten: p\n        v: 1\n"
    );
    assert!(told.contains("không có dòng nào mang mã «c»"), "{told}");
    assert!(told.contains("trang «Các dòng», ô A5"), "{told}");
    assert!(told.contains("ô D4"), "{told}");
    assert!(told.contains("trang «Ghi chép» không khớp mục nào"), "{told}");
}

#[test]
fn a_line_of_json_holds_its_lists_itself() {
    let line = r#"{"so": "05", "nguoi_ky": {"ho_ten": "A"}, "noi_nhan": ["x", "y"], "dong": [{"ten": "a", "ke_hoach": 1.5}], "tien": "1", "khac": [1]}"#;
    let (documents, told) = read(line.as_bytes());
    assert_eq!(
        documents,
        [
            "so: \"05\"\nnguoi_ky:\n  ho_ten: A\nnoi_nhan:\n  - x\n  - y\ndong:\n  - ten: a\n    ke_hoach: 1.5\ntien: \"1\"\n"
        ]
    );
    assert!(told.contains("cột «khac» không khớp mục nào"), "{told}");
    let (_, told) = row(&[("Các dòng", &put("x")), ("Số văn bản", &put("05"))]);
    assert!(told.contains("lỗi[list-in-a-cell]") && told.contains("ô A2"), "{told}");
}

#[test]
fn what_the_schema_says_of_a_record_leads_to_its_cell() {
    let bytes = one_sheet(|sheet| {
        sheet.write_row(0, 0, ["Số văn bản", "Nơi nhận"]).expect("writes");
        sheet.write_row(1, 0, ["a5", "Một"]).expect("writes");
    });
    let (book, files) = opened(&bytes);
    let schema = schema();
    let read = records(&book, &schema.root, &[]);
    let record = &read.records[0];
    let told = record.blame(schema.check(&record.data, false).diagnostics);
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!(files.cell(told[0].span.expect("a place")).as_deref(), Some("A2"));
}

#[test]
fn both_systems_of_days_are_read() {
    // Nothing writes workbooks of 1904 any more; this is what Excel for Mac did.
    let bytes = one_sheet(|sheet| {
        sheet.write(0, 0, "Ngày ban hành").expect("writes");
        looking(44_596.0, "dd/mm/yyyy")(sheet, 1, 0);
    });
    let changed = rewritten(&bytes, "xl/workbook.xml", |text| {
        text.replace("<workbookPr ", "<workbookPr date1904=\"1\" ")
    });
    assert_eq!(read(&changed).0, ["ngay: 05/02/2026\n"]);
}

/// The archive with one part changed.
fn rewritten(bytes: &[u8], part: &str, change: impl Fn(&str) -> String) -> Vec<u8> {
    use std::io::{Cursor, Read, Write};
    let mut from = zip::ZipArchive::new(Cursor::new(bytes)).expect("a zip");
    let mut to = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for nth in 0..from.len() {
        let mut entry = from.by_index(nth).expect("an entry");
        let name = entry.name().expect("a name").into_owned();
        let mut content = String::new();
        entry.read_to_string(&mut content).expect("text");
        if name == part {
            let changed = change(&content);
            assert_ne!(changed, content, "{part} is changed");
            content = changed;
        }
        to.start_file(name, zip::write::SimpleFileOptions::default()).expect("starts");
        to.write_all(content.as_bytes()).expect("writes");
    }
    to.finish().expect("ends").into_inner()
}

#[test]
fn a_formula_that_nobody_has_worked_out_is_told() {
    let bytes = one_sheet(|sheet| {
        sheet.write_row(0, 0, ["Trích yếu", "Số văn bản"]).expect("writes");
        sheet.write_formula(1, 0, Formula::new("B2&\"\"")).expect("writes");
        sheet.write(1, 1, "05").expect("writes");
    });
    let bytes =
        rewritten(&bytes, "xl/worksheets/sheet1.xml", |text| text.replace("</f><v>0</v>", "</f>"));
    let (_, told) = read(&bytes);
    assert!(told.contains("chưa được tính") && told.contains("ô A2"), "{told}");
}

#[test]
fn a_row_of_figures_is_no_numbering_of_columns() {
    let table = |rows: &str| {
        let head = "TT,Số văn bản,Trích yếu\n";
        let (documents, told) = read(format!("{head}{rows}").as_bytes());
        (documents.len(), told.contains("đánh số cột"))
    };
    assert_eq!(table("1,2,3\n2,5,6\n"), (2, false), "the next row goes on counting");
    assert_eq!(table("1,2,3\n"), (1, false), "nothing stands below it");
    assert_eq!(table("1,2,3\n1,05,a\n"), (1, false), "numbers of columns");
    assert_eq!(table("1,2,3\n7,05,a\n"), (1, true), "perhaps numbers of columns");
    assert_eq!(table("(1),(2),(3)\n1,05,a\n"), (1, false), "no doubt");
}

#[test]
fn commas_in_texts_part_no_cells() {
    let text = "Số văn bản;Trích yếu\n05;Họp a, b, c, d và e, f\n06;Họp g, h\n";
    let (documents, told) = read(text.as_bytes());
    assert_eq!(documents.len(), 2, "{told}");
    assert!(documents[0].contains("Họp a, b, c, d và e, f"), "{documents:?}");
}
