//! Bytes of a terminal -> keys, pastes and the mouse: what xterm, the consoles, rxvt and the VT terminals send.
//!
//! On a slow line a sequence arrives in pieces, and a lone escape may be the key or the begin of a sequence: what is not
//! whole is held until more comes, or until [`Decoder::give_up`] says that no more will. Knows no clock and no terminal.
//!
//! A terminal may also answer, late, what another program asked it before: its type, its colours, where the cursor is.
//! Such a report is recognised whole, torn or cut off, and ignored.

use crate::config::{Code, Key};

use super::event::{Input, Mouse};

/// Of a paste so much is kept. Nothing here takes more.
const MOST_PASTED: usize = 64 * 1024;
/// A control sequence longer than this is none.
const LONGEST: usize = 256;

/// What ends a control string: BEL, `ESC \` (ST), and where it began with one byte, ST in one byte.
const BEL: u8 = 0x07;
const ST: u8 = 0x9c;

const PASTE_END: &[u8] = b"\x1b[201~";

/// What has come and is not whole yet.
#[derive(Debug, Default)]
pub(crate) struct Decoder {
    held: Vec<u8>,
    /// Text that is being pasted.
    pasted: Option<Vec<u8>>,
    /// A control string (a report on colours or settings) has begun: all up to its end is ignored. This byte ends it,
    /// besides what ends any.
    string: Option<u8>,
    /// The last thing given up was a lone escape. It may have been the begin of a report after all.
    lone_escape: bool,
}

/// What a decoder waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Waits {
    /// Nothing in particular.
    Nothing,
    /// The rest of a key, if there is one: a lone escape is whole as well.
    Key,
    /// The rest of a sequence that hardly any key begins with.
    Sequence,
    /// The end of a paste.
    Paste,
}

/// What stands at the beginning of some bytes.
enum Found {
    /// An input, or nothing that matters, of so many bytes.
    Some(Option<Input>, usize),
    /// The begin of a paste, of so many bytes.
    Paste(usize),
    /// The begin of a control string, of so many bytes.
    String(usize),
    /// Something that is not whole.
    Part,
}

impl Decoder {
    /// Takes `bytes` and adds what they and those before them mean.
    pub(crate) fn feed(&mut self, bytes: &[u8], inputs: &mut Vec<Input>) {
        // No person types this in one piece.
        if std::mem::take(&mut self.lone_escape)
            && matches!(
                bytes,
                [b'[' | b']' | b'P', b'0'..=b'9' | b'!' | b'>' | b'?', _, ..]
            )
        {
            self.held.push(0x1b);
        }
        self.held.extend_from_slice(bytes);
        self.take(inputs, false);
    }

    /// What must follow what has come.
    pub(crate) fn waits(&self) -> Waits {
        match &self.pasted {
            Some(_) => Waits::Paste,
            None if self.string.is_some()
                || matches!(*self.held, [0x1b, _, ..] | [0x80..=0x9f, ..]) =>
            {
                Waits::Sequence
            }
            None if self.held.is_empty() => Waits::Nothing,
            None => Waits::Key,
        }
    }

    /// Takes what is held for whole: nothing more came in time.
    pub(crate) fn give_up(&mut self, inputs: &mut Vec<Input>) {
        self.lone_escape = *self.held == [0x1b] && self.string.is_none();
        self.take(inputs, true);
        self.string = None;
    }

