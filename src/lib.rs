//! clinfaq: medical questions and answers in a terminal, where there is no internet.
//!
//! # Modules
//!
//! One library crate and a short `main.rs`. A module imports only from those below it, and no two files import each other;
//! `tests/architecture.rs` checks both.
//!
//! | module | what it does |
//! |---|---|
//! | `cli` | the command line, one file per subcommand; the only module that prints and that knows clap |
//! | `tui` | the browser: actions, key map, app state, layout, views; the only module that draws with ratatui |
//! | `dialog` | the line-by-line mode, for screen readers, braille displays, plain terminals and scripts |
//! | `export` | turns a library into files for other programs, one file per format |
//! | `json` | answers, conditions and lists as JSON with the terms of schema.org |
//! | `nav` | where a reader is: place, history, selection; shared by `tui` and `dialog` |
//! | `handout` | a page for the patient, as text for a printer or as HTML; printed or saved |
//! | `page` | what a reader must see of an entry, a condition or a source: one document for screen and pipe |
//! | `clinic` | writes the clinic's own texts: notes and answers, as drafts first, so that nothing is lost |
//! | `library` | opens libraries: finds or rebuilds the index, and gives access to what is in it |
//! | `import` | turns other collections into a library folder, one file per format |
//! | `search` | words in, ranked entries out: query, interpretation, retrieval, ranking, highlighting |
//! | `index` | writes and reads the index; with `search` the only module that knows tantivy |
//! | `packs` | signed packs: makes, checks, installs and undoes them |
//! | `content` | reads TOML files into the model, reports mistakes, and runs the lints |
//! | `terminal` | what a terminal can do, its modes, input bytes to keys, frames to bytes |
//! | `config` | settings, keys and themes |
//! | `text` | Markdown to blocks to lines of a given width; cleaning of hostile characters |
//! | `model` | packs, conditions, topics, sources, entries, dates, freshness; no input or output |
//!
//! # From a file to the index
//!
//! `content::fingerprint` is a number made from the paths, sizes and times of a library's files. If the cache has an index
//! with that number, no file is read. Otherwise `content::scan` lists the files and `content::load` reads each of them
//! twice: first ids, conditions and sources, then the entries, whose references can now be checked. A mistake drops only
//! the table it is in and becomes a diagnostic. The entries stream into `index::build`, which writes a folder and renames
//! it into place when it is complete. From then on everything is read through `library::Library`. Each record has a
//! checksum that is checked when it is read; a damaged index is rebuilt.
//!
//! # From a key to the screen
//!
//! The input thread sends events. The loop in `tui::run` waits for them; while there are none, nothing runs and nothing is
//! written. It takes all that are waiting and turns each into an action, by the key map of the current screen, or into
//! text for the focused input. `App::update` changes the state and returns an effect for the loop, if there is one. Then
//! `App::prepare_frame` searches, once for all keys, and adapts the state to the size of the screen; the views are drawn
//! from the state, and what has changed is written at once. Drawing never changes the state.
//!
//! On Unix the browser runs in a child process. Its parent waits, passes signals on, and restores the terminal if the
//! child is killed.
//!
//! # From an entry to lines
//!
//! `page` builds a document of blocks: the answer, its sources, dates and warnings. `text::layout` breaks it into lines of
//! the width that is there, for the browser and for `clinfaq show`; `text::linear` first puts what a screen shows by
//! position into words, for the dialog.
//!
//! # Where to add a thing
//!
//! | thing | place |
//! |---|---|
//! | a key, or an action of the browser | a row in `tui/action.rs`, an arm in `tui/app/update.rs` |
//! | a setting | a row and a field in `config/settings.rs` |
//! | a subcommand | its arguments in `cli/args.rs`, a file of its own in `cli` |
//! | a command of the dialog | `dialog/commands.rs` |
//! | a topic, a synonym, an abbreviation | `assets/topics.toml`, `assets/vocabulary.toml` |
//! | a field of an entry | `model/entry.rs`; if a reader sees it, `page/entry.rs` |
//! | a lint | a function in `content/lint`, a row with its explanation in `content/lint.rs` |
//! | an importer | a file in `import`, a row in `import.rs` |
//! | an exporter | a file in `export`, a row in `export.rs` |
//! | a reason to rank an entry higher | `search/rank.rs` |
//!
//! # Trust and privacy
//!
//! Text from files and file names is cleaned when it is read (`text::clean`) and again when it is laid out or printed, so
//! that no control or escape character reaches a terminal. What people search for and read is kept in memory only.

pub mod cli;
pub mod clinic;
pub mod config;
pub mod content;
pub mod dialog;
#[cfg(feature = "export")]
pub mod export;
pub mod handout;
#[cfg(feature = "import")]
pub mod import;
pub mod index;
mod json;
pub mod library;
pub mod model;
mod nav;
pub mod packs;
pub mod page;
pub mod search;
pub mod terminal;
pub mod text;
pub mod tui;
