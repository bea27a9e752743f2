//! `./.`: the sign that a text ends here (Phụ lục I, Phần I, Mục II, khoản 6; decided: the engine
//! sets it, whatever the clerk typed).

use crate::document::{Block, Paragraph, Role, Run};

const END: &str = "./.";

/// Ends the text in `blocks`: trailing stops, blanks and `./.` of its last paragraph give way to
/// one `./.`. After a table or a picture it stands in a paragraph of its own.
pub(super) fn close(blocks: &mut Vec<Block<'_>>) {
    if blocks.is_empty() {
        return;
    }
    match last(blocks) {
        Some(paragraph) => {
            strip(&mut paragraph.runs);
            let marks = paragraph.runs.last().map(|run| run.marks).unwrap_or_default();
            paragraph.runs.push(Run { marks, ..Run::literal(END) });
        }
        None => {
            let runs = vec![Run::literal(END)];
            blocks.push(Block::Paragraph(Paragraph { role: Role::Body, runs }));
        }
    }
}

/// The last paragraph, unless something else comes last.
fn last<'b>(blocks: &'b mut [Block<'_>]) -> Option<&'b mut Paragraph> {
    match blocks.last_mut()? {
        Block::Paragraph(paragraph) => Some(paragraph),
        Block::Control { blocks, .. } => last(blocks),
        _ => None,
    }
}

fn strip(runs: &mut Vec<Run>) {
    while let Some(run) = runs.last_mut() {
        if run.missing {
            return;
        }
        let kept = stripped(&run.text);
        if !kept.is_empty() {
            run.text.truncate(kept.len());
            return;
        }
        runs.pop();
    }
}

/// A slash goes only as a part of the sign: "km/" is the clerk's own.
fn stripped(text: &str) -> &str {
    let mut kept = text.trim_end();
    loop {
        let cut = match kept.strip_suffix(END) {
            Some(rest) => rest.trim_end(),
            None => kept.trim_end_matches(['.', '…']).trim_end(),
        };
        if cut.len() == kept.len() {
            return kept;
        }
        kept = cut;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn closed(text: &str) -> String {
        let runs = vec![Run::literal(text)];
        let mut blocks = vec![Block::Paragraph(Paragraph { role: Role::Body, runs })];
        close(&mut blocks);
        match &blocks[..] {
            [Block::Paragraph(p)] => p.runs.iter().map(|run| run.text.as_str()).collect(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn however_it_ended_it_ends_with_one_sign() {
        for text in ["Hết", "Hết.", "Hết . ", "Hết./.", "Hết ./. ", "Hết..../.", "Hết./../."]
        {
            assert_eq!(closed(text), "Hết./.", "{text}");
        }
        assert_eq!(closed("và/"), "và/./.");
        assert_eq!(closed("km/."), "km/./.");
    }

    #[test]
    fn after_a_picture_it_stands_alone_and_an_empty_text_has_none() {
        let image = crate::document::Image {
            name: "a.png".into(),
            width: crate::length::Twips(100),
            alt: "a".into(),
        };
        let mut blocks = vec![Block::Image(image)];
        close(&mut blocks);
        assert!(matches!(&blocks[1], Block::Paragraph(p) if p.runs[0].text == "./."));
        let mut none = Vec::new();
        close(&mut none);
        assert!(none.is_empty());
    }
}
