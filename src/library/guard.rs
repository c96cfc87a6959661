//! Catches panics inside the search library, which panics on some kinds of damage to its files.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

thread_local! {
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Whether this thread is inside a guarded call: a panic there is caught, and no panic hook should speak of it.
pub fn guarded() -> bool {
    GUARDED.get()
}

/// Runs `read`; a panic in it gives `None`.
pub(super) fn guard<T>(read: impl FnOnce() -> T) -> Option<T> {
    let outer = GUARDED.replace(true);
    // Whatever the closure borrows is only read, or thrown away by the caller after a panic.
    let result = catch_unwind(AssertUnwindSafe(read));
    GUARDED.set(outer);
    result.ok()
}

/// Makes the panic hook silent about panics that are caught. To be called once, before any other hook is put on top.
pub fn silence_guarded_panics() {
    let speak = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !guarded() {
            speak(panic);
        }
    }));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_caught_and_forgotten() {
        assert!(!guarded());
        assert_eq!(guard(|| 1), Some(1));
        silence_guarded_panics();
        assert_eq!(guard(|| -> u8 { panic!("caught") }), None);
        assert!(!guarded());
    }
}
