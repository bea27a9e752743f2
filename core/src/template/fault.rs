//! What is wrong with a template, in words.

use super::helper::{self, Signature};
use super::known::Lost;
use crate::diag::{Diagnostic, Span, Text, nearest};
use crate::text;

/// A name that is in use already.
pub(super) fn taken(name: &str, span: Span) -> Diagnostic {
    Diagnostic::error(
        "name-taken",
        text!("tên «{name}» đã được dùng", "the name «{name}» is taken"),
    )
    .at(span)
    .hint(text!("đặt một tên khác sau «as»", "choose another name after «as»"))
}

/// A template beyond the limits.
pub(super) fn too_big(span: Span) -> Diagnostic {
    Diagnostic::error(
        "template-too-big",
        text!("đoạn mẫu quá dài hoặc lồng quá sâu", "too long or nested too deep"),
    )
    .at(span)
    .hint(text!("chia thành nhiều đoạn", "split it"))
}

/// A path that leads nowhere.
pub(super) fn unknown_path(lost: &Lost, span: Span, keys: &[String]) -> Diagnostic {
    let Lost { key, near, inside } = lost;
    let message = if inside.is_empty() {
        text!("không có mục «{key}»", "there is no field «{key}»")
    } else {
        text!("trong «{inside}» không có mục «{key}»", "there is no field «{key}» in «{inside}»")
    };
    let found = Diagnostic::error("unknown-path", message).at(span);
    match near {
        Some(near) => {
            let steps = keys.iter().map(|step| if step == key { near } else { step });
            let whole = steps.cloned().collect::<Vec<_>>().join(".");
            found.hint(text!("có phải «{whole}»?", "did you mean «{whole}»?"))
        }
        None => found.hint(text!(
            "khai báo mục này trong schema.yaml, hoặc sửa tên",
            "describe it in schema.yaml, or mend the name"
        )),
    }
}

/// An optional value where one must be.
pub(super) fn may_be_absent(step: &str, raw: &str, span: Span) -> Diagnostic {
    Diagnostic::error(
        "optional-without-guard",
        text!(
            "«{step}» không bắt buộc, có thể không có giá trị để in",
            "«{step}» is optional and may be absent"
        ),
    )
    .at(span)
    .hint(text!(
        "đặt trong khối «when: {step}», hoặc viết {{{{default {raw} '…'}}}}",
        "put it into a block «when: {step}», or write {{{{default {raw} '…'}}}}"
    ))
}

/// An optional value that a rule holds against another.
pub(super) fn may_not_be_compared(step: &str, span: Span) -> Diagnostic {
    Diagnostic::error(
        "optional-without-guard",
        text!(
            "«{step}» không bắt buộc, có thể không có giá trị để so",
            "«{step}» is optional and may be absent"
        ),
    )
    .at(span)
    .hint(text!(
        "thêm «when: {step}» vào quy tắc; nhiều mục thì «when: (and {step} …)»",
        "add «when: {step}» to the rule, or «when: (and {step} …)»"
    ))
}

/// A value that is no text.
pub(super) fn not_printable(span: Span, what: Text) -> Diagnostic {
    let Text { vi, en } = what;
    Diagnostic::error(
        "boolean-as-text",
        text!("giá trị {vi} không in ra chữ được", "a value that is {en} cannot be printed"),
    )
    .at(span)
    .hint(text!("dùng nó trong «when»", "use it in a «when»"))
}

/// A helper that does not exist.
pub(super) fn unknown_helper(name: &str, span: Span) -> Diagnostic {
    let found = Diagnostic::error(
        "unknown-helper",
        text!("không có hàm «{name}»", "there is no helper «{name}»"),
    )
    .at(span);
    match nearest(name, helper::names()) {
        Some(near) => found.hint(text!("có phải «{near}»?", "did you mean «{near}»?")),
        None => {
            let all = helper::names().collect::<Vec<_>>().join(", ");
            found.hint(text!("các hàm có sẵn: {all}", "the helpers are: {all}"))
        }
    }
}

/// An option that the helper does not have.
pub(super) fn unknown_option(signature: &Signature, option: &str, span: Span) -> Diagnostic {
    let name = signature.name;
    let found = Diagnostic::error(
        "unknown-option",
        text!("hàm «{name}» không có tùy chọn «{option}»", "«{name}» has no option «{option}»"),
    )
    .at(span);
    if signature.options.is_empty() {
        return found;
    }
    let all = signature.options.join(", ");
    found.hint(text!("tùy chọn có thể dùng: {all}", "its options are: {all}"))
}
