//! From rows to styles.

use std::collections::BTreeMap;

use super::rule::{self, Ask, Look, Rule};
use super::value::{Allowed, Value};
use crate::data::{Closed, Node};
use crate::diag::{Diagnostics, Span};
use crate::document::Role;
use crate::length::{HalfPoints, Twips};
use crate::styled::{Border, Frame, Line, ListLevel, Page, Style, StyleIx, StyleSheet, TextAlign};

/// What `apply` must know beyond the styles.
#[derive(Debug, Clone, Default)]
pub(super) struct Looks {
    /// The style of each role that has one.
    pub(super) style: BTreeMap<Role, StyleIx>,
    /// Looks of each grid.
    pub(super) grids: BTreeMap<Role, GridLooks>,
    /// Roles whose text is in capitals.
    pub(super) caps: Vec<Role>,
}

/// Looks of a grid.
#[derive(Debug, Clone, Copy)]
pub(super) struct GridLooks {
    /// Width of the left column.
    pub(super) left: Twips,
    /// Width of the right column.
    pub(super) right: Twips,
    /// Space above its texts.
    pub(super) before: Twips,
}

/// Properties of one role, or of the paper, collected from all rows.
#[derive(Default)]
struct Properties {
    chosen: BTreeMap<String, Value>,
    allowed: Vec<(String, Allowed, Span)>,
}

type All = BTreeMap<Option<Role>, Properties>;

/// Builds the style sheet. Rows that contradict each other are reported.
pub(super) fn build(
    styles: &Node,
    rules: &[Rule],
    choices: &[(Look, Span)],
    language: String,
    out: &mut Diagnostics,
) -> Option<(StyleSheet, Looks)> {
    let all = collect(rules, choices, out);
    check_sizes(rules, &all, out);
    let mut looks = Looks::default();
    let mut list = Vec::new();
    for entry in styles.as_map().unwrap_or_default() {
        let Some(role) = Role::from_id(&entry.key) else {
            out.push(rule::fault(entry.key_span, "there is no such role"));
            continue;
        };
        let none = Properties::default();
        let properties = all.get(&Some(role)).unwrap_or(&none);
        let Some(names) = Closed::new(&entry.value, out) else { continue };
        if names.get("grid").is_some() {
            let column = |key: &str| properties.length(key);
            if let (Some(left), Some(right)) = (column("columns"), column("columns-1")) {
                let before = column("before").unwrap_or_default();
                looks.grids.insert(role, GridLooks { left, right, before });
            }
        } else if let Some(style) = style(&names, properties, out) {
            looks.style.insert(role, StyleIx(list.len() as u16));
            if properties.flag("caps") {
                looks.caps.push(role);
            }
            list.push(style);
        }
        names.finish(out);
    }
    let page = all.get(&None)?;
    let missing = Role::ALL
        .iter()
        .find(|role| !looks.style.contains_key(role) && !looks.grids.contains_key(role));
    if let Some(role) = missing {
        out.push(rule::fault(styles.span, &format!("{} has no style", role.id())));
        return None;
    }
    let sheet = StyleSheet {
        page: paper(page)?,
        font: page.word("font")?.to_owned(),
        language,
        page_number: looks.style[&Role::PageNumber],
        number_below: all.get(&Some(Role::PageNumber)).and_then(|p| p.word("place"))
            == Some("footer"),
        header_distance: page.length("header")?,
        lists: lists(&list, &looks),
        styles: list,
    };
    Some((sheet, looks))
}

fn collect(rules: &[Rule], choices: &[(Look, Span)], out: &mut Diagnostics) -> All {
    let mut all = All::new();
    let law = rules.iter().filter_map(|rule| match &rule.ask {
        Ask::Look(look) => Some((look, rule.span)),
        _ => None,
    });
    // Law first: what it fixes, a later choice can only repeat or refine.
    for (look, span) in law.chain(choices.iter().map(|(look, span)| (look, *span))) {
        for role in &look.roles {
            let properties = all.entry(*role).or_default();
            for (key, allowed) in &look.allow {
                if let Some(only) = allowed.only() {
                    properties.chosen.insert(key.clone(), only.clone());
                }
                properties.allowed.push((key.clone(), allowed.clone(), span));
            }
            for (key, value) in &look.choose {
                properties.chosen.insert(key.clone(), value.clone());
            }
        }
    }
    for (role, properties) in &all {
        for (key, allowed, span) in &properties.allowed {
            if !properties.chosen.get(key).is_some_and(|value| allowed.holds(value)) {
                let role = role.map_or("page", Role::id);
                out.push(rule::fault(*span, &format!("{key} of {role}: not chosen as allowed")));
            }
        }
    }
    all
}

/// The sizes that we choose must be one of the combinations that go together.
fn check_sizes(rules: &[Rule], all: &All, out: &mut Diagnostics) {
    for rule in rules {
        let Ask::Sizes(combinations) = &rule.ask else { continue };
        let fits = |pairs: &Vec<(Role, Value)>| {
            pairs.iter().all(|(role, size)| {
                all.get(&Some(*role)).and_then(|p| p.chosen.get("size")) == Some(size)
            })
        };
        if !combinations.iter().any(fits) {
            out.push(rule::fault(rule.span, "the chosen sizes do not go together"));
        }
    }
}

