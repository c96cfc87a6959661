//! Pages that clinfaq itself exported: terms of its own (`clinfaq:markdown`) say what schema.org has no words for. They are
//! those of `clinfaq show --json`, described in `src/json.rs`.

use std::collections::HashMap;

use serde::de::DeserializeOwned;

use super::items::{Items, Value};
use super::values::source as written;
use crate::import::document::Notes;
use crate::import::name;
use crate::model::{Claim, Disagreement, Entry, Experiences, Id, Source, is_entry_id, is_kebab};
use crate::text::clean::clean;
use crate::text::with_citations;

/// An answer as its library has it.
pub(super) struct Exported {
    /// Without what every page says: dates and review.
    pub(super) entry: Entry,
    pub(super) cited: Vec<Source>,
    /// The library itself, whose licence must be kept.
    pub(super) library: Source,
}

/// The short answer and the answer, in Markdown; `None` for a question that clinfaq did not write.
pub(super) fn answer(items: &Items<'_>, question: usize) -> Option<[String; 2]> {
    let mut answers = items.things(question, &["acceptedAnswer", "suggestedAnswer"]);
    let reader = Reader(items);
    let answer = answers.next()?;
    let both = ["clinfaq:shortMarkdown", "clinfaq:markdown"].map(|term| reader.text(answer, term));
    both.iter().any(|text| !text.is_empty()).then_some(both)
}

/// Reads an answer; `pages` are the items that describe its page.
pub(super) fn read(
    items: &Items<'_>,
    pages: &[usize],
    question: usize,
    notes: &mut Notes,
) -> Option<Exported> {
    let [short_answer, answer] = answer(items, question)?;
    let reader = Reader(items);
    let mut pages = pages.iter().copied();
    let page = pages.find(|page| !reader.text(*page, "clinfaq:topic").is_empty())?;
    let works: Vec<usize> = items.things(page, &["citation"]).collect();
    let own_id = |work: usize| items.id(work).rsplit(['/', ':']).next().unwrap_or("");
    let mut cited = Vec::new();
    // The id of a source may belong to another one in the new library.
    let mut ids: HashMap<&str, Id> = HashMap::new();
    for work in &works {
        let mut source = reader.source(*work);
        if is_kebab(own_id(*work)) && !source.title.is_empty() {
            let id = notes.source_ids.get(format!("{source:?}"), own_id(*work));
            source.id.clone_from(&id);
            ids.insert(own_id(*work), id);
            cited.push(source);
        }
    }
    let new_id = |id: &str| ids.get(id).map_or(id, String::as_str).to_owned();
    let markdown = |text: String| with_citations(&text, |id| Some(new_id(id)));
    let disagreements = items.things(page, &["clinfaq:disagreements"]).map(|it| {
        let claims = items.things(it, &["claims"]).map(|claim| {
            let number = reader.text(claim, "citation").parse::<usize>().unwrap_or(0);
            let work = number.checked_sub(1).and_then(|at| works.get(at));
            Claim {
                says: markdown(reader.text(claim, "markdown")),
                as_of: reader.word(claim, "asOf"),
                cite: work.map_or(String::new(), |work| new_id(own_id(*work))),
            }
        });
        Disagreement {
            about: reader.text(it, "about"),
            claims: claims.collect(),
            reading: markdown(reader.text(it, "readingMarkdown")),
        }
    });
    let mut experiences = items.things(page, &["clinfaq:experiences"]);
    let experiences = experiences.next().map(|it| Experiences {
        count: reader.text(it, "count").parse().unwrap_or(0),
        url: reader.text(it, "url"),
        as_of: reader.word(it, "asOf"),
    });
    let audience = items.things(page, &["audience"]).next();
    let audience = audience.and_then(|it| reader.word(it, "audienceType"));
    let entry_ids = |term| reader.texts(page, term).filter(|id| is_entry_id(id));
    let entry = Entry {
        id: match items.id(page).split_once('/') {
            Some((_, name)) if is_entry_id(items.id(page)) => name.to_owned(),
            _ => name::slug_or_hash(&reader.text(question, "name"), "question"),
        },
        topic: notes.topics.of_type(&reader.text(page, "clinfaq:topic")),
        question: reader.text(question, "name"),
        also_asked: reader.texts(question, "alternateName").collect(),
        short_answer: markdown(short_answer),
        answer: markdown(answer),
        next_review_due: reader.word(page, "clinfaq:nextReviewDue"),
        certainty: reader.word(page, "clinfaq:certainty"),
        audience: audience.unwrap_or_default(),
        related: entry_ids("clinfaq:related").collect(),
        translation_of: entry_ids("translationOfWork").next().unwrap_or_default(),
        sources: works.iter().map(|work| new_id(own_id(*work))).collect(),
        experiences,
        disagreements: disagreements.collect(),
        ..Entry::default()
    };
    Some(Exported {
        library: reader.library(page),
        entry,
        cited,
    })
}

/// Reads texts as they were written: they hold no HTML.
struct Reader<'r, 'a>(&'r Items<'a>);

impl Reader<'_, '_> {
    fn texts(&self, item: usize, term: &str) -> impl Iterator<Item = String> {
        self.0.values(item, term).map(|value| match value {
            Value::Item(other) => self.0.id(other).to_owned(),
            value => clean(written(&value)).into_owned(),
        })
    }

    fn text(&self, item: usize, term: &str) -> String {
        self.texts(item, term).next().unwrap_or_default()
    }

    /// A date, or a word of the library format.
    fn word<T: DeserializeOwned>(&self, item: usize, term: &str) -> Option<T> {
        serde_json::from_value(self.text(item, term).into()).ok()
    }

    /// The names of people or organisations.
    fn names(&self, item: usize, term: &str) -> Vec<String> {
        let terms = [term];
        let things = self.0.things(item, &terms);
        things.map(|thing| self.text(thing, "name")).collect()
    }

    /// A source, without its id.
    fn source(&self, work: usize) -> Source {
        Source {
            title: self.text(work, "name"),
            publisher: self.names(work, "publisher").concat(),
            kind: self.word(work, "genre"),
            url: self.text(work, "url"),
            authors: self.names(work, "author"),
            published: self.word(work, "datePublished"),
            last_updated: self.word(work, "dateModified"),
            date_as_printed: self.text(work, "clinfaq:dateAsPrinted"),
            accessed: self.word(work, "clinfaq:accessed"),
            license: self.text(work, "license"),
            status: self.word(work, "creativeWorkStatus").unwrap_or_default(),
            note: self.text(work, "description"),
            ..Source::default()
        }
    }

    /// The library that a page is from.
    fn library(&self, page: usize) -> Source {
        let dataset = self.0.things(page, &["isPartOf"]).next();
        let of = |term| dataset.map_or(String::new(), |dataset| self.text(dataset, term));
        let title = format!("{} {}", of("name"), of("version"));
        Source {
            id: name::slug(&of("name"), "library"),
            title: title.trim().to_owned(),
            publisher: self.names(page, "publisher").concat(),
            license: self.text(page, "license"),
            note: self.text(page, "clinfaq:disclaimer"),
            ..Source::default()
        }
    }
}
