//! A document's data with the files that they name, as one or several files of the user's: what is in
//! them, which of them is the document, and one archive of them.
//!
//! A name that came from elsewhere is never a path: of it only the last part counts, made safe for
//! every system.

use std::io::{Cursor, Read, Write};

use serde_json::{Value, json};
use vanthu_core::data::{self, Limits};
use vanthu_core::diag::Files;
use zip::result::ZipResult;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use super::drafts::{LARGEST_ALL, MOST, texts_of};
use super::form::Wanted;
use super::judge::Desk;
use crate::batch::name;

/// A file that a draft keeps may be so large, in bytes.
pub(super) const LARGEST_FILE: usize = 10 << 20;

/// In the folder of a document it would be taken for the organisation's file.
const OFFICE: &str = "co-quan.yaml";

/// A file of the user's.
#[derive(Debug)]
pub(super) struct Given {
    pub(super) name: String,
    pub(super) bytes: Vec<u8>,
}

impl Given {
    /// The files that follow a line which names them with their sizes.
    pub(super) fn all(line: &Value, rest: &[u8]) -> Option<Vec<Self>> {
        let mut rest = rest;
        let mut given = Vec::new();
        for one in line.get("files")?.as_array()? {
            let size = usize::try_from(one.get("size")?.as_u64()?).ok()?;
            let (bytes, after) = rest.split_at_checked(size)?;
            let name = one.get("name")?.as_str()?.to_owned();
            given.push(Self { name, bytes: bytes.to_vec() });
            rest = after;
        }
        rest.is_empty().then_some(given)
    }

    fn is_archive(&self) -> bool {
        ends_with(&self.name, &[".zip"])
    }

    fn is_data(&self) -> bool {
        ends_with(&self.name, YAML)
    }
}

const YAML: &[&str] = &[".yaml", ".yml"];
const PICTURES: &[&str] = &[".png", ".jpg", ".jpeg"];

fn ends_with(name: &str, endings: &[&str]) -> bool {
    let name = name.to_lowercase();
    endings.iter().any(|ending| name.ends_with(ending))
}

/// A document with its files.
#[derive(Debug)]
pub(super) struct Bundle {
    /// The document's data.
    pub(super) main: Given,
    /// What the data name.
    pub(super) files: Vec<Given>,
    /// Names of the others.
    pub(super) unused: Vec<String>,
}

impl Bundle {
    /// What the user gave: archives are unpacked. The document is the one that no other names.
    pub(super) fn of(given: Vec<Given>) -> Result<Self, String> {
        let mut all = Vec::new();
        for one in given {
            if one.is_archive() { unpack(&one, &mut all)? } else { all.push(one) }
        }
        for one in &mut all {
            one.name = plain(&one.name)?;
        }
        if let Some(twice) = twice(&all) {
            return Err(format!("Có hai tệp cùng tên «{twice}». Hãy bỏ hoặc đổi tên một tệp."));
        }
        let is_candidate = |one: &&Given| one.is_data() && name::folded(&one.name) != OFFICE;
        let candidates: Vec<&Given> = all.iter().filter(is_candidate).collect();
        let texts: Vec<_> = candidates.iter().map(|one| texts_of(&one.bytes)).collect();
        let named = |name: &str| {
            let others = candidates.iter().zip(&texts).filter(|(one, _)| one.name != name);
            others.filter_map(|(_, texts)| texts.as_ref()).any(|texts| texts.contains(name))
        };
        let mains: Vec<String> =
            candidates.iter().filter(|one| !named(&one.name)).map(|one| one.name.clone()).collect();
        let [main] = &mains[..] else { return Err(not_one(&mains)) };
        let Some(at) = all.iter().position(|one| one.name == *main) else {
            return Err(not_one(&mains));
        };
        let main = all.remove(at);
        let texts = texts_of(&main.bytes).unwrap_or_default();
        let (files, rest): (Vec<_>, Vec<_>) =
            all.into_iter().partition(|one| texts.contains(&one.name));
        Ok(Self { main, files, unused: rest.into_iter().map(|one| one.name).collect() })
    }
}

fn not_one(mains: &[String]) -> String {
    if mains.is_empty() {
        return "Không có tệp dữ liệu .yaml nào của một văn bản. Tệp Word không đọc lại được: hãy chọn tệp tải về bằng «Tải dữ liệu».".to_owned();
    }
    let list = mains.join(", ");
    format!("Có {} văn bản: {list}. Hãy chọn một văn bản, và các tệp mà nó nêu tên.", mains.len())
}

fn twice(all: &[Given]) -> Option<&str> {
    let same = |a: &Given, b: &Given| name::folded(&a.name) == name::folded(&b.name);
    let earlier = |at: usize| all[..at].iter().any(|one| same(one, &all[at]));
    (0..all.len()).find(|at| earlier(*at)).map(|at| &*all[at].name)
}

