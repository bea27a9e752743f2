//! The program: its files, its exit codes, its words.

#![allow(clippy::print_stderr, reason = "what could not be checked here is said")]

mod common;

use std::fs;
use std::path::Path;

use common::{printed, repository, vanthu};

/// A folder with the first example's data in it.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for name in ["bao-cao.yaml", "co-quan.yaml"] {
        let from = repository("examples/so-ket-141").join(name);
        fs::copy(from, folder.path().join(name)).expect("copies");
    }
    folder
}

/// Runs the program in `folder`; what it printed, and its exit code.
fn run(folder: &Path, args: &[&str]) -> (String, i32) {
    let output = vanthu().current_dir(folder).args(args).output().expect("runs");
    (printed(&output), output.status.code().expect("ended by itself"))
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("lists");
    let mut names: Vec<_> = entries
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn a_report_is_written_beside_its_data() {
    let folder = folder();
    let (said, code) = run(folder.path(), &["render", "bao-cao.yaml"]);
    assert_eq!((said.as_str(), code), ("đã ghi bao-cao.docx\n", 0));
    assert_eq!(names(folder.path()), ["bao-cao.docx", "bao-cao.yaml", "co-quan.yaml"]);
}

#[test]
fn two_folders_and_two_runs_give_the_same_bytes() {
    let (here, there) = (folder(), folder());
    let make = |folder: &Path, name: &str| {
        let (said, code) = run(folder, &["render", "bao-cao.yaml", "-o", name]);
        assert_eq!(code, 0, "{said}");
        fs::read(folder.join(name)).expect("reads")
    };
    let first = make(here.path(), "a.docx");
    assert_eq!(first, make(here.path(), "b.docx"));
    assert_eq!(first, make(there.path(), "c.docx"));
}

#[cfg(feature = "preview")]
#[test]
fn pdf_is_written_beside_the_word_file_the_same_each_time() {
    let folder = folder();
    let (said, code) = run(folder.path(), &["render", "bao-cao.yaml", "--pdf"]);
    assert_eq!((said.as_str(), code), ("đã ghi bao-cao.docx\nđã ghi bao-cao.pdf\n", 0));
    let pdf = fs::read(folder.path().join("bao-cao.pdf")).expect("reads");
    assert!(pdf.starts_with(b"%PDF") && pdf.len() > 50_000);
    let (said, code) = run(folder.path(), &["render", "bao-cao.yaml", "--pdf"]);
    assert!(code == 6 && said.contains("đã có tệp bao-cao.docx"), "{said}");
    fs::remove_file(folder.path().join("bao-cao.docx")).expect("removes");
    let (said, code) = run(folder.path(), &["render", "bao-cao.yaml", "--pdf"]);
    assert!(code == 6 && said.contains("đã có tệp bao-cao.pdf"), "{said}");
    assert!(!folder.path().join("bao-cao.docx").exists(), "looked at before any work");
    let args = ["render", "bao-cao.yaml", "--pdf", "-o", "b.docx", "--format", "json"];
    let (said, code) = run(folder.path(), &args);
    assert!(code == 0 && said.contains("\"pdf\": \"b.pdf\""), "{said}");
    assert!(fs::read(folder.path().join("b.pdf")).expect("reads") == pdf);
    // A draft has a PDF too, and keeps its exit code.
    fs::write(folder.path().join("nhap.yaml"), "loai: so-ket\n").expect("writes");
    let (said, code) = run(folder.path(), &["render", "nhap.yaml", "--pdf", "--draft"]);
    assert!(code == 5 && said.contains("đã ghi nhap.pdf"), "{said}");
}

#[test]
fn the_name_after_o_is_the_word_files() {
    let folder = folder();
    let (said, code) = run(folder.path(), &["render", "bao-cao.yaml", "--pdf", "-o", "a.pdf"]);
    assert_eq!(code, 6, "{said}");
    assert!(said.contains("mang đuôi .pdf") && said.contains("-o TÊN.docx"), "{said}");
    assert_eq!(names(folder.path()), ["bao-cao.yaml", "co-quan.yaml"]);
}

/// Without the feature: with this script as LibreOffice, or none.
#[cfg(all(unix, not(feature = "preview")))]
fn run_with(folder: &Path, script: Option<&str>, args: &[&str]) -> (String, i32) {
    use std::os::unix::fs::PermissionsExt;
    let path = tempfile::tempdir().expect("a folder");
    if let Some(script) = script {
        let program = path.path().join("soffice");
        fs::write(&program, format!("#!/bin/sh\n{script}\n")).expect("writes");
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).expect("sets");
    }
    let output = vanthu()
        .current_dir(folder)
        .env("PATH", format!("{}:", path.path().display()))
        .args(args)
        .output()
        .expect("runs");
    (printed(&output), output.status.code().expect("ended by itself"))
}

