//! Files that a draft names, such as reports of earlier months: kept beside it, as private as it is,
//! and gone with it.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::PathBuf;

use vanthu_core::data::{self, Kind, Limits, Node};
use vanthu_core::diag::Files;

use super::{Drafts, private_folder, write_private};
use crate::batch::name::folded;

/// A draft may have so many files.
pub(in crate::serve) const MOST: usize = 100;

/// And they may have so many bytes in all.
pub(in crate::serve) const LARGEST_ALL: usize = 40 << 20;

/// A file of a draft.
#[derive(Debug)]
pub(in crate::serve) struct Kept {
    pub(in crate::serve) name: String,
    path: PathBuf,
    pub(in crate::serve) size: u64,
}

impl Kept {
    /// What is in it.
    pub(in crate::serve) fn read(&self) -> io::Result<Vec<u8>> {
        fs::read(&self.path)
    }
}

/// Why a file was not kept.
#[derive(Debug)]
pub(in crate::serve) enum NotKept {
    /// There is another of this name.
    Taken,
    /// There are too many, or they are too large.
    Full,
    /// Disk or rights; the draft is gone.
    World(io::Error),
}

impl From<io::Error> for NotKept {
    fn from(error: io::Error) -> Self {
        Self::World(error)
    }
}

/// What to do when there is another file of the name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::serve) enum Clash {
    /// Keep none of the new.
    Refuse,
    /// The new one takes its place.
    Replace,
    /// The new one gets a name of its own.
    Both,
}

impl Drafts {
    /// The files of a draft, by their names; those of one that is not there are none.
    pub(in crate::serve) fn files(&self, id: &str) -> io::Result<Vec<Kept>> {
        let entries = match fs::read_dir(self.folder_of(id)?) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        let mut kept = Vec::new();
        for entry in entries {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let meta = entry.metadata()?;
            // What a crash left behind begins with a point.
            if meta.is_file() && !name.starts_with('.') {
                kept.push(Kept { name, path: entry.path(), size: meta.len() });
            }
        }
        kept.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(kept)
    }

    /// What is in the file of a draft. The name is compared, never followed.
    pub(in crate::serve) fn file(&self, id: &str, name: &str) -> Option<Vec<u8>> {
        let kept = self.files(id).ok()?;
        kept.iter().find(|kept| kept.name == name)?.read().ok()
    }

    /// Keeps a file with a draft that is there, and says under which name. `name` is safe.
    pub(in crate::serve) fn keep(
        &self,
        id: &str,
        name: &str,
        bytes: &[u8],
        clash: Clash,
    ) -> Result<String, NotKept> {
        // A file without its draft would never be seen.
        fs::metadata(self.path(id)?)?;
        let mut kept = self.files(id)?;
        let full = |kept: &[Kept]| {
            let size: u64 = kept.iter().map(|kept| kept.size).sum();
            kept.len() >= MOST || size + bytes.len() as u64 > LARGEST_ALL as u64
        };
        if full(&kept) {
            self.tidy(id)?;
            kept = self.files(id)?;
        }
        let same = |name: &str| kept.iter().find(|kept| folded(&kept.name) == folded(name));
        let mut name = name.to_owned();
        if let Some(other) = same(&name) {
            let equal = other.read()? == bytes;
            match clash {
                _ if equal => return Ok(other.name.clone()),
                Clash::Refuse => return Err(NotKept::Taken),
                // Some systems hold two names that differ only in case for one.
                Clash::Replace => name.clone_from(&other.name),
                Clash::Both => {
                    let (stem, ending) = name.rsplit_once('.').unwrap_or((&name, ""));
                    let next = (2..).map(|nth| format!("{stem}-{nth}.{ending}"));
                    name = next.into_iter().find(|next| same(next).is_none()).unwrap_or_default();
                }
            }
        }
        let others: Vec<Kept> = kept.into_iter().filter(|kept| kept.name != name).collect();
        if full(&others) {
            return Err(NotKept::Full);
        }
        let folder = self.folder_of(id)?;
        private_folder(&folder)?;
        write_private(&folder.join(&name), bytes)?;
        Ok(name)
    }

    /// Copies the files of one draft to another.
    pub(in crate::serve) fn copy_files(&self, from: &str, to: &str) -> Result<(), NotKept> {
        for kept in self.files(from)? {
            self.keep(to, &kept.name, &kept.read()?, Clash::Replace)?;
        }
        Ok(())
    }

    /// Deletes the files that the draft does not name. They stay until the draft is opened again, so
    /// that what is taken out can be put back.
    pub(in crate::serve) fn tidy(&self, id: &str) -> io::Result<()> {
        let named = texts_of(&fs::read(self.path(id)?)?);
        // Of a draft that cannot be read nothing is known.
        let Some(named) = named else { return Ok(()) };
        for kept in self.files(id)? {
            if !named.contains(&kept.name) {
                fs::remove_file(kept.path)?;
            }
        }
        Ok(())
    }

