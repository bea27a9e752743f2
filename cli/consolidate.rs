//! `vanthu consolidate`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use vanthu_core::consolidate::{Consolidated, Source, Unit, consolidate, judge};
use vanthu_core::data::{self, Closed, Kind, Limits, Node};
use vanthu_core::diag::{Diagnostic, Diagnostics, Files, Span, has_errors};
use vanthu_core::plugin::{Plugin, Plugins, Refused};
use vanthu_core::sheet::OWN;
use vanthu_core::text;

use crate::args::{Common, Consolidate};
use crate::exit::Exit;
use crate::output::{Existing, Target};
use crate::table::{self, is_table};
use crate::{input, report};

/// Makes the data of one report out of the reports of many units.
pub(crate) fn run(common: &Common, args: &Consolidate, plugins: &Plugins) -> Exit {
    let mut run = Run { files: Files::default(), out: Diagnostics::new(), unreadable: Vec::new() };
    match run.all(common, args, plugins) {
        Ok(exit) => exit,
        Err(Stop::Refused(refused)) => report::refused(common, &refused),
        Err(Stop::At(exit)) => {
            report::print(common, &run.out, &run.files, &[]);
            exit
        }
    }
}

/// Why nothing is made.
enum Stop {
    Refused(Refused),
    /// What was told already.
    At(Exit),
}

struct Run {
    files: Files,
    out: Diagnostics,
    /// Reports that are there and cannot be read; why is told.
    unreadable: Vec<PathBuf>,
}

/// A unit that a report is wanted of.
struct Wanted {
    /// `ma:`, the name of its file, or of the folder that its file is in.
    code: String,
    /// `ten:`.
    name: String,
    /// `co_quan:`, as its report calls its agency; else `ten`.
    agency: String,
    span: Span,
}

/// A report as it came.
struct Report {
    path: PathBuf,
    node: Node,
}

impl Run {
    fn all(
        &mut self,
        common: &Common,
        args: &Consolidate,
        plugins: &Plugins,
    ) -> Result<Exit, Stop> {
        let existing = if args.force { Existing::Replaced } else { Existing::KeptUnlessForced };
        let target = self.world(Target::new(&args.output, existing))?;
        let trace = args.trace.as_ref().map(|path| Target::new(path, existing));
        let trace = trace.map(|made| self.world(made)).transpose()?;
        let plugin = plugins.load(&args.kind).map_err(Stop::Refused)?;
        if plugin.consolidation.is_empty() {
            self.out.push(no_rules(&args.kind));
            return Err(Stop::At(Exit::Usage));
        }
        let wanted = self.units(&args.units)?;
        let own = match &args.own {
            Some(path) => Some(self.data(path)?),
            None => None,
        };
        let reports = self.reports(args, &plugin)?;
        let (units, lacking) = self.sound(&plugin, reports, &wanted);
        if units.is_empty() {
            self.out.push(nothing());
            return Err(Stop::At(Exit::Data));
        }
        let Consolidated { data, traces, diagnostics } = consolidate(&plugin, &units, own);
        self.out.extend(diagnostics);
        let complete = lacking.is_empty() && !has_errors(&self.out);
        let yaml = head(units.len(), &lacking, complete) + &data::write(&data);
        self.world(target.write(yaml.as_bytes()))?;
        if let Some(trace) = &trace {
            let figures: Vec<Value> = traces
                .iter()
                .map(|trace| {
                    let units = trace.sources.iter().map(|source| self.source(source, &units));
                    json!({
                        "pointer": trace.pointer,
                        "rule": trace.rule,
                        "value": trace.value,
                        "units": units.collect::<Vec<_>>(),
                    })
                })
                .collect();
            let text =
                format!("{:#}\n", json!({ "version": 1, "type": args.kind, "figures": figures }));
            self.world(trace.write(text.as_bytes()))?;
        }
        let (shown, count, all) = (target.path().display().to_string(), units.len(), wanted.len());
        let more = [
            ("output", Value::from(shown.clone())),
            ("units", json!({ "wanted": all, "consolidated": count })),
        ];
        report::print(common, &self.out, &self.files, &more);
        report::say(
            common,
            &format!("đã ghi {shown}: tổng hợp {count}/{all} đơn vị"),
            &format!("wrote {shown}: {count} of {all} units consolidated"),
        );
        Ok(if complete { Exit::Clean } else { Exit::Data })
    }

