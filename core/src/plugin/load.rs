//! From a folder to a [`Plugin`]: everything is read, compiled and checked, and every fault told.

use std::path::Path;
use std::sync::Arc;

use super::find::{self, Found};
use super::form::FormFile;
use super::used::Used;
use super::{
    Coder, Folder, Layer, Manifest, Plugin, Plugins, Refused, RelPath, Source, assertion, needs,
};
use crate::consolidate::Rules;
use crate::data::{self, Limits, Node};
use crate::diag::{Diagnostic, Diagnostics, FileId, Files, Span, has_errors};
use crate::layout::{self, Layout};
use crate::merge::Form;
use crate::schema::Schema;
use crate::standard::Manual;
use crate::template::{Compiler, Partial};
use crate::text;

/// Loads the plugin `id` with the layers below it. Its papers follow the standard that the
/// manifest names, or `chosen`, which extends that.
pub(super) fn load(plugins: &Plugins, id: &str, chosen: Option<&str>) -> Result<Plugin, Refused> {
    let mut loader = Loader { files: Files::default(), out: Diagnostics::new() };
    let Some(found) = plugins.find(id, None)? else {
        return Err(Refused::one(plugins.unknown(id)));
    };
    let layers = loader.chain(plugins, id, found)?;
    let plugin = layers.and_then(|layers| loader.plugin(plugins, layers, chosen));
    match plugin {
        Some(plugin) if !has_errors(&loader.out) => Ok(plugin),
        _ => Err(Refused { diagnostics: loader.out, files: loader.files }),
    }
}

struct Loader {
    files: Files,
    out: Diagnostics,
}

/// One plugin of a chain, its files not yet read.
struct Read {
    folder: Folder,
    source: Source,
    node: Node,
    manifest: Manifest,
}

impl Read {
    /// Where its manifest says a key.
    fn named(&self, key: &str) -> Option<Span> {
        self.node.get(key).map(|node| node.span)
    }
}

impl Loader {
    /// The plugin that was found and those that it extends, the first of them first.
    fn chain(
        &mut self,
        plugins: &Plugins,
        id: &str,
        found: Found,
    ) -> Result<Option<Vec<Read>>, Refused> {
        let mut layers: Vec<Read> = Vec::new();
        let (mut id, mut found) = (id.to_owned(), found);
        loop {
            let Found { folder, source, hides } = found;
            let Some(node) = self.yaml(&folder, folder.origin(), "plugin.yaml", None) else {
                return Ok(None);
            };
            let Some(manifest) = Manifest::read(&node, &id, &mut self.out) else { return Ok(None) };
            if let Some(hidden) = hides.filter(|_| manifest.replaces.is_none()) {
                return Err(Refused::one(find::hides(&id, &source, &hidden)));
            }
            let extends = manifest.extends.clone();
            layers.push(Read { folder, source, node, manifest });
            let (Some(base), Some(last)) = (extends, layers.last()) else { break };
            let at = last.named("extends").unwrap_or(last.node.span);
            // A plugin that replaces another of its id may be a layer of that.
            let after = (base == id).then_some(&last.source);
            let Some(next) = plugins.find(&base, after)? else {
                self.out.push(
                    match after {
                        None => {
                            Diagnostic { code: "unknown-base".into(), ..plugins.unknown(&base) }
                        }
                        Some(_) => extends_itself(),
                    }
                    .at(at),
                );
                return Ok(None);
            };
            let is_next = |layer: &Read| layer.manifest.id == base && layer.source == next.source;
            if layers.iter().any(is_next) {
                self.out.push(circle(&layers, &base).at(at));
                return Ok(None);
            }
            if layers.len() == DEEPEST {
                self.out.push(too_many_layers().at(at));
                return Ok(None);
            }
            (id, found) = (base, next);
        }
        layers.reverse();
        for at in 1..layers.len() {
            let (below, above) = layers.split_at_mut(at);
            let (above, below) = (&mut above[0], &below[at - 1].manifest);
            if let (Some(span), Some(_)) = (above.named("native"), &below.native) {
                self.out.push(own_code().at(span));
            }
            above.manifest.inherit(below);
        }
        Ok(Some(layers))
    }

