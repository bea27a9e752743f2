//! Which paragraph is what: by what a person goes by, place and words. Names of styles, content
//! controls and provenance are never evidence, so that the check of what we wrote proves something.
//!
//! A file may hold several papers: each begins at its Quốc hiệu, or at its form of copy.

use std::ops::Range;

use crate::document::Role;
use crate::length::Twips;
use crate::seen::{Paragraph, Seen};
use crate::styled::TextAlign;

/// Names of types in capitals, longest first where one begins another (Điều 7).
const KINDS: [&str; 29] = [
    "NGHỊ QUYẾT",
    "QUYẾT ĐỊNH",
    "CHỈ THỊ",
    "QUY CHẾ",
    "QUY ĐỊNH",
    "THÔNG CÁO",
    "THÔNG BÁO",
    "HƯỚNG DẪN",
    "CHƯƠNG TRÌNH",
    "KẾ HOẠCH",
    "PHƯƠNG ÁN",
    "ĐỀ ÁN",
    "DỰ ÁN",
    "BÁO CÁO",
    "BIÊN BẢN",
    "TỜ TRÌNH",
    "HỢP ĐỒNG",
    "CÔNG ĐIỆN",
    "BẢN GHI NHỚ",
    "BẢN THỎA THUẬN",
    "BẢN THOẢ THUẬN",
    "GIẤY ỦY QUYỀN",
    "GIẤY MỜI",
    "GIẤY GIỚI THIỆU",
    "GIẤY NGHỈ PHÉP",
    "PHIẾU GỬI",
    "PHIẾU CHUYỂN",
    "PHIẾU BÁO",
    "THƯ CÔNG",
];

/// What was recognised.
#[derive(Debug, Clone, Default)]
pub struct Recognized {
    /// The role of each paragraph. `None`: blank, a cell of a table, or in doubt.
    pub roles: Vec<Option<Role>>,
    /// The papers, in order.
    pub papers: Vec<Paper>,
}

/// A paper of the file.
#[derive(Debug, Clone)]
pub struct Paper {
    /// Its paragraphs.
    pub range: Range<usize>,
    /// Where Nơi nhận and signatures begin.
    pub closing: usize,
    /// Whether the table was found in which it is signed. Elsewhere signatures are in doubt.
    pub signed: bool,
    /// Its form (*mẫu*): `1.4`; `1.3`: a text that a decision issues.
    pub form: &'static str,
    /// The name of its type in capitals, when it has one.
    pub kind: Option<String>,
}

/// The papers of `seen` and the role of each paragraph. `kind`, a name of a type in capitals,
/// overrides what would be recognised.
pub fn recognize(seen: &Seen, kind: Option<&str>) -> Recognized {
    // What stands in headers comes after the text and is known already.
    let text = seen.paragraphs.iter().position(|p| p.page_number).unwrap_or(seen.paragraphs.len());
    let mut scan = Scan {
        paragraphs: &seen.paragraphs,
        texts: seen.paragraphs[..text].iter().map(|p| squeezed(&p.text())).collect(),
        roles: vec![None; text],
        told: kind,
        end: text,
    };
    let mut papers = Vec::new();
    let begins = scan.begins();
    for (nth, begin) in begins.iter().enumerate() {
        let end = begins.get(nth + 1).map_or(text, |next| next.place);
        papers.push(scan.paper(begin, end));
    }
    let mut roles = scan.roles;
    if !papers.is_empty() {
        roles.extend(std::iter::repeat_n(Some(Role::PageNumber), seen.paragraphs.len() - text));
    }
    roles.resize(seen.paragraphs.len(), None);
    Recognized { roles, papers }
}

/// Where a paper begins, and by what it was known.
struct Begin {
    place: usize,
    sign: Sign,
}

