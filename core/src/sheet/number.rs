//! Numbers as spreadsheets store them, and what their formats make of them.

use rust_decimal::Decimal;

use super::book::Value;
use crate::schema::date::Date;

/// Digits that spreadsheets keep.
const DIGITS: usize = 15;

/// What a number format makes of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Look {
    /// Digits.
    #[default]
    Plain,
    /// So many digits at least, zeros before them: `000`.
    Padded(usize),
    /// A hundred times as large.
    Percent,
    /// A day, perhaps with a time.
    Day,
    /// A time of day.
    Time,
}

/// Of the formats that need no definition (ECMA-376, Part 1, 18.8.30).
pub(super) fn built_in(id: u32) -> Look {
    match id {
        9 | 10 => Look::Percent,
        14..=17 | 22 | 27..=31 | 34..=36 | 50..=58 => Look::Day,
        18..=21 | 32 | 33 | 45..=47 => Look::Time,
        _ => Look::Plain,
    }
}

/// Of a format's code: `dd/mm/yyyy`, `0.0%`, `000`.
pub(super) fn look(code: &str) -> Look {
    let (mut bare, mut brackets, mut quoted) = (String::new(), String::new(), false);
    let mut chars = code.chars();
    while let Some(c) = chars.next() {
        match c {
            '"' => quoted = !quoted,
            _ if quoted => {}
            // The first part is that of positive numbers.
            ';' => break,
            '\\' | '_' | '*' => {
                chars.next();
            }
            '[' => {
                let inside: String = chars.by_ref().take_while(|c| *c != ']').collect();
                let inside = inside.to_lowercase();
                if !inside.is_empty() && inside.chars().all(|c| matches!(c, 'h' | 'm' | 's')) {
                    brackets.push_str(&inside);
                }
            }
            c => bare.extend(c.to_lowercase()),
        }
    }
    if bare.trim() == "general" || bare.trim() == "@" {
        return Look::Plain;
    }
    let timed = bare.replace("am/pm", "h").replace("a/p", "h") + &brackets;
    if timed.contains(['y', 'd']) || (timed.contains('m') && !timed.contains(['h', 's'])) {
        return Look::Day;
    }
    if timed.contains(['h', 's']) || !brackets.is_empty() {
        return Look::Time;
    }
    if bare.contains('%') {
        return Look::Percent;
    }
    let zeros = bare.trim();
    match zeros.len() {
        2.. if zeros.bytes().all(|b| b == b'0') => Look::Padded(zeros.len()),
        _ => Look::Plain,
    }
}

/// A stored number as its format shows it. `None`: it is no number.
pub(super) fn value(raw: &str, look: Look, since_1904: bool) -> Option<Value> {
    let number: f64 = raw.trim().parse().ok().filter(|number: &f64| number.is_finite())?;
    if matches!(look, Look::Day | Look::Time) {
        let day = if look == Look::Day { day(number, since_1904) } else { None };
        let time = number.fract().abs() > 1.0 / 86_400.0 / 2.0;
        // What cannot be a day is a number that looks odd.
        if day.is_some() || look == Look::Time {
            return Some(Value::Date { day, time });
        }
    }
    let digits = plain(number)?;
    let padded = match look {
        Look::Padded(wide) if digits.len() < wide && digits.bytes().all(|b| b.is_ascii_digit()) => {
            Some(format!("{digits:0>wide$}"))
        }
        _ => None,
    };
    Some(Value::Number { digits, padded, percent: look == Look::Percent })
}

/// In plain decimals, rounded to what spreadsheets keep: 0.1 + 0.2 is `0.3`.
fn plain(number: f64) -> Option<String> {
    let rounded = format!("{number:.*e}", DIGITS - 1);
    let exact = match Decimal::from_scientific(&rounded) {
        Ok(exact) => exact.normalize().to_string(),
        // Far too large or too small for any figure; kept as it is, so that it can be told.
        Err(_) => rounded,
    };
    Some(if exact == "-0" { "0".to_owned() } else { exact })
}

/// The day of a serial number. In the system of 1900 there is a 29 February 1900, number 60, which
/// never was; numbers below it are a day less.
fn day(serial: f64, since_1904: bool) -> Option<Date> {
    let whole = serial.floor();
    if !(0.0..3_000_000.0).contains(&whole) {
        return None;
    }
    let whole = whole as i64;
    let start = match (since_1904, whole) {
        (true, _) => Date { day: Some(1), month: 1, year: 1904 },
        (false, 0 | 60) => return None,
        (false, 1..60) => Date { day: Some(31), month: 12, year: 1899 },
        (false, _) => Date { day: Some(30), month: 12, year: 1899 },
    };
    Date::from_number(start.number()? + whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_formats_are_known_for_what_they_show() {
        for (code, wanted) in [
            ("General", Look::Plain),
            ("#,##0.00", Look::Plain),
            ("#,##0\\ \"đồng/ngày\"", Look::Plain),
            ("_(* #,##0_);_(* (#,##0);_(* \"-\"_)", Look::Plain),
            ("#,##0\\ [$₫-42A]", Look::Plain),
            ("[Red]0.00", Look::Plain),
            ("0", Look::Plain),
            ("000", Look::Padded(3)),
            ("00;-00", Look::Padded(2)),
            ("0.0%", Look::Percent),
            ("dd/mm/yyyy", Look::Day),
            ("[$-1010000]d/m/yyyy;@", Look::Day),
            ("mmm\\-yy", Look::Day),
            ("dd/mm/yyyy hh:mm", Look::Day),
            ("h:mm AM/PM", Look::Time),
            ("[h]:mm:ss", Look::Time),
            ("@", Look::Plain),
        ] {
            assert_eq!(look(code), wanted, "{code}");
        }
    }

    #[test]
    fn serials_are_days_in_both_systems() {
        for (serial, since_1904, wanted) in [
            (46058.0, false, Some("05/02/2026")),
            (46058.75, false, Some("05/02/2026")),
            (44596.0, true, Some("05/02/2026")),
            (61.0, false, Some("01/03/1900")),
            (59.0, false, Some("28/02/1900")),
            (1.0, false, Some("01/01/1900")),
            (60.0, false, None),
            (0.0, false, None),
            (0.0, true, Some("01/01/1904")),
            (-1.0, false, None),
            (1e300, false, None),
        ] {
            let day = day(serial, since_1904).map(super::super::book::written);
            assert_eq!(day.as_deref(), wanted, "{serial}");
        }
    }

    #[test]
    fn a_number_is_what_the_spreadsheet_can_hold() {
        for (raw, wanted) in [
            ("0.30000000000000004", "0.3"),
            ("2162.5000000000005", "2162.5"),
            ("1E3", "1000"),
            ("-0", "0"),
            ("123456789012345678", "123456789012346000"),
            ("0.125", "0.125"),
            ("1e-7", "0.0000001"),
        ] {
            let Some(Value::Number { digits, .. }) = value(raw, Look::Plain, false) else {
                panic!("{raw}")
            };
            assert_eq!(digits, wanted, "{raw}");
        }
        for raw in ["", "x", "NaN", "inf", "1e999"] {
            assert!(value(raw, Look::Plain, false).is_none(), "{raw}");
        }
        let Some(Value::Number { padded, .. }) = value("5", Look::Padded(3), false) else {
            panic!("a number")
        };
        assert_eq!(padded.as_deref(), Some("005"));
    }
}
