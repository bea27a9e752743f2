//! The examples, as far as the engine reads them.

use vanthu_core::data::{Limits, Node, locate, overlay, read};
use vanthu_core::diag::Files;

const REPORT: &[u8] = include_bytes!("../../examples/so-ket-141/bao-cao.yaml");
const OFFICE: &[u8] = include_bytes!("../../examples/so-ket-141/co-quan.yaml");

#[test]
fn the_report_of_2017_reads_with_its_office_under_it() {
    let mut files = Files::default();
    let mut node = |bytes, name| {
        let (node, out) = read(bytes, name, &mut files, &Limits::DATA);
        assert!(out.is_empty(), "{out:?}");
        node.expect("reads")
    };
    let (office, report) = (node(OFFICE, "co-quan.yaml"), node(REPORT, "bao-cao.yaml"));
    let whole = overlay(office, report);
    let text = |pointer: &str| {
        let found = locate(&whole, pointer);
        assert!(found.exact, "{pointer}");
        found.value.as_text().unwrap_or_default().to_owned()
    };
    assert_eq!(text("/so"), "141");
    assert_eq!(text("/dia_danh"), "Bùi Sơn");
    assert_eq!(text("/co_quan/ten/1"), "Thị xã Bìm Sơn");
    assert!(text("/trich_yeu").starts_with("Sơ kết 5 năm thực hiện Chỉ thị số 20/CT-TW"));
    assert_eq!(text("/trien_khai/noi_dung").lines().count(), 5);
    let groups = locate(&whole, "/ket_qua/nhom").value.as_seq().map(<[Node]>::len);
    assert_eq!(groups, Some(3));
    assert_eq!(text("/danh_gia/nguyen_nhan/noi_dung").lines().count(), 6);
    assert!(text("/ket_thuc").starts_with("UBND thị xã Bỉm Sơn báo cáo kết quả"));
}