/// What a paper is known by.
enum Sign {
    /// Its Quốc hiệu stands here.
    Nation(usize),
    /// SAO Y, SAO LỤC or TRÍCH SAO stands here.
    Copy(usize),
    /// The line of an electronic copy.
    Stamp(usize),
}

struct Scan<'s> {
    paragraphs: &'s [Paragraph],
    /// Blanks squeezed.
    texts: Vec<String>,
    roles: Vec<Option<Role>>,
    /// The type, as the caller knows it.
    told: Option<&'s str>,
    /// End of the paper being looked at.
    end: usize,
}

/// One blank between words, none at the ends.
fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The one type whose name does not stand on its papers.
const LETTER: &str = "CÔNG VĂN";

fn is_kind(text: &str) -> bool {
    KINDS.contains(&text.to_uppercase().as_str())
}

/// The type that a person means by `name`, in capitals.
pub fn kind_named(name: &str) -> Option<&'static str> {
    let name = squeezed(name).to_uppercase();
    KINDS.iter().copied().chain([LETTER]).find(|kind| *kind == name)
}

/// Space above a line that leaves room for a signature.
const GAP: Twips = Twips(480);

const COPIES: [&str; 3] = ["SAO Y", "SAO LỤC", "TRÍCH SAO"];
const SECRECY: [&str; 3] = ["MẬT", "TỐI MẬT", "TUYỆT MẬT"];
const URGENCY: [&str; 4] = ["KHẨN", "THƯỢNG KHẨN", "HỎA TỐC", "HOẢ TỐC"];
const CIRCULATION: [&str; 3] = ["XEM XONG TRẢ LẠI", "LƯU HÀNH NỘI BỘ", "TÀI LIỆU THU HỒI"];

