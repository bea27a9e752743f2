//! What days a report covers.

use std::fmt;

/// A day of the calendar. Its order is that of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Day {
    year: i64,
    month: i64,
    day: i64,
}

impl Day {
    /// Reads `5/2/2026` or `2026-02-05`, whose shape the schema judged. `None`: the day is blank.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let slashed = text.contains('/');
        let mut parts = text.split(['/', '-']).map(|part| part.trim().parse().ok());
        let (first, month, last) = (parts.next()??, parts.next()??, parts.next()??);
        let (day, year) = if slashed { (first, last) } else { (last, first) };
        Some(Self { year, month, day })
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}/{:02}/{}", self.day, self.month, self.year)
    }
}

/// The window of a month: the 15th of the month before to the 14th (Nghị định 09/2019/NĐ-CP,
/// Điều 12).
pub(crate) fn window(month: i64, year: i64) -> (Day, Day) {
    let (before, its_year) = if month == 1 { (12, year - 1) } else { (month - 1, year) };
    (Day { year: its_year, month: before, day: 15 }, Day { year, month, day: 14 })
}

/// The month after.
pub(crate) fn next(month: i64, year: i64) -> (i64, i64) {
    if month == 12 { (1, year + 1) } else { (month + 1, year) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_is_reported_from_the_15th_before_to_its_14th() {
        for (month, from, to) in [
            (1, "15/12/2025", "14/01/2026"),
            (3, "15/02/2026", "14/03/2026"),
            (12, "15/11/2026", "14/12/2026"),
        ] {
            let (first, last) = window(month, 2026);
            assert_eq!((first.to_string(), last.to_string()), (from.to_owned(), to.to_owned()));
        }
        assert_eq!((next(12, 2026), next(3, 2026)), ((1, 2027), (4, 2026)));
    }

    #[test]
    fn days_are_read_in_both_orders_and_compared_by_the_calendar() {
        assert_eq!(Day::read("5/2/2026"), Day::read("2026-02-05"));
        assert!(Day::read("14/3/2026") > Day::read("15/2/2026"));
        for no_day in ["/2/2026", "", "tháng 2", "5/2"] {
            assert_eq!(Day::read(no_day), None, "{no_day}");
        }
    }
}
