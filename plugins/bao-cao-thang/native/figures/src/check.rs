//! What must agree within a report, and between it and the months before.

use rust_decimal::Decimal;
use vanthu_plugin::{Finding, Value};

use crate::figure::{shown, total};
use crate::period::{Day, window};
use crate::report::{DONE, LAST_YEAR, PLAN, Report, Row, find, same};

/// Columns that add up, and what they are called.
const COLUMNS: [(&str, &str); 3] =
    [(PLAN, "kế hoạch năm"), (DONE, "thực hiện"), (LAST_YEAR, "cùng kỳ năm trước")];

/// All that is wrong.
pub(crate) fn check(data: &Value) -> Vec<Finding> {
    let report = Report::read(data, String::new());
    let earlier = report.earlier();
    let mut found = window_kept(&report);
    for one in std::iter::once(&report).chain(&earlier) {
        found.extend(names(one));
        found.extend(sums(one));
        found.extend(ranks(one));
    }
    found.extend(months(&report, &earlier));
    // What months say of each other is judged when they are the right ones.
    if found.iter().all(|finding| !is_error(finding)) {
        for before in &earlier {
            found.extend(against(&report, before));
        }
    }
    found
}

fn is_error(finding: &Finding) -> bool {
    finding.severity == vanthu_plugin::Severity::Error
}

/// The days that the figures are of, when the data names its own.
fn window_kept(report: &Report<'_>) -> Vec<Finding> {
    let (first, last) = window(report.month, report.year);
    let mut found = Vec::new();
    let mut own = Vec::new();
    for (field, usual, code) in
        [("so_lieu_tu", first, "ngay-dau-ky"), ("so_lieu_den", last, "ngay-chot-so-lieu")]
    {
        let written = report.text(field);
        if written.is_empty() {
            own.push(usual);
            continue;
        }
        let Some(day) = Day::read(written) else {
            let told = Finding::error(&report.at(field), code, "ngày này chưa ghi đủ");
            found.push(told.hint("ghi đủ ngày, tháng, năm").english("the day is left blank"));
            continue;
        };
        own.push(day);
        if day != usual {
            let told = format!("kỳ báo cáo tháng thường tính đến ngày {usual}, ở đây ghi {day}");
            let told = if field == "so_lieu_tu" { told.replace("đến", "từ") } else { told };
            found.push(
                Finding::warning(&report.at(field), code, told)
                    .english(format!("a month's report is usually bounded by {usual}, not {day}"))
                    .hint(
                        "Điều 12 Nghị định 09/2019/NĐ-CP tính từ ngày 15 tháng trước đến ngày 14 của tháng báo cáo; giữ ngày đã ghi nếu ngành có quy định riêng",
                    ),
            );
        }
    }
    if let [from, to] = own[..]
        && from > to
    {
        let field =
            if report.text("so_lieu_den").is_empty() { "so_lieu_tu" } else { "so_lieu_den" };
        let told = format!("kỳ số liệu bắt đầu {from}, sau ngày kết thúc {to}");
        found.push(
            Finding::error(&report.at(field), "ky-nguoc", told)
                .english(format!("the figures begin on {from} and end on {to}"))
                .hint("sửa «so_lieu_tu» hoặc «so_lieu_den»"),
        );
    }
    found
}

/// Each name once.
fn names(report: &Report<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    let rows: Vec<&Row<'_>> = report.rows().collect();
    found.extend(twice(&rows, "chỉ tiêu"));
    for (nth, table) in report.tables.iter().enumerate() {
        found.extend(twice(&table.rows.iter().collect::<Vec<_>>(), "đơn vị"));
        let at = format!("{}/chi_tieu", table.path);
        if report.tables[..nth].iter().any(|before| same(before.name, table.name)) {
            let told = format!("hai bảng cùng chia chỉ tiêu «{}» theo đơn vị", table.name);
            found.push(
                Finding::error(&at, "trung-bang", told)
                    .english(format!("two tables divide «{}»", table.name))
                    .hint("gộp hai bảng làm một"),
            );
        }
        if find(report.rows(), table.name).is_none() {
            found.push(unknown(&at, table.name));
        }
    }
    for row in &rows {
        for (at, name) in row.parts().filter(|(_, name)| find(report.rows(), name).is_none()) {
            found.push(unknown(&at, name));
        }
    }
    found
}

