//! A workbook as it was read: sheets of rows of cells that know where they stand.

use std::collections::HashMap;
use std::sync::Arc;

use crate::data::Node;
use crate::diag::{Diagnostics, FileId, Span};
use crate::schema::date::Date;

/// The sheets of a file that a person sees.
#[derive(Debug)]
pub struct Book {
    /// In the order of the file; a text file is one sheet without a name.
    pub sheets: Vec<Sheet>,
    /// What was left out: hidden sheets and rows.
    pub notes: Diagnostics,
}

/// A sheet without its blank rows and cells.
#[derive(Debug)]
pub struct Sheet {
    /// As its tab says.
    pub name: String,
    /// Its id among the files of the run.
    pub file: FileId,
    /// Rows with something in them, downwards.
    pub rows: Vec<Row>,
    /// Cells that were merged.
    pub merged: Vec<Area>,
    /// For each of these cells that is within the table, by row and column, which block it is in.
    pub(super) covered: HashMap<(u32, u32), usize>,
}

/// A row that has at least one cell.
#[derive(Debug, Clone)]
pub struct Row {
    /// From 0.
    pub number: u32,
    /// From left to right.
    pub cells: Vec<Cell>,
}

/// A cell that is not blank.
#[derive(Debug, Clone)]
pub struct Cell {
    /// From 0.
    pub column: u32,
    /// What is in it; of a formula, its result.
    pub value: Value,
}

/// The error of a formula that nobody has worked out.
pub(super) const UNKNOWN: &str = "chưa tính";

/// What a cell holds.
#[derive(Debug, Clone)]
pub enum Value {
    /// Text as it stands.
    Text(Arc<str>),
    /// A number, which spreadsheets keep apart from how it looks.
    Number {
        /// In plain decimals, to 15 digits, as far as spreadsheets are exact: `1234.5`.
        digits: String,
        /// How it looks, where zeros were put before it: `05`.
        padded: Option<String>,
        /// Whether it looks a hundred times as large: `12,5%` is `0.125`.
        percent: bool,
    },
    /// A number that looks like a date or a time.
    Date {
        /// The day; `None` for a time without one.
        day: Option<Date>,
        /// Whether it has a time beside the day.
        time: bool,
    },
    /// Yes or no.
    Boolean(bool),
    /// A formula without a result: `#N/A`.
    Error(String),
    /// `null` of a JSON file: cleared.
    Null,
    /// A list or map of a JSON file.
    Tree(Node),
}

/// A block of merged cells, ends included, from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Area {
    /// First row.
    pub top: u32,
    /// First column.
    pub left: u32,
    /// Last row.
    pub bottom: u32,
    /// Last column.
    pub right: u32,
}

/// How large a file may be. What is larger is refused before it is held in memory.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Bytes of the file.
    pub bytes: usize,
    /// Files in a workbook's archive.
    pub entries: usize,
    /// Bytes of all that is read of it, unpacked.
    pub unpacked: u64,
    /// Rows of a sheet, the last that has something in it.
    pub rows: u32,
    /// Columns of a sheet, likewise.
    pub columns: u32,
    /// Cells with something in them, of all sheets.
    pub cells: usize,
    /// Bytes of the texts of all cells, a text that many share as often as it stands there.
    pub text: usize,
}

impl Limits {
    /// For a file that is imported into a form.
    pub const PAGE: Self = Self {
        bytes: 10 << 20,
        entries: 1000,
        unpacked: 48 << 20,
        rows: 20_000,
        columns: 1000,
        cells: 400_000,
        text: 16 << 20,
    };

    /// For a file whose rows are documents.
    pub const BATCH: Self = Self {
        bytes: 64 << 20,
        entries: 4096,
        unpacked: 512 << 20,
        rows: 200_000,
        columns: 2000,
        cells: 8_000_000,
        text: 512 << 20,
    };
}

impl Value {
    /// What a person sees, as text.
    pub fn shown(&self) -> String {
        match self {
            Self::Text(text) => text.to_string(),
            Self::Number { padded: Some(padded), .. } => padded.clone(),
            Self::Number { digits, percent: true, .. } => {
                let hundredfold = digits
                    .parse::<rust_decimal::Decimal>()
                    .map(|n| (n * rust_decimal::Decimal::ONE_HUNDRED).normalize().to_string());
                format!("{}%", hundredfold.unwrap_or_else(|_| digits.clone()).replace('.', ","))
            }
            Self::Number { digits, .. } => digits.replace('.', ","),
            Self::Date { day: Some(day), .. } => written(*day),
            Self::Date { day: None, .. } => "(giờ)".to_owned(),
            Self::Boolean(true) => "TRUE".to_owned(),
            Self::Boolean(false) => "FALSE".to_owned(),
            Self::Error(code) => code.clone(),
            Self::Null => "~".to_owned(),
            Self::Tree(_) => "{…}".to_owned(),
        }
    }
}

/// `05/02/2026`.
pub(super) fn written(day: Date) -> String {
    let number = day.day.map(|day| format!("{day:02}")).unwrap_or_default();
    format!("{number}/{:02}/{:04}", day.month, day.year)
}

impl Sheet {
    /// The place of a cell.
    pub fn place(&self, row: u32, column: u32) -> Span {
        Span::cell(self.file, row, column)
    }

    /// The block of merged cells that a cell is in.
    pub fn area(&self, row: u32, column: u32) -> Option<&Area> {
        self.merged.get(*self.covered.get(&(row, column))?)
    }

    /// The row of this number, when something is in it.
    pub fn row(&self, number: u32) -> Option<&Row> {
        let at = self.rows.binary_search_by_key(&number, |row| row.number).ok()?;
        self.rows.get(at)
    }
}

impl Row {
    /// The cell of a column, when something is in it.
    pub fn cell(&self, column: u32) -> Option<&Cell> {
        let at = self.cells.binary_search_by_key(&column, |cell| cell.column).ok()?;
        self.cells.get(at)
    }
}
