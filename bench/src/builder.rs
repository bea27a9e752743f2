//! The peer in the same language: docx-rs builds the document, its parts are compressed.

use std::io::{Cursor, Write};

use docx_rs::{
    AlignmentType, Docx, LineSpacing, PageMargin, Paragraph, Run, RunFonts, SpecialIndentType,
    Table, TableCell, TableRow, WidthType, XMLDocx,
};
use serde_json::Value;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

const HEADER: [&str; 6] = ["STT", "Nội dung", "Đơn vị tính", "Kế hoạch", "Thực hiện", "Tỷ lệ (%)"];

/// Widths of the table's columns in twips.
const WIDTHS: [usize; 6] = [680, 2954, 1474, 1361, 1361, 1134];

/// Width of the text in twips.
const WIDTH: usize = 9354;

/// The report as a Word file.
pub(crate) fn write(report: &Value) -> Vec<u8> {
    pack(document(report).build())
}

fn document(report: &Value) -> Docx {
    let font = "Times New Roman";
    let fonts = RunFonts::new().ascii(font).hi_ansi(font).cs(font).east_asia(font);
    let margin = PageMargin::new().top(1134).right(851).bottom(1134).left(1701);
    let mut out = Docx::new()
        .default_fonts(fonts)
        .default_size(28)
        .page_size(11906, 16838)
        .page_margin(margin)
        .add_table(letterhead(report))
        .add_paragraph(centred(&text(report, "kind"), true, 240))
        .add_paragraph(centred(&text(report, "subject"), true, 0))
        .add_paragraph(body(&text(report, "opening"), false));
    for section in items(report, "sections") {
        out = out.add_paragraph(body(&text(section, "heading"), true));
        for paragraph in items(section, "paragraphs") {
            out = out.add_paragraph(body(&text(paragraph, "text"), false));
        }
    }
    out.add_table(table(report))
        .add_paragraph(body(&text(report, "closing"), false))
        .add_table(closing(report))
}

fn letterhead(report: &Value) -> Table {
    let number = format!("Số: {}/{}", text(report, "number"), text(report, "symbol"));
    let left = TableCell::new()
        .add_paragraph(centred(&text(report, "parent"), true, 0))
        .add_paragraph(centred(&text(report, "agency"), true, 0))
        .add_paragraph(centred(&number, false, 120));
    let date = Run::new().add_text(text(report, "date")).italic();
    let right = TableCell::new()
        .add_paragraph(centred("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", true, 0))
        .add_paragraph(centred("Độc lập - Tự do - Hạnh phúc", true, 0))
        .add_paragraph(Paragraph::new().align(AlignmentType::Center).add_run(date));
    halves(left, right)
}

fn table(report: &Value) -> Table {
    let cell = |nth: usize, text: &str, bold: bool| {
        let align = match nth {
            1 => AlignmentType::Left,
            3.. => AlignmentType::Right,
            _ => AlignmentType::Center,
        };
        TableCell::new().add_paragraph(Paragraph::new().align(align).add_run(run(text, bold)))
    };
    let keys = &["no", "item", "unit", "plan", "done", "rate"][..columns(report)];
    let header = HEADER.iter().take(keys.len()).enumerate();
    let header = header.map(|(nth, title)| cell(nth, title, true));
    let mut rows = vec![TableRow::new(header.collect())];
    for row in items(report, "rows") {
        let cells = keys.iter().enumerate();
        rows.push(TableRow::new(
            cells.map(|(nth, key)| cell(nth, &text(row, key), false)).collect(),
        ));
    }
    Table::new(rows).set_grid(WIDTHS[..keys.len()].to_vec())
}

/// So many columns the rows have.
fn columns(report: &Value) -> usize {
    report["rows"][0].as_object().map_or(0, serde_json::Map::len)
}

fn closing(report: &Value) -> Table {
    let title = Run::new().add_text("Nơi nhận:").bold().italic();
    let mut left = TableCell::new().add_paragraph(Paragraph::new().add_run(title));
    for recipient in items(report, "recipients") {
        let line = run(&text(recipient, "text"), false);
        left = left.add_paragraph(Paragraph::new().add_run(line));
    }
    let mut right = TableCell::new()
        .add_paragraph(centred(&text(report, "authority"), true, 0))
        .add_paragraph(centred(&text(report, "post"), true, 0));
    for _ in 0..3 {
        right = right.add_paragraph(Paragraph::new());
    }
    halves(left, right.add_paragraph(centred(&text(report, "signer"), true, 0)))
}

fn halves(left: TableCell, right: TableCell) -> Table {
    Table::without_borders(vec![TableRow::new(vec![left, right])])
        .set_grid(vec![WIDTH / 2, WIDTH / 2])
        .width(WIDTH, WidthType::Dxa)
}

fn run(text: &str, bold: bool) -> Run {
    let run = Run::new().add_text(text);
    if bold { run.bold() } else { run }
}

fn centred(text: &str, bold: bool, before: u32) -> Paragraph {
    Paragraph::new()
        .align(AlignmentType::Center)
        .line_spacing(LineSpacing::new().before(before))
        .add_run(run(text, bold))
}

fn body(text: &str, bold: bool) -> Paragraph {
    Paragraph::new()
        .align(AlignmentType::Both)
        .line_spacing(LineSpacing::new().before(120))
        .indent(None, Some(SpecialIndentType::FirstLine(720)), None, None)
        .add_run(run(text, bold))
}

fn text(value: &Value, key: &str) -> String {
    value[key].as_str().expect("a text of the report").to_owned()
}

fn items<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    value[key].as_array().expect("a list of the report")
}

/// Its own `pack` stores the parts as they are, so they are compressed here.
fn pack(parts: XMLDocx) -> Vec<u8> {
    let parts = [
        ("[Content_Types].xml", parts.content_type),
        ("_rels/.rels", parts.rels),
        ("docProps/app.xml", parts.doc_props.app),
        ("docProps/core.xml", parts.doc_props.core),
        ("docProps/custom.xml", parts.doc_props.custom),
        ("word/_rels/document.xml.rels", parts.document_rels),
        ("word/document.xml", parts.document),
        ("word/styles.xml", parts.styles),
        ("word/settings.xml", parts.settings),
        ("word/fontTable.xml", parts.font_table),
        ("word/comments.xml", parts.comments),
        ("word/numbering.xml", parts.numberings),
        ("word/commentsExtended.xml", parts.comments_extended),
        ("word/footnotes.xml", parts.footnotes),
    ];
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(6));
    let mut out = ZipWriter::new(Cursor::new(Vec::with_capacity(16 << 10)));
    for (name, bytes) in parts {
        out.start_file(name, options).expect("memory is written into");
        out.write_all(&bytes).expect("memory is written into");
    }
    out.finish().expect("memory is written into").into_inner()
}
