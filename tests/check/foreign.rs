//! Papers that somebody typed: no style of ours, nothing but letters and their looks. Right ones
//! must be let pass, wrong ones told by their rule and no other.

use std::fmt::Write as _;

use vanthu_core::inspect::Inspected;

use crate::papers::{judged, package, rules_told, said, with};

/// A plan of a commune. A line is `looks| text`: alignment (`c`, `r`, `l`, `j`), size, `b`, `i`;
/// `<<`, `||` and `>>` begin a table without lines, its next cell, and end it; `%%` begins pages
/// that are counted anew.
const PLAN: &str = "\
<<
c13b| ỦY BAN NHÂN DÂN
c13b| XÃ A
||
c13b| CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
c14b| Độc lập - Tự do - Hạnh phúc
>>
<<
c13| Số: 05/KH-UBND
||
c14i| Xã A, ngày 05 tháng 02 năm 2026
>>
c14b| KẾ HOẠCH
c14b| Cải cách hành chính năm 2026
j14| Ủy ban nhân dân xã A ban hành kế hoạch như sau:
j14b| I. MỤC ĐÍCH, YÊU CẦU
j14| 1. Nâng cao chất lượng phục vụ.
j14| a) Rà soát thủ tục hành chính;
j14| b) Đánh giá sự hài lòng;
j14| c) Ứng dụng công nghệ thông tin;
j14| d) Kiểm tra việc giải quyết hồ sơ;
j14| đ) Báo cáo kết quả.
j14| 2. Bám sát kế hoạch của tỉnh.
j14| Yêu cầu các đơn vị thực hiện./.
<<
l12bi| Nơi nhận:
l11| - Các thôn trong xã;
l11| - Lưu: VT, VP.
||
c14b| TM. ỦY BAN NHÂN DÂN
c14b| CHỦ TỊCH
c14|
c14|
c14|
c14b| Nguyễn Văn A
>>
";

/// The same letterhead above a công văn, and above a quyết định.
fn letter() -> String {
    PLAN.replace("Số: 05/KH-UBND", "Số: 05/UBND-VP\nc12~| V/v rà soát thủ tục hành chính")
        .replace(
            "c14b| KẾ HOẠCH\nc14b| Cải cách hành chính năm 2026\n",
            "c14| Kính gửi: Sở Nội vụ tỉnh B\n",
        )
        .replace("- Các thôn trong xã", "- Như trên")
}

fn decision() -> String {
    let (head, _) = PLAN.split_once("c14b| KẾ HOẠCH").expect("the type");
    let (_, foot) = PLAN.split_once("thực hiện./.\n").expect("the end");
    let text = "\
c14b| QUYẾT ĐỊNH
c14b| Về việc thành lập Tổ công tác
c14b| ỦY BAN NHÂN DÂN XÃ A
j14i| Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025;
j14i| Theo đề nghị của Chánh Văn phòng.
c14b| QUYẾT ĐỊNH:
j14| Điều 1. Thành lập Tổ công tác theo danh sách kèm theo.
j14| Điều 2. Quyết định này có hiệu lực kể từ ngày ký./.
";
    let head = head.replace("05/KH-UBND", "05/QĐ-UBND");
    let foot = foot.replace("- Các thôn trong xã", "- Như Điều 2");
    format!("{head}{text}{foot}")
}

