//! Writes a document made in code, through `standard::apply` and `docx`, for outside validators:
//! `cargo run -p vanthu-core --example sample -- OUT.docx`.

use std::collections::BTreeMap;

use vanthu_core::data::{self, Limits};
use vanthu_core::diag::Files;
use vanthu_core::document::{
    Block, Column, Document, Grid, HeaderCell, Paragraph, Properties, Role, Run, Section, Table,
    TotalRow,
};
use vanthu_core::docx::{Options, Provenance, Writer};
use vanthu_core::layout::{Align, Width};
use vanthu_core::length::Twips;
use vanthu_core::standard::Standard;

/// The standard as it stands in the repository.
const ND30: &str = include_str!("../../templates/nd30-2020/standard.yaml");

fn main() -> std::io::Result<()> {
    let path = std::env::args().nth(1).unwrap_or_else(|| "sample.docx".to_owned());
    std::fs::write(path, bytes(&document(), true))
}

/// The shipped standard.
pub(crate) fn standard() -> Standard {
    let mut files = Files::default();
    let (node, _) = data::read(ND30.as_bytes(), "standard.yaml", &mut files, &Limits::DATA);
    Standard::read(&[node.expect("the shipped standard reads")]).0.expect("and has no fault")
}

/// A document as bytes.
pub(crate) fn bytes(document: &Document<'_>, trace: bool) -> Vec<u8> {
    let standard = standard();
    let styled = standard.apply(document, &BTreeMap::new());
    let provenance = Provenance { pointers: document.traces.clone(), ..Provenance::default() };
    Writer::new(&standard.sheet)
        .write(&styled, &document.properties, &provenance, &|_| None, Options { trace })
        .expect("no picture, no failure")
}

/// A report with a letterhead, a text of several levels, a table, a signature and an appendix.
pub(crate) fn document() -> Document<'static> {
    Document {
        properties: Properties {
            title: "Báo cáo Kết quả thực hiện".to_owned(),
            author: "Ủy ban nhân dân xã A".to_owned(),
            created: Some("2026-07-05".to_owned()),
        },
        sections: vec![
            Section { landscape: false, restarts: false, blocks: main_text() },
            Section { landscape: true, restarts: true, blocks: appendix() },
        ],
        traces: vec!["/trich_yeu".to_owned(), "/so_lieu".to_owned()],
    }
}

fn line(role: Role, text: &str) -> Block<'static> {
    Block::Paragraph(Paragraph { role, runs: vec![Run::literal(text)] })
}

fn letterhead() -> Block<'static> {
    let agency = vec![
        line(Role::ParentAgency, "UBND xã A"),
        line(Role::Agency, "Phòng Văn hóa - Xã hội"),
        Block::Rule(Role::Agency),
    ];
    let nation = vec![
        line(Role::NationalName, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        line(Role::Motto, "Độc lập - Tự do - Hạnh phúc"),
        Block::Rule(Role::Motto),
    ];
    let number = vec![line(Role::Number, "Số: 05/BC-VHXH")];
    let date = vec![line(Role::PlaceDate, "Xã A, ngày 05 tháng 7 năm 2026")];
    Block::Grid(Grid { role: Role::Letterhead, rows: vec![(agency, nation), (number, date)] })
}

fn main_text() -> Vec<Block<'static>> {
    let subject = "Kết quả sáu tháng đầu năm thực hiện công tác chăm sóc, giáo dục và bảo vệ trẻ \
                   em trên địa bàn xã và nhiệm vụ sáu tháng cuối năm";
    let traced = Run { trace: Some(0), ..Run::literal(subject) };
    let mut blocks = vec![
        letterhead(),
        line(Role::Kind, "Báo cáo"),
        Block::Paragraph(Paragraph { role: Role::Subject, runs: vec![traced] }),
        Block::Rule(Role::Subject),
        line(Role::AddresseesLead, "Kính gửi:"),
        line(Role::Addressee, "- Sở Nội vụ;"),
        line(Role::Addressee, "- Sở Y tế."),
    ];
    for nth in 1..4 {
        blocks.push(line(Role::ClauseHeading, "Tình hình triển khai"));
        blocks.push(line(Role::Dash, &"Nội dung triển khai đã làm trong kỳ. ".repeat(8)));
        blocks.push(line(Role::RunIn, "Ưu điểm"));
        blocks.push(line(Role::Body, &"Kết quả được ghi nhận; <&> \"nháy\" ]]>. ".repeat(8 * nth)));
    }
    blocks.push(line(Role::TableCaption, "Kết quả thực hiện các chỉ tiêu"));
    blocks.push(Block::Table(table()));
    blocks.push(line(Role::Body, "Trên đây là báo cáo kết quả, kèm theo Phụ lục./."));
    blocks.push(closing());
    blocks
}

fn table() -> Table<'static> {
    let cell = |text: &str| vec![Run::literal(text)];
    let head = |text: &str, columns, rows| HeaderCell { runs: cell(text), columns, rows };
    let column = |width, align| Column { width, align };
    let row = |nth: usize| {
        let figure = format!("{}.250,{nth}", nth * nth);
        vec![
            cell(&nth.to_string()),
            cell("Số trẻ em được khám sức khỏe"),
            cell("120"),
            cell(&figure),
        ]
    };
    Table {
        trace: Some(1),
        columns: vec![
            column(Width::Fixed(Twips::mm(12.0)), Align::Center),
            column(Width::Share(1.0), Align::Left),
            column(Width::Fixed(Twips::mm(25.0)), Align::Right),
            column(Width::Fixed(Twips::mm(32.0)), Align::Decimal),
        ],
        header: vec![
            vec![head("TT", 1, 2), head("Chỉ tiêu", 1, 2), head("Năm 2026", 2, 1)],
            vec![head("Kế hoạch", 1, 1), head("Thực hiện", 1, 1)],
        ],
        rows: (1..=12).map(row).collect::<Vec<_>>().into(),
        totals: Some(TotalRow {
            label: cell("Tổng cộng"),
            columns: 2,
            cells: vec![cell("1.440"), cell("650.250,5")],
        }),
        empty: None,
    }
}

fn closing() -> Block<'static> {
    let recipients = vec![
        line(Role::RecipientsLabel, "Nơi nhận:"),
        line(Role::Recipient, "- Như trên;"),
        line(Role::Recipient, "- Lưu: VT, VHXH."),
    ];
    let signature = vec![
        line(Role::SignerAuthority, "KT. Trưởng phòng"),
        line(Role::SignerTitle, "Phó Trưởng phòng"),
        line(Role::SignerName, "Nguyễn Văn A"),
    ];
    Block::Grid(Grid { role: Role::Closing, rows: vec![(recipients, signature)] })
}

fn appendix() -> Vec<Block<'static>> {
    vec![
        line(Role::AppendixLabel, "Phụ lục"),
        line(Role::AppendixTitle, "Số liệu chi tiết theo thôn"),
        line(
            Role::AppendixReference,
            "(Kèm theo Báo cáo số 05/BC-VHXH ngày 05 tháng 7 năm 2026 của Phòng Văn hóa - Xã hội)",
        ),
        Block::Rule(Role::AppendixReference),
        line(Role::ClauseHeading, "Số liệu"),
        Block::Table(table()),
        line(Role::Body, "./."),
    ]
}
