//! Which values of the data were used: printed, or read by a condition.

use std::collections::HashSet;

use crate::data::push_pointer;
use crate::template::{Reach, Read, Scope};

/// The values that were used, by pointer.
#[derive(Debug, Default)]
pub struct Coverage {
    values: HashSet<String>,
    /// Lists that were used with all that is in them.
    whole: HashSet<String>,
    /// A field of each row of a list: the list and the field.
    columns: HashSet<(String, String)>,
}

impl Coverage {
    /// The value at `pointer` was printed.
    pub(super) fn value(&mut self, pointer: &str) {
        if !self.values.contains(pointer) {
            self.values.insert(pointer.to_owned());
        }
    }

    /// An expression or a condition read these.
    pub(crate) fn all(&mut self, reads: &[Read], scope: &Scope<'_>) {
        for read in reads {
            self.read(read, scope);
        }
    }

    fn read(&mut self, read: &Read, scope: &Scope<'_>) {
        let (pointer, _) = scope.resolve(&read.path);
        match &read.reach {
            Reach::Itself => {
                self.values.insert(pointer);
            }
            Reach::Whole => {
                self.whole.insert(pointer);
            }
            Reach::Column(field) => {
                self.columns.insert((pointer, field.clone()));
            }
        }
    }

    /// Native code was handed the field of this name, with all that is in it.
    pub(crate) fn handed(&mut self, field: &str) {
        let mut pointer = String::new();
        push_pointer(&mut pointer, field);
        self.whole.insert(pointer.clone());
        self.values.insert(pointer);
    }

    /// Whether the single value at `pointer` was used.
    pub fn covers(&self, pointer: &str) -> bool {
        if self.values.contains(pointer) {
            return true;
        }
        let mut above = pointer;
        let mut steps = Vec::new();
        while let Some((list, step)) = above.rsplit_once('/') {
            steps.push(step);
            let column = match steps[..] {
                [field, _row] => self.columns.contains(&(list.to_owned(), field.to_owned())),
                _ => false,
            };
            if column || self.whole.contains(list) {
                return true;
            }
            above = list;
        }
        false
    }
}
