//! `vanthu plugin …` through the program: what authors of document types do, and every refusal.

mod common;

use std::fs;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};

use common::{printed, repository, vanthu};
use serde_json::Value;
use tempfile::TempDir;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// A folder to work in, with the user's settings in `cfg`.
fn desk() -> TempDir {
    tempfile::tempdir().expect("a folder")
}

/// Runs the program in `at`; what it printed, and its exit code.
fn run(at: &Path, args: &[&str]) -> (String, i32) {
    let output = vanthu()
        .env("XDG_CONFIG_HOME", at.join("cfg"))
        .env("APPDATA", at.join("cfg"))
        .current_dir(at)
        .args(args)
        .output()
        .expect("runs");
    (printed(&output), output.status.code().expect("ended by itself"))
}

/// A run that must end so; what it printed.
fn ended(at: &Path, args: &[&str], code: i32) -> String {
    let (said, found) = run(at, args);
    assert_eq!(found, code, "{args:?}: {said}");
    said
}

/// The same, as JSON.
fn json(at: &Path, args: &[&str], code: i32) -> Value {
    let args = [args, &["--format", "json"]].concat();
    let said = ended(at, &args, code);
    serde_json::from_str(&said).unwrap_or_else(|error| panic!("{error}: {said}"))
}

fn codes(told: &Value) -> Vec<&str> {
    let list = told["diagnostics"].as_array().expect("diagnostics");
    list.iter().map(|found| found["code"].as_str().expect("a code")).collect()
}

/// Replaces a text of a file that must hold it.
fn change(path: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(path).expect("reads");
    assert!(text.contains(from), "{} holds no {from}", path.display());
    fs::write(path, text.replace(from, to)).expect("writes");
}

/// A new plugin in `at`.
fn made(at: &Path, args: &[&str]) -> PathBuf {
    ended(at, &[&["plugin", "new"], args].concat(), 0);
    at.join(args[0])
}

#[test]
fn from_nothing_to_an_installed_type() {
    let desk = desk();
    let at = desk.path();
    made(at, &["bao-cao-x", "--title", "Báo cáo \"X\""]);
    let said = ended(at, &["plugin", "check", "bao-cao-x"], 0);
    assert_eq!(said, "bao-cao-x: không có lỗi, 1 ví dụ\n");
    let said = ended(at, &["plugin", "test", "bao-cao-x", "--update"], 0);
    assert!(said.contains("đã ghi 1 bản đã duyệt") && said.contains("1 trên 1"), "{said}");
    let said = ended(at, &["plugin", "test", "bao-cao-x"], 0);
    assert_eq!(said, "✓ examples/bao-cao-x.yaml\n1 trên 1 ví dụ đạt\n");
    let dump = fs::read_to_string(at.join("bao-cao-x/examples/bao-cao-x.txt")).expect("a dump");
    assert!(dump.contains("row | 2 | Kinh phí (triệu đồng) | 45,5 | 44,25 | 97,3\n"), "{dump}");
    ended(at, &["plugin", "pack", "bao-cao-x"], 0);

    // Only what is installed is found: not the current folder.
    fs::copy(at.join("bao-cao-x/examples/bao-cao-x.yaml"), at.join("a.yaml")).expect("copies");
    fs::copy(at.join("bao-cao-x/examples/co-quan.yaml"), at.join("co-quan.yaml")).expect("copies");
    ended(at, &["render", "a.yaml"], 1);
    let said = ended(at, &["plugin", "install", "bao-cao-x-1.0.0.zip"], 0);
    assert!(said.contains("đã cài mẫu «bao-cao-x» 1.0.0"), "{said}");
    ended(at, &["render", "a.yaml"], 0);
    ended(at, &["check", "a.docx"], 0);
    let said = ended(at, &["plugin", "list"], 0);
    assert!(said.contains("Báo cáo \"X\""), "{said}");
}

#[test]
fn every_way_to_make_a_type_passes_check_as_it_is() {
    let desk = desk();
    let at = desk.path();
    made(at, &["mot"]);
    made(at, &["hai", "--from", "so-ket"]);
    made(at, &["ba", "--extends", "so-ket", "--title", "Sơ kết của tỉnh"]);
    made(at, &["bon", "--from", "mot"]);
    made(at, &["nam", "--extends", "mot"]);
    ended(&at.join("nam"), &["plugin", "check", "."], 0);
    for id in ["mot", "hai", "ba", "bon", "nam"] {
        let told = json(at, &["plugin", "check", id], 0);
        assert_eq!((&told["errors"], &told["examples"]), (&0.into(), &1.into()), "{id}: {told:#}");
        ended(at, &["plugin", "test", id, "--update"], 0);
        ended(at, &["plugin", "test", id], 0);
    }
    let copied = fs::read_to_string(at.join("hai/plugin.yaml")).expect("reads");
    assert!(copied.contains("id: hai\n") && copied.contains("Báo cáo sơ kết"), "{copied}");
}

#[test]
fn what_cannot_be_made_is_told_and_leaves_nothing() {
    let desk = desk();
    let at = desk.path();
    fs::create_dir(at.join("co-roi")).expect("makes");
    for (args, code, words) in [
        (&["Báo cáo"][..], 2, "không dùng làm tên mẫu được"),
        (&["../ra-ngoai"], 2, "không dùng làm tên mẫu được"),
        (&["co-roi"], 6, "đã có co-roi"),
        (&["so-ket"], 3, "trùng tên với mẫu «so-ket»"),
        (&["moi", "--from", "so-kett"], 2, "có phải «so-ket»?"),
        (&["moi", "--extends", "khong-co"], 2, "không có loại văn bản «khong-co»"),
        (&["moi", "--extends", "so-ket", "--from", "so-ket"], 2, "không đi cùng"),
        (&["moi", "-o", "khong/co"], 6, "không ghi được thư mục"),
        (&[], 2, "thiếu"),
    ] {
        let said = ended(at, &[&["plugin", "new"], args].concat(), code);
        assert!(said.contains(words), "{args:?}: {said}");
    }
    let names = fs::read_dir(at).expect("lists").count();
    assert_eq!(names, 1, "only what was there");
}

