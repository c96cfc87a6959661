//! clinfaq: medical questions and answers in a terminal, where there is no internet.
//!
//! # The rooms
//!
//! One package, a `main.rs` of a few lines, and rooms that import downward only; `tests/house.rs` guards the order.
//!
//! | room | what it is for |
//! |---|---|
//! | [`cli`] | the command line: one file a subcommand; the only room that prints, and the only one that names clap |
//! | [`tui`] | the browser's screens |
//! | [`linear`] | the dialogue, line by line: for voices, braille displays, plain terminals and scripts |
//! | [`terminal`] | what the terminal can do, raw mode and its guard, input, styles and frames |
//! | [`page`] | what a reader must see of an entry, a condition, a source: one document for screen and pipe |
//! | [`library`] | opens what is to be read: fingerprints, index folders, rebuilds, and the handle all others hold |
//! | [`import`] | other people's collections -> a library folder: one file a format, and a row |
//! | [`search`] | words in, ranked entries out: query, interpretation, retrieval, rank, highlight |
//! | [`index`] | corpus -> index folder -> catalogue and entries; with `search` the only room that names tantivy |
//! | [`content`] | TOML -> corpus: places, tables, references, diagnostics, lints |
//! | [`config`] | what a person sets: settings, keys, themes; reads them and says what is wrong, knows no file |
//! | [`text`] | Markdown -> document -> lines of a width; cleaning of hostile characters |
//! | [`model`] | packs, conditions, topics, sources, entries, dates, freshness: pure, no I/O |
//!
//! # The way of a keystroke
//!
//! The terminal's thread reads a key and sends an event. The one loop in [`tui::run`] wakes up, takes all events that
//! wait, and turns each into an action, by the key map of the place one is in, or into text for the focused input.
//! `App::update` changes the app's state and returns effects; a search is one of them, and of several only the last is
//! run. Then the layout is made for the size of the screen, the view is drawn from the state, and the frame is written at
//! once. Nothing else wakes the loop up: without keys, no byte is written.
//!
//! On Unix [`terminal`] does without crossterm, whose reader leaves keys behind when more than 1,024 bytes come at once,
//! never ends if the terminal is gone, and takes a sequence that a slow line splits for the key Esc. It writes a frame
//! itself, too: ratatui's backends know nothing of old terminals and slow lines. Which codes a terminal knows is said in
//! one table, by the name in `TERM`.
//!
//! On Unix the browser runs in a child process: `terminal::supervise` waits in the parent, passes signals on, and restores the
//! terminal should the child be killed. Nothing in a process that has lost its memory or its files could do that.
//!
//! # The way of a TOML file
//!
//! [`content::fingerprint`] is a number for the paths, sizes and times of a library's files. If there is an index folder
//! of that fingerprint, no file is listed or opened. Else [`content::scan`] lists them, and [`content::load`]
//! reads every file twice, table by table, so that one bad table costs nothing but itself: first ids and the catalogue,
//! then, with all references known, the entries.
//! They stream into [`index::build`], which writes records and search terms into a folder that is renamed into place when
//! it is whole. From then on everything is read through [`library::Library`].
//!
//! While somebody reads, this happens on a thread of its own. Files of the index are read into memory piece by piece, never
//! mapped, and each record is checked when it is read: damage is an error that leads to a new index.
//!
//! # The way of a setting
//!
//! `cli::preferences` finds the settings file and hands its bytes to [`config::Settings::read`]; keys are set against the
//! table of actions in [`tui::Keymap`]. What is wrong is a diagnostic, as for a library, and the rest counts. An option
//! goes before the file, and the file before what [`terminal::Environment`] detects.
//!
//! # Trust
//!
//! Text from files is cleaned when it is read ([`text::clean`]), laid out clean, and cleaned again where it is printed.
//! What people search for is kept in memory only.

pub mod cli;
pub mod config;
pub mod content;
pub mod import;
pub mod index;
pub mod library;
pub mod linear;
pub mod model;
pub mod page;
pub mod search;
pub mod terminal;
pub mod text;
pub mod tui;
