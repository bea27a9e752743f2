//! What a careful clerk looks for in the words themselves: slips that no look can show. All are
//! warnings; each says only what can be known without guessing.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::slip::{Slip, Text, bare};
use super::{Allowed, Finding, Judge, Value, citing};
use crate::document::Role;
use crate::letters::composed;
use crate::schema::date;
use crate::standard::Rule;

/// Judges by the function `name`; whether there is one and there was text to judge.
pub(super) fn judge<'r>(judge: &mut Judge<'_, 'r>, rule: &'r Rule, name: &str) -> bool {
    let text = running(judge);
    if text.is_empty() {
        return false;
    }
    let slips = match name {
        "dates-in-text" => each(&text, dates),
        "numbers-in-text" => each(&text, numbers),
        "names-alike" => names(&with_agencies(judge, text)),
        "numbers-of-texts-alike" => cited_numbers(&text),
        "double-blanks" => each(&text, double_blanks),
        "blanks-at-marks" => each(&text, blanks_at_marks),
        "old-encodings" => old_encodings(judge, &text),
        "tone-marks" => tone_marks(&text),
        "composed-characters" => each(&text, decomposed),
        "colon-in-citation" => each(&text, colon_in_citation),
        "capital-at-start" => each(&beginnings(judge, text), capital_at_start),
        "capital-of-places" => each(&text, capital_of_places),
        "capital-of-articles" => each(&text, capital_of_articles),
        "citations" => {
            let (grounds, text) = parted(judge, text);
            citing::citations_of(&grounds, &text)
        }
        "grounds-in-full" => {
            let (grounds, _) = parted(judge, text);
            if grounds.is_empty() {
                return false;
            }
            citing::grounds(&grounds)
        }
        _ => return false,
    };
    for slip in slips {
        judge.out.findings.push(Finding {
            rule,
            role: judge.roles[slip.at],
            paragraph: Some(slip.at),
            property: slip.property(),
            found: Some(Value::Word(slip.found)),
            wanted: slip.wanted.into_iter().map(|w| Allowed::Exactly(Value::Word(w))).collect(),
            more: slip.more,
        });
    }
    true
}

/// Looks for a slip in one paragraph: what stands there and what should.
type Look = fn(&str) -> Option<(String, Option<String>)>;

/// The paragraphs that are read one after another, not looked at each for itself.
fn running<'s>(judge: &Judge<'s, '_>) -> Text<'s> {
    let of_text = |role: Role| {
        matches!(
            role,
            Role::Subject
                | Role::LetterSubject
                | Role::Ground
                | Role::Body
                | Role::PartTitle
                | Role::ChapterTitle
                | Role::ArticleHeading
                | Role::Article
                | Role::Section
                | Role::ClauseHeading
                | Role::Clause
                | Role::Point
                | Role::PointHeading
                | Role::Dash
                | Role::Plus
                | Role::RunIn
        )
    };
    let paragraphs = judge.paper.range.clone();
    paragraphs
        .filter(|at| judge.roles[*at].is_some_and(of_text))
        .map(|at| (at, Cow::Borrowed(judge.texts[at].as_str())))
        .collect()
}

/// The grounds, and the text without them and without the subject, which names nothing in full.
fn parted<'s>(judge: &Judge<'_, '_>, text: Text<'s>) -> (Text<'s>, Text<'s>) {
    let mut grounds = Text::new();
    let mut rest = Text::new();
    for (at, words) in text {
        match judge.roles[at] {
            Some(Role::Ground) => grounds.push((at, words)),
            Some(Role::Subject | Role::LetterSubject) => {}
            _ => rest.push((at, words)),
        }
    }
    (grounds, rest)
}

/// The text without the lines on which a subject goes on.
fn beginnings<'s>(judge: &Judge<'_, '_>, mut text: Text<'s>) -> Text<'s> {
    let goes_on = |at: usize| {
        let subject = |at: usize| judge.roles[at] == Some(Role::Subject);
        subject(at) && at.checked_sub(1).is_some_and(subject)
    };
    text.retain(|(at, _)| !goes_on(*at));
    text
}