#[test]
fn check_judges_every_part_with_its_place() {
    let faults = [
        ("plugin.yaml", "version: 1.0.0", "version: 1.0", "bad-manifest", "plugin.yaml", 3),
        ("plugin.yaml", "lte tu_ngay", "lte tu_ngayy", "unknown-path", "plugin.yaml", 13),
        ("schema.yaml", "minItems: 1", "minItemss: 1", "unknown-keyword", "schema.yaml", 20),
        ("layout.yaml", "prose: mo_dau", "prose: mo_dauu", "unknown-path", "layout.yaml", 5),
        ("layout.yaml", "levels: [clause", "levels: [khoan", "unknown-name", "layout.yaml", 3),
        ("examples/x.yaml", "so: \"05\"", "so: \"0 5\"", "bad-pattern", "examples/x.yaml", 3),
        ("examples/x.yaml", "31/01/2026", "31/12/2025", "ngay-nguoc", "examples/x.yaml", 7),
        (
            "examples/x.yaml",
            "ke_hoach: 120",
            "ke_hoac: 120",
            "unknown-field",
            "examples/x.yaml",
            10,
        ),
        (
            "examples/co-quan.yaml",
            "dia_danh",
            "dia_danhh",
            "unknown-field",
            "examples/co-quan.yaml",
            5,
        ),
    ];
    for (file, from, to, code, place, line) in faults {
        let desk = desk();
        let at = desk.path();
        let x = made(at, &["x1"]);
        fs::rename(x.join("examples/x1.yaml"), x.join("examples/x.yaml")).expect("renames");
        change(&x.join(file), from, to);
        let told = json(at, &["plugin", "check", "x1"], 3);
        let found = told["diagnostics"].as_array().expect("diagnostics");
        let found = found.iter().find(|found| found["code"] == code);
        let found = found.unwrap_or_else(|| panic!("{code}: {told:#}"));
        let at_file = found["file"].as_str().expect("a file");
        assert_eq!((at_file, &found["line"]), (&*format!("x1/{place}"), &line.into()), "{found:#}");
        assert!(found["hints"].as_array().is_some_and(|hints| !hints.is_empty()), "{found:#}");
    }
}

#[test]
fn check_names_what_loads_and_is_a_slip_all_the_same() {
    let desk = desk();
    let at = desk.path();
    let x = made(at, &["x1"]);
    let more = "properties:\n  khong_in: { type: string, since: 1.10.0 }\n  danh_sach: { type: array, items: { type: string } }\n  hoi: { type: string, maxLength: 3, examples: [dài quá] }\n  co: { type: boolean }\n";
    change(&x.join("schema.yaml"), "properties:\n  tu_ngay", &format!("{more}  tu_ngay"));
    let asked = "body:\n  - { when: hoi, do: [{ p: Có. }] }\n  - { when: co, do: [{ p: Có. }] }\n";
    change(&x.join("layout.yaml"), "body:\n", asked);
    fs::create_dir(x.join("partials")).expect("makes");
    fs::write(x.join("partials/thua.hbs"), "chữ").expect("writes");
    fs::write(x.join("partials/dung.hbs"), "chữ {{sai}}").expect("writes");
    change(&x.join("layout.yaml"), "kết quả như sau:", "kết quả như sau{{> dung}}:");
    fs::remove_dir_all(x.join("examples")).expect("removes");
    let told = json(at, &["plugin", "check", "x1"], 3);
    let found = &told["diagnostics"][0];
    let place = (&found["file"], &found["line"], &found["column"]);
    assert_eq!(place, (&"x1/partials/dung.hbs".into(), &1.into(), &7.into()), "{found:#}");
    fs::write(x.join("partials/dung.hbs"), "chữ").expect("writes");
    let told = json(at, &["plugin", "check", "x1"], 0);
    assert_eq!(
        codes(&told),
        [
            "since-to-come",
            "bad-example",
            "never-printed",
            "never-printed",
            "only-asked",
            "partial-not-called",
            "no-examples"
        ],
        "{told:#}"
    );
    assert_eq!(told["diagnostics"][5]["file"], "x1/partials/thua.hbs");
    ended(at, &["plugin", "test", "x1"], 3);
    copy(&x, &at.join("Mẫu"));
    for (named, code, words) in [
        ("khong-co", 2, "không có loại văn bản"),
        ("khong/co", 6, "không có tệp plugin.yaml"),
        ("cfg", 2, "không có loại văn bản"),
        ("Mẫu", 6, "không dùng làm tên mẫu được"),
    ] {
        let said = ended(at, &["plugin", "check", named], code);
        assert!(said.contains(words), "{named}: {said}");
    }
}

#[test]
fn every_shipped_type_is_without_a_slip_and_can_be_copied_and_extended() {
    let desk = desk();
    let at = desk.path();
    let listed = json(desk.path(), &["plugin", "list"], 0);
    let plugins = listed["plugins"].as_array().expect("plugins");
    assert!(plugins.len() > 15);
    for plugin in plugins {
        let id = plugin["id"].as_str().expect("an id");
        let told = json(desk.path(), &["plugin", "check", id], 0);
        let codes = codes(&told);
        assert!(codes.iter().all(|code| *code == "no-examples"), "{id}: {codes:?}");
        for how in ["--from", "--extends"] {
            // Its native code cannot be copied.
            if (how, id) == ("--from", "bao-cao-thang") {
                continue;
            }
            let new = format!("x{how}-{id}").replace("--", "-");
            made(at, &[&new, how, id]);
            ended(at, &["plugin", "check", &new], 0);
        }
    }
}

