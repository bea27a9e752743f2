//! Batches: many documents in one go, killed at any moment and gone on with, in parts on several
//! machines.

#![allow(clippy::disallowed_methods, reason = "times the program, not the engine")]

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use common::{printed, repository, vanthu};
use tempfile::TempDir;

/// A folder with the data of `count` letters and their office.
fn inputs(count: usize) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let data = fs::read_to_string(repository("examples/cac-mau/cong-van.yaml")).expect("data");
    let inner = folder.path().join("in");
    fs::create_dir(&inner).expect("makes");
    fs::copy(repository("examples/cac-mau/co-quan.yaml"), inner.join("co-quan.yaml"))
        .expect("copies");
    for nth in 1..=count {
        let data = data.replace("so: \"21\"", &format!("so: \"{nth}\""));
        fs::write(inner.join(format!("xã-{nth:03}.yaml")), data).expect("writes");
    }
    folder
}

/// `vanthu batch in …` in a folder.
fn batch(folder: &Path, args: &[&str]) -> Command {
    let mut command = vanthu();
    command.current_dir(folder).args(["batch", "in"]).args(args);
    command
}

/// How a run ended, and what it printed.
fn ran(mut command: Command) -> (i32, String) {
    let output = command.output().expect("runs");
    (output.status.code().unwrap_or(-1), printed(&output))
}

/// Every file under a folder, by its path.
fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let walk = walkdir::WalkDir::new(folder).sort_by_file_name();
    let files =
        walk.into_iter().map(|entry| entry.expect("walks")).filter(|e| e.file_type().is_file());
    let read = |entry: walkdir::DirEntry| {
        let name = entry.path().strip_prefix(folder).expect("inside").display().to_string();
        (name, fs::read(entry.path()).expect("reads"))
    };
    files.map(read).collect()
}

fn json(path: &Path) -> serde_json::Value {
    serde_json::from_slice(&fs::read(path).expect("a report")).expect("JSON")
}

#[test]
fn one_that_fails_stops_nobody_else_and_is_told_with_its_place() {
    let folder = inputs(4);
    fs::write(folder.path().join("in/xã-002.yaml"), "loai: cong-van\nso: 2\nkho: 1\n")
        .expect("writes");
    fs::write(folder.path().join("in/xã-003.yaml"), b"\xff\xfe").expect("writes");
    let (exit, told) =
        ran(batch(folder.path(), &["-o", "out", "--report", "r.json", "--report", "r.csv"]));
    assert_eq!(exit, 1, "{told}");
    assert!(told.contains("in/xã-002.yaml:3:1"), "{told}");
    assert!(told.contains("2 văn bản ở out, 2 lỗi, không tạo được"), "{told}");
    let made: Vec<_> = tree(&folder.path().join("out")).into_keys().collect();
    assert_eq!(made, [".vanthu-batch.journal", ".vanthu-batch.lock", "xã-001.docx", "xã-004.docx"]);
    let report = json(&folder.path().join("r.json"));
    let status: Vec<_> =
        report["items"].as_array().expect("items").iter().map(|item| &item["status"]).collect();
    assert_eq!(status, ["made", "failed", "failed", "made"]);
    let unknown = report["items"][1]["diagnostics"].as_array().expect("a list");
    let unknown = unknown.iter().find(|one| one["code"] == "unknown-field").expect("told");
    assert_eq!((&unknown["line"], &unknown["file"]), (&3.into(), &"in/xã-002.yaml".into()));
    let bytes = fs::read(folder.path().join("out/xã-001.docx")).expect("made");
    assert_eq!(report["items"][0]["bytes"], bytes.len());
    let csv = fs::read_to_string(folder.path().join("r.csv")).expect("a table");
    assert!(
        csv.starts_with('\u{feff}') && csv.contains("1,in/xã-001.yaml,xã-001.docx,made,"),
        "{csv}"
    );
    // The same paper that render makes.
    let mut render = vanthu();
    render.current_dir(folder.path()).args(["render", "in/xã-001.yaml", "-o", "one.docx"]);
    assert_eq!(ran(render).0, 0);
    assert_eq!(fs::read(folder.path().join("one.docx")).expect("made"), bytes);
    // Mended, only those two are made.
    fs::copy(folder.path().join("in/xã-001.yaml"), folder.path().join("in/xã-002.yaml"))
        .expect("copies");
    fs::remove_file(folder.path().join("in/xã-003.yaml")).expect("removes");
    let (exit, told) = ran(batch(folder.path(), &["-o", "out", "--resume"]));
    assert_eq!(exit, 0, "{told}");
    assert!(told.contains("3 văn bản ở out, 2 giữ từ lần chạy trước"), "{told}");
}

