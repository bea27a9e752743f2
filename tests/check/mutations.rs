//! Good papers with one thing changed: which rule is told. The list of all of them with what was
//! told is `tests/data/dot-bien.txt`; every rule that a machine judges is told of by some.

// How many there were is printed for whoever reads the log.
#![allow(clippy::print_stdout)]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::Mutex;

use vanthu_core::diag::{Lang, human};
use vanthu_core::document::Role;
use vanthu_core::inspect::Inspected;
use vanthu_core::plugin::Plugins;
use vanthu_core::render::{Input, Job};
use vanthu_core::standard::{Allowed, Ask, Judged, Rule, Value};

use crate::common::repository;
use crate::papers::{
    self, Change, ND30, TT01, changed, data, judged_by, made, paper, plugins, rules_told, said,
    with,
};

/// What is told of a good paper in which one thing is wrong.
struct Mutation {
    /// The rule that must be told.
    rule: String,
    /// What was changed, in which paper.
    what: String,
    /// All rules that were told.
    told: Vec<String>,
}

/// Texts of the data changed: the paper, from, to, the rule that is told.
const IN_DATA: &[(&str, &str, &str, &str)] = &[
    ("cong-van", "ngày 05 tháng 01", "ngày 5 tháng 01", "ND-1"),
    ("cong-van", "ngày 05 tháng 01 năm", "ngày 31 tháng 4 năm", "ND-1"),
    ("to-trinh", "12.500 triệu", "12,500,000 triệu", "ND-2"),
    ("to-trinh", "05 công trình", "05 công trình ở Bỉm Sơn, gần Bìm Sơn", "ND-3"),
    ("to-trinh", "05 công trình", "05 công trình theo 20/CT-TW, 20/CT/TW", "ND-4"),
    ("ke-hoach", "so: \"08\"", "so: \"08\"\ndia_danh: \"7\"", "DD-2"),
    ("ke-hoach", "so: \"08\"", "so: \"08\"\ndia_danh: xã A", "DD-4-HOA"),
    ("to-trinh", "năm 2026", "năm 2026. Vốn xã", "TL-4"),
    ("quyet-dinh", "30/2020/NĐ-CP ngày 05 tháng 3 năm 2020", "30/2020/NĐ-CP", "CC-1"),
    ("cong-van", "ngày 05 tháng 01 năm 2026 ", "", "CIT-1"),
    ("to-trinh", "05 công trình", "05  công trình", "ND-5"),
    ("chi-thi", "rà soát, báo cáo", "rà soát , báo cáo", "ND-6"),
    ("chi-thi", "rà soát, báo cáo", "rà soát,báo cáo", "ND-6"),
    ("to-trinh", "05 công trình", "05 c«ng tr×nh", "ND-7"),
    ("to-trinh", "05 công trình", "05 công trình hòa bình, hoà giải", "ND-8"),
    ("cong-van", "Kế hoạch số 08", "Kế hoạch số: 08", "ND-10"),
    ("to-trinh", "Danh mục gồm", "danh mục gồm", "CAP-1"),
    ("to-trinh", "05 công trình", "05 công trình ở thành phố Hồ Chí Minh", "CAP-5"),
    ("to-trinh", "05 công trình", "05 công trình theo điều 5", "CAP-13"),
    ("ban-sao", "hinh_thuc: tl", "hinh_thuc: kt", "SIG-2"),
    ("ban-sao", "ho_ten: Phạm", "ho_ten: TS. Phạm", "SIG-6"),
    ("quyet-dinh", "Về việc thành lập", "Thành lập", "TL-6"),
    ("quyet-dinh", "Như Điều 3, ", "", "NN-2"),
    ("quyet-dinh", "trong danh sách kèm theo", "dưới đây", "AP-1"),
    ("to-trinh", "noi_nhan: [Như trên]", "noi_nhan: [Sở Nội vụ]", "NN-1-NHU-TREN"),
    ("ke-hoach", "so: \"08\"", "so: \"08\"\nkinh_gui: [Sở Nội vụ]\nnoi_nhan: [Như trên]", "NN-1"),
    ("ke-hoach", "so: \"08\"", "so: \"08\"\nky_hieu: XX-UBND", "SO-2"),
    ("cong-van", "so: \"21\"", "so: \"21\"\nky_hieu: CV-UBND", "SO-2"),
    ("quyet-dinh", "  tap_the: ~\n", "  tap_the: Ủy ban nhân dân\n", "CC-4-KY"),
    ("ke-hoach", "so: \"08\"", "so: \"08\"\nky_hieu: 2026/KH-UBND", "SO-8"),
];

