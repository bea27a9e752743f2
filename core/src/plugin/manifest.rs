//! `plugin.yaml`.

use super::RelPath;
use super::kind::KINDS;
use super::needs;
use crate::data::{Closed, Node};
use crate::diag::{Diagnostic, Diagnostics, Span, Text, nearest};
use crate::native::Native;
use crate::text;

/// What `plugin.yaml` says.
#[derive(Debug, Clone)]
pub struct Manifest {
    /// `id:`, the folder's name.
    pub id: String,
    /// `version:` `1.2.3`.
    pub version: String,
    /// `title:` in both languages.
    pub title: Text,
    /// `type:` one of the 29 types (*tên loại*); absent: the data says it, `ten_loai`.
    pub kind: Option<String>,
    /// `abbreviation:` of the type, for the symbol; absent: the one of the decree.
    pub abbreviation: Option<String>,
    /// `standard:` the folder of the standard.
    pub standard: String,
    /// `form:` the number of the form (*mẫu*), `1.4`.
    pub form: String,
    /// `schema:`.
    pub schema: RelPath,
    /// `layout:`.
    pub layout: RelPath,
    /// `native:` code that computes and checks.
    pub native: Option<Native>,
    /// `computed:` the schema of what is computed.
    pub computed: Option<RelPath>,
    /// `inputs:` fields that name files of documents.
    pub inputs: Vec<InputField>,
}

/// A field that names files, each a document.
#[derive(Debug, Clone)]
pub struct InputField {
    /// The field: a name, or a list of names.
    pub field: String,
    /// The type of those documents.
    pub kind: String,
    /// Where the manifest says so.
    pub span: Span,
}

/// Keys that later versions give a meaning.
const LATER: [&str; 3] = ["rules", "extends", "replaces"];

impl Manifest {
    /// Reads a manifest. `folder` is the name of the folder that it lies in.
    pub fn read(node: &Node, folder: &str, out: &mut Diagnostics) -> Option<Self> {
        let map = Closed::new(node, out)?;
        if let Some(format) = map.need("format", out)
            && format.as_text() != Some("1")
        {
            out.push(fault(
                format,
                text!(
                    "chương trình này chỉ đọc «format: 1»",
                    "this program reads «format: 1» only"
                ),
                text!(
                    "cập nhật chương trình, hoặc ghi «format: 1»",
                    "update it, or write «format: 1»"
                ),
            ));
        }
        for key in LATER {
            if let Some(entry) = node.entry(key) {
                map.get(key);
                out.push(
                    Diagnostic::error(
                        "not-supported-yet",
                        text!(
                            "phiên bản này chưa hỗ trợ «{key}»",
                            "this version does not support «{key}» yet"
                        ),
                    )
                    .at(entry.key_span)
                    .hint(text!("xóa mục này", "delete it")),
                );
            }
        }
        let id = map.need("id", out).and_then(|node| id(node, folder, out));
        let version = map.need("version", out).and_then(|node| version(node, out));
        let title = map.need("title", out).and_then(|node| title(node, out));
        let kind = map.get("type").map(|node| kind(node, out));
        let abbreviation = map.text("abbreviation", out).map(str::to_owned);
        let standard = map.need("standard", out).and_then(|node| name(node, out));
        let form = map.need("form", out).and_then(|node| name(node, out));
        let schema = map.need("schema", out).and_then(|node| path(node, out));
        let layout = map.need("layout", out).and_then(|node| path(node, out));
        let native = map.get("native").map(|node| Native::read(node, out));
        let computed = map.get("computed").and_then(|node| path(node, out));
        let inputs = map.get("inputs").map(|node| needs::inputs(node, out)).unwrap_or_default();
        map.finish(out);
        let kind = match kind {
            Some(known) => Some(known?),
            None => None,
        };
        Some(Self {
            id: id?,
            version: version?,
            title: title?,
            kind: kind.map(|(name, _)| name.to_owned()),
            abbreviation,
            standard: standard?,
            form: form?,
            schema: schema?,
            layout: layout?,
            native: match native {
                Some(native) => Some(native?),
                None => None,
            },
            computed,
            inputs,
        })
    }
}