#[test]
fn exit_codes_say_the_worst_that_happened() {
    let folder = inputs(2);
    let data = fs::read_to_string(folder.path().join("in/xã-001.yaml")).expect("data");
    let gaps = data.replace("trich_yeu: rà soát thủ tục hành chính năm 2026", "");
    fs::write(folder.path().join("in/xã-001.yaml"), gaps).expect("writes");
    assert_eq!(ran(batch(folder.path(), &["-o", "nhap", "--draft"])).0, 5);
    assert_eq!(ran(batch(folder.path(), &["-o", "khac"])).0, 1);
    let run = |args: &[&str]| {
        let mut command = vanthu();
        ran({
            command.current_dir(folder.path()).arg("batch").args(args);
            command
        })
    };
    let (exit, told) = run(&["khong-co.yaml", "-o", "a"]);
    assert_eq!(exit, 6, "{told}");
    assert!(told.contains("không có tệp khong-co.yaml"), "{told}");
    assert_eq!(run(&["in", "-o", "b", "--shard", "3/2"]).0, 2);
    assert_eq!(run(&["in", "-o", "b", "--jobs", "0"]).0, 2);
    assert_eq!(run(&["in", "-o", "b", "--report", "r.txt"]).0, 2);
    assert_eq!(run(&["in", "-o", "b", "--name", "{{sox}}"]).0, 2);
    assert!(!folder.path().join("b").exists(), "nothing was written");
}

#[test]
fn names_come_from_the_data_and_collisions_write_nothing() {
    let folder = inputs(3);
    let (exit, told) = ran(batch(
        folder.path(),
        &["-o", "out", "--name", "quý I/{{do_khan}} {{so}}: {{date ngay}}-{{_tep}}-{{_thu_tu}}"],
    ));
    assert_eq!(exit, 0, "{told}");
    let name = "quý I/Hỏa tốc 2- ngày 05 tháng 02 năm 2026-xã-002-2.docx";
    let made = tree(&folder.path().join("out"));
    assert!(made.contains_key(name), "{:?}", made.keys());
    let (exit, told) = ran(batch(folder.path(), &["-o", "trung", "--name", "{{do_khan}}"]));
    assert_eq!(exit, 1, "{told}");
    assert!(told.contains("in/xã-001.yaml và in/xã-002.yaml"), "{told}");
    assert!(!folder.path().join("trung").exists(), "nothing was written");
    // Folders keep their shape, and a batch in a folder meets no name of another.
    fs::create_dir(folder.path().join("in/b")).expect("makes");
    fs::copy(folder.path().join("in/xã-001.yaml"), folder.path().join("in/b/xã-001.yaml"))
        .expect("copies");
    fs::copy(folder.path().join("in/co-quan.yaml"), folder.path().join("in/b/co-quan.yaml"))
        .expect("copies");
    assert_eq!(ran(batch(folder.path(), &["-o", "hai"])).0, 0);
    assert!(folder.path().join("hai/b/xã-001.docx").is_file());
}

#[test]
fn an_archive_has_the_same_bytes_for_any_number_of_threads() {
    let folder = inputs(40);
    for jobs in ["1", "2", "7"] {
        let out = format!("{jobs}.zip");
        assert_eq!(ran(batch(folder.path(), &["-o", &out, "--jobs", jobs])).0, 0);
    }
    let bytes = |name: &str| fs::read(folder.path().join(name)).expect("made");
    assert!(bytes("1.zip") == bytes("2.zip") && bytes("1.zip") == bytes("7.zip"));
    assert_eq!(ran(batch(folder.path(), &["-o", "out"])).0, 0);
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes("1.zip"))).expect("opens");
    let files = tree(&folder.path().join("out"));
    assert_eq!(zip.len(), files.len() - 2, "and the journal, and the lock");
    for nth in 0..zip.len() {
        let mut file = zip.by_index(nth).expect("there");
        let mut inner = Vec::new();
        std::io::Read::read_to_end(&mut file, &mut inner).expect("reads");
        assert!(inner == files[&*file.name().expect("UTF-8")]);
    }
}

