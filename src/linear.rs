//! The library as a dialogue, line by line: for screen readers, braille displays, teletypes and scripts.
//!
//! A line goes in, lines come out; nothing is drawn, nothing is moved over, no state is told by colour or place. The
//! [`Dialogue`] is a state machine over a [`Library`](crate::library::Library): it reads no input, writes no output and
//! knows no terminal, so that tests run what a person runs. What a reader must see of an answer stands in
//! [`page`](crate::page); how it is said in lines, in [`text::linear`](crate::text::linear).
//!
//! All commands stand in one table, from which help and the hints at the end of a text are made.

mod command;
mod dialogue;
mod find;
mod help;
mod item;
mod links;
mod place;
#[cfg(test)]
mod tests;
mod view;

use crate::model::Clock;

pub use dialogue::{Dialogue, Reply};

/// The widths, in columns, that can be asked for.
pub const WIDTHS: std::ops::RangeInclusive<usize> = 20..=500;

/// How the dialogue speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// Today.
    pub clock: Clock,
    /// No line has more columns.
    pub width: usize,
    /// So many lines at a time, then one is asked whether to go on; 0 says everything at once, up to some thousand lines.
    pub lines: usize,
    /// Say it in ASCII: everything else is transliterated.
    pub ascii: bool,
}
