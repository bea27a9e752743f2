//! The reference for authors of plugins, made of the tables that the engine works by: blocks,
//! helpers, keywords of schemas; and the fields of one type.

use std::fmt::Write;

use crate::data::Node;
use crate::layout;
use crate::plugin::{FieldRow, Plugin};
use crate::schema::{self, Field, Type};
use crate::template::helper::{self, Returns};

/// Blocks, helpers and keywords, as Markdown in Vietnamese.
pub fn language() -> String {
    let mut out = String::from(
        "# Khối và hàm\n\nTrang này do chương trình in ra: `vanthu docs`. Cách lập mẫu: \
         [lap-mau.md](lap-mau.md).\n\n## Khối của layout.yaml\n\nMỗi khối là một dòng `- ` trong \
         `body`, trong `do`, `else` hoặc trong phụ lục. Khối nào cũng có thể có `id: ten-khoi`, để \
         mẫu kế thừa tìm thấy.\n",
    );
    for block in layout::known() {
        let names: Vec<String> = block.names.iter().map(|name| format!("`{name}`")).collect();
        let _ = write!(out, "\n### {}\n\n{}.\n", names.join(", "), sentence(block.doc));
        if !block.keys.is_empty() {
            out.push_str("\n| mục | nghĩa |\n|---|---|\n");
            for (key, doc) in block.keys {
                let _ = writeln!(out, "| `{key}` | {} |", cell(doc));
            }
        }
        let _ = write!(out, "\n```yaml\n{}\n```\n", block.example);
    }
    let _ = write!(
        out,
        "\nCác ví dụ trên dùng những mục khai báo như sau:\n\n```yaml\n{}```\n",
        layout::SAMPLE_SCHEMA
    );
    out.push_str(
        "\n## Hàm\n\nHàm dùng trong `{{…}}`, hoặc trong ngoặc làm giá trị cho hàm khác và cho \
         `when`, `require`. Hàm trả về đúng sai chỉ dùng làm điều kiện.\n\n\
         | hàm | trả về | nghĩa | ví dụ | in ra |\n|---|---|---|---|---|\n",
    );
    for helper in helper::signatures() {
        let returns = match helper.returns {
            Returns::Text => "chữ",
            Returns::Number => "số",
            Returns::Boolean => "đúng sai",
            Returns::Block => "",
        };
        let (example, prints) = helper.example;
        let _ = writeln!(
            out,
            "| `{}` | {returns} | {} | `{}` | {} |",
            helper.name,
            cell(helper.doc),
            cell(example),
            cell(prints)
        );
    }
    let _ = write!(out, "\nDữ liệu của các ví dụ trên:\n\n```json\n{}\n```\n", helper::SAMPLE);
    out.push_str("\n## Từ khóa của schema.yaml\n\n| từ khóa | nghĩa |\n|---|---|\n");
    for (name, doc) in schema::keywords() {
        let _ = writeln!(out, "| `{name}` | {} |", cell(doc));
    }
    out.push_str("\nCác giá trị của `format`:\n\n| format | dạng |\n|---|---|\n");
    for (name, doc) in schema::formats() {
        let _ = writeln!(out, "| `{name}` | {} |", cell(doc));
    }
    out
}