/// Runs a batch and kills it after some time; whether it was killed before it ended.
fn killed(folder: &Path, args: &[&str], after: Duration) -> bool {
    let mut child =
        batch(folder, args).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("starts");
    sleep(after);
    let early = child.try_wait().expect("waits").is_none();
    child.kill().expect("kills");
    child.wait().expect("waits");
    early
}

/// Numbers that look random and are the same each time.
fn numbers() -> impl FnMut(u64) -> u64 {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    move |below| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state % below
    }
}

/// Kills a batch at many moments of its life; what is made at last is what an undisturbed run
/// makes, byte for byte.
fn survives(out: &str, whole: &str) {
    let folder = inputs(60);
    let report = |name: &str| format!("{name}.json");
    let began = Instant::now();
    let (exit, told) = ran(batch(folder.path(), &["-o", whole, "--report", &report("whole")]));
    assert_eq!(exit, 0, "{told}");
    let mut took = began.elapsed();
    let mut number = numbers();
    let mut early = 0;
    for round in 0..4 {
        let out = format!("{round}-{out}");
        let args = ["-o", &out, "--resume", "--report", "killed.json"];
        for _ in 0..5 {
            let after = took.mul_f64(number(1000) as f64 / 1400.0);
            if killed(folder.path(), &args, after) {
                early += 1;
            } else {
                // The machine was busy when the whole was made, and is not now.
                took = took.mul_f64(0.6);
            }
        }
        let (exit, told) = ran(batch(folder.path(), &args));
        assert_eq!(exit, 0, "{told}");
        let (there, wanted) = (folder.path().join(&out), folder.path().join(whole));
        if there.is_dir() {
            let (there, wanted) = (tree(&there), tree(&wanted));
            assert_eq!(there.keys().collect::<Vec<_>>(), wanted.keys().collect::<Vec<_>>());
            assert!(there == wanted, "round {round}");
        } else {
            assert!(fs::read(&there).expect("made") == fs::read(&wanted).expect("made"));
            let left = fs::read_dir(folder.path()).expect("lists").filter(|entry| {
                let name = entry.as_ref().expect("lists").file_name();
                name.to_string_lossy().contains(".part-")
            });
            assert_eq!(left.count(), 0, "no part is left");
        }
        assert_eq!(
            json(&folder.path().join("killed.json")),
            json(&folder.path().join("whole.json"))
        );
    }
    assert!(early >= 10, "{early} of 20 runs were killed before they ended");
}

#[test]
fn a_folder_survives_kills_at_any_moment() {
    survives("out", "whole");
}

#[test]
fn an_archive_survives_kills_at_any_moment() {
    survives("out.zip", "whole.zip");
}

