//! What a template may name at a place: the fields of the schema, the items of enclosing lists,
//! and which optional values are surely there.

use crate::diag::nearest;
use crate::schema::{Field, Type};

use super::{Path, Root};

/// The names in force at a place of a layout.
pub(super) struct Known<'s> {
    root: &'s Field,
    bindings: Vec<(String, Bound<'s>)>,
    /// One entry an enclosing `when` or `{{#if}}`: what it guards.
    facts: Vec<Vec<Path>>,
}

/// What a name of an enclosing block stands for.
#[derive(Clone, Copy)]
enum Bound<'s> {
    /// The item of a list.
    Item(&'s Field),
    /// A text that the engine makes.
    Text,
}

/// A path that leads somewhere.
pub(super) struct Found<'s> {
    /// The path.
    pub(super) path: Path,
    /// What it leads to; `None`: a text that the engine makes.
    pub(super) field: Option<&'s Field>,
    /// The step that may be absent, when one may: `danh_gia.uu_diem`.
    pub(super) unsure: Option<String>,
}

/// A path that leads nowhere.
pub(super) struct Lost {
    /// The step that does not exist.
    pub(super) key: String,
    /// The name that was probably meant.
    pub(super) near: Option<String>,
    /// Where it was looked for, empty at the top.
    pub(super) inside: String,
}

impl<'s> Known<'s> {
    /// The fields of `root`.
    pub(super) fn new(root: &'s Field) -> Self {
        Self { root, bindings: Vec::new(), facts: Vec::new() }
    }

    /// Whether `name` is taken already.
    pub(super) fn takes(&self, name: &str) -> bool {
        self.root.property(name).is_some() || self.bindings.iter().any(|(taken, _)| taken == name)
    }

    /// Opens the scope of an item of the list at `path`.
    pub(super) fn bind(&mut self, name: &str, path: &Path) {
        let item = self.field(path).and_then(|field| match &field.kind {
            Type::Array { items, .. } => Some(&**items),
            _ => None,
        });
        self.bindings.push((name.to_owned(), item.map_or(Bound::Text, Bound::Item)));
    }

    /// Opens the scope of a text that the engine makes.
    pub(super) fn bind_text(&mut self, name: &str) {
        self.bindings.push((name.to_owned(), Bound::Text));
    }

    /// Closes the innermost scope.
    pub(super) fn unbind(&mut self) {
        self.bindings.pop();
    }

    /// Whether there is an item around whose number can be asked.
    pub(super) fn counts(&self) -> bool {
        self.bindings.iter().any(|(_, bound)| matches!(bound, Bound::Item(_)))
    }

    /// What is surely there from now on.
    pub(super) fn assume(&mut self, guards: &[Path]) {
        self.facts.push(guards.to_vec());
    }

    /// Takes the last assumption back.
    pub(super) fn retract(&mut self) {
        self.facts.pop();
    }

    /// The field that a path found before leads to.
    pub(super) fn field(&self, path: &Path) -> Option<&'s Field> {
        let start = match &path.root {
            Root::Data => self.root,
            Root::Binding(name) => match self.bound(name)? {
                Bound::Item(field) => field,
                Bound::Text => return None,
            },
            Root::Number => return None,
        };
        path.keys.iter().try_fold(start, |field, key| field.property(key))
    }

    fn bound(&self, name: &str) -> Option<Bound<'s>> {
        self.bindings.iter().rev().find(|(bound, _)| bound == name).map(|(_, bound)| *bound)
    }

    /// Looks a path up.
    pub(super) fn find(&self, keys: &[String]) -> Result<Found<'s>, Lost> {
        let Some((first, rest)) = keys.split_first() else {
            return Err(Lost { key: String::new(), near: None, inside: String::new() });
        };
        let (mut path, mut field) = match self.bound(first) {
            Some(bound) => {
                let path = Path { root: Root::Binding(first.clone()), keys: Vec::new() };
                (
                    path,
                    match bound {
                        Bound::Item(field) => Some(field),
                        Bound::Text => None,
                    },
                )
            }
            None => (Path { root: Root::Data, keys: Vec::new() }, Some(self.root)),
        };
        let rest = if path.root == Root::Data { keys } else { rest };
        let mut unsure = None;
        for key in rest {
            let next = field.and_then(|field| field.property(key));
            let (Some(parent), Some(next)) = (field, next) else {
                return Err(self.lost(key, field, &path));
            };
            path.keys.push(key.clone());
            let there = parent.requires(key) || next.default.is_some() || next.filled;
            if !there && unsure.is_none() && !self.guarded(&path) {
                unsure = Some(dotted(&path));
            }
            field = Some(next);
        }
        Ok(Found { path, field, unsure })
    }

    fn guarded(&self, path: &Path) -> bool {
        let covers = |fact: &Path| fact.root == path.root && fact.keys.starts_with(&path.keys);
        self.facts.iter().flatten().any(covers)
    }

    fn lost(&self, key: &str, field: Option<&Field>, path: &Path) -> Lost {
        let fields = match field.map(|field| &field.kind) {
            Some(Type::Object { properties, .. }) => Some(properties.keys().map(String::as_str)),
            _ => None,
        };
        let fields = fields.into_iter().flatten();
        let at_top = path.root == Root::Data && path.keys.is_empty();
        let bound = self.bindings.iter().map(|(name, _)| name.as_str()).filter(|_| at_top);
        let near = nearest(key, fields.chain(bound)).map(str::to_owned);
        let inside = if at_top { String::new() } else { dotted(path) };
        Lost { key: key.to_owned(), near, inside }
    }
}

/// A path as an author writes it.
pub(super) fn dotted(path: &Path) -> String {
    match &path.root {
        Root::Data => path.keys.join("."),
        Root::Number => "@number".to_owned(),
        Root::Binding(name) if path.keys.is_empty() => name.clone(),
        Root::Binding(name) => format!("{name}.{}", path.keys.join(".")),
    }
}
