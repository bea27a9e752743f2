//! The form's own ways: what is kept, pasted, imported, marked and taken back.

use std::fs;
use std::path::Path;
use std::time::Duration;

use fantoccini::Locator;
use fantoccini::key::Key;
use serde_json::{Value, json};

use crate::common::{repository, vanthu};
use crate::page::{Home, Served};
use crate::window::{Browser, downloaded, office, open, runtime};

/// The fields of the report that must be filled in, and what is typed.
const TYPED: [(&str, &str); 12] = [
    ("/so", "05"),
    ("/ngay", "5-2-2026"),
    ("/trich_yeu", "Sơ kết công tác trẻ em sáu tháng đầu năm 2026"),
    ("/mo_dau", "Thực hiện kế hoạch công tác năm 2026, Phòng báo cáo kết quả như sau:"),
    ("/trien_khai/noi_dung", "Đã phân công công chức phụ trách từng thôn."),
    ("/ket_qua/nhom/0/ten", "Công tác tuyên truyền"),
    ("/ket_qua/nhom/0/noi_dung", "Đã tổ chức 12 hội nghị thôn."),
    ("/danh_gia/uu_diem/noi_dung", "Các chỉ tiêu đều đạt."),
    ("/danh_gia/han_che/noi_dung", "Cơ sở vật chất còn thiếu."),
    ("/phuong_huong/giai_phap/noi_dung", "Tiếp tục thực hiện kế hoạch."),
    ("/ket_thuc", "Trên đây là báo cáo sơ kết."),
    ("/nguoi_ky/chuc_vu", "Trưởng phòng"),
];

/// The first example as a draft, opened, and its pages when this build draws them.
async fn open_pages(browser: &Browser, home: &Home) -> Served {
    fs::create_dir_all(home.file("ban-nhap")).expect("makes");
    let from = |name: &str| repository("examples/so-ket-141").join(name);
    fs::copy(from("co-quan.yaml"), home.file("co-quan.yaml")).expect("copies");
    fs::copy(from("bao-cao.yaml"), home.file("ban-nhap/a.yaml")).expect("copies");
    open(browser, home, "#/nhap/a").await
}

/// What the first page looks like, as a short word.
const PICTURE: &str = "(() => { const image = document.querySelector('.sheet img'); if (!image) return null; const canvas = document.createElement('canvas'); canvas.width = image.naturalWidth; canvas.height = image.naturalHeight; const brush = canvas.getContext('2d'); brush.drawImage(image, 0, 0); return brush.getImageData(0, 0, canvas.width, canvas.height).data.reduce((sum, dot) => (sum * 31 + dot) % 1000000007, 7) + ''; })()";

