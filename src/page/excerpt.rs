//! The excerpt of a page for copying: the short answer, how current it is, and its source, as plain lines.

use crate::library::Library;
use crate::model::Clock;
use crate::text::{Block, Span, Target};

use super::builder::{Page, must_be_seen};
use super::trust::trust_lines;

/// Maximum number of characters of an answer that has no short form.
const BEGINNING: usize = 300;

/// The excerpt of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt {
    title: String,
    answer: String,
    trust: Vec<String>,
    /// The first source, and how many more there are.
    source: String,
    id: String,
    /// Today, for the ages above; the id, and the library that it comes from.
    origin: String,
    /// The web addresses of the sources; of an organisation and the like, its own.
    pub addresses: Vec<String>,
}

impl Excerpt {
    /// The excerpt of `page`; `None` if that is about no single thing, like a comparison. What was withdrawn has a notice.
    pub fn of(library: &Library, page: &Page, clock: Clock) -> Option<Self> {
        let id = field(page, "Id").unwrap_or_default();
        let is_notice = matches!(page.text().first(), Some(Block::Alert { .. }));
        if id.is_empty() && !is_notice {
            return None;
        }
        let sources = page.citations.iter().flatten();
        let sources: Vec<_> = sources.map(|ord| library.source(*ord).source).collect();
        let mut addresses: Vec<String> = sources.iter().map(|one| one.url.clone()).collect();
        // The page of a source or an organisation gives its address as a field.
        addresses.extend(field(page, "Web").or_else(|| field(page, "Address")));
        addresses.retain(|address| address.starts_with("http"));
        let source = sources.first().map_or(String::new(), |source| {
            let date = source.printed_date().unwrap_or_else(|| "no date".into());
            let parts = [&source.publisher, &source.title, &date, &source.url];
            let parts: Vec<&str> = parts
                .into_iter()
                .map(String::as_str)
                .filter(|part| !part.is_empty())
                .collect();
            let more = match sources.len() - 1 {
                0 => String::new(),
                more => format!(" (and {more} more)"),
            };
            format!("Source: {}{more}", parts.join(", "))
        });
        let from = field(page, "From").map_or(String::new(), |from| format!(", from {from}"));
        let trust = trust_lines(&page.trust, usize::MAX).into_iter();
        Some(Self {
            title: page.title.clone(),
            answer: answer(page),
            trust: trust.map(|line| words(&line)).collect(),
            source,
            origin: match id.as_str() {
                "" => format!("clinfaq, {}{from}", clock.today),
                id => format!("clinfaq, {}: {id}{from}", clock.today),
            },
            id,
            addresses,
        })
    }

    /// All of it, a line each.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = vec![self.title.clone(), self.answer.clone()];
        lines.extend(self.trust.iter().cloned());
        lines.extend([self.source.clone(), self.origin.clone()]);
        lines.retain(|line| !line.is_empty());
        lines
    }

    /// The answer, its id, and when it was updated: as short as can be, for a code.
    pub fn brief(&self) -> String {
        let updated = self.trust.first().and_then(|line| line.split(" · ").next());
        format!(
            "{}\n{}, {}",
            self.answer,
            self.id,
            updated.unwrap_or_default()
        )
    }
}

/// The short answer, else the beginning of the answer, else the notice in its place; and a reminder of the warnings that it
/// leaves out.
fn answer(page: &Page) -> String {
    let text = page.text();
    let short = text.iter().find_map(|block| match block {
        Block::Fields(fields) => fields.iter().find(|(label, _)| label == "In short"),
        _ => None,
    });
    let paragraph = |blocks: &[Block]| {
        blocks.iter().find_map(|block| match block {
            Block::Paragraph(spans) => Some(words(spans)),
            _ => None,
        })
    };
    let notice = || {
        text.iter().find_map(|block| match block {
            Block::Alert { content, .. } => paragraph(content),
            _ => None,
        })
    };
    let (mut answer, is_whole) = match (short, paragraph(text)) {
        (Some((_, spans)), _) => (words(spans), false),
        (None, Some(mut beginning)) => {
            if let Some((end, _)) = beginning.char_indices().nth(BEGINNING) {
                beginning.replace_range(end.., " ...");
            }
            (beginning, false)
        }
        (None, None) => (notice().unwrap_or_default(), true),
    };
    if !is_whole && text.iter().any(must_be_seen) {
        answer.push_str(" (The whole answer has warnings that are not repeated here.)");
    }
    answer
}

fn field(page: &Page, label: &str) -> Option<String> {
    let mut blocks = page.document.blocks.iter();
    blocks.find_map(|block| match block {
        Block::Fields(fields) => {
            let field = fields.iter().find(|(known, _)| known == label);
            field.map(|(_, spans)| words(spans))
        }
        _ => None,
    })
}

/// The words of spans without the numbers of sources, on one line.
fn words(spans: &[Span]) -> String {
    let mut text = String::new();
    for span in spans {
        match span.target {
            Some(Target::Cite(_)) => text.truncate(text.trim_end().len()),
            _ => text.push_str(&span.text),
        }
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
