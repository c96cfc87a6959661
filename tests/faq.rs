//! The bundled library keeps its promises: no lint finds anything, every condition has its topics, and each answer can be
//! read on a small screen.

#[path = "faq/bundled.rs"]
mod bundled;
#[path = "faq/figures.rs"]
mod figures;

use std::collections::{BTreeMap, BTreeSet};

use clinfaq::content::{Place, check, scan};
use clinfaq::index::PackOrd;
use clinfaq::library::{Library, Opener, Request};
use clinfaq::model::Clock;
use clinfaq::page;
use clinfaq::text::{self, Block, Glyphs, plain_text};
use jiff::civil::Date;

use bundled::{Bundled, TODAY, entry_citations, entry_links, places};

/// The topics that the facts support, by condition.
const TOPICS: &[(&str, &str)] = &[
    (
        "ho",
        "overview prevalence causes risk symptoms diagnosis codes treatment medications surgery prevention living \
         prognosis research urgent takeaways",
    ),
    (
        "mo",
        "overview prevalence risk symptoms diagnosis codes treatment surgery prevention living prognosis urgent",
    ),
    (
        "nho",
        "overview prevalence risk symptoms diagnosis codes treatment medications surgery living urgent",
    ),
    (
        "ho-tha",
        "overview prevalence risk diagnosis prevention research treatment urgent",
    ),
    (
        "ho-burn",
        "overview prevalence risk symptoms surgery prevention",
    ),
    (
        "poh",
        "overview prevalence causes inheritance symptoms complications diagnosis codes treatment medications surgery \
         prevention living prognosis pregnancy urgent research organisations takeaways",
    ),
    (
        "fop",
        "overview prevalence causes inheritance symptoms complications diagnosis codes treatment medications surgery \
         prevention living precautions prognosis pregnancy urgent research organisations takeaways",
    ),
    (
        "aho",
        "overview symptoms diagnosis inheritance genetics codes",
    ),
    (
        "php",
        "overview prevalence genetics inheritance symptoms diagnosis codes treatment living precautions prognosis \
         pregnancy side-effects urgent",
    ),
    ("oc", "overview causes diagnosis treatment prognosis"),
    ("cc", "overview causes diagnosis codes treatment urgent"),
    ("general", "sources research organisations"),
];

/// Answers that somebody may need at once, or that keep a person with FOP from harm: the red flag comes first.
const RED_FLAGS: &[&str] = &[
    "cc/calciphylaxis",
    "cc/treatments",
    "fop/after-a-fall",
    "fop/anaesthesia",
    "fop/anaphylaxis",
    "fop/avoid-injuries",
    "fop/birth-sign",
    "fop/breathing",
    "fop/cut-out-bone",
    "fop/dental-care",
    "fop/emergency",
    "fop/flare-treatment",
    "fop/key-points",
    "fop/no-biopsy",
    "fop/palovarotene-risks",
    "fop/pregnancy",
    "fop/safe-exercise",
    "fop/scalp-swelling",
    "fop/vaccines",
    "fop/wound-vaccines",
    "fop/wrong-diagnosis",
    "ho-tha/ring-surgeon",
    "ho/exercise",
    "ho/same-day-signs",
    "mo/first-48-hours",
    "mo/fop-or-not",
    "mo/lump-over-time",
    "mo/tight-painful-thigh",
    "nho/dysreflexia",
    "nho/radiation-magnets-warfarin",
    "nho/swollen-leg",
    "oc/rule-out",
    "php/low-calcium-emergency",
    "php/low-calcium-signs",
    "php/sick-days",
    "php/too-much-calcium",
    "poh/urgent-help",
];

fn today() -> Date {
    TODAY.parse().expect("a date")
}

#[test]
fn no_lint_finds_anything() {
    let mut steps = 0;
    let report = check(&places(), today(), &mut |_| steps += 1);
    assert_eq!(report.diagnostics, [], "{:#?}", report.diagnostics);
    assert_eq!((report.errors, report.warnings), (0, 0));
    assert_eq!(report.conditions, 11);
    assert!(report.entries >= 154, "{} entries", report.entries);
    assert_eq!(
        steps,
        scan(&places()).files.len() * 2,
        "each file is read twice"
    );
}

#[test]
fn every_condition_has_the_topics_that_the_facts_support() {
    let library = Bundled::new();
    let wanted: BTreeMap<&str, BTreeSet<&str>> = TOPICS
        .iter()
        .map(|(condition, topics)| (*condition, topics.split_whitespace().collect()))
        .collect();
    assert_eq!(library.topics(), wanted);
    let ids: BTreeSet<&str> = library.conditions.iter().map(|c| c.id.as_str()).collect();
    let homes: BTreeSet<&str> = wanted.into_keys().filter(|id| *id != "general").collect();
    assert_eq!(ids, homes);
}

