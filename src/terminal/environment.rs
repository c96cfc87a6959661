//! What the terminal can show and how large it is, detected from environment variables, the device and the settings. The
//! terminal itself is never queried: it may not answer.

use crate::config::{Charset, ColorDepth, TerminalSettings};

use ratatui::layout::Size;

use super::capabilities::{self, Capabilities};
use super::tty;

/// A serial line of this speed or below is slow: a screen takes longer than a person waits for.
const SLOW_BAUD: u32 = 38_400;

/// The size of a terminal that does not know it.
const STANDARD_SIZE: (u16, u16) = (80, 24);

/// The largest size drawn: more than the largest monitor shows. A terminal may claim 65,535 columns and rows, which would
/// take all memory.
const LARGEST_SIZE: (u16, u16) = (1000, 400);

/// The size of the screen. A serial line does not know it: then it is what `COLUMNS` and `LINES` say.
pub(crate) fn screen_size() -> Size {
    let number = |name, otherwise| {
        let value = std::env::var(name)
            .ok()
            .and_then(|value| value.parse().ok());
        value.filter(|&number| number > 0).unwrap_or(otherwise)
    };
    let (columns, rows) = tty::size().unwrap_or_else(|| {
        let (columns, rows) = STANDARD_SIZE;
        (number("COLUMNS", columns), number("LINES", rows))
    });
    Size::new(columns.min(LARGEST_SIZE.0), rows.min(LARGEST_SIZE.1))
}

/// The terminal and the locale, as far as they are known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Environment {
    /// `TERM`.
    pub term: String,
    /// `COLORTERM`.
    pub colorterm: String,
    /// The terminal's program, where `TERM` says only that it is like xterm.
    pub program: String,
    /// `NO_COLOR` is set to something, or `CLICOLOR` to 0.
    pub no_color: bool,
    /// `CLICOLOR_FORCE` asks for colour, whatever the terminal's name.
    pub force_color: bool,
    /// The locale's characters are UTF-8.
    pub utf8: bool,
    /// Bits per second of the serial line that the terminal is on; `None` if it is on none.
    pub baud: Option<u32>,
    /// The settings, which take precedence over everything detected.
    pub settings: TerminalSettings,
}

impl Environment {
    /// The environment of this process.
    pub fn detect() -> Self {
        let variable =
            |name: &str| std::env::var_os(name).map(|value| value.to_string_lossy().into_owned());
        Self {
            baud: tty::serial_speed(),
            ..Self::from(variable)
        }
    }

    /// The same from any source of variables, without a serial line.
    pub fn from(variable: impl Fn(&str) -> Option<String>) -> Self {
        let set = |name: &str| variable(name).filter(|value| !value.is_empty());
        // The first that is set decides, as in setlocale(3). Without any, the locale is C.
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"]
            .into_iter()
            .find_map(set)
            .unwrap_or_default()
            .to_lowercase();
        let forced = set("CLICOLOR_FORCE").is_some_and(|value| value != "0");
        Self {
            term: set("TERM").unwrap_or_default(),
            colorterm: set("COLORTERM").unwrap_or_default(),
            program: program(&set),
            no_color: set("NO_COLOR").is_some()
                || !forced && set("CLICOLOR").is_some_and(|value| value == "0"),
            force_color: forced,
            // Windows consoles show Unicode and know no such variables.
            utf8: cfg!(windows) || locale.contains("utf-8") || locale.contains("utf8"),
            ..Self::default()
        }
    }

    /// A terminal emulator of today, for tests.
    pub fn modern() -> Self {
        Self {
            term: "xterm-256color".into(),
            utf8: true,
            ..Self::default()
        }
    }

    /// Whether the terminal can show a screen. If not, there is the dialog, line by line.
    pub fn can_address_cursor(&self) -> bool {
        self.family().addressable
    }

    /// Whether the line is slow: less is redrawn, and later.
    pub fn slow(&self) -> bool {
        let found = self.baud.is_some_and(|baud| baud <= SLOW_BAUD);
        self.settings.slow.unwrap_or(found)
    }

