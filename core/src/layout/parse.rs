//! From YAML to blocks.

use super::block::{Appendix, Block, BlockKind, Grid, GridRow, Image, Landscape, Layout, Level};
use super::{known, layer, parse_table};
use crate::data::{Closed, Entry, Node, one_or_many, scalar};
use crate::diag::{Diagnostic, Diagnostics, Span, Text, nearest};
use crate::document::Role;
use crate::length::Twips;
use crate::template::{Compiler, Leaf};
use crate::text;

/// Blocks may nest this deep.
const DEPTH: usize = 12;

/// Blocks that only a frame may use.
const FRAME: [&str; 5] = ["line", "rule", "grid", "body", "appendices"];

/// The ladder, from the top.
const LEVELS: [(&str, Level); 10] = [
    ("part", Level::Part),
    ("chapter", Level::Chapter),
    ("division", Level::Division),
    ("subdivision", Level::Subdivision),
    ("section", Level::Section),
    ("article", Level::Article),
    ("clause", Level::Clause),
    ("point", Level::Point),
    ("dash", Level::Dash),
    ("plus", Level::Plus),
];

/// Reads a plugin's `layout.yaml`. Faults go to the compiler.
pub fn parse(node: &Node, compiler: &mut Compiler<'_>) -> Option<Layout> {
    let map = Closed::new(node, compiler.faults())?;
    format(&map, compiler.faults());
    let levels = map.need("levels", compiler.faults());
    let levels = levels.map(|node| read_levels(node, compiler.faults())).unwrap_or_default();
    let shared = map.get("parts");
    let mut parser = Parser { shared, ..Parser::new(compiler, levels) };
    let body = map.need("body", parser.out()).map(|node| parser.blocks(node));
    let appendices = map.get("appendices").map(|node| parser.appendices(node));
    parser.unused_parts();
    map.finish(parser.out());
    let levels = parser.levels;
    Some(Layout { levels, body: body?, appendices: appendices.unwrap_or_default() })
}

/// Reads the frame of a form: the `parts:` of `mau-….yaml`. `shared` are the blocks that the
/// frames of a standard have in common, by name.
pub fn parse_frame(
    parts: &Node,
    shared: Option<&Node>,
    compiler: &mut Compiler<'_>,
) -> Option<Vec<Block>> {
    let mut parser = Parser { frame: true, shared, ..Parser::new(compiler, Vec::new()) };
    Some(parser.blocks(parts))
}

pub(super) fn format(map: &Closed<'_>, out: &mut Diagnostics) {
    if let Some(node) = map.need("format", out)
        && node.as_text() != Some("1")
    {
        out.push(
            fault(
                node.span,
                text!(
                    "chương trình này chỉ đọc «format: 1»",
                    "this program reads «format: 1» only"
                ),
            )
            .hint(text!("ghi «format: 1»", "write «format: 1»")),
        );
    }
}

fn read_levels(node: &Node, out: &mut Diagnostics) -> Vec<Level> {
    let mut levels: Vec<Level> = Vec::new();
    for item in one_or_many(node) {
        let Some(level) = level(item, out) else { continue };
        if levels.last().is_some_and(|above| *above >= level) {
            out.push(fault(
                item.span,
                text!(
                    "các cấp phải theo thứ tự từ trên xuống: part, chapter, division, subdivision, section, article, clause, point, dash, plus",
                    "levels go from the top: part, chapter, division, subdivision, section, article, clause, point, dash, plus"
                ),
            ).hint(text!("ví dụ: levels: [clause, dash]", "for example: levels: [clause, dash]")));
        }
        levels.push(level);
    }
    levels
}

fn level(node: &Node, out: &mut Diagnostics) -> Option<Level> {
    choice(node, &LEVELS, out)
}

