//! Each type of report by keyboard alone, from the empty form to the Word file: filled in, spoilt,
//! mended from the summary, carried over a reload, a crash and another port.

use std::fs;
use std::path::Path;

use fantoccini::key::Key;
use serde_json::{Value, json};

use crate::common::{repository, vanthu};
use crate::fill::{description, fill, list, read};
use crate::page::{Home, Served};
use crate::window::{Browser, downloaded, office_of, open, runtime};

/// A type, an example of it, and what a clerk does wrong.
struct Report {
    kind: &'static str,
    example: &'static str,
    data: &'static str,
    /// A table whose rows are pasted as a block.
    pasted: &'static str,
    /// A list whose rows come from a workbook.
    imported: &'static str,
    /// What is wrong at once: rules across fields are judged when each field is right.
    rounds: &'static [&'static [Mistake]],
}

/// A field, what is typed into it, and the words about it.
struct Mistake(&'static str, &'static str, &'static [&'static str]);

const SO_KET: Report = Report {
    kind: "so-ket",
    example: "so-ket-xa",
    data: "bao-cao.yaml",
    pasted: "/so_lieu/dong",
    imported: "/bieu/0/dong",
    rounds: &[&[
        Mistake(
            "/so",
            "05/BC",
            &["chỉ ghi số, ví dụ 05 hoặc 141; ký hiệu ghi ở «Ký hiệu văn bản»"],
        ),
        Mistake("/ngay", "31/2/2026", &["lịch không có ngày 31/2/2026"]),
        Mistake("/trich_yeu", "", &["Chưa điền «Trích yếu nội dung»"]),
        Mistake("/mo_dau", "Ngắn", &["ngắn hơn 10 ký tự"]),
        Mistake("/so_lieu/dong/3/thuc_hien", "mười", &["«mười» không phải số"]),
        Mistake("/bieu/0/dong/6/ke_hoach", "", &["Chưa điền «Kế hoạch – Dòng của biểu»"]),
    ]],
};

const MONTH: Report = Report {
    kind: "bao-cao-thang",
    example: "bao-cao-thang",
    data: "thang-01.yaml",
    pasted: "/theo_don_vi/0/dong",
    imported: "/nhom/1/chi_tieu",
    rounds: &[
        &[
            Mistake("/ngay", "19/13/2026", &["lịch không có ngày 19/13/2026"]),
            Mistake("/thang", "13", &["13 lớn hơn mức cao nhất là 12"]),
            Mistake("/ket_thuc", "Hết", &["ngắn hơn 5 ký tự"]),
            Mistake("/han_che", "", &["Chưa điền «Tồn tại, hạn chế»"]),
            Mistake("/nhom/0/chi_tieu/3/thuc_hien", "1.4o2", &["«1.4o2» không phải số"]),
        ],
        // What native code finds.
        &[
            Mistake(
                "/nhom/0/chi_tieu/0/cung_ky",
                "1.521",
                &[
                    "Cùng kỳ năm trước của «Tổng thu ngân sách trên địa bàn» là 1.521, mà tổng của «Thu nội địa», «Thu từ quỹ đất công ích và khoản khác» là 1.520",
                ],
            ),
            Mistake("/theo_don_vi/0/chi_tieu", "Tổng chi", &["Không có chỉ tiêu «Tổng chi»"]),
            Mistake("/theo_don_vi/0/dong/1/ten", "Thôn Đông", &["Đơn vị «Thôn Đông» ghi hai lần"]),
        ],
    ],
};

