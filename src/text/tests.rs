//! From Markdown to a document to lines.

use insta::assert_snapshot;

use super::*;

fn shown(text: &str, columns: usize) -> String {
    shown_with(text, columns, &Glyphs::UNICODE)
}

fn shown_with(text: &str, columns: usize, glyphs: &Glyphs) -> String {
    let document = markdown(text, &mut Citations::default());
    plain(&layout(&document, columns, glyphs))
}

/// A document's spans, each with its style and target where it has one.
fn spans(text: &str) -> String {
    let mut out = String::new();
    for block in markdown(text, &mut Citations::default()).blocks {
        let (Block::Paragraph(spans) | Block::Heading { content: spans, .. }) = block else {
            out.push_str(&format!("{block:?}\n"));
            continue;
        };
        for Span {
            text,
            style,
            target,
        } in spans
        {
            out.push_str(&format!("{text:?}"));
            let names = [
                (Style::STRONG, "strong"),
                (Style::EMPHASIS, "emphasis"),
                (Style::CODE, "code"),
                (Style::DIM, "dim"),
                (Style::LINK, "link"),
            ];
            for (_, name) in names.iter().filter(|(known, _)| style.has(*known)) {
                out.push_str(&format!(" {name}"));
            }
            if let Some(target) = target {
                out.push_str(&format!(" -> {target:?}"));
            }
            out.push('\n');
        }
    }
    out
}

const ANSWER: &str = "\
No medicine or operation has been shown to stop POH. Care protects movement
and skin and eases pain[^gard-poh][^review].

> [!CAUTION]
> If FOP has not been ruled out: no biopsy, no injection into a
> muscle [^fop].
>
> - no biopsy
> - no injection

## What is done instead
- movement kept up without force, skin looked after every day [^gard-poh]
- in this order:
  1. exercise
  2. rest
- see [surgery](entry:poh/surgery)

Sources disagree:

| what it says | as of | source |
|---|---|---|
| widespread bone comes back | 2020 | [^gard-poh] GARD |
| small pieces: lasting success | 2020 | [^gard-poh] GARD |
| only when there is no other way | 2026-05 | [^maps] DiseaseMaps |
";

