//! Documents that the data names by their files, such as the reports of earlier months: read,
//! judged by their own type, and handed to the plugin's native code in the place of their names.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Input, Job, Run, fill};
use crate::data::{Kind, Node, one_or_many, push_pointer};
use crate::diag::{Diagnostic, has_errors};
use crate::plugin::{InputField, Plugin, Plugins};
use crate::text;

/// A document may name so many others.
const MOST: usize = 64;

/// The data, with documents where it names them.
pub(super) struct Documents {
    /// What the fields that name files lead to: one document, or a list.
    pub(super) values: BTreeMap<String, Value>,
    /// The data with its places; under those fields, the documents with theirs.
    pub(super) node: Node,
}

/// A name of a file in the data, and the pointer to it.
struct Named<'n> {
    name: &'n Node,
    pointer: String,
}

impl Named<'_> {
    /// A fault of the name.
    fn told(&self, fault: Diagnostic) -> Diagnostic {
        fault.at(self.name.span).pointer(self.pointer.clone())
    }
}

impl Run {
    /// Reads what the data names.
    pub(super) fn documents(
        &mut self,
        plugins: &Plugins,
        plugin: &Plugin,
        job: &Job<'_>,
        organisation: Option<&Node>,
        combined: &Node,
    ) -> Documents {
        let mut documents = Documents { values: BTreeMap::new(), node: combined.clone() };
        let mut left = MOST;
        for input in &plugin.manifest.inputs {
            let Some(named) = combined.get(&input.field) else { continue };
            let mut read = Vec::new();
            let names = one_or_many(named);
            for (nth, name) in names.iter().enumerate() {
                let mut pointer = String::new();
                push_pointer(&mut pointer, &input.field);
                if named.as_seq().is_some() {
                    push_pointer(&mut pointer, &nth.to_string());
                }
                let named = Named { name, pointer };
                if left == 0 {
                    self.out.push(named.told(too_many()));
                    break;
                }
                left -= 1;
                let first = names[..nth].iter().find(|first| first.as_text() == name.as_text());
                if let Some(first) = first {
                    self.out.push(
                        named
                            .told(twice(name))
                            .also(first.span, text!("lần thứ nhất ở đây", "first named here")),
                    );
                    continue;
                }
                read.extend(self.document(plugins, plugin, job, organisation, input, &named));
            }
            let (nodes, values): (Vec<_>, Vec<_>) = read.into_iter().unzip();
            let single = named.as_seq().is_none();
            let value = match (single, values.into_iter()) {
                (true, mut values) => values.next().unwrap_or_default(),
                (false, values) => values.collect(),
            };
            documents.values.insert(input.field.clone(), value);
            let node = match (single, nodes.into_iter()) {
                (true, mut nodes) => nodes.next(),
                (false, nodes) => Some(Node { span: named.span, kind: Kind::Seq(nodes.collect()) }),
            };
            put(&mut documents.node, &input.field, node);
        }
        documents
    }

    /// One document, with its places.
    fn document(
        &mut self,
        plugins: &Plugins,
        plugin: &Plugin,
        job: &Job<'_>,
        organisation: Option<&Node>,
        input: &InputField,
        named: &Named<'_>,
    ) -> Option<(Node, Value)> {
        let name = named.name.as_text()?;
        if self.shown(job, name) == job.data.name {
            self.out.push(named.told(itself()));
            return None;
        }
        let Some(bytes) = (job.beside)(name) else {
            self.out.push(named.told(missing(name)));
            return None;
        };
        let node = self.read(Input { name: &self.shown(job, name), bytes: &bytes })?;
        let kind = node.get("loai");
        if kind.and_then(Node::as_text) != Some(&input.kind) {
            let span = kind.map_or(node.span.start_only(), |kind| kind.span);
            self.out.push(
                other_type(&input.kind)
                    .at(span)
                    .also(named.name.span, text!("tệp được nêu ở đây", "the file is named here")),
            );
            return None;
        }
        let other;
        let kind: &Plugin = if input.kind == plugin.manifest.id {
            plugin
        } else {
            other = match plugins.load(&input.kind) {
                Ok(plugin) => plugin,
                Err(refused) => {
                    self.refuse(refused);
                    return None;
                }
            };
            &other
        };
        let combined = fill::combine(node, organisation.cloned(), kind, &mut self.out);
        let checked = kind.schema.check(&combined, false);
        let faulty = has_errors(&checked.diagnostics);
        self.add(checked.diagnostics);
        (!faulty).then_some((combined, checked.value))
    }

    /// A name as the user would give it: in the folder of the data.
    fn shown(&self, job: &Job<'_>, name: &str) -> String {
        match job.data.name.rfind(['/', '\\']) {
            Some(at) => format!("{}{name}", &job.data.name[..=at]),
            None => name.to_owned(),
        }
    }
}

/// Puts a node under a key that is there.
fn put(map: &mut Node, key: &str, node: Option<Node>) {
    let Kind::Map(entries) = &mut map.kind else { return };
    let entry = entries.iter_mut().find(|entry| entry.key == key);
    if let (Some(entry), Some(node)) = (entry, node) {
        entry.value = node;
    }
}

fn missing(name: &str) -> Diagnostic {
    Diagnostic::error(
        "unknown-input",
        text!("không đọc được tệp «{name}»", "the file «{name}» cannot be read"),
    )
    .hint(text!(
        "đặt tệp vào cùng thư mục với tệp dữ liệu, ghi đúng tên",
        "put it into the folder of the data file and write its exact name"
    ))
}

/// Its figures would count twice.
fn twice(named: &Node) -> Diagnostic {
    let name = named.as_text().unwrap_or_default();
    Diagnostic::error(
        "named-twice",
        text!("tệp «{name}» được nêu hai lần", "the file «{name}» is named twice"),
    )
    .hint(text!("xóa một lần", "delete one of them"))
}

fn itself() -> Diagnostic {
    Diagnostic::error("names-itself", text!("tệp này nêu chính nó", "this file names itself"))
        .hint(text!("nêu tệp của kỳ trước", "name the file of an earlier period"))
}

fn other_type(wanted: &str) -> Diagnostic {
    Diagnostic::error(
        "other-type",
        text!("tệp này không phải «loai: {wanted}»", "this file is not «loai: {wanted}»"),
    )
    .hint(text!("nêu đúng tệp của loại văn bản đó", "name a file of that type"))
}

fn too_many() -> Diagnostic {
    Diagnostic::error(
        "too-many-inputs",
        text!("nêu hơn {MOST} tệp", "more than {MOST} files are named"),
    )
    .hint(text!("bớt các tệp", "name fewer"))
}