    /// Deletes all files of a draft.
    pub(super) fn delete_files(&self, id: &str) -> io::Result<()> {
        match fs::remove_dir_all(self.folder_of(id)?) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// Deletes the files whose drafts are gone.
    pub(super) fn delete_orphans(&self) -> io::Result<()> {
        for entry in fs::read_dir(&self.folder)? {
            let name = entry?.file_name().to_string_lossy().into_owned();
            let Some(id) = name.strip_suffix(ENDING) else { continue };
            if self.path(id).is_ok_and(|path| !path.exists()) {
                self.delete_files(id)?;
            }
        }
        Ok(())
    }

    fn folder_of(&self, id: &str) -> io::Result<PathBuf> {
        self.path(id).map(|_| self.folder.join(format!("{id}{ENDING}")))
    }
}

/// Of the folder of a draft's files.
const ENDING: &str = ".tep";

/// All texts in a data file.
pub(in crate::serve) fn texts_of(yaml: &[u8]) -> Option<BTreeSet<String>> {
    fn add(node: &Node, out: &mut BTreeSet<String>) {
        match &node.kind {
            Kind::Scalar { text, .. } => drop(out.insert(text.clone())),
            Kind::Seq(items) => items.iter().for_each(|item| add(item, out)),
            Kind::Map(entries) => entries.iter().for_each(|entry| add(&entry.value, out)),
            Kind::Null => {}
        }
    }
    let (node, _) = data::read(yaml, "", &mut Files::default(), &Limits::DATA);
    let mut out = BTreeSet::new();
    add(&node?, &mut out);
    Some(out)
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, UNIX_EPOCH};

    use super::*;

    fn draft() -> (tempfile::TempDir, Drafts) {
        let folder = tempfile::tempdir().expect("a folder");
        let drafts = Drafts::open(folder.path().join("a")).expect("opens");
        drafts.save("a", None, "loai: x\nky_truoc: [1.yaml]\n").expect("saves");
        (folder, drafts)
    }

    fn names(drafts: &Drafts) -> Vec<String> {
        drafts.files("a").expect("lists").into_iter().map(|kept| kept.name).collect()
    }

    #[test]
    fn files_are_private_and_another_of_the_name_is_not_written_over() {
        let (_folder, drafts) = draft();
        assert_eq!(drafts.keep("a", "1.yaml", b"x: 1", Clash::Refuse).expect("keeps"), "1.yaml");
        assert_eq!(drafts.keep("a", "1.yaml", b"x: 1", Clash::Refuse).expect("is there"), "1.yaml");
        for name in ["1.yaml", "1.YAML"] {
            let other = drafts.keep("a", name, b"x: 2", Clash::Refuse);
            assert!(matches!(other, Err(NotKept::Taken)), "{other:?}");
        }
        assert_eq!(drafts.keep("a", "1.yaml", b"x: 2", Clash::Both).expect("keeps"), "1-2.yaml");
        assert_eq!(drafts.keep("a", "1.YAML", b"x: 3", Clash::Replace).expect("keeps"), "1.yaml");
        assert_eq!(drafts.file("a", "1.yaml").expect("there"), b"x: 3");
        assert_eq!(drafts.file("a", "../a.yaml"), None);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = |name: &str| {
                let meta = fs::metadata(drafts.folder.join(name)).expect("there");
                meta.permissions().mode() & 0o777
            };
            assert_eq!((mode("a.tep"), mode("a.tep/1.yaml")), (0o700, 0o600));
        }
        drafts.tidy("a").expect("tidies");
        assert_eq!(names(&drafts), ["1.yaml"], "the one that is named");
    }

    #[test]
    fn files_go_with_their_draft() {
        let (_folder, drafts) = draft();
        assert!(matches!(
            drafts.keep("b", "1.yaml", b"x: 1", Clash::Refuse),
            Err(NotKept::World(_))
        ));
        drafts.keep("a", "1.yaml", b"x: 1", Clash::Refuse).expect("keeps");
        drafts.save("b", None, "loai: x\n").expect("saves");
        drafts.copy_files("a", "b").expect("copies");
        assert_eq!(drafts.file("b", "1.yaml").expect("there"), b"x: 1");
        drafts.delete("a").expect("deletes");
        assert!(!drafts.folder.join("a.tep").exists());
        // Only its draft was deleted when the program ended.
        fs::remove_file(drafts.folder.join("b.yaml")).expect("deletes");
        drafts.expire(UNIX_EPOCH).expect("looks");
        assert!(!drafts.folder.join("b.tep").exists());
        let (_folder, drafts) = draft();
        drafts.keep("a", "1.yaml", b"x: 1", Clash::Refuse).expect("keeps");
        let saved = UNIX_EPOCH + Duration::from_millis(drafts.list().expect("lists")[0].saved);
        drafts.expire(saved + Duration::from_secs(181 * 86_400)).expect("looks");
        assert_eq!(fs::read_dir(&drafts.folder).expect("lists").count(), 0);
    }

    #[test]
    fn a_draft_has_room_for_so_much() {
        let (_folder, drafts) = draft();
        let large = vec![b'x'; LARGEST_ALL / 2];
        drafts.keep("a", "1.yaml", &large, Clash::Refuse).expect("keeps");
        drafts.keep("a", "2.yaml", &large, Clash::Refuse).expect("keeps");
        // What is not named makes room.
        drafts.keep("a", "3.yaml", b"x", Clash::Refuse).expect("keeps");
        assert_eq!(names(&drafts), ["1.yaml", "3.yaml"]);
        drafts.save("b", None, "loai: x\ny: [1.yaml, 2.yaml]\n").expect("saves");
        drafts.keep("b", "1.yaml", &large, Clash::Refuse).expect("keeps");
        drafts.keep("b", "2.yaml", &large, Clash::Refuse).expect("keeps");
        let full = drafts.keep("b", "3.yaml", b"x", Clash::Refuse);
        assert!(matches!(full, Err(NotKept::Full)), "{full:?}");
    }
}
