//! What families of terminals can do, by the name in `TERM`: one row for each family.
//!
//! A terminal is sent nothing that its family does not know. To add a terminal, add its name to a row, or a row.

use ratatui::style::Modifier;

use crate::config::Charset;

/// What a terminal can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Capabilities {
    /// The cursor can be moved anywhere; without that there is no screen.
    pub(crate) addressable: bool,
    /// The attributes that are shown; others are left out.
    pub(crate) attributes: Modifier,
    /// It has the eight colours.
    pub(crate) colour: bool,
    /// The characters that it can show, if the locale allows them.
    pub(crate) charset: Charset,
    /// It has a second screen, after which the shell's comes back unharmed.
    pub(crate) alternate_screen: bool,
    /// Marks where pasted text begins and ends.
    pub(crate) bracketed_paste: bool,
    /// Can send arrow keys for the mouse wheel (mode 1007).
    pub(crate) alternate_scroll: bool,
    /// The mouse is reported. Off in every family, because text could then no longer be selected with it.
    pub(crate) mouse: bool,
    /// The cursor can be hidden.
    pub(crate) hides_cursor: bool,
    /// Part of the screen can be scrolled (DECSTBM).
    pub(crate) scrolls: bool,
    /// After a character in the last column the cursor stays there until the next one. If that is not known, the last
    /// column of the last row is left empty: the screen might scroll.
    pub(crate) wraps_late: bool,
    /// Puts text on the clipboard (OSC 52).
    pub(crate) clipboard: bool,
    /// Opens links (OSC 8).
    pub(crate) links: bool,
    /// Sends Ctrl-S to stop the output when it cannot follow: that must not be taken for a key.
    pub(crate) flow_control: bool,
}

impl Capabilities {
    /// Whether the family is unknown.
    pub(crate) fn is_unknown(&self) -> bool {
        Self {
            colour: false,
            ..*self
        } == UNKNOWN
    }
}

const BASIC: Modifier = Modifier::BOLD
    .union(Modifier::UNDERLINED)
    .union(Modifier::REVERSED);

/// An unknown terminal: what has been common for forty years.
const UNKNOWN: Capabilities = Capabilities {
    addressable: true,
    attributes: BASIC,
    colour: false,
    charset: Charset::Unicode,
    alternate_screen: false,
    bracketed_paste: false,
    alternate_scroll: false,
    mouse: false,
    hides_cursor: false,
    scrolls: false,
    wraps_late: false,
    clipboard: false,
    links: false,
    flow_control: false,
};

/// Only prints, or moves its cursor by codes of its own.
const LINES_ONLY: Capabilities = Capabilities {
    addressable: false,
    attributes: Modifier::empty(),
    charset: Charset::Ascii,
    ..UNKNOWN
};

const VT100: Capabilities = Capabilities {
    charset: Charset::Ascii,
    scrolls: true,
    wraps_late: true,
    flow_control: true,
    ..UNKNOWN
};

const VT220: Capabilities = Capabilities {
    hides_cursor: true,
    ..VT100
};

const LINUX: Capabilities = Capabilities {
    attributes: BASIC.union(Modifier::DIM),
    colour: true,
    charset: Charset::Console,
    hides_cursor: true,
    scrolls: true,
    wraps_late: true,
    ..UNKNOWN
};

const XTERM: Capabilities = Capabilities {
    attributes: BASIC.union(Modifier::DIM).union(Modifier::ITALIC),
    charset: Charset::Unicode,
    alternate_screen: true,
    bracketed_paste: true,
    alternate_scroll: true,
    ..LINUX
};

/// Terminals that are known to open links; whether they have a clipboard depends on their settings.
const LINKS: Capabilities = Capabilities {
    links: true,
    ..XTERM
};

/// Terminals that are known to have a clipboard, too.
const CLIPBOARD: Capabilities = Capabilities {
    clipboard: true,
    ..LINKS
};

/// GNU screen takes italic for reverse.
const SCREEN: Capabilities = Capabilities {
    attributes: LINUX.attributes,
    bracketed_paste: false,
    alternate_scroll: false,
    ..XTERM
};

