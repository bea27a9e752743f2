//! What a clerk reads: fields by their titles, never the keys of the data.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::page::Home;
use crate::work::{example, office};

/// All names of fields and choices in a form, and all sentences of help.
fn form(value: &Value, keys: &mut BTreeSet<String>, said: &mut Vec<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| form(item, keys, said)),
        Value::Object(map) => {
            keys.extend(map.get("name").and_then(Value::as_str).map(str::to_owned));
            said.extend(map.get("help").and_then(Value::as_str).map(str::to_owned));
            let options = map.get("options").and_then(Value::as_array).into_iter().flatten();
            for option in options {
                // What has no label is called by itself.
                let (key, label) = (option[0].as_str(), option[1].as_str());
                keys.extend(key.filter(|_| key != label).map(str::to_owned));
            }
            map.values().for_each(|value| form(value, keys, said));
        }
        _ => {}
    }
}

fn findings(told: &Value, said: &mut Vec<String>) {
    for finding in told["findings"].as_array().into_iter().flatten() {
        said.extend(finding["message"].as_str().map(str::to_owned));
        let hints = finding["hints"].as_array().into_iter().flatten();
        said.extend(hints.filter_map(Value::as_str).map(str::to_owned));
    }
}

/// The keys in a sentence: words that no Vietnamese is, and all in quotes or brackets of their own.
fn keys_in<'s>(sentence: &'s str, keys: &BTreeSet<String>) -> Vec<&'s str> {
    let part = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    let mut found = Vec::new();
    let mut before = ' ';
    let mut rest = sentence;
    while let Some(at) = rest.find(part) {
        before = rest[..at].chars().next_back().unwrap_or(before);
        let from = &rest[at..];
        let end = from.find(|c| !part(c)).unwrap_or(from.len());
        let (word, after) = from.split_at(end);
        let alone = (before == '«' && after.starts_with(['»', ':']))
            || (before == '(' && after.starts_with(')'));
        let whole = !before.is_alphanumeric() && !after.starts_with(char::is_alphanumeric);
        if whole && keys.contains(word) && (word.contains('_') || alone) {
            found.push(word);
        }
        before = word.chars().next_back().unwrap_or(before);
        rest = after;
    }
    found
}

/// Each value of the data once with something else in its place.
fn spoilt(values: &Value) -> Vec<Value> {
    let mut all = Vec::new();
    for key in values.as_object().expect("a map").keys().filter(|key| *key != "loai") {
        for other in [
            json!("x"),
            json!("31/31/2026"),
            json!([]),
            json!({}),
            json!([{}]),
            json!({ "la": "x" }),
        ] {
            let mut values = values.clone();
            values[key] = other;
            all.push(values);
        }
    }
    all
}

#[test]
fn no_word_on_the_page_is_a_key_of_the_data() {
    let home = Home::new();
    office(&home, "bao-cao-thang");
    let served = home.serve().enter();
    let (mut keys, mut said) = (BTreeSet::new(), Vec::new());
    let types = served.get("/api/types").json();
    for id in types["types"].as_array().expect("a list") {
        let id = id["id"].as_str().expect("an id");
        form(&served.get(&format!("/api/form/{id}")).json()["groups"], &mut keys, &mut said);
        let empty = json!({ "data": { "loai": id } });
        findings(&served.post("/api/judge", &empty).json(), &mut said);
    }
    form(&served.get("/api/organisation").json()["groups"], &mut keys, &mut said);
    assert!(["so", "ky_hieu", "chuc_vu_chinh", "thoi_diem"].iter().all(|key| keys.contains(*key)));
    for name in
        ["bao-cao-thang/thang-01", "bao-cao-nam/bao-cao", "cac-mau/cong-van", "cac-mau/quyet-dinh"]
    {
        let mut values = example(&served, &format!("{name}.yaml"));
        for signer in [
            json!("ai_do"),
            json!({ "hinh_thuc": "kt", "chuc_vu": "Phó", "ho_ten": "Nguyễn Văn A" }),
            json!({ "chuc_vu_chinh": "Chủ tịch", "chuc_vu": "Phó", "ho_ten": "Nguyễn Văn A" }),
            json!({ "hinh_thuc": "tuq", "tap_the": "Ủy ban", "chuc_vu_chinh": "Chủ tịch", "chuc_vu": "Phó", "ho_ten": "Nguyễn Văn A" }),
        ] {
            values["nguoi_ky"] = signer;
            findings(&served.post("/api/judge", &json!({ "data": values })).json(), &mut said);
        }
        for values in spoilt(&values) {
            findings(&served.post("/api/judge", &json!({ "data": values })).json(), &mut said);
        }
    }
    for id in include_str!("../data/quy-tac.txt").lines() {
        let page = served.get(&format!("/api/rule/{id}")).json();
        said.extend(page["text"].as_str().map(str::to_owned));
    }
    said.sort();
    said.dedup();
    assert!(said.len() > 300, "{}", said.len());
    let told: Vec<_> = said
        .iter()
        .map(|sentence| (keys_in(sentence, &keys), sentence))
        .filter(|(found, _)| !found.is_empty())
        .collect();
    assert!(told.is_empty(), "{told:#?}");
    // The judge of this test sees what it looks for.
    assert_eq!(keys_in("«Số» (so), ky_hieu, «so»; số so bao-so", &keys), ["so", "ky_hieu", "so"]);
}