/// The text with the names of the letterhead, which stand there in capitals.
fn with_agencies<'s>(judge: &Judge<'_, '_>, mut text: Text<'s>) -> Text<'s> {
    for at in judge.of(Role::Agency) {
        let title = |word: &str| {
            let mut letters = word.chars();
            let first: String = letters.next().into_iter().collect();
            first + &letters.as_str().to_lowercase()
        };
        let words: Vec<String> = judge.texts[at].split_whitespace().map(title).collect();
        // The place is the last two; what stands before is the kind of agency.
        let place = words[words.len().saturating_sub(2)..].join(" ");
        text.push((at, place.into()));
    }
    text
}

/// The first slip of each kind, and in how many more paragraphs there is one.
fn each(text: &Text<'_>, look: Look) -> Vec<Slip> {
    let mut slips: Vec<Slip> = Vec::new();
    for (at, words) in text {
        let Some((found, wanted)) = look(words) else { continue };
        match slips.iter_mut().find(|slip| slip.found == found) {
            Some(slip) => slip.more += 1,
            None => slips.push(Slip { at: *at, found, wanted, more: 0, alike: false }),
        }
    }
    slips
}

/// "ngày 5 tháng 2": zeros before days below 10 and months 1, 2; and dates that do not exist.
fn dates(text: &str) -> Option<(String, Option<String>)> {
    if !text.bytes().any(|b| b.is_ascii_digit()) {
        return None;
    }
    let words: Vec<&str> = text.split_whitespace().map(bare).collect();
    let digits = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit());
    for (nth, word) in words.iter().enumerate() {
        let next = |n: usize| words.get(nth + n).copied().unwrap_or_default();
        let is_date = digits(next(1)) && next(2) == "tháng" && digits(next(3));
        if is_date && word.to_lowercase() == "ngày" {
            let (day, month) = (next(1), next(3));
            let (day_is, month_is) = (day.parse::<u8>().ok()?, month.parse::<u8>().ok()?);
            let year = if next(4) == "năm" { next(5) } else { "2024" };
            let found = format!("ngày {day} tháng {month}");
            if date::parse(&format!("{day}/{month}/{year}")).is_none() {
                return Some((format!("{found} (không có ngày này)"), None));
            }
            let right = if month_is < 3 { format!("{month_is:02}") } else { month.to_owned() };
            let right = format!("ngày {day_is:02} tháng {right}");
            if right != found {
                return Some((found, Some(right)));
            }
        }
        let parts: Vec<&str> = word.split('/').collect();
        let [day, month, year] = parts[..] else { continue };
        let plain = [day, month, year].iter().all(|part| digits(part)) && year.len() == 4;
        if plain && day.len() <= 2 && month.len() <= 2 && date::parse(word).is_none() {
            return Some((format!("{word} (không có ngày này)"), None));
        }
    }
    None
}

/// 1,234,567.8: a comma between thousands.
fn numbers(text: &str) -> Option<(String, Option<String>)> {
    for word in text.split_whitespace().filter(|word| word.contains(',')).map(bare) {
        let (whole, rest) = word.split_once('.').map_or((word, None), |(w, r)| (w, Some(r)));
        let groups: Vec<&str> = whole.split(',').collect();
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        let grouped = groups.len() > 1
            && groups[0].len() <= 3
            && groups.iter().all(|group| digits(group))
            && groups[1..].iter().all(|group| group.len() == 3);
        // One comma alone may be a decimal one.
        if grouped && (groups.len() > 2 || rest.is_some_and(digits)) {
            let right = groups.join(".");
            let right = rest.map_or(right.clone(), |rest| format!("{right},{rest}"));
            return Some((word.to_owned(), Some(right)));
        }
    }
    None
}

/// Names of two syllables that differ by a mark or a letter in the first: Bỉm Sơn, Bìm Sơn.
fn names(text: &Text<'_>) -> Vec<Slip> {
    let mut seen: BTreeMap<(String, String), Vec<usize>> = BTreeMap::new();
    for (at, words) in text {
        let words: Vec<&str> = words.split_whitespace().collect();
        for pair in words.windows(2) {
            // A mark between them parts two names.
            if pair[0].ends_with([',', '.', ';', ':', ')']) {
                continue;
            }
            let (first, second) = (bare(pair[0]), bare(pair[1]));
            let name = |word: &str| {
                let mut letters = word.chars();
                letters.next().is_some_and(char::is_uppercase)
                    && word.chars().count() >= 2
                    && letters.all(char::is_lowercase)
            };
            if name(first) && name(second) && first.chars().count() >= 3 {
                seen.entry((first.to_owned(), second.to_owned())).or_default().push(*at);
            }
        }
    }
    let all: Vec<_> = seen.iter().collect();
    let mut slips = Vec::new();
    for (nth, ((first, second), places)) in all.iter().enumerate() {
        // The usual spelling is the one that stands there most often.
        let likes = all.iter().enumerate().filter(|(other, ((f, s), more))| {
            let usual = (more.len(), nth) > (places.len(), *other);
            *other != nth && s == second && usual && is_like(f, first)
        });
        if let Some((_, ((usual, _), _))) = likes.max_by_key(|(_, (_, more))| more.len()) {
            slips.push(Slip {
                at: places[0],
                found: format!("{first} {second}"),
                wanted: Some(format!("{usual} {second}")),
                more: places.len() - 1,
                alike: true,
            });
        }
    }
    slips
}

