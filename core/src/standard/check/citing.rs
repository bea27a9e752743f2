//! Citing other texts: in full the first time, by type and number from then on (Phụ lục I, Phần I,
//! Mục II, khoản 6, điểm a and b).

use std::collections::BTreeSet;

use super::slip::{Slip, Text, bare};

/// A text that is cited: "Kế hoạch số 12/KH-UBND".
struct Citation {
    /// Its number and symbol.
    number: String,
    /// Whether its date follows.
    dated: bool,
}

/// Citations of a paragraph, in order. "số" must stand before the number, so that what merely
/// looks like one is left alone.
fn citations(text: &str) -> Vec<Citation> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut found = Vec::new();
    for (nth, pair) in words.windows(2).enumerate() {
        if !matches!(pair[0], "số" | "số:") {
            continue;
        }
        let number = bare(pair[1]);
        let digits = number.bytes().take_while(u8::is_ascii_digit).count();
        let symbol = number[digits..].chars().any(char::is_uppercase);
        if digits == 0 || !number.contains('/') || !symbol {
            continue;
        }
        let after = words[nth + 2..].iter().take(2).map(|word| bare(word).to_lowercase());
        // "năm": an old text may be known by its year alone.
        let dated = after.into_iter().any(|word| word == "ngày" || word == "năm");
        found.push(Citation { number: number.to_owned(), dated });
    }
    found
}

/// Grounds that name a text without its date.
pub(super) fn grounds(grounds: &Text<'_>) -> Vec<Slip> {
    let undated = grounds.iter().flat_map(|(at, words)| {
        citations(words).into_iter().filter(|c| !c.dated).map(|c| (*at, c.number))
    });
    undated.map(|(at, number)| slip(at, &number, "ngày … tháng … năm …")).collect()
}

/// First citations without a date (`text`; those in grounds are judged there), and later ones
/// that repeat it.
pub(super) fn citations_of(grounds: &Text<'_>, text: &Text<'_>) -> Vec<Slip> {
    let cited = grounds.iter().flat_map(|(_, words)| citations(words));
    let mut known: BTreeSet<String> = cited.map(|citation| one(&citation.number)).collect();
    let mut slips = Vec::new();
    for (at, words) in text {
        for Citation { number, dated } in citations(words) {
            match (known.insert(one(&number)), dated) {
                (true, false) => slips.push(slip(*at, &number, "ngày … tháng … năm … của …")),
                (false, true) => slips.push(Slip {
                    wanted: Some(format!("số {number}")),
                    ..slip(*at, &format!("{number} ngày …"), "")
                }),
                _ => {}
            }
        }
    }
    slips
}

/// Two ways of writing one number are one citation; another rule tells of them.
fn one(number: &str) -> String {
    number.replace(['/', '–'], "-").to_uppercase()
}

fn slip(at: usize, number: &str, lacks: &str) -> Slip {
    let found = format!("số {number}");
    let wanted = Some(format!("{found} {lacks}"));
    Slip { at, found, wanted, more: 0, alike: false }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_in_full_then_short() {
        let text = |words: &[&str]| -> Text<'static> {
            words.iter().enumerate().map(|(at, words)| (at, (*words).to_owned().into())).collect()
        };
        let found =
            |slips: Vec<Slip>| -> Vec<String> { slips.into_iter().map(|s| s.found).collect() };
        let right = text(&[
            "Kế hoạch số 12/KH-UBND ngày 05 tháng 01 năm 2026 của xã; theo Kế hoạch số 12/KH-UBND",
            "đạt 25/30 chỉ tiêu, số 5/7, số 12/2026",
        ]);
        assert!(found(citations_of(&Vec::new(), &right)).is_empty());
        let wrong = text(&["Kế hoạch số 12/KH-UBND của xã", "Kế hoạch số 12/KH-UBND ngày 05/01"]);
        assert_eq!(
            found(citations_of(&Vec::new(), &wrong)),
            ["số 12/KH-UBND", "số 12/KH-UBND ngày …"]
        );
        let ground = text(&["Căn cứ Nghị định số 30/2020/NĐ-CP về công tác văn thư;"]);
        assert_eq!(found(grounds(&ground)), ["số 30/2020/NĐ-CP"]);
        assert!(
            found(citations_of(&ground, &text(&["theo Nghị định số 30/2020/NĐ-CP"]))).is_empty()
        );
    }
}
