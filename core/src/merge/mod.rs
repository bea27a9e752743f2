//! Puts values into a layout and its frame: from typed data to a [`Document`].
//!
//! The frame of the form says which parts the paper has, the plugin's layout what its body says.
//! Both are walked here in one pass; what was read on the way is noted, so that nothing given is
//! lost without a word ([`Coverage`]).

mod blocks;
mod coverage;
mod ending;
mod prose;
mod table;

use std::collections::BTreeMap;

use serde_json::Value;

pub use coverage::Coverage;

use crate::diag::{Diagnostic, Diagnostics, Text};
use crate::document::{Block, Document, Paragraph, Properties, Role, Run, Section};
use crate::layout::{self, Layout};
use crate::schema::date;
use crate::template::{Leaf, Path, Printed, Scope};
use crate::text;

/// A layout with the frame around it, compiled.
#[derive(Debug)]
pub struct Form {
    /// The plugin's own.
    pub layout: Layout,
    /// The parts of the paper, from `templates/<standard>/mau-….yaml`.
    pub frame: Vec<layout::Block>,
}

/// What became of data and form.
#[derive(Debug)]
pub struct Merged<'d> {
    /// The paper.
    pub document: Document<'d>,
    /// Which values were used.
    pub coverage: Coverage,
    /// What went wrong on the way.
    pub diagnostics: Diagnostics,
}

/// Merges `data`, already typed and complete, into `form`. `gaps` are the titles of required
/// values that a draft lacks, by pointer. The rows of long tables are made later, of what is
/// borrowed here; what can go wrong with them is found now.
pub fn merge<'f>(form: &'f Form, data: &'f Value, gaps: &'f BTreeMap<String, Text>) -> Merged<'f> {
    let mut merge = Merge {
        form,
        scope: Scope::new(data, gaps),
        traces: Vec::new(),
        sections: Vec::new(),
        blocks: Vec::new(),
        landscape: false,
        restarts: false,
        points: 0,
        coverage: Coverage::default(),
        out: Diagnostics::new(),
    };
    merge.blocks(&form.frame);
    merge.end_section();
    let document =
        Document { properties: properties(data), sections: merge.sections, traces: merge.traces };
    Merged { document, coverage: merge.coverage, diagnostics: merge.out }
}

/// A merge under way.
struct Merge<'f> {
    form: &'f Form,
    scope: Scope<'f>,
    traces: Vec<String>,
    /// Finished sections.
    sections: Vec<Section<'f>>,
    /// The section, or cell, being filled.
    blocks: Vec<Block<'f>>,
    /// Direction of the section being filled.
    landscape: bool,
    /// Whether the section being filled begins an appendix.
    restarts: bool,
    /// The điểm counted last since the heading above: 1 is "a".
    points: usize,
    coverage: Coverage,
    out: Diagnostics,
}

impl<'f> Merge<'f> {
    /// Ends the section being filled, unless nothing is in it yet.
    fn end_section(&mut self) {
        let blocks = std::mem::take(&mut self.blocks);
        if blocks.is_empty() {
            return;
        }
        let restarts = std::mem::take(&mut self.restarts);
        self.sections.push(Section { landscape: self.landscape, restarts, blocks });
    }

    fn push(&mut self, role: Role, runs: Vec<Run>) {
        self.blocks.push(Block::Paragraph(Paragraph { role, runs }));
    }

    /// A leaf as runs; each value that it shows gets a trace.
    fn runs(&mut self, leaf: &Leaf) -> Vec<Run> {
        let mut runs = Vec::with_capacity(leaf.pieces.len());
        let Self { scope, traces, coverage, out, .. } = self;
        let printed = leaf.print(scope, &mut |mut printed| {
            coverage.all(&printed.reads, scope);
            let pointer = printed.pointer.take();
            if let Some(pointer) = &pointer {
                coverage.value(pointer);
            }
            let Some(run) = run(printed) else { return };
            let trace = pointer.map(|pointer| {
                traces.push(pointer);
                traces.len() as u32 - 1
            });
            runs.push(Run { trace, ..run });
        });
        if let Err(fault) = printed {
            // Nothing more is to be said of its values.
            leaf.expressions().for_each(|expression| coverage.all(&expression.reads, scope));
            out.push(fault);
        }
        runs
    }

    /// A leaf as text, for what has no runs: a picture's name, an appendix's title.
    fn text(&mut self, leaf: &Leaf) -> String {
        let traces = self.traces.len();
        let text = self.runs(leaf).into_iter().map(|run| run.text).collect();
        self.traces.truncate(traces);
        text
    }

    fn holds(&mut self, condition: &crate::template::Condition) -> bool {
        self.coverage.all(&condition.expression.reads, &self.scope);
        match condition.test(&self.scope) {
            Ok(holds) => holds,
            Err(fault) => {
                self.out.push(fault);
                false
            }
        }
    }

    /// Does `inner` for each item of the list at `path`, known as `name`.
    fn each(&mut self, path: &Path, name: &'f str, mut inner: impl FnMut(&mut Self)) {
        let (pointer, items) = self.scope.list(path);
        for (nth, item) in items.iter().enumerate() {
            self.scope.enter(name, item, format!("{pointer}/{nth}"), nth + 1);
            inner(self);
            self.scope.leave();
        }
    }

    /// The letter of the next điểm.
    fn next_letter(&mut self, span: crate::diag::Span) -> String {
        self.points += 1;
        let letter = crate::template::helper::letter(self.points);
        letter.unwrap_or_else(|| {
            self.out.push(
                Diagnostic::error(
                    "too-many-points",
                    text!(
                        "quá nhiều điểm dưới một khoản: hết chữ cái để đánh thứ tự",
                        "too many points under one clause: the letters ran out"
                    ),
                )
                .at(span)
                .hint(text!("chia thành nhiều khoản", "split it into several clauses")),
            );
            String::new()
        })
    }
}

/// A printed piece as a run without a trace. `None`: there is nothing to be seen of it.
fn run(printed: Printed<'_>) -> Option<Run> {
    let missing = printed.gap.is_some();
    let text = match printed.gap {
        Some(title) => gap_text(title),
        None => printed.text.into_owned(),
    };
    (!text.is_empty()).then_some(Run { text, marks: printed.marks, trace: None, missing })
}

/// What a draft shows where a required value is missing.
pub(crate) fn gap_text(title: &Text) -> String {
    format!("[THIẾU: {}]", title.vi)
}

fn properties(data: &Value) -> Properties {
    let text = |key: &str| data.get(key).and_then(Value::as_str).unwrap_or_default();
    let title = [text("ten_loai"), text("trich_yeu")].join(" ").trim().to_owned();
    let author = match data.pointer("/co_quan/ten") {
        Some(Value::Array(lines)) => {
            lines.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" ")
        }
        _ => String::new(),
    };
    let created = date::parse(text("ngay"))
        .and_then(|date| Some(format!("{:04}-{:02}-{:02}", date.year, date.month, date.day?)));
    Properties { title, author, created }
}
