//! `word/document.xml`, written into a buffer that is compressed whenever a piece of it is full.
//!
//! Every element is written in the order of the schema, so nothing has to be sorted afterwards.

use std::collections::HashMap;

use super::package::{PIECE, Pieces};
use super::parts::{MAX_LEVELS, list_id};
use super::section;
use super::xml::{escape, put};
use super::{Error, Looks};
use crate::document::Run;
use crate::styled::{Block, Direct, Numbering, Paragraph, Section, StyleIx, Styled, TextAlign};

const OPEN: &[u8] = br#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml" mc:Ignorable="w15"><w:body>"#;

/// The body being written.
pub(super) struct Body<'w> {
    /// What is not compressed yet.
    pub(super) out: Vec<u8>,
    part: Pieces<'w>,
    pub(super) looks: &'w Looks,
    trace: bool,
    counts: u16,
    controls: u32,
    /// Names of the pictures, in the order of their first use.
    images: Vec<String>,
    image_index: HashMap<String, usize>,
    pub(super) drawings: u32,
}

/// The section whose properties a last paragraph has to carry.
pub(super) type Ending<'s> = Option<(&'s Section<'s>, bool)>;

/// Writes the body of a document into its `part`, by way of `buffer`. Returns the names of its
/// pictures.
pub(super) fn write(
    buffer: &mut Vec<u8>,
    part: Pieces<'_>,
    looks: &Looks,
    styled: &Styled<'_>,
    trace: bool,
) -> Result<Vec<String>, Error> {
    buffer.clear();
    let mut body = Body {
        out: std::mem::take(buffer),
        part,
        looks,
        trace,
        counts: styled.counts.max(1),
        controls: 0,
        images: Vec::new(),
        image_index: HashMap::new(),
        drawings: 0,
    };
    body.out.extend_from_slice(OPEN);
    let last = styled.sections.len().saturating_sub(1);
    for (index, section) in styled.sections.iter().enumerate() {
        let ending = (index < last).then_some((section, index == 0));
        body.whole(&section.blocks, ending);
    }
    section::properties(&mut body.out, &looks.sheet, styled.sections.last(), last == 0);
    body.out.extend_from_slice(b"</w:body></w:document>");
    *buffer = body.out;
    body.part.finish(buffer)?;
    Ok(body.images)
}

