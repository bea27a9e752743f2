//! Which libraries may be loaded: a file of pins, each a plugin, a target and a hash. It lies with
//! the user's or the machine's settings, never beside a plugin or its data.

use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use super::guard;
use super::manifest::is_hash;
use crate::data::{Closed, Limits, Node, read};
use crate::diag::{Diagnostic, Diagnostics, Files, Text, reason};
use crate::text;

/// One library that is trusted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pin {
    /// The plugin that may load it.
    pub id: String,
    /// The target that it was compiled for.
    pub target: String,
    /// Its hash.
    pub sha256: String,
}

/// Whether a library may be loaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trust {
    /// It is pinned.
    Trusted,
    /// Another one is pinned for that plugin and target.
    Changed,
    /// Nothing is.
    Unknown,
}

/// What `pins` say of a library.
pub fn judge(pins: &[Pin], library: &Pin) -> Trust {
    let same = |pin: &&Pin| pin.id == library.id && pin.target == library.target;
    if pins.contains(library) {
        Trust::Trusted
    } else if pins.iter().any(|pin| same(&pin)) {
        Trust::Changed
    } else {
        Trust::Unknown
    }
}

/// The pins in a file; none when it is not there.
///
/// # Errors
/// When others could have written it, or it has a fault.
pub fn load(path: &Path) -> Result<Vec<Pin>, Diagnostic> {
    // Judged before it is opened: nobody else can put another in its place then.
    match fs::metadata(path) {
        Ok(meta) if meta.is_file() => guarded(path)?,
        Ok(_) => {
            return Err(unusable(path, &text!("không phải tệp thường", "it is no plain file")));
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(unusable(path, &reason(&error))),
    }
    // One byte more than allowed, so that reading tells of too much.
    let mut bytes = Vec::new();
    fs::File::open(path)
        .and_then(|file| file.take(Limits::DATA.bytes as u64 + 1).read_to_end(&mut bytes))
        .map_err(|error| unusable(path, &reason(&error)))?;
    let mut files = Files::default();
    let shown = path.display().to_string();
    let (node, mut out) = read(&bytes, &shown, &mut files, &Limits::DATA);
    let pins = node.and_then(|node| pins(&node, &mut out));
    match (pins, out.first()) {
        (Some(pins), None) => Ok(pins),
        (_, Some(first)) => {
            let line = first.span.map_or(1, |span| {
                1 + files.file(span.file).text[..span.range().start].matches('\n').count()
            });
            let Text { vi, en } = &first.message;
            Err(unusable(path, &text!("dòng {line}: {vi}", "line {line}: {en}")))
        }
        (None, None) => Err(unusable(path, &text!("không có mục nào", "it has no fields"))),
    }
}

fn pins(node: &Node, out: &mut Diagnostics) -> Option<Vec<Pin>> {
    let map = Closed::new(node, out)?;
    let format = map.need("format", out)?;
    if format.as_text() != Some("1") {
        out.push(
            Diagnostic::error(
                "trust-file",
                text!("chỉ đọc «format: 1»", "only «format: 1» is read"),
            )
            .at(format.span),
        );
    }
    let list = map.need("pins", out)?;
    map.finish(out);
    let mut pins = Vec::new();
    for item in list.as_seq().unwrap_or_default() {
        let map = Closed::new(item, out)?;
        let mut field = |key| map.need_text(key, out).map(str::to_owned);
        let pin = Pin { id: field("id")?, target: field("target")?, sha256: field("sha256")? };
        map.finish(out);
        if !is_hash(&pin.sha256) {
            out.push(
                Diagnostic::error(
                    "trust-file",
                    text!("«sha256» không phải 64 chữ số", "«sha256» is no hash"),
                )
                .at(item.span),
            );
        }
        pins.push(pin);
    }
    Some(pins)
}

/// The file and the folder around it, behind links.
fn guarded(path: &Path) -> Result<(), Diagnostic> {
    let real = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let folder = real.parent().unwrap_or(&real);
    for place in [&*real, folder] {
        guard::only_ours(place).map_err(|why| {
            unusable(path, &why).hint(text!(
                "chỉ bạn hoặc quản trị máy được sửa tệp này và thư mục của nó: dùng chown, chmod go-w",
                "only you or an administrator may write it and its folder: use chown, chmod go-w"
            ))
        })?;
    }
    Ok(())
}

fn unusable(path: &Path, why: &Text) -> Diagnostic {
    let shown = path.display();
    let Text { vi, en } = why;
    Diagnostic::error(
        "trust-file",
        text!(
            "không dùng được tệp tin cậy {shown}: {vi}",
            "the trust file {shown} cannot be used: {en}"
        ),
    )
    .hint(text!(
        "sửa tệp này, hoặc xóa rồi chạy lại «vanthu plugin trust» cho từng mẫu",
        "mend it, or delete it and run «vanthu plugin trust» again for each type"
    ))
}

/// Writes pins, sorted, into a file that only we can read. Whole or not at all.
///
/// # Errors
/// When it cannot be written.
pub fn save(path: &Path, pins: &[Pin]) -> Result<(), Diagnostic> {
    let mut pins = pins.to_vec();
    pins.sort();
    pins.dedup();
    let mut text =
        String::from("# Mã máy được tin cậy. Ghi bằng: vanthu plugin trust, untrust\nformat: 1\n");
    text.push_str(if pins.is_empty() { "pins: []\n" } else { "pins:\n" });
    for Pin { id, target, sha256 } in &pins {
        let line = format!("{{ id: \"{id}\", target: \"{target}\", sha256: \"{sha256}\" }}");
        text.push_str(&format!("  - {line}\n"));
    }
    write(path, text.as_bytes()).map_err(|error| {
        let shown = path.display();
        let Text { vi, en } = reason(&error);
        Diagnostic::error(
            "trust-file",
            text!("không ghi được {shown}: {vi}", "{shown} cannot be written: {en}"),
        )
        .hint(text!("xem lại quyền của thư mục", "look at the rights on its folder"))
    })
}

fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let real: PathBuf = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let here = Path::new(".");
    let folder = real.parent().filter(|f| !f.as_os_str().is_empty()).unwrap_or(here);
    fs::create_dir_all(folder)?;
    // A temporary file is private from its birth.
    let mut file =
        tempfile::Builder::new().prefix(".vanthu-").suffix(".tmp").tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(&real).map(drop).map_err(|error| error.error)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pin(id: &str, digit: char) -> Pin {
        let sha256 = digit.to_string().repeat(64);
        Pin { id: id.to_owned(), target: "x86_64-linux-gnu".to_owned(), sha256 }
    }

    #[test]
    fn pins_are_written_and_read_back_and_judged() {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("a/trust.yaml");
        assert_eq!(load(&path).expect("absent is empty"), []);
        save(&path, &[pin("b", '2'), pin("a", '1'), pin("a", '1')]).expect("writes");
        let pins = load(&path).expect("reads");
        assert_eq!(pins, [pin("a", '1'), pin("b", '2')]);
        assert_eq!(judge(&pins, &pin("a", '1')), Trust::Trusted);
        assert_eq!(judge(&pins, &pin("a", '2')), Trust::Changed);
        assert_eq!(judge(&pins, &pin("c", '2')), Trust::Unknown);
        // Words that YAML takes for something else.
        let odd = ["null", "true", "123"].map(|id| pin(id, '3'));
        save(&path, &odd).expect("writes");
        assert_eq!(load(&path).expect("reads").len(), 3);
        save(&path, &[]).expect("writes");
        assert_eq!(load(&path).expect("reads"), []);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::metadata(&path).expect("there").permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }

    #[test]
    fn a_faulty_file_trusts_nothing_and_says_why() {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("trust.yaml");
        let long = "1".repeat(63);
        let faulty = [
            ("format: 2\npins: []\n", "dòng 1"),
            ("format: 1\npin: []\n", "pin"),
            ("format: 1\npins:\n  - { id: a, target: b }\n", "sha256"),
            (&format!("format: 1\npins:\n  - {{ id: a, target: b, sha256: \"{long}\" }}\n"), "64"),
            ("- a\n", "mục"),
        ];
        for (text, told) in faulty {
            fs::write(&path, text).expect("writes");
            let fault = load(&path).expect_err(text);
            assert!(fault.message.vi.contains(told), "{text}: {}", fault.message.vi);
        }
        fs::write(&path, vec![b'#'; Limits::DATA.bytes + 1]).expect("writes");
        assert!(load(&path).is_err(), "too much");
        assert!(load(dir.path()).is_err(), "a folder");
    }

    #[cfg(unix)]
    #[test]
    fn a_file_or_folder_that_others_can_write_trusts_nothing() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("trust.yaml");
        save(&path, &[pin("a", '1')]).expect("writes");
        let set = |path: &Path, mode| {
            fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("ours");
        };
        set(&path, 0o620);
        let fault = load(&path).expect_err("refused");
        assert!(fault.message.vi.contains("người khác sửa được"), "{}", fault.message.vi);
        set(&path, 0o600);
        set(dir.path(), 0o777);
        assert!(load(&path).is_err(), "its folder counts too");
        set(dir.path(), 0o700);
        assert_eq!(load(&path).expect("reads").len(), 1);
    }
}
