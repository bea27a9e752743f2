//! `consolidate:` of a manifest: how the reports of units become one.
//!
//! ```yaml
//! consolidate:
//!   nam: same
//!   nhom: { rule: rows, by: [ten] }
//!   nhom.noi_dung: concatenate
//!   nhom.chi_tieu: { rule: rows, by: [ten, don_vi], skip: { don_vi: ["%"] } }
//!   nhom.chi_tieu.thuc_hien: sum
//! ```

use indexmap::IndexMap;

use crate::data::{Closed, Node, one_or_many, scalar};
use crate::diag::{Diagnostic, Diagnostics, Span, Text, nearest};
use crate::schema::{Field, Type};
use crate::text;

/// Decimals of an average, when the rule says none.
const DECIMALS: u32 = 2;
/// And at most.
const MOST_DECIMALS: u32 = 10;

/// Rules of the fields of a map, in the order of the schema.
#[derive(Debug, Default)]
pub struct Rules {
    pub(super) fields: IndexMap<String, Rule>,
    /// Where the manifest says so, by the paths of all fields; of the outermost map alone.
    written: IndexMap<String, Span>,
}

/// A rule, to be shown.
#[derive(Debug)]
pub struct RuleRow {
    /// The field, as the manifest names it: `nhom.chi_tieu.thuc_hien`.
    pub path: String,
    /// The rule's name there: `sum`.
    pub rule: &'static str,
    /// What it does, in words.
    pub words: Text,
    /// Where the manifest says so.
    pub span: Option<Span>,
}

/// How one field is made.
#[derive(Debug)]
pub(super) enum Rule {
    /// All units say the same.
    Same,
    /// The sum.
    Sum,
    /// The largest number, or the latest date.
    Max,
    /// The smallest number, or the earliest date.
    Min,
    /// How many units say something.
    Count,
    /// Whether any says `true`.
    Any,
    /// The average, each value weighing as much as another field of the same map says.
    Average { weight: String, decimals: u32 },
    /// All items, unit by unit.
    List,
    /// All texts, each after the name of its unit.
    Concatenate,
    /// What the unit says whose report is the latest.
    Latest,
    /// A map, field by field.
    Group(Rules),
    /// A list of maps: rows that are called the same become one.
    Rows { by: Vec<String>, skip: Vec<(String, Vec<String>)>, rules: Rules },
    /// A list of maps: a row for each unit, with its name in this field.
    Units { name: String, rules: Rules },
}

