//! The package: a ZIP file that is the same for the same parts.

use std::borrow::Cow;

use flate2::{Compress, Compression, FlushCompress, Status};

use super::Error;

/// 1980-01-01, the first day that a ZIP file can name (APPNOTE 4.4.6): the engine has no clock.
const DATE: u16 = 0x0021;
const STORED: u16 = 0;
const DEFLATED: u16 = 8;
/// Version 2.0 of the format: deflate.
const VERSION: u16 = 20;
const LOCAL_HEADER: usize = 30;
/// A part of at most so many bytes is stored: to compress it would save a few hundred bytes and
/// take as long as to compress 4 KiB more of the body (the compressor is cleared, its codes built).
const SMALL: usize = 2048;

/// How much of a part in pieces is compressed at a time, in bytes. Deflate looks into a window of
/// 64 KiB and fills half of it anew each time: fed by whole windows, it finds what it would find
/// in the part as a whole.
pub(super) const PIECE: usize = 64 << 10;

/// A compressor, reused from one part to the next: its tables are large.
pub(super) fn compressor() -> Compress {
    Compress::new(Compression::new(6), false)
}

/// A part that is compressed once and copied into many packages.
#[derive(Debug, Clone)]
pub(super) struct Part {
    name: &'static str,
    crc: u32,
    size: u32,
    data: Vec<u8>,
}

impl Part {
    /// Compresses a part.
    pub(super) fn new(
        name: &'static str,
        bytes: &[u8],
        deflate: &mut Compress,
    ) -> Result<Self, Error> {
        let mut data = Vec::new();
        compress(deflate, bytes, &mut data);
        Ok(Self { name, crc: crc32fast::hash(bytes), size: size(bytes.len())?, data })
    }
}

/// A package being written.
#[derive(Debug)]
pub(super) struct Package {
    out: Vec<u8>,
    entries: Vec<Entry>,
}

#[derive(Debug)]
struct Entry {
    name: Cow<'static, str>,
    method: u16,
    crc: u32,
    packed: u32,
    size: u32,
    offset: u32,
}

impl Package {
    /// An empty package; `capacity` is a guess at its size in bytes.
    pub(super) fn new(capacity: usize) -> Self {
        Self { out: Vec::with_capacity(capacity), entries: Vec::with_capacity(20) }
    }

    /// Copies a compressed part.
    pub(super) fn copy(&mut self, part: &Part) -> Result<(), Error> {
        self.begin(Cow::Borrowed(part.name), DEFLATED)?;
        self.out.extend_from_slice(&part.data);
        self.end(part.crc, part.size)
    }

    /// Adds a part, compressed when that is worth it.
    pub(super) fn add(
        &mut self,
        name: &'static str,
        bytes: &[u8],
        deflate: &mut Compress,
    ) -> Result<(), Error> {
        if bytes.len() <= SMALL {
            return self.store(Cow::Borrowed(name), bytes);
        }
        self.deflate(name, bytes, deflate)
    }

    /// Adds a part, compressed.
    pub(super) fn deflate(
        &mut self,
        name: &'static str,
        bytes: &[u8],
        deflate: &mut Compress,
    ) -> Result<(), Error> {
        self.begin(Cow::Borrowed(name), DEFLATED)?;
        compress(deflate, bytes, &mut self.out);
        self.end(crc32fast::hash(bytes), size(bytes.len())?)
    }