const TMUX: Capabilities = Capabilities {
    alternate_scroll: false,
    ..XTERM
};

const RXVT: Capabilities = Capabilities {
    attributes: BASIC,
    bracketed_paste: false,
    alternate_scroll: false,
    ..XTERM
};

const URXVT: Capabilities = Capabilities {
    attributes: BASIC.union(Modifier::ITALIC),
    alternate_scroll: false,
    ..XTERM
};

const ANSI: Capabilities = Capabilities {
    colour: true,
    charset: Charset::Console,
    ..UNKNOWN
};

/// Names, and what they can do. A name also matches with `-`, `+` or `.` and more after it, unless the longer name is in a
/// row before it; `vt2*` matches everything that begins with `vt2`.
const FAMILIES: &[(&str, Capabilities)] = &[
    (
        "dumb unknown glass teletype tty33 printer network vt52 vt05 adm* wy* wyse* tvi* hp* hz* qvt* regent* d2* ibm*",
        LINES_ONLY,
    ),
    ("vt100 vt101 vt102 vt103 vt125 vt131 vt132", VT100),
    ("vt2* vt3* vt4* vt5*", VT220),
    ("linux fbterm jfbterm fbcon bterm yaft", LINUX),
    ("rxvt-unicode", URXVT),
    ("rxvt aterm eterm", RXVT),
    ("screen", SCREEN),
    ("tmux", TMUX),
    (
        "foot alacritty kitty xterm-kitty wezterm contour ghostty xterm-ghostty rio ms-terminal vscode",
        CLIPBOARD,
    ),
    ("konsole gnome vte mintty iterm iterm2", LINKS),
    ("xterm putty st stterm nsterm mlterm terminology", XTERM),
    (
        "ansi pcansi cygwin cons25 wsvt25 sun tera teraterm ms-dos",
        ANSI,
    ),
];

/// What the terminal named `term` can do.
pub(crate) fn of(term: &str) -> Capabilities {
    let term = term.to_ascii_lowercase();
    if term.is_empty() {
        return LINES_ONLY;
    }
    let known = FAMILIES
        .iter()
        .find(|(names, _)| names.split_whitespace().any(|name| is(&term, name)));
    let found = known.map_or(UNKNOWN, |(_, found)| *found);
    let parts = || term.split(['-', '+', '.']).skip(1);
    let mut colour = found.colour;
    if parts().any(|part| matches!(part, "mono" | "m")) {
        colour = false;
    } else if found.addressable && parts().any(|part| part.contains("color") || part == "direct") {
        colour = true;
    }
    Capabilities { colour, ..found }
}

fn is(term: &str, name: &str) -> bool {
    match (name.strip_suffix('*'), term.strip_prefix(name)) {
        (Some(begin), _) => term.starts_with(begin),
        (None, Some(rest)) => rest.is_empty() || rest.starts_with(['-', '+', '.']),
        (None, None) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn name_matches_its_family() {
        for (name, family) in [
            ("vt100", VT100),
            ("vt100-am", VT100),
            ("vt220", VT220),
            ("vt320-w", VT220),
            ("linux", LINUX),
            ("linux-16color", LINUX),
            ("xterm", XTERM),
            ("xterm-kitty", CLIPBOARD),
            ("vte-256color", LINKS),
            ("screen.xterm-256color", SCREEN),
            ("tmux-256color", TMUX),
            ("rxvt", RXVT),
            ("rxvt-unicode-256color", URXVT),
            ("st-256color", XTERM),
            ("stranger", UNKNOWN),
            ("dumb", LINES_ONLY),
            ("", LINES_ONLY),
        ] {
            assert_eq!(of(name), family, "{name:?}");
        }
    }

    #[test]
    fn name_says_whether_there_is_colour() {
        assert!(!of("xterm-mono").colour && !of("linux-m").colour);
        assert!(of("stranger-256color").colour && of("vt220-color").colour);
        assert!(!of("dumb-color").colour);
    }
}
