//! Standard output: its width, its colours, and pages on it. Nothing is written that was not cleaned.

use std::env;
use std::io::{self, IsTerminal, Stdout, Write};

use clap::builder::StyledStr;

use crate::page::{Page, trust_lines};
use crate::terminal::{self, Environment, Look};
use crate::text::clean::{clean, clean_line};
use crate::text::{Block, Document, Glyphs, Span, Style, layout};
use crate::user::{Charset, Depth, Theme};

use super::preferences::Preferences;

/// So much is held back: should the index turn out to be damaged, what was read from it is forgotten.
const HELD: usize = 1 << 20;

/// Standard output, and what is to be said on standard error once it is written.
pub(crate) struct Output {
    out: Held,
    notes: Vec<String>,
    /// Whether it is a terminal.
    pub(crate) terminal: bool,
    /// Whether it takes colours.
    pub(crate) colour: bool,
    /// Columns to lay text out in.
    pub(crate) width: usize,
    glyphs: Glyphs,
    /// How styles are written.
    look: Look,
}

impl Output {
    pub(crate) fn new() -> Self {
        let terminal = io::stdout().is_terminal();
        let environment = Environment::detect();
        Self {
            out: Held {
                text: Vec::new(),
                spilled: false,
                out: io::stdout(),
            },
            notes: Vec::new(),
            terminal,
            colour: colours(terminal, &environment),
            width: columns().unwrap_or(80).clamp(20, 500),
            // A file takes any character, unless the locale says otherwise; a terminal only those of its character set.
            glyphs: match !environment.utf8 && (terminal || has_locale()) {
                true => Glyphs::ASCII,
                false => Glyphs::UNICODE,
            },
            look: Look::for_printing(&environment, &Theme::default()),
        }
    }

    /// Takes colours and characters as they were set. Colours that this run's options ask for go into a file as well.
    pub(crate) fn prefer(&mut self, preferences: &Preferences) {
        let (asked, file) = (&preferences.options.terminal, &preferences.file.terminal);
        self.colour = match (asked.depth, file.depth) {
            (Some(depth), _) => depth != Depth::None,
            (None, Some(depth)) => self.terminal && depth != Depth::None,
            (None, None) => self.colour,
        };
        let mut environment = Environment::detect();
        environment.settings.depth = asked.depth.or(file.depth);
        if forced() {
            environment.settings.depth = Some(environment.depth().max(Depth::Eight));
        }
        self.look = Look::for_printing(&environment, &preferences.settings().theme());
        // As with colours: the file is about the terminal, an option about this run.
        let charset = asked.charset.or(file.charset.filter(|_| self.terminal));
        match charset {
            Some(Charset::Ascii) => self.glyphs = Glyphs::ASCII,
            Some(Charset::Console | Charset::Unicode) => self.glyphs = Glyphs::UNICODE,
            None => {}
        }
    }

    /// Writes what was held back, then says what there is to say.
    pub(crate) fn finish(&mut self) -> io::Result<()> {
        self.out.flush()?;
        for note in std::mem::take(&mut self.notes) {
            say(&self.glyphs.show(&note));
        }
        Ok(())
    }

    /// Forgets what was held back; false where some of it is out already.
    pub(crate) fn forget(&mut self) -> bool {
        self.out.text.clear();
        self.notes.clear();
        !self.out.spilled
    }

    /// A line for standard error, when all is written.
    pub(crate) fn note(&mut self, text: impl Into<String>) {
        self.notes.push(text.into());
    }

    /// Whether nothing but ASCII is written.
    pub(crate) fn ascii(&self) -> bool {
        self.glyphs == Glyphs::ASCII
    }

    /// `text` as it is written: clean, on one line, in the characters that were asked for.
    pub(crate) fn show(&self, text: &str) -> String {
        self.glyphs.show(&clean_line(text)).into_owned()
    }

    /// A line of text without style.
    pub(crate) fn line(&mut self, text: &str) -> io::Result<()> {
        let text = self.show(text);
        writeln!(self.out, "{text}")
    }

    /// What is asked on the line on which the answer is typed. It is written at once.
    pub(crate) fn prompt(&mut self, text: &str) -> io::Result<()> {
        let text = self.show(text);
        write!(self.out, "{text}")?;
        self.out.flush()
    }

