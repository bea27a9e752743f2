//! The text of a document, in the order of reading.

use super::properties::{ParagraphProps, RunProps};
use super::styles::Styles;
use crate::docx::tree::Element;
use crate::length::{HalfPoints, Twips};
use crate::seen::{Cell, Paragraph, Run, Section, Seen};
use crate::styled::{Line, Page, TextAlign};

/// Reads the document part, with its headers and footers by their relation.
pub(super) fn read(document: &Element, styles: &Styles, headers: &[(String, Element)]) -> Seen {
    let mut walk = Walk { styles, seen: Seen::default(), tables: 0, trace: None };
    if let Some(body) = document.child("w:body") {
        walk.blocks(body, None, None);
        walk.seen.drawings = has_drawings(body);
        let last = section(body.child("w:sectPr"));
        walk.seen.sections.push(last);
        let Seen { sections, paragraphs, .. } = &mut walk.seen;
        for paragraph in paragraphs.iter_mut().filter(|paragraph| paragraph.cell.is_none()) {
            paragraph.measure = sections[paragraph.section].page.text_width();
        }
        walk.page_numbers(document, headers);
    }
    walk.seen
}

struct Walk<'s> {
    styles: &'s Styles,
    seen: Seen,
    tables: usize,
    /// The content control that the walk is in.
    trace: Option<u32>,
}

