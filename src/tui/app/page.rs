//! A page that is being read: where one is in it, its links, and words found in it.
//!
//! The place in the text is kept as block and offset, so that it is the same after the window has changed its width.

use std::rc::Rc;

use crate::index::EntryOrd;
use crate::library::{Library, Listed};
use crate::model::{Clock, Diagnostic};
use crate::page::{self, Page};
use crate::text::{Block, Document, Glyphs, Line, Span, Style, Target, layout, reflow_position};

use super::find::Found;

/// Below so many columns every row counts.
const NARROW: usize = 58;

/// What a page is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Subject {
    /// Something with an id.
    Listed(Listed),
    /// An answer that was taken back and is gone.
    Withdrawn(String),
    /// What is wrong with the settings, which are given, and with the library's files.
    Problems(Rc<[Diagnostic]>),
    /// The library itself.
    About,
}

/// A page with the place in it.
#[derive(Debug, Clone)]
pub(crate) struct PageView {
    pub(crate) subject: Subject,
    /// Whether a library that was indexed again no longer holds the subject.
    pub(crate) gone: bool,
    /// The list that it was opened from, for the next question and the one before.
    pub(crate) siblings: Vec<EntryOrd>,
    /// The text, while one is here.
    pub(crate) laid: Option<Laid>,
    /// The first line on the screen.
    pub(crate) top: usize,
    /// The same as block and offset, as of the last time that somebody scrolled; `None` at the very top.
    anchor: Option<(usize, usize)>,
    /// The link that the cursor is on.
    pub(crate) link: Option<usize>,
    pub(crate) found: Option<Found>,
}

/// A page laid out.
#[derive(Debug, Clone)]
pub(crate) struct Laid {
    pub(crate) page: Page,
    width: usize,
    head_room: usize,
    /// Title and trust lines, where there is room for them to stay on the screen.
    pub(crate) head: Vec<Line>,
    /// What scrolls.
    pub(crate) lines: Vec<Line>,
    /// How many of `lines` belong to the head, where it scrolls along.
    pub(crate) head_lines: usize,
    pub(crate) links: Vec<Link>,
}

/// A link, which may go over several lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Link {
    pub(crate) target: Target,
    /// Its pieces: line, and span of that line.
    pub(crate) pieces: Vec<(usize, usize)>,
}

impl PageView {
    pub(crate) fn new(subject: Subject, siblings: Vec<EntryOrd>) -> Self {
        Self {
            subject,
            gone: false,
            siblings,
            laid: None,
            top: 0,
            anchor: None,
            link: None,
            found: None,
        }
    }

    /// The answer that is read, where it is one.
    pub(crate) fn entry(&self) -> Option<EntryOrd> {
        match self.subject {
            Subject::Listed(Listed::Entry(ord)) => Some(ord),
            _ => None,
        }
    }

    /// Its place among its neighbours.
    pub(crate) fn position(&self) -> Option<usize> {
        let entry = self.entry()?;
        self.siblings.iter().position(|known| *known == entry)
    }

    /// Lays the page out for `width` columns, unless it is. Up to `head_room` lines of title and trust stay on top.
    pub(crate) fn lay(
        &mut self,
        library: &Library,
        clock: Clock,
        glyphs: &Glyphs,
        width: usize,
        head_room: usize,
    ) {
        let page = match self.laid.take() {
            Some(laid) if (laid.width, laid.head_room) == (width, head_room) => {
                self.laid = Some(laid);
                return;
            }
            Some(laid) => laid.page,
            None => self.page(library, clock),
        };
        let laid = Laid::new(page, width, head_room, glyphs);
        self.top = laid.line_at(self.anchor);
        if let Some(found) = &mut self.found {
            found.search(&laid.lines[laid.head_lines..], laid.head_lines, glyphs);
        }
        self.link = self.link.filter(|at| *at < laid.links.len());
        self.laid = Some(laid);
    }