    fn plugin(
        &mut self,
        plugins: &Plugins,
        layers: Vec<Read>,
        chosen: Option<&str>,
    ) -> Option<Plugin> {
        let manifest = layers.last()?.manifest.clone();
        let base = layers.first()?;
        let form = self.form(plugins, base, &manifest, chosen)?;
        let schemas: Vec<_> = layers.iter().map(|layer| self.schema_of(layer)).collect();
        let layouts = self.layouts(&layers);
        let partials = self.partials(&layers);
        let schemas = schemas.into_iter().collect::<Option<Vec<_>>>()?;
        let ids = layers.iter().map(|layer| layer.manifest.id.as_str());
        let schemas: Vec<_> =
            ids.zip(&schemas).filter_map(|(id, s)| Some((id, s.as_ref()?))).collect();
        let (schema, mut faults) = Schema::load(Some(&form.common), &schemas);
        self.out.append(&mut faults);
        let schema = schema?;
        // Code is of one layer; those above take it over.
        let coded = layers.iter().find(|layer| layer.manifest.native.is_some()).unwrap_or(base);
        needs::check(&manifest, &schema, &|key| coded.named(key), &mut self.out);
        let computed = self.computed(coded);
        let standard = match plugins.standard(&form.standard) {
            Ok(standard) => standard,
            Err(refused) => {
                self.out.extend(refused.without_places());
                return None;
            }
        };
        let files = self.files.clone();
        let fields = needs::with_computed(&schema.root, computed.as_ref());
        let layout = layouts.as_ref().and_then(|stages| stages.last()?.layout.clone());
        let mut compiler = Compiler::new(&fields, &files, partials.last().map_or(&[], |p| p));
        let compiled = layout.as_ref().and_then(|node| layout::parse(node, &mut compiler));
        let rules = layers.iter().filter_map(|layer| layer.node.get("rules"));
        let assertions = assertion::parse(rules, &mut compiler);
        let rules = layers.iter().filter_map(|layer| layer.node.get("consolidate"));
        let consolidation = Rules::read(rules, &schema.root, &mut self.out);
        let shared = form.shared.as_ref().and_then(|shared| shared.get("parts"));
        let frame = layout::parse_frame(&form.parts, shared, &mut compiler);
        let mut faults = compiler.finish();
        self.out.append(&mut faults);
        let own = form.own;
        let form = Form { layout: compiled?, frame: frame? };
        let stages = layouts.unwrap_or_default();
        self.keeps_printing(&layers, &stages, &form, &|nth| {
            // What is wrong in a stage is told of the whole.
            let mut compiler = Compiler::new(&fields, &files, &partials[nth]);
            stages[nth].layout.as_ref().and_then(|node| layout::parse(node, &mut compiler))
        });
        let coder = manifest.native.as_ref().map(|_| Coder {
            id: coded.manifest.id.clone(),
            dir: coded.folder.dir().map(Path::to_owned),
        });
        let layers = layers.into_iter().map(|layer| Layer {
            id: layer.manifest.id,
            version: layer.manifest.version,
            source: layer.source,
            folder: layer.folder,
        });
        let layers = layers.collect();
        Some(Plugin {
            manifest,
            schema,
            own,
            computed,
            coder,
            form,
            assertions,
            consolidation,
            standard,
            layers,
            layout: layout?,
            files,
        })
    }

    /// The schema of one layer; `Some(None)` when it has none.
    fn schema_of(&mut self, layer: &Read) -> Option<Option<Node>> {
        let Some(path) = &layer.manifest.schema else { return Some(None) };
        let named = layer.named("schema");
        self.yaml(&layer.folder, layer.folder.origin(), path.as_str(), named).map(Some)
    }

    /// The layout after each layer: that of the first, as those above change it.
    fn layouts(&mut self, layers: &[Read]) -> Option<Vec<Stage>> {
        let mut stages: Vec<Stage> = Vec::new();
        for layer in layers {
            let below = stages.last().and_then(|stage| stage.layout.clone());
            let Some(path) = &layer.manifest.layout else {
                stages.push(Stage { layout: below, changed: None });
                continue;
            };
            let named = layer.named("layout");
            let node = self.yaml(&layer.folder, layer.folder.origin(), path.as_str(), named)?;
            let changed = node.entry("replace").map(|entry| entry.key_span);
            let layout = match below {
                None => node,
                Some(below) => layout::apply(below, &node, &mut self.out),
            };
            stages.push(Stage { layout: Some(layout), changed });
        }
        Some(stages)
    }

    /// A layer prints every field that those below it print: nothing given is lost. `parse` gives
    /// the layout after a layer.
    fn keeps_printing(
        &mut self,
        layers: &[Read],
        stages: &[Stage],
        form: &Form,
        parse: &dyn Fn(usize) -> Option<Layout>,
    ) {
        for above in 1..stages.len() {
            let below = above - 1;
            let (Some(was), Some(is)) = (parse(below), parse(above)) else { continue };
            let at = stages[above].changed.unwrap_or(layers[above].node.span);
            let whole = Used::of(&form.frame, &is);
            for name in Used::of(&form.frame, &was).lost_in(&whole) {
                self.out.push(drops_printed(name, &layers[below].manifest.id).at(at));
            }
        }
    }