/// One of a few names.
pub(super) fn choice<T: Copy>(
    node: &Node,
    among: &[(&str, T)],
    out: &mut Diagnostics,
) -> Option<T> {
    let written = scalar(node, out)?;
    let found = among.iter().find(|(name, _)| *name == written);
    if found.is_none() {
        let all = among.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
        let mut unknown = Diagnostic::error(
            "unknown-name",
            text!("không có «{written}»", "there is no «{written}»"),
        )
        .at(node.span);
        if let Some(near) = nearest(written, among.iter().map(|(name, _)| *name)) {
            unknown = unknown.hint(text!("có phải «{near}»?", "did you mean «{near}»?"));
        }
        out.push(unknown.hint(match among {
            [] => text!(
                "chưa khai báo tên nào; một mẫu khai báo khối dùng chung dưới «parts» của layout.yaml",
                "no name is declared; a type declares blocks to be used under «parts» of layout.yaml"
            ),
            _ => text!("chọn một trong: {all}", "choose one of: {all}"),
        }));
    }
    found.map(|(_, value)| *value)
}

/// A fault of a layout.
pub(super) fn fault(span: Span, message: Text) -> Diagnostic {
    Diagnostic::error("bad-layout", message).at(span)
}

/// `25mm`.
pub(super) fn millimetres(node: &Node, out: &mut Diagnostics) -> Option<Twips> {
    let written = scalar(node, out)?;
    let number = written.strip_suffix("mm").and_then(|mm| mm.trim().parse::<f64>().ok());
    let length = number.filter(|mm| (1.0..=400.0).contains(mm)).map(Twips::mm);
    if length.is_none() {
        out.push(
            fault(node.span, text!("«{written}» không phải độ rộng", "«{written}» is no width"))
                .hint(text!(
                    "ghi số milimét từ 1mm đến 400mm, ví dụ 25mm",
                    "write millimetres, 1mm to 400mm, 25mm for example"
                )),
        );
    }
    length
}

/// `true` or `false`.
fn flag(node: &Node, out: &mut Diagnostics) -> Option<bool> {
    choice(node, &[("true", true), ("false", false)], out)
}

pub(super) struct Parser<'p, 's> {
    pub(super) compiler: &'p mut Compiler<'s>,
    levels: Vec<Level>,
    /// Whether it is a frame.
    frame: bool,
    /// Blocks that are used in several places, by name: those of a layout, or of all frames.
    shared: Option<&'p Node>,
    /// Names of those that were used.
    used: Vec<String>,
    depth: usize,
    /// Inside `landscape:`, an appendix or a grid, where no page can be turned.
    turned: bool,
    /// Names that blocks were given, with their places.
    ids: Vec<(String, Span)>,
}

impl<'p, 's> Parser<'p, 's> {
    fn new(compiler: &'p mut Compiler<'s>, levels: Vec<Level>) -> Self {
        let (shared, used, ids) = (None, Vec::new(), Vec::new());
        Self { compiler, levels, frame: false, shared, used, depth: 0, turned: false, ids }
    }

    pub(super) fn out(&mut self) -> &mut Diagnostics {
        self.compiler.faults()
    }

    fn blocks(&mut self, node: &Node) -> Vec<Block> {
        let Some(items) = node.as_seq() else {
            let found = fault(
                node.span,
                text!("chỗ này phải là danh sách các khối", "a list of blocks is wanted here"),
            );
            self.out().push(found.hint(text!("mỗi khối một dòng «- …»", "a «- …» for each")));
            return Vec::new();
        };
        self.depth += 1;
        let mut blocks = Vec::with_capacity(items.len());
        if self.depth > DEPTH {
            let found = fault(
                node.span,
                text!("các khối lồng nhau quá {DEPTH} mức", "blocks nest more than {DEPTH} deep"),
            )
            .hint(text!("bớt các mức lồng nhau", "nest less"));
            self.out().push(found);
        } else {
            for item in items {
                match item.get("use") {
                    Some(name) => blocks.extend(self.shared(item, name)),
                    None => blocks.extend(self.block(item)),
                }
            }
        }
        self.depth -= 1;
        blocks
    }

    /// `use: letterhead`: the blocks of that name.
    fn shared(&mut self, item: &Node, name: &Node) -> Vec<Block> {
        let entries = self.shared.and_then(Node::as_map).unwrap_or_default();
        let names: Vec<(&str, &Node)> =
            entries.iter().map(|entry| (entry.key.as_str(), &entry.value)).collect();
        if let Some(map) = Closed::new(item, self.out()) {
            map.get("use");
            map.finish(self.out());
        }
        self.used.extend(name.as_text().map(str::to_owned));
        choice(name, &names, self.out()).map(|blocks| self.blocks(blocks)).unwrap_or_default()
    }

