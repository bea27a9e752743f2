//! Files that the data name: the report of February, with January as a file or out of a draft; a
//! picture.

use std::fs;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::common::{repository, vanthu};
use crate::page::{Home, Served};
use crate::window::{Browser, downloaded, enter, office_of, open, runtime};

fn example(name: &str) -> PathBuf {
    repository("examples/bao-cao-thang").join(name)
}

/// February as a draft called `a`, without the file of January.
fn february(home: &Home) {
    office_of(home, "bao-cao-thang");
    fs::create_dir_all(home.file("ban-nhap")).expect("makes");
    let text = fs::read_to_string(example("thang-02.yaml")).expect("reads");
    let text = text.replacen("ky_truoc:\n  - thang-01.yaml\n", "", 1);
    assert!(!text.contains("ky_truoc"));
    fs::write(home.file("ban-nhap/a.yaml"), text).expect("writes");
}

/// All that is said at the field of the files.
const SAID: &str = "document.getElementById('m/ky_truoc-tep').closest('fieldset').textContent";

/// Both files come down: the archive unpacked gives the Word file, byte for byte.
pub(crate) async fn take(
    browser: &Browser,
    home: &Home,
    folder: &Path,
    stem: &str,
    options: &[&str],
) {
    browser
        .until("document.querySelector('.state').textContent === 'Đủ và đúng'", "no fault")
        .await;
    browser.press("Tải tệp Word").await;
    let word = downloaded(folder, &format!("{stem}.docx")).await;
    browser.press("Tải dữ liệu").await;
    let zip = downloaded(folder, &format!("{stem}.zip")).await;
    let apart = tempfile::tempdir().expect("a folder");
    for (name, bytes) in inside(&zip) {
        fs::write(apart.path().join(name), bytes).expect("writes");
    }
    let mut command = vanthu();
    command.current_dir(apart.path()).env("XDG_CONFIG_HOME", home.path());
    let output = command.args(["render", &format!("{stem}.yaml")]).args(options).output();
    let output = output.expect("runs");
    let made = fs::read(apart.path().join(format!("{stem}.docx")));
    assert!(made.unwrap_or_else(|_| panic!("{output:?}")) == word, "other bytes");
}

fn inside(zip: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = zip::ZipArchive::new(Cursor::new(zip)).expect("an archive");
    let one = |nth| {
        let mut entry = archive.by_index(nth).expect("an entry");
        let name = String::from_utf8(entry.name_raw().to_vec()).expect("a name");
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).expect("reads");
        (name, bytes)
    };
    (0..zip::ZipArchive::new(Cursor::new(zip)).expect("an archive").len()).map(one).collect()
}

