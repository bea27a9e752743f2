//! What a field is called in a message.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::{Schema, Type};
use crate::diag::Text;
use crate::text;

/// The keys and indices of a JSON pointer.
pub(super) fn steps(pointer: &str) -> impl Iterator<Item = String> + '_ {
    pointer.split('/').skip(1).map(|step| step.replace("~1", "/").replace("~0", "~"))
}

/// `«Họ và tên» (nguoi_ky.ho_ten)`; for an item of a list also which one.
pub(super) fn label(schema: &Schema, pointer: &str) -> Text {
    let mut field = &schema.root;
    let mut name = text!("dữ liệu", "the data");
    let (mut keys, mut numbers) = (Vec::new(), Vec::new());
    for step in steps(pointer) {
        if let Type::Array { .. } = field.kind {
            numbers.push(step.parse::<usize>().map_or(step.clone(), |n| (n + 1).to_string()));
        } else {
            keys.push(step.clone());
        }
        let Some(next) = field.child(&step) else { break };
        field = next;
        if field.title.is_some() {
            name = field.called(&step);
        }
    }
    if keys.is_empty() {
        return name;
    }
    let (Text { vi, en }, path, number) = (name, keys.join("."), numbers.join("."));
    if number.is_empty() {
        text!("«{vi}» ({path})", "«{en}» ({path})")
    } else {
        text!("«{vi}» ({path}, mục thứ {number})", "«{en}» ({path}, item {number})")
    }
}

/// A name as a field would be called: no marks, small letters, underscores.
pub(super) fn plain(name: &str) -> String {
    let letters = name.trim().nfd().filter(|c| !is_combining_mark(*c));
    letters
        .map(|c| match c {
            'đ' | 'Đ' => 'd',
            c if c.is_ascii_alphanumeric() => c.to_ascii_lowercase(),
            _ => '_',
        })
        .collect()
}
