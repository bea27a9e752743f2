//! Appendices (Phụ lục I, Phần I, Mục III, khoản 1).

use super::Judge;
use crate::document::Role;
use crate::standard::Rule;

/// Each appendix counts its own pages.
pub(super) fn appendix_pages<'r>(judge: &mut Judge<'_, 'r>, rule: &'r Rule) -> bool {
    let labels = judge.of(Role::AppendixLabel);
    // Pages without numbers count nothing.
    if !judge.seen.paragraphs.iter().any(|paragraph| paragraph.page_number) {
        return false;
    }
    for at in &labels {
        let section = judge.seen.paragraphs[*at].section;
        let begins = at.checked_sub(1).is_none_or(|a| judge.seen.paragraphs[a].section != section);
        if !begins || !judge.seen.sections[section].restarts {
            judge.found(rule, Role::AppendixLabel, *at, "số trang bắt đầu lại từ 1");
        }
    }
    !labels.is_empty()
}

/// The text points to its appendices; several have Roman numbers in order.
pub(super) fn appendices_cited<'r>(judge: &mut Judge<'_, 'r>, rule: &'r Rule) -> bool {
    let labels = judge.of(Role::AppendixLabel);
    let Some(first) = labels.first().copied() else { return false };
    let text = judge.paper.range.start..judge.paper.closing;
    let points = ["phụ lục", "kèm theo", "đính kèm"];
    let mut said = text.into_iter().map(|at| judge.reads(at).to_lowercase());
    if !said.any(|said| points.iter().any(|point| said.contains(point))) {
        judge.found(rule, Role::AppendixLabel, first, "… (Phụ lục kèm theo)");
    }
    for (nth, at) in labels.iter().enumerate() {
        let number = crate::template::helper::roman::roman(nth as u32 + 1).unwrap_or_default();
        let right = format!("Phụ lục {number}");
        if labels.len() > 1 && judge.reads(*at) != right {
            judge.found(rule, Role::AppendixLabel, *at, &right);
        }
    }
    true
}

/// Each appendix ends with `./.`.
pub(super) fn appendix_ending<'r>(judge: &mut Judge<'_, 'r>, rule: &'r Rule) -> bool {
    let labels = judge.of(Role::AppendixLabel);
    let ends = labels.iter().skip(1).copied().chain([judge.paper.range.end]);
    let mut judged = false;
    for (label, end) in labels.iter().zip(ends) {
        let last = (*label..end).rev().find(|at| !judge.reads(*at).is_empty());
        let Some(last) = last.filter(|at| judge.seen.paragraphs[*at].cell.is_none()) else {
            continue;
        };
        judged = true;
        if !judge.reads(last).ends_with("./.") {
            judge.found(rule, Role::Body, last, "./.");
        }
    }
    judged
}

/// Below the name of each appendix stands what it goes with.
pub(super) fn appendix_refers<'r>(judge: &mut Judge<'_, 'r>, rule: &'r Rule) -> bool {
    const FORM: &str = "(Kèm theo … số …/… ngày … tháng … năm … của …)";
    let labels = judge.of(Role::AppendixLabel);
    for label in &labels {
        let below = label + 1..(label + 8).min(judge.paper.range.end);
        let refers: Vec<usize> =
            below.filter(|at| judge.roles[*at] == Some(Role::AppendixReference)).collect();
        let text: Vec<&str> = refers.iter().map(|at| judge.reads(*at)).collect();
        let text = text.join(" ");
        let words = ["số", "ngày", "tháng", "năm", "của"];
        if !text.starts_with("(Kèm theo") || !words.iter().all(|word| text.contains(word)) {
            judge.found(rule, Role::AppendixReference, *refers.first().unwrap_or(label), FORM);
        }
    }
    !labels.is_empty()
}
