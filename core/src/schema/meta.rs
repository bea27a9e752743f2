//! The meta-check: is this file written in the closed subset?

use crate::data::{Entry, Kind, Node};
use crate::diag::{Diagnostic, Diagnostics, nearest};
use crate::text;

use super::format::FORMATS;
use super::keyword::{self, KEYWORDS, RESERVED, Shape, TYPES};
use super::{ANY_KEY, Role, scalar};

/// Looks at one schema file by itself.
pub(super) fn check(root: &Node, role: Role, out: &mut Diagnostics) {
    Meta { role, out }.schema(root);
    if let Some(kind) = root.get("type").filter(|t| t.as_text() != Some("object")) {
        out.push(
            Diagnostic::error(
                "schema-root",
                text!(
                    "gốc của tệp khai báo mục phải là «type: object»",
                    "the root of a schema must be «type: object»"
                ),
            )
            .at(kind.span),
        );
    }
}

struct Meta<'o> {
    role: Role,
    out: &'o mut Diagnostics,
}

impl Meta<'_> {
    fn schema(&mut self, node: &Node) {
        let Some(entries) = node.as_map() else {
            self.out.push(
                Diagnostic::error(
                    "schema-shape",
                    text!(
                        "khai báo một mục phải gồm các dòng như «type: string», «title: …»",
                        "a field is described by a map such as «type: string», «title: …»"
                    ),
                )
                .at(node.span),
            );
            return;
        };
        let kind = node.get("type").and_then(Node::as_text);
        for entry in entries {
            self.keyword(entry, kind);
        }
    }

    fn keyword(&mut self, entry: &Entry, kind: Option<&str>) {
        let key = &entry.key;
        let Some(known) = keyword::find(key) else {
            let mut found = Diagnostic::error(
                "unknown-keyword",
                text!(
                    "không có từ khóa «{key}» trong khai báo mục",
                    "there is no schema keyword «{key}»"
                ),
            )
            .at(entry.key_span);
            if let Some(near) = nearest(key, KEYWORDS.iter().map(|k| k.name)) {
                found = found.hint(text!("có phải «{near}»?", "did you mean «{near}»?"));
            }
            self.out.push(found);
            return;
        };
        if let Some(kind) = kind.filter(|kind| TYPES.contains(kind) && !known.on.covers(kind)) {
            self.out.push(
                Diagnostic::error(
                    "misplaced-keyword",
                    text!(
                        "từ khóa «{key}» không dùng được với «type: {kind}»",
                        "the keyword «{key}» does not go with «type: {kind}»"
                    ),
                )
                .at(entry.key_span),
            );
        }
        self.value(entry, known.shape);
    }

    fn value(&mut self, entry: &Entry, shape: Shape) {
        let node = &entry.value;
        match shape {
            Shape::Schema => self.schema(node),
            Shape::Schemas => self.schemas(entry),
            Shape::TypeName => self.one_of(entry, TYPES.iter().copied()),
            Shape::Format => self.one_of(entry, FORMATS.iter().map(|(name, ..)| *name)),
            Shape::Messages => self.messages(entry),
            Shape::Labels => self.labels(entry),
            _ if fits(node, shape) => {}
            _ => {
                let key = &entry.key;
                let (vi, en) = wanted(shape);
                self.out.push(
                    Diagnostic::error(
                        "bad-keyword-value",
                        text!(
                            "giá trị của «{key}» phải là {vi}",
                            "the value of «{key}» must be {en}"
                        ),
                    )
                    .at(node.span)
                    .hint(text!(
                        "nghĩa của từng từ khóa: vanthu docs",
                        "what each keyword means: vanthu docs"
                    )),
                );
            }
        }
    }

    fn one_of(&mut self, entry: &Entry, names: impl Iterator<Item = &'static str> + Clone) {
        let (key, written) = (&entry.key, entry.value.as_text().unwrap_or_default());
        if names.clone().any(|name| name == written) {
            return;
        }
        let all = names.clone().collect::<Vec<_>>().join(", ");
        let mut found = Diagnostic::error(
            "bad-keyword-value",
            text!("«{key}» không nhận giá trị «{written}»", "«{key}» cannot be «{written}»"),
        )
        .at(entry.value.span);
        if let Some(near) = nearest(written, names) {
            found = found.hint(text!("có phải «{near}»?", "did you mean «{near}»?"));
        }
        self.out.push(found.hint(text!("chọn một trong: {all}", "choose one of: {all}")));
    }

    fn schemas(&mut self, entry: &Entry) {
        let Some(entries) = entry.value.as_map() else {
            let key = &entry.key;
            self.out.push(
                Diagnostic::error(
                    "bad-keyword-value",
                    text!(
                        "dưới «{key}» phải là các mục, mỗi mục một tên",
                        "«{key}» must be a map from names to fields"
                    ),
                )
                .at(entry.value.span),
            );
            return;
        };
        for field in entries {
            if entry.key == "properties" {
                self.name(field);
            }
            self.schema(&field.value);
        }
    }

    fn name(&mut self, field: &Entry) {
        let name = &field.key;
        if name == ANY_KEY && self.role == Role::Organisation {
            return;
        }
        let snake = name.starts_with(|c: char| c.is_ascii_lowercase())
            && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
        if !snake {
            let plain = super::label::plain(name);
            self.out.push(
                Diagnostic::error(
                    "bad-field-name",
                    text!("tên mục «{name}» chỉ được gồm chữ thường không dấu, chữ số và dấu gạch dưới", "the field name «{name}» may hold only small letters without marks, digits and underscores"),
                )
                .at(field.key_span)
                .hint(text!("đổi thành «{plain}»", "change it to «{plain}»")),
            );
        } else if RESERVED.contains(&name.as_str()) {
            self.out.push(
                Diagnostic::error(
                    "reserved-field-name",
                    text!(
                        "tên mục «{name}» trùng với một tên mà mẫu trình bày dùng riêng",
                        "the field name «{name}» is reserved by the template language"
                    ),
                )
                .at(field.key_span)
                .hint(text!(
                    "đổi tên mục, ví dụ «{name}_muc»",
                    "rename the field, «{name}_muc» for example"
                )),
            );
        }
    }

    /// Each label is a text; which values there are, the field says where it stands whole.
    fn labels(&mut self, entry: &Entry) {
        let labels = entry.value.as_map().unwrap_or_default();
        let texts =
            labels.iter().all(|label| label.value.as_text().is_some_and(|t| !t.trim().is_empty()));
        if labels.is_empty() || !texts {
            self.out.push(
                Diagnostic::error(
                    "bad-keyword-value",
                    text!(
                        "dưới «x-nhan» ghi từng giá trị của «enum» và tên của nó",
                        "«x-nhan» must be a map from values of «enum» to names"
                    ),
                )
                .at(entry.value.span)
                .hint(text!(
                    "ví dụ: x-nhan: {{ kt: ký thay }}",
                    "for example: x-nhan: {{ kt: signs for }}"
                )),
            );
        }
    }

    fn messages(&mut self, entry: &Entry) {
        let Some(entries) = entry.value.as_map() else {
            self.out.push(
                Diagnostic::error(
                    "bad-keyword-value",
                    text!(
                        "dưới «x-loi» ghi từng từ khóa và câu báo lỗi của nó",
                        "«x-loi» must be a map from keywords to sentences"
                    ),
                )
                .at(entry.value.span),
            );
            return;
        };
        for message in entries {
            let key = &message.key;
            if keyword::find(key).is_none() {
                self.out.push(
                    Diagnostic::error(
                        "unknown-keyword",
                        text!(
                            "«x-loi» nêu từ khóa «{key}», không có từ khóa này",
                            "«x-loi» names «{key}», which is no keyword"
                        ),
                    )
                    .at(message.key_span),
                );
            }
            if message.value.as_text().is_none_or(str::is_empty) {
                self.out.push(
                    Diagnostic::error(
                        "bad-keyword-value",
                        text!(
                            "câu báo lỗi của «{key}» phải là một câu chữ",
                            "the sentence for «{key}» must be a text"
                        ),
                    )
                    .at(message.value.span),
                );
            }
        }
    }
}

