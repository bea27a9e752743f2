//! The examples of a plugin: data that must make papers without a fault.

use vanthu_core::diag::Diagnostic;
use vanthu_core::plugin::{Folder, Plugin, RelPath};
use vanthu_core::render::{Input, Job, Rendered};
use vanthu_core::text;

/// One `examples/*.yaml` of a plugin.
pub(super) struct Example {
    /// `examples/thang-1.yaml`.
    pub(super) name: String,
    /// What is in it.
    bytes: Vec<u8>,
}

/// The organisation of all examples.
const ORGANISATION: &str = "examples/co-quan.yaml";

impl Example {
    /// Every example, by name.
    pub(super) fn all(plugin: &Plugin) -> Vec<Self> {
        let files = plugin.folder().map(Folder::iter).into_iter().flatten();
        let examples = files.filter(|(path, _)| {
            let name = path.as_str();
            let inside = name.strip_prefix("examples/").and_then(|n| n.strip_suffix(".yaml"));
            inside.is_some_and(|inside| !inside.contains('/')) && name != ORGANISATION
        });
        examples
            .map(|(path, bytes)| Self { name: path.as_str().to_owned(), bytes: bytes.to_vec() })
            .collect()
    }

    /// Does `with` the job of making a paper of it.
    pub(super) fn job(&self, plugin: &Plugin, with: impl FnOnce(&Job<'_>) -> Rendered) -> Rendered {
        let folder = plugin.folder();
        let get = |name: &str| folder?.get(&RelPath::new(name).ok()?);
        let (name, organisation) = (shown(plugin, &self.name), shown(plugin, ORGANISATION));
        with(&Job {
            data: Input { name: &name, bytes: &self.bytes },
            organisation: get(ORGANISATION).map(|bytes| Input { name: &organisation, bytes }),
            beside: &|name| get(&format!("examples/{name}")).map(<[u8]>::to_vec),
            draft: false,
            trace: true,
        })
    }

    /// An example of another type proves nothing of this one.
    pub(super) fn wrong_type(&self, plugin: &Plugin) -> Option<Diagnostic> {
        let id = &plugin.manifest.id;
        let text = String::from_utf8_lossy(&self.bytes);
        let written = text.lines().find_map(|line| line.strip_prefix("loai:"))?;
        let written =
            written.split('#').next().unwrap_or_default().trim().trim_matches(['"', '\'']);
        let name = &self.name;
        (written != id).then(|| {
            Diagnostic::error(
                "example-of-another",
                text!(
                    "{name} là dữ liệu của mẫu «{written}», không phải «{id}»",
                    "{name} is data of «{written}», not of «{id}»"
                ),
            )
            .hint(text!("sửa thành «loai: {id}»", "change it to «loai: {id}»"))
        })
    }
}

/// A plugin without examples is not tested.
pub(super) fn none(plugin: &Plugin) -> Diagnostic {
    let id = &plugin.manifest.id;
    Diagnostic::warning(
        "no-examples",
        text!("mẫu «{id}» chưa có ví dụ nào", "the type «{id}» has no example"),
    )
    .hint(text!(
        "đặt dữ liệu mẫu vào examples/, ví dụ examples/{id}.yaml",
        "put data into examples/, examples/{id}.yaml for example"
    ))
}

/// The name of a file of the plugin, its folder before it.
pub(super) fn shown(plugin: &Plugin, name: &str) -> String {
    plugin.folder().map_or(name.to_owned(), |folder| format!("{}/{name}", folder.origin()))
}
