//! Exact figures: read from data, worked with, and handed back.

use rust_decimal::{Decimal, RoundingStrategy};
use vanthu_plugin::Value;

/// So many digits of a figure are kept by every reader of data.
const DIGITS: usize = 15;

/// A number of the data. A JSON number of up to 15 digits is written as it was read, so nothing is
/// lost on the way through its text.
pub(crate) fn read(value: &Value) -> Option<Decimal> {
    let text = value.as_number()?.to_string();
    Decimal::from_str_exact(&text).or_else(|_| Decimal::from_scientific(&text)).ok()
}

/// A number as a value; `None` when it has more digits than data may hold.
pub(crate) fn value(number: Decimal) -> Option<Value> {
    let text = number.normalize().to_string();
    let digits = text.trim_start_matches(['-', '0', '.']).bytes().filter(u8::is_ascii_digit);
    if digits.count() > DIGITS {
        return None;
    }
    text.parse().ok().map(Value::Number)
}

/// How many per cent of `whole` a figure is, to one decimal, half away from zero as offices round.
/// `None`: there is nothing to compare with.
pub(crate) fn percent(part: Decimal, whole: Decimal) -> Option<Decimal> {
    let share = part.checked_mul(Decimal::ONE_HUNDRED)?.checked_div(whole)?;
    Some(share.round_dp_with_strategy(1, RoundingStrategy::MidpointAwayFromZero))
}

/// The sum, unless one is absent or there is none.
pub(crate) fn total(figures: impl Iterator<Item = Option<Decimal>>) -> Option<Decimal> {
    let mut sum = None;
    for figure in figures {
        sum = Some(sum.unwrap_or(Decimal::ZERO).checked_add(figure?)?);
    }
    sum
}

/// A figure as offices write it: `1.234,5`.
pub(crate) fn shown(number: Decimal) -> String {
    let plain = number.normalize().to_string();
    let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
    let (sign, whole) = whole.strip_prefix('-').map_or(("", whole), |whole| ("-", whole));
    let mut out = sign.to_owned();
    for (nth, digit) in whole.chars().enumerate() {
        if nth > 0 && (whole.len() - nth).is_multiple_of(3) {
            out.push('.');
        }
        out.push(digit);
    }
    if !fraction.is_empty() {
        out.push(',');
        out.push_str(fraction);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use vanthu_plugin::json;

    fn number(text: &str) -> Decimal {
        Decimal::from_str_exact(text).expect("a number")
    }

    #[test]
    fn figures_come_out_as_they_went_in() {
        for figure in [json!(0), json!(-1.05), json!(123456789.123456), json!(0.000001)] {
            assert_eq!(read(&figure).and_then(value), Some(figure));
        }
        assert_eq!(read(&json!("12")), None);
        let tenth = read(&json!(0.1)).expect("a number");
        assert_eq!(value(tenth + tenth + tenth), Some(json!(0.3)));
        assert_eq!(value(number("1234567890123456")), None, "a double would lose a digit");
    }

    #[test]
    fn shares_are_rounded_half_away_from_zero() {
        for (part, whole, expected) in
            [("1", "3", "33.3"), ("1", "16", "6.3"), ("-1", "16", "-6.3"), ("2", "1", "200")]
        {
            assert_eq!(percent(number(part), number(whole)), Some(number(expected)));
        }
        assert_eq!(percent(number("1"), Decimal::ZERO), None);
    }

    #[test]
    fn a_sum_with_a_gap_is_no_sum() {
        let one = Some(Decimal::ONE);
        assert_eq!(total([one, one].into_iter()), Some(Decimal::TWO));
        assert_eq!(total([one, None].into_iter()), None);
        assert_eq!(total([].into_iter()), None);
        assert_eq!(total([Some(Decimal::MAX), one].into_iter()), None);
    }

    #[test]
    fn figures_are_shown_as_offices_write_them() {
        for (plain, written) in
            [("1234567.80", "1.234.567,8"), ("-1000", "-1.000"), ("0.5", "0,5"), ("999", "999")]
        {
            assert_eq!(shown(number(plain)), written);
        }
    }
}
