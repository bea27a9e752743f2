//! Who may speak to the page's server: the browser that opened the link, from the page itself.
//!
//! Any page of the net may make a browser send requests to this computer, any program of any user
//! may open a connection to it, and a name of the net may be made to lead here. So each request
//! names this server as its host, comes from this page, and carries a secret.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::Response;

use super::Server;
use super::drafts::LARGEST_ALL;

/// The header that no form and no foreign page can send.
pub(super) const OWN_HEADER: &str = "x-vanthu";

/// A Word file, as browsers name it.
pub(super) const WORD: &str =
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/// Where Word files are checked.
pub(super) const CHECK: &str = "/api/check";

/// Where tables are read from files.
pub(super) const IMPORT: &str = "/api/import";

/// Where a document's data are read, with the files that they name.
pub(super) const OPEN: &str = "/api/open";

/// A file of a table, with a line before it that says what is asked.
pub(super) const TABLE: &str = "application/octet-stream";

/// A file of a table may be so large, in bytes, with that line.
pub(super) const LARGEST_TABLE: usize = (10 << 20) + (256 << 10);

/// Files that belong together may be so large, in bytes, with that line.
pub(super) const LARGEST_BUNDLE: usize = LARGEST_ALL + (256 << 10);

/// The page may send so much data, in bytes; the largest document of ours has a tenth of it.
pub(super) const LARGEST_DATA: usize = 2 << 20;

/// A Word file to check may be so large, in bytes.
pub(super) const LARGEST_WORD: usize = 10 << 20;

/// A request may take so long from its first byte to the answer's: LibreOffice is given a minute.
const PATIENCE: Duration = Duration::from_secs(90);

/// Nothing is loaded from elsewhere, nothing frames the page, no form leaves it.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
    font-src 'self'; connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

/// The secrets of one run.
#[derive(Debug)]
pub(super) struct Secrets {
    port: u16,
    /// Of the link; gone once it was used.
    token: Mutex<Option<String>>,
    /// Of the cookie.
    session: String,
}

impl Secrets {
    /// New ones, for the server at `port`.
    ///
    /// # Errors
    /// When the system gives no random bytes.
    pub(super) fn new(port: u16) -> Result<Self, getrandom::Error> {
        Ok(Self { port, token: Mutex::new(Some(secret()?)), session: secret()? })
    }

    /// The link that opens the page, once.
    pub(super) fn link(&self) -> String {
        let token = self.token.lock().unwrap_or_else(PoisonError::into_inner);
        format!("http://127.0.0.1:{}/?token={}", self.port, token.as_deref().unwrap_or_default())
    }

    /// Whether `given` is the link's; then it is used up.
    fn redeem(&self, given: &str) -> bool {
        let mut token = self.token.lock().unwrap_or_else(PoisonError::into_inner);
        let right = token.as_deref().is_some_and(|token| same(token, given));
        if right {
            *token = None;
        }
        right
    }

    /// Cookies are shared by all ports of a host, so its name says whose it is.
    fn cookie(&self) -> String {
        format!("vanthu_{}", self.port)
    }

    fn knows(&self, headers: &HeaderMap) -> bool {
        let name = self.cookie();
        let cookies =
            headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
        let mut pairs = cookies
            .flat_map(|value| value.split(';'))
            .filter_map(|pair| pair.trim().split_once('='));
        pairs.any(|(key, value)| key == name && same(&self.session, value))
    }

    /// This server's names.
    fn hosts(&self) -> [String; 3] {
        ["127.0.0.1", "localhost", "[::1]"].map(|host| format!("{host}:{}", self.port))
    }
}

