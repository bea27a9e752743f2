//! Figures and dates as clerks type them, and as the data hold them.

use rust_decimal::Decimal;

/// What was typed for a number, as YAML has it: `1.234,5` is `1234.5`. `None`: it is none, or could
/// be two.
///
/// A point groups and a comma is decimal, as the State writes. What can only be meant the other way
/// round (`12.5`, `1,234.5`) is read so; [`reading`] then says how it was read.
pub fn number(typed: &str) -> Option<String> {
    let blank = |c: char| c.is_whitespace() || c == '\u{a0}' || c == '\u{202f}';
    let text: String = typed.trim().chars().filter(|c| !blank(*c)).collect();
    let (sign, text) = match text.strip_prefix(['-', '−']) {
        Some(rest) => ("-", rest.to_owned()),
        None => ("", text),
    };
    let (points, commas) = (text.matches('.').count(), text.matches(',').count());
    let (whole, fraction) = match (points, commas) {
        (0, 0) => (text, None),
        (_, 0) => grouped(&text, '.').map(|whole| (whole, None)).or_else(|| one(&text, '.'))?,
        (0, 1) => one(&text, ',')?,
        (0, _) => (grouped(&text, ',')?, None),
        _ => {
            let decimal = if text.rfind(',') > text.rfind('.') { ',' } else { '.' };
            let group = if decimal == ',' { '.' } else { ',' };
            let (whole, fraction) = text.split_once(decimal)?;
            (grouped(whole, group)?, Some(fraction.to_owned()))
        }
    };
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let whole_number = digits(&whole) && (whole == "0" || !whole.starts_with('0'));
    if !whole_number || fraction.as_deref().is_some_and(|part| !digits(part)) {
        return None;
    }
    Some(match fraction {
        Some(fraction) => format!("{sign}{whole}.{fraction}"),
        None => format!("{sign}{whole}"),
    })
}

/// `text` without its separators, when they stand at each third digit.
fn grouped(text: &str, separator: char) -> Option<String> {
    let mut groups = text.split(separator);
    let first = groups.next()?;
    let even = groups.clone().count() > 0 && groups.all(|group| group.len() == 3);
    let sound = even && (1..=3).contains(&first.len()) && !first.starts_with('0');
    sound.then(|| text.replace(separator, ""))
}

/// `text` cut at the only separator.
fn one(text: &str, separator: char) -> Option<(String, Option<String>)> {
    let (whole, fraction) = text.split_once(separator)?;
    let alone = !fraction.contains(separator);
    alone.then(|| (whole.to_owned(), Some(fraction.to_owned())))
}

/// A number of the data, as a clerk types it: `1234.5` is `1234,5`. What is no number stays.
pub fn shown(raw: &str) -> String {
    let plain = raw.strip_prefix('-').unwrap_or(raw);
    let number = plain.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    if number { raw.replace('.', ",") } else { raw.to_owned() }
}

/// How a typed number was read, when that is not plain from how it was written.
pub fn reading(typed: &str) -> Option<String> {
    let number = number(typed)?;
    let usual = typed.trim().replace('.', "").replace(',', ".");
    written(&number).filter(|_| usual != number)
}

/// A plain decimal text (`-1234567.8`) as the State writes it: groups of three, a decimal comma. `None`: the text
/// is no plain decimal number. No digit is rounded or lost.
pub fn written(plain: &str) -> Option<String> {
    let (sign, digits) = match plain.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", plain),
    };
    let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(w, f)| (w, Some(f)));
    let all_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if !all_digits(whole) || !fraction.is_none_or(all_digits) {
        return None;
    }
    let mut out = String::from(sign);
    for (nth, digit) in whole.chars().enumerate() {
        if nth > 0 && (whole.len() - nth).is_multiple_of(3) {
            out.push('.');
        }
        out.push(digit);
    }
    if let Some(fraction) = fraction {
        out.push(',');
        out.push_str(fraction);
    }
    Some(out)
}

