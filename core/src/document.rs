//! A document as meaning: who speaks, of what, in which order. No sizes, no fonts, no XML.

use std::collections::BTreeSet;
use std::fmt;

use crate::layout::Align;
use crate::template::Marks;

/// A whole paper. It borrows the data that the rows of its tables are made of ([`Rows`]).
#[derive(Debug, Default)]
pub struct Document<'d> {
    /// For the file's properties.
    pub properties: Properties,
    /// The main text, then each appendix or change of page direction.
    pub sections: Vec<Section<'d>>,
    /// JSON pointer of each content control: `traces[id]`.
    pub traces: Vec<String>,
}

/// What the file says of itself.
#[derive(Debug, Clone, Default)]
pub struct Properties {
    /// Title: kind and subject.
    pub title: String,
    /// Author: the issuing agency.
    pub author: String,
    /// Date of issue, `yyyy-mm-dd`; `None` for a draft without a full date.
    pub created: Option<String>,
}

/// Pages of one direction and one count.
#[derive(Debug, Default)]
pub struct Section<'d> {
    /// On its side.
    pub landscape: bool,
    /// Page numbers begin again at 1, and so do headings (an appendix).
    pub restarts: bool,
    /// From the top.
    pub blocks: Vec<Block<'d>>,
}

/// A block of a document.
#[derive(Debug)]
pub enum Block<'d> {
    /// A paragraph.
    Paragraph(Paragraph),
    /// The line drawn under the paragraphs of this role just above.
    Rule(Role),
    /// Two columns without borders.
    Grid(Grid<'d>),
    /// A table with borders.
    Table(Table<'d>),
    /// A picture.
    Image(Image),
    /// The next block begins a page.
    PageBreak,
    /// Blocks that came from one value of the data (prose): one content control.
    Control {
        /// Index into `Document::traces`.
        trace: u32,
        /// The blocks.
        blocks: Vec<Block<'d>>,
    },
}

/// A paragraph.
#[derive(Debug, Clone)]
pub struct Paragraph {
    /// What it is in the paper.
    pub role: Role,
    /// Its text.
    pub runs: Vec<Run>,
}

/// A stretch of text of one look and one source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// The text. A `\n` is a line break.
    pub text: String,
    /// Bold, italic.
    pub marks: Marks,
    /// It came from one value of the data: index into `Document::traces`.
    pub trace: Option<u32>,
    /// A gap of a draft: printed highlighted.
    pub missing: bool,
}

impl Run {
    /// Plain text of the layout.
    pub fn literal(text: impl Into<String>) -> Self {
        Self { text: text.into(), marks: Marks::default(), trace: None, missing: false }
    }
}

/// Two columns without borders.
#[derive(Debug)]
pub struct Grid<'d> {
    /// Its role ([`Role::Letterhead`], [`Role::Closing`]).
    pub role: Role,
    /// Rows of left and right cells.
    pub rows: Vec<(Vec<Block<'d>>, Vec<Block<'d>>)>,
}

/// A table with borders.
#[derive(Debug)]
pub struct Table<'d> {
    /// Index into `Document::traces`: the list that its rows came from.
    pub trace: Option<u32>,
    /// Columns.
    pub columns: Vec<Column>,
    /// Header rows; repeated on each page.
    pub header: Vec<Vec<HeaderCell>>,
    /// Rows.
    pub rows: Rows<'d>,
    /// The last row: a label across the first columns, then the rest.
    pub totals: Option<TotalRow>,
    /// Said across all columns when there is no row.
    pub empty: Option<Vec<Run>>,
}

/// A row of a table: its cells, one a column.
pub type Row = Vec<Vec<Run>>;

/// The rows of a table, which may be more than memory should hold: the first ones are kept, the
/// rest is made anew, row by row, whenever somebody goes through them.
#[derive(Debug, Default)]
pub struct Rows<'d> {
    first: Vec<Row>,
    rest: Option<Rest<'d>>,
}

/// The rows of a table that are not kept.
#[derive(Debug)]
pub struct Rest<'d> {
    /// How many they are.
    pub count: usize,
    /// For each column of figures the texts in it, once where they differ in digits alone; these
    /// are written as `0`. So the room that the column needs is known before its rows are made.
    pub shapes: Vec<BTreeSet<String>>,
    /// Makes them.
    pub maker: Box<dyn MakeRows + 'd>,
}