#[test]
fn what_changed_is_made_again_and_nothing_else() {
    let folder = inputs(6);
    let inside = |name: &str| folder.path().join(name);
    let copy = |from: &str, to: &str| {
        fs::create_dir_all(inside(to)).expect("makes");
        for (name, bytes) in tree(&repository(from)) {
            let path = inside(to).join(name);
            fs::create_dir_all(path.parent().expect("a folder")).expect("makes");
            fs::write(path, bytes).expect("writes");
        }
    };
    // A type of the office's own over the shipped one.
    copy("plugins/cong-van", "mau/cong-van-xa");
    let manifest = "format: 1\nid: cong-van-xa\nversion: 1.0.0\ntitle: { vi: Công văn xã }\nextends: cong-van\n";
    for name in ["layout.yaml", "schema.yaml"] {
        fs::remove_file(inside("mau/cong-van-xa").join(name)).expect("removes");
    }
    fs::write(inside("mau/cong-van-xa/plugin.yaml"), manifest).expect("writes");
    let data = fs::read_to_string(inside("in/xã-003.yaml")).expect("data");
    fs::write(inside("in/xã-003.yaml"), data.replace("loai: cong-van", "loai: cong-van-xa"))
        .expect("writes");
    let kept = |out: &str, wanted: usize, why: &str| {
        let (exit, told) = ran(batch(folder.path(), &["-o", out, "--plugins", "mau", "--resume"]));
        assert_eq!(exit, 0, "{told}");
        let words = match wanted {
            0 => String::from("6 văn bản ở"),
            _ => format!("{wanted} giữ từ lần chạy trước"),
        };
        assert!(told.contains(&words) && (wanted > 0 || !told.contains("giữ từ")), "{why}: {told}");
    };
    for out in ["out", "out.zip"] {
        kept(out, 0, "nothing is there");
        kept(out, 6, "nothing changed");
    }
    let changed = fs::read_to_string(inside("in/xã-002.yaml"))
        .expect("data")
        .replace("25 thủ tục", "26 thủ tục");
    fs::write(inside("in/xã-002.yaml"), changed).expect("writes");
    kept("out", 5, "one data file");
    kept("out.zip", 5, "one data file");
    fs::write(inside("mau/cong-van-xa/plugin.yaml"), manifest.replace("1.0.0", "1.0.1"))
        .expect("writes");
    kept("out", 5, "the plugin of one");
    kept("out.zip", 5, "the plugin of one");
    let office = fs::read_to_string(inside("in/co-quan.yaml")).expect("data");
    fs::write(inside("in/co-quan.yaml"), format!("{office}# sửa\n")).expect("writes");
    kept("out", 0, "the office's file");
    kept("out.zip", 0, "the office's file");
    // A document that was lost or harmed is made again too.
    fs::remove_file(inside("out/xã-001.docx")).expect("removes");
    kept("out", 5, "one is gone");
    let mut bytes = fs::read(inside("out.zip")).expect("made");
    bytes[2000] ^= 1;
    fs::write(inside("out.zip"), bytes).expect("writes");
    kept("out.zip", 5, "one is harmed");
    assert_eq!(ran(batch(folder.path(), &["-o", "moi", "--plugins", "mau"])).0, 0);
    assert!(tree(&inside("out")) == tree(&inside("moi")));
}

#[test]
fn files_of_the_user_are_never_overwritten_unasked() {
    let folder = inputs(3);
    let inside = |name: &str| folder.path().join(name);
    fs::create_dir(inside("out")).expect("makes");
    fs::write(inside("out/xã-002.docx"), "của tôi").expect("writes");
    let (exit, told) = ran(batch(folder.path(), &["-o", "out"]));
    assert_eq!(exit, 6, "{told}");
    assert!(told.contains("đã có tệp out/xã-002.docx"), "{told}");
    assert!(!inside("out/xã-001.docx").exists(), "nothing was written");
    // Refused again for the same reason, not for having been refused.
    let (_, told) = ran(batch(folder.path(), &["-o", "out"]));
    assert!(told.contains("đã có tệp out/xã-002.docx"), "{told}");
    // Going on, it is told and the others are made.
    let (exit, told) = ran(batch(folder.path(), &["-o", "out", "--resume"]));
    assert_eq!(exit, 6, "{told}");
    assert!(told.contains("không phải do chương trình ghi"), "{told}");
    assert_eq!(fs::read(inside("out/xã-002.docx")).expect("there"), "của tôi".as_bytes());
    assert!(inside("out/xã-003.docx").is_file());
    // One that was edited since is the user's.
    fs::write(inside("out/xã-003.docx"), "đã sửa").expect("writes");
    fs::remove_file(inside("out/xã-002.docx")).expect("removes");
    let (exit, told) = ran(batch(folder.path(), &["-o", "out", "--resume"]));
    assert_eq!(exit, 6, "{told}");
    assert!(told.contains("xã-003.docx") && !told.contains("xã-002.docx"), "{told}");
    assert_eq!(fs::read(inside("out/xã-003.docx")).expect("there"), "đã sửa".as_bytes());
    let (exit, told) = ran(batch(folder.path(), &["-o", "out"]));
    assert_eq!(exit, 6, "{told}");
    assert!(told.contains("nhật ký") && told.contains("--resume"), "{told}");
    assert_eq!(ran(batch(folder.path(), &["-o", "out", "--force"])).0, 0);
    assert_ne!(fs::read(inside("out/xã-003.docx")).expect("there"), "đã sửa".as_bytes());
    // Archives and reports too.
    fs::write(inside("a.zip"), "của tôi").expect("writes");
    assert_eq!(ran(batch(folder.path(), &["-o", "a.zip"])).0, 6);
    assert_eq!(fs::read(inside("a.zip")).expect("there"), "của tôi".as_bytes());
    let (exit, told) = ran(batch(folder.path(), &["-o", "a.zip", "--resume"]));
    assert!(exit == 6 && told.contains("không phải do chương trình ghi"), "{told}");
    assert_eq!(fs::read(inside("a.zip")).expect("there"), "của tôi".as_bytes());
    assert_eq!(ran(batch(folder.path(), &["-o", "a.zip", "--force"])).0, 0);
    assert_eq!(ran(batch(folder.path(), &["-o", "a.zip", "--resume"])).0, 0, "it is ours now");
    fs::write(inside("r.json"), "của tôi").expect("writes");
    assert_eq!(ran(batch(folder.path(), &["-o", "b", "--report", "r.json"])).0, 6);
    assert!(!inside("b").exists());
}

