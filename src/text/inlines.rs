//! The text of one paragraph, heading or cell, while it is read: spans with their styles, citations and links.

use std::mem::take;

use super::clean::clean;
use super::document::OWN_ADVICE;
use super::script;
use super::{Span, Style, Target};

/// Glues a citation to the word before it.
const GLUE: char = '\u{a0}';

/// Spans so far, and what is open.
#[derive(Default)]
pub(crate) struct Inlines {
    spans: Vec<Span>,
    strong: usize,
    emphasis: usize,
    superscript: usize,
    subscript: usize,
    struck: usize,
    /// How many spans come before the text that is being struck out.
    before_struck: usize,
    /// The style of a span that comes from elsewhere.
    base: Style,
    link: Option<Link>,
    /// The number of a note that is defined in the text, until its first word comes.
    note: Option<usize>,
}

struct Link {
    target: Option<Target>,
    /// What it is shown as.
    text: String,
}

impl Inlines {
    /// Strong emphasis begins, or ends.
    pub(super) fn strong(&mut self, begins: bool) {
        count(&mut self.strong, begins);
    }

    /// Emphasis begins, or ends.
    pub(super) fn emphasis(&mut self, begins: bool) {
        count(&mut self.emphasis, begins);
    }

    /// An element of HTML begins, or ends.
    pub(super) fn html(&mut self, name: &str, begins: bool) {
        match name {
            "strong" | "b" => count(&mut self.strong, begins),
            "em" | "i" => count(&mut self.emphasis, begins),
            "sup" => count(&mut self.superscript, begins),
            "sub" => count(&mut self.subscript, begins),
            "del" | "s" | "strike" => {
                if begins && self.struck == 0 {
                    self.before_struck = self.spans.len();
                }
                count(&mut self.struck, begins);
                if !begins && self.struck == 0 {
                    // Text that was struck out is no longer valid. Where the end is missing, it is shown.
                    self.spans.truncate(self.before_struck);
                }
            }
            _ => {}
        }
    }

    /// Running text with a style and a target of its own.
    pub(crate) fn span(&mut self, span: &Span) {
        self.base = span.style;
        self.link(span.target.clone());
        self.words(&span.text);
        self.link = None;
        self.base = Style::PLAIN;
    }

    /// The next word is that of the note with this number.
    pub(super) fn note(&mut self, number: usize) {
        self.note = Some(number);
    }

    /// A link begins; without a target its text is text.
    pub(super) fn link(&mut self, target: Option<Target>) {
        let text = String::new();
        self.link = Some(Link { target, text });
    }

    /// Whether the text at hand ends with a line break.
    pub(crate) fn ends_line(&self) -> bool {
        let last = self.spans.last();
        last.is_some_and(|span| span.text.ends_with('\n'))
    }

    /// The text at hand, without blanks at its ends. An element of HTML ends with it.
    pub(crate) fn take(&mut self) -> Vec<Span> {
        (self.superscript, self.subscript, self.struck) = (0, 0, 0);
        let mut spans = script::flatten(take(&mut self.spans));
        while let Some(last) = spans.last_mut() {
            last.text
                .truncate(last.text.trim_end_matches([' ', '\n']).len());
            if !last.text.is_empty() {
                break;
            }
            spans.pop();
        }
        let blank = spans
            .iter()
            .take_while(|span| span.text.trim_start_matches([' ', '\n']).is_empty())
            .count();
        spans.drain(..blank);
        if let Some(first) = spans.first_mut() {
            let kept = first.text.trim_start_matches([' ', '\n']).len();
            first.text.drain(..first.text.len() - kept);
        }
        spans
    }

    /// The style of what comes now.
    pub(super) fn style(&self) -> Style {
        let mut style = self.base;
        if self.strong > 0 {
            style = style | Style::STRONG;
        }
        if self.emphasis > 0 {
            style = style | Style::EMPHASIS;
        }
        if self.link.as_ref().is_some_and(|link| link.target.is_some()) {
            style = style | Style::LINK;
        }
        if self.superscript > 0 {
            style = style | Style::SUPERSCRIPT;
        } else if self.subscript > 0 {
            style = style | Style::SUBSCRIPT;
        }
        if self.struck > 0 {
            style = style | Style::STRUCK;
        }
        style
    }

