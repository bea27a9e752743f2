//! What the validator found, in a clerk's words.

use jsonschema::error::ValidationErrorKind;
use serde_json::Value;

use super::label::{label, steps};
use super::{Schema, date};
use crate::data::{Node, locate};
use crate::diag::{Diagnostic, Text};
use crate::text;

/// One finding of the validator, with its place in the data.
pub(super) fn words(
    schema: &Schema,
    data: &Node,
    pointer: &str,
    kind: &ValidationErrorKind,
) -> Diagnostic {
    let place = locate(data, pointer);
    let written = place.value.as_text().unwrap_or_default();
    let (code, said, hint) = said(kind, written);
    let Text { vi, en } = label(schema, pointer);
    let message = match own_words(schema, pointer, kind.keyword()) {
        Some(own) => Text { vi: format!("{vi}: {own}"), en: format!("{en}: {own}") },
        None => Text { vi: format!("{vi}: {}", said.vi), en: format!("{en}: {}", said.en) },
    };
    let span = match place.value.as_text() {
        Some(_) => place.value.span,
        None => place.key.unwrap_or(place.value.span),
    };
    let found = Diagnostic::error(code, message).at(span).pointer(pointer);
    let field = schema.field(pointer);
    let example = field.and_then(|field| field.examples.first());
    match (hint, example) {
        (Some(hint), _) => found.hint(hint),
        (None, Some(example)) => found.hint(text!("ví dụ: {example}", "for example: {example}")),
        (None, None) => match field.and_then(|field| field.description.as_ref()) {
            Some(help) => found.hint(Text { vi: help.clone(), en: help.clone() }),
            None => found.hint(text!("sửa lại giá trị này", "mend this value")),
        },
    }
}

/// The sentence that the schema itself has for a keyword: `x-loi`.
fn own_words<'s>(schema: &'s Schema, pointer: &str, keyword: &str) -> Option<&'s str> {
    let rule = steps(pointer).try_fold(&schema.json, |rule, step| {
        rule.get("properties")
            .and_then(|fields| fields.get(&step))
            .or_else(|| rule.get("items"))
            .or_else(|| rule.get("additionalProperties"))
    })?;
    rule.get("x-loi")?.get(keyword)?.as_str()
}

