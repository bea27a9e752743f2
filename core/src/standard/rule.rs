//! Rows of a standard.

use super::value::{Allowed, Value};
use crate::data::{Closed, Node, one_or_many, scalar};
use crate::diag::{Diagnostic, Diagnostics, Severity, Span};
use crate::document::Role;
use crate::length::Twips;
use crate::text;

/// One rule: what it asks, of what, and where the law says so.
#[derive(Debug, Clone)]
pub struct Rule {
    /// Stable name: `QH-1`.
    pub id: String,
    /// What is found, for findings about words and for those of a function.
    pub title: String,
    /// What to do about it, where an example does not tell.
    pub fix: String,
    /// Article, clause and point.
    pub cite: String,
    /// Error or warning.
    pub severity: Severity,
    /// What it can be judged from.
    pub judged: Judged,
    /// `unverified: true`: not read in the text of the law itself. A warning at most.
    pub unverified: bool,
    /// `forms:` the forms (*mẫu*) whose papers it is about; empty: all.
    pub forms: Vec<String>,
    /// What it asks.
    pub ask: Ask,
    /// Where the row stands.
    pub span: Span,
}

/// What a rule can be judged from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Judged {
    /// A Word file.
    Docx,
    /// Only the data.
    Data,
    /// Only a person: printed as a reminder, never as a pass.
    Person,
}

/// What a rule asks.
#[derive(Debug, Clone)]
pub enum Ask {
    /// How paragraphs of these roles look.
    Look(Look),
    /// What a paragraph of this role says: one of these texts, or beginning with one of these.
    Text {
        /// The role.
        role: Role,
        /// The whole text is one of these. Empty: not asked.
        allow: Vec<String>,
        /// The text begins with one of these. Empty: not asked.
        begins: Vec<String>,
    },
    /// These roles are there.
    Presence(Vec<Role>),
    /// These roles come in this order.
    Order(Vec<Role>),
    /// Sizes that go together: one of these combinations.
    Sizes(Vec<Vec<(Role, Value)>>),
    /// The length of the line drawn under a role, as a share of the length of its text.
    Line {
        /// The role above the line.
        under: Role,
        /// Shortest share.
        least: f64,
        /// Longest share.
        most: f64,
        /// The share that we draw.
        choose: f64,
    },
    /// The frame around a mark.
    Box {
        /// The mark.
        role: Role,
        /// Its height.
        height: Twips,
        /// Its width for each of the words that may stand in it.
        widths: Vec<(String, Twips)>,
    },
    /// Nothing that a machine could judge, of this role.
    Person(Option<Role>),
    /// Judged by a function of this name.
    Code {
        /// The function.
        name: String,
        /// The roles that it is about.
        roles: Vec<Role>,
    },
}

/// Properties that roles must have, and what we choose within them.
#[derive(Debug, Clone)]
pub struct Look {
    /// The roles; the paper itself is `None`.
    pub roles: Vec<Option<Role>>,
    /// Property and what it may be.
    pub allow: Vec<(String, Allowed)>,
    /// Property and what we choose.
    pub choose: Vec<(String, Value)>,
}

impl Rule {
    /// The roles that it is about; empty: the paper or the text as a whole.
    pub fn roles(&self) -> Vec<Role> {
        match &self.ask {
            Ask::Look(look) => look.roles.iter().copied().flatten().collect(),
            Ask::Text { role, .. } | Ask::Line { under: role, .. } | Ask::Box { role, .. } => {
                vec![*role]
            }
            Ask::Presence(roles) | Ask::Order(roles) | Ask::Code { roles, .. } => roles.clone(),
            Ask::Sizes(rows) => rows.iter().flatten().map(|(role, _)| *role).collect(),
            Ask::Person(role) => role.iter().copied().collect(),
        }
    }
}

