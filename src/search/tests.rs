//! What a person may type, and what must then come first.

use proptest::prelude::*;

use super::*;
use crate::index::testing::{entry, index_of};
use crate::model::{
    Code, Condition, Entry, EntryStatus, Gene, Pack, PartialDate, Source, Topic, Withdrawal,
};

/// A search by a reader without a language.
fn search(index: &Index, text: &str, limit: usize) -> Result<Results, Error> {
    super::search(index, text, limit, "")
}

fn topic(id: &str, title: &str, order: i32, words: &[&str]) -> Topic {
    Topic {
        id: id.into(),
        title: title.into(),
        order,
        words: words.iter().map(|w| (*w).into()).collect(),
        ..Topic::default()
    }
}

fn condition(id: &str, name: &str, abbreviation: &str, others: &[&str]) -> Condition {
    Condition {
        id: id.into(),
        name: name.into(),
        abbreviation: abbreviation.into(),
        alternate_names: others.iter().map(|name| (*name).into()).collect(),
        ..Condition::default()
    }
}

fn library() -> Index {
    let poh = Condition {
        codes: vec![
            Code {
                system: "ORPHA".into(),
                value: "2762".into(),
                ..Code::default()
            },
            Code {
                system: "ICD-10".into(),
                value: "M61.5".into(),
                ..Code::default()
            },
            Code {
                system: "OMIM".into(),
                value: "166350".into(),
                ..Code::default()
            },
        ],
        genes: vec![Gene {
            symbol: "GNAS".into(),
            ..Gene::default()
        }],
        ..condition(
            "poh",
            "Progressive osseous heteroplasia",
            "POH",
            &["familial ectopic ossification"],
        )
    };
    let dated = |mut entry: Entry, date: &str| {
        entry.last_updated = PartialDate::parse(date).ok();
        entry
    };
    let cited = Entry {
        sources: vec!["gard-poh".into()],
        ..entry(
            "poh/surgery",
            "surgery",
            "Can lesions be removed?",
            "A small, well-bounded piece can be taken out.",
        )
    };
    index_of(
        Pack {
            id: "test".into(),
            withdrawn: vec![Withdrawal {
                entry: "fop/old".into(),
                ..Withdrawal::default()
            }],
            ..Pack::default()
        },
        vec![
            topic(
                "treatment",
                "Treatment",
                90,
                &["cure", "therapy", "treat", "get rid of"],
            ),
            topic(
                "inheritance",
                "Inheritance",
                40,
                &["runs in families", "hereditary", "pass on"],
            ),
            topic("surgery", "Surgery", 100, &["operation", "cut out"]),
            topic("overview", "Overview", 10, &["what is"]),
            Topic {
                broader: "medications".into(),
                ..topic("side-effects", "Side effects", 120, &["side effect"])
            },
            Topic {
                broader: "treatment".into(),
                ..topic("medications", "Medicines", 110, &["tablets"])
            },
            Topic {
                broader: "ring".into(),
                ..topic("ring", "Ring", 130, &["ringing"])
            },
        ],
        vec![
            poh,
            condition(
                "fop",
                "Fibrodysplasia ossificans progressiva",
                "FOP",
                &["stone man"],
            ),
            condition("behcet", "Behçet disease", "", &[]),
            condition("eds", "Ehlers-Danlos syndrome", "EDS", &[]),
            condition("ed", "Ectodermal dysplasia", "ED", &[]),
        ],
        vec![Source {
            id: "gard-poh".into(),
            title: "POH".into(),
            publisher: "GARD".into(),
            ..Source::default()
        }],
        vec![
            dated(
                entry(
                    "poh/treatment",
                    "treatment",
                    "Is any treatment proven to stop POH?",
                    "No medicine is.",
                ),
                "2026-11-20",
            ),
            dated(
                entry(
                    "poh/passed-on",
                    "inheritance",
                    "How is POH passed on?",
                    "In most people it is new.",
                ),
                "2020-05",
            ),
            cited,
            entry(
                "fop/treatment",
                "treatment",
                "How are flare-ups managed?",
                "By a team that knows FOP.",
            ),
            entry(
                "fop/what",
                "overview",
                "What is FOP?",
                "Heterotopic bone in muscle, tendon and soft tissue.",
            ),
            entry(
                "behcet/what",
                "overview",
                "What is Behçet disease?",
                "An inflammation of blood vessels.",
            ),
            entry("eds/what", "overview", "What is EDS?", "Loose joints."),
            entry(
                "ed/what",
                "overview",
                "What is ED?",
                "Hair, teeth and sweat glands.",
            ),
            Entry {
                status: EntryStatus::Draft,
                ..entry("poh/draft", "treatment", "Draft of POH treatment?", "x")
            },
            entry(
                "fop/old",
                "treatment",
                "An old FOP treatment?",
                "Withdrawn.",
            ),
            entry(
                "general/dates",
                "overview",
                "How current is this?",
                "Each answer says.",
            ),
        ],
    )
}

