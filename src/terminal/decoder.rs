//! Bytes from a terminal -> keys, pastes and the mouse: what xterm, the consoles, rxvt and the VT terminals send.
//!
//! On a slow line a sequence arrives in pieces, and a lone escape may be the key or the start of a sequence: what is
//! incomplete is held until more arrives, or until [`Decoder::give_up`] says that no more will.
//!
//! A terminal may also answer, late, what another program has asked it: its type, its colours, the cursor's position. Such
//! a report is recognised whole, torn or cut off, and ignored. This is why no crate does it: the parsers of crossterm and
//! termina hold or type reports that they do not know, and know neither rxvt's keys, 8-bit controls nor Latin-1.

use crate::config::{Code, Key};

use super::event::{Input, Mouse};

/// Bytes of a paste that are kept.
const MAX_PASTE: usize = 64 * 1024;
/// Maximum length of a control sequence, in bytes.
const MAX_SEQUENCE: usize = 256;

const ESC: u8 = 0x1b;
const BEL: u8 = 0x07;
/// Ends a control string that began with a single byte; in others it may be part of a character.
const ST: u8 = 0x9c;

const PASTE_END: &[u8] = b"\x1b[201~";

/// Collects bytes until they are a complete input.
#[derive(Debug, Default)]
pub(crate) struct Decoder {
    /// The start of something: of a character, of a sequence; of a control string its introducer only.
    held: Vec<u8>,
    /// Text that is being pasted.
    paste: Option<Vec<u8>>,
    /// The last thing given up was a lone escape. It may have been the start of a report after all.
    lone_escape: bool,
}

/// What a decoder waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Waits {
    /// Nothing in particular.
    Nothing,
    /// The rest of a key, if there is one: a lone escape is a key as well.
    Key,
    /// The rest of a sequence that hardly any key begins with.
    Sequence,
    /// The end of a paste.
    Paste,
}

/// What the held bytes are; the last of them has just arrived.
enum Found {
    /// Complete: an input, or something to ignore.
    Whole(Option<Input>),
    /// A paste begins.
    Paste,
    /// The start of something.
    Start,
    /// The same, and the last byte is not needed: it is inside a control string.
    Inside,
    /// The last bytes, this many, do not belong to those before them, which were cut off.
    CutOff(usize),
}

impl Decoder {
    /// Takes `bytes`, and adds to `inputs` the inputs that are now complete.
    pub(crate) fn feed(&mut self, bytes: &[u8], inputs: &mut Vec<Input>) {
        // Nobody types this in one piece.
        let report = matches!(
            bytes,
            [b'[' | b']' | b'P', b'0'..=b'9' | b'!' | b'>' | b'?', _, ..]
        );
        if std::mem::take(&mut self.lone_escape) && report {
            self.held.push(ESC);
        }
        for &byte in bytes {
            self.push(byte, inputs);
        }
    }

    /// What must follow what has arrived.
    pub(crate) fn waits(&self) -> Waits {
        match *self.held {
            _ if self.paste.is_some() => Waits::Paste,
            [] => Waits::Nothing,
            [ESC, _, ..] | [0x80..=0x9f, ..] => Waits::Sequence,
            _ => Waits::Key,
        }
    }

    /// Takes the held bytes as they are: no more have arrived in time.
    pub(crate) fn give_up(&mut self, inputs: &mut Vec<Input>) {
        let held = std::mem::take(&mut self.held);
        self.lone_escape = held == [ESC];
        inputs.extend(self.paste.take().map(pasted));
        match held[..] {
            // Alt with a key that also begins sequences.
            [ESC, letter @ b' '..=b'~'] => inputs.push(key(Code::Char(letter.into()), ALT)),
            _ => cut_off(&held, inputs),
        }
    }

    fn push(&mut self, byte: u8, inputs: &mut Vec<Input>) {
        if let Some(paste) = &mut self.paste {
            paste.push(byte);
            if paste.ends_with(PASTE_END) {
                paste.truncate(paste.len() - PASTE_END.len());
                inputs.extend(self.paste.take().map(pasted));
            } else if paste.len() > MAX_PASTE + PASTE_END.len() {
                // The last bytes are kept, to recognise the end.
                paste.remove(MAX_PASTE);
            }
            return;
        }
        self.held.push(byte);
        match found(&self.held) {
            Found::Start if self.held.len() > MAX_SEQUENCE => self.held.clear(),
            Found::Start => {}
            Found::Inside => {
                self.held.pop();
            }
            Found::Whole(input) => {
                self.held.clear();
                inputs.extend(input);
            }
            Found::Paste => {
                self.held.clear();
                self.paste = Some(Vec::new());
            }
            Found::CutOff(count) => {
                let mut held = std::mem::take(&mut self.held);
                let rest = held.split_off(held.len() - count);
                cut_off(&held, inputs);
                for byte in rest {
                    self.push(byte, inputs);
                }
            }
        }
    }
}

