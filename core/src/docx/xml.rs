//! Writing XML text into a buffer of bytes.

/// What a byte of text asks for. Everything else is copied.
const fn needs_care(byte: u8) -> bool {
    matches!(byte, b'<' | b'>' | b'&' | b'"' | 0..=0x1f | 0xef)
}

/// `needs_care` as a table: the scan over text is the innermost loop of the writer.
static CARE: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = needs_care(byte as u8);
        byte += 1;
    }
    table
};

/// Appends `text`, escaped for character data and for attribute values in double quotes.
/// Characters that XML 1.0 forbids are left out.
pub(super) fn escape(out: &mut Vec<u8>, text: &str) {
    let bytes = text.as_bytes();
    let mut done = 0;
    let mut at = 0;
    while at < bytes.len() {
        if !CARE[usize::from(bytes[at])] {
            at += 1;
            continue;
        }
        let (instead, length): (&[u8], usize) = match bytes[at] {
            b'<' => (b"&lt;", 1),
            b'>' => (b"&gt;", 1),
            b'&' => (b"&amp;", 1),
            b'"' => (b"&quot;", 1),
            b'\n' => (b"&#10;", 1),
            b'\t' => (b"&#9;", 1),
            // U+FFFE and U+FFFF; other characters that begin with this byte are fine.
            0xef => match bytes.get(at + 1..at + 3) {
                Some([0xbf, 0xbe | 0xbf]) => (b"", 3),
                _ => {
                    at += 3;
                    continue;
                }
            },
            _ => (b"", 1),
        };
        out.extend_from_slice(&bytes[done..at]);
        out.extend_from_slice(instead);
        at += length;
        done = at;
    }
    out.extend_from_slice(&bytes[done..]);
}

/// Escaped text as a string, for the parts that are written once.
pub(super) fn escaped(text: &str) -> String {
    let mut out = Vec::with_capacity(text.len() + 8);
    escape(&mut out, text);
    String::from_utf8(out).expect("whole characters are copied or left out")
}

/// `text` without the characters that XML 1.0 forbids, and without line breaks and tabs: for
/// names that another library escapes.
pub(super) fn clean(text: &str) -> String {
    text.chars().filter(|&c| c >= ' ' && c != '\u{fffe}' && c != '\u{ffff}').collect()
}

/// Appends a whole number.
pub(super) fn int(out: &mut Vec<u8>, value: i64) {
    let mut digits = [0u8; 20];
    let mut at = digits.len();
    let mut rest = value.unsigned_abs();
    loop {
        at -= 1;
        digits[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    if value < 0 {
        out.push(b'-');
    }
    out.extend_from_slice(&digits[at..]);
}

/// Appends literals and numbers, in order: `put!(out, b"<w:id w:val=\"", id, b"\"/>")`.
macro_rules! put {
    ($out:expr, $first:expr $(, $number:expr, $literal:expr)* $(,)?) => {{
        $out.extend_from_slice($first);
        $(
            $crate::docx::xml::int(&mut $out, i64::from($number));
            $out.extend_from_slice($literal);
        )*
    }};
}
pub(super) use put;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_escaped_and_forbidden_characters_vanish() {
        assert_eq!(escaped("a<b> & \"c\" ]]> x"), "a&lt;b&gt; &amp; &quot;c&quot; ]]&gt; x");
        assert_eq!(escaped("\u{1}a\u{0}\u{1f}b\rc\u{fffe}\u{ffff}d"), "abcd");
        assert_eq!(escaped("\u{feff}\u{fffd}\u{ff01}é ế"), "\u{feff}\u{fffd}\u{ff01}é ế");
        assert_eq!(escaped(""), "");
    }

    #[test]
    fn numbers_are_written_whole() {
        for value in [0, 7, -1, 10, 31_680, i64::MAX, i64::MIN] {
            let mut out = Vec::new();
            int(&mut out, value);
            assert_eq!(String::from_utf8(out).unwrap(), value.to_string());
        }
    }
}
