//! Tables.
//!
//! Every row is printed when its table is merged: so what cannot be printed is told, and what was
//! used is noted. Only the first rows are kept; those after them are printed again when somebody
//! goes through the table, by the same function.

use std::collections::{BTreeSet, HashSet};

use serde_json::Value;

use super::{Coverage, Merge, run};
use crate::diag::Diagnostic;
use crate::document::{self as doc, Block, HeaderCell, MakeRows, Rest, Role, Rows, Run, TotalRow};
use crate::layout::{self, Align, Column};
use crate::template::{Engine, Leaf, Path, Piece, PieceKind, Reach, Read, Root, Scope};

/// So many rows of a table are kept: hardly a paper has more, and none of them is printed twice.
const KEPT: usize = 100;

impl<'f> Merge<'f> {
    pub(super) fn table(&mut self, table: &'f layout::Table) {
        for (role, leaf) in [(Role::TableCaption, &table.caption), (Role::TableUnit, &table.unit)] {
            if let Some(leaf) = leaf {
                let runs = self.runs(leaf);
                if !runs.is_empty() {
                    self.push(role, runs);
                }
            }
        }
        let header = self.header(table);
        let (list, items) = self.scope.list(&table.list);
        let rows = self.rows(table, &list, items);
        let totals = match &table.totals {
            Some(totals) if !rows.is_empty() => Some(self.totals(table, totals)),
            _ => None,
        };
        let empty = match &table.empty {
            Some(leaf) if rows.is_empty() => Some(self.cell(leaf)),
            _ => None,
        };
        let trace = Some(self.traces.len() as u32);
        self.traces.push(list);
        let columns = table
            .columns
            .iter()
            .map(|column| doc::Column { width: column.width, align: column.align })
            .collect();
        self.blocks.push(Block::Table(doc::Table { trace, columns, header, rows, totals, empty }));
    }

    fn rows(&mut self, table: &'f layout::Table, list: &str, items: &'f [Value]) -> Rows<'f> {
        let engine = &self.form.engine;
        let mut first = Vec::with_capacity(items.len().min(KEPT));
        let mut shapes = vec![BTreeSet::new(); table.columns.len()];
        let mut used = Used { table, failures: Vec::new() };
        for (nth, item) in items.iter().enumerate() {
            self.scope.enter(&table.binding, item, format!("{list}/{nth}"), nth + 1);
            let mut row = Vec::new();
            for (at, column) in table.columns.iter().enumerate() {
                if nth >= KEPT && !must_be_seen(column) {
                    continue;
                }
                let mut cell = Vec::new();
                let (printed, fault) = print(engine, &column.cell, &mut self.scope, &mut cell);
                used.note(&column.cell.pieces[..printed], &mut self.coverage, &self.scope);
                if let Some(fault) = fault {
                    used.failures.push(Failure { row: nth, column: at, piece: printed });
                    self.out.push(fault);
                }
                if nth < KEPT {
                    row.push(cell);
                } else if column.align == Align::Decimal {
                    add_shape(&cell, &mut shapes[at]);
                }
            }
            self.scope.leave();
            if nth < KEPT {
                first.push(row);
            }
        }
        used.finish(list, &mut self.coverage);
        let rest = (items.len() > KEPT).then(|| {
            let (scope, list) = (self.scope.again(), list.to_owned());
            let maker = Box::new(Later { engine, table, scope, list, items });
            Rest { count: items.len() - KEPT, shapes, maker }
        });
        Rows::new(first, rest)
    }

    /// A table is one content control; its cells carry none.
    fn cell(&mut self, leaf: &Leaf) -> Vec<Run> {
        let traces = self.traces.len();
        let mut runs = self.runs(leaf);
        self.traces.truncate(traces);
        for run in &mut runs {
            run.trace = None;
        }
        runs
    }

    fn header(&mut self, table: &layout::Table) -> Vec<Vec<HeaderCell>> {
        if table.header.is_empty() {
            let title = |column: &layout::Column| HeaderCell {
                runs: self.cell(&column.title),
                columns: 1,
                rows: 1,
            };
            return vec![table.columns.iter().map(title).collect()];
        }
        let mut header = Vec::with_capacity(table.header.len());
        for row in &table.header {
            let cell = |cell: &layout::Cell| HeaderCell {
                runs: self.cell(&cell.text),
                columns: cell.columns,
                rows: cell.rows,
            };
            header.push(row.iter().map(cell).collect());
        }
        header
    }

    fn totals(&mut self, table: &layout::Table, totals: &layout::Totals) -> TotalRow {
        let label = self.cell(&totals.label);
        let rest = table.columns.iter().skip(usize::from(totals.columns));
        let cells = rest
            .map(|column| column.total.as_ref().map(|leaf| self.cell(leaf)).unwrap_or_default())
            .collect();
        TotalRow { label, columns: totals.columns, cells }
    }
}

