//! To whom a paper goes: Kính gửi and Nơi nhận (Phụ lục I, Phần I, Mục II, khoản 9).

use super::Judge;
use crate::document::Role;
use crate::standard::Rule;

/// "PL.(300)" after the filing line: the drafter's code in capitals, the number of copies.
pub(super) fn drafter<'r>(judge: &mut Judge<'_, 'r>, rule: &'r Rule) -> bool {
    let Some(last) = judge.of(Role::Recipient).last().copied() else { return false };
    let text = judge.reads(last);
    let Some((above, copies)) = text.rsplit_once(".(") else { return false };
    let code = above.rsplit(' ').next().unwrap_or_default();
    let copies = copies.trim_end_matches('.').strip_suffix(')').unwrap_or_default();
    let counted = !copies.is_empty() && copies.bytes().all(|b| b.is_ascii_digit());
    if code != code.to_uppercase() || !counted {
        judge.found(rule, Role::Recipient, last, "PL.(300)");
    }
    true
}

/// Recipients end with a semicolon, the last line is `- Lưu: VT, …` and ends with a full stop.
pub(super) fn filing_line<'r>(judge: &mut Judge<'_, 'r>, rule: &'r Rule) -> bool {
    let of = judge.of(Role::Recipient);
    let Some((last, above)) = of.split_last() else { return false };
    for at in above {
        if !judge.reads(*at).ends_with(';') {
            judge.found(rule, Role::Recipient, *at, "- …;");
        }
    }
    let text = judge.reads(*last);
    // Code of the drafter and number of copies may follow: "VP. NVA.(20)" (khoản 3 of Mục III).
    let coded = text.ends_with(')')
        && text.rsplit_once(".(").is_some_and(|(above, copies)| {
            above.contains(". ") && copies.trim_end_matches(')').bytes().all(|b| b.is_ascii_digit())
        });
    let after = text.strip_prefix("- Lưu: VT").unwrap_or("-");
    let parted = after.starts_with([',', '.']) && !after.contains(';');
    if !(parted && (text.ends_with('.') || coded)) {
        judge.found(rule, Role::Recipient, *last, "- Lưu: VT, ….");
    }
    true
}

/// Kính gửi stands on công văn, tờ trình and reports to a higher agency, and on nothing else.
pub(super) fn addressees<'r>(judge: &mut Judge<'_, 'r>, rule: &'r Rule) -> bool {
    let there = [Role::Addressees, Role::AddresseesLead].map(|role| judge.of(role));
    let there = there.iter().flatten().next().copied();
    let kind = judge.paper.kind.as_deref().unwrap_or_default();
    let wanted = judge.paper.form == "1.5" || kind == "TỜ TRÌNH";
    let may = may_be_sent(judge);
    match there {
        None if wanted => judge.lacks(rule, Role::Addressees, "Kính gửi: …"),
        Some(at) if !may && judge.paper.form != "1.6" => {
            judge.found(rule, Role::Addressees, at, "không có Kính gửi");
        }
        _ => {}
    }
    judge.paper.form.starts_with("1.") && judge.paper.form != "1.3"
}

/// Whether Kính gửi has a place on the paper, as far as its type is known.
pub(super) fn may_be_sent(judge: &Judge<'_, '_>) -> bool {
    let kind = judge.paper.kind.as_deref();
    judge.paper.form == "1.5" || matches!(kind, None | Some("TỜ TRÌNH" | "BÁO CÁO"))
}

/// Below Kính gửi the recipients begin with "- Như trên;".
pub(super) fn as_above<'r>(judge: &mut Judge<'_, 'r>, rule: &'r Rule) -> bool {
    let sent = [Role::Addressees, Role::AddresseesLead].iter().any(|r| !judge.of(*r).is_empty());
    let first = judge.of(Role::Recipient).first().copied();
    // Where Kính gửi has no place, that is told.
    let Some(first) = first.filter(|_| sent && may_be_sent(judge)) else { return false };
    if !judge.reads(first).starts_with("- Như trên") {
        judge.found(rule, Role::Recipient, first, "- Như trên;");
    }
    true
}

/// The recipients of a decision begin with the article that names who carries it out.
pub(super) fn as_article<'r>(judge: &mut Judge<'_, 'r>, rule: &'r Rule) -> bool {
    let Some(first) = judge.of(Role::Recipient).first().copied() else { return false };
    if !judge.reads(first).starts_with("- Như Điều") {
        judge.found(rule, Role::Recipient, first, "- Như Điều …;");
    }
    true
}

/// Each addressee of several ends with a semicolon, the last with a full stop.
pub(super) fn addressees_end<'r>(judge: &mut Judge<'_, 'r>, rule: &'r Rule) -> bool {
    let of = judge.of(Role::Addressee);
    let Some((last, above)) = of.split_last() else { return false };
    for (at, end) in above.iter().map(|at| (at, ';')).chain([(last, '.')]) {
        let text = judge.reads(*at);
        if !text.starts_with("- ") || !text.ends_with(end) {
            judge.found(rule, Role::Addressee, *at, &format!("- …{end}"));
        }
    }
    true
}
