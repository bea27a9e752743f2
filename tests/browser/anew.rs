//! A new paper made out of a draft.

use std::fs;

use fantoccini::key::Key;
use serde_json::{Value, json};

use crate::common::{repository, vanthu};
use crate::files::take;
use crate::page::Home;
use crate::window::{Browser, downloaded, office, office_of, open, runtime};

/// The line that says what it was made of.
const MADE: &str = "document.querySelector('h1 ~ p.from')?.textContent";

fn example(name: &str) -> std::path::PathBuf {
    repository("examples/bao-cao-thang").join(name)
}

/// What is kept of drafts, with what is in each.
fn kept(home: &Home) -> Vec<(String, Vec<u8>)> {
    let mut all = Vec::new();
    let mut folders = vec![home.file("ban-nhap")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("lists") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                all.push((path.display().to_string(), fs::read(&path).expect("reads")));
            }
        }
    }
    all.sort();
    all
}

/// February, with January beside it; in a draft nobody has written a comment.
fn february(home: &Home) {
    office_of(home, "bao-cao-thang");
    fs::create_dir_all(home.file("ban-nhap/a.tep")).expect("makes");
    let text = fs::read_to_string(example("thang-02.yaml")).expect("reads");
    let lines = text.lines().filter(|line| !line.trim_start().starts_with('#'));
    fs::write(home.file("ban-nhap/a.yaml"), lines.collect::<Vec<_>>().join("\n")).expect("writes");
    fs::copy(example("thang-01.yaml"), home.file("ban-nhap/a.tep/thang-01.yaml")).expect("copies");
}

#[test]
fn march_out_of_february_by_keyboard() {
    runtime().block_on(async {
        let (home, downloads) = (Home::new(), tempfile::tempdir().expect("a folder"));
        february(&home);
        let before = kept(&home);
        let Some(browser) = Browser::new(downloads.path()).await else { return };
        let _served = open(&browser, &home, "").await;
        let button = "document.querySelector('[aria-label=\"Làm văn bản mới từ bản nháp Tình hình kinh tế - xã hội tháng 2 năm 2026\"]')";
        browser.tab(button).await;
        browser.key(Key::Enter).await;
        browser.until("document.querySelector('.state')?.textContent.includes('thiếu')", "the form").await;
        assert_eq!(
            browser.tell(MADE).await,
            json!("Làm từ bản nháp «Tình hình kinh tế - xã hội tháng 2 năm 2026»; bản đó giữ nguyên. Không lấy sang (mỗi văn bản một khác): Số văn bản, Ngày ban hành, Tháng báo cáo, Năm báo cáo.")
        );
        assert_eq!(browser.tell("document.activeElement.id").await, json!("main"));
        // January is there, before anything is stored.
        assert_eq!(browser.tell("document.querySelector('.state').textContent").await, json!("Còn thiếu 2 mục"));
        let value = |at: &'static str| {
            let browser = &browser;
            async move { browser.tell(&format!("document.getElementById('m{at}').value")).await }
        };
        for left in ["/so", "/ngay", "/thang", "/nam"] {
            assert_eq!(value(left).await, json!(""), "{left}");
        }
        assert_eq!(value("/trich_yeu").await, json!("Tình hình kinh tế - xã hội tháng 2 năm 2026"));
        assert!(browser.tell("document.querySelector('.files').textContent").await.as_str().expect("a text").contains("kB"));
        // A look leaves nothing behind, and a reload nothing out.
        browser.client.refresh().await.expect("loads");
        browser.until("document.querySelector('.state')?.textContent.includes('thiếu')", "the form").await;
        browser.run("history.back()", Vec::new()).await;
        browser.until("document.querySelector('.drafts')", "the start").await;
        assert!(kept(&home) == before, "nothing is stored");

        browser.tab(button).await;
        browser.key(Key::Space).await;
        browser.until("document.querySelector('.state')?.textContent.includes('thiếu')", "the form").await;
        for (at, text) in [("/so", "58"), ("/ngay", "18/3/2026"), ("/thang", "3"), ("/nam", "2026")] {
            browser.tab_to(at).await;
            browser.type_keys(text).await;
        }
        browser.tab_to("/trich_yeu").await;
        browser.retype("Tình hình kinh tế - xã hội tháng 3 năm 2026").await;
        // The files came along; the report of February is out of the draft that this one was made of.
        browser.until_saved().await;
        browser.press("Lấy từ bản nháp…").await;
        browser.until("document.querySelector('#ask[open] input')", "the list").await;
        browser.press("Lấy").await;
        browser.until("document.querySelectorAll('.files li').length === 2", "two files").await;
        browser.until_saved().await;
        take(&browser, &home, downloads.path(), "bao-cao-thang-58", &[]).await;
        let after = kept(&home);
        assert!(before.iter().all(|old| after.contains(old)), "the old draft and its file are as they were");
        assert_eq!(after.len(), before.len() + 3, "the new draft, January and February");
        browser.run("location.hash = '#/'", Vec::new()).await;
        browser.until("document.querySelectorAll('.drafts a').length === 2", "two drafts").await;
        browser.close().await;
    });
}

