//! The whole way: data and organisation as bytes in, a Word file as bytes out.
//!
//! Nothing is lost on the way without a word: each value that the document gives must have been
//! used, and the text of the finished file must be the text of the merged document.

mod assert;
mod compute;
mod conserve;
mod fill;
mod images;
mod inputs;
mod name;
mod office;
mod sample;

use std::collections::BTreeMap;
use std::sync::Arc;

pub use name::{Names, NamingFault};
pub(crate) use office::Offices;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::data::{self, Limits, Node, locate};
use crate::diag::{Diagnostic, Diagnostics, Files, Text, has_errors};
use crate::document::Document;
use crate::docx::{Options, Provenance};
use crate::merge::{self, Merged};
use crate::plugin::{Plugin, Plugins, Refused};
use crate::schema::Gap;
use crate::standard;
use crate::text;

/// A file as the caller read it.
#[derive(Debug, Clone, Copy)]
pub struct Input<'a> {
    /// Its name, to be shown.
    pub name: &'a str,
    /// What is in it.
    pub bytes: &'a [u8],
}

/// What is to be made.
pub struct Job<'a> {
    /// The document's data.
    pub data: Input<'a>,
    /// The organisation's file, merged under it.
    pub organisation: Option<Input<'a>>,
    /// Reads a file that the data names, from the folder of the data: a picture, an earlier
    /// document.
    pub beside: &'a dyn Fn(&str) -> Option<Vec<u8>>,
    /// Missing values become marked gaps instead of errors.
    pub draft: bool,
    /// Content controls and provenance are written.
    pub trace: bool,
}

/// How it went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// A whole document.
    Clean,
    /// A draft with gaps.
    Draft,
    /// Faulty data: no document.
    Data,
    /// A faulty plugin: no document.
    Plugin,
    /// Native code that is not trusted, or switched off: no document.
    Trust,
    /// Disk, rights or memory were in the way of native code: no document.
    World,
}

/// What became of a job.
#[derive(Debug)]
pub struct Rendered {
    /// The Word file, for [`Outcome::Clean`] and [`Outcome::Draft`].
    pub bytes: Option<Vec<u8>>,
    /// What the file was made of.
    pub paper: Option<Paper>,
    /// Its type, once that was found.
    pub plugin: Option<Arc<Plugin>>,
    /// How it went.
    pub outcome: Outcome,
    /// What a draft lacks, told even where faults kept it from being made. Empty for others.
    pub gaps: Vec<Gap>,
    /// What there is to say.
    pub diagnostics: Diagnostics,
    /// The texts that diagnostics point into.
    pub files: Files,
}

/// Makes one document. Reads no file, clock or environment: the same job gives the same bytes.
pub fn render(plugins: &Plugins, job: &Job<'_>) -> Rendered {
    let mut run = Run::new();
    let bytes = run.render(plugins, job);
    let outcome = match (&bytes, run.outcome) {
        (Some(_), Outcome::Draft) => Outcome::Draft,
        (Some(_), _) => Outcome::Clean,
        (None, outcome) => outcome,
    };
    let Run { made, plugin, gaps, out, files, .. } = run;
    Rendered { bytes, paper: made, plugin, outcome, gaps, diagnostics: out, files }
}

/// Judges data before a document is made of it: what rendering would say, and then what the check
/// of the finished paper says, at the lines of the data.
pub fn check(plugins: &Plugins, job: &Job<'_>) -> Rendered {
    let mut run = Run::new();
    let job = Job { trace: true, beside: job.beside, ..*job };
    let bytes = run.render(plugins, &job);
    if let (Some(bytes), Some(made)) = (bytes, run.made.take()) {
        let mut found = made.judge(&bytes, &run.files);
        run.out.append(&mut found);
    }
    let outcome = if has_errors(&run.out) { run.outcome } else { Outcome::Clean };
    let Run { plugin, gaps, out, files, .. } = run;
    Rendered { bytes: None, paper: None, plugin, outcome, gaps, diagnostics: out, files }
}

