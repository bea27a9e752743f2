//! Opening a library, and what else only the system can do. The only file of the engine with
//! `unsafe`.

#![allow(unsafe_code)]

use std::error::Error;
use std::fs::File;
use std::io;
use std::path::Path;

use vanthu_plugin::{BadTable, SYMBOL, Table, TableFn};

/// Why a library cannot be used.
#[derive(Debug)]
pub(super) enum Unusable {
    /// The system does not load it; its words.
    NotLoaded(String),
    /// It lacks the symbol.
    NoSymbol,
    /// Its table is faulty.
    Table(BadTable),
}

/// Loads a library, whose code runs at once, and never unloads it: what it left behind in threads
/// and destructors could be called later.
pub(super) fn open(path: &Path) -> Result<Table, Unusable> {
    let library = load(path).map_err(|error| Unusable::NotLoaded(reason(&error)))?;
    let library: &'static _ = Box::leak(Box::new(library));
    // SAFETY: the symbol is ours by its name, which says the version of its type.
    let find = unsafe { library.get::<TableFn>(SYMBOL) }.map_err(|_| Unusable::NoSymbol)?;
    // SAFETY: the function has that type; the library was trusted and never goes away.
    let table = unsafe { find() };
    // SAFETY: as above. What a library that lies about its memory does is contained by the worker.
    unsafe { Table::read(table) }.map_err(Unusable::Table)
}

/// All symbols at once, and none of them for other libraries.
#[cfg(unix)]
fn load(path: &Path) -> Result<libloading::os::unix::Library, libloading::Error> {
    use libloading::os::unix::{Library, RTLD_LOCAL, RTLD_NOW};
    // SAFETY: code of the library runs now; that is what trusting it means.
    unsafe { Library::open(Some(path), RTLD_NOW | RTLD_LOCAL) }
}

/// What it needs is looked for beside it and in the system's folder, nowhere else.
#[cfg(windows)]
fn load(path: &Path) -> Result<libloading::os::windows::Library, libloading::Error> {
    use libloading::os::windows::{
        LOAD_LIBRARY_SEARCH_DLL_LOAD_DIR, LOAD_LIBRARY_SEARCH_SYSTEM32, Library,
    };
    let flags = LOAD_LIBRARY_SEARCH_DLL_LOAD_DIR | LOAD_LIBRARY_SEARCH_SYSTEM32;
    // SAFETY: code of the library runs now; that is what trusting it means.
    unsafe { Library::load_with_flags(path, flags) }
}

/// The system's own words, which libloading keeps below its error.
fn reason(error: &libloading::Error) -> String {
    error.source().map_or_else(|| error.to_string(), ToString::to_string)
}

/// Takes standard input and output for the talk with the program. What a library prints goes to
/// standard error, and what it reads is empty.
#[cfg(unix)]
pub(super) fn take_streams() -> io::Result<(File, File)> {
    use std::os::fd::AsFd;
    let requests = File::from(io::stdin().as_fd().try_clone_to_owned()?);
    let replies = File::from(io::stdout().as_fd().try_clone_to_owned()?);
    rustix::stdio::dup2_stdin(File::open("/dev/null")?)?;
    rustix::stdio::dup2_stdout(io::stderr())?;
    Ok((requests, replies))
}

/// The same, for Windows and for the C library that plugins print through. A fault shows no
/// window, which nobody would close.
#[cfg(windows)]
pub(super) fn take_streams() -> io::Result<(File, File)> {
    use std::ffi::c_char;
    use std::os::windows::io::{AsHandle, AsRawHandle, IntoRawHandle, RawHandle};

    #[link(name = "kernel32")]
    unsafe extern "system" {
        fn SetErrorMode(mode: u32) -> u32;
        fn SetStdHandle(which: u32, handle: RawHandle) -> i32;
    }
    unsafe extern "C" {
        fn _open(path: *const c_char, flags: i32, ...) -> i32;
        fn _dup2(from: i32, to: i32) -> i32;
    }
    const NO_WINDOWS: u32 = 0x0001 | 0x0002;
    const INPUT: u32 = -10_i32 as u32;
    const OUTPUT: u32 = -11_i32 as u32;

    let requests = File::from(io::stdin().as_handle().try_clone_to_owned()?);
    let replies = File::from(io::stdout().as_handle().try_clone_to_owned()?);
    let nothing = File::open("NUL")?.into_raw_handle();
    // SAFETY: plain calls with valid handles and text; `nothing` stays open for good.
    unsafe {
        SetErrorMode(NO_WINDOWS);
        SetStdHandle(INPUT, nothing);
        SetStdHandle(OUTPUT, io::stderr().as_raw_handle());
        // A process may lack these; then nothing can be printed or read either.
        _dup2(_open(c"NUL".as_ptr(), 0), 0);
        _dup2(2, 1);
    }
    Ok((requests, replies))
}
