//! Rows as data.

use indexmap::IndexMap;

use super::book::{Area, Book, Row, Sheet, Value};
use super::column::{Mapping, check_overrides, match_columns};
use super::convert::convert;
use super::target::{List, OWN, Plan, Targets};
use crate::data::{Entry, Kind, Node, locate};
use crate::diag::{Diagnostic, Diagnostics, Span, Text, has_errors, nearest_fold as fold};
use crate::schema::Field;
use crate::text;

/// The column that names a row, for the sheets of its lists.
pub const KEY: &str = "Mã dòng";

/// The column that says which row of the sheet above a row belongs to.
pub const PARENT: &str = "Thuộc dòng";

/// A name that several rows share may have so many bytes; what is longer is a text of its own.
const LONGEST_NAME: usize = 500;

/// A row as data.
#[derive(Debug)]
pub struct Record {
    /// The row.
    pub place: Span,
    /// A map; each value stands at its cell. Cells that are wrong are not in it.
    pub data: Node,
    /// What is wrong with its cells, each by the pointer of its field.
    pub diagnostics: Diagnostics,
}

/// All rows of a book.
#[derive(Debug)]
pub struct Read {
    /// One a row, downwards.
    pub records: Vec<Record>,
    /// What is wrong with the file as a whole, and what was left out of it.
    pub diagnostics: Diagnostics,
}

impl Record {
    /// Whether all its cells could be read.
    pub fn is_sound(&self) -> bool {
        !has_errors(&self.diagnostics)
    }

    /// Findings about the data, by their pointers, with the cells as their places.
    pub fn blame(&self, found: Diagnostics) -> Diagnostics {
        let place = |pointer: &Option<String>| match pointer.as_deref() {
            Some(pointer) if !pointer.is_empty() => {
                let at = locate(&self.data, pointer);
                if at.exact { at.value.span } else { self.place }
            }
            _ => self.place,
        };
        let mut out = Diagnostics::new();
        for mut one in found {
            one.span = Some(place(&one.pointer));
            one.related.clear();
            // A cell that is wrong is told already, and is missing only because of that.
            let told = self.diagnostics.iter().any(|told| told.pointer == one.pointer);
            if !told {
                out.push(one);
            }
        }
        out
    }
}

/// The rows of a table as rows of a list, each a map of `item`'s fields.
pub fn rows(sheet: &Sheet, mapping: &Mapping, item: &Field) -> Vec<Record> {
    let targets = Targets::of(item);
    mapping.body(sheet).filter_map(|row| record(sheet, mapping, &targets, row)).collect()
}

