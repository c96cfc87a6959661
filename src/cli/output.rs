//! Standard output: its width, its colours, and pages on it; findings; and progress on standard error. Everything is
//! cleaned before it is written.

use std::env;
use std::io::{self, IsTerminal, Stdout, Write};
use std::time::{Duration, Instant};

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use clap::builder::StyledStr;

use crate::config::{Charset, ColorDepth, Settings};
use crate::content::Progress;
use crate::model::{Diagnostic, Severity, Site};
use crate::page::{Page, trust_lines};
use crate::terminal::{self, Environment, Styles};
use crate::text::clean::{clean, clean_line};
use crate::text::{Block, Document, Glyphs, Span, Style, Target, layout};

/// How many bytes are held back: if the index turns out to be damaged, what was read from it is forgotten.
const HELD: usize = 1 << 20;

/// Standard output, and messages for standard error that follow it.
pub(super) struct Output {
    out: Held,
    notes: Vec<String>,
    /// Whether it is a terminal.
    pub(super) terminal: bool,
    /// Whether to write colours.
    pub(super) colour: bool,
    /// Columns to lay text out in.
    pub(super) width: usize,
    glyphs: Glyphs,
    /// How styles are written.
    styles: Styles,
}

impl Output {
    /// The settings file is about the terminal; what this run's `options` ask for goes into a file as well.
    pub(super) fn new(options: &Settings, settings: &Settings) -> Self {
        let set = |variable| env::var_os(variable).is_some_and(|value| !value.is_empty());
        let terminal = io::stdout().is_terminal();
        let mut environment = Environment::detect();
        // NO_COLOR and CLICOLOR say no, CLICOLOR_FORCE says yes.
        let forced = environment.force_color;
        let depth = settings.terminal.depth;
        let colour = match depth {
            Some(depth) => {
                depth != ColorDepth::None && (terminal || options.terminal.depth.is_some())
            }
            None => !environment.no_color && (forced || terminal && environment.term != "dumb"),
        };
        // Without a locale, a program assumes C, but that does not mean that a file has to be ASCII.
        let has_locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().any(set);
        let of_file = settings.terminal.charset.filter(|_| terminal);
        let ascii = match options.terminal.charset.or(of_file) {
            Some(charset) => charset == Charset::Ascii,
            None => !environment.utf8 && (terminal || has_locale),
        };
        environment.settings.depth = depth;
        if forced {
            environment.settings.depth = Some(environment.depth().max(ColorDepth::Eight));
        }
        Self {
            out: Held {
                text: Vec::new(),
                spilled: false,
                out: io::stdout(),
            },
            notes: Vec::new(),
            terminal,
            colour,
            width: columns().unwrap_or(80).clamp(20, 500),
            glyphs: if ascii {
                Glyphs::ASCII
            } else {
                Glyphs::UNICODE
            },
            styles: Styles::for_printing(&environment, &settings.theme()),
        }
    }

    /// Writes what was held back, then the notes.
    pub(super) fn finish(&mut self) -> io::Result<()> {
        self.out.flush()?;
        for note in std::mem::take(&mut self.notes) {
            say(&self.glyphs.show(&note));
        }
        Ok(())
    }

    /// Forgets what was held back; false if some of it has been written already.
    pub(super) fn forget(&mut self) -> bool {
        self.out.text.clear();
        self.notes.clear();
        !self.out.spilled
    }

    /// A line for standard error after everything else.
    pub(super) fn note(&mut self, text: impl Into<String>) {
        self.notes.push(text.into());
    }

    /// Whether only ASCII is written.
    pub(super) fn ascii(&self) -> bool {
        self.glyphs == Glyphs::ASCII
    }

    /// `text` as it is written: clean, on one line, in the character set that was asked for.
    pub(super) fn show(&self, text: &str) -> String {
        self.glyphs.show(&clean_line(text)).into_owned()
    }

    /// A line of text without style.
    pub(super) fn line(&mut self, text: &str) -> io::Result<()> {
        let text = self.show(text);
        writeln!(self.out, "{text}")
    }

    /// A prompt: the line does not end, and it is written at once.
    pub(super) fn prompt(&mut self, text: &str) -> io::Result<()> {
        let text = self.show(text);
        write!(self.out, "{text}")?;
        self.out.flush()
    }

