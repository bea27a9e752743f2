//! Plugins with native code: trusted, linked and loaded, with documents that the data names.

mod common;
#[path = "common/library.rs"]
mod library;
#[allow(unreachable_pub, reason = "by itself it is a crate")]
#[path = "../sdk/examples/so-sanh/native/src/lib.rs"]
mod so_sanh;

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};
use std::time::Duration;

use common::{printed, repository, vanthu};
use library::{Place, compile, compiler, copy, rendered, rendered_of, told};
use vanthu_core::docx::read_text;
use vanthu_core::native::{Host, Settings, Table};
use vanthu_core::plugin::{Folder, Plugins};
use vanthu_core::render::{Outcome, Rendered};
use vanthu_plugin::{Failure, Finding, Plugin, Value, json};

/// The example plugin, linked into this program.
fn linked() -> Plugins {
    linked_with(&[])
}

/// The same with some of its files replaced.
fn linked_with(changes: &[(&str, &str, &str)]) -> Plugins {
    let files = files().map(|(name, bytes)| {
        let mut text = String::from_utf8(bytes).expect("a text");
        for (_, from, to) in changes.iter().filter(|(file, ..)| *file == name) {
            assert!(text.contains(from), "{from}");
            text = text.replace(from, to);
        }
        (name, text.into_bytes())
    });
    linked_as(files, Some(Table::of::<so_sanh::SoSanh>()))
}

fn linked_as(files: [(String, Vec<u8>); 4], table: Option<Table>) -> Plugins {
    let templates = Folder::read(&repository("templates")).expect("templates");
    let shipped = vec![("so-sanh".to_owned(), Folder::new("so-sanh", files))];
    let mut host = Host::new(Settings {
        program: PathBuf::new(),
        cache: None,
        trust: Vec::new(),
        options: String::new(),
        patience: Duration::from_secs(5),
    });
    if let Some(table) = table {
        host = host.link("so-sanh", table);
    }
    Plugins::new(templates, shipped).native(Box::new(host))
}

/// The files of the example.
fn files() -> [(String, Vec<u8>); 4] {
    let folder = repository("sdk/examples/so-sanh");
    ["plugin.yaml", "schema.yaml", "computed.yaml", "layout.yaml"]
        .map(|name| (name.to_owned(), fs::read(folder.join(name)).expect("a file of the example")))
}

fn example(name: &str) -> PathBuf {
    repository("sdk/examples/so-sanh/examples").join(name)
}

/// Renders the second month with texts of its file replaced.
fn second_month(plugins: &Plugins, changes: &[(&str, &str)]) -> Rendered {
    second_month_as(plugins, changes, false)
}

fn second_month_as(plugins: &Plugins, changes: &[(&str, &str)], draft: bool) -> Rendered {
    let path = example("thang-02.yaml");
    let mut text = fs::read_to_string(&path).expect("the example");
    for (from, to) in changes {
        assert!(text.contains(from), "{from}");
        text = text.replace(from, to);
    }
    rendered_of(plugins, &path, text.as_bytes(), draft)
}

fn lines(made: &Rendered) -> Vec<String> {
    let bytes = made.bytes.as_ref().unwrap_or_else(|| panic!("{}", told(made)));
    read_text(bytes).expect("reads back")
}

#[test]
fn what_is_computed_from_earlier_documents_is_printed() {
    let made = rendered(&linked(), &example("thang-02.yaml"));
    assert!(made.diagnostics.is_empty(), "{}", told(&made));
    let lines = lines(&made);
    for line in [
        "Trong kỳ đã giải quyết 100 vụ việc; lũy kế 180 vụ việc",
        "So với kỳ trước: 125,0%",
        "Thôn Hai: 60 vụ việc",
        "Thôn Một: 40 vụ việc./.",
    ] {
        assert!(lines.iter().any(|found| found.contains(line)), "{line}: {lines:#?}");
    }
    let first = rendered(&linked(), &example("thang-01.yaml"));
    assert!(first.diagnostics.is_empty(), "{}", told(&first));
}

