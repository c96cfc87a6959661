//! What the files of a library look like: whether a file was added, removed, renamed or written since.

use std::ffi::OsStr;
use std::hash::Hash;

use super::Folder;
use crate::content::compact::hash_of;

/// What the files of a library look like together: one number, whatever the order in which they are met, so that nobody
/// has to keep a list of them, or to sort it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Look {
    sum: u64,
}

impl Look {
    /// Takes in a file. `folder` is the [number](Self::of_folder) of its folder.
    pub(super) fn add_file(&mut self, folder: u64, name: &OsStr, size: u64, stamp: u64) {
        self.add(&(folder, name.as_encoded_bytes(), size, stamp));
    }

    /// Takes in what could not be listed: it is shown with the library, too.
    pub(super) fn add_problem(&mut self, message: &str) {
        self.add(&message);
    }

    fn add(&mut self, thing: &impl Hash) {
        // A sum does not depend on the order, and of several that are alike it counts each.
        self.sum = self.sum.wrapping_add(hash_of(thing));
    }

    /// What stands for a folder in the numbers of its files.
    pub(super) fn of_folder(folder: &Folder) -> u64 {
        hash_of(&(folder.place, &folder.path))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_does_not_matter_and_all_else_does() {
        let look = |folder, files: &[(&str, u64, u64)]| {
            let mut look = Look::default();
            for &(name, size, stamp) in files {
                look.add_file(folder, OsStr::new(name), size, stamp);
            }
            look
        };
        let (a, b) = (("a.toml", 1, 2), ("b.toml", 3, 4));
        assert_eq!(look(1, &[a, b]), look(1, &[b, a]));
        let others = [
            look(1, &[a]),
            look(1, &[a, a, b]),
            look(2, &[a, b]),
            look(1, &[a, ("b.toml", 3, 5)]),
            look(1, &[a, ("b.toml", 4, 4)]),
            look(1, &[a, ("c.toml", 3, 4)]),
        ];
        for (at, other) in others.iter().enumerate() {
            assert_ne!(*other, look(1, &[a, b]), "{at}");
        }
    }
}
