//! Saying how it went, in the form that the user asked for.

use std::io::{IsTerminal, Write};

use serde_json::Value;
use vanthu_core::diag::{Diagnostic, Files, Lang, github, human, json, sarif};
use vanthu_core::plugin::Refused;

use crate::args::{Color, Common, Format};
use crate::exit::Exit;

/// Prints diagnostics, with `more` beside them in the JSON object.
pub(crate) fn print(
    common: &Common,
    diagnostics: &[Diagnostic],
    files: &Files,
    more: &[(&str, Value)],
) {
    let lang = Lang::from(common.lang);
    match common.format {
        Format::Human => {
            let color = match common.color {
                Color::Always => true,
                Color::Never => false,
                Color::Auto => {
                    std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none()
                }
            };
            write(std::io::stderr().lock(), &human::print(diagnostics, files, lang, color));
        }
        Format::Json => {
            let mut object = json::value(diagnostics, files, lang);
            for (key, value) in more {
                object[*key] = value.clone();
            }
            write(std::io::stdout().lock(), &format!("{object:#}\n"));
        }
        Format::Sarif => {
            let log = sarif::value(diagnostics, files, lang);
            write(std::io::stdout().lock(), &format!("{log:#}\n"));
        }
        Format::Github => {
            write(std::io::stdout().lock(), &github::print(diagnostics, files, lang));
        }
    }
}

/// A type that cannot be used, or that is not there.
pub(crate) fn refused(common: &Common, refused: &Refused) -> Exit {
    let unknown = refused.diagnostics.iter().all(|fault| fault.code == "unknown-type");
    print(common, &refused.diagnostics, &refused.files, &[]);
    if unknown { Exit::Usage } else { Exit::Plugin }
}

/// A line for a person; programs get theirs in the JSON object.
pub(crate) fn say(common: &Common, vi: &str, en: &str) {
    if common.format == Format::Human {
        let line = match Lang::from(common.lang) {
            Lang::Vi => vi,
            Lang::En => en,
        };
        write(std::io::stdout().lock(), &format!("{line}\n"));
    }
}

/// What the user asked to read.
pub(crate) fn page(text: &str) {
    write(std::io::stdout().lock(), text);
}

/// Nobody listens any more when a pipe is closed; that is no fault of ours.
fn write(mut to: impl Write, text: &str) {
    let _ = to.write_all(text.as_bytes()).and_then(|()| to.flush());
}