    /// Fields with tabs between them.
    pub(super) fn tabbed(&mut self, fields: &[String]) -> io::Result<()> {
        let fields: Vec<_> = fields.iter().map(|field| self.show(field)).collect();
        writeln!(self.out, "{}", fields.join("\t"))
    }

    /// Text that has been cleaned already, and may hold colours.
    pub(super) fn cleaned(&mut self, text: &str) -> io::Result<()> {
        self.out.write_all(self.glyphs.show(text).as_bytes())
    }

    /// A file for other programs: it is not changed for the terminal.
    pub(super) fn data(&mut self, text: &str) -> io::Result<()> {
        self.out.write_all(text.as_bytes())
    }

    /// Clap's help or version.
    pub(super) fn help(&mut self, text: &StyledStr) -> io::Result<()> {
        match self.colour {
            true => write!(self.out, "{}", text.ansi()),
            false => write!(self.out, "{text}"),
        }
    }

    pub(super) fn json(&mut self, value: &serde_json::Value) -> io::Result<()> {
        serde_json::to_writer_pretty(&mut self.out, value)?;
        writeln!(self.out)
    }

    /// A line of styled text.
    fn spans(&mut self, spans: &[Span]) -> io::Result<()> {
        // The columns of a table are padded; at the end of a line that is useless.
        let last = spans.iter().rposition(|span| !span.text.trim().is_empty());
        let spans = &spans[..last.map_or(0, |last| last + 1)];
        for (at, span) in spans.iter().enumerate() {
            let text = self.show(&span.text);
            let text = match at + 1 == spans.len() {
                true => text.trim_end(),
                false => &text,
            };
            let codes = match self.colour {
                true => self.styles.codes(span.style),
                false => String::new(),
            };
            let link = match &span.target {
                Some(Target::Url(address)) if self.terminal && self.styles.links => {
                    terminal::link(address)
                }
                _ => None,
            };
            self.out
                .write_all(link.as_deref().unwrap_or("").as_bytes())?;
            match codes.is_empty() {
                true => self.out.write_all(text.as_bytes())?,
                false => write!(self.out, "{codes}{text}\x1b[0m")?,
            }
            if link.is_some() {
                write!(self.out, "{}", terminal::END_LINK)?;
            }
        }
        writeln!(self.out)
    }

    /// Blocks of text, laid out in the width.
    pub(super) fn document(&mut self, blocks: Vec<Block>) -> io::Result<()> {
        for line in layout(&Document { blocks }, self.width, &self.glyphs) {
            self.spans(&line.spans)?;
        }
        Ok(())
    }

    /// A page: its place, its title, its trust lines, then the rest.
    pub(super) fn page(&mut self, page: Page) -> io::Result<()> {
        let mut head = vec![Span::styled(page.crumbs.join(" › "), Style::DIM)];
        head.push(Span::plain("\n"));
        head.push(Span::styled(page.title, Style::HEADING));
        for line in trust_lines(&page.trust, self.width) {
            head.push(Span::plain("\n"));
            head.extend(line);
        }
        self.document(vec![Block::Paragraph(head), Block::Rule])?;
        self.line("")?;
        self.document(page.document.blocks)
    }
}

/// Holds back the beginning of what is written.
struct Held {
    text: Vec<u8>,
    spilled: bool,
    // Not locked: the browser's threads must be able to restore the terminal.
    out: Stdout,
}

impl Write for Held {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.text.len() + bytes.len() > HELD {
            self.spilled = true;
            self.flush()?;
        }
        self.text.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.write_all(&self.text)?;
        self.text.clear();
        self.out.flush()
    }
}

/// A message on standard error. If even that is closed, it is lost.
pub(super) fn say(text: &str) {
    let _ = writeln!(io::stderr(), "{}", clean(text));
}

/// `COLUMNS`, else the width of the terminal on standard output.
pub(super) fn columns() -> Option<usize> {
    let named = env::var("COLUMNS").ok();
    let named = named.and_then(|value| value.parse().ok());
    let terminal = || {
        let size = io::stdout().is_terminal().then(terminal::size).flatten();
        size.map(|(columns, _)| columns.into())
    };
    named.filter(|columns| *columns > 0).or_else(terminal)
}