    /// What nobody uses was not read, so its faults would not be told.
    fn unused_parts(&mut self) {
        for entry in self.shared.and_then(Node::as_map).unwrap_or_default() {
            if !self.used.contains(&entry.key) {
                let name = &entry.key;
                let found = fault(
                    entry.key_span,
                    text!("không có chỗ nào dùng phần «{name}»", "nothing uses the part «{name}»"),
                );
                self.out().push(found.hint(text!(
                    "thêm «- use: {name}» vào chỗ cần, hoặc xóa phần này",
                    "add «- use: {name}» where it belongs, or remove it"
                )));
            }
        }
    }

    fn block(&mut self, node: &Node) -> Option<Block> {
        let map = Closed::new(node, self.out())?;
        let names = known::names().chain(FRAME);
        let mut found = node
            .as_map()
            .unwrap_or_default()
            .iter()
            .filter_map(|entry| Some((names.clone().find(|name| *name == entry.key)?, entry)));
        let (name, entry) = match (found.next(), found.next()) {
            (Some(first), None) => first,
            (Some(_), Some((second, entry))) => {
                self.out().push(
                    fault(
                        entry.key_span,
                        text!(
                            "một khối không thể có thêm «{second}»",
                            "a block cannot also be «{second}»"
                        ),
                    )
                    .hint(text!(
                        "đặt «{second}» ở một dòng «- » khác",
                        "give «{second}» a «- » of its own"
                    )),
                );
                return None;
            }
            (None, _) => {
                self.unknown_block(node);
                return None;
            }
        };
        map.get(name);
        self.id(&map);
        if FRAME.contains(&name) && !self.frame {
            self.out().push(
                Diagnostic::error(
                    "frame-block",
                    text!(
                        "khối «{name}» do tiêu chuẩn đặt, mẫu không dùng được",
                        "the block «{name}» is placed by the standard, not by a type"
                    ),
                )
                .at(entry.key_span)
                .hint(text!(
                    "xóa khối này: đầu văn bản, chữ ký, nơi nhận có sẵn",
                    "delete it: letterhead, signature and recipients are there already"
                )),
            );
            return None;
        }
        let kind = self.kind(name, entry, &map);
        map.finish(self.out());
        Some(Block { span: node.span, kind: kind? })
    }

    /// `id:`, the name by which a layer finds the block.
    fn id(&mut self, map: &Closed<'_>) {
        let Some(node) = map.get("id") else { return };
        let Some(id) = scalar(node, self.out()) else { return };
        if !layer::is_name(id) {
            self.out().push(
                fault(
                    node.span,
                    text!("«{id}» không làm tên khối được", "«{id}» cannot name a block"),
                )
                .hint(text!(
                    "chỉ dùng chữ thường không dấu, chữ số, gạch nối: ket-qua",
                    "use small letters, digits and hyphens only: ket-qua"
                )),
            );
            return;
        }
        if let Some((_, first)) = self.ids.iter().find(|(taken, _)| taken == id).cloned() {
            self.out().push(
                fault(node.span, text!("hai khối cùng tên «{id}»", "two blocks are named «{id}»"))
                    .also(first, text!("khối kia", "the other"))
                    .hint(text!("đổi một tên", "change one of them")),
            );
            return;
        }
        self.ids.push((id.to_owned(), node.span));
    }

    fn unknown_block(&mut self, node: &Node) {
        let first = node.as_map().unwrap_or_default().first();
        let key = first.map(|entry| entry.key.as_str()).unwrap_or_default();
        let names = known::names();
        let mut found = Diagnostic::error(
            "unknown-block",
            text!("không có khối «{key}»", "there is no block «{key}»"),
        )
        .at(first.map_or(node.span, |entry| entry.key_span));
        if let Some(near) = nearest(key, names.clone()) {
            found = found.hint(text!("có phải «{near}»?", "did you mean «{near}»?"));
        }
        let all = names.collect::<Vec<_>>().join(", ");
        self.out().push(found.hint(text!("các khối có thể dùng: {all}", "the blocks are: {all}")));
    }

