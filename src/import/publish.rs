//! Documents -> the library's folder: one file a condition, the cover, and the ids.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::ControlFlow;

use crate::content::{Writer, names_one};
use crate::model::{CodeMatch, Condition, Entry, GENERAL, Id};

use super::document::Format;
use super::folder::Folder;
use super::merge::{self, Group, Page};
use super::spool::Spooled;
use super::{Error, Gathered, Progress, Summary, name};

/// Writes the library.
pub(super) fn publish(
    folder: Folder,
    format: &mut dyn Format,
    mut gathered: Gathered,
    progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
) -> Result<Summary, Error> {
    let documents = std::mem::take(&mut gathered.documents);
    let mut ids = Ids::default();
    let attribution = format.attribution();
    if let Some(source) = &attribution {
        ids.sources.id(&source.id);
    }
    let about: Vec<usize> = (0..documents.len())
        .filter(|at| documents[*at].condition.is_some())
        .collect();
    let pages: Vec<Page<'_>> = about
        .iter()
        .filter_map(|at| {
            let document = &documents[*at];
            Some(Page {
                collection: &document.collection,
                condition: document.condition.as_ref()?,
            })
        })
        .collect();
    let groups = merge::groups(&pages);
    let codes = Codes::new(&pages, &groups, format.identifies());
    folder.make("conditions")?;
    let languages: HashSet<&str> = documents
        .iter()
        .map(|document| &*document.language)
        .collect();
    let mut languages = languages.into_iter();
    // Where pages differ, each entry has its own.
    let language = languages.next().filter(|_| languages.next().is_none());
    for group in &groups {
        let done = Progress {
            done: 1,
            total: 1,
            entries: gathered.summary.entries,
        };
        if progress(done).is_break() {
            return Err(Error::Stopped);
        }
        let members: Vec<&Spooled> = group
            .members
            .iter()
            .map(|at| &documents[about[*at]])
            .collect();
        let condition = condition(&members, &codes, &mut ids);
        let file = format!("conditions/{}.toml", condition.id);
        let text = file_of(
            Some(condition),
            &members,
            format,
            language,
            &mut gathered,
            &mut ids,
        )?;
        folder.write(&file, &text, &mut gathered.summary)?;
        gathered.summary.joined_by_code += usize::from(group.by_code);
        gathered.summary.joined_by_name += usize::from(group.by_name);
    }
    gathered.summary.conditions = groups.len();
    let general: Vec<&Spooled> = documents
        .iter()
        .filter(|document| document.condition.is_none())
        .collect();
    if !general.is_empty() {
        folder.make(GENERAL)?;
    }
    for document in general {
        let file = format!("{GENERAL}/{}.toml", ids.files.id(&document.source.id));
        let text = file_of(None, &[document], format, language, &mut gathered, &mut ids)?;
        folder.write(&file, &text, &mut gathered.summary)?;
    }
    let cover = cover(&folder, format, language, &gathered);
    let Gathered {
        spool,
        tally,
        topics,
        mut summary,
        ..
    } = gathered;
    folder.write("pack.toml", &cover, &mut summary)?;
    spool.remove()?;
    folder.settle()?;
    summary.sources = ids.written;
    summary.topics = topics.added().len();
    summary.cleaned = tally.counts();
    Ok(summary)
}

/// `pack.toml`: the cover, the topics that are the collection's own, and whom the licence asks to be named.
fn cover(
    folder: &Folder,
    format: &dyn Format,
    language: Option<&str>,
    gathered: &Gathered,
) -> String {
    let mut pack = format.pack(&folder.id());
    if let Some(language) = language.filter(|language| !language.is_empty()) {
        language.clone_into(&mut pack.language);
    }
    let mut writer = Writer::new();
    writer.format().pack(&pack);
    for topic in gathered.topics.added() {
        writer.topic(topic);
    }
    if let Some(source) = format.attribution() {
        writer.allow("source-never-cited", "the licence asks for it");
        writer.source(&source);
    }
    writer.finish()
}

/// Characters that look like markup and are none: a lint cannot know that they are meant.
const MARKS: &[&str] = &["\\*", "\\_", "\\`", "\\~"];

