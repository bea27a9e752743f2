//! `vanthu plugin check`.

use vanthu_core::diag::{Diagnostics, Files, Severity, Text};
use vanthu_core::plugin::{Layer, Plugins};
use vanthu_core::render;

use super::example::{Example, none};
use super::{Failed, Named, open};
use crate::args::Common;
use crate::exit::Exit;
use crate::report;

/// Judges everything in a plugin: that it loads, and that each example is faultless data whose
/// paper is in the right form, told at the example's own lines.
pub(super) fn run(common: &Common, args: &Named, plugins: Plugins) -> Result<Exit, Failed> {
    let opened = open(plugins, &args.plugin)?;
    let (mut files, mut found) = (Files::default(), Diagnostics::new());
    files.append(opened.plugin.files.clone(), opened.plugin.lint(), &mut found);
    let examples = Example::all(&opened.plugin);
    if examples.is_empty() {
        found.push(none(&opened.plugin));
    }
    for example in &examples {
        let judged = example.job(&opened.plugin, |job| render::check(&opened.plugins, job));
        let mut diagnostics = judged.diagnostics;
        diagnostics.extend(example.wrong_type(&opened.plugin));
        files.append(judged.files, diagnostics, &mut found);
    }
    let errors = found.iter().filter(|fault| fault.severity == Severity::Error).count();
    let id = &opened.plugin.manifest.id;
    let more = [("plugin", id.clone().into()), ("examples", examples.len().into())];
    report::print(common, &found, &files, &more);
    if errors > 0 {
        return Ok(Exit::Plugin);
    }
    // What it extends may lie beside it, or be installed.
    let layers = &opened.plugin.layers;
    for Layer { id, version, source, .. } in &layers[..layers.len().saturating_sub(1)] {
        let Text { vi, en } = source.words();
        report::say(
            common,
            &format!("mẫu gốc: {id} {version} ({vi})"),
            &format!("extends: {id} {version} ({en})"),
        );
    }
    let count = examples.len();
    report::say(
        common,
        &format!("{id}: không có lỗi, {count} ví dụ"),
        &format!("{id}: no fault, {count} examples"),
    );
    Ok(Exit::Clean)
}
