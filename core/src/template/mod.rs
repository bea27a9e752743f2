//! Handlebars at the leaves of a layout.
//!
//! A leaf such as `"Số: **{{so}}**/{{ky_hieu}}"` is compiled once into [`Piece`]s: literal text,
//! plain paths, and everything else (helpers, `{{#if}}`) as one opaque expression. Inline marks
//! are read from the literals only, so no value can carry markup, and a plain path never runs
//! handlebars at all.

mod check;
mod compile;
mod direct;
mod engine;
mod fault;
pub mod helper;
mod known;
mod leaf;
mod marks;
mod place;

pub use compile::{Compiler, Partial};
pub use engine::{Engine, Printed, Scope};
pub use leaf::{Condition, Expression, Leaf, Marks, Path, Piece, PieceKind, Reach, Read, Root};
