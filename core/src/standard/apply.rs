//! From meaning to looks.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::Standard;
use super::looks::{self, GridLooks};
use super::metrics::{self, Face};
use super::table;
use crate::document::{self as doc, Block, Document, Role, Run};
use crate::length::Twips;
use crate::styled::{
    Cell, Direct, Merge, Numbering, Paragraph, Picture, Row, Rows, Section, Style, StyleIx, Styled,
    Table,
};

/// Width and height in pixels of each image that a document names.
pub type ImageSizes = BTreeMap<String, (u32, u32)>;

impl Standard {
    /// Gives a document its looks. Cannot fail: every role has a style.
    pub fn apply<'d>(&'d self, document: &'d Document<'d>, images: &ImageSizes) -> Styled<'d> {
        let mut sections = Vec::new();
        let mut count = 1;
        for section in &document.sections {
            count += u16::from(section.restarts);
            let page = if section.landscape { self.sheet.page.turned() } else { self.sheet.page };
            let mut flow = Flow::new(self, images, count, page.text_width());
            flow.blocks(&section.blocks);
            sections.push(Section {
                landscape: section.landscape,
                restarts: section.restarts,
                blocks: flow.finish(),
            });
        }
        Styled { sheet: &self.sheet, sections, counts: count }
    }

    /// The style of a role, by its place.
    pub(super) fn style_ix(&self, role: Role) -> StyleIx {
        // `looks::build` refuses a standard in which a role has no style; grids have none, and
        // no paragraph is a grid.
        self.looks.style.get(&role).copied().unwrap_or_default()
    }

    /// The style of a role.
    pub(super) fn style(&self, role: Role) -> &Style {
        &self.sheet.styles[usize::from(self.style_ix(role).0)]
    }
}

/// Blocks of one column of text, from the top.
struct Flow<'s, 'd> {
    standard: &'d Standard,
    images: &'s ImageSizes,
    /// The text that numbers count in.
    count: u16,
    /// Width of the column.
    measure: Twips,
    blocks: Vec<crate::styled::Block<'d>>,
    /// The next paragraph begins a page.
    break_page: bool,
    /// Texts of the paragraphs just above, for the line drawn under them.
    above: Vec<(Role, Twips)>,
    /// Text of the last heading or caption: the title of a table that follows.
    title: String,
    /// Role of the paragraph just above.
    last_role: Option<Role>,
}

impl<'s, 'd> Flow<'s, 'd> {
    fn new(standard: &'d Standard, images: &'s ImageSizes, count: u16, measure: Twips) -> Self {
        Self {
            standard,
            images,
            count,
            measure,
            blocks: Vec::new(),
            break_page: false,
            above: Vec::new(),
            title: String::new(),
            last_role: None,
        }
    }

