//! The real binary in a pseudo-terminal: start, type, read, resize, suspend, leave; and a usable terminal afterwards.

#![cfg(unix)]

#[path = "pty/families.rs"]
mod families;
#[path = "pty/handout.rs"]
mod handout;
#[path = "pty/harness.rs"]
mod harness;
#[path = "pty/indexing.rs"]
mod indexing;
#[path = "pty/killed.rs"]
mod killed;
#[path = "pty/picture.rs"]
mod picture;
#[path = "pty/rough.rs"]
mod rough;

#[path = "pty/unwritten.rs"]
mod unwritten;

use harness::{CLINFAQ, Setting, Terminal, library};

#[test]
fn start_search_read_resize_leave() {
    let mut terminal = Terminal::start(80, 24);
    terminal.until_text("Heterotopic ossification");
    assert!(terminal.screen().alternate_screen());
    terminal.press("/poh treatment");
    terminal.until_text("understood: POH");
    terminal.press("\r");
    terminal.until_text("In short");
    terminal.resize(40, 12);
    terminal.until_text(" Backspace back  Ctrl-F find  ? help");
    terminal.resize(120, 40);
    terminal.until_text("Sources (s)");
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn the_cursor_stands_on_what_is_selected() {
    let mut terminal = Terminal::start(80, 24);
    terminal.until_text("Heterotopic ossification");
    terminal.press("\t");
    terminal.until("the cursor in the tree", |screen| {
        let (row, column) = screen.cursor_position();
        screen
            .cell(row, column)
            .is_some_and(|cell| cell.contents() == "▸")
    });
    let (row, _) = terminal.screen().cursor_position();
    terminal.press("\x1b[B");
    terminal.until("the cursor one row down", |screen| {
        let (now, column) = screen.cursor_position();
        now == row + 1
            && screen
                .cell(now, column)
                .is_some_and(|cell| cell.contents() == "▸")
    });
    terminal.press("\x03"); // Ctrl-C
    assert_eq!(terminal.end(), 0);
}

#[test]
fn a_signal_to_end_gives_the_terminal_back() {
    for signal in ["TERM", "HUP", "INT", "QUIT"] {
        let mut terminal = Terminal::start(80, 24);
        terminal.until_text("Heterotopic ossification");
        terminal.signal(signal);
        terminal.end();
    }
}

#[test]
fn a_paste_is_searched_for() {
    let mut terminal = Terminal::start(80, 24);
    terminal.until_text("Heterotopic ossification");
    terminal.press("\x1b[200~poh\ntreatment\x1b[201~");
    terminal.until_text("understood: POH");
    terminal.press("\x1b");
    terminal.until_text("Conditions");
    terminal.press("\x03");
    assert_eq!(terminal.end(), 0);
}

/// Whether the shell waits for a command: what is typed before that may still be read by the browser.
fn prompts(screen: &vt100::Screen) -> bool {
    let (row, column) = screen.cursor_position();
    let line = screen.rows(0, 80).nth(usize::from(row)).unwrap_or_default();
    !screen.alternate_screen() && column == 7 && line.starts_with("ready>")
}

/// In a shell with job control: Ctrl-Z gives the shell its screen back, `fg` brings ours again.
#[test]
fn suspend_and_return() {
    let mut terminal = Terminal::run(Setting {
        program: "/bin/sh",
        arguments: vec!["-i".to_owned()],
        variables: &[("PS1", "ready> ")],
        ..Setting::default()
    });
    // Nothing is typed before there is a prompt: it would stand beside it.
    terminal.until("the shell", prompts);
    terminal.press(format!(
        "{} --library {} --today 2026-11-20\n",
        CLINFAQ,
        library().display()
    ));
    terminal.until("the browser", |screen| {
        screen.alternate_screen() && screen.contents().contains("Heterotopic ossification")
    });
    terminal.press("\x1a"); // Ctrl-Z
    terminal.until("the shell again", |screen| {
        screen.contents().contains("Stopped") && prompts(screen)
    });
    terminal.press("echo in the $((40 + 2))nd shell\n");
    terminal.until("the shell's answer", |screen| {
        screen.contents().contains("in the 42nd shell") && prompts(screen)
    });
    terminal.press("fg\n");
    terminal.until("the browser again", |screen| {
        screen.alternate_screen() && screen.contents().contains("Heterotopic ossification")
    });
    terminal.press("\tj");
    terminal.until_text("Fibrodysplasia");
    terminal.press("q");
    terminal.until("the shell", prompts);
    terminal.press("exit\n");
    terminal.end();
}
