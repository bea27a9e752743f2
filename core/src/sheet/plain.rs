//! Tables in text files: separated values and JSON Lines.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::Arc;

use csv::{ByteRecord, ReaderBuilder};
use indexmap::IndexMap;
use serde_json::Value as Json;

use super::book::{Cell, Limits, Value};
use super::fault;
use super::gather::{Found, Gather, Left};
use crate::data::{Entry, Kind, Node};
use crate::diag::{Diagnostic, FileId, Span};
use crate::text;

/// What separates the values of a line; that which there is most of wins, the first among equals.
const SEPARATORS: [char; 3] = ['\t', ';', ','];

/// Reads separated values: UTF-8, or UTF-16 as Excel's "Unicode text".
pub(super) fn separated(bytes: &[u8], limits: &Limits) -> Result<Found, Diagnostic> {
    let text = decoded(bytes)?;
    let (separator, text) = separator(&text);
    if text.matches('"').count() % 2 == 1 {
        return Err(unclosed());
    }
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator as u8)
        .from_reader(text.as_bytes());
    let mut left = Left::new(limits);
    let mut gather = Gather::new("", limits, &mut left);
    let mut record = ByteRecord::new();
    let mut number = 0;
    while reader.read_byte_record(&mut record).map_err(|_| fault::damaged())? {
        let at = record.position().map_or(0, |position| position.byte() as usize);
        number += blank_lines(text, at);
        let mut cells = Vec::new();
        for (column, value) in (0..).zip(record.iter()) {
            let value = String::from_utf8_lossy(value).replace("\r\n", "\n");
            if !value.trim().is_empty() {
                gather.admit(column)?;
                cells.push(Cell { column, value: Value::Text(Arc::from(value)) });
            }
        }
        gather.row(number, cells, false)?;
        number += 1;
    }
    Ok(Found { sheets: vec![gather.finish()?], hidden: Vec::new() })
}

/// Blank lines are no records; a row is still where Excel shows it.
fn blank_lines(text: &str, at: usize) -> u32 {
    let (before, after) = (text.get(..at).unwrap_or_default(), text.get(at..).unwrap_or_default());
    // The second half of the end of the line before.
    let after = after.strip_prefix('\n').filter(|_| before.ends_with('\r')).unwrap_or(after);
    let blank = after.bytes().take_while(|b| matches!(b, b'\r' | b'\n'));
    u32::try_from(blank.filter(|b| *b == b'\n').count()).unwrap_or(u32::MAX)
}

fn decoded(bytes: &[u8]) -> Result<Cow<'_, str>, Diagnostic> {
    let wide = |bytes: &[u8], unit: fn([u8; 2]) -> u16| {
        let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
        let text: Result<String, _> = char::decode_utf16(units).collect();
        text.map_err(|_| fault::not_utf8()).map(Cow::Owned)
    };
    match bytes {
        [0xFF, 0xFE, rest @ ..] => wide(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => wide(rest, u16::from_be_bytes),
        _ => {
            let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
            let text = std::str::from_utf8(bytes).map_err(|_| fault::not_utf8())?;
            // No text, whatever its name says.
            if text.contains('\0') { Err(fault::no_workbook()) } else { Ok(Cow::Borrowed(text)) }
        }
    }
}

