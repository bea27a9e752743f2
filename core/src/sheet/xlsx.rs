//! Workbooks of Excel (ECMA-376, Part 1, 18).

use std::sync::Arc;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::book::{Area, Cell, Limits, UNKNOWN, Value};
use super::fault;
use super::gather::{Found, Gather, Left};
use super::number::{self, Look};
use super::package::{Package, attribute, count, entity};
use crate::diag::{COLUMNS, Diagnostic};
use crate::docx::resolved;

/// A sheet, as the workbook names it.
struct Tab {
    name: String,
    part: String,
    hidden: bool,
}

/// What all sheets share.
struct Shared {
    strings: Vec<Arc<str>>,
    looks: Vec<Look>,
    since_1904: bool,
}

/// Reads each sheet that is not hidden.
pub(super) fn read(package: &mut Package<'_>, limits: &Limits) -> Result<Found, Diagnostic> {
    let relations = relations(package, "_rels/.rels", "")?;
    let of_kind = |kind: &str, all: &[Relation]| {
        all.iter().find(|relation| relation.kind == kind).map(|relation| relation.target.clone())
    };
    let main = of_kind("officeDocument", &relations).ok_or_else(fault::no_workbook)?;
    let (folder, file) = main.rsplit_once('/').unwrap_or(("", &main));
    let beside = format!("{folder}/_rels/{file}.rels");
    let relations = self::relations(package, beside.trim_start_matches('/'), folder)?;
    let workbook = package.text(&main)?.ok_or_else(fault::damaged)?;
    let (tabs, since_1904) = tabs(&workbook, &relations)?;
    if tabs.len() > limits.entries {
        return Err(fault::too_large());
    }
    drop(workbook);
    let strings = match of_kind("sharedStrings", &relations) {
        Some(part) => strings(&package.text(&part)?.unwrap_or_default(), limits)?,
        None => Vec::new(),
    };
    let looks = match of_kind("styles", &relations) {
        Some(part) => looks(&package.text(&part)?.unwrap_or_default())?,
        None => Vec::new(),
    };
    let shared = Shared { strings, looks, since_1904 };
    let mut found = Found::default();
    let mut left = Left::new(limits);
    for tab in tabs {
        if tab.hidden {
            found.hidden.push(tab.name);
            continue;
        }
        let text = package.text(&tab.part)?.ok_or_else(fault::damaged)?;
        let mut gather = Gather::new(&tab.name, limits, &mut left);
        sheet(&text, &shared, &mut gather)?;
        found.sheets.push(gather.finish()?);
    }
    Ok(found)
}

struct Relation {
    id: String,
    /// The last word of its type.
    kind: String,
    target: String,
}

fn relations(
    package: &mut Package<'_>,
    part: &str,
    folder: &str,
) -> Result<Vec<Relation>, Diagnostic> {
    let Some(text) = package.text(part)? else { return Ok(Vec::new()) };
    let mut out = Vec::new();
    each(&text, |start| {
        if start.local_name().as_ref() == "Relationship"
            && attribute(start, "TargetMode").as_deref() != Some("External")
            && let (Some(id), Some(kind), Some(target)) =
                (attribute(start, "Id"), attribute(start, "Type"), attribute(start, "Target"))
        {
            let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
            out.push(Relation { id, kind, target: resolved(folder, &target) });
        }
    })?;
    Ok(out)
}