fn found(index: &Index, query: &str) -> Vec<String> {
    let results = search(index, query, 10).expect("a search");
    results
        .hits
        .iter()
        .map(|hit| index.head(hit.entry).id)
        .collect()
}

#[track_caller]
fn first(index: &Index, query: &str, expected: &str) {
    let found = found(index, query);
    assert_eq!(
        found.first().map(String::as_str),
        Some(expected),
        "for `{query}`: {found:?}"
    );
}

#[test]
fn words_of_a_topic_without_answers_mean_the_broader_one() {
    let index = library();
    let treatment = index.find_topic("treatment");
    for words in ["poh tablets", "poh side effects", "poh treatment"] {
        let results = search(&index, words, 10).expect("results");
        assert_eq!(
            results.understood.topics.first().copied(),
            treatment,
            "{words}"
        );
        first(&index, words, "poh/treatment");
    }
    let ring = search(&index, "poh ringing", 10).expect("results");
    assert_eq!(
        ring.understood.topics.first().copied(),
        index.find_topic("ring")
    );
}

#[test]
fn a_condition_and_a_topic_find_their_answer() {
    let index = library();
    first(&index, "poh treatment", "poh/treatment");
    first(&index, "fop cure", "fop/treatment");
    first(
        &index,
        "progressive osseous heteroplasia runs in families",
        "poh/passed-on",
    );
    first(&index, "get rid of FOP", "fop/treatment");
    first(
        &index,
        "treatments for progressive heteroplasia",
        "poh/treatment",
    );
    let understood = search(&index, "poh runs in families", 10)
        .expect("a search")
        .understood;
    assert_eq!(
        understood.conditions,
        [index.find_condition("poh").expect("there")]
    );
    assert_eq!(
        understood.topics,
        [index.find_topic("inheritance").expect("there")]
    );
}

#[test]
fn a_typing_error_finds_the_same_and_is_labelled() {
    let index = library();
    first(&index, "poh tretment", "poh/treatment");
    first(&index, "hetreoplasia treatment", "poh/treatment");
    first(&index, "fibrodyslasia osificans ", "fop/what");
    let results = search(&index, "poh tretment", 10).expect("a search");
    assert_eq!(results.understood.close.len(), 1);
    assert_eq!(results.understood.close[0].typed, "tretment");
    assert_eq!(results.understood.close[0].found, "treatment");
    assert!(results.hits[0].close);
    let exact = search(&index, "poh treatment", 10).expect("a search");
    assert!(exact.understood.close.is_empty() && !exact.hits[0].close);
}

#[test]
fn a_word_only_the_answers_hold_is_corrected_too() {
    let index = library();
    first(&index, "hetertopic", "fop/what");
}

#[test]
fn names_are_found_by_abbreviation_accent_code_and_gene() {
    let index = library();
    first(&index, "eds", "eds/what");
    first(&index, "ED", "ed/what");
    first(&index, "behcet", "behcet/what");
    first(&index, "BEHÇET", "behcet/what");
    for code in [
        "M61.5",
        "m61.5",
        "ORPHA:2762",
        "orpha 2762",
        "OMIM 166350",
        "OMIM:166350",
        "gnas",
    ] {
        let found = found(&index, code);
        assert!(
            !found.is_empty() && found.iter().all(|id| id.starts_with("poh/")),
            "for `{code}`: {found:?}"
        );
    }
}

#[test]
fn an_unfinished_word_is_completed() {
    let index = library();
    first(&index, "poh trea", "poh/treatment");
    first(&index, "fibrod", "fop/what");
    assert!(
        search(&index, "fibrod", 10)
            .expect("a search")
            .understood
            .close
            .is_empty(),
        "no error was made"
    );
}

