//! Diagnostics as workflow commands of GitHub Actions.

use std::fmt::Write;

use super::{Diagnostic, Files, Lang, Severity, place};

/// One line each.
pub fn print(list: &[Diagnostic], files: &Files, lang: Lang) -> String {
    let mut out = String::new();
    for diagnostic in list {
        let level = match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "notice",
        };
        let place = diagnostic.span.map(|span| {
            let at = place::of(span, files);
            let file = property(at.file);
            let (line, column, end) = (at.line, at.column, at.end_line);
            format!("file={file},line={line},col={column},endLine={end},")
        });
        let hints = diagnostic.hints.iter().map(|hint| format!("\n{}", hint.in_lang(lang)));
        let message = [diagnostic.message.in_lang(lang), &hints.collect::<String>()].concat();
        let _ = writeln!(
            out,
            "::{level} {}title={}::{}",
            place.unwrap_or_default(),
            property(&diagnostic.code),
            data(&message)
        );
    }
    out
}

/// The text of a command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The value of a property of a command.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Span;
    use crate::text;

    #[test]
    fn what_would_end_a_command_is_escaped() {
        let mut files = Files::default();
        let file = files.add("a,b:c.yaml", "so: 100%\n");
        let found = Diagnostic::error("x", text!("thiếu 5%", "5% is missing"))
            .at(Span::new(file, 4..8))
            .hint(text!("thêm vào", "add it"));
        assert_eq!(
            print(&[found], &files, Lang::Vi),
            "::error file=a%2Cb%3Ac.yaml,line=1,col=5,endLine=1,title=x::thiếu 5%25%0Athêm vào\n"
        );
    }
}
