//! The nearest name, for "có phải …?".

use unicode_normalization::UnicodeNormalization;

/// The name in `among` that `name` was most likely meant to be, if any is near enough.
///
/// Marks, case, blanks and hyphens do not count: `Trích yếu` is `trich_yeu`.
pub fn nearest<'a>(name: &str, among: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = fold(name);
    let scored = among.map(|other| (strsim::damerau_levenshtein(&wanted, &fold(other)), other));
    let (distance, best) = scored.min_by_key(|(distance, _)| *distance)?;
    (distance <= wanted.chars().count() / 3).then_some(best)
}

/// Lower case, without marks, words joined by `_`.
pub(crate) fn fold(name: &str) -> String {
    let plain = name.nfd().filter(|c| !unicode_normalization::char::is_combining_mark(*c));
    let plain: String =
        plain.flat_map(char::to_lowercase).map(|c| if c == 'đ' { 'd' } else { c }).collect();
    let blank = |c: char| c.is_whitespace() || matches!(c, '-' | '–' | '_' | ':' | '*');
    plain.split(blank).filter(|word| !word.is_empty()).collect::<Vec<_>>().join("_")
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn marks_and_hyphens_do_not_count() {
        let names = ["trich_yeu", "so", "dia_danh"];
        assert_eq!(nearest("Trích-yếu", names.into_iter()), Some("trich_yeu"));
        assert_eq!(nearest("Địa danh", names.into_iter()), Some("dia_danh"));
    }

    #[test]
    fn a_slip_finds_its_name_and_another_word_finds_none() {
        let names = ["ho_ten", "chuc_vu"];
        assert_eq!(nearest("ho_tenn", names.into_iter()), Some("ho_ten"));
        assert_eq!(nearest("bang", names.into_iter()), None);
    }
}
