//! `vanthu batch`.

mod archive;
mod document;
mod journal;
mod lock;
pub(crate) mod name;
mod plan;
mod progress;
mod report;
mod shard;
mod store;
mod table;
mod work;

use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::path::Path;
use std::thread::available_parallelism;

use serde_json::Value;
use vanthu_core::diag::{Diagnostic, Diagnostics, Files};
use vanthu_core::plugin::Plugins;
use vanthu_core::text;

use crate::args::{Batch, Common, Format};
use crate::exit::Exit;
use crate::report as out;
use document::{Done, Maker, Reader};
use journal::Record;
use plan::{Item, Plan, Unplanned};
use progress::Progress;
use report::{Report, Targets};
use shard::Shard;
use store::{Manner, Packing, Store, is_archive, tagged};

/// So many files can be named in one list of diagnostics for programs.
const MOST_FILES: usize = 50_000;

/// So many documents of an earlier run that are none of this one's are named.
const NAMED: usize = 5;

/// Makes many documents in one go.
pub(crate) fn run(common: &Common, args: &Batch, plugins: &Plugins) -> Exit {
    if args.merge_reports {
        return report::merge(common, &args.inputs, &args.output, args.force);
    }
    match all(common, args, plugins) {
        Ok(exit) => exit,
        Err(Unplanned { diagnostics, files, exit }) => {
            out::print(common, &diagnostics, &files, &[]);
            exit
        }
    }
}

fn all(common: &Common, args: &Batch, plugins: &Plugins) -> Result<Exit, Unplanned> {
    let shard = match args.shard.as_deref() {
        None => None,
        Some(written) => Some(
            Shard::read(written, &|name| std::env::var(name).ok())
                .map_err(|why| Unplanned::new(Exit::Usage, vec![bad_shard(why)]))?,
        ),
    };
    let jobs = args.jobs.unwrap_or_else(|| available_parallelism().map_or(1, usize::from));
    let reader =
        Reader::new(args.co_quan.as_deref(), args.draft, !args.no_trace, !common.no_native);
    let Plan { items, notes, files } = plan::plan(args, jobs, plugins, &reader)?;
    let tag = shard.map(Shard::tag);
    let targets = Targets::new(&args.report, tag.as_deref(), args.force || args.resume)
        .map_err(|(exit, fault)| Unplanned::new(exit, vec![fault]))?;
    let mut report = Report::new(&items, tag.clone());
    let of_shard = |item: &Item| {
        let name = item.output.as_deref().unwrap_or(&item.source);
        shard.is_none_or(|shard| shard.has(name))
    };
    let items: Vec<Item> = items.into_iter().filter(of_shard).collect();
    let world = |fault| Unplanned::new(Exit::World, vec![fault]);
    let manner = Manner { resume: args.resume, force: args.force };
    let (store, mut packing) = match is_archive(&args.output) {
        true => {
            let path = tagged(&args.output, tag.as_deref());
            let (store, packing) = Store::archive(&path, manner).map_err(world)?;
            (store, Some(packing))
        }
        false => (Store::folder(&args.output, tag.as_deref(), manner).map_err(world)?, None),
    };
    let in_the_way = store.in_the_way(items.iter().filter_map(|item| item.output.as_deref().ok()));
    if !in_the_way.is_empty() {
        return Err(Unplanned::new(Exit::World, in_the_way));
    }
    let maker = Maker::new(&reader, plugins, &store, common.lang.into(), packing.is_none());
    let mut run = Run::new(common, &items);
    run.tell(notes, files);
    run.tell(store.locks.notes.clone(), Files::default());
    work::in_order(
        jobs,
        items.len(),
        |at| maker.make(&items[at]),
        |done| run.take(done, &store, packing.as_mut(), &mut report),
    );
    let Run { progress, records, told, worst, kept, fatal, .. } = run;
    if let Some(fault) = fatal {
        return Err(world(fault));
    }
    let names: BTreeSet<&str> =
        items.iter().filter_map(|item| item.output.as_deref().ok()).collect();
    let left: Vec<String> = store.left_over(&names).into_iter().map(str::to_owned).collect();
    let shown = store.target.display().to_string();
    let records: Vec<&Record> = records.iter().collect();
    let is_written = packing.is_none() || !records.is_empty();
    let finished = match packing {
        Some(packing) => store.publish(packing, &records),
        None => flush(&store, &records, jobs).and_then(|()| store.settle(&records)),
    };
    finished.and_then(|()| targets.write(&report)).map_err(world)?;
    let seconds = progress.elapsed().as_secs_f64();
    let mut more = vec![("output", Value::from(is_written.then(|| shown.clone())))];
    if common.format == Format::Json {
        more.push(("batch", report.json()));
    }
    if common.format != Format::Human {
        let (told, files) = told.finish();
        out::print(common, &told, &files, &more);
    }
    summary(common, &report, (&shown, is_written), kept, &left, seconds);
    Ok(worst)
}

/// What was written reaches the disk before the batch is said to be done.
fn flush(store: &Store, records: &[&Record], jobs: usize) -> Result<(), Diagnostic> {
    let mut fault = None;
    work::in_order(
        jobs,
        records.len(),
        |at| store::sync(&store.target.join(&records[at].name)),
        |synced| match synced {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                fault = Some(error);
                ControlFlow::Break(())
            }
        },
    );
    fault.map_or(Ok(()), Err)
}

/// Results as they come, in order.
struct Run<'a> {
    common: &'a Common,
    items: std::slice::Iter<'a, Item>,
    progress: Progress,
    records: Vec<Record>,
    told: Told,
    worst: Exit,
    kept: usize,
    /// Why nothing more can be made.
    fatal: Option<Diagnostic>,
}