    /// What the standard says of the form that the plugin's papers have.
    fn form(
        &mut self,
        plugins: &Plugins,
        base: &Read,
        manifest: &Manifest,
        chosen: Option<&str>,
    ) -> Option<StandardForm> {
        let templates = plugins.templates();
        let common = self.yaml(templates, "templates", "common.yaml", None)?;
        if !is_standard(templates, &manifest.standard) {
            self.out.push(
                unknown_standard(&manifest.standard, templates)
                    .at(base.named("standard").unwrap_or(base.node.span)),
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
        let named = base.named("form");
        let frame = self.yaml(templates, "templates", &format!("{of_layer}/{form}"), named)?;
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
        let read = FormFile::read(&frame, &mut self.out)?;
        let own = read.own();
        let common = read.fields_of(&common, manifest.kind.is_some(), &mut self.out);
        let parts = read.parts.clone();
        Some(StandardForm { common, own, parts, shared, standard: id_of_standard })
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
            let place = named_at.unwrap_or_else(|| Span::new(self.files.add(name_shown, ""), 0..0));
            self.out.push(missing.at(place));
            return None;
        };
        let (node, mut faults) = data::read(bytes, &name_shown, &mut self.files, &Limits::DATA);
        self.out.append(&mut faults);
        node
    }

    /// The schema of what native code computes.
    fn computed(&mut self, layer: &Read) -> Option<Schema> {
        let name = layer.manifest.computed.as_ref()?;
        let named = layer.named("computed");
        let node = self.yaml(&layer.folder, layer.folder.origin(), name.as_str(), named)?;
        let (schema, mut faults) = Schema::load(None, &[(layer.manifest.id.as_str(), &node)]);
        self.out.append(&mut faults);
        schema
    }

    /// `partials/*.hbs` of all layers; of two of one name the upper one counts.
    /// The partials after each layer; one of the same name takes the place of the one below.
    fn partials(&mut self, layers: &[Read]) -> Vec<Vec<Partial>> {
        let mut all: Vec<Vec<Partial>> = Vec::new();
        for folder in layers.iter().map(|layer| &layer.folder) {
            let mut partials = all.last().cloned().unwrap_or_default();
            for (path, bytes) in folder.iter() {
                let name =
                    path.as_str().strip_prefix("partials/").and_then(|p| p.strip_suffix(".hbs"));
                let Some(name) = name else { continue };
                let shown = format!("{}/{}", folder.origin(), path.as_str());
                match std::str::from_utf8(bytes) {
                    Ok(text) => {
                        let file = self.files.add(shown, text);
                        let span = Span::new(file, 0..text.len());
                        partials.retain(|below| below.name != name);
                        partials.push(Partial { name: name.to_owned(), span });
                    }
                    Err(_) => self.out.push(not_text(&shown, &mut self.files)),
                }
            }
            all.push(partials);
        }
        all
    }
}

/// A layout after one of the layers.
struct Stage {
    layout: Option<Node>,
    /// Where the layer says what it replaces.
    changed: Option<Span>,
}

/// What a standard says of the papers of one form.
struct StandardForm {
    /// The common fields, as they have them.
    common: Node,
    /// Common fields that documents say themselves.
    own: Vec<String>,
    /// The frame, `parts:` of `mau-….yaml`.
    parts: Node,
    /// `chung.yaml`.
    shared: Option<Node>,
    /// Id of the standard.
    standard: String,
}

/// A plugin may have so many layers, itself among them.
const DEEPEST: usize = 6;

fn circle(layers: &[Read], again: &str) -> Diagnostic {
    let ids: Vec<&str> = layers.iter().map(|layer| layer.manifest.id.as_str()).collect();
    let circle = [ids.join(" → "), again.to_owned()].join(" → ");
    Diagnostic::error(
        "extends-cycle",
        text!(
            "các mẫu kế thừa nhau thành vòng: {circle}",
            "types extend each other in a circle: {circle}"
        ),
    )
    .hint(text!("bỏ một dòng «extends» trong vòng đó", "delete one «extends» of the circle"))
}

fn extends_itself() -> Diagnostic {
    Diagnostic::error(
        "extends-itself",
        text!("mẫu không kế thừa chính nó được", "a type cannot extend itself"),
    )
    .hint(text!(
        "ghi tên mẫu gốc; mẫu thay một mẫu cùng tên thì mẫu kia phải có ở nơi khác",
        "name its base; one that replaces another of its id needs that other to be elsewhere"
    ))
}

/// What a person gives for the base would be lost in papers of the layer.
fn drops_printed(name: &str, base: &str) -> Diagnostic {
    Diagnostic::error(
        "drops-printed",
        text!(
            "mẫu kế thừa không còn in mục «{name}» mà mẫu gốc «{base}» in",
            "the layer no longer prints «{name}», which its base «{base}» prints"
        ),
    )
    .hint(text!(
        "in mục này trong khối hay đoạn mẫu thay cho khối, đoạn mẫu của mẫu gốc",
        "print it in the block or partial that replaces one of the base"
    ))
}

/// Code of two layers would answer for each other's values.
fn own_code() -> Diagnostic {
    Diagnostic::error(
        "own-code",
        text!(
            "mẫu gốc đã có mã máy, mẫu kế thừa không có mã máy riêng được",
            "the type that this one extends has native code, so this one cannot have its own"
        ),
    )
    .hint(text!(
        "xóa «native», dùng «rules» để thêm quy tắc",
        "delete «native»; add what must hold by «rules»"
    ))
}

fn too_many_layers() -> Diagnostic {
    Diagnostic::error(
        "too-many-layers",
        text!("kế thừa quá {DEEPEST} lớp", "more than {DEEPEST} layers"),
    )
    .hint(text!("gộp bớt lớp", "join some of them"))
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
        Some(standard) => Ok(super::Shared::new(standard)),
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
