//! The text of one paragraph, heading or cell, while it is read: spans with their styles, citations and links.

use std::mem::take;

use super::clean::clean;
use super::document::{OWN_ADVICE, Span, Style, Target};
use super::script;

/// Glues a citation to the word before it.
const GLUE: char = '\u{a0}';

/// Spans so far, and what is open.
#[derive(Default)]
pub(crate) struct Inlines {
    spans: Vec<Span>,
    /// The styles that have begun and not ended.
    styles: Vec<Style>,
    /// How many spans come before the struck-out text.
    before_struck: usize,
    /// The target of the open link, if it leads anywhere, and what it is shown as.
    link: Option<(Option<Target>, String)>,
    /// The number of a note that is defined in the text, until its first word comes.
    note: Option<usize>,
}

impl Inlines {
    pub(super) fn begin(&mut self, style: Style) {
        if style == Style::STRUCK && !self.styles.contains(&style) {
            self.before_struck = self.spans.len();
        }
        self.styles.push(style);
    }

    pub(super) fn end(&mut self, style: Style) {
        let Some(at) = self.styles.iter().rposition(|open| *open == style) else {
            return;
        };
        self.styles.remove(at);
        if style == Style::STRUCK && !self.styles.contains(&style) {
            // Struck-out text is no longer valid. If the end of the element is missing, it is shown.
            self.spans.truncate(self.before_struck);
        }
    }

    /// Running text with a style and a target of its own.
    #[cfg(feature = "import")]
    pub(crate) fn span(&mut self, span: &Span) {
        self.begin(span.style);
        self.link(span.target.clone());
        self.words(&span.text);
        self.link = None;
        self.end(span.style);
    }

    /// The next word belongs to the note with this number.
    pub(super) fn note(&mut self, number: usize) {
        self.note = Some(number);
    }

    /// A link begins; without a target its text is text.
    pub(super) fn link(&mut self, target: Option<Target>) {
        self.link = Some((target, String::new()));
    }

    /// Whether the text so far ends with a line break.
    #[cfg(feature = "import")]
    pub(crate) fn ends_line(&self) -> bool {
        let last = self.spans.last();
        last.is_some_and(|span| span.text.ends_with('\n'))
    }

    /// The text so far, without spaces at its ends. All styles end with it.
    pub(crate) fn take(&mut self) -> Vec<Span> {
        self.styles.clear();
        let mut spans = script::flatten(take(&mut self.spans));
        trim_end(&mut spans, &[' ', '\n']);
        let is_blank = |span: &Span| span.text.trim_start_matches([' ', '\n']).is_empty();
        let blank = spans.iter().take_while(|span| is_blank(span)).count();
        spans.drain(..blank);
        if let Some(first) = spans.first_mut() {
            first.text = first.text.trim_start_matches([' ', '\n']).to_owned();
        }
        spans
    }

    /// The style of what comes now.
    pub(super) fn style(&self) -> Style {
        let link = match &self.link {
            Some((Some(_), _)) => Style::LINK,
            _ => Style::PLAIN,
        };
        self.styles.iter().fold(link, |all, style| all | *style)
    }

    /// Running text: several spaces are one.
    pub(super) fn words(&mut self, text: &str) {
        let ends_blank = |span: &Span| span.text.ends_with([' ', '\n']);
        let mut after_blank = self.spans.last().is_none_or(ends_blank);
        let mut words = String::with_capacity(text.len());
        for char in clean(text).chars() {
            let blank = matches!(char, ' ' | '\n');
            if !(blank && after_blank) {
                words.push(if blank { ' ' } else { char });
            }
            after_blank = blank;
        }
        self.push(&words, self.style());
    }

    /// Text as it is, with a style.
    pub(super) fn push(&mut self, text: &str, style: Style) {
        if text.is_empty() {
            return;
        }
        if let Some(number) = self.note.take() {
            self.spans.push(citation(number));
            self.spans.push(Span::plain(GLUE));
        }
        let target = self.link.as_mut().and_then(|(target, shown)| {
            shown.push_str(text);
            target.clone()
        });
        match self.spans.last_mut() {
            Some(last) if last.style == style && last.target == target => last.text.push_str(text),
            _ => self.spans.push(Span {
                text: text.to_owned(),
                style,
                target,
            }),
        }
    }

    /// A line break that counts.
    pub(crate) fn hard_break(&mut self) {
        if let Some(last) = self.spans.last_mut() {
            last.text.truncate(last.text.trim_end_matches(' ').len());
            let struck = self.styles.contains(&Style::STRUCK);
            self.push("\n", if struck { Style::STRUCK } else { Style::PLAIN });
        }
    }

    /// A citation, glued to the word before it.
    pub(super) fn cite(&mut self, number: usize) {
        trim_end(&mut self.spans, &[' ']);
        if let Some(last) = self.spans.last_mut() {
            let cited = matches!(last.target, Some(Target::Cite(_)));
            if !cited && !last.text.ends_with(['(', '[', '\n', GLUE]) {
                match last.style == Style::PLAIN && last.target.is_none() {
                    true => last.text.push(GLUE),
                    false => self.spans.push(Span::plain(GLUE)),
                }
            }
        }
        self.spans.push(citation(number));
    }

    /// The label of the authors' own advice.
    pub(super) fn own_advice(&mut self) {
        self.spans.push(Span::styled(OWN_ADVICE, Style::EMPHASIS));
    }

    /// Ends a link. Without the internet it cannot be opened, so its address is shown unless it is the text itself.
    pub(super) fn end_link(&mut self) {
        if let Some((Some(Target::Url(url)), text)) = self.link.take()
            && !bare(&text).eq_ignore_ascii_case(bare(&url))
            && !is_number(&text, &url)
        {
            let shown = url.strip_prefix("tel:").unwrap_or(&url);
            self.spans.push(Span {
                text: format!(" ({shown})"),
                style: Style::DIM,
                target: Some(Target::Url(url)),
            });
        }
    }
}

/// Removes these characters from the end.
fn trim_end(spans: &mut Vec<Span>, blanks: &[char]) {
    while let Some(last) = spans.last_mut() {
        last.text.truncate(last.text.trim_end_matches(blanks).len());
        if !last.text.is_empty() {
            break;
        }
        spans.pop();
    }
}

fn citation(number: usize) -> Span {
    Span::link(format!("[{number}]"), Target::Cite(number))
}

/// Whether a text is the telephone number that it links to, perhaps without the country code.
fn is_number(text: &str, url: &str) -> bool {
    let digits = |text: &str| text.replace(|c: char| !c.is_ascii_digit(), "");
    let shown = digits(text);
    let shown = shown.trim_start_matches('0');
    url.starts_with("tel:") && shown.len() >= 3 && digits(url).ends_with(shown)
}

/// An address without the parts that people leave out when they write it.
fn bare(url: &str) -> &str {
    let url = url.trim();
    let url = match url.split_once("://") {
        Some((_, rest)) => rest,
        None => url.strip_prefix("mailto:").unwrap_or(url),
    };
    url.trim_end_matches('/')
}
