//! Dates in words.

use crate::schema::date::Date;

/// `ngày 05 tháng 02 năm 2026`: a leading zero for days below 10 and for months 1 and 2
/// (Phụ lục I, Phần I, Mục II, khoản 4, điểm b). A blank day leaves room to write it by hand.
pub fn long(date: Date) -> String {
    let Date { day, month, year } = date;
    let day = day.map_or_else(|| "      ".to_owned(), |day| format!("{day:02}"));
    let month = if month < 3 { format!("{month:02}") } else { month.to_string() };
    format!("ngày {day} tháng {month} năm {year}")
}

/// `05/02/2026`; a blank day is left out: `/02/2026`.
pub fn short(date: Date) -> String {
    let Date { day, month, year } = date;
    let day = day.map_or_else(String::new, |day| format!("{day:02}"));
    format!("{day}/{month:02}/{year}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::date::parse;

    #[test]
    fn zeros_lead_days_below_ten_and_the_first_two_months_only() {
        let text = |given| long(parse(given).expect("a date"));
        assert_eq!(text("5/1/2020"), "ngày 05 tháng 01 năm 2020");
        assert_eq!(text("29/6/2019"), "ngày 29 tháng 6 năm 2019");
        assert_eq!(text("24/8/2017"), "ngày 24 tháng 8 năm 2017");
        assert_eq!(text("/8/2026"), "ngày        tháng 8 năm 2026");
    }

    #[test]
    fn the_short_form_has_two_digits_each() {
        assert_eq!(short(parse("5/2/2026").expect("a date")), "05/02/2026");
    }
}
