//! The sheet: how it lies, how large it is, its number (Phụ lục I, Phần I, Mục I).

use super::Judge;
use crate::document::Role;
use crate::length::Twips;
use crate::standard::Rule;

/// Pages lie on their side only for tables (Phụ lục I, Phần I, Mục I, khoản 2).
pub(super) fn landscape<'r>(judge: &mut Judge<'_, 'r>, rule: &'r Rule) -> bool {
    let inside = judge.paper.range.clone().collect::<Vec<_>>();
    let section = |at: &usize| judge.seen.paragraphs[*at].section;
    let turned = |at: &usize| {
        let page = judge.seen.sections[section(at)].page;
        page.width > page.height
    };
    let table = |number: usize| {
        let bordered = |at: &usize| judge.seen.paragraphs[*at].cell.is_some_and(|c| c.borders);
        inside.iter().any(|at| section(at) == number && bordered(at))
    };
    let wrong = inside.iter().find(|at| turned(at) && !table(section(at))).copied();
    if let Some(at) = wrong {
        judge.found(rule, judge.roles[at].unwrap_or(Role::Body), at, "trang đứng");
    }
    !inside.is_empty()
}

/// Paper of A5 is for letters of introduction and slips only.
pub(super) fn half_sheet<'r>(judge: &mut Judge<'_, 'r>, rule: &'r Rule) -> bool {
    let kind = judge.paper.kind.as_deref();
    // Giấy biên nhận hồ sơ is a type of which no other standard knows.
    if kind.is_none() && judge.paper.form != "1.5" {
        return false;
    }
    let small = matches!(kind, Some("GIẤY GIỚI THIỆU" | "PHIẾU GỬI" | "PHIẾU CHUYỂN"));
    let about = |length: Twips, mm: f64| (length - Twips::mm(mm)).0.abs() <= Twips::mm(0.1).0;
    let wrong = judge.paper.range.clone().find(|at| {
        let page = judge.seen.sections[judge.seen.paragraphs[*at].section].page;
        let (short, long) = (page.width.min(page.height), page.width.max(page.height));
        let (half, half_long) = (about(short, 148.0), about(long, 210.0));
        (half || half_long) && !(half && half_long && small)
    });
    if let Some(at) = wrong {
        judge.found(rule, judge.roles[at].unwrap_or(Role::Body), at, "khổ A4");
    }
    true
}

/// A page number is an Arabic number and nothing else.
pub(super) fn page_number<'r>(judge: &mut Judge<'_, 'r>, rule: &'r Rule) -> bool {
    let of = judge.of(Role::PageNumber);
    for at in &of {
        let text = judge.reads(*at);
        if !text.is_empty() && !text.bytes().all(|b| b.is_ascii_digit()) {
            judge.found(rule, Role::PageNumber, *at, "2");
        }
    }
    !of.is_empty()
}

/// The first page shows no number. Where its header is that of all pages, it does.
pub(super) fn first_page<'r>(judge: &mut Judge<'_, 'r>, rule: &'r Rule) -> bool {
    let Some(number) = judge.of(Role::PageNumber).first().copied() else { return false };
    if judge.seen.number_on_first {
        judge.found(rule, Role::PageNumber, number, "không có số ở trang thứ nhất");
    }
    true
}
