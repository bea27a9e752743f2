//! The stages of the first example, one by one: timed here, counted by a profiler.

use std::collections::BTreeMap;
use std::hint::black_box;

use flate2::{Compress, Compression};
use vanthu_core::data;
use vanthu_core::docx::{Options, Provenance, read_text};
use vanthu_core::inspect::{Known, inspect};
use vanthu_core::merge::merge;
use vanthu_core::render::Input;

use crate::engine::{self, Engine, OFFICE, parsed};
use crate::floor;
use crate::measure::{self, Way};

const TYPE: &str = "so-ket";
const DATA: &str = include_str!("../../examples/so-ket-141/bao-cao.yaml");

/// Their names, in order.
const NAMES: [&str; 10] = [
    "load",
    "parse",
    "validate",
    "merge",
    "apply",
    "write",
    "compress",
    "read-back",
    "whole",
    "check",
];

pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    NAMES.into_iter()
}

/// Calls `work` with the stages; each has all that it needs at hand.
fn with_all(work: impl FnOnce(&mut [Way<'_>])) {
    let engine = Engine::new();
    let plugin = engine.plugin(TYPE);
    let tree = data::overlay(parsed(OFFICE), parsed(DATA.as_bytes()));
    let value = engine.typed(&plugin, DATA);
    let document = engine::merged(&plugin, &value);
    let shared = &plugin.standard;
    let styled = shared.standard.apply(&document, &BTreeMap::new());
    let provenance = Provenance { pointers: document.traces.clone(), ..Provenance::default() };
    let file = engine.render(DATA);
    let body = floor::body(&file);
    let mut deflate = Compress::new(Compression::new(6), false);
    let works: [Box<dyn FnMut() -> usize + '_>; NAMES.len()] = [
        // What a new process does once: the folders are read and compiled.
        Box::new(|| Engine::new().plugin(TYPE).own.len()),
        Box::new(|| {
            let tree = data::overlay(parsed(OFFICE), parsed(DATA.as_bytes()));
            tree.as_map().map_or(0, <[_]>::len)
        }),
        Box::new(|| plugin.schema.check(&tree, false).diagnostics.len()),
        Box::new(|| merge(&plugin.form, &value, &BTreeMap::new()).document.traces.len()),
        Box::new(|| shared.standard.apply(&document, &BTreeMap::new()).sections.len()),
        // Body, package and compression.
        Box::new(|| {
            let (writer, options) = (shared.writer(), Options::default());
            let properties = &document.properties;
            writer
                .write(&styled, properties, &provenance, &|_| None, options)
                .map_or(0, |f| f.len())
        }),
        // The part of `write` that no writer can do without.
        Box::new(|| floor::deflate(&mut deflate, &body).len()),
        Box::new(|| read_text(&file).map_or(0, |text| text.len())),
        // From YAML to bytes.
        Box::new(|| engine.render(DATA).len()),
        Box::new(|| {
            let paper = Input { name: "bao-cao.docx", bytes: &file };
            inspect(&engine.plugins, Known::default(), paper)
                .map_or(0, |seen| seen.not_judged.len())
        }),
    ];
    work(&mut NAMES.into_iter().zip(works).collect::<Vec<_>>());
}

/// Times them in turn.
pub(crate) fn time(rounds: usize, seconds: f64) {
    with_all(|stages| measure::in_turn(stages, rounds, seconds));
}

/// Runs one so many times within [`counted`], after a few runs that fill what is kept.
pub(crate) fn count(name: &str, times: usize) {
    with_all(|stages| {
        let (_, stage) = stages.iter_mut().find(|(other, _)| *other == name).expect("a stage");
        for _ in 0..3 {
            black_box(stage());
        }
        counted(stage, times);
    });
}

/// The profiler counts from here on, until this returns: it knows it by its name.
#[inline(never)]
fn counted(stage: &mut dyn FnMut() -> usize, times: usize) {
    for _ in 0..times {
        black_box(stage());
    }
}