#[cfg(all(unix, not(feature = "preview")))]
#[test]
fn pdf_is_made_by_libreoffice_in_a_profile_of_its_own() {
    let folder = folder();
    let args = ["render", "bao-cao.yaml", "--pdf", "--force"];
    let script = "case $1 in -env:UserInstallation=file:///*/profile) ;; *) exit 1 ;; esac\n\
        test \"$2 $5 $6\" = '--headless --convert-to pdf' || exit 1\n\
        test -s \"$9\" && printf %s %PDF-1.7 > \"$8/van-ban.pdf\"";
    let (said, code) = run_with(folder.path(), Some(script), &args);
    assert_eq!((said.as_str(), code), ("đã ghi bao-cao.docx\nđã ghi bao-cao.pdf\n", 0));
    assert_eq!(fs::read(folder.path().join("bao-cao.pdf")).expect("reads"), b"%PDF-1.7");
    assert_eq!(names(folder.path()).len(), 4, "nothing else is left");
    fs::remove_file(folder.path().join("bao-cao.pdf")).expect("removes");
    // One that makes nothing, and one whose children live on, are told and ended.
    let (said, code) = run_with(folder.path(), Some("sleep 300 & exit 1"), &args);
    assert!(code == 6 && said.contains("không tạo được PDF"), "{said}");
    assert!(said.contains("đã ghi bao-cao.docx") && said.contains("Lưu thành PDF"), "{said}");
    assert!(!folder.path().join("bao-cao.pdf").exists());
}

#[cfg(all(unix, not(feature = "preview")))]
#[test]
fn without_libreoffice_the_way_out_is_told_and_the_word_file_stands() {
    let folder = folder();
    let (said, code) = run_with(folder.path(), None, &["render", "bao-cao.yaml", "--pdf"]);
    assert_eq!(code, 6, "{said}");
    assert!(
        said.contains("máy không có LibreOffice") && said.contains("cài LibreOffice"),
        "{said}"
    );
    assert_eq!(names(folder.path()), ["bao-cao.docx", "bao-cao.yaml", "co-quan.yaml"]);
}

#[test]
fn an_existing_file_is_replaced_only_when_told_to() {
    let folder = folder();
    let target = folder.path().join("bao-cao.docx");
    fs::write(&target, "của người khác").expect("writes");
    let (said, code) = run(folder.path(), &["render", "bao-cao.yaml"]);
    assert_eq!(code, 6, "{said}");
    assert!(said.contains("đã có tệp") && said.contains("--force"), "{said}");
    assert_eq!(fs::read(&target).expect("reads"), "của người khác".as_bytes());
    let (said, code) = run(folder.path(), &["render", "bao-cao.yaml", "--force"]);
    assert_eq!(code, 0, "{said}");
    assert!(fs::read(&target).expect("reads").starts_with(b"PK"));
}

#[test]
fn a_failing_run_leaves_nothing_and_keeps_what_was() {
    let folder = folder();
    let target = folder.path().join("bao-cao.docx");
    fs::write(&target, "cũ").expect("writes");
    let data = folder.path().join("bao-cao.yaml");
    let text =
        fs::read_to_string(&data).expect("reads").replace("ngay: 24/8/2017", "ngay: 31/2/2017");
    fs::write(&data, text).expect("writes");
    let (said, code) = run(folder.path(), &["render", "bao-cao.yaml", "--force"]);
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("bao-cao.yaml:6:7") && said.contains("lịch không có ngày"), "{said}");
    assert_eq!(fs::read(&target).expect("reads"), "cũ".as_bytes());
    assert_eq!(names(folder.path()).len(), 3, "{:?}", names(folder.path()));
}