/// Reads one row of `rules:`.
pub(super) fn read(node: &Node, out: &mut Diagnostics) -> Option<Rule> {
    let map = Closed::new(node, out)?;
    let id = map.need_text("id", out)?.to_owned();
    let cite = map.need_text("cite", out).unwrap_or_default().to_owned();
    let title = map.text("title", out).unwrap_or_default().to_owned();
    let fix = map.text("fix", out).unwrap_or_default().to_owned();
    let severity = match word(&map, "severity", &["error", "warning"], out) {
        Some("warning") => Severity::Warning,
        _ => Severity::Error,
    };
    let unverified = map.text("unverified", out) == Some("true");
    let severity = if unverified { Severity::Warning } else { severity };
    let forms = texts(map.get("forms"), out);
    let judged = match word(&map, "judged", &["docx", "data", "person"], out) {
        Some("data") => Judged::Data,
        Some("person") => Judged::Person,
        _ => Judged::Docx,
    };
    let kinds = ["look", "text", "presence", "order", "relation", "code"];
    // What only a person can judge asks nothing of a machine.
    let ask = match (judged, map.get("kind")) {
        (Judged::Person, None) => {
            let ask = Ask::Person(map.get("role").and_then(|node| role(node, out)));
            map.finish(out);
            let span = node.span;
            return Some(Rule {
                id,
                title,
                fix,
                cite,
                severity,
                judged,
                unverified,
                forms,
                ask,
                span,
            });
        }
        (_, None) => map.need_text("kind", out)?,
        (_, Some(_)) => word(&map, "kind", &kinds, out)?,
    };
    let ask = match ask {
        "look" => Ask::Look(read_look(&map, out)?),
        "text" => Ask::Text {
            role: role(map.need("role", out)?, out)?,
            allow: texts(map.get("allow"), out),
            begins: texts(map.get("begins"), out),
        },
        "presence" => Ask::Presence(roles(map.need("roles", out)?, out)),
        "order" => Ask::Order(roles(map.need("roles", out)?, out)),
        "relation" => read_relation(&map, out)?,
        _ => Ask::Code {
            name: map.need_text("code", out)?.to_owned(),
            roles: map.get("role").map(|node| roles(node, out)).unwrap_or_default(),
        },
    };
    map.finish(out);
    let span = node.span;
    Some(Rule { id, title, fix, cite, severity, judged, unverified, forms, ask, span })
}

/// Reads `role:`, `allow:` and `choose:` of a look, or of an entry of `choices:`.
pub(super) fn read_look(map: &Closed<'_>, out: &mut Diagnostics) -> Option<Look> {
    let mut roles = Vec::new();
    for node in one_or_many(map.need("role", out)?) {
        match node.as_text() {
            Some("page") => roles.push(None),
            _ => roles.extend(role(node, out).map(Some)),
        }
    }
    let mut look = Look { roles, allow: Vec::new(), choose: Vec::new() };
    for entry in map.get("allow").and_then(Node::as_map).unwrap_or_default() {
        if let Some(allowed) = allowed(&entry.value, out) {
            look.allow.push((entry.key.clone(), allowed));
        }
    }
    for entry in map.get("choose").and_then(Node::as_map).unwrap_or_default() {
        for (nth, item) in one_or_many(&entry.value).iter().enumerate() {
            let key = if nth == 0 { entry.key.clone() } else { format!("{}-{nth}", entry.key) };
            look.choose.extend(value(item, out).map(|value| (key, value)));
        }
    }
    Some(look)
}

fn read_relation(map: &Closed<'_>, out: &mut Diagnostics) -> Option<Ask> {
    if let Some(sizes) = map.get("sizes") {
        let combination = |row: &Node, out: &mut Diagnostics| {
            let entries = row.as_map().unwrap_or_default().iter();
            let pair = |entry: &crate::data::Entry| {
                let role = Role::from_id(&entry.key)?;
                Some((role, Value::parse(entry.value.as_text()?)))
            };
            let pairs: Option<Vec<_>> = entries.map(pair).collect();
            if pairs.is_none() {
                out.push(fault(row.span, "a row of role: size is expected"));
            }
            pairs
        };
        let rows = one_or_many(sizes).iter();
        return Some(Ask::Sizes(rows.filter_map(|row| combination(row, out)).collect()));
    }
    if let Some(node) = map.get("box") {
        let map = Closed::new(node, out)?;
        let role = role(map.need("role", out)?, out)?;
        let length = |node: &Node, out: &mut Diagnostics| match value(node, out)? {
            Value::Length(length) => Some(length),
            _ => {
                out.push(fault(node.span, "a length is expected"));
                None
            }
        };
        let height = length(map.need("height", out)?, out)?;
        let mut widths = Vec::new();
        for entry in map.need("widths", out).and_then(Node::as_map).unwrap_or_default() {
            widths.push((entry.key.clone(), length(&entry.value, out)?));
        }
        map.finish(out);
        return Some(Ask::Box { role, height, widths });
    }
    let line = Closed::new(map.need("line", out)?, out)?;
    let under = role(line.need("under", out)?, out)?;
    let length = line.need("length", out)?;
    let chosen = line.need_text("choose", out).map(Value::parse);
    line.finish(out);
    let Some(Allowed::Between(Value::Number(least), Value::Number(most))) = allowed(length, out)
    else {
        out.push(fault(length.span, "a range of shares such as 1/3..1/2 is expected"));
        return None;
    };
    match chosen {
        Some(Value::Number(choose)) if least <= choose && choose <= most => {
            Some(Ask::Line { under, least, most, choose })
        }
        _ => {
            out.push(fault(length.span, "the chosen share is not within the range"));
            None
        }
    }
}

