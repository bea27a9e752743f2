//! Reads back the text of a file that [`Writer`](super::Writer) wrote, to prove that nothing was
//! lost. It is no reader for other people's files.

use flate2::{Decompress, FlushDecompress, Status};
use memchr::memchr;

use super::Error;

/// The document's XML may be this large, in bytes.
const MAX_DOCUMENT: usize = 1 << 30;
const DOCUMENT: &[u8] = b"word/document.xml";

/// The texts of the paragraphs of `word/document.xml` in order; `\n` for a line break, a tab
/// character for a tab.
pub fn read_text(bytes: &[u8]) -> Result<Vec<String>, Error> {
    let xml = document(bytes)?;
    paragraphs(simdutf8::basic::from_utf8(&xml).map_err(|e| Error::Xml(e.to_string()))?)
}

/// `word/document.xml` as it was before it was compressed.
pub(super) fn document(bytes: &[u8]) -> Result<Vec<u8>, Error> {
    find(bytes).ok_or(Error::Damaged)?.unpack()
}

struct Packed<'b> {
    crc: u32,
    size: usize,
    data: &'b [u8],
}

/// Looks the document up in the directory. `None`: not a package of ours.
fn find(bytes: &[u8]) -> Option<Packed<'_>> {
    // No comment follows the end record, for the writer writes none.
    let end = bytes.get(bytes.len().checked_sub(22)?..)?;
    if !end.starts_with(b"PK\x05\x06") {
        return None;
    }
    let count = u16_at(end, 10)?;
    let mut at = u32_at(end, 16)? as usize;
    for _ in 0..count {
        let entry = bytes.get(at..)?;
        if !entry.starts_with(b"PK\x01\x02") {
            return None;
        }
        let name = usize::from(u16_at(entry, 28)?);
        if entry.get(46..46 + name)? == DOCUMENT {
            let local = bytes.get(u32_at(entry, 42)? as usize..)?;
            let start = 30 + usize::from(u16_at(local, 26)?) + usize::from(u16_at(local, 28)?);
            let data = local.get(start..start.checked_add(u32_at(entry, 20)? as usize)?)?;
            return Some(Packed {
                crc: u32_at(entry, 16)?,
                size: u32_at(entry, 24)? as usize,
                data,
            });
        }
        at += 46 + name + usize::from(u16_at(entry, 30)?) + usize::from(u16_at(entry, 32)?);
    }
    None
}

impl Packed<'_> {
    fn unpack(&self) -> Result<Vec<u8>, Error> {
        // Deflate packs at most 1032 to 1, so a size beyond that is a lie.
        if self.size > MAX_DOCUMENT || self.size / 1032 > self.data.len() {
            return Err(Error::Damaged);
        }
        // One byte more, so that a text longer than promised is seen.
        let mut out = Vec::with_capacity(self.size + 1);
        let status =
            Decompress::new(false).decompress_vec(self.data, &mut out, FlushDecompress::Finish);
        let whole = matches!(status, Ok(Status::StreamEnd));
        if whole && out.len() == self.size && crc32fast::hash(&out) == self.crc {
            Ok(out)
        } else {
            Err(Error::Damaged)
        }
    }
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

/// Goes from mark to mark: what the writer makes has no comments, no CDATA and no `>` in values.
fn paragraphs(xml: &str) -> Result<Vec<String>, Error> {
    let mut found = Vec::new();
    let mut text = String::new();
    let mut in_text = false;
    // `w:tab` is a tab stop inside paragraph properties, and a tab outside.
    let mut in_properties = false;
    let mut rest = xml;
    while let Some(opens) = memchr(b'<', rest.as_bytes()) {
        if in_text {
            push(&rest[..opens], &mut text)?;
        }
        let after = &rest[opens + 1..];
        let closes = memchr(b'>', after.as_bytes())
            .ok_or_else(|| Error::Xml("a tag has no end".to_owned()))?;
        let tag = &after[..closes];
        rest = &after[closes + 1..];
        // A slash before the name belongs to it.
        let ends = tag.bytes().skip(1).position(|byte| matches!(byte, b' ' | b'/'));
        let name = &tag[..ends.map_or(tag.len(), |at| at + 1)];
        match (name, tag.ends_with('/')) {
            ("w:t", empty) => in_text = !empty,
            ("/w:t", _) => in_text = false,
            ("w:pPr", empty) => in_properties = !empty,
            ("/w:pPr", _) => in_properties = false,
            ("w:br", _) => text.push('\n'),
            ("w:tab", _) if !in_properties => text.push('\t'),
            ("w:p", true) => found.push(String::new()),
            ("/w:p", _) => found.push(std::mem::take(&mut text)),
            _ => {}
        }
    }
    Ok(found)
}

/// Appends character data, its references resolved.
fn push(data: &str, text: &mut String) -> Result<(), Error> {
    let mut rest = data;
    while let Some(begins) = memchr(b'&', rest.as_bytes()) {
        text.push_str(&rest[..begins]);
        let (name, after) = rest[begins + 1..].split_once(';').unwrap_or((rest, ""));
        text.push(match name {
            "lt" => '<',
            "gt" => '>',
            "amp" => '&',
            "quot" => '"',
            other => return Err(Error::Xml(format!("unknown reference {other}"))),
        });
        rest = after;
    }
    text.push_str(rest);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_come_back_in_order() {
        let xml = "<w:body><w:p><w:pPr><w:tabs><w:tab w:val=\"decimal\"/></w:tabs></w:pPr>\
                   <w:r><w:t>a &lt; b</w:t><w:br/><w:t xml:space=\"preserve\"> c</w:t></w:r>\
                   <w:sdt><w:sdtContent><w:r><w:tab/><w:t>d</w:t></w:r></w:sdtContent></w:sdt>\
                   </w:p><w:p/></w:body>";
        assert_eq!(paragraphs(xml).unwrap(), ["a < b\n c\td", ""]);
    }

    #[test]
    fn damaged_files_are_refused() {
        for bytes in [b"".as_slice(), b"PK\x05\x06", &[0; 22], &[b'P'; 100]] {
            assert!(matches!(read_text(bytes), Err(Error::Damaged)));
        }
    }
}
