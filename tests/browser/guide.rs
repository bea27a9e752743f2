//! The walk-through for clerks, gone as it is written: its words are on the page, its pictures are of
//! the page. `UPDATE=1 cargo test --features preview --test browser guide`, then
//! `.ci/pictures.py`, makes the pictures anew.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use fantoccini::key::Key;
use serde_json::{Value, json};

use crate::common::repository;
use crate::fill::{description, fill, read};
use crate::page::Home;
use crate::window::{Browser, PASTED, Tally, downloaded, office, office_of, open, runtime};

const PAGE: &str = "docs/trang-dien-mau.md";
/// The largest that a picture may be, in bytes.
const LARGEST: u64 = 75_000;

/// All that can be read on the page: text, names, hints, values.
const WORDS: &str = "[document.body.innerText, ...[...document.querySelectorAll('[aria-label], [placeholder], [title], option')].map(e => [e.ariaLabel, e.placeholder, e.title, e.textContent].join('\\n')), ...[...document.querySelectorAll('input, textarea')].map(e => e.value)].join('\\n')";

/// Times and days as they always are, no blinking cursor.
const STILL: &str = "const still = (e) => { for (const n of e.childNodes) if (n.nodeType === 3) n.data = n.data.replace(/\\d\\d:\\d\\d/, '08:30').replace(/ngày \\d\\d\\/\\d\\d\\/\\d{4}/, 'ngày 05/02/2026'); };
    document.querySelectorAll('#status, .drafts small').forEach(still);
    document.activeElement.style.caretColor = 'transparent';";

/// The walk: what is read on the page at each picture.
struct Walk {
    browser: Browser,
    seen: BTreeMap<&'static str, String>,
}

impl Walk {
    async fn picture(&mut self, name: &'static str) {
        let words = self.browser.tell(WORDS).await;
        self.seen.insert(name, words.as_str().expect("a text").to_owned());
        if std::env::var_os("UPDATE").is_some() {
            if cfg!(not(feature = "preview")) {
                panic!("pictures show the pages: --features preview");
            }
            self.browser.run(STILL, Vec::new()).await;
            let picture = self.browser.client.screenshot().await.expect("a picture");
            fs::create_dir_all(repository("docs/hinh")).expect("makes");
            fs::write(file(name), picture).expect("writes");
        }
    }

    /// What was saved is found at the start.
    async fn start_again(&mut self) {
        self.browser.until_saved().await;
        self.browser.run("location.hash = '#/'", Vec::new()).await;
        self.browser.until("document.querySelector('.drafts a')", "the draft").await;
        self.picture("10-ban-nhap.png").await;
    }

