//! One document of a batch: read, made, or taken over from an earlier run.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::{Value, json};
use vanthu_core::diag::{Diagnostic, Diagnostics, Files, Lang, Severity, json};
use vanthu_core::plugin::{Plugin, Plugins};
use vanthu_core::render::{Input, Job, Outcome, render};

use super::journal::Record;
use super::plan::{Item, Unnamed};
use super::store::{self, Store};
use super::table::Row;
use crate::exit::Exit;
use crate::input;

/// An organisation's file as it was read.
type Office = Option<Arc<(String, Vec<u8>)>>;

/// Reads the data of documents and what belongs to them.
pub(super) struct Reader<'a> {
    /// `--co-quan`.
    pub(super) office: Option<&'a Path>,
    pub(super) draft: bool,
    pub(super) trace: bool,
    pub(super) native: bool,
    /// By the folder of the data.
    offices: Mutex<BTreeMap<PathBuf, Office>>,
}

/// What became of one document.
pub(super) struct Done {
    /// It exists: from what, and its bytes where they are still to be written.
    pub(super) made: Option<(Record, Option<Vec<u8>>)>,
    /// Taken over from an earlier run.
    pub(super) kept: bool,
    /// What there is to say, for the report.
    pub(super) told: Value,
    /// The same, for a person.
    pub(super) diagnostics: Diagnostics,
    pub(super) files: Files,
    pub(super) exit: Exit,
}

impl<'a> Reader<'a> {
    pub(super) fn new(office: Option<&'a Path>, draft: bool, trace: bool, native: bool) -> Self {
        Self { office, draft, trace, native, offices: Mutex::default() }
    }

    /// Runs `with` on the job that a document is; the data beside what that gives.
    pub(super) fn with_job<T>(
        &self,
        item: &Item,
        with: impl FnOnce(&Job<'_>) -> T,
    ) -> Result<(T, Vec<u8>), Diagnostic> {
        let (bytes, office) = self.read(item)?;
        let folder = folder(&item.path);
        let beside = |name: &str| input::beside(folder, name);
        let made = with(&self.job(&item.source, &bytes, &office, &beside));
        Ok((made, bytes.into_owned()))
    }

    fn read<'i>(&self, item: &'i Item) -> Result<(Cow<'i, [u8]>, Office), Diagnostic> {
        let bytes = match (&item.row, &item.data) {
            (Some(row), _) => Cow::Owned(row.yaml()),
            (None, Some(bytes)) => Cow::Borrowed(&**bytes),
            (None, None) => Cow::Owned(input::data(&item.path)?),
        };
        Ok((bytes, self.office(&item.path)?))
    }

    fn job<'j>(
        &self,
        name: &'j str,
        bytes: &'j [u8],
        office: &'j Office,
        beside: &'j dyn Fn(&str) -> Option<Vec<u8>>,
    ) -> Job<'j> {
        let organisation = office.as_deref().map(|(name, bytes)| Input { name, bytes });
        Job {
            data: Input { name, bytes },
            organisation,
            beside,
            draft: self.draft,
            trace: self.trace,
        }
    }

    /// The organisation's file, read once for each folder.
    fn office(&self, data: &Path) -> Result<Office, Diagnostic> {
        let key = if self.office.is_some() { PathBuf::new() } else { folder(data).to_owned() };
        let lock = || self.offices.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(office) = lock().get(&key) {
            return Ok(office.clone());
        }
        let found = input::organisation(self.office, data)?;
        let found = found.map(|(path, bytes)| Arc::new((path.display().to_string(), bytes)));
        lock().insert(key, found.clone());
        Ok(found)
    }

    /// The hash of the program, what was asked of it, and what it reads for this document.
    fn key(&self, source: &str, bytes: &[u8], office: &Office) -> String {
        let options = [self.draft, self.trace, self.native].map(u8::from);
        let office = office.as_deref().map(|(name, bytes)| (name.as_bytes(), &**bytes));
        let (office_name, office) = office.unwrap_or_default();
        let parts: [&[u8]; 6] = [
            env!("VANTHU_BUILD").as_bytes(),
            &options,
            source.as_bytes(),
            office_name,
            bytes,
            office,
        ];
        let mut all = Vec::new();
        for part in parts {
            all.extend((part.len() as u64).to_le_bytes());
            all.extend(part);
        }
        store::sha256(&all)
    }
}

fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Makes the documents of one batch, on any thread.
pub(super) struct Maker<'a> {
    pub(super) reader: &'a Reader<'a>,
    pub(super) plugins: &'a Plugins,
    pub(super) store: &'a Store,
    pub(super) lang: Lang,
    /// Whether documents are files of their own, which the maker writes.
    pub(super) writes: bool,
    fingerprints: Mutex<BTreeMap<(String, String), String>>,
}

impl<'a> Maker<'a> {
    pub(super) fn new(
        reader: &'a Reader<'a>,
        plugins: &'a Plugins,
        store: &'a Store,
        lang: Lang,
        writes: bool,
    ) -> Self {
        Self { reader, plugins, store, lang, writes, fingerprints: Mutex::default() }
    }

