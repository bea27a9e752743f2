//! Draws the pages of a Word file: the one place that knows the crates that do it.
//!
//! They are young. So they run in a thread of their own with a large stack, under a time limit,
//! and a panic of theirs is a message.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::time::Duration;

use oxml_drawing::theme::CT_OfficeStyleSheet;
use oxml_layout::{PositionedElement, SourceNodeId};
use oxml_opc::OpcPackage;
use oxml_opc::relationship::rel_types;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use rdocx_layout::style_resolver::{resolve_paragraph_properties, resolve_run_properties};
use rdocx_layout::{
    ImageData, LayoutInput, RevisionStyle, RevisionView, WordLayoutResult, WordStory,
};
use rdocx_oxml::content_control::SdtContent;
use rdocx_oxml::core_properties::CoreProperties;
use rdocx_oxml::document::{BodyContent, CT_Document};
use rdocx_oxml::header_footer::{CT_HdrFtr, HdrFtrRef, HdrFtrType};
use rdocx_oxml::numbering::{CT_AbstractNum, CT_Num, CT_NumLvl, CT_Numbering};
use rdocx_oxml::properties::{CT_PPr, CT_RPr};
use rdocx_oxml::settings::CT_Settings;
use rdocx_oxml::styles::CT_Styles;
use rdocx_oxml::table::CT_Row;
use rdocx_oxml::text::CT_P;
use rdocx_oxml::theme::Theme;
use rdocx_oxml::units::Twips;
use vanthu_core::diag::Text;
use vanthu_core::text;

/// Whether this build can draw.
pub(crate) const BUILT: bool = true;

/// A document of 400 pages takes a fifth of it.
const DEADLINE: Duration = Duration::from_secs(10);

/// Late threads cannot be ended; beyond so many, nothing more is begun.
const MOST_LATE: usize = 2;

/// So many tables of one document are kept from leaving their heads behind.
const MOST_BREAKS: usize = 20;

/// Tables in tables are laid out by recursion.
const STACK: usize = 64 << 20;

/// A Word file laid out on pages.
#[derive(Debug, Clone)]
pub(crate) struct Pages {
    laid_out: Arc<WordLayoutResult>,
    places: Arc<BTreeMap<String, Vec<Place>>>,
}

/// Where a paragraph begins.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Place {
    /// Its page, from 0.
    pub(crate) page: usize,
    /// How far down, as a share of the page's height.
    pub(crate) down: f64,
}

/// Lays out a Word file that this program made.
///
/// # Errors
/// When it cannot be laid out, or not in time.
pub(crate) fn lay_out(docx: Vec<u8>) -> Result<Pages, Text> {
    contained(move || {
        let package = OpcPackage::from_reader(Cursor::new(docx)).map_err(|e| e.to_string())?;
        let mut input = input(&package).map_err(|e| e.to_string())?;
        let lay_out = |input: &LayoutInput| {
            rdocx_layout::layout_document_deterministic_with_provenance(input)
                .map_err(|e| e.to_string())
        };
        let mut laid_out = lay_out(&input)?;
        // Each break moves what follows, so they are found one by one.
        for _ in 0..MOST_BREAKS {
            if !keep_heads(&mut input, &laid_out) {
                break;
            }
            laid_out = lay_out(&input)?;
        }
        let places = places(&package, &laid_out).map_err(|e| e.to_string())?;
        Ok(Pages { laid_out: Arc::new(laid_out), places: Arc::new(places) })
    })
}

impl Pages {
    /// Width and height of each page in points.
    pub(crate) fn sizes(&self) -> Vec<(f64, f64)> {
        self.laid_out.layout.pages.iter().map(|page| (page.width, page.height)).collect()
    }

    /// Where the values of the data stand, by their pointers: a place for each paragraph of a text,
    /// for each row of a table.
    pub(crate) fn places(&self) -> &BTreeMap<String, Vec<Place>> {
        &self.places
    }

    /// A page, from 0, as PNG, in dots per inch. `None`: there is no such page.
    ///
    /// # Errors
    /// When it cannot be drawn, or not in time.
    pub(crate) fn png(&self, page: usize, dpi: u32) -> Result<Option<Vec<u8>>, Text> {
        let laid_out = Arc::clone(&self.laid_out);
        contained(move || Ok(oxml_pdf::render_page_to_png(&laid_out.layout, page, f64::from(dpi))))
    }