#[test]
fn comments_secrets_and_drafts_that_are_gone_are_told() {
    runtime().block_on(async {
        let (home, downloads) = (Home::new(), tempfile::tempdir().expect("a folder"));
        office(&home);
        fs::create_dir_all(home.file("ban-nhap")).expect("makes");
        let text = fs::read_to_string(repository("examples/so-ket-xa/bao-cao.yaml")).expect("reads");
        fs::write(home.file("ban-nhap/a.yaml"), text + "do_mat: Mật\n").expect("writes");
        let before = kept(&home);
        let Some(browser) = Browser::new(downloads.path()).await else { return };
        let _served = open(&browser, &home, "").await;
        browser.press("Làm văn bản mới").await;
        browser.until("document.getElementById('ask').open", "the question").await;
        assert_eq!(
            browser.tell("document.getElementById('ask-text').textContent").await,
            json!("Bản nháp có 2 dòng ghi chú (sau dấu #). Văn bản mới sẽ không có các ghi chú đó; bản nháp không bị sửa.")
        );
        browser.press("Thôi").await;
        browser.until("location.hash === '#/' && document.activeElement.id === 'main'", "the start").await;
        browser.press("Làm văn bản mới").await;
        browser.until("document.getElementById('ask').open", "the question").await;
        browser.press("Làm tiếp").await;
        browser.until("document.querySelector('.state')?.textContent === 'Đủ và đúng'", "the form").await;
        // A copy that nothing was changed in is kept when that is asked for; a secret one, when that is allowed.
        browser.type_keys(&format!("{}s{}", Key::Control, Key::Null)).await;
        browser.until("document.querySelector('.banner')", "the question").await;
        assert!(kept(&home) == before, "nothing is stored");
        browser.press("Lưu bản nháp").await;
        browser.until_saved().await;
        let after = kept(&home);
        assert_eq!(after.len(), 2);
        assert!(after.contains(&before[0]), "the old draft is as it was");
        // Downloads are those of the command line.
        browser.press("Tải tệp Word").await;
        let word = downloaded(downloads.path(), "so-ket.docx").await;
        browser.press("Tải dữ liệu").await;
        let yaml = downloaded(downloads.path(), "so-ket.yaml").await;
        assert!(!String::from_utf8_lossy(&yaml).contains("\nso:"), "no number");
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("a.yaml"), yaml).expect("writes");
        let mut command = vanthu();
        command.current_dir(folder.path()).env("XDG_CONFIG_HOME", home.path());
        let output = command.args(["render", "a.yaml"]).output().expect("runs");
        let made = fs::read(folder.path().join("a.docx"));
        assert!(made.unwrap_or_else(|_| panic!("{output:?}")) == word, "other bytes");
        // Deleted from another window.
        browser.run("location.hash = '#/'", Vec::new()).await;
        browser.until("document.querySelectorAll('.drafts a').length === 2", "the start").await;
        for entry in kept(&home) {
            fs::remove_file(entry.0).expect("removes");
        }
        browser.press("Làm văn bản mới").await;
        browser.until("document.querySelector('h1').textContent === 'Không mở được bản nháp'", "the fault").await;
        assert_ne!(browser.tell("document.querySelector('.wrong').textContent").await, Value::Null);
        browser.close().await;
    });
}
