//! Text, from what is in a file to lines of a width.
//!
//! [`clean`] takes out what could harm a terminal. [`markdown()`] reads Markdown into a [`Document`]: blocks of spans, with
//! meaning but without layout. [`layout()`] breaks it into lines no wider than asked, still with meaning, not yet with
//! colours; [`linear()`] does the same for screen readers, and [`Html`] writes it for web browsers. [`lines`] says where in a file something is, [`suggest`] what
//! may have been meant by it, and [`toml_errors`] what is wrong with TOML. Nothing here knows a screen, a folder or a library.

mod block_layout;
mod charset;
pub mod clean;
mod document;
mod html;
mod inlines;
#[cfg(test)]
mod laws;
mod line_break;
mod linear;
pub mod lines;
mod markdown;
mod markdown_events;
mod script;
pub mod suggest;
mod table_layout;
#[cfg(test)]
mod tests;
pub mod toml_errors;
mod width;

pub use block_layout::{Line, layout, layout_top, plain, reflow_position};
pub use charset::{Charset, Glyphs, to_ascii};
pub(crate) use document::join;
pub use document::{Block, BoxKind, Document, OWN, PackLink, Span, Style, Target};
pub use html::Html;
#[cfg(feature = "import")]
pub(crate) use inlines::Inlines;
pub use line_break::wrap_spans;
pub use linear::{linear, linear_text};
pub use markdown::{Citations, markdown, page_text, plain_text};
pub use markdown_events::{citations, html, links, long_rows, with_citations};
pub(crate) use width::is_one_cell_each;
pub use width::{pad, truncate, truncate_spans, width};
