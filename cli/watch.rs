//! `--watch`: the same work again whenever a file that it may read has changed.
//!
//! Files are looked at a few times a second. That works on every system, on network drives, and
//! with editors that save by renaming; what has changed is judged once it stays as it is.

#![allow(clippy::disallowed_methods, reason = "patience, and the time of a round for a person")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, Instant, SystemTime};

use vanthu_core::diag::{Diagnostic, Files};
use vanthu_core::text;
use walkdir::{DirEntry, WalkDir};

use crate::args::Common;
use crate::exit::Exit;
use crate::{input, report};

/// How often files are looked at.
const EVERY: Duration = Duration::from_millis(250);
/// What was saved must stay as it is for so long.
const QUIET: Duration = Duration::from_millis(150);
/// A file that is gone or empty is being saved; after this time it is judged as it is.
const PATIENCE: Duration = Duration::from_secs(2);
/// Folders are looked into this deep.
const DEPTH: usize = 4;
/// Kinds of files that data may name.
const READ: [&str; 6] = ["yaml", "yml", "png", "jpg", "jpeg", "hbs"];
/// Vietnam has one time, seven hours ahead of UTC all year.
const VIETNAM: u64 = 7 * 3600;

/// Size and time of each file that is watched.
type Seen = BTreeMap<PathBuf, (u64, Option<SystemTime>)>;

/// Does `once` at once and after each change, until the program is ended. It is told whether what
/// it wrote before is there.
pub(crate) fn run(
    common: &Common,
    named: &[PathBuf],
    office: Option<&Path>,
    mut once: impl FnMut(bool) -> Exit,
) -> Exit {
    if named.iter().any(|path| path == Path::new("-")) {
        report::print(common, &[no_file()], &Files::default(), &[]);
        return Exit::Usage;
    }
    let mut wrote = false;
    loop {
        // Looked at before the work: what changes during it is seen afterwards.
        let seen = look(common, named, office);
        wrote |= matches!(once(wrote), Exit::Clean | Exit::Draft);
        report::say(
            common,
            "đang chờ thay đổi; Ctrl-C để dừng",
            "waiting for changes; Ctrl-C ends it",
        );
        while look(common, named, office) == seen {
            sleep(EVERY);
        }
        settle(common, named, office);
        let time = clock();
        report::say(common, &format!("──── {time} ────"), &format!("──── {time} (UTC+7) ────"));
    }
}

/// Waits until an editor has done with its files.
fn settle(common: &Common, named: &[PathBuf], office: Option<&Path>) {
    let began = Instant::now();
    let mut before = look(common, named, office);
    loop {
        sleep(QUIET);
        let now = look(common, named, office);
        let half = |path: &PathBuf| !path.is_dir() && now.get(path).is_none_or(|file| file.0 == 0);
        let whole = !named.iter().any(half);
        if now == before && (whole || began.elapsed() > PATIENCE) {
            return;
        }
        before = now;
    }
}

/// All that the work may read: what is named, what lies beside it, plugins.
fn look(common: &Common, named: &[PathBuf], office: Option<&Path>) -> Seen {
    let mut seen = Seen::new();
    for path in named {
        if path.is_dir() {
            // Word files in it are judged themselves.
            gather(path, &|ending| ending == "docx" || READ.contains(&ending), &mut seen);
        } else {
            add(path, &mut seen);
            let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
            gather(folder.unwrap_or(Path::new(".")), &|ending| READ.contains(&ending), &mut seen);
        }
    }
    office.into_iter().for_each(|path| add(path, &mut seen));
    let user = input::user_folder();
    user.iter().for_each(|folder| add(&folder.join("co-quan.yaml"), &mut seen));
    let user = user.map(|folder| folder.join("plugins"));
    for root in common.plugins.iter().chain(&user) {
        gather(root, &|_| true, &mut seen);
    }
    seen
}

fn gather(folder: &Path, wanted: &dyn Fn(&str) -> bool, seen: &mut Seen) {
    let hidden = |entry: &DirEntry| {
        entry.depth() > 0 && entry.file_name().to_string_lossy().starts_with(['.', '~'])
    };
    let walk = WalkDir::new(folder).max_depth(DEPTH).into_iter();
    for entry in walk.filter_entry(|entry| !hidden(entry)).flatten() {
        let ending = entry.path().extension().unwrap_or_default().to_string_lossy().to_lowercase();
        if entry.file_type().is_file() && wanted(&ending) {
            add(entry.path(), seen);
        }
    }
}

fn add(path: &Path, seen: &mut Seen) {
    if let Ok(meta) = path.metadata() {
        seen.insert(path.to_owned(), (meta.len(), meta.modified().ok()));
    }
}

fn clock() -> String {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    let seconds = (now.as_secs() + VIETNAM) % 86_400;
    format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

fn no_file() -> Diagnostic {
    Diagnostic::error(
        "input",
        text!("luồng vào không theo dõi được", "standard input cannot be watched"),
    )
    .hint(text!("ghi tên một tệp", "name a file"))
}