/// Prints a cell of a row into `runs`. Returns how many pieces of it were printed, and why the next
/// one could not be.
fn print(
    engine: &Engine,
    leaf: &Leaf,
    scope: &mut Scope<'_>,
    runs: &mut Vec<Run>,
) -> (usize, Option<Diagnostic>) {
    let mut pieces = 0;
    let printed = engine.print(leaf, scope, &mut |printed| {
        pieces += 1;
        runs.extend(run(printed));
    });
    (pieces, printed.err())
}

/// Whether each cell of a column has to be printed at once: it can fail, or its width counts.
fn must_be_seen(column: &Column) -> bool {
    let runs = |piece: &Piece| matches!(piece.kind, PieceKind::Expression(_));
    column.align == Align::Decimal || column.cell.pieces.iter().any(runs)
}

/// Adds the text of a cell, all its digits as `0`.
fn add_shape(cell: &[Run], shapes: &mut BTreeSet<String>) {
    let letters = cell.iter().flat_map(|run| run.text.chars());
    let shape: String = letters.map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    if !shapes.contains(&shape) {
        shapes.insert(shape);
    }
}

/// The rows that are not kept.
#[derive(Debug)]
struct Later<'f> {
    engine: &'f Engine,
    table: &'f layout::Table,
    /// What is around the table.
    scope: Scope<'f>,
    /// Pointer of the list.
    list: String,
    items: &'f [Value],
}

impl MakeRows for Later<'_> {
    fn each(&self, act: &mut dyn FnMut(&[Vec<Run>])) {
        let Self { engine, table, scope, list, items } = self;
        let mut scope = scope.again();
        let mut row = vec![Vec::new(); table.columns.len()];
        for (nth, item) in items.iter().enumerate().skip(KEPT) {
            scope.enter(&table.binding, item, format!("{list}/{nth}"), nth + 1);
            for (column, cell) in table.columns.iter().zip(&mut row) {
                cell.clear();
                // What cannot be printed was told when the table was merged.
                print(engine, &column.cell, &mut scope, cell);
            }
            scope.leave();
            act(&row);
        }
    }
}

/// Which values the cells of a table used. A value of the row is noted once for all rows, with
/// those in which it could not be printed; anything else when it is read.
struct Used<'f> {
    table: &'f layout::Table,
    failures: Vec<Failure>,
}

/// A cell that could not be printed.
struct Failure {
    row: usize,
    column: usize,
    /// The piece of the cell at which it failed.
    piece: usize,
}

impl Used<'_> {
    fn is_of_row(&self, path: &Path) -> bool {
        matches!(&path.root, Root::Binding(name) if *name == self.table.binding)
    }

    /// Notes what these pieces of a cell used beyond single values of the row.
    fn note(&self, pieces: &[Piece], coverage: &mut Coverage, scope: &Scope<'_>) {
        for piece in pieces {
            for path in values(piece).filter(|path| !self.is_of_row(path)) {
                coverage.value(&scope.resolve(path).0);
            }
            for read in reads(piece) {
                if read.reach != Reach::Itself {
                    coverage.read(read, scope);
                }
            }
        }
    }

    /// Notes the values of the rows of the list at `list`.
    fn finish(self, list: &str, coverage: &mut Coverage) {
        for (column, looks) in self.table.columns.iter().enumerate() {
            for (nth, piece) in looks.cell.pieces.iter().enumerate() {
                let failed = |f: &&Failure| f.column == column && f.piece <= nth;
                let missed: HashSet<usize> =
                    self.failures.iter().filter(failed).map(|failure| failure.row).collect();
                for path in values(piece).filter(|path| self.is_of_row(path)) {
                    coverage.column(list, &path.keys, missed.clone());
                }
            }
        }
    }
}

/// The single values that a piece shows or reads.
fn values(piece: &Piece) -> impl Iterator<Item = &Path> {
    let shown = match &piece.kind {
        PieceKind::Path(path) if path.root != Root::Number => Some(path),
        PieceKind::Path(_) | PieceKind::Literal(_) => None,
        PieceKind::Expression(expression) => expression.control.as_ref(),
    };
    let itself = reads(piece).iter().filter(|read| read.reach == Reach::Itself);
    shown.into_iter().chain(itself.map(|read| &read.path))
}

/// What a piece reads to be worked out.
fn reads(piece: &Piece) -> &[Read] {
    match &piece.kind {
        PieceKind::Expression(expression) => &expression.reads,
        PieceKind::Path(_) | PieceKind::Literal(_) => &[],
    }
}
