//! What a batch has made, line by line, so that one that was killed goes on where it was.
//!
//! A line is written before the file that it tells of gets its name, and says the hash that the
//! file must have: what the disk does not have so is made again. So a line that was torn, and a file
//! that was, cost no more than being made again, and nothing has to reach the disk before the end.

use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use serde_json::{Value, json};

/// A document that was made, from what, and how it is known again.
#[derive(Debug, Clone)]
pub(super) struct Record {
    /// Its name in the output.
    pub(super) name: String,
    /// Hash of program, options, data and organisation's file.
    pub(super) key: String,
    /// Its type and standard.
    pub(super) plugin: (String, String),
    /// Hash of both.
    pub(super) fingerprint: String,
    /// Files that its data names, with their hashes; `None`: there was none.
    pub(super) reads: Vec<(String, Option<String>)>,
    /// Hash of the document.
    pub(super) sha256: String,
    /// Its length in bytes.
    pub(super) bytes: u64,
    /// Where it begins in the archive; 0 in a folder.
    pub(super) at: u64,
    /// Whether it is a draft with gaps.
    pub(super) draft: bool,
    /// What was said of it, as JSON.
    pub(super) diagnostics: Value,
}

impl Record {
    fn json(&self) -> Value {
        json!({
            "name": self.name,
            "key": self.key,
            "plugin": [self.plugin.0, self.plugin.1],
            "fingerprint": self.fingerprint,
            "reads": self.reads,
            "sha256": self.sha256,
            "bytes": self.bytes,
            "at": self.at,
            "draft": self.draft,
            "diagnostics": self.diagnostics,
        })
    }

    fn read(line: &Value) -> Option<Self> {
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let reads = line["reads"].as_array()?.iter();
        let reads = reads.map(|pair| Some((text(&pair[0])?, text(&pair[1]))));
        Some(Self {
            name: text(&line["name"])?,
            key: text(&line["key"])?,
            plugin: (text(&line["plugin"][0])?, text(&line["plugin"][1])?),
            fingerprint: text(&line["fingerprint"])?,
            reads: reads.collect::<Option<_>>()?,
            sha256: text(&line["sha256"])?,
            bytes: line["bytes"].as_u64()?,
            at: line["at"].as_u64()?,
            draft: line["draft"].as_bool()?,
            diagnostics: line["diagnostics"].clone(),
        })
    }

    fn line(&self) -> String {
        let json = self.json().to_string();
        format!("{:08x} {json}\n", crc32fast::hash(json.as_bytes()))
    }
}

/// The records of a journal, the oldest first; none when there is no file. A line that was torn or
/// is not ours is passed over.
pub(super) fn read(path: &Path) -> io::Result<Vec<Record>> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut reader = BufReader::new(file);
    let (mut records, mut line) = (Vec::new(), Vec::new());
    while reader.read_until(b'\n', &mut line)? > 0 {
        records.extend(parse(&line));
        line.clear();
    }
    Ok(records)
}

fn parse(line: &[u8]) -> Option<Record> {
    let line = std::str::from_utf8(line.strip_suffix(b"\n")?).ok()?;
    let (sum, json) = line.split_once(' ')?;
    let sum = u32::from_str_radix(sum, 16).ok()?;
    let whole = sum == crc32fast::hash(json.as_bytes());
    Record::read(&serde_json::from_str(json).ok().filter(|_| whole)?)
}

/// A journal being written, by several threads.
#[derive(Debug)]
pub(super) struct Journal {
    path: PathBuf,
    file: Mutex<File>,
}

impl Journal {
    /// Goes on with what is there, after an end of line.
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        let mut file =
            OpenOptions::new().create(true).truncate(false).read(true).write(true).open(path)?;
        let end = file.seek(SeekFrom::End(0))?;
        let mut last = [b'\n'];
        if end > 0 {
            file.seek(SeekFrom::Start(end - 1))?;
            file.read_exact(&mut last)?;
        }
        if last != *b"\n" {
            file.write_all(b"\n")?;
        }
        Ok(Self { path: path.to_owned(), file: Mutex::new(file) })
    }

    /// One line more, in one write.
    pub(super) fn add(&self, record: &Record) -> io::Result<()> {
        let line = record.line();
        self.file.lock().unwrap_or_else(PoisonError::into_inner).write_all(line.as_bytes())
    }

    /// Where it lies.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Writes `records` alone, whole or not at all: equal batches leave equal journals.
    pub(super) fn settle<'r>(
        self,
        path: &Path,
        records: impl Iterator<Item = &'r Record>,
    ) -> io::Result<()> {
        drop(self.file);
        let beside = path.with_extension("journal.tmp");
        let mut file = io::BufWriter::new(File::create(&beside)?);
        for record in records {
            file.write_all(record.line().as_bytes())?;
        }
        file.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
        std::fs::rename(beside, path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(name: &str) -> Record {
        Record {
            name: name.into(),
            key: "k".into(),
            plugin: ("so-ket".into(), "nd30-2020".into()),
            fingerprint: "f".into(),
            reads: vec![("a.png".into(), None), ("b.png".into(), Some("b".into()))],
            sha256: "s".into(),
            bytes: 7,
            at: 40,
            draft: true,
            diagnostics: json!([{ "code": "gap", "message": "thiếu\nhai dòng" }]),
        }
    }

    #[test]
    fn a_torn_line_is_passed_over_and_the_next_is_whole() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("j");
        assert!(read(&path).expect("nothing there").is_empty());
        let journal = Journal::open(&path).expect("opens");
        journal.add(&record("a")).expect("writes");
        journal.add(&record("b")).expect("writes");
        let whole = std::fs::read(&path).expect("reads");
        let first = whole.iter().position(|b| *b == b'\n').expect("a line") + 1;
        // Killed at any byte of the second line, and gone on.
        for end in first..whole.len() {
            std::fs::write(&path, &whole[..end]).expect("writes");
            Journal::open(&path).expect("opens").add(&record("c")).expect("writes");
            let names: Vec<_> = read(&path).expect("reads").into_iter().map(|r| r.name).collect();
            // Of the last line only its end is missing, which the next run adds.
            let wanted = if end + 1 == whole.len() { &["a", "b", "c"][..] } else { &["a", "c"] };
            assert_eq!(names, wanted, "{end}");
        }
        // A flipped bit is no record.
        let mut flipped = whole;
        flipped[first + 30] ^= 1;
        std::fs::write(&path, flipped).expect("writes");
        assert_eq!(read(&path).expect("reads").len(), 1);
        let again = Record::read(&record("x").json()).expect("reads");
        assert_eq!(again.line(), record("x").line());
    }
}
