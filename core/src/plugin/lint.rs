//! What loads and is still a slip of the plugin's author: told by `vanthu plugin check` only.

use super::Plugin;
use super::used::Used;
use crate::data::Node;
use crate::diag::{Diagnostic, Diagnostics, Span};
use crate::schema::{Field, Schema, Type};
use crate::text;

impl Plugin {
    /// Fields that nothing prints or reads, texts and numbers that are only asked for, fields of a
    /// version to come, partials that nothing calls.
    pub fn lint(&self) -> Diagnostics {
        let mut out = Diagnostics::new();
        self.of_the_future(&mut out);
        self.ill_fitting_examples(&mut out);
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

    /// An example that its own field refuses would stand in the starter file.
    fn ill_fitting_examples(&self, out: &mut Diagnostics) {
        for row in self.fields().iter().filter(|row| row.origin.layer.is_some()) {
            let examples = row.node.get("examples").and_then(Node::as_seq).unwrap_or_default();
            for example in examples {
                let Some(written) = example.as_text().filter(|w| !Schema::fits(row.node, w)) else {
                    continue;
                };
                let name = &row.path;
                out.push(
                    Diagnostic::warning(
                        "bad-example",
                        text!(
                            "ví dụ «{written}» không hợp với khai báo của mục «{name}»",
                            "the example «{written}» does not fit the field «{name}»"
                        ),
                    )
                    .at(example.span)
                    .hint(text!(
                        "sửa ví dụ này: tệp do «vanthu new» tạo lấy ví dụ đầu tiên",
                        "mend it: the file that «vanthu new» makes has the first example"
                    )),
                );
            }
        }
    }

    fn unprinted(&self, out: &mut Diagnostics) {
        let mut used = Used::of(&self.form.frame, &self.form.layout);
        used.rules(&self.assertions);
        used.handed(self.manifest.handed());
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
            if row.field.unprinted || handed || used.prints(&path) {
                continue;
            }
            let name = &row.path;
            if used.asks(&path) {
                if !is_choice(row.field) {
                    out.push(only_asked(name).at(row.node.span));
                }
                continue;
            }
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

/// Whether a field holds no words or figures of its own: a yes or no, one of some choices.
fn is_choice(field: &Field) -> bool {
    matches!(field.kind, Type::Boolean) || !field.options.is_empty()
}

fn only_asked(name: &str) -> Diagnostic {
    Diagnostic::warning(
        "only-asked",
        text!(
            "mục «{name}» chỉ dùng làm điều kiện, nội dung người điền ghi không được in",
            "«{name}» is only read by conditions: what is given there is not printed"
        ),
    )
    .hint(text!(
        "in mục này trong layout.yaml; chỉ cần có hay không thì khai báo «type: boolean»; không cần in thì thêm «x-khong-in: true»",
        "print it in layout.yaml; if only yes or no matters, say «type: boolean»; else add «x-khong-in: true»"
    ))
}

/// The name right after `{{>`.
fn called(rest: &str) -> &str {
    rest.split("}}").next().unwrap_or_default().trim()
}
