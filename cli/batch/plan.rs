//! What a batch will make: its documents, their order and their names, before anything is written.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use vanthu_core::diag::{Diagnostic, Diagnostics, Files, has_errors};
use vanthu_core::plugin::{Plugins, Refused};
use vanthu_core::render::{Names, NamingFault};
use vanthu_core::text;

use super::document::Reader;
use super::table::{self, Row};
use super::{name, work};
use crate::args::Batch;
use crate::exit::Exit;
use crate::input;
use crate::table::is_table;

/// Ending of all documents.
const ENDING: &str = ".docx";

/// Data that were read for their names are kept up to so many bytes; those beyond are read again.
const KEPT: usize = 256 << 20;

/// One document to be made.
#[derive(Debug)]
pub(super) struct Item {
    /// From 1, in the order of the whole batch.
    pub(super) index: usize,
    /// The file that its data is in.
    pub(super) path: PathBuf,
    /// The row that its data is, where that file is a table.
    pub(super) row: Option<Row>,
    /// What that file says, where it was read for the name already.
    pub(super) data: Option<Vec<u8>>,
    /// The data's name, as the user knows it.
    pub(super) source: String,
    /// Name that it has when no pattern is given, without ending.
    stem: String,
    /// Its name in the output.
    pub(super) output: Result<String, Unnamed>,
}

/// Why a document has no name.
#[derive(Debug)]
pub(super) enum Unnamed {
    /// Its data is faulty, which making it tells.
    Data,
    /// The pattern makes no name of its values.
    Pattern(Refused),
}

/// Why nothing can be made.
pub(super) struct Unplanned {
    pub(super) diagnostics: Diagnostics,
    pub(super) files: Files,
    pub(super) exit: Exit,
}

impl Unplanned {
    pub(super) fn new(exit: Exit, diagnostics: Diagnostics) -> Self {
        Self { diagnostics, files: Files::default(), exit }
    }
}

/// The documents of a batch, with names that no two of them share.
pub(super) struct Plan {
    pub(super) items: Vec<Item>,
    /// What was left out of tables.
    pub(super) notes: Diagnostics,
    pub(super) files: Files,
}

/// Plans what the command line asks for.
pub(super) fn plan(
    args: &Batch,
    jobs: usize,
    plugins: &Plugins,
    reader: &Reader<'_>,
) -> Result<Plan, Unplanned> {
    let refused = not_to_be_done(args);
    if !refused.is_empty() {
        return Err(Unplanned::new(Exit::Usage, refused));
    }
    let mut plan = Plan { items: Vec::new(), notes: Diagnostics::new(), files: Files::default() };
    for input in &args.inputs {
        if is_table(input) {
            let read = table::read(input, args, plugins)?;
            let mut notes = read.notes;
            if read.rows.is_empty() && !has_errors(&notes) {
                notes.push(no_rows(input));
            }
            plan.files.append(read.files, notes, &mut plan.notes);
            for (source, stem, row) in read.rows {
                push(input.clone(), Some(row), source, stem, &mut plan.items);
            }
        } else {
            let world = |fault| Unplanned::new(Exit::World, vec![fault]);
            gather(input, &mut plan.items).map_err(world)?;
        }
    }
    if has_errors(&plan.notes) {
        let Plan { notes, files, .. } = plan;
        return Err(Unplanned { diagnostics: notes, files, exit: Exit::Data });
    }
    match &args.name {
        None => {
            for item in &mut plan.items {
                item.output = named(&item.stem);
            }
        }
        Some(pattern) => by_pattern(&mut plan.items, pattern, jobs, plugins, reader)?,
    }
    let names = plan.items.iter();
    let names = names.filter_map(|item| Some((item.output.as_deref().ok()?, &*item.source)));
    let taken = name::collisions(names);
    if !taken.is_empty() {
        return Err(Unplanned::new(Exit::Data, taken));
    }
    Ok(plan)
}

