//! The engine of vanthu.
//!
//! # Steps
//! 1. [`data`] reads YAML into a tree with places; the organisation's file is merged under it.
//! 2. [`schema`] types the scalars and says what is missing, unknown or wrong.
//! 3. The plugin's [`native`] code, if it has any, judges them and works further values out.
//! 4. [`merge`] puts the values into the plugin's [`layout`] and the form's frame, by [`template`]:
//!    a [`document`], which is meaning.
//! 5. `standard::apply` gives it looks: [`styled`].
//! 6. `docx::write` makes bytes of it.
//!
//! No stage knows the one before; [`diag`] carries what the user can mend out of all of them.
//! The engine reads no clock and no environment, and touches no file but plugin folders, their
//! native code and what says whether that is trusted.

pub mod consolidate;
pub mod data;
pub mod diag;
pub mod document;
pub mod docx;
pub mod dump;
pub mod inspect;
pub mod layout;
pub mod length;
mod letters;
pub mod merge;
pub mod native;
pub mod plugin;
pub mod reference;
pub mod render;
pub mod schema;
pub mod seen;
pub mod sheet;
pub mod standard;
pub mod styled;
pub mod template;
