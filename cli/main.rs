//! The program `vanthu`.

#![allow(clippy::print_stdout, clippy::print_stderr)]

mod args;
mod batch;
mod check;
mod consolidate;
mod embedded;
mod exit;
mod explain;
mod input;
mod native;
mod new;
mod output;
mod pdf;
mod plugin;
#[cfg(feature = "preview")]
mod preview;
#[cfg(not(feature = "preview"))]
#[path = "no_preview.rs"]
mod preview;
mod render;
mod report;
mod schema;
mod serve;
mod sheet;
mod shell;
mod table;
mod usage;
mod watch;

use std::process::ExitCode;

use clap::Parser;

use args::{Cli, Command, Render};
use exit::Exit;
use vanthu_core::diag::{Diagnostic, Files};
use vanthu_core::plugin::Plugins;
use vanthu_core::text;

fn main() -> ExitCode {
    // The same program runs the native code of plugins, in processes of their own.
    if std::env::args_os().nth(1).is_some_and(|first| first == "--plugin-worker") {
        return vanthu_core::native::worker();
    }
    let parsed = if was_double_clicked() {
        Cli::try_parse_from(["vanthu", "serve"])
    } else {
        Cli::try_parse()
    };
    match parsed {
        Ok(cli) => {
            if let Some(missing) = cli.common.plugins.iter().find(|root| !root.is_dir()) {
                report::print(&cli.common, &[no_folder(missing)], &Files::default(), &[]);
                return Exit::World.into();
            }
            let plugins = plugins(&cli);
            match &cli.command {
                Command::Render(args) if args.watch => {
                    let (files, office) =
                        (std::slice::from_ref(&args.file), args.co_quan.as_deref());
                    watch::run(&cli.common, files, office, |wrote| {
                        let args = Render { force: args.force || wrote, ..args.clone() };
                        render::run(&cli.common, &args, &self::plugins(&cli))
                    })
                }
                Command::Render(args) => render::run(&cli.common, args, &plugins),
                Command::Check(args) if args.watch => {
                    watch::run(&cli.common, &args.files, args.co_quan.as_deref(), |_| {
                        check::run(&cli.common, args, &self::plugins(&cli))
                    })
                }
                Command::Batch(args) => batch::run(&cli.common, args, &plugins),
                Command::Consolidate(args) => consolidate::run(&cli.common, args, &plugins),
                Command::Check(args) => check::run(&cli.common, args, &plugins),
                Command::Serve(args) => serve::run(&cli.common, args, plugins),
                Command::Explain(args) => explain::run(&cli.common, args, &plugins),
                Command::New(args) => new::run(&cli.common, args, &plugins),
                Command::Plugin(command) => plugin::run(&cli.common, command, plugins),
                Command::Sheet(args) => sheet::run(&cli.common, args, &plugins),
                Command::Schema(args) => schema::schema(&cli.common, args, &plugins),
                Command::Docs(args) => schema::docs(&cli.common, args, &plugins),
                Command::Completions(args) => shell::completions(args),
                Command::Man(args) => shell::man(&cli.common, args),
            }
        }
        Err(error) => usage::report(&error),
    }
    .into()
}

/// Whether the program was started with nothing to do, in a window: by a double click, on Windows.
/// Elsewhere such a start has no window, and who types the bare name wants to read the help.
fn was_double_clicked() -> bool {
    use std::io::IsTerminal;
    cfg!(windows) && std::env::args_os().len() <= 1 && std::io::stdout().is_terminal()
}

/// Folders named on the command line come before the user's own, and those before what is
/// shipped. The current folder and the data's are never looked into.
fn plugins(cli: &Cli) -> Plugins {
    let named = cli.common.plugins.iter().cloned();
    let user = input::user_folder().map(|folder| folder.join("plugins"));
    let system = if cfg!(windows) {
        std::env::var_os("ProgramData")
            .map(|data| std::path::Path::new(&data).join("vanthu\\plugins"))
    } else {
        Some("/usr/share/vanthu/plugins".into())
    };
    let plugins = named.chain(user).chain(system).fold(embedded::plugins(), Plugins::search);
    plugins.native(native::runner(&cli.common))
}

fn no_folder(root: &std::path::Path) -> Diagnostic {
    let shown = root.display();
    output::fault(
        text!("không có thư mục mẫu {shown}", "there is no folder {shown}"),
        text!("kiểm tra tên sau --plugins", "look at the name after --plugins"),
    )
}
