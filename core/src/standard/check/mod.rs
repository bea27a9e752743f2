//! Judges a document by the rows of the standard, the same rows by which `apply` writes.

mod appendix;
mod citing;
mod code;
mod content;
mod head;
mod page;
mod sending;
mod signing;
mod slip;
mod structure;

use super::metrics::{self, Face};
use super::recognize::{Paper, Recognized, is_bold};
use super::{Allowed, Ask, Judged, Look, Rule, Standard, Value};
use crate::document::Role;
use crate::length::Twips;
use crate::seen::{Paragraph, Seen};
use crate::styled::{Line, Page, TextAlign};

/// Something that a rule does not allow.
#[derive(Debug, Clone)]
pub struct Finding<'r> {
    /// The rule.
    pub rule: &'r Rule,
    /// The role; `None`: the paper.
    pub role: Option<Role>,
    /// The paragraph, by its place in [`Seen::paragraphs`], when it is about one.
    pub paragraph: Option<usize>,
    /// The property: `size`, `text`, `presence` …
    pub property: &'r str,
    /// What was found.
    pub found: Option<Value>,
    /// What is allowed.
    pub wanted: Vec<Allowed>,
    /// How many more paragraphs have the same.
    pub more: usize,
}

/// What became of a check.
#[derive(Debug, Default)]
pub struct Judgement<'r> {
    /// What is not as it should be, in the order of the rules.
    pub findings: Vec<Finding<'r>>,
    /// Rules that could not be judged, although what they speak of is there.
    pub not_evaluated: Vec<&'r Rule>,
    /// Rules that only a person can judge.
    pub for_a_person: Vec<&'r Rule>,
    /// Rules of what these papers do not have, or that was not recognised.
    pub absent: Vec<&'r Rule>,
    /// Paragraphs where a type stands that is none of the decree's.
    pub unknown_kinds: Vec<usize>,
}

/// Judges `seen`, in which these papers were recognised. What is true of the whole file is judged
/// once; a rule is judged when it could be judged in any of the papers.
pub fn check<'r>(standard: &'r Standard, seen: &Seen, known: &Recognized) -> Judgement<'r> {
    let whole = Paper::new(0..seen.paragraphs.len());
    let texts: Vec<String> = seen.paragraphs.iter().map(Paragraph::text).collect();
    let mut judge = Judge {
        seen,
        texts: &texts,
        lines: &known.lines,
        roles: &known.roles,
        paper: &whole,
        out: Judgement::default(),
    };
    for rule in &standard.rules {
        let mut judged = false;
        if rule.judged != Judged::Person {
            if of_file(rule) {
                judge.paper = &whole;
                judged = judge.rule(rule);
            } else {
                for paper in &known.papers {
                    judge.paper = paper;
                    let meant = rule.forms.is_empty() || rule.forms.iter().any(|f| f == paper.form);
                    // What is right for other forms is no gap in this one.
                    let other = !meant && !paper.form.is_empty();
                    judged |= other || (meant && judge.rule(rule));
                }
            }
        }
        if !judged {
            let about = rule.roles();
            let is_there = |role: &Role| known.roles.contains(&Some(*role));
            let absent = match &rule.ask {
                // A function that had nothing to judge.
                Ask::Code { .. } => true,
                Ask::Sizes(_) => !about.iter().all(is_there),
                _ => !about.is_empty() && !about.iter().any(is_there),
            };
            match (absent, rule.judged) {
                (true, _) => judge.out.absent.push(rule),
                (false, Judged::Person) => judge.out.for_a_person.push(rule),
                (false, _) => judge.out.not_evaluated.push(rule),
            }
        }
    }
    judge.out.unknown_kinds = known.papers.iter().filter_map(|paper| paper.unknown_kind).collect();
    judge.out
}

/// Whether a rule is about the whole file: its paper, and the numbers of its pages.
fn of_file(rule: &Rule) -> bool {
    match &rule.ask {
        Ask::Look(look) => {
            look.roles.iter().all(|role| matches!(role, None | Some(Role::PageNumber)))
        }
        Ask::Code { roles, .. } => *roles == [Role::PageNumber],
        _ => false,
    }
}

/// A line may be this much shorter or longer than asked: nobody sees it.
const LINE_SLACK: f64 = 0.05;

