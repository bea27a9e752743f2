//! `plugin.yaml`.

use super::RelPath;
use super::kind::KINDS;
use super::needs;
use crate::data::{Closed, Node, scalar};
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
    /// `schema:`; absent only in a layer that adds no field.
    pub schema: Option<RelPath>,
    /// `layout:`; absent only in a layer that changes no block.
    pub layout: Option<RelPath>,
    /// `extends:` the plugin that this one is a layer of. What a layer may not say (`type`,
    /// `standard`, `form`, `abbreviation`) is then its base's.
    pub extends: Option<String>,
    /// `replaces:` its own id: it knowingly hides a plugin of that id found after it.
    pub replaces: Option<String>,
    /// `native:` code that computes and checks; of the layer that has it, or of one below.
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

/// Keys that any plugin may lack.
const OPTIONAL: [&str; 2] = ["type", "abbreviation"];

/// Keys that a layer takes over from the plugin that it extends.
const INHERITED: [&str; 4] = ["type", "abbreviation", "standard", "form"];

impl Manifest {
    /// Reads a manifest. `folder` is the name of the folder that it lies in.
    pub fn read(node: &Node, folder: &str, out: &mut Diagnostics) -> Option<Self> {
        let map = Closed::new(node, out)?;
        if let Some(format) = map.need("format", out) {
            this_format(format, out);
        }
        let id = map.need("id", out).and_then(|node| id(node, folder, out));
        let version = map.need("version", out).and_then(|node| version(node, out));
        let title = map.need("title", out).and_then(|node| title(node, out));
        let native = map.get("native").map(|node| Native::read(node, out));
        let computed = map.get("computed").map(|node| path(node, out));
        let inputs = map.get("inputs").map(|node| needs::inputs(node, out)).unwrap_or_default();
        let extends = map.get("extends").map(|node| other_id(node, out));
        let replaces = map.get("replaces").map(|node| own_id(node, folder, out));
        // Read by the loader, which knows the fields.
        map.get("rules");
        map.get("consolidate");
        let layer = extends.is_some();
        let mut need = |key| match (layer, INHERITED.contains(&key)) {
            (true, true) => not_inherited(&map, key, out),
            (true, false) => map.get(key),
            (false, _) if OPTIONAL.contains(&key) => map.get(key),
            (false, _) => map.need(key, out),
        };
        let [type_, short, standard, form, schema, layout] =
            ["type", "abbreviation", "standard", "form", "schema", "layout"].map(&mut need);
        map.finish(out);
        let lacks = [standard, form, schema, layout].iter().any(Option::is_none);
        let kind = type_.map(|node| kind(node, out));
        let abbreviation = short.map(|node| scalar(node, out).map(str::to_owned));
        let standard = standard.map(|node| name(node, out));
        let form = form.map(|node| name(node, out));
        let schema = schema.map(|node| path(node, out));
        let layout = layout.map(|node| path(node, out));
        if lacks && !layer {
            return None;
        }
        Some(Self {
            id: id?,
            version: version?,
            title: title?,
            kind: sound(kind)?.map(|(name, _)| name.to_owned()),
            abbreviation: sound(abbreviation)?,
            standard: sound(standard)?.unwrap_or_default(),
            form: sound(form)?.unwrap_or_default(),
            schema: sound(schema)?,
            layout: sound(layout)?,
            extends: sound(extends)?,
            replaces: sound(replaces)?,
            native: sound(native)?,
            computed: sound(computed)?,
            inputs,
        })
    }

    /// Takes over from `base`, which this plugin extends, what a layer may not say.
    pub(super) fn inherit(&mut self, base: &Self) {
        self.kind.clone_from(&base.kind);
        self.abbreviation.clone_from(&base.abbreviation);
        self.standard.clone_from(&base.standard);
        self.form.clone_from(&base.form);
        if self.native.is_none() {
            self.native.clone_from(&base.native);
            self.computed.clone_from(&base.computed);
            // Earlier reports of the same type are those of the layer.
            let own = |input: &InputField| InputField {
                kind: if input.kind == base.id { self.id.clone() } else { input.kind.clone() },
                ..input.clone()
            };
            self.inputs = base.inputs.iter().map(own).collect();
        }
    }
}

