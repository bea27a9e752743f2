//! Compiles the leaves of a layout.

use handlebars::template::{HelperTemplate, Parameter, TemplateElement};
use handlebars::{Path as RawPath, Template, TemplateErrorReason};

use super::check::{Check, Partials, is_name_only};
use super::direct::{Direct, Names};
use super::fault::{taken, too_big};
use super::known::{Known, dotted};
use super::leaf::{Condition, Expression, Leaf, Marks, Path, Piece, PieceKind, Root};
use super::place::Place;
use super::{helper, marks};
use crate::data::Node;
use crate::diag::{Diagnostic, Diagnostics, Files, Span};
use crate::schema::{Field, Type};
use crate::text;

/// A leaf or a partial may be this long, in bytes.
const LONGEST: usize = 64 << 10;

/// Expressions may be nested this deep: handlebars' parser slows down beyond measure on more.
const DEEPEST: usize = 16;

/// A partial of a plugin: `partials/<name>.hbs`.
#[derive(Debug, Clone)]
pub struct Partial {
    /// Its name.
    pub name: String,
    /// Its whole text in [`Files`].
    pub span: Span,
}

/// Compiles leaves against a schema. All faults are collected; none stops it.
pub struct Compiler<'s> {
    known: Known<'s>,
    files: &'s Files,
    partials: Partials,
    out: Diagnostics,
}

impl<'s> Compiler<'s> {
    /// A compiler for layouts over data of this schema. `files` holds the layout's text.
    pub fn new(schema: &'s Field, files: &'s Files, partials: &[Partial]) -> Self {
        let mut compiler = Self {
            known: Known::new(schema),
            files,
            partials: Partials::new(),
            out: Diagnostics::new(),
        };
        for partial in partials {
            compiler.partial(partial);
        }
        compiler
    }

    /// Every fault that was found.
    pub fn finish(self) -> Diagnostics {
        self.out
    }

    /// Where parsers that use this compiler put their own faults.
    pub fn faults(&mut self) -> &mut Diagnostics {
        &mut self.out
    }

    fn partial(&mut self, partial: &Partial) {
        // The final line break of the file is not part of what it says.
        let text = self.files.slice(partial.span).trim_end_matches(['\n', '\r']);
        let place = Place::file(partial.span, text);
        // Its faults are found at each use, where the names are known.
        if let Some(template) = self.parse(&place) {
            self.partials.insert(partial.name.clone(), (template, place));
        }
    }

    /// A text of the layout with its expressions.
    pub fn leaf(&mut self, node: &Node) -> Option<Leaf> {
        crate::data::scalar(node, &mut self.out)?;
        let place = Place::scalar(node, self.files, "", "");
        let template = self.parse(&place)?;
        let mut marks = Marks::default();
        let mut pieces = Vec::new();
        let mapping: Vec<_> = template.mapping.iter().map(|at| (at.0, at.1)).collect();
        for (element, at) in template.elements.iter().zip(mapping) {
            if let TemplateElement::RawString(text) = element {
                let begin = place.offset(at.0, at.1);
                for (text, marks, at) in marks::split(text, &mut marks) {
                    let span = place.range(begin + at..begin + at + text.len());
                    pieces.push(Piece { marks, kind: PieceKind::Literal(text), span });
                }
                continue;
            }
            let kind = self.expression(element, at, &place);
            pieces.extend(kind.map(|kind| Piece { marks, kind, span: place.find(at, "{{") }));
        }
        if marks != Marks::default() {
            self.out.push(
                Diagnostic::error(
                    "unclosed-mark",
                    text!("dấu * mở mà không đóng", "a * is opened and not closed"),
                )
                .at(place.whole())
                .hint(text!(
                    "chữ đậm viết **…**, chữ nghiêng viết *…*, dấu sao viết \\*",
                    "bold is **…**, italic *…*, a star \\*"
                )),
            );
        }
        Some(Leaf { span: node.span, pieces })
    }

    fn expression(
        &mut self,
        element: &TemplateElement,
        at: (usize, usize),
        place: &Place,
    ) -> Option<PieceKind> {
        if matches!(element, TemplateElement::Comment(_)) {
            return None;
        }
        let mut check = Check::new(&mut self.known, &self.partials, &mut self.out);
        if let TemplateElement::Expression(call) = element
            && is_name_only(call)
        {
            return check.printed(&call.name, at, place).map(PieceKind::Path);
        }
        check.element(element, at, place);
        let (faulty, reads) = (check.faulty, check.reads);
        let control = match element {
            TemplateElement::Expression(call) => self.control(call),
            _ => None,
        };
        let direct = self.direct(element, faulty, place.find(at, "{{"))?;
        Some(PieceKind::Expression(Expression { direct, reads, control }))
    }