/// The last part of a name, as every system can have it.
pub(super) fn plain(wanted: &str) -> Result<String, String> {
    let last = wanted.rsplit(['/', '\\']).next().unwrap_or_default();
    name::safe(last).map_err(|_| format!("Tên tệp «{last}» không dùng được. Hãy đổi tên tệp."))
}

/// The files of an archive; folders of it do not count, nor what systems put into them.
fn unpack(from: &Given, out: &mut Vec<Given>) -> Result<(), String> {
    let broken = || {
        format!(
            "Không đọc được tệp nén «{}»: tệp hỏng, có mật khẩu, hoặc không phải ZIP.",
            from.name
        )
    };
    let large = || {
        let most = LARGEST_ALL >> 20;
        format!("Tệp nén «{}» có hơn {MOST} tệp hoặc hơn {most} MB.", from.name)
    };
    let mut archive = ZipArchive::new(Cursor::new(&from.bytes)).map_err(|_| broken())?;
    if archive.len() > 2 * MOST {
        return Err(large());
    }
    let mut left = LARGEST_ALL as u64;
    for nth in 0..archive.len() {
        let mut entry = archive.by_index(nth).map_err(|_| broken())?;
        let name = std::str::from_utf8(entry.name_raw()).map_err(|_| broken())?.to_owned();
        let last = name.rsplit('/').next().unwrap_or_default();
        let hidden = last.starts_with('.') || name.starts_with("__MACOSX/");
        if entry.is_dir() || entry.is_symlink() || hidden {
            continue;
        }
        let mut bytes = Vec::new();
        // One byte more than allowed tells that there is too much, whatever the directory says.
        (&mut entry).take(left + 1).read_to_end(&mut bytes).map_err(|_| broken())?;
        left = left.checked_sub(bytes.len() as u64).ok_or_else(large)?;
        out.push(Given { name, bytes });
    }
    Ok(())
}

/// One archive with these files: no dates, so that equal files are equal bytes.
pub(super) fn pack(files: &[Given]) -> ZipResult<Vec<u8>> {
    let options = SimpleFileOptions::default().last_modified_time(zip::DateTime::default());
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for file in files {
        archive.start_file(&*file.name, options)?;
        archive.write_all(&file.bytes)?;
    }
    Ok(archive.finish()?.into_inner())
}

/// The name of the document among its files.
pub(super) fn main_name(stem: &str, files: &[Given]) -> String {
    let names = std::iter::once(format!("{stem}.yaml"))
        .chain((2..).map(|nth| format!("{stem}-{nth}.yaml")));
    let free =
        |wanted: &String| files.iter().all(|file| name::folded(&file.name) != name::folded(wanted));
    names.into_iter().find(free).unwrap_or_default()
}

impl Desk {
    /// The values of a document, and what was given with it.
    pub(super) fn open(&self, bundle: &Bundle) -> Result<Value, Value> {
        let mut read = self.read(&bundle.main.bytes)?;
        let names = bundle.files.iter().map(|file| &file.name);
        read["files"] = names.cloned().collect();
        read["unused"] = bundle.unused.clone().into();
        Ok(read)
    }

    /// A file for a field, as it will be kept; otherwise a sentence that says what is wrong with it.
    pub(super) fn fitting(&self, wanted: &Wanted, given: Given) -> Result<Given, Value> {
        let wrong = |words: String| Err(json!({ "error": words }));
        let mut given = given;
        if given.is_archive() && matches!(wanted, Wanted::Document(_)) {
            given = Bundle::of(vec![given]).map_err(|words| json!({ "error": words }))?.main;
        }
        let name = match plain(&given.name) {
            Ok(name) => name,
            Err(words) => return wrong(words),
        };
        if given.bytes.len() > LARGEST_FILE {
            return wrong(format!("Tệp «{name}» lớn hơn {} MB.", LARGEST_FILE >> 20));
        }
        let given = Given { name, bytes: given.bytes };
        match wanted {
            Wanted::Document(kind) => self.is_document(kind, &given)?,
            Wanted::Picture => is_picture(&given).map_err(|words| json!({ "error": words }))?,
        }
        Ok(given)
    }

