//! The texts in the binary: the bundled library and the standard topics.
//!
//! The build script (`assets/pack.rs`) compresses them to a quarter of their size. They are unpacked when one of them is
//! needed, which is only to build an index or to check; their names, sizes and stamps are known without unpacking.

use std::io::Read;
use std::sync::LazyLock;

use lzma_rust2::XzReader;

/// A text in the binary.
#[derive(Debug, Clone, Copy)]
pub(super) struct Text {
    /// Its path below the library's folder.
    pub(super) name: &'static str,
    /// Changes with its content.
    pub(super) stamp: u64,
    /// Where it begins among all texts, in bytes.
    start: usize,
    /// Bytes.
    pub(super) size: usize,
}

// `LIBRARY: [Text; _]`, `TOPICS: Text`, and `PACKED`, all texts one after the other; `BUNDLED_ID` and `BUNDLED_SEQUENCE`, the
// library's id and sequence.
include!(concat!(env!("OUT_DIR"), "/bundle.rs"));

/// Changes with the standard topics.
pub const STANDARD_TOPICS: u64 = TOPICS.stamp;

static UNPACKED: LazyLock<String> = LazyLock::new(|| {
    let mut text = String::new();
    // A test checks that this works.
    let _ = XzReader::new(PACKED, false).read_to_string(&mut text);
    text
});

impl Text {
    /// The text itself.
    pub(super) fn text(&self) -> &'static str {
        let all: &'static str = &UNPACKED;
        all.get(self.start..self.start + self.size)
            .unwrap_or_default()
    }
}

/// The TOML files of the bundled library, by name.
pub(super) fn library() -> impl Iterator<Item = &'static Text> {
    LIBRARY.iter()
}

/// The topics that every library has.
pub(crate) fn standard_topics() -> &'static str {
    TOPICS.text()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packed_texts_equal_the_files() {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
        let read = |path: &str| std::fs::read_to_string(root.join(path)).expect("a file");
        assert_eq!(standard_topics(), read("assets/topics.toml"));
        for file in library() {
            assert_eq!(file.text(), read(&format!("faq/{}", file.name)));
        }
        let on_disk = std::fs::read_dir(root.join("faq")).expect("a folder");
        let is_toml = |name: &std::ffi::OsStr| name.to_string_lossy().ends_with(".toml");
        let toml = on_disk
            .flatten()
            .filter(|file| is_toml(&file.file_name()))
            .count();
        assert_eq!(library().count(), toml);
        assert!(library().is_sorted_by_key(|file| file.name));
    }
}
