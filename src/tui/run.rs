//! The loop: waits for something to happen, takes all that waits, draws once.

use std::io::{self, Write};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, SyncSender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use crate::clinic::editor;
use crate::library::{self, Library, Notice, Opener, Refresh};
use crate::nav::PackResult;
use crate::terminal::{self, Capabilities, Output, Screen};

use super::action::Effect;
use super::app::App;
use super::options::Options;

/// Events that may wait to be handled. When it is full, the threads that send them wait, and then the terminal.
const QUEUE: usize = 64;

/// Something that the loop waits for.
enum Event {
    Terminal(terminal::Event),
    /// From the thread that opens the library.
    Notice(Notice),
    /// From a thread that did something with packs.
    Packs(PackResult),
    /// From a thread that printed or saved a handout.
    Delivered(Result<String, String>),
}

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

/// On a slow line, what can wait is drawn after this long without a key.
const REST: Duration = Duration::from_millis(300);

/// Browses what `opener` opens, until the reader leaves or the terminal is gone. Returns the id of the page that was read
/// last.
pub fn run(opener: Opener, options: Options) -> Result<Option<String>, Error> {
    match browse(opener, options) {
        Err(Error::Terminal(error)) if terminal::is_gone(&error) => Ok(None),
        other => other,
    }
}

fn browse(opener: Opener, options: Options) -> Result<Option<String>, Error> {
    let environment = options.environment.clone();
    let terminal = environment.capabilities();
    // The library first: while it is being opened, the terminal is still the shell's.
    let library = opener.at_once();
    let (sender, events) = mpsc::sync_channel(QUEUE);
    let send = {
        let sender = sender.clone();
        move |event| sender.send(Event::Terminal(event)).is_ok()
    };
    // Before the terminal is taken: from then on no signal may end the process without giving it back.
    terminal::watch_signals(send.clone())?;
    let _back = GiveBack;
    terminal::take(&terminal)?;
    let mut browser = Browser {
        app: App::new(terminal::screen_size(), library.clone(), options),
        screen: Screen::new(Output, &environment),
        terminal,
        lent: Arc::default(),
        sender: sender.clone(),
        refresh: None,
    };
    browser.draw()?;
    terminal::read_input(send, Arc::clone(&browser.lent), environment.slow())?;
    let refresh = move |opened: Option<Library>| {
        let sender = sender.clone();
        opener.refresh(opened, move |notice| {
            let _ = sender.send(Event::Notice(notice)); // the loop has ended
        })
    };
    // A damaged library is handed over as well: its folder is to be removed.
    browser.refresh = Some(refresh(library));
    let ended = browser.listen(&events, &refresh);
    // Before the refresh is ended: that may take a while on a slow disk.
    terminal::give_back();
    ended.map(|()| browser.app.place_id())
}

/// A browser in a terminal that can be lent to the shell.
struct Browser {
    app: App,
    screen: Screen<Output>,
    terminal: Capabilities,
    /// Locked while the terminal is lent to the shell: then nothing is read.
    lent: Arc<Mutex<()>>,
    /// For threads that do something slow.
    sender: SyncSender<Event>,
    /// The thread that looks for changes to the library; it ends when this is dropped.
    refresh: Option<Refresh>,
}

impl Browser {
    /// Until the end.
    fn listen(
        &mut self,
        events: &Receiver<Event>,
        refresh: &dyn Fn(Option<Library>) -> Refresh,
    ) -> Result<(), Error> {
        while let Some(first) = self.next(events) {
            let mut draw = match first {
                None => true,
                Some(event) => match self.take(event)? {
                    Some(draw) => draw,
                    None => return Ok(()),
                },
            };
            if draw {
                // While a slow line sends what was drawn before, more keys come: they are taken first, and drawn once.
                terminal::drain();
            }
            for event in events.try_iter().take(QUEUE) {
                match self.take(event)? {
                    Some(changed) => draw |= changed,
                    None => return Ok(()),
                }
            }
            if draw {
                self.draw()?;
                if self.app.check_index() == Some(Effect::Rebuild) {
                    self.refresh = Some(refresh(self.app.library().cloned()));
                    // Show the warning at once.
                    self.draw()?;
                }
            }
        }
        Ok(())
    }

    fn draw(&mut self) -> io::Result<()> {
        let size = terminal::screen_size();
        self.app.resize(size);
        self.screen.draw(size, |buffer| self.app.draw(buffer))
    }

