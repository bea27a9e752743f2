//! Files that a draft names.

use std::fs;
use std::io::{Cursor, Read, Write};
use std::path::Path;

use serde_json::{Value, json};

use crate::archive::archive;
use crate::common::{repository, vanthu};
use crate::page::{Answer, Home, Served};
use crate::work::{example, office};

/// An example, as a file.
fn bytes(name: &str) -> Vec<u8> {
    fs::read(repository("examples/bao-cao-thang").join(name)).expect("reads")
}

/// A draft of an example, with its id.
fn draft(served: &Served, name: &str) -> (String, Value) {
    let values = example(served, &format!("bao-cao-thang/{name}"));
    let saved = served.post("/api/drafts", &json!({ "data": values })).json();
    (saved["id"].as_str().expect("an id").to_owned(), values)
}

fn keep(served: &Served, id: &str, asked: &Value, files: &[(&str, &[u8])]) -> Answer {
    let mut line = json!({ "field": "/ky_truoc" });
    for (key, value) in asked.as_object().expect("a map") {
        line[key] = value.clone();
    }
    served.upload(&format!("/api/drafts/{id}/files"), &line, files)
}

fn names(served: &Served, id: &str) -> Vec<String> {
    let opened = served.get(&format!("/api/drafts/{id}")).json();
    let files = opened["files"].as_array().expect("a list").iter();
    files.map(|file| file["name"].as_str().expect("a name").to_owned()).collect()
}

fn errors(judged: &Value) -> Vec<String> {
    let found = judged["findings"].as_array().expect("a list").iter();
    let bad = found.filter(|found| found["severity"] != "warning" && found["severity"] != "note");
    bad.map(|found| format!("{} {}", found["pointer"], found["message"])).collect()
}

/// What `vanthu render` makes of an archive that was unpacked, and the name of its document.
fn rendered_of(home: &Home, zip: &[u8], options: &[&str]) -> (String, Vec<u8>) {
    let folder = tempfile::tempdir().expect("a folder");
    let mut archive = zip::ZipArchive::new(Cursor::new(zip)).expect("an archive");
    let mut main = String::new();
    for nth in (0..archive.len()).rev() {
        let mut entry = archive.by_index(nth).expect("an entry");
        main = String::from_utf8(entry.name_raw().to_vec()).expect("a name");
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).expect("reads");
        fs::write(folder.path().join(&main), bytes).expect("writes");
    }
    let mut command = vanthu();
    command.current_dir(folder.path()).env("XDG_CONFIG_HOME", home.path());
    let output = command.env("APPDATA", home.path()).args(["render", &main]).args(options).output();
    let output = output.expect("runs");
    let word = folder.path().join(&main).with_extension("docx");
    (main, fs::read(word).unwrap_or_else(|_| panic!("{output:?}")))
}

