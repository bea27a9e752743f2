//! This build cannot draw: the feature `preview` is off.

use vanthu_core::diag::Text;

/// Whether this build can draw.
pub(crate) const BUILT: bool = false;

/// Pages that no one can make here.
#[derive(Debug)]
pub(crate) enum Pages {}

/// Never lays anything out.
pub(crate) fn lay_out(_: Vec<u8>) -> Result<Pages, Text> {
    Err(vanthu_core::text!(
        "bản vanthu này không có phần vẽ trang",
        "this build of vanthu draws no pages"
    ))
}

impl Pages {
    pub(crate) fn pdf(&self) -> Result<Vec<u8>, Text> {
        match *self {}
    }
}
