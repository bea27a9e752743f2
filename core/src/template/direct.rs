//! What stands in a leaf, worked out: helpers with their values, choices between texts, lists gone
//! through. Handlebars parses it; what it would print is printed here, in a fraction of the time, and
//! with names that mean inside `{{#each}}` what they mean around it.

use std::borrow::Cow;

use handlebars::JsonRender;
use handlebars::template::{BlockParam, HelperTemplate, Parameter, TemplateElement};
use handlebars::{Path as RawPath, Template};
use serde_json::Value;

use super::check::{self, Partials, is_name_only};
use super::helper::{self, Fault, Signature};
use super::known::Known;
use super::leaf::{Path, Root};
use super::run::Scope;

/// What names stand for at a place of a template that was found right.
pub(super) struct Names<'n, 's> {
    pub(super) known: &'n mut Known<'s>,
    pub(super) partials: &'n Partials,
}

impl Names<'_, '_> {
    /// Where a path leads.
    pub(super) fn find(&self, path: &RawPath) -> Option<Path> {
        if check::is_number(path) {
            return Some(Path { root: Root::Number, keys: Vec::new() });
        }
        let RawPath::Relative((_, raw)) = path else { return None };
        Some(self.known.find(&check::keys(path, raw)?).ok()?.path)
    }
}

/// An item of `{{#each}}`, and those around.
#[derive(Clone, Copy)]
struct Item<'i> {
    name: &'i str,
    value: &'i Value,
    outer: Items<'i>,
}

type Items<'i> = Option<&'i Item<'i>>;

/// The paths of values that were looked at: not those in a branch that was not taken.
pub(super) type Seen<'e> = Vec<&'e Path>;

/// What is printed, in order.
#[derive(Debug, Clone)]
pub(super) struct Direct(Vec<Step>);

#[derive(Debug, Clone)]
enum Step {
    Text(String),
    Value(Operand),
    Choice {
        test: Operand,
        then: Direct,
        otherwise: Direct,
    },
    Each {
        list: Operand,
        name: String,
        body: Direct,
        /// There is no item.
        otherwise: Direct,
    },
    Partial(Direct),
}

#[derive(Debug, Clone)]
enum Operand {
    Path(Path),
    Literal(Value),
    Call(Call),
}

#[derive(Debug, Clone)]
struct Call {
    helper: &'static Signature,
    values: Vec<Operand>,
    options: Vec<(String, Value)>,
}

impl Direct {
    /// `None` for what the check refuses.
    pub(super) fn of(element: &TemplateElement, names: &mut Names<'_, '_>) -> Option<Self> {
        Some(Self(vec![Step::of(element, names)?]))
    }

    fn of_template(template: Option<&Template>, names: &mut Names<'_, '_>) -> Option<Self> {
        let elements = template.map_or(&[][..], |template| &template.elements);
        let printed = elements.iter().filter(|e| !matches!(e, TemplateElement::Comment(_)));
        printed.map(|element| Step::of(element, names)).collect::<Option<_>>().map(Self)
    }

    /// Appends what is printed.
    pub(super) fn print<'e>(
        &'e self,
        scope: &Scope<'_>,
        seen: &mut Seen<'e>,
        out: &mut String,
    ) -> Result<(), Fault> {
        self.print_among(None, scope, seen, out)
    }

    fn print_among<'e>(
        &'e self,
        items: Items<'_>,
        scope: &Scope<'_>,
        seen: &mut Seen<'e>,
        out: &mut String,
    ) -> Result<(), Fault> {
        for step in &self.0 {
            match step {
                Step::Text(text) => out.push_str(text),
                Step::Value(operand) => match &*operand.value(items, scope, seen)? {
                    Value::String(text) => out.push_str(text),
                    other => out.push_str(&other.render()),
                },
                Step::Choice { test, then, otherwise } => {
                    let chosen =
                        if holds(&*test.value(items, scope, seen)?) { then } else { otherwise };
                    chosen.print_among(items, scope, seen, out)?;
                }
                Step::Each { list, name, body, otherwise } => {
                    let list = list.value(items, scope, seen)?;
                    let values = list.as_array().map_or(&[][..], Vec::as_slice);
                    for value in values {
                        let item = Item { name, value, outer: items };
                        body.print_among(Some(&item), scope, seen, out)?;
                    }
                    if values.is_empty() {
                        otherwise.print_among(items, scope, seen, out)?;
                    }
                }
                Step::Partial(partial) => partial.print_among(items, scope, seen, out)?,
            }
        }
        Ok(())
    }
}

/// As handlebars has it, but that a zero is a statement, as it is in `when`.
fn holds(value: &Value) -> bool {
    handlebars::JsonTruthy::is_truthy(value, true)
}