#[test]
fn parts_by_processes_of_their_own_are_disjoint_and_make_the_whole() {
    let folder = inputs(30);
    fs::write(folder.path().join("in/xã-007.yaml"), "loai: cong-van\n").expect("writes");
    let (exit, told) = ran(batch(
        folder.path(),
        &["-o", "whole", "--report", "whole.json", "--report", "whole.csv"],
    ));
    assert_eq!(exit, 1, "{told}");
    // As an Indexed Job starts them: at once, into one folder.
    let children: Vec<_> = (0..4)
        .map(|index| {
            let mut command =
                batch(folder.path(), &["-o", "out", "--shard", "auto", "--report", "part.json"]);
            command.env("JOB_COMPLETION_INDEX", index.to_string()).env("JOB_COMPLETIONS", "4");
            command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("starts")
        })
        .collect();
    for mut child in children {
        assert!(matches!(child.wait().expect("ends").code(), Some(0 | 1)));
    }
    let documents = |folder: &Path| {
        let mut tree = tree(folder);
        tree.retain(|name, _| !name.starts_with(".vanthu-batch"));
        tree
    };
    assert!(documents(&folder.path().join("out")) == documents(&folder.path().join("whole")));
    let mut seen = BTreeSet::new();
    for part in 1..=4 {
        let report = json(&folder.path().join(format!("part.{part}-of-4.json")));
        for item in report["items"].as_array().expect("items") {
            assert!(seen.insert(item["index"].as_u64().expect("a number")), "{item} twice");
        }
    }
    assert_eq!(seen.len(), 30);
    let merge = |parts: &[&str], to: &str| {
        let mut command = vanthu();
        command
            .current_dir(folder.path())
            .args(["batch", "--merge-reports"])
            .args(parts)
            .args(["-o", to]);
        ran(command)
    };
    let parts = ["part.4-of-4.json", "part.1-of-4.json", "part.3-of-4.json", "part.2-of-4.json"];
    for (to, whole) in [("merged.json", "whole.json"), ("merged.csv", "whole.csv")] {
        let (exit, told) = merge(&parts, to);
        assert_eq!(exit, 1, "one failed: {told}");
        let read = |name: &str| fs::read_to_string(folder.path().join(name)).expect("a report");
        assert_eq!(read(to), read(whole));
    }
    let (exit, told) = merge(&parts[..3], "lacking.json");
    assert!(exit == 1 && told.contains("thiếu kết quả của"), "{told}");
    let (_, told) = merge(&[parts[0], parts[0]], "twice.json");
    assert!(told.contains("có hai lần"), "{told}");
    // An archive of each part, which together are the whole.
    let mut names = BTreeSet::new();
    for part in ["1/3", "2/3", "3/3"] {
        let (exit, told) = ran(batch(folder.path(), &["-o", "z.zip", "--shard", part]));
        assert!(matches!(exit, 0 | 1), "{told}");
        let file =
            fs::File::open(folder.path().join(format!("z.{}.zip", part.replace('/', "-of-"))))
                .expect("made");
        let zip = zip::ZipArchive::new(file).expect("opens");
        assert!(zip.file_names().all(|name| names.insert(name.expect("UTF-8").into_owned())));
    }
    assert!(names.iter().eq(documents(&folder.path().join("whole")).keys()));
}