#[test]
fn a_finding_points_into_the_file_that_it_is_about() {
    let made = second_month(&linked(), &[("so_vu: 100", "so_vu: 7")]);
    assert_eq!(made.outcome, Outcome::Data);
    let told = told(&made);
    assert!(
        told.contains("lỗi[so-sanh/tong-khong-khop]: tổng các đơn vị là 100, không bằng 7"),
        "{told}"
    );
    assert!(told.contains("--> thang-02.yaml:9:8"), "{told}");
    assert!(
        told.contains("cảnh báo[so-sanh/chenh-lech]") && told.contains("--> thang-01.yaml:9:8"),
        "{told}"
    );
    assert!(told.contains("gợi ý: sửa số chung"), "{told}");
}

#[test]
fn a_warning_lets_the_document_be_made() {
    let changes =
        [("so_vu: 100", "so_vu: 7"), ("so_vu: 40", "so_vu: 3"), ("so_vu: 60", "so_vu: 4")];
    let made = second_month(&linked(), &changes);
    assert_eq!(made.outcome, Outcome::Clean, "{}", told(&made));
    assert!(told(&made).contains("cảnh báo[so-sanh/chenh-lech]"), "{}", told(&made));
}

#[test]
fn what_the_data_names_must_be_there_whole_and_of_its_type() {
    let missing = second_month(&linked(), &[("[thang-01.yaml]", "[thang-12.yaml]")]);
    assert_eq!(missing.outcome, Outcome::Data);
    assert!(told(&missing).contains("không đọc được tệp «thang-12.yaml»"), "{}", told(&missing));
    assert!(told(&missing).contains("--> thang-02.yaml:13:12"), "{}", told(&missing));

    let twice = second_month(&linked(), &[("[thang-01.yaml]", "[thang-01.yaml, thang-01.yaml]")]);
    assert_eq!(twice.outcome, Outcome::Data);
    assert!(told(&twice).contains("tệp «thang-01.yaml» được nêu hai lần"), "{}", told(&twice));
    let itself = second_month(&linked(), &[("[thang-01.yaml]", "[thang-02.yaml]")]);
    assert_eq!(itself.outcome, Outcome::Data);
    assert!(told(&itself).contains("tệp này nêu chính nó"), "{}", told(&itself));

    let folder = tempfile::tempdir().expect("a folder");
    let put = |name: &str, from: &str, to: &str| {
        let text = fs::read_to_string(example(name)).expect("the example");
        fs::write(folder.path().join(name), text.replace(from, to)).expect("ours");
    };
    put("thang-02.yaml", "", "");
    put("thang-01.yaml", "so_vu: 80", "so_vu: tám mươi");
    let faulty = rendered(&linked(), &folder.path().join("thang-02.yaml"));
    assert_eq!(faulty.outcome, Outcome::Data);
    assert!(told(&faulty).contains("--> thang-01.yaml:9:8"), "{}", told(&faulty));

    put("thang-01.yaml", "loai: so-sanh", "loai: bao-cao");
    let other = rendered(&linked(), &folder.path().join("thang-02.yaml"));
    assert_eq!(other.outcome, Outcome::Data);
    assert!(told(&other).contains("tệp này không phải «loai: so-sanh»"), "{}", told(&other));
    assert!(told(&other).contains("thang-01.yaml:1:7"), "{}", told(&other));
}

#[test]
fn a_document_that_cannot_be_worked_with_is_told_in_the_words_of_the_plugin() {
    let folder = tempfile::tempdir().expect("a folder");
    copy(&repository("sdk/examples/so-sanh/examples"), folder.path());
    let first = folder.path().join("thang-01.yaml");
    let text = fs::read_to_string(&first).expect("the example").replace("so_vu: 80", "so_vu: 0");
    fs::write(&first, text).expect("ours");
    let made = rendered(&linked(), &folder.path().join("thang-02.yaml"));
    assert_eq!(made.outcome, Outcome::Data);
    let told = told(&made);
    assert!(
        told.contains("mẫu «so-sanh» không tính được: kỳ trước không có vụ việc nào"),
        "{told}"
    );
}

