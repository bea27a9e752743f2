//! The blocks of layouts and frames.

use super::{Merge, ending, prose};
use crate::diag::{Diagnostic, Span};
use crate::document::{self as doc, Block, Role, Run};
use crate::layout::{self, Appendix, BlockKind, Landscape, Level};
use crate::template::Leaf;
use crate::template::helper::roman;
use crate::text;

/// A paper may have so many appendices.
const MOST_APPENDICES: usize = 500;

impl<'f> Merge<'f> {
    pub(super) fn blocks(&mut self, blocks: &'f [layout::Block]) {
        for block in blocks {
            self.block(block);
        }
    }

    fn block(&mut self, block: &'f layout::Block) {
        match &block.kind {
            BlockKind::Heading { depth, text } => self.heading(*depth, text, block.span),
            BlockKind::Paragraph(text) => self.leaf(Role::Body, text),
            BlockKind::Item { level, text } => self.item(*level, text, block.span),
            BlockKind::RunIn(text) => self.run_in(text),
            BlockKind::Prose(path) => self.prose(path),
            BlockKind::Table(table) => self.table(table),
            BlockKind::Image(image) => {
                let (name, alt) = (self.text(&image.path), self.text(&image.alt));
                self.blocks.push(Block::Image(doc::Image { name, width: image.width, alt }));
            }
            BlockKind::PageBreak => self.blocks.push(Block::PageBreak),
            BlockKind::Landscape(inner) => {
                self.end_section();
                self.landscape = true;
                self.blocks(inner);
                self.end_section();
                self.landscape = false;
            }
            BlockKind::Each { list, binding, body } => {
                self.each(list, binding, |merge| merge.blocks(body));
            }
            BlockKind::When { test, then, otherwise } => {
                let chosen = if self.holds(test) { then } else { otherwise };
                self.blocks(chosen);
            }
            BlockKind::Line { role, text } => self.leaf(*role, text),
            BlockKind::Rule(role) => self.blocks.push(Block::Rule(*role)),
            BlockKind::Grid(grid) => self.grid(grid),
            BlockKind::Body => {
                let form = self.form;
                self.blocks(&form.layout.body);
                ending::close(&mut self.blocks);
            }
            BlockKind::Appendices(lines) => self.appendices(lines),
        }
    }

    fn leaf(&mut self, role: Role, leaf: &Leaf) {
        let runs = self.runs(leaf);
        self.push(role, runs);
    }

    fn heading(&mut self, depth: u8, text: &Leaf, span: Span) {
        let Some(level) = self.form.layout.levels.get(usize::from(depth) - 1).copied() else {
            return;
        };
        let mut runs = self.runs(text);
        // The number stands on a line of its own, the title below.
        let mut above = |number, title| {
            self.push(number, Vec::new());
            title
        };
        let role = match level {
            Level::Part => above(Role::Part, Role::PartTitle),
            Level::Chapter => above(Role::Chapter, Role::ChapterTitle),
            Level::Division => above(Role::Division, Role::DivisionTitle),
            Level::Subdivision => above(Role::Subdivision, Role::SubdivisionTitle),
            Level::Section => Role::Section,
            Level::Article => Role::ArticleHeading,
            Level::Clause => Role::ClauseHeading,
            Level::Point => {
                runs.insert(0, self.point(span));
                Role::PointHeading
            }
            Level::Dash => Role::DashHeading,
            Level::Plus => Role::PlusHeading,
        };
        self.count_anew(level);
        self.push(role, runs);
    }

    fn item(&mut self, level: Level, text: &Leaf, span: Span) {
        let mut runs = self.runs(text);
        let role = match level {
            Level::Part => Role::PartTitle,
            Level::Chapter => Role::ChapterTitle,
            Level::Division => Role::DivisionTitle,
            Level::Subdivision => Role::SubdivisionTitle,
            Level::Section => Role::Section,
            Level::Article => Role::Article,
            Level::Clause => Role::Clause,
            Level::Point => {
                runs.insert(0, self.point(span));
                Role::Point
            }
            Level::Dash => Role::Dash,
            Level::Plus => Role::Plus,
        };
        self.count_anew(level);
        self.push(role, runs);
    }

