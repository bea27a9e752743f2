//! The document that all are measured by: the text of the first example as parts with paragraphs,
//! and a table of figures.

use std::fmt::Write;

use serde_json::{Value, json};
use vanthu_core::data::{self, Entry, Kind, Node};
use vanthu_core::diag::{FileId, Span};

use crate::engine::parsed;

/// The type that it is made by.
pub(crate) const PLUGIN: &str = "do-bao-cao";

const EXAMPLE: &[u8] = include_bytes!("../../examples/so-ket-141/bao-cao.yaml");

/// What the document of one table is about.
const TABLE_SUBJECT: &str = "Số liệu thực hiện kế hoạch";

/// The large parts of the example.
const PARTS: [&str; 4] = ["trien_khai", "ket_qua", "danh_gia", "phuong_huong"];

const ITEMS: [&str; 12] = [
    "Công tác tuyên truyền",
    "Chăm sóc sức khỏe",
    "Giáo dục mầm non",
    "Giáo dục tiểu học",
    "Bảo hiểm y tế trẻ em",
    "Trẻ em có hoàn cảnh đặc biệt",
    "Phòng, chống tai nạn thương tích",
    "Điểm vui chơi, giải trí",
    "Quỹ bảo trợ trẻ em",
    "Tập huấn cán bộ",
    "Kiểm tra, giám sát",
    "Kinh phí thực hiện",
];

/// A part: its heading, and a paragraph a line.
#[derive(Clone)]
pub(crate) struct Part {
    heading: String,
    lines: Vec<String>,
}

/// A row: what, in which unit, planned, done.
pub(crate) struct Row {
    item: &'static str,
    unit: &'static str,
    plan: usize,
    done: usize,
}

/// The report.
pub(crate) struct Report {
    subject: String,
    opening: String,
    pub parts: Vec<Part>,
    pub rows: Vec<Row>,
    closing: String,
}

impl Report {
    /// The example's words, with a table of twelve rows.
    pub(crate) fn of_example() -> Self {
        let example = parsed(EXAMPLE);
        let text = |key: &str| example.get(key).and_then(Node::as_text).expect(key).to_owned();
        let part = |key: &&str| {
            let part = example.get(key).expect(key);
            let heading = part.get("tieu_de").and_then(Node::as_text).expect("a heading");
            let mut lines = Vec::new();
            for entry in part.as_map().unwrap_or_default().iter().filter(|e| e.key != "tieu_de") {
                gather(&entry.value, &mut lines);
            }
            Part { heading: heading.to_owned(), lines }
        };
        Self {
            subject: text("trich_yeu"),
            opening: text("mo_dau"),
            parts: PARTS.iter().map(part).collect(),
            rows: rows(12),
            closing: text("ket_thuc"),
        }
    }

    /// The same with each part's paragraphs so many times.
    #[must_use]
    pub(crate) fn times(mut self, times: usize) -> Self {
        for part in &mut self.parts {
            let lines = std::iter::repeat_n(&part.lines, times).flatten().cloned();
            part.lines = lines.collect();
        }
        self
    }

    /// Paragraphs of text and title.
    pub(crate) fn paragraphs(&self) -> usize {
        // Type, subject, opening and closing.
        4 + self.parts.iter().map(|part| 1 + part.lines.len()).sum::<usize>()
    }

    /// Ours: data as a clerk would write them.
    pub(crate) fn yaml(&self) -> String {
        let part = |part: &Part| {
            map(vec![
                ("tieu_de", text(&part.heading)),
                ("noi_dung", text(&format!("{}\n", part.lines.join("\n")))),
            ])
        };
        let mut fields = head(PLUGIN, &self.subject);
        fields.extend([
            ("mo_dau", text(&self.opening)),
            ("phan", list(self.parts.iter().map(part))),
            ("dong", list(self.rows.iter().map(Row::node))),
            ("ket_thuc", text(&self.closing)),
        ]);
        data::write(&map(fields))
    }

    /// For the peers: each text as it is to be printed; `rows` are those of our own table.
    pub(crate) fn for_peers(&self, rows: &[Vec<String>]) -> Value {
        let part = |part: &Part| {
            let lines: Vec<Value> = part.lines.iter().map(|line| json!({ "text": line })).collect();
            json!({ "heading": part.heading, "paragraphs": lines })
        };
        let parts: Vec<Value> = self.parts.iter().map(part).collect();
        for_peers([&self.subject, &self.opening, &self.closing], &parts, rows)
    }
}

