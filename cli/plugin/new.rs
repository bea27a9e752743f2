//! `vanthu plugin new`.

use std::path::{Path, PathBuf};

use clap::Args;
use vanthu_core::data::{self, Limits};
use vanthu_core::diag::{Diagnostic, Files};
use vanthu_core::plugin::{Folder, Plugin, Plugins, is_id};
use vanthu_core::text;

use super::{Failed, open};
use crate::args::Common;
use crate::exit::Exit;
use crate::output::{self, StagedFolder};
use crate::report;

/// `vanthu plugin new`.
#[derive(Debug, Args)]
#[command(next_help_heading = "Tùy chọn")]
pub(crate) struct New {
    /// Tên mẫu: chữ thường không dấu, chữ số, gạch nối; thư mục cùng tên được tạo ở đây
    #[arg(value_name = "TÊN", help_heading = "Đối số")]
    id: String,
    /// Chép từ mẫu này
    #[arg(long, value_name = "MẪU", conflicts_with = "extends")]
    from: Option<String>,
    /// Kế thừa mẫu này: chỉ ghi phần thêm và phần siết chặt
    #[arg(long, value_name = "MẪU")]
    extends: Option<String>,
    /// Tên tiếng Việt của mẫu
    #[arg(long, value_name = "TÊN")]
    title: Option<String>,
    /// Tạo trong thư mục này thay cho thư mục hiện thời
    #[arg(short, long, value_name = "THƯ MỤC")]
    output: Option<PathBuf>,
}

/// The files of a plugin to be: name and text.
type Draft = Vec<(String, Vec<u8>)>;

/// Writes the folder of a working type, which passes `check` as it is.
pub(super) fn run(common: &Common, args: &New, plugins: Plugins) -> Result<Exit, Failed> {
    let id = args.id.as_str();
    if !is_id(id) {
        report::print(common, &[bad_id(id)], &Files::default(), &[]);
        return Ok(Exit::Usage);
    }
    let target = args.output.as_ref().map_or_else(|| PathBuf::from(id), |root| root.join(id));
    if std::fs::symlink_metadata(&target).is_ok() {
        return Err(there(&target).into());
    }
    let title = args.title.as_deref();
    let (plugins, mut draft) = match (&args.from, &args.extends) {
        (Some(from), _) => match copied(plugins, from, id, title)? {
            Some(copied) => copied,
            None => {
                report::print(common, &[code_stays(from, id)], &Files::default(), &[]);
                return Ok(Exit::Usage);
            }
        },
        (None, Some(base)) => layer(plugins, base, id, title)?,
        (None, None) => (plugins, scaffold(id, title)),
    };
    let folder = |draft: &Draft| Folder::new(id, draft.clone());
    let plugins = plugins.given(id, target.clone(), folder(&draft));
    let plugin = plugins.load(id)?;
    if !draft.iter().any(|(name, _)| name.starts_with("examples/")) {
        draft.push((format!("examples/{id}.yaml"), starter(&plugin).into_bytes()));
        draft.push(office());
    }
    let files = draft.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice()));
    StagedFolder::new(&target, files)?.commit(&target)?;
    let shown = target.display().to_string();
    let more = [("id", id.into()), ("output", shown.clone().into())];
    report::print(common, &[], &Files::default(), &more);
    report::say(
        common,
        &format!("đã tạo {shown}; kiểm tra bằng: vanthu plugin check {shown}"),
        &format!("made {shown}; check it with: vanthu plugin check {shown}"),
    );
    Ok(Exit::Clean)
}

/// A report with a table, to begin with.
fn scaffold(id: &str, title: Option<&str>) -> Draft {
    let title = quoted(title.unwrap_or(id));
    let fill = |text: &str| text.replace("{id}", id).replace("{title}", &title).into_bytes();
    vec![
        ("plugin.yaml".to_owned(), fill(include_str!("scaffold/plugin.yaml"))),
        ("schema.yaml".to_owned(), fill(include_str!("scaffold/schema.yaml"))),
        ("layout.yaml".to_owned(), fill(include_str!("scaffold/layout.yaml"))),
        (format!("examples/{id}.yaml"), fill(include_str!("scaffold/example.yaml"))),
        office(),
    ]
}

/// The organisation of examples.
fn office() -> (String, Vec<u8>) {
    ("examples/co-quan.yaml".to_owned(), include_bytes!("scaffold/co-quan.yaml").to_vec())
}

/// The files of another type under a new id. `None`: it has native code, which is not among them.
fn copied(
    plugins: Plugins,
    from: &str,
    id: &str,
    title: Option<&str>,
) -> Result<Option<(Plugins, Draft)>, Failed> {
    let opened = open(plugins, from)?;
    if opened.plugin.code().is_some_and(|code| code.id == opened.plugin.manifest.id) {
        return Ok(None);
    }
    let files = opened.plugin.folder().map(Folder::iter).into_iter().flatten();
    let draft = files.map(|(path, bytes)| {
        let name = path.as_str();
        let bytes = match name {
            "plugin.yaml" => renamed(&String::from_utf8_lossy(bytes), id, title).into_bytes(),
            _ if name.starts_with("examples/") && name.ends_with(".yaml") => of_type(bytes, id),
            _ => bytes.to_vec(),
        };
        (name.to_owned(), bytes)
    });
    let draft = draft.collect();
    Ok(Some((opened.plugins, draft)))
}

