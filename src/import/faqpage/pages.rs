//! Which page a question is on. A file may hold several pages, or parts of one.

use std::collections::{BTreeMap, HashMap};

use super::conditions::CONDITIONS;
use super::items::{Holders, Items, Syntax};
use super::questions::Question;
use super::values::same_page;
use crate::import::name;

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

/// The items that describe a page, and its questions.
pub(super) type Page<'a> = (Vec<usize>, Vec<Question<'a>>);

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

/// Puts the questions on their pages. `canonical` is the address of the file.
pub(super) fn with_questions<'a>(
    items: &Items<'a>,
    holders: &Holders,
    canonical: &str,
    questions: Vec<Question<'a>>,
) -> Vec<Page<'a>> {
    let mut by_address: HashMap<String, Vec<usize>> = HashMap::new();
    for item in items.all().filter(|item| items.is(*item, PAGES)) {
        let addresses = [items.line(item, &["url"]), items.id(item).to_owned()];
        let mut addresses = addresses.iter().map(|address| same_page(address));
        let address = addresses.find(|address| !address.is_empty());
        by_address
            .entry(address.unwrap_or_default())
            .or_default()
            .push(item);
    }
    let mut pages: BTreeMap<Vec<usize>, Vec<Question<'a>>> = BTreeMap::new();
    for question in questions {
        let (mut found, address) = around(items, holders, question.item);
        let address = match address.is_empty() {
            true => same_page(canonical),
            false => address,
        };
        let same_address = by_address.get(&address).filter(|_| !address.is_empty());
        for other in same_address.into_iter().flatten() {
            if !found.contains(other) {
                found.push(*other);
            }
        }
        pages.entry(found).or_default().push(question);
    }
    join(items, pages)
}

/// The pages around an item, the nearest first, and their address. A page of another address is another page.
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
    // A section is a page only if there is no other.
    if found.iter().any(|item| !items.is(*item, SECTIONS)) {
        found.retain(|item| !items.is(*item, SECTIONS));
    }
    (found, address)
}

/// Joins pages of which one holds no other items than the other, and those that ask the same in two syntaxes.
fn join<'a>(items: &Items<'a>, pages: BTreeMap<Vec<usize>, Vec<Question<'a>>>) -> Vec<Page<'a>> {
    let mut joined: Vec<Page<'a>> = Vec::new();
    let mut by_item: HashMap<usize, usize> = HashMap::new();
    let mut by_question: HashMap<String, (usize, Syntax)> = HashMap::new();
    for (page, questions) in pages {
        let syntax = questions.first().map(|first| items.syntax(first.item));
        let syntax = syntax.unwrap_or_default();
        let texts = questions.iter().map(|it| name::normalised(&it.text));
        let texts: Vec<String> = texts.collect();
        let asked = texts
            .iter()
            .find_map(|text| by_question.get(text).filter(|it| it.1 != syntax));
        let known = page.iter().find_map(|item| by_item.get(item));
        let contained = known.filter(|at| {
            let known = &joined[**at].0;
            match page.len() < known.len() {
                true => page.iter().all(|item| known.contains(item)),
                false => known.iter().all(|item| page.contains(item)),
            }
        });
        let at = asked.map(|(at, _)| at).or(contained);
        let at = at.copied().unwrap_or(joined.len());
        by_question.extend(texts.into_iter().map(|text| (text, (at, syntax))));
        by_item.extend(page.iter().map(|item| (*item, at)));
        if at == joined.len() {
            joined.push(Page::default());
        }
        let known = &mut joined[at];
        known.0.extend(page);
        known.0.sort_unstable();
        known.0.dedup();
        known.1.extend(questions);
    }
    joined
}