/// `format:`.
fn this_format(node: &Node, out: &mut Diagnostics) {
    if node.as_text() != Some("1") {
        out.push(fault(
            node,
            text!("chương trình này chỉ đọc «format: 1»", "this program reads «format: 1» only"),
            text!("cập nhật chương trình, hoặc ghi «format: 1»", "update it, or write «format: 1»"),
        ));
    }
}

/// A layer says none of [`INHERITED`].
fn not_inherited<'n>(
    map: &Closed<'n>,
    key: &'static str,
    out: &mut Diagnostics,
) -> Option<&'n Node> {
    if let Some(node) = map.get(key) {
        out.push(fault(
            node,
            text!(
                "mẫu kế thừa không đổi được «{key}» của mẫu gốc",
                "a layer cannot change the «{key}» of the type that it extends"
            ),
            text!("xóa dòng này", "delete this line"),
        ));
    }
    None
}

/// `Some(None)` when nothing was said; `None` when what was said is faulty.
pub(super) fn sound<T>(read: Option<Option<T>>) -> Option<Option<T>> {
    match read {
        Some(value) => value.map(Some),
        None => Some(None),
    }
}

/// `extends:`.
fn other_id(node: &Node, out: &mut Diagnostics) -> Option<String> {
    let id = scalar(node, out)?;
    if is_id(id) {
        return Some(id.to_owned());
    }
    out.push(fault(
        node,
        text!("«{id}» không phải tên một mẫu", "«{id}» is no id of a type"),
        text!("ví dụ extends: bao-cao", "extends: bao-cao, for example"),
    ));
    None
}

/// `replaces:`.
fn own_id(node: &Node, folder: &str, out: &mut Diagnostics) -> Option<String> {
    let id = scalar(node, out)?;
    if id != folder {
        out.push(fault(
            node,
            text!(
                "«replaces» phải là tên của chính mẫu này, «{folder}»",
                "«replaces» must be the id of this very type, «{folder}»"
            ),
            text!(
                "mẫu chỉ thay được mẫu cùng tên: ghi «replaces: {folder}»",
                "a type replaces one of its own id only: write «replaces: {folder}»"
            ),
        ));
        return None;
    }
    Some(id.to_owned())
}

/// Whether a text may be the id of a plugin: `so-ket`.
pub fn is_id(text: &str) -> bool {
    (2..=64).contains(&text.len())
        && text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
        && RelPath::new(text).is_ok()
        // In YAML no text at all.
        && text != "null"
}

fn fault(node: &Node, message: Text, hint: Text) -> Diagnostic {
    Diagnostic::error("bad-manifest", message).at(node.span).hint(hint)
}

fn id(node: &Node, folder: &str, out: &mut Diagnostics) -> Option<String> {
    let id = scalar(node, out)?;
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

/// Whether a text is a version: three numbers of at most six digits.
pub(crate) fn is_version(text: &str) -> bool {
    let number = |part: &str| {
        !part.is_empty() && part.len() <= 6 && part.bytes().all(|b| b.is_ascii_digit())
    };
    text.split('.').count() == 3 && text.split('.').all(number)
}

fn version(node: &Node, out: &mut Diagnostics) -> Option<String> {
    let version = scalar(node, out)?;
    if !is_version(version) {
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
    let written = scalar(node, out)?;
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
    let written = scalar(node, out)?;
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
    match RelPath::new(scalar(node, out)?) {
        Ok(path) => Some(path),
        Err(why) => {
            out.push(fault(node, why, text!("ví dụ schema.yaml", "schema.yaml, for example")));
            None
        }
    }
}
