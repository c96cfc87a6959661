//! A folder of static pages for phones, paper and `kiwix-serve`: an index by condition and one by topic, and a page for
//! everything that has an id. No scripts; one style sheet.
//!
//! Pages of sources, organisations, trials and medicines are written when a page links to them, so that a part of a library
//! makes a site without dead links.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashSet};

use maud::{Markup, html};

use crate::index::{ConditionOrd, EntryOrd, PackOrd, TopicOrd};
use crate::library::{Library, Listed};
use crate::page::{self, Page, STYLE, article, html_page};
use crate::text::clean::clean_line;
use crate::text::{Html, Target};

use super::job::{Error, Job};
use super::zim;

/// The picture of the site in a list of books, 48 by 48 pixels, as ZIM files need it.
const ICON: &[u8] = include_bytes!("../../assets/icon.png");

/// Writes the folder.
pub(super) fn write(job: &mut Job<'_>) -> Result<(), Error> {
    let site = Site::new(job);
    job.staging.write("style.css", STYLE.as_bytes())?;
    job.staging.write(zim::ICON_NAME, ICON)?;
    job.each(|job, ord| site.listed(job, Listed::Entry(ord)))?;
    for (id, file) in &site.withdrawn {
        let notice = page::withdrawn(job.library, id, job.clock).unwrap_or_default();
        site.page(job, file, "en", &notice)?;
    }
    for condition in site.conditions.iter().flatten() {
        site.listed(job, Listed::Condition(*condition))?;
    }
    let mut written = HashSet::new();
    loop {
        // These pages may link to more of them.
        let Some(listed) = site.linked.borrow_mut().pop() else {
            break;
        };
        if written.insert(listed) {
            site.listed(job, listed)?;
        }
    }
    site.indexes(job)?;
    job.summary.notes = zim::commands(job.library, job.dest);
    Ok(())
}

/// What is in the site.
struct Site {
    library: Library,
    entries: HashSet<EntryOrd>,
    conditions: Vec<Option<ConditionOrd>>,
    /// The files of notices of withdrawn answers, by the answer's id.
    withdrawn: BTreeMap<String, String>,
    /// What else was linked to.
    linked: RefCell<Vec<Listed>>,
}

impl Site {
    fn new(job: &Job<'_>) -> Self {
        let library = job.library.clone();
        let withdrawn = job.withdrawals.iter().map(|(pack, withdrawal)| {
            let id = &withdrawal.entry;
            (id.clone(), file_name(&library, "entry", Some(*pack), id))
        });
        Self {
            withdrawn: withdrawn.collect(),
            entries: job.entries().iter().copied().collect(),
            conditions: job.selection.conditions(&library),
            linked: RefCell::default(),
            library,
        }
    }

    /// The file of something; `None` if it is not in the site.
    fn file(&self, listed: Listed) -> Option<String> {
        let (kind, pack, id, _) = self.library.identify(listed);
        match listed {
            Listed::Entry(ord) if !self.entries.contains(&ord) => {
                return self.withdrawn.get(&id).cloned();
            }
            Listed::Condition(ord) if !self.conditions.contains(&Some(ord)) => return None,
            Listed::Entry(_) | Listed::Condition(_) => {}
            _ => self.linked.borrow_mut().push(listed),
        }
        Some(file_name(&self.library, kind, pack, &id))
    }

    /// Writes the page of something.
    fn listed(&self, job: &Job<'_>, listed: Listed) -> Result<(), Error> {
        let file = self.file(listed).unwrap_or_default();
        let page = page::listed(job.library, listed, job.clock);
        let language = match listed {
            Listed::Entry(ord) => job.library.language_of(ord),
            _ => "en".to_owned(), // labels and names
        };
        self.page(job, &file, &language, &page)
    }

    fn page(&self, job: &Job<'_>, file: &str, language: &str, page: &Page) -> Result<(), Error> {
        let href = |target: &Target| match (page.follow(job.library, target), target) {
            (_, Target::Cite(number)) => Some(format!("#source-{number}")),
            (Some(listed), _) => Some(up(file) + &self.file(listed)?),
            (None, Target::Entry(id)) => Some(up(file) + self.withdrawn.get(id)?),
            _ => None,
        };
        let body = html! {
            p.crumbs { (clean_line(&page.crumbs.join(" › "))) }
            (article(page, &href))
        };
        let title = [&page.title, page.crumbs.first().unwrap_or(&page.title)].map(String::as_str);
        write_page(job, file, language, &title.join(" · "), &body)
    }

