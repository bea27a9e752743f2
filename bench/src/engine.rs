//! Ours, as a library is used: plugins are loaded once.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use granit_parser::Parser;
use serde_json::Value;
use vanthu_core::data::{self, Limits, Node};
use vanthu_core::diag::{Files, Text};
use vanthu_core::document::{Block, Document, Run};
use vanthu_core::docx::{Options, Provenance};
use vanthu_core::merge::merge;
use vanthu_core::plugin::{Folder, Plugin, Plugins};
use vanthu_core::render::{Input, Job, Outcome, render};

/// The agency's file of the first example: all documents here are that agency's.
pub(crate) const OFFICE: &[u8] = include_bytes!("../../examples/so-ket-141/co-quan.yaml");

/// The engine with the types of the repository that are measured.
pub(crate) struct Engine {
    /// They.
    pub plugins: Plugins,
}

/// A folder of the repository.
pub(crate) fn folder(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)
}

impl Engine {
    pub(crate) fn new() -> Self {
        Self::with(Vec::new())
    }

    /// With further types, made in memory.
    pub(crate) fn with(mut more: Vec<(String, Folder)>) -> Self {
        let read = |path: &str| Folder::read(&folder(path)).expect("a folder of the repository");
        for (id, path) in [
            ("so-ket", "plugins/so-ket"),
            ("do-bao-cao", "bench/plugins/do-bao-cao"),
            ("do-bang", "bench/plugins/do-bang"),
            ("giay-moi", "plugins/giay-moi"),
        ] {
            more.push((id.to_owned(), read(path)));
        }
        Self { plugins: Plugins::new(read("templates"), more) }
    }

    pub(crate) fn plugin(&self, id: &str) -> Arc<Plugin> {
        self.plugins.load(id).unwrap_or_else(|refused| panic!("{:?}", refused.diagnostics))
    }

    /// From YAML to bytes: read, judged, merged, written and read back.
    pub(crate) fn render(&self, yaml: &str) -> Vec<u8> {
        self.try_render(yaml).unwrap_or_else(|why| panic!("{why}"))
    }

    /// The same; a document that is refused gives the code of the first reason.
    pub(crate) fn try_render(&self, yaml: &str) -> Result<Vec<u8>, String> {
        self.try_render_for(OFFICE, yaml)
    }

    /// The same for another agency.
    pub(crate) fn try_render_for(&self, office: &[u8], yaml: &str) -> Result<Vec<u8>, String> {
        let job = Job {
            data: Input { name: "bao-cao.yaml", bytes: yaml.as_bytes() },
            organisation: Some(Input { name: "co-quan.yaml", bytes: office }),
            beside: &|_| None,
            draft: false,
            trace: true,
        };
        let made = render(&self.plugins, &job);
        match made.bytes.filter(|_| made.outcome == Outcome::Clean) {
            Some(bytes) => Ok(bytes),
            None => Err(made.diagnostics.first().map_or_else(String::new, |d| d.code.to_string())),
        }
    }

    /// What the schema makes of YAML, with what the engine composes.
    pub(crate) fn typed(&self, plugin: &Plugin, yaml: &str) -> Value {
        let tree = data::overlay(parsed(OFFICE), parsed(yaml.as_bytes()));
        let checked = plugin.schema.check(&tree, false);
        assert!(checked.diagnostics.is_empty(), "{:?}", checked.diagnostics);
        let mut value = checked.value;
        value["ten_loai"] = "Báo cáo".into();
        value["ky_hieu"] = "BC-UBND".into();
        value
    }
}

/// A file as a tree with places.
pub(crate) fn parsed(bytes: &[u8]) -> Node {
    let (tree, faults) = data::read(bytes, "yaml", &mut Files::default(), &Limits::DATA);
    tree.unwrap_or_else(|| panic!("{faults:?}"))
}

/// From typed data to bytes: merged, given looks, written.
pub(crate) fn write(plugin: &Plugin, value: &Value) -> Vec<u8> {
    let document = merged(plugin, value);
    let shared = &plugin.standard;
    let styled = shared.standard.apply(&document, &BTreeMap::new());
    let provenance = Provenance { pointers: document.traces.clone(), ..Provenance::default() };
    let (writer, options) = (shared.writer(), Options::default());
    let written = writer.write(&styled, &document.properties, &provenance, &|_| None, options);
    written.expect("there is no picture to miss")
}

pub(crate) fn merged<'d>(plugin: &'d Plugin, value: &'d Value) -> Document<'d> {
    static NO_GAPS: BTreeMap<String, Text> = BTreeMap::new();
    merge(&plugin.form, value, &NO_GAPS).document
}

/// The table of a document as printed, without its header.
pub(crate) fn rows(plugin: &Plugin, value: &Value) -> Vec<Vec<String>> {
    let text = |runs: &Vec<Run>| runs.iter().map(|run| run.text.as_str()).collect();
    let mut rows = Vec::new();
    let document = merged(plugin, value);
    let mut blocks = document.sections.iter().flat_map(|section| &section.blocks);
    let table = blocks.find_map(|block| match block {
        Block::Table(table) => Some(table),
        _ => None,
    });
    let table = table.expect("the report has one");
    table.rows.each(&mut |row| rows.push(row.iter().map(text).collect()));
    rows
}

/// The tree with places alone. As all that follow, the number keeps the work from being left out.
pub(crate) fn tree(yaml: &str) -> usize {
    parsed(yaml.as_bytes()).as_map().map_or(0, <[_]>::len)
}

/// What a general library makes of it: a tree without places.
pub(crate) fn general_tree(yaml: &str) -> usize {
    let tree: serde_yaml_ng::Value = serde_yaml_ng::from_str(yaml).expect("the same YAML");
    tree.as_mapping().map_or(0, serde_yaml_ng::Mapping::len)
}

/// What the parser that we build on needs, without any tree.
pub(crate) fn events(yaml: &str) -> usize {
    Parser::new_from_str(yaml).map_while(Result::ok).count()
}
