//! The parts that are equal for all documents of a style sheet: built with docx-rs, then put in
//! order and completed.

use docx_rs as d;

use super::Error;
use super::conform::conform;
use super::relations::Edge;
use super::tree::Element;
use super::xml::{clean, escaped};
use crate::styled::{Frame, Line, ListLevel, Style, StyleSheet, TextAlign};

/// `w:abstractNumId` of the first list; docx-rs keeps 1 for itself, and the conform pass drops it.
const FIRST_LIST: usize = 2;

/// `w:numId` of a list in the text `count` (from 1) of a document.
pub(super) fn list_id(count: u16, list: u8, lists: usize) -> u32 {
    let before = u32::from(count.max(1) - 1) * lists as u32;
    FIRST_LIST as u32 + before + u32::from(list)
}

/// Word knows nine levels (ISO/IEC 29500-1, 17.9.6).
pub(super) const MAX_LEVELS: usize = 9;

/// Parts as XML, with their names in the package.
pub(super) fn build(sheet: &StyleSheet) -> Result<Vec<(&'static str, Vec<u8>)>, Error> {
    let edge = Edge::of(sheet);
    let mut built = with_styles(sheet).build();
    // Headers come in the order in which they were added: the default one, then the first page's.
    let first = built.headers.pop().unwrap_or_default();
    let default = built.headers.pop().unwrap_or_default();
    Ok(vec![
        ("word/styles.xml", styles(&built.styles, sheet)?),
        ("word/settings.xml", settings(&built.settings, sheet)?),
        ("word/fontTable.xml", fonts(&built.font_table, sheet)?),
        ("word/theme/theme1.xml", theme(sheet)),
        (edge.parts[0], header(&default, edge)?),
        (edge.parts[1], header(&first, edge)?),
        ("docProps/app.xml", application(&built.doc_props.app)?),
    ])
}

