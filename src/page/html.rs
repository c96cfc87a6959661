//! A page as HTML: the same document that a screen shows.

use maud::{DOCTYPE, Markup, html};

use crate::text::clean::clean_line;
use crate::text::{Html, Target};

use super::builder::{Page, dots};

/// The style sheet of every HTML page: for phones and for paper, light and dark.
pub const STYLE: &str = include_str!("../../assets/site.css");

/// A whole HTML page in this language; `style` is the style sheet, or a link to it.
pub fn html_page(language: &str, title: &str, style: &Markup, body: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang=(clean_line(language)) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="referrer" content="no-referrer";
                title { (clean_line(title)) }
                (style)
            }
            body { (body) }
        }
    }
}

/// A page's title, trust lines and text. `href` says where a link within the library leads.
pub fn article(page: &Page, href: &dyn Fn(&Target) -> Option<String>) -> Markup {
    let html = Html(href);
    html! {
        h1 { (clean_line(&page.title)) }
        @for parts in &page.trust { p.trust { (html.spans(&dots(parts.iter().cloned()))) } }
        (html.blocks(&page.document.blocks))
    }
}