#[test]
fn what_is_in_the_way_of_the_output_is_named() {
    let folder = folder();
    fs::create_dir(folder.path().join("ra")).expect("makes");
    for (target, words) in [
        ("ra", "là thư mục, không phải tệp"),
        ("khong/co.docx", "không có thư mục khong"),
        ("bao-cao.yaml/x.docx", "không có thư mục bao-cao.yaml"),
    ] {
        let (said, code) = run(folder.path(), &["render", "bao-cao.yaml", "-o", target]);
        assert_eq!(code, 6, "{target}: {said}");
        assert!(said.contains(words), "{target}: {said}");
    }
    assert_eq!(names(folder.path()), ["bao-cao.yaml", "co-quan.yaml", "ra"]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told_and_nothing_is_half_written() {
    // Only root may mount the small disk that this needs.
    let disk = tempfile::tempdir().expect("a folder");
    let mount = std::process::Command::new("mount")
        .args(["-t", "tmpfs", "-o", "size=8k", "tmpfs"])
        .arg(disk.path())
        .output();
    if !mount.is_ok_and(|output| output.status.success()) {
        eprintln!("NOT CHECKED: a small disk can be mounted by root only");
        assert!(std::env::var_os("CI").is_none(), "CI must check this");
        return;
    }
    let folder = folder();
    let target = disk.path().join("ra.docx");
    let target = target.to_str().expect("UTF-8");
    let (said, code) = run(folder.path(), &["render", "bao-cao.yaml", "-o", target]);
    let left = names(disk.path());
    let unmounted = std::process::Command::new("umount").arg(disk.path()).status();
    assert!(unmounted.is_ok_and(|status| status.success()));
    assert_eq!(code, 6, "{said}");
    assert!(said.contains("ổ đĩa đã đầy"), "{said}");
    assert_eq!(left, Vec::<String>::new());
}

#[cfg(unix)]
#[test]
fn a_new_file_has_usual_rights_an_old_one_keeps_its_own_and_a_link_stays_a_link() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = folder();
    let mode = |path: &Path| fs::metadata(path).expect("is there").permissions().mode() & 0o777;
    let usual = folder.path().join("thuong");
    fs::write(&usual, "").expect("writes");
    let target = folder.path().join("bao-cao.docx");
    run(folder.path(), &["render", "bao-cao.yaml"]);
    assert_eq!(mode(&target), mode(&usual));
    fs::set_permissions(&target, fs::Permissions::from_mode(0o640)).expect("sets");
    let link = folder.path().join("lien-ket.docx");
    symlink("bao-cao.docx", &link).expect("links");
    let (said, code) =
        run(folder.path(), &["render", "bao-cao.yaml", "-o", "lien-ket.docx", "--force"]);
    assert_eq!(code, 0, "{said}");
    assert_eq!(mode(&target), 0o640);
    assert!(fs::symlink_metadata(&link).expect("is there").is_symlink());
}

#[cfg(unix)]
#[test]
fn a_folder_that_may_not_be_written_is_told() {
    use std::os::unix::fs::PermissionsExt;
    let folder = folder();
    let shut = folder.path().join("kin");
    fs::create_dir(&shut).expect("makes");
    fs::set_permissions(&shut, fs::Permissions::from_mode(0o555)).expect("sets");
    if fs::write(shut.join("thu"), "").is_ok() {
        // Root writes everywhere; a file system that is read-only holds for root too.
        let mounted = std::process::Command::new("mount")
            .args(["-t", "tmpfs", "-o", "ro", "tmpfs"])
            .arg(&shut)
            .output();
        if !mounted.is_ok_and(|output| output.status.success()) {
            eprintln!("NOT CHECKED: root writes everywhere and may not mount here");
            assert!(std::env::var_os("CI").is_none(), "CI must check this");
            return;
        }
    }
    let (said, code) = run(folder.path(), &["render", "bao-cao.yaml", "-o", "kin/ra.docx"]);
    let _ = std::process::Command::new("umount").arg(&shut).output();
    assert_eq!(code, 6, "{said}");
    assert!(said.contains("không có quyền ghi"), "{said}");
}

#[test]
fn a_draft_marks_its_gaps_and_has_an_exit_code_of_its_own() {
    let folder = folder();
    fs::write(folder.path().join("nhap.yaml"), "loai: so-ket\nmo_dau: Thực hiện kế hoạch.\n")
        .expect("writes");
    let (said, code) = run(folder.path(), &["render", "nhap.yaml"]);
    assert_eq!(code, 1, "{said}");
    let (said, code) = run(folder.path(), &["render", "nhap.yaml", "--draft"]);
    assert_eq!(code, 5, "{said}");
    assert!(said.contains("bản thảo còn thiếu «Trích yếu nội dung»"), "{said}");
    let bytes = fs::read(folder.path().join("nhap.docx")).expect("a file");
    let text = vanthu_core::docx::read_text(&bytes).expect("reads back").join("\n");
    for words in
        ["[THIẾU: Trích yếu nội dung]", "[THIẾU: Nơi nhận]", "[THIẾU: Họ và tên người ký]", "Số:"]
    {
        assert!(text.contains(words), "{words}: {text}");
    }
}

#[test]
fn a_starter_is_written_once_and_makes_a_document() {
    let folder = tempfile::tempdir().expect("a folder");
    let (said, code) = run(folder.path(), &["new", "so-ket"]);
    assert_eq!(code, 0, "{said}");
    assert_eq!(names(folder.path()), ["so-ket.schema.json", "so-ket.yaml"]);
    let (said, code) = run(folder.path(), &["new", "so-ket"]);
    assert_eq!(code, 6, "{said}");
    assert!(said.contains("đã có tệp so-ket.yaml") && !said.contains("--force"), "{said}");
    let (said, code) = run(folder.path(), &["render", "so-ket.yaml"]);
    assert_eq!(code, 0, "{said}");
    let (said, code) = run(folder.path(), &["new", "so-kte"]);
    assert_eq!(code, 2, "{said}");
    assert!(said.contains("có phải «so-ket»?"), "{said}");
}

#[test]
fn a_starter_nobody_filled_in_is_told() {
    let folder = folder();
    let (said, code) = run(folder.path(), &["new", "so-ket"]);
    assert_eq!(code, 0, "{said}");
    fs::remove_file(folder.path().join("co-quan.yaml")).expect("removes");
    let path = folder.path().join("so-ket.yaml");
    let untouched = fs::read_to_string(&path).expect("reads");
    let (said, code) = run(folder.path(), &["check", "so-ket.yaml"]);
    assert!(code == 0 && said.contains("cảnh báo[sample-value]"), "{said}");
    assert!(said.contains("«Trích yếu nội dung», «Địa danh», «Họ và tên người ký»"), "{said}");
    for (from, to) in [("Hòa Bình", "Hà Nam"), ("Nguyễn Văn A", "Trần Thị B")] {
        assert!(untouched.contains(from), "{untouched}");
        fs::write(&path, untouched.replace(from, to)).expect("writes");
        let (said, _) = run(folder.path(), &["check", "so-ket.yaml"]);
        assert!(!said.contains("sample-value"), "{from}: {said}");
    }
}

#[test]
fn the_organisation_is_found_beside_the_data_or_where_it_is_said_to_be() {
    let folder = folder();
    let moved = folder.path().join("ub.yaml");
    fs::rename(folder.path().join("co-quan.yaml"), &moved).expect("moves");
    let (said, code) = run(folder.path(), &["render", "bao-cao.yaml"]);
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("co_quan"), "{said}");
    let (said, code) =
        run(folder.path(), &["render", "bao-cao.yaml", "--co-quan", "ub.yaml", "-v"]);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("cơ quan: ub.yaml"), "{said}");
}

