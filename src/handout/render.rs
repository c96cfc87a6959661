//! A handout as text and as HTML.

use maud::{PreEscaped, html};

use crate::config::ClinicSettings;
use crate::index::EntryOrd;
use crate::library::Library;
use crate::model::Clock;
use crate::page::{self, Page, STYLE, article, html_page};
use crate::text::clean::clean_line;
use crate::text::{Block, Charset, Document, Glyphs, Span, layout};

use super::pages;

/// A handout of one or more answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handout {
    page: Page,
    /// The language of its first answer.
    language: String,
    /// The id of its first answer.
    pub(super) id: String,
    charset: Charset,
}

impl Handout {
    /// The handout of these answers. Printed text uses `charset`.
    pub fn new(
        library: &Library,
        entries: &[EntryOrd],
        clinic: &ClinicSettings,
        clock: Clock,
        charset: Charset,
    ) -> Self {
        let first = entries.first().copied().unwrap_or_default();
        Self {
            page: page::handout(library, entries, clinic, clock),
            language: library.language_of(first),
            id: library.head(first).id,
            charset,
        }
    }

    /// The handout as a page to look at before it is printed.
    pub fn preview(self) -> Page {
        self.page
    }

    /// Text for a printer: pages that end with a form feed. In large type there are fewer columns and lines.
    pub fn text(&self, large: bool) -> String {
        let (columns, rows) = if large { (46, 44) } else { (70, 66) };
        let mut head = vec![Span::plain(self.page.title.clone())];
        for part in self.page.trust.iter().flatten() {
            head.extend([Span::plain("\n"), part.clone()]);
        }
        let mut blocks = vec![Block::Paragraph(head), Block::Rule];
        blocks.extend(self.page.document.blocks.iter().cloned());
        let glyphs = match self.charset {
            Charset::Ascii => Glyphs::ASCII,
            _ => Glyphs::UNICODE,
        };
        let lines = layout(&Document { blocks }, columns, &glyphs);
        pages::paged(&lines, rows, &glyphs.show(&clean_line(&self.page.title)))
    }

    /// An HTML page, complete in one file.
    pub fn html(&self, large: bool) -> String {
        // On paper, a link leads nowhere.
        let article = article(&self.page, &|_| None);
        let body = html! { main class=[large.then_some("large")] { (article) } };
        let style = html! { style { (PreEscaped(STYLE)) } };
        html_page(&self.language, &self.page.title, &style, &body).into_string()
    }
}
