//! `vanthu serve`: the page on which a clerk fills in a form and takes the Word file.
//!
//! The engine judges, the page shows. It is served on this computer alone.

mod api;
mod bundle;
mod drafts;
mod files;
mod form;
mod guard;
mod import;
mod judge;
mod pages;
mod title;
mod tree;

use std::io;
use std::net::{Ipv4Addr, TcpListener};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use axum::http::StatusCode;
use axum::response::Response;
use tokio::sync::Semaphore;
use vanthu_core::diag::{Diagnostic, Files};
use vanthu_core::plugin::Plugins;
use vanthu_core::text;

use crate::args::{Common, Format, Serve};
use crate::exit::Exit;
use crate::{input, output, report};
use drafts::Drafts;
use guard::Secrets;
use judge::Desk;
use pages::Board;

/// The usual port: a tab that stays open finds the page again.
const PORT: u16 = 8471;

/// A piece of work may wait so long for the one before, and then take so long.
const DEADLINE: Duration = Duration::from_secs(10);

/// What all requests share.
#[derive(Debug, Clone)]
struct Server {
    secrets: Arc<Secrets>,
    desk: Arc<Desk>,
    drafts: Arc<Drafts>,
    board: Arc<Board>,
    /// One piece of work at a time.
    turn: Arc<Semaphore>,
}

impl Server {
    /// Does a piece of work when its turn comes, and says so when it takes too long.
    async fn work(&self, job: impl FnOnce(&Desk) -> Response + Send + 'static) -> Response {
        self.run(job).await.unwrap_or_else(|refusal| *refusal)
    }

    /// The same, for work whose answer is not yet one to the page.
    async fn run<T: Send + 'static>(
        &self,
        job: impl FnOnce(&Desk) -> T + Send + 'static,
    ) -> Result<T, Box<Response>> {
        let busy = || {
            Box::new(api::fault(
                StatusCode::SERVICE_UNAVAILABLE,
                "Máy đang bận việc trước, hãy thử lại sau vài giây.",
            ))
        };
        let turn = tokio::time::timeout(DEADLINE, Arc::clone(&self.turn).acquire_owned()).await;
        let Ok(Ok(turn)) = turn else { return Err(busy()) };
        let desk = Arc::clone(&self.desk);
        let work = tokio::task::spawn_blocking(move || {
            let answer = job(&desk);
            // Late work keeps its turn until it ends.
            drop(turn);
            answer
        });
        match tokio::time::timeout(DEADLINE, work).await {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(_)) => Err(Box::new(api::fault(
                StatusCode::INTERNAL_SERVER_ERROR,
                "Chương trình gặp lỗi bên trong với dữ liệu này.",
            ))),
            Err(_) => Err(busy()),
        }
    }
}

/// Serves the page until the program is stopped.
pub(crate) fn run(common: &Common, args: &Serve, plugins: Plugins) -> Exit {
    match start(common, args, plugins) {
        Ok(()) => Exit::Clean,
        Err(fault) => {
            report::print(common, &[fault], &Files::default(), &[]);
            Exit::World
        }
    }
}

fn start(common: &Common, args: &Serve, plugins: Plugins) -> Result<(), Diagnostic> {
    let settings = input::user_folder().ok_or_else(homeless)?;
    let folder = input::data_folder().ok_or_else(homeless)?.join("ban-nhap");
    let drafts = Drafts::open(folder.clone()).map_err(|error| output::not_made(&folder, &error))?;
    #[allow(clippy::disallowed_methods, reason = "how old a draft is; the engine sees no clock")]
    let now = std::time::SystemTime::now();
    drafts.expire(now).map_err(|error| output::not_made(&folder, &error))?;
    let listener = bind(args.port)?;
    let port = listener.local_addr().map_err(|error| no_port(args.port, &error))?.port();
    let secrets = Secrets::new(port).map_err(|error| {
        output::fault(
            text!("hệ điều hành không cho số ngẫu nhiên: {error}", "no random bytes: {error}"),
            text!("khởi động lại máy", "restart the computer"),
        )
    })?;
    let link = secrets.link();
    let desk = Desk {
        plugins,
        organisation: judge::organisation_file(&settings),
        lang: common.lang.into(),
    };
    let server = Server {
        secrets: Arc::new(secrets),
        desk: Arc::new(desk),
        drafts: Arc::new(drafts),
        board: Arc::new(Board::new()),
        turn: Arc::new(Semaphore::new(1)),
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| no_port(args.port, &error))?;
    runtime
        .block_on(async {
            let listener = tokio::net::TcpListener::from_std(listener)?;
            announce(common, args, &link);
            axum::serve(listener, api::router(server)).await
        })
        .map_err(|error: io::Error| no_port(args.port, &error))
}

/// Only programs of this computer can reach it.
fn bind(wanted: Option<u16>) -> Result<TcpListener, Diagnostic> {
    let at = |port| TcpListener::bind((Ipv4Addr::LOCALHOST, port));
    let bound = match wanted {
        Some(port) => at(port),
        // Another run of the program may have it.
        None => at(PORT).or_else(|_| at(0)),
    };
    let listener = bound.map_err(|error| no_port(wanted, &error))?;
    listener.set_nonblocking(true).map_err(|error| no_port(wanted, &error))?;
    Ok(listener)
}

fn no_port(port: Option<u16>, error: &io::Error) -> Diagnostic {
    let port = port.unwrap_or(PORT);
    let message = if error.kind() == io::ErrorKind::AddrInUse {
        text!("cổng {port} đang được chương trình khác dùng", "port {port} is in use")
    } else {
        text!("không mở được trang ở cổng {port}: {error}", "no page at port {port}: {error}")
    };
    output::fault(
        message,
        text!("bỏ --port để lấy cổng khác", "leave --port out to take another port"),
    )
}

fn homeless() -> Diagnostic {
    output::fault(
        text!(
            "không biết thư mục riêng của bạn ở đâu để giữ bản nháp",
            "there is no folder of yours for drafts"
        ),
        text!(
            "đặt biến HOME (Windows: APPDATA, LOCALAPPDATA)",
            "set HOME (Windows: APPDATA, LOCALAPPDATA)"
        ),
    )
}

/// Says where the page is, and opens it.
fn announce(common: &Common, args: &Serve, link: &str) {
    if common.format != Format::Human {
        report::print(common, &[], &Files::default(), &[("link", link.into())]);
    }
    report::say(
        common,
        &format!(
            "Trang soạn văn bản: {link}\nLiên kết dùng được một lần, chỉ trên máy này. Dừng: đóng cửa sổ này hoặc bấm Ctrl+C. Các lệnh khác: vanthu --help"
        ),
        &format!(
            "The page: {link}\nThe link works once, on this computer only. Stop: close this window or press Ctrl+C. Other commands: vanthu --help"
        ),
    );
    if !args.no_open && !open(link) {
        report::say(
            common,
            "Không tự mở được trình duyệt: hãy chép liên kết trên vào trình duyệt.",
            "No browser could be opened: copy the link into one.",
        );
    }
}

/// Asks the system to open a link in the user's browser.
fn open(link: &str) -> bool {
    let mut command = if cfg!(windows) {
        let mut command = Command::new("rundll32.exe");
        command.arg("url.dll,FileProtocolHandler");
        command
    } else {
        Command::new(if cfg!(target_os = "macos") { "open" } else { "xdg-open" })
    };
    let quiet = command.arg(link).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    quiet.spawn().is_ok()
}
