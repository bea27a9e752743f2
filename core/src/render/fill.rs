//! What the engine adds to the data itself, and what no schema can say of the common fields.

use serde_json::Value;

use crate::data::{Entry, Kind, Node, locate, overlay};
use crate::diag::{Diagnostic, Diagnostics, Text, nearest};
use crate::plugin::{Manifest, Plugin, abbreviation};
use crate::schema::date;
use crate::text;

/// Puts the document over the organisation's values. A signer named by a key of the
/// organisation's `nguoi_ky_san` is looked up there. A document that names its signer says how he
/// signs too: nothing of the organisation's own signer is left.
pub(super) fn combine(
    document: Node,
    organisation: Option<Node>,
    plugin: &Plugin,
    out: &mut Diagnostics,
) -> Node {
    let (signers, organisation) = match organisation {
        Some(node) => {
            let (signers, rest) = take(node, "nguoi_ky_san");
            // What this type does not have, or says itself, was meant for others.
            (signers, rest.map(|node| meant_for(node, plugin)))
        }
        None => (None, None),
    };
    let look_up = |node: Node, out: &mut Diagnostics| signed(node, signers.as_ref(), out);
    let document = look_up(document, out);
    match organisation {
        Some(node) => {
            let node = look_up(node, out);
            let node = if names_signer(&document) { take(node, "nguoi_ky").1 } else { Some(node) };
            let empty = Node { span: document.span, kind: Kind::Map(Vec::new()) };
            overlay(node.unwrap_or(empty), document)
        }
        None => overlay(Node { span: document.span, kind: Kind::Map(Vec::new()) }, document),
    }
}

/// Whether the document's `nguoi_ky` has a name of its own.
fn names_signer(document: &Node) -> bool {
    let name = document.get("nguoi_ky").and_then(|signer| signer.get("ho_ten"));
    name.is_some_and(|name| !matches!(name.kind, Kind::Null))
}

/// The organisation's entries that papers of this type take over.
fn meant_for(node: Node, plugin: &Plugin) -> Node {
    let Kind::Map(mut entries) = node.kind else { return node };
    let known = |key: &str| plugin.schema.root.child(key).is_some();
    entries.retain(|entry| known(&entry.key) && !plugin.own.contains(&entry.key));
    Node { span: node.span, kind: Kind::Map(entries) }
}

/// Takes the entry under `key` out of a map.
fn take(node: Node, key: &str) -> (Option<Node>, Option<Node>) {
    let Kind::Map(entries) = node.kind else { return (None, Some(node)) };
    let (taken, kept): (Vec<_>, Vec<_>) = entries.into_iter().partition(|entry| entry.key == key);
    let rest = Node { span: node.span, kind: Kind::Map(kept) };
    (taken.into_iter().next().map(|entry| entry.value), Some(rest))
}

fn signed(mut node: Node, signers: Option<&Node>, out: &mut Diagnostics) -> Node {
    let Kind::Map(entries) = &mut node.kind else { return node };
    let Some(entry) = entries.iter_mut().find(|entry| entry.key == "nguoi_ky") else { return node };
    let Some(name) = entry.value.as_text().map(str::to_owned) else { return node };
    if let Some(found) = signers.and_then(|signers| signers.get(&name)) {
        entry.value = found.clone();
        return node;
    }
    let known = signers.and_then(Node::as_map).unwrap_or_default();
    let known = known.iter().map(|entry| entry.key.as_str());
    let fault = Diagnostic::error(
        "unknown-signer",
        text!(
            "không có người ký «{name}» trong mục «nguoi_ky_san» của tệp cơ quan",
            "«nguoi_ky_san» of the organisation's file has no signer «{name}»"
        ),
    )
    .at(entry.value.span)
    .pointer("/nguoi_ky");
    out.push(match nearest(&name, known) {
        Some(near) => fault.hint(text!("có phải «{near}»?", "did you mean «{near}»?")),
        None => fault.hint(text!(
            "ghi rõ «chuc_vu» và «ho_ten» dưới «nguoi_ky»",
            "write «chuc_vu» and «ho_ten» under «nguoi_ky»"
        )),
    });
    // Judged as absent no more: the fault is told already.
    entries.retain(|entry: &Entry| entry.key != "nguoi_ky");
    node
}

/// Values that the engine composes: `ten_loai`, and `ky_hieu` unless given: abbreviation of the
/// type, hyphen, abbreviation of the agency; a công văn, whose type has none, names the agency and
/// the drafting unit (Phụ lục I, Phần I, Mục II, khoản 3, điểm b).
pub(super) fn compose(value: &mut Value, manifest: &Manifest) {
    let text = |pointer: &str| value.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
    let given = [text("/ten_loai"), text("/hinh_thuc_sao"), &manifest.title.vi];
    let given = given.into_iter().find(|name| !name.is_empty()).unwrap_or_default();
    let kind = manifest.kind.as_deref().unwrap_or(given).to_owned();
    let short = manifest.abbreviation.as_deref();
    let short = short.or_else(|| abbreviation(&kind)).unwrap_or_default();
    let agency = text("/co_quan/viet_tat");
    let parts = match short {
        "" => [agency, unit(value).unwrap_or_default()],
        short => [short, agency],
    };
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    let symbol = parts.join("-");
    let Value::Object(map) = value else { return };
    map.insert("ten_loai".to_owned(), kind.into());
    if !map.contains_key("ky_hieu") {
        map.insert("ky_hieu".to_owned(), symbol.into());
    }
}

