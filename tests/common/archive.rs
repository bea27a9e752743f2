//! Archives, as spreadsheets are.

use std::io::{Cursor, Write};

/// An archive with these files.
pub(crate) fn archive(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        out.start_file(*name, zip::write::SimpleFileOptions::default()).expect("starts");
        out.write_all(bytes).expect("writes");
    }
    out.finish().expect("ends").into_inner()
}
