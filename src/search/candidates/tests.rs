//! What limits on common words may not hide.

use proptest::prelude::*;

use super::*;
use crate::index::testing::{entry, index_of};
use crate::model::{Condition, Pack};
use crate::search::query::Query;

const ALL: Limits = Limits {
    common: u32::MAX,
    taken: u32::MAX,
};

/// The words of each entry's answer.
fn library(answers: &[Vec<&'static str>]) -> Index {
    let condition = Condition {
        id: "x".into(),
        name: "Xanthoma".into(),
        ..Condition::default()
    };
    let entries = answers.iter().enumerate();
    let entries =
        entries.map(|(at, words)| entry(&format!("x/{at}"), "overview", "", &words.join(" ")));
    let none = (Vec::new(), Vec::new());
    index_of(
        Pack::default(),
        none.0,
        vec![condition],
        none.1,
        entries.collect(),
    )
}

fn found(index: &Index, words: &str, limits: Limits) -> Vec<Candidate> {
    let reading = Reading::of(index, &Query::parse(words)).expect("a reading");
    let found = Candidates::gather_within(index, &reading, limits).expect("candidates");
    found.found
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn common_words_hide_nothing_that_a_rare_one_found(
        answers in proptest::collection::vec(
            proptest::collection::vec(prop::sample::select(&["alpha", "beta", "gamma"][..]), 0..4),
            1..24,
        ),
        common in 0_u32..12,
        taken in 0_u32..6,
    ) {
        let index = library(&answers);
        let words = "alpha beta gamma ";
        let all = found(&index, words, ALL);
        let some = found(&index, words, Limits { common, taken });
        let holding = |word: &str| answers.iter().filter(|answer| answer.contains(&word)).count();
        let is_rare = |word: &str| holding(word) <= common as usize;
        let by_rare = |candidate: &&Candidate| {
            answers[candidate.entry.0 as usize].iter().any(|word| is_rare(word))
        };
        for candidate in all.iter().filter(by_rare) {
            let known = some.iter().find(|other| other.entry == candidate.entry);
            let same = known.is_some_and(|known| {
                known.held == candidate.held && (known.score - candidate.score).abs() < 1e-3
            });
            prop_assert!(same, "{known:?} {candidate:?}");
        }
        let by_common = some.iter().filter(|candidate| !by_rare(candidate));
        let commons = ["alpha", "beta", "gamma"].iter().filter(|word| !is_rare(word)).count();
        prop_assert!(by_common.count() <= commons * taken as usize);
    }
}
