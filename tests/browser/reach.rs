//! The page for those who see little, hear it read, or have no mouse: axe on each of its states, the
//! cursor always somewhere and always seen, nothing cut off on a phone.

use std::fs;
use std::path::Path;

use fantoccini::key::Key;
use serde_json::{Value, json};

use crate::common::{repository, vanthu};
use crate::fill::list;
use crate::page::{Home, Served};
use crate::window::{Browser, STOPS, office_of, open, runtime};

/// Where axe-core is: its minified file, as npm installs it.
const AXE: &str = "VANTHU_AXE";

fn axe() -> Option<String> {
    let Some(path) = std::env::var_os(AXE) else {
        assert!(std::env::var_os("CI").is_none(), "{AXE} names no axe.min.js (npm: axe-core)");
        println!("NOT CHECKED: {AXE} names no axe.min.js (npm: axe-core)");
        return None;
    };
    Some(fs::read_to_string(path).expect("reads axe"))
}

/// What axe finds on the page as it stands.
async fn judged(browser: &Browser, axe: &str, state: &str) {
    if browser.tell("Boolean(window.axe)").await == json!(false) {
        browser.run(axe, Vec::new()).await;
    }
    let script = "const done = arguments[0];
        const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
        const options = { runOnly: { type: 'tag', values: tags }, rules: { 'target-size': { enabled: true } }, resultTypes: ['violations'] };
        window.axe.run(document, options).then(
            r => done({ rules: r.passes.length + r.violations.length, found: r.violations.map(v => v.impact + ' ' + v.id + ': ' + v.nodes.map(n => n.target.join(' ') + ' | ' + n.failureSummary).join(' || ')) }),
            e => done({ rules: 0, found: [String(e)] }))";
    let said = browser.client.execute_async(script, Vec::new()).await.expect("axe runs");
    assert_eq!(said["found"], json!([]), "{state}");
    assert!(said["rules"].as_u64() > Some(10), "{state}: {said}");
}

/// Puts the cursor into the last box of the first row of a table, as far right as it goes.
const LAST_CELL: &str = "(() => { const boxes = [...document.querySelectorAll('.scroll tbody tr')].find(e => e.checkVisibility()).querySelectorAll('td > input, td > select'), last = boxes[boxes.length - 1]; last.focus(); last.scrollIntoView({ block: 'center' }); return true; })()";

/// Nothing runs out of the page sideways.
async fn fits(browser: &Browser, state: &str) {
    let wide = "[...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest('.scroll, .sheets, .skip') && e.checkVisibility()).slice(0, 5).map(e => e.outerHTML.slice(0, 120))";
    assert_eq!(browser.tell(wide).await, json!([]), "{state}");
    assert_eq!(
        browser.tell("document.documentElement.scrollWidth <= innerWidth").await,
        json!(true),
        "{state}"
    );
}

/// At a screen's width, and as on a phone held upright.
async fn judged_at_all_widths(browser: &Browser, axe: &str, state: &str) {
    for (width, height) in [(320, 640), (390, 844), (1280, 720)] {
        browser.resize(width, height).await;
        fits(browser, &format!("{state}, {width} dots wide")).await;
        if let Some(folder) = std::env::var_os("VANTHU_PICTURES") {
            let picture = browser.client.screenshot().await.expect("a picture");
            let name = format!("{}-{width}.png", state.replace(' ', "-"));
            fs::write(Path::new(&folder).join(name), picture).expect("writes");
        }
        if width != 320 {
            judged(browser, axe, &format!("{state}, {width} dots wide")).await;
        }
    }
}

async fn opened(browser: &Browser, home: &Home) -> Served {
    let served = open(browser, home, "").await;
    browser.resize(1280, 720).await;
    served
}

async fn show(browser: &Browser, hash: &str, what: &str) {
    browser.run("location.hash = arguments[0]", vec![json!(hash)]).await;
    browser.until(&format!("document.querySelector('{what}')"), what).await;
}

/// A draft with a table, a list of cards and an appendix.
fn drafts(home: &Home) {
    office_of(home, "bao-cao-nam");
    fs::create_dir_all(home.file("ban-nhap")).expect("makes");
    let from = repository("examples/bao-cao-nam/bao-cao.yaml");
    fs::copy(from, home.file("ban-nhap/nam.yaml")).expect("copies");
    let month = |name: &str| repository("examples/bao-cao-thang").join(name);
    fs::copy(month("thang-02.yaml"), home.file("ban-nhap/thang.yaml")).expect("copies");
    fs::copy(month("thang-01.yaml"), home.file("ban-nhap/truoc.yaml")).expect("copies");
}

