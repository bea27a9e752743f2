//! What native code costs: `cargo bench --bench native`.
//!
//! Read ratios of one run, not absolute figures. One document is rendered without native code,
//! with it linked in, and with it loaded in a worker that is there already; two calls a document.
//! `call_*` is one call by itself. `start` is what the first document of a run pays: the library
//! read, hashed, compared with its copy, the process started, the library loaded, one call.

#![allow(missing_docs)]

#[path = "../tests/common/mod.rs"]
mod common;
#[path = "../tests/common/library.rs"]
mod library;
#[allow(unreachable_pub, unused_imports, reason = "by itself it is a crate")]
#[path = "../sdk/examples/so-sanh/native/src/lib.rs"]
mod so_sanh;

use std::path::Path;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use divan::{Bencher, black_box};
use library::{Place, rendered};
use serde_json::{Value, json};
use vanthu_core::native::{Op, Runner, Table};
use vanthu_core::plugin::{Folder, Plugin, Plugins};

const PATIENCE: Duration = Duration::from_secs(5);

/// A place with the example plugin in it, compiled and trusted.
static PLACE: LazyLock<Place> = LazyLock::new(|| {
    let place = Place::new();
    place.install("so-sanh");
    let library = place.build("so-sanh");
    place.pin("so-sanh", &library);
    place
});

fn main() {
    LazyLock::force(&PLACE);
    divan::main();
}

fn example() -> std::path::PathBuf {
    common::repository("sdk/examples/so-sanh/examples/thang-01.yaml")
}

/// The plugin as a part of the program, with its native code or without.
fn shipped(native: bool) -> Plugins {
    let folder = common::repository("sdk/examples/so-sanh");
    let read = |name: &str| {
        let text = std::fs::read_to_string(Path::new(&folder).join(name)).expect("the example");
        let text = match name {
            _ if native => text,
            "plugin.yaml" => text.split("computed:").next().expect("a text").to_owned(),
            "layout.yaml" => PLAIN.to_owned(),
            _ => text,
        };
        (name.to_owned(), text.into_bytes())
    };
    let files = ["plugin.yaml", "schema.yaml", "computed.yaml", "layout.yaml"].map(read);
    let templates = Folder::read(&common::repository("templates")).expect("templates");
    Plugins::new(templates, vec![("so-sanh".to_owned(), Folder::new("so-sanh", files))])
}

/// As long a line as the example's, of what is given alone.
const PLAIN: &str = r#"format: 1
levels: [clause, point, dash]
body:
  - p: "Trong kỳ đã giải quyết {{so_vu}} vụ việc; lũy kế {{so_vu}} vụ việc"
"#;

fn linked() -> Plugins {
    let host = PLACE.host(PATIENCE).link("so-sanh", Table::of::<so_sanh::SoSanh>());
    shipped(true).native(Box::new(host))
}

fn render_with(bencher: Bencher<'_, '_>, plugins: &Plugins) {
    let data = example();
    assert!(
        rendered(plugins, &data).bytes.is_some(),
        "{}",
        library::told(&rendered(plugins, &data))
    );
    bencher.bench_local(|| black_box(rendered(plugins, &data)));
}

/// The same document of given values alone.
#[divan::bench]
fn document_without(bencher: Bencher<'_, '_>) {
    render_with(bencher, &shipped(false));
}

#[divan::bench]
fn document_linked(bencher: Bencher<'_, '_>) {
    render_with(bencher, &linked());
}

#[divan::bench]
fn document_loaded(bencher: Bencher<'_, '_>) {
    render_with(bencher, &PLACE.plugins(PATIENCE));
}

fn loaded_plugin() -> Arc<Plugin> {
    PLACE.plugins(PATIENCE).load("so-sanh").expect("the example")
}

/// Figures of a year: about 1 KB.
fn figures() -> Value {
    let month = |n: i64| json!({ "so_vu": 100 + n, "trich_yeu": "Kết quả giải quyết vụ việc" });
    json!({ "so_vu": 100, "ky_truoc": (0..12).map(month).collect::<Vec<_>>() })
}

fn call_with(bencher: Bencher<'_, '_>, runner: &dyn Runner, plugin: &Plugin) {
    let (code, data) = (plugin.code().expect("native code"), figures());
    assert!(runner.call(code, Op::Compute, &data).is_ok());
    bencher.bench_local(|| runner.call(code, Op::Compute, black_box(&data)));
}

#[divan::bench]
fn call_linked(bencher: Bencher<'_, '_>) {
    let plugin = linked().load("so-sanh").expect("the example");
    let host = PLACE.host(PATIENCE).link("so-sanh", Table::of::<so_sanh::SoSanh>());
    call_with(bencher, &host, &plugin);
}

#[divan::bench]
fn call_loaded(bencher: Bencher<'_, '_>) {
    call_with(bencher, &PLACE.host(PATIENCE), &loaded_plugin());
}

#[divan::bench]
fn start(bencher: Bencher<'_, '_>) {
    let (plugin, data) = (loaded_plugin(), figures());
    let code = plugin.code().expect("native code");
    bencher.bench_local(|| PLACE.host(PATIENCE).call(code, Op::Compute, &data).expect("an answer"));
}
