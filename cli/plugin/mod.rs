//! `vanthu plugin …`: what the authors of document types do. One file a subcommand.

mod build;
mod check;
mod difference;
mod example;
mod install;
mod list;
mod new;
mod pack;
mod record;
mod show;
mod test;
mod trust;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Args, Subcommand};
use vanthu_core::diag::{Diagnostic, Files};
use vanthu_core::plugin::{Plugin, Plugins, Refused, Source};
use vanthu_core::text;

use crate::args::{Common, HELP};
use crate::exit::Exit;
use crate::{output, report};

/// `vanthu plugin`.
#[derive(Debug, Subcommand)]
pub(crate) enum PluginCommand {
    /// Liệt kê các mẫu văn bản
    #[command(override_usage = "vanthu plugin list [TÙY CHỌN]", help_template = HELP)]
    List,
    /// Cho xem một mẫu: các lớp, các mục, các khối, quy tắc, tệp
    #[command(override_usage = "vanthu plugin show [TÙY CHỌN] <MẪU>", help_template = HELP)]
    Show(show::Show),
    /// Tạo thư mục một mẫu mới, dùng được ngay
    #[command(override_usage = "vanthu plugin new [TÙY CHỌN] <TÊN>", help_template = HELP)]
    New(new::New),
    /// Kiểm tra một mẫu: tệp khai báo, các mục, bố cục, đoạn mẫu, ví dụ
    #[command(override_usage = "vanthu plugin check [TÙY CHỌN] <MẪU>", help_template = HELP)]
    Check(Named),
    /// Tạo văn bản từ mọi ví dụ của mẫu, kiểm tra thể thức, so với bản đã duyệt
    #[command(override_usage = "vanthu plugin test [TÙY CHỌN] <MẪU>", help_template = HELP)]
    Test(test::Test),
    /// Đóng gói một mẫu thành một tệp để gửi đi
    #[command(override_usage = "vanthu plugin pack [TÙY CHỌN] <MẪU>", help_template = HELP)]
    Pack(pack::Pack),
    /// Cài một gói mẫu vào thư mục mẫu của người dùng
    #[command(override_usage = "vanthu plugin install [TÙY CHỌN] <GÓI>", help_template = HELP)]
    Install(install::Install),
    /// Cho phép chạy mã máy của một mẫu, sau khi xem nó là gì
    #[command(override_usage = "vanthu plugin trust [TÙY CHỌN] <MẪU>", help_template = HELP)]
    Trust(trust::Trust),
    /// Thôi cho phép chạy mã máy của một mẫu
    #[command(override_usage = "vanthu plugin untrust [TÙY CHỌN] <MẪU>", help_template = HELP)]
    Untrust(trust::Untrust),
    /// Biên dịch mã máy trong thư mục mẫu, rồi ghi nó vào plugin.yaml
    #[command(override_usage = "vanthu plugin build [TÙY CHỌN] <THƯ MỤC>", help_template = HELP)]
    Build(build::Build),
}

/// A plugin that the user names.
#[derive(Debug, Args)]
#[command(next_help_heading = "Tùy chọn")]
pub(crate) struct Named {
    /// Tên mẫu, hoặc thư mục của mẫu
    #[arg(value_name = "MẪU", help_heading = "Đối số")]
    pub(crate) plugin: String,
}

/// Does what the subcommand says.
pub(crate) fn run(common: &Common, command: &PluginCommand, plugins: Plugins) -> Exit {
    let done = match command {
        PluginCommand::List => return list::run(common, &plugins),
        PluginCommand::Trust(args) if args.list => return trust::list(common),
        PluginCommand::Trust(args) => return trust::trust(common, args, &plugins),
        PluginCommand::Untrust(args) => return trust::untrust(common, args, &plugins),
        PluginCommand::Build(args) => return build::run(common, args),
        PluginCommand::Show(args) => show::run(common, args, plugins),
        PluginCommand::New(args) => new::run(common, args, plugins),
        PluginCommand::Check(args) => check::run(common, args, plugins),
        PluginCommand::Test(args) => test::run(common, args, plugins),
        PluginCommand::Pack(args) => pack::run(common, args, plugins),
        PluginCommand::Install(args) => install::run(common, args, plugins),
    };
    match done {
        Ok(exit) => exit,
        Err(Failed::Refused(refused)) => report::refused(common, &refused),
        Err(Failed::World(fault)) => {
            report::print(common, &[*fault], &Files::default(), &[]);
            Exit::World
        }
    }
}

/// Why a subcommand could not do its work.
#[derive(Debug)]
enum Failed {
    /// The plugin is at fault.
    Refused(Refused),
    /// A file could not be read or written.
    World(Box<Diagnostic>),
}

impl From<Refused> for Failed {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused)
    }
}

impl From<Diagnostic> for Failed {
    fn from(fault: Diagnostic) -> Self {
        Self::World(Box::new(fault))
    }
}

/// A plugin that was named, with where it and what it extends are found.
struct Opened {
    plugins: Plugins,
    plugin: Arc<Plugin>,
    /// Its folder, unless the program carries it.
    dir: Option<PathBuf>,
}

/// Loads the plugin that the user named: a folder with a manifest in it, else an id.
fn open(plugins: Plugins, named: &str) -> Result<Opened, Failed> {
    let path = Path::new(named);
    let is_folder = path.join("plugin.yaml").is_file();
    let is_id = vanthu_core::plugin::is_id(named);
    if !is_folder && !is_id {
        let shown = path.display();
        return Err(output::fault(
            text!("thư mục {shown} không có tệp plugin.yaml", "{shown} has no plugin.yaml"),
            text!("ghi tên một mẫu, hoặc thư mục của nó", "name a type, or its folder"),
        )
        .into());
    }
    let (plugins, id) = match is_folder {
        true => {
            let id = folder_name(path)?;
            if !vanthu_core::plugin::is_id(&id) {
                return Err(bad_name(&id).into());
            }
            (plugins.at_work(&id, path.to_owned()), id)
        }
        false => (plugins, named.to_owned()),
    };
    let plugin = plugins.load(&id)?;
    let dir = plugin.layers.last().and_then(|layer| match &layer.source {
        Source::Folder(dir) => Some(dir.clone()),
        Source::Shipped => None,
    });
    Ok(Opened { plugins, plugin, dir })
}

/// The name of a folder, of `.` too.
fn folder_name(path: &Path) -> Result<String, Diagnostic> {
    let name = path.file_name().map(ToOwned::to_owned);
    let name = name.or_else(|| path.canonicalize().ok()?.file_name().map(ToOwned::to_owned));
    name.map(|name| name.to_string_lossy().into_owned()).ok_or_else(|| {
        output::fault(
            text!("không rõ tên thư mục của mẫu", "the folder of the type has no name"),
            text!("ghi rõ đường dẫn", "write its path"),
        )
    })
}

fn bad_name(id: &str) -> Diagnostic {
    output::fault(
        text!("thư mục «{id}» không dùng làm tên mẫu được", "«{id}» cannot be the id of a type"),
        text!(
            "đổi tên thư mục: chữ thường không dấu, chữ số, gạch nối",
            "rename the folder: small letters, digits and hyphens"
        ),
    )
}
