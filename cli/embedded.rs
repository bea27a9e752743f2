//! The types and standards that the program carries with it.

use vanthu_core::plugin::{Folder, Plugins};

// `PLUGINS` and `TEMPLATES`: each file by its path, whose parts are joined by `/` on every system.
include!(concat!(env!("OUT_DIR"), "/carried.rs"));

/// All of them.
pub(crate) fn plugins() -> Plugins {
    let of = |(path, bytes): &(&'static str, &'static [u8])| {
        let (id, inner) = path.split_once('/')?;
        Some((id, (inner.to_owned(), *bytes)))
    };
    let files: Vec<_> = PLUGINS.iter().filter_map(of).collect();
    // Paths are in order, so that those of a type stand together.
    let shipped = files.chunk_by(|(a, _), (b, _)| a == b).filter_map(|files| {
        let (id, _) = files.first()?;
        let files = files.iter().map(|(_, file)| file.clone());
        Some(((*id).to_owned(), Folder::new(id, files)))
    });
    let templates = TEMPLATES.iter().map(|(path, bytes)| ((*path).to_owned(), *bytes));
    Plugins::new(Folder::new("templates", templates), shipped.collect())
}
