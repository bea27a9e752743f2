//! Tables of spreadsheets: bytes in, rows of data out that know their cells; and workbooks to fill
//! in.
//!
//! 1. [`open`] reads a workbook or a text file within [`Limits`]: a [`Book`] of sheets with typed
//!    cells.
//! 2. [`Targets`] are the fields that a column may be for; [`match_columns`] finds the head of a
//!    table and which column is for which field.
//! 3. [`records`] makes data of the rows of a whole book, one document a row, lists from the sheets
//!    named after them; [`rows`] makes the rows of one list. Each value of a [`Record`] has its cell
//!    as its place, so what the schema says of it leads to the cell ([`Record::blame`]).
//! 4. [`intake`] writes the workbook that is read back so.
//!
//! ```
//! # use vanthu_core::{diag::Files, plugin::Plugin, sheet};
//! # fn documents(plugin: &Plugin, name: &str, bytes: &[u8]) {
//! let mut files = Files::default();
//! match sheet::open(bytes, name, &sheet::Limits::BATCH, &mut files) {
//!     Err(fault) => { /* no workbook at all */ }
//!     Ok(book) => {
//!         let map = [("Số VB".to_owned(), "so".to_owned())];
//!         let read = sheet::records(&book, &plugin.schema.root, &map);
//!         // `read.diagnostics`: of the file as a whole, `record.diagnostics`: of one row.
//!         for record in &read.records {
//!             let yaml = vanthu_core::data::write(&record.data);
//!         }
//!     }
//! }
//! # }
//! ```

mod book;
mod column;
mod convert;
mod fault;
mod gather;
mod intake;
mod number;
mod ods;
mod package;
mod plain;
mod record;
mod target;
mod xlsx;

#[cfg(test)]
mod tests;

pub use book::{Area, Book, Cell, Limits, Row, Sheet, Value};
pub use column::{Column, Mapping, match_columns};
pub use intake::intake;
pub use record::{KEY, PARENT, Read, Record, records, rows};
pub use target::{List, OWN, Plan, Target, Targets};

use crate::diag::{Diagnostic, Diagnostics, Files, Span, letters};
use crate::text;
use gather::Gathered;
use package::Package;

/// Reads a workbook (`.xlsx`, `.ods`), separated values (`.csv`, `.tsv`) or JSON Lines (`.jsonl`).
/// What it is, its bytes say; `name` is what it is called in messages.
///
/// # Errors
/// When it is none of these, broken, locked, or larger than `limits`.
pub fn open(
    bytes: &[u8],
    name: &str,
    limits: &Limits,
    files: &mut Files,
) -> Result<Book, Diagnostic> {
    let whole = files.add_sheet(name, "");
    // Places in the first sheet of a text file are known before it is read.
    let at = |fault: Diagnostic| {
        if fault.span.is_some() { fault } else { fault.at(Span::cell(whole, 0, 0).start_only()) }
    };
    if bytes.len() > limits.bytes {
        return Err(at(fault::too_large()));
    }
    let found = if bytes.starts_with(b"PK") {
        Package::open(bytes, limits).and_then(|mut package| {
            if package.has("content.xml") {
                ods::read(&mut package, limits)
            } else if package.has("xl/workbook.bin") {
                Err(binary())
            } else {
                xlsx::read(&mut package, limits)
            }
        })
    } else if bytes.starts_with(b"\xD0\xCF\x11\xE0") {
        Err(fault::old())
    } else if looks_like_json(bytes) {
        plain::json_lines(bytes, limits, whole)
    } else {
        plain::separated(bytes, limits)
    };
    let found = found.map_err(at)?;
    let mut notes = Diagnostics::new();
    let mut sheets = Vec::new();
    for gathered in found.sheets {
        let file =
            if gathered.name.is_empty() { whole } else { files.add_sheet(name, &*gathered.name) };
        if let Some(first) = gathered.hidden.first() {
            notes.push(hidden_rows(gathered.hidden.len()).at(Span::row(file, *first)));
        }
        if let Some((column, row)) = gathered.unseen.first_key_value() {
            let place = Span::cell(file, *row, *column);
            notes.push(hidden_columns(gathered.unseen.keys()).at(place));
        }
        let Gathered { name, rows, merged, covered, .. } = gathered;
        sheets.push(Sheet { name, file, rows, merged, covered });
    }
    notes.extend(found.hidden.iter().map(|name| at(hidden_sheet(name))));
    Ok(Book { sheets, notes })
}

/// Nothing else begins so and is a table.
fn looks_like_json(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    bytes.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{')
}

fn binary() -> Diagnostic {
    Diagnostic::error(
        "binary-workbook",
        text!("đây là tệp .xlsb, không đọc được", "this is an .xlsb, which is not read"),
    )
    .hint(text!("mở bằng Excel rồi lưu lại thành .xlsx", "open it in Excel and save it as .xlsx"))
}

fn hidden_rows(count: usize) -> Diagnostic {
    let fault = Diagnostic::warning(
        "hidden-rows",
        text!("{count} dòng bị ẩn hoặc bị lọc, không đọc", "{count} hidden rows are not read"),
    );
    fault.hint(text!(
        "muốn đọc thì bỏ ẩn, bỏ lọc rồi lưu lại",
        "to have them read, show them and save the file"
    ))
}

fn hidden_columns<'c>(columns: impl Iterator<Item = &'c u32>) -> Diagnostic {
    let letters: Vec<String> = columns.map(|column| letters(*column)).collect();
    let letters = letters.join(", ");
    let fault = Diagnostic::warning(
        "hidden-columns",
        text!("cột {letters} bị ẩn, vẫn được đọc", "the columns {letters} are hidden and read"),
    );
    fault.hint(text!(
        "không muốn đọc thì xóa cột; muốn thấy thì bỏ ẩn rồi lưu lại",
        "to have them left out, delete them; to see them, show them and save the file"
    ))
}

fn hidden_sheet(name: &str) -> Diagnostic {
    Diagnostic::warning(
        "hidden-sheet",
        text!("trang «{name}» bị ẩn, không đọc", "the sheet «{name}» is hidden and not read"),
    )
    .hint(text!(
        "muốn đọc thì bỏ ẩn trang rồi lưu lại",
        "to have it read, show it and save the file"
    ))
}
