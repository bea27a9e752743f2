//! The pages as pictures and as PDF.

#[cfg(feature = "preview")]
use std::fs;

use serde_json::{Value, json};

#[cfg(feature = "preview")]
use crate::common::vanthu;
use crate::page::{Home, Served};
use crate::work::{example, office};

/// The server with the values of the first example.
fn report() -> (Home, Served, Value) {
    let home = Home::new();
    office(&home, "so-ket-141");
    let served = home.serve().enter();
    let values = example(&served, "so-ket-141/bao-cao.yaml");
    (home, served, values)
}

fn laid_out(served: &Served, values: &Value) -> Value {
    let answer = served.post("/api/preview", &json!({ "data": values }));
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

#[test]
fn a_build_without_the_feature_says_so() {
    let (_home, served, values) = report();
    let able = served.get("/api/preview").json();
    assert_eq!(able["drawn"], cfg!(feature = "preview"));
    if cfg!(feature = "preview") {
        assert_eq!(able["pdf"], true);
        return;
    }
    let answer = served.post("/api/preview", &json!({ "data": values }));
    assert_eq!(answer.status, 501, "{}", answer.text());
    assert!(answer.text().contains("không có phần vẽ trang"), "{}", answer.text());
    assert_eq!(served.get("/api/preview/1/0/96").status, 404);
}

#[test]
fn strangers_get_no_page() {
    let (_home, served, values) = report();
    let id = match cfg!(feature = "preview") {
        true => laid_out(&served, &values)["id"].as_u64().expect("a number"),
        false => 1,
    };
    let picture = format!("/api/preview/{id}/0/96");
    for path in ["/api/preview", &picture] {
        let mut head = served.own("GET", path);
        head.retain(|line| !line.starts_with("Cookie"));
        assert_eq!(served.send(&head, b"").status, 401, "{path}");
        let head: Vec<String> = served
            .own("GET", path)
            .iter()
            .map(|line| line.replace("same-origin", "same-site"))
            .collect();
        assert_eq!(served.send(&head, b"").status, 403, "{path}");
    }
    for path in ["/api/preview", "/api/pdf"] {
        let mut head = served.own("POST", path);
        head.push("Content-Length: 2".to_owned());
        head.retain(|line| !line.starts_with("X-Vanthu"));
        assert_eq!(served.send(&head, b"{}").status, 403, "{path}");
        assert_eq!(served.post(path, &json!({})).status, 400, "{path}");
    }
}

/// Width and height of a PNG.
#[cfg(feature = "preview")]
fn size(png: &[u8]) -> (u32, u32) {
    assert!(png.starts_with(b"\x89PNG\r\n\x1a\n"));
    let number = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().expect("four bytes"));
    (number(16), number(20))
}

