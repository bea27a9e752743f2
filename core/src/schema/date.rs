//! Dates as offices write them.

/// A date, perhaps with a blank day: drafts leave it to be written after signing (Nghị định
/// 30/2020/NĐ-CP, Điều 15).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Date {
    /// 1–31; `None` when left blank.
    pub day: Option<u8>,
    /// 1–12.
    pub month: u8,
    /// Four digits.
    pub year: u16,
}

impl Date {
    /// Which of two comes first. Where the day of one is blank, months are compared.
    pub fn order(self, other: Self) -> std::cmp::Ordering {
        let month = (self.year, self.month).cmp(&(other.year, other.month));
        match (self.day, other.day) {
            (Some(day), Some(other)) => month.then(day.cmp(&other)),
            _ => month,
        }
    }

    /// Days since 1 March of the year 0, in the calendar that is in force now; `None` for a blank
    /// day. Years are taken to begin in March, so that the leap day is their last.
    pub fn number(self) -> Option<i64> {
        let (month, year) = match self.month {
            month @ 3.. => (i64::from(month) - 3, i64::from(self.year)),
            month => (i64::from(month) + 9, i64::from(self.year) - 1),
        };
        let days_before = (153 * month + 2) / 5;
        let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
        Some(365 * year + leap_days + days_before + i64::from(self.day?) - 1)
    }

    /// The day of a [`number`](Self::number); `None` before the year 1 and after 9999.
    pub fn from_number(number: i64) -> Option<Self> {
        // 400 years have 146,097 days, and none of them a 29 February but as their last.
        let (cycle, day) = (number.div_euclid(146_097), number.rem_euclid(146_097));
        let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
        let day = day - (365 * year + year / 4 - year / 100);
        let month = (5 * day + 2) / 153;
        let day = day - (153 * month + 2) / 5 + 1;
        let next = i64::from(month >= 10);
        let month = if month < 10 { month + 3 } else { month - 9 };
        let year = u16::try_from(cycle * 400 + year + next).ok()?;
        let (day, month) = (u8::try_from(day).ok()?, u8::try_from(month).ok()?);
        (1..=9999).contains(&year).then_some(Self { day: Some(day), month, year })
    }
}

/// Why a text is no date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// It is not written as a date.
    Shape,
    /// It is, but the calendar has no such day.
    NoSuchDay,
}

/// Reads `5/2/2026`, `05/02/2026`, `2026-02-05`, and `/2/2026` for a blank day.
pub fn parse(text: &str) -> Option<Date> {
    read(text).ok()
}

/// As [`parse`], and says what is wrong.
pub fn read(text: &str) -> Result<Date, Fault> {
    let text = text.trim();
    let (year, month, day) = if text.contains('/') {
        let mut parts = text.split('/').map(str::trim);
        let (day, month, year) = (parts.next(), parts.next(), parts.next());
        if parts.next().is_some() {
            return Err(Fault::Shape);
        }
        (year, month, day)
    } else {
        let mut parts = text.split('-');
        let (year, month, day) = (parts.next(), parts.next(), parts.next());
        let iso = month.is_some_and(|m| m.len() == 2) && day.is_some_and(|d| d.len() == 2);
        if !iso || parts.next().is_some() {
            return Err(Fault::Shape);
        }
        (year, month, day)
    };
    let (Some(year), Some(month), Some(day)) = (year, month, day) else {
        return Err(Fault::Shape);
    };
    if year.len() != 4 {
        return Err(Fault::Shape);
    }
    let (year, month) = (digits(year)?, digits(month)?);
    let day = if day.is_empty() { None } else { Some(digits(day)?) };
    build(year, month, day)
}

/// One to four digits and nothing else.
fn digits(text: &str) -> Result<u16, Fault> {
    if text.is_empty() || text.len() > 4 || !text.bytes().all(|b| b.is_ascii_digit()) {
        return Err(Fault::Shape);
    }
    text.parse().map_err(|_| Fault::Shape)
}

