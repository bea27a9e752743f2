//! `vanthu plugin trust`, `untrust`.

use std::io::{IsTerminal, Write};
use std::path::PathBuf;

use clap::Args;
use serde_json::{Value, json};
use vanthu_core::diag::{Diagnostic, Files, Lang, Text};
use vanthu_core::native::trust::{Pin, load, save};
use vanthu_core::native::{Look, SYMBOL, forget, library_of, look, target};
use vanthu_core::plugin::Plugins;
use vanthu_core::text;

use crate::args::{Common, Format};
use crate::exit::Exit;
use crate::{native, report};

/// `vanthu plugin trust`.
#[derive(Debug, Args)]
#[command(next_help_heading = "Tùy chọn")]
pub(crate) struct Trust {
    /// Tên mẫu, ví dụ bao-cao-thang
    #[arg(value_name = "MẪU", required_unless_present = "list", help_heading = "Đối số")]
    pub(crate) id: Option<String>,
    /// Liệt kê mã máy đang được tin cậy
    #[arg(long, conflicts_with = "id")]
    pub(crate) list: bool,
    /// Không hỏi lại
    #[arg(long)]
    pub(crate) yes: bool,
}

/// `vanthu plugin untrust`.
#[derive(Debug, Args)]
#[command(next_help_heading = "Tùy chọn")]
pub(crate) struct Untrust {
    /// Tên mẫu
    #[arg(value_name = "MẪU", help_heading = "Đối số")]
    pub(crate) id: String,
}

/// So many names of each kind are shown.
const SHOWN: usize = 40;

/// Pins the library of a plugin, after showing what it is. Nothing of it is run.
pub(crate) fn trust(common: &Common, args: &Trust, plugins: &Plugins) -> Exit {
    let id = args.id.as_deref().unwrap_or_default();
    let plugin = match plugins.load(id) {
        Ok(plugin) => plugin,
        Err(refused) => {
            let unknown = refused.diagnostics.iter().all(|fault| fault.code == "unknown-type");
            report::print(common, &refused.diagnostics, &refused.files, &[]);
            return if unknown { Exit::Usage } else { Exit::Plugin };
        }
    };
    let code = plugin.code();
    let (Some(code), Some(dir)) = (code, code.and_then(|code| code.dir)) else {
        report::say(
            common,
            &format!("mẫu «{id}» không có mã máy phải tin cậy"),
            &format!("the type «{id}» has no native code to trust"),
        );
        return Exit::Clean;
    };
    // A layer runs the code of the type that it extends.
    let id = code.id;
    let (bytes, sha256) = match library_of(code, dir) {
        Ok(found) => found,
        Err(refusal) => return fail(common, refusal.why, Exit::Plugin),
    };
    let seen = match look(&bytes) {
        Ok(seen) if seen.exports.iter().any(|name| name == SYMBOL) => seen,
        Ok(_) => return fail(common, no_library(id, &no_symbol()), Exit::Plugin),
        Err(why) => return fail(common, no_library(id, &why), Exit::Plugin),
    };
    let target = target();
    let library = code.native.files.get(&target);
    let path = library.map_or(dir.to_owned(), |library| library.path.inside(dir));
    let path = path.display().to_string();
    show(common, id, &path, bytes.len(), &sha256, &seen);
    let about = [
        ("id", Value::from(id)),
        ("path", path.into()),
        ("target", target.clone().into()),
        ("size", bytes.len().into()),
        ("sha256", sha256.clone().into()),
        ("exports", seen.exports.into()),
        ("needs", seen.needs.into()),
    ];
    if !args.yes && !agreed(common) {
        let why =
            if std::io::stdin().is_terminal() { declined() } else { nobody_to_ask(common, id) };
        report::print(common, &[why], &Files::default(), &about);
        return Exit::Trust;
    }
    let pin = Pin { id: id.to_owned(), target, sha256 };
    match note(common, pin) {
        Ok(file) => {
            let file = file.display();
            report::say(
                common,
                &format!("đã tin cậy mã máy của mẫu «{id}», ghi ở {file}"),
                &format!("the native code of «{id}» is trusted now; noted in {file}"),
            );
            if common.format != Format::Human {
                report::print(common, &[], &Files::default(), &about);
            }
            Exit::Clean
        }
        Err(why) => fail(common, why, Exit::World),
    }
}

/// Writes a pin, and returns where. The one before is replaced: a library that was changed is
/// trusted no more.
fn note(common: &Common, pin: Pin) -> Result<PathBuf, Diagnostic> {
    let file = file(common)?;
    let of_it = |old: &Pin| old.id == pin.id && old.target == pin.target;
    let (before, mut pins): (Vec<_>, Vec<_>) = load(&file)?.into_iter().partition(of_it);
    let replaced: Vec<Pin> = before.into_iter().filter(|old| *old != pin).collect();
    pins.push(pin);
    save(&file, &pins)?;
    forget_all(&replaced);
    Ok(file)
}

