//! What each helper takes and gives: one table for registering them and for checking templates.

use std::ops::RangeInclusive;

use super::call::{self, Work};

/// A helper, as templates see it.
pub struct Signature {
    /// Its name.
    pub name: &'static str,
    /// How many values it takes.
    pub args: RangeInclusive<usize>,
    /// Names of its options: `decimals=2`.
    pub options: &'static [&'static str],
    /// What each value is; the last holds for all that follow.
    pub takes: &'static [Takes],
    /// How many of its values, from the first, may be absent.
    pub tolerant: usize,
    /// What it gives.
    pub returns: Returns,
    /// How it works.
    pub(super) work: Work,
}

/// What a helper's value must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takes {
    /// Text or a number.
    Text,
    /// A number, or a text of digits.
    Number,
    /// A list.
    List,
    /// A list or a text.
    Countable,
    /// The name of a field of the list's rows, in quotes.
    Column,
    /// Anything.
    Any,
}

/// What a helper gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Returns {
    /// Text.
    Text,
    /// A number.
    Number,
    /// True or false: only for conditions.
    Boolean,
    /// Nothing by itself: it stands around text.
    Block,
}

impl Signature {
    /// What the value at `nth` must be.
    pub fn takes_at(&self, nth: usize) -> Takes {
        self.takes.get(nth).or(self.takes.last()).copied().unwrap_or(Takes::Any)
    }

    /// Whether the value at `nth` may be absent.
    pub fn tolerates(&self, nth: usize) -> bool {
        nth < self.tolerant
    }
}

/// Values that may all be absent.
const ALL: usize = usize::MAX;

const fn text(
    name: &'static str,
    args: RangeInclusive<usize>,
    takes: &'static [Takes],
    options: &'static [&'static str],
    work: Work,
) -> Signature {
    Signature { name, args, options, takes, tolerant: 0, returns: Returns::Text, work }
}

const fn logic(name: &'static str, args: RangeInclusive<usize>, work: Work) -> Signature {
    let takes = &[Takes::Any];
    Signature { name, args, options: &[], takes, tolerant: ALL, returns: Returns::Boolean, work }
}

/// Stands in `{{#…}}` only; handlebars has it built in.
const fn block(name: &'static str, takes: &'static [Takes]) -> Signature {
    let returns = Returns::Block;
    Signature { name, args: 1..=1, options: &[], takes, tolerant: ALL, returns, work: call::block }
}

/// All helpers, in the order of the handbook.
pub(super) static SIGNATURES: &[Signature] = {
    use Takes::{Any, Column, Countable, List, Number, Text};
    &[
        text("date", 1..=1, &[Text], &["style"], call::date),
        text("number", 1..=1, &[Number], &["decimals"], call::number),
        text("money", 1..=1, &[Number], &[], call::money),
        text("words", 1..=1, &[Number], call::WORDS, call::words),
        text("money_words", 1..=1, &[Number], call::WORDS, call::money_words),
        text("percent", 2..=2, &[Number], &["decimals"], call::percent),
        text("difference", 2..=2, &[Number], &["decimals"], call::difference),
        text("roman", 1..=1, &[Number], &[], call::roman),
        text("letter", 1..=1, &[Number], &[], call::letter),
        text("pad", 1..=1, &[Text], &[], call::pad),
        text("upper", 1..=1, &[Text], &[], call::upper),
        text("lower", 1..=1, &[Text], &[], call::lower),
        text("capitalize", 1..=1, &[Text], &[], call::capitalize),
        text("bare", 1..=1, &[Text], &[], call::bare),
        Signature { tolerant: 1, ..text("default", 2..=2, &[Text], &[], call::default) },
        Signature { tolerant: 1, ..text("join", 1..=2, &[List, Text], &[], call::join) },
        Signature {
            tolerant: 1,
            returns: Returns::Number,
            ..text("sum", 2..=2, &[List, Column], &[], call::sum)
        },
        Signature {
            tolerant: 1,
            returns: Returns::Number,
            ..text("length", 1..=1, &[Countable], &[], call::length)
        },
        logic("eq", 2..=2, call::eq),
        logic("ne", 2..=2, call::ne),
        logic("gt", 2..=2, call::gt),
        logic("gte", 2..=2, call::gte),
        logic("lt", 2..=2, call::lt),
        logic("lte", 2..=2, call::lte),
        logic("and", 2..=8, call::and),
        logic("or", 2..=8, call::or),
        logic("not", 1..=1, call::not),
        block("if", &[Any]),
        block("unless", &[Any]),
        block("each", &[List]),
    ]
};

/// The helper of this name.
pub fn signature(name: &str) -> Option<&'static Signature> {
    SIGNATURES.iter().find(|signature| signature.name == name)
}

/// The names of all helpers.
pub fn names() -> impl Iterator<Item = &'static str> {
    SIGNATURES.iter().map(|signature| signature.name)
}