    /// The one path among the arguments of a helper call, if it leads to a single value.
    fn control(&mut self, call: &HelperTemplate) -> Option<Path> {
        fn gather<'p>(call: &'p HelperTemplate, out: &mut Vec<&'p RawPath>) {
            for param in &call.params {
                match param {
                    Parameter::Path(path) => out.push(path),
                    Parameter::Subexpression(sub) => {
                        if let TemplateElement::Expression(call) = &*sub.element {
                            gather(call, out);
                        }
                    }
                    _ => {}
                }
            }
        }
        let mut paths = Vec::new();
        gather(call, &mut paths);
        let [path] = paths[..] else { return None };
        let path = self.names().find(path)?;
        let field = self.known.field(&path)?;
        (!matches!(field.kind, Type::Object { .. } | Type::Array { .. })).then_some(path)
    }

    fn names(&mut self) -> Names<'_, 's> {
        Names { known: &mut self.known, partials: &self.partials }
    }

    /// What a checked element does; nothing for one with faults.
    fn direct(&mut self, element: &TemplateElement, faulty: bool, span: Span) -> Option<Direct> {
        if faulty {
            return None;
        }
        let direct = Direct::of(element, &mut self.names());
        if direct.is_none() {
            self.out.push(bad_expression(span));
        }
        direct
    }

    /// `when:`.
    pub fn condition(&mut self, node: &Node) -> Option<Condition> {
        self.tested(node, false)
    }

    /// `require:` of a rule: what it compares must surely be there, for the absence of a value
    /// must not be taken for a breach.
    pub fn requirement(&mut self, node: &Node) -> Option<Condition> {
        self.tested(node, true)
    }

    fn tested(&mut self, node: &Node, sure: bool) -> Option<Condition> {
        crate::data::scalar(node, &mut self.out)?;
        let place = Place::scalar(node, self.files, "{{#if ", "}}1{{/if}}");
        let template = self.parse(&place)?;
        let Some(element @ TemplateElement::HelperBlock(call)) = template.elements.first() else {
            self.out.push(bad_expression(node.span));
            return None;
        };
        let [test] = call.params.as_slice() else {
            self.out.push(bad_expression(node.span));
            return None;
        };
        let mut check = Check::new(&mut self.known, &self.partials, &mut self.out);
        check.sure = sure;
        let guards = check.test(test, (1, 1), &place);
        let (faulty, reads) = (check.faulty, check.reads);
        let path = matches!(test, Parameter::Path(_)).then(|| guards.first().cloned()).flatten();
        let direct = self.direct(element, faulty, node.span)?;
        let expression = Expression { direct, reads, control: None };
        Some(Condition { span: node.span, expression, path, guards })
    }

    /// A path that must lead to a list.
    pub fn list(&mut self, node: &Node) -> Option<Path> {
        let is_list = |field: Option<&Field>| {
            field.is_some_and(|field| matches!(field.kind, Type::Array { .. }))
        };
        self.path_to(node, is_list, |name| {
            let message = text!("«{name}» không phải danh sách", "«{name}» is no list");
            Diagnostic::error("not-a-list", message).hint(text!(
                "chọn một mục có «type: array» trong schema.yaml",
                "choose a field of «type: array» in schema.yaml"
            ))
        })
    }

    /// A path that must lead to text.
    pub fn text_path(&mut self, node: &Node) -> Option<Path> {
        let is_text =
            |field: Option<&Field>| field.is_none_or(|field| matches!(field.kind, Type::String));
        self.path_to(node, is_text, |name| {
            let message = text!("«{name}» không phải một đoạn chữ", "«{name}» is no text");
            Diagnostic::error("not-a-text", message).hint(text!(
                "chọn một mục có «type: string» trong schema.yaml",
                "choose a field of «type: string» in schema.yaml"
            ))
        })
    }

    /// A path that leads to any value.
    pub fn value_path(&mut self, node: &Node) -> Option<Path> {
        self.path(node)
    }

    fn path_to(
        &mut self,
        node: &Node,
        fits: impl Fn(Option<&Field>) -> bool,
        fault: impl Fn(&str) -> Diagnostic,
    ) -> Option<Path> {
        let path = self.path(node)?;
        if fits(self.known.field(&path)) {
            return Some(path);
        }
        self.out.push(fault(&dotted(&path)).at(node.span));
        None
    }

    /// A bare path. That it may be absent is fine: nothing is repeated or printed then.
    fn path(&mut self, node: &Node) -> Option<Path> {
        crate::data::scalar(node, &mut self.out)?;
        let place = Place::scalar(node, self.files, "{{", "}}");
        let template = self.parse(&place)?;
        let (1, Some(TemplateElement::Expression(call))) =
            (template.elements.len(), template.elements.first())
        else {
            self.out.push(bad_expression(node.span));
            return None;
        };
        if !is_name_only(call) || matches!(call.name, Parameter::Subexpression(_)) {
            self.out.push(bad_expression(node.span));
            return None;
        }
        let mut check = Check::new(&mut self.known, &self.partials, &mut self.out);
        let path = check.test(&call.name, (1, 1), &place).into_iter().next()?;
        (path.root != Root::Number).then_some(path)
    }

    /// Opens the scope of `as:`.
    pub fn bind(&mut self, name: &Node, list: &Path) {
        let given = crate::data::scalar(name, &mut self.out).unwrap_or_default();
        // A leading underscore keeps a frame's names apart from fields, which have none.
        let letters = given.strip_prefix('_').unwrap_or(given);
        let plain = letters.starts_with(|c: char| c.is_ascii_lowercase())
            && letters.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
        if !plain {
            self.out.push(
                Diagnostic::error(
                    "bad-name",
                    text!(
                        "tên sau «as» chỉ gồm chữ thường không dấu, chữ số và dấu gạch dưới",
                        "the name after «as» may hold only small letters, digits and underscores"
                    ),
                )
                .at(name.span)
                .hint(text!("ví dụ: as: dong_so", "for example: as: row")),
            );
        } else if self.known.takes(given) || helper::signature(given).is_some() {
            self.out.push(taken(given, name.span));
        }
        self.known.bind(given, list);
    }

    /// Opens the scope of a text that the engine makes; it may be empty.
    pub fn bind_text(&mut self, name: &'static str) {
        self.known.bind_text(name);
    }

    /// Closes the innermost scope.
    pub fn unbind(&mut self) {
        self.known.unbind();
    }

    /// Inside the `do:` of a `when:`.
    pub fn assume(&mut self, condition: &Condition) {
        self.known.assume(&condition.guards);
    }

    /// After the `do:` of a `when:`.
    pub fn retract(&mut self) {
        self.known.retract();
    }

    fn parse(&mut self, place: &Place) -> Option<Template> {
        let text = place.text();
        let blocks = text.matches("{{#").count();
        let parentheses = text.bytes().scan(0_usize, |open, byte| {
            match byte {
                b'(' => *open += 1,
                b')' => *open = open.saturating_sub(1),
                _ => {}
            }
            Some(*open)
        });
        if text.len() > LONGEST || blocks > DEEPEST || parentheses.max() > Some(DEEPEST) {
            self.out.push(too_big(place.whole()));
            return None;
        }
        match Template::compile(text) {
            Ok(template) => Some(template),
            Err(error) => {
                let span = error
                    .pos()
                    .map_or(place.whole(), |(line, column)| place.find((line, column), "{{"));
                self.out.push(syntax(error.reason(), span));
                None
            }
        }
    }
}

