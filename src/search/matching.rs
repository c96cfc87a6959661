//! Whether what was found answers a query, or only has something in common with it.
//!
//! A query names subjects: conditions, medicines, symptoms. One that no name and no question of the library holds is not in
//! the library, unless the first hit is about a condition that the query names in full, or speaks of the subject. One that
//! the library only mentions needs a first hit that answers the other words, too. An identifier that is not there is not
//! replaced by another. A hit with few of the words asked for is no answer.

use std::ops::Range;

use tantivy::Term;
use tantivy::collector::Count;
use tantivy::query::{BooleanQuery, Query, TermQuery};
use tantivy::schema::IndexRecordOption;

use crate::index::{Error, Index};

use super::interpretation::{Interpretation, QUALITY_SYNONYM};
use super::query::Typed;
use super::results::{Hit, Matching};
use super::retrieval::{Candidate, Candidates};
use super::score::Reason;
use super::term_expansion::Meaning;

/// Where no condition is named, a first hit that holds less of what was asked, weighted by how rare the words are, is no
/// answer; nor is it if a larger share of the words is not in the library at all. These and the next were tuned on questions
/// with and without answers.
const LEAST_HELD: f32 = 0.25;
const MOST_MISSING: f32 = 0.45;
/// A condition is named where one of its names holds more of the query than this.
const LEAST_NAMED: f32 = 0.35;
/// A subject in the names and questions of fewer entries is only mentioned.
const MENTIONS: usize = 3;
/// Where a subject is only mentioned, a first hit that holds less of the other words is no answer.
const LEAST_OTHERS: f32 = 0.7;
/// Where a subject is not in the library, a first hit that holds so much, under a name that was asked for, answers all the
/// same; one that holds this little does not, even about a condition that was named.
const HOLDS_ALL: f32 = 0.9;
const HOLDS_LITTLE: f32 = 0.2;
/// An entry that holds this many other words of the query does more than mention a subject.
const MORE_THAN_A_MENTION: usize = 2;
/// Meanings of a word that are guessed are no sign that its subject is in the library.
const SURE: f32 = QUALITY_SYNONYM;
/// Catalogues whose identifiers are numbers.
const CATALOGUES: &[&str] = &["gard", "mim", "omim", "orpha", "orphanet"];

/// Whether the hits answer the query, and what of it the library has nothing about.
pub(super) fn judge(
    index: &Index,
    interpretation: &Interpretation,
    typed: &[Typed],
    candidates: &Candidates,
    hits: &[Hit],
) -> Result<(Matching, Vec<String>), Error> {
    let words = &interpretation.words;
    let first = hits.first();
    let best = first.and_then(|hit| candidates.best.iter().find(|best| best.entry == hit.entry));
    let mut missing = unknown_codes(index, typed)?;
    let mut foreign = !missing.is_empty();
    let amount = |reason: Reason| first.map_or(0.0, |hit| hit.score.amounts()[reason as usize]);
    let other_type = amount(Reason::OtherType) > 0.0;
    if let Some(at) = interpretation.numbered_type
        && other_type
    {
        missing.push(at - 1..at + 1);
    }
    let mut mentioned = vec![false; words.len()];
    for subject in interpretation.subjects() {
        let run = &words[subject.clone()];
        if run.iter().all(|word| word.weight == 0.0 || word.topical) {
            continue;
        }
        let about = entries_about(index, run)?;
        if about == 0 && !best.is_some_and(|best| speaks_of(index, interpretation, best, &subject))
        {
            foreign = true;
            missing.push(subject);
        } else if (1..MENTIONS).contains(&about) {
            mentioned[subject].fill(true);
        }
    }
    for (at, word) in words.iter().enumerate() {
        let is_missing =
            word.content && !word.topical && word.close.is_none() && candidates.holding[at] == 0;
        // A word that is still being typed may become another one; a number seldom does.
        let unfinished = typed.get(at).is_some_and(|typed| {
            typed.unfinished && !typed.folded.contains(|c: char| c.is_ascii_digit())
        });
        if is_missing && !unfinished && !missing.iter().any(|subject| subject.contains(&at)) {
            missing.push(at..at + 1);
        }
    }
    let share = |counted: &dyn Fn(usize) -> bool, held: &dyn Fn(usize) -> bool| {
        let (mut all, mut some) = (0.0, 0.0);
        for (at, rarity) in candidates.rarity.iter().enumerate() {
            if counted(at) {
                all += rarity;
                some += if held(at) { *rarity } else { 0.0 };
            }
        }
        if all > 0.0 { some / all } else { 1.0 }
    };
    let content = |at: usize| words[at].content && !words[at].topical;
    let holds = |at: usize| best.is_some_and(|best| best.holds.contains(at));
    let topic = best.and_then(|best| index.topic_of(best.entry));
    let answers = |at: usize| {
        let mut votes = interpretation.votes.iter();
        match words[at].topical {
            true => votes.any(|vote| vote.words.contains(&at) && Some(vote.topic) == topic),
            false => holds(at),
        }
    };
    let (named, in_name) = (amount(Reason::Named), amount(Reason::NameCoverage));
    let held = share(&content, &holds);
    let absent = 1.0 - share(&content, &|at| candidates.holding[at] > 0);
    let others = share(&|at| words[at].weight > 0.0 && !mentioned[at], &answers);
    let only_mentioned = mentioned.contains(&true) && others < LEAST_OTHERS;
    let related = if other_type {
        true
    } else if named >= 1.0 {
        foreign && held < HOLDS_LITTLE
    } else if foreign {
        in_name <= LEAST_NAMED || held < HOLDS_ALL
    } else {
        named == 0.0
            && in_name <= LEAST_NAMED
            && (only_mentioned || held < LEAST_HELD || absent > MOST_MISSING)
    };
    let says_nothing = words.iter().any(|word| word.ignored)
        && words.iter().all(|word| word.ignored || word.is_empty());
    let matching = match related || says_nothing || interpretation.language.is_some() {
        true => Matching::Related,
        false => Matching::Answer,
    };
    Ok((matching, as_typed(missing, typed)))
}

