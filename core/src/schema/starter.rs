//! The starter file of `vanthu new`: every field with its title, required ones first.

use std::fmt::Write;

use super::{Field, Schema, Type};

/// YAML that a clerk fills in. Required fields stand with an example value; optional ones have a
/// `#` right before their name, as in many a program's settings.
pub fn starter(schema: &Schema, type_id: &str, title: &str) -> String {
    let mut out = format!("# yaml-language-server: $schema=./{type_id}.schema.json\n");
    let _ = writeln!(out, "# {title}. Dòng bắt đầu bằng dấu # là ghi chú, không in ra.");
    out.push_str("# Mục không bắt buộc có dấu # đặt sát tên mục: xóa dấu # đó để dùng.\n");
    let _ = write!(out, "\n# Loại văn bản\nloai: {type_id}\n");
    let Type::Object { properties, required } = &schema.root.kind else { return out };
    let given = |name: &&String| name.as_str() != "loai" && !properties[name.as_str()].made;
    let (needed, free): (Vec<_>, Vec<_>) =
        properties.keys().filter(given).partition(|name| required.contains(name));
    for (names, heading) in [(needed, ""), (free, "\n# ----- Không bắt buộc -----\n")] {
        out.push_str(heading);
        for name in names {
            let mut lines = Vec::new();
            write_field(&properties[name], name, 0, &mut lines);
            if !heading.is_empty() {
                free_all(&mut lines);
            }
            out.push('\n');
            for line in &lines {
                let (mark, depth, text) = match line {
                    Line::Comment(depth, text) => ("# ", depth, text),
                    Line::Yaml(depth, text) => ("", depth, text),
                    Line::Free(depth, text) => ("#", depth, text),
                };
                let _ = writeln!(out, "{}{mark}{text}", "  ".repeat(*depth));
            }
        }
    }
    out
}

/// A line of the file, with its depth.
enum Line {
    /// `# title: help`.
    Comment(usize, String),
    /// YAML.
    Yaml(usize, String),
    /// YAML of an optional field.
    Free(usize, String),
}

/// Everything here is optional.
fn free_all(lines: &mut [Line]) {
    for line in lines {
        if let Line::Yaml(depth, text) = line {
            *line = Line::Free(*depth, std::mem::take(text));
        }
    }
}

fn write_field(field: &Field, name: &str, depth: usize, lines: &mut Vec<Line>) {
    lines.push(Line::Comment(depth, comment(field, name)));
    match &field.kind {
        Type::Object { .. } => {
            lines.push(Line::Yaml(depth, format!("{name}:")));
            write_fields(field, depth + 1, lines);
        }
        Type::Array { items, .. } => {
            lines.push(Line::Yaml(depth, format!("{name}:")));
            write_item(items, depth + 1, lines);
        }
        _ if field.long => {
            lines.push(Line::Yaml(depth, format!("{name}: |")));
            lines.push(Line::Yaml(depth + 1, sample(field)));
        }
        _ => lines.push(Line::Yaml(depth, format!("{name}: {}", scalar(field)))),
    }
}

fn write_fields(field: &Field, depth: usize, lines: &mut Vec<Line>) {
    let Type::Object { properties, required } = &field.kind else { return };
    let given = properties.iter().filter(|(_, child)| !child.made);
    // Required ones first: the dash of a list's item must not stand at a line that may go.
    let (needed, free): (Vec<_>, Vec<_>) = given.partition(|(name, _)| required.contains(*name));
    for (name, child) in needed.into_iter().chain(free) {
        let start = lines.len();
        write_field(child, name, depth, lines);
        if !required.contains(name) {
            free_all(&mut lines[start..]);
        }
    }
}

/// The first item of a list: its first line carries the dash.
fn write_item(items: &Field, depth: usize, lines: &mut Vec<Line>) {
    if !matches!(items.kind, Type::Object { .. }) {
        lines.push(Line::Yaml(depth, format!("- {}", scalar(items))));
        return;
    }
    let mut inner = Vec::new();
    write_fields(items, 0, &mut inner);
    let mut dashed = false;
    for line in inner {
        let (is_free, at, text) = match line {
            Line::Comment(at, text) => {
                lines.push(Line::Comment(depth + 1 + at, text));
                continue;
            }
            Line::Yaml(at, text) => (false, at, text),
            Line::Free(at, text) => (true, at, text),
        };
        let dash = !dashed && !is_free;
        let (at, text) =
            if dash { (depth + at, format!("- {text}")) } else { (depth + 1 + at, text) };
        dashed |= dash;
        lines.push(if is_free { Line::Free(at, text) } else { Line::Yaml(at, text) });
    }
}

fn comment(field: &Field, name: &str) -> String {
    let mut text = field.title.clone().unwrap_or_else(|| name.to_owned());
    if let Some(help) = &field.description {
        let _ = write!(text, ": {help}");
    }
    if !field.options.is_empty() {
        let _ = write!(text, " ({})", field.options.join(" | "));
    }
    text.replace('\n', " ")
}

fn sample(field: &Field) -> String {
    let title = || field.title.clone().unwrap_or_else(|| "…".to_owned());
    let given = field.examples.first().or(field.options.first()).cloned();
    given.unwrap_or_else(title).replace('\n', " ")
}

/// The example as YAML: in quotes unless it is surely read as itself without.
fn scalar(field: &Field) -> String {
    let text = match field.kind {
        Type::Integer | Type::Number => {
            return field.examples.first().cloned().unwrap_or_else(|| "0".to_owned());
        }
        Type::Boolean => return "false".to_owned(),
        _ => sample(field),
    };
    let plain =
        |c: char| c.is_alphanumeric() || matches!(c, ' ' | '/' | '.' | ',' | '-' | '_' | '(' | ')');
    let safe = text.starts_with(|c: char| c.is_alphanumeric() || c == '/')
        && !text.ends_with(' ')
        && text.chars().all(plain);
    let word = matches!(text.as_str(), "null" | "true" | "false" | "~");
    if safe && !word {
        return text;
    }
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
