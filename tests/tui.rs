//! The browser without a terminal: keys in, the text of the screen out.
//!
//! The library in `tests/tui`, the day, the size and the terminal's abilities are fixed, so that a screen is the same
//! wherever the tests run. Snapshots are taken at 40x12, 80x24 and 120x40.

#[path = "tui/bookmarks.rs"]
mod bookmarks;
#[path = "tui/changes.rs"]
mod changes;
#[path = "tui/comforts.rs"]
mod comforts;
#[path = "tui/keys.rs"]
mod keys;
#[path = "tui/packs.rs"]
mod packs;
#[path = "tui/random.rs"]
mod random;
#[path = "tui/settings.rs"]
mod settings;
#[path = "tui/stage.rs"]
mod stage;

use std::path::Path;

use clinfaq::library::{Library, Notice, Opener, Request};
use clinfaq::terminal::{Environment, Input, Mouse, Screen};
use clinfaq::tui::{App, Effect};
use ratatui::buffer::Buffer;
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
        stage.draw();
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
    snapshot("browse-open", "down down down right");
    snapshot("browse-questions", "tab tab down");
    snapshot("browse-by-topic", "down t down down right");
    snapshot("browse-no-questions", "down home");
    snapshot("filter", "down f \"oss\" down");
}

#[test]
fn searching() {
    snapshot("search-condition", "\"poh\"");
    snapshot("search-near", "\"fox\"");
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
    snapshot("handout", &format!("{READ} P"));
    snapshot("handout-menu", &format!("{READ} P P"));
    snapshot("read-end", &format!("{READ} end"));
    snapshot("read-link", &format!("{READ} tab tab tab"));
    snapshot("find", &format!("{READ} ctrl-f \"poh\""));
    snapshot("find-nothing", &format!("{READ} ctrl-f \"pohx\""));
    snapshot("outline", &format!("{READ} o"));
    snapshot("sources", &format!("{READ} s down"));
    snapshot("source", &format!("{READ} 1"));
    snapshot("find-kept", &format!("{READ} ctrl-f \"poh\" enter"));
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
    snapshot("problems", "down !");
    // On disk the page names the folder, and that is another one everywhere.
    let in_memory = Opener::new(Request {
        cache: None,
        ..request(FOLDER.into())
    });
    let in_memory = in_memory
        .current(&mut |_| ())
        .expect("a library that opens");
    snapshot_of(&in_memory, "about", "down i");
    snapshot("help-browsing", "down ?");
    snapshot("help-searching", "f1");
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
        stage.draw();
        stage.keys("down down down right");
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
        ..clinfaq::content::Progress::default()
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
    assert!(screen(&mut stage).contains("screen too small"));
    stage.resize(80, 24);
    assert!(screen(&mut stage).contains("Heterotopic ossification"));
}