    fn page(&self, library: &Library, clock: Clock) -> Page {
        match &self.subject {
            Subject::Listed(listed) => page::listed(library, *listed, clock),
            Subject::Withdrawn(id) => page::withdrawn(library, id).unwrap_or_default(),
            Subject::Problems(settings) => page::problems(library, settings),
            Subject::About => page::library(library, clock),
        }
    }

    /// Forgets the text, keeps the place.
    pub(crate) fn unload(&mut self) {
        self.laid = None;
    }

    /// How many lines scroll.
    pub(crate) fn len(&self) -> usize {
        self.laid.as_ref().map_or(0, |laid| laid.lines.len())
    }

    /// Keeps the last lines on the screen: there is no scrolling into nothing.
    pub(crate) fn settle(&mut self, height: usize) {
        self.top = self.top.min(self.len().saturating_sub(height));
    }

    /// Scrolls by so many lines.
    pub(crate) fn scroll(&mut self, by: isize, height: usize) {
        self.go(self.top.saturating_add_signed(by), height);
        self.drop_hidden_link(height);
    }

    /// Puts line `top` on top, as far as there are lines.
    pub(crate) fn go(&mut self, top: usize, height: usize) {
        self.top = top;
        self.settle(height);
        self.anchor = self
            .laid
            .as_ref()
            .filter(|laid| self.top > 0 && self.top >= laid.head_lines)
            .and_then(|laid| laid.lines.get(self.top))
            .map(|line| (line.block, line.offset));
    }

    /// Brings `line` onto the screen, with a line or two around it, unless it is there.
    pub(crate) fn show(&mut self, line: usize, height: usize) {
        let margin = if height > 6 { 2 } else { 0 };
        if line < self.top {
            self.go(line.saturating_sub(margin), height);
        } else if line >= self.top + height {
            self.go((line + margin + 1).saturating_sub(height), height);
        }
    }

    /// Puts the cursor on the next link in sight, or the one before; from the end it goes round.
    pub(crate) fn step_link(&mut self, forward: bool, height: usize) -> bool {
        let Some(laid) = self.laid.as_ref().filter(|laid| !laid.links.is_empty()) else {
            return false;
        };
        let last = laid.links.len() - 1;
        let at = match (self.link, forward) {
            (Some(at), true) => {
                if at == last {
                    0
                } else {
                    at + 1
                }
            }
            (Some(at), false) => at.checked_sub(1).unwrap_or(last),
            (None, true) => {
                let below = |link: &Link| link.line() >= self.top;
                laid.links.iter().position(below).unwrap_or(0)
            }
            (None, false) => {
                let above = |link: &Link| link.line() < self.top + height;
                laid.links.iter().rposition(above).unwrap_or(last)
            }
        };
        let line = laid.links[at].line();
        self.link = Some(at);
        self.show(line, height);
        true
    }

    /// Where the link under the cursor leads.
    pub(crate) fn target(&self) -> Option<&Target> {
        Some(&self.laid.as_ref()?.links.get(self.link?)?.target)
    }

    /// A link that was scrolled away is no longer chosen.
    fn drop_hidden_link(&mut self, height: usize) {
        let line = self.link.and_then(|at| {
            let laid = self.laid.as_ref()?;
            Some(laid.links.get(at)?.line())
        });
        if line.is_none_or(|line| line < self.top || line >= self.top + height) {
            self.link = None;
        }
    }

    /// Whether it has headings.
    pub(crate) fn is_headed(&self) -> bool {
        let headed = |laid: &Laid| laid.lines.iter().any(|line| line.heading.is_some());
        self.laid.as_ref().is_some_and(headed)
    }

    /// The headings: line, level, words.
    pub(crate) fn outline(&self) -> Vec<(usize, u8, String)> {
        let Some(laid) = &self.laid else {
            return Vec::new();
        };
        let heading = |(at, line): (usize, &Line)| {
            let level = line.heading?;
            let rest = &laid.lines[at..];
            let words: Vec<String> = rest
                .iter()
                .take_while(|other| other.block == line.block && !other.text().trim().is_empty())
                .map(|line| line.text().trim().to_owned())
                .collect();
            Some((at, level, words.join(" ")))
        };
        laid.lines.iter().enumerate().filter_map(heading).collect()
    }

