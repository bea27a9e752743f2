//! What the page may ask for. No path ever comes from the browser: files of the page are fixed
//! routes, types are names from the list, drafts have ids that the server made.

use std::io;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde_json::{Value, json};

use super::drafts::{DAYS, Drafts, Listed, Refusal};
use super::guard::{
    CHECK, IMPORT, LARGEST_BUNDLE, LARGEST_DATA, LARGEST_TABLE, LARGEST_WORD, OPEN, WORD, guard,
};
use super::judge::{Made, Saved, file_name, is_secret, kind_of};
use super::{Server, files, guard, pages};

/// All routes, behind the guard.
pub(super) fn router(server: Server) -> Router {
    Router::new()
        .route("/", get(|| page("text/html; charset=utf-8", include_str!("../../web/page.html"))))
        .route(
            "/page.css",
            get(|| page("text/css; charset=utf-8", include_str!("../../web/page.css"))),
        )
        .route(
            "/page.js",
            get(|| page("text/javascript; charset=utf-8", include_str!("../../web/page.js"))),
        )
        .route(
            "/form.js",
            get(|| page("text/javascript; charset=utf-8", include_str!("../../web/form.js"))),
        )
        .route(
            "/sheet.js",
            get(|| page("text/javascript; charset=utf-8", include_str!("../../web/sheet.js"))),
        )
        .route(
            "/preview.js",
            get(|| page("text/javascript; charset=utf-8", include_str!("../../web/preview.js"))),
        )
        .route("/icon.svg", get(|| page("image/svg+xml", include_str!("../../web/icon.svg"))))
        .route("/api/types", get(types))
        .route("/api/form/{id}", get(form))
        .route("/api/judge", post(judge))
        .route("/api/word", post(word))
        .route("/api/preview", get(pages::ability).post(pages::lay_out))
        .route("/api/preview/{id}/{page}/{dpi}", get(pages::page))
        .route("/api/pdf", post(pages::pdf))
        .route("/api/yaml", post(yaml))
        .route(OPEN, post(files::open).layer(DefaultBodyLimit::max(LARGEST_BUNDLE)))
        .route(CHECK, post(check).layer(DefaultBodyLimit::max(LARGEST_WORD)))
        .route(IMPORT, post(import).layer(DefaultBodyLimit::max(LARGEST_TABLE)))
        .route("/api/rule/{id}", get(rule))
        .route("/api/drafts", get(drafts).post(save))
        .route("/api/drafts/{id}", get(draft).delete(delete))
        .route("/api/drafts/{id}/new", get(anew))
        .route(
            "/api/drafts/{id}/files",
            post(files::keep).layer(DefaultBodyLimit::max(LARGEST_BUNDLE)),
        )
        .route(
            "/api/drafts/{id}/open",
            post(files::keep_all).layer(DefaultBodyLimit::max(LARGEST_BUNDLE)),
        )
        .route("/api/organisation", get(organisation).post(save_organisation))
        .fallback(|| async { guard::refusal(StatusCode::NOT_FOUND, "Không có trang này.") })
        .layer(DefaultBodyLimit::max(LARGEST_DATA))
        .layer(middleware::from_fn_with_state(server.clone(), guard))
        .with_state(server)
}

async fn page(kind: &'static str, text: &'static str) -> Response {
    ([(CONTENT_TYPE, kind)], text).into_response()
}

/// JSON with a status.
pub(super) fn answer(status: StatusCode, value: &Value) -> Response {
    let kind = HeaderValue::from_static("application/json");
    (status, [(CONTENT_TYPE, kind)], value.to_string()).into_response()
}

/// A sentence that the page shows.
pub(super) fn fault(status: StatusCode, message: &str) -> Response {
    answer(status, &json!({ "error": message }))
}

pub(super) fn given(result: Result<Value, Value>) -> Response {
    match result {
        Ok(value) => answer(StatusCode::OK, &value),
        Err(faults) => answer(StatusCode::UNPROCESSABLE_ENTITY, &faults),
    }
}

/// The object that the page sent.
pub(super) fn object(body: &[u8]) -> Result<Value, Box<Response>> {
    match serde_json::from_slice::<Value>(body) {
        Ok(value) if value.is_object() => Ok(value),
        _ => Err(Box::new(fault(
            StatusCode::BAD_REQUEST,
            "Dữ liệu của trang gửi lên không đọc được.",
        ))),
    }
}

/// The form's values in what the page sent.
pub(super) fn values(body: &[u8]) -> Result<(Value, Value), Box<Response>> {
    let mut sent = object(body)?;
    match sent.get_mut("data").map(Value::take) {
        Some(values) if values.is_object() => Ok((sent, values)),
        _ => Err(Box::new(fault(
            StatusCode::BAD_REQUEST,
            "Trang gửi lên thiếu dữ liệu của biểu mẫu.",
        ))),
    }
}