#[test]
fn arrows_alone_lead_to_an_answer_and_back() {
    for size in SIZES {
        let mut stage = stage(size);
        stage.keys("down");
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
    stage.draw();
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
fn last_query_is_offered_over_a_page_and_typed_over() {
    let mut stage = stage((80, 24));
    stage.keys("\"poh\" enter /");
    assert!(screen(&mut stage).contains("/ poh"));
    stage.keys("\"fop\"");
    assert!(screen(&mut stage).contains("/ fop"));
    // Esc leads back to the page that the box was opened over.
    stage.keys("esc");
    assert!(screen(&mut stage).contains("Conditions › POH"));
}

/// Where the keys go: `box`, `tree`, `results`, `page` or `help`.
fn focus(stage: &mut Stage) -> &'static str {
    let now = screen(stage);
    match now.lines().next().unwrap_or_default() {
        _ if now.contains("─ Help") => "help",
        first if first.starts_with(" / Type to search") => "box",
        first if first.starts_with(" / to search") => "tree",
        first if first.starts_with(" / ") => "results",
        _ => "page",
    }
}

#[test]
fn whatever_is_typed_first_is_a_search() {
    // Letters, capitals and signs that are commands in the tree.
    for words in [
        "fop injection",
        "quit",
        "q",
        "iota",
        "Gout",
        "t",
        "b!",
        "jkhl",
        "[x]",
        "12",
        "é?",
        "中",
    ] {
        let mut stage = stage((80, 24));
        let effects = stage.keys(&format!("\"{words}\""));
        assert_eq!(effects, [], "{words}");
        let now = screen(&mut stage);
        assert!(now.starts_with(&format!(" / {words} ")), "{words}: {now}");
    }
}

#[test]
fn keys_lead_between_search_box_tree_and_results() {
    for (keys, wanted) in [
        ("", "box"),
        ("down", "tree"),
        ("tab", "tree"),
        ("esc", "tree"),
        ("enter", "tree"),
        ("pgdn", "tree"),
        ("up", "box"),
        ("pgup", "box"),
        ("backspace", "box"),
        // No search begins with these.
        ("/", "box"),
        ("?", "help"),
        ("f1", "help"),
        ("f1 esc", "box"),
        ("down /", "box"),
        ("tab tab /", "box"),
        ("\"x\"", "results"),
        ("/ \"x\"", "results"),
        ("\"x?\"", "results"),
        ("\"x\" backspace", "box"),
        ("\"x\" esc", "box"),
        ("\"x\" esc esc", "tree"),
        ("down / \"x\" esc", "box"),
        ("\"poh\" enter", "page"),
        ("\"poh\" enter backspace", "results"),
        ("\"poh\" enter / ctrl-w", "box"),
        ("\"poh\" enter / ctrl-w esc", "page"),
        ("\"poh\" enter / ctrl-w down", "tree"),
        ("\"poh\" enter b", "tree"),
        ("\"poh\" enter b esc", "page"),
    ] {
        for size in SIZES {
            let mut stage = stage(size);
            stage.keys(keys);
            assert_eq!(focus(&mut stage), wanted, "after {keys:?} at {size:?}");
        }
    }
}

#[test]
fn both_quit_keys_leave_from_the_box_and_letters_only_from_the_tree() {
    for (keys, quits) in [
        ("ctrl-c", true),
        ("ctrl-q", true),
        ("\"q\"", false),
        ("down q", true),
    ] {
        let mut stage = stage((80, 24));
        assert_eq!(stage.keys(keys) == [Effect::Quit], quits, "{keys}");
    }
}

#[test]
fn words_given_at_the_start_are_searched_for_and_can_be_cleared() {
    let mut options = options();
    options.words = Some("poh".into());
    let mut stage = stage_with((80, 24), Some(LIBRARY.clone()), &options);
    assert!(screen(&mut stage).contains("Progressive osseous heteroplasia"));
    assert_eq!(focus(&mut stage), "results");
    stage.keys("esc");
    assert_eq!(focus(&mut stage), "box");
}

#[test]
fn filter_lists_matching_names_and_esc_restores_the_tree() {
    let mut stage = stage((80, 24));
    stage.keys("down down");
    let before = screen(&mut stage);
    // Another name finds it as well.
    stage.keys("f \"famil ect\"");
    let filtered = screen(&mut stage);
    assert!(filtered.contains("Filter famil ect"), "{filtered}");
    assert!(filtered.contains("1 of 5"), "{filtered}");
    assert!(!filtered.contains("Calcinosis"), "{filtered}");
    stage.keys("esc");
    assert_eq!(screen(&mut stage), before);
    stage.keys("f \"zz\"");
    assert!(screen(&mut stage).contains("No name matches."));
    stage.keys("ctrl-w \"calc\" enter");
    let chosen = screen(&mut stage);
    assert!(
        chosen.contains("Heterotopic") && chosen.contains("› Calcinosis"),
        "{chosen}"
    );
}

/// Puts a library of `count` answers to the same question into a folder.
fn large(count: usize) -> (tempfile::TempDir, Library) {
    let mut text =
        "format = 1\n[pack]\nid = \"large\"\ntitle = \"Large\"\nversion = \"1\"\n".to_owned();
    for at in 0..count {
        text += &format!(
            "[[condition]]\nid = \"c{at}\"\nname = \"Ailment {at:04}\"\n\
             [[entry]]\nid = \"c{at}/x\"\ncondition = \"c{at}\"\ntopic = \"overview\"\n\
             question = \"What helps?\"\nanswer = \"Patience.\"\n"
        );
    }
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("library.toml"), text).expect("written");
    let library = open(folder.path().to_owned());
    (folder, library)
}

#[test]
fn long_lists_go_on_to_their_end() {
    let (_folder, library) = large(640);
    assert_eq!(library.search("patience", 1000).hits.len(), 640);
    // A larger limit leaves the order of the first answers alone.
    let entries = |limit| -> Vec<_> {
        let hits = library.search("patience", limit).hits;
        hits.iter().map(|hit| hit.entry).collect()
    };
    assert_eq!(entries(640)[..150], entries(150));
    let mut stage = stage_with((80, 24), Some(library.clone()), &options());
    stage.keys("\"patience\"");
    assert!(screen(&mut stage).contains("1 of 640"));
    for _ in 0..100 {
        stage.keys("pgdn");
        stage.draw();
    }
    assert!(screen(&mut stage).contains("640 of 640"));
    // A topic, too.
    stage.keys("esc esc t tab end");
    let now = screen(&mut stage);
    assert!(
        now.contains("640 of 640") && now.contains("Ailment 0639"),
        "{now}"
    );
}

