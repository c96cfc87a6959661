//! Web pages that show their questions without describing them.

use clinfaq::import::Change;

use crate::faqpage::import_files;
use crate::folder::Imported;

fn import_page(html: &str) -> Imported {
    import_files("html", &[("page.html", html.as_bytes())])
}

#[test]
fn questions_are_found_in_every_usual_structure() {
    let expected = [
        ("What is gout?", "A disease of **joints**."),
        ("Is it curable?", "No.\n\nBut it can be treated."),
    ];
    for page in [
        // Folded.
        "<details><summary>What is gout?</summary>A disease of <b>joints</b>.</details>
         <details open><summary><h3>Is it curable?</h3></summary><div><p>No.</div><div>But it can be treated.</div></details>",
        // Groups of folded questions.
        "<h2>About gout</h2><details><summary>The basics</summary>
         <details><summary>What is gout?</summary><p>A disease of <b>joints</b>.</details>
         <details><summary>Is it curable?</summary><p>No.<p>But it can be treated.</details></details>",
        // A list of terms.
        "<dl><dt>What is gout?<dd>A disease of <b>joints</b>.<dt>Is it curable?<dd>No.<dd>But it can be treated.</dl>",
        "<dl><div><dt>1. What is gout?</dt><dd><p>A disease of <b>joints</b>.</dd></div>
         <div><dt>2. Is it curable?</dt><dd><p>No.<p>But it can be treated.</dd></div></dl>",
        // Headings.
        "<h1>Gout</h1><p>Some facts.</p><h2>What is gout?</h2><p>A disease of <b>joints</b>.</p>
         <h2>Is it curable?</h2><p>No.</p><p>But it can be treated.</p><footer><h2>Questions?</h2><p>Write.</p></footer>",
        // Headings in elements of their own, with buttons that unfold what the page hides.
        "<main><div class=q><h3><button aria-expanded=false>What is gout? <span>+</span></button></h3>
         <div hidden><p>A disease of <b>joints</b>.</div></div>
         <div class=q><div><h3>Q2. Is it curable?</h3></div><div style='display:none'><p>No.<p>But it can be treated.</div></div></main>
         <div>Copyright</div>",
        // In the cells of a table, or in the items of a list.
        "<table><tr><td><h3>What is gout?</h3><p>A disease of <b>joints</b>.</td></tr>
         <tr><td><h3>Is it curable?</h3>No.<p>But it can be treated.</td></tr></table>",
        "<ol><li><h3>What is gout?</h3>A disease of <b>joints</b>.<li><h3>Is it curable?</h3><p>No.<p>But it can be treated.</ol>",
        // Buttons and boxes that unfold what follows them.
        "<button class=accordion>What is gout?</button><div class=panel><p>A disease of <b>joints</b>.</div>
         <button aria-expanded=false><span>Is it curable?</span></button><div hidden><p>No.<p>But it can be treated.</div><button>Send</button>",
        "<ul><li><div class='accordion-section-title'> What is gout? </div><div class=content>A disease of <b>joints</b>.</div>
         <div class='accordion-section-title'><p>Is it curable?</p></div><div class=content><p>No.<p>But it can be treated.</div></ul>",
        // Bold lines.
        "<p><b>What is gout?</b><br>A disease of <b>joints</b>.</p><p><strong>Is it curable?</strong></p><p>No.</p><p>But it can be treated.</p>",
        "<body><b>What is gout?</b><br>A disease of <b>joints</b>.<br><br><b>Is it curable?</b><br>No.<br><br>But it can be treated.</body>",
        // In old pages, with places that links lead to, and in pages of word processors.
        "<P><A NAME=1><B>What is gout?</B><BR>A disease of <B>joints</B>.<P><FONT COLOR=red><B>2. Is it <U>curable</U>?<BR></B></FONT>No.<BR><BR>But it can be treated.",
        "<p><span style='font-size:12pt'><strong>What is gout?</strong><br>A disease of <b>joints</b>.</span></p>
         <p><strong><span>Is it curable?</span></strong></p><p>No.<p>But it can be treated.",
        // Marked with letters.
        "<p>Q: What is gout?</p><p>A: A disease of <b>joints</b>.</p><p>Q: Is it curable?</p><p>A: No.</p><p>But it can be treated.</p>",
    ] {
        let imported = import_page(&format!("<!DOCTYPE html><html><title>Gout</title>{page}</html>"));
        assert_eq!(imported.answers(), expected, "{page}");
        assert_eq!(imported.problems, [], "{page}: {:#?}", imported.problems);
    }
}