#[test]
fn the_pages_follow_what_is_typed() {
    runtime().block_on(async {
        let (home, downloads) = (Home::new(), tempfile::tempdir().expect("a folder"));
        let Some(browser) = Browser::new(downloads.path()).await else { return };
        let _served = open_pages(&browser, &home).await;
        if !cfg!(feature = "preview") {
            browser.until("document.querySelector('main').innerText.includes('không vẽ trang xem trước')", "the word").await;
            assert_eq!(browser.run("return document.getElementById('preview').hidden", Vec::new()).await, json!(true));
            return browser.close().await;
        }
        let before = browser.until(PICTURE, "a picture").await;
        assert_eq!(browser.until("document.querySelector('.preview .count').textContent", "the count").await, json!("5 trang"));
        let alt = browser.run("return document.querySelector('.sheet img').alt", Vec::new()).await;
        assert_eq!(alt, json!("Trang 1 trong 5 trang của bản xem trước"));
        assert!(browser.run("return document.querySelectorAll('.sheet img').length", Vec::new()).await.as_u64() < Some(5), "only pages in sight are drawn");
        // Fifty quick edits are one request or two, and the last one is what is seen.
        let asked = "performance.getEntriesByType('resource').filter(one => one.name.endsWith('/api/preview')).length";
        let asked_before = browser.run(&format!("return {asked}"), Vec::new()).await.as_u64().expect("a number");
        browser.tab_to("/trich_yeu").await;
        browser.type_keys(&"9".repeat(50)).await;
        browser.until(&format!("{asked} > {asked_before}"), "a request").await;
        let picture = PICTURE.trim_end_matches(';');
        browser.until(&format!("(now => now && now !== {before})({picture})"), "what was typed").await;
        // More requests would have come by now.
        tokio::time::sleep(Duration::from_millis(1500)).await;
        let asked_after = browser.run(&format!("return {asked}"), Vec::new()).await.as_u64().expect("a number");
        assert!(asked_after - asked_before <= 5, "{}", asked_after - asked_before);
        // A field of the last page brings the last page.
        browser.run("document.getElementById('m/phuong_huong/kien_nghi/noi_dung').focus()", Vec::new()).await;
        browser.until("document.querySelector('.sheet:nth-child(5) img')?.getBoundingClientRect().top < document.querySelector('.sheets').getBoundingClientRect().bottom", "the last page").await;
        // What cannot be drawn leaves the last picture, with a word.
        browser.run("const box = document.getElementById('m/ngay'); box.value = '32/13/2026'; box.dispatchEvent(new Event('input', { bubbles: true }))", Vec::new()).await;
        let note = browser.until("document.querySelector('.preview .note').textContent", "a word").await;
        assert!(note.as_str().expect("a text").contains("có mục phải sửa"), "{note}");
        browser.run("const box = document.getElementById('m/ngay'); box.value = '24/8/2017'; box.dispatchEvent(new Event('input', { bubbles: true }))", Vec::new()).await;
        browser.until("document.querySelector('.preview .note').textContent === ''", "pages again").await;
        let width = browser.run("return document.querySelector('.sheet').offsetWidth", Vec::new()).await;
        browser.press("+").await;
        browser.until(&format!("document.querySelector('.sheet').offsetWidth > {width}"), "larger pages").await;
        browser.press("Tải PDF").await;
        let pdf = downloaded(downloads.path(), "so-ket-141.pdf").await;
        assert!(pdf.starts_with(b"%PDF"));
        browser.press("Ẩn xem trước").await;
        browser.until("document.getElementById('preview').hidden", "the form alone").await;
        browser.close().await;
    });
}

#[test]
fn a_report_is_filled_in_by_keyboard_and_outlives_reload_and_crash() {
    runtime().block_on(async {
        let (home, downloads) = (Home::new(), tempfile::tempdir().expect("a folder"));
        office(&home);
        let Some(browser) = Browser::new(downloads.path()).await else { return };
        let served = open(&browser, &home, "#/moi/so-ket").await;
        for (pointer, text) in TYPED {
            browser.tab_to(pointer).await;
            browser.type_keys(text).await;
        }
        browser.until("document.getElementById('status').textContent.startsWith('Đã lưu')", "saving").await;
        // A name is still missing: the summary takes the cursor and leads to the field.
        browser.press("Tải tệp Word").await;
        browser.until("document.activeElement.classList.contains('summary')", "the summary").await;
        let links = browser.run("return [...document.querySelectorAll('.summary a')].map(a => a.textContent)", Vec::new()).await;
        assert_eq!(links, json!(["Chưa điền «Họ và tên người ký»"]));
        browser.type_keys(&Key::Tab.to_string()).await;
        browser.type_keys(&Key::Enter.to_string()).await;
        let at = browser.run("return [document.activeElement.id, document.activeElement.getAttribute('aria-invalid')]", Vec::new()).await;
        assert_eq!(at, json!(["m/nguoi_ky/ho_ten", "true"]));
        browser.type_keys("Nguyễn Văn A").await;
        browser.until("document.querySelector('.summary.clean')", "a clean summary").await;
        browser.until("location.hash.startsWith('#/nhap/')", "a draft").await;
        browser.until("document.getElementById('status').textContent.startsWith('Đã lưu')", "saving").await;

        // Reload, and then a crash: the draft is there.
        browser.client.refresh().await.expect("reloads");
        browser.until("document.getElementById('m/ket_thuc')?.value", "the draft").await;
        drop(served);
        let _served = open(&browser, &home, "").await;
        let draft = browser.client.find(Locator::Css(".drafts a")).await.expect("a draft");
        assert!(draft.text().await.expect("text").starts_with(TYPED[2].1));
        draft.click().await.expect("opens");
        browser.until("document.getElementById('m/nguoi_ky/ho_ten')?.value", "the draft").await;
        assert_eq!(browser.run("return document.getElementById('m/ngay').value", Vec::new()).await, json!("5/2/2026"));
        browser.press("Tải tệp Word").await;
        let word = downloaded(downloads.path(), "so-ket-05.docx").await;
        browser.press("Tải dữ liệu").await;
        let yaml = downloaded(downloads.path(), "so-ket.yaml").await;
        fs::write(downloads.path().join("a.yaml"), yaml).expect("writes");
        let output = vanthu()
            .current_dir(downloads.path())
            .env("XDG_CONFIG_HOME", home.path())
            .args(["render", "a.yaml"])
            .output()
            .expect("runs");
        let made = fs::read(downloads.path().join("a.docx")).unwrap_or_else(|_| panic!("{output:?}"));
        assert!(word == made, "other bytes than of the command line");
        browser.close().await;
    });
}