#[test]
fn scroll_bars_show_in_ascii_where_a_list_is_longer_than_its_pane() {
    let (_folder, library) = large(60);
    let mut options = options();
    options.environment.utf8 = false;
    let mut stage = stage_with((80, 24), Some(library), &options);
    let bar = |stage: &mut Stage, column: usize| -> Vec<usize> {
        let now = screen(stage);
        let has_thumb = |row: &&str| row.chars().nth(column) == Some('#');
        let rows = now.lines().enumerate();
        rows.filter(|(_, row)| has_thumb(row))
            .map(|(at, _)| at)
            .collect()
    };
    let top = bar(&mut stage, 31);
    stage.keys("down end");
    let end = bar(&mut stage, 31);
    assert!(!top.is_empty() && top.len() < 15, "{top:?}");
    assert!(top[0] < end[0], "{top:?} {end:?}");
    let mut small = self::stage((80, 24));
    assert!(!screen(&mut small).contains('▐'));
}

#[test]
fn preview_scrolls_by_key_and_by_wheel() {
    let mut stage = stage((80, 24));
    stage.keys("\"is any treatment proven poh\"");
    let first = screen(&mut stage);
    assert!(first.contains("Ctrl-D scrolls"), "{first}");
    stage.keys("ctrl-d");
    let second = screen(&mut stage);
    assert_ne!(first, second);
    assert!(second.contains("/ is any treatment proven poh"));
    stage.keys("ctrl-u");
    assert_eq!(screen(&mut stage), first);
    stage.feed(vec![Input::Mouse(Mouse::WheelDown, 40, 18); 40]);
    let end = screen(&mut stage);
    assert!(end.contains("[4]") && !end.contains("scrolls"), "{end}");
    // Another answer begins at its top.
    stage.keys("down up");
    assert_eq!(screen(&mut stage), first);
}

#[test]
fn suggested_names_can_be_clicked() {
    let mut stage = stage((80, 24));
    stage.keys("\"fox\"");
    let now = screen(&mut stage);
    assert!(now.contains("Did you mean"), "{now}");
    let row = now
        .lines()
        .position(|row| row.contains("Fibrodysplasia"))
        .expect("a name");
    stage.feed(vec![Input::Mouse(Mouse::Click, 10, row as u16); 2]);
    assert!(screen(&mut stage).contains("Conditions › FOP"));
}

#[test]
fn a_failed_find_says_so_until_it_is_corrected() {
    let mut stage = stage((80, 24));
    stage.keys(READ);
    stage.keys("ctrl-f \"pohx\" enter");
    assert!(screen(&mut stage).contains("\"pohx\" is not on this page."));
    stage.keys("enter");
    assert!(screen(&mut stage).contains("\"pohx\" is not on this page."));
    stage.keys("backspace enter");
    let now = screen(&mut stage);
    assert!(now.contains("n next   N previous"), "{now}");
}

#[test]
fn sources_above_nine_open_by_number() {
    let mut text = "format = 1\n[pack]\nid = \"many\"\ntitle = \"Many\"\nversion = \"1\"\n\
                    [[condition]]\nid = \"a\"\nname = \"A\"\n"
        .to_owned();
    let mut cited = String::new();
    for at in 1..=23 {
        text +=
            &format!("[[source]]\nid = \"s{at}\"\ntitle = \"Source no. {at}\"\nkind = \"study\"\n");
        cited += &format!("[^s{at}]");
    }
    text += &format!(
        "[[entry]]\nid = \"a/x\"\ncondition = \"a\"\ntopic = \"overview\"\n\
         question = \"Many sources?\"\nanswer = \"Yes{cited}.\"\n"
    );
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("library.toml"), text).expect("written");
    let library = open(folder.path().to_owned());
    for (keys, opened) in [
        ("3", 3),
        ("9", 9),
        ("1 2", 12),
        ("2 0", 20),
        ("2 3", 23),
        ("1 enter", 1),
        ("s 1 4", 14),
        // There is no 24: a new number begins.
        ("2 4", 4),
    ] {
        let mut stage = stage_with((80, 24), Some(library.clone()), &options());
        stage.keys("\"many sources\" enter");
        assert!(screen(&mut stage).contains("1-23 source"));
        stage.keys(keys);
        let now = screen(&mut stage);
        assert!(
            now.contains(&format!("\n Source no. {opened}\n")),
            "{keys}: {now}"
        );
    }
}

