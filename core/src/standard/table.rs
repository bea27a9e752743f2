//! Tables with borders: widths, merged header cells, alignment of figures.

use super::Standard;
use super::metrics::{self, Face};
use crate::document::{self as doc, Role, Run};
use crate::layout::{Align, Width};
use crate::length::Twips;
use crate::styled::{
    Block, CELL_MARGIN, Cell, Direct, MakeRows, Merge, Paragraph, Row, Rows, Style, Table,
    TextAlign,
};

/// Lays a table into a column of text of width `measure`.
pub(super) fn lay<'d>(
    standard: &'d Standard,
    table: &'d doc::Table<'d>,
    measure: Twips,
    title: &str,
) -> Table<'d> {
    let grid = widths(&table.columns, measure);
    let columns = ColumnLooks::of(standard, table, &grid);
    let mut rows = header(standard, &table.header, grid.len());
    let mut foot = Vec::new();
    if let (Some(runs), true) = (&table.empty, table.rows.is_empty()) {
        let align = Some(TextAlign::Center);
        let direct = Direct { align, ..Direct::default() };
        let across = cell(standard, Role::TableCell, runs, direct, grid.len() as u16);
        foot.push(Row { header: false, cells: vec![across] });
    }
    if let Some(totals) = &table.totals {
        let direct = Direct { align: Some(TextAlign::Center), ..Direct::default() };
        let label = cell(standard, Role::TableTotal, &totals.label, direct, totals.columns);
        let rest = columns.iter().skip(usize::from(totals.columns));
        let rest = totals.cells.iter().zip(rest);
        let rest = rest.map(|(runs, look)| look.cell(standard, Role::TableTotal, runs));
        foot.push(Row { header: false, cells: std::iter::once(label).chain(rest).collect() });
    }
    let (above, below) = (rows.len(), foot.len());
    let hold = Hold { above, count: above + table.rows.len() + below };
    for (nth, row) in rows.iter_mut().enumerate() {
        hold.mark(row, nth);
    }
    for (nth, row) in foot.iter_mut().enumerate() {
        hold.mark(row, hold.count - below + nth);
    }
    let mut rows: Vec<_> = rows.into_iter().map(Rows::One).collect();
    if !(table.rows.is_empty() || columns.is_empty()) {
        rows.push(Rows::Many(Box::new(Body { standard, rows: &table.rows, columns, hold })));
    }
    rows.extend(foot.into_iter().map(Rows::One));
    let (borders, before) = (true, Twips(0));
    Table { trace: table.trace, borders, before, grid, rows, title: title.to_owned() }
}

/// Which rows stay with the next one: the header with the first row, and the last row but one with
/// the total.
#[derive(Debug, Clone, Copy)]
struct Hold {
    /// Rows of the header.
    above: usize,
    /// All rows.
    count: usize,
}

impl Hold {
    /// Marks the `nth` row of all as it stays.
    fn mark(self, row: &mut Row<'_>, nth: usize) {
        let holds = nth + 1 < self.count && (nth < self.above || nth + 2 == self.count);
        for block in row.cells.iter_mut().flat_map(|cell| &mut cell.blocks) {
            if let Block::Paragraph(paragraph) = block {
                paragraph.direct.keep_next = holds;
            }
        }
    }
}

/// The rows between header and total.
#[derive(Debug)]
struct Body<'d> {
    standard: &'d Standard,
    rows: &'d doc::Rows<'d>,
    columns: Vec<ColumnLooks>,
    hold: Hold,
}

impl MakeRows for Body<'_> {
    fn each(&self, act: &mut dyn FnMut(&Row<'_>)) {
        let mut nth = self.hold.above;
        self.rows.each(&mut |cells| {
            let cells = cells.iter().zip(&self.columns);
            let cells = cells.map(|(runs, look)| look.cell(self.standard, Role::TableCell, runs));
            let mut row = Row { header: false, cells: cells.collect() };
            self.hold.mark(&mut row, nth);
            act(&row);
            nth += 1;
        });
    }
}

/// Widths of the columns, together exactly `measure`. Columns too wide for the page shrink alike.
fn widths(columns: &[doc::Column], measure: Twips) -> Vec<Twips> {
    let all_fixed: i32 = columns.iter().map(|column| fixed(column.width)).sum();
    let shares: f64 = columns.iter().map(|column| share(column.width)).sum();
    let rest = f64::from((measure.0 - all_fixed).max(0));
    let scale = if all_fixed > measure.0 || shares == 0.0 {
        f64::from(measure.0) / f64::from(all_fixed.max(1))
    } else {
        1.0
    };
    let exact = columns.iter().map(|column| {
        let shared = if shares > 0.0 { rest * share(column.width) / shares } else { 0.0 };
        f64::from(fixed(column.width)) * scale + shared
    });
    // Round the running sum, so that no twip is lost.
    let mut sum = 0.0;
    let mut before = 0;
    exact
        .map(|width| {
            sum += width;
            let edge = f64::round(sum) as i32;
            Twips(edge - std::mem::replace(&mut before, edge))
        })
        .collect()
}

fn fixed(width: Width) -> i32 {
    match width {
        Width::Fixed(width) => width.0,
        Width::Share(_) => 0,
    }
}

fn share(width: Width) -> f64 {
    match width {
        Width::Fixed(_) => 0.0,
        Width::Share(share) => share,
    }
}

