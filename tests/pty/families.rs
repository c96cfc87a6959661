//! A walk over all screens in every family of terminals: each is sent what it knows, and nothing else, and is left clean.

use std::collections::BTreeSet;

use super::harness::*;

/// What a family knows besides what all do.
struct Family {
    term: &'static str,
    /// Control sequences, `#` for each number; a lone escape with its byte.
    sequences: &'static [&'static [&'static str]],
    /// Parameters of `m`.
    styles: &'static [&'static [&'static str]],
    /// The characters beyond ASCII.
    characters: Characters,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Characters {
    None,
    /// Of the Linux console's own font.
    CodePage437,
    All,
}

const ALL: &[&str] = &[
    "H", "#H", "#;#H", "A", "#A", "B", "#B", "C", "#C", "D", "#D", "J", "K", "m",
];
const ALL_STYLES: &[&str] = &["0", "1", "4", "7"];
const TAKEN_BACK: &[&str] = &["22", "24", "27"];
const COLOURS: &[&str] = &["33", "36"];
const SCROLLS: &[&str] = &["#;#r", "r", "ESC M"];
const ERASES: &[&str] = &["#X"];
const CURSOR: &[&str] = &["?25h", "?25l"];
const SCREENS: &[&str] = &["?1049h", "?1049l"];
const WHEEL: &[&str] = &["?1007s", "?1007h", "?1007r"];
const PASTE: &[&str] = &["?2004h", "?2004l"];

const FAMILIES: &[Family] = &[
    Family {
        term: "vt100",
        sequences: &[SCROLLS],
        styles: &[],
        characters: Characters::None,
    },
    Family {
        term: "vt220",
        sequences: &[SCROLLS, ERASES, CURSOR],
        styles: &[TAKEN_BACK],
        characters: Characters::None,
    },
    Family {
        term: "linux",
        sequences: &[SCROLLS, ERASES, CURSOR],
        styles: &[TAKEN_BACK, COLOURS, &["2"]],
        characters: Characters::CodePage437,
    },
    Family {
        term: "xterm-256color",
        sequences: &[SCROLLS, ERASES, CURSOR, SCREENS, WHEEL, PASTE],
        styles: &[TAKEN_BACK, COLOURS, &["2", "3", "23"]],
        characters: Characters::All,
    },
    Family {
        term: "tmux-256color",
        sequences: &[SCROLLS, CURSOR, SCREENS, PASTE],
        styles: &[TAKEN_BACK, COLOURS, &["2", "3", "23"]],
        characters: Characters::All,
    },
    Family {
        term: "screen-256color",
        sequences: &[SCROLLS, CURSOR, SCREENS],
        styles: &[TAKEN_BACK, COLOURS, &["2"]],
        characters: Characters::All,
    },
    Family {
        term: "rxvt",
        sequences: &[SCROLLS, CURSOR, SCREENS],
        styles: &[TAKEN_BACK, COLOURS],
        characters: Characters::All,
    },
    Family {
        term: "stranger",
        sequences: &[],
        styles: &[],
        characters: Characters::All,
    },
];

/// The last row of a menu.
const MENU: &str = "Enter choose";

/// Keys, and what is to be seen afterwards and not before: all screens. Whatever follows an escape too closely would be
/// taken for a key with Alt.
///
/// The last row is written last: that of a pop-up is waited for before Esc closes it.
const WALK: &[(&str, &str)] = &[
    ("", "Heterotopic ossification"),
    ("\tjj\x1b[C", "What helps it settle?"),
    ("t", "Topics"),
    ("t\t", "Conditions"),
    ("/poh tretment", "close match"),
    ("\x1b[B\x1b[B", "There are single reports"),
    ("\x1b[A\x1b[A\r", "In short"),
    ("jjj \x1b[6~gG\t\t", "Read next"),
    ("go", "On this page"),
    ("", MENU),
    ("\x1b", "Ctrl-F find"),
    ("s", "Sources"),
    ("", MENU),
    ("\x1b", "Ctrl-F find"),
    ("1", "Publisher"),
    ("\x7fc", "Also known as"),
    ("\x7f\x06poh\r", "1 of 5"),
    ("b!", "no-such-topic"),
    ("\x7fi", "clinfaq tests"),
    ("?", "Help"),
    ("", "find   Esc back"),
    ("\x1b[6~\x1b[6~\x1b", "Ctrl-F find"),
    ("/zzzzxq", "Nothing found."),
    ("\x0c\x1b", "Ctrl-F find"),
];

#[test]
fn every_terminal_is_sent_what_it_knows_and_nothing_else() {
    for family in FAMILIES {
        let term = family.term;
        let (status, raw, screen) = walked(&[("TERM", term)]);
        assert_eq!(status, 0, "{term}");
        assert_eq!(screen.trim(), "", "{term} is not left clean");
        let unknown: BTreeSet<Sent> = sent(&raw)
            .into_iter()
            .filter(|sent| !family.knows(sent))
            .collect();
        assert_eq!(unknown, BTreeSet::new(), "{term}");
    }
}

#[test]
fn without_colour_none_is_sent() {
    for variables in [
        [("TERM", "xterm-256color"), ("NO_COLOR", "1")],
        [("TERM", "linux"), ("CLICOLOR", "0")],
    ] {
        let (_, raw, _) = walked(&variables);
        let coloured = sent(&raw).into_iter().find(|sent| match sent {
            // Below are attributes, and what takes them back.
            Sent::Style(number) => number.parse().is_ok_and(|number: u32| number >= 30),
            _ => false,
        });
        assert_eq!(coloured, None, "{variables:?}");
    }
}

#[test]
fn without_utf_8_all_is_ascii() {
    let (_, raw, _) = walked(&[("LANG", "C")]);
    assert!(raw.is_ascii());
}

/// A walk over all screens: the exit code, what was sent, and the screen that is left.
fn walked(variables: &[(&str, &str)]) -> (u32, Vec<u8>, String) {
    let mut terminal = Terminal::run(Setting {
        variables,
        ..Setting::default()
    });
    for (keys, seen) in WALK {
        terminal.press(keys);
        terminal.until_text(seen);
    }
    terminal.press("\x03");
    terminal.ended()
}

impl Family {
    fn knows(&self, sent: &Sent) -> bool {
        match sent {
            Sent::Sequence(text) => [ALL]
                .iter()
                .chain(self.sequences)
                .any(|known| known.contains(&text.as_str())),
            Sent::Style(number) => [ALL_STYLES]
                .iter()
                .chain(self.styles)
                .any(|known| known.contains(&number.as_str())),
            Sent::Control(byte) => matches!(byte, b'\r' | b'\n' | 0x08),
            Sent::Character(c) => match self.characters {
                Characters::None => false,
                Characters::CodePage437 => CODE_PAGE_437.contains(*c),
                Characters::All => true,
            },
        }
    }
}

/// The characters beyond ASCII of code page 437, the font of the Linux console.
const CODE_PAGE_437: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥ƒáíóúñÑªº¿¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀ßµ±÷°·²■\
                             αΓπΣσμτΦΘΩδ∞φε∩≡≥≤≈√ⁿ•◘○◙►◄↕‼¶§▬↨↑↓→←∟↔▲▼";

/// What was sent, beyond ASCII text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Sent {
    /// A control sequence with `#` for each number, or `ESC` and a byte.
    Sequence(String),
    /// A parameter of `m`.
    Style(String),
    Control(u8),
    Character(char),
}

/// Reads what was sent, strictly: what is no whole sequence is its escape alone.
fn sent(raw: &[u8]) -> BTreeSet<Sent> {
    let text = std::str::from_utf8(raw).expect("what was sent is UTF-8");
    let mut sent = BTreeSet::new();
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '\x1b' if rest.next_if_eq(&'[').is_some() => {
                let mut parameters = String::new();
                while let Some(c) = rest.next_if(|c| ('\x20'..='\x3f').contains(c)) {
                    parameters.push(c);
                }
                match rest.next().unwrap_or_default() {
                    'm' if !parameters.is_empty() => {
                        sent.extend(parameters.split(';').map(|one| Sent::Style(one.to_owned())));
                    }
                    last => {
                        sent.insert(Sent::Sequence(
                            with_numbers(&parameters) + &last.to_string(),
                        ));
                    }
                }
            }
            '\x1b' => {
                let next = rest.next().unwrap_or_default();
                sent.insert(Sent::Sequence(format!("ESC {next}")));
            }
            '\0'..='\x1f' | '\x7f'..='\u{9f}' => {
                sent.insert(Sent::Control(c as u8)); // below 256
            }
            ' '..='~' => {}
            _ => {
                sent.insert(Sent::Character(c));
            }
        }
    }
    sent
}

/// Each number as `#`; modes keep theirs, for each is a thing of its own.
fn with_numbers(parameters: &str) -> String {
    if parameters.starts_with('?') {
        return parameters.to_owned();
    }
    let number = |part: &str| match part.chars().all(|c| c.is_ascii_digit()) && !part.is_empty() {
        true => "#".to_owned(),
        false => part.to_owned(),
    };
    parameters
        .split(';')
        .map(number)
        .collect::<Vec<_>>()
        .join(";")
}

#[test]
fn the_check_sees_what_it_should() {
    let seen = sent("a\x1b[2;5Hé\x1b[0;1m\x1b[?1049h\x1bM\x07\x1b[m".as_bytes());
    let sequence = |text: &str| Sent::Sequence(text.to_owned());
    let style = |text: &str| Sent::Style(text.to_owned());
    let expected = [
        sequence("#;#H"),
        sequence("?1049h"),
        sequence("ESC M"),
        sequence("m"),
        style("0"),
        style("1"),
        Sent::Control(7),
        Sent::Character('é'),
    ];
    assert_eq!(seen, BTreeSet::from(expected));
}
