//! Calls native code: what is linked in, here; what is a library, in its worker.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde_json::Value;
use sha2::{Digest, Sha256};
use vanthu_plugin::{LARGEST, Op, Reply, Table, answered, request};

use super::process::{Ended, Worker};
use super::trust::{self, Pin, Trust};
use super::worker::{Message, opening};
use super::{Blame, Code, Refusal, Runner, cache, target, words};
use crate::diag::{Diagnostic, Text, reason};
use crate::plugin::RelPath;
use crate::text;

/// A library may be so large, in bytes.
const LARGEST_LIBRARY: u64 = 64 << 20;

/// Where things are.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The program that becomes a worker when it is started with `--plugin-worker`.
    pub program: PathBuf,
    /// Folder for copies of libraries; `None`: there is none.
    pub cache: Option<PathBuf>,
    /// Files of pins; all of them count.
    pub trust: Vec<PathBuf>,
    /// What follows `vanthu plugin trust ID` in the command that a refusal tells, with a blank
    /// before it.
    pub options: String,
    /// How long a library may take for one answer.
    pub patience: Duration,
}

impl Settings {
    /// How long a library may take for one answer, unless told otherwise.
    pub const PATIENCE: Duration = Duration::from_secs(5);
}

type Slot = Arc<Mutex<Option<Worker>>>;

/// Calls native code for one run of the program.
#[derive(Debug)]
pub struct Host {
    settings: Settings,
    linked: BTreeMap<&'static str, Table>,
    workers: Mutex<BTreeMap<String, Slot>>,
}

impl Host {
    /// A host for one run.
    pub fn new(settings: Settings) -> Self {
        Self { settings, linked: BTreeMap::new(), workers: Mutex::default() }
    }

    /// A plugin whose native code is part of the program.
    #[must_use]
    pub fn link(mut self, id: &'static str, table: Table) -> Self {
        self.linked.insert(id, table);
        self
    }

    fn linked(&self, id: &str, request: &[u8], op: Op) -> Result<Reply, Refusal> {
        let Some(table) = self.linked.get(id) else {
            let why = text!("chương trình này không kèm mã máy đó", "the program lacks it");
            return Err(words::at_fault(id, "–", why));
        };
        answered(op, table.invoke(request))
            .map_err(|wrong| words::wrong(id, "trong chương trình", &wrong))
    }

    fn loaded(
        &self,
        code: Code<'_>,
        dir: &Path,
        request: Vec<u8>,
        op: Op,
    ) -> Result<Reply, Refusal> {
        let slot = {
            let mut workers = self.workers.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(workers.entry(code.id.to_owned()).or_default())
        };
        // One call at a time: the contract promises that to a library.
        let mut slot = slot.lock().unwrap_or_else(PoisonError::into_inner);
        let library = shown(code);
        let mut worker = match slot.take() {
            Some(worker) => worker,
            None => self.start(code, dir, &library)?,
        };
        // A worker that misbehaved is gone; the next document gets another.
        match worker.ask(request, self.settings.patience) {
            Ok(Message::Answered(answer)) => {
                *slot = Some(worker);
                answered(op, Ok(answer)).map_err(|wrong| words::wrong(code.id, &library, &wrong))
            }
            Ok(Message::Told(why)) => Err(words::at_fault(code.id, &library, why)),
            Ok(Message::Ready) => Err(self.ended(code.id, &library, &Ended::Confused)),
            Err(ended) => Err(self.ended(code.id, &library, &ended)),
        }
    }

    /// A worker that has loaded the library.
    fn start(&self, code: Code<'_>, dir: &Path, library: &str) -> Result<Worker, Refusal> {
        let (path, cwd) = self.prepare(code, dir)?;
        let opening = opening(&path).ok_or_else(no_cache)?;
        let mut worker =
            Worker::start(&self.settings.program, &cwd).map_err(|error| not_started(&error))?;
        match worker.ask(opening, self.settings.patience) {
            Ok(Message::Ready) => Ok(worker),
            Ok(Message::Told(why)) => Err(words::at_fault(code.id, library, why)),
            Ok(Message::Answered(_)) => Err(self.ended(code.id, library, &Ended::Confused)),
            Err(ended) => Err(self.ended(code.id, library, &ended)),
        }
    }

