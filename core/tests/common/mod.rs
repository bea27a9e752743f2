//! The shipped types and standards, read from the repository.

use std::path::{Path, PathBuf};

use vanthu_core::diag::{Lang, human};
use vanthu_core::plugin::{Folder, Plugins};
use vanthu_core::render::{Input, Job, Rendered, render};

/// A path in the repository.
pub(crate) fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)
}

/// The shipped types and standards.
pub(crate) fn plugins() -> Plugins {
    let read = |path: &str| Folder::read(&repository(path)).expect("a folder of the repository");
    Plugins::new(read("templates"), vec![("so-ket".to_owned(), read("plugins/so-ket"))])
}

/// Renders data with an organisation's file, no pictures.
pub(crate) fn rendered(
    plugins: &Plugins,
    data: &[u8],
    organisation: Option<&[u8]>,
    draft: bool,
) -> Rendered {
    let organisation = organisation.map(|bytes| Input { name: "co-quan.yaml", bytes });
    let data = Input { name: "bao-cao.yaml", bytes: data };
    render(plugins, &Job { data, organisation, beside: &|_| None, draft, trace: true })
}

/// What a clerk reads.
pub(crate) fn told(rendered: &Rendered) -> String {
    human::print(&rendered.diagnostics, &rendered.files, Lang::Vi, false)
}