impl Step {
    fn of(element: &TemplateElement, names: &mut Names<'_, '_>) -> Option<Self> {
        match element {
            TemplateElement::RawString(text) => Some(Self::Text(text.clone())),
            TemplateElement::Expression(call) if is_name_only(call) => {
                Operand::of(&call.name, names).map(Self::Value)
            }
            TemplateElement::Expression(call) => {
                Some(Self::Value(Operand::Call(Call::of(call, names)?)))
            }
            TemplateElement::HelperBlock(call) if call.name.as_name() == Some("each") => {
                Self::each(call, names)
            }
            TemplateElement::HelperBlock(call) => Self::choice(call, names),
            TemplateElement::PartialExpression(call) => {
                let (template, _) = names.partials.get(call.name.as_name()?)?;
                Direct::of_template(Some(template), names).map(Self::Partial)
            }
            _ => None,
        }
    }

    fn choice(call: &HelperTemplate, names: &mut Names<'_, '_>) -> Option<Self> {
        let first = Direct::of_template(call.template.as_ref(), names)?;
        let second = Direct::of_template(call.inverse.as_ref(), names)?;
        let (then, otherwise) = match call.name.as_name()? {
            "if" => (first, second),
            "unless" => (second, first),
            _ => return None,
        };
        let [test] = call.params.as_slice() else { return None };
        Some(Self::Choice { test: Operand::of(test, names)?, then, otherwise })
    }

    fn each(call: &HelperTemplate, names: &mut Names<'_, '_>) -> Option<Self> {
        let [Parameter::Path(list)] = call.params.as_slice() else { return None };
        let Some(BlockParam::Single(Parameter::Name(name))) = &call.block_param else {
            return None;
        };
        let list = names.find(list)?;
        let otherwise = Direct::of_template(call.inverse.as_ref(), names)?;
        names.known.bind(name, &list);
        let body = Direct::of_template(call.template.as_ref(), names);
        names.known.unbind();
        Some(Self::Each { list: Operand::Path(list), name: name.clone(), body: body?, otherwise })
    }
}

impl Operand {
    fn of(parameter: &Parameter, names: &mut Names<'_, '_>) -> Option<Self> {
        match parameter {
            Parameter::Path(path) => names.find(path).map(Self::Path),
            Parameter::Literal(value) => Some(Self::Literal(value.clone())),
            Parameter::Subexpression(sub) => match &*sub.element {
                TemplateElement::Expression(call) => Call::of(call, names).map(Self::Call),
                _ => None,
            },
            _ => None,
        }
    }

    fn value<'v, 'e: 'v>(
        &'e self,
        items: Items<'v>,
        scope: &'v Scope<'_>,
        seen: &mut Seen<'e>,
    ) -> Result<Cow<'v, Value>, Fault> {
        match self {
            Self::Path(path) => Ok(match item(items, path) {
                Some(item) => Cow::Borrowed(path.within(item)),
                None => {
                    seen.push(path);
                    scope.value(path)
                }
            }),
            Self::Literal(value) => Ok(Cow::Borrowed(value)),
            Self::Call(call) => call.work(items, scope, seen).map(Cow::Owned),
        }
    }
}

impl Call {
    fn of(call: &HelperTemplate, names: &mut Names<'_, '_>) -> Option<Self> {
        let helper = helper::signature(call.name.as_name()?)?;
        let values =
            call.params.iter().map(|param| Operand::of(param, names)).collect::<Option<_>>();
        let option = |(name, value): (&String, &Parameter)| match value {
            Parameter::Literal(value) => Some((name.clone(), value.clone())),
            _ => None,
        };
        Some(Self {
            helper,
            values: values?,
            options: call.hash.iter().map(option).collect::<Option<_>>()?,
        })
    }

    fn work<'e>(
        &'e self,
        items: Items<'_>,
        scope: &Scope<'_>,
        seen: &mut Seen<'e>,
    ) -> Result<Value, Fault> {
        let options: Vec<_> = self.options.iter().map(|(name, value)| (&**name, value)).collect();
        // Nearly all take one or two.
        if let [only] = self.values.as_slice() {
            return self.helper.call(&[&*only.value(items, scope, seen)?], &options);
        }
        let values = self.values.iter().map(|operand| operand.value(items, scope, seen));
        let values = values.collect::<Result<Vec<_>, _>>()?;
        self.helper.call(&values.iter().map(|value| &**value).collect::<Vec<_>>(), &options)
    }
}

