//! A small parent process that outlives the browser, to give the terminal back whatever ends it.
//!
//! A process that is killed, runs out of memory or loses a file that it has mapped (a stick is pulled out) can no longer
//! be trusted to restore the terminal, if it still runs at all. Its parent can. They share a process group, so that the
//! shell sees one job: Ctrl-Z, `fg` and a closed terminal work as without a parent.

use std::io::{self, Write};
use std::process::Command;
use std::sync::Arc;

use rustix::process::{
    Pid, Resource, Rlimit, Signal, WaitOptions, getrlimit, kill_current_process_group,
    kill_process, setrlimit, waitpid,
};
use rustix::stdio::{stdin, stdout};
use rustix::termios::{
    InputModes, OptionalActions, QueueSelector, Termios, tcflush, tcgetattr, tcsetattr,
};
use signal_hook::consts::{SIGABRT, SIGCHLD, SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGXFSZ};
use signal_hook::iterator::Signals;

use super::capabilities::Capabilities;
use super::environment::Environment;
use super::{claim, tty};

/// How a browser in a process of its own ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// It ended by itself, with this code.
    Exited(i32),
    /// This signal killed it. The terminal has been restored.
    Killed(i32),
}

/// Runs `browser`, passes on the signals that this process receives, and restores the terminal should it be killed. Fails
/// where it can't be started.
pub fn supervise(mut browser: Command) -> io::Result<Ended> {
    let found = tcgetattr(stdin())?;
    // Made now: when it is needed, memory may be short, or the stick with this program may be gone.
    let terminal = Capabilities {
        mouse: true, // a setting may have asked for it
        ..Environment::detect().capabilities()
    };
    let (_, farewell) = claim::codes(&terminal);
    let mut signals = Signals::new([SIGCHLD, SIGCONT, SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGABRT])?;
    let browser = Pid::from_child(&browser.spawn()?);
    for signal in signals.forever() {
        if signal != SIGCHLD {
            if let Some(signal) = Signal::from_named_raw(signal) {
                let _ = kill_process(browser, signal); // it has just ended
            }
            continue;
        }
        let options = WaitOptions::NOHANG | WaitOptions::UNTRACED;
        while let Some((_, status)) = waitpid(Some(browser), options)? {
            if status.stopped() {
                // The shell watches this process, or a script that waits for it.
                kill_current_process_group(Signal::TSTP)?;
                continue;
            }
            restore(&found, &farewell);
            return Ok(match status.terminating_signal() {
                Some(signal) => Ended::Killed(signal),
                None => Ended::Exited(status.exit_status().unwrap_or_default()),
            });
        }
    }
    Ok(Ended::Exited(0))
}

/// Gives the terminal back as it was `found`, unless the browser has done so.
fn restore(found: &Termios, farewell: &str) {
    let Ok(mut modes) = tcgetattr(stdin()) else {
        return; // The terminal is gone.
    };
    if modes.local_modes == found.local_modes {
        return;
    }
    // Output that is stopped, by Ctrl-S or by a terminal that can't follow, would block the farewell.
    let _ = tcflush(stdout(), QueueSelector::OFlush);
    modes.input_modes -= InputModes::IXON;
    let _ = tcsetattr(stdin(), OptionalActions::Now, &modes);
    let _ = tty::output().write_all(farewell.as_bytes());
    let _ = tcsetattr(stdin(), OptionalActions::Now, found);
}

/// To be called by a browser that is [supervised](supervise): ends it in good order should its parent be killed.
pub fn end_with_parent() {
    #[cfg(target_os = "linux")]
    let _ = rustix::process::set_parent_process_death_signal(Some(Signal::TERM));
}

/// Makes this process safe to end at any moment: no image of its memory is written to disk if it crashes, for it holds
/// what was searched for; and a file that may not grow any more is an error to report, not the end.
pub fn prepare_process() {
    let limit = Rlimit {
        current: Some(0),
        ..getrlimit(Resource::Core)
    };
    let _ = setrlimit(Resource::Core, limit); // lowering a limit is always allowed
    // A crash reporter that is sent the image instead of a file is not bound by the limit.
    #[cfg(target_os = "linux")]
    let _ = rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable);
    // Handled, the signal no longer kills: the write fails instead.
    let _ = signal_hook::flag::register(SIGXFSZ, Arc::default());
}
