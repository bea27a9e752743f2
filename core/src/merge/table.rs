//! Tables.
//!
//! Every row is printed when its table is merged: so what cannot be printed is told, and what was
//! used is noted. Only the first rows are kept; those after them are printed again when somebody
//! goes through the table, by the same function.

use std::collections::{BTreeSet, HashMap, HashSet};

use serde_json::Value;

use super::{Coverage, Merge, run};
use crate::document::{self as doc, Block, HeaderCell, MakeRows, Rest, Role, Rows, Run, TotalRow};
use crate::layout::{self, Align, Column};
use crate::template::{Leaf, Path, Piece, PieceKind, Printed, Reach, Read, Root, Scope};

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
        let mut first = Vec::with_capacity(items.len().min(KEPT));
        let mut shapes = vec![BTreeSet::new(); table.columns.len()];
        let mut used = Used { table, missed: HashMap::new() };
        for (nth, item) in items.iter().enumerate() {
            self.scope.enter(&table.binding, item, format!("{list}/{nth}"), nth + 1);
            let mut row = Vec::new();
            for (at, column) in table.columns.iter().enumerate() {
                if nth >= KEPT && !must_be_seen(column) {
                    continue;
                }
                let (mut cell, mut piece, scope) = (Vec::new(), 0, &self.scope);
                let printed = column.cell.print(scope, &mut |printed| {
                    used.note(nth, (at, piece), &printed, &mut self.coverage, scope);
                    piece += 1;
                    cell.extend(run(printed));
                });
                // Of the values of a cell that could not be printed nothing more is to be said.
                self.out.extend(printed.err());
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
            let (scope, list) = (self.scope.clone(), list.to_owned());
            let maker = Box::new(Later { table, scope, list, items });
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
    table: &'f layout::Table,
    /// What is around the table.
    scope: Scope<'f>,
    /// Pointer of the list.
    list: String,
    items: &'f [Value],
}

impl MakeRows for Later<'_> {
    fn each(&self, act: &mut dyn FnMut(&[Vec<Run>])) {
        let Self { table, scope, list, items } = self;
        let mut scope = scope.clone();
        let mut row = vec![Vec::new(); table.columns.len()];
        for (nth, item) in items.iter().enumerate().skip(KEPT) {
            scope.enter(&table.binding, item, format!("{list}/{nth}"), nth + 1);
            for (column, cell) in table.columns.iter().zip(&mut row) {
                cell.clear();
                // What cannot be printed was told when the table was merged.
                let _ = column.cell.print(&scope, &mut |printed| cell.extend(run(printed)));
            }
            scope.leave();
            act(&row);
        }
    }
}

/// Which values the cells of a table used. A value of the row is noted once for all rows, with
/// those in which it stood in a branch that was not taken; anything else when it is read.
struct Used<'f> {
    table: &'f layout::Table,
    /// Rows, by column, piece of its cell, and place among what that reads.
    missed: HashMap<(usize, usize, usize), HashSet<usize>>,
}

impl Used<'_> {
    fn is_of_row(&self, path: &Path) -> bool {
        matches!(&path.root, Root::Binding(name) if *name == self.table.binding)
    }

    /// Whether it is a single value of the row.
    fn is_in_row(&self, read: &Read) -> bool {
        read.reach == Reach::Itself && self.is_of_row(&read.path)
    }

    /// Notes what the piece `at` (column, and place in its cell) of a row has used.
    fn note(
        &mut self,
        row: usize,
        at: (usize, usize),
        printed: &Printed<'_>,
        coverage: &mut Coverage,
        scope: &Scope<'_>,
    ) {
        let piece = &self.table.columns[at.0].cell.pieces[at.1];
        let Printed { pointer, reads: read, .. } = printed;
        if let (PieceKind::Path(path), Some(pointer)) = (&piece.kind, pointer)
            && !self.is_of_row(path)
        {
            coverage.value(pointer);
        }
        for read in read.iter().filter(|read| !self.is_in_row(read)) {
            coverage.read(read, scope);
        }
        for (nth, all) in reads(piece).iter().enumerate() {
            if self.is_in_row(all) && !read.contains(all) {
                self.missed.entry((at.0, at.1, nth)).or_default().insert(row);
            }
        }
    }

    /// Notes the values of the rows of the list at `list`.
    fn finish(mut self, list: &str, coverage: &mut Coverage) {
        for (column, looks) in self.table.columns.iter().enumerate() {
            for (at, piece) in looks.cell.pieces.iter().enumerate() {
                if let PieceKind::Path(path) = &piece.kind
                    && self.is_of_row(path)
                {
                    coverage.column(list, &path.keys, HashSet::new());
                }
                for (nth, read) in reads(piece).iter().enumerate() {
                    if self.is_in_row(read) {
                        let missed = self.missed.remove(&(column, at, nth)).unwrap_or_default();
                        coverage.column(list, &read.path.keys, missed);
                    }
                }
            }
        }
    }
}

/// What a piece reads to be worked out.
fn reads(piece: &Piece) -> &[Read] {
    match &piece.kind {
        PieceKind::Expression(expression) => &expression.reads,
        PieceKind::Path(_) | PieceKind::Literal(_) => &[],
    }
}
