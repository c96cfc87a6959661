//! What the items of a page say about it: source, dates, review, language.
//!
//! It comes only from the page's own items: the one that holds the questions, those that hold that one, and those of the
//! same address. If two of them disagree, it is unknown.

use super::items::{HEAD, Items, Value};
use super::markup::Head;
use super::values::{full_address, language, line, primary, same_page};
use crate::import::changes::{Change, Changes};
use crate::import::{date, name};
use crate::model::{PartialDate, Reviewer, Source};

/// Reads the metadata of one page.
pub(super) struct MetadataReader<'r, 'a> {
    pub(super) items: &'r Items<'a>,
    /// The items that describe the page.
    pub(super) pages: &'r [usize],
    pub(super) head: &'r Head<'a>,
    /// The name of the file.
    pub(super) file: &'r str,
    /// There are other pages in the file.
    pub(super) several: bool,
    pub(super) changes: &'r mut Changes,
}

/// What a page says about itself.
pub(super) struct Metadata {
    pub(super) source: Source,
    pub(super) language: String,
    pub(super) last_reviewed: Option<PartialDate>,
    pub(super) next_review_due: Option<PartialDate>,
    pub(super) reviewed_by: Option<Reviewer>,
}

impl MetadataReader<'_, '_> {
    pub(super) fn read(mut self) -> Metadata {
        let (last_reviewed, next_review_due) = self.reviewed();
        Metadata {
            source: self.source(),
            language: self.language(),
            last_reviewed,
            next_review_due,
            reviewed_by: self.reviewer(),
        }
    }

    /// The one value that all agree on.
    fn agreed<T: PartialEq>(&mut self, values: Vec<T>) -> Option<T> {
        let mut values = values.into_iter();
        let first = values.next()?;
        let agreed = values.all(|value| value == first);
        self.changes.add_if(Change::Disagree, !agreed);
        Some(first).filter(|_| agreed)
    }

    /// What the page's items say, or the head of a file with only one page.
    fn said<T>(&self, read: impl Fn(usize) -> Option<T>) -> Vec<T> {
        let said: Vec<T> = self.pages.iter().filter_map(|page| read(*page)).collect();
        match said.is_empty() && !self.several {
            true => read(HEAD).into_iter().collect(),
            false => said,
        }
    }

    fn source(&mut self) -> Source {
        let items = self.items;
        let lines = |property: &str| {
            let line = |page| Some(items.line(page, &[property]));
            self.said(|page| line(page).filter(|line| !line.is_empty()))
        };
        let addresses = |lines: Vec<String>| -> Vec<String> {
            lines.iter().filter_map(|line| full_address(line)).collect()
        };
        let mut urls = addresses(lines("url"));
        urls.extend(full_address(&self.head.canonical).filter(|_| !self.several));
        let addresses = first_given([
            urls,
            addresses(lines("mainEntityOfPage")),
            addresses(self.said(|page| Some(items.id(page).to_owned()))),
        ]);
        let licenses = lines("license");
        let sites = self
            .pages
            .iter()
            .flat_map(|page| items.things(*page, &["isPartOf"]));
        let sites: Vec<usize> = sites.filter(|it| items.is(*it, "WebSite")).collect();
        let names = |item: usize, property| {
            Some(items.names(item, property)).filter(|names| !names.is_empty())
        };
        let publishers = first_given([
            self.said(|page| names(page, "publisher")),
            self.said(|page| names(page, "sourceOrganization")),
            sites
                .iter()
                .filter_map(|site| names(*site, "publisher"))
                .collect(),
        ]);
        let authors = self.said(|page| names(page, "author"));
        let one = |property| lines(property).into_iter().next().unwrap_or_default();
        let (accessed, note) = (date::parse(&one("@accessed")), one("@note"));

        let pages = addresses.iter().map(|address| same_page(address)).collect();
        let url = self.agreed(pages).and(addresses.first().cloned());
        let url = url.unwrap_or_default();
        let own = self.said(|page| {
            Some(items.line(page, &["headline", "name"])).filter(|title| !title.is_empty())
        });
        let own = own.into_iter().next();
        let head = Some(line(&Value::Html(self.head.title))).filter(|title| !title.is_empty());
        let title = match self.several {
            true => own.or(head),
            false => head.or(own),
        };
        let file = self.file.rsplit(['/', '\\']).next().unwrap_or(self.file);
        let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
        let address = same_page(&url);
        let address = address.split('?').next().unwrap_or("");
        let mut source = Source {
            id: name::slug(address, &name::slug(stem, "page")),
            title: title.unwrap_or_else(|| stem.to_owned()),
            publisher: self.agreed(publishers).unwrap_or_default().join(", "),
            authors: self.agreed(authors).unwrap_or_default(),
            license: self.agreed(licenses).unwrap_or_default(),
            url,
            accessed,
            note,
            ..Source::default()
        };
        let (updated, unclear) = self.date("dateModified");
        let (published, unclear_published) = self.date("datePublished");
        source.date_as_printed = match updated {
            None if unclear.is_empty() => unclear_published,
            _ => unclear,
        };
        (source.last_updated, source.published) = (updated, published);
        source
    }

