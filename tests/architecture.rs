//! The architecture: modules import downward only, no files import each other in a circle, and each crate is named only in
//! the modules that may use it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// The modules, highest first. A module may import those after it; modules on one line do not know each other.
const LAYERS: &[&[&str]] = &[
    &["cli"],
    &["tui", "dialog", "export"],
    &["json"],
    &["nav"],
    &["handout"],
    &["page"],
    &["clinic"],
    &["library"],
    &["import"],
    &["search"],
    &["index"],
    &["packs"],
    &["content"],
    &["terminal"],
    &["config"],
    &["text"],
    &["model"],
];

/// Crates that must not be named outside these modules.
const CRATES: &[(&str, &[&str])] = &[
    ("clap", &["cli"]),
    ("clap_complete", &["cli"]),
    ("clap_mangen", &["cli"]),
    ("annotate_snippets", &["cli"]),
    ("ratatui", &["terminal", "tui"]),
    ("crossterm", &["terminal", "tui"]),
    (
        "rustix",
        &["content", "index", "library", "packs", "terminal", "tui"],
    ),
    ("tantivy", &["index", "search"]),
    ("tantivy_fst", &["index"]),
    ("frostem", &["index"]),
    ("pulldown_cmark", &["text", "import"]),
    ("maud", &["text", "page", "export", "handout"]),
    ("textwrap", &["text"]),
    ("toml", &["content", "text", "config", "import"]),
    ("toml_parser", &["content"]),
    ("serde_json", &["cli", "import", "export", "json", "packs"]),
    ("quick_xml", &["import"]),
    ("html5gum", &["import"]),
    ("calamine", &["import"]),
    ("csv", &["import", "export"]),
    ("zip", &["import"]),
    ("tar", &["import", "packs"]),
    ("lzma_rust2", &["content", "import", "packs"]),
    ("minisign", &["packs"]),
    ("sha2", &["packs"]),
    ("rpassword", &["cli"]),
];

