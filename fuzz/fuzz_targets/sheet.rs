//! Any bytes as a file of a spreadsheet, and any text as the parts of one: rows or a reason, never
//! a panic, and never more memory than the limits allow.
//!
//! The first byte chooses: a file as it is, or a workbook in which the sheet, the texts and the
//! styles, or the content, are the rest, parted by zero bytes.
#![no_main]

use std::io::{Cursor, Write};
use std::sync::OnceLock;

use libfuzzer_sys::fuzz_target;
use vanthu_core::data;
use vanthu_core::diag::Files;
use vanthu_core::schema::Schema;
use vanthu_core::sheet::{self, Limits};
use zip::write::SimpleFileOptions;

const FIELDS: &[u8] = include_bytes!("../../plugins/so-ket/schema.yaml");
const COMMON: &[u8] = include_bytes!("../../templates/common.yaml");

fn schema() -> &'static Schema {
    static SCHEMA: OnceLock<Schema> = OnceLock::new();
    SCHEMA.get_or_init(|| {
        let node = |bytes| {
            let read = data::read(bytes, "a", &mut Files::default(), &data::Limits::DATA);
            read.0.expect("a schema")
        };
        let (common, own) = (node(COMMON), node(FIELDS));
        Schema::load(Some(&common), &[("so-ket", &own)]).0.expect("a schema")
    })
}

fn archive(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        out.start_file(*name, stored).expect("a file");
        out.write_all(bytes).expect("writes");
    }
    out.finish().expect("ends").into_inner()
}

fn excel(data: &[u8]) -> Vec<u8> {
    let mut pieces = data.splitn(3, |byte| *byte == 0);
    let mut piece = || pieces.next().unwrap_or_default();
    let relation = |id: &str, kind: &str| {
        format!("<Relationship Id=\"{id}\" Type=\"x/{kind}\" Target=\"{kind}.xml\"/>")
    };
    let inner = ["worksheet", "sharedStrings", "styles"].map(|kind| relation(kind, kind)).concat();
    archive(&[
        ("_rels/.rels", format!("<a>{}</a>", relation("a", "officeDocument")).as_bytes()),
        ("_rels/officeDocument.xml.rels", format!("<a>{inner}</a>").as_bytes()),
        ("officeDocument.xml", b"<a><sheet name=\"A\" r:id=\"worksheet\"/></a>"),
        ("worksheet.xml", piece()),
        ("sharedStrings.xml", piece()),
        ("styles.xml", piece()),
    ])
}

fuzz_target!(|data: &[u8]| {
    let Some((first, rest)) = data.split_first() else { return };
    let bytes = match first % 3 {
        0 => rest.to_vec(),
        1 => excel(rest),
        _ => archive(&[("content.xml", rest)]),
    };
    let root = &schema().root;
    match sheet::open(&bytes, "a", &Limits::PAGE, &mut Files::default()) {
        Ok(book) => {
            for record in sheet::records(&book, root, &[]).records {
                let _ = record.blame(schema().check(&record.data, false).diagnostics);
            }
        }
        Err(fault) => assert!(!fault.hints.is_empty() && fault.span.is_some()),
    }
});
