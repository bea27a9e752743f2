//! From bytes to text: what is no text is refused before YAML is looked at.

use std::borrow::Cow;

use crate::diag::{Diagnostic, Diagnostics, FileId, Files, Span};
use crate::text;

use super::Limits;

/// The text of a file, kept in `files` so that a caret can be drawn even when it is refused.
pub(super) fn decode(
    bytes: &[u8],
    name: &str,
    files: &mut Files,
    limits: &Limits,
    out: &mut Diagnostics,
) -> Option<FileId> {
    if let Some(fault) = refuse_whole(bytes, limits) {
        let file = files.add(name, "");
        out.push(fault.at(Span::new(file, 0..0)));
        return None;
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let text = String::from_utf8_lossy(bytes);
    let broken = matches!(text, Cow::Owned(_));
    let file = files.add(name, text.as_ref());
    if broken {
        let at = text.find('\u{FFFD}').unwrap_or_default();
        out.push(not_utf8().at(Span::new(file, at..at + 3)));
        return None;
    }
    let before = out.len();
    for (at, found) in text.char_indices().filter(|(_, c)| is_refused(*c)).take(20) {
        let code = u32::from(found);
        out.push(
            Diagnostic::error(
                "hidden-character",
                text!("có ký tự ẩn U+{code:04X}", "there is a hidden character U+{code:04X}"),
            )
            .at(Span::new(file, at..at + found.len_utf8()))
            .hint(text!(
                "xóa ký tự ở chỗ này rồi gõ lại; nó thường theo vào khi chép từ trang mạng",
                "delete it and type the place again; it often comes along from a web page"
            )),
        );
    }
    (out.len() == before).then_some(file)
}

fn refuse_whole(bytes: &[u8], limits: &Limits) -> Option<Diagnostic> {
    if bytes.len() > limits.bytes {
        let most = limits.bytes / (1024 * 1024);
        return Some(
            Diagnostic::error(
                "file-too-big",
                text!("tệp lớn hơn {most} MB", "the file is larger than {most} MB"),
            )
            .hint(text!(
                "kiểm tra xem có chọn nhầm tệp không; hình ảnh để ở tệp riêng",
                "see whether it is the right file; images stay in files of their own"
            )),
        );
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"\xD0\xCF\x11\xE0") {
        return Some(
            Diagnostic::error(
                "not-a-data-file",
                text!(
                    "đây là tệp Word, Excel hoặc tệp nén, không phải tệp dữ liệu",
                    "this is a Word, Excel or zip file, not a data file"
                ),
            )
            .hint(text!(
                "đưa vào tệp dữ liệu có đuôi .yaml",
                "give the data file, which ends in .yaml"
            )),
        );
    }
    let wide = bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF");
    wide.then(not_utf8)
}

fn not_utf8() -> Diagnostic {
    Diagnostic::error(
        "not-utf8",
        text!("tệp không lưu bằng bảng mã UTF-8", "the file is not saved as UTF-8"),
    )
    .hint(text!(
        "trong Notepad: chọn Tệp, Lưu như, ô Mã hóa chọn UTF-8, rồi lưu lại",
        "in Notepad: File, Save as, Encoding: UTF-8"
    ))
}

/// Control characters, and those that turn the direction of text: a reader would see something
/// other than what is stored.
pub(crate) fn is_refused(c: char) -> bool {
    let control = c.is_control() && !matches!(c, '\n' | '\r' | '\t');
    let direction =
        matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    control || direction || matches!(c, '\u{FFFE}' | '\u{FFFF}')
}
