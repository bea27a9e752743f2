//! Any bytes as a Word file, and any text as its parts: an answer, never a panic.
//!
//! The first byte chooses: a package as it is, or a good package in which the text, the styles and
//! the numbering are the rest, parted by zero bytes.
#![no_main]

use std::io::{Cursor, Write};
use std::path::Path;
use std::sync::OnceLock;

use libfuzzer_sys::fuzz_target;
use vanthu_core::inspect::{Known, inspect};
use vanthu_core::plugin::{Folder, Plugins};
use vanthu_core::render::Input;
use zip::write::SimpleFileOptions;

const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

fn plugins() -> &'static Plugins {
    static PLUGINS: OnceLock<Plugins> = OnceLock::new();
    PLUGINS.get_or_init(|| {
        let templates = Path::new(env!("CARGO_MANIFEST_DIR")).join("../templates");
        Plugins::new(Folder::read(&templates).expect("the templates"), Vec::new())
    })
}

fn package(data: &[u8]) -> Vec<u8> {
    let mut pieces = data.splitn(3, |byte| *byte == 0);
    let mut piece = || pieces.next().unwrap_or_default().to_vec();
    let relation = |id: &str, kind: &str, target: &str| {
        format!("<Relationship Id=\"{id}\" Type=\"{OFFICE}/{kind}\" Target=\"{target}\"/>")
    };
    let relations = |inner: String| format!("<Relationships>{inner}</Relationships>").into_bytes();
    let parts = [
        ("_rels/.rels", relations(relation("a", "officeDocument", "word/document.xml"))),
        (
            "word/_rels/document.xml.rels",
            relations(relation("b", "styles", "styles.xml") + &relation("c", "numbering", "numbering.xml")),
        ),
        ("word/document.xml", piece()),
        ("word/styles.xml", piece()),
        ("word/numbering.xml", piece()),
    ];
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, bytes) in parts {
        writer.start_file(name, stored).expect("a part");
        writer.write_all(&bytes).expect("bytes");
    }
    writer.finish().expect("a package").into_inner()
}

fuzz_target!(|data: &[u8]| {
    let Some((choice, data)) = data.split_first() else { return };
    let bytes = if choice % 2 == 0 { data.to_vec() } else { package(data) };
    let known = Known { standard: Some("nd30-2020"), kind: None };
    let inspected = inspect(plugins(), known, Input { name: "a.docx", bytes: &bytes });
    assert!(!inspected.expect("the standard").diagnostics.is_empty());
});
