//! A standard of form as data: what is allowed, what we choose, and which article says so.
//!
//! `templates/<standard>/standard.yaml` is read once into a [`Standard`]. [`Standard::apply`]
//! gives a [`Document`](crate::document::Document) its looks from those rows; a checker judges by
//! the same rows. Nothing here knows XML.

mod apply;
mod check;
mod glyph_widths;
mod looks;
mod manual;
pub mod metrics;
mod recognize;
mod rule;
mod table;
mod value;
mod words;

pub use apply::ImageSizes;
pub use check::{Finding, Judgement, check};
pub use manual::{Manual, Page as ManualPage};
pub(crate) use recognize::is_nation;
pub use recognize::{Paper, Recognized, kind_named, recognize};
pub use rule::{Ask, Judged, Look, Rule};
pub use value::{Allowed, Value};
pub use words::{not_in_force, report, report_at};

use crate::data::{Closed, Node};
use crate::diag::{Diagnostics, Severity};
use crate::document::Role;
use crate::length::Twips;
use crate::schema::date::{self, Date};
use crate::styled::StyleSheet;

/// Days from the first to the last, both included.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Period {
    /// The first; `None`: from ever.
    pub from: Option<Date>,
    /// The last; `None`: until now.
    pub to: Option<Date>,
}

impl Period {
    /// Whether a day is within. A date whose day is blank is within when its month may be.
    pub fn holds(&self, date: Date) -> bool {
        let key = |date: Date, day: u8| (date.year, date.month, date.day.unwrap_or(day));
        self.from.is_none_or(|from| key(date, 31) >= key(from, 1))
            && self.to.is_none_or(|to| key(date, 1) <= key(to, 31))
    }
}

/// A standard of form.
#[derive(Debug, Clone)]
pub struct Standard {
    /// Its folder's name: `nd30-2020`.
    pub id: String,
    /// Its Vietnamese name.
    pub title: String,
    /// When it was the law.
    pub in_force: Period,
    /// Every rule, in the order of the file.
    pub rules: Vec<Rule>,
    /// The styles that follow from the rules.
    pub sheet: StyleSheet,
    /// What `apply` must know beyond the styles.
    looks: looks::Looks,
}