#[test]
fn a_block_from_a_spreadsheet_is_pasted_and_taken_back() {
    runtime().block_on(async {
        let (home, downloads) = (Home::new(), tempfile::tempdir().expect("a folder"));
        let Some(browser) = Browser::new(downloads.path()).await else { return };
        let _served = open(&browser, &home, "#/moi/so-ket").await;
        let paste = |pointer: &str, text: &str| {
            let script = "const at = document.getElementById('m' + arguments[0]);
                for (let up = at; up; up = up.parentElement) if (up.tagName === 'DETAILS') up.open = true;
                const clipboardData = new DataTransfer();
                clipboardData.setData('text', arguments[1]);
                at.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));";
            let with = vec![json!(pointer), json!(text)];
            let browser = &browser;
            async move { browser.run(script, with).await }
        };
        let rows = "[...document.querySelectorAll('tbody tr')].map(tr => [...tr.querySelectorAll('input')].map(i => i.value).join('|')).join('/')";
        let shown = |wanted: &str| format!("({rows}) === '{wanted}'");
        paste("/so_lieu/dong/0/ten", "Thôn Đông\t1.120,5\t118\t\nThôn Tây\t96\t101.25\tGhi chú\n").await;
        browser.until(&shown("Thôn Đông|1.120,5|118|/Thôn Tây|96|101.25|Ghi chú"), "the rows").await;
        browser.until("document.querySelector('tfoot').textContent.includes('1.216,5')", "the sum").await;
        browser.until("document.querySelector('td .aside')?.textContent.includes('101,25')", "how it was read").await;
        // By the names of the columns, whatever their order.
        paste("/so_lieu/dong/1/ten", "Thực hiện\tNội dung\n7\tThôn Nam\n").await;
        browser.until(&shown("Thôn Đông|1.120,5|118|/Thôn Nam|96|7|Ghi chú"), "the named row").await;
        browser.press("Hoàn tác").await;
        browser.until(&shown("Thôn Đông|1.120,5|118|/Thôn Tây|96|101.25|Ghi chú"), "undo").await;
        browser.run("document.querySelector('tbody tr .tool[aria-label=\"Xóa dòng 1\"]').click()", Vec::new()).await;
        browser.until(&shown("Thôn Tây|96|101.25|Ghi chú"), "one row").await;
        browser.press("Hoàn tác").await;
        browser.until(&shown("Thôn Đông|1.120,5|118|/Thôn Tây|96|101.25|Ghi chú"), "undo").await;
        browser.close().await;
    });
}

/// A workbook with a title above its head, and columns that are not called like the fields.
fn workbook(path: &Path) {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.write(0, 0, "KINH PHÍ THEO THÔN").expect("writes");
    sheet.write_row(2, 0, ["STT", "Đơn vị", "KẾ HOẠCH", "Đã làm"]).expect("writes");
    for (row, (name, plan, done)) in (3..).zip([
        ("Thôn Đông", 120.5, "118"),
        ("Thôn Tây", 96.0, "1.101,25"),
        ("Thôn Nam", 7.0, "bảy"),
    ]) {
        sheet.write(row, 0, row - 2).expect("writes");
        sheet.write(row, 1, name).expect("writes");
        sheet.write(row, 2, plan).expect("writes");
        sheet.write(row, 3, done).expect("writes");
    }
    workbook.save(path).expect("saves");
}

