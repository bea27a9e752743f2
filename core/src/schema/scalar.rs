//! The type of a scalar is what the schema says, read from the raw text.

use serde_json::{Number, Value};

use super::Type;
use crate::diag::Text;
use crate::text;

/// Digits of a number that a JSON number surely keeps.
const DIGITS: usize = 15;

/// What is wrong with a scalar, and what to do.
pub(super) struct Misfit {
    pub(super) code: &'static str,
    pub(super) message: Text,
    pub(super) hint: Text,
}

/// The value of a scalar as the type `kind`.
pub(super) fn typed(raw: &str, quoted: bool, kind: &Type) -> Result<Value, Misfit> {
    match kind {
        Type::String => Ok(Value::String(raw.to_owned())),
        Type::Boolean => match (raw, quoted) {
            ("true", false) => Ok(Value::Bool(true)),
            ("false", false) => Ok(Value::Bool(false)),
            _ => Err(Misfit {
                code: "not-a-boolean",
                message: text!(
                    "«{raw}» không phải true hoặc false",
                    "«{raw}» is not true or false"
                ),
                hint: text!(
                    "ghi true (có) hoặc false (không), không có dấu nháy",
                    "write true or false, without quotes"
                ),
            }),
        },
        Type::Integer | Type::Number => number(raw, quoted, matches!(kind, Type::Integer)),
        Type::Object { .. } => Err(Misfit {
            code: "not-a-map",
            message: text!(
                "chỗ này phải gồm các mục con, không phải một giá trị",
                "fields are wanted here, not a single value"
            ),
            hint: text!(
                "xuống dòng, thụt vào 2 dấu cách rồi ghi từng mục con",
                "begin a new line, indent by 2 blanks and write its fields"
            ),
        }),
        Type::Array { .. } => Err(Misfit {
            code: "not-a-list",
            message: text!(
                "chỗ này phải là danh sách, không phải một giá trị",
                "a list is wanted here, not a single value"
            ),
            hint: text!(
                "mỗi phần tử một dòng, bắt đầu bằng dấu gạch và dấu cách: - {raw}",
                "one item a line, each after a dash and a blank: - {raw}"
            ),
        }),
    }
}

fn number(raw: &str, quoted: bool, whole: bool) -> Result<Value, Misfit> {
    let misfit = |hint: Text| Misfit {
        code: "not-a-number",
        message: if whole {
            text!("«{raw}» không phải số nguyên", "«{raw}» is no whole number")
        } else {
            text!("«{raw}» không phải số", "«{raw}» is no number")
        },
        hint,
    };
    if quoted && is_number(raw) {
        return Err(misfit(text!("bỏ dấu nháy: {raw}", "drop the quotes: {raw}")));
    }
    if !is_number(raw) || quoted {
        return Err(misfit(meant(raw)));
    }
    if whole && raw.contains(['.', 'e', 'E']) {
        return Err(misfit(text!(
            "ghi số nguyên, không có phần lẻ",
            "write it without a fraction"
        )));
    }
    let mantissa = raw.split(['e', 'E']).next().unwrap_or_default();
    let digits = mantissa.bytes().filter(u8::is_ascii_digit).count();
    let value = raw.parse::<Number>().ok().filter(|_| digits <= DIGITS).map(Value::Number);
    value.ok_or_else(|| Misfit {
        code: "number-too-long",
        message: text!("«{raw}» có quá {DIGITS} chữ số", "«{raw}» has more than {DIGITS} digits"),
        hint: text!(
            "đổi đơn vị tính (nghìn, triệu đồng) cho số ngắn lại",
            "choose a larger unit, so that it gets shorter"
        ),
    })
}

/// What somebody who wrote this for a number probably meant.
fn meant(raw: &str) -> Text {
    let text = raw.trim();
    let vietnamese = text.replace('.', "").replace(',', ".");
    let bare = text.trim_start_matches('0');
    let (given, zeros) = if is_number(bare) && bare.len() < text.len() {
        (bare, true)
    } else {
        (vietnamese.as_str(), false)
    };
    if zeros {
        return text!("bỏ số 0 ở đầu: {given}", "drop the leading zero: {given}");
    }
    if is_number(given) {
        return text!(
            "ghi {given}: không chấm phân cách, phần lẻ sau dấu chấm",
            "write {given}: no separators, a point before the fraction"
        );
    }
    text!("chỉ ghi chữ số, ví dụ 1250 hoặc 12.5", "write digits only, 1250 or 12.5 for example")
}

/// JSON's syntax of a number, and no other.
pub(super) fn is_number(text: &str) -> bool {
    let plain = text.strip_prefix('-').unwrap_or(text);
    let (mantissa, exponent) = match plain.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (plain, None),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let signed = |part: &str| digits(part.strip_prefix(['+', '-']).unwrap_or(part));
    digits(whole)
        && (whole == "0" || !whole.starts_with('0'))
        && fraction.is_none_or(digits)
        && exponent.is_none_or(signed)
}
