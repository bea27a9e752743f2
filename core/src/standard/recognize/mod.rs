//! Which paragraph is what: by what a person goes by, place and words. Names of styles, content
//! controls and provenance are never evidence, so that the check of what we wrote proves something.
//!
//! A file may hold several papers: each begins at its Quốc hiệu, or at its form of copy.

mod closing;
mod head;
mod text;
mod words;

use std::ops::Range;

use crate::document::Role;
use crate::seen::{Paragraph, Seen};
pub(crate) use words::is_nation;
pub use words::kind_named;
use words::{COPIES, is_drawn, squeezed};

/// What was recognised.
#[derive(Debug, Clone, Default)]
pub struct Recognized {
    /// The role of each paragraph. `None`: blank, a cell of a table, or in doubt.
    pub roles: Vec<Option<Role>>,
    /// The papers, in order.
    pub papers: Vec<Paper>,
    /// The text of each paragraph, as [`Paragraph::line`] gives it.
    pub lines: Vec<String>,
}

/// A paper of the file.
#[derive(Debug, Clone)]
pub struct Paper {
    /// Its paragraphs.
    pub range: Range<usize>,
    /// Where Nơi nhận and signatures begin.
    pub closing: usize,
    /// Parts that may be there and were not known for sure.
    pub in_doubt: Vec<Role>,
    /// Its form (*mẫu*): `1.4`; `1.3`: a text that a decision issues. Empty: none that is known.
    pub form: &'static str,
    /// Where a type stands that is none of the decree's.
    pub unknown_kind: Option<usize>,
    /// The name of its type in capitals, when it has one.
    pub kind: Option<String>,
}

impl Paper {
    /// A paper of a named type, before anything of it is known.
    pub(super) fn new(range: Range<usize>) -> Self {
        let closing = range.end;
        Self { range, closing, in_doubt: Vec::new(), form: "1.4", unknown_kind: None, kind: None }
    }
}

/// The papers of `seen` and the role of each paragraph. `kind`, a name of a type in capitals,
/// overrides what would be recognised.
pub fn recognize(seen: &Seen, kind: Option<&str>) -> Recognized {
    // What stands in headers comes after the text and is known already.
    let text = seen.paragraphs.iter().position(|p| p.page_number).unwrap_or(seen.paragraphs.len());
    let lines: Vec<String> = seen.paragraphs.iter().map(Paragraph::line).collect();
    let drawn: Vec<bool> = lines[..text].iter().map(|line| is_drawn(line)).collect();
    let words = lines.iter().zip(&drawn);
    let texts = words.map(|(line, drawn)| if *drawn { "" } else { line.as_str() }).collect();
    let mut scan = Scan {
        paragraphs: &seen.paragraphs,
        texts,
        drawn,
        roles: vec![None; text],
        told: kind,
        in_doubt: Vec::new(),
        end: text,
    };
    let mut papers = Vec::new();
    let begins = scan.begins();
    for (nth, begin) in begins.iter().enumerate() {
        let end = begins.get(nth + 1).map_or(text, |next| next.place);
        papers.push(scan.paper(begin, end));
    }
    let mut roles = scan.roles;
    if !papers.is_empty() {
        roles.extend(std::iter::repeat_n(Some(Role::PageNumber), seen.paragraphs.len() - text));
    }
    roles.resize(seen.paragraphs.len(), None);
    Recognized { roles, papers, lines }
}

/// Where a paper begins, and by what it was known.
struct Begin {
    place: usize,
    sign: Sign,
}

/// What a paper is known by.
enum Sign {
    /// Its Quốc hiệu stands here.
    Nation(usize),
    /// SAO Y, SAO LỤC or TRÍCH SAO stands here.
    Copy(usize),
    /// The line of an electronic copy.
    Stamp(usize),
}

