use proptest::prelude::*;

use super::tokens::{Piece, pieces};
use super::*;

fn to(html: &str) -> String {
    to_markdown(html, &mut Changes::default())
}

/// What was counted as left out or changed.
fn losses(html: &str) -> Vec<Change> {
    let mut changes = Changes::default();
    to_markdown(html, &mut changes);
    changes.counts().into_iter().map(|(loss, _)| loss).collect()
}

#[test]
fn entities_are_decoded() {
    assert_eq!(
        decode("a &lt;b&gt; &amp; c &eacute; &#8211; &bogus; & d;"),
        "a <b> & c é – &bogus; & d;"
    );
    assert!(!has_entity("R&D; x & y") && has_entity("x&nbsp;y"));
}

#[test]
fn text_is_html_only_with_tags_that_html_has() {
    for (text, html) in [
        ("a <br> b", true),
        ("<P>x", true),
        ("a <b>b</b>", true),
        ("<a href=x.html>x", true),
        ("<div hidden>x", true),
        ("<o:p></o:p>x", true),
        ("p < 0.05 and q > 3", false),
        ("if temperature <100 and >99", false),
        ("p<b and q>c", false),
        ("x<y>z", false),
        ("a<b>c", false),
        ("is <a normal one, or the pulse is >100", false),
        ("send it to <name@example.org>", false),
        ("tea & water &amp; milk", false),
        ("<b", false),
    ] {
        assert_eq!(is_html(text), html, "{text}");
    }
}

#[test]
fn signs_in_text_are_kept() {
    for (text, markdown) in [
        (
            "if <100 and >99 & <b, x<y>z",
            "if <100 and >99 & \\<b, x\\<y>z",
        ),
        (
            "<p>if <100 and <ninety or >80, &lt;b&gt; R&D</p>",
            "if <100 and \\<ninety or >80, \\<b> R&D",
        ),
        ("tea &amp; water, <5&nbsp;mg", "tea & water, <5 mg"),
        (
            "<p>under 5&amp;nbsp;mg &amp;amp; more</p>",
            "under 5 mg & more",
        ),
        (
            "&lt;p&gt;Rest.&lt;/p&gt;&lt;p&gt;Drink.&lt;/p&gt;",
            "Rest.\n\nDrink.",
        ),
        ("Rest.\\n\\nDrink.", "Rest.\n\nDrink."),
    ] {
        assert_eq!(to(text), markdown);
    }
}

#[test]
fn plain_text_keeps_lists_and_lines() {
    insta::assert_snapshot!(to(
        "Do:\n- rest\n- drink tea &amp; water\n\nDo not:\n• run\n\n1. a\n2) b\n7. c\n\nLine one\nLine two\ngoes on\n2016. A year."
    ), @r"
    Do:

    - rest
    - drink tea & water

    Do not:

    - run

    1. a
    2. b

    7) c

    Line one\
    Line two goes on\
    2016\. A year.
    ");
}

