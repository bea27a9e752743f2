//! Types the data by the schema and judges it.

use indexmap::IndexMap;
use serde_json::{Map, Value};

use super::label::label;
use super::{Field, Schema, Type, report, scalar};
use crate::data::{Kind, Node, push_pointer};
use crate::diag::{Diagnostic, Diagnostics, Span, Text, nearest};
use crate::text;

/// Typed data with all that is wrong with it.
#[derive(Debug)]
pub struct Checked {
    /// The values. Where one is wrong or missing, a placeholder of its shape.
    pub value: Value,
    /// Required values that are missing; only when a draft was asked for.
    pub gaps: Vec<Gap>,
    /// Everything that is wrong, in the order of the files.
    pub diagnostics: Diagnostics,
}

/// A required value that a draft lacks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// Its JSON pointer.
    pub pointer: String,
    /// What a person calls it.
    pub title: Text,
}

/// Types and judges `data`.
pub(super) fn check(schema: &Schema, data: &Node, draft: bool) -> Checked {
    let mut convert = Convert {
        schema,
        draft,
        out: Diagnostics::new(),
        gaps: Vec::new(),
        settled: Vec::new(),
        pointer: String::new(),
    };
    let value = convert.value(data, &schema.root, data.span.start_only());
    let Convert { mut out, gaps, settled, .. } = convert;
    for error in schema.judge.iter_errors(&value) {
        let pointer = error.instance_path().as_str();
        let told = |settled: &String| {
            let rest = pointer.strip_prefix(settled.as_str());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        if !settled.iter().any(told) {
            out.push(report::words(schema, data, pointer, error.kind()));
        }
    }
    out.sort_by_key(|found| found.span.map(|span| (span.file, span.start)));
    Checked { value, gaps, diagnostics: out }
}

struct Convert<'s> {
    schema: &'s Schema,
    draft: bool,
    out: Diagnostics,
    gaps: Vec<Gap>,
    /// Pointers of which everything is said already.
    settled: Vec<String>,
    pointer: String,
}

