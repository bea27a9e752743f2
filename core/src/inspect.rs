//! The way back: a Word file from anywhere as bytes in, what is wrong with its form out.

use crate::diag::{Diagnostic, Diagnostics, Files, Span, Text};
use crate::document::Role;
use crate::docx::{OpenError, open};
use crate::plugin::{Plugins, Refused};
use crate::render::Input;
use crate::schema::date::{self, Date};
use crate::standard::{self, recognize};
use crate::text;

/// What became of a check.
#[derive(Debug)]
pub struct Inspected {
    /// Findings, and what was not judged.
    pub diagnostics: Diagnostics,
    /// The texts that they point into.
    pub files: Files,
    /// Ids of the rules that a machine could judge and did not: nothing that they are about was
    /// recognised, or it could not be seen.
    pub not_judged: Vec<String>,
}

/// What the caller knows of the paper better than a look at it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Known<'a> {
    /// The standard; `None`: Nghị định 30, and a warning when it was not in force on its day.
    pub standard: Option<&'a str>,
    /// The name of its type in capitals, as [`kind_named`](standard::kind_named) gives it.
    pub kind: Option<&'a str>,
}

/// The standard where nobody names one.
const USUAL: &str = "nd30-2020";

/// Judges a Word file by a standard.
///
/// # Errors
/// When the standard itself cannot be used.
pub fn inspect(plugins: &Plugins, by: Known<'_>, file: Input<'_>) -> Result<Inspected, Refused> {
    let shared = plugins.standard(by.standard.unwrap_or(USUAL))?;
    let mut files = Files::default();
    let seen = match open(file.bytes) {
        Ok(seen) => seen,
        Err(error) => {
            let place = Span::new(files.add(file.name, ""), 0..0);
            let diagnostics = vec![unreadable(&error).at(place)];
            return Ok(Inspected { diagnostics, files, not_judged: Vec::new() });
        }
    };
    let known = recognize(&seen, by.kind);
    if known.papers.is_empty() {
        let place = Span::new(files.add(file.name, ""), 0..0);
        let diagnostics = vec![not_recognized(&known.lines).at(place)];
        return Ok(Inspected { diagnostics, files, not_judged: Vec::new() });
    }
    let judgement = standard::check(&shared.standard, &seen, &known);
    let mut diagnostics =
        standard::report(&shared.standard, file.name, &seen, &judgement, &mut files);
    let day = known.roles.iter().position(|role| *role == Some(Role::PlaceDate));
    let day = day.and_then(|at| date_of(&seen.paragraphs[at].text()));
    let outside = day.filter(|day| !shared.standard.in_force.holds(*day));
    if let (Some(day), None) = (outside, by.standard) {
        let ids = plugins.standards().join(", ");
        diagnostics.push(standard::not_in_force(&shared.standard, day).hint(text!(
            "chọn tiêu chuẩn bằng --standard: {ids}",
            "choose the standard with --standard: {ids}"
        )));
    }
    let rules = judgement.not_evaluated.iter().chain(&judgement.absent);
    let not_judged =
        rules.filter(|rule| rule.judged != standard::Judged::Person).map(|rule| rule.id.clone());
    let not_judged = not_judged.collect();
    Ok(Inspected { diagnostics, files, not_judged })
}

/// "…, ngày 24 tháng 8 năm 2017".
fn date_of(text: &str) -> Option<Date> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let after = |word: &str| {
        let at = words.iter().position(|w| w.to_lowercase() == word)?;
        words.get(at + 1).copied()
    };
    let day = after("ngày").filter(|day| *day != "tháng").unwrap_or_default();
    date::parse(&format!("{day}/{}/{}", after("tháng")?, after("năm")?))
}

fn not_recognized(lines: &[String]) -> Diagnostic {
    let is_there = |holds: fn(&str) -> bool| lines.iter().any(|line| holds(&line.to_uppercase()));
    let party = |line: &str| line.starts_with("ĐẢNG CỘNG SẢN VIỆT NAM");
    let (message, hint): (Text, Text) = if is_there(party) {
        (
            text!(
                "đây là văn bản của Đảng, theo hướng dẫn riêng; chương trình chưa kiểm tra loại này",
                "this is a paper of the Party, which has rules of its own; they are not judged here"
            ),
            text!("đối chiếu với hướng dẫn của Văn phòng Trung ương Đảng", "see the Party's guide"),
        )
    } else if is_there(standard::is_nation) {
        (
            text!(
                "Quốc hiệu nằm trong bảng có kẻ khung, nên không nhận ra đầu văn bản",
                "Quốc hiệu stands in a table with lines, so the letterhead is not known"
            ),
            text!(
                "bỏ đường kẻ của bảng chứa Quốc hiệu và tên cơ quan",
                "remove the lines of the table that holds Quốc hiệu and the agency"
            ),
        )
    } else {
        (
            text!(
                "không thấy Quốc hiệu, nên không nhận ra đây là văn bản hành chính",
                "there is no Quốc hiệu, so this is not known for an official document"
            ),
            text!(
                "xem lại tệp; nếu Quốc hiệu là hình, nằm trong khung chữ hoặc ở đầu trang (Header) thì gõ lại thành chữ trên trang",
                "look at the file; a Quốc hiệu in a picture, a text box or the header must be typed on the page"
            ),
        )
    };
    Diagnostic::error("not-recognized", message).hint(hint)
}

fn unreadable(error: &OpenError) -> Diagnostic {
    let (message, hint): (Text, Text) = match error {
        OpenError::Ole => (
            text!(
                "đây là tệp .doc cũ, hoặc tệp có mật khẩu",
                "this is an old .doc, or has a password"
            ),
            text!(
                "mở bằng Word, bỏ mật khẩu, rồi lưu lại thành .docx",
                "open it in Word, remove the password and save it as .docx"
            ),
        ),
        OpenError::NotWord => (
            text!("đây không phải tệp Word", "this is no Word file"),
            text!("chọn một tệp .docx", "choose a .docx file"),
        ),
        OpenError::TooLarge => (
            text!("tệp quá lớn", "the file is too large"),
            text!("xem lại tệp này", "look at this file"),
        ),
        other => (
            text!(
                "tệp hỏng hoặc không phải tệp Word: {other}",
                "damaged, or no Word file: {other}"
            ),
            text!("mở bằng Word rồi lưu lại", "open it in Word and save it again"),
        ),
    };
    Diagnostic::error("unreadable", message).hint(hint)
}
