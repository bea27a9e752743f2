//! The reports of many units become the data of one, by the rules of their type.
//!
//! Figures are added as exact decimals, from the texts that people wrote. Nothing is left out in
//! silence: a unit that says nothing where others do, rows that cannot be added, and values that
//! should agree and do not are all told.

mod figure;
mod rule;

use std::collections::BTreeMap;

use rule::{Rule, is_date};
pub use rule::{RuleRow, Rules};

use crate::data::{Entry, Kind, Node, locate, push_pointer};
use crate::diag::{Diagnostic, Diagnostics, Span, Text, has_errors};
use crate::plugin::Plugin;
use crate::schema::{Field, Type, date};
use crate::text;

/// So many units are named in one message.
const NAMED: usize = 5;

/// The report of one unit.
#[derive(Debug)]
pub struct Unit {
    /// What it is called.
    pub name: String,
    /// Its data, as they were read.
    pub data: Node,
}

/// Where a value of the whole came from.
#[derive(Debug)]
pub struct Trace {
    /// JSON pointer into the whole.
    pub pointer: String,
    /// The rule, as manifests write it.
    pub rule: &'static str,
    /// What was made; empty for a list.
    pub value: String,
    /// Of which units.
    pub sources: Vec<Source>,
}

/// A value of one unit.
#[derive(Debug)]
pub struct Source {
    /// The unit, by its place in the list.
    pub unit: usize,
    /// JSON pointer into its data.
    pub pointer: String,
    /// Where it stands.
    pub span: Span,
    /// As it was written; empty for a list.
    pub value: String,
}

/// What was made of the reports.
#[derive(Debug)]
pub struct Consolidated {
    /// The data of the whole, with `loai` first.
    pub data: Node,
    /// One for each value, in the order of the data.
    pub traces: Vec<Trace>,
    /// What is to be said of it.
    pub diagnostics: Diagnostics,
}

/// What is wrong with the report of one unit, as far as it goes into the whole. Empty: it can be
/// taken.
pub fn judge(plugin: &Plugin, data: &Node) -> Diagnostics {
    let checked = plugin.schema.check(&without_signer(data), true);
    let mut faults = checked.diagnostics;
    faults.retain(|fault| has_errors(std::slice::from_ref(fault)));
    let gaps = checked.gaps.iter().filter(|gap| plugin.consolidation.covers(&gap.pointer));
    faults.extend(gaps.map(|gap| {
        let Text { vi, en } = &gap.title;
        let place = locate(data, &gap.pointer);
        Diagnostic::error("missing-field", text!("thiếu mục «{vi}»", "«{en}» is missing"))
            .at(place.key.unwrap_or(place.value.span.start_only()))
            .pointer(gap.pointer.clone())
            .hint(text!("báo đơn vị bổ sung rồi gửi lại", "have the unit add it and send it again"))
    }));
    faults
}

/// A signer is named by a key of the organisation's file, which is the unit's own and not here.
fn without_signer(data: &Node) -> Node {
    let mut data = data.clone();
    if let Kind::Map(entries) = &mut data.kind {
        entries.retain(|entry| entry.key != "nguoi_ky");
    }
    data
}

/// Makes the whole out of the reports, in the order of the units. `own` is what the office that
/// makes it says itself: it stands over what was made, and rows of it are added to lists of rows.
pub fn consolidate(plugin: &Plugin, units: &[Unit], own: Option<Node>) -> Consolidated {
    let mut run = Run {
        units,
        traces: Vec::new(),
        out: Diagnostics::new(),
        skipped: Vec::new(),
        latest: latest(units),
    };
    let parts: Vec<Part<'_>> = units
        .iter()
        .enumerate()
        .map(|(unit, report)| Part { unit, node: &report.data, pointer: String::new() })
        .collect();
    let at = units.first().map_or(plugin.schema.source().span, |unit| unit.data.span.start_only());
    let rules = &plugin.consolidation;
    let mut entries = run.map(rules, &plugin.schema.root, &parts, "", at);
    entries.insert(0, entry("loai", text_node(&plugin.manifest.id, at)));
    let made = Node { span: at, kind: Kind::Map(entries) };
    let data = match own {
        Some(own) => over(made, own, rules),
        None => made,
    };
    let data = in_order(data, &plugin.schema.root);
    // What the office says itself came of no unit.
    run.traces.retain(|trace| {
        let found = locate(&data, &trace.pointer);
        found.exact && found.value.as_text().is_none_or(|text| text == trace.value)
    });
    let written = |(row, _): &(Vec<(String, String)>, Diagnostic)| !has_row(&data, row);
    run.out.extend(run.skipped.into_iter().filter(written).map(|(_, fault)| fault));
    Consolidated { data, traces: run.traces, diagnostics: run.out }
}

