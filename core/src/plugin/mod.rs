//! Document types as folders of data: found, read, compiled and checked; never run.

mod archive;
mod assertion;
mod describe;
mod find;
mod folder;
mod form;
mod kind;
mod lint;
mod load;
mod manifest;
mod needs;
mod path;
mod used;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use sha2::{Digest, Sha256};

pub use archive::{LARGEST_ARCHIVE, pack, unpack};
pub use assertion::{Assertion, Assertions};
pub use describe::{BlockRow, FieldRow, Origin};
pub use find::{Listed, Listing, Source, State};
pub use folder::{Folder, walk_reason};
pub use kind::{KINDS, abbreviation};
pub(crate) use manifest::is_version;
pub use manifest::{InputField, Manifest, is_id};
pub(crate) use needs::COMPUTED;
pub use path::RelPath;

use crate::consolidate::Rules;
use crate::data::Node;
use crate::diag::{Diagnostic, Diagnostics, Files, nearest};
use crate::docx::Writer;
use crate::merge::Form;
use crate::native::{Code, Off, Runner};
use crate::render::Offices;
use crate::schema::{self, Schema};
use crate::standard::{Manual, Rule, Standard};
use crate::text;
use used::Used;

/// A document type, ready to make documents.
#[derive(Debug)]
pub struct Plugin {
    /// What `plugin.yaml` says.
    pub manifest: Manifest,
    /// The fields, common ones among them.
    pub schema: Schema,
    /// Common fields that its documents say themselves, whatever the organisation's file says.
    pub own: Vec<String>,
    /// The fields of what its native code computes.
    pub computed: Option<Schema>,
    /// The layout with its frame.
    pub form: Form,
    /// `rules:`, what fields must say together.
    pub assertions: Vec<Assertions>,
    /// `consolidate:`, how reports of units become one.
    pub consolidation: Rules,
    /// The standard that its documents follow.
    pub standard: Arc<Shared>,
    /// The plugins that it is made of: what it extends first, itself last.
    pub layers: Vec<Layer>,
    /// The layout as the layers made it, not compiled.
    pub(crate) layout: Node,
    /// The texts of its files.
    pub files: Files,
    /// The layer whose native code it has.
    coder: Option<Coder>,
}

/// The plugin that native code belongs to.
#[derive(Debug, Clone)]
struct Coder {
    /// Its id.
    id: String,
    /// The folder that it was read from; `None`: it comes with the program.
    dir: Option<PathBuf>,
}

/// One of the plugins that a plugin is made of.
#[derive(Debug)]
pub struct Layer {
    /// Its id.
    pub id: String,
    /// Its version.
    pub version: String,
    /// Where it lies.
    pub source: Source,
    /// Its files.
    pub folder: Folder,
}

/// A standard with the parts that all its documents share.
#[derive(Debug)]
pub struct Shared {
    /// The standard.
    pub standard: Standard,
    /// Writes its documents.
    writer: OnceLock<Writer>,
}

/// A plugin or standard that cannot be used, and why.
#[derive(Debug)]
pub struct Refused {
    /// Every fault.
    pub diagnostics: Diagnostics,
    /// The texts that they point into.
    pub files: Files,
}

impl Refused {
    fn one(fault: Diagnostic) -> Self {
        Self { diagnostics: vec![fault], files: Files::default() }
    }

    /// The faults for a report whose files are others.
    fn without_places(self) -> Diagnostics {
        let files = self.files;
        let strip = |fault: Diagnostic| {
            let file = fault.span.map(|span| files.file(span.file).name.clone());
            let fault = Diagnostic { span: None, related: Vec::new(), ..fault };
            match file {
                Some(file) => fault.hint(text!("xem tệp {file}", "look at the file {file}")),
                None => fault,
            }
        };
        self.diagnostics.into_iter().map(strip).collect()
    }
}

impl Plugin {
    /// Paths of the fields whose value is the name of a picture, such as `bieu[].hinh`.
    pub fn pictures(&self) -> BTreeSet<String> {
        Used::of(&self.form.frame, &self.form.layout).pictures()
    }
}

