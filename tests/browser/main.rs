//! The page in a real browser, as a clerk uses it: by keyboard, through a reload and a crash.

#![allow(clippy::print_stdout, reason = "a test says when it could not look")]
#![allow(clippy::disallowed_methods, reason = "a test does not wait for ever")]

#[path = "../common/mod.rs"]
mod common;
#[path = "../common/page.rs"]
mod page;

mod anew;
mod files;
mod fill;
mod form;
mod guide;
mod reach;
mod reports;
mod window;
