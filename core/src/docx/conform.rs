//! Puts a part into the form that ISO/IEC 29500-1 asks for: children in the order of the schema,
//! nothing that is not allowed.
//!
//! Word refuses files whose elements are out of order; docx-rs does not keep the order.

use super::tree::{Element, Node};

/// Sorts the children of `element` and of all below, and drops what is not allowed.
pub(super) fn conform(element: &mut Element) {
    for child in element.elements_mut() {
        conform(child);
    }
    element.retain(|child| !is_waste(child));
    element.attributes.retain(|(name, _)| !is_wrong(&element.name, name));
    let Some(order) = order_of(&element.name).filter(|_| element.children.len() > 1) else {
        return;
    };
    // Stable: equals stay as they were, and what the table does not know comes last.
    element.children.sort_by_cached_key(|node| match node {
        Node::Element(child) => {
            order.split(' ').position(|name| name == local(&child.name)).unwrap_or(usize::MAX)
        }
        Node::Text(_) => usize::MAX,
    });
}

/// Empty properties, and Word's switches for East-Asian typesetting that docx-rs always writes.
fn is_waste(element: &Element) -> bool {
    match element.name.as_str() {
        "w:rPr" | "w:pPr" | "w:tcPr" => element.children.is_empty(),
        "w:spaceForUL"
        | "w:balanceSingleByteDoubleByteWidth"
        | "w:doNotLeaveBackslashAlone"
        | "w:ulTrailSpace"
        | "w:doNotExpandShiftReturn"
        | "w:useFELayout" => true,
        _ => false,
    }
}

fn is_wrong(element: &str, attribute: &str) -> bool {
    matches!((element, attribute), ("w:gridCol", "w:type"))
}

fn local(name: &str) -> &str {
    name.split_once(':').map_or(name, |(_, local)| local)
}

/// The local names of an element's children in the schema's order (ISO/IEC 29500-1:2016, annex A,
/// wml.xsd, transitional names). `None`: any order, or one that no writer gets wrong.
fn order_of(element: &str) -> Option<&'static str> {
    Some(match element {
        "w:p" => "pPr",
        "w:r" => "rPr",
        "w:pPr" => {
            "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr \
             suppressLineNumbers pBdr shd tabs suppressAutoHyphens kinsoku wordWrap overflowPunct \
             topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd snapToGrid spacing ind \
             contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment \
             textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange"
        }
        "w:rPr" => {
            "ins del moveFrom moveTo rStyle rFonts b bCs i iCs caps smallCaps strike dstrike \
             outline shadow emboss imprint noProof snapToGrid vanish webHidden color spacing w \
             kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em lang \
             eastAsianLayout specVanish oMath rPrChange"
        }
        "w:sectPr" => {
            "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc \
             pgBorders lnNumType pgNumType cols formProt vAlign noEndnote titlePg textDirection \
             bidi rtlGutter docGrid printerSettings sectPrChange"
        }
        "w:numPr" => "ilvl numId ins",
        "w:pBdr" => "top left bottom right between bar",
        "w:tbl" => "tblPr tblGrid tr",
        "w:tblPr" => {
            "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc \
             tblCellSpacing tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption \
             tblDescription tblPrChange"
        }
        "w:tblBorders" | "w:tblCellMar" | "w:tcMar" => {
            "top left start bottom right end insideH insideV"
        }
        "w:tr" => "tblPrEx trPr tc",
        "w:tc" => "tcPr",
        "w:tcPr" => {
            "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection \
             tcFitText vAlign hideMark"
        }
        "w:sdt" => "sdtPr sdtEndPr sdtContent",
        "w:sdtPr" => {
            "rPr alias tag id lock placeholder temporary showingPlcHdr dataBinding label tabIndex \
             appearance color equation comboBox date docPartObj docPartList dropDownList picture \
             richText text citation group bibliography"
        }
        "w:styles" => "docDefaults latentStyles style",
        "w:docDefaults" => "rPrDefault pPrDefault",
        "w:style" => {
            "name aliases basedOn next link autoRedefine hidden uiPriority semiHidden \
             unhideWhenUsed qFormat locked personal personalCompose personalReply rsid pPr rPr \
             tblPr trPr tcPr tblStylePr"
        }
        "w:numbering" => "numPicBullet abstractNum num numIdMacAtCleanup",
        "w:abstractNum" => "nsid multiLevelType tmpl name styleLink numStyleLink lvl",
        "w:num" => "abstractNumId lvlOverride",
        "w:lvlOverride" => "startOverride lvl",
        "w:lvl" => {
            "start numFmt lvlRestart pStyle isLgl suff lvlText lvlPicBulletId legacy lvlJc pPr rPr"
        }
        "w:font" => {
            "altName panose1 charset family notTrueType pitch sig embedRegular embedBold \
             embedItalic embedBoldItalic"
        }
        "w:settings" => {
            "writeProtection view zoom removePersonalInformation removeDateAndTime mirrorMargins \
             defaultTabStop autoHyphenation evenAndOddHeaders characterSpacingControl footnotePr \
             endnotePr compat docVars rsids mathPr attachedSchema themeFontLang clrSchemeMapping \
             decimalSymbol listSeparator docId"
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn conformed(xml: &str) -> String {
        let mut element = Element::parse(xml).unwrap();
        conform(&mut element);
        let mut out = String::new();
        element.write(&mut out);
        out
    }

    #[test]
    fn children_are_put_in_order_and_waste_is_dropped() {
        let xml = "<w:p><w:r><w:t>x</w:t><w:rPr/></w:r>\
                   <w:pPr><w:rPr/><w:jc w:val=\"left\"/><w:pStyle w:val=\"A\"/></w:pPr></w:p>";
        let sorted = "<w:p><w:pPr><w:pStyle w:val=\"A\"/><w:jc w:val=\"left\"/></w:pPr>\
                      <w:r><w:t>x</w:t></w:r></w:p>";
        assert_eq!(conformed(xml), sorted);
        assert_eq!(conformed(sorted), sorted);
    }

    #[test]
    fn a_grid_column_has_no_type_and_unknown_children_come_last() {
        let xml = "<w:tbl><x:new/><w:tblGrid><w:gridCol w:w=\"1\" w:type=\"dxa\"/></w:tblGrid>\
                   <w:tblPr><w:tblW/><w:tblStyle/></w:tblPr></w:tbl>";
        assert_eq!(
            conformed(xml),
            "<w:tbl><w:tblPr><w:tblStyle/><w:tblW/></w:tblPr>\
             <w:tblGrid><w:gridCol w:w=\"1\"/></w:tblGrid><x:new/></w:tbl>"
        );
    }
}
