//! A merged document as plain lines, for people to read and for tests to compare.
//!
//! A paragraph is `role | text`; bold and italic are marked as in layouts. A table's rows stand
//! between `table` and `end`, what stands side by side between `grid` and `end`.

use std::fmt::Write;

use crate::document::{Block, Document, Grid, Run, Table};

/// The document, a line each.
pub fn dump(document: &Document<'_>) -> String {
    let mut out = String::new();
    for (nth, section) in document.sections.iter().enumerate() {
        if nth > 0 {
            let turned = if section.landscape { "landscape" } else { "portrait" };
            let anew = if section.restarts { ", pages from 1" } else { "" };
            let _ = writeln!(out, "\n---- {turned}{anew}");
        }
        blocks(&section.blocks, &mut out);
    }
    out
}

fn blocks(list: &[Block<'_>], out: &mut String) {
    for block in list {
        match block {
            Block::Paragraph(paragraph) => {
                let line = format!("{} | {}", paragraph.role.id(), runs(&paragraph.runs));
                // Blanks at the end of a line are what editors take away.
                let _ = writeln!(out, "{}", line.trim_end());
            }
            Block::Rule(role) => {
                let _ = writeln!(out, "rule | {}", role.id());
            }
            Block::Grid(inner) => grid(inner, out),
            Block::Table(inner) => table(inner, out),
            Block::Image(image) => {
                let _ = writeln!(out, "picture | {} | {}", image.name, image.alt);
            }
            Block::PageBreak => out.push_str("page-break\n"),
            Block::Control { blocks: inner, .. } => blocks(inner, out),
        }
    }
}

fn grid(grid: &Grid<'_>, out: &mut String) {
    for (left, right) in &grid.rows {
        let _ = writeln!(out, "grid | {} left", grid.role.id());
        blocks(left, out);
        out.push_str("grid | right\n");
        blocks(right, out);
    }
    out.push_str("end\n");
}

fn table(table: &Table<'_>, out: &mut String) {
    out.push_str("table\n");
    let mut line = |kind: &str, cells: Vec<String>| {
        let _ = writeln!(out, "{kind} | {}", cells.join(" | "));
    };
    for row in &table.header {
        let cell = |cell: &crate::document::HeaderCell| {
            let over = match (cell.columns, cell.rows) {
                (1, 1) => String::new(),
                (columns, rows) => format!(" ({columns}×{rows})"),
            };
            runs(&cell.runs) + &over
        };
        line("header", row.iter().map(cell).collect());
    }
    table.rows.each(&mut |row| line("row", row.iter().map(|cell| runs(cell)).collect()));
    if let Some(totals) = &table.totals {
        let label = format!("{} ({}×1)", runs(&totals.label), totals.columns);
        line("total", [label].into_iter().chain(totals.cells.iter().map(|c| runs(c))).collect());
    }
    if let Some(empty) = &table.empty {
        line("empty", vec![runs(empty)]);
    }
    out.push_str("end\n");
}

/// Text with marks; a line break inside it is `\n`.
fn runs(list: &[Run]) -> String {
    let run = |run: &Run| {
        let mark = match (run.marks.bold, run.marks.italic) {
            (false, false) => "",
            (true, false) => "**",
            (false, true) => "*",
            (true, true) => "***",
        };
        format!("{mark}{}{mark}", run.text.replace('\n', "\\n"))
    };
    list.iter().map(run).collect()
}
