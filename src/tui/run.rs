//! The loop: waits for something to happen, takes all that waits, draws once.

use std::io;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crate::library::{self, Library, Notice, Opener, Refresh};

use super::action::Effect;
use super::capabilities::Capabilities;
use super::event::{Event, Signal};
use super::screen::{self, Screen};
use super::session::{Options, Session};
use super::{claim, listen, tty};

/// Why the browser could not go on.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The terminal could not be used.
    #[error("the terminal cannot be used: {0}")]
    Terminal(#[from] io::Error),
    /// There is no library to read.
    #[error("{0}")]
    Library(library::Error),
}

/// On a slow line, what can wait is drawn when so long no key has come.
const REST: Duration = Duration::from_millis(300);

/// Browses what `opener` opens, until the reader leaves or the terminal is gone.
pub fn run(opener: Opener, options: Options) -> Result<(), Error> {
    match browse(opener, options) {
        Err(Error::Terminal(error)) if tty::is_gone(&error) => Ok(()),
        other => other,
    }
}

fn browse(opener: Opener, options: Options) -> Result<(), Error> {
    let terminal = options.environment.capabilities();
    // The library first: where it takes its time, the terminal is still the shell's.
    let library = opener.at_once();
    let (sender, events) = mpsc::sync_channel(listen::QUEUE);
    // Before the terminal is taken: from then on no signal may end us without giving it back.
    listen::watch_signals(sender.clone())?;
    // Before the first write: should that fail, the modes are put back.
    let _back = GiveBack;
    claim::take(&terminal)?;
    let screen = Screen::new(tty::output(), screen::size, &options.environment);
    let session = Session::new(screen, library.clone(), &options)?;
    let mut browser = Browser {
        session,
        terminal,
        ours: Arc::default(),
        refresh: None,
    };
    browser.session.redraw()?;
    browser.session.draw()?;
    let slow = options.environment.slow();
    listen::read_terminal(sender.clone(), Arc::clone(&browser.ours), slow)?;
    let refresh = move |opened: Option<Library>| {
        let sender = sender.clone();
        opener.refresh(opened, move |notice| {
            let _ = sender.send(Event::Notice(notice)); // nobody listens at the end
        })
    };
    // A damaged one is handed over as well: its folder is to be thrown away.
    browser.refresh = Some(refresh(library));
    let ended = browser.listen(&events, &refresh);
    // Before what goes on beside us is ended: that may take its time on a poor disk.
    claim::give_back();
    ended
}

/// A session in a terminal that can be lent to the shell.
struct Browser {
    session: Session<Screen<tty::Output>>,
    terminal: Capabilities,
    /// Held while the terminal is the shell's: then nothing is read.
    ours: Arc<Mutex<()>>,
    /// What goes on beside us; it ends with us.
    refresh: Option<Refresh>,
}

/// What is to be done after an event.
enum After {
    Nothing,
    Draw,
    End,
}

impl Browser {
    /// Until the end.
    fn listen(
        &mut self,
        events: &Receiver<Event>,
        refresh: &dyn Fn(Option<Library>) -> Refresh,
    ) -> Result<(), Error> {
        while let Some(first) = self.next(events) {
            let mut draw = first.is_none();
            if let Some(event) = first {
                match self.take(event)? {
                    After::Nothing => {}
                    After::Draw => draw = true,
                    After::End => return Ok(()),
                }
            }
            if draw {
                // While a slow line sends what was drawn before, more keys come: they are taken first, and drawn once.
                tty::drain();
            }
            for event in events.try_iter().take(listen::QUEUE) {
                match self.take(event)? {
                    After::Nothing => {}
                    After::Draw => draw = true,
                    After::End => return Ok(()),
                }
            }
            if draw && self.session.draw()? == Some(Effect::Rebuild) {
                self.refresh = Some(refresh(self.session.library().cloned()));
                // The warning is to be seen at once.
                self.session.draw()?;
            }
        }
        Ok(())
    }

    /// Waits for an event; `Some(None)` where none came and it is time to draw what was put off.
    fn next(&mut self, events: &Receiver<Event>) -> Option<Option<Event>> {
        if !self.session.owes() {
            return events.recv().ok().map(Some);
        }
        match events.recv_timeout(REST) {
            Ok(event) => Some(Some(event)),
            Err(RecvTimeoutError::Timeout) => {
                self.session.rest();
                Some(None)
            }
            Err(RecvTimeoutError::Disconnected) => None,
        }
    }

    fn take(&mut self, event: Event) -> Result<After, Error> {
        Ok(match event {
            Event::Closed | Event::Signal(Signal::End) => After::End,
            // Perhaps stopped and continued without our doing: then what is on the screen now is not ours. It is not given
            // back for that: for a moment what is typed would be the shell's.
            Event::Signal(Signal::Continue) => {
                self.resume()?;
                After::Draw
            }
            Event::Notice(notice) => match notice {
                // There is nothing to read and never will be: better said on the shell's screen, where it stays.
                Notice::Failed(error) if self.session.library().is_none() => {
                    return Err(Error::Library(error));
                }
                notice => match self.session.notice(notice) {
                    true => After::Draw,
                    false => After::Nothing,
                },
            },
            Event::Input(inputs) => {
                for effect in self.session.feed(inputs) {
                    match effect {
                        Effect::Quit => return Ok(After::End),
                        Effect::Suspend => self.suspend()?,
                        Effect::Redraw => self.session.redraw()?,
                        Effect::Rebuild => {}
                    }
                }
                After::Draw
            }
        })
    }

    /// Gives the terminal back, stops, and takes it again when the shell lets us go on. What is typed meanwhile is the
    /// shell's.
    fn suspend(&mut self) -> io::Result<()> {
        let ours = Arc::clone(&self.ours);
        let _shells = ours.lock().unwrap_or_else(PoisonError::into_inner);
        claim::give_back();
        listen::stop()?;
        self.resume()
    }

    fn resume(&mut self) -> io::Result<()> {
        claim::take(&self.terminal)?;
        self.session.backend_mut().forget();
        self.session.redraw()
    }
}

/// Gives the terminal back at the end of [`run`], however that comes.
struct GiveBack;

impl Drop for GiveBack {
    fn drop(&mut self) {
        claim::give_back();
    }
}
