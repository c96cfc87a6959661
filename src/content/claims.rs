//! The claims of a text: each piece that states something and so should name its source.
//!
//! A claim is a paragraph, an item of a list, or a table. A heading is not one, nor is a line that ends in a colon and
//! announces a list, a table or a box (if it is cited itself, so is what it announces), nor a paragraph that does
//! nothing but lead to other entries.

use crate::text::{self, Block, Citations, Span, Target};

/// A piece of a text that states something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Its words.
    pub text: String,
    /// Whether it names a source, or is labelled as the authors' own advice.
    pub cited: bool,
}

/// The claims of a Markdown text, in reading order.
pub fn claims(markdown: &str) -> Vec<Claim> {
    let mut found = Vec::new();
    let document = text::markdown(markdown, &mut Citations::default());
    gather(&document.blocks, false, false, &mut found);
    found
}

/// Claims among `blocks`. All of them count as `cited` if what announces them is, their paragraphs if they `share`
/// an item's citation.
fn gather(blocks: &[Block], cited: bool, share: bool, found: &mut Vec<Claim>) {
    // Whether the block before announces this one with a citation.
    let mut announced = cited;
    for (at, block) in blocks.iter().enumerate() {
        let mut announces = false;
        match block {
            Block::Paragraph(spans) => {
                let own = has_citation(spans);
                let leads =
                    ends_with_colon(spans) && blocks.get(at + 1).is_some_and(can_be_announced);
                announces = leads && (own || share || announced);
                if !leads && !only_leads_on(spans) {
                    found.push(Claim {
                        text: words(spans),
                        cited: own || share || cited,
                    });
                }
            }
            Block::List { items, .. } => {
                for item in items {
                    // The words of an item are one claim, whatever their paragraphs.
                    let own = item.iter().any(|block| match block {
                        Block::Paragraph(spans) => has_citation(spans),
                        _ => false,
                    });
                    gather(item, announced, own, found);
                }
            }
            Block::Table { header, rows } => {
                let cells = || header.iter().chain(rows.iter().flatten());
                found.push(Claim {
                    text: cells()
                        .map(|cell| words(cell))
                        .collect::<Vec<_>>()
                        .join(" "),
                    cited: announced || cells().any(|cell| has_citation(cell)),
                });
            }
            Block::Quote(content) | Block::Alert { content, .. } => {
                gather(content, announced, false, found);
            }
            Block::Heading { .. } | Block::Verbatim(_) | Block::Fields(_) | Block::Rule => {}
        }
        announced = announces || cited;
    }
}

fn can_be_announced(block: &Block) -> bool {
    !matches!(
        block,
        Block::Heading { .. } | Block::Rule | Block::Paragraph(_)
    )
}

fn has_citation(spans: &[Span]) -> bool {
    is_own_advice(spans) || names_source(spans)
}

fn names_source(spans: &[Span]) -> bool {
    spans
        .iter()
        .any(|span| matches!(span.target, Some(Target::Cite(_))))
}

fn is_own_advice(spans: &[Span]) -> bool {
    spans.iter().any(Span::is_own_advice)
}

/// The paragraphs of a Markdown text whose citation supports nothing: the authors' own advice, or only a link to another
/// page of the library.
pub(super) fn needlessly_cited(markdown: &str) -> Vec<String> {
    fn gather(blocks: &[Block], found: &mut Vec<String>) {
        for block in blocks {
            match block {
                Block::Paragraph(spans)
                    if names_source(spans) && (is_own_advice(spans) || only_leads_on(spans)) =>
                {
                    found.push(words(spans));
                }
                Block::List { items, .. } => items.iter().for_each(|item| gather(item, found)),
                Block::Quote(content) | Block::Alert { content, .. } => gather(content, found),
                _ => {}
            }
        }
    }
    let mut found = Vec::new();
    gather(
        &text::markdown(markdown, &mut Citations::default()).blocks,
        &mut found,
    );
    found
}

fn ends_with_colon(spans: &[Span]) -> bool {
    words(spans).ends_with(':')
}

/// Words that lead to another page and say nothing themselves.
const LEADING: &str = "a about also and answer answers as at for further go here how in is it link more next of on or page questions \
                       read reading related see the this to under what where with";

/// Whether a paragraph links to entries or conditions and says hardly anything else.
fn only_leads_on(spans: &[Span]) -> bool {
    let inside = |span: &&Span| {
        matches!(
            span.target,
            Some(Target::Entry(_) | Target::Condition(_) | Target::Source(_))
        )
    };
    let mut rest = uncited(spans)
        .filter(|span| !inside(span))
        .flat_map(|span| {
            let words = span.text.split(|c: char| !c.is_alphanumeric());
            words.filter(|word| !word.is_empty())
        });
    spans.iter().any(|span| inside(&span))
        && rest.all(|word| {
            LEADING
                .split(' ')
                .any(|known| known.eq_ignore_ascii_case(word))
        })
}

/// A paragraph without its citations and labels.
fn uncited(spans: &[Span]) -> impl Iterator<Item = &Span> {
    let is_label =
        |span: &&Span| matches!(span.target, Some(Target::Cite(_))) || span.is_own_advice();
    spans.iter().filter(move |span| !is_label(span))
}

/// The words of a paragraph without its citations.
fn words(spans: &[Span]) -> String {
    let words: String = uncited(spans).map(|span| span.text.as_str()).collect();
    words.replace(['\n', '\u{a0}'], " ").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::claims;

    fn uncited(text: &str) -> Vec<String> {
        let claims = claims(text).into_iter();
        claims.filter(|c| !c.cited).map(|c| c.text).collect()
    }

    #[test]
    fn paragraphs_items_and_tables_are_claims() {
        let text = "One[^a]. Two.\n\n- Three[^a]\n  - Four\n- Five\n\n|Six|\n|-|\n|7|\n\n> [!NOTE]\n> Eight\n";
        assert_eq!(uncited(text), ["Four", "Five", "Six 7", "Eight"]);
        assert_eq!(claims(text).len(), 6);
    }

    #[test]
    fn headings_lead_ins_and_signposts_are_not_claims() {
        let text = "## Head\n\nThese are the signs:\n\n- one[^a]\n- two[^a]\n\nSee also [this](entry:a/b) and [that](condition:c).\n";
        assert_eq!(uncited(text), Vec::<String>::new());
        assert_eq!(claims(text).len(), 2);
        assert_eq!(
            uncited("It can grow back, see [this](entry:a/b)."),
            ["It can grow back, see this."]
        );
    }

    #[test]
    fn a_citation_counts_for_what_its_line_announces() {
        assert_eq!(
            uncited("These are the signs[^a]:\n\n- one\n- two\n\nThree"),
            ["Three"]
        );
        assert_eq!(
            uncited("These[^a]:\n\n|b|\n|-|\n|c|\n"),
            Vec::<String>::new()
        );
        assert_eq!(uncited("Two paragraphs[^a].\n\n- one\n"), ["one"]);
        assert_eq!(uncited("- one[^a]:\n  - two\n"), Vec::<String>::new());
    }
}