struct Judge<'s, 'r> {
    seen: &'s Seen,
    /// What was typed.
    texts: &'s [String],
    /// What a person reads.
    lines: &'s [String],
    roles: &'s [Option<Role>],
    paper: &'s Paper,
    out: Judgement<'r>,
}

impl<'s, 'r> Judge<'s, 'r> {
    /// The text of a paragraph, as a person reads it.
    fn reads(&self, at: usize) -> &'s str {
        &self.lines[at]
    }

    /// Paragraphs of a role.
    fn of(&self, role: Role) -> Vec<usize> {
        self.paper.range.clone().filter(|at| self.roles[*at] == Some(role)).collect()
    }

    /// Judges one rule; whether it could be judged at all.
    fn rule(&mut self, rule: &'r Rule) -> bool {
        match &rule.ask {
            Ask::Look(look) => self.look(rule, look),
            Ask::Text { role, allow, begins } => self.text(rule, *role, allow, begins),
            Ask::Presence(roles) => self.presence(rule, roles),
            Ask::Order(roles) => self.order(rule, roles),
            Ask::Sizes(rows) => self.sizes(rule, rows),
            Ask::Line { under, least, most, .. } => self.line(rule, *under, (*least, *most)),
            Ask::Box { role, height, widths } => self.boxed(rule, *role, *height, widths),
            Ask::Code { name, .. } => code::judge(self, rule, name),
            Ask::Person(_) => false,
        }
    }

    fn look(&mut self, rule: &'r Rule, look: &'r Look) -> bool {
        let mut judged = false;
        for (property, allowed) in &look.allow {
            for role in &look.roles {
                judged |= match role {
                    None => self.paper(rule, look, property, allowed),
                    Some(role) => self.paragraphs(rule, *role, property, allowed),
                };
            }
        }
        judged
    }

    fn paragraphs(
        &mut self,
        rule: &'r Rule,
        role: Role,
        property: &'r str,
        allowed: &'r Allowed,
    ) -> bool {
        let mut judged = false;
        let mut wrong: Option<Finding<'r>> = None;
        for at in self.of(role) {
            // A distance is one between parts of the text, or one that its role alone has.
            let alike = |above: &usize| {
                let of_rule = rule.roles();
                of_rule.len() == 1 || self.roles[*above].is_some_and(|role| of_rule.contains(&role))
            };
            let above = at.checked_sub(1).filter(alike).map(|above| &self.seen.paragraphs[above]);
            let values = values(&self.seen.paragraphs[at], above, property);
            judged |= !values.is_empty();
            let slack = if property == "first_line" { INDENT_SLACK } else { LENGTH_SLACK };
            let wrong_one = |value: &Value| !holds_about(allowed, value, slack);
            let Some(found) = values.into_iter().find(wrong_one) else {
                continue;
            };
            match &mut wrong {
                Some(finding) => finding.more += 1,
                None => {
                    wrong = Some(Finding {
                        rule,
                        role: Some(role),
                        paragraph: Some(at),
                        property,
                        found: Some(found),
                        wanted: vec![allowed.clone()],
                        more: 0,
                    });
                }
            }
        }
        self.out.findings.extend(wrong);
        judged
    }

    /// Margins, paper, and what holds of all text.
    fn paper(
        &mut self,
        rule: &'r Rule,
        look: &'r Look,
        property: &'r str,
        allowed: &'r Allowed,
    ) -> bool {
        let mut judged = false;
        let mut wrong = None;
        for section in &self.seen.sections {
            let Some(value) = of_page(&upright(section.page, look), property) else { continue };
            judged = true;
            if !holds_about(allowed, &value, LENGTH_SLACK) {
                wrong = wrong.or(Some((None, value)));
            }
        }
        for (at, paragraph) in self.seen.paragraphs.iter().enumerate() {
            // Signs of a symbol font, ticks and bullets, are no letters.
            let lettered = |run: &&crate::seen::Run| run.text.chars().any(char::is_alphanumeric);
            for run in paragraph.runs.iter().filter(lettered) {
                let value = match property {
                    "font" => Value::Word(run.font.clone()),
                    "color" if self.has_own_color(at) => continue,
                    "color" => {
                        Value::Word(run.color.clone().unwrap_or_else(|| "000000".to_owned()))
                    }
                    _ => continue,
                };
                judged = true;
                if !allowed.holds(&value) {
                    wrong = wrong.or(Some((Some(at), value)));
                }
            }
        }
        if let Some((paragraph, found)) = wrong {
            let wanted = vec![allowed.clone()];
            let found = Some(found);
            let role = None;
            self.out.findings.push(Finding {
                rule,
                role,
                paragraph,
                property,
                found,
                wanted,
                more: 0,
            });
        }
        judged
    }

    /// Marks of urgency and secrecy are red.
    fn has_own_color(&self, at: usize) -> bool {
        matches!(self.roles[at], Some(Role::Urgency | Role::Secrecy))
    }

    /// The frame around a mark: as wide and high as asked, within a millimetre.
    fn boxed(
        &mut self,
        rule: &'r Rule,
        role: Role,
        height: Twips,
        widths: &'r [(String, Twips)],
    ) -> bool {
        let mut judged = false;
        for at in self.of(role) {
            let paragraph = &self.seen.paragraphs[at];
            let text = self.texts[at].trim().to_uppercase().replace("OẢ", "ỎA");
            let Some(space) = paragraph.boxed else { continue };
            let Some((_, width)) = widths.iter().find(|(words, _)| *words == text) else {
                continue;
            };
            let Line::Exact(line) = paragraph.line else { continue };
            judged = true;
            let sides = Twips(space.0 * 2);
            let inner = paragraph.measure - paragraph.indent_left - paragraph.indent_right;
            for (property, found, wanted) in
                [("box_width", inner + sides, *width), ("box_height", line + sides, height)]
            {
                if (found.0 - wanted.0).abs() > Twips::mm(1.0).0 {
                    self.out.findings.push(Finding {
                        rule,
                        role: Some(role),
                        paragraph: Some(at),
                        property,
                        found: Some(Value::Length(found)),
                        wanted: vec![Allowed::Exactly(Value::Length(wanted))],
                        more: 0,
                    });
                }
            }
        }
        judged
    }

    fn text(&mut self, rule: &'r Rule, role: Role, allow: &[String], begins: &[String]) -> bool {
        let at = self.of(role);
        for at in &at {
            let text = &self.texts[*at];
            let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
            let fine = allow.contains(&text)
                || begins.iter().any(|begin| text.starts_with(begin.as_str()));
            if !fine {
                let words = |text: &String| Allowed::Exactly(Value::Word(text.clone()));
                self.out.findings.push(Finding {
                    rule,
                    role: Some(role),
                    paragraph: Some(*at),
                    property: "text",
                    found: Some(Value::Word(text)),
                    wanted: allow.iter().chain(begins).map(words).collect(),
                    more: 0,
                });
            }
        }
        !at.is_empty()
    }

    fn presence(&mut self, rule: &'r Rule, roles: &[Role]) -> bool {
        let in_doubt = |role: &Role| self.paper.in_doubt.contains(role);
        let (doubtful, roles): (Vec<Role>, Vec<Role>) = roles.iter().copied().partition(in_doubt);
        for role in &roles {
            // Many a text is all headings or items.
            if *role != Role::Body && !self.has(*role) {
                let role = Some(*role);
                let (paragraph, found, wanted) = (None, None, Vec::new());
                let property = "presence";
                self.out.findings.push(Finding {
                    rule,
                    role,
                    paragraph,
                    property,
                    found,
                    wanted,
                    more: 0,
                });
            }
        }
        doubtful.is_empty()
    }

    /// Whether a part is there. "Q. CHỦ TỊCH" is authority and title in one.
    fn has(&self, role: Role) -> bool {
        let acting = |at: usize| self.reads(at).to_uppercase().starts_with("Q.");
        !self.of(role).is_empty()
            || (role == Role::SignerTitle && self.of(Role::SignerAuthority).into_iter().any(acting))
    }

    fn order(&mut self, rule: &'r Rule, roles: &[Role]) -> bool {
        // An appendix has text below the signature.
        let appendix = self.of(Role::AppendixLabel).first().copied();
        let end = appendix.unwrap_or(self.paper.range.end);
        let mut last = 0;
        for role in roles {
            let first = self.of(*role).first().copied().filter(|first| *first < end);
            let Some(first) = first else { continue };
            if first < last {
                self.out.findings.push(Finding {
                    rule,
                    role: Some(*role),
                    paragraph: Some(first),
                    property: "order",
                    found: None,
                    wanted: Vec::new(),
                    more: 0,
                });
            }
            last = last.max(first);
        }
        true
    }

    /// The line drawn below a role's last paragraph, against the longest line of its text. A line
    /// that is a drawing is not seen here, so none is no finding.
    fn line(&mut self, rule: &'r Rule, under: Role, (least, most): (f64, f64)) -> bool {
        let of = self.of(under);
        let Some(last) = of.last().copied() else { return false };
        let above = &self.seen.paragraphs[last];
        let below = self.seen.paragraphs.get(last + 1);
        let drawn = |below: &&Paragraph| {
            below.border && below.is_blank() && below.cell == above.cell && below.measure.0 > 0
        };
        let Some(below) = below.filter(drawn) else { return self.no_line(rule, under, last) };
        let together = of.iter().rev().zip((0..=last).rev()).take_while(|(at, next)| *at == next);
        let widest = together.map(|(at, _)| widest(&self.seen.paragraphs[*at])).max();
        let widest = f64::from(widest.unwrap_or_default().0.max(1));
        let length = below.measure - below.indent_left - below.indent_right;
        let share = f64::from(length.0) / widest;
        if !(least - LINE_SLACK..=most + LINE_SLACK).contains(&share) {
            let found = Some(Value::Number(share));
            let wanted = vec![Allowed::Between(Value::Number(least), Value::Number(most))];
            let (role, paragraph) = (Some(under), Some(last));
            let property = "rule_line";
            self.out.findings.push(Finding {
                rule,
                role,
                paragraph,
                property,
                found,
                wanted,
                more: 0,
            });
        }
        true
    }

    /// Nothing below a text that could be a line: no border, no signs, no drawing anywhere.
    fn no_line(&mut self, rule: &'r Rule, under: Role, last: usize) -> bool {
        let may_be = |paragraph: &Paragraph| {
            paragraph.border
                || paragraph.cell.is_some_and(|cell| cell.borders)
                || paragraph.line().starts_with(['_', '-', '–', '—', '─', '*', '='])
        };
        let near = &self.seen.paragraphs[last..(last + 3).min(self.seen.paragraphs.len())];
        if self.seen.drawings || near.iter().any(may_be) {
            return false;
        }
        self.out.findings.push(Finding {
            rule,
            role: Some(under),
            paragraph: Some(last),
            property: "rule_line",
            found: None,
            wanted: Vec::new(),
            more: 0,
        });
        true
    }

    fn sizes(&mut self, rule: &'r Rule, rows: &'r [Vec<(Role, Value)>]) -> bool {
        let Some(row) = rows.first() else { return false };
        let size = |role: Role| {
            let at = *self.of(role).first()?;
            values(&self.seen.paragraphs[at], None, "size").into_iter().next()
        };
        let found: Option<Vec<Value>> = row.iter().map(|(role, _)| size(*role)).collect();
        let Some(found) = found else { return false };
        let fits = |row: &Vec<(Role, Value)>| row.iter().map(|(_, value)| value).eq(found.iter());
        if !rows.iter().any(fits) {
            let (role, _) = row[0];
            let wanted = rows.iter().map(|row| Allowed::Exactly(row[0].1.clone())).collect();
            self.out.findings.push(Finding {
                rule,
                role: Some(role),
                paragraph: self.of(role).first().copied(),
                property: "sizes",
                found: found.into_iter().next(),
                wanted,
                more: 0,
            });
        }
        true
    }
}

