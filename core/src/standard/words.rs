//! Findings of a check in a clerk's words, each at its paragraph.

use super::{Allowed, Finding, Judgement, Rule, Standard, Value};
use crate::diag::{Diagnostic, Diagnostics, FileId, Files, Severity, Span, Text};
use crate::schema::date::Date;
use crate::seen::Seen;
use crate::text;

/// A paragraph is shown so far, in characters.
const SHOWN: usize = 100;

/// The findings as diagnostics. The document is put into `files` as a text of one line a
/// paragraph, so that the line of a place is the number of its paragraph.
pub fn report(
    standard: &Standard,
    name: &str,
    seen: &Seen,
    judgement: &Judgement<'_>,
    files: &mut Files,
) -> Diagnostics {
    let mut shown = String::new();
    let mut lines = Vec::with_capacity(seen.paragraphs.len());
    for paragraph in &seen.paragraphs {
        let begin = shown.len();
        let text = paragraph.text().replace(['\n', '\t'], " ");
        shown.extend(text.chars().take(SHOWN));
        if text.chars().nth(SHOWN).is_some() {
            shown.push('…');
        }
        lines.push(begin..shown.len());
        shown.push('\n');
    }
    let file = files.add_paragraphs(name, shown);
    let place = |finding: &Finding<'_>| match finding.paragraph {
        Some(at) => Span::new(file, lines[at].clone()),
        None => Span::new(file, 0..0),
    };
    let mut out: Diagnostics = judgement
        .findings
        .iter()
        .map(|finding| told(standard, finding).at(place(finding)))
        .collect();
    out.extend(judgement.unknown_kinds.iter().map(|at| {
        unknown_kind(seen.paragraphs[*at].text().trim()).at(Span::new(file, lines[*at].clone()))
    }));
    out.sort_by_key(|found| found.span.map(|span| span.start));
    out.extend(not_evaluated(judgement, file));
    out
}

/// The findings as diagnostics, each where `place` says that its paragraph came from.
pub fn report_at(
    standard: &Standard,
    judgement: &Judgement<'_>,
    place: &dyn Fn(usize) -> Option<(Span, String)>,
) -> Diagnostics {
    let placed = |finding: &Finding<'_>| {
        let told = told(standard, finding);
        match finding.paragraph.and_then(place) {
            Some((span, pointer)) => told.at(span).pointer(pointer),
            None => told,
        }
    };
    judgement.findings.iter().map(placed).collect()
}

/// What depends on the type was not judged.
fn unknown_kind(name: &str) -> Diagnostic {
    Diagnostic {
        severity: Severity::Warning,
        ..Diagnostic::error(
            "unknown-kind",
            text!(
                "«{name}» không phải tên loại văn bản của Điều 7, nên các quy tắc theo loại chưa được xét",
                "«{name}» is no type of Điều 7, so what depends on the type was not judged"
            ),
        )
    }
    .hint(text!("sửa lại tên loại", "mend the name"))
    .hint(text!(
        "hoặc cho biết loại bằng --kind, ví dụ --kind \"kế hoạch\"",
        "or say the type by --kind, such as --kind \"kế hoạch\""
    ))
}

/// A paper of a day on which another standard was the law.
pub fn not_in_force(standard: &Standard, day: Date) -> Diagnostic {
    let Date { day, month, year } = day;
    let day = day.map(|day| format!("{day:02}/")).unwrap_or_default();
    let title = &standard.title;
    Diagnostic {
        severity: Severity::Warning,
        ..Diagnostic::error(
            "not-in-force",
            text!(
                "văn bản đề {day}{month}/{year}, khi {title} không có hiệu lực",
                "the paper is of {day}{month}/{year}, when {title} was not in force"
            ),
        )
    }
}

/// What no one judged is said, and is never a pass.
fn not_evaluated(judgement: &Judgement<'_>, file: FileId) -> Diagnostics {
    let note = |code: &'static str, message: Text, hint: Text| {
        let note = Diagnostic { severity: Severity::Note, ..Diagnostic::error(code, message) };
        note.at(Span::new(file, 0..0)).hint(hint)
    };
    let ids = |rules: &[&super::Rule]| {
        let ids: Vec<&str> = rules.iter().map(|rule| rule.id.as_str()).collect();
        ids.join(", ")
    };
    let mut notes = Diagnostics::new();
    let Judgement { not_evaluated, for_a_person, absent, .. } = judgement;
    let (count, named) = (not_evaluated.len(), ids(not_evaluated));
    if count > 0 {
        notes.push(note(
            "not-evaluated",
            text!(
                "chưa đánh giá được {count} quy tắc: {named}",
                "{count} rules could not be judged: {named}"
            ),
            text!("người kiểm tra tự xem các điểm này", "somebody has to look at these"),
        ));
    }
    let (count, named, absent) = (for_a_person.len(), ids(for_a_person), absent.len());
    if count > 0 {
        notes.push(note(
            "for-a-person",
            text!(
                "{count} quy tắc chỉ người xem được: {named}; {absent} quy tắc về thành phần không thấy trong văn bản này",
                "{count} rules only a person can judge: {named}; {absent} are about what this paper does not have"
            ),
            text!("xem từng điểm: vanthu explain MÃ", "for each: vanthu explain ID"),
        ));
    }
    notes
}