    fn world<T>(&mut self, made: Result<T, Diagnostic>) -> Result<T, Stop> {
        made.map_err(|fault| {
            self.out.push(fault);
            Stop::At(Exit::World)
        })
    }

    /// A data file, without judging it.
    fn data(&mut self, path: &Path) -> Result<Node, Stop> {
        let bytes = self.world(input::data(path))?;
        let name = path.display().to_string();
        let (node, faults) = data::read(&bytes, &name, &mut self.files, &Limits::DATA);
        let faulty = has_errors(&faults);
        self.out.extend(faults);
        node.filter(|_| !faulty).ok_or(Stop::At(Exit::Data))
    }

    /// The one document of a table, its values at their cells; `None`: why not is told.
    fn table(&mut self, path: &Path, plugin: &Plugin) -> Option<Node> {
        let read = match table::read(path, plugin, &[], &mut self.files) {
            Ok(read) => read,
            Err((_, fault)) => {
                self.out.push(fault);
                return None;
            }
        };
        let mut faulty = has_errors(&read.diagnostics);
        self.out.extend(read.diagnostics);
        let mut records = read.records;
        for record in &mut records {
            faulty |= !record.is_sound();
            self.out.append(&mut record.diagnostics);
        }
        let count = records.len();
        let only = records.pop().filter(|_| count == 1 && !faulty);
        if only.is_none() && !faulty {
            self.out.push(not_one(path, count));
        }
        only.map(|record| record.data)
    }

    /// The units that reports are wanted of.
    fn units(&mut self, path: &Path) -> Result<Vec<Wanted>, Stop> {
        let node = self.data(path)?;
        let mut faults = Diagnostics::new();
        let wanted = units(&node, &mut faults);
        let faulty = has_errors(&faults);
        self.out.extend(faults);
        if faulty { Err(Stop::At(Exit::Data)) } else { Ok(wanted) }
    }

    /// All reports that can be read at all. Files that are part of the work itself are none.
    fn reports(&mut self, args: &Consolidate, plugin: &Plugin) -> Result<Vec<Report>, Stop> {
        let own = [Some(&args.units), args.own.as_ref(), Some(&args.output)];
        let own: Vec<PathBuf> =
            own.into_iter().flatten().filter_map(|path| fs::canonicalize(path).ok()).collect();
        let mut reports = Vec::new();
        for named in &args.inputs {
            for path in self.world(input::data_files_and_tables(named))? {
                if fs::canonicalize(&path).is_ok_and(|real| own.contains(&real)) {
                    continue;
                }
                let node = match is_table(&path) {
                    true => self.table(&path, plugin),
                    false => self.data(&path).ok(),
                };
                match node {
                    Some(node) => reports.push(Report { path, node }),
                    None => self.unreadable.push(path),
                }
            }
        }
        Ok(reports)
    }

    /// Reports by the unit that they are of.
    fn assign(&mut self, reports: Vec<Report>, wanted: &[Wanted]) -> BTreeMap<usize, Vec<Report>> {
        let mut taken: BTreeMap<usize, Vec<Report>> = BTreeMap::new();
        for report in reports {
            match unit_of(&report, wanted) {
                Some(nth) => taken.entry(nth).or_default().push(report),
                None => self.out.push(stranger(&report)),
            }
        }
        taken
    }