/// What a paragraph has of a property: one value, or one for each of its runs.
fn values(paragraph: &Paragraph, above: Option<&Paragraph>, property: &str) -> Vec<Value> {
    let runs = || paragraph.runs.iter().filter(|run| !run.text.trim().is_empty());
    let one = |value| vec![value];
    match property {
        "size" => runs().map(|run| Value::Length(Twips(i32::from(run.size.0) * 10))).collect(),
        "bold" => mostly(paragraph, |run| run.bold),
        "italic" => mostly(paragraph, |run| run.italic),
        "caps" => {
            let text: String = runs().map(|run| run.text.as_str()).collect();
            let letters = text.chars().filter(|c| c.is_alphabetic()).count();
            let shown = runs().all(|run| run.caps) || text == text.to_uppercase();
            // A word in capitals alone (an abbreviation) says nothing of the whole.
            if letters < 2 || (shown && !text.trim().contains(' ')) {
                Vec::new()
            } else {
                one(Value::Flag(shown))
            }
        }
        "align" => one(Value::Word(
            match paragraph.align {
                TextAlign::Left => "left",
                TextAlign::Center => "center",
                TextAlign::Right => "right",
                TextAlign::Justify => "justify",
            }
            .to_owned(),
        )),
        "color" => {
            let color = |run: &crate::seen::Run| {
                Value::Word(run.color.clone().unwrap_or_else(|| "000000".to_owned()))
            };
            runs().map(color).collect()
        }
        // Where the leftmost letter stands, and the first one: a hanging indent moves both.
        "indent_left" => {
            one(Value::Length(paragraph.indent_left + paragraph.first_line.min(Twips(0))))
        }
        // An indent made by the Tab key is one to the eye.
        "first_line" if paragraph.text().starts_with('\t') => Vec::new(),
        "first_line" => one(Value::Length(paragraph.indent_left + paragraph.first_line)),
        // Between paragraphs; what stands above may give the distance instead.
        "before" => match above {
            Some(above) if !above.is_blank() && above.cell == paragraph.cell => {
                one(Value::Length(paragraph.before.max(above.after)))
            }
            _ => Vec::new(),
        },
        "place" if paragraph.page_number => {
            one(Value::Word(if paragraph.in_footer { "footer" } else { "header" }.to_owned()))
        }
        "line" => match paragraph.line {
            Line::Multiple(lines) => one(Value::Number((lines * 100.0).round() / 100.0)),
            Line::Exact(_) => Vec::new(),
        },
        _ => Vec::new(),
    }
}