/// Whether two syllables are one but for marks; of three letters, one may be another.
fn is_like(one: &str, other: &str) -> bool {
    let (mut one, mut other): (Vec<char>, Vec<char>) = (plain(one), plain(other));
    if one.len() != other.len() || one.first() != other.first() {
        return false;
    }
    if one.len() > 3 {
        return one == other;
    }
    one.retain(|letter| {
        let same = other.iter().position(|o| o == letter);
        same.map(|at| other.remove(at)).is_none()
    });
    one.len() <= 1
}

/// Small letters without marks.
fn plain(word: &str) -> Vec<char> {
    use unicode_normalization::UnicodeNormalization;
    let letters = word.to_lowercase();
    letters
        .nfd()
        .filter(|c| !('\u{300}'..='\u{36f}').contains(c))
        .map(|c| if c == 'đ' { 'd' } else { c })
        .collect()
}

/// 20/CT-TW and 20/CT/TW are one number written in two ways.
fn cited_numbers(text: &Text<'_>) -> Vec<Slip> {
    let mut ways: BTreeMap<String, BTreeMap<String, Vec<usize>>> = BTreeMap::new();
    for (at, words) in text {
        for word in words.split_whitespace().map(bare) {
            let number = word.split_once(['/', '-']).map(|(number, _)| number).unwrap_or_default();
            let numbered = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
            if numbered && word.contains('/') && word.chars().any(char::is_uppercase) {
                let one = word.replace(['/', '–'], "-").to_uppercase();
                ways.entry(one).or_default().entry(word.to_owned()).or_default().push(*at);
            }
        }
    }
    let mut slips = Vec::new();
    for spelled in ways.values().filter(|spelled| spelled.len() > 1) {
        let usual = spelled.iter().max_by_key(|(_, places)| places.len()).map(|(word, _)| word);
        for (word, places) in spelled.iter().filter(|(word, _)| Some(*word) != usual) {
            slips.push(Slip {
                at: places[0],
                found: word.clone(),
                wanted: usual.cloned(),
                more: places.len() - 1,
                alike: true,
            });
        }
    }
    slips
}

/// The words around a place, to be found again.
fn around(text: &str, at: usize) -> String {
    let begin = text[..at].trim_end().rfind(' ').map_or(0, |place| place + 1);
    let after = text[at..].trim_start();
    let skipped = text.len() - after.len();
    let end = after.char_indices().skip(1).find(|(_, c)| *c == ' ');
    text[begin..end.map_or(text.len(), |(place, _)| skipped + place)].trim().to_owned()
}

fn double_blanks(text: &str) -> Option<(String, Option<String>)> {
    let at = text.trim_end().find("  ")?;
    let shown = around(text, at);
    let right = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    (at > 0).then_some((shown, Some(right)))
}

/// A blank before a comma or stop, none after a comma, semicolon or colon before a letter.
fn blanks_at_marks(text: &str) -> Option<(String, Option<String>)> {
    // "./." and "…" are signs of their own.
    for (place, mark) in text.match_indices([',', ';', ':']) {
        let before = &text[..place];
        let word = before.strip_suffix(' ').unwrap_or(before);
        let Some((at, last)) = word.char_indices().next_back() else { continue };
        let next = text[place + 1..].chars().next();
        let parted = word.len() < before.len() && last.is_alphanumeric();
        let joined = word.len() == before.len()
            && mark != ":"
            && last.is_alphabetic()
            && next.is_some_and(char::is_alphabetic);
        if parted || joined {
            return Some((around(text, at), None));
        }
    }
    None
}