/// The files of the draft that the page works on.
pub(super) fn beside(
    server: &Server,
    sent: &Value,
) -> impl Fn(&str) -> Option<Vec<u8>> + Send + use<> {
    let id = sent.get("id").and_then(Value::as_str).map(str::to_owned);
    let keep = server.drafts.clone();
    move |name| keep.file(id.as_deref()?, name)
}

async fn types(State(server): State<Server>) -> Response {
    server.work(|desk| answer(StatusCode::OK, &desk.types())).await
}

async fn form(State(server): State<Server>, Path(id): Path<String>) -> Response {
    server.work(move |desk| given(desk.form(&id))).await
}

async fn judge(State(server): State<Server>, body: Bytes) -> Response {
    match values(&body) {
        Ok((sent, values)) => {
            let beside = beside(&server, &sent);
            server.work(move |desk| answer(StatusCode::OK, &desk.judge(&values, &beside))).await
        }
        Err(refusal) => *refusal,
    }
}

async fn word(State(server): State<Server>, body: Bytes) -> Response {
    let (sent, values) = match values(&body) {
        Ok(sent) => sent,
        Err(refusal) => return *refusal,
    };
    let draft = sent.get("draft") == Some(&Value::Bool(true));
    let beside = beside(&server, &sent);
    server.work(move |desk| send_word(desk.word(&values, draft, &beside), &values, draft)).await
}

fn send_word(made: Made, values: &Value, draft: bool) -> Response {
    match made {
        Made::Word(bytes) => file(WORD, &name(values, draft, "docx"), bytes),
        Made::Faults(faults) => answer(StatusCode::UNPROCESSABLE_ENTITY, &faults),
    }
}

/// The name under which a document is saved.
pub(super) fn name(values: &Value, draft: bool, ending: &str) -> String {
    format!("{}{}.{ending}", file_name(values), if draft { "-nhap" } else { "" })
}

/// A file to be saved; its name has letters that any system takes.
pub(super) fn file(kind: &'static str, name: &str, bytes: Vec<u8>) -> Response {
    let disposition = format!("attachment; filename=\"{name}\"; filename*=UTF-8''{name}");
    let Ok(disposition) = HeaderValue::from_str(&disposition) else {
        return fault(StatusCode::INTERNAL_SERVER_ERROR, "Không đặt được tên tệp.");
    };
    let kind = HeaderValue::from_static(kind);
    (StatusCode::OK, [(CONTENT_TYPE, kind), (CONTENT_DISPOSITION, disposition)], bytes)
        .into_response()
}

async fn yaml(State(server): State<Server>, body: Bytes) -> Response {
    match values(&body) {
        Ok((sent, values)) => {
            let beside = beside(&server, &sent);
            server
                .work(move |desk| match desk.data_file(&values, &beside) {
                    Ok(Saved::Yaml(yaml)) => answer(StatusCode::OK, &json!({ "yaml": yaml })),
                    Ok(Saved::Archive(bytes)) => {
                        file("application/zip", &name(&values, false, "zip"), bytes)
                    }
                    Err(error) => fault(StatusCode::INTERNAL_SERVER_ERROR, &error.to_string()),
                })
                .await
        }
        Err(refusal) => *refusal,
    }
}

async fn check(State(server): State<Server>, body: Bytes) -> Response {
    server.work(move |desk| given(desk.check(&body))).await
}

/// A line of JSON says what is asked, the file follows.
pub(super) fn asked(body: &Bytes) -> Result<(Value, Bytes), Box<Response>> {
    let end = body.iter().position(|byte| *byte == b'\n').unwrap_or(body.len());
    Ok((object(&body[..end])?, body.slice((end + 1).min(body.len())..)))
}

async fn import(State(server): State<Server>, body: Bytes) -> Response {
    let (asked, file) = match asked(&body) {
        Ok(asked) => asked,
        Err(refusal) => return *refusal,
    };
    server.work(move |desk| given(desk.import(&asked, &file))).await
}

async fn rule(State(server): State<Server>, Path(id): Path<String>) -> Response {
    server.work(move |desk| given(desk.rule(&id))).await
}

/// Disk or rights were in the way of drafts or of the organisation's file.
pub(super) fn world(error: &io::Error) -> Response {
    match error.kind() {
        io::ErrorKind::NotFound => fault(StatusCode::NOT_FOUND, "Không còn bản nháp này."),
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            fault(StatusCode::INSUFFICIENT_STORAGE, "Ổ đĩa đã đầy, chưa lưu được. Hãy xóa bớt tệp.")
        }
        _ => {
            let why = format!("Không đọc hoặc không ghi được tệp: {error}");
            fault(StatusCode::INTERNAL_SERVER_ERROR, &why)
        }
    }
}