    /// "a) ": Word cannot count in the Vietnamese alphabet.
    fn point(&mut self, span: Span) -> Run {
        let letter = self.next_letter(span);
        Run::literal(format!("{letter}) "))
    }

    /// Points are counted from "a" again under each level above them.
    fn count_anew(&mut self, level: Level) {
        if level < Level::Point {
            self.points = 0;
        }
    }

    /// The star that clerks type before such a line says "bold" and is dropped.
    fn run_in(&mut self, text: &Leaf) {
        let mut runs = self.runs(text);
        if let Some(first) = runs.first_mut() {
            let plain = first.text.trim_start_matches(['*', ' ']);
            if plain.len() < first.text.len() {
                first.text = plain.to_owned();
            }
        }
        self.push(Role::RunIn, runs);
    }

    fn prose(&mut self, path: &crate::template::Path) {
        let (pointer, value) = self.scope.resolve(path);
        let blocks = match (self.scope.gap(&pointer), value.and_then(|value| value.as_str())) {
            (Some(title), _) => {
                // There is no value to trace.
                self.blocks.extend(prose::gap(title));
                return;
            }
            (None, Some(text)) => prose::blocks(text),
            (None, None) => return,
        };
        self.coverage.value(&pointer);
        if blocks.is_empty() {
            return;
        }
        let trace = self.traces.len() as u32;
        self.traces.push(pointer);
        self.blocks.push(Block::Control { trace, blocks });
    }

    fn grid(&mut self, grid: &'f layout::Grid) {
        let outer = std::mem::take(&mut self.blocks);
        let mut rows = Vec::with_capacity(grid.rows.len());
        for row in &grid.rows {
            self.blocks(&row.left);
            let left = std::mem::take(&mut self.blocks);
            self.blocks(&row.right);
            let right = std::mem::take(&mut self.blocks);
            // A row for marks that this paper does not bear.
            if !(left.is_empty() && right.is_empty()) {
                rows.push((left, right));
            }
        }
        self.blocks = outer;
        self.blocks.push(Block::Grid(doc::Grid { role: grid.role, rows }));
    }

    /// Each appendix is a section of its own and begins with the frame's lines. One alone has no
    /// number, several have Roman ones (Phụ lục I, Phần I, Mục III, khoản 1, điểm a).
    fn appendices(&mut self, lines: &'f [layout::Block]) {
        let form = self.form;
        let mut count = 0;
        self.each_appendix(&form.layout.appendices, &mut |_, _| count += 1);
        if count > MOST_APPENDICES {
            self.out.push(Diagnostic::error(
                "too-many-appendices",
                text!(
                    "có {count} phụ lục, nhiều nhất là {MOST_APPENDICES}",
                    "there are {count} appendices, at most {MOST_APPENDICES} are possible"
                ),
            ));
            return;
        }
        let mut nth = 0;
        self.each_appendix(&form.layout.appendices, &mut |merge, appendix| {
            nth += 1;
            let number =
                if count > 1 { roman::roman(nth).unwrap_or_default() } else { String::new() };
            merge.appendix(appendix, number, lines);
        });
    }

    fn each_appendix(
        &mut self,
        appendices: &'f [Appendix],
        act: &mut dyn FnMut(&mut Self, &'f Appendix),
    ) {
        for appendix in appendices {
            match &appendix.each {
                Some((list, name)) => self.each(list, name, |merge| {
                    if appendix.when.as_ref().is_none_or(|test| merge.holds(test)) {
                        act(merge, appendix);
                    }
                }),
                None => {
                    if appendix.when.as_ref().is_none_or(|test| self.holds(test)) {
                        act(self, appendix);
                    }
                }
            }
        }
    }

    fn appendix(&mut self, appendix: &'f Appendix, number: String, lines: &'f [layout::Block]) {
        self.end_section();
        self.restarts = true;
        self.points = 0;
        self.landscape = match &appendix.landscape {
            Landscape::Fixed(turned) => *turned,
            Landscape::When(test) => self.holds(test),
        };
        let title = self.text(&appendix.title);
        self.scope.enter_text("_phu_luc_so", number);
        self.scope.enter_text("_phu_luc_ten", title);
        self.blocks(lines);
        self.scope.leave();
        self.scope.leave();
        self.blocks(&appendix.body);
        ending::close(&mut self.blocks);
        self.end_section();
        self.landscape = false;
    }
}
