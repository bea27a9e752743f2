//! Letters of one piece: Vietnamese can be typed with its marks as characters of their own.

use std::borrow::Cow;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// `text` in Unicode's composed form (NFC). What is so already, as most text is, is lent back.
pub(crate) fn composed(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || is_nfc_quick(text.chars()) == IsNormalized::Yes {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.nfc().collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn marks_of_their_own_are_joined_to_their_letters() {
        assert_eq!(composed("Bi\u{309}m So\u{31B}n"), "Bỉm Sơn");
        assert!(matches!(composed("Bỉm Sơn, 05"), Cow::Borrowed(_)));
    }

    proptest! {
        #[test]
        fn it_is_what_the_whole_way_gives(text in "[a-zàảơưÀ\u{300}-\u{323}\u{31B}đ ]{0,12}") {
            prop_assert_eq!(composed(&text).into_owned(), text.nfc().collect::<String>());
        }
    }
}
