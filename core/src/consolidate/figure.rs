//! Figures of units as one figure, in exact decimals.

use rust_decimal::{Decimal, RoundingStrategy};

use super::{Part, Rule, Run, is_date, number_node};
use crate::data::Node;
use crate::diag::{Diagnostic, Text};
use crate::schema::{Field, date};
use crate::text;

impl<'u> Run<'u> {
    /// A sum, an extreme or an average. `None`: it cannot be told, which is said.
    pub(super) fn figure(
        &mut self,
        rule: &Rule,
        name: &str,
        field: &Field,
        around: &[Part<'u>],
        given: &[Part<'u>],
    ) -> Option<Node> {
        let first = given.first()?;
        if is_date(field) {
            return self.day(rule, given);
        }
        let figures: Option<Vec<Decimal>> = given.iter().map(|part| decimal(part.text())).collect();
        let made = figures.and_then(|figures| match rule {
            Rule::Sum => figures.into_iter().try_fold(Decimal::ZERO, Decimal::checked_add),
            Rule::Max => figures.into_iter().max(),
            Rule::Min => figures.into_iter().min(),
            Rule::Average { weight, decimals } => average(weight, *decimals, around, name),
            _ => None,
        });
        let made = made.map(|figure| number_node(&figure.normalize().to_string(), first.node.span));
        if made.is_none() {
            self.out.push(not_told(name, field, first));
        }
        made
    }

    /// The earliest or the latest day, as it was written.
    fn day(&mut self, rule: &Rule, given: &[Part<'u>]) -> Option<Node> {
        let days =
            given.iter().filter_map(|part| Some((date::parse(part.text())?.number()?, part)));
        let found = match rule {
            Rule::Max => days.max_by_key(|(day, _)| *day),
            _ => days.min_by_key(|(day, _)| *day),
        };
        found.map(|(_, part)| part.node.clone())
    }
}

/// Each figure times its weight, over all weights. A unit whose weight is missing is no guess.
fn average(weight: &str, decimals: u32, around: &[Part<'_>], name: &str) -> Option<Decimal> {
    let (mut sum, mut weights) = (Decimal::ZERO, Decimal::ZERO);
    for part in around.iter().filter(|part| part.get(name).is_some()) {
        let figure = decimal(part.get(name)?.text())?;
        let weight = decimal(part.get(weight)?.text())?;
        sum = sum.checked_add(figure.checked_mul(weight)?)?;
        weights = weights.checked_add(weight)?;
    }
    let average = sum.checked_div(weights)?;
    Some(average.round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero))
}

/// A number as YAML has it; the schema has judged it already.
fn decimal(text: &str) -> Option<Decimal> {
    Decimal::from_str_exact(text).or_else(|_| Decimal::from_scientific(text)).ok()
}

fn not_told(name: &str, field: &Field, first: &Part<'_>) -> Diagnostic {
    let Text { vi, en } = field.called(name);
    Diagnostic::error(
        "figure-not-made",
        text!("không tính được «{vi}»", "«{en}» cannot be worked out"),
    )
    .at(first.node.span)
    .pointer(first.pointer.clone())
    .hint(text!(
        "số quá lớn, hoặc thiếu số để tính bình quân; tự tính rồi ghi vào tệp --own",
        "too large, or a weight is missing; work it out and write it into the file of --own"
    ))
}
