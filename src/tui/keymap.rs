//! Key + context -> action, and back again: which keys an action has, for help, footer, settings and README.

mod bind;

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::config::{Binding, Code, Key};
use crate::model::{Diagnostic, Severity};

use super::action::{Action, Context, Row, TABLE};

/// The keys in force.
#[derive(Debug, Clone)]
pub struct Keymap {
    actions: FxHashMap<(Context, Key), Action>,
    /// In the table's order: the first key of an action is the one the footer shows.
    keys: Vec<(Context, Action, Vec<Key>)>,
}

impl Default for Keymap {
    fn default() -> Self {
        // Several parts of a browser begin with it, and to make it is a third of the work before the first frame.
        static STANDARD: LazyLock<Keymap> = LazyLock::new(|| Keymap::new(&[]).0);
        STANDARD.clone()
    }
}

impl Keymap {
    /// The table's keys, changed as `bindings` say, and what of these cannot be done.
    ///
    /// A binding takes the place of all keys that its action has, in the place that it names or in all of them; one for a
    /// place goes before one for all. Where text is typed a plain character is text, so there an action keeps its own
    /// keys if it was given only such.
    pub fn new(bindings: &[Binding]) -> (Self, Vec<Diagnostic>) {
        let (taken, mut problems) = bind::assign(bindings);
        let mut map = Self {
            actions: FxHashMap::default(),
            keys: Vec::new(),
        };
        for (row, context) in TABLE.iter().flat_map(bind::in_contexts) {
            let wanted = bind::wanted(bindings, row, context);
            let has = |key: &Key| {
                taken
                    .get(&(context, *key))
                    .is_some_and(|name| *name == row.name)
            };
            let mut keys: Vec<Key> = Vec::new();
            for key in wanted.into_iter().filter(has) {
                if !keys.contains(&key) {
                    keys.push(key);
                }
            }
            map.add(row, context, keys);
        }
        map.keep_a_way_out(bindings, &mut problems);
        (map, problems)
    }

    fn add(&mut self, row: &'static Row, context: Context, keys: Vec<Key>) {
        for &key in &keys {
            let action = match (row.action, bind::digit(key)) {
                (Action::Source(_), Some(digit)) => Action::Source(digit),
                (action, _) => action,
            };
            self.actions.insert((context, key), action);
        }
        if !keys.is_empty() {
            self.keys.push((context, row.action, keys));
        }
    }

    /// Whatever is set, Ctrl-C leaves where nothing else does.
    fn keep_a_way_out(&mut self, bindings: &[Binding], problems: &mut Vec<Diagnostic>) {
        let ctrl_c = Key {
            ctrl: true,
            ..Key::plain(Code::Char('c'))
        };
        for &context in Context::ALL {
            if !self.keys(context, Action::Quit).is_empty() {
                continue;
            }
            for (at, _, keys) in &mut self.keys {
                if *at == context {
                    keys.retain(|key| *key != ctrl_c);
                }
            }
            self.keys.retain(|(.., keys)| !keys.is_empty());
            self.actions.insert((context, ctrl_c), Action::Quit);
            self.keys.push((context, Action::Quit, vec![ctrl_c]));
            let culprit = bindings.iter().find(|binding| {
                binding.action.value == "quit" || binding.keys.iter().any(|key| key.value == ctrl_c)
            });
            if let Some(culprit) = culprit {
                bind::push_new(
                    problems,
                    Diagnostic::new(
                        Severity::Error,
                        "no-way-out",
                        "no key would leave clinfaq; Ctrl-C does".to_owned(),
                        culprit.action.site.clone(),
                        "give `quit` a key that has no other meaning".to_owned(),
                    ),
                );
            }
        }
    }

    /// What `key` does in `context`; `None` where it does nothing or is text.
    pub fn resolve(&self, context: Context, key: Key) -> Option<Action> {
        if context.takes_text() && key.text().is_some() {
            return None;
        }
        self.actions.get(&(context, key)).copied()
    }

    /// The keys of `action` in `context`, the best known first.
    pub(crate) fn keys(&self, context: Context, action: Action) -> &[Key] {
        self.keys
            .iter()
            .find(|(at, known, _)| *at == context && *known == action)
            .map_or(&[], |(.., keys)| keys)
    }

    /// The key of `action` in `context` that is shown where there is room for one.
    pub(crate) fn first(&self, context: Context, action: Action, arrows: bool) -> Option<String> {
        let key = self.keys(context, action).first()?;
        Some(key.label(arrows))
    }

