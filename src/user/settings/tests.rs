//! Any text is read; what is said of it is clean; what is written is read again.

use super::*;
use proptest::prelude::*;

fn read(text: &str) -> (Settings, Vec<String>) {
    let (settings, problems) = Settings::read("config.toml", text.as_bytes());
    (
        settings,
        problems.into_iter().map(|problem| problem.rule).collect(),
    )
}

#[test]
fn every_word_of_every_setting_is_read_and_written_the_same() {
    for row in SETTINGS {
        assert!(!row.about.is_empty());
        let table = match row.table {
            "" => String::new(),
            table => format!("[{table}]\n"),
        };
        let (_, problems) = read(&format!("{table}{} = {}\n", row.name, row.default));
        assert_eq!(problems, [""; 0], "{}", row.name);
        for word in row.words() {
            let (settings, problems) = read(&format!("{table}{} = \"{word}\"\n", row.name));
            assert_eq!(problems, [""; 0], "{} {word}", row.name);
            let written = row.written(&settings);
            match written {
                Some(Written::Bare(text) | Written::Text(text)) => assert_eq!(text, word),
                other => assert!(other.is_none() && word == AUTO, "{} {word}", row.name),
            }
        }
    }
}

#[test]
fn a_list_that_is_not_closed_costs_its_table_alone() {
    let text = "theme = \"dark\"\nlibraries = [\"a\",\n[terminal]\nslow = true\n[keys]\nup = [\n\
                [themes.a]\n[themes]\nb = { text = \"red\" }\n";
    let (settings, problems) = read(text);
    assert!(problems.iter().all(|rule| rule == "syntax"), "{problems:?}");
    assert!(!problems.is_empty());
    assert_eq!(settings.terminal.slow, Some(true));
    assert!(settings.find_theme("b").is_some());
}

#[test]
fn tables_that_stand_apart_are_all_read() {
    let text = "start = topics\n[themes.a]\n[terminal]\n[themes.b]\n[keys]\nup = \"u\"\n[keys.reading]\nup = \"v\"\n";
    let (settings, problems) = read(text);
    assert_eq!(problems, ["syntax"]);
    assert!(settings.find_theme("a").is_some() && settings.find_theme("b").is_some());
    assert_eq!(settings.keys.len(), 2);
}

#[test]
fn keys_may_be_written_as_help_shows_them() {
    let (settings, problems) = read("[keys]\nup = [\"Ctrl-U\", \"PgUp\", \"G\", \"g\"]\n");
    assert_eq!(problems, [""; 0]);
    let keys: Vec<String> = settings.keys[0]
        .keys
        .iter()
        .map(|key| key.value.to_string())
        .collect();
    assert_eq!(keys, ["ctrl-u", "pgup", "G", "g"]);
}

fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(vec![
            "theme",
            "libraries",
            "start",
            "color",
            "keys",
            "up",
            "mouse",
            "=",
            "= [",
            "]",
            "{",
            "}",
            "\n",
            "\n",
            "\n[terminal]\n",
            "\n[keys]\n",
            "[keys.reading]\n",
            "[themes.a]\n",
            "text",
            "ink",
            "\"dark\"",
            "true",
            "256",
            "\"\"\"",
            "'",
            "#",
            ".",
            ",",
            "\u{1b}[31m",
            "\u{202e}",
            "1979-05-27",
        ])
        .prop_map(str::to_owned),
        "\\PC{0,6}",
    ]
}

proptest! {
    /// Whatever stands in the file: it is read, and what is said of it is clean and names the right lines.
    #[test]
    fn any_text_is_read(pieces in prop::collection::vec(piece(), 0..40)) {
        let text = pieces.join(" ");
        let (settings, problems) = Settings::read("config.toml", text.as_bytes());
        let lines = text.split('\n').count();
        for problem in &problems {
            let mut texts = vec![&problem.message, &problem.hint];
            for site in &problem.sites {
                prop_assert!((1..=lines).contains(&(site.line as usize)), "{problem:?}");
                prop_assert!(site.text.get(site.start as usize..site.end as usize).is_some());
                texts.extend([&site.text, &site.label]);
            }
            for text in texts {
                prop_assert_eq!(&clean_line(text), text.as_str());
            }
        }
        prop_assert!(settings.theme.is_none_or(|theme| clean_line(&theme.value) == theme.value));
    }
}