/// Width of the longest line of a paragraph, as it breaks in its column.
fn widest(paragraph: &Paragraph) -> Twips {
    let Some(run) = paragraph.runs.first() else { return Twips(0) };
    let measure = paragraph.measure - paragraph.indent_left - paragraph.indent_right;
    let text = paragraph.text();
    let text = if run.caps { text.to_uppercase() } else { text };
    metrics::widest_line(&text, Face::of(run.bold, run.italic), run.size, measure)
}

/// What most letters of a paragraph have: a word or two set off are the author's own.
fn mostly(paragraph: &Paragraph, has: impl Fn(&crate::seen::Run) -> bool) -> Vec<Value> {
    let count = |wanted: bool| -> usize {
        let runs = paragraph.runs.iter().filter(|run| has(run) == wanted);
        runs.flat_map(|run| run.text.chars()).filter(|c| !c.is_whitespace()).count()
    };
    let (with, without) = (count(true), count(false));
    if with + without == 0 { Vec::new() } else { vec![Value::Flag(with > without)] }
}

/// A page as it is judged by `look`. Of one on its side the decree does not say whether its margins
/// turn with it: they are read as they lie, unless only turned back they are all right.
fn upright(page: Page, look: &Look) -> Page {
    if page.height >= page.width {
        return page;
    }
    let as_it_lies = page.turned();
    // Turned to the left: its top edge was the left one.
    let Page { top, right, bottom, left, .. } = page;
    let back = Page { top: right, right: bottom, bottom: left, left: top, ..as_it_lies };
    let fits = |page: &Page| {
        let of = |(property, allowed): &(String, Allowed)| {
            of_page(page, property).is_none_or(|value| holds_about(allowed, &value, LENGTH_SLACK))
        };
        look.allow.iter().all(of)
    };
    if !fits(&as_it_lies) && fits(&back) { back } else { as_it_lies }
}

/// What paper has of a property.
fn of_page(page: &Page, property: &str) -> Option<Value> {
    Some(Value::Length(match property {
        "width" => page.width,
        "height" => page.height,
        "top" => page.top,
        "right" => page.right,
        "bottom" => page.bottom,
        "left" => page.left,
        _ => return None,
    }))
}

/// Programs round lengths their way, by less than this, in millimetres. Sizes of letters come in
/// steps larger than that.
const LENGTH_SLACK: f64 = 0.1;

/// "1,25 cm" is 1,27 to the eye.
const INDENT_SLACK: f64 = 0.3;

/// As [`Allowed::holds`], within so many millimetres.
fn holds_about(allowed: &Allowed, value: &Value, slack: f64) -> bool {
    let Value::Length(length) = value else { return allowed.holds(value) };
    let slack = Twips::mm(slack).0;
    (-slack..=slack).any(|off| allowed.holds(&Value::Length(*length + Twips(off))))
}
