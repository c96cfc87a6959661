//! What families of terminals can do, by the name in `TERM`: one row a family.
//!
//! A terminal is never asked, for it may not answer; and it is sent nothing that its family does not know. To add a
//! terminal, add its name to a row, or a row.

use ratatui::style::Modifier;

use crate::config::Charset;

/// What a terminal can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Capabilities {
    /// Its cursor can be sent anywhere; without that there are no screens.
    pub(crate) addressable: bool,
    /// The attributes that it shows; others are left out.
    pub(crate) attributes: Modifier,
    /// It has the eight colours.
    pub(crate) colour: bool,
    /// The most that it shows, where the locale allows it.
    pub(crate) charset: Charset,
    /// A second screen, from which the shell's comes back unharmed.
    pub(crate) alternate_screen: bool,
    /// Says where pasted text begins and ends.
    pub(crate) bracketed_paste: bool,
    /// Sends arrow keys for the mouse wheel where it is asked to (mode 1007).
    pub(crate) alternate_scroll: bool,
    /// Is asked to report the mouse. No family is: text could then no longer be selected with it.
    pub(crate) mouse: bool,
    /// The cursor can be hidden. Nothing here does, but whoever had the terminal before may have: it is shown at the end.
    pub(crate) hides_cursor: bool,
    /// Erases so many characters (ECH).
    pub(crate) erases: bool,
    /// Attributes can be taken back one by one (SGR 22 to 27).
    pub(crate) takes_back: bool,
    /// Part of the screen can be scrolled (DECSTBM).
    pub(crate) scrolls: bool,
    /// A character in the last column leaves the cursor there until the next one. Where that is not known, the last
    /// column of the last row is left alone: the screen might scroll.
    pub(crate) wraps_late: bool,
    /// Stops what is sent to it with Ctrl-S when it cannot follow: that must not be taken for a key.
    pub(crate) flow_control: bool,
}

impl Capabilities {
    /// Whether nothing is known but the name, and that not.
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

/// A name that is not known: what has been common for forty years.
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
    erases: false,
    takes_back: false,
    scrolls: false,
    wraps_late: false,
    flow_control: false,
};

/// Prints, and that is all; or moves its cursor by codes of its own.
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
    erases: true,
    takes_back: true,
    ..VT100
};

const LINUX: Capabilities = Capabilities {
    attributes: BASIC.union(Modifier::DIM),
    colour: true,
    charset: Charset::Console,
    hides_cursor: true,
    erases: true,
    takes_back: true,
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

/// GNU screen takes italic for reverse, and ECH for nothing.
const SCREEN: Capabilities = Capabilities {
    attributes: LINUX.attributes,
    bracketed_paste: false,
    alternate_scroll: false,
    erases: false,
    ..XTERM
};

const TMUX: Capabilities = Capabilities {
    alternate_scroll: false,
    erases: false,
    ..XTERM
};

const RXVT: Capabilities = Capabilities {
    attributes: BASIC,
    bracketed_paste: false,
    alternate_scroll: false,
    erases: false,
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

/// Names, and what they can do. A name stands for all that go on with `-`, `+` or `.`, unless the longer one has a row
/// before it; `vt2*` for all that begin so.
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
        "xterm foot alacritty kitty putty konsole gnome vte mintty st stterm wezterm contour ghostty rio iterm iterm2 \
         nsterm mlterm terminology ms-terminal",
        XTERM,
    ),
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
    fn names_lead_to_their_family() {
        for (name, family) in [
            ("vt100", VT100),
            ("vt100-am", VT100),
            ("vt220", VT220),
            ("vt320-w", VT220),
            ("linux", LINUX),
            ("linux-16color", LINUX),
            ("xterm", XTERM),
            ("xterm-kitty", XTERM),
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
    fn a_name_says_whether_there_is_colour() {
        assert!(!of("xterm-mono").colour && !of("linux-m").colour);
        assert!(of("stranger-256color").colour && of("vt220-color").colour);
        assert!(!of("dumb-color").colour);
    }
}