    /// All pages as PDF, the same bytes each time.
    ///
    /// # Errors
    /// When it cannot be made, or not in time.
    pub(crate) fn pdf(&self) -> Result<Vec<u8>, Text> {
        let laid_out = Arc::clone(&self.laid_out);
        contained(move || {
            oxml_pdf::render_to_pdf_checked(&laid_out.layout).map_err(|e| e.to_string())
        })
    }
}

/// Runs foreign code so that neither a panic nor an endless loop of its harms the program.
fn contained<T: Send + 'static>(
    job: impl FnOnce() -> Result<T, String> + Send + 'static,
) -> Result<T, Text> {
    within(DEADLINE, job)
}

fn within<T: Send + 'static>(
    limit: Duration,
    job: impl FnOnce() -> Result<T, String> + Send + 'static,
) -> Result<T, Text> {
    static LATE: AtomicUsize = AtomicUsize::new(0);
    if LATE.load(Ordering::Acquire) >= MOST_LATE {
        return Err(text!(
            "phần vẽ trang đang kẹt ở văn bản trước; chạy lại chương trình",
            "drawing is stuck in documents before this one; start the program again"
        ));
    }
    // Without a buffer: what is sent was taken, or the one who waits is gone.
    let (done, result) = sync_channel(0);
    let work = move || {
        let told = catch_unwind(AssertUnwindSafe(job));
        if done.send(told).is_err() {
            LATE.fetch_sub(1, Ordering::AcqRel);
        }
    };
    let failed = |error: &dyn std::fmt::Display| {
        text!("không vẽ được trang: {error}", "no page can be drawn: {error}")
    };
    let thread = std::thread::Builder::new().name("preview".into()).stack_size(STACK);
    thread.spawn(work).map_err(|error| failed(&error))?;
    match result.recv_timeout(limit) {
        Ok(Ok(Ok(value))) => Ok(value),
        Ok(Ok(Err(error))) => Err(failed(&error)),
        Err(RecvTimeoutError::Timeout) => {
            LATE.fetch_add(1, Ordering::AcqRel);
            let limit = limit.as_secs();
            Err(text!(
                "vẽ trang quá {limit} giây nên đã bỏ",
                "drawing took over {limit} seconds: given up"
            ))
        }
        Ok(Err(_)) | Err(RecvTimeoutError::Disconnected) => Err(text!(
            "phần vẽ trang gặp lỗi bên trong với văn bản này",
            "drawing failed inside with this document"
        )),
    }
}

/// The parts of a file that its document names.
#[derive(Default)]
struct Parts {
    styles: CT_Styles,
    numbering: Option<CT_Numbering>,
    settings: CT_Settings,
    theme: Option<Theme>,
    headers: HashMap<String, CT_HdrFtr>,
    footers: HashMap<String, CT_HdrFtr>,
    images: HashMap<String, ImageData>,
}

impl Parts {
    /// Reads them. Ours has no footers, links, charts, notes or fonts.
    fn read(package: &OpcPackage, document: &str) -> rdocx_oxml::Result<Self> {
        let mut parts = Self::default();
        for relation in package.get_part_rels(document).iter().flat_map(|all| &all.items) {
            let name = OpcPackage::resolve_rel_target(document, &relation.target);
            let bytes = package.get_part(&name).unwrap_or_default();
            match &*relation.rel_type {
                rel_types::STYLES => parts.styles = CT_Styles::from_xml(bytes)?,
                rel_types::NUMBERING => parts.numbering = Some(CT_Numbering::from_xml(bytes)?),
                rel_types::SETTINGS => parts.settings = CT_Settings::from_xml(bytes)?,
                rel_types::THEME => parts.theme = Some(Theme::from_xml(bytes)?),
                rel_types::HEADER => {
                    parts.headers.insert(relation.id.clone(), CT_HdrFtr::from_xml(bytes)?);
                }
                rel_types::IMAGE => {
                    let kind = if name.ends_with(".png") { "image/png" } else { "image/jpeg" };
                    let image = ImageData { data: bytes.to_vec(), content_type: kind.into() };
                    parts.images.insert(relation.id.clone(), image);
                }
                _ => {}
            }
        }
        Ok(parts)
    }
}

