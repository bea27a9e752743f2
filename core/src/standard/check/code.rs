//! Rules that no table can say: each a function with a name.

use super::{Allowed, Finding, Judge, Value, signing, structure};
use crate::document::Role;
use crate::length::Twips;
use crate::standard::Rule;

/// Judges by the function `name`; whether there is one and it could be judged.
pub(super) fn judge<'r>(judge: &mut Judge<'_, 'r>, rule: &'r Rule, name: &str) -> bool {
    match name {
        "number-form" => each(judge, rule, Role::Number, number_form, "Số: 05/BC-UBND"),
        "date-form" => {
            each(judge, rule, Role::PlaceDate, date_form, "…, ngày 05 tháng 02 năm 2026")
        }
        "filing-line" => filing_line(judge, rule),
        "ending" => ending(judge, rule),
        "landscape-for-tables" => landscape(judge, rule),
        "half-sheet-by-kind" => half_sheet(judge, rule),
        "appendix-pages-restart" => appendix_pages(judge, rule),
        "appendices-are-cited" => appendices_cited(judge, rule),
        "appendix-ending" => appendix_ending(judge, rule),
        "symbol-by-kind" => symbol(judge, rule),
        "symbol-without-year" => each(judge, rule, Role::Number, without_year, "Số: 05/BC-UBND"),
        "addressees-by-kind" => addressees(judge, rule),
        "as-above" => as_above(judge, rule),
        "as-article" => as_article(judge, rule),
        "ends-of-grounds" => grounds(judge, rule, '.'),
        "ends-of-grounds-with-comma" => grounds(judge, rule, ','),
        "deputy-signs" => signing::deputy(judge, rule),
        "delegate-signs" => signing::delegate(judge, rule),
        "board-before-head" => signing::board_first(judge, rule),
        "name-alone" => each(judge, rule, Role::SignerName, signing::name_alone, "Nguyễn Văn A"),
        "secretary-and-chair" => signing::secretary(judge, rule),
        "place-in-full" => each(judge, rule, Role::PlaceDate, place_in_full, "Phường 7, ngày …"),
        "place-capital" => {
            each(judge, rule, Role::PlaceDate, begins_with_capital, "Bắc Hà, ngày …")
        }
        "subject-is-short" => {
            each(judge, rule, Role::Subject, is_phrase, "một cụm từ, không có dấu chấm cuối")
        }
        "drafter-code" => drafter(judge, rule),
        "subject-of-decision" => each(
            judge,
            rule,
            Role::Subject,
            subject_of_decision,
            "Về việc …; Ban hành …; Phê duyệt …",
        ),
        "headings-have-titles" => headings(judge, rule),
        "page-number-alone" => page_number(judge, rule),
        "ends-of-addressees" => addressees_end(judge, rule),
        "appendix-refers" => appendix_refers(judge, rule),
        "board-and-order" => signing::board_and_order(judge, rule),
        "authority-and-signature" => signing::authority(judge, rule),
        "roman-numbers" => {
            numbered(judge, rule, &[Role::Part, Role::Chapter], is_roman, "Chương I")
        }
        "arabic-numbers" => {
            numbered(judge, rule, &[Role::Division, Role::Subdivision], is_arabic, "Mục 1")
        }
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
        if !form(&judge.text_of(*at)) {
            judge.found(rule, role, *at, example);
        }
    }
    !of.is_empty()
}