#[test]
fn a_draft_without_figures_shows_where_they_will_be() {
    let made = second_month_as(&linked(), &[("so_vu: 100\n", "")], true);
    assert_eq!(made.outcome, Outcome::Draft, "{}", told(&made));
    let text = lines(&made).join("\n");
    assert!(text.contains("[THIẾU: Lũy kế]"), "{text}");
    let told = told(&made);
    assert!(told.contains("Số vụ việc đã giải quyết"), "{told}");
    assert!(!told.contains("Lũy kế"), "it follows from the other: {told}");
}

#[test]
fn what_native_code_is_not_handed_must_be_printed() {
    let made = second_month(
        &linked_with(&[("plugin.yaml", "reads: [so_vu, don_vi]", "reads: [so_vu]")]),
        &[],
    );
    assert_eq!(made.outcome, Outcome::Data);
    assert!(told(&made).contains("giá trị này không có chỗ in"), "{}", told(&made));
}

/// Takes the place of the example and does what its figure says.
struct Odd;

impl Plugin for Odd {
    fn compute(data: &Value) -> Result<Value, Failure> {
        let computed = json!({ "luy_ke": 1, "xep_hang": [] });
        match data["so_vu"].as_i64() {
            Some(1) => panic!("không ngờ tới"),
            Some(2) => Ok(json!({ "luy_ke": 1, "xep_hang": [{ "ten": "a\u{7}", "so_vu": 1 }] })),
            Some(3) => Ok(json!({ "luy_ke": 1.5, "xep_hang": {}, "la": null })),
            Some(4) => Ok(json!({})),
            _ => Ok(computed),
        }
    }

    fn check(data: &Value) -> Result<Vec<Finding>, Failure> {
        let warning = |n: usize| Finding::warning("/so_vu", "nhieu", format!("điều thứ {n}"));
        Ok(match data["so_vu"].as_i64() {
            Some(5) => (0..250).map(warning).collect(),
            Some(6) => {
                let last = Finding::error("/so_vu", "cuoi", "điều cuối cùng");
                (0..250).map(warning).chain([last]).collect()
            }
            Some(7) => vec![
                Finding::warning("/khong/co", "la", "mục không có"),
                Finding::warning("", "goc", "cả tệp"),
                Finding::warning("/noi_nhan", "khoa", "một \u{1b}[2J danh sách").english("a list"),
            ],
            _ => Vec::new(),
        })
    }
}

#[test]
fn whatever_linked_code_does_is_told_and_the_program_goes_on() {
    let plugins = linked_as(files(), Some(Table::of::<Odd>()));
    let done = |figure: &str| {
        let text = fs::read_to_string(example("thang-01.yaml")).expect("the example");
        let text = text.replace("so_vu: 80", &format!("so_vu: {figure}"));
        let made = rendered_of(&plugins, &example("thang-01.yaml"), text.as_bytes(), false);
        (made.outcome, told(&made))
    };
    let cases: &[(&str, Outcome, &[&str])] = &[
        ("1", Outcome::Plugin, &["mã máy của mẫu «so-sanh» có lỗi", "(panic): không ngờ tới"]),
        ("2", Outcome::Plugin, &["không đúng computed.yaml", "có ký tự ẩn U+0007"]),
        ("3", Outcome::Plugin, &["/tinh/luy_ke", "/tinh/xep_hang", "không có mục «la»"]),
        ("4", Outcome::Plugin, &["thiếu mục «Lũy kế» (luy_ke)", "thiếu mục «Xếp hạng đơn vị»"]),
        ("5", Outcome::Clean, &["điều thứ 199", "còn 50 phát hiện nữa", "0 lỗi"]),
        ("6", Outcome::Data, &["còn 51 phát hiện nữa", "1 lỗi"]),
        ("7", Outcome::Clean, &["thang-01.yaml:1:1", "một [2J danh sách", ":11:1", "3 cảnh báo"]),
        ("8", Outcome::Clean, &[]),
    ];
    for (figure, outcome, words) in cases {
        let (found, told) = done(figure);
        assert_eq!(found, *outcome, "{figure}: {told}");
        for words in *words {
            assert!(told.contains(words), "{figure}: {words}: {told}");
        }
        assert!(!told.contains('\u{1b}'), "{told:?}");
    }
    let missing = second_month(&linked_as(files(), None), &[]);
    assert_eq!(missing.outcome, Outcome::Plugin);
    assert!(told(&missing).contains("không kèm mã máy đó"), "{}", told(&missing));
}