/// The rows of a book as documents of a type whose fields are `root`. The sheet that matches best
/// has a row a document; sheets that are named after lists have their rows. `overrides` as in
/// [`match_columns`].
pub fn records(book: &Book, root: &Field, overrides: &[(String, String)]) -> Read {
    let plan = Plan::of(root);
    let mut diagnostics: Diagnostics = book.notes.clone();
    let lists = plan.all_lists();
    let own = |sheet: &&Sheet| {
        !lists.iter().any(|list| is_for(sheet, list))
            && !OWN[1..].iter().any(|o| fold(o) == fold(&sheet.name))
    };
    let candidates = book.sheets.iter().filter(own);
    let matched =
        candidates.map(|sheet| (sheet, match_columns(sheet, &plan.targets, overrides, &[KEY])));
    // The first among equals.
    let best = matched.collect::<Vec<_>>().into_iter().rev().max_by_key(|(_, m)| m.matched());
    let Some((sheet, mapping)) = best.filter(|(_, mapping)| mapping.matched() > 0) else {
        diagnostics.push(nothing(book, &plan.targets));
        return Read { records: Vec::new(), diagnostics };
    };
    let mut join = Join { book, overrides, diagnostics, seen: vec![sheet.name.clone()] };
    let head = mapping.head.map_or(0, |(head, _)| head);
    let inner: Vec<(Mapping, &Targets<'_>)> = lists
        .iter()
        .filter_map(|list| Some((join.mapping(join.sheet(list)?, list), &list.plan.targets)))
        .collect();
    let mut all: Vec<(&Mapping, &Targets<'_>)> = vec![(&mapping, &plan.targets)];
    all.extend(inner.iter().map(|(mapping, targets)| (mapping, *targets)));
    check_overrides(&all, overrides, Span::row(sheet.file, head), &mut join.diagnostics);
    let mut rows = join.table(sheet, &mapping, &plan.targets);
    join.lists(&plan, &mut rows);
    join.unread();
    let records = rows.into_iter().map(|row| row.record).collect();
    Read { records, diagnostics: join.diagnostics }
}

/// Whether a sheet is named after a list.
fn is_for(sheet: &Sheet, list: &List<'_>) -> bool {
    fold(&sheet.name) == fold(&list.sheet) || sheet.name.trim() == list.target.path
}

/// A row with what it is called and what it belongs to.
struct Keyed {
    record: Record,
    key: Option<(String, Span)>,
    parent: Option<(String, Span)>,
}

struct Join<'b> {
    book: &'b Book,
    overrides: &'b [(String, String)],
    diagnostics: Diagnostics,
    /// Sheets that were read.
    seen: Vec<String>,
}

impl<'b> Join<'b> {
    fn sheet(&self, list: &List<'_>) -> Option<&'b Sheet> {
        self.book.sheets.iter().find(|sheet| is_for(sheet, list))
    }

    fn mapping(&self, sheet: &Sheet, list: &List<'_>) -> Mapping {
        match_columns(sheet, &list.plan.targets, self.overrides, &[KEY, PARENT])
    }

    fn table(&mut self, sheet: &Sheet, mapping: &Mapping, targets: &Targets<'_>) -> Vec<Keyed> {
        mapping.tell(sheet, targets, &mut self.diagnostics);
        let (key, parent) = (mapping.key(KEY), mapping.key(PARENT));
        let said = |row: &Row, column: Option<u32>| {
            let cell = merged(sheet, row, column?)?;
            let text = cell.shown().trim().to_owned();
            (!text.is_empty()).then(|| (text, sheet.place(row.number, column.unwrap_or_default())))
        };
        let keyed = |row: &Row| {
            let record = record(sheet, mapping, targets, row)?;
            Some(Keyed { record, key: said(row, key), parent: said(row, parent) })
        };
        mapping.body(sheet).filter_map(keyed).collect()
    }

    /// Puts the rows of lists into the rows that they belong to.
    fn lists(&mut self, plan: &Plan<'_>, parents: &mut [Keyed]) {
        for list in &plan.lists {
            let Some(sheet) = self.sheet(list) else { continue };
            self.seen.push(sheet.name.clone());
            let mapping = self.mapping(sheet, list);
            let mut rows = self.table(sheet, &mapping, &list.plan.targets);
            self.lists(&list.plan, &mut rows);
            self.place(list, sheet, parents, rows);
        }
    }

    fn place(&mut self, list: &List<'_>, sheet: &Sheet, parents: &mut [Keyed], rows: Vec<Keyed>) {
        let mut index: IndexMap<String, usize> = IndexMap::new();
        for (nth, parent) in parents.iter().enumerate() {
            let Some((key, place)) = &parent.key else { continue };
            if index.insert(fold(key), nth).is_some() {
                let fault = same_key(key).at(*place);
                if !self.diagnostics.contains(&fault) {
                    self.diagnostics.push(fault);
                }
            }
        }
        let alone = (parents.len() == 1).then_some(0);
        let mut lists: IndexMap<usize, (Span, Vec<Node>)> = IndexMap::new();
        for row in rows {
            let nth = match &row.parent {
                Some((key, _)) => index.get(&fold(key)).copied(),
                None => alone,
            };
            let Some(nth) = nth else {
                let place = row.parent.as_ref().map_or(row.record.place, |(_, place)| *place);
                let key = row.parent.as_ref().map(|(key, _)| key.as_str());
                self.diagnostics.push(orphan(key, &sheet.name).at(place));
                continue;
            };
            let (_, items) = lists.entry(nth).or_insert((row.record.place, Vec::new()));
            let step = items.len();
            let at = |pointer: Option<String>| {
                format!("{}/{step}{}", list.target.pointer, pointer.unwrap_or_default())
            };
            let told = row.record.diagnostics.into_iter().map(|mut found| {
                found.pointer = Some(at(found.pointer.take()));
                found
            });
            parents[nth].record.diagnostics.extend(told);
            items.push(row.record.data);
        }
        for (nth, (span, items)) in lists {
            put(
                &mut parents[nth].record.data,
                &list.target.pointer,
                Node { span, kind: Kind::Seq(items) },
            );
        }
    }

    /// Sheets with a table that is for nothing.
    fn unread(&mut self) {
        for sheet in &self.book.sheets {
            let wide = sheet.rows.iter().any(|row| row.cells.len() > 1);
            let own = OWN[1..].iter().any(|own| fold(own) == fold(&sheet.name));
            if wide && !own && !self.seen.contains(&sheet.name) {
                let first = sheet.rows.first().map_or(0, |row| row.number);
                self.diagnostics.push(unread(&sheet.name).at(Span::row(sheet.file, first)));
            }
        }
    }
}

/// A row as a map. `None`: nothing in it is for a field.
fn record(sheet: &Sheet, mapping: &Mapping, targets: &Targets<'_>, row: &Row) -> Option<Record> {
    let place = Span::row(sheet.file, row.number);
    let mut out = Record {
        place,
        data: Node { span: place, kind: Kind::Map(Vec::new()) },
        diagnostics: Diagnostics::new(),
    };
    let mut any = false;
    for column in &mapping.columns {
        let Some(target) = column.target().and_then(|nth| targets.at(nth)) else { continue };
        let Some(value) = merged(sheet, row, column.column) else { continue };
        let at = sheet.place(row.number, column.column);
        any = true;
        let doubled = match sheet.area(row.number, column.column) {
            Some(area) => refuse_merged(area, column.column, value, mapping, target.field),
            None => None,
        };
        match doubled.map_or_else(|| convert(value, target.field, at), |fault| Err(fault.at(at))) {
            Ok(None) => {}
            Ok(Some(node)) => {
                if !put(&mut out.data, &target.pointer, node) {
                    let fault = two_ways(&target.label).pointer(&*target.pointer);
                    out.diagnostics.push(fault.at(at));
                }
            }
            Err(fault) => {
                let Text { vi, en } = fault.message;
                let (label, code) = (&target.label, fault.code);
                let message = text!("«{label}»: {vi}", "«{label}»: {en}");
                out.diagnostics.push(Diagnostic {
                    message,
                    code,
                    pointer: Some(target.pointer.clone()),
                    ..fault
                });
            }
        }
    }
    any.then_some(out)
}

/// The value of a cell; of merged cells that of the first, downwards.
fn merged<'s>(sheet: &'s Sheet, row: &'s Row, column: u32) -> Option<&'s Value> {
    let cell = match sheet.area(row.number, column) {
        Some(area) => sheet.row(area.top).and_then(|row| row.cell(area.left)),
        None => row.cell(column),
    };
    cell.map(|cell| &cell.value)
}

/// Merged cells are one value for several rows: fine for a name, not for a figure that would be
/// counted twice; and never for several fields.
fn refuse_merged(
    area: &Area,
    column: u32,
    value: &Value,
    mapping: &Mapping,
    field: &Field,
) -> Option<Diagnostic> {
    let within = |other: &&super::column::Column| (area.left..=area.right).contains(&other.column);
    let fields = mapping.columns.iter().filter(within).filter(|other| other.target().is_some());
    let wide = fields.count() > 1;
    let long = matches!(value, Value::Text(text) if text.len() > LONGEST_NAME);
    let tall = area.bottom > area.top && (long || field.kind.is_number());
    if !wide && !tall {
        return None;
    }
    let column = crate::diag::letters(column);
    Some(
        Diagnostic::error(
            "merged-cells",
            text!(
                "ô ở cột {column} bị gộp với ô khác, không biết giá trị là của dòng hay mục nào",
                "the cell in column {column} is merged with others; whose value it is nobody knows"
            ),
        )
        .hint(text!(
            "bỏ gộp ô (Unmerge Cells) rồi ghi giá trị vào từng ô",
            "unmerge the cells and write the value into each"
        )),
    )
}

/// Sets the value at a pointer; maps above it come to be. Not where a value stands already.
fn put(root: &mut Node, pointer: &str, value: Node) -> bool {
    let mut at = root;
    let steps: Vec<String> =
        pointer.split('/').skip(1).map(|step| step.replace("~1", "/").replace("~0", "~")).collect();
    for (nth, key) in steps.iter().enumerate() {
        let last = nth + 1 == steps.len();
        let Kind::Map(entries) = &mut at.kind else { return false };
        let found = entries.iter().position(|entry| entry.key == *key);
        let found = found.unwrap_or_else(|| {
            let empty = Node { span: value.span, kind: Kind::Map(Vec::new()) };
            entries.push(Entry { key: key.clone(), key_span: value.span, value: empty });
            entries.len() - 1
        });
        if last {
            entries[found].value = value;
            return true;
        }
        at = &mut entries[found].value;
    }
    false
}

fn two_ways(label: &str) -> Diagnostic {
    Diagnostic::error(
        "given-twice",
        text!(
            "«{label}»: dòng này ghi cả tên gọi tắt lẫn từng mục, không biết lấy cái nào",
            "«{label}»: the row gives both the short name and single fields"
        ),
    )
    .hint(text!("để trống một trong hai", "leave one of them blank"))
}

fn nothing(book: &Book, targets: &Targets<'_>) -> Diagnostic {
    let some: Vec<&str> =
        targets.cells.iter().take(5).map(|target| target.label.as_str()).collect();
    let some = some.join("», «");
    let fault = Diagnostic::error(
        "no-table",
        text!(
            "không thấy bảng nào có tên cột khớp với các mục của loại văn bản",
            "no table has columns that match the fields of the type"
        ),
    )
    .hint(text!(
        "dòng đầu bảng phải ghi tên mục, ví dụ «{some}»; hoặc lấy tệp mẫu bằng vanthu sheet",
        "the head of the table names the fields, such as «{some}»; vanthu sheet makes a workbook"
    ));
    match book.sheets.first() {
        Some(sheet) => fault.at(Span::row(sheet.file, 0)),
        None => fault,
    }
}

fn same_key(key: &str) -> Diagnostic {
    Diagnostic::error(
        "same-key",
        text!("mã dòng «{key}» có ở hai dòng", "two rows are called «{key}»"),
    )
    .hint(text!("mỗi dòng một mã riêng", "each row has a name of its own"))
}

fn orphan(key: Option<&str>, sheet: &str) -> Diagnostic {
    let message = match key {
        Some(key) => text!("không có dòng nào mang mã «{key}»", "no row is called «{key}»"),
        None => text!(
            "không biết dòng này của trang «{sheet}» thuộc dòng nào",
            "nobody knows which row this one of «{sheet}» belongs to"
        ),
    };
    Diagnostic::error("no-parent-row", message).hint(text!(
        "cột «{PARENT}» ghi đúng mã ở cột «{KEY}» của trang chứa dòng đó",
        "the column «{PARENT}» gives what the column «{KEY}» of the other sheet says"
    ))
}

fn unread(sheet: &str) -> Diagnostic {
    Diagnostic::warning(
        "unread-sheet",
        text!("trang «{sheet}» không khớp mục nào, không đọc", "the sheet «{sheet}» is not read"),
    )
    .hint(text!(
        "trang của một danh sách mang đúng tên danh sách đó",
        "the sheet of a list is called like the list"
    ))
}
