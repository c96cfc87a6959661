//! The terminal guard: takes the terminal from the shell and gives it back as it was, also after a panic.

use std::io::{self, Write};
use std::panic::{self, PanicHookInfo};
use std::process;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::text::clean::clean_line;

use super::capabilities::Capabilities;
use super::tty;

/// The exit code of a program that panicked, as Rust has it.
const PANICKED: i32 = 101;

/// What gives the terminal back while it is taken. The panic hook must reach it.
static TAKEN: Mutex<Option<Restore>> = Mutex::new(None);

/// How to give the terminal back: the modes it was found in, and the codes that undo [`take`].
#[derive(Debug)]
pub(crate) struct Restore {
    pub(crate) modes: tty::Modes,
    farewell: String,
}

impl Restore {
    /// Gives back a terminal that is in these modes now, and that can do what `terminal` says.
    pub(crate) fn new(terminal: &Capabilities) -> io::Result<Self> {
        Ok(Self {
            modes: tty::modes()?,
            farewell: codes(terminal).1,
        })
    }

    /// Gives the terminal back. Errors are ignored: there is nothing left to do about them.
    pub(crate) fn restore(&self) {
        let _ = tty::Output.write_all(self.farewell.as_bytes());
        let _ = tty::set_modes(&self.modes);
    }
}

/// Takes the terminal: keys come one by one, on the alternate screen, with pastes marked and the mouse reported if the
/// terminal can. Called again, it makes up for what another program has changed meanwhile.
pub(crate) fn take(terminal: &Capabilities) -> io::Result<()> {
    let mut taken = taken();
    let restore = match taken.take() {
        Some(restore) => restore,
        None => Restore::new(terminal)?,
    };
    tty::set_raw(&restore.modes, terminal.flow_control)?;
    *taken = Some(restore);
    tty::Output.write_all(codes(terminal).0.as_bytes())
}

/// Gives the terminal back if it is taken.
pub(crate) fn give_back() {
    let restore = taken().take();
    if let Some(restore) = restore {
        restore.restore();
    }
}

/// If the terminal is taken: discards output that it does not accept, so that no thread stays blocked.
pub(crate) fn unblock() {
    // The lock is held, so that modes that were just restored are not changed again.
    if taken().is_some() {
        tty::unblock();
    }
}

fn taken() -> MutexGuard<'static, Option<Restore>> {
    TAKEN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The codes that take a terminal, and those that give it back.
fn codes(terminal: &Capabilities) -> (String, String) {
    let mut greeting = String::new();
    let mut farewell = String::new();
    for (supported, on, off) in [
        (terminal.alternate_screen, "\x1b[?1049h", "\x1b[?1049l"),
        // Plain style, an empty screen; also with an alternate screen, for some multiplexers only claim to have one.
        (true, "", "\x1b[0m\x1b[H\x1b[J"),
        (terminal.bracketed_paste, "\x1b[?2004h", "\x1b[?2004l"),
        // The mouse wheel sends arrow keys. The previous setting is saved and put back: the shell may count on it.
        (
            terminal.alternate_screen && terminal.alternate_scroll,
            "\x1b[?1007s\x1b[?1007h",
            "\x1b[?1007r",
        ),
        // Presses and the wheel, with columns beyond 223; no motion: every report would wake the program for nothing.
        (
            terminal.mouse,
            "\x1b[?1000h\x1b[?1006h",
            "\x1b[?1006l\x1b[?1000l",
        ),
        // Another program may have left the cursor hidden.
        (terminal.hides_cursor, "", "\x1b[?25h"),
    ] {
        if supported {
            greeting.push_str(on);
            farewell.insert_str(0, off);
        }
    }
    (greeting, farewell)
}

/// Makes a panic give the terminal back, report itself and end the program. To be called once, before anything else.
/// A panic that `is_caught` expects, from a damaged index, is left alone.
pub fn end_on_panic(is_caught: fn() -> bool) {
    panic::set_hook(Box::new(move |panic| {
        if is_caught() {
            return;
        }
        give_back();
        let _ = writeln!(
            io::stderr(),
            "clinfaq stopped because of a mistake in it: {}\nThe library is unharmed. Please report this.",
            description(panic)
        );
        // To abort might leave an image of memory on the disk, and in it what was looked up.
        process::exit(PANICKED);
    }));
}

fn description(panic: &PanicHookInfo<'_>) -> String {
    // It may quote text from a file.
    let message = clean_line(panic.payload_as_str().unwrap_or_default());
    let place = panic
        .location()
        .map(|at| format!(" ({}:{})", at.file(), at.line()))
        .unwrap_or_default();
    format!("{message}{place}")
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use std::env;
    use std::io::Read;

    use portable_pty::{CommandBuilder, PtySize, native_pty_system};

    use super::*;
    use crate::terminal::environment::Environment;

    /// Set where the test below runs the one above it.
    const ALONE: &str = "CLINFAQ_TEST_ALONE";

    /// Nothing in the browser can be made to panic, so this takes its place, in a terminal that the test below makes.
    #[test]
    #[ignore = "run by the test below"]
    fn panics_in_a_terminal() {
        if env::var_os(ALONE).is_none() {
            return;
        }
        end_on_panic(|| false);
        take(&Environment::modern().capabilities()).expect("a terminal");
        panic!("on purpose");
    }

    #[test]
    fn panic_gives_the_terminal_back_and_reports_itself() {
        let pair = native_pty_system()
            .openpty(PtySize::default())
            .expect("a pseudo-terminal");
        let before = pair.master.get_termios();
        let mut command = CommandBuilder::new(env::current_exe().expect("this program"));
        let name = concat!(module_path!(), "::panics_in_a_terminal");
        let (_, name) = name.split_once("::").expect("a crate and a path");
        command.args(["--ignored", "--exact", "--nocapture", name]);
        command.env(ALONE, "1");
        let mut child = pair.slave.spawn_command(command).expect("a process");
        drop(pair.slave);
        let mut output = Vec::new();
        let mut reader = pair.master.try_clone_reader().expect("a reader");
        // Where the process ends, reading does, with an error on Linux.
        let _ = reader.read_to_end(&mut output);
        let end = child.wait().expect("an end");
        let output = String::from_utf8_lossy(&output);
        let said = output
            .find("clinfaq stopped because of a mistake in it: on purpose")
            .unwrap_or_else(|| panic!("nothing is said: {output}"));
        let taken = output.find("\x1b[?1049h").expect("the terminal was taken");
        let given = output.find("\x1b[?1049l").expect("it was given back");
        assert!(taken < given && given < said, "{output}");
        assert_eq!(pair.master.get_termios(), before);
        assert_eq!(end.exit_code(), PANICKED as u32);
    }
}
