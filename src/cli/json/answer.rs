//! An entry as a `MedicalWebPage`.

use serde_json::Value;

use crate::index::{EntryOrd, PackOrd};
use crate::library::Library;
use crate::model::{Clock, Disagreement, Entry};
use crate::text::Citations;

use super::object::{Object, plain, strings};
use super::{condition_reference, freshness, things};

pub(super) fn entry(library: &Library, ord: EntryOrd, clock: Clock) -> Object {
    let head = library.head(ord);
    let body = library.body(ord);
    let entry = &body.entry;
    let record = library.pack(head.pack());
    let pack = &record.pack;
    let mut citations = Citations::default();
    let question = question(entry, &mut citations);
    let disagreements: Vec<Value> = entry
        .disagreements
        .iter()
        .map(|one| disagreement(one, &mut citations).into())
        .collect();
    let in_text = citations.ids().len();
    for source in &entry.sources {
        citations.number(source);
    }
    let language = [&entry.language, &pack.language];
    let language = language.into_iter().find(|language| !language.is_empty());
    let about = head.condition.map(|ord| condition_reference(library, ord));
    let state = head.timeliness(&record).freshness(clock);
    let reviewer = entry.reviewed_by.clone().unwrap_or_default();
    let mut page = Object::typed("MedicalWebPage")
        .text("@id", &entry.id)
        .text("name", &entry.question)
        .text("inLanguage", language.map_or("en", |language| language))
        .text("license", &pack.license)
        .object("publisher", named("Organization", &pack.publisher))
        .object(
            "isPartOf",
            named("Dataset", &pack.title).text("version", &pack.version),
        )
        .text("clinfaq:disclaimer", &pack.disclaimer)
        .object("about", about.unwrap_or_else(Object::new))
        .text("clinfaq:topic", &entry.topic)
        .object(
            "audience",
            Object::typed("Audience").text("audienceType", entry.audience.word()),
        )
        .date("dateModified", entry.last_updated)
        .date("lastReviewed", entry.last_reviewed)
        .object(
            "reviewedBy",
            named("Person", &reviewer.name).text("jobTitle", &reviewer.role),
        )
        .date("clinfaq:nextReviewDue", entry.next_review_due)
        .object("clinfaq:freshness", freshness(&state))
        .text("creativeWorkStatus", entry.status.word())
        .object("mainEntity", question)
        .list(
            "citation",
            cited(library, head.pack(), &citations, in_text).into_iter(),
        )
        .list("clinfaq:disagreements", disagreements.into_iter())
        .list("clinfaq:related", strings(&entry.related))
        .object(
            "translationOfWork",
            Object::typed("MedicalWebPage").text("@id", &entry.translation_of),
        );
    if let Some(certainty) = entry.certainty {
        page = page.text("clinfaq:certainty", certainty.word());
    }
    if let Some(experiences) = &entry.experiences {
        page = page.object(
            "clinfaq:experiences",
            Object::new()
                .value("count", experiences.count.into())
                .text("url", &experiences.url)
                .date("asOf", experiences.as_of),
        );
    }
    page
}

fn question(entry: &Entry, citations: &mut Citations) -> Object {
    let short = plain(&entry.short_answer, citations);
    let long = plain(&entry.answer, citations);
    let texts = [short.as_str(), long.as_str()];
    let texts: Vec<&str> = texts.into_iter().filter(|text| !text.is_empty()).collect();
    let answer = Object::typed("Answer")
        .text("text", &texts.join("\n\n"))
        .text("clinfaq:shortText", &short)
        .text("clinfaq:shortMarkdown", &entry.short_answer)
        .text("clinfaq:markdown", &entry.answer);
    let question = Object::typed("Question")
        .text("name", &entry.question)
        .list("alternateName", strings(&entry.also_asked));
    let Some(suggestion) = &entry.suggested_by else {
        return question.object("acceptedAnswer", answer);
    };
    let answer = answer.object("author", named("Person", &suggestion.name));
    let answer = match suggestion.votes {
        Some(votes) => answer.value("upvoteCount", votes.into()),
        None => answer,
    };
    question.object("suggestedAnswer", answer)
}

fn disagreement(disagreement: &Disagreement, citations: &mut Citations) -> Object {
    let claims: Vec<Value> = disagreement
        .claims
        .iter()
        .map(|claim| {
            // The source's own number comes first, as on the page.
            let position = (!claim.cite.is_empty()).then(|| citations.number(&claim.cite));
            let mut object = Object::new()
                .text("text", &plain(&claim.says, citations))
                .text("markdown", &claim.says)
                .date("asOf", claim.as_of);
            if let Some(position) = position {
                object = object.value("citation", position.into());
            }
            object.into()
        })
        .collect();
    Object::new()
        .text("about", &disagreement.about)
        .list("claims", claims.into_iter())
        .text("reading", &plain(&disagreement.reading, citations))
}

fn cited(library: &Library, pack: PackOrd, citations: &Citations, in_text: usize) -> Vec<Value> {
    let work = |(at, id): (usize, &String)| {
        let work = match library.find_source(pack, id) {
            Some(ord) => things::source(&library.source(ord).source),
            None => Object::typed("CreativeWork")
                .text("@id", &format!("source:{id}"))
                .value("clinfaq:undefined", true.into()),
        };
        work.value("position", (at + 1).into())
            .value("clinfaq:citedInText", (at < in_text).into())
            .into()
    };
    citations.ids().iter().enumerate().map(work).collect()
}

fn named(kind: &str, name: &str) -> Object {
    Object::typed(kind).text("name", name)
}
