//! Measures the engine. `bench/run` calls it and writes bench/RESULTS.md of what it prints: one
//! line of JSON a figure.

// What it finds is printed.
#![allow(clippy::print_stdout)]

mod batch;
mod builder;
mod engine;
mod floor;
mod growth;
mod measure;
mod report;
mod stages;

use std::fs;
use std::path::Path;

use flate2::{Compress, Compression};
use serde_json::json;

use engine::Engine;
use floor::Floor;
use measure::Way;
use report::Report;

const USAGE: &str = "usage: vanthu-bench MODE
  prepare DIR                 writes the report as data for all, and as our Word file
  documents ROUNDS SECONDS [WAY]
                              documents a second: floor, ours, the YAML tree, docx-rs; or one way
                              alone, for a profiler
  table ROWS typed|yaml       one large table: CPU time and peak memory
  prepare-table DIR ROWS      writes that table as data for the peers
  table-of-peer DIR           the same table by docx-rs
  rows ROWS FILE              writes a table of documents for `vanthu batch`
  profile FILE                CPU time of the stages of all those documents
  grow                        longer reports, more data, longer layouts
  stages ROUNDS SECONDS       CPU time of each stage of the first example
  count STAGE TIMES           runs a stage for a profiler to count
  names                       names of the stages";

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match *arguments.as_slice() {
        ["prepare", folder] => prepare(Path::new(folder)),
        ["documents", rounds, seconds] => documents(number(rounds), number(seconds), None),
        ["documents", rounds, seconds, way] => {
            documents(number(rounds), number(seconds), Some(way));
        }
        ["table", rows, from] => growth::table(number(rows), from == "yaml"),
        ["prepare-table", folder, rows] => prepare_table(Path::new(folder), number(rows)),
        ["table-of-peer", folder] => growth::table_of_peer(Path::new(folder)),
        ["rows", rows, file] => batch::rows(number(rows), Path::new(file)),
        ["profile", file] => batch::profile(Path::new(file)),
        ["grow"] => growth::all(),
        ["stages", rounds, seconds] => stages::time(number(rounds), number(seconds)),
        ["count", stage, times] => stages::count(stage, number(times)),
        ["names"] => stages::names().for_each(|name| println!("{name}")),
        _ => {
            println!("{USAGE}");
            std::process::exit(2);
        }
    }
}

fn number<T: std::str::FromStr>(text: &str) -> T {
    text.parse().unwrap_or_else(|_| panic!("{text} is no number"))
}

fn prepare(folder: &Path) {
    let engine = Engine::new();
    let (report, plugin) = (Report::of_example(), engine.plugin(report::PLUGIN));
    let yaml = report.yaml();
    let bytes = engine.render(&yaml);
    let value = engine.typed(&plugin, &yaml);
    let peers = report.for_peers(&engine::rows(&plugin, &value));
    let write = |name: &str, bytes: &[u8]| {
        fs::write(folder.join(name), bytes).expect("the folder can be written into");
    };
    write("report.yaml", yaml.as_bytes());
    write("report.json", peers.to_string().as_bytes());
    write("vanthu.docx", &bytes);
    write("docx-rs + deflate.docx", &builder::write(&peers));
    println!(
        "{}",
        json!({
            "paragraphs": report.paragraphs(), "rows": report.rows.len(), "yaml": yaml.len(),
            "body": floor::body(&bytes).len(), "file": bytes.len(),
        })
    );
}

/// The large table as data for the peers, figures as ours prints them.
fn prepare_table(folder: &Path, count: usize) {
    let engine = Engine::new();
    let plugin = engine.plugin(growth::TABLE);
    let mut value = engine.typed(&plugin, &report::table_yaml(1));
    value["dong"] = report::typed_rows(count).into();
    let data = report::table_for_peers(&engine::rows(&plugin, &value));
    fs::write(folder.join("report.json"), data.to_string())
        .expect("the folder can be written into");
}

/// All ways to the same document, in turn; or the one of this name.
fn documents(rounds: usize, seconds: f64, only: Option<&str>) {
    let engine = Engine::new();
    let (report, plugin) = (Report::of_example(), engine.plugin(report::PLUGIN));
    let yaml = report.yaml();
    let value = engine.typed(&plugin, &yaml);
    let peers = report.for_peers(&engine::rows(&plugin, &value));
    let sample = engine::write(&plugin, &value);
    let mut floor = Floor::new(&sample);
    assert!(floor.write() == sample, "the floor writes the same file");
    let same_body = floor::body(&engine.render(&yaml)) == floor::body(&sample);
    assert!(same_body, "typed data and YAML make the same body");
    let mut deflate = Compress::new(Compression::new(6), false);
    let body = floor::body(&sample);
    let mut ways: Vec<Way<'_>> = vec![
        ("floor", Box::new(|| floor.write().len())),
        ("compression alone", Box::new(|| floor::deflate(&mut deflate, &body).len())),
        ("typed", Box::new(|| engine::write(&plugin, &value).len())),
        ("yaml", Box::new(|| engine.render(&yaml).len())),
        ("yaml tree", Box::new(|| engine::tree(&yaml))),
        ("yaml tree, serde_yaml_ng", Box::new(|| engine::general_tree(&yaml))),
        ("yaml events, granit-parser", Box::new(|| engine::events(&yaml))),
        ("docx-rs + deflate", Box::new(|| builder::write(&peers).len())),
    ];
    ways.retain(|(name, _)| only.is_none_or(|only| only == *name));
    measure::in_turn(&mut ways, rounds, seconds);
}