#[test]
fn programs_read_json_and_github_reads_its_commands() {
    let folder = folder();
    let (said, code) = run(folder.path(), &["render", "bao-cao.yaml", "--format", "json"]);
    assert_eq!(code, 0);
    let value: serde_json::Value = serde_json::from_str(&said).expect("JSON alone");
    assert_eq!(value["output"], "bao-cao.docx");
    assert_eq!(value["organisation"], "co-quan.yaml");
    assert_eq!(value["errors"], 0);
    fs::write(folder.path().join("sai.yaml"), "loai: so-ket\nsoo: 5\n").expect("writes");
    let (said, code) = run(folder.path(), &["render", "sai.yaml", "--format", "github"]);
    assert_eq!(code, 1);
    assert!(
        said.contains("::error file=sai.yaml,line=2,col=1,endLine=2,title=unknown-field::"),
        "{said}"
    );
    let (said, _) = run(folder.path(), &["render", "sai.yaml", "--lang", "en"]);
    assert!(said.contains("error[unknown-field]") && said.contains("did you mean «so»?"), "{said}");
}

#[test]
fn a_wrong_command_line_is_told_in_the_users_language() {
    let folder = folder();
    for (args, vietnamese) in [
        (vec!["rendr"], "không có lệnh «rendr»"),
        (vec!["render", "a.yaml", "--frce"], "có phải «--force»?"),
        (vec!["render"], "thiếu <TỆP>"),
        (vec!["render", "a.yaml", "--format", "xml"], "không nhận giá trị «xml»"),
        (vec!["render", "a.yaml", "-o"], "thiếu giá trị"),
        (vec!["render", "a.yaml", "b.yaml"], "b.yaml"),
        (vec!["render", "a.yaml", "-o", "x", "-o", "y"], "chỉ ghi một lần"),
    ] {
        let (said, code) = run(folder.path(), &args);
        assert_eq!(code, 2, "{args:?}: {said}");
        assert!(said.contains(vietnamese), "{args:?}: {said}");
        assert!(!said.contains("error"), "{args:?}: {said}");
    }
    let (said, _) = run(folder.path(), &["rendr", "--lang", "en"]);
    assert!(said.contains("there is no command «rendr»"), "{said}");
    let (said, code) = run(folder.path(), &["render", "khong-co.yaml"]);
    assert_eq!(code, 6, "{said}");
    assert!(said.contains("không có tệp khong-co.yaml"), "{said}");
    let (said, code) = run(folder.path(), &["render", "."]);
    assert_eq!(code, 6, "{said}");
}

