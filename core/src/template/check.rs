//! The check of a template against the schema, when a plugin is loaded: what would go wrong, or
//! silently print nothing, at a clerk's desk is said to the author instead.

use std::collections::BTreeMap;

use handlebars::template::{
    BlockParam, DecoratorTemplate, HelperTemplate, Parameter, TemplateElement,
};
use handlebars::{Path as RawPath, PathSeg, Template};

use super::helper::{self, Returns, Signature, Takes};
use super::known::{Found, Known, Lost, dotted};
use super::place::Place;
use super::{Path, Reach, Read, Root};
use crate::diag::{Diagnostic, Diagnostics, Span, Text, nearest};
use crate::schema::Type;
use crate::text;

/// Key under which the number of the innermost item stands in the data that handlebars sees.
pub(super) const NUMBER: &str = "@number";

/// Blocks may nest this deep inside a leaf.
const DEPTH: usize = 8;

/// A partial, parsed.
pub(super) type Partials = BTreeMap<String, (Template, Place)>;

/// Walks one template.
pub(super) struct Check<'c, 's> {
    pub(super) known: &'c mut Known<'s>,
    pub(super) partials: &'c Partials,
    pub(super) out: &'c mut Diagnostics,
    /// What was read so far.
    pub(super) reads: Vec<Read>,
    /// Partials being walked, outermost first.
    stack: Vec<String>,
    depth: usize,
    /// How many `{{#each}}` are around: they have no `@number`.
    repeating: usize,
}

/// What an argument is asked for.
#[derive(Clone, Copy)]
struct Wanted {
    takes: Takes,
    /// An absent value is fine.
    tolerant: bool,
    /// Only whether or how much is there is read.
    reach_itself: bool,
}

type At = (usize, usize);

impl<'c, 's> Check<'c, 's> {
    pub(super) fn new(
        known: &'c mut Known<'s>,
        partials: &'c Partials,
        out: &'c mut Diagnostics,
    ) -> Self {
        Self { known, partials, out, reads: Vec::new(), stack: Vec::new(), depth: 0, repeating: 0 }
    }

    /// Everything in `template`.
    pub(super) fn template(&mut self, template: &mut Template, place: &Place) {
        let mapping: Vec<At> = template.mapping.iter().map(|at| (at.0, at.1)).collect();
        for (element, at) in template.elements.iter_mut().zip(mapping) {
            self.element(element, at, place);
        }
    }

    /// One element. Literal text is always fine here: marks are the leaf's own affair.
    pub(super) fn element(&mut self, element: &mut TemplateElement, at: At, place: &Place) {
        use TemplateElement as E;
        match element {
            E::RawString(text) if self.depth > 0 && text.contains('*') => {
                let found = Diagnostic::error(
                    "mark-in-block",
                    text!(
                        "dấu * không dùng được giữa {{{{#…}}}} và {{{{/…}}}}",
                        "* does not work between {{{{#…}}}} and {{{{/…}}}}"
                    ),
                );
                self.push(found.at(place.find(at, "*")).hint(text!(
                    "đặt dấu * ra ngoài, hoặc dùng khối «when» của trang mẫu",
                    "put the * outside, or use a «when» block of the layout"
                )));
            }
            E::RawString(_) | E::Comment(_) => {}
            E::Expression(call) if is_name_only(call) => {
                self.printed(&mut call.name, at, place);
            }
            E::Expression(call) => {
                if let Some(returns) = self.call(call, at, place)
                    && returns == Returns::Boolean
                {
                    let span = place.find(at, "{{");
                    self.push(not_printable(span, text!("đúng hoặc sai", "true or false")));
                }
            }
            E::HelperBlock(call) => self.block(call, at, place),
            E::PartialExpression(call) => self.partial(call, at, place),
            E::HtmlExpression(_) => self.forbidden(place.find(at, "{{"), "{{{…}}}"),
            E::DecoratorExpression(_) | E::DecoratorBlock(_) => {
                self.forbidden(place.find(at, "{{"), "{{*…}}");
            }
            // `{{#> …}}`, and whatever a later handlebars may add.
            _ => self.forbidden(place.find(at, "{{"), "{{#>…}}"),
        }
    }

