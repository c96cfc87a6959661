//! A condition as a `MedicalCondition`.

use serde_json::Value;

use crate::index::{ConditionOrd, TopicOrd};
use crate::library::Library;
use crate::model::Clock;
use crate::text::Citations;

use super::object::{Object, plain, strings};
use super::{condition_reference, question, things};

pub(super) fn condition(library: &Library, ord: ConditionOrd, clock: Clock) -> Object {
    let record = library.condition(ord);
    let condition = &record.condition;
    let mut citations = Citations::default();
    let takeaways: Vec<String> = condition
        .takeaways
        .iter()
        .map(|text| plain(text, &mut citations))
        .collect();
    let others = condition.names().skip(1).map(str::to_owned);
    let questions = library.entries(Some(ord), None).into_iter();
    let topics = record.topics.iter();
    let organizations = record.organizations.iter();
    let trials = record.trials.iter();
    let medications = record.medications.iter();
    let references = |ords: &[ConditionOrd]| -> Vec<Value> {
        let ords = ords.iter();
        ords.map(|ord| condition_reference(library, *ord).into())
            .collect()
    };
    condition_reference(library, ord)
        .list("alternateName", strings(others))
        .text("clinfaq:abbreviation", &condition.abbreviation)
        .text("description", &plain(&condition.summary, &mut citations))
        .text("clinfaq:inheritance", &condition.inheritance)
        .list(
            "code",
            condition.codes.iter().map(|code| {
                Object::typed("MedicalCode")
                    .text("codingSystem", &code.system)
                    .text("codeValue", &code.value)
                    .text("clinfaq:match", code.fit.map_or("", |fit| fit.word()))
                    .text("description", &code.note)
                    .text("citation", &things::source_id(&code.cite))
                    .into()
            }),
        )
        .list(
            "clinfaq:genes",
            condition.genes.iter().map(|gene| {
                Object::new()
                    .text("symbol", &gene.symbol)
                    .text("locus", &gene.locus)
                    .text("note", &gene.note)
                    .text("citation", &things::source_id(&gene.cite))
                    .into()
            }),
        )
        .list("clinfaq:takeaways", strings(&takeaways))
        .list(
            "differentialDiagnosis",
            references(&record.differential).into_iter(),
        )
        .list("clinfaq:parents", references(&record.parents).into_iter())
        .list("clinfaq:children", references(&record.children).into_iter())
        .list("clinfaq:related", references(&record.related).into_iter())
        .list(
            "clinfaq:topics",
            topics.map(|(ord, count)| topic(library, *ord, *count).into()),
        )
        .list(
            "subjectOf",
            questions.map(|entry| question(library, entry, clock).into()),
        )
        .list(
            "clinfaq:organizations",
            organizations.map(|ord| things::organization(&library.organization(*ord).0).into()),
        )
        .list(
            "study",
            trials.map(|ord| things::trial(&library.trial(*ord).0).into()),
        )
        .list(
            "drug",
            medications.map(|ord| things::medication(&library.medication(*ord).0).into()),
        )
}

pub(super) fn topic(library: &Library, ord: TopicOrd, count: u32) -> Object {
    let topic = library.topic(ord).topic;
    Object::typed("DefinedTerm")
        .text("termCode", &topic.id)
        .text("name", &topic.title)
        .value("clinfaq:entries", count.into())
}