#[test]
fn axe_finds_nothing_on_the_start_the_form_and_its_findings() {
    runtime().block_on(async {
        let Some(axe) = axe() else { return };
        let (home, downloads) = (Home::new(), tempfile::tempdir().expect("a folder"));
        let Some(browser) = Browser::new(downloads.path()).await else { return };
        let _served = opened(&browser, &home).await;
        judged_at_all_widths(&browser, &axe, "start").await;
        show(&browser, "#/moi/so-ket", ".bar").await;
        browser.until("document.querySelector('.state').textContent.includes('thiếu')", "the judge").await;
        judged_at_all_widths(&browser, &axe, "empty form").await;
        browser.run("for (const part of document.querySelectorAll('details')) part.open = true", Vec::new()).await;
        browser.tab_to("/so").await;
        browser.type_keys("năm").await;
        browser.press("Kiểm tra").await;
        browser.until("document.activeElement.classList.contains('summary')", "the summary").await;
        judged_at_all_widths(&browser, &axe, "form with errors").await;
        // The question about a secret paper, and one about leaving.
        browser.run("const at = document.getElementById('m/do_mat'); at.value = 'Mật'; at.dispatchEvent(new Event('change', { bubbles: true }))", Vec::new()).await;
        browser.until("document.querySelector('.banner')", "the question").await;
        judged(&browser, &axe, "question about saving").await;
        browser.run("location.hash = '#/'", Vec::new()).await;
        browser.until("document.getElementById('ask').open", "the question").await;
        judged_at_all_widths(&browser, &axe, "dialogue").await;
        browser.close().await;
    });
}

#[test]
fn axe_finds_nothing_on_tables_imports_drafts_the_organisation_and_checks() {
    runtime().block_on(async {
        let Some(axe) = axe() else { return };
        let (home, downloads) = (Home::new(), tempfile::tempdir().expect("a folder"));
        drafts(&home);
        let Some(browser) = Browser::new(downloads.path()).await else { return };
        let _served = opened(&browser, &home).await;
        judged_at_all_widths(&browser, &axe, "drafts").await;
        show(&browser, "#/tu/nam", "#ask[open]").await;
        browser.press("Làm tiếp").await;
        browser.until("document.querySelector('h1 ~ p.from')", "what it was made of").await;
        judged_at_all_widths(&browser, &axe, "made out of a draft").await;
        show(&browser, "#/nhap/nam", ".bar").await;
        browser
            .until("document.querySelector('.state').textContent === 'Đủ và đúng'", "the judge")
            .await;
        judged_at_all_widths(&browser, &axe, "tables").await;
        // The table scrolls in its box, the page never; the name of the row stays in sight.
        browser.tell(LAST_CELL).await;
        for (width, height) in [(1280, 720), (1000, 720), (390, 844)] {
            browser.resize(width, height).await;
            fits(&browser, &format!("the end of a row, {width} dots wide")).await;
        }
        browser.resize(1280, 720).await;
        browser.tell(LAST_CELL).await;
        let name = "(() => { const at = document.activeElement.closest('tr').querySelector('td.first').getBoundingClientRect(), frame = document.activeElement.closest('.scroll').getBoundingClientRect(), now = document.activeElement.getBoundingClientRect(); return at.left >= frame.left && at.right <= now.left; })()";
        assert_eq!(browser.tell(name).await, json!(true), "the name of the row");
        let rows = downloads.path().join("bang.csv");
        fs::write(&rows, "Tên đơn vị;Kế hoạch;Lạ\nThôn Đông;mười;1\nThôn Tây;12;2\n")
            .expect("writes");
        browser.choose("m/bieu/0/dong-tep", &rows).await;
        browser.until("document.querySelector('dialog.wide[open]')", "the dialogue").await;
        judged_at_all_widths(&browser, &axe, "import").await;
        browser.key(Key::Escape).await;
        browser.until("!document.querySelector('dialog.wide')", "the form").await;
        // What was done, with the way back.
        browser
            .run("document.querySelector('[aria-label=\"Xóa dòng 1\"]').click()", Vec::new())
            .await;
        browser.until("document.querySelector('#toast button')", "the way back").await;
        judged(&browser, &axe, "undo").await;
        if cfg!(feature = "preview") {
            browser.until("document.querySelector('.sheet img')", "pages").await;
            judged_at_all_widths(&browser, &axe, "pages").await;
        }
        browser.until_saved().await;
        show(&browser, "#/nhap/thang", ".bar").await;
        browser.until("document.getElementById('m/ky_truoc-tep')", "the field").await;
        let january = repository("examples/bao-cao-thang/thang-01.yaml");
        browser.choose("m/ky_truoc-tep", &january).await;
        browser.until("document.querySelector('.files small')?.textContent.includes('kB')", "the file").await;
        browser.choose("m/ky_truoc-tep", &repository("README.md")).await;
        browser.until("document.querySelector('[role=alert] .wrong')", "what is wrong").await;
        browser.run("document.querySelector('[id=\"m/ky_truoc-tep\"]').closest('fieldset').scrollIntoView({ block: 'center' })", Vec::new()).await;
        judged_at_all_widths(&browser, &axe, "files").await;
        browser.press("Lấy từ bản nháp…").await;
        browser.until("document.getElementById('ask').open", "the list").await;
        judged_at_all_widths(&browser, &axe, "list of drafts").await;
        browser.press("Thôi").await;
        browser.until_saved().await;
        show(&browser, "#/co-quan", ".card").await;
        judged_at_all_widths(&browser, &axe, "organisation").await;
        show(&browser, "#/", ".types").await;
        let word = wrong_paper(downloads.path());
        browser.choose("word-file", &word).await;
        browser.until("document.querySelector('.found')", "the findings").await;
        browser.run("document.querySelector('.found details').open = true", Vec::new()).await;
        browser.until("document.querySelector('.rule').textContent", "the rule").await;
        judged_at_all_widths(&browser, &axe, "findings of a Word file").await;
        browser.close().await;
    });
}

