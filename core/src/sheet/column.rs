//! Where a table has its head, and which column is for which field.

use std::collections::HashSet;

use super::book::{Area, Row, Sheet, Value};
use super::target::Targets;
use crate::diag::{Diagnostic, Diagnostics, Span, letters, nearest, nearest_fold as fold};
use crate::schema::Type;
use crate::text;

/// Above its head a table may have so many rows of titles.
const TITLE_ROWS: usize = 40;

/// A title may have so many characters.
const LONGEST_TITLE: usize = 200;

/// What the numbering of rows is called; it is nobody's data.
const NUMBERING: [&str; 6] = ["tt", "stt", "so_tt", "so_thu_tu", "thu_tu", "no"];

/// A column of a table.
#[derive(Debug, Clone)]
pub struct Column {
    /// From 0.
    pub column: u32,
    /// What its head says.
    pub title: String,
    /// The targets that it may be for, by their numbers: one, when that is known.
    pub targets: Vec<usize>,
    /// Whether somebody said so, and nobody has to be told of it.
    pub settled: bool,
}

/// How the columns of a table stand to fields.
#[derive(Debug, Clone, Default)]
pub struct Mapping {
    /// The first and the last row of the head, from 0; `None`: nothing looks like one.
    pub head: Option<(u32, u32)>,
    /// From left to right.
    pub columns: Vec<Column>,
}

impl Column {
    /// The only target that it is for.
    pub fn target(&self) -> Option<usize> {
        match self.targets[..] {
            [one] => Some(one),
            _ => None,
        }
    }

    /// As spreadsheets name it.
    pub fn letters(&self) -> String {
        letters(self.column)
    }

    fn is_numbering(&self) -> bool {
        NUMBERING.contains(&fold(&self.title).as_str())
    }
}

impl Mapping {
    /// How many columns are for a field.
    pub fn matched(&self) -> usize {
        self.columns.iter().filter(|column| column.target().is_some()).count()
    }

    /// The column whose head says one of these words.
    pub(super) fn key(&self, words: &str) -> Option<u32> {
        let found = self.columns.iter().find(|column| fold(&column.title) == fold(words))?;
        Some(found.column)
    }

    /// The rows under the head, without the row that numbers the columns: `A B 1 2 3`.
    pub fn body<'s>(&self, sheet: &'s Sheet) -> impl Iterator<Item = &'s Row> {
        let last = self.head.map(|(_, last)| last);
        let rows = sheet.rows.iter().filter(move |row| last.is_none_or(|last| row.number > last));
        let numbering = self.numbering(sheet).map(|row| row.number);
        rows.filter(move |row| Some(row.number) != numbering)
    }

    /// The last row, when its first text in a column for text calls it the sum of those above: its
    /// number, the text and the column.
    fn total<'s>(&self, sheet: &'s Sheet, targets: &Targets<'_>) -> Option<(u32, &'s str, u32)> {
        let mut rows = self.body(sheet);
        // A table of one row adds up nothing.
        rows.next()?;
        let row = rows.last()?;
        let is_text = |column: &&Column| {
            let target = column.target().and_then(|nth| targets.at(nth));
            target.is_some_and(|target| matches!(target.field.kind, Type::String))
        };
        let mut texts = self.columns.iter().filter(is_text).filter_map(|column| {
            match &row.cell(column.column)?.value {
                Value::Text(text) => Some((row.number, text.trim(), column.column)),
                _ => None,
            }
        });
        texts.next().filter(|(_, text, _)| is_sum(text))
    }

    /// Whether a row that numbers the columns might hold figures: letters, brackets, and a row `1`
    /// below it leave no doubt.
    fn is_doubtful(&self, row: &Row, sheet: &Sheet) -> bool {
        let plain = row.cells.iter().all(|cell| cell.value.shown().parse::<u32>().is_ok());
        let next = self.body(sheet).next().and_then(|next| next.cells.first());
        plain && next.is_none_or(|cell| cell.value.shown().trim() != "1")
    }

    /// The row right under the head that numbers the columns. One that the next row goes on from,
    /// `2` under `1`, or that has none below it, is a row like others.
    fn numbering<'s>(&self, sheet: &'s Sheet) -> Option<&'s Row> {
        let last = self.head.map(|(_, last)| last);
        let mut rows = sheet.rows.iter().filter(|row| last.is_none_or(|last| row.number > last));
        let (first, next) = (rows.next()?, rows.next()?);
        let begins = |row: &Row| row.cells.first().map(|cell| (cell.column, cell.value.shown()));
        let goes_on = match (begins(first), begins(next)) {
            (Some((above, one)), Some((below, two))) => {
                above == below && one.trim() == "1" && two.trim() == "2"
            }
            _ => false,
        };
        Some(first).filter(|row| numbers_columns(row) && !goes_on)
    }

    /// Says which columns are for nothing or could be for several things, and which fields were
    /// named twice.
    pub fn tell(&self, sheet: &Sheet, targets: &Targets<'_>, out: &mut Diagnostics) {
        let Some((head, _)) = self.head else { return };
        if let Some(row) = self.numbering(sheet).filter(|row| self.is_doubtful(row, sheet)) {
            out.push(numbering().at(sheet.place(row.number, 0)));
        }
        if let Some((row, text, column)) = self.total(sheet, targets) {
            out.push(total(text).at(sheet.place(row, column)));
        }
        for (nth, column) in self.columns.iter().enumerate() {
            let place = sheet.place(head, column.column);
            let before = self.columns[..nth]
                .iter()
                .find(|other| column.target().is_some() && other.target() == column.target());
            let target = column.target().and_then(|nth| targets.at(nth));
            if let (Some(before), Some(target)) = (before, target) {
                out.push(twice(before, column, &target.label).at(place));
            } else if column.targets.len() > 1 {
                out.push(unclear(column, targets).at(place));
            } else if column.targets.is_empty() && !column.settled && !column.is_numbering() {
                out.push(unmatched(column, targets).at(place));
            }
        }
    }
}

