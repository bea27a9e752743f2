//! Which paragraph is what: by what a person goes by, place and words. Names of styles, content
//! controls and provenance are never evidence, so that the check of what we wrote proves something.

use crate::document::Role;
use crate::seen::{Paragraph, Seen};
use crate::styled::TextAlign;

/// Names of types in capitals, longest first where one begins another (Điều 7).
const KINDS: [&str; 28] = [
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
];

/// The role of each paragraph of `seen`, in order. `None`: blank, a cell of a table, or in doubt.
pub fn recognize(seen: &Seen) -> Vec<Option<Role>> {
    let mut scan = Scan { paragraphs: &seen.paragraphs, texts: Vec::new(), roles: Vec::new() };
    // What stands in headers comes after the text and is known already.
    let text = seen.paragraphs.iter().position(|p| p.page_number).unwrap_or(seen.paragraphs.len());
    scan.texts = seen.paragraphs[..text].iter().map(|p| squeezed(&p.text())).collect();
    scan.roles = vec![None; text];
    scan.head();
    let headers = seen.paragraphs.len() - text;
    if scan.roles.iter().any(Option::is_some) {
        scan.roles.extend(std::iter::repeat_n(Some(Role::PageNumber), headers));
    }
    scan.roles.resize(seen.paragraphs.len(), None);
    scan.roles
}

struct Scan<'s> {
    paragraphs: &'s [Paragraph],
    /// Blanks squeezed.
    texts: Vec<String>,
    roles: Vec<Option<Role>>,
}

