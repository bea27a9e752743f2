//! Diagnostics for a person at a terminal: place, caret under the source, remedy.

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::{Diagnostic, Files, Lang, Severity, Span, place};

/// Lines longer than this, in bytes, are not drawn; the place is still named.
const LONGEST_LINE: usize = 2000;

/// All diagnostics, then a line that counts them. Empty for none.
pub fn print(list: &[Diagnostic], files: &Files, lang: Lang, color: bool) -> String {
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    let mut out = String::new();
    for diagnostic in list {
        out.push_str(&renderer.render(&[group(diagnostic, files, lang)]));
        out.push_str("\n\n");
    }
    if !list.is_empty() {
        out.push_str(&summary(list, lang));
    }
    out
}

fn level(severity: Severity, lang: Lang) -> Level<'static> {
    match (severity, lang) {
        (Severity::Error, Lang::Vi) => Level::ERROR.with_name("lỗi"),
        (Severity::Warning, Lang::Vi) => Level::WARNING.with_name("cảnh báo"),
        (Severity::Note, Lang::Vi) => Level::NOTE.with_name("ghi chú"),
        (Severity::Error, Lang::En) => Level::ERROR,
        (Severity::Warning, Lang::En) => Level::WARNING,
        (Severity::Note, Lang::En) => Level::NOTE,
    }
}

fn group<'a>(diagnostic: &'a Diagnostic, files: &'a Files, lang: Lang) -> Group<'a> {
    let title = level(diagnostic.severity, lang)
        .primary_title(diagnostic.message.in_lang(lang))
        .id(&*diagnostic.code);
    let mut group = Group::with_title(title);
    let label = diagnostic.pointer.as_deref().unwrap_or_default();
    let places = diagnostic.span.map(|span| (span, label, AnnotationKind::Primary));
    let related = diagnostic.related.iter();
    let related =
        related.map(|(span, words)| (*span, words.in_lang(lang), AnnotationKind::Context));
    for (span, label, kind) in places.into_iter().chain(related) {
        let file = files.file(span.file);
        group = if file.sheet.is_some() {
            group.element(Origin::path(cell(span, files, lang)))
        } else if file.paragraphs && span.range().is_empty() {
            group.element(Origin::path(&*file.name))
        } else {
            group.element(snippet(span, label, kind, files))
        };
    }
    for hint in &diagnostic.hints {
        let help = match lang {
            Lang::Vi => Level::HELP.with_name("gợi ý"),
            Lang::En => Level::HELP,
        };
        group = group.element(help.message(hint.in_lang(lang)));
    }
    group
}

/// "nhap.xlsx, trang «Số liệu», ô B7".
fn cell(span: Span, files: &Files, lang: Lang) -> String {
    let at = place::of(span, files);
    let cell = at.cell.unwrap_or_default();
    let whole = cell.starts_with(|c: char| c.is_ascii_digit());
    let (page, what) = match (lang, whole) {
        (Lang::Vi, true) => ("trang", "dòng"),
        (Lang::Vi, false) => ("trang", "ô"),
        (Lang::En, true) => ("sheet", "row"),
        (Lang::En, false) => ("sheet", "cell"),
    };
    let sheet = at.sheet.map(|sheet| format!("{page} «{sheet}», ")).unwrap_or_default();
    format!("{}, {sheet}{what} {cell}", at.file)
}

fn snippet<'a>(
    span: Span,
    label: &'a str,
    kind: AnnotationKind,
    files: &'a Files,
) -> Snippet<'a, annotate_snippets::Annotation<'a>> {
    let file = files.file(span.file);
    let (first_line, window, range) = window(&file.text, span.range());
    let annotation = kind.span(range);
    let annotation = if label.is_empty() { annotation } else { annotation.label(label) };
    Snippet::source(window).line_start(first_line).path(&*file.name).annotation(annotation)
}

/// The line on which `range` begins: its number, its text, and the part of the range within it.
fn window(text: &str, range: std::ops::Range<usize>) -> (usize, &str, std::ops::Range<usize>) {
    let floor = |at: usize| (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at));
    let at = floor(range.start).unwrap_or_default();
    let begin = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let line = text[begin..].lines().next().unwrap_or_default();
    let number = text[..begin].matches('\n').count() + 1;
    if line.len() > LONGEST_LINE {
        return (number, "", 0..0);
    }
    let start = (at - begin).min(line.len());
    let end = floor(range.end).unwrap_or_default().saturating_sub(begin).clamp(start, line.len());
    (number, line, start..end)
}

/// "2 lỗi, 1 cảnh báo".
fn summary(list: &[Diagnostic], lang: Lang) -> String {
    let count = |severity| list.iter().filter(|d| d.severity == severity).count();
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    match lang {
        Lang::Vi => format!("{errors} lỗi, {warnings} cảnh báo\n"),
        Lang::En => format!("{errors} errors, {warnings} warnings\n"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{Limits, read};

    fn printed(source: &str, lang: Lang) -> String {
        let mut files = Files::default();
        let (_, out) = read(source.as_bytes(), "bao-cao.yaml", &mut files, &Limits::DATA);
        print(&out, &files, lang, false)
    }

    #[test]
    fn the_caret_stands_under_the_place() {
        let text = printed("so: 1\ntrich_yeu: Báo cáo: tình hình\n", Lang::Vi);
        assert!(text.starts_with("lỗi[colon-in-text]: có dấu hai chấm"), "{text}");
        assert!(text.contains("bao-cao.yaml:2:"), "{text}");
        let lines: Vec<&str> = text.lines().collect();
        let source = lines.iter().position(|line| line.contains("trich_yeu")).expect("the line");
        let caret = lines[source + 1].chars().position(|c| c == '^').expect("a caret");
        assert_eq!(lines[source].chars().nth(caret), Some(':'), "{text}");
        assert!(text.contains("gợi ý: đặt cả câu trong dấu nháy kép"), "{text}");
        assert!(text.ends_with("1 lỗi, 0 cảnh báo\n"), "{text}");
    }

    #[test]
    fn both_places_of_a_key_given_twice_are_shown_in_english_too() {
        let text = printed("so: 1\nso: 2\n", Lang::En);
        assert!(
            text.contains("error[duplicate-key]") && text.contains("first given here"),
            "{text}"
        );
    }

    #[test]
    fn empty_files_and_ends_of_files_are_drawn() {
        for source in ["", "a: \"b", "a: [", "a:\n  - b\n c: d\n"] {
            assert!(printed(source, Lang::Vi).contains("lỗi["), "{source}");
        }
    }
}
