//! A page as HTML: the same document that a screen shows.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::text::clean::clean_line;
use crate::text::{Html, Span, Target, join};

use super::builder::Page;

/// The style sheet of every HTML page: for phones, for paper, light and dark.
pub const STYLE: &str = include_str!("../../assets/site.css");

/// Where the style sheet of an HTML page is.
#[derive(Debug, Clone, Copy)]
pub enum Style<'a> {
    /// In the page itself, so that it is complete in one file.
    Inside {
        /// In large type.
        large: bool,
    },
    /// At this address.
    At(&'a str),
}

/// A whole HTML page in this language.
pub fn html_page(language: &str, title: &str, style: Style<'_>, body: &Markup) -> Markup {
    let language = if language.is_empty() { "en" } else { language };
    let large = matches!(style, Style::Inside { large: true });
    html! {
        (DOCTYPE)
        html lang=(clean_line(language)) class=[large.then_some("large")] {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="referrer" content="no-referrer";
                title { (clean_line(title)) }
                @match style {
                    Style::Inside { .. } => style { (PreEscaped(STYLE)) },
                    Style::At(address) => link rel="stylesheet" href=(address);,
                }
            }
            body { (body) }
        }
    }
}

/// A page's title, trust lines and text. `href` says where a link within the library leads.
pub fn article(page: &Page, href: &dyn Fn(&Target) -> Option<String>) -> Markup {
    let html = Html::new(href);
    let line = |parts: &Vec<Span>| join(parts.iter().map(|part| vec![part.clone()]), " · ");
    html! {
        h1 { (clean_line(&page.title)) }
        @for parts in &page.trust { p.trust { (html.spans(&line(parts))) } }
        (html.blocks(&page.document.blocks))
    }
}