    /// Begins a part that is compressed while it is written.
    pub(super) fn pieces<'p>(
        &'p mut self,
        name: &'static str,
        deflate: &'p mut Compress,
    ) -> Result<Pieces<'p>, Error> {
        self.begin(Cow::Borrowed(name), DEFLATED)?;
        deflate.reset();
        Ok(Pieces { package: self, deflate, crc: crc32fast::Hasher::new() })
    }

    /// Adds a part as it is: pictures are compressed already.
    pub(super) fn store(&mut self, name: Cow<'static, str>, bytes: &[u8]) -> Result<(), Error> {
        self.begin(name, STORED)?;
        self.out.extend_from_slice(bytes);
        self.end(crc32fast::hash(bytes), size(bytes.len())?)
    }

    fn begin(&mut self, name: Cow<'static, str>, method: u16) -> Result<(), Error> {
        let offset = size(self.out.len())?;
        // Filled in by `end`, when the sizes are known.
        self.out.resize(self.out.len() + LOCAL_HEADER, 0);
        self.out.extend_from_slice(name.as_bytes());
        self.entries.push(Entry { name, method, crc: 0, packed: 0, size: 0, offset });
        Ok(())
    }

    fn end(&mut self, crc: u32, whole: u32) -> Result<(), Error> {
        let entry = self.entries.last_mut().expect("`begin` has added one");
        let start = entry.offset as usize;
        let header = LOCAL_HEADER + entry.name.len();
        entry.packed = size(self.out.len() - start - header)?;
        entry.crc = crc;
        entry.size = whole;
        let mut fields = [0; LOCAL_HEADER];
        fields[..4].copy_from_slice(b"PK\x03\x04");
        fields[4..28].copy_from_slice(&entry.fields());
        self.out[start..start + LOCAL_HEADER].copy_from_slice(&fields);
        Ok(())
    }

    /// Writes the directory and returns the file.
    pub(super) fn finish(mut self) -> Result<Vec<u8>, Error> {
        let start = size(self.out.len())?;
        for entry in &self.entries {
            self.out.extend_from_slice(b"PK\x01\x02");
            self.out.extend_from_slice(&VERSION.to_le_bytes());
            self.out.extend_from_slice(&entry.fields());
            // No extra field, no comment, disk 0, no attributes.
            self.out.extend_from_slice(&[0; 12]);
            self.out.extend_from_slice(&entry.offset.to_le_bytes());
            self.out.extend_from_slice(entry.name.as_bytes());
        }
        let length = size(self.out.len())? - start;
        let count = u16::try_from(self.entries.len()).map_err(|_| Error::TooLarge)?;
        self.out.extend_from_slice(b"PK\x05\x06\0\0\0\0");
        self.out.extend_from_slice(&count.to_le_bytes());
        self.out.extend_from_slice(&count.to_le_bytes());
        self.out.extend_from_slice(&length.to_le_bytes());
        self.out.extend_from_slice(&start.to_le_bytes());
        self.out.extend_from_slice(&[0, 0]);
        Ok(self.out)
    }
}

impl Entry {
    /// The fields that both headers have, from the version to the length of the name.
    fn fields(&self) -> [u8; 24] {
        let mut out = [0; 24];
        let mut put = |at: usize, bytes: &[u8]| out[at..at + bytes.len()].copy_from_slice(bytes);
        put(0, &VERSION.to_le_bytes());
        put(4, &self.method.to_le_bytes());
        put(8, &DATE.to_le_bytes());
        put(10, &self.crc.to_le_bytes());
        put(14, &self.packed.to_le_bytes());
        put(18, &self.size.to_le_bytes());
        put(22, &(self.name.len() as u16).to_le_bytes());
        out
    }
}

/// A part that is compressed while it is written: it is never held as a whole.
pub(super) struct Pieces<'p> {
    package: &'p mut Package,
    deflate: &'p mut Compress,
    crc: crc32fast::Hasher,
}

impl Pieces<'_> {
    /// Takes all whole pieces from the front of `text`.
    pub(super) fn take(&mut self, text: &mut Vec<u8>) {
        let whole = text.len() / PIECE * PIECE;
        let out = &mut self.package.out;
        for piece in text[..whole].chunks(PIECE) {
            self.crc.update(piece);
            // Where the room ends, deflate may begin anew and pack a little worse.
            out.reserve(2 * PIECE);
            feed(self.deflate, piece, FlushCompress::None, out);
        }
        text.drain(..whole);
    }

    /// Ends the part with the `rest` of it.
    pub(super) fn finish(mut self, rest: &[u8]) -> Result<(), Error> {
        self.crc.update(rest);
        let Package { out, .. } = self.package;
        out.reserve(if self.deflate.total_in() > 0 { 2 * PIECE } else { room(rest) });
        feed(self.deflate, rest, FlushCompress::Finish, out);
        let whole = u32::try_from(self.deflate.total_in()).map_err(|_| Error::TooLarge)?;
        self.package.end(self.crc.finalize(), whole)
    }
}