/// A rule that stands alone: its name, itself, and the fields that it is for.
type Plain = (&'static str, fn() -> Rule, fn(&Field) -> bool);

/// All of them.
const PLAIN: [Plain; 9] = [
    ("same", || Rule::Same, |_| true),
    ("sum", || Rule::Sum, |field| field.kind.is_number()),
    ("max", || Rule::Max, is_ordered),
    ("min", || Rule::Min, is_ordered),
    ("count", || Rule::Count, |field| field.kind.is_number()),
    ("any", || Rule::Any, |field| matches!(field.kind, Type::Boolean)),
    ("list", || Rule::List, |field| matches!(field.kind, Type::Array { .. })),
    ("concatenate", || Rule::Concatenate, |field| matches!(field.kind, Type::String)),
    ("latest", || Rule::Latest, |_| true),
];

/// Names of rules that take keys.
const KEYED: [&str; 3] = ["weighted-average", "rows", "units"];

fn is_ordered(field: &Field) -> bool {
    field.kind.is_number() || is_date(field)
}

pub(super) fn is_date(field: &Field) -> bool {
    field.format.as_deref() == Some("ngay")
}

impl Rule {
    /// As a manifest writes it.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Sum => "sum",
            Self::Max => "max",
            Self::Min => "min",
            Self::Count => "count",
            Self::Any => "any",
            Self::Average { .. } => "weighted-average",
            Self::List => "list",
            Self::Concatenate => "concatenate",
            Self::Latest => "latest",
            Self::Group(_) => "group",
            Self::Rows { .. } => "rows",
            Self::Units { .. } => "units",
        }
    }

    /// What it does.
    fn words(&self) -> Text {
        let named = |names: &[String]| format!("«{}»", names.join("», «"));
        match self {
            Self::Same => text!("mọi đơn vị phải ghi giống nhau", "all units say the same"),
            Self::Sum => text!("cộng", "the sum"),
            Self::Max => text!("số lớn nhất, ngày muộn nhất", "the largest, or the latest day"),
            Self::Min => text!("số nhỏ nhất, ngày sớm nhất", "the smallest, or the earliest day"),
            Self::Count => text!("số đơn vị có ghi", "how many units say something"),
            Self::Any => text!("có khi một đơn vị ghi có", "true when any unit says so"),
            Self::Average { weight, decimals } => text!(
                "bình quân theo trọng số «{weight}», {decimals} chữ số lẻ",
                "the average weighted by «{weight}», {decimals} decimals"
            ),
            Self::List => text!("nối các danh sách", "all items, unit by unit"),
            Self::Concatenate => text!(
                "nối các đoạn, mỗi đoạn sau tên đơn vị",
                "all texts, each after the name of its unit"
            ),
            Self::Latest => text!("của báo cáo có ngày muộn nhất", "of the latest report"),
            Self::Group(_) => text!("từng mục trong đó", "field by field"),
            Self::Rows { by, skip, .. } => {
                let by = named(by);
                let skipped: Vec<String> = skip
                    .iter()
                    .map(|(name, texts)| format!("«{name}»: {}", texts.join(", ")))
                    .collect();
                let skipped = skipped.join("; ");
                match skipped.is_empty() {
                    true => text!("gộp các dòng cùng {by}", "rows of the same {by} become one"),
                    false => text!(
                        "gộp các dòng cùng {by}; không cộng dòng có {skipped}",
                        "rows of the same {by} become one; not added up where {skipped}"
                    ),
                }
            }
            Self::Units { name, .. } => text!(
                "mỗi đơn vị một dòng, tên đơn vị ở «{name}»",
                "a row for each unit, its name in «{name}»"
            ),
        }
    }
}

impl Rules {
    /// Reads the rules of all layers, the lowest first: one of an upper layer takes the place of
    /// the one of the same field.
    pub(crate) fn read<'n>(
        layers: impl Iterator<Item = &'n Node>,
        root: &Field,
        out: &mut Diagnostics,
    ) -> Self {
        let mut given: IndexMap<&str, (Span, &Node)> = IndexMap::new();
        for layer in layers {
            if Closed::new(layer, out).is_none() {
                continue;
            }
            for entry in layer.as_map().unwrap_or_default() {
                given.insert(&entry.key, (entry.key_span, &entry.value));
            }
        }
        let mut reader = Reader { given, used: Vec::new(), out };
        let mut rules = reader.rules(root, "");
        rules.written =
            reader.given.iter().map(|(path, (span, _))| ((*path).to_owned(), *span)).collect();
        reader.finish(root);
        rules
    }

    /// All rules that the manifest has, in the order of the schema.
    pub fn rows(&self) -> Vec<RuleRow> {
        let mut out = Vec::new();
        self.gather("", &mut out);
        for row in &mut out {
            row.span = self.written.get(&row.path).copied();
        }
        out
    }

    fn gather(&self, above: &str, out: &mut Vec<RuleRow>) {
        for (name, rule) in &self.fields {
            let path = if above.is_empty() { name.clone() } else { format!("{above}.{name}") };
            let inner = match rule {
                Rule::Group(rules) | Rule::Rows { rules, .. } | Rule::Units { rules, .. } => {
                    Some(rules)
                }
                _ => None,
            };
            if !matches!(rule, Rule::Group(_)) {
                let (rule, words) = (rule.name(), rule.words());
                out.push(RuleRow { path: path.clone(), rule, words, span: None });
            }
            if let Some(rules) = inner {
                rules.gather(&path, out);
            }
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }

    /// Whether a value at this JSON pointer goes into what is made.
    pub(super) fn covers(&self, pointer: &str) -> bool {
        let steps = pointer.split('/').skip(1).filter(|step| step.parse::<usize>().is_err());
        let steps: Vec<&str> = steps.collect();
        let Some((first, rest)) = steps.split_first() else { return false };
        match self.fields.get(*first) {
            None => false,
            Some(Rule::Group(rules) | Rule::Rows { rules, .. } | Rule::Units { rules, .. })
                if !rest.is_empty() =>
            {
                let key = rest.first().copied().unwrap_or_default();
                let by = match &self.fields[*first] {
                    Rule::Rows { by, .. } => by.iter().any(|name| name == key),
                    _ => false,
                };
                by || rules.covers(&format!("/{}", rest.join("/")))
            }
            Some(_) => true,
        }
    }
}

