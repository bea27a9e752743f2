//! A cell as the value that its field wants, or what is wrong with it. Nothing is guessed: what
//! Excel may have changed is refused, with the way to mend it.

use super::book::{UNKNOWN, Value, written};
use crate::data::{Kind, Node, is_refused};
use crate::diag::{Diagnostic, Span, Text, nearest_fold as fold};
use crate::schema::{Field, Type, date, figure};
use crate::text;

/// The value of a cell. `None`: the cell says nothing.
pub(super) fn convert(
    value: &Value,
    field: &Field,
    place: Span,
) -> Result<Option<Node>, Diagnostic> {
    let scalar = |text: String, quoted| Kind::Scalar { text, quoted };
    let kind = match value {
        Value::Null => Kind::Null,
        Value::Text(text) if text.trim() == "~" => Kind::Null,
        Value::Text(text) if text.trim().is_empty() => return Ok(None),
        Value::Tree(node) => return Ok(Some(node.clone())),
        Value::Error(code) => return Err(formula(code).at(place)),
        _ => match &field.kind {
            Type::Array { items, .. } if matches!(items.kind, Type::Object { .. }) => {
                return Err(no_list().at(place));
            }
            Type::Array { items, .. } => return list(value, items, place).map(Some),
            Type::Integer | Type::Number => {
                scalar(number(value).map_err(|fault| fault.at(place))?, false)
            }
            Type::Boolean => scalar(boolean(value).map_err(|fault| fault.at(place))?, false),
            Type::String if is_date(field) => {
                scalar(day(value).map_err(|fault| fault.at(place))?, true)
            }
            Type::String => scalar(words(value, field).map_err(|fault| fault.at(place))?, true),
            Type::Object { .. } => {
                scalar(words(value, field).map_err(|fault| fault.at(place))?, true)
            }
        },
    };
    Ok(Some(Node { span: place, kind }))
}

fn is_date(field: &Field) -> bool {
    field.format.as_deref() == Some("ngay")
}

/// A list of values in one cell, one a line.
fn list(value: &Value, items: &Field, place: Span) -> Result<Node, Diagnostic> {
    let item = |value: &Value| convert(value, items, place);
    let found = match value {
        Value::Text(text) => {
            let lines = text.lines().map(|line| Value::Text(line.into()));
            lines.map(|line| item(&line)).collect::<Result<Vec<_>, _>>()?
        }
        other => vec![item(other)?],
    };
    Ok(Node { span: place, kind: Kind::Seq(found.into_iter().flatten().collect()) })
}

fn number(value: &Value) -> Result<String, Diagnostic> {
    match value {
        Value::Number { digits, percent: false, .. } => Ok(digits.clone()),
        Value::Number { digits, .. } => Err(percent(&value.shown(), digits)),
        Value::Text(text) => figure::number(text).ok_or_else(|| no_number(text.trim())),
        Value::Date { .. } => Err(turned_into_date(value)),
        other => Err(no_number(&other.shown())),
    }
}

fn boolean(value: &Value) -> Result<String, Diagnostic> {
    let yes = match value {
        Value::Boolean(yes) => Some(*yes),
        Value::Number { digits, .. } => match digits.as_str() {
            "1" => Some(true),
            "0" => Some(false),
            _ => None,
        },
        Value::Text(text) => match fold(text).as_str() {
            "co" | "true" | "dung" | "x" | "1" => Some(true),
            "khong" | "false" | "sai" | "0" => Some(false),
            _ => None,
        },
        _ => None,
    };
    yes.map(|yes| yes.to_string()).ok_or_else(|| {
        let shown = value.shown();
        Diagnostic::error(
            "not-a-boolean",
            text!("«{shown}» không phải có hoặc không", "«{shown}» is not yes or no"),
        )
        .hint(text!("ghi «có» hoặc «không»", "write «có» or «không»"))
    })
}

fn day(value: &Value) -> Result<String, Diagnostic> {
    match value {
        Value::Date { day: Some(day), time: false } => Ok(written(*day)),
        Value::Text(text) => {
            let read = figure::date(text);
            match date::read(&read) {
                Ok(_) => Ok(read),
                Err(date::Fault::NoSuchDay) => {
                    let shown = text.trim();
                    Err(no_date(text!("không có ngày «{shown}»", "there is no day «{shown}»")))
                }
                Err(date::Fault::Shape) => {
                    let shown = text.trim();
                    Err(no_date(text!("«{shown}» không phải ngày", "«{shown}» is no date")))
                }
            }
        }
        Value::Date { .. } => Err(no_date(text!(
            "ô này có cả giờ, không phải chỉ ngày",
            "the cell has a time, not a day alone"
        ))),
        other => {
            let shown = other.shown();
            Err(no_date(text!(
                "«{shown}» là số, không phải ngày",
                "«{shown}» is a number, not a date"
            )))
        }
    }
}

/// Text, as it is seen.
fn words(value: &Value, field: &Field) -> Result<String, Diagnostic> {
    let text = match value {
        Value::Text(text) => text.trim().to_owned(),
        Value::Number { padded: Some(padded), .. } => padded.clone(),
        Value::Number { digits, percent: false, .. } => as_text(digits, field)?,
        Value::Number { .. } => value.shown(),
        Value::Date { .. } => return Err(turned_into_date(value)),
        other => other.shown(),
    };
    if let Some(hidden) = text.chars().find(|c| is_refused(*c)) {
        let code = u32::from(hidden);
        return Err(Diagnostic::error(
            "hidden-character",
            text!("có ký tự ẩn U+{code:04X}", "there is a hidden character U+{code:04X}"),
        )
        .hint(text!(
            "gõ lại ô này; ký tự ẩn thường theo vào khi chép từ trang mạng",
            "type the cell again; such characters come along from web pages"
        )));
    }
    if field.options.is_empty() { Ok(text) } else { choice(&text, field) }
}