    /// `{{path}}`: it must be a text or a whole number that is surely there.
    pub(super) fn printed(&mut self, name: &mut Parameter, at: At, place: &Place) -> Option<Path> {
        let wanted = Wanted { takes: Takes::Text, tolerant: false, reach_itself: true };
        if let Parameter::Subexpression(_) = name {
            self.forbidden(place.find(at, "("), "{{(…)}}");
            return None;
        }
        let raw = name.as_name().unwrap_or_default().to_owned();
        if helper::signature(&raw).is_some() || matches!(raw.as_str(), "else" | "log") {
            let found = Diagnostic::error(
                "helper-without-value",
                text!("«{raw}» cần một giá trị đi kèm", "«{raw}» needs a value"),
            );
            self.push(
                found
                    .at(place.find(at, &raw))
                    .hint(text!("viết {{{{{raw} ten_muc}}}}", "write {{{{{raw} field}}}}")),
            );
            return None;
        }
        self.path(name, wanted, at, place, true)
    }

    /// A path as an argument or as the whole expression.
    fn path(
        &mut self,
        name: &mut Parameter,
        wanted: Wanted,
        at: At,
        place: &Place,
        printed: bool,
    ) -> Option<Path> {
        let raw = name.as_name()?.to_owned();
        let span = place.find(at, &raw);
        let path = match name {
            Parameter::Path(path) => path,
            _ => return None,
        };
        if let RawPath::Local((0, local, _)) = path
            && local == "number"
        {
            *path = RawPath::Relative((vec![PathSeg::Named(NUMBER.to_owned())], NUMBER.to_owned()));
        }
        if raw == NUMBER || raw == "@number" {
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
            self.push(may_be_absent(step, &raw, span));
        }
        self.fits(&found, wanted, span, printed);
        let reach = if wanted.reach_itself { Reach::Itself } else { Reach::Whole };
        self.reads.push(Read { path: found.path.clone(), reach });
        Some(found.path)
    }

