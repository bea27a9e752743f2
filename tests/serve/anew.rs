//! A new document out of a draft.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::common::repository;
use crate::page::{Home, Served};
use crate::work::office;

/// A draft that somebody has, called `a`.
fn draft(home: &Home, yaml: &str) {
    fs::create_dir_all(home.file("ban-nhap")).expect("makes");
    fs::write(home.file("ban-nhap/a.yaml"), yaml).expect("writes");
}

/// What the page gets to make a new one.
fn anew(served: &Served) -> Value {
    let answer = served.get("/api/drafts/a/new");
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

fn drafts(served: &Served) -> usize {
    served.get("/api/drafts").json()["drafts"].as_array().expect("a list").len()
}

fn text(path: &Path) -> String {
    fs::read_to_string(path).expect("reads")
}

#[test]
fn what_was_of_one_document_alone_is_left_out_and_named() {
    let home = Home::new();
    let served = home.serve().enter();
    let yaml = "# ghi chú\nloai: so-ket\nso: \"05\"\nngay: 05/02/2026\ntrich_yeu: Sơ kết\ndo_khan: ~\nluu_hanh: \"\"\nso_lieu:\n  dong:\n    - ke_hoach: 1234.5\nla: giữ\n";
    draft(&home, yaml);
    let read = anew(&served);
    let wanted = json!({
        "loai": "so-ket", "trich_yeu": "Sơ kết", "do_khan": null, "luu_hanh": "",
        "so_lieu": { "dong": [{ "ke_hoach": "1234,5" }] }, "la": "giữ",
    });
    assert_eq!(read["data"], wanted);
    assert_eq!(read["left"], json!(["Số văn bản", "Ngày ban hành"]));
    assert_eq!(read["comments"], 1);
    assert_eq!((text(&home.file("ban-nhap/a.yaml")), drafts(&served)), (yaml.to_owned(), 1));
    // Cleared is a choice and no number; of nothing nothing is left out.
    draft(&home, "loai: so-ket\nso: ~\n");
    let read = anew(&served);
    assert_eq!(read["data"], json!({ "loai": "so-ket", "so": null }));
    assert_eq!((&read["left"], &read["comments"]), (&json!([]), &json!(0)));
    // A type that is not there says nothing of its fields.
    draft(&home, "loai: khong-co\nso: \"05\"\n");
    assert_eq!(anew(&served)["data"], json!({ "loai": "khong-co", "so": "05" }));
    draft(&home, "loai: [so-ket\n");
    assert_eq!(served.get("/api/drafts/a/new").status, 422);
    for id in ["none", "..%2fa", "a.yaml"] {
        assert_eq!(served.get(&format!("/api/drafts/{id}/new")).status, 404, "{id}");
    }
}

/// Every example of every type, with its folder.
fn examples() -> Vec<(std::path::PathBuf, Vec<String>)> {
    let mut folders: Vec<_> = fs::read_dir(repository("plugins"))
        .expect("lists")
        .map(|entry| entry.expect("a folder").path().join("examples"))
        .filter(|folder| folder.is_dir())
        .collect();
    folders.extend(
        ["cac-mau", "so-ket-xa", "so-ket-141"].map(|name| repository("examples").join(name)),
    );
    folders.sort();
    let inside = |folder: &Path| {
        let names =
            fs::read_dir(folder).expect("lists").map(|entry| entry.expect("an entry").file_name());
        let names = names.map(|name| name.into_string().expect("UTF-8"));
        let mut names: Vec<_> =
            names.filter(|name| name.ends_with(".yaml") && name != "co-quan.yaml").collect();
        names.sort();
        names
    };
    folders
        .into_iter()
        .map(|folder| {
            let names = inside(&folder);
            (folder, names)
        })
        .collect()
}

#[test]
fn a_new_one_of_any_type_lacks_only_what_was_left_out() {
    let mut seen = 0;
    for (folder, names) in examples() {
        let home = Home::new();
        fs::create_dir_all(home.file("")).expect("makes");
        fs::copy(folder.join("co-quan.yaml"), home.file("co-quan.yaml")).expect("copies");
        let served = home.serve().enter();
        for name in names {
            let mut yaml = text(&folder.join(&name));
            let id = served.open(&yaml)["data"]["loai"].clone();
            let form = served.get(&format!("/api/form/{}", id.as_str().expect("an id"))).text();
            // Every form has its number and its date, but for the few that may not.
            for (key, value) in [("so", "\"05\""), ("ngay", "05/02/2026")] {
                let there = yaml.lines().any(|line| line.starts_with(&format!("{key}:")));
                if !there && form.contains(&format!("\"name\":\"{key}\"")) {
                    yaml = format!("{key}: {value}\n{yaml}");
                }
            }
            draft(&home, &yaml);
            let kept = home.file("ban-nhap/a.tep");
            let _ = fs::remove_dir_all(&kept);
            let old = served.get("/api/drafts/a").json()["data"].clone();
            let read = anew(&served);
            let left = read["left"].as_array().expect("a list");
            assert!(!left.is_empty(), "{name}");
            assert!(
                read["data"].get("so").is_none() && read["data"].get("ngay").is_none(),
                "{name}"
            );
            // What it has is as it was.
            for (key, value) in read["data"].as_object().expect("a map") {
                assert_eq!(*value, old[key], "{name}: {key}");
            }
            let judge = |values: &Value| {
                let told = served.post("/api/judge", &json!({ "data": values })).json();
                let told = told["findings"].as_array().expect("a list").clone();
                told.into_iter()
                    .filter(|found| found["severity"] == "missing")
                    .map(|found| found["message"].clone())
                    .collect::<Vec<_>>()
            };
            for message in judge(&read["data"]) {
                assert!(
                    left.iter().any(|title| message
                        == format!("chưa điền «{}»", title.as_str().expect("a text"))),
                    "{name}: {message}, but {left:?} was left out"
                );
            }
            seen += 1;
        }
    }
    assert!(seen > 25, "{seen}");
}

#[test]
fn what_an_earlier_version_called_it_is_left_out_too() {
    let home = Home::new();
    let plugin = home.file("plugins/cu");
    fs::create_dir_all(&plugin).expect("makes");
    for (name, text) in [
        (
            "plugin.yaml",
            "format: 1\nid: cu\nversion: 1.1.0\ntitle: { vi: Mẫu cũ, en: Old }\ntype: Báo cáo\nstandard: nd30-2020\nform: \"1.4\"\nschema: schema.yaml\nlayout: layout.yaml\n",
        ),
        (
            "schema.yaml",
            "type: object\nproperties:\n  trich_yeu: { x-khong-chep: true }\n  noi_dung: { type: string, title: Nội dung, aliases: [than_bai], since: 1.1.0, minLength: 2 }\n  ky: { type: string, title: Kỳ báo cáo, aliases: [dot], since: 1.1.0, x-khong-chep: true }\n  hop:\n    type: object\n    title: Cuộc họp\n    properties:\n      luc: { type: string, title: Thời gian, x-khong-chep: true }\n  lich:\n    type: array\n    title: Lịch\n    items:\n      type: object\n      properties:\n        viec: { type: string, title: Việc }\n        luc: { type: string, title: Thời gian, x-khong-chep: true }\n",
        ),
        (
            "layout.yaml",
            "format: 1\nlevels: [clause]\nbody:\n  - when: noi_dung\n    do: [{ p: \"{{noi_dung}}\" }]\n  - when: ky\n    do: [{ p: \"{{ky}}\" }]\n  - when: hop.luc\n    do: [{ p: \"{{hop.luc}}\" }]\n  - each: lich\n    as: dong\n    do:\n      - when: dong.viec\n        do: [{ p: \"{{dong.viec}}\" }]\n      - when: dong.luc\n        do: [{ p: \"{{dong.luc}}\" }]\n",
        ),
    ] {
        fs::write(plugin.join(name), text).expect("writes");
    }
    let served = home.serve().enter();
    draft(
        &home,
        "loai: cu\ntrich_yeu: Họp tuần\nthan_bai: Bài cũ\ndot: một\nhop: { luc: 8 giờ }\nlich:\n  - { viec: A, luc: 9 giờ }\n  - luc: 10 giờ\n",
    );
    let read = anew(&served);
    // What only has another name now is told as in any older data; a row stays a row.
    assert_eq!(
        read["data"],
        json!({ "loai": "cu", "than_bai": "Bài cũ", "lich": [{ "viec": "A" }, {}] })
    );
    assert_eq!(read["left"], json!(["Trích yếu nội dung", "Kỳ báo cáo", "Thời gian"]));
    let judged = served.post("/api/judge", &json!({ "data": read["data"] })).json();
    let found = judged["findings"].as_array().expect("a list");
    let renamed = found
        .iter()
        .find(|found| found["code"] == "renamed-field")
        .unwrap_or_else(|| panic!("{judged:#}"));
    assert_eq!(
        (&renamed["pointer"], &renamed["moved"]),
        (&json!("/than_bai"), &json!("/noi_dung"))
    );
}

#[test]
fn its_files_are_those_of_the_old_one_which_keeps_them() {
    let home = Home::new();
    office(&home, "bao-cao-thang");
    let example = |name: &str| repository("examples/bao-cao-thang").join(name);
    draft(&home, &text(&example("thang-02.yaml")));
    fs::create_dir_all(home.file("ban-nhap/a.tep")).expect("makes");
    let old = home.file("ban-nhap/a.tep/thang-01.yaml");
    fs::copy(example("thang-01.yaml"), &old).expect("copies");
    // Taken out, and not yet tidied away: whoever has the old draft open can put it back.
    let out = home.file("ban-nhap/a.tep/bo.yaml");
    fs::copy(example("thang-01.yaml"), &out).expect("copies");
    let served = home.serve().enter();
    let read = anew(&served);
    assert_eq!(
        read["left"],
        json!(["Số văn bản", "Ngày ban hành", "Tháng báo cáo", "Năm báo cáo"])
    );
    assert_eq!(read["files"][1]["name"], "thang-01.yaml", "{read}");
    assert!(out.exists());
    let mut values = read["data"].clone();
    for (key, value) in [("thang", "2"), ("nam", "2026")] {
        values[key] = value.into();
    }
    // Before anything is kept, it has the files of the old one.
    let word = |id: &str| served.post("/api/word", &json!({ "data": values, "id": id }));
    let before = word("a");
    assert_eq!(before.status, 200, "{}", before.text());
    let saved = served.post("/api/drafts", &json!({ "data": values, "copy_of": "a" })).json();
    let new = saved["id"].as_str().expect("an id");
    assert!(word(new).body == before.body, "other bytes");
    assert_eq!(served.delete(&format!("/api/drafts/{new}")).status, 200);
    assert_eq!((text(&old), drafts(&served)), (text(&example("thang-01.yaml")), 1));
    // Files cannot be copied: no half of a copy stays behind, however often the page asks.
    fs::remove_file(&out).expect("removes");
    fs::remove_file(&old).expect("removes");
    fs::create_dir_all(&out).expect("makes");
    fs::write(home.file("ban-nhap/a.tep/lon.yaml"), vec![b'#'; (40 << 20) + 1]).expect("writes");
    let refused = served.post("/api/drafts", &json!({ "data": values, "copy_of": "a" }));
    assert_eq!((refused.status == 200, drafts(&served)), (false, 1), "{}", refused.text());
}
