//! What the engine says of the page's values, and what it makes of them.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::{Map, Value, json};
use vanthu_core::data::{self, Kind, Limits, Node, push_pointer};
use vanthu_core::diag::{Diagnostic, Files, Lang, Severity, has_errors};
use vanthu_core::inspect::{Known, inspect};
use vanthu_core::plugin::{Plugin, Plugins, Refused, State};
use vanthu_core::render::{self, Input, Job, Outcome, Rendered};
use vanthu_core::schema::{Field, Gap, Schema};
use vanthu_core::text;
use zip::result::ZipResult;

use super::bundle::{self, Given};
use super::drafts::texts_of;
use super::form::{Naming, Pen};
use super::title::{Titles, without_keys};
use super::tree;
use crate::{explain, input};

/// The name of the data, as findings would show it: a file that a draft keeps has an ending.
const NAME: &str = "văn bản đang soạn";

/// Types, and the user's organisation.
#[derive(Debug)]
pub(super) struct Desk {
    pub(super) plugins: Plugins,
    /// The organisation's file, whether it is there or not.
    pub(super) organisation: PathBuf,
    pub(super) lang: Lang,
}

/// The organisation's file as it was read.
#[derive(Debug, Default)]
struct Office {
    bytes: Vec<u8>,
    /// What is in it, unless it cannot be read.
    node: Option<Node>,
}

/// Reads a file that the data names.
pub(super) type Beside<'b> = &'b dyn Fn(&str) -> Option<Vec<u8>>;

/// What is saved of a document's data.
pub(super) enum Saved {
    Yaml(String),
    Archive(Vec<u8>),
}

/// A Word file, or why there is none.
pub(super) enum Made {
    Word(Vec<u8>),
    Faults(Value),
}

impl Desk {
    /// The types that can be used, by their titles; faulty ones are named with what is wrong.
    pub(super) fn types(&self) -> Value {
        let listing = self.plugins.list();
        let mut types = Vec::new();
        for listed in &listing.plugins {
            let Some(manifest) = &listed.manifest else { continue };
            if listed.state == State::InUse {
                types.push((manifest.title.in_lang(self.lang).to_owned(), listed.id.clone()));
            }
        }
        types.sort_by_cached_key(|(title, id)| (title.to_lowercase(), id.clone()));
        let types: Vec<Value> =
            types.into_iter().map(|(title, id)| json!({ "id": id, "title": title })).collect();
        json!({ "types": types, "faults": self.told(&listing.diagnostics, &listing.files) })
    }

    /// The form of a type, with what the organisation's file fills in.
    pub(super) fn form(&self, id: &str) -> Result<Value, Value> {
        let plugin = self.plugin(id)?;
        let root = &plugin.schema.root;
        let organisation = self.read_organisation().map_err(|fault| self.told_one(&fault))?;
        let (mut filled, mut signers) = (Map::new(), Vec::new());
        if let Some(node) = organisation.as_ref().and_then(|office| office.node.as_ref()) {
            for entry in node.as_map().unwrap_or_default() {
                let known = root.property(&entry.key);
                if known.is_some() && !plugin.own.contains(&entry.key) {
                    filled.insert(entry.key.clone(), tree::to_page(&entry.value, known));
                }
            }
            signers = node.get("nguoi_ky_san").map(signer_names).unwrap_or_default();
        }
        let (naming, titles) = (Naming::of(&plugin), self.titles(Some(root)));
        let pen = Pen { naming: &naming, titles: &titles, plugins: &self.plugins };
        Ok(json!({
            "id": id,
            "title": plugin.manifest.title.in_lang(self.lang),
            "groups": pen.groups(root),
            "organisation": filled,
            "signers": signers,
        }))
    }

    /// What the fields of a type are called, and those of the organisation's file.
    fn titles(&self, root: Option<&Field>) -> Titles {
        let titles = root.map(|root| Titles::default().with(root)).unwrap_or_default();
        match self.plugins.organisation() {
            Ok(schema) => titles.with(&schema.root),
            Err(_) => titles,
        }
    }

    pub(super) fn plugin(&self, id: &str) -> Result<Arc<Plugin>, Value> {
        self.plugins.load(id).map_err(|refused| self.refused(&refused))
    }

    /// The data as a file: YAML, or an archive of it and the files that it names.
    pub(super) fn data_file(&self, values: &Value, beside: Beside<'_>) -> ZipResult<Saved> {
        let yaml = self.yaml(values);
        let names = texts_of(yaml.as_bytes()).unwrap_or_default();
        let files =
            names.into_iter().filter_map(|name| Some(Given { bytes: beside(&name)?, name }));
        let mut files: Vec<Given> = files.collect();
        if files.is_empty() {
            return Ok(Saved::Yaml(yaml));
        }
        let name = bundle::main_name(&file_name(values), &files);
        files.insert(0, Given { name, bytes: yaml.into_bytes() });
        bundle::pack(&files).map(Saved::Archive)
    }

