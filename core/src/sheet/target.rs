//! The fields of a type that columns and sheets may be for.

use std::collections::HashMap;

use crate::data::push_pointer;
use crate::diag::nearest_fold as fold;
use crate::schema::{ANY_KEY, Field, Type};

/// What sheets that are for no list are called: the documents, the guide, the lists to choose from.
pub const OWN: [&str; 3] = ["Văn bản", "Hướng dẫn", "Danh mục"];

/// A signer may be given by the name that the organisation's file has for them.
const SIGNER: &str = "/nguoi_ky";

/// Between the titles of a field and of what it is in.
const DASH: &str = " – ";

/// A field that a column may be for, or a list that a sheet may be for.
#[derive(Debug, Clone)]
pub struct Target<'f> {
    /// From the row's own data: `/nguoi_ky/ho_ten`.
    pub pointer: String,
    /// The same as the data's authors write it: `nguoi_ky.ho_ten`.
    pub path: String,
    /// What a column for it is called; no two of a type are called alike.
    pub label: String,
    /// The field itself.
    pub field: &'f Field,
    /// Whether each row has to have it.
    pub required: bool,
    /// What it is called with all that it is in.
    full: String,
    /// What it is called by itself.
    title: String,
}

/// All targets of a map of fields.
#[derive(Debug)]
pub struct Targets<'f> {
    /// Values and lists of values: a column each.
    pub cells: Vec<Target<'f>>,
    /// Lists of maps: a sheet each; in a JSON file they stand in a column too.
    pub lists: Vec<Target<'f>>,
    /// The columns by what they may be called, the strictest sense first.
    names: [HashMap<String, Vec<usize>>; 5],
}

/// The sheets of a workbook for a type.
#[derive(Debug)]
pub struct Plan<'f> {
    /// The columns of the sheet.
    pub targets: Targets<'f>,
    /// The sheets of its lists.
    pub lists: Vec<List<'f>>,
}

/// A list of maps that has a sheet of its own.
#[derive(Debug)]
pub struct List<'f> {
    /// The list.
    pub target: Target<'f>,
    /// What its sheet is called; no two of a workbook are called alike.
    pub sheet: String,
    /// The columns of its rows, and the lists in them.
    pub plan: Plan<'f>,
}

impl<'f> Plan<'f> {
    /// The sheets of a document of this shape.
    pub fn of(root: &'f Field) -> Self {
        Self::within(root, "", &mut OWN.map(fold).to_vec())
    }

    fn within(field: &'f Field, above: &str, taken: &mut Vec<String>) -> Self {
        let targets = Targets::of(field);
        let lists = targets.lists.clone();
        let named: Vec<(Target<'f>, String)> = lists
            .into_iter()
            .map(|target| {
                let sheet = free(&target, above, taken);
                taken.push(fold(&sheet));
                (target, sheet)
            })
            .collect();
        let list = |(target, sheet): (Target<'f>, String)| {
            let items = match &target.field.kind {
                Type::Array { items, .. } => items.as_ref(),
                _ => target.field,
            };
            let plan = Self::within(items, &target.title, taken);
            List { target, sheet, plan }
        };
        Self { targets, lists: named.into_iter().map(list).collect() }
    }

    /// All lists, those in lists too.
    pub fn all_lists(&self) -> Vec<&List<'f>> {
        self.lists
            .iter()
            .flat_map(|list| std::iter::once(list).chain(list.plan.all_lists()))
            .collect()
    }
}

/// A name that no other sheet has: Excel takes 31 characters, and not all of them.
fn free(target: &Target<'_>, above: &str, taken: &[String]) -> String {
    let fit = |name: &str, most: usize| {
        let allowed = |c: char| if "[]:*?/\\'".contains(c) { ' ' } else { c };
        let words: String = name.chars().map(allowed).collect();
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        words.chars().take(most).collect::<String>().trim_end().to_owned()
    };
    let longer = format!("{above}{DASH}{}", target.label);
    let names = [fit(&target.label, 31), fit(&longer, 31)].into_iter();
    let numbered = (2..).map(|nth| format!("{} {nth}", fit(&target.label, 27)));
    let mut all = names.chain(numbered);
    all.find(|name| !taken.contains(&fold(name))).unwrap_or_default()
}

impl<'f> Targets<'f> {
    /// The targets of a document, or of a row of a list.
    pub fn of(root: &'f Field) -> Self {
        let mut out = Self { cells: Vec::new(), lists: Vec::new(), names: Default::default() };
        out.walk(root, "", &[], true);
        let all = out.cells.iter().chain(&out.lists);
        let titles: Vec<(String, String)> =
            all.map(|target| (fold(&target.title), fold(&target.full))).collect();
        for target in out.cells.iter_mut().chain(&mut out.lists) {
            let (title, full) = (fold(&target.title), fold(&target.full));
            let once = |which: fn(&(String, String)) -> &String, name: &String| {
                titles.iter().filter(|pair| which(pair) == name).count() == 1
            };
            target.label = if once(|pair| &pair.0, &title) {
                target.title.clone()
            } else if once(|pair| &pair.1, &full) {
                target.full.clone()
            } else {
                format!("{} ({})", target.full, target.path)
            };
        }
        for (nth, target) in out.cells.iter().chain(&out.lists).enumerate() {
            let key = target.path.rsplit('.').next().unwrap_or_default();
            let english = target.field.title_en.as_deref().unwrap_or_default();
            let names: [&[&str]; 5] = [
                &[&target.path, &target.pointer],
                &[&target.label, &target.full],
                &[&target.title],
                &[key],
                &[english],
            ];
            for (sense, names) in names.into_iter().enumerate() {
                for name in names {
                    let name = if sense == 0 { (*name).to_owned() } else { fold(name) };
                    let named = out.names[sense].entry(name).or_default();
                    if named.last() != Some(&nth) {
                        named.push(nth);
                    }
                }
            }
        }
        out
    }

