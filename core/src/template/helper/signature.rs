//! What each helper takes and gives: one table for registering them and for checking templates.

use std::ops::RangeInclusive;

use serde_json::Value;

use super::call::{self, Work};
use super::fault::Fault;

/// A helper, as templates see it.
#[derive(Debug)]
pub struct Signature {
    /// Its name.
    pub name: &'static str,
    /// How many values it takes.
    pub args: RangeInclusive<usize>,
    /// Names of its options: `decimals=2`.
    pub options: &'static [&'static str],
    /// What each value is; the last holds for all that follow.
    pub takes: &'static [Takes],
    /// How many of its values, from the first, may be absent.
    pub tolerant: usize,
    /// What it gives.
    pub returns: Returns,
    /// What it is for, in Vietnamese: a line of the reference.
    pub doc: &'static str,
    /// A use of it over the data of all examples, and what that prints.
    pub example: (&'static str, &'static str),
    /// How it works.
    pub(super) work: Work,
}

/// What a helper's value must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takes {
    /// Text or a number.
    Text,
    /// A number, or a text of digits.
    Number,
    /// A list.
    List,
    /// A list or a text.
    Countable,
    /// The name of a field of the list's rows, in quotes.
    Column,
    /// Anything.
    Any,
}

/// What a helper gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Returns {
    /// Text.
    Text,
    /// A number.
    Number,
    /// True or false: only for conditions.
    Boolean,
    /// Nothing by itself: it stands around text.
    Block,
}

impl Signature {
    /// Does its work. Absent values are `Null`; options go by name.
    ///
    /// # Errors
    /// When it cannot work with the values.
    pub fn call(&self, values: &[&Value], options: &[(&str, &Value)]) -> Result<Value, Fault> {
        (self.work)(&call::Args { values, options })
    }

    /// What the value at `nth` must be.
    pub fn takes_at(&self, nth: usize) -> Takes {
        self.takes.get(nth).or(self.takes.last()).copied().unwrap_or(Takes::Any)
    }

    /// Whether it holds one value against another.
    pub fn compares(&self) -> bool {
        matches!(self.name, "eq" | "ne" | "gt" | "gte" | "lt" | "lte")
    }

    /// Whether the value at `nth` may be absent.
    pub fn tolerates(&self, nth: usize) -> bool {
        nth < self.tolerant
    }
}

/// The data of all examples.
pub(crate) const SAMPLE: &str = r#"{
  "ten": "phòng Nội vụ", "so": "5", "tu_ngay": "5/2/2026", "den_ngay": "14/2/2026",
  "tien": 1500000, "ke_hoach": 120.5, "thuc_hien": 118, "ghi_chu": "",
  "noi_nhan": ["Như trên", "Văn phòng"],
  "dong": [{ "ten": "Thôn Đông", "gia": 10.5 }, { "ten": "Thôn Tây", "gia": 20 }]
}"#;

/// Values that may all be absent.
const ALL: usize = usize::MAX;

const fn gives(
    returns: Returns,
    name: &'static str,
    args: RangeInclusive<usize>,
    takes: &'static [Takes],
    work: Work,
) -> Signature {
    let (doc, example) = ("", ("", ""));
    Signature { name, args, options: &[], takes, tolerant: 0, returns, doc, example, work }
}

const fn text(
    name: &'static str,
    args: RangeInclusive<usize>,
    takes: &'static [Takes],
    work: Work,
) -> Signature {
    gives(Returns::Text, name, args, takes, work)
}

const fn figure(
    name: &'static str,
    args: RangeInclusive<usize>,
    takes: &'static [Takes],
    work: Work,
) -> Signature {
    gives(Returns::Number, name, args, takes, work)
}

const fn logic(name: &'static str, args: RangeInclusive<usize>, work: Work) -> Signature {
    gives(Returns::Boolean, name, args, &[Takes::Any], work).tolerating(ALL)
}

/// Stands in `{{#…}}` only, and is a step of the template.
const fn block(name: &'static str, takes: &'static [Takes]) -> Signature {
    gives(Returns::Block, name, 1..=1, takes, call::block).tolerating(ALL)
}

impl Signature {
    const fn with(self, options: &'static [&'static str]) -> Self {
        Self { options, ..self }
    }

    const fn tolerating(self, tolerant: usize) -> Self {
        Self { tolerant, ..self }
    }

    /// What it is for; an example; what that prints.
    const fn says(self, doc: &'static str, example: &'static str, prints: &'static str) -> Self {
        Self { doc, example: (example, prints), ..self }
    }
}