    /// The units whose reports can be taken, and those whose cannot; why is told.
    fn sound<'w>(
        &mut self,
        plugin: &Plugin,
        reports: Vec<Report>,
        wanted: &'w [Wanted],
    ) -> (Vec<Unit>, Vec<&'w Wanted>) {
        let mut taken = self.assign(reports, wanted);
        let unreadable = self.unreadable.iter().filter_map(|path| unit_of_path(path, wanted));
        let unreadable: BTreeSet<usize> = unreadable.collect();
        let mut units = Vec::new();
        let mut lacking = Vec::new();
        for (nth, wanted) in wanted.iter().enumerate() {
            let report = match taken.remove(&nth) {
                None if unreadable.contains(&nth) => {
                    self.out.push(faulty(wanted));
                    None
                }
                reports => self.one(reports.unwrap_or_default(), wanted),
            };
            match report.filter(|report| self.is_sound(plugin, report, wanted)) {
                Some(report) => {
                    units.push(Unit { name: wanted.name.clone(), data: report.node });
                }
                None => lacking.push(wanted),
            }
        }
        (units, lacking)
    }

    /// The one report of a unit.
    fn one(&mut self, mut reports: Vec<Report>, wanted: &Wanted) -> Option<Report> {
        let name = &wanted.name;
        if reports.len() > 1 {
            let paths = reports.iter().map(|report| report.path.display().to_string());
            let (paths, count) = (paths.collect::<Vec<_>>().join(", "), reports.len());
            self.out.push(
                Diagnostic::error(
                    "unit-twice",
                    text!(
                        "{name} có {count} báo cáo, chưa tổng hợp: {paths}",
                        "{name} has {count} reports, none of which is taken: {paths}"
                    ),
                )
                .at(wanted.span)
                .hint(text!("giữ lại một báo cáo", "keep one of them")),
            );
            return None;
        }
        let report = reports.pop();
        if report.is_none() {
            let code = &wanted.code;
            self.out.push(
                Diagnostic::error(
                    "unit-missing",
                    text!("chưa có báo cáo của {name}", "there is no report of {name}"),
                )
                .at(wanted.span)
                .hint(text!(
                    "đặt tên tệp là {code}.yaml hay {code}.xlsx, hoặc đặt tệp trong thư mục {code}",
                    "call the file {code}.yaml or {code}.xlsx, or put it into a folder {code}"
                )),
            );
        }
        report
    }

    /// Whether a report can be taken; what is wrong is told.
    fn is_sound(&mut self, plugin: &Plugin, report: &Report, wanted: &Wanted) -> bool {
        let (kind, name) = (&plugin.manifest.id, &wanted.name);
        let of = report.node.entry("loai");
        if of.and_then(|entry| entry.value.as_text()) != Some(kind) {
            self.out.push(
                Diagnostic::error(
                    "other-type",
                    text!(
                        "báo cáo của {name} không phải «{kind}»",
                        "the report of {name} is no «{kind}»"
                    ),
                )
                .at(of.map_or(report.node.span.start_only(), |entry| entry.value.span))
                .hint(text!("ghi «loai: {kind}»", "write «loai: {kind}»")),
            );
            return false;
        }
        let faults = judge(plugin, &report.node);
        let sound = faults.is_empty();
        self.out.extend(faults);
        if !sound {
            self.out.push(faulty(wanted));
        }
        sound
    }

    /// Where a figure came from: of a table its cell, of other files its line.
    fn source(&self, source: &Source, units: &[Unit]) -> Value {
        let file = self.files.file(source.span.file);
        let mut out = json!({
            "unit": units[source.unit].name,
            "file": file.name,
            "pointer": source.pointer,
            "value": source.value,
        });
        match &file.sheet {
            Some(sheet) => {
                if !sheet.is_empty() {
                    out["sheet"] = sheet.as_str().into();
                }
                out["cell"] = self.files.cell(source.span).into();
            }
            None => out["line"] = self.files.line(source.span).into(),
        }
        out
    }
}

/// `don_vi:`, a list of units.
fn units(node: &Node, out: &mut Diagnostics) -> Vec<Wanted> {
    let Some(map) = Closed::new(node, out) else { return Vec::new() };
    let list = map.need("don_vi", out);
    map.finish(out);
    let mut wanted: Vec<Wanted> = Vec::new();
    let Some(list) = list else { return wanted };
    let Some(items) = list.as_seq().filter(|items| !items.is_empty()) else {
        out.push(
            Diagnostic::error(
                "no-units",
                text!("«don_vi» phải là danh sách các đơn vị", "«don_vi» is a list of units"),
            )
            .at(list.span)
            .hint(text!(
                "mỗi đơn vị một dòng: - {{ ma: xa-a, ten: Xã A }}",
                "a line for each: - {{ ma: xa-a, ten: Xã A }}"
            )),
        );
        return wanted;
    };
    for item in items {
        let Some(map) = Closed::new(item, out) else { continue };
        let code = map.need_text("ma", out);
        let name = map.need_text("ten", out);
        let agency = map.text("co_quan", out);
        map.finish(out);
        let (Some(code), Some(name)) = (code, name) else { continue };
        let agency = folded(agency.unwrap_or(name));
        if let Some(other) =
            wanted.iter().find(|other| other.code == code || other.agency == agency)
        {
            out.push(
                Diagnostic::error(
                    "unit-listed-twice",
                    text!("đơn vị «{code}» có hai lần", "the unit «{code}» is listed twice"),
                )
                .at(item.span)
                .also(other.span, text!("lần trước", "before"))
                .hint(text!("xóa một dòng", "delete one")),
            );
        }
        // On one line: it is written into a comment.
        let (code, name) = (code.to_owned(), on_one_line(name));
        wanted.push(Wanted { code, name, agency, span: item.span.start_only() });
    }
    wanted
}