#[test]
fn test_shows_the_lines_that_changed() {
    let desk = desk();
    let at = desk.path();
    let x = made(at, &["x1"]);
    let said = ended(at, &["plugin", "test", "x1"], 3);
    assert!(said.contains("chưa có bản đã duyệt examples/x1.txt"), "{said}");
    ended(at, &["plugin", "test", "x1", "--update"], 0);
    change(&x.join("layout.yaml"), "h1: Kết quả thực hiện", "h1: Kết quả đạt được");
    let told = json(at, &["plugin", "test", "x1"], 3);
    let found = &told["diagnostics"][0];
    assert_eq!(
        (&found["code"], &found["file"]),
        (&"dump-differs".into(), &"x1/examples/x1.txt".into())
    );
    assert_eq!(found["line"], 18);
    assert_eq!(found["hints"][0], "nay là: clause-heading | Kết quả đạt được");
    assert_eq!(codes(&told).len(), 1, "one place differs: {told:#}");
    assert_eq!((&told["passed"], &told["examples"]), (&0.into(), &1.into()));

    // A second example: of another type, and a breach of the form.
    let other = fs::read_to_string(x.join("examples/x1.yaml")).expect("reads");
    fs::write(x.join("examples/y.yaml"), other.replace("loai: x1", "loai: bao-cao"))
        .expect("writes");
    let told = json(at, &["plugin", "test", "x1", "--update"], 3);
    assert!(codes(&told).contains(&"example-of-another"), "{told:#}");
    fs::write(x.join("examples/y.yaml"), other.replace("so: \"05\"", "ky_hieu: bc/ubnd"))
        .expect("writes");
    let told = json(at, &["plugin", "test", "x1", "--update"], 3);
    let rule = codes(&told).into_iter().find(|code| code.starts_with("SO-"));
    assert!(rule.is_some(), "the form is judged: {told:#}");
    let said = ended(at, &["plugin", "test", "so-ket", "--update"], 3);
    assert!(said.contains("chưa có ví dụ"), "{said}");
}

#[test]
fn the_same_folder_packs_into_the_same_bytes() {
    let desk = desk();
    let at = desk.path();
    let x = made(at, &["x1"]);
    ended(at, &["plugin", "pack", "x1"], 0);
    let first = fs::read(at.join("x1-1.0.0.zip")).expect("a package");
    let said = ended(at, &["plugin", "pack", "x1"], 6);
    assert!(said.contains("đã có tệp"), "{said}");
    let there = desk.path().join("noi-khac");
    fs::create_dir(&there).expect("makes");
    copy(&x, &there.join("x1"));
    fs::write(there.join("x1/.DS_Store"), "rác").expect("writes");
    ended(&there, &["plugin", "pack", "x1"], 0);
    assert_eq!(first, fs::read(there.join("x1-1.0.0.zip")).expect("a package"));
    let mut archive = zip::ZipArchive::new(Cursor::new(&first)).expect("an archive");
    let names: Vec<String> =
        archive.file_names().map(|name| name.expect("UTF-8").into_owned()).collect();
    let mut sorted = names.clone();
    sorted.sort();
    assert_eq!(names, sorted);
    let entry = archive.by_index(0).expect("an entry");
    assert_eq!(entry.last_modified().map(|date| date.year()), Some(1980));

    change(&x.join("layout.yaml"), "prose: mo_dau", "prose: mo_dauu");
    ended(at, &["plugin", "pack", "x1", "-o", "hong.zip"], 3);
    change(&x.join("layout.yaml"), "prose: mo_dauu", "prose: mo_dau");
    fs::create_dir_all(x.join("a/b/c/d")).expect("makes");
    fs::write(x.join("a/b/c/d/e.txt"), "a").expect("writes");
    let said = ended(at, &["plugin", "pack", "x1", "-o", "hong.zip"], 3);
    assert!(said.contains("«a/b/c/d/e.txt» nằm quá sâu"), "{said}");
    fs::remove_dir_all(x.join("a")).expect("removes");
    if cfg!(target_os = "linux") {
        fs::write(x.join("Layout.yaml"), "a: b").expect("writes");
        let said = ended(at, &["plugin", "pack", "x1", "-o", "hong.zip"], 6);
        assert!(said.contains("hai tệp cùng tên"), "{said}");
    }
    assert!(!at.join("hong.zip").exists(), "a faulty type is not packed");
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir(to).expect("makes");
    for entry in fs::read_dir(from).expect("lists") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("copies");
        }
    }
}

/// A package with these entries besides those of a sound plugin `x1`.
fn package(x: &Path, more: &[(&str, &[u8])], without: &str) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default();
    for name in ["plugin.yaml", "schema.yaml", "layout.yaml"] {
        if name != without {
            archive.start_file(format!("x1/{name}"), options).expect("begins");
            archive.write_all(&fs::read(x.join(name)).expect("reads")).expect("writes");
        }
    }
    for (name, bytes) in more {
        archive.start_file(*name, options).expect("begins");
        archive.write_all(bytes).expect("writes");
    }
    archive.finish().expect("ends").into_inner()
}

