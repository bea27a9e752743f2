//! Any text as the files of a plugin: it loads, or every fault has its place; never a panic.
//!
//! The manifest, the fields and the layout are parted by zero bytes.
#![no_main]

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use libfuzzer_sys::fuzz_target;
use vanthu_core::plugin::{Folder, Plugins};

/// The standards are read once.
static PLUGINS: Mutex<Option<Plugins>> = Mutex::new(None);

fn templates() -> Plugins {
    let templates = Path::new(env!("CARGO_MANIFEST_DIR")).join("../templates");
    Plugins::new(Folder::read(&templates).expect("the templates"), Vec::new())
}

fuzz_target!(|data: &[u8]| {
    let mut pieces = data.splitn(3, |byte| *byte == 0);
    let files = ["plugin.yaml", "schema.yaml", "layout.yaml"].map(|name| {
        (name.to_owned(), pieces.next().unwrap_or_default().to_vec())
    });
    let mut kept = PLUGINS.lock().unwrap_or_else(PoisonError::into_inner);
    let plugins = kept.take().unwrap_or_else(templates);
    let plugins = plugins.given("thu", PathBuf::from("thu"), Folder::new("thu", files));
    if let Err(refused) = plugins.load("thu") {
        assert!(!refused.diagnostics.is_empty());
        for fault in &refused.diagnostics {
            assert!(fault.span.is_some(), "no place: {fault:?}");
        }
    }
    *kept = Some(plugins);
});