impl Properties {
    fn length(&self, key: &str) -> Option<Twips> {
        match self.chosen.get(key)? {
            Value::Length(length) => Some(*length),
            _ => None,
        }
    }

    fn word(&self, key: &str) -> Option<&str> {
        match self.chosen.get(key)? {
            Value::Word(word) => Some(word),
            _ => None,
        }
    }

    fn flag(&self, key: &str) -> bool {
        self.chosen.get(key) == Some(&Value::Flag(true))
    }
}

fn paper(page: &Properties) -> Option<Page> {
    Some(Page {
        width: page.length("width")?,
        height: page.length("height")?,
        top: page.length("top")?,
        right: page.length("right")?,
        bottom: page.length("bottom")?,
        left: page.length("left")?,
    })
}

/// The style of one role; absent lengths are 0, absent flags are no.
fn style(names: &Closed<'_>, look: &Properties, out: &mut Diagnostics) -> Option<Style> {
    let id = names.need_text("id", out)?.to_owned();
    let name = names.need_text("name", out)?.to_owned();
    let alias = names.text("alias", out).map(str::to_owned);
    let heading = names.text("heading", out).and_then(|level| level.parse::<u8>().ok());
    let Some(size) = look.length("size") else {
        out.push(rule::fault(names.node().span, &format!("{id} has no size")));
        return None;
    };
    let lies = |key| match look.word(key) {
        Some("center") => TextAlign::Center,
        Some("right") => TextAlign::Right,
        Some("justify") => TextAlign::Justify,
        _ => TextAlign::Left,
    };
    let (align, frame_align) = (lies("align"), lies("frame_align"));
    let line = match look.chosen.get("line") {
        Some(Value::Number(lines)) => Line::Multiple(*lines),
        Some(Value::Length(exact)) => Line::Exact(*exact),
        _ => Line::Multiple(1.0),
    };
    let length = |key| look.length(key).unwrap_or_default();
    Some(Style {
        id,
        name,
        alias,
        outline: heading.map(|level| level.saturating_sub(1)),
        next: None,
        size: HalfPoints((size.0 / 10) as u16),
        bold: look.flag("bold"),
        italic: look.flag("italic"),
        align,
        indent_left: length("indent_left"),
        indent_right: length("indent_right"),
        first_line: length("first_line"),
        before: length("before"),
        after: length("after"),
        line,
        keep_next: look.flag("keep_next"),
        keep_lines: look.flag("keep_lines"),
        color: look.word("color").map(str::to_owned),
        // A border is counted in eighths of a point: 20 twips a point.
        border: look.length("border").map(|width| Border {
            width: (width.0 * 8 / 20) as u8,
            around: look.flag("box"),
            space: look.length("border_space").map_or(1, |space| (space.0 / 20) as u8),
        }),
        frame: look.length("frame_width").map(|width| Frame {
            width,
            top: look.length("frame_top"),
            align: frame_align,
        }),
    })
}

/// The lists that a text counts in, each with its levels from the top.
///
/// Chương, mục and tiểu mục have a list of their own: điều count on through all of them, and not
/// every program honours `w:lvlRestart`. Điểm has no level: its letters follow the Vietnamese
/// alphabet, which Word cannot count in.
const LISTS: [&[(Role, &str, &str)]; 2] = [
    &[
        (Role::Part, "upperRoman", "Phần %1"),
        (Role::Section, "upperRoman", "%2."),
        (Role::Article, "decimal", "Điều %3."),
        (Role::Clause, "decimal", "%4."),
        (Role::Dash, "bullet", "-"),
        (Role::Plus, "bullet", "+"),
    ],
    &[
        (Role::Chapter, "upperRoman", "Chương %1"),
        (Role::Division, "decimal", "Mục %2"),
        (Role::Subdivision, "decimal", "Tiểu mục %3"),
    ],
];

/// The list and the level that paragraphs of a role count in.
pub(super) fn level(role: Role) -> Option<(u8, u8)> {
    let role = match role {
        Role::ArticleHeading => Role::Article,
        Role::ClauseHeading => Role::Clause,
        Role::DashHeading => Role::Dash,
        Role::PlusHeading => Role::Plus,
        role => role,
    };
    (0..).zip(LISTS).find_map(|(list, levels)| {
        let level = levels.iter().position(|(of, ..)| *of == role)?;
        Some((list, level as u8))
    })
}

fn lists(styles: &[Style], looks: &Looks) -> Vec<Vec<ListLevel>> {
    let level = |&(role, format, text): &(Role, &'static str, &str)| ListLevel {
        format,
        text: text.to_owned(),
        // What stands on a line of its own has nothing after its number.
        space: !matches!(text.split(' ').next(), Some("Phần" | "Chương" | "Mục" | "Tiểu")),
        first_line: styles[usize::from(looks.style[&role].0)].first_line,
        bold: role == Role::Article,
        continuous: role == Role::Article,
    };
    LISTS.iter().map(|levels| levels.iter().map(level).collect()).collect()
}