#[test]
fn rows_of_a_table_are_documents_and_their_faults_have_cells() {
    let folder = tempfile::tempdir().expect("a folder");
    let inside = |name: &str| folder.path().join(name);
    fs::copy(repository("examples/cac-mau/co-quan.yaml"), inside("co-quan.yaml")).expect("copies");
    let row = |number: &str, day: &str, subject: &str| {
        format!(
            "{number},{day},{subject},Sở Nội vụ,Ủy ban nhân dân xã A báo cáo như sau.,Trân trọng.,VP,Như trên\n"
        )
    };
    let head = "Số VB,Ngày ban hành,Trích yếu nội dung,Kính gửi,Mở đầu,Kết thúc,Đơn vị soạn thảo,noi_nhan\n";
    let table = |day: &str| {
        let rows = [
            row("01", "05/02/2026", "việc thứ nhất"),
            row("02", day, "việc thứ hai"),
            row("03", "06/02/2026", "việc thứ ba"),
        ];
        fs::write(inside("giay.csv"), head.to_owned() + &rows.concat()).expect("writes");
    };
    let run = |more: &[&str]| {
        let mut command = vanthu();
        command.current_dir(folder.path()).args([
            "batch",
            "giay.csv",
            "--type",
            "cong-van",
            "--map",
            "Số VB=so",
        ]);
        command.args(more);
        ran(command)
    };
    table("31/02/2026");
    let args = ["-o", "out", "--name", "{{so}}-{{_tep}}", "--report", "r.json", "--resume"];
    let (exit, told) = run(&args);
    assert_eq!(exit, 1, "{told}");
    assert!(told.contains("giay.csv, ô B3"), "{told}");
    let report = json(&inside("r.json"));
    let failed = &report["items"][1];
    assert_eq!((&failed["source"], &failed["status"]), (&"giay.csv:3".into(), &"failed".into()));
    assert_eq!(failed["diagnostics"][0]["cell"], "B3");
    assert_eq!(report["items"][0]["output"], "01-giay-2.docx");
    assert!(inside("out/03-giay-4.docx").is_file());
    // Mended, one is made.
    table("07/02/2026");
    let (exit, told) = run(&args);
    assert_eq!(exit, 0, "{told}");
    assert!(told.contains("3 văn bản ở out, 2 giữ từ lần chạy trước"), "{told}");
    // What cannot be asked for.
    let (exit, told) = ran({
        let mut command = vanthu();
        command.current_dir(folder.path()).args(["batch", "giay.csv", "-o", "x"]);
        command
    });
    assert!(exit == 2 && told.contains("--type"), "{told}");
    let (exit, told) = run(&["-o", "x", "--map", "so"]);
    assert!(exit == 2 && told.contains("--map"), "{told}");
}

#[test]
fn files_of_an_earlier_run_are_told_for_what_they_are() {
    let folder = inputs(3);
    let inside = |name: &str| folder.path().join(name);
    assert_eq!(ran(batch(folder.path(), &["-o", "out"])).0, 0);
    fs::remove_file(inside("in/xã-001.yaml")).expect("removes");
    fs::write(inside("in/xã-002.yaml"), "loai: cong-van\n").expect("writes");
    let (exit, told) = ran(batch(folder.path(), &["-o", "out", "--resume"]));
    assert_eq!(exit, 1, "{told}");
    // The data of the second are there, and their fault is told.
    assert!(told.contains("1 tệp của lần chạy trước không thuộc đợt này"), "{told}");
    assert!(told.contains("không bị xóa: xã-001.docx\n"), "{told}");
    assert!(inside("out/xã-001.docx").is_file() && inside("out/xã-002.docx").is_file());
}

#[test]
fn what_would_be_ignored_is_refused() {
    let folder = inputs(1);
    for (args, words) in [
        (&["in", "--type", "cong-van"][..], "--type chỉ dùng cho bảng"),
        (&["in", "--map", "Số=so", "--type", "cong-van"], "--type, --map chỉ dùng cho bảng"),
    ] {
        let mut command = vanthu();
        command.current_dir(folder.path()).args(["batch", "-o", "out"]).args(args);
        let (exit, told) = ran(command);
        assert!(exit == 2 && told.contains(words), "{args:?}: {told}");
        assert!(!folder.path().join("out").exists(), "{args:?}");
    }
}

