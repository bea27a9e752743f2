//! Which values of the data were used: printed, or read by a condition.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use crate::data::push_pointer;
use crate::template::{Reach, Read, Scope};

/// The values that were used, by pointer.
#[derive(Debug, Default)]
pub struct Coverage {
    values: HashSet<String>,
    /// Lists that were used with all that is in them.
    whole: HashSet<String>,
    /// A value of each row of a list, by the pointer of the list and that from the row, with the
    /// rows in which it was not used all the same.
    columns: HashMap<String, HashMap<String, HashSet<usize>>>,
}

impl Coverage {
    /// The value at `pointer` was printed.
    pub(super) fn value(&mut self, pointer: &str) {
        if !self.values.contains(pointer) {
            self.values.insert(pointer.to_owned());
        }
    }

    /// The value at `keys` in each row of the list at `list` was used, except in the rows `missed`.
    pub(super) fn column(&mut self, list: &str, keys: &[String], missed: HashSet<usize>) {
        let mut path = String::new();
        keys.iter().for_each(|key| push_pointer(&mut path, key));
        match self.columns.entry(list.to_owned()).or_default().entry(path) {
            Entry::Vacant(new) => {
                new.insert(missed);
            }
            Entry::Occupied(mut known) => known.get_mut().retain(|row| missed.contains(row)),
        }
    }

    /// An expression or a condition read these.
    pub(crate) fn all(&mut self, reads: &[Read], scope: &Scope<'_>) {
        for read in reads {
            self.read(read, scope);
        }
    }

    pub(super) fn read(&mut self, read: &Read, scope: &Scope<'_>) {
        let (pointer, _) = scope.resolve(&read.path);
        match &read.reach {
            Reach::Itself => {
                self.values.insert(pointer);
            }
            Reach::Whole => {
                self.whole.insert(pointer);
            }
            Reach::Column(keys) => self.column(&pointer, keys, HashSet::new()),
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
        pointer.rmatch_indices('/').any(|(at, _)| {
            let (list, below) = (&pointer[..at], &pointer[at + 1..]);
            let (row, path) = below.split_at(below.find('/').unwrap_or(below.len()));
            let missed = self.columns.get(list).and_then(|columns| columns.get(path));
            let used = missed.is_some_and(|missed| {
                missed.is_empty() || !row.parse().is_ok_and(|row| missed.contains(&row))
            });
            used || self.whole.contains(list)
        })
    }
}
