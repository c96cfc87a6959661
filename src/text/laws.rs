//! Laws that hold for any text at any width.

use proptest::prelude::*;

use super::*;

/// Markdown rich in constructs, whole and broken.
fn any_markdown() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        any::<char>().prop_map(String::from),
        "[a-z]{1,14}",
        prop::sample::select(vec![
            " ",
            "\n",
            "\n\n",
            "# ",
            "- ",
            "  - ",
            "1. ",
            "99999999. ",
            "> ",
            "> [!CAUTION]\n> ",
            "*",
            "**",
            "`",
            "```\n",
            "---\n",
            "| a | b |\n|--|--|\n| ",
            " | ",
            "[^a]",
            "[^b] ",
            "[x](entry:a/b)",
            "<br>",
            "<div>",
            "<!--",
            "](https://example.org/long/path)",
            "[",
            "\\",
            "&#27;",
            "&nbsp;",
            "骨化",
            "e\u{301}",
            "\u{301}",
            "👩\u{200d}🔬",
            "\u{1b}[31m",
            "\u{202e}",
            "    ",
            "\t",
            "http://",
            "[^c]: note ",
        ])
        .prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..80).prop_map(|pieces| pieces.concat())
}

fn ink(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn any_text_at_any_width(text in any_markdown(), columns in 1usize..=130, ascii in any::<bool>()) {
        let document = markdown(&text, &mut Citations::default());
        let glyphs = if ascii { Glyphs::ASCII } else { Glyphs::UNICODE };
        let lines = layout(&document, columns, &glyphs);
        let mut place = (0, 0);
        for line in &lines {
            let text = line.text();
            prop_assert!(line.width() <= columns, "{text:?}");
            prop_assert!(width(&text) <= columns, "{text:?}");
            prop_assert!(!text.ends_with(' '), "{text:?}");
            prop_assert!(!ascii || text.is_ascii(), "{text:?}");
            prop_assert!(line.spans.iter().all(|span| !span.text.is_empty() && !span.text.contains('\n')));
            prop_assert_eq!(clean::hostile(&text).next(), None);
            prop_assert!(place <= (line.block, line.offset));
            place = (line.block, line.offset);
        }
        for line in &lines {
            prop_assert_eq!(lines[reflow_position(&lines, line.block, line.offset)].offset, line.offset);
        }
        for most in [0, 1, lines.len() / 2, lines.len()] {
            prop_assert_eq!(layout_top(&document, columns, &glyphs, most), &lines[..most.min(lines.len())]);
        }
        citations(&text).iter().for_each(|(range, _)| assert!(text.get(range.clone()).is_some()));
        links(&text).iter().for_each(|(range, _)| assert!(text.get(range.clone()).is_some()));
        plain_text(&text);
    }

    /// Without edges and tables every character of the document is shown, in order.
    #[test]
    fn nothing_is_lost(text in any_markdown(), columns in 2usize..=60) {
        let blocks = markdown(&text, &mut Citations::default()).blocks;
        for block in blocks {
            let wanted = match &block {
                Block::Paragraph(spans) | Block::Heading { content: spans, .. } => {
                    spans.iter().map(|span| span.text.as_str()).collect()
                }
                Block::Verbatim(text) => text.clone(),
                _ => continue,
            };
            let document = Document { blocks: vec![block] };
            let seen: String = layout(&document, columns, &Glyphs::UNICODE).iter().map(Line::text).collect();
            prop_assert_eq!(ink(&seen), ink(&wanted));
        }
    }

    /// Of each letter, as many are shown as there are.
    #[test]
    fn every_letter_is_shown_in_lists_boxes_and_tables(text in any_markdown(), columns in 1usize..=130) {
        let document = markdown(&text, &mut Citations::default());
        let seen = plain(&layout(&document, columns, &Glyphs::UNICODE));
        let wanted = plain_text(&text);
        let count = |text: &str, letter: char| text.chars().filter(|c| *c == letter).count();
        for letter in 'a'..='z' {
            prop_assert!(count(&seen, letter) >= count(&wanted, letter), "{letter} in {seen}");
        }
    }

    #[test]
    fn fields_and_boxes_of_any_text(texts in prop::collection::vec("\\PC{0,30}", 1..8), columns in 1usize..=80) {
        let spans = |text: &String| vec![Span::plain(text.as_str())];
        let document = Document {
            blocks: vec![
                Block::Fields(texts.iter().map(|text| (text.clone(), spans(text))).collect()),
                Block::Table { header: texts.iter().map(spans).collect(), rows: vec![texts.iter().map(spans).collect()] },
                Block::Verbatim(texts.concat()),
            ],
        };
        for line in layout(&document, columns, &Glyphs::UNICODE) {
            prop_assert!(line.width() <= columns && width(&line.text()) <= columns, "{:?}", line.text());
        }
    }
}