#[test]
fn data_are_read_once_for_name_and_document() {
    let folder = inputs(1);
    let mut command = vanthu();
    command.current_dir(folder.path());
    command.args(["batch", "-", "--name", "{{so}} {{_tep}}", "-o", "out"]);
    command.args(["--co-quan", "in/co-quan.yaml"]);
    let data = fs::File::open(folder.path().join("in/xã-001.yaml")).expect("opens");
    command.stdin(data);
    let (exit, told) = ran(command);
    assert_eq!(exit, 0, "{told}");
    assert!(folder.path().join("out/1 -.docx").is_file(), "{told}");
}

#[test]
fn a_second_run_into_one_place_is_refused_while_the_first_goes_on() {
    let folder = inputs(150);
    for (out, lock) in [("out", "out/.vanthu-batch.lock"), ("a.zip", "a.zip.lock")] {
        let lock = folder.path().join(lock);
        let quiet = |mut command: Command| {
            command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("starts")
        };
        let mut first = quiet(batch(folder.path(), &["-o", out, "--jobs", "1"]));
        while !lock.exists() {
            sleep(Duration::from_millis(1));
        }
        for more in [&["--resume"][..], &["--force"]] {
            let (exit, told) = ran(batch(folder.path(), &[&["-o", out], more].concat()));
            let goes_on = first.try_wait().expect("waits").is_none();
            assert!(goes_on, "{out}: the first was done before the second was");
            assert_eq!(exit, 6, "{told}");
            let wanted = format!("một lần chạy khác đang ghi vào {out}");
            assert!(told.contains(&wanted) && told.contains("đợi lần chạy đó xong"), "{told}");
        }
        assert!(first.wait().expect("waits").success());
        // The file stays, and is in nobody's way.
        assert_eq!(ran(batch(folder.path(), &["-o", out, "--resume"])).0, 0);
    }
    assert_eq!(ran(batch(folder.path(), &["-o", "whole.zip"])).0, 0);
    let bytes = |name: &str| fs::read(folder.path().join(name)).expect("made");
    assert!(bytes("a.zip") == bytes("whole.zip"), "nothing was spoilt");
}

#[test]
fn parts_lock_what_is_theirs_and_a_whole_run_all() {
    let folder = inputs(4);
    let out = folder.path().join("out");
    fs::create_dir(&out).expect("makes");
    let lock = |name: &str| {
        let file = fs::File::create(out.join(name)).expect("creates");
        fs4::FileExt::try_lock(&file).expect("locks");
        file
    };
    let exit = |args: &[&str]| ran(batch(folder.path(), &[&["-o", "out"], args].concat())).0;
    let held = lock(".vanthu-batch-1-of-2.lock");
    assert_eq!(exit(&["--shard", "1/2"]), 6);
    assert_eq!(exit(&["--shard", "2/2"]), 0);
    drop(held);
    assert_eq!(exit(&["--shard", "1/2"]), 0);
    let held = lock(".vanthu-batch.lock");
    assert_eq!(exit(&["--shard", "1/2", "--resume"]), 6);
    assert_eq!(exit(&["--resume"]), 6);
    drop(held);
    assert_eq!(exit(&["--shard", "1/2", "--resume"]), 0);
}

#[test]
fn a_batch_that_makes_nothing_says_so() {
    let folder = inputs(1);
    let inside = |name: &str| folder.path().join(name);
    fs::write(inside("trong.csv"), "so,trich_yeu\n").expect("writes");
    let (exit, told) = ran({
        let mut command = vanthu();
        command.current_dir(folder.path());
        command.args(["batch", "trong.csv", "--type", "cong-van", "-o", "trong.zip"]);
        command
    });
    assert!(exit == 1 && told.contains("bảng trong.csv không có dòng nào"), "{told}");
    assert!(!inside("trong.zip").exists());
    // Nothing is left of what is faulty now, and the old archive stays.
    assert_eq!(ran(batch(folder.path(), &["-o", "a.zip"])).0, 0);
    let old = fs::read(inside("a.zip")).expect("made");
    fs::write(inside("in/xã-001.yaml"), "loai: cong-van\n").expect("writes");
    let (exit, told) = ran(batch(folder.path(), &["-o", "a.zip", "--force"]));
    assert_eq!(exit, 1, "{told}");
    assert!(told.contains("không ghi a.zip, tệp cũ còn nguyên, 1 lỗi"), "{told}");
    assert_eq!(fs::read(inside("a.zip")).expect("there"), old);
    let (exit, told) = ran(batch(folder.path(), &["-o", "b.zip"]));
    assert_eq!(exit, 1, "{told}");
    assert!(told.contains("không ghi b.zip, 1 lỗi") && !inside("b.zip").exists(), "{told}");
}

