//! Any text as the files of a plugin: it loads, or every fault has its place; never a panic.
//!
//! The manifest, the fields and the layout are parted by zero bytes.
#![no_main]

use std::path::Path;
use std::sync::OnceLock;

use libfuzzer_sys::fuzz_target;
use vanthu_core::plugin::{Folder, Plugins};

fn templates() -> &'static Folder {
    static TEMPLATES: OnceLock<Folder> = OnceLock::new();
    TEMPLATES.get_or_init(|| {
        let templates = Path::new(env!("CARGO_MANIFEST_DIR")).join("../templates");
        Folder::read(&templates).expect("the templates")
    })
}

fuzz_target!(|data: &[u8]| {
    let mut pieces = data.splitn(3, |byte| *byte == 0);
    let files = ["plugin.yaml", "schema.yaml", "layout.yaml"].map(|name| {
        (name.to_owned(), pieces.next().unwrap_or_default().to_vec())
    });
    let folder = Folder::new("thu", files);
    let plugins = Plugins::new(templates().clone(), vec![("thu".to_owned(), folder)]);
    if let Err(refused) = plugins.load("thu") {
        assert!(!refused.diagnostics.is_empty());
        for fault in &refused.diagnostics {
            assert!(fault.span.is_some(), "no place: {fault:?}");
        }
    }
});
