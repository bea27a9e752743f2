//! Libraries that do what none should. Each is trusted, so that it is loaded; the program lives,
//! says which plugin is at fault and why, and goes on with its other work.

#![cfg(unix)]

mod common;
#[path = "common/library.rs"]
mod library;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use common::{printed, repository, vanthu};
use library::{Place, compile, compiler, rendered, rendered_of, told};
use vanthu_core::docx::read_text;
use vanthu_core::native::look;
use vanthu_core::plugin::Plugins;
use vanthu_core::render::Outcome;

const ID: &str = "ty-le-c";

/// Longer than any answer takes, however busy the machine is.
const LONG: Duration = Duration::from_secs(30);

/// What a library does, and what is told of it.
const CASES: &[(&str, &str)] = &[
    ("MISSING_SYMBOL", "không có hàm «vanthu_plugin_v1»"),
    ("NULL_TABLE", "«vanthu_plugin_v1» trả về con trỏ rỗng"),
    ("MISALIGNED_TABLE", "bảng của thư viện đặt lệch địa chỉ"),
    ("WRONG_MAGIC", "không phải của vanthu (bắt đầu bằng 0000000000001234)"),
    ("NEWER_ABI", "thư viện theo ABI 2, chương trình này gọi ABI 1"),
    ("TOO_SMALL", "bảng của thư viện chỉ có 16 byte"),
    ("NO_CALL", "bảng của thư viện thiếu hàm «call»"),
    ("PANICS", "mã máy gặp lỗi (panic): bảng rỗng"),
    ("ABORTS", "mã máy tự ngắt (abort)"),
    ("OVERFLOWS_THE_STACK", "tràn ngăn xếp"),
    ("NEVER_RETURNS", "mã máy chạy quá 1 giây nên bị dừng"),
    ("REPLIES_TOO_MUCH", "câu trả lời dài hơn 16 MB"),
    ("REPLIES_NO_UTF8", "câu trả lời không phải UTF-8, từ byte thứ 22"),
    ("REPLIES_NO_JSON", "câu trả lời không phải JSON: EOF"),
    ("REPLIES_ANOTHER_SHAPE", "câu trả lời sai dạng: «computed» is no object"),
    ("RETURNS_NONSENSE", "hàm «call» trả về 77"),
    ("CALLS_THE_SINK_LATE", "gửi câu trả lời cho một lần gọi đã xong"),
    ("CALLS_THE_SINK_FROM_A_THREAD", "gửi câu trả lời từ một luồng khác"),
    ("EXITS", "mã máy tự thoát với mã 0"),
    ("TOUCHES_FOREIGN_MEMORY", "mã máy truy cập sai bộ nhớ"),
    // How the worker ends differs between debug and release builds.
    ("CLOSES_EVERYTHING", "mã máy của mẫu «ty-le-c» có lỗi"),
    ("FORGES_REPLIES", "mã máy làm rối đường liên lạc"),
    ("EATS_MEMORY", "hết bộ nhớ"),
    ("LEAVES_A_CHILD", "mã máy chạy quá 1 giây nên bị dừng"),
    ("ABORTS_WHEN_LOADED", "mã máy tự ngắt (abort)"),
    ("NEVER_LOADS", "mã máy chạy quá 1 giây nên bị dừng"),
    ("KNOWS_NO_OP", "không làm việc mà plugin.yaml giao"),
    ("REPLIES_FROM_NULL", "gửi câu trả lời với con trỏ rỗng"),
    ("NEEDS_A_MISSING_LIBRARY", "hệ điều hành không nạp được thư viện"),
    ("NEEDS_A_MISSING_FUNCTION", "hệ điều hành không nạp được thư viện"),
];

/// The good plugin, and a bad one under another name, in one run.
struct Yard {
    place: Place,
    compiler: String,
    good: PathBuf,
    data: PathBuf,
}

impl Yard {
    fn new() -> Option<Self> {
        let compiler = compiler()?;
        let place = Place::new();
        let folder = place.install(ID);
        let good = place.path("good.so");
        let source = repository("sdk/examples/ty-le-c/native/ty_le.c");
        compile(&compiler, &source, &[], &good);
        Some(Self { place, compiler, good, data: folder.join("examples/bao-cao.yaml") })
    }

