//! `--json`: documented, stable shapes with the terms of schema.org where it has them, and `clinfaq:` before the rest.
//!
//! What is empty or not known is left out. Dates are `2026-11-20`, `2026-11` or `2026`: no more than is known. `@id` is
//! what `clinfaq show` takes. A *reference* is an object with `@type`, `@id` and `name`.
//!
//! **search**: `ItemList`
//! - `clinfaq:query` the words · `numberOfItems` how many follow · `clinfaq:total` how many matched
//! - `itemListElement[]` `ListItem`: `position` from 1, `item` a `Question` (below) with `clinfaq:score` (higher is better,
//!   comparable within one search) and `clinfaq:closeMatch` (found through a close match only)
//! - `clinfaq:understood`: `conditions[]` and `topics[]` ids that the words named, `closeMatches[]` `{typed, found}`,
//!   `filters[]` in force, `unknownFilters[]` not applied
//! - `clinfaq:match` `answer`, or `related` where the library has no answer and the results only have something in common
//!   with the query · `clinfaq:missing[]` words that name something which the library has nothing about
//! - `clinfaq:conditions[]` references to conditions of which the words are a name, or its beginning
//! - `clinfaq:nearest[]` where nothing was found: references to conditions with near names
//!
//! **list**: `ItemList` with `numberOfItems` and `itemListElement[]` `ListItem`, `position`, `item`: for conditions a
//! reference with `alternateName` and `clinfaq:entries` (how many answers); for topics a `DefinedTerm` with `termCode`,
//! `name`, `clinfaq:entries`; for entries a `Question` (below); for sources a `CreativeWork` (below).
//!
//! **Question**, of a list: `@id`, `name`, `about` (reference to the condition), `dateModified`, `clinfaq:topic` (id),
//! `clinfaq:freshness` (below), `clinfaq:marks[]` states a reader must notice, in words.
//!
//! **show, an entry**: `MedicalWebPage`
//! - `@id` · `name` the question · `inLanguage` BCP 47 · `license` SPDX · `publisher` `Organization` · `isPartOf` the pack,
//!   a `Dataset` with `name` and `version` · `clinfaq:disclaimer`
//! - `about` reference to the condition · `clinfaq:topic` id · `audience` `Audience`, `audienceType`
//! - `dateModified` · `lastReviewed` · `reviewedBy` `Person`, `name`, `jobTitle` · `clinfaq:nextReviewDue`
//! - `clinfaq:freshness`: `state` is `current`, `overdue`, `no-date` or `clock-wrong`; with `overdue` `since`; with
//!   `clock-wrong` `clockYear`: no age can be told then
//! - `clinfaq:certainty` GRADE: `high`, `moderate`, `low`, `very-low` · `creativeWorkStatus` `active` or `draft`
//! - `mainEntity` `Question`: `name`, `alternateName[]` other ways to ask, `acceptedAnswer` `Answer`: `text` short answer and
//!   answer as plain text, `clinfaq:shortText` the short answer alone, `clinfaq:shortMarkdown` and `clinfaq:markdown` as
//!   written. A forum's answer that was never accepted is a `suggestedAnswer` with `author` and `upvoteCount` (votes for less
//!   votes against) instead. `[1]` in plain text is `position` 1 of `citation`
//! - `citation[]` the sources: `CreativeWork` (below) with `position` and `clinfaq:citedInText`; one that the library does not
//!   define has `clinfaq:undefined` true and no `name`
//! - `clinfaq:disagreements[]`: `about`, `claims[]` `{text, markdown, asOf, citation}` (a position), `reading`
//! - `clinfaq:experiences`: `count`, `url`, `asOf` · `clinfaq:related[]` ids · `translationOfWork` reference
//!
//! **show, an answer that was taken back**: `MedicalWebPage` with `@id`, `creativeWorkStatus` `withdrawn`,
//! `clinfaq:withdrawn` `{on, reason}`; nothing of the answer.
//!
//! **show, a condition**: `MedicalCondition`
//! - `@id`, `name`, `alternateName[]`, `clinfaq:abbreviation`, `description` plain text, `clinfaq:inheritance`
//! - `code[]` `MedicalCode`: `codingSystem`, `codeValue`, `clinfaq:match` (`exact`, `broader`, `narrower`, `related`,
//!   `doubtful`), `description` a note, `citation` a source's id
//! - `clinfaq:genes[]`: `symbol`, `locus`, `note`, `citation` · `clinfaq:takeaways[]` plain text
//! - `differentialDiagnosis[]`, `clinfaq:parents[]`, `clinfaq:children[]`, `clinfaq:related[]` references
//! - `clinfaq:topics[]`: `termCode`, `name`, `clinfaq:entries` · `subjectOf[]` `Question`s (above)
//! - `clinfaq:organizations[]` `Organization`, `study[]` `MedicalTrial`, `drug[]` `Drug` (below)
//!
//! **CreativeWork**, a source: `@id`, `name`, `publisher`, `genre` its kind, `url`, `author[]` `Person`, `datePublished`,
//! `dateModified`, `clinfaq:dateAsPrinted` where its own date can be read two ways, `clinfaq:accessed`, `license`,
//! `creativeWorkStatus` (`active`, `superseded`, `retracted`), `description` a note; shown alone also `clinfaq:citedBy[]`
//! ids of answers.
//!
//! **Organization**: `@id`, `name`, `address` `PostalAddress` (`streetAddress`, `addressLocality`, `addressRegion`,
//! `postalCode`, `addressCountry`), `telephone` international, `clinfaq:telephoneAsPrinted`, `faxNumber`, `email`, `url`,
//! `clinfaq:verified` the day the details were so, `clinfaq:conditions[]` ids, `citation`, `description`.
//!
//! **MedicalTrial**: `@id`, `name`, `identifier` `PropertyValue` (`propertyID` the registry, `value`), `status` in the
//! registry's words, `clinfaq:statusAsOf` (without it the status is undated), `clinfaq:phase`, `clinfaq:interventions[]`,
//! `clinfaq:countries[]`, `healthCondition[]` ids, `citation`, `description`.
//!
//! **Drug**: `@id`, `nonProprietaryName`, `proprietaryName[]`, `clinfaq:relation` (`approved`, `studied`, `off-label`,
//! `refused`, `not-recommended`), `clinfaq:approvals[]` `{country, on, refused, for, citation}`, `warning[]`,
//! `clinfaq:conditions[]` ids, `citation`, `description`.

