//! This build draws nothing: the feature `preview` is off. The same names as where it is on.

use std::collections::BTreeMap;

use vanthu_core::diag::Text;
use vanthu_core::text;

/// Whether this build can draw.
pub(crate) const BUILT: bool = false;

/// Pages that cannot be here.
#[derive(Debug, Clone)]
pub(crate) enum Pages {}

/// Where a paragraph begins.
#[derive(Debug)]
pub(crate) struct Place {
    pub(crate) page: usize,
    pub(crate) down: f64,
}

/// Says that it cannot.
pub(crate) fn lay_out(_: Vec<u8>) -> Result<Pages, Text> {
    Err(text!("bản vanthu này không có phần vẽ trang", "this build of vanthu draws no pages"))
}

impl Pages {
    pub(crate) fn sizes(&self) -> Vec<(f64, f64)> {
        match *self {}
    }

    pub(crate) fn places(&self) -> &BTreeMap<String, Vec<Place>> {
        match *self {}
    }

    pub(crate) fn png(&self, _: usize, _: u32) -> Result<Option<Vec<u8>>, Text> {
        match *self {}
    }

    pub(crate) fn pdf(&self) -> Result<Vec<u8>, Text> {
        match *self {}
    }
}