impl Scan<'_> {
    fn find(&self, from: usize, holds: impl Fn(usize, &str) -> bool) -> Option<usize> {
        (from..self.end).find(|at| holds(*at, &self.texts[*at]))
    }

    /// Where papers begin. What stands above the first is its own: marks in the top margin.
    fn begins(&self) -> Vec<Begin> {
        let mut begins: Vec<Begin> = Vec::new();
        for (at, text) in self.texts.iter().enumerate() {
            let upper = text.to_uppercase();
            let sign = match () {
                () if upper.starts_with("CỘNG HÒA XÃ HỘI")
                    || upper.starts_with("CỘNG HOÀ XÃ HỘI") =>
                {
                    Sign::Nation(at)
                }
                () if COPIES.contains(&upper.as_str()) => Sign::Copy(at),
                () if at < 3
                    && COPIES.iter().any(|copy| upper.starts_with(&format!("{copy};"))) =>
                {
                    Sign::Stamp(at)
                }
                () => continue,
            };
            let table = self.paragraphs[at].cell.map(|cell| cell.table);
            let same = |p: &Paragraph| table.is_some() && p.cell.map(|cell| cell.table) == table;
            let first = (0..=at).rev().take_while(|n| same(&self.paragraphs[*n])).last();
            let is_copy = matches!(sign, Sign::Copy(_));
            let place = if begins.is_empty() && !is_copy { 0 } else { first.unwrap_or(at) };
            begins.push(Begin { place, sign });
        }
        begins
    }

    fn paper(&mut self, begin: &Begin, end: usize) -> Paper {
        self.end = end;
        let range = begin.place..end;
        let mut paper = Paper { range, closing: end, signed: false, form: "1.4", kind: None };
        match begin.sign {
            Sign::Stamp(at) => {
                self.roles[at] = Some(Role::CopyStamp);
                paper.form = "3.2";
            }
            Sign::Copy(at) => {
                self.roles[at] = Some(Role::CopyForm);
                paper.form = "3.1";
                let after = self.letterhead(begin.place, at);
                (paper.closing, paper.signed) = self.closing(after);
            }
            Sign::Nation(at) => self.document(begin.place, at, &mut paper),
        }
        paper
    }

    fn document(&mut self, begin: usize, nation: usize, paper: &mut Paper) {
        self.roles[nation] = Some(Role::NationalName);
        // Near it, above it too when they were exchanged.
        let near = nation.saturating_sub(3).max(begin);
        let motto = self.find(near, |_, text| text.to_lowercase().starts_with("độc lập"));
        let motto = motto.filter(|at| *at < nation + 4);
        if let Some(motto) = motto {
            self.roles[motto] = Some(Role::Motto);
        }
        let after = self.letterhead(begin, nation).max(motto.unwrap_or(0) + 1);
        let kind = self.find(after, |at, text| {
            let text = text.to_uppercase();
            let known = match self.told {
                Some(told) => told == text,
                None => is_kind(&text),
            };
            self.roles[at].is_none() && known
        });
        let letter = match self.told {
            Some(told) => told == LETTER,
            None => (begin..after).any(|at| self.roles[at] == Some(Role::LetterSubject)),
        };
        let text = match kind.filter(|kind| *kind < after + 12 && !letter) {
            Some(kind) => {
                paper.kind = Some(self.texts[kind].to_uppercase());
                paper.form = form_of(&self.texts[kind].to_uppercase());
                self.roles[kind] = Some(Role::Kind);
                self.title(kind + 1, paper)
            }
            None if letter => {
                paper.form = "1.5";
                after
            }
            None => match self.told {
                Some(told) => {
                    paper.kind = Some(told.to_owned());
                    paper.form = form_of(told);
                    after
                }
                // Without its type the rest is in doubt.
                None => return,
            },
        };
        (paper.closing, paper.signed) = self.closing(text);
        self.text(text, paper.closing, paper.form);
    }

    /// Agencies, number, date and marks around the line at `sign`. Returns what comes after.
    fn letterhead(&mut self, begin: usize, sign: usize) -> usize {
        let table = self.paragraphs[sign].cell.map(|cell| cell.table);
        let inside = |scan: &Self, at: usize| {
            table.is_some() && scan.paragraphs[at].cell.map(|cell| cell.table) == table
        };
        let end = match table {
            Some(_) => self.find(sign, |at, _| !inside(self, at)).unwrap_or(self.end),
            None => (sign + 14).min(self.end),
        };
        let within = |at: usize| at < end;
        let dated = self.find(begin, |at, text| {
            let text = text.to_lowercase();
            within(at)
                && ["ngày", "tháng", "năm"].iter().all(|word| text.contains(word))
                && text.chars().count() < 80
        });
        let numbered = self.find(begin, |at, text| {
            within(at)
                && (table.is_none() || inside(self, at))
                && (text.starts_with("Số:") || text.starts_with("Số "))
        });
        if let Some(at) = dated {
            self.roles[at] = Some(Role::PlaceDate);
        }
        if let Some(at) = numbered {
            self.roles[at] = Some(Role::Number);
        }
        self.agencies(begin, numbered.unwrap_or(sign).max(sign), sign);
        let begins = |text: &str| {
            let text = text.to_lowercase();
            text.starts_with("v/v") || text.starts_with("về việc")
        };
        // Below a name of a type it is the type's.
        let subject = self.find(begin, |at, text| {
            within(at) && (table.is_none() || inside(self, at)) && begins(text)
        });
        let subject = subject.filter(|at| !self.texts[begin..*at].iter().any(|t| is_kind(t)));
        if let Some(at) = subject {
            self.roles[at] = Some(Role::LetterSubject);
        }
        self.marks(begin, end, sign);
        let last = [Some(sign), dated, numbered, subject].into_iter().flatten().max();
        if table.is_some() { end } else { last.unwrap_or(sign) + 1 }
    }

    /// Marks of secrecy, urgency and circulation, and the address at the foot of the first page,
    /// whose lines stand just above or below the letterhead.
    fn marks(&mut self, begin: usize, end: usize, sign: usize) {
        let table = self.paragraphs[sign].cell.map(|cell| cell.table);
        let outside = |scan: &Self, at: usize| {
            table.is_some() && scan.paragraphs[at].cell.is_none() && !scan.texts[at].is_empty()
        };
        let near = (end + 6).min(self.end);
        for at in begin..near {
            let text = self.texts[at].to_uppercase();
            let text = text.as_str();
            let role = match () {
                () if SECRECY.contains(&text) => Role::Secrecy,
                () if URGENCY.contains(&text) => Role::Urgency,
                () if CIRCULATION.contains(&text) => Role::Circulation,
                () => continue,
            };
            self.roles[at] = Some(role);
        }
        let known = ["ĐT:", "Fax:", "Email:", "E-mail:", "E-Mail:", "Website:"];
        let says = |scan: &Self, at: usize| known.iter().any(|word| scan.texts[at].contains(word));
        let Some(last) = (begin..near).rev().find(|at| outside(self, *at) && says(self, *at))
        else {
            return;
        };
        for at in (begin..=last).rev() {
            if outside(self, at) && self.roles[at].is_none() {
                self.roles[at] = Some(Role::Contact);
            } else if self.paragraphs[at].cell.is_some() {
                break;
            }
        }
    }

    /// Names of agencies: in a table, the lines beside the nation's name; elsewhere, lines in
    /// capitals. The bold ones are the issuer's, the others its parent's; of lines none of which is
    /// bold, the last is the issuer's.
    fn agencies(&mut self, begin: usize, end: usize, nation: usize) {
        let mut names = Vec::new();
        for at in begin..end {
            let text = &self.texts[at];
            let upper = text.to_uppercase();
            let lettered = text.chars().any(char::is_alphabetic);
            let mark = [&SECRECY[..], &URGENCY, &CIRCULATION].concat().contains(&upper.as_str());
            let beside = match (self.paragraphs[at].cell, self.paragraphs[nation].cell) {
                (Some(own), Some(other)) => {
                    own.table == other.table && own.row <= other.row && own.column != other.column
                }
                (None, None) => *text == upper,
                _ => false,
            };
            if self.roles[at].is_none() && lettered && beside && !mark {
                names.push(at);
            }
        }
        let bold = |at: &usize| is_bold(&self.paragraphs[*at]);
        let all_plain = !names.iter().any(bold);
        let last = names.last().copied();
        let issuers: Vec<bool> =
            names.iter().map(|at| bold(at) || (all_plain && Some(*at) == last)).collect();
        for (at, issuer) in names.iter().zip(issuers) {
            self.roles[*at] = Some(if issuer { Role::Agency } else { Role::ParentAgency });
        }
    }

    /// Trích yếu, below the type. Returns where the text begins.
    fn title(&mut self, from: usize, paper: &mut Paper) -> usize {
        let untitled = matches!(paper.form, "1.8" | "1.10");
        let mut at = from;
        while at < self.end {
            let paragraph = &self.paragraphs[at];
            let text = &self.texts[at];
            if text.starts_with("(Kèm theo") {
                // A text that a decision issues.
                paper.form = "1.3";
                self.roles[at] = Some(Role::AppendixReference);
                at += 1;
                break;
            }
            let ruled = text.is_empty() && paragraph.border;
            let authority = matches!(paper.form, "1.1" | "1.2") && *text == text.to_uppercase();
            match text.is_empty() {
                true if ruled && self.texts.get(at + 1).is_none_or(|t| !t.starts_with("(Kèm")) => {
                    break;
                }
                true => {}
                false if authority || untitled => break,
                false if self.is_subject(at) => self.roles[at] = Some(Role::Subject),
                false => break,
            }
            at += 1;
        }
        at
    }

    /// Whether the text below a type's name is its subject: bold, or centred as a title is.
    fn is_subject(&self, at: usize) -> bool {
        let (paragraph, text) = (&self.paragraphs[at], &self.texts[at]);
        let title = paragraph.align == TextAlign::Center && !text.ends_with([':', ';', '.']);
        let sent = text.starts_with("Kính gửi") || text.starts_with("- ");
        paragraph.cell.is_none() && !sent && (is_bold(paragraph) || title)
    }

    /// From below the title to the closing.
    fn text(&mut self, from: usize, end: usize, form: &str) {
        let decides = matches!(form, "1.1" | "1.2");
        let mut begun = false;
        for at in from..end {
            let paragraph = &self.paragraphs[at];
            if self.roles[at].is_some() || paragraph.cell.is_some() {
                continue;
            }
            let counted = counted(paragraph);
            if counted.is_none() && self.texts[at].is_empty() {
                continue;
            }
            let text = self.texts[at].clone();
            let upper = text.to_uppercase();
            let role = match () {
                () if begun || counted.is_some() => {
                    begun = true;
                    counted.or_else(|| self.in_text(at, &text))
                }
                () if text.starts_with("Kính gửi")
                    || (form == "1.6" && text.ends_with("điện:")) =>
                {
                    if text.trim_end_matches([':', ' ']).ends_with("gửi") || form == "1.6" {
                        Some(Role::AddresseesLead)
                    } else {
                        Some(Role::Addressees)
                    }
                }
                () if form == "1.8" && text.ends_with("giới thiệu:") => {
                    Some(Role::Introduction)
                }
                () if text.starts_with("- ") && !decides => Some(Role::Addressee),
                () if decides
                    && (upper == "QUYẾT ĐỊNH:"
                        || upper == "QUYẾT NGHỊ:"
                        || upper == "QUYẾT ĐỊNH"
                        || upper == "QUYẾT NGHỊ") =>
                {
                    begun = true;
                    Some(Role::Enactment)
                }
                () if text.starts_with("Căn cứ") && text.ends_with([';', '.', ',']) => {
                    Some(Role::Ground)
                }
                () if decides && (text == upper || paragraph.align == TextAlign::Center) => {
                    Some(Role::IssuingAuthority)
                }
                () if decides && !begins_article(paragraph, &text) => Some(Role::Ground),
                () => {
                    begun = true;
                    self.in_text(at, &text)
                }
            };
            self.roles[at] = role;
        }
    }

    /// A paragraph of the text by its number, dash or looks.
    fn in_text(&self, at: usize, text: &str) -> Option<Role> {
        let paragraph = &self.paragraphs[at];
        let bold = is_bold(paragraph);
        let list = paragraph.list.as_ref();
        let mark = list.map(|mark| (mark.format.as_str(), mark.text.as_str()));
        let typed = text.split_once(' ').map(|(first, _)| first).unwrap_or_default();
        let number = typed.strip_suffix('.');
        let below_part = at.checked_sub(1).and_then(|above| match self.roles[above]? {
            Role::Part => Some(Role::PartTitle),
            Role::Chapter => Some(Role::ChapterTitle),
            Role::Division => Some(Role::DivisionTitle),
            Role::Subdivision => Some(Role::SubdivisionTitle),
            _ => None,
        });
        let capitals = text == text.to_uppercase();
        if below_part.is_some() && (capitals || paragraph.align == TextAlign::Center) {
            return below_part;
        }
        let heading = bold || self.is_heading(at, text);
        if begins_article(paragraph, text) {
            return Some(if heading { Role::ArticleHeading } else { Role::Article });
        }
        if mark.is_none() && self.above_table(at) {
            match paragraph.align {
                TextAlign::Center => return Some(Role::TableCaption),
                TextAlign::Right => return Some(Role::TableUnit),
                TextAlign::Left | TextAlign::Justify => {}
            }
        }
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        let roman = |text: &str| !text.is_empty() && text.chars().all(|c| "IVXLC".contains(c));
        Some(match mark {
            Some(("upperRoman", _)) => Role::Section,
            Some(("decimal", _)) if heading => Role::ClauseHeading,
            Some(("decimal", _)) => Role::Clause,
            Some((_, "+")) => Role::Plus,
            Some(("bullet", _)) => Role::Dash,
            Some(_) => return None,
            None if number.is_some_and(roman) => Role::Section,
            None if number.is_some_and(digits) && heading => Role::ClauseHeading,
            None if number.is_some_and(digits) => Role::Clause,
            None if is_point(typed) => Role::Point,
            None if typed == "-" || typed == "–" => Role::Dash,
            None if typed == "+" => Role::Plus,
            None if bold && text.chars().count() < 80 => Role::RunIn,
            None if bold => return None,
            None => Role::Body,
        })
    }

    /// Whether a numbered line that is not bold is a heading all the same: no sentence, since no
    /// mark ends it, and text that is not numbered as it is stands below.
    fn is_heading(&self, at: usize, text: &str) -> bool {
        let unended = text.ends_with(|c: char| c.is_alphanumeric() || c == ')');
        let number = |at: usize| -> Option<String> {
            if let Some(list) = &self.paragraphs[at].list {
                return Some(list.text.clone());
            }
            let first = self.texts[at].split(' ').next().unwrap_or_default();
            let numbered = first.ends_with('.') && !first.starts_with(char::is_lowercase);
            (numbered || first == "Điều").then(|| "%1.".to_owned())
        };
        let below = (at + 1..self.end).find(|at| !self.texts[*at].is_empty());
        unended
            && text.chars().count() < 100
            && below.is_some_and(|below| {
                self.paragraphs[below].cell.is_none() && number(below) != number(at)
            })
    }

    /// Whether a table with lines follows, perhaps after another centred or flush right line.
    fn above_table(&self, at: usize) -> bool {
        let below = self.paragraphs[at + 1..].iter().take(2);
        below
            .take_while(|p| {
                p.cell.is_some() || matches!(p.align, TextAlign::Center | TextAlign::Right)
            })
            .any(|paragraph| paragraph.cell.is_some_and(|cell| cell.borders))
    }

    /// Nơi nhận and the signatures: in two columns of one table, or signatures in a table and the
    /// recipients below it. Returns where they begin, and whether the signatures were found.
    fn closing(&mut self, from: usize) -> (usize, bool) {
        let label = self.find(from, |_, text| text.to_lowercase().starts_with("nơi nhận"));
        if let Some(label) = label {
            self.roles[label] = Some(Role::RecipientsLabel);
        }
        let signed = self.signed_table(from, label);
        let of_table = |scan: &Self, at: usize| {
            let table = scan.paragraphs[at].cell.map(|cell| cell.table);
            signed.is_some() && table == signed
        };
        let first = self.find(from, |at, _| of_table(self, at));
        let Some(begin) = first.into_iter().chain(label).min() else { return (self.end, false) };
        let column =
            |scan: &Self, at: usize| scan.paragraphs[at].cell.map(|cell| (cell.table, cell.column));
        let labelled = label.map(|label| column(self, label));
        let mut columns: Vec<(usize, Vec<usize>)> = Vec::new();
        let mut last = begin;
        for at in begin..self.end {
            let (own, text) = (column(self, at), &self.texts[at]);
            let below_label = labelled == Some(own) && label.is_some_and(|label| label < at);
            let open = self.paragraphs[at].cell.is_some_and(|cell| !cell.borders);
            let is_item = text.starts_with('-') && (below_label || (label.is_none() && open));
            if is_item {
                self.roles[at] = Some(Role::Recipient);
            } else if let Some((_, column)) = own.filter(|_| of_table(self, at)) {
                if !text.is_empty() && labelled != Some(own) {
                    match columns.iter_mut().find(|(known, _)| *known == column) {
                        Some((_, lines)) => lines.push(at),
                        None => columns.push((column, vec![at])),
                    }
                }
            } else if label.is_none_or(|label| label < at) && !text.is_empty() {
                break;
            }
            last = at;
        }
        for (_, lines) in columns {
            self.signatures(&lines);
        }
        self.appendices(last);
        (begin, signed.is_some())
    }

    /// The table in which they sign: where Nơi nhận stands beside something, else the last one
    /// without lines, above Nơi nhận or, where that is missing, in which somebody signs.
    fn signed_table(&self, from: usize, label: Option<usize>) -> Option<usize> {
        let cell = |at: usize| self.paragraphs[at].cell;
        if let Some(own) = label.and_then(cell) {
            let beside = |p: &Paragraph| {
                p.cell.is_some_and(|c| c.table == own.table && c.column != own.column)
            };
            let found = self.paragraphs[from..self.end].iter().any(|p| !p.is_blank() && beside(p));
            if found {
                return Some(own.table);
            }
        }
        let open = |at: &usize| cell(*at).is_some_and(|cell| !cell.borders);
        let signs = |at: &usize| {
            let text = &self.texts[*at];
            let title = is_bold(&self.paragraphs[*at]) && *text == text.to_uppercase();
            is_authority(text) || (title && !text.is_empty())
        };
        let found = match label {
            Some(label) => (from..label).rev().find(|at| !self.texts[*at].is_empty()).filter(open),
            None => (from..self.end).rev().find(|at| open(at) && signs(at)),
        };
        found.and_then(cell).map(|cell| cell.table)
    }

    /// Lines of one column: titles, the gap for a signature, then perhaps a post, and the name;
    /// perhaps several such.
    fn signatures(&mut self, lines: &[usize]) {
        let is_title = |scan: &Self, at: usize| {
            let text = &scan.texts[at];
            is_authority(text)
                || *text == text.to_uppercase()
                || scan.paragraphs[at].runs.iter().all(|run| run.caps)
        };
        let title = |scan: &Self, at: usize| match is_authority(&scan.texts[at].to_uppercase()) {
            true => Role::SignerAuthority,
            false => Role::SignerTitle,
        };
        let signed = |scan: &Self, at: usize| scan.texts[at].starts_with('(');
        let mut groups: Vec<Vec<usize>> = Vec::new();
        for (nth, at) in lines.iter().enumerate() {
            let gap = nth.checked_sub(1).is_none_or(|above| {
                let above = lines[above];
                at - above > 1 || self.paragraphs[*at].before >= GAP || signed(self, above)
            });
            if gap {
                groups.push(Vec::new());
            }
            if let Some(group) = groups.last_mut().filter(|_| !signed(self, *at)) {
                group.push(*at);
            }
        }
        groups.retain(|group| !group.is_empty());
        let one = groups.len() == 1;
        for (nth, group) in groups.iter().enumerate() {
            // A post above the name is in capitals as a title is.
            let posts = group.iter().take_while(|at| is_title(self, **at)).count();
            let named = group[posts..].iter().take_while(|at| !is_title(self, **at)).count();
            let names = if named == 0 { 0 } else { posts + named };
            let names = match nth {
                // No gap: the name is what is not in capitals, and stands last.
                0 if one => {
                    let name = group.last().filter(|at| !is_title(self, **at));
                    for at in group {
                        let role = title(self, *at);
                        self.roles[*at] =
                            Some(if Some(at) == name { Role::SignerName } else { role });
                    }
                    continue;
                }
                0 => 0,
                _ => names.max(1),
            };
            for (place, at) in group.iter().enumerate() {
                self.roles[*at] = Some(match place + 1 {
                    below if below < names => Role::SignerPost,
                    below if below == names => Role::SignerName,
                    _ => title(self, *at),
                });
            }
        }
    }

    /// Appendices, after the signature: label, title, reference, then text.
    fn appendices(&mut self, from: usize) {
        let mut inside = false;
        let mut heading = false;
        for at in from + 1..self.end {
            let paragraph = &self.paragraphs[at];
            let counted = if inside { counted(paragraph) } else { None };
            if counted.is_some() {
                self.roles[at] = counted;
                continue;
            }
            if self.texts[at].is_empty() || paragraph.cell.is_some() || self.roles[at].is_some() {
                continue;
            }
            let text = self.texts[at].clone();
            let number = text.strip_prefix("Phụ lục").map(str::trim);
            let label = number.is_some_and(|n| n.chars().all(|c| "IVXLC".contains(c)));
            self.roles[at] = match () {
                () if label => {
                    (inside, heading) = (true, true);
                    Some(Role::AppendixLabel)
                }
                () if !inside => None,
                () if text.starts_with("(Kèm theo") => {
                    heading = false;
                    Some(Role::AppendixReference)
                }
                () if heading => Some(Role::AppendixTitle),
                () => self.in_text(at, &text),
            };
        }
    }
}