/// Whether a text may be the id of a plugin: `so-ket`.
pub(super) fn is_id(text: &str) -> bool {
    (2..=64).contains(&text.len())
        && text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
        && RelPath::new(text).is_ok()
}

fn fault(node: &Node, message: Text, hint: Text) -> Diagnostic {
    Diagnostic::error("bad-manifest", message).at(node.span).hint(hint)
}

fn id(node: &Node, folder: &str, out: &mut Diagnostics) -> Option<String> {
    let id = crate::data::scalar(node, out)?;
    if !is_id(id) {
        out.push(fault(
            node,
            text!("«{id}» không dùng làm tên mẫu được", "«{id}» cannot be an id"),
            text!(
                "chỉ dùng chữ thường không dấu, chữ số, gạch nối: so-ket",
                "use small letters, digits and hyphens only: so-ket"
            ),
        ));
        return None;
    }
    if id != folder {
        out.push(fault(
            node,
            text!(
                "tên mẫu «{id}» khác tên thư mục «{folder}»",
                "the id «{id}» is not the folder's name, «{folder}»"
            ),
            text!("đặt hai tên giống nhau", "make them the same"),
        ));
    }
    Some(id.to_owned())
}

fn version(node: &Node, out: &mut Diagnostics) -> Option<String> {
    let version = crate::data::scalar(node, out)?;
    let number = |part: &str| {
        !part.is_empty() && part.len() <= 6 && part.bytes().all(|b| b.is_ascii_digit())
    };
    let parts: Vec<&str> = version.split('.').collect();
    if parts.len() != 3 || !parts.iter().all(|part| number(part)) {
        out.push(fault(
            node,
            text!("«{version}» không phải số phiên bản", "«{version}» is no version"),
            text!("ghi ba số, ví dụ 1.0.0", "write three numbers, 1.0.0 for example"),
        ));
    }
    Some(version.to_owned())
}

fn title(node: &Node, out: &mut Diagnostics) -> Option<Text> {
    let map = Closed::new(node, out)?;
    let vi = map.need_text("vi", out).map(str::to_owned);
    let en = map.text("en", out).map(str::to_owned);
    map.finish(out);
    let vi = vi?;
    Some(Text { en: en.unwrap_or_else(|| vi.clone()), vi })
}

fn kind(node: &Node, out: &mut Diagnostics) -> Option<(&'static str, &'static str)> {
    let written = crate::data::scalar(node, out)?;
    let found = KINDS.iter().find(|(name, _)| *name == written);
    if found.is_none() {
        let hint = match nearest(written, KINDS.iter().map(|(name, _)| *name)) {
            Some(near) => text!("có phải «{near}»?", "did you mean «{near}»?"),
            None => text!(
                "ghi một trong 29 loại ở Điều 7 Nghị định 30/2020/NĐ-CP, ví dụ «Báo cáo»",
                "write one of the 29 types of Điều 7, Nghị định 30/2020/NĐ-CP, «Báo cáo» for example"
            ),
        };
        out.push(fault(
            node,
            text!("không có loại văn bản «{written}»", "there is no document type «{written}»"),
            hint,
        ));
    }
    found.copied()
}

/// A part of a file name: the standard's folder, the form's number.
fn name(node: &Node, out: &mut Diagnostics) -> Option<String> {
    let written = crate::data::scalar(node, out)?;
    if written.contains('/') || RelPath::new(written).is_err() {
        out.push(fault(
            node,
            text!("«{written}» không phải một tên", "«{written}» is no name"),
            text!("ví dụ nd30-2020, \"1.4\"", "nd30-2020 or \"1.4\", for example"),
        ));
        return None;
    }
    Some(written.to_owned())
}

fn path(node: &Node, out: &mut Diagnostics) -> Option<RelPath> {
    match RelPath::new(crate::data::scalar(node, out)?) {
        Ok(path) => Some(path),
        Err(why) => {
            out.push(fault(node, why, text!("ví dụ schema.yaml", "schema.yaml, for example")));
            None
        }
    }
}
