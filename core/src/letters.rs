//! Letters of one piece: Vietnamese can be typed with its marks as characters of their own.

use std::borrow::Cow;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// `text` in Unicode's composed form (NFC). What is so already, as most text is, is lent back.
pub(crate) fn composed(text: &str) -> Cow<'_, str> {
    if is_vietnamese(text.as_bytes()) || is_nfc_quick(text.chars()) == IsNormalized::Yes {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.nfc().collect())
}

/// Whether all letters come before U+0300 or from U+1E80 to U+1EFF, as those of Vietnamese do:
/// none of these is ever composed further. To look at bytes is many times as fast.
fn is_vietnamese(text: &[u8]) -> bool {
    let far = |byte: u8| (byte >= 0xcc) & (byte != 0xe1);
    let other = |pair: &[u8]| (pair[0] == 0xe1) & (pair[1] != 0xba) & (pair[1] != 0xbb);
    // Without a way out on the way, so that many bytes are looked at at once.
    let rest = text.windows(2).fold(false, |any, pair| any | far(pair[1]) | other(pair));
    !rest && text.first().is_none_or(|first| !far(*first))
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

    #[test]
    fn letters_of_vietnamese_are_of_one_piece() {
        for letter in ('\0'..='\u{2ff}').chain('\u{1e80}'..='\u{1eff}') {
            let text = letter.to_string();
            assert!(is_vietnamese(text.as_bytes()), "{letter}");
            assert_eq!(text.nfc().collect::<String>(), text);
        }
    }

    proptest! {
        #[test]
        fn it_is_what_the_whole_way_gives(text in "[a-zàảơưÀ\u{300}-\u{323}\u{31B}đ\u{2000}–…\u{1e00}가\u{1100} ]{0,12}") {
            prop_assert_eq!(composed(&text).into_owned(), text.nfc().collect::<String>());
        }
    }
}