    fn walk(&mut self, field: &'f Field, pointer: &str, above: &[String], needed: bool) {
        let Type::Object { properties, required } = &field.kind else { return };
        for (name, field) in properties {
            let is_type = pointer.is_empty() && name == "loai";
            if field.made || name == ANY_KEY || is_type {
                continue;
            }
            let mut pointer = pointer.to_owned();
            push_pointer(&mut pointer, name);
            let title = field.called(name).vi;
            let needed = needed && required.contains(name) && !field.filled;
            let mut titles = above.to_vec();
            titles.push(title.clone());
            let target = Target {
                path: pointer.trim_start_matches('/').replace('/', "."),
                pointer,
                label: String::new(),
                field,
                required: needed,
                full: titles.join(DASH),
                title,
            };
            match &field.kind {
                Type::Object { .. } => {
                    let pointer = target.pointer.clone();
                    if pointer == SIGNER {
                        let full = format!("{} (tên gọi tắt)", target.full);
                        let title = full.clone();
                        self.cells.push(Target { required: false, full, title, ..target });
                    }
                    self.walk(field, &pointer, &titles, needed);
                }
                Type::Array { items, .. } => match items.kind {
                    Type::Object { .. } => self.lists.push(target),
                    Type::Array { .. } => {}
                    _ => self.cells.push(target),
                },
                _ => self.cells.push(target),
            }
        }
    }

    /// The target of this number: columns first, then lists.
    pub fn at(&self, nth: usize) -> Option<&Target<'f>> {
        self.cells.get(nth).or_else(|| self.lists.get(nth.checked_sub(self.cells.len())?))
    }

    /// The targets that a name may mean, by their numbers: by label, title, path, pointer, key or English
    /// name; marks, case and blanks do not count. Empty: none; several: it could be any of them.
    pub fn named(&self, name: &str) -> Vec<usize> {
        let bare = name.split(['(', '*', '\n']).next().unwrap_or_default();
        let first = self.matching(name);
        if first.is_empty() && bare != name { self.matching(bare) } else { first }
    }

    /// Those that are called so in the strictest sense that any is.
    fn matching(&self, name: &str) -> Vec<usize> {
        let (exact, wanted) = (name.trim(), fold(name));
        if wanted.is_empty() {
            return Vec::new();
        }
        let senses = self.names.iter().enumerate();
        let mut found =
            senses.filter_map(|(nth, names)| names.get(if nth == 0 { exact } else { &wanted }));
        found.next().cloned().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{Limits, read};
    use crate::diag::Files;
    use crate::schema::Schema;

    #[test]
    fn a_name_finds_its_field_and_one_that_could_be_two_finds_both() {
        let source = "type: object
properties:
  loai: { type: string, title: Loại }
  so: { type: string, title: Số văn bản, x-en: Number }
  nguoi_ky:
    type: object
    title: Người ký
    properties: { ho_ten: { type: string, title: Họ và tên } }
  lap_bieu:
    type: object
    title: Người lập biểu
    properties: { ho_ten: { type: string, title: Họ và tên } }
  noi_nhan: { type: array, title: Nơi nhận, items: { type: string } }
  dong: { type: array, title: 'Dòng: chi tiết', items: { type: object, properties: { a: { type: number, title: Kế hoạch } } } }
";
        let node = read(source.as_bytes(), "t", &mut Files::default(), &Limits::DATA).0;
        let (schema, out) = Schema::load(None, &[("t", &node.expect("reads"))]);
        let schema = schema.unwrap_or_else(|| panic!("{out:?}"));
        let targets = Targets::of(&schema.root);
        let labels: Vec<&str> = targets.cells.iter().map(|target| &*target.label).collect();
        let short = "Người ký (tên gọi tắt)";
        let twice = ["Người ký – Họ và tên", "Người lập biểu – Họ và tên"];
        assert_eq!(labels, ["Số văn bản", short, twice[0], twice[1], "Nơi nhận"]);
        for (name, wanted) in [
            ("SỐ  VĂN BẢN", vec![0]),
            ("so van ban *", vec![0]),
            ("Số văn bản (ghi số)", vec![0]),
            ("number", vec![0]),
            ("/so", vec![0]),
            ("so", vec![0]),
            ("Họ và tên", vec![2, 3]),
            ("ho_ten", vec![2, 3]),
            ("nguoi_ky.ho_ten", vec![2]),
            ("/lap_bieu/ho_ten", vec![3]),
            ("người ký - họ và tên", vec![2]),
            ("nguoi_ky", vec![1]),
            ("dong", vec![5]),
            ("Khác", vec![]),
            ("", vec![]),
            ("*", vec![]),
        ] {
            assert_eq!(targets.named(name), wanted, "{name}");
        }
        assert_eq!(Plan::of(&schema.root).lists[0].sheet, "Dòng chi tiết");
    }
}
