//! Data as the clerk wrote it: a tree of raw texts, each with its place.
//!
//! A scalar keeps its text. What type it has, the schema says ([`crate::schema`]), so `05` stays
//! `05` and `no` stays a word.

mod bytes;
mod closed;
mod fault;
mod node;
mod overlay;
mod pointer;
mod write;
mod yaml;

pub(crate) use bytes::is_refused;
pub use closed::{Closed, one_or_many, scalar};
pub use node::{Entry, Kind, Node};
pub use overlay::overlay;
pub use pointer::{Located, locate, push_pointer};
pub use write::write;
pub use yaml::{Limits, comments, read};
