//! A document as looks: named styles and paragraphs that use them. No decree, no XML.
//!
//! Written by [`crate::standard`], turned into bytes by [`crate::docx`]. It borrows the texts of
//! the [`Document`](crate::document::Document).

use std::borrow::Cow;
use std::fmt;

use crate::document::Run;
use crate::length::{HalfPoints, Twips};

/// Space between a cell's edge and its text, left and right, in a table with borders: Word's
/// own, 1.9 mm.
pub const CELL_MARGIN: Twips = Twips(108);

/// Everything that is equal for all documents of one standard: paper, defaults, styles, lists.
#[derive(Debug, Clone)]
pub struct StyleSheet {
    /// Paper and margins, portrait.
    pub page: Page,
    /// Font of everything: `Times New Roman`.
    pub font: String,
    /// `w:lang`: `vi-VN`.
    pub language: String,
    /// Paragraph styles, in the order of `StyleIx`. The first is the default ("Normal").
    pub styles: Vec<Style>,
    /// The multilevel lists that a text counts in, each with its levels from the top.
    pub lists: Vec<Vec<ListLevel>>,
    /// Style of the page number paragraph in the header.
    pub page_number: StyleIx,
    /// The page number stands at the foot of the page, not at its head.
    pub number_below: bool,
    /// Distance of the header from the top edge.
    pub header_distance: Twips,
}

/// Paper and margins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// Width of the sheet.
    pub width: Twips,
    /// Height of the sheet.
    pub height: Twips,
    /// Margin.
    pub top: Twips,
    /// Margin.
    pub right: Twips,
    /// Margin.
    pub bottom: Twips,
    /// Margin.
    pub left: Twips,
}

impl Page {
    /// Width of the text.
    pub fn text_width(&self) -> Twips {
        self.width - self.left - self.right
    }

    /// The sheet on its side for landscape. Its margins stay where they are: the decree names one
    /// for each edge and no other for pages on their side (Phụ lục I, Phần I, Mục I, khoản 3).
    #[must_use]
    pub fn turned(&self) -> Self {
        Self { width: self.height, height: self.width, ..*self }
    }
}

/// A style, by its place in [`StyleSheet::styles`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StyleIx(pub u16);

/// A named paragraph style. Every property is stated; nothing is inherited but from the defaults.
#[derive(Debug, Clone, PartialEq)]
pub struct Style {
    /// `w:styleId`, ASCII: `TieuNgu`.
    pub id: String,
    /// `w:name`, what a person sees in Word: `Tiêu ngữ`, or `heading 2` for a real heading.
    pub name: String,
    /// `w:aliases`: a second name to see, for headings: `Mục`.
    pub alias: Option<String>,
    /// `w:outlineLvl`, 0 to 8; `None`: body text.
    pub outline: Option<u8>,
    /// Style of the next paragraph that a person begins in Word; `None`: the same.
    pub next: Option<StyleIx>,
    /// Font size.
    pub size: HalfPoints,
    /// Bold.
    pub bold: bool,
    /// Italic.
    pub italic: bool,
    /// `w:caps`: shown in capitals. The text itself is written in capitals too; this is not set.
    pub align: TextAlign,
    /// Left indent.
    pub indent_left: Twips,
    /// Right indent.
    pub indent_right: Twips,
    /// First-line indent; negative: hanging.
    pub first_line: Twips,
    /// Space before.
    pub before: Twips,
    /// Space after.
    pub after: Twips,
    /// Line spacing.
    pub line: Line,
    /// Stays on the page of the next paragraph.
    pub keep_next: bool,
    /// Its lines stay on one page.
    pub keep_lines: bool,
    /// RRGGBB, `None`: automatic (black).
    pub color: Option<String>,
    /// Line drawn above or around the paragraph.
    pub border: Option<Border>,
    /// Taken out of the flow of the text, to a place of its own on the page.
    pub frame: Option<Frame>,
}

/// A line at a paragraph.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Border {
    /// Its width in eighths of a point.
    pub width: u8,
    /// All around, not only above.
    pub around: bool,
    /// Distance from the text in points, 0 to 31.
    pub space: u8,
}

/// A place on the page outside the flow of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frame {
    /// How wide.
    pub width: Twips,
    /// Distance of its top from the sheet's edge; `None`: at the foot of the text.
    pub top: Option<Twips>,
    /// Where it lies between the side margins.
    pub align: TextAlign,
}

/// How lines lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TextAlign {
    /// Left.
    Left,
    /// Centred.
    Center,
    /// Right.
    Right,
    /// Both sides.
    Justify,
}

/// Distance of lines.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Line {
    /// So many lines: 1.0 is single (`w:lineRule="auto"`, 240 a line).
    Multiple(f64),
    /// Exactly this.
    Exact(Twips),
}