/// 192 random bits as hexadecimal digits.
pub(super) fn secret() -> Result<String, getrandom::Error> {
    let mut bytes = [0; 24];
    getrandom::fill(&mut bytes)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Compares in a time that does not tell how much was right.
fn same(a: &str, b: &str) -> bool {
    let differ = a.bytes().zip(b.bytes()).fold(0, |differ, (a, b)| differ | (a ^ b));
    a.len() == b.len() && differ == 0
}

/// Lets a request through to its route, or says why not.
pub(super) async fn guard(State(server): State<Server>, request: Request, next: Next) -> Response {
    let answer = match admit(&server.secrets, &request) {
        Ok(()) => match tokio::time::timeout(PATIENCE, next.run(request)).await {
            Ok(answer) => answer,
            Err(_) => refusal(StatusCode::REQUEST_TIMEOUT, "Yêu cầu mất quá nhiều thời gian."),
        },
        Err(answer) => *answer,
    };
    with_headers(answer)
}

fn admit(secrets: &Secrets, request: &Request) -> Result<(), Box<Response>> {
    let refuse = |status, why| Err(Box::new(refusal(status, why)));
    let headers = request.headers();
    if !is_our_host(secrets, request) {
        return refuse(
            StatusCode::MISDIRECTED_REQUEST,
            "Máy chủ này chỉ phục vụ trên chính máy của bạn.",
        );
    }
    let at_root = request.uri().path() == "/" && request.method() == Method::GET;
    if at_root && let Some(answer) = entry(secrets, request) {
        return Err(Box::new(answer));
    }
    // Other ports of this computer are of the same site, so a cookie alone does not keep them out.
    let site = headers.get("sec-fetch-site").map(HeaderValue::as_bytes);
    if !at_root && site.is_some_and(|site| site != b"same-origin") {
        return refuse(StatusCode::FORBIDDEN, "Yêu cầu không đến từ trang này.");
    }
    if !secrets.knows(headers) {
        let why = "Hãy mở trang bằng liên kết in trong cửa sổ của chương trình. Liên kết chỉ dùng được một lần; nếu đã dùng, hãy chạy lại chương trình. Bản nháp vẫn còn.";
        return refuse(StatusCode::UNAUTHORIZED, why);
    }
    if matches!(*request.method(), Method::GET | Method::HEAD) {
        return Ok(());
    }
    let origins = secrets.hosts().map(|host| format!("http://{host}"));
    let origin = single(headers, &header::ORIGIN);
    if !origin.is_some_and(|origin| origins.iter().any(|ours| ours == origin)) {
        return refuse(StatusCode::FORBIDDEN, "Yêu cầu không đến từ trang này.");
    }
    if !headers.contains_key(OWN_HEADER) {
        return refuse(StatusCode::FORBIDDEN, "Yêu cầu không đến từ trang này.");
    }
    let kind = single(headers, &header::CONTENT_TYPE).unwrap_or_default();
    let (wanted, most) = match request.uri().path() {
        CHECK => (WORD, LARGEST_WORD),
        IMPORT => (TABLE, LARGEST_TABLE),
        OPEN => (TABLE, LARGEST_BUNDLE),
        path if takes_files(path) => (TABLE, LARGEST_BUNDLE),
        _ => ("application/json", LARGEST_DATA),
    };
    let announced = single(headers, &header::CONTENT_LENGTH).and_then(|length| length.parse().ok());
    if announced.is_some_and(|length: usize| length > most) {
        return refuse(StatusCode::PAYLOAD_TOO_LARGE, "Tệp hoặc dữ liệu quá lớn.");
    }
    if kind != wanted {
        return refuse(StatusCode::UNSUPPORTED_MEDIA_TYPE, "Dạng dữ liệu không đúng.");
    }
    Ok(())
}

/// Whether files are kept with a draft there.
fn takes_files(path: &str) -> bool {
    path.starts_with("/api/drafts/") && (path.ends_with("/files") || path.ends_with("/open"))
}

/// Whether exactly one host is named, and it is this server: a name of the net that was made to
/// lead here is another.
fn is_our_host(secrets: &Secrets, request: &Request) -> bool {
    let hosts = secrets.hosts();
    let ours = |name: &str| hosts.iter().any(|host| host == name);
    let named = single(request.headers(), &header::HOST).is_some_and(ours);
    named && request.uri().authority().is_none_or(|authority| ours(authority.as_str()))
}

/// The only value of a header.
fn single<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    let mut values = headers.get_all(name).iter();
    let first = values.next()?.to_str().ok()?;
    values.next().is_none().then_some(first)
}

/// The answer to who comes with the link: a cookie, and the page without the secret in its address.
fn entry(secrets: &Secrets, request: &Request) -> Option<Response> {
    let token = request.uri().query()?.split('&').find_map(|pair| pair.strip_prefix("token="))?;
    let known = secrets.knows(request.headers());
    if !known && !secrets.redeem(token) {
        return None;
    }
    let mut answer = Response::new(Body::empty());
    *answer.status_mut() = StatusCode::SEE_OTHER;
    answer.headers_mut().insert(header::LOCATION, HeaderValue::from_static("/"));
    let cookie =
        format!("{}={}; HttpOnly; SameSite=Strict; Path=/", secrets.cookie(), secrets.session);
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        answer.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    Some(answer)
}

/// A plain line that says why not.
pub(super) fn refusal(status: StatusCode, why: &str) -> Response {
    let mut answer = Response::new(Body::from(format!("{why}\n")));
    *answer.status_mut() = status;
    let kind = HeaderValue::from_static("text/plain; charset=utf-8");
    answer.headers_mut().insert(header::CONTENT_TYPE, kind);
    answer
}

fn with_headers(mut answer: Response) -> Response {
    let headers = answer.headers_mut();
    for (name, value) in [
        ("content-security-policy", POLICY),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("cross-origin-resource-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cache-control", "no-store"),
    ] {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    answer
}