    /// The report of the next half year out of the draft of the last year: all that names the period,
    /// and its figures; the rest stays as it was. By mouse, and what is there already is pasted.
    async fn next_period(&mut self, folder: &Path) {
        let browser = &self.browser;
        // The program, twice.
        browser.tally.set(Tally { clicks: 2, ..Tally::default() });
        browser.press("Làm văn bản mới").await;
        let clean = "document.querySelector('.state')?.textContent === 'Đủ và đúng'";
        browser.until(clean, "the form").await;
        self.look_at("document.querySelector('h1')").await;
        self.picture("11-tu-ban-nhap.png").await;

        let browser = &self.browser;
        for (at, text) in [("/so", "98"), ("/ngay", "6/7/2026")] {
            browser.click(at).await;
            browser.type_keys(text).await;
        }
        let (year, half) = ("năm 2025", "6 tháng đầu năm 2026");
        for (at, words, with) in [
            ("/trich_yeu", "năm 2025 và nhiệm vụ trọng tâm năm 2026", half),
            ("/mo_dau", year, half),
            ("/ket_qua/nhom/0/noi_dung", "96", "51"),
            ("/ket_qua/nhom/0/noi_dung", "2.400", "1.150"),
            ("/ket_thuc", year, half),
            ("/bieu/0/tieu_de", year, half),
        ] {
            browser.replace(at, words, with).await;
        }
        for (at, text) in [
            (
                "/trien_khai/noi_dung",
                "Phòng đã tham mưu Ủy ban nhân dân xã ban hành 02 kế hoạch, 03 công văn chỉ đạo.\n- Tổ chức 07 hội nghị thôn, 690 lượt người dự.\n- Rà soát, bổ sung danh sách trẻ em có hoàn cảnh đặc biệt: 47 em.",
            ),
            (
                "/danh_gia/han_che/noi_dung",
                "Tiến độ xây dựng điểm vui chơi tại Thôn Thượng còn chậm do chưa bố trí đủ kinh phí.",
            ),
            (
                "/phuong_huong/giai_phap/noi_dung",
                "- Tổ chức các lớp dạy bơi trong hè.\n- Hoàn thành điểm vui chơi tại Thôn Thượng trước ngày 30/9/2026.\n- Khám sức khỏe định kỳ cho trẻ em trong quý IV năm 2026.",
            ),
        ] {
            browser.paste_over(at, text).await;
        }
        browser.paste("/so_lieu/dong/0/ke_hoach", "130\t61,5\n104\t55\n92\t47,8\n").await;
        browser
            .until("document.querySelector('tfoot')?.textContent.includes('164,3')", "the sums")
            .await;
        browser.paste("/bieu/0/dong/0/ky_truoc", "3146\t3170\t3158\n497\t510\t262\n").await;
        browser.press("Kiểm tra").await;
        browser.until("document.querySelector('.summary.clean')", "a clean summary").await;
        browser.press("Tải tệp Word").await;
        downloaded(folder, "so-ket-98.docx").await;
        let tally = browser.tally.get();
        let old = "[...document.querySelectorAll('input, textarea')].some(e => e.value.includes('năm 2025'))";
        assert_eq!(browser.tell(old).await, json!(false), "the old period");
        browser.until_saved().await;
        println!("out of a draft: {tally:?}");
        said(&[line(tally.keys, tally.clicks)]);
        assert!(minutes(tally.keys, tally.clicks) <= 5, "what is done most is done soon");
    }

    /// The report of February, with January out of its draft; first replaced, so that the question is
    /// seen too.
    async fn february(&mut self, home: &Home) {
        office_of(home, "bao-cao-thang");
        let text = |name: &str| {
            fs::read_to_string(repository("examples/bao-cao-thang").join(name)).expect("reads")
        };
        let (january, february) = (text("thang-01.yaml"), text("thang-02.yaml"));
        let alone = february.replacen("ky_truoc:\n  - thang-01.yaml\n", "", 1);
        let draft = |name: &str, text: &str| {
            fs::write(home.file("ban-nhap").join(name), text).expect("writes");
        };
        draft("thang-2.yaml", &alone);
        draft("thang-1.yaml", &january.replacen("thang: 1\n", "thang: 2\n", 1));
        self.browser.run("location.hash = '#/nhap/thang-2'", Vec::new()).await;
        self.browser.until("document.getElementById('m/ky_truoc-tep')", "the field").await;
        self.take_january().await;
        self.browser.until("document.querySelector('.files .wrong')", "what is wrong inside").await;
        draft("thang-1.yaml", &january);
        self.take_january().await;
        self.browser
            .until(
                "document.getElementById('ask-text').textContent.startsWith('Đã có tệp')",
                "the question",
            )
            .await;
        let words = self.browser.tell(WORDS).await;
        self.browser.press("Thay tệp cũ").await;
        self.browser
            .until("document.querySelector('.state').textContent === 'Đủ và đúng'", "no fault")
            .await;
        self.browser.until_saved().await;
        self.look_at("document.querySelector('.files')").await;
        self.picture("12-thang-truoc.png").await;
        let seen = self.seen.get_mut("12-thang-truoc.png").expect("the picture");
        seen.push_str(words.as_str().expect("a text"));
    }

    async fn take_january(&self) {
        self.browser.press("Lấy từ bản nháp…").await;
        self.browser.until("document.querySelector('#ask[open] input')", "the list").await;
        self.browser.press("Lấy").await;
    }

    /// Puts an element where a reader looks first.
    async fn look_at(&self, element: &str) {
        self.browser
            .run(&format!("{element}.scrollIntoView({{ block: 'center' }})"), Vec::new())
            .await;
        if cfg!(feature = "preview") && std::env::var_os("UPDATE").is_some() {
            self.browser
                .until(
                    "!document.querySelector('.sheets') || document.querySelector('.sheet img')",
                    "pages",
                )
                .await;
            tokio::time::sleep(std::time::Duration::from_millis(1500)).await;
        }
    }
}

