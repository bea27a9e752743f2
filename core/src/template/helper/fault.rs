//! Why a helper could not work with its values.

use serde_json::Value;

use crate::diag::Text;
use crate::text;

/// What is wrong, in both languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault(pub Text);

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0.en)
    }
}

impl std::error::Error for Fault {}

impl Fault {
    pub(super) fn absent() -> Self {
        Self(text!("chỗ này cần một giá trị mà dữ liệu không có", "a value is missing here"))
    }

    pub(super) fn not_a_number(value: &Value) -> Self {
        Self(text!("{value} không phải số", "{value} is no number"))
    }

    pub(super) fn not_whole(value: &Value) -> Self {
        Self(text!(
            "{value} không phải số nguyên, hoặc quá lớn",
            "{value} is no whole number, or too large"
        ))
    }

    pub(super) fn too_big() -> Self {
        Self(text!("kết quả quá lớn", "the result is too large"))
    }
}