    fn finish(self) -> Vec<crate::styled::Block<'d>> {
        self.blocks
    }

    fn blocks(&mut self, blocks: &'d [Block<'d>]) {
        for block in blocks {
            self.block(block);
        }
    }

    fn block(&mut self, block: &'d Block<'d>) {
        match block {
            Block::Paragraph(paragraph) => self.paragraph(paragraph),
            Block::Rule(role) => self.rule(*role),
            Block::Grid(grid) => self.grid(grid),
            Block::Table(table) => {
                self.break_before_table();
                let styled = table::lay(self.standard, table, self.measure, &self.title);
                self.blocks.push(crate::styled::Block::Table(styled));
            }
            Block::Image(image) => self.image(image),
            Block::PageBreak => self.break_page = true,
            Block::Control { trace, blocks } => {
                let outer = std::mem::take(&mut self.blocks);
                self.blocks(blocks);
                let inner = std::mem::replace(&mut self.blocks, outer);
                self.blocks.push(crate::styled::Block::Control(*trace, inner));
            }
        }
    }

    fn paragraph(&mut self, paragraph: &'d doc::Paragraph) {
        let role = paragraph.role;
        let runs = self.standard.runs(role, &paragraph.runs);
        let style = self.standard.style(role);
        let mut direct = Direct {
            numbering: looks::level(role).map(|(list, level)| Numbering {
                count: self.count,
                list,
                level,
            }),
            page_break_before: std::mem::take(&mut self.break_page),
            ..Direct::default()
        };
        if is_centred_title(role) {
            let text = plain(&runs);
            let widest = self.centre(style, &text, &mut direct);
            self.above.push((role, widest));
        }
        match role {
            Role::Addressee => direct.indents = Some((self.addressee_indent(), Twips(0))),
            Role::ClauseHeading
            | Role::ArticleHeading
            | Role::Section
            | Role::PartTitle
            | Role::ChapterTitle
            | Role::DivisionTitle
            | Role::SubdivisionTitle
            | Role::TableCaption => self.title = plain(&runs),
            // The room for the signature is above the other office already.
            Role::SignerName if self.last_role == Some(Role::SignerPost) => {
                direct.before = Some(Twips(0));
            }
            Role::Secrecy | Role::Urgency => {
                direct.indents = Some(self.box_indents(role, &plain(&runs)));
            }
            _ => {}
        }
        self.last_role = Some(role);
        self.push(role, direct, runs);
    }

    fn push(&mut self, role: Role, direct: Direct, runs: Cow<'d, [Run]>) {
        let style = self.standard.style_ix(role);
        self.blocks.push(crate::styled::Block::Paragraph(Paragraph { style, direct, runs }));
    }

    /// Narrows a centred text of several lines so that its lines are of like length. Returns the
    /// width of the longest line.
    fn centre(&self, style: &Style, text: &str, direct: &mut Direct) -> Twips {
        let face = Face::of(style.bold, style.italic);
        let full = self.measure - style.indent_left - style.indent_right;
        let width = metrics::width(text, face, style.size);
        if width <= full {
            return width;
        }
        let measure = metrics::balanced_measure(text, face, style.size, full);
        let side = Twips((self.measure - measure).0 / 2);
        direct.indents = Some((side, side));
        metrics::widest_line(text, face, style.size, measure)
    }

    /// The dashes of several addressees stand under the colon of "Kính gửi:" (Phụ lục I, Phần I,
    /// Mục II, khoản 9, điểm d).
    fn addressee_indent(&self) -> Twips {
        let lead = self.standard.style(Role::AddresseesLead);
        let face = Face::of(lead.bold, lead.italic);
        lead.indent_left + metrics::width("Kính gửi", face, lead.size)
    }

    /// The side indents that make the frame around a mark as wide as the standard says for its
    /// words, at the left edge. A line around a paragraph lies outside its indents.
    fn box_indents(&self, role: Role, text: &str) -> (Twips, Twips) {
        let style = self.standard.style(role);
        let space = style.border.map_or(0, |border| i32::from(border.space) * 20);
        let width = self.standard.box_width(role, text).unwrap_or_else(|| {
            let face = Face::of(style.bold, style.italic);
            metrics::width(text, face, style.size) + Twips::mm(6.0)
        });
        (Twips(space), Twips((self.measure - width).0 + space))
    }

    /// Draws the line under the paragraphs of `role` just above: its length is the standard's
    /// share of their longest line.
    fn rule(&mut self, role: Role) {
        if role == Role::Divider {
            return self.push(role, Direct::default(), Cow::Borrowed(&[]));
        }
        let share = self.standard.line_share(role).unwrap_or_default();
        let above = self.above.iter().rev().take_while(|(above, _)| *above == role);
        let longest = above.map(|(_, width)| width.0).max().unwrap_or_default();
        let length = (f64::from(longest) * share).round() as i32;
        let side = Twips((self.measure.0 - length) / 2);
        let direct = Direct { indents: Some((side, side)), ..Direct::default() };
        self.push(Role::Rule, direct, Cow::Borrowed(&[]));
    }

    fn grid(&mut self, grid: &'d doc::Grid<'d>) {
        self.break_before_table();
        let half = Twips(self.measure.0 / 2);
        let even = GridLooks { left: half, right: half, before: Twips(0) };
        let looks = self.standard.looks.grids.get(&grid.role).copied().unwrap_or(even);
        let GridLooks { left, right, before } = looks;
        // What rounding of millimetres leaves goes to the right column.
        let right = right.max(self.measure - left);
        let column = |blocks: &'d [Block<'d>], width| {
            let mut flow = Flow::new(self.standard, self.images, self.count, width);
            flow.blocks(blocks);
            Cell { columns: 1, merge: Merge::None, middle: false, blocks: flow.finish() }
        };
        let rows = grid.rows.iter().map(|(left_blocks, right_blocks)| Row {
            header: false,
            cells: vec![column(left_blocks, left), column(right_blocks, right)],
        });
        let rows = rows.map(Rows::One).collect();
        if matches!(grid.role, Role::Closing | Role::Signatures) {
            self.hold_last_paragraph();
        }
        self.blocks.push(crate::styled::Block::Table(Table {
            trace: None,
            borders: false,
            before,
            grid: vec![left, right],
            rows,
            title: String::new(),
        }));
    }

    /// The signature is never alone on a page: the last paragraph of the text goes with it.
    fn hold_last_paragraph(&mut self) {
        fn hold(blocks: &mut [crate::styled::Block<'_>]) {
            match blocks.last_mut() {
                Some(crate::styled::Block::Paragraph(last)) => last.direct.keep_next = true,
                Some(crate::styled::Block::Control(_, inner)) => hold(inner),
                _ => {}
            }
        }
        hold(&mut self.blocks);
    }

    fn image(&mut self, image: &'d doc::Image) {
        let (wide, high) = self.images.get(&image.name).copied().unwrap_or((1, 1));
        let width = image.width.min(self.measure);
        let height = f64::from(width.0) * f64::from(high) / f64::from(wide.max(1));
        if std::mem::take(&mut self.break_page) {
            self.break_page = true;
            self.break_before_table();
        }
        self.blocks.push(crate::styled::Block::Picture(Picture {
            style: self.standard.style_ix(Role::Picture),
            name: &image.name,
            width,
            height: Twips(height.round() as i32),
            alt: &image.alt,
        }));
    }

    /// A table cannot begin a page by itself: an empty paragraph does it.
    fn break_before_table(&mut self) {
        if std::mem::take(&mut self.break_page) {
            let direct = Direct { page_break_before: true, ..Direct::default() };
            self.push(Role::Rule, direct, Cow::Borrowed(&[]));
        }
    }
}

