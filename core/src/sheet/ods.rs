//! Workbooks of LibreOffice (OpenDocument 1.3, Part 3, 9).

use std::sync::Arc;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::book::{Area, Cell, Limits, UNKNOWN, Value};
use super::fault;
use super::gather::{Found, Gather, Left};
use super::number::{self, Look};
use super::package::{Package, attribute, count, entity};
use crate::diag::{COLUMNS, Diagnostic};
use crate::schema::date::{self, Date};

/// Reads each sheet that is not hidden.
pub(super) fn read(package: &mut Package<'_>, limits: &Limits) -> Result<Found, Diagnostic> {
    let manifest = package.text("META-INF/manifest.xml")?.unwrap_or_default();
    if manifest.contains("encryption-data") {
        return Err(fault::locked());
    }
    let text = package.text("content.xml")?.ok_or_else(fault::damaged)?;
    let mut walk = Walk { reader: Reader::from_str(&text), unseen: Vec::new() };
    let (mut found, mut left) = (Found::default(), Left::new(limits));
    let mut style = String::new();
    loop {
        match walk.next()? {
            Event::Start(start) | Event::Empty(start) => match start.local_name().as_ref() {
                "style" => style = attribute(&start, "name").unwrap_or_default(),
                "table-properties" if attribute(&start, "display").as_deref() == Some("false") => {
                    walk.unseen.push(style.clone());
                }
                "table" => {
                    if found.sheets.len() + found.hidden.len() >= limits.entries {
                        return Err(fault::too_large());
                    }
                    let name = attribute(&start, "name").unwrap_or_default();
                    let hidden = attribute(&start, "style-name")
                        .is_some_and(|style| walk.unseen.contains(&style));
                    let mut gather = Gather::new(&name, limits, &mut left);
                    walk.table(&mut gather)?;
                    if hidden {
                        found.hidden.push(name);
                    } else {
                        found.sheets.push(gather.finish()?);
                    }
                }
                _ => {}
            },
            Event::Eof => return Ok(found),
            _ => {}
        }
    }
}

struct Walk<'t> {
    reader: Reader<&'t [u8]>,
    /// Styles of tables that are not shown.
    unseen: Vec<String>,
}

/// A row, or a cell, and how often it stands there.
struct Repeated {
    first: u32,
    times: u32,
}

impl Repeated {
    fn new(first: u32, start: &BytesStart<'_>, name: &str) -> Self {
        Self { first, times: count(start, name).unwrap_or(1).max(1) }
    }

    fn next(&self) -> u32 {
        self.first.saturating_add(self.times)
    }
}

impl<'t> Walk<'t> {
    fn next(&mut self) -> Result<Event<'t>, Diagnostic> {
        self.reader.read_event().map_err(|_| fault::damaged())
    }

    /// To the end of a table.
    fn table(&mut self, gather: &mut Gather<'_>) -> Result<(), Diagnostic> {
        let (mut row, mut column) = (0, 0);
        loop {
            match self.next()? {
                Event::Start(start) | Event::Empty(start)
                    if start.local_name().as_ref() == "table-column" =>
                {
                    let columns = Repeated::new(column, &start, "number-columns-repeated");
                    if !is_visible(&start) {
                        gather.hide_columns(column, columns.next().saturating_sub(1));
                    }
                    column = columns.next();
                }
                Event::Start(start) if start.local_name().as_ref() == "table-row" => {
                    let rows = Repeated::new(row, &start, "number-rows-repeated");
                    row = rows.next();
                    self.row(&rows, !is_visible(&start), gather)?;
                }
                Event::Empty(start) if start.local_name().as_ref() == "table-row" => {
                    row = Repeated::new(row, &start, "number-rows-repeated").next();
                }
                Event::End(end) if end.local_name().as_ref() == "table" => return Ok(()),
                Event::Eof => return Err(fault::damaged()),
                _ => {}
            }
        }
    }

    fn row(
        &mut self,
        rows: &Repeated,
        hidden: bool,
        gather: &mut Gather<'_>,
    ) -> Result<(), Diagnostic> {
        let (mut column, mut cells) = (0, Vec::new());
        loop {
            let (start, empty) = match self.next()? {
                Event::Start(start) => (start, false),
                Event::Empty(start) => (start, true),
                Event::End(end) if end.local_name().as_ref() == "table-row" => break,
                Event::Eof => return Err(fault::damaged()),
                _ => continue,
            };
            let name = start.local_name().as_ref().to_owned();
            if name != "table-cell" && name != "covered-table-cell" {
                continue;
            }
            let repeated = Repeated::new(column, &start, "number-columns-repeated");
            column = repeated.next();
            spanned(&start, rows.first, repeated.first, gather);
            let text = if empty { String::new() } else { self.text(&name)? };
            let value = value(&start, text)?;
            if let Some(value) = value.filter(|_| name == "table-cell") {
                for column in repeated.first..column {
                    gather.admit(column)?;
                    cells.push(Cell { column, value: value.clone() });
                }
            }
        }
        for nth in 0..rows.times {
            if cells.is_empty() {
                break;
            }
            if nth > 0 {
                cells.iter().try_for_each(|cell| gather.admit(cell.column))?;
            }
            gather.row(rows.first.saturating_add(nth), cells.clone(), hidden)?;
        }
        Ok(())
    }

    /// The paragraphs of a cell, without its notes.
    fn text(&mut self, cell: &str) -> Result<String, Diagnostic> {
        let (mut out, mut paragraphs, mut notes, mut inside) = (String::new(), 0, 0_usize, false);
        loop {
            match self.next()? {
                Event::Start(start) => match start.local_name().as_ref() {
                    "annotation" => notes += 1,
                    "p" if notes == 0 => {
                        if paragraphs > 0 {
                            out.push('\n');
                        }
                        paragraphs += 1;
                        inside = true;
                    }
                    "s" if inside && notes == 0 => blanks(&start, &mut out),
                    _ => {}
                },
                Event::Empty(start) if notes == 0 => match start.local_name().as_ref() {
                    "p" => paragraphs += 1,
                    "s" => blanks(&start, &mut out),
                    "tab" => out.push('\t'),
                    "line-break" => out.push('\n'),
                    _ => {}
                },
                Event::Text(text) if inside && notes == 0 => out.push_str(&text),
                Event::CData(text) if inside && notes == 0 => out.push_str(&text),
                Event::GeneralRef(name) if inside && notes == 0 => out.push_str(&entity(&name)),
                Event::End(end) => match end.local_name().as_ref() {
                    "annotation" => notes = notes.saturating_sub(1),
                    "p" if notes == 0 => inside = false,
                    other if other == cell => return Ok(out),
                    _ => {}
                },
                Event::Eof => return Err(fault::damaged()),
                _ => {}
            }
        }
    }
}