    /// Running text: any run of blanks is one.
    pub(super) fn words(&mut self, text: &str) {
        let text = clean(text);
        let style = self.style();
        let begins = |span: &Span| span.text.ends_with([' ', '\n']);
        let mut after_blank = self.spans.last().is_none_or(begins);
        let tidy = {
            let mut after_blank = after_blank;
            text.bytes().all(|byte| {
                let fits = byte != b'\n' && !(after_blank && byte == b' ');
                after_blank = byte == b' ';
                fits
            })
        };
        if tidy {
            return self.push(&text, style);
        }
        let single = |c: char| {
            let blank = matches!(c, ' ' | '\n');
            let doubled = blank && after_blank;
            after_blank = blank;
            (!doubled).then_some(if blank { ' ' } else { c })
        };
        let text: String = text.chars().filter_map(single).collect();
        self.push(&text, style);
    }

    /// Text as it is, with a style.
    pub(super) fn push(&mut self, text: &str, style: Style) {
        if text.is_empty() {
            return;
        }
        if let Some(number) = self.note.take() {
            self.spans.push(cite(number));
            self.spans.push(Span::plain(GLUE));
        }
        let target = match &mut self.link {
            Some(link) => {
                link.text.push_str(text);
                link.target.clone()
            }
            None => None,
        };
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
            let struck = self.style().has(Style::STRUCK);
            self.push("\n", if struck { Style::STRUCK } else { Style::PLAIN });
        }
    }

    /// A citation, glued to the word before it.
    pub(super) fn cite(&mut self, number: usize) {
        while let Some(last) = self.spans.last_mut() {
            last.text.truncate(last.text.trim_end_matches(' ').len());
            if !last.text.is_empty() {
                break;
            }
            self.spans.pop();
        }
        if let Some(last) = self.spans.last_mut() {
            let cited = matches!(last.target, Some(Target::Cite(_)));
            if !cited && !last.text.ends_with(['(', '[', '\n', GLUE]) {
                match last.style == Style::PLAIN && last.target.is_none() {
                    true => last.text.push(GLUE),
                    false => self.spans.push(Span::plain(GLUE)),
                }
            }
        }
        self.spans.push(cite(number));
    }

    /// The label of the authors' own advice.
    pub(super) fn own_advice(&mut self) {
        self.spans.push(Span::styled(OWN_ADVICE, Style::EMPHASIS));
    }

    /// Nothing can be opened where there is no internet: an address that is not the text itself is shown.
    pub(super) fn end_link(&mut self) {
        let Some(Link { target, text }) = self.link.take() else {
            return;
        };
        if let Some(Target::Url(url)) = target
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

fn count(open: &mut usize, begins: bool) {
    *open = match begins {
        true => *open + 1,
        false => open.saturating_sub(1),
    };
}

fn cite(number: usize) -> Span {
    Span::link(format!("[{number}]"), Target::Cite(number))
}

/// Whether a text is the telephone number that it leads to, perhaps without the code of the country.
fn is_number(text: &str, url: &str) -> bool {
    let digits = |text: &str| {
        text.chars()
            .filter(char::is_ascii_digit)
            .collect::<String>()
    };
    let shown = digits(text);
    let shown = shown.trim_start_matches('0');
    url.starts_with("tel:") && shown.len() >= 3 && digits(url).ends_with(shown)
}

/// An address without what people leave out when they write it.
fn bare(url: &str) -> &str {
    let url = url.trim();
    let url = url
        .split_once("://")
        .map(|(_, rest)| rest)
        .or_else(|| url.strip_prefix("mailto:"))
        .unwrap_or(url);
    url.trim_end_matches('/')
}
