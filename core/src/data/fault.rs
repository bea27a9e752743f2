//! Mistakes of YAML, in a clerk's words.

use granit_parser::{ErrorKind, ScanError};

use crate::diag::{Diagnostic, FileId, Span, Text};
use crate::text;

/// What the parser could not read, and what to do.
pub(super) fn of(error: &ScanError, file: FileId, source: &str) -> Diagnostic {
    let offset = error.marker().byte_offset().unwrap_or(source.len()).min(source.len());
    let at = source.char_indices().map(|(at, _)| at).take_while(|at| *at <= offset).last();
    let at = at.unwrap_or_default();
    let end = source[at..].chars().next().map_or(at, |c| at + c.len_utf8());
    let (code, message, hint) = words(error.kind());
    Diagnostic::error(code, message).at(Span::new(file, at..end)).hint(hint)
}

fn words(kind: &ErrorKind) -> (&'static str, Text, Text) {
    use ErrorKind as E;
    match kind {
        E::MappingValueNotAllowed | E::InvalidColonPlacement => (
            "colon-in-text",
            text!(
                "có dấu hai chấm trong câu, hoặc dòng thụt vào sai",
                "there is a colon inside a text, or the line is indented wrongly"
            ),
            text!(
                "đặt cả câu trong dấu nháy kép: \"…: …\"",
                "put the whole text in quotes: \"…: …\""
            ),
        ),
        E::TabNotAllowed
        | E::TabInBlockIndentation
        | E::TabInIndentation
        | E::TabInPlainScalar
        | E::TabAtBlockScalarStart => (
            "tab",
            text!("có phím Tab trong dòng này", "there is a tab in this line"),
            text!("thay Tab bằng dấu cách", "use blanks instead of tabs"),
        ),
        E::UnclosedQuotedScalar
        | E::InvalidTrailingDoubleQuotedScalar
        | E::InvalidTrailingSingleQuotedScalar
        | E::DocumentIndicatorInQuotedScalar => (
            "unclosed-quote",
            text!("thiếu hoặc thừa dấu nháy", "a quote is missing or too many"),
            text!(
                "mở và đóng bằng cùng một dấu nháy; nháy kép ở trong câu viết là \\\"",
                "open and close with the same quote; write \\\" inside"
            ),
        ),
        E::RecursionLimitExceeded => (
            "too-deep",
            text!("các mục lồng nhau quá sâu", "the keys are nested too deep"),
            text!("bớt các mức lồng nhau", "nest less"),
        ),
        E::UnexpectedEofFlowSequence
        | E::UnexpectedEofFlowMapping
        | E::UnclosedFlowCollection { .. }
        | E::MismatchedFlowCollectionEnd { .. }
        | E::MisplacedFlowCollectionEnd
        | E::ExpectedFlowSequenceSeparator
        | E::ExpectedFlowMappingSeparator => (
            "unclosed-bracket",
            text!("dấu ngoặc [ ] hoặc {{ }} chưa khớp", "brackets [ ] or {{ }} do not match"),
            text!(
                "đóng đủ ngoặc, hoặc đặt cả câu trong dấu nháy kép",
                "close the bracket, or put the whole text in quotes"
            ),
        ),
        E::UnknownAnchor | E::MissingAnchorOrAliasName => anchor(),
        E::SimpleKeyExpected | E::InvalidSimpleKey | E::ExpectedBlockMappingKey => (
            "missing-colon",
            text!(
                "dòng này thiếu dấu hai chấm, hoặc thiếu dấu cách sau dấu hai chấm",
                "this line lacks a colon, or the blank after it"
            ),
            text!("viết: ten_muc: giá trị", "write: name: value"),
        ),
        _ => (
            "bad-yaml",
            text!("chỗ này viết không đúng quy cách", "this place is not written as it should be"),
            text!(
                "xem lại số dấu cách đầu dòng, dấu hai chấm và dấu nháy của dòng này và dòng trên",
                "look at the indent, the colon and the quotes of this line and the one above"
            ),
        ),
    }
}

/// The words for an anchor or alias.
pub(super) fn anchor() -> (&'static str, Text, Text) {
    (
        "anchor",
        text!("không dùng dấu & hoặc * ở đầu giá trị", "a value cannot begin with & or *"),
        text!("nếu là chữ, đặt cả câu trong dấu nháy kép", "if it is text, put it in quotes"),
    )
}
