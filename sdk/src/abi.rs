//! The contract between program and library, version 1: `include/vanthu_plugin.h` in Rust.
//!
//! The only file of this crate with `unsafe`. Bytes go in by pointer and length, bytes come out
//! through a callback that copies; nothing is allocated on one side and freed on the other. The
//! callback never follows the context pointer that it is given: that is a number, so that a
//! library that keeps it and calls late, or from a thread of its own, is found out and harms
//! nothing.

#![allow(unsafe_code)]

use std::cell::RefCell;
use std::ffi::c_void;
use std::sync::{Mutex, PoisonError};

use crate::{Plugin, dispatch};

/// Name of the one symbol that a library exports.
pub const SYMBOL: &str = "vanthu_plugin_v1";

/// First field of every table: `VANTHUP1`, little-endian.
pub const MAGIC: u64 = u64::from_le_bytes(*b"VANTHUP1");

/// The version of the contract.
pub const ABI: u32 = 1;

/// A request or a reply may be so long, in bytes.
pub const LARGEST: usize = 16 << 20;

/// Takes a piece of the reply; may be called any number of times while a call runs.
pub type Sink = unsafe extern "C" fn(ctx: *mut c_void, bytes: *const u8, len: usize);

type Call = unsafe extern "C" fn(*const u8, usize, Sink, *mut c_void) -> i32;

/// The type of [`SYMBOL`].
pub type TableFn = unsafe extern "C" fn() -> *const Table;

/// What a library offers. Fields are only ever added at the end; `size` says how many there are.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct Table {
    magic: u64,
    abi_major: u32,
    size: u32,
    call: Option<Call>,
}

/// Why a table cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadTable {
    /// There is none.
    Null,
    /// It does not lie where a table may.
    Misaligned,
    /// It does not begin with [`MAGIC`].
    Magic(u64),
    /// It is of another version.
    Abi(u32),
    /// It is shorter than version 1 is.
    TooSmall(u32),
    /// It has no function.
    NoCall,
}

/// What a library answered, not looked at yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// What the function returned.
    pub code: i32,
    /// What it gave to the sink.
    pub bytes: Vec<u8>,
}

/// How a library broke the contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Broken {
    /// It replied more than [`LARGEST`].
    TooMuch,
    /// It gave the sink no address.
    NullBytes,
    /// It called the sink of a call that was over.
    LateSink,
    /// It called the sink from a thread of its own.
    OtherThread,
}

impl Table {
    /// The table of a plugin.
    pub const fn of<P: Plugin>() -> Self {
        let size = size_of::<Self>() as u32;
        Self { magic: MAGIC, abi_major: ABI, size, call: Some(serve::<P>) }
    }

    /// Looks at what a library handed over and takes a copy.
    ///
    /// # Errors
    /// When it is no table of this version.
    ///
    /// # Safety
    /// `table` is null, or points to memory that can be read as far as its own `size` says, and
    /// its function keeps to the contract in `vanthu_plugin.h`.
    pub unsafe fn read(table: *const Self) -> Result<Self, BadTable> {
        if table.is_null() {
            return Err(BadTable::Null);
        }
        if !table.is_aligned() {
            return Err(BadTable::Misaligned);
        }
        // SAFETY: not null, aligned, and the caller vouches for the memory. Each field is read by
        // itself: no more is touched than the fields before it promise.
        let magic = unsafe { (&raw const (*table).magic).read() };
        if magic != MAGIC {
            return Err(BadTable::Magic(magic));
        }
        // SAFETY: as above.
        let (abi_major, size) =
            unsafe { ((&raw const (*table).abi_major).read(), (&raw const (*table).size).read()) };
        if abi_major != ABI {
            return Err(BadTable::Abi(abi_major));
        }
        if (size as usize) < size_of::<Self>() {
            return Err(BadTable::TooSmall(size));
        }
        // SAFETY: as above, and the table says that it has this field.
        let call = unsafe { (&raw const (*table).call).read() };
        match call {
            None => Err(BadTable::NoCall),
            Some(_) => Ok(Self { magic, abi_major, size, call }),
        }
    }