/// What the command line asks for and cannot have.
fn not_to_be_done(args: &Batch) -> Diagnostics {
    let mut refused = Diagnostics::new();
    let given = [("--type", args.kind.is_some()), ("--map", !args.map.is_empty())];
    let given: Vec<&str> =
        given.into_iter().filter_map(|(name, given)| given.then_some(name)).collect();
    if !given.is_empty() && !args.inputs.iter().any(|input| is_table(input)) {
        let given = given.join(", ");
        let message = text!(
            "{given} chỉ dùng cho bảng, mà không có đầu vào nào là bảng",
            "{given} is for tables, and no input is one"
        );
        let hint = text!(
            "bỏ đi; tệp .yaml ghi loại ở mục «loai». Bảng có đuôi .xlsx, .ods, .csv, .tsv hoặc .jsonl",
            "leave it out; .yaml files say «loai». Tables end in .xlsx, .ods, .csv, .tsv or .jsonl"
        );
        refused.push(Diagnostic::error("no-table", message).hint(hint));
    }
    refused
}

fn by_pattern(
    items: &mut [Item],
    pattern: &str,
    jobs: usize,
    plugins: &Plugins,
    reader: &Reader<'_>,
) -> Result<(), Unplanned> {
    let names = Names::new(pattern);
    let name = |at: usize| {
        let item: &Item = &items[at];
        let stem = item.stem.rsplit('/').next().unwrap_or_default();
        reader.with_job(item, |job| names.of(plugins, job, stem, item.index))
    };
    let (mut found, mut kept) = (Vec::with_capacity(items.len()), 0);
    work::in_order(jobs, items.len(), name, |named| {
        let item = &items[found.len()];
        found.push(match named {
            Ok((name, data)) => {
                // Standard input cannot be read again.
                let is_stream = item.path == Path::new("-");
                let is_kept = item.row.is_none() && (is_stream || kept + data.len() <= KEPT);
                kept += if is_kept { data.len() } else { 0 };
                (Ok(name), is_kept.then_some(data))
            }
            Err(fault) => (Err(fault), None),
        });
        ControlFlow::Continue(())
    });
    for (item, (name, data)) in items.iter_mut().zip(found) {
        item.data = data;
        item.output = match name {
            Ok(Ok(name)) => named(&name),
            // Of the command line, and so of all.
            Ok(Err(NamingFault::Pattern(Refused { diagnostics, files }))) => {
                return Err(Unplanned { diagnostics, files, exit: Exit::Usage });
            }
            Ok(Err(NamingFault::Value(refused))) => Err(Unnamed::Pattern(refused)),
            Ok(Err(NamingFault::Data)) | Err(_) => Err(Unnamed::Data),
        };
    }
    Ok(())
}

fn named(wanted: &str) -> Result<String, Unnamed> {
    // Who writes the ending too means it once.
    let wanted = wanted.strip_suffix(ENDING).unwrap_or(wanted);
    match name::safe(wanted) {
        Ok(name) => Ok(name + ENDING),
        Err(message) => {
            let fault = Diagnostic::error("bad-file-name", message).hint(text!(
                "sửa --name, hoặc giá trị được dùng trong tên",
                "mend --name, or the value that the name is made of"
            ));
            Err(Unnamed::Pattern(Refused { diagnostics: vec![fault], files: Files::default() }))
        }
    }
}

/// A data file, or all those of a folder in the order of their names.
fn gather(input: &Path, items: &mut Vec<Item>) -> Result<(), Diagnostic> {
    for path in input::data_files(input)? {
        let inner = path.strip_prefix(input).ok().filter(|inner| !inner.as_os_str().is_empty());
        let inner = inner.unwrap_or(Path::new(path.file_name().unwrap_or_default()));
        let inner = inner.with_extension("");
        let parts = inner.iter().map(|part| part.to_string_lossy());
        let stem = parts.collect::<Vec<_>>().join("/");
        let source = path.display().to_string();
        push(path, None, source, stem, items);
    }
    Ok(())
}

fn push(path: PathBuf, row: Option<Row>, source: String, stem: String, items: &mut Vec<Item>) {
    let index = items.len() + 1;
    let output = Err(Unnamed::Data);
    items.push(Item { index, path, row, data: None, source, stem, output });
}

fn no_rows(table: &Path) -> Diagnostic {
    let shown = table.display();
    Diagnostic::error(
        "no-rows",
        text!("bảng {shown} không có dòng nào", "the table {shown} has no row"),
    )
    .hint(text!(
        "ghi mỗi văn bản một dòng dưới dòng tên cột",
        "write a row for each document below the row of titles"
    ))
}
