//! Names of files out of the data of their documents: `{{so}}-{{don_vi}}`.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::{Job, Run, Typed};
use crate::data::{Kind, Node};
use crate::diag::{Diagnostics, Files, Span, has_errors};
use crate::plugin::{Plugin, Plugins, Refused};
use crate::schema::{Field, Type};
use crate::template::{Compiler, Leaf, Scope};

/// The name of the data file, without what follows its last point.
const STEM: &str = "_tep";
/// The number of the document in its batch, from 1.
const NUMBER: &str = "_thu_tu";

/// A pattern for names, compiled once for each type of document.
#[derive(Debug)]
pub struct Names {
    pattern: String,
    compiled: Mutex<BTreeMap<Key, Arc<Leaf>>>,
}

/// A type, in its standard.
type Key = (String, String);

/// Why a document has no name.
#[derive(Debug)]
pub enum NamingFault {
    /// Its data is faulty: rendering it tells all.
    Data,
    /// The pattern does not fit its type.
    Pattern(Refused),
    /// A helper of the pattern cannot work with its values.
    Value(Refused),
}

impl Names {
    /// A pattern as the user wrote it. In it stand the fields of the document, all helpers, and
    /// `_tep`, `_thu_tu`: the name of the data file and the number of the document.
    pub fn new(pattern: &str) -> Self {
        Self { pattern: pattern.to_owned(), compiled: Mutex::default() }
    }

    /// The name of one document. What would cut a path in its values is a hyphen in the name; a
    /// `/` of the pattern stays one.
    ///
    /// # Errors
    /// When the data has faults, or the pattern cannot be printed.
    pub fn of(
        &self,
        plugins: &Plugins,
        job: &Job<'_>,
        stem: &str,
        number: usize,
    ) -> Result<String, NamingFault> {
        let mut run = Run::new();
        let typed = run.typed(plugins, job).filter(|_| !has_errors(&run.out));
        let Some(Typed { plugin, value, gaps, .. }) = typed else {
            return Err(NamingFault::Data);
        };
        let leaf = self.compiled(&plugin).map_err(NamingFault::Pattern)?;
        let mut name = String::new();
        let mut scope = Scope::new(&value, &gaps);
        scope.enter_text(STEM, stem.to_owned());
        scope.enter_text(NUMBER, number.to_string());
        let printed = leaf.print(&scope, &mut |piece| {
            let literal = piece.pointer.is_none() && piece.reads.is_empty();
            let text = piece.gap.map_or(&*piece.text, |title| &title.vi);
            match literal {
                true => name.push_str(text),
                false => name.extend(text.chars().map(|c| if is_cut(c) { '-' } else { c })),
            }
        });
        match printed {
            Ok(()) => Ok(name),
            Err(fault) => Err(NamingFault::Value(self.refused(vec![fault]))),
        }
    }

    fn compiled(&self, plugin: &Plugin) -> Result<Arc<Leaf>, Refused> {
        let key = (plugin.manifest.id.clone(), plugin.standard.standard.id.clone());
        let mut compiled = self.compiled.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = compiled.get(&key) {
            return Ok(Arc::clone(found));
        }
        let made = Arc::new(self.compile(plugin)?);
        compiled.insert(key, Arc::clone(&made));
        Ok(made)
    }

    fn compile(&self, plugin: &Plugin) -> Result<Leaf, Refused> {
        let fields = given(&plugin.schema.root);
        let (files, node) = self.source();
        let mut compiler = Compiler::new(&fields, &files, &[]);
        compiler.bind_text(STEM);
        compiler.bind_text(NUMBER);
        let leaf = compiler.leaf(&node);
        let faults = compiler.finish();
        match leaf {
            Some(leaf) if !has_errors(&faults) => Ok(leaf),
            _ => Err(self.refused(faults)),
        }
    }

    /// The pattern as a file of its own, so that faults have a place.
    fn source(&self) -> (Files, Node) {
        let mut files = Files::default();
        let file = files.add("--name", self.pattern.as_str());
        let kind = Kind::Scalar { text: self.pattern.clone(), quoted: false };
        (files, Node { span: Span::new(file, 0..self.pattern.len()), kind })
    }

    fn refused(&self, diagnostics: Diagnostics) -> Refused {
        Refused { diagnostics, files: self.source().0 }
    }
}

fn is_cut(c: char) -> bool {
    matches!(c, '/' | '\\')
}

/// The fields of a type. An absent value is nothing in a name, so each counts as being there.
fn given(field: &Field) -> Field {
    let mut field = Field { filled: true, ..field.clone() };
    if let Type::Object { properties, .. } = &mut field.kind {
        for inner in properties.values_mut() {
            *inner = given(inner);
        }
    }
    field
}