    /// Hands a request over and gathers the reply, on this thread.
    ///
    /// # Errors
    /// When the library broke the contract on the way.
    pub fn invoke(&self, request: &[u8]) -> Result<Answer, Broken> {
        let Some(call) = self.call else {
            return Ok(Answer { code: 3, bytes: Vec::new() });
        };
        let serial = Calls::with(Calls::begin);
        let collector = Collector { serial, bytes: Vec::new(), broken: None };
        let outer = OPEN.replace(Some(collector));
        let context = std::ptr::without_provenance_mut(serial);
        // SAFETY: the function comes from `of`, or from a table whose maker vouched for it in
        // `read`; the request outlives the call, and `sink` is sound whenever it is called.
        let code = unsafe { call(request.as_ptr(), request.len(), sink, context) };
        let collector = OPEN.replace(outer);
        let stray = Calls::with(|calls| calls.end(serial));
        match (collector, stray) {
            (_, Some(stray)) => Err(stray),
            (Some(Collector { broken: Some(broken), .. }), None) => Err(broken),
            (Some(Collector { bytes, .. }), None) => Ok(Answer { code, bytes }),
            (None, None) => Ok(Answer { code, bytes: Vec::new() }),
        }
    }
}

/// The reply of the call that runs on a thread.
struct Collector {
    serial: usize,
    bytes: Vec<u8>,
    broken: Option<Broken>,
}

impl Collector {
    /// # Safety
    /// `bytes` can be read for `len` bytes, or is null.
    unsafe fn take(&mut self, bytes: *const u8, len: usize) {
        if len == 0 || self.broken.is_some() {
            return;
        }
        if bytes.is_null() {
            self.broken = Some(Broken::NullBytes);
        } else if len > LARGEST - self.bytes.len() || self.bytes.try_reserve(len).is_err() {
            self.broken = Some(Broken::TooMuch);
            self.bytes = Vec::new();
        } else {
            // SAFETY: the caller vouches for the memory, and the length is within bounds.
            self.bytes.extend_from_slice(unsafe { std::slice::from_raw_parts(bytes, len) });
        }
    }
}

thread_local! {
    static OPEN: RefCell<Option<Collector>> = const { RefCell::new(None) };
}

/// Calls under way in this process, and what strayed.
#[derive(Default)]
struct Calls {
    last: usize,
    running: Vec<usize>,
    /// The call meant, and how.
    strays: Vec<(usize, Broken)>,
}

static CALLS: Mutex<Calls> = Mutex::new(Calls { last: 0, running: Vec::new(), strays: Vec::new() });

/// So many strays are told apart; one is enough to refuse a library.
const MOST_STRAYS: usize = 16;