/// A finding with its lines, and carets below the text concerned. The renderer passes harmful characters through, so
/// everything is cleaned first.
pub(super) fn render(problem: &Diagnostic, colour: bool, width: usize) -> String {
    let level = match problem.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level.primary_title(clean(&problem.message));
    let mut group = Group::with_title(title.id(clean_line(&problem.rule)));
    for (at, site) in problem.sites.iter().enumerate() {
        group = with_site(group, site, at == 0);
    }
    if !problem.hint.is_empty() {
        group = group.element(Level::HELP.message(clean(&problem.hint)));
    }
    let renderer = match colour {
        true => Renderer::styled(),
        false => Renderer::plain(),
    };
    renderer.term_width(width).render(&[group])
}

fn with_site<'a>(group: Group<'a>, site: &'a Site, first: bool) -> Group<'a> {
    let path = clean_line(&site.file);
    if site.line == 0 {
        return group.element(Origin::path(path));
    }
    let text = clean_line(&site.text);
    // The range is in bytes of the text as it was found; if cleaning changed it, the range would be wrong.
    let (start, end) = (site.start as usize, site.end as usize);
    let valid = text.len() == site.text.len() && text.get(start..end).is_some();
    let span = if valid { start..end } else { 0..text.len() };
    let kind = match first {
        true => AnnotationKind::Primary,
        false => AnnotationKind::Context,
    };
    let mut annotation = kind.span(span);
    if !site.label.is_empty() {
        annotation = annotation.label(clean_line(&site.label));
    }
    group.element(
        Snippet::source(text)
            .line_start(site.line as usize)
            .path(path)
            .annotation(annotation),
    )
}

/// How far a long command is: one line on a terminal's standard error that is overwritten, and removed when this is dropped;
/// or, if `plain`, a line now and then.
pub(super) struct ProgressLine {
    doing: &'static str,
    started: Instant,
    written: Option<Instant>,
    terminal: bool,
    plain: bool,
    /// The last percentage of a plain line.
    last: u64,
}

impl ProgressLine {
    const WIDTH: usize = 60;
    /// Percent between two plain lines.
    const STEP: u64 = 20;
    /// A command that ends sooner shows no progress.
    const PATIENCE: Duration = Duration::from_millis(500);

    /// `doing` is what takes long: `Indexing the library`.
    pub(super) fn new(doing: &'static str, plain: bool) -> Self {
        Self {
            doing,
            started: Instant::now(),
            written: None,
            terminal: io::stderr().is_terminal(),
            plain,
            last: 0,
        }
    }

    pub(super) fn update(&mut self, progress: Progress) {
        let due = match self.written {
            None => self.started.elapsed() > Self::PATIENCE,
            Some(before) => before.elapsed() > Self::PATIENCE / 5,
        };
        let percent = (progress.done * 100 / progress.total.max(1)).min(100);
        let step = percent >= self.last + Self::STEP || self.written.is_none();
        if !self.terminal || !due || (self.plain && !step) {
            return;
        }
        self.written = Some(Instant::now());
        if self.plain {
            self.last = percent - percent % Self::STEP;
            return say(&format!("{}: {percent} %", self.doing));
        }
        let text = format!("{}: {percent} %, {} entries", self.doing, progress.entries);
        let _ = write!(io::stderr(), "\r{text:<width$}", width = Self::WIDTH);
    }
}

impl Drop for ProgressLine {
    fn drop(&mut self) {
        if self.written.is_some() && !self.plain {
            let _ = write!(io::stderr(), "\r{:width$}\r", "", width = Self::WIDTH);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_shows_the_line_and_what_to_do() {
        let problem = Diagnostic {
            severity: Severity::Error,
            rule: "unknown-key".to_owned(),
            message: "`qestion` is not a key of an entry".to_owned(),
            sites: vec![Site {
                file: "poh.toml".to_owned(),
                line: 12,
                column: 1,
                text: "qestion = \"Why?\"".to_owned(),
                start: 0,
                end: 7,
                label: "here".to_owned(),
            }],
            hint: "did you mean `question`?".to_owned(),
        };
        insta::assert_snapshot!(render(&problem, false, 80));
    }
}
