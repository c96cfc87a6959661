//! A map from hashes to small values in as little memory as that takes: a library may have millions of ids.
//!
//! A hash table keeps room for up to twice of what it holds, and for three times while it grows. Here values stand in
//! sorted lists with little room to spare, one for the first bits of a hash: short enough to be moved up for a new one,
//! and growing a little at a time, each in the room that another has left.

use std::hash::{DefaultHasher, Hash, Hasher};

/// The hash by which things are known here.
pub(super) fn hash_of(thing: &(impl Hash + ?Sized)) -> u64 {
    let mut hasher = DefaultHasher::new();
    thing.hash(&mut hasher);
    hasher.finish()
}

/// Hashes with a value each.
#[derive(Debug, Clone)]
pub(super) struct Compact<V> {
    /// None until there is something.
    lists: Vec<Vec<(u64, V)>>,
    len: usize,
}

/// So many of a hash's first bits choose its list.
const LIST_BITS: u32 = 10;
/// A list that is full grows by this part of itself.
const GROWTH: usize = 8;

impl<V> Default for Compact<V> {
    fn default() -> Self {
        Self {
            lists: Vec::new(),
            len: 0,
        }
    }
}

impl<V: Copy> Compact<V> {
    /// The value of `hash`.
    pub(super) fn get(&self, hash: u64) -> Option<&V> {
        let list = self.lists.get(list_of(hash))?;
        let at = find(list, hash).ok()?;
        Some(&list[at].1)
    }

    pub(super) fn get_mut(&mut self, hash: u64) -> Option<&mut V> {
        let list = self.lists.get_mut(list_of(hash))?;
        let at = find(list, hash).ok()?;
        Some(&mut list[at].1)
    }

    /// Sets the value of `hash`; says whether it had none.
    pub(super) fn insert(&mut self, hash: u64, value: V) -> bool {
        if self.lists.is_empty() {
            self.lists = vec![Vec::new(); 1 << LIST_BITS];
        }
        let list = &mut self.lists[list_of(hash)];
        match find(list, hash) {
            Ok(at) => {
                list[at].1 = value;
                false
            }
            Err(at) => {
                if list.len() == list.capacity() {
                    list.reserve_exact(list.len() / GROWTH + 1);
                }
                list.insert(at, (hash, value));
                self.len += 1;
                true
            }
        }
    }

    pub(super) fn len(&self) -> usize {
        self.len
    }
}

fn list_of(hash: u64) -> usize {
    (hash >> (u64::BITS - LIST_BITS)) as usize
}

fn find<V>(list: &[(u64, V)], hash: u64) -> Result<usize, usize> {
    list.binary_search_by_key(&hash, |(hash, _)| *hash)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    /// Spread over all lists, several to each.
    fn spread(number: u64) -> u64 {
        number.wrapping_mul(0x9e37_79b9_7f4a_7c15)
    }

    proptest! {
        #[test]
        fn it_holds_what_a_map_holds(values in proptest::collection::vec((0_u64..4_000, any::<u16>()), 0..3_000)) {
            let mut map = BTreeMap::new();
            let mut compact = Compact::default();
            for (number, value) in values {
                let hash = spread(number);
                prop_assert_eq!(compact.insert(hash, value), map.insert(hash, value).is_none());
            }
            prop_assert_eq!(compact.len(), map.len());
            for hash in (0..4_001).map(spread) {
                prop_assert_eq!(compact.get(hash), map.get(&hash));
                prop_assert_eq!(compact.get_mut(hash), map.get_mut(&hash));
            }
        }
    }
}
