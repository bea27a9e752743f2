//! The manual: a page about every rule, and the reference that is made of it.

#![allow(clippy::tests_outside_test_module)]

mod common;

use std::collections::BTreeSet;

use common::{printed, repository, vanthu};

/// Ids of the rows of the standard's own list: what the law says, row by row.
const ROWS: &str = include_str!("data/quy-tac.txt");

fn explained(args: &[&str]) -> String {
    let output = vanthu().arg("explain").args(args).output().expect("runs");
    assert_eq!(output.status.code(), Some(0), "{}", printed(&output));
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// Ids that `explain` lists.
fn listed(standard: &str) -> BTreeSet<String> {
    let text = explained(&["--standard", standard]);
    text.lines().filter_map(|line| line.split_whitespace().next().map(str::to_owned)).collect()
}

#[test]
fn every_row_of_the_law_has_a_rule_or_a_reason() {
    let known = listed("nd30-2020");
    let missing: Vec<&str> = ROWS.lines().filter(|row| !known.contains(*row)).collect();
    assert_eq!(missing, Vec::<&str>::new());
    assert!(ROWS.lines().count() > 80);
}

#[test]
fn every_rule_has_a_whole_page() {
    for standard in ["nd30-2020", "tt01-2011"] {
        let ids = listed(standard);
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        let mut args = vec!["--format", "json", "--standard", standard];
        args.extend(&ids);
        let told: serde_json::Value = serde_json::from_str(&explained(&args)).expect("JSON");
        let pages = told["rules"].as_array().expect("pages");
        assert_eq!(pages.len(), ids.len(), "{standard}: a rule has no page");
        for page in pages {
            for part in ["title", "requires", "why", "mend", "judged"] {
                assert!(page[part].as_str().is_some_and(|t| !t.trim().is_empty()), "{page}");
            }
            for part in ["wrong", "right"] {
                assert!(page[part].as_array().is_some_and(|list| !list.is_empty()), "{page}");
            }
        }
    }
}

#[test]
fn the_reference_is_what_the_manual_says() {
    let now = explained(&["--markdown"]);
    let path = repository("docs/quy-tac.md");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &now).expect("writes");
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == now, "docs/quy-tac.md is old: UPDATE=1 cargo test --test manual");
}

#[test]
fn what_is_no_rule_is_told_with_the_nearest() {
    let output = vanthu().args(["explain", "QH-55"]).output().expect("runs");
    assert_eq!(output.status.code(), Some(2));
    assert!(printed(&output).contains("có phải «QH-5»?"), "{}", printed(&output));
}
