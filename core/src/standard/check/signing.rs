//! Who signs, and as what.

use std::collections::BTreeMap;

use super::Judge;
use crate::document::Role;
use crate::standard::Rule;

/// Below "KT. CHỦ TỊCH" stands the deputy's title, perhaps below more lines of the authority.
pub(super) fn deputy<'r>(judge: &mut Judge<'_, 'r>, rule: &'r Rule) -> bool {
    const DEPUTIES: [&str; 3] = ["PHÓ ", "THỨ TRƯỞNG", "ỦY VIÊN"];
    let is_deputy = |title: &str| DEPUTIES.iter().any(|deputy| title.starts_with(deputy));
    title_below(judge, rule, &["KT."], is_deputy, "PHÓ …")
}

/// Below "TL. CHỦ TỊCH" stands the title of who signs, or "KT." when it was passed on to a deputy
/// (Điều 13, khoản 4); what was delegated by "TUQ." is not passed on (khoản 3).
pub(super) fn delegate<'r>(judge: &mut Judge<'_, 'r>, rule: &'r Rule) -> bool {
    let judged = title_below(judge, rule, &["TL.", "TUQ."], |_| true, "CHÁNH VĂN PHÒNG");
    for lines in signatures(judge) {
        let is_delegated = lines.iter().any(|line| line.is_by(&["TUQ."]));
        if let Some(deputy) = lines.iter().find(|line| is_delegated && line.is_by(&["KT."])) {
            judge.found(rule, Role::SignerAuthority, deputy.at, "TUQ. CHỦ TỊCH; GIÁM ĐỐC SỞ");
        }
    }
    judged
}

/// A line of a signature.
struct Line {
    at: usize,
    role: Role,
    /// In capitals.
    text: String,
}

impl Line {
    /// Whether it is an authority that begins with one of these marks.
    fn is_by(&self, marks: &[&str]) -> bool {
        self.role == Role::SignerAuthority && marks.iter().any(|mark| self.text.starts_with(mark))
    }
}

/// The lines of each signature: those of one column, down to a name.
fn signatures(judge: &Judge<'_, '_>) -> Vec<Vec<Line>> {
    let column = |at: usize| judge.seen.paragraphs[at].cell.map(|cell| (cell.table, cell.column));
    let mut open: BTreeMap<_, Vec<Line>> = BTreeMap::new();
    let mut whole = Vec::new();
    for at in judge.paper.range.clone() {
        let signers = [Role::SignerAuthority, Role::SignerTitle, Role::SignerName];
        let Some(role) = judge.roles[at].filter(|role| signers.contains(role)) else { continue };
        let line = Line { at, role, text: judge.reads(at).to_uppercase() };
        open.entry(column(at)).or_default().push(line);
        if role == Role::SignerName {
            whole.extend(open.remove(&column(at)));
        }
    }
    whole.extend(open.into_values());
    whole
}

/// Below an authority that begins with one of `marks` stands a title or a further authority that
/// `fits`.
fn title_below<'r>(
    judge: &mut Judge<'_, 'r>,
    rule: &'r Rule,
    marks: &[&str],
    fits: impl Fn(&str) -> bool,
    example: &str,
) -> bool {
    let mut judged = false;
    for lines in signatures(judge) {
        for (nth, line) in lines.iter().enumerate().filter(|(_, line)| line.is_by(marks)) {
            judged = true;
            let mut below = lines[nth + 1..].iter().filter(|line| line.role != Role::SignerName);
            if !below.any(|line| fits(&line.text)) {
                let at = lines.get(nth + 1).map_or(line.at, |below| below.at);
                judge.found(rule, Role::SignerTitle, at, example);
            }
        }
    }
    judged
}

/// "TM." of the board stands above "KT." of its head.
pub(super) fn board_first<'r>(judge: &mut Judge<'_, 'r>, rule: &'r Rule) -> bool {
    let mut judged = false;
    for lines in signatures(judge) {
        let by = |mark: &str| lines.iter().position(|line| line.is_by(&[mark]));
        let (Some(board), Some(head)) = (by("TM."), by("KT.")) else { continue };
        judged = true;
        if head < board {
            judge.found(rule, Role::SignerAuthority, lines[head].at, "TM. …; KT. …");
        }
    }
    judged
}