/// The item that a path begins at, if it is one of these.
fn item<'i>(items: Items<'i>, path: &Path) -> Option<&'i Value> {
    let Root::Binding(name) = &path.root else { return None };
    let mut around = std::iter::successors(items, |item| item.outer);
    around.find(|item| item.name == name).map(|item| item.value)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::fmt::Write;

    use handlebars::{Handlebars, no_escape};

    use super::*;
    use crate::data::{self, Limits};
    use crate::diag::Files;
    use crate::schema::Schema;

    /// A schema, in one line, for values like this one.
    fn schema(like: &Value) -> String {
        match like {
            Value::Object(map) => {
                let mut fields = String::new();
                for (name, value) in map {
                    let _ = write!(fields, "{name}: {}, ", schema(value));
                }
                format!("{{ type: object, properties: {{ {fields} }} }}")
            }
            Value::Array(items) => {
                let items = items.first().map_or("{ type: string }".to_owned(), schema);
                format!("{{ type: array, items: {items} }}")
            }
            Value::Number(_) => "{ type: number }".to_owned(),
            Value::Bool(_) => "{ type: boolean }".to_owned(),
            _ => "{ type: string }".to_owned(),
        }
    }

    fn ours(template: &str, data: &Value) -> Result<String, Fault> {
        let text = schema(data);
        let (node, _) = data::read(text.as_bytes(), "t", &mut Files::default(), &Limits::DATA);
        let (schema, _) = Schema::load(None, &[("t", &node.expect("YAML"))]);
        let schema = schema.expect("a schema");
        let compiled = Template::compile(template).expect("a template");
        let partials = Partials::new();
        let mut names = Names { known: &mut Known::new(&schema.root), partials: &partials };
        let direct = Direct::of_template(Some(&compiled), &mut names).expect(template);
        let (gaps, mut ours) = (BTreeMap::new(), String::new());
        direct.print(&Scope::new(data, &gaps), &mut Seen::new(), &mut ours).map(|()| ours)
    }

    fn both(template: &str, data: &Value) -> [Result<String, Option<Fault>>; 2] {
        let mut handlebars = Handlebars::new();
        handlebars.register_escape_fn(no_escape);
        helper::register(&mut handlebars);
        let theirs = handlebars.render_template(template, data);
        let theirs = theirs.map_err(|error| helper::fault_of(&error).cloned());
        [theirs, ours(template, data).map_err(Some)]
    }

    #[test]
    fn prints_what_handlebars_prints() {
        let sample: Value = serde_json::from_str(helper::SAMPLE).expect("JSON");
        for template in helper::signatures().map(|signature| signature.example.0) {
            let [theirs, ours] = both(template, &sample);
            assert!(theirs.is_ok(), "{template}");
            assert_eq!(theirs, ours, "{template}");
        }
        let data = serde_json::json!({
            "n": 0, "x": 1.5, "e": "", "t": " a ", "l": [], "m": { "k": null, "n": 7 }, "yes": true,
            "absent": null, "rows": [{ "a": "p", "of": ["u", "v"] }, { "a": "q", "of": [] }],
        });
        for template in [
            "a{{n}}b{{x}}c{{e}}d{{m.k}}{{m.n}}{{absent}}{{yes}}",
            "{{#if x}}a{{else}}b{{/if}}{{#if n includeZero=true}}a{{else}}b{{/if}}",
            "{{#if e}}a{{else if l}}b{{else if t}}c{{t}}{{else}}d{{/if}}",
            "{{#unless l}}a{{#if m}} {{number x decimals=3}} {{/if}}{{else}}b{{/unless}}",
            "{{#if (and t yes)}}{{upper (default m.k t)}}{{/if}}{{! note }}",
            "x  {{~#if yes~}}  y  {{~/if~}}  z",
            "{{#if (eq (add n 2) 2)}}\n  {{n}}\n{{/if}}\nend",
            "{{#each rows as |r|}}{{r.a}}:{{#each r.of as |o|}} {{o}}{{else}} none{{/each}};\n{{/each}}",
            "{{#each l as |r|}}{{r}}{{else}}nothing{{/each}}",
            "{{number t}}",
            "{{pad absent}}",
        ] {
            let [theirs, ours] = both(template, &data);
            assert_eq!(theirs, ours, "{template}");
        }
    }

    #[test]
    fn names_mean_inside_each_what_they_mean_around_it() {
        let data = serde_json::json!({
            "t": "huyện", "n": 0, "rows": [{ "t": "xã", "n": 1 }, { "t": "thôn", "n": 0 }],
        });
        for (template, printed) in [
            ("{{#each rows as |r|}}{{r.t}} of {{t}}; {{/each}}", "xã of huyện; thôn of huyện; "),
            ("{{#each rows as |r|}}{{#if n}}{{upper t}}{{/if}} {{/each}}", "HUYỆN HUYỆN "),
            ("{{#each rows as |r|}}{{#if r.n}}1{{else}}2{{/if}}{{/each}}", "11"),
            (
                "{{#each rows as |r|}}{{#each rows as |q|}}{{r.n}}{{q.n}} {{/each}}{{/each}}",
                "11 10 01 00 ",
            ),
        ] {
            assert_eq!(ours(template, &data), Ok(printed.to_owned()), "{template}");
        }
    }
}