    /// The data as YAML. A type that is not there has no order and no numbers.
    pub(super) fn yaml(&self, values: &Value) -> String {
        let plugin = self.plugin_of(values);
        data::write(&tree::to_data(values, plugin.as_ref().map(|plugin| &plugin.schema.root)))
    }

    /// The values of a data file, and how many comments it has.
    pub(super) fn read(&self, bytes: &[u8]) -> Result<Value, Value> {
        let mut files = Files::default();
        let (node, out) = data::read(bytes, NAME, &mut files, &Limits::DATA);
        let Some(node) = node else { return Err(self.told(&out, &files)) };
        let id = node.get("loai").and_then(Node::as_text).unwrap_or_default();
        let plugin = self.plugins.load(id).ok();
        let values = tree::to_page(&node, plugin.as_ref().map(|plugin| &plugin.schema.root));
        let comments = data::comments(&String::from_utf8_lossy(bytes));
        Ok(json!({ "data": values, "comments": comments }))
    }

    /// The same of a new document that is made out of that one: without what is of one document
    /// alone, which is named in `left`.
    pub(super) fn read_anew(&self, bytes: &[u8]) -> Result<Value, Value> {
        let mut read = self.read(bytes)?;
        let plugin = self.plugin_of(&read["data"]);
        let root = plugin.as_ref().map(|plugin| &plugin.schema.root);
        let left = root.map(|root| tree::leave_out(&mut read["data"], root));
        read["left"] = left.unwrap_or_default().into();
        Ok(read)
    }

    /// What is wrong with the values, what is missing, and what is said beside them.
    pub(super) fn judge(&self, values: &Value, beside: Beside<'_>) -> Value {
        let draft = self.run(&self.yaml(values), true, beside, render::check);
        let mut told = self.findings(&draft, values);
        told.extend(draft.gaps.iter().map(|gap| self.missing(gap)));
        let asides = self.plugin_of(values).map(|plugin| tree::asides(values, &plugin.schema.root));
        json!({ "findings": told, "asides": asides })
    }

    /// The Word file of the values.
    pub(super) fn word(&self, values: &Value, draft: bool, beside: Beside<'_>) -> Made {
        let made = self.run(&self.yaml(values), draft, beside, render::render);
        match made.bytes {
            Some(bytes) => Made::Word(bytes),
            None => Made::Faults(json!({ "findings": self.findings(&made, values) })),
        }
    }

