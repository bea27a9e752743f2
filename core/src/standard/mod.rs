//! A standard of form as data: what is allowed, what we choose, and which article says so.
//!
//! `templates/<standard>/standard.yaml` is read once into a [`Standard`]. [`Standard::apply`]
//! gives a [`Document`](crate::document::Document) its looks from those rows; a checker judges by
//! the same rows. Nothing here knows XML.

mod apply;
mod check;
mod glyph_widths;
mod looks;
pub mod metrics;
mod recognize;
mod rule;
mod table;
mod value;
mod words;

pub use apply::ImageSizes;
pub use check::{Finding, Judgement, check};
pub use recognize::{Paper, Recognized, recognize};
pub use rule::{Ask, Judged, Look, Rule};
pub use value::{Allowed, Value};
pub use words::{report, report_at};

use crate::data::{Closed, Node};
use crate::diag::Diagnostics;
use crate::document::Role;
use crate::length::Twips;
use crate::styled::StyleSheet;

/// A standard of form.
#[derive(Debug, Clone)]
pub struct Standard {
    /// Its folder's name: `nd30-2020`.
    pub id: String,
    /// Its Vietnamese name.
    pub title: String,
    /// Every rule, in the order of the file.
    pub rules: Vec<Rule>,
    /// The styles that follow from the rules.
    pub sheet: StyleSheet,
    /// What `apply` must know beyond the styles.
    looks: looks::Looks,
}

impl Standard {
    /// Reads `standard.yaml`. A standard whose rows contradict each other, or that leaves a look
    /// unsaid, is refused with a diagnostic for each.
    pub fn read(node: &Node) -> (Option<Self>, Diagnostics) {
        let mut out = Diagnostics::new();
        let standard = read(node, &mut out);
        (standard.filter(|_| !crate::diag::has_errors(&out)), out)
    }

    /// Width of the text of a portrait page.
    pub fn text_width(&self) -> Twips {
        self.sheet.page.text_width()
    }

    /// Share of a text's length that the line under `role` has.
    pub fn line_share(&self, role: Role) -> Option<f64> {
        self.rules.iter().find_map(|rule| match rule.ask {
            Ask::Line { under, choose, .. } if under == role => Some(choose),
            _ => None,
        })
    }
}

impl Standard {
    /// Width of the frame around a mark that reads `text`.
    pub(super) fn box_width(&self, role: Role, text: &str) -> Option<Twips> {
        let text = text.to_uppercase().replace("OẢ", "ỎA");
        self.rules.iter().find_map(|rule| match &rule.ask {
            Ask::Box { role: of, widths, .. } if *of == role => {
                widths.iter().find(|(words, _)| *words == text).map(|(_, width)| *width)
            }
            _ => None,
        })
    }
}

fn read(node: &Node, out: &mut Diagnostics) -> Option<Standard> {
    let map = Closed::new(node, out)?;
    if map.need_text("format", out) != Some("1") {
        out.push(rule::fault(node.span, "format must be 1"));
    }
    let id = map.need_text("id", out)?.to_owned();
    let title = map.need("title", out)?.get("vi").and_then(Node::as_text)?.to_owned();
    map.need("in_force", out);
    let language = map.need_text("language", out)?.to_owned();
    let items =
        |key, out: &mut Diagnostics| map.need(key, out).and_then(Node::as_seq).unwrap_or_default();
    let rules: Vec<Rule> =
        items("rules", out).iter().filter_map(|row| rule::read(row, out)).collect();
    let mut choices = Vec::new();
    for row in items("choices", out) {
        let Some(entry) = Closed::new(row, out) else { continue };
        choices.extend(rule::read_look(&entry, out).map(|look| (look, row.span)));
        entry.need_text("because", out);
        entry.finish(out);
    }
    let styles = map.need("styles", out)?;
    map.finish(out);
    check_ids(&rules, out);
    let (sheet, looks) = looks::build(styles, &rules, &choices, language, out)?;
    Some(Standard { id, title, rules, sheet, looks })
}

fn check_ids(rules: &[Rule], out: &mut Diagnostics) {
    let mut seen = std::collections::BTreeSet::new();
    for rule in rules {
        if !seen.insert(&rule.id) {
            out.push(rule::fault(rule.span, "this id is used twice"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{self, Limits};
    use crate::diag::Files;

    const ND30: &str = include_str!("../../../templates/nd30-2020/standard.yaml");

    fn standard(source: &str) -> (Option<Standard>, Vec<String>) {
        let mut files = Files::default();
        let (node, out) = data::read(source.as_bytes(), "standard.yaml", &mut files, &Limits::DATA);
        assert!(out.is_empty(), "{out:?}");
        let (standard, out) = Standard::read(&node.expect("reads"));
        (standard, out.into_iter().map(|d| d.message.en).collect())
    }

    #[test]
    fn the_shipped_standard_has_no_fault() {
        let (standard, faults) = standard(ND30);
        assert_eq!(faults, Vec::<String>::new());
        let standard = standard.expect("a standard");
        assert_eq!(standard.text_width(), Twips(9355));
        assert_eq!(standard.line_share(Role::Motto), Some(1.0));
    }

    #[test]
    fn a_choice_outside_its_range_is_refused() {
        let wrong = ND30.replacen("choose: { size: 13pt }", "choose: { size: 15pt }", 1);
        assert!(standard(&wrong).1.iter().any(|fault| fault.contains("not chosen as allowed")));
    }

    #[test]
    fn sizes_that_do_not_go_together_are_refused() {
        let tn = "size: 13pt..14pt, bold: true, italic: false, caps: false, align: center }\n    choose: { size: 14pt }";
        let wrong =
            ND30.replacen(tn, &tn.replace("choose: { size: 14pt", "choose: { size: 13pt"), 1);
        assert_ne!(wrong, ND30);
        assert!(standard(&wrong).1.iter().any(|fault| fault.contains("do not go together")));
    }

    #[test]
    fn a_role_without_style_is_refused() {
        let wrong = ND30.replacen("  motto: { id: TieuNgu, name: Tiêu ngữ }\n", "", 1);
        assert!(standard(&wrong).0.is_none());
    }
}