#[test]
fn install_refuses_what_the_loader_would_and_leaves_nothing() {
    let desk = desk();
    let at = desk.path();
    let x = made(at, &["x1"]);
    let large = vec![b' '; 9 << 20];
    let names: Vec<String> = (0..260).map(|nth| format!("x1/a{nth}.txt")).collect();
    let many: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &b"a"[..])).collect();
    let mut linked = ZipWriter::new(Cursor::new(package(&x, &[], "")));
    linked = ZipWriter::new_append(linked.finish().expect("ends")).expect("again");
    linked
        .add_symlink("x1/lien-ket.yaml", "/etc/passwd", SimpleFileOptions::default())
        .expect("a link");
    let linked = linked.finish().expect("ends").into_inner();
    let whole = package(&x, &[], "");
    let mut cases: Vec<(String, Vec<u8>, &str)> = vec![
        ("link".into(), linked, "có liên kết"),
        ("out".into(), package(&x, &[("x1/../../a.yaml", b"a")], ""), "không dùng được"),
        ("absolute".into(), package(&x, &[("/etc/a", b"a")], ""), "nằm ngoài thư mục"),
        ("backslash".into(), package(&x, &[("x1/..\\a.yaml", b"a")], ""), "không dùng được"),
        ("device".into(), package(&x, &[("x1/nul.txt", b"a")], ""), "không dùng được"),
        ("hidden".into(), package(&x, &[("x1/.git/config", b"a")], ""), "không dùng được"),
        ("marks".into(), package(&x, &[("x1/tệp.yaml", b"a")], ""), "chữ không dấu"),
        ("other".into(), package(&x, &[("x2/plugin.yaml", b"a")], ""), "nằm ngoài thư mục"),
        ("top".into(), package(&x, &[("plugin.yaml", b"a")], ""), "nằm ngoài thư mục"),
        ("case".into(), package(&x, &[("x1/Plugin.yaml", b"a")], ""), "hai tệp cùng tên"),
        (
            "file and folder".into(),
            package(&x, &[("x1/a", b"a"), ("x1/A/b.txt", b"a")], ""),
            "vừa là tệp vừa là thư mục",
        ),
        (
            "folders".into(),
            package(&x, &[("x1/Partials/a.hbs", b"a"), ("x1/partials/b.hbs", b"a")], ""),
            "chỉ khác chữ hoa, chữ thường",
        ),
        ("left".into(), package(&x, &[("x1/thumbs.db", b"a")], ""), "tệp thừa"),
        ("backup".into(), package(&x, &[("x1/a.yaml~", b"a")], ""), "tệp thừa"),
        ("console".into(), package(&x, &[("x1/conin$", b"a")], ""), "không dùng được"),
        ("deep".into(), package(&x, &[("x1/a/b/c/d/e.txt", b"a")], ""), "nằm quá sâu"),
        ("large".into(), package(&x, &[("x1/a.txt", &large)], ""), "lớn hơn 8 MB"),
        ("many".into(), package(&x, &many, ""), "có hơn 256 tệp"),
        ("empty".into(), Vec::new(), "không đọc được"),
        ("text".into(), b"plugin.yaml".to_vec(), "không đọc được"),
        ("manifest".into(), package(&x, &[], "plugin.yaml"), "không có tệp x1/plugin.yaml"),
        ("schema".into(), package(&x, &[], "schema.yaml"), "không có tệp x1/schema.yaml"),
        ("yaml".into(), package(&x, &[("x1/layout.yaml", b"a: [")], "layout.yaml"), "ngoặc"),
    ];
    for eighth in 0..8 {
        let cut = whole[..whole.len() * eighth / 8].to_vec();
        cases.push((format!("cut {eighth}"), cut, "không đọc được"));
    }
    for (name, bytes, words) in cases {
        fs::write(at.join("goi.zip"), bytes).expect("writes");
        let said = ended(at, &["plugin", "install", "goi.zip"], 3);
        assert!(said.contains(words), "{name}: {said}");
        let inside = at.join("cfg/vanthu/plugins");
        assert!(!inside.exists() || fs::read_dir(&inside).expect("lists").count() == 0, "{name}");
    }
    if cfg!(target_os = "linux") {
        fs::write(x.join("a.txt"), "a").expect("writes");
        fs::write(x.join("A.txt"), "a").expect("writes");
        let said = ended(at, &["plugin", "pack", "x1", "--force"], 6);
        assert!(said.contains("đổi tên tệp") && !said.contains("vanthu plugin pack"), "{said}");
    }
    let said = ended(at, &["plugin", "install", "khong-co.zip"], 6);
    assert!(said.contains("không có tệp khong-co.zip"), "{said}");
}

#[test]
fn install_replaces_whole_folders_and_only_when_told_to() {
    let desk = desk();
    let at = desk.path();
    let x = made(at, &["x1"]);
    ended(at, &["plugin", "pack", "x1", "-o", "1.zip"], 0);
    change(&x.join("plugin.yaml"), "version: 1.0.0", "version: 1.1.0");
    fs::remove_dir_all(x.join("examples")).expect("removes");
    ended(at, &["plugin", "pack", "x1", "-o", "2.zip"], 0);
    let place = at.join("cho-cai");
    let to = ["--to", "cho-cai"];
    ended(at, &[&["plugin", "install", "1.zip"], &to[..]].concat(), 0);
    let said = ended(at, &[&["plugin", "install", "2.zip"], &to[..]].concat(), 6);
    assert!(said.contains("đã cài") && said.contains("--force"), "{said}");
    assert!(place.join("x1/examples").exists());
    ended(at, &[&["plugin", "install", "2.zip", "--force"], &to[..]].concat(), 0);
    assert!(!place.join("x1/examples").exists(), "nothing of the old one is left");
    assert_eq!(fs::read_dir(&place).expect("lists").count(), 1, "nothing is left beside");
    let listed = json(at, &["plugin", "list", "--plugins", "cho-cai"], 0);
    assert_eq!(listed["plugins"][0]["version"], "1.1.0");

    // One that would hide a shipped type, and one whose base is not there.
    let two = made(at, &["x2", "--from", "so-ket"]);
    fs::rename(&two, at.join("so-ket")).expect("renames");
    change(&at.join("so-ket/plugin.yaml"), "id: x2", "id: so-ket");
    ended(at, &["plugin", "pack", "so-ket", "-o", "3.zip"], 0);
    let said = ended(at, &["plugin", "install", "3.zip"], 3);
    assert!(said.contains("replaces: so-ket"), "{said}");
    change(&at.join("so-ket/plugin.yaml"), "id: so-ket\n", "id: so-ket\nreplaces: so-ket\n");
    ended(at, &["plugin", "pack", "so-ket", "-o", "3.zip", "--force"], 0);
    ended(at, &["plugin", "install", "3.zip"], 0);
    made(at, &["x3", "--extends", "x1"]);
    ended(at, &["plugin", "pack", "x3", "-o", "4.zip"], 0);
    let said = ended(at, &["plugin", "install", "4.zip"], 3);
    assert!(said.contains("không có loại văn bản «x1»"), "{said}");
}