impl Standard {
    /// Reads a `standard.yaml` after those that it extends, the first of them first. A standard
    /// whose rows contradict each other, or that leaves a look unsaid, is refused with a
    /// diagnostic for each.
    pub fn read(layers: &[Node]) -> (Option<Self>, Diagnostics) {
        let mut out = Diagnostics::new();
        let standard = read(layers, &mut out);
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

fn read(layers: &[Node], out: &mut Diagnostics) -> Option<Standard> {
    let mut rules: Vec<Rule> = Vec::new();
    let mut choices = Vec::new();
    let mut styles = None;
    let mut language = None;
    let mut head: Option<(String, String, Period)> = None;
    for node in layers {
        let map = Closed::new(node, out)?;
        if map.need_text("format", out) != Some("1") {
            out.push(rule::fault(node.span, "format must be 1"));
        }
        map.text("extends", out);
        let items = |key| map.get(key).and_then(Node::as_seq).unwrap_or_default();
        let same = items("same");
        if let Some((_, title, _)) = &head {
            inherit(&mut rules, title, same, out);
        } else if let Some(id) = same.first() {
            out.push(rule::fault(id.span, "it extends no standard"));
        }
        let id = map.need_text("id", out)?.to_owned();
        let title = map.need("title", out)?.get("vi").and_then(Node::as_text)?.to_owned();
        head = Some((id, title, period(map.need("in_force", out)?, out)));
        language = map.text("language", out).map(str::to_owned).or(language);
        styles = map.get("styles").or(styles);
        for id in items("remove") {
            let before = rules.len();
            rules.retain(|rule| Some(rule.id.as_str()) != id.as_text());
            if rules.len() == before {
                out.push(rule::fault(id.span, "there is no such rule to remove"));
            }
        }
        let own = items("rules").iter().filter_map(|row| rule::read(row, out)).collect();
        put(&mut rules, own, out);
        for row in items("choices") {
            let Some(entry) = Closed::new(row, out) else { continue };
            choices.extend(rule::read_look(&entry, out).map(|look| (look, row.span)));
            entry.need_text("because", out);
            entry.finish(out);
        }
        map.finish(out);
    }
    let (id, title, in_force) = head?;
    let (sheet, looks) = looks::build(styles?, &rules, &choices, language?, out)?;
    Some(Standard { id, title, in_force, rules, sheet, looks })
}

/// What stays as in the standard below is cited as such. A law can be no ground for what another
/// one asked: these rules are unverified, but for the `same` ones, which were read in both.
fn inherit(rules: &mut [Rule], title: &str, same: &[Node], out: &mut Diagnostics) {
    for id in same {
        if !rules.iter().any(|rule| Some(rule.id.as_str()) == id.as_text()) {
            out.push(rule::fault(id.span, "there is no such rule below"));
        }
    }
    for rule in rules {
        rule.cite = format!("như {title}, {}", rule.cite);
        if !same.iter().any(|id| id.as_text() == Some(rule.id.as_str())) {
            rule.unverified = true;
            rule.severity = Severity::Warning;
        }
    }
}

/// Puts the rules of a layer in the place of those with the same ids below, or after them.
fn put(rules: &mut Vec<Rule>, own: Vec<Rule>, out: &mut Diagnostics) {
    let mut seen = std::collections::BTreeSet::new();
    for rule in own {
        if !seen.insert(rule.id.clone()) {
            out.push(rule::fault(rule.span, "this id is used twice"));
        }
        match rules.iter_mut().find(|below| below.id == rule.id) {
            Some(below) => *below = rule,
            None => rules.push(rule),
        }
    }
}

fn period(node: &Node, out: &mut Diagnostics) -> Period {
    let mut day = |key: &str| {
        let text = node.get(key).and_then(Node::as_text)?;
        let date = date::parse(text);
        if date.is_none() {
            out.push(rule::fault(node.span, "a day such as 05/3/2020 is expected"));
        }
        date
    };
    Period { from: day("from"), to: day("to") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{self, Limits};
    use crate::diag::Files;

    const ND30: &str = include_str!("../../../templates/nd30-2020/standard.yaml");

    fn standard(source: &str) -> (Option<Standard>, Vec<String>) {
        layered(&[source])
    }

    fn layered(sources: &[&str]) -> (Option<Standard>, Vec<String>) {
        let mut files = Files::default();
        let mut read = |source: &&str| {
            let source = source.as_bytes();
            let (node, out) = data::read(source, "standard.yaml", &mut files, &Limits::DATA);
            assert!(out.is_empty(), "{out:?}");
            node.expect("reads")
        };
        let nodes: Vec<Node> = sources.iter().map(&mut read).collect();
        let (standard, out) = Standard::read(&nodes);
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
    #[test]
    fn what_is_inherited_is_unverified_but_for_what_was_read_in_both() {
        let above = "format: 1\nid: a\nextends: nd30-2020\ntitle: { vi: A }\nin_force: { to: 04/3/2020 }\nsame: [QH-1]\n";
        let (standard, faults) = layered(&[ND30, above]);
        assert_eq!(faults, Vec::<String>::new());
        let standard = standard.expect("a standard");
        let rule = |id: &str| standard.rules.iter().find(|rule| rule.id == id).expect("a rule");
        assert!(!rule("QH-1").unverified && rule("QH-1").severity == Severity::Error);
        assert!(rule("QH-4").unverified && rule("QH-4").severity == Severity::Warning);
        assert!(rule("QH-4").cite.starts_with("như Nghị định"));
        let unknown = above.replace("QH-1", "QH-99");
        assert!(layered(&[ND30, &unknown]).1[0].contains("no such rule below"));
        assert!(layered(&[&format!("{ND30}same: [QH-1]\n")]).1[0].contains("extends no standard"));
    }
}
