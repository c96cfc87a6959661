//! What is written loads as the same.

use std::fs;
use std::ops::ControlFlow;

use clinfaq::content::{Place, Writer, load, scan};
use clinfaq::model::{
    Abbreviation, Case, Certainty, Claim, Code, CodeMatch, Condition, Disagreement, Entry,
    Experiences, Gene, Organization, Pack, PartialDate, Reviewer, Source, SourceKind, Suggestion,
    Synonym, Topic, Trial, Withdrawal,
};
use proptest::prelude::*;

use crate::bench::Collect;

/// A line that survives cleaning: no blanks at its ends, none of the characters that are taken out.
fn line() -> impl Strategy<Value = String> {
    "[a-zA-Z0-9\"'\\\\#=\\[\\]{}.,:;_*é漢🙂 -]{1,30}".prop_map(|text| text.trim().to_owned())
}

fn filled() -> impl Strategy<Value = String> {
    line().prop_map(|text| format!("x{text}"))
}

/// Markdown: lines, quotes in a row, what looks like a table of the format.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        line(),
        Just("\"\"\"".to_owned()),
        Just("\\".to_owned()),
        Just("[[entry]]".to_owned()),
        Just("id = \"x/y\"".to_owned()),
        Just(String::new()),
    ];
    proptest::collection::vec(piece, 1..6).prop_map(|lines| format!("t{}e", lines.join("\n")))
}

fn date() -> impl Strategy<Value = Option<PartialDate>> {
    let dates = ["2016-10-24", "2016-10", "2016"].map(|date| PartialDate::parse(date).ok());
    prop_oneof![Just(None), proptest::sample::select(dates.to_vec())]
}

prop_compose! {
    fn condition()(name in filled(), names in proptest::collection::vec(filled(), 0..3), summary in text(), note in line(),
                   locus in line()) -> Condition {
        Condition {
            id: "c".to_owned(),
            name,
            alternate_names: names,
            summary,
            genes: vec![Gene { symbol: "GNAS".to_owned(), locus, cite: "s".to_owned(), note: String::new() }],
            codes: vec![Code { system: "UMLS".to_owned(), value: "C1".to_owned(), fit: Some(CodeMatch::Broader), note, ..Code::default() }],
            ..Condition::default()
        }
    }
}

prop_compose! {
    fn source()(title in filled(), note in line(), published in date()) -> Source {
        Source {
            id: "s".to_owned(),
            title,
            kind: Some(SourceKind::Review),
            published,
            note,
            authors: vec!["A \"B\" C".to_owned()],
            ..Source::default()
        }
    }
}

prop_compose! {
    fn entry()(question in filled(), answer in text(), short_answer in text(), says in text(), last_updated in date(),
               also in proptest::collection::vec(filled(), 0..3), count in 0u32..9) -> Entry {
        Entry {
            id: "c/e".to_owned(),
            condition: "c".to_owned(),
            topic: "treatment".to_owned(),
            question,
            also_asked: also,
            answer,
            short_answer,
            last_updated,
            reviewed_by: Some(Reviewer { name: "N".to_owned(), role: "\"R\"".to_owned() }),
            certainty: Some(Certainty::VeryLow),
            sources: vec!["s".to_owned()],
            suggested_by: Some(Suggestion { name: "A".to_owned(), votes: Some(-1) }),
            experiences: Some(Experiences { count, url: "https://a.org".to_owned(), as_of: last_updated }),
            disagreements: vec![Disagreement {
                about: "x".to_owned(),
                claims: vec![
                    Claim { says: says.clone(), as_of: last_updated, cite: "s".to_owned() },
                    Claim { says, as_of: None, cite: "s".to_owned() },
                ],
                reading: "r".to_owned(),
            }],
            ..Entry::default()
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_loads_as_the_same(condition in condition(), source in source(), entry in entry(), title in filled()) {
        let pack = Pack {
            id: "p".to_owned(),
            title,
            version: "1".to_owned(),
            review_after_months: Some(36),
            withdrawn: vec![Withdrawal { entry: "c/old".to_owned(), on: None, reason: "\"so\"".to_owned() }],
            ..Pack::default()
        };
        let topic = Topic { id: "own".to_owned(), title: "Own".to_owned(), order: -3, words: vec!["a".to_owned(), "b".to_owned()], broader: "overview".to_owned() };
        let organization = Organization { id: "o".to_owned(), name: "O".to_owned(), conditions: vec!["c".to_owned()], ..Organization::default() };
        let trial = Trial { id: "t".to_owned(), title: "T".to_owned(), status: "ended".to_owned(), ..Trial::default() };
        let synonym = Synonym { words: vec!["a\"".to_owned(), "b".to_owned()] };
        let abbreviation = Abbreviation { short: "PE".to_owned(), means: vec!["a b".to_owned()], case: Case::Exact, with: vec!["c".to_owned()] };
        let mut writer = Writer::new();
        writer.format().pack(&pack).topic(&topic).comment("made \n[[entry]]").condition(&condition).source(&source);
        writer.allow("no-date", "\"none\"").entry(&entry).organization(&organization).trial(&trial);
        writer.synonym(&synonym).abbreviation(&abbreviation);
        let written = writer.finish();
        let temporary = tempfile::tempdir().expect("a folder");
        fs::write(temporary.path().join("a.toml"), &written).expect("a file");
        let mut found = Collect::default();
        let scan = scan(&[Place::Folder(temporary.path().to_owned())]);
        let mut take = |pack, record| found.take(pack, record);
        let loaded = load(&scan, None, &mut take, &mut |_| ControlFlow::Continue(())).expect("nobody stops it");
        let errors: Vec<_> = loaded
            .diagnostics
            .iter()
            .filter(|problem| problem.severity == clinfaq::content::Severity::Error)
            .collect();
        prop_assert!(errors.is_empty(), "{errors:#?}\n{written}");
        prop_assert_eq!(&found.packs[0], &pack);
        prop_assert_eq!(&found.conditions[0].1, &condition);
        prop_assert_eq!(&found.sources[0].1, &source);
        prop_assert_eq!(&found.entries[0].1, &entry);
        prop_assert_eq!(&found.organizations[0].1, &organization);
        prop_assert_eq!(&found.trials[0].1, &trial);
        prop_assert_eq!(&found.synonyms[0].1, &synonym);
        prop_assert_eq!(&found.abbreviations[0].1, &abbreviation);
        let own = found.topics.iter().find(|(_, topic)| topic.id == "own").map(|(_, topic)| topic);
        prop_assert_eq!(own, Some(&topic));
    }
}