/// Appends `bytes`, compressed, to `out`.
fn compress(deflate: &mut Compress, bytes: &[u8], out: &mut Vec<u8>) {
    deflate.reset();
    out.reserve(room(bytes));
    feed(deflate, bytes, FlushCompress::Finish, out);
}

/// A guess at the room that `bytes` need when they are compressed.
fn room(bytes: &[u8]) -> usize {
    bytes.len() / 8 + 256
}

/// Compresses more bytes of a part: all of them, and with `Finish` its end.
fn feed(deflate: &mut Compress, bytes: &[u8], flush: FlushCompress, out: &mut Vec<u8>) {
    let before = deflate.total_in();
    loop {
        let rest = &bytes[(deflate.total_in() - before) as usize..];
        if rest.is_empty() && matches!(flush, FlushCompress::None) {
            return;
        }
        let status = deflate.compress_vec(rest, out, flush);
        match status.expect("raw deflate of a slice has no way to fail") {
            Status::StreamEnd => return,
            Status::Ok | Status::BufError if out.len() < out.capacity() => {}
            // Only the room in `out` can be wanting.
            Status::Ok | Status::BufError => out.reserve(out.capacity().max(1024)),
        }
    }
}

/// ZIP without its 64-bit extension, which Word reads too but nobody needs.
fn size(bytes: usize) -> Result<u32, Error> {
    u32::try_from(bytes).map_err(|_| Error::TooLarge)
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    /// Rows as a table has them, no two alike.
    fn rows(count: u32) -> Vec<u8> {
        let row = |n: u32| {
            let figure = n.wrapping_mul(2_654_435_761);
            format!("<w:tr><w:tc><w:t>{n}</w:t></w:tc><w:tc><w:t>{figure}</w:t></w:tc></w:tr>")
        };
        (0..count).flat_map(|n| row(n).into_bytes()).collect()
    }

    #[test]
    fn pieces_give_the_bytes_of_the_whole() {
        let mut deflate = compressor();
        for count in [0, 1, 900, 2_000, 20_000] {
            for step in [1_000, PIECE - 1, PIECE, 3 * PIECE + 7] {
                let text = rows(count);
                let mut whole = Package::new(1 << 20);
                whole.deflate("a", &text, &mut deflate).unwrap();
                let mut parts = Package::new(0);
                let mut pieces = parts.pieces("a", &mut deflate).unwrap();
                let mut held = Vec::new();
                for some in text.chunks(step) {
                    held.extend_from_slice(some);
                    pieces.take(&mut held);
                    assert!(held.len() < PIECE);
                }
                pieces.finish(&held).unwrap();
                assert!(parts.finish().unwrap() == whole.finish().unwrap(), "{count} {step}");
            }
        }
    }

    #[test]
    fn another_reader_finds_the_same_parts() {
        let mut deflate = compressor();
        let long: Vec<u8> =
            (0..200_000u32).flat_map(|n| (n.wrapping_mul(n)).to_le_bytes()).collect();
        let part = Part::new("c", &long, &mut deflate).unwrap();
        let mut package = Package::new(0);
        package.deflate("a/b.xml", b"<a/>", &mut deflate).unwrap();
        package.copy(&part).unwrap();
        package.store("word/media/image1.png".into(), b"png").unwrap();
        package.deflate("empty", b"", &mut deflate).unwrap();
        package.add("small", b"<b/>", &mut deflate).unwrap();
        package.add("large", &long, &mut deflate).unwrap();
        let bytes = package.finish().unwrap();
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
        for (index, (name, content)) in [
            ("a/b.xml", b"<a/>".as_slice()),
            ("c", &long),
            ("word/media/image1.png", b"png"),
            ("empty", b""),
            ("small", b"<b/>"),
            ("large", &long),
        ]
        .into_iter()
        .enumerate()
        {
            let mut file = archive.by_index(index).unwrap();
            let mut found = Vec::new();
            file.read_to_end(&mut found).unwrap();
            assert_eq!((&*file.name().expect("UTF-8"), found.as_slice()), (name, content));
            let date = file.last_modified().unwrap();
            assert_eq!((date.year(), date.month(), date.day()), (1980, 1, 1));
        }
        assert_eq!(archive.len(), 6);
    }
}