    /// The library of a case.
    fn bad(&self, case: &str) -> Vec<u8> {
        let number = number(case);
        let path = self.place.path(&format!("{case}.so"));
        let mut options = vec![format!("-DCASE={number}")];
        if case == "NEEDS_A_MISSING_LIBRARY" {
            let needed = self.place.path("libneeded.so");
            let empty = self.place.path("empty.c");
            fs::write(&empty, "int needed(void) { return 1; }\n").expect("ours");
            compile(&self.compiler, &empty, &["-Wl,-soname,libneeded.so".to_owned()], &needed);
            options.push(format!("-Wl,--no-as-needed,-L{}", self.place.path("").display()));
            options.push("-lneeded".to_owned());
        }
        compile(&self.compiler, &repository("tests/native/hostile.c"), &options, &path);
        fs::read(path).expect("a library")
    }

    /// Puts the library in the place of the good one, trusted.
    fn plugins(&self, library: &[u8]) -> Plugins {
        self.patient(library, LONG)
    }

    fn patient(&self, library: &[u8], patience: Duration) -> Plugins {
        self.place.add(ID, library);
        self.place.pin(ID, library);
        self.place.plugins(patience)
    }

    /// Processes that are where workers are.
    fn left(&self) -> Vec<String> {
        let place = self.place.path("cache/empty");
        let Ok(processes) = fs::read_dir("/proc") else { return Vec::new() };
        let paths = processes.filter_map(|entry| Some(entry.ok()?.path()));
        let here =
            paths.filter(|path| fs::read_link(path.join("cwd")).is_ok_and(|cwd| cwd == place));
        here.map(|path| path.display().to_string()).collect()
    }

    /// Whether all processes there are gone. What was killed takes a moment to be.
    fn is_left_alone(&self) -> bool {
        let gone = |_| {
            std::thread::sleep(Duration::from_millis(10));
            self.left().is_empty()
        };
        self.left().is_empty() || (0..500).any(gone)
    }

    fn check_the_good(&self, case: &str) {
        let plugins = self.plugins(&fs::read(&self.good).expect("a library"));
        let made = rendered(&plugins, &self.data);
        assert_eq!(made.outcome, Outcome::Clean, "after {case}: {}", told(&made));
    }
}

/// The number of a case in the source.
fn number(case: &str) -> String {
    let source = include_str!("native/hostile.c");
    let line = source.lines().find_map(|line| line.strip_prefix(&format!("#define {case} ")));
    line.expect("a case of the source").to_owned()
}

#[test]
fn the_program_outlives_every_library_and_says_what_it_did() {
    let Some(yard) = Yard::new() else { return };
    for (case, words) in CASES {
        let waits = words.contains("quá 1 giây");
        let patience = if waits { Duration::from_secs(1) } else { LONG };
        let plugins = yard.patient(&yard.bad(case), patience);
        let made = rendered(&plugins, &yard.data);
        let told = told(&made);
        assert_eq!(made.outcome, Outcome::Plugin, "{case}: {told}");
        assert!(made.bytes.is_none(), "{case}");
        assert!(told.contains(words) && told.contains("«ty-le-c»"), "{case}: {told}");
        assert!(told.contains("native/") && told.contains(".yaml:1:7"), "{case}: {told}");
        // The same run goes on, with a worker of its own for the next document.
        let again = rendered(&plugins, &yard.data);
        assert_eq!(again.outcome, Outcome::Plugin, "{case}, again");
        drop(plugins);
        assert!(yard.is_left_alone(), "{case} left processes behind: {:?}", yard.left());
        yard.check_the_good(case);
    }
}

#[test]
fn every_case_of_the_source_is_tried() {
    let source = include_str!("native/hostile.c");
    let cases = source.lines().filter_map(|line| {
        let mut words = line.strip_prefix("#define ")?.split(' ');
        let name = words.next()?;
        words.next()?.parse::<u32>().ok().map(|_| name)
    });
    let tried = include_str!("hostile.rs");
    for case in cases {
        assert!(tried.contains(&format!("\"{case}\"")), "{case} is not tried");
    }
}