/// The sum of a column of typed numbers, as the State writes it. `None`: not all are numbers, or
/// there is nothing to add up.
pub fn sum<'t>(typed: impl Iterator<Item = &'t str>) -> Option<String> {
    let mut sum = None::<Decimal>;
    for text in typed.filter(|text| !text.trim().is_empty()) {
        let value: Decimal = number(text)?.parse().ok()?;
        sum = Some(sum.unwrap_or_default().checked_add(value)?);
    }
    sum.and_then(|sum| written(&sum.normalize().to_string()))
}

/// What was typed for a date, with the separators of the data: `5-3-2026` and `5.3.2026` are
/// `5/3/2026`. Anything else stays.
pub fn date(typed: &str) -> String {
    let text = typed.trim();
    let separators = |c: char| matches!(c, '.' | '-');
    let parts: Vec<&str> = text.split(separators).map(str::trim).collect();
    let number = |part: &str, most: usize| {
        part.len() <= most && !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit())
    };
    match parts[..] {
        [day, month, year]
            if (day.is_empty() || number(day, 2))
                && number(month, 2)
                && number(year, 4)
                && year.len() == 4 =>
        {
            format!("{day}/{month}/{year}")
        }
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_as_the_state_writes_it() {
        for (typed, wanted) in [
            ("1.234,5", Some("1234.5")),
            ("1234,5", Some("1234.5")),
            (" 1 234,50 ", Some("1234.50")),
            ("1.234", Some("1234")),
            ("1.234.567", Some("1234567")),
            ("12.5", Some("12.5")),
            ("0.125", Some("0.125")),
            ("1,234", Some("1.234")),
            ("1,234.5", Some("1234.5")),
            ("1,234,567", Some("1234567")),
            ("−7", Some("-7")),
            ("0", Some("0")),
            ("-0,5", Some("-0.5")),
            ("007", None),
            ("1.23.456", None),
            ("1.234,5,6", None),
            ("12.34,5", None),
            ("12a", None),
            (",5", None),
            ("5,", None),
            ("", None),
            ("-", None),
        ] {
            assert_eq!(number(typed).as_deref(), wanted, "{typed}");
        }
    }

    #[test]
    fn how_a_number_was_read_is_said_when_it_was_not_written_as_usual() {
        assert_eq!(reading("1.234,5"), None);
        assert_eq!(reading("1234,5"), None);
        assert_eq!(reading("12.5").as_deref(), Some("12,5"));
        assert_eq!(reading("1,234.5").as_deref(), Some("1.234,5"));
        assert_eq!(reading("abc"), None);
    }

    #[test]
    fn what_is_shown_is_typed_back_as_the_same() {
        for raw in ["0", "-1.5", "1234.50", "1.234", "2026", "118"] {
            assert_eq!(number(&shown(raw)).as_deref(), Some(raw), "{raw}");
            let shown = written(raw).expect("a plain number");
            assert_eq!(number(&shown).as_deref(), Some(raw), "{raw}");
        }
        assert_eq!(shown("1e5"), "1e5");
    }

    #[test]
    fn a_column_is_added_up_exactly() {
        assert_eq!(sum(["0,1", "0,2", " "].into_iter()).as_deref(), Some("0,3"));
        assert_eq!(sum(["1.050", "1112,5"].into_iter()).as_deref(), Some("2.162,5"));
        assert_eq!(sum(["1", "x"].into_iter()), None);
        assert_eq!(sum(std::iter::empty()), None);
    }

    #[test]
    fn a_date_takes_three_separators() {
        for typed in ["5/3/2026", "5-3-2026", "5.3.2026", " 5 - 3 - 2026 "] {
            assert_eq!(date(typed).replace(' ', ""), "5/3/2026");
        }
        assert_eq!(date("-3-2026"), "/3/2026");
        for other in ["2026-03-05", "5/3/26", "hôm nay", "5-3"] {
            assert_eq!(date(other), other);
        }
    }
}
