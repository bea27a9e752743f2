//! Expressions that are worked out without handlebars: helpers with their values, and choices
//! between texts. Most are of this kind, and handlebars' way around a helper takes several times
//! as long as the helper; what it prints is the same.

use std::borrow::Cow;

use handlebars::JsonRender;
use handlebars::Path as RawPath;
use handlebars::Template;
use handlebars::template::{HelperTemplate, Parameter, TemplateElement};
use serde_json::Value;

use super::check::is_name_only;
use super::engine::Scope;
use super::helper::{self, Fault, Signature};
use super::leaf::Path;

/// Finds where a path of the template leads.
type Find<'f> = &'f dyn Fn(&RawPath) -> Option<Path>;

/// What is printed, in order.
#[derive(Debug, Clone)]
pub(super) struct Direct(Vec<Step>);

#[derive(Debug, Clone)]
enum Step {
    Text(String),
    Value(Operand),
    Choice {
        test: Operand,
        /// A zero is a statement, too.
        zero: bool,
        /// The value is there.
        then: Direct,
        otherwise: Direct,
    },
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
    /// `None` when it needs handlebars: `{{#each}}`, a partial.
    pub(super) fn of(element: &TemplateElement, find: Find<'_>) -> Option<Self> {
        Some(Self(vec![Step::of(element, find)?]))
    }

    fn of_template(template: Option<&Template>, find: Find<'_>) -> Option<Self> {
        let elements = template.map_or(&[][..], |template| &template.elements);
        let printed = elements.iter().filter(|e| !matches!(e, TemplateElement::Comment(_)));
        printed.map(|element| Step::of(element, find)).collect::<Option<_>>().map(Self)
    }

    /// Appends what is printed.
    pub(super) fn print(&self, scope: &Scope<'_>, out: &mut String) -> Result<(), Fault> {
        for step in &self.0 {
            match step {
                Step::Text(text) => out.push_str(text),
                Step::Value(operand) => match &*operand.value(scope)? {
                    Value::String(text) => out.push_str(text),
                    other => out.push_str(&other.render()),
                },
                Step::Choice { test, zero, then, otherwise } => {
                    let holds = holds(&*test.value(scope)?, *zero);
                    if holds { then } else { otherwise }.print(scope, out)?;
                }
            }
        }
        Ok(())
    }
}

/// As handlebars has it.
fn holds(value: &Value, zero: bool) -> bool {
    handlebars::JsonTruthy::is_truthy(value, zero)
}

impl Step {
    fn of(element: &TemplateElement, find: Find<'_>) -> Option<Self> {
        match element {
            TemplateElement::RawString(text) => Some(Self::Text(text.clone())),
            TemplateElement::Expression(call) if is_name_only(call) => {
                Operand::of(&call.name, find).map(Self::Value)
            }
            TemplateElement::Expression(call) => {
                Some(Self::Value(Operand::Call(Call::of(call, find)?)))
            }
            TemplateElement::HelperBlock(call) => Self::choice(call, find),
            _ => None,
        }
    }

    fn choice(call: &HelperTemplate, find: Find<'_>) -> Option<Self> {
        let first = Direct::of_template(call.template.as_ref(), find)?;
        let second = Direct::of_template(call.inverse.as_ref(), find)?;
        let (then, otherwise) = match call.name.as_name()? {
            "if" => (first, second),
            "unless" => (second, first),
            _ => return None,
        };
        let [test] = call.params.as_slice() else { return None };
        let zero = call.hash.contains_key(super::check::INCLUDE_ZERO);
        Some(Self::Choice { test: Operand::of(test, find)?, zero, then, otherwise })
    }
}

impl Operand {
    fn of(parameter: &Parameter, find: Find<'_>) -> Option<Self> {
        match parameter {
            Parameter::Path(path) => find(path).map(Self::Path),
            Parameter::Literal(value) => Some(Self::Literal(value.clone())),
            Parameter::Subexpression(sub) => match &*sub.element {
                TemplateElement::Expression(call) => Call::of(call, find).map(Self::Call),
                _ => None,
            },
            _ => None,
        }
    }

