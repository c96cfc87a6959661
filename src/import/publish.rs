//! Writes the documents as a library: one file per condition, `pack.toml`, and the ids.

use std::collections::HashSet;
use std::ops::ControlFlow;

use crate::content::{Progress, Writer, names_one};
use crate::model::{CodeMatch, Condition, Entry, GENERAL, Id, Topic};
use crate::text::citations;

use super::destination::Destination;
use super::document::{About, Collected, Document, Format};
use super::ids::{SourceIds, Unique};
use super::merge::{self, Fits};
use super::name;
use super::summary::{Error, Summary};

/// Markdown escapes that the lint takes for stray markup.
const ESCAPES: &[&str] = &["\\*", "\\_", "\\`", "\\~"];

/// From this size on, a file is continued in another. The loader reads much larger ones, but people and editors do not.
const LARGE: usize = 8 << 20;

/// Writes the library.
pub(super) fn publish(
    destination: Destination,
    format: &dyn Format,
    collected: Collected,
    progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
) -> Result<Summary, Error> {
    let Collected {
        mut documents,
        notes,
        summary,
    } = collected;
    let topics = notes.topics.added();
    let mut output = Output {
        destination: &destination,
        about: format.about(&destination.id()),
        language: common_language(&documents),
        condition_ids: Unique::default(),
        entry_ids: Unique::default(),
        source_ids: notes.source_ids,
        file_names: Unique::default(),
        written: HashSet::new(),
        summary,
    };
    output.pack(topics)?;
    let (groups, fits) = merge::group(&documents);
    for group in &groups {
        let done = Progress {
            done: 1,
            total: 1,
            entries: output.summary.entries as u64,
        };
        if progress(done).is_break() {
            return Err(Error::Stopped);
        }
        let members = group.members.iter();
        let members = members
            .map(|at| std::mem::take(&mut documents[*at]))
            .collect();
        output.condition(members, &fits)?;
        output.summary.joined_by_code += usize::from(group.by_code);
        output.summary.joined_by_name += usize::from(group.by_name);
    }
    // Those that are left are about no condition.
    for document in documents
        .into_iter()
        .filter(|left| !left.entries.is_empty())
    {
        let name = Some(document.source.id.as_str()).filter(|id| !id.is_empty());
        let name = output.file_names.next(name.unwrap_or("questions"));
        let members = output.with_source_ids(vec![document]);
        output.file(&format!("{GENERAL}/{name}"), None, members)?;
    }
    let mut summary = output.summary;
    summary.conditions = groups.len();
    summary.sources = output.written.len();
    summary.topics = topics.len();
    destination.finish()?;
    Ok(summary)
}

/// The language of all documents; `None` if they differ, so that each entry states its own.
fn common_language(documents: &[Document]) -> Option<String> {
    let first = &documents.first()?.language;
    let same = documents.iter().all(|document| document.language == *first);
    same.then(|| first.clone())
}

struct Output<'a> {
    destination: &'a Destination,
    about: About,
    language: Option<String>,
    condition_ids: Unique,
    entry_ids: Unique,
    source_ids: SourceIds,
    file_names: Unique,
    /// The sources written so far.
    written: HashSet<Id>,
    summary: Summary,
}

