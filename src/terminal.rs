//! The terminal, for the browser and for printing: what it can do and how large it is, raw mode and its guard, input, styles,
//! and frames.
//!
//! | file | what it holds |
//! |---|---|
//! | `capabilities` | what families of terminals can do, by the name in `TERM` |
//! | `environment` | what this terminal can do: environment variables, the device, settings |
//! | `tty` (Unix), `other` | the device: modes, size, speed, bytes |
//! | `guard` | takes the terminal and gives it back, also after a panic |
//! | `supervisor` | the parent process, which gives it back after anything worse |
//! | `reader`, `decoder`, `event` | input: threads, bytes to keys, events |
//! | `styles`, `sgr` | how meanings look, and how a style is written |
//! | `screen`, `scroll` | frames, written in few bytes |
//! | `osc` | the clipboard and links |

mod capabilities;
#[cfg(unix)]
mod decoder;
mod environment;
mod event;
mod guard;
mod osc;
#[cfg(unix)]
mod reader;
mod screen;
mod scroll;
mod sgr;
mod styles;
#[cfg(unix)]
mod supervisor;
#[cfg(unix)]
mod tty;
#[cfg(not(unix))]
#[path = "terminal/other.rs"]
mod tty;
#[cfg(not(unix))]
use tty as reader;

pub(crate) use capabilities::Capabilities;
pub use environment::Environment;
pub(crate) use environment::screen_size;
pub(crate) use event::Event;
pub use event::{Input, Mouse};
pub use guard::end_on_panic;
pub(crate) use guard::{give_back, take};
pub(crate) use osc::{END_LINK, copy, link, link_cells};
pub(crate) use reader::{read_input, stop, watch_signals};
pub use screen::Screen;
pub(crate) use styles::Styles;
#[cfg(unix)]
pub use supervisor::{Ended, end_with_parent, prepare_process, supervise};
pub(crate) use tty::{Output, drain, is_gone, size};
