//! All documents in one ZIP file, written from front to end.
//!
//! Documents are compressed already and are stored as they are. Dates are those of the format's
//! first day, so that equal documents in equal order are equal bytes. Beyond 4 GiB or 65,535 files
//! the 64-bit records of the format are used (APPNOTE 4.3.14, 4.5.3).

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// 1980-01-01.
const DATE: u16 = 0x0021;
/// Stored, names in UTF-8: version 2.0.
const VERSION: u16 = 20;
/// With 64-bit records.
const VERSION_64: u16 = 45;
/// Names are UTF-8 (APPNOTE appendix D).
const UTF_8: u16 = 1 << 11;
/// A field whose value stands in a 64-bit record.
const ELSEWHERE: u32 = u32::MAX;

/// An archive being written.
#[derive(Debug)]
pub(super) struct Archive {
    file: BufWriter<File>,
    /// Bytes so far.
    length: u64,
    entries: Vec<Entry>,
}

#[derive(Debug)]
struct Entry {
    name: String,
    crc: u32,
    size: u32,
    offset: u64,
}

impl Archive {
    /// An empty archive, in the place of what is at `path`.
    pub(super) fn create(path: &Path) -> io::Result<Self> {
        let file = BufWriter::with_capacity(1 << 18, File::create(path)?);
        Ok(Self { file, length: 0, entries: Vec::new() })
    }

    /// Where the bytes of the next file will begin.
    pub(super) fn next(&self, name: &str) -> u64 {
        self.length + 30 + name.len() as u64
    }

    /// Adds a file.
    pub(super) fn add(&mut self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let too_large = || io::Error::from(io::ErrorKind::FileTooLarge);
        let size = u32::try_from(bytes.len()).map_err(|_| too_large())?;
        let crc = crc32fast::hash(bytes);
        let entry = Entry { name: name.to_owned(), crc, size, offset: self.length };
        let mut header = b"PK\x03\x04".to_vec();
        header.extend(VERSION.to_le_bytes());
        entry.fields(&mut header);
        header.extend(0_u16.to_le_bytes());
        header.extend(name.as_bytes());
        self.file.write_all(&header)?;
        self.file.write_all(bytes)?;
        self.length += header.len() as u64 + u64::from(size);
        self.entries.push(entry);
        Ok(())
    }

    /// Writes the directory; the bytes are on the disk then.
    pub(super) fn finish(mut self) -> io::Result<()> {
        let start = self.length;
        let mut directory = Vec::new();
        for entry in &self.entries {
            entry.directory(&mut directory);
        }
        let (count, size) = (self.entries.len() as u64, directory.len() as u64);
        let end = start + size;
        if count >= u64::from(u16::MAX) || end >= u64::from(ELSEWHERE) {
            directory.extend(b"PK\x06\x06");
            directory.extend(44_u64.to_le_bytes());
            directory.extend(VERSION_64.to_le_bytes());
            directory.extend(VERSION_64.to_le_bytes());
            directory.extend([0; 8]);
            for value in [count, count, size, start] {
                directory.extend(value.to_le_bytes());
            }
            directory.extend(b"PK\x06\x07");
            directory.extend([0; 4]);
            directory.extend(end.to_le_bytes());
            directory.extend(1_u32.to_le_bytes());
        }
        let short = u16::try_from(count).unwrap_or(u16::MAX);
        let long = |value| u32::try_from(value).unwrap_or(ELSEWHERE);
        directory.extend(b"PK\x05\x06");
        directory.extend([0; 4]);
        directory.extend(short.to_le_bytes());
        directory.extend(short.to_le_bytes());
        directory.extend(long(size).to_le_bytes());
        directory.extend(long(start).to_le_bytes());
        directory.extend([0; 2]);
        self.file.write_all(&directory)?;
        self.file.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()
    }
}

impl Entry {
    /// The fields that both headers have, from the flags to the length of the name.
    fn fields(&self, out: &mut Vec<u8>) {
        out.extend(UTF_8.to_le_bytes());
        out.extend(0_u16.to_le_bytes());
        out.extend(0_u16.to_le_bytes());
        out.extend(DATE.to_le_bytes());
        out.extend(self.crc.to_le_bytes());
        out.extend(self.size.to_le_bytes());
        out.extend(self.size.to_le_bytes());
        // `name::safe` keeps names far below 64 KiB.
        out.extend((self.name.len() as u16).to_le_bytes());
    }

    fn directory(&self, out: &mut Vec<u8>) {
        let near = u32::try_from(self.offset).ok().filter(|offset| *offset != ELSEWHERE);
        let version = if near.is_some() { VERSION } else { VERSION_64 };
        out.extend(b"PK\x01\x02");
        out.extend(version.to_le_bytes());
        out.extend(version.to_le_bytes());
        self.fields(out);
        let extra: u16 = if near.is_some() { 0 } else { 12 };
        out.extend(extra.to_le_bytes());
        // No comment, disk 0, no attributes.
        out.extend([0; 10]);
        out.extend(near.unwrap_or(ELSEWHERE).to_le_bytes());
        out.extend(self.name.as_bytes());
        if near.is_none() {
            out.extend(1_u16.to_le_bytes());
            out.extend(8_u16.to_le_bytes());
            out.extend(self.offset.to_le_bytes());
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    #[test]
    fn another_reader_finds_all_files_and_the_places_told() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.zip");
        let mut archive = Archive::create(&path).expect("creates");
        let mut places = Vec::new();
        for (name, bytes) in [("xã Đông.docx", b"PK1".as_slice()), ("a/b.docx", b""), ("c", b"x")]
        {
            places.push((archive.next(name) as usize, bytes));
            archive.add(name, bytes).expect("writes");
        }
        archive.finish().expect("writes");
        let bytes = std::fs::read(&path).expect("reads");
        for (at, wanted) in places {
            assert_eq!(&bytes[at..at + wanted.len()], wanted);
        }
        let mut zip = zip::ZipArchive::new(io::Cursor::new(bytes)).expect("opens");
        let names: Vec<_> =
            zip.file_names().map(|name| name.expect("UTF-8").into_owned()).collect();
        assert_eq!(names, ["xã Đông.docx", "a/b.docx", "c"]);
        let mut text = String::new();
        zip.by_name("xã Đông.docx").expect("there").read_to_string(&mut text).expect("reads");
        assert_eq!(text, "PK1");
    }

    #[test]
    fn more_files_than_16_bits_count() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.zip");
        let mut archive = Archive::create(&path).expect("creates");
        for n in 0..70_000 {
            archive.add(&n.to_string(), b"").expect("writes");
        }
        archive.finish().expect("writes");
        let zip = zip::ZipArchive::new(File::open(&path).expect("opens")).expect("reads");
        assert_eq!(zip.len(), 70_000);
    }

    #[test]
    fn a_file_beyond_4_gib_has_its_place_in_64_bits() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.zip");
        // A hole in the file stands for what would be there.
        let hole = 5_u64 << 30;
        let file = File::create(&path).expect("creates");
        file.set_len(hole).expect("a hole");
        let mut file = BufWriter::new(file);
        io::Seek::seek(&mut file, io::SeekFrom::Start(hole)).expect("seeks");
        let mut archive = Archive { file, length: hole, entries: Vec::new() };
        archive.add("xa", b"xa").expect("writes");
        archive.finish().expect("writes");
        let mut zip = zip::ZipArchive::new(File::open(&path).expect("opens")).expect("reads");
        let mut text = String::new();
        zip.by_name("xa").expect("there").read_to_string(&mut text).expect("reads");
        assert_eq!(text, "xa");
    }
}
