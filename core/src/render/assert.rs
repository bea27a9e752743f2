//! Judges what fields must say together: the `rules:` of the plugin.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::diag::{Diagnostic, Diagnostics, Severity, Text};
use crate::merge::Coverage;
use crate::plugin::{Assertion, Assertions, Plugin};
use crate::template::{Condition, Leaf, Scope};
use crate::text;

/// Each breach points at its value, by pointer. What a rule reads counts as used. A rule that reads
/// a gap of a draft is passed over.
pub(super) fn judge(
    plugin: &Plugin,
    value: &Value,
    gaps: &BTreeMap<String, Text>,
    coverage: &mut Coverage,
    out: &mut Diagnostics,
) {
    let scope = Scope::new(value, gaps);
    let id = &plugin.manifest.id;
    let mut judge = Judge { id, scope, gaps, coverage, out };
    judge.list(&plugin.assertions);
}

struct Judge<'j> {
    /// Of the plugin.
    id: &'j str,
    scope: Scope<'j>,
    gaps: &'j BTreeMap<String, Text>,
    coverage: &'j mut Coverage,
    out: &'j mut Diagnostics,
}

impl<'j> Judge<'j> {
    fn list(&mut self, rules: &'j [Assertions]) {
        for rule in rules {
            match rule {
                Assertions::One(rule) => self.rule(rule),
                Assertions::Each { list, binding, previous, rules } => {
                    let (pointer, items) = self.scope.list(list);
                    let at = |nth: usize| format!("{pointer}/{nth}");
                    for (nth, item) in items.iter().enumerate() {
                        let before = match (previous, nth.checked_sub(1)) {
                            (Some(_), None) => continue,
                            (Some(name), Some(before)) => Some((name, before)),
                            (None, _) => None,
                        };
                        if let Some((name, before)) = before {
                            self.scope.enter(name, &items[before], at(before), before + 1);
                        }
                        self.scope.enter(binding, item, at(nth), nth + 1);
                        self.list(rules);
                        self.scope.leave();
                        if before.is_some() {
                            self.scope.leave();
                        }
                    }
                }
            }
        }
    }

    fn rule(&mut self, rule: &Assertion) {
        let conditions = || rule.when.iter().chain([&rule.require]);
        for condition in conditions() {
            self.coverage.all(&condition.expression.reads, &self.scope);
        }
        if conditions().any(|condition| self.reads_a_gap(condition)) {
            return;
        }
        if rule.when.as_ref().is_some_and(|when| !self.holds(when)) || self.holds(&rule.require) {
            return;
        }
        let message = self.words(&rule.message);
        let hint = match &rule.hint {
            Some(hint) => self.words(hint),
            None => {
                let (rule, id) = (&rule.id, self.id);
                text!(
                    "xem lại dòng này (quy tắc «{rule}» của mẫu «{id}»)",
                    "look at this line (rule «{rule}» of the type «{id}»)"
                )
            }
        };
        let found = match rule.severity {
            Severity::Error => Diagnostic::error(rule.id.clone(), message),
            _ => Diagnostic::warning(rule.id.clone(), message),
        };
        let (pointer, _) = self.scope.resolve(&rule.at);
        self.out.push(found.pointer(pointer).hint(hint));
    }

    /// Whether a gap is what a condition reads, or lies in it.
    fn reads_a_gap(&self, condition: &Condition) -> bool {
        condition.expression.reads.iter().any(|read| {
            let (pointer, _) = self.scope.resolve(&read.path);
            let inside = |gap: &String| {
                gap.strip_prefix(&pointer)
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            };
            self.gaps.keys().any(inside)
        })
    }

    /// A condition that cannot be worked out is told and taken for kept.
    fn holds(&mut self, condition: &Condition) -> bool {
        match condition.test(&self.scope) {
            Ok(holds) => holds,
            Err(fault) => {
                self.out.push(fault);
                true
            }
        }
    }

    fn words(&mut self, (vi, en): &(Leaf, Option<Leaf>)) -> Text {
        let vi = self.print(vi);
        let en = en.as_ref().map_or_else(|| vi.clone(), |en| self.print(en));
        Text { vi, en }
    }

    fn print(&mut self, leaf: &Leaf) -> String {
        let mut text = String::new();
        let printed = leaf.print(&self.scope, &mut |printed| {
            text.push_str(&printed.text);
        });
        if let Err(fault) = printed {
            self.out.push(fault);
        }
        text
    }
}
