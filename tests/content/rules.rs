//! Every rule has a library that breaks only this rule, and a similar one that breaks none.

use std::collections::BTreeSet;

use clinfaq::content::{Severity, rules};

use super::bench::{Bench, GOOD};

/// A day on which the good library has no fault.
pub(crate) const TODAY: &str = "2026-11-20";

/// Rules about files and several libraries, rather than about what is in a file; they have tests of their own.
const ABOUT_FILES: &[&str] = &[
    "unreadable",
    "file-too-large",
    "link-skipped",
    "no-library",
    "two-conditions",
    "note-without-answer",
    "replaces-nothing",
    "not-utf-8",
    "more",
];

/// The same as a date.
pub(crate) fn today() -> jiff::civil::Date {
    TODAY.parse().expect("a date")
}

struct Case {
    rule: &'static str,
    good: String,
    bad: String,
}

/// The good library with something added to it.
fn add(rule: &'static str, good: &str, bad: &str) -> Case {
    Case {
        rule,
        good: format!("{GOOD}\n{good}"),
        bad: format!("{GOOD}\n{bad}"),
    }
}

/// The good library with a fault in place of something.
fn swap(rule: &'static str, from: &str, to: &str) -> Case {
    assert!(GOOD.contains(from), "{from}");
    Case {
        rule,
        good: GOOD.to_owned(),
        bad: GOOD.replacen(from, to, 1),
    }
}

/// A short entry with more lines.
fn entry(lines: &str) -> String {
    let mut text = "[[entry]]\nid = \"poh/more\"\ncondition = \"poh\"\n".to_owned();
    for (key, line) in [
        ("topic", "topic = \"overview\""),
        ("question", "question = \"What more of POH?\""),
        ("short_answer", "short_answer = \"Yes[^gard].\""),
        ("last_updated", "last_updated = 2026-11-20"),
    ] {
        if !lines.lines().any(|l| l.trim_start().starts_with(key)) {
            text.push_str(line);
            text.push('\n');
        }
    }
    text + lines
}

fn case(rule: &'static str, good: &str, bad: &str) -> Case {
    add(rule, &entry(good), &entry(bad))
}

fn errors() -> Vec<Case> {
    vec![
        case("syntax", "audience = \"patient\"", "audience = \"patient"),
        case(
            "duplicate-key",
            "status = \"draft\"",
            "status = \"draft\"\nstatus = \"draft\"",
        ),
        swap("wrong-table", "format = 1\n", "format = 1\ntrial = 5\n"),
        swap("no-pack", "[pack]", "[package]"),
        add("second-pack", "", "[pack]\nid = \"other\"\n"),
        swap("format", "format = 1\n", ""),
        swap("format", "format = 1\n", "format = 2\n"),
        swap("format", "format = 1\n", "format = \"one\"\n"),
        swap("missing-field", "question = \"What is this?\"", ""),
        swap(
            "missing-field",
            "short_answer = \"A test[^gard].\"",
            "short_answer = \"\"",
        ),
        swap("missing-field", "title = \"A trial\"\n", ""),
        swap("missing-field", "relation = \"studied\"\n", ""),
        swap("missing-field", "version = \"2026.11.20\"\n", ""),
        swap("bad-id", "id = \"helpers\"", "id = \"The Helpers\""),
        swap("bad-id", "id = \"nct1\"", "id = \"general/nct1\""),
        swap("bad-id", "entry = \"poh/gone\", on", "entry = \"gone\", on"),
        add(
            "duplicate-id",
            "",
            "[[trial]]\nid = \"nct1\"\ntitle = \"x\"\nstatus = \"x\"\nstatus_as_of = 2020\n",
        ),
        add(
            "wrong-condition",
            "",
            "[[entry]]\nid = \"general/x\"\ncondition = \"poh\"\ntopic = \"overview\"\nquestion = \"Is POH x?\"\nshort_answer = \"x[^gard]\"\nlast_updated = 2026-11-20",
        ),
        add(
            "unknown-condition",
            "",
            "[[entry]]\nid = \"fop/x\"\ncondition = \"fop\"\ntopic = \"overview\"\nquestion = \"Is POH x?\"\nshort_answer = \"x[^gard]\"\n",
        ),
        case(
            "unknown-topic",
            "topic = \"overview\"",
            "topic = \"overwiew\"",
        ),
        case(
            "incomplete-disagreement",
            "[[entry.disagreement]]\nabout = \"x\"\nclaims = [{ says = \"a\" }, { says = \"b\" }]",
            "[[entry.disagreement]]\nabout = \"x\"\nclaims = [{ says = \"a\" }]",
        ),
        add(
            "incomplete-synonym",
            "[[synonym]]\nwords = [\"pee\", \"urinate\"]\n",
            "[[synonym]]\nwords = [\"pee\", \"Pee!\", \"--\"]\n",
        ),
        add(
            "missing-field",
            "[[abbreviation]]\nshort = \"PE\"\nmeans = [\"embolism\"]\n",
            "[[abbreviation]]\nshort = \"--\"\nmeans = [\"embolism\"]\n",
        ),
        add(
            "missing-field",
            "",
            "[[abbreviation]]\nshort = \"PE\"\nmeans = [\"\"]\n",
        ),
        add(
            "unknown-word",
            "[[abbreviation]]\nshort = \"PE\"\nmeans = [\"embolism\"]\ncase = \"any\"\n",
            "[[abbreviation]]\nshort = \"PE\"\nmeans = [\"embolism\"]\ncase = \"upper\"\n",
        ),
        case(
            "wrong-type",
            "related = [\"general/what\"]",
            "related = \"general/what\"",
        ),
        case(
            "unknown-word",
            "certainty = \"low\"",
            "certainty = \"lowish\"",
        ),
        case(
            "bad-date",
            "last_reviewed = \"2026-02\"",
            "last_reviewed = \"2026-02-30\"",
        ),
        case(
            "too-long",
            "",
            &format!("answer = \"{}\"", "x".repeat((1 << 20) + 1)),
        ),
    ]
}