impl Walk<'_> {
    /// The paragraphs of headers and footers that count the pages, once each, after the text.
    fn page_numbers(&mut self, document: &Element, headers: &[(String, Element)]) {
        if let Some(first) = first_section(document) {
            let on =
                |node: &Element| !matches!(node.attribute("w:val"), Some("0" | "false" | "off"));
            let mut shown = Vec::new();
            references(first, &mut shown);
            let counts = |id: &str| headers.iter().any(|(own, h)| own == id && counts_pages(h));
            self.seen.number_on_first =
                !first.child("w:titlePg").is_some_and(on) && shown.into_iter().any(counts);
        }
        let mut named = Vec::new();
        references(document, &mut named);
        for (_, header) in headers.iter().filter(|(id, _)| named.contains(&id.as_str())) {
            let from = self.seen.paragraphs.len();
            let before = self.seen.sections.len();
            self.blocks(header, None, None);
            self.seen.sections.truncate(before);
            let mut nodes = Vec::new();
            paragraphs(header, &mut nodes);
            let mut counts = nodes.into_iter().map(counts_pages);
            let added = self.seen.paragraphs.split_off(from);
            self.seen.paragraphs.extend(added.into_iter().filter_map(|mut paragraph| {
                paragraph.page_number = true;
                paragraph.in_footer = header.name == "w:ftr";
                paragraph.section = 0;
                counts.next().unwrap_or(false).then_some(paragraph)
            }));
        }
    }

    fn blocks(&mut self, parent: &Element, cell: Option<(Cell, Twips)>, table: Option<&str>) {
        for child in parent.elements() {
            match child.name.as_str() {
                "w:p" => self.paragraph(child, cell, table),
                "w:tbl" => self.table(child),
                // What stands around blocks: content controls, marks of changes, custom XML.
                "w:sdt" | "w:sdtContent" | "w:ins" | "w:moveTo" | "w:customXml" => {
                    let outer = self.trace;
                    self.trace = trace(child).or(outer);
                    self.blocks(child, cell, table);
                    self.trace = outer;
                }
                _ => {}
            }
        }
    }

    fn table(&mut self, node: &Element) {
        let properties = node.child("w:tblPr");
        let style =
            properties.and_then(|p| p.child("w:tblStyle")).and_then(|s| s.attribute("w:val"));
        let drawn = |side: &Element| !matches!(side.attribute("w:val"), Some("nil" | "none"));
        let borders = match properties.and_then(|p| p.child("w:tblBorders")) {
            Some(borders) => borders.elements().any(drawn),
            None => style.is_some_and(|style| style != "TableNormal"),
        };
        let table = self.tables;
        self.tables += 1;
        let margins = side_margins(properties);
        let mut rows = Vec::new();
        gather(node, "w:tr", &mut rows);
        for (row, node) in rows.into_iter().enumerate() {
            let mut cells = Vec::new();
            gather(node, "w:tc", &mut cells);
            for (column, node) in cells.into_iter().enumerate() {
                let said = node.child("w:tcPr");
                // Some programs draw the lines of a table cell by cell.
                let own = said.and_then(|said| said.child("w:tcBorders"));
                let borders = borders || own.is_some_and(|own| own.elements().any(drawn));
                let width = said.and_then(|said| said.child("w:tcW"));
                let width = width.filter(|width| width.attribute("w:type") != Some("pct"));
                let width = width.and_then(|width| width.attribute("w:w")?.parse().ok());
                let measure = Twips((width.unwrap_or(0) - margins.0).max(0));
                self.blocks(node, Some((Cell { table, row, column, borders }, measure)), style);
            }
        }
    }

    fn paragraph(&mut self, node: &Element, cell: Option<(Cell, Twips)>, table: Option<&str>) {
        let said = node.child("w:pPr");
        let direct = ParagraphProps::read(said);
        let (props, base, list) = self.styles.paragraph(&direct, table);
        let mut runs = Vec::new();
        self.runs(node, &base, &mut runs);
        let whole = Paragraph {
            runs,
            align: props.align.unwrap_or(TextAlign::Left),
            indent_left: props.left.unwrap_or_default(),
            indent_right: props.right.unwrap_or_default(),
            first_line: props.first_line.unwrap_or_default(),
            before: props.before.unwrap_or_default(),
            after: props.after.unwrap_or_default(),
            line: props.line.unwrap_or(Line::Multiple(1.0)),
            border: props.border.unwrap_or(false),
            boxed: props.boxed.flatten(),
            list,
            cell: cell.map(|(cell, _)| cell),
            measure: cell.map_or(Twips(0), |(_, measure)| measure),
            section: self.seen.sections.len(),
            page_number: false,
            in_footer: false,
            trace: self.trace.or_else(|| node.elements().find_map(trace)),
        };
        self.seen.paragraphs.extend(lines(whole));
        if let Some(section) = said.and_then(|said| said.child("w:sectPr")) {
            self.seen.sections.push(self::section(Some(section)));
        }
    }

    fn runs(&self, parent: &Element, base: &RunProps, out: &mut Vec<Run>) {
        for child in parent.elements() {
            match child.name.as_str() {
                "w:r" => self.run(child, base, out),
                "w:hyperlink" | "w:ins" | "w:moveTo" | "w:smartTag" | "w:sdt" | "w:sdtContent"
                | "w:fldSimple" | "w:customXml" => self.runs(child, base, out),
                _ => {}
            }
        }
    }

    fn run(&self, node: &Element, base: &RunProps, out: &mut Vec<Run>) {
        let props = self.styles.run(base, &RunProps::read(node.child("w:rPr")));
        if props.hidden == Some(true) {
            return;
        }
        let mut text = String::new();
        for child in node.elements() {
            match child.name.as_str() {
                "w:t" => text.push_str(&child.plain_text()),
                "w:tab" => text.push('\t'),
                "w:br" if matches!(child.attribute("w:type"), Some("page" | "column")) => {
                    text.push(' ');
                }
                "w:br" | "w:cr" => text.push('\n'),
                "w:noBreakHyphen" => text.push('-'),
                _ => {}
            }
        }
        if text.is_empty() {
            return;
        }
        out.push(Run {
            text,
            bold: props.bold.unwrap_or(false),
            italic: props.italic.unwrap_or(false),
            caps: props.caps.unwrap_or(false),
            // Word's own size, when nothing says otherwise: 10 pt.
            size: props.size.unwrap_or(HalfPoints(20)),
            font: self.styles.font(props.font.as_ref()),
            color: props.color.flatten(),
        });
    }
}

/// A title or a list is often typed with line breaks (Shift+Enter) instead of paragraphs: to a
/// reader each line is one. Of running text the lines are one paragraph.
fn lines(whole: Paragraph) -> Vec<Paragraph> {
    let text = whole.text();
    let listed = ["Nơi nhận", "Kính gửi"].iter().any(|begin| text.trim_start().starts_with(begin));
    let apart = whole.cell.is_some() || whole.align == TextAlign::Center || listed;
    if !apart || !text.contains('\n') {
        return vec![whole];
    }
    let mut lines: Vec<Vec<Run>> = vec![Vec::new()];
    for run in &whole.runs {
        for (nth, piece) in run.text.split('\n').enumerate() {
            if nth > 0 {
                lines.push(Vec::new());
            }
            if let Some(line) = lines.last_mut().filter(|_| !piece.is_empty()) {
                line.push(Run { text: piece.to_owned(), ..run.clone() });
            }
        }
    }
    let count = lines.len();
    let line = |(nth, runs): (usize, Vec<Run>)| Paragraph {
        runs,
        before: if nth == 0 { whole.before } else { Twips(0) },
        after: if nth + 1 == count { whole.after } else { Twips(0) },
        border: whole.border && nth + 1 == count,
        ..whole.clone()
    };
    lines.into_iter().enumerate().map(line).collect()
}

