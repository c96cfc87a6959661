//! Calls into tantivy, which panics on some kinds of damage to its files.

use std::any::Any;
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

thread_local! {
    static CATCHING: Cell<bool> = const { Cell::new(false) };
}

/// Whether a panic on this thread will be caught by the library, so that the panic hook should not report it.
pub fn panic_is_caught() -> bool {
    // A thread that is ending has no such value any more.
    CATCHING.try_with(Cell::get).unwrap_or(false)
}

/// What `work` returns, or the message of its panic.
pub(super) fn caught<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    let before = CATCHING.replace(true);
    // What was borrowed is only read, or dropped after a panic.
    let result = catch_unwind(AssertUnwindSafe(work));
    CATCHING.set(before);
    result.map_err(|panic| message(&*panic))
}

fn message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().copied();
    let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    text.unwrap_or("no message").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_an_error_and_is_expected_only_inside() {
        assert!(!panic_is_caught());
        assert_eq!(caught(panic_is_caught), Ok(true));
        assert!(!panic_is_caught());
        let text = "expected";
        assert_eq!(caught(|| panic!("{text}")), Err::<(), _>(text.to_owned()));
        assert!(!panic_is_caught());
    }
}
