//! The loop: waits for something to happen, takes all that waits, draws once. And the terminal's safe return, whatever
//! happens.

use std::io::{self, Write};
use std::sync::mpsc::{self, Receiver};

use crate::library::{Library, Notice, Opener, guarded};

use super::effect::Effect;
use super::event::{self, Event, Signal};
use super::screen::{self, Screen};
use super::session::{Options, Session};

/// Why the browser could not go on.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The terminal could not be used.
    #[error("the terminal cannot be used: {0}")]
    Terminal(#[from] io::Error),
    /// There is no library to read.
    #[error("{0}")]
    Library(String),
}

type Browser = Session<Screen<io::Stdout>>;

/// Browses what `opener` opens, until the reader leaves.
pub fn run(opener: Opener, options: Options) -> Result<(), Error> {
    let mouse = options.environment.mouse();
    install_panic_hook();
    // The library first: where it panics or takes its time, the terminal is still the shell's.
    let library = opener.at_once();
    screen::take(mouse)?;
    let _back = GiveBack;
    let screen = Screen::new(io::stdout(), screen::size);
    let mut session = Session::new(screen, library.clone(), &options)?;
    session.redraw()?;
    session.draw()?;

    let (sender, events) = mpsc::channel();
    event::watch_signals(sender.clone())?;
    event::read_terminal(sender.clone())?;
    let refresh = move |opened: Option<Library>| {
        let sender = sender.clone();
        opener.refresh(opened, move |notice| {
            let _ = sender.send(Event::Notice(notice)); // nobody listens at the end
        });
    };
    // A damaged one is handed over as well: its folder is to be thrown away.
    refresh(library);
    listen(&mut session, &events, &refresh, mouse)
}

/// Until the end.
fn listen(
    session: &mut Browser,
    events: &Receiver<Event>,
    refresh: &dyn Fn(Option<Library>),
    mouse: bool,
) -> Result<(), Error> {
    while let Ok(first) = events.recv() {
        let mut draw = false;
        for event in std::iter::once(first).chain(events.try_iter()) {
            match take(session, event, mouse)? {
                After::Nothing => {}
                After::Draw => draw = true,
                After::End => return Ok(()),
                After::Fail(error) => return Err(error),
            }
        }
        if draw && session.draw()? == Some(Effect::Rebuild) {
            refresh(session.library().cloned());
            // The warning is to be seen at once.
            session.draw()?;
        }
    }
    Ok(())
}

/// What is to be done after an event.
enum After {
    Nothing,
    Draw,
    End,
    Fail(Error),
}

fn take(session: &mut Browser, event: Event, mouse: bool) -> Result<After, Error> {
    Ok(match event {
        Event::Closed | Event::Signal(Signal::End) => After::End,
        Event::Signal(Signal::Stop) => {
            suspend(session, mouse)?;
            After::Draw
        }
        // Stopped and continued without our doing: what is on the screen now is not ours.
        Event::Signal(Signal::Continue) => {
            screen::give_back();
            resume(session, mouse)?;
            After::Draw
        }
        Event::Notice(notice) => {
            let lost = match &notice {
                Notice::Failed(error) if session.library().is_none() => Some(error.to_string()),
                _ => None,
            };
            match lost {
                // There is nothing to read and never will be: better said on the shell's screen, where it stays.
                Some(reason) => After::Fail(Error::Library(reason)),
                None if session.notice(notice) => After::Draw,
                None => After::Nothing,
            }
        }
        Event::Input(inputs) => {
            for effect in session.feed(inputs) {
                match effect {
                    Effect::Quit => return Ok(After::End),
                    Effect::Suspend => suspend(session, mouse)?,
                    Effect::Redraw => session.redraw()?,
                    Effect::Search | Effect::Rebuild => {}
                }
            }
            After::Draw
        }
    })
}

/// Gives the terminal back, stops, and takes it again when the shell lets us go on.
fn suspend(session: &mut Browser, mouse: bool) -> io::Result<()> {
    screen::give_back();
    #[cfg(unix)]
    signal_hook::low_level::emulate_default_handler(signal_hook::consts::SIGTSTP)?;
    resume(session, mouse)
}

fn resume(session: &mut Browser, mouse: bool) -> io::Result<()> {
    screen::take(mouse)?;
    session.backend_mut().forget();
    session.redraw()
}

/// Gives the terminal back at the end of [`run`], however that comes.
struct GiveBack;

impl Drop for GiveBack {
    fn drop(&mut self) {
        screen::give_back();
    }
}

/// Makes a panic leave a usable terminal and a short message. Panics that the library expects, from a damaged index, are
/// caught there: they are none of the reader's business.
fn install_panic_hook() {
    let ours = std::thread::current().id();
    std::panic::set_hook(Box::new(move |info| {
        if guarded() || std::thread::current().id() != ours {
            return;
        }
        screen::give_back();
        let what = info
            .payload()
            .downcast_ref::<&str>()
            .map(|text| (*text).to_owned())
            .or_else(|| info.payload().downcast_ref::<String>().cloned())
            .unwrap_or_default();
        let place = info
            .location()
            .map(|at| format!(" ({}:{})", at.file(), at.line()))
            .unwrap_or_default();
        let _ = writeln!(
            io::stderr(),
            "clinfaq stopped because of a mistake in it: {what}{place}\nThe library is unharmed. Please report this."
        );
    }));
}