/// What one unit says at a place.
#[derive(Debug, Clone)]
struct Part<'n> {
    unit: usize,
    node: &'n Node,
    pointer: String,
}

impl<'n> Part<'n> {
    fn get(&self, key: &str) -> Option<Self> {
        let node = self.node.get(key).filter(|node| !matches!(node.kind, Kind::Null))?;
        let mut pointer = self.pointer.clone();
        push_pointer(&mut pointer, key);
        Some(Self { unit: self.unit, node, pointer })
    }

    fn items(&self) -> impl Iterator<Item = Self> {
        let items = self.node.as_seq().unwrap_or_default().iter().enumerate();
        items.map(|(nth, node)| {
            let pointer = format!("{}/{nth}", self.pointer);
            Self { unit: self.unit, node, pointer }
        })
    }

    fn text(&self) -> &'n str {
        self.node.as_text().unwrap_or_default()
    }

    fn source(&self) -> Source {
        let Self { unit, node, pointer } = self;
        Source {
            unit: *unit,
            pointer: pointer.clone(),
            span: node.span,
            value: node.as_text().unwrap_or_default().to_owned(),
        }
    }
}

struct Run<'u> {
    units: &'u [Unit],
    traces: Vec<Trace>,
    out: Diagnostics,
    /// Rows that cannot be added, by what they are called, and what is said of each.
    skipped: Vec<(Vec<(String, String)>, Diagnostic)>,
    /// For each unit, how late its report is; the latest has the largest.
    latest: Vec<usize>,
}