#[test]
fn a_report_with_the_months_before_is_what_the_command_line_makes_of_the_archive() {
    let home = Home::new();
    office(&home, "bao-cao-thang");
    let served = home.serve().enter();
    let mut values = example(&served, "bao-cao-thang/bao-cao.yaml");
    let saved = served.post("/api/drafts", &json!({ "data": values })).json();
    let (id, version) = (saved["id"].as_str().expect("an id"), &saved["version"]);
    let sent = |values: &Value| json!({ "data": values, "id": id });
    let judged = served.post("/api/judge", &sent(&values)).json();
    assert_eq!(
        errors(&judged),
        [
            r#""/ky_truoc/0" "không đọc được tệp «thang-01.yaml»""#,
            r#""/ky_truoc/1" "không đọc được tệp «thang-02.yaml»""#
        ]
    );
    assert_eq!(judged["findings"][0]["hints"], json!(["chọn lại tệp này, hoặc bỏ tệp"]));

    // One as a file, one as it is in another draft.
    let first = bytes("thang-01.yaml");
    let kept = keep(&served, id, &json!({}), &[("thang-01.yaml", &first)]).json();
    assert_eq!(kept["name"], "thang-01.yaml");
    assert_eq!(kept["files"][0]["title"], "Tình hình kinh tế - xã hội tháng 1 năm 2026");
    let (other, _) = draft(&served, "thang-02.yaml");
    let kept = keep(&served, id, &json!({ "from": other }), &[]).json();
    let second = kept["name"].as_str().expect("a name");
    assert_eq!(second, "bao-cao-thang-31.yaml");
    values["ky_truoc"] = json!(["thang-01.yaml", second]);
    let again = json!({ "id": id, "version": version, "data": values });
    assert_eq!(served.post("/api/drafts", &again).status, 200);
    let judged = served.post("/api/judge", &sent(&values)).json();
    assert_eq!(errors(&judged), [""; 0]);
    let word = served.post("/api/word", &sent(&values));
    assert_eq!(word.status, 200, "{}", word.text());
    let zip = served.post("/api/yaml", &sent(&values));
    assert_eq!(zip.header("content-type"), Some("application/zip"));
    let (main, made) = rendered_of(&home, &zip.body, &[]);
    assert_eq!(main, "bao-cao-thang-58.yaml");
    assert!(word.body == made, "other bytes than of the command line");
    let twice = served.post("/api/yaml", &sent(&values));
    assert!(zip.body == twice.body, "the same archive each time");

    // After a crash, all is there; the archive brings all back into a new draft.
    drop(served);
    let served = home.serve().enter();
    assert_eq!(names(&served, id), ["bao-cao-thang-31.yaml", "thang-01.yaml"]);
    assert!(served.post("/api/word", &sent(&values)).body == word.body);
    let given: [(&str, &[u8]); 1] = [("Tháng 3.zip", &zip.body)];
    let opened = served.upload("/api/open", &json!({}), &given).json();
    assert_eq!(opened["data"], values);
    assert_eq!(opened["files"], json!(["bao-cao-thang-31.yaml", "thang-01.yaml"]));
    let saved = served.post("/api/drafts", &json!({ "data": opened["data"] })).json();
    let new = saved["id"].as_str().expect("an id");
    let kept = served.upload(&format!("/api/drafts/{new}/open"), &json!({}), &given);
    assert_eq!(kept.status, 200, "{}", kept.text());
    let sent = json!({ "data": values, "id": new });
    assert!(served.post("/api/word", &sent).body == word.body);
    // A copy of a draft has its files; nothing is left of one that is deleted.
    let copied = served.post("/api/drafts", &json!({ "data": values, "copy_of": new })).json();
    assert_eq!(names(&served, copied["id"].as_str().expect("an id")).len(), 2);
    assert_eq!(served.delete(&format!("/api/drafts/{new}")).status, 200);
    assert!(!home.file(&format!("ban-nhap/{new}.tep")).exists());
    assert_eq!(served.post("/api/word", &sent).status, 422, "they are gone");
}

#[test]
fn a_fault_of_an_earlier_report_is_told_at_the_field_that_names_it() {
    let home = Home::new();
    office(&home, "bao-cao-thang");
    let served = home.serve().enter();
    let (id, values) = draft(&served, "thang-02.yaml");
    let text = String::from_utf8(bytes("thang-01.yaml")).expect("UTF-8");
    for (old, new, told) in [
        ("thang: 1\n", "thang: 13\n", "13 lớn hơn mức cao nhất là 12"),
        // Of native code.
        ("thang: 1\n", "thang: 3\n", "tháng 3 không đứng trước tháng 2"),
    ] {
        let line = text.lines().position(|line| line == old.trim_end()).expect("a line") + 1;
        let spoilt = text.replacen(old, new, 1);
        let asked = json!({ "clash": "replace" });
        let kept = keep(&served, &id, &asked, &[("thang-01.yaml", spoilt.as_bytes())]);
        assert_eq!(kept.status, 200, "{}", kept.text());
        let judged = served.post("/api/judge", &json!({ "data": values, "id": id })).json();
        let place = format!("tệp thang-01.yaml, dòng {line}: ");
        let found = errors(&judged);
        assert!(
            found.iter().any(|found| found.starts_with(&format!("\"/ky_truoc/0\" \"{place}"))
                && found.contains(told)),
            "{told}: {found:?}"
        );
    }
}