/// What an author reads when manifest, schema and layout do not agree.
#[test]
fn a_manifest_that_does_not_agree_with_itself_is_refused() {
    let cases: &[(&str, &str, &str, &str)] = &[
        ("plugin.yaml", "abi: 1", "abi: 2", "chỉ gọi «abi: 1»"),
        ("plugin.yaml", "ops: [compute, check]", "ops: [compute, chek]", "có phải «check»?"),
        ("plugin.yaml", "ops: [compute, check]", "ops: []", "không được giao việc gì"),
        ("plugin.yaml", "ops: [compute, check]", "ops: [check]", "không có mã máy nào tính"),
        ("plugin.yaml", "computed: computed.yaml\n", "", "không có «computed»"),
        ("plugin.yaml", "reads: [so_vu, don_vi]", "reads: [so_vuu]", "có phải «so_vu»?"),
        ("plugin.yaml", "  reads: [so_vu, don_vi]", "", "thiếu mục «reads»"),
        ("plugin.yaml", "{ ky_truoc: so-sanh }", "{ ky_truo: so-sanh }", "có phải «ky_truoc»?"),
        ("plugin.yaml", "{ ky_truoc: so-sanh }", "{ don_vi: so-sanh }", "không chứa tên tệp"),
        (
            "plugin.yaml",
            "computed: computed.yaml",
            "computed: khac.yaml",
            "không có tệp so-sanh/khac.yaml",
        ),
        ("computed.yaml", "type: integer", "type: integr", "«type» không nhận giá trị «integr»"),
        ("layout.yaml", "tinh.luy_ke", "tinh.luy_kee", "có phải «tinh.luy_ke»?"),
        (
            "layout.yaml",
            "  - when: tinh.so_voi_ky_truoc\n    do:\n      - p: ",
            "  - p: ",
            "so_voi_ky_truoc",
        ),
    ];
    for (file, from, to, words) in cases {
        let made = second_month(&linked_with(&[(file, from, to)]), &[]);
        assert_eq!(made.outcome, Outcome::Plugin, "{to}: {}", told(&made));
        assert!(told(&made).contains(words), "{to}: {}", told(&made));
    }
}

/// A program in a place of its own.
struct Desk {
    place: Place,
}

impl Desk {
    fn run(&self, args: &[&str]) -> Output {
        vanthu()
            .env("XDG_CONFIG_HOME", self.place.path("config"))
            .env("XDG_CACHE_HOME", self.place.path("xdg"))
            .env("APPDATA", self.place.path("config"))
            .env("LOCALAPPDATA", self.place.path("xdg"))
            .args(args)
            .current_dir(self.place.path(""))
            .output()
            .expect("runs")
    }

    /// Runs, expects this exit code, and returns what was printed.
    fn expect(&self, code: i32, args: &[&str]) -> String {
        let output = self.run(args);
        assert_eq!(output.status.code(), Some(code), "{args:?}: {}", printed(&output));
        printed(&output)
    }

    fn text(&self, name: &str) -> String {
        read_text(&fs::read(self.place.path(name)).expect("a file")).expect("reads back").join("\n")
    }
}

const RENDER: &[&str] =
    &["render", "ty-le.yaml", "-o", "a.docx", "--force", "--plugins", "plugins"];

fn desk_with_c() -> Option<Desk> {
    let compiler = compiler()?;
    let place = Place::new();
    let folder = place.install("ty-le-c");
    let library = place.path("libty_le.so");
    let source = folder.join("native/ty_le.c");
    let warnings = ["-Wall", "-Wextra", "-Werror"].map(str::to_owned);
    compile(&compiler, &source, &warnings, &library);
    fs::copy(folder.join("examples/bao-cao.yaml"), place.path("ty-le.yaml")).expect("copies");
    Some(Desk { place })
}

