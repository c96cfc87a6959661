//! Navigation: what is read, the way back and forward, and the same place in a newer library. Shared by the browser and
//! the dialog, which each have places of their own.

pub(crate) mod bookmarks;
mod history;
mod packs;
mod subject;
mod text;

pub(crate) use history::History;
pub use packs::{PackResult, Packs};
pub(crate) use subject::{Relocation, Subject, neighbor};
pub(crate) use text::{Link, Match, find, headings, links};
