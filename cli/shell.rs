//! `vanthu completions` and `vanthu man`: the command line for shells and for `man`.

use std::path::Path;

use clap::{Command, CommandFactory};
use clap_mangen::Man;
use vanthu_core::diag::{Diagnostic, Files};

use crate::args::{Cli, Common, Completions, ManPages};
use crate::exit::Exit;
use crate::output::{Existing, Target, not_made};
use crate::report;

/// Prints the script with which a shell completes commands and options.
pub(crate) fn completions(args: &Completions) -> Exit {
    let mut script = Vec::new();
    clap_complete::generate(args.shell.known(), &mut Cli::command(), "vanthu", &mut script);
    report::page(&String::from_utf8_lossy(&script));
    Exit::Clean
}

/// Writes a page for `man` about the program and about each of its commands.
pub(crate) fn man(common: &Common, args: &ManPages) -> Exit {
    let mut command = Cli::command();
    command.build();
    let mut pages = Vec::new();
    gather(&command, "vanthu", &mut pages);
    let written = pages.iter().try_for_each(|(name, page)| page_in(&args.folder, name, page));
    let count = pages.len();
    match written {
        Ok(()) => {
            let shown = args.folder.display().to_string();
            report::print(common, &[], &Files::default(), &[("output", shown.clone().into())]);
            report::say(
                common,
                &format!("đã ghi {count} trang vào {shown}"),
                &format!("wrote {count} pages into {shown}"),
            );
            Exit::Clean
        }
        Err(fault) => {
            report::print(common, &[fault], &Files::default(), &[]);
            Exit::World
        }
    }
}

fn page_in(folder: &Path, name: &str, page: &str) -> Result<(), Diagnostic> {
    std::fs::create_dir_all(folder).map_err(|error| not_made(folder, &error))?;
    let path = folder.join(format!("{name}.1"));
    Target::new(&path, Existing::Replaced)?.write(page.as_bytes())
}

/// The headings of `man` pages in Vietnamese.
const HEADINGS: [(&str, &str); 7] = [
    (".SH NAME", ".SH TÊN"),
    (".SH SYNOPSIS", ".SH \"CÁCH DÙNG\""),
    (".SH DESCRIPTION", ".SH \"MÔ TẢ\""),
    (".SH OPTIONS", ".SH \"TÙY CHỌN\""),
    (".SH SUBCOMMANDS", ".SH LỆNH"),
    (".SH VERSION", ".SH \"PHIÊN BẢN\""),
    (".SH ARGUMENTS", ".SH \"ĐỐI SỐ\""),
];

/// The pages of a command and of those below it: `vanthu-plugin-new`.
fn gather(command: &Command, name: &str, pages: &mut Vec<(String, String)>) {
    let mut page = Vec::new();
    // Writing into memory does not fail.
    let _ = Man::new(command.clone()).render(&mut page);
    let page = String::from_utf8_lossy(&page);
    let lines = page.lines().map(|line| {
        let heading = HEADINGS.iter().find(|(english, _)| *english == line);
        heading.map_or(line, |(_, vietnamese)| vietnamese)
    });
    let text = lines.flat_map(|line| [line, "\n"]).collect();
    pages.push((name.to_owned(), text));
    for inner in command.get_subcommands().filter(|inner| !inner.is_hide_set()) {
        gather(inner, &format!("{name}-{}", inner.get_name()), pages);
    }
}
