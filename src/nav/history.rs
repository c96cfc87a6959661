//! The places a reader has been to: back and forward, as in a web browser.

/// Maximum number of places that are kept.
const MAX_PLACES: usize = 100;

/// The places, and which of them is the current one.
#[derive(Debug, Clone)]
pub(crate) struct History<P> {
    places: Vec<P>,
    current: usize,
}

impl<P> History<P> {
    pub(crate) fn new(first: P) -> Self {
        Self {
            places: vec![first],
            current: 0,
        }
    }

    pub(crate) fn current(&self) -> &P {
        &self.places[self.current]
    }

    pub(crate) fn current_mut(&mut self) -> &mut P {
        &mut self.places[self.current]
    }

    /// How many places one can go back.
    pub(crate) fn depth(&self) -> usize {
        self.current
    }

    /// The place that [`back`](Self::back) leads to.
    pub(crate) fn previous_mut(&mut self) -> Option<&mut P> {
        self.places.get_mut(self.current.checked_sub(1)?)
    }

    /// Every place, the first one first.
    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = &mut P> {
        self.places.iter_mut()
    }

    /// Every place, the newest first.
    pub(crate) fn newest_first(&self) -> impl Iterator<Item = &P> {
        self.places.iter().rev()
    }

    /// The current place and those before it, the newest first.
    pub(crate) fn up_to_current(&self) -> impl Iterator<Item = &P> {
        self.places[..=self.current].iter().rev()
    }

    /// Goes to a new place; the places ahead are forgotten.
    pub(crate) fn go(&mut self, place: P) {
        self.places.truncate(self.current + 1);
        self.places.push(place);
        if self.places.len() > MAX_PLACES {
            // Not the first: there must be a beginning to come back to.
            self.places.remove(1);
        }
        self.current = self.places.len() - 1;
    }

    /// Goes back; `false` at the first place.
    pub(crate) fn back(&mut self) -> bool {
        let can = self.current > 0;
        self.current -= usize::from(can);
        can
    }

    /// Goes forward again; `false` at the last place.
    pub(crate) fn forward(&mut self) -> bool {
        let can = self.current + 1 < self.places.len();
        self.current += usize::from(can);
        can
    }

    /// Drops the places for which `keep` is false, which must be true for the first. If the current place goes, the one
    /// before it becomes the current one, and the result is `false`.
    pub(crate) fn retain_mut(&mut self, keep: impl FnMut(&mut P) -> bool) -> bool {
        let kept: Vec<bool> = self.places.iter_mut().map(keep).collect();
        let stays = kept[self.current];
        let before = kept[..=self.current].iter().filter(|kept| **kept).count();
        let mut kept = kept.into_iter();
        self.places.retain(|_| kept.next() == Some(true));
        self.current = before.saturating_sub(1);
        stays
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn back_and_forward_keep_the_first_place_and_forget_the_oldest() {
        let mut history = History::new(0);
        for place in 1..=MAX_PLACES + 5 {
            history.go(place);
        }
        assert_eq!(history.places.len(), MAX_PLACES);
        while history.back() {}
        assert_eq!(*history.current(), 0);
        assert!(history.forward());
        assert_eq!(*history.current(), 7);
        history.go(1_000);
        assert!(!history.forward());
    }

    #[test]
    fn dropping_the_current_place_leads_to_the_one_before_it() {
        let mut history = History::new(0);
        (1..=4).for_each(|place| history.go(place));
        history.back();
        assert!(history.retain_mut(|place| *place != 1));
        assert_eq!((*history.current(), history.depth()), (3, 2));
        assert!(!history.retain_mut(|place| *place != 3));
        assert_eq!(*history.current(), 2);
        assert!(history.forward());
        assert_eq!(*history.current(), 4);
    }
}