fn build(year: u16, month: u16, day: Option<u16>) -> Result<Date, Fault> {
    let length = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => {
            29
        }
        2 => 28,
        _ => return Err(Fault::NoSuchDay),
    };
    if year == 0 || day.is_some_and(|d| d == 0 || d > length) {
        return Err(Fault::NoSuchDay);
    }
    Ok(Date { day: day.map(|d| d as u8), month: month as u8, year })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(day: u8, month: u8, year: u16) -> Option<Date> {
        Some(Date { day: Some(day), month, year })
    }

    #[test]
    fn one_and_two_digit_parts_are_read_alike() {
        assert_eq!(parse("5/2/2026"), day(5, 2, 2026));
        assert_eq!(parse("05/02/2026"), day(5, 2, 2026));
        assert_eq!(parse("2026-02-05"), day(5, 2, 2026));
    }

    #[test]
    fn days_are_counted_over_leap_days_and_centuries() {
        let between = |a, b| {
            let number = |text| parse(text).and_then(Date::number).expect("a full date");
            number(b) - number(a)
        };
        for (from, to, days) in [
            ("28/2/2024", "1/3/2024", 2),
            ("28/2/2026", "1/3/2026", 1),
            ("1/1/2026", "1/1/2027", 365),
            ("28/2/1900", "1/3/1900", 1),
            ("1/1/2000", "1/1/2001", 366),
            ("15/12/2025", "14/1/2026", 30),
            ("14/2/2026", "5/2/2026", -9),
        ] {
            assert_eq!(between(from, to), days, "{from} {to}");
        }
        assert_eq!(parse("/2/2026").and_then(Date::number), None);
    }

    #[test]
    fn a_number_leads_back_to_its_day() {
        for text in ["1/3/0001", "28/2/1900", "1/3/1900", "29/2/2000", "31/12/1999", "31/12/9999"] {
            let day = parse(text).expect("a date");
            assert_eq!(day.number().and_then(Date::from_number), Some(day), "{text}");
        }
        let first = parse("1/1/2023").and_then(Date::number).expect("a number");
        for number in first..first + 1_500 {
            let day = Date::from_number(number).expect("a day");
            assert_eq!(day.number(), Some(number), "{day:?}");
            assert!(build(day.year, u16::from(day.month), day.day.map(u16::from)).is_ok());
        }
        assert_eq!(Date::from_number(-1_000), None);
        assert_eq!(Date::from_number(i64::from(u32::MAX)), None);
    }

    #[test]
    fn dates_are_ordered_by_the_calendar_and_blank_days_by_the_month() {
        use std::cmp::Ordering::{Equal, Greater, Less};
        for (a, b, order) in [
            ("5/2/2026", "05/02/2026", Equal),
            ("5/2/2026", "2026-02-14", Less),
            ("1/1/2027", "31/12/2026", Greater),
            ("/2/2026", "14/2/2026", Equal),
            ("/1/2026", "1/2/2026", Less),
        ] {
            let (a, b) = (parse(a).expect("a date"), parse(b).expect("a date"));
            assert_eq!(a.order(b), order, "{a:?} {b:?}");
        }
    }

    #[test]
    fn a_blank_day_is_a_date_without_day() {
        for text in ["/8/2026", " /08/2026", "    / 8 / 2026"] {
            assert_eq!(parse(text), Some(Date { day: None, month: 8, year: 2026 }), "{text}");
        }
    }

    #[test]
    fn days_that_the_calendar_lacks_are_told_apart_from_bad_writing() {
        for text in ["31/02/2026", "29/2/2025", "31/4/2026", "0/1/2026", "1/13/2026", "2026-00-01"]
        {
            assert_eq!(read(text), Err(Fault::NoSuchDay), "{text}");
        }
        for text in ["", "24.8.2017", "24/8", "24/8/17", "2026-8-5", "24/8/2017/1", "a/8/2017"] {
            assert_eq!(read(text), Err(Fault::Shape), "{text}");
        }
        assert_eq!(parse("29/2/2024"), day(29, 2, 2024));
    }
}