#[test]
fn a_workbook_is_imported_with_its_columns_mapped_by_hand() {
    runtime().block_on(async {
        let (home, downloads) = (Home::new(), tempfile::tempdir().expect("a folder"));
        let Some(browser) = Browser::new(downloads.path()).await else { return };
        let file = downloads.path().join("thon.xlsx");
        workbook(&file);
        let _served = open(&browser, &home, "#/moi/so-ket").await;
        browser.run("for (const part of document.querySelectorAll('details')) part.open = true", Vec::new()).await;
        let pick = || async {
            let input = browser.client.find(Locator::Id("m/so_lieu/dong-tep")).await.expect("a file input");
            input.send_keys(&file.display().to_string()).await.expect("chooses");
            browser.until("document.querySelector('dialog.wide[open]')", "the dialog").await;
        };
        pick().await;
        let rows = "[...document.querySelectorAll('form tbody tr')].map(tr => [...tr.querySelectorAll('input:not([type=file])')].map(i => i.value).join('|')).join('/')";
        let dialog = "document.querySelector('dialog.wide').innerText";
        browser.until(&format!("{dialog}.includes('Chưa có cột cho mục bắt buộc: Nội dung, Thực hiện.')"), "what is missing").await;
        // By keyboard: each select says which column it is for.
        for (label, keys) in [("Cột B, Đơn vị là mục", "Nội"), ("Cột D, Đã làm là mục", "Thực")] {
            let css = format!("select[aria-label='{label}']");
            let select = browser.client.find(Locator::Css(&css)).await.expect("a select");
            select.send_keys(keys).await.expect("chooses");
            browser.until(&format!("document.querySelector(\"{css}\").selectedOptions[0].text.startsWith('{keys}')"), "the choice").await;
        }
        browser.until(&format!("{dialog}.includes('«bảy» không phải số')"), "what is wrong").await;
        let told = browser.run(&format!("return {dialog}"), Vec::new()).await;
        let told = told.as_str().expect("words");
        for words in ["Trang «Sheet1», ô D6", "1 chỗ không đọc được sẽ để trống", "1101,25"] {
            assert!(told.contains(words), "{words}: {told}");
        }
        if let Some(folder) = std::env::var_os("VANTHU_PICTURES") {
            let picture = browser.client.screenshot().await.expect("a picture");
            fs::write(Path::new(&folder).join("nhap-bang.png"), picture).expect("writes");
        }
        browser.press("Nhập 3 dòng").await;
        let wanted = "Thôn Đông|120,5|118|/Thôn Tây|96|1101,25|/Thôn Nam|7||";
        browser.until(&format!("({rows}).startsWith('{wanted}')"), "the rows").await;
        assert_eq!(browser.run("return document.querySelector('dialog.wide')", Vec::new()).await, Value::Null);
        browser.until("document.querySelector('tfoot').textContent.includes('223,5')", "the sum").await;
        // A second time there are rows to add to, or to replace.
        pick().await;
        browser.until(&format!("{dialog}.includes('Danh sách đang có 3 dòng')"), "the choice").await;
        browser.press("Nhập 3 dòng").await;
        browser.until(&format!("({rows}).split('/').length >= 6"), "six rows").await;
        browser.press("Hoàn tác").await;
        browser.until(&format!("({rows}).startsWith('{wanted}') && ({rows}).split('/').filter(r => r.includes('Thôn')).length === 3"), "undo").await;
        // Nothing happens to the form when the clerk thinks better of it.
        pick().await;
        browser.press("Thôi").await;
        browser.until("!document.querySelector('dialog.wide')", "the form").await;
        // What is no table is said in plain words.
        fs::write(&file, b"PK\x03\x04 no zip").expect("writes");
        let input = browser.client.find(Locator::Id("m/so_lieu/dong-tep")).await.expect("a file input");
        input.send_keys(&file.display().to_string()).await.expect("chooses");
        browser.until("document.querySelector('#ask[open]')?.innerText.includes('bị hỏng')", "the refusal").await;
        browser.press("Đóng").await;
        let log = browser.run("return document.querySelectorAll('[aria-invalid]').length", Vec::new()).await;
        assert_eq!(log, json!(0));
        browser.close().await;
    });
}