/// Finds the head of a table and what its columns are for. `overrides`: pairs of a column, by its
/// title or letters, and a field, by any of its names; an empty field leaves the column out.
/// `keys`: heads of columns that are for no field.
pub fn match_columns(
    sheet: &Sheet,
    targets: &Targets<'_>,
    overrides: &[(String, String)],
    keys: &[&str],
) -> Mapping {
    let others = overrides.iter().map(|(column, _)| column.as_str()).chain(keys.iter().copied());
    let others: HashSet<String> = others.map(fold).collect();
    let known = |value: &Value| {
        let title = title(value);
        !targets.named(&title).is_empty() || others.contains(&fold(&title))
    };
    let score = |row: &Row| row.cells.iter().filter(|cell| known(&cell.value)).count();
    let texts = |row: &Row| {
        row.cells.len() > 1 && row.cells.iter().all(|cell| matches!(cell.value, Value::Text(_)))
    };
    let scored = sheet.rows.iter().take(TITLE_ROWS).map(|row| (score(row), row));
    // The first among equals.
    let best = scored.rev().max_by_key(|(score, _)| *score).filter(|(score, _)| *score > 0);
    let head = match best {
        Some((_, row)) => Some(row),
        None => sheet.rows.iter().take(TITLE_ROWS).find(|row| texts(row)),
    };
    let Some(head) = head else { return Mapping::default() };
    let (first, last) = rows_of_head(sheet, head);
    let mut columns: Vec<Column> = Vec::new();
    let within = sheet.rows.iter().filter(|row| (first..=last).contains(&row.number));
    let mut numbers: Vec<u32> =
        within.flat_map(|row| row.cells.iter().map(|cell| cell.column)).collect();
    numbers.sort_unstable();
    numbers.dedup();
    for column in numbers {
        let titles = titles(sheet, column, first, last);
        let whole = titles.join(" – ");
        let lowest = titles.last().cloned().unwrap_or_default();
        let found = targets.named(&whole);
        let found = if found.is_empty() { targets.named(&lowest) } else { found };
        let settled = keys.iter().any(|key| fold(key) == fold(&whole));
        let found = if settled { Vec::new() } else { found };
        columns.push(Column { column, title: whole, targets: found, settled });
    }
    apply(&mut columns, targets, overrides);
    Mapping { head: Some((first, last)), columns }
}

