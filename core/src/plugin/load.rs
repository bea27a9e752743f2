//! From a folder to a [`Plugin`]: everything is read, compiled and checked, and every fault told.

use std::path::Path;
use std::sync::Arc;

use super::form::FormFile;
use super::{Folder, Manifest, Plugin, Plugins, Refused, RelPath, needs};
use crate::data::{self, Limits, Node};
use crate::diag::{Diagnostic, Diagnostics, FileId, Files, Span, has_errors};
use crate::layout;
use crate::merge::Form;
use crate::schema::Schema;
use crate::standard::Manual;
use crate::template::{Compiler, Partial};
use crate::text;

/// Loads the plugin in `folder`, whose files are known by `id` and their name.
/// Its papers follow the standard that the manifest names, or `chosen`, which extends that.
pub(super) fn load(
    plugins: &Plugins,
    id: &str,
    folder: &Folder,
    chosen: Option<&str>,
) -> Result<Plugin, Refused> {
    let mut loader = Loader { files: Files::default(), out: Diagnostics::new() };
    let plugin = loader.plugin(plugins, id, folder, chosen);
    match plugin {
        Some(plugin) if !has_errors(&loader.out) => Ok(plugin),
        _ => Err(Refused { diagnostics: loader.out, files: loader.files }),
    }
}

struct Loader {
    files: Files,
    out: Diagnostics,
}

impl Loader {
    fn plugin(
        &mut self,
        plugins: &Plugins,
        id: &str,
        folder: &Folder,
        chosen: Option<&str>,
    ) -> Option<Plugin> {
        let node = self.yaml(folder, id, "plugin.yaml", None)?;
        let manifest = Manifest::read(&node, id, &mut self.out)?;
        let named = |key: &str| node.get(key).map(|node| node.span);
        let schema = self.yaml(folder, id, manifest.schema.as_str(), named("schema"));
        let layout = self.yaml(folder, id, manifest.layout.as_str(), named("layout"));
        let computed = self.computed(folder, id, &manifest, named("computed"));
        let templates = plugins.templates();
        let common = self.yaml(templates, "templates", "common.yaml", None)?;
        if !is_standard(templates, &manifest.standard) {
            self.out.push(
                unknown_standard(&manifest.standard, templates)
                    .at(node.get("standard").map_or(node.span, |node| node.span)),
            );
            return None;
        }
        let id_of_standard = chosen.unwrap_or(&manifest.standard).to_owned();
        let layers = self.layers(templates, &id_of_standard)?;
        if !layers.iter().any(|(layer, _)| *layer == manifest.standard) {
            self.out.push(unknown_standard(&id_of_standard, templates));
            return None;
        }
        // Of several layers that have a frame, the last counts; shared parts add up.
        let form = format!("mau-{}.yaml", manifest.form);
        let of_layer =
            layers.iter().rev().find(|(layer, _)| has(templates, &format!("{layer}/{form}")));
        let of_layer = of_layer.map_or(manifest.standard.as_str(), |(layer, _)| layer);
        let frame =
            self.yaml(templates, "templates", &format!("{of_layer}/{form}"), named("form"))?;
        let mut shared: Option<Node> = None;
        for (layer, _) in &layers {
            let name = format!("{layer}/chung.yaml");
            if has(templates, &name) {
                let own = self.yaml(templates, "templates", &name, None)?;
                shared = Some(match shared {
                    Some(below) => data::overlay(below, own),
                    None => own,
                });
            }
        }
        let frame = FormFile::read(&frame, &mut self.out)?;
        let own = frame.own();
        let common = frame.fields_of(&common, manifest.kind.is_some(), &mut self.out);
        let schema = schema?;
        let (schema, mut faults) = Schema::load(Some(&common), &schema);
        self.out.append(&mut faults);
        let partials = self.partials(folder, id);
        let schema = schema?;
        needs::check(&manifest, &schema, &named, &mut self.out);
        let standard = match plugins.standard(&id_of_standard) {
            Ok(standard) => standard,
            Err(refused) => {
                self.out.extend(refused.without_places());
                return None;
            }
        };
        let files = self.files.clone();
        let fields = needs::with_computed(&schema.root, computed.as_ref());
        let mut compiler = Compiler::new(&fields, &files, &partials);
        let layout = layout.and_then(|node| layout::parse(&node, &mut compiler));
        let shared = shared.as_ref().and_then(|shared| shared.get("parts"));
        let frame = layout::parse_frame(frame.parts, shared, &mut compiler);
        let (engine, mut faults) = compiler.finish();
        self.out.append(&mut faults);
        let form = Form { layout: layout?, frame: frame?, engine };
        let dir = folder.dir().map(Path::to_owned);
        Some(Plugin { manifest, schema, own, computed, form, standard, files, dir })
    }

    /// One YAML file of the folder.
    fn yaml(
        &mut self,
        folder: &Folder,
        shown: &str,
        name: &str,
        named_at: Option<Span>,
    ) -> Option<Node> {
        let name_shown = format!("{shown}/{name}");
        let bytes = RelPath::new(name).ok().and_then(|path| folder.get(&path));
        let Some(bytes) = bytes else {
            let missing = Diagnostic::error(
                "missing-file",
                text!("không có tệp {name_shown}", "the file {name_shown} is missing"),
            )
            .hint(text!(
                "đặt tệp này vào thư mục mẫu, hoặc sửa tên",
                "put it there, or mend its name"
            ));
            self.out.push(Diagnostic { span: named_at, ..missing });
            return None;
        };
        let (node, mut faults) = data::read(bytes, &name_shown, &mut self.files, &Limits::DATA);
        self.out.append(&mut faults);
        node
    }