    fn ended(&self, id: &str, library: &str, ended: &Ended) -> Refusal {
        words::at_fault(id, library, words::ended(ended, self.settings.patience.as_secs()))
    }

    /// Reads the library once, judges those bytes, and puts a copy of them where only we write.
    fn prepare(&self, code: Code<'_>, dir: &Path) -> Result<(PathBuf, PathBuf), Refusal> {
        let (bytes, sha256) = library_of(code, dir)?;
        self.trusted(code, &sha256)?;
        let world = |why| Refusal { blame: Blame::World, why };
        let root = self.settings.cache.as_deref().ok_or_else(no_cache)?;
        let path = cache::copy(root, &sha256, &bytes).map_err(world)?;
        Ok((path, cache::nowhere(root).map_err(world)?))
    }

    fn trusted(&self, code: Code<'_>, sha256: &str) -> Result<(), Refusal> {
        let refusal = |why| Refusal { blame: Blame::Trust, why };
        let read = self.settings.trust.iter().map(|path| trust::load(path));
        let pins = read.collect::<Result<Vec<_>, _>>().map_err(refusal)?.concat();
        let id = code.id;
        let pin = Pin { id: id.to_owned(), target: target(), sha256: sha256.to_owned() };
        let message = match trust::judge(&pins, &pin) {
            Trust::Trusted => return Ok(()),
            Trust::Changed => text!(
                "mã máy của mẫu «{id}» đã thay đổi từ khi được tin cậy",
                "the native code of «{id}» changed since it was trusted"
            ),
            Trust::Unknown => text!(
                "mã máy của mẫu «{id}» chưa được tin cậy",
                "the native code of «{id}» is not trusted yet"
            ),
        };
        let options = &self.settings.options;
        let why = Diagnostic::error("not-trusted", message).hint(text!(
            "nếu biết rõ nguồn gốc của mẫu, chạy: vanthu plugin trust {id}{options}",
            "if you know where it comes from, run: vanthu plugin trust {id}{options}"
        ));
        Err(refusal(why))
    }
}

impl Runner for Host {
    fn call(&self, code: Code<'_>, op: Op, data: &Value) -> Result<Reply, Refusal> {
        let request = request(op, code.id, data);
        if request.len() > LARGEST {
            return Err(too_much());
        }
        match code.dir {
            None => self.linked(code.id, &request, op),
            Some(dir) => self.loaded(code, dir, request, op),
        }
    }
}

/// The library of a plugin for this machine as its manifest names it, and its hash. Nothing of it
/// is run.
///
/// # Errors
/// When there is none, it cannot be read, or it is not the one that the manifest means.
pub fn library_of(code: Code<'_>, dir: &Path) -> Result<(Vec<u8>, String), Refusal> {
    let (id, target, library) = (code.id, target(), shown(code));
    let folder = dir.display();
    let Some(declared) = code.native.files.get(&target) else {
        let why = Diagnostic::error(
            "no-library",
            text!(
                "mẫu «{id}» không có mã máy cho máy này ({target})",
                "the type «{id}» has no native code for this machine ({target})"
            ),
        );
        let why = why.hint(text!(
            "xin người lập mẫu bản cho {target}, hoặc chạy: vanthu plugin build \"{folder}\"",
            "ask its author for {target}, or run: vanthu plugin build \"{folder}\""
        ));
        return Err(Refusal { blame: Blame::Plugin, why });
    };
    let bytes = read_library(dir, &declared.path);
    let bytes = bytes.map_err(|why| words::at_fault(id, &library, why))?;
    let sha256 = hash(&bytes);
    if sha256 != declared.sha256 {
        let why = Diagnostic::error(
            "library-changed",
            text!(
                "mã máy của mẫu «{id}» không đúng «sha256» trong plugin.yaml",
                "the native code of «{id}» is not the one that plugin.yaml means"
            ),
        );
        let why = why.hint(text!(
            "chép lại cả thư mục mẫu từ nơi phát hành; người lập mẫu thì chạy: vanthu plugin build \"{folder}\"",
            "copy the plugin's folder anew; its author runs: vanthu plugin build \"{folder}\""
        ));
        return Err(Refusal { blame: Blame::Plugin, why });
    }
    Ok((bytes, sha256))
}

