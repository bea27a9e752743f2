//! What a batch did, for programs and for spreadsheets; reports of parts become that of the whole.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use vanthu_core::diag::{Diagnostic, Files, Severity};
use vanthu_core::text;

use super::document::{Done, count};
use super::plan::Item;
use super::store::{self, tagged};
use crate::args::Common;
use crate::exit::Exit;
use crate::output::{self, Existing, Target};
use crate::{input, report};

/// A report may be so large, in bytes.
const LARGEST: u64 = 1 << 30;

/// Version of the format.
const VERSION: u64 = 1;

/// So many indices that are missing are named.
const NAMED: usize = 20;

/// What became of the documents of one run.
#[derive(Debug)]
pub(super) struct Report {
    /// Hash of all names and sources of the batch: reports of one batch have the same.
    plan: String,
    /// Documents of the whole batch.
    total: usize,
    /// The part of it that this is.
    shard: Option<String>,
    items: Vec<Value>,
}

impl Report {
    pub(super) fn new(plan: &[Item], shard: Option<String>) -> Self {
        let mut all = String::new();
        for item in plan {
            let output = item.output.as_deref().unwrap_or_default();
            all.push_str(&json!([item.source, output]).to_string());
        }
        let plan_hash = store::sha256(all.as_bytes());
        Self { plan: plan_hash, total: plan.len(), shard, items: Vec::new() }
    }

    pub(super) fn add(&mut self, item: &Item, done: &Done) {
        let made = done.made.as_ref().map(|(record, _)| record);
        let status = match made {
            None => "failed",
            Some(record) if record.draft => "draft",
            Some(_) => "made",
        };
        self.items.push(json!({
            "index": item.index,
            "source": item.source,
            "output": item.output.as_deref().ok(),
            "status": status,
            "bytes": made.map(|record| record.bytes),
            "sha256": made.map(|record| record.sha256.clone()),
            "diagnostics": done.told,
        }));
    }

    /// How many of the items have this status.
    pub(super) fn count(&self, status: &str) -> usize {
        self.items.iter().filter(|item| item["status"] == status).count()
    }

    pub(super) fn json(&self) -> Value {
        let mut report = json!({
            "version": VERSION,
            "plan": self.plan,
            "total": self.total,
            "made": self.count("made"),
            "drafts": self.count("draft"),
            "failed": self.count("failed"),
        });
        if let Some(shard) = &self.shard {
            report["shard"] = shard.clone().into();
        }
        report["items"] = self.items.clone().into();
        report
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        let mut report: Value = serde_json::from_slice(bytes).ok()?;
        if report["version"] != VERSION {
            return None;
        }
        let Value::Array(items) = report["items"].take() else { return None };
        if !items.iter().all(|item| item["index"].is_u64()) {
            return None;
        }
        Some(Self {
            plan: report["plan"].as_str()?.to_owned(),
            total: usize::try_from(report["total"].as_u64()?).ok()?,
            shard: report["shard"].as_str().map(str::to_owned),
            items,
        })
    }

    /// The report as a table: a line for each document.
    fn csv(&self) -> String {
        // Excel takes a file for UTF-8 by its mark.
        let mut out = String::from("\u{feff}");
        let head = [
            "index", "source", "output", "status", "bytes", "sha256", "errors", "warnings",
            "place", "message",
        ];
        row(&mut out, &head.map(str::to_owned));
        for item in &self.items {
            let text = |key: &str| match &item[key] {
                Value::Null => String::new(),
                Value::String(text) => text.clone(),
                other => other.to_string(),
            };
            let told = &item["diagnostics"];
            let all = told.as_array().map_or(&[][..], Vec::as_slice);
            let places: Vec<String> = all.iter().map(place).collect();
            let messages: Vec<String> = all.iter().map(|one| said(&one["message"])).collect();
            row(
                &mut out,
                &[
                    text("index"),
                    text("source"),
                    text("output"),
                    text("status"),
                    text("bytes"),
                    text("sha256"),
                    count(told, Severity::Error).to_string(),
                    count(told, Severity::Warning).to_string(),
                    places.join("\n"),
                    messages.join("\n"),
                ],
            );
        }
        out
    }
}

