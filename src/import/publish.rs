//! Gives ids and writes the documents as a library: `pack.toml` and one file per condition.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};
use std::ops::ControlFlow;

use crate::content::{Progress, Staging, Writer, names_one};
use crate::model::{CodeMatch, Condition, Entry, GENERAL, Id, Pack, Topic};
use crate::text::citations;

use super::changes::{Change, Changes};
use super::document::{About, Collected, Document, Format, Notes};
use super::ids::{SourceIds, Unique};
use super::links::{self, Links};
use super::merge::{self, Fits};
use super::name;
use super::summary::{Error, Summary};

/// Markdown escapes that the lint takes for stray markup.
const ESCAPES: &[&str] = &["\\*", "\\_", "\\`", "\\~"];

/// From this size on, a file is continued in another. The loader reads larger ones, but editors do not.
const LARGE: usize = 4 << 20;

/// Writes the library.
pub(super) fn publish(
    staging: Staging,
    format: &dyn Format,
    collected: Collected,
    progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
) -> Result<Summary, Error> {
    let Collected {
        mut documents,
        notes,
        summary,
    } = collected;
    let Notes {
        topics,
        changes,
        packs,
        source_ids,
        ..
    } = notes;
    let topics = topics.added();
    let name = staging.dest().file_name().unwrap_or_default();
    let mut about = format.about(&name::slug(&name.to_string_lossy(), "imported"));
    // An archive describes itself better than its format does.
    if let [archive] = packs.as_slice() {
        let Pack { id, disclaimer, .. } = about.pack;
        about.pack = Pack {
            id,
            disclaimer,
            ..archive.clone()
        };
    }
    if about.pack.license.is_empty() {
        let license = common(&documents, |document| &document.source.license);
        about.pack.license = license.unwrap_or_default();
    }
    if about.pack.version.is_empty() {
        // As of its newest page.
        let days = documents
            .iter()
            .map(|it| it.source.accessed.max(it.source.last_updated));
        let newest = days
            .max()
            .flatten()
            .map(|day| day.to_string().replace('-', "."));
        about.pack.version = newest.unwrap_or_else(|| "1".to_owned());
    }
    let mut output = Output {
        staging: &staging,
        about,
        language: common(&documents, |document| &document.language),
        condition_ids: Unique::default(),
        conditions: Vec::new(),
        condition_of: HashMap::new(),
        without_entries: String::new(),
        entry_ids: Unique::default(),
        source_ids,
        file_names: Unique::default(),
        written: HashSet::new(),
        links: Links::default(),
        linked: Vec::new(),
        changes,
        summary,
    };
    output.pack(topics)?;
    let (groups, fits) = merge::group(&documents);
    // First all names, because conditions refer to each other.
    for group in &groups {
        output.name_condition(&documents, group);
    }
    for (group, at) in groups.iter().zip(0..) {
        let done = Progress {
            done: 1,
            total: 1,
            entries: output.summary.entries as u64,
            ..Progress::default()
        };
        if progress(done).is_break() {
            return Err(Error::Stopped);
        }
        let members = group.iter();
        let members = members.map(|at| std::mem::take(&mut documents[*at]));
        output.condition(at, members.collect(), &fits)?;
        output.summary.joined += usize::from(group.len() > 1);
    }
    let without_entries = std::mem::take(&mut output.without_entries);
    if !without_entries.is_empty() {
        output.write("conditions/without-answers.toml", without_entries)?;
    }
    // The rest is about no condition.
    for document in documents
        .into_iter()
        .filter(|left| !left.entries.is_empty())
    {
        let name = match document.source.id.as_str() {
            "" => "questions",
            id => id,
        };
        let id = output.file_names.next(name);
        let members = output.with_source_ids(vec![document]);
        let tables = output.tables(None, members);
        output.write(&format!("{GENERAL}/{id}.toml"), tables.finish())?;
    }
    output.write_linked()?;
    let mut summary = output.summary;
    summary.conditions = groups.len();
    summary.sources = output.written.len();
    summary.topics = topics.len();
    summary.cleaned = output.changes.counts();
    let dest = staging.dest().to_owned();
    staging.finish().map_err(Error::write(&dest))?;
    Ok(summary)
}