struct Scan<'s> {
    paragraphs: &'s [Paragraph],
    /// Blanks squeezed; a line drawn with signs is no text.
    texts: Vec<&'s str>,
    /// Whether a line is drawn with signs: "_____".
    drawn: Vec<bool>,
    roles: Vec<Option<Role>>,
    /// The type, as the caller knows it.
    told: Option<&'s str>,
    /// What is in doubt in the paper being looked at.
    in_doubt: Vec<Role>,
    /// End of the paper being looked at.
    end: usize,
}

impl Scan<'_> {
    fn find(&self, from: usize, holds: impl Fn(usize, &str) -> bool) -> Option<usize> {
        (from..self.end).find(|at| holds(*at, self.texts[*at]))
    }

    /// Where papers begin. What stands above the first is its own: marks in the top margin.
    fn begins(&self) -> Vec<Begin> {
        let mut begins: Vec<Begin> = Vec::new();
        for (at, text) in self.texts.iter().enumerate() {
            let upper = text.to_uppercase();
            let sign = match () {
                () if is_nation(&upper) || self.shares_nation(at) => Sign::Nation(at),
                () if COPIES.contains(&upper.as_str()) => Sign::Copy(at),
                () if at < 3
                    && COPIES.iter().any(|copy| upper.starts_with(&format!("{copy};"))) =>
                {
                    Sign::Stamp(at)
                }
                () => continue,
            };
            if self.in_table_of_figures(at) {
                continue;
            }
            let table = self.paragraphs[at].cell.map(|cell| cell.table);
            let same = |p: &Paragraph| table.is_some() && p.cell.map(|cell| cell.table) == table;
            let first = (0..=at).rev().take_while(|n| same(&self.paragraphs[*n])).last();
            let is_copy = matches!(sign, Sign::Copy(_));
            let place = if begins.is_empty() && !is_copy { 0 } else { first.unwrap_or(at) };
            begins.push(Begin { place, sign });
        }
        begins
    }

    /// Whether the nation's name stands on one line with other words, parted by tabs.
    fn shares_nation(&self, at: usize) -> bool {
        let runs = &self.paragraphs[at].runs;
        let tabbed = runs.iter().any(|run| run.text.contains('\t'));
        let text = if tabbed { self.paragraphs[at].text().to_uppercase() } else { String::new() };
        text.split('\t').skip(1).any(|part| is_nation(&squeezed(part)))
    }

    /// Whether it stands in a table most of whose cells have lines: no letterhead has, but for the
    /// line below a motto.
    fn in_table_of_figures(&self, at: usize) -> bool {
        let Some(own) = self.paragraphs[at].cell else { return false };
        let cells = self.paragraphs.iter().filter_map(|p| p.cell);
        let (lined, open): (Vec<_>, Vec<_>) =
            cells.filter(|cell| cell.table == own.table).partition(|cell| cell.borders);
        lined.len() > open.len()
    }

    fn paper(&mut self, begin: &Begin, end: usize) -> Paper {
        self.end = end;
        self.in_doubt.clear();
        let range = begin.place..end;
        let mut paper = Paper::new(range);
        match begin.sign {
            Sign::Stamp(at) => {
                self.roles[at] = Some(Role::CopyStamp);
                paper.form = "3.2";
            }
            Sign::Copy(at) => {
                self.roles[at] = Some(Role::CopyForm);
                paper.form = "3.1";
                let after = self.letterhead(begin.place, at);
                paper.closing = self.closing(after);
            }
            Sign::Nation(at) => self.document(begin.place, at, &mut paper),
        }
        paper.in_doubt = std::mem::take(&mut self.in_doubt);
        paper
    }
}

/// Whether most letters of a paragraph are bold; a mark of a note need not be.
pub(super) fn is_bold(paragraph: &Paragraph) -> bool {
    let letters = |bold: bool| -> usize {
        let runs = paragraph.runs.iter().filter(|run| run.bold == bold);
        runs.flat_map(|run| run.text.chars()).filter(|c| !c.is_whitespace()).count()
    };
    letters(true) > letters(false) || letters(false) == 0
}
