//! The text: addressees, grounds, headings, articles, clauses, points.

use super::words::{gives_ground, is_point, is_room, squeezed};
use super::{Scan, is_bold};
use crate::document::Role;
use crate::seen::Paragraph;
use crate::styled::TextAlign;

impl Scan<'_> {
    /// From below the title to the closing.
    pub(super) fn text(&mut self, from: usize, end: usize, form: &str) {
        let decides = matches!(form, "1.1" | "1.2");
        let mut begun = false;
        let mut grounds = false;
        let mut sent = false;
        for at in from..end {
            let paragraph = &self.paragraphs[at];
            if self.roles[at].is_none() && !begun {
                sent = self.addressed(at, sent);
            }
            if self.roles[at].is_some() || paragraph.cell.is_some() {
                continue;
            }
            let counted = counted(paragraph);
            if counted.is_none() && (self.texts[at].is_empty() || is_room(self.texts[at])) {
                continue;
            }
            let text = self.texts[at];
            let (upper, lower) = (text.to_uppercase(), text.to_lowercase());
            let role = match () {
                () if begun || counted.is_some() => {
                    begun = true;
                    counted.or_else(|| self.in_text(at, text))
                }
                () if lower.starts_with("kính gửi")
                    || (form == "1.6" && lower.ends_with("điện:")) =>
                {
                    if lower.trim_end_matches([':', ' ']).ends_with("gửi") || form == "1.6" {
                        sent = true;
                        Some(Role::AddresseesLead)
                    } else {
                        Some(Role::Addressees)
                    }
                }
                () if form == "1.8" && text.ends_with("giới thiệu:") => {
                    Some(Role::Introduction)
                }
                () if text.starts_with("- ") && sent => Some(Role::Addressee),
                () if decides
                    && (upper == "QUYẾT ĐỊNH:"
                        || upper == "QUYẾT NGHỊ:"
                        || upper == "QUYẾT ĐỊNH"
                        || upper == "QUYẾT NGHỊ") =>
                {
                    begun = true;
                    Some(Role::Enactment)
                }
                // One sentence that begins so is text.
                () if lower.starts_with("căn cứ")
                    && (text.ends_with([';', ',']) || grounds || decides) =>
                {
                    grounds = true;
                    Some(Role::Ground)
                }
                () if decides && (text == upper || paragraph.align == TextAlign::Center) => {
                    Some(Role::IssuingAuthority)
                }
                () if decides && gives_ground(text) && !begins_article(paragraph, text) => {
                    Some(Role::Ground)
                }
                () => {
                    begun = true;
                    self.in_text(at, text)
                }
            };
            self.roles[at] = role;
        }
    }

    /// Kính gửi in a table without lines, as many agencies have it. Whether it has begun.
    fn addressed(&mut self, at: usize, sent: bool) -> bool {
        let open = self.paragraphs[at].cell.is_some_and(|cell| !cell.borders);
        let text = self.texts[at].to_lowercase();
        let begins = text.starts_with("kính gửi");
        if open && begins {
            let alone = text.trim_end_matches([':', ' ']).ends_with("gửi");
            let role = if alone { Role::AddresseesLead } else { Role::Addressees };
            self.roles[at] = Some(role);
        } else if open && sent && text.starts_with("- ") {
            self.roles[at] = Some(Role::Addressee);
        }
        sent || (open && begins)
    }

    /// A paragraph of the text by its number, dash or looks.
    pub(super) fn in_text(&self, at: usize, text: &str) -> Option<Role> {
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
            // A note: "(Có danh sách kèm theo)".
            None if text.starts_with('(') && text.ends_with(')') => return None,
            None if bold && text.chars().count() < 80 => Role::RunIn,
            None if bold => return None,
            None => Role::Body,
        })
    }

    /// Whether a numbered line that is not bold is a heading all the same: no sentence, since no
    /// mark ends it, and text that is not numbered as it is stands below.
    pub(super) fn is_heading(&self, at: usize, text: &str) -> bool {
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
    pub(super) fn above_table(&self, at: usize) -> bool {
        let below = self.paragraphs[at + 1..].iter().take(2);
        below
            .take_while(|p| {
                p.cell.is_some() || matches!(p.align, TextAlign::Center | TextAlign::Right)
            })
            .any(|paragraph| paragraph.cell.is_some_and(|cell| cell.borders))
    }
}

/// "Phần I", "Chương II", "Mục 1", "Tiểu mục 1": typed alone on a line, or counted by a list.
pub(super) fn counted(paragraph: &Paragraph) -> Option<Role> {
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
        let plain = |n: &str| {
            let n = n.trim_end_matches(['.', ':']);
            n.chars().all(|c| "IVXLC".contains(c) || c.is_ascii_digit())
        };
        (typed.is_empty() && listed.starts_with(word))
            || number.is_some_and(|n| !n.is_empty() && plain(n))
    };
    WORDS.iter().find(|(word, _)| is(word)).map(|(_, role)| *role)
}

/// "Điều 1. …", typed or counted by a list.
pub(super) fn begins_article(paragraph: &Paragraph, text: &str) -> bool {
    let number = text.strip_prefix("Điều ").and_then(|rest| rest.split_once(['.', ':', ' ']));
    paragraph.list.as_ref().is_some_and(|list| list.text.starts_with("Điều"))
        || number.is_some_and(|(n, _)| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
}