/// One file: where it is from, the condition, its sources, its entries.
fn file_of(
    condition: Option<Condition>,
    members: &[&Spooled],
    format: &dyn Format,
    language: Option<&str>,
    gathered: &mut Gathered,
    ids: &mut Ids,
) -> Result<String, Error> {
    let mut writer = Writer::new();
    let prefix = condition
        .as_ref()
        .map_or(GENERAL, |condition| &condition.id)
        .to_owned();
    if let Some(condition) = &condition {
        let from: Vec<String> = members
            .iter()
            .map(|document| {
                let name = document
                    .condition
                    .as_ref()
                    .map_or("", |condition| &condition.name);
                format!("{} ({name})", document.source.id)
            })
            .collect();
        if from.len() > 1 {
            writer.comment(&format!("Joined from {}.", from.join(", ")));
        }
        writer.condition(condition);
    }
    let mut entries = Vec::new();
    for document in members {
        let (source, new) = ids.source(document);
        if new {
            let mut own = document.source.clone();
            own.id.clone_from(&source);
            writer.source(&own);
        }
        for entry in gathered.spool.take(document)? {
            entries.push(Entry {
                id: ids.entries.id(&format!("{prefix}/{}", entry.id)),
                condition: condition
                    .as_ref()
                    .map(|condition| condition.id.clone())
                    .unwrap_or_default(),
                sources: vec![source.clone()],
                language: match language {
                    Some(_) => String::new(),
                    None => document.language.clone(),
                },
                ..entry
            });
        }
    }
    let mut asked = HashSet::new();
    for entry in &entries {
        if !asked.insert(name::key(&entry.question)) {
            writer.allow(
                "near-duplicate-question",
                "its answers differ, and each has its source",
            );
        }
        let named = |condition: &Condition| names_one(&entry.question, condition.names());
        if !condition.as_ref().is_none_or(named) {
            writer.allow("question-without-condition", "as the page asks it");
        }
        if entry.last_updated.is_none() {
            let printed = members
                .iter()
                .any(|document| !document.source.date_as_printed.is_empty());
            let reason = if printed {
                "the page's date can be read two ways"
            } else {
                format.without_date()
            };
            writer.allow("no-date", reason);
        }
        if MARKS.iter().any(|mark| entry.answer.contains(mark)) {
            writer.allow("raw-markup", "the page's own characters");
        }
        writer.entry(entry);
    }
    Ok(writer.finish())
}

/// The condition of several documents: the name most of them have, and all the others beside it.
fn condition(members: &[&Spooled], codes: &Codes<'_>, ids: &mut Ids) -> Condition {
    let conditions: Vec<&Condition> = members
        .iter()
        .filter_map(|document| document.condition.as_ref())
        .collect();
    let chosen = first_name(&conditions);
    let all = conditions.iter().map(|condition| &condition.name).chain(
        conditions
            .iter()
            .flat_map(|condition| &condition.alternate_names),
    );
    let mut seen = HashSet::from([chosen.to_lowercase(), String::new()]);
    let alternate_names = all
        .filter(|name| seen.insert(name.to_lowercase()))
        .cloned()
        .collect();
    let mut condition = Condition {
        id: ids.condition(
            &chosen,
            members.first().map_or("", |document| &document.source.id),
        ),
        name: chosen,
        alternate_names,
        ..Condition::default()
    };
    for document in members {
        let own = document
            .condition
            .iter()
            .flat_map(|condition| &condition.codes);
        let alone = own.clone().count() == 1;
        for code in own {
            let known = condition
                .codes
                .iter_mut()
                .find(|known| (&known.system, &known.value) == (&code.system, &code.value));
            let fit = code
                .fit
                .or_else(|| codes.fit(&code.system, &code.value, alone));
            match known {
                Some(known) if fit == Some(CodeMatch::Exact) => known.fit = fit,
                Some(_) => {}
                None => {
                    let mut code = code.clone();
                    code.fit = fit;
                    code.cite = ids.source_id(document);
                    condition.codes.push(code);
                }
            }
        }
    }
    condition
}

