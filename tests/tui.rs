//! The browser without a terminal: keys in, the text of the screen out.
//!
//! The library in `tests/tui`, the day, the size and the terminal's abilities are fixed, so that a screen is the same
//! wherever the tests run. Snapshots are taken at 40x12, 80x24 and 120x40.

#[path = "tui/changes.rs"]
mod changes;
#[path = "tui/random.rs"]
mod random;
#[path = "tui/settings.rs"]
mod settings;
#[path = "tui/stage.rs"]
mod stage;

use std::path::Path;

use clinfaq::library::{Library, Notice, Opener, Request};
use clinfaq::tui::{Effect, Environment, Input, Mouse, Screen, Session};
use ratatui::layout::{Position, Size};
use ratatui::style::Modifier;

use stage::*;

/// The screen after `keys`, at every size.
fn snapshot(name: &str, keys: &str) {
    snapshot_of(&LIBRARY, name, keys);
}

fn snapshot_of(library: &Library, name: &str, keys: &str) {
    for size in SIZES {
        let mut stage = stage_with(size, Some(library.clone()), &options());
        stage.draw().expect("a test screen");
        stage.keys(keys);
        let name = format!("{name}-{}x{}", size.0, size.1);
        insta::with_settings!({
            snapshot_path => "snapshots",
            prepend_module_to_snapshot => false,
            description => format!("keys: {keys}"),
            omit_expression => true,
        }, { insta::assert_snapshot!(name, screen(&mut stage)) });
    }
}

/// The way to the first answer about POH's treatment.
const READ: &str = "/ \"is any treatment proven poh\" enter";

#[test]
fn browsing() {
    snapshot("browse", "");
    snapshot("browse-open", "down down right");
    snapshot("browse-questions", "tab down");
    snapshot("browse-by-topic", "t down down right");
    snapshot("browse-no-questions", "home");
}

#[test]
fn searching() {
    snapshot("search-empty", "/");
    snapshot("search", "/ \"poh tretment\"");
    snapshot("search-second", "/ \"poh treatment\" down");
    snapshot("search-grouped", "/ \"treatment bone\" down ctrl-g");
    snapshot("search-nothing", "/ \"zzzzxq\"");
    snapshot(
        "search-filters",
        "/ \"topic:treatment topic:nonsense bone\"",
    );
}

#[test]
fn reading() {
    snapshot("read", READ);
    snapshot("read-end", &format!("{READ} end"));
    snapshot("read-link", &format!("{READ} tab tab tab"));
    snapshot("find", &format!("{READ} ctrl-f \"poh\""));
    snapshot("find-nothing", &format!("{READ} ctrl-f \"pohx\""));
    snapshot("outline", &format!("{READ} o"));
    snapshot("sources", &format!("{READ} s down"));
    snapshot("source", &format!("{READ} 1"));
    snapshot("condition", &format!("{READ} c"));
    snapshot("overdue", "/ \"what is poh\" enter");
    snapshot("no-date", "/ \"what about bisphosphonates\" enter");
    snapshot("reviewed", "/ \"can lesions be removed\" enter");
    snapshot(
        "wide-characters",
        "/ \"bone growing outside the skeleton\" enter",
    );
}

#[test]
fn other_pages() {
    snapshot("problems", "!");
    // On disk the page names the folder, and that is another one everywhere.
    let in_memory = Opener::new(Request {
        cache: None,
        ..request(FOLDER.into())
    });
    let in_memory = in_memory
        .current(&mut |_| ())
        .expect("a library that opens");
    snapshot_of(&in_memory, "about", "i");
    snapshot("help-browsing", "?");
    snapshot("help-searching", "/ f1");
    snapshot("help-reading", &format!("{READ} ?"));
}

#[test]
fn other_terminals() {
    for (name, term, utf8) in [
        ("console", "linux", true),
        ("ascii", "xterm", false),
        ("vt100", "vt100", true),
    ] {
        let environment = Environment {
            term: term.into(),
            utf8,
            ..Environment::modern()
        };
        let mut options = options();
        options.environment = environment;
        let mut stage = stage_with((80, 24), Some(LIBRARY.clone()), &options);
        stage.draw().expect("a test screen");
        stage.keys("down down right");
        let browse = screen(&mut stage);
        stage.keys(READ);
        let read = screen(&mut stage);
        assert!(utf8 && term != "vt100" || (browse.is_ascii() && read.is_ascii()));
        insta::with_settings!({
            snapshot_path => "snapshots",
            prepend_module_to_snapshot => false,
            omit_expression => true,
        }, { insta::assert_snapshot!(format!("terminal-{name}"), format!("{browse}\n{read}")) });
    }
}

