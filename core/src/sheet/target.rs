//! The fields of a type that columns and sheets may be for.

use crate::data::push_pointer;
use crate::diag::nearest_fold as fold;
use crate::schema::{ANY_KEY, Field, Type};

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
    /// Lists of maps: a sheet each.
    pub lists: Vec<Target<'f>>,
}

impl<'f> Targets<'f> {
    /// The targets of a document, or of a row of a list.
    pub fn of(root: &'f Field) -> Self {
        let mut out = Self { cells: Vec::new(), lists: Vec::new() };
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
                Type::Object { .. } => self.walk(field, &target.pointer, &titles, needed),
                Type::Array { items, .. } => match items.kind {
                    Type::Object { .. } => self.lists.push(target),
                    Type::Array { .. } => {}
                    _ => self.cells.push(target),
                },
                _ => self.cells.push(target),
            }
        }
    }

    /// The column targets that a name may mean: by label, title, path, pointer, key or English
    /// name; marks, case and blanks do not count. Empty: none; several: it could be any of them.
    pub fn named(&self, name: &str) -> Vec<usize> {
        let bare = name.split(['(', '*', '\n']).next().unwrap_or_default();
        let first = matching(&self.cells, name);
        if first.is_empty() && bare != name { matching(&self.cells, bare) } else { first }
    }

    /// The list that a sheet of this name is for.
    pub fn list_named(&self, sheet: &str) -> Option<usize> {
        let wanted = fold(sheet);
        self.lists.iter().position(|list| {
            wanted == fold(&list.sheet())
                || wanted == fold(&list.label)
                || sheet.trim() == list.path
        })
    }
}

/// Those that are called so in the strictest sense that any is.
fn matching(targets: &[Target<'_>], name: &str) -> Vec<usize> {
    let wanted = fold(name);
    if wanted.is_empty() {
        return Vec::new();
    }
    let by = |holds: &dyn Fn(&Target<'_>) -> bool| -> Vec<usize> {
        let all = targets.iter().enumerate();
        all.filter(|(_, target)| holds(target)).map(|(nth, _)| nth).collect()
    };
    let exact = name.trim();
    let steps: [&dyn Fn(&Target<'_>) -> bool; 5] = [
        &|target| target.path == exact || target.pointer == exact,
        &|target| fold(&target.label) == wanted || fold(&target.full) == wanted,
        &|target| fold(&target.title) == wanted,
        &|target| target.path.rsplit('.').next().is_some_and(|key| fold(key) == wanted),
        &|target| target.field.title_en.as_deref().is_some_and(|title| fold(title) == wanted),
    ];
    steps.iter().map(|step| by(step)).find(|found| !found.is_empty()).unwrap_or_default()
}

impl Target<'_> {
    /// What a sheet for it is called: Excel takes 31 characters, and not all of them.
    pub fn sheet(&self) -> String {
        let allowed = |c: char| if "[]:*?/\\'".contains(c) { ' ' } else { c };
        let name: String = self.label.chars().map(allowed).take(31).collect();
        name.trim().to_owned()
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
        let twice = ["Người ký – Họ và tên", "Người lập biểu – Họ và tên"];
        assert_eq!(labels, ["Số văn bản", twice[0], twice[1], "Nơi nhận"]);
        for (name, wanted) in [
            ("SỐ  VĂN BẢN", vec![0]),
            ("so van ban *", vec![0]),
            ("Số văn bản (ghi số)", vec![0]),
            ("number", vec![0]),
            ("/so", vec![0]),
            ("so", vec![0]),
            ("Họ và tên", vec![1, 2]),
            ("ho_ten", vec![1, 2]),
            ("nguoi_ky.ho_ten", vec![1]),
            ("/lap_bieu/ho_ten", vec![2]),
            ("người ký - họ và tên", vec![1]),
            ("Khác", vec![]),
            ("", vec![]),
            ("*", vec![]),
        ] {
            assert_eq!(targets.named(name), wanted, "{name}");
        }
        assert_eq!(targets.lists[0].sheet(), "Dòng  chi tiết");
        assert_eq!(targets.list_named("dòng chi tiết"), Some(0));
        assert_eq!(targets.list_named("Sheet1"), None);
    }
}