/// A text that is the same in all documents; `None` if they differ.
fn common(documents: &[Document], of: impl Fn(&Document) -> &String) -> Option<String> {
    let first = of(documents.first()?);
    let same = documents.iter().all(|document| of(document) == first);
    same.then(|| first.clone())
}

struct Output<'a> {
    staging: &'a Staging,
    about: About,
    /// `None` if documents differ, so that each entry states its own.
    language: Option<String>,
    condition_ids: Unique,
    /// Ids and names of the groups' conditions.
    conditions: Vec<(Id, String)>,
    /// The conditions' ids by the identity of their documents.
    condition_of: HashMap<String, Id>,
    /// Conditions without entries, which share a file: a terminology has more than ten thousand.
    without_entries: String,
    entry_ids: Unique,
    source_ids: SourceIds,
    file_names: Unique,
    /// The sources written so far.
    written: HashSet<Id>,
    links: Links,
    /// The files with links to be resolved.
    linked: Vec<(String, String)>,
    changes: Changes,
    summary: Summary,
}

impl Output<'_> {
    /// Writes `pack.toml`: the pack, the collection's own topics, and the source that the licence requires to be named.
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
        self.write("pack.toml", writer.finish())
    }

    fn write(&mut self, file: &str, text: String) -> Result<(), Error> {
        if links::are_in(&text) {
            self.linked.push((file.to_owned(), text));
            return Ok(());
        }
        self.write_parts(file, &text)
    }

    /// Writes the files that refer to others, whose ids are known now.
    fn write_linked(&mut self) -> Result<(), Error> {
        for (file, text) in std::mem::take(&mut self.linked) {
            let text = self.links.resolve(&text, &mut self.changes);
            self.write_parts(&file, &text)?;
        }
        Ok(())
    }

    /// Writes a file, or several if it is large.
    fn write_parts(&mut self, file: &str, text: &str) -> Result<(), Error> {
        let mut rest = text;
        let mut part = file.to_owned();
        for number in 2.. {
            let large = &rest[rest.floor_char_boundary(LARGE)..];
            // No text has such a line: the writer escapes the bracket.
            let mut tables = ["\n[[entry]]\n", "\n[[condition]]\n"].into_iter();
            let Some(at) = tables.find_map(|table| large.find(table)) else {
                break;
            };
            let (now, later) = rest.split_at(rest.len() - large.len() + at);
            self.write_part(&part, now)?;
            (rest, part) = (
                later,
                file.replace(".toml", &format!("-part-{number}.toml")),
            );
        }
        self.write_part(&part, rest)
    }

    fn write_part(&mut self, file: &str, text: &str) -> Result<(), Error> {
        self.summary.bytes += text.len() as u64;
        let written = self.staging.write(file, text.as_bytes());
        written.map_err(Error::write(self.staging.dest()))
    }

    /// Gives each document's source an id of its own; documents of the same identity share it.
    fn with_source_ids(&mut self, mut documents: Vec<Document>) -> Vec<Document> {
        for Document {
            identity, source, ..
        } in &mut documents
        {
            if !source.title.is_empty() {
                source.id = self.source_ids.get(identity.clone(), &source.id);
            }
        }
        documents
    }

    /// Gives a group of documents the name and id of its condition.
    fn name_condition(&mut self, documents: &[Document], members: &[usize]) {
        let mut members: Vec<&Document> = members.iter().map(|at| &documents[*at]).collect();
        // A translation does not give the name.
        members.sort_by_key(|document| !document.translates.is_empty());
        let conditions: Vec<_> = members.iter().flat_map(|it| &it.condition).collect();
        // One that was exported from a library has an id, and keeps its name, too.
        let exported = conditions.iter().find(|condition| !condition.id.is_empty());
        let (id, name) = match exported {
            Some(condition) => (condition.id.clone(), condition.name.clone()),
            None => {
                let name = most_common_name(&conditions);
                let otherwise = members.first().map_or("", |document| &document.source.id);
                let id = match name::slug(&name, otherwise) {
                    id if id.is_empty() => name::slug_or_hash(&name, "condition"),
                    id => id,
                };
                (id, name)
            }
        };
        let id = self.condition_ids.next(&id);
        let identities = members.iter().map(|document| document.identity.clone());
        self.condition_of
            .extend(identities.map(|identity| (identity, id.clone())));
        self.conditions.push((id, name));
    }

    /// Writes the condition of a group, the group's number `at`, with its documents.
    fn condition(
        &mut self,
        at: usize,
        mut members: Vec<Document>,
        fits: &Fits,
    ) -> Result<(), Error> {
        // A translation refers to what is before it. Of two same answers the first is kept: a dated one, from the page
        // that is only about that.
        members.sort_by_key(|it| {
            let url = it.source.url.len();
            let is_undated = it.source.date().is_none();
            let specific = it.may_repeat.then_some(Reverse(url));
            (!it.translates.is_empty(), is_undated, specific)
        });
        let members = self.with_source_ids(members);
        let conditions: Vec<&Condition> = members.iter().flat_map(|it| &it.condition).collect();
        let (id, name) = self.conditions[at].clone();
        let names = conditions.iter().map(|condition| &condition.name);
        let names = names.chain(conditions.iter().flat_map(|it| &it.alternate_names));
        let mut seen = HashSet::from([name.to_lowercase(), String::new()]);
        let alternate_names = names.filter(|name| seen.insert(name.to_lowercase()));
        let first = |of: fn(&Condition) -> &String| {
            let mut texts = conditions.iter().map(|condition| of(condition));
            texts
                .find(|text| !text.is_empty())
                .cloned()
                .unwrap_or_default()
        };
        let related = conditions.iter().flat_map(|it| &it.related);
        let known = related.clone().filter_map(|it| self.condition_of.get(it));
        let lost = related.count() - known.clone().count();
        self.changes.add_many(Change::Related, lost);
        let mut linked = HashSet::from([&id]);
        let mut condition = Condition {
            alternate_names: alternate_names.cloned().collect(),
            abbreviation: first(|it| &it.abbreviation),
            summary: first(|it| &it.summary),
            inheritance: first(|it| &it.inheritance),
            related: known.filter(|id| linked.insert(id)).cloned().collect(),
            id: id.clone(),
            name,
            ..Condition::default()
        };
        for (document, own) in members.iter().zip(&conditions) {
            for gene in &own.genes {
                let mut known = condition.genes.iter();
                if known.all(|known| known.symbol != gene.symbol) {
                    let mut gene = gene.clone();
                    gene.cite.clone_from(&document.source.id);
                    condition.genes.push(gene);
                }
            }
            let codes = own.codes.iter();
            for code in codes.filter(|it| !it.system.is_empty() && !it.value.is_empty()) {
                let fit = fits.get(&(code.system.clone(), code.value.clone()));
                let fit = fit.filter(|_| self.about.codes_are_exact).copied();
                // A page with several identifiers does not say which of them is its condition's.
                let fit = fit.map(|fit| match own.codes.len() {
                    1 => fit,
                    _ => CodeMatch::Related,
                });
                let fit = code.fit.or(fit);
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
        let file = format!("conditions/{}.toml", condition.id);
        let is_empty = members.iter().all(|document| document.entries.is_empty());
        let text = self.tables(Some(condition), members).finish();
        if is_empty {
            self.without_entries.push_str(&text);
            self.without_entries.push('\n');
            return Ok(());
        }
        self.write(&file, text)
    }

    /// A file's content: where it is from, the condition, its sources, its entries.
    fn tables(&mut self, condition: Option<Condition>, members: Vec<Document>) -> Writer {
        let mut writer = Writer::new();
        if let Some(condition) = &condition {
            let from = members.iter().filter(|it| !it.source.id.is_empty());
            let from = from.map(|document| {
                let name = document.condition.as_ref().map(|own| own.name.as_str());
                format!("{} ({})", document.source.id, name.unwrap_or_default())
            });
            let from: Vec<String> = from.collect();
            if from.len() > 1 {
                writer.comment(&format!("Joined from {}.", from.join(", ")));
            }
            writer.condition(condition);
        }
        let unclear_date = members
            .iter()
            .flat_map(Document::sources)
            .any(|source| !source.date_as_printed.is_empty());
        let mut entries = Vec::new();
        // The entries of each document by its identity: their topics and ids.
        let mut written: HashMap<String, Vec<(Id, Id)>> = HashMap::new();
        let mut known = HashSet::new();
        for mut document in members {
            let original = written.get(&document.translates);
            if let Some(original) = original.filter(|_| !document.translates.is_empty()) {
                link_translations(original, &mut document.entries);
            }
            let own = document.condition.iter();
            let mut is_cited = document.entries.is_empty()
                || own
                    .into_iter()
                    .any(|it| !it.codes.is_empty() || !it.genes.is_empty());
            let ids = written.entry(document.identity.clone()).or_default();
            for (mut entry, number) in document.entries.into_iter().zip(1..) {
                if entry.id.is_empty() {
                    entry.id = format!("{}-{number}", document.source.id);
                }
                let question = name::key(&entry.question);
                let same = (document.collection.clone(), question, entry.answer.clone());
                if document.may_repeat && !known.insert(same) {
                    self.changes.add(Change::Again);
                    self.summary.entries -= 1;
                    continue;
                }
                is_cited = true;
                let own = condition.as_ref().map(|condition| condition.id.clone());
                let prefix = own.as_deref().unwrap_or(GENERAL);
                let id = self.entry_ids.next(&format!("{prefix}/{}", entry.id));
                ids.push((entry.topic.clone(), id.clone()));
                let entry = Entry {
                    id,
                    condition: own.unwrap_or_default(),
                    sources: {
                        let own = Some(document.source.id.clone()).filter(|id| !id.is_empty());
                        entry.sources.into_iter().chain(own).collect()
                    },
                    language: match self.language {
                        Some(_) => String::new(),
                        None => document.language.clone(),
                    },
                    ..entry
                };
                self.links.add(&document.paths, &entry);
                entries.push(entry);
            }
            let sources = document.further_sources.iter();
            let own = Some(&document.source).filter(|source| is_cited && !source.id.is_empty());
            for source in own.into_iter().chain(sources) {
                if self.written.insert(source.id.clone()) {
                    writer.source(source);
                }
            }
        }
        let mut questions = HashSet::new();
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
        }
        writer
    }
}

