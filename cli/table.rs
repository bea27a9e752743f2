//! Tables that the user names: workbooks, separated values, JSON Lines. Their rows are data of a
//! type.

use std::path::Path;

use vanthu_core::data::{Entry, Kind, Node};
use vanthu_core::diag::{Diagnostic, Files};
use vanthu_core::plugin::Plugin;
use vanthu_core::sheet::{self, Limits, Read, Record};

use crate::exit::Exit;
use crate::input;

/// Whether a file is a table by its ending; what it is, the reader finds out by its bytes.
pub(crate) fn is_table(path: &Path) -> bool {
    const ENDINGS: [&str; 9] =
        ["xlsx", "xlsm", "xlsb", "xls", "ods", "csv", "tsv", "jsonl", "ndjson"];
    let ending = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    ENDINGS.contains(&&*ending)
}

/// Reads the rows of a table as documents of a type; `map` says which column is for which field
/// where titles do not.
///
/// # Errors
/// When the file cannot be read, or is no table; rows have faults of their own.
pub(crate) fn read(
    path: &Path,
    plugin: &Plugin,
    map: &[(String, String)],
    files: &mut Files,
) -> Result<Read, (Exit, Diagnostic)> {
    let most = Limits::BATCH.bytes as u64 + 1;
    let bytes = input::at_most(path, most).map_err(|fault| (Exit::World, fault))?;
    let book = sheet::open(&bytes, &path.display().to_string(), &Limits::BATCH, files);
    let book = book.map_err(|fault| (Exit::Data, fault))?;
    let mut read = sheet::records(&book, &plugin.schema.root, map);
    for record in &mut read.records {
        of_type(record, &plugin.manifest.id);
    }
    Ok(read)
}

/// A row of a type says so, as a data file does.
fn of_type(record: &mut Record, kind: &str) {
    let place = record.place;
    let Kind::Map(entries) = &mut record.data.kind else { return };
    if entries.iter().all(|entry| entry.key != "loai") {
        let kind = Kind::Scalar { text: kind.to_owned(), quoted: false };
        let value = Node { span: place, kind };
        entries.insert(0, Entry { key: "loai".to_owned(), key_span: place, value });
    }
}