fn warnings() -> Vec<Case> {
    vec![
        case(
            "bad-allow",
            "short_answer = \"Yes.\"\nallow = [{ lint = \"uncited-answer\", reason = \"not known\" }]",
            "allow = [{ lint = \"uncited-answer\" }]",
        ),
        case(
            "bad-allow",
            "short_answer = \"Yes.\"\nallow = [{ lint = \"uncited-answer\", reason = \"not known\" }]",
            "allow = [{ lint = \"no-such-lint\", reason = \"x\" }]",
        ),
        case("bad-allow", "", "allow = \"no-date\""),
        case(
            "time-of-day",
            "last_updated = 2026-01-01",
            "last_updated = 2026-01-01T08:00:00Z",
        ),
        case(
            "unknown-key",
            "last_reviewed = 2026-11-20",
            "lastreviewed = 2026-11-20",
        ),
        add("unknown-key", "", "[[entrys]]\nid = \"x\"\n"),
        swap(
            "unknown-key",
            "symbol = \"GNAS\"",
            "symbol = \"GNAS\", chromosome = 20",
        ),
        case(
            "undefined-source",
            "sources = [\"gard\"]",
            "sources = [\"grad\"]",
        ),
        case(
            "undefined-source",
            "answer = \"x[^gard]\"",
            "answer = \"x[^nobody]\"",
        ),
        swap(
            "undefined-source",
            "match = \"exact\", cite = \"gard\"",
            "match = \"exact\", cite = \"x\"",
        ),
        case(
            "broken-link",
            "answer = \"[x](entry:poh/gone)\"",
            "answer = \"[x](entry:poh/goner)\"",
        ),
        case(
            "broken-link",
            "answer = \"[x](condition:poh)\"",
            "answer = \"[x](condition:fop)\"",
        ),
        case(
            "broken-link",
            "answer = \"\"\"## [x](entry:general/what)\n\"\"\"",
            "answer = \"\"\"## [x](entry:general/whatever)\n\"\"\"",
        ),
        case(
            "broken-link",
            "answer = \"\"\"|a[^gard]|\n|-|\n|[x](condition:poh)|\n\"\"\"",
            "answer = \"\"\"|a[^gard]|\n|-|\n|[x](condition:fop)|\n\"\"\"",
        ),
        swap("broken-link", "takeaways", "parents = [\"ho\"]\ntakeaways"),
        swap(
            "raw-markup",
            "symbol = \"GNAS\"",
            "symbol = \"GNAS\", note = \"on __one chromosome\"",
        ),
        case(
            "stray-characters",
            "answer = \"x[^gard]\"",
            "answer = \"x\u{202e}y[^gard]\"",
        ),
        case(
            "stray-characters",
            "answer = \"x[^gard]\"",
            "answer = \"\\u001b[31mx[^gard]\"",
        ),
        add(
            "phrase-too-long",
            "[[synonym]]\nwords = [\"cannot pass any water at all\", \"retention\"]\n",
            "[[synonym]]\nwords = [\"cannot pass any water at all now\", \"retention\"]\n",
        ),
        add(
            "phrase-too-long",
            "[[abbreviation]]\nshort = \"a b c\"\nmeans = [\"x\"]\n",
            "[[abbreviation]]\nshort = \"a b c d\"\nmeans = [\"x\"]\n",
        ),
        add(
            "everyday-abbreviation",
            "[[abbreviation]]\nshort = \"Fit\"\nmeans = [\"seizure\"]\nwith = [\"child\"]\n",
            "[[abbreviation]]\nshort = \"Fit\"\nmeans = [\"seizure\"]\n",
        ),
        add(
            "everyday-abbreviation",
            "[[abbreviation]]\nshort = \"K\"\nmeans = [\"potassium\"]\ncase = \"exact\"\n",
            "[[abbreviation]]\nshort = \"k\"\nmeans = [\"potassium\"]\n",
        ),
        case(
            "uncited-answer",
            "short_answer = \"Yes.\"\nsources = [\"gard\"]",
            "short_answer = \"Yes.\"",
        ),
        add(
            "source-never-cited",
            &(entry("sources = [\"idle\"]") + "\n[[source]]\nid = \"idle\"\ntitle = \"x\"\n"),
            "[[source]]\nid = \"idle\"\ntitle = \"x\"\n",
        ),
        add(
            "duplicate-source",
            &(entry("sources = [\"twin\"]")
                + "\n[[source]]\nid = \"twin\"\ntitle = \"x\"\nurl = \"https://example.org/poh/2\"\n"),
            &(entry("sources = [\"twin\"]")
                + "\n[[source]]\nid = \"twin\"\ntitle = \"x\"\nurl = \"https://example.org/poh\"\n"),
        ),
        swap(
            "malformed-url",
            "https://example.org/poh",
            "https://example.org/p–h",
        ),
        case(
            "malformed-url",
            "answer = \"<https://a.org>[^gard]\"",
            "answer = \"<https://a>[^gard]\"",
        ),
        case(
            "list-ends-at-colon",
            "answer = \"\"\"These:\n\n- a[^gard]\n\"\"\"",
            "answer = \"\"\"- a[^gard]\n- these[^gard]:\n\"\"\"",
        ),
        case(
            "list-ends-at-colon",
            "answer = \"These.[^gard]\"",
            "answer = \"These:[^gard]\"",
        ),
        case(
            "list-ends-at-colon",
            "answer = \"\"\"## Signs:\n### One\n- a[^gard]\n\"\"\"",
            "answer = \"\"\"## Signs:\n## One\n- a[^gard]\n\"\"\"",
        ),
        case(
            "list-ends-at-colon",
            "answer = \"\"\"|a|b|\n|-|-|\n|Gene:|GNAS[^gard]|\n\"\"\"",
            "answer = \"\"\"|a|b|\n|-|-|\n|Gene|these[^gard]:|\n\"\"\"",
        ),
        swap(
            "no-date",
            "last_updated = 2026-11-20\ncertainty",
            "certainty",
        ),
        case(
            "review-overdue",
            "next_review_due = 2026-11-20",
            "next_review_due = 2026-11-19",
        ),
        case(
            "review-overdue",
            "last_updated = 2024-10-20",
            "last_updated = 2023-10-20",
        ),
        case(
            "dates-older-than-source",
            "sources = [\"second\"]\nlast_updated = \"2024-10\"",
            "sources = [\"second\"]\nlast_updated = \"2024-09\"",
        ),
        swap("undated-status", "status_as_of = 2023-03-01\n", ""),
        swap("undiallable-telephone", "+1 407 365 4194", "407-365-4194"),
        swap(
            "undiallable-telephone",
            "telephone = \"+1 407 365 4194\"",
            "fax = \"+1 407 IFOPA\"",
        ),
        case(
            "raw-markup",
            "answer = \"__GNAS__ `a__b`[^gard]\"",
            "answer = \"__GNAS and[^gard]\"",
        ),
        case(
            "raw-markup",
            "answer = \"\"\"## A **b**\n\"\"\"",
            "answer = \"\"\"## A **b\n\"\"\"",
        ),
        case(
            "raw-markup",
            "answer = \"\"\"|a[^gard]|\n|-|\n|**b**|\n\"\"\"",
            "answer = \"\"\"|a[^gard]|\n|-|\n|**b|\n\"\"\"",
        ),
        case(
            "raw-markup",
            "question = \"What is POH like?\"",
            "question = \"What is **POH** like?\"",
        ),
        case(
            "raw-html",
            "answer = \"10⁹/L or<br>less, p<0.05[^gard]\"",
            "answer = \"10<sup>9</sup>/L or less[^gard]\"",
        ),
        case(
            "raw-html",
            "answer = \"A `<div>`[^gard]\"",
            "answer = \"\"\"<div class='x'>\nA b[^gard]\n</div>\"\"\"",
        ),
        case(
            "long-table-row",
            "answer = \"\"\"|a[^gard]|b|\n|-|-|\n|b\\\\|c|d|\n\"\"\"",
            "answer = \"\"\"|a[^gard]|b|\n|-|-|\n|b|c|d|\n\"\"\"",
        ),
        case(
            "short-answer-too-long",
            &format!(
                "short_answer = \"{}[^gard]\"",
                "Four such words here. ".repeat(15).trim_end()
            ),
            &format!(
                "short_answer = \"{}[^gard]\"",
                "Four such words here. ".repeat(15) + "One"
            ),
        ),
    ]
}

