//! A page that is read: the position in it, its links, and words found in it.
//!
//! The position is kept as block and offset, so that it stays the same when the screen changes its width.

use std::ops::Range;

use tui_input::Input;

use crate::index::EntryOrd;
use crate::library::Library;
use crate::model::{Clock, Diagnostic};
use crate::nav::{self, Link, Match, Relocation, Subject};
use crate::page::{self, Page};
use crate::text::{Block, Document, Glyphs, Line, Span, Style, Target, layout, reflow_position};
use crate::tui::layout::TEXT;

/// On a screen with fewer columns, the shortest trust line is used.
const NARROW: usize = 58;

/// A page with the position in it.
#[derive(Debug, Clone)]
pub(crate) struct PageView {
    pub(crate) subject: Subject,
    /// The list that it was opened from, for the next question and the previous one.
    pub(crate) siblings: Vec<EntryOrd>,
    /// The text, while this is the current place.
    pub(crate) laid_out: Option<LaidOut>,
    /// The first line on the screen.
    pub(crate) top: usize,
    /// The same as block and offset, as of the last scrolling; `None` at the very top.
    anchor: Option<(usize, usize)>,
    /// The number of the selected link.
    pub(crate) link: Option<usize>,
    pub(crate) found: Option<Found>,
}

/// A page laid out for a screen.
#[derive(Debug, Clone)]
pub(crate) struct LaidOut {
    pub(crate) page: Page,
    width: usize,
    head_room: (usize, usize),
    /// Title and trust lines, if they do not scroll.
    pub(crate) head: Vec<Line>,
    /// What scrolls.
    pub(crate) lines: Vec<Line>,
    /// How many of `lines` are title and trust lines.
    head_lines: usize,
    pub(crate) links: Vec<Link>,
}

/// Words, and where they were found.
#[derive(Debug, Clone, Default)]
pub(crate) struct Found {
    pub(crate) input: Input,
    pub(crate) matches: Vec<Match>,
    /// The match that the cursor is on.
    pub(crate) at: usize,
    /// The first line on the screen when the search began.
    from: usize,
}

impl Found {
    fn search(&mut self, text: &LaidOut, glyphs: &Glyphs) {
        let is_edge = |c| glyphs.bar.contains(c) || glyphs.quote.contains(c);
        let lines = &text.lines[text.head_lines..];
        self.matches = nav::find(lines, self.input.value(), is_edge);
        for (line, _) in self.matches.iter_mut().flatten() {
            *line += text.head_lines;
        }
        self.at = self.at.min(self.matches.len().saturating_sub(1));
    }

    /// The line of the match that the cursor is on.
    fn line(&self) -> Option<usize> {
        self.matches.get(self.at)?.first().map(|(line, _)| *line)
    }
}

impl PageView {
    pub(super) fn new(subject: Subject, siblings: Vec<EntryOrd>) -> Self {
        Self {
            subject,
            siblings,
            laid_out: None,
            top: 0,
            anchor: None,
            link: None,
            found: None,
        }
    }

    /// Whether a wide screen is all text.
    pub(super) fn is_full(&self) -> bool {
        matches!(self.subject, Subject::Compare(..))
    }

    /// Its position in the list that it was opened from.
    pub(crate) fn position(&self) -> Option<usize> {
        let entry = self.subject.entry()?;
        self.siblings.iter().position(|known| *known == entry)
    }

    /// Lays the page out for `width` columns, unless that was done. Title and trust lines do not scroll if they fit into
    /// `head_room`, columns and rows.
    pub(super) fn lay_out(
        &mut self,
        library: &Library,
        (clock, settings_problems): (Clock, &[Diagnostic]),
        glyphs: &Glyphs,
        width: usize,
        head_room: (usize, usize),
    ) {
        let page = match self.laid_out.take() {
            Some(text) if (text.width, text.head_room) == (width, head_room) => {
                self.laid_out = Some(text);
                return;
            }
            Some(text) if !matches!(self.subject, Subject::Compare(..)) => text.page,
            _ => {
                let in_columns = width > usize::from(TEXT);
                self.subject
                    .page(library, clock, settings_problems, in_columns)
            }
        };
        let text = LaidOut::new(page, width, head_room, glyphs);
        self.top = self.anchor.map_or(0, |(block, offset)| {
            text.head_lines + reflow_position(&text.lines[text.head_lines..], block, offset)
        });
        if let Some(found) = &mut self.found {
            found.search(&text, glyphs);
        }
        self.link = self.link.filter(|at| *at < text.links.len());
        self.laid_out = Some(text);
    }