impl<'u> Run<'u> {
    fn map(
        &mut self,
        rules: &Rules,
        field: &Field,
        parts: &[Part<'u>],
        at: &str,
        span: Span,
    ) -> Vec<Entry> {
        let mut entries = Vec::new();
        for (name, rule) in &rules.fields {
            let Some(inner) = field.property(name) else { continue };
            let mut pointer = at.to_owned();
            push_pointer(&mut pointer, name);
            let given: Vec<Part<'u>> = parts.iter().filter_map(|part| part.get(name)).collect();
            if let Some(value) = self.value(rule, name, inner, parts, &given, &pointer, span) {
                entries.push(entry(name, value));
            }
        }
        entries
    }

    #[allow(clippy::too_many_arguments, reason = "a field, what is said of it, and where it goes")]
    fn value(
        &mut self,
        rule: &Rule,
        name: &str,
        field: &Field,
        around: &[Part<'u>],
        given: &[Part<'u>],
        pointer: &str,
        span: Span,
    ) -> Option<Node> {
        let first = given.first()?;
        let node = match rule {
            Rule::Group(rules) => {
                let entries = self.map(rules, field, given, pointer, span);
                return (!entries.is_empty()).then_some(Node { span, kind: Kind::Map(entries) });
            }
            Rule::Rows { by, skip, rules } => {
                return self.rows(by, skip, rules, field, given, pointer);
            }
            Rule::Units { name, rules } => {
                return self.per_unit(name, rules, field, given, pointer);
            }
            Rule::Same => self.same(field, around, given, name)?,
            Rule::Sum | Rule::Max | Rule::Min | Rule::Average { .. } => {
                self.lacking(field, name, around, given);
                self.figure(rule, name, field, around, given)?
            }
            Rule::Count => number_node(&given.len().to_string(), first.node.span),
            Rule::Any => {
                let any = given.iter().any(|part| part.text() == "true");
                number_node(if any { "true" } else { "false" }, first.node.span)
            }
            Rule::List => {
                let items = given.iter().flat_map(Part::items).map(|item| item.node.clone());
                Node { span: first.node.span, kind: Kind::Seq(items.collect()) }
            }
            Rule::Concatenate => {
                let texts = given.iter().map(|part| self.said(part)).collect::<Vec<_>>();
                text_node(&texts.join("\n"), first.node.span)
            }
            Rule::Latest => {
                let part = given.iter().max_by_key(|part| self.latest[part.unit])?;
                part.node.clone()
            }
        };
        self.traces.push(Trace {
            pointer: pointer.to_owned(),
            rule: rule.name(),
            value: node.as_text().unwrap_or_default().to_owned(),
            sources: given.iter().map(Part::source).collect(),
        });
        Some(node)
    }

    /// A text after the name of its unit: on one line where it begins with a sentence, on the next
    /// where it begins with an item.
    fn said(&self, part: &Part<'_>) -> String {
        let name = &self.units[part.unit].name;
        let text = part.text().trim();
        let between = if text.starts_with(['-', '+']) { ":\n" } else { ": " };
        format!("{name}{between}{text}")
    }

    /// What all units agree on; who says nothing says the default.
    fn same(
        &mut self,
        field: &Field,
        around: &[Part<'u>],
        given: &[Part<'u>],
        name: &str,
    ) -> Option<Node> {
        let first = given.first()?;
        let wanted = plain(first.node);
        let other = given.iter().find(|part| plain(part.node) != wanted);
        let silent = field.default.as_ref().filter(|default| **default != wanted);
        let silent = silent.and_then(|default| {
            let part = around.iter().find(|part| part.get(name).is_none())?;
            Some((part.unit, default.clone(), part.node.span))
        });
        let other = other.map(|part| (part.unit, plain(part.node), part.node.span)).or(silent);
        let Some((unit, value, span)) = other else { return Some(first.node.clone()) };
        let Text { vi, en } = field.called(name);
        let (one, two) = (&self.units[first.unit].name, &self.units[unit].name);
        self.out.push(
            Diagnostic::error(
                "units-differ",
                text!(
                    "«{vi}»: {one} ghi «{wanted}», {two} ghi «{value}»",
                    "«{en}»: {one} says «{wanted}», {two} says «{value}»"
                ),
            )
            .at(span)
            .pointer(first.pointer.clone())
            .also(first.node.span, text!("{one}", "{one}"))
            .hint(text!(
                "các đơn vị phải ghi giống nhau; sửa rồi tổng hợp lại",
                "all units must say the same; mend it and consolidate again"
            )),
        );
        None
    }

    /// Some units say nothing where others say a figure: the whole lacks theirs.
    fn lacking(&mut self, field: &Field, name: &str, around: &[Part<'u>], given: &[Part<'u>]) {
        let silent = around.iter().filter(|part| given.iter().all(|g| g.unit != part.unit));
        let units: Vec<usize> = silent.map(|part| part.unit).collect();
        let Some(place) = given.first().filter(|_| !units.is_empty()) else { return };
        let (units, Text { vi, en }) = (self.names(&units), field.called(name));
        let row = around.first().and_then(|part| part.node.get("ten")).and_then(Node::as_text);
        let of = row.map(|row| format!(" ({row})")).unwrap_or_default();
        self.out.push(
            Diagnostic::warning(
                "figure-missing",
                text!(
                    "«{vi}»{of}: không có số của {units}",
                    "«{en}»{of}: there is no figure of {units}"
                ),
            )
            .at(place.node.span)
            .pointer(place.pointer.clone())
            .hint(text!(
                "số tổng hợp thiếu phần của các đơn vị này",
                "the consolidated figure lacks these units"
            )),
        );
    }

    fn names(&self, units: &[usize]) -> String {
        let mut names: Vec<&str> = Vec::new();
        for unit in units {
            let name = &*self.units[*unit].name;
            if !names.contains(&name) {
                names.push(name);
            }
        }
        let more = names.len().saturating_sub(NAMED);
        names.truncate(NAMED);
        let names = names.join(", ");
        if more > 0 { format!("{names} … (+{more})") } else { names }
    }

    fn rows(
        &mut self,
        by: &[String],
        skip: &[(String, Vec<String>)],
        rules: &Rules,
        field: &Field,
        given: &[Part<'u>],
        pointer: &str,
    ) -> Option<Node> {
        let Type::Array { items, .. } = &field.kind else { return None };
        let mut groups: indexmap::IndexMap<Vec<String>, Vec<Part<'u>>> = indexmap::IndexMap::new();
        let mut skipped: indexmap::IndexMap<Vec<String>, Part<'u>> = indexmap::IndexMap::new();
        for row in given.iter().flat_map(Part::items) {
            let key: Vec<String> = by.iter().map(|name| folded(&row, name)).collect();
            if is_skipped(&row, skip) {
                skipped.entry(key).or_insert(row);
                continue;
            }
            let group = groups.entry(key).or_default();
            if let Some(other) = group.iter().find(|part| part.unit == row.unit) {
                self.out.push(twice(&row, other, by));
                continue;
            }
            group.push(row);
        }
        for (key, row) in &skipped {
            let row_key = by.iter().cloned().zip(key.iter().cloned()).collect();
            self.skipped.push((row_key, not_added(row, by)));
        }
        let mut rows = Vec::new();
        for group in groups.values() {
            let at = format!("{pointer}/{}", rows.len());
            self.absent(group, given, by);
            let first = &group[0];
            let mut made = self.map(rules, items, group, &at, first.node.span);
            let keys =
                by.iter().filter_map(|name| Some(entry(name, first.get(name)?.node.clone())));
            let keys: Vec<Entry> = keys.collect();
            made.retain(|entry| !by.contains(&entry.key));
            let entries = keys.into_iter().chain(made).collect();
            rows.push(Node { span: first.node.span, kind: Kind::Map(entries) });
        }
        let span = given.first()?.node.span;
        (!rows.is_empty()).then_some(Node { span, kind: Kind::Seq(rows) })
    }

    /// Units that have other rows of a list and not this one.
    fn absent(&mut self, group: &[Part<'u>], given: &[Part<'u>], by: &[String]) {
        let silent = given.iter().filter(|part| group.iter().all(|row| row.unit != part.unit));
        let units: Vec<usize> = silent.map(|part| part.unit).collect();
        if units.is_empty() {
            return;
        }
        let (units, row) = (self.names(&units), called(&group[0], by));
        self.out.push(
            Diagnostic::warning(
                "row-missing",
                text!("dòng «{row}» không có ở {units}", "«{row}» is not in the report of {units}"),
            )
            .at(group[0].node.span.start_only())
            .pointer(group[0].pointer.clone())
            .hint(text!(
                "xem các đơn vị có ghi khác tên không; không phát sinh thì ghi 0",
                "see whether they call it otherwise; where nothing happened, 0 is written"
            )),
        );
    }

    /// A row for each unit.
    fn per_unit(
        &mut self,
        name: &str,
        rules: &Rules,
        field: &Field,
        given: &[Part<'u>],
        pointer: &str,
    ) -> Option<Node> {
        let Type::Array { items, .. } = &field.kind else { return None };
        let mut units: BTreeMap<usize, Vec<Part<'u>>> = BTreeMap::new();
        for row in given.iter().flat_map(Part::items) {
            units.entry(row.unit).or_default().push(row);
        }
        let mut rows = Vec::new();
        for (unit, parts) in &units {
            let at = format!("{pointer}/{}", rows.len());
            let span = parts[0].node.span;
            let mut entries = vec![entry(name, text_node(&self.units[*unit].name, span))];
            entries.extend(self.map(rules, items, parts, &at, span));
            rows.push(Node { span, kind: Kind::Map(entries) });
        }
        let span = given.first()?.node.span;
        (!rows.is_empty()).then_some(Node { span, kind: Kind::Seq(rows) })
    }
}

/// Units by the dates of their reports; of equal dates, and of none, the later in the list counts.
fn latest(units: &[Unit]) -> Vec<usize> {
    let day = |unit: &Unit| {
        let text = unit.data.get("ngay").and_then(Node::as_text)?;
        date::parse(text)?.number()
    };
    let mut order: Vec<usize> = (0..units.len()).collect();
    order.sort_by_key(|unit| (day(&units[*unit]), *unit));
    let mut latest = vec![0; units.len()];
    for (rank, unit) in order.into_iter().enumerate() {
        latest[unit] = rank;
    }
    latest
}

/// The fields of a document in the order of its schema.
fn in_order(data: Node, root: &Field) -> Node {
    let (Kind::Map(mut entries), Type::Object { properties, .. }) = (data.kind, &root.kind) else {
        return Node { span: data.span, kind: Kind::Null };
    };
    entries.sort_by_key(|entry| properties.get_index_of(&entry.key).unwrap_or(usize::MAX));
    Node { span: data.span, kind: Kind::Map(entries) }
}

/// Whether a row that is called so is anywhere in the data.
fn has_row(data: &Node, row: &[(String, String)]) -> bool {
    let part = Part { unit: 0, node: data, pointer: String::new() };
    let is_it =
        data.as_map().is_some() && row.iter().all(|(name, text)| folded(&part, name) == *text);
    let inner = data.as_map().unwrap_or_default().iter().map(|entry| &entry.value);
    let items = data.as_seq().unwrap_or_default().iter();
    is_it || inner.chain(items).any(|node| has_row(node, row))
}

/// `own` over what was made. Rows of a list are found by what they are called.
fn over(made: Node, own: Node, rules: &Rules) -> Node {
    let (Kind::Map(mut below), Kind::Map(above)) = (made.kind, own.kind) else {
        return Node { span: made.span, kind: Kind::Map(Vec::new()) };
    };
    for given in above {
        let at = below.iter().position(|entry| entry.key == given.key);
        let Some(at) = at else {
            below.push(given);
            continue;
        };
        if matches!(given.value.kind, Kind::Null) {
            below.remove(at);
            continue;
        }
        let was = std::mem::replace(&mut below[at].value.kind, Kind::Null);
        let was = Node { span: below[at].value.span, kind: was };
        below[at].value = match (rules.fields.get(&given.key), &given.value.kind) {
            (Some(Rule::Group(rules)), Kind::Map(_)) => over(was, given.value, rules),
            (Some(Rule::Rows { by, rules, .. }), Kind::Seq(_)) => {
                over_rows(was, given.value, by, rules)
            }
            _ => given.value,
        };
    }
    Node { span: made.span, kind: Kind::Map(below) }
}

fn over_rows(made: Node, own: Node, by: &[String], rules: &Rules) -> Node {
    let (Kind::Seq(mut below), Kind::Seq(above)) = (made.kind, own.kind) else {
        return Node { span: made.span, kind: Kind::Seq(Vec::new()) };
    };
    let key = |node: &Node| -> Vec<String> {
        let part = Part { unit: 0, node, pointer: String::new() };
        by.iter().map(|name| folded(&part, name)).collect()
    };
    for row in above {
        match below.iter().position(|made| key(made) == key(&row)) {
            Some(at) => {
                let was = std::mem::replace(&mut below[at].kind, Kind::Null);
                let was = Node { span: below[at].span, kind: was };
                below[at] = over(was, row, rules);
            }
            None => below.push(row),
        }
    }
    Node { span: made.span, kind: Kind::Seq(below) }
}

/// A row's text without case and blanks that people type by chance.
fn folded(row: &Part<'_>, name: &str) -> String {
    let text = row.node.get(name).and_then(Node::as_text).unwrap_or_default();
    text.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

fn is_skipped(row: &Part<'_>, skip: &[(String, Vec<String>)]) -> bool {
    skip.iter().any(|(name, texts)| {
        let text = folded(row, name);
        texts.iter().any(|wanted| text.contains(wanted))
    })
}

/// What a person calls a row.
fn called(row: &Part<'_>, by: &[String]) -> String {
    let texts = by.iter().filter_map(|name| row.node.get(name).and_then(Node::as_text));
    texts.collect::<Vec<_>>().join(", ")
}

fn twice(row: &Part<'_>, other: &Part<'_>, by: &[String]) -> Diagnostic {
    let name = called(row, by);
    Diagnostic::error(
        "row-twice",
        text!("hai dòng cùng là «{name}»", "two rows are called «{name}»"),
    )
    .at(row.node.span.start_only())
    .pointer(row.pointer.clone())
    .also(other.node.span.start_only(), text!("dòng kia", "the other"))
    .hint(text!("báo đơn vị gộp hoặc đổi tên một dòng", "have the unit join or rename one"))
}

fn not_added(row: &Part<'_>, by: &[String]) -> Diagnostic {
    let name = called(row, by);
    Diagnostic::warning(
        "row-not-added",
        text!(
            "dòng «{name}» là tỷ lệ hoặc bình quân, không cộng được",
            "«{name}» is a rate or an average, which cannot be added up"
        ),
    )
    .at(row.node.span.start_only())
    .pointer(row.pointer.clone())
    .hint(text!(
        "tự tính rồi ghi dòng này vào tệp --own",
        "work it out and write the row into the file of --own"
    ))
}

/// A value as a text, for comparison.
fn plain(node: &Node) -> String {
    match &node.kind {
        Kind::Null => String::new(),
        Kind::Scalar { text, .. } => text.split_whitespace().collect::<Vec<_>>().join(" "),
        Kind::Seq(items) => items.iter().map(plain).collect::<Vec<_>>().join("; "),
        Kind::Map(entries) => {
            let one = |entry: &Entry| format!("{}: {}", entry.key, plain(&entry.value));
            entries.iter().map(one).collect::<Vec<_>>().join(", ")
        }
    }
}

fn entry(key: &str, value: Node) -> Entry {
    Entry { key: key.to_owned(), key_span: value.span, value }
}

fn text_node(text: &str, span: Span) -> Node {
    Node { span, kind: Kind::Scalar { text: text.to_owned(), quoted: true } }
}

fn number_node(text: &str, span: Span) -> Node {
    Node { span, kind: Kind::Scalar { text: text.to_owned(), quoted: false } }
}
