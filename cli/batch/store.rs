//! Where the documents of a batch go, and what an earlier run has left there.
//!
//! In a folder each document is a file, and the journal lies hidden among them. An archive grows in
//! `X.zip.part-N` with a journal of its own beside it; what was made before is taken from earlier
//! parts, or from the archive that stands there, and checked by its hash.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use vanthu_core::diag::Diagnostic;
use vanthu_core::text;

use super::archive::Archive;
use super::journal::{self, Journal, Record};
use super::lock::{Locks, Share};
use crate::output::{self, Existing};

/// Begins the names of what a batch keeps in its folder.
const OWN: &str = ".vanthu-batch";

/// So many files that are in the way are told.
const TOLD: usize = 20;

/// How a run treats what it finds.
#[derive(Debug, Clone, Copy)]
pub(super) struct Manner {
    /// Go on where an earlier run was.
    pub(super) resume: bool,
    /// Replace what is there.
    pub(super) force: bool,
}

impl Manner {
    fn existing(self) -> Existing {
        if self.force { Existing::Replaced } else { Existing::KeptUnlessForced }
    }
}

/// The output of a batch.
#[derive(Debug)]
pub(super) struct Store {
    /// The folder, or the archive.
    pub(super) target: PathBuf,
    manner: Manner,
    journal: Journal,
    /// What was made before, by name, the latest first, each with the file that holds it.
    known: BTreeMap<String, Vec<(PathBuf, Record)>>,
    /// Begins the names of temporary files of this part of the batch.
    temporary: String,
    /// Parts of the archive that the end of this run makes needless.
    spent: Vec<PathBuf>,
    /// No other run writes here at the same time.
    pub(super) locks: Locks,
}

/// The archive of a batch, written by one thread.
#[derive(Debug)]
pub(super) struct Packing {
    archive: Archive,
    part: PathBuf,
    is_empty: bool,
}

/// Whether the output is one archive.
pub(super) fn is_archive(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("zip"))
}

/// `name` with `tag` before its ending: `a.zip`, `a.1-of-3.zip`.
pub(super) fn tagged(path: &Path, tag: Option<&str>) -> PathBuf {
    let Some(tag) = tag else { return path.to_owned() };
    let ending = path.extension().unwrap_or_default().to_string_lossy().into_owned();
    path.with_extension(format!("{tag}.{ending}"))
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(ending);
    path.with_file_name(name)
}

/// The hash of bytes, in hexadecimal digits.
pub(super) fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