/// Letters that TCVN3 and VNI put in place of Vietnamese ones, and their fonts.
fn old_encodings(judge: &Judge<'_, '_>, text: &Text<'_>) -> Vec<Slip> {
    let old_font = |font: &str| {
        let font = font.to_lowercase();
        font.starts_with(".vn") || font.starts_with("vni-") || font.starts_with("vni ")
    };
    let odd = |c: char| {
        ('\u{a8}'..='\u{fe}').contains(&c) && "µ¸¶·¹¨»¾Æ®ËÎÏÑªÖ×ØÞßäåæçëîïñöøûüþ«¬".contains(c)
    };
    let mut slips: Vec<Slip> = Vec::new();
    for (at, words) in text {
        let runs = &judge.seen.paragraphs[*at].runs;
        let font = runs.iter().find(|run| old_font(&run.font) && !run.text.trim().is_empty());
        let word = words.split_whitespace().find(|word| {
            word.chars().any(odd) && word.chars().filter(|c| c.is_alphabetic()).count() > 1
        });
        let found = match (font, word) {
            (Some(run), _) => format!("phông {}", run.font),
            (None, Some(word)) => word.to_owned(),
            (None, None) => continue,
        };
        match slips.first_mut() {
            Some(slip) => slip.more += 1,
            None => slips.push(Slip { at: *at, found, wanted: None, more: 0, alike: false }),
        }
    }
    slips
}

/// "hòa" and "hoà" in one text.
fn tone_marks(text: &Text<'_>) -> Vec<Slip> {
    const OLD: [&str; 15] =
        ["òa", "óa", "ỏa", "õa", "ọa", "òe", "óe", "ỏe", "õe", "ọe", "ùy", "úy", "ủy", "ũy", "ụy"];
    const NEW: [&str; 15] =
        ["oà", "oá", "oả", "oã", "oạ", "oè", "oé", "oẻ", "oẽ", "oẹ", "uỳ", "uý", "uỷ", "uỹ", "uỵ"];
    let mut found: [Vec<(usize, String, usize)>; 2] = [Vec::new(), Vec::new()];
    for (at, words) in text {
        for word in words.split_whitespace().filter(|word| !word.is_ascii()).map(bare) {
            let small = word.to_lowercase();
            // "quý" has only one way.
            let ends = |ends: &[&str]| {
                let end = ends.iter().position(|end| small.ends_with(end));
                end.filter(|nth| !small.strip_suffix(ends[*nth]).is_some_and(|s| s.ends_with('q')))
            };
            for (ways, list) in [(&OLD, 0), (&NEW, 1)] {
                if let Some(nth) = ends(ways) {
                    found[list].push((*at, word.to_owned(), nth));
                }
            }
        }
    }
    let [old, new] = &found;
    if old.is_empty() || new.is_empty() {
        return Vec::new();
    }
    let (rare, ways) = if new.len() <= old.len() { (new, OLD) } else { (old, NEW) };
    let (at, word, nth) = &rare[0];
    let stem: String = word.chars().take(word.chars().count().saturating_sub(2)).collect();
    vec![Slip {
        at: *at,
        found: word.clone(),
        wanted: Some(format!("{stem}{}", ways[*nth])),
        more: rare.len() - 1,
        alike: true,
    }]
}

/// Marks typed as characters of their own.
fn decomposed(text: &str) -> Option<(String, Option<String>)> {
    let at = text.find(|c| ('\u{300}'..='\u{36f}').contains(&c))?;
    let shown = around(text, at);
    let right = composed(&shown).into_owned();
    Some((shown, Some(right)))
}

/// "Công văn số: 25/UBND-VP".
fn colon_in_citation(text: &str) -> Option<(String, Option<String>)> {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.windows(2).find_map(|pair| {
        let number = pair[1].starts_with(|c: char| c.is_ascii_digit()) && pair[1].contains('/');
        let colon = matches!(pair[0], "số:" | "Số:") && number;
        colon.then(|| {
            let number = bare(pair[1]);
            (format!("số: {number}"), Some(format!("số {number}")))
        })
    })
}

/// A paragraph begins with a capital (Phụ lục II, Mục I).
fn capital_at_start(text: &str) -> Option<(String, Option<String>)> {
    let mut rest = text.trim_start();
    let mark = rest.split(' ').next().unwrap_or_default();
    if matches!(mark, "-" | "+" | "–" | "*") || mark.ends_with([')', '.', '/']) {
        rest = rest[mark.len()..].trim_start();
    }
    let first = rest.chars().next().filter(|c| c.is_lowercase())?;
    let shown: String = rest.chars().take(16).collect();
    let right: String = first.to_uppercase().chain(shown.chars().skip(1)).collect();
    Some((shown, Some(right)))
}