/// A file as the layout wants it.
fn input(package: &OpcPackage) -> rdocx_oxml::Result<LayoutInput> {
    let part = |name: &str| package.get_part(name).unwrap_or_default();
    let name = package.main_document_part().unwrap_or_default();
    let mut document = CT_Document::from_xml(part(&name))?;
    let mut parts = Parts::read(package, &name)?;
    unframe(&mut document, &mut parts.headers, &mut parts.footers);
    if let Some(numbering) = &mut parts.numbering {
        dress_numbers(&mut document.body.content, numbering, &parts.styles);
    }
    let core = package.package_rels.items.iter().find(|r| r.rel_type == rel_types::CORE_PROPERTIES);
    let core = core.map(|relation| part(&OpcPackage::resolve_rel_target("/", &relation.target)));
    Ok(LayoutInput {
        sequence_snapshot: None,
        document,
        automatic_hyphenation: parts.settings.automatic_hyphenation(),
        default_tab_stop: parts.settings.default_tab_stop(),
        // Of compatibility mode 15, which all our files are in.
        clamp_tabs_past_margin: true,
        legacy_table_positioning: false,
        modern_footnote_layout: true,
        footnote_layout_like_word8: false,
        mirror_margins: parts.settings.mirror_margins().unwrap_or(false),
        gutter_at_top: parts.settings.gutter_at_top().unwrap_or(false),
        do_not_use_html_paragraph_auto_spacing: false,
        math_properties: None,
        note_defaults: [None, None],
        revision_view: RevisionView::Accepted,
        revision_style: RevisionStyle::Plain,
        styles: parts.styles,
        numbering: parts.numbering,
        story_part_names: HashMap::from([(WordStory::Document, name)]),
        story_bodies: HashMap::new(),
        headers: parts.headers,
        footers: parts.footers,
        images: parts.images,
        charts: HashMap::new(),
        chart_theme: CT_OfficeStyleSheet::office_default(),
        chart_color_map: Default::default(),
        core_properties: core.and_then(|xml| CoreProperties::from_xml(xml).ok()),
        hyperlink_urls: HashMap::new(),
        footnotes: None,
        endnotes: None,
        theme: parts.theme,
        fonts: Vec::new(),
        embedded_fonts: Vec::new(),
    })
}

/// Frames at the edges of the first page, which this layout does not know, stand in its header and
/// its footer, at the same place.
fn unframe(
    document: &mut CT_Document,
    headers: &mut HashMap<String, CT_HdrFtr>,
    footers: &mut HashMap<String, CT_HdrFtr>,
) {
    const FOOTER: &str = "frames at the bottom";
    let body = &mut document.body;
    let framed = body.content.extract_if(.., |content| match content {
        BodyContent::Paragraph(paragraph) => {
            paragraph.properties.as_ref().is_some_and(|properties| properties.frame.is_some())
        }
        _ => false,
    });
    let framed: Vec<BodyContent> = framed.collect();
    let first = body.content.iter_mut().find_map(|content| match content {
        BodyContent::Paragraph(paragraph) => paragraph.properties.as_mut()?.sect_pr.as_mut(),
        _ => None,
    });
    let Some(section) = first.or(body.sect_pr.as_mut()) else { return };
    for content in framed {
        let BodyContent::Paragraph(mut paragraph) = content else { continue };
        let Some(properties) = &mut paragraph.properties else { continue };
        let Some(frame) = properties.frame.take() else { continue };
        let twips = |length: Option<Twips>| length.map_or(0, |length| length.0);
        let width =
            twips(section.page_width) - twips(section.margin_left) - twips(section.margin_right);
        let room = (width - twips(frame.w)).max(0);
        let left = match frame.x_align.as_deref() {
            Some("center") => room / 2,
            Some("right") => room,
            _ => 0,
        };
        properties.ind_left = Some(Twips(left));
        properties.ind_right = Some(Twips(room - left));
        section.title_pg = Some(true);
        if frame.y_align.as_deref() == Some("bottom") {
            section.footer_distance = section.margin_bottom;
            let footer = footers.entry(FOOTER.to_owned()).or_insert_with(|| {
                let rel_id = FOOTER.to_owned();
                section.footer_refs.push(HdrFtrRef { hdr_ftr_type: HdrFtrType::First, rel_id });
                CT_HdrFtr::default()
            });
            footer.paragraphs.push(*paragraph);
        } else {
            let first =
                section.header_refs.iter().find(|one| one.hdr_ftr_type == HdrFtrType::First);
            if let Some(header) = first.and_then(|one| headers.get_mut(&one.rel_id)) {
                header.paragraphs.insert(0, *paragraph);
            }
        }
    }
}

