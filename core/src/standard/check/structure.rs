//! How the text is divided: điều, khoản, điểm (Phụ lục I, Phần I, Mục II, khoản 6, điểm đ).

use super::{Judge, is_bold};
use crate::document::Role;
use crate::standard::Rule;

/// "Điều 1." with a full stop after the number.
pub(super) fn articles<'r>(judge: &mut Judge<'_, 'r>, rule: &'r Rule) -> bool {
    let mut judged = false;
    for role in [Role::ArticleHeading, Role::Article] {
        for at in judge.of(role) {
            let text = judge.reads(at);
            let number = match &judge.seen.paragraphs[at].list {
                Some(list) => list.text.clone(),
                None => text.split(' ').take(2).collect::<Vec<_>>().join(" "),
            };
            judged = true;
            if !number.ends_with('.') {
                judge.found(rule, role, at, "Điều 1.");
            }
        }
    }
    judged
}

/// Letters of points, as the Vietnamese alphabet has them.
const LETTERS: &str = "abcdđeghiklmnopqrstuvxy";

/// "a)", "b)" … in the order of the alphabet: đ follows d, and there is no f, j, w or z.
pub(super) fn points<'r>(judge: &mut Judge<'_, 'r>, rule: &'r Rule) -> bool {
    let mut above = None;
    let mut judged = false;
    for at in judge.paper.range.clone() {
        match judge.roles[at] {
            Some(Role::Point | Role::PointHeading) => {}
            // A clause or a heading begins a new list.
            Some(role) if !matches!(role, Role::Dash | Role::Plus | Role::Body) => {
                above = None;
                continue;
            }
            _ => continue,
        }
        // Word's own lists do not know the alphabet; what they count is not read here.
        if judge.seen.paragraphs[at].list.is_some() {
            continue;
        }
        let text = judge.reads(at);
        let typed = text.split(' ').next().unwrap_or_default();
        let letter = typed.chars().next().unwrap_or_default();
        let place = LETTERS.chars().position(|known| known == letter);
        let follows = above.is_none_or(|above: usize| place.is_none_or(|place| place == above + 1));
        judged = true;
        if !typed.ends_with(')') || place.is_none() || (!follows && place != Some(0)) {
            let next = above.map_or(Some('a'), |above| LETTERS.chars().nth(above + 1));
            judge.found(rule, Role::Point, at, &format!("{})", next.unwrap_or('a')));
        }
        above = place;
    }
    judged
}

/// A clause or an article whose words make no sentence, with its text below, is a heading, and
/// headings are bold. Only a guess.
pub(super) fn unbold<'r>(judge: &mut Judge<'_, 'r>, rule: &'r Rule) -> bool {
    let mut judged = false;
    for role in [Role::ClauseHeading, Role::ArticleHeading] {
        for at in judge.of(role) {
            judged = true;
            if !is_bold(&judge.seen.paragraphs[at]) {
                judge.found(rule, role, at, "tiêu đề in đậm");
            }
        }
    }
    judged
}

/// Điều, khoản and điểm are as large as the text.
pub(super) fn sizes<'r>(judge: &mut Judge<'_, 'r>, rule: &'r Rule) -> bool {
    let size = |judge: &Judge<'_, 'r>, at: usize| {
        let runs = judge.seen.paragraphs[at].runs.iter();
        runs.filter(|run| !run.text.trim().is_empty()).map(|run| run.size).next()
    };
    let Some(text) = judge.of(Role::Body).first().and_then(|at| size(judge, *at)) else {
        return false;
    };
    let roles =
        [Role::ArticleHeading, Role::Article, Role::ClauseHeading, Role::Clause, Role::Point];
    let mut judged = false;
    // A size that is wrong by itself is told already.
    let told = |judge: &Judge<'_, 'r>, role: Role| {
        let mut sizes = judge.out.findings.iter().filter(|found| found.property == "size");
        sizes.any(|found| found.role == Some(role))
    };
    if told(judge, Role::Body) {
        return true;
    }
    for role in roles {
        if told(judge, role) {
            continue;
        }
        for at in judge.of(role) {
            let Some(own) = size(judge, at) else { continue };
            judged = true;
            if own != text {
                let example = format!("cỡ {}, như lời văn", f64::from(text.0) / 2.0);
                judge.found(rule, role, at, &example.replace('.', ","));
            }
        }
    }
    judged
}

/// The text ends with `./.`.
pub(super) fn ending<'r>(judge: &mut Judge<'_, 'r>, rule: &'r Rule) -> bool {
    // What is issued with another text, or copied, has no end of its own to look for.
    if !judge.paper.form.starts_with("1.") || judge.paper.form == "1.3" {
        return false;
    }
    let (begin, end) = (judge.paper.range.start, judge.paper.closing);
    let Some(last) = (begin..end).rev().find(|at| !judge.reads(*at).is_empty()) else {
        return false;
    };
    if judge.seen.paragraphs[last].cell.is_some() {
        return false;
    }
    if !judge.reads(last).ends_with("./.") {
        judge.found(rule, Role::Body, last, "./.");
    }
    true
}

/// Each ground ends with a semicolon, the last with `end`.
pub(super) fn grounds<'r>(judge: &mut Judge<'_, 'r>, rule: &'r Rule, end: char) -> bool {
    let of = judge.of(Role::Ground);
    let Some((last, above)) = of.split_last() else { return false };
    for (at, end) in above.iter().map(|at| (at, ';')).chain([(last, end)]) {
        if !judge.reads(*at).ends_with(end) {
            judge.found(rule, Role::Ground, *at, &format!("…{end}"));
        }
    }
    true
}

/// Phần, chương, mục and tiểu mục have titles.
pub(super) fn headings<'r>(judge: &mut Judge<'_, 'r>, rule: &'r Rule) -> bool {
    let pairs = [
        (Role::Part, Role::PartTitle),
        (Role::Chapter, Role::ChapterTitle),
        (Role::Division, Role::DivisionTitle),
        (Role::Subdivision, Role::SubdivisionTitle),
    ];
    let mut judged = false;
    for (number, title) in pairs {
        for at in judge.of(number) {
            judged = true;
            let below = (at + 1..judge.paper.range.end)
                .find(|at| !judge.reads(*at).is_empty() || judge.roles[*at].is_some());
            if below.and_then(|at| judge.roles[at]) != Some(title) {
                judge.found(rule, number, at, "có tiêu đề in hoa ở dòng dưới");
            }
        }
    }
    judged
}

/// "Chương I", "Mục 1": the number after the word, typed or counted by a list.
pub(super) fn numbered<'r>(
    judge: &mut Judge<'_, 'r>,
    rule: &'r Rule,
    roles: &[Role],
    fits: fn(&str) -> bool,
    example: &str,
) -> bool {
    let mut judged = false;
    for role in roles {
        for at in judge.of(*role) {
            let text = judge.reads(at);
            let typed = text.rsplit(' ').next().unwrap_or_default();
            let list = judge.seen.paragraphs[at].list.as_ref();
            let counted = match list.map(|list| list.format.as_str()) {
                Some("upperRoman") => fits("I"),
                Some("decimal") => fits("1"),
                _ => fits(typed),
            };
            judged = true;
            if !counted {
                judge.found(rule, *role, at, example);
            }
        }
    }
    judged
}

pub(super) fn is_roman(number: &str) -> bool {
    !number.is_empty() && number.chars().all(|c| "IVXLC".contains(c))
}

pub(super) fn is_arabic(number: &str) -> bool {
    !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit())
}
