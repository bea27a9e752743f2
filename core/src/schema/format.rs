//! The values of `format`.

use super::date;

/// Whether a text is of a format.
type Holds = fn(&str) -> bool;

/// Every format: its name, what it accepts, and a line of the reference.
pub(super) const FORMATS: &[(&str, Holds, &str)] = &[
    (
        "ngay",
        |text| date::parse(text).is_some(),
        "ngày/tháng/năm: 05/02/2026; chưa có ngày thì /02/2026",
    ),
    ("so-hieu", is_document_number, "số và ký hiệu văn bản: 15/QĐ-BNV"),
    ("tien-vnd", is_money, "số tiền: 1.234.567 hoặc 1234567"),
    ("dien-thoai", is_phone, "số điện thoại: 0237 3824 123"),
    ("thu-dien-tu", is_mail, "thư điện tử: vanthu@example.vn"),
];

/// `15/QĐ-BNV`, `30/2020/NĐ-CP`: number, slash, symbol; no blanks (Phụ lục I, Phần I, Mục II,
/// khoản 3, điểm c).
fn is_document_number(text: &str) -> bool {
    let mut parts = text.split('/');
    let number = parts.next().unwrap_or_default();
    let allowed = |c: char| c.is_alphanumeric() || matches!(c, '-' | '.' | '&');
    number.starts_with(|c: char| c.is_ascii_digit())
        && number.chars().all(char::is_alphanumeric)
        && text.contains('/')
        && parts.all(|part| !part.is_empty() && part.chars().all(allowed))
}

/// Digits, or digits grouped by threes with dots.
fn is_money(text: &str) -> bool {
    let text = text.strip_prefix('-').unwrap_or(text);
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    match text.split_once('.') {
        None => digits(text),
        Some((first, rest)) => {
            digits(first) && first.len() <= 3 && rest.split('.').all(|p| digits(p) && p.len() == 3)
        }
    }
}

/// 3 to 15 digits with blanks, dots, hyphens and parentheses between them.
fn is_phone(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let rest = text.strip_prefix('+').unwrap_or(text);
    (3..=15).contains(&digits)
        && rest.chars().all(|c| c.is_ascii_digit() || matches!(c, ' ' | '.' | '-' | '(' | ')'))
}

/// `name@host.domain`, without blanks.
fn is_mail(text: &str) -> bool {
    let Some((name, host)) = text.split_once('@') else { return false };
    !name.is_empty()
        && !text.contains(char::is_whitespace)
        && !host.contains('@')
        && host.contains('.')
        && host.split('.').all(|part| !part.is_empty())
}

#[cfg(test)]
mod tests {
    use super::FORMATS;

    fn accepts(name: &str, text: &str) -> bool {
        FORMATS.iter().find(|(n, ..)| *n == name).unwrap().1(text)
    }

    #[test]
    fn each_format_takes_what_offices_write_and_refuses_the_rest() {
        let table: &[(&str, &[&str], &[&str])] = &[
            ("ngay", &["24/8/2017", "/8/2026"], &["31/02/2026", "hôm nay"]),
            (
                "so-hieu",
                &["15/QĐ-BNV", "30/2020/NĐ-CP", "02a/BC"],
                &["15", "15 /QĐ", "/QĐ", "1//A"],
            ),
            ("tien-vnd", &["1.234.567", "1234567", "0"], &["1.23", "12 triệu", "", "1234.567"]),
            ("dien-thoai", &["0237 3824 123", "+84 (24) 3825-1234", "1022"], &["12", "mười"]),
            ("thu-dien-tu", &["vanthu@example.vn"], &["vanthu", "a b@c.vn", "a@b", "@b.vn"]),
        ];
        for (name, good, bad) in table {
            for text in *good {
                assert!(accepts(name, text), "{name}: {text}");
            }
            for text in *bad {
                assert!(!accepts(name, text), "{name}: {text}");
            }
        }
    }
}