/// Whose report it is: by the name of its file, by its folder's, by the agency that it names.
fn unit_of(report: &Report, wanted: &[Wanted]) -> Option<usize> {
    unit_of_path(&report.path, wanted).or_else(|| by_agency(report, wanted))
}

fn unit_of_path(path: &Path, wanted: &[Wanted]) -> Option<usize> {
    let stem = path.file_stem().map(|name| name.to_string_lossy().into_owned());
    let folder = path.parent().and_then(Path::file_name);
    let folder = folder.map(|name| name.to_string_lossy().into_owned());
    let by_code =
        |code: &Option<String>| wanted.iter().position(|unit| Some(&unit.code) == code.as_ref());
    by_code(&stem).or_else(|| by_code(&folder))
}

fn by_agency(report: &Report, wanted: &[Wanted]) -> Option<usize> {
    let name = report.node.get("co_quan")?.get("ten")?;
    let lines = match &name.kind {
        Kind::Seq(lines) => lines.iter().filter_map(Node::as_text).collect::<Vec<_>>().join(" "),
        _ => name.as_text()?.to_owned(),
    };
    let lines = folded(&lines);
    wanted.iter().position(|unit| unit.agency == lines)
}

fn folded(text: &str) -> String {
    on_one_line(&text.to_lowercase())
}

fn on_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The first lines of the file: what it is, and what it lacks.
fn head(count: usize, lacking: &[&Wanted], complete: bool) -> String {
    let all = count + lacking.len();
    let mut head = format!("# Tổng hợp từ báo cáo của {count}/{all} đơn vị.\n");
    for unit in lacking {
        head.push_str(&format!("# Chưa có số liệu của {}.\n", unit.name));
    }
    if !complete {
        head.push_str("# Còn lỗi khi tổng hợp: số liệu chưa đủ để gửi.\n");
    }
    head
}

fn faulty(wanted: &Wanted) -> Diagnostic {
    let name = &wanted.name;
    Diagnostic::error(
        "unit-faulty",
        text!("báo cáo của {name} có lỗi, chưa tổng hợp", "the report of {name} is faulty"),
    )
    .at(wanted.span)
    .hint(text!("sửa các lỗi nêu trên", "mend the faults above"))
}

fn stranger(report: &Report) -> Diagnostic {
    let shown = report.path.display();
    Diagnostic::error(
        "unknown-unit",
        text!(
            "{shown} không phải báo cáo của đơn vị nào trong danh sách",
            "{shown} is the report of no unit that is listed"
        ),
    )
    .at(report.node.span.start_only())
    .hint(text!(
        "đặt tên tệp theo «ma» của đơn vị, hoặc thêm đơn vị vào danh sách",
        "name the file by the unit's «ma», or add the unit to the list"
    ))
}

fn not_one(path: &Path, count: usize) -> Diagnostic {
    let (shown, sheet) = (path.display(), OWN[0]);
    Diagnostic::error(
        "not-one-document",
        text!(
            "bảng {shown} có {count} văn bản, mà mỗi đơn vị gửi một",
            "the table {shown} has {count} documents, and a unit sends one"
        ),
    )
    .hint(text!(
        "để lại một dòng ở trang «{sheet}», bảng số liệu ghi ở các trang danh sách",
        "keep one row on the sheet «{sheet}»; tables stand on the sheets of their lists"
    ))
}

fn nothing() -> Diagnostic {
    Diagnostic::error(
        "nothing-to-consolidate",
        text!("không có báo cáo nào dùng được", "there is no report to consolidate"),
    )
    .hint(text!("sửa các lỗi nêu trên", "mend the faults above"))
}

fn no_rules(kind: &str) -> Diagnostic {
    Diagnostic::error(
        "no-consolidation",
        text!("mẫu «{kind}» không có cách tổng hợp", "the type «{kind}» has no «consolidate»"),
    )
    .hint(text!(
        "thêm «consolidate» vào plugin.yaml, hoặc chọn loại khác",
        "add «consolidate» to its plugin.yaml, or choose another type"
    ))
}
