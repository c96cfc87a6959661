//! Whether what was found answers a query, or only has something in common with it.
//!
//! A query names subjects: conditions, medicines, symptoms. One that no name and no question of the library holds is not in
//! the library, unless the best hit is about a condition that the query names in full and its answer speaks of the subject.
//! And a hit that holds little of what was asked is no answer.

use std::ops::Range;

use tantivy::Term;
use tantivy::collector::Count;
use tantivy::query::{BooleanQuery, Query, TermQuery};
use tantivy::schema::IndexRecordOption;

use crate::index::analyze::folded_words;
use crate::index::{Error, Index, MedicationOrd};

use super::interpretation::{Interpretation, QUALITY_SYNONYM};
use super::query::Typed;
use super::results::{Hit, Matching};
use super::retrieval::{Candidate, Candidates};
use super::score::Reason;
use super::term_expansion::Meaning;

/// Where no condition is named, a first hit that holds less of what was asked, weighted by how rare the words are, is no
/// answer; nor is it where more of that occurs nowhere in the library. Found by trying on questions with and without answers.
const LEAST_HELD: f32 = 0.35;
const MOST_MISSING: f32 = 0.45;
/// A condition is named where one of its names holds more of the query than this.
const LEAST_NAMED: f32 = 0.3;
/// An entry that holds so many other words of the query does more than mention a subject.
const MORE_THAN_A_MENTION: usize = 2;
/// So many medicines of a library are looked through.
const MOST_MEDICINES: u32 = 1_000;
/// Meanings of a word that are guessed are no sign that its subject is in the library.
const SURE: f32 = QUALITY_SYNONYM;

/// Whether the hits answer the query, and what of it the library has nothing about.
pub(super) fn judge(
    index: &Index,
    interpretation: &Interpretation,
    typed: &[Typed],
    candidates: &Candidates,
    hits: &[Hit],
) -> Result<(Matching, Vec<String>), Error> {
    let mut missing: Vec<Range<usize>> = Vec::new();
    let first = hits.first();
    let best = first.and_then(|hit| candidates.best.iter().find(|best| best.entry == hit.entry));
    let mut related = interpretation.language.is_some();
    for subject in interpretation.subjects() {
        let words = &interpretation.words[subject.clone()];
        if words.iter().all(|word| word.weight == 0.0) || is_about(index, words)? {
            continue;
        }
        let topical = words.iter().all(|word| word.topical);
        if !topical && !best.is_some_and(|best| speaks_of(index, interpretation, best, &subject)) {
            related = true;
            missing.push(subject);
        }
    }
    for (at, word) in interpretation.words.iter().enumerate() {
        let nowhere =
            word.content && !word.topical && word.close.is_none() && candidates.holding[at] == 0;
        // A word that is still being typed may become another; a number hardly does.
        let unfinished = typed.get(at).is_some_and(|typed| {
            typed.unfinished && !typed.folded.contains(|c: char| c.is_ascii_digit())
        });
        if nowhere && !unfinished && !missing.iter().any(|subject| subject.contains(&at)) {
            missing.push(at..at + 1);
        }
    }
    if let (Some(first), Some(best)) = (first, best) {
        let amounts = first.score.amounts();
        let in_name = amounts[Reason::NameCoverage as usize] > LEAST_NAMED;
        let named = amounts[Reason::Named as usize] > 0.0 || in_name;
        let share = |held: &dyn Fn(usize) -> bool| {
            let words = interpretation
                .words
                .iter()
                .zip(&candidates.rarity)
                .enumerate();
            let content = words.filter(|(_, (word, _))| word.content && !word.topical);
            let (mut all, mut some) = (0.0, 0.0);
            for (at, (_, rarity)) in content {
                all += rarity;
                some += if held(at) { *rarity } else { 0.0 };
            }
            if all > 0.0 { some / all } else { 1.0 }
        };
        // Beside no name, a guess is no sign that an entry is about it.
        let guessed = |word: usize| interpretation.words[word].close.is_some();
        let held = share(&|word| best.holds(word) && (!guessed(word) || best.asks(word)));
        let nowhere = 1.0 - share(&|word| candidates.holding[word] > 0);
        related |= !named && (held < LEAST_HELD || nowhere > MOST_MISSING);
    }
    missing.sort_by_key(|subject| subject.start);
    let words = missing.into_iter().map(|subject| {
        let mut words: Vec<&str> = typed[subject]
            .iter()
            .map(|word| word.short.as_deref().unwrap_or(&word.folded))
            .collect();
        words.dedup();
        words.join(" ")
    });
    let matching = match related {
        true => Matching::Related,
        false => Matching::Answer,
    };
    Ok((matching, words.collect()))
}

/// Whether a name or a question of the library holds all of these words, or they are a medicine of it.
fn is_about(index: &Index, words: &[Meaning]) -> Result<bool, Error> {
    let fields = index.fields();
    let each = words
        .iter()
        .filter(|word| word.weight > 0.0)
        .map(|word| -> Box<dyn Query> {
            let sure = word.terms.iter().filter(|(_, quality)| *quality >= SURE);
            let terms = sure.flat_map(|(stem, _)| {
                [fields.name, fields.other_names, fields.question].map(|field| -> Box<dyn Query> {
                    let term = Term::from_field_text(field, stem);
                    Box::new(TermQuery::new(term, IndexRecordOption::Basic))
                })
            });
            Box::new(BooleanQuery::union(terms.collect()))
        });
    let query = BooleanQuery::intersection(each.collect());
    if index.searcher().search(&query, &Count)? > 0 {
        return Ok(true);
    }
    let typed: Vec<&str> = words.iter().map(|word| word.folded.as_str()).collect();
    let typed = typed.join(" ");
    let medicines = (0..index.medication_count().min(MOST_MEDICINES)).map(MedicationOrd);
    let mut medicines = medicines.map(|medicine| index.medication(medicine));
    Ok(medicines.any(|(medicine, _)| {
        let mut names = medicine.brands.iter().chain([&medicine.name]);
        names.any(|name| folded_words(name) == typed)
    }))
}

/// Whether an entry holds all words of the subject, and is about a condition that the query names or holds some more of its
/// words, which makes it more than a mention.
fn speaks_of(
    index: &Index,
    interpretation: &Interpretation,
    entry: &Candidate,
    subject: &Range<usize>,
) -> bool {
    let words = &interpretation.words;
    let others = words.iter().enumerate().filter(|(at, word)| {
        word.content && !word.topical && !subject.contains(at) && entry.holds(*at)
    });
    let condition = index.condition_of(entry.entry);
    let named = condition.is_some_and(|condition| interpretation.conditions.contains(&condition));
    (named || others.count() >= MORE_THAN_A_MENTION)
        && subject
            .clone()
            .all(|word| entry.holds(word) || words[word].weight == 0.0)
}
