//! Names of files that every system can have.

use std::collections::BTreeMap;

use unicode_normalization::UnicodeNormalization;
use vanthu_core::diag::{Diagnostic, Text};
use vanthu_core::text;

/// Bytes of one part of a name, its ending not counted: Linux allows 255, Windows 260 characters
/// for a whole path.
const LONGEST: usize = 180;

/// So many collisions are told.
const TOLD: usize = 20;

/// `wanted` as a path of plain names: composed letters, no character that Windows refuses, no
/// device name, no blank or point at either end, not too long.
pub(crate) fn safe(wanted: &str) -> Result<String, Text> {
    let parts: Vec<String> = wanted.split('/').map(part).collect();
    if parts.iter().any(String::is_empty) {
        return Err(text!(
            "tên tệp «{wanted}» để trống, hoặc có thư mục không tên",
            "the name «{wanted}» is empty, or has an empty folder in it"
        ));
    }
    Ok(parts.join("/"))
}

fn part(wanted: &str) -> String {
    let plain = |c: char| if is_refused(c) { '-' } else { c };
    let text: String = wanted.nfc().map(plain).collect();
    let ends = |c: char| c.is_whitespace() || c == '.';
    let mut text = text.trim_matches(ends).to_owned();
    if text.len() > LONGEST {
        let mut end = LONGEST;
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        text.truncate(end);
        text.truncate(text.trim_end_matches(ends).len());
    }
    if is_device(&text) {
        text.push('_');
    }
    text
}

/// What Windows has no place for in a name; control characters, and those that only turn the
/// direction of writing.
fn is_refused(c: char) -> bool {
    c.is_control()
        || matches!(c, '<' | '>' | ':' | '"' | '|' | '?' | '*' | '\\')
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// `NUL`, `com1`, `con.txt`: Windows takes them for devices, whatever follows the first point.
fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_lowercase();
    let numbered = stem.strip_prefix("com").or(stem.strip_prefix("lpt"));
    matches!(&*stem, "con" | "prn" | "aux" | "nul" | "conin$" | "conout$")
        || numbered.is_some_and(|n| {
            let mut digits = n.chars();
            digits.next().is_some_and(|c| c.is_ascii_digit() || matches!(c, '¹' | '²' | '³'))
                && digits.next().is_none()
        })
}

/// The name that a disk may not tell from this one: case and composition do not count.
pub(crate) fn folded(name: &str) -> String {
    name.nfc().flat_map(char::to_lowercase).nfc().collect()
}

/// A fault for each two documents that would have one file, or one the folder of the other.
pub(super) fn collisions<'i>(names: impl Iterator<Item = (&'i str, &'i str)>) -> Vec<Diagnostic> {
    let mut files: BTreeMap<String, (&str, &str)> = BTreeMap::new();
    let mut found = Vec::new();
    for (name, source) in names {
        match files.get(&folded(name)) {
            Some((taken, other)) => found.push(collision(taken, other, source)),
            None => drop(files.insert(folded(name), (name, source))),
        }
    }
    for (key, (name, source)) in &files {
        let folders = key.match_indices('/').filter_map(|(at, _)| files.get(&key[..at]));
        found.extend(folders.map(|(_, other)| collision(name, other, source)));
    }
    let more = found.len().saturating_sub(TOLD);
    found.truncate(TOLD);
    if more > 0 {
        let message = text!("còn {more} cặp trùng tên nữa", "{more} more names are taken");
        found.push(Diagnostic::error("name-taken", message));
    }
    found
}

fn collision(name: &str, other: &str, source: &str) -> Diagnostic {
    Diagnostic::error(
        "name-taken",
        text!(
            "hai văn bản cùng tên tệp «{name}»: {other} và {source}",
            "two documents would be the file «{name}»: {other} and {source}"
        ),
    )
    .hint(text!(
        "đặt tên theo mục phân biệt được chúng, ví dụ --name \"{{{{so}}}}-{{{{_tep}}}}\"",
        "name them by a field that tells them apart, --name \"{{{{so}}}}-{{{{_tep}}}}\" for example"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_text_becomes_a_name_that_windows_can_have() {
        for (wanted, name) in [
            ("Báo cáo 05", "Báo cáo 05"),
            // Decomposed.
            ("Ba\u{301}o", "Báo"),
            ("a:b*c?\"<>|d", "a-b-c-----d"),
            ("a\\b", "a-b"),
            (" a. . ", "a"),
            ("NUL", "NUL_"),
            ("con.2026", "con.2026_"),
            ("COM1", "COM1_"),
            ("com¹", "com¹_"),
            ("console", "console"),
            ("..", ""),
            ("x/../y", ""),
            ("quý I/xã A", "quý I/xã A"),
            ("a\u{202e}b\tc", "a-b-c"),
        ] {
            assert_eq!(safe(wanted).unwrap_or_default(), name, "{wanted:?}");
        }
        let long = safe(&"ệ".repeat(200)).expect("a name");
        assert!(long.len() <= LONGEST && long.chars().all(|c| c == 'ệ'));
    }

    #[test]
    fn names_that_a_disk_may_not_tell_apart_collide() {
        let told = |names: &[&str]| collisions(names.iter().map(|name| (*name, *name))).len();
        assert_eq!(told(&["a", "b", "a/c"]), 1, "a file where another has a folder");
        assert_eq!(told(&["Xã Đông", "xã đông"]), 1);
        assert_eq!(told(&["Xa\u{303} A", "Xã A"]), 1);
        assert_eq!(told(&["a", "a-1", "b"]), 0);
        let many: Vec<String> = (0..60).map(|n| format!("t{}", n / 2)).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        assert_eq!(told(&many), TOLD + 1);
    }
}