/// What an incomplete sequence means: an escape is a key, and bytes that are not UTF-8 are Latin-1.
fn cut_off(held: &[u8], inputs: &mut Vec<Input>) {
    let (letters, modifiers) = match held {
        [ESC] => return inputs.push(key(Code::Esc, 0)),
        [ESC, letters @ ..] => (letters, ALT),
        letters => (letters, 0),
    };
    if let [0xa0..=0xff, ..] = letters {
        let printed = letters.iter().filter(|letter| **letter >= 0xa0);
        inputs.extend(printed.map(|letter| key(Code::Char(char::from(*letter)), modifiers)));
    }
}

fn pasted(bytes: Vec<u8>) -> Input {
    let kept = &bytes[..bytes.len().min(MAX_PASTE)];
    Input::Paste(String::from_utf8_lossy(kept).into_owned())
}

/// Alt as a modifier.
const ALT: u8 = 3;

/// A key, and the modifiers held down with it as xterm counts them: 1 and a bit each for Shift, Alt and Ctrl.
fn key(code: Code, modifiers: u8) -> Input {
    let bits = modifiers.saturating_sub(1);
    Input::Key(Key {
        code,
        shift: bits & 1 != 0,
        alt: bits & 2 != 0,
        ctrl: bits & 4 != 0,
    })
}

fn found(held: &[u8]) -> Found {
    match *held {
        [ESC] => Found::Start,
        [ESC, ESC | 0x80..=0x9f] => Found::CutOff(1),
        [ESC, kind, ref rest @ ..] => match control_function(kind, rest, false) {
            Some(found) => found,
            // An escape before a key: the key with Alt.
            None => match character(&held[1..]) {
                Found::Whole(Some(Input::Key(key))) => {
                    Found::Whole(Some(Input::Key(Key { alt: true, ..key })))
                }
                other => other,
            },
        },
        // One byte in place of an escape and another byte.
        [c1 @ 0x80..=0x9f, ref rest @ ..] => {
            control_function(c1 - 0x40, rest, true).unwrap_or(Found::Whole(None))
        }
        _ => character(held),
    }
}

/// What `kind` after an escape begins; `None` if that is no control function.
fn control_function(kind: u8, rest: &[u8], one_byte: bool) -> Option<Found> {
    Some(match kind {
        b'[' => control_sequence(rest),
        b'O' => application_key(rest),
        // DCS, SOS, OSC, PM, APC.
        b'P' | b'X' | b']' | b'^' | b'_' => control_string(rest, one_byte),
        // The end of a control string that was cut off before.
        b'\\' => Found::Whole(None),
        _ => return None,
    })
}

/// No report holds another control character: at one, the string was cut off.
fn control_string(rest: &[u8], one_byte: bool) -> Found {
    match rest {
        [.., ESC, b'\\'] | [.., BEL] => Found::Whole(None),
        [.., ST] if one_byte => Found::Whole(None),
        [.., ESC, _] => Found::CutOff(2),
        [.., ESC] => Found::Start,
        [.., ..b' '] => Found::CutOff(1),
        [] | [_] => Found::Start,
        _ => Found::Inside,
    }
}

/// A character, or a key that is one byte.
fn character(bytes: &[u8]) -> Found {
    let plain = |code| Found::Whole(Some(key(code, 0)));
    let control = |letter: u8| Found::Whole(Some(key(Code::Char(char::from(letter)), 5)));
    match *bytes {
        [b'\r'] => plain(Code::Enter),
        [b'\t'] => plain(Code::Tab),
        // Many terminals send Ctrl-H for Backspace.
        [0x08 | 0x7f] => plain(Code::Backspace),
        [0] => control(b' '),
        [byte @ 0x01..=0x1a] => control(byte - 1 + b'a'),
        [byte @ 0x1c..=0x1f] => control(byte - 0x1c + b'4'),
        _ => match std::str::from_utf8(bytes) {
            Ok(text) => Found::Whole(text.chars().next().map(|c| key(Code::Char(c), 0))),
            Err(error) if error.error_len().is_none() => Found::Start,
            Err(_) if bytes.len() == 1 => plain(Code::Char(char::from(bytes[0]))), // Latin-1
            Err(_) => Found::CutOff(1),
        },
    }
}

