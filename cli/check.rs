//! `vanthu check`.

use vanthu_core::diag::{Diagnostics, Files, has_errors};
use vanthu_core::inspect::inspect;
use vanthu_core::plugin::Plugins;
use vanthu_core::render::Input;

use crate::args::{Check, Common};
use crate::exit::Exit;
use crate::{input, report};

/// Judges the form of Word files. They are only read.
pub(crate) fn run(common: &Common, args: &Check, plugins: &Plugins) -> Exit {
    let mut all = Diagnostics::new();
    let mut files = Files::default();
    let mut worst = Exit::Clean;
    for path in &args.files {
        let name = path.display().to_string();
        let bytes = match input::word(path) {
            Ok(bytes) => bytes,
            Err(fault) => {
                all.push(fault);
                worst = Exit::World;
                continue;
            }
        };
        match inspect(plugins, &args.standard, Input { name: &name, bytes: &bytes }) {
            Ok(inspected) => {
                let found = has_errors(&inspected.diagnostics);
                if found && worst == Exit::Clean {
                    worst = Exit::Data;
                }
                if !found {
                    report::say(
                        common,
                        &format!("{name}: không thấy lỗi trong các quy tắc đã đánh giá"),
                        &format!("{name}: no fault of the rules that were judged"),
                    );
                }
                files.append(inspected.files, inspected.diagnostics, &mut all);
            }
            Err(refused) => {
                report::print(common, &refused.diagnostics, &refused.files, &[]);
                return Exit::Usage;
            }
        }
    }
    report::print(common, &all, &files, &[]);
    worst
}
