//! What is told about native code, in both languages.

use std::process::ExitStatus;

use vanthu_plugin::{ABI, BadTable, Broken, LARGEST, SYMBOL, Wrong};

use super::abi::Unusable;
use super::process::Ended;
use super::{Blame, Refusal};
use crate::diag::{Diagnostic, Text};
use crate::text;

/// Of foreign words, so many characters are shown.
const SHOWN: usize = 400;

/// Foreign words on one line, without control characters.
pub(crate) fn tamed(words: &str) -> String {
    let plain = words.chars().map(|c| if c.is_control() { ' ' } else { c });
    let plain: String = plain.filter(|c| !is_direction(*c)).collect();
    let mut plain = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some((end, _)) = plain.char_indices().nth(SHOWN) {
        plain.truncate(end);
        plain.push('…');
    }
    plain
}

/// Characters that turn the direction of what follows: a reader would see something else.
fn is_direction(c: char) -> bool {
    matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Why a library cannot be used.
pub(super) fn unusable(why: &Unusable) -> Text {
    match why {
        Unusable::NotLoaded(words) => {
            let words = tamed(words);
            text!("hệ điều hành không nạp được thư viện: {words}", "it cannot be loaded: {words}")
        }
        Unusable::NoSymbol => {
            text!("thư viện không có hàm «{SYMBOL}»", "it has no function «{SYMBOL}»")
        }
        Unusable::Table(bad) => table(*bad),
    }
}

fn table(bad: BadTable) -> Text {
    match bad {
        BadTable::Null => text!("«{SYMBOL}» trả về con trỏ rỗng", "«{SYMBOL}» returns null"),
        BadTable::Misaligned => {
            text!("bảng của thư viện đặt lệch địa chỉ", "its table is misaligned")
        }
        BadTable::Magic(found) => text!(
            "bảng của thư viện không phải của vanthu (bắt đầu bằng {found:016x})",
            "its table is not of vanthu (it begins with {found:016x})"
        ),
        BadTable::Abi(found) => text!(
            "thư viện theo ABI {found}, chương trình này gọi ABI {ABI}",
            "it is of ABI {found}, this program calls ABI {ABI}"
        ),
        BadTable::TooSmall(size) => {
            text!("bảng của thư viện chỉ có {size} byte", "its table has {size} bytes only")
        }
        BadTable::NoCall => text!("bảng của thư viện thiếu hàm «call»", "its table lacks «call»"),
    }
}

/// How a library broke the contract.
pub(super) fn broken(broken: Broken) -> Text {
    let most = LARGEST >> 20;
    match broken {
        Broken::TooMuch => {
            text!("câu trả lời dài hơn {most} MB", "its reply is longer than {most} MB")
        }
        Broken::NullBytes => {
            text!("thư viện gửi câu trả lời với con trỏ rỗng", "it replied with a null pointer")
        }
        Broken::LateSink => text!(
            "thư viện gửi câu trả lời cho một lần gọi đã xong",
            "it replied to a call that was over"
        ),
        Broken::OtherThread => {
            text!("thư viện gửi câu trả lời từ một luồng khác", "it replied from another thread")
        }
    }
}

/// How a worker ended.
pub(super) fn ended(ended: &Ended, seconds: u64) -> Text {
    match ended {
        Ended::Late => text!(
            "mã máy chạy quá {seconds} giây nên bị dừng",
            "it ran for more than {seconds} seconds and was stopped"
        ),
        Ended::Confused => {
            text!("mã máy làm rối đường liên lạc", "it garbled what was said")
        }
        Ended::Died { status, noise } => {
            let Text { vi, en } = died(*status);
            match tamed(noise) {
                noise if noise.is_empty() => Text { vi, en },
                noise => text!("{vi}; nó in ra: {noise}", "{en}; it printed: {noise}"),
            }
        }
    }
}

#[cfg(unix)]
fn died(status: Option<ExitStatus>) -> Text {
    use rustix::process::Signal;
    use std::os::unix::process::ExitStatusExt;
    let signal = status.and_then(|status| status.signal());
    let is = |wanted: Signal| signal == Some(wanted.as_raw());
    if is(Signal::ABORT) {
        return text!(
            "mã máy tự ngắt (abort), hoặc tràn ngăn xếp, hoặc hết bộ nhớ",
            "it aborted, overflowed its stack, or ran out of memory"
        );
    }
    if is(Signal::SEGV) || is(Signal::BUS) {
        return text!("mã máy truy cập sai bộ nhớ", "it touched memory that is not its own");
    }
    if is(Signal::XCPU) {
        return text!("mã máy chạy quá lâu", "it ran for too long");
    }
    match signal {
        Some(signal) => text!("mã máy bị dừng bởi tín hiệu {signal}", "signal {signal} ended it"),
        None => exited(status),
    }
}

#[cfg(not(unix))]
fn died(status: Option<ExitStatus>) -> Text {
    match status.and_then(|status| status.code()).map(|code| code as u32) {
        Some(0xC000_00FD) => text!("mã máy tràn ngăn xếp", "it overflowed its stack"),
        Some(0xC000_0005) => {
            text!("mã máy truy cập sai bộ nhớ", "it touched memory that is not its own")
        }
        Some(3 | 0xC000_0409 | 0x4000_0015) => text!("mã máy tự ngắt (abort)", "it aborted"),
        _ => exited(status),
    }
}

fn exited(status: Option<ExitStatus>) -> Text {
    match status.and_then(|status| status.code()) {
        Some(code) => text!("mã máy tự thoát với mã {code}", "it exited with code {code}"),
        None => text!("tiến trình chạy mã máy đã chết", "its process died"),
    }
}

/// The refusal for a reply that cannot be used.
pub(super) fn wrong(id: &str, library: &str, wrong: &Wrong) -> Refusal {
    let why = match wrong {
        Wrong::Said(words) => return said(id, words),
        Wrong::Panicked(words) if words.is_empty() => {
            text!("mã máy gặp lỗi (panic)", "it panicked")
        }
        Wrong::Panicked(words) => {
            let words = tamed(words);
            text!("mã máy gặp lỗi (panic): {words}", "it panicked: {words}")
        }
        Wrong::NotSupported => text!(
            "mã máy không làm việc mà plugin.yaml giao ở «ops»",
            "it does not do what «ops» in plugin.yaml says"
        ),
        Wrong::Broken(how) => broken(*how),
        Wrong::Code(code) => {
            text!("hàm «call» trả về {code}, không có nghĩa", "«call» returned {code}")
        }
        Wrong::NotUtf8(at) => text!(
            "câu trả lời không phải UTF-8, từ byte thứ {at}",
            "its reply is no UTF-8, from byte {at} on"
        ),
        Wrong::NotJson(words) => {
            text!("câu trả lời không phải JSON: {words}", "its reply is no JSON: {words}")
        }
        Wrong::Misshapen(words) => {
            let words = tamed(words);
            text!("câu trả lời sai dạng: {words}", "its reply is misshapen: {words}")
        }
    };
    at_fault(id, library, why)
}

/// The plugin says that the data cannot be worked with.
fn said(id: &str, words: &str) -> Refusal {
    let words = tamed(words);
    let why = Diagnostic::error(
        "not-computed",
        text!("mẫu «{id}» không tính được: {words}", "the type «{id}» cannot work: {words}"),
    );
    let why = why.hint(text!("sửa số liệu rồi chạy lại", "mend the data and run again"));
    Refusal { blame: Blame::Data, why }
}

/// The plugin is at fault.
pub(super) fn at_fault(id: &str, library: &str, why: Text) -> Refusal {
    let Text { vi, en } = why;
    let why = Diagnostic::error(
        "native-fault",
        text!("mã máy của mẫu «{id}» có lỗi: {vi}", "the native code of «{id}» is at fault: {en}"),
    )
    .hint(text!(
        "báo người lập mẫu, kèm dòng này; thư viện: {library}",
        "tell the author of the type; the library: {library}"
    ));
    Refusal { blame: Blame::Plugin, why }
}

#[cfg(test)]
mod tests {
    use super::tamed;

    #[test]
    fn foreign_words_cannot_move_the_cursor_or_fill_the_screen() {
        assert_eq!(tamed(" a\u{1b}[31m\nb\t\u{202E}c\u{0} "), "a [31m b c");
        assert_eq!(tamed(&"ă".repeat(500)).chars().count(), 401);
    }
}
