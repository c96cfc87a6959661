//! What the terminal can show, told by environment variables and by what the reader sets: a terminal is never asked, for
//! it may not answer.

use crate::config::{Charset, Depth, TerminalSettings};

use super::capabilities::{self, Capabilities};
use super::tty;

/// A serial line of this speed or below is slow: a screen takes longer than a person waits for.
const SLOW_BAUD: u32 = 38_400;

/// What is known of the terminal and the locale.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Environment {
    /// `TERM`.
    pub term: String,
    /// `COLORTERM`.
    pub colorterm: String,
    /// `NO_COLOR` is set to something, or `CLICOLOR` to 0.
    pub no_color: bool,
    /// `CLICOLOR_FORCE` asks for colour, whatever the terminal's name.
    pub force_color: bool,
    /// The locale's characters are UTF-8.
    pub utf8: bool,
    /// Bits a second of the serial line that the terminal is on; `None` where there is no such line between.
    pub baud: Option<u32>,
    /// What goes before all that.
    pub settings: TerminalSettings,
}

impl Environment {
    /// As this process finds it.
    pub fn detect() -> Self {
        let variable =
            |name: &str| std::env::var_os(name).map(|value| value.to_string_lossy().into_owned());
        Self {
            baud: tty::serial_speed(),
            ..Self::from(variable)
        }
    }

    /// The same from any source of variables, and no serial line.
    pub fn from(variable: impl Fn(&str) -> Option<String>) -> Self {
        let set = |name| variable(name).filter(|value| !value.is_empty());
        // The first that is set decides, as in setlocale. Without any, the locale is C.
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"]
            .into_iter()
            .find_map(set)
            .unwrap_or_default()
            .to_lowercase();
        let forced = set("CLICOLOR_FORCE").is_some_and(|value| value != "0");
        Self {
            term: set("TERM").unwrap_or_default(),
            colorterm: set("COLORTERM").unwrap_or_default(),
            no_color: set("NO_COLOR").is_some()
                || !forced && set("CLICOLOR").is_some_and(|value| value == "0"),
            force_color: forced,
            // Windows consoles show Unicode and know no such variables.
            utf8: cfg!(windows) || locale.contains("utf-8") || locale.contains("utf8"),
            baud: None,
            settings: TerminalSettings::default(),
        }
    }

    /// A terminal emulator of today, for tests.
    pub fn modern() -> Self {
        Self {
            term: "xterm-256color".into(),
            colorterm: String::new(),
            no_color: false,
            force_color: false,
            utf8: true,
            baud: None,
            settings: TerminalSettings::default(),
        }
    }

    /// Whether there can be screens. Without that there is the linear mode.
    pub fn can_address_cursor(&self) -> bool {
        self.family().addressable
    }

    /// Whether less is to be redrawn, and later.
    pub fn slow(&self) -> bool {
        let found = self.baud.is_some_and(|baud| baud <= SLOW_BAUD);
        self.settings.slow.unwrap_or(found)
    }

    /// What may be sent to the terminal.
    pub(crate) fn capabilities(&self) -> Capabilities {
        let family = self.family();
        Capabilities {
            colour: self.depth() != Depth::None,
            charset: self.charset(),
            alternate_screen: self.alternate_screen(),
            mouse: self.settings.mouse.unwrap_or(false),
            // On a line it is for the line to say when it is too fast.
            flow_control: family.flow_control || self.baud.is_some(),
            ..family
        }
    }

