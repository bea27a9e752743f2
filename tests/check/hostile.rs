//! Files that are damaged, or made to harm: an answer, never a panic, within a time and a memory.

#![allow(clippy::disallowed_methods, reason = "times the program, not the engine")]

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use crate::common::{printed, vanthu};
use crate::papers::{REPORTS, made, package, parts, plugins, with};

/// Numbers that look random and are the same in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 16).unwrap_or_default() % end.max(1)
    }

    fn byte(&mut self) -> u8 {
        u8::try_from(self.below(256)).unwrap_or_default()
    }
}

/// Damage to the package: bytes changed, the end cut off.
fn damaged(whole: &[u8], numbers: &mut Numbers) -> Vec<u8> {
    let mut bytes = whole.to_vec();
    for _ in 0..=numbers.below(8) {
        let at = numbers.below(bytes.len());
        bytes[at] = numbers.byte();
    }
    if numbers.below(4) == 0 {
        bytes.truncate(numbers.below(whole.len()));
    }
    bytes
}

const PIECES: [&[u8]; 16] = [
    b"<w:tbl>",
    b"</w:tbl>",
    b"<w:p>",
    b"</w:p>",
    b"<w:sdt>",
    b"<w:tc><w:tcPr><w:gridSpan w:val=\"4294967295\"/></w:tcPr>",
    b"<w:pPr><w:pStyle w:val=\"TieuNgu\"/></w:pPr>",
    b"<w:sz w:val=\"-1\"/>",
    b"\"",
    b"&#x0;",
    b"&lt;",
    b"<!--",
    b"<![CDATA[",
    b"<w:r><w:t>",
    b"99999999999999",
    "\u{0}\u{fffe}".as_bytes(),
];

/// Damage inside the parts: text cut, put in, taken out, a part gone.
fn damaged_inside(whole: &[(String, Vec<u8>)], numbers: &mut Numbers) -> Vec<u8> {
    let mut parts = whole.to_vec();
    for _ in 0..=numbers.below(4) {
        let nth = numbers.below(parts.len());
        let (_, bytes) = &mut parts[nth];
        let at = numbers.below(bytes.len());
        match numbers.below(4) {
            0 => bytes.truncate(at),
            1 => {
                let piece = PIECES[numbers.below(PIECES.len())];
                drop(bytes.splice(at..at, piece.iter().copied()));
            }
            2 => drop(bytes.drain(at..(at + numbers.below(64)).min(bytes.len()))),
            _ if bytes.is_empty() => {}
            _ => bytes[at] = numbers.byte(),
        }
        if numbers.below(16) == 0 {
            parts.remove(nth);
        }
    }
    package(&parts)
}

