//! What a clerk calls things: fields by their titles, choices by their labels. The keys of the data are
//! for those who write YAML.

use std::collections::BTreeMap;

use vanthu_core::schema::{Field, Type};

/// Titles and labels by the words of the data.
#[derive(Debug, Default)]
pub(super) struct Titles {
    fields: BTreeMap<String, String>,
    choices: BTreeMap<String, String>,
}

impl Titles {
    /// Those of all fields in `root`, besides what is known already.
    #[must_use]
    pub(super) fn with(mut self, root: &Field) -> Self {
        self.add(root);
        self
    }

    fn add(&mut self, field: &Field) {
        for (choice, label) in &field.labels {
            self.choices.entry(choice.clone()).or_insert_with(|| label.clone());
        }
        match &field.kind {
            Type::Object { properties, .. } => {
                for (name, inner) in properties {
                    if let Some(title) = &inner.title {
                        self.fields.entry(name.clone()).or_insert_with(|| title.clone());
                    }
                    self.add(inner);
                }
            }
            Type::Array { items, .. } => self.add(items),
            _ => {}
        }
    }

    /// A sentence of a schema, a rule or the engine, with titles where it has keys.
    pub(super) fn plain(&self, sentence: &str) -> String {
        let sentence = without_keys(sentence);
        let mut out = String::new();
        let mut rest = &*sentence;
        while let Some(at) = rest.find(is_word) {
            let (before, from) = rest.split_at(at);
            out.push_str(before);
            let end = from.find(|c| !is_part(c)).unwrap_or(from.len());
            // A sentence may end after it.
            let word = from[..end].trim_end_matches('.');
            let after = &from[word.len()..];
            // Part of a longer word, with letters that no key has.
            let whole = !out.ends_with(|c: char| c.is_alphanumeric() || "-/_".contains(c))
                && !after.starts_with(|c: char| c.is_alphanumeric() || "-/".contains(c));
            rest = after;
            let open = out.ends_with('«');
            match self.called(word, open && after.starts_with(['»', ':'])) {
                Some(title) if whole && open => out.push_str(title),
                Some(title) if whole => out.push_str(&format!("«{title}»")),
                _ => out.push_str(word),
            }
        }
        out + rest
    }

    /// The title of a key, or of the last of a path. A word that may be Vietnamese is a key in
    /// quotes alone.
    fn called(&self, word: &str, quoted: bool) -> Option<&str> {
        let last = word.rsplit('.').next()?;
        if !quoted && !word.contains('_') {
            return None;
        }
        self.fields.get(last).or_else(|| self.choices.get(word)).map(String::as_str)
    }
}

fn is_word(c: char) -> bool {
    c.is_ascii_lowercase()
}

fn is_part(c: char) -> bool {
    c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '.')
}

/// A text without the keys and names of files that stand in brackets after titles.
pub(super) fn without_keys(page: &str) -> String {
    let mut out = String::new();
    let mut rest = page;
    while let Some(at) = rest.find(" (") {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let inner = &from[" (".len()..];
        let end = inner.find(|c| !is_part(c) && c != '-').unwrap_or(inner.len());
        let after = &inner[end..];
        if end > 0 && before.ends_with('»') && after.starts_with(')') {
            rest = &after[1..];
            continue;
        }
        out.push_str(" (");
        rest = inner;
        // The place in a list is told after the key.
        if end > 0
            && before.ends_with('»')
            && [", mục thứ ", ", item "].iter().any(|words| after.starts_with(words))
        {
            rest = &after[", ".len()..];
        }
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_become_titles_and_other_words_stay() {
        let fields = [("so", "Số văn bản"), ("chuc_vu", "Chức vụ"), ("don_vi", "Đơn vị")];
        let pair = |(key, title): &(&str, &str)| ((*key).to_owned(), (*title).to_owned());
        let titles = Titles {
            fields: fields.iter().map(pair).collect(),
            choices: [("dien_tu", "điện tử"), ("kt", "ký thay")].iter().map(pair).collect(),
        };
        for (sentence, plain) in [
            ("sửa «so».", "sửa «Số văn bản»."),
            ("thiếu «Số» (so)", "thiếu «Số»"),
            ("ghi so hay số", "ghi so hay số"),
            ("lấy «luu.don_vi»", "lấy «Đơn vị»"),
            ("ghi «so: 05»", "ghi «Số văn bản: 05»"),
            ("dưới: chuc_vu: Chủ tịch", "dưới: «Chức vụ»: Chủ tịch"),
            ("chọn dien_tu, «kt»", "chọn «điện tử», «ký thay»"),
            ("tệp so.yaml, bao-cao-so, «la»", "tệp so.yaml, bao-cao-so, «la»"),
            ("«số» không phải", "«số» không phải"),
            ("«so phòng»", "«so phòng»"),
        ] {
            assert_eq!(titles.plain(sentence), plain);
        }
    }

    #[test]
    fn a_page_names_no_keys() {
        assert_eq!(without_keys("«Tên» (nhom.ten, mục thứ 2) sai"), "«Tên» (mục thứ 2) sai");
        let page = "Ghi «Số» (so) trong «Thông tin cơ quan» (co-quan.yaml); thẻ Trang đầu (Home), «a» (chữ hoa)";
        assert_eq!(
            without_keys(page),
            "Ghi «Số» trong «Thông tin cơ quan»; thẻ Trang đầu (Home), «a» (chữ hoa)"
        );
    }
}