/// A finished paper, with what leads back to its data.
#[derive(Debug)]
pub struct Paper {
    plugin: Arc<Plugin>,
    combined: Node,
    value: Value,
    gaps: BTreeMap<String, Text>,
    /// JSON pointer of each content control.
    traces: Vec<String>,
}

impl Paper {
    /// The merged document as plain lines, by [`dump`](crate::dump::dump).
    pub fn dump(&self) -> String {
        crate::dump::dump(&merge::merge(&self.plugin.form, &self.value, &self.gaps).document)
    }

    fn judge(&self, bytes: &[u8], files: &Files) -> Diagnostics {
        let Ok(seen) = crate::docx::open(bytes) else { return Diagnostics::new() };
        let standard = &self.plugin.standard.standard;
        let known = standard::recognize(&seen, None);
        let judgement = standard::check(standard, &seen, &known);
        let place = |at: usize| {
            let pointer = self.traces.get(seen.paragraphs[at].trace? as usize)?;
            let found = locate(&self.combined, pointer);
            if !found.exact {
                // Computed, not given.
                return Some((found.value.span.start_only(), pointer.clone()));
            }
            let span = found.value.span;
            // One line of a long text is a paragraph.
            let text = seen.paragraphs[at].text();
            let text = text.trim_end_matches("./.");
            let narrow = files.slice(span).find(text).map(|from| {
                let from = span.range().start + from;
                crate::diag::Span::new(span.file, from..from + text.len())
            });
            Some((narrow.unwrap_or(span), pointer.clone()))
        };
        standard::report_at(standard, &judgement, &place)
    }
}

struct Run {
    out: Diagnostics,
    files: Files,
    outcome: Outcome,
    gaps: Vec<Gap>,
    plugin: Option<Arc<Plugin>>,
    made: Option<Paper>,
}

/// A document's values, typed and judged, and what they came from.
struct Typed {
    plugin: Arc<Plugin>,
    /// The organisation's values, for documents that this one names.
    under: Option<Node>,
    /// The document over the organisation's.
    combined: Node,
    value: Value,
    gaps: BTreeMap<String, Text>,
}

/// The two files, read.
struct Sources {
    document: Node,
    organisation: Option<Node>,
}

impl Run {
    fn new() -> Self {
        let (out, files) = (Diagnostics::new(), Files::default());
        let outcome = Outcome::Data;
        Self { out, files, outcome, gaps: Vec::new(), plugin: None, made: None }
    }

    /// The values of the data, before native code adds its own.
    fn typed(&mut self, plugins: &Plugins, job: &Job<'_>) -> Option<Typed> {
        let sources = self.sources(plugins, job);
        let plugin = self.plugin(plugins, sources.as_ref()?)?;
        self.plugin = Some(Arc::clone(&plugin));
        let Sources { document, organisation } = sources?;
        // Documents that this one names get the same organisation.
        let under = organisation.as_ref().filter(|_| !plugin.manifest.inputs.is_empty()).cloned();
        let combined = fill::combine(document, organisation, &plugin, &mut self.out);
        let checked = plugin.schema.check(&combined, job.draft);
        fill::look_further(&checked.value, &combined, &plugin, job.draft, &mut self.out);
        self.add(checked.diagnostics);
        self.gaps.clone_from(&checked.gaps);
        if has_errors(&self.out) {
            return None;
        }
        let mut value = checked.value;
        self.out.extend(sample::left(&plugin.schema, &value, &combined));
        let unit = plugin.schema.field("/don_vi_soan_thao");
        let unit = unit.filter(|_| fill::lacks_unit(&value, &plugin.manifest));
        fill::compose(&mut value, &plugin.manifest);
        let gaps = checked.gaps.iter().map(|gap| (gap.pointer.clone(), gap.title.clone()));
        let mut gaps: BTreeMap<_, _> = gaps.collect();
        // A symbol cannot be composed without the agency's abbreviation, nor without its unit.
        let given = combined.get("ky_hieu").is_some();
        let agency = gaps.get("/co_quan/viet_tat").filter(|_| !given).cloned();
        let unit = unit.map(|field| field.called("don_vi_soan_thao"));
        if let Some(title) = agency.or(unit) {
            self.gaps.push(Gap { pointer: "/ky_hieu".to_owned(), title: title.clone() });
            gaps.insert("/ky_hieu".to_owned(), title);
        }
        Some(Typed { plugin, under, combined, value, gaps })
    }