#[test]
fn a_file_that_is_none_of_what_the_field_wants_is_refused_with_a_word() {
    let home = Home::new();
    let served = home.serve().enter();
    let (id, _) = draft(&served, "thang-02.yaml");
    let large = vec![b'#'; (10 << 20) + 1];
    for (name, given, status, words) in [
        ("a.docx", &b"PK"[..], 422, "«a.docx» không phải tệp dữ liệu .yaml"),
        ("a.yaml", b"a: [", 422, "Không đọc được «a.yaml», dòng 1: "),
        ("a.yaml", b"\xff\xfe\x00", 422, "Không đọc được «a.yaml»"),
        (
            "a.yaml",
            b"loai: so-ket\n",
            422,
            "«a.yaml» là «Báo cáo sơ kết»; mục này cần «Báo cáo tháng»",
        ),
        ("a.yaml", b"x: y\n", 422, "«a.yaml» không rõ loại"),
        ("a.yaml", &large, 422, "Tệp «a.yaml» lớn hơn 10 MB"),
        ("co-quan.yaml", b"loai: bao-cao-thang\n", 422, "Tên «co-quan.yaml» dành cho"),
        ("a.zip", b"PK", 422, "Không đọc được tệp nén «a.zip»"),
    ] {
        let told = keep(&served, &id, &json!({}), &[(name, given)]);
        assert_eq!(told.status, status, "{name}: {}", told.text());
        let error = told.json()["error"].as_str().unwrap_or_default().to_owned();
        assert!(error.starts_with(words), "{name}: {error}");
    }
    assert_eq!(fs::read_dir(home.file("ban-nhap")).expect("lists").count(), 1, "nothing is kept");
    // Of an archive the document is taken.
    let (month, one) = (bytes("thang-02.yaml"), bytes("thang-01.yaml"));
    let zip = archive(&[("x/thang-01.yaml", &one), ("x/thang-02.yaml", &month)]);
    let kept = keep(&served, &id, &json!({}), &[("Tháng 2.zip", &zip)]).json();
    assert_eq!(kept["name"], "thang-02.yaml");
    // Another of the name: refused, replaced, or both.
    let taken = keep(&served, &id, &json!({}), &[("thang-02.yaml", &one)]);
    assert_eq!((taken.status, &taken.json()["reason"]), (409, &json!("exists")));
    assert_eq!(
        keep(&served, &id, &json!({}), &[("thang-02.yaml", &month)]).status,
        200,
        "the same"
    );
    let both = keep(&served, &id, &json!({ "clash": "both" }), &[("thang-02.yaml", &one)]).json();
    assert_eq!(both["name"], "thang-02-2.yaml");
    let replaced = json!({ "clash": "replace" });
    assert_eq!(keep(&served, &id, &replaced, &[("thang-02.yaml", &one)]).status, 200);
    let stored = fs::read(home.file(&format!("ban-nhap/{id}.tep/thang-02.yaml"))).expect("reads");
    assert!(stored == one);
}

#[test]
fn a_secret_file_is_kept_only_when_the_user_says_so() {
    let home = Home::new();
    let served = home.serve().enter();
    let (id, _) = draft(&served, "thang-02.yaml");
    let mut secret = bytes("thang-01.yaml");
    secret.extend(b"do_mat: M\xe1\xba\xadt\n");
    let refused = keep(&served, &id, &json!({}), &[("thang-01.yaml", &secret)]);
    assert_eq!((refused.status, &refused.json()["reason"]), (409, &json!("secret")));
    let (main, all) = (bytes("thang-02.yaml"), format!("/api/drafts/{id}/open"));
    let given: [(&str, &[u8]); 2] = [("thang-02.yaml", &main), ("thang-01.yaml", &secret)];
    assert_eq!(served.upload(&all, &json!({}), &given).status, 409);
    assert!(!home.file(&format!("ban-nhap/{id}.tep")).exists());
    assert_eq!(served.upload(&all, &json!({ "consent": true }), &given).status, 200);
    let consent = json!({ "consent": true });
    assert_eq!(keep(&served, &id, &consent, &[("thang-01.yaml", &secret)]).status, 200);
}