/// The data of a document for the peers; a row has as many cells as ours prints.
fn for_peers(texts: [&str; 3], sections: &[Value], rows: &[Vec<String>]) -> Value {
    let [subject, opening, closing] = texts;
    let row = |row: &Vec<String>| {
        let cells = ["no", "item", "unit", "plan", "done", "rate"].iter().zip(row);
        cells.map(|(key, cell)| ((*key).to_owned(), json!(cell))).collect::<Value>()
    };
    json!({
        "parent": "ỦY BAN NHÂN DÂN",
        "agency": "THỊ XÃ BÌM SƠN",
        "number": "141",
        "symbol": "BC-UBND",
        "date": "Bùi Sơn, ngày 24 tháng 8 năm 2017",
        "kind": "BÁO CÁO",
        "subject": subject,
        "opening": opening,
        "sections": sections,
        "rows": rows.iter().map(row).collect::<Vec<_>>(),
        "closing": closing,
        "recipients": [{ "text": "- Sở Lao động - TBXH;" }, { "text": "- Lưu: VT, LD." }],
        "authority": "TM. ỦY BAN NHÂN DÂN",
        "post": "CHỦ TỊCH",
        "signer": "Nguyễn Văn A",
    })
}

/// The document of one table for the peers.
pub(crate) fn table_for_peers(rows: &[Vec<String>]) -> Value {
    let texts = [TABLE_SUBJECT, "Số liệu thực hiện như sau.", "Trên đây là số liệu thực hiện."];
    for_peers(texts, &[], rows)
}

/// A document of one table.
pub(crate) fn table_yaml(count: usize) -> String {
    let mut out = data::write(&map(head("do-bang", TABLE_SUBJECT)));
    out.push_str("dong:\n");
    for row in rows(count) {
        let Row { item, unit, plan, done } = row;
        let _ = writeln!(
            out,
            "  - ten: {item}\n    don_vi: {unit}\n    ke_hoach: {plan}\n    thuc_hien: {done}"
        );
    }
    out
}

/// So many rows, as the schema would give them.
pub(crate) fn typed_rows(count: usize) -> Vec<Value> {
    let typed = |row: Row| {
        let Row { item, unit, plan, done } = row;
        json!({ "ten": item, "don_vi": unit, "ke_hoach": plan, "thuc_hien": done })
    };
    rows(count).into_iter().map(typed).collect()
}

/// So many rows; the figures differ.
pub(crate) fn rows(count: usize) -> Vec<Row> {
    let row = |nth: usize| Row {
        item: ITEMS[nth % ITEMS.len()],
        unit: ["lượt", "trẻ em", "triệu đồng"][nth % 3],
        plan: (nth * 37 + 120) % 9000 + 100,
        done: (nth * 41 + 133) % 9000 + 100,
    };
    (0..count).map(row).collect()
}

impl Row {
    fn node(&self) -> Node {
        map(vec![
            ("ten", text(self.item)),
            ("don_vi", text(self.unit)),
            ("ke_hoach", scalar(&self.plan.to_string(), false)),
            ("thuc_hien", scalar(&self.done.to_string(), false)),
        ])
    }
}

/// What each document says of itself.
pub(crate) fn head(plugin: &str, subject: &str) -> Vec<(&'static str, Node)> {
    let signer =
        [("tap_the", "Ủy ban nhân dân"), ("chuc_vu", "Chủ tịch"), ("ho_ten", "Nguyễn Văn A")];
    vec![
        ("loai", text(plugin)),
        ("so", text("141")),
        ("ngay", text("24/8/2017")),
        ("tieu_chuan", text("nd30-2020")),
        ("trich_yeu", text(subject)),
        ("nguoi_ky", map(signer.iter().map(|(key, value)| (*key, text(value))).collect())),
        ("noi_nhan", list([text("Sở Lao động - TBXH")].into_iter())),
        ("luu", map(vec![("don_vi", text("LD"))])),
    ]
}

/// Texts of a part in their order, a line each.
fn gather(node: &Node, lines: &mut Vec<String>) {
    match &node.kind {
        Kind::Null => {}
        Kind::Scalar { text, .. } => lines.extend(text.lines().map(str::to_owned)),
        Kind::Seq(items) => items.iter().for_each(|item| gather(item, lines)),
        Kind::Map(entries) => entries.iter().for_each(|entry| gather(&entry.value, lines)),
    }
}

fn node(kind: Kind) -> Node {
    Node { span: Span::new(FileId(0), 0..0), kind }
}

pub(crate) fn text(text: &str) -> Node {
    scalar(text, true)
}

fn scalar(text: &str, quoted: bool) -> Node {
    node(Kind::Scalar { text: text.to_owned(), quoted })
}

fn list(items: impl Iterator<Item = Node>) -> Node {
    node(Kind::Seq(items.collect()))
}

pub(crate) fn map(fields: Vec<(&str, Node)>) -> Node {
    let entry =
        |(key, value): (&str, Node)| Entry { key: key.to_owned(), key_span: value.span, value };
    node(Kind::Map(fields.into_iter().map(entry).collect()))
}