    /// The schema of what native code computes.
    fn computed(
        &mut self,
        folder: &Folder,
        id: &str,
        manifest: &Manifest,
        named_at: Option<Span>,
    ) -> Option<Schema> {
        let name = manifest.computed.as_ref()?;
        let node = self.yaml(folder, id, name.as_str(), named_at)?;
        let (schema, mut faults) = Schema::load(None, &node);
        self.out.append(&mut faults);
        schema
    }

    /// `partials/*.hbs`.
    fn partials(&mut self, folder: &Folder, id: &str) -> Vec<Partial> {
        let mut partials = Vec::new();
        for (path, bytes) in folder.iter() {
            let name = path.as_str().strip_prefix("partials/").and_then(|p| p.strip_suffix(".hbs"));
            let Some(name) = name else { continue };
            match std::str::from_utf8(bytes) {
                Ok(text) => {
                    let file = self.files.add(format!("{id}/{}", path.as_str()), text);
                    let span = Span::new(file, 0..text.len());
                    partials.push(Partial { name: name.to_owned(), span });
                }
                Err(_) => self.out.push(not_text(path.as_str(), &mut self.files)),
            }
        }
        partials
    }
}

fn has(folder: &Folder, name: &str) -> bool {
    RelPath::new(name).is_ok_and(|path| folder.get(&path).is_some())
}

fn is_standard(templates: &Folder, id: &str) -> bool {
    super::manifest::is_id(id) && has(templates, &format!("{id}/standard.yaml"))
}

fn unknown_standard(standard: &str, templates: &Folder) -> Diagnostic {
    let all = standards(templates).join(", ");
    Diagnostic::error(
        "unknown-standard",
        text!("không có tiêu chuẩn «{standard}»", "there is no standard «{standard}»"),
    )
    .hint(text!("các tiêu chuẩn có sẵn: {all}", "the standards are: {all}"))
}

/// Ids of the standards.
pub(super) fn standards(templates: &Folder) -> Vec<&str> {
    let known =
        templates.iter().filter_map(|(path, _)| path.as_str().strip_suffix("/standard.yaml"));
    known.collect()
}

fn not_text(name: &str, files: &mut Files) -> Diagnostic {
    let file: FileId = files.add(name, "");
    Diagnostic::error(
        "not-utf8",
        text!("tệp không lưu bằng bảng mã UTF-8", "the file is not saved as UTF-8"),
    )
    .at(Span::new(file, 0..0))
    .hint(text!("lưu lại tệp với bảng mã UTF-8", "save it as UTF-8"))
}

/// Layers of a standard: how many at most.
const LAYERS: usize = 4;

impl Loader {
    /// A standard's file after those that it extends, the first of them first, with their ids.
    fn layers(&mut self, templates: &Folder, id: &str) -> Option<Vec<(String, Node)>> {
        let mut layers: Vec<(String, Node)> = Vec::new();
        let mut next = Some(id.to_owned());
        while let Some(id) = next {
            if layers.len() == LAYERS || !is_standard(templates, &id) {
                self.out.push(unknown_standard(&id, templates));
                return None;
            }
            let node = self.yaml(templates, "templates", &format!("{id}/standard.yaml"), None)?;
            next = node.get("extends").and_then(Node::as_text).map(str::to_owned);
            layers.push((id, node));
        }
        layers.reverse();
        Some(layers)
    }
}

/// Reads a standard and builds what its documents share.
pub(super) fn standard(templates: &Folder, id: &str) -> Result<super::Shared, Refused> {
    let mut loader = Loader { files: Files::default(), out: Diagnostics::new() };
    let layers = loader.layers(templates, id).unwrap_or_default();
    let nodes: Vec<Node> = layers.into_iter().map(|(_, node)| node).collect();
    if has_errors(&loader.out) {
        return Err(Refused { diagnostics: loader.out, files: loader.files });
    }
    let (standard, mut faults) = crate::standard::Standard::read(&nodes);
    loader.out.append(&mut faults);
    match standard {
        Some(standard) => {
            let writer = crate::docx::Writer::new(&standard.sheet);
            Ok(super::Shared { standard, writer })
        }
        None => Err(Refused { diagnostics: loader.out, files: loader.files }),
    }
}

/// The manual of a standard.
pub(super) fn manual(templates: &Folder, id: &str) -> Result<Manual, Refused> {
    let mut loader = Loader { files: Files::default(), out: Diagnostics::new() };
    let mut nodes = Vec::new();
    for (layer, _) in loader.layers(templates, id).unwrap_or_default() {
        nodes.extend(loader.yaml(templates, "templates", &format!("{layer}/manual.yaml"), None));
    }
    let (manual, mut faults) = Manual::read(&nodes);
    loader.out.append(&mut faults);
    if has_errors(&loader.out) {
        return Err(Refused { diagnostics: loader.out, files: loader.files });
    }
    Ok(manual)
}

/// The schema of the organisation's file.
pub(super) fn organisation(templates: &Folder) -> Result<Arc<Schema>, Refused> {
    let mut loader = Loader { files: Files::default(), out: Diagnostics::new() };
    let schema = (|| {
        let common = loader.yaml(templates, "templates", "common.yaml", None)?;
        let own = loader.yaml(templates, "templates", "co-quan.yaml", None)?;
        let (schema, mut faults) = Schema::load_organisation(&common, &own);
        loader.out.append(&mut faults);
        schema
    })();
    schema.map(Arc::new).ok_or(Refused { diagnostics: loader.out, files: loader.files })
}
