//! The loader by its public interface: files on disk in, a library and diagnostics out.

#[path = "content/bench.rs"]
mod bench;
#[path = "content/files.rs"]
mod files;
#[path = "content/hostile.rs"]
mod hostile;
#[path = "content/libraries.rs"]
mod libraries;
#[path = "content/rules.rs"]
mod rules;
#[path = "content/shown.rs"]
mod shown;
#[path = "content/written.rs"]
mod written;

use bench::{Bench, Collect};
use clinfaq::content::{Place, load, scan};
use std::ops::ControlFlow;

#[test]
fn a_good_library_loads_whole() {
    let library = Bench::new().file("a.toml", bench::GOOD).load();
    assert_eq!(library.problems, [], "{:#?}", library.problems);
    assert_eq!(library.sink.packs.len(), 1);
    assert_eq!(library.sink.entries.len(), 2);
    assert_eq!(library.sink.conditions.len(), 1);
    assert!(library.sink.topics.len() > 20);
}

#[test]
fn the_bundled_library_loads() {
    let found = scan(&[Place::Bundled]);
    let mut sink = Collect::default();
    let mut take = |pack, record| sink.take(pack, record);
    let problems =
        load(&found, None, &mut take, &mut |_| ControlFlow::Continue(())).expect("nobody stops it");
    let errors: Vec<_> = problems
        .diagnostics
        .iter()
        .filter(|p| p.severity == clinfaq::content::Severity::Error)
        .collect();
    assert!(found.files.len() > 1, "the library is in the binary");
    assert!(errors.is_empty(), "{errors:#?}");
    assert!(sink.entries.len() > 10);
}