fn file(name: &str) -> PathBuf {
    repository("docs/hinh").join(name)
}

#[test]
fn the_walk_through_is_as_the_page_is() {
    runtime().block_on(async {
        let (home, downloads) = (Home::new(), tempfile::tempdir().expect("a folder"));
        office(&home);
        let Some(browser) = Browser::new(downloads.path()).await else { return };
        let data = read(&repository("examples/so-ket-xa/bao-cao.yaml"));
        let some = |names: &[&str]| {
            let map = data.as_object().expect("fields").iter();
            let chosen = map.filter(|(name, _)| names.contains(&name.as_str()));
            Value::Object(chosen.map(|(name, value)| (name.clone(), value.clone())).collect())
        };
        let _served = open(&browser, &home, "").await;
        browser.resize(1280, 720).await;
        let mut walk = Walk { browser, seen: BTreeMap::new() };
        walk.picture("1-trang-dau.png").await;

        walk.browser.run("location.hash = '#/co-quan'", Vec::new()).await;
        walk.browser.until("document.querySelector('.card')", "the organisation").await;
        walk.picture("2-co-quan.png").await;

        walk.browser.run("location.hash = '#/moi/so-ket'", Vec::new()).await;
        // The program, twice, and the type; the organisation is written down once for all reports.
        walk.browser.tally.set(Tally { clicks: 3, ..Tally::default() });
        walk.browser.until("document.querySelector('.state')?.textContent.includes('thiếu')", "the form").await;
        walk.look_at("document.querySelector('h1')").await;
        walk.picture("3-bieu-mau.png").await;

        let form = description(&walk.browser, "so-ket").await;
        fill(&walk.browser, &form, &some(&["so", "ngay", "trich_yeu", "kinh_gui"]), &[]).await;
        walk.browser.until_saved().await;
        walk.look_at("document.getElementById('m/trich_yeu')").await;
        walk.picture("4-dien.png").await;

        let rest = ["mo_dau", "trien_khai", "ket_qua", "so_lieu", "danh_gia", "phuong_huong", "nguoi_ky", "bieu"];
        fill(&walk.browser, &form, &some(&rest), &["/so_lieu/dong", "/bieu/0/dong"]).await;
        walk.browser.paste("/so_lieu/dong/0/ten", "Thôn Đông\t120,5\t118\nThôn Tây\t96\t101,25\nThôn Nam\t88,4\t88,4\n").await;
        walk.browser.until("document.querySelector('tfoot')?.textContent.includes('304,9')", "the sums").await;
        walk.look_at("document.querySelector('tfoot')").await;
        walk.picture("5-bang.png").await;

        let rows = downloads.path().join("Chỉ tiêu.csv");
        fs::write(&rows, "Chỉ tiêu;Kỳ trước;Kế hoạch;Thực hiện\nTrẻ em dưới 16 tuổi (em);3120;3150;3146\nTrẻ em được tiêm chủng (em);498;505;497\n").expect("writes");
        walk.browser.choose("m/bieu/0/dong-tep", &rows).await;
        walk.browser.until("document.querySelector('dialog.wide[open]')", "the look at the rows").await;
        walk.picture("6-nhap-excel.png").await;
        walk.browser.tab("document.querySelector('dialog.wide button.main')").await;
        walk.browser.key(Key::Enter).await;
        walk.browser.until("document.getElementById('m/bieu/0/dong/1/ten')?.value", "the rows").await;

        walk.browser.tab_to("/ngay").await;
        walk.browser.retype("31/2/2026").await;
        walk.browser.tab_to_button("Kiểm tra").await;
        walk.browser.key(Key::Enter).await;
        walk.browser.until("document.querySelectorAll('.summary a').length === 2 && document.activeElement.matches('.summary')", "two findings").await;
        walk.browser.until("!document.querySelector('#toast').textContent", "the word to go").await;
        walk.look_at("document.querySelector('.summary')").await;
        walk.picture("7-kiem-tra.png").await;

        walk.browser.tab("document.querySelectorAll('.summary a')[1]").await;
        walk.browser.key(Key::Enter).await;
        assert_eq!(walk.browser.tell("document.activeElement.id").await, json!("m/ngay"));
        walk.picture("8-sua.png").await;
        walk.browser.retype("5/2/2026").await;
        fill(&walk.browser, &form, &some(&["ket_thuc"]), &[]).await;
        walk.browser.until("document.querySelector('.summary.clean')", "a clean summary").await;
        walk.browser.tab_to_button("Tải tệp Word").await;
        walk.browser.key(Key::Enter).await;
        downloaded(downloads.path(), "so-ket-05.docx").await;
        walk.browser.until("document.querySelector('#toast').textContent.includes('so-ket-05.docx')", "the word").await;
        tell(walk.browser.tally.get());
        walk.look_at("document.querySelector('h1')").await;
        walk.picture("9-tai-ve.png").await;

        walk.start_again().await;
        walk.next_period(downloads.path()).await;
        walk.february(&home).await;
        judge(&walk.seen);
        walk.browser.close().await;
    });
}

