//! What must not break the browser: a terminal that stops, floods, changes its size, or goes away.

use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::process::{Child, Command, Stdio};

use portable_pty::{MasterPty, native_pty_system};

use super::harness::*;

/// Waits until the browser has started.
fn started(mut terminal: Terminal) -> Terminal {
    terminal.until_text("Heterotopic ossification");
    terminal
}

#[test]
fn output_that_is_stopped_goes_on() {
    // A VT100 stops what it cannot follow; that is not for the browser to see.
    let mut terminal = started(Terminal::named("vt100"));
    terminal.press("\x13/poh treatm");
    terminal.press("ent\x11");
    terminal.until_text("understood: POH");
    terminal.press("\x03");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn a_signal_ends_it_even_while_output_is_stopped() {
    let mut terminal = started(Terminal::named("vt100"));
    terminal.press("\x13jjjj");
    terminal.signal("TERM");
    terminal.until_end();
    terminal.end();
}

#[test]
fn a_signal_ends_it_even_if_its_output_is_not_read() {
    let mut terminal = started(Terminal::start(200, 60));
    terminal.press("?\x1b[B\x1b".repeat(2000));
    terminal.signal("TERM");
    terminal.until_end();
    terminal.end();
}

#[test]
fn a_paste_of_a_megabyte_is_a_search() {
    let mut terminal = started(Terminal::start(80, 24));
    terminal.press("/\x1b[200~");
    terminal.press("poh treatment ".repeat(75_000));
    terminal.press("\x1b[201~");
    terminal.until_text("understood: POH");
    terminal.press("\x03");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn a_flood_of_keys_is_taken_to_its_last() {
    let mut terminal = started(Terminal::start(80, 24));
    terminal.press("\t");
    terminal.press("jk".repeat(5000));
    terminal.press("/poh treatment");
    terminal.until_text("understood: POH");
    // Keys in one piece that is no multiple of anything: the last are not forgotten.
    terminal.press("\x17\x17");
    terminal.press("x".repeat(1500) + "zq");
    terminal.until_text("xzq");
    terminal.press("\x03");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn a_thousand_sizes() {
    let mut terminal = started(Terminal::start(80, 24));
    let mut random = 1u32;
    let mut below = |most: u32| {
        random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (random >> 8) % most
    };
    for _ in 0..1000 {
        terminal.resize(1 + below(200) as u16, 1 + below(60) as u16);
    }
    terminal.resize(79, 23);
    terminal.resize(80, 24);
    terminal.press("/poh treatment");
    terminal.until_text("understood: POH");
    terminal.press("\x03");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn a_size_that_is_not_known_is_80_by_24() {
    let mut terminal = Terminal::run(Setting {
        size: (80, 24),
        program: "/bin/sh",
        arguments: ["-c", "stty rows 0 cols 0; exec \"$0\" \"$@\"", CLINFAQ]
            .map(str::to_owned)
            .into_iter()
            .chain(arguments())
            .collect(),
        ..Setting::default()
    });
    terminal.until_text("Ctrl-C quit");
    let last = terminal.screen().rows(0, 80).last().unwrap_or_default();
    assert!(last.contains("Ctrl-C quit"), "{last:?}");
    terminal.press("\x03");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn size_that_no_terminal_has_is_capped() {
    let mut terminal = Terminal::run(Setting {
        program: "/bin/sh",
        arguments: [
            "-c",
            "stty rows 65535 cols 65535; exec \"$0\" \"$@\"",
            CLINFAQ,
        ]
        .map(str::to_owned)
        .into_iter()
        .chain(arguments())
        .collect(),
        ..Setting::default()
    });
    terminal.until_bytes("Conditions", 1);
    for (columns, rows) in [(1, 1), (80, 24)] {
        terminal.resize(columns, rows);
    }
    terminal.until_text("Ctrl-C quit");
    terminal.press("\x03");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn late_report_neither_quits_nor_types() {
    let mut terminal = started(Terminal::start(80, 24));
    for report in [
        &b"\x1bP1$r0 q\x1b\\"[..],
        b"\x1b]11;rgb:1414/1919/1f1f\x1b\\",
        b"\x1b]10;rgb:ffff/ffff/ffff\x07",
        b"\x1b[?65;1;9q\x1b[?1;2c\x1b[24;80R",
        b"\x1bP>|quit 1.0\x1b\\",
    ] {
        for cut in 2..report.len() {
            terminal.press(&report[..cut]);
            terminal.press(&report[cut..]);
        }
    }
    terminal.press("/poh treatment");
    terminal.until_text("/ poh treatment ");
    terminal.until_text("understood: POH");
    terminal.press("\x03");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn two_ctrl_c_are_as_good_as_one() {
    let mut terminal = started(Terminal::start(80, 24));
    terminal.press("\x03\x03");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn stopped_and_continued_from_outside_it_draws_all_again() {
    let mut terminal = started(Terminal::start(80, 24));
    terminal.signal("STOP");
    terminal.signal("CONT");
    terminal.until_bytes("\x1b[?1049h", 2);
    terminal.press("/poh treatment");
    terminal.until_text("understood: POH");
    terminal.press("\x03");
    assert_eq!(terminal.end(), 0);
}

/// Here it is the first process of its session: no shell could continue it.
#[test]
fn without_a_shell_it_does_not_stop() {
    let mut terminal = started(Terminal::start(80, 24));
    terminal.press("\x1a");
    terminal.until_bytes("\x1b[?1049h", 2);
    terminal.press("/poh treatment");
    terminal.until_text("understood: POH");
    terminal.press("\x03");
    assert_eq!(terminal.end(), 0);
}

/// A browser whose terminal belongs to no session: no signal reports that the terminal is gone. The reader and the writer
/// that are returned keep the terminal open.
fn without_session() -> (
    Child,
    Box<dyn Read + Send>,
    Box<dyn Write + Send>,
    tempfile::TempDir,
) {
    let home = tempfile::tempdir().expect("a folder");
    let pair = native_pty_system()
        .openpty(pty_size(80, 24))
        .expect("a pseudo-terminal");
    let slave = pair.master.tty_name().expect("a name");
    let open = || -> File {
        let opened = OpenOptions::new().read(true).write(true).open(&slave);
        opened.expect("the terminal")
    };
    let child = Command::new(CLINFAQ)
        .args(arguments())
        .env_clear()
        .envs(variables(home.path()))
        .stdin(open())
        .stdout(open())
        .stderr(Stdio::piped())
        .spawn()
        .expect("a process");
    let reader = pair.master.try_clone_reader().expect("a reader");
    let writer = pair.master.take_writer().expect("a writer");
    (child, reader, writer, home)
}

/// Reads byte by byte, and no further than `text`.
fn read_up_to(reader: &mut dyn Read, text: &str) {
    let mut seen = Vec::new();
    while !seen.ends_with(text.as_bytes()) {
        let mut byte = [0];
        reader.read_exact(&mut byte).expect("more");
        seen.extend(byte);
    }
}

fn ends_quietly(child: Child) {
    let output = within_deadline(child.id(), || child.wait_with_output()).expect("an end");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn a_terminal_that_closes_ends_it_even_without_a_signal() {
    let (child, mut reader, writer, _home) = without_session();
    read_up_to(&mut reader, "quit");
    drop((reader, writer));
    ends_quietly(child);
}

#[test]
fn a_terminal_that_closes_in_the_middle_of_a_frame_ends_it() {
    let (child, mut reader, mut writer, _home) = without_session();
    writer
        .write_all(&b"?\x1b[B\x1b[B\x1b".repeat(100))
        .expect("keys");
    // What was typed before is echoed.
    read_up_to(&mut reader, "\x1b[?1049h");
    read_up_to(&mut reader, "Conditions");
    drop((reader, writer));
    ends_quietly(child);
}

#[test]
fn the_end_of_the_session_ends_it() {
    let home = tempfile::tempdir().expect("a folder");
    let pair = native_pty_system()
        .openpty(pty_size(80, 24))
        .expect("a pseudo-terminal");
    let mut command = portable_pty::CommandBuilder::new(CLINFAQ);
    command.args(arguments());
    command.env_clear();
    for (name, value) in variables(home.path()) {
        command.env(name, value);
    }
    let mut child = pair.slave.spawn_command(command).expect("a process");
    drop(pair.slave);
    let mut reader = pair.master.try_clone_reader().expect("a reader");
    reader
        .read_exact(&mut [0; 500])
        .expect("some of the first frame");
    let master: Box<dyn MasterPty + Send> = pair.master;
    drop((reader, master));
    let id = child.process_id().expect("it runs");
    within_deadline(id, || child.wait()).expect("an end");
}