/// The name that most documents have; of its spellings one with capitals.
fn first_name(conditions: &[&Condition]) -> String {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for condition in conditions {
        *counts.entry(name::key(&condition.name)).or_default() += 1;
    }
    let most = counts.values().max().copied().unwrap_or(0);
    let mut best = conditions
        .iter()
        .filter(|condition| counts.get(&name::key(&condition.name)) == Some(&most));
    let first = best.clone().next().map_or("", |condition| &condition.name);
    let key = name::key(first);
    let capital = best.find(|condition| {
        condition.name.starts_with(char::is_uppercase) && name::key(&condition.name) == key
    });
    name::title(capital.map_or(first, |condition| &condition.name))
}

/// How well identifiers fit.
struct Codes<'a> {
    /// How many names stand with each.
    names: HashMap<(&'a str, &'a str), usize>,
    /// In how many conditions each is.
    conditions: HashMap<(&'a str, &'a str), usize>,
    /// Whether anything can be said of them.
    known: bool,
}

impl<'a> Codes<'a> {
    fn new(pages: &[Page<'a>], groups: &[Group], known: bool) -> Self {
        let mut conditions = HashMap::new();
        for group in groups {
            let members = group
                .members
                .iter()
                .flat_map(|at| &pages[*at].condition.codes);
            let own: HashSet<_> = members
                .map(|code| (code.system.as_str(), code.value.as_str()))
                .collect();
            for code in own {
                *conditions.entry(code).or_default() += 1;
            }
        }
        Self {
            names: merge::names_of_codes(pages),
            conditions,
            known,
        }
    }

    /// Exact for the only identifier of a page that no other condition has; nothing is said of one that many have.
    fn fit(&self, system: &str, value: &str, alone: bool) -> Option<CodeMatch> {
        let names = self.names.get(&(system, value)).copied().unwrap_or(0);
        let conditions = self.conditions.get(&(system, value)).copied().unwrap_or(0);
        if !self.known || names > merge::SPECIFIC {
            None
        } else if alone && conditions == 1 {
            Some(CodeMatch::Exact)
        } else {
            Some(CodeMatch::Related)
        }
    }
}

/// Ids that were given.
#[derive(Debug, Default)]
struct Ids {
    conditions: Unique,
    entries: Unique,
    sources: Unique,
    files: Unique,
    /// By the identity of their documents; whether they were written.
    by_identity: HashMap<String, (Id, bool)>,
    written: usize,
}

impl Ids {
    fn condition(&mut self, name: &str, otherwise: &str) -> Id {
        self.conditions.id(&name::slug(name, otherwise))
    }

    fn source_id(&mut self, document: &Spooled) -> Id {
        let new = || (self.sources.id(&document.source.id), false);
        self.by_identity
            .entry(document.identity.clone())
            .or_insert_with(new)
            .0
            .clone()
    }

    /// The id of a document's source, and whether it is still to be written.
    fn source(&mut self, document: &Spooled) -> (Id, bool) {
        let id = self.source_id(document);
        let written = self
            .by_identity
            .get_mut(&document.identity)
            .map(|(_, written)| written);
        let new = written.is_some_and(|written| !std::mem::replace(written, true));
        self.written += usize::from(new);
        (id, new)
    }
}

/// Ids of one kind, each of which is given once.
#[derive(Debug, Default)]
struct Unique {
    given: HashSet<Id>,
    /// How often each was asked for.
    asked: HashMap<Id, usize>,
}

impl Unique {
    /// `id`, or `id-b`, `id-c` ... where it is taken. Letters, because numbers have a meaning at the end of an entry's id.
    fn id(&mut self, id: &str) -> Id {
        let asked = self.asked.entry(id.to_owned()).or_default();
        loop {
            let letter = u8::try_from(*asked)
                .ok()
                .filter(|n| *n < 26)
                .map(|n| char::from(b'a' + n));
            let new = match (*asked, letter) {
                (0, _) => id.to_owned(),
                (_, Some(letter)) => format!("{id}-{letter}"),
                (n, None) => format!("{id}-x{n}"),
            };
            *asked += 1;
            if self.given.insert(new.clone()) {
                return new;
            }
        }
    }
}