#[test]
fn the_first_of_two_counts_only_when_it_says_so() {
    let desk = desk();
    let at = desk.path();
    for root in ["a", "b"] {
        fs::create_dir(at.join(root)).expect("makes");
        made(at, &["x1"]);
        fs::rename(at.join("x1"), at.join(root).join("x1")).expect("renames");
    }
    change(&at.join("a/x1/plugin.yaml"), "version: 1.0.0", "version: 2.0.0");
    let roots = ["--plugins", "a", "--plugins", "b"];
    let list = |code| json(at, &[&["plugin", "list"], &roots[..]].concat(), code);
    let told = list(3);
    assert_eq!(codes(&told), ["hidden-plugin"]);
    assert_eq!(told["plugins"][0]["state"], "faulty");
    assert_eq!(told["plugins"][1]["state"], "replaced");
    let said = ended(at, &[&["new", "x1"], &roots[..]].concat(), 3);
    assert!(said.contains("a/x1") && said.contains("b/x1"), "both are named: {said}");
    // The others are not harmed.
    ended(at, &[&["new", "so-ket"], &roots[..]].concat(), 0);

    change(&at.join("a/x1/plugin.yaml"), "id: x1\n", "id: x1\nreplaces: x1\n");
    let told = list(0);
    assert_eq!(
        (&told["plugins"][0]["state"], &told["plugins"][0]["version"]),
        (&"in-use".into(), &"2.0.0".into())
    );
    assert_eq!(
        (&told["plugins"][1]["state"], &told["plugins"][1]["replaced_by"]),
        (&"replaced".into(), &"a/x1".into())
    );
    let shown = json(at, &[&["plugin", "show", "x1"], &roots[..]].concat(), 0);
    assert_eq!(shown["plugin"]["version"], "2.0.0");
    // The same folder twice is one plugin.
    change(&at.join("a/x1/plugin.yaml"), "replaces: x1\n", "");
    ended(at, &["plugin", "show", "x1", "--plugins", "a", "--plugins", "./a/../a"], 0);
}

#[test]
fn a_type_that_replaces_another_may_be_its_layer() {
    let desk = desk();
    let at = desk.path();
    let x = made(at, &["tam", "--extends", "so-ket"]);
    fs::create_dir(at.join("mau")).expect("makes");
    fs::rename(&x, at.join("mau/so-ket")).expect("renames");
    change(&at.join("mau/so-ket/plugin.yaml"), "id: tam", "id: so-ket\nreplaces: so-ket");
    change(&at.join("mau/so-ket/examples/tam.yaml"), "loai: tam", "loai: so-ket");
    fs::copy(at.join("mau/so-ket/examples/tam.yaml"), at.join("a.yaml")).expect("copies");
    ended(at, &["render", "a.yaml", "--plugins", "mau"], 0);
    let shown = json(at, &["plugin", "show", "so-ket", "--plugins", "mau"], 0);
    let sources: Vec<_> = shown["plugin"]["layers"].as_array().expect("layers").iter().collect();
    assert_eq!(
        (&sources[0]["source"], &sources[1]["source"]),
        (&"shipped".into(), &"mau/so-ket".into())
    );
    ended(at, &["plugin", "check", "mau/so-ket"], 0);
}

#[cfg(unix)]
#[test]
fn links_are_refused_wherever_they_stand() {
    use std::os::unix::fs::symlink;
    let desk = desk();
    let at = desk.path();
    made(at, &["that"]);
    fs::create_dir(at.join("mau")).expect("makes");
    symlink(at.join("that"), at.join("mau/that")).expect("links");
    let told = json(at, &["plugin", "list", "--plugins", "mau"], 3);
    assert_eq!(codes(&told), ["refused-folder"]);
    let said = ended(at, &["new", "that", "--plugins", "mau"], 3);
    assert!(said.contains("là liên kết"), "{said}");
    symlink(at.join("mau"), at.join("mau-2")).expect("links");
    let told = json(at, &["plugin", "list", "--plugins", "mau-2"], 3);
    assert_eq!(codes(&told), ["refused-folder"], "the root itself");
    let told = json(at, &["plugin", "list", "--plugins", "mau-2/"], 3);
    assert_eq!(codes(&told), ["refused-folder"], "with a slash");
    ended(at, &["plugin", "pack", "that"], 0);
    fs::create_dir(at.join("trong")).expect("makes");
    symlink(at.join("trong"), at.join("trong-2")).expect("links");
    let said = ended(at, &["plugin", "install", "that-1.0.0.zip", "--to", "trong-2"], 3);
    assert!(said.contains("trong-2: là liên kết"), "{said}");
    fs::remove_file(at.join("mau/that")).expect("removes");
    fs::rename(at.join("that"), at.join("mau/that")).expect("renames");
    let said = ended(at, &["new", "that", "--plugins", "mau-2"], 3);
    assert!(said.contains("là liên kết"), "{said}");
    symlink("/etc/passwd", at.join("mau/that/partials.hbs")).expect("links");
    let said = ended(at, &["new", "that", "--plugins", "mau"], 3);
    assert!(said.contains("có liên kết «partials.hbs»"), "{said}");
    ended(at, &["plugin", "check", "mau/that"], 3);
    fs::remove_file(at.join("mau/that/partials.hbs")).expect("removes");
    traps(&at.join("mau/that"), 1);
    let said = ended(at, &["plugin", "check", "mau/that"], 3);
    assert!(said.contains("«bay-0/plugin.yaml» không phải tệp thường"), "{said}");
}