fn twice(rows: &[&Row<'_>], what: &str) -> Vec<Finding> {
    let repeated = rows
        .iter()
        .enumerate()
        .filter(|(nth, row)| rows[..*nth].iter().any(|before| same(before.name, row.name)));
    let told = repeated.map(|(_, row)| {
        Finding::error(&row.at("ten"), "trung-ten", format!("{what} «{}» ghi hai lần", row.name))
            .english(format!("«{}» is there twice", row.name))
            .hint("xóa một dòng, hoặc đổi tên cho khác nhau")
    });
    told.collect()
}

fn unknown(at: &str, name: &str) -> Finding {
    Finding::error(at, "khong-co-chi-tieu", format!("không có chỉ tiêu «{name}»"))
        .english(format!("there is no indicator «{name}»"))
        .hint("ghi đúng tên một chỉ tiêu ở «nhom»")
}

/// Totals, within one report.
fn sums(report: &Report<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for row in report.rows() {
        let parts: Option<Vec<&Row<'_>>> =
            row.parts().map(|(_, name)| find(report.rows(), name)).collect();
        let parts = parts.unwrap_or_default();
        let names: Vec<String> = parts.iter().map(|part| format!("«{}»", part.name)).collect();
        found.extend(agrees(row, &parts, &names.join(", ")));
    }
    for table in &report.tables {
        if let Some(row) = find(report.rows(), table.name) {
            let parts: Vec<&Row<'_>> = table.rows.iter().collect();
            found.extend(agrees(row, &parts, "các đơn vị"));
        }
    }
    found
}

/// A row against the sum of others, in each column that all of them have.
fn agrees(row: &Row<'_>, parts: &[&Row<'_>], of: &str) -> Vec<Finding> {
    let mut found = Vec::new();
    for (field, column) in COLUMNS {
        let sum: Option<Decimal> = total(parts.iter().map(|part| part.figure(field)));
        let (Some(sum), Some(figure)) = (sum, row.figure(field)) else { continue };
        if sum == figure {
            continue;
        }
        let (sum, figure, name) = (shown(sum), shown(figure), row.name);
        let told = format!("{column} của «{name}» là {figure}, mà tổng của {of} là {sum}");
        found.push(
            Finding::error(&row.at(field), "tong-khong-khop", told)
                .english(format!("«{name}» is {figure}, but its parts add up to {sum}"))
                .hint("sửa số tổng, hoặc số của từng phần"),
        );
    }
    found
}

/// Ranking by the share of the plan needs a plan.
fn ranks(report: &Report<'_>) -> Vec<Finding> {
    let by_plan = report.tables.iter().filter(|table| !table.ranks_by_done);
    let rows = by_plan.flat_map(|table| &table.rows);
    let lacking = rows.filter(|row| row.figure(PLAN).is_none_or(|plan| plan <= Decimal::ZERO));
    let told = lacking.map(|row| {
        let told = format!("«{}» không có kế hoạch năm để xếp hạng", row.name);
        Finding::error(&row.at("ten"), "thieu-ke-hoach", told)
            .english(format!("«{}» has no plan to be ranked by", row.name))
            .hint("ghi «ke_hoach_nam» lớn hơn 0, hoặc ghi «xep_hang_theo: thuc_hien» cho bảng")
    });
    told.collect()
}

/// The earlier months are those of the same year, each once, none left out.
fn months(report: &Report<'_>, earlier: &[Report<'_>]) -> Vec<Finding> {
    let mut found = Vec::new();
    let Report { month, year, .. } = *report;
    let mut seen: Vec<i64> = Vec::new();
    for before in earlier {
        if before.year != year {
            let told = format!("báo cáo này của năm {}, không phải năm {year}", before.year);
            let told = Finding::error(&before.at("nam"), "khac-nam", told)
                .english(format!("this is of {}, not of {year}", before.year));
            found.push(told.hint("nêu tệp của năm nay; cùng kỳ năm trước ghi ở «cung_ky»"));
            continue;
        }
        if before.month >= month {
            let told = format!("tháng {} không đứng trước tháng {month}", before.month);
            let told = Finding::error(&before.at("thang"), "thang-sau", told)
                .english(format!("month {} is not before month {month}", before.month));
            found.push(told.hint("bỏ tệp này khỏi «ky_truoc», hoặc sửa «thang»"));
        } else if seen.contains(&before.month) {
            let told = format!("tháng {} đã có ở một tệp khác", before.month);
            let told = Finding::error(&before.at("thang"), "trung-thang", told)
                .english(format!("month {} is in another file too", before.month));
            found.push(told.hint("bỏ một tệp khỏi «ky_truoc»"));
        }
        seen.push(before.month);
        if before.agency() != report.agency() {
            let told =
                format!("báo cáo này của «{}», không phải «{}»", before.agency(), report.agency());
            let told = Finding::warning(&before.at("co_quan"), "khac-co-quan", told)
                .english("this is of another agency");
            found.push(told.hint("nêu đúng tệp của cơ quan mình"));
        }
    }
    let lacking: Vec<i64> = (1..month).filter(|month| !seen.contains(month)).collect();
    if let Some(first) = lacking.first() {
        let list: Vec<String> = lacking.iter().map(i64::to_string).collect();
        let list = list.join(", ");
        let field = if earlier.is_empty() { "thang" } else { "ky_truoc" };
        found.push(
            Finding::error(&report.at(field), "thieu-thang", format!("thiếu báo cáo tháng {list}"))
                .english(format!("reports of these months are lacking: {list}"))
                .hint(format!("thêm tệp của tháng {first} vào «ky_truoc»")),
        );
    }
    found
}

