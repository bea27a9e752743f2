//! What is wrong with an input is told, with its place and a remedy; nothing panics.
//!
//! Each file in `bad/data`, `bad/rule`, `bad/plugin` and `bad/layer` is a case: which file of
//! `bad/base` it replaces, the faulty text, and what the clerk or author reads. Files of `tren/` are
//! those of a plugin that extends the base. `UPDATE=1 cargo test --test bad` writes what
//! is read now; look at the difference before you commit it.

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use vanthu_core::diag::{Lang, Severity, human};
use vanthu_core::plugin::{Folder, Plugins};
use vanthu_core::render::{Input, Job, Outcome, Rendered, render};

use common::repository;

/// A case file, taken apart.
struct Case {
    /// The file that is replaced.
    file: String,
    /// As written, with escapes.
    source: String,
    /// What is read.
    told: String,
}

impl Case {
    fn parse(text: &str) -> Self {
        let (head, told) = text.rsplit_once("=====\n").expect("a line of =====");
        let (file, source) = head.split_once("\n-----\n").expect("a line of -----");
        let file = file.strip_prefix("file: ").expect("file: NAME").to_owned();
        Self { file, source: source.to_owned(), told: told.to_owned() }
    }

    /// The file that is replaced, and those that are added: `----- NAME` begins another.
    fn files(&self) -> Vec<(String, Vec<u8>)> {
        let mut files = Vec::new();
        let (mut name, mut text) = (self.file.clone(), String::new());
        for line in self.source.split_inclusive('\n') {
            match line.strip_prefix("----- ") {
                Some(next) => {
                    files.push((
                        std::mem::replace(&mut name, next.trim().to_owned()),
                        unescape(&text),
                    ));
                    text.clear();
                }
                None => text.push_str(line),
            }
        }
        files.push((name, unescape(&text)));
        files
    }

    fn print(&self, told: &str) -> String {
        format!("file: {}\n-----\n{}=====\n{told}", self.file, self.source)
    }
}

/// `\xNN` is a byte, `\u{…}` a character, `\r{N}{text}` repeats a text, `\b{N}` is N nested keys.
fn unescape(source: &str) -> Vec<u8> {
    let Some((plain, rest)) = source.split_once('\\') else { return source.as_bytes().to_vec() };
    let (kind, tail) = rest.split_at(1);
    let braced = || {
        let (inner, after) = tail.strip_prefix('{').expect("{…}").split_once('}').expect("{…}");
        (inner, after)
    };
    let count = |text: &str| text.parse::<usize>().expect("a count");
    let (bytes, after) = match kind {
        "x" => (vec![u8::from_str_radix(&tail[..2], 16).expect("two digits")], &tail[2..]),
        "u" => {
            let (code, after) = braced();
            let code = u32::from_str_radix(code, 16).expect("a code");
            (char::from_u32(code).expect("a character").to_string().into_bytes(), after)
        }
        "r" => {
            let (times, after) = braced();
            let end = end_of_group(after);
            (after[1..end].repeat(count(times)).into_bytes(), &after[end + 1..])
        }
        "b" => {
            let (depth, after) = braced();
            let line = |depth| format!("{}a:\n", " ".repeat(depth));
            ((0..count(depth)).flat_map(|depth| line(depth).into_bytes()).collect(), after)
        }
        _ => (vec![b'\\'], rest),
    };
    [plain.as_bytes(), &bytes, &unescape(after)].concat()
}

/// Where the group that `text` begins with ends, braces in it counted.
fn end_of_group(text: &str) -> usize {
    let mut open = 0;
    for (at, c) in text.char_indices() {
        match c {
            '{' => open += 1,
            '}' => open -= 1,
            _ => {}
        }
        if open == 0 {
            return at;
        }
    }
    panic!("an open group: {text}");
}

/// The files of a plugin: those given, and of the others what the base has.
fn plugin(
    id: &str,
    given: &BTreeMap<String, Vec<u8>>,
    read: impl Fn(&str) -> Option<Vec<u8>>,
) -> Folder {
    let folder = if id == "thu" { String::new() } else { format!("{id}/") };
    let mut names: Vec<String> =
        ["plugin.yaml", "schema.yaml", "layout.yaml"].map(str::to_owned).to_vec();
    let inside = given.keys().filter_map(|name| name.strip_prefix(&folder));
    names.extend(inside.filter(|n| n.starts_with("partials/")).map(str::to_owned));
    let files = names.into_iter().filter_map(|name| {
        let bytes = read(&format!("{folder}{name}"))?;
        Some((name, bytes))
    });
    Folder::new(id, files)
}

