//! Where plugins lie: folders that were named, the user's, the system's, the program itself.
//!
//! To load one, its name is looked up in each place and nothing is searched; only [`Plugins::list`]
//! walks. Neither runs code.

use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::folder::{is_left_behind, is_link, name_of, of_file, read_at_most, walk_reason};
use super::{Folder, Manifest, Plugins, Refused, manifest};
use crate::data::{self, Limits};
use crate::diag::{Diagnostic, Diagnostics, Files, Text, has_errors};
use crate::text;

/// A place may hold so many folders; more are not listed.
const MOST_PLUGINS: usize = 1024;

/// Where a plugin lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// The program carries it.
    Shipped,
    /// In this folder.
    Folder(PathBuf),
}

impl Source {
    /// The place in words.
    pub fn words(&self) -> Text {
        match self {
            Self::Shipped => text!("có sẵn trong chương trình", "shipped with the program"),
            Self::Folder(dir) => {
                let dir = dir.display();
                text!("{dir}", "{dir}")
            }
        }
    }
}

/// The folder of a plugin.
pub(super) struct Found {
    pub(super) folder: Folder,
    pub(super) source: Source,
    /// Another of the same id, found later: the manifest must say that it is replaced.
    pub(super) hides: Option<Source>,
}

/// A folder in memory that counts as if it lay in `dir`.
#[derive(Debug)]
pub(super) struct Given {
    pub(super) id: String,
    pub(super) dir: PathBuf,
    pub(super) folder: Folder,
}

/// A plugin as [`Plugins::list`] sees it: by its manifest alone.
#[derive(Debug)]
pub struct Listed {
    /// Its id, the folder's name.
    pub id: String,
    /// Where it lies.
    pub source: Source,
    /// What its manifest says, unless that is faulty.
    pub manifest: Option<Manifest>,
    /// Whether it is what its id means.
    pub state: State,
}

/// Whether a plugin is what its id means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// It is.
    InUse,
    /// The one at this place is, which was found before.
    Replaced(Source),
    /// Nothing is: the diagnostics say why.
    Faulty,
}

/// All plugins that can be found.
#[derive(Debug, Default)]
pub struct Listing {
    /// In the order in which places are looked into; within a place by name.
    pub plugins: Vec<Listed>,
    /// Faults of manifests and places.
    pub diagnostics: Diagnostics,
    /// The texts that they point into.
    pub files: Files,
}

impl Plugins {
    /// The places at which `id` lies; the first counts. And how many of them, from the first, hide
    /// others freely: the folder being worked on and those beside it.
    fn places(&self, id: &str) -> (Vec<Source>, usize) {
        // An id is a folder's name and nothing else, so that it leads nowhere but into a root.
        if !manifest::is_id(id) {
            return (Vec::new(), 0);
        }
        let mut dirs: Vec<PathBuf> = Vec::new();
        dirs.extend(self.given.iter().filter(|given| given.id == id).map(|g| g.dir.clone()));
        let mut add = |dir: PathBuf| {
            let real = |dir: &Path| std::fs::canonicalize(dir).ok();
            let same = |other: &PathBuf| {
                *other == dir || real(other).is_some_and(|o| Some(o) == real(&dir))
            };
            if std::fs::symlink_metadata(&dir).is_ok() && !dirs.iter().any(same) {
                dirs.push(dir);
            }
            dirs.len()
        };
        let mut free = 0;
        if let Some((own, dir)) = &self.at_work {
            let beside = match (dir.file_name(), dir.parent()) {
                (Some(_), Some(parent)) => parent.to_owned(),
                // `.` and `..`
                _ => dir.join(".."),
            };
            free = add(if own == id { dir.clone() } else { beside.join(id) });
        }
        for root in &self.roots {
            add(root.join(id));
        }
        let mut places: Vec<Source> = dirs.into_iter().map(Source::Folder).collect();
        places.extend(self.shipped.contains_key(id).then_some(Source::Shipped));
        (places, free)
    }

    /// The folder of `id`: the first, or the first after the one at `after`.
    pub(super) fn find(&self, id: &str, after: Option<&Source>) -> Result<Option<Found>, Refused> {
        let (places, free) = self.places(id);
        let begin = match after {
            Some(after) => places.iter().position(|place| place == after).map_or(0, |at| at + 1),
            None => 0,
        };
        let Some(source) = places.get(begin).cloned() else { return Ok(None) };
        let hides = places.get(begin + 1).filter(|_| begin >= free).cloned();
        if let Source::Folder(dir) = &source
            && let Some(root) = dir.parent().filter(|root| begin >= free && is_link(root))
        {
            return Err(Refused::one(root_is_link(root)));
        }
        let given = self.given.as_ref().filter(|given| source == Source::Folder(given.dir.clone()));
        let folder = match (&source, given) {
            (_, Some(given)) => given.folder.clone(),
            (Source::Folder(dir), None) => Folder::read(dir).map_err(Refused::one)?,
            (Source::Shipped, None) => match self.shipped.get(id) {
                Some(folder) => folder.clone(),
                None => return Ok(None),
            },
        };
        Ok(Some(Found { folder, source, hides }))
    }

    /// Every plugin that can be found, with what its manifest says. Reads manifests and no more.
    pub fn list(&self) -> Listing {
        let mut listing = Listing::default();
        for root in &self.roots {
            listing.root(root);
        }
        for (id, folder) in &self.shipped {
            let bytes = folder.iter().find(|(path, _)| path.as_str() == "plugin.yaml");
            let bytes = bytes.map_or(&[][..], |(_, bytes)| bytes);
            listing.add(id, Source::Shipped, bytes, folder.origin());
        }
        listing.judge();
        listing
    }
}

