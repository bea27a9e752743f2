//! The layout language: a YAML tree of blocks with handlebars at the leaves.
//!
//! One language, two dialects. A plugin's `layout.yaml` uses the blocks of a body. The frame of a
//! form (`templates/<standard>/mau-1.4.yaml`) may also use those that place the parts of the
//! paper: [`BlockKind::Line`], [`BlockKind::Rule`], [`BlockKind::Grid`], [`BlockKind::Body`],
//! [`BlockKind::Appendices`].

mod block;
mod known;
mod layer;
mod parse;
mod parse_table;

pub use block::{
    Align, Appendix, Block, BlockKind, Cell, Column, Grid, GridRow, Image, Landscape, Layout,
    Level, Table, Totals, Width,
};
pub(crate) use known::{SAMPLE_SCHEMA, known};
pub(crate) use layer::{apply, name_of};
pub use parse::{parse, parse_frame};