#[test]
fn wide_screens_give_lists_the_room_that_text_does_not_need() {
    let question =
        "Does every case need treatment, and who decides that when several specialists see it";
    for (width, title) in [(160, 36), (200, 50), (240, 70)] {
        let mut stage = stage_with((width, 40), Some(LIBRARY.clone()), &options());
        stage.keys("down");
        let now = screen(&mut stage);
        assert!(now.contains(&question[..title]), "{now}");
    }
}

#[test]
fn a_folder_without_a_library_is_named_on_the_first_screen() {
    let folder = tempfile::tempdir().expect("a folder");
    let library = open(folder.path().to_owned());
    let name = folder
        .path()
        .file_name()
        .expect("a name")
        .to_string_lossy()
        .into_owned();
    for keys in ["", "down", "\"poh\""] {
        let mut stage = stage_with((120, 24), Some(library.clone()), &options());
        stage.keys(keys);
        let now = screen(&mut stage);
        let said = now.contains("No clinfaq library in this folder: ") && now.contains(&name);
        assert!(said, "{keys}: {now}");
    }
}

#[test]
fn examples_in_the_help_find_answers() {
    let (_folder, large) = large(3);
    for library in [LIBRARY.clone(), large] {
        let mut stage = stage_with((120, 60), Some(library.clone()), &options());
        let first = screen(&mut stage);
        let (_, words) = first.split_once("such as: ").expect("an example");
        let (words, _) = words.split_once(')').expect("its end");
        stage.keys("f1");
        let help = screen(&mut stage);
        let filters = help.split_whitespace().filter(|word| {
            let names = ["topic:", "condition:", "source:", "after:"];
            names.iter().any(|name| word.starts_with(name))
        });
        let phrase = help.split('"').nth(1).expect("a phrase");
        let mut examples = vec![words.to_owned(), format!("\"{phrase}\"")];
        examples.extend(filters.map(str::to_owned));
        assert!(examples.len() >= 4, "{help}");
        for example in examples {
            let found = library.search(&example, 10);
            assert!(!found.hits.is_empty(), "{example}");
            assert!(found.understood.unknown_filters.is_empty(), "{example}");
        }
    }
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
    stage.draw();
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
    stage.draw();
    let at = stage.cursor;
    assert_eq!(at.x, 3 + 13, "the box has the cursor");
    let selected: Vec<String> = rows(&stage)
        .into_iter()
        .filter(|row| row.starts_with(" ▸"))
        .collect();
    let title = second.lines().nth(1).expect("a title").trim();
    assert!(selected[0].contains(&title[..20]), "{selected:?} {title}");
}

#[test]
fn no_row_is_selected_while_results_are_only_related() {
    let mut stage = stage((80, 24));
    let is_selected = |seen: &str| seen.lines().any(|row| row.starts_with(" \u{25b8}"));
    stage.keys("/ \"malaria treatment\"");
    let seen = screen(&mut stage);
    assert!(
        seen.contains("Not in this library: malaria") && !is_selected(&seen),
        "{seen}"
    );
    stage.keys("enter");
    let seen = screen(&mut stage);
    assert!(
        seen.contains("chooses a related one") && !is_selected(&seen),
        "{seen}"
    );
    stage.keys("down");
    assert!(is_selected(&screen(&mut stage)));
    stage.keys("enter");
    assert!(!screen(&mut stage).contains("malaria treatment"));
}