impl Output<'_> {
    /// Writes `pack.toml`: the pack, the topics of the collection's own, and the source that the licence asks to be named.
    fn pack(&mut self, topics: &[Topic]) -> Result<(), Error> {
        let mut pack = self.about.pack.clone();
        let language = self.language.iter().find(|language| !language.is_empty());
        pack.language = language.cloned().unwrap_or(pack.language);
        let mut writer = Writer::new();
        writer.format().pack(&pack);
        for topic in topics {
            writer.topic(topic);
        }
        if let Some(source) = &self.about.attribution {
            self.source_ids.reserve(&source.id);
            writer.allow("source-never-cited", "the licence asks for it");
            writer.source(source);
        }
        self.write("pack.toml", writer)
    }

    fn write(&mut self, file: &str, writer: Writer) -> Result<(), Error> {
        self.destination
            .write(file, &writer.finish(), &mut self.summary)
    }

    /// Gives each document's source an id of its own; documents of the same identity share it.
    fn with_source_ids(&mut self, mut documents: Vec<Document>) -> Vec<Document> {
        for Document {
            identity, source, ..
        } in &mut documents
        {
            if !source.title.is_empty() {
                source.id = self.source_ids.get(std::mem::take(identity), &source.id);
            }
        }
        documents
    }

    /// Writes the file of a condition with several documents.
    fn condition(&mut self, members: Vec<Document>, fits: &Fits) -> Result<(), Error> {
        let members = self.with_source_ids(members);
        let conditions: Vec<&Condition> = members.iter().flat_map(|it| &it.condition).collect();
        // A condition with an id was exported from a library, and keeps its name, too.
        let given = conditions.iter().find(|own| !own.id.is_empty());
        let name = given.map(|own| own.name.clone());
        let name = name.unwrap_or_else(|| most_common_name(&conditions));
        let mut abbreviations = conditions.iter().map(|own| &own.abbreviation);
        let abbreviation = abbreviations.find(|it| !it.is_empty());
        let names = conditions.iter().map(|condition| &condition.name);
        let names = names.chain(conditions.iter().flat_map(|it| &it.alternate_names));
        let mut seen = HashSet::from([name.to_lowercase(), String::new()]);
        let alternate_names = names.filter(|name| seen.insert(name.to_lowercase()));
        let id = given.map(|own| own.id.clone()).unwrap_or_else(|| {
            let source = members.first().map_or("", |document| &document.source.id);
            match name::slug(&name, source) {
                id if id.is_empty() => name::slug_or_hash(&name, "condition"),
                id => id,
            }
        });
        let mut condition = Condition {
            id: self.condition_ids.next(&id),
            abbreviation: abbreviation.cloned().unwrap_or_default(),
            alternate_names: alternate_names.cloned().collect(),
            name,
            ..Condition::default()
        };
        for (document, own) in members.iter().zip(&conditions) {
            for code in &own.codes {
                let fit = fits.get(&(code.system.clone(), code.value.clone()));
                let fit = fit.filter(|_| self.about.codes_are_exact).copied();
                // A page with several identifiers does not say which of them is its condition's.
                let fit = fit.map(|fit| match own.codes.len() {
                    1 => fit,
                    _ => CodeMatch::Related,
                });
                let mut known = condition.codes.iter_mut();
                match known.find(|it| it.system == code.system && it.value == code.value) {
                    Some(known) if fit == Some(CodeMatch::Exact) => known.fit = fit,
                    Some(_) => {}
                    None => {
                        let mut code = code.clone();
                        code.fit = fit;
                        code.cite.clone_from(&document.source.id);
                        condition.codes.push(code);
                    }
                }
            }
        }
        let file = format!("conditions/{}", condition.id);
        self.file(&file, Some(condition), members)
    }

    /// Writes one file, without its extension: where it is from, the condition, its sources, its entries. What would make it
    /// large goes to further files.
    fn file(
        &mut self,
        file: &str,
        condition: Option<Condition>,
        members: Vec<Document>,
    ) -> Result<(), Error> {
        let mut writer = Writer::new();
        if let Some(condition) = &condition {
            let from = members
                .iter()
                .filter(|document| !document.source.id.is_empty());
            let from = from.map(|document| {
                let name = document.condition.as_ref().map(|own| own.name.as_str());
                format!("{} ({})", document.source.id, name.unwrap_or_default())
            });
            let from = from.collect::<Vec<_>>();
            if from.len() > 1 {
                writer.comment(&format!("Joined from {}.", from.join(", ")));
            }
            writer.condition(condition);
        }
        let sources = members.iter().flat_map(Document::sources);
        let unclear_date = sources
            .clone()
            .any(|source| !source.date_as_printed.is_empty());
        for source in sources {
            if self.written.insert(source.id.clone()) {
                writer.source(source);
            }
        }
        let mut entries = Vec::new();
        for document in members {
            let source = Some(document.source.id).filter(|id| !id.is_empty());
            for entry in document.entries {
                let own = condition.as_ref().map(|condition| condition.id.clone());
                let prefix = own.as_deref().unwrap_or(GENERAL);
                entries.push(Entry {
                    id: self.entry_ids.next(&format!("{prefix}/{}", entry.id)),
                    condition: own.unwrap_or_default(),
                    sources: entry.sources.into_iter().chain(source.clone()).collect(),
                    language: match self.language {
                        Some(_) => String::new(),
                        None => document.language.clone(),
                    },
                    ..entry
                });
            }
        }
        let mut questions = HashSet::new();
        let mut part = 0;
        for entry in &entries {
            if !questions.insert(name::key(&entry.question)) {
                writer.allow(
                    "near-duplicate-question",
                    "the answers differ, and each names its source",
                );
            }
            let named = |condition: &Condition| names_one(&entry.question, condition.names());
            if !condition.as_ref().is_none_or(named) {
                writer.allow("question-without-condition", "the page asks it like this");
            }
            if entry.last_updated.is_none() {
                let reason = match unclear_date {
                    true => "the page's date can be read in two ways",
                    false => self.about.without_date,
                };
                writer.allow("no-date", reason);
            }
            let mut texts = [&entry.short_answer, &entry.answer].into_iter();
            if entry.sources.is_empty() && texts.all(|text| citations(text).is_empty()) {
                writer.allow("uncited-answer", "none was named where this was taken from");
            }
            if ESCAPES.iter().any(|escape| entry.answer.contains(escape)) {
                writer.allow("raw-markup", "the page's own characters");
            }
            writer.entry(entry);
            if writer.size() > LARGE {
                part += 1;
                self.write(
                    &format!("{file}-part-{part}.toml"),
                    std::mem::take(&mut writer),
                )?;
            }
        }
        match writer.size() {
            0 => Ok(()),
            _ => self.write(&format!("{file}.toml"), writer),
        }
    }
}

/// The name that most documents have; of its spellings one with a capital.
fn most_common_name(conditions: &[&Condition]) -> String {
    let keys: Vec<String> = conditions.iter().map(|it| name::key(&it.name)).collect();
    let count = |key: &&String| keys.iter().filter(|other| other == key).count();
    // Of several with the same count the first.
    let Some(key) = keys.iter().rev().max_by_key(count) else {
        return String::new();
    };
    let mut names = conditions.iter().zip(&keys);
    let first = names.find(|(_, other)| *other == key);
    let capital = first
        .into_iter()
        .chain(names)
        .find(|(condition, other)| *other == key && condition.name.starts_with(char::is_uppercase));
    let chosen = capital.or(first).map(|(condition, _)| &condition.name);
    name::title(chosen.map_or("", |name| name))
}