/// A Word file of a text such as [`PLAN`], with a page number in `edge` (`hdr` or `ftr`).
fn typed(text: &str, edge: &str, number: &str) -> Vec<u8> {
    const W: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"";
    let section = |count: &str| {
        format!(
            "<w:sectPr><w:{0}erReference w:type=\"default\" r:id=\"rId1\"/><w:pgSz w:w=\"11906\" w:h=\"16838\"/><w:pgMar w:top=\"1134\" w:right=\"1134\" w:bottom=\"1134\" w:left=\"1701\" w:header=\"567\" w:footer=\"567\"/>{count}<w:titlePg/></w:sectPr>",
            if edge == "hdr" { "head" } else { "foot" }
        )
    };
    let mut body = String::new();
    let cell = "<w:tc><w:tcPr><w:tcW w:w=\"4600\" w:type=\"dxa\"/></w:tcPr>";
    for line in text.lines() {
        match line {
            "<<" => write!(
                body,
                "<w:tbl><w:tblPr/><w:tblGrid><w:gridCol w:w=\"3600\"/><w:gridCol w:w=\"5700\"/></w:tblGrid><w:tr>{cell}"
            ),
            "||" => write!(body, "</w:tc>{cell}"),
            ">>" => write!(body, "</w:tc></w:tr></w:tbl>"),
            "%%" => write!(body, "<w:p><w:pPr>{}</w:pPr></w:p>", section("")),
            line => write!(body, "{}", paragraph(line)),
        }
        .expect("a string");
    }
    let section = section(if text.contains("%%") { "<w:pgNumType w:start=\"1\"/>" } else { "" });
    let relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let relations = "http://schemas.openxmlformats.org/package/2006/relationships";
    let kind = if edge == "hdr" { "header" } else { "footer" };
    let field = "<w:r><w:rPr><w:sz w:val=\"28\"/></w:rPr><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:fldChar w:fldCharType=\"separate\"/></w:r><w:r><w:rPr><w:rFonts w:ascii=\"Times New Roman\" w:hAnsi=\"Times New Roman\"/><w:sz w:val=\"28\"/></w:rPr><w:t>2</w:t></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r>";
    let before = paragraph(&format!("c14| {number}"));
    let before = before.strip_suffix("</w:p>").expect("a paragraph");
    let parts = [
        (
            "_rels/.rels",
            format!(
                "<Relationships xmlns=\"{relations}\"><Relationship Id=\"rId1\" Type=\"{relation}/officeDocument\" Target=\"word/document.xml\"/></Relationships>"
            ),
        ),
        (
            "word/_rels/document.xml.rels",
            format!(
                "<Relationships xmlns=\"{relations}\"><Relationship Id=\"rId1\" Type=\"{relation}/{kind}\" Target=\"edge.xml\"/></Relationships>"
            ),
        ),
        (
            "word/document.xml",
            format!("<w:document {W}><w:body>{body}{section}</w:body></w:document>"),
        ),
        ("word/edge.xml", format!("<w:{edge} {W}>{before}{field}</w:p></w:{edge}>")),
    ];
    package(&parts.map(|(name, text)| (name.to_owned(), text.into_bytes())))
}

fn paragraph(line: &str) -> String {
    let (looks, text) = line.split_once('|').expect("looks| text");
    let text = text.trim_start_matches(' ');
    let align = match looks.chars().next() {
        Some('c') => "center",
        Some('r') => "right",
        Some('l') => "left",
        _ => "both",
    };
    let size: u32 =
        looks.chars().filter(char::is_ascii_digit).collect::<String>().parse().expect("a size");
    let flag =
        |c: char, tag: &str| if looks.contains(c) { format!("<w:{tag}/>") } else { String::new() };
    let indents = match align {
        // Hanging, the mark where the first line would begin.
        "both" if looks.contains('h') => "<w:ind w:left=\"1080\" w:hanging=\"360\"/>",
        "left" if looks.contains('h') => "<w:ind w:left=\"142\" w:hanging=\"142\"/>",
        "both" if looks.contains('t') => "",
        "both" if looks.contains('q') => "<w:ind w:firstLine=\"709\"/>",
        "both" => "<w:ind w:firstLine=\"720\"/>",
        _ => "",
    };
    let spacing = match looks {
        looks if looks.contains('a') => "<w:spacing w:after=\"120\"/>",
        looks if align == "both" || looks.contains('~') => "<w:spacing w:before=\"120\"/>",
        _ => "",
    };
    let landscape = if looks.contains('n') {
        "<w:pBdr><w:bottom w:val=\"single\" w:sz=\"6\"/></w:pBdr>"
    } else {
        ""
    };
    let text = text.replace('¶', "</w:t><w:br/><w:t>").replace('\t', "</w:t><w:tab/><w:t>");
    format!(
        "<w:p><w:pPr>{landscape}{spacing}{indents}<w:jc w:val=\"{align}\"/></w:pPr><w:r><w:rPr><w:rFonts w:ascii=\"Times New Roman\" w:hAnsi=\"Times New Roman\"/>{}{}<w:sz w:val=\"{}\"/></w:rPr><w:t xml:space=\"preserve\">{text}</w:t></w:r></w:p>",
        flag('b', "b"),
        flag('i', "i"),
        size * 2,
    )
}