/// The separator, and the text without the line that names it, as Excel writes: `sep=;`.
fn separator(text: &str) -> (char, &str) {
    let named = text.strip_prefix("sep=").or_else(|| text.strip_prefix("\"sep="));
    let mut chars = named.unwrap_or_default().chars();
    if let Some(separator) = chars.next().filter(|c| SEPARATORS.contains(c)) {
        let rest = chars.as_str().trim_start_matches('"');
        let end = rest.starts_with(['\r', '\n']).then(|| rest.find('\n')).flatten();
        if let Some(end) = end {
            return (separator, &rest[end + 1..]);
        }
    }
    // What parts cells stands as often in one line as in the next; commas in texts do not. The head
    // of the table is enough, and titles above it have few.
    let mut lines = vec![[0_usize; SEPARATORS.len()]];
    let mut quoted = false;
    for c in text.chars() {
        match c {
            '"' => quoted = !quoted,
            '\n' if !quoted && lines.len() > 20 => break,
            '\n' if !quoted => lines.push([0; SEPARATORS.len()]),
            c if !quoted => {
                let nth = SEPARATORS.iter().position(|separator| *separator == c);
                if let (Some(nth), Some(line)) = (nth, lines.last_mut()) {
                    line[nth] += 1;
                }
            }
            _ => {}
        }
    }
    let worth = |nth: usize| {
        let alike = |count: usize| lines.iter().filter(|line| line[nth] == count).count();
        let counts = lines.iter().map(|line| line[nth]).filter(|count| *count > 0);
        counts.map(|count| (alike(count), count)).max()
    };
    let worths = (0..SEPARATORS.len()).rev().filter_map(|nth| Some((worth(nth)?, nth)));
    let best = worths.max_by_key(|(worth, _)| *worth);
    (best.map_or(',', |(_, nth)| SEPARATORS[nth]), text)
}

fn unclosed() -> Diagnostic {
    Diagnostic::error(
        "unclosed-quote",
        text!(
            "có dấu ngoặc kép mở mà không đóng, nên không biết các ô kết thúc ở đâu",
            "a quote is opened and not closed, so nobody knows where cells end"
        ),
    )
    .hint(text!(
        "mở tệp bằng Excel rồi lưu lại; dấu ngoặc kép trong ô phải viết hai lần: \"\"",
        "open the file in Excel and save it; a quote in a cell is written twice: \"\""
    ))
}

/// Reads JSON Lines: one object a line, whose keys are the columns; maps in it are `a.b`.
pub(super) fn json_lines(bytes: &[u8], limits: &Limits, file: FileId) -> Result<Found, Diagnostic> {
    let text = decoded(bytes)?;
    let mut columns: IndexMap<String, u32> = IndexMap::new();
    let mut lines = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        if line.trim().is_empty() {
            continue;
        }
        let object = match serde_json::from_str::<Json>(line) {
            Ok(Json::Object(object)) => Json::Object(object),
            Ok(_) => return Err(no_object(file, number)),
            Err(error) => return Err(no_object(file, number).hint(reason(&error))),
        };
        let (mut flat, mut names) = (Vec::new(), String::new());
        flatten(object, &mut names, &mut flat);
        let mut seen = HashSet::new();
        let flat_twice = flat.iter().find(|(name, _)| !seen.insert(name));
        // Of two keys of one map the parser takes the last without a word.
        let doubled = doubled(line).or(flat_twice.map(|(name, _)| name.clone()));
        if let Some(key) = doubled {
            return Err(twice(&key).at(Span::row(file, number - 1)));
        }
        let mut cells = Vec::new();
        for (name, value) in flat {
            let next = u32::try_from(columns.len()).unwrap_or(u32::MAX);
            cells.push((*columns.entry(name).or_insert(next), value));
            if columns.len() > limits.columns as usize {
                return Err(fault::too_many("", "cột", "columns", limits.columns as usize));
            }
        }
        lines.push((number, cells));
    }
    let mut left = Left::new(limits);
    let mut gather = Gather::new("", limits, &mut left);
    // The names of the columns are the row above the first line.
    let head = (0..).zip(columns.into_keys());
    let head = head.map(|(column, name)| Cell { column, value: Value::Text(Arc::from(name)) });
    gather.row(0, head.collect(), false)?;
    for (number, cells) in lines {
        let mut row = Vec::new();
        for (column, value) in cells {
            gather.admit(column)?;
            row.push(Cell { column, value: typed(value, Span::cell(file, number, column)) });
        }
        gather.row(number, row, false)?;
    }
    Ok(Found { sheets: vec![gather.finish()?], hidden: Vec::new() })
}

