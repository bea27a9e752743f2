//! What the page gives.

use std::fs;
use std::io::Read;

use serde_json::{Value, json};

use crate::common::{repository, vanthu};
use crate::page::Home;

/// The values of an example, as the page has them.
pub(crate) fn example(served: &crate::page::Served, name: &str) -> Value {
    let yaml = fs::read_to_string(repository("examples").join(name)).expect("reads");
    served.open(&yaml)["data"].clone()
}

/// The organisation of an example.
pub(crate) fn office(home: &Home, of: &str) {
    fs::create_dir_all(home.file("")).expect("makes");
    fs::copy(repository("examples").join(of).join("co-quan.yaml"), home.file("co-quan.yaml"))
        .expect("copies");
}

/// What `vanthu render` makes of the downloaded data.
pub(crate) fn rendered(home: &Home, yaml: &str, draft: bool) -> Vec<u8> {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("a.yaml"), yaml).expect("writes");
    let mut command = vanthu();
    command
        .current_dir(folder.path())
        .env("XDG_CONFIG_HOME", home.path())
        .env("APPDATA", home.path());
    command.args(["render", "a.yaml"]).args(draft.then_some("--draft"));
    let output = command.output().expect("runs");
    fs::read(folder.path().join("a.docx")).unwrap_or_else(|_| panic!("{output:?}"))
}

/// A part of a Word file.
fn part(bytes: &[u8], name: &str) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("a package");
    let mut part = Vec::new();
    archive.by_name(name).expect("a part").read_to_end(&mut part).expect("reads");
    part
}

#[test]
fn the_word_file_is_what_the_command_line_makes_of_the_downloaded_data() {
    for of in ["so-ket-xa", "so-ket-141"] {
        let home = Home::new();
        office(&home, of);
        let served = home.serve().enter();
        let values = example(&served, &format!("{of}/bao-cao.yaml"));
        let judged = served.post("/api/judge", &json!({ "data": values })).json();
        let bad = |kind: &str| {
            judged["findings"].as_array().expect("a list").iter().any(|f| f["severity"] == kind)
        };
        assert!(!bad("error") && !bad("missing"), "{judged:#}");
        let word = served.post("/api/word", &json!({ "data": values }));
        assert_eq!(word.status, 200, "{}", word.text());
        let yaml = served.post("/api/yaml", &json!({ "data": values })).json();
        let yaml = yaml["yaml"].as_str().expect("a text");
        assert!(word.body == rendered(&home, yaml, false), "{of}: other bytes");
        let original = repository("examples").join(of).join("bao-cao.yaml");
        let original = fs::read_to_string(original).expect("reads");
        // The order of the keys is in the hash of the data, and nowhere else.
        let text = |bytes: &[u8]| part(bytes, "word/document.xml");
        assert!(
            text(&word.body) == text(&rendered(&home, &original, false)),
            "{of}: nothing is lost"
        );
    }
}

#[test]
fn every_type_has_a_form_and_a_draft_of_nothing() {
    let home = Home::new();
    let served = home.serve().enter();
    let types = served.get("/api/types").json();
    let types = types["types"].as_array().expect("a list");
    assert!(types.len() >= 20, "{types:?}");
    for id in types.iter().map(|kind| kind["id"].as_str().expect("an id")) {
        let form = served.get(&format!("/api/form/{id}"));
        assert_eq!(form.status, 200, "{id}");
        assert!(!form.json()["groups"].as_array().expect("a list").is_empty(), "{id}");
        let values = json!({ "data": { "loai": id }, "draft": true });
        let judged = served.post("/api/judge", &values).json();
        let findings = judged["findings"].as_array().expect("a list");
        let missing = findings.iter().filter(|finding| finding["severity"] == "missing");
        for finding in missing.clone() {
            let message = finding["message"].as_str().expect("a text");
            assert!(message.starts_with("chưa điền «"), "{id}: {message}");
        }
        assert!(missing.count() > 0, "{id}");
        let word = served.post("/api/word", &values);
        assert_eq!(word.status, 200, "{id}: {}", word.text());
        assert!(word.body == rendered(&home, &format!("loai: {id}\n"), true), "{id}");
        assert_eq!(
            served.post("/api/word", &json!({ "data": { "loai": id } })).status,
            422,
            "{id}"
        );
    }
}

