//! The way back: a Word file from anywhere as bytes in, what is wrong with its form out.

use crate::diag::{Diagnostic, Diagnostics, Files, Span, Text};
use crate::docx::{OpenError, open};
use crate::plugin::{Plugins, Refused};
use crate::render::Input;
use crate::standard::{self, recognize};
use crate::text;

/// What became of a check.
#[derive(Debug)]
pub struct Inspected {
    /// Findings, and what was not judged.
    pub diagnostics: Diagnostics,
    /// The texts that they point into.
    pub files: Files,
    /// Whether the file could be read at all.
    pub read: bool,
}

/// Judges a Word file by a standard.
///
/// # Errors
/// When the standard itself cannot be used.
pub fn inspect(plugins: &Plugins, standard: &str, file: Input<'_>) -> Result<Inspected, Refused> {
    let shared = plugins.standard(standard)?;
    let mut files = Files::default();
    let seen = match open(file.bytes) {
        Ok(seen) => seen,
        Err(error) => {
            let place = Span::new(files.add(file.name, ""), 0..0);
            let diagnostics = vec![unreadable(&error).at(place)];
            return Ok(Inspected { diagnostics, files, read: false });
        }
    };
    let known = recognize(&seen);
    if known.papers.is_empty() {
        let place = Span::new(files.add(file.name, ""), 0..0);
        let diagnostics = vec![not_recognized().at(place)];
        return Ok(Inspected { diagnostics, files, read: true });
    }
    let judgement = standard::check(&shared.standard, &seen, &known);
    let diagnostics = standard::report(&shared.standard, file.name, &seen, &judgement, &mut files);
    Ok(Inspected { diagnostics, files, read: true })
}

fn not_recognized() -> Diagnostic {
    Diagnostic::error(
        "not-recognized",
        text!(
            "không thấy Quốc hiệu, nên không nhận ra đây là văn bản hành chính",
            "there is no Quốc hiệu, so this is not known for an official document"
        ),
    )
    .hint(text!(
        "xem lại tệp; nếu dòng Quốc hiệu là hình hoặc nằm trong khung chữ thì gõ lại thành chữ",
        "look at the file; a Quốc hiệu inside a picture or a text box must be typed as text"
    ))
}

fn unreadable(error: &OpenError) -> Diagnostic {
    let (message, hint): (Text, Text) = match error {
        OpenError::Ole => (
            text!(
                "đây là tệp .doc cũ, hoặc tệp có mật khẩu",
                "this is an old .doc, or has a password"
            ),
            text!(
                "mở bằng Word, bỏ mật khẩu, rồi lưu lại thành .docx",
                "open it in Word, remove the password and save it as .docx"
            ),
        ),
        OpenError::NotWord => (
            text!("đây không phải tệp Word", "this is no Word file"),
            text!("chọn một tệp .docx", "choose a .docx file"),
        ),
        OpenError::TooLarge => (
            text!("tệp quá lớn", "the file is too large"),
            text!("xem lại tệp này", "look at this file"),
        ),
        other => (
            text!(
                "tệp hỏng hoặc không phải tệp Word: {other}",
                "damaged, or no Word file: {other}"
            ),
            text!("mở bằng Word rồi lưu lại", "open it in Word and save it again"),
        ),
    };
    Diagnostic::error("unreadable", message).hint(hint)
}
