//! Types an example into its form: goes through the fields as the form has them.

use std::fs;
use std::path::Path;

use fantoccini::key::Key;
use serde_json::{Map, Value, json};
use vanthu_core::data::{self, Kind, Limits, Node};
use vanthu_core::diag::Files;

use crate::window::{Browser, Tally};

/// A data file as texts, lists and maps; texts without the line end that a block has.
pub(crate) fn read(path: &Path) -> Value {
    let bytes = fs::read(path).expect("reads");
    let (node, out) = data::read(&bytes, "data", &mut Files::default(), &Limits::DATA);
    plain(&node.unwrap_or_else(|| panic!("{out:?}")))
}

fn plain(node: &Node) -> Value {
    match &node.kind {
        Kind::Null => Value::Null,
        Kind::Scalar { text, .. } => text.trim_end().into(),
        Kind::Seq(items) => items.iter().map(plain).collect(),
        Kind::Map(entries) => {
            let one = |entry: &data::Entry| (entry.key.clone(), plain(&entry.value));
            Value::Object(entries.iter().map(one).collect::<Map<_, _>>())
        }
    }
}

/// The form of a type, as the page was given it.
pub(crate) async fn description(browser: &Browser, id: &str) -> Value {
    let script = "const done = arguments[1];
        fetch('/api/form/' + arguments[0], { headers: { 'X-Vanthu': '1' } }).then(a => a.json()).then(done)";
    browser.client.execute_async(script, vec![json!(id)]).await.expect("a form")
}

/// Types all values that are in the data into the form, but for the lists that are `left` out.
pub(crate) async fn fill(browser: &Browser, form: &Value, data: &Value, left: &[&str]) {
    for group in list(&form["groups"]) {
        for field in list(&group["fields"]) {
            let name = field["name"].as_str().expect("a name");
            if let Some(value) = data.get(name)
                && !left.contains(&name)
            {
                Box::pin(field_in(browser, field, value, &format!("/{name}"), left)).await;
            }
        }
    }
}

async fn field_in(browser: &Browser, field: &Value, value: &Value, at: &str, left: &[&str]) {
    if left.contains(&at) {
        return;
    }
    match (field["kind"].as_str().expect("a kind"), value) {
        ("object", Value::String(key)) => signer(browser, key, at).await,
        ("object", _) => fields(browser, &field["fields"], value, at, left).await,
        ("table" | "list", _) => rows(browser, field, value, at, left).await,
        _ => typed(browser, field, value, at).await,
    }
}

async fn fields(browser: &Browser, inner: &Value, value: &Value, at: &str, left: &[&str]) {
    for field in list(inner) {
        let name = field["name"].as_str().expect("a name");
        if let Some(value) = value.get(name) {
            Box::pin(field_in(browser, field, value, &format!("{at}/{name}"), left)).await;
        }
    }
}

async fn rows(browser: &Browser, field: &Value, value: &Value, at: &str, left: &[&str]) {
    let item = &field["item"];
    for (nth, value) in list(value).iter().enumerate() {
        let row = format!("{at}/{nth}");
        let lines = item["kind"] != "object";
        let there = format!(
            "document.querySelector('[id^=\"m{row}/\"], [id=\"m{row}\"]:is(input, textarea, select)')"
        );
        // The form shows a first row of most lists; another comes by its button, in lists of
        // lines by the enter key too.
        if browser.tell(&format!("Boolean({there})")).await == json!(false) {
            if lines && nth > 0 {
                browser.key(Key::Enter).await;
            } else {
                browser.tab(&format!("document.querySelector('fieldset[aria-describedby=\"m{at}-wrong\"] > div > button.small')")).await;
                browser.key(Key::Enter).await;
            }
            browser.until(&format!("{there} && ({there}.id === document.activeElement.id || document.activeElement.id.startsWith('m{row}/'))"), "the cursor in the new row").await;
        }
        if lines {
            Box::pin(field_in(browser, item, value, &row, left)).await;
        } else {
            fields(browser, &item["fields"], value, &row, left).await;
        }
    }
}

/// A figure as the State writes it.
fn figure(text: &str) -> String {
    text.replace('.', ",")
}

async fn typed(browser: &Browser, field: &Value, value: &Value, at: &str) {
    let text = value.as_str().expect("a text");
    browser.tab_to(at).await;
    match field["kind"].as_str() {
        Some("choice") => {
            let option = list(&field["options"]).iter().position(|one| one[0] == text);
            let down = option.unwrap_or_else(|| panic!("{at} has no {text}")) + 1;
            browser.type_keys(&Key::Down.to_string().repeat(down)).await;
        }
        Some("boolean") => {
            let down = if text == "true" { 1 } else { 2 };
            browser.type_keys(&Key::Down.to_string().repeat(down)).await;
        }
        Some("number") => browser.type_keys(&figure(text)).await,
        Some("long") => {
            browser.count(Tally { letters: text.chars().count(), texts: 1, ..Tally::default() });
            browser.type_keys(text).await;
        }
        _ => browser.type_keys(text).await,
    }
}

/// A signer whom the organisation keeps, by the arrow key.
async fn signer(browser: &Browser, key: &str, at: &str) {
    let select = format!("document.getElementById('m{at}-san')");
    browser.tab(&select).await;
    for _ in 0..20 {
        if browser.tell(&format!("{select}.value")).await == json!(key) {
            return;
        }
        browser.key(Key::Down).await;
        browser.until(&format!("document.activeElement === {select}"), "the cursor stays").await;
    }
    panic!("no signer {key}");
}

pub(crate) fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}
