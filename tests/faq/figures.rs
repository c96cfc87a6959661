//! Prints figures about the bundled library:
//! `cargo test --test faq -- --ignored --nocapture figures`.
#![expect(clippy::print_stdout, reason = "printing is what it is for")]

use std::collections::BTreeMap;

use clinfaq::content::{Readability, claims};
use clinfaq::model::{Audience, Entry};
use clinfaq::text::plain_text;

use super::bundled::{Bundled, entry_citations};

#[test]
#[ignore = "prints figures"]
fn figures() {
    let library = Bundled::new();
    let topics: usize = library.topics().values().map(|topics| topics.len()).sum();
    let mut own: Vec<&str> = library.entries.iter().map(|e| e.topic.as_str()).collect();
    own.sort_unstable();
    own.dedup();
    println!("entries {}", library.entries.len());
    println!("conditions {}", library.conditions.len());
    println!("topics {} ({topics} by condition)", own.len());
    println!(
        "organisations {}, trials {}, medicines {}",
        library.organizations.len(),
        library.trials.len(),
        library.medications.len()
    );
    let codes: usize = library.conditions.iter().map(|c| c.codes.len()).sum();
    println!("identifiers {codes}");
    sources(&library);
    citations(&library);
    grades(&library);
    let disputes = library
        .entries
        .iter()
        .map(|entry| entry.disagreements.len());
    println!("disagreements {}", disputes.sum::<usize>());
    let asked: usize = library.entries.iter().map(|e| e.also_asked.len()).sum();
    println!("also asked {asked}");
    println!("words {}", library.entries.iter().map(words).sum::<usize>());
}

fn sources(library: &Bundled) {
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for source in &library.sources {
        *kinds
            .entry(source.kind.map_or("none", |kind| kind.word()))
            .or_default() += 1;
    }
    println!("sources {} {kinds:?}", library.sources.len());
}

fn citations(library: &Bundled) {
    let counts: Vec<usize> = library
        .entries
        .iter()
        .map(|e| entry_citations(e).len())
        .collect();
    let distinct = library.entries.iter().map(|entry| {
        let mut cited = entry_citations(entry);
        cited.sort_unstable();
        cited.dedup();
        cited.len()
    });
    let entries = library.entries.len() as f64;
    println!(
        "citations {}, {:.1} an entry, of {:.1} sources; fewest {:?}, most {:?}",
        counts.iter().sum::<usize>(),
        counts.iter().sum::<usize>() as f64 / entries,
        distinct.sum::<usize>() as f64 / entries,
        counts.iter().min(),
        counts.iter().max(),
    );
    let texts = library
        .entries
        .iter()
        .flat_map(|e| [&e.short_answer, &e.answer]);
    let takeaways = library.conditions.iter().flat_map(|c| &c.takeaways);
    let all: Vec<_> = texts
        .chain(takeaways)
        .flat_map(|text| claims(text))
        .collect();
    let cited = all.iter().filter(|claim| claim.cited).count();
    println!(
        "claims {}, cited {cited} ({:.1} %)",
        all.len(),
        cited as f64 * 100.0 / all.len() as f64
    );
}

fn grades(library: &Bundled) {
    let names = library.names();
    let mut grades: Vec<(f64, &str)> = library
        .entries
        .iter()
        .filter(|entry| entry.audience != Audience::Professional)
        .map(|entry| {
            let texts = [entry.short_answer.as_str(), entry.answer.as_str()];
            (Readability::of(texts, &names).grade(), entry.id.as_str())
        })
        .collect();
    grades.sort_by(|a, b| a.0.total_cmp(&b.0));
    let worst: Vec<String> = grades
        .iter()
        .rev()
        .take(5)
        .map(|(grade, id)| format!("{id} {grade:.1}"))
        .collect();
    println!(
        "reading grade of {} for patients: median {:.1}, worst {}",
        grades.len(),
        grades[grades.len() / 2].0,
        worst.join(", ")
    );
}

/// The number of words that a reader sees.
fn words(entry: &Entry) -> usize {
    let mut texts = vec![entry.question.clone()];
    texts.extend([&entry.short_answer, &entry.answer].map(|text| plain_text(text)));
    for dispute in &entry.disagreements {
        texts.push(dispute.about.clone());
        texts.push(plain_text(&dispute.reading));
        texts.extend(dispute.claims.iter().map(|claim| plain_text(&claim.says)));
    }
    let words = texts.iter().flat_map(|text| text.split_whitespace());
    words
        .filter(|word| word.contains(char::is_alphanumeric))
        .count()
}
