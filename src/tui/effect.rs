//! What an update asks of the world outside: the loop does it, the update never.

/// Something to be done after an update.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Search for what stands in the box. Of several in one batch only the last is done.
    Search,
    /// Forget what is on the screen and write all of it.
    Redraw,
    /// Give the terminal back and stop, until the shell goes on with us.
    Suspend,
    /// The index was found to be damaged: make a new one.
    Rebuild,
    /// End.
    Quit,
}
