//! `rules:` of a manifest: what fields must say together, which no schema can say.
//!
//! ```yaml
//! rules:
//!   - id: ngay-nguoc
//!     when: (and tu_ngay den_ngay)
//!     require: (lte tu_ngay den_ngay)
//!     at: den_ngay
//!     message: { vi: ngày kết thúc đứng trước ngày bắt đầu, en: it ends before it begins }
//!   - each: dong
//!     as: d
//!     previous: truoc          # from the second row on, the one before
//!     do: [ … ]
//! ```

use super::manifest::sound;
use crate::data::{Closed, Node};
use crate::diag::{Diagnostic, Severity, Span};
use crate::template::{Compiler, Condition, Leaf, Path, Root};
use crate::text;

/// Lists of rules may nest this deep.
const DEPTH: usize = 4;

/// A rule, or rules for each item of a list.
#[derive(Debug)]
pub enum Assertions {
    /// A rule.
    One(Box<Assertion>),
    /// Rules for each item of a list.
    Each {
        /// `each:`.
        list: Path,
        /// `as:`.
        binding: String,
        /// `previous:` the name of the item before; the first item has none and is passed over.
        previous: Option<String>,
        /// `do:`.
        rules: Vec<Assertions>,
    },
}

/// A rule across fields.
#[derive(Debug)]
pub struct Assertion {
    /// `id:`, the code of its finding.
    pub id: String,
    /// `when:`; it is judged only where this holds.
    pub when: Option<Condition>,
    /// `require:` must hold.
    pub require: Condition,
    /// `at:` the value that the finding points at; else the first that `require` reads.
    pub at: Path,
    /// `message:` in Vietnamese and, when there is one, in English.
    pub message: (Leaf, Option<Leaf>),
    /// `hint:` likewise.
    pub hint: Option<(Leaf, Option<Leaf>)>,
    /// `severity:`.
    pub severity: Severity,
    /// Where the manifest says so.
    pub span: Span,
}

/// Reads the `rules:` of all layers.
pub(super) fn parse<'n>(
    lists: impl Iterator<Item = &'n Node>,
    compiler: &mut Compiler<'_>,
) -> Vec<Assertions> {
    let mut parser = Parser { compiler, ids: Vec::new(), depth: 0 };
    lists.flat_map(|list| parser.list(list)).collect()
}

struct Parser<'p, 's> {
    compiler: &'p mut Compiler<'s>,
    ids: Vec<(String, Span)>,
    depth: usize,
}

impl Parser<'_, '_> {
    fn push(&mut self, found: Diagnostic) {
        self.compiler.faults().push(found);
    }

    fn list(&mut self, node: &Node) -> Vec<Assertions> {
        let Some(items) = node.as_seq().filter(|_| self.depth < DEPTH) else {
            self.push(
                Diagnostic::error(
                    "bad-rule",
                    text!(
                        "chỗ này phải là danh sách các quy tắc, lồng nhau không quá {DEPTH} mức",
                        "a list of rules is wanted here, nested at most {DEPTH} deep"
                    ),
                )
                .at(node.span)
                .hint(text!("mỗi quy tắc một dòng «- id: …»", "a «- id: …» for each")),
            );
            return Vec::new();
        };
        self.depth += 1;
        let rules = items.iter().filter_map(|item| self.item(item)).collect();
        self.depth -= 1;
        rules
    }

    fn item(&mut self, node: &Node) -> Option<Assertions> {
        let map = Closed::new(node, self.compiler.faults())?;
        let read = match map.get("each") {
            Some(list) => self.each(list, &map),
            None => self.rule(node, &map).map(|rule| Assertions::One(Box::new(rule))),
        };
        map.finish(self.compiler.faults());
        read
    }

    fn each(&mut self, list: &Node, map: &Closed<'_>) -> Option<Assertions> {
        let list = self.compiler.list(list);
        let name = map.need("as", self.compiler.faults());
        let (previous, inner) = (map.get("previous"), map.need("do", self.compiler.faults()));
        let (list, name) = (list?, name?);
        self.compiler.bind(name, &list);
        if let Some(previous) = previous {
            self.compiler.bind(previous, &list);
        }
        let rules = inner.map(|inner| self.list(inner));
        if previous.is_some() {
            self.compiler.unbind();
        }
        self.compiler.unbind();
        let text = |node: &Node| node.as_text().map(str::to_owned);
        let (binding, previous) = (text(name)?, previous.and_then(text));
        Some(Assertions::Each { list, binding, previous, rules: rules? })
    }