    /// How many lines scroll.
    fn len(&self) -> usize {
        self.laid_out.as_ref().map_or(0, |text| text.lines.len())
    }

    /// How many sources it cites.
    pub(crate) fn source_count(&self) -> usize {
        let text = self.laid_out.as_ref();
        text.map_or(0, |text| text.page.citations.len())
    }

    /// Keeps the last lines at the bottom of the screen.
    pub(super) fn limit_scroll(&mut self, height: usize) {
        self.top = self.top.min(self.len().saturating_sub(height));
    }

    /// Scrolls by `by` lines. A link that leaves the screen is no longer selected.
    pub(super) fn scroll(&mut self, by: isize, height: usize) {
        self.go_to(self.top.saturating_add_signed(by), height);
        let visible = self.top..self.top + height;
        let text = self.laid_out.as_ref();
        let line = |at: usize| Some(text?.links.get(at)?.line());
        self.link = self
            .link
            .filter(|at| line(*at).is_some_and(|line| visible.contains(&line)));
    }

    /// Puts line `top` at the top, as far as there are lines.
    pub(super) fn go_to(&mut self, top: usize, height: usize) {
        self.top = top;
        self.limit_scroll(height);
        let text = self.laid_out.as_ref();
        let text = text.filter(|text| self.top > 0 && self.top >= text.head_lines);
        let line = text.and_then(|text| text.lines.get(self.top));
        self.anchor = line.map(|line| (line.block, line.offset));
    }

    /// Brings `line` onto the screen, with a line or two around it, unless it is there.
    fn show(&mut self, line: usize, height: usize) {
        let margin = if height > 6 { 2 } else { 0 };
        if line < self.top {
            self.go_to(line.saturating_sub(margin), height);
        } else if line >= self.top + height {
            self.go_to((line + margin + 1).saturating_sub(height), height);
        }
    }

    /// Selects the next link or the previous one, from the screen on and round the ends; `false` if there is none.
    pub(super) fn step_link(&mut self, forward: bool, height: usize) -> bool {
        let Some(text) = self.laid_out.as_ref().filter(|text| !text.links.is_empty()) else {
            return false;
        };
        let (links, last) = (&text.links, text.links.len() - 1);
        let at = match (self.link, forward) {
            (Some(at), true) => (at + 1) % links.len(),
            (Some(at), false) => at.checked_sub(1).unwrap_or(last),
            (None, true) => {
                let below = |link: &Link| link.line() >= self.top;
                links.iter().position(below).unwrap_or(0)
            }
            (None, false) => {
                let above = |link: &Link| link.line() < self.top + height;
                links.iter().rposition(above).unwrap_or(last)
            }
        };
        let line = links[at].line();
        self.link = Some(at);
        self.show(line, height);
        true
    }

    /// Where the selected link leads.
    pub(super) fn target(&self) -> Option<&Target> {
        Some(&self.laid_out.as_ref()?.links.get(self.link?)?.target)
    }

    /// Opens the box for words to find.
    pub(super) fn begin_find(&mut self) {
        self.found = Some(Found {
            from: self.top,
            ..Found::default()
        });
    }

    /// Looks for the words in the box, from where the search began.
    pub(super) fn find(&mut self, glyphs: &Glyphs, height: usize) {
        let (Some(found), Some(text)) = (&mut self.found, &self.laid_out) else {
            return;
        };
        found.search(text, glyphs);
        let first = |found: &Match| found.first().map_or(0, |(line, _)| *line);
        let after = |place: &Match| first(place) >= found.from;
        found.at = found.matches.iter().position(after).unwrap_or(0);
        let from = found.from;
        match found.line() {
            Some(_) => self.show_match(height),
            None => self.go_to(from, height),
        }
    }