    fn take(&mut self, inputs: &mut Vec<Input>, whole: bool) {
        let held = std::mem::take(&mut self.held);
        let mut rest = held.as_slice();
        while !rest.is_empty() || whole && self.pasted.is_some() {
            if let Some(mut pasted) = self.pasted.take() {
                let (used, end) = paste(rest);
                let room = MOST_PASTED.saturating_sub(pasted.len());
                pasted.extend_from_slice(&rest[..used.min(room)]);
                rest = &rest[used..];
                if !end && !whole {
                    self.pasted = Some(pasted);
                    break;
                }
                rest = if end { &rest[PASTE_END.len()..] } else { &[] };
                let text = String::from_utf8_lossy(&pasted).into_owned();
                inputs.push(Input::Paste(text));
                continue;
            }
            if let Some(end) = self.string {
                match string_end(rest, end) {
                    Some(used) => {
                        self.string = None;
                        rest = &rest[used..];
                        continue;
                    }
                    // Its last byte may be the first of the terminator.
                    None => {
                        let kept = usize::from(!whole && rest.ends_with(b"\x1b"));
                        rest = &rest[rest.len() - kept..];
                        break;
                    }
                }
            }
            match first(rest, whole) {
                Found::Some(input, used) => {
                    inputs.extend(input);
                    rest = &rest[used..];
                }
                Found::Paste(used) => {
                    self.pasted = Some(Vec::new());
                    rest = &rest[used..];
                }
                Found::String(used) => {
                    self.string = Some(if used == 1 { ST } else { BEL });
                    rest = &rest[used..];
                }
                Found::Part => break,
            }
        }
        self.held = rest.to_vec();
    }
}

/// How many of `bytes` are pasted text for certain, and whether its end follows.
fn paste(bytes: &[u8]) -> (usize, bool) {
    let mut at = 0;
    while let Some(escape) = bytes[at..].iter().position(|&byte| byte == 0x1b) {
        at += escape;
        let rest = &bytes[at..];
        if rest.starts_with(PASTE_END) {
            return (at, true);
        }
        if PASTE_END.starts_with(rest) {
            return (at, false);
        }
        at += 1;
    }
    (bytes.len(), false)
}

/// How many of `bytes` belong to a control string, its terminator included; `None` where it goes on. No report holds
/// another control character: where one comes, the string was cut off, and a key follows.
fn string_end(bytes: &[u8], end: u8) -> Option<usize> {
    let at = bytes.iter().position(|byte| *byte < b' ' || *byte == end)?;
    match bytes[at..] {
        [BEL, ..] => Some(at + 1),
        [byte, ..] if byte == end => Some(at + 1),
        [0x1b] => None,
        [0x1b, b'\\', ..] => Some(at + 2),
        _ => Some(at),
    }
}

fn first(bytes: &[u8], whole: bool) -> Found {
    // How a control function begins: with an escape, or with one byte in its place.
    let (begin, kind, rest) = match bytes {
        [0x1b] if whole => return plain(Code::Esc, 1),
        [0x1b] => return Found::Part,
        [0x1b, 0x1b, ..] => return plain(Code::Esc, 1),
        [0x1b, kind, rest @ ..] => (2, *kind, rest),
        [c1 @ 0x80..=0x9f, rest @ ..] => (1, *c1 - 0x40, rest),
        _ => return character(bytes, whole),
    };
    let rest = &rest[..rest.len().min(LONGEST)];
    let found = match kind {
        b'[' => control_sequence(begin, rest),
        b'O' => application_key(begin, rest),
        // DCS, SOS, OSC, PM, APC.
        b'P' | b'X' | b']' | b'^' | b'_' if rest.is_empty() => Found::Part,
        b'P' | b'X' | b']' | b'^' | b'_' => Found::String(begin),
        // The end of a control string that was cut off before.
        b'\\' => Found::Some(None, begin),
        _ if begin == 1 => Found::Some(None, 1),
        _ => match character(&bytes[1..], whole) {
            Found::Part => Found::Part,
            _ => alt(bytes),
        },
    };
    match found {
        Found::Part if rest.len() >= LONGEST => Found::Some(None, begin + LONGEST),
        // Alt with a key that also begins sequences.
        Found::Part if whole && begin == 2 && rest.is_empty() => alt(bytes),
        Found::Part if whole => Found::Some(None, bytes.len()),
        other => other,
    }
}

fn plain(code: Code, used: usize) -> Found {
    Found::Some(Some(Input::Key(Key::plain(code))), used)
}

