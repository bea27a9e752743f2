//! What is said of a file that cannot be read at all.

use crate::diag::Diagnostic;
use crate::text;

/// It is broken.
pub(super) fn damaged() -> Diagnostic {
    Diagnostic::error(
        "damaged-workbook",
        text!("tệp bảng tính bị hỏng, không đọc được", "the workbook is damaged"),
    )
    .hint(text!(
        "mở bằng Excel hoặc LibreOffice rồi lưu lại thành .xlsx",
        "open it in Excel or LibreOffice and save it as .xlsx again"
    ))
}

/// It is larger than its limits.
pub(super) fn too_large() -> Diagnostic {
    Diagnostic::error(
        "workbook-too-large",
        text!("tệp bảng tính quá lớn", "the workbook is too large"),
    )
    .hint(text!(
        "chép riêng phần cần nhập sang một tệp mới rồi lưu lại",
        "copy what is needed into a new file and save that"
    ))
}

/// A sheet has too many rows, columns or cells.
pub(super) fn too_many(sheet: &str, what: &str, what_en: &str, most: usize) -> Diagnostic {
    let message = if sheet.is_empty() {
        text!("bảng có nhiều hơn {most} {what}", "the table has more than {most} {what_en}")
    } else {
        text!(
            "trang «{sheet}» có nhiều hơn {most} {what}",
            "the sheet «{sheet}» has more than {most} {what_en}"
        )
    };
    Diagnostic::error("sheet-too-large", message).hint(text!(
        "chia bảng ra nhiều tệp, và xóa những gì ghi nhầm ở xa bảng",
        "divide the table, and delete what stands far away from it by mistake"
    ))
}

/// It has a password.
pub(super) fn locked() -> Diagnostic {
    Diagnostic::error(
        "locked-workbook",
        text!("tệp bảng tính có mật khẩu", "the workbook has a password"),
    )
    .hint(text!(
        "mở tệp, bỏ mật khẩu rồi lưu lại",
        "open it, remove the password and save it again"
    ))
}

/// `.xls`, or any file of Excel with a password.
pub(super) fn old() -> Diagnostic {
    Diagnostic::error(
        "old-workbook",
        text!("đây là tệp .xls cũ, hoặc tệp có mật khẩu", "this is an old .xls, or has a password"),
    )
    .hint(text!(
        "mở bằng Excel, bỏ mật khẩu, rồi lưu lại thành .xlsx",
        "open it in Excel, remove the password and save it as .xlsx"
    ))
}

/// Another kind of file.
pub(super) fn no_workbook() -> Diagnostic {
    Diagnostic::error(
        "not-a-workbook",
        text!("đây không phải tệp bảng tính", "this is no spreadsheet"),
    )
    .hint(text!(
        "chọn tệp .xlsx, .ods, .csv, .tsv hoặc .jsonl",
        "choose a file .xlsx, .ods, .csv, .tsv or .jsonl"
    ))
}

/// A text file in an old encoding.
pub(super) fn not_utf8() -> Diagnostic {
    Diagnostic::error(
        "not-utf8",
        text!("tệp không lưu bằng bảng mã UTF-8", "the file is not saved as UTF-8"),
    )
    .hint(text!(
        "trong Excel: Tệp, Lưu như, chọn kiểu «CSV UTF-8», hoặc lưu thành .xlsx",
        "in Excel: File, Save as, type «CSV UTF-8», or save it as .xlsx"
    ))
}