    fn value<'v>(&'v self, scope: &'v Scope<'_>) -> Result<Cow<'v, Value>, Fault> {
        match self {
            Self::Path(path) => Ok(scope.value(path)),
            Self::Literal(value) => Ok(Cow::Borrowed(value)),
            Self::Call(call) => call.work(scope).map(Cow::Owned),
        }
    }
}

impl Call {
    fn of(call: &HelperTemplate, find: Find<'_>) -> Option<Self> {
        let helper = helper::signature(call.name.as_name()?)?;
        let values = call.params.iter().map(|param| Operand::of(param, find));
        let option = |(name, value): (&String, &Parameter)| match value {
            Parameter::Literal(value) => Some((name.clone(), value.clone())),
            _ => None,
        };
        Some(Self {
            helper,
            values: values.collect::<Option<_>>()?,
            options: call.hash.iter().map(option).collect::<Option<_>>()?,
        })
    }

    fn work(&self, scope: &Scope<'_>) -> Result<Value, Fault> {
        let options: Vec<_> = self.options.iter().map(|(name, value)| (&**name, value)).collect();
        // Nearly all take one or two.
        if let [only] = self.values.as_slice() {
            return self.helper.call(&[&*only.value(scope)?], &options);
        }
        let values = self.values.iter().map(|operand| operand.value(scope));
        let values = values.collect::<Result<Vec<_>, _>>()?;
        self.helper.call(&values.iter().map(|value| &**value).collect::<Vec<_>>(), &options)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use handlebars::{Handlebars, no_escape};

    use super::super::check::keys;
    use super::super::leaf::Root;
    use super::*;

    fn both(template: &str, data: &Value) -> [Result<String, Option<Fault>>; 2] {
        let mut handlebars = Handlebars::new();
        handlebars.register_escape_fn(no_escape);
        helper::register(&mut handlebars);
        let theirs = handlebars.render_template(template, data);
        let theirs = theirs.map_err(|error| helper::fault_of(&error).cloned());
        let find = |path: &RawPath| {
            let RawPath::Relative((_, raw)) = path else { return None };
            Some(Path { root: Root::Data, keys: keys(path, raw)? })
        };
        let compiled = Template::compile(template).expect("a template");
        let direct = Direct::of_template(Some(&compiled), &find).expect("no loops");
        let (gaps, mut ours) = (BTreeMap::new(), String::new());
        let printed = direct.print(&Scope::new(data, &gaps), &mut ours);
        [theirs, printed.map(|()| ours).map_err(Some)]
    }

    #[test]
    fn prints_what_handlebars_prints() {
        let sample: Value = serde_json::from_str(helper::SAMPLE).expect("JSON");
        let examples = helper::signatures().map(|signature| signature.example.0);
        for template in examples.filter(|template| !template.contains("#each")) {
            let [theirs, ours] = both(template, &sample);
            assert!(theirs.is_ok(), "{template}");
            assert_eq!(theirs, ours, "{template}");
        }
        let data = serde_json::json!({
            "n": 0, "x": 1.5, "e": "", "t": " a ", "l": [], "m": { "k": null, "n": 7 }, "yes": true,
        });
        for template in [
            "a{{n}}b{{x}}c{{e}}d{{m.k}}{{m.n}}{{absent}}{{yes}}",
            "{{#if n}}a{{else}}b{{/if}}{{#if n includeZero=true}}a{{else}}b{{/if}}",
            "{{#if e}}a{{else if l}}b{{else if t}}c{{t}}{{else}}d{{/if}}",
            "{{#unless l}}a{{#if m}} {{number x decimals=3}} {{/if}}{{else}}b{{/unless}}",
            "{{#if (and t yes)}}{{upper (default m.k t)}}{{/if}}{{! note }}",
            "x  {{~#if yes~}}  y  {{~/if~}}  z",
            "{{#if (eq (add n 2) 2)}}\n  {{n}}\n{{/if}}\nend",
            "{{number t}}",
            "{{pad absent}}",
        ] {
            let [theirs, ours] = both(template, &data);
            assert_eq!(theirs, ours, "{template}");
        }
    }
}