/// Makes rows of a table.
pub trait MakeRows: fmt::Debug + Send + Sync {
    /// Makes one row after the other and shows it to `act`: each time the same ones.
    fn each(&self, act: &mut dyn FnMut(&[Vec<Run>]));
}

impl From<Vec<Row>> for Rows<'_> {
    fn from(first: Vec<Row>) -> Self {
        Self { first, rest: None }
    }
}

impl<'d> Rows<'d> {
    /// Rows at hand, and those to be made after them.
    pub fn new(first: Vec<Row>, rest: Option<Rest<'d>>) -> Self {
        Self { first, rest }
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.first.len() + self.rest.as_ref().map_or(0, |rest| rest.count)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Shows each row to `act`, from the top.
    pub fn each(&self, act: &mut dyn FnMut(&[Vec<Run>])) {
        self.first.iter().for_each(|row| act(row));
        if let Some(rest) = &self.rest {
            rest.maker.each(act);
        }
    }

    /// Shows the texts of a column of figures to `act`; of texts that differ in digits alone,
    /// which are all of one width, at least one.
    pub fn figures(&self, column: usize, act: &mut dyn FnMut(&str)) {
        for cell in self.first.iter().filter_map(|row| row.get(column)) {
            act(&cell.iter().map(|run| run.text.as_str()).collect::<String>());
        }
        let shapes = self.rest.as_ref().and_then(|rest| rest.shapes.get(column));
        shapes.into_iter().flatten().for_each(|shape| act(shape));
    }
}

/// A column of a table.
#[derive(Debug, Clone)]
pub struct Column {
    /// How wide.
    pub width: crate::layout::Width,
    /// How its text lies.
    pub align: Align,
}

/// A cell of a header row.
#[derive(Debug, Clone)]
pub struct HeaderCell {
    /// The text.
    pub runs: Vec<Run>,
    /// Columns spanned.
    pub columns: u16,
    /// Rows spanned.
    pub rows: u16,
}

/// The last row of a table.
#[derive(Debug, Clone)]
pub struct TotalRow {
    /// The label.
    pub label: Vec<Run>,
    /// Columns that it spans.
    pub columns: u16,
    /// The cells after it, one a column.
    pub cells: Vec<Vec<Run>>,
}

/// A picture.
#[derive(Debug, Clone)]
pub struct Image {
    /// Name in the map of images that the caller handed over.
    pub name: String,
    /// Width on paper.
    pub width: crate::length::Twips,
    /// What it shows.
    pub alt: String,
}

macro_rules! roles {
    ($($(#[$doc:meta])* $variant:ident = $id:literal,)*) => {
        /// What a paragraph (or grid) is in the paper. The standard says how each looks.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Role { $($(#[$doc])* $variant,)* }

        impl Role {
            /// All of them.
            pub const ALL: &'static [Role] = &[$(Role::$variant,)*];

            /// The name in a standard's and a frame's YAML: `motto`.
            pub fn id(self) -> &'static str {
                match self { $(Role::$variant => $id,)* }
            }

            /// The role with this name.
            pub fn from_id(id: &str) -> Option<Self> {
                match id { $($id => Some(Role::$variant),)* _ => None }
            }
        }
    };
}

roles! {
    /// Grid of the first rows: agency at the left, Quốc hiệu at the right (ô 1 to 4).
    Letterhead = "letterhead",
    /// Grid of Nơi nhận at the left and the signature at the right (ô 7, 9b).
    Closing = "closing",
    /// *Quốc hiệu* (ô 1).
    NationalName = "national-name",
    /// *Tiêu ngữ* (ô 1).
    Motto = "motto",
    /// *Cơ quan, tổ chức chủ quản trực tiếp* (ô 2).
    ParentAgency = "parent-agency",
    /// *Tên cơ quan, tổ chức ban hành* (ô 2).
    Agency = "agency",
    /// *Số, ký hiệu* (ô 3).
    Number = "number",
    /// *Địa danh và thời gian ban hành* (ô 4).
    PlaceDate = "place-date",
    /// *Tên loại* (ô 5a).
    Kind = "kind",
    /// *Trích yếu nội dung* (ô 5a).
    Subject = "subject",
    /// *Kính gửi:* with one addressee on the same line (ô 9a).
    Addressees = "addressees",
    /// *Kính gửi:* alone, its addressees on lines of their own below.
    AddresseesLead = "addressees-lead",
    /// One of several addressees.
    Addressee = "addressee",
    /// *Trích yếu* of a công văn, below its number: "V/v …" (ô 5b).
    LetterSubject = "letter-subject",
    /// *Thẩm quyền ban hành* of a nghị quyết or quyết định.
    IssuingAuthority = "issuing-authority",
    /// *Căn cứ ban hành*.
    Ground = "ground",
    /// "QUYẾT ĐỊNH:", "QUYẾT NGHỊ:".
    Enactment = "enactment",
    /// A paragraph of the text (ô 6).
    Body = "body",
    /// *Phần I*, the line of the number.
    Part = "part",
    /// Title of a *phần*.
    PartTitle = "part-title",
    /// *Chương I*, the line of the number.
    Chapter = "chapter",
    /// Title of a *chương*.
    ChapterTitle = "chapter-title",
    /// *Mục 1* of a *chương*, the line of the number.
    Division = "division",
    /// Title of such a *mục*.
    DivisionTitle = "division-title",
    /// *Tiểu mục 1*, the line of the number.
    Subdivision = "subdivision",
    /// Title of a *tiểu mục*.
    SubdivisionTitle = "subdivision-title",
    /// *Điều* with a title of its own line.
    ArticleHeading = "article-heading",
    /// *Điều* whose text follows its number.
    Article = "article",
    /// *Mục* of a report: I. TITLE.
    Section = "section",
    /// *Khoản* with a title.
    ClauseHeading = "clause-heading",
    /// *Khoản* without a title.
    Clause = "clause",
    /// *Điểm* with a title of its own line.
    PointHeading = "point-heading",
    /// *Điểm*.
    Point = "point",
    /// A dash item that is a title.
    DashHeading = "dash-heading",
    /// A dash item.
    Dash = "dash",
    /// A plus item that is a title.
    PlusHeading = "plus-heading",
    /// A plus item.
    Plus = "plus",
    /// A bold line of its own inside the text.
    RunIn = "run-in",
    /// Caption of a table, centred above it.
    TableCaption = "table-caption",
    /// Unit of measure above a table, at the right.
    TableUnit = "table-unit",
    /// Header cell.
    TableHeader = "table-header",
    /// Cell.
    TableCell = "table-cell",
    /// Cell of the total row.
    TableTotal = "table-total",
    /// The paragraph that holds a picture.
    Picture = "picture",
    /// *Quyền hạn* (TM., KT., TL., TUQ., Q.) of the signer (ô 7a).
    SignerAuthority = "signer-authority",
    /// *Chức vụ* of the signer (ô 7a).
    SignerTitle = "signer-title",
    /// Another office of the signer, above the name (ô 7b).
    SignerPost = "signer-post",
    /// *Họ và tên* of the signer (ô 7b).
    SignerName = "signer-name",
    /// *Nơi nhận:* (ô 9b).
    RecipientsLabel = "recipients-label",
    /// One of *Nơi nhận*.
    Recipient = "recipient",
    /// *Phụ lục I*.
    AppendixLabel = "appendix-label",
    /// Title of an appendix.
    AppendixTitle = "appendix-title",
    /// *(Kèm theo …)*.
    AppendixReference = "appendix-reference",
    /// The line drawn under some paragraphs.
    Rule = "rule",
    /// Page number in the header.
    PageNumber = "page-number",
    /// *Mức độ khẩn* (ô 10b).
    Urgency = "urgency",
    /// *Độ mật* (ô 10a).
    Secrecy = "secrecy",
    /// *Chỉ dẫn phạm vi lưu hành* (ô 11).
    Circulation = "circulation",
    /// *Địa chỉ, điện thoại …* (ô 13).
    Contact = "contact",
    /// Grid of several signatures side by side.
    Signatures = "signatures",
    /// A line across the page, above a copy's own part.
    Divider = "divider",
    /// "… trân trọng giới thiệu:" of a letter of introduction.
    Introduction = "introduction",
    /// *Xác nhận* of the authority where leave is spent.
    Confirmation = "confirmation",
    /// *Hình thức sao*: SAO Y, SAO LỤC, TRÍCH SAO.
    CopyForm = "copy-form",
    /// The line of an electronic copy, at the right of the top margin (ô 14).
    CopyStamp = "copy-stamp",
}