/// A Word file with something to find in it.
fn wrong_paper(folder: &Path) -> std::path::PathBuf {
    fs::write(folder.join("nhap.yaml"), "loai: so-ket\n").expect("writes");
    let made = vanthu().current_dir(folder).args(["render", "nhap.yaml", "--draft"]).output();
    let word = folder.join("nhap.docx");
    assert!(word.exists(), "{made:?}");
    word
}

/// Where the cursor is, whether that is seen, and whether something lies over it.
const CURSOR: &str = "(() => {
    const at = document.activeElement, style = getComputedStyle(at);
    const box = at.getBoundingClientRect();
    const over = document.elementFromPoint(Math.min(box.left + Math.min(8, box.width / 2), innerWidth - 1), Math.min(Math.max(box.top, 0) + Math.min(8, box.height / 2), innerHeight - 1));
    const name = at.tagName + ' ' + (at.id || at.ariaLabel || at.textContent.slice(0, 40));
    const seen = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
    const free = over && (at.contains(over) || over.contains(at));
    return at === document.body ? 'nowhere' : at.id === 'main' ? '' : !seen ? 'no ring: ' + name : !free ? 'covered: ' + name + ' by ' + over?.outerHTML.slice(0, 80) : '';
})()";

#[test]
fn the_cursor_is_seen_wherever_the_tab_key_goes() {
    runtime().block_on(async {
        let (home, downloads) = (Home::new(), tempfile::tempdir().expect("a folder"));
        drafts(&home);
        let Some(browser) = Browser::new(downloads.path()).await else { return };
        let _served = opened(&browser, &home).await;
        for (hash, what) in [("#/", ".types"), ("#/nhap/nam", ".bar"), ("#/co-quan", ".card")] {
            browser.run("document.activeElement.blur()", Vec::new()).await;
            show(&browser, hash, what).await;
            browser.until("document.activeElement.id === 'main'", "the page").await;
            for (width, height) in [(1280, 720), (390, 700)] {
                browser.resize(width, height).await;
                let top = "scrollTo(0, 0); document.getElementById('skip').focus()";
                browser.run(top, Vec::new()).await;
                let stops =
                    browser.tell(&format!("{STOPS}.length")).await.as_u64().expect("a number");
                for nth in 1..stops.min(70) {
                    browser.key(Key::Tab).await;
                    let said = browser.tell(CURSOR).await;
                    assert_eq!(said, json!(""), "{hash}, {width} dots wide, stop {nth} of {stops}");
                }
            }
        }
        browser.close().await;
    });
}

