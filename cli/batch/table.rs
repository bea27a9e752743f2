//! Rows of workbooks and of text tables as documents of a batch.

use std::path::Path;
use std::sync::Arc;

use vanthu_core::data;
use vanthu_core::diag::{Diagnostic, Diagnostics, Files};
use vanthu_core::plugin::{Plugins, Refused};
use vanthu_core::sheet::{self, Record};
use vanthu_core::text;

use super::plan::Unplanned;
use crate::args::Batch;
use crate::exit::Exit;
use crate::table;

/// A table that was read.
#[derive(Debug)]
struct Table {
    files: Files,
    records: Vec<Record>,
}

/// A row of a table.
#[derive(Debug)]
pub(super) struct Row {
    table: Arc<Table>,
    /// Its place among the records.
    at: usize,
}

/// The rows of a table, each with what a person calls it and with the stem of its name.
pub(super) struct Read {
    pub(super) rows: Vec<(String, String, Row)>,
    pub(super) notes: Diagnostics,
    pub(super) files: Files,
}

/// Reads a table as documents of `--type`.
pub(super) fn read(path: &Path, args: &Batch, plugins: &Plugins) -> Result<Read, Unplanned> {
    let Some(kind) = &args.kind else {
        return Err(Unplanned::new(Exit::Usage, vec![no_type(path)]));
    };
    let plugin = plugins.load(kind).map_err(|Refused { diagnostics, files }| {
        let unknown = diagnostics.iter().all(|fault| fault.code == "unknown-type");
        let exit = if unknown { Exit::Usage } else { Exit::Plugin };
        Unplanned { diagnostics, files, exit }
    })?;
    let map = args.map.iter().map(|pair| {
        let pair =
            pair.split_once('=').filter(|(title, field)| !title.is_empty() && !field.is_empty());
        pair.map(|(title, field)| (title.trim().to_owned(), field.trim().to_owned()))
    });
    let Some(map) = map.collect::<Option<Vec<_>>>() else {
        return Err(Unplanned::new(Exit::Usage, vec![bad_map()]));
    };
    let mut files = Files::default();
    let sheet::Read { records, diagnostics: notes } =
        match table::read(path, &plugin, &map, &mut files) {
            Ok(read) => read,
            Err((exit, fault)) => return Err(Unplanned { diagnostics: vec![fault], files, exit }),
        };
    let shown = path.display().to_string();
    let table = Arc::new(Table { files: files.clone(), records });
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let rows = table.records.iter().enumerate().map(|(at, record)| {
        let number = files.cell(record.place).unwrap_or_default();
        let sheet = files.file(record.place.file).sheet.as_deref().unwrap_or_default();
        let source = match sheet {
            "" => format!("{shown}:{number}"),
            sheet => format!("{shown}#{sheet}!{number}"),
        };
        (source, format!("{stem}-{number}"), Row { table: Arc::clone(&table), at })
    });
    Ok(Read { rows: rows.collect(), notes, files })
}

impl Row {
    fn record(&self) -> &Record {
        &self.table.records[self.at]
    }

    /// Its data, as a data file would have them.
    pub(super) fn yaml(&self) -> Vec<u8> {
        data::write(&self.record().data).into_bytes()
    }

    /// What is wrong with its cells; `None`: it can be made.
    pub(super) fn faults(&self) -> Option<(Diagnostics, Files)> {
        let record = self.record();
        (!record.is_sound()).then(|| (record.diagnostics.clone(), self.table.files.clone()))
    }

    /// Findings about its data, called `source`, at their cells; those about other files where they
    /// were.
    pub(super) fn placed(
        &self,
        source: &str,
        found: Diagnostics,
        files: Files,
    ) -> (Diagnostics, Files) {
        let is_own =
            |fault: &Diagnostic| fault.span.is_none_or(|span| files.file(span.file).name == source);
        let (own, others): (Diagnostics, Diagnostics) = found.into_iter().partition(is_own);
        let record = self.record();
        let mut out = record.diagnostics.clone();
        out.extend(record.blame(own));
        let mut all = self.table.files.clone();
        all.append(files, others, &mut out);
        (out, all)
    }
}

fn no_type(path: &Path) -> Diagnostic {
    let shown = path.display();
    Diagnostic::error(
        "missing-type",
        text!(
            "chưa nói các dòng của {shown} là loại văn bản nào",
            "of what type are rows of {shown}?"
        ),
    )
    .hint(text!(
        "thêm --type LOẠI, ví dụ --type cong-van",
        "add --type, --type cong-van for example"
    ))
}

fn bad_map() -> Diagnostic {
    Diagnostic::error(
        "bad-map",
        text!("--map phải có dạng \"tên cột=tên mục\"", "--map has the form \"column=field\""),
    )
    .hint(text!("ví dụ --map \"Số VB=so\"", "--map \"Số VB=so\" for example"))
}