#[test]
fn what_is_typed_is_kept_as_it_was_meant() {
    let home = Home::new();
    let served = home.serve().enter();
    let values = json!({
        "so_lieu": { "dong": [{ "ten": "Thôn: Đông", "ke_hoach": "1.234,5", "thuc_hien": "12.5" }, { "ke_hoach": "abc" }] },
        "mo_dau": "Một.\n- Hai\n",
        "ngay": "5-3-2026",
        "so": "05",
        "do_khan": null,
        "luu_hanh": "",
        "la": "giữ",
        "loai": "so-ket",
    });
    let yaml = served.post("/api/yaml", &json!({ "data": values })).json();
    let wanted = "loai: so-ket\nso: \"05\"\nngay: 5/3/2026\ndo_khan: ~\nluu_hanh: \"\"\nmo_dau: |\n  Một.\n  - Hai\nso_lieu:\n  dong:\n    - ten: \"Thôn: Đông\"\n      ke_hoach: 1234.5\n      thuc_hien: 12.5\n    - ke_hoach: abc\nla: giữ\n";
    assert_eq!(yaml["yaml"], wanted);
    let read = served.open(&format!("# ghi chú\n{wanted}"));
    assert_eq!(read["comments"], 1);
    assert_eq!(read["data"]["so_lieu"]["dong"][0]["ke_hoach"], "1234,5");
    assert_eq!(read["data"]["do_khan"], Value::Null);
    assert_eq!(read["data"]["luu_hanh"], "");
    let judged = served.post("/api/judge", &json!({ "data": values })).json();
    assert_eq!(judged["asides"]["/so_lieu/dong/0/thuc_hien"], "12,5");
    assert_eq!(judged["asides"]["/ngay"], "05/03/2026");
    let at = |pointer: &str| {
        judged["findings"]
            .as_array()
            .expect("a list")
            .iter()
            .find(|f| f["pointer"] == pointer)
            .cloned()
    };
    assert!(
        at("/so_lieu/dong/1/ke_hoach").expect("no number")["message"]
            .as_str()
            .expect("a text")
            .contains("abc")
    );
    assert_eq!(at("/la").expect("unknown")["code"], "unknown-field");
    assert_eq!(
        at("/so_lieu/dong/1/ten").expect("missing")["severity"],
        "missing",
        "beside faults too"
    );
}

#[test]
fn a_draft_outlives_the_program_and_is_private() {
    let home = Home::new();
    let served = home.serve().enter();
    let values = json!({ "loai": "so-ket", "trich_yeu": "Sơ kết", "so": "05" });
    let saved = served.post("/api/drafts", &json!({ "data": values })).json();
    let (id, version) = (saved["id"].as_str().expect("an id"), &saved["version"]);
    drop(served);
    let served = home.serve().enter();
    let listed = served.get("/api/drafts").json();
    assert_eq!(
        (&listed["drafts"][0]["id"], &listed["drafts"][0]["title"]),
        (&json!(id), &json!("Sơ kết"))
    );
    let opened = served.get(&format!("/api/drafts/{id}")).json();
    assert_eq!((&opened["data"], &opened["version"]), (&values, version));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode =
            |name: &str| fs::metadata(home.file(name)).expect("there").permissions().mode() & 0o777;
        assert_eq!((mode("ban-nhap"), mode(&format!("ban-nhap/{id}.yaml"))), (0o700, 0o600));
    }
    // Another window saved in between.
    let change = |version: &Value| {
        served.post(
            "/api/drafts",
            &json!({ "id": id, "version": version, "data": { "loai": "so-ket" } }),
        )
    };
    let newer = change(version).json();
    let late = change(version);
    assert_eq!((late.status, &late.json()["reason"]), (409, &json!("changed")));
    assert_eq!(change(&newer["version"]).status, 200);
    assert_eq!(served.delete(&format!("/api/drafts/{id}")).status, 200);
    assert_eq!(served.get("/api/drafts").json()["drafts"], json!([]));
    assert!(!home.file(&format!("ban-nhap/{id}.yaml")).exists());
}

