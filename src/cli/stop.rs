//! Stopping a long command by a signal, so that nothing half written is left.

use std::io;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether the command is to stop.
#[derive(Debug, Default)]
pub(super) struct Stop(Arc<AtomicBool>);

impl Stop {
    /// Is set by a signal. A second signal ends the process at once.
    pub(super) fn on_signals() -> io::Result<Self> {
        let stop = Self::default();
        #[cfg(unix)]
        {
            use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
            for signal in [SIGINT, SIGTERM, SIGHUP] {
                signal_hook::flag::register_conditional_default(signal, Arc::clone(&stop.0))?;
                signal_hook::flag::register(signal, Arc::clone(&stop.0))?;
            }
        }
        Ok(stop)
    }

    /// Whether to go on.
    pub(super) fn flow(&self) -> ControlFlow<()> {
        match self.0.load(Ordering::Relaxed) {
            true => ControlFlow::Break(()),
            false => ControlFlow::Continue(()),
        }
    }
}
