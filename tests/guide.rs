//! The guide to the first plugin says what happens: each of its files is written, each of its
//! commands is run, and what it shows is what is printed.
//!
//! A `yaml` block is the file that the line above it names, «Tệp `…`:». In a `console` block the
//! lines after `$` are commands; the others are what is printed, where the last lines may be left
//! out. A command that prints an error must end as one.

mod common;

use std::fs;
use std::path::Path;

use common::{printed, repository, vanthu};

/// A fenced block: its kind, the text line above it, what is in it.
struct Block<'g> {
    kind: &'g str,
    above: &'g str,
    text: String,
}

fn blocks(guide: &str) -> Vec<Block<'_>> {
    let mut blocks = Vec::new();
    let (mut above, mut open) = ("", None::<Block<'_>>);
    for line in guide.lines() {
        match (line.strip_prefix("```"), &mut open) {
            (Some(""), Some(_)) => blocks.extend(open.take()),
            (Some(kind), None) => open = Some(Block { kind, above, text: String::new() }),
            (_, Some(block)) => block.text.extend([line, "\n"]),
            (None, None) if !line.trim().is_empty() => above = line,
            _ => {}
        }
    }
    assert!(open.is_none(), "a block is not closed");
    blocks
}

/// The words of a command; quotes hold blanks together.
fn words(line: &str) -> Vec<String> {
    let pieces = line.split('"').enumerate();
    let words = pieces.flat_map(|(nth, piece)| match nth % 2 {
        0 => piece.split_whitespace().map(str::to_owned).collect(),
        _ => vec![piece.to_owned()],
    });
    words.collect()
}

/// Runs the commands of a console block in `at`; how many there were.
fn run(text: &str, at: &Path) -> usize {
    let commands = text.split("$ ").skip(1);
    let mut count = 0;
    for command in commands {
        let (line, expected) = command.split_once('\n').expect("a line");
        let words = words(line);
        assert_eq!(words.first().map(String::as_str), Some("vanthu"), "{line}");
        let output = vanthu()
            .env("XDG_CONFIG_HOME", at.join("cfg"))
            .env("APPDATA", at.join("cfg"))
            .current_dir(at)
            .args(&words[1..])
            .output()
            .expect("runs");
        let said = printed(&output);
        assert!(said.starts_with(expected), "$ {line}\n{said}\n--- the guide says\n{expected}");
        let fails = expected.contains("lỗi[");
        assert_eq!(output.status.success(), !fails, "$ {line}\n{said}");
        count += 1;
    }
    count
}

#[test]
fn the_first_plugin_is_made_as_the_guide_says() {
    let guide = fs::read_to_string(repository("docs/mau-dau-tien.md")).expect("the guide");
    let guide = guide.replace("\r\n", "\n");
    let desk = tempfile::tempdir().expect("a folder");
    let (mut files, mut commands) = (0, 0);
    for block in blocks(&guide) {
        match block.kind {
            "yaml" => {
                let name = block.above.strip_prefix("Tệp `").and_then(|l| l.strip_suffix("`:"));
                let name = name.unwrap_or_else(|| panic!("no file is named: {}", block.above));
                fs::write(desk.path().join(name), &block.text).expect("writes");
                files += 1;
            }
            "console" => commands += run(&block.text, desk.path()),
            other => panic!("nothing is done with «{other}»"),
        }
    }
    assert!(files >= 7 && commands >= 10, "{files} files, {commands} commands");
    assert!(desk.path().join("thang-2.docx").is_file());
}
