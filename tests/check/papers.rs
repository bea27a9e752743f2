//! Papers to judge: made of the repository's own data, by engines that may have one thing changed.

use std::borrow::Cow;
use std::io::{Cursor, Read, Write};

use vanthu_core::diag::{Diagnostics, Lang, Severity, human};
use vanthu_core::inspect::{Inspected, Known, inspect};
use vanthu_core::plugin::{Folder, Plugins};
use vanthu_core::render::{Input, Job, render};
use zip::write::SimpleFileOptions;

use crate::common::{carried, linked, repository};

pub(crate) const ND30: &str = "nd30-2020";
pub(crate) const TT01: &str = "tt01-2011";

/// A change of one of the templates: its path, what is replaced, by what.
pub(crate) type Change<'c> = (&'c str, &'c str, &'c str);

/// Every shipped type, and the tests' own with every block; the templates as they are.
pub(crate) fn plugins() -> Plugins {
    changed(None)
}

/// The same, one of the templates changed.
pub(crate) fn changed(change: Option<Change<'_>>) -> Plugins {
    let templates = carried("templates");
    let files = templates.iter().map(|(path, bytes)| {
        let mut bytes: Cow<'static, [u8]> = bytes.to_vec().into();
        if let Some((_, from, to)) = change.filter(|(name, ..)| path.as_str() == *name) {
            let text = String::from_utf8(bytes.to_vec()).expect("UTF-8");
            assert!(text.contains(from), "{from}");
            bytes = text.replace(from, to).into_bytes().into();
        }
        (path.as_str().to_owned(), bytes)
    });
    let shipped = std::fs::read_dir(repository("plugins")).expect("the plugins");
    let shipped = shipped.map(|entry| {
        let id = entry.expect("an entry").file_name().into_string().expect("UTF-8");
        let folder = carried(&format!("plugins/{id}"));
        (id, folder)
    });
    let mut types: Vec<_> = shipped.collect();
    types.push(("moi-khoi".to_owned(), carried("tests/plugins/moi-khoi")));
    Plugins::new(Folder::new("templates", files), types).native(linked())
}

/// Data files whose papers use much of the engine.
pub(crate) const REPORTS: [&str; 3] = [
    "examples/so-ket-141/bao-cao.yaml",
    "examples/so-ket-xa/bao-cao.yaml",
    "tests/plugins/bao-cao.yaml",
];

/// Data files of a paper of each form.
pub(crate) fn forms() -> Vec<String> {
    data_in("examples/cac-mau")
}

/// Data files of the periodic reports, and those that types bring with them.
pub(crate) fn periodic() -> Vec<String> {
    let types = std::fs::read_dir(repository("plugins")).expect("the plugins");
    let types = types.map(|entry| entry.expect("an entry").file_name().into_string());
    let mut folders: Vec<String> =
        types.map(|id| format!("plugins/{}/examples", id.expect("UTF-8"))).collect();
    folders.retain(|folder| repository(folder).is_dir());
    folders.sort();
    let own = ["examples/bao-cao-thang", "examples/bao-cao-nam"].map(str::to_owned);
    own.iter().chain(&folders).flat_map(|folder| data_in(folder)).collect()
}

fn data_in(folder: &str) -> Vec<String> {
    let entries = std::fs::read_dir(repository(folder)).expect("the examples");
    let names = entries.map(|entry| entry.expect("an entry").file_name());
    let names = names.filter_map(|name| name.into_string().ok());
    let data = names.filter(|name| name.ends_with(".yaml") && name != "co-quan.yaml");
    let mut all: Vec<String> = data.map(|name| format!("{folder}/{name}")).collect();
    all.sort();
    all
}

/// All of them.
pub(crate) fn all() -> Vec<String> {
    let reports = REPORTS.iter().map(|&paper| paper.to_owned());
    reports.chain(forms()).chain(periodic()).collect()
}