fn said(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// `a.yaml:2:13`; in a workbook `g.xlsx#Trang!B3`, in a text table `g.csv:B3`.
fn place(told: &Value) -> String {
    let Value::String(file) = &told["file"] else { return String::new() };
    match (&told["sheet"], &told["cell"], &told["line"], &told["column"]) {
        (Value::String(sheet), Value::String(cell), ..) => format!("{file}#{sheet}!{cell}"),
        (_, Value::String(cell), ..) => format!("{file}:{cell}"),
        (.., Value::Number(line), Value::Number(column)) => format!("{file}:{line}:{column}"),
        _ => String::new(),
    }
}

/// One line of RFC 4180. What a spreadsheet would take for a formula is kept a text.
fn row(out: &mut String, cells: &[String]) {
    for (nth, cell) in cells.iter().enumerate() {
        if nth > 0 {
            out.push(',');
        }
        let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
        let cell = if formula { format!("'{cell}") } else { cell.clone() };
        if cell.contains([',', '"', '\n', '\r']) {
            out.push('"');
            out.push_str(&cell.replace('"', "\"\""));
            out.push('"');
        } else {
            out.push_str(&cell);
        }
    }
    out.push_str("\r\n");
}

/// Where reports go, looked at before any work is done.
#[derive(Debug)]
pub(super) struct Targets(Vec<Target>);

impl Targets {
    pub(super) fn new(
        paths: &[PathBuf],
        tag: Option<&str>,
        replace: bool,
    ) -> Result<Self, (Exit, Diagnostic)> {
        let existing = if replace { Existing::Replaced } else { Existing::KeptUnlessForced };
        let targets = paths.iter().map(|path| {
            if !is(path, "json") && !is(path, "csv") {
                return Err((Exit::Usage, unknown_ending(path)));
            }
            Target::new(&tagged(path, tag), existing).map_err(|fault| (Exit::World, fault))
        });
        Ok(Self(targets.collect::<Result<_, _>>()?))
    }

    pub(super) fn write(&self, report: &Report) -> Result<(), Diagnostic> {
        for target in &self.0 {
            let text = match is(target.path(), "csv") {
                true => report.csv(),
                false => format!("{:#}\n", report.json()),
            };
            target.write(text.as_bytes())?;
        }
        Ok(())
    }
}

fn is(path: &Path, ending: &str) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case(ending))
}

fn unknown_ending(path: &Path) -> Diagnostic {
    let shown = path.display();
    output::fault(
        text!("báo cáo {shown} không có đuôi .json hay .csv", "{shown} is neither .json nor .csv"),
        text!("ghi --report bao-cao.json hoặc bao-cao.csv", "name a .json or a .csv file"),
    )
}

/// `--merge-reports`: the reports of all parts become that of the whole.
pub(super) fn merge(common: &Common, paths: &[PathBuf], to: &Path, force: bool) -> Exit {
    let merged = Targets::new(&[to.to_owned()], None, force).and_then(|targets| {
        let (merged, missing) = join(paths)?;
        targets.write(&merged).map_err(|fault| (Exit::World, fault))?;
        Ok((merged, missing))
    });
    let (merged, missing) = match merged {
        Ok(merged) => merged,
        Err((exit, fault)) => {
            report::print(common, &[fault], &Files::default(), &[]);
            return exit;
        }
    };
    let faults: Vec<_> = (!missing.is_empty()).then(|| lacking(&missing)).into_iter().collect();
    report::print(
        common,
        &faults,
        &Files::default(),
        &[("output", to.display().to_string().into())],
    );
    let (made, drafts) = (merged.count("made"), merged.count("draft"));
    let (failed, total) = (merged.count("failed"), merged.total);
    report::say(
        common,
        &format!("{total} văn bản: {made} đã tạo, {drafts} bản thảo, {failed} lỗi"),
        &format!("{total} documents: {made} made, {drafts} drafts, {failed} failed"),
    );
    match () {
        () if failed > 0 || !missing.is_empty() => Exit::Data,
        () if drafts > 0 => Exit::Draft,
        () => Exit::Clean,
    }
}