/// What fields say together: who signs for whom, the symbol of a công văn, and which standard.
pub(super) fn look_further(
    value: &Value,
    node: &Node,
    plugin: &Plugin,
    draft: bool,
    out: &mut Diagnostics,
) {
    signer(value, node, out);
    if !draft && lacks_unit(value, &plugin.manifest) {
        out.push(
            Diagnostic::error(
                "symbol-without-unit",
                text!(
                    "ký hiệu công văn phải có chữ viết tắt đơn vị soạn thảo hoặc lĩnh vực",
                    "the symbol of a công văn names the drafting unit or the field"
                ),
            )
            .at(node.span.start_only())
            .pointer("/don_vi_soan_thao")
            .hint(text!(
                "thêm «don_vi_soan_thao: VP», hoặc ghi cả ký hiệu: «ky_hieu: UBND-VP»",
                "add «don_vi_soan_thao: VP», or the whole symbol: «ky_hieu: UBND-VP»"
            )),
        );
    }
    let text = |pointer: &str| value.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
    let chosen = text("/tieu_chuan");
    let standard = &plugin.standard.standard;
    let day = date::parse(text("/ngay"));
    if let Some(day) = day.filter(|day| chosen.is_empty() && !standard.in_force.holds(*day)) {
        let id = &standard.id;
        let place = locate(node, "/ngay");
        out.push(
            crate::standard::not_in_force(standard, day)
                .at(place.value.span)
                .pointer("/ngay")
                .hint(text!(
                    "ghi «tieu_chuan: tt01-2011» nếu theo quy định khi đó, hoặc «tieu_chuan: {id}» để thôi nhắc",
                    "write «tieu_chuan: tt01-2011» to follow the rules of that time, or «tieu_chuan: {id}» to silence this"
                )),
        );
    }
}

/// Whether nobody said which unit drafts a công văn, whose symbol must name it (Phụ lục I, Phần I,
/// Mục II, khoản 3, điểm b).
pub(super) fn lacks_unit(value: &Value, manifest: &Manifest) -> bool {
    manifest.form == "1.5" && value.get("ky_hieu").is_none() && unit(value).is_none()
}

/// The unit or field that the symbol of a công văn names: its own, or else the drafting unit of the
/// line «Lưu» where that is one abbreviation.
fn unit(value: &Value) -> Option<&str> {
    let text = |pointer: &str| value.pointer(pointer).and_then(Value::as_str);
    let filed = text("/luu/don_vi").filter(|unit| !unit.contains([' ', '/', ',', ';']));
    text("/don_vi_soan_thao").or(filed)
}

/// Who signs for whom.
fn signer(value: &Value, node: &Node, out: &mut Diagnostics) {
    let text = |key: &str| {
        let signer = value.get("nguoi_ky").and_then(|signer| signer.get(key));
        signer.and_then(Value::as_str).unwrap_or_default()
    };
    let how = text("hinh_thuc");
    let upper = how.to_uppercase();
    let for_another = matches!(how, "kt" | "tl" | "tuq");
    let place = |key: &str| locate(node, &format!("/nguoi_ky/{key}"));
    let mut told = |code, key: &str, (message, hint)| {
        let place = match code {
            "signer-for-whom" => place("hinh_thuc").value.span,
            _ => place(key).key.unwrap_or(place(key).value.span),
        };
        let fault = Diagnostic::error(code, message).at(place);
        out.push(fault.pointer(format!("/nguoi_ky/{key}")).hint(hint));
    };
    match (for_another, text("chuc_vu_chinh")) {
        (true, "") => told("signer-for-whom", "chuc_vu_chinh", needs_chief(&upper)),
        (false, "") | (true, _) => {}
        (false, _) => told("signer-not-for-another", "chuc_vu_chinh", needs_way()),
    }
    if how != "tl" && !text("thua_lenh_cua").is_empty() {
        told("signer-not-for-another", "thua_lenh_cua", needs_order());
    }
    // By order, or by its head's delegation, one signs for the head and not for the board (Phụ lục
    // I, Phần I, Mục II, khoản 7, điểm b).
    if matches!(how, "tl" | "tuq") && !text("tap_the").is_empty() {
        told("board-and-order", "tap_the", not_for_board(&upper));
    }
}

/// What is said, and the hint.
type Words = (Text, Text);

fn needs_chief(how: &str) -> Words {
    (
        text!(
            "ký {how}. thì phải ghi chức vụ của người được ký thay",
            "signing {how}. needs the title of the one signed for"
        ),
        text!(
            "thêm dưới «nguoi_ky»: chuc_vu_chinh: Chủ tịch",
            "add under «nguoi_ky»: chuc_vu_chinh: Chủ tịch"
        ),
    )
}

fn needs_way() -> Words {
    (
        text!(
            "có «chuc_vu_chinh» nhưng không ký thay ai, nên chức vụ này không được in",
            "«chuc_vu_chinh» is given but nobody is signed for, so it is not printed"
        ),
        text!(
            "ghi «hinh_thuc: kt» (hoặc tl, tuq), hoặc xóa dòng này",
            "write «hinh_thuc: kt» (or tl, tuq), or delete this line"
        ),
    )
}

fn needs_order() -> Words {
    (
        text!(
            "có «thua_lenh_cua» nhưng không ký thừa lệnh, nên chức vụ này không được in",
            "«thua_lenh_cua» is given but it is not signed by order, so it is not printed"
        ),
        text!(
            "ghi «hinh_thuc: tl», hoặc xóa dòng này",
            "write «hinh_thuc: tl», or delete this line"
        ),
    )
}

fn not_for_board(how: &str) -> Words {
    (
        text!(
            "ký {how}. là ký theo người đứng đầu, không ghi «TM.» của tập thể",
            "signing {how}. is by the head's order, so no «TM.» of the board is written"
        ),
        text!(
            "xóa dòng «tap_the» dưới «nguoi_ky», hoặc ghi «tap_the: ~»",
            "delete «tap_the» under «nguoi_ky», or write «tap_the: ~»"
        ),
    )
}
