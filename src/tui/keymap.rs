//! Which key does what in which context, and which keys an action has.

mod bindings;

use crate::config::{Binding, Key};
use crate::model::Diagnostic;

use super::action::{Action, Context, Row, TABLE};

/// The keys in force.
#[derive(Debug, Clone, Default)]
pub struct Keymap {
    /// The keys of every action in every context, the best known first, if the settings change any; else the table's
    /// keys are in force.
    changed: Option<Vec<(Context, &'static Row, Key)>>,
}

impl Keymap {
    /// The table's keys, changed by `bindings`, and the mistakes in those.
    ///
    /// A binding replaces all keys that its action has, in its place or in all places; a binding for one place takes
    /// precedence. Where text is typed, a plain character is text: there an action that was given only such keys keeps
    /// those of the table.
    pub fn new(bindings: &[Binding]) -> (Self, Vec<Diagnostic>) {
        match bindings {
            [] => (Self::default(), Vec::new()),
            _ => {
                let (keys, problems) = bindings::assign(bindings);
                let changed = Some(keys);
                (Self { changed }, problems)
            }
        }
    }

    /// What `key` does in `context`; `None` if it does nothing or is text.
    pub fn resolve(&self, context: Context, key: Key) -> Option<Action> {
        if context.takes_text() && key.text().is_some() {
            return None;
        }
        let mut rows = TABLE.iter();
        let row = rows.find(|row| self.row_keys(context, row).contains(&key))?;
        Some(match (row.action, bindings::digit(key)) {
            (Action::Source(_), Some(digit)) => Action::Source(digit),
            (action, _) => action,
        })
    }

    fn row_keys(&self, context: Context, row: &Row) -> Vec<Key> {
        let Some(changed) = &self.changed else {
            return row.keys(context);
        };
        let keys = changed
            .iter()
            .filter(|(at, known, _)| *at == context && known.action == row.action);
        keys.map(|(.., key)| *key).collect()
    }

    /// The keys of `action` in `context`, the best known first.
    pub(crate) fn keys(&self, context: Context, action: Action) -> Vec<Key> {
        self.row_keys(context, action.row())
    }

    /// The best known key of `action` in `context`, as it is shown.
    pub(crate) fn first(&self, context: Context, action: Action, arrows: bool) -> Option<String> {
        let keys = self.keys(context, action);
        Some(keys.first()?.label(arrows))
    }

    /// The keys for the first `count` sources: `1`, `1-4`.
    pub(crate) fn sources(&self, context: Context, count: usize, arrows: bool) -> Option<String> {
        let keys = self.keys(context, Action::Source(1));
        let key = |number: usize| {
            let mut keys = keys.iter();
            keys.find(|key| bindings::digit(**key).map(usize::from) == Some(number))
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
        if let ([first, .., last], Action::Source(_)) = (keys.as_slice(), action) {
            return format!("{}-{}", first.label(arrows), last.label(arrows));
        }
        let labels: Vec<String> = keys.iter().map(|key| key.label(arrows)).collect();
        labels.join(" ")
    }

    /// The actions in a context: the name of each, its keys for a reader, and what it does.
    pub fn actions(&self, context: Context) -> Vec<(&'static str, String, &'static str)> {
        let rows = TABLE.iter().filter_map(|row| {
            let keys = self.label(context, row.action, false);
            (!keys.is_empty()).then_some((row.name, keys, row.help))
        });
        rows.collect()
    }

    /// The keys in force as settings that, read again, give the same: for all places, then for the places that differ.
    pub fn bindings(&self) -> Vec<KeySetting> {
        let mut all = Vec::new();
        for row in TABLE {
            let setting = |place: Option<Context>, keys: &[Key]| KeySetting {
                action: row.name,
                help: row.help,
                place,
                keys: keys.iter().map(Key::to_string).collect(),
            };
            let first = row.contexts().next();
            let general = first.map_or(Vec::new(), |context| self.row_keys(context, row));
            all.push(setting(None, &general));
            for context in row.contexts() {
                let keys = self.row_keys(context, row);
                if keys != bindings::usable(row, context, &general) {
                    all.push(setting(Some(context), &keys));
                }
            }
        }
        all
    }
}

/// An action's keys as a settings file gives them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeySetting {
    /// The action's name.
    pub action: &'static str,
    /// What it does.
    pub help: &'static str,
    /// The only place in which they count; `None` for all places.
    pub place: Option<Context>,
    /// The keys, as they are written.
    pub keys: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Located, Settings};
    use crate::model::Site;
    use proptest::prelude::*;
    use std::collections::{HashMap, HashSet};

    #[test]
    fn every_action_has_a_name_help_and_keys() {
        let mut names = HashSet::new();
        for row in TABLE {
            assert!(
                names.insert(row.name),
                "two actions are called `{}`",
                row.name
            );
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
                for (_, keys) in row.keys.iter().filter(|(at, _)| at.contains(&context)) {
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
    fn help_and_a_way_out_are_everywhere() {
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
    fn a_digit_opens_the_source_of_that_number() {
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
    fn one_place_can_have_its_own_keys() {
        let (map, problems) =
            set("[keys]\ndown = [\"down\"]\n[keys.reading]\ndown = [\"ctrl-e\"]\n");
        assert_eq!(problems, [""; 0]);
        assert_eq!(does(&map, Context::Page, "ctrl-e"), Some(Action::Down));
        assert_eq!(does(&map, Context::Page, "down"), None);
        assert_eq!(does(&map, Context::Browse, "down"), Some(Action::Down));
        assert_eq!(does(&map, Context::Browse, "j"), None);
    }

    #[test]
    fn where_text_is_typed_an_action_keeps_a_key_that_is_not_text() {
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
    fn the_first_of_two_actions_gets_the_key() {
        let (map, problems) = set("[keys]\nturn-tree = \"x\"\nabout = \"x\"\n");
        assert_eq!(problems, ["key-twice"]);
        assert_eq!(does(&map, Context::Browse, "x"), Some(Action::TurnTree));
        assert_eq!(does(&map, Context::Page, "x"), Some(Action::About));
    }

    #[test]
    fn taking_a_key_from_another_action_is_a_warning_unless_that_has_other_keys() {
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
    fn unknown_actions_places_and_keys_are_reported() {
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
    fn digits_may_have_modifiers() {
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
        let mut places = vec![None];
        places.extend(Context::ALL.iter().copied().map(Some));
        let mut text = String::new();
        for place in places {
            text.push_str(&match place {
                None => "[keys]\n".to_owned(),
                Some(place) => format!("[keys.{}]\n", place.word()),
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
                let word = |value: &str| Located { value: value.to_owned(), site: Site::default() };
                let place = Context::ALL.get(place).map(|context| word(context.word()));
                let action = word(TABLE[row].name);
                if bindings.iter().any(|known| known.action == action && known.place == place) {
                    continue; // TOML has no key twice
                }
                let key = |at: usize| Located {
                    value: Key::parse(keys[at]).expect("a key"),
                    site: Site::default(),
                };
                bindings.push(Binding { place, action, keys: given.into_iter().map(key).collect() });
            }
            let (map, _) = Keymap::new(&bindings);
            let (again, problems) = set(&written(&map));
            prop_assert_eq!(&problems, &[""; 0], "{}", written(&map));
            for &context in Context::ALL {
                for row in TABLE {
                    prop_assert_eq!(again.row_keys(context, row), map.row_keys(context, row));
                }
                prop_assert!(!map.keys(context, Action::Quit).is_empty());
            }
        }
    }
}