/// A library keeps no state that counts; here one does, to tell how often it was loaded.
#[test]
fn a_run_has_one_worker_for_a_plugin_and_none_before_it_is_needed() {
    let Some(yard) = Yard::new() else { return };
    let plugins = yard.plugins(&yard.bad("COUNTS"));
    let text = fs::read_to_string(&yard.data).expect("the example");
    let faulty = text.replace("ke_hoach: 120", "ke_hoach: nhiều");
    let made = rendered_of(&plugins, &yard.data, faulty.as_bytes(), false);
    assert_eq!(made.outcome, Outcome::Data);
    assert!(!yard.place.path("cache").exists(), "nothing was loaded for faulty data");
    for wanted in ["1", "2", "3"] {
        assert_eq!(computed(&yard, &plugins), wanted);
    }
    assert_eq!(yard.left().len(), usize::from(cfg!(target_os = "linux")), "one process");
    assert_eq!(computed(&yard, &yard.place.plugins(LONG)), "1", "another run");
    drop(plugins);
    assert!(yard.is_left_alone());
}

/// The number that the document prints.
fn computed(yard: &Yard, plugins: &Plugins) -> String {
    let made = rendered(plugins, &yard.data);
    let bytes = made.bytes.as_ref().unwrap_or_else(|| panic!("{}", told(&made)));
    let text = read_text(bytes).expect("reads back").join(" ");
    let number = text.split("đạt ").nth(1).and_then(|rest| rest.split('%').next());
    number.expect("a number").to_owned()
}

#[test]
fn a_worker_has_no_environment_and_little_of_anything_else() {
    let Some(yard) = Yard::new() else { return };
    assert_eq!(computed(&yard, &yard.plugins(&yard.bad("LOOKS_AROUND"))), "0");
}

#[test]
fn documents_made_at_once_share_one_worker() {
    let Some(yard) = Yard::new() else { return };
    let plugins = yard.plugins(&fs::read(&yard.good).expect("a library"));
    let one = rendered(&plugins, &yard.data).bytes.expect("a document");
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                for _ in 0..4 {
                    assert_eq!(rendered(&plugins, &yard.data).bytes.as_ref(), Some(&one));
                }
            });
        }
    });
}

#[test]
fn what_a_library_prints_disturbs_nobody() {
    let Some(yard) = Yard::new() else { return };
    let plugins = yard.plugins(&yard.bad("PRINTS"));
    let made = rendered(&plugins, &yard.data);
    assert_eq!(made.outcome, Outcome::Clean, "{}", told(&made));
    assert!(made.diagnostics.is_empty(), "{}", told(&made));
}

#[test]
fn a_sentence_from_a_library_cannot_move_the_cursor() {
    let Some(yard) = Yard::new() else { return };
    let made = rendered(&yard.plugins(&yard.bad("SAYS_ESCAPES")), &yard.data);
    assert_eq!(made.outcome, Outcome::Data);
    let told = told(&made);
    assert!(told.contains("không tính được: số liệu [2J ]0;x sai"), "{told}");
    assert!(!told.contains('\u{1b}'), "{told:?}");
}

#[test]
fn what_does_not_fit_its_schema_is_shown_line_by_line() {
    let Some(yard) = Yard::new() else { return };
    let made = rendered(&yard.plugins(&yard.bad("COMPUTES_A_MISFIT")), &yard.data);
    assert_eq!(made.outcome, Outcome::Plugin);
    let told = told(&made);
    for words in [
        "trả về giá trị không đúng computed.yaml",
        "--> ty-le-c: compute:2:12",
        "^^^^^^^ /tinh/ty_le",
        "«nhiều» không phải số",
        "không có mục «ti_le»",
    ] {
        assert!(told.contains(words), "{words}: {told}");
    }
}

/// A library cut short makes loading it die by SIGBUS, or worse: in the worker, and there alone.
#[test]
fn a_library_cut_short_harms_nobody() {
    let Some(yard) = Yard::new() else { return };
    let whole = fs::read(&yard.good).expect("a library");
    for length in [0, 1, 63, 64, 1000, 4096, whole.len() / 2, whole.len() - 1] {
        let short = &whole[..length];
        // Against the pin of the whole one, it is not even loaded.
        yard.place.add(ID, short);
        yard.place.pin(ID, &whole);
        let made = rendered(&yard.place.plugins(LONG), &yard.data);
        assert_eq!(made.outcome, Outcome::Trust, "{length}: {}", told(&made));
        // Trusted by somebody who did not look: what the system loads of it may even work.
        let made = rendered(&yard.plugins(short), &yard.data);
        match made.outcome {
            Outcome::Clean => assert_eq!(length, whole.len() - 1, "{length} bytes are no library"),
            outcome => {
                assert_eq!(outcome, Outcome::Plugin, "{length}: {}", told(&made));
                assert!(told(&made).contains("mã máy của mẫu «ty-le-c» có lỗi"), "{}", told(&made));
            }
        }
    }
    yard.check_the_good("truncation");
}

