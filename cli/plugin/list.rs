//! `vanthu plugin list`.

use std::fmt::Write;

use serde_json::{Value, json};
use vanthu_core::diag::{Lang, Text, has_errors};
use vanthu_core::plugin::{Listed, Plugins, Source, State};
use vanthu_core::text;

use crate::args::{Common, Format};
use crate::exit::Exit;
use crate::report;

/// Lists every plugin by its manifest; nothing else of it is read, and no code is run.
pub(super) fn run(common: &Common, plugins: &Plugins) -> Exit {
    let listing = plugins.list();
    if common.format == Format::Human {
        report::page(&table(&listing.plugins, Lang::from(common.lang)));
    }
    let rows: Vec<Value> = listing.plugins.iter().map(object).collect();
    report::print(common, &listing.diagnostics, &listing.files, &[("plugins", rows.into())]);
    if has_errors(&listing.diagnostics) { Exit::Plugin } else { Exit::Clean }
}

fn table(plugins: &[Listed], lang: Lang) -> String {
    let lines: Vec<[String; 4]> = plugins
        .iter()
        .map(|plugin| {
            let said = |of: fn(&vanthu_core::plugin::Manifest) -> String| {
                plugin.manifest.as_ref().map(of).unwrap_or_default()
            };
            let title = said(|manifest| manifest.title.vi.clone());
            let title = match lang {
                Lang::Vi => title,
                Lang::En => said(|manifest| manifest.title.en.clone()),
            };
            let place = plugin.source.words();
            let place = match &plugin.state {
                State::InUse => place,
                State::Replaced(_) => noted(place, &text!("bị thay", "replaced")),
                State::Faulty => noted(place, &text!("có lỗi", "faulty")),
            };
            let version = said(|manifest| manifest.version.clone());
            [plugin.id.clone(), version, title, place.in_lang(lang).to_owned()]
        })
        .collect();
    let width = |nth: usize| lines.iter().map(|line| line[nth].chars().count()).max().unwrap_or(0);
    let widths = [width(0), width(1), width(2)];
    let mut out = String::new();
    for line in &lines {
        for (text, width) in line.iter().zip(widths) {
            let _ = write!(out, "{text}{}", " ".repeat(width + 2 - text.chars().count()));
        }
        let _ = writeln!(out, "{}", line[3]);
    }
    out
}

fn noted(place: Text, note: &Text) -> Text {
    let (Text { vi, en }, Text { vi: note, en: said }) = (place, note);
    text!("{vi} ({note})", "{en} ({said})")
}

fn object(plugin: &Listed) -> Value {
    let (state, by) = match &plugin.state {
        State::InUse => ("in-use", None),
        State::Replaced(by) => ("replaced", Some(place(by))),
        State::Faulty => ("faulty", None),
    };
    let mut out = json!({ "id": plugin.id, "source": place(&plugin.source), "state": state });
    if let Some(by) = by {
        out["replaced_by"] = by.into();
    }
    if let Some(manifest) = &plugin.manifest {
        out["version"] = manifest.version.clone().into();
        out["title"] = json!({ "vi": manifest.title.vi, "en": manifest.title.en });
        let optional = [
            ("type", &manifest.kind),
            ("extends", &manifest.extends),
            ("replaces", &manifest.replaces),
        ];
        for (key, value) in optional {
            if let Some(value) = value {
                out[key] = value.clone().into();
            }
        }
    }
    out
}

/// A place for programs: a folder, or `shipped`.
pub(super) fn place(source: &Source) -> String {
    match source {
        Source::Shipped => "shipped".to_owned(),
        Source::Folder(dir) => dir.display().to_string(),
    }
}