    fn render(&mut self, plugins: &Plugins, job: &Job<'_>) -> Option<Vec<u8>> {
        let Typed { plugin, under, combined, mut value, mut gaps } = self.typed(plugins, job)?;
        let hash = digest(&value);
        if let Some(code) = plugin.code() {
            let documents = self.documents(plugins, &plugin, job, under.as_ref(), &combined);
            if has_errors(&self.out) {
                return None;
            }
            self.compute(plugins, &plugin, code, &documents, &mut value, &mut gaps)?;
        }
        let Merged { document: mut paper, mut coverage, mut diagnostics } =
            merge::merge(&plugin.form, &value, &gaps);
        for field in plugin.manifest.handed() {
            coverage.handed(field);
        }
        assert::judge(&plugin, &value, &gaps, &mut coverage, &mut diagnostics);
        self.out.extend(diagnostics.into_iter().map(|fault| placed(fault, &combined)));
        conserve::values(&combined, &coverage, &plugin.schema, &mut self.out);
        let bytes = self.write(&paper, &plugin, job, &combined, hash)?;
        if !gaps.is_empty() {
            self.outcome = Outcome::Draft;
            let given = gaps.iter().filter(|(pointer, _)| !compute::is_computed(pointer));
            self.out.extend(given.map(|(pointer, title)| {
                let (vi, en) = (&title.vi, &title.en);
                let place = locate(&combined, pointer);
                Diagnostic::warning(
                    "gap",
                    text!("bản thảo còn thiếu «{vi}»", "the draft lacks «{en}»"),
                )
                .at(place.key.unwrap_or(place.value.span.start_only()))
                .pointer(pointer.clone())
            }));
        }
        let traces = std::mem::take(&mut paper.traces);
        drop(paper);
        self.made = Some(Paper { plugin, combined, value, gaps, traces });
        Some(bytes)
    }

    /// Adds what is not told yet: the organisation's file was judged by itself already, and of an
    /// unknown signer there is nothing more to say.
    fn add(&mut self, faults: Diagnostics) {
        let signer_told = self.out.iter().any(|fault| fault.code == "unknown-signer");
        let of_signer = |fault: &Diagnostic| fault.pointer.as_deref() == Some("/nguoi_ky");
        for fault in faults {
            let told = self.out.contains(&fault) || (signer_told && of_signer(&fault));
            if !told {
                self.out.push(fault);
            }
        }
    }

    /// Reads both files and judges the organisation's by itself.
    fn sources(&mut self, plugins: &Plugins, job: &Job<'_>) -> Option<Sources> {
        let office = match job.organisation.map(|input| plugins.offices().read(plugins, input)) {
            None => None,
            Some(Ok(office)) => Some(office),
            Some(Err(refused)) => {
                self.refuse(refused);
                return None;
            }
        };
        if let Some(office) = &office {
            self.files = office.files.clone();
        }
        let document = self.read(job.data);
        let organisation = match office {
            None => None,
            Some(office) => {
                self.out.extend(office.diagnostics.iter().cloned());
                Some(office.node.clone()?)
            }
        };
        Some(Sources { document: document?, organisation })
    }

    fn read(&mut self, input: Input<'_>) -> Option<Node> {
        let (node, mut faults) =
            data::read(input.bytes, input.name, &mut self.files, &Limits::DATA);
        self.out.append(&mut faults);
        node
    }