/// How the cells of one column look.
#[derive(Debug)]
struct ColumnLooks {
    align: Option<TextAlign>,
    /// `decimal`: the commas stand under each other.
    commas: Option<Commas>,
}

/// Where the commas of a column stand. A tab stop would not do: word processors align by the
/// decimal sign of the computer, which in offices is as often a point as a comma, and would take
/// the point of "1.050" for it. So figures are set flush right, each with the room that its
/// fraction lacks.
#[derive(Debug, Clone, Copy)]
struct Commas {
    /// Room right of the widest fraction, so that the figures as a whole are centred.
    side: Twips,
    /// Width of the widest fraction, its comma included.
    fraction: Twips,
}

impl ColumnLooks {
    fn of(standard: &Standard, table: &doc::Table<'_>, grid: &[Twips]) -> Vec<Self> {
        let look = |(nth, column): (usize, &doc::Column)| match column.align {
            Align::Left => Self { align: None, commas: None },
            Align::Center => Self { align: Some(TextAlign::Center), commas: None },
            Align::Right => Self { align: Some(TextAlign::Right), commas: None },
            Align::Decimal => {
                Self { align: None, commas: Some(commas(standard, table, nth, grid[nth])) }
            }
        };
        table.columns.iter().enumerate().map(look).collect()
    }

    fn cell<'d>(&self, standard: &Standard, role: Role, runs: &'d [Run]) -> Cell<'d> {
        let Some(Commas { side, fraction }) = self.commas else {
            let direct = Direct { align: self.align, ..Direct::default() };
            return cell(standard, role, runs, direct, 1);
        };
        let text = text_of(runs);
        // What has no comma to align by (a dash, a word) stands in the middle.
        let direct = if text.contains(|c: char| c.is_ascii_digit()) {
            let (_, own) = split(&text, standard.style(role));
            let indents = Some((Twips(0), side + fraction - own));
            Direct { align: Some(TextAlign::Right), indents, ..Direct::default() }
        } else {
            Direct { align: Some(TextAlign::Center), ..Direct::default() }
        };
        cell(standard, role, runs, direct, 1)
    }
}

fn text_of(runs: &[Run]) -> String {
    runs.iter().map(|run| run.text.as_str()).collect()
}

/// Widths of a figure up to its comma, and from there on.
fn split(text: &str, style: &Style) -> (Twips, Twips) {
    let face = Face::of(style.bold, style.italic);
    let (whole, rest) = text.split_at(text.find(',').unwrap_or(text.len()));
    (metrics::width(whole, face, style.size), metrics::width(rest, face, style.size))
}

fn commas(standard: &Standard, table: &doc::Table<'_>, nth: usize, width: Twips) -> Commas {
    let totals = table.totals.iter().filter_map(|totals| {
        nth.checked_sub(usize::from(totals.columns)).and_then(|nth| totals.cells.get(nth))
    });
    let (mut whole, mut fraction) = (Twips(0), Twips(0));
    let mut widen = |text: &str, role| {
        let (before, after) = split(text, standard.style(role));
        whole = whole.max(before);
        fraction = fraction.max(after);
    };
    table.rows.figures(nth, &mut |text| widen(text, Role::TableCell));
    totals.for_each(|runs| widen(&text_of(runs), Role::TableTotal));
    let inside = width - CELL_MARGIN * 2;
    let side = Twips(((inside - whole - fraction).0 / 2).max(0));
    Commas { side, fraction }
}

fn cell<'d>(
    standard: &Standard,
    role: Role,
    runs: &'d [Run],
    direct: Direct,
    columns: u16,
) -> Cell<'d> {
    let runs = standard.runs(role, runs);
    let paragraph = Paragraph { style: standard.style_ix(role), direct, runs };
    let blocks = vec![Block::Paragraph(paragraph)];
    Cell { columns, merge: Merge::None, middle: true, blocks }
}

/// Header rows: where a cell spans rows, those below get the covered cells that Word asks for.
fn header<'d>(standard: &Standard, rows: &'d [Vec<doc::HeaderCell>], width: usize) -> Vec<Row<'d>> {
    // For each column: how many more rows the cell above covers, and its span at its first column.
    let mut covered: Vec<(u16, u16)> = vec![(0, 0); width];
    let mut out = Vec::new();
    for row in rows {
        let mut cells = Vec::new();
        let mut given = row.iter();
        let mut at = 0;
        while at < width {
            if covered[at].0 > 0 {
                let span = covered[at].1.max(1);
                cells.push(Cell {
                    columns: span,
                    merge: Merge::Continue,
                    middle: true,
                    blocks: Vec::new(),
                });
                for column in covered.iter_mut().skip(at).take(usize::from(span)) {
                    column.0 -= 1;
                }
                at += usize::from(span);
                continue;
            }
            let Some(head) = given.next() else { break };
            let span = head.columns.max(1);
            let mut made = cell(standard, Role::TableHeader, &head.runs, Direct::default(), span);
            if head.rows > 1 {
                made.merge = Merge::Restart;
            }
            for column in covered.iter_mut().skip(at).take(usize::from(span)) {
                *column = (head.rows.saturating_sub(1), span);
            }
            cells.push(made);
            at += usize::from(span);
        }
        out.push(Row { header: true, cells });
    }
    out
}