#[cfg(feature = "preview")]
#[test]
fn pages_are_those_of_the_word_file() {
    let (home, served, values) = report();
    let pages = laid_out(&served, &values);
    assert_eq!(pages["pages"].as_array().expect("a list").len(), 5);
    let (width, height) = (&pages["pages"][0][0], &pages["pages"][0][1]);
    assert_eq!((width.as_f64(), height.as_f64()), (Some(595.3), Some(841.9)));
    let place = |pointer: &str, nth: usize| {
        let place = &pages["places"][pointer][nth];
        (place[0].as_u64().expect("a page"), place[1].as_f64().expect("a share"))
    };
    assert!(place("/trich_yeu", 0).0 == 0 && place("/so", 0).1 < place("/trich_yeu", 0).1);
    assert_eq!(place("/ket_thuc", 0).0, 4);
    let (first, last) = (
        place("/phuong_huong/giai_phap/noi_dung", 0),
        place("/phuong_huong/kien_nghi/noi_dung", 1),
    );
    assert!(first.0 <= last.0 && last.1 > place("/phuong_huong/kien_nghi/noi_dung", 0).1);
    let picture =
        |page: u32, dpi: u32| served.get(&format!("/api/preview/{}/{page}/{dpi}", pages["id"]));
    let png = picture(0, 96);
    assert_eq!((png.status, png.header("content-type")), (200, Some("image/png")));
    let (wide, high) = size(&png.body);
    assert!(wide.abs_diff(794) <= 1 && high.abs_diff(1123) <= 1, "{wide} × {high}");
    assert!(picture(0, 96).body == png.body, "the same bytes each time");
    assert!(picture(4, 96).body != png.body);
    assert!(size(&picture(0, 48).body).0.abs_diff(397) <= 1);
    for gone in [picture(5, 96), picture(0, 301), picture(0, 0)] {
        assert_eq!(gone.status, 404);
    }
    for path in ["/api/preview/99/0/96", "/api/preview/1/../0/96", "/api/preview/1/-1/96"] {
        assert!(matches!(served.get(path).status, 400 | 404), "{path}");
    }
    // The PDF is the one of the command line.
    let pdf = served.post("/api/pdf", &json!({ "data": values }));
    assert_eq!((pdf.status, pdf.header("content-type")), (200, Some("application/pdf")));
    assert!(pdf.header("content-disposition").expect("a name").contains("\"so-ket-141.pdf\""));
    let yaml = served.post("/api/yaml", &json!({ "data": values })).json();
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("a.yaml"), yaml["yaml"].as_str().expect("a text"))
        .expect("writes");
    let mut command = vanthu();
    command
        .current_dir(folder.path())
        .env("XDG_CONFIG_HOME", home.path())
        .env("APPDATA", home.path());
    let output = command.args(["render", "a.yaml", "--pdf"]).output().expect("runs");
    assert!(output.status.success(), "{output:?}");
    assert!(fs::read(folder.path().join("a.pdf")).expect("reads") == pdf.body);
}

#[cfg(feature = "preview")]
#[test]
fn a_draft_of_each_type_has_pages_and_a_fault_has_none() {
    let home = Home::new();
    let served = home.serve().enter();
    let types = served.get("/api/types").json();
    for kind in types["types"].as_array().expect("a list") {
        let pages = laid_out(&served, &json!({ "loai": kind["id"] }));
        assert!(!pages["pages"].as_array().expect("a list").is_empty(), "{kind}");
        let png = served.get(&format!("/api/preview/{}/0/50", pages["id"]));
        assert_eq!(png.status, 200, "{kind}: {}", png.text());
    }
    let wrong = json!({ "data": { "loai": "so-ket", "ngay": "32/13/2026" } });
    let answer = served.post("/api/preview", &wrong);
    assert_eq!(answer.status, 422, "{}", answer.text());
    assert_eq!(answer.json()["findings"][0]["pointer"], "/ngay");
    // A whole PDF asks for whole data; a draft does not.
    let gaps = json!({ "loai": "so-ket" });
    assert_eq!(served.post("/api/pdf", &json!({ "data": gaps })).status, 422);
    let draft = served.post("/api/pdf", &json!({ "data": gaps, "draft": true }));
    assert!(draft.body.starts_with(b"%PDF"), "{}", draft.text());
}

#[cfg(feature = "preview")]
#[test]
fn the_newest_request_wins() {
    let (_home, served, mut values) = report();
    let mut requests = Vec::new();
    for nth in 0..50 {
        values["so"] = json!(nth.to_string());
        requests.push(json!({ "data": values }));
    }
    let answers: Vec<_> = std::thread::scope(|scope| {
        let asked: Vec<_> = requests
            .iter()
            .map(|request| scope.spawn(|| served.post("/api/preview", request)))
            .collect();
        asked.into_iter().map(|one| one.join().expect("answers")).collect()
    });
    let ids: Vec<u64> = answers
        .iter()
        .filter(|a| a.status == 200)
        .map(|a| a.json()["id"].as_u64().expect("an id"))
        .collect();
    assert_eq!(ids.iter().max(), Some(&50), "the last one is drawn");
    let given_up: Vec<_> = answers.iter().filter(|answer| answer.status != 200).collect();
    assert!(
        given_up.iter().all(|a| a.status == 409 && a.json()["reason"] == "newer"),
        "{given_up:?}"
    );
    assert!(given_up.len() >= 25, "most of them gave way: {}", given_up.len());
    // Older pages make room.
    for _ in 0..4 {
        laid_out(&served, &values);
    }
    assert_eq!(served.get("/api/preview/50/0/50").status, 404);
    assert_eq!(served.get("/api/preview/54/0/50").status, 200);
}