/// `Số: 05/BC-UBND`; a draft leaves room for the number. Numbers below 10 have a zero before
/// them (Phụ lục I, Phần I, Mục II, khoản 3, điểm c).
fn number_form(text: &str) -> bool {
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
fn date_form(text: &str) -> bool {
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
fn place_in_full(text: &str) -> bool {
    let place = text.split(", ngày").next().unwrap_or_default().trim();
    let short = ["TP", "Tp", "P.", "Q.", "TX", "Tx", "TT.", "H."];
    !place.starts_with(|c: char| c.is_ascii_digit())
        && place != "Hồ Chí Minh"
        && !short.iter().any(|short| place.starts_with(short))
}

fn begins_with_capital(text: &str) -> bool {
    !text.starts_with(char::is_lowercase)
}

/// A subject is one phrase.
fn is_phrase(text: &str) -> bool {
    let words: Vec<&str> = text.split(' ').collect();
    // "TP. Hồ Chí Minh" goes on; a word of small letters with a full stop ends a sentence.
    let ends = |word: &str| {
        word.strip_suffix('.').is_some_and(|w| w.chars().count() > 2 && *w == w.to_lowercase())
    };
    let sentence = |pair: &[&str]| ends(pair[0]) && pair[1].starts_with(char::is_uppercase);
    !text.ends_with('.') && !words.windows(2).any(sentence)
}

/// "PL.(300)" after the filing line: the drafter's code in capitals, the number of copies.
fn drafter<'r>(judge: &mut Judge<'_, 'r>, rule: &'r Rule) -> bool {
    let Some(last) = judge.of(Role::Recipient).last().copied() else { return false };
    let text = judge.text_of(last);
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
fn filing_line<'r>(judge: &mut Judge<'_, 'r>, rule: &'r Rule) -> bool {
    let of = judge.of(Role::Recipient);
    let Some((last, above)) = of.split_last() else { return false };
    for at in above {
        if !judge.text_of(*at).ends_with(';') {
            judge.found(rule, Role::Recipient, *at, "- …;");
        }
    }
    let text = judge.text_of(*last);
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

/// The text ends with `./.`.
fn ending<'r>(judge: &mut Judge<'_, 'r>, rule: &'r Rule) -> bool {
    // What is issued with another text, or copied, has no end of its own to look for.
    if !judge.paper.form.starts_with("1.") || judge.paper.form == "1.3" {
        return false;
    }
    let (begin, end) = (judge.paper.range.start, judge.paper.closing);
    let Some(last) = (begin..end).rev().find(|at| !judge.text_of(*at).is_empty()) else {
        return false;
    };
    if judge.seen.paragraphs[last].cell.is_some() {
        return false;
    }
    if !judge.text_of(last).ends_with("./.") {
        judge.found(rule, Role::Body, last, "./.");
    }
    true
}

/// Pages lie on their side only for tables (Phụ lục I, Phần I, Mục I, khoản 2).
fn landscape<'r>(judge: &mut Judge<'_, 'r>, rule: &'r Rule) -> bool {
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
fn half_sheet<'r>(judge: &mut Judge<'_, 'r>, rule: &'r Rule) -> bool {
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

/// Each appendix counts its own pages.
fn appendix_pages<'r>(judge: &mut Judge<'_, 'r>, rule: &'r Rule) -> bool {
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
fn appendices_cited<'r>(judge: &mut Judge<'_, 'r>, rule: &'r Rule) -> bool {
    let labels = judge.of(Role::AppendixLabel);
    let Some(first) = labels.first().copied() else { return false };
    let text = judge.paper.range.start..judge.paper.closing;
    let points = ["phụ lục", "kèm theo", "đính kèm"];
    let mut said = text.into_iter().map(|at| judge.text_of(at).to_lowercase());
    if !said.any(|said| points.iter().any(|point| said.contains(point))) {
        judge.found(rule, Role::AppendixLabel, first, "… (Phụ lục kèm theo)");
    }
    for (nth, at) in labels.iter().enumerate() {
        let number = crate::template::helper::roman::roman(nth as u32 + 1).unwrap_or_default();
        let right = format!("Phụ lục {number}");
        if labels.len() > 1 && judge.text_of(*at) != right {
            judge.found(rule, Role::AppendixLabel, *at, &right);
        }
    }
    true
}

