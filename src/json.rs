//! `--json` and JSON-LD: documented, stable shapes with the terms of schema.org where it has them, and `clinfaq:` before the rest.
//!
//! What is empty or not known is left out. Dates are `2026-11-20`, `2026-11` or `2026`, as far as they are known. `@id` is
//! what `clinfaq show` takes. A *reference* is an object with `@type`, `@id` and `name`.
//!
//! **search**: `ItemList`
//! - `clinfaq:query` the words · `numberOfItems` how many follow · `clinfaq:total` how many matched
//! - `itemListElement[]` `ListItem`: `position` from 1, `item` a `Question` (below) with `clinfaq:score` (higher is better,
//!   comparable within one search) and `clinfaq:closeMatch` (found through a close match only)
//! - `clinfaq:understood`: `conditions[]` and `topics[]` ids that the words named, `closeMatches[]` `{typed, found}`,
//!   `filters[]` in force, `unknownFilters[]` not applied
//! - `clinfaq:likely` how many, from the first, match nearly as well as the first one
//! - `clinfaq:match` `answer`, or `related` where the library has no answer and the results only have something in common
//!   with the query · `clinfaq:missing[]` words that name something which the library has nothing about
//! - `clinfaq:conditions[]` references to conditions of which the words are a name, or its beginning
//! - `clinfaq:nearest[]` where nothing was found: references to conditions with near names
//!
//! **list**: `ItemList` with `numberOfItems` and `itemListElement[]` `ListItem`, `position`, `item`: for conditions a
//! reference with `alternateName` and `clinfaq:entries` (how many answers); for topics a `DefinedTerm` with `termCode`,
//! `name`, `clinfaq:entries`; for entries a `Question` (below); for sources a `CreativeWork` (below).
//!
//! **Question**, of a list: `@id`, `name`, `about` (reference to the condition), `dateModified`, `inLanguage`,
//! `clinfaq:topic` (id),
//! `clinfaq:freshness` (below), `clinfaq:marks[]` warnings a reader must notice, in words.
//!
//! **show, an entry**: `MedicalWebPage`
//! - `@id` · `name` the question · `inLanguage` BCP 47 · `license` SPDX · `publisher` `Organization` · `isPartOf` the pack,
//!   a `Dataset` with `name` and `version` · `clinfaq:disclaimer`
//! - `about` reference to the condition · `clinfaq:topic` id · `audience` `Audience`, `audienceType`
//! - `dateModified` · `lastReviewed` · `reviewedBy` `Person`, `name`, `jobTitle` · `clinfaq:nextReviewDue`
//! - `clinfaq:freshness`: `state` is `current`, `overdue`, `no-date` or `clock-wrong`; with `overdue` `since`; with
//!   `clock-wrong` `clockYear`: ages cannot be calculated then
//! - `clinfaq:certainty` GRADE: `high`, `moderate`, `low`, `very-low` · `creativeWorkStatus` `active` or `draft`
//! - `mainEntity` `Question`: `name`, `alternateName[]` other ways to ask, `acceptedAnswer` `Answer`: `text` short answer and
//!   answer as plain text, `clinfaq:shortText` the short answer alone, `clinfaq:shortMarkdown` and `clinfaq:markdown` as
//!   written. A forum's answer that was never accepted is a `suggestedAnswer` with `author` and `upvoteCount` (votes for less
//!   votes against) instead. `[1]` in plain text is `position` 1 of `citation`
//! - `citation[]` the sources: `CreativeWork` (below) with `position` and `clinfaq:citedInText`; one that the library does not
//!   define has `clinfaq:undefined` true and no `name`
//! - `clinfaq:disagreements[]`: `about`, `claims[]` `{text, markdown, asOf, citation}` (a position), `reading`,
//!   `readingMarkdown`
//! - `clinfaq:answerChecksum` a number for the text of the answer, which a note stores
//! - `clinfaq:notes[]` what a clinic or others add: `markdown`, `text`, `author`, `dateModified`, `publisher` the title of its
//!   pack, `clinfaq:answerChanged` true if the answer has changed since; citations in it are not numbered
//! - `clinfaq:replaces` the id of the answer in whose place it is shown · `clinfaq:replacedBy` the id of the one shown instead
//! - `clinfaq:experiences`: `count`, `url`, `asOf` · `clinfaq:related[]` ids · `translationOfWork` reference
//!
//! **show, a withdrawn answer**: `MedicalWebPage` with `@id`, `creativeWorkStatus` `withdrawn`,
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
//! `dateModified`, `clinfaq:dateAsPrinted` where its own date can be read in two ways, `clinfaq:accessed`, `license`,
//! `creativeWorkStatus` (`active`, `superseded`, `retracted`), `description` a note; shown alone also `clinfaq:citedBy[]`
//! ids of answers.
//!
//! **Organization**: `@id`, `name`, `address` `PostalAddress` (`streetAddress`, `addressLocality`, `addressRegion`,
//! `postalCode`, `addressCountry`), `telephone` international, `clinfaq:telephoneAsPrinted`, `faxNumber`, `email`, `url`,
//! `clinfaq:verified` the day on which the details were checked, `clinfaq:conditions[]` ids, `citation`, `description`.
//!
//! **MedicalTrial**: `@id`, `name`, `identifier` `PropertyValue` (`propertyID` the registry, `value`), `status` in the
//! registry's words, `clinfaq:statusAsOf` (without it the status is undated), `clinfaq:phase`, `clinfaq:interventions[]`,
//! `clinfaq:countries[]`, `healthCondition[]` ids, `citation`, `description`.
//!
//! **Drug**: `@id`, `nonProprietaryName`, `proprietaryName[]`, `clinfaq:relation` (`approved`, `studied`, `off-label`,
//! `refused`, `not-recommended`), `clinfaq:approvals[]` `{country, on, refused, for, citation}`, `warning[]`,
//! `clinfaq:conditions[]` ids, `citation`, `description`.

