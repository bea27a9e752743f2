//! What follows the text: recipients, signatures, appendices.

use super::text::counted;
use super::words::{is_appendix_label, is_authority, refers};
use super::{Scan, is_bold};
use crate::document::Role;
use crate::length::Twips;
use crate::seen::Paragraph;
use crate::styled::TextAlign;

/// Space above a line that leaves room for a signature.
const GAP: Twips = Twips(480);

/// What stands further from the left margin than this is no text of the page's width: 30 mm.
const APART: Twips = Twips(1701);

const SIGNERS: [Role; 3] = [Role::SignerAuthority, Role::SignerTitle, Role::SignerName];

impl Scan<'_> {
    /// Nơi nhận and the signatures: in two columns of one table, or signatures in a table and the
    /// recipients below it. Returns where they begin. Signatures outside of tables are in doubt.
    pub(super) fn closing(&mut self, from: usize) -> usize {
        let label = self.find(from, |_, text| text.to_lowercase().starts_with("nơi nhận"));
        // "Nơi nhận:⇥TM. ỦY BAN NHÂN DÂN": two columns parted by tabs cannot be judged apart.
        let tabbed = label.is_some_and(|at| self.paragraphs[at].text().trim().contains('\t'));
        match label {
            Some(label) if tabbed => {
                self.in_doubt.extend([Role::RecipientsLabel, Role::Recipient]);
                self.in_doubt.extend(SIGNERS);
                return label;
            }
            Some(label) => self.roles[label] = Some(Role::RecipientsLabel),
            None => {}
        }
        let signed = self.signed_table(from, label);
        let of_table = |scan: &Self, at: usize| {
            let table = scan.paragraphs[at].cell.map(|cell| cell.table);
            signed.is_some() && table == signed
        };
        let first = self.find(from, |at, _| of_table(self, at));
        if signed.is_none() {
            self.in_doubt.extend(SIGNERS);
        }
        let stacked = if signed.is_none() { self.stacked(from, label) } else { None };
        let Some(begin) = first.or(stacked).into_iter().chain(label).min() else { return self.end };
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
        begin
    }

    /// Where signatures begin that stand below the text without a table: titles and names in bold,
    /// away from the left margin.
    fn stacked(&self, from: usize, label: Option<usize>) -> Option<usize> {
        let mut begin = None;
        // A heading at the very end looks like a title; recipients or an authority tell them apart.
        let mut sure = label.is_some();
        for at in (from..label.unwrap_or(self.end)).rev() {
            let (paragraph, text) = (&self.paragraphs[at], &self.texts[at]);
            if text.is_empty() {
                continue;
            }
            let apart = paragraph.align != TextAlign::Justify || paragraph.indent_left > APART;
            let authority = is_authority(&text.to_uppercase());
            sure |= authority;
            if paragraph.cell.is_some() || !(authority || (is_bold(paragraph) && apart)) {
                break;
            }
            if *text == text.to_uppercase() {
                begin = Some(at);
            }
        }
        begin.filter(|_| sure)
    }

    /// The table in which they sign: where Nơi nhận stands beside something, else the last one
    /// without lines, above Nơi nhận or, where that is missing, in which somebody signs.
    pub(super) fn signed_table(&self, from: usize, label: Option<usize>) -> Option<usize> {
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
    pub(super) fn signatures(&mut self, lines: &[usize]) {
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
        // "(Chữ ký, dấu của cơ quan)" stands where they sign, perhaps on several lines.
        let mut open = false;
        let note: Vec<bool> = lines
            .iter()
            .map(|at| {
                let text = &self.texts[*at];
                let inside = open || text.starts_with('(');
                open =
                    inside && !text.trim_end_matches(|c: char| c.is_ascii_digit()).ends_with(')');
                inside
            })
            .collect();
        let mut groups: Vec<Vec<usize>> = Vec::new();
        for (nth, at) in lines.iter().enumerate() {
            let gap = nth.checked_sub(1).is_none_or(|above| {
                at - lines[above] > 1 || self.paragraphs[*at].before >= GAP || note[above]
            });
            if gap {
                groups.push(Vec::new());
            }
            if let Some(group) = groups.last_mut().filter(|_| !note[nth]) {
                group.push(*at);
            }
        }
        groups.retain(|group| !group.is_empty());
        let one = groups.len() == 1;
        for (nth, group) in groups.iter().enumerate() {
            let small: Vec<bool> = group.iter().map(|at| !is_title(self, *at)).collect();
            let name = match (nth, small.iter().position(|small| *small)) {
                // No gap: the name is what is not in capitals, and stands last.
                (0, _) if one => small.iter().rposition(|small| *small),
                (0, _) => None,
                // Below the gap posts, perhaps in capitals, then the name; titles of the next one.
                (_, Some(first)) => {
                    Some(first + small[first..].iter().take_while(|small| **small).count() - 1)
                }
                (_, None) => Some(group.len() - 1),
            };
            for (place, at) in group.iter().enumerate() {
                self.roles[*at] = Some(match name {
                    Some(name) if nth > 0 && place < name => Role::SignerPost,
                    Some(name) if place == name => Role::SignerName,
                    _ => title(self, *at),
                });
            }
        }
    }

    /// Whether a line looks as titles do in some way: in capitals, centred or bold.
    pub(super) fn is_title(&self, at: usize) -> bool {
        let (paragraph, text) = (&self.paragraphs[at], &self.texts[at]);
        let capitals = *text == text.to_uppercase() || paragraph.runs.iter().all(|run| run.caps);
        capitals || paragraph.align == TextAlign::Center || is_bold(paragraph)
    }

    /// Appendices, after the signature: label, title, reference, then text.
    pub(super) fn appendices(&mut self, from: usize) {
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
            let text = self.texts[at];
            let label = is_appendix_label(text);
            self.roles[at] = match () {
                () if label => {
                    (inside, heading) = (true, true);
                    Some(Role::AppendixLabel)
                }
                () if !inside => None,
                () if refers(text) => {
                    heading = false;
                    self.reference(at);
                    continue;
                }
                () if heading && self.is_title(at) => Some(Role::AppendixTitle),
                () => {
                    heading = false;
                    self.in_text(at, text)
                }
            };
        }
    }
}