#[test]
fn only_fields_that_were_left_are_marked_and_nothing_is_complained_of() {
    runtime().block_on(async {
        let (home, downloads) = (Home::new(), tempfile::tempdir().expect("a folder"));
        let Some(browser) = Browser::new(downloads.path()).await else { return };
        let _served = open(&browser, &home, "#/moi/so-ket").await;
        browser.until("document.querySelector('.state').textContent.includes('thiếu')", "the judge").await;
        let marked = "[...document.querySelectorAll('[aria-invalid]')].map(e => e.id).join()";
        assert_eq!(browser.run(&format!("return {marked}"), Vec::new()).await, json!(""));
        browser.tab_to("/so").await;
        browser.type_keys("năm").await;
        browser.tab_to("/ngay").await;
        browser.until(&format!("({marked}) === 'm/so'"), "the mark").await;
        browser.type_keys("31/2/2026").await;
        browser.until("document.querySelector('.state').textContent.includes('2 lỗi')", "the judge").await;
        assert_eq!(browser.run(&format!("return {marked}"), Vec::new()).await, json!("m/so"), "not while typing");
        assert_eq!(browser.run("return document.activeElement.value", Vec::new()).await, json!("31/2/2026"));
        // Each box has a name, and what describes it is there.
        let nameless = "[...document.querySelectorAll('main input, main select, main textarea')].filter(e => !e.labels?.length && !e.ariaLabel).map(e => e.id).join()";
        assert_eq!(browser.run(&format!("return {nameless}"), Vec::new()).await, json!(""));
        let twice = "[...document.querySelectorAll('[id]')].map(e => e.id).filter((id, nth, all) => all.indexOf(id) !== nth).join()";
        assert_eq!(browser.run(&format!("return {twice}"), Vec::new()).await, json!(""));
        browser.close().await;
    });
}

#[test]
fn a_secret_document_is_not_saved_by_itself() {
    runtime().block_on(async {
        let (home, downloads) = (Home::new(), tempfile::tempdir().expect("a folder"));
        let Some(browser) = Browser::new(downloads.path()).await else { return };
        let _served = open(&browser, &home, "#/moi/so-ket").await;
        browser.tab_to("/trich_yeu").await;
        browser.type_keys("Kế hoạch").await;
        browser.until("location.hash.startsWith('#/nhap/')", "a draft").await;
        let files = || fs::read_dir(home.file("ban-nhap")).expect("lists").count();
        assert_eq!(files(), 1);
        let mark = "const at = document.getElementById('m/do_mat'); at.value = arguments[0];
            at.dispatchEvent(new Event('change', { bubbles: true }))";
        browser.run(mark, vec![json!("Mật")]).await;
        browser.until("document.querySelector('.banner')", "the question").await;
        let draft = || {
            let entry = fs::read_dir(home.file("ban-nhap")).expect("lists").next();
            fs::read_to_string(entry.expect("a draft").expect("an entry").path()).expect("reads")
        };
        assert!(!draft().contains("do_mat"), "not saved before the user says so");
        browser.press("Không lưu, xóa bản nháp đã có").await;
        browser.until("location.hash.startsWith('#/moi/')", "no draft").await;
        assert_eq!(files(), 0);
        browser.tab_to("/trich_yeu").await;
        browser.type_keys(" công tác").await;
        tokio::time::sleep(Duration::from_secs(2)).await;
        assert_eq!(files(), 0, "nor later");
        browser.run(mark, vec![json!("")]).await;
        browser.until("location.hash.startsWith('#/nhap/')", "saving again").await;
        assert!(draft().contains("công tác"));
        browser.run(mark, vec![json!("Mật")]).await;
        browser.until("document.querySelector('.banner')", "the question").await;
        browser.press("Lưu bản nháp").await;
        browser
            .until("document.getElementById('status').textContent.startsWith('Đã lưu')", "saving")
            .await;
        assert!(draft().contains("do_mat: Mật"));
        browser.close().await;
    });
}