use std::borrow::Cow;

use serde_json::{Map, Value, json};

use crate::index::{ConditionOrd, EntryOrd, NoteOrd, PackOrd, SourceOrd, TopicOrd};
use crate::library::{Library, Listed};
use crate::model::{
    Clock, Condition, Disagreement, Entry, Freshness, Medication, Organization, Source, Trial,
    Withdrawal,
};
use crate::page;
use crate::search::Results;
use crate::text::clean::clean;
use crate::text::{Citations, Style, page_text as plain, plain_text};

/// What `show` found.
pub(crate) fn listed(library: &Library, listed: Listed, clock: Clock) -> Value {
    document(match listed {
        Listed::Entry(ord) if library.head(ord).withdrawn => {
            let entry = library.head(ord).id;
            let withdrawal = library.withdrawal(&entry);
            return withdrawn(&withdrawal.unwrap_or_else(|| Withdrawal {
                entry,
                ..Withdrawal::default()
            }));
        }
        Listed::Entry(ord) => entry(library, ord, clock),
        Listed::Condition(ord) => condition(library, ord, clock),
        Listed::Source(ord) => {
            let record = library.source(ord);
            let citing = record.cited_by.iter().map(|entry| library.head(*entry).id);
            let mut work = source(&record.source);
            work["clinfaq:citedBy"] = citing.collect();
            work
        }
        Listed::Organization(ord) => organization(&library.organization(ord).0),
        Listed::Trial(ord) => trial(&library.trial(ord).0),
        Listed::Medication(ord) => medication(&library.medication(ord).0),
    })
}

/// A withdrawn answer.
pub(crate) fn withdrawn(withdrawal: &Withdrawal) -> Value {
    document(json!({
        "@type": "MedicalWebPage",
        "@id": withdrawal.entry,
        "creativeWorkStatus": "withdrawn",
        "clinfaq:withdrawn": { "on": withdrawal.on, "reason": withdrawal.reason },
    }))
}

