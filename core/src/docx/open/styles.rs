//! Styles, lists and the theme's fonts.

use std::collections::BTreeMap;

use super::properties::{Font, ParagraphProps, RunProps};
use crate::docx::tree::Element;
use crate::seen::ListMark;

/// A chain of styles is followed so far; longer ones, and circles, end there.
const LONGEST_CHAIN: usize = 32;

/// Everything that paragraphs refer to.
#[derive(Debug, Default)]
pub(super) struct Styles {
    run: RunProps,
    paragraph: ParagraphProps,
    styles: BTreeMap<String, Style>,
    default: Option<String>,
    lists: BTreeMap<u32, String>,
    levels: BTreeMap<(String, u8), Level>,
    major: Option<String>,
    minor: Option<String>,
}

#[derive(Debug)]
struct Style {
    below: Option<String>,
    run: RunProps,
    paragraph: ParagraphProps,
}

#[derive(Debug)]
struct Level {
    mark: ListMark,
    paragraph: ParagraphProps,
}

impl Styles {
    pub(super) fn read(
        styles: Option<&Element>,
        numbering: Option<&Element>,
        theme: Option<&Element>,
    ) -> Self {
        let mut all = Self::default();
        if let Some(root) = styles {
            all.read_styles(root);
        }
        if let Some(root) = numbering {
            all.read_lists(root);
        }
        let latin = |which: &str| {
            let fonts = theme?.child("a:themeElements")?.child("a:fontScheme")?.child(which)?;
            fonts.child("a:latin")?.attribute("typeface").map(str::to_owned)
        };
        (all.major, all.minor) = (latin("a:majorFont"), latin("a:minorFont"));
        all
    }

    fn read_styles(&mut self, root: &Element) {
        if let Some(defaults) = root.child("w:docDefaults") {
            let inner = |outer: &str, inner: &str| defaults.child(outer)?.child(inner);
            self.run = RunProps::read(inner("w:rPrDefault", "w:rPr"));
            self.paragraph = ParagraphProps::read(inner("w:pPrDefault", "w:pPr"));
        }
        for style in root.elements().filter(|element| element.name == "w:style") {
            let Some(id) = style.attribute("w:styleId") else { continue };
            let below = style.child("w:basedOn").and_then(|below| below.attribute("w:val"));
            let is_default = matches!(style.attribute("w:default"), Some("1" | "true"));
            if is_default && style.attribute("w:type") == Some("paragraph") {
                self.default = Some(id.to_owned());
            }
            self.styles.insert(
                id.to_owned(),
                Style {
                    below: below.map(str::to_owned),
                    run: RunProps::read(style.child("w:rPr")),
                    paragraph: ParagraphProps::read(style.child("w:pPr")),
                },
            );
        }
    }

    fn read_lists(&mut self, root: &Element) {
        for node in root.elements() {
            match node.name.as_str() {
                "w:abstractNum" => self.read_levels(node),
                "w:num" => {
                    let id = node.attribute("w:numId").and_then(|id| id.parse().ok());
                    let of = node.child("w:abstractNumId").and_then(|of| of.attribute("w:val"));
                    if let (Some(id), Some(of)) = (id, of) {
                        self.lists.insert(id, of.to_owned());
                    }
                }
                _ => {}
            }
        }
    }

    fn read_levels(&mut self, node: &Element) {
        let Some(id) = node.attribute("w:abstractNumId") else { return };
        for level in node.elements().filter(|element| element.name == "w:lvl") {
            let Some(nth) = level.attribute("w:ilvl").and_then(|nth| nth.parse().ok()) else {
                continue;
            };
            let value = |name: &str| {
                let value = level.child(name).and_then(|child| child.attribute("w:val"));
                value.unwrap_or_default().to_owned()
            };
            let mark = ListMark { format: value("w:numFmt"), text: value("w:lvlText") };
            let paragraph = ParagraphProps::read(level.child("w:pPr"));
            self.levels.insert((id.to_owned(), nth), Level { mark, paragraph });
        }
    }

    /// The styles of a chain, from the lowest.
    fn chain(&self, id: Option<&str>) -> Vec<&Style> {
        let mut chain = Vec::new();
        let mut next = id;
        while let Some(style) = next.and_then(|id| self.styles.get(id)) {
            if chain.len() == LONGEST_CHAIN {
                break;
            }
            chain.push(style);
            next = style.below.as_deref();
        }
        chain.reverse();
        chain
    }

    fn level(&self, number: Option<(u32, u8)>) -> Option<&Level> {
        let (list, level) = number?;
        self.levels.get(&(self.lists.get(&list)?.clone(), level))
    }

    /// A paragraph's looks: defaults, the table's style, its own style, its list, what it says
    /// itself. With them, the looks of its runs so far, and its list's mark.
    pub(super) fn paragraph(
        &self,
        direct: &ParagraphProps,
        table: Option<&str>,
    ) -> (ParagraphProps, RunProps, Option<ListMark>) {
        let (mut paragraph, mut run) = (self.paragraph.clone(), self.run.clone());
        let own = direct.style.as_deref().or(self.default.as_deref());
        for style in self.chain(table) {
            paragraph.put(&style.paragraph);
            run.put(&style.run);
        }
        for style in self.chain(own) {
            // A list that a style names lies below the style's own indents.
            if let Some(level) = self.level(style.paragraph.number) {
                paragraph.put_indents(&level.paragraph);
            }
            paragraph.put(&style.paragraph);
            run.put(&style.run);
        }
        if let Some(level) = self.level(direct.number) {
            paragraph.put_indents(&level.paragraph);
        }
        paragraph.put(direct);
        let mark = self.level(paragraph.number).map(|level| level.mark.clone());
        (paragraph, run, mark)
    }

    /// A run's looks, on top of its paragraph's.
    pub(super) fn run(&self, paragraph: &RunProps, direct: &RunProps) -> RunProps {
        let mut run = paragraph.clone();
        for style in self.chain(direct.style.as_deref()) {
            run.put(&style.run);
        }
        run.put(direct);
        run
    }

    /// The name of a font.
    pub(super) fn font(&self, font: Option<&Font>) -> String {
        let name = match font {
            Some(Font::Named(name)) => Some(name),
            Some(Font::Theme(true)) => self.major.as_ref(),
            Some(Font::Theme(false)) => self.minor.as_ref(),
            None => None,
        };
        // Word's own, when nothing says otherwise.
        name.cloned().unwrap_or_else(|| "Times New Roman".to_owned())
    }
}
