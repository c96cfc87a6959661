//! A folder of static pages for phones, paper and `kiwix-serve`: an index by condition and one by topic, and a page for
//! everything that has an id. No scripts; one style sheet.
//!
//! Pages of sources, organisations, trials and medicines are written when a page links to them, so that part of a library
//! makes a site without dead links.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::io::Write;

use maud::{Markup, html};

use crate::index::{EntryOrd, PackOrd, TopicOrd};
use crate::library::{Library, Listed};
use crate::model::Clock;
use crate::page::{self, Page, STYLE, Style, article, html_page};
use crate::text::clean::clean_line;
use crate::text::{Html, Target};

use super::error::Error;
use super::job::Job;
use super::zim;

/// The picture of the site in a list of books, 48 by 48 pixels, as ZIM files need it.
const ICON: &[u8] = include_bytes!("../../assets/icon.png");

/// From this many conditions on, the index has a heading for each first letter.
const MANY: usize = 40;

/// Writes the folder.
pub(super) fn write(job: &mut Job<'_>) -> Result<(), Error> {
    let site = Site::new(job);
    put(job, "style.css", STYLE.as_bytes())?;
    put(job, zim::ICON_NAME, ICON)?;
    job.each(|job, ord| site.listed(job, Listed::Entry(ord)))?;
    for (id, file) in &site.withdrawn {
        let notice = page::withdrawn(&site.library, id, site.clock).unwrap_or_default();
        site.page(job, file, &notice, "")?;
    }
    for condition in site.conditions.iter().flatten() {
        site.listed(job, Listed::Condition(*condition))?;
    }
    let mut written = HashSet::new();
    loop {
        // A page of these may link to more of them.
        let linked = site.linked.take().into_iter();
        let new: Vec<_> = linked
            .filter(|(file, _)| written.insert(file.clone()))
            .collect();
        if new.is_empty() {
            break;
        }
        for (_, listed) in new {
            site.listed(job, listed)?;
        }
    }
    site.indexes(job)?;
    job.summary
        .notes
        .extend(zim::commands(&site.library, job.dest));
    Ok(())
}

fn put(job: &Job<'_>, name: &str, bytes: &[u8]) -> Result<(), Error> {
    let mut file = job.file_in_folder(name)?;
    file.write_all(bytes)?;
    Ok(file.flush()?)
}

/// What is in the site, and how its files are called.
struct Site {
    library: Library,
    clock: Clock,
    entries: HashSet<EntryOrd>,
    conditions: Vec<Option<crate::index::ConditionOrd>>,
    /// The files of notices of withdrawn answers, by the answer's id.
    withdrawn: BTreeMap<String, String>,
    /// Other things that were linked to, by their files.
    linked: RefCell<HashMap<String, Listed>>,
}

impl Site {
    fn new(job: &Job<'_>) -> Self {
        let library = job.library.clone();
        let withdrawn = job.withdrawals.iter();
        let withdrawn = withdrawn.map(|(pack, withdrawal)| {
            let id = &withdrawal.entry;
            (id.clone(), file_name("answer", &library, *pack, id))
        });
        Self {
            withdrawn: withdrawn.collect(),
            clock: job.clock,
            entries: job.entries().iter().copied().collect(),
            conditions: job.selection.conditions(&library),
            linked: RefCell::default(),
            library,
        }
    }

    /// The file of something; `None` if it is not in the site.
    fn file(&self, listed: Listed) -> Option<String> {
        let library = &self.library;
        let (kind, pack, id) = match listed {
            Listed::Entry(ord) => {
                let head = library.head(ord);
                match self.entries.contains(&ord) {
                    true => ("answer", head.pack(), head.id),
                    false => return self.withdrawn.get(&head.id).cloned(),
                }
            }
            Listed::Condition(ord) => {
                let id = library.condition(ord).condition.id;
                let is_in = self.conditions.contains(&Some(ord));
                return is_in.then(|| format!("condition/{}.html", safe(&id)));
            }
            Listed::Source(ord) => {
                let record = library.source(ord);
                ("source", PackOrd(record.pack), record.source.id)
            }
            Listed::Organization(ord) => {
                let (organization, pack) = library.organization(ord);
                ("organization", pack, organization.id)
            }
            Listed::Trial(ord) => {
                let (trial, pack) = library.trial(ord);
                ("trial", pack, trial.id)
            }
            Listed::Medication(ord) => {
                let (medication, pack) = library.medication(ord);
                ("medicine", pack, medication.id)
            }
        };
        let file = file_name(kind, library, pack, &id);
        if !matches!(listed, Listed::Entry(_)) {
            self.linked.borrow_mut().insert(file.clone(), listed);
        }
        Some(file)
    }

