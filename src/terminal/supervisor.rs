//! A small parent process that outlives the browser, to give the terminal back whatever ends it.
//!
//! A process that is killed or runs out of memory can no longer be trusted to restore the terminal, if it still runs at
//! all. Its parent can. They share a process group, so that the shell sees one job: Ctrl-Z, `fg` and a closed terminal work
//! as without a parent.

use std::io;
use std::process::Command;
use std::sync::Arc;

use rustix::process::{
    Pid, Resource, Rlimit, Signal, WaitOptions, getrlimit, kill_current_process_group,
    kill_process, setrlimit, waitpid,
};
use signal_hook::consts::{SIGABRT, SIGCHLD, SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGXFSZ};
use signal_hook::iterator::Signals;

use super::capabilities::Capabilities;
use super::environment::Environment;
use super::guard::Restore;
use super::tty;

/// How a browser in a process of its own ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// It exited with this code.
    Exited(i32),
    /// This signal killed it. The terminal has been restored.
    Killed(i32),
}

/// Runs `browser`, passes on the signals that this process receives, and restores the terminal if it is killed. Fails if
/// it cannot be started.
pub fn supervise(mut browser: Command) -> io::Result<Ended> {
    // Made now: later, memory may be short, or the stick with this program may be gone.
    let restore = Restore::new(&Capabilities {
        mouse: true, // a setting may have asked for it
        ..Environment::detect().capabilities()
    })?;
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
            // Equal modes: the browser has given the terminal back itself.
            if tty::modes().is_ok_and(|now| now.local_modes != restore.modes.local_modes) {
                tty::unblock();
                restore.restore();
            }
            return Ok(match status.terminating_signal() {
                Some(signal) => Ended::Killed(signal),
                None => Ended::Exited(status.exit_status().unwrap_or_default()),
            });
        }
    }
    Ok(Ended::Exited(0))
}

/// To be called by a [supervised](supervise) browser: ends it in good order if its parent is killed.
pub fn end_with_parent() {
    #[cfg(target_os = "linux")]
    let _ = rustix::process::set_parent_process_death_signal(Some(Signal::TERM));
}

/// Makes this process safe to end at any moment: no image of its memory, which holds what was searched for, is written to
/// disk if it crashes; and a file that may not grow any more is an error to report, not the end.
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
