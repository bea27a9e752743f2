//! Workbooks: what is written to be filled in is read back without loss, by us and by others, and
//! no file that looks like one does harm.

#![allow(clippy::print_stdout, reason = "a test says when it could not look")]

#[path = "common/archive.rs"]
mod archive;
mod common;

use std::fs;
use std::io::{Cursor, Read};
use std::path::PathBuf;
use std::process::Command;

use calamine::{Data, Reader, Xlsx};
use vanthu_core::data::{self, Node, write};
use vanthu_core::diag::{Diagnostics, Files, Lang, human};
use vanthu_core::plugin::Plugins;
use vanthu_core::schema::{Field, Type, starter};
use vanthu_core::sheet::{self, Limits, Value};

use archive::archive;
use common::{carried, linked, printed, repository, vanthu};

fn types() -> Vec<String> {
    let folders = fs::read_dir(repository("plugins")).expect("lists");
    let mut ids: Vec<String> = folders
        .filter_map(|entry| {
            let entry = entry.expect("an entry");
            entry.path().join("plugin.yaml").is_file().then(|| entry.file_name())
        })
        .map(|name| name.into_string().expect("a name"))
        .collect();
    ids.sort_unstable();
    ids
}

fn plugins() -> Plugins {
    let shipped = types().into_iter().map(|id| (id.clone(), carried(&format!("plugins/{id}"))));
    Plugins::new(carried("templates"), shipped.collect()).native(linked())
}

fn parsed(yaml: &[u8]) -> Node {
    let (node, out) = data::read(yaml, "t", &mut Files::default(), &data::Limits::DATA);
    node.unwrap_or_else(|| panic!("{out:?}"))
}

/// Every data file of the repository, by its type.
fn examples() -> Vec<(String, PathBuf, Node)> {
    let mut out = Vec::new();
    for root in ["examples", "plugins"] {
        for entry in walkdir::WalkDir::new(repository(root)).sort_by_file_name() {
            let path = entry.expect("an entry").into_path();
            let text = if path.extension().is_some_and(|e| e == "yaml") {
                fs::read_to_string(&path).expect("reads")
            } else {
                continue;
            };
            if text.lines().any(|line| line.starts_with("loai:")) {
                let node = parsed(text.as_bytes());
                let kind = node.get("loai").and_then(Node::as_text).expect("a type").to_owned();
                out.push((kind, path, node));
            }
        }
    }
    out
}

fn read(bytes: &[u8], root: &Field) -> (Vec<Node>, String) {
    let mut files = Files::default();
    let limits = Limits { columns: 16_384, ..Limits::BATCH };
    let book = sheet::open(bytes, "a.xlsx", &limits, &mut files)
        .unwrap_or_else(|fault| panic!("{fault:?}"));
    let read = sheet::records(&book, root, &[]);
    let told: Diagnostics = read
        .diagnostics
        .into_iter()
        .chain(read.records.iter().flat_map(|record| record.diagnostics.clone()))
        .collect();
    let told = human::print(&told, &files, Lang::Vi, false);
    (read.records.into_iter().map(|record| record.data).collect(), told)
}

#[test]
fn every_type_has_a_workbook_that_is_read_back_without_loss() {
    let (plugins, examples) = (plugins(), examples());
    let mut documents = 0;
    for id in types() {
        let plugin = plugins.load(&id).unwrap_or_else(|refused| panic!("{refused:?}"));
        let root = &plugin.schema.root;
        // Each field once, as the starter has it, and what the examples have.
        let text = starter(&plugin.schema, &id, "t");
        let free = |line: &str| match line.trim_start().strip_prefix('#') {
            Some(rest) if !rest.starts_with(' ') => line.replacen('#', "", 1),
            _ => line.to_owned(),
        };
        let whole: String = text.lines().map(|line| free(line) + "\n").collect();
        let own = examples.iter().filter(|(kind, ..)| *kind == id).map(|(_, _, node)| node.clone());
        let all: Vec<Node> = std::iter::once(parsed(whole.as_bytes())).chain(own).collect();
        // `intake` compares what it wrote with what is read back.
        let bytes =
            sheet::intake(&id, root, &all).unwrap_or_else(|fault| panic!("{id}: {fault:?}"));
        assert!(bytes == sheet::intake(&id, root, &all).expect("writes"), "{id}: other bytes");
        let (back, told) = read(&bytes, root);
        assert_eq!((back.len(), told.as_str()), (all.len(), ""), "{id}");
        documents += all.len();
        let (none, told) = read(&sheet::intake(&id, root, &[]).expect("writes"), root);
        assert_eq!((none.len(), told.as_str()), (0, ""), "{id}");
    }
    assert!(types().len() >= 26 && documents > types().len(), "{documents} documents");
}

