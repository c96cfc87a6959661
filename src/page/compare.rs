//! Compares two answers or conditions: what their pages say on each topic, row by row.

use crate::text::{Block, Document, Span, Style, Target, join};

use super::builder::{Page, Part, dots, heading, inline};

/// What both pages say under a heading or label; rows that only the second page has come last.
struct Row {
    label: String,
    sides: [Vec<Span>; 2],
}

/// The comparison of two pages: in two columns, or one below the other.
pub fn compare(first: &Page, second: &Page, in_columns: bool) -> Page {
    let offset = first.citations.len();
    let mut rows: Vec<Row> = Vec::new();
    for (side, (page, offset)) in [(first, 0), (second, offset)].into_iter().enumerate() {
        for (label, spans) in topics(page, offset) {
            let at = rows.iter().position(|row| row.label == label);
            let at = at.unwrap_or_else(|| {
                let sides = Default::default();
                rows.push(Row { label, sides });
                rows.len() - 1
            });
            let before = std::mem::take(&mut rows[at].sides[side]);
            rows[at].sides[side] = join([before, spans], "\n");
        }
    }
    for row in &mut rows {
        for side in row.sides.iter_mut().filter(|side| side.is_empty()) {
            side.push(Span::styled("nothing about this", Style::DIM));
        }
    }
    let title = |number: usize, page: &Page| {
        let title = Span::styled(page.title.clone(), Style::STRONG);
        vec![Span::styled(format!("{number}: "), Style::STRONG), title]
    };
    let mut blocks = match in_columns {
        true => vec![columns([title(1, first), title(2, second)], rows)],
        false => {
            let titles = [title(1, first), title(2, second)];
            let mut blocks = vec![Block::Paragraph(join(titles, "\n"))];
            blocks.extend(rows.into_iter().flat_map(one_below_the_other));
            blocks
        }
    };
    let disclaimers = [first, second].map(|page| page.part(Part::About).last());
    let mut disclaimers: Vec<Block> = disclaimers.into_iter().flatten().cloned().collect();
    disclaimers.dedup();
    let is_text = |block: &Block| matches!(block, Block::Paragraph(_));
    blocks.extend(disclaimers.into_iter().filter(is_text));
    Page {
        crumbs: vec!["Compare".to_owned()],
        title: format!("{} / {}", first.title, second.title),
        document: Document { blocks },
        citations: [first.citations.as_slice(), &second.citations].concat(),
        pack: first.pack,
        ..Page::default()
    }
}

fn columns(titles: [Vec<Span>; 2], rows: Vec<Row>) -> Block {
    let rows = rows.into_iter().map(|row| {
        let [left, right] = row.sides;
        vec![vec![Span::styled(row.label, Style::STRONG)], left, right]
    });
    let [left, right] = titles;
    Block::Table {
        header: vec![Vec::new(), left, right],
        rows: rows.collect(),
    }
}

fn one_below_the_other(row: Row) -> Vec<Block> {
    let sides = row.sides.into_iter().zip(1..);
    let sides = sides.map(|(side, number)| (format!("{number}"), side));
    vec![heading(row.label), Block::Fields(sides.collect())]
}

/// What a page says, by its headings and the labels of its fields, with the numbers of its sources after `offset`.
fn topics(page: &Page, offset: usize) -> Vec<(String, Vec<Span>)> {
    let mut label = "Answer".to_owned();
    let trust = page.trust.iter().cloned().map(dots);
    let mut topics = vec![("How current".to_owned(), join(trust, "\n"))];
    for block in &page.document.blocks {
        match block {
            Block::Heading { content, .. } => {
                // Without the number of answers, which differs.
                let words = content.iter().filter(|span| !span.style.has(Style::DIM));
                label = words.map(|span| span.text.as_str()).collect();
            }
            Block::Fields(fields) => topics.extend(fields.iter().map(|(name, spans)| {
                // The list of sources has numbers for labels.
                match name.starts_with('[') {
                    false => (name.clone(), spans.clone()),
                    true => {
                        let number = name.trim_matches(['[', ']']).parse().unwrap_or(0);
                        let number = Span::plain(format!("[{}] ", offset + number));
                        (label.clone(), [vec![number], spans.clone()].concat())
                    }
                }
            })),
            Block::Rule => {}
            // The end of the page, below its last fields.
            Block::Paragraph(_) if Some(block) == page.part(Part::About).last() => {}
            block => topics.push((label.clone(), inline(vec![block.clone()]))),
        }
    }
    for span in topics.iter_mut().flat_map(|(_, spans)| spans) {
        if let Some(Target::Cite(number)) = &mut span.target {
            *number += offset;
            span.text = format!("[{number}]");
        }
    }
    topics
}