/// Rows and columns say when they are not shown.
fn is_visible(start: &BytesStart<'_>) -> bool {
    matches!(attribute(start, "visibility").as_deref(), None | Some("visible"))
}

/// `text:s`: so many blanks.
fn blanks(start: &BytesStart<'_>, out: &mut String) {
    let times = count(start, "c").unwrap_or(1).min(1000) as usize;
    out.extend(std::iter::repeat_n(' ', times));
}

fn spanned(start: &BytesStart<'_>, top: u32, left: u32, gather: &mut Gather<'_>) {
    let rows = count(start, "number-rows-spanned").unwrap_or(1).max(1);
    let columns = count(start, "number-columns-spanned").unwrap_or(1).clamp(1, COLUMNS);
    if rows > 1 || columns > 1 {
        let bottom = top.saturating_add(rows - 1);
        let right = left.saturating_add(columns - 1);
        gather.merge(Area { top, left, bottom, right });
    }
}

fn value(start: &BytesStart<'_>, text: String) -> Result<Option<Value>, Diagnostic> {
    // Two attributes are called `value-type`; the older one says `string` of an error.
    let kinds: Vec<String> = start
        .attributes()
        .flatten()
        .filter(|a| a.key.local_name().as_ref() == "value-type")
        .map(|a| a.value.into_owned())
        .collect();
    if kinds.iter().any(|kind| kind == "error") {
        return Ok(Some(Value::Error(text)));
    }
    let number = |look| {
        let raw = attribute(start, "value").unwrap_or_default();
        number::value(&raw, look, false).ok_or_else(fault::damaged)
    };
    Ok(Some(match kinds.first().map(String::as_str) {
        None => {
            // A program that works nothing out has written it.
            let waits = attribute(start, "formula").is_some() && text.is_empty();
            return Ok(waits.then(|| Value::Error(UNKNOWN.to_owned())));
        }
        Some("float" | "currency") => {
            let padded =
                text.len() > 1 && text.starts_with('0') && text.bytes().all(|b| b.is_ascii_digit());
            number(if padded { Look::Padded(text.len()) } else { Look::Plain })?
        }
        Some("percentage") => number(Look::Percent)?,
        Some("date") => match day(&attribute(start, "date-value").unwrap_or_default()) {
            Some((day, time)) => Value::Date { day: Some(day), time },
            None => return Err(fault::damaged()),
        },
        Some("time") => Value::Date { day: None, time: true },
        Some("boolean") => {
            Value::Boolean(attribute(start, "boolean-value").as_deref() == Some("true"))
        }
        Some(_) => {
            let text = attribute(start, "string-value").filter(|_| text.is_empty()).unwrap_or(text);
            Value::Text(Arc::from(text))
        }
    }))
}

/// `2026-02-05` or `2026-02-05T08:30:00`: the day, and whether it has a time.
pub(super) fn day(text: &str) -> Option<(Date, bool)> {
    let (day, time) = text.split_once('T').unwrap_or((text, ""));
    let time = time.bytes().any(|b| (b'1'..=b'9').contains(&b));
    Some((date::parse(day)?, time))
}
