//! The blocks.

use crate::diag::Span;
use crate::document::Role;
use crate::length::Twips;
use crate::template::{Condition, Leaf, Path};

/// A parsed `layout.yaml`.
#[derive(Debug, Clone)]
pub struct Layout {
    /// `levels:` the ladder of this type, from the top: `h1` is the first.
    pub levels: Vec<Level>,
    /// `body:`.
    pub body: Vec<Block>,
    /// `appendices:` (none: the type has no appendix of its own making).
    pub appendices: Vec<Appendix>,
}

/// An entry of `appendices:`. With `each`, one appendix an item.
#[derive(Debug, Clone)]
pub struct Appendix {
    /// Where.
    pub span: Span,
    /// `each:`/`as:`: the list it is repeated over and the name of the item.
    pub each: Option<(Path, String)>,
    /// `when:`.
    pub when: Option<Condition>,
    /// `title:`.
    pub title: Leaf,
    /// `landscape:` `true`, or a condition.
    pub landscape: Landscape,
    /// `body:`.
    pub body: Vec<Block>,
}

/// Whether an appendix lies on its side.
#[derive(Debug, Clone)]
pub enum Landscape {
    /// Fixed by the layout.
    Fixed(bool),
    /// Said by the data.
    When(Condition),
}

/// A level of the ladder of a text (Phụ lục I, Phần I, Mục II, khoản 6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// *Phần*: "Phần I" on a line of its own, the title in capitals below.
    Part,
    /// *Chương*: "Chương I" on a line of its own, the title in capitals below.
    Chapter,
    /// *Mục* of a *chương*: "Mục 1" on a line of its own, the title in capitals below.
    Division,
    /// *Tiểu mục*: "Tiểu mục 1" on a line of its own, the title in capitals below.
    Subdivision,
    /// *Mục* of a report: "I. TITLE".
    Section,
    /// *Điều*: "Điều 1.", counted through the whole text.
    Article,
    /// *Khoản*: "1."
    Clause,
    /// *Điểm*: "a)", letters of the Vietnamese alphabet.
    Point,
    /// "- ".
    Dash,
    /// "+ ".
    Plus,
}

/// One block.
#[derive(Debug, Clone)]
pub struct Block {
    /// Where it stands in the layout.
    pub span: Span,
    /// What it is.
    pub kind: BlockKind,
}

/// What a block is. In YAML each is a map with exactly one block key (and its siblings).
#[derive(Debug, Clone)]
pub enum BlockKind {
    /// `h1: text` … `h6: text`: a heading. `depth` 1 is the first of `levels`.
    Heading {
        /// 1 to 6.
        depth: u8,
        /// The title, without its number.
        text: Leaf,
    },
    /// `p: text`: a paragraph.
    Paragraph(Leaf),
    /// `item: text` (level: the last of `levels`, or dash), or `item: {level: clause, text: …}`:
    /// a numbered or dashed paragraph that is no heading.
    Item {
        /// Its level.
        level: Level,
        /// The text, without its number.
        text: Leaf,
    },
    /// `run_in: text`: a bold line of its own inside the text, such as "Ưu điểm".
    RunIn(Leaf),
    /// `prose: path`: a clerk's long text. Each line is a paragraph, `- ` and `+ ` begin items.
    Prose(Path),
    /// `table: {…}`.
    Table(Box<Table>),
    /// `image: {…}`.
    Image(Image),
    /// `page_break: true`.
    PageBreak,
    /// `landscape: [blocks]`: these blocks on pages on their side.
    Landscape(Vec<Block>),
    /// `each: path`, `as: name`, `do: [blocks]`.
    Each {
        /// The list.
        list: Path,
        /// The name of the item.
        binding: String,
        /// For each item.
        body: Vec<Block>,
    },
    /// `when: condition`, `do: [blocks]`, `else: [blocks]`.
    When {
        /// The condition.
        test: Condition,
        /// If it holds.
        then: Vec<Block>,
        /// If not.
        otherwise: Vec<Block>,
    },
    /// Frames: `line: {role: motto, text: …}`: a paragraph in a role of the standard.
    Line {
        /// The role.
        role: Role,
        /// The text.
        text: Leaf,
    },
    /// Frames: `rule: motto`: the line drawn under the paragraphs of this role just above.
    Rule(Role),
    /// Frames: `grid: letterhead`, `rows: [{left: [blocks], right: [blocks]}]`.
    Grid(Grid),
    /// Frames: `body: true`: the plugin's body goes here.
    Body,
    /// Frames: `appendices: {lines: [blocks]}`: the plugin's appendices go here, each a section of
    /// its own that begins with these lines (they see `_phu_luc_so`, `_phu_luc_ten`).
    Appendices(Vec<Block>),
}

/// Two columns without borders.
#[derive(Debug, Clone)]
pub struct Grid {
    /// Its role: the standard says how wide the columns are.
    pub role: Role,
    /// From the top.
    pub rows: Vec<GridRow>,
}

/// A row of a grid.
#[derive(Debug, Clone)]
pub struct GridRow {
    /// Left cell.
    pub left: Vec<Block>,
    /// Right cell.
    pub right: Vec<Block>,
}

/// `table: {each, as, columns, header, totals, empty}`.
#[derive(Debug, Clone)]
pub struct Table {
    /// `each:` the list of rows.
    pub list: Path,
    /// `as:` the name of a row.
    pub binding: String,
    /// `caption:` a line above the table, centred.
    pub caption: Option<Leaf>,
    /// `unit:` a line at the right above the table: "Đơn vị tính: triệu đồng".
    pub unit: Option<Leaf>,
    /// `columns:`.
    pub columns: Vec<Column>,
    /// `header:` rows of merged cells; absent: one row of the columns' titles.
    pub header: Vec<Vec<Cell>>,
    /// `totals:`.
    pub totals: Option<Totals>,
    /// `empty:` what a table without rows says, across all columns.
    pub empty: Option<Leaf>,
}

/// A column.
#[derive(Debug, Clone)]
pub struct Column {
    /// `title:`.
    pub title: Leaf,
    /// `width:`.
    pub width: Width,
    /// `align:`.
    pub align: Align,
    /// `cell:` the text of each row.
    pub cell: Leaf,
    /// `total:` the text in the total row.
    pub total: Option<Leaf>,
}

/// How wide a column is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Width {
    /// `25mm`.
    Fixed(Twips),
    /// `1fr`, `2fr` (absent: `1fr`): a share of what is left.
    Share(f64),
}

/// How the text of a column lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Align {
    /// `left`.
    Left,
    /// `center`.
    Center,
    /// `right`.
    Right,
    /// `decimal`: the commas under each other.
    Decimal,
}

/// A cell of a header: `{text: …, rows: 2}`, `{text: …, columns: 3}`.
#[derive(Debug, Clone)]
pub struct Cell {
    /// The text.
    pub text: Leaf,
    /// How many columns it spans, at least 1.
    pub columns: u16,
    /// How many rows it spans, at least 1.
    pub rows: u16,
}

/// `totals: {label: "Tổng cộng", columns: 2}`: the last row.
#[derive(Debug, Clone)]
pub struct Totals {
    /// Its first cell.
    pub label: Leaf,
    /// How many columns the label spans, at least 1.
    pub columns: u16,
}

/// `image: {path, width, alt}`.
#[derive(Debug, Clone)]
pub struct Image {
    /// Name of the file, as given in the data: relative, inside the data file's folder.
    pub path: Leaf,
    /// `width:`; the height follows.
    pub width: Twips,
    /// `alt:` what it shows, for those who cannot see it.
    pub alt: Leaf,
}
