//! Text, from what stands in a file to lines of a width.
//!
//! [`clean`] takes out what could harm a terminal. [`markdown`] reads Markdown into a [`Document`]: blocks of spans, with
//! meaning but without shape. [`layout`] gives it shape: lines no wider than asked, still with meaning, not yet with
//! colours. Nothing here knows a screen, a file or a library.

mod ascii;
mod breaks;
pub mod clean;
mod document;
mod inlines;
mod layout;
mod markdown;
mod reading;
mod repertoire;
mod setting;
mod table;
#[cfg(test)]
mod tests;
mod width;
mod wrap;

pub use ascii::to_ascii;
pub use document::{Block, BoxKind, Document, Span, Style, Target};
pub use layout::{Glyphs, Line, layout, plain, reflow_position};
pub use markdown::{Citations, markdown};
pub use reading::{citations, links, plain_text};
pub use repertoire::Repertoire;
pub use width::{pad, truncate, truncate_spans, width};
pub use wrap::wrap_spans;