impl Listing {
    /// The folders in a place. One that is not there holds nothing.
    fn root(&mut self, root: &Path) {
        if std::fs::symlink_metadata(root).is_err() {
            return;
        }
        if is_link(root) {
            self.diagnostics.push(root_is_link(root));
            return;
        }
        let walk = WalkDir::new(root)
            .follow_links(false)
            .follow_root_links(false)
            .min_depth(1)
            .max_depth(1)
            .sort_by_file_name();
        let mut count = 0;
        for entry in walk {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    let shown = root.display().to_string();
                    self.diagnostics.push(super::folder::unreadable(&shown, &walk_reason(&error)));
                    continue;
                }
            };
            let kind = entry.file_type();
            if is_left_behind(&name_of(&entry)) || !(kind.is_dir() || kind.is_symlink()) {
                continue;
            }
            count += 1;
            if count > MOST_PLUGINS {
                self.diagnostics.push(too_many(root));
                return;
            }
            self.folder(entry.path(), kind.is_symlink());
        }
    }

    fn folder(&mut self, dir: &Path, link: bool) {
        let id = dir.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let source = Source::Folder(dir.to_owned());
        let origin = dir.display().to_string();
        let file = dir.join("plugin.yaml");
        let fault = if link || is_link(&file) {
            Some(super::folder::refused(&origin, text!("là liên kết", "is a link")))
        } else if std::fs::metadata(&file).is_ok_and(|meta| !meta.is_file()) {
            // Whoever opens a pipe may wait without end.
            let why = text!("plugin.yaml không phải tệp thường", "plugin.yaml is no plain file");
            Some(super::folder::refused(&origin, why))
        } else if manifest::is_id(&id) {
            None
        } else {
            let why = text!("«{id}» không dùng làm tên mẫu được", "«{id}» cannot be an id");
            Some(super::folder::refused(&origin, why))
        };
        if let Some(fault) = fault {
            self.diagnostics.push(fault);
            self.plugins.push(Listed { id, source, manifest: None, state: State::Faulty });
            return;
        }
        match read_at_most(&file, Limits::DATA.bytes as u64) {
            Ok(bytes) => self.add(&id, source, &bytes, &origin),
            Err(error) => {
                let why = of_file("plugin.yaml", &error);
                self.diagnostics.push(super::folder::unreadable(&origin, &why));
                self.plugins.push(Listed { id, source, manifest: None, state: State::Faulty });
            }
        }
    }

    fn add(&mut self, id: &str, source: Source, bytes: &[u8], origin: &str) {
        let name = format!("{origin}/plugin.yaml");
        let (node, mut found) = data::read(bytes, &name, &mut self.files, &Limits::DATA);
        let manifest = node.and_then(|node| Manifest::read(&node, id, &mut found));
        let manifest = manifest.filter(|_| !has_errors(&found));
        self.diagnostics.append(&mut found);
        let state = if manifest.is_some() { State::InUse } else { State::Faulty };
        self.plugins.push(Listed { id: id.to_owned(), source, manifest, state });
    }

    /// Says of plugins of one id which one counts.
    fn judge(&mut self) {
        for at in 0..self.plugins.len() {
            let id = self.plugins[at].id.clone();
            let first = self.plugins[..at].iter().find(|other| other.id == id);
            if let Some(first) = first {
                self.plugins[at].state = State::Replaced(first.source.clone());
                continue;
            }
            let plugin = &self.plugins[at];
            let next = self.plugins[at + 1..].iter().find(|other| other.id == id);
            let says = plugin.manifest.as_ref().is_none_or(|manifest| manifest.replaces.is_some());
            if let (Some(next), false) = (next, says) {
                self.diagnostics.push(hides(&id, &plugin.source, &next.source));
                self.plugins[at].state = State::Faulty;
            }
        }
    }
}

/// Two plugins of one id, of which the first does not say that it replaces the other.
pub(super) fn hides(id: &str, first: &Source, other: &Source) -> Diagnostic {
    let (Text { vi, en }, Text { vi: other_vi, en: other_en }) = (first.words(), other.words());
    let message = match other {
        Source::Shipped => text!(
            "thư mục {vi} trùng tên với mẫu «{id}» có sẵn trong chương trình",
            "the folder {en} has the name of the shipped type «{id}»"
        ),
        Source::Folder(_) => text!(
            "có hai mẫu cùng tên «{id}»: {vi} và {other_vi}",
            "two types have the id «{id}»: {en} and {other_en}"
        ),
    };
    Diagnostic::error("hidden-plugin", message).hint(text!(
        "đổi tên thư mục và mục «id»; nếu cố ý thay mẫu kia thì ghi «replaces: {id}» trong plugin.yaml",
        "rename the folder and the «id»; to replace the other on purpose write «replaces: {id}» in plugin.yaml"
    ))
}

fn root_is_link(root: &Path) -> Diagnostic {
    super::folder::refused(&root.display().to_string(), text!("là liên kết", "is a link"))
}

fn too_many(root: &Path) -> Diagnostic {
    let shown = root.display();
    Diagnostic::error(
        "refused-folder",
        text!(
            "thư mục {shown} có hơn {MOST_PLUGINS} thư mục con",
            "{shown} holds more than {MOST_PLUGINS} folders"
        ),
    )
    .hint(text!("chia mẫu ra nhiều thư mục", "spread the types over several folders"))
}
