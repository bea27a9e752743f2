//! `native:` in `plugin.yaml`.

use std::collections::BTreeMap;

use vanthu_plugin::{ABI, Op};

use crate::data::{Closed, Node, scalar};
use crate::diag::{Diagnostic, Diagnostics, Span, nearest};
use crate::plugin::RelPath;
use crate::text;

/// What a manifest says of its native code.
#[derive(Debug, Clone)]
pub struct Native {
    /// `ops:` what it is asked for, nothing else.
    pub ops: Vec<Op>,
    /// `reads:` the fields that it is handed, and where they are named. They count as used.
    pub reads: Vec<(String, Span)>,
    /// `files:` a library for each target; none when it comes with the program.
    pub files: BTreeMap<String, Library>,
}

/// A library, as a manifest names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Library {
    /// Its name in the plugin's folder.
    pub path: RelPath,
    /// Its hash, 64 small hexadecimal digits.
    pub sha256: String,
}

impl Native {
    /// Whether it does this.
    pub fn does(&self, op: Op) -> bool {
        self.ops.contains(&op)
    }

    /// Reads the value of `native:`.
    pub(crate) fn read(node: &Node, out: &mut Diagnostics) -> Option<Self> {
        let map = Closed::new(node, out)?;
        if let Some(abi) = map.need("abi", out)
            && abi.as_text() != Some(&ABI.to_string())
        {
            out.push(fault(
                abi.span,
                text!("chương trình này chỉ gọi «abi: {ABI}»", "this program calls «abi: {ABI}»"),
                text!(
                    "cập nhật chương trình, hoặc biên dịch lại mã máy theo «abi: {ABI}»",
                    "update it, or compile the native code for «abi: {ABI}»"
                ),
            ));
        }
        let ops = map.need("ops", out).map(|node| ops(node, out)).unwrap_or_default();
        let reads = map.need("reads", out).map(|node| names(node, out)).unwrap_or_default();
        let files = map.get("files").map(|node| files(node, out)).unwrap_or_default();
        map.finish(out);
        Some(Self { ops, reads, files })
    }
}

/// A list of names.
pub(crate) fn names(node: &Node, out: &mut Diagnostics) -> Vec<(String, Span)> {
    let Some(items) = node.as_seq() else {
        out.push(fault(
            node.span,
            text!("chỗ này phải là danh sách tên mục", "a list of field names is wanted here"),
            text!("ví dụ: [so_lieu, ke_hoach]", "for example: [so_lieu, ke_hoach]"),
        ));
        return Vec::new();
    };
    items.iter().filter_map(|item| Some((scalar(item, out)?.to_owned(), item.span))).collect()
}

fn ops(node: &Node, out: &mut Diagnostics) -> Vec<Op> {
    let mut ops = Vec::new();
    for (name, span) in names(node, out) {
        match Op::named(&name) {
            Some(op) if !ops.contains(&op) => ops.push(op),
            Some(_) => out.push(fault(
                span,
                text!("«{name}» ghi hai lần", "«{name}» is given twice"),
                text!("xóa một lần", "delete one of them"),
            )),
            None => {
                let hint = match nearest(&name, Op::ALL.map(Op::name).into_iter()) {
                    Some(near) => text!("có phải «{near}»?", "did you mean «{near}»?"),
                    None => text!("ghi compute, check hoặc cả hai", "write compute, check or both"),
                };
                let message = text!("không có việc «{name}»", "there is no op «{name}»");
                out.push(fault(span, message, hint));
            }
        }
    }
    if ops.is_empty() {
        out.push(fault(
            node.span,
            text!("mã máy không được giao việc gì", "the native code has nothing to do"),
            text!("ghi compute, check hoặc cả hai", "write compute, check or both"),
        ));
    }
    ops
}

fn files(node: &Node, out: &mut Diagnostics) -> BTreeMap<String, Library> {
    let mut files = BTreeMap::new();
    if node.as_map().is_none() {
        Closed::new(node, out);
    }
    for entry in node.as_map().unwrap_or_default() {
        let Some(map) = Closed::new(&entry.value, out) else { continue };
        let path = map.need("path", out);
        let sha256 = map.need("sha256", out);
        map.finish(out);
        let (Some(path), Some(sha256)) = (path, sha256) else { continue };
        let path = scalar(path, out).map(RelPath::new).map(|read| {
            read.map_err(|why| {
                let hint = text!("ví dụ native/…/libten.so", "native/…/libname.so, for example");
                out.push(fault(path.span, why, hint));
            })
        });
        let Some(Ok(path)) = path else { continue };
        let written = scalar(sha256, out).unwrap_or_default();
        if !is_hash(written) {
            out.push(fault(
                sha256.span,
                text!("chỗ này phải là 64 chữ số 0–9, a–f", "64 digits 0–9, a–f are wanted here"),
                text!(
                    "chạy «vanthu plugin build» để chương trình tự ghi",
                    "«vanthu plugin build» writes it"
                ),
            ));
            continue;
        }
        files.insert(entry.key.clone(), Library { path, sha256: written.to_owned() });
    }
    files
}

/// Whether a text is a SHA-256 as we write it.
pub(super) fn is_hash(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

fn fault(span: Span, message: crate::diag::Text, hint: crate::diag::Text) -> Diagnostic {
    Diagnostic::error("bad-manifest", message).at(span).hint(hint)
}