/// An escape before a key: the key with Alt.
fn alt(bytes: &[u8]) -> Found {
    match character(&bytes[1..], true) {
        Found::Some(Some(Input::Key(key)), used) => {
            Found::Some(Some(Input::Key(Key { alt: true, ..key })), used + 1)
        }
        _ => plain(Code::Esc, 1),
    }
}

/// A character, or a key that is one byte.
fn character(bytes: &[u8], whole: bool) -> Found {
    let Some(&byte) = bytes.first() else {
        return Found::Part;
    };
    let control = |letter: u8| Key {
        ctrl: true,
        ..Key::plain(Code::Char(char::from(letter)))
    };
    let key = match byte {
        b'\r' => Key::plain(Code::Enter),
        b'\t' => Key::plain(Code::Tab),
        0x1b => Key::plain(Code::Esc),
        // Many terminals send Ctrl-H for Backspace.
        0x08 | 0x7f => Key::plain(Code::Backspace),
        0 => control(b' '),
        0x01..=0x1a => control(byte - 1 + b'a'),
        0x1c..=0x1f => control(byte - 0x1c + b'4'),
        b' '..=b'~' => Key::plain(Code::Char(char::from(byte))),
        _ => return beyond_ascii(bytes, whole),
    };
    Found::Some(Some(Input::Key(key)), 1)
}

/// A character in UTF-8; where it is none, in Latin-1, as terminals without UTF-8 send it.
fn beyond_ascii(bytes: &[u8], whole: bool) -> Found {
    let longest = &bytes[..bytes.len().min(4)];
    let valid = match std::str::from_utf8(longest) {
        Ok(text) => text,
        Err(error) if error.valid_up_to() > 0 => {
            std::str::from_utf8(&longest[..error.valid_up_to()]).unwrap_or_default()
        }
        Err(error) if error.error_len().is_none() && !whole => return Found::Part,
        Err(_) => "",
    };
    match valid.chars().next() {
        Some(c) => plain(Code::Char(c), c.len_utf8()),
        None if bytes[0] >= 0xa0 => plain(Code::Char(char::from(bytes[0])), 1),
        None => Found::Some(None, 1),
    }
}

/// What stands after `ESC O`: arrows and function keys of the VT100, and its keypad.
fn application_key(begin: usize, rest: &[u8]) -> Found {
    let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let Some(&last) = rest.get(digits) else {
        return Found::Part;
    };
    let used = begin + digits + 1;
    let held_down = rest[..digits].last().map_or(0, |digit| digit - b'0');
    match letter(last) {
        Some(code) => key(code, held_down, used),
        None => match last {
            b'M' => plain(Code::Enter, used),
            b'j'..=b'y' => plain(Code::Char(char::from(last - b'j' + b'*')), used),
            // No key: the two were typed, or sent by a terminal that means something else.
            _ => Found::Some(None, used),
        },
    }
}

