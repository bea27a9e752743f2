//! The monthly report: a month's figures against the months before, the same month of last year
//! and the year's plan, and what must agree among them.
//!
//! `report` reads a document with its places, `period` knows what days a month's report
//! covers, `check` says what is wrong, `compute` works out. Figures are exact decimals.

mod check;
mod compute;
mod figure;
mod period;
mod report;

use vanthu_plugin::{Failure, Finding, Plugin, Table, Value};

/// The plugin.
#[derive(Debug)]
pub struct BaoCaoThang;

/// What the program links in, and what the library hands over.
pub static TABLE: Table = Table::of::<BaoCaoThang>();

impl Plugin for BaoCaoThang {
    fn compute(data: &Value) -> Result<Value, Failure> {
        compute::compute(data)
    }

    fn check(data: &Value) -> Result<Vec<Finding>, Failure> {
        Ok(check::check(data))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use vanthu_plugin::{Wrong, json, testing};

    /// A month with one indicator and its units.
    fn month(month: i64, done: &Value, units: [Value; 3]) -> Value {
        let unit = |(name, done): (&str, Value)| json!({ "ten": name, "ke_hoach_nam": 100, "thuc_hien": done });
        let units: Vec<Value> = ["A", "B", "C"].into_iter().zip(units).map(unit).collect();
        json!({
            "thang": month, "nam": 2026,
            "nhom": [{ "ten": "Kinh tế", "chi_tieu": [
                { "ten": "Thu", "don_vi": "đồng", "ke_hoach_nam": 300, "thuc_hien": done, "cung_ky": 0.3 },
            ] }],
            "theo_don_vi": [{ "chi_tieu": "thu ", "dong": units }],
        })
    }

    #[test]
    fn figures_are_exact_and_equals_share_a_rank() {
        let mut data = month(2, &json!(0.3), [json!(0.1), json!(0.1), json!(0.1)]);
        data["ky_truoc"] = json!([month(1, &json!(0.6), [json!(0.1), json!(0.1), json!(0.4)])]);
        assert_eq!(testing::check::<BaoCaoThang>(&data), Ok(vec![]));
        let computed = testing::compute::<BaoCaoThang>(&data).expect("computes");
        let expected = json!({
            "ke_hoach_nam": 300, "thang_truoc": 0.6, "thuc_hien": 0.3, "so_thang_truoc": 50,
            "cung_ky": 0.3, "so_cung_ky": 100, "luy_ke": 0.9, "so_luy_ke_cung_ky": 150,
            "dat_ke_hoach": 0.3,
        });
        assert_eq!(computed["nhom"][0]["dong"][0]["so"], expected);
        let ranks: Vec<&Value> = computed["don_vi"][0]["dong"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|row| &row["hang"])
            .collect();
        assert_eq!(ranks, [2, 2, 1]);
        assert_eq!(computed["don_vi"][0]["tong"]["luy_ke"], json!(0.9));
    }

    #[test]
    fn a_total_that_is_off_by_the_least_is_told() {
        let data = month(1, &json!(0.30000000000001), [json!(0.1), json!(0.1), json!(0.1)]);
        let found = testing::check::<BaoCaoThang>(&data).expect("checks");
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0].path, "/nhom/0/chi_tieu/0/thuc_hien");
        assert_eq!(
            found[0].message,
            "thực hiện của «Thu» là 0,30000000000001, mà tổng của các đơn vị là 0,3"
        );
    }

    #[test]
    fn data_of_no_shape_at_all_bring_nothing_down() {
        let odd = [
            json!(null),
            json!([]),
            json!({ "thang": i64::MIN, "nam": i64::MAX, "nhom": 1, "ky_truoc": "a" }),
            json!({ "thang": 13, "ky_truoc": [null, 1, { "thang": "x", "nhom": [[], {}] }] }),
            json!({ "thang": 2, "nam": 2026, "nhom": [{ "chi_tieu": [{}, {}, 1] }] }),
            json!({ "theo_don_vi": [{ "dong": [{ "thuc_hien": 1e300 }, null] }, {}] }),
            json!({ "so_lieu_tu": "99999999999999999999/1/1", "so_lieu_den": "-/-/-" }),
        ];
        for data in odd {
            for ended in [
                testing::check::<BaoCaoThang>(&data).map(drop),
                testing::compute::<BaoCaoThang>(&data).map(drop),
            ] {
                assert!(matches!(ended, Ok(()) | Err(Wrong::Said(_))), "{data}: {ended:?}");
            }
        }
    }
}