/// What is wrong.
fn message(rule: &Rule, who: &str, finding: &Finding<'_>) -> Text {
    match finding.property {
        "presence" => text!("thiếu thành phần «{who}»", "«{who}» is missing"),
        "order" => text!("«{who}» không đứng đúng thứ tự", "«{who}» is not in its place"),
        "sizes" => text!(
            "cỡ chữ của Quốc hiệu, Tiêu ngữ và địa danh không đi cùng nhau",
            "the sizes of Quốc hiệu, Tiêu ngữ and place do not go together"
        ),
        "rule_line" if finding.found.is_none() => {
            text!("{who}: không có đường kẻ bên dưới", "{who}: there is no line below it")
        }
        "rule_line" => {
            let share = match finding.found {
                Some(Value::Number(share)) => (share * 100.0).round(),
                _ => 0.0,
            };
            text!(
                "{who}: đường kẻ bên dưới dài bằng {share}% dòng chữ",
                "{who}: the line below is {share}% as long as its text"
            )
        }
        "content" | "alike" => {
            let found = finding.found.as_ref();
            let found = found.map(|value| shown("", value, true)).unwrap_or_default();
            let title = &rule.title;
            text!("{title}: {found}", "{title}: {found}")
        }
        "form" if rule.title.is_empty() => {
            text!("{who}: viết chưa đúng cách", "{who}: not written as it should be")
        }
        "form" => {
            let title = &rule.title;
            text!("{who}: {title}", "{who}: not as it should be")
        }
        "bold" | "italic" | "caps" => {
            let is = finding.found == Some(Value::Flag(true));
            let Text { vi, en } = state(finding.property, is);
            text!("{who}: {vi}", "{who}: {en}")
        }
        property => {
            let Text { vi, en } = property_name(property);
            let found = finding.found.as_ref();
            let vi_found = found.map(|value| shown(property, value, true)).unwrap_or_default();
            let en_found = found.map(|value| shown(property, value, false)).unwrap_or_default();
            text!("{who}: {vi} là {vi_found}", "{who}: {en} is {en_found}")
        }
    }
}

fn told(standard: &Standard, finding: &Finding<'_>) -> Diagnostic {
    let rule = finding.rule;
    let who = who(standard, finding);
    let message = message(rule, &who, finding);
    let mut told =
        Diagnostic { severity: rule.severity, ..Diagnostic::error(rule.id.clone(), message) };
    if !finding.wanted.is_empty() {
        let wanted = |vietnamese| {
            let one = |allowed| shown_allowed(finding.property, allowed, vietnamese);
            let or = if vietnamese { " hoặc " } else { " or " };
            finding.wanted.iter().map(one).collect::<Vec<_>>().join(or)
        };
        let (vi, en) = (wanted(true), wanted(false));
        told = told.hint(match finding.property {
            "alike" => text!(
                "chỗ khác viết là {vi}; dùng một cách viết",
                "elsewhere it is {en}; write it one way"
            ),
            "content" => text!("nên viết {vi}", "better: {en}"),
            "form" if !rule.fix.is_empty() => {
                let fix = &rule.fix;
                text!("{fix}", "write it as {en}")
            }
            "form" => text!("viết như {vi}", "write it as {en}"),
            "bold" | "italic" | "caps" => {
                remedy(finding.property, finding.found == Some(Value::Flag(true)))
            }
            "text" if vi.contains(" - ") && has_long_dash(finding) => text!(
                "phải là {vi}, với gạch nối ngắn (-); Word đã tự đổi thành gạch dài, nhấn Ctrl+Z ngay sau khi gõ",
                "it must be {en}, with hyphens; Word made dashes of them"
            ),
            _ => text!("phải là {vi}", "it must be {en}"),
        });
    }
    match finding.property {
        "presence" => {
            told = told.hint(text!(
                "thêm phần này; nếu nó là hình hoặc nằm trong khung chữ thì gõ lại thành chữ trên trang",
                "add it; if it is a picture or in a text box, type it on the page"
            ));
        }
        "rule_line" if finding.found.is_none() => {
            told = told.hint(text!(
                "kẻ bằng Chèn (Insert) > Hình dạng (Shapes) > Đường (Line), không gạch chân chữ",
                "draw a line; do not underline the text"
            ));
        }
        _ => {}
    }
    if finding.more > 0 {
        let more = finding.more;
        told = told
            .hint(text!("còn {more} đoạn khác cũng vậy", "{more} more paragraphs are like this"));
    }
    let cite = &rule.cite;
    let (vi, en) = match rule.unverified {
        true => ("; chưa đối chiếu được với văn bản gốc", "; not read in the text of the law"),
        false => ("", ""),
    };
    told.hint(text!("căn cứ: {cite}{vi}", "see: {cite}{en}"))
}