impl<'a> Run<'a> {
    fn new(common: &'a Common, items: &'a [Item]) -> Self {
        Self {
            common,
            items: items.iter(),
            progress: Progress::new(common, items.len()),
            records: Vec::with_capacity(items.len()),
            told: Told::default(),
            worst: Exit::Clean,
            kept: 0,
            fatal: None,
        }
    }

    fn take(
        &mut self,
        mut done: Done,
        store: &Store,
        packing: Option<&mut Packing>,
        report: &mut Report,
    ) -> ControlFlow<()> {
        let Some(item) = self.items.next() else { return ControlFlow::Break(()) };
        if let (Some(packing), Some((record, Some(bytes)))) = (packing, &mut done.made)
            && let Err(fault) = packing.add(store, record, bytes)
        {
            self.fatal = Some(fault);
            return ControlFlow::Break(());
        }
        report.add(item, &done);
        self.worst = self.worst.worse(done.exit);
        self.kept += usize::from(done.kept);
        self.progress.step(done.made.is_none());
        self.tell(done.diagnostics, done.files);
        self.records.extend(done.made.map(|(record, _)| record));
        ControlFlow::Continue(())
    }

    /// At once to a person; all of it at the end to a program.
    fn tell(&mut self, diagnostics: Diagnostics, files: Files) {
        if diagnostics.is_empty() {
            return;
        }
        if self.common.format == Format::Human {
            self.progress.clear();
            out::print(self.common, &diagnostics, &files, &[]);
        } else {
            self.told.add(diagnostics, files, MOST_FILES);
        }
    }
}

/// What a program is told at the end.
#[derive(Default)]
struct Told {
    diagnostics: Diagnostics,
    files: Files,
    /// Diagnostics that there was no room for.
    dropped: usize,
}

impl Told {
    /// Keeps diagnostics as long as there are fewer than `most` files.
    fn add(&mut self, diagnostics: Diagnostics, files: Files, most: usize) {
        if self.files.len() < most {
            self.files.append(files, diagnostics, &mut self.diagnostics);
        } else {
            self.dropped += diagnostics.len();
        }
    }

    /// All of it, and how much more there was.
    fn finish(mut self) -> (Diagnostics, Files) {
        let more = self.dropped;
        if more > 0 {
            let message = text!(
                "còn {more} lỗi và cảnh báo nữa không được nêu ở đây",
                "{more} more faults and warnings are not told here"
            );
            let hint = text!(
                "thêm --report ket-qua.json để có đủ",
                "add --report result.json to have all of them"
            );
            self.diagnostics.push(Diagnostic::warning("more-not-told", message).hint(hint));
        }
        (self.diagnostics, self.files)
    }
}

fn summary(
    common: &Common,
    report: &Report,
    (target, is_written): (&str, bool),
    kept: usize,
    left: &[String],
    seconds: f64,
) {
    let (made, drafts, failed) =
        (report.count("made"), report.count("draft"), report.count("failed"));
    let done = made + drafts;
    let rate = (done + failed) as f64 / seconds.max(0.001);
    let (mut vi, mut en) = match is_written {
        true => (format!("{done} văn bản ở {target}"), format!("{done} documents in {target}")),
        false => unwritten(target),
    };
    let mut add = |count: usize, words: &str, said: &str| {
        if count > 0 {
            vi.push_str(&format!(", {count} {words}"));
            en.push_str(&format!(", {count} {said}"));
        }
    };
    add(drafts, "là bản thảo còn chỗ thiếu", "of them drafts with gaps");
    add(kept, "giữ từ lần chạy trước", "kept from an earlier run");
    add(failed, "lỗi, không tạo được", "failed");
    vi.push_str(&format!("; {seconds:.1} giây, {rate:.0} văn bản/giây").replace('.', ","));
    en.push_str(&format!("; {seconds:.1} s, {rate:.0} documents/s"));
    out::say(common, &vi, &en);
    if !left.is_empty() {
        let count = left.len();
        let first = left.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
        out::say(
            common,
            &format!(
                "{count} tệp của lần chạy trước không thuộc đợt này, hoặc dữ liệu nay có lỗi, \
                 không bị xóa: {first}"
            ),
            &format!(
                "{count} files of an earlier run are not of this one, or their data are faulty \
                 now, and stay: {first}"
            ),
        );
    }
}

/// An archive without documents is none.
fn unwritten(target: &str) -> (String, String) {
    let (vi, en) = match Path::new(target).exists() {
        true => (", tệp cũ còn nguyên", ", the old one is untouched"),
        false => ("", ""),
    };
    (
        format!("không có văn bản nào nên không ghi {target}{vi}"),
        format!("there is no document, so {target} was not written{en}"),
    )
}

fn bad_shard(why: vanthu_core::diag::Text) -> Diagnostic {
    Diagnostic::error("bad-shard", why).hint(text!("ví dụ --shard 2/5", "--shard 2/5, for example"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_is_told_how_much_was_left_out() {
        let one = || {
            let mut files = Files::default();
            files.add("a.yaml", "loai: x");
            (vec![Diagnostic::error("input", text!("hỏng", "bad"))], files)
        };
        let mut told = Told::default();
        for _ in 0..5 {
            let (diagnostics, files) = one();
            told.add(diagnostics, files, 2);
        }
        let (diagnostics, files) = told.finish();
        assert_eq!((diagnostics.len(), files.len()), (3, 2));
        let last = diagnostics.last().expect("one");
        assert!(last.message.vi.starts_with("còn 3 lỗi"), "{}", last.message.vi);
        let (diagnostics, _) = Told::default().finish();
        assert!(diagnostics.is_empty());
    }
}
