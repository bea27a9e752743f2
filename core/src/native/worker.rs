//! The process that a library runs in, and how it is spoken to.
//!
//! Each message is a frame: its length as 4 bytes, little-endian, then its bytes. The first frame
//! is JSON and names the library; every other is a request, handed on as it is. Of a reply the
//! first byte says what it is: [`READY`], [`TOLD`] and a text in both languages as JSON, or
//! [`ANSWERED`], 4 bytes of what the library returned, and its reply.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;
use std::process::ExitCode;

use serde_json::{Value, json};
use vanthu_plugin::{Answer, LARGEST};

use super::{abi, words};
use crate::diag::Text;

/// The library is loaded.
const READY: u8 = b'R';
/// There is no reply, and why.
const TOLD: u8 = b'T';
/// The library replied.
const ANSWERED: u8 = b'A';

/// Besides what the library says, a frame holds this much.
const HEAD: usize = 5;

/// A frame may be so long.
pub(super) const LONGEST: usize = LARGEST + HEAD;

/// What a worker sends.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Message {
    Ready,
    Told(Text),
    Answered(Answer),
}

impl Message {
    fn bytes(self) -> Vec<u8> {
        match self {
            Self::Ready => vec![READY],
            Self::Told(Text { vi, en }) => {
                let mut out = vec![TOLD];
                out.extend_from_slice(json!({ "vi": vi, "en": en }).to_string().as_bytes());
                out
            }
            Self::Answered(Answer { code, bytes }) => {
                let mut out = Vec::with_capacity(bytes.len() + HEAD);
                out.push(ANSWERED);
                out.extend_from_slice(&code.to_le_bytes());
                out.extend_from_slice(&bytes);
                out
            }
        }
    }

    /// `None`: no worker of ours sent this.
    pub(super) fn read(frame: &[u8]) -> Option<Self> {
        let (kind, rest) = frame.split_first()?;
        match *kind {
            READY => Some(Self::Ready),
            TOLD => {
                let text: Value = serde_json::from_slice(rest).ok()?;
                let of = |key: &str| text.get(key).and_then(Value::as_str).map(str::to_owned);
                Some(Self::Told(Text { vi: of("vi")?, en: of("en")? }))
            }
            ANSWERED => {
                let (code, bytes) = rest.split_first_chunk::<4>()?;
                let (code, bytes) = (i32::from_le_bytes(*code), bytes.to_vec());
                Some(Self::Answered(Answer { code, bytes }))
            }
            _ => None,
        }
    }
}

/// The first frame.
pub(super) fn opening(library: &Path) -> Option<Vec<u8>> {
    Some(json!({ "library": library.to_str()? }).to_string().into_bytes())
}

/// Reads a frame; `None` at the end of the stream.
pub(super) fn read_frame(from: &mut impl Read) -> io::Result<Option<Vec<u8>>> {
    let mut length = [0; 4];
    match from.read_exact(&mut length) {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        read => read?,
    }
    let length = u32::from_le_bytes(length) as usize;
    if length > LONGEST {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "a frame is too long"));
    }
    let mut frame = Vec::new();
    from.take(length as u64).read_to_end(&mut frame)?;
    if frame.len() < length { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(Some(frame)) }
}

/// Writes a frame.
pub(super) fn write_frame(to: &mut impl Write, frame: &[u8]) -> io::Result<()> {
    to.write_all(&(frame.len() as u32).to_le_bytes())?;
    to.write_all(frame)?;
    to.flush()
}

/// The whole of a worker process: serves one library until nobody asks any more.
pub fn worker() -> ExitCode {
    let served = abi::take_streams().and_then(|(requests, replies)| serve(requests, replies));
    if served.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn serve(mut requests: File, mut replies: File) -> io::Result<()> {
    limit::space();
    limit::time();
    let Some(first) = read_frame(&mut requests)? else { return Ok(()) };
    let first: Value = serde_json::from_slice(&first)?;
    let library = first.get("library").and_then(Value::as_str).unwrap_or_default();
    let table = match abi::open(Path::new(library)) {
        Ok(table) => table,
        Err(why) => {
            return write_frame(&mut replies, &Message::Told(words::unusable(&why)).bytes());
        }
    };
    write_frame(&mut replies, &Message::Ready.bytes())?;
    while let Some(request) = read_frame(&mut requests)? {
        limit::time();
        let message = match table.invoke(&request) {
            Ok(answer) => Message::Answered(answer),
            Err(broken) => Message::Told(words::broken(broken)),
        };
        write_frame(&mut replies, &message.bytes())?;
    }
    Ok(())
}

/// Limits that the process sets itself before foreign code runs.
#[cfg(unix)]
mod limit {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    use rustix::time::{ClockId, clock_gettime};

    /// Memory of the process, in bytes.
    const MEMORY: u64 = 512 << 20;
    /// Open files.
    const FILES: u64 = 16;
    /// Seconds of work for one request, should the program that waits be gone.
    const SECONDS: u64 = 10;

    /// Memory, files; no core dump, which would hold the clerk's data.
    pub(super) fn space() {
        for (resource, most) in
            [(Resource::As, MEMORY), (Resource::Nofile, FILES), (Resource::Core, 0)]
        {
            let now = getrlimit(resource);
            let most = Some(now.maximum.map_or(most, |now| now.min(most)));
            // Lowering is always allowed.
            let _ = setrlimit(resource, Rlimit { current: most, maximum: most });
        }
    }

    /// Time for the next request.
    pub(super) fn time() {
        let used = clock_gettime(ClockId::ProcessCPUTime).tv_sec as u64;
        let now = getrlimit(Resource::Cpu);
        let most = used + SECONDS;
        let most = now.maximum.map_or(most, |now| now.min(most));
        let _ = setrlimit(Resource::Cpu, Rlimit { current: Some(most), maximum: now.maximum });
    }
}

/// Elsewhere the deadline of the program that waits is all.
#[cfg(not(unix))]
mod limit {
    pub(super) fn space() {}
    pub(super) fn time() {}
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text;

    #[test]
    fn frames_are_read_as_they_were_written() {
        let mut stream = Vec::new();
        for frame in [&b""[..], b"abc"] {
            write_frame(&mut stream, frame).expect("memory");
        }
        let mut from = &stream[..];
        assert_eq!(read_frame(&mut from).expect("reads").as_deref(), Some(&b""[..]));
        assert_eq!(read_frame(&mut from).expect("reads").as_deref(), Some(&b"abc"[..]));
        assert_eq!(read_frame(&mut from).expect("the end"), None);
        assert!(read_frame(&mut &stream[..stream.len() - 1][4..]).is_err(), "cut short");
        assert!(read_frame(&mut &b"\xFF\xFF\xFF\xFFx"[..]).is_err(), "too long");
    }

    #[test]
    fn messages_are_read_as_they_were_written_and_nothing_else_is() {
        let answer = |code| Message::Answered(Answer { code, bytes: b"{}".to_vec() });
        for make in [|| Message::Ready, || Message::Told(text!("một", "one"))] {
            assert_eq!(Message::read(&make().bytes()), Some(make()));
        }
        assert_eq!(Message::read(&answer(-2).bytes()), Some(answer(-2)));
        for bad in [&b""[..], b"x", b"T{", b"T{\"vi\":\"a\"}", b"A123"] {
            assert_eq!(Message::read(bad), None);
        }
    }
}