#[test]
fn a_secret_document_is_saved_only_when_the_user_says_so() {
    let home = Home::new();
    let served = home.serve().enter();
    let save = |mark: Value, consent: bool| {
        let values = json!({ "loai": "so-ket", "do_mat": mark });
        served.post("/api/drafts", &json!({ "data": values, "consent": consent }))
    };
    for mark in [json!("Mật"), json!("khác"), json!(["Mật"])] {
        let refused = save(mark, false);
        assert_eq!((refused.status, &refused.json()["reason"]), (409, &json!("secret")));
    }
    assert_eq!(fs::read_dir(home.file("ban-nhap")).expect("lists").count(), 0);
    assert_eq!(save(json!("Mật"), true).status, 200);
    assert_eq!(save(json!(""), false).status, 200);
}

#[test]
fn the_organisation_is_kept_once_and_fills_in() {
    let home = Home::new();
    let served = home.serve().enter();
    let faulty =
        json!({ "data": { "dia_danh": "Hòa Bình", "luu": { "so_ban": "hai" } }, "save": true });
    let told = served.post("/api/organisation", &faulty).json();
    assert!(told["saved"].is_null() && told["findings"][0]["pointer"] == "/luu/so_ban", "{told:#}");
    assert!(!home.file("co-quan.yaml").exists(), "a file with faults would stop every document");
    let values = json!({
        "dia_danh": "Hòa Bình",
        "co_quan": { "ten": ["Phòng Văn hóa"], "viet_tat": "VH" },
        "nguoi_ky_san": { "a": { "chuc_vu": "Trưởng phòng", "ho_ten": "Nguyễn Văn A" } },
    });
    let told = served.post("/api/organisation", &json!({ "data": values, "save": true })).json();
    assert_eq!(told["saved"], true, "{told:#}");
    assert_eq!(served.get("/api/organisation").json()["data"]["co_quan"], values["co_quan"]);
    let form = served.get("/api/form/so-ket").json();
    assert_eq!(form["organisation"]["dia_danh"], "Hòa Bình");
    assert_eq!(form["signers"], json!([{ "key": "a", "title": "Nguyễn Văn A – Trưởng phòng" }]));
    let judged =
        served.post("/api/judge", &json!({ "data": { "loai": "so-ket", "nguoi_ky": "a" } })).json();
    let pointers: Vec<_> = judged["findings"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|f| f["pointer"].clone())
        .collect();
    assert!(
        !pointers.contains(&json!("/dia_danh")) && pointers.contains(&json!("/trich_yeu")),
        "{pointers:?}"
    );
}

#[test]
fn a_word_file_is_judged_with_excerpts() {
    let home = Home::new();
    office(&home, "so-ket-141");
    let served = home.serve().enter();
    let yaml = fs::read_to_string(repository("examples/so-ket-141/bao-cao.yaml")).expect("reads");
    let word = rendered(&home, &yaml, false);
    let mut head = served.own("POST", "/api/check");
    head.retain(|line| !line.starts_with("Content-Type"));
    head.push(
        "Content-Type: application/vnd.openxmlformats-officedocument.wordprocessingml.document"
            .to_owned(),
    );
    head.push(format!("Content-Length: {}", word.len()));
    let found = served.send(&head, &word).json();
    let findings = found["findings"].as_array().expect("a list");
    assert!(findings.iter().all(|finding| finding["severity"] != "error"), "{found:#}");
    assert!(findings.iter().any(|finding| finding["excerpt"].is_string()), "{found:#}");
}

#[test]
fn a_rule_is_told_with_its_citation() {
    let home = Home::new();
    let served = home.serve().enter();
    let text = served.get("/api/rule/QH-1").json();
    assert!(text["text"].as_str().expect("a text").contains("Căn cứ"), "{text}");
    for id in ["none", "..%2fQH-1", "qh-1"] {
        assert_eq!(served.get(&format!("/api/rule/{id}")).status, 422, "{id}");
    }
}

#[test]
fn a_port_in_use_is_said() {
    let home = Home::new();
    let served = home.serve();
    let output = vanthu()
        .args(["serve", "--no-open", "--port", &served.port.to_string()])
        .env("XDG_CONFIG_HOME", home.path())
        .env("XDG_DATA_HOME", home.path())
        .env("APPDATA", home.path())
        .env("LOCALAPPDATA", home.path())
        .output()
        .expect("runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(6), "{said}");
    assert!(said.contains("đang được chương trình khác dùng"), "{said}");
}