/// Takes the pins of a plugin out.
pub(crate) fn untrust(common: &Common, args: &Untrust, plugins: &Plugins) -> Exit {
    // A layer runs the code of the type that it extends, and that is what was trusted.
    let plugin = plugins.load(&args.id).ok();
    let code = plugin.as_ref().and_then(|plugin| plugin.code());
    let id = code.map_or(args.id.as_str(), |code| code.id);
    let done = file(common).and_then(|file| {
        let pins = load(&file)?;
        let (gone, kept): (Vec<_>, Vec<_>) = pins.into_iter().partition(|pin| pin.id == id);
        if !gone.is_empty() {
            save(&file, &kept)?;
            forget_all(&gone);
        }
        Ok((!gone.is_empty(), file))
    });
    match done {
        Ok((true, _)) => {
            report::say(
                common,
                &format!("đã thôi tin cậy mã máy của mẫu «{id}»"),
                &format!("the native code of «{id}» is trusted no more"),
            );
            if common.format != Format::Human {
                report::print(common, &[], &Files::default(), &[]);
            }
            Exit::Clean
        }
        Ok((false, file)) => {
            let file = file.display();
            let why = Diagnostic::error(
                "not-trusted",
                text!("{file} không có mẫu «{id}»", "{file} has no type «{id}»"),
            );
            let why = why.hint(text!(
                "xem các mẫu đang được tin cậy: vanthu plugin trust --list",
                "see what is trusted: vanthu plugin trust --list"
            ));
            fail(common, why, Exit::Usage)
        }
        Err(why) => fail(common, why, Exit::World),
    }
}

/// Lists what is trusted, file by file.
pub(crate) fn list(common: &Common) -> Exit {
    let mut pins = Vec::new();
    for file in native::trust_files(common) {
        match load(&file) {
            Ok(found) => {
                pins.extend(found.into_iter().map(|pin| (pin, file.display().to_string())));
            }
            Err(why) => return fail(common, why, Exit::World),
        }
    }
    if common.format != Format::Human {
        let pins = pins.iter().map(|(pin, file)| {
            json!({ "id": pin.id, "target": pin.target, "sha256": pin.sha256, "file": file })
        });
        report::print(common, &[], &Files::default(), &[("pins", pins.collect())]);
    } else if pins.is_empty() {
        report::say(common, "chưa tin cậy mã máy nào", "no native code is trusted");
    }
    for (Pin { id, target, sha256 }, file) in &pins {
        let line = format!("{id}  {target}  {sha256}  {file}");
        report::say(common, &line, &line);
    }
    Exit::Clean
}

/// Deletes the copies of libraries that are trusted no more.
fn forget_all(pins: &[Pin]) {
    if let Some(cache) = native::cache() {
        pins.iter().for_each(|pin| forget(&cache, &pin.sha256));
    }
}

/// The file that is written.
fn file(common: &Common) -> Result<PathBuf, Diagnostic> {
    common.trust_file.clone().or_else(native::user_trust_file).ok_or_else(|| {
        Diagnostic::error(
            "trust-file",
            text!("không biết ghi tệp tin cậy ở đâu", "there is no place for a trust file"),
        )
        .hint(text!("thêm --trust-file TỆP", "add --trust-file FILE"))
    })
}

fn show(common: &Common, id: &str, path: &str, size: usize, sha256: &str, seen: &Look) {
    let line = |vi: &str, en: &str, value: &str| {
        report::say(common, &format!("{vi}: {value}"), &format!("{en}: {value}"));
    };
    line("mẫu", "type", id);
    line("tệp", "file", path);
    line("cỡ", "size", &format!("{size} byte"));
    line("sha256", "sha256", sha256);
    line("hàm đưa ra", "exports", &names(&seen.exports));
    line("cần thư viện", "needs", &names(&seen.needs));
}

/// Names from a library are foreign words: nothing in them may move the cursor.
fn names(names: &[String]) -> String {
    let plain = |name: &String| name.escape_debug().to_string();
    let mut shown: Vec<String> = names.iter().take(SHOWN).map(plain).collect();
    if names.len() > SHOWN {
        shown.push(format!("… (+{})", names.len() - SHOWN));
    }
    if shown.is_empty() { "–".to_owned() } else { shown.join(", ") }
}

/// Asks, where somebody can answer.
fn agreed(common: &Common) -> bool {
    if !std::io::stdin().is_terminal() || common.format != Format::Human {
        return false;
    }
    let question = match Lang::from(common.lang) {
        Lang::Vi => "Mã máy chạy với mọi quyền của bạn. Tin cậy nó? [c/K] ",
        Lang::En => "Native code runs with all your rights. Trust it? [y/N] ",
    };
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(question.as_bytes()).and_then(|()| out.flush());
    let mut answer = String::new();
    let read = std::io::stdin().read_line(&mut answer);
    read.is_ok() && matches!(answer.trim().to_lowercase().as_str(), "c" | "có" | "y" | "yes")
}

fn declined() -> Diagnostic {
    Diagnostic::warning("not-trusted", text!("không tin cậy gì thêm", "nothing more is trusted"))
}

fn nobody_to_ask(common: &Common, id: &str) -> Diagnostic {
    let options = native::options(common);
    Diagnostic::error(
        "not-trusted",
        text!("không có ai để hỏi ở đây", "there is nobody to ask here"),
    )
    .hint(text!(
        "nếu đã xem kỹ, chạy: vanthu plugin trust {id} --yes{options}",
        "if you looked closely, run: vanthu plugin trust {id} --yes{options}"
    ))
}

fn no_symbol() -> Text {
    text!("không có hàm «{SYMBOL}»", "it has no function «{SYMBOL}»")
}

fn no_library(id: &str, why: &Text) -> Diagnostic {
    let Text { vi, en } = why;
    Diagnostic::error(
        "no-library",
        text!(
            "mã máy của mẫu «{id}» không phải thư viện của vanthu: {vi}",
            "the native code of «{id}» is no library of vanthu: {en}"
        ),
    )
    .hint(text!("báo người lập mẫu", "tell the author of the type"))
}

fn fail(common: &Common, why: Diagnostic, exit: Exit) -> Exit {
    report::print(common, &[why], &Files::default(), &[]);
    exit
}