    /// How far one has read, in percent; `None` where all of it is on the screen.
    pub(crate) fn percent(&self, height: usize) -> Option<usize> {
        let hidden = self.len().checked_sub(height).filter(|n| *n > 0)?;
        Some(self.top * 100 / hidden)
    }
}

impl Laid {
    fn new(page: Page, width: usize, head_room: usize, glyphs: &Glyphs) -> Self {
        let mut head = Vec::new();
        let title = vec![Span::styled(page.title.clone(), Style::STRONG)];
        let mut trust = page.trust.clone();
        if width < NARROW && !page.narrow.is_empty() {
            trust = vec![page.narrow.clone()];
        } else if width < NARROW && trust.len() > 1 {
            // One running line takes fewer rows.
            trust = vec![trust.join(&Span::plain(" · "))];
        }
        for spans in std::iter::once(&title).chain(&trust) {
            let paragraph = Document {
                blocks: vec![Block::Paragraph(spans.clone())],
            };
            head.extend(layout(&paragraph, width, glyphs));
        }
        let mut lines = layout(&page.document, width, glyphs);
        let mut head_lines = 0;
        if head.len() > head_room {
            head.push(Line::default());
            head_lines = head.len();
            lines.splice(0..0, std::mem::take(&mut head));
        }
        let links = links(&lines);
        Self {
            page,
            width,
            head_room,
            head,
            lines,
            head_lines,
            links,
        }
    }

    /// The line that holds a place in the text.
    fn line_at(&self, anchor: Option<(usize, usize)>) -> usize {
        let Some(anchor) = anchor else { return 0 };
        let text = &self.lines[self.head_lines..];
        self.head_lines + reflow_position(text, anchor.0, anchor.1)
    }
}

impl Link {
    /// The line on which it begins.
    pub(crate) fn line(&self) -> usize {
        self.pieces.first().map_or(0, |piece| piece.0)
    }
}

/// The links in reading order. An address that stands there in full leads no further and is left out.
fn links(lines: &[Line]) -> Vec<Link> {
    let mut links: Vec<Link> = Vec::new();
    // Whether nothing but indentation and the edges of boxes came after the last link.
    let mut touching = false;
    for (at, line) in lines.iter().enumerate() {
        let mut begun = false;
        for (i, span) in line.spans.iter().enumerate() {
            let Some(target) = &span.target else {
                let gap = begun || span.text.chars().any(char::is_alphanumeric);
                touching &= !gap;
                continue;
            };
            begun = true;
            if matches!(target, Target::Url(url) if url.contains(span.text.trim())) {
                touching = false;
                continue;
            }
            match links.last_mut() {
                Some(last) if touching && last.target == *target => last.pieces.push((at, i)),
                _ => links.push(Link {
                    target: target.clone(),
                    pieces: vec![(at, i)],
                }),
            }
            touching = true;
        }
        // A link goes on at most on the next line.
        touching &= begun;
    }
    links
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(spans: &[(&str, Option<usize>)]) -> Line {
        let span = |(text, cite): &(&str, Option<usize>)| Span {
            text: (*text).to_owned(),
            target: cite.map(Target::Cite),
            ..Span::default()
        };
        Line {
            spans: spans.iter().map(span).collect(),
            ..Line::default()
        }
    }

    #[test]
    fn a_link_over_two_lines_is_one_link() {
        let lines = [
            line(&[("see ", None), ("the long", Some(1))]),
            line(&[
                ("| ", None),
                ("name", Some(1)),
                (" and ", None),
                ("[2]", Some(2)),
            ]),
            line(&[("word ", None), ("[2]", Some(2))]),
        ];
        let found = links(&lines);
        assert_eq!(found.len(), 3);
        assert_eq!(found[0].pieces, [(0, 1), (1, 1)]);
        assert_eq!(found[1].pieces, [(1, 3)]);
    }
}
