//! The terminal as a device: its modes, its size, its speed, its bytes. Knows nothing of what they mean.

#[cfg(unix)]
mod unix;
#[cfg(unix)]
pub(crate) use unix::*;

#[cfg(not(unix))]
mod other;
#[cfg(not(unix))]
pub(crate) use other::*;