/// A key that a map of this JSON has twice.
fn doubled(json: &str) -> Option<String> {
    let mut maps: Vec<HashSet<String>> = Vec::new();
    let mut rest = json;
    while let Some(at) = rest.find(['{', '}', '"']) {
        let (sign, after) = rest[at..].split_at(1);
        rest = after;
        match sign {
            "{" => maps.push(HashSet::new()),
            "}" => drop(maps.pop()),
            _ => {
                let mut escaped = false;
                let end = rest.find(|c: char| {
                    let is_end = c == '"' && !escaped;
                    escaped = c == '\\' && !escaped;
                    is_end
                })?;
                let text = &rest[..end];
                rest = &rest[end + 1..];
                if rest.trim_start().starts_with(':') {
                    let key: String = serde_json::from_str(&format!("\"{text}\"")).ok()?;
                    if !maps.last_mut()?.insert(key.clone()) {
                        return Some(key);
                    }
                }
            }
        }
    }
    None
}

fn flatten(value: Json, name: &mut String, out: &mut Vec<(String, Json)>) {
    match value {
        Json::Object(map) => {
            for (key, value) in map {
                let above = name.len();
                if above > 0 {
                    name.push('.');
                }
                name.push_str(&key);
                flatten(value, name, out);
                name.truncate(above);
            }
        }
        value => out.push((name.clone(), value)),
    }
}

fn typed(value: Json, place: Span) -> Value {
    match value {
        Json::Null => Value::Null,
        Json::Bool(value) => Value::Boolean(value),
        Json::Number(number) => {
            Value::Number { digits: number.to_string(), padded: None, percent: false }
        }
        Json::String(text) => Value::Text(Arc::from(text)),
        tree => Value::Tree(node(tree, place)),
    }
}

/// JSON as data; all of it stands in one cell.
fn node(value: Json, span: Span) -> Node {
    let plain = |text: String| Kind::Scalar { text, quoted: false };
    let kind = match value {
        Json::Null => Kind::Null,
        Json::Bool(value) => plain(value.to_string()),
        Json::Number(number) => plain(number.to_string()),
        Json::String(text) => Kind::Scalar { text, quoted: true },
        Json::Array(items) => Kind::Seq(items.into_iter().map(|item| node(item, span)).collect()),
        Json::Object(map) => {
            let entry = |(key, value)| Entry { key, key_span: span, value: node(value, span) };
            Kind::Map(map.into_iter().map(entry).collect())
        }
    };
    Node { span, kind }
}

fn twice(key: &str) -> Diagnostic {
    Diagnostic::error(
        "duplicate-key",
        text!("dòng này ghi mục «{key}» hai lần", "the line gives «{key}» twice"),
    )
    .hint(text!("xóa một trong hai", "delete one of them"))
}

fn no_object(file: FileId, line: u32) -> Diagnostic {
    Diagnostic::error(
        "not-json-lines",
        text!("dòng này không phải một đối tượng JSON", "this line is no JSON object"),
    )
    .at(Span::row(file, line - 1))
    .hint(text!(
        "mỗi dòng của tệp .jsonl là một đối tượng: {{\"so\": \"05\"}}",
        "each line of a .jsonl file is one object: {{\"so\": \"05\"}}"
    ))
}