#[test]
fn before_there_is_a_library() {
    let mut stage = stage_with((80, 24), None, &options());
    assert!(screen(&mut stage).contains("Preparing the library"));
    let progress = clinfaq::content::Progress {
        done: 45,
        total: 100,
        entries: 3,
    };
    assert!(stage.notice(Notice::Progress(progress)));
    assert!(
        !stage.notice(Notice::Progress(progress)),
        "the same percentage is no news"
    );
    assert!(screen(&mut stage).contains("45 %"));
    // What is typed meanwhile is not lost.
    stage.keys("/ \"poh\"");
    assert!(screen(&mut stage).contains("/ poh"));
    stage.notice(Notice::Ready(LIBRARY.clone()));
    let now = screen(&mut stage);
    assert!(
        now.contains("answers") && now.contains("understood: POH"),
        "{now}"
    );
    stage.keys("esc");
    assert!(screen(&mut stage).contains("Heterotopic ossification"));
}

#[test]
fn too_small_says_so_and_recovers() {
    let mut stage = stage((20, 5));
    assert!(screen(&mut stage).contains("needs more room"));
    stage.backend_mut().resize(80, 24);
    stage.feed(vec![Input::Resize]);
    assert!(screen(&mut stage).contains("Heterotopic ossification"));
}

#[test]
fn arrows_alone_lead_to_an_answer_and_back() {
    for size in SIZES {
        let mut stage = stage(size);
        let begin = screen(&mut stage);
        assert!(begin.contains("Heterotopic"), "{begin}");
        // A topic, its questions, an answer.
        stage.keys("down down down down down right right right");
        let read = screen(&mut stage);
        assert!(read.contains("In short"), "{read}");
        // Back, to the tree, to the branch above.
        stage.keys("left left left");
        assert_eq!(screen(&mut stage), begin, "at {size:?}");
    }
}

#[test]
fn back_leads_to_the_same_line_and_forward_again() {
    let mut stage = stage((80, 24));
    stage.draw().expect("a test screen");
    stage.keys(READ);
    stage.keys("down down down");
    let read = screen(&mut stage);
    stage.keys("tab");
    let link = screen(&mut stage);
    stage.keys("1");
    assert!(screen(&mut stage).contains("Publisher"));
    stage.keys("backspace");
    assert_eq!(screen(&mut stage), link);
    assert_eq!(
        rows(&stage),
        read.lines().take(24).map(str::to_owned).collect::<Vec<_>>()
    );
    stage.keys("alt-right");
    assert!(screen(&mut stage).contains("Publisher"));
    stage.keys("alt-left backspace");
    let results = screen(&mut stage);
    assert!(
        results.contains("/ is any treatment proven poh"),
        "{results}"
    );
    stage.keys("esc");
    assert!(screen(&mut stage).contains("Conditions"));
}

#[test]
fn what_was_searched_for_waits_to_be_typed_over() {
    let mut stage = stage((80, 24));
    stage.keys("/ \"poh\" esc /");
    assert!(screen(&mut stage).contains("/ poh"));
    stage.keys("\"fop\"");
    assert!(screen(&mut stage).contains("/ fop"));
}

#[test]
fn enter_reads_a_result_of_all_the_words_typed_before_it() {
    let mut stage = stage((80, 24));
    // One batch: no frame between the words and Enter.
    stage.keys("/ \"which icd-10 code fits poh\" enter");
    assert!(screen(&mut stage).contains("None of its own"));
}

