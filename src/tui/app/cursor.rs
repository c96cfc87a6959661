//! The selection in a list, and the part of the list that is on the screen.

/// Selection and scroll position of a list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Cursor {
    /// The selected row.
    pub(crate) at: usize,
    /// The first row on the screen.
    pub(crate) top: usize,
}

impl Cursor {
    /// Moves by `by` rows, not past the ends of a list of `len`.
    pub(crate) fn step(&mut self, by: isize, len: usize) {
        self.at = self.at.saturating_add_signed(by).min(len.saturating_sub(1));
    }

    /// Brings the selection onto `height` rows, with the rows next to it.
    pub(crate) fn scroll_into_view(&mut self, len: usize, height: usize) {
        self.at = self.at.min(len.saturating_sub(1));
        let margin = usize::from(height >= 5);
        let lowest = (self.at + 1 + margin).min(len).saturating_sub(height);
        let highest = self.at.saturating_sub(margin);
        self.top = self.top.clamp(lowest.min(highest), highest);
        // No empty rows at the end while there are rows before the window.
        self.top = self.top.min(len.saturating_sub(height));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_selection_is_always_on_the_screen(at in 0usize..99, top in 0usize..99, len in 0usize..60, height in 1usize..30) {
            let mut cursor = Cursor { at, top };
            cursor.scroll_into_view(len, height);
            prop_assert!(cursor.at < len.max(1));
            prop_assert!(cursor.top <= cursor.at && cursor.at < cursor.top + height);
            let before = cursor;
            cursor.scroll_into_view(len, height);
            prop_assert_eq!(before, cursor);
        }
    }
}
