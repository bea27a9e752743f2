//! Which fields a form prints, and which it only asks for.

use std::collections::BTreeSet;

use super::{Assertions, COMPUTED};
use crate::layout::{Appendix, Block, BlockKind, Landscape, Layout, Table};
use crate::template::{Condition, Leaf, Path, Piece, PieceKind, Reach, Read, Root};

/// Paths of fields, such as `dong[].gia`.
#[derive(Default)]
struct Paths {
    single: BTreeSet<String>,
    /// With all that is in them.
    whole: BTreeSet<String>,
}

impl Paths {
    fn covers(&self, path: &str) -> bool {
        let inside = |whole: &String| {
            path.strip_prefix(whole)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
        };
        self.single.contains(path) || self.whole.iter().any(inside)
    }
}

/// What a form does with its fields.
#[derive(Default)]
pub(super) struct Used<'f> {
    printed: Paths,
    /// Read by a `when:` or a rule.
    asked: Paths,
    /// Whose value is the name of a picture.
    pictures: BTreeSet<String>,
    /// Names of enclosing blocks, and the items that they stand for.
    bound: Vec<(&'f str, String)>,
}

impl<'f> Used<'f> {
    /// Of a frame and the layout in it.
    pub(super) fn of(frame: &'f [Block], layout: &'f Layout) -> Self {
        let mut used = Self::default();
        used.blocks(frame);
        used.blocks(&layout.body);
        used.appendices(&layout.appendices);
        used
    }

    /// Whether a field is printed.
    pub(super) fn prints(&self, path: &str) -> bool {
        self.printed.covers(path)
    }

    /// Whether a condition or a rule reads a field.
    pub(super) fn asks(&self, path: &str) -> bool {
        self.asked.covers(path)
    }

    /// Fields whose value is the name of a picture.
    pub(super) fn pictures(self) -> BTreeSet<String> {
        self.pictures
    }

    /// Native code gets these, and what it makes of them is printed.
    pub(super) fn handed(&mut self, fields: impl Iterator<Item = &'f str>) {
        self.printed.whole.extend(fields.map(str::to_owned));
    }

    /// Fields of the data that this prints and `other` does not.
    pub(super) fn lost_in(&self, other: &Self) -> Vec<&str> {
        let is_data = |path: &&str| path.split('.').next() != Some(COMPUTED);
        let printed = self.printed.single.iter().map(String::as_str);
        printed.filter(is_data).filter(|path| !other.prints(path)).collect()
    }

    /// A path with the names of enclosing blocks replaced; `None`: it is no field.
    fn dotted(&self, path: &Path) -> Option<String> {
        let start = match &path.root {
            Root::Data => String::new(),
            Root::Number => return None,
            Root::Binding(name) => {
                self.bound.iter().rev().find(|(bound, _)| bound == name).map(|(_, p)| p.clone())?
            }
        };
        let steps = [start].into_iter().filter(|s| !s.is_empty()).chain(path.keys.iter().cloned());
        Some(steps.collect::<Vec<_>>().join("."))
    }

    fn path(&mut self, path: &Path) {
        let dotted = self.dotted(path);
        self.printed.single.extend(dotted);
    }

    fn read(&mut self, read: &Read, into: fn(&mut Self) -> &mut Paths) {
        let Some(path) = self.dotted(&read.path) else { return };
        let into = into(self);
        match &read.reach {
            Reach::Itself => into.single.insert(path),
            Reach::Whole => into.whole.insert(path),
            Reach::Column(keys) => into.single.insert(format!("{path}[].{}", keys.join("."))),
        };
    }

    fn condition(&mut self, condition: &Condition) {
        for read in &condition.expression.reads {
            self.read(read, |used| &mut used.asked);
        }
    }

    fn leaf(&mut self, leaf: &Leaf) {
        for piece in &leaf.pieces {
            match &piece.kind {
                PieceKind::Literal(_) => {}
                PieceKind::Path(path) => self.path(path),
                PieceKind::Expression(expression) => {
                    for read in &expression.reads {
                        self.read(read, |used| &mut used.printed);
                    }
                }
            }
        }
    }

    fn each(&mut self, list: &Path, name: &'f str, inner: impl FnOnce(&mut Self)) {
        let item = format!("{}[]", self.dotted(list).unwrap_or_default());
        self.bound.push((name, item));
        inner(self);
        self.bound.pop();
    }

    fn blocks(&mut self, blocks: &'f [Block]) {
        for block in blocks {
            match &block.kind {
                BlockKind::Heading { text, .. }
                | BlockKind::Item { text, .. }
                | BlockKind::Line { text, .. }
                | BlockKind::Paragraph(text)
                | BlockKind::RunIn(text) => self.leaf(text),
                BlockKind::Prose(path) => self.path(path),
                BlockKind::Table(table) => self.table(table),
                BlockKind::Image(image) => {
                    if let [Piece { kind: PieceKind::Path(path), .. }] = &*image.path.pieces {
                        let dotted = self.dotted(path);
                        self.pictures.extend(dotted);
                    }
                    self.leaf(&image.path);
                    self.leaf(&image.alt);
                }
                BlockKind::Each { list, binding, body } => {
                    self.each(list, binding, |used| used.blocks(body));
                }
                BlockKind::When { test, then, otherwise } => {
                    self.condition(test);
                    self.blocks(then);
                    self.blocks(otherwise);
                }
                BlockKind::Grid(grid) => {
                    for row in &grid.rows {
                        self.blocks(&row.left);
                        self.blocks(&row.right);
                    }
                }
                BlockKind::Landscape(inner) | BlockKind::Appendices(inner) => self.blocks(inner),
                BlockKind::PageBreak | BlockKind::Rule(_) | BlockKind::Body => {}
            }
        }
    }

    fn table(&mut self, table: &'f Table) {
        let leaves = [&table.caption, &table.unit, &table.empty].into_iter().flatten();
        let header = table.header.iter().flatten().map(|cell| &cell.text);
        let titles = table.columns.iter().flat_map(|c| [Some(&c.title), c.total.as_ref()]);
        let label = table.totals.iter().map(|totals| &totals.label);
        for leaf in leaves.chain(header).chain(titles.flatten()).chain(label) {
            self.leaf(leaf);
        }
        self.each(&table.list, &table.binding, |used| {
            for column in &table.columns {
                used.leaf(&column.cell);
            }
        });
    }

    fn appendices(&mut self, appendices: &'f [Appendix]) {
        for appendix in appendices {
            match &appendix.each {
                Some((list, name)) => self.each(list, name, |used| used.appendix(appendix)),
                None => self.appendix(appendix),
            }
        }
    }

    fn appendix(&mut self, appendix: &'f Appendix) {
        if let Some(when) = &appendix.when {
            self.condition(when);
        }
        if let Landscape::When(when) = &appendix.landscape {
            self.condition(when);
        }
        self.leaf(&appendix.title);
        self.blocks(&appendix.body);
    }

    /// What rules read is asked for.
    pub(super) fn rules(&mut self, rules: &'f [Assertions]) {
        for rule in rules {
            match rule {
                Assertions::One(rule) => {
                    for condition in rule.when.iter().chain([&rule.require]) {
                        self.condition(condition);
                    }
                }
                Assertions::Each { list, binding, previous, rules } => {
                    self.each(list, binding, |used| match previous {
                        Some(previous) => used.each(list, previous, |used| used.rules(rules)),
                        None => used.rules(rules),
                    });
                }
            }
        }
    }
}