fn allowed(node: &Node, out: &mut Diagnostics) -> Option<Allowed> {
    if let Some(items) = node.as_seq() {
        let values = items.iter().filter_map(|item| value(item, out));
        return Some(Allowed::OneOf(values.collect()));
    }
    // YAML wants quotes around what begins with ">".
    if is_quoted(node) && !node.as_text().is_some_and(|text| text.starts_with('>')) {
        return value(node, out).map(Allowed::Exactly);
    }
    let found = Allowed::parse(scalar(node, out)?);
    if found.is_none() {
        out.push(fault(node.span, "a range needs two ends of one unit, the smaller first"));
    }
    found
}

/// What is quoted is a word, whatever it looks like: `"000000"` is a colour.
fn value(node: &Node, out: &mut Diagnostics) -> Option<Value> {
    let text = scalar(node, out)?;
    Some(if is_quoted(node) { Value::Word(text.to_owned()) } else { Value::parse(text) })
}

fn is_quoted(node: &Node) -> bool {
    matches!(node.kind, crate::data::Kind::Scalar { quoted: true, .. })
}

/// The word under `key`, if it is one of `among`.
fn word<'n>(
    map: &Closed<'n>,
    key: &'static str,
    among: &[&str],
    out: &mut Diagnostics,
) -> Option<&'n str> {
    let found = map.text(key, out)?;
    if among.contains(&found) {
        return Some(found);
    }
    let list = among.join(", ");
    out.push(
        Diagnostic::error(
            "unknown-word",
            text!("«{found}» không dùng được ở đây", "«{found}» cannot be used here"),
        )
        .at(map.node().get(key).map_or(map.node().span, |node| node.span))
        .hint(text!("dùng một trong: {list}", "use one of: {list}")),
    );
    None
}

pub(super) fn role(node: &Node, out: &mut Diagnostics) -> Option<Role> {
    let id = scalar(node, out)?;
    let found = Role::from_id(id);
    if found.is_none() {
        let near = crate::diag::nearest(id, Role::ALL.iter().map(|role| role.id()));
        let mut fault = Diagnostic::error(
            "unknown-role",
            text!("không có thành phần «{id}»", "there is no role «{id}»"),
        )
        .at(node.span);
        if let Some(near) = near {
            fault = fault.hint(text!("có phải «{near}»?", "did you mean «{near}»?"));
        }
        out.push(fault);
    }
    found
}

fn roles(node: &Node, out: &mut Diagnostics) -> Vec<Role> {
    one_or_many(node).iter().filter_map(|item| role(item, out)).collect()
}

fn texts(node: Option<&Node>, out: &mut Diagnostics) -> Vec<String> {
    let items = node.map(one_or_many).unwrap_or_default().iter();
    items.filter_map(|item| scalar(item, out).map(str::to_owned)).collect()
}

/// A mistake in a standard's file: for its author, who reads English.
pub(super) fn fault(span: Span, words: &str) -> Diagnostic {
    Diagnostic::error(
        "standard-fault",
        text!(
            "bảng quy tắc của tiêu chuẩn có lỗi: {words}",
            "the table of rules is wrong: {words}"
        ),
    )
    .at(span)
}