    /// Where a link on `page` leads, from the folder of the site.
    fn target(&self, page: &Page, target: &Target) -> Option<String> {
        match (page.follow(&self.library, target), target) {
            (Some(listed), _) => self.file(listed),
            (None, Target::Entry(id)) => self.withdrawn.get(id).cloned(),
            _ => None,
        }
    }

    /// Writes the page of something.
    fn listed(&self, job: &Job<'_>, listed: Listed) -> Result<(), Error> {
        let Some(file) = self.file(listed) else {
            return Ok(());
        };
        let page = page::listed(&self.library, listed, self.clock);
        let language = match listed {
            Listed::Entry(ord) => self.library.language_of(ord),
            _ => page
                .pack
                .map_or(String::new(), |pack| self.library.pack(pack).pack.language),
        };
        self.page(job, &file, &page, &language)
    }

    fn page(&self, job: &Job<'_>, file: &str, page: &Page, language: &str) -> Result<(), Error> {
        let up = up(file);
        let href = |target: &Target| match target {
            Target::Cite(number) => Some(format!("#source-{number}")),
            inside => Some(format!("{up}{}", self.target(page, inside)?)),
        };
        let body = html! {
            p.crumbs { (clean_line(&page.crumbs.join(" › "))) }
            (article(page, &href))
        };
        let title = match page.crumbs.first() {
            Some(crumb) => format!("{} · {crumb}", page.title),
            None => page.title.clone(),
        };
        self.write(job, file, language, &title, &body)
    }

    /// Writes a page with what is around every one of them.
    fn write(
        &self,
        job: &Job<'_>,
        file: &str,
        language: &str,
        title: &str,
        body: &Markup,
    ) -> Result<(), Error> {
        let up = up(file);
        let whole = html! {
            nav {
                a href={ (up) "index.html" } { "Conditions" }
                a href={ (up) "topics.html" } { "Topics" }
                a href={ (up) "about.html" } { "About" }
            }
            main { (body) }
            footer {
                p { "Copied from " (zim::title(&self.library)) " on " (self.clock.today) ". Ages and warnings are as of that day." }
            }
        };
        let style = format!("{up}style.css");
        let page = html_page(language, title, Style::At(&style), &whole);
        put(job, file, page.into_string().as_bytes())
    }

    /// The pages that lead to the others.
    fn indexes(&self, job: &Job<'_>) -> Result<(), Error> {
        let library = &self.library;
        let general = self.entries_of(library.entries(None, None));
        let has_general = self.conditions.contains(&None) && !general.is_empty();
        let title = zim::title(library);
        let index = html! {
            h1 { (title) }
            (self.by_condition())
            @if has_general { p { a href="general.html" { "General questions" } } }
        };
        self.write(job, "index.html", "", &title, &index)?;
        if has_general {
            self.list(job, "general.html", "General questions", &general)?;
        }
        let topics = (0..library.topic_count()).map(TopicOrd);
        let topics: Vec<_> = topics
            .map(|topic| {
                (
                    library.topic(topic).topic,
                    self.entries_of(library.topic_entries(topic)),
                )
            })
            .filter(|(_, entries)| !entries.is_empty())
            .collect();
        let file = |id: &str| format!("topic/{}.html", safe(id));
        let all = html! {
            h1 { "Topics" }
            ul { @for (topic, entries) in &topics {
                li { a href=(file(&topic.id)) { (clean_line(&topic.title)) } span.dim { " · " (answers(entries.len())) } }
            } }
        };
        self.write(job, "topics.html", "", "Topics", &all)?;
        for (topic, entries) in &topics {
            self.list(job, &file(&topic.id), &topic.title, entries)?;
        }
        let about = page::pack_details(library, self.clock);
        let about = html! {
            h1 { "About" }
            (Html::new(&|_| None).blocks(&about))
        };
        self.write(job, "about.html", "", "About", &about)
    }

    /// Those that are in the site.
    fn entries_of(&self, mut entries: Vec<EntryOrd>) -> Vec<EntryOrd> {
        entries.retain(|entry| self.entries.contains(entry));
        entries
    }

