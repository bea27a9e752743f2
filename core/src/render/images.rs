//! Pictures that a document names: found, known by their first bytes, measured.

use std::collections::BTreeMap;

use crate::data::{Node, push_pointer};
use crate::diag::{Diagnostic, Diagnostics, Span};
use crate::document::{Block, Document};
use crate::standard::ImageSizes;
use crate::text;

/// The pictures of a document.
#[derive(Debug, Default)]
pub(super) struct Images {
    pub(super) sizes: ImageSizes,
    pub(super) bytes: BTreeMap<String, Vec<u8>>,
}

/// Asks the caller for each picture once.
pub(super) fn read(
    document: &Document<'_>,
    find: &dyn Fn(&str) -> Option<Vec<u8>>,
    data: &Node,
    out: &mut Diagnostics,
) -> Images {
    let mut names = Vec::new();
    for section in &document.sections {
        gather(&section.blocks, &mut names);
    }
    let mut images = Images::default();
    for name in names {
        if images.bytes.contains_key(name) {
            continue;
        }
        let placed = |fault: Diagnostic| match place(data, name) {
            Some((span, pointer)) => fault.at(span).pointer(pointer),
            // The layout names it.
            None => fault.at(data.span.start_only()),
        };
        let Some(bytes) = find(name) else {
            out.push(placed(
                Diagnostic::error(
                    "unknown-image",
                    text!("không có tệp hình «{name}»", "there is no picture «{name}»"),
                )
                .hint(text!(
                    "đặt tệp hình vào cùng thư mục với tệp dữ liệu, ghi đúng tên",
                    "put it into the folder of the data file and write its exact name"
                )),
            ));
            continue;
        };
        use imagesize::ImageType;
        let known = matches!(imagesize::image_type(&bytes), Ok(ImageType::Png | ImageType::Jpeg));
        match imagesize::blob_size(&bytes) {
            Ok(size) if known && size.width > 0 && size.height > 0 => {
                images.sizes.insert(name.to_owned(), (size.width as u32, size.height as u32));
                images.bytes.insert(name.to_owned(), bytes);
            }
            _ => out.push(placed(
                Diagnostic::error(
                    "image-format",
                    text!(
                        "tệp «{name}» không phải hình PNG hoặc JPEG",
                        "«{name}» is neither PNG nor JPEG"
                    ),
                )
                .hint(text!(
                    "lưu hình thành tệp .png hoặc .jpg",
                    "save the picture as .png or .jpg"
                )),
            )),
        }
    }
    images
}

fn gather<'d>(blocks: &'d [Block], names: &mut Vec<&'d str>) {
    for block in blocks {
        match block {
            Block::Image(image) => names.push(&image.name),
            Block::Control { blocks, .. } => gather(blocks, names),
            Block::Grid(grid) => {
                for (left, right) in &grid.rows {
                    gather(left, names);
                    gather(right, names);
                }
            }
            Block::Paragraph(_) | Block::Rule(_) | Block::Table(_) | Block::PageBreak => {}
        }
    }
}

/// Where the data gives this name, with the pointer to it.
fn place(data: &Node, name: &str) -> Option<(Span, String)> {
    fn find(node: &Node, name: &str, pointer: &mut String) -> Option<Span> {
        if node.as_text() == Some(name) {
            return Some(node.span);
        }
        let entries = node.as_map().unwrap_or_default().iter();
        let entries = entries.map(|entry| (entry.key.clone(), &entry.value));
        let items = node.as_seq().unwrap_or_default().iter().enumerate();
        for (step, inner) in entries.chain(items.map(|(nth, item)| (nth.to_string(), item))) {
            let above = pointer.len();
            push_pointer(pointer, &step);
            if let Some(span) = find(inner, name, pointer) {
                return Some(span);
            }
            pointer.truncate(above);
        }
        None
    }
    let mut pointer = String::new();
    find(data, name, &mut pointer).map(|span| (span, pointer))
}
