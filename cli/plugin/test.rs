//! `vanthu plugin test`.

use std::path::Path;

use clap::Args;
use vanthu_core::diag::{Diagnostic, Diagnostics, Files, Severity, has_errors};
use vanthu_core::inspect::{Known, inspect};
use vanthu_core::plugin::{Plugins, RelPath};
use vanthu_core::render::{Input, render};
use vanthu_core::text;

use super::difference::differences;
use super::example::{Example, none, shown};
use super::{Failed, Opened, open};
use crate::args::Common;
use crate::exit::Exit;
use crate::output::{self, Existing, Target};
use crate::report;

/// `vanthu plugin test`.
#[derive(Debug, Args)]
#[command(next_help_heading = "Tùy chọn")]
pub(crate) struct Test {
    /// Tên mẫu, hoặc thư mục của mẫu
    #[arg(value_name = "MẪU", help_heading = "Đối số")]
    plugin: String,
    /// Ghi lại bản đã duyệt của mọi ví dụ (examples/*.txt); xem lại trước khi giữ
    #[arg(long)]
    update: bool,
}

/// Renders every example, judges the form of its paper, and compares what it says with what was
/// approved before.
pub(super) fn run(common: &Common, args: &Test, plugins: Plugins) -> Result<Exit, Failed> {
    let opened = open(plugins, &args.plugin)?;
    let (mut files, mut all) = (Files::default(), Diagnostics::new());
    let examples = Example::all(&opened.plugin);
    if examples.is_empty() {
        all.push(none(&opened.plugin));
    }
    let (mut passed, mut written) = (0, 0);
    for example in &examples {
        let mut run = Run { opened: &opened, example, files: Files::default(), out: Vec::new() };
        let now = run.render()?;
        if let Some(now) = now {
            if args.update {
                written += usize::from(run.update(&now)?);
            } else {
                run.compare(&now);
            }
        }
        let failed = has_errors(&run.out);
        passed += usize::from(!failed);
        let mark = if failed { "✗" } else { "✓" };
        let name = &example.name;
        report::say(common, &format!("{mark} {name}"), &format!("{mark} {name}"));
        files.append(run.files, run.out, &mut all);
    }
    let count = examples.len();
    let more = [
        ("plugin", opened.plugin.manifest.id.clone().into()),
        ("examples", count.into()),
        ("passed", passed.into()),
        ("written", written.into()),
    ];
    report::print(common, &all, &files, &more);
    if args.update {
        report::say(
            common,
            &format!("đã ghi {written} bản đã duyệt"),
            &format!("wrote {written} approved dumps"),
        );
    }
    report::say(
        common,
        &format!("{passed} trên {count} ví dụ đạt"),
        &format!("{passed} of {count} examples pass"),
    );
    let clean = passed == count && count > 0;
    Ok(if clean { Exit::Clean } else { Exit::Plugin })
}

/// One example under test.
struct Run<'r> {
    opened: &'r Opened,
    example: &'r Example,
    files: Files,
    out: Diagnostics,
}

impl Run<'_> {
    /// The dump of the paper, when one could be made. Faults of data and form are noted.
    fn render(&mut self) -> Result<Option<String>, Failed> {
        let Opened { plugins, plugin, .. } = self.opened;
        let made = self.example.job(plugin, |job| render(plugins, job));
        self.files.append(made.files, made.diagnostics, &mut self.out);
        self.out.extend(self.example.wrong_type(plugin));
        let (Some(bytes), Some(paper)) = (made.bytes, made.paper) else { return Ok(None) };
        let name = Path::new(&self.example.name).with_extension("docx");
        let name = name.display().to_string().replace('\\', "/");
        let by = Known { standard: Some(&plugin.standard.standard.id), kind: None };
        let inspected = inspect(plugins, by, Input { name: &name, bytes: &bytes })?;
        // What only a person can see is the same for every paper.
        let judged = inspected.diagnostics.into_iter().filter(|d| d.severity != Severity::Note);
        self.files.append(inspected.files, judged.collect(), &mut self.out);
        Ok(Some(paper.dump()))
    }

    /// `examples/thang-1.txt`.
    fn approved(&self) -> String {
        let name = &self.example.name;
        format!("{}.txt", name.strip_suffix(".yaml").unwrap_or(name))
    }

    /// Writes what was approved; whether it changed.
    fn update(&mut self, now: &str) -> Result<bool, Failed> {
        let name = self.approved();
        let Some(dir) = &self.opened.dir else {
            return Err(output::fault(
                text!(
                    "mẫu có sẵn trong chương trình, không ghi được bản đã duyệt",
                    "a shipped type: nothing can be written into it"
                ),
                text!("chép mẫu ra bằng: vanthu plugin new", "copy it with: vanthu plugin new"),
            )
            .into());
        };
        let kept = self.kept();
        if kept.as_deref() == Some(now) {
            return Ok(false);
        }
        Target::new(&dir.join(name), Existing::Replaced)?.write(now.as_bytes())?;
        Ok(true)
    }

    fn kept(&self) -> Option<String> {
        let path = RelPath::new(&self.approved()).ok()?;
        let bytes = self.opened.plugin.folder()?.get(&path)?;
        Some(String::from_utf8_lossy(bytes).replace("\r\n", "\n"))
    }

    fn compare(&mut self, now: &str) {
        let name = self.approved();
        let id = &self.opened.plugin.manifest.id;
        let Some(kept) = self.kept() else {
            self.out.push(
                Diagnostic::error(
                    "no-approved-dump",
                    text!("chưa có bản đã duyệt {name}", "there is no approved dump {name}"),
                )
                .hint(text!(
                    "ghi bằng: vanthu plugin test {id} --update, rồi đọc lại",
                    "write it with: vanthu plugin test {id} --update, then read it"
                )),
            );
            return;
        };
        if kept == now {
            return;
        }
        let file = self.files.add(shown(&self.opened.plugin, &name), kept.clone());
        let mut found = differences(file, &kept, now);
        if let Some(last) = found.pop() {
            found.push(last.hint(text!(
                "nếu cố ý đổi: vanthu plugin test {id} --update",
                "if it was meant: vanthu plugin test {id} --update"
            )));
        }
        self.out.append(&mut found);
    }
}