/// From C source to a value on paper, and back to distrust.
#[test]
fn a_library_in_c_is_noted_trusted_called_and_trusted_no_more() {
    let Some(desk) = desk_with_c() else { return };
    let told = desk.expect(3, RENDER);
    assert!(told.contains("không có mã máy cho máy này"), "{told}");
    desk.expect(3, &["check", "ty-le.yaml", "--plugins", "plugins"]);
    desk.expect(0, &["plugin", "build", "plugins/ty-le-c", "--library", "libty_le.so"]);

    // Untrusted: the exact command, and nothing is written.
    let told = desk.expect(4, RENDER);
    assert!(told.contains("chạy: vanthu plugin trust ty-le-c --plugins plugins"), "{told}");
    assert!(!desk.place.path("a.docx").exists());
    assert!(!desk.place.path("xdg").exists(), "not even copied");
    desk.expect(4, &["check", "ty-le.yaml", "--plugins", "plugins"]);

    // Nobody to ask: shown, not trusted.
    let told = desk.expect(4, &["plugin", "trust", "ty-le-c", "--plugins", "plugins"]);
    assert!(told.contains("chạy: vanthu plugin trust ty-le-c --yes --plugins plugins"), "{told}");
    desk.expect(4, RENDER);

    let told = desk.expect(0, &["plugin", "trust", "ty-le-c", "--yes", "--plugins", "plugins"]);
    for words in ["hàm đưa ra: vanthu_plugin_v1\n", "cỡ: ", "sha256: ", "native/"] {
        assert!(told.contains(words), "{words}: {told}");
    }
    if cfg!(target_os = "linux") {
        assert!(told.contains("cần thư viện: libc.so"), "{told}");
    }
    desk.expect(0, RENDER);
    assert!(desk.text("a.docx").contains("đạt 75,0% kế hoạch"), "{}", desk.text("a.docx"));
    let listed = desk.expect(0, &["plugin", "trust", "--list"]);
    assert!(listed.starts_with("ty-le-c  "), "{listed}");

    let told = desk.expect(4, &[RENDER, &["--no-native"]].concat());
    assert!(told.contains("chạy lại, không có --no-native"), "{told}");

    let copies = || fs::read_dir(desk.place.path("xdg/vanthu/native")).expect("lists").count();
    assert_eq!(copies(), 2, "a copy, and the place for workers");
    desk.expect(0, &["plugin", "untrust", "ty-le-c"]);
    assert_eq!(copies(), 1);
    desk.expect(4, RENDER);
    desk.expect(2, &["plugin", "untrust", "ty-le-c"]);
}

#[test]
fn the_plugin_in_c_warns_and_refuses_in_its_own_words() {
    let Some(desk) = desk_with_c() else { return };
    desk.expect(0, &["plugin", "build", "plugins/ty-le-c", "--library", "libty_le.so"]);
    desk.expect(0, &["plugin", "trust", "ty-le-c", "--yes", "--plugins", "plugins"]);
    let data = desk.place.path("ty-le.yaml");
    let text = fs::read_to_string(&data).expect("the example");
    fs::write(&data, text.replace("thuc_hien: 90", "thuc_hien: 900")).expect("ours");
    let told = desk.expect(0, RENDER);
    assert!(told.contains("cảnh báo[ty-le-c/vuot-xa]: thực hiện gấp hơn hai lần"), "{told}");
    assert!(told.contains("ty-le.yaml:10:12"), "{told}");
    fs::write(&data, text.replace("ke_hoach: 120", "ke_hoach: 0")).expect("ours");
    let told = desk.expect(1, RENDER);
    assert!(told.contains("kế hoạch phải lớn hơn 0"), "{told}");
}

