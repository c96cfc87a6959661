//! Finds the page that each question is on. A file may hold several pages, or parts of one.

use std::collections::{BTreeMap, HashMap};

use super::conditions::CONDITIONS;
use super::items::{Holders, Items};
use super::questions::Question;
use super::values::same_page;
use crate::model::is_entry_id;

/// Types that describe a page, or a part of one that has its own metadata.
const PAGES: &str = "WebPage FAQPage QAPage MedicalWebPage AboutPage CollectionPage ContactPage ItemPage \
    HealthTopicContent CreativeWork Article MedicalScholarlyArticle ScholarlyArticle NewsArticle \
    BlogPosting TechArticle Report";

/// Those that are mostly parts of a page.
const SECTIONS: &str = "HealthTopicContent CreativeWork";

/// Properties by which a page holds its questions, and by which a part names what holds it.
const HOLDS: &[&str] = &[
    "mainEntity",
    "hasPart",
    "itemListElement",
    "item",
    "mainContentOfPage",
];
const HELD_BY: &[&str] = &["isPartOf", "mainEntityOfPage"];

/// Maximum number of items that hold each other to search for a question's page.
const MAX_HOLDERS: usize = 64;

/// A page of a file.
#[derive(Default)]
pub(super) struct Page<'a> {
    /// The items that describe it.
    pub(super) items: Vec<usize>,
    pub(super) questions: Vec<Question<'a>>,
}

/// Finds the items that hold others.
pub(super) fn holders(items: &Items<'_>) -> Holders {
    let mut holders = Holders::new();
    for item in items.all() {
        for held in items.things(item, HOLDS) {
            holders.entry(held).or_default().push(item);
        }
        for holder in items.things(item, HELD_BY) {
            holders.entry(item).or_default().push(holder);
        }
        if items.is(item, PAGES) {
            let subjects = items.things(item, &["about", "mentions"]);
            for subject in subjects.filter(|subject| items.is(*subject, CONDITIONS)) {
                holders.entry(subject).or_default().push(item);
            }
        }
    }
    holders
}

/// Puts the questions on their pages: those of the same address are on one page. `canonical` is the address of the file.
pub(super) fn pages<'a>(
    items: &Items<'a>,
    holders: &Holders,
    canonical: &str,
    questions: Vec<Question<'a>>,
) -> Vec<Page<'a>> {
    let mut pages: BTreeMap<String, Page<'a>> = BTreeMap::new();
    for question in questions {
        let (found, address) = around(items, holders, question.item);
        // The pages of a library have no address, but ids.
        let mut own_ids = found.iter().map(|page| items.id(*page));
        let key = match own_ids.find(|id| is_entry_id(id)) {
            _ if !address.is_empty() => address,
            Some(id) => id.to_owned(),
            None => same_page(canonical),
        };
        let page = pages.entry(key).or_default();
        page.items.extend(found);
        page.questions.push(question);
    }
    // Questions without an address are on the only page that has one.
    if pages.len() == 2
        && let Some(unknown) = pages.remove("")
        && let Some(page) = pages.values_mut().next()
    {
        page.items.extend(unknown.items);
        page.questions.extend(unknown.questions);
        page.questions.sort_by_key(|question| question.item);
    }
    let mut by_address: HashMap<String, Vec<usize>> = HashMap::new();
    for item in items.all().filter(|item| items.is(*item, PAGES)) {
        let addresses = [items.line(item, &["url"]), items.id(item).to_owned()];
        let mut addresses = addresses.iter().map(|address| same_page(address));
        if let Some(address) = addresses.find(|address| !address.is_empty()) {
            by_address.entry(address).or_default().push(item);
        }
    }
    for (address, page) in &mut pages {
        let others = by_address.remove(address).unwrap_or_default();
        page.items.extend(others);
        page.items.sort_unstable();
        page.items.dedup();
        // A section is a page only if there is no other.
        if page.items.iter().any(|item| !items.is(*item, SECTIONS)) {
            page.items.retain(|item| !items.is(*item, SECTIONS));
        }
    }
    pages.into_values().collect()
}

/// The pages around an item and their address. A page of another address is another page.
fn around(items: &Items<'_>, holders: &Holders, item: usize) -> (Vec<usize>, String) {
    let mut found = vec![item];
    let mut address = String::new();
    let mut at = 0;
    while let Some(item) = found.get(at).copied() {
        at += 1;
        for holder in holders.get(&item).into_iter().flatten() {
            let own = same_page(&items.line(*holder, &["url"]));
            let same = address.is_empty() || own.is_empty() || own == address;
            if found.len() < MAX_HOLDERS && !found.contains(holder) && same {
                found.push(*holder);
                if address.is_empty() && items.is(*holder, PAGES) {
                    address = own;
                }
            }
        }
    }
    found.retain(|item| items.is(*item, PAGES));
    (found, address)
}
