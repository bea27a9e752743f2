//! The types of administrative documents and their abbreviations (Nghị định 30/2020/NĐ-CP, Điều
//! 7; Phụ lục III, Mục I). Công văn and Thư công have none.

/// Name and abbreviation of each of the 29 types.
pub const KINDS: [(&str, &str); 29] = [
    ("Nghị quyết", "NQ"),
    ("Quyết định", "QĐ"),
    ("Chỉ thị", "CT"),
    ("Quy chế", "QC"),
    ("Quy định", "QyĐ"),
    ("Thông cáo", "TC"),
    ("Thông báo", "TB"),
    ("Hướng dẫn", "HD"),
    ("Chương trình", "CTr"),
    ("Kế hoạch", "KH"),
    ("Phương án", "PA"),
    ("Đề án", "ĐA"),
    ("Dự án", "DA"),
    ("Báo cáo", "BC"),
    ("Biên bản", "BB"),
    ("Tờ trình", "TTr"),
    ("Hợp đồng", "HĐ"),
    ("Công văn", ""),
    ("Công điện", "CĐ"),
    ("Bản ghi nhớ", "BGN"),
    ("Bản thỏa thuận", "BTT"),
    ("Giấy ủy quyền", "GUQ"),
    ("Giấy mời", "GM"),
    ("Giấy giới thiệu", "GGT"),
    ("Giấy nghỉ phép", "GNP"),
    ("Phiếu gửi", "PG"),
    ("Phiếu chuyển", "PC"),
    ("Phiếu báo", "PB"),
    ("Thư công", ""),
];

/// Forms of copies and their abbreviations.
const COPIES: [(&str, &str); 3] = [("Sao y", "SY"), ("Sao lục", "SL"), ("Trích sao", "TrS")];

/// The abbreviation of a type or of a form of copy, whatever the case of its name; none: it is not one of the types.
pub fn abbreviation(kind: &str) -> Option<&'static str> {
    let kind = kind.to_lowercase();
    KINDS
        .iter()
        .chain(&COPIES)
        .find(|(name, _)| name.to_lowercase() == kind)
        .map(|(_, short)| *short)
}