    fn run(
        &self,
        yaml: &str,
        draft: bool,
        beside: Beside<'_>,
        by: fn(&Plugins, &Job<'_>) -> Rendered,
    ) -> Rendered {
        let organisation = match self.read_organisation() {
            Ok(found) => found.map(|office| office.bytes),
            Err(fault) => {
                let diagnostics = vec![fault];
                return Rendered {
                    bytes: None,
                    paper: None,
                    plugin: None,
                    outcome: Outcome::World,
                    gaps: Vec::new(),
                    diagnostics,
                    files: Files::default(),
                };
            }
        };
        let name = self.organisation.display().to_string();
        let organisation = organisation.as_deref().map(|bytes| Input { name: &name, bytes });
        let data = Input { name: NAME, bytes: yaml.as_bytes() };
        by(&self.plugins, &Job { data, organisation, beside, draft, trace: true })
    }

    fn missing(&self, gap: &Gap) -> Value {
        let title = gap.title.in_lang(self.lang);
        let message = text!("chưa điền «{title}»", "«{title}» is not filled in");
        json!({
            "severity": "missing",
            "code": "missing-field",
            "message": message.in_lang(self.lang),
            "hints": [],
            "pointer": gap.pointer,
        })
    }

    /// What is wrong; what is missing is told apart from it.
    fn findings(&self, made: &Rendered, values: &Value) -> Vec<Value> {
        let plugin = self.plugin_of(values);
        let faults = made.diagnostics.iter().filter(|found| found.code != "gap");
        let schema = plugin.as_ref().map(|plugin| &plugin.schema);
        let titles = self.titles(schema.map(|schema| &schema.root));
        let one = |found: &Diagnostic| {
            let mut told = self.finding(found, &made.files, schema, &titles);
            let elsewhere = found.span.and_then(|span| {
                let name = &made.files.file(span.file).name;
                Some((span, name, pointer_of(values, name)?))
            });
            if let Some((span, name, pointer)) = elsewhere {
                let line = made.files.line(span);
                let message = told["message"].as_str().unwrap_or_default();
                told["message"] = format!("tệp {name}, dòng {line}: {message}").into();
                told["pointer"] = pointer.into();
                told["moved"] = Value::Null;
            }
            told
        };
        faults.map(one).collect()
    }

    /// The type of the values, when there is such a type.
    fn plugin_of(&self, values: &Value) -> Option<Arc<Plugin>> {
        self.plugins.load(kind_of(values)?).ok()
    }

    /// What is wrong with a Word file, with excerpts.
    pub(super) fn check(&self, bytes: &[u8]) -> Result<Value, Value> {
        let file = Input { name: "tệp Word", bytes };
        let found = inspect(&self.plugins, Known::default(), file)
            .map_err(|refused| self.refused(&refused))?;
        Ok(json!({
            "findings": self.list(&found.diagnostics, &found.files, None),
            "not_judged": found.not_judged,
        }))
    }

    /// The page of the manual about a rule of the usual standard, with its citation.
    pub(super) fn rule(&self, id: &str) -> Result<Value, Value> {
        let page = explain::page(&self.plugins, "nd30-2020", id);
        let page = page.map_err(|refused| self.refused(&refused))?;
        page.map(|text| json!({ "text": without_keys(&text) }))
            .ok_or_else(|| json!({ "error": "Không có quy tắc này." }))
    }

    /// The organisation's form and values.
    pub(super) fn organisation(&self) -> Result<Value, Value> {
        let schema = self.plugins.organisation().map_err(|refused| self.refused(&refused))?;
        let found = self.read_organisation().map_err(|fault| self.told_one(&fault))?;
        let Office { bytes, node } = found.unwrap_or_default();
        if node.is_none() && !bytes.is_empty() {
            let mut files = Files::default();
            let (_, out) = data::read(&bytes, "co-quan.yaml", &mut files, &Limits::DATA);
            return Err(self.told(&out, &files));
        }
        let values = node.map_or(json!({}), |node| tree::to_page(&node, Some(&schema.root)));
        let comments = data::comments(&String::from_utf8_lossy(&bytes));
        let (naming, titles) = (Naming::default(), self.titles(None));
        let pen = Pen { naming: &naming, titles: &titles, plugins: &self.plugins };
        Ok(json!({
            "title": "Thông tin cơ quan",
            "groups": pen.whole(&schema.root, "Cơ quan"),
            "data": values,
            "comments": comments,
        }))
    }

    /// What is wrong with the organisation's values, and their YAML.
    pub(super) fn judge_organisation(
        &self,
        values: &Value,
    ) -> Result<(Value, bool, String), Value> {
        let schema = self.plugins.organisation().map_err(|refused| self.refused(&refused))?;
        let yaml = data::write(&tree::to_data(values, Some(&schema.root)));
        let mut files = Files::default();
        let (node, mut out) =
            data::read(yaml.as_bytes(), "co-quan.yaml", &mut files, &Limits::DATA);
        if values.as_object().is_some_and(Map::is_empty) {
            out.clear();
        }
        if let Some(node) = node {
            out.extend(schema.check(&node, true).diagnostics);
        }
        let sound = !has_errors(&out);
        let told = json!({ "findings": self.list(&out, &files, Some(&schema)) });
        Ok((told, sound, yaml))
    }

    /// The organisation's file, when it is there.
    fn read_organisation(&self) -> Result<Option<Office>, Diagnostic> {
        if !self.organisation.is_file() {
            return Ok(None);
        }
        let bytes = input::data(&self.organisation)?;
        let (node, _) = data::read(&bytes, "co-quan.yaml", &mut Files::default(), &Limits::DATA);
        Ok(Some(Office { bytes, node }))
    }

    fn refused(&self, refused: &Refused) -> Value {
        self.told(&refused.diagnostics, &refused.files)
    }

    pub(super) fn told_one(&self, fault: &Diagnostic) -> Value {
        self.told(std::slice::from_ref(fault), &Files::default())
    }

    fn told(&self, diagnostics: &[Diagnostic], files: &Files) -> Value {
        json!({ "findings": self.list(diagnostics, files, None) })
    }

    /// Findings for the page. `schema`: of the values that they are about.
    pub(super) fn list(
        &self,
        found: &[Diagnostic],
        files: &Files,
        schema: Option<&Schema>,
    ) -> Vec<Value> {
        let titles = self.titles(schema.map(|schema| &schema.root));
        found.iter().map(|one| self.finding(one, files, schema, &titles)).collect()
    }

    fn finding(
        &self,
        found: &Diagnostic,
        files: &Files,
        schema: Option<&Schema>,
        titles: &Titles,
    ) -> Value {
        let severity = match found.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        };
        let message = titles.plain(found.message.in_lang(self.lang));
        // The page takes numbers as the State writes them, YAML does not.
        let number = text!("ghi chữ số, ví dụ 1.250 hoặc 12,5", "digits, such as 1.250 or 12,5");
        let upload =
            text!("chọn lại tệp này, hoặc bỏ tệp", "choose this file again, or take it out");
        let hints: Vec<&str> = match &*found.code {
            "not-a-number" if schema.is_some() => vec![number.in_lang(self.lang)],
            "unknown-input" | "unknown-image" if schema.is_some() => {
                vec![upload.in_lang(self.lang)]
            }
            _ => found.hints.iter().map(|hint| hint.in_lang(self.lang)).collect(),
        };
        // Options are those of commands.
        let hints = hints.into_iter().filter(|hint| !hint.contains(" --"));
        let hints: Vec<String> = hints.map(|hint| titles.plain(hint)).collect();
        let excerpt = found.span.filter(|_| schema.is_none()).map(|span| files.slice(span));
        let line = found.span.filter(|_| schema.is_none()).map(|span| files.line(span));
        let cell = found
            .span
            .and_then(|span| Some((files.file(span.file).sheet.as_ref()?, files.cell(span)?)));
        json!({
            "severity": severity,
            "code": found.code,
            "message": message,
            "hints": hints,
            "pointer": found.pointer,
            "moved": schema.filter(|_| found.code == "renamed-field").and_then(|schema| moved(found, schema)),
            "excerpt": excerpt.filter(|text| !text.is_empty()),
            "line": line,
            "sheet": cell.as_ref().map(|(sheet, _)| sheet),
            "cell": cell.as_ref().map(|(_, cell)| cell),
        })
    }