/// The id of a plugin, and of the standard chosen for it when not its own.
type Chosen = (String, Option<String>);

/// Where document types are found.
#[derive(Debug)]
pub struct Plugins {
    templates: Folder,
    shipped: BTreeMap<String, Folder>,
    roots: Vec<PathBuf>,
    /// The folder being worked on, with its id: it counts whatever else has that id, and so do
    /// the folders beside it.
    at_work: Option<(String, PathBuf)>,
    given: Option<find::Given>,
    loaded: Mutex<BTreeMap<Chosen, Arc<Plugin>>>,
    /// Held while a type is loaded: threads that want the same wait for it.
    loading: Mutex<()>,
    offices: Offices,
    standards: Mutex<BTreeMap<String, Arc<Shared>>>,
    organisation: OnceLock<Arc<Schema>>,
    runner: Box<dyn Runner>,
}

impl Plugins {
    /// The types and standards that the program carries with it.
    pub fn new(templates: Folder, shipped: Vec<(String, Folder)>) -> Self {
        Self {
            templates,
            shipped: shipped.into_iter().collect(),
            roots: Vec::new(),
            at_work: None,
            given: None,
            loaded: Mutex::default(),
            loading: Mutex::default(),
            offices: Offices::default(),
            standards: Mutex::default(),
            organisation: OnceLock::new(),
            runner: Box::new(Off),
        }
    }

    /// Calls native code by `runner`; otherwise none is called.
    #[must_use]
    pub fn native(self, runner: Box<dyn Runner>) -> Self {
        Self { runner, ..self }
    }

    pub(crate) fn runner(&self) -> &dyn Runner {
        &*self.runner
    }

    /// Looks into this folder too, after those given before and ahead of the shipped types.
    #[must_use]
    pub fn search(mut self, root: PathBuf) -> Self {
        self.roots.push(root);
        self
    }

    /// Works on the plugin `id` in `dir`: it counts whatever else has that id, and what it extends
    /// is looked for beside it first.
    #[must_use]
    pub fn at_work(mut self, id: &str, dir: PathBuf) -> Self {
        self.at_work = Some((id.to_owned(), dir));
        self
    }

    /// Takes `folder` for the plugin `id` as if it lay in `dir`, before all others: what a plugin
    /// will be once it is written there.
    #[must_use]
    pub fn given(mut self, id: &str, dir: PathBuf, folder: Folder) -> Self {
        self.given = Some(find::Given { id: id.to_owned(), dir, folder });
        // What was loaded before may be of that name, or a layer over it.
        self.loaded = Mutex::default();
        self
    }

    /// Ids of the shipped types.
    pub fn shipped(&self) -> impl Iterator<Item = &str> {
        self.shipped.keys().map(String::as_str)
    }

    pub(crate) fn offices(&self) -> &Offices {
        &self.offices
    }