/// A level of the multilevel list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListLevel {
    /// `w:numFmt`: `upperRoman`, `decimal`, `bullet`.
    pub format: &'static str,
    /// `w:lvlText`: `%2.` or `-`.
    pub text: String,
    /// `w:suff`: a space, or nothing after the number.
    pub space: bool,
    /// First-line indent, as the paragraph's own.
    pub first_line: Twips,
    /// Its number is bold, whatever its text is.
    pub bold: bool,
    /// Counts on through the whole list, whatever stands above.
    pub continuous: bool,
}

/// A document ready to be written.
#[derive(Debug)]
pub struct Styled<'d> {
    /// Its styles.
    pub sheet: &'d StyleSheet,
    /// Its sections, never empty.
    pub sections: Vec<Section<'d>>,
    /// How many texts count for themselves: the main text, and each appendix.
    pub counts: u16,
}

/// A section.
#[derive(Debug)]
pub struct Section<'d> {
    /// On its side.
    pub landscape: bool,
    /// Page numbers begin again at 1; the first page shows none.
    pub restarts: bool,
    /// Never begins with a table (Word needs a paragraph there only before a section's end;
    /// the writer puts the section's properties into its last paragraph).
    pub blocks: Vec<Block<'d>>,
}

/// A block.
#[derive(Debug)]
pub enum Block<'d> {
    /// A paragraph.
    Paragraph(Paragraph<'d>),
    /// A table.
    Table(Table<'d>),
    /// A picture in a paragraph.
    Picture(Picture<'d>),
    /// Blocks in one content control; the number is its trace.
    Control(u32, Vec<Block<'d>>),
}

/// A paragraph.
#[derive(Debug, Clone)]
pub struct Paragraph<'d> {
    /// Its style.
    pub style: StyleIx,
    /// What this one paragraph says otherwise.
    pub direct: Direct,
    /// Its text.
    pub runs: Cow<'d, [Run]>,
}

/// Direct formatting: only what no style can know.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Direct {
    /// Left and right indents, computed from the width of a text.
    pub indents: Option<(Twips, Twips)>,
    /// Its automatic number.
    pub numbering: Option<Numbering>,
    /// Begins a page.
    pub page_break_before: bool,
    /// Space before, instead of the style's.
    pub before: Option<Twips>,
    /// Stays with the next paragraph, although its style does not say so.
    pub keep_next: bool,
    /// Cell of a table: how its text lies.
    pub align: Option<TextAlign>,
}

/// An automatic number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Numbering {
    /// The text that counts: 1 is the main text.
    pub count: u16,
    /// The list, by its place in [`StyleSheet::lists`].
    pub list: u8,
    /// Its level, from 0.
    pub level: u8,
}

/// A table.
#[derive(Debug)]
pub struct Table<'d> {
    /// Its content control's trace.
    pub trace: Option<u32>,
    /// Single lines around and between cells; `false`: no line at all, and no cell margins.
    pub borders: bool,
    /// Space above the text of each cell.
    pub before: Twips,
    /// Widths of the columns.
    pub grid: Vec<Twips>,
    /// Rows, from the top.
    pub rows: Vec<Rows<'d>>,
    /// `w:tblCaption`: what the table is, for those who cannot see it.
    pub title: String,
}

/// Rows of a table.
#[derive(Debug)]
pub enum Rows<'d> {
    /// One row.
    One(Row<'d>),
    /// At least one row; each is made when the writer comes to it.
    Many(Box<dyn MakeRows + 'd>),
}

/// Makes rows of a table.
pub trait MakeRows: fmt::Debug {
    /// Makes one row after the other and shows it to `act`.
    fn each(&self, act: &mut dyn FnMut(&Row<'_>));
}

/// A row. It never splits across pages.
#[derive(Debug)]
pub struct Row<'d> {
    /// `w:tblHeader`: repeated on each page.
    pub header: bool,
    /// Cells from the left. A cell covered from above has `merge: Continue`.
    pub cells: Vec<Cell<'d>>,
}

/// A cell.
#[derive(Debug)]
pub struct Cell<'d> {
    /// `w:gridSpan`, at least 1.
    pub columns: u16,
    /// `w:vMerge`.
    pub merge: Merge,
    /// Text in the middle of its height (else at the top).
    pub middle: bool,
    /// Its blocks. When empty, the writer puts the empty paragraph that a cell needs.
    pub blocks: Vec<Block<'d>>,
}

/// Vertical merging.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Merge {
    /// A cell of one row.
    None,
    /// The first of merged cells.
    Restart,
    /// Covered by the one above.
    Continue,
}

/// A picture.
#[derive(Debug, Clone)]
pub struct Picture<'d> {
    /// Style of its paragraph.
    pub style: StyleIx,
    /// Name in the caller's map of images.
    pub name: &'d str,
    /// Width on paper.
    pub width: Twips,
    /// Height on paper.
    pub height: Twips,
    /// What it shows.
    pub alt: &'d str,
}