#[test]
fn what_was_read_back_makes_the_same_word_file() {
    use vanthu_core::render::{Input, Job, render};
    let plugins = plugins();
    let folder = repository("examples/so-ket-xa");
    let office = fs::read(folder.join("co-quan.yaml")).expect("reads");
    let node = parsed(&fs::read(folder.join("bao-cao.yaml")).expect("reads"));
    let plugin = plugins.load("so-ket").expect("a type");
    let bytes = sheet::intake("t", &plugin.schema.root, std::slice::from_ref(&node));
    let (back, _) = read(&bytes.expect("writes"), &plugin.schema.root);
    let text = |yaml: String| {
        let job = Job {
            data: Input { name: "a.yaml", bytes: yaml.as_bytes() },
            organisation: Some(Input { name: "co-quan.yaml", bytes: &office }),
            beside: &|_| None,
            draft: false,
            trace: false,
        };
        let made = render(&plugins, &job);
        made.bytes.unwrap_or_else(|| panic!("{:?}", made.diagnostics))
    };
    let part = |bytes: Vec<u8>| {
        let mut part = Vec::new();
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a package");
        archive
            .by_name("word/document.xml")
            .expect("a part")
            .read_to_end(&mut part)
            .expect("reads");
        part
    };
    let again = part(text(format!("loai: so-ket\n{}", write(&back[0]))));
    assert!(again == part(text(write(&node))));
}

#[test]
fn another_reader_sees_the_same_cells() {
    let plugins = plugins();
    let mut cells = 0;
    for (kind, path, node) in examples() {
        let plugin = plugins.load(&kind).expect("a type");
        let bytes = sheet::intake("t", &plugin.schema.root, &[node]).expect("writes");
        let mut other: Xlsx<_> =
            calamine::open_workbook_from_rs(Cursor::new(&bytes)).expect("opens");
        let book = sheet::open(&bytes, "a", &Limits::BATCH, &mut Files::default()).expect("opens");
        assert_eq!(
            other.sheet_names(),
            book.sheets.iter().map(|sheet| sheet.name.clone()).collect::<Vec<_>>()
        );
        for sheet in &book.sheets {
            let range = other.worksheet_range(&sheet.name).expect("a sheet");
            let theirs =
                range.used_cells().filter(|(_, _, data)| !data.to_string().trim().is_empty());
            assert_eq!(theirs.count(), sheet.rows.iter().map(|row| row.cells.len()).sum::<usize>());
            for row in &sheet.rows {
                for cell in &row.cells {
                    cells += 1;
                    let theirs = range.get_value((row.number, cell.column)).expect("a cell");
                    let same = match (&cell.value, theirs) {
                        (Value::Text(text), Data::String(other)) => **text == *other,
                        (Value::Number { digits, .. }, Data::Float(other)) => {
                            digits.parse::<f64>().is_ok_and(|own| (own - other).abs() < 1e-9)
                        }
                        (Value::Date { day: Some(day), .. }, Data::DateTime(other)) => {
                            let (year, month, number, ..) = other.to_ymd_hms_milli();
                            (day.year, day.month, day.day) == (year, month, Some(number))
                        }
                        _ => false,
                    };
                    assert!(same, "{path:?} {}: {:?} {theirs:?}", sheet.name, cell.value);
                }
            }
        }
    }
    assert!(cells > 1_000, "{cells}");
}