#[test]
fn the_cursor_is_never_lost_and_escape_closes() {
    runtime().block_on(async {
        let (home, downloads) = (Home::new(), tempfile::tempdir().expect("a folder"));
        drafts(&home);
        let Some(browser) = Browser::new(downloads.path()).await else { return };
        let _served = opened(&browser, &home).await;
        // The first stop leads past the head of the page.
        browser.run("document.getElementById('skip').focus()", Vec::new()).await;
        browser.key(Key::Enter).await;
        assert_eq!(browser.tell("document.activeElement.id").await, json!("main"));
        // A dialogue takes the cursor, escape closes it, and the cursor is where it was.
        let delete = "document.querySelector('.drafts [aria-label^=Xóa]')";
        browser.tab(delete).await;
        browser.key(Key::Enter).await;
        browser.until("document.getElementById('ask').contains(document.activeElement)", "the cursor in the dialogue").await;
        browser.key(Key::Escape).await;
        browser.until("!document.getElementById('ask').open", "the page").await;
        assert_eq!(browser.tell(&format!("document.activeElement === {delete}")).await, json!(true));
        browser.key(Key::Enter).await;
        browser.until("document.getElementById('ask').open", "the dialogue").await;
        browser.tab("[...document.querySelectorAll('#ask button')].find(b => b.textContent === 'Xóa')").await;
        browser.key(Key::Enter).await;
        browser.until("document.getElementById('toast').textContent", "the word").await;
        assert_ne!(browser.tell("document.activeElement.tagName").await, json!("BODY"), "after a draft is deleted");

        show(&browser, "#/moi/bao-cao-nam", ".bar").await;
        let at = || browser.tell("document.activeElement.id");
        // Adding, moving and removing rows of a table, of lines, of cards.
        for (pointer, first) in [("/chi_tieu_ky_sau", "/ten"), ("/kinh_gui", ""), ("/bieu", "/tieu_de")] {
            let add = format!("document.querySelector('fieldset[aria-describedby=\"m{pointer}-wrong\"] > div > button.small')");
            for (nth, text) in ["Một", "Hai"].into_iter().enumerate() {
                if browser.tell(&format!("Boolean(document.getElementById('m{pointer}/{nth}{first}'))")).await == json!(false) {
                    browser.tab(&add).await;
                    browser.key(Key::Enter).await;
                }
                browser.tab_to(&format!("{pointer}/{nth}{first}")).await;
                browser.type_keys(text).await;
            }
            let tool = |words: &str| format!("document.getElementById('m{pointer}/1{first}').closest('tr, li, .card').querySelector('[aria-label=\"{words} 2\"]')");
            browser.tab(&tool("Đưa lên dòng")).await;
            browser.key(Key::Enter).await;
            assert_eq!(at().await, json!(format!("m{pointer}/0{first}")), "after moving");
            assert_eq!(browser.tell("document.activeElement.value").await, json!("Hai"));
            browser.tab(&tool("Xóa dòng")).await;
            browser.key(Key::Space).await;
            assert_eq!(at().await, json!(format!("m{pointer}/0{first}")), "after removing");
            browser.tab("document.querySelector('#toast button')").await;
            browser.key(Key::Enter).await;
            assert_eq!(at().await, json!(format!("m{pointer}/1{first}")), "after taking it back");
        }
        // The import's dialogue: escape leaves the form as it was.
        let rows = downloads.path().join("bang.csv");
        fs::write(&rows, "Tên chỉ tiêu;Kế hoạch kỳ sau\nThu;12\n").expect("writes");
        browser.choose("m/chi_tieu_ky_sau-tep", &rows).await;
        browser.until("document.querySelector('dialog.wide')?.contains(document.activeElement)", "the cursor in the dialogue").await;
        browser.key(Key::Escape).await;
        browser.until("!document.querySelector('dialog.wide')", "the form").await;
        assert_ne!(browser.tell("document.activeElement.tagName").await, json!("BODY"), "after escape");
        // Ctrl+S saves, and says so where it is read aloud.
        browser.tab_to("/trich_yeu").await;
        browser.type_keys(&format!("Kết quả{}s{}", Key::Control, Key::Null)).await;
        browser.until_saved().await;
        assert_eq!(browser.tell("document.getElementById('status').getAttribute('role')").await, json!("status"));
        let aloud = browser.tell("[...document.querySelectorAll('[role=status], [role=alert], [aria-live]')].map(e => e.id || e.className)").await;
        assert!(list(&aloud).iter().filter_map(Value::as_str).any(|one| one == "toast"), "{aloud}");
        browser.close().await;
    });
}
