//! Commands, counts, earlier searches, themes, searching the help; copies and codes.

use clinfaq::config::Charset;
use clinfaq::terminal::Environment;
use clinfaq::tui::Effect;
use ratatui::style::{Color, Modifier};

use super::READ;
use super::stage::{LIBRARY, Stage, options, screen, stage, stage_with};

#[test]
fn earlier_searches_come_back_with_up_and_leave_the_newest_first() {
    let mut stage = stage((80, 24));
    stage.keys("up");
    assert!(screen(&mut stage).contains("No earlier searches."));
    stage.keys("\"poh treatment\" esc \"fop\" esc up");
    assert!(
        screen(&mut stage).starts_with(" / fop"),
        "{}",
        screen(&mut stage)
    );
    stage.keys("up");
    assert!(screen(&mut stage).starts_with(" / poh treatment"));
    stage.keys("up");
    let oldest = screen(&mut stage);
    assert!(oldest.starts_with(" / poh treatment") && oldest.contains("No earlier searches."));
    // The results are those of the words, and the arrows move in them.
    stage.keys("down up");
    assert!(screen(&mut stage).starts_with(" / poh treatment"));
    stage.keys("\"x\" up");
    assert!(screen(&mut stage).starts_with(" / poh treatmentx"));
    // What was read counts, too.
    stage.keys("esc \"myositis\" enter esc esc up");
    assert!(screen(&mut stage).starts_with(" / myositis"));
}

#[test]
fn number_before_a_key_repeats_it() {
    let mut stage = stage((80, 24));
    stage.keys("down \"5j\"");
    let counted = screen(&mut stage);
    let mut keys = self::stage((80, 24));
    keys.keys("down j j j j j");
    assert_eq!(counted, screen(&mut keys));
    stage.keys("\"3t\" \"j\"");
    keys.keys("t j");
    assert_eq!(
        screen(&mut stage),
        screen(&mut keys),
        "only the next key counts"
    );
    stage.keys("\"99999999999999999999\" j k");
    screen(&mut stage);
}

#[test]
fn commands_do_what_the_actions_do() {
    let mut stage = stage((80, 24));
    assert_eq!(stage.keys("\":q\" enter"), [Effect::Quit]);
    stage.keys("\":help\" enter");
    assert!(screen(&mut stage).contains("Help: Searching"));
    stage.keys("esc down \":turn\" enter");
    assert!(screen(&mut stage).contains("Topics"));
    stage.keys("\":abuot\" enter");
    assert!(screen(&mut stage).contains("There is no command \"abuot\". Did you mean about?"));
    stage.keys("\":outline\" enter");
    assert!(screen(&mut stage).contains("outline does nothing here."));
    stage.keys("\":\" enter \":x\" esc");
    assert!(!screen(&mut stage).contains("no command"));
}

#[test]
fn themes_are_chosen_by_key_and_by_name() {
    let mut stage = stage((80, 24));
    stage.keys("down T");
    let message = "Theme: dark. To keep it: theme = \"dark\" in the settings.";
    assert!(screen(&mut stage).contains(message));
    stage.keys("\":theme high-contrast\" enter");
    assert!(screen(&mut stage).contains("Theme: high-contrast."));
    let coloured = stage
        .buffer
        .content
        .iter()
        .any(|cell| cell.bg != Color::Reset);
    assert!(coloured);
    stage.keys("\":theme pink\" enter");
    assert!(screen(&mut stage).contains("The themes are: standard, dark, light"));
    let mut options = options();
    options.environment.no_color = true;
    let mut plain = stage_with((80, 24), Some(LIBRARY.clone()), &options);
    plain.keys("down T");
    assert!(screen(&mut plain).contains("This terminal shows no colours."));
}

#[test]
fn help_shows_only_what_matches() {
    let mut stage = stage((80, 24));
    stage.keys("down ? / \"theme\"");
    let help = screen(&mut stage);
    assert!(
        help.contains("use the next theme") && !help.contains("go to the end"),
        "{help}"
    );
    stage.keys("enter");
    assert!(screen(&mut stage).contains("Help: Browsing, only \"theme\""));
    stage.keys("/ esc");
    assert!(screen(&mut stage).contains("move down one page"));
    stage.keys("esc");
    assert!(!screen(&mut stage).contains("Help:"));
}

fn in_terminal(term: &str, size: (u16, u16)) -> Stage {
    let mut options = options();
    options.environment = Environment {
        term: term.into(),
        ..Environment::modern()
    };
    stage_with(size, Some(LIBRARY.clone()), &options)
}

