//! The head of a paper: letterhead, marks, type and subject.

use super::text::{begins_article, counted};
use super::words::{
    CIRCULATION, LETTER, SECRECY, URGENCY, form_of, is_kind, is_number, is_numbered, is_room,
    kind_begins, kind_in, refers,
};
use super::{Paper, Scan, is_bold};
use crate::document::Role;
use crate::styled::TextAlign;

impl Scan<'_> {
    pub(super) fn document(&mut self, begin: usize, nation: usize, paper: &mut Paper) {
        if self.shares_nation(nation) {
            self.in_doubt.extend([
                Role::NationalName,
                Role::Motto,
                Role::Agency,
                Role::Number,
                Role::PlaceDate,
            ]);
        } else {
            self.roles[nation] = Some(Role::NationalName);
        }
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
        let named = kind.filter(|kind| *kind < after + 12 && !letter);
        let text = match (named, self.told) {
            (Some(at), _) => {
                let kind = kind_in(self.texts[at]).or(self.told).unwrap_or_default();
                paper.kind = Some(kind.to_owned());
                paper.form = form_of(kind);
                self.roles[at] = Some(Role::Kind);
                self.title(at + 1, paper)
            }
            (None, _) if letter => {
                paper.form = "1.5";
                after
            }
            (None, Some(told)) => {
                paper.kind = Some(told.to_owned());
                paper.form = form_of(told);
                self.title(after, paper)
            }
            (None, None) => {
                let first =
                    self.find(after, |at, text| self.roles[at].is_none() && !text.is_empty());
                let other = first.filter(|at| self.may_be_kind(*at));
                if let Some(at) = other {
                    self.roles[at] = Some(Role::Kind);
                    match kind_begins(self.texts[at]) {
                        Some(kind) => {
                            paper.kind = Some(kind.to_owned());
                            paper.form = form_of(kind);
                        }
                        None => {
                            paper.form = "";
                            paper.unknown_kind = other;
                        }
                    }
                }
                self.title(other.map_or(after, |at| at + 1), paper)
            }
        };
        paper.closing = self.closing(text);
        self.text(text, paper.closing, paper.form);
    }

    /// Agencies, number, date and marks around the line at `sign`. Returns what comes after.
    pub(super) fn letterhead(&mut self, begin: usize, sign: usize) -> usize {
        let table = self.paragraphs[sign].cell;
        let same = |scan: &Self, at: usize| {
            scan.paragraphs[at].cell.map(|cell| cell.table) == table.map(|cell| cell.table)
        };
        let first = self.find(sign, |at, _| !same(self, at)).unwrap_or(self.end);
        // Number and date may stand in a further table without lines.
        let whole = (begin..first).any(|at| same(self, at) && is_numbered(self.texts[at]));
        let inside = |scan: &Self, at: usize| {
            let open = scan.paragraphs[at].cell.is_some_and(|cell| !cell.borders);
            same(scan, at) || (open && !whole)
        };
        let end = match table {
            Some(_) if whole => first,
            Some(_) => self
                .find(sign, |at, text| {
                    text.starts_with("Kính gửi") || (!inside(self, at) && !text.is_empty())
                })
                .unwrap_or(self.end),
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
            within(at) && (table.is_none() || inside(self, at)) && is_numbered(text)
        });
        // Both on one line, parted by tabs: each is there, and cannot be judged apart.
        let together = numbered.is_some() && dated == numbered;
        if together {
            self.in_doubt.extend([Role::Number, Role::PlaceDate]);
        } else {
            for (at, role) in [(dated, Role::PlaceDate), (numbered, Role::Number)] {
                if let Some(at) = at {
                    self.roles[at] = Some(role);
                }
            }
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
    pub(super) fn marks(&mut self, begin: usize, end: usize, sign: usize) {
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
    pub(super) fn agencies(&mut self, begin: usize, end: usize, nation: usize) {
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

    /// Whether a line stands and looks as the name of a type does.
    pub(super) fn may_be_kind(&self, at: usize) -> bool {
        let (paragraph, text) = (&self.paragraphs[at], &self.texts[at]);
        let capitals = *text == text.to_uppercase() && text.chars().any(char::is_alphabetic);
        let centred = paragraph.align == TextAlign::Center && paragraph.cell.is_none();
        let short = text.split(' ').count() <= 6 || kind_begins(text).is_some();
        capitals && centred && is_bold(paragraph) && short
    }

    /// Trích yếu, below the type. Returns where the text begins.
    pub(super) fn title(&mut self, from: usize, paper: &mut Paper) -> usize {
        let untitled = matches!(paper.form, "1.8" | "1.10");
        let mut at = from;
        let mut first = None;
        while at < self.end {
            let paragraph = &self.paragraphs[at];
            let text = &self.texts[at];
            if refers(text) {
                // A text that a decision issues.
                paper.form = "1.3";
                at = self.reference(at);
                break;
            }
            let ruled = text.is_empty() && (paragraph.border || self.drawn[at]);
            let authority = matches!(paper.form, "1.1" | "1.2") && *text == text.to_uppercase();
            match text.is_empty() {
                true if ruled && self.texts.get(at + 1).is_none_or(|t| !refers(t)) => {
                    break;
                }
                true => {}
                // A form that nobody has filled in.
                false if is_room(text) => {}
                false if authority || untitled => break,
                false if self.is_subject(at, first) => {
                    self.roles[at] = Some(Role::Subject);
                    first = first.or(Some(at));
                }
                false => break,
            }
            at += 1;
        }
        at
    }

    /// Whether the text below a type's name is its subject: bold, or centred as a title is. Its
    /// later lines lie as the `first` does.
    pub(super) fn is_subject(&self, at: usize, first: Option<usize>) -> bool {
        let (paragraph, text) = (&self.paragraphs[at], &self.texts[at]);
        let title = paragraph.align == TextAlign::Center && !text.ends_with([':', ';', '.']);
        let sent = text.starts_with("Kính gửi") || text.starts_with("- ");
        let goes_on = first.is_none_or(|first| self.paragraphs[first].align == paragraph.align);
        let heading = paragraph.list.is_some()
            || counted(paragraph).is_some()
            || begins_article(paragraph, text)
            || is_number(text.split(' ').next().unwrap_or_default());
        paragraph.cell.is_none() && !sent && goes_on && !heading && (is_bold(paragraph) || title)
    }

    /// "(Kèm theo …)" from `at` to the line that closes it. Returns what comes after.
    pub(super) fn reference(&mut self, at: usize) -> usize {
        let end = (at + 3).min(self.end);
        let last = (at..end)
            .find(|at| {
                self.texts[*at].trim_end_matches(|c: char| c.is_ascii_digit()).ends_with(')')
            })
            .unwrap_or(at);
        for at in at..=last {
            self.roles[at] = Some(Role::AppendixReference);
        }
        last + 1
    }
}