    /// The date that the page gives, or how it is printed if it is not clear.
    fn date(&mut self, property: &str) -> (Option<PartialDate>, String) {
        let texts = self.said(|page| {
            let texts = self.items.values(page, property).map(|value| line(&value));
            let texts: Vec<String> = texts.filter(|text| !text.is_empty()).collect();
            Some(texts).filter(|texts| !texts.is_empty())
        });
        let read = texts.into_iter().flatten();
        let read: Result<Vec<PartialDate>, String> =
            read.map(|text| date::parse(&text).ok_or(text)).collect();
        match read {
            Ok(dates) => (self.agreed(dates), String::new()),
            Err(unclear) => {
                self.changes.add(Change::Date);
                (None, unclear)
            }
        }
    }

    /// When the page was reviewed, and when the next review is due: a second date says that.
    fn reviewed(&mut self) -> (Option<PartialDate>, Option<PartialDate>) {
        let pairs = self.said(|page| {
            let dates = self.items.values(page, "lastReviewed");
            let dates: Vec<_> = dates.map(|value| date::parse(&line(&value))).collect();
            match dates.as_slice() {
                [Some(last), Some(next)] if last < next => Some((*last, *next)),
                _ => None,
            }
        });
        match pairs.is_empty() {
            true => (self.date("lastReviewed").0, None),
            false => self.agreed(pairs).unzip(),
        }
    }

    fn reviewer(&mut self) -> Option<Reviewer> {
        let items = self.items;
        let reviewers = self.said(|page| {
            let names = items.names(page, "reviewedBy");
            let people: Vec<usize> = items.things(page, &["reviewedBy"]).collect();
            let role = match people.as_slice() {
                [one] => items.line(*one, &["jobTitle"]),
                _ => String::new(),
            };
            (!names.is_empty()).then(|| Reviewer {
                name: names.join(", "),
                role,
            })
        });
        self.agreed(reviewers)
    }

    /// The language; the most exact tag if several agree on it.
    fn language(&mut self) -> String {
        let items = self.items;
        let mut tags = self.said(|page| {
            let tags = items.values(page, "inLanguage").map(|value| match value {
                Value::Item(language) => items.line(language, &["alternateName", "name"]),
                value => line(&value),
            });
            match tags.collect::<Vec<_>>().as_slice() {
                [one] => language(one),
                _ => None,
            }
        });
        tags.extend(language(&self.head.language));
        tags.sort_by_key(|tag| std::cmp::Reverse(tag.len()));
        let languages = tags.iter().map(|tag| primary(tag)).collect();
        self.agreed(languages)
            .and(tags.first().cloned())
            .unwrap_or_default()
    }
}

/// The first list with something in it.
fn first_given<T>(lists: [Vec<T>; 3]) -> Vec<T> {
    let mut lists = lists.into_iter();
    lists.find(|list| !list.is_empty()).unwrap_or_default()
}