    fn is_document(&self, kind: &str, given: &Given) -> Result<(), Value> {
        let name = &given.name;
        if !given.is_data() {
            let words = format!(
                "«{name}» không phải tệp dữ liệu .yaml. Hãy chọn tệp tải về bằng «Tải dữ liệu», hoặc bấm «Lấy từ bản nháp…»."
            );
            return Err(json!({ "error": words }));
        }
        if name::folded(name) == OFFICE {
            let words = format!("Tên «{name}» dành cho thông tin cơ quan. Hãy đổi tên tệp.");
            return Err(json!({ "error": words }));
        }
        let mut files = Files::default();
        let (node, out) = data::read(&given.bytes, name, &mut files, &Limits::DATA);
        let Some(node) = node else {
            let told = out.first();
            let place = told.and_then(|fault| fault.span).map(|span| files.line(span));
            let place = place.map(|line| format!(", dòng {line}")).unwrap_or_default();
            let why = told.map(|fault| fault.message.in_lang(self.lang)).unwrap_or_default();
            let words = format!("Không đọc được «{name}»{place}: {why}.");
            return Err(json!({ "error": words }));
        };
        let is = node.get("loai").and_then(data::Node::as_text).unwrap_or_default();
        if is == kind {
            return Ok(());
        }
        let title = |id: &str| {
            let plugin = self.plugins.load(id).ok()?;
            Some(plugin.manifest.title.in_lang(self.lang).to_owned())
        };
        let wanted = title(kind).unwrap_or_default();
        let is = title(is).map(|is| format!("là «{is}»")).unwrap_or("không rõ loại".to_owned());
        let words = format!("«{name}» {is}; mục này cần «{wanted}».");
        Err(json!({ "error": words }))
    }
}

fn is_picture(given: &Given) -> Result<(), String> {
    let png = given.bytes.starts_with(b"\x89PNG\r\n\x1a\n");
    let jpeg = given.bytes.starts_with(b"\xff\xd8\xff");
    if ends_with(&given.name, PICTURES) && (png || jpeg) {
        return Ok(());
    }
    Err(format!(
        "«{}» không phải hình PNG hoặc JPEG. Hãy lưu hình thành tệp .png hoặc .jpg.",
        given.name
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(files: &[(&str, &str)]) -> Vec<Given> {
        let one = |(name, text): &(&str, &str)| Given {
            name: (*name).to_owned(),
            bytes: text.as_bytes().to_vec(),
        };
        files.iter().map(one).collect()
    }

    #[test]
    fn the_document_is_the_one_that_no_other_names() {
        let files = [
            ("thư mục/thang-01.yaml", "loai: x\n"),
            ("thư mục/thang-03.yaml", "loai: x\nky_truoc: [thang-01.yaml, thang-02.yaml]\n"),
            ("thư mục\\thang-02.yaml", "loai: x\nky_truoc: [thang-01.yaml]\n"),
            ("thư mục/co-quan.yaml", "dia_danh: A\n"),
        ];
        for archived in [false, true] {
            let mut all = given(&files);
            if archived {
                let bytes = pack(&all).expect("packs");
                all = vec![Given { name: "Tháng 3.ZIP".to_owned(), bytes }];
            }
            let bundle = Bundle::of(all).expect("one document");
            assert_eq!(bundle.main.name, "thang-03.yaml");
            let names: Vec<_> = bundle.files.iter().map(|file| &*file.name).collect();
            assert_eq!(names, ["thang-01.yaml", "thang-02.yaml"]);
            assert_eq!(bundle.unused, ["co-quan.yaml"]);
        }
        for (files, words) in [
            (&[("a.yaml", "x: 1"), ("b.yaml", "x: 1")][..], "Có 2 văn bản: a.yaml, b.yaml"),
            (&[("a.yaml", "x: b.yaml"), ("b.yaml", "x: a.yaml")], "Không có tệp dữ liệu"),
            (&[("a.docx", "PK")], "Không có tệp dữ liệu"),
            (&[("a.zip", "PK")], "Không đọc được tệp nén «a.zip»"),
            (&[("x/a.yaml", ""), ("y/A.yaml", "")], "Có hai tệp cùng tên «A.yaml»"),
            (&[("..", "x: 1")], "Tên tệp «..» không dùng được"),
        ] {
            let told = Bundle::of(given(files)).expect_err("refused");
            assert!(told.starts_with(words), "{told}");
        }
    }

    #[test]
    fn a_name_is_never_a_path() {
        for (wanted, name) in [
            ("C:\\Users\\a\\thang-01.yaml", "thang-01.yaml"),
            ("../../etc/thang-01.yaml", "thang-01.yaml"),
            ("thang:01?.yaml", "thang-01-.yaml"),
            ("con.yaml", "con.yaml_"),
            (".an.yaml", "an.yaml"),
        ] {
            assert_eq!(plain(wanted).expect("a name"), name, "{wanted}");
        }
        assert!(plain("a/").is_err() && plain("../..").is_err());
    }

    #[test]
    fn the_document_has_a_name_that_none_of_its_files_has() {
        assert_eq!(main_name("a", &[]), "a.yaml");
        assert_eq!(main_name("a", &given(&[("A.yaml", ""), ("a-2.yaml", "")])), "a-3.yaml");
    }
}