#[test]
fn february_with_january_as_a_file() {
    runtime().block_on(async {
        let (home, downloads) = (Home::new(), tempfile::tempdir().expect("a folder"));
        february(&home);
        let Some(browser) = Browser::new(downloads.path()).await else { return };
        let served = open(&browser, &home, "#/nhap/a").await;
        browser.until("document.querySelector('.state').textContent === '1 lỗi'", "what lacks").await;
        browser.press("Kiểm tra").await;
        let told = browser.until("document.querySelector('.summary a')?.parentElement.textContent", "the summary").await;
        assert_eq!(told, "Thiếu báo cáo tháng 1 thêm tệp của tháng 1 vào «Tệp báo cáo các tháng trước trong năm»".replacen(" thêm", " Thêm", 1));
        browser.choose("m/ky_truoc-tep", &example("thang-01.yaml")).await;
        browser.until(&format!("{SAID}.includes('Tình hình kinh tế - xã hội tháng 1 năm 2026 · ')"), "the file").await;
        browser.until("document.activeElement.textContent === 'Chọn tệp…'", "the cursor at the field").await;
        browser.until_saved().await;
        take(&browser, &home, downloads.path(), "bao-cao-thang-31", &[]).await;
        // Taken out, and put back.
        browser.press("Bỏ tệp").await;
        browser.until("document.querySelector('.state').textContent === '1 lỗi'", "what lacks").await;
        browser.press("Hoàn tác").await;
        browser.until("document.querySelector('.state').textContent === 'Đủ và đúng'", "no fault").await;
        browser.until_saved().await;
        // A crash, another port: the file is there.
        let port = served.port;
        drop(served);
        let served = open(&browser, &home, "#/nhap/a").await;
        assert_ne!(served.port, port, "another port");
        browser.until("document.querySelector('.state').textContent === 'Đủ và đúng'", "no fault").await;
        assert!(browser.tell(SAID).await.as_str().expect("a text").contains("thang-01.yaml"));
        // What is wrong inside of it is told there, with its line.
        let spoilt = downloads.path().join("thang-01.yaml");
        let text = fs::read_to_string(example("thang-01.yaml")).expect("reads");
        let line = text.lines().position(|line| line == "thang: 1").expect("a line") + 1;
        fs::write(&spoilt, text.replacen("thang: 1\n", "thang: 5\n", 1)).expect("writes");
        browser.choose("m/ky_truoc-tep", &spoilt).await;
        browser.until("document.getElementById('ask').open", "the question").await;
        assert_eq!(browser.tell("document.getElementById('ask-text').textContent").await, json!("Đã có tệp «thang-01.yaml» với nội dung khác."));
        browser.press("Thay tệp cũ").await;
        browser.until(&format!("{SAID}.includes('Tệp thang-01.yaml, dòng {line}: tháng 5 không đứng trước tháng 2')"), "the fault").await;
        browser.press("Bỏ tệp").await;
        browser.until_saved().await;
        // The archive brings all back, into another draft.
        browser.run("location.hash = '#/'", Vec::new()).await;
        browser.until("document.getElementById('data-file')", "the start").await;
        browser.choose("data-file", &downloads.path().join("bao-cao-thang-31.zip")).await;
        browser.until("document.querySelector('.state')?.textContent === 'Đủ và đúng'", "the form").await;
        browser.until_saved().await;
        browser.run("location.hash = '#/'", Vec::new()).await;
        browser.until("document.querySelectorAll('.drafts a').length === 2", "two drafts").await;
        // So do the files themselves; the organisation's is not used.
        let all = ["thang-02.yaml", "thang-01.yaml", "co-quan.yaml"].map(|name| example(name).display().to_string());
        browser.choose("data-file", Path::new(&all.join("\n"))).await;
        browser.until("document.getElementById('ask').open", "the question about comments").await;
        browser.press("Mở tiếp").await;
        browser.until("document.querySelector('.state')?.textContent === 'Đủ và đúng'", "the form").await;
        assert!(browser.tell("document.getElementById('toast').textContent").await.as_str().expect("a text").contains("co-quan.yaml"));
        browser.close().await;
    });
}

#[test]
fn february_with_january_out_of_a_draft() {
    runtime().block_on(async {
        let (home, downloads) = (Home::new(), tempfile::tempdir().expect("a folder"));
        february(&home);
        let Some(browser) = Browser::new(downloads.path()).await else { return };
        let served = open(&browser, &home, "#/nhap/a").await;
        browser.press("Lấy từ bản nháp…").await;
        browser.until("document.getElementById('ask').open", "the word").await;
        assert_eq!(
            browser.tell("document.getElementById('ask-text').textContent").await,
            json!("Chưa có bản nháp nào khác của loại «Báo cáo tháng».")
        );
        browser.press("Đóng").await;
        fs::copy(example("thang-01.yaml"), home.file("ban-nhap/b.yaml")).expect("copies");
        fs::copy(repository("examples/so-ket-xa/bao-cao.yaml"), home.file("ban-nhap/c.yaml"))
            .expect("copies");
        browser.press("Lấy từ bản nháp…").await;
        let list = "[...document.querySelectorAll('#ask-more li')].map(e => e.textContent)";
        browser.until(&format!("{list}.length"), "the list").await;
        let listed = browser.tell(list).await;
        assert_eq!(
            listed.as_array().expect("a list").len(),
            1,
            "of this type, and not this one: {listed}"
        );
        assert!(
            listed[0]
                .as_str()
                .expect("a text")
                .contains("Tình hình kinh tế - xã hội tháng 1 năm 2026"),
            "{listed}"
        );
        browser.press("Lấy").await;
        browser.until(&format!("{SAID}.includes('bao-cao-thang-12.yaml')"), "the file").await;
        browser.until_saved().await;
        take(&browser, &home, downloads.path(), "bao-cao-thang-31", &[]).await;
        drop(served);
        let _served = open(&browser, &home, "#/nhap/a").await;
        browser
            .until("document.querySelector('.state').textContent === 'Đủ và đúng'", "no fault")
            .await;
        browser.close().await;
    });
}