#[test]
fn what_is_no_plugin_is_told_by_list_and_harms_no_other() {
    let desk = desk();
    let at = desk.path();
    fs::create_dir_all(at.join("mau/Mẫu cũ")).expect("makes");
    fs::create_dir_all(at.join("mau/rong")).expect("makes");
    fs::create_dir_all(at.join("mau/.git")).expect("makes");
    fs::write(at.join("mau/ghi-chu.txt"), "chữ").expect("writes");
    fs::create_dir_all(at.join("mau/hong")).expect("makes");
    fs::write(at.join("mau/hong/plugin.yaml"), "format: 1\nid: hong\nversion: x\n")
        .expect("writes");
    let told = json(at, &["plugin", "list", "--plugins", "mau"], 3);
    let states: Vec<_> = told["plugins"].as_array().expect("plugins").iter().collect();
    let faulty: Vec<_> =
        states.iter().filter(|p| p["state"] == "faulty").map(|p| &p["id"]).collect();
    assert_eq!(faulty, ["Mẫu cũ", "hong", "rong"], "{told:#}");
    assert!(codes(&told).contains(&"missing-key") && codes(&told).contains(&"refused-folder"));
    let said = ended(at, &["plugin", "list", "--plugins", "mau"], 3);
    assert!(said.contains("mau/hong (có lỗi)") && said.contains("so-ket  "), "{said}");
    let said = ended(at, &["plugin", "list", "--plugins", "khong-co"], 6);
    assert!(said.contains("không có thư mục mẫu khong-co"), "{said}");
}

/// A ministry's type, a province's layer of it, a commune's layer of that.
fn three_layers(at: &Path) {
    made(at, &["bo", "--title", "Báo cáo của Bộ"]);
    let layer = made(at, &["tinh", "--extends", "bo"]);
    let top = made(at, &["xa", "--extends", "tinh"]);
    fs::remove_file(top.join("layout.yaml")).expect("removes");
    change(
        &top.join("plugin.yaml"),
        "layout: layout.yaml\n",
        "rules: [{ id: dong-toi-thieu, require: (gte (length dong) 2), message: ít dòng }]\n",
    );
    fs::write(
        top.join("schema.yaml"),
        "type: object\nrequired: [kien_nghi]\nproperties:\n  mo_dau: { minLength: 20 }\n",
    )
    .expect("writes");
    change(
        &layer.join("layout.yaml"),
        "before:",
        "replace:\n  ket-qua: [{ h1: Kết quả của tỉnh }]\nafter:\n  \"prose kien_nghi\": [{ p: Hết. }]\nbefore:",
    );
}

#[test]
fn what_is_too_much_is_told() {
    let desk = desk();
    let at = desk.path();
    let x = made(at, &["x1"]);
    for nth in 0..260 {
        fs::write(x.join(format!("a{nth}.txt")), "a").expect("writes");
    }
    let said = ended(at, &["plugin", "check", "x1"], 3);
    assert!(said.contains("có hơn 256 tệp"), "{said}");
    for nth in 0..260 {
        fs::remove_file(x.join(format!("a{nth}.txt"))).expect("removes");
    }
    fs::write(x.join("a.txt"), vec![b' '; 9 << 20]).expect("writes");
    let said = ended(at, &["plugin", "check", "x1"], 3);
    assert!(said.contains("lớn hơn 8 MB"), "{said}");
    fs::write(x.join("a.txt"), "a").expect("writes");
    fs::write(x.join("plugin.yaml"), vec![b' '; 5 << 20]).expect("writes");
    let said = ended(at, &["plugin", "list", "--plugins", "."], 3);
    assert!(said.contains("x1 ") && said.contains("lỗi["), "{said}");
    for nth in 0..1030 {
        fs::create_dir_all(at.join(format!("mau/x{nth:04}"))).expect("makes");
    }
    let said = ended(at, &["plugin", "list", "--plugins", "mau"], 3);
    assert!(said.contains("có hơn 1024 thư mục con"), "{said}");
}