#[test]
fn no_name_and_no_id_leads_out() {
    let home = Home::new();
    office(&home, "bao-cao-thang");
    let served = home.serve().enter();
    let (id, values) = draft(&served, "thang-02.yaml");
    let (other, _) = draft(&served, "thang-01.yaml");
    let first = bytes("thang-01.yaml");
    for name in [
        "../thang-01.yaml",
        "..\\..\\thang-01.yaml",
        "/etc/thang-01.yaml",
        "C:\\Users\\thang-01.yaml",
        "a/b/thang-01.yaml",
        "\u{202e}thang-01.yaml/../thang-01.yaml",
    ] {
        let kept = keep(&served, &id, &json!({}), &[(name, &first)]);
        assert_eq!(kept.json()["name"], "thang-01.yaml", "{name}: {}", kept.text());
    }
    for name in ["", "..", "../", "a/..", ".", "\u{0}", "/"] {
        assert_eq!(keep(&served, &id, &json!({}), &[(name, &first)]).status, 422, "{name:?}");
    }
    let inside: Vec<_> = fs::read_dir(home.file("ban-nhap")).expect("lists").collect();
    assert_eq!(inside.len(), 3, "two drafts and a folder: {inside:?}");
    assert_eq!(names(&served, &id), ["thang-01.yaml"]);
    assert_eq!(names(&served, &other), [""; 0], "another draft's");
    // What the data name is compared with names, never followed.
    fs::write(home.file("ban-nhap/x.yaml"), &first).expect("writes");
    for name in [format!("../{other}.yaml"), "../x.yaml".to_owned(), "/etc/passwd".to_owned()] {
        let mut values = values.clone();
        values["ky_truoc"] = json!([name]);
        let told = errors(&served.post("/api/judge", &json!({ "data": values, "id": id })).json());
        assert!(told[0].contains("không đọc được tệp"), "{name}: {told:?}");
    }
    // A name in an archive is one too.
    let zip = archive(&[("../../a.yaml", b"loai: bao-cao-thang\n"), ("/etc/b.png", b"")]);
    let opened = served.upload("/api/open", &json!({}), &[("a.zip", &zip)]).json();
    assert_eq!(opened["unused"], json!(["b.png"]), "{opened}");
    // Drafts that are none, with and without a path in them.
    for id in ["none", "..%2f..%2fx", "..%2fx", "%2e%2e", "A", "x%00"] {
        for route in ["files", "open"] {
            let path = format!("/api/drafts/{id}/{route}");
            let given: [(&str, &[u8]); 2] =
                [("thang-02.yaml", &bytes("thang-02.yaml")), ("thang-01.yaml", &first)];
            let given = if route == "files" { &given[1..] } else { &given };
            let told = served.upload(&path, &json!({ "field": "/ky_truoc" }), given);
            assert_eq!(told.status, 404, "{path}: {}", told.text());
        }
        let told = keep(&served, "x", &json!({ "from": id.replace("%2f", "/") }), &[]);
        assert_eq!(told.status, 404, "{id}: {}", told.text());
        let judged = served.post("/api/judge", &json!({ "data": values, "id": id })).json();
        assert!(errors(&judged)[0].contains("không đọc được tệp"), "{id}");
    }
    // Without the draft's id no file is there, nor with another's.
    for sent in [json!({ "data": values }), json!({ "data": values, "id": other })] {
        assert!(!errors(&served.post("/api/judge", &sent).json()).is_empty());
    }
    let sent = json!({ "data": values, "id": id });
    assert_eq!(errors(&served.post("/api/judge", &sent).json()), [""; 0]);
    for field in ["", "/so", "/ky_truoc/0/nhom", "/nhom/0/ten", "ky_truoc"] {
        let told = keep(&served, &id, &json!({ "field": field }), &[("a.yaml", &first)]);
        assert_eq!(told.status, 400, "{field}");
    }
}

