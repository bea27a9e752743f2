//! Why the system refused something, in a person's words: its own are English, or codes.

use std::io::{self, ErrorKind};

use super::Text;
use crate::text;

/// The reason of an error of the system.
pub fn reason(error: &io::Error) -> Text {
    let vi = match error.kind() {
        ErrorKind::NotFound => "không có tệp hoặc thư mục này",
        ErrorKind::PermissionDenied => "không có quyền",
        ErrorKind::AlreadyExists => "đã có tệp hoặc thư mục cùng tên",
        ErrorKind::IsADirectory => "đây là thư mục, không phải tệp",
        ErrorKind::NotADirectory => "đây là tệp, không phải thư mục",
        ErrorKind::DirectoryNotEmpty => "thư mục không rỗng",
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "ổ đĩa đã đầy",
        ErrorKind::ReadOnlyFilesystem => "ổ đĩa chỉ cho đọc",
        ErrorKind::FileTooLarge => "tệp quá lớn",
        ErrorKind::ResourceBusy | ErrorKind::ExecutableFileBusy => "chương trình khác đang dùng",
        ErrorKind::CrossesDevices => "hai chỗ nằm ở hai ổ đĩa",
        ErrorKind::InvalidFilename | ErrorKind::InvalidInput => "tên không dùng được",
        ErrorKind::UnexpectedEof | ErrorKind::InvalidData => "tệp không đầy đủ hoặc bị hỏng",
        ErrorKind::BrokenPipe | ErrorKind::WriteZero => "chỗ nhận đã đóng",
        ErrorKind::TimedOut => "quá lâu không trả lời",
        ErrorKind::OutOfMemory => "máy hết bộ nhớ",
        ErrorKind::Interrupted => "bị ngắt giữa chừng",
        _ => match error.raw_os_error() {
            Some(code) => return text!("lỗi hệ thống số {code}", "{error}"),
            None => "lỗi hệ thống",
        },
    };
    text!("{vi}", "{error}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_english_is_said_in_vietnamese() {
        for code in 1..134 {
            let error = io::Error::from_raw_os_error(code);
            let said = reason(&error);
            assert!(said.vi.contains(|c: char| !c.is_ascii()), "{code}: {}", said.vi);
            assert_eq!(said.en, error.to_string());
        }
    }
}