#[test]
fn every_source_is_cited_and_every_link_leads_somewhere() {
    let library = Bundled::new();
    let sources: BTreeSet<String> = library.sources.iter().map(|it| it.id.clone()).collect();
    assert_eq!(library.cited(), sources);
    let known: BTreeSet<&str> = library.entries.iter().map(|it| it.id.as_str()).collect();
    let conditions: BTreeSet<&str> = library.conditions.iter().map(|it| it.id.as_str()).collect();
    let mut followed = 0;
    for entry in &library.entries {
        assert!(entry_citations(entry).len() >= 2, "{}", entry.id);
        for id in entry_links(entry) {
            assert!(
                known.contains(id.as_str()) || conditions.contains(id.as_str()),
                "{}: {id}",
                entry.id
            );
            followed += 1;
        }
    }
    assert!(followed > 300, "{followed} links");
}

#[test]
fn every_entry_has_a_date_a_short_answer_and_other_questions() {
    for entry in Bundled::new().entries {
        let id = &entry.id;
        let words = plain_text(&entry.short_answer);
        let words = words.split_whitespace().count();
        assert!((1..=60).contains(&words), "{id}: {words} words");
        assert!(entry.also_asked.len() >= 5, "{id}: {:?}", entry.also_asked);
        let updated = entry.last_updated.expect("a date").to_string();
        assert!(updated.as_str() <= TODAY, "{id}: {updated}");
        assert!(
            !entry.answer.is_empty() && !entry.related.is_empty(),
            "{id}"
        );
        // Nobody has reviewed these texts, and no entry may look as if somebody had.
        assert!(
            entry.last_reviewed.is_none() && entry.reviewed_by.is_none(),
            "{id}"
        );
    }
}

#[test]
fn the_seed_table_names_existing_answers() {
    let library = Bundled::new();
    let readme = include_str!("../faq/README.md");
    let (_, table) = readme.split_once("## Where the five").expect("the table");
    let ids = table.split('`').skip(1).step_by(2);
    let ids: BTreeSet<&str> = ids.filter(|id| clinfaq::model::is_entry_id(id)).collect();
    assert!(ids.len() > 50, "{}", ids.len());
    ids.into_iter().for_each(|id| {
        library.entry(id);
    });
}

#[test]
fn red_flags_come_first() {
    let library = Bundled::new();
    for id in RED_FLAGS {
        let answer = library.entry(id).answer.trim_start();
        assert!(answer.starts_with("> [!CAUTION]\n"), "{id}: {answer:.60}");
    }
    for entry in library
        .entries
        .iter()
        .filter(|entry| entry.topic == "urgent")
    {
        assert!(RED_FLAGS.contains(&entry.id.as_str()), "{}", entry.id);
    }
}

fn library() -> Library {
    let opener = Opener::new(Request {
        places: vec![Place::Bundled],
        cache: None,
    });
    opener.current(&mut |_| {}).expect("the bundled library")
}

#[test]
fn every_page_can_be_read_at_80_and_40_columns() {
    let library = library();
    let clock = Clock { today: today() };
    for entry in Bundled::new().entries {
        let ord = library.find_entry(PackOrd(0), &entry.id);
        let page = page::entry(&library, ord.expect("in the index"), clock);
        for columns in [80, 40] {
            let lines = text::layout(&page.document, columns, &Glyphs::UNICODE);
            for line in &lines {
                let shown = line.text();
                assert!(line.width() <= columns, "{}: {shown}", entry.id);
                for raw in ["[^", "**", "__", "](", "[!", "…"] {
                    assert!(!shown.contains(raw), "{}: {shown}", entry.id);
                }
            }
            let mut written = lines.iter().filter(|line| !line.text().trim().is_empty());
            let last = written.next_back().expect("a line");
            assert_eq!(last.heading, None, "{}: {}", entry.id, last.text());
        }
        for pair in page.document.blocks.windows(2) {
            if let [
                Block::Heading { level, content },
                Block::Heading { level: next, .. },
            ] = pair
            {
                assert!(next > level, "{}: nothing below {content:?}", entry.id);
            }
        }
        everything_shows(&entry.answer, &page.document, &entry.id);
    }
}

/// Each word of an answer, including its tables, is on the narrow page.
fn everything_shows(answer: &str, document: &text::Document, id: &str) {
    let parts = |text: &str| -> BTreeSet<String> {
        let parts = text.split(|c: char| !c.is_alphanumeric());
        parts.map(str::to_owned).collect()
    };
    let narrow = text::plain(&text::layout(document, 40, &Glyphs::UNICODE));
    let cut: Vec<String> = parts(&plain_text(answer))
        .difference(&parts(&narrow))
        .cloned()
        .collect();
    assert!(cut.is_empty(), "{id}: {cut:?} cut off or torn");
}