    /// What the terminal can do.
    pub(crate) fn capabilities(&self) -> Capabilities {
        let family = self.family();
        Capabilities {
            colour: self.depth() != ColorDepth::None,
            charset: self.charset(),
            alternate_screen: self.alternate_screen(),
            mouse: self.settings.mouse.unwrap_or(false),
            // A serial line must be able to say when output comes too fast.
            flow_control: family.flow_control || self.baud.is_some(),
            ..family
        }
    }

    fn family(&self) -> Capabilities {
        match self.term.as_str() {
            // Windows consoles do not set it.
            "" if cfg!(windows) => capabilities::of("xterm-256color"),
            term if term.starts_with("xterm") && !self.program.is_empty() => {
                let program = capabilities::of(&self.program);
                Capabilities {
                    clipboard: program.clipboard,
                    links: program.links,
                    ..capabilities::of(term)
                }
            }
            term => capabilities::of(term),
        }
    }

    /// Whether the terminal opens links.
    pub(crate) fn opens_links(&self) -> bool {
        self.family().links
    }

    /// Characters to draw and write with.
    pub fn charset(&self) -> Charset {
        let found = match self.utf8 {
            true => self.family().charset,
            false => Charset::Ascii,
        };
        self.settings.charset.unwrap_or(found)
    }

    /// Colours to use.
    pub fn depth(&self) -> ColorDepth {
        let family = self.family();
        // An unknown terminal that sets COLORTERM has colours.
        let named = family.is_unknown() && !self.colorterm.is_empty();
        let any = family.colour || named || self.force_color && family.addressable;
        let found = match any && !self.no_color {
            true => self.colour_depth(),
            false => ColorDepth::None,
        };
        self.settings.depth.unwrap_or(found)
    }

    /// The number of colours of a terminal that has colours.
    fn colour_depth(&self) -> ColorDepth {
        let term = self.term.as_str();
        // `screen` and a login on the console inherit the variable from a terminal that can do more.
        let applies = !term.starts_with("screen") && self.family().charset == Charset::Unicode;
        if term.ends_with("-direct")
            || applies && matches!(self.colorterm.as_str(), "truecolor" | "24bit")
        {
            ColorDepth::True
        } else if term.contains("256color") {
            ColorDepth::Many
        } else if term.contains("16color") {
            ColorDepth::Sixteen
        } else {
            ColorDepth::Eight
        }
    }

    /// Whether to use the alternate screen.
    pub fn alternate_screen(&self) -> bool {
        let found = self.family().alternate_screen;
        self.settings.alternate_screen.unwrap_or(found)
    }
}