#[test]
fn fields_have_columns_and_lists_have_sheets() {
    fn fields(field: &Field, cells: &mut usize, lists: &mut usize) {
        let Type::Object { properties, .. } = &field.kind else { return };
        for (name, field) in properties.iter().filter(|(_, field)| !field.made) {
            match &field.kind {
                Type::Object { .. } => fields(field, cells, lists),
                Type::Array { items, .. } if matches!(items.kind, Type::Object { .. }) => {
                    *lists += 1;
                    fields(items, cells, lists);
                }
                _ if name == "loai" => {}
                _ => *cells += 1,
            }
        }
    }
    let plugins = plugins();
    for id in types() {
        let plugin = plugins.load(&id).expect("a type");
        let (mut cells, mut lists) = (0, 0);
        fields(&plugin.schema.root, &mut cells, &mut lists);
        let plan = sheet::Plan::of(&plugin.schema.root);
        let all = plan.all_lists();
        let columns: usize = all.iter().map(|list| list.plan.targets.cells.len()).sum();
        // A signer has one column more, for the short name.
        let signers = usize::from(plugin.schema.field("/nguoi_ky/ho_ten").is_some());
        let found = (plan.targets.cells.len() + columns, all.len());
        assert_eq!(found, (cells + signers, lists), "{id}");
        for list in all {
            assert!((1..=31).contains(&list.sheet.chars().count()), "{id}: {}", list.sheet);
        }
    }
}

#[test]
fn the_command_writes_a_workbook_and_keeps_one_that_is_there() {
    let folder = tempfile::tempdir().expect("a folder");
    let run = |args: &[&str]| {
        let mut command = vanthu();
        command.current_dir(folder.path()).arg("sheet").args(args).output().expect("runs")
    };
    let made = run(&["so-ket"]);
    assert_eq!(printed(&made), "đã ghi nhap-lieu.xlsx\n");
    let bytes = fs::read(folder.path().join("nhap-lieu.xlsx")).expect("reads");
    let kept = run(&["so-ket"]);
    assert_eq!(kept.status.code(), Some(6), "{}", printed(&kept));
    assert_eq!(run(&["so-ket", "--force"]).status.code(), Some(0));
    let again = fs::read(folder.path().join("nhap-lieu.xlsx")).expect("reads");
    assert!(bytes == again, "another second, other bytes");
    assert_eq!(run(&["khong-co"]).status.code(), Some(2));
    fs::write(folder.path().join("a.yaml"), "loai: so-ket\nnoi_nhan:\n  - \"a\\nb\"\n")
        .expect("writes");
    let unfit = run(&["so-ket", "-o", "b.xlsx", "--data", "a.yaml"]);
    assert_eq!(unfit.status.code(), Some(1));
    assert!(printed(&unfit).contains("bảng tính không giữ được nguyên giá trị này"));
    assert!(!folder.path().join("b.xlsx").exists());
}

const ODS: &str = r#"<?xml version="1.0"?><office:document-content><office:automatic-styles>
<style:style style:name="ta2" style:family="table"><style:table-properties table:display="false"/></style:style>
</office:automatic-styles><office:body><office:spreadsheet>
<table:table table:name="Số liệu"><table:table-column table:number-columns-repeated="2"/><table:table-column table:visibility="collapse"/><table:table-column/><table:table-column table:visibility="collapse" table:number-columns-repeated="1020"/>
<table:table-row><table:table-cell office:value-type="string" table:number-columns-spanned="4"><text:p>BẢNG</text:p></table:table-cell><table:covered-table-cell table:number-columns-repeated="3"/></table:table-row>
<table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="1024"/></table:table-row>
<table:table-row><table:table-cell/><table:table-cell office:value-type="string"><text:p>Nội <text:span>dung</text:span></text:p></table:table-cell><table:table-cell office:value-type="string"><text:p>Kế hoạch</text:p></table:table-cell><table:table-cell office:value-type="string"><text:p>Thực hiện</text:p></table:table-cell></table:table-row>
<table:table-row><table:table-cell/><table:table-cell office:value-type="string"><office:annotation><text:p>lời nhắn</text:p></office:annotation><text:p>A<text:s text:c="2"/>&amp; B</text:p><text:p>hai</text:p></table:table-cell><table:table-cell office:value-type="float" office:value="1234.5"><text:p>1.234,5</text:p></table:table-cell><table:table-cell office:value-type="percentage" office:value="0.125"><text:p>12,5%</text:p></table:table-cell></table:table-row>
<table:table-row table:visibility="collapse"><table:table-cell/><table:table-cell office:value-type="string"><text:p>ẩn</text:p></table:table-cell></table:table-row>
<table:table-row table:number-rows-repeated="2"><table:table-cell/><table:table-cell office:value-type="string"><text:p>C</text:p></table:table-cell><table:table-cell office:value-type="float" office:value="7" table:number-columns-repeated="2"><text:p>7</text:p></table:table-cell></table:table-row>
<table:table-row><table:table-cell/><table:table-cell table:formula="of:=NA()" office:value-type="string" office:string-value="" calcext:value-type="error"><text:p>#N/A</text:p></table:table-cell><table:table-cell office:value-type="date" office:date-value="2026-05-03"><text:p>3/5</text:p></table:table-cell></table:table-row>
<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="1024"/></table:table-row>
</table:table>
<table:table table:name="Cũ" table:style-name="ta2"><table:table-row><table:table-cell office:value-type="string"><text:p>x</text:p></table:table-cell></table:table-row></table:table>
</office:spreadsheet></office:body></office:document-content>"#;