    fn number(&mut self, span: Span) -> Option<Path> {
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
    fn fits(&mut self, found: &Found<'_>, wanted: Wanted, span: Span, printed: bool) {
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
    pub(super) fn call(
        &mut self,
        call: &mut HelperTemplate,
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
        for (_, value) in call.hash.iter_mut() {
            if !matches!(value, Parameter::Literal(_)) {
                self.forbidden(span, "=…");
            }
        }
        let mut list = None;
        for (nth, param) in call.params.iter_mut().enumerate() {
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

    fn argument(
        &mut self,
        param: &mut Parameter,
        signature: &Signature,
        nth: usize,
        at: At,
        place: &Place,
    ) -> Option<Path> {
        let takes = signature.takes_at(nth);
        match param {
            Parameter::Subexpression(sub) => {
                if let TemplateElement::Expression(call) = &mut *sub.element {
                    self.call(call, at, place);
                }
                None
            }
            Parameter::Literal(_) => None,
            _ => {
                let wanted = Wanted {
                    takes,
                    tolerant: signature.tolerates(nth),
                    reach_itself: signature.name != "join",
                };
                self.path(param, wanted, at, place, false)
            }
        }
    }

    /// `sum rows 'field'`: the rows must have that field.
    fn column(&mut self, param: &Parameter, list: Option<Path>, span: Span) {
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
                self.reads.push(Read { path: list, reach: Reach::Column(name.clone()) });
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

    fn counts(&mut self, signature: &Signature, given: usize, span: Span) {
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

    /// `{{#if …}}`, `{{#unless …}}`, `{{#each …}}`.
    fn block(&mut self, call: &mut HelperTemplate, at: At, place: &Place) {
        let name = call.name.as_name().unwrap_or_default().to_owned();
        let span = place.find(at, &name);
        self.depth += 1;
        if self.depth > DEPTH {
            self.push(
                Diagnostic::error(
                    "too-deep",
                    text!("lồng nhau quá {DEPTH} mức", "nested more than {DEPTH} levels deep"),
                )
                .at(span)
                .hint(text!("bớt các mức lồng nhau", "nest less")),
            );
        } else {
            match name.as_str() {
                "if" | "unless" => self.conditional(call, &name, at, place),
                "each" => self.each(call, at, place),
                other if helper::signature(other).is_some() => self.forbidden(span, other),
                other => self.push(unknown_helper(other, span)),
            }
        }
        self.depth -= 1;
    }

    fn conditional(&mut self, call: &mut HelperTemplate, name: &str, at: At, place: &Place) {
        let guards = match call.params.as_mut_slice() {
            [test] => self.test(test, at, place),
            _ => {
                let given = call.params.len();
                self.push(
                    Diagnostic::error(
                        "wrong-arguments",
                        text!(
                            "«{name}» cần 1 điều kiện, ở đây có {given}",
                            "«{name}» takes 1 condition, {given} given"
                        ),
                    )
                    .at(place.find(at, name))
                    .hint(text!(
                        "đặt cả điều kiện trong ngoặc: {{{{#{name} (gt so 5)}}}}",
                        "put the whole condition in parentheses: {{{{#{name} (gt n 5)}}}}"
                    )),
                );
                Vec::new()
            }
        };
        let (then, otherwise) = match name {
            "if" => (guards, Vec::new()),
            _ => (Vec::new(), guards),
        };
        for (template, guards) in [(&mut call.template, then), (&mut call.inverse, otherwise)] {
            if let Some(template) = template {
                self.known.assume(&guards);
                self.template(template, place);
                self.known.retract();
            }
        }
    }

    /// A condition; returns what is surely there when it holds.
    pub(super) fn test(&mut self, test: &mut Parameter, at: At, place: &Place) -> Vec<Path> {
        let wanted = Wanted { takes: Takes::Any, tolerant: true, reach_itself: true };
        match test {
            Parameter::Subexpression(sub) => {
                let TemplateElement::Expression(call) = &mut *sub.element else {
                    return Vec::new();
                };
                self.call(call, at, place);
                if call.name.as_name() != Some("and") {
                    return Vec::new();
                }
                let paths = call.params.iter().filter_map(|param| match param {
                    Parameter::Path(path) => keys(path, param.as_name()?),
                    _ => None,
                });
                paths.filter_map(|keys| Some(self.known.find(&keys).ok()?.path)).collect()
            }
            Parameter::Literal(_) => {
                self.push(
                    Diagnostic::error(
                        "constant-condition",
                        text!("điều kiện này luôn như nhau", "this condition never changes"),
                    )
                    .at(place.find(at, "{{"))
                    .hint(text!("ghi tên một mục", "name a field")),
                );
                Vec::new()
            }
            _ => self.path(test, wanted, at, place, false).into_iter().collect(),
        }
    }

    fn each(&mut self, call: &mut HelperTemplate, at: At, place: &Place) {
        let wanted = Wanted { takes: Takes::List, tolerant: true, reach_itself: false };
        let path = match call.params.as_mut_slice() {
            [list @ Parameter::Path(_)] => self.path(list, wanted, at, place, false),
            _ => {
                self.forbidden(place.find(at, "each"), "each");
                None
            }
        };
        let Some(path) = path else { return };
        let Some(BlockParam::Single(Parameter::Name(name))) = &call.block_param else {
            let found = Diagnostic::error(
                "each-without-name",
                text!(
                    "{{{{#each}}}} phải đặt tên cho từng dòng",
                    "{{{{#each}}}} must name its item"
                ),
            );
            self.push(found.at(place.find(at, "each")).hint(text!(
                "viết {{{{#each danh_sach as |x|}}}} … {{{{x.ten}}}}",
                "write {{{{#each list as |x|}}}} … {{{{x.name}}}}"
            )));
            return;
        };
        if self.known.takes(name) || helper::signature(name).is_some() {
            self.push(taken(name, place.find(at, name)));
        }
        let before = self.reads.len();
        self.known.bind(name, &path);
        self.repeating += 1;
        if let Some(template) = &mut call.template {
            self.template(template, place);
        }
        self.repeating -= 1;
        self.known.unbind();
        // What is read of the item is read of the list, which is noted already.
        let inner = Root::Binding(name.clone());
        let of_item = self.reads.split_off(before);
        self.reads.extend(of_item.into_iter().filter(|read| read.path.root != inner));
        if let Some(template) = &mut call.inverse {
            self.template(template, place);
        }
    }

    /// `{{> name}}`.
    fn partial(&mut self, call: &mut DecoratorTemplate, at: At, place: &Place) {
        let Some(name) = call.name.as_name().map(str::to_owned) else {
            self.forbidden(place.find(at, "{{"), "{{> (…)}}");
            return;
        };
        let span = place.find(at, &name);
        if !call.params.is_empty() || !call.hash.is_empty() {
            self.forbidden(span, "{{> … …}}");
            return;
        }
        let Some((template, partial_place)) = self.partials.get(&name) else {
            let mut found = Diagnostic::error(
                "unknown-partial",
                text!("không có đoạn mẫu «{name}»", "there is no partial «{name}»"),
            )
            .at(span);
            found = match nearest(&name, self.partials.keys().map(String::as_str)) {
                Some(near) => found.hint(text!("có phải «{near}»?", "did you mean «{near}»?")),
                None => found.hint(text!(
                    "đặt tệp partials/{name}.hbs trong thư mục mẫu",
                    "put partials/{name}.hbs into the plugin's folder"
                )),
            };
            self.push(found);
            return;
        };
        if self.stack.contains(&name) {
            let circle = [self.stack.join(" → "), name].join(" → ");
            self.push(
                Diagnostic::error(
                    "partial-cycle",
                    text!(
                        "các đoạn mẫu gọi nhau thành vòng: {circle}",
                        "partials call each other in a circle: {circle}"
                    ),
                )
                .at(span)
                .hint(text!("bỏ một lần gọi trong vòng đó", "remove one of these calls")),
            );
            return;
        }
        let (mut template, partial_place) = (template.clone(), partial_place.clone());
        self.stack.push(name);
        self.depth += 1;
        self.template(&mut template, &partial_place);
        self.depth -= 1;
        self.stack.pop();
    }

    fn forbidden(&mut self, span: Span, what: &str) {
        self.push(
            Diagnostic::error(
                "forbidden-construct",
                text!("không dùng được «{what}» ở đây", "«{what}» cannot be used here"),
            )
            .at(span)
            .hint(text!(
                "chỉ dùng {{{{muc}}}}, {{{{hàm muc}}}}, {{{{#if}}}}, {{{{#unless}}}}, {{{{#each … as |x|}}}}, {{{{> tên}}}}",
                "use {{{{field}}}}, {{{{helper field}}}}, {{{{#if}}}}, {{{{#unless}}}}, {{{{#each … as |x|}}}}, {{{{> name}}}} only"
            )),
        );
    }

    fn push(&mut self, found: Diagnostic) {
        // A partial is walked once for each use.
        if !self.out.contains(&found) {
            self.out.push(found);
        }
    }
}

/// Whether it is `{{name}}` and nothing more.
pub(super) fn is_name_only(call: &HelperTemplate) -> bool {
    !call.block && call.params.is_empty() && call.hash.is_empty()
}

/// The keys of a path of plain names; `None` for `../x`, `this`, `@root`, `a.[b]`, `a.0`.
pub(super) fn keys(path: &RawPath, raw: &str) -> Option<Vec<String>> {
    let RawPath::Relative((steps, _)) = path else { return None };
    if raw == "this"
        || raw.starts_with("this.")
        || raw.starts_with("./")
        || raw.contains(['[', '/'])
    {
        return None;
    }
    let key = |step: &PathSeg| match step {
        PathSeg::Named(name) if !name.starts_with(|c: char| c.is_ascii_digit()) => {
            Some(name.clone())
        }
        _ => None,
    };
    steps.iter().map(key).collect::<Option<Vec<_>>>().filter(|keys| !keys.is_empty())
}

/// A name that is in use already.
pub(super) fn taken(name: &str, span: Span) -> Diagnostic {
    Diagnostic::error(
        "name-taken",
        text!("tên «{name}» đã được dùng", "the name «{name}» is taken"),
    )
    .at(span)
    .hint(text!("đặt một tên khác sau «as»", "choose another name after «as»"))
}

fn sorted<'k>(keys: impl Iterator<Item = &'k String>) -> Vec<String> {
    let mut keys: Vec<String> = keys.cloned().collect();
    keys.sort_unstable();
    keys
}

fn unknown_path(lost: &Lost, span: Span, keys: &[String]) -> Diagnostic {
    let Lost { key, near, inside } = lost;
    let message = if inside.is_empty() {
        text!("không có mục «{key}»", "there is no field «{key}»")
    } else {
        text!("trong «{inside}» không có mục «{key}»", "there is no field «{key}» in «{inside}»")
    };
    let found = Diagnostic::error("unknown-path", message).at(span);
    match near {
        Some(near) => {
            let steps = keys.iter().map(|step| if step == key { near } else { step });
            let whole = steps.cloned().collect::<Vec<_>>().join(".");
            found.hint(text!("có phải «{whole}»?", "did you mean «{whole}»?"))
        }
        None => found.hint(text!(
            "khai báo mục này trong schema.yaml, hoặc sửa tên",
            "describe it in schema.yaml, or mend the name"
        )),
    }
}

fn may_be_absent(step: &str, raw: &str, span: Span) -> Diagnostic {
    Diagnostic::error(
        "optional-without-guard",
        text!(
            "«{step}» không bắt buộc, có thể không có giá trị để in",
            "«{step}» is optional and may be absent"
        ),
    )
    .at(span)
    .hint(text!(
        "đặt trong khối «when: {step}», hoặc viết {{{{default {raw} '…'}}}}",
        "put it into a block «when: {step}», or write {{{{default {raw} '…'}}}}"
    ))
}

fn not_printable(span: Span, what: Text) -> Diagnostic {
    let Text { vi, en } = what;
    Diagnostic::error(
        "boolean-as-text",
        text!("giá trị {vi} không in ra chữ được", "a value that is {en} cannot be printed"),
    )
    .at(span)
    .hint(text!("dùng nó trong «when»", "use it in a «when»"))
}

fn unknown_helper(name: &str, span: Span) -> Diagnostic {
    let found = Diagnostic::error(
        "unknown-helper",
        text!("không có hàm «{name}»", "there is no helper «{name}»"),
    )
    .at(span);
    match nearest(name, helper::names()) {
        Some(near) => found.hint(text!("có phải «{near}»?", "did you mean «{near}»?")),
        None => {
            let all = helper::names().collect::<Vec<_>>().join(", ");
            found.hint(text!("các hàm có sẵn: {all}", "the helpers are: {all}"))
        }
    }
}

fn unknown_option(signature: &Signature, option: &str, span: Span) -> Diagnostic {
    let name = signature.name;
    let found = Diagnostic::error(
        "unknown-option",
        text!("hàm «{name}» không có tùy chọn «{option}»", "«{name}» has no option «{option}»"),
    )
    .at(span);
    if signature.options.is_empty() {
        return found;
    }
    let all = signature.options.join(", ");
    found.hint(text!("tùy chọn có thể dùng: {all}", "its options are: {all}"))
}