    fn family(&self) -> Capabilities {
        match self.term.as_str() {
            // Windows consoles have no such name.
            "" if cfg!(windows) => capabilities::of("xterm-256color"),
            term => capabilities::of(term),
        }
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
    pub fn depth(&self) -> Depth {
        let family = self.family();
        // Of a terminal that nobody knows it says something that it names its colours.
        let named = family.is_unknown() && !self.colorterm.is_empty();
        let any = family.colour || named || self.force_color && family.addressable;
        let found = if any && !self.no_color {
            self.shades()
        } else {
            Depth::None
        };
        self.settings.depth.unwrap_or(found)
    }

    /// How many colours a terminal that has some has.
    fn shades(&self) -> Depth {
        let term = self.term.as_str();
        // The variable outlives the terminal it was set for, by `screen` and by a login on the console.
        let passed_on = !term.starts_with("screen") && self.family().charset == Charset::Unicode;
        if term.ends_with("-direct")
            || passed_on && matches!(self.colorterm.as_str(), "truecolor" | "24bit")
        {
            Depth::True
        } else if term.contains("256color") {
            Depth::Many
        } else if term.contains("16color") {
            Depth::Sixteen
        } else {
            Depth::Eight
        }
    }

    /// Whether to use the second screen.
    pub fn alternate_screen(&self) -> bool {
        let found = self.family().alternate_screen;
        self.settings.alternate_screen.unwrap_or(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(variables: &[(&str, &str)]) -> Environment {
        Environment::from(|name| {
            let found = variables.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn the_locale_is_told_as_setlocale_tells_it() {
        assert!(of(&[("LANG", "en_GB.UTF-8")]).utf8);
        assert!(of(&[("LANG", "de_DE.utf8")]).utf8);
        assert!(!of(&[("LANG", "en_GB.UTF-8"), ("LC_ALL", "C")]).utf8);
        assert!(of(&[("LC_ALL", ""), ("LC_CTYPE", "C.UTF-8"), ("LANG", "C")]).utf8);
        assert!(cfg!(windows) || !of(&[]).utf8);
    }

    #[test]
    fn colour_is_left_out_where_it_is_not_wanted_or_not_there() {
        for (variables, depth) in [
            (&[("TERM", "linux")][..], Depth::Eight),
            (&[("TERM", "vt100")], Depth::None),
            (&[("TERM", "xterm-mono")], Depth::None),
            (&[("TERM", "xterm"), ("NO_COLOR", "1")], Depth::None),
            (&[("TERM", "xterm"), ("NO_COLOR", "")], Depth::Eight),
            (&[("TERM", "xterm"), ("CLICOLOR", "0")], Depth::None),
            (&[("TERM", "xterm"), ("CLICOLOR", "1")], Depth::Eight),
            (&[("TERM", "stranger")], Depth::None),
            (&[("TERM", "stranger"), ("COLORTERM", "yes")], Depth::Eight),
            (
                &[("TERM", "vt100"), ("COLORTERM", "truecolor")],
                Depth::None,
            ),
            (
                &[("TERM", "stranger"), ("CLICOLOR_FORCE", "1")],
                Depth::Eight,
            ),
            (
                &[
                    ("TERM", "xterm"),
                    ("NO_COLOR", "1"),
                    ("CLICOLOR_FORCE", "1"),
                ],
                Depth::None,
            ),
        ] {
            assert_eq!(of(variables).depth(), depth, "{variables:?}");
        }
    }

    #[test]
    fn more_colours_are_used_where_the_terminal_says_so() {
        let depth = |term, colorterm| of(&[("TERM", term), ("COLORTERM", colorterm)]).depth();
        assert_eq!(depth("xterm", ""), Depth::Eight);
        assert_eq!(depth("rxvt-16color", ""), Depth::Sixteen);
        assert_eq!(depth("tmux-256color", ""), Depth::Many);
        assert_eq!(depth("xterm-256color", "truecolor"), Depth::True);
        assert_eq!(depth("xterm-direct", ""), Depth::True);
        assert_eq!(depth("screen-256color", "truecolor"), Depth::Many);
        assert_eq!(depth("linux", "24bit"), Depth::Eight);
    }

    #[test]
    fn what_is_set_goes_before_what_is_found() {
        let mut environment = of(&[("TERM", "vt100"), ("LANG", "C.UTF-8")]);
        assert_eq!(environment.charset(), Charset::Ascii);
        assert!(!environment.capabilities().alternate_screen && !environment.slow());
        environment.settings = TerminalSettings {
            depth: Some(Depth::Eight),
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
    fn a_slow_line_is_told_by_its_speed() {
        let at = |baud| Environment {
            baud,
            ..Environment::modern()
        };
        assert!(at(Some(9_600)).slow() && at(Some(38_400)).slow());
        assert!(!at(Some(115_200)).slow() && !at(None).slow());
    }

    #[test]
    fn screens_need_a_cursor_that_can_be_sent_about() {
        assert!(of(&[("TERM", "vt100")]).can_address_cursor());
        assert!(!of(&[("TERM", "dumb")]).can_address_cursor());
        assert_eq!(of(&[]).can_address_cursor(), cfg!(windows));
    }
}