#[test]
fn copy_goes_to_the_clipboard_where_there_is_one_and_is_shown_elsewhere() {
    let mut stage = in_terminal("foot", (80, 24));
    stage.keys(READ);
    stage.draw();
    let effects = stage.keys("y");
    let [Effect::Copy(text)] = effects.as_slice() else {
        panic!("{effects:?}");
    };
    insta::assert_snapshot!(text);
    assert!(screen(&mut stage).contains("Sent to the terminal's clipboard"));
    let mut elsewhere = in_terminal("linux", (40, 12));
    elsewhere.keys(READ);
    elsewhere.draw();
    assert_eq!(elsewhere.keys("y"), []);
    let shown = screen(&mut elsewhere);
    assert!(
        shown.starts_with("Is any treatment proven to stop POH?\n"),
        "{shown}"
    );
    elsewhere.keys("end");
    assert!(
        screen(&mut elsewhere).contains("clinfaq, 2026-11-20: poh/"),
        "all of it can be reached"
    );
    elsewhere.keys("esc");
    assert!(screen(&mut elsewhere).contains("POH > Treatment"));
}

#[test]
fn selected_address_is_copied_instead_of_the_answer() {
    let mut stage = in_terminal("foot", (80, 24));
    stage.keys(READ);
    stage.draw();
    let effects = stage.keys("tab y");
    let is_address =
        |effect: &Effect| matches!(effect, Effect::Copy(url) if url.starts_with("https://"));
    assert!(effects.iter().any(is_address), "{effects:?}");
}

#[test]
fn comparison_is_not_copied_as_an_answer() {
    let mut stage = in_terminal("foot", (80, 24));
    stage.keys(READ);
    stage.draw();
    stage.keys("v c v");
    assert!(screen(&mut stage).contains("Compare"));
    assert_eq!(stage.keys("y"), []);
    assert!(screen(&mut stage).contains("There is no answer here to copy."));
    stage.keys("Q");
    assert!(screen(&mut stage).contains("There is no answer here for a code."));
}

/// The light and dark modules on the screen, as a camera sees them.
fn modules(stage: &Stage, is_dense: bool) -> Vec<Vec<bool>> {
    let area = stage.buffer.area;
    let mut rows = Vec::new();
    for y in 0..area.height - 1 {
        let (mut upper, mut lower) = (Vec::new(), Vec::new());
        for x in 0..area.width {
            let cell = &stage.buffer[(x, y)];
            if cell.bg != Color::Black {
                break;
            }
            let reversed = cell.modifier.contains(Modifier::REVERSED);
            upper.push(reversed || cell.symbol() == "▀");
            lower.push(reversed || cell.symbol() == "▄");
        }
        if upper.is_empty() {
            break;
        }
        match is_dense {
            true => rows.extend([upper, lower]),
            false => rows.push(upper.into_iter().step_by(2).collect()),
        }
    }
    rows
}

#[test]
fn code_is_that_of_the_address_in_half_blocks_and_in_ascii() {
    let mut found = Vec::new();
    for (charset, size) in [(Charset::Unicode, (80, 24)), (Charset::Ascii, (120, 60))] {
        let mut options = options();
        options.environment.settings.charset = Some(charset);
        let mut stage = stage_with(size, Some(LIBRARY.clone()), &options);
        stage.keys(READ);
        stage.draw();
        stage.keys("1");
        stage.draw();
        stage.keys("Q");
        let shown = screen(&mut stage);
        assert!(
            shown.contains("https://"),
            "what the code holds is there to read: {shown}"
        );
        let mut rows = modules(&stage, charset == Charset::Unicode);
        rows.truncate(rows[0].len());
        found.push(rows);
    }
    assert!(found[0].len() > 20);
    assert_eq!(found[0], found[1]);
    // The finder at the top left, with light modules around it.
    let dark = |y: usize, x: usize| !found[0][y][x];
    assert!(!dark(1, 1) && dark(2, 2) && dark(8, 8) && !dark(3, 3) && dark(5, 5));
}

#[test]
fn code_without_room_says_what_it_needs() {
    let mut stage = stage((40, 12));
    stage.keys(READ);
    stage.draw();
    stage.keys("Q");
    let shown = screen(&mut stage);
    assert!(shown.starts_with("The code needs "), "{shown}");
    assert!(shown.contains("No medicine or operation"), "{shown}");
    stage.keys("Q");
    assert!(
        screen(&mut stage).contains("https://"),
        "the next one is an address"
    );
}

#[test]
fn two_answers_are_compared() {
    for size in [(80, 24), (120, 40)] {
        let mut stage = stage(size);
        stage.keys(READ);
        stage.draw();
        stage.keys("v");
        assert!(screen(&mut stage).contains("press v there to compare"));
        stage.keys("c v");
        let compared = screen(&mut stage);
        assert!(compared.contains("Compare"), "{compared}");
        insta::assert_snapshot!(format!("compare-{}", size.0), compared);
    }
    let mut stage = stage((80, 24));
    stage.keys("down tab v v");
    assert!(screen(&mut stage).contains("This is the same one."));
}

#[test]
fn changes_are_a_page_with_links() {
    let mut stage = stage((80, 24));
    stage.keys("down w");
    insta::assert_snapshot!(screen(&mut stage));
    stage.keys("tab enter");
    assert!(!screen(&mut stage).contains("What changed"));
}
