//! The tokens of HTML, and its entities.

use html5gum::{DefaultEmitter, Token, Tokenizer};

/// A start or end of an element, or text.
#[derive(Debug, Clone)]
pub(super) enum Piece {
    /// Name, attributes, and whether it is closed at once.
    Start(String, Attributes, bool),
    End(String),
    Text(String),
}

/// Words in the classes of lines that are the title of what follows.
pub(super) const TITLES: &[&str] = &[
    "question",
    "accordion",
    "faq",
    "toggle",
    "collaps",
    "title",
    "heading",
    "header",
    "trigger",
];

/// The attributes of an element.
#[derive(Debug, Clone, Default)]
pub(super) struct Attributes(Vec<(String, String)>);

impl Attributes {
    pub(super) fn get(&self, key: &str) -> Option<&str> {
        let found = self.0.iter().find(|(name, _)| name == key);
        found.map(|(_, value)| value.as_str())
    }

    /// An attribute that is a number.
    pub(super) fn number<T: std::str::FromStr>(&self, key: &str) -> Option<T> {
        self.get(key)?.trim().parse().ok()
    }

    /// The first of these attributes that is not blank.
    pub(super) fn text(&self, keys: &[&str]) -> Option<&str> {
        let mut texts = keys.iter().filter_map(|key| self.get(key)).map(str::trim);
        texts.find(|text| !text.is_empty())
    }

    /// Whether a rule in the `style` attribute has this value.
    fn has_rule(&self, rule: &str, value: &str) -> bool {
        let style = self.get("style").unwrap_or("").to_ascii_lowercase();
        let mut rules = style.split(';').filter_map(|rule| rule.split_once(':'));
        rules.any(|(key, set)| key.trim().starts_with(rule) && set.contains(value))
    }

    pub(super) fn is_hidden(&self) -> bool {
        self.get("hidden")
            .is_some_and(|value| value != "until-found")
            || self
                .get("aria-hidden")
                .is_some_and(|value| value.trim() == "true")
            || self.has_rule("display", "none")
            || self.has_rule("visibility", "hidden")
    }

    /// Whether a click on the element unfolds something.
    pub(super) fn unfolds(&self) -> bool {
        let mut keys = [
            "aria-expanded",
            "aria-controls",
            "data-toggle",
            "data-bs-toggle",
        ]
        .iter();
        keys.any(|key| self.get(key).is_some()) || self.has_class(TITLES)
    }

    /// Whether a class has a name with one of these words in it.
    pub(super) fn has_class(&self, words: &[&str]) -> bool {
        let class = self.get("class").unwrap_or("").to_ascii_lowercase();
        words.iter().any(|word| class.contains(word))
    }

    pub(super) fn is_struck(&self) -> bool {
        self.has_rule("text-decoration", "line-through")
    }
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
            let attributes = Attributes(attributes.collect());
            Some(Piece::Start(text(&tag.name), attributes, tag.self_closing))
        }
        Ok(Token::EndTag(tag)) => Some(Piece::End(text(&tag.name))),
        Ok(Token::String(string)) => Some(Piece::Text(text(&string))),
        _ => None,
    })
}

/// Whether something in the text is written as an entity.
pub(crate) fn has_entity(text: &str) -> bool {
    let mut entities = text.match_indices('&').map(|(at, _)| entity(&text[at..]));
    entities.any(|entity| entity.is_some())
}

/// The text with its entities decoded.
pub(crate) fn decode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        let (length, read) = entity(&rest[at..]).unwrap_or((1, "&".to_owned()));
        out.push_str(&read);
        rest = &rest[at + length..];
    }
    out + rest
}

/// The entity at the beginning: its length, and its character.
fn entity(text: &str) -> Option<(usize, String)> {
    let end = text.bytes().take(34).position(|byte| byte == b';')?;
    let name = text[1..end].strip_prefix('#').unwrap_or(&text[1..end]);
    if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return None;
    }
    let written = &text[..=end];
    let texts = pieces(written).filter_map(|piece| match piece {
        Piece::Text(text) => Some(text),
        _ => None,
    });
    let read: String = texts.collect();
    (read != written).then_some((end + 1, read))
}
