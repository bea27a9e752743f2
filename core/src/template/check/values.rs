//! Values in a template: paths and calls of helpers, each against what is wanted of it.

use handlebars::template::{HelperTemplate, Parameter, TemplateElement};

use super::{At, Check, Wanted, is_number, keys, sorted};
use crate::diag::{Diagnostic, Span, nearest};
use crate::schema::Type;
use crate::template::fault::{
    may_be_absent, may_not_be_compared, not_printable, unknown_helper, unknown_option, unknown_path,
};
use crate::template::helper::{self, Returns, Signature, Takes};
use crate::template::known::{Found, Lost, dotted};
use crate::template::place::Place;
use crate::template::{Path, Reach, Read, Root};
use crate::text;

impl Check<'_, '_> {
    /// A path as an argument or as the whole expression.
    pub(super) fn path(
        &mut self,
        name: &Parameter,
        wanted: Wanted,
        at: At,
        place: &Place,
        printed: bool,
    ) -> Option<Path> {
        let raw = name.as_name()?.to_owned();
        let span = place.find(at, &raw);
        let Parameter::Path(path) = name else { return None };
        if is_number(path) {
            return self.number(span);
        }
        let Some(keys) = keys(path, &raw) else {
            self.forbidden(span, &raw);
            return None;
        };
        let found = match self.known.find(&keys) {
            Ok(found) => found,
            Err(lost) => {
                self.push(unknown_path(&lost, span, &keys));
                return None;
            }
        };
        if let (Some(step), false) = (&found.unsure, wanted.tolerant) {
            self.push(match self.sure {
                true => may_not_be_compared(step, span),
                false => may_be_absent(step, &raw, span),
            });
        }
        self.fits(&found, wanted, span, printed);
        let reach = if wanted.reach_itself { Reach::Itself } else { Reach::Whole };
        self.reads.push(Read { path: found.path.clone(), reach });
        Some(found.path)
    }

    pub(super) fn number(&mut self, span: Span) -> Option<Path> {
        let path = Path { root: Root::Number, keys: Vec::new() };
        if !self.known.counts() || self.repeating > 0 {
            self.push(
                Diagnostic::error(
                    "number-outside-each",
                    text!(
                        "@number chỉ dùng được trong khối «each» của trang mẫu",
                        "@number works inside an «each» block of the layout only"
                    ),
                )
                .at(span)
                .hint(text!("đặt nó trong một khối «each»", "put it into an «each» block")),
            );
            return None;
        }
        self.reads.push(Read { path: path.clone(), reach: Reach::Itself });
        Some(path)
    }

    /// Whether what was found is of the wanted type.
    pub(super) fn fits(&mut self, found: &Found<'_>, wanted: Wanted, span: Span, printed: bool) {
        let Some(field) = found.field else { return };
        let name = dotted(&found.path);
        let list = matches!(field.kind, Type::Array { .. });
        let wrong = match (&field.kind, wanted.takes) {
            (_, Takes::Any) => return,
            (Type::Array { .. }, Takes::List | Takes::Countable) => return,
            (Type::Object { .. } | Type::Array { .. }, _) => true,
            (_, Takes::List) => true,
            (Type::Boolean, Takes::Text | Takes::Number) => {
                self.push(not_printable(span, text!("đúng hoặc sai", "true or false")));
                return;
            }
            (Type::Number, Takes::Text) if printed => {
                let found = Diagnostic::error(
                    "number-without-helper",
                    text!(
                        "«{name}» là số, in thẳng sẽ ra dấu chấm thập phân kiểu Anh",
                        "«{name}» is a number and would be printed with a decimal point"
                    ),
                );
                self.push(
                    found
                        .at(span)
                        .hint(text!("viết {{{{number {name}}}}}", "write {{{{number {name}}}}}")),
                );
                return;
            }
            _ => false,
        };
        if !wrong {
            return;
        }
        let (code, message) = match (wanted.takes, list) {
            (Takes::List, _) => {
                ("not-a-list", text!("«{name}» không phải danh sách", "«{name}» is no list"))
            }
            (_, true) => (
                "list-as-text",
                text!(
                    "«{name}» là một danh sách, không phải chữ",
                    "«{name}» is a list, not a text"
                ),
            ),
            _ => (
                "map-as-text",
                text!(
                    "«{name}» gồm nhiều mục con, không phải chữ",
                    "«{name}» is a map of fields, not a text"
                ),
            ),
        };
        let mut wrong = Diagnostic::error(code, message).at(span);
        if list {
            wrong = wrong.hint(text!(
                "dùng khối «each», hoặc {{{{join {name} ', '}}}}",
                "use an «each» block, or {{{{join {name} ', '}}}}"
            ));
        } else if let Type::Object { properties, .. } = &field.kind {
            let some: Vec<_> = properties.keys().map(String::as_str).take(6).collect();
            let some = some.join(", ");
            wrong = wrong.hint(text!("chọn một mục con: {some}", "choose a field: {some}"));
        }
        self.push(wrong);
    }