    /// A hash of all that papers of this type are made of, apart from the program and their data:
    /// its layers, its standards, and the types of the documents that it names.
    pub fn fingerprint(&self, plugin: &Plugin) -> String {
        let mut hash = Sha256::new();
        let mut folder = |folder: &Folder| {
            for (path, bytes) in folder.iter() {
                for part in [path.as_str().as_bytes(), bytes] {
                    hash.update((part.len() as u64).to_le_bytes());
                    hash.update(part);
                }
            }
        };
        folder(&self.templates);
        let inputs = plugin.manifest.inputs.iter();
        let others: Vec<_> = inputs.filter_map(|input| self.load(&input.kind).ok()).collect();
        for plugin in others.iter().map(|other| &**other).chain([plugin]) {
            plugin.layers.iter().for_each(|layer| folder(&layer.folder));
        }
        hash.update(plugin.standard.standard.id.as_bytes());
        hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    pub(crate) fn templates(&self) -> &Folder {
        &self.templates
    }

    /// The document type `id`, in the standard that it names.
    ///
    /// # Errors
    /// When there is none, when it hides another without saying so, or when it has a fault.
    pub fn load(&self, id: &str) -> Result<Arc<Plugin>, Refused> {
        self.load_as(id, None)
    }

    /// The document type `id`, in a standard that extends the one it names.
    ///
    /// # Errors
    /// As [`load`](Self::load).
    pub fn load_as(&self, id: &str, standard: Option<&str>) -> Result<Arc<Plugin>, Refused> {
        let key = (id.to_owned(), standard.map(str::to_owned));
        let loaded =
            || self.loaded.lock().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
        if let Some(plugin) = loaded() {
            return Ok(plugin);
        }
        let _loading = self.loading.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(plugin) = loaded() {
            return Ok(plugin);
        }
        let plugin = Arc::new(load::load(self, id, standard)?);
        let mut loaded = self.loaded.lock().unwrap_or_else(PoisonError::into_inner);
        loaded.insert(key, Arc::clone(&plugin));
        Ok(plugin)
    }

    /// Ids of the standards.
    pub fn standards(&self) -> Vec<&str> {
        load::standards(&self.templates)
    }

    /// The rules of a standard.
    ///
    /// # Errors
    /// When there is no such standard, or it has a fault.
    pub fn rules(&self, standard: &str) -> Result<Vec<Rule>, Refused> {
        Ok(self.standard(standard)?.standard.rules.clone())
    }

    /// The manual of a standard: a page about each rule.
    ///
    /// # Errors
    /// When there is no such standard, or its manual has a fault.
    pub fn manual(&self, standard: &str) -> Result<Manual, Refused> {
        load::manual(&self.templates, standard)
    }

    fn unknown(&self, id: &str) -> Diagnostic {
        let found = Diagnostic::error(
            "unknown-type",
            text!("không có loại văn bản «{id}»", "there is no document type «{id}»"),
        );
        let all = self.shipped().collect::<Vec<_>>().join(", ");
        let found = match nearest(id, self.shipped()) {
            Some(near) => found.hint(text!("có phải «{near}»?", "did you mean «{near}»?")),
            None => found,
        };
        found.hint(text!(
            "các loại có sẵn: {all}; loại khác: chỉ thư mục bằng --plugins",
            "shipped types: {all}; for others name their folder with --plugins"
        ))
    }

    /// The standard `id`, with the parts that its documents share.
    pub(crate) fn standard(&self, id: &str) -> Result<Arc<Shared>, Refused> {
        let mut standards = self.standards.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = standards.get(id) {
            return Ok(Arc::clone(found));
        }
        let shared = Arc::new(load::standard(&self.templates, id)?);
        standards.insert(id.to_owned(), Arc::clone(&shared));
        Ok(shared)
    }

    /// The schema of the organisation's file.
    ///
    /// # Errors
    /// When it has a fault.
    pub fn organisation(&self) -> Result<Arc<Schema>, Refused> {
        if let Some(schema) = self.organisation.get() {
            return Ok(Arc::clone(schema));
        }
        let schema = load::organisation(&self.templates)?;
        Ok(Arc::clone(self.organisation.get_or_init(|| schema)))
    }
}

impl Shared {
    pub(crate) fn new(standard: Standard) -> Self {
        Self { standard, writer: OnceLock::new() }
    }

    /// The writer with the parts that all documents share. A check needs none.
    pub fn writer(&self) -> &Writer {
        self.writer.get_or_init(|| Writer::new(&self.standard.sheet))
    }
}

impl Plugin {
    /// Its native code.
    pub fn code(&self) -> Option<Code<'_>> {
        let native = self.manifest.native.as_ref()?;
        let Coder { id, dir } = self.coder.as_ref()?;
        Some(Code { id, native, dir: dir.as_deref() })
    }

    /// A starter file for this type: every field with its title.
    pub fn starter(&self) -> String {
        schema::starter(&self.schema, &self.manifest.id, &self.manifest.title.vi)
    }

    /// The schema for editors.
    pub fn editor_schema(&self) -> serde_json::Value {
        schema::editor_schema(&self.schema, &self.manifest.id)
    }
}