    /// Makes one document, or finds it made.
    pub(super) fn make(&self, item: &Item) -> Done {
        if let Some((faults, files)) = item.row.as_ref().and_then(Row::faults) {
            return self.failed(faults, files, Exit::Data);
        }
        let (bytes, office) = match self.reader.read(item) {
            Ok(read) => read,
            Err(fault) => return self.failed(vec![fault], Files::default(), Exit::World),
        };
        let key = self.reader.key(&item.source, &bytes, &office);
        let folder = folder(&item.path);
        if let Ok(name) = &item.output
            && let Some(kept) = self.kept(name, &key, folder)
        {
            return kept;
        }
        let reads = RefCell::new(BTreeMap::new());
        let beside = |name: &str| {
            let found = input::beside(folder, name);
            let hash = found.as_deref().map(store::sha256);
            reads.borrow_mut().insert(name.to_owned(), hash);
            found
        };
        let made = render(self.plugins, &self.reader.job(&item.source, &bytes, &office, &beside));
        let exit = Exit::from(made.outcome);
        let (diagnostics, files) = match &item.row {
            Some(row) => row.placed(&item.source, made.diagnostics, made.files),
            None => (made.diagnostics, made.files),
        };
        let (Some(bytes), Some(plugin)) = (made.bytes, made.plugin) else {
            return self.failed(diagnostics, files, exit);
        };
        let name = match &item.output {
            Ok(name) => name.clone(),
            Err(Unnamed::Pattern(refused)) => {
                let faults = refused.diagnostics.clone();
                return self.failed(faults, refused.files.clone(), Exit::Data);
            }
            // Faulty while names were looked for, and sound now: it was changed in between.
            Err(Unnamed::Data) => {
                return self.failed(vec![changed()], Files::default(), Exit::Data);
            }
        };
        let (fingerprint, plugin) = self.fingerprint(&plugin);
        let told = told(&diagnostics, &files, self.lang);
        let record = Record {
            name,
            key,
            plugin,
            fingerprint,
            reads: reads.into_inner().into_iter().collect(),
            sha256: store::sha256(&bytes),
            bytes: bytes.len() as u64,
            at: 0,
            draft: made.outcome == Outcome::Draft,
            diagnostics: told.clone(),
        };
        let bytes = if self.writes {
            if let Err(fault) = self.store.write(&record, &bytes) {
                return self.failed(vec![fault], Files::default(), Exit::World);
            }
            None
        } else {
            Some(bytes)
        };
        Done { made: Some((record, bytes)), kept: false, told, diagnostics, files, exit }
    }

    /// What an earlier run made of the same, if it is still there.
    fn kept(&self, name: &str, key: &str, folder: &Path) -> Option<Done> {
        let same = |(_, record): &&(PathBuf, Record)| {
            record.key == key && self.is_of(record) && reads_the_same(record, folder)
        };
        let found = self.store.known(name).filter(same);
        let (record, bytes) = found
            .map(|(holder, record)| Some((record.clone(), self.store.held(holder, record)?)))
            .find_map(|held| held)?;
        let exit = if record.draft { Exit::Draft } else { Exit::Clean };
        let told = record.diagnostics.clone();
        let bytes = (!self.writes).then_some(bytes);
        let (diagnostics, files) = (Diagnostics::new(), Files::default());
        Some(Done { made: Some((record, bytes)), kept: true, told, diagnostics, files, exit })
    }

    /// Whether its type and standard are still those that it was made by.
    fn is_of(&self, record: &Record) -> bool {
        let (id, standard) = &record.plugin;
        let plugin = self.plugins.load_as(id, Some(standard));
        plugin.is_ok_and(|plugin| self.fingerprint(&plugin).0 == record.fingerprint)
    }

    fn fingerprint(&self, plugin: &Plugin) -> (String, (String, String)) {
        let key = (plugin.manifest.id.clone(), plugin.standard.standard.id.clone());
        let lock = || self.fingerprints.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = lock().get(&key) {
            return (found.clone(), key);
        }
        let made = self.plugins.fingerprint(plugin);
        lock().insert(key.clone(), made.clone());
        (made, key)
    }

    fn failed(&self, diagnostics: Diagnostics, files: Files, exit: Exit) -> Done {
        let told = told(&diagnostics, &files, self.lang);
        Done { made: None, kept: false, told, diagnostics, files, exit }
    }
}

/// Whether what its data named is as it was.
fn reads_the_same(record: &Record, folder: &Path) -> bool {
    record
        .reads
        .iter()
        .all(|(name, hash)| input::beside(folder, name).as_deref().map(store::sha256) == *hash)
}

/// The diagnostics of a report, without what is the same for all papers.
fn told(diagnostics: &[Diagnostic], files: &Files, lang: Lang) -> Value {
    if diagnostics.is_empty() {
        return json!([]);
    }
    json::value(diagnostics, files, lang)["diagnostics"].take()
}

fn changed() -> Diagnostic {
    use vanthu_core::text;
    Diagnostic::error(
        "input",
        text!("tệp dữ liệu đã thay đổi trong lúc chạy", "the data changed during the run"),
    )
    .hint(text!("chạy lại với --resume", "run again with --resume"))
}

/// How many of a severity are told.
pub(super) fn count(told: &Value, severity: Severity) -> usize {
    let word = match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    };
    let all = told.as_array().map_or(&[][..], Vec::as_slice);
    all.iter().filter(|one| one["severity"] == word).count()
}
