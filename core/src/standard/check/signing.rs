//! Who signs, and as what.

use super::Judge;
use crate::document::Role;
use crate::standard::Rule;

/// Below "KT. CHỦ TỊCH" stands the deputy's title.
pub(super) fn deputy<'r>(judge: &mut Judge<'_, 'r>, rule: &'r Rule) -> bool {
    let is_deputy = |title: &str| title.starts_with("PHÓ ") || title.starts_with("THỨ TRƯỞNG");
    title_below(judge, rule, &["KT."], is_deputy, "PHÓ …")
}

/// Below "TL. CHỦ TỊCH" stands the title of who signs, or "KT." before the title of the one who
/// may sign by order: it may be handed on to a deputy (Điều 13, khoản 4), what TUQ. may not.
pub(super) fn delegate<'r>(judge: &mut Judge<'_, 'r>, rule: &'r Rule) -> bool {
    title_below(judge, rule, &["TL.", "TUQ."], |_| true, "CHÁNH VĂN PHÒNG")
}

/// Below an authority that begins with one of `marks` stands a title that `fits`.
fn title_below<'r>(
    judge: &mut Judge<'_, 'r>,
    rule: &'r Rule,
    marks: &[&str],
    fits: fn(&str) -> bool,
    example: &str,
) -> bool {
    let mut judged = false;
    for at in judge.of(Role::SignerAuthority) {
        let authority = judge.text_of(at).to_uppercase();
        if !marks.iter().any(|mark| authority.starts_with(mark)) {
            continue;
        }
        let below = (at + 1..judge.paper.range.end).find(|at| !judge.text_of(*at).is_empty());
        let Some(below) = below else { continue };
        judged = true;
        let title = judge.text_of(below).to_uppercase();
        if authority.starts_with("TL.") && title.starts_with("KT.") {
            continue;
        }
        if !fits(&title) || judge.roles[below] != Some(Role::SignerTitle) {
            judge.found(rule, Role::SignerTitle, below, example);
        }
    }
    judged
}

/// "TM." of the board stands above "KT." of its head.
pub(super) fn board_first<'r>(judge: &mut Judge<'_, 'r>, rule: &'r Rule) -> bool {
    let of = judge.of(Role::SignerAuthority);
    let begins = |at: &usize, mark: &str| judge.text_of(*at).to_uppercase().starts_with(mark);
    let Some(board) = of.iter().find(|at| begins(at, "TM.")).copied() else { return false };
    // Several may sign, side by side: only what stands in the same cell is one signature.
    let cell = |at: usize| judge.seen.paragraphs[at].cell;
    let head = of.iter().find(|at| begins(at, "KT.") && cell(**at) == cell(board)).copied();
    let Some(head) = head else { return false };
    if head < board {
        judge.found(rule, Role::SignerAuthority, head, "TM. …; KT. …");
    }
    true
}

/// No degree before the name.
pub(super) fn name_alone(text: &str) -> bool {
    const DEGREES: [&str; 12] = [
        "GS",
        "PGS",
        "TS",
        "ThS",
        "Th.S",
        "BS",
        "KS",
        "CN",
        "TSKH",
        "Giáo sư",
        "Tiến sĩ",
        "Thạc sĩ",
    ];
    !DEGREES
        .iter()
        .any(|degree| text.strip_prefix(degree).is_some_and(|rest| rest.starts_with(['.', ' '])))
}

/// Minutes are signed by the secretary at the left and the chair at the right (mẫu 1.9).
pub(super) fn secretary<'r>(judge: &mut Judge<'_, 'r>, rule: &'r Rule) -> bool {
    let titles: Vec<(usize, String)> = judge
        .of(Role::SignerTitle)
        .into_iter()
        .map(|at| (at, judge.text_of(at).to_uppercase()))
        .collect();
    let Some((first, _)) = titles.first() else { return false };
    let is = |words: &[&str]| titles.iter().any(|(_, t)| words.iter().any(|w| t.starts_with(w)));
    if !is(&["THƯ KÝ"]) || !is(&["CHỦ TỌA", "CHỦ TOẠ", "CHỦ TRÌ"]) {
        judge.found(rule, Role::SignerTitle, *first, "THƯ KÝ; CHỦ TỌA");
    }
    true
}