/// Heads of several rows are merged: downwards where a column has one title, sideways where
/// several share one.
fn rows_of_head(sheet: &Sheet, head: &Row) -> (u32, u32) {
    let (left, right) = match &head.cells[..] {
        [first, .., last] => (first.column, last.column),
        _ => return (head.number, head.number),
    };
    // A title over the whole table is no group of columns.
    let is_group = |area: &&Area| area.left > left || area.right < right;
    let (mut first, mut last) = (head.number, head.number);
    for area in sheet.merged.iter().filter(is_group) {
        let holds_head = (area.top..=area.bottom).contains(&head.number);
        let wide = area.right > area.left;
        if holds_head || (wide && area.bottom.saturating_add(1) == head.number) {
            first = first.min(area.top);
        }
        if holds_head {
            last = last.max(area.bottom.saturating_add(u32::from(wide)));
        }
    }
    if last - first > 3 { (head.number, head.number) } else { (first, last) }
}

/// What a cell of a head says; nobody's title is longer.
fn title(value: &Value) -> String {
    let shown: String = match value {
        Value::Text(text) => text.chars().take(LONGEST_TITLE).collect(),
        other => other.shown(),
    };
    shown.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn titles(sheet: &Sheet, column: u32, first: u32, last: u32) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for row in first..=last {
        let (row, column) = match sheet.area(row, column) {
            Some(area) => (area.top, area.left),
            None => (row, column),
        };
        let cell = sheet.row(row).and_then(|row| row.cell(column));
        let title = cell.map(|cell| title(&cell.value)).unwrap_or_default();
        if !title.is_empty() && out.last() != Some(&title) {
            out.push(title);
        }
    }
    out
}

fn apply(columns: &mut [Column], targets: &Targets<'_>, overrides: &[(String, String)]) {
    let titles: Vec<String> = columns.iter().map(|column| fold(&column.title)).collect();
    for (name, field) in overrides {
        let folded = fold(name);
        for (column, title) in columns.iter_mut().zip(&titles) {
            if *title != folded && !column.letters().eq_ignore_ascii_case(name.trim()) {
                continue;
            }
            column.targets =
                if field.trim().is_empty() { Vec::new() } else { targets.named(field) };
            column.settled = true;
        }
    }
}

fn is_named(column: &Column, name: &str) -> bool {
    fold(&column.title) == fold(name) || column.letters().eq_ignore_ascii_case(name.trim())
}

