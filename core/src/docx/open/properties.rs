//! `w:rPr` and `w:pPr`: what is said, and how what is said on top of it changes it.

use crate::docx::tree::Element;
use crate::length::{HalfPoints, Twips};
use crate::styled::{Line, TextAlign};

/// What a `w:rPr` says.
#[derive(Debug, Clone, Default)]
pub(super) struct RunProps {
    pub(super) bold: Option<bool>,
    pub(super) italic: Option<bool>,
    pub(super) caps: Option<bool>,
    pub(super) hidden: Option<bool>,
    pub(super) size: Option<HalfPoints>,
    pub(super) font: Option<Font>,
    /// `None` inside: automatic.
    pub(super) color: Option<Option<String>>,
    /// `w:rStyle`.
    pub(super) style: Option<String>,
}

/// A font by its name, or by its place in the theme.
#[derive(Debug, Clone)]
pub(super) enum Font {
    /// By name.
    Named(String),
    /// The theme's font for headings (`true`) or for text.
    Theme(bool),
}

/// What a `w:pPr` says.
#[derive(Debug, Clone, Default)]
pub(super) struct ParagraphProps {
    pub(super) align: Option<TextAlign>,
    pub(super) left: Option<Twips>,
    pub(super) right: Option<Twips>,
    pub(super) first_line: Option<Twips>,
    pub(super) before: Option<Twips>,
    pub(super) after: Option<Twips>,
    pub(super) line: Option<Line>,
    pub(super) border: Option<bool>,
    /// Lines on all four sides: their distance from the text; `None` inside: not all four.
    pub(super) boxed: Option<Option<Twips>>,
    /// `w:numPr`: list and level. List 0 takes a paragraph out of its list.
    pub(super) number: Option<(u32, u8)>,
    /// `w:pStyle`.
    pub(super) style: Option<String>,
}

macro_rules! overlaid {
    ($below:expr, $above:expr, { $($field:ident),* }) => {
        $( if $above.$field.is_some() { $below.$field.clone_from(&$above.$field); } )*
    };
}

impl RunProps {
    pub(super) fn read(node: Option<&Element>) -> Self {
        let Some(node) = node else { return Self::default() };
        let mut props = Self::default();
        for child in node.elements() {
            let value = child.attribute("w:val");
            match child.name.as_str() {
                "w:b" => props.bold = Some(flag(value)),
                "w:i" => props.italic = Some(flag(value)),
                "w:caps" => props.caps = Some(flag(value)),
                "w:vanish" => props.hidden = Some(flag(value)),
                "w:sz" => props.size = value.and_then(|v| v.parse().ok()).map(HalfPoints),
                "w:rFonts" => props.font = font(child),
                "w:color" => {
                    let named = value.filter(|v| *v != "auto").map(str::to_uppercase);
                    props.color = Some(named);
                }
                "w:rStyle" => props.style = value.map(str::to_owned),
                _ => {}
            }
        }
        props
    }

    /// Puts what `above` says on top.
    pub(super) fn put(&mut self, above: &Self) {
        overlaid!(self, above, { bold, italic, caps, hidden, size, font, color, style });
    }
}

fn font(node: &Element) -> Option<Font> {
    if let Some(name) = node.attribute("w:ascii").or(node.attribute("w:hAnsi")) {
        return Some(Font::Named(name.to_owned()));
    }
    let theme = node.attribute("w:asciiTheme").or(node.attribute("w:hAnsiTheme"))?;
    Some(Font::Theme(theme.starts_with("major")))
}

impl ParagraphProps {
    pub(super) fn read(node: Option<&Element>) -> Self {
        let Some(node) = node else { return Self::default() };
        let mut props = Self::default();
        for child in node.elements() {
            let value = child.attribute("w:val");
            match child.name.as_str() {
                "w:jc" => props.align = value.and_then(align),
                "w:ind" => props.indents(child),
                "w:spacing" => props.spacing(child),
                "w:pBdr" => {
                    let drawn = |side: &Element| {
                        matches!(side.name.as_str(), "w:top" | "w:bottom")
                            && !matches!(side.attribute("w:val"), None | Some("nil" | "none"))
                    };
                    props.border = Some(child.elements().any(drawn));
                    props.boxed = Some(boxed(child));
                }
                "w:numPr" => {
                    let number = |name: &str| {
                        child.child(name).and_then(|n| n.attribute("w:val"))?.parse::<u32>().ok()
                    };
                    let level = number("w:ilvl").unwrap_or_default().min(8) as u8;
                    props.number = number("w:numId").map(|list| (list, level));
                }
                "w:pStyle" => props.style = value.map(str::to_owned),
                _ => {}
            }
        }
        props
    }

    fn indents(&mut self, node: &Element) {
        let twips = |name: &str| node.attribute(name).and_then(length);
        self.left = twips("w:left").or(twips("w:start"));
        self.right = twips("w:right").or(twips("w:end"));
        let hanging = twips("w:hanging").map(|hanging| Twips(0) - hanging);
        self.first_line = hanging.or(twips("w:firstLine"));
    }

    fn spacing(&mut self, node: &Element) {
        let twips = |name: &str| node.attribute(name).and_then(length);
        self.before = twips("w:before");
        self.after = twips("w:after");
        self.line = twips("w:line").map(|line| match node.attribute("w:lineRule") {
            Some("exact" | "atLeast") => Line::Exact(line),
            _ => Line::Multiple(f64::from(line.0) / 240.0),
        });
    }

    /// Puts what `above` says on top.
    pub(super) fn put(&mut self, above: &Self) {
        overlaid!(self, above, {
            align, left, right, first_line, before, after, line, border, boxed, number, style
        });
    }

    /// Puts the indents of a list level on top, and nothing else of it.
    pub(super) fn put_indents(&mut self, above: &Self) {
        overlaid!(self, above, { left, right, first_line });
    }
}

/// Distance of a line on all four sides.
fn boxed(borders: &Element) -> Option<Twips> {
    let mut space = None;
    for side in ["w:top", "w:left", "w:bottom", "w:right"] {
        let line = borders.child(side)?;
        if matches!(line.attribute("w:val"), None | Some("nil" | "none")) {
            return None;
        }
        let points = line.attribute("w:space").and_then(|space| space.parse::<i32>().ok());
        space = space.or(Some(Twips(points.unwrap_or_default().clamp(0, 31) * 20)));
    }
    space
}

fn flag(value: Option<&str>) -> bool {
    !matches!(value, Some("0" | "false" | "off"))
}

fn align(value: &str) -> Option<TextAlign> {
    Some(match value {
        "left" | "start" => TextAlign::Left,
        "center" => TextAlign::Center,
        "right" | "end" => TextAlign::Right,
        "both" | "distribute" => TextAlign::Justify,
        _ => return None,
    })
}

/// Twips; a length with a unit (`12pt`) as newer files may have.
fn length(value: &str) -> Option<Twips> {
    let most = |value: f64| (value.abs() < 1e6).then_some(value);
    if let Some(points) = value.strip_suffix("pt") {
        return points.parse().ok().and_then(most).map(Twips::pt);
    }
    if let Some(mm) = value.strip_suffix("mm") {
        return mm.parse().ok().and_then(most).map(Twips::mm);
    }
    value.parse::<f64>().ok().and_then(most).map(|twips| Twips(twips.round() as i32))
}
