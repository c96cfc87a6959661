//! Documents -> the library's folder: one file a condition, the cover, and the ids.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::content::Writer;
use crate::model::{CodeMatch, Condition, Entry, GENERAL, Id};

use super::document::Format;
use super::folder::Folder;
use super::merge::{self, Group, Page};
use super::spool::Spooled;
use super::{Error, Gathered, Summary, name};

/// Writes the library.
pub(super) fn publish(
    folder: Folder,
    format: &mut dyn Format,
    mut gathered: Gathered,
) -> Result<Summary, Error> {
    let documents = std::mem::take(&mut gathered.documents);
    let mut ids = Ids::default();
    let attribution = format.attribution();
    if let Some(source) = &attribution {
        ids.sources.insert(source.id.clone());
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
    for group in &groups {
        let members: Vec<&Spooled> = group
            .members
            .iter()
            .map(|at| &documents[about[*at]])
            .collect();
        let condition = condition(&members, &codes, &mut ids);
        let file = format!("conditions/{}.toml", condition.id);
        let text = file_of(Some(condition), &members, format, &mut gathered, &mut ids)?;
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
        let file = format!("{GENERAL}/{}.toml", ids.file(&document.source.id));
        let text = file_of(None, &[document], format, &mut gathered, &mut ids)?;
        folder.write(&file, &text, &mut gathered.summary)?;
    }
    let cover = cover(&folder, format, &gathered);
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
fn cover(folder: &Folder, format: &dyn Format, gathered: &Gathered) -> String {
    let mut writer = Writer::new();
    writer.format().pack(&format.pack(&folder.id()));
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
                id: ids.entry(&format!("{prefix}/{}", entry.id)),
                condition: condition
                    .as_ref()
                    .map(|condition| condition.id.clone())
                    .unwrap_or_default(),
                sources: vec![source.clone()],
                ..entry
            });
        }
    }
    for entry in &entries {
        if entry.last_updated.is_none() {
            writer.allow("no-date", format.without_date());
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
    conditions: HashSet<Id>,
    entries: HashSet<Id>,
    sources: HashSet<Id>,
    files: HashSet<Id>,
    /// Two documents of one address have one source, and so have two of one id that give no address.
    by_address: HashMap<(Id, String), Id>,
    written: usize,
}

impl Ids {
    fn condition(&mut self, name: &str, otherwise: &str) -> Id {
        unique(&mut self.conditions, &name::slug(name, otherwise))
    }

    fn entry(&mut self, id: &str) -> Id {
        unique(&mut self.entries, id)
    }

    fn file(&mut self, id: &str) -> Id {
        unique(&mut self.files, id)
    }

    fn source_id(&mut self, document: &Spooled) -> Id {
        let source = &document.source;
        let address = match source.url.as_str() {
            "" => (source.id.clone(), String::new()),
            url => (String::new(), url.to_owned()),
        };
        if let Some(id) = self.by_address.get(&address) {
            return id.clone();
        }
        let id = unique(&mut self.sources, &source.id);
        self.by_address.insert(address, id.clone());
        id
    }

    /// The id of a document's source, and whether it is still to be written.
    fn source(&mut self, document: &Spooled) -> (Id, bool) {
        let id = self.source_id(document);
        let new = self.files.insert(format!("source/{id}"));
        self.written += usize::from(new);
        (id, new)
    }
}

/// `id`, or `id-b`, `id-c` ... where it is taken. Letters, because numbers have a meaning at the end of an entry's id.
fn unique(taken: &mut HashSet<Id>, id: &str) -> Id {
    let suffixes = (0..).map(|n: usize| {
        let letters = "bcdefghijklmnopqrstuvwxyz".as_bytes();
        match n {
            0 => String::new(),
            n if n <= letters.len() => format!("-{}", char::from(letters[n - 1])),
            n => format!("-x{n}"),
        }
    });
    let mut free = suffixes.map(|suffix| format!("{id}{suffix}"));
    let found = free.find(|id| !taken.contains(id)).unwrap_or_default();
    taken.insert(found.clone());
    found
}
