//! Importers, from other people's files to a library that loads.
#![cfg(feature = "import")]

#[expect(dead_code, reason = "the loader's tests need more of it")]
#[path = "content/bench.rs"]
mod bench;
#[path = "import/faqpage.rs"]
mod faqpage;
#[path = "import/folder.rs"]
mod folder;
#[path = "import/input.rs"]
mod input;
#[path = "import/markdown.rs"]
mod markdown;
#[path = "import/medquad.rs"]
mod medquad;
#[path = "import/publishers.rs"]
mod publishers;
#[path = "import/visible.rs"]
mod visible;
#[cfg(feature = "export")]
#[path = "import/round_trip.rs"]
mod round_trip;
#[path = "import/sheet.rs"]
mod sheet;
#[path = "import/write.rs"]
mod write;
#[path = "import/zim.rs"]
mod zim;
