//! Helpers on text.

use serde_json::Value;

/// The first letter in capitals, marks kept.
pub fn capitalize(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// A leading zero for a number below 10 (Phụ lục I, Phần I, Mục II, khoản 3, điểm c): `5` is
/// `05`, `5a` is `05a`; what begins with no digit stays.
pub fn pad(text: &str) -> String {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if digits == 1 { format!("0{text}") } else { text.to_owned() }
}

/// An entry of a list without what clerks type around it: a leading dash, trailing blanks and
/// `;` `,` `.`.
pub fn bare(text: &str) -> &str {
    let text = text.trim();
    let marks = ["- ", "– ", "+ ", "• ", "* "];
    let text = marks.iter().find_map(|mark| text.strip_prefix(mark)).unwrap_or(text);
    text.trim_start().trim_end_matches(|c: char| c.is_whitespace() || matches!(c, ';' | ',' | '.'))
}

/// Letters of điểm in their order (Nghị định 30/2020/NĐ-CP, Phụ lục I, Phần I, Mục II, khoản 6:
/// "theo thứ tự bảng chữ cái tiếng Việt"), without ă, â, ê, ô, ơ, ư, as offices count.
const LETTERS: [char; 23] = [
    'a', 'b', 'c', 'd', 'đ', 'e', 'g', 'h', 'i', 'k', 'l', 'm', 'n', 'o', 'p', 'q', 'r', 's', 't',
    'u', 'v', 'x', 'y',
];

/// The letter of the điểm number `nth`, from 1; `None` beyond "y".
pub fn letter(nth: usize) -> Option<String> {
    nth.checked_sub(1).and_then(|index| LETTERS.get(index)).map(char::to_string)
}

/// Whether a value was given and says something: a number always does, even 0.
pub fn is_there(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(flag) => *flag,
        Value::Number(_) => true,
        Value::String(text) => !text.trim().is_empty(),
        Value::Array(items) => !items.is_empty(),
        Value::Object(map) => !map.is_empty(),
    }
}