/// What a search found.
pub(crate) fn results(library: &Library, query: &str, results: &Results, clock: Clock) -> Value {
    let items = results.hits.iter().map(|hit| {
        // The shortest decimal that names the same number: 7.2, not 7.199999809265137.
        let score: f64 = hit.total.to_string().parse().unwrap_or_default();
        let mut item = question(library, hit.entry, clock);
        item["clinfaq:score"] = score.into();
        item["clinfaq:closeMatch"] = hit.close.into();
        item
    });
    let understood = &results.understood;
    let mut found = item_list(items);
    found["clinfaq:query"] = query.into();
    found["clinfaq:total"] = results.total.into();
    found["clinfaq:understood"] = json!({
        "conditions": list(&understood.conditions, |ord| library.condition(*ord).condition.id),
        "topics": list(&understood.topics, |ord| library.topic(*ord).topic.id),
        "closeMatches": list(&understood.close, |close| {
            json!({ "typed": close.typed, "found": close.found })
        }),
        "filters": understood.filters,
        "unknownFilters": understood.unknown_filters,
    });
    found["clinfaq:likely"] = results.likely.into();
    found["clinfaq:match"] = results.matching.word().into();
    found["clinfaq:missing"] = json!(results.missing);
    found["clinfaq:conditions"] = references(library, &results.conditions);
    found["clinfaq:nearest"] = references(library, &results.nearest);
    document(found)
}

/// A list of conditions with their numbers of answers.
pub(crate) fn conditions(library: &Library, rows: &[(ConditionOrd, u32)]) -> Value {
    document(item_list(rows.iter().map(|(ord, count)| {
        let condition = library.condition(*ord).condition;
        let mut item = reference(library, *ord);
        item["alternateName"] = list(condition.names().skip(1), |name| name);
        item["clinfaq:entries"] = (*count).into();
        item
    })))
}

/// A list of topics with their numbers of answers.
pub(crate) fn topics(library: &Library, rows: &[(TopicOrd, u32)]) -> Value {
    let topics = rows.iter().map(|(ord, count)| topic(library, *ord, *count));
    document(item_list(topics))
}

/// A list of entries.
pub(crate) fn entries(library: &Library, rows: &[EntryOrd], clock: Clock) -> Value {
    document(item_list(
        rows.iter().map(|ord| question(library, *ord, clock)),
    ))
}

/// A list of sources.
pub(crate) fn sources(library: &Library, rows: &[SourceOrd]) -> Value {
    let sources = rows.iter().map(|ord| source(&library.source(*ord).source));
    document(item_list(sources))
}

/// The outermost object: with its context, clean, and without what is empty.
fn document(mut value: Value) -> Value {
    value["@context"] = "https://schema.org".into();
    tidy(&mut value);
    value
}