/// Pins of its own, such as in CI, and a file that others could have written.
#[test]
fn a_trust_file_of_its_own_takes_the_place_of_the_users() {
    let Some(desk) = desk_with_c() else { return };
    desk.expect(0, &["plugin", "build", "plugins/ty-le-c", "--library", "libty_le.so"]);
    let with_file: &[&str] = &["--trust-file", "ci/trust.yaml"];
    let told = desk.expect(4, &[RENDER, with_file].concat());
    assert!(told.contains("trust ty-le-c --plugins plugins --trust-file ci/trust.yaml"), "{told}");
    let trust = ["plugin", "trust", "ty-le-c", "--yes", "--plugins", "plugins"];
    desk.expect(0, &[&trust, with_file].concat());
    desk.expect(0, &[RENDER, with_file].concat());
    desk.expect(4, RENDER);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let file = desk.place.path("ci/trust.yaml");
        fs::set_permissions(&file, fs::Permissions::from_mode(0o666)).expect("ours");
        let told = desk.expect(4, &[RENDER, with_file].concat());
        assert!(told.contains("người khác sửa được") && told.contains("chmod go-w"), "{told}");
    }
}

#[test]
fn what_is_no_library_is_neither_noted_nor_trusted() {
    let Some(desk) = desk_with_c() else { return };
    fs::write(desk.place.path("text.so"), "chữ").expect("ours");
    let manifest = fs::read(desk.place.path("plugins/ty-le-c/plugin.yaml")).expect("a manifest");
    let build = ["plugin", "build", "plugins/ty-le-c", "--library"];
    let told = desk.expect(3, &[&build[..], &["text.so"]].concat());
    assert!(told.contains("không phải thư viện") && !told.contains("magic"), "{told}");
    let elsewhere = ["libty_le.so", "--target", "riscv64gc-pc-windows-msvc"];
    let told = desk.expect(3, &[&build[..], &elsewhere].concat());
    assert!(told.contains("dành cho máy") && told.contains("riscv64gc-windows"), "{told}");
    #[cfg(unix)]
    {
        let native = desk.place.path("plugins/ty-le-c/native");
        fs::rename(&native, desk.place.path("ra-ngoai")).expect("ours");
        std::os::unix::fs::symlink(desk.place.path("ra-ngoai"), &native).expect("a link");
        let told = desk.expect(3, &[&build[..], &["libty_le.so"]].concat());
        assert!(told.contains("là liên kết"), "{told}");
        fs::remove_file(&native).expect("ours");
        fs::rename(desk.place.path("ra-ngoai"), &native).expect("ours");
    }
    let now = fs::read(desk.place.path("plugins/ty-le-c/plugin.yaml")).expect("a manifest");
    assert_eq!(now, manifest, "nothing was written");
    desk.place.add("ty-le-c", "chữ".as_bytes());
    let told = desk.expect(3, &["plugin", "trust", "ty-le-c", "--yes", "--plugins", "plugins"]);
    assert!(told.contains("không phải thư viện của vanthu"), "{told}");
    let told = desk.expect(3, &["plugin", "build", "plugins/ty-le-c"]);
    assert!(told.contains("Cargo.toml"), "{told}");
}

/// The example in Rust, compiled by `plugin build`, gives the same bytes as when it is linked in.
#[test]
fn linked_and_loaded_forms_make_the_same_bytes() {
    let desk = Desk { place: Place::new() };
    let folder = desk.place.install("so-sanh");
    let manifest = fs::read_to_string(folder.join("plugin.yaml")).expect("a manifest");
    desk.place.build("so-sanh");
    let noted = fs::read_to_string(folder.join("plugin.yaml")).expect("a manifest");
    assert!(noted.starts_with(manifest.trim_end()), "the rest stays: {noted}");

    let trusted = desk.expect(0, &["plugin", "trust", "so-sanh", "--yes", "--plugins", "plugins"]);
    assert!(trusted.contains("hàm đưa ra: vanthu_plugin_v1\n"), "one symbol: {trusted}");
    let data = folder.join("examples/thang-02.yaml");
    let data = data.to_str().expect("plain");
    desk.expect(0, &["render", data, "-o", "a.docx", "--plugins", "plugins"]);
    let loaded = fs::read(desk.place.path("a.docx")).expect("a file");
    let linked = rendered(&linked(), &example("thang-02.yaml"));
    assert_eq!(Some(loaded), linked.bytes);
}

