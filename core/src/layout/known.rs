//! The blocks of the layout language: their names for the parser, their lines of the reference.

/// A block that any layout may use.
#[derive(Debug)]
pub(crate) struct Known {
    /// Its key; several for a family.
    pub(crate) names: &'static [&'static str],
    /// What it is for, in Vietnamese.
    pub(crate) doc: &'static str,
    /// What else stands beside or inside it.
    pub(crate) keys: &'static [(&'static str, &'static str)],
    /// A use of it, over [`SAMPLE_SCHEMA`].
    pub(crate) example: &'static str,
}

/// The fields of all examples.
pub(crate) const SAMPLE_SCHEMA: &str = "\
type: object
required: [mo_dau, noi_nhan, dong]
properties:
  mo_dau: { type: string, x-dai: true }
  ghi_chu: { type: string }
  hinh: { type: string }
  noi_nhan: { type: array, items: { type: string } }
  dong:
    type: array
    items:
      type: object
      required: [ten, gia]
      properties:
        ten: { type: string }
        gia: { type: number }
";

/// All blocks, in the order of the handbook.
pub(super) const BLOCKS: &[Known] = &[
    Known {
        names: &["h1", "h2", "h3", "h4", "h5", "h6"],
        doc: "đề mục; số thứ tự do chương trình đánh, theo cấp khai ở `levels`: `h1` là cấp đầu",
        keys: &[],
        example: "- h1: Kết quả đạt được",
    },
    Known {
        names: &["p"],
        doc: "một đoạn văn",
        keys: &[],
        example: "- p: \"Có **{{length dong}}** thôn báo cáo.\"",
    },
    Known {
        names: &["item"],
        doc: "một ý có số thứ tự hoặc gạch đầu dòng; chữ, hoặc cấp và chữ",
        keys: &[
            (
                "level",
                "cấp: `clause` (1.), `point` (a), `dash` (-), `plus` (+) …; không ghi thì là cấp cuối của `levels`",
            ),
            ("text", "chữ"),
        ],
        example: "- item: { level: dash, text: \"{{mo_dau}}\" }",
    },
    Known {
        names: &["run_in"],
        doc: "dòng chữ đậm đứng riêng, không đánh số",
        keys: &[],
        example: "- run_in: Ưu điểm",
    },
    Known {
        names: &["prose"],
        doc: "đoạn dài của người soạn: mỗi dòng một đoạn; dòng bắt đầu bằng `- ` và `+ ` là ý",
        keys: &[],
        example: "- prose: mo_dau",
    },
    Known {
        names: &["table"],
        doc: "bảng; hàng tiêu đề lặp lại ở mỗi trang",
        keys: &[
            ("each", "danh sách các dòng"),
            ("as", "tên của một dòng"),
            (
                "columns",
                "các cột: `title`, `cell`, `width` (`25mm` hoặc `2fr`), `align` (`left`, `center`, `right`, `decimal`: thẳng dấu phẩy), `total`",
            ),
            (
                "header",
                "các hàng tiêu đề có ô gộp: `{ text: …, rows: 2 }`, `{ text: …, columns: 3 }`",
            ),
            ("totals", "dòng tổng: `label` và số cột mà nó chiếm, `columns`"),
            ("caption", "tên bảng"),
            ("unit", "đơn vị tính, bên phải phía trên bảng"),
            ("empty", "câu in khi không có dòng nào"),
        ],
        example: "\
- table:
    each: dong
    as: d
    columns:
      - { title: TT, width: 12mm, align: center, cell: \"{{@number}}\" }
      - { title: Thôn, cell: \"{{d.ten}}\" }
      - title: Giá trị
        width: 30mm
        align: decimal
        cell: \"{{number d.gia}}\"
        total: \"{{number (sum dong 'gia')}}\"
    totals: { label: Tổng cộng, columns: 2 }
    empty: Không phát sinh.",
    },
    Known {
        names: &["image"],
        doc: "hình PNG hoặc JPEG nằm cạnh tệp dữ liệu",
        keys: &[
            ("path", "tên tệp, lấy từ dữ liệu"),
            ("width", "độ rộng, `80mm`"),
            ("alt", "hình vẽ gì, cho người không nhìn thấy"),
        ],
        example: "\
- when: hinh
  do:
    - image: { path: \"{{hinh}}\", width: 80mm, alt: Sơ đồ }",
    },
    Known { names: &["page_break"], doc: "sang trang", keys: &[], example: "- page_break: true" },
    Known {
        names: &["landscape"],
        doc: "các khối đặt trên trang ngang",
        keys: &[],
        example: "- landscape: [ { p: Bảng ngang } ]",
    },
    Known {
        names: &["each"],
        doc: "lặp các khối cho từng dòng của danh sách; `{{@number}}` là số thứ tự",
        keys: &[("as", "tên của một dòng"), ("do", "các khối")],
        example: "- each: dong\n  as: d\n  do: [ { item: \"{{d.ten}}\" } ]",
    },
    Known {
        names: &["when"],
        doc: "các khối chỉ in khi mục có giá trị, hoặc khi điều kiện trong ngoặc đúng; mục không bắt buộc phải đặt trong `when`",
        keys: &[("do", "các khối khi có"), ("else", "các khối khi không")],
        example: "\
- when: (gt (length dong) 1)
  do: [ { p: Có nhiều thôn. } ]
  else: [ { p: Có một thôn. } ]",
    },
];

/// All blocks, in the order of the handbook.
pub(crate) fn known() -> impl Iterator<Item = &'static Known> {
    BLOCKS.iter()
}

/// The names of all blocks.
pub(super) fn names() -> impl Iterator<Item = &'static str> + Clone {
    BLOCKS.iter().flat_map(|block| block.names).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{Limits, read};
    use crate::diag::{Files, Lang, human};
    use crate::schema::Schema;
    use crate::template::Compiler;

    #[test]
    fn every_example_of_the_reference_is_a_faultless_layout() {
        for block in known() {
            let mut files = Files::default();
            let text = |name: &str, text: &str, files: &mut Files| {
                read(text.as_bytes(), name, files, &Limits::DATA).0.expect(text)
            };
            let schema = text("schema", SAMPLE_SCHEMA, &mut files);
            let (schema, _) = Schema::load(None, &[("mau", &schema)]);
            let schema = schema.expect("a schema");
            let layout = format!(
                "format: 1\nlevels: [section, clause, dash]\nbody:\n{}\n",
                block.example.lines().map(|line| format!("  {line}\n")).collect::<String>()
            );
            let node = text("layout", &layout, &mut files);
            let known = files.clone();
            let mut compiler = Compiler::new(&schema.root, &known, &[]);
            let parsed = super::super::parse(&node, &mut compiler);
            let faults = compiler.finish();
            let told = human::print(&faults, &files, Lang::Vi, false);
            assert!(parsed.is_some() && faults.is_empty(), "{layout}\n{told}");
            assert!(block.example.contains(block.names[0]), "{}", block.example);
        }
    }
}
