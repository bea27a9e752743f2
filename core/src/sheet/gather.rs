//! Gathers the cells of a sheet, within limits.

use super::book::{Area, Cell, Limits, Row, Value};
use super::fault;
use crate::diag::Diagnostic;

/// A sheet that is being read.
pub(super) struct Gather<'l> {
    name: String,
    limits: &'l Limits,
    /// Cells that all sheets of the file may still have.
    left: &'l mut usize,
    rows: Vec<Row>,
    merged: Vec<Area>,
    /// Rows that have something in them and are hidden, from 0.
    hidden: Vec<u32>,
}

impl<'l> Gather<'l> {
    pub(super) fn new(name: &str, limits: &'l Limits, left: &'l mut usize) -> Self {
        let (rows, merged, hidden) = (Vec::new(), Vec::new(), Vec::new());
        Self { name: name.to_owned(), limits, left, rows, merged, hidden }
    }

    /// Adds a row below those that are there; blank cells are none.
    pub(super) fn row(
        &mut self,
        number: u32,
        mut cells: Vec<Cell>,
        hidden: bool,
    ) -> Result<(), Diagnostic> {
        cells.retain(|cell| !matches!(&cell.value, Value::Text(text) if text.trim().is_empty()));
        if cells.is_empty() {
            return Ok(());
        }
        if number >= self.limits.rows {
            return Err(fault::too_many(&self.name, "dòng", "rows", self.limits.rows as usize));
        }
        if self.rows.last().is_some_and(|last| last.number >= number) {
            return Err(fault::damaged());
        }
        cells.sort_by_key(|cell| cell.column);
        if cells.windows(2).any(|pair| pair[0].column == pair[1].column) {
            return Err(fault::damaged());
        }
        if hidden {
            self.hidden.push(number);
        } else {
            self.rows.push(Row { number, cells });
        }
        Ok(())
    }

    /// Before a cell that is not blank is kept: whether it may be.
    pub(super) fn admit(&mut self, column: u32) -> Result<(), Diagnostic> {
        if column >= self.limits.columns {
            let most = self.limits.columns as usize;
            return Err(fault::too_many(&self.name, "cột", "columns", most));
        }
        match self.left.checked_sub(1) {
            Some(left) => *self.left = left,
            None => return Err(fault::too_many(&self.name, "ô", "cells", self.limits.cells)),
        }
        Ok(())
    }

    /// Adds merged cells. More of them than cells make no sense.
    pub(super) fn merge(&mut self, area: Area) {
        if self.merged.len() < self.limits.rows as usize
            && (area.bottom > area.top || area.right > area.left)
        {
            self.merged.push(area);
        }
    }

    /// What was gathered.
    pub(super) fn finish(self) -> Gathered {
        let Self { name, rows, merged, hidden, .. } = self;
        Gathered { name, rows, merged, hidden }
    }
}

/// A sheet that was read.
pub(super) struct Gathered {
    pub(super) name: String,
    pub(super) rows: Vec<Row>,
    pub(super) merged: Vec<Area>,
    /// Rows that have something in them and are hidden, from 0.
    pub(super) hidden: Vec<u32>,
}

/// What a file has.
#[derive(Default)]
pub(super) struct Found {
    pub(super) sheets: Vec<Gathered>,
    /// Names of hidden sheets.
    pub(super) hidden: Vec<String>,
}