/// Cleans every text, and leaves out members that are empty or of which only the type is known.
fn tidy(value: &mut Value) {
    match value {
        Value::String(text) => {
            if let Cow::Owned(clean) = clean(text) {
                *text = clean;
            }
        }
        Value::Array(items) => items.iter_mut().for_each(tidy),
        Value::Object(members) => tidy_members(members),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// The same for the members of an object.
pub(crate) fn tidy_members(members: &mut Map<String, Value>) {
    members.values_mut().for_each(tidy);
    members.retain(|key, value| {
        matches!(key.as_str(), "itemListElement" | "clinfaq:withdrawn") || !is_empty(value)
    });
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.keys().all(|key| key == "@type"),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

fn item_list(items: impl Iterator<Item = Value>) -> Value {
    let items: Vec<Value> = items
        .enumerate()
        .map(|(at, item)| json!({ "@type": "ListItem", "position": at + 1, "item": item }))
        .collect();
    json!({ "@type": "ItemList", "numberOfItems": items.len(), "itemListElement": items })
}

/// An entry as a list shows it.
fn question(library: &Library, ord: EntryOrd, clock: Clock) -> Value {
    let head = library.head(ord);
    let marks = page::mark(library, &head, clock).into_iter();
    let warnings = marks.filter(|span| span.style.has(Style::WARN));
    let freshness = head.timeliness(&library.pack(head.pack())).freshness(clock);
    json!({
        "@type": "Question",
        "@id": head.id,
        "name": head.question,
        "about": head.condition.map(|ord| reference(library, ord)),
        "dateModified": head.last_updated,
        "inLanguage": head.language,
        "clinfaq:topic": library.topic(head.topic()).topic.id,
        "clinfaq:freshness": self::freshness(&freshness),
        "clinfaq:marks": list(warnings, |span| span.text),
    })
}

fn list<T, V: Into<Value>>(items: impl IntoIterator<Item = T>, shape: impl FnMut(T) -> V) -> Value {
    items.into_iter().map(shape).collect()
}

fn reference(library: &Library, ord: ConditionOrd) -> Value {
    let condition = library.condition(ord).condition;
    json!({ "@type": "MedicalCondition", "@id": condition.id, "name": condition.name })
}

fn references(library: &Library, conditions: &[ConditionOrd]) -> Value {
    list(conditions, |ord| reference(library, *ord))
}

fn freshness(freshness: &Freshness) -> Value {
    match freshness {
        Freshness::Current { .. } => json!({ "state": "current" }),
        Freshness::Overdue { since, .. } => {
            json!({ "state": "overdue", "since": since.to_string() })
        }
        Freshness::NoDate => json!({ "state": "no-date" }),
        Freshness::ClockWrong { year } => json!({ "state": "clock-wrong", "clockYear": year }),
    }
}

fn entry(library: &Library, ord: EntryOrd, clock: Clock) -> Value {
    let head = library.head(ord);
    let entry = library.body(ord).entry;
    let record = library.pack(head.pack());
    let pack = &record.pack;
    // Citations are numbered in the order in which they appear.
    let mut citations = Citations::default();
    let question = main_entity(&entry, &mut citations);
    let disagreements = list(&entry.disagreements, |one| {
        disagreement(one, &mut citations)
    });
    let in_text = citations.ids().len();
    for source in &entry.sources {
        citations.number(source);
    }
    let checksum = entry.checksum();
    let notes = list(&head.notes, |at| note(library, *at, &entry));
    let languages = [entry.language.as_str(), &pack.language, "en"];
    let reviewer = entry.reviewed_by.unwrap_or_default();
    let experiences = entry
        .experiences
        .map(|them| json!({ "count": them.count, "url": them.url, "asOf": them.as_of }));
    json!({
        "@type": "MedicalWebPage",
        "@id": entry.id,
        "name": entry.question,
        "inLanguage": languages.into_iter().find(|language| !language.is_empty()),
        "license": pack.license,
        "publisher": { "@type": "Organization", "name": pack.publisher },
        "isPartOf": { "@type": "Dataset", "name": pack.title, "version": pack.version },
        "clinfaq:disclaimer": pack.disclaimer,
        "about": head.condition.map(|ord| reference(library, ord)),
        "clinfaq:topic": entry.topic,
        "audience": { "@type": "Audience", "audienceType": entry.audience.word() },
        "dateModified": entry.last_updated,
        "lastReviewed": entry.last_reviewed,
        "reviewedBy": { "@type": "Person", "name": reviewer.name, "jobTitle": reviewer.role },
        "clinfaq:nextReviewDue": entry.next_review_due,
        "clinfaq:freshness": freshness(&head.timeliness(&record).freshness(clock)),
        "clinfaq:certainty": entry.certainty,
        "creativeWorkStatus": entry.status.word(),
        "mainEntity": question,
        "citation": cited(library, head.pack(), &citations, in_text),
        "clinfaq:disagreements": disagreements,
        "clinfaq:answerChecksum": checksum,
        "clinfaq:notes": notes,
        "clinfaq:replaces": entry.replaces,
        "clinfaq:replacedBy": head.replaced_by.map(|by| library.head(by).id),
        "clinfaq:experiences": experiences,
        "clinfaq:related": entry.related,
        "translationOfWork": { "@type": "MedicalWebPage", "@id": entry.translation_of },
    })
}

fn note(library: &Library, at: NoteOrd, entry: &Entry) -> Value {
    let record = library.note(at);
    let note = &record.note;
    json!({
        "markdown": note.text,
        "text": plain_text(&note.text),
        "author": { "@type": "Person", "name": note.author },
        "dateModified": note.last_updated,
        "publisher": library.pack(PackOrd(record.pack)).pack.title,
        "clinfaq:answerChanged": note.is_outdated(entry),
    })
}

/// The question with its answer.
fn main_entity(entry: &Entry, citations: &mut Citations) -> Value {
    let short = plain(&entry.short_answer, citations);
    let long = plain(&entry.answer, citations);
    let mut answer = json!({
        "@type": "Answer",
        "text": format!("{short}\n\n{long}").trim(),
        "clinfaq:shortText": short,
        "clinfaq:shortMarkdown": entry.short_answer,
        "clinfaq:markdown": entry.answer,
    });
    let mut kind = "acceptedAnswer";
    if let Some(suggestion) = &entry.suggested_by {
        kind = "suggestedAnswer";
        answer["author"] = json!({ "@type": "Person", "name": suggestion.name });
        answer["upvoteCount"] = json!(suggestion.votes);
    }
    json!({
        "@type": "Question",
        "name": entry.question,
        "alternateName": entry.also_asked,
        kind: answer,
    })
}

fn disagreement(disagreement: &Disagreement, citations: &mut Citations) -> Value {
    let claims = list(&disagreement.claims, |claim| {
        // The claim's own source is numbered first, as on the page.
        let citation = (!claim.cite.is_empty()).then(|| citations.number(&claim.cite));
        json!({
            "text": plain(&claim.says, citations),
            "markdown": claim.says,
            "asOf": claim.as_of,
            "citation": citation,
        })
    });
    json!({
        "about": disagreement.about,
        "claims": claims,
        "reading": plain(&disagreement.reading, citations),
        "readingMarkdown": disagreement.reading,
    })
}

/// The sources of an entry, of which the first `in_text` are cited in its text.
fn cited(library: &Library, pack: PackOrd, citations: &Citations, in_text: usize) -> Value {
    let work = |(at, id): (usize, &String)| {
        let mut work = match library.find_source(pack, id) {
            Some(ord) => source(&library.source(ord).source),
            None => json!({
                "@type": "CreativeWork",
                "@id": source_id(id),
                "clinfaq:undefined": true,
            }),
        };
        work["position"] = (at + 1).into();
        work["clinfaq:citedInText"] = (at < in_text).into();
        work
    };
    citations.ids().iter().enumerate().map(work).collect()
}

fn condition(library: &Library, ord: ConditionOrd, clock: Clock) -> Value {
    let record = library.condition(ord);
    let condition = &record.condition;
    let mut citations = Citations::default();
    let takeaways = list(&condition.takeaways, |text| plain(text, &mut citations));
    let more = json!({
        "description": plain(&condition.summary, &mut citations),
        "clinfaq:inheritance": condition.inheritance,
        "clinfaq:genes": list(&condition.genes, |gene| json!({
            "symbol": gene.symbol,
            "locus": gene.locus,
            "note": gene.note,
            "citation": source_id(&gene.cite),
        })),
        "clinfaq:takeaways": takeaways,
        "differentialDiagnosis": references(library, &record.differential),
        "clinfaq:parents": references(library, &record.parents),
        "clinfaq:children": references(library, &record.children),
        "clinfaq:related": references(library, &record.related),
        "clinfaq:topics": list(&record.topics, |(ord, count)| topic(library, *ord, *count)),
        "subjectOf": list(library.entries(Some(ord), None), |entry| question(library, entry, clock)),
        "clinfaq:organizations":
            list(&record.organizations, |ord| organization(&library.organization(*ord).0)),
        "study": list(&record.trials, |ord| trial(&library.trial(*ord).0)),
        "drug": list(&record.medications, |ord| medication(&library.medication(*ord).0)),
    });
    let mut named = named_condition(condition);
    if let (Value::Object(members), Value::Object(more)) = (&mut named, more) {
        members.extend(more);
    }
    named
}

/// A condition by its names and codes.
pub(crate) fn named_condition(condition: &Condition) -> Value {
    json!({
        "@type": "MedicalCondition",
        "@id": condition.id,
        "name": condition.name,
        "alternateName": list(condition.names().skip(1), |name| name),
        "clinfaq:abbreviation": condition.abbreviation,
        "code": list(&condition.codes, |code| json!({
            "@type": "MedicalCode",
            "codingSystem": code.system,
            "codeValue": code.value,
            "clinfaq:match": code.fit,
            "description": code.note,
            "citation": source_id(&code.cite),
        })),
    })
}

fn topic(library: &Library, ord: TopicOrd, count: u32) -> Value {
    let topic = library.topic(ord).topic;
    json!({
        "@type": "DefinedTerm",
        "termCode": topic.id,
        "name": topic.title,
        "clinfaq:entries": count,
    })
}

/// A source's id as `show` takes it; empty for none.
fn source_id(id: &str) -> String {
    match id {
        "" => String::new(),
        id => format!("source:{id}"),
    }
}

fn source(source: &Source) -> Value {
    json!({
        "@type": "CreativeWork",
        "@id": source_id(&source.id),
        "name": source.title,
        "publisher": { "@type": "Organization", "name": source.publisher },
        "genre": source.kind,
        "url": source.url,
        "author": list(&source.authors, |name| json!({ "@type": "Person", "name": name })),
        "datePublished": source.published,
        "dateModified": source.last_updated,
        "clinfaq:dateAsPrinted": source.date_as_printed,
        "clinfaq:accessed": source.accessed,
        "license": source.license,
        "creativeWorkStatus": source.status,
        "description": source.note,
    })
}

fn organization(organization: &Organization) -> Value {
    json!({
        "@type": "Organization",
        "@id": format!("organization:{}", organization.id),
        "name": organization.name,
        "address": {
            "@type": "PostalAddress",
            "streetAddress": organization.street,
            "addressLocality": organization.locality,
            "addressRegion": organization.region,
            "postalCode": organization.postal_code,
            "addressCountry": organization.country,
        },
        "telephone": organization.telephone,
        "clinfaq:telephoneAsPrinted": organization.telephone_as_printed,
        "faxNumber": organization.fax,
        "email": organization.email,
        "url": organization.url,
        "clinfaq:verified": organization.verified,
        "clinfaq:conditions": organization.conditions,
        "citation": source_id(&organization.cite),
        "description": organization.note,
    })
}

fn trial(trial: &Trial) -> Value {
    json!({
        "@type": "MedicalTrial",
        "@id": format!("trial:{}", trial.id),
        "name": trial.title,
        "identifier": {
            "@type": "PropertyValue",
            "propertyID": trial.registry,
            "value": trial.registry_id,
        },
        "status": trial.status,
        "clinfaq:statusAsOf": trial.status_as_of,
        "clinfaq:phase": trial.phase,
        "clinfaq:interventions": trial.interventions,
        "clinfaq:countries": trial.countries,
        "healthCondition": trial.conditions,
        "citation": source_id(&trial.cite),
        "description": trial.note,
    })
}

fn medication(medication: &Medication) -> Value {
    json!({
        "@type": "Drug",
        "@id": format!("medication:{}", medication.id),
        "nonProprietaryName": medication.name,
        "proprietaryName": medication.brands,
        "clinfaq:relation": medication.relation,
        "clinfaq:approvals": list(&medication.approvals, |approval| json!({
            "country": approval.country,
            "on": approval.on,
            "refused": approval.refused,
            "for": approval.indication,
            "citation": source_id(&approval.cite),
        })),
        "warning": medication.warnings,
        "clinfaq:conditions": medication.conditions,
        "citation": source_id(&medication.cite),
        "description": medication.note,
    })
}
