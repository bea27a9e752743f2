//! What is worked out of a month's figures and those before.

use rust_decimal::Decimal;
use vanthu_plugin::{Failure, Value, json};

use crate::figure::{percent, total, value};
use crate::period::{Day, next, window};
use crate::report::{ByUnit, DONE, LAST_YEAR, PLAN, Report, Row, find};

/// All that the layout shows under `tinh`.
pub(crate) fn compute(data: &Value) -> Result<Value, Failure> {
    let report = Report::read(data, String::new());
    let earlier = report.earlier();
    let (first, last) = window(report.month, report.year);
    let own = |field, usual: Day| Day::read(report.text(field)).unwrap_or(usual).to_string();
    let (month_after, its_year) = next(report.month, report.year);
    let main = report.rows().filter(|row| row.is_main());
    let main = lines(main, report.month, &earlier)?;
    let mut groups = Vec::new();
    for group in report.groups.iter().filter(|group| !group.rows.is_empty()) {
        let rows = lines(group.rows.iter(), report.month, &earlier)?;
        groups.push(json!({ "ten": group.name, "dong": rows }));
    }
    Ok(json!({
        "tu_ngay": own("so_lieu_tu", first),
        "den_ngay": own("so_lieu_den", last),
        "thang_sau": month_after,
        "nam_sau": its_year,
        "chu_yeu": main,
        "nhom": groups,
        "don_vi": units(&report, &earlier)?,
    }))
}

/// The rows of an indicator each, of all of them or of the main ones.
fn lines<'r, 'v: 'r>(
    rows: impl Iterator<Item = &'r Row<'v>>,
    month: i64,
    earlier: &[Report<'v>],
) -> Result<Vec<Value>, Failure> {
    let line = |row: &Row<'v>| {
        let before = earlier.iter().map(|report| (report.month, find(report.rows(), row.name)));
        let figures = Figures::of(row, row.is_state(), month, before).value(row.name)?;
        Ok(json!({ "ten": row.name, "don_vi": row.measure(), "so": figures }))
    };
    rows.map(line).collect()
}

/// The tables by unit, with ranks and totals.
fn units(report: &Report<'_>, earlier: &[Report<'_>]) -> Result<Vec<Value>, Failure> {
    let made = report.tables.iter().map(|table| {
        let divided = find(report.rows(), table.name);
        let is_state = divided.is_some_and(Row::is_state);
        let figures: Vec<Figures> =
            table.rows.iter().map(|row| unit(table, row, report, earlier, is_state)).collect();
        let ranks = ranks(&figures, table.ranks_by_done);
        let mut rows = Vec::new();
        for ((row, figures), rank) in table.rows.iter().zip(&figures).zip(ranks) {
            rows.push(json!({ "ten": row.name, "hang": rank, "so": figures.value(row.name)? }));
        }
        let ranked_by = match table.ranks_by_done {
            true => "lũy kế thực hiện",
            false => "tỷ lệ lũy kế so với kế hoạch năm",
        };
        Ok(json!({
            "chi_tieu": table.name,
            "don_vi": divided.map_or("", Row::measure),
            "xep_theo": ranked_by,
            "dong": rows,
            "tong": Figures::all(&figures).value(table.name)?,
        }))
    });
    made.collect()
}

fn unit(
    table: &ByUnit<'_>,
    row: &Row<'_>,
    report: &Report<'_>,
    earlier: &[Report<'_>],
    is_state: bool,
) -> Figures {
    let before = earlier.iter().map(|report| {
        let old = report.table(table.name);
        (report.month, old.and_then(|old| find(old.rows.iter(), row.name)))
    });
    Figures::of(row, is_state, report.month, before)
}

/// The figures of a row. `None`: it is not given, or cannot be worked out.
struct Figures {
    plan: Option<Decimal>,
    month_before: Option<Decimal>,
    done: Option<Decimal>,
    last_year: Option<Decimal>,
    so_far: Option<Decimal>,
    so_far_last_year: Option<Decimal>,
}

impl Figures {
    /// A row over the months, in which it may not have been there.
    fn of<'r, 'v: 'r>(
        row: &Row<'v>,
        is_state: bool,
        month: i64,
        before: impl Iterator<Item = (i64, Option<&'r Row<'v>>)>,
    ) -> Self {
        let before: Vec<(i64, &Row<'v>)> =
            before.filter_map(|(month, old)| Some((month, old?))).collect();
        let over = |field| {
            let months = before.iter().map(|(_, old)| old.figure(field));
            total(months.chain([row.figure(field)]))
        };
        let last = before.iter().find(|(its_month, _)| *its_month == month - 1);
        Self {
            plan: row.figure(PLAN),
            month_before: last.and_then(|(_, old)| old.figure(DONE)),
            done: row.figure(DONE),
            last_year: row.figure(LAST_YEAR),
            so_far: if is_state { row.figure(DONE) } else { over(DONE) },
            so_far_last_year: if is_state { row.figure(LAST_YEAR) } else { over(LAST_YEAR) },
        }
    }

    /// The sums of columns that every row has.
    fn all(rows: &[Self]) -> Self {
        let sum = |field: fn(&Self) -> Option<Decimal>| total(rows.iter().map(field));
        Self {
            plan: sum(|row| row.plan),
            month_before: sum(|row| row.month_before),
            done: sum(|row| row.done),
            last_year: sum(|row| row.last_year),
            so_far: sum(|row| row.so_far),
            so_far_last_year: sum(|row| row.so_far_last_year),
        }
    }

    /// The share of the year's plan that was reached so far.
    fn of_plan(&self) -> Option<Decimal> {
        percent(self.so_far?, self.plan?)
    }

    /// Figures, and how they compare; those that cannot be worked out are left out.
    fn value(&self, name: &str) -> Result<Value, Failure> {
        let over = |part: Option<Decimal>, whole: Option<Decimal>| percent(part?, whole?);
        let all = [
            ("ke_hoach_nam", self.plan),
            ("thang_truoc", self.month_before),
            ("thuc_hien", self.done),
            ("so_thang_truoc", over(self.done, self.month_before)),
            ("cung_ky", self.last_year),
            ("so_cung_ky", over(self.done, self.last_year)),
            ("luy_ke", self.so_far),
            ("so_luy_ke_cung_ky", over(self.so_far, self.so_far_last_year)),
            ("dat_ke_hoach", self.of_plan()),
        ];
        let mut out = json!({});
        for (field, figure) in all {
            if let Some(figure) = figure {
                out[field] = value(figure).ok_or_else(|| {
                    format!("số của «{name}» dài quá 15 chữ số khi cộng; dùng đơn vị tính lớn hơn")
                })?;
            }
        }
        Ok(out)
    }
}

/// Ranks from the best, 1; equals share one, and the next is as if they did not.
fn ranks(rows: &[Figures], by_done: bool) -> Vec<usize> {
    // The share that is printed is rounded; who is ahead is judged by the whole of it.
    let share = |row: &Figures| match by_done {
        true => row.so_far,
        false => row.so_far?.checked_div(row.plan?),
    };
    let shares: Vec<_> = rows.iter().map(share).collect();
    shares.iter().map(|own| 1 + shares.iter().filter(|other| *other > own).count()).collect()
}
