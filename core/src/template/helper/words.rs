//! Numbers in words.

/// Words on which offices differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// *ngàn* (South) instead of *nghìn*.
    pub ngan: bool,
    /// *lẻ* instead of *linh*: "một trăm lẻ năm".
    pub le: bool,
    /// *bốn* instead of *tư* after *mươi*: "hai mươi bốn".
    pub bon: bool,
}

impl Default for Style {
    /// nghìn, linh, tư: as the State's forms read.
    fn default() -> Self {
        Self { ngan: false, le: false, bon: false }
    }
}

const DIGITS: [&str; 10] = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"];

/// `n` in words: 1005 is "một nghìn không trăm linh năm".
pub fn words(n: i64, style: Style) -> String {
    let mut out = Vec::new();
    if n < 0 {
        out.push("âm");
    }
    if n == 0 {
        out.push("không");
    }
    billions(n.unsigned_abs(), false, style, &mut out);
    out.join(" ")
}

/// `n` in groups of nine digits, each followed by *tỷ* as often as it has groups below it.
/// `led`: something was said before, so that empty hundreds are said too.
fn billions(n: u64, led: bool, style: Style, out: &mut Vec<&'static str>) {
    let (above, below) = (n / 1_000_000_000, n % 1_000_000_000);
    if above > 0 {
        billions(above, led, style, out);
        out.push("tỷ");
    }
    let led = led || above > 0;
    let thousand = if style.ngan { "ngàn" } else { "nghìn" };
    let units = [(below / 1_000_000, "triệu"), (below / 1000 % 1000, thousand), (below % 1000, "")];
    let mut led = led;
    for (group, unit) in units {
        if group == 0 {
            continue;
        }
        hundreds(group, led, style, out);
        if !unit.is_empty() {
            out.push(unit);
        }
        led = true;
    }
}

/// 1 to 999; `led`: "không trăm" and "linh" are said where digits are empty.
fn hundreds(n: u64, led: bool, style: Style, out: &mut Vec<&'static str>) {
    let digit = |value: u64| DIGITS[(value % 10) as usize];
    let (hundred, ten, one) = (n / 100, n / 10 % 10, n % 10);
    if hundred > 0 || led {
        out.extend([digit(hundred), "trăm"]);
    }
    match ten {
        0 if one > 0 && (hundred > 0 || led) => out.push(if style.le { "lẻ" } else { "linh" }),
        0 => {}
        1 => out.push("mười"),
        _ => out.extend([digit(ten), "mươi"]),
    }
    match one {
        0 => {}
        1 if ten > 1 => out.push("mốt"),
        4 if ten > 1 && !style.bon => out.push("tư"),
        5 if ten > 0 => out.push("lăm"),
        _ => out.push(digit(one)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_people_read_them() {
        for (n, text) in [
            (0, "không"),
            (4, "bốn"),
            (5, "năm"),
            (10, "mười"),
            (11, "mười một"),
            (14, "mười bốn"),
            (15, "mười lăm"),
            (20, "hai mươi"),
            (21, "hai mươi mốt"),
            (24, "hai mươi tư"),
            (25, "hai mươi lăm"),
            (44, "bốn mươi tư"),
            (55, "năm mươi lăm"),
            (100, "một trăm"),
            (101, "một trăm linh một"),
            (105, "một trăm linh năm"),
            (110, "một trăm mười"),
            (111, "một trăm mười một"),
            (115, "một trăm mười lăm"),
            (121, "một trăm hai mươi mốt"),
            (1000, "một nghìn"),
            (1001, "một nghìn không trăm linh một"),
            (1010, "một nghìn không trăm mười"),
            (1100, "một nghìn một trăm"),
            (2026, "hai nghìn không trăm hai mươi sáu"),
            (10_005, "mười nghìn không trăm linh năm"),
            (1_000_001, "một triệu không trăm linh một"),
            (1_005_000, "một triệu không trăm linh năm nghìn"),
            (143_800_000, "một trăm bốn mươi ba triệu tám trăm nghìn"),
            (1_000_000_000, "một tỷ"),
            (3_000_000_005, "ba tỷ không trăm linh năm"),
            (1_000_000_000_000, "một nghìn tỷ"),
            (1_000_000_000_000_000_000, "một tỷ tỷ"),
            (-7, "âm bảy"),
        ] {
            assert_eq!(words(n, Style::default()), text, "{n}");
        }
    }

    #[test]
    fn offices_may_choose_their_words() {
        let south = Style { ngan: true, le: true, bon: true };
        assert_eq!(words(24_104, south), "hai mươi bốn ngàn một trăm lẻ bốn");
    }

    #[test]
    fn no_two_numbers_read_alike() {
        let all: std::collections::BTreeSet<String> =
            (0..100_000).map(|n| words(n, Style::default())).collect();
        assert_eq!(all.len(), 100_000);
    }

    #[test]
    fn the_ends_of_the_range_are_read() {
        assert!(words(i64::MAX, Style::default()).starts_with("chín tỷ"));
        assert!(words(i64::MIN, Style::default()).starts_with("âm chín tỷ"));
    }
}