impl Convert<'_> {
    /// `node` as `field` wants it; `key` is where a reader looks for it.
    fn value(&mut self, node: &Node, field: &Field, key: Span) -> Value {
        match (&node.kind, &field.kind) {
            (Kind::Scalar { text, quoted }, kind) => match scalar::typed(text, *quoted, kind) {
                Ok(value) => value,
                Err(misfit) => {
                    let fault = Diagnostic::error(misfit.code, self.named(misfit.message));
                    self.wrong(fault.at(node.span).hint(misfit.hint))
                }
            },
            (Kind::Map(_), Type::Object { .. }) => self.object(node, field, key),
            (Kind::Seq(items), Type::Array { items: item, min_items }) => {
                if self.draft && items.is_empty() && *min_items > 0 {
                    return self.placeholder(field, "");
                }
                let mut out = Vec::with_capacity(items.len());
                for (nth, node) in items.iter().enumerate() {
                    let value =
                        self.at(&nth.to_string(), |convert| convert.value(node, item, node.span));
                    out.push(value);
                }
                Value::Array(out)
            }
            (Kind::Null, _) => {
                let fault = Diagnostic::error(
                    "empty-item",
                    text!("dòng này để trống", "this item is empty"),
                );
                self.wrong(fault.at(node.span).hint(text!(
                    "ghi giá trị, hoặc xóa dòng này",
                    "write a value, or delete the line"
                )))
            }
            (_, kind) => {
                let fault = misshapen(kind, matches!(node.kind, Kind::Seq(_)));
                let message = self.named(fault.message.clone());
                self.wrong(Diagnostic { message, ..fault }.at(key))
            }
        }
    }

    fn object(&mut self, node: &Node, field: &Field, key: Span) -> Value {
        let Type::Object { properties, required } = &field.kind else { return Value::Null };
        let mut out = Map::new();
        // Fields that an unknown key was probably meant for: they are not reported as missing too.
        let mut meant = Vec::new();
        for entry in node.as_map().unwrap_or_default() {
            let Some(child) = field.child(&entry.key) else {
                let renamed = properties.iter().find(|(_, now)| now.aliases.contains(&entry.key));
                if let Some((now, child)) = renamed {
                    self.renamed(&entry.key, now, child, entry.key_span);
                    meant.push(now.as_str());
                    continue;
                }
                let free = properties.keys().filter(|name| node.entry(name).is_none());
                let near = nearest(&entry.key, free.map(String::as_str));
                self.unknown(&entry.key, entry.key_span, near, properties);
                meant.extend(near);
                continue;
            };
            if matches!(entry.value.kind, Kind::Null) {
                continue;
            }
            if child.made {
                self.made(&entry.key, entry.key_span);
                continue;
            }
            let value = self.at(&entry.key, |convert| {
                let needed = required.contains(&entry.key);
                let blank = entry.value.as_text().is_some_and(|text| text.trim().is_empty());
                if needed && blank {
                    return convert.blank(child, &entry.key, entry.value.span);
                }
                convert.value(&entry.value, child, entry.key_span)
            });
            out.insert(entry.key.clone(), value);
        }
        for (name, child) in properties {
            if out.contains_key(name) {
                continue;
            }
            if let Some(default) = &child.default {
                let value = scalar::typed(default, false, &child.kind).unwrap_or(Value::Null);
                out.insert(name.clone(), value);
            } else if required.contains(name) {
                let value = self.at(name, |convert| {
                    if meant.contains(&name.as_str()) {
                        return convert.placeholder(child, name);
                    }
                    convert.missing(child, name, key)
                });
                out.insert(name.clone(), value);
            }
        }
        Value::Object(out)
    }

    fn at<T>(&mut self, step: &str, inner: impl FnOnce(&mut Self) -> T) -> T {
        let above = self.pointer.len();
        push_pointer(&mut self.pointer, step);
        let result = inner(self);
        self.pointer.truncate(above);
        result
    }

    /// Reports a fault of the value at hand; nothing more will be said of it.
    fn wrong(&mut self, fault: Diagnostic) -> Value {
        self.settled.push(self.pointer.clone());
        self.out.push(fault.pointer(self.pointer.clone()));
        Value::Null
    }

    fn named(&self, message: Text) -> Text {
        let Text { vi, en } = label(self.schema, &self.pointer);
        let Text { vi: says, en: said } = message;
        text!("{vi}: {says}", "{en}: {said}")
    }

    fn missing(&mut self, field: &Field, name: &str, parent: Span) -> Value {
        if !self.draft {
            let Text { vi, en } = label(self.schema, &self.pointer);
            let fault =
                Diagnostic::error("missing-field", text!("thiếu mục {vi}", "{en} is missing"));
            let example = example(field, name);
            let fault = fault.at(parent).hint(text!("thêm dòng: {example}", "add: {example}"));
            self.wrong(match &field.since {
                Some(since) => fault.hint(text!(
                    "mục này có từ phiên bản {since} của mẫu",
                    "this field came with version {since} of the type"
                )),
                None => fault,
            });
        }
        self.placeholder(field, name)
    }

    fn blank(&mut self, field: &Field, name: &str, at: Span) -> Value {
        if !self.draft {
            let Text { vi, en } = label(self.schema, &self.pointer);
            let fault =
                Diagnostic::error("empty-field", text!("mục {vi} để trống", "{en} is empty"));
            let example = example(field, name);
            self.wrong(fault.at(at).hint(text!(
                "ghi giá trị, ví dụ: {example}",
                "write a value, for example: {example}"
            )));
        }
        self.placeholder(field, name)
    }

    /// A value of the right shape for what is missing; in a draft each text in it is a gap.
    fn placeholder(&mut self, field: &Field, name: &str) -> Value {
        match &field.kind {
            Type::Object { properties, required } => {
                let mut out = Map::new();
                for (name, child) in properties.iter().filter(|(name, _)| required.contains(name)) {
                    let value = self.at(name, |convert| convert.placeholder(child, name));
                    out.insert(name.clone(), value);
                }
                self.settled.push(self.pointer.clone());
                Value::Object(out)
            }
            Type::Array { items, .. } => {
                let called = if items.title.is_some() { items } else { field };
                let title = called.called(name);
                let item = self.at("0", |convert| {
                    let value = convert.placeholder(items, name);
                    if let Some(gap) = convert.gaps.last_mut()
                        && gap.pointer == convert.pointer
                    {
                        gap.title = title;
                    }
                    value
                });
                self.settled.push(self.pointer.clone());
                Value::Array(vec![item])
            }
            kind => {
                self.settled.push(self.pointer.clone());
                if self.draft {
                    let title = self.gap_title(field, name);
                    self.gaps.push(Gap { pointer: self.pointer.clone(), title });
                }
                match kind {
                    Type::Integer | Type::Number => 0.into(),
                    Type::Boolean => false.into(),
                    _ => "".into(),
                }
            }
        }
    }

    /// What is missing, and of what: "Nội dung – Ưu điểm", unless the title says so itself.
    fn gap_title(&self, field: &Field, name: &str) -> Text {
        let own = field.called(name);
        let above = self.pointer.rsplit_once('/').and_then(|(above, _)| self.schema.field(above));
        let Some(parent) = above.filter(|parent| parent.title.is_some()) else { return own };
        let Text { vi: part, en: part_en } = own;
        let Text { vi: whole, en: whole_en } = parent.called("");
        let joined = |part: String, whole: String| {
            let said = part.to_lowercase().contains(&whole.to_lowercase());
            if said { part } else { format!("{part} – {whole}") }
        };
        Text { vi: joined(part, whole), en: joined(part_en, whole_en) }
    }

    fn unknown(
        &mut self,
        key: &str,
        at: Span,
        near: Option<&str>,
        known: &IndexMap<String, Field>,
    ) {
        let inside = self.pointer.trim_start_matches('/').replace('/', ".");
        let message = if inside.is_empty() {
            text!("không có mục «{key}»", "there is no field «{key}»")
        } else {
            text!(
                "trong «{inside}» không có mục «{key}»",
                "there is no field «{key}» in «{inside}»"
            )
        };
        let mut fault = Diagnostic::error("unknown-field", message).at(at);
        fault = match near {
            Some(near) => fault.hint(text!("có phải «{near}»?", "did you mean «{near}»?")),
            None => {
                let all = known.keys().take(12).map(String::as_str).collect::<Vec<_>>().join(", ");
                fault.hint(text!("các mục có thể ghi ở đây: {all}", "fields possible here: {all}"))
            }
        };
        let mut pointer = self.pointer.clone();
        push_pointer(&mut pointer, key);
        self.out.push(fault.pointer(pointer));
    }

    /// A key of data that was written for an earlier version of the plugin.
    fn renamed(&mut self, old: &str, now: &str, field: &Field, at: Span) {
        let message = match &field.since {
            Some(since) => text!(
                "mục «{old}» từ phiên bản {since} của mẫu có tên là «{now}»",
                "since version {since} of the type the field «{old}» is called «{now}»"
            ),
            None => text!(
                "mục «{old}» nay có tên là «{now}»",
                "the field «{old}» is called «{now}» now"
            ),
        };
        let mut pointer = self.pointer.clone();
        push_pointer(&mut pointer, old);
        self.out.push(
            Diagnostic::error("renamed-field", message)
                .at(at)
                .pointer(pointer)
                .hint(text!("đổi «{old}:» thành «{now}:»", "change «{old}:» to «{now}:»")),
        );
    }

    fn made(&mut self, key: &str, at: Span) {
        let fault = Diagnostic::error(
            "made-by-engine",
            text!("mục «{key}» do chương trình tự ghi", "«{key}» is written by the program"),
        );
        self.out.push(fault.at(at).hint(text!("xóa dòng này", "delete this line")));
    }
}

