//! A report as it is read, each part with its place.

use rust_decimal::Decimal;
use vanthu_plugin::Value;

use crate::figure;

/// The figures of a row that are of one month, or of the year, and add up.
pub(crate) const PLAN: &str = "ke_hoach_nam";
/// What was done in the month.
pub(crate) const DONE: &str = "thuc_hien";
/// What was done in the same month of last year.
pub(crate) const LAST_YEAR: &str = "cung_ky";

/// A month's report.
pub(crate) struct Report<'v> {
    /// Pointer to it: empty for the one that is made.
    pub(crate) path: String,
    /// 1–12.
    pub(crate) month: i64,
    /// Four digits.
    pub(crate) year: i64,
    /// Groups of indicators.
    pub(crate) groups: Vec<Group<'v>>,
    /// Indicators by unit.
    pub(crate) tables: Vec<ByUnit<'v>>,
    data: &'v Value,
}

/// A group of indicators.
pub(crate) struct Group<'v> {
    pub(crate) name: &'v str,
    pub(crate) rows: Vec<Row<'v>>,
}

/// The figures of one indicator, unit by unit.
pub(crate) struct ByUnit<'v> {
    pub(crate) path: String,
    /// The indicator that it divides.
    pub(crate) name: &'v str,
    /// Whether units are ranked by what was done, not by their share of the plan.
    pub(crate) ranks_by_done: bool,
    pub(crate) rows: Vec<Row<'v>>,
}

/// One indicator, or one unit.
pub(crate) struct Row<'v> {
    pub(crate) path: String,
    pub(crate) name: &'v str,
    pub(crate) data: &'v Value,
}

impl<'v> Report<'v> {
    /// Reads the document at `path`.
    pub(crate) fn read(data: &'v Value, path: String) -> Self {
        let groups = items(data, "nhom", &path).map(|(path, group)| Group {
            name: text(group, "ten"),
            rows: rows(group, "chi_tieu", &path),
        });
        let tables = items(data, "theo_don_vi", &path).map(|(path, table)| ByUnit {
            name: text(table, "chi_tieu"),
            ranks_by_done: text(table, "xep_hang_theo") == DONE,
            rows: rows(table, "dong", &path),
            path,
        });
        Self {
            month: whole(data, "thang"),
            year: whole(data, "nam"),
            groups: groups.collect(),
            tables: tables.collect(),
            path,
            data,
        }
    }

    /// The reports of earlier months, in the order of the months.
    pub(crate) fn earlier(&self) -> Vec<Self> {
        let named = items(self.data, "ky_truoc", &self.path);
        let mut all: Vec<Self> = named.map(|(path, data)| Self::read(data, path)).collect();
        all.sort_by_key(|report| report.month);
        all
    }

    /// All indicators.
    pub(crate) fn rows(&self) -> impl Iterator<Item = &Row<'v>> {
        self.groups.iter().flat_map(|group| &group.rows)
    }

    /// The division of an indicator by unit.
    pub(crate) fn table(&self, name: &str) -> Option<&ByUnit<'v>> {
        self.tables.iter().find(|table| same(table.name, name))
    }

    /// A field of the document itself.
    pub(crate) fn text(&self, field: &str) -> &'v str {
        text(self.data, field)
    }

    /// The issuing agency's name, as one line.
    pub(crate) fn agency(&self) -> String {
        let lines = self.data["co_quan"]["ten"].as_array().into_iter().flatten();
        lines.filter_map(Value::as_str).collect::<Vec<_>>().join(" ")
    }

    /// Pointer to a field of the document.
    pub(crate) fn at(&self, field: &str) -> String {
        format!("{}/{field}", self.path)
    }
}

impl<'v> Row<'v> {
    /// One of its figures.
    pub(crate) fn figure(&self, field: &str) -> Option<Decimal> {
        figure::read(&self.data[field])
    }

    /// What its figures are counted in; empty for a unit's row.
    pub(crate) fn measure(&self) -> &'v str {
        text(self.data, "don_vi")
    }

    /// The first month of the year that it was reported for.
    pub(crate) fn since(&self) -> i64 {
        self.data["tu_thang"].as_i64().unwrap_or(1)
    }

    /// Whether a month's figure is a state, such as a number of households, and does not add up
    /// over the months.
    pub(crate) fn is_state(&self) -> bool {
        text(self.data, "cach_tinh") == "thoi_diem"
    }

    /// Whether it is one of those that the text itself shows.
    pub(crate) fn is_main(&self) -> bool {
        self.data["chu_yeu"] == true
    }

    /// The indicators whose sum it is.
    pub(crate) fn parts(&self) -> impl Iterator<Item = (String, &'v str)> {
        let parts = items(self.data, "bang_tong", &self.path);
        parts.map(|(path, name)| (path, name.as_str().unwrap_or_default()))
    }

    /// Pointer to one of its fields.
    pub(crate) fn at(&self, field: &str) -> String {
        format!("{}/{field}", self.path)
    }
}

/// The row of this name.
pub(crate) fn find<'r, 'v: 'r>(
    mut rows: impl Iterator<Item = &'r Row<'v>>,
    name: &str,
) -> Option<&'r Row<'v>> {
    rows.find(|row| same(row.name, name))
}

/// Whether two names are one, blanks and capitals apart.
pub(crate) fn same(a: &str, b: &str) -> bool {
    let letters = |name: &str| -> String {
        name.split_whitespace().flat_map(|word| [word, " "]).collect::<String>().to_lowercase()
    };
    a == b || letters(a) == letters(b)
}

fn rows<'v>(data: &'v Value, list: &'static str, path: &str) -> Vec<Row<'v>> {
    let read = |(path, data)| Row { name: text(data, "ten"), path, data };
    items(data, list, path).map(read).collect()
}

/// The items of a list, none when it is absent, each with its pointer.
fn items<'v>(
    data: &'v Value,
    list: &'static str,
    path: &str,
) -> impl Iterator<Item = (String, &'v Value)> {
    let items = data[list].as_array().map_or(&[][..], Vec::as_slice);
    let path = format!("{path}/{list}");
    items.iter().enumerate().map(move |(nth, item)| (format!("{path}/{nth}"), item))
}

fn text<'v>(data: &'v Value, field: &str) -> &'v str {
    data[field].as_str().unwrap_or_default()
}

/// A month or a year; 0 when it can be none.
fn whole(data: &Value, field: &str) -> i64 {
    data[field].as_i64().filter(|number| (0..=9999).contains(number)).unwrap_or_default()
}
