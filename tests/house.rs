//! The house stays in order: rooms import downward only, and each crate stays in the rooms that may name it.

use std::fs;
use std::path::{Path, PathBuf};

/// The rooms, highest first. A room may import those after it, and rooms on one line do not know each other.
const LAYERS: &[&[&str]] = &[
    &["tui", "linear", "cli"],
    &["terminal"],
    &["page"],
    &["library"],
    &["import", "export"],
    &["search"],
    &["index"],
    &["content"],
    &["config"],
    &["text"],
    &["model"],
];

/// `cli` starts the browser and the dialogue: the only imports between neighbours.
const ALLOWED: &[(&str, &str)] = &[("cli", "tui"), ("cli", "linear")];

/// Crates that must not be named outside these rooms.
const CRATES: &[(&str, &[&str])] = &[
    ("clap", &["cli"]),
    ("clap_complete", &["cli"]),
    ("clap_mangen", &["cli"]),
    ("annotate_snippets", &["cli"]),
    ("ratatui", &["terminal", "tui"]),
    ("crossterm", &["terminal"]),
    ("rustix", &["content", "index", "library", "terminal"]),
    ("tantivy", &["index", "search"]),
    ("pulldown_cmark", &["text"]),
    ("toml", &["content", "text", "config"]),
    ("toml_parser", &["content"]),
    ("serde_json", &["cli", "import", "export"]),
    ("quick_xml", &["import"]),
    ("html5gum", &["import"]),
    ("tar", &["import"]),
    ("lzma_rust2", &["content", "import"]),
];

#[test]
fn rooms_import_downward_only() {
    let mut wrong = Vec::new();
    for (room, path, source) in sources() {
        for (number, line) in source.lines().enumerate() {
            for other in named_rooms(line) {
                if other != room && !may_import(&room, &other) {
                    wrong.push(format!(
                        "{}:{}: `{room}` names `{other}`",
                        path.display(),
                        number + 1
                    ));
                }
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "imports that point upward or sideways:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn crates_stay_in_their_rooms() {
    let mut wrong = Vec::new();
    for (room, path, source) in sources() {
        for (number, line) in source.lines().enumerate() {
            let code = line.split("//").next().unwrap_or_default();
            for (name, rooms) in CRATES {
                let named = code.match_indices(name).any(|(at, _)| {
                    let before = code[..at].chars().next_back();
                    code[at + name.len()..].starts_with("::")
                        && before.is_none_or(|c| !c.is_alphanumeric() && c != '_' && c != ':')
                });
                if named && !rooms.contains(&room.as_str()) {
                    wrong.push(format!(
                        "{}:{}: `{room}` names the crate `{name}`",
                        path.display(),
                        number + 1
                    ));
                }
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "crates named in the wrong room:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn every_room_has_its_place() {
    let known: Vec<&str> = LAYERS.concat();
    for (room, path, _) in sources() {
        assert!(
            known.contains(&room.as_str()),
            "{}: the room `{room}` has no layer",
            path.display()
        );
    }
}

#[test]
fn the_guard_sees_what_it_should() {
    assert_eq!(named_rooms("use crate::library::Library;"), ["library"]);
    assert_eq!(
        named_rooms("    crate::text::clean::clean(x); crate::model::Id"),
        ["text", "model"]
    );
    assert_eq!(
        named_rooms("use crate::{index, text::Line};"),
        ["index", "text"]
    );
    assert_eq!(named_rooms("/// see [`crate::tui`]"), Vec::<String>::new());
    assert!(may_import("tui", "model") && may_import("cli", "tui"));
    assert!(
        !may_import("model", "tui") && !may_import("tui", "cli") && !may_import("import", "export")
    );
}

fn may_import(room: &str, other: &str) -> bool {
    let layer = |name: &str| LAYERS.iter().position(|layer| layer.contains(&name));
    ALLOWED.contains(&(room, other))
        || matches!((layer(room), layer(other)), (Some(from), Some(to)) if from < to)
}

/// The rooms that a line of code names behind `crate::`.
fn named_rooms(line: &str) -> Vec<String> {
    let code = line.split("//").next().unwrap_or_default();
    let mut found = Vec::new();
    for (at, marker) in code.match_indices("crate::") {
        let rest = &code[at + marker.len()..];
        let group = rest
            .strip_prefix('{')
            .and_then(|rest| rest.split('}').next());
        for part in group.unwrap_or(rest).split(',') {
            let name: String = part
                .trim()
                .chars()
                .take_while(|c| c.is_alphanumeric() || *c == '_')
                .collect();
            if name.chars().next().is_some_and(char::is_lowercase) {
                found.push(name);
            }
            if group.is_none() {
                break;
            }
        }
    }
    found
}

/// Every source file below a room, with the room's name. `lib.rs` and `main.rs` stand above the rooms.
fn sources() -> Vec<(String, PathBuf, String)> {
    fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).expect("a folder of sources").flatten() {
            let path = entry.path();
            if path.is_dir() {
                walk(&path, files);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path);
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    walk(&root, &mut files);
    files
        .into_iter()
        .filter_map(|path| {
            let inside = path
                .strip_prefix(&root)
                .expect("below the sources")
                .to_owned();
            let first = inside
                .components()
                .next()?
                .as_os_str()
                .to_string_lossy()
                .into_owned();
            let room = first.strip_suffix(".rs").unwrap_or(&first).to_owned();
            let source = fs::read_to_string(&path).expect("a source file");
            (room != "lib" && room != "main").then_some((room, inside, source))
        })
        .collect()
}