fn who(standard: &Standard, finding: &Finding<'_>) -> String {
    let Some(role) = finding.role else {
        let of_text = matches!(finding.property, "font" | "color");
        return if of_text { "Chữ trong văn bản" } else { "Trang giấy" }.to_owned();
    };
    let style = standard.style(role);
    style.alias.as_ref().unwrap_or(&style.name).clone()
}

/// Whether what was found has a long dash, which looks like a hyphen.
fn has_long_dash(finding: &Finding<'_>) -> bool {
    matches!(&finding.found, Some(Value::Word(word)) if word.contains(['–', '—']))
}

/// How letters are, and should not be.
fn state(property: &str, is: bool) -> Text {
    match (property, is) {
        ("bold", true) => text!("đang in đậm", "is bold"),
        ("bold", false) => text!("chưa in đậm", "is not bold"),
        ("italic", true) => text!("đang in nghiêng", "is italic"),
        ("italic", false) => text!("chưa in nghiêng", "is not italic"),
        (_, true) => text!("đang viết bằng chữ in hoa", "is in capitals"),
        (_, false) => text!("chưa viết bằng chữ in hoa", "is not in capitals"),
    }
}

/// What to do about it.
fn remedy(property: &str, is: bool) -> Text {
    match (property, is) {
        ("bold", true) => text!("bỏ in đậm (Ctrl+B)", "make it plain"),
        ("bold", false) => text!("in đậm (Ctrl+B)", "make it bold"),
        ("italic", true) => text!("để chữ đứng (Ctrl+I)", "make it upright"),
        ("italic", false) => text!("in nghiêng (Ctrl+I)", "make it italic"),
        (_, true) => text!("viết bằng chữ thường", "write it in small letters"),
        (_, false) => text!("viết bằng chữ in hoa", "write it in capitals"),
    }
}

fn property_name(property: &str) -> Text {
    match property {
        "size" => text!("cỡ chữ", "the size"),
        "align" => text!("căn lề", "the alignment"),
        "indent_left" => text!("thụt lề trái", "the left indent"),
        "first_line" => text!("thụt đầu dòng", "the first-line indent"),
        "before" => text!("khoảng cách với đoạn trên", "the space above"),
        "place" => text!("vị trí", "the place"),
        "line" => text!("giãn dòng", "the line spacing"),
        "font" => text!("phông chữ", "the font"),
        "color" => text!("màu chữ", "the colour"),
        "width" => text!("chiều rộng giấy", "the width of the paper"),
        "height" => text!("chiều cao giấy", "the height of the paper"),
        "box_width" => text!("chiều rộng khung", "the width of the frame"),
        "box_height" => text!("chiều cao khung", "the height of the frame"),
        "top" => text!("lề trên", "the top margin"),
        "bottom" => text!("lề dưới", "the bottom margin"),
        "left" => text!("lề trái", "the left margin"),
        "right" => text!("lề phải", "the right margin"),
        _ => text!("nội dung", "the text"),
    }
}

fn shown(property: &str, value: &Value, vietnamese: bool) -> String {
    let decimal = |number: f64| {
        let text = format!("{:.2}", (number * 100.0).round() / 100.0);
        let text = text.trim_end_matches('0').trim_end_matches('.').to_owned();
        if vietnamese { text.replace('.', ",") } else { text }
    };
    match value {
        Value::Length(length) if matches!(property, "size" | "sizes" | "before") => {
            format!("{} pt", decimal(f64::from(length.0) / 20.0))
        }
        Value::Length(length) => {
            format!("{} mm", decimal((length.to_mm() * 10.0).round() / 10.0))
        }
        Value::Number(share) if property == "rule_line" => format!("{}%", (share * 100.0).round()),
        Value::Number(number) => decimal(*number),
        Value::Flag(flag) => match (flag, vietnamese) {
            (true, true) => "có",
            (false, true) => "không",
            (true, false) => "on",
            (false, false) => "off",
        }
        .to_owned(),
        Value::Word(word) => match (word.as_str(), vietnamese) {
            ("left", true) => "căn trái",
            ("right", true) => "căn phải",
            ("center", true) => "căn giữa",
            ("justify", true) => "căn đều hai bên",
            ("header", true) => "đầu trang",
            ("footer", true) => "cuối trang",
            (other, _) => return format!("«{other}»"),
        }
        .to_owned(),
    }
}

fn shown_allowed(property: &str, allowed: &Allowed, vietnamese: bool) -> String {
    let one = |value: &Value| shown(property, value, vietnamese);
    let (or, to, least) = if vietnamese {
        (" hoặc ", " đến ", "ít nhất ")
    } else {
        (" or ", " to ", "at least ")
    };
    match allowed {
        Allowed::Exactly(value) => one(value),
        Allowed::Between(low, high) => format!("{}{to}{}", one(low), one(high)),
        Allowed::OneOf(values) => values.iter().map(one).collect::<Vec<_>>().join(or),
        Allowed::AtLeast(value) => format!("{least}{}", one(value)),
    }
}
