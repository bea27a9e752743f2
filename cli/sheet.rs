//! `vanthu sheet`: a workbook to fill in, from the fields of a type.

use std::path::PathBuf;

use vanthu_core::data::{self, Limits, Node};
use vanthu_core::diag::{Diagnostics, Files, has_errors};
use vanthu_core::plugin::Plugins;
use vanthu_core::sheet;

use crate::args::{Common, Sheet};
use crate::exit::Exit;
use crate::output::{Existing, Target};
use crate::{input, report};

/// Writes the workbook of a type, with the data files that were named as its first rows.
pub(crate) fn run(common: &Common, args: &Sheet, plugins: &Plugins) -> Exit {
    let plugin = match plugins.load(&args.kind) {
        Ok(plugin) => plugin,
        Err(refused) => return report::refused(common, &refused),
    };
    let (mut files, mut out) = (Files::default(), Diagnostics::new());
    let path = args.output.clone().unwrap_or_else(|| PathBuf::from("nhap-lieu.xlsx"));
    let existing = if args.force { Existing::Replaced } else { Existing::KeptUnlessForced };
    let target = match Target::new(&path, existing) {
        Ok(target) => target,
        Err(fault) => return world(common, fault),
    };
    let mut documents: Vec<Node> = Vec::new();
    for path in &args.data {
        let bytes = match input::data(path) {
            Ok(bytes) => bytes,
            Err(fault) => return world(common, fault),
        };
        let name = path.display().to_string();
        let (node, found) = data::read(&bytes, &name, &mut files, &Limits::DATA);
        out.extend(found);
        documents.extend(node);
    }
    let title = plugin.manifest.title.in_lang(vanthu_core::diag::Lang::Vi);
    let made = match has_errors(&out) {
        true => None,
        false => match sheet::intake(title, &plugin.schema.root, &documents) {
            Ok(bytes) => Some(bytes),
            Err(fault) => {
                out.push(fault);
                None
            }
        },
    };
    let Some(bytes) = made else {
        report::print(common, &out, &files, &[]);
        return Exit::Data;
    };
    if let Err(fault) = target.write(&bytes) {
        return world(common, fault);
    }
    let shown = path.display().to_string();
    report::print(common, &out, &files, &[("output", shown.clone().into())]);
    report::say(common, &format!("đã ghi {shown}"), &format!("wrote {shown}"));
    Exit::Clean
}

fn world(common: &Common, fault: vanthu_core::diag::Diagnostic) -> Exit {
    report::print(common, &[fault], &Files::default(), &[]);
    Exit::World
}