/// The form of a type (Phụ lục III, Mục II).
fn form_of(kind: &str) -> &'static str {
    match kind {
        "NGHỊ QUYẾT" => "1.1",
        "QUYẾT ĐỊNH" => "1.2",
        "CÔNG ĐIỆN" => "1.6",
        "GIẤY MỜI" => "1.7",
        "GIẤY GIỚI THIỆU" => "1.8",
        "BIÊN BẢN" => "1.9",
        "GIẤY NGHỈ PHÉP" => "1.10",
        _ => "1.4",
    }
}

fn is_bold(paragraph: &Paragraph) -> bool {
    paragraph.runs.iter().all(|run| run.bold || run.text.trim().is_empty())
}

/// "Phần I", "Chương II", "Mục 1", "Tiểu mục 1": typed alone on a line, or counted by a list.
fn counted(paragraph: &Paragraph) -> Option<Role> {
    const WORDS: [(&str, Role); 4] = [
        ("Phần", Role::Part),
        ("Chương", Role::Chapter),
        ("Mục", Role::Division),
        ("Tiểu mục", Role::Subdivision),
    ];
    let typed = squeezed(&paragraph.text());
    let listed = paragraph.list.as_ref().map(|mark| mark.text.as_str()).unwrap_or_default();
    let is = |word: &str| {
        let number = typed.strip_prefix(word).map(str::trim_start);
        let number = number.filter(|n| n.len() < typed.len() - word.len());
        let plain = |n: &str| n.chars().all(|c| "IVXLC".contains(c) || c.is_ascii_digit());
        (typed.is_empty() && listed.starts_with(word))
            || number.is_some_and(|n| !n.is_empty() && plain(n))
    };
    WORDS.iter().find(|(word, _)| is(word)).map(|(_, role)| *role)
}

/// "Điều 1. …", typed or counted by a list.
fn begins_article(paragraph: &Paragraph, text: &str) -> bool {
    let number = text.strip_prefix("Điều ").and_then(|rest| rest.split_once('.'));
    paragraph.list.as_ref().is_some_and(|list| list.text.starts_with("Điều"))
        || number.is_some_and(|(n, _)| n.bytes().all(|b| b.is_ascii_digit()))
}

/// "TM. …", "KT. …", however the mark is written: "T/M", "K/T.", "TM".
fn is_authority(upper: &str) -> bool {
    let first = upper.split(' ').next().unwrap_or_default();
    let letters: String = first.chars().filter(|c| c.is_alphabetic()).collect();
    matches!(letters.as_str(), "TM" | "KT" | "TL" | "TUQ") || first == "Q."
}

/// `a)`, `đ)`.
fn is_point(typed: &str) -> bool {
    let mut letters = typed.chars();
    matches!((letters.next(), letters.next(), letters.next()), (Some(c), Some(')'), None) if c.is_lowercase())
}