#[test]
fn data_may_come_from_standard_input() {
    let folder = folder();
    let data = fs::File::open(folder.path().join("bao-cao.yaml")).expect("opens");
    let output = vanthu()
        .current_dir(folder.path())
        .args(["render", "-", "-o", "ra.docx", "--co-quan", "co-quan.yaml"])
        .stdin(data)
        .output()
        .expect("runs");
    assert_eq!(output.status.code(), Some(0), "{}", printed(&output));
    let (said, code) = run(folder.path(), &["render", "-"]);
    assert_eq!(code, 6, "{said}");
}

#[test]
fn a_type_in_a_folder_of_ones_own_is_used_and_may_not_hide_a_shipped_one() {
    let folder = folder();
    let root = folder.path().join("mau");
    let copy = |id: &str| {
        fs::create_dir_all(root.join(id)).expect("makes");
        for name in ["plugin.yaml", "schema.yaml", "layout.yaml"] {
            let text = fs::read_to_string(repository("plugins/so-ket").join(name)).expect("reads");
            let text = text.replace("id: so-ket", &format!("id: {id}"));
            fs::write(root.join(id).join(name), text).expect("writes");
        }
    };
    copy("so-ket-tinh");
    let data = fs::read_to_string(folder.path().join("bao-cao.yaml")).expect("reads");
    let data = data.replace("loai: so-ket", "loai: so-ket-tinh");
    fs::write(folder.path().join("tinh.yaml"), data).expect("writes");
    let (said, code) = run(folder.path(), &["render", "tinh.yaml"]);
    assert_eq!(code, 1, "the current folder is never looked into: {said}");
    let (said, code) = run(folder.path(), &["render", "tinh.yaml", "--plugins", "mau"]);
    assert_eq!(code, 0, "{said}");
    copy("so-ket");
    let (said, code) = run(folder.path(), &["render", "bao-cao.yaml", "--plugins", "mau"]);
    assert_eq!(code, 3, "{said}");
    assert!(said.contains("trùng tên với mẫu «so-ket»"), "{said}");
}

#[test]
fn a_picture_is_taken_from_the_datas_folder_and_nowhere_else() {
    let folder = folder();
    let root = folder.path().join("mau/hinh");
    fs::create_dir_all(&root).expect("makes");
    let base = repository("tests/bad/base");
    for name in ["plugin.yaml", "schema.yaml", "layout.yaml"] {
        let text = fs::read_to_string(base.join(name)).expect("reads");
        fs::write(root.join(name), text.replace("id: thu", "id: hinh")).expect("writes");
    }
    let data = fs::read_to_string(base.join("bao-cao.yaml")).expect("reads");
    fs::copy(base.join("co-quan.yaml"), folder.path().join("co-quan.yaml")).expect("copies");
    // A PNG of one grey pixel.
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0:~\x9bU\0\0\0\nIDATx\x9cch\0\0\0\x82\0\x81w\xcdr\xb6\0\0\0\0IEND\xaeB`\x82";
    fs::create_dir(folder.path().join("anh")).expect("makes");
    fs::write(folder.path().join("anh/a.png"), png).expect("writes");
    for (name, code) in [("anh/a.png", 0), ("../a.png", 1), ("/etc/passwd", 1), ("anh", 1)] {
        let data = data.replace("loai: thu", &format!("loai: hinh\nhinh: {name}"));
        fs::write(folder.path().join("a.yaml"), data).expect("writes");
        let (said, ended) =
            run(folder.path(), &["render", "a.yaml", "--plugins", "mau", "--force"]);
        assert_eq!(ended, code, "{name}: {said}");
    }
}
