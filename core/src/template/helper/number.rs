//! Figures as Vietnamese offices write them: `1.234.567,8`.

/// A plain decimal text (`-1234567.8`) with groups of three and a decimal comma. `None`: the text
/// is no plain decimal number. No digit is rounded or lost.
pub fn group(plain: &str) -> Option<String> {
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

#[cfg(test)]
mod tests {
    use super::group;

    #[test]
    fn groups_of_three_and_a_comma() {
        for (plain, text) in [
            ("0", "0"),
            ("999", "999"),
            ("1000", "1.000"),
            ("-1234567.80", "-1.234.567,80"),
            ("143800000", "143.800.000"),
        ] {
            assert_eq!(group(plain).as_deref(), Some(text));
        }
    }

    #[test]
    fn what_is_no_plain_number_is_refused() {
        for text in ["", "-", "1,5", "1e3", "1.", ".5", "1.2.3", "١"] {
            assert_eq!(group(text), None, "{text}");
        }
    }
}