mod answer;
mod condition;
mod object;
mod things;

use serde_json::Value;

use crate::index::{ConditionOrd, EntryOrd};
use crate::library::{Library, Listed};
use crate::model::{Clock, Freshness, Withdrawal};
use crate::page;
use crate::search::{Results, Understood};
use crate::text::Style;

use super::list::Rows;
use object::{Object, strings};

/// What `show` found.
pub(super) fn listed(library: &Library, listed: Listed, clock: Clock) -> Value {
    let object = match listed {
        Listed::Entry(ord) if library.head(ord).withdrawn => {
            let id = library.head(ord).id;
            let withdrawal = library.withdrawal(&id);
            return withdrawn(&withdrawal.unwrap_or_else(|| Withdrawal {
                entry: id,
                ..Withdrawal::default()
            }));
        }
        Listed::Entry(ord) => answer::entry(library, ord, clock),
        Listed::Condition(ord) => condition::condition(library, ord, clock),
        Listed::Source(ord) => {
            let record = library.source(ord);
            let citing = record.cited_by.iter().map(|entry| library.head(*entry).id);
            things::source(&record.source).list("clinfaq:citedBy", strings(citing))
        }
        Listed::Organization(ord) => things::organization(&library.organization(ord).0),
        Listed::Trial(ord) => things::trial(&library.trial(ord).0),
        Listed::Medication(ord) => things::medication(&library.medication(ord).0),
    };
    object.with_context()
}

/// An answer that was taken back.
pub(super) fn withdrawn(withdrawal: &Withdrawal) -> Value {
    let notice = Object::new()
        .date("on", withdrawal.on)
        .text("reason", &withdrawal.reason);
    Object::typed("MedicalWebPage")
        .text("@id", &withdrawal.entry)
        .text("creativeWorkStatus", "withdrawn")
        .value("clinfaq:withdrawn", notice.0.into())
        .with_context()
}