#[test]
fn filters_narrow_and_say_so() {
    let index = library();
    assert_eq!(
        found(&index, "treatment condition:poh")
            .first()
            .map(String::as_str),
        Some("poh/treatment")
    );
    assert!(
        found(&index, "treatment condition:poh")
            .iter()
            .all(|id| id.starts_with("poh/"))
    );
    assert_eq!(found(&index, "topic:inheritance"), ["poh/passed-on"]);
    assert_eq!(found(&index, "source:gard"), ["poh/surgery"]);
    assert_eq!(found(&index, "poh after:2021"), ["poh/treatment"]);
    let results = search(&index, "poh topic:nonsense", 10).expect("a search");
    assert_eq!(results.understood.unknown_filters, ["topic:nonsense"]);
    assert!(
        !results.hits.is_empty(),
        "a filter that names nothing is not applied"
    );
}

#[test]
fn phrases_and_exclusions_hold() {
    let index = library();
    assert_eq!(found(&index, "\"soft tissue\""), ["fop/what"]);
    assert_eq!(found(&index, "\"tissue soft\""), Vec::<String>::new());
    assert!(
        found(&index, "treatment -poh")
            .iter()
            .all(|id| !id.starts_with("poh/"))
    );
}

#[test]
fn drafts_and_withdrawn_answers_are_not_found() {
    let index = library();
    for query in [
        "draft",
        "old",
        "poh treatment",
        "fop treatment",
        "withdrawn",
    ] {
        let found = found(&index, query);
        assert!(
            !found.iter().any(|id| id == "poh/draft" || id == "fop/old"),
            "for `{query}`: {found:?}"
        );
    }
}

#[test]
fn nothing_found_offers_the_nearest_names() {
    let index = library();
    let results = search(&index, "zzzz qqqq", 10).expect("a search");
    assert!(results.hits.is_empty());
    let results = search(&index, "xop zzz9", 10).expect("a search");
    assert!(results.hits.is_empty());
    assert!(
        results
            .nearest
            .contains(&index.find_condition("fop").expect("there"))
    );
}

#[test]
fn other_languages_are_stemmed_or_cut_into_pairs() {
    let pack = |language: &str| Pack {
        id: "test".into(),
        language: language.into(),
        ..Pack::default()
    };
    let topics = || vec![topic("treatment", "Treatment", 1, &["cure"])];
    let one = |pack, name: &str, question: &str, answer: &str| {
        let conditions = vec![condition("x", name, "", &[])];
        index_of(
            pack,
            topics(),
            conditions,
            vec![],
            vec![entry("x/t", "treatment", question, answer)],
        )
    };
    let spanish = one(
        pack("es"),
        "Enfermedad ósea",
        "¿Qué tratamientos hay?",
        "Ninguno cura.",
    );
    first(&spanish, "tratamiento enfermedades oseas", "x/t");
    let chinese = one(
        pack("zh"),
        "骨化性肌炎",
        "怎么治疗骨化性肌炎？",
        "没有药物。",
    );
    first(&chinese, "肌炎", "x/t");
    first(&chinese, "骨", "x/t");
    let arabic = one(pack("ar"), "التعظم", "ما هو العلاج؟", "لا يوجد");
    first(&arabic, "علاج", "x/t");
    let french = one(
        pack("fr"),
        "Ostéome cutané",
        "Quels traitements ?",
        "Aucun.",
    );
    first(&french, "osteome traitement", "x/t");
}

#[test]
fn empty_libraries_and_empty_queries_are_no_errors() {
    let empty = index_of(Pack::default(), vec![], vec![], vec![], vec![]);
    for query in ["", "poh", "topic:treatment", "\"a b\"", "-x", "m61.5"] {
        assert!(found(&empty, query).is_empty());
    }
    assert!(found(&library(), "").is_empty());
    assert!(found(&library(), "   ").is_empty());
}

#[test]
fn very_long_queries_are_answered() {
    let index = library();
    first(
        &index,
        &format!("poh treatment {}", "zzz ".repeat(3000)),
        "poh/treatment",
    );
    found(&index, &"a".repeat(10_000));
    found(&index, &"\u{1F9B4}".repeat(3000));
    found(&index, &"(((".repeat(3000));
    // Each of these becomes two words.
    found(&index, &"5mg ".repeat(60));
}

