//! Gathers the cells of a sheet, within limits.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::book::{Area, Cell, Limits, Row, Value};
use super::fault;
use crate::diag::Diagnostic;

/// Merged cells may cover so many cells.
const COVERED: usize = 1_000_000;

/// What a file may still have.
pub(super) struct Left {
    cells: usize,
    text: usize,
}

impl Left {
    pub(super) fn new(limits: &Limits) -> Self {
        Self { cells: limits.cells, text: limits.text }
    }
}

/// A sheet that is being read.
pub(super) struct Gather<'l> {
    name: String,
    limits: &'l Limits,
    /// What all sheets of the file may still have.
    left: &'l mut Left,
    rows: Vec<Row>,
    merged: Vec<Area>,
    /// Rows that have something in them and are hidden, from 0.
    hidden: Vec<u32>,
    /// Columns that are hidden, ends included, from 0.
    hidden_columns: Vec<(u32, u32)>,
}

impl<'l> Gather<'l> {
    pub(super) fn new(name: &str, limits: &'l Limits, left: &'l mut Left) -> Self {
        Self {
            name: name.to_owned(),
            limits,
            left,
            rows: Vec::new(),
            merged: Vec::new(),
            hidden: Vec::new(),
            hidden_columns: Vec::new(),
        }
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
        for cell in &cells {
            if let Value::Text(text) = &cell.value {
                let left = self.left.text.checked_sub(text.len());
                self.left.text = left.ok_or_else(fault::too_large)?;
            }
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
        match self.left.cells.checked_sub(1) {
            Some(left) => self.left.cells = left,
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

    /// Notes columns that are hidden. More of them than columns make no sense.
    pub(super) fn hide_columns(&mut self, first: u32, last: u32) {
        if self.hidden_columns.len() < self.limits.columns as usize {
            self.hidden_columns.push((first, last));
        }
    }

    /// What was gathered.
    pub(super) fn finish(self) -> Result<Gathered, Diagnostic> {
        let Self { name, rows, merged, hidden, hidden_columns, .. } = self;
        let right = rows.iter().filter_map(|row| row.cells.last()).map(|cell| cell.column).max();
        let mut unseen = BTreeMap::new();
        if !hidden_columns.is_empty() {
            let right = right.unwrap_or_default();
            let columns = hidden_columns.iter().flat_map(|(first, last)| *first..=right.min(*last));
            let columns: HashSet<u32> = columns.collect();
            for row in &rows {
                for cell in row.cells.iter().filter(|cell| columns.contains(&cell.column)) {
                    unseen.entry(cell.column).or_insert(row.number);
                }
            }
        }
        let bottom = rows.last().map_or(0, |row| row.number);
        let (mut covered, mut count) = (HashMap::new(), 0);
        let reached = |area: &Area| right.is_some_and(|right| area.left <= right);
        for (nth, area) in merged.iter().enumerate().filter(|(_, area)| reached(area)) {
            for row in area.top..=area.bottom.min(bottom) {
                for column in area.left..=area.right.min(right.unwrap_or_default()) {
                    covered.insert((row, column), nth);
                    count += 1;
                }
                if count > COVERED {
                    return Err(fault::too_many(&name, "ô gộp", "merged cells", COVERED));
                }
            }
        }
        Ok(Gathered { name, rows, merged, covered, hidden, unseen })
    }
}

/// A sheet that was read.
pub(super) struct Gathered {
    pub(super) name: String,
    pub(super) rows: Vec<Row>,
    pub(super) merged: Vec<Area>,
    pub(super) covered: HashMap<(u32, u32), usize>,
    /// Rows that have something in them and are hidden, from 0.
    pub(super) hidden: Vec<u32>,
    /// Columns that are hidden and have something in them, each with the first row of it, from 0.
    pub(super) unseen: BTreeMap<u32, u32>,
}

/// What a file has.
#[derive(Default)]
pub(super) struct Found {
    pub(super) sheets: Vec<Gathered>,
    /// Names of hidden sheets.
    pub(super) hidden: Vec<String>,
}
