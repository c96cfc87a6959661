//! Some diagnostics in full: message, place, line and hint.

use clinfaq::content::Diagnostic;

use super::bench::{Bench, GOOD};

/// A diagnostic as text, the range marked in its line.
fn show(problem: &Diagnostic) -> String {
    let mut out = format!(
        "{:?} {}: {}\n",
        problem.severity, problem.rule, problem.message
    );
    for site in &problem.sites {
        let (start, end) = (site.start as usize, site.end as usize);
        let (before, rest) = site.text.split_at(start);
        let (meant, after) = rest.split_at(end - start);
        let label = format!(" {}", site.label);
        let place = format!("{}:{}:{}", site.file, site.line, site.column);
        out += &format!("{place}{}\n", label.trim_end());
        out += &format!("    {before}>>{meant}<<{after}\n");
    }
    out + &problem.hint
}

fn first(extra: &str) -> String {
    let library = Bench::new()
        .today("2026-11-20")
        .file("a.toml", format!("{GOOD}\n{extra}"))
        .load();
    library.problems.first().map(show).unwrap_or_default()
}

#[test]
fn an_unknown_key() {
    insta::assert_snapshot!(first("[[condition]]\nid = \"fop\"\nname = \"ä\"\nalternatenames = [\"x\"]\n"), @r####"
    Warning unknown-key: `alternatenames` is not a key of [[condition]]; it is ignored
    lib/a.toml:105:1
        >>alternatenames<< = ["x"]
    did you mean `alternate_names`? Allowed here: id, name, abbreviation, alternate_names, summary, parents, related, differential, inheritance, genes, codes, takeaways, allow
    "####);
    insta::assert_snapshot!(first("[[condition]]\nid = \"fop\"\nname = \"FOP\"\ncodes = [{ system = \"ä\", valeu = \"1\", match = \"exact\" }]\n"), @r####"
    Warning unknown-key: `valeu` is not a key of `codes` of [[condition]]; it is ignored
    lib/a.toml:105:26
        codes = [{ system = "ä", >>valeu<< = "1", match = "exact" }]
    did you mean `value`? Allowed here: system, value, match, cite, note, allow
    "####);
}

#[test]
fn a_word_and_a_date_of_one_table() {
    let library = Bench::new()
        .file("a.toml", format!("{GOOD}\n[[source]]\nid = \"x\"\ntitle = \"x\"\nkind = \"study \"\npublished = \"2023-02-30\"\naccessed = 2023-02\n"))
        .file("b.toml", "[[source]]\nid = \"y\"\ntitle = \"y\"\nkind = \"gossip\"\npublished = \"2023-02-30\"\n")
        .load();
    let all: Vec<_> = library.problems.iter().map(show).collect();
    insta::assert_snapshot!(all.join("\n---\n"), @r####"
    Error unknown-word: `study ` is not a value of `kind`; this source is left out
    lib/a.toml:105:8
        kind = >>"study "<<
    did you mean `study`? Allowed here: guideline, government, label, registry, review, study, hospital, society, charity, textbook, company, aggregator
    ---
    Error bad-date: `published`: `2023-02-30` is not a day of the calendar; it is ignored
    lib/a.toml:106:13
        published = >>"2023-02-30"<<
    write a date as 2016-10-24, or as "2016-10" or "2016" in quotes if no more is known
    ---
    Error bad-date: `accessed`: `2023-02` is not a date, expected `-` (MM-DD); it is ignored
    lib/a.toml:107:12
        accessed = >>2023-02<<
    write a date as 2016-10-24, or as "2016-10" or "2016" in quotes if no more is known
    ---
    Error unknown-word: `gossip` is not a value of `kind`; this source is left out
    lib/b.toml:4:8
        kind = >>"gossip"<<
    allowed here: guideline, government, label, registry, review, study, hospital, society, charity, textbook, company, aggregator
    ---
    Error bad-date: `published`: `2023-02-30` is not a day of the calendar; it is ignored
    lib/b.toml:5:13
        published = >>"2023-02-30"<<
    write a date as 2016-10-24, or as "2016-10" or "2016" in quotes if no more is known
    "####);
}

#[test]
fn a_duplicate_shows_both_places() {
    insta::assert_snapshot!(first("[[source]]\nid = \"gard\"\ntitle = \"x\"\n"), @r####"
    Error duplicate-id: the source `gard` is defined twice; the second is left out
    lib/a.toml:103:6 the second
        id = >>"gard"<<
    lib/a.toml:28:6 first defined here
        id = >>"gard"<<
    give one of the two another id, or join them
    "####);
}

#[test]
fn a_citation_in_a_long_line_is_cut_around() {
    let words = "many words stand here ".repeat(30);
    insta::assert_snapshot!(first(&format!("[[condition]]\nid = \"fop\"\nname = \"FOP\"\nsummary = \"{words}[^gard] and [^grad] {words}\"\n")), @r####"
    Warning undefined-source: there is no source `grad`
    lib/a.toml:105:684
        …e many words stand here many words stand here many words stand here [^gard] and >>[^grad]<< many words stand here many words stand here many words stand here many w…
    did you mean `gard`?
    "####);
}

#[test]
fn an_unclosed_text_is_shown_where_it_opens() {
    insta::assert_snapshot!(first("[[entry]]\nid = \"poh/x\"\nanswer = \"\"\"\ntext\n\n[[entry]]\nid = \"poh/y\"\n"), @r####"
    Error syntax: this is not TOML: invalid multi-line basic string, expected `"`; this entry is left out
    lib/a.toml:104:10 opened here
        answer = >>"""<<
    close the text with the three quotes with which it begins
    "####);
}

#[test]
fn the_second_of_two_similar_citations() {
    insta::assert_snapshot!(first("[[entry]]\nid = \"poh/x\"\ncondition = \"poh\"\ntopic = \"overview\"\nquestion = \"Is POH x?\"\nlast_updated = 2026-11-20\nanswer = \"\"\"\nOne[^gard].\n`[^no]` is code, and [^no] is not.\n\"\"\"\n"), @r####"
    Warning undefined-source: there is no source `no`
    lib/a.toml:110:22
        `[^no]` is code, and >>[^no]<< is not.
    add a [[source]] with id = "no", or take the reference out
    "####);
}
