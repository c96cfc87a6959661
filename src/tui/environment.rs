//! What the terminal can show, told by environment variables and by what the reader sets: a terminal is never asked, for
//! it may not answer.

use crate::user::{Charset, Depth, TerminalSettings};

/// What is known of the terminal and the locale.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Environment {
    /// `TERM`.
    pub term: String,
    /// `COLORTERM`.
    pub colorterm: String,
    /// `NO_COLOR` is set to something, or `CLICOLOR` to 0.
    pub no_color: bool,
    /// The locale's characters are UTF-8.
    pub utf8: bool,
    /// What goes before all that.
    pub settings: TerminalSettings,
}

impl Environment {
    /// As this process finds it.
    pub fn detect() -> Self {
        Self::from(|name| std::env::var_os(name).map(|value| value.to_string_lossy().into_owned()))
    }

    /// The same from any source of variables.
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
            // Windows consoles show Unicode and know no such variables.
            utf8: cfg!(windows) || locale.contains("utf-8") || locale.contains("utf8"),
            settings: TerminalSettings::default(),
        }
    }

    /// A terminal emulator of today, for tests.
    pub fn modern() -> Self {
        Self {
            term: "xterm-256color".into(),
            colorterm: String::new(),
            no_color: false,
            utf8: true,
            settings: TerminalSettings::default(),
        }
    }

    /// The Linux console: colours, and the characters of one small font.
    pub(crate) fn is_console(&self) -> bool {
        self.term == "linux" || self.term.starts_with("linux-")
    }

    /// A terminal of glass and dust, or one that says so.
    pub(crate) fn is_vt(&self) -> bool {
        self.term.starts_with("vt") || self.term == "dumb"
    }

    /// Colours to use.
    pub fn depth(&self) -> Depth {
        let term = self.term.as_str();
        let none = self.no_color || matches!(term, "vt100" | "vt102" | "vt220" | "dumb");
        let found = if none { Depth::None } else { self.shades() };
        self.settings.depth.unwrap_or(found)
    }

    /// How many colours a terminal that has some has.
    fn shades(&self) -> Depth {
        let term = self.term.as_str();
        // The variable outlives the terminal it was set for, by `screen` and by a login on the console.
        let passed_on = !term.starts_with("screen") && !self.is_console();
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

    /// Characters to draw and write with.
    pub fn charset(&self) -> Charset {
        let found = if !self.utf8 || self.is_vt() {
            Charset::Ascii
        } else if self.is_console() {
            Charset::Console
        } else {
            Charset::Unicode
        };
        self.settings.charset.unwrap_or(found)
    }

    /// Whether to ask for mouse reports.
    pub fn mouse(&self) -> bool {
        let found = !self.is_console() && !self.is_vt() && !self.term.is_empty();
        self.settings.mouse.unwrap_or(found)
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
        assert_eq!(of(&[("TERM", "linux")]).depth(), Depth::Eight);
        assert_eq!(of(&[("TERM", "vt100")]).depth(), Depth::None);
        assert_eq!(
            of(&[("TERM", "xterm"), ("NO_COLOR", "1")]).depth(),
            Depth::None
        );
        assert_eq!(
            of(&[("TERM", "xterm"), ("NO_COLOR", "")]).depth(),
            Depth::Eight
        );
        assert_eq!(
            of(&[("TERM", "xterm"), ("CLICOLOR", "0")]).depth(),
            Depth::None
        );
        assert!(!of(&[("TERM", "linux")]).mouse());
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
}