    /// Fields with tabs between them.
    pub(crate) fn tabbed<'a>(
        &mut self,
        fields: impl IntoIterator<Item = &'a str>,
    ) -> io::Result<()> {
        let fields: Vec<_> = fields.into_iter().map(|field| self.show(field)).collect();
        writeln!(self.out, "{}", fields.join("\t"))
    }

    /// Text that was cleaned already and brings its own colours.
    pub(crate) fn cleaned(&mut self, text: &str) -> io::Result<()> {
        self.out.write_all(self.glyphs.show(text).as_bytes())
    }

    /// What clap wrote of itself, for help and version.
    pub(crate) fn help(&mut self, text: &StyledStr) -> io::Result<()> {
        match self.colour {
            true => write!(self.out, "{}", text.ansi()),
            false => write!(self.out, "{text}"),
        }
    }

    /// JSON, with an end of line.
    pub(crate) fn json(&mut self, value: &serde_json::Value) -> io::Result<()> {
        serde_json::to_writer_pretty(&mut self.out, value)?;
        writeln!(self.out)
    }

    /// A line of styled text.
    pub(crate) fn spans(&mut self, spans: &[Span]) -> io::Result<()> {
        // Columns of a table are padded; at the end of a line that is of no use.
        let last = spans.iter().rposition(|span| !span.text.trim().is_empty());
        let spans = &spans[..last.map_or(0, |last| last + 1)];
        for (at, span) in spans.iter().enumerate() {
            let text = self.show(&span.text);
            let text = match at + 1 == spans.len() {
                true => text.trim_end(),
                false => &text,
            };
            let codes = match self.colour {
                true => self.look.codes(span.style),
                false => String::new(),
            };
            match codes.is_empty() {
                true => self.out.write_all(text.as_bytes())?,
                false => write!(self.out, "{codes}{text}\x1b[0m")?,
            }
        }
        writeln!(self.out)
    }

    /// A document in lines of the width.
    pub(crate) fn document(&mut self, document: &Document) -> io::Result<()> {
        for line in layout(document, self.width, &self.glyphs) {
            self.spans(&line.spans)?;
        }
        Ok(())
    }

    /// A page: where it stands, its title, its trust lines, then the rest.
    pub(crate) fn page(&mut self, page: &Page) -> io::Result<()> {
        let mut head = vec![Span::styled(page.crumbs.join(" › "), Style::DIM)];
        head.push(Span::plain("\n"));
        head.push(Span::styled(page.title.clone(), Style::HEADING));
        for line in trust_lines(&page.trust, self.width) {
            head.push(Span::plain("\n"));
            head.extend(line);
        }
        let blocks = vec![Block::Paragraph(head), Block::Rule];
        self.document(&Document { blocks })?;
        self.line("")?;
        self.document(&page.document)
    }
}

/// Holds back the beginning of what is written.
struct Held {
    text: Vec<u8>,
    spilled: bool,
    // Not its lock: the browser's threads must be able to give the terminal back.
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

/// A message on standard error. Where even that is closed nobody is left to tell.
pub(crate) fn say(text: &str) {
    let _ = writeln!(io::stderr(), "{}", clean(text));
}

/// `COLUMNS`, else what the terminal on standard output says.
pub(crate) fn columns() -> Option<usize> {
    let named = env::var("COLUMNS").ok();
    let named = named.and_then(|value| value.parse().ok());
    let asked = || {
        let size = io::stdout().is_terminal().then(terminal::size).flatten();
        size.map(|(columns, _)| columns.into())
    };
    named.filter(|columns| *columns > 0).or_else(asked)
}

/// Whether colours are wanted: `NO_COLOR` and `CLICOLOR` say no, `CLICOLOR_FORCE` says everywhere, and where nothing is
/// said it is a matter of where the output goes.
fn colours(terminal: bool, environment: &Environment) -> bool {
    !environment.no_color && (forced() || terminal && environment.term != "dumb")
}

/// Whether a locale is set. Without one, a program assumes C, but a file is then not known to want ASCII.
fn has_locale() -> bool {
    ["LC_ALL", "LC_CTYPE", "LANG"]
        .into_iter()
        .any(|name| env::var_os(name).is_some_and(|value| !value.is_empty()))
}

fn forced() -> bool {
    env::var_os("CLICOLOR_FORCE").is_some_and(|value| !value.is_empty() && value != "0")
}