/// All helpers, in the order of the handbook.
pub(super) static SIGNATURES: &[Signature] = {
    use Takes::{Any, Column, Countable, List, Number, Text};
    &[
        text("date", 1..=1, &[Text], call::date).with(&["style"]).says(
            "ngày tháng bằng chữ; `style='short'` bằng số",
            "{{date tu_ngay}}; {{date tu_ngay style='short'}}",
            "ngày 05 tháng 02 năm 2026; 05/02/2026",
        ),
        text("day", 3..=3, &[Number], call::day).says(
            "ngày tháng ghép từ ba số: ngày, tháng, năm; để in hoặc để so sánh",
            "{{day 14 12 2026}}; {{date (day 14 12 (add 2025 1))}}",
            "14/12/2026; ngày 14 tháng 12 năm 2026",
        ),
        figure("days", 2..=2, &[Text], call::days).says(
            "số ngày từ ngày thứ nhất đến ngày thứ hai",
            "{{days tu_ngay den_ngay}}",
            "9",
        ),
        text("number", 1..=1, &[Number], call::number).with(&["decimals"]).says(
            "số có dấu chấm phân cách, dấu phẩy thập phân; `decimals` là số chữ số lẻ",
            "{{number ke_hoach}}; {{number tien}}; {{number thuc_hien decimals=2}}",
            "120,5; 1.500.000; 118,00",
        ),
        text("money", 1..=1, &[Number], call::money).says(
            "số tiền",
            "{{money tien}}",
            "1.500.000 đồng",
        ),
        text("words", 1..=1, &[Number], call::words).with(call::WORDS).says(
            "số nguyên bằng chữ; `ngan=true`: ngàn, `le=true`: lẻ, `bon=true`: bốn sau mươi",
            "{{words 1024}}; {{words 1024 ngan=true le=true bon=true}}",
            "một nghìn không trăm hai mươi tư; một ngàn không trăm hai mươi bốn",
        ),
        text("money_words", 1..=1, &[Number], call::money_words).with(call::WORDS).says(
            "số tiền bằng chữ, tùy chọn như `words`",
            "{{money_words tien}}",
            "Một triệu năm trăm nghìn đồng",
        ),
        text("percent", 2..=2, &[Number], call::percent).with(&["decimals"]).says(
            "số thứ nhất bằng bao nhiêu phần trăm số thứ hai; chia cho 0 thì in dấu gạch",
            "{{percent thuc_hien ke_hoach}}; {{percent thuc_hien 0}}",
            "97,9; -",
        ),
        text("difference", 2..=2, &[Number], call::difference).with(&["decimals"]).says(
            "số thứ nhất hơn kém số thứ hai bao nhiêu, có dấu",
            "{{difference thuc_hien ke_hoach}}",
            "-2,5",
        ),
        figure("add", 2..=8, &[Number], call::add).says(
            "cộng, chính xác đến từng chữ số lẻ",
            "{{number (add 0.1 0.2)}}",
            "0,3",
        ),
        figure("subtract", 2..=2, &[Number], call::subtract).says(
            "trừ",
            "{{number (subtract ke_hoach thuc_hien)}}",
            "2,5",
        ),
        figure("multiply", 2..=8, &[Number], call::multiply).says(
            "nhân",
            "{{number (multiply ke_hoach 2)}}",
            "241",
        ),
        figure("divide", 2..=2, &[Number], call::divide).says(
            "chia; chia cho 0 là lỗi",
            "{{number (divide tien 8)}}",
            "187.500",
        ),
        figure("round", 1..=1, &[Number], call::round).with(&["decimals"]).says(
            "làm tròn, nửa thì lên; `decimals` là số chữ số lẻ, không ghi thì 0",
            "{{number (round 2.345 decimals=2)}}; {{number (round ke_hoach)}}",
            "2,35; 121",
        ),
        figure("abs", 1..=1, &[Number], call::abs).says(
            "bỏ dấu âm",
            "{{number (abs (subtract thuc_hien ke_hoach))}}",
            "2,5",
        ),
        figure("sum", 2..=2, &[List, Column], call::sum).tolerating(1).says(
            "tổng một cột của danh sách; dòng không ghi thì bỏ qua",
            "{{number (sum dong 'gia')}}",
            "30,5",
        ),
        figure("length", 1..=1, &[Countable], call::length).tolerating(1).says(
            "số dòng của danh sách, hoặc số ký tự",
            "{{length dong}}",
            "2",
        ),
        text("roman", 1..=1, &[Number], call::roman).says("số La Mã", "{{roman 4}}", "IV"),
        text("letter", 1..=1, &[Number], call::letter).says(
            "chữ cái của điểm: a, b, c, d, đ …",
            "{{letter 5}}",
            "đ",
        ),
        text("pad", 1..=1, &[Text], call::pad).says(
            "thêm số 0 trước số nhỏ hơn 10",
            "{{pad so}}",
            "05",
        ),
        text("upper", 1..=1, &[Text], call::upper).says(
            "chữ in hoa",
            "{{upper ten}}",
            "PHÒNG NỘI VỤ",
        ),
        text("lower", 1..=1, &[Text], call::lower).says(
            "chữ thường",
            "{{lower ten}}",
            "phòng nội vụ",
        ),
        text("capitalize", 1..=1, &[Text], call::capitalize).says(
            "in hoa chữ cái đầu",
            "{{capitalize ten}}",
            "Phòng Nội vụ",
        ),
        text("bare", 1..=1, &[Text], call::bare).says(
            "bỏ gạch đầu dòng và dấu câu ở cuối",
            "{{bare '- Sở Y tế;'}}",
            "Sở Y tế",
        ),
        text("default", 2..=2, &[Text], call::default).tolerating(1).says(
            "chữ dùng thay khi mục không ghi hoặc để trống",
            "{{default ghi_chu 'không'}}",
            "không",
        ),
        text("join", 1..=2, &[List, Text], call::join).tolerating(1).says(
            "nối các dòng của danh sách",
            "{{join noi_nhan '; '}}",
            "Như trên; Văn phòng",
        ),
        logic("eq", 2..=2, call::eq).says(
            "bằng nhau; số so theo giá trị, ngày so theo lịch",
            "{{#if (eq thuc_hien 118.0)}}đúng{{/if}}",
            "đúng",
        ),
        logic("ne", 2..=2, call::ne).says("khác nhau", "{{#if (ne ten 'Sở')}}khác{{/if}}", "khác"),
        logic("gt", 2..=2, call::gt).says(
            "lớn hơn; ngày thì là sau (ngày còn để trống thì chỉ so tháng và năm)",
            "{{#if (gt den_ngay tu_ngay)}}sau{{/if}}",
            "sau",
        ),
        logic("gte", 2..=2, call::gte).says(
            "lớn hơn hoặc bằng; như `gt`",
            "{{#if (gte thuc_hien ke_hoach)}}đạt{{else}}chưa đạt{{/if}}",
            "chưa đạt",
        ),
        logic("lt", 2..=2, call::lt).says(
            "nhỏ hơn; như `gt`",
            "{{#if (lt thuc_hien ke_hoach)}}hụt{{/if}}",
            "hụt",
        ),
        logic("lte", 2..=2, call::lte).says(
            "nhỏ hơn hoặc bằng; như `gt`",
            "{{#if (lte tu_ngay den_ngay)}}đúng thứ tự{{/if}}",
            "đúng thứ tự",
        ),
        logic("and", 2..=8, call::and).says(
            "mọi giá trị đều có",
            "{{#if (and tu_ngay den_ngay)}}đủ hai ngày{{/if}}",
            "đủ hai ngày",
        ),
        logic("or", 2..=8, call::or).says(
            "ít nhất một giá trị có",
            "{{#if (or ghi_chu ten)}}có{{/if}}",
            "có",
        ),
        logic("not", 1..=1, call::not).says(
            "giá trị không có, hoặc điều kiện không đúng",
            "{{#if (not ghi_chu)}}không ghi chú{{/if}}",
            "không ghi chú",
        ),
        block("if", &[Any]).says(
            "chữ chỉ in khi mục có giá trị hoặc điều kiện đúng; `{{else}}` là trường hợp kia",
            "{{#if ghi_chu}}{{ghi_chu}}{{else}}không{{/if}}",
            "không",
        ),
        block("unless", &[Any]).says(
            "ngược với `if`",
            "{{#unless ghi_chu}}không{{/unless}}",
            "không",
        ),
        block("each", &[List]).says(
            "lặp trong một dòng chữ; lặp cả khối thì dùng khối `each`",
            "{{#each dong as |d|}}{{d.ten}}, {{/each}}hết",
            "Thôn Đông, Thôn Tây, hết",
        ),
    ]
};

/// The helper of this name.
pub fn signature(name: &str) -> Option<&'static Signature> {
    SIGNATURES.iter().find(|signature| signature.name == name)
}

/// All helpers, in the order of the handbook.
pub(crate) fn signatures() -> impl Iterator<Item = &'static Signature> {
    SIGNATURES.iter()
}

/// The names of all helpers.
pub fn names() -> impl Iterator<Item = &'static str> {
    SIGNATURES.iter().map(|signature| signature.name)
}