/// Links entries to those that they translate, topics and ids of which are given: the first in a topic to the first, the
/// second to the second. Where one page has more in a topic than the other, it is unknown which belong together.
fn link_translations(originals: &[(Id, Id)], entries: &mut [Entry]) {
    let topics: HashSet<Id> = entries.iter().map(|entry| entry.topic.clone()).collect();
    for topic in topics {
        let originals = originals.iter().filter(|(other, _)| *other == topic);
        let translations = entries.iter_mut().filter(|entry| entry.topic == topic);
        let (originals, translations): (Vec<_>, Vec<_>) =
            (originals.collect(), translations.collect());
        if originals.len() == translations.len() {
            for (translation, (_, original)) in translations.into_iter().zip(originals) {
                translation.translation_of.clone_from(original);
            }
        }
    }
}

/// The name that most documents have; of its spellings one with a capital.
fn most_common_name(conditions: &[&Condition]) -> String {
    let keys: Vec<String> = conditions.iter().map(|it| name::key(&it.name)).collect();
    let count = |key: &&String| keys.iter().filter(|other| other == key).count();
    // Of several with the same count the first.
    let most_common = keys.iter().rev().max_by_key(count);
    let names = conditions.iter().map(|it| it.name.as_str()).zip(&keys);
    let spellings = names.filter(|(_, key)| Some(*key) == most_common);
    let best = spellings
        .rev()
        .max_by_key(|(name, _)| name.starts_with(char::is_uppercase));
    name::title(best.map_or("", |(name, _)| name))
}
