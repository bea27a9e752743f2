//! Properties of a section: paper, margins, header, page numbers.

use super::relations::Edge;
use super::xml::put;
use crate::styled::{Page, Section, StyleSheet};

/// Appends the `w:sectPr` of a section; `first` is that of the document.
///
/// The first page of the paper, and of each section that counts anew, shows no number
/// (Phụ lục I, Phần I, Mục I, khoản 7: "không hiển thị số trang thứ nhất").
pub(super) fn properties(
    out: &mut Vec<u8>,
    sheet: &StyleSheet,
    section: Option<&Section<'_>>,
    first: bool,
) {
    let landscape = section.is_some_and(|section| section.landscape);
    let restarts = section.is_some_and(|section| section.restarts);
    let page = if landscape { sheet.page.turned() } else { sheet.page };
    let kind = Edge::of(sheet).kind;
    let reference = format!(
        r#"<w:sectPr><w:{kind}Reference w:type="default" r:id="rId6"/><w:{kind}Reference w:type="first" r:id="rId7"/>"#
    );
    out.extend_from_slice(reference.as_bytes());
    paper(out, &page, landscape, sheet.header_distance.0);
    if restarts {
        out.extend_from_slice(br#"<w:pgNumType w:start="1"/>"#);
    }
    out.extend_from_slice(br#"<w:cols w:space="720"/>"#);
    if first || restarts {
        out.extend_from_slice(b"<w:titlePg/>");
    }
    out.extend_from_slice(b"</w:sectPr>");
}

fn paper(out: &mut Vec<u8>, page: &Page, landscape: bool, header: i32) {
    put!(*out, br#"<w:pgSz w:w=""#, page.width.0, br#"" w:h=""#, page.height.0, br#"""#);
    if landscape {
        out.extend_from_slice(br#" w:orient="landscape""#);
    }
    put!(
        *out,
        br#"/><w:pgMar w:top=""#,
        page.top.0,
        br#"" w:right=""#,
        page.right.0,
        br#"" w:bottom=""#,
        page.bottom.0,
        br#"" w:left=""#,
        page.left.0,
        br#"" w:header=""#,
        header,
        br#"" w:footer=""#,
        header,
        br#"" w:gutter="0"/>"#,
    );
}