impl Store {
    /// A folder, made when it is not there.
    pub(super) fn folder(
        root: &Path,
        tag: Option<&str>,
        manner: Manner,
    ) -> Result<Self, Diagnostic> {
        let failed = |error: io::Error| output::not_made(root, &error);
        fs::create_dir_all(root).map_err(failed)?;
        let own = tag.map_or(OWN.to_owned(), |tag| format!("{OWN}-{tag}"));
        // Parts of a batch go on together, each in its own files; a whole one needs all of them.
        let mut locks = Locks::default();
        let all = if tag.is_some() { Share::Parts } else { Share::Alone };
        locks.take(root, &root.join(format!("{OWN}.lock")), all, failed)?;
        if tag.is_some() {
            locks.take(root, &root.join(format!("{own}.lock")), Share::Alone, failed)?;
        }
        let path = root.join(format!("{own}.journal"));
        let temporary = format!("{own}_");
        for entry in fs::read_dir(root).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.starts_with(&temporary) && name.ends_with(".tmp") {
                fs::remove_file(entry.path()).map_err(failed)?;
            }
        }
        let mut known: BTreeMap<_, Vec<_>> = BTreeMap::new();
        // A journal without a line is that of a run that has made nothing.
        let records = journal::read(&path).map_err(failed)?;
        match (manner.resume, manner.force) {
            (true, _) => {
                for record in records {
                    let file = root.join(&record.name);
                    known.entry(record.name.clone()).or_default().insert(0, (file, record));
                }
            }
            (false, true) if path.exists() => fs::remove_file(&path).map_err(failed)?,
            (false, false) if !records.is_empty() => return Err(begun(root)),
            _ => {}
        }
        let journal = Journal::open(&path).map_err(failed)?;
        let target = root.to_owned();
        Ok(Self { target, manner, journal, known, temporary, spent: Vec::new(), locks })
    }

    /// An archive, and the part in which it grows.
    pub(super) fn archive(target: &Path, manner: Manner) -> Result<(Self, Packing), Diagnostic> {
        let failed = |error: io::Error| output::not_written(target, manner.existing(), &error);
        if target.is_dir() {
            return Err(failed(io::ErrorKind::IsADirectory.into()));
        }
        let may_be_there = || match fs::symlink_metadata(target).is_ok() {
            true if !manner.resume && !manner.force => {
                Err(output::exists(target, manner.existing())
                    .hint(text!("thêm --resume để làm tiếp", "add --resume to go on with it")))
            }
            is_there => Ok(is_there),
        };
        may_be_there()?;
        let mut locks = Locks::default();
        locks.take(target, &beside(target, ".lock"), Share::Alone, failed)?;
        // Asked again: another run may just have ended.
        let is_there = may_be_there()?;
        let parts = parts(target).map_err(failed)?;
        if !manner.resume && !manner.force {
            for (_, part) in &parts {
                if !journal::read(&beside(part, ".journal")).map_err(failed)?.is_empty() {
                    return Err(begun(target));
                }
            }
        }
        let is_ours = !parts.is_empty() || beside(target, ".journal").exists();
        if is_there && !is_ours && !manner.force {
            return Err(foreign(target));
        }
        let number = parts.first().map_or(0, |(number, _)| *number) + 1;
        let mut sources = Vec::new();
        let mut spent = Vec::new();
        for (_, part) in parts {
            let journal = beside(&part, ".journal");
            // Killed between the two last steps, an archive has its name and its journal not yet.
            let holder = if part.exists() { part.clone() } else { target.to_owned() };
            sources.push((holder, journal));
            spent.push(part);
        }
        sources.push((target.to_owned(), beside(target, ".journal")));
        let mut known: BTreeMap<String, Vec<_>> = BTreeMap::new();
        if manner.resume {
            // The latest first.
            for (holder, journal) in &sources {
                for record in journal::read(journal).map_err(failed)? {
                    let held = known.entry(record.name.clone()).or_default();
                    held.push((holder.clone(), record));
                }
            }
        }
        let part = beside(target, &format!(".part-{number}"));
        let archive = Archive::create(&part).map_err(failed)?;
        let journal = Journal::open(&beside(&part, ".journal")).map_err(failed)?;
        let mut store = Self {
            target: target.to_owned(),
            manner,
            journal,
            known,
            temporary: String::new(),
            spent,
            locks,
        };
        store.drop_covered();
        Ok((store, Packing { archive, part, is_empty: true }))
    }

    /// Removes parts all of whose documents a later one holds too.
    fn drop_covered(&mut self) {
        let mut needed: BTreeSet<&Path> = BTreeSet::new();
        let mut lengths: BTreeMap<&Path, u64> = BTreeMap::new();
        for held in self.known.values() {
            let mut keys: BTreeSet<&str> = BTreeSet::new();
            for (holder, record) in held {
                let length = || fs::metadata(holder).map_or(0, |meta| meta.len());
                let length = *lengths.entry(holder).or_insert_with(length);
                if record.at + record.bytes <= length && keys.insert(&record.key) {
                    needed.insert(holder);
                }
            }
        }
        let is_covered = |part: &PathBuf| part.exists() && !needed.contains(&**part);
        let (covered, kept) = self.spent.iter().cloned().partition(is_covered);
        self.spent = kept;
        covered.iter().for_each(remove_part);
    }

    /// What is in the way of documents of these names.
    pub(super) fn in_the_way<'n>(&self, names: impl Iterator<Item = &'n str>) -> Vec<Diagnostic> {
        if self.manner.resume || self.manner.force || is_archive(&self.target) {
            return Vec::new();
        }
        let paths = names.map(|name| self.target.join(name));
        let there = paths.filter(|path| fs::symlink_metadata(path).is_ok());
        there.take(TOLD).map(|path| output::exists(&path, self.manner.existing())).collect()
    }

    /// What was made before under this name, the latest first.
    pub(super) fn known(&self, name: &str) -> impl Iterator<Item = &(PathBuf, Record)> {
        self.known.get(name).into_iter().flatten()
    }

    /// The bytes of a document that was made before, if they are still there.
    pub(super) fn held(&self, holder: &Path, record: &Record) -> Option<Vec<u8>> {
        let mut file = File::open(holder).ok().filter(|_| record.bytes <= u64::from(u32::MAX))?;
        let whole = file.metadata().ok()?.len();
        // A file that somebody changed is none of ours, even when it begins like ours.
        let fits = if is_archive(&self.target) {
            record.at.checked_add(record.bytes)? <= whole
        } else {
            fs::symlink_metadata(holder).ok()?.is_file() && record.bytes == whole
        };
        if !fits {
            return None;
        }
        file.seek(SeekFrom::Start(record.at)).ok()?;
        let mut bytes = Vec::with_capacity(record.bytes as usize);
        file.take(record.bytes).read_to_end(&mut bytes).ok()?;
        (sha256(&bytes) == record.sha256).then_some(bytes)
    }

    /// Writes a document of a folder: whole, or not at all.
    pub(super) fn write(&self, record: &Record, bytes: &[u8]) -> Result<(), Diagnostic> {
        let path = self.target.join(&record.name);
        let existing = match fs::symlink_metadata(&path) {
            Err(_) => self.manner.existing(),
            Ok(_) if self.manner.force => Existing::Replaced,
            Ok(meta) if meta.is_file() => match self.is_ours(&path, record) {
                Some(true) => return self.add(record),
                Some(false) => Existing::Replaced,
                None => return Err(foreign(&path)),
            },
            Ok(_) => return Err(foreign(&path)),
        };
        self.add(record)?;
        self.put(&path, bytes, existing).map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => foreign(&path),
            _ => output::not_written(&path, existing, &error),
        })
    }

    fn put(&self, path: &Path, bytes: &[u8], existing: Existing) -> io::Result<()> {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let mut file = output::builder_named(&self.temporary).tempfile_in(&self.target)?;
        file.write_all(bytes)?;
        let renamed = match existing {
            Existing::Replaced => file.persist(path),
            _ => file.persist_noclobber(path),
        };
        renamed.map(drop).map_err(|error| error.error)
    }

    /// Whether what is there is what is to be written, or something else that we wrote; `None`: it
    /// is none of ours.
    fn is_ours(&self, path: &Path, record: &Record) -> Option<bool> {
        let there = sha256(&fs::read(path).ok()?);
        if there == record.sha256 {
            return Some(true);
        }
        self.known(&record.name).any(|(_, old)| old.sha256 == there).then_some(false)
    }

    fn add(&self, record: &Record) -> Result<(), Diagnostic> {
        let failed = |error| output::not_written(&self.target, self.manner.existing(), &error);
        self.journal.add(record).map_err(failed)
    }

    /// Documents of earlier runs that this one does not have any more.
    pub(super) fn left_over(&self, names: &BTreeSet<&str>) -> Vec<&str> {
        let known = self.known.keys().map(String::as_str);
        let there = |name: &&str| self.target.join(name).is_file();
        known.filter(|name| !names.contains(name)).filter(there).collect()
    }

    /// The end of a folder: its files reach the disk, and the journal tells of them in order.
    pub(super) fn settle(self, records: &[&Record]) -> Result<(), Diagnostic> {
        let target = &self.target;
        let failed = |error: io::Error| output::not_made(target, &error);
        let left: BTreeSet<&str> = records.iter().map(|record| &*record.name).collect();
        let left = self.left_over(&left);
        let left = left.iter().filter_map(|name| self.known(name).next());
        let left = left.map(|(_, record)| record.clone()).collect::<Vec<_>>();
        let path = self.journal.path().to_owned();
        self.journal.settle(&path, records.iter().copied().chain(&left)).map_err(failed)?;
        sync_folder(target).map_err(failed)
    }

    /// The end of an archive: it gets its name.
    pub(super) fn publish(self, packing: Packing, records: &[&Record]) -> Result<(), Diagnostic> {
        let target = self.target;
        let failed = |error: io::Error| output::not_written(&target, Existing::Replaced, &error);
        let Packing { archive, part, is_empty } = packing;
        if is_empty {
            drop(archive);
            remove_part(&part);
            return Ok(());
        }
        archive.finish().map_err(failed)?;
        fs::rename(&part, &target).map_err(failed)?;
        let settled = beside(&target, ".journal");
        self.journal.settle(&settled, records.iter().copied()).map_err(failed)?;
        self.spent.iter().chain([&part]).for_each(remove_part);
        sync_folder(target.parent().unwrap_or(Path::new("."))).map_err(failed)
    }
}

