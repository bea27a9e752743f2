//! Drafts: what was typed and is not finished, kept in a folder that only its user can read.

mod files;

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use vanthu_core::data::{self, Limits, Node};
use vanthu_core::diag::Files;

pub(super) use files::{Clash, Kept, LARGEST_ALL, MOST, NotKept, texts_of};

/// A draft that nobody touched for so many days is deleted.
pub(super) const DAYS: u64 = 180;

/// The drafts of one user.
#[derive(Debug)]
pub(super) struct Drafts {
    folder: PathBuf,
}

/// A draft without its data.
#[derive(Debug)]
pub(super) struct Listed {
    pub(super) id: String,
    /// `loai`, empty when it has none.
    pub(super) kind: String,
    /// `trich_yeu`, empty when it has none yet.
    pub(super) title: String,
    /// When it was saved, in milliseconds since 1970.
    pub(super) saved: u64,
}

/// Why a draft was not saved.
#[derive(Debug)]
pub(super) enum Refusal {
    /// It was changed from elsewhere since it was read.
    Changed,
    /// Disk or rights.
    World(io::Error),
}

impl From<io::Error> for Refusal {
    fn from(error: io::Error) -> Self {
        Self::World(error)
    }
}

impl Drafts {
    /// Those in `folder`, which is made when it is not there.
    pub(super) fn open(folder: PathBuf) -> io::Result<Self> {
        private_folder(&folder)?;
        Ok(Self { folder })
    }

    /// Deletes what nobody touched for long, and what was left of drafts that are gone.
    pub(super) fn expire(&self, now: SystemTime) -> io::Result<()> {
        let oldest = now.checked_sub(Duration::from_secs(DAYS * 24 * 60 * 60));
        for (id, _, saved) in self.all()? {
            if oldest.is_some_and(|oldest| saved < oldest) {
                self.delete(&id)?;
            }
        }
        self.delete_orphans()
    }

    fn all(&self) -> io::Result<Vec<(String, PathBuf, SystemTime)>> {
        let mut found = Vec::new();
        for entry in fs::read_dir(&self.folder)? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let Some(id) = name.strip_suffix(".yaml").filter(|id| is_id(id)) else { continue };
            let meta = entry.metadata()?;
            if meta.is_file() {
                found.push((id.to_owned(), entry.path(), meta.modified()?));
            }
        }
        Ok(found)
    }

    /// All of them, the newest first.
    pub(super) fn list(&self) -> io::Result<Vec<Listed>> {
        let mut listed = Vec::new();
        for (id, path, saved) in self.all()? {
            let text = fs::read(path)?;
            let (node, _) = data::read(&text, &id, &mut Files::default(), &Limits::DATA);
            let text = |key: &str| {
                let value = node.as_ref().and_then(|node| node.get(key)).and_then(Node::as_text);
                value.unwrap_or_default().to_owned()
            };
            listed.push(Listed {
                kind: text("loai"),
                title: text("trich_yeu"),
                saved: millis(saved),
                id,
            });
        }
        listed.sort_by(|a, b| b.saved.cmp(&a.saved).then_with(|| a.id.cmp(&b.id)));
        Ok(listed)
    }

    /// The YAML of one, and its version.
    pub(super) fn read(&self, id: &str) -> io::Result<(Vec<u8>, String)> {
        let bytes = fs::read(self.path(id)?)?;
        let version = version(&bytes);
        Ok((bytes, version))
    }

    /// Writes it whole or not at all, and gives its new version. `seen`: the version that it was
    /// made of; `None`: it is new.
    pub(super) fn save(&self, id: &str, seen: Option<&str>, yaml: &str) -> Result<String, Refusal> {
        let path = self.path(id)?;
        match (fs::read(&path), seen) {
            (Ok(bytes), seen) if seen != Some(version(&bytes).as_str()) => {
                return Err(Refusal::Changed);
            }
            // Deleted from elsewhere: what is typed here is kept.
            _ => write_private(&path, yaml.as_bytes())?,
        }
        Ok(version(yaml.as_bytes()))
    }

    /// Deletes it, and its files.
    pub(super) fn delete(&self, id: &str) -> io::Result<()> {
        fs::remove_file(self.path(id)?)?;
        self.delete_files(id)
    }

    fn path(&self, id: &str) -> io::Result<PathBuf> {
        // An id is letters and digits, so that it leads nowhere but into the folder.
        if !is_id(id) {
            return Err(io::ErrorKind::NotFound.into());
        }
        Ok(self.folder.join(format!("{id}.yaml")))
    }
}

