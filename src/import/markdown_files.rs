//! A folder of Markdown files: each heading is a question, or, in a file whose title is one, the whole file answers it.
//!
//! The Markdown becomes HTML and is read like a page, so that HTML in it is read as well.

mod front_matter;

use pulldown_cmark::{Options, Parser};

use super::changes::Change;
use super::document::{About, Document, Format, Notes};
use super::faqpage::{self, Head, Items, Shown};
use super::html::{self, Wanted};

/// The format.
#[derive(Debug, Default)]
pub(super) struct MarkdownFiles;

impl Format for MarkdownFiles {
    fn wants(&self, name: &str) -> bool {
        let extension = name.rsplit_once('.').map(|(_, extension)| extension);
        matches!(
            extension,
            Some("md" | "markdown" | "mdown" | "mkd" | "qmd" | "rmd")
        )
    }

    fn read(&self, name: &str, text: &str, notes: &mut Notes) -> Result<Vec<Document>, String> {
        let mut items = Items::new();
        let (front, body) = front_matter::read(text, &mut items)?;
        notes.changes.add_many(Change::FrontMatter, front.unused);
        if front.is_draft {
            notes.changes.add(Change::Draft);
            return Ok(Vec::new());
        }
        let shown = Shown {
            nodes: &html::parse_page(&to_html(body)),
            title: &front.title,
            wanted: Wanted::All,
            condition: &front.condition,
            other_names: front.other_names,
            topic: &front.topic,
        };
        faqpage::read_shown(&shown, &mut items, &mut notes.changes);
        let documents = faqpage::documents(&items, name, &Head::default(), false, notes);
        match documents.is_empty() {
            true => Err("there is no heading or title with text below it".to_owned()),
            false => Ok(documents),
        }
    }

    fn about(&self, id: &str) -> About {
        About::unknown(id, "documents", "the document states no date")
    }
}

/// The HTML of Markdown. An image without a description must not look as if it were decorative: its author left it out.
fn to_html(markdown: &str) -> String {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_WIKILINKS
        | Options::ENABLE_GFM;
    let mut html = String::new();
    pulldown_cmark::html::push_html(&mut html, Parser::new_ext(markdown, options));
    html.replace("alt=\"\"", "")
}