#[test]
fn words_that_stand_together_are_marked_as_one() {
    let results = search(&library(), "bone biopsy pain ", 10).expect("results");
    let text = "A bone biopsy, or bones; pain after  bone biopsies";
    let ranges = results.highlighter.ranges(text);
    let marked: Vec<&str> = ranges.into_iter().map(|range| &text[range]).collect();
    assert_eq!(marked, ["bone biopsy", "bones", "pain", "bone biopsies"]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn any_text_is_answered(query in "\\PC{0,30}|[a-z:\"\\-\\*\\(\\) ]{0,40}") {
        thread_local!(static INDEX: Index = library());
        INDEX.with(|index| {
            let results = search(index, &query, 5).expect("a search");
            assert!(results.hits.len() <= 5);
            assert!(results.total >= results.hits.len());
            for range in results.highlighter.ranges(&query) {
                assert!(query.get(range).is_some());
            }
        });
    }
}

#[test]
fn general_questions_do_not_push_each_other_down() {
    let ask = |id: &str, question: &str, answer: &str| entry(id, "overview", question, answer);
    let index = index_of(
        Pack::default(),
        vec![topic("overview", "Overview", 10, &[])],
        vec![],
        vec![],
        vec![
            ask("general/a", "Can I catch flu from my parrot?", "No."),
            ask("general/b", "Can my parrot or dog catch flu?", "Rarely."),
            ask("general/c", "Is a test of my parrot for flu of use?", "No."),
            ask(
                "general/z",
                "What does the shop sell?",
                "Seeds for a parrot.",
            ),
        ],
    );
    let hits = search(&index, "parrot flu", 10).expect("a search").hits;
    assert_eq!(hits.last().map(|hit| hit.entry.0), Some(3));
}

#[test]
fn a_subject_that_is_not_there_is_named_and_results_are_only_related() {
    let index = library();
    let results = search(&index, "malaria treatment", 10).expect("a search");
    assert_eq!(results.missing, ["malaria"]);
    assert_eq!(results.matching, Matching::Related);
    let results = search(&index, "poh treatment", 10).expect("a search");
    assert!(results.missing.is_empty());
    assert_eq!(results.matching, Matching::Answer);
}

#[test]
fn an_answer_is_told_from_what_only_has_something_in_common() {
    let ask = |id: &str, question: &str, answer: &str| entry(id, "overview", question, answer);
    let index = index_of(
        Pack::default(),
        vec![topic("overview", "Overview", 10, &[])],
        vec![],
        vec![],
        [
            ("general/a", "What is ear pain?", "Pain in an ear."),
            ("general/b", "Are there worms in the stool?", "Threadworms."),
            (
                "general/c",
                "Which vaccines are safe after covid?",
                "All of them.",
            ),
            (
                "general/d",
                "Which code is it?",
                "M61.5 is the code; an ear is not. Some pain is normal.",
            ),
        ]
        .map(|(id, question, answer)| ask(id, question, answer))
        .into(),
    );
    for (typed, found, matching, missing) in [
        // A synonym of two words, and a phrase in other forms with little words between.
        ("earache", "general/a", Matching::Answer, ""),
        ("a worm in my poop", "general/b", Matching::Answer, ""),
        // An identifier is there or is not; no other takes its place.
        ("M61.5", "general/d", Matching::Answer, ""),
        ("M61.9 code", "general/d", Matching::Related, "M61.9"),
        (
            "omim 154700 code",
            "general/d",
            Matching::Related,
            "omim 154700",
        ),
        // A subject that is only mentioned, beside words that nothing answers.
        (
            "covid lung scarring in miners",
            "general/c",
            Matching::Related,
            "lung,scarring",
        ),
    ] {
        let results = search(&index, typed, 10).expect("a search");
        let first = results.hits.first();
        let first = first.map(|hit| index.head(hit.entry).id.to_string());
        assert_eq!(first.as_deref(), Some(found), "{typed}");
        assert_eq!(results.matching, matching, "{typed}");
        assert_eq!(results.missing.join(","), missing, "{typed}");
    }
    // "mole" is a word, although this library has only "More".
    let known = search(&index, "mole", 10).expect("a search");
    assert!(known.understood.close.is_empty());
    let greeting = search(&index, "hello", 10).expect("a search");
    assert_eq!(
        (greeting.matching, greeting.hits.len()),
        (Matching::Related, 0)
    );
}

#[test]
fn a_query_in_another_language_is_recognised() {
    let results = search(&library(), "tratamiento para el dolor", 10).expect("a search");
    assert_eq!(
        results.language.map(|language| language.name),
        Some("Spanish".into())
    );
    assert_eq!(results.matching, Matching::Related);
    let accented = search(&library(), "osificación heterotópica tratamiento", 10);
    let language = accented.expect("a search").language;
    assert_eq!(
        language.map(|language| language.name),
        Some("Spanish".into())
    );
    assert!(
        search(&library(), "poh treatment", 10)
            .expect("a search")
            .language
            .is_none()
    );
}

#[test]
fn words_meet_in_their_forms() {
    let ask = |id: &str, question: &str| entry(id, "overview", question, "x");
    let index = index_of(
        Pack::default(),
        vec![topic("overview", "Overview", 10, &[])],
        vec![],
        vec![],
        [
            ("general/a", "What is pre-eclampsia?"),
            ("general/b", "What is an X-ray?"),
            ("general/c", "What is headache?"),
            ("general/d", "How much is 5mg/kg?"),
            ("general/e", "What about a tumor?"),
            ("general/f", "Who gets hay fever?"),
        ]
        .map(|(id, question)| ask(id, question))
        .into(),
    );
    for (typed, found) in [
        ("preeclampsia", "general/a"),
        ("xray", "general/b"),
        ("head ache", "general/c"),
        ("5 mg", "general/d"),
        ("tumours", "general/e"),
        ("hayfever ", "general/f"),
    ] {
        first(&index, typed, found);
    }
}

fn index_of_types() -> Index {
    let conditions = [
        ("poh", "Progressive osseous heteroplasia", "POH"),
        ("fop", "Fibrodysplasia ossificans progressiva", "FOP"),
        ("usher-1", "Usher syndrome type I", ""),
        ("usher-2c", "Usher syndrome type 2C", ""),
        ("gaucher", "Gaucher disease", ""),
        ("diabetes-2", "Type 2 diabetes", ""),
    ];
    let entries = [
        (
            "poh/signs",
            "diagnosis",
            "How is POH diagnosed?",
            "By its signs. POH is not FOP.",
        ),
        (
            "poh/differs",
            "overview",
            "How does POH differ from FOP?",
            "It starts in the skin.",
        ),
        (
            "fop/signs",
            "diagnosis",
            "How is FOP diagnosed?",
            "By the toes.",
        ),
        (
            "usher-1/what",
            "overview",
            "What is Usher syndrome type I?",
            "Deafness from birth.",
        ),
        (
            "usher-2c/what",
            "overview",
            "What is Usher syndrome type 2C?",
            "Deafness later.",
        ),
        (
            "gaucher/what",
            "overview",
            "What is Gaucher disease?",
            "It has types 1 to 3.",
        ),
        (
            "diabetes-2/what",
            "overview",
            "What is type 2 diabetes?",
            "High blood sugar.",
        ),
    ];
    index_of(
        Pack::default(),
        vec![
            topic("overview", "Overview", 10, &["what is"]),
            topic("diagnosis", "Diagnosis", 20, &["versus", "tests"]),
        ],
        conditions
            .map(|(id, name, short)| condition(id, name, short, &[]))
            .into(),
        vec![],
        entries
            .map(|(id, topic, question, answer)| entry(id, topic, question, answer))
            .into(),
    )
}

#[test]
fn question_that_names_both_conditions_comes_first() {
    let index = index_of_types();
    first(&index, "poh versus fop", "poh/differs");
    first(&index, "fop versus poh", "poh/differs");
}

#[test]
fn another_numbered_type_is_never_shown_as_the_answer() {
    let index = index_of_types();
    for (typed, found, matching, missing) in [
        (
            "usher syndrome type 1",
            "usher-1/what",
            Matching::Answer,
            "",
        ),
        (
            "usher syndrome type II",
            "usher-2c/what",
            Matching::Answer,
            "",
        ),
        ("usher syndrome type 4", "", Matching::Related, "type 4"),
        (
            "gaucher disease type 2",
            "gaucher/what",
            Matching::Answer,
            "",
        ),
        ("t2 diabetes", "diabetes-2/what", Matching::Answer, ""),
    ] {
        let results = search(&index, typed, 10).expect("a search");
        let first = results.hits.first().map(|hit| index.head(hit.entry).id);
        if !found.is_empty() {
            assert_eq!(first.as_deref(), Some(found), "{typed}");
        }
        assert_eq!(results.matching, matching, "{typed}");
        assert_eq!(results.missing.join(","), missing, "{typed}");
    }
}

#[test]
fn unknown_code_has_no_similar_names() {
    let results = search(&index_of_types(), "E11", 10).expect("a search");
    assert_eq!(results.missing, ["E11"]);
    assert!(results.hits.is_empty() && results.nearest.is_empty());
}

#[test]
fn less_likely_answers_are_counted_apart() {
    let results = search(&index_of_types(), "usher syndrome type 1", 10).expect("a search");
    assert!(results.has_less_likely());
    let least = results.hits[results.likely].total;
    assert!(
        results.hits[..results.likely]
            .iter()
            .all(|hit| hit.total > least)
    );
}
