//! Key + context -> action, and back again: which keys an action has, for help, footer and README.

use std::collections::HashMap;

use crate::user::{Code, Key};

use super::action::{Action, Context, TABLE};

/// The keys in force.
#[derive(Debug, Clone)]
pub struct Keymap {
    actions: HashMap<(Context, Key), Action>,
    /// In the table's order: the first key of an action is the one the footer shows.
    keys: Vec<(Context, Action, Vec<Key>)>,
}

impl Default for Keymap {
    fn default() -> Self {
        Self::new(&[])
    }
}

impl Keymap {
    /// The table's keys, with those of the actions named in `changes` replaced wherever the action has keys.
    pub fn new(changes: &[(String, Vec<Key>)]) -> Self {
        let mut map = Self {
            actions: HashMap::new(),
            keys: Vec::new(),
        };
        for row in TABLE {
            let changed = changes.iter().find(|(name, _)| name == row.name);
            for &context in Context::ALL {
                let keys: Vec<Key> = match changed {
                    Some((_, keys)) if row.keys.iter().any(|(at, _)| at.has(context)) => {
                        keys.clone()
                    }
                    Some(_) => Vec::new(),
                    None => row
                        .keys
                        .iter()
                        .filter(|(at, _)| at.has(context))
                        .flat_map(|(_, keys)| keys.split(' '))
                        .filter_map(|key| Key::parse(key).ok())
                        .collect(),
                };
                for &key in &keys {
                    let action = match (row.action, key.code) {
                        (Action::Source(_), Code::Char(digit)) => {
                            Action::Source(digit.to_digit(10).unwrap_or(1) as u8) // below 10
                        }
                        (action, _) => action,
                    };
                    map.actions.entry((context, key)).or_insert(action);
                }
                if !keys.is_empty() {
                    map.keys.push((context, row.action, keys));
                }
            }
        }
        map
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

    /// The same as a person reads it: `PgDn Space`, `1-9`.
    pub(crate) fn label(&self, context: Context, action: Action, arrows: bool) -> String {
        let keys = self.keys(context, action);
        if let ([first, .., last], Action::Source(_)) = (keys, action) {
            return format!("{}-{}", first.label(arrows), last.label(arrows));
        }
        let labels: Vec<String> = keys.iter().map(|key| key.label(arrows)).collect();
        labels.join(" ")
    }
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
    use std::collections::HashSet;

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

    #[test]
    fn a_person_can_change_keys() {
        let key = Key::parse("ctrl-t").expect("a key");
        let map = Keymap::new(&[("turn-tree".to_owned(), vec![key])]);
        assert_eq!(map.resolve(Context::Browse, key), Some(Action::TurnTree));
        let old = Key::parse("t").expect("a key");
        assert_eq!(map.resolve(Context::Browse, old), None);
    }
}
