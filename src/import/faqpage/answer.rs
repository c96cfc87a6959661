//! Values of properties -> Markdown and plain lines. A text of JSON-LD may be plain, HTML, or HTML that was encoded once
//! more; the content of an element is HTML.

use std::borrow::Cow;

use super::items::Value;
use crate::import::answer::words;
use crate::import::document::Notes;
use crate::import::html;
use crate::text::clean::clean;

/// A value as Markdown.
pub(super) fn markdown(value: &Value<'_>, notes: &mut Notes<'_>) -> String {
    let html = as_html(value, true);
    let _ = notes; // TODO losses
    clean(&html::to_markdown(&html)).into_owned()
}

/// A value as one line of plain text; empty for an item.
pub(super) fn line(value: &Value<'_>) -> String {
    let html = as_html(value, false);
    words(&clean(&crate::text::plain_text(&html::to_markdown(&html))))
}

/// A value as HTML. The lines of a plain text are paragraphs and lists, if they may be.
pub(super) fn as_html<'v>(value: &'v Value<'_>, lines: bool) -> Cow<'v, str> {
    let text = match value {
        Value::Html(html) => return Cow::Borrowed(html),
        Value::Item(_) => return Cow::Borrowed(""),
        Value::Text(text, _) => decoded(text),
    };
    let is_html = has_tags(&text);
    if is_html && (!lines || BLOCKS.iter().any(|tag| text.contains(tag))) {
        return Cow::Owned(text);
    }
    let text = match is_html {
        true => text,
        false => html::decode(&text)
            .replace('&', "&amp;")
            .replace('<', "&lt;"),
    };
    Cow::Owned(if lines { in_blocks(&text) } else { text })
}

/// Beginnings of elements by which a text with markup shows its own lines.
const BLOCKS: &[&str] = &[
    "<p", "<P", "<div", "<DIV", "<br", "<BR", "<li", "<LI", "<t", "<T", "<h", "<H", "<d", "<D",
];

fn has_tags(text: &str) -> bool {
    // Entities alone make no HTML here.
    text.contains('<') && html::is_html(&text.replace('&', ""))
}

/// A text as often decoded as it was encoded, but for once: then it is HTML, or plain text with entities.
fn decoded(text: &str) -> String {
    let mut text = text.to_owned();
    // Line breaks that were escaped twice.
    if text.contains("\\n") && !text.contains('\n') {
        text = text.replace("\\r\\n", "\\n");
        let parts: Vec<&str> = text.split("\\n").collect();
        if parts[1..]
            .iter()
            .all(|part| !part.starts_with(|c: char| c.is_ascii_lowercase()))
        {
            text = parts.join("\n");
        }
    }
    for _ in 0..3 {
        let twice = text.match_indices("&amp;").any(|(at, found)| {
            let rest = &text[at + found.len()..];
            let end = rest.bytes().take(33).position(|byte| byte == b';');
            end.is_some_and(|end| html::has_entity(&format!("&{}", &rest[..=end])))
        });
        if twice {
            text = text.replace("&amp;", "&");
        } else if text.contains("&lt;") && !has_tags(&text) && has_tags(&html::decode(&text)) {
            text = html::decode(&text);
        } else {
            break;
        }
    }
    text
}

/// Plain lines as HTML: paragraphs, and lists where lines begin with a bullet or a number.
fn in_blocks(text: &str) -> String {
    let mut out = String::new();
    let mut end = "";
    let mut before = "";
    for line in text.lines() {
        let text = line.trim();
        let in_list = end.starts_with("</li>");
        let goes_on = text.starts_with(char::is_lowercase)
            && !before.is_empty()
            && !before.ends_with(['.', '!', '?', ':']);
        if text.is_empty() {
            out.push_str(end);
            end = "";
        } else if let Some((list, text)) = item(text) {
            let own = if list == "<ul>" {
                "</li></ul>"
            } else {
                "</li></ol>"
            };
            if end == own {
                out.push_str("</li>");
            } else {
                out.push_str(end);
                out.push_str(&list);
            }
            out.push_str("<li>");
            out.push_str(text);
            end = own;
        } else if goes_on || in_list && line.starts_with([' ', '\t']) {
            out.push(' ');
            out.push_str(text);
        } else if end == "</p>" {
            out.push_str("<br>");
            out.push_str(text);
        } else {
            out.push_str(end);
            out.push_str("<p>");
            out.push_str(text);
            end = "</p>";
        }
        before = text;
    }
    out + end
}

/// The list that an item's line would open, and its text.
fn item(line: &str) -> Option<(String, &str)> {
    let bullet = ["- ", "* ", "– ", "•", "·", "▪", "◦"];
    if let Some(text) = bullet.iter().find_map(|mark| line.strip_prefix(mark)) {
        return Some(("<ul>".to_owned(), text.trim_start()));
    }
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let (number, rest) = line.split_at(digits);
    let text = rest
        .strip_prefix(". ")
        .or_else(|| rest.strip_prefix(") "))?;
    (1..=3)
        .contains(&digits)
        .then(|| (format!("<ol start=\"{number}\">"), text))
}