    /// The plugin that `loai:` names.
    fn plugin(&mut self, plugins: &Plugins, sources: &Sources) -> Option<Arc<Plugin>> {
        let Some(kind) = sources.document.entry("loai") else {
            let all = plugins.shipped().collect::<Vec<_>>().join(", ");
            self.out.push(
                Diagnostic::error(
                    "missing-type",
                    text!(
                        "thiếu mục «loai»: loại văn bản",
                        "«loai», the document type, is missing"
                    ),
                )
                .at(sources.document.span.start_only())
                .hint(text!(
                    "thêm dòng «loai: …», một trong: {all}",
                    "add «loai: …», one of: {all}"
                )),
            );
            return None;
        };
        let id = kind.value.as_text().unwrap_or_default();
        let chosen = sources.document.entry("tieu_chuan").filter(|c| c.value.as_text().is_some());
        let standard = chosen.and_then(|chosen| chosen.value.as_text());
        match plugins.load_as(id, standard) {
            Ok(plugin) => Some(plugin),
            Err(Refused { mut diagnostics, files })
                // What the plugin's own files say has its place there.
                if diagnostics.iter().all(|fault| {
                    fault.code == "unknown-type"
                        || (fault.code == "unknown-standard" && fault.span.is_none())
                }) =>
            {
                drop(files);
                for fault in &mut diagnostics {
                    let chosen = chosen.filter(|_| fault.code == "unknown-standard");
                    fault.span = Some(chosen.map_or(kind.value.span, |c| c.value.span));
                }
                self.out.append(&mut diagnostics);
                None
            }
            Err(refused) => {
                self.refuse(refused);
                None
            }
        }
    }

    /// The plugin is at fault: its own files take the place of the data's.
    fn refuse(&mut self, refused: Refused) {
        self.outcome = Outcome::Plugin;
        self.out = refused.diagnostics;
        self.files = refused.files;
    }

    fn write(
        &mut self,
        paper: &Document<'_>,
        plugin: &Plugin,
        job: &Job<'_>,
        combined: &Node,
        data_sha256: String,
    ) -> Option<Vec<u8>> {
        let images = images::read(paper, job.beside, combined, &mut self.out);
        if has_errors(&self.out) {
            return None;
        }
        let shared = &plugin.standard;
        let styled = shared.standard.apply(paper, &images.sizes);
        let provenance = Provenance {
            engine: env!("CARGO_PKG_VERSION").to_owned(),
            plugin: plugin.manifest.id.clone(),
            plugin_version: plugin.manifest.version.clone(),
            standard: shared.standard.id.clone(),
            data_sha256,
            pointers: paper.traces.clone(),
        };
        let find = |name: &str| images.bytes.get(name).cloned();
        let options = Options { trace: job.trace };
        let written =
            shared.writer().write(&styled, &paper.properties, &provenance, &find, options);
        let fault = match written {
            Ok(bytes) => match conserve::text(paper, &bytes) {
                None => return Some(bytes),
                Some(fault) => fault,
            },
            Err(error) => {
                let vi = match error {
                    crate::docx::Error::TooLarge => "văn bản quá lớn",
                    _ => "chương trình có lỗi, xin báo lại",
                };
                Diagnostic::error(
                    "not-written",
                    text!("không tạo được tệp Word: {vi}", "no Word file was made: {error}"),
                )
            }
        };
        self.out.push(fault);
        None
    }
}

/// Points a fault that names a value of the data into the data, and its place in the plugin
/// beside it.
fn placed(mut fault: Diagnostic, combined: &Node) -> Diagnostic {
    let Some(pointer) = &fault.pointer else { return Diagnostic { span: None, ..fault } };
    let place = locate(combined, pointer);
    fault.span = Some(match place.value.as_text() {
        // What is computed stands nowhere in the data.
        _ if !place.exact => place.value.span.start_only(),
        Some(_) => place.value.span,
        None => place.key.unwrap_or(place.value.span.start_only()),
    });
    fault
}

fn digest(value: &Value) -> String {
    let hash = Sha256::digest(value.to_string().as_bytes());
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}