/// The fields and rules of one type, as Markdown in Vietnamese.
pub fn fields(plugin: &Plugin) -> String {
    let manifest = &plugin.manifest;
    let (id, title) = (&manifest.id, &manifest.title.vi);
    let kind = manifest.kind.as_deref().unwrap_or("ghi trong dữ liệu");
    let mut out = format!(
        "# {title} (`{id}`)\n\nPhiên bản {}. Loại văn bản: {kind}; tiêu chuẩn {}, mẫu {}.\n\nTệp \
         để điền: `vanthu new {id}`. Mục có dấu * là bắt buộc; trong danh sách (`[]`) thì bắt buộc \
         ở mỗi dòng.\n",
        manifest.version, plugin.standard.standard.id, manifest.form
    );
    let rows = plugin.fields();
    let mut group = "";
    let grouped: Vec<(&str, &FieldRow<'_>)> = rows
        .iter()
        .map(|row| {
            if row.depth == 0 && !row.path.contains("[]") {
                group = row.field.group.as_deref().unwrap_or("Chung");
            }
            (group, row)
        })
        .collect();
    let mut groups: Vec<&str> = Vec::new();
    for (group, _) in &grouped {
        if !groups.contains(group) {
            groups.push(group);
        }
    }
    for group in groups {
        let _ = write!(out, "\n## {group}\n\n| mục | tên | ghi gì | ví dụ |\n|---|---|---|---|\n");
        for (_, row) in grouped.iter().filter(|(of, _)| *of == group) {
            let mark = if row.required { " *" } else { "" };
            let title = row.field.title.as_deref().unwrap_or_default();
            let example = example(row.field).map(|text| format!("`{}`", cell(text)));
            let _ = writeln!(
                out,
                "| `{}`{mark} | {} | {} | {} |",
                row.path,
                cell(title),
                cell(&says(row)),
                example.unwrap_or_default()
            );
        }
    }
    rules(plugin, &mut out);
    inputs(plugin, &mut out);
    consolidation(plugin, &mut out);
    out
}

/// Fields that name files of other documents.
fn inputs(plugin: &Plugin, out: &mut String) {
    if plugin.manifest.inputs.is_empty() {
        return;
    }
    out.push_str("\n## Văn bản khác mà dữ liệu nêu tên\n\n");
    out.push_str("Tệp .yaml cạnh tệp dữ liệu, hoặc trong thư mục con.\n\n");
    out.push_str("| mục | loại của văn bản đó |\n|---|---|\n");
    for input in &plugin.manifest.inputs {
        let _ = writeln!(out, "| `{}` | `{}` |", input.field, input.kind);
    }
}

/// How reports of units become one.
fn consolidation(plugin: &Plugin, out: &mut String) {
    let rows = plugin.consolidation.rows();
    if rows.is_empty() {
        return;
    }
    let id = &plugin.manifest.id;
    let _ = write!(
        out,
        "\n## Tổng hợp báo cáo của đơn vị\n\n`vanthu consolidate --type {id}` làm từng mục như \
         sau; mục không có ở đây do nơi tổng hợp tự ghi (`--own`).\n\n| mục | cách | nghĩa \
         |\n|---|---|---|\n"
    );
    for row in rows {
        let _ = writeln!(out, "| `{}` | `{}` | {} |", row.path, row.rule, cell(&row.words.vi));
    }
}

fn rules(plugin: &Plugin, out: &mut String) {
    let rules = plugin.rules();
    if rules.is_empty() {
        return;
    }
    out.push_str("\n## Quy tắc giữa các mục\n\n| quy tắc | báo khi sai |\n|---|---|\n");
    for rule in rules {
        let text = plugin.files.slice(rule.message.0.span).trim_matches(['"', '\'']);
        let _ = writeln!(out, "| `{}` | {} |", rule.id, cell(text));
    }
}

/// What to write there: kind, limits, help.
fn says(row: &FieldRow<'_>) -> String {
    let mut parts = vec![kind(row.field)];
    parts.extend(limits(row.node));
    if let Type::Array { items, .. } = &row.field.kind
        && !matches!(items.kind, Type::Object { .. })
    {
        let each = row.node.get("items").map(limits).unwrap_or_default();
        let each = [vec![kind(items)], each].concat().join(", ");
        parts.push(format!("mỗi dòng: {each}"));
    }
    if let Some(default) = &row.field.default {
        parts.push(format!("không ghi thì là {default}"));
    }
    if let Some(since) = &row.field.since {
        parts.push(format!("có từ phiên bản {since}"));
    }
    if !row.field.aliases.is_empty() {
        parts.push(format!("tên cũ: {}", row.field.aliases.join(", ")));
    }
    let mut text = parts.join(", ");
    if let Some(help) = &row.field.description {
        let _ = write!(text, "; {help}");
    }
    text
}

fn kind(field: &Field) -> String {
    if !field.options.is_empty() {
        return format!("một trong: {}", field.options.join(", "));
    }
    match (&field.kind, field.format.as_deref()) {
        (Type::String, Some(format)) => {
            schema::formats().find(|(name, _)| *name == format).map_or("chữ", |(_, doc)| doc)
        }
        (Type::String, None) if field.long => "đoạn dài",
        (Type::String, None) => "chữ",
        (Type::Integer, _) => "số nguyên",
        (Type::Number, _) => "số",
        (Type::Boolean, _) => "true hoặc false",
        (Type::Object { .. }, _) => "các mục con",
        (Type::Array { .. }, _) => "danh sách",
    }
    .to_owned()
}

/// How long, how large, how many.
fn limits(node: &Node) -> Vec<String> {
    let said = |keyword: &str| node.get(keyword).and_then(Node::as_text);
    let of = |least: &str, most: &str, unit: &str| match (said(least), said(most)) {
        (None, None) => None,
        (Some("0"), None) if !unit.is_empty() => None,
        (Some(least), None) => Some(format!("ít nhất {least}{unit}")),
        (None, Some(most)) => Some(format!("nhiều nhất {most}{unit}")),
        (Some(least), Some(most)) => Some(format!("từ {least} đến {most}{unit}")),
    };
    [
        of("minLength", "maxLength", " ký tự"),
        of("minimum", "maximum", ""),
        of("minItems", "maxItems", " dòng"),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn example(field: &Field) -> Option<&str> {
    let own = field.examples.first();
    let own = own.or(match &field.kind {
        Type::Array { items, .. } => items.examples.first(),
        _ => None,
    });
    own.map(String::as_str)
}

/// A text inside a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

/// With a capital.
fn sentence(text: &str) -> String {
    helper::capitalize(text)
}
