//! What the items of a page say about it: source, dates, review, language.
//!
//! It comes only from the page's own items: the one that holds the questions, those that hold that one, and those of the
//! same address. If two of them disagree, it is unknown.

use super::items::{HEAD, Items};
use super::markup::Head;
use super::values::{full_address, language, line, primary, same_page};
use crate::import::changes::{Change, Changes};
use crate::import::{date, name};
use crate::model::{PartialDate, Reviewer, Source};

/// Reads the metadata of one page.
pub(super) struct MetadataReader<'r, 'a> {
    pub(super) items: &'r Items<'a>,
    /// The items that describe it.
    pub(super) page: &'r [usize],
    pub(super) head: &'r Head,
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
        let said: Vec<T> = self.page.iter().filter_map(|item| read(*item)).collect();
        match said.is_empty() && !self.several {
            true => read(HEAD).into_iter().collect(),
            false => said,
        }
    }

    /// What they say in a property, as lines.
    fn lines(&self, property: &str) -> Vec<String> {
        self.said(|item| not_empty(self.items.line(item, &[property])))
    }

    fn source(&mut self) -> Source {
        let url = self.address();
        let (publishers, authors) = (self.publishers(), self.names("author"));
        let license = self.lines("license");
        let one = |property| self.lines(property).into_iter().next().unwrap_or_default();
        let (accessed, note) = (date::parse(&one("@accessed")), one("@note"));
        let titles = self.said(|item| not_empty(self.items.line(item, &["headline", "name"])));
        let own = titles.into_iter().next();
        let head = not_empty(self.head.title.clone());
        let title = match self.several {
            true => own.or(head),
            false => head.or(own),
        };
        let file = self.file.rsplit(['/', '\\']).next().unwrap_or(self.file);
        let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
        let address = same_page(&url);
        let address = address.split('?').next().unwrap_or("");
        let (last_updated, unclear) = self.date("dateModified");
        let (published, unclear_published) = self.date("datePublished");
        Source {
            id: name::slug(address, &name::slug(stem, "page")),
            title: title.unwrap_or_else(|| stem.to_owned()),
            publisher: self.agreed(publishers).unwrap_or_default().join(", "),
            authors: self.agreed(authors).unwrap_or_default(),
            license: self.agreed(license).unwrap_or_default(),
            date_as_printed: match last_updated {
                None if unclear.is_empty() => unclear_published,
                _ => unclear,
            },
            last_updated,
            published,
            url,
            accessed,
            note,
            ..Source::default()
        }
    }

    /// The full address of the page.
    fn address(&mut self) -> String {
        let full = |lines: Vec<String>| -> Vec<String> {
            lines.iter().filter_map(|line| full_address(line)).collect()
        };
        let mut urls = full(self.lines("url"));
        urls.extend(full_address(&self.head.canonical).filter(|_| !self.several));
        if urls.is_empty() {
            urls = full(self.lines("mainEntityOfPage"));
        }
        if urls.is_empty() {
            urls = full(self.said(|item| Some(self.items.id(item).to_owned())));
        }
        let agreed = self.agreed(urls.iter().map(|url| same_page(url)).collect());
        agreed.and(urls.into_iter().next()).unwrap_or_default()
    }

    /// The names of people or organisations in a property.
    fn names(&self, property: &str) -> Vec<Vec<String>> {
        let names = |item| Some(self.items.names(item, property));
        self.said(|item| names(item).filter(|names| !names.is_empty()))
    }

    /// The publishers of the page, or of the website that it is part of.
    fn publishers(&self) -> Vec<Vec<String>> {
        let own = self.names("publisher");
        if !own.is_empty() {
            return own;
        }
        let holders = self.page.iter();
        let sites = holders.flat_map(|item| self.items.things(*item, &["isPartOf"]));
        let sites = sites.filter(|item| self.items.is(*item, "WebSite"));
        let names = sites.map(|site| self.items.names(site, "publisher"));
        names.filter(|names| !names.is_empty()).collect()
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
        let tags = self.lines("inLanguage").into_iter();
        let mut tags: Vec<String> = tags.filter_map(|tag| language(&tag)).collect();
        tags.extend(language(&self.head.language));
        tags.sort_by_key(|tag| std::cmp::Reverse(tag.len()));
        let languages = tags.iter().map(|tag| primary(tag)).collect();
        self.agreed(languages)
            .and(tags.first().cloned())
            .unwrap_or_default()
    }
}

fn not_empty(text: String) -> Option<String> {
    Some(text).filter(|text| !text.is_empty())
}