/// What comes after `ESC O`: arrows and function keys of the VT100, and its keypad.
fn application_key(rest: &[u8]) -> Found {
    let Some((&last, digits)) = rest.split_last() else {
        return Found::Start;
    };
    let modifiers = digits.last().map_or(0, |digit| digit - b'0');
    match last {
        b'0'..=b'9' => Found::Start,
        ..b' ' => Found::CutOff(1),
        b'M' => Found::Whole(Some(key(Code::Enter, 0))),
        b'j'..=b'y' => Found::Whole(Some(key(Code::Char((last - b'j' + b'*').into()), 0))),
        _ => Found::Whole(letter(last).map(|code| key(code, modifiers))),
    }
}

/// What comes after `ESC [`.
fn control_sequence(rest: &[u8]) -> Found {
    match *rest {
        // The Linux console's F1 to F5.
        [b'[', last @ b'A'..=b'E'] => {
            return Found::Whole(Some(key(Code::F(last - b'A' + 1), 0)));
        }
        [] | [b'['] => return Found::Start,
        [b'[', b' '..=0xff] => return Found::Whole(None),
        [b'M', button, column, row] => return Found::Whole(old_mouse([button, column, row])),
        [b'M', ..] => return Found::Start,
        _ => {}
    }
    let (last, parameters) = (rest[rest.len() - 1], &rest[..rest.len() - 1]);
    let text = std::str::from_utf8(parameters).unwrap_or_default();
    let (first, second) = text.split_once(';').unwrap_or((text, ""));
    let with = |code: Option<Code>, modifiers| code.map(|code| key(code, modifiers));
    Found::Whole(match last {
        // rxvt ends its keys with these if Shift, Ctrl or both are held down.
        b'$' if numbered(text).is_some() => with(numbered(text), 2),
        b'^' => with(numbered(text), 5),
        b'@' => with(numbered(text), 6),
        b' '..=b'?' => return Found::Start,
        ..b' ' => return Found::CutOff(1),
        b'~' if first == "200" => return Found::Paste,
        b'~' => with(numbered(first), second.parse().unwrap_or(0)),
        b'Z' => Some(key(Code::Tab, 2)),
        // rxvt: arrows with Shift.
        b'a'..=b'd' if text.is_empty() => with(letter(last.to_ascii_uppercase()), 2),
        b'M' => text.strip_prefix('<').and_then(mouse),
        _ => modifiers(first, second).and_then(|held_down| with(letter(last), held_down)),
    })
}

/// The modifiers of a key that ends in a letter; `None` if the parameters are those of a report: the one on the cursor's
/// position ends like F3.
fn modifiers(first: &str, second: &str) -> Option<u8> {
    match (first, second) {
        ("" | "1", "") => Some(0),
        ("1", number) | (number, "") => number.parse().ok().filter(|n| (2..=16).contains(n)),
        _ => None,
    }
}

fn letter(last: u8) -> Option<Code> {
    Some(match last {
        b'A' => Code::Up,
        b'B' => Code::Down,
        b'C' => Code::Right,
        b'D' => Code::Left,
        b'H' => Code::Home,
        b'F' => Code::End,
        b'P'..=b'S' => Code::F(last - b'P' + 1),
        _ => return None,
    })
}

fn numbered(digits: &str) -> Option<Code> {
    let number: u8 = digits.parse().ok()?;
    Some(match number {
        1 | 7 => Code::Home,
        2 => Code::Insert,
        3 => Code::Delete,
        4 | 8 => Code::End,
        5 => Code::PageUp,
        6 => Code::PageDown,
        11..=15 => Code::F(number - 10),
        17..=21 => Code::F(number - 11),
        23 | 24 => Code::F(number - 12),
        _ => return None,
    })
}

/// `button;column;row`, as today's terminals report the mouse.
fn mouse(report: &str) -> Option<Input> {
    let mut numbers = report.split(';').map(|number| number.parse::<u16>().ok());
    mouse_input([numbers.next()??, numbers.next()??, numbers.next()??])
}

/// Three bytes, each 32 too high, as old terminals report it.
fn old_mouse(report: [u8; 3]) -> Option<Input> {
    mouse_input(report.map(|byte| byte.saturating_sub(32).into()))
}