#[test]
fn lines_are_kept_where_only_words_are_marked() {
    insta::assert_snapshot!(to(
        "Do:\n- rest\n- <b>drink</b> tea, water,\njuice\n\nDo <a href='https://a.org'>not</a> run\nAt all\nor walk\n\n1. a"
    ), @r"
    Do:\
    \- rest\
    \- **drink** tea, water, juice

    Do [not](<https://a.org>) run\
    At all or walk

    1\. a
    ");
    assert_eq!(to("<p>one\nTwo <b>three</b></p>"), "one Two **three**");
    assert_eq!(to("<b\nclass=x>one</b>\nTwo"), "**one**\\\nTwo");
    assert_eq!(to("one<!-- a note -->"), "one");
}

#[test]
fn blocks_keep_their_shape() {
    let html = "<p>It is <b>rare</b>, see <a href='https://a.org/x?a=1&amp;b=2'>this&nbsp;page</a> &amp; <a href='/y'>that</a>.\
         <ul><li>one<li>two <em>soft</em> words<ul><li>deep</ul><li><p>three</p></ul>\
         <h2>More <button>here</button></h2>1. not a list<br>- nor this<br><br>x_y *z*<script>alert(1)</script>\
         <blockquote><p>Located.</p><p>Again.</p></blockquote><pre>a  b\n  c</pre><hr>\
         <dl><dt>Flu<dt>Grippe<dd>An infection.<dd>Goes away.<dt>Why?<dd><p>So.</p><ul><li>x</ul></dl>\
         <q>Yes</q>, call <a href='tel:+1-800-555'>us</a> or <a href='mailto:a@b.org'>write</a>.\
         <abbr title='computed tomography'>CT</abbr>, <abbr title='computed tomography'>CT</abbr>.\
         <img alt='A knee' src=x><div><div>in</div>out</div>so&shy;ft<wbr>ly";
    insta::assert_snapshot!(to(html), @r"
    It is **rare**, see [this page](<https://a.org/x?a=1&amp;b=2>) & [that](<file:/y>).

    - one
    - two *soft* words
      - deep
    - three

    ### More here

    1\. not a list\
    \- nor this

    x_y \*z\*

    > Located.
    >
    > Again.

    ```
    a  b
      c
    ```

    ***

    - **Flu**, **Grippe**: An infection.

      Goes away.

    - **Why?** So.

      - x

    “Yes”, call [us](<tel:+1-800-555>) or [write](<mailto:a@b.org>).CT (computed tomography), CT.\[Image: A knee]

    in

    out

    softly
    ");
}

#[test]
fn lists_keep_their_numbers() {
    let html = "<ol start=3><li>a<li>b</ol><ol><li>c</ol><ul><li>e</ul><ul><li>f</ul><ul><li>g<ol><li>h</ol></li><ul><li>i</ul></ul><ol start=9><li>j<p>k</p><li>l</ol>";
    insta::assert_snapshot!(to(html), @r"
    3. a
    4. b

    1) c

    - e

    + f

    - g

      1. h

      - i

    9. j

       k

    10. l
    ");
}

#[test]
fn spanned_cells_are_repeated() {
    for (html, markdown) in [
        (
            "<table><tr><th colspan=2>Adult<th>Child<tr><td>10<td>20<td>5</table>",
            "| Adult | Adult | Child |\n|---|---|---|\n| 10 | 20 | 5 |",
        ),
        (
            "<table><tr><th>Age<th>Dose<tr><td rowspan=2>Adult<td>10<tr><td>20</table>",
            "| Age | Dose |\n|---|---|\n| Adult | 10 |\n| Adult | 20 |",
        ),
        // The cell at the right is the one that reaches down.
        (
            "<table><tr><th>Age<th>Dose<th>How<tr><td>1<td>10<td rowspan=0>daily<tr><td>2<td>20</table>",
            "| Age | Dose | How |\n|---|---|---|\n| 1 | 10 | daily |\n| 2 | 20 | daily |",
        ),
        // Two rows of heads, and words across the table.
        (
            "<table><thead><tr><td rowspan=2>Age<td colspan=2>Dose<tr><td>day<td>night<tbody>\
             <tr><td colspan=3>Adults<tr><td>20<td>1<td>2</table>",
            "| Age | Dose: day | Dose: night |\n|---|---|---|\n| Adults |  |  |\n| 20 | 1 | 2 |",
        ),
        // Nothing says that the first row is a head.
        (
            "<table><tr><td>Dose<td>5 mg<tr><td>Most<td>20 mg</table>",
            "|  |  |\n|---|---|\n| Dose | 5 mg |\n| Most | 20 mg |",
        ),
        (
            "<table><tr><td><b>Age</b><td><b>Dose</b><tr><td>1<td>5|6</table>",
            "| Age | Dose |\n|---|---|\n| 1 | 5\\|6 |",
        ),
        // Lists, links and breaks in cells; a caption; a column too many.
        (
            "<table><caption>Doses</caption><tr><th>A<th>B<tr><td><ul><li>x<li>y</ul><td>1<br>2 <a href='https://a.org'>z</a><td>3</table>",
            "**Doses**\n\n| A | B |  |\n|---|---|---|\n| x; y | 1; 2 [z](<https://a.org>) | 3 |",
        ),
        (
            "<table><tr><td><p>Only</p><p>layout</p></table>",
            "Only\n\nlayout",
        ),
        (
            "<table><tr><th>A<th>B<tr><td>1<td><table><tr><th>C<th>D<tr><td>2<td>3</table></table>",
            "- A\n\n  B\n\n- 1\n\n  | C | D |\n  |---|---|\n  | 2 | 3 |",
        ),
    ] {
        assert_eq!(to(html), markdown, "{html}");
    }
}

#[test]
fn struck_out_and_hidden_text_is_left_out_and_counted() {
    for (html, markdown, loss) in [
        (
            "Take <del>2 tablets</del> <ins>1 tablet</ins>.",
            "Take 1 tablet.",
            Some(Change::Struck),
        ),
        (
            "<s><p>Old.</p></s><p>New.</p>",
            "New.",
            Some(Change::Struck),
        ),
        (
            "<p>Take <span style='text-decoration: line-through'>2</span> 1.</p>",
            "Take 1.",
            Some(Change::Struck),
        ),
        (
            "<p>Seen<span hidden>not</span></p>",
            "Seen",
            Some(Change::Hidden),
        ),
        (
            "<p>Seen</p><p style='display:none'>not</p>",
            "Seen",
            Some(Change::Hidden),
        ),
        // An answer that a click unfolds.
        (
            "<div style='display: none'><p>All of it.</p></div>",
            "All of it.",
            None,
        ),
        ("<p>See <img src=x></p>", "See", Some(Change::Image)),
        ("<p>See <img src=x alt=''></p>", "See", None),
        (
            "<p>See <img src=x alt='a knee'></p>",
            "See \\[Image: a knee]",
            None,
        ),
        (
            "<p>Or <input type=text><button>Send</button></p>",
            "Or",
            Some(Change::Field),
        ),
        (
            "<p>Watch <iframe src=x>no</iframe></p>",
            "Watch",
            Some(Change::Media),
        ),
        ("<p><a href='//y'>that</a></p>", "that", Some(Change::Link)),
        ("<p><a href='/y'>that</a></p>", "[that](<file:/y>)", None),
    ] {
        assert_eq!(to(html), markdown, "{html}");
        assert_eq!(losses(html), loss.into_iter().collect::<Vec<_>>(), "{html}");
    }
}

#[test]
fn superscripts_keep_their_meaning() {
    let html = "<p>Below 150 x 10<sup>9</sup>/L; take 1<sup>1</sup>/<sub>2</sub> tablets; above 100.4<sup>o</sup>F; \
        5 x 10<sup><b>-3</b></sup> g; x<sup>y</sup></p>";
    assert_eq!(
        to(html),
        "Below 150 x 10⁹/L; take 1 1/2 tablets; above 100.4°F; 5 x 10⁻³ g; x^y"
    );
    assert_eq!(
        to_line("<i>10<sup>9</sup></i> &amp; *x*", &mut Changes::default()),
        "10⁹ & *x*"
    );
}

#[test]
fn emphasis_never_shows_its_marks() {
    for (html, markdown) in [
        (
            "<b>bold <b>inner</b> tail</b> <b>a</b><b>b</b>",
            "**bold inner tail** **ab**",
        ),
        (
            "<b> lead</b>ing, trail<b>ing </b>now",
            "**lead**ing, trail**ing** now",
        ),
        (
            "<b>over<p>several</p><p>blocks</b> here</p>",
            "**over**\n\n**several**\n\n**blocks**\n\nhere",
        ),
        ("x<b>(y)</b>z", "x(y)z"),
        ("<i>a</i><b>b</b><i>c</i>", "*a***b***c*"),
        ("<b></b><b> </b>**** x", "\\*\\*\\*\\* x"),
        (
            "<b>see <a href='https://x.org/'>it]</a></b>!<a href='https://x.org/'>y</a>",
            "**see** [**it\\]**](<https://x.org/>)\\![y](<https://x.org/>)",
        ),
    ] {
        assert_eq!(to(html), markdown, "{html}");
    }
}

#[test]
fn large_inputs_take_linear_time() {
    // Each took minutes with a square in it.
    for (part, times) in [
        ("<a>", 20_000),
        ("</z>", 20_000),
        ("<a ", 40_000),
        ("<a b='", 20_000),
        ("<a b=\"<c d='", 10_000),
        ("[", 100_000),
        ("<ul><li>", 6_000),
        ("<blockquote>", 6_000),
        ("<table><tr><td>", 6_000),
        ("<b><i>", 10_000),
        ("<del>x</del>", 10_000),
        ("<tr><td rowspan=60000>x", 4_000),
        ("<td colspan=1000>x", 4_000),
        ("&amp;", 40_000),
        ("<p>a</b>", 10_000),
        ("<sup>1</sup>/<sub>2</sub>", 6_000),
    ] {
        let html = part.repeat(times);
        for html in [
            &html,
            &format!("<p>x</p><table><tr><td>{html}"),
            &format!("{html}</p>"),
        ] {
            assert!(to(html).len() < 20 * html.len() + 1_000, "{part}");
        }
    }
}

fn html() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "[a-m]{1,4}",
        2 => Just(" ".to_owned()),
        3 => "<(p|div|ul|ol|li|b|i|sup|sub|table|tr|td|th|caption|h2|dl|dt|dd|blockquote|pre|q|a href='https://x.y')>",
        3 => "</(p|div|ul|ol|li|b|i|sup|sub|table|tr|td|th|caption|h2|dl|dt|dd|blockquote|pre|q|a|u)>",
        1 => prop::sample::select(vec!["<br>", "<hr>", "<td colspan=2>", "<td rowspan=3>", "<ol start=7>", "&lt;", "<", "*", "**", "_", "|", "#", "1. ", "- ", "[", "]", "`"])
            .prop_map(str::to_owned),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| format!("<p>{}", pieces.concat()))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn every_letter_is_kept_and_shown(html in html()) {
        assert_every_letter_is_kept(&html)?;
    }
}

fn assert_every_letter_is_kept(html: &str) -> Result<(), TestCaseError> {
    let letters = |text: &str| {
        text.chars()
            .filter(char::is_ascii_lowercase)
            .collect::<Vec<_>>()
    };
    let text: String = pieces(html, false)
        .into_iter()
        .map(|piece| match piece {
            Piece::Text(text) => text,
            _ => String::new(),
        })
        .collect();
    let markdown = to(html);
    let shown = plain_text(&markdown);
    // Cells may be repeated, and text in a table but outside its cells moves in front of the table.
    if html.contains("span=") || html.contains("<table") {
        for letter in letters(&text) {
            prop_assert!(shown.contains(letter), "{}", markdown);
        }
    } else {
        prop_assert_eq!(letters(&shown), letters(&text), "{}", markdown);
    }
    prop_assert!(!shown.contains("**") || html.contains('*'), "{}", markdown);
    Ok(())
}

#[test]
fn heads_of_a_table_that_becomes_a_list_are_kept() {
    for html in [
        "<p><table><th><blockquote>a<tr></td><q>",
        "<table><tr><th>a<th>b<tr><td><pre>c</pre>",
        "<table><tr><th colspan=2>a<th>b<tr><td>c<td><pre>d</pre>",
    ] {
        assert_every_letter_is_kept(html).expect(html);
    }
}