/// Each appendix ends with `./.`.
fn appendix_ending<'r>(judge: &mut Judge<'_, 'r>, rule: &'r Rule) -> bool {
    let labels = judge.of(Role::AppendixLabel);
    let ends = labels.iter().skip(1).copied().chain([judge.paper.range.end]);
    let mut judged = false;
    for (label, end) in labels.iter().zip(ends) {
        let last = (*label..end).rev().find(|at| !judge.text_of(*at).is_empty());
        let Some(last) = last.filter(|at| judge.seen.paragraphs[*at].cell.is_none()) else {
            continue;
        };
        judged = true;
        if !judge.text_of(last).ends_with("./.") {
            judge.found(rule, Role::Body, last, "./.");
        }
    }
    judged
}

/// The symbol begins with the abbreviation of the type; that of a công văn names no type.
fn symbol<'r>(judge: &mut Judge<'_, 'r>, rule: &'r Rule) -> bool {
    let Some(at) = judge.of(Role::Number).first().copied() else { return false };
    let text = judge.text_of(at);
    // A year may stand before it, which another rule tells of.
    let Some((_, symbol)) = text.rsplit_once('/') else { return false };
    let first = symbol.split('-').next().unwrap_or_default().trim();
    let kind = judge.paper.kind.clone().unwrap_or_default();
    let copy = judge.of(Role::CopyForm).first().map(|at| judge.text_of(*at));
    let short = match judge.paper.form {
        "1.5" => None,
        "3.1" => crate::plugin::abbreviation(&copy.unwrap_or_default()),
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

/// The year stands in the symbols of legal texts only.
fn without_year(text: &str) -> bool {
    let year = |part: &str| part.len() == 4 && part.bytes().all(|b| b.is_ascii_digit());
    !text.split('/').skip(1).any(|part| year(part.trim()))
}

/// Kính gửi stands on công văn, tờ trình and reports to a higher agency, and on nothing else.
fn addressees<'r>(judge: &mut Judge<'_, 'r>, rule: &'r Rule) -> bool {
    let there = [Role::Addressees, Role::AddresseesLead].map(|role| judge.of(role));
    let there = there.iter().flatten().next().copied();
    let kind = judge.paper.kind.as_deref().unwrap_or_default();
    let wanted = judge.paper.form == "1.5" || kind == "TỜ TRÌNH";
    let may = may_be_sent(judge);
    match there {
        None if wanted => {
            let at = judge.paper.range.start;
            judge.found(rule, Role::Addressees, at, "Kính gửi: …");
        }
        Some(at) if !may && judge.paper.form != "1.6" => {
            judge.found(rule, Role::Addressees, at, "không có Kính gửi");
        }
        _ => {}
    }
    judge.paper.form.starts_with("1.") && judge.paper.form != "1.3"
}

/// Whether Kính gửi has a place on the paper, as far as its type is known.
fn may_be_sent(judge: &Judge<'_, '_>) -> bool {
    let kind = judge.paper.kind.as_deref();
    judge.paper.form == "1.5" || matches!(kind, None | Some("TỜ TRÌNH" | "BÁO CÁO"))
}

/// Below Kính gửi the recipients begin with "- Như trên;".
fn as_above<'r>(judge: &mut Judge<'_, 'r>, rule: &'r Rule) -> bool {
    let sent = [Role::Addressees, Role::AddresseesLead].iter().any(|r| !judge.of(*r).is_empty());
    let first = judge.of(Role::Recipient).first().copied();
    // Where Kính gửi has no place, that is told.
    let Some(first) = first.filter(|_| sent && may_be_sent(judge)) else { return false };
    if !judge.text_of(first).starts_with("- Như trên") {
        judge.found(rule, Role::Recipient, first, "- Như trên;");
    }
    true
}

/// The recipients of a decision begin with the article that names who carries it out.
fn as_article<'r>(judge: &mut Judge<'_, 'r>, rule: &'r Rule) -> bool {
    let Some(first) = judge.of(Role::Recipient).first().copied() else { return false };
    if !judge.text_of(first).starts_with("- Như Điều") {
        judge.found(rule, Role::Recipient, first, "- Như Điều …;");
    }
    true
}

