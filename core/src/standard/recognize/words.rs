//! The words by which parts of a paper are known.

/// Names of types in capitals, longest first where one begins another (Điều 7).
pub(super) const KINDS: [&str; 28] = [
    "NGHỊ QUYẾT",
    "QUYẾT ĐỊNH",
    "CHỈ THỊ",
    "QUY CHẾ",
    "QUY ĐỊNH",
    "THÔNG CÁO",
    "THÔNG BÁO",
    "HƯỚNG DẪN",
    "CHƯƠNG TRÌNH",
    "KẾ HOẠCH",
    "PHƯƠNG ÁN",
    "ĐỀ ÁN",
    "DỰ ÁN",
    "BÁO CÁO",
    "BIÊN BẢN",
    "TỜ TRÌNH",
    "HỢP ĐỒNG",
    "CÔNG ĐIỆN",
    "BẢN GHI NHỚ",
    "BẢN THỎA THUẬN",
    "GIẤY ỦY QUYỀN",
    "GIẤY MỜI",
    "GIẤY GIỚI THIỆU",
    "GIẤY NGHỈ PHÉP",
    "PHIẾU GỬI",
    "PHIẾU CHUYỂN",
    "PHIẾU BÁO",
    "THƯ CÔNG",
];

/// The one type whose name does not stand on its papers.
pub(super) const LETTER: &str = "CÔNG VĂN";

/// The name of a type in capitals, its tone marks as in [`KINDS`]: the decree writes "uỷ".
pub(super) fn kind_in(text: &str) -> Option<&'static str> {
    let upper = text.to_uppercase().replace("UỶ", "ỦY").replace("OẢ", "ỎA").replace("OÀ", "ÒA");
    KINDS.iter().copied().find(|kind| *kind == upper)
}

/// The type whose name a line begins with: "BÁO CÁO KẾT QUẢ"; also when its letters are spaced.
pub(super) fn kind_begins(text: &str) -> Option<&'static str> {
    let upper = text.to_uppercase();
    let spaced = |kind: &&str| upper.replace(' ', "") == kind.replace(' ', "");
    let begins = |kind: &&str| upper.strip_prefix(*kind).is_some_and(|rest| rest.starts_with(' '));
    let kinds = KINDS.iter().copied();
    kinds.clone().find(spaced).or_else(|| kinds.filter(begins).max_by_key(|kind| kind.len()))
}

pub(super) fn is_kind(text: &str) -> bool {
    kind_in(text).is_some()
}

/// The type that a person means by `name`, in capitals.
pub fn kind_named(name: &str) -> Option<&'static str> {
    let name = squeezed(name);
    kind_in(&name).or_else(|| (name.to_uppercase() == LETTER).then_some(LETTER))
}

pub(super) const COPIES: [&str; 3] = ["SAO Y", "SAO LỤC", "TRÍCH SAO"];

pub(super) const SECRECY: [&str; 3] = ["MẬT", "TỐI MẬT", "TUYỆT MẬT"];

pub(super) const URGENCY: [&str; 4] = ["KHẨN", "THƯỢNG KHẨN", "HỎA TỐC", "HOẢ TỐC"];

pub(super) const CIRCULATION: [&str; 3] =
    ["XEM XONG TRẢ LẠI", "LƯU HÀNH NỘI BỘ", "TÀI LIỆU THU HỒI"];

pub(super) fn is_numbered(text: &str) -> bool {
    text.starts_with("Số:") || text.starts_with("Số ")
}

/// "(Kèm theo …", "(Ban hành kèm theo …": what a text goes with.
pub(super) fn refers(text: &str) -> bool {
    let text = text.to_lowercase();
    let words = ["(kèm theo", "(ban hành kèm theo", "(phê duyệt kèm theo", "(được ban hành kèm"];
    words.iter().any(|word| text.starts_with(word))
}

/// A line made of signs.
pub(super) fn is_drawn(text: &str) -> bool {
    text.chars().count() > 2
        && text.chars().all(|c| matches!(c, '_' | '-' | '–' | '—' | '─' | '*' | '=' | ' '))
}

/// "I.", "1.": the number of a heading.
pub(super) fn is_number(typed: &str) -> bool {
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let roman = |text: &str| text.chars().all(|c| "IVXLC".contains(c));
    typed.strip_suffix(['.', ')']).is_some_and(|n| !n.is_empty() && (digits(n) || roman(n)))
}

/// How a text begins that gives the grounds of a decision.
pub(super) fn gives_ground(text: &str) -> bool {
    let words = ["Căn cứ", "Theo ", "Xét ", "Trên cơ sở", "Thực hiện ", "Sau khi "];
    text.ends_with(';') || words.iter().any(|word| text.starts_with(word))
}

/// "Phụ lục", "Phụ lục II", and as they should not be written: "PHỤ LỤC 1", "Phụ lục 01:".
pub(super) fn is_appendix_label(text: &str) -> bool {
    let number = text.to_uppercase();
    let number = number.strip_prefix("PHỤ LỤC").map(|n| n.trim_matches([' ', '.', ':']));
    number.is_some_and(|n| {
        n.chars().count() <= 4
            && (n.chars().all(|c| "IVXLC".contains(c))
                || n.bytes().all(|b| b.is_ascii_digit())
                || (n.chars().count() == 1 && n.chars().all(char::is_alphabetic)))
    })
}

/// The form of a type (Phụ lục III, Mục II).
pub(super) fn form_of(kind: &str) -> &'static str {
    match kind {
        "NGHỊ QUYẾT" => "1.1",
        "QUYẾT ĐỊNH" => "1.2",
        "CÔNG ĐIỆN" => "1.6",
        "GIẤY MỜI" => "1.7",
        "GIẤY GIỚI THIỆU" => "1.8",
        "BIÊN BẢN" => "1.9",
        "GIẤY NGHỈ PHÉP" => "1.10",
        // Phụ lục III has no form for these.
        "HỢP ĐỒNG" | "BẢN GHI NHỚ" | "BẢN THỎA THUẬN" | "THƯ CÔNG" => "",
        _ => "1.4",
    }
}

/// "TM. …", "KT. …", however the mark is written: "T/M", "K/T.", "TM".
pub(super) fn is_authority(upper: &str) -> bool {
    let first = upper.split(' ').next().unwrap_or_default();
    let letters: String = first.chars().filter(|c| c.is_alphabetic()).collect();
    matches!(letters.as_str(), "TM" | "KT" | "TL" | "TUQ") || first == "Q."
}

/// `a)`, `đ)`.
pub(super) fn is_point(typed: &str) -> bool {
    let mut letters = typed.chars();
    let (first, second, third) = (letters.next(), letters.next(), letters.next());
    matches!((first, second, third), (Some(c), Some(')' | '.' | '/'), None) if c.is_lowercase())
        || matches!((first, second, third), (Some(c), Some(')'), None) if c.is_alphabetic())
        || typed.strip_suffix(')').is_some_and(|n| n.bytes().all(|b| b.is_ascii_digit()))
}

/// One blank between words, none at the ends.
pub(super) fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Quốc hiệu, in capitals.
pub(crate) fn is_nation(upper: &str) -> bool {
    ["CỘNG HÒA XÃ HỘI", "CỘNG HOÀ XÃ HỘI"].iter().any(|begin| upper.starts_with(begin))
}

/// Room to be filled by hand: "……… 5 ………".
pub(super) fn is_room(text: &str) -> bool {
    let dots = text.chars().filter(|c| matches!(c, '.' | '…')).count();
    !text.chars().any(char::is_alphabetic) && (dots > 3 || text.contains("……"))
}