#[test]
fn brackets_go_from_question_to_question_and_the_list_follows() {
    let mut stage = stage((80, 24));
    stage.draw().expect("a test screen");
    stage.keys("/ \"poh treatment\" enter");
    let first = screen(&mut stage);
    assert!(first.contains("1 of "), "{first}");
    stage.keys("]");
    let second = screen(&mut stage);
    assert!(second.contains("2 of "), "{second}");
    stage.keys("] [ [");
    assert_eq!(screen(&mut stage), first);
    stage.keys("[");
    assert!(screen(&mut stage).contains("first question of the list"));
    stage.keys("] backspace");
    stage.draw().expect("a test screen");
    let at = stage.backend().cursor_position();
    assert_eq!(at.x, 3 + 13, "the box has the cursor");
    let selected: Vec<String> = rows(&stage)
        .into_iter()
        .filter(|row| row.starts_with(" ▸"))
        .collect();
    let title = second.lines().nth(1).expect("a title").trim();
    assert!(selected[0].contains(&title[..20]), "{selected:?} {title}");
}

#[test]
fn a_link_to_what_was_taken_back_shows_the_notice() {
    let mut stage = stage((80, 24));
    stage.keys(READ);
    let linked = |stage: &Stage| {
        let Position { x, y } = stage.backend().cursor_position();
        rows(stage)[usize::from(y)]
            .chars()
            .skip(usize::from(x))
            .collect::<String>()
    };
    for _ in 0..30 {
        stage.keys("tab");
        stage.draw().expect("a test screen");
        if linked(&stage).starts_with("what") {
            break;
        }
    }
    stage.keys("enter");
    let notice = screen(&mut stage);
    assert!(notice.contains("withdrawn 2026-11-01"), "{notice}");
    assert!(notice.contains("A newer study says otherwise."), "{notice}");
}

#[test]
fn the_place_in_a_text_survives_another_width() {
    let mut stage = stage((80, 24));
    stage.draw().expect("a test screen");
    stage.keys(READ);
    stage.keys("pgdn");
    let before = screen(&mut stage);
    for (width, height) in [(50, 24), (130, 24), (33, 18), (80, 24)] {
        stage.backend_mut().resize(width, height);
        stage.feed(vec![Input::Resize]);
        stage.draw().expect("a test screen");
    }
    assert_eq!(screen(&mut stage), before);
}

#[test]
fn selection_is_told_without_colour_and_the_cursor_stands_on_it() {
    let mut options = options();
    options.environment.no_color = true;
    let mut stage = stage_with((80, 24), Some(LIBRARY.clone()), &options);
    for keys in ["", "down down", "tab", "t"] {
        stage.keys(keys);
        stage.draw().expect("a test screen");
        let Position { x, y } = stage.backend().cursor_position();
        let buffer = stage.backend().buffer();
        assert_eq!(buffer[(x, y)].symbol(), "▸", "after {keys:?}");
        assert!(
            buffer[(x + 3, y)].modifier.contains(Modifier::REVERSED),
            "after {keys:?}"
        );
        let coloured = buffer
            .content
            .iter()
            .any(|cell| cell.fg != ratatui::style::Color::Reset);
        assert!(!coloured, "after {keys:?}");
    }
}

#[test]
fn a_paste_is_a_search_of_one_clean_line() {
    let mut stage = stage((80, 24));
    stage.feed(vec![Input::Paste("poh\u{1b}[31m\ntreatment\n".into())]);
    let now = screen(&mut stage);
    assert!(
        now.starts_with(" / poh") && now.contains("treatment"),
        "{now}"
    );
    stage.feed(vec![Input::Paste("x".repeat(1_000_000))]);
    screen(&mut stage);
}

#[test]
fn clicks_and_the_wheel_do_what_the_arrows_do() {
    let mut stage = stage((80, 24));
    stage.draw().expect("a test screen");
    stage.feed(vec![Input::Mouse(Mouse::WheelDown, 5, 5); 2]);
    let wheel = screen(&mut stage);
    let mut keys = self::stage((80, 24));
    keys.keys("down down");
    assert_eq!(wheel, screen(&mut keys));
    // A question, twice.
    stage.feed(vec![
        Input::Mouse(Mouse::Click, 40, 2),
        Input::Mouse(Mouse::Click, 40, 2),
    ]);
    assert!(screen(&mut stage).contains("In short"));
}