#[test]
fn a_workbook_of_libreoffice_is_read() {
    let plugins = plugins();
    let plugin = plugins.load("so-ket").expect("a type");
    let item = plugin.schema.field("/so_lieu/dong/0").expect("a field");
    let bytes = archive(&[("content.xml", ODS.as_bytes())]);
    let mut files = Files::default();
    let book = sheet::open(&bytes, "a.ods", &Limits::PAGE, &mut files).expect("opens");
    let targets = sheet::Targets::of(item);
    let mapping = sheet::match_columns(&book.sheets[0], &targets, &[], &[]);
    let rows = sheet::rows(&book.sheets[0], &mapping, item);
    let read: Vec<String> = rows.iter().map(|row| write(&row.data)).collect();
    let seven = "ten: C\nke_hoach: 7\nthuc_hien: 7\n";
    assert_eq!(read, ["ten: |-\n  A  & B\n  hai\nke_hoach: 1234.5\n", seven, seven, " {}\n"]);
    let told: Diagnostics =
        book.notes.iter().chain(rows.iter().flat_map(|row| &row.diagnostics)).cloned().collect();
    let told = human::print(&told, &files, Lang::Vi, false);
    for words in [
        "a.ods, trang «Số liệu», dòng 6",
        "cột C bị ẩn, vẫn được đọc",
        "trang «Cũ» bị ẩn",
        "ô hiện 12,5% nhưng bảng tính lưu 0,125",
        "a.ods, trang «Số liệu», ô D5",
        "công thức trong ô bị lỗi: #N/A",
        "đã đổi ô này thành ngày hoặc giờ (03/05/2026)",
    ] {
        assert!(told.contains(words), "{words}: {told}");
    }
}

#[test]
fn libreoffice_keeps_what_was_filled_in() {
    let folder = tempfile::tempdir().expect("a folder");
    let plugins = plugins();
    let plugin = plugins.load("so-ket").expect("a type");
    let node = parsed(&fs::read(repository("examples/so-ket-xa/bao-cao.yaml")).expect("reads"));
    let bytes = sheet::intake("t", &plugin.schema.root, &[node]).expect("writes");
    fs::write(folder.path().join("a.xlsx"), &bytes).expect("writes");
    let home = format!("-env:UserInstallation=file://{}", folder.path().join("lo").display());
    let mut command = Command::new("soffice");
    command.current_dir(folder.path()).args([&home, "--headless", "--convert-to", "ods", "a.xlsx"]);
    let ran = command.output();
    let Ok(ods) = fs::read(folder.path().join("a.ods")) else {
        assert!(std::env::var_os("CI").is_none(), "there is no LibreOffice Calc here: {ran:?}");
        println!("NOT CHECKED: there is no LibreOffice Calc here: {ran:?}");
        return;
    };
    let (ours, told) = read(&bytes, &plugin.schema.root);
    assert_eq!(told, "");
    let (theirs, told) = read(&ods, &plugin.schema.root);
    assert_eq!(told, "");
    assert_eq!(write(&theirs[0]), write(&ours[0]));
}

/// Numbers that look random and are the same each time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % below.max(1) as u64).expect("small")
    }
}