#[test]
fn show_says_which_layer_each_piece_comes_from() {
    let desk = desk();
    let at = desk.path();
    three_layers(at);
    let shown = json(at, &["plugin", "show", "xa", "--origin"], 0);
    let plugin = &shown["plugin"];
    let layers: Vec<_> =
        plugin["layers"].as_array().expect("layers").iter().map(|l| &l["id"]).collect();
    assert_eq!(layers, ["bo", "tinh", "xa"]);
    let field = |path: &str| {
        let fields = plugin["fields"].as_array().expect("fields");
        fields.iter().find(|field| field["path"] == path).unwrap_or_else(|| panic!("{path}"))
    };
    assert_eq!(field("mo_dau")["origin"]["layer"], "bo");
    assert_eq!(field("mo_dau")["tightened"]["minLength"]["layer"], "xa");
    assert_eq!(field("kien_nghi")["tightened"]["required"]["layer"], "xa");
    assert_eq!(
        (&field("kien_nghi")["required"], &field("so")["origin"]["layer"]),
        (&true.into(), &Value::Null)
    );
    assert_eq!(field("ghi_chu_them")["origin"]["file"], "tinh/schema.yaml");
    let blocks = plugin["blocks"].as_array().expect("blocks");
    let names: Vec<_> = blocks.iter().filter_map(|b| b["name"].as_str()).collect();
    let expected = ["prose mo_dau", "h1 Kết quả của tỉnh"];
    assert_eq!(names[..2], expected, "{names:?}");
    let of =
        |name: &str| &blocks.iter().find(|b| b["name"] == name).expect(name)["origin"]["layer"];
    assert_eq!(
        (of("h1 Kết quả của tỉnh"), of("kien-nghi"), of("p Hết.")),
        (&"tinh".into(), &"bo".into(), &"tinh".into())
    );
    let rules: Vec<_> = plugin["rules"]
        .as_array()
        .expect("rules")
        .iter()
        .map(|r| (&r["id"], &r["origin"]["layer"]))
        .collect();
    assert_eq!(
        rules,
        [(&"ngay-nguoc".into(), &"bo".into()), (&"dong-toi-thieu".into(), &"xa".into())]
    );
    let said = ended(at, &["plugin", "check", "xa"], 0);
    assert!(said.contains("mẫu gốc: bo 1.0.0 (bo)\nmẫu gốc: tinh 1.0.0 (tinh)\n"), "{said}");
    let said = ended(at, &["plugin", "show", "xa", "--origin"], 0);
    for line in
        ["gốc: bo 1.0.0 (bo)", "minLength ← xa (xa/schema.yaml:4)", "h1 Kết quả của tỉnh  ← tinh"]
    {
        assert!(said.contains(line), "{line}: {said}");
    }
}

#[test]
fn what_the_layers_say_together_is_what_papers_say() {
    let desk = desk();
    let at = desk.path();
    three_layers(at);
    let data = at.join("bo/examples/bo.yaml");
    let text = fs::read_to_string(data).expect("reads").replace("loai: bo", "loai: xa");
    fs::write(at.join("a.yaml"), text).expect("writes");
    fs::copy(at.join("bo/examples/co-quan.yaml"), at.join("co-quan.yaml")).expect("copies");
    ended(at, &["render", "a.yaml", "--plugins", "."], 0);
    let bytes = fs::read(at.join("a.docx")).expect("reads");
    let lines = vanthu_core::docx::read_text(&bytes).expect("reads back");
    let has = |text: &str| lines.iter().any(|line| line == text);
    assert!(has("Kết quả của tỉnh") && has("Hết.") && !has("Kết quả thực hiện"), "{lines:#?}");
    change(
        &at.join("a.yaml"),
        "  - { ten: Kinh phí (triệu đồng), ke_hoach: 45.5, thuc_hien: 44.25 }\n",
        "",
    );
    let said = ended(at, &["render", "a.yaml", "--plugins", ".", "--force"], 1);
    assert!(said.contains("lỗi[dong-toi-thieu]: ít dòng"), "{said}");
}

#[test]
fn a_draft_with_gaps_breaks_no_rule_that_reads_them() {
    let desk = desk();
    let at = desk.path();
    made(at, &["x1"]);
    fs::write(at.join("a.yaml"), "loai: x1\ntu_ngay: 1/2/2026\n").expect("writes");
    let told = json(at, &["render", "a.yaml", "--draft", "--plugins", "."], 5);
    assert!(codes(&told).iter().all(|code| *code == "gap"), "{told:#}");
}

#[test]
fn a_rule_speaks_the_language_of_its_reader() {
    let desk = desk();
    let at = desk.path();
    let x = made(at, &["x1"]);
    change(&x.join("examples/x1.yaml"), "31/01/2026", "31/12/2025");
    let said = ended(at, &["plugin", "check", "x1", "--lang", "en"], 3);
    assert!(said.contains("error[ngay-nguoc]: it ends on 31/12/2025, before it begins"), "{said}");
    let said = ended(at, &["plugin", "check", "x1"], 3);
    assert!(said.contains("ngày kết thúc 31/12/2025 đứng trước ngày bắt đầu 01/01/2026"), "{said}");
}

#[test]
fn a_shipped_type_is_shown_with_its_blocks_by_the_names_that_layers_use() {
    let desk = desk();
    let shown = json(desk.path(), &["plugin", "show", "so-ket"], 0);
    let plugin = &shown["plugin"];
    assert_eq!((&plugin["type"], &plugin["form"]), (&"Báo cáo".into(), &"1.4".into()));
    let blocks = plugin["blocks"].as_array().expect("blocks");
    assert!(blocks.iter().any(|block| block["name"] == "prose trien_khai.noi_dung"));
    assert!(plugin["fields"][0].get("origin").is_none(), "only when asked for");
}

/// `count` folders in `root` whose manifests block whoever opens them.
#[cfg(unix)]
fn traps(root: &Path, count: usize) {
    for nth in 0..count {
        let dir = root.join(format!("bay-{nth}"));
        fs::create_dir_all(&dir).expect("makes");
        for name in ["plugin.yaml", "schema.yaml"] {
            let made = std::process::Command::new("mkfifo").arg(dir.join(name)).status();
            assert!(made.expect("mkfifo runs").success());
        }
    }
}