/// The name of the terminal's program, from the variables that it sets.
fn program(set: &dyn Fn(&str) -> Option<String>) -> String {
    let named = [
        ("WT_SESSION", "ms-terminal"),
        ("KITTY_WINDOW_ID", "kitty"),
        ("KONSOLE_VERSION", "konsole"),
        ("VTE_VERSION", "vte"),
    ];
    let known = named.into_iter().find(|(name, _)| set(name).is_some());
    let known = known.map(|(_, program)| program.to_owned());
    set("TERM_PROGRAM").or(known).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn program_says_whether_there_is_a_clipboard() {
        for (variables, clipboard, links) in [
            (&[("TERM", "xterm-256color")][..], false, false),
            (
                &[("TERM", "xterm-256color"), ("TERM_PROGRAM", "WezTerm")],
                true,
                true,
            ),
            (
                &[("TERM", "xterm-256color"), ("VTE_VERSION", "7600")],
                false,
                true,
            ),
            (
                &[("TERM", "xterm-256color"), ("TERM_PROGRAM", "stranger")],
                false,
                false,
            ),
            // Inherited from the terminal around it.
            (
                &[("TERM", "screen"), ("TERM_PROGRAM", "WezTerm")],
                false,
                false,
            ),
            (&[("TERM", "foot")], true, true),
        ] {
            let found = of(variables).capabilities();
            assert_eq!(
                (found.clipboard, found.links),
                (clipboard, links),
                "{variables:?}"
            );
        }
    }

    fn of(variables: &[(&str, &str)]) -> Environment {
        Environment::from(|name| {
            let found = variables.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn locale_is_found_as_setlocale_finds_it() {
        assert!(of(&[("LANG", "en_GB.UTF-8")]).utf8);
        assert!(of(&[("LANG", "de_DE.utf8")]).utf8);
        assert!(!of(&[("LANG", "en_GB.UTF-8"), ("LC_ALL", "C")]).utf8);
        assert!(of(&[("LC_ALL", ""), ("LC_CTYPE", "C.UTF-8"), ("LANG", "C")]).utf8);
        assert!(cfg!(windows) || !of(&[]).utf8);
    }

    #[test]
    fn colour_is_off_if_unwanted_or_unsupported() {
        for (variables, depth) in [
            (&[("TERM", "linux")][..], ColorDepth::Eight),
            (&[("TERM", "vt100")], ColorDepth::None),
            (&[("TERM", "xterm-mono")], ColorDepth::None),
            (&[("TERM", "xterm"), ("NO_COLOR", "1")], ColorDepth::None),
            (&[("TERM", "xterm"), ("NO_COLOR", "")], ColorDepth::Eight),
            (&[("TERM", "xterm"), ("CLICOLOR", "0")], ColorDepth::None),
            (&[("TERM", "xterm"), ("CLICOLOR", "1")], ColorDepth::Eight),
            (&[("TERM", "stranger")], ColorDepth::None),
            (
                &[("TERM", "stranger"), ("COLORTERM", "yes")],
                ColorDepth::Eight,
            ),
            (
                &[("TERM", "vt100"), ("COLORTERM", "truecolor")],
                ColorDepth::None,
            ),
            (
                &[("TERM", "stranger"), ("CLICOLOR_FORCE", "1")],
                ColorDepth::Eight,
            ),
            (
                &[
                    ("TERM", "xterm"),
                    ("NO_COLOR", "1"),
                    ("CLICOLOR_FORCE", "1"),
                ],
                ColorDepth::None,
            ),
        ] {
            assert_eq!(of(variables).depth(), depth, "{variables:?}");
        }
    }

    #[test]
    fn colour_depth_is_detected_from_term_and_colorterm() {
        let depth = |term, colorterm| of(&[("TERM", term), ("COLORTERM", colorterm)]).depth();
        assert_eq!(depth("xterm", ""), ColorDepth::Eight);
        assert_eq!(depth("rxvt-16color", ""), ColorDepth::Sixteen);
        assert_eq!(depth("tmux-256color", ""), ColorDepth::Many);
        assert_eq!(depth("xterm-256color", "truecolor"), ColorDepth::True);
        assert_eq!(depth("xterm-direct", ""), ColorDepth::True);
        assert_eq!(depth("screen-256color", "truecolor"), ColorDepth::Many);
        assert_eq!(depth("linux", "24bit"), ColorDepth::Eight);
    }

    #[test]
    fn settings_override_detection() {
        let mut environment = of(&[("TERM", "vt100"), ("LANG", "C.UTF-8")]);
        assert_eq!(environment.charset(), Charset::Ascii);
        assert!(!environment.capabilities().alternate_screen && !environment.slow());
        environment.settings = TerminalSettings {
            depth: Some(ColorDepth::Eight),
            charset: Some(Charset::Unicode),
            alternate_screen: Some(true),
            mouse: Some(true),
            slow: Some(true),
        };
        let set = environment.capabilities();
        assert!(set.colour && set.alternate_screen && set.mouse && environment.slow());
        assert_eq!(set.charset, Charset::Unicode);
    }

    #[test]
    fn slow_line_is_detected_by_its_speed() {
        let at = |baud| Environment {
            baud,
            ..Environment::modern()
        };
        assert!(at(Some(9_600)).slow() && at(Some(38_400)).slow());
        assert!(!at(Some(115_200)).slow() && !at(None).slow());
    }

    #[test]
    fn screen_needs_an_addressable_cursor() {
        assert!(of(&[("TERM", "vt100")]).can_address_cursor());
        assert!(!of(&[("TERM", "dumb")]).can_address_cursor());
        assert_eq!(of(&[]).can_address_cursor(), cfg!(windows));
    }
}