/// Pieces that readers of workbooks stumble over.
const PIECES: [&str; 24] = [
    "<",
    ">",
    "\"",
    "&",
    "&#0;",
    "&x;",
    "<c r=\"XFD1048576\"><v>1</v></c>",
    "r=\"A0\"",
    "t=\"s\"",
    "<v>99999999999</v>",
    "<row r=\"4294967295\">",
    "</row>",
    "hidden=\"1\"",
    "<mergeCell ref=\"A1:XFD1048576\"/>",
    "1e308",
    "-1",
    "NaN",
    "\u{0}",
    "ệ",
    "_xD800_",
    "table:number-rows-repeated=\"4294967295\"",
    "table:number-columns-repeated=\"-1\"",
    "office:value=\"x\"",
    "</table:table>",
];

/// Not run by itself: [`no_workbook_does_harm`] runs it with little memory.
#[test]
#[ignore = "run by another test, with little memory"]
fn many_broken_workbooks() {
    let plugins = plugins();
    let plugin = plugins.load("so-ket").expect("a type");
    let root = &plugin.schema.root;
    let node = parsed(&fs::read(repository("examples/so-ket-xa/bao-cao.yaml")).expect("reads"));
    let xlsx = sheet::intake("t", root, &[node]).expect("writes");
    let parts = |bytes: &[u8]| -> Vec<(String, Vec<u8>)> {
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a zip");
        let read = |nth| {
            let mut entry = archive.by_index(nth).expect("an entry");
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).expect("reads");
            (entry.name().expect("a name").into_owned(), bytes)
        };
        (0..zip::ZipArchive::new(Cursor::new(bytes)).expect("a zip").len()).map(read).collect()
    };
    let ods = archive(&[("content.xml", ODS.as_bytes())]);
    let csv = "Nội dung;Kế hoạch\n\"A\";1\n".as_bytes();
    let lines = "{\"so\": \"05\", \"noi_nhan\": [\"a\"]}\n".as_bytes();
    let mut dice = Dice(0x2545_F491_4F6C_DD1D);
    let (mut opened, mut refused) = (0, 0);
    for round in 0..600 {
        let bytes = match round % 6 {
            0 => damaged(&xlsx, &mut dice),
            1 => damaged(csv, &mut dice),
            2 => damaged(lines, &mut dice),
            even => {
                let mut all = parts(if even == 3 { &ods } else { &xlsx });
                let nth = dice.roll(all.len());
                all[nth].1 = damaged(&all[nth].1, &mut dice);
                let all: Vec<(&str, &[u8])> =
                    all.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
                archive(&all)
            }
        };
        match sheet::open(&bytes, "a", &Limits::PAGE, &mut Files::default()) {
            Ok(book) => {
                opened += 1;
                let read = sheet::records(&book, root, &[]);
                for record in &read.records {
                    let _ = record.blame(plugin.schema.check(&record.data, false).diagnostics);
                }
            }
            Err(fault) => {
                refused += 1;
                assert!(!fault.hints.is_empty() && fault.span.is_some(), "{fault:?}");
            }
        }
    }
    assert!(opened > 50 && refused > 50, "{opened} opened, {refused} refused");
}

/// The bytes with a few places changed.
fn damaged(bytes: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for _ in 0..=dice.roll(4) {
        let at = dice.roll(bytes.len());
        match dice.roll(4) {
            0 => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte = u8::try_from(dice.roll(256)).expect("a byte");
                }
            }
            1 => bytes.truncate(at),
            2 => {
                let piece = PIECES[dice.roll(PIECES.len())].bytes();
                bytes.splice(at..at, piece);
            }
            _ => {
                let end = (at + dice.roll(40)).min(bytes.len());
                bytes.drain(at..end);
            }
        }
    }
    bytes
}

#[test]
#[cfg(unix)]
fn no_workbook_does_harm() {
    let test = std::env::current_exe().expect("a program");
    let output = Command::new("sh")
        .args(["-c", "ulimit -v 1000000; exec \"$0\" --exact many_broken_workbooks --ignored"])
        .arg(test)
        .output()
        .expect("runs");
    assert!(output.status.success(), "{}", printed(&output));
    assert!(printed(&output).contains("1 passed"), "{}", printed(&output));
}