/// Renders the base with one file replaced.
fn run(case: &Case) -> Rendered {
    let base = repository("tests/bad/base");
    let given: BTreeMap<String, Vec<u8>> = case.files().into_iter().collect();
    let read = |name: &str| match given.get(name) {
        Some(bytes) => Some(bytes.clone()),
        None => std::fs::read(base.join(name)).ok(),
    };
    let others = given.keys().filter_map(|name| name.split_once('/')).map(|(id, _)| id);
    let others: BTreeSet<&str> = others.filter(|id| *id != "partials").collect();
    let ids = others.iter().copied().chain(["thu"]);
    let types = ids.map(|id| (id.to_owned(), plugin(id, &given, read))).collect();
    let templates = Folder::read(&repository("templates")).expect("templates");
    let plugins = Plugins::new(templates, types);
    let data = read("bao-cao.yaml").expect("the data");
    let data = match others.contains("tren") {
        true => [b"loai: tren" as &[u8], &data[b"loai: thu".len()..]].concat(),
        false => data,
    };
    let organisation = read("co-quan.yaml").expect("the organisation");
    render(
        &plugins,
        &Job {
            data: Input { name: "bao-cao.yaml", bytes: &data },
            organisation: Some(Input { name: "co-quan.yaml", bytes: &organisation }),
            beside: &|_| None,
            draft: false,
            trace: true,
        },
    )
}

/// Runs every case of a folder; returns how many there were.
fn check(folder: &str, outcome: Outcome) -> usize {
    let update = std::env::var_os("UPDATE").is_some();
    let mut faults = String::new();
    let mut paths: Vec<_> = std::fs::read_dir(repository("tests/bad").join(folder))
        .expect("a folder of cases")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    paths.sort();
    for path in &paths {
        let text = std::fs::read_to_string(path).expect("a case").replace("\r\n", "\n");
        let case = Case::parse(&text);
        let made = run(&case);
        let told = human::print(&made.diagnostics, &made.files, Lang::Vi, false);
        let name = path.file_stem().expect("a name").to_string_lossy();
        let mut fault = |what: &str| writeln!(faults, "{name}: {what}\n{told}").expect("writes");
        if made.outcome != outcome || made.bytes.is_some() {
            fault(&format!("ended as {:?}", made.outcome));
        }
        let errors = made.diagnostics.iter().filter(|d| d.severity == Severity::Error);
        for error in errors.clone() {
            // A rule speaks the languages that its author wrote.
            let one_language = error.message.vi == error.message.en && folder != "rule";
            if error.span.is_none() || error.hints.is_empty() || one_language {
                fault(&format!("{} lacks a place, a remedy or a language", error.code));
            }
        }
        if errors.count() == 0 {
            fault("nothing was said");
        }
        if update {
            std::fs::write(path, case.print(&told)).expect("writes the case");
        } else if case.told != told {
            fault(&format!("is not what was expected:\n{}", case.told));
        }
    }
    assert!(faults.is_empty(), "{faults}");
    paths.len()
}

#[test]
fn every_fault_of_data_is_told_with_place_and_remedy() {
    assert!(check("data", Outcome::Data) >= 40);
}

#[test]
fn every_fault_of_a_plugin_is_told_with_place_and_remedy() {
    assert!(check("plugin", Outcome::Plugin) >= 40);
}

#[test]
fn every_breach_of_a_rule_points_at_its_line() {
    assert!(check("rule", Outcome::Data) >= 10);
}

#[test]
fn every_fault_of_a_layer_is_told_with_place_and_remedy() {
    assert!(check("layer", Outcome::Plugin) >= 15);
}

#[test]
fn the_base_itself_is_faultless() {
    let path = Path::new("bao-cao.yaml");
    let source = std::fs::read_to_string(repository("tests/bad/base").join(path)).expect("reads");
    let made = run(&Case { file: "bao-cao.yaml".to_owned(), source, told: String::new() });
    let told = human::print(&made.diagnostics, &made.files, Lang::Vi, false);
    assert_eq!(made.outcome, Outcome::Clean, "{told}");
}