#[test]
fn files_are_sent_by_the_page_alone() {
    let (home, files) = (Home::new(), "/api/drafts/a/files");
    let served = home.serve().enter();
    let port = served.port;
    for path in [files, "/api/drafts/a/open", "/api/open"] {
        let with = |name: &str, line: &str, length: usize| {
            let mut head = served.own("POST", path);
            head.retain(|line| !line.starts_with("Content-Type") && !line.starts_with(name));
            if name != "Content-Type" {
                head.push("Content-Type: application/octet-stream".to_owned());
            }
            head.extend((!line.is_empty()).then(|| line.to_owned()));
            head.push(format!("Content-Length: {length}"));
            served.send(&head, b"{}").status
        };
        assert!(matches!(with("Nothing", "", 2), 400 | 404), "{path}: the page itself");
        assert_eq!(with("Cookie", "", 2), 401, "{path}: no token");
        assert_eq!(with("Cookie", &format!("Cookie: vanthu_{port}=x"), 2), 401, "{path}");
        for origin in
            ["", "Origin: null", "Origin: http://evil.example", "Origin: http://127.0.0.1:1"]
        {
            assert_eq!(with("Origin", origin, 2), 403, "{path}: {origin}");
        }
        assert_eq!(with("Sec-Fetch-Site", "Sec-Fetch-Site: same-site", 2), 403, "{path}");
        assert_eq!(with("X-Vanthu", "", 2), 403, "{path}");
        for kind in ["", "Content-Type: multipart/form-data", "Content-Type: application/json"] {
            assert_eq!(with("Content-Type", kind, 2), 415, "{path}: {kind}");
        }
        assert!(matches!(with("Host", "Host: evil.example", 2), 400 | 421), "{path}");
        assert_eq!(with("Nothing", "", 42 << 20), 413, "{path}: told before it is sent");
    }
    let (id, _) = draft(&served, "thang-02.yaml");
    for body in [
        &b""[..],
        b"x\n",
        b"[]\n",
        b"{}\n",
        b"{\"files\":1}\n",
        b"{\"files\":[{}]}\n",
        b"{\"files\":[{\"name\":\"a.yaml\",\"size\":99}]}\nshort",
        b"{\"files\":[{\"name\":\"a.yaml\",\"size\":1}]}\nlong",
        b"{\"files\":[{\"name\":\"a.yaml\",\"size\":18446744073709551615}]}\n",
    ] {
        for path in [format!("/api/drafts/{id}/open"), "/api/open".to_owned()] {
            assert_eq!(served.send_bytes(&path, body).status, 400, "{path} {body:?}");
        }
    }
    let mut bomb = zip::ZipWriter::new(Cursor::new(Vec::new()));
    bomb.start_file("a.yaml", zip::write::SimpleFileOptions::default()).expect("starts");
    for _ in 0..300 {
        bomb.write_all(&[b' '; 1 << 20]).expect("writes");
    }
    let bomb = bomb.finish().expect("ends").into_inner();
    let many: Vec<String> = (0..300).map(|nth| format!("{nth}.yaml")).collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|name| (&**name, &b""[..])).collect();
    for zip in [bomb, archive(&many)] {
        let told = served.upload("/api/open", &json!({}), &[("a.zip", &zip)]);
        assert_eq!(told.status, 422);
        assert!(told.text().contains("có hơn 100 tệp hoặc hơn 40 MB"), "{}", told.text());
    }
}

#[test]
fn a_picture_that_the_data_name_is_in_the_word_file() {
    let home = Home::new();
    let plugins = repository("tests/plugins");
    let served = home.serve_with(&["--plugins".as_ref(), plugins.as_os_str()]).enter();
    let form = served.get("/api/form/moi-khoi").json();
    let groups = form["groups"].as_array().expect("a list").iter();
    let fields = groups.flat_map(|group| group["fields"].as_array().expect("a list"));
    let drawn: Vec<&Value> = fields.filter(|field| field["kind"] == "files").collect();
    assert_eq!(drawn.len(), 1, "{drawn:?}");
    assert_eq!((&drawn[0]["name"], &drawn[0]["files"]["many"]), (&json!("hinh"), &json!(false)));
    let yaml = fs::read_to_string(plugins.join("bao-cao.yaml")).expect("reads");
    let values = served.open(&yaml)["data"].clone();
    let id = served.post("/api/drafts", &json!({ "data": values })).json()["id"].clone();
    let sent = json!({ "data": values, "id": id });
    let told = errors(&served.post("/api/judge", &sent).json());
    assert_eq!(told, [r#""/hinh" "không có tệp hình «diem.png»""#]);
    let path = format!("/api/drafts/{}/files", id.as_str().expect("an id"));
    let asked = json!({ "field": "/hinh" });
    for (name, bytes) in [("a.png", &b"GIF89a"[..]), ("a.yaml", b"loai: moi-khoi\n")] {
        let told = served.upload(&path, &asked, &[(name, bytes)]);
        assert_eq!(told.status, 422, "{}", told.text());
        assert!(told.text().contains("không phải hình PNG hoặc JPEG"), "{}", told.text());
    }
    let picture = fs::read(plugins.join("diem.png")).expect("reads");
    assert_eq!(served.upload(&path, &asked, &[("diem.png", &picture)]).status, 200);
    let word = served.post("/api/word", &sent);
    assert_eq!(word.status, 200, "{}", word.text());
    let mut inside = zip::ZipArchive::new(Cursor::new(&word.body)).expect("a package");
    let mut found = Vec::new();
    inside
        .by_name("word/media/image1.png")
        .expect("a picture")
        .read_to_end(&mut found)
        .expect("reads");
    assert!(found == picture);
    let zip = served.post("/api/yaml", &sent);
    let options = ["--plugins", plugins.to_str().expect("a path")];
    let (main, made) = rendered_of(&home, &zip.body, &options);
    assert!(Path::new(&main).extension().is_some() && word.body == made, "{main}");
}