struct Reader<'n, 'o> {
    given: IndexMap<&'n str, (Span, &'n Node)>,
    used: Vec<&'n str>,
    out: &'o mut Diagnostics,
}

impl<'n> Reader<'n, '_> {
    fn rules(&mut self, field: &Field, above: &str) -> Rules {
        let mut fields = IndexMap::new();
        let Type::Object { properties, .. } = &field.kind else { return Rules::default() };
        for (name, inner) in properties {
            let path = if above.is_empty() { name.clone() } else { format!("{above}.{name}") };
            if let Some((key, (_, node))) = self.given.get_key_value(&*path) {
                let (key, node) = (*key, *node);
                self.used.push(key);
                if let Some(rule) = self.rule(node, inner, field, &path) {
                    fields.insert(name.clone(), rule);
                }
            } else if matches!(inner.kind, Type::Object { .. }) {
                let rules = self.rules(inner, &path);
                if !rules.is_empty() {
                    fields.insert(name.clone(), Rule::Group(rules));
                }
            }
        }
        Rules { fields, written: IndexMap::new() }
    }

    fn rule(&mut self, node: &Node, field: &Field, around: &Field, path: &str) -> Option<Rule> {
        if let Some(name) = node.as_text() {
            return self.plain(name, node, field);
        }
        let map = Closed::new(node, self.out)?;
        let name = map.need_text("rule", self.out)?;
        let rule = match name {
            "weighted-average" => self.average(&map, field, around),
            "rows" => self.rows(&map, field, path),
            "units" => self.units(&map, field, path),
            _ => self.plain(name, node, field),
        };
        map.finish(self.out);
        rule
    }

    fn plain(&mut self, name: &str, node: &Node, field: &Field) -> Option<Rule> {
        let Some((_, rule, fits)) = PLAIN.iter().find(|(known, ..)| *known == name) else {
            let all = PLAIN.iter().map(|(known, ..)| *known).chain(KEYED);
            let names = all.clone().collect::<Vec<_>>().join(", ");
            let hint = match nearest(name, all) {
                Some(near) => text!("có phải «{near}»?", "did you mean «{near}»?"),
                None => text!("các cách tổng hợp: {names}", "the rules are: {names}"),
            };
            let keyed = KEYED.contains(&name);
            let message = if keyed {
                text!("«{name}» cần thêm mục", "«{name}» needs more keys")
            } else {
                text!("không có cách tổng hợp «{name}»", "there is no rule «{name}»")
            };
            self.fault(node.span, message, hint);
            return None;
        };
        if !fits(field) {
            self.unfit(name, node);
            return None;
        }
        Some(rule())
    }

    fn average(&mut self, map: &Closed<'_>, field: &Field, around: &Field) -> Option<Rule> {
        let weight = map.need("weight", self.out);
        let decimals = map.get("decimals");
        let weight = weight?;
        let name = scalar(weight, self.out)?;
        if !field.kind.is_number() {
            self.unfit("weighted-average", map.node());
            return None;
        }
        let of = around.property(name).filter(|of| of.kind.is_number());
        if of.is_none() {
            self.fault(
                weight.span,
                text!("«{name}» không phải mục số ở cùng chỗ", "«{name}» is no number beside it"),
                text!("ghi tên một mục số cùng dòng", "name a number of the same map"),
            );
            return None;
        }
        let decimals = match decimals.map(|node| (node, node.as_text())) {
            None => DECIMALS,
            Some((node, text)) => {
                let number = text.and_then(|text| text.parse().ok());
                let Some(number) = number.filter(|number| *number <= MOST_DECIMALS) else {
                    self.fault(
                        node.span,
                        text!("số chữ số lẻ phải từ 0 đến 10", "decimals are 0 to 10"),
                        text!("ví dụ decimals: 1", "decimals: 1, for example"),
                    );
                    return None;
                };
                number
            }
        };
        Some(Rule::Average { weight: name.to_owned(), decimals })
    }

    fn rows(&mut self, map: &Closed<'_>, field: &Field, path: &str) -> Option<Rule> {
        let (by, skip) = (map.need("by", self.out), map.get("skip"));
        let item = self.item("rows", map.node(), field)?;
        let mut names = Vec::new();
        for node in one_or_many(by?) {
            let name = scalar(node, self.out)?;
            self.text_field(name, node, item)?;
            names.push(name.to_owned());
        }
        let mut skipped = Vec::new();
        for entry in skip.and_then(Node::as_map).unwrap_or_default() {
            let at = Node { span: entry.key_span, kind: entry.value.kind.clone() };
            self.text_field(&entry.key, &at, item)?;
            let texts = one_or_many(&entry.value).iter();
            let texts: Option<Vec<_>> =
                texts.map(|node| scalar(node, self.out).map(str::to_lowercase)).collect();
            skipped.push((entry.key.clone(), texts?));
        }
        let rules = self.rules(item, path);
        Some(Rule::Rows { by: names, skip: skipped, rules })
    }

    fn units(&mut self, map: &Closed<'_>, field: &Field, path: &str) -> Option<Rule> {
        let name = map.need("name", self.out);
        let item = self.item("units", map.node(), field)?;
        let node = name?;
        let name = scalar(node, self.out)?;
        self.text_field(name, node, item)?;
        let rules = self.rules(item, path);
        Some(Rule::Units { name: name.to_owned(), rules })
    }

    /// What a list of maps has in each row.
    fn item<'f>(&mut self, rule: &str, node: &Node, field: &'f Field) -> Option<&'f Field> {
        match &field.kind {
            Type::Array { items, .. } if matches!(items.kind, Type::Object { .. }) => Some(items),
            _ => {
                self.unfit(rule, node);
                None
            }
        }
    }

    fn text_field(&mut self, name: &str, node: &Node, item: &Field) -> Option<()> {
        let field = item.property(name);
        if field.is_some_and(|field| matches!(field.kind, Type::String)) {
            return Some(());
        }
        self.fault(
            node.span,
            text!("«{name}» không phải mục chữ của một dòng", "«{name}» is no text of a row"),
            text!("ghi tên một mục chữ của dòng", "name a text of the row"),
        );
        None
    }

    fn unfit(&mut self, rule: &str, node: &Node) {
        self.fault(
            node.span,
            text!("«{rule}» không hợp với kiểu của mục này", "«{rule}» does not fit this field"),
            text!(
                "sum, max, min, weighted-average cho số; concatenate cho chữ; list, rows, units cho danh sách",
                "sum, max, min, weighted-average are for numbers; concatenate for texts; list, rows, units for lists"
            ),
        );
    }

    /// Rules that no field took.
    fn finish(self, root: &Field) {
        for (path, (span, _)) in &self.given {
            if self.used.contains(path) {
                continue;
            }
            let (message, hint) = lost(path, root);
            self.out.push(Diagnostic::error("bad-consolidation", message).at(*span).hint(hint));
        }
    }

    fn fault(&mut self, span: Span, message: Text, hint: Text) {
        self.out.push(Diagnostic::error("bad-consolidation", message).at(span).hint(hint));
    }
}

/// Why a path leads to no field that a rule can be for.
fn lost(path: &str, root: &Field) -> (Text, Text) {
    let mut field = root;
    let mut above = String::new();
    for step in path.split('.') {
        let inner = match &field.kind {
            Type::Array { items, .. } => items,
            _ => field,
        };
        let Type::Object { properties, .. } = &inner.kind else { break };
        match properties.get(step) {
            Some(next) => field = next,
            None => {
                let hint = match nearest(step, properties.keys().map(String::as_str)) {
                    Some(near) => text!("có phải «{near}»?", "did you mean «{near}»?"),
                    None => text!("xem schema.yaml", "look at schema.yaml"),
                };
                return (text!("không có mục «{path}»", "there is no field «{path}»"), hint);
            }
        }
        if !above.is_empty() {
            above.push('.');
        }
        above.push_str(step);
    }
    (
        text!(
            "«{path}» nằm trong danh sách chưa có cách gộp",
            "«{path}» is in a list without a rule"
        ),
        text!(
            "thêm cho danh sách: {{ rule: rows, by: [ten] }}",
            "give the list one: {{ rule: rows, by: [ten] }}"
        ),
    )
}