/// Runs of words as they were typed, in their order.
fn as_typed(mut runs: Vec<Range<usize>>, typed: &[Typed]) -> Vec<String> {
    runs.sort_by_key(|run| run.start);
    let names = runs.into_iter().map(|run| {
        let typed = &typed[run];
        let digits = |word: &Typed| word.original.contains(|c: char| c.is_ascii_digit());
        let is_code = typed.iter().any(digits);
        let words = typed.iter().map(|word| match &word.short {
            Some(short) => short.as_str(),
            None if word.parts > 1 || is_code => &word.original,
            None => &word.folded,
        });
        let mut words: Vec<&str> = words.collect();
        words.dedup();
        words.join(" ")
    });
    let mut names: Vec<String> = names.collect();
    names.dedup();
    names
}

/// Identifiers that are not in the library, such as "E11", "E11.9", "OMIM 154700" and "ORPHA:558".
fn unknown_codes(index: &Index, typed: &[Typed]) -> Result<Vec<Range<usize>>, Error> {
    let mut unknown = Vec::new();
    for (at, word) in typed.iter().enumerate() {
        let before = at.checked_sub(1).map(|before| &typed[before]);
        let catalogue = before.filter(|before| CATALOGUES.contains(&before.folded.as_str()));
        let is_number = word.folded.bytes().all(|byte| byte.is_ascii_digit());
        let (range, code) = match catalogue {
            Some(catalogue) if is_number => {
                let code = format!("{}{}", catalogue.folded, word.folded);
                (at - 1..at + 1, code)
            }
            _ if looks_like_icd(&word.original) && before.is_none_or(|b| b.code != word.code) => {
                (at..at + word.parts, word.code.clone())
            }
            _ => continue,
        };
        let fields = index.fields();
        let fields = fields.searched().map(|(field, _)| field);
        let mut known = false;
        for field in fields.into_iter().chain([index.fields().code]) {
            known |= index.terms(field)?.terms().get(&code)?.is_some();
        }
        if !known {
            unknown.push(range.start..range.end.min(typed.len()));
        }
    }
    Ok(unknown)
}

/// Whether it is a letter and two digits, perhaps with more behind a full stop.
fn looks_like_icd(text: &str) -> bool {
    let (category, rest) = text.split_once('.').unwrap_or((text, "0"));
    let mut category = category.chars();
    category
        .next()
        .is_some_and(|first| first.is_ascii_alphabetic())
        && category.clone().count() == 2
        && category.all(|c| c.is_ascii_digit())
        && !rest.is_empty()
        && rest.chars().all(|c| c.is_ascii_digit())
}

/// How many entries hold all of these words in their names and question.
fn entries_about(index: &Index, words: &[Meaning]) -> Result<usize, Error> {
    let fields = index.fields();
    let fields = [fields.name, fields.other_names, fields.question];
    let anywhere = |stem: &String| {
        let terms = fields.map(|field| -> Box<dyn Query> {
            let term = Term::from_field_text(field, stem);
            Box::new(TermQuery::new(term, IndexRecordOption::Basic))
        });
        Box::new(BooleanQuery::union(terms.into())) as Box<dyn Query>
    };
    let counted = words.iter().filter(|word| word.weight > 0.0);
    let each = counted.map(|word| -> Box<dyn Query> {
        let sure = word.terms.iter().filter(|(_, quality)| *quality >= SURE);
        let single = sure.map(|(stem, _)| anywhere(stem));
        let phrases = word.phrases.iter().map(|stems| -> Box<dyn Query> {
            let all = stems.iter().map(anywhere);
            Box::new(BooleanQuery::intersection(all.collect()))
        });
        Box::new(BooleanQuery::union(single.chain(phrases).collect()))
    });
    let query = BooleanQuery::intersection(each.collect());
    Ok(index.searcher().search(&query, &Count)?)
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
        word.content && !word.topical && !subject.contains(at) && entry.holds.contains(*at)
    });
    let condition = index.condition_of(entry.entry);
    let named = condition.is_some_and(|condition| interpretation.conditions.contains(&condition));
    (named || others.count() >= MORE_THAN_A_MENTION)
        && subject
            .clone()
            .all(|word| entry.holds.contains(word) || words[word].weight == 0.0)
}