    /// `{{helper …}}` or `(helper …)`.
    pub(in crate::template) fn call(
        &mut self,
        call: &HelperTemplate,
        at: At,
        place: &Place,
    ) -> Option<Returns> {
        let name = call.name.as_name().unwrap_or_default().to_owned();
        let span = place.find(at, &name);
        let Some(signature) = helper::signature(&name) else {
            self.push(unknown_helper(&name, span));
            return None;
        };
        if signature.returns == Returns::Block {
            self.forbidden(span, &name);
            return None;
        }
        self.counts(signature, call.params.len(), span);
        for option in sorted(call.hash.keys()) {
            if !signature.options.contains(&option.as_str()) {
                self.push(unknown_option(signature, &option, place.find(at, &option)));
            }
        }
        if !call.hash.values().all(|value| matches!(value, Parameter::Literal(_))) {
            self.forbidden(span, "=…");
        }
        let mut list = None;
        for (nth, param) in call.params.iter().enumerate() {
            let takes = signature.takes_at(nth);
            if takes == Takes::Column {
                self.column(param, list.take(), span);
                continue;
            }
            let path = self.argument(param, signature, nth, at, place);
            if takes == Takes::List {
                list = path;
            }
        }
        Some(signature.returns)
    }

    pub(super) fn argument(
        &mut self,
        param: &Parameter,
        signature: &Signature,
        nth: usize,
        at: At,
        place: &Place,
    ) -> Option<Path> {
        let takes = signature.takes_at(nth);
        match param {
            Parameter::Subexpression(sub) => {
                if let TemplateElement::Expression(call) = &*sub.element {
                    self.call(call, at, place);
                }
                None
            }
            Parameter::Literal(_) => None,
            _ => {
                let wanted = Wanted {
                    takes,
                    tolerant: signature.tolerates(nth) && !(self.sure && signature.compares()),
                    reach_itself: signature.name != "join",
                };
                self.path(param, wanted, at, place, false)
            }
        }
    }

    /// `sum rows 'field'`: the rows must have that field.
    pub(super) fn column(&mut self, param: &Parameter, list: Option<Path>, span: Span) {
        let Parameter::Literal(serde_json::Value::String(name)) = param else {
            self.push(
                Diagnostic::error(
                    "column-not-named",
                    text!(
                        "tên cột phải đặt trong dấu nháy đơn",
                        "the column must be named in quotes"
                    ),
                )
                .at(span)
                .hint(text!("ví dụ: (sum dong 'gia')", "for example: (sum rows 'price')")),
            );
            return;
        };
        let Some(list) = list else { return };
        let rows = self.known.field(&list);
        let row = rows.and_then(|rows| match &rows.kind {
            Type::Array { items, .. } => Some(&**items),
            _ => None,
        });
        let Some(row) = row else { return };
        match row.property(name).map(|field| &field.kind) {
            Some(Type::Number | Type::Integer) => {
                self.reads.push(Read { path: list, reach: Reach::Column(vec![name.clone()]) });
            }
            Some(_) => self.push(
                Diagnostic::error(
                    "column-not-a-number",
                    text!("cột «{name}» không phải số", "the column «{name}» is no number"),
                )
                .at(span)
                .hint(text!(
                    "khai báo cột đó «type: number» trong schema.yaml",
                    "make it «type: number» in schema.yaml"
                )),
            ),
            None => {
                let lost = Lost {
                    near: match &row.kind {
                        Type::Object { properties, .. } => {
                            nearest(name, properties.keys().map(String::as_str)).map(str::to_owned)
                        }
                        _ => None,
                    },
                    key: name.clone(),
                    inside: dotted(&list),
                };
                self.push(unknown_path(&lost, span, std::slice::from_ref(name)));
            }
        }
    }

    pub(super) fn counts(&mut self, signature: &Signature, given: usize, span: Span) {
        let (least, most) = (signature.args.start(), signature.args.end());
        if signature.args.contains(&given) {
            return;
        }
        let name = signature.name;
        let wanted = if least == most { least.to_string() } else { format!("{least}–{most}") };
        self.push(
            Diagnostic::error(
                "wrong-arguments",
                text!(
                    "«{name}» cần {wanted} giá trị, ở đây có {given}",
                    "«{name}» takes {wanted} values, {given} given"
                ),
            )
            .at(span)
            .hint(text!(
                "các giá trị cách nhau bằng dấu cách; chữ đặt trong dấu nháy đơn",
                "values are parted by blanks; texts stand in quotes"
            )),
        );
    }
}
