//! Figures as Vietnamese offices write them: `1.234.567,8`.

use rust_decimal::{Decimal, RoundingStrategy};
use serde_json::Value;

use crate::schema::figure;

/// A number of the data, or a text that is one: money as offices write it, `1.234.567` or `1.234`.
pub fn read(value: &Value) -> Option<Decimal> {
    match value {
        Value::Number(number) => {
            if let Some(whole) = number.as_i64() {
                return Some(whole.into());
            }
            let text = number.to_string();
            Decimal::from_str_exact(&text).or_else(|_| Decimal::from_scientific(&text)).ok()
        }
        Value::String(text) => {
            let text = text.trim();
            let mut groups = text.trim_start_matches('-').split('.');
            let first = groups.next().is_some_and(|group| (1..=3).contains(&group.len()));
            let rest: Vec<&str> = groups.collect();
            let grouped = first && !rest.is_empty() && rest.iter().all(|group| group.len() == 3);
            let plain = if grouped { text.replace('.', "") } else { text.to_owned() };
            Decimal::from_str_exact(&plain).ok()
        }
        _ => None,
    }
}

/// A number as a value. Beyond 15 digits, which a JSON number may lose, as a text.
pub fn value(number: Decimal) -> Value {
    let text = number.normalize().to_string();
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    match text.parse::<serde_json::Number>() {
        Ok(number) if digits <= 15 => Value::Number(number),
        _ => Value::String(text),
    }
}

/// A number as offices write it; with `decimals`, rounded half away from zero and filled with
/// zeros.
pub fn show(number: Decimal, decimals: Option<u32>) -> String {
    let plain = match decimals {
        None => number.to_string(),
        Some(places) => {
            let strategy = RoundingStrategy::MidpointAwayFromZero;
            let rounded = number.round_dp_with_strategy(places, strategy);
            format!("{rounded:.*}", places as usize)
        }
    };
    // "-0,0" is nothing that an office writes.
    let plain = match plain.strip_prefix('-') {
        Some(rest) if rest.bytes().all(|b| matches!(b, b'0' | b'.')) => rest,
        _ => &plain,
    };
    figure::written(plain).unwrap_or_else(|| plain.to_owned())
}

#[cfg(test)]
mod tests {
    use super::figure;

    #[test]
    fn groups_of_three_and_a_comma() {
        for (plain, text) in [
            ("0", "0"),
            ("999", "999"),
            ("1000", "1.000"),
            ("-1234567.80", "-1.234.567,80"),
            ("143800000", "143.800.000"),
        ] {
            assert_eq!(figure::written(plain).as_deref(), Some(text));
        }
    }

    #[test]
    fn a_grouped_text_is_money_and_a_number_is_itself() {
        use super::{read, value};
        use rust_decimal::Decimal;
        use serde_json::json;
        for (given, plain) in [
            (json!("1.234"), "1234"),
            (json!("-12.345.678"), "-12345678"),
            (json!("1234"), "1234"),
            (json!(1.234), "1.234"),
            (json!("1234.567"), "1234.567"),
        ] {
            assert_eq!(read(&given).expect("a number").to_string(), plain, "{given}");
        }
        for text in ["1.234", "0.001", "12345678901234.567", "123456789012345678.25"] {
            let number = Decimal::from_str_exact(text).expect("a number");
            assert_eq!(read(&value(number)), Some(number), "{text}");
        }
    }

    #[test]
    fn what_is_no_plain_number_is_refused() {
        for text in ["", "-", "1,5", "1e3", "1.", ".5", "1.2.3", "١"] {
            assert_eq!(figure::written(text), None, "{text}");
        }
    }
}
