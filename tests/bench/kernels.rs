//! Times: of what the browser does at a keystroke, by criterion; and of many keystrokes, one by one, in two systems that
//! take turns.

use std::time::{Duration, Instant};

use clinfaq::library::Library;
use criterion::Criterion;

use crate::fts5::Fts5;
use crate::ours;

/// How long keystrokes took, shortest first.
#[derive(Debug, Default)]
pub(crate) struct Times(Vec<Duration>);

impl Times {
    /// The time that this share of the keystrokes took at the most, in milliseconds.
    pub(crate) fn share(&self, share: f64) -> f64 {
        let at = (share * self.0.len() as f64) as usize;
        let time = self.0.get(at.min(self.0.len().saturating_sub(1)));
        time.map_or(0.0, Duration::as_secs_f64) * 1e3
    }
}

/// Types the same into both, in turns, so that whatever else the machine does falls on both.
pub(crate) fn in_turns(library: &Library, other: &Fts5, keystrokes: &[&str]) -> [Times; 2] {
    let mut times = [Times::default(), Times::default()];
    for typed in keystrokes {
        let [ours, theirs] = &mut times;
        ours.0.push(timed(|| ours::search(library, typed)));
        theirs.0.push(timed(|| other.search(typed)));
    }
    for times in &mut times {
        times.0.sort_unstable();
    }
    times
}

fn timed<T>(run: impl FnOnce() -> T) -> Duration {
    let started = Instant::now();
    std::hint::black_box(run());
    started.elapsed()
}

/// Criterion's figures for single keystrokes.
pub(crate) fn criterion(name: &str, library: &Library, other: &Fts5) {
    let mut criterion = Criterion::default()
        .without_plots()
        .measurement_time(Duration::from_secs(2))
        .warm_up_time(Duration::from_millis(500))
        .sample_size(20);
    let mut group = criterion.benchmark_group(name);
    for typed in [
        "p",
        "heterot",
        "heterotopic ossification tr",
        "ossificaton treatmnt",
    ] {
        group.bench_function(format!("clinfaq `{typed}`"), |bench| {
            bench.iter(|| ours::search(library, typed))
        });
        group.bench_function(format!("FTS5 `{typed}`"), |bench| {
            bench.iter(|| other.search(typed))
        });
    }
    group.finish();
    criterion.final_summary();
}
