//! Tables of spreadsheets for the lists of a form, and whole workbooks for the form.

use serde_json::{Map, Value, json};
use vanthu_core::diag::{Diagnostic, Diagnostics, Files, has_errors};
use vanthu_core::schema::{Field, Type};
use vanthu_core::sheet::{self, Book, Limits, Mapping, Sheet, Targets};
use vanthu_core::text;

use super::guard::LARGEST_DATA;
use super::judge::Desk;
use super::tree;

/// A list of the page takes so many rows; more could not be looked at.
const ROWS: usize = 2_000;

/// A workbook for a form may have so many cells.
const FORM_CELLS: usize = 100_000;

/// So many findings are told; the rest is counted.
const TOLD: usize = 100;

/// So many values of a column are shown.
const SAMPLES: usize = 3;

impl Desk {
    /// Rows for a list, or values for the form, from a file. `asked` says which `type`, which
    /// `field` by its pointer (`""`: the form), and may say which `sheet` by its number and which
    /// columns are for what (`map`, from letters to paths).
    pub(super) fn import(&self, asked: &Value, bytes: &[u8]) -> Result<Value, Value> {
        let text = |key: &str| asked.get(key).and_then(Value::as_str).unwrap_or_default();
        let plugin = self.plugin(text("type"))?;
        let root = &plugin.schema.root;
        let name = if text("name").is_empty() { "bang" } else { text("name") };
        let mut files = Files::default();
        // A form has fewer fields than a list may have cells.
        let cells = if text("field").is_empty() { FORM_CELLS } else { Limits::PAGE.cells };
        let limits = Limits { cells, ..Limits::PAGE };
        let book = sheet::open(bytes, name, &limits, &mut files)
            .map_err(|fault| json!({ "findings": self.list(&[fault], &files, None) }))?;
        if text("field").is_empty() {
            return self.import_form(&book, root, &files);
        }
        match plugin.schema.field(text("field")).map(|field| &field.kind) {
            Some(Type::Array { items, .. }) if matches!(items.kind, Type::Object { .. }) => {
                self.import_list(asked, &book, items, &files)
            }
            _ => Err(json!({ "error": "Mục này không nhận bảng." })),
        }
    }

    fn import_list(
        &self,
        asked: &Value,
        book: &Book,
        item: &Field,
        files: &Files,
    ) -> Result<Value, Value> {
        let targets = Targets::of(item);
        let overrides = overrides(asked);
        let nth = asked.get("sheet").and_then(Value::as_u64).map(|nth| nth as usize);
        let nth = nth.unwrap_or_else(|| best(book, &targets));
        let Some(sheet) = book.sheets.get(nth) else {
            return Err(self.told_one(&empty()));
        };
        let mapping = sheet::match_columns(sheet, &targets, &overrides, &[]);
        let count = mapping.body(sheet).count();
        if count > ROWS {
            return Err(self.told_one(&too_many(count)));
        }
        let records = sheet::rows(sheet, &mapping, item);
        let mut told = book.notes.clone();
        mapping.tell(sheet, &targets, &mut told);
        told.extend(records.iter().flat_map(|record| record.diagnostics.clone()));
        let rows: Vec<Value> =
            records.iter().map(|record| tree::to_page(&record.data, Some(item))).collect();
        fits(&rows).map_err(|fault| self.told_one(&fault))?;
        let field = |target: &sheet::Target<'_>| {
            let labels = target.field.labels.iter();
            let labels: Map<String, Value> =
                labels.map(|(option, label)| (option.clone(), label.clone().into())).collect();
            json!({
                "path": target.path,
                "label": target.label,
                "required": target.required,
                "number": target.field.kind.is_number(),
                "options": labels,
            })
        };
        let sheets: Vec<&str> = book.sheets.iter().map(|sheet| sheet.name.as_str()).collect();
        Ok(json!({
            "sheets": sheets,
            "sheet": nth,
            "columns": columns(sheet, &mapping, &targets),
            "fields": targets.cells.iter().map(field).collect::<Vec<_>>(),
            "rows": rows,
            "findings": self.some(&told, files),
            "more": told.len().saturating_sub(TOLD),
        }))
    }

    fn import_form(&self, book: &Book, root: &Field, files: &Files) -> Result<Value, Value> {
        let read = sheet::records(book, root, &[]);
        let mut told = read.diagnostics;
        let [one] = &read.records[..] else {
            if !has_errors(&told) {
                told.push(not_one(read.records.len()));
            }
            return Err(json!({ "findings": self.some(&told, files) }));
        };
        told.extend(one.diagnostics.clone());
        let data = tree::to_page(&one.data, Some(root));
        fits(std::slice::from_ref(&data)).map_err(|fault| self.told_one(&fault))?;
        Ok(json!({
            "data": data,
            "findings": self.some(&told, files),
            "more": told.len().saturating_sub(TOLD),
        }))
    }

    fn some(&self, told: &Diagnostics, files: &Files) -> Vec<Value> {
        self.list(&told[..told.len().min(TOLD)], files, None)
    }
}