/// A number where text is wanted. Where zeros before it would count, nobody knows whether there
/// were any.
fn as_text(digits: &str, field: &Field) -> Result<String, Diagnostic> {
    let whole = digits.trim_start_matches('-').bytes().all(|b| b.is_ascii_digit());
    let long = digits.bytes().filter(u8::is_ascii_digit).count() > 15 || digits.contains('e');
    let money = field.format.as_deref() == Some("tien-vnd");
    if long || (whole && !money && has_digits(field)) {
        return Err(zeros_lost(digits));
    }
    Ok(digits.replace('.', ","))
}

/// Whether the field is for a text of digits: a number of a document, a code, a telephone.
fn has_digits(field: &Field) -> bool {
    let digits = |text: &String| text.bytes().all(|b| b.is_ascii_digit()) && !text.is_empty();
    field.patterned
        || matches!(field.format.as_deref(), Some("so-hieu" | "dien-thoai"))
        || field.examples.first().is_some_and(digits)
}

fn choice(text: &str, field: &Field) -> Result<String, Diagnostic> {
    let wanted = fold(text);
    let found = field.options.iter().find(|option| {
        fold(option) == wanted || field.labels.get(*option).is_some_and(|l| fold(l) == wanted)
    });
    found.cloned().ok_or_else(|| {
        let called = |option: &String| field.labels.get(option).unwrap_or(option).clone();
        let all = field.options.iter().map(called).collect::<Vec<_>>().join("; ");
        Diagnostic::error(
            "not-an-option",
            text!("«{text}» không có trong danh sách", "«{text}» is not in the list"),
        )
        .hint(text!("chọn một trong: {all}", "one of: {all}"))
    })
}

fn no_list() -> Diagnostic {
    Diagnostic::error(
        "list-in-a-cell",
        text!("một ô không chứa được danh sách này", "a cell cannot hold this list"),
    )
    .hint(text!(
        "ghi danh sách ở một trang riêng mang tên danh sách, mỗi phần tử một dòng",
        "give the list a sheet of its own that is called like it, one item a row"
    ))
}

fn formula(code: &str) -> Diagnostic {
    if code == UNKNOWN {
        let fault = Diagnostic::error(
            "formula-without-value",
            text!("ô có công thức chưa được tính", "the formula of the cell has no value yet"),
        );
        return fault.hint(text!(
            "mở tệp bằng Excel hoặc LibreOffice rồi lưu lại, hoặc gõ giá trị vào ô",
            "open the file in Excel or LibreOffice and save it, or type the value"
        ));
    }
    Diagnostic::error(
        "formula-error",
        text!("công thức trong ô bị lỗi: {code}", "the formula of the cell failed: {code}"),
    )
    .hint(text!(
        "sửa công thức trong bảng tính, hoặc gõ giá trị vào ô",
        "mend the formula, or type the value"
    ))
}

fn percent(shown: &str, digits: &str) -> Diagnostic {
    let bare = shown.trim_end_matches('%');
    let digits = digits.replace('.', ",");
    Diagnostic::error(
        "percent-format",
        text!(
            "ô hiện {shown} nhưng bảng tính lưu {digits}",
            "the cell shows {shown}, but holds {digits}"
        ),
    )
    .hint(text!(
        "đổi định dạng ô thành Số (Number) rồi gõ {bare} hoặc {digits}, tùy mục cần số nào",
        "change the format to Number and type {bare} or {digits}, whichever is wanted"
    ))
}

fn no_number(shown: &str) -> Diagnostic {
    let fault = Diagnostic::error(
        "not-a-number",
        text!("«{shown}» không phải số", "«{shown}» is no number"),
    );
    if matches!(shown, "-" | "–" | "—") {
        return fault.hint(text!(
            "để trống ô nếu không có số liệu, ghi 0 nếu bằng không",
            "leave the cell blank if there is no figure, write 0 for zero"
        ));
    }
    fault.hint(text!(
        "chỉ ghi chữ số, ví dụ 1.250 hoặc 12,5; đơn vị tính ghi ở cột khác",
        "write digits only, such as 1.250 or 12,5; the unit has a column of its own"
    ))
}

fn no_date(message: Text) -> Diagnostic {
    Diagnostic::error("not-a-date", message).hint(text!(
        "gõ ngày/tháng/năm, ví dụ 05/02/2026",
        "type day/month/year, such as 05/02/2026"
    ))
}

fn turned_into_date(value: &Value) -> Diagnostic {
    let shown = value.shown();
    Diagnostic::error(
        "turned-into-date",
        text!(
            "bảng tính đã đổi ô này thành ngày hoặc giờ ({shown})",
            "the spreadsheet has made a date or time of this cell ({shown})"
        ),
    )
    .hint(text!(
        "đổi định dạng ô thành Văn bản (Text) rồi gõ lại",
        "change the format of the cell to Text and type it again"
    ))
}

fn zeros_lost(digits: &str) -> Diagnostic {
    Diagnostic::error(
        "number-for-text",
        text!(
            "ô lưu số {digits}: số 0 ở đầu, hoặc chữ số ở cuối, có thể đã mất",
            "the cell holds the number {digits}: zeros before it, or digits at its end, may be lost"
        ),
    )
    .hint(text!(
        "đổi định dạng cột thành Văn bản (Text) rồi gõ lại, hoặc gõ dấu nháy trước số: '05",
        "change the format of the column to Text and type it again, or type '05"
    ))
}