/// The header, as strict compilers of C and C++ read it.
#[test]
fn the_header_is_plain_c_and_c_plus_plus() {
    let Some(compiler) = compiler() else { return };
    for language in [&["-x", "c", "-std=c99"][..], &["-x", "c++", "-std=c++11"]] {
        let output = Command::new(&compiler)
            .args(language)
            .args(["-fsyntax-only", "-pedantic", "-Wall", "-Wextra", "-Werror"])
            .arg(repository("sdk/include/vanthu_plugin.h"))
            .output()
            .expect("the compiler runs");
        let told = String::from_utf8_lossy(&output.stderr);
        let lacks_it = told.contains("cc1plus");
        assert!(output.status.success() || lacks_it, "{language:?}: {told}");
    }
}

/// A panic that ends the process could not be caught in the plugin.
#[test]
fn a_plugin_that_would_abort_on_panic_does_not_compile() {
    let output = Command::new(env!("CARGO"))
        .args(["check", "-p", "vanthu-plugin", "--quiet"])
        .current_dir(repository(""))
        .env("CARGO_NET_OFFLINE", "true")
        .env("CARGO_PROFILE_DEV_PANIC", "abort")
        .env("CARGO_TARGET_DIR", env!("CARGO_TARGET_TMPDIR"))
        .output()
        .expect("cargo runs");
    assert!(!output.status.success());
    let told = printed(&output);
    assert!(told.contains("a plugin must be compiled with panic = \"unwind\""), "{told}");
}

#[test]
fn a_packed_type_takes_its_library_along_and_a_layer_runs_the_code_below() {
    let Some(cc) = compiler() else { return };
    let place = Place::new();
    let folder = place.install("ty-le-c");
    let library = place.path("libty_le.so");
    compile(&cc, &folder.join("native/ty_le.c"), &[], &library);
    place.add("ty-le-c", &fs::read(library).expect("a library"));
    let run = |args: &[&str], code: i32| {
        let output = vanthu()
            .current_dir(place.path(""))
            .env("XDG_CONFIG_HOME", place.path("cfg"))
            .env("XDG_CACHE_HOME", place.path("cache"))
            .args(args)
            .output()
            .expect("runs");
        let said = printed(&output);
        assert_eq!(output.status.code(), Some(code), "{args:?}: {said}");
        said
    };
    run(&["plugin", "pack", "plugins/ty-le-c", "-o", "goi.zip"], 0);
    fs::create_dir(place.path("cai")).expect("ours");
    run(&["plugin", "install", "goi.zip", "--to", "cai"], 0);
    let extended = ["plugin", "new", "ty-le-tinh", "--extends", "ty-le-c", "-o", "cai"];
    run(&[&extended[..], &["--plugins", "cai"]].concat(), 0);
    let data = fs::read_to_string(folder.join("examples/bao-cao.yaml")).expect("data");
    let render = ["render", "a.yaml", "--force", "--plugins", "cai"];
    for kind in ["ty-le-c", "ty-le-tinh"] {
        fs::write(place.path("a.yaml"), data.replace("loai: ty-le-c", &format!("loai: {kind}")))
            .expect("ours");
        if kind == "ty-le-c" {
            run(&render, 4);
            // Who extends a type trusts the code of that.
            let said = run(&["plugin", "trust", "ty-le-tinh", "--yes", "--plugins", "cai"], 0);
            assert!(said.contains("«ty-le-c»"), "{said}");
        }
        run(&render, 0);
        let made = fs::read(place.path("a.docx")).expect("a paper");
        let text = read_text(&made).expect("a text").join("\n");
        assert!(text.contains("75,0%"), "{kind}: {text}");
    }
    // By the name that it was trusted by, it is trusted no more.
    let said = run(&["plugin", "untrust", "ty-le-tinh", "--plugins", "cai"], 0);
    assert!(said.contains("«ty-le-c»"), "{said}");
    run(&render, 4);
    assert_eq!(run(&["plugin", "trust", "--list"], 0), "chưa tin cậy mã máy nào\n");
}