/// Files that somebody made to harm.
fn made_to_harm(whole: &[u8]) -> Vec<(String, Vec<u8>)> {
    let body = |text: &str| {
        let open = "<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>";
        let text = format!("{open}{text}</w:body></w:document>");
        with(whole, "word/document.xml", move |_| text.into_bytes())
    };
    let styles = |from: &str, to: &str| {
        with(whole, "word/styles.xml", |text| {
            assert!(text.contains(from), "{from}");
            text.replace(from, to).into_bytes()
        })
    };
    let nested = |tag: &str, times: usize| {
        body(&format!("{}{}", format!("<{tag}>").repeat(times), format!("</{tag}>").repeat(times)))
    };
    let tables = "<w:tbl><w:tr><w:tc>".repeat(3000) + &"</w:tc></w:tr></w:tbl>".repeat(3000);
    let entity = "<!DOCTYPE a [<!ENTITY b \"bbbbbbbb\"><!ENTITY c \"&b;&b;&b;&b;\">]><w:document>&c;</w:document>";
    let outside =
        "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><w:document>&b;</w:document>";
    let utf16: Vec<u8> = "<w:document/>".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let based = |on: &str| format!("<w:name w:val=\"Tiêu ngữ\"/><w:basedOn w:val=\"{on}\"/>");
    let name = "<w:name w:val=\"Tiêu ngữ\"/>";
    let no_relations = |text: String| text.replace("<Relationship ", "<Nothing ").into_bytes();
    let mut files = vec![
        ("3,000 tables in each other", body(&tables)),
        ("100,000 controls in each other", nested("w:sdt", 100_000)),
        ("100,000 paragraphs in each other", nested("w:p", 100_000)),
        ("a body of 400 MB that packs to nothing", body(&"<w:p/>".repeat(400_000_000 / 6))),
        ("one text of 100 MB", body(&format!("<w:p><w:r><w:t>{}", "a".repeat(100_000_000)))),
        ("an attribute of 30 MB", body(&format!("<w:p a=\"{}\"/>", "a".repeat(30_000_000)))),
        ("a style based on itself", styles(name, &based("TieuNgu"))),
        ("a style based on one that is not there", styles(name, &based("Khong"))),
        ("entities", with(whole, "word/document.xml", |_| entity.into())),
        ("an entity of another file", with(whole, "word/document.xml", |_| outside.into())),
        ("UTF-16", with(whole, "word/document.xml", |_| utf16)),
        ("no relations", with(whole, "word/_rels/document.xml.rels", no_relations)),
        ("no way to the text", with(whole, "_rels/.rels", no_relations)),
        (
            "wrong content types",
            with(whole, "[Content_Types].xml", |text| {
                text.replace("wordprocessingml", "spreadsheetml").into_bytes()
            }),
        ),
        ("a workbook", package(&[("xl/workbook.xml".to_owned(), b"<workbook/>".to_vec())])),
        ("no part at all", package(&[])),
        (
            "30,000 parts",
            package(&(0..30_000).map(|n| (format!("word/{n}.xml"), vec![])).collect::<Vec<_>>()),
        ),
        ("ways out of the folder", package(&[("../../document.xml".to_owned(), vec![])])),
        ("an encrypted file", [&b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"[..], &[0; 4096]].concat()),
        ("nothing", Vec::new()),
    ];
    // Two styles based on each other.
    let two = styles(name, &based("QuocHieu"));
    let two = with(&two, "word/styles.xml", |text| {
        let other = "<w:name w:val=\"Quốc hiệu\"/>";
        text.replace(other, &format!("{other}<w:basedOn w:val=\"TieuNgu\"/>")).into_bytes()
    });
    files.push(("two styles based on each other", two));
    let mut files: Vec<(String, Vec<u8>)> =
        files.into_iter().map(|(name, bytes)| (name.to_owned(), bytes)).collect();
    // Each part missing.
    let all = parts(whole);
    for nth in 0..all.len() {
        let mut rest = all.clone();
        let (name, _) = rest.remove(nth);
        files.push((format!("without {}", name.replace('/', "_")), package(&rest)));
    }
    files
}

/// How long a file may take, in a debug build on a slow machine.
const LONGEST: Duration = Duration::from_secs(20);

/// Judges all Word files of a folder in one process, whose memory has an end where the system
/// knows such a thing: 256 MiB of addresses, its own code and stacks included.
fn judge_all(folder: &Path) -> (String, Duration) {
    let program = vanthu().get_program().to_owned();
    let mut command = if cfg!(unix) {
        let mut shell = std::process::Command::new("sh");
        shell.args(["-c", "ulimit -v 262144 && exec \"$0\" check \"$1\""]).arg(program);
        shell
    } else {
        let mut command = vanthu();
        command.arg("check");
        command
    };
    for name in ["XDG_CONFIG_HOME", "APPDATA", "HOME", "VANTHU_LANG"] {
        command.env_remove(name);
    }
    let began = Instant::now();
    let output = command.arg(folder).output().expect("runs");
    let took = began.elapsed();
    let said = printed(&output);
    let end: String = said.chars().rev().take(2000).collect::<Vec<_>>().into_iter().rev().collect();
    assert!(matches!(output.status.code(), Some(0 | 1)), "{:?}: {end}", output.status);
    assert!(!said.contains("panicked"), "{end}");
    (said, took)
}

fn judge_each(files: &[(String, Vec<u8>)]) {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, bytes) in files {
        let file = folder.path().join(format!("{name}.docx"));
        fs::write(&file, bytes).expect("writes");
        let (said, took) = judge_all(&file);
        assert!(took < LONGEST, "{name}: {took:?}");
        assert!(said.contains(".docx"), "{name}: {said}");
        fs::remove_file(file).expect("removes");
    }
}

#[test]
fn what_was_made_to_harm_does_none() {
    judge_each(&made_to_harm(&made(&plugins(), REPORTS[1])));
}

#[test]
fn no_damaged_package_brings_the_program_down() {
    let whole = made(&plugins(), REPORTS[1]);
    let whole_parts = parts(&whole);
    let mut numbers = Numbers(0x9E37_79B9_7F4A_7C15);
    let folder = tempfile::tempdir().expect("a folder");
    const EACH: usize = 300;
    for nth in 0..EACH {
        let file = |what: &str| folder.path().join(format!("{what}-{nth}.docx"));
        fs::write(file("goi"), damaged(&whole, &mut numbers)).expect("writes");
        fs::write(file("phan"), damaged_inside(&whole_parts, &mut numbers)).expect("writes");
    }
    let (said, took) = judge_all(folder.path());
    let summary = said.lines().filter(|line| line.contains(".docx")).count();
    assert!(summary >= 2 * EACH, "{summary} of {} told", 2 * EACH);
    assert!(took < LONGEST * 10, "{took:?}");
}