/// Texts of a template changed: the file, from, to, the paper, the rule that is told.
const IN_TEMPLATES: &[(&str, &str, &str, &str, &str)] = &[
    ("standard.yaml", "HỎA TỐC: 30mm", "HỎA TỐC: 50mm", "cong-van", "MK-2-KHUNG"),
    ("chung.yaml", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA", "CỘNG HÒA XÃ HỘI", "ke-hoach", "QH-6"),
    ("chung.yaml", "Độc lập - Tự do -", "Độc lập – Tự do –", "ke-hoach", "QH-7"),
    ("chung.yaml", "Số: {{pad so}}/", "Số: {{pad so}} - ", "giay-moi", "SO-5"),
    ("chung.yaml", "{{dia_danh}}, {{date ngay}}", "{{dia_danh}} {{date ngay}}", "ke-hoach", "DD-3"),
    (
        "chung.yaml",
        "- Lưu: VT, {{bare luu.don_vi}}.",
        "- Lưu: {{bare luu.don_vi}}.",
        "ke-hoach",
        "NN-6",
    ),
    (
        "chung.yaml",
        "- {{bare _noi}};\" }\n    - use: luu",
        "- {{bare _noi}}.\" }\n    - use: luu",
        "ke-hoach",
        "NN-6",
    ),
    ("chung.yaml", "\"KT. {{", "\"TL. {{", "cong-van", "SIG-1-TL"),
    ("chung.yaml", "\"Nơi nhận:\"", "\"Nơi nhận\"", "ke-hoach", "NN-4-CHU"),
    (
        "chung.yaml",
        "role: addressee, text: \"- {{bare _noi}};",
        "role: addressee, text: \"- {{bare _noi}},",
        "cong-van",
        "NN-3-DAU",
    ),
    (
        "chung.yaml",
        "(Kèm theo {{ten_loai}} số {{pad so}}",
        "(Ban hành kèm theo {{ten_loai}} số {{pad so}}",
        "quyet-dinh",
        "AP-3-CHU",
    ),
    ("chung.yaml", "\"TM. {{", "\"T/M {{", "ke-hoach", "SIG-1"),
    ("mau-1.5.yaml", "\"V/v {{trich_yeu}}\"", "\"Về việc {{trich_yeu}}\"", "cong-van", "TL-5-VV"),
    ("mau-1.2.yaml", "\"QUYẾT ĐỊNH:\"", "\"QUYẾT ĐỊNH\"", "quyet-dinh", "CC-3-LOI"),
    ("chung.yaml", "\"{{bare _can_cu}}.\"", "\"{{bare _can_cu}},\"", "nghi-quyet", "CC-2-DAU"),
    // The board stands below its head.
    (
        "chung.yaml",
        "\"TM. {{nguoi_ky.tap_the}}\" }\n    - when: nguoi_ky.chuc_vu_chinh\n      do:\n        - when: (eq nguoi_ky.hinh_thuc 'kt')\n          do:\n            - line: { role: signer-authority, text: \"KT. {{nguoi_ky.chuc_vu_chinh}}\" }",
        "\"KT. Chủ tịch\" }\n    - when: nguoi_ky.chuc_vu_chinh\n      do:\n        - when: (eq nguoi_ky.hinh_thuc 'kt')\n          do:\n            - line: { role: signer-authority, text: \"TM. Ủy ban nhân dân\" }",
        "cong-van",
        "SIG-4",
    ),
    (
        "chung.yaml",
        "      else:\n        - line: { role: signer-title, text: \"{{nguoi_ky.chuc_vu}}\" }",
        "      else:\n        - when: (eq nguoi_ky.hinh_thuc nguoi_ky.chuc_vu)\n          do:\n            - line: { role: signer-title, text: \"{{nguoi_ky.chuc_vu}}\" }",
        "ban-sao",
        "SIG-3",
    ),
    ("chung.yaml", "{{nguoi_soan_thao}}.{{#if", "x{{nguoi_soan_thao}}.{{#if", "quyet-dinh", "MK-4"),
    // What may be handed on by order may not be by delegation.
    (
        "chung.yaml",
        "\"TL. {{nguoi_ky.chuc_vu_chinh}}",
        "\"TUQ. {{nguoi_ky.chuc_vu_chinh}}",
        "giay-gioi-thieu",
        "SIG-3",
    ),
    ("mau-1.9.yaml", "text: Thư ký", "text: Người viết", "bien-ban", "SIG-12"),
];

/// A part of a written file changed: from, to, the paper, the rule that is told. `@` begins the
/// name of a part that is not the text.
const IN_FILES: &[(&str, &str, &str, &str)] = &[
    ("<w:t>./.</w:t>", "<w:t>.</w:t>", "examples/cac-mau/cong-van.yaml", "BODY-5"),
    ("xem xét", "xem xe\u{301}t", "examples/cac-mau/cong-van.yaml", "ND-9"),
    ("<w:pgNumType w:start=\"1\"/>", "", "examples/so-ket-xa/bao-cao.yaml", "GEN-7"),
    (
        "<w:pgSz w:w=\"11906\" w:h=\"16838\"/>",
        "<w:pgSz w:w=\"16838\" w:h=\"11906\" w:orient=\"landscape\"/>",
        "examples/cac-mau/ke-hoach.yaml",
        "GEN-2",
    ),
    (
        "<w:p><w:pPr><w:pStyle w:val=\"TieuDeChuong\"/></w:pPr><w:r><w:t>QUY ĐỊNH CHUNG</w:t></w:r></w:p>",
        "",
        "examples/cac-mau/quyet-dinh-ban-hanh.yaml",
        "STR-2",
    ),
    (
        "Tổ phó</w:t></w:r><w:r><w:t>./.",
        "Tổ phó</w:t></w:r><w:r><w:t>.",
        "examples/cac-mau/quyet-dinh.yaml",
        "AP-5",
    ),
    ("preserve\">b) <", "preserve\">f) <", "examples/cac-mau/cong-van.yaml", "STR-7-CHU"),
    (
        "@header1<w:r><w:fldChar w:fldCharType=\"begin\"",
        "<w:r><w:t>Trang </w:t></w:r><w:r><w:fldChar w:fldCharType=\"begin\"",
        "examples/cac-mau/ke-hoach.yaml",
        "GEN-6-SO",
    ),
    (
        "@numbering\"upperRoman\"/><w:suff w:val=\"nothing\"/><w:lvlText w:val=\"Chương",
        "\"decimal\"/><w:suff w:val=\"nothing\"/><w:lvlText w:val=\"Chương",
        "examples/cac-mau/quyet-dinh-ban-hanh.yaml",
        "STR-3-SO",
    ),
    (
        "@numbering\"decimal\"/><w:suff w:val=\"nothing\"/><w:lvlText w:val=\"Mục",
        "\"upperRoman\"/><w:suff w:val=\"nothing\"/><w:lvlText w:val=\"Mục",
        "examples/cac-mau/quyet-dinh-ban-hanh.yaml",
        "STR-4-SO",
    ),
    ("@numbering\"Điều %3.\"", "\"Điều %3:\"", "examples/cac-mau/quyet-dinh.yaml", "STR-5-DAU"),
    ("<w:titlePg/>", "", "examples/cac-mau/ke-hoach.yaml", "GEN-6-DAU"),
    (">KẾ HOẠCH<", ">KẾ HOẠCH CHI TIẾT<", "examples/cac-mau/ke-hoach.yaml", "TL-1-CHU"),
    // The two lines at the top right change places.
    (
        "QuocHieu\"/></w:pPr><w:r><w:t>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM</w:t></w:r></w:p><w:p><w:pPr><w:pStyle w:val=\"TieuNgu\"/></w:pPr><w:r><w:t>Độc lập - Tự do - Hạnh phúc",
        "TieuNgu\"/></w:pPr><w:r><w:t>Độc lập - Tự do - Hạnh phúc</w:t></w:r></w:p><w:p><w:pPr><w:pStyle w:val=\"QuocHieu\"/></w:pPr><w:r><w:t>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "examples/cac-mau/ke-hoach.yaml",
        "THU-TU",
    ),
    // The motto smaller than its nation's name asks.
    (
        "<w:pStyle w:val=\"TieuNgu\"/></w:pPr><w:r>",
        "<w:pStyle w:val=\"TieuNgu\"/></w:pPr><w:r><w:rPr><w:sz w:val=\"26\"/></w:rPr>",
        "examples/cac-mau/ke-hoach.yaml",
        "QH-5",
    ),
];

/// What is put into a written file to break a property.
enum Break {
    /// Into the properties of each run.
    Run(&'static str),
    /// Into the properties of each paragraph, in the place of the element of this name.
    Paragraph(&'static str),
    /// The letters become small ones.
    Small,
    /// In the part, the value of an attribute.
    Attribute(&'static str, &'static str),
}

/// How to break a property of a row that allows `allowed`.
fn breaking(property: &str, allowed: &Allowed) -> Break {
    let flag = allowed.holds(&Value::Flag(true));
    match property {
        "size" => Break::Run("<w:sz w:val=\"18\"/>"),
        "bold" if flag => Break::Run("<w:b w:val=\"0\"/>"),
        "bold" => Break::Run("<w:b/>"),
        "italic" if flag => Break::Run("<w:i w:val=\"0\"/>"),
        "italic" => Break::Run("<w:i/>"),
        "caps" if flag => Break::Small,
        "caps" => Break::Run("<w:caps/>"),
        "color" => Break::Run("<w:color w:val=\"0000FF\"/>"),
        "font" => Break::Run("<w:rFonts w:ascii=\"Arial\" w:hAnsi=\"Arial\"/>"),
        "align" if allowed.holds(&Value::Word("center".to_owned())) => {
            Break::Paragraph("<w:jc w:val=\"right\"/>")
        }
        "align" => Break::Paragraph("<w:jc w:val=\"center\"/>"),
        "before" => Break::Paragraph("<w:spacing w:before=\"0\" w:after=\"0\"/>"),
        "line" => Break::Paragraph("<w:spacing w:line=\"600\" w:lineRule=\"auto\"/>"),
        "first_line" => Break::Paragraph("<w:ind w:firstLine=\"1500\"/>"),
        "indent_left" => Break::Paragraph("<w:ind w:left=\"1500\"/>"),
        "width" => Break::Attribute("w:w", "12240"),
        "height" => Break::Attribute("w:h", "15840"),
        "top" => Break::Attribute("w:top", "567"),
        "bottom" => Break::Attribute("w:bottom", "567"),
        "left" => Break::Attribute("w:left", "567"),
        "right" => Break::Attribute("w:right", "567"),
        other => panic!("{other} cannot be broken"),
    }
}

/// Each paragraph of a style, those without any when it is the text's.
fn in_paragraphs(part: &str, style: &str, change: impl Fn(&str) -> String) -> String {
    let named = format!("<w:pStyle w:val=\"{style}\"/>");
    let mut out = String::new();
    for piece in part.split_inclusive("</w:p>") {
        // The innermost beginning: a paragraph may stand in a frame of another.
        let begin = piece.rfind("<w:p>").max(piece.rfind("<w:p "));
        let (above, paragraph) = piece.split_at(begin.unwrap_or(piece.len()));
        let is_it = match style {
            "NoiDung" => !paragraph.contains("<w:pStyle ") && paragraph.contains("<w:t"),
            _ => paragraph.contains(&named),
        };
        out.push_str(above);
        out.push_str(&if is_it { change(paragraph) } else { paragraph.to_owned() });
    }
    out
}

impl Break {
    fn apply(&self, part: &str, style: &str) -> String {
        match self {
            Self::Run(property) => in_paragraphs(part, style, |paragraph| {
                let bare = paragraph.replace("<w:r><w:t", "<w:r><w:rPr></w:rPr><w:t");
                let bare = bare.replace("<w:r><w:fldChar", "<w:r><w:rPr></w:rPr><w:fldChar");
                bare.replace("<w:rPr>", &format!("<w:rPr>{property}"))
            }),
            Self::Paragraph(property) => in_paragraphs(part, style, |paragraph| {
                let bare = match paragraph.contains("<w:pPr>") {
                    true => paragraph.to_owned(),
                    false => paragraph.replacen("<w:p>", "<w:p><w:pPr></w:pPr>", 1),
                };
                let name = property.split(' ').next().unwrap_or_default();
                let own = bare.find(&format!("{name} ")).map(|at| {
                    let end = at + bare[at..].find("/>").unwrap_or_default() + 2;
                    (bare[..at].to_owned(), bare[end..].to_owned())
                });
                let bare = own.map_or(bare, |(before, after)| before + &after);
                let style = format!("<w:pStyle w:val=\"{style}\"/>");
                match bare.contains(&style) {
                    true => bare.replacen(&style, &format!("{style}{property}"), 1),
                    false => bare.replacen("<w:pPr>", &format!("<w:pPr>{property}"), 1),
                }
            }),
            Self::Small => in_paragraphs(part, style, |paragraph| {
                let pieces = paragraph.split_inclusive("</w:t>").map(|piece| {
                    let at = piece.rfind('>').and_then(|end| piece[..end].rfind('>'));
                    let (tags, text) = piece.split_at(at.unwrap_or_default());
                    if piece.ends_with("</w:t>") {
                        let text = text.trim_end_matches("</w:t>");
                        format!("{tags}{}</w:t>", text.to_lowercase())
                    } else {
                        piece.to_owned()
                    }
                });
                pieces.collect()
            }),
            Self::Attribute(name, value) => {
                let named = format!("{name}=\"");
                let tag = if value.len() == 5 { "<w:pgSz " } else { "<w:pgMar " };
                let mut out = String::new();
                for (nth, piece) in part.split(tag).enumerate() {
                    let at = piece.find(&named).map(|at| at + named.len()).filter(|_| nth > 0);
                    let end = at.and_then(|at| Some(at + piece[at..].find('"')?));
                    if nth > 0 {
                        out.push_str(tag);
                    }
                    match at.zip(end) {
                        Some((at, end)) => {
                            out.push_str(&piece[..at]);
                            out.push_str(value);
                            out.push_str(&piece[end..]);
                        }
                        None => out.push_str(piece),
                    }
                }
                out
            }
        }
    }
}

/// Everything that is judged, with what lets us make papers of it.
struct Bench {
    standard: &'static str,
    good: Plugins,
    rules: Vec<Rule>,
    /// The file of each standard: the rows and the styles.
    rows: String,
    papers: Vec<Paper>,
}

/// A good paper.
struct Paper {
    path: String,
    /// What its type says of itself.
    manifest: String,
    bytes: Vec<u8>,
    not_judged: Vec<String>,
    /// The parts in which paragraphs are changed.
    text: String,
}

impl Paper {
    /// Whether the rule is about papers of its form.
    fn is_meant(&self, rule: &Rule) -> bool {
        let form = |form: &String| self.manifest.contains(&format!("form: \"{form}\""));
        rule.forms.is_empty() || rule.forms.iter().any(form)
    }
}

impl Bench {
    fn new(standard: &'static str) -> Self {
        let good = plugins();
        let rules = good.rules(standard).expect("the standard");
        let mut papers = Vec::new();
        // The seed has faults of its own.
        for path in papers::all().into_iter().filter(|path| !path.contains("so-ket-141")) {
            let bytes = paper(&good, &path, &data(&path, standard));
            let inspected = judged_by(&good, standard, &bytes);
            assert!(rules_told(&inspected.diagnostics).is_empty(), "{path}: {}", said(&inspected));
            let parts = papers::parts(&bytes);
            let read = |(name, bytes): &(String, Vec<u8>)| {
                let wanted = name.starts_with("word/") && !name.contains("styles");
                wanted.then(|| String::from_utf8_lossy(bytes).into_owned())
            };
            let text = parts.iter().filter_map(read).collect();
            let source = std::fs::read_to_string(repository(&path)).expect("data");
            let id = source.lines().find_map(|line| line.strip_prefix("loai: ")).expect("a type");
            let manifest = repository("plugins").join(id).join("plugin.yaml");
            let manifest = std::fs::read_to_string(manifest).unwrap_or_default();
            papers.push(Paper { path, manifest, bytes, not_judged: inspected.not_judged, text });
        }
        let rows = |standard: &str| {
            let path = repository("templates").join(standard).join("standard.yaml");
            std::fs::read_to_string(path).expect("rows")
        };
        Self { standard, good, rules, rows: rows(ND30), papers }
    }

    /// The name of a role's style.
    fn style(&self, role: &str) -> &str {
        let (_, rest) = self.rows.split_once(&format!("\n  {role}: {{ id: ")).expect("a style");
        rest.split([',', ' ']).next().expect("a name")
    }

    /// The first paper in which a rule is judged, that has a paragraph of the style.
    fn paper_of(&self, rule: &Rule, style: &str) -> Option<&Paper> {
        let named = format!("<w:pStyle w:val=\"{style}\"/>");
        self.papers.iter().find(|paper| {
            let has = matches!(style, "" | "NoiDung") || paper.text.contains(&named);
            has && paper.is_meant(rule) && !paper.not_judged.contains(&rule.id)
        })
    }

    fn judged(&self, bytes: &[u8]) -> Inspected {
        judged_by(&self.good, self.standard, bytes)
    }

    /// Judges what an engine with a change writes.
    fn told(&self, change: Change<'_>, path: &str) -> Inspected {
        let engine = changed(Some(change));
        self.judged(&paper(&engine, path, &data(path, self.standard)))
    }

    /// Whether the standard has a row of its own for a rule.
    fn is_own(&self, rule: &Rule) -> bool {
        let path = repository("templates").join(self.standard).join("standard.yaml");
        let rows = std::fs::read_to_string(path).expect("rows");
        rows.contains(&format!("  - id: {}\n", rule.id))
    }
}

/// A paper with one property of one role broken, or of the page. `None`: nothing has it, as a
/// heading that is all number has no text.
fn broken(whole: &[u8], style: &str, by: &Break) -> Option<Vec<u8>> {
    let part = match style {
        "SoTrang" => {
            let footer = papers::parts(whole).iter().any(|(name, _)| name == "word/footer1.xml");
            if footer { "word/footer1.xml" } else { "word/header1.xml" }
        }
        _ => "word/document.xml",
    };
    let mut changed = false;
    let bytes = with(whole, part, |text| {
        let new = by.apply(&text, style);
        changed = new != text;
        new.into_bytes()
    });
    changed.then_some(bytes)
}

/// What a look at the file cannot tell, and why.
fn unseen(role: Option<Role>, property: &str) -> Option<&'static str> {
    Some(match (role?, property) {
        (Role::Article | Role::Clause, "bold") => "a bold one is taken for a heading",
        (Role::Body, "bold") => "a bold line may be a title in the text: in doubt",
        (Role::ParentAgency, "bold") => "two bold lines are one name",
        _ => return None,
    })
}

/// Each property of each row about looks, for each role that a paper has.
fn of_looks(bench: &Bench, out: &Mutex<Vec<Mutation>>) {
    let mut work: Vec<(&Rule, &str, &Allowed, Option<Role>)> = Vec::new();
    for rule in bench.rules.iter().filter(|rule| bench.is_own(rule)) {
        let Ask::Look(look) = &rule.ask else { continue };
        for (property, allowed) in &look.allow {
            // Where the page number stands: tests/check/foreign.rs.
            if property != "place" {
                let seen = look.roles.iter().filter(|role| unseen(**role, property).is_none());
                work.extend(seen.map(|role| (rule, &**property, allowed, *role)));
            }
        }
    }
    in_threads(&work, |(rule, property, allowed, role)| {
        let style = role.map_or("", |role| bench.style(role.id()));
        let Some(paper) = bench.paper_of(rule, style) else { return };
        let by = breaking(property, allowed);
        // Of the whole paper, its text is enough.
        let style = if style.is_empty() { "NoiDung" } else { style };
        let Some(bytes) = broken(&paper.bytes, style, &by) else { return };
        let found = bench.judged(&bytes);
        let told = rules_told(&found.diagnostics);
        let role = role.map_or("page", Role::id);
        let what = format!("{role} {property} ({})", short(&paper.path));
        out.lock().expect("no panic").push(Mutation { rule: rule.id.clone(), what, told });
    });
}

/// Each drawn line as long as its column.
fn of_lines(bench: &Bench, out: &Mutex<Vec<Mutation>>) {
    for rule in bench.rules.iter().filter(|rule| bench.is_own(rule)) {
        let Ask::Line { under, .. } = &rule.ask else { continue };
        let paper = bench.paper_of(rule, bench.style(under.id())).expect("a paper");
        let above = format!("<w:pStyle w:val=\"{}\"/>", bench.style(under.id()));
        let bytes = with(&paper.bytes, "word/document.xml", |text| {
            let at = text.rfind(&above).expect("the text above");
            let at = at + text[at..].find("<w:ind ").expect("the line");
            let at = if text[at..].starts_with("<w:ind ") && !text[..at].ends_with("DuongKe\"/>") {
                at + 1 + text[at + 1..].find("\"DuongKe\"/><w:ind ").expect("the line") + 12
            } else {
                at
            };
            let end = at + text[at..].find("/>").expect("an end") + 2;
            format!("{}<w:ind w:left=\"0\" w:right=\"0\"/>{}", &text[..at], &text[end..])
                .into_bytes()
        });
        let found = bench.judged(&bytes);
        let told = rules_told(&found.diagnostics);
        let what = format!("line under {} ({})", under.id(), short(&paper.path));
        out.lock().expect("no panic").push(Mutation { rule: rule.id.clone(), what, told });
    }
}

fn short(path: &str) -> &str {
    path.trim_end_matches("/bao-cao.yaml")
        .rsplit('/')
        .next()
        .unwrap_or(path)
        .trim_end_matches(".yaml")
}

/// Marks a mutation that its rule did not see.
const SILENT: &str = "KHÔNG BÁO ";

/// Work shared out between two threads.
fn in_threads<T: Sync>(work: &[T], each: impl Fn(&T) + Sync) {
    let half = work.len() / 2;
    std::thread::scope(|scope| {
        let each = &each;
        scope.spawn(move || work[..half].iter().for_each(each));
        work[half..].iter().for_each(each);
    });
}

/// Each component that must be there, gone from the file.
fn of_components(bench: &Bench, out: &Mutex<Vec<Mutation>>) {
    let mut work: Vec<(&Rule, Role)> = Vec::new();
    for rule in bench.rules.iter().filter(|rule| bench.is_own(rule)) {
        if let Ask::Presence(roles) = &rule.ask {
            work.extend(roles.iter().map(|role| (rule, *role)));
        }
    }
    in_threads(&work, |(rule, role)| {
        // The text may be of any kind; without these there is no paper to judge.
        if matches!(role, Role::Body | Role::NationalName | Role::CopyForm) {
            return;
        }
        // By these the form is known: without them it is that of any named type.
        let known_by = matches!(role, Role::Kind | Role::LetterSubject | Role::AppendixReference);
        let told_of = if known_by { "CO-MAT" } else { rule.id.as_str() }.to_owned();
        let style = bench.style(role.id());
        let of_form = |paper: &&Paper| {
            // Where a superior is named too, its line alone would be taken for the issuer's.
            let alone = *role != Role::Agency || !paper.text.contains("CoQuanChuQuan");
            let has = paper.text.contains(&format!("\"{style}\""));
            paper.is_meant(rule) && has && alone
        };
        let paper = bench.papers.iter().find(of_form);
        let paper = paper.unwrap_or_else(|| panic!("{}: no paper has {style}", rule.id));
        let gone = with(&paper.bytes, "word/document.xml", |text| {
            in_paragraphs(&text, style, |_| "<w:p/>".to_owned()).into_bytes()
        });
        let told = rules_told(&bench.judged(&gone).diagnostics);
        let what = format!("no {} ({})", role.id(), short(&paper.path));
        out.lock().expect("no panic").push(Mutation { rule: told_of, what, told });
    });
}

/// What is told by a look at one paper of its own.
fn of_papers(bench: &Bench, out: &Mutex<Vec<Mutation>>) {
    let plain = || Break::Run("<w:b w:val=\"0\"/>");
    let larger = || Break::Run("<w:sz w:val=\"26\"/>");
    for (rule, name, style, by) in [
        ("STR-6-DAM", "quyet-dinh-ban-hanh", "DieuCoTieuDe", plain()),
        ("STR-6-DAM", "ke-hoach", "KhoanCoTieuDe", plain()),
        ("STR-5-CO", "ke-hoach", "KhoanCoTieuDe", larger()),
    ] {
        let path = format!("examples/cac-mau/{name}.yaml");
        let bytes = broken(&made(&bench.good, &path), style, &by).expect("a paragraph");
        let (rule, told) = (rule.to_owned(), rules_told(&bench.judged(&bytes).diagnostics));
        out.lock().expect("no panic").push(Mutation {
            rule,
            what: format!("{style} ({name})"),
            told,
        });
    }
}

/// What Thông tư 01 has otherwise than Nghị định 30.
fn of_tt01(bench: &Bench, out: &Mutex<Vec<Mutation>>) {
    let good = |name: &str| {
        let path = format!("examples/cac-mau/{name}.yaml");
        paper(&bench.good, &path, &data(&path, TT01))
    };
    let unaddressed = with(&good("cong-van"), "word/document.xml", |text| {
        let text = in_paragraphs(&text, "KinhGuiNhieuNoi", |_| String::new());
        in_paragraphs(&text, "NoiKinhGui", |_| String::new()).into_bytes()
    });
    let small = Break::Run("<w:sz w:val=\"26\"/>");
    let motto = broken(&good("ke-hoach"), "TieuNgu", &small).expect("a motto");
    let change = ("tt01-2011/chung.yaml", "{{bare _can_cu}},", "{{bare _can_cu}}.");
    let ended = bench.told(change, "examples/cac-mau/nghi-quyet.yaml");
    let half = with(&good("ke-hoach"), "word/document.xml", |text| {
        let (a4, a5) = ("w:w=\"11906\" w:h=\"16838\"", "w:w=\"8391\" w:h=\"11906\"");
        assert!(text.contains(a4));
        text.replace(a4, a5).into_bytes()
    });
    for (rule, what, found) in [
        ("GEN-1-A5", "on A5 (ke-hoach)", bench.judged(&half)),
        ("NN-1", "no addressees (cong-van)", bench.judged(&unaddressed)),
        ("QH-5", "motto 13pt below 13pt (ke-hoach)", bench.judged(&motto)),
        ("CC-2-DAU", "the last ground ends with a full stop (nghi-quyet)", ended),
    ] {
        let (rule, what, told) = (rule.to_owned(), what.to_owned(), rules_told(&found.diagnostics));
        out.lock().expect("no panic").push(Mutation { rule, what, told });
    }
}

/// The tables above.
fn of_texts(bench: &Bench, out: &Mutex<Vec<Mutation>>) {
    let add = |rule: &str, what: String, found: &Inspected| {
        let told = rules_told(&found.diagnostics);
        out.lock().expect("no panic").push(Mutation { rule: rule.to_owned(), what, told });
    };
    let form = |name: &str| format!("examples/cac-mau/{name}.yaml");
    for (name, from, to, rule) in IN_DATA {
        let text = data(&form(name), ND30);
        assert!(text.contains(from), "{from}");
        let whole = paper(&bench.good, &form(name), &text.replacen(from, to, 1));
        let what = format!("«{}» ({name})", to.replace('\n', " "));
        add(rule, what, &bench.judged(&whole));
    }
    for (file, from, to, name, rule) in IN_TEMPLATES {
        let found = bench.told((&format!("{ND30}/{file}"), from, to), &form(name));
        let first = to.trim().lines().next().unwrap_or_default();
        add(rule, format!("«{first}» ({name})"), &found);
    }
    for (from, to, path, rule) in IN_FILES {
        let names = ["header1", "numbering"];
        let named = names
            .iter()
            .find_map(|name| Some((*name, from.strip_prefix('@')?.strip_prefix(name)?)));
        let (part, from) = named.unwrap_or(("document", from));
        let file = with(&made(&bench.good, path), &format!("word/{part}.xml"), |text| {
            assert!(text.contains(from), "{from}: {text}");
            text.replace(from, to).into_bytes()
        });
        add(rule, format!("«{from}» → «{to}» ({})", short(path)), &bench.judged(&file));
    }
}

#[test]
fn every_rule_that_a_machine_judges_is_told_of_by_a_mutation() {
    let mut text = String::from(
        "# Một chỗ sai trong một văn bản đúng: quy tắc phải báo, những quy tắc báo cùng, chỗ sai.\n",
    );
    let mut count = 0;
    let mut untold = Vec::new();
    for standard in [ND30, TT01] {
        let bench = Bench::new(standard);
        let found = Mutex::new(Vec::new());
        of_looks(&bench, &found);
        of_lines(&bench, &found);
        of_components(&bench, &found);
        match standard {
            ND30 => {
                of_texts(&bench, &found);
                of_papers(&bench, &found);
            }
            _ => of_tt01(&bench, &found),
        }
        let mut found = found.into_inner().expect("no panic");
        found.sort_by(|a, b| (&a.rule, &a.what).cmp(&(&b.rule, &b.what)));
        count += found.len();
        writeln!(text, "\n[{standard}]").expect("a string");
        for Mutation { rule, what, told } in &found {
            let others = told.iter().filter(|id| *id != rule);
            let others: Vec<&str> = others.map(String::as_str).collect();
            let others = match others[..] {
                [] => String::new(),
                _ => format!(" (+ {})", others.join(", ")),
            };
            let mark = if told.contains(rule) { "" } else { SILENT };
            writeln!(text, "{mark}{rule}{others}: {what}").expect("a string");
        }
        let told: BTreeSet<&String> = found.iter().flat_map(|mutation| &mutation.told).collect();
        let rules = bench.rules.iter().filter(|rule| bench.is_own(rule));
        let judged = rules.filter(|rule| rule.judged != Judged::Person);
        let silent: Vec<&str> =
            judged.map(|r| &*r.id).filter(|id| !told.contains(&(*id).to_owned())).collect();
        untold.extend(silent.iter().map(|id| format!("{standard} {id}")));
    }
    println!("mutations that were told: {count}");
    let path = repository("tests/data/dot-bien.txt");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &text).expect("writes");
    }
    assert_eq!(untold, Vec::<String>::new(), "told of by no mutation");
    assert!(!text.contains(SILENT), "{text}");
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == text, "other rules are told: UPDATE=1 cargo test --test check, and look");
}