    /// Writes the organisation's file.
    pub(super) fn save_organisation(&self, yaml: &str) -> std::io::Result<()> {
        if let Some(folder) = self.organisation.parent() {
            super::drafts::private_folder(folder)?;
        }
        super::drafts::write_private(&self.organisation, yaml.as_bytes())
    }
}

/// Where the values name a file.
fn pointer_of(values: &Value, name: &str) -> Option<String> {
    fn find(value: &Value, name: &str, pointer: &mut String) -> bool {
        let above = pointer.len();
        let steps: Vec<(String, &Value)> = match value {
            Value::String(text) => return text == name,
            Value::Array(items) => {
                items.iter().enumerate().map(|(nth, item)| (nth.to_string(), item)).collect()
            }
            Value::Object(map) => map.iter().map(|(key, item)| (key.clone(), item)).collect(),
            _ => return false,
        };
        for (step, inner) in steps {
            push_pointer(pointer, &step);
            if find(inner, name, pointer) {
                return true;
            }
            pointer.truncate(above);
        }
        false
    }
    let mut pointer = String::new();
    find(values, name, &mut pointer).then_some(pointer)
}

/// Where the value under an old name of a field belongs now.
fn moved(found: &Diagnostic, schema: &Schema) -> Option<String> {
    let (above, old) = found.pointer.as_deref()?.rsplit_once('/')?;
    let (now, _) = schema.field(above)?.known_as(old)?;
    Some(format!("{above}/{now}"))
}

/// The signers that the organisation has a short name for.
fn signer_names(signers: &Node) -> Vec<Value> {
    let text = |node: &Node, key: &str| {
        node.get(key).and_then(Node::as_text).unwrap_or_default().to_owned()
    };
    let entries = signers.as_map().unwrap_or_default().iter();
    let entries = entries.filter(|entry| matches!(entry.value.kind, Kind::Map(_)));
    let one = |entry: &data::Entry| {
        let (name, office) = (text(&entry.value, "ho_ten"), text(&entry.value, "chuc_vu"));
        json!({ "key": entry.key, "title": format!("{name} – {office}") })
    };
    entries.map(one).collect()
}

/// `loai`.
pub(super) fn kind_of(values: &Value) -> Option<&str> {
    values.get("loai").and_then(Value::as_str)
}

/// `so-ket-05`: the type and the number, letters that any system takes.
pub(super) fn file_name(values: &Value) -> String {
    let number = values.get("so").and_then(Value::as_str).unwrap_or_default();
    let parts = [kind_of(values).unwrap_or_default(), number];
    let plain = |part: &str| {
        part.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect::<String>()
    };
    let parts: Vec<String> =
        parts.iter().map(|part| plain(part)).filter(|part| !part.is_empty()).collect();
    if parts.is_empty() { "van-ban".to_owned() } else { parts.join("-") }
}

/// Whether the values bear a mark of secrecy.
pub(super) fn is_secret(values: &Value) -> bool {
    values.get("do_mat").is_some_and(|mark| match mark {
        Value::Null => false,
        Value::String(text) => !text.trim().is_empty(),
        _ => true,
    })
}

/// Where the organisation's file of the user lies.
pub(super) fn organisation_file(folder: &Path) -> PathBuf {
    folder.join("co-quan.yaml")
}
