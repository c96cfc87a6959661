//! What becomes of a mistake in the program: a terminal as it was, a short message, an end.

use std::io::{self, Write};
use std::panic::{self, PanicHookInfo};
use std::process;

use crate::library::panic_is_caught;
use crate::text::clean::clean_line;

use super::claim;

/// The exit code of a program that panicked, as Rust has it.
const PANICKED: i32 = 101;

/// Makes a panic give the terminal back, say so, and end the program. Panics that the library expects, from a damaged
/// index, are none of the reader's business: the library answers them. To be called once, before anything else.
pub fn end_on_panic() {
    panic::set_hook(Box::new(|panic| {
        if panic_is_caught() {
            return;
        }
        claim::give_back();
        // There is nobody left to tell of an error.
        let _ = writeln!(
            io::stderr(),
            "clinfaq stopped because of a mistake in it: {}\nThe library is unharmed. Please report this.",
            told(panic)
        );
        // Whoever aborts may leave an image of memory on the disk, and in it what was looked up.
        process::exit(PANICKED);
    }));
}

fn told(panic: &PanicHookInfo<'_>) -> String {
    // It may quote what stands in a file.
    let what = clean_line(panic.payload_as_str().unwrap_or_default());
    let place = panic
        .location()
        .map(|at| format!(" ({}:{})", at.file(), at.line()))
        .unwrap_or_default();
    format!("{what}{place}")
}

#[cfg(all(test, unix))]
mod tests {
    use std::env;
    use std::io::Read;

    use portable_pty::{CommandBuilder, PtySize, native_pty_system};

    use super::*;
    use crate::tui::Environment;

    /// Set where the test below runs the one above it.
    const ALONE: &str = "CLINFAQ_TEST_ALONE";

    /// Nothing in the browser panics that could be told to: so this stands for it, in a terminal that the test below
    /// makes.
    #[test]
    #[ignore = "is run by the test below"]
    fn panics_in_a_terminal() {
        if env::var_os(ALONE).is_none() {
            return;
        }
        end_on_panic();
        claim::take(&Environment::modern().capabilities()).expect("a terminal");
        panic!("on purpose");
    }

    #[test]
    fn a_panic_gives_the_terminal_back_and_says_so() {
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