/// One blank between words, none at the ends.
fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl Scan<'_> {
    fn find(&self, from: usize, holds: impl Fn(usize, &str) -> bool) -> Option<usize> {
        (from..self.texts.len()).find(|at| holds(*at, &self.texts[*at]))
    }

    /// Letterhead, then what follows it.
    fn head(&mut self) {
        let nation = self.find(0, |_, text| {
            let text = text.to_uppercase();
            text.starts_with("CỘNG HÒA XÃ HỘI") || text.starts_with("CỘNG HOÀ XÃ HỘI")
        });
        let Some(nation) = nation else { return };
        self.roles[nation] = Some(Role::NationalName);
        let motto = self.find(nation, |_, text| text.to_lowercase().starts_with("độc lập"));
        if let Some(motto) = motto {
            self.roles[motto] = Some(Role::Motto);
        }
        let dated = self.find(0, |_, text| {
            let text = text.to_lowercase();
            text.contains("ngày")
                && text.contains("tháng")
                && text.contains("năm")
                && text.chars().count() < 80
        });
        let Some(dated) = dated else { return };
        self.roles[dated] = Some(Role::PlaceDate);
        let numbered = self.find(0, |_, text| text.starts_with("Số:") || text.starts_with("Số "));
        let numbered = numbered.filter(|at| *at < dated + 6);
        if let Some(numbered) = numbered {
            self.roles[numbered] = Some(Role::Number);
        }
        self.agencies(numbered.unwrap_or(nation).max(nation), nation);
        let after = dated.max(numbered.unwrap_or(0)).max(motto.unwrap_or(0)) + 1;
        self.title(after);
    }

    /// Names of agencies: lines in capitals in the head that are not the nation's. The last bold
    /// ones are the issuer's, those above its parent's.
    fn agencies(&mut self, end: usize, nation: usize) {
        for at in 0..end {
            let text = &self.texts[at];
            let capitals = text.chars().any(char::is_alphabetic) && *text == text.to_uppercase();
            let left = match (self.paragraphs[at].cell, self.paragraphs[nation].cell) {
                (Some(own), Some(other)) => own.table == other.table && own.column != other.column,
                (None, None) => true,
                _ => false,
            };
            if self.roles[at].is_some() || !capitals || !left {
                continue;
            }
            let bold =
                self.paragraphs[at].runs.iter().all(|run| run.bold || run.text.trim().is_empty());
            self.roles[at] = Some(if bold { Role::Agency } else { Role::ParentAgency });
        }
    }

    /// Tên loại and trích yếu; what has none is a công văn, and its text is not looked at.
    fn title(&mut self, from: usize) {
        let kind = self.find(from, |_, text| KINDS.contains(&text.to_uppercase().as_str()));
        let Some(kind) = kind.filter(|kind| *kind < from + 8) else { return };
        self.roles[kind] = Some(Role::Kind);
        let mut at = kind + 1;
        while at < self.texts.len() {
            let paragraph = &self.paragraphs[at];
            let bold = paragraph.runs.iter().all(|run| run.bold || run.text.trim().is_empty());
            match self.texts[at].is_empty() {
                true if paragraph.border => break,
                true => {}
                false if bold && paragraph.cell.is_none() => self.roles[at] = Some(Role::Subject),
                false => break,
            }
            at += 1;
        }
        self.text(at);
    }

    /// From below the subject to Nơi nhận, and on.
    fn text(&mut self, from: usize) {
        let end = self.find(from, |_, text| text.to_lowercase().starts_with("nơi nhận"));
        let end = end.unwrap_or(self.texts.len());
        let mut begun = false;
        for at in from..end {
            let paragraph = &self.paragraphs[at];
            if is_part(paragraph) {
                self.roles[at] = Some(Role::Part);
                begun = true;
            }
            if self.roles[at].is_some() || self.texts[at].is_empty() || paragraph.cell.is_some() {
                continue;
            }
            let text = self.texts[at].clone();
            let role = match () {
                () if !begun && text.starts_with("Kính gửi") => {
                    if text.trim_end_matches([':', ' ']).ends_with("gửi") {
                        Role::AddresseesLead
                    } else {
                        Role::Addressees
                    }
                }
                () if !begun && text.starts_with("- ") => Role::Addressee,
                () if !begun && text.starts_with("Căn cứ") => Role::Ground,
                () => {
                    begun = true;
                    match self.in_text(at, &text) {
                        Some(role) => role,
                        None => continue,
                    }
                }
            };
            self.roles[at] = Some(role);
        }
        self.closing(end);
    }

    /// A paragraph of the text by its number, dash or looks.
    fn in_text(&self, at: usize, text: &str) -> Option<Role> {
        let paragraph = &self.paragraphs[at];
        let bold = paragraph.runs.iter().all(|run| run.bold || run.text.trim().is_empty());
        let list = paragraph.list.as_ref();
        let mark = list.map(|mark| (mark.format.as_str(), mark.text.as_str()));
        let typed = text.split_once(' ').map(|(first, _)| first).unwrap_or_default();
        let number = typed.strip_suffix('.');
        let below_part =
            at.checked_sub(1).is_some_and(|above| self.roles[above] == Some(Role::Part));
        if below_part && paragraph.align == TextAlign::Center {
            return Some(Role::PartTitle);
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
            Some(("decimal", _)) if bold => Role::ClauseHeading,
            Some(("decimal", _)) => Role::Clause,
            Some((_, "+")) => Role::Plus,
            Some(("bullet", _)) => Role::Dash,
            Some(_) => return None,
            None if number.is_some_and(roman) => Role::Section,
            None if number.is_some_and(digits) && bold => Role::ClauseHeading,
            None if number.is_some_and(digits) => Role::Clause,
            None if is_point(typed) => Role::Point,
            None if typed == "-" || typed == "–" => Role::Dash,
            None if typed == "+" => Role::Plus,
            None if bold && text.chars().count() < 80 => Role::RunIn,
            None if bold => return None,
            None => Role::Body,
        })
    }

    /// Appendices, after the signature: label, title, reference, then text.
    fn appendices(&mut self, from: usize) {
        let mut inside = false;
        let mut heading = false;
        for at in from + 1..self.texts.len() {
            let paragraph = &self.paragraphs[at];
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

    /// Whether a table with lines follows, perhaps after another centred or flush right line.
    fn above_table(&self, at: usize) -> bool {
        let below = self.paragraphs[at + 1..].iter().take(2);
        below
            .take_while(|p| {
                p.cell.is_some() || matches!(p.align, TextAlign::Center | TextAlign::Right)
            })
            .any(|paragraph| paragraph.cell.is_some_and(|cell| cell.borders))
    }

    /// Nơi nhận and the signature, in two columns or one below the other.
    fn closing(&mut self, from: usize) {
        let Some(first) = self.paragraphs.get(from) else { return };
        self.roles[from] = Some(Role::RecipientsLabel);
        let table = first.cell.map(|cell| cell.table);
        let column = first.cell.map(|cell| cell.column);
        let mut signed = Vec::new();
        for at in from + 1..self.texts.len() {
            let cell = self.paragraphs[at].cell;
            if cell.map(|cell| cell.table) != table {
                break;
            }
            if self.texts[at].is_empty() {
                continue;
            }
            if self.texts[at].starts_with('-') && cell.map(|cell| cell.column) == column {
                self.roles[at] = Some(Role::Recipient);
            } else if table.is_some() && cell.map(|cell| cell.column) != column {
                signed.push(at);
            }
        }
        self.appendices(from);
        let Some((name, above)) = signed.split_last() else { return };
        let authority = |text: &str| {
            ["TM.", "KT.", "TL.", "TUQ.", "Q."].iter().any(|mark| text.starts_with(mark))
        };
        for at in above {
            let role = if authority(&self.texts[*at].to_uppercase()) {
                Role::SignerAuthority
            } else {
                Role::SignerTitle
            };
            self.roles[*at] = Some(role);
        }
        if !above.is_empty() {
            self.roles[*name] = Some(Role::SignerName);
        }
    }
}

/// "Phần I", typed or counted by a list.
fn is_part(paragraph: &Paragraph) -> bool {
    let counted = paragraph.list.as_ref().is_some_and(|mark| mark.text.starts_with("Phần"));
    let typed = paragraph.text();
    let typed = typed.trim().strip_prefix("Phần ");
    counted || typed.is_some_and(|n| !n.is_empty() && n.chars().all(|c| "IVXLC".contains(c)))
}

/// `a)`, `đ)`.
fn is_point(typed: &str) -> bool {
    let mut letters = typed.chars();
    matches!((letters.next(), letters.next(), letters.next()), (Some(c), Some(')'), None) if c.is_lowercase())
}
