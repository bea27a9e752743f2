//! Where the time of a batch goes: the stages of each of its documents, timed as they follow one
//! another.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::hint::black_box;
use std::path::Path;

use flate2::{Compress, Compression};
use serde_json::json;
use vanthu_core::data;
use vanthu_core::diag::Files;
use vanthu_core::docx::{Options, Provenance, read_text};
use vanthu_core::sheet::{self, Limits};

use crate::engine::{self, Engine, parsed};
use crate::floor;
use crate::measure::cpu;

/// The type of all documents.
const TYPE: &str = "giay-moi";
const OFFICE: &[u8] = include_bytes!("../../examples/cac-mau/co-quan.yaml");

/// Writes a table of so many invitations as JSON Lines: each has another number, guests and day.
pub(crate) fn rows(count: usize, path: &Path) {
    let mut out = String::new();
    for nth in 0..count {
        let (commune, day) = (nth % 166 + 1, nth % 28 + 1);
        let row = json!({
            "so": format!("{:02}", nth + 1),
            "ngay": format!("{day:02}/02/2026"),
            "trich_yeu": "Dự Hội nghị triển khai nhiệm vụ quý I năm 2026",
            "kinh_moi": [
                format!("Chủ tịch Ủy ban nhân dân xã số {commune}"),
                "Lãnh đạo Phòng Kinh tế, Phòng Văn hóa - Xã hội",
            ],
            "toi_du": "Hội nghị triển khai nhiệm vụ quý I năm 2026",
            "chu_tri": "Chủ tịch Ủy ban nhân dân xã A",
            "thoi_gian": format!("08 giờ 00, ngày {day} tháng 3 năm 2026"),
            "dia_diem": "Hội trường Ủy ban nhân dân xã A",
            "luu_y": "Đề nghị các đại biểu đến dự đúng giờ.\n",
        });
        let _ = writeln!(out, "{row}");
    }
    fs::write(path, out).expect("the folder can be written into");
    let office = path.with_file_name("co-quan.yaml");
    fs::write(office, OFFICE).expect("the folder can be written into");
}

/// CPU seconds of the stages, all documents together.
#[derive(Default)]
struct Stages {
    seconds: Vec<(&'static str, f64)>,
}

impl Stages {
    fn time<T>(&mut self, name: &'static str, work: impl FnOnce() -> T) -> T {
        let begun = cpu();
        let made = black_box(work());
        let used = cpu() - begun;
        match self.seconds.iter_mut().find(|(other, _)| *other == name) {
            Some((_, sum)) => *sum += used,
            None => self.seconds.push((name, used)),
        }
        made
    }
}

/// Times the stages of all documents of a table, and the whole of each beside them.
pub(crate) fn profile(path: &Path) {
    let engine = Engine::new();
    let plugin = engine.plugin(TYPE);
    let bytes = fs::read(path).expect("a table");
    let mut stages = Stages::default();
    let texts: Vec<String> = stages.time("table", || {
        let book = sheet::open(&bytes, "rows", &Limits::BATCH, &mut Files::default());
        let read = sheet::records(&book.expect("a table"), &plugin.schema.root, &[]);
        assert!(read.diagnostics.is_empty(), "{:?}", read.diagnostics);
        let text = |record: &sheet::Record| data::write(&record.data);
        read.records.iter().map(|record| format!("loai: {TYPE}\n{}", text(record))).collect()
    });
    let mut deflate = Compress::new(Compression::new(6), false);
    let (shared, options) = (&plugin.standard, Options::default());
    for text in &texts {
        let tree = stages.time("parse", || data::overlay(parsed(OFFICE), parsed(text.as_bytes())));
        let checked = stages.time("validate", || plugin.schema.check(&tree, false));
        let mut value = checked.value;
        value["ten_loai"] = "Giấy mời".into();
        value["ky_hieu"] = "GM-UBND".into();
        let document = stages.time("merge", || engine::merged(&plugin, &value));
        let styled = stages.time("apply", || shared.standard.apply(&document, &BTreeMap::new()));
        let pointers = document.traces.clone();
        let provenance = Provenance { pointers, ..Provenance::default() };
        let file = stages.time("write", || {
            let writer = shared.writer();
            let properties = &document.properties;
            writer.write(&styled, properties, &provenance, &|_| None, options)
        });
        let file = file.expect("there is no picture to miss");
        let body = floor::body(&file);
        stages.time("compress", || floor::deflate(&mut deflate, &body).len());
        stages.time("read-back", || read_text(&file).map_or(0, |text| text.len()));
        let whole = stages.time("whole", || engine.try_render_for(OFFICE, text));
        let whole = whole.unwrap_or_else(|why| panic!("{why}"));
        assert!(floor::body(&whole) == body, "the stages make the body that the engine makes");
    }
    let seconds: BTreeMap<&str, f64> = stages.seconds.into_iter().collect();
    println!("{}", json!({ "documents": texts.len(), "seconds": seconds }));
}