/// What a search gave.
pub(super) fn results(library: &Library, query: &str, results: &Results, clock: Clock) -> Value {
    let items = results.hits.iter().map(|hit| {
        // The shortest decimal that names the same number: 7.2, not 7.199999809265137.
        let score: f64 = hit.total.to_string().parse().unwrap_or_default();
        question(library, hit.entry, clock)
            .value("clinfaq:score", score.into())
            .value("clinfaq:closeMatch", hit.close.into())
    });
    let conditions = results.conditions.iter();
    let conditions = conditions.map(|ord| condition_reference(library, *ord).into());
    let nearest = results.nearest.iter();
    let nearest = nearest.map(|ord| condition_reference(library, *ord).into());
    item_list(items)
        .text("clinfaq:query", query)
        .value("clinfaq:total", results.total.into())
        .object(
            "clinfaq:understood",
            understood(library, &results.understood),
        )
        .text("clinfaq:match", results.matching.word())
        .list("clinfaq:missing", strings(&results.missing))
        .list("clinfaq:conditions", conditions)
        .list("clinfaq:nearest", nearest)
        .with_context()
}

fn understood(library: &Library, understood: &Understood) -> Object {
    let conditions = understood.conditions.iter();
    let topics = understood.topics.iter();
    let close = understood.close.iter().map(|close| {
        Object::new()
            .text("typed", &close.typed)
            .text("found", &close.found)
            .into()
    });
    Object::new()
        .list(
            "conditions",
            strings(conditions.map(|ord| library.condition(*ord).condition.id)),
        )
        .list(
            "topics",
            strings(topics.map(|ord| library.topic(*ord).topic.id)),
        )
        .list("closeMatches", close)
        .list("filters", strings(&understood.filters))
        .list("unknownFilters", strings(&understood.unknown_filters))
}

/// A list.
pub(super) fn rows(library: &Library, rows: &Rows, clock: Clock) -> Value {
    match rows {
        Rows::Conditions(rows) => item_list(rows.iter().map(|(ord, count)| {
            let names = library.condition(*ord).condition;
            let others = names.names().skip(1).map(str::to_owned).collect::<Vec<_>>();
            condition_reference(library, *ord)
                .list("alternateName", strings(&others))
                .value("clinfaq:entries", (*count).into())
        })),
        Rows::Topics(rows) => item_list(
            rows.iter()
                .map(|(ord, count)| condition::topic(library, *ord, *count)),
        ),
        Rows::Entries(rows) => item_list(rows.iter().map(|ord| question(library, *ord, clock))),
        Rows::Sources(rows) => item_list(
            rows.iter()
                .map(|ord| things::source(&library.source(*ord).source)),
        ),
    }
    .with_context()
}

fn item_list(items: impl Iterator<Item = Object>) -> Object {
    let items: Vec<Value> = items
        .enumerate()
        .map(|(at, item)| {
            Object::typed("ListItem")
                .value("position", (at + 1).into())
                .object("item", item)
                .into()
        })
        .collect();
    Object::typed("ItemList")
        .value("numberOfItems", items.len().into())
        .value("itemListElement", items.into())
}

/// An entry as a list knows it.
fn question(library: &Library, ord: EntryOrd, clock: Clock) -> Object {
    let head = library.head(ord);
    let marks = page::mark(library, &head, clock);
    let marks = marks.into_iter().filter(|span| span.style.has(Style::WARN));
    let about = head.condition.map(|ord| condition_reference(library, ord));
    let freshness = head.timeliness(&library.pack(head.pack())).freshness(clock);
    Object::typed("Question")
        .text("@id", &head.id)
        .text("name", &head.question)
        .object("about", about.unwrap_or_else(Object::new))
        .date("dateModified", head.last_updated)
        .text("clinfaq:topic", &library.topic(head.topic()).topic.id)
        .object("clinfaq:freshness", self::freshness(&freshness))
        .list("clinfaq:marks", strings(marks.map(|span| span.text)))
}

fn condition_reference(library: &Library, ord: ConditionOrd) -> Object {
    let condition = library.condition(ord).condition;
    Object::typed("MedicalCondition")
        .text("@id", &condition.id)
        .text("name", &condition.name)
}

fn freshness(freshness: &Freshness) -> Object {
    match freshness {
        Freshness::Current { .. } => Object::new().text("state", "current"),
        Freshness::Overdue { since, .. } => Object::new()
            .text("state", "overdue")
            .text("since", &since.to_string()),
        Freshness::NoDate => Object::new().text("state", "no-date"),
        Freshness::ClockWrong { year } => Object::new()
            .text("state", "clock-wrong")
            .value("clockYear", (*year).into()),
    }
}
