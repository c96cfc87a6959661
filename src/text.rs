//! Text, from what stands in a file to lines of a width.
//!
//! [`clean`] takes out what could harm a terminal. [`markdown()`] reads Markdown into a [`Document`]: blocks of spans, with
//! meaning but without shape. [`layout()`] gives it shape: lines no wider than asked, still with meaning, not yet with
//! colours. [`lines`] says where in a file something is, [`suggest`] what may have been meant by it, and
//! [`toml_errors`] what is wrong with TOML. Nothing here
//! knows a screen, a folder or a library.

mod ascii;
mod breaks;
pub mod clean;
mod document;
mod inlines;
#[cfg(test)]
mod laws;
mod layout;
mod linear;
pub mod lines;
mod markdown;
mod reading;
mod repertoire;
mod script;
mod setting;
pub mod suggest;
mod table;
#[cfg(test)]
mod tests;
pub mod toml_errors;
mod width;
mod wrap;

pub use ascii::to_ascii;
pub use document::{Block, BoxKind, Document, OWN, Span, Style, Target};
pub(crate) use inlines::Inlines;
pub use layout::{Glyphs, Line, layout, layout_top, plain, reflow_position};
pub use linear::{linear, linear_text};
pub use markdown::{Citations, markdown};
pub use reading::{citations, html, links, long_rows, plain_text};
pub use repertoire::Repertoire;
pub(crate) use width::is_one_cell_each;
pub use width::{pad, truncate, truncate_spans, width};
pub use wrap::wrap_spans;