/// `PATH` with the program on it, as schedulers' scripts find it.
#[cfg(unix)]
fn path() -> std::ffi::OsString {
    let program = Path::new(env!("CARGO_BIN_EXE_vanthu"));
    let paths = std::env::var_os("PATH").unwrap_or_default();
    let own = program.parent().expect("a folder").to_owned();
    std::env::join_paths(std::iter::once(own).chain(std::env::split_paths(&paths))).expect("a path")
}

#[cfg(unix)]
#[test]
fn the_scripts_of_the_handbook_run() {
    let folder = inputs(12);
    fs::rename(folder.path().join("in"), folder.path().join("du-lieu")).expect("renames");
    let script = |name: &str, vars: &[(&str, String)]| {
        let mut command = Command::new("bash");
        command.current_dir(folder.path()).arg(repository("examples/hang-loat").join(name));
        command.env("PATH", path()).env_remove("HOME").env_remove("XDG_CONFIG_HOME");
        for (name, value) in vars {
            command.env(name, value);
        }
        ran(command)
    };
    for task in 0..8 {
        let vars = [
            ("SLURM_ARRAY_TASK_ID", task.to_string()),
            ("SLURM_ARRAY_TASK_COUNT", "8".to_owned()),
            ("SLURM_ARRAY_TASK_MIN", "0".to_owned()),
            ("SLURM_CPUS_PER_TASK", "2".to_owned()),
        ];
        let (exit, told) = script("slurm.sh", &vars);
        assert_eq!(exit, 0, "{told}");
    }
    let (exit, told) = script("gop-bao-cao.sh", &[]);
    assert_eq!(exit, 0, "{told}");
    assert!(told.contains("12 văn bản: 12 đã tạo"), "{told}");
    // What the manifest asks of a container, with its volumes here.
    let manifest = fs::read(repository("examples/hang-loat/kubernetes-job.yaml")).expect("reads");
    let mut files = vanthu_core::diag::Files::default();
    let limits = vanthu_core::data::Limits::DATA;
    let (job, _) = vanthu_core::data::read(&manifest, "job", &mut files, &limits);
    let spec = job.as_ref().and_then(|job| job.get("spec")).expect("a spec");
    let container =
        ["template", "spec", "containers"].iter().try_fold(spec, |node, key| node.get(key));
    let container = container.and_then(|list| list.as_seq()?.first()).expect("a container");
    let count = spec.get("completions").and_then(|node| node.as_text()).expect("a count");
    let variable =
        container.get("env").and_then(|list| list.as_seq()?.first()).expect("a variable");
    assert_eq!(variable.get("value").and_then(|node| node.as_text()), Some(count));
    fs::create_dir(folder.path().join("ket-qua-2")).expect("makes");
    let here = |text: &str| {
        text.replace("/du-lieu", &folder.path().join("du-lieu").display().to_string())
            .replace("/ket-qua", &folder.path().join("ket-qua-2").display().to_string())
    };
    let args: Vec<String> = container
        .get("args")
        .and_then(|list| list.as_seq())
        .expect("arguments")
        .iter()
        .map(|node| here(node.as_text().expect("a text")))
        .collect();
    for index in 0..count.parse::<usize>().expect("a number") {
        let mut command = vanthu();
        command
            .args(&args)
            .env("JOB_COMPLETIONS", count)
            .env("JOB_COMPLETION_INDEX", index.to_string());
        let (exit, told) = ran(command);
        assert_eq!(exit, 0, "{told}");
    }
    let documents = |name: &str| {
        let mut tree = tree(&folder.path().join(name));
        tree.retain(|name, _| name.ends_with(".docx"));
        tree
    };
    let made = documents("ket-qua");
    assert_eq!(made.len(), 12);
    assert!(made.keys().eq(documents("ket-qua-2/van-ban").keys()));
}
