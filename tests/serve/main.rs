//! The clerk's page, over a real connection: what it gives, and whom it refuses.

#[path = "../common/archive.rs"]
mod archive;
#[path = "../common/mod.rs"]
mod common;
#[path = "../common/page.rs"]
mod page;

mod anew;
mod files;
mod guard;
mod import;
mod pages;
mod words;
mod work;