/// Columns and rows are counted from 1; Shift, Alt and Ctrl make no difference.
fn mouse_input([button, column, row]: [u16; 3]) -> Option<Input> {
    let what = match button & !0b1_1100 {
        0 => Mouse::Click,
        64 => Mouse::WheelUp,
        65 => Mouse::WheelDown,
        _ => return None,
    };
    Some(Input::Mouse(
        what,
        column.checked_sub(1)?,
        row.checked_sub(1)?,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn decoded(bytes: &[u8]) -> Vec<Input> {
        let mut decoder = Decoder::default();
        let mut inputs = Vec::new();
        decoder.feed(bytes, &mut inputs);
        decoder.give_up(&mut inputs);
        assert_eq!(decoder.waits(), Waits::Nothing);
        inputs
    }

    fn keys(names: &str) -> Vec<Input> {
        let names = names.split_whitespace();
        names
            .map(|name| Input::Key(Key::parse(name).expect("a key")))
            .collect()
    }

    #[test]
    fn keys_of_all_terminals_are_decoded() {
        for (bytes, names) in [
            ("\x1b[A\x1b[B\x1b[C\x1b[D", "up down right left"),
            ("\x1bOA\x1bOB\x1bOH\x1bOF", "up down home end"),
            ("\x1b[1~\x1b[4~\x1b[7~\x1b[8~", "home end home end"),
            ("\x1b[2~\x1b[3~\x1b[5~\x1b[6~", "ins del pgup pgdn"),
            ("\x1bOP\x1b[11~\x1b[[A\x1b[P", "f1 f1 f1 f1"),
            ("\x1b[15~\x1b[17~\x1b[21~\x1b[24~", "f5 f6 f10 f12"),
            (
                "\x1b[1;3D\x1b[1;5C\x1b[5;2~",
                "alt-left ctrl-right shift-pgup",
            ),
            ("\x1b[5^\x1b[5$\x1b[a", "ctrl-pgup shift-pgup shift-up"),
            ("\x1b[Z\t\r", "shift-tab tab enter"),
            ("\x7f\x08\x01\x1a", "backspace backspace ctrl-a ctrl-z"),
            ("\x1bx\x1bé", "alt-x alt-é"),
            ("aé漢", "a é 漢"),
            ("\x1bOM\x1bOq", "enter 1"),
            ("\x1b\x1b[A", "esc up"),
            ("\x1b", "esc"),
            ("\x1b[I\x1b[?1;2c\x1b[99~q", "q"),
        ] {
            assert_eq!(decoded(bytes.as_bytes()), keys(names), "{bytes:?}");
        }
        assert_eq!(decoded(b"caf\xe9"), keys("c a f é"), "Latin-1");
    }

    /// What terminals answer when they are asked: DA1, DA2, DA3, CPR, DSR, DECRPM, XTVERSION, DECRQSS, XTGETTCAP, OSC 4, 10,
    /// 11, 12, 52, the title, sizes, the keyboard protocol, kitty's graphics; with either terminator and with 8-bit controls.
    const REPORTS: &[&[u8]] = &[
        b"\x1b[?1;2c",
        b"\x1b[?65;1;9;15;16;17;18;21;22;28;29;42;52c",
        b"\x1b[>0;276;0c",
        b"\x1bP!|7E565445\x1b\\",
        b"\x1b[24;80R",
        b"\x1b[2;1R",
        b"\x1b[?24;80;1R",
        b"\x1b[?2;0;800;600S",
        b"\x1b[0n",
        b"\x1b[?997;1n",
        b"\x1b[?2026;2$y",
        b"\x1b[4;2$y",
        b"\x1b[2;1;1;128;128;1;0x",
        b"\x1b[8;24;80t",
        b"\x1b[?0u",
        b"\x1b[>4;2m",
        b"\x1bP>|XTerm(390)\x1b\\",
        b"\x1bP1$r0 q\x1b\\",
        b"\x1bP1+r544e=787465726d\x1b\\",
        b"\x1b]4;1;rgb:cdcd/0000/0000\x1b\\",
        b"\x1b]10;rgb:ffff/ffff/ffff\x07",
        b"\x1b]11;rgb:1414/1919/1f1f\x1b\\",
        b"\x1b]52;c;cXVpdA==\x07",
        b"\x1b]lquit\x1b\\",
        b"\x1b_Gi=31;OK\x1b\\",
        b"\x1b^quit\x1b\\",
        b"\x1bXquit\x1b\\",
        b"\x90\x31$r0 q\x9c",
        b"\x9d11;rgb:1414/1919/1f1f\x9c",
        b"\x9b?62;1c",
    ];

    #[test]
    fn report_is_ignored_wherever_it_is_torn() {
        for report in REPORTS {
            for cut in 0..report.len() {
                let (begin, end) = report.split_at(cut);
                let mut decoder = Decoder::default();
                let mut inputs = Vec::new();
                decoder.feed(begin, &mut inputs);
                // Only after a lone escape the rest has little time to come.
                assert_eq!(decoder.waits() == Waits::Key, cut == 1 && begin == b"\x1b");
                decoder.feed(end, &mut inputs);
                decoder.feed(b"j", &mut inputs);
                assert_eq!(inputs, keys("j"), "{report:?} torn at {cut}");
            }
        }
    }

    #[test]
    fn report_that_is_cut_off_types_nothing() {
        for report in REPORTS {
            for cut in 2..report.len() {
                let mut cut_off = report[..cut].to_vec();
                let typed = decoded(&cut_off);
                let alt = matches!(typed[..], [Input::Key(Key { alt: true, .. })]);
                assert!(
                    typed.is_empty() || alt && cut == 2,
                    "{cut_off:?}: {typed:?}"
                );
                // A key that no report holds is one, though nothing has given up waiting.
                cut_off.extend(b"\r\x1b[A");
                if report[cut - 1] != 0x1b {
                    assert_eq!(decoded(&cut_off), keys("enter up"), "{cut_off:?}");
                }
            }
        }
    }

    #[test]
    fn report_is_ignored_after_its_escape_was_given_up() {
        for report in REPORTS {
            if !matches!(
                report,
                [
                    0x1b,
                    b'[' | b']' | b'P',
                    b'0'..=b'9' | b'!' | b'>' | b'?',
                    ..
                ]
            ) {
                continue;
            }
            let mut decoder = Decoder::default();
            let mut inputs = Vec::new();
            decoder.feed(&report[..1], &mut inputs);
            decoder.give_up(&mut inputs);
            decoder.feed(&report[1..], &mut inputs);
            decoder.feed(b"[", &mut inputs);
            assert_eq!(inputs, keys("esc ["), "{report:?}");
        }
    }

    #[test]
    fn mouse_is_decoded_in_both_encodings() {
        let click = Input::Mouse(Mouse::Click, 4, 2);
        let wheel = Input::Mouse(Mouse::WheelDown, 199, 0);
        assert_eq!(
            decoded(b"\x1b[<0;5;3M\x1b[<0;5;3m\x1b[M \x25\x23"),
            [click.clone(), click]
        );
        assert_eq!(decoded(b"\x1b[<65;200;1M"), [wheel]);
    }

    #[test]
    fn beginning_of_a_long_paste_is_kept() {
        let mut decoder = Decoder::default();
        let mut inputs = Vec::new();
        decoder.feed(b"\x1b[200~", &mut inputs);
        for _ in 0..1000 {
            decoder.feed(&[b'x'; 1024], &mut inputs);
        }
        assert!(inputs.is_empty() && decoder.waits() == Waits::Paste);
        decoder.feed(b"\x1b[201~q", &mut inputs);
        let Input::Paste(text) = &inputs[0] else {
            panic!("{} inputs", inputs.len());
        };
        assert_eq!(text.len(), MAX_PASTE);
        assert_eq!(inputs[1..], keys("q"));
    }

    fn pieces() -> impl Strategy<Value = Vec<u8>> {
        let piece = prop_oneof![
            any::<u8>().prop_map(|byte| vec![byte]),
            prop::sample::select(vec![
                "\x1b[A",
                "\x1bOB",
                "\x1b[1;5C",
                "\x1b[[A",
                "\x1b[200~",
                "\x1b[201~",
                "\x1b[<0;5;3M",
                "\x1b[M !!",
                "\x1b]11;rgb:0/0/0",
                "\x1bP1$r0 q",
                "\x1b\\",
                "\x07",
                "é",
                "\x1b"
            ])
            .prop_map(|text| text.as_bytes().to_vec()),
        ];
        prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        /// A slow line delivers byte by byte.
        #[test]
        fn input_does_not_depend_on_how_bytes_are_split(bytes in pieces(), cut in 1usize..5) {
            let mut decoder = Decoder::default();
            let mut inputs = Vec::new();
            for piece in bytes.chunks(cut) {
                decoder.feed(piece, &mut inputs);
            }
            decoder.give_up(&mut inputs);
            prop_assert_eq!(inputs, decoded(&bytes));
        }
    }
}