#[test]
fn an_answer_at_three_widths() {
    assert_snapshot!(shown(ANSWER, 78), @r#"
    No medicine or operation has been shown to stop POH. Care protects movement
    and skin and eases pain [1][2].

    ┃ CAUTION  If FOP has not been ruled out: no biopsy, no injection into a
    ┃ muscle [3].
    ┃
    ┃ • no biopsy
    ┃ • no injection

    What is done instead
    • movement kept up without force, skin looked after every day [1]
    • in this order:
      1. exercise
      2. rest
    • see surgery

    Sources disagree:

    what it says                     as of    source
    ───────────────────────────────  ───────  ───────────────
    widespread bone comes back       2020     [1] GARD
    small pieces: lasting success    2020     [1] GARD
    only when there is no other way  2026-05  [4] DiseaseMaps
    "#);
    assert_snapshot!(shown(ANSWER, 38), @r#"
    No medicine or operation has been
    shown to stop POH. Care protects
    movement and skin and eases
    pain [1][2].

    ┃ CAUTION  If FOP has not been ruled
    ┃ out: no biopsy, no injection into a
    ┃ muscle [3].
    ┃
    ┃ • no biopsy
    ┃ • no injection

    What is done instead
    • movement kept up without force, skin
      looked after every day [1]
    • in this order:
      1. exercise
      2. rest
    • see surgery

    Sources disagree:

    what it says      as of    source
    ────────────────  ───────  ───────────
    widespread bone   2020     [1] GARD
    comes back
    small pieces:     2020     [1] GARD
    lasting success
    only when there   2026-05  [4]
    is no other way            DiseaseMaps
    "#);
    assert_snapshot!(shown(ANSWER, 20), @r#"
    No medicine or
    operation has been
    shown to stop POH.
    Care protects
    movement and skin
    and eases
    pain [1][2].

    ┃ CAUTION  If FOP
    ┃ has not been ruled
    ┃ out: no biopsy, no
    ┃ injection into a
    ┃ muscle [3].
    ┃
    ┃ • no biopsy
    ┃ • no injection

    What is done instead
    • movement kept up
      without force,
      skin looked after
      every day [1]
    • in this order:
      1. exercise
      2. rest
    • see surgery

    Sources disagree:

    what it says:
      widespread bone
      comes back
    as of: 2020
    source: [1] GARD

    what it says:
      small pieces:
      lasting success
    as of: 2020
    source: [1] GARD

    what it says: only
      when there is no
      other way
    as of: 2026-05
    source: [4]
      DiseaseMaps
    "#);
}

#[test]
fn an_answer_in_ascii() {
    assert_snapshot!(shown_with("Sjögren’s – “dry” eyes ≥ 3 months…\n\n> quoted\n\n- one", 40, &Glyphs::ASCII), @r#"
    Sjogren's - "dry" eyes >= 3 months...

    > quoted

    * one
    "#);
}

#[test]
fn citations_are_numbered_and_glued() {
    assert_snapshot!(spans("One[^a]. Two [^b] [^a][^c], ([^b]) **three**[^c]\n\n[^d] alone"), @r#"
    "One\u{a0}"
    "[1]" link -> Cite(1)
    ". Two\u{a0}"
    "[2]" link -> Cite(2)
    "[1]" link -> Cite(1)
    "[3]" link -> Cite(3)
    ", ("
    "[2]" link -> Cite(2)
    ") "
    "three" strong
    "\u{a0}"
    "[3]" link -> Cite(3)
    "[4]" link -> Cite(4)
    " alone"
    "#);
}

#[test]
fn links_without_a_known_target_are_text() {
    assert_snapshot!(
        spans(
            "[surgery](entry:poh/surgery) [FOP](condition:fop) [GARD](source:gard-poh)\n\n\
             [IFOPA](https://www.ifopa.org) <https://www.ifopa.org> [www.ifopa.org](https://www.ifopa.org/)\n\n\
             <help@ifopa.org> [here](page.html) [no](javascript:alert) ![a drawing](x.png)"
        ),
        @r#"
    "surgery" link -> Entry("poh/surgery")
    " "
    "FOP" link -> Condition("fop")
    " "
    "GARD" link -> Source("gard-poh")
    "IFOPA" link -> Url("https://www.ifopa.org")
    " (https://www.ifopa.org)" dim -> Url("https://www.ifopa.org")
    " "
    "https://www.ifopa.org" link -> Url("https://www.ifopa.org")
    " "
    "www.ifopa.org" link -> Url("https://www.ifopa.org/")
    "help@ifopa.org" link -> Url("mailto:help@ifopa.org")
    " here no a drawing"
    "#
    );
}

#[test]
fn emphasis_code_and_breaks() {
    assert_snapshot!(spans("# A *title*\nplain **strong *both*** `x  y`\\\nsoft\nbreak &lt;b&gt; &amp; __GNAS"), @r#"
    "A "
    "title" emphasis
    "plain "
    "strong " strong
    "both" strong emphasis
    " "
    "x  y" code
    "\nsoft break <b> & __GNAS"
    "#);
}

#[test]
fn html_is_reduced_to_its_text() {
    assert_snapshot!(
        spans("H<sub>2</sub>O <!-- no --> p<0.05 <condition>x<br>y\n\n<div>\n<p>Held &amp; kept[^a]</p>\n<unknown>\n</div>\n\nafter"),
        @r#"
    "H₂O p<0.05 <condition>x\ny"
    "Held & kept\u{a0}"
    "[1]" link -> Cite(1)
    "<unknown>"
    "after"
    "#
    );
}

#[test]
fn a_box_label_followed_by_text_on_its_line_is_recognised() {
    assert_snapshot!(shown("> [!warning] Not with ibuprofen.\n> Ask.\n\n> [!TIP]\n\n> [!NOTE]\n> | a | b |\n> |---|---|\n> | 1 | 2 |", 40), @r#"
    ┃ WARNING  Not with ibuprofen. Ask.

    ┃ TIP

    ┃ NOTE
    ┃ a  b
    ┃ ─  ─
    ┃ 1  2
    "#);
}

#[test]
fn lists_nest_and_align() {
    assert_snapshot!(
        shown(
            "9. nine\n10. ten is longer than the line that it stands on\n    - inner\n      - innermost item that wraps\n11. eleven\n\n\
             - loose one\n\n  second paragraph\n- loose two\n-\n",
            30
        ),
        @r#"
     9. nine
    10. ten is longer than the
        line that it stands on
        • inner
          • innermost item that
            wraps
    11. eleven

    • loose one

      second paragraph

    • loose two

    •
    "#
    );
}

#[test]
fn verbatim_quotes_rules_and_headings() {
    assert_snapshot!(
        shown("para\n# One\n## Two\ntext\n\n---\n\n> said by\n> somebody\n> > else\n\n```\nfn  main() {\n    a line that is too long for it\n}\n```", 24),
        @r#"
    para

    One
    Two
    text

    ────────────────────────

    │ said by somebody
    │
    │ │ else

    fn  main() {
        a line that is too l
    ong for it
    }
    "#
    );
}

#[test]
fn wide_scripts_and_marks_in_a_table() {
    assert_snapshot!(shown("| 病名 | Ménière | e\u{301}\u{302} |\n|--|--|--|\n| 進行性骨化性線維異形成症 | naïve | 👩\u{200d}🔬 ok |", 30), @r#"
    病名            Ménière  é̂
    ──────────────  ───────  ─────
    進行性骨化性線  naïve    👩‍🔬 ok
    維異形成症
    "#);
}

#[test]
fn a_table_too_wide_becomes_records() {
    assert_snapshot!(shown("| Name | Relation | |\n|--|--|--|\n| palovarotene (Sohonos) | approved in the US | x |\n| garetosmab | studied |", 16), @r#"
    Name:
      palovarotene
      (Sohonos)
    Relation:
      approved in
      the US
    x

    Name:
      garetosmab
    Relation:
      studied
    "#);
}

fn fields() -> Document {
    let field = |label: &str, value: &str| (label.to_owned(), vec![Span::plain(value)]);
    Document {
        blocks: vec![Block::Fields(vec![
            field(
                "In short",
                "No medicine or operation has been shown to stop POH.",
            ),
            field("Genes", "GNAS"),
            field("Reviewed", ""),
        ])],
    }
}

#[test]
fn narrow_fields_are_below_their_labels() {
    assert_snapshot!(plain(&layout(&fields(), 40, &Glyphs::UNICODE)), @r#"
    In short  No medicine or operation has
              been shown to stop POH.
    Genes     GNAS
    Reviewed
    "#);
    assert_snapshot!(plain(&layout(&fields(), 20, &Glyphs::UNICODE)), @r#"
    In short
      No medicine or
      operation has been
      shown to stop POH.
    Genes
      GNAS
    Reviewed
    "#);
}

#[test]
fn plain_text_has_no_citations_or_addresses() {
    assert_snapshot!(plain_text(ANSWER), @r#"
    No medicine or operation has been shown to stop POH. Care protects movement and skin and eases pain.
    If FOP has not been ruled out: no biopsy, no injection into a muscle.
    no biopsy
    no injection
    What is done instead
    movement kept up without force, skin looked after every day
    in this order:
    exercise
    rest
    see surgery
    Sources disagree:
    what it says | as of | source
    widespread bone comes back | 2020 | GARD
    small pieces: lasting success | 2020 | GARD
    only when there is no other way | 2026-05 | DiseaseMaps
    "#);
    assert_eq!(
        plain_text("See [IFOPA](https://www.ifopa.org)[^a]."),
        "See IFOPA."
    );
}

#[test]
fn references_are_found_with_their_positions() {
    let text = "| a[^x] |\n|--|\n| [b](entry:p/q) |\n\n> - ünd[^y]\n\n`[^no]` <p>[^inline]</p>";
    let found: Vec<_> = citations(text)
        .into_iter()
        .map(|(range, id)| (&text[range], id))
        .collect();
    assert_eq!(
        found,
        [
            ("[^x]", "x".to_owned()),
            ("[^y]", "y".to_owned()),
            ("[^inline]", "inline".to_owned())
        ]
    );
    let (range, target) = links(text).remove(0);
    assert_eq!(&text[range], "[b](entry:p/q)");
    assert_eq!(target, Target::Entry("p/q".into()));
}

#[test]
fn entities_do_not_become_control_characters() {
    let text = "a&#27;[31mb &#x202E;c `\u{1b}` [x](https://e.org/&#27;]0;t&#7;)\n\n    \u{9b}code";
    let seen = shown(text, 40);
    assert_eq!(clean::hostile(&seen).count(), 0, "{seen:?}");
}

#[test]
fn deep_nesting_is_flattened() {
    for deep in [
        ">".repeat(20_000) + " end",
        "- ".repeat(5_000) + "end",
        (0..300)
            .map(|n| "  ".repeat(n) + "- x\n")
            .collect::<String>()
            + "end",
        "> - ".repeat(3_000) + "end",
        "[".repeat(20_000) + "end",
        "*".repeat(20_001) + "end",
        "![".repeat(10_000) + "end",
        "<".repeat(20_000) + "end",
        "<div>\n".to_owned() + &"<!--<a ".repeat(10_000) + "end",
        "[^".repeat(10_000) + "end",
    ] {
        assert!(shown(&deep, 40).contains("end"));
    }
}

#[test]
fn the_reading_position_survives_a_change_of_width() {
    let document = markdown(ANSWER, &mut Citations::default());
    let wide = layout(&document, 90, &Glyphs::UNICODE);
    let narrow = layout(&document, 24, &Glyphs::UNICODE);
    for line in &wide {
        let at = reflow_position(&narrow, line.block, line.offset);
        assert_eq!(narrow[at].block, line.block);
        let next = narrow.get(at + 1);
        assert!(narrow[at].offset <= line.offset);
        assert!(next.is_none_or(|next| (next.block, next.offset) > (line.block, line.offset)));
    }
    assert_eq!(reflow_position(&[], 3, 9), 0);
}

#[test]
fn inline_html_keeps_its_meaning() {
    for (text, shown) in [
        ("Take <del>2 tablets</del> 1 tablet.", "Take 1 tablet."),
        ("Take <s>2[^a] **t**</s> 1.", "Take 1."),
        // Without an end, nothing is left out.
        ("Take <del>2 tablets 1 tablet.", "Take 2 tablets 1 tablet."),
        ("<div>\n10<sup>9</sup>/L <b>so</b>\n</div>", "10⁹/L so"),
        (
            "<table><tr><td>Adult</td><td>5 mg</td></tr></table>",
            "Adult | 5 mg |",
        ),
        ("bold **a****b** tail", "bold ab tail"),
        ("x **** and \\*\\*\\*\\* stay", "x and **** stay"),
        ("call [us](tel:+1-800-555)", "call us"),
    ] {
        assert_eq!(crate::text::plain_text(text), shown);
    }
}

#[test]
fn an_address_or_a_telephone_number_is_shown_once() {
    assert_snapshot!(
        shown("[Call us](tel:+1-800-555), [0800 555](tel:+44800555), [a@b.org](mailto:a@b.org)", 80),
        @"Call us (+1-800-555), 0800 555, a@b.org"
    );
}

#[test]
fn a_row_may_have_more_cells_than_the_table_has_heads() {
    let text = "| Age | Dose |\n|---|---|\n| Adult | 5 mg | not *with* wine[^a] | ever |\n| Child | 1 mg |";
    assert_snapshot!(shown(text, 60), @r"
    Age    Dose
    ─────  ────  ─────────────────  ────
    Adult  5 mg  not with wine [1]  ever
    Child  1 mg
    ");
    assert_snapshot!(shown(text, 14), @r"
    Age: Adult
    Dose: 5 mg
    not with
      wine [1]
    ever

    Age: Child
    Dose: 1 mg
    ");
    assert_eq!(crate::text::long_rows(text).len(), 1);
}

#[test]
fn a_long_head_is_cut_where_it_is_repeated() {
    let head = "A head that goes on and on ".repeat(40);
    let text = format!("| {head} | identifications | b |\n|---|---|---|\n")
        + &"| x | y | z |\n".repeat(500);
    let shown = shown(&text, 20);
    assert!(shown.contains("…: x"), "{}", &shown[..2_000]);
    assert!(shown.len() < 500 * 200, "{}", shown.len());
}

#[test]
fn a_very_long_table_is_cut_and_says_so() {
    let text = "| a | b |\n|---|---|\n".to_owned() + &"| x | y |\n".repeat(6_000);
    assert!(shown(&text, 80).contains("1000 more rows are not shown"));
}

#[test]
fn own_advice_is_labelled_and_names_no_source() {
    let text = "Keep a copy.[^own] Bone can grow[^gard].";
    let mut cited = Citations::default();
    let document = markdown(text, &mut cited);
    assert_eq!(cited.ids(), ["gard"]);
    assert_eq!(citations(text).len(), 1);
    let Block::Paragraph(spans) = &document.blocks[0] else {
        panic!("no paragraph");
    };
    let shown: String = spans.iter().map(|span| span.text.as_str()).collect();
    assert_eq!(
        shown.replace('\u{a0}', " "),
        "Keep a copy. (our advice, not from a source) Bone can grow [1]."
    );
    assert_eq!(plain_text(text), "Keep a copy. Bone can grow.");
}