/// Columns as the clerk chose them.
fn overrides(asked: &Value) -> Vec<(String, String)> {
    let map = asked.get("map").and_then(Value::as_object).into_iter().flatten();
    map.filter_map(|(column, path)| Some((column.clone(), path.as_str()?.to_owned()))).collect()
}

/// The sheet that matches best, the first among equals.
fn best(book: &Book, targets: &Targets<'_>) -> usize {
    let matched = |sheet: &Sheet| sheet::match_columns(sheet, targets, &[], &[]).matched();
    let all = book.sheets.iter().map(matched).enumerate();
    all.rev().max_by_key(|(_, matched)| *matched).map_or(0, |(nth, _)| nth)
}

fn columns(sheet: &Sheet, mapping: &Mapping, targets: &Targets<'_>) -> Vec<Value> {
    let one = |column: &sheet::Column| {
        let cells = mapping.body(sheet).filter_map(|row| row.cell(column.column));
        let samples: Vec<String> =
            cells.take(SAMPLES).map(|cell| cell.value.shown().chars().take(60).collect()).collect();
        json!({
            "letters": column.letters(),
            "title": column.title,
            "samples": samples,
            "path": column.target().and_then(|nth| Some(&targets.cells.get(nth)?.path)),
        })
    };
    mapping.columns.iter().map(one).collect()
}

/// What is imported goes back to the server with the rest of the form.
fn fits(rows: &[Value]) -> Result<(), Diagnostic> {
    let size: usize = rows.iter().map(|row| row.to_string().len()).sum();
    if size > LARGEST_DATA / 2 { Err(too_long()) } else { Ok(()) }
}

fn empty() -> Diagnostic {
    Diagnostic::error(
        "empty-workbook",
        text!("tệp không có trang nào đọc được", "the file has no sheet to read"),
    )
    .hint(text!("bỏ ẩn trang cần nhập rồi lưu lại", "show the sheet and save the file"))
}

fn too_many(count: usize) -> Diagnostic {
    Diagnostic::error(
        "too-many-rows",
        text!(
            "bảng có {count} dòng, một danh sách trên trang này nhận nhiều nhất {ROWS} dòng",
            "the table has {count} rows, a list on this page takes {ROWS}"
        ),
    )
    .hint(text!("chọn đúng trang, hoặc xóa bớt dòng", "choose the right sheet, or delete rows"))
}

fn too_long() -> Diagnostic {
    Diagnostic::error(
        "table-too-long",
        text!("bảng có quá nhiều chữ cho một văn bản", "the table is too long for a document"),
    )
    .hint(text!("chọn đúng trang và đúng cột", "choose the right sheet and columns"))
}

fn not_one(count: usize) -> Diagnostic {
    Diagnostic::error(
        "not-one-document",
        text!(
            "bảng có {count} văn bản, biểu mẫu này nhận một",
            "the table has {count} documents, the form takes one"
        ),
    )
    .hint(text!(
        "để lại một dòng; muốn làm nhiều văn bản một lúc thì dùng lệnh vanthu batch",
        "leave one row; vanthu batch makes many documents at once"
    ))
}