/// `word/numbering.xml` for `count` texts; each counts from 1 at every level of every list.
pub(super) fn numbering(sheet: &StyleSheet, count: u16) -> Result<Vec<u8>, Error> {
    let mut all = d::Numberings::new();
    for (id, levels) in (FIRST_LIST..).zip(&sheet.lists) {
        let mut list = d::AbstractNumbering::new(id);
        list.multi_level_type = Some("multilevel".into());
        for (index, level) in levels.iter().take(MAX_LEVELS).enumerate() {
            list = list.add_level(list_level(index, level));
        }
        all = all.add_abstract_numbering(list);
    }
    for count in 1..=count.max(1) {
        for (list, levels) in (0..).zip(&sheet.lists) {
            let id = list_id(count, list, sheet.lists.len()) as usize;
            let mut number = d::Numbering::new(id, FIRST_LIST + usize::from(list));
            // Instances of one abstract list go on counting unless each level is told to restart.
            for index in 0..if count == 1 { 0 } else { levels.len().min(MAX_LEVELS) } {
                number = number.add_override(d::LevelOverride::new(index).start(1));
            }
            all = all.add_numbering(number);
        }
    }
    let mut root = read(&d::BuildXML::build(&all))?;
    root.retain(|child| {
        child.attribute("w:abstractNumId") != Some("1") && child.attribute("w:numId") != Some("1")
    });
    let lists = root.elements_mut().filter(|list| list.name == "w:abstractNum");
    for (list, levels) in lists.zip(&sheet.lists) {
        let written = list.elements_mut().filter(|child| child.name == "w:lvl");
        for (level, look) in written.zip(levels) {
            if look.continuous {
                level.add(r#"<w:lvlRestart w:val="0"/>"#)?;
            }
            if look.bold {
                level.child_mut("w:rPr").add("<w:b/>")?;
            }
            // Only the first line is the level's; the side indents stay the style's.
            let indent = level.child_mut("w:pPr").child_mut("w:ind");
            indent.attributes.retain(|(name, _)| name == "w:firstLine" || name == "w:hanging");
        }
    }
    Ok(finish(root))
}

fn list_level(index: usize, level: &ListLevel) -> d::Level {
    let suffix = if level.space { d::LevelSuffixType::Space } else { d::LevelSuffixType::Nothing };
    let built = d::Level::new(
        index,
        d::Start::new(1),
        d::NumberFormat::new(level.format),
        // docx-rs does not escape this one.
        d::LevelText::new(escaped(&level.text)),
        d::LevelJc::new("left"),
    );
    built.suffix(suffix).indent(Some(0), Some(first_line(level.first_line.0)), Some(0), None)
}

fn first_line(twips: i32) -> d::SpecialIndentType {
    if twips < 0 {
        d::SpecialIndentType::Hanging(twips.saturating_neg())
    } else {
        d::SpecialIndentType::FirstLine(twips)
    }
}

fn with_styles(sheet: &StyleSheet) -> d::Docx {
    let font = clean(&sheet.font);
    let fonts = d::RunFonts::new().ascii(&font).hi_ansi(&font).east_asia(&font).cs(&font);
    let size = sheet.styles.first().map_or(28, |style| usize::from(style.size.0));
    let page_number = sheet.styles.get(usize::from(sheet.page_number.0));
    let page_number = page_number.map(|style| clean(&style.id)).unwrap_or_default();
    let numbered = d::Paragraph::new().style(&page_number).add_page_num(d::PageNum::new());
    let empty = d::Paragraph::new().style(&page_number);
    let mut docx = d::Docx::new()
        .default_fonts(fonts)
        .default_size(size)
        .default_tab_stop(720)
        .header(d::Header::new().add_paragraph(numbered))
        .first_header(d::Header::new().add_paragraph(empty));
    for style in &sheet.styles {
        docx = docx.add_style(paragraph_style(style, sheet));
    }
    docx
}

fn paragraph_style(style: &Style, sheet: &StyleSheet) -> d::Style {
    let mut built = d::Style::new(clean(&style.id), d::StyleType::Paragraph)
        .name(clean(&style.name))
        .size(usize::from(style.size.0));
    if let Some(next) = style.next.and_then(|next| sheet.styles.get(usize::from(next.0))) {
        built = built.next(clean(&next.id));
    }
    if style.bold {
        built = built.bold();
    }
    if style.italic {
        built = built.italic();
    }
    let color = style.color.as_deref();
    // docx-rs does not escape colours.
    if let Some(color) = color.filter(|c| is_color(c)) {
        built = built.color(color);
    }
    let mut look = d::ParagraphProperty::new()
        .align(alignment(style.align))
        .indent(
            Some(style.indent_left.0),
            Some(first_line(style.first_line.0)),
            Some(style.indent_right.0),
            None,
        )
        .line_spacing(spacing(style))
        .keep_next(style.keep_next)
        .keep_lines(style.keep_lines)
        .widow_control(true);
    if let Some(level) = style.outline.filter(|&level| level < 9) {
        look = look.outline_lvl(usize::from(level));
    }
    if let Some(border) = style.border {
        use d::ParagraphBorderPosition::{Bottom, Left, Right, Top};
        let sides = if border.around { vec![Top, Left, Bottom, Right] } else { vec![Top] };
        let line = |side| {
            d::ParagraphBorder::new(side)
                .val(d::BorderType::Single)
                .size(usize::from(border.width))
                .space(usize::from(border.space.min(31)))
                .color(color.filter(|c| is_color(c)).unwrap_or("000000"))
        };
        let none = d::ParagraphBorders::with_empty();
        look = look.set_borders(sides.into_iter().map(line).fold(none, d::ParagraphBorders::set));
    }
    built.paragraph_property = look;
    built
}

fn is_color(text: &str) -> bool {
    text.len() == 6 && text.bytes().all(|b| b.is_ascii_hexdigit())
}

/// `w:framePr`. It stands at each paragraph: not every program follows the one of a style.
pub(super) fn frame(frame: &Frame) -> String {
    let width = frame.width.0;
    let side = match frame.align {
        TextAlign::Center => "center",
        TextAlign::Right => "right",
        TextAlign::Left | TextAlign::Justify => "left",
    };
    let place = match frame.top {
        Some(top) => format!(r#"w:vAnchor="page" w:y="{}""#, top.0),
        None => r#"w:vAnchor="margin" w:yAlign="bottom""#.to_owned(),
    };
    format!(
        r#"<w:framePr w:w="{width}" w:hSpace="0" w:wrap="around" w:hAnchor="margin" w:xAlign="{side}" {place}/>"#
    )
}

fn alignment(align: TextAlign) -> d::AlignmentType {
    match align {
        TextAlign::Left => d::AlignmentType::Left,
        TextAlign::Center => d::AlignmentType::Center,
        TextAlign::Right => d::AlignmentType::Right,
        TextAlign::Justify => d::AlignmentType::Both,
    }
}

fn spacing(style: &Style) -> d::LineSpacing {
    let (rule, line) = match style.line {
        // 240 is one line (ISO/IEC 29500-1, 17.3.1.33).
        Line::Multiple(lines) => (d::LineSpacingType::Auto, (lines * 240.0).round() as i32),
        Line::Exact(height) => (d::LineSpacingType::Exact, height.0),
    };
    d::LineSpacing::new()
        .before(style.before.0.max(0).unsigned_abs())
        .after(style.after.0.max(0).unsigned_abs())
        .line_rule(rule)
        .line(line)
}

/// Styles that Word takes for granted; without them it makes its own.
const BUILT_IN: [&str; 3] = [
    r#"<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont"><w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/><w:unhideWhenUsed/></w:style>"#,
    r#"<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:uiPriority w:val="99"/><w:semiHidden/><w:unhideWhenUsed/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/><w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>"#,
    r#"<w:style w:type="numbering" w:default="1" w:styleId="NoList"><w:name w:val="No List"/><w:uiPriority w:val="99"/><w:semiHidden/><w:unhideWhenUsed/></w:style>"#,
];

/// Hides Word's own styles, so that its list shows those of the form.
const LATENT: &str = r#"<w:latentStyles w:defLockedState="0" w:defUIPriority="99" w:defSemiHidden="1" w:defUnhideWhenUsed="1" w:defQFormat="0" w:count="376"><w:lsdException w:name="Normal" w:semiHidden="0" w:uiPriority="0" w:unhideWhenUsed="0" w:qFormat="1"/></w:latentStyles>"#;

fn styles(built: &[u8], sheet: &StyleSheet) -> Result<Vec<u8>, Error> {
    let mut root = read(built)?;
    let language = escaped(&sheet.language);
    let defaults = root.child_mut("w:docDefaults").child_mut("w:rPrDefault").child_mut("w:rPr");
    defaults
        .add(&format!(r#"<w:lang w:val="{language}" w:eastAsia="{language}" w:bidi="ar-SA"/>"#))?;
    root.add(LATENT)?;
    // The first is docx-rs's own, empty "Normal".
    let mut position = 0;
    root.retain(|child| {
        position += usize::from(child.name == "w:style");
        child.name != "w:style" || position > 1
    });
    let written = root.elements_mut().filter(|child| child.name == "w:style");
    for (index, (element, style)) in written.zip(&sheet.styles).enumerate() {
        if index == 0 {
            element.set("w:default", "1");
        }
        // The form's own names: Word shows them beside its built-in ones.
        let known = style.name == "Normal" || style.name.starts_with("heading ");
        if !known {
            element.set("w:customStyle", "1");
        }
        if let Some(alias) = &style.alias {
            element.add(&format!(r#"<w:aliases w:val="{}"/>"#, escaped(alias)))?;
        }
    }
    for style in BUILT_IN {
        root.add(style)?;
    }
    Ok(finish(root))
}

fn settings(built: &[u8], sheet: &StyleSheet) -> Result<Vec<u8>, Error> {
    let mut root = read(built)?;
    root.add(&format!(r#"<w:themeFontLang w:val="{}"/>"#, escaped(&sheet.language)))?;
    root.add(r#"<w:characterSpacingControl w:val="doNotCompress"/>"#)?;
    root.add(r#"<w:decimalSymbol w:val=","/>"#)?;
    root.add(r#"<w:listSeparator w:val=";"/>"#)?;
    Ok(finish(root))
}

fn fonts(built: &[u8], sheet: &StyleSheet) -> Result<Vec<u8>, Error> {
    let mut root = read(built)?;
    let mut kept = 0;
    root.retain(|_| {
        kept += 1;
        kept == 1
    });
    root.child_mut("w:font").set("w:name", &escaped(&clean(&sheet.font)));
    Ok(finish(root))
}

/// docx-rs makes headers; a footer has the same inside.
fn header(built: &[u8], edge: &Edge) -> Result<Vec<u8>, Error> {
    let mut root = read(built)?;
    edge.root.clone_into(&mut root.name);
    Ok(finish(root))
}

fn application(built: &[u8]) -> Result<Vec<u8>, Error> {
    let mut root = read(built)?;
    root.add("<Application>vanthu</Application>")?;
    Ok(finish(root))
}

/// The least theme that the schema allows, in black on white.
fn theme(sheet: &StyleSheet) -> Vec<u8> {
    let font = escaped(&clean(&sheet.font));
    let mut out = String::from(super::DECLARATION);
    out.push_str(
        r#"<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" name="vanthu"><a:themeElements><a:clrScheme name="vanthu">"#,
    );
    for (name, color) in [
        ("dk1", "000000"),
        ("lt1", "FFFFFF"),
        ("dk2", "44546A"),
        ("lt2", "E7E6E6"),
        ("accent1", "4472C4"),
        ("accent2", "ED7D31"),
        ("accent3", "A5A5A5"),
        ("accent4", "FFC000"),
        ("accent5", "5B9BD5"),
        ("accent6", "70AD47"),
        ("hlink", "0563C1"),
        ("folHlink", "954F72"),
    ] {
        out.push_str(&format!(r#"<a:{name}><a:srgbClr val="{color}"/></a:{name}>"#));
    }
    out.push_str(r#"</a:clrScheme><a:fontScheme name="vanthu">"#);
    for name in ["majorFont", "minorFont"] {
        out.push_str(&format!(
            r#"<a:{name}><a:latin typeface="{font}"/><a:ea typeface=""/><a:cs typeface=""/></a:{name}>"#
        ));
    }
    let fill = r#"<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>"#;
    let line = format!(r#"<a:ln w="6350">{fill}</a:ln>"#);
    let effect = "<a:effectStyle><a:effectLst/></a:effectStyle>";
    out.push_str(&format!(
        r#"</a:fontScheme><a:fmtScheme name="vanthu"><a:fillStyleLst>{}</a:fillStyleLst><a:lnStyleLst>{}</a:lnStyleLst><a:effectStyleLst>{}</a:effectStyleLst><a:bgFillStyleLst>{}</a:bgFillStyleLst></a:fmtScheme></a:themeElements></a:theme>"#,
        fill.repeat(3),
        line.repeat(3),
        effect.repeat(3),
        fill.repeat(3),
    ));
    out.into_bytes()
}

fn read(part: &[u8]) -> Result<Element, Error> {
    Element::parse(std::str::from_utf8(part).map_err(|e| Error::Xml(e.to_string()))?)
}

fn finish(mut root: Element) -> Vec<u8> {
    conform(&mut root);
    root.to_part()
}