    fn kind(&mut self, name: &str, entry: &Entry, map: &Closed<'_>) -> Option<BlockKind> {
        let node = &entry.value;
        match name {
            "p" => self.compiler.leaf(node).map(BlockKind::Paragraph),
            "run_in" => self.compiler.leaf(node).map(BlockKind::RunIn),
            "item" => self.item(node),
            "prose" => self.compiler.text_path(node).map(BlockKind::Prose),
            "table" => parse_table::table(self, node).map(|t| BlockKind::Table(Box::new(t))),
            "image" => self.image(node),
            "page_break" => flag(node, self.out()).filter(|is| *is).map(|_| BlockKind::PageBreak),
            "landscape" => self.landscape(node, entry.key_span),
            "each" => {
                let (list, binding, body) = self.each(node, map, |parser| {
                    map.need("do", parser.out()).map(|node| parser.blocks(node))
                })?;
                Some(BlockKind::Each { list, binding, body })
            }
            "when" => self.when(node, map),
            "line" => self.line(node),
            "rule" => role(node, self.out()).map(BlockKind::Rule),
            "grid" => self.grid(node, map),
            "body" => flag(node, self.out()).filter(|is| *is).map(|_| BlockKind::Body),
            "appendices" => self.lines(node),
            heading => self.heading(heading, node, entry.key_span),
        }
    }

    fn heading(&mut self, name: &str, node: &Node, key: Span) -> Option<BlockKind> {
        let depth = name.strip_prefix('h')?.parse::<u8>().ok()?;
        let count = self.levels.len();
        if usize::from(depth) > count {
            let found = fault(
                key,
                text!(
                    "«{name}» sâu hơn «levels», vốn có {count} cấp",
                    "«{name}» is deeper than the {count} levels"
                ),
            );
            self.out().push(found.hint(text!("thêm cấp vào «levels»", "add one to «levels»")));
        }
        Some(BlockKind::Heading { depth, text: self.compiler.leaf(node)? })
    }

    /// `item: text`, or `item: {level, text}`.
    fn item(&mut self, node: &Node) -> Option<BlockKind> {
        if node.as_map().is_none() {
            let level = self.levels.last().copied().unwrap_or(Level::Dash);
            return Some(BlockKind::Item { level, text: self.compiler.leaf(node)? });
        }
        let map = Closed::new(node, self.out())?;
        let level = map.need("level", self.out()).and_then(|node| level(node, self.out()));
        let text = map.need("text", self.out()).and_then(|node| self.compiler.leaf(node));
        map.finish(self.out());
        Some(BlockKind::Item { level: level?, text: text? })
    }

    fn image(&mut self, node: &Node) -> Option<BlockKind> {
        let map = Closed::new(node, self.out())?;
        let path = map.need("path", self.out()).and_then(|node| self.compiler.leaf(node));
        let width = map.need("width", self.out()).and_then(|node| millimetres(node, self.out()));
        let alt = map.need("alt", self.out()).and_then(|node| self.compiler.leaf(node));
        map.finish(self.out());
        Some(BlockKind::Image(Image { path: path?, width: width?, alt: alt? }))
    }

    fn landscape(&mut self, node: &Node, key: Span) -> Option<BlockKind> {
        if self.turned {
            self.out().push(
                fault(
                    key,
                    text!("ở đây không xoay ngang trang được", "no page can be turned here"),
                )
                .hint(text!(
                    "đặt «landscape» ở ngoài cùng; phụ lục thì ghi «landscape: true»",
                    "put «landscape» outermost; an appendix says «landscape: true»"
                )),
            );
            return None;
        }
        self.turned = true;
        let blocks = self.blocks(node);
        self.turned = false;
        Some(BlockKind::Landscape(blocks))
    }

    /// `each:` with its `as:`; `inner` reads what is done for each item.
    pub(super) fn each<T>(
        &mut self,
        node: &Node,
        map: &Closed<'_>,
        inner: impl FnOnce(&mut Self) -> Option<T>,
    ) -> Option<(crate::template::Path, String, T)> {
        let list = self.compiler.list(node);
        let name = map.need("as", self.out());
        let (Some(list), Some(name)) = (list, name) else {
            // Without its names what is inside cannot be judged; its keys are known all the same.
            map.get("do");
            return None;
        };
        self.compiler.bind(name, &list);
        let body = inner(self);
        self.compiler.unbind();
        Some((list, name.as_text()?.to_owned(), body?))
    }