impl Standard {
    /// The runs of a paragraph, in capitals where its role asks for them.
    pub(super) fn runs<'d>(&self, role: Role, runs: &'d [Run]) -> Cow<'d, [Run]> {
        let lower = |run: &Run| run.text.chars().any(char::is_lowercase);
        if !self.looks.caps.contains(&role) || !runs.iter().any(lower) {
            return Cow::Borrowed(runs);
        }
        let upper = |run: &Run| Run { text: run.text.to_uppercase(), ..run.clone() };
        Cow::Owned(runs.iter().map(upper).collect())
    }
}

/// Centred texts that may take several lines, or have a line drawn under them.
fn is_centred_title(role: Role) -> bool {
    matches!(
        role,
        Role::NationalName
            | Role::Motto
            | Role::ParentAgency
            | Role::Agency
            | Role::Kind
            | Role::Subject
            | Role::LetterSubject
            | Role::IssuingAuthority
            | Role::PartTitle
            | Role::ChapterTitle
            | Role::DivisionTitle
            | Role::SubdivisionTitle
            | Role::AppendixTitle
            | Role::AppendixReference
            | Role::SignerAuthority
            | Role::SignerTitle
            | Role::SignerPost
            | Role::TableCaption
    )
}

fn plain(runs: &[Run]) -> String {
    runs.iter().map(|run| run.text.as_str()).collect()
}
