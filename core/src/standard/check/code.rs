//! Rules that no table can say: each a function with a name.

use super::{Allowed, Finding, Judge, Value, appendix, head, page, sending, signing, structure};
use crate::document::Role;
use crate::standard::Rule;

/// Judges by the function `name`; whether there is one and it could be judged.
#[allow(clippy::too_many_lines, reason = "a table")]
pub(super) fn judge<'r>(judge: &mut Judge<'_, 'r>, rule: &'r Rule, name: &str) -> bool {
    match name {
        "number-form" => each(judge, rule, Role::Number, head::number_form, "Số: 05/BC-UBND"),
        "date-form" => {
            each(judge, rule, Role::PlaceDate, head::date_form, "…, ngày 05 tháng 02 năm 2026")
        }
        "filing-line" => sending::filing_line(judge, rule),
        "ending" => structure::ending(judge, rule),
        "landscape-for-tables" => page::landscape(judge, rule),
        "half-sheet-by-kind" => page::half_sheet(judge, rule),
        "appendix-pages-restart" => appendix::appendix_pages(judge, rule),
        "appendices-are-cited" => appendix::appendices_cited(judge, rule),
        "appendix-ending" => appendix::appendix_ending(judge, rule),
        "symbol-by-kind" => head::symbol(judge, rule),
        "symbol-without-year" => {
            each(judge, rule, Role::Number, head::without_year, "Số: 05/BC-UBND")
        }
        "addressees-by-kind" => sending::addressees(judge, rule),
        "as-above" => sending::as_above(judge, rule),
        "as-article" => sending::as_article(judge, rule),
        "ends-of-grounds" => structure::grounds(judge, rule, '.'),
        "ends-of-grounds-with-comma" => structure::grounds(judge, rule, ','),
        "deputy-signs" => signing::deputy(judge, rule),
        "delegate-signs" => signing::delegate(judge, rule),
        "board-before-head" => signing::board_first(judge, rule),
        "name-alone" => each(judge, rule, Role::SignerName, signing::name_alone, "Nguyễn Văn A"),
        "secretary-and-chair" => signing::secretary(judge, rule),
        "place-in-full" => {
            each(judge, rule, Role::PlaceDate, head::place_in_full, "Phường 7, ngày …")
        }
        "place-capital" => {
            each(judge, rule, Role::PlaceDate, head::begins_with_capital, "Bắc Hà, ngày …")
        }
        "subject-is-short" => {
            each(judge, rule, Role::Subject, head::is_phrase, "một cụm từ, không có dấu chấm cuối")
        }
        "drafter-code" => sending::drafter(judge, rule),
        "subject-of-decision" => each(
            judge,
            rule,
            Role::Subject,
            head::subject_of_decision,
            "Về việc …; Ban hành …; Phê duyệt …",
        ),
        "headings-have-titles" => structure::headings(judge, rule),
        "first-page-without-number" => page::first_page(judge, rule),
        "kind-alone" => each(judge, rule, Role::Kind, head::kind_alone, "BÁO CÁO"),
        "page-number-alone" => page::page_number(judge, rule),
        "ends-of-addressees" => sending::addressees_end(judge, rule),
        "appendix-refers" => appendix::appendix_refers(judge, rule),
        "board-and-order" => signing::board_and_order(judge, rule),
        "authority-and-signature" => signing::authority(judge, rule),
        "roman-numbers" => structure::numbered(
            judge,
            rule,
            &[Role::Part, Role::Chapter],
            structure::is_roman,
            "Chương I",
        ),
        "arabic-numbers" => structure::numbered(
            judge,
            rule,
            &[Role::Division, Role::Subdivision],
            structure::is_arabic,
            "Mục 1",
        ),
        "article-number" => structure::articles(judge, rule),
        "letters-of-points" => structure::points(judge, rule),
        "unbold-headings" => structure::unbold(judge, rule),
        "sizes-as-text" => structure::sizes(judge, rule),
        other => super::content::judge(judge, rule, other),
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
        if !form(judge.reads(*at)) {
            judge.found(rule, role, *at, example);
        }
    }
    !of.is_empty()
}

impl<'r> Judge<'_, 'r> {
    /// Something that is nowhere in the paper.
    pub(super) fn lacks(&mut self, rule: &'r Rule, role: Role, example: &str) {
        self.found(rule, role, 0, example);
        if let Some(finding) = self.out.findings.last_mut() {
            finding.paragraph = None;
        }
    }

    pub(super) fn found(&mut self, rule: &'r Rule, role: Role, at: usize, example: &str) {
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