/// In Word a number looks like its paragraph; this layout gives it the looks of its level alone. So
/// the numbers of each style become an instance of their own of the same list, with those looks.
fn dress_numbers(body: &mut [BodyContent], numbering: &mut CT_Numbering, styles: &CT_Styles) {
    let mut dressed: HashMap<(u32, u32, Option<String>), u32> = HashMap::new();
    let mut started = HashSet::new();
    let mut next = numbering.nums.iter().map(|num| num.num_id).max().unwrap_or_default() + 1;
    numbered(body, &mut |paragraph| {
        let Some(properties) = &mut paragraph.properties else { return };
        let (Some(list), level) = (properties.num_id, properties.num_ilvl.unwrap_or_default())
        else {
            return;
        };
        let style = properties.style_id.clone();
        let id = *dressed.entry((list, level, style)).or_insert_with_key(|(_, _, style)| {
            let looks = resolve_run_properties(style.as_deref(), None, styles, None);
            let Some(mut instance) = instance(numbering, list, level, looks) else { return list };
            // A list starts once.
            if !started.insert((list, level)) {
                instance.level_overrides.iter_mut().for_each(|one| one.start_override = None);
            }
            numbering.nums.push(CT_Num { num_id: next, ..instance });
            next += 1;
            next - 1
        });
        properties.num_id = Some(id);
    });
}

/// An instance of a list whose numbers at `level` have these looks.
fn instance(numbering: &CT_Numbering, list: u32, level: u32, looks: CT_RPr) -> Option<CT_Num> {
    let instance = numbering.nums.iter().find(|num| num.num_id == list)?;
    let of = |definition: &&CT_AbstractNum| definition.abstract_num_id == instance.abstract_num_id;
    let definition = numbering.abstract_nums.iter().find(of)?;
    let mut shown = definition.levels.iter().find(|one| one.ilvl == level)?.clone();
    let own = shown.rpr.get_or_insert_default();
    own.font_ascii = own.font_ascii.take().or(looks.font_ascii);
    own.bold = own.bold.or(looks.bold);
    own.italic = own.italic.or(looks.italic);
    own.sz = own.sz.or(looks.sz);
    let mut instance = instance.clone();
    match instance.level_overrides.iter_mut().find(|one| one.ilvl == level) {
        Some(one) => one.level = Some(shown),
        None => {
            let one = CT_NumLvl { level: Some(shown), ..CT_NumLvl::new(level) };
            instance.level_overrides.push(one);
        }
    }
    Some(instance)
}

/// Paragraphs of the text outside of tables.
fn numbered(body: &mut [BodyContent], each: &mut impl FnMut(&mut CT_P)) {
    for content in body {
        match content {
            BodyContent::Paragraph(paragraph) => each(paragraph),
            BodyContent::ContentControl(control) => {
                for content in &mut control.content {
                    if let SdtContent::Paragraph(paragraph) = content {
                        each(paragraph);
                    }
                }
            }
            BodyContent::Table(_) | BodyContent::RawXml(_) => {}
        }
    }
}

