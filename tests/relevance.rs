//! What people type brings the entry that answers it among the first three: the queries of `relevance.toml`, put to the
//! bundled library as a reader would put them.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use clinfaq::content::Place;
use clinfaq::index::EntryOrd;
use clinfaq::index::analyze;
use clinfaq::library::{Library, Opener, Request};
use clinfaq::search::Matching;
use toml::Table;

/// An answer further down counts as not found.
const FIRST: usize = 3;
/// How many of the unanswerable queries show a first result as if it were an answer.
const MOST_WRONG_ANSWERS: usize = 20;
/// How many of the answerable ones have their first result labelled as related.
const MOST_WRONGLY_RELATED: usize = 37;
/// So many queries there must be at the least.
const FEWEST: usize = 200;

/// One table of `relevance.toml`.
#[derive(Debug)]
struct Query {
    words: String,
    entry: String,
    /// Entries that answer it as well.
    also: Vec<String>,
    /// Whether search is known not to answer it yet.
    known_miss: bool,
}

impl Query {
    fn accepts(&self, id: &str) -> bool {
        self.entry == id || self.also.iter().any(|other| other == id)
    }
}

#[test]
fn what_people_type_finds_its_answer() {
    let library = bundled();
    let queries = queries();
    let mut wrong = Vec::new();
    let mut first = 0;
    let mut found = 0;
    for query in &queries {
        let got: Vec<String> = library
            .search(&query.words, FIRST)
            .hits
            .iter()
            .map(|hit| library.head(hit.entry).id)
            .collect();
        let place = got.iter().position(|id| query.accepts(id));
        first += usize::from(place == Some(0));
        found += usize::from(place.is_some());
        match (place, query.known_miss) {
            (None, false) => wrong.push(format!(
                "`{}`: wanted {}, got {}",
                query.words,
                query.entry,
                got.join(", ")
            )),
            (Some(_), true) => wrong.push(format!(
                "`{}`: finds {} now; remove its `known_miss`",
                query.words, query.entry
            )),
            (Some(_), false) | (None, true) => {}
        }
    }
    let of = queries.len();
    assert!(
        wrong.is_empty(),
        "{found} of {of} among the first {FIRST}, {first} first; not as written down:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn every_entry_is_asked_for_and_found() {
    let library = bundled();
    let queries = queries();
    assert!(
        queries.len() >= FEWEST,
        "{} queries are too few",
        queries.len()
    );
    // A query that is known to miss proves nothing of its entry.
    let asked: BTreeSet<&str> = queries
        .iter()
        .filter(|query| !query.known_miss)
        .map(|query| query.entry.as_str())
        .collect();
    let visible: BTreeSet<String> = visible(&library)
        .into_iter()
        .map(|entry| library.head(entry).id)
        .collect();
    let missing: Vec<&String> = visible
        .iter()
        .filter(|id| !asked.contains(id.as_str()))
        .collect();
    assert!(missing.is_empty(), "no query finds {missing:?}");
    let named = queries
        .iter()
        .flat_map(|query| std::iter::once(&query.entry).chain(&query.also));
    let unknown: BTreeSet<&String> = named.filter(|id| !visible.contains(*id)).collect();
    assert!(unknown.is_empty(), "no such entries: {unknown:?}");
}

#[test]
fn queries_are_in_other_words() {
    let library = bundled();
    let queries = queries();
    let mut copied = Vec::new();
    for entry in visible(&library) {
        let entry = library.body(entry).entry;
        for own in std::iter::once(&entry.question).chain(&entry.also_asked) {
            let own_words = sorted(own);
            let copies = queries
                .iter()
                .filter(|query| query.accepts(&entry.id) && sorted(&query.words) == own_words);
            copied.extend(copies.map(|query| format!("`{}` is {own:?}", query.words)));
        }
    }
    assert!(
        copied.is_empty(),
        "the entry's own words:\n{}",
        copied.join("\n")
    );
    let mut seen = BTreeSet::new();
    for query in &queries {
        assert!(
            seen.insert(folded(&query.words)),
            "`{}` stands there twice",
            query.words
        );
    }
}

/// The first result of a question that the library cannot answer is labelled as related, and that of one that it can
/// answer is not. Ceilings of what is wrong today: lower them when the search gets better.
#[test]
fn results_without_an_answer_are_labelled() {
    let library = bundled();
    let labelled = |words: &str| {
        let results = library.search(words, 1);
        results.hits.is_empty() || results.matching == Matching::Related
    };
    let table = table();
    let unanswerable = table["unanswerable"].as_array().expect("tables");
    let unanswerable: Vec<&str> = unanswerable
        .iter()
        .map(|query| query["words"].as_str().expect("words"))
        .collect();
    assert!(unanswerable.len() >= 100);
    let queries = queries();
    let as_answer = unanswerable.iter().filter(|words| !labelled(words)).count();
    let as_related = queries
        .iter()
        .filter(|query| labelled(&query.words))
        .count();
    assert!(
        as_answer <= MOST_WRONG_ANSWERS && as_related <= MOST_WRONGLY_RELATED,
        "{as_answer} of {} without an answer shown as answers, {as_related} of {} with one labelled related",
        unanswerable.len(),
        queries.len()
    );
}

/// The words of `text` as search sees them; another order does not make them other words.
fn sorted(text: &str) -> Vec<String> {
    let mut words = folded(text);
    words.sort();
    words
}

fn bundled() -> Library {
    let opener = Opener::new(Request {
        places: vec![Place::Bundled],
        cache: None,
    });
    opener
        .current(&mut |_| {})
        .expect("the bundled library needs no disk")
}

/// The entries that a reader can come upon.
fn visible(library: &Library) -> Vec<EntryOrd> {
    let conditions = library.conditions_by_name().into_iter().map(Some);
    let entries: Vec<EntryOrd> = conditions
        .chain([None])
        .flat_map(|condition| library.entries(condition, None))
        .collect();
    assert_eq!(
        entries.len(),
        library.entry_count() as usize,
        "an entry is in no list, or in two"
    );
    entries
}

fn table() -> Table {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/relevance.toml");
    let text = fs::read_to_string(path).expect("the queries are next to this file");
    text.parse().expect("the queries are TOML")
}

fn queries() -> Vec<Query> {
    let table = table();
    let queries = table["query"]
        .as_array()
        .expect("the queries are an array of tables");
    queries
        .iter()
        .map(|query| {
            let query = query.as_table().expect("each query is a table");
            for key in query.keys() {
                assert!(
                    ["words", "entry", "also", "known_miss", "held_out"].contains(&key.as_str()),
                    "`{key}` in {query:?} means nothing"
                );
            }
            let text = |value: &toml::Value| -> String {
                let text = value.as_str().expect("words and ids are strings");
                text.to_owned()
            };
            let also = query.get("also").map_or(&[][..], |also| {
                also.as_array().expect("`also` is a list of ids")
            });
            Query {
                words: text(&query["words"]),
                entry: text(&query["entry"]),
                also: also.iter().map(text).collect(),
                known_miss: query
                    .get("known_miss")
                    .is_some_and(|mark| mark.as_bool().expect("`known_miss` is true or not there")),
            }
        })
        .collect()
}

/// The words of `text`, in lower case and without accents.
fn folded(text: &str) -> Vec<String> {
    let words = analyze::words(text).into_iter();
    words.map(|word| word.folded).collect()
}
