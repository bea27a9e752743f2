//! What helpers of a template work out: pure functions from values to Vietnamese text.

pub mod date;
pub mod number;
pub mod roman;
pub mod words;
