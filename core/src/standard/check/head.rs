//! The head of a paper: number and symbol, place and date, subject (Phụ lục I, Phần I, Mục II, khoản 3
//! to 5).

use super::Judge;
use crate::document::Role;
use crate::standard::Rule;

/// `Số: 05/BC-UBND`; a draft leaves room for the number. Numbers below 10 have a zero before
/// them (Phụ lục I, Phần I, Mục II, khoản 3, điểm c).
pub(super) fn number_form(text: &str) -> bool {
    let Some((number, symbol)) = text.strip_prefix("Số:").and_then(|rest| rest.split_once('/'))
    else {
        return false;
    };
    let blank = |c: char| c.is_whitespace() || matches!(c, '.' | '…' | '_');
    let bare = number.trim_matches(blank);
    let digits = bare.bytes().take_while(u8::is_ascii_digit).count();
    // A number stands right at its slash; room for one may be of any kind.
    let numbered = bare.is_empty() || (digits >= 2 && number.ends_with(bare));
    let symbol = symbol.trim_end();
    numbered && !symbol.is_empty() && !symbol.contains(char::is_whitespace)
}

/// `ngày 05 tháng 02 năm 2026`: zeros before days below 10 and before months 1 and 2 (Phụ lục I,
/// Phần I, Mục II, khoản 4, điểm b). What is still blank is right.
pub(super) fn date_form(text: &str) -> bool {
    let between = |from: &str, to: &str| {
        let (_, rest) = text.split_once(from)?;
        let inner = rest.split_once(to).map_or(rest, |(inner, _)| inner);
        Some(inner.trim_matches([' ', '.', '…', '_']).to_owned())
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

/// A place named by a number or after a person has its unit's word before it (Phụ lục I, Phần I,
/// Mục II, khoản 4, điểm a).
pub(super) fn place_in_full(text: &str) -> bool {
    let place = text.split(", ngày").next().unwrap_or_default().trim();
    let short = ["TP", "Tp", "P.", "Q.", "TX", "Tx", "TT.", "H."];
    !place.starts_with(|c: char| c.is_ascii_digit())
        && place != "Hồ Chí Minh"
        && !short.iter().any(|short| place.starts_with(short))
}

pub(super) fn begins_with_capital(text: &str) -> bool {
    !text.starts_with(char::is_lowercase)
}

/// A subject is one phrase.
pub(super) fn is_phrase(text: &str) -> bool {
    let words: Vec<&str> = text.split(' ').collect();
    // "TP. Hồ Chí Minh" goes on; a word of small letters with a full stop ends a sentence.
    let ends = |word: &str| {
        word.strip_suffix('.').is_some_and(|w| w.chars().count() > 2 && *w == w.to_lowercase())
    };
    let sentence = |pair: &[&str]| ends(pair[0]) && pair[1].starts_with(char::is_uppercase);
    !text.ends_with('.') && !words.windows(2).any(sentence)
}

/// The symbol begins with the abbreviation of the type; that of a công văn names no type.
pub(super) fn symbol<'r>(judge: &mut Judge<'_, 'r>, rule: &'r Rule) -> bool {
    let Some(at) = judge.of(Role::Number).first().copied() else { return false };
    let text = judge.reads(at);
    // A year may stand before it, which another rule tells of.
    let Some((_, symbol)) = text.rsplit_once('/') else { return false };
    let first = symbol.split('-').next().unwrap_or_default().trim();
    let kind = judge.paper.kind.clone().unwrap_or_default();
    let copy = judge.of(Role::CopyForm).first().map(|at| judge.reads(*at));
    let short = match judge.paper.form {
        "1.5" => None,
        "3.1" => crate::plugin::abbreviation(copy.unwrap_or_default()),
        _ => crate::plugin::abbreviation(&kind),
    };
    match short.filter(|short| !short.is_empty()) {
        // "KHLT": a plan of several agencies.
        Some(short) if !first.starts_with(short) => {
            judge.found(rule, Role::Number, at, &format!("Số: 05/{short}-UBND"));
        }
        None if judge.paper.form == "1.5"
            && (first.eq_ignore_ascii_case("CV") || !symbol.contains('-')) =>
        {
            judge.found(rule, Role::Number, at, "Số: 05/UBND-VP");
        }
        None if judge.paper.form != "1.5" => return false,
        _ => {}
    }
    true
}

/// The name of a type stands alone; what the paper is about is its subject's. "LIÊN TỊCH" is said of
/// who issues it.
pub(super) fn kind_alone(text: &str) -> bool {
    let upper = text.to_uppercase();
    let upper = upper.strip_suffix(" LIÊN TỊCH").unwrap_or(&upper);
    crate::standard::kind_named(upper).is_some() || !begins_with_kind(upper)
}

/// A type that is none of the decree's is told elsewhere.
fn begins_with_kind(upper: &str) -> bool {
    let words: Vec<&str> = upper.split(' ').collect();
    (1..words.len()).any(|n| crate::standard::kind_named(&words[..n].join(" ")).is_some())
}

/// The year stands in the symbols of legal texts only.
pub(super) fn without_year(text: &str) -> bool {
    let year = |part: &str| part.len() == 4 && part.bytes().all(|b| b.is_ascii_digit());
    !text.split('/').skip(1).any(|part| year(part.trim()))
}

pub(super) fn subject_of_decision(text: &str) -> bool {
    ["Về ", "Ban hành", "Phê duyệt", "V/v"].iter().any(|begin| text.starts_with(begin))
}

#[cfg(test)]
mod tests {
    use super::{date_form, number_form};

    #[test]
    fn numbers_and_dates_are_written_as_the_decree_says() {
        for good in ["Số: 05/BC-UBND", "Số: 141/BC-UBND", "Số: …../BC-UBND", "Số: 02a/QĐ-X"]
        {
            assert!(number_form(good), "{good}");
        }
        for bad in [
            "Số 05/BC",
            "Số: 141 /BC-UBND",
            "Số: 5/BC-UBND",
            "Số: 141 /BC UBND",
            "Số: 141",
            "Số: 05/",
        ] {
            assert!(!number_form(bad), "{bad}");
        }
        for good in [
            "A, ngày 05 tháng 02 năm 2026",
            "A, ngày 24 tháng 8 năm 2017",
            "A, ngày tháng năm 20",
            "A, ngày … tháng ..... năm 20...",
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
