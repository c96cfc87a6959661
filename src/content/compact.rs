//! A map from hashes to small values in as little memory as that takes: a library may have millions of ids.
//!
//! A hash table keeps room for twice of what it holds, and for twice of that while it grows. Here nearly all stands in
//! one sorted list without gaps; what came last is in a small table beside it and merged in from time to time.

use std::collections::HashMap;

/// So many values are gathered at the least before they are merged into the list.
const FEWEST: usize = 1_024;
/// And at the least this part of the list, so that all merging together costs no more than a few passes over it.
const PART: usize = 8;

/// Hashes with a value each.
#[derive(Debug, Clone)]
pub(crate) struct Compact<V> {
    sorted: Vec<(u64, V)>,
    recent: HashMap<u64, V>,
}

impl<V> Default for Compact<V> {
    fn default() -> Self {
        Self {
            sorted: Vec::new(),
            recent: HashMap::new(),
        }
    }
}

impl<V: Copy> Compact<V> {
    /// The value of `hash`.
    pub(crate) fn get(&self, hash: u64) -> Option<&V> {
        self.recent.get(&hash).or_else(|| {
            let at = self.find(hash).ok()?;
            self.sorted.get(at).map(|(_, value)| value)
        })
    }

    pub(crate) fn get_mut(&mut self, hash: u64) -> Option<&mut V> {
        match self.find(hash) {
            Ok(at) => self.sorted.get_mut(at).map(|(_, value)| value),
            Err(_) => self.recent.get_mut(&hash),
        }
    }

    fn find(&self, hash: u64) -> Result<usize, usize> {
        self.sorted.binary_search_by_key(&hash, |(hash, _)| *hash)
    }

    /// Sets the value of `hash`; says whether it had none.
    pub(crate) fn insert(&mut self, hash: u64, value: V) -> bool {
        if let Some(known) = self.get_mut(hash) {
            *known = value;
            return false;
        }
        self.recent.insert(hash, value);
        if self.recent.len() >= FEWEST.max(self.sorted.len() / PART) {
            self.merge();
        }
        true
    }

    pub(crate) fn len(&self) -> usize {
        self.sorted.len() + self.recent.len()
    }

    /// Moves what came last to its places, from the end of the list on, so that no second list is needed.
    fn merge(&mut self) {
        let mut recent: Vec<(u64, V)> = self.recent.drain().collect();
        recent.sort_unstable_by_key(|(hash, _)| *hash);
        let (mut old, mut new) = (self.sorted.len(), recent.len());
        self.sorted.reserve_exact(new);
        self.sorted.extend_from_slice(&recent);
        let mut place = self.sorted.len();
        while new > 0 {
            place -= 1;
            if old > 0 && self.sorted[old - 1].0 > recent[new - 1].0 {
                old -= 1;
                self.sorted[place] = self.sorted[old];
            } else {
                new -= 1;
                self.sorted[place] = recent[new];
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn it_holds_what_a_map_holds(values in proptest::collection::vec((0_u64..4_000, any::<u16>()), 0..6_000)) {
            let mut map = BTreeMap::new();
            let mut compact = Compact::default();
            for (hash, value) in values {
                prop_assert_eq!(compact.insert(hash, value), map.insert(hash, value).is_none());
            }
            prop_assert_eq!(compact.len(), map.len());
            for hash in 0..4_001 {
                prop_assert_eq!(compact.get(hash), map.get(&hash));
                prop_assert_eq!(compact.get_mut(hash), map.get_mut(&hash));
            }
        }
    }
}