/// What is told of a text, edge and words before the page number being right.
fn told(text: &str) -> (Vec<String>, String) {
    let inspected = judged(&typed(text, "hdr", ""));
    (but_for_lines(&inspected), said(&inspected))
}

/// These texts have no lines drawn; the test about them is below.
const LINES: [&str; 4] = ["QH-3", "CQ-5", "TL-3", "AP-3-DUONG-KE"];

fn but_for_lines(inspected: &Inspected) -> Vec<String> {
    let told = rules_told(&inspected.diagnostics).into_iter();
    told.filter(|rule| !LINES.contains(&rule.as_str())).collect()
}

/// Changes of a text, and the rules that are then told.
type Case<'c> = (&'c str, &'c [(&'c str, &'c str)], &'c [&'c str]);

fn check(base: &str, cases: &[Case<'_>]) {
    for (name, changes, rules) in cases {
        let mut text = base.to_owned();
        for (from, to) in *changes {
            assert!(text.contains(from), "{name}: {from}");
            text = text.replace(from, to);
        }
        let (told, said) = told(&text);
        assert_eq!(told, *rules, "{name}: {said}");
    }
}

const SIGNED: &str = "c14b| TM. ỦY BAN NHÂN DÂN\nc14b| CHỦ TỊCH\n";

#[test]
#[allow(clippy::too_many_lines, reason = "a table")]
fn plans_that_people_type() {
    let appendix = "c14b| Nguyễn Văn A\n>>\n%%\nc14b| Phụ lục\nc14b| DANH SÁCH\nc14i| (Kèm theo Kế hoạch số 05/KH-UBND ngày 05 tháng 02 năm 2026 của Ủy ban nhân dân xã A)\nj14| Danh sách gồm 02 người./.\n";
    let signed = "c14b| Nguyễn Văn A\n>>\n";
    let two = appendix.replace(
        "c14i| (Kèm theo Kế hoạch số 05/KH-UBND ngày",
        "c14i| (Kèm theo Kế hoạch số 05/KH-UBND\nc14i| ngày",
    );
    let numbered = appendix.replace("c14b| Phụ lục\n", "c14b| Phụ lục 1\n");
    let unlike = appendix.replace("c14b| Phụ lục\n", "c14b| PHỤ LỤC 01\n");
    let alone = "c14b| Nguyễn Văn A\n>>\n%%\nc14b| Phụ lục\nc14b| DANH SÁCH\nj14| Danh sách gồm 02 người./.\n";
    let cited = ("như sau:", "như sau (Phụ lục kèm theo):");
    check(
        PLAN,
        &[
            ("as it should be", &[], &[]),
            ("a blank in the number", &[("05/KH", "05 /KH")], &["SO-5"]),
            (
                "a draft with dots",
                &[("05/KH", " ……/KH"), ("05 tháng 02 năm 2026", "…… tháng …… năm 20…")],
                &[],
            ),
            ("semicolons in the filing line", &[("VT, VP", "VT; VP")], &["NN-6"]),
            ("no colon", &[("Nơi nhận:", "Nơi nhận")], &["NN-4-CHU"]),
            ("dashes at the margin, hanging", &[("l11|", "l11h|")], &[]),
            ("points that hang", &[("j14| a)", "j14h| a)"), ("j14| b)", "j14h| b)")], &[]),
            ("gaps below instead of above", &[("j14|", "j14a|"), ("j14b|", "j14ba|")], &[]),
            ("a line of signs", &[("năm 2026\nj14| Ủy", "năm 2026\nc14b| ________\nj14| Ủy")], &[]),
            (
                "a heading right below the subject",
                &[("j14| Ủy ban nhân dân xã A ban hành kế hoạch như sau:\n", "")],
                &[],
            ),
            ("a motto of another size", &[("c14i| Xã A", "c13i| Xã A")], &["QH-5"]),
            ("a place by its short name", &[("Xã A, ngày", "Tp. Hồ Chí Minh, ngày")], &["DD-2"]),
            (
                "a degree in small letters",
                &[("Nguyễn Văn A\n>>", "Ths. Nguyễn Văn A\n>>")],
                &["SIG-6"],
            ),
            ("an f", &[("j14| đ) Báo", "j14| f) Báo")], &["STR-7-CHU"]),
            ("e right after d", &[("j14| đ) Báo", "j14| e) Báo")], &["STR-7-CHU"]),
            ("a full stop after a letter", &[("j14| a)", "j14| a.")], &["STR-7-CHU"]),
            (
                "a heading not bold",
                &[("j14| 2. Bám sát kế hoạch của tỉnh.", "j14| 2. Tổ chức thực hiện")],
                &["STR-6-DAM"],
            ),
            ("a smaller clause", &[("j14| 2. Bám", "j13| 2. Bám")], &["STR-5-CO"]),
            ("a joint plan", &[("05/KH-UBND", "05/KHLT-UBND-MTTQ")], &[]),
            (
                "the type as the decree spells it",
                &[("c14b| KẾ HOẠCH", "c14b| GIẤY UỶ QUYỀN"), ("05/KH-", "05/GUQ-")],
                &[],
            ),
            (
                "a type of its own",
                &[("c14b| KẾ HOẠCH", "c14b| BẢN CAM KẾT"), ("05/KH-", "05/BCK-")],
                &["unknown-kind"],
            ),
            ("no type", &[("c14b| KẾ HOẠCH\n", "")], &["CO-MAT"]),
            (
                "a contract has no ./.",
                &[("c14b| KẾ HOẠCH", "c14b| HỢP ĐỒNG"), ("05/KH-", "05/HĐ-"), ("hiện./.", "hiện.")],
                &[],
            ),
            (
                "a note in brackets",
                &[("j14| Yêu cầu", "c14i| (Có danh sách kèm theo)\nj14| Yêu cầu")],
                &[],
            ),
            ("a tick of another font", &[("Bám sát", "☐ Bám sát")], &[]),
            (
                "by order, passed on to a deputy",
                &[(
                    SIGNED,
                    "c14b| TL. CHỦ TỊCH\nc14b| KT. CHÁNH VĂN PHÒNG\nc14b| PHÓ CHÁNH VĂN PHÒNG\n",
                )],
                &[],
            ),
            (
                "by order, for the board",
                &[(
                    SIGNED,
                    "c14b| TM. ỦY BAN NHÂN DÂN\nc14b| TL. CHỦ TỊCH\nc14b| CHÁNH VĂN PHÒNG\n",
                )],
                &["SIG-1-TL"],
            ),
            (
                "a deputy's title missing",
                &[(SIGNED, "c14b| KT. CHỦ TỊCH\nc14b| CHÁNH VĂN PHÒNG\n")],
                &["SIG-2"],
            ),
            (
                "an authority on two lines",
                &[(
                    SIGNED,
                    "c14b| KT. CHÁNH VĂN PHÒNG\nc14b| HĐND VÀ UBND\nc14b| PHÓ CHÁNH VĂN PHÒNG\n",
                )],
                &[],
            ),
            (
                "a member signs",
                &[(SIGNED, "c14b| TM. ỦY BAN NHÂN DÂN\nc14b| KT. CHỦ TỊCH\nc14b| ỦY VIÊN\n")],
                &[],
            ),
            (
                "a post above the name",
                &[
                    (SIGNED, "c14b| TRƯỞNG BAN\n"),
                    ("c14b| Nguyễn Văn A", "c14b| CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ\nc14b| Nguyễn Văn A"),
                ],
                &[],
            ),
            ("an appendix", &[cited, (signed, appendix)], &[]),
            ("an appendix that goes with the plan in two lines", &[cited, (signed, &two)], &[]),
            (
                "an appendix pointed to by other words",
                &[("như sau:", "như sau (Danh sách kèm theo):"), (signed, appendix)],
                &[],
            ),
            (
                "an appendix whose pages go on",
                &[cited, (signed, &appendix.replace("%%\n", ""))],
                &["GEN-7"],
            ),
            ("an appendix that nothing points to", &[(signed, appendix)], &["AP-1"]),
            ("one appendix with a number", &[cited, (signed, &numbered)], &[]),
            ("an appendix in capitals", &[cited, (signed, &unlike)], &["AP-2"]),
            ("an appendix that goes with nothing", &[cited, (signed, alone)], &["AP-3-CHU"]),
            (
                "an opening sentence with its grounds",
                &[(
                    "j14| Ủy ban nhân dân xã A ban",
                    "j14| Căn cứ Công văn của tỉnh, Ủy ban nhân dân xã A ban",
                )],
                &[],
            ),
        ],
    );
}

#[test]
fn letters_that_people_type() {
    let several = "c14| Kính gửi:\nl14| - Sở Nội vụ;\nl14| - Sở Tài chính.\n";
    check(
        &letter(),
        &[
            ("as it should be", &[], &[]),
            ("two addressees", &[("c14| Kính gửi: Sở Nội vụ tỉnh B\n", several)], &[]),
            (
                "commas",
                &[("c14| Kính gửi: Sở Nội vụ tỉnh B\n", &several.replace("vụ;", "vụ,"))],
                &["NN-3-DAU"],
            ),
            ("as above, to report", &[("- Như trên;", "- Như trên (b/c);")], &[]),
            (
                "addressees in a table",
                &[(
                    "c14| Kính gửi: Sở Nội vụ tỉnh B\n",
                    "<<\nr14| Kính gửi:\n||\nl14| - Sở Nội vụ;\nl14| - Sở Tài chính.\n>>\n",
                )],
                &[],
            ),
            (
                "columns parted by tabs",
                &[(
                    "l12bi| Nơi nhận:\nl11| - Như trên;\n",
                    "l12bi| Nơi nhận:\tTM. ỦY BAN NHÂN DÂN\nl11| - Như trên;\n",
                )],
                &[],
            ),
            ("not as above", &[("- Như trên;", "- Sở Nội vụ;")], &["NN-1-NHU-TREN"]),
            ("no unit that drafted it", &[("05/UBND-VP", "05/UBND")], &["SO-2"]),
        ],
    );
    let invitation = &[
        ("c14b| KẾ HOẠCH", "c14b| GIẤY MỜI"),
        ("05/KH-", "05/GM-"),
        (
            "j14| Ủy ban nhân dân xã A ban",
            "c14| Kính gửi: Sở Nội vụ\nj14| Ủy ban nhân dân xã A ban",
        ),
    ];
    check(PLAN, &[("an invitation is not sent", invitation, &["NN-1"])]);
}

#[test]
fn decisions_that_people_type() {
    let issued = "c14b| Nguyễn Văn A\n>>\n<<\nc13b| ỦY BAN NHÂN DÂN\nc13b| XÃ A\n||\nc13b| CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nc14b| Độc lập - Tự do - Hạnh phúc\n>>\nc14b| QUY CHẾ\nc14b| Công tác văn thư\nc14i| (Ban hành kèm theo Quyết định số 05/QĐ-UBND ngày 05 tháng 02 năm 2026\nc14i| của Ủy ban nhân dân xã A)\nc14b| Chương I\nc14b| QUY ĐỊNH CHUNG\nj14b| Điều 1. Phạm vi điều chỉnh\nj14| Quy chế này quy định công tác văn thư.\n";
    let with = |from: &str, to: &str| issued.replace(from, to);
    let signed = "c14b| Nguyễn Văn A\n>>\n";
    let appendix = "c14b| Nguyễn Văn A\n>>\n%%\nc14b| Phụ lục\nc14b| DANH SÁCH\nc14i| (Kèm theo Quyết định số 05/QĐ-UBND ngày 05 tháng 02 năm 2026 của Ủy ban nhân dân xã A)\nj14| Danh sách gồm 02 người./.\n";
    check(
        &decision(),
        &[
            ("as it should be", &[], &[]),
            ("the year in its number", &[("05/QĐ-UBND", "05/2026/QĐ-UBND")], &["SO-8"]),
            (
                "no grounds",
                &[(
                    "j14i| Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025;\nj14i| Theo đề nghị của Chánh Văn phòng.\n",
                    "",
                )],
                &["CO-MAT-CAN-CU"],
            ),
            (
                "the head decides, the board signs",
                &[("c14b| ỦY BAN NHÂN DÂN XÃ A", "c14b| CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ A")],
                &["CC-4-KY"],
            ),
            ("a list with it", &[(signed, appendix)], &[]),
            ("a text that it issues", &[(signed, issued)], &[]),
            (
                "Arabic numbers of chapters",
                &[(signed, &with("Chương I", "Chương 1"))],
                &["STR-3-SO"],
            ),
            (
                "a colon after the article",
                &[(signed, &with("Điều 1. Phạm", "Điều 1: Phạm"))],
                &["STR-5-DAU"],
            ),
            (
                "Roman numbers of divisions",
                &[(
                    signed,
                    &with("j14b| Điều 1. Phạm", "c14b| Mục I\nc14b| PHẠM VI\nj14b| Điều 1. Phạm"),
                )],
                &["STR-4-SO"],
            ),
        ],
    );
}

#[test]
fn page_numbers_that_people_set() {
    for (edge, before, rules) in
        [("hdr", "", &[][..]), ("ftr", "", &["GEN-6"]), ("hdr", "Trang ", &["GEN-6-SO"])]
    {
        let inspected = judged(&typed(PLAN, edge, before));
        assert_eq!(but_for_lines(&inspected), rules, "{edge}: {}", said(&inspected));
    }
}

#[test]
fn a_number_on_the_first_page_is_told() {
    let shown = with(&typed(PLAN, "hdr", ""), "word/document.xml", |text| {
        text.replace("<w:titlePg/>", "").into_bytes()
    });
    assert_eq!(but_for_lines(&judged(&shown)), ["GEN-6-DAU"]);
}

#[test]
fn why_a_file_is_not_known_is_said() {
    let party = PLAN.replace("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "ĐẢNG CỘNG SẢN VIỆT NAM");
    let inspected = judged(&typed(&party, "hdr", ""));
    assert_eq!(rules_told(&inspected.diagnostics), ["not-recognized"]);
    assert!(inspected.diagnostics[0].message.vi.contains("văn bản của Đảng"));
    let tabs = PLAN.replace("||\nc13b| CỘNG", "||\nc13b| XÃ A\tCỘNG");
    let inspected = judged(&typed(&tabs, "hdr", ""));
    assert_eq!(but_for_lines(&inspected), Vec::<String>::new(), "{}", said(&inspected));
}

#[test]
fn lines_that_nobody_drew_are_told() {
    let lines = |text: &str| rules_told(&judged(&typed(text, "hdr", "")).diagnostics);
    assert_eq!(lines(PLAN), ["CQ-5", "QH-3", "TL-3"]);
    let signs = PLAN
        .replace("XÃ A\n||", "XÃ A\nc13| ______\n||")
        .replace("Hạnh phúc\n", "Hạnh phúc\nc13| ________\n")
        .replace("hành chính năm 2026\n", "hành chính năm 2026\nc13| ________\n");
    assert_eq!(lines(&signs), Vec::<String>::new());
    // Whatever is drawn may be a line.
    let drawn = with(&typed(PLAN, "hdr", ""), "word/document.xml", |text| {
        text.replacen("<w:r>", "<w:r><w:pict/></w:r><w:r>", 1).into_bytes()
    });
    assert_eq!(rules_told(&judged(&drawn).diagnostics), Vec::<String>::new());
}
