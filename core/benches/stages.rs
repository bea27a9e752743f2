//! Times each stage of the first example: `cargo bench -p vanthu-core --bench stages`.
//!
//! Read ratios of one run, not absolute figures. `whole` is one document from YAML to bytes, with
//! the plugin loaded; `load` is what a new process does once.

#![allow(missing_docs)]

use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use divan::{Bencher, black_box};
use flate2::{Compress, Compression, FlushCompress};
use serde_json::Value;
use vanthu_core::data::{self, Limits, Node};
use vanthu_core::diag::Files;
use vanthu_core::docx::{Options, Provenance, read_text};
use vanthu_core::merge::{Merged, merge};
use vanthu_core::plugin::{Folder, Plugin, Plugins};
use vanthu_core::render::{Input, Job, render};

const DATA: &[u8] = include_bytes!("../../examples/so-ket-141/bao-cao.yaml");
const OFFICE: &[u8] = include_bytes!("../../examples/so-ket-141/co-quan.yaml");

fn main() {
    divan::main();
}

fn plugins() -> Plugins {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let read = |path: &str| Folder::read(&root.join(path)).expect("a folder of the repository");
    Plugins::new(read("templates"), vec![("so-ket".to_owned(), read("plugins/so-ket"))])
}

fn plugin() -> Arc<Plugin> {
    plugins().load("so-ket").expect("the shipped type")
}

fn parsed() -> Node {
    let mut files = Files::default();
    let mut read = |bytes, name| data::read(bytes, name, &mut files, &Limits::DATA).0;
    let (office, report) = (read(OFFICE, "co-quan.yaml"), read(DATA, "bao-cao.yaml"));
    data::overlay(office.expect("reads"), report.expect("reads"))
}

fn typed(plugin: &Plugin) -> Value {
    let mut value = plugin.schema.check(&parsed(), false).value;
    value["ten_loai"] = "Báo cáo".into();
    value["ky_hieu"] = "BC-UBND".into();
    value
}

fn merged(plugin: &Plugin) -> Merged {
    merge(&plugin.form, &typed(plugin), &BTreeMap::new())
}

fn written(plugin: &Plugin) -> Vec<u8> {
    let document = merged(plugin).document;
    let shared = &plugin.standard;
    let styled = shared.standard.apply(&document, &BTreeMap::new());
    shared
        .writer()
        .write(&styled, &document.properties, &Provenance::default(), &|_| None, Options::default())
        .expect("writes")
}

#[divan::bench]
fn load(bencher: Bencher<'_, '_>) {
    bencher.bench(|| plugins().load(black_box("so-ket")).is_ok());
}

#[divan::bench]
fn parse(bencher: Bencher<'_, '_>) {
    bencher.bench(parsed);
}

#[divan::bench]
fn validate(bencher: Bencher<'_, '_>) {
    let (plugin, node) = (plugin(), parsed());
    bencher.bench(|| plugin.schema.check(black_box(&node), false));
}

#[divan::bench(name = "merge")]
fn merge_stage(bencher: Bencher<'_, '_>) {
    let plugin = plugin();
    let value = typed(&plugin);
    bencher.bench(|| merge(&plugin.form, black_box(&value), &BTreeMap::new()));
}

#[divan::bench]
fn apply(bencher: Bencher<'_, '_>) {
    let plugin = plugin();
    let document = merged(&plugin).document;
    bencher.bench(|| {
        plugin.standard.standard.apply(black_box(&document), &BTreeMap::new()).sections.len()
    });
}

/// Body, package and compression.
#[divan::bench]
fn write(bencher: Bencher<'_, '_>) {
    let plugin = plugin();
    let document = merged(&plugin).document;
    let shared = &plugin.standard;
    let styled = shared.standard.apply(&document, &BTreeMap::new());
    let provenance = Provenance { pointers: document.traces.clone(), ..Provenance::default() };
    bencher.bench(|| {
        shared.writer().write(
            black_box(&styled),
            &document.properties,
            &provenance,
            &|_| None,
            Options::default(),
        )
    });
}

/// Level-6 compression of the body alone: the part of `write` that cannot be had faster.
#[divan::bench]
fn compress(bencher: Bencher<'_, '_>) {
    let file = written(&plugin());
    let mut package = zip::ZipArchive::new(std::io::Cursor::new(file)).expect("a package");
    let mut body = Vec::new();
    let mut entry = package.by_name("word/document.xml").expect("the body");
    entry.read_to_end(&mut body).expect("reads");
    let mut state = Compress::new(Compression::new(6), false);
    let mut out = Vec::with_capacity(body.len());
    bencher.bench_local(|| {
        state.reset();
        out.clear();
        state.compress_vec(black_box(&body), &mut out, FlushCompress::Finish)
    });
}

/// Reading the finished file back, for the check that nothing was lost.
#[divan::bench]
fn read_back(bencher: Bencher<'_, '_>) {
    let file = written(&plugin());
    bencher.bench(|| read_text(black_box(&file)));
}

#[divan::bench]
fn whole(bencher: Bencher<'_, '_>) {
    let plugins = plugins();
    bencher.bench(|| {
        let job = Job {
            data: Input { name: "bao-cao.yaml", bytes: black_box(DATA) },
            organisation: Some(Input { name: "co-quan.yaml", bytes: OFFICE }),
            beside: &|_| None,
            draft: false,
            trace: true,
        };
        render(&plugins, &job).bytes
    });
}
