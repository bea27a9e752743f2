//! Rules that no table can say: each a function with a name.

use super::{Allowed, Finding, Judge, Value};
use crate::document::Role;
use crate::standard::Rule;

/// Judges by the function `name`; whether there is one and it could be judged.
pub(super) fn judge<'r>(judge: &mut Judge<'_, 'r>, rule: &'r Rule, name: &str) -> bool {
    match name {
        "number-form" => each(judge, rule, Role::Number, number_form, "Số: 05/BC-UBND"),
        "date-form" => {
            each(judge, rule, Role::PlaceDate, date_form, "…, ngày 05 tháng 02 năm 2026")
        }
        "filing-line" => filing_line(judge, rule),
        "ending" => ending(judge, rule),
        _ => false,
    }
}

/// Each paragraph of a role must be of a form, of which `example` is one.
fn each<'r>(
    judge: &mut Judge<'_, 'r>,
    rule: &'r Rule,
    role: Role,
    form: fn(&str) -> bool,
    example: &str,
) -> bool {
    let of = judge.of(role);
    for at in &of {
        if !form(&judge.text_of(*at)) {
            judge.found(rule, role, *at, example);
        }
    }
    !of.is_empty()
}

/// `Số: 05/BC-UBND`; a draft leaves room for the number. Numbers below 10 have a zero before
/// them (Phụ lục I, Phần I, Mục II, khoản 3, điểm c).
fn number_form(text: &str) -> bool {
    let Some((number, symbol)) = text.strip_prefix("Số:").and_then(|rest| rest.split_once('/'))
    else {
        return false;
    };
    let number = number.trim();
    let digits = number.bytes().take_while(u8::is_ascii_digit).count();
    let numbered = number.is_empty() || digits >= 2;
    let symbol = symbol.trim_end();
    numbered && !symbol.is_empty() && !symbol.contains(char::is_whitespace)
}

/// `ngày 05 tháng 02 năm 2026`: zeros before days below 10 and before months 1 and 2 (Phụ lục I,
/// Phần I, Mục II, khoản 4, điểm b). What is still blank is right.
fn date_form(text: &str) -> bool {
    let between = |from: &str, to: &str| {
        let (_, rest) = text.split_once(from)?;
        Some(rest.split_once(to).map_or(rest, |(inner, _)| inner).trim().to_owned())
    };
    let (Some(day), Some(month), Some(year)) =
        (between("ngày", "tháng"), between("tháng", "năm"), between("năm", "\n"))
    else {
        return false;
    };
    let number = |text: &str| text.parse::<u32>().ok();
    let fine = |text: &str, zero_below: u32| {
        text.is_empty()
            || number(text)
                .is_some_and(|n| text.len() == 2 || (n >= zero_below && n > 0 && text.len() == 1))
    };
    fine(&day, 10)
        && fine(&month, 3)
        && (year.len() == 4 || year.len() <= 2)
        && text.contains(", ngày")
}

/// Recipients end with a semicolon, the last line is `- Lưu: VT, …` and ends with a full stop.
fn filing_line<'r>(judge: &mut Judge<'_, 'r>, rule: &'r Rule) -> bool {
    let of = judge.of(Role::Recipient);
    let Some((last, above)) = of.split_last() else { return false };
    for at in above {
        if !judge.text_of(*at).ends_with(';') {
            judge.found(rule, Role::Recipient, *at, "- …;");
        }
    }
    let text = judge.text_of(*last);
    // Code of the drafter and number of copies may follow: "VP. NVA.(20)" (khoản 3 of Mục III).
    let coded = text.ends_with(')')
        && text.rsplit_once(".(").is_some_and(|(above, copies)| {
            above.contains(". ") && copies.trim_end_matches(')').bytes().all(|b| b.is_ascii_digit())
        });
    if !(text.starts_with("- Lưu: VT") && (text.ends_with('.') || coded)) {
        judge.found(rule, Role::Recipient, *last, "- Lưu: VT, ….");
    }
    true
}

/// The text ends with `./.`.
fn ending<'r>(judge: &mut Judge<'_, 'r>, rule: &'r Rule) -> bool {
    // What is issued with another text, or copied, has no end of its own to look for.
    if !judge.paper.form.starts_with("1.") || judge.paper.form == "1.3" {
        return false;
    }
    let (begin, end) = (judge.paper.range.start, judge.paper.closing);
    let Some(last) = (begin..end).rev().find(|at| !judge.text_of(*at).is_empty()) else {
        return false;
    };
    if judge.seen.paragraphs[last].cell.is_some() {
        return false;
    }
    if !judge.text_of(last).ends_with("./.") {
        judge.found(rule, Role::Body, last, "./.");
    }
    true
}

impl<'r> Judge<'_, 'r> {
    /// The text of a paragraph, blanks squeezed.
    fn text_of(&self, at: usize) -> String {
        self.seen.paragraphs[at].text().split_whitespace().collect::<Vec<_>>().join(" ")
    }

    fn found(&mut self, rule: &'r Rule, role: Role, at: usize, example: &str) {
        self.out.findings.push(Finding {
            rule,
            role: Some(role),
            paragraph: Some(at),
            property: "form",
            found: None,
            wanted: vec![Allowed::Exactly(Value::Word(example.to_owned()))],
            more: 0,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::{date_form, number_form};

    #[test]
    fn numbers_and_dates_are_written_as_the_decree_says() {
        for good in ["Số: 05/BC-UBND", "Số: 141/BC-UBND", "Số: /BC-UBND", "Số: 02a/QĐ-X"] {
            assert!(number_form(good), "{good}");
        }
        for bad in ["Số 05/BC", "Số: 5/BC-UBND", "Số: 141 /BC UBND", "Số: 141", "Số: 05/"]
        {
            assert!(!number_form(bad), "{bad}");
        }
        for good in [
            "A, ngày 05 tháng 02 năm 2026",
            "A, ngày 24 tháng 8 năm 2017",
            "A, ngày tháng năm 20",
            "A, ngày tháng 8 năm 2026",
        ] {
            assert!(date_form(good), "{good}");
        }
        for bad in [
            "A, ngày 5 tháng 02 năm 2026",
            "A, ngày 05 tháng 2 năm 2026",
            "A ngày 05 tháng 02 năm 2026",
        ] {
            assert!(!date_form(bad), "{bad}");
        }
    }
}
