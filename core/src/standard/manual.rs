//! The manual: a page about each rule, for those who must mend what it finds.

use std::collections::BTreeMap;

use crate::data::{Closed, Node, one_or_many, scalar};
use crate::diag::Diagnostics;

/// The pages of a standard, by the id of the rule.
#[derive(Debug, Clone, Default)]
pub struct Manual {
    pages: BTreeMap<String, Page>,
    /// Rules that another one's page tells of.
    told: BTreeMap<String, String>,
}

/// A page, in Vietnamese.
#[derive(Debug, Clone, Default)]
pub struct Page {
    /// What it is about.
    pub title: String,
    /// Why what the law says here is no rule of its own; empty: it is one.
    pub not_a_rule: String,
    /// *Yêu cầu*.
    pub requires: String,
    /// *Vì sao*.
    pub why: String,
    /// *Ví dụ sai*.
    pub wrong: Vec<String>,
    /// *Ví dụ đúng*.
    pub right: Vec<String>,
    /// *Cách sửa*.
    pub mend: String,
    /// What of it no machine judges, where the rest is judged. Empty: all of it is.
    pub unjudged: String,
}

impl Manual {
    /// Reads a `manual.yaml` after those of the standards that it extends, the first of them first.
    pub fn read(layers: &[Node]) -> (Self, Diagnostics) {
        let mut manual = Self::default();
        let mut out = Diagnostics::new();
        for node in layers {
            manual.add(node, &mut out);
        }
        (manual, out)
    }

    fn add(&mut self, node: &Node, out: &mut Diagnostics) -> Option<()> {
        let map = Closed::new(node, out)?;
        map.need_text("format", out);
        for entry in map.need("rules", out)?.as_map().unwrap_or_default() {
            let page = Closed::new(&entry.value, out)?;
            if let Some(id) = page.text("as", out) {
                self.told.insert(entry.key.clone(), id.to_owned());
            } else {
                self.told.remove(&entry.key);
                self.pages.insert(entry.key.clone(), read(&page, out));
            }
            page.finish(out);
        }
        map.finish(out);
        Some(())
    }

    /// The page about a rule.
    pub fn page(&self, id: &str) -> Option<&Page> {
        self.pages.get(self.told.get(id).map_or(id, String::as_str))
    }

    /// Ids that have a page, also where it is another one's.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.pages.keys().chain(self.told.keys()).map(String::as_str)
    }

    /// The rule whose page tells of `id`, when it is not its own.
    pub fn told_at(&self, id: &str) -> Option<&str> {
        self.told.get(id).map(String::as_str)
    }
}

fn read(map: &Closed<'_>, out: &mut Diagnostics) -> Page {
    let text = |key: &'static str, out: &mut Diagnostics| {
        map.need_text(key, out).unwrap_or_default().to_owned()
    };
    let list = |key: &'static str, out: &mut Diagnostics| {
        let items = map.need(key, out).map(one_or_many).unwrap_or_default();
        items.iter().filter_map(|item| scalar(item, out).map(str::to_owned)).collect()
    };
    Page {
        title: text("title", out),
        not_a_rule: map.text("not_a_rule", out).unwrap_or_default().to_owned(),
        requires: text("requires", out),
        why: text("why", out),
        wrong: list("wrong", out),
        right: list("right", out),
        mend: text("mend", out),
        unjudged: map.text("unjudged", out).unwrap_or_default().to_owned(),
    }
}