/// About claims, dates and readability.
fn about_answers() -> Vec<Case> {
    let long =
        "Interdisciplinary rehabilitation necessitates individualised considerations. ".repeat(7);
    let plain = "We help you to move each day as well as you can. ".repeat(5);
    vec![
        case(
            "uncited-claim",
            "answer = \"\"\"These:\n\n- a[^gard]\n\nSee [x](condition:poh).\n\"\"\"",
            "answer = \"\"\"These:\n\n- a[^gard]\n- b\n\nSee [x](condition:poh).\n\"\"\"",
        ),
        case(
            "uncited-claim",
            "answer = \"No source of its own.\"\nsources = [\"gard\"]",
            "answer = \"No source of its own.\"",
        ),
        case(
            "uncited-claim",
            "answer = \"\"\"|a|\n|-|\n|b[^gard]|\n\"\"\"",
            "answer = \"\"\"|a|\n|-|\n|b|\n\"\"\"",
        ),
        swap(
            "uncited-claim",
            "No drug is proven[^gard].\"]",
            "No drug is proven[^gard].\", \"None.\"]",
        ),
        swap(
            "claim-newer-than-source",
            "\"2024-10\", cite",
            "\"2024-11\", cite",
        ),
        swap(
            "claim-newer-than-source",
            "verified = 2020-05-01",
            "verified = 2026-11-21",
        ),
        case(
            "uncited-claim",
            "answer = \"Ask your team.[^own]\"",
            "answer = \"Ask your team.\"",
        ),
        case(
            "uncited-answer",
            "short_answer = \"Ask your team.[^own]\"",
            "short_answer = \"Ask your team.\"",
        ),
        case(
            "citation-on-own-advice",
            "answer = \"\"\"Bone can grow[^gard].\n\nAsk your team.[^own]\"\"\"",
            "answer = \"Bone can grow[^gard]. Ask your team.[^own]\"",
        ),
        case(
            "citation-on-own-advice",
            "answer = \"Read [this](entry:general/what).\"",
            "answer = \"- Read [this](entry:general/what)[^gard].\"",
        ),
        case(
            "question-without-condition",
            "question = \"Progressive heteroplasia, osseous: what helps?\"",
            "question = \"Progressive osseous bone: what helps?\"",
        ),
        swap("stale-trial-status", "\"ended\"", "\"recruiting\""),
        add(
            "stale-trial-status",
            &trial("2025-11-20"),
            &trial("2025-11-19"),
        ),
        case(
            "reading-grade",
            &format!("answer = \"{plain}[^gard]\""),
            &format!("answer = \"{long}[^gard]\""),
        ),
        case(
            "reading-grade",
            &format!("answer = \"{long}[^gard]\"\naudience = \"professional\""),
            &format!("answer = \"{long}[^gard]\"\naudience = \"patient\""),
        ),
        case(
            "near-duplicate-question",
            "also_asked = [\"Is a treatment near?\", \"How is it treated in children?\"]",
            "also_asked = [\"Was some treatment for POH proven?\"]",
        ),
        add(
            "near-duplicate-question",
            &(entry("question = \"Does bone removal in POH need a surgeon?\"\n")
                + &entry("question = \"Does bone removal in POH need rest?\"")
                    .replace("more", "less")),
            &(entry("question = \"Does bone removal in POH need a surgeon?\"\n")
                + &entry("question = \"Does bone removal in POH always need a surgeon?\"\n")
                    .replace("more", "less")),
        ),
        case(
            "to-fill-in",
            "question = \"What was left of POH?\"",
            "question = \"FILL IN: the question on POH\"",
        ),
        case(
            "unused-allow",
            "short_answer = \"Yes.\"\nallow = [{ lint = \"uncited-answer\", reason = \"x\" }]",
            "allow = [{ lint = \"uncited-answer\", reason = \"x\" }]",
        ),
        add(
            "unused-allow",
            "[[source]]\nid = \"idle\"\ntitle = \"x\"\nallow = [{ lint = \"source-never-cited\", reason = \"x\" }]\n",
            "[[trial]]\nid = \"idle\"\ntitle = \"x\"\nstatus = \"ended\"\nstatus_as_of = 2020\nallow = [{ lint = \"unknown-key\", reason = \"x\" }]\n",
        ),
    ]
}