    /// The keys for the first `count` sources: `1`, `1-4`.
    pub(crate) fn sources(&self, context: Context, count: usize, arrows: bool) -> Option<String> {
        let key = |at: usize| {
            let keys = self.keys(context, Action::Source(1)).iter();
            keys.copied()
                .find(|key| bind::digit(*key) == u8::try_from(at).ok())
        };
        let first = key(1)?.label(arrows);
        let last = (2..=count.min(9)).rev().find_map(key);
        Some(match last {
            // Digit by digit.
            Some(last) if last.text() == Some('9') && count > 9 => format!("{first}-{count}"),
            Some(last) => format!("{first}-{}", last.label(arrows)),
            None => first,
        })
    }

    /// All keys as a person reads them: `PgDn Space`, `1-9`.
    pub(crate) fn label(&self, context: Context, action: Action, arrows: bool) -> String {
        let keys = self.keys(context, action);
        if let ([first, .., last], Action::Source(_)) = (keys, action) {
            return format!("{}-{}", first.label(arrows), last.label(arrows));
        }
        let labels: Vec<String> = keys.iter().map(|key| key.label(arrows)).collect();
        labels.join(" ")
    }

    /// What can be done in the place with this word: the action's name, its keys for a reader, and what it does.
    pub fn in_place(&self, place: &str) -> Vec<(&'static str, String, &'static str)> {
        let context = Context::ALL.iter().find(|context| context.word() == place);
        let rows = TABLE.iter().filter_map(|row| {
            let keys = self.label(*context?, row.action, false);
            (!keys.is_empty()).then_some((row.name, keys, row.help))
        });
        rows.collect()
    }

    /// The keys in force as bindings that, read again, give the same: for all places, then for the places that differ.
    pub fn bindings(&self) -> Vec<KeySetting> {
        let mut all = Vec::new();
        for row in TABLE {
            let contexts: Vec<Context> =
                bind::in_contexts(row).map(|(_, context)| context).collect();
            let general: Vec<Key> = contexts
                .first()
                .map(|context| self.keys(*context, row.action).to_vec())
                .unwrap_or_default();
            let setting = |place: Option<Context>, keys: &[Key]| KeySetting {
                action: row.name,
                help: row.help,
                place: place.map(Context::word),
                keys: keys.iter().map(Key::to_string).collect(),
            };
            all.push(setting(None, &general));
            for context in contexts {
                let keys = self.keys(context, row.action);
                if keys
                    != bind::given(row, context, &general)
                        .unwrap_or_else(|| bind::own(row, context))
                {
                    all.push(setting(Some(context), keys));
                }
            }
        }
        all
    }
}

/// An action's keys as a settings file says them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeySetting {
    /// The action's name.
    pub action: &'static str,
    /// What it does.
    pub help: &'static str,
    /// The word for the place in which they count; `None` for all.
    pub place: Option<&'static str>,
    /// The keys, as they are written.
    pub keys: Vec<String>,
}

/// The words for the places of a settings file, with the places as a person reads of them.
pub fn key_places() -> Vec<(&'static str, &'static str)> {
    let places = Context::ALL.iter();
    places.map(|place| (place.word(), place.title())).collect()
}