impl Body<'_> {
    /// Compresses what there is of whole pieces. Nothing of it can be changed afterwards.
    pub(super) fn hand_over(&mut self) {
        if self.out.len() >= PIECE {
            self.part.take(&mut self.out);
        }
    }

    /// Blocks that end with a paragraph, as a section and a cell must.
    pub(super) fn whole(&mut self, blocks: &[Block<'_>], ending: Ending<'_>) {
        let Some((last, before)) = blocks.split_last() else {
            return self.spacer(ending);
        };
        self.blocks(before);
        if before.last().is_some_and(ends_with_table) && begins_with_table(last) {
            self.spacer(None);
        }
        self.last(last, ending);
    }

    /// Blocks one after the other. Word would join two tables that touch.
    fn blocks(&mut self, blocks: &[Block<'_>]) {
        for (index, block) in blocks.iter().enumerate() {
            if index > 0 && ends_with_table(&blocks[index - 1]) && begins_with_table(block) {
                self.spacer(None);
            }
            match block {
                Block::Paragraph(paragraph) => self.paragraph(paragraph, None, None),
                Block::Table(table) => self.table(table),
                Block::Picture(picture) => self.picture(picture, None),
                Block::Control(trace, inner) => self.control(*trace, inner),
            }
            self.hand_over();
        }
    }

    fn last(&mut self, block: &Block<'_>, ending: Ending<'_>) {
        match block {
            Block::Paragraph(paragraph) => self.paragraph(paragraph, ending, None),
            Block::Picture(picture) => self.picture(picture, ending),
            Block::Table(table) => {
                self.table(table);
                self.spacer(ending);
            }
            Block::Control(trace, inner) => self.last_control(*trace, inner, ending),
        }
    }

    /// A control that would hold the last paragraph: a section's properties may not stand in it,
    /// and a cell must end with a paragraph outside it. So its last paragraph stands alone, and
    /// its text gets a control with the same tag.
    fn last_control(&mut self, trace: u32, inner: &[Block<'_>], ending: Ending<'_>) {
        match inner.split_last() {
            None => self.spacer(ending),
            Some((Block::Paragraph(paragraph), before)) => {
                self.control(trace, before);
                self.paragraph(paragraph, ending, Some(trace));
            }
            Some((Block::Table(_), _)) => {
                self.control(trace, inner);
                self.spacer(ending);
            }
            Some((last, before)) => {
                self.control(trace, before);
                self.last(last, ending);
            }
        }
    }

    fn control(&mut self, trace: u32, inner: &[Block<'_>]) {
        // A control without any block in it is not valid.
        if inner.is_empty() {
            return;
        }
        self.open_control(trace);
        self.blocks(inner);
        self.close_control();
    }

    /// Opens a content control. Its tag finds the pointer in the custom part; Word shows no frame.
    pub(super) fn open_control(&mut self, trace: u32) {
        if self.trace {
            self.controls += 1;
            put!(
                self.out,
                br#"<w:sdt><w:sdtPr><w:tag w:val="v"#,
                trace,
                br#""/><w:id w:val=""#,
                self.controls,
                br#""/><w15:appearance w15:val="hidden"/></w:sdtPr><w:sdtContent>"#,
            );
        }
    }

    pub(super) fn close_control(&mut self) {
        if self.trace {
            self.out.extend_from_slice(b"</w:sdtContent></w:sdt>");
        }
    }

    /// A paragraph of one point, where Word needs one and the document has none.
    pub(super) fn spacer(&mut self, ending: Ending<'_>) {
        self.out.extend_from_slice(
            br#"<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/><w:rPr><w:sz w:val="2"/><w:szCs w:val="2"/></w:rPr>"#,
        );
        self.end_section(ending);
        self.out.extend_from_slice(b"</w:pPr></w:p>");
    }

    fn end_section(&mut self, ending: Ending<'_>) {
        if let Some((section, first)) = ending {
            section::properties(&mut self.out, &self.looks.sheet, Some(section), first);
        }
    }

    fn paragraph(&mut self, paragraph: &Paragraph<'_>, ending: Ending<'_>, control: Option<u32>) {
        self.out.extend_from_slice(b"<w:p>");
        self.properties(paragraph.style, &paragraph.direct, ending);
        match control {
            Some(trace) => {
                self.open_control(trace);
                self.each_run(&paragraph.runs, paragraph.style);
                self.close_control();
            }
            None => self.runs(&paragraph.runs, paragraph.style),
        }
        self.out.extend_from_slice(b"</w:p>");
    }

    /// `w:pPr`, left out when it would be empty.
    pub(super) fn properties(&mut self, style: StyleIx, direct: &Direct, ending: Ending<'_>) {
        let start = self.out.len();
        self.out.extend_from_slice(b"<w:pPr>");
        let empty = self.out.len();
        let look = self.looks.style(style);
        self.out.extend_from_slice(&look.reference);
        if direct.keep_next {
            self.out.extend_from_slice(b"<w:keepNext/>");
        }
        if direct.page_break_before {
            self.out.extend_from_slice(b"<w:pageBreakBefore/>");
        }
        self.out.extend_from_slice(&look.frame);
        if let Some(numbering) = direct.numbering {
            let Numbering { count, list, level } = numbering;
            let lists = self.looks.sheet.lists.len();
            put!(
                self.out,
                br#"<w:numPr><w:ilvl w:val=""#,
                level.min(MAX_LEVELS as u8 - 1),
                br#""/><w:numId w:val=""#,
                list_id(count.clamp(1, self.counts), list, lists),
                br#""/></w:numPr>"#,
            );
        }
        if let Some(before) = direct.before {
            put!(self.out, br#"<w:spacing w:before=""#, before.0.max(0), br#""/>"#);
        }
        if let Some((left, right)) = direct.indents {
            put!(self.out, br#"<w:ind w:left=""#, left.0, br#"" w:right=""#, right.0, br#""/>"#);
        }
        if let Some(align) = direct.align.filter(|&align| align != look.align) {
            self.out.extend_from_slice(justification(align));
        }
        self.end_section(ending);
        if self.out.len() == empty {
            self.out.truncate(start);
        } else {
            self.out.extend_from_slice(b"</w:pPr>");
        }
    }

    /// Runs; those of one value that stand together share a control.
    fn runs(&mut self, runs: &[Run], style: StyleIx) {
        for group in runs.chunk_by(|a, b| a.trace == b.trace) {
            match group[0].trace {
                Some(trace) if self.trace => {
                    self.open_control(trace);
                    self.each_run(group, style);
                    self.close_control();
                }
                _ => self.each_run(group, style),
            }
        }
    }

    fn each_run(&mut self, runs: &[Run], style: StyleIx) {
        let look = self.looks.style(style);
        let (bold, italic) = (look.bold, look.italic);
        for run in runs {
            // Nothing to write, but for an empty value that has its control.
            if run.text.is_empty() && run.trace.is_none() {
                continue;
            }
            self.out.extend_from_slice(run_start(
                run.marks.bold && !bold,
                run.marks.italic && !italic,
                run.missing,
            ));
            text(&mut self.out, &run.text);
            self.out.extend_from_slice(b"</w:r>");
        }
    }

    /// The number of the picture `name`, from 0: the same picture is stored once.
    pub(super) fn image(&mut self, name: &str) -> usize {
        if let Some(index) = self.image_index.get(name) {
            return *index;
        }
        let index = self.images.len();
        self.images.push(name.to_owned());
        self.image_index.insert(name.to_owned(), index);
        index
    }
}

fn ends_with_table(block: &Block<'_>) -> bool {
    match block {
        Block::Table(table) => super::table::is_written(table),
        Block::Control(_, inner) => inner.last().is_some_and(ends_with_table),
        Block::Paragraph(_) | Block::Picture(_) => false,
    }
}

fn begins_with_table(block: &Block<'_>) -> bool {
    match block {
        Block::Table(table) => super::table::is_written(table),
        Block::Control(_, inner) => inner.first().is_some_and(begins_with_table),
        Block::Paragraph(_) | Block::Picture(_) => false,
    }
}

fn justification(align: TextAlign) -> &'static [u8] {
    match align {
        TextAlign::Left => br#"<w:jc w:val="left"/>"#,
        TextAlign::Center => br#"<w:jc w:val="center"/>"#,
        TextAlign::Right => br#"<w:jc w:val="right"/>"#,
        TextAlign::Justify => br#"<w:jc w:val="both"/>"#,
    }
}

fn run_start(bold: bool, italic: bool, missing: bool) -> &'static [u8] {
    match (bold, italic, missing) {
        (false, false, false) => b"<w:r>",
        (true, false, false) => b"<w:r><w:rPr><w:b/></w:rPr>",
        (false, true, false) => b"<w:r><w:rPr><w:i/></w:rPr>",
        (true, true, false) => b"<w:r><w:rPr><w:b/><w:i/></w:rPr>",
        (false, false, true) => br#"<w:r><w:rPr><w:highlight w:val="yellow"/></w:rPr>"#,
        (true, false, true) => br#"<w:r><w:rPr><w:b/><w:highlight w:val="yellow"/></w:rPr>"#,
        (false, true, true) => br#"<w:r><w:rPr><w:i/><w:highlight w:val="yellow"/></w:rPr>"#,
        (true, true, true) => br#"<w:r><w:rPr><w:b/><w:i/><w:highlight w:val="yellow"/></w:rPr>"#,
    }
}

/// The text of a run: `\n` is a line break, a tab character a tab.
fn text(out: &mut Vec<u8>, text: &str) {
    if text.is_empty() {
        out.extend_from_slice(b"<w:t/>");
    }
    let mut rest = text;
    while let Some(at) = rest.bytes().position(|b| b == b'\n' || b == b'\t') {
        piece(out, &rest[..at]);
        out.extend_from_slice(if rest.as_bytes()[at] == b'\n' { b"<w:br/>" } else { b"<w:tab/>" });
        rest = &rest[at + 1..];
    }
    piece(out, rest);
}

fn piece(out: &mut Vec<u8>, text: &str) {
    if text.is_empty() {
        return;
    }
    let blank = |byte: Option<&u8>| byte == Some(&b' ');
    let bytes = text.as_bytes();
    // Word drops blanks at the ends unless told otherwise.
    if blank(bytes.first()) || blank(bytes.last()) {
        out.extend_from_slice(br#"<w:t xml:space="preserve">"#);
    } else {
        out.extend_from_slice(b"<w:t>");
    }
    escape(out, text);
    out.extend_from_slice(b"</w:t>");
}
