//! A form (*mẫu*) of a standard: the fields that its papers have, and its frame.

use crate::data::{Closed, Entry, Kind, Node, one_or_many, scalar};
use crate::diag::{Diagnostic, Diagnostics};
use crate::text;

/// What `mau-….yaml` says.
pub(super) struct FormFile<'n> {
    /// `fields:` JSON Schema of fields that only papers of this form have.
    fields: Option<&'n Node>,
    /// `without:` common fields that papers of this form do not have.
    without: Vec<&'n str>,
    /// `own:` common fields that each paper says itself: the organisation's values are not for it.
    own: Vec<&'n str>,
    /// `parts:` the frame.
    pub(super) parts: &'n Node,
}

impl<'n> FormFile<'n> {
    pub(super) fn read(node: &'n Node, out: &mut Diagnostics) -> Option<Self> {
        let map = Closed::new(node, out)?;
        map.need_text("format", out);
        map.need_text("form", out);
        map.need("title", out);
        let fields = map.get("fields");
        let names = |key: &'static str, out: &mut Diagnostics| {
            let names = map.get(key).map(one_or_many).unwrap_or_default();
            names.iter().filter_map(|name| scalar(name, out)).collect()
        };
        let (without, own) = (names("without", out), names("own", out));
        let parts = map.need("parts", out);
        map.finish(out);
        Some(Self { fields, without, own, parts: parts? })
    }

    /// The names under `own:`.
    pub(super) fn own(&self) -> Vec<String> {
        self.own.iter().map(|name| (*name).to_owned()).collect()
    }

    /// The common fields as papers of this form have them. Where the plugin does not name the
    /// type (`named`), the data does.
    pub(super) fn fields_of(&self, common: &Node, named: bool, out: &mut Diagnostics) -> Node {
        let mut root = common.as_map().unwrap_or_default().to_vec();
        let lists = [("without", &self.without), ("own", &self.own)];
        for (list, names) in lists {
            for name in names {
                if common.get("properties").is_none_or(|fields| fields.get(name).is_none()) {
                    out.push(unknown(name, list, self.parts));
                }
            }
        }
        let own = |key: &str| self.fields.and_then(|fields| fields.get(key));
        for entry in &mut root {
            let more = own(&entry.key);
            match &mut entry.value.kind {
                Kind::Map(fields) if entry.key == "properties" => {
                    fields.retain(|field| !self.without.contains(&field.key.as_str()));
                    add_all(fields, more.and_then(Node::as_map).unwrap_or_default());
                    let kind = fields.iter_mut().find(|field| field.key == "ten_loai");
                    if let (false, Some(Entry { value, .. })) = (named, kind)
                        && let Kind::Map(keywords) = &mut value.kind
                    {
                        keywords.retain(|k| !matches!(&*k.key, "x-may-ghi" | "x-may-dien"));
                    }
                }
                Kind::Map(shapes) if entry.key == "$defs" => {
                    add_all(shapes, more.and_then(Node::as_map).unwrap_or_default());
                }
                Kind::Seq(names) if entry.key == "required" => {
                    names.retain(|name| {
                        name.as_text().is_none_or(|name| !self.without.contains(&name))
                    });
                    names.extend_from_slice(more.and_then(Node::as_seq).unwrap_or_default());
                }
                _ => {}
            }
        }
        Node { span: common.span, kind: Kind::Map(root) }
    }
}

/// A field of the form takes the place of a common one of the same name.
fn add_all(fields: &mut Vec<Entry>, more: &[Entry]) {
    for entry in more {
        match fields.iter_mut().find(|field| field.key == entry.key) {
            Some(field) => *field = entry.clone(),
            None => fields.push(entry.clone()),
        }
    }
}

fn unknown(name: &str, list: &str, at: &Node) -> Diagnostic {
    Diagnostic::error(
        "unknown-field",
        text!("không có mục chung «{name}»", "there is no common field «{name}»"),
    )
    .at(at.span.start_only())
    .hint(text!("xóa tên này khỏi «{list}»", "take it out of «{list}»"))
}