impl Packing {
    /// Adds a document and tells the journal.
    pub(super) fn add(
        &mut self,
        store: &Store,
        record: &mut Record,
        bytes: &[u8],
    ) -> Result<(), Diagnostic> {
        record.at = self.archive.next(&record.name);
        self.is_empty = false;
        let failed = |error| output::not_written(&store.target, store.manner.existing(), &error);
        self.archive.add(&record.name, bytes).map_err(failed)?;
        store.add(record)
    }
}

/// A part of an archive and its journal go. What stays is judged by its hash, and so harms nothing.
fn remove_part(part: &PathBuf) {
    let _ = (fs::remove_file(part), fs::remove_file(beside(part, ".journal")));
}

/// A file that was written gets to the disk itself.
pub(super) fn sync(path: &Path) -> Result<(), Diagnostic> {
    // Windows flushes only what may be written.
    let file = fs::OpenOptions::new().read(true).write(true).open(path);
    let synced = file.and_then(|file| file.sync_all());
    synced.map_err(|error| output::not_written(path, Existing::Replaced, &error))
}

/// Renames within a folder reach the disk; Windows needs and has nothing for it.
fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(windows) {
        return Ok(());
    }
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    File::open(folder)?.sync_all()
}

/// `X.zip.part-N` by their journals, the latest first.
fn parts(target: &Path) -> io::Result<Vec<(u64, PathBuf)>> {
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty());
    let stem = format!("{}.part-", target.file_name().unwrap_or_default().to_string_lossy());
    let mut parts = BTreeMap::new();
    for entry in fs::read_dir(folder.unwrap_or(Path::new(".")))? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        let number =
            name.strip_prefix(&stem).map(|rest| rest.strip_suffix(".journal").unwrap_or(rest));
        if let Some(number) = number.and_then(|number| number.parse::<u64>().ok()) {
            parts.insert(number, beside(target, &format!(".part-{number}")));
        }
    }
    Ok(parts.into_iter().rev().collect())
}

fn begun(target: &Path) -> Diagnostic {
    let shown = target.display();
    output::fault(
        text!(
            "{shown} có nhật ký của một lần chạy trước",
            "{shown} has a journal of an earlier run"
        ),
        text!(
            "thêm --resume để làm tiếp, hoặc --force để làm lại từ đầu",
            "add --resume to go on with it, or --force to begin anew"
        ),
    )
}

/// A file that no run of ours has written, or that was changed since.
fn foreign(path: &Path) -> Diagnostic {
    let shown = path.display();
    output::fault(
        text!(
            "đã có {shown}, không phải do chương trình ghi, hoặc đã được sửa",
            "{shown} is there; the program did not write it, or it was changed since"
        ),
        text!(
            "chuyển tệp đó đi chỗ khác rồi chạy lại với --resume; thêm --force thì ghi đè",
            "move it away and run again with --resume; --force replaces it"
        ),
    )
}