fn trial(as_of: &str) -> String {
    format!(
        "[[trial]]\nid = \"nct2\"\ntitle = \"x\"\nstatus = \"recruiting\"\nstatus_as_of = {as_of}\n"
    )
}

/// Every case of a warning.
fn all_warnings() -> Vec<Case> {
    warnings().into_iter().chain(about_answers()).collect()
}

fn found(text: &str) -> Vec<(String, Severity)> {
    let loaded = Bench::new().today(TODAY).file("pack.toml", text).load();
    let problems = loaded.problems.into_iter();
    problems.map(|p| (p.rule, p.severity)).collect()
}

#[test]
fn every_rule_accepts_its_good_library_and_reports_its_bad_one() {
    let mut covered: BTreeSet<&str> = ABOUT_FILES.iter().copied().collect();
    for (cases, severity) in [
        (errors(), Severity::Error),
        (all_warnings(), Severity::Warning),
    ] {
        for case in cases {
            assert_eq!(found(&case.good), [], "good for {}", case.rule);
            let bad: Vec<_> = found(&case.bad)
                .into_iter()
                // What is left out may leave other things without citations or references, but no more.
                .filter(|(rule, _)| severity == Severity::Warning || !FOLLOWS.contains(&&**rule))
                .collect();
            let tail = &case.bad[GOOD.len().min(case.bad.len() - 1)..];
            assert_eq!(
                bad,
                [(case.rule.to_owned(), severity)],
                "bad for {}: {tail:.300}",
                case.rule
            );
            covered.insert(case.rule);
        }
    }
    let all: BTreeSet<&str> = rules().map(|rule| rule.name).collect();
    assert_eq!(covered, all);
}