const YEAR: Report = Report {
    kind: "bao-cao-nam",
    example: "bao-cao-nam",
    data: "bao-cao.yaml",
    pasted: "/bieu/0/dong",
    imported: "/bieu/1/dong",
    rounds: &[
        &[
            Mistake("/ngay", "hôm nay", &["«hôm nay» không phải ngày tháng"]),
            Mistake("/nam", "1999", &["1999 nhỏ hơn mức thấp nhất là 2000"]),
            Mistake("/nhiem_vu", "", &["Chưa điền «Nhiệm vụ kỳ sau»"]),
            Mistake("/trich_yeu", "BC", &["ngắn hơn 3 ký tự"]),
            Mistake("/chi_tieu_ky_sau/2/ke_hoach", "75 triệu", &["«75 triệu» không phải số"]),
        ],
        // Rules across fields: totals, and dates that do not go together.
        &[
            Mistake(
                "/bieu/0/tong/ke_hoach",
                "18.401",
                &["Tổng kế hoạch là 18.401, mà cộng các dòng là 18.400"],
            ),
            Mistake(
                "/bieu/1/tong/cung_ky",
                "4.790,5",
                &["Tổng cùng kỳ là 4.790,5, mà cộng các dòng là 4.790"],
            ),
            Mistake(
                "/so_lieu_den",
                "20/12/2026",
                &[
                    "Số liệu chốt ngày 20 tháng 12 năm 2026, sau ngày ban hành",
                    "Báo cáo năm thường tính đến",
                ],
            ),
        ],
    ],
};

#[test]
fn an_interim_report_from_the_first_field_to_the_word_file() {
    runtime().block_on(whole(&SO_KET));
}

#[test]
fn a_monthly_report_from_the_first_field_to_the_word_file() {
    runtime().block_on(whole(&MONTH));
}

#[test]
fn an_annual_report_from_the_first_field_to_the_word_file() {
    runtime().block_on(whole(&YEAR));
}

async fn whole(report: &Report) {
    let (home, downloads) = (Home::new(), tempfile::tempdir().expect("a folder"));
    office_of(&home, report.example);
    let Some(browser) = Browser::new(downloads.path()).await else { return };
    let mut data = read(&repository("examples").join(report.example).join(report.data));
    let served = open(&browser, &home, &format!("#/moi/{}", report.kind)).await;
    if cfg!(feature = "preview") {
        // Pages have a test of their own; a build for tests draws them slowly.
        browser.until("document.getElementById('preview').checkVisibility()", "the pages").await;
        browser.tab_to_button("Ẩn xem trước").await;
        browser.key(Key::Enter).await;
    }
    let form = description(&browser, report.kind).await;
    fill(&browser, &form, &data, &[report.pasted, report.imported]).await;
    paste(&browser, &form, &data, report.pasted).await;
    import(&browser, &form, &data, report.imported, downloads.path()).await;
    check(&browser).await;
    browser.until("document.querySelector('.summary.clean')", "a clean summary").await;
    for round in report.rounds {
        spoil_and_mend(&browser, round).await;
    }

    let _served = carry_over(&browser, &home, served).await;
    browser.tab_to("/so").await;
    browser.retype("77").await;
    data["so"] = "77".into();
    take(&browser, report.kind, &data, &home, downloads.path()).await;
    browser.close().await;
}

/// Over a reload, and over a crash to another port.
async fn carry_over(browser: &Browser, home: &Home, served: Served) -> Served {
    browser.until_saved().await;
    browser.client.refresh().await.expect("reloads");
    browser.until("document.getElementById('m/ket_thuc')?.value", "the draft").await;
    let port = served.port;
    drop(served);
    let served = open(browser, home, "").await;
    assert_ne!(served.port, port, "another port");
    browser.tab("document.querySelector('.drafts a')").await;
    browser.key(Key::Enter).await;
    browser.until("document.getElementById('m/ket_thuc')?.value", "the draft").await;
    served
}

/// Both files come down: the data are what was typed, the Word file is that of the command line.
async fn take(browser: &Browser, kind: &str, data: &Value, home: &Home, folder: &Path) {
    browser.tab_to_button("Tải tệp Word").await;
    browser.key(Key::Enter).await;
    let word = downloaded(folder, &format!("{kind}-77.docx")).await;
    browser.tab_to_button("Tải dữ liệu").await;
    browser.key(Key::Enter).await;
    let yaml = downloaded(folder, &format!("{kind}.yaml")).await;
    fs::write(folder.join("a.yaml"), yaml).expect("writes");
    assert_eq!(read(&folder.join("a.yaml")), *data, "what was typed");
    let output = vanthu()
        .current_dir(folder)
        .env("XDG_CONFIG_HOME", home.path())
        .args(["render", "a.yaml"])
        .output()
        .expect("runs");
    let made = fs::read(folder.join("a.docx")).unwrap_or_else(|_| panic!("{output:?}"));
    assert!(word == made, "other bytes than of the command line");
}