/// A library in a plugin's folder, whatever machine it is for. No step of the way may be a link.
///
/// # Errors
/// When it cannot be read, is no file or too large: why.
pub fn read_library(dir: &Path, path: &RelPath) -> Result<Vec<u8>, Text> {
    use std::io::Read;
    let mut place = dir.to_owned();
    let mut is_file = false;
    for step in path.as_str().split('/') {
        place.push(step);
        let meta = std::fs::symlink_metadata(&place).map_err(|error| unread(&error))?;
        if meta.file_type().is_symlink() {
            let place = place.display();
            return Err(text!("{place} là liên kết", "{place} is a link"));
        }
        is_file = meta.is_file();
    }
    if !is_file {
        let place = place.display();
        return Err(text!("{place} không phải tệp", "{place} is no file"));
    }
    let mut bytes = Vec::new();
    let read = std::fs::File::open(&place)
        .and_then(|file| file.take(LARGEST_LIBRARY + 1).read_to_end(&mut bytes));
    read.map_err(|error| unread(&error))?;
    if bytes.len() as u64 > LARGEST_LIBRARY {
        let most = LARGEST_LIBRARY >> 20;
        return Err(text!("lớn hơn {most} MB", "it is larger than {most} MB"));
    }
    Ok(bytes)
}

fn unread(error: &io::Error) -> Text {
    let Text { vi, en } = reason(error);
    text!("không đọc được: {vi}", "it cannot be read: {en}")
}

/// The hash of a library, as manifests and pins write it.
pub fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The library's place, to be shown.
fn shown(code: Code<'_>) -> String {
    match (code.dir, code.native.files.get(&target())) {
        (Some(dir), Some(library)) => library.path.inside(dir).display().to_string(),
        _ => "–".to_owned(),
    }
}

fn too_much() -> Refusal {
    let most = LARGEST >> 20;
    let why = Diagnostic::error(
        "too-much-data",
        text!("dữ liệu để tính lớn hơn {most} MB", "more than {most} MB of data to work with"),
    );
    let why = why.hint(text!("chia thành nhiều văn bản", "make several documents of it"));
    Refusal { blame: Blame::Data, why }
}

fn no_cache() -> Refusal {
    let why = Diagnostic::error(
        "cache",
        text!("không có chỗ giữ bản sao của mã máy", "there is no place for a copy of native code"),
    );
    let why = why.hint(text!(
        "đặt biến XDG_CACHE_HOME (Windows: LOCALAPPDATA) trỏ tới một thư mục của riêng bạn",
        "let XDG_CACHE_HOME (Windows: LOCALAPPDATA) name a folder of your own"
    ));
    Refusal { blame: Blame::World, why }
}

fn not_started(error: &io::Error) -> Refusal {
    let Text { vi, en } = reason(error);
    let why = Diagnostic::error(
        "worker",
        text!(
            "không khởi động được tiến trình chạy mã máy: {vi}",
            "the process for native code cannot be started: {en}"
        ),
    );
    let why = why.hint(text!("chạy lại; nếu vẫn lỗi thì khởi động lại máy", "run again"));
    Refusal { blame: Blame::World, why }
}