    /// The pages that lead to the others.
    fn indexes(&self, job: &Job<'_>) -> Result<(), Error> {
        let library = job.library;
        let general = self.questions(job, "general.html", GENERAL, library.entries(None, None))?;
        let conditions = html! { ul {
            @for ord in self.conditions.iter().flatten() {
                @let condition = library.condition(*ord);
                @let name = condition.condition.names().take(2).collect::<Vec<_>>().join(" · ");
                (item(self.file(Listed::Condition(*ord)), &name, condition.entries as usize))
            }
            (general)
        } };
        write_list(job, "index.html", &zim::title(library), &conditions)?;
        let topics = (0..library.topic_count()).map(|at| {
            let topic = library.topic(TopicOrd(at)).topic;
            let file = file_name(library, "topic", None, &topic.id);
            self.questions(
                job,
                &file,
                &topic.title,
                library.topic_entries(TopicOrd(at)),
            )
        });
        let topics: Vec<Markup> = topics.collect::<Result<_, _>>()?;
        let topics = html! { ul { @for topic in topics { (topic) } } };
        write_list(job, "topics.html", "Topics", &topics)?;
        let about = Html(&|_| None).blocks(&page::pack_details(library, job.clock));
        write_list(job, "about.html", "About", &about)
    }

    /// Writes links to answers, under their conditions; returns the item that leads there. Nothing if none is in the site.
    fn questions(
        &self,
        job: &Job<'_>,
        file: &str,
        title: &str,
        mut entries: Vec<EntryOrd>,
    ) -> Result<Markup, Error> {
        entries.retain(|entry| self.entries.contains(entry));
        if entries.is_empty() {
            return Ok(html! {});
        }
        let library = job.library;
        let distinctions = page::distinctions(library, &entries);
        let heads = entries.iter().map(|ord| library.head(*ord));
        let rows: Vec<_> = heads.zip(&entries).zip(&distinctions).collect();
        let link = |listed, text: &str| {
            let href = self.file(listed).map(|to| up(file) + &to);
            html! { a href=[href] { (clean_line(text)) } }
        };
        let list = html! { @for group in rows.chunk_by(|a, b| a.0.0.condition == b.0.0.condition) {
            @match group[0].0.0.condition {
                Some(ord) => h2 { (link(Listed::Condition(ord), &library.condition_head(ord).name)) },
                None => h2 { (GENERAL) },
            }
            ul { @for ((head, ord), distinction) in group { li {
                (link(Listed::Entry(**ord), &head.question))
                @if !distinction.is_empty() { " · " (clean_line(distinction)) }
                " · " (Html(&|_| None).spans(&page::mark(library, head, job.clock)))
            } } }
        } };
        write_list(job, file, title, &list)?;
        Ok(item(Some(file.to_owned()), title, entries.len()))
    }
}

const GENERAL: &str = "General questions";

/// An item of an index.
fn item(href: Option<String>, text: &str, answers: usize) -> Markup {
    let plural = if answers == 1 { "" } else { "s" };
    html! { li { a href=[href] { (clean_line(text)) } span.dim { " · " (answers) " answer" (plural) } } }
}

fn write_list(job: &Job<'_>, file: &str, title: &str, list: &Markup) -> Result<(), Error> {
    let body = html! { h1 { (clean_line(title)) } (list) };
    write_page(job, file, "en", title, &body)
}

/// Writes a page with what is around every one of them.
fn write_page(
    job: &Job<'_>,
    file: &str,
    language: &str,
    title: &str,
    body: &Markup,
) -> Result<(), Error> {
    let up = up(file);
    let body = html! {
        nav {
            a href={ (up) "index.html" } { "Conditions" }
            a href={ (up) "topics.html" } { "Topics" }
            a href={ (up) "about.html" } { "About" }
        }
        main { (body) }
        footer {
            p { "Copied from " (zim::title(job.library)) " on " (job.clock.today) ". Ages and warnings are as of that day." }
        }
    };
    let style = html! { link rel="stylesheet" href={ (up) "style.css" }; };
    let page = html_page(language, title, &style, &body).into_string();
    Ok(job.staging.write(file, page.as_bytes())?)
}

/// The way from a file to the folder of the site.
fn up(file: &str) -> String {
    "../".repeat(file.matches('/').count())
}

/// The file of something; those that belong to a pack are in its folder.
fn file_name(library: &Library, kind: &str, pack: Option<PackOrd>, id: &str) -> String {
    let pack = pack.map(|pack| library.pack(pack).pack.id);
    let parts = pack
        .iter()
        .flat_map(|pack| pack.split('/'))
        .chain(id.split('/'));
    let parts: Vec<String> = parts.map(safe).collect();
    format!("{kind}/{}.html", parts.join("/"))
}

/// A part of an id as a file name. Ids are lower-case ASCII, but may be longer than file systems allow.
fn safe(id: &str) -> String {
    const LONGEST: usize = 80;
    if id.len() <= LONGEST {
        return id.to_owned();
    }
    let start = &id[..id.floor_char_boundary(LONGEST)];
    format!("{start}-{:08x}", crc32fast::hash(id.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_names_are_short_and_distinct() {
        assert_eq!(safe("poh"), "poh");
        let (long, other) = ("a".repeat(300), "a".repeat(301));
        assert!(safe(&long).len() < 100);
        assert_ne!(safe(&long), safe(&other));
    }
}