type Said = (&'static str, Text, Option<Text>);

/// What clerks do most.
fn said(kind: &ValidationErrorKind, written: &str) -> Said {
    use ValidationErrorKind as E;
    match kind {
        E::Enum { options } => {
            let all = options.as_array().map(Vec::as_slice).unwrap_or_default();
            choice(written, &all.iter().map(shown).collect::<Vec<_>>())
        }
        E::Constant { expected_value } => choice(written, &[shown(expected_value)]),
        E::Format { format } => by_format(format, written),
        E::Pattern { .. } | E::BacktrackLimitExceeded { .. } | E::RegexEngineFailure { .. } => (
            "bad-pattern",
            text!("«{written}» không đúng dạng", "«{written}» is not of the right form"),
            None,
        ),
        E::MinLength { limit } => {
            ("too-short", text!("ngắn hơn {limit} ký tự", "shorter than {limit} characters"), None)
        }
        E::MaxLength { limit } => (
            "too-long",
            text!("dài hơn {limit} ký tự", "longer than {limit} characters"),
            Some(text!("rút gọn lại", "make it shorter")),
        ),
        E::Minimum { limit } | E::ExclusiveMinimum { limit } => (
            "too-small",
            text!("{written} nhỏ hơn mức thấp nhất là {limit}", "{written} is below {limit}"),
            Some(text!("xem lại số liệu", "look at the figure again")),
        ),
        E::Maximum { limit } | E::ExclusiveMaximum { limit } => (
            "too-large",
            text!("{written} lớn hơn mức cao nhất là {limit}", "{written} is above {limit}"),
            Some(text!("xem lại số liệu", "look at the figure again")),
        ),
        _ => said_rarely(kind),
    }
}

/// The rest. Exhaustive: a new kind of error in the library is a compile error here.
fn said_rarely(kind: &ValidationErrorKind) -> Said {
    use ValidationErrorKind as E;
    match kind {
        E::MinItems { limit } => (
            "too-few-items",
            text!("phải có ít nhất {limit} dòng", "needs at least {limit} items"),
            Some(text!("thêm dòng bắt đầu bằng dấu gạch: - …", "add an item: - …")),
        ),
        E::MaxItems { limit } => (
            "too-many-items",
            text!("nhiều nhất {limit} dòng", "takes at most {limit} items"),
            Some(text!("bớt dòng", "remove some")),
        ),
        E::Type { .. } => ("wrong-type", text!("sai kiểu giá trị", "of the wrong type"), None),
        E::Required { property } => {
            let name = shown(property);
            ("missing-field", text!("thiếu mục «{name}»", "«{name}» is missing"), None)
        }
        E::AdditionalProperties { unexpected } => {
            let names = unexpected.join(", ");
            ("unknown-field", text!("không có mục «{names}»", "there is no field «{names}»"), None)
        }
        // Said above, or outside the closed subset: the meta-check refuses those.
        E::Enum { .. }
        | E::Constant { .. }
        | E::Format { .. }
        | E::Pattern { .. }
        | E::BacktrackLimitExceeded { .. }
        | E::RegexEngineFailure { .. }
        | E::MinLength { .. }
        | E::MaxLength { .. }
        | E::Minimum { .. }
        | E::ExclusiveMinimum { .. }
        | E::Maximum { .. }
        | E::ExclusiveMaximum { .. }
        | E::AdditionalItems { .. }
        | E::AnyOf { .. }
        | E::Contains
        | E::ContentEncoding { .. }
        | E::ContentMediaType { .. }
        | E::Custom { .. }
        | E::FalseSchema
        | E::FromUtf8 { .. }
        | E::MaxProperties { .. }
        | E::MinProperties { .. }
        | E::MultipleOf { .. }
        | E::Not { .. }
        | E::OneOfMultipleValid { .. }
        | E::OneOfNotValid { .. }
        | E::PropertyNames { .. }
        | E::UnevaluatedItems { .. }
        | E::UnevaluatedProperties { .. }
        | E::UniqueItems
        | E::Referencing(_) => {
            let keyword = kind.keyword();
            let message = text!("không hợp với «{keyword}»", "does not fit «{keyword}»");
            ("does-not-fit", message, None)
        }
    }
}

fn shown(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn choice(written: &str, options: &[String]) -> Said {
    let all = options.join(", ");
    let message = text!("«{written}» không có trong các lựa chọn", "«{written}» is no choice");
    let near = crate::diag::nearest(written, options.iter().map(String::as_str));
    let hint = match near {
        Some(near) => text!(
            "có phải «{near}»? Chọn một trong: {all}",
            "did you mean «{near}»? The choices are: {all}"
        ),
        None => text!("chọn một trong: {all}", "the choices are: {all}"),
    };
    ("not-a-choice", message, Some(hint))
}

fn by_format(format: &str, written: &str) -> Said {
    match format {
        "ngay" if date::read(written) == Err(date::Fault::NoSuchDay) => (
            "no-such-day",
            text!("lịch không có ngày {written}", "the calendar has no {written}"),
            Some(text!("xem lại ngày, tháng, năm", "look at day, month and year")),
        ),
        "ngay" => (
            "not-a-date",
            text!("«{written}» không phải ngày tháng", "«{written}» is no date"),
            Some(text!(
                "ghi ngày/tháng/năm, ví dụ 05/02/2026; chưa có ngày thì ghi /02/2026",
                "write day/month/year, 05/02/2026; without day yet: /02/2026"
            )),
        ),
        _ => (
            "bad-format",
            text!("«{written}» không đúng dạng", "«{written}» is not of the right form"),
            None,
        ),
    }
}
