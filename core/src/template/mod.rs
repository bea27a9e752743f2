//! Handlebars at the leaves of a layout.
//!
//! A leaf such as `"Số: **{{so}}**/{{ky_hieu}}"` is parsed by handlebars and compiled once into
//! [`Piece`]s: literal text, plain paths, and everything else (helpers, `{{#if}}`) as expressions of
//! our own steps. Inline marks are read from the literals only, so no value can carry markup.

mod check;
mod compile;
mod direct;
mod fault;
pub mod helper;
mod known;
mod leaf;
mod marks;
mod place;
mod run;

pub use compile::{Compiler, Partial};
pub use leaf::{Condition, Expression, Leaf, Marks, Path, Piece, PieceKind, Reach, Read, Root};
pub use run::{Printed, Scope};
