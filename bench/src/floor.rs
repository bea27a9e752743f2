//! The floor: the least that any program must do for the same file. It knows the body's markup in
//! advance and has each text at hand; it escapes and copies them, and compresses the result. All
//! other parts of the file are finished bytes. It is no engine: nothing is looked up, chosen,
//! formatted or checked.

use std::io::{Cursor, Read};

use flate2::{Compress, Compression, FlushCompress, Status};
use zip::ZipArchive;

const BODY: &str = "word/document.xml";

/// A bare program for one document.
pub(crate) struct Floor {
    /// Markup, and the text after it.
    pieces: Vec<(String, String)>,
    /// Markup after the last text.
    end: String,
    /// The file before and after the compressed body.
    before: Vec<u8>,
    after: Vec<u8>,
    /// Where the body's checksum stands in `before`.
    checksum: usize,
    state: Compress,
    body: Vec<u8>,
}

/// The body of a Word file.
pub(crate) fn body(file: &[u8]) -> Vec<u8> {
    let mut archive = ZipArchive::new(Cursor::new(file)).expect("a package");
    let mut out = Vec::new();
    let mut entry = archive.by_name(BODY).expect("the body");
    entry.read_to_end(&mut out).expect("it can be unpacked");
    out
}

/// `bytes` compressed by themselves.
pub(crate) fn deflate(state: &mut Compress, bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() / 2 + 1024);
    append(state, bytes, &mut out);
    out
}

fn append(state: &mut Compress, bytes: &[u8], out: &mut Vec<u8>) {
    state.reset();
    let done = state.compress_vec(bytes, out, FlushCompress::Finish).expect("a slice");
    assert!(done == Status::StreamEnd, "the room suffices");
}

impl Floor {
    /// The bare program that writes exactly `file`.
    pub(crate) fn new(file: &[u8]) -> Self {
        let mut archive = ZipArchive::new(Cursor::new(file)).expect("a package");
        let entry = archive.by_name(BODY).expect("the body");
        let begin = entry.data_start().expect("it is stored in one piece") as usize;
        let end = begin + entry.compressed_size() as usize;
        let header = entry.header_start() as usize;
        drop(entry);
        let body = String::from_utf8(body(file)).expect("XML in UTF-8");
        let (pieces, rest) = cut(&body);
        Self {
            pieces,
            end: rest,
            before: file[..begin].to_vec(),
            after: file[end..].to_vec(),
            // APPNOTE 4.3.7: the checksum is the seventh field of the local header.
            checksum: header + 14,
            state: Compress::new(Compression::new(6), false),
            body: Vec::with_capacity(body.len()),
        }
    }

    /// Makes the file.
    pub(crate) fn write(&mut self) -> Vec<u8> {
        self.body.clear();
        for (markup, text) in &self.pieces {
            self.body.extend_from_slice(markup.as_bytes());
            escape(&mut self.body, text);
        }
        self.body.extend_from_slice(self.end.as_bytes());
        let room = self.before.len() + self.body.len() / 2 + self.after.len() + 1024;
        let mut out = Vec::with_capacity(room);
        out.extend_from_slice(&self.before);
        append(&mut self.state, &self.body, &mut out);
        let checksum = crc32fast::hash(&self.body).to_le_bytes();
        out[self.checksum..self.checksum + 4].copy_from_slice(&checksum);
        out.extend_from_slice(&self.after);
        out
    }
}

/// Markup and texts of a body, by turns, and the markup at its end.
fn cut(body: &str) -> (Vec<(String, String)>, String) {
    let (mut pieces, mut from) = (Vec::new(), 0);
    for (end, _) in body.match_indices("</w:t>") {
        let begin = body[from..end].rfind('>').expect("an element was opened") + from + 1;
        pieces.push((body[from..begin].to_owned(), plain(&body[begin..end])));
        from = end;
    }
    (pieces, body[from..].to_owned())
}

fn plain(text: &str) -> String {
    let text = text.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">");
    text.replace("&amp;", "&")
}

fn escape(out: &mut Vec<u8>, text: &str) {
    let (bytes, mut done) = (text.as_bytes(), 0);
    for (at, byte) in bytes.iter().enumerate() {
        let instead: &[u8] = match byte {
            b'&' => b"&amp;",
            b'<' => b"&lt;",
            b'>' => b"&gt;",
            b'"' => b"&quot;",
            _ => continue,
        };
        out.extend_from_slice(&bytes[done..at]);
        out.extend_from_slice(instead);
        done = at + 1;
    }
    out.extend_from_slice(&bytes[done..]);
}