    /// Waits for an event; `Some(None)` where none came and it is time to draw what was put off.
    fn next(&mut self, events: &Receiver<Event>) -> Option<Option<Event>> {
        if !self.app.has_put_off() {
            return events.recv().ok().map(Some);
        }
        match events.recv_timeout(REST) {
            Ok(event) => Some(Some(event)),
            Err(RecvTimeoutError::Timeout) => {
                self.app.rest();
                Some(None)
            }
            Err(RecvTimeoutError::Disconnected) => None,
        }
    }

    /// Handles an event; says whether to draw, `None` if it is time to end.
    fn take(&mut self, event: Event) -> Result<Option<bool>, Error> {
        Ok(match event {
            Event::Terminal(terminal::Event::End) => None,
            Event::Terminal(terminal::Event::Resized) => Some(true),
            // Perhaps something else has stopped and continued this process: then the screen is not ours. The terminal
            // is not given back first: for a moment the shell would get the keys that are typed.
            Event::Terminal(terminal::Event::Continued) => {
                self.resume()?;
                Some(true)
            }
            // There is nothing to read and never will be: better reported on the shell's screen, where the message stays.
            Event::Notice(Notice::Failed(error)) if self.app.library().is_none() => {
                return Err(Error::Library(error));
            }
            Event::Notice(notice) => Some(self.app.notice(notice)),
            Event::Packs(result) => {
                self.app.packs_done(result);
                Some(true)
            }
            Event::Delivered(ended) => {
                self.app.delivered(ended);
                Some(true)
            }
            Event::Terminal(terminal::Event::Input(inputs)) => {
                self.app.resize(terminal::screen_size());
                for effect in self.app.feed(inputs) {
                    match effect {
                        Effect::Quit => return Ok(None),
                        Effect::Suspend => self.suspend()?,
                        Effect::Redraw => self.screen.forget(),
                        Effect::Edit => self.edit()?,
                        Effect::Copy(text) => {
                            Output.write_all(terminal::copy(&text).as_bytes())?;
                        }
                        Effect::Deliver(delivery) => {
                            if let Some(work) = self.app.deliver(delivery)
                                && let Err(error) =
                                    self.in_background(move || Event::Delivered(work()))
                            {
                                self.app.delivered(Err(error));
                            }
                        }
                        Effect::Rebuild => {}
                        Effect::Pack => self.do_with_pack(),
                    }
                }
                Some(true)
            }
        })
    }

    /// Does what waits with a pack.
    fn do_with_pack(&mut self) {
        if let Some(job) = self.app.pack_job()
            && let Err(error) = self.in_background(move || Event::Packs(job()))
        {
            self.app.packs_done(PackResult {
                message: Some((error, true)),
                ..PackResult::default()
            });
        }
    }

    /// Does something that may be slow, on a thread of its own.
    fn in_background(&self, work: impl FnOnce() -> Event + Send + 'static) -> Result<(), String> {
        let sender = self.sender.clone();
        let started = thread::Builder::new().spawn(move || {
            let _ = sender.send(work()); // the loop has ended
        });
        match started {
            Ok(_) => Ok(()),
            Err(error) => Err(format!("This cannot be done now: {error}")),
        }
    }

    /// Gives the terminal back, stops, and takes it again when the shell continues the process. What is typed meanwhile
    /// is the shell's.
    fn suspend(&mut self) -> io::Result<()> {
        let lent = Arc::clone(&self.lent);
        let _lent = lent.lock().unwrap_or_else(PoisonError::into_inner);
        terminal::give_back();
        terminal::stop()?;
        self.resume()
    }

    /// Gives the terminal to the user's editor, and takes it again. What was written is saved first: the terminal may be
    /// gone.
    fn edit(&mut self) -> io::Result<()> {
        let (Some((draft, library)), Some(editor)) = (self.app.take_draft(), editor()) else {
            return Ok(());
        };
        let lent = Arc::clone(&self.lent);
        let _lent = lent.lock().unwrap_or_else(PoisonError::into_inner);
        terminal::give_back();
        self.app.written(draft.edit(&editor, &library));
        self.resume()
    }

    fn resume(&mut self) -> io::Result<()> {
        self.screen.forget();
        terminal::take(&self.terminal)
    }
}

/// Gives the terminal back at the end of [`run`], however that comes.
struct GiveBack;

impl Drop for GiveBack {
    fn drop(&mut self) {
        terminal::give_back();
    }
}
