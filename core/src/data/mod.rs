//! Data as the clerk wrote it: a tree of raw texts, each with its place.
//!
//! A scalar keeps its text. What type it has, the schema says ([`crate::schema`]), so `05` stays
//! `05` and `no` stays a word.

mod node;

pub use node::{Entry, Kind, Node};