/// Headers and footers that the sections of a document name, but for those of a first page.
fn references<'e>(parent: &'e Element, out: &mut Vec<&'e str>) {
    for child in parent.elements() {
        let reference = matches!(child.name.as_str(), "w:headerReference" | "w:footerReference");
        if reference && child.attribute("w:type") != Some("first") {
            out.extend(child.attribute("r:id"));
        }
        references(child, out);
    }
}

/// What is said of the first pages.
fn first_section(parent: &Element) -> Option<&Element> {
    parent.elements().find_map(|child| match child.name.as_str() {
        "w:sectPr" => Some(child),
        _ => first_section(child),
    })
}

/// All paragraphs, in the order in which [`Walk::blocks`] meets them.
fn paragraphs<'e>(parent: &'e Element, out: &mut Vec<&'e Element>) {
    for child in parent.elements() {
        match child.name.as_str() {
            "w:p" => out.push(child),
            "w:tbl" | "w:tr" | "w:tc" | "w:sdt" | "w:sdtContent" | "w:ins" | "w:moveTo"
            | "w:customXml" => paragraphs(child, out),
            _ => {}
        }
    }
}

fn has_drawings(parent: &Element) -> bool {
    let drawing =
        |name: &str| matches!(name, "w:drawing" | "w:pict" | "w:object" | "mc:AlternateContent");
    parent.elements().any(|child| drawing(&child.name) || has_drawings(child))
}

/// Whether a field in it is the number of the page.
fn counts_pages(node: &Element) -> bool {
    let says_page = |text: &str| text.split_whitespace().next() == Some("PAGE");
    node.elements().any(|child| match child.name.as_str() {
        "w:instrText" => says_page(&child.plain_text()),
        "w:fldSimple" => child.attribute("w:instr").is_some_and(says_page),
        _ => counts_pages(child),
    })
}

/// What a table's cells leave free at their sides together. Not said: Word's own, 1.9 mm each.
fn side_margins(properties: Option<&Element>) -> Twips {
    let margins = properties.and_then(|properties| properties.child("w:tblCellMar"));
    let side = |names: [&str; 2]| {
        let side = names.into_iter().find_map(|name| margins?.child(name));
        let width = side.and_then(|side| side.attribute("w:w")?.parse::<i32>().ok());
        width.unwrap_or(crate::styled::CELL_MARGIN.0)
    };
    Twips(side(["w:left", "w:start"]) + side(["w:right", "w:end"]))
}

/// Children of this name, also those inside content controls.
fn gather<'e>(parent: &'e Element, name: &str, out: &mut Vec<&'e Element>) {
    for child in parent.elements() {
        match child.name.as_str() {
            found if found == name => out.push(child),
            "w:sdt" | "w:sdtContent" | "w:ins" | "w:customXml" => gather(child, name, out),
            _ => {}
        }
    }
}

/// The number in the tag of a content control that this program wrote: `v12`.
fn trace(node: &Element) -> Option<u32> {
    let tag = node.child("w:sdtPr")?.child("w:tag")?.attribute("w:val")?;
    tag.strip_prefix('v')?.parse().ok()
}

/// Paper, margins and count. What is not said is what Word takes: Letter, one inch.
fn section(node: Option<&Element>) -> Section {
    let value = |element: &str, name: &str, otherwise: i32| {
        let value = node.and_then(|node| node.child(element)).and_then(|e| e.attribute(name));
        Twips(value.and_then(|value| value.parse::<i32>().ok()).unwrap_or(otherwise))
    };
    let count = node.and_then(|node| node.child("w:pgNumType"));
    let restarts = count.is_some_and(|count| count.attribute("w:start").is_some());
    let page = Page {
        width: value("w:pgSz", "w:w", 12240),
        height: value("w:pgSz", "w:h", 15840),
        top: value("w:pgMar", "w:top", 1440),
        right: value("w:pgMar", "w:right", 1440),
        bottom: value("w:pgMar", "w:bottom", 1440),
        left: value("w:pgMar", "w:left", 1440),
    };
    Section { page, restarts }
}