/// Thủ đô Hà Nội, Thành phố Hồ Chí Minh (Phụ lục II, Mục III, khoản 1).
fn capital_of_places(text: &str) -> Option<(String, Option<String>)> {
    let wrong =
        [("thủ đô Hà Nội", "Thủ đô Hà Nội"), ("thành phố Hồ Chí Minh", "Thành phố Hồ Chí Minh")];
    let found = wrong.iter().find(|(wrong, _)| text.contains(wrong))?;
    Some((found.0.to_owned(), Some(found.1.to_owned())))
}

/// "điều 5": citing an article, its word has a capital (Phụ lục II, Mục V, khoản 7).
fn capital_of_articles(text: &str) -> Option<(String, Option<String>)> {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.windows(2).filter(|pair| pair[0] == "điều").find_map(|pair| {
        let number = bare(pair[1]);
        let cited = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
        cited.then(|| (format!("điều {number}"), Some(format!("Điều {number}"))))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(look: Look, text: &str) -> Option<String> {
        look(text).map(|(found, _)| found)
    }

    #[test]
    fn slips_are_found_and_what_is_right_is_left_alone() {
        for (look, wrong, right) in [
            (
                dates as Look,
                &["họp ngày 5 tháng 2 năm 2026.", "ngày 31 tháng 02", "hạn 31/02/2026."][..],
                &["ngày 05 tháng 02 năm 2026", "ngày 24 tháng 8", "24/8/2017", "29/02"][..],
            ),
            (numbers, &["thu 1,234,567 đồng", "1,234.5 tấn"], &["1.234.567,8", "110,000", "12,5"]),
            (double_blanks, &["hai  dấu cách"], &["một dấu cách", "cuối  "]),
            (
                blanks_at_marks,
                &["xã A , xã B", "xã A,xã B"],
                &["xã A, xã B", "1,5", "08:30", "hết ./."],
            ),
            (decomposed, &["Hoa\u{300} Bình"], &["Hòa Bình"]),
            (
                colon_in_citation,
                &["Công văn số: 2500/SLĐ-VP"],
                &["Công văn số 2500/SLĐ-VP", "số: 5"],
            ),
            (
                capital_at_start,
                &["thực hiện", "- thực hiện", "a) thực"],
                &["Thực", "- Thực", "a) Thực", "05 hộ"],
            ),
            (capital_of_places, &["về thành phố Hồ Chí Minh"], &["Thành phố Hồ Chí Minh"]),
            (
                capital_of_articles,
                &["theo điều 5 Luật"],
                &["theo Điều 5", "điều kiện", "điều động"],
            ),
        ] {
            for text in wrong {
                assert!(said(look, text).is_some(), "{text}");
            }
            for text in right {
                assert_eq!(said(look, text), None, "{text}");
            }
        }
    }

    #[test]
    fn two_ways_of_writing_one_thing_are_found() {
        let text = |words: &[&str]| -> Text<'static> {
            words.iter().enumerate().map(|(at, words)| (at, (*words).to_owned().into())).collect()
        };
        let found =
            |slips: Vec<Slip>| -> Vec<String> { slips.into_iter().map(|s| s.found).collect() };
        let places = text(&["thị xã Bỉm Sơn và Bỉm Sơn", "thị xã Bìm Sơn", "ở Bùi Sơn", "Lam Sơn"]);
        assert_eq!(found(names(&places)), ["Bìm Sơn", "Bùi Sơn"]);
        assert!(found(names(&text(&["Thanh Hóa, Khánh Hòa", "Bắc Ninh, Tây Ninh"]))).is_empty());
        let cited = text(&["Chỉ thị 20/CT-TW và 20/CT-TW", "Chỉ thị số 20/CT/TW", "30/2020/NĐ-CP"]);
        assert_eq!(found(cited_numbers(&cited)), ["20/CT/TW"]);
        assert_eq!(found(tone_marks(&text(&["hòa bình, thủy lợi", "hoà bình"]))), ["hoà"]);
        assert!(found(tone_marks(&text(&["hòa bình, quý I, toàn, khoản"]))).is_empty());
    }
}