    fn when(&mut self, node: &Node, map: &Closed<'_>) -> Option<BlockKind> {
        let test = self.compiler.condition(node);
        if let Some(test) = &test {
            self.compiler.assume(test);
        }
        let then = map.need("do", self.out()).map(|node| self.blocks(node));
        if test.is_some() {
            self.compiler.retract();
        }
        let otherwise = map.get("else").map(|node| self.blocks(node)).unwrap_or_default();
        Some(BlockKind::When { test: test?, then: then?, otherwise })
    }

    fn line(&mut self, node: &Node) -> Option<BlockKind> {
        let map = Closed::new(node, self.out())?;
        let role = map.need("role", self.out()).and_then(|node| role(node, self.out()));
        let text = map.need("text", self.out()).and_then(|node| self.compiler.leaf(node));
        map.finish(self.out());
        Some(BlockKind::Line { role: role?, text: text? })
    }

    fn grid(&mut self, node: &Node, map: &Closed<'_>) -> Option<BlockKind> {
        let role = role(node, self.out());
        let mut rows = Vec::new();
        for row in map.need("rows", self.out()).and_then(Node::as_seq).unwrap_or_default() {
            let Some(row) = Closed::new(row, self.out()) else { continue };
            let mut side = |key| row.need(key, self.out()).map(|node| self.blocks(node));
            let (left, right) = (side("left"), side("right"));
            row.finish(self.out());
            rows.push(GridRow { left: left.unwrap_or_default(), right: right.unwrap_or_default() });
        }
        Some(BlockKind::Grid(Grid { role: role?, rows }))
    }

    /// The lines that each appendix begins with.
    fn lines(&mut self, node: &Node) -> Option<BlockKind> {
        let map = Closed::new(node, self.out())?;
        self.compiler.bind_text("_phu_luc_so");
        self.compiler.bind_text("_phu_luc_ten");
        let lines = map.need("lines", self.out()).map(|node| self.blocks(node));
        self.compiler.unbind();
        self.compiler.unbind();
        map.finish(self.out());
        lines.map(BlockKind::Appendices)
    }

    fn appendices(&mut self, node: &Node) -> Vec<Appendix> {
        self.turned = true;
        let appendices = one_or_many(node).iter().filter_map(|item| self.appendix(item)).collect();
        self.turned = false;
        appendices
    }

    fn appendix(&mut self, node: &Node) -> Option<Appendix> {
        let map = Closed::new(node, self.out())?;
        self.id(&map);
        let found = match map.get("each") {
            Some(list) => {
                let (list, name, inner) =
                    self.each(list, &map, |parser| parser.appendix_inside(&map))?;
                Some((Some((list, name)), inner))
            }
            None => self.appendix_inside(&map).map(|inner| (None, inner)),
        };
        map.finish(self.out());
        let (each, (when, title, landscape, body)) = found?;
        Some(Appendix { span: node.span, each, when, title, landscape, body })
    }

    fn appendix_inside(
        &mut self,
        map: &Closed<'_>,
    ) -> Option<(Option<crate::template::Condition>, Leaf, Landscape, Vec<Block>)> {
        let when = map.get("when").and_then(|node| self.compiler.condition(node));
        if let Some(test) = &when {
            self.compiler.assume(test);
        }
        let title = map.need("title", self.out()).and_then(|node| self.compiler.leaf(node));
        let landscape = match map.get("landscape") {
            None => Some(Landscape::Fixed(false)),
            Some(node) if matches!(node.as_text(), Some("true" | "false")) => {
                Some(Landscape::Fixed(node.as_text() == Some("true")))
            }
            Some(node) => self.compiler.condition(node).map(Landscape::When),
        };
        let body = map.need("body", self.out()).map(|node| self.blocks(node));
        if when.is_some() {
            self.compiler.retract();
        }
        Some((when, title?, landscape?, body?))
    }
}

fn role(node: &Node, out: &mut Diagnostics) -> Option<Role> {
    let roles: Vec<(&str, Role)> = Role::ALL.iter().map(|role| (role.id(), *role)).collect();
    choice(node, &roles, out)
}
