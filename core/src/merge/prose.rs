//! A clerk's long text: each line is a paragraph, `- ` and `+ ` begin items.

use crate::diag::Text;
use crate::document::{Block, Paragraph, Role, Run};

/// The paragraphs of a long text.
pub(super) fn blocks(text: &str) -> Vec<Block<'static>> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(line).collect()
}

fn line(line: &str) -> Block<'static> {
    let (role, text) = match (line.strip_prefix("- "), line.strip_prefix("+ ")) {
        (Some(rest), _) => (Role::Dash, rest),
        (_, Some(rest)) => (Role::Plus, rest),
        _ => (Role::Body, line),
    };
    Block::Paragraph(Paragraph { role, runs: vec![Run::literal(text.trim_start())] })
}

/// A missing text, in a draft.
pub(super) fn gap(title: &Text) -> Vec<Block<'static>> {
    let run = Run { missing: true, ..Run::literal(super::gap_text(title)) };
    vec![Block::Paragraph(Paragraph { role: Role::Body, runs: vec![run] })]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_line_is_a_paragraph_and_only_dash_and_plus_begin_items() {
        let shown: Vec<_> = blocks("Một.\n\n- Hai\n  + Ba\n-4 độ\n1. Năm\r\n")
            .into_iter()
            .map(|block| match block {
                Block::Paragraph(p) => (p.role, p.runs[0].text.clone()),
                other => panic!("{other:?}"),
            })
            .collect();
        let expected = [
            (Role::Body, "Một."),
            (Role::Dash, "Hai"),
            (Role::Plus, "Ba"),
            (Role::Body, "-4 độ"),
            (Role::Body, "1. Năm"),
        ];
        assert_eq!(shown, expected.map(|(role, text)| (role, text.to_owned())));
    }
}
