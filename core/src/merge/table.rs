//! Tables.

use super::Merge;
use crate::document::{self as doc, Block, HeaderCell, Role, Run, TotalRow};
use crate::layout;
use crate::template::Leaf;

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
        let (pointer, items) = self.scope.list(&table.list);
        let mut rows = Vec::with_capacity(items.len());
        self.each(&table.list, &table.binding, |merge| {
            rows.push(table.columns.iter().map(|column| merge.cell(&column.cell)).collect());
        });
        let totals = match &table.totals {
            Some(totals) if !rows.is_empty() => Some(self.totals(table, totals)),
            _ => None,
        };
        let empty = match &table.empty {
            Some(leaf) if rows.is_empty() => Some(self.cell(leaf)),
            _ => None,
        };
        let trace = Some(self.traces.len() as u32);
        self.traces.push(pointer);
        let columns = table
            .columns
            .iter()
            .map(|column| doc::Column { width: column.width, align: column.align })
            .collect();
        self.blocks.push(Block::Table(doc::Table { trace, columns, header, rows, totals, empty }));
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