/// Each ground ends with a semicolon, the last with `end`.
fn grounds<'r>(judge: &mut Judge<'_, 'r>, rule: &'r Rule, end: char) -> bool {
    let of = judge.of(Role::Ground);
    let Some((last, above)) = of.split_last() else { return false };
    for (at, end) in above.iter().map(|at| (at, ';')).chain([(last, end)]) {
        if !judge.text_of(*at).ends_with(end) {
            judge.found(rule, Role::Ground, *at, &format!("…{end}"));
        }
    }
    true
}

fn subject_of_decision(text: &str) -> bool {
    ["Về ", "Ban hành", "Phê duyệt", "V/v"].iter().any(|begin| text.starts_with(begin))
}

/// Phần, chương, mục and tiểu mục have titles.
fn headings<'r>(judge: &mut Judge<'_, 'r>, rule: &'r Rule) -> bool {
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
                .find(|at| !judge.text_of(*at).is_empty() || judge.roles[*at].is_some());
            if below.and_then(|at| judge.roles[at]) != Some(title) {
                judge.found(rule, number, at, "có tiêu đề in hoa ở dòng dưới");
            }
        }
    }
    judged
}

/// A page number is an Arabic number and nothing else.
fn page_number<'r>(judge: &mut Judge<'_, 'r>, rule: &'r Rule) -> bool {
    let of = judge.of(Role::PageNumber);
    for at in &of {
        let text = judge.text_of(*at);
        if !text.is_empty() && !text.bytes().all(|b| b.is_ascii_digit()) {
            judge.found(rule, Role::PageNumber, *at, "2");
        }
    }
    !of.is_empty()
}

/// Each addressee of several ends with a semicolon, the last with a full stop.
fn addressees_end<'r>(judge: &mut Judge<'_, 'r>, rule: &'r Rule) -> bool {
    let of = judge.of(Role::Addressee);
    let Some((last, above)) = of.split_last() else { return false };
    for (at, end) in above.iter().map(|at| (at, ';')).chain([(last, '.')]) {
        let text = judge.text_of(*at);
        if !text.starts_with("- ") || !text.ends_with(end) {
            judge.found(rule, Role::Addressee, *at, &format!("- …{end}"));
        }
    }
    true
}

/// Below the name of each appendix stands what it goes with.
fn appendix_refers<'r>(judge: &mut Judge<'_, 'r>, rule: &'r Rule) -> bool {
    const FORM: &str = "(Kèm theo … số …/… ngày … tháng … năm … của …)";
    let labels = judge.of(Role::AppendixLabel);
    for label in &labels {
        let below = label + 1..(label + 8).min(judge.paper.range.end);
        let refers: Vec<usize> =
            below.filter(|at| judge.roles[*at] == Some(Role::AppendixReference)).collect();
        let text: Vec<String> = refers.iter().map(|at| judge.text_of(*at)).collect();
        let text = text.join(" ");
        let words = ["số", "ngày", "tháng", "năm", "của"];
        if !text.starts_with("(Kèm theo") || !words.iter().all(|word| text.contains(word)) {
            judge.found(rule, Role::AppendixReference, *refers.first().unwrap_or(label), FORM);
        }
    }
    !labels.is_empty()
}

fn is_roman(number: &str) -> bool {
    !number.is_empty() && number.chars().all(|c| "IVXLC".contains(c))
}

fn is_arabic(number: &str) -> bool {
    !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit())
}

/// "Chương I", "Mục 1": the number after the word, typed or counted by a list.
fn numbered<'r>(
    judge: &mut Judge<'_, 'r>,
    rule: &'r Rule,
    roles: &[Role],
    fits: fn(&str) -> bool,
    example: &str,
) -> bool {
    let mut judged = false;
    for role in roles {
        for at in judge.of(*role) {
            let text = judge.text_of(at);
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

impl<'r> Judge<'_, 'r> {
    /// The text of a paragraph, blanks squeezed.
    pub(super) fn text_of(&self, at: usize) -> String {
        self.seen.paragraphs[at].text().split_whitespace().collect::<Vec<_>>().join(" ")
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
