//! Diagnostics: what is wrong, where, and what to do about it, in Vietnamese and in English.
//!
//! A [`Diagnostic`] is something that the user can mend. Stages collect all of them and never stop
//! at the first. [`human`], [`json`], [`sarif`] and [`github`] print them and know nothing of the stages.

pub mod github;
pub mod human;
pub mod json;
mod nearest;
mod place;
pub mod sarif;
mod system;

use std::borrow::Cow;

pub(crate) use nearest::fold as nearest_fold;
pub use nearest::nearest;
pub(crate) use place::letters;
pub use system::reason;

/// The language of the words that a person reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lang {
    /// Vietnamese, the default.
    #[default]
    Vi,
    /// English.
    En,
}

/// One sentence in both languages. Made by [`text!`](crate::text).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// Vietnamese, with all marks.
    pub vi: String,
    /// English.
    pub en: String,
}

impl Text {
    /// The sentence in `lang`.
    pub fn in_lang(&self, lang: Lang) -> &str {
        match lang {
            Lang::Vi => &self.vi,
            Lang::En => &self.en,
        }
    }
}

/// Makes a [`Text`]: `text!("thiếu «{name}»", "«{name}» is missing")`. Both languages, always.
#[macro_export]
macro_rules! text {
    ($vi:literal, $en:literal $(,)?) => {
        $crate::diag::Text { vi: format!($vi), en: format!($en) }
    };
}

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing; changes no exit code.
    Note,
    /// *Cảnh báo*: the result stands.
    Warning,
    /// *Lỗi*: no result.
    Error,
}

/// A file of this run, by its place in [`Files`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u16);

/// Columns of a sheet, as Excel has them. In a sheet, a span counts cells, row by row.
pub const COLUMNS: u32 = 16_384;

/// A range of bytes in a file, or of cells in a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// First byte.
    pub start: u32,
    /// One past the last byte. Equal to `start` for a place between two characters.
    pub end: u32,
}

impl Span {
    /// A span from a range of byte offsets.
    pub fn new(file: FileId, range: std::ops::Range<usize>) -> Self {
        // Inputs are capped far below 4 GiB by `data::Limits`.
        Self { file, start: range.start as u32, end: range.end as u32 }
    }

    /// A cell of a sheet that [`Files::add_sheet`] added, row and column from 0.
    pub fn cell(file: FileId, row: u32, column: u32) -> Self {
        let start = row.saturating_mul(COLUMNS).saturating_add(column.min(COLUMNS - 1));
        Self { file, start, end: start.saturating_add(1) }
    }

    /// A row of a sheet, from 0.
    pub fn row(file: FileId, row: u32) -> Self {
        let start = row.saturating_mul(COLUMNS);
        Self { file, start, end: start.saturating_add(COLUMNS) }
    }

    /// The place where it begins.
    #[must_use]
    pub fn start_only(self) -> Self {
        Self { end: self.start, ..self }
    }

    /// The range of bytes.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// The texts that diagnostics point into. Cloning is cheap.
#[derive(Debug, Clone, Default)]
pub struct Files {
    files: Vec<std::sync::Arc<File>>,
}

/// One text file.
#[derive(Debug)]
pub struct File {
    /// The name to show: a path as the user gave it, or `so-ket/layout.yaml` inside a plugin.
    pub name: String,
    /// The whole text.
    pub text: String,
    /// Its lines are paragraphs of a document: an empty place is the document as a whole.
    pub paragraphs: bool,
    /// It is a sheet of this name and has cells instead of text; empty: the only one of its file.
    pub sheet: Option<String>,
}

impl Files {
    /// Adds a file and returns its id.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> FileId {
        let (name, text) = (name.into(), text.into());
        self.put(File { name, text, paragraphs: false, sheet: None })
    }

    /// Adds a document as one line a paragraph and returns its id.
    pub fn add_paragraphs(&mut self, name: impl Into<String>, text: impl Into<String>) -> FileId {
        let (name, text) = (name.into(), text.into());
        self.put(File { name, text, paragraphs: true, sheet: None })
    }

