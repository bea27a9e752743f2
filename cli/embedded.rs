//! The types and standards that the program carries with it.

use include_dir::{Dir, include_dir};
use vanthu_core::plugin::{Folder, Plugins};

static PLUGINS: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/plugins");
static TEMPLATES: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/templates");

/// All of them.
pub(crate) fn plugins() -> Plugins {
    let shipped = PLUGINS.dirs().filter_map(|dir| {
        let id = dir.path().to_str()?;
        Some((id.to_owned(), folder(id, dir)))
    });
    Plugins::new(folder("templates", &TEMPLATES), shipped.collect())
}

fn folder(name: &str, dir: &'static Dir<'static>) -> Folder {
    let mut files = Vec::new();
    gather(dir, dir, &mut files);
    Folder::new(name, files)
}

/// Paths are relative to `root`, parts joined by `/` on every system.
fn gather(
    root: &'static Dir<'static>,
    dir: &'static Dir<'static>,
    files: &mut Vec<(String, &'static [u8])>,
) {
    for file in dir.files() {
        let path = file.path().strip_prefix(root.path()).unwrap_or(file.path());
        let parts = path.components().map(|part| part.as_os_str().to_string_lossy());
        files.push((parts.collect::<Vec<_>>().join("/"), file.contents()));
    }
    // Native code is linked in, not carried as files.
    for inner in dir.dirs().filter(|inner| !inner.path().ends_with("native")) {
        gather(root, inner, files);
    }
}