#[test]
fn a_link_to_a_withdrawn_answer_shows_the_notice() {
    let mut stage = stage((80, 24));
    stage.keys(READ);
    let linked = |stage: &Stage| {
        let Position { x, y } = stage.cursor;
        rows(stage)[usize::from(y)]
            .chars()
            .skip(usize::from(x))
            .collect::<String>()
    };
    for _ in 0..30 {
        stage.keys("tab");
        stage.draw();
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
fn the_position_in_a_text_survives_a_resize() {
    let mut stage = stage((80, 24));
    stage.draw();
    stage.keys(READ);
    stage.keys("pgdn");
    let before = screen(&mut stage);
    for (width, height) in [(50, 24), (130, 24), (33, 18), (80, 24)] {
        stage.resize(width, height);
        stage.draw();
    }
    assert_eq!(screen(&mut stage), before);
}

#[test]
fn selection_is_visible_without_colour_and_has_the_cursor() {
    let mut options = options();
    options.environment.no_color = true;
    let mut stage = stage_with((80, 24), Some(LIBRARY.clone()), &options);
    for keys in ["down", "down down", "tab", "t"] {
        stage.keys(keys);
        stage.draw();
        let Position { x, y } = stage.cursor;
        let buffer = &stage.buffer;
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
    stage.draw();
    stage.feed(vec![Input::Mouse(Mouse::WheelDown, 5, 5); 2]);
    let wheel = screen(&mut stage);
    let mut keys = self::stage((80, 24));
    keys.keys("down down down");
    assert_eq!(wheel, screen(&mut keys));
    // A question, twice.
    stage.feed(vec![
        Input::Mouse(Mouse::Click, 40, 3),
        Input::Mouse(Mouse::Click, 40, 3),
    ]);
    assert!(screen(&mut stage).contains("In short"));
}

#[test]
fn rows_with_the_same_question_show_what_distinguishes_them() {
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
             question = \"What causes twins {id}?\"\nanswer = \"Chance[^{id}].\"\n\
             [[entry]]\nid = \"a/z{id}\"\ncondition = \"a\"\ntopic = \"symptoms\"\n\
             question = \"How do twins look?\"\nanswer = \"Alike[^{id}].\"\n"
        );
    }
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("library.toml"), text).expect("written");
    let library = open(folder.path().to_owned());
    let seen = |size, keys: &str| {
        let mut stage = stage_with(size, Some(library.clone()), &options());
        stage.keys(keys);
        screen(&mut stage)
    };
    for size in SIZES {
        // By their conditions, which have a column of their own.
        let now = seen(size, "\"what are twins\"");
        for condition in ["Twin a", "Twin b"] {
            let is_row = |row: &str| row.contains("What are twins?") && row.contains(condition);
            assert!(now.lines().any(is_row), "{now}");
        }
        // By their publishers, among results and in the tree.
        for keys in ["\"how do twins look\"", "down tab"] {
            let now = seen(size, keys);
            for publisher in ["First", "Second"] {
                let is_row = |row: &str| row.contains("How do twi") && row.contains(publisher);
                assert!(now.lines().any(is_row), "{keys}: {now}");
            }
        }
    }
    let page = seen((120, 40), "down c");
    for publisher in ["First Institute", "Second Institute of Health"] {
        assert!(
            page.contains(&format!("How do twins look? · {publisher} · ")),
            "{page}"
        );
    }
}

#[test]
fn on_a_slow_line_the_preview_waits_until_no_key_comes() {
    let mut options = options();
    options.environment.baud = Some(9600);
    let mut stage = stage_with((80, 24), Some(LIBRARY.clone()), &options);
    stage.draw();
    stage.rest();
    stage.keys("/ \"poh treatment\"");
    let listed = screen(&mut stage);
    assert!(listed.contains("Can lesions be removed?") && stage.has_put_off());
    assert!(!listed.contains("No medicine or operation"), "{listed}");
    stage.rest();
    let first = screen(&mut stage);
    assert!(first.contains("No medicine or operation") && !stage.has_put_off());
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
        page.contains("Can lesions be removed?") && !stage.has_put_off(),
        "{page}"
    );
}

/// On a serial line of 9,600 bits a second, 960 bytes take a second.
#[test]
fn keystroke_costs_few_bytes() {
    const SIZE: Size = Size::new(80, 24);
    for term in ["xterm-256color", "linux", "vt100"] {
        let mut options = options();
        options.environment.term = term.into();
        let mut screen = Screen::new(Vec::new(), &options.environment);
        let mut app = App::new(SIZE, Some(LIBRARY.clone()), options);
        let mut cost = |keys: &str| {
            let before = screen.get_ref().len();
            app.feed(keys::inputs(keys));
            let draw = |buffer: &mut Buffer| app.draw(buffer);
            screen.draw(SIZE, draw).expect("a vector");
            screen.get_ref().len() - before
        };
        assert!(cost("") < 2500, "{term}: the first frame");
        assert_eq!(cost(""), 0, "{term}: nothing has changed");
        cost("/ \"zzzzx\"");
        let one = cost("\"q\"");
        assert!(
            one < 12,
            "{term}: {one} for a character that changes nothing else"
        );
        cost("esc \"poh treatment\"");
        let moved = cost("down");
        assert!(moved < 480, "{term}: {moved} to the next result");
        cost("up enter");
        let scrolled = cost("down");
        assert!(scrolled < 160, "{term}: {scrolled} to the next line");
    }
}