/// Whether a leaf value has the shape that its keyword asks for.
fn fits(node: &Node, shape: Shape) -> bool {
    let text = node.as_text();
    match shape {
        Shape::Text => text.is_some_and(|t| !t.trim().is_empty()),
        Shape::Flag => matches!(text, Some("true" | "false")),
        Shape::False => text == Some("false"),
        Shape::Count => text.is_some_and(|t| t.parse::<u32>().is_ok()),
        Shape::Number => text.is_some_and(scalar::is_number),
        Shape::Scalar => text.is_some(),
        Shape::Scalars => {
            node.as_seq().is_some_and(|s| !s.is_empty() && s.iter().all(|n| n.as_text().is_some()))
        }
        Shape::Version => text.is_some_and(crate::plugin::is_version),
        Shape::Names => node.as_seq().is_some_and(|s| s.iter().all(|n| n.as_text().is_some())),
        Shape::Reference => text.is_some_and(|t| {
            let own = t.strip_prefix("common").unwrap_or(t);
            own.strip_prefix("#/$defs/").is_some_and(|name| !name.is_empty() && !name.contains('/'))
        }),
        Shape::TypeName
        | Shape::Format
        | Shape::Schema
        | Shape::Schemas
        | Shape::Messages
        | Shape::Labels => !matches!(node.kind, Kind::Null),
    }
}

/// The words for a shape, Vietnamese and English.
fn wanted(shape: Shape) -> (&'static str, &'static str) {
    match shape {
        Shape::Text => ("một câu chữ", "a text"),
        Shape::Flag => ("true hoặc false", "true or false"),
        Shape::False => ("false: mục lạ luôn là lỗi", "false: unknown fields are always errors"),
        Shape::Count => ("số nguyên từ 0 trở lên", "a whole number from 0"),
        Shape::Number => ("một số", "a number"),
        Shape::Scalar => ("một giá trị đơn", "a single value"),
        Shape::Scalars => ("danh sách các giá trị đơn", "a list of single values"),
        Shape::Names => ("danh sách tên mục", "a list of field names"),
        Shape::Version => ("ba số, ví dụ 1.2.0", "three numbers, 1.2.0 for example"),
        Shape::Reference => (
            "dạng «#/$defs/TÊN» hoặc «common#/$defs/TÊN»",
            "«#/$defs/NAME» or «common#/$defs/NAME»",
        ),
        Shape::TypeName
        | Shape::Format
        | Shape::Schema
        | Shape::Schemas
        | Shape::Messages
        | Shape::Labels => ("khai báo đúng dạng", "well formed"),
    }
}
