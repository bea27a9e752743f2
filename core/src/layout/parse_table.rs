//! `table:` from YAML.

use super::block::{Align, Cell, Column, Table, Totals, Width};
use super::parse::{Parser, choice, fault, millimetres};
use crate::data::{Closed, Node, scalar};
use crate::diag::{Diagnostics, Span};
use crate::text;

/// A table may have so many columns.
const MOST_COLUMNS: usize = 20;

/// A header may have so many rows.
const MOST_HEADER_ROWS: usize = 6;

pub(super) fn table(parser: &mut Parser<'_, '_>, node: &Node) -> Option<Table> {
    let map = Closed::new(node, parser.out())?;
    let caption = map.get("caption").and_then(|node| parser.compiler.leaf(node));
    let unit = map.get("unit").and_then(|node| parser.compiler.leaf(node));
    let empty = map.get("empty").and_then(|node| parser.compiler.leaf(node));
    let columns_node = map.need("columns", parser.out());
    let list = map.need("each", parser.out());
    let rows = match (columns_node, list) {
        (Some(columns), Some(list)) => {
            parser.each(list, &map, |parser| Some(columns_in(parser, columns)))
        }
        _ => None,
    };
    // Titles and totals speak of the whole table, not of one row.
    let outside = columns_node.map(|node| columns_outside(parser, node)).unwrap_or_default();
    let header = map.get("header").map(|node| header(parser, node)).unwrap_or_default();
    let totals = map.get("totals").and_then(|node| totals(parser, node));
    map.finish(parser.out());
    let count = outside.len();
    if let Some(node) = map_node(node, "header") {
        check_header(&header, count, node.span, parser.out());
    }
    check_totals(node, totals.as_ref(), &outside, parser.out());
    let (list, binding, cells) = rows?;
    if !(1..=MOST_COLUMNS).contains(&count) {
        parser.out().push(
            fault(
                node.span,
                text!(
                    "bảng phải có từ 1 đến {MOST_COLUMNS} cột, ở đây có {count}",
                    "a table has 1 to {MOST_COLUMNS} columns, this one {count}"
                ),
            )
            .hint(text!("thêm hoặc bớt cột", "add or remove columns")),
        );
    }
    let columns = cells.into_iter().zip(outside).map(|(cell, (title, total))| {
        let (cell, width, align) = cell?;
        Some(Column { title: title?, width, align, cell, total })
    });
    let columns = columns.collect::<Option<Vec<_>>>()?;
    Some(Table { list, binding, caption, unit, columns, header, totals, empty })
}

fn map_node<'n>(node: &'n Node, key: &str) -> Option<&'n Node> {
    node.get(key)
}

type Leaf = crate::template::Leaf;

/// What of each column is said of one row: its cell, its width, its align.
fn columns_in(parser: &mut Parser<'_, '_>, node: &Node) -> Vec<Option<(Leaf, Width, Align)>> {
    let mut columns = Vec::new();
    for node in node.as_seq().unwrap_or_default() {
        let Some(map) = Closed::new(node, parser.out()) else {
            columns.push(None);
            continue;
        };
        let cell = map.need("cell", parser.out()).and_then(|node| parser.compiler.leaf(node));
        let width = match map.get("width") {
            None => Some(Width::Share(1.0)),
            Some(node) => width(node, parser.out()),
        };
        let align = match map.get("align") {
            None => Some(Align::Left),
            Some(node) => choice(
                node,
                &[
                    ("left", Align::Left),
                    ("center", Align::Center),
                    ("right", Align::Right),
                    ("decimal", Align::Decimal),
                ],
                parser.out(),
            ),
        };
        map.get("title");
        map.get("total");
        map.finish(parser.out());
        columns.push((|| Some((cell?, width?, align?)))());
    }
    columns
}

/// What of each column is said of the whole table: its title and its total.
fn columns_outside(parser: &mut Parser<'_, '_>, node: &Node) -> Vec<(Option<Leaf>, Option<Leaf>)> {
    let Some(items) = node.as_seq() else {
        parser.out().push(
            fault(
                node.span,
                text!("«columns» phải là danh sách các cột", "«columns» must be a list"),
            )
            .hint(text!(
                "mỗi cột một dòng «- {{ title: …, cell: … }}»",
                "a «- {{ title: …, cell: … }}» for each"
            )),
        );
        return Vec::new();
    };
    let mut columns = Vec::with_capacity(items.len());
    for node in items {
        let title = match node.get("title") {
            Some(title) => parser.compiler.leaf(title),
            None => {
                parser.out().push(
                    fault(node.span, text!("cột này thiếu «title»", "this column lacks a «title»"))
                        .hint(text!("thêm «title: …»", "add «title: …»")),
                );
                None
            }
        };
        let total = node.get("total").and_then(|total| parser.compiler.leaf(total));
        columns.push((title, total));
    }
    columns
}