/// A copy would be nothing without the code.
fn code_stays(from: &str, id: &str) -> Diagnostic {
    let message = text!(
        "mẫu «{from}» có mã máy, chép ra thì mã máy không theo được",
        "«{from}» has native code, which a copy would lack"
    );
    Diagnostic::error("code-stays", message).hint(text!(
        "kế thừa: vanthu plugin new {id} --extends {from}",
        "extend it: vanthu plugin new {id} --extends {from}"
    ))
}

/// A type that extends another by one field.
fn layer(
    plugins: Plugins,
    base: &str,
    id: &str,
    title: Option<&str>,
) -> Result<(Plugins, Draft), Failed> {
    let opened = open(plugins, base)?;
    let plugin = &opened.plugin;
    let title = title.map_or_else(|| plugin.manifest.title.vi.clone(), str::to_owned);
    let outer = plugin.blocks().into_iter().filter(|row| row.depth == 0);
    let last = outer.take(plugin.form.layout.body.len()).last().and_then(|row| row.name);
    let fill = |text: &str| {
        let text = text.replace("{id}", id).replace("{title}", &quoted(&title));
        let text = text.replace("{base}", &plugin.manifest.id).replace("{how}", "before");
        text.replace("\"{anchor}\"", &quoted(last.as_deref().unwrap_or_default())).into_bytes()
    };
    let mut draft = vec![
        ("plugin.yaml".to_owned(), fill(include_str!("scaffold/layer-plugin.yaml"))),
        ("schema.yaml".to_owned(), fill(include_str!("scaffold/layer-schema.yaml"))),
        ("layout.yaml".to_owned(), fill(include_str!("scaffold/layer-layout.yaml"))),
    ];
    if last.is_none() {
        // A type without a text of its own has no place for another field.
        draft.truncate(1);
        let manifest = include_str!("scaffold/layer-plugin.yaml").lines();
        let rest =
            manifest.filter(|line| !line.starts_with("schema:") && !line.starts_with("layout:"));
        draft[0].1 = fill(&rest.map(|line| format!("{line}\n")).collect::<String>());
    }
    for (path, bytes) in plugin.folder().map(Folder::iter).into_iter().flatten() {
        let name = path.as_str();
        if name.starts_with("examples/") && name.ends_with(".yaml") {
            draft.push((name.to_owned(), of_type(bytes, id)));
        }
    }
    Ok((opened.plugins, draft))
}

/// A manifest with another id, a first version and no word of what it replaces.
fn renamed(manifest: &str, id: &str, title: Option<&str>) -> String {
    let mut files = Files::default();
    let (node, _) = data::read(manifest.as_bytes(), "plugin.yaml", &mut files, &Limits::DATA);
    let Some(node) = node else { return manifest.to_owned() };
    let mut wanted = vec![("id", id.to_owned()), ("version", "1.0.0".to_owned())];
    wanted.extend(title.map(|title| ("title", format!("{{ vi: {} }}", quoted(title)))));
    let place = |key: &str| node.get(key).map(|node| node.span.range());
    let mut changes: Vec<_> =
        wanted.into_iter().filter_map(|(key, value)| Some((place(key)?, value))).collect();
    if let Some(entry) = node.entry("replaces") {
        changes.push((entry.key_span.range().start..entry.value.span.range().end, String::new()));
    }
    changes.sort_by_key(|(range, _)| std::cmp::Reverse(range.start));
    let mut text = manifest.to_owned();
    for (range, value) in changes {
        text.replace_range(range, &value);
    }
    text
}

/// Data of another type, said to be of this one.
fn of_type(bytes: &[u8], id: &str) -> Vec<u8> {
    let text = String::from_utf8_lossy(bytes);
    let lines = text.split_inclusive('\n').map(|line| match line.strip_prefix("loai:") {
        Some(_) => format!("loai: {id}\n"),
        None => line.to_owned(),
    });
    lines.collect::<String>().into_bytes()
}

/// The starter file as an example: it needs no schema beside it.
fn starter(plugin: &Plugin) -> String {
    let text = plugin.starter();
    let rest = text.split_once('\n').filter(|(line, _)| line.contains("$schema"));
    rest.map_or(text.clone(), |(_, rest)| rest.to_owned())
}

/// A text in double quotes, as YAML writes it.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', " "))
}

fn bad_id(id: &str) -> Diagnostic {
    Diagnostic::error(
        "bad-id",
        text!("«{id}» không dùng làm tên mẫu được", "«{id}» cannot be an id"),
    )
    .hint(text!(
        "chỉ dùng chữ thường không dấu, chữ số, gạch nối: bao-cao-x",
        "use small letters, digits and hyphens only: bao-cao-x"
    ))
}

fn there(target: &Path) -> Diagnostic {
    let shown = target.display();
    output::fault(
        text!("đã có {shown}", "{shown} is there already"),
        text!("chọn tên khác, hoặc xóa thư mục đó", "choose another name, or delete it"),
    )
}