/// The table of keys for the README, made from the table of actions.
pub fn key_table_markdown() -> String {
    let map = Keymap::default();
    let mut out = String::from("| key | what it does | where |\n|---|---|---|\n");
    for row in TABLE {
        // Contexts with the same keys share a line.
        let mut lines: Vec<(String, Vec<&str>)> = Vec::new();
        for &context in Context::ALL {
            let label = map.label(context, row.action, true);
            if label.is_empty() {
                continue;
            }
            match lines.iter_mut().find(|(known, _)| *known == label) {
                Some((_, places)) => places.push(context.title()),
                None => lines.push((label, vec![context.title()])),
            }
        }
        for (label, places) in lines {
            let keys: Vec<String> = label
                .split(' ')
                .map(|key| format!("`{}`", key.replace('|', "\\|")))
                .collect();
            let places = if places.len() == Context::ALL.len() {
                "everywhere".to_owned()
            } else {
                places.join(", ").to_lowercase()
            };
            out.push_str(&format!(
                "| {} | {} | {places} |\n",
                keys.join(" "),
                row.help
            ));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Said, Settings};
    use crate::model::Site;
    use proptest::prelude::*;
    use std::collections::{HashMap, HashSet};

    #[test]
    fn every_action_has_a_name_a_help_and_a_key() {
        let mut names = HashSet::new();
        for row in TABLE {
            assert!(names.insert(row.name), "`{}` stands twice", row.name);
            assert!(crate::model::is_kebab(row.name), "{}", row.name);
            assert!(
                !row.help.is_empty() && !row.short.is_empty(),
                "{}",
                row.name
            );
            for (_, keys) in row.keys {
                for key in keys.split(' ') {
                    let parsed = Key::parse(key).expect(row.name);
                    assert_eq!(parsed.to_string(), key, "{}", row.name);
                }
            }
        }
    }

    #[test]
    fn no_key_means_two_things_in_one_context() {
        for &context in Context::ALL {
            let mut taken: HashMap<&str, &str> = HashMap::new();
            for row in TABLE {
                for (_, keys) in row.keys.iter().filter(|(at, _)| at.has(context)) {
                    for key in keys.split(' ') {
                        if let Some(other) = taken.insert(key, row.name) {
                            panic!("{context:?}: `{key}` is {other} and {}", row.name);
                        }
                        let text = Key::parse(key).expect("a key").text().is_some();
                        assert!(
                            !(text && context.takes_text()),
                            "`{key}` is text in {context:?}"
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn a_way_out_and_help_are_everywhere() {
        let map = Keymap::default();
        for &context in Context::ALL {
            for action in [Action::Leave, Action::Help, Action::Quit] {
                assert!(
                    !map.keys(context, action).is_empty(),
                    "{action:?} in {context:?}"
                );
            }
        }
    }

    #[test]
    fn a_digit_says_which_source() {
        let map = Keymap::default();
        let key = Key::parse("7").expect("a key");
        assert_eq!(map.resolve(Context::Page, key), Some(Action::Source(7)));
        assert_eq!(map.resolve(Context::Search, key), None);
        assert_eq!(map.label(Context::Page, Action::Source(1), true), "1-9");
    }

    /// The keys after these settings, and the rules that these break.
    fn set(text: &str) -> (Keymap, Vec<String>) {
        let (settings, problems) = Settings::read("config.toml", text.as_bytes());
        assert_eq!(problems, [], "{text}");
        let (map, problems) = Keymap::new(&settings.keys);
        (map, problems.into_iter().map(|p| p.rule).collect())
    }

    fn does(map: &Keymap, context: Context, key: &str) -> Option<Action> {
        map.resolve(context, Key::parse(key).expect("a key"))
    }

    #[test]
    fn a_person_can_change_keys() {
        let (map, problems) = set("[keys]\nturn-tree = \"ctrl-t\"\nhelp = [\"f2\", \"H\"]\n");
        assert_eq!(problems, [""; 0]);
        assert_eq!(
            does(&map, Context::Browse, "ctrl-t"),
            Some(Action::TurnTree)
        );
        assert_eq!(does(&map, Context::Browse, "t"), None);
        assert_eq!(does(&map, Context::Browse, "H"), Some(Action::Help));
        assert_eq!(does(&map, Context::Search, "f2"), Some(Action::Help));
        assert_eq!(map.label(Context::Search, Action::Help, true), "F2");
    }

    #[test]
    fn one_place_can_have_keys_of_its_own() {
        let (map, problems) =
            set("[keys]\ndown = [\"down\"]\n[keys.reading]\ndown = [\"ctrl-e\"]\n");
        assert_eq!(problems, [""; 0]);
        assert_eq!(does(&map, Context::Page, "ctrl-e"), Some(Action::Down));
        assert_eq!(does(&map, Context::Page, "down"), None);
        assert_eq!(does(&map, Context::Browse, "down"), Some(Action::Down));
        assert_eq!(does(&map, Context::Browse, "j"), None);
    }

    #[test]
    fn where_text_is_typed_an_action_keeps_a_key_that_is_none() {
        let (map, problems) = set("[keys]\nhelp = \"H\"\n");
        assert_eq!(problems, [""; 0]);
        assert_eq!(does(&map, Context::Search, "f1"), Some(Action::Help));
        assert_eq!(does(&map, Context::Browse, "f1"), None);
    }

    #[test]
    fn an_empty_list_takes_the_keys_away() {
        let (map, problems) = set("[keys]\nsuspend = []\n");
        assert_eq!(problems, [""; 0]);
        for &context in Context::ALL {
            assert_eq!(does(&map, context, "ctrl-z"), None);
        }
    }

    #[test]
    fn of_two_that_want_a_key_the_first_has_it() {
        let (map, problems) = set("[keys]\nturn-tree = \"x\"\nabout = \"x\"\n");
        assert_eq!(problems, ["key-twice"]);
        assert_eq!(does(&map, Context::Browse, "x"), Some(Action::TurnTree));
        assert_eq!(does(&map, Context::Page, "x"), Some(Action::About));
    }

    #[test]
    fn a_key_that_is_taken_from_another_is_told_of_unless_that_is_said_to_do_without() {
        let (map, problems) = set("[keys]\noutline = \"s\"\n");
        assert_eq!(problems, ["key-taken"]);
        assert_eq!(does(&map, Context::Page, "s"), Some(Action::Outline));
        let (_, problems) = set("[keys]\noutline = \"s\"\nsources = []\n");
        assert_eq!(problems, [""; 0]);
    }

    #[test]
    fn there_is_always_a_way_out() {
        for text in [
            "[keys]\nquit = []\n",
            "[keys]\nquit = []\nredraw = \"ctrl-c\"\n",
            "[keys]\ndown = [\"q\", \"ctrl-c\", \"ctrl-q\"]\n",
        ] {
            let (map, problems) = set(text);
            assert!(problems.contains(&"no-way-out".to_owned()), "{text}");
            for &context in Context::ALL {
                assert_eq!(does(&map, context, "ctrl-c"), Some(Action::Quit), "{text}");
                assert!(!map.keys(context, Action::Quit).is_empty());
            }
        }
    }

    #[test]
    fn what_is_no_action_or_no_place_is_told() {
        for (text, rule) in [
            ("[keys]\ntrun-tree = \"x\"\n", "unknown-action"),
            ("[keys.read]\nquit = \"x\"\n", "unknown-place"),
            ("[keys.reading]\nturn-tree = \"x\"\n", "unknown-place"),
            ("[keys]\nsource = [\"1\", \"x\"]\n", "bad-key"),
            ("[keys.searching]\nup = \"x\"\n", "bad-key"),
        ] {
            assert_eq!(set(text).1, [rule], "{text}");
        }
    }

    #[test]
    fn numbers_may_be_held_down_with_another_key() {
        let (map, problems) = set("[keys]\nsource = [\"alt-1\", \"alt-2\", \"alt-3\"]\n");
        assert_eq!(problems, [""; 0]);
        assert_eq!(does(&map, Context::Page, "alt-3"), Some(Action::Source(3)));
        assert_eq!(
            map.sources(Context::Page, 9, true).as_deref(),
            Some("Alt-1-Alt-3")
        );
        assert_eq!(
            Keymap::default().sources(Context::Page, 1, true).as_deref(),
            Some("1")
        );
    }

    fn written(map: &Keymap) -> String {
        let mut places: Vec<Option<&str>> = vec![None];
        places.extend(Context::ALL.iter().map(|context| Some(context.word())));
        let mut text = String::new();
        for place in places {
            text.push_str(&match place {
                None => "[keys]\n".to_owned(),
                Some(place) => format!("[keys.{place}]\n"),
            });
            for setting in map
                .bindings()
                .iter()
                .filter(|setting| setting.place == place)
            {
                text.push_str(&format!("{} = {:?}\n", setting.action, setting.keys));
            }
        }
        text
    }

    proptest! {
        /// Whatever keys are given to whatever actions: the keys in force, written down and read again, are the same.
        #[test]
        fn keys_survive_being_written(
            said in prop::collection::vec((0..TABLE.len(), 0..7usize, prop::collection::vec(0..12usize, 0..4)), 0..6)
        ) {
            let keys = ["a", "x", "ctrl-c", "q", "s", "f1", "ctrl-f", "alt-left", "down", "1", "/", "esc"];
            let mut bindings: Vec<Binding> = Vec::new();
            for (row, place, given) in said {
                let word = |value: &str| Said { value: value.to_owned(), site: Site::default() };
                let place = Context::ALL.get(place).map(|context| word(context.word()));
                let action = word(TABLE[row].name);
                if bindings.iter().any(|known| known.action == action && known.place == place) {
                    continue; // TOML has no key twice
                }
                let key = |at: usize| Said {
                    value: Key::parse(keys[at]).expect("a key"),
                    site: Site::default(),
                };
                bindings.push(Binding { place, action, keys: given.into_iter().map(key).collect() });
            }
            let (map, _) = Keymap::new(&bindings);
            let (again, problems) = set(&written(&map));
            prop_assert_eq!(&problems, &[""; 0], "{}", written(&map));
            prop_assert_eq!(&again.actions, &map.actions);
            for &context in Context::ALL {
                prop_assert!(!map.keys(context, Action::Quit).is_empty());
            }
        }
    }
}