/// The head of a table is kept with its first row, which this layout does not do: where it left one
/// behind, what leads to the table begins a new page. Whether it did.
fn keep_heads(input: &mut LayoutInput, laid_out: &WordLayoutResult) -> bool {
    // The page of each row, by its table's place in the text.
    let mut pages: HashMap<(usize, usize), usize> = HashMap::new();
    for (nth, place) in beginnings(laid_out) {
        let Some([table, .., row, _, _]) = path(laid_out, nth) else { continue };
        let page = pages.entry((*table, *row)).or_insert(place.page);
        *page = place.page.min(*page);
    }
    let LayoutInput { document, styles, .. } = input;
    let body = &mut document.body.content;
    for at in 0..body.len() {
        let heads = heads(&body[at]);
        let page = |row| pages.get(&(at, row));
        if heads == 0 || page(0) >= page(heads) {
            continue;
        }
        let leads = |content: &BodyContent| leads(content, styles);
        let led = body[..at].iter().rev().take_while(|content| leads(content)).count();
        if let Some(properties) = body[at - led..at].first_mut().and_then(properties)
            && properties.page_break_before != Some(true)
        {
            properties.page_break_before = Some(true);
            return true;
        }
    }
    false
}

/// How many rows a table begins with that are repeated on each page.
fn heads(content: &BodyContent) -> usize {
    let table = match content {
        BodyContent::Table(table) => Some(&**table),
        BodyContent::ContentControl(control) => control.content.iter().find_map(|one| match one {
            SdtContent::Table(table) => Some(table),
            _ => None,
        }),
        _ => None,
    };
    let is_head = |row: &&CT_Row| {
        row.properties.as_ref().is_some_and(|properties| properties.header == Some(true))
    };
    table.map_or(0, |table| table.rows.iter().take_while(is_head).count())
}

/// Whether a paragraph is kept with the next.
fn leads(content: &BodyContent, styles: &CT_Styles) -> bool {
    let BodyContent::Paragraph(paragraph) = content else { return false };
    let own = paragraph.properties.as_ref();
    let style = own.and_then(|properties| properties.style_id.as_deref());
    own.and_then(|properties| properties.keep_next)
        .or(resolve_paragraph_properties(style, styles).keep_next)
        .unwrap_or(false)
}

fn properties(content: &mut BodyContent) -> Option<&mut CT_PPr> {
    match content {
        BodyContent::Paragraph(paragraph) => paragraph.properties.as_mut(),
        _ => None,
    }
}

/// Where each value stands: the controls in the text say which paragraphs hold it, the custom part
/// which value it is, the layout where the paragraph begins.
fn places(
    package: &OpcPackage,
    laid_out: &WordLayoutResult,
) -> quick_xml::Result<BTreeMap<String, Vec<Place>>> {
    let begins = beginnings(laid_out);
    let pointers = match package.get_part("/customXml/item1.xml") {
        Some(xml) => pointers(xml)?,
        None => HashMap::new(),
    };
    let mut places: BTreeMap<String, Vec<Place>> = BTreeMap::new();
    let document = package.main_document_part().unwrap_or_default();
    for (tag, paragraphs) in controls(package.get_part(&document).unwrap_or_default())? {
        let Some(pointer) = pointers.get(&tag) else { continue };
        let found = paragraphs.iter().filter_map(|nth| begins.get(nth));
        places.entry(pointer.clone()).or_default().extend(found);
    }
    Ok(places)
}

/// The place of each paragraph of the text, by its number from 0. Paragraphs of the text are the
/// first sources that the layout counts, in their order.
fn beginnings(laid_out: &WordLayoutResult) -> BTreeMap<usize, Place> {
    let mut begins = BTreeMap::new();
    for (page, frame) in laid_out.layout.pages.iter().enumerate() {
        oxml_layout::walk(&frame.elements, &mut |element, _| {
            let (source, baseline) = match element {
                PositionedElement::Text(run) => (run.source, run.origin.y),
                PositionedElement::MultilingualText(run) => (run.source, run.origin.y),
                _ => return,
            };
            let Some(source) = source else { return };
            let nth = source.node.get() as usize - 1;
            let place = Place { page, down: baseline / frame.height };
            begins.entry(nth).or_insert(place);
        });
    }
    begins.retain(|nth, _| path(laid_out, *nth).is_some());
    begins
}

/// Where a paragraph stands in the text: by the number of each thing around it. `None`: elsewhere.
fn path(laid_out: &WordLayoutResult, nth: usize) -> Option<&[usize]> {
    let id = SourceNodeId::new(u32::try_from(nth + 1).ok()?)?;
    let path = laid_out.source_node(id)?;
    (path.story == WordStory::Document).then_some(&path.children)
}