/// A list of the data, and the fields of its rows.
fn rows<'a>(form: &'a Value, data: &'a Value, at: &str) -> (&'a [Value], &'a [Value]) {
    let steps: Vec<&str> = at.split('/').skip(1).filter(|s| s.parse::<usize>().is_err()).collect();
    let mut fields: Vec<&Value> =
        list(&form["groups"]).iter().flat_map(|group| list(&group["fields"])).collect();
    let mut columns: &[Value] = &[];
    for step in steps {
        let field = *fields.iter().find(|field| field["name"] == step).expect("a field");
        columns = list(if field["item"].is_object() {
            &field["item"]["fields"]
        } else {
            &field["fields"]
        });
        fields = columns.iter().collect();
    }
    (list(data.pointer(at).expect("rows")), columns)
}

/// All rows as one block, as a spreadsheet copies it.
async fn paste(browser: &Browser, form: &Value, data: &Value, at: &str) {
    let (rows, columns) = rows(form, data, at);
    let cell = |row: &Value, column: &Value| {
        let text = row[column["name"].as_str().expect("a name")].as_str().unwrap_or_default();
        if column["kind"] == "number" { text.replace('.', ",") } else { text.to_owned() }
    };
    let line =
        |row: &Value| columns.iter().map(|column| cell(row, column)).collect::<Vec<_>>().join("\t");
    let block: String = rows.iter().map(|row| line(row) + "\r\n").collect();
    let first = format!("{at}/0/{}", columns[0]["name"].as_str().expect("a name"));
    browser.paste(&first, &block).await;
    let last = format!("{at}/{}/{}", rows.len() - 1, columns[0]["name"].as_str().expect("a name"));
    let last_text = cell(&rows[rows.len() - 1], &columns[0]);
    browser
        .until(
            &format!("document.getElementById('m{last}')?.value === '{last_text}'"),
            "the last row",
        )
        .await;
    assert_eq!(
        browser.tell("document.activeElement.id").await,
        json!(format!("m{first}")),
        "the cursor stays"
    );
}

/// All rows from a workbook whose columns are called as the fields are.
async fn import(browser: &Browser, form: &Value, data: &Value, at: &str, folder: &Path) {
    let (rows, columns) = rows(form, data, at);
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    for (across, column) in (0..).zip(columns) {
        sheet.write(0, across, column["title"].as_str().expect("a title")).expect("writes");
        for (down, row) in (1..).zip(rows) {
            let Some(text) = row[column["name"].as_str().expect("a name")].as_str() else {
                continue;
            };
            match (column["kind"].as_str(), text.parse::<f64>()) {
                (Some("number"), Ok(number)) => sheet.write(down, across, number).expect("writes"),
                (Some("boolean"), _) => sheet.write(down, across, text == "true").expect("writes"),
                _ => sheet.write(down, across, text).expect("writes"),
            };
        }
    }
    let file = folder.join("bang.xlsx");
    workbook.save(&file).expect("saves");
    browser.choose(&format!("m{at}-tep"), &file).await;
    browser.until("document.querySelector('dialog.wide[open]')", "the look at the rows").await;
    browser.tab("document.querySelector('dialog.wide button.main')").await;
    browser.key(Key::Enter).await;
    let last = format!("m{at}/{}/{}", rows.len() - 1, columns[0]["name"].as_str().expect("a name"));
    browser.until(&format!("document.getElementById('{last}')?.value"), "the last row").await;
    browser
        .until(&format!("document.activeElement.id.startsWith('m{at}/')"), "the cursor in the rows")
        .await;
}

/// By the button; the summary takes the cursor.
async fn check(browser: &Browser) {
    browser.tab_to_button("Kiểm tra").await;
    browser.key(Key::Enter).await;
    browser.until("document.activeElement.classList.contains('summary')", "the summary").await;
}

