//! `vanthu new`.

use std::path::PathBuf;

use serde_json::Value;
use vanthu_core::diag::Files;
use vanthu_core::plugin::Plugins;

use crate::args::{Common, New};
use crate::exit::Exit;
use crate::output::{Existing, Target};
use crate::report;

/// Writes a starter file for a type, and beside it the schema for editors.
pub(crate) fn run(common: &Common, args: &New, plugins: &Plugins) -> Exit {
    let plugin = match plugins.load(&args.kind) {
        Ok(plugin) => plugin,
        Err(refused) => return report::refused(common, &refused),
    };
    let path = args.output.clone().unwrap_or_else(|| PathBuf::from(format!("{}.yaml", args.kind)));
    let schema = path.with_file_name(format!("{}.schema.json", args.kind));
    let written = Target::new(&path, Existing::Kept).and_then(|target| {
        if !schema.exists() {
            let text = format!("{:#}\n", plugin.editor_schema());
            Target::new(&schema, Existing::Kept)?.write(text.as_bytes())?;
        }
        target.write(plugin.starter().as_bytes())
    });
    match written {
        Ok(()) => {
            let shown = path.display().to_string();
            report::say(
                common,
                &format!("đã ghi {shown}; điền vào rồi chạy: vanthu render {shown}"),
                &format!("wrote {shown}; fill it in, then run: vanthu render {shown}"),
            );
            if common.format == crate::args::Format::Json {
                report::print(common, &[], &Files::default(), &[("output", Value::from(shown))]);
            }
            Exit::Clean
        }
        Err(fault) => {
            report::print(common, &[fault], &Files::default(), &[]);
            Exit::World
        }
    }
}
