//! Roman numerals, for phần, chương, mục and phụ lục.

/// `n` in Roman numerals; `None` beyond 1 to 3,999.
pub fn roman(n: u32) -> Option<String> {
    const SIGNS: [(u32, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    if !(1..=3999).contains(&n) {
        return None;
    }
    let mut rest = n;
    let mut out = String::new();
    for (value, sign) in SIGNS {
        while rest >= value {
            rest -= value;
            out.push_str(sign);
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::roman;

    #[test]
    fn signs_subtract_where_they_should() {
        for (n, text) in
            [(1, "I"), (4, "IV"), (9, "IX"), (14, "XIV"), (40, "XL"), (1994, "MCMXCIV")]
        {
            assert_eq!(roman(n).as_deref(), Some(text));
        }
        assert_eq!(roman(0), None);
        assert_eq!(roman(4000), None);
    }
}