#[test]
fn modules_import_downward_only() {
    let layer = |file: &str| {
        LAYERS
            .iter()
            .position(|layer| layer.contains(&module(file)))
    };
    let mut wrong = Vec::new();
    for (file, imports) in imports(&sources()) {
        for import in imports
            .iter()
            .filter(|import| module(import) != module(&file))
        {
            if layer(&file).is_none() || layer(&file) >= layer(import) {
                wrong.push(format!("{file} imports {import}"));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "these imports point upward or sideways, or have no layer: {wrong:#?}"
    );
}

#[test]
fn no_files_import_each_other_in_a_circle() {
    let circles = in_circles(&imports(&sources()));
    assert!(
        circles.is_empty(),
        "these files import each other or the file that declares them: {circles:#?}"
    );
}

#[test]
fn crates_stay_in_their_modules() {
    for (file, source) in sources() {
        for (name, modules) in CRATES {
            let path = format!("{name}::");
            let is_part = |c: char| c.is_alphanumeric() || "_:".contains(c);
            let mut named = source.match_indices(&path);
            let is_named = named.any(|(at, _)| !source[..at].ends_with(is_part));
            assert!(
                !is_named || modules.contains(&module(&file)),
                "{file} names the crate `{name}`"
            );
        }
    }
}

#[test]
fn imports_and_circles_are_recognised() {
    let source = |file: &str, text: &str| (file.to_owned(), text.to_owned());
    let found = imports(&BTreeMap::from([
        source("a", "mod b; mod c; use crate::{d, e::E};"),
        source(
            "a::b",
            "use super::{T, c::C}; fn f() { crate::e::f(); super::super::d::g() }",
        ),
        source("a::c", "use crate::d::D;"),
        source("d", "use self::x;"),
        source("e", "use crate::a::c;"),
    ]));
    let text: Vec<String> = found
        .iter()
        .map(|(file, imports)| format!("{file} {imports:?}"))
        .collect();
    assert_eq!(
        text,
        [
            r#"a {"a::b", "a::c", "d", "e"}"#,
            r#"a::b {"a", "a::c", "d", "e"}"#,
            r#"a::c {"d"}"#,
            r#"d {}"#,
            r#"e {"a::c"}"#
        ]
    );
    assert_eq!(
        in_circles(&found).into_iter().collect::<Vec<_>>(),
        ["a", "a::b"]
    );
}

/// `tui` of `tui::view::page`.
fn module(file: &str) -> &str {
    file.split("::").next().unwrap_or_default()
}

/// The files that each file imports from, by `use` lines and paths in code, and those that it declares.
fn imports(sources: &BTreeMap<String, String>) -> BTreeMap<String, BTreeSet<String>> {
    let mut all = BTreeMap::new();
    for (file, source) in sources {
        let mut found = BTreeSet::new();
        for (at, _) in source
            .match_indices("crate::")
            .chain(source.match_indices("super::"))
        {
            // In `super::super::x`, only the first one begins a path; `pub(in super::x)` says who may see something.
            if !source[..at].ends_with("::") && !source[..at].ends_with("(in ") {
                for path in paths(&source[at..]) {
                    found.extend(resolve(file, &path, sources));
                }
            }
        }
        let children = sources.keys().filter(|other| {
            other
                .rsplit_once("::")
                .is_some_and(|(parent, _)| parent == file)
        });
        found.extend(children.cloned());
        found.remove(file);
        all.insert(file.clone(), found);
    }
    all
}

/// The paths at the beginning of `code`: `a::b` and `a::c` of `a::{b, c}`.
fn paths(code: &str) -> Vec<Vec<&str>> {
    let end = code
        .find(|c: char| !c.is_alphanumeric() && c != '_')
        .unwrap_or(code.len());
    let (name, rest) = code.split_at(end);
    let tails = match rest.strip_prefix("::") {
        None => vec![Vec::new()],
        Some(rest) if rest.starts_with('{') => group(rest).into_iter().flat_map(paths).collect(),
        Some(rest) => paths(rest),
    };
    tails
        .into_iter()
        .map(|tail| [vec![name], tail].concat())
        .collect()
}

/// The parts between commas of `{a, b::{c, d}}...`.
fn group(code: &str) -> Vec<&str> {
    let (mut depth, mut start, mut parts) = (0, 1, Vec::new());
    for (at, char) in code.char_indices() {
        match char {
            '{' => depth += 1,
            '}' if depth > 1 => depth -= 1,
            ',' | '}' if depth == 1 => {
                parts.push(code[start..at].trim());
                start = at + 1;
                if char == '}' {
                    break;
                }
            }
            _ => {}
        }
    }
    parts
}

/// The file that a path leads to; none for the root.
fn resolve(file: &str, path: &[&str], sources: &BTreeMap<String, String>) -> Option<String> {
    let mut at: Vec<&str> = file.split("::").collect();
    for (number, name) in path.iter().enumerate() {
        match *name {
            "crate" if number == 0 => at.clear(),
            "super" => drop(at.pop()),
            name if sources.contains_key(&[at.as_slice(), &[name]].concat().join("::")) => {
                at.push(name)
            }
            _ => break,
        }
    }
    (!at.is_empty()).then(|| at.join("::"))
}

/// The files from which imports lead back to them.
fn in_circles(imports: &BTreeMap<String, BTreeSet<String>>) -> BTreeSet<String> {
    let leads_back = |file: &&String| {
        let mut reached: Vec<&String> = imports[*file].iter().collect();
        let mut next = 0;
        while let Some(other) = reached.get(next) {
            let more: Vec<_> = imports[*other]
                .iter()
                .filter(|other| !reached.contains(other))
                .collect();
            reached.extend(more);
            next += 1;
        }
        reached.contains(file)
    };
    imports.keys().filter(leads_back).cloned().collect()
}

/// The code of every file below a module, by its path (`tui::view`), without comments and tests.
fn sources() -> BTreeMap<String, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut folders = vec![root.clone()];
    let mut found = BTreeMap::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder of sources").flatten() {
            let path = entry.path();
            let inside = path
                .strip_prefix(&root)
                .expect("below the sources")
                .with_extension("");
            let names: Vec<_> = inside.iter().map(|name| name.to_string_lossy()).collect();
            let name = names.join("::");
            let test = |name| ["tests", "testing", "laws"].contains(&name);
            let is_test = names.iter().any(|name| test(name));
            if path.is_dir() {
                folders.push(path);
            } else if !is_test
                && !["lib", "main"].contains(&&*name)
                && path.extension().is_some_and(|e| e == "rs")
            {
                let source = fs::read_to_string(&path).expect("a source file");
                let code = source
                    .split("#[cfg(test)]\nmod tests {")
                    .next()
                    .unwrap_or_default();
                let lines = code
                    .lines()
                    .map(|line| line.split("//").next().unwrap_or_default());
                found.insert(name, lines.collect::<Vec<_>>().join("\n"));
            }
        }
    }
    found
}
