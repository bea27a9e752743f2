//! Values of a standard: `13pt`, `12pt..13pt`, `[10mm, 12.7mm]`, `>=6pt`, `1/3..1/2`.

use crate::length::Twips;

/// One value of a look.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A length: `13pt`, `10mm`.
    Length(Twips),
    /// A bare number: `1.1` lines, `1/3`.
    Number(f64),
    /// Yes or no.
    Flag(bool),
    /// A word: `center`, `Times New Roman`.
    Word(String),
}

/// What a rule allows.
#[derive(Debug, Clone, PartialEq)]
pub enum Allowed {
    /// This only.
    Exactly(Value),
    /// From the first to the second, both included.
    Between(Value, Value),
    /// One of these.
    OneOf(Vec<Value>),
    /// This or more.
    AtLeast(Value),
}

impl Value {
    /// Reads a value. Words are what is nothing else.
    pub fn parse(text: &str) -> Self {
        let text = text.trim();
        let number = |digits: &str| digits.trim().parse::<f64>().ok();
        if let Some(pt) = text.strip_suffix("pt").and_then(number) {
            return Self::Length(Twips::pt(pt));
        }
        if let Some(mm) = text.strip_suffix("mm").and_then(number) {
            return Self::Length(Twips::mm(mm));
        }
        if let Some((above, below)) = text.split_once('/')
            && let (Some(above), Some(below)) = (number(above), number(below))
        {
            return Self::Number(above / below);
        }
        match (text, number(text)) {
            ("true", _) => Self::Flag(true),
            ("false", _) => Self::Flag(false),
            (_, Some(value)) => Self::Number(value),
            _ => Self::Word(text.to_owned()),
        }
    }

    /// The order of two values of one kind.
    fn at_most(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Length(a), Self::Length(b)) => a <= b,
            (Self::Number(a), Self::Number(b)) => *a <= *b + 1e-9,
            _ => false,
        }
    }
}

impl Allowed {
    /// Reads a scalar: a range, a bound or one value. `None`: a range of unlike or reversed ends.
    pub fn parse(text: &str) -> Option<Self> {
        if let Some(least) = text.strip_prefix(">=") {
            return Some(Self::AtLeast(Value::parse(least)));
        }
        let Some((low, high)) = text.split_once("..") else {
            return Some(Self::Exactly(Value::parse(text)));
        };
        let (low, high) = (Value::parse(low), Value::parse(high));
        low.at_most(&high).then_some(Self::Between(low, high))
    }

    /// Whether `value` is allowed.
    pub fn holds(&self, value: &Value) -> bool {
        match self {
            Self::Exactly(only) => only == value,
            Self::Between(low, high) => low.at_most(value) && value.at_most(high),
            Self::OneOf(values) => values.contains(value),
            Self::AtLeast(least) => least.at_most(value),
        }
    }

    /// The value, when only one is allowed.
    pub fn only(&self) -> Option<&Value> {
        match self {
            Self::Exactly(value) => Some(value),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_holds_its_ends_and_nothing_beyond() {
        let range = Allowed::parse("12pt..13pt").expect("a range");
        assert!(range.holds(&Value::parse("12pt")) && range.holds(&Value::parse("13pt")));
        assert!(!range.holds(&Value::parse("11.5pt")) && !range.holds(&Value::parse("14pt")));
        assert!(!range.holds(&Value::parse("12.5")), "a bare number is no length");
    }

    #[test]
    fn fractions_are_numbers() {
        let range = Allowed::parse("1/3..1/2").expect("a range");
        assert!(range.holds(&Value::Number(0.4)) && !range.holds(&Value::Number(0.6)));
    }

    #[test]
    fn a_reversed_range_is_refused() {
        assert_eq!(Allowed::parse("14pt..13pt"), None);
        assert_eq!(Allowed::parse("1..13pt"), None);
    }
}
