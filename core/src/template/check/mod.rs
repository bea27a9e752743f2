//! The check of a template against the schema, when a plugin is loaded: what would go wrong, or
//! silently print nothing, at a clerk's desk is said to the author instead.

mod values;

use std::collections::BTreeMap;

use handlebars::template::{
    BlockParam, DecoratorTemplate, HelperTemplate, Parameter, TemplateElement,
};
use handlebars::{Path as RawPath, PathSeg, Template};

use crate::diag::{Diagnostic, Diagnostics, Span, nearest};
use crate::template::fault::{not_printable, taken, too_big, unknown_helper};
use crate::template::helper::{self, Returns, Takes};
use crate::template::known::Known;
use crate::template::place::Place;
use crate::template::{Path, Reach, Read, Root};
use crate::text;

/// Blocks may nest this deep inside a leaf.
const DEPTH: usize = 8;

/// A leaf may have so many elements, those of partials counted at each use: partials that call
/// each other twice would double what they hold at each level.
const MOST: usize = 10_000;

/// A partial, parsed.
pub(in crate::template) type Partials = BTreeMap<String, (Template, Place)>;

/// Walks one template.
pub(in crate::template) struct Check<'c, 's> {
    pub(in crate::template) known: &'c mut Known<'s>,
    pub(in crate::template) partials: &'c Partials,
    pub(in crate::template) out: &'c mut Diagnostics,
    /// What is compared must surely be there.
    pub(in crate::template) sure: bool,
    /// What was read so far.
    pub(in crate::template) reads: Vec<Read>,
    /// Partials being walked, outermost first.
    stack: Vec<String>,
    depth: usize,
    /// How many `{{#each}}` are around: they have no `@number`.
    repeating: usize,
    /// How many elements were walked, those of partials once for each use.
    walked: usize,
    /// Whether a fault was found.
    pub(in crate::template) faulty: bool,
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
    pub(in crate::template) fn new(
        known: &'c mut Known<'s>,
        partials: &'c Partials,
        out: &'c mut Diagnostics,
    ) -> Self {
        let (reads, stack) = (Vec::new(), Vec::new());
        let (sure, faulty, depth, repeating, walked) = (false, false, 0, 0, 0);
        Self { known, partials, out, sure, reads, stack, depth, repeating, walked, faulty }
    }

    /// Everything in `template`.
    pub(in crate::template) fn template(&mut self, template: &Template, place: &Place) {
        let mapping: Vec<At> = template.mapping.iter().map(|at| (at.0, at.1)).collect();
        for (element, at) in template.elements.iter().zip(mapping) {
            self.walked += 1;
            if self.walked > MOST {
                return self.push(too_big(place.whole()));
            }
            self.element(element, at, place);
        }
    }

    /// One element. Literal text is always fine here: marks are the leaf's own affair.
    pub(in crate::template) fn element(
        &mut self,
        element: &TemplateElement,
        at: At,
        place: &Place,
    ) {
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
                self.printed(&call.name, at, place);
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
    pub(in crate::template) fn printed(
        &mut self,
        name: &Parameter,
        at: At,
        place: &Place,
    ) -> Option<Path> {
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

    /// `{{#if …}}`, `{{#unless …}}`, `{{#each …}}`.
    fn block(&mut self, call: &HelperTemplate, at: At, place: &Place) {
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

    fn conditional(&mut self, call: &HelperTemplate, name: &str, at: At, place: &Place) {
        let guards = match call.params.as_slice() {
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
        for (template, guards) in [(&call.template, then), (&call.inverse, otherwise)] {
            if let Some(template) = template {
                self.known.assume(&guards);
                self.template(template, place);
                self.known.retract();
            }
        }
    }

    /// A condition; returns what is surely there when it holds.
    pub(in crate::template) fn test(
        &mut self,
        test: &Parameter,
        at: At,
        place: &Place,
    ) -> Vec<Path> {
        let wanted = Wanted { takes: Takes::Any, tolerant: true, reach_itself: true };
        match test {
            Parameter::Subexpression(sub) => {
                let TemplateElement::Expression(call) = &*sub.element else {
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

    fn each(&mut self, call: &HelperTemplate, at: At, place: &Place) {
        let wanted = Wanted { takes: Takes::List, tolerant: true, reach_itself: true };
        let path = match call.params.as_slice() {
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
        if let Some(template) = &call.template {
            self.template(template, place);
        }
        self.repeating -= 1;
        self.known.unbind();
        // What is read of the item is read of each row of the list.
        let inner = Root::Binding(name.clone());
        for read in self.reads.split_off(before) {
            self.reads.push(match (read.path.root == inner, read.reach) {
                (false, reach) => Read { reach, ..read },
                (true, Reach::Itself) if !read.path.keys.is_empty() => {
                    Read { path: path.clone(), reach: Reach::Column(read.path.keys) }
                }
                (true, _) => Read { path: path.clone(), reach: Reach::Whole },
            });
        }
        if let Some(template) = &call.inverse {
            self.template(template, place);
        }
    }

    /// `{{> name}}`.
    fn partial(&mut self, call: &DecoratorTemplate, at: At, place: &Place) {
        let Some(name) = call.name.as_name().map(str::to_owned) else {
            self.forbidden(place.find(at, "{{"), "{{> (…)}}");
            return;
        };
        let span = place.find(at, &name);
        if !call.params.is_empty() || !call.hash.is_empty() {
            self.forbidden(span, "{{> … …}}");
            return;
        }
        let partials = self.partials;
        let Some((template, partial_place)) = partials.get(&name) else {
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
        self.stack.push(name);
        self.depth += 1;
        self.template(template, partial_place);
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
        self.faulty = true;
        // A partial is walked once for each use.
        if !self.out.contains(&found) {
            self.out.push(found);
        }
    }
}

/// Whether it is `{{name}}` and nothing more.
pub(in crate::template) fn is_name_only(call: &HelperTemplate) -> bool {
    !call.block && call.params.is_empty() && call.hash.is_empty()
}

/// Whether it is `@number`.
pub(in crate::template) fn is_number(path: &RawPath) -> bool {
    matches!(path, RawPath::Local((0, name, _)) if name == "number")
}

/// The keys of a path of plain names; `None` for `../x`, `this`, `@root`, `a.[b]`, `a.0`.
pub(in crate::template) fn keys(path: &RawPath, raw: &str) -> Option<Vec<String>> {
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

fn sorted<'k>(keys: impl Iterator<Item = &'k String>) -> Vec<String> {
    let mut keys: Vec<String> = keys.cloned().collect();
    keys.sort_unstable();
    keys
}