#[cfg(unix)]
#[test]
fn a_render_opens_no_file_of_another_plugin() {
    let desk = desk();
    let at = desk.path();
    fs::create_dir(at.join("mau")).expect("makes");
    made(at, &["x1", "-o", "mau"]);
    fs::copy(at.join("mau/x1/examples/x1.yaml"), at.join("a.yaml")).expect("copies");
    fs::copy(at.join("mau/x1/examples/co-quan.yaml"), at.join("co-quan.yaml")).expect("copies");
    traps(&at.join("mau"), 200);
    let listed = json(at, &["plugin", "list", "--plugins", "mau"], 3);
    let faulty = listed["plugins"].as_array().expect("plugins").iter();
    assert_eq!(faulty.filter(|plugin| plugin["state"] == "faulty").count(), 200);
    // Whoever opens a pipe that nobody writes waits without end.
    let mut child = vanthu()
        .args(["render", "a.yaml", "--plugins", "mau"])
        .current_dir(at)
        .stdout(std::process::Stdio::null())
        .spawn()
        .expect("runs");
    for _ in 0..600 {
        if let Some(status) = child.try_wait().expect("waits") {
            assert!(status.success(), "{status}");
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    child.kill().expect("ends it");
    panic!("a render waits for a file of another plugin");
}

#[test]
fn two_hundred_plugins_are_listed_by_their_manifests() {
    let desk = desk();
    let at = desk.path();
    made(at, &["x1"]);
    fs::create_dir(at.join("mau")).expect("makes");
    let manifest = fs::read_to_string(at.join("x1/plugin.yaml")).expect("reads");
    for nth in 0..200 {
        let dir = at.join(format!("mau/x1-{nth:03}"));
        copy(&at.join("x1"), &dir);
        let text = manifest.replace("id: x1\n", &format!("id: x1-{nth:03}\n"));
        fs::write(dir.join("plugin.yaml"), text).expect("writes");
        // Nothing but the manifest is read.
        fs::write(dir.join("schema.yaml"), "hỏng: [").expect("writes");
    }
    let listed = json(at, &["plugin", "list", "--plugins", "mau"], 0);
    let plugins = listed["plugins"].as_array().expect("plugins");
    let ours = plugins
        .iter()
        .filter(|plugin| plugin["id"].as_str().is_some_and(|id| id.starts_with("x1-")));
    assert_eq!(ours.count(), 200);
    assert_eq!(plugins[0]["id"], "x1-000", "by name");
}

#[test]
fn the_schema_of_every_type_is_a_schema_that_editors_read() {
    let desk = desk();
    let at = desk.path();
    let listed = json(at, &["plugin", "list"], 0);
    for plugin in listed["plugins"].as_array().expect("plugins") {
        let id = plugin["id"].as_str().expect("an id");
        let schema: Value = serde_json::from_str(&ended(at, &["schema", id], 0)).expect("JSON");
        assert_eq!(schema["$schema"], "http://json-schema.org/draft-07/schema#", "{id}");
        assert!(jsonschema::draft7::meta::is_valid(&schema), "{id}");
        jsonschema::draft7::new(&schema).unwrap_or_else(|error| panic!("{id}: {error}"));
    }
    ended(at, &["schema", "so-ket", "-o", "a.json"], 0);
    assert!(at.join("a.json").is_file());
    ended(at, &["schema", "so-kett"], 2);
}

#[test]
fn docs_name_every_field_and_rule_of_a_type() {
    let desk = desk();
    let at = desk.path();
    made(at, &["x1"]);
    let page = ended(at, &["docs", "x1", "--plugins", "."], 0);
    for text in [
        "# x1 (`x1`)",
        "| `dong[].ke_hoach` * | Kế hoạch | số, ít nhất 0 |",
        "| `ngay-nguoc` |",
        "| `so` |",
    ] {
        assert!(page.contains(text), "{text}: {page}");
    }
    ended(at, &["docs", "khong-co"], 2);
    ended(at, &["docs", "so-ket", "-o", "khong/co.md"], 6);
}

#[test]
fn the_reference_of_blocks_and_helpers_is_what_the_code_says() {
    let now = vanthu_core::reference::language();
    let path = repository("docs/khoi-va-ham.md");
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, &now).expect("writes");
    }
    let kept = fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
    assert!(kept == now, "docs/khoi-va-ham.md is old: UPDATE=1 cargo test --test plugin");
    let desk = desk();
    assert_eq!(ended(desk.path(), &["docs"], 0), now);
}

#[test]
fn shells_and_man_know_every_command() {
    let desk = desk();
    let at = desk.path();
    for (shell, mark) in [
        ("bash", "complete -F _vanthu"),
        ("zsh", "#compdef vanthu"),
        ("fish", "complete -c vanthu"),
        ("powershell", "Register-ArgumentCompleter"),
    ] {
        let script = ended(at, &["completions", shell], 0);
        assert!(script.contains(mark) && script.contains("extends"), "{shell}: {script}");
    }
    ended(at, &["completions", "cmd"], 2);
    ended(at, &["man", "trang/man1"], 0);
    let page = fs::read_to_string(at.join("trang/man1/vanthu-plugin-new.1")).expect("a page");
    for text in [".SH TÊN", ".SH \"CÁCH DÙNG\"", "vanthu plugin new", "--extends"] {
        assert!(page.contains(text) || page.contains(&text.replace('-', "\\-")), "{text}: {page}");
    }
    assert!(!page.contains(".SH NAME") && !page.contains(".SH SYNOPSIS"), "{page}");
    let count = fs::read_dir(at.join("trang/man1")).expect("lists").count();
    assert!(count >= 17, "{count}");
    fs::write(at.join("tep"), "").expect("writes");
    ended(at, &["man", "tep"], 6);
}