#[test]
fn a_look_at_a_damaged_library_ends_in_words() {
    let Some(yard) = Yard::new() else { return };
    let whole = fs::read(&yard.good).expect("a library");
    let seen = look(&whole).expect("a library");
    assert_eq!(seen.exports, ["vanthu_plugin_v1"]);
    for length in (0..whole.len()).step_by(61) {
        let _ = look(&whole[..length]);
        let mut damaged = whole.clone();
        damaged[length] ^= 0xFF;
        let _ = look(&damaged);
    }
    assert!(look(b"").is_err() && look(b"\x7fELF").is_err());
}

#[test]
fn a_library_that_changed_since_it_was_trusted_is_not_loaded() {
    let Some(yard) = Yard::new() else { return };
    let good = fs::read(&yard.good).expect("a library");
    drop(yard.plugins(&good));
    let mut changed = good.clone();
    *changed.last_mut().expect("a byte") ^= 1;
    // The manifest says what the library is now: only the pin tells.
    yard.place.add(ID, &changed);
    let made = rendered(&yard.place.plugins(LONG), &yard.data);
    assert_eq!(made.outcome, Outcome::Trust);
    let said = told(&made);
    assert!(said.contains("đã thay đổi từ khi được tin cậy"), "{said}");
    assert!(said.contains("vanthu plugin trust ty-le-c"), "{said}");
    // Only the library changed.
    drop(yard.plugins(&good));
    let path = library_in(&yard);
    fs::write(&path, &changed).expect("ours");
    let made = rendered(&yard.place.plugins(LONG), &yard.data);
    assert_eq!(made.outcome, Outcome::Plugin);
    assert!(told(&made).contains("không đúng «sha256» trong plugin.yaml"), "{}", told(&made));
}

fn library_in(yard: &Yard) -> PathBuf {
    let target = vanthu_core::native::target();
    yard.place.path(&format!("plugins/{ID}/native/{target}/lib.so"))
}

#[test]
fn a_link_in_the_place_of_a_library_is_not_followed() {
    let Some(yard) = Yard::new() else { return };
    let good = fs::read(&yard.good).expect("a library");
    let refused = |yard: &Yard| {
        let made = rendered(&yard.place.plugins(LONG), &yard.data);
        assert_eq!(made.outcome, Outcome::Plugin);
        assert!(told(&made).contains("là liên kết"), "{}", told(&made));
    };
    drop(yard.plugins(&good));
    let path = library_in(&yard);
    fs::remove_file(&path).expect("ours");
    std::os::unix::fs::symlink(&yard.good, &path).expect("a link");
    refused(&yard);
    // Nor a link in the place of a folder on the way.
    fs::remove_file(&path).expect("ours");
    let folder = path.parent().expect("a folder");
    let elsewhere = yard.place.path("elsewhere");
    fs::rename(folder, &elsewhere).expect("ours");
    fs::write(elsewhere.join("lib.so"), &good).expect("ours");
    std::os::unix::fs::symlink(&elsewhere, folder).expect("a link");
    refused(&yard);
}

/// The exit codes, through the program itself.
#[test]
fn the_program_ends_with_the_code_for_a_faulty_plugin() {
    let Some(yard) = Yard::new() else { return };
    for (case, code) in [("ABORTS", 3), ("OVERFLOWS_THE_STACK", 3), ("PRINTS", 0)] {
        drop(yard.plugins(&yard.bad(case)));
        let output = run(&yard, &yard.place.path("a.docx"));
        assert_eq!(output.status.code(), Some(code), "{case}: {}", printed(&output));
        assert!(!printed(&output).contains("tiếng ồn"), "{}", printed(&output));
    }
}

fn run(yard: &Yard, to: &Path) -> std::process::Output {
    vanthu()
        .env("XDG_CACHE_HOME", yard.place.path("xdg"))
        .arg("render")
        .args([&yard.data, &"-o".into(), &to.to_owned(), &"--plugins".into()])
        .args([&yard.place.path("plugins"), &"--trust-file".into(), &yard.place.path("trust.yaml")])
        .output()
        .expect("runs")
}
