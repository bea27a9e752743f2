//! The pages of the document that is being written, as pictures and as PDF.
//!
//! The newest request wins: one that waits gives way as soon as a newer one has come, so quick edits
//! never queue up. What was laid out is kept for a while, so that a picture is drawn only of the
//! pages that are looked at.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};
use tokio::sync::Semaphore;
use vanthu_core::diag::{Lang, Text};

use super::judge::Made;
use super::{Server, api};
use crate::pdf;
use crate::preview::{self, Pages, Place};

/// So many laid-out documents are kept: each window that is open looks at one.
const KEPT: usize = 4;

/// Pictures that are drawn at a time.
const BRUSHES: usize = 2;

/// What the page may ask for, in dots per inch.
const DPI: std::ops::RangeInclusive<u32> = 36..=300;

/// The work on pages: apart from the engine's, so that a page that takes long keeps nobody from
/// writing.
#[derive(Debug)]
pub(super) struct Board {
    newest: AtomicU64,
    /// One layout at a time.
    turn: Arc<Semaphore>,
    brushes: Arc<Semaphore>,
    /// One PDF at a time.
    press: Arc<Semaphore>,
    kept: Mutex<VecDeque<(u64, Pages)>>,
}

impl Board {
    /// With nothing on it.
    pub(super) fn new() -> Self {
        let turns = |count| Arc::new(Semaphore::new(count));
        Self {
            newest: AtomicU64::new(0),
            turn: turns(1),
            brushes: turns(BRUSHES),
            press: turns(1),
            kept: Mutex::default(),
        }
    }

    fn keep(&self, id: u64, pages: Pages) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.push_front((id, pages));
        kept.truncate(KEPT);
    }

    fn pages(&self, id: u64) -> Option<Pages> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter().find(|(one, _)| *one == id).map(|(_, pages)| pages.clone())
    }
}

/// What this build and this computer can do.
pub(super) async fn ability() -> Response {
    let able = json!({ "drawn": preview::BUILT, "pdf": pdf::is_possible() });
    api::answer(StatusCode::OK, &able)
}

/// Lays the document out, with its gaps marked.
pub(super) async fn lay_out(State(server): State<Server>, body: Bytes) -> Response {
    match laid_out(&server, &body).await {
        Ok(value) => api::answer(StatusCode::OK, &value),
        Err(refusal) => *refusal,
    }
}

async fn laid_out(server: &Server, body: &[u8]) -> Result<Value, Box<Response>> {
    let (sent, values) = api::values(body)?;
    let beside = api::beside(server, &sent);
    let board = &server.board;
    let id = board.newest.fetch_add(1, Ordering::Relaxed) + 1;
    let turn = Arc::clone(&board.turn).acquire_owned().await.map_err(|_| busy())?;
    if board.newest.load(Ordering::Relaxed) != id {
        let words = json!({ "error": "Đã có thay đổi mới hơn.", "reason": "newer" });
        return Err(Box::new(api::answer(StatusCode::CONFLICT, &words)));
    }
    let made = server.run(move |desk| desk.word(&values, true, &beside)).await?;
    let bytes = word(made)?;
    let lang = server.desk.lang;
    let pages = aside(move || {
        let pages = preview::lay_out(bytes);
        // A request that is given up keeps its turn until its work ends.
        drop(turn);
        pages
    });
    let pages = pages.await?.map_err(|why| trouble(&why, lang))?;
    let mut places = Map::new();
    for (pointer, all) in pages.places() {
        let pair = |place: &Place| json!([place.page, place.down]);
        places.insert(pointer.clone(), all.iter().map(pair).collect());
    }
    let sizes: Vec<Value> = pages.sizes().iter().map(|(w, h)| json!([w, h])).collect();
    board.keep(id, pages);
    Ok(json!({ "id": id, "pages": sizes, "places": places }))
}

/// A page as PNG.
pub(super) async fn page(
    State(server): State<Server>,
    Path((id, page, dpi)): Path<(u64, usize, u32)>,
) -> Response {
    let gone = || api::fault(StatusCode::NOT_FOUND, "Không còn trang này.");
    let Some(pages) = server.board.pages(id).filter(|_| DPI.contains(&dpi)) else { return gone() };
    let Ok(brush) = Arc::clone(&server.board.brushes).acquire_owned().await else { return *busy() };
    let drawn = aside(move || {
        let drawn = pages.png(page, dpi);
        drop(brush);
        drawn
    });
    match drawn.await {
        Ok(Ok(Some(png))) => ([(CONTENT_TYPE, "image/png")], png).into_response(),
        Ok(Ok(None)) => gone(),
        Ok(Err(why)) => *trouble(&why, server.desk.lang),
        Err(refusal) => *refusal,
    }
}

/// The document as PDF.
pub(super) async fn pdf(State(server): State<Server>, body: Bytes) -> Response {
    printed(&server, &body).await.unwrap_or_else(|refusal| *refusal)
}

async fn printed(server: &Server, body: &[u8]) -> Result<Response, Box<Response>> {
    let (sent, values) = api::values(body)?;
    let draft = sent.get("draft") == Some(&Value::Bool(true));
    let name = api::name(&values, draft, "pdf");
    let beside = api::beside(server, &sent);
    let press = Arc::clone(&server.board.press).acquire_owned().await.map_err(|_| busy())?;
    let made = server.run(move |desk| desk.word(&values, draft, &beside)).await?;
    let bytes = word(made)?;
    let made = aside(move || {
        let made = pdf::make(bytes);
        drop(press);
        made
    });
    let lang = server.desk.lang;
    let bytes = made.await?.map_err(|fault| trouble(&fault.message, lang))?;
    Ok(api::file("application/pdf", &name, bytes))
}

fn word(made: Made) -> Result<Vec<u8>, Box<Response>> {
    match made {
        Made::Word(bytes) => Ok(bytes),
        Made::Faults(faults) => {
            Err(Box::new(api::answer(StatusCode::UNPROCESSABLE_ENTITY, &faults)))
        }
    }
}

/// Does what takes long beside the answers to others.
async fn aside<T: Send + 'static>(
    job: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Box<Response>> {
    tokio::task::spawn_blocking(job).await.map_err(|_| busy())
}

fn trouble(why: &Text, lang: Lang) -> Box<Response> {
    let words = json!({ "error": why.in_lang(lang) });
    Box::new(api::answer(StatusCode::NOT_IMPLEMENTED, &words))
}

fn busy() -> Box<Response> {
    Box::new(api::fault(StatusCode::SERVICE_UNAVAILABLE, "Máy đang bận, hãy thử lại."))
}
