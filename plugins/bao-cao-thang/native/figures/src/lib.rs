//! The monthly report: a month's figures against the months before, the same month of last year
//! and the year's plan, and what must agree among them.
//!
//! `report` reads a document with its places, `period` knows what days a month's report
//! covers, `check` says what is wrong, `compute` works out. Figures are exact decimals.

mod check;
mod compute;
mod figure;
mod period;
mod report;

use vanthu_plugin::{Failure, Finding, Plugin, Table, Value};

/// The plugin.
#[derive(Debug)]
pub struct BaoCaoThang;

/// What the program links in, and what the library hands over.
pub static TABLE: Table = Table::of::<BaoCaoThang>();

impl Plugin for BaoCaoThang {
    fn compute(data: &Value) -> Result<Value, Failure> {
        compute::compute(data)
    }

    fn check(data: &Value) -> Result<Vec<Finding>, Failure> {
        Ok(check::check(data))
    }
}