#[test]
fn what_the_form_has_no_field_for_is_dropped_or_moved_from_the_summary() {
    runtime().block_on(async {
        let (home, downloads) = (Home::new(), tempfile::tempdir().expect("a folder"));
        let Some(browser) = Browser::new(downloads.path()).await else { return };
        let plugin = home.file("plugins/cu");
        fs::create_dir_all(&plugin).expect("makes");
        for (name, text) in [
            ("plugin.yaml", "format: 1\nid: cu\nversion: 1.1.0\ntitle: { vi: Mẫu cũ, en: Old }\ntype: Báo cáo\nstandard: nd30-2020\nform: \"1.4\"\nschema: schema.yaml\nlayout: layout.yaml\n"),
            ("schema.yaml", "type: object\nrequired: [noi_dung]\nproperties:\n  noi_dung: { type: string, title: Nội dung, aliases: [than_bai], since: 1.1.0, minLength: 2 }\n"),
            ("layout.yaml", "format: 1\nlevels: [clause]\nbody:\n  - p: \"{{noi_dung}}\"\n"),
        ] {
            fs::write(plugin.join(name), text).expect("writes");
        }
        fs::create_dir_all(home.file("ban-nhap")).expect("makes");
        fs::write(home.file("ban-nhap/a.yaml"), "loai: cu\nthan_bai: Bài cũ\nla: giữ\n").expect("writes");
        let served = open(&browser, &home, "#/nhap/a").await;
        browser.press("Kiểm tra").await;
        browser.until("document.querySelector('.summary')", "the summary").await;
        browser.press("Chuyển sang mục mới").await;
        browser.until("document.getElementById('m/noi_dung').value === 'Bài cũ'", "the value").await;
        browser.until("!document.querySelector('.summary').textContent.includes('than_bai')", "the summary").await;
        browser.press("Bỏ mục này").await;
        browser.until("!document.querySelector('.summary').textContent.includes('«la»')", "the summary").await;
        browser.until("document.getElementById('status').textContent.startsWith('Đã lưu')", "saving").await;
        let kept = fs::read_to_string(home.file("ban-nhap/a.yaml")).expect("reads");
        assert_eq!(kept, "loai: cu\nnoi_dung: Bài cũ\n");
        // When the type is gone, what was typed can still be taken.
        fs::remove_dir_all(&plugin).expect("removes");
        drop(served);
        let served = home.serve();
        browser.client.goto(&served.link).await.expect("opens");
        browser.until("document.querySelector('.types')", "the types").await;
        browser.run("location.hash = '#/nhap/a'", Vec::new()).await;
        browser.until("document.querySelector('h1').textContent === 'Không mở được biểu mẫu'", "the fault").await;
        browser.press("Tải dữ liệu").await;
        assert_eq!(downloaded(downloads.path(), "cu.yaml").await, kept.as_bytes());
        browser.close().await;
    });
}

#[test]
fn a_data_file_and_a_word_file_are_taken_from_the_start() {
    runtime().block_on(async {
        let (home, downloads) = (Home::new(), tempfile::tempdir().expect("a folder"));
        office(&home);
        let Some(browser) = Browser::new(downloads.path()).await else { return };
        let _served = open(&browser, &home, "").await;
        let choose = |id: &'static str, path: std::path::PathBuf| {
            let browser = &browser;
            async move {
                let file = browser.client.find(Locator::Id(id)).await.expect("a box");
                file.send_keys(&path.display().to_string()).await.expect("chooses");
            }
        };
        choose("data-file", repository("examples/so-ket-xa/bao-cao.yaml")).await;
        // Its comments will not be in what is saved here.
        browser.until("document.getElementById('ask').open", "the question").await;
        let words = browser.run("return document.getElementById('ask').textContent", Vec::new()).await;
        assert!(words.as_str().expect("a text").contains("2 dòng ghi chú"), "{words}");
        browser.press("Mở tiếp").await;
        browser.until("document.querySelector('.state')?.textContent === 'Đủ và đúng'", "the form").await;
        browser.press("Tải tệp Word").await;
        downloaded(downloads.path(), "so-ket-05.docx").await;
        browser.until("document.getElementById('status').textContent.startsWith('Đã lưu')", "saving").await;
        browser.run("location.hash = '#/'", Vec::new()).await;
        browser.until("document.querySelector('.types')", "the start").await;
        choose("word-file", downloads.path().join("so-ket-05.docx")).await;
        let found = browser.until("document.querySelector('h1').textContent.startsWith('Kết quả') && document.querySelector('main').innerText", "the findings").await;
        assert!(found.as_str().expect("a text").contains("0 lỗi"), "{found}");
        browser.client.find(Locator::LinkText("Về trang đầu")).await.expect("a way back").click().await.expect("clicks");
        browser.until("document.querySelector('.types')", "the start again").await;
        browser.close().await;
    });
}
