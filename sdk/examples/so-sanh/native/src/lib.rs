//! Compares a report with those of earlier periods.

use vanthu_plugin::{Failure, Finding, Plugin, Value, json};

/// The plugin.
pub struct SoSanh;

/// The cases of one report.
fn cases(report: &Value) -> i64 {
    report["so_vu"].as_i64().unwrap_or_default()
}

/// The items of a list; none when it is absent.
fn items<'v>(data: &'v Value, list: &str) -> &'v [Value] {
    data[list].as_array().map_or(&[], Vec::as_slice)
}

impl Plugin for SoSanh {
    fn compute(data: &Value) -> Result<Value, Failure> {
        let earlier = items(data, "ky_truoc");
        let total = cases(data) + earlier.iter().map(cases).sum::<i64>();
        let mut ranks = items(data, "don_vi").to_vec();
        ranks.sort_by_key(|unit| -cases(unit));
        let mut computed = json!({ "luy_ke": total, "xep_hang": ranks });
        if let Some(before) = earlier.last() {
            if cases(before) == 0 {
                return Err("kỳ trước không có vụ việc nào, không so sánh được".into());
            }
            computed["so_voi_ky_truoc"] = json!(100.0 * cases(data) as f64 / cases(before) as f64);
        }
        Ok(computed)
    }

    fn check(data: &Value) -> Result<Vec<Finding>, Failure> {
        let mut found = Vec::new();
        let units = items(data, "don_vi");
        let sum: i64 = units.iter().map(cases).sum();
        if !units.is_empty() && sum != cases(data) {
            let told = format!("tổng các đơn vị là {sum}, không bằng {}", cases(data));
            let found_here = Finding::error("/so_vu", "tong-khong-khop", told);
            found.push(found_here.hint("sửa số chung, hoặc số của đơn vị"));
        }
        for (nth, earlier) in items(data, "ky_truoc").iter().enumerate() {
            if cases(earlier) > 10 * cases(data) {
                let path = format!("/ky_truoc/{nth}/so_vu");
                found.push(Finding::warning(&path, "chenh-lech", "gấp hơn 10 lần kỳ này"));
            }
        }
        Ok(found)
    }
}

vanthu_plugin::export_plugin!(SoSanh);

#[cfg(test)]
mod tests {
    use super::*;
    use vanthu_plugin::testing;

    #[test]
    fn figures_add_up_over_the_periods() {
        let data = json!({ "so_vu": 100, "ky_truoc": [{ "so_vu": 50 }, { "so_vu": 80 }] });
        let computed = testing::compute::<SoSanh>(&data).expect("computes");
        assert_eq!(
            (&computed["luy_ke"], &computed["so_voi_ky_truoc"]),
            (&json!(230), &json!(125.0))
        );
        assert_eq!(testing::check::<SoSanh>(&data), Ok(vec![]));
    }
}