    /// Goes to the next match or the previous one, round the ends; `false` if nothing was looked for.
    pub(super) fn step_match(&mut self, forward: bool, height: usize) -> bool {
        let Some(found) = &mut self.found else {
            return false;
        };
        let count = found.matches.len();
        if count > 0 {
            found.at = (found.at + if forward { 1 } else { count - 1 }) % count;
            self.show_match(height);
        }
        true
    }

    fn show_match(&mut self, height: usize) {
        if let Some(line) = self.found.as_ref().and_then(Found::line) {
            self.link = None;
            self.show(line, height);
        }
    }

    /// Forgets the words, and goes back to where the search began.
    pub(super) fn cancel_find(&mut self, height: usize) {
        if let Some(found) = self.found.take() {
            self.go_to(found.from, height);
        }
    }

    /// What is marked in `line`, in order: bytes of its text, and whether the cursor is there.
    pub(crate) fn marks(&self, line: usize) -> Vec<(Range<usize>, bool)> {
        let text = self.laid_out.as_ref();
        let link = self.link.and_then(|at| text?.links.get(at));
        let link = link.map(|link| (&link.pieces, true));
        let found = self.found.iter().flat_map(|found| {
            let matches = found.matches.iter().enumerate();
            matches.map(|(i, pieces)| (pieces, i == found.at))
        });
        let mut marks: Vec<(Range<usize>, bool)> = link
            .into_iter()
            .chain(found)
            .flat_map(|(pieces, current)| pieces.iter().map(move |piece| (piece, current)))
            .filter(|((at, _), _)| *at == line)
            .map(|((_, bytes), current)| (bytes.clone(), current))
            .collect();
        marks.sort_by_key(|(bytes, _)| bytes.start);
        marks
    }

    /// How far one has read, in percent; `None` if all of it is on the screen.
    pub(crate) fn percent(&self, height: usize) -> Option<usize> {
        let hidden = self.len().checked_sub(height).filter(|n| *n > 0)?;
        Some(self.top * 100 / hidden)
    }

    /// The same page in a newer library; `false` if it is gone.
    pub(super) fn reload(&mut self, to: &Relocation) -> bool {
        self.laid_out = None;
        self.siblings = to.entries(&self.siblings);
        let subject = to.subject(&self.subject);
        subject.map(|subject| self.subject = subject).is_some()
    }
}

impl LaidOut {
    fn new(page: Page, width: usize, head_room: (usize, usize), glyphs: &Glyphs) -> Self {
        let title = vec![Span::styled(page.title.clone(), Style::STRONG)];
        let trust = match page.narrow.is_empty() || width >= NARROW {
            true => &page.trust,
            false => &vec![page.narrow.clone()],
        };
        let trust = page::trust_lines(trust, head_room.0);
        let mut head = paragraphs(std::iter::once(title).chain(trust), head_room.0, glyphs);
        let mut lines = layout(&page.document, width, glyphs);
        let mut head_lines = 0;
        if head.len() > head_room.1 {
            head.push(Line::default());
            head_lines = head.len();
            lines.splice(0..0, std::mem::take(&mut head));
        }
        let mut links = nav::links(&lines);
        // An address that the page shows in full leads nowhere else.
        links.retain(|link| !matches!(&link.target, Target::Url(url) if is_part(&link.words, url)));
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
}

/// Whether each of `words` is a part of `text`.
fn is_part(words: &str, text: &str) -> bool {
    words.split_whitespace().all(|word| text.contains(word))
}

/// Lays each paragraph out, without blank lines between them.
pub(super) fn paragraphs(
    paragraphs: impl IntoIterator<Item = Vec<Span>>,
    width: usize,
    glyphs: &Glyphs,
) -> Vec<Line> {
    let lay_out = |spans| {
        let blocks = vec![Block::Paragraph(spans)];
        layout(&Document { blocks }, width, glyphs)
    };
    paragraphs.into_iter().flat_map(lay_out).collect()
}
