//! Slips in the words, and what they are looked for in.

use std::borrow::Cow;

/// Paragraphs of the text, with their places.
pub(super) type Text<'s> = Vec<(usize, Cow<'s, str>)>;

/// Something written wrongly.
pub(super) struct Slip {
    /// The paragraph.
    pub(super) at: usize,
    /// What stands there.
    pub(super) found: String,
    /// What should.
    pub(super) wanted: Option<String>,
    /// How many more paragraphs have the like.
    pub(super) more: usize,
    /// It is one of two ways.
    pub(super) alike: bool,
}

impl Slip {
    /// Two ways of writing one thing show each other; which is right nobody can know.
    pub(super) fn property(&self) -> &'static str {
        if self.alike { "alike" } else { "content" }
    }
}

/// A word without the marks around it.
pub(super) fn bare(word: &str) -> &str {
    word.trim_matches(|c: char| ",.;:()[]\"“”'‘’…/".contains(c))
}