/// A map or list where something else is wanted.
fn misshapen(kind: &Type, is_list: bool) -> Diagnostic {
    let (code, message) = match (kind, is_list) {
        (Type::Object { .. }, _) => (
            "not-a-map",
            text!(
                "chỗ này phải gồm các mục con, không phải danh sách",
                "fields are wanted here, not a list"
            ),
        ),
        (Type::Array { .. }, _) => (
            "not-a-list",
            text!(
                "chỗ này phải là danh sách, không phải các mục con",
                "a list is wanted here, not fields"
            ),
        ),
        (_, true) => (
            "not-a-text",
            text!(
                "chỗ này chỉ ghi một giá trị, không phải danh sách",
                "a single value is wanted here, not a list"
            ),
        ),
        (_, false) => (
            "not-a-text",
            text!(
                "chỗ này chỉ ghi một giá trị, không có mục con",
                "a single value is wanted here, not fields"
            ),
        ),
    };
    let hint = match kind {
        Type::Array { .. } => text!(
            "mỗi phần tử một dòng, bắt đầu bằng dấu gạch và dấu cách: - …",
            "one item a line, each after a dash and a blank: - …"
        ),
        Type::Object { .. } => text!(
            "bỏ dấu gạch đầu dòng, ghi «tên: giá trị»",
            "drop the dash and write «name: value»"
        ),
        _ => text!(
            "ghi trên một dòng; chữ có dấu hai chấm thì đặt trong dấu nháy kép",
            "write it on one line; put a text with a colon into quotes"
        ),
    };
    Diagnostic::error(code, message).hint(hint)
}

/// A line that gives the field, for a hint.
pub(super) fn example(field: &Field, name: &str) -> String {
    let sample = field.options.first().or(field.examples.first()).map(String::as_str);
    match &field.kind {
        Type::Object { properties, required } => {
            let inner = properties.iter().find(|(key, _)| required.contains(key));
            match inner {
                Some((key, child)) => format!("{name}: {{ {} }}", example(child, key)),
                None => format!("{name}: …"),
            }
        }
        Type::Array { items, .. } => match items.examples.first() {
            Some(sample) => format!("{name}: [{sample}]"),
            None => format!("{name}: […]"),
        },
        _ => format!("{name}: {}", sample.unwrap_or("…")),
    }
}