/// Makes all mistakes, is told each beside its field and in the summary, and mends each from there.
async fn spoil_and_mend(browser: &Browser, mistakes: &[Mistake]) {
    let mut right = Vec::new();
    for Mistake(pointer, wrong, _) in mistakes {
        browser.tab_to(pointer).await;
        right.push(browser.tell("document.activeElement.value").await);
        browser.retype(wrong).await;
    }
    check(browser).await;
    let links = "[...document.querySelectorAll('.summary a')].map(a => a.textContent)";
    let wanted: usize = mistakes.iter().map(|Mistake(.., words)| words.len()).sum();
    browser.until(&format!("{links}.length === {wanted}"), &format!("{wanted} findings")).await;
    let told = browser.tell(links).await;
    let told: Vec<&str> = list(&told).iter().filter_map(Value::as_str).collect();
    for (Mistake(pointer, _, words), right) in mistakes.iter().zip(&right) {
        for words in *words {
            assert!(told.iter().any(|link| says(link, words)), "{words}: {told:?}");
            let beside = format!("(() => {{ const at = document.getElementById('m{pointer}');
                return at.getAttribute('aria-describedby').split(' ').map(id => document.getElementById(id)?.textContent).join(' '); }})()");
            let beside = browser.tell(&beside).await;
            assert!(says(beside.as_str().expect("a text"), words), "{words}: {beside}");
        }
        let link = told.iter().find(|link| says(link, words[0])).expect("a link");
        browser
            .tab(&format!(
                "[...document.querySelectorAll('.summary a')].find(a => a.textContent === {})",
                json!(link)
            ))
            .await;
        browser.key(Key::Enter).await;
        assert_eq!(browser.tell("document.activeElement.id").await, json!(format!("m{pointer}")));
        browser.retype(right.as_str().expect("a text")).await;
        browser
            .until(
                &format!(
                    "!document.querySelector('.summary').textContent.includes({})",
                    json!(link)
                ),
                "one finding less",
            )
            .await;
    }
    browser.until("document.querySelector('.summary.clean')", "a clean summary").await;
    assert_eq!(browser.tell("document.querySelectorAll('[aria-invalid]').length").await, json!(0));
}

/// Whether a message has the words, whatever letter it begins with.
fn says(message: &str, words: &str) -> bool {
    message.to_lowercase().contains(&words.to_lowercase())
}

#[test]
fn a_choice_that_there_is_none_of_is_told_and_chosen_anew() {
    runtime().block_on(async {
        let (home, downloads) = (Home::new(), tempfile::tempdir().expect("a folder"));
        office_of(&home, "bao-cao-thang");
        let Some(browser) = Browser::new(downloads.path()).await else { return };
        let example = fs::read_to_string(repository("examples/bao-cao-thang/thang-01.yaml"));
        let spoilt =
            example.expect("reads").replacen("cach_tinh: thoi_diem", "cach_tinh: cuoi_ky", 1);
        fs::create_dir_all(home.file("ban-nhap")).expect("makes");
        fs::write(home.file("ban-nhap/a.yaml"), spoilt).expect("writes");
        let _served = open(&browser, &home, "#/nhap/a").await;
        check(&browser).await;
        let told =
            browser.until("document.querySelector('.summary a')?.textContent", "the finding").await;
        assert!(
            says(told.as_str().expect("a text"), "«cuoi_ky» không có trong các lựa chọn"),
            "{told}"
        );
        browser.tab("document.querySelector('.summary a')").await;
        browser.key(Key::Enter).await;
        assert_eq!(
            browser.tell("document.activeElement.id").await,
            json!("m/nhom/0/chi_tieu/5/cach_tinh")
        );
        assert_eq!(
            browser.tell("document.activeElement.selectedOptions[0].text").await,
            json!("cuoi_ky (không có trong danh sách)")
        );
        browser.key(Key::Up).await;
        browser.until("document.querySelector('.summary.clean')", "a clean summary").await;
        assert_eq!(browser.tell("document.activeElement.value").await, json!("thoi_diem"));
        browser.close().await;
    });
}