#[test]
fn a_wrong_file_is_told_beside_the_field() {
    runtime().block_on(async {
        let (home, downloads) = (Home::new(), tempfile::tempdir().expect("a folder"));
        february(&home);
        let Some(browser) = Browser::new(downloads.path()).await else { return };
        let _served = open(&browser, &home, "#/nhap/a").await;
        let file = |name: &str, bytes: &[u8]| {
            let path = downloads.path().join(name);
            fs::write(&path, bytes).expect("writes");
            path
        };
        for (path, words) in [
            (file("bao-cao.docx", b"PK"), "«bao-cao.docx» không phải tệp dữ liệu .yaml. Hãy chọn tệp tải về bằng «Tải dữ liệu», hoặc bấm «Lấy từ bản nháp…»."),
            (file("hong.yaml", b"loai: bao-cao-thang\nthang: [1\n"), "Không đọc được «hong.yaml», dòng "),
            (repository("examples/so-ket-xa/bao-cao.yaml"), "«bao-cao.yaml» là «Báo cáo sơ kết»; mục này cần «Báo cáo tháng»."),
            (file("lon.yaml", &vec![b'#'; (10 << 20) + 1]), "Tệp «lon.yaml» lớn hơn 10 MB."),
        ] {
            browser.choose("m/ky_truoc-tep", &path).await;
            let beside = format!("[...document.querySelectorAll('[role=alert] .wrong')].find(e => e.closest('fieldset').contains(document.getElementById('m/ky_truoc-tep')) && e.textContent.startsWith({}))", json!(words));
            browser.until(&format!("Boolean({beside})"), words).await;
            assert_eq!(browser.tell("document.querySelectorAll('.files li').length").await, json!(0));
        }
        assert!(!home.file("ban-nhap/a.tep").exists(), "nothing is kept");
        browser.choose("m/ky_truoc-tep", &example("thang-01.yaml")).await;
        browser.until("document.querySelector('.state').textContent === 'Đủ và đúng'", "no fault").await;
        assert_eq!(browser.tell("document.querySelectorAll('[role=alert] .wrong').length").await, json!(0));
        browser.close().await;
    });
}

#[test]
fn a_secret_paper_keeps_files_only_with_its_draft() {
    runtime().block_on(async {
        let (home, downloads) = (Home::new(), tempfile::tempdir().expect("a folder"));
        february(&home);
        let Some(browser) = Browser::new(downloads.path()).await else { return };
        let _served = open(&browser, &home, "#/nhap/a").await;
        let mark = "const at = document.getElementById('m/do_mat'); at.value = 'Mật';
            at.dispatchEvent(new Event('change', { bubbles: true }))";
        browser.run(mark, Vec::new()).await;
        browser.until("document.querySelector('.banner')", "the question").await;
        browser.choose("m/ky_truoc-tep", &example("thang-01.yaml")).await;
        browser
            .until(
                "document.getElementById('toast').textContent.includes('hãy lưu bản nháp')",
                "the word",
            )
            .await;
        assert!(!home.file("ban-nhap/a.tep").exists(), "nothing is kept");
        browser.press("Lưu bản nháp").await;
        browser.until_saved().await;
        browser.choose("m/ky_truoc-tep", &example("thang-01.yaml")).await;
        browser.until(&format!("{SAID}.includes('thang-01.yaml')"), "the file").await;
        browser.close().await;
    });
}

/// The page with a type of the tests, whose layout has a picture.
async fn with_pictures(browser: &Browser, home: &Home) -> Served {
    let plugins = repository("tests/plugins");
    let served = home.serve_with(&["--plugins".as_ref(), plugins.as_os_str()]);
    enter(browser, &served, "").await;
    served
}

#[test]
fn a_picture_is_in_the_word_file() {
    runtime().block_on(async {
        let (home, downloads) = (Home::new(), tempfile::tempdir().expect("a folder"));
        let Some(browser) = Browser::new(downloads.path()).await else { return };
        let _served = with_pictures(&browser, &home).await;
        browser.choose("data-file", &repository("tests/plugins/bao-cao.yaml")).await;
        browser.until("document.getElementById('m/hinh-tep')", "the form").await;
        browser.until("document.querySelector('.state').textContent.includes('1 lỗi')", "what lacks").await;
        browser.choose("m/hinh-tep", &repository("tests/plugins/diem.png")).await;
        browser.until("document.querySelector('.state').textContent === 'Đủ và đúng' || document.querySelector('.state').textContent.includes('cảnh báo')", "no fault").await;
        browser.until_saved().await;
        browser.press("Tải tệp Word").await;
        let word = downloaded(downloads.path(), "moi-khoi.docx").await;
        let picture = fs::read(repository("tests/plugins/diem.png")).expect("reads");
        assert!(inside(&word).iter().any(|(_, bytes)| *bytes == picture), "the picture");
        browser.press("Tải dữ liệu").await;
        let zip = downloaded(downloads.path(), "moi-khoi.zip").await;
        let names: Vec<Value> = inside(&zip).into_iter().map(|(name, _)| name.into()).collect();
        assert_eq!(json!(names), json!(["moi-khoi.yaml", "diem.png"]));
        browser.close().await;
    });
}