    /// The conditions by name, under their first letters where there are many.
    fn by_condition(&self) -> Markup {
        let conditions = self.conditions.iter().flatten();
        let conditions: Vec<_> = conditions
            .map(|ord| {
                (
                    self.library.condition_head(*ord),
                    self.file(Listed::Condition(*ord)),
                )
            })
            .collect();
        let first = |name: &str| {
            let letter = name.chars().find(|c| c.is_alphanumeric());
            letter.map_or(String::new(), |letter| {
                crate::index::analyze::fold(&letter.to_string()).to_uppercase()
            })
        };
        let is_many = conditions.len() >= MANY;
        let groups =
            conditions.chunk_by(|(a, _), (b, _)| !is_many || first(&a.name) == first(&b.name));
        html! { @for group in groups {
            @if is_many { h2 { (first(&group[0].0.name)) } }
            ul { @for (condition, file) in group {
                li {
                    a href=[file] { (clean_line(&condition.name)) }
                    @if !condition.abbreviation.is_empty() && condition.abbreviation != condition.name {
                        " (" (clean_line(&condition.abbreviation)) ")"
                    }
                    span.dim { " · " (answers(condition.entries as usize)) }
                }
            } }
        } }
    }

    /// A list of questions, under their conditions.
    fn list(
        &self,
        job: &Job<'_>,
        file: &str,
        title: &str,
        entries: &[EntryOrd],
    ) -> Result<(), Error> {
        let library = &self.library;
        let up = up(file);
        let apart = page::apart(library, entries);
        let rows = entries.iter().zip(&apart);
        let rows: Vec<_> = rows
            .map(|(ord, apart)| (*ord, library.head(*ord), apart))
            .collect();
        let groups = rows.chunk_by(|(_, a, _), (_, b, _)| a.condition == b.condition);
        let link = |listed, text: &str| {
            html! {
                a href=[self.file(listed).map(|file| format!("{up}{file}"))] { (clean_line(text)) }
            }
        };
        let body = html! {
            h1 { (clean_line(title)) }
            @for group in groups {
                @match group[0].1.condition {
                    Some(ord) => h2 { (link(Listed::Condition(ord), &library.condition_head(ord).name)) },
                    None => h2 { "General questions" },
                }
                ul { @for (ord, head, apart) in group { li {
                    (link(Listed::Entry(*ord), &head.question))
                    @if !apart.is_empty() { " · " (clean_line(apart)) }
                    " · " (Html::new(&|_| None).spans(&page::mark(library, head, self.clock)))
                } } }
            }
        };
        self.write(job, file, "", title, &body)
    }
}

fn answers(count: usize) -> String {
    match count {
        1 => "1 answer".to_owned(),
        count => format!("{count} answers"),
    }
}

/// The way from a file to the folder of the site.
fn up(file: &str) -> String {
    "../".repeat(file.matches('/').count())
}

/// The file of something that belongs to a pack.
fn file_name(kind: &str, library: &Library, pack: PackOrd, id: &str) -> String {
    let pack = library.pack(pack).pack.id;
    let parts: Vec<String> = id.split('/').map(safe).collect();
    format!("{kind}/{}/{}.html", safe(&pack), parts.join("/"))
}

/// A part of an id as a name that every file system takes: ids are lower-case ASCII, but may be long, or be among the names
/// that Windows keeps for devices.
fn safe(id: &str) -> String {
    const LONGEST: usize = 80;
    let is_port = |name: &str| {
        id.strip_prefix(name)
            .is_some_and(|number| number.len() == 1 && number.as_bytes()[0].is_ascii_digit())
    };
    if matches!(id, "con" | "prn" | "aux" | "nul") || is_port("com") || is_port("lpt") {
        return format!("{id}_");
    }
    match id.len() <= LONGEST {
        true => id.to_owned(),
        false => {
            let start = &id[..id.floor_char_boundary(LONGEST)];
            format!("{start}-{:08x}", crc32fast::hash(id.as_bytes()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_suit_every_file_system() {
        for (id, name) in [
            ("poh", "poh"),
            ("con", "con_"),
            ("com1", "com1_"),
            ("lpt9", "lpt9_"),
            ("com12", "com12"),
            ("cons", "cons"),
        ] {
            assert_eq!(safe(id), name);
        }
        let (long, other) = ("a".repeat(300), "a".repeat(301));
        assert!(safe(&long).len() < 100);
        assert_ne!(safe(&long), safe(&other));
    }
}