/// "TM." is for a board that decides; who signs by order or by delegation signs for the head.
pub(super) fn board_and_order<'r>(judge: &mut Judge<'_, 'r>, rule: &'r Rule) -> bool {
    let mut judged = false;
    for lines in signatures(judge) {
        let Some(board) = lines.iter().find(|line| line.is_by(&["TM."])) else { continue };
        judged = true;
        if lines.iter().any(|line| line.is_by(&["TL.", "TUQ."])) {
            judge.found(rule, Role::SignerAuthority, board.at, "TL. CHỦ TỊCH; CHÁNH VĂN PHÒNG");
        }
    }
    judged
}

/// What the head alone decides is not signed for the board (mẫu 1.2, ghi chú 6).
pub(super) fn authority<'r>(judge: &mut Judge<'_, 'r>, rule: &'r Rule) -> bool {
    const HEADS: [&str; 12] = [
        "CHỦ TỊCH",
        "GIÁM ĐỐC",
        "TỔNG GIÁM ĐỐC",
        "BỘ TRƯỞNG",
        "TRƯỞNG ",
        "HIỆU TRƯỞNG",
        "CỤC TRƯỞNG",
        "TỔNG CỤC TRƯỞNG",
        "VIỆN TRƯỞNG",
        "CHÁNH ",
        "CHI CỤC TRƯỞNG",
        "THỦ TƯỚNG",
    ];
    let Some(authority) = judge.of(Role::IssuingAuthority).first().copied() else { return false };
    let text = judge.reads(authority).to_uppercase();
    let head = HEADS.iter().any(|head| text.starts_with(head));
    let of = judge.of(Role::SignerAuthority);
    let board = of.iter().find(|at| judge.reads(**at).to_uppercase().starts_with("TM."));
    if let Some(board) = board.filter(|_| head) {
        judge.found(rule, Role::SignerAuthority, *board, "CHỦ TỊCH");
    }
    true
}

/// No degree before the name.
pub(super) fn name_alone(text: &str) -> bool {
    const DEGREES: [&str; 24] = [
        "gs",
        "pgs",
        "ts",
        "ths",
        "th.s",
        "bs",
        "bsck",
        "ks",
        "cn",
        "ls",
        "tskh",
        "ngưt",
        "ngnd",
        "nsưt",
        "nsnd",
        "ttưt",
        "ttnd",
        "giáo sư",
        "phó giáo sư",
        "tiến sĩ",
        "thạc sĩ",
        "bác sĩ",
        "kỹ sư",
        "luật sư",
    ];
    let lower = text.to_lowercase();
    !DEGREES
        .iter()
        .any(|degree| lower.strip_prefix(degree).is_some_and(|rest| rest.starts_with(['.', ' '])))
}

/// Minutes are signed by the secretary at the left and the chair at the right (mẫu 1.9).
pub(super) fn secretary<'r>(judge: &mut Judge<'_, 'r>, rule: &'r Rule) -> bool {
    let titles: Vec<(usize, String)> = judge
        .of(Role::SignerTitle)
        .into_iter()
        .map(|at| (at, judge.reads(at).to_uppercase()))
        .collect();
    let Some((first, _)) = titles.first() else { return false };
    // The form is for meetings: other minutes are signed by their parties.
    let text = judge.paper.range.start..judge.paper.closing;
    let meets = ["thư ký", "chủ trì", "chủ tọa", "chủ toạ"];
    let mut lines = text.map(|at| judge.reads(at).to_lowercase());
    if !lines.any(|line| meets.iter().any(|word| line.contains(word))) {
        return false;
    }
    let is = |words: &[&str]| titles.iter().any(|(_, t)| words.iter().any(|w| t.starts_with(w)));
    if !is(&["THƯ KÝ", "NGƯỜI GHI"]) || !is(&["CHỦ TỌA", "CHỦ TOẠ", "CHỦ TRÌ"]) {
        judge.found(rule, Role::SignerTitle, *first, "THƯ KÝ; CHỦ TỌA");
    }
    true
}