/// `25mm` or `2fr`.
fn width(node: &Node, out: &mut Diagnostics) -> Option<Width> {
    let written = scalar(node, out)?;
    let Some(share) = written.strip_suffix("fr") else {
        return millimetres(node, out).map(Width::Fixed);
    };
    let share = share.trim().parse::<f64>().ok().filter(|share| (0.1..=100.0).contains(share));
    if share.is_none() {
        out.push(
            fault(node.span, text!("«{written}» không phải độ rộng", "«{written}» is no width"))
                .hint(text!("ví dụ 25mm hoặc 2fr", "25mm or 2fr, for example")),
        );
    }
    share.map(Width::Share)
}

fn header(parser: &mut Parser<'_, '_>, node: &Node) -> Vec<Vec<Cell>> {
    let mut rows = Vec::new();
    for row in node.as_seq().unwrap_or_default() {
        let mut cells = Vec::new();
        for cell in row.as_seq().unwrap_or_default() {
            let Some(map) = Closed::new(cell, parser.out()) else { continue };
            let text = map.need("text", parser.out()).and_then(|node| parser.compiler.leaf(node));
            let columns = span_of(&map, "columns", parser.out());
            let rows = span_of(&map, "rows", parser.out());
            map.finish(parser.out());
            cells.extend(text.map(|text| Cell { text, columns, rows }));
        }
        rows.push(cells);
    }
    rows
}

/// How many columns or rows a cell spans; 1 when not said.
fn span_of(map: &Closed<'_>, key: &'static str, out: &mut Diagnostics) -> u16 {
    let Some(node) = map.get(key) else { return 1 };
    let count = scalar(node, out).and_then(|text| text.parse::<u16>().ok());
    match count.filter(|count| (1..=MOST_COLUMNS as u16).contains(count)) {
        Some(count) => count,
        None => {
            out.push(
                fault(
                    node.span,
                    text!(
                        "«{key}» phải là số từ 1 đến {MOST_COLUMNS}",
                        "«{key}» must be 1 to {MOST_COLUMNS}"
                    ),
                )
                .hint(text!("ví dụ: {key}: 2", "for example: {key}: 2")),
            );
            1
        }
    }
}

fn totals(parser: &mut Parser<'_, '_>, node: &Node) -> Option<Totals> {
    let map = Closed::new(node, parser.out())?;
    let label = map.need("label", parser.out()).and_then(|node| parser.compiler.leaf(node));
    let columns = span_of(&map, "columns", parser.out());
    map.finish(parser.out());
    Some(Totals { label: label?, columns })
}

/// The cells of a header cover each column of each row once.
fn check_header(header: &[Vec<Cell>], columns: usize, span: Span, out: &mut Diagnostics) {
    let mut wrong = header.is_empty() || header.len() > MOST_HEADER_ROWS;
    // How many rows each column is still covered from above.
    let mut covered = vec![0_usize; columns];
    for (nth, row) in header.iter().enumerate() {
        let mut at = 0;
        for cell in row {
            while covered.get(at).is_some_and(|rows| *rows > 0) {
                at += 1;
            }
            for _ in 0..cell.columns {
                match covered.get_mut(at) {
                    Some(rows) if *rows == 0 => *rows = usize::from(cell.rows),
                    _ => wrong = true,
                }
                at += 1;
            }
            wrong |= nth + usize::from(cell.rows) > header.len();
        }
        wrong |= covered.contains(&0);
        for rows in &mut covered {
            *rows = rows.saturating_sub(1);
        }
    }
    if wrong {
        out.push(
            fault(
                span,
                text!(
                    "các ô tiêu đề không phủ vừa đúng {columns} cột",
                    "the header's cells do not cover exactly {columns} columns"
                ),
            )
            .hint(text!(
                "mỗi hàng: cộng «columns» của các ô và các ô «rows» từ hàng trên phải bằng {columns}",
                "in each row, the «columns» of its cells and of those from above must add up to {columns}"
            )),
        );
    }
}

fn check_totals(
    node: &Node,
    totals: Option<&Totals>,
    columns: &[(Option<Leaf>, Option<Leaf>)],
    out: &mut Diagnostics,
) {
    let given = columns.iter().any(|(_, total)| total.is_some());
    let hidden = |totals: &Totals| {
        let covered = columns.iter().take(usize::from(totals.columns));
        usize::from(totals.columns) > columns.len() || covered.clone().any(|(_, t)| t.is_some())
    };
    let message = match totals {
        None if given => text!(
            "có cột ghi «total» nhưng bảng thiếu «totals»",
            "a column has a «total» but the table no «totals»"
        ),
        Some(totals) if hidden(totals) => text!(
            "nhãn dòng tổng che mất cột có «total»",
            "the label of the total row covers a column with a «total»"
        ),
        _ => return,
    };
    let span = node.get("totals").map_or(node.span, |node| node.span);
    out.push(fault(span, message).hint(text!(
        "ví dụ: totals: {{ label: Tổng cộng, columns: 2 }}",
        "for example: totals: {{ label: Tổng cộng, columns: 2 }}"
    )));
}