/// Keys a minute, as somebody types who is no typist.
const KEYS: usize = 150;
/// Seconds of a click, with the way to it.
const CLICK: usize = 2;

/// How much the hands did of a whole report, typed and with its texts pasted.
fn tell(tally: Tally) {
    let Tally { keys, clicks, letters, texts } = tally;
    let all = line(keys, clicks);
    // A text that is there already is pasted.
    let fewer = line(keys - letters + texts * PASTED.keys, clicks + texts * PASTED.clicks);
    println!("whole: {tally:?}");
    let assumed = format!("{KEYS} phím một phút, {CLICK} giây một lần bấm chuột");
    said(&[all, fewer, assumed, format!("{texts} đoạn dài")]);
}

/// How much that is. Numbers are rounded up, so that a button more does not change them.
fn line(keys: usize, clicks: usize) -> String {
    let (keys, clicks) = (keys.next_multiple_of(100), clicks.next_multiple_of(5));
    let minutes = minutes(keys, clicks);
    let shown =
        if keys < 1000 { keys.to_string() } else { format!("{}.{:03}", keys / 1000, keys % 1000) };
    format!("{shown} phím, {clicks} lần bấm chuột, {minutes} phút")
}

fn minutes(keys: usize, clicks: usize) -> usize {
    (keys * 60 / KEYS + clicks * CLICK).div_ceil(60)
}

/// The walk-through says the same.
fn said(all: &[String]) {
    println!("{all:?}");
    // Builds that draw no pages have other buttons to pass.
    if cfg!(feature = "preview") {
        let text = fs::read_to_string(repository(PAGE)).expect("reads");
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        for words in all {
            assert!(text.contains(words), "the walk-through does not say «{words}»");
        }
    }
}

/// Each section of the walk-through says what its picture, or the one before, shows.
fn judge(seen: &BTreeMap<&'static str, String>) {
    let text = fs::read_to_string(repository(PAGE)).expect("reads");
    let (mut before, mut found) = (String::new(), Vec::new());
    for section in text.split("\n## ").skip(1) {
        let pictures: Vec<&str> =
            section.split("](hinh/").skip(1).filter_map(|rest| rest.split(')').next()).collect();
        let now: String = pictures
            .iter()
            .map(|name| seen.get(name).unwrap_or_else(|| panic!("no step makes {name}")).as_str())
            .collect();
        for words in section.split('«').skip(1).filter_map(|rest| rest.split('»').next()) {
            // Lines of the text are broken anywhere.
            let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
            let pages = cfg!(feature = "preview") || !words.contains("xem trước");
            let all = if pictures.is_empty() {
                seen.values().any(|page| page.contains(&words))
            } else {
                now.contains(&words) || before.contains(&words)
            };
            assert!(all || !pages, "«{words}» is not on the page");
        }
        found.extend(pictures);
        if !now.is_empty() {
            before = now;
        }
    }
    assert_eq!(found.len(), seen.len(), "a section for each picture");
    let there = fs::read_dir(repository("docs/hinh")).expect("lists").count();
    assert_eq!(there, found.len(), "no other pictures");
    for name in found {
        let bytes = fs::read(file(name)).expect("a picture");
        // Width and height of a PNG are its bytes 16 to 24.
        assert_eq!(
            bytes.get(16..24),
            Some(&[0, 0, 5, 0, 0, 0, 2, 208][..]),
            "{name} is 1280 by 720"
        );
        let small = std::env::var_os("UPDATE").is_some() || bytes.len() as u64 <= LARGEST;
        assert!(small, "{name} is too large: .ci/pictures.py");
    }
}
