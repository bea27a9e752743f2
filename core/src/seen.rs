//! A document as a person sees it: texts with their looks, styles already resolved. Read from any
//! Word file by [`crate::docx::open`], judged by [`crate::standard`]. No XML, no decree.

use std::borrow::Cow;

use crate::length::{HalfPoints, Twips};
use crate::letters::composed;
use crate::styled::{Line, Page, TextAlign};

/// A whole document.
#[derive(Debug, Clone, Default)]
pub struct Seen {
    /// Pages, in order; never empty in a file that was read.
    pub sections: Vec<Section>,
    /// Paragraphs in the order of reading, those of tables among them.
    pub paragraphs: Vec<Paragraph>,
    /// The number of the page is shown on the first one too.
    pub number_on_first: bool,
    /// Something is drawn in it that is not read: pictures, lines, boxes.
    pub drawings: bool,
}

/// Pages of one size and one count.
#[derive(Debug, Clone, Copy)]
pub struct Section {
    /// Paper and margins.
    pub page: Page,
    /// Page numbers begin again.
    pub restarts: bool,
}

/// A paragraph.
#[derive(Debug, Clone)]
pub struct Paragraph {
    /// Stretches of one look. Empty for a blank line.
    pub runs: Vec<Run>,
    /// How its text lies.
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
    /// A line is drawn above or below it.
    pub border: bool,
    /// A line is drawn all around it, at this distance from its text.
    pub boxed: Option<Twips>,
    /// What numbers it, when a list does: `%1.` of `decimal`.
    pub list: Option<ListMark>,
    /// The cell of a table that it stands in; of tables in tables, the innermost.
    pub cell: Option<Cell>,
    /// Its pages, in [`Seen::sections`].
    pub section: usize,
    /// It stands in the header and counts the pages. Such paragraphs come after the text.
    pub page_number: bool,
    /// Stands in a footer.
    pub in_footer: bool,
    /// Number of the content control of ours that holds it or is in it. Leads back to the data;
    /// never evidence for what a paragraph is.
    pub trace: Option<u32>,
    /// Width of the column that it stands in: between the margins of its page, or inside its cell.
    pub measure: Twips,
}

/// A stretch of text of one look.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// The text; a line break is `\n`.
    pub text: String,
    /// Bold.
    pub bold: bool,
    /// Italic.
    pub italic: bool,
    /// Shown in capitals whatever was typed.
    pub caps: bool,
    /// Size.
    pub size: HalfPoints,
    /// Font.
    pub font: String,
    /// RRGGBB; `None`: automatic, black.
    pub color: Option<String>,
}

/// The mark of a list level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListMark {
    /// `decimal`, `upperRoman`, `bullet` …
    pub format: String,
    /// `%1.`, `-`.
    pub text: String,
}

/// A cell of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell {
    /// Which table, from 0.
    pub table: usize,
    /// Row, from 0.
    pub row: usize,
    /// Cell of the row, from 0.
    pub column: usize,
    /// Whether the table has lines.
    pub borders: bool,
}

impl Run {
    /// Its text, in capitals where it is shown so.
    fn shown(&self) -> Cow<'_, str> {
        if self.caps { self.text.to_uppercase().into() } else { self.text.as_str().into() }
    }
}

impl Paragraph {
    /// Its whole text, in capitals where it is shown so.
    pub fn text(&self) -> String {
        self.runs.iter().map(Run::shown).collect()
    }

    /// Its text as a person reads it: the dash of a list before it, letters of one piece whichever
    /// way they were typed, one blank between words.
    pub fn line(&self) -> String {
        let text = self.text();
        let text = composed(&text);
        let words = text.split_whitespace();
        let dash = self.list.as_ref().filter(|list| list.format == "bullet").map(|_| "-");
        let dash = dash.filter(|_| !text.trim().is_empty());
        dash.into_iter().chain(words).collect::<Vec<_>>().join(" ")
    }

    /// Whether nothing can be read in it.
    pub fn is_blank(&self) -> bool {
        self.runs.iter().all(|run| run.text.trim().is_empty())
    }
}
