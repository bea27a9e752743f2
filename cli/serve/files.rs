//! Routes for the files that a draft names: uploaded, taken from another draft, or opened with it.

use std::io;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Value, json};
use vanthu_core::data::{self, Limits, Node};
use vanthu_core::diag::Files;

use super::Server;
use super::api::{answer, asked, fault, given, world};
use super::bundle::{Bundle, Given};
use super::drafts::{Clash, Drafts, Kept, LARGEST_ALL, MOST, NotKept};
use super::form::Naming;
use super::judge::{Desk, file_name, is_secret, kind_of};

/// The files of a draft, as the page shows them.
pub(super) fn listed(keep: &Drafts, id: &str) -> io::Result<Value> {
    let files = keep.files(id)?;
    let one = |kept: &Kept| {
        let read = || data::read(&kept.read().ok()?, "", &mut Files::default(), &Limits::DATA).0;
        let node = read();
        let title = node.as_ref().and_then(|node| node.get("trich_yeu")).and_then(Node::as_text);
        json!({ "name": kept.name, "size": kept.size, "title": title })
    };
    Ok(files.iter().map(one).collect())
}

/// Why a file was not kept.
pub(super) fn not_kept(refusal: NotKept) -> Response {
    match refusal {
        NotKept::Taken => answer(StatusCode::CONFLICT, &json!({ "reason": "exists" })),
        NotKept::Full => {
            let most = LARGEST_ALL >> 20;
            let words = format!(
                "Bản nháp giữ nhiều nhất {MOST} tệp, tất cả không quá {most} MB. Hãy bỏ bớt tệp."
            );
            fault(StatusCode::PAYLOAD_TOO_LARGE, &words)
        }
        NotKept::World(error) => world(&error),
    }
}

fn secret() -> Response {
    answer(StatusCode::CONFLICT, &json!({ "reason": "secret" }))
}

/// The values of a document and what was given with it, nothing kept.
pub(super) async fn open(State(server): State<Server>, body: Bytes) -> Response {
    match bundle(&body) {
        Ok((_, bundle)) => server.work(move |desk| given(desk.open(&bundle))).await,
        Err(refusal) => *refusal,
    }
}

/// Keeps what was given with a document.
pub(super) async fn keep_all(
    State(server): State<Server>,
    Path(id): Path<String>,
    body: Bytes,
) -> Response {
    let (asked, bundle) = match bundle(&body) {
        Ok(bundle) => bundle,
        Err(refusal) => return *refusal,
    };
    let keep = server.drafts.clone();
    server
        .work(move |desk| {
            let consent = asked.get("consent") == Some(&Value::Bool(true));
            if !consent && bundle.files.iter().any(|file| is_secret_file(desk, file)) {
                return secret();
            }
            for file in &bundle.files {
                if let Err(refusal) = keep.keep(&id, &file.name, &file.bytes, Clash::Replace) {
                    return not_kept(refusal);
                }
            }
            told(&keep, &id, json!({}))
        })
        .await
}

fn bundle(body: &Bytes) -> Result<(Value, Bundle), Box<Response>> {
    let (asked, rest) = asked(body)?;
    let files = Given::all(&asked, &rest).ok_or_else(unreadable)?;
    let bundle = Bundle::of(files);
    let bundle = bundle.map_err(|why| Box::new(fault(StatusCode::UNPROCESSABLE_ENTITY, &why)))?;
    Ok((asked, bundle))
}

fn unreadable() -> Box<Response> {
    Box::new(fault(StatusCode::BAD_REQUEST, "Tệp của trang gửi lên không đọc được."))
}

fn told(keep: &Drafts, id: &str, mut with: Value) -> Response {
    match listed(keep, id) {
        Ok(files) => {
            with["files"] = files;
            answer(StatusCode::OK, &with)
        }
        Err(error) => world(&error),
    }
}

/// Keeps one file for a field of a draft: one that follows, or the data of another draft (`from`).
pub(super) async fn keep(
    State(server): State<Server>,
    Path(id): Path<String>,
    body: Bytes,
) -> Response {
    let (asked, rest) = match asked(&body) {
        Ok(asked) => asked,
        Err(refusal) => return *refusal,
    };
    let keep = server.drafts.clone();
    server
        .work(move |desk| keep_one(desk, &keep, &id, &asked, &rest).unwrap_or_else(|told| *told))
        .await
}

fn keep_one(
    desk: &Desk,
    keep: &Drafts,
    id: &str,
    asked: &Value,
    rest: &[u8],
) -> Result<Response, Box<Response>> {
    let text = |key: &str| asked.get(key).and_then(Value::as_str);
    let read = |id: &str| keep.read(id).map_err(|error| Box::new(world(&error)));
    let values = |bytes: &[u8]| desk.read(bytes).map(|read| read["data"].clone());
    let refused = |told| Box::new(answer(StatusCode::UNPROCESSABLE_ENTITY, &told));
    let own = values(&read(id)?.0).map_err(refused)?;
    let plugin = desk.plugin(kind_of(&own).unwrap_or_default()).map_err(refused)?;
    let Some(wanted) = Naming::of(&plugin).at(text("field").unwrap_or_default()) else {
        return Err(Box::new(fault(StatusCode::BAD_REQUEST, "Mục này không nhận tệp.")));
    };
    let file = match text("from") {
        Some(from) => {
            let bytes = read(from)?.0;
            let name = format!("{}.yaml", file_name(&values(&bytes).map_err(refused)?));
            Given { name, bytes }
        }
        None => Given::all(asked, rest).and_then(one).ok_or_else(unreadable)?,
    };
    let file = desk.fitting(&wanted, file).map_err(refused)?;
    // As with drafts: decided by the user.
    if asked.get("consent") != Some(&Value::Bool(true)) && is_secret_file(desk, &file) {
        return Err(Box::new(secret()));
    }
    let clash = match text("clash") {
        Some("replace") => Clash::Replace,
        Some("both") => Clash::Both,
        _ => Clash::Refuse,
    };
    match keep.keep(id, &file.name, &file.bytes, clash) {
        Ok(name) => Ok(told(keep, id, json!({ "name": name }))),
        Err(NotKept::Taken) => {
            let told = json!({ "reason": "exists", "name": file.name });
            Err(Box::new(answer(StatusCode::CONFLICT, &told)))
        }
        Err(refusal) => Err(Box::new(not_kept(refusal))),
    }
}

fn one(files: Vec<Given>) -> Option<Given> {
    let [file] = <[Given; 1]>::try_from(files).ok()?;
    Some(file)
}

fn is_secret_file(desk: &Desk, file: &Given) -> bool {
    desk.read(&file.bytes).is_ok_and(|read| is_secret(&read["data"]))
}