#[test]
fn nested_headings_stay_in_the_answer() {
    let imported = import_page(
        "<h1>Questions about gout</h1><h2>What is gout?</h2><p>A disease.</p><h3>Who gets it?</h3><p>Mostly men.</p>
         <h2>How is it treated?</h2><p>With rest.</p><h3>Medicines</h3><p>Some.</p><h2>Contact</h2><p>Here.</p>",
    );
    assert_eq!(
        imported.answers(),
        [
            (
                "What is gout?",
                "A disease.\n\n### Who gets it?\n\nMostly men."
            ),
            ("How is it treated?", "With rest.\n\n### Medicines\n\nSome."),
        ]
    );
    assert_eq!(imported.count(Change::Outside), 1);
    // A title that asks what the whole page answers.
    let imported =
        import_page("<h1>What is gout?</h1><p>A disease.</p><h2>Symptoms</h2><p>Pain.</p>");
    assert_eq!(
        imported.answers(),
        [("What is gout?", "A disease.\n\n### Symptoms\n\nPain.")]
    );
}

#[test]
fn a_section_between_questions_is_kept_under_the_title() {
    let imported = import_page(
        "<h1>Gout</h1><h2>What is gout?</h2><p>A</p><h2>Treatment</h2><p>B</p><h2>Is it curable?</h2><p>C</p><h2>Menu</h2><p>D</p>",
    );
    let questions: Vec<&str> = imported
        .answers()
        .iter()
        .map(|(question, _)| *question)
        .collect();
    assert_eq!(
        questions,
        ["What is gout?", "Gout: Treatment", "Is it curable?"]
    );
}

#[test]
fn questions_of_other_languages_and_scripts_are_recognised() {
    for question in [
        "¿Qué es la gota?",
        "Qu’est-ce que la goutte ?",
        "什么是痛风？",
        "ما هو النقرس؟",
        "What causes gout",
    ] {
        let imported = import_page(&format!("<meta charset=utf-8><h2>{question}</h2><p>A</p>"));
        assert_eq!(imported.answers(), [(question, "A")]);
    }
}

#[test]
fn a_page_says_in_its_head_where_it_is_from_and_how_old_it_is() {
    let imported = import_page(
        r#"<html lang="en-GB"><head><title>Gout &amp; you</title><link rel="canonical" href="https://example.org/gout">
        <meta name="DCTERMS.modified" content="2024-05-01"><meta property="article:published_time" content="2019-02-03T10:00:00Z">
        <meta name="author" content="Dr A"><meta property="og:site_name" content="Example Clinic">
        <link rel="license" href="https://creativecommons.org/licenses/by/4.0/"></head>
        <h2>What is gout?</h2><p>A</p><p>Last reviewed: <time datetime="2024-04-30">30 April</time>.
        Next review due: <time datetime="2027-04-30">30 April</time></p></html>"#,
    );
    insta::assert_snapshot!(imported.file("general/example-org-gout.toml"));
    let saved = import_page(
        "<!DOCTYPE html>\n<!-- saved from url=(0023)https://example.org/faq -->\n<html><h2>What is gout?</h2><p>A",
    );
    let source = &saved.library.sources[0].1;
    assert_eq!(source.url, "https://example.org/faq");
    assert_eq!((source.published, source.last_updated), (None, None));
}

#[test]
fn structured_data_is_preferred_to_what_a_page_shows() {
    let imported = import_page(
        r#"<script type="application/ld+json">{"@type": "Question", "name": "What is gout?", "acceptedAnswer": {"text": "A"}}</script>
        <h2>Was this helpful?</h2><p>Tell us.</p>"#,
    );
    assert_eq!(imported.answers(), [("What is gout?", "A")]);
}

