//! For the tests of a plugin: each call goes through the plugin's table, as the program's do.

use serde_json::Value;

use crate::{Finding, Op, Plugin, Reply, Table, Wrong, answered, request};

/// What `compute` gives for this data.
///
/// # Errors
/// What the program would be told instead: that the data cannot be worked with, or a fault of the
/// plugin, a panic among them.
pub fn compute<P: Plugin>(data: &Value) -> Result<Value, Wrong> {
    match ask::<P>(Op::Compute, data)? {
        Reply::Computed(value) => Ok(value),
        Reply::Findings(_) => Err(Wrong::Misshapen("findings".to_owned())),
    }
}

/// What `check` finds in this data.
///
/// # Errors
/// As [`compute`].
pub fn check<P: Plugin>(data: &Value) -> Result<Vec<Finding>, Wrong> {
    match ask::<P>(Op::Check, data)? {
        Reply::Findings(findings) => Ok(findings),
        Reply::Computed(_) => Err(Wrong::Misshapen("computed".to_owned())),
    }
}

fn ask<P: Plugin>(op: Op, data: &Value) -> Result<Reply, Wrong> {
    answered(op, Table::of::<P>().invoke(&request(op, "testing", data)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Failure, json};

    struct Sums;

    impl Plugin for Sums {
        fn compute(data: &Value) -> Result<Value, Failure> {
            match data["a"].as_i64() {
                Some(0) => panic!("không có gì để tính"),
                Some(1) => std::panic::panic_any(Loud),
                Some(2) => Err("thiếu «b»".into()),
                Some(n) => Ok(json!({ "gap_doi": n * 2 })),
                None => Ok(json!("no object")),
            }
        }
    }

    /// A payload that panics when it is dropped.
    struct Loud;

    impl Drop for Loud {
        fn drop(&mut self) {
            panic!("dropped");
        }
    }

    #[test]
    fn what_a_plugin_does_comes_out_as_the_program_sees_it() {
        let computed = |a: i64| compute::<Sums>(&json!({ "a": a }));
        assert_eq!(computed(7), Ok(json!({ "gap_doi": 14 })));
        assert_eq!(computed(0), Err(Wrong::Panicked("không có gì để tính".to_owned())));
        assert_eq!(computed(1), Err(Wrong::Panicked(String::new())));
        assert_eq!(computed(2), Err(Wrong::Said("thiếu «b»".to_owned())));
        assert!(matches!(compute::<Sums>(&json!({})), Err(Wrong::Misshapen(_))));
        assert_eq!(check::<Sums>(&json!({})), Err(Wrong::NotSupported));
    }
}