async fn drafts(State(server): State<Server>) -> Response {
    let keep = server.drafts.clone();
    server
        .work(move |_| match keep.list() {
            Ok(listed) => {
                let one = |draft: &Listed| {
                    json!({ "id": draft.id, "kind": draft.kind, "title": draft.title, "saved": draft.saved })
                };
                let listed: Vec<Value> = listed.iter().map(one).collect();
                answer(StatusCode::OK, &json!({ "drafts": listed, "days": DAYS }))
            }
            Err(error) => world(&error),
        })
        .await
}

async fn draft(State(server): State<Server>, Path(id): Path<String>) -> Response {
    let keep = server.drafts.clone();
    server
        .work(move |desk| match keep.tidy(&id) {
            // What was taken out is not put back any more.
            Ok(()) => kept(&keep, &id, |bytes| desk.read(bytes)),
            Err(error) => world(&error),
        })
        .await
}

/// The values of a new document out of a draft, which stays as it is. The new one is kept when the
/// page saves it as a copy.
async fn anew(State(server): State<Server>, Path(id): Path<String>) -> Response {
    let keep = server.drafts.clone();
    server.work(move |desk| kept(&keep, &id, |bytes| desk.read_anew(bytes))).await
}

/// What is read of a draft, with its version and its files.
fn kept(keep: &Drafts, id: &str, read: impl Fn(&[u8]) -> Result<Value, Value>) -> Response {
    let found = keep.read(id).and_then(|found| Ok((found, files::listed(keep, id)?)));
    match found {
        Ok(((bytes, version), files)) => given(read(&bytes).map(|mut read| {
            read["version"] = version.into();
            read["files"] = files;
            read
        })),
        Err(error) => world(&error),
    }
}

async fn save(State(server): State<Server>, body: Bytes) -> Response {
    let (sent, values) = match values(&body) {
        Ok(sent) => sent,
        Err(refusal) => return *refusal,
    };
    // Decided by the user, each time the program runs, and asked by the page.
    if is_secret(&values) && sent.get("consent") != Some(&Value::Bool(true)) {
        return answer(StatusCode::CONFLICT, &json!({ "reason": "secret" }));
    }
    if kind_of(&values).is_none() {
        return fault(StatusCode::BAD_REQUEST, "Bản nháp không nói loại văn bản.");
    }
    let text = |key: &str| sent.get(key).and_then(Value::as_str).map(str::to_owned);
    let (id, seen) = (text("id"), text("version"));
    // Only a new draft is a copy.
    let copied = text("copy_of").filter(|_| id.is_none());
    let keep = server.drafts.clone();
    server
        .work(move |desk| {
            let id = match id.map_or_else(guard::secret, Ok) {
                Ok(id) => id,
                Err(error) => return fault(StatusCode::INTERNAL_SERVER_ERROR, &error.to_string()),
            };
            let saved = keep.save(&id, seen.as_deref(), &desk.yaml(&values));
            if let (Ok(_), Some(from)) = (&saved, copied)
                && let Err(refusal) = keep.copy_files(&from, &id)
            {
                // The page asks again, and would have one more each time.
                let _ = keep.delete(&id);
                return files::not_kept(refusal);
            }
            match saved {
                Ok(version) => answer(StatusCode::OK, &json!({ "id": id, "version": version })),
                Err(Refusal::Changed) => {
                    answer(StatusCode::CONFLICT, &json!({ "reason": "changed" }))
                }
                Err(Refusal::World(error)) => world(&error),
            }
        })
        .await
}

async fn delete(State(server): State<Server>, Path(id): Path<String>) -> Response {
    let keep = server.drafts.clone();
    server
        .work(move |_| match keep.delete(&id) {
            Ok(()) => answer(StatusCode::OK, &json!({})),
            Err(error) => world(&error),
        })
        .await
}

async fn organisation(State(server): State<Server>) -> Response {
    server.work(|desk| given(desk.organisation())).await
}

async fn save_organisation(State(server): State<Server>, body: Bytes) -> Response {
    let (sent, values) = match values(&body) {
        Ok(sent) => sent,
        Err(refusal) => return *refusal,
    };
    let save = sent.get("save") == Some(&Value::Bool(true));
    server
        .work(move |desk| {
            let (mut told, sound, yaml) = match desk.judge_organisation(&values) {
                Ok(judged) => judged,
                Err(faults) => return answer(StatusCode::UNPROCESSABLE_ENTITY, &faults),
            };
            // A file with faults would stop every document.
            if save && sound {
                if let Err(error) = desk.save_organisation(&yaml) {
                    return world(&error);
                }
                told["saved"] = true.into();
            }
            answer(StatusCode::OK, &told)
        })
        .await
}