/// Looks at each element of a part.
fn each(text: &str, mut look: impl FnMut(&BytesStart<'_>)) -> Result<(), Diagnostic> {
    let mut reader = Reader::from_str(text);
    loop {
        match reader.read_event().map_err(|_| fault::damaged())? {
            Event::Start(start) | Event::Empty(start) => look(&start),
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

fn tabs(text: &str, relations: &[Relation]) -> Result<(Vec<Tab>, bool), Diagnostic> {
    let (mut tabs, mut since_1904) = (Vec::new(), false);
    each(text, |start| match start.local_name().as_ref() {
        "workbookPr" => {
            since_1904 = matches!(attribute(start, "date1904").as_deref(), Some("1" | "true"));
        }
        "sheet" => {
            let hidden = !matches!(attribute(start, "state").as_deref(), None | Some("visible"));
            let id = start.attributes().flatten().find(|a| a.key.0.ends_with(":id"));
            let id = id.map(|a| a.value.into_owned()).unwrap_or_default();
            // Sheets of charts and of dialogs have no cells.
            let part = relations.iter().find(|r| r.id == id && r.kind == "worksheet");
            if let (Some(name), Some(part)) = (attribute(start, "name"), part) {
                tabs.push(Tab { name, part: part.target.clone(), hidden });
            }
        }
        _ => {}
    })?;
    Ok((tabs, since_1904))
}

/// The texts that cells point to.
fn strings(text: &str, limits: &Limits) -> Result<Vec<Arc<str>>, Diagnostic> {
    let mut reader = Reader::from_str(text);
    let (mut out, mut item, mut taken, mut spoken) = (Vec::new(), String::new(), false, 0_usize);
    loop {
        match reader.read_event().map_err(|_| fault::damaged())? {
            Event::Start(start) => match start.local_name().as_ref() {
                "si" => item.clear(),
                "rPh" => spoken += 1,
                "t" => taken = spoken == 0,
                _ => {}
            },
            Event::Empty(start) if start.local_name().as_ref() == "si" => out.push(Arc::from("")),
            Event::Text(text) if taken => item.push_str(&text),
            Event::CData(text) if taken => item.push_str(&text),
            Event::GeneralRef(name) if taken => item.push_str(&entity(&name)),
            Event::End(end) => match end.local_name().as_ref() {
                "t" => taken = false,
                "rPh" => spoken = spoken.saturating_sub(1),
                "si" if out.len() >= limits.cells => return Err(fault::too_large()),
                "si" => out.push(Arc::from(unescaped(&item))),
                _ => {}
            },
            Event::Eof => return Ok(out),
            _ => {}
        }
    }
}

/// What each style of a cell makes of numbers.
fn looks(text: &str) -> Result<Vec<Look>, Diagnostic> {
    let (mut codes, mut out, mut inside) = (Vec::new(), Vec::new(), false);
    let mut reader = Reader::from_str(text);
    loop {
        match reader.read_event().map_err(|_| fault::damaged())? {
            Event::Start(start) | Event::Empty(start) => match start.local_name().as_ref() {
                "numFmt" => {
                    if let (Some(id), Some(code)) =
                        (count(&start, "numFmtId"), attribute(&start, "formatCode"))
                    {
                        codes.push((id, number::look(&code)));
                    }
                }
                "cellXfs" => inside = true,
                "xf" if inside => {
                    let id = count(&start, "numFmtId").unwrap_or_default();
                    let own = codes.iter().find(|(other, _)| *other == id);
                    out.push(own.map_or_else(|| number::built_in(id), |(_, look)| *look));
                }
                _ => {}
            },
            Event::End(end) if end.local_name().as_ref() == "cellXfs" => inside = false,
            Event::Eof => return Ok(out),
            _ => {}
        }
    }
}

/// A cell that is being read.
#[derive(Default)]
struct Open {
    column: u32,
    kind: String,
    style: usize,
    text: String,
    /// It has a formula.
    formula: bool,
    /// It has a value, which may be blank.
    worked_out: bool,
}

fn sheet(text: &str, shared: &Shared, gather: &mut Gather<'_>) -> Result<(), Diagnostic> {
    let mut reader = Reader::from_str(text);
    let (mut row, mut next_row, mut next_column, mut hidden) = (0, 0, 0, false);
    let mut cells: Vec<Cell> = Vec::new();
    let mut open: Option<Open> = None;
    let (mut taken, mut spoken, mut closed) = (false, 0_usize, false);
    loop {
        match reader.read_event().map_err(|_| fault::damaged())? {
            Event::Start(start) => match start.local_name().as_ref() {
                "row" => {
                    row = count(&start, "r").map_or(next_row, |r| r.saturating_sub(1));
                    hidden = matches!(attribute(&start, "hidden").as_deref(), Some("1" | "true"));
                    next_column = 0;
                }
                "c" => {
                    let cell = begin(&start, next_column)?;
                    next_column = cell.column + 1;
                    open = Some(cell);
                }
                "rPh" => spoken += 1,
                "v" | "t" => {
                    taken = open.is_some() && spoken == 0;
                    note(&mut open, |open| open.worked_out = true);
                }
                "f" => note(&mut open, |open| open.formula = true),
                "mergeCell" => merge(&start, gather),
                "col" => hide(&start, gather),
                _ => {}
            },
            Event::Empty(start) => match start.local_name().as_ref() {
                "v" | "t" => note(&mut open, |open| open.worked_out = true),
                "f" => note(&mut open, |open| open.formula = true),
                "mergeCell" => merge(&start, gather),
                "col" => hide(&start, gather),
                "c" => next_column = begin(&start, next_column)?.column + 1,
                "row" => next_row = count(&start, "r").unwrap_or(next_row.saturating_add(1)),
                _ => {}
            },
            Event::Text(text) if taken => push(&mut open, &text),
            Event::CData(text) if taken => push(&mut open, &text),
            Event::GeneralRef(name) if taken => push(&mut open, &entity(&name)),
            Event::End(end) => match end.local_name().as_ref() {
                "v" | "t" => taken = false,
                "rPh" => spoken = spoken.saturating_sub(1),
                "c" => {
                    let open = open.take().unwrap_or_default();
                    if let Some(value) = value(&open, shared)? {
                        gather.admit(open.column)?;
                        cells.push(Cell { column: open.column, value });
                    }
                }
                "row" => {
                    gather.row(row, std::mem::take(&mut cells), hidden)?;
                    next_row = row.saturating_add(1);
                }
                "worksheet" => closed = true,
                _ => {}
            },
            Event::Eof if closed => return Ok(()),
            Event::Eof => return Err(fault::damaged()),
            _ => {}
        }
    }
}

fn begin(start: &BytesStart<'_>, next: u32) -> Result<Open, Diagnostic> {
    let column = match attribute(start, "r") {
        Some(name) => address(&name).ok_or_else(fault::damaged)?.1,
        None => next,
    };
    let style = count(start, "s").unwrap_or_default() as usize;
    let kind = attribute(start, "t").unwrap_or_default();
    Ok(Open { column, kind, style, ..Open::default() })
}

fn push(open: &mut Option<Open>, text: &str) {
    note(open, |open| open.text.push_str(text));
}

fn note(open: &mut Option<Open>, change: impl FnOnce(&mut Open)) {
    if let Some(open) = open {
        change(open);
    }
}

fn value(open: &Open, shared: &Shared) -> Result<Option<Value>, Diagnostic> {
    let text = &open.text;
    if text.is_empty() {
        // A program that works nothing out has written it.
        let waits = open.formula && !open.worked_out;
        return Ok(waits.then(|| Value::Error(UNKNOWN.to_owned())));
    }
    Ok(Some(match open.kind.as_str() {
        "s" => {
            let nth: usize = text.trim().parse().map_err(|_| fault::damaged())?;
            Value::Text(shared.strings.get(nth).ok_or_else(fault::damaged)?.clone())
        }
        "b" => Value::Boolean(matches!(text.trim(), "1" | "true")),
        "e" => Value::Error(text.trim().to_owned()),
        "str" | "inlineStr" => Value::Text(Arc::from(unescaped(text))),
        "d" => match super::ods::day(text) {
            Some((day, time)) => Value::Date { day: Some(day), time },
            None => Value::Text(Arc::from(text.as_str())),
        },
        _ => {
            let look = shared.looks.get(open.style).copied().unwrap_or_default();
            number::value(text, look, shared.since_1904).ok_or_else(fault::damaged)?
        }
    }))
}

/// `<col min="3" max="4" hidden="1"/>`: columns from 1.
fn hide(start: &BytesStart<'_>, gather: &mut Gather<'_>) {
    if matches!(attribute(start, "hidden").as_deref(), Some("1" | "true"))
        && let (Some(first), Some(last)) = (count(start, "min"), count(start, "max"))
    {
        gather.hide_columns(first.saturating_sub(1), last.saturating_sub(1));
    }
}

fn merge(start: &BytesStart<'_>, gather: &mut Gather<'_>) {
    let area = attribute(start, "ref");
    let ends = area.as_deref().and_then(|area| area.split_once(':'));
    let ends = ends.and_then(|(from, to)| Some((address(from)?, address(to)?)));
    if let Some(((top, left), (bottom, right))) = ends {
        gather.merge(Area { top, left, bottom, right });
    }
}

/// `B7` as row and column from 0.
fn address(name: &str) -> Option<(u32, u32)> {
    let name = name.trim();
    let split = name.find(|c: char| c.is_ascii_digit())?;
    let (letters, digits) = name.split_at(split);
    let mut column = 0_u32;
    for letter in letters.bytes() {
        if !letter.is_ascii_alphabetic() {
            return None;
        }
        column = column * 26 + u32::from(letter.to_ascii_uppercase() - b'A') + 1;
        if column > COLUMNS {
            return None;
        }
    }
    let row: u32 = digits.parse().ok()?;
    Some((row.checked_sub(1)?, column.checked_sub(1)?))
}

/// `_x000D_` is a character that XML has no place for; lines end with `\n`.
fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        let code = rest.get(at + 2..at + 6).and_then(|code| u32::from_str_radix(code, 16).ok());
        let closed = rest.as_bytes().get(at + 6) == Some(&b'_');
        match code.and_then(char::from_u32).filter(|_| closed) {
            Some(c) => {
                out.push_str(&rest[..at]);
                out.push(c);
                rest = &rest[at + 7..];
            }
            None => {
                out.push_str(&rest[..at + 2]);
                rest = &rest[at + 2..];
            }
        }
    }
    out.push_str(rest);
    out.replace("\r\n", "\n").replace('\r', "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_escapes_are_read() {
        assert_eq!(address("A1"), Some((0, 0)));
        assert_eq!(address("AA10"), Some((9, 26)));
        assert_eq!(address("XFD1048576"), Some((1_048_575, 16_383)));
        for bad in ["", "A", "1", "A0", "XFE1", "ZZZZZZZZZZ1", "Ấ1", "A-1", "A99999999999"] {
            assert_eq!(address(bad), None, "{bad}");
        }
        assert_eq!(unescaped("a_x000D_\nb_x00_c_x0041_"), "a\nb_x00_cA");
        assert_eq!(unescaped("_xệệ"), "_xệệ");
        assert_eq!(resolved("xl", "worksheets/sheet1.xml"), "xl/worksheets/sheet1.xml");
        assert_eq!(resolved("xl", "/xl/a.xml"), "xl/a.xml");
        assert_eq!(resolved("xl/a", "../b.xml"), "xl/b.xml");
    }
}