/// A data file as text, in a standard of its own choice.
pub(crate) fn data(path: &str, standard: &str) -> String {
    let text = std::fs::read_to_string(repository(path)).expect("data");
    let lines = text.lines().filter(|line| !line.starts_with("tieu_chuan:"));
    let lines: Vec<&str> = lines.collect();
    format!("{}\ntieu_chuan: {standard}\n", lines.join("\n"))
}

/// The paper of a data file, whose text may have been changed.
pub(crate) fn paper(plugins: &Plugins, path: &str, text: &str) -> Vec<u8> {
    let folder = repository(path).parent().expect("a folder").to_owned();
    let read = |name: &str| std::fs::read(folder.join(name)).ok();
    let office = read("co-quan.yaml");
    let made = render(
        plugins,
        &Job {
            data: Input { name: "bao-cao.yaml", bytes: text.as_bytes() },
            organisation: office.as_ref().map(|bytes| Input { name: "co-quan.yaml", bytes }),
            beside: &|name| read(name),
            draft: false,
            trace: false,
        },
    );
    let told = human::print(&made.diagnostics, &made.files, Lang::Vi, false);
    made.bytes.unwrap_or_else(|| panic!("{path}: {told}"))
}

/// The paper of a data file of the repository, by Nghị định 30.
pub(crate) fn made(plugins: &Plugins, path: &str) -> Vec<u8> {
    paper(plugins, path, &data(path, ND30))
}

pub(crate) fn judged_by(plugins: &Plugins, standard: &str, bytes: &[u8]) -> Inspected {
    let known = Known { standard: Some(standard), kind: None };
    inspect(plugins, known, Input { name: "a.docx", bytes }).expect("the standard")
}

/// Judges by Nghị định 30.
pub(crate) fn judged(bytes: &[u8]) -> Inspected {
    judged_by(&plugins(), ND30, bytes)
}

/// What was said, for whoever reads why a test fails.
pub(crate) fn said(inspected: &Inspected) -> String {
    human::print(&inspected.diagnostics, &inspected.files, Lang::Vi, false)
}

/// Every rule that was broken, those of warnings too.
pub(crate) fn rules_told(diagnostics: &Diagnostics) -> Vec<String> {
    ids(diagnostics, |severity| severity != Severity::Note)
}

/// Every rule that was broken, but for warnings.
pub(crate) fn faults(diagnostics: &Diagnostics) -> Vec<String> {
    ids(diagnostics, |severity| severity == Severity::Error)
}

fn ids(diagnostics: &Diagnostics, of: impl Fn(Severity) -> bool) -> Vec<String> {
    let told = diagnostics.iter().filter(|d| of(d.severity));
    let mut ids: Vec<String> = told.map(|d| d.code.to_string()).collect();
    ids.sort();
    ids.dedup();
    ids
}

/// The parts of a package.
pub(crate) fn parts(package: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = zip::ZipArchive::new(Cursor::new(package)).expect("a package");
    let names: Vec<String> =
        archive.file_names().map(|name| name.expect("a name").into_owned()).collect();
    let read = |name: String| {
        let mut bytes = Vec::new();
        archive.by_name(&name).expect("a part").read_to_end(&mut bytes).expect("bytes");
        (name, bytes)
    };
    names.into_iter().map(read).collect()
}

/// A package of these parts.
pub(crate) fn package(parts: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        writer.start_file(name, SimpleFileOptions::default()).expect("a part");
        writer.write_all(bytes).expect("bytes");
    }
    writer.finish().expect("a package").into_inner()
}

/// A package with the text of one part changed.
pub(crate) fn with(
    package_of: &[u8],
    part: &str,
    change: impl FnOnce(String) -> Vec<u8>,
) -> Vec<u8> {
    let mut parts = parts(package_of);
    let (_, bytes) = parts.iter_mut().find(|(name, _)| name == part).expect("the part");
    *bytes = change(String::from_utf8(std::mem::take(bytes)).expect("UTF-8"));
    package(&parts)
}