#[test]
fn data_is_judged_at_its_own_lines_before_a_paper_is_made() {
    let engine = plugins();
    let office = std::fs::read(repository("examples/cac-mau/co-quan.yaml")).expect("an office");
    let judged = |data: &str| {
        let job = Job {
            data: Input { name: "a.yaml", bytes: data.as_bytes() },
            organisation: Some(Input { name: "co-quan.yaml", bytes: &office }),
            beside: &|_| None,
            draft: false,
            trace: false,
        };
        vanthu_core::render::check(&engine, &job)
    };
    let form = |name: &str| data(&format!("examples/cac-mau/{name}.yaml"), ND30);
    for (name, from, to, rule) in IN_DATA {
        let text = form(name).replacen(from, to, 1);
        let found = judged(&text);
        let said = human::print(&found.diagnostics, &found.files, Lang::Vi, false);
        let told = rules_told(&found.diagnostics);
        assert!(told.contains(&(*rule).to_owned()), "{to}: {said}");
        // The same as of the paper.
        let path = format!("examples/cac-mau/{name}.yaml");
        let of_paper = judged_by(&engine, ND30, &paper(&engine, &path, &text));
        assert_eq!(told, rules_told(&of_paper.diagnostics), "{to}: {said}");
        assert!(found.bytes.is_none());
    }
    let found = judged(&form("cong-van").replace("xem xét.", "xem  xét."));
    let place = found.diagnostics[0].span.expect("a place");
    assert_eq!(
        found.files.slice(place),
        "Ủy ban nhân dân xã A đề nghị Sở Nội vụ và Văn phòng xem  xét"
    );
    let found = judged(&form("cong-van").replace("kinh_gui:", "kinh_gui_:"));
    assert!(!papers::faults(&found.diagnostics).is_empty(), "what rendering says is said too");
}