/// Overrides that name no column or no field.
pub(super) fn check_overrides(
    mappings: &[(&Mapping, &Targets<'_>)],
    overrides: &[(String, String)],
    place: Span,
    out: &mut Diagnostics,
) {
    for (name, field) in overrides {
        let columns = || mappings.iter().flat_map(|(mapping, _)| &mapping.columns);
        if !columns().any(|column| is_named(column, name)) {
            let fault = Diagnostic::error(
                "no-such-column",
                text!("không có cột «{name}»", "there is no column «{name}»"),
            );
            let titles = columns().map(|column| column.title.as_str());
            out.push(
                match nearest(name, titles) {
                    Some(near) => fault.hint(text!("có phải «{near}»?", "did you mean «{near}»?")),
                    None => fault.hint(text!(
                        "ghi tên cột như trên đầu bảng, hoặc chữ cái của cột: A, B, C",
                        "give the title of a column, or its letters: A, B, C"
                    )),
                }
                .at(place),
            );
        }
        let known = |targets: &Targets<'_>| !targets.named(field).is_empty();
        if !field.trim().is_empty() && !mappings.iter().any(|(_, targets)| known(targets)) {
            let fault = Diagnostic::error(
                "no-such-field",
                text!("không có mục «{field}»", "there is no field «{field}»"),
            );
            let paths = mappings.iter().flat_map(|(_, targets)| &targets.cells);
            let near = nearest(field, paths.map(|target| target.path.as_str()));
            out.push(
                match near {
                    Some(near) => fault.hint(text!("có phải «{near}»?", "did you mean «{near}»?")),
                    None => fault.hint(text!(
                        "ghi tên mục như trong «vanthu docs», ví dụ nguoi_ky.ho_ten",
                        "name a field as «vanthu docs» does, such as nguoi_ky.ho_ten"
                    )),
                }
                .at(place),
            );
        }
    }
}

/// `A B 1 2 3`, `(1) (2) (3)`: at least three, and nothing else.
fn numbers_columns(row: &Row) -> bool {
    let (mut next_letter, mut next_number) = ('A', 1_u32);
    row.cells.len() >= 3
        && row.cells.iter().all(|cell| {
            let shown = cell.value.shown();
            let bare = shown.trim().trim_start_matches('(').trim_end_matches(')');
            // "5=4/3" says how the fifth column is worked out.
            let bare = bare.split('=').next().unwrap_or_default().trim();
            if bare.eq_ignore_ascii_case(&next_letter.to_string()) && next_number == 1 {
                next_letter = char::from_u32(u32::from(next_letter) + 1).unwrap_or('Z');
                true
            } else if bare == next_number.to_string() {
                next_number += 1;
                true
            } else {
                false
            }
        })
}

/// What the last row of a table is called when it adds up the others. «Cộng» alone: «Cộng đồng» is
/// another word.
fn is_sum(text: &str) -> bool {
    let text = text.to_lowercase();
    let alone = |word: &str| {
        let rest = text.strip_prefix(word).map(str::trim_start);
        rest.is_some_and(|rest| !rest.starts_with(char::is_alphabetic))
    };
    text.starts_with("tổng cộng") || text.starts_with("tổng số") || alone("cộng") || alone("tổng")
}

fn total(text: &str) -> Diagnostic {
    let fault = Diagnostic::warning(
        "total-row",
        text!(
            "dòng cuối «{text}» có vẻ là dòng tổng, vẫn được nhập như một dòng",
            "the last row «{text}» looks like a total, and is taken as a row like others"
        ),
    );
    fault.hint(text!(
        "văn bản tự tính tổng: là dòng tổng thì xóa dòng này rồi nhập lại",
        "the document adds up by itself: if it is a total, delete the row and read again"
    ))
}

fn numbering() -> Diagnostic {
    let fault = Diagnostic::warning(
        "numbering-row",
        text!(
            "dòng này được coi là dòng đánh số cột, không nhập",
            "this row is taken for the numbers of the columns and left out"
        ),
    );
    fault.hint(text!(
        "nếu là số liệu thì thêm cột TT, hoặc đổi chỗ dòng này",
        "if it holds figures, add a column TT, or move the row"
    ))
}

fn unmatched(column: &Column, targets: &Targets<'_>) -> Diagnostic {
    let Column { title, .. } = column;
    let fault = Diagnostic::warning(
        "unmatched-column",
        text!(
            "cột «{title}» không khớp mục nào, không nhập",
            "the column «{title}» matches no field and is left out"
        ),
    );
    match nearest(title, targets.cells.iter().map(|target| target.label.as_str())) {
        Some(near) => fault.hint(text!("có phải «{near}»?", "did you mean «{near}»?")),
        None => fault.hint(text!(
            "chỉ rõ cột này vào mục nào, hoặc bỏ qua nếu không cần",
            "say which field it is for, or let it be"
        )),
    }
}

fn unclear(column: &Column, targets: &Targets<'_>) -> Diagnostic {
    let Column { title, .. } = column;
    let labels: Vec<&str> =
        column.targets.iter().filter_map(|nth| Some(targets.at(*nth)?.label.as_str())).collect();
    let labels = labels.join("», «");
    Diagnostic::error(
        "unclear-column",
        text!(
            "cột «{title}» có thể là nhiều mục: «{labels}»",
            "the column «{title}» could be several fields: «{labels}»"
        ),
    )
    .hint(text!("chỉ rõ cột này vào mục nào", "say which field it is for"))
}

fn twice(before: &Column, column: &Column, label: &str) -> Diagnostic {
    let (one, other) = (before.letters(), column.letters());
    Diagnostic::error(
        "column-twice",
        text!(
            "hai cột {one} và {other} cùng vào mục «{label}»",
            "the columns {one} and {other} are both for «{label}»"
        ),
    )
    .hint(text!(
        "bỏ một cột, hoặc chỉ rõ cột nào vào mục nào",
        "leave one out, or say which is for what"
    ))
}