    /// Adds a sheet of a workbook and returns its id; its places are cells ([`Span::cell`]).
    pub fn add_sheet(&mut self, name: impl Into<String>, sheet: impl Into<String>) -> FileId {
        let (name, sheet) = (name.into(), Some(sheet.into()));
        self.put(File { name, text: String::new(), paragraphs: false, sheet })
    }

    fn put(&mut self, file: File) -> FileId {
        self.files.push(std::sync::Arc::new(file));
        FileId(self.files.len() as u16 - 1)
    }

    /// Takes the files of another run over, and its diagnostics with their places, into `out`.
    pub fn append(&mut self, other: Files, diagnostics: Diagnostics, out: &mut Diagnostics) {
        let shift = self.files.len() as u16;
        let moved = |span: Span| Span { file: FileId(span.file.0 + shift), ..span };
        self.files.extend(other.files);
        out.extend(diagnostics.into_iter().map(|mut diagnostic| {
            diagnostic.span = diagnostic.span.map(moved);
            for (span, _) in &mut diagnostic.related {
                *span = moved(*span);
            }
            diagnostic
        }));
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// The file with this id.
    pub fn file(&self, id: FileId) -> &File {
        &self.files[usize::from(id.0)]
    }

    /// The file of this name, the last that was added.
    pub fn find(&self, name: &str) -> Option<FileId> {
        let at = self.files.iter().rposition(|file| file.name == name)?;
        u16::try_from(at).ok().map(FileId)
    }

    /// The line on which a span begins, from 1.
    pub fn line(&self, span: Span) -> usize {
        place::of(span, self).line
    }

    /// The cell under a span as people name it, `B7`, or `7` for a row; `None` when it is in no
    /// sheet.
    pub fn cell(&self, span: Span) -> Option<String> {
        place::of(span, self).cell
    }

    /// The text under a span.
    pub fn slice(&self, span: Span) -> &str {
        self.file(span.file).text.get(span.range()).unwrap_or_default()
    }
}

/// Something that the user can mend.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// How bad.
    pub severity: Severity,
    /// Stable name of what is wrong: `unknown-field`, or the id of a rule: `QH-1`.
    pub code: Cow<'static, str>,
    /// What is wrong, one sentence without the remedy.
    pub message: Text,
    /// Where. `None` only when no file can be named.
    pub span: Option<Span>,
    /// JSON pointer to the value in the data, where there is one: `/nguoi_ky/ho_ten`.
    pub pointer: Option<String>,
    /// What to do, a sentence each.
    pub hints: Vec<Text>,
    /// Other places that matter, each with a few words.
    pub related: Vec<(Span, Text)>,
}

impl Diagnostic {
    /// An error.
    pub fn error(code: impl Into<Cow<'static, str>>, message: Text) -> Self {
        Self {
            severity: Severity::Error,
            code: code.into(),
            message,
            span: None,
            pointer: None,
            hints: Vec::new(),
            related: Vec::new(),
        }
    }

    /// A warning.
    pub fn warning(code: impl Into<Cow<'static, str>>, message: Text) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, message) }
    }

    /// Sets the place.
    #[must_use]
    pub fn at(mut self, span: Span) -> Self {
        self.span = Some(span);
        self
    }

    /// Sets the JSON pointer.
    #[must_use]
    pub fn pointer(mut self, pointer: impl Into<String>) -> Self {
        self.pointer = Some(pointer.into());
        self
    }

    /// Adds a hint.
    #[must_use]
    pub fn hint(mut self, hint: Text) -> Self {
        self.hints.push(hint);
        self
    }

    /// Adds another place that matters.
    #[must_use]
    pub fn also(mut self, span: Span, words: Text) -> Self {
        self.related.push((span, words));
        self
    }
}

/// All diagnostics of a stage, errors and warnings together, in the order found.
pub type Diagnostics = Vec<Diagnostic>;

/// Whether any of them is an error.
pub fn has_errors(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(|d| d.severity == Severity::Error)
}