    fn rule(&mut self, node: &Node, map: &Closed<'_>) -> Option<Assertion> {
        let id = map.need("id", self.compiler.faults()).and_then(|node| self.id(node));
        let when = map.get("when").map(|node| self.compiler.condition(node));
        if let Some(Some(when)) = &when {
            self.compiler.assume(when);
        }
        let require = map.need("require", self.compiler.faults());
        let require = require.and_then(|node| self.compiler.requirement(node));
        let at = map.get("at").map(|node| self.compiler.value_path(node));
        let message = map.need("message", self.compiler.faults());
        let message = message.and_then(|node| self.words(node));
        let hint = map.get("hint").map(|node| self.words(node));
        if let Some(Some(_)) = &when {
            self.compiler.retract();
        }
        let severity = match map.get("severity") {
            Some(node) => self.severity(node),
            None => Some(Severity::Error),
        };
        let require = require?;
        let at = match at {
            Some(at) => at?,
            None => match require.expression.reads.iter().find(|r| r.path.root != Root::Number) {
                Some(read) => read.path.clone(),
                None => {
                    self.push(reads_nothing(require.span));
                    return None;
                }
            },
        };
        let (when, hint) = (sound(when)?, sound(hint)?);
        let (id, message, severity) = (id?, message?, severity?);
        Some(Assertion { id, when, require, at, message, hint, severity, span: node.span })
    }

    fn id(&mut self, node: &Node) -> Option<String> {
        let id = crate::data::scalar(node, self.compiler.faults())?;
        if !super::is_id(id) {
            self.push(
                Diagnostic::error(
                    "bad-rule",
                    text!("«{id}» không làm tên quy tắc được", "«{id}» cannot name a rule"),
                )
                .at(node.span)
                .hint(text!(
                    "chỉ dùng chữ thường không dấu, chữ số, gạch nối: tong-so-tien",
                    "use small letters, digits and hyphens only: tong-so-tien"
                )),
            );
            return None;
        }
        if let Some((_, first)) = self.ids.iter().find(|(taken, _)| taken == id).cloned() {
            self.push(
                Diagnostic::error(
                    "rule-taken",
                    text!("hai quy tắc cùng tên «{id}»", "two rules are named «{id}»"),
                )
                .at(node.span)
                .also(first, text!("quy tắc kia", "the other"))
                .hint(text!(
                    "đổi một tên; mẫu kế thừa thêm được quy tắc, không thay được",
                    "change one of them; a layer adds rules and replaces none"
                )),
            );
        }
        self.ids.push((id.to_owned(), node.span));
        Some(id.to_owned())
    }

    /// `{ vi: …, en: … }`, or a single text.
    fn words(&mut self, node: &Node) -> Option<(Leaf, Option<Leaf>)> {
        if node.as_text().is_some() {
            return Some((self.compiler.leaf(node)?, None));
        }
        let map = Closed::new(node, self.compiler.faults())?;
        let vi = map.need("vi", self.compiler.faults()).and_then(|node| self.compiler.leaf(node));
        let en = map.get("en").map(|node| self.compiler.leaf(node));
        map.finish(self.compiler.faults());
        Some((vi?, sound(en)?))
    }

    fn severity(&mut self, node: &Node) -> Option<Severity> {
        match node.as_text() {
            Some("error") => Some(Severity::Error),
            Some("warning") => Some(Severity::Warning),
            _ => {
                self.push(
                    Diagnostic::error(
                        "bad-rule",
                        text!("không có mức này", "there is no such severity"),
                    )
                    .at(node.span)
                    .hint(text!("ghi error hoặc warning", "write error or warning")),
                );
                None
            }
        }
    }
}

fn reads_nothing(span: Span) -> Diagnostic {
    Diagnostic::error(
        "bad-rule",
        text!("quy tắc này không đọc mục nào", "this rule reads no field"),
    )
    .at(span)
    .hint(text!(
        "so sánh với một mục, ví dụ (gt tong 0)",
        "compare a field, (gt total 0) for example"
    ))
}