impl Calls {
    fn with<T>(inner: impl FnOnce(&mut Self) -> T) -> T {
        inner(&mut CALLS.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn begin(&mut self) -> usize {
        self.last += 1;
        self.running.push(self.last);
        self.last
    }

    /// Ends a call. What strayed from it, or from one that was over, is its fault.
    fn end(&mut self, serial: usize) -> Option<Broken> {
        self.running.retain(|running| *running != serial);
        let mut found = None;
        self.strays.retain(|(of, broken)| {
            let told = *of == serial || *broken == Broken::LateSink;
            found = found.or(told.then_some(*broken));
            !told
        });
        found
    }

    fn stray(&mut self, serial: usize) {
        let broken =
            if self.running.contains(&serial) { Broken::OtherThread } else { Broken::LateSink };
        if self.strays.len() < MOST_STRAYS {
            self.strays.push((serial, broken));
        }
    }
}

/// The sink of every call. Does not panic and does not follow `ctx`.
unsafe extern "C" fn sink(ctx: *mut c_void, bytes: *const u8, len: usize) {
    let serial = ctx.addr();
    let taken = OPEN.try_with(|open| {
        let Ok(mut open) = open.try_borrow_mut() else { return false };
        match open.as_mut() {
            Some(collector) if collector.serial == serial => {
                // SAFETY: the contract asks the library for that, during a call.
                unsafe { collector.take(bytes, len) };
                true
            }
            // Not of the call that this thread is in.
            Some(collector) => {
                collector.broken = Some(Broken::LateSink);
                true
            }
            None => false,
        }
    });
    if taken != Ok(true) {
        Calls::with(|calls| calls.stray(serial));
    }
}

/// The library's side: the function of a plugin's table.
unsafe extern "C" fn serve<P: Plugin>(
    request: *const u8,
    len: usize,
    sink: Sink,
    ctx: *mut c_void,
) -> i32 {
    let request = if request.is_null() {
        &[]
    } else {
        // SAFETY: the contract gives a library the request for as long as the call runs.
        unsafe { std::slice::from_raw_parts(request, len) }
    };
    let Answer { code, bytes } = dispatch::answer::<P>(request);
    // SAFETY: the sink is called on the thread of the call, before it returns.
    unsafe { sink(ctx, bytes.as_ptr(), bytes.len()) };
    code
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(call: Call) -> Table {
        Table { magic: MAGIC, abi_major: ABI, size: size_of::<Table>() as u32, call: Some(call) }
    }

    unsafe extern "C" fn in_pieces(_: *const u8, n: usize, sink: Sink, ctx: *mut c_void) -> i32 {
        for piece in ["a", "", "bc"] {
            unsafe { sink(ctx, piece.as_ptr(), piece.len()) };
        }
        unsafe { sink(ctx, std::ptr::null(), 0) };
        n as i32
    }

    unsafe extern "C" fn null(_: *const u8, _: usize, sink: Sink, ctx: *mut c_void) -> i32 {
        unsafe { sink(ctx, std::ptr::null(), 1) };
        0
    }

    unsafe extern "C" fn too_much(_: *const u8, _: usize, sink: Sink, ctx: *mut c_void) -> i32 {
        let piece = vec![b'x'; 1 << 20];
        for _ in 0..17 {
            unsafe { sink(ctx, piece.as_ptr(), piece.len()) };
        }
        0
    }

    unsafe extern "C" fn too_long(_: *const u8, _: usize, sink: Sink, ctx: *mut c_void) -> i32 {
        unsafe { sink(ctx, b"x".as_ptr(), usize::MAX) };
        0
    }

    unsafe extern "C" fn threaded(_: *const u8, _: usize, sink: Sink, ctx: *mut c_void) -> i32 {
        let ctx = ctx.addr();
        let call = move || unsafe { sink(std::ptr::without_provenance_mut(ctx), b"x".as_ptr(), 1) };
        std::thread::spawn(call).join().map_or(9, |()| 0)
    }

    /// Calls the sink of the call before.
    unsafe extern "C" fn late(_: *const u8, _: usize, sink: Sink, ctx: *mut c_void) -> i32 {
        static BEFORE: Mutex<usize> = Mutex::new(0);
        let mut before = BEFORE.lock().expect("one thread");
        if *before != 0 {
            unsafe { sink(std::ptr::without_provenance_mut(*before), b"x".as_ptr(), 1) };
        }
        *before = ctx.addr();
        0
    }

    /// What strays is told to whichever call ends next, so these run one after another.
    #[test]
    fn the_sink_takes_what_it_may_and_tells_what_it_may_not() {
        let answer = table(in_pieces).invoke(b"xyz");
        assert_eq!(answer, Ok(Answer { code: 3, bytes: b"abc".to_vec() }));
        assert_eq!(table(null).invoke(b""), Err(Broken::NullBytes));
        assert_eq!(table(too_much).invoke(b""), Err(Broken::TooMuch));
        assert_eq!(table(too_long).invoke(b""), Err(Broken::TooMuch));
        assert_eq!(table(threaded).invoke(b""), Err(Broken::OtherThread));
        assert!(table(late).invoke(b"").is_ok(), "nothing is late yet");
        assert_eq!(table(late).invoke(b""), Err(Broken::LateSink));
        assert!(table(in_pieces).invoke(b"").is_ok(), "nothing lingers");
    }

    #[test]
    fn only_a_whole_table_of_this_version_is_taken() {
        let good = table(in_pieces);
        let read = |table: &Table| unsafe { Table::read(table) }.map(|table| table.size);
        assert_eq!(read(&good), Ok(size_of::<Table>() as u32));
        assert_eq!(read(&Table { size: 999, ..good }), Ok(999), "a later one may be longer");
        assert_eq!(read(&Table { magic: 1, ..good }), Err(BadTable::Magic(1)));
        assert_eq!(read(&Table { abi_major: 2, ..good }), Err(BadTable::Abi(2)));
        assert_eq!(read(&Table { size: 16, ..good }), Err(BadTable::TooSmall(16)));
        assert_eq!(read(&Table { call: None, ..good }), Err(BadTable::NoCall));
        let nowhere: *const Table = std::ptr::null();
        assert_eq!(unsafe { Table::read(nowhere) }.map(|_| ()), Err(BadTable::Null));
        let pair = [good, good];
        let between = pair.as_ptr().cast::<u8>().wrapping_add(1).cast::<Table>();
        assert_eq!(unsafe { Table::read(between) }.map(|_| ()), Err(BadTable::Misaligned));
    }
}