/// This month's rows against those of one month before.
fn against(report: &Report<'_>, before: &Report<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    let now: Vec<&Row<'_>> = report.rows().collect();
    let then: Vec<&Row<'_>> = before.rows().collect();
    let is_last = before.month == report.month - 1;
    found.extend(rows_against(&now, &then, before.month, is_last));
    for table in &report.tables {
        match before.table(table.name) {
            Some(old) => {
                let (now, then): (Vec<_>, Vec<_>) =
                    (table.rows.iter().collect(), old.rows.iter().collect());
                found.extend(rows_against(&now, &then, before.month, is_last));
            }
            None if table.rows.iter().all(|row| row.since() > before.month) => {}
            None => {
                let told = format!(
                    "báo cáo tháng {} không chia chỉ tiêu «{}» theo đơn vị",
                    before.month, table.name
                );
                found.push(
                    Finding::error(&format!("{}/chi_tieu", table.path), "thieu-bang", told)
                        .english(format!("month {} has no such table", before.month))
                        .hint(format!(
                            "thêm bảng vào tệp của tháng {}, hoặc ghi «tu_thang» cho từng đơn vị",
                            before.month
                        )),
                );
            }
        }
    }
    found
}

fn rows_against(now: &[&Row<'_>], then: &[&Row<'_>], month: i64, is_last: bool) -> Vec<Finding> {
    let mut found = Vec::new();
    let by_name = |rows: &[&Row<'_>], name: &str| rows.iter().position(|row| same(row.name, name));
    let left: Vec<&&Row<'_>> = then.iter().filter(|old| by_name(now, old.name).is_none()).collect();
    for row in now {
        let old = by_name(then, row.name).map(|nth| then[nth]);
        match old {
            None if row.since() > month => {}
            None => found.push(not_then(row, month, &left)),
            Some(_) if row.since() > month => found.push(already(row, month)),
            Some(old) => found.extend(changed(row, old, month, is_last)),
        }
    }
    for old in left {
        let told = format!("tháng này không có «{}»", old.name);
        found.push(
            Finding::warning(&old.at("ten"), "bo-dong", told)
                .english(format!("this month has no «{}»", old.name))
                .hint("thêm vào tháng này, kể cả khi bằng 0; hoặc bỏ qua nếu không còn theo dõi"),
        );
    }
    found
}

/// It is not in an earlier month; perhaps by another name.
fn not_then(row: &Row<'_>, month: i64, left: &[&&Row<'_>]) -> Finding {
    let alike: Vec<_> = left.iter().filter(|old| old.measure() == row.measure()).collect();
    let hint = match alike[..] {
        [old] => format!(
            "tháng {month} có «{}»: nếu là một thì ghi tên giống nhau; nếu mới có thì ghi «tu_thang»",
            old.name
        ),
        _ => "ghi tên giống nhau ở các tháng; nếu mới có thì ghi «tu_thang»".to_owned(),
    };
    let told = format!("báo cáo tháng {month} không có «{}», lũy kế sẽ thiếu", row.name);
    Finding::error(&row.at("ten"), "thieu-dong", told)
        .english(format!("month {month} has no «{}»", row.name))
        .hint(hint)
}

/// It is in a month before the one that it is said to begin in.
fn already(row: &Row<'_>, month: i64) -> Finding {
    let told = format!("«{}» đã có ở báo cáo tháng {month}", row.name);
    Finding::error(&row.at("tu_thang"), "tu-thang-sai", told)
        .english(format!("«{}» is in month {month} already", row.name))
        .hint("sửa hoặc bỏ «tu_thang»")
}

/// It is counted otherwise, or its plan was another.
fn changed(row: &Row<'_>, old: &Row<'_>, month: i64, is_last: bool) -> Vec<Finding> {
    let mut found = Vec::new();
    if old.measure() != row.measure() {
        let told = format!(
            "tháng {month} tính «{}» theo «{}», tháng này theo «{}»",
            row.name,
            old.measure(),
            row.measure()
        );
        found.push(
            Finding::error(&old.at("don_vi"), "khac-don-vi", told)
                .english(format!("«{}» is counted in other units", row.name))
                .hint("dùng một đơn vị tính cho mọi tháng"),
        );
    }
    if old.is_state() != row.is_state() {
        let told = format!("tháng {month} và tháng này cộng dồn «{}» khác nhau", row.name);
        found.push(
            Finding::error(&old.at("ten"), "khac-cach-tinh", told)
                .english(format!("«{}» is added up in one month and not in the other", row.name))
                .hint("ghi «cach_tinh» giống nhau ở các tháng"),
        );
    }
    if let (Some(plan), Some(new), true) = (old.figure(PLAN), row.figure(PLAN), is_last)
        && plan != new
    {
        let (plan, new) = (shown(plan), shown(new));
        let told = format!("kế hoạch năm là {new}, tháng {month} ghi {plan}");
        found.push(
            Finding::warning(&row.at(PLAN), "doi-ke-hoach", told)
                .english(format!("the year's plan is {new}; it was {plan} in month {month}"))
                .hint("bỏ qua nếu kế hoạch được điều chỉnh"),
        );
    }
    found
}
