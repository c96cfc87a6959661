//! Text, from what is in a file to lines of a given width.
//!
//! | file | what it does |
//! |---|---|
//! | `clean` | removes characters that could harm a terminal or deceive a reader |
//! | `markdown_events`, `markdown`, `inlines`, `script` | Markdown -> [`Document`]: blocks of spans with a meaning, without layout |
//! | `block_layout`, `table_layout`, `line_break`, `width` | [`Document`] -> lines no wider than asked, still without colours |
//! | `charset` | text in the characters that a terminal has |
//! | `linear` | the same for screen readers: what a screen shows by position is put into words |
//! | `html` | [`Document`] -> HTML |
//! | `lines`, `toml_errors`, `suggest` | places in a file, what is wrong with TOML, what a wrong word may mean |
//!
//! Nothing here knows a screen, a folder or a library.

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
pub use width::{pad, spans_width, truncate, truncate_spans, width};

/// `1 answer`, `3 entries`.
pub(crate) fn counted(count: usize, one: &str) -> String {
    match (count, one.strip_suffix('y')) {
        (1, _) => format!("1 {one}"),
        (_, Some(stem)) => format!("{count} {stem}ies"),
        _ => format!("{count} {one}s"),
    }
}