fn reason(error: &serde_json::Error) -> crate::diag::Text {
    let column = error.column();
    text!("xem ký tự thứ {column} của dòng", "look at character {column} of the line")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(bytes: &[u8]) -> Vec<(u32, Vec<String>)> {
        let found = separated(bytes, &Limits::PAGE).unwrap_or_else(|fault| panic!("{fault:?}"));
        let row = |row: &super::super::book::Row| {
            (row.number, row.cells.iter().map(|cell| cell.value.shown()).collect())
        };
        found.sheets[0].rows.iter().map(row).collect()
    }

    #[test]
    fn what_excel_calls_csv_is_read_in_each_of_its_ways() {
        let wanted = [
            (0, vec!["Tên".to_owned(), "Số".to_owned()]),
            (2, vec!["Thôn \"A\"\nmới".to_owned(), "1.234,5".to_owned()]),
        ];
        let comma = "Tên,Số\r\n\r\n\"Thôn \"\"A\"\"\r\nmới\",\"1.234,5\"\r\n";
        let semicolon = "Tên;Số\n\n\"Thôn \"\"A\"\"\nmới\";1.234,5\n";
        let tab = semicolon.replace(';', "\t");
        let wide = |text: &str, unit: fn(u16) -> [u8; 2]| -> Vec<u8> {
            "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(unit).collect()
        };
        for bytes in [
            comma.as_bytes().to_vec(),
            semicolon.as_bytes().to_vec(),
            format!("\u{feff}{semicolon}").into_bytes(),
            format!("sep=;\r\n{semicolon}").into_bytes(),
            tab.as_bytes().to_vec(),
            wide(&tab, u16::to_le_bytes),
            wide(&tab, u16::to_be_bytes),
        ] {
            assert_eq!(rows(&bytes), wanted, "{}", String::from_utf8_lossy(&bytes));
        }
    }

    #[test]
    fn other_encodings_and_open_quotes_are_refused() {
        let code = |bytes: &[u8]| match separated(bytes, &Limits::PAGE) {
            Ok(_) => "read".into(),
            Err(fault) => fault.code,
        };
        assert_eq!(code(b"T\xean,S\xf4\n"), "not-utf8");
        assert_eq!(code(b"\xff\xfe\x00\xd8a\x00"), "not-utf8");
        assert_eq!(code(b"a,b\n\"c,d\n"), "unclosed-quote");
        assert_eq!(code(b"a\0b"), "not-a-workbook");
    }

    #[test]
    fn each_line_of_json_is_a_row() {
        let text = "{\"so\": \"05\", \"nguoi_ky\": {\"ho_ten\": \"A\"}}\n\n{\"so\": null, \"n\": 1.5, \"l\": [\"x\"]}\n";
        let file = FileId(0);
        let found = json_lines(text.as_bytes(), &Limits::PAGE, file).expect("reads");
        let row = |row: &super::super::book::Row| {
            row.cells.iter().map(|cell| cell.value.shown()).collect::<Vec<_>>().join("|")
        };
        let shown: Vec<String> = found.sheets[0].rows.iter().map(row).collect();
        assert_eq!(shown, ["so|nguoi_ky.ho_ten|n|l", "05|A", "~|1,5|{…}"]);
        assert_eq!(found.sheets[0].rows[2].number, 3);
        let refused = json_lines(b"[1]\n", &Limits::PAGE, file).err().expect("refused");
        assert_eq!(refused.code, "not-json-lines");
    }

    #[test]
    fn a_key_given_twice_is_refused_with_its_line() {
        let refused = |line: &str| {
            let text = format!("{{\"so\": \"1\"}}\n{line}\n");
            let fault = json_lines(text.as_bytes(), &Limits::PAGE, FileId(0)).err()?;
            assert_eq!(fault.span, Some(Span::row(FileId(0), 1)), "{line}");
            Some((fault.code.into_owned(), fault.message.vi))
        };
        for (line, key) in [
            (r#"{"so": "1", "so": "2"}"#, "so"),
            (r#"{"so": "1", "s\u006f" : null}"#, "so"),
            (r#"{"a": {"b": 1, "c": [{"d": 1}, {"d": 1, "d": 2}]}}"#, "d"),
            (r#"{"a": {"b": 1}, "a.b": 2}"#, "a.b"),
        ] {
            let wanted = format!("dòng này ghi mục «{key}» hai lần");
            assert_eq!(refused(line), Some(("duplicate-key".to_owned(), wanted)), "{line}");
        }
        for line in [
            r#"{"a": {"b": 1}, "b": [{"b": 1}, {"b": 2}]}"#,
            r#"{"a": "\"so\": {", "b\\": "}", "so": "a\\"}"#,
        ] {
            assert_eq!(refused(line), None, "{line}");
        }
    }
}