/// Warnings that follow from leaving a table out.
const FOLLOWS: &[&str] = &[
    "source-never-cited",
    "broken-link",
    "undefined-source",
    "unknown-key",
];

#[test]
fn every_lint_can_be_allowed_where_it_is_found() {
    for case in all_warnings()
        .into_iter()
        .filter(|case| !["bad-allow", "time-of-day"].contains(&case.rule))
    {
        // Only tables of the format can have an `allow`.
        if case.bad.contains("[[entrys]]") {
            continue;
        }
        // It is added to every table, so it is unused in most.
        let rows = format!(
            "{{ lint = \"{}\", reason = \"a test\" }}, {{ lint = \"unused-allow\", reason = \"a test\" }}",
            case.rule
        );
        if case.bad.contains("allow = [") {
            let silent = case.bad.replace("allow = [", &format!("allow = [{rows}, "));
            assert_eq!(found(&silent), [], "allowed {}", case.rule);
            continue;
        }
        let allow = format!("allow = [{rows}]\n");
        let mut silent = case.bad.clone();
        for header in [
            "condition",
            "source",
            "entry",
            "organization",
            "trial",
            "medication",
            "synonym",
            "abbreviation",
        ] {
            let header = format!("[[{header}]]\n");
            silent = silent.replace(&header, &format!("{header}{allow}"));
        }
        assert_eq!(found(&silent), [], "allowed {}", case.rule);
    }
}
