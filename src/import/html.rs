//! HTML by its tokens: what the rest of the room needs to know of it.

mod markdown;

use html5gum::{DefaultEmitter, Token, Tokenizer};

pub(super) use markdown::to_markdown;

/// A start or end of an element, or text.
#[derive(Debug, Clone)]
pub(super) enum Piece {
    Start(String, Vec<(String, String)>, bool),
    End(String),
    Text(String),
}

/// The tokens of a page. The content of scripts is one text.
pub(super) fn pieces(html: &str) -> impl Iterator<Item = Piece> + '_ {
    let mut emitter = DefaultEmitter::default();
    emitter.naively_switch_states(true);
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Tokenizer::new_with_emitter(html, emitter).filter_map(move |token| match token {
        Ok(Token::StartTag(tag)) => {
            let attributes = tag.attributes.iter();
            let attributes = attributes.map(|(key, value)| (text(key), text(value)));
            Some(Piece::Start(
                text(&tag.name),
                attributes.collect(),
                tag.self_closing,
            ))
        }
        Ok(Token::EndTag(tag)) => Some(Piece::End(text(&tag.name))),
        Ok(Token::String(string)) => Some(Piece::Text(text(&string))),
        _ => None,
    })
}

/// Elements that have no end.
pub(super) const VOID: &[&str] = &[
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track",
    "wbr",
];

/// Whether something in the text is written as an entity.
pub(super) fn has_entity(text: &str) -> bool {
    text.match_indices('&')
        .any(|(at, _)| entity(&text[at..]).is_some())
}

/// Whether a text is HTML: it holds an element or an entity.
pub(super) fn is_html(text: &str) -> bool {
    let tag = |rest: &str| {
        let rest = rest.strip_prefix('/').unwrap_or(rest);
        rest.starts_with(|c: char| c.is_ascii_alphabetic()) && rest.contains('>')
    };
    has_entity(text) || text.match_indices('<').any(|(at, _)| tag(&text[at + 1..]))
}

/// The text with its entities read.
pub(super) fn decode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        match entity(rest) {
            Some((length, read)) => {
                out.push_str(&read);
                rest = &rest[length..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out + rest
}

/// The entity at the beginning: its length, and what it stands for.
fn entity(text: &str) -> Option<(usize, String)> {
    let end = text.bytes().take(34).position(|byte| byte == b';')?;
    let name = text[1..end].strip_prefix('#').unwrap_or(&text[1..end]);
    if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return None;
    }
    let written = &text[..=end];
    let read: String = pieces(written)
        .map(|piece| match piece {
            Piece::Text(text) => text,
            _ => String::new(),
        })
        .collect();
    (read != written).then_some((end + 1, read))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entities_are_read() {
        assert_eq!(
            decode("a &lt;b&gt; &amp; c &eacute; &#8211; &bogus; & d;"),
            "a <b> & c é – &bogus; & d;"
        );
        assert!(!has_entity("R&D; x & y") && has_entity("x&nbsp;y"));
        assert!(is_html("a <br> b") && !is_html("p < 0.05 and q > 3"));
    }
}