/// What stands after `ESC [`.
fn control_sequence(begin: usize, rest: &[u8]) -> Found {
    // The Linux console's F1 to F5.
    if let [b'[', more @ ..] = rest {
        let Some(last) = more.first() else {
            return Found::Part;
        };
        return match last {
            ..b' ' => Found::Some(None, begin + 1),
            b'A'..=b'E' => plain(Code::F(last - b'A' + 1), begin + 2),
            _ => Found::Some(None, begin + 2),
        };
    }
    // rxvt ends its keys with a dollar where Shift is held down.
    let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if rest.get(digits) == Some(&b'$')
        && let Some(code) = numbered(&rest[..digits])
    {
        return key(code, 2, begin + digits + 1);
    }
    let Some(end) = rest.iter().position(|byte| !matches!(byte, 0x20..=0x3f)) else {
        return Found::Part;
    };
    let (parameters, last) = (&rest[..end], rest[end]);
    let used = begin + end + 1;
    if last < b' ' {
        // Broken off: a key follows.
        return Found::Some(None, used - 1);
    }
    let text = std::str::from_utf8(parameters).unwrap_or_default();
    let (first, second) = text.split_once(';').unwrap_or((text, ""));
    let held_down = second.parse().unwrap_or(0);
    match (last, first) {
        (b'~', "200") => Found::Paste(used),
        (b'~', _) => match numbered(first.as_bytes()) {
            Some(code) => key(code, held_down, used),
            None => Found::Some(None, used),
        },
        // rxvt: Ctrl, and Ctrl with Shift.
        (b'^' | b'@', _) => match numbered(parameters) {
            Some(code) => key(code, if last == b'^' { 5 } else { 6 }, used),
            None => Found::Some(None, used),
        },
        (b'Z', _) => key(Code::Tab, 2, used),
        // rxvt: arrows with Shift.
        (b'a'..=b'd', "") => match letter(last.to_ascii_uppercase()) {
            Some(code) => key(code, 2, used),
            None => Found::Some(None, used),
        },
        (b'M', "") => old_mouse(&rest[end + 1..], used),
        (b'M', _) if first.starts_with('<') => Found::Some(mouse(&text[1..]), used),
        _ => match letter(last).zip(modifiers(first, second)) {
            Some((code, held_down)) => key(code, held_down, used),
            None => Found::Some(None, used),
        },
    }
}

/// What is held down with a key that ends in a letter; `None` where the parameters are those of a report: the one on the
/// cursor's place ends like F3.
fn modifiers(first: &str, second: &str) -> Option<u8> {
    match (first, second) {
        ("" | "1", "") => Some(0),
        ("1", number) | (number, "") => number.parse().ok().filter(|n| (2..=16).contains(n)),
        _ => None,
    }
}

/// A key, and what is held down with it as xterm counts it: 1 and a bit for each of Shift, Alt, Ctrl.
fn key(code: Code, held_down: u8, used: usize) -> Found {
    let bits = held_down.saturating_sub(1);
    let key = Key {
        code,
        shift: bits & 1 != 0,
        alt: bits & 2 != 0,
        ctrl: bits & 4 != 0,
    };
    Found::Some(Some(Input::Key(key)), used)
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

fn numbered(digits: &[u8]) -> Option<Code> {
    let number: u8 = std::str::from_utf8(digits).ok()?.parse().ok()?;
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

/// `button;column;row`, as terminals of today report the mouse.
fn mouse(report: &str) -> Option<Input> {
    let mut numbers = report.split(';').map(|number| number.parse::<u16>().ok());
    let (button, column, row) = (numbers.next()??, numbers.next()??, numbers.next()??);
    mouse_input(button, column, row)
}

/// Three bytes, each 32 too high, as terminals of old report it.
fn old_mouse(report: &[u8], used: usize) -> Found {
    let [button, column, row, ..] = report else {
        return Found::Part;
    };
    let number = |byte: &u8| u16::from(byte.saturating_sub(32));
    Found::Some(
        mouse_input(number(button), number(column), number(row)),
        used + 3,
    )
}

/// Columns and rows are counted from 1; Shift, Alt and Ctrl make no difference.
fn mouse_input(button: u16, column: u16, row: u16) -> Option<Input> {
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
    fn keys_of_all_terminals_are_known() {
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
    fn report_that_comes_after_its_escape_was_given_up_is_ignored() {
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
    fn the_mouse_is_heard_in_both_its_languages() {
        let click = Input::Mouse(Mouse::Click, 4, 2);
        let wheel = Input::Mouse(Mouse::WheelDown, 199, 0);
        assert_eq!(
            decoded(b"\x1b[<0;5;3M\x1b[<0;5;3m\x1b[M \x25\x23"),
            [click.clone(), click]
        );
        assert_eq!(decoded(b"\x1b[<65;200;1M"), [wheel]);
    }

    #[test]
    fn of_a_long_paste_the_beginning_is_kept() {
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
        assert_eq!(text.len(), MOST_PASTED);
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
        fn it_does_not_matter_in_which_pieces_bytes_come(bytes in pieces(), cut in 1usize..5) {
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