fn bad_expression(span: Span) -> Diagnostic {
    Diagnostic::error(
        "bad-expression",
        text!("chỗ này phải là tên một mục, hoặc (hàm …)", "a field name or (helper …) is wanted"),
    )
    .at(span)
    .hint(text!(
        "ví dụ: ghi_chu, hoặc cả điều kiện trong ngoặc: (eq hinh_thuc 'kt')",
        "for example: note, or a whole condition in parentheses: (eq hinh_thuc 'kt')"
    ))
}

/// What handlebars could not read, without its parser's jargon.
fn syntax(reason: &TemplateErrorReason, span: Span) -> Diagnostic {
    use TemplateErrorReason as E;
    let (message, hint) = match reason {
        E::MismatchingClosedHelper(opened, closed) => (
            text!(
                "mở «{opened}» nhưng đóng «{closed}»",
                "«{opened}» is opened but «{closed}» closed"
            ),
            text!("đóng bằng {{{{/{opened}}}}}", "close with {{{{/{opened}}}}}"),
        ),
        E::InvalidParam(given) => (
            text!("không hiểu «{given}»", "«{given}» cannot be read"),
            text!("xem lại dấu nháy và dấu cách", "look at its quotes and blanks"),
        ),
        _ => (
            text!("viết sai giữa {{{{ và }}}}", "what stands between {{{{ and }}}} cannot be read"),
            text!(
                "mỗi {{{{ phải có }}}}, mỗi {{{{#if}}}} phải có {{{{/if}}}}; chữ để trong dấu nháy đơn",
                "each {{{{ needs a }}}}, each {{{{#if}}}} an {{{{/if}}}}; texts stand in quotes"
            ),
        ),
    };
    Diagnostic::error("template-syntax", message).at(span).hint(hint)
}
