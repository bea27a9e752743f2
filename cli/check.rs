//! `vanthu check`.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use vanthu_core::diag::{Diagnostic, Diagnostics, Files, Severity, Text};
use vanthu_core::inspect::{Known, inspect};
use vanthu_core::plugin::{Plugins, Refused, walk_reason};
use vanthu_core::render::{self, Input, Job, Outcome};
use vanthu_core::standard::kind_named;
use vanthu_core::text;
use walkdir::WalkDir;

use crate::args::{Check, Common, Format};
use crate::exit::Exit;
use crate::{input, report};

/// Folders are looked into this deep.
const DEPTH: usize = 32;

/// Judges the form of Word files, and of data before a paper is made of it. Files are only read.
pub(crate) fn run(common: &Common, args: &Check, plugins: &Plugins) -> Exit {
    let kind = match args.kind.as_deref().map(|name| kind_named(name).ok_or(name)) {
        None => None,
        Some(Ok(kind)) => Some(kind),
        Some(Err(name)) => {
            report::print(common, &[unknown_kind(name)], &Files::default(), &[]);
            return Exit::Usage;
        }
    };
    let (all, files) = (Diagnostics::new(), Files::default());
    let mut run = Run { kind, all, files, worst: Exit::Clean };
    let paths = run.paths(&args.files);
    let mut summary = Vec::new();
    for path in &paths {
        let name = path.display().to_string();
        let found = match run.one(args, plugins, path, &name) {
            Ok(found) => found,
            Err(refused) => {
                report::print(common, &refused.diagnostics, &refused.files, &[]);
                return Exit::Usage;
            }
        };
        let Some(found) = found else { continue };
        let count = |severity| found.iter().filter(|d| d.severity == severity).count();
        let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
        if (errors > 0 || (args.strict && warnings > 0)) && run.worst == Exit::Clean {
            run.worst = Exit::Data;
        }
        if errors + warnings == 0 {
            report::say(
                common,
                &format!("{name}: không thấy lỗi trong các quy tắc đã đánh giá"),
                &format!("{name}: no fault of the rules that were judged"),
            );
        } else if paths.len() > 1 {
            report::say(
                common,
                &format!("{name}: {errors} lỗi, {warnings} cảnh báo"),
                &format!("{name}: {errors} errors, {warnings} warnings"),
            );
        }
        summary.push(json!({ "file": name, "errors": errors, "warnings": warnings }));
        run.all.extend(found);
    }
    run.shorten(common);
    report::print(common, &run.all, &run.files, &[("files", Value::from(summary))]);
    run.worst
}

struct Run {
    /// The type of all files, when the user knows it.
    kind: Option<&'static str>,
    all: Diagnostics,
    files: Files,
    worst: Exit,
}

impl Run {
    /// The files to judge: those named, and the Word files in folders, in the order of their names.
    fn paths(&mut self, named: &[PathBuf]) -> Vec<PathBuf> {
        let mut paths = Vec::new();
        for path in named {
            if !path.is_dir() {
                paths.push(path.clone());
                continue;
            }
            let before = paths.len();
            let walk = WalkDir::new(path).max_depth(DEPTH).sort_by_file_name();
            for entry in walk {
                match entry {
                    Ok(entry) if entry.file_type().is_file() && is_word(entry.path()) => {
                        paths.push(entry.into_path());
                    }
                    Ok(_) => {}
                    Err(error) => self.fail(unreadable(&error)),
                }
            }
            if paths.len() == before {
                self.fail(nothing(path));
            }
        }
        paths
    }

    /// What only a person can judge is the same for most papers: named in full when asked for.
    fn shorten(&mut self, common: &Common) {
        if common.verbose || common.format != Format::Human {
            return;
        }
        let all = self.all.len();
        self.all.retain(|found| found.code != "for-a-person");
        if self.all.len() < all {
            report::say(
                common,
                "còn những điểm chỉ người xem được: thêm --verbose để xem",
                "there is more that only a person can judge: add --verbose",
            );
        }
    }

    fn fail(&mut self, fault: Diagnostic) {
        self.all.push(fault);
        self.worst = Exit::World;
    }

    /// What is wrong with one file; `None`: it could not be read, which is told already.
    fn one(
        &mut self,
        args: &Check,
        plugins: &Plugins,
        path: &Path,
        name: &str,
    ) -> Result<Option<Diagnostics>, Refused> {
        let is_data = path
            .extension()
            .is_some_and(|e| e.eq_ignore_ascii_case("yaml") || e.eq_ignore_ascii_case("yml"));
        let read = if is_data { input::data(path) } else { input::word(path) };
        let bytes = match read {
            Ok(bytes) => bytes,
            Err(fault) => {
                self.fail(fault);
                return Ok(None);
            }
        };
        let input = Input { name, bytes: &bytes };
        let (diagnostics, files) = if is_data {
            match self.data(args, plugins, path, input) {
                Some(found) => found,
                None => return Ok(None),
            }
        } else {
            let by = Known { standard: args.standard.as_deref(), kind: self.kind };
            let inspected = inspect(plugins, by, input)?;
            (inspected.diagnostics, inspected.files)
        };
        let mut found = Diagnostics::new();
        self.files.append(files, diagnostics, &mut found);
        Ok(Some(found))
    }

    fn data(
        &mut self,
        args: &Check,
        plugins: &Plugins,
        path: &Path,
        data: Input<'_>,
    ) -> Option<(Diagnostics, Files)> {
        let organisation = match input::organisation(args.co_quan.as_deref(), path) {
            Ok(found) => found.map(|(path, bytes)| (path.display().to_string(), bytes)),
            Err(fault) => {
                self.fail(fault);
                return None;
            }
        };
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let folder = folder.unwrap_or(Path::new("."));
        let judged = render::check(
            plugins,
            &Job {
                data,
                organisation: organisation.as_ref().map(|(name, bytes)| Input { name, bytes }),
                beside: &|name| input::beside(folder, name),
                draft: false,
                trace: true,
            },
        );
        // That nothing could be judged is another matter than faulty data.
        let unjudged = matches!(judged.outcome, Outcome::Plugin | Outcome::Trust | Outcome::World);
        if unjudged && matches!(self.worst, Exit::Clean | Exit::Data) {
            self.worst = judged.outcome.into();
        }
        Some((judged.diagnostics, judged.files))
    }
}

/// Word keeps a file of its own beside one that is open: `~$…`.
fn is_word(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    path.extension().is_some_and(|e| e.eq_ignore_ascii_case("docx")) && !name.starts_with("~$")
}

fn unknown_kind(name: &str) -> Diagnostic {
    Diagnostic::error(
        "unknown-kind",
        text!("không có loại văn bản «{name}»", "there is no type «{name}»"),
    )
    .hint(text!(
        "ghi tên loại theo Điều 7, ví dụ --kind \"báo cáo\"",
        "give a name of Điều 7, such as --kind \"báo cáo\""
    ))
}

fn nothing(folder: &Path) -> Diagnostic {
    let shown = folder.display();
    Diagnostic::error(
        "input",
        text!("thư mục {shown} không có tệp Word nào", "the folder {shown} has no Word file"),
    )
    .hint(text!("kiểm tra tên thư mục", "look at the name of the folder"))
}

fn unreadable(error: &walkdir::Error) -> Diagnostic {
    let Text { vi, en } = walk_reason(error);
    Diagnostic::error(
        "input",
        text!("không đọc được thư mục {vi}", "the folder cannot be read: {en}"),
    )
    .hint(text!("xem lại quyền của thư mục", "look at its rights"))
}