#[test]
fn answers_that_are_asked_alike_say_whose_they_are() {
    let mut text =
        "format = 1\n[pack]\nid = \"twins\"\ntitle = \"Twins\"\nversion = \"1\"\n".to_owned();
    for (id, publisher) in [
        ("a", "First Institute"),
        ("b", "Second Institute of Health"),
    ] {
        text += &format!(
            "[[condition]]\nid = \"{id}\"\nname = \"Twin {id}\"\n\
             [[source]]\nid = \"{id}\"\ntitle = \"A page\"\npublisher = \"{publisher}\"\nkind = \"government\"\n\
             [[entry]]\nid = \"{id}/x\"\ncondition = \"{id}\"\ntopic = \"overview\"\n\
             question = \"What are twins?\"\nanswer = \"Two[^{id}].\"\n\
             [[entry]]\nid = \"{id}/y\"\ncondition = \"{id}\"\ntopic = \"causes\"\n\
             question = \"What causes twins {id}?\"\nanswer = \"Chance[^{id}].\"\n"
        );
    }
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("library.toml"), text).expect("written");
    let library = open(folder.path().to_owned());
    let found = |size| {
        let mut stage = stage_with(size, Some(library.clone()), &options());
        stage.keys("/ \"twins\"");
        screen(&mut stage)
    };
    let wide = found((120, 40));
    assert!(wide.contains("What are twins?  First Institute "), "{wide}");
    assert!(
        wide.contains("What are twins?  Second Institute of Health "),
        "{wide}"
    );
    assert!(wide.contains("What causes twins a?   "), "{wide}");
    let narrow = found((40, 24));
    assert!(
        narrow.contains("What are twins?            Twin b  !"),
        "{narrow}"
    );
}

#[test]
fn the_readmes_table_of_keys_is_made_from_the_actions() {
    let table = clinfaq::tui::key_table_markdown();
    assert!(table.contains("| `1-9` |"), "{table}");
    assert!(table.contains("everywhere"), "{table}");
}

#[test]
fn on_a_slow_line_the_list_goes_first_and_the_answer_follows_at_rest() {
    let mut options = options();
    options.environment.baud = Some(9600);
    let mut stage = stage_with((80, 24), Some(LIBRARY.clone()), &options);
    stage.draw().expect("a test screen");
    stage.rest();
    stage.keys("/ \"poh treatment\"");
    let listed = screen(&mut stage);
    assert!(listed.contains("Can lesions be removed?") && stage.owes());
    assert!(!listed.contains("No medicine or operation"), "{listed}");
    stage.rest();
    let first = screen(&mut stage);
    assert!(first.contains("No medicine or operation") && !stage.owes());
    // Whose answer it is, it says itself.
    stage.keys("down");
    let second = screen(&mut stage);
    let titles = |screen: &str| {
        screen
            .matches("Is any treatment proven to stop POH?")
            .count()
    };
    assert!(
        second.contains("▸ Can lesions be removed?") && titles(&second) == 2,
        "{second}"
    );
    // A page needs no rest.
    stage.keys("enter");
    let page = screen(&mut stage);
    assert!(
        page.contains("Can lesions be removed?") && !stage.owes(),
        "{page}"
    );
}

/// On a serial line of 9,600 bits a second, 960 bytes take a second.
#[test]
fn a_keystroke_costs_few_bytes() {
    fn size() -> Size {
        Size::new(80, 24)
    }
    for term in ["xterm-256color", "linux", "vt100"] {
        let mut options = options();
        options.environment.term = term.into();
        let screen = Screen::new(Vec::new(), size, &options.environment);
        let mut stage = Session::new(screen, Some(LIBRARY.clone()), &options).expect("a vector");
        let mut cost = |keys: &str| {
            let before = stage.backend().get_ref().len();
            stage.keys(keys);
            stage.draw().expect("a vector");
            stage.backend().get_ref().len() - before
        };
        assert!(cost("") < 2500, "{term}: the first frame");
        assert_eq!(cost(""), 0, "{term}: nothing has changed");
        cost("/ \"zzzzx\"");
        let one = cost("\"q\"");
        assert!(
            one < 12,
            "{term}: {one} for a character that changes nothing else"
        );
        cost("ctrl-u \"poh treatment\"");
        let moved = cost("down");
        assert!(moved < 480, "{term}: {moved} to the next result");
        cost("up enter");
        let scrolled = cost("down");
        assert!(scrolled < 160, "{term}: {scrolled} to the next line");
    }
}
