//! `vanthu schema` and `vanthu docs`: what a type says of itself, for editors and for people.

use std::path::Path;

use vanthu_core::diag::Files;
use vanthu_core::plugin::Plugins;
use vanthu_core::reference;

use crate::args::{Common, Docs, SchemaOf};
use crate::exit::Exit;
use crate::output::{Existing, Target};
use crate::report;

/// Prints the JSON Schema with which an editor completes and checks data of a type.
pub(crate) fn schema(common: &Common, args: &SchemaOf, plugins: &Plugins) -> Exit {
    match plugins.load(&args.kind) {
        Ok(plugin) => {
            let text = format!("{:#}\n", plugin.editor_schema());
            write(common, args.output.as_deref(), &text)
        }
        Err(refused) => report::refused(common, &refused),
    }
}

/// Prints the reference of a type's fields, or of the language of types, as Markdown.
pub(crate) fn docs(common: &Common, args: &Docs, plugins: &Plugins) -> Exit {
    let text = match &args.kind {
        None => reference::language(),
        Some(kind) => match plugins.load(kind) {
            Ok(plugin) => reference::fields(&plugin),
            Err(refused) => return report::refused(common, &refused),
        },
    };
    write(common, args.output.as_deref(), &text)
}

/// To a file when one was named.
fn write(common: &Common, output: Option<&Path>, text: &str) -> Exit {
    let Some(path) = output else {
        report::page(text);
        return Exit::Clean;
    };
    let written = Target::new(path, Existing::Replaced).and_then(|to| to.write(text.as_bytes()));
    match written {
        Ok(()) => {
            let shown = path.display().to_string();
            report::print(common, &[], &Files::default(), &[("output", shown.clone().into())]);
            report::say(common, &format!("đã ghi {shown}"), &format!("wrote {shown}"));
            Exit::Clean
        }
        Err(fault) => {
            report::print(common, &[fault], &Files::default(), &[]);
            Exit::World
        }
    }
}