/// The pointer that each control's tag stands for.
fn pointers(xml: &[u8]) -> quick_xml::Result<HashMap<String, String>> {
    let mut pointers = HashMap::new();
    read(xml, |start, _| {
        if start.local_name().as_ref() == "v"
            && let (Some(id), Some(at)) = (attribute(start, "id"), attribute(start, "at"))
        {
            pointers.insert(id, at);
        }
    })?;
    Ok(pointers)
}

/// The tag of each control and the numbers of its paragraphs, from 0; of a table, the first
/// paragraph of each row under its head.
fn controls(xml: &[u8]) -> quick_xml::Result<Vec<(String, Vec<usize>)>> {
    let mut found: Vec<(String, Vec<usize>)> = Vec::new();
    // Open controls, by their place in `found` and the tables around them; without a tag, none.
    let mut open: Vec<Option<(usize, usize)>> = Vec::new();
    let (mut count, mut in_paragraph, mut tables, mut rows) = (0_usize, false, 0_usize, 0_usize);
    read(xml, |start, kind| {
        let begins = kind != Kind::End;
        match start.local_name().as_ref() {
            "sdt" if begins => open.push(None),
            "sdt" => drop(open.pop()),
            "tag" => {
                let (Some(tag), Some(last)) = (attribute(start, "val"), open.last_mut()) else {
                    return;
                };
                *last = Some((found.len(), tables));
                found.push((
                    tag,
                    if in_paragraph { vec![count.saturating_sub(1)] } else { Vec::new() },
                ));
            }
            "tbl" => tables = if begins { tables + 1 } else { tables.saturating_sub(1) },
            "tr" if begins => rows = count,
            "tblHeader" => rows = usize::MAX,
            "p" if begins => {
                in_paragraph = kind == Kind::Start;
                for (nth, around) in open.iter().flatten() {
                    if tables == *around || rows == count {
                        found[*nth].1.push(count);
                    }
                }
                count += 1;
            }
            // It stands outside of the text, see `unframe`.
            "framePr" => count = count.saturating_sub(1),
            "p" => in_paragraph = false,
            _ => {}
        }
    })?;
    Ok(found)
}

/// What an element's mark is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Start,
    Empty,
    End,
}

/// Hands over the marks of an XML part in their order.
fn read(xml: &[u8], mut mark: impl FnMut(&BytesStart<'_>, Kind)) -> quick_xml::Result<()> {
    let mut reader = Reader::from_reader(xml);
    loop {
        match reader.read_event()? {
            Event::Start(start) => mark(&start, Kind::Start),
            Event::Empty(start) => mark(&start, Kind::Empty),
            Event::End(end) => mark(&BytesStart::new(end.name().as_ref().to_owned()), Kind::End),
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

fn attribute(start: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = start.attributes().flatten().find(|a| a.key.local_name().as_ref() == name)?;
    found.normalized_value(XmlVersion::default()).ok().map(|value| value.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_and_an_error_are_messages() {
        let told = contained::<()>(|| panic!("bên trong")).expect_err("a panic");
        assert!(told.vi.contains("lỗi bên trong"), "{}", told.vi);
        let told = contained::<()>(|| Err("hỏng".into())).expect_err("an error");
        assert!(told.vi.contains("hỏng"), "{}", told.vi);
        assert!(lay_out(b"PK".to_vec()).is_err());
        assert_eq!(contained(|| Ok(1)).expect("goes on"), 1);
        // What hangs is left behind; a third is not begun, until one of them has ended.
        let (end, wait) = std::sync::mpsc::channel::<()>();
        let wait = Arc::new(std::sync::Mutex::new(wait));
        for _ in 0..MOST_LATE {
            let wait = Arc::clone(&wait);
            let hangs = move || {
                let _ = wait.lock().expect("no panic").recv();
                Ok(())
            };
            let told = within(Duration::from_millis(20), hangs).expect_err("is late");
            assert!(told.vi.contains("quá 0 giây"), "{}", told.vi);
        }
        let told = contained(|| Ok(1)).expect_err("is stuck");
        assert!(told.vi.contains("đang kẹt"), "{}", told.vi);
        drop(end);
        while contained(|| Ok(1)).is_err() {
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}
