//! Examples of searches that find something in this library.

use crate::index::{ConditionOrd, PackOrd, SourceOrd};
use crate::library::Library;

/// Examples for a hint, taken from what the library holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Examples {
    /// A condition and a topic: `POH treatment`.
    pub words: String,
    /// The first words of its name.
    pub phrase: String,
    /// Filters, each with what it narrows the answers to.
    pub filters: Vec<(String, &'static str)>,
}

/// The topic that most people ask for.
const TREATMENT: &str = "treatment";
/// Maximum number of conditions to choose the example from.
const CHOICE: usize = 50;

impl Examples {
    /// Examples that find answers in `library`; `None` where no condition has any.
    pub fn of(library: &Library) -> Option<Self> {
        let conditions = (0..library.condition_count()).map(ConditionOrd);
        let answered = conditions.filter(|ord| library.condition_head(*ord).entries > 0);
        let answered: Vec<ConditionOrd> = answered.take(CHOICE).collect();
        let treatment = library.find_topic(TREATMENT);
        let has_treatment = |ord: &&ConditionOrd| {
            let topics = library.condition(**ord).topics;
            topics.iter().any(|(topic, _)| Some(*topic) == treatment)
        };
        let ord = *answered.iter().find(has_treatment).or(answered.first())?;
        let record = library.condition(ord);
        let topics = || record.topics.iter().map(|(topic, _)| *topic);
        let topic = topics()
            .find(|topic| Some(*topic) == treatment)
            .or(topics().next())?;
        let topic = library.topic(topic).topic;
        let name = &record.condition.name;
        let words: Vec<&str> = name.split(' ').take(2).collect();
        let mut filters = vec![
            (format!("topic:{}", topic.id), "answers of one topic"),
            (
                format!("condition:{}", record.condition.id),
                "answers about one condition",
            ),
        ];
        let cited = |ord: &SourceOrd| !library.source(*ord).cited_by.is_empty();
        let source = (0..library.source_count()).map(SourceOrd).find(cited);
        filters.extend(source.map(|ord| {
            let id = library.source(ord).source.id;
            (
                format!("source:{id}"),
                "answers with one source, or of one publisher",
            )
        }));
        if library.pack_count() > 1 {
            let id = library.pack(PackOrd(0)).pack.id;
            filters.push((format!("pack:{id}"), "answers of one library"));
        }
        if let [.., language] = library.languages()
            && library.languages().len() > 1
        {
            filters.push((format!("language:{language}"), "answers in one language"));
        }
        let entries = library.entries(Some(ord), None).into_iter();
        let newest = entries
            .filter_map(|entry| library.head(entry).last_updated)
            .max();
        filters.extend(newest.map(|date| {
            let year = date.year();
            (format!("after:{year}"), "answers changed since then")
        }));
        Some(Self {
            words: format!(
                "{} {}",
                record.condition.short_name(),
                topic.title.to_lowercase()
            ),
            phrase: words.join(" "),
            filters,
        })
    }
}
