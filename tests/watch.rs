//! `--watch`: work is done again whenever a file that it reads was saved, however editors save.

#![allow(clippy::disallowed_methods, reason = "times the program, not the engine")]

mod common;

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use common::{repository, vanthu};

/// A run that watches; ended when it goes out of scope.
struct Watching {
    child: Child,
    lines: Receiver<String>,
}

impl Watching {
    fn start(folder: &Path, args: &[&str]) -> Self {
        let mut command = vanthu();
        command.current_dir(folder).args(args).arg("--watch");
        let mut child =
            command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("starts");
        let (send, lines) = channel();
        let out = child.stdout.take().expect("piped");
        let err = child.stderr.take().expect("piped");
        let reads: [Box<dyn std::io::Read + Send>; 2] = [Box::new(out), Box::new(err)];
        for read in reads {
            let send = send.clone();
            thread::spawn(move || {
                for line in BufReader::new(read).lines().map_while(Result::ok) {
                    if send.send(line).is_err() {
                        break;
                    }
                }
            });
        }
        Self { child, lines }
    }

    /// Waits for the end of a round, which has said these words.
    fn says(&self, words: &str) {
        let deadline = Instant::now() + Duration::from_secs(60);
        let left = || deadline.saturating_duration_since(Instant::now());
        let mut heard = Vec::new();
        while let Ok(line) = self.lines.recv_timeout(left()) {
            let ended = line.contains("đang chờ thay đổi");
            heard.push(line);
            if ended {
                break;
            }
        }
        // What went to the other stream may come a little later.
        while let Ok(line) = self.lines.recv_timeout(Duration::from_millis(300)) {
            heard.push(line);
        }
        assert!(heard.iter().any(|line| line.contains(words)), "«{words}»: {heard:#?}");
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        let _ = (self.child.kill(), self.child.wait());
    }
}

fn example() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for name in ["cong-van.yaml", "co-quan.yaml"] {
        let from = repository("examples/cac-mau").join(name);
        fs::copy(from, folder.path().join(name)).expect("copies");
    }
    folder
}

#[test]
fn a_paper_is_made_again_however_its_data_are_saved() {
    let folder = example();
    let inside = |name: &str| folder.path().join(name);
    let data = fs::read_to_string(inside("cong-van.yaml")).expect("reads");
    let made = || fs::read(inside("cong-van.docx")).expect("made");
    let watching = Watching::start(folder.path(), &["render", "cong-van.yaml"]);
    watching.says("đã ghi");
    let first = made();
    // Written over.
    fs::write(inside("cong-van.yaml"), data.replace("25 thủ tục", "26 thủ tục")).expect("writes");
    watching.says("────");
    let second = made();
    assert!(first != second);
    // Saved by renaming; a fault is told at its place, and the paper stays.
    fs::write(inside(".cong-van.tmp"), data.replace("trich_yeu:", "trich_yeuu:")).expect("writes");
    fs::rename(inside(".cong-van.tmp"), inside("cong-van.yaml")).expect("renames");
    watching.says("có phải «trich_yeu»?");
    assert!(made() == second);
    // Gone for a moment, then half there, then whole.
    fs::remove_file(inside("cong-van.yaml")).expect("removes");
    thread::sleep(Duration::from_millis(400));
    fs::write(inside("cong-van.yaml"), "").expect("writes");
    thread::sleep(Duration::from_millis(400));
    fs::write(inside("cong-van.yaml"), &data).expect("writes");
    watching.says("đã ghi cong-van.docx");
    assert!(made() == first);
    // The office's file counts too.
    let office = fs::read_to_string(inside("co-quan.yaml")).expect("reads");
    fs::write(inside("co-quan.yaml"), format!("{office}khong_co: 1\n")).expect("writes");
    watching.says("khong_co");
}

#[test]
fn a_check_is_done_again_when_the_plugin_changes() {
    let folder = example();
    let plugin = folder.path().join("mau/cong-van-xa");
    fs::create_dir_all(&plugin).expect("makes");
    let manifest = "format: 1\nid: cong-van-xa\nversion: 1.0.0\ntitle: { vi: Công văn xã }\nextends: cong-van\n";
    fs::write(plugin.join("plugin.yaml"), manifest).expect("writes");
    let data = fs::read_to_string(folder.path().join("cong-van.yaml")).expect("reads");
    fs::write(
        folder.path().join("cong-van.yaml"),
        data.replace("loai: cong-van", "loai: cong-van-xa"),
    )
    .expect("writes");
    let watching = Watching::start(folder.path(), &["check", "cong-van.yaml", "--plugins", "mau"]);
    watching.says("không thấy lỗi");
    fs::write(plugin.join("plugin.yaml"), manifest.replace("extends", "extend")).expect("writes");
    watching.says("có phải «extends»?");
    fs::write(plugin.join("plugin.yaml"), manifest).expect("writes");
    watching.says("không thấy lỗi");
}

#[test]
fn a_paper_that_is_not_ours_stays() {
    let folder = example();
    let path = folder.path().join("cong-van.docx");
    fs::write(&path, "của tôi").expect("writes");
    let watching = Watching::start(folder.path(), &["render", "cong-van.yaml"]);
    watching.says("đã có tệp cong-van.docx");
    let data = folder.path().join("cong-van.yaml");
    let text = fs::read_to_string(&data).expect("reads");
    fs::write(&data, text.replace("25 thủ tục", "26 thủ tục")).expect("writes");
    watching.says("đã có tệp cong-van.docx");
    assert_eq!(fs::read(&path).expect("there"), "của tôi".as_bytes());
}
