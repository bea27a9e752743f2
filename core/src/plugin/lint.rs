//! What loads and is still a slip of the plugin's author: told by `vanthu plugin check` only.

use std::collections::BTreeSet;

use super::{Assertions, Plugin};
use crate::diag::{Diagnostic, Diagnostics, Span};
use crate::layout::{Appendix, Block, BlockKind, Landscape, Table};
use crate::schema::Type;
use crate::template::{Condition, Leaf, Path, PieceKind, Reach, Read, Root};
use crate::text;

impl Plugin {
    /// Fields that nothing prints or reads, fields of a version to come, partials that nothing
    /// calls.
    pub fn lint(&self) -> Diagnostics {
        let mut out = Diagnostics::new();
        self.of_the_future(&mut out);
        self.unprinted(&mut out);
        self.uncalled(&mut out);
        out
    }

    /// `since:` names a version that the plugin has not reached: its author forgot to count on.
    fn of_the_future(&self, out: &mut Diagnostics) {
        let number = |version: &str| -> Vec<u32> {
            version.split('.').filter_map(|part| part.parse().ok()).collect()
        };
        for row in self.fields() {
            let Some(said) = row.node.get("since") else { continue };
            let of = self.origin(said.span).layer;
            let layer = self.layers.iter().find(|layer| Some(&layer.id) == of.as_ref());
            let (Some(since), Some(layer)) = (said.as_text(), layer) else { continue };
            let version = &layer.version;
            if number(since) > number(version) {
                out.push(
                    Diagnostic::warning(
                        "since-to-come",
                        text!(
                            "«since: {since}» nhưng mẫu mới ở phiên bản {version}",
                            "«since: {since}», but the type is at version {version}"
                        ),
                    )
                    .at(said.span)
                    .hint(text!(
                        "tăng «version» trong plugin.yaml, hoặc sửa số này",
                        "count «version» on in plugin.yaml, or mend this number"
                    )),
                );
            }
        }
    }

    fn unprinted(&self, out: &mut Diagnostics) {
        let mut used = Used::default();
        used.blocks(&self.form.frame);
        used.blocks(&self.form.layout.body);
        used.appendices(&self.form.layout.appendices);
        used.rules(&self.assertions);
        used.whole.extend(self.manifest.handed().map(str::to_owned));
        for row in self.fields().iter().filter(|row| row.origin.layer.is_some()) {
            let path = match &row.field.kind {
                Type::Object { .. } => continue,
                Type::Array { items, .. } if matches!(items.kind, Type::Object { .. }) => continue,
                Type::Array { .. } => format!("{}[]", row.path),
                _ => row.path.clone(),
            };
            // What native code reads counts as used, as it does when a document is made.
            let field = row.path.split(['.', '[']).next().unwrap_or_default();
            let handed = self.manifest.handed().any(|name| name == field);
            if row.field.unprinted || handed || used.covers(&path) {
                continue;
            }
            let name = &row.path;
            out.push(
                Diagnostic::warning(
                    "never-printed",
                    text!(
                        "mục «{name}» không được in ở đâu, nên ai ghi mục này sẽ bị báo lỗi",
                        "«{name}» is printed nowhere, so whoever gives it is told of an error"
                    ),
                )
                .at(row.node.span)
                .hint(text!(
                    "in mục này trong layout.yaml, hoặc thêm «x-khong-in: true»",
                    "print it in layout.yaml, or add «x-khong-in: true»"
                )),
            );
        }
    }

    fn uncalled(&self, out: &mut Diagnostics) {
        let folders = || self.layers.iter().flat_map(|layer| layer.folder.iter());
        let calls = |name: &str| {
            folders().any(|(path, bytes)| {
                let text = String::from_utf8_lossy(bytes);
                let is_template = [".yaml", ".hbs"].iter().any(|end| path.as_str().ends_with(end));
                is_template && text.split("{{>").skip(1).any(|rest| called(rest) == name)
            })
        };
        let Some(own) = self.folder() else { return };
        for (path, _) in own.iter() {
            let name = path.as_str().strip_prefix("partials/").and_then(|p| p.strip_suffix(".hbs"));
            let Some(name) = name.filter(|name| !calls(name)) else { continue };
            let file = format!("{}/{}", own.origin(), path.as_str());
            let place = self.files.find(&file).map(|file| Span::new(file, 0..0));
            let found = Diagnostic::warning(
                "partial-not-called",
                text!("không nơi nào gọi đoạn mẫu «{name}»", "nothing calls the partial «{name}»"),
            )
            .hint(text!(
                "gọi bằng {{{{> {name}}}}}, hoặc xóa tệp",
                "call it: {{{{> {name}}}}}, or delete the file"
            ));
            out.push(Diagnostic { span: place, ..found });
        }
    }
}

/// The name right after `{{>`.
fn called(rest: &str) -> &str {
    rest.split("}}").next().unwrap_or_default().trim()
}

/// Fields that a form prints or reads: `dong[].gia`.
#[derive(Default)]
struct Used<'f> {
    paths: BTreeSet<String>,
    /// With all that is in them.
    whole: BTreeSet<String>,
    /// Names of enclosing blocks, and the items that they stand for.
    bound: Vec<(&'f str, String)>,
}

impl<'f> Used<'f> {
    fn covers(&self, path: &str) -> bool {
        let inside = |whole: &String| {
            path.strip_prefix(whole)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
        };
        self.paths.contains(path) || self.whole.iter().any(inside)
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
        self.paths.extend(dotted);
    }

    fn read(&mut self, read: &Read) {
        let Some(path) = self.dotted(&read.path) else { return };
        match &read.reach {
            Reach::Itself => self.paths.insert(path),
            Reach::Whole => self.whole.insert(path),
            Reach::Column(field) => self.paths.insert(format!("{path}[].{field}")),
        };
    }

    fn condition(&mut self, condition: &Condition) {
        for read in &condition.expression.reads {
            self.read(read);
        }
    }

    fn leaf(&mut self, leaf: &Leaf) {
        for piece in &leaf.pieces {
            match &piece.kind {
                PieceKind::Literal(_) => {}
                PieceKind::Path(path) => self.path(path),
                PieceKind::Expression(expression) => {
                    for read in &expression.reads {
                        self.read(read);
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

    fn rules(&mut self, rules: &'f [Assertions]) {
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