#[test]
fn pages_are_recognised_by_content_whatever_their_name() {
    let page = |n: usize| format!("<html><h2>What is {n}?</h2><p>A</p></html>").into_bytes();
    let mhtml = |encoding: &str, body: &str| {
        format!(
            "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://example.org/faq\r\nSubject: FAQ\r\n\
             Date: Wed, 1 May 2024 10:00:00 -0000\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\t\
             type=\"text/html\";\r\n\tboundary=\"----B\"\r\n\r\n\r\n------B\r\nContent-Type: text/html\r\n\
             Content-Transfer-Encoding: {encoding}\r\nContent-Location: https://example.org/faq\r\n\r\n{body}\r\n\
             ------B\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n------B--\r\n"
        )
        .into_bytes()
    };
    let quoted = mhtml(
        "quoted-printable",
        "<html><meta charset=3D\"utf-8\"><h2>What is fi=C3=A8vre, as doc=\r\ntors call it?</h2><p>A</p></html>",
    );
    let base64 = mhtml(
        "base64",
        "PGh0bWw+PGgyPldoYXQgaXMgYmFzZTY0PzwvaDI+PHA+QTwvcD48L2h0bWw+",
    );
    let utf16: Vec<u8> = "<html><h2>What is wide?</h2><p>A"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let files: &[(&str, &[u8])] = &[
        ("a.php", &page(1)),
        (
            "b.aspx",
            &[b"\xef\xbb\xbf\r\n".as_slice(), &page(2)].concat(),
        ),
        ("faq", &page(3)),
        (
            "index.php?id=4",
            &[
                b"<?xml version='1.0'?>\n<!DOCTYPE html>".as_slice(),
                &page(4),
            ]
            .concat(),
        ),
        ("wide.asp", &utf16),
        ("q.mhtml", &quoted),
        ("r.mht", &base64),
        ("s", &base64),
        ("style.css", b"h2 { color: red } /* <html> */"),
        ("image.svg", b"<svg><text>What is it?</text></svg>"),
        (
            "broken.mht",
            b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\n",
        ),
    ];
    let imported = import_files("html", files);
    let mut questions: Vec<&str> = imported
        .answers()
        .iter()
        .map(|(question, _)| *question)
        .collect();
    questions.sort_unstable();
    assert_eq!(
        questions,
        [
            "What is 1?",
            "What is 2?",
            "What is 3?",
            "What is 4?",
            "What is base64?",
            "What is base64?",
            "What is fièvre, as doctors call it?",
            "What is wide?",
        ]
    );
    let mut urls = imported
        .library
        .sources
        .iter()
        .map(|(_, source)| source.url.as_str());
    assert!(urls.any(|url| url == "https://example.org/faq"));
    let mut sources = imported.library.sources.iter().map(|(_, source)| source);
    assert!(sources.any(|source| {
        source
            .accessed
            .is_some_and(|day| day.to_string() == "2024-05-01")
    }));
    let unread: Vec<&str> = imported.summary.unread.keys().map(String::as_str).collect();
    assert_eq!(unread, ["css", "svg"]);
    let skipped = imported.skipped();
    assert!(
        skipped.len() == 1 && skipped[0].1.contains("no page"),
        "{skipped:?}"
    );
}

#[test]
fn hostile_pages_take_linear_time() {
    let question = "<h2>What is gout?</h2><p>A</p>";
    for page in [
        "<details><summary>x</summary>".repeat(20_000),
        "<div><h3>".repeat(20_000),
        "<dl><dt>Why?".repeat(20_000),
        "<b>Why?</b>".repeat(1_000),
        "<b>".repeat(100_000),
        "<div>".repeat(60) + &"<p>x".repeat(10_000),
    ] {
        let imported = import_page(&format!("<html>{question}{page}"));
        assert!(
            imported
                .answers()
                .iter()
                .any(|(question, _)| *question == "What is gout?")
        );
    }
}