/// `[a-z0-9-]{1,64}`.
fn is_id(id: &str) -> bool {
    (1..=64).contains(&id.len())
        && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

/// Two texts of the same version are the same text.
fn version(bytes: &[u8]) -> String {
    // FNV-1a: two saves of one user are told apart, nobody is kept out.
    let hash = bytes.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("{hash:016x}-{}", bytes.len())
}

fn millis(time: SystemTime) -> u64 {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

/// A folder that only its owner can look into.
pub(super) fn private_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    builder.create(folder)
}

/// Writes beside and renames; only the owner may read what is written.
pub(super) fn write_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().ok_or(io::ErrorKind::NotFound)?;
    // `tempfile` makes files private by itself.
    let mut file =
        tempfile::Builder::new().prefix(".vanthu-").suffix(".tmp").tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(path).map(drop).map_err(|error| error.error)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drafts() -> (tempfile::TempDir, Drafts) {
        let folder = tempfile::tempdir().expect("a folder");
        let drafts = Drafts::open(folder.path().join("a/b")).expect("opens");
        (folder, drafts)
    }

    #[test]
    fn a_draft_is_private_and_is_not_written_over_what_came_in_between() {
        let (_folder, drafts) = drafts();
        let first = drafts.save("a-1", None, "loai: so-ket\ntrich_yeu: Một\n").expect("saves");
        let second = drafts.save("a-1", Some(&first), "loai: so-ket\n").expect("saves");
        assert!(matches!(drafts.save("a-1", Some(&first), "x: y\n"), Err(Refusal::Changed)));
        assert!(matches!(drafts.save("a-1", None, "x: y\n"), Err(Refusal::Changed)));
        assert_eq!(drafts.read("a-1").expect("reads"), (b"loai: so-ket\n".to_vec(), second));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode =
                |path: &Path| fs::metadata(path).expect("there").permissions().mode() & 0o777;
            assert_eq!(mode(&drafts.folder), 0o700);
            assert_eq!(mode(&drafts.folder.join("a-1.yaml")), 0o600);
        }
    }

    #[test]
    fn an_id_leads_nowhere_else() {
        let (_folder, drafts) = drafts();
        for id in ["", "../x", "a/b", "A", "a.b", "ă", &"a".repeat(65)] {
            assert!(matches!(drafts.save(id, None, "x: y\n"), Err(Refusal::World(_))), "{id}");
            assert!(drafts.read(id).is_err() && drafts.delete(id).is_err(), "{id}");
        }
    }

    #[test]
    fn drafts_are_listed_by_title_and_expire() {
        let (_folder, drafts) = drafts();
        drafts.save("a", None, "loai: so-ket\ntrich_yeu: Một\n").expect("saves");
        let listed = drafts.list().expect("lists");
        assert_eq!((listed[0].kind.as_str(), listed[0].title.as_str()), ("so-ket", "Một"));
        let saved = UNIX_EPOCH + Duration::from_millis(listed[0].saved);
        drafts.expire(saved + Duration::from_secs(179 * 86_400)).expect("looks");
        assert_eq!(drafts.list().expect("lists").len(), 1);
        drafts.expire(saved + Duration::from_secs(181 * 86_400)).expect("looks");
        assert_eq!(drafts.list().expect("lists").len(), 0);
    }
}