/// The reports joined, and the indices that none of them has.
fn join(paths: &[PathBuf]) -> Result<(Report, Vec<usize>), (Exit, Diagnostic)> {
    let mut whole: Option<Report> = None;
    let mut seen = BTreeSet::new();
    for path in paths {
        let bytes = input::at_most(path, LARGEST).map_err(|fault| (Exit::World, fault))?;
        let part = Report::read(&bytes).ok_or_else(|| (Exit::Data, no_report(path)))?;
        if whole.as_ref().is_some_and(|whole| whole.plan != part.plan) {
            return Err((Exit::Data, other_batch(path)));
        }
        for item in &part.items {
            if !seen.insert(index(item)) {
                return Err((Exit::Data, twice(path, index(item))));
            }
        }
        match &mut whole {
            Some(whole) => whole.items.extend(part.items),
            None => whole = Some(Report { shard: None, ..part }),
        }
    }
    let Some(mut whole) = whole else { return Err((Exit::Usage, nothing())) };
    whole.items.sort_by_key(index);
    let missing = (1..=whole.total).filter(|at| !seen.contains(at)).collect();
    Ok((whole, missing))
}

fn index(item: &Value) -> usize {
    item["index"].as_u64().map_or(0, |index| index as usize)
}

fn no_report(path: &Path) -> Diagnostic {
    let shown = path.display();
    output::fault(
        text!(
            "{shown} không phải báo cáo của vanthu batch",
            "{shown} is no report of vanthu batch"
        ),
        text!("dùng tệp .json do --report ghi", "use the .json file that --report writes"),
    )
}

fn other_batch(path: &Path) -> Diagnostic {
    let shown = path.display();
    output::fault(
        text!("{shown} là báo cáo của một đợt khác", "{shown} is the report of another batch"),
        text!(
            "các phần phải chạy với cùng đầu vào và cùng --name",
            "all parts must have the same inputs and the same --name"
        ),
    )
}

fn twice(path: &Path, index: usize) -> Diagnostic {
    let shown = path.display();
    output::fault(
        text!(
            "văn bản thứ {index} có hai lần, lần sau ở {shown}",
            "number {index} is in {shown} again"
        ),
        text!("mỗi phần chỉ đưa một báo cáo", "name the report of each part once"),
    )
}

fn nothing() -> Diagnostic {
    output::fault(
        text!("không có báo cáo nào để gộp", "there is no report to merge"),
        text!("ghi tên các tệp .json", "name the .json files"),
    )
}

fn lacking(missing: &[usize]) -> Diagnostic {
    let count = missing.len();
    let first: Vec<String> = missing.iter().take(NAMED).map(usize::to_string).collect();
    let first = first.join(", ");
    Diagnostic::error(
        "parts-missing",
        text!(
            "thiếu kết quả của {count} văn bản, số thứ tự: {first}",
            "{count} documents are in no report, numbers: {first}"
        ),
    )
    .hint(text!("chạy nốt các phần còn lại rồi gộp lại", "run the other parts, then merge again"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_a_line_or_a_cell() {
        for (told, wanted) in [
            (json!({ "file": "a.yaml", "line": 2, "column": 13 }), "a.yaml:2:13"),
            (json!({ "file": "g.csv", "cell": "B3", "line": 3, "column": 2 }), "g.csv:B3"),
            (
                json!({ "file": "g.xlsx", "sheet": "Tờ 1", "cell": "M2", "line": 2, "column": 13 }),
                "g.xlsx#Tờ 1!M2",
            ),
            (json!({ "message": "hỏng" }), ""),
        ] {
            assert_eq!(place(&told), wanted);
        }
    }

    #[test]
    fn a_table_holds_any_text_and_no_formula() {
        let mut out = String::new();
        row(&mut out, &["a,b".into(), "x\"y".into(), "=1+1".into(), "hai\ndòng".into()]);
        assert_eq!(out, "\"a,b\",\"x\"\"y\",'=1+1,\"hai\ndòng\"\r\n");
    }
}
