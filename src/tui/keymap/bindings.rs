//! Keys that a person gives to actions in the settings: which action gets which key, and mistakes.

use crate::config::{Binding, Code, Key, Located};
use crate::model::{Diagnostic, Severity, Site};
use crate::text::lines::short;
use crate::text::suggest;
use crate::tui::action::{Action, Context, Row, TABLE};

/// Always quits where nothing else does.
const CTRL_C: Key = Key {
    ctrl: true,
    ..Key::plain(Code::Char('c'))
};

/// Gives every key in every context to one action, and reports bindings that cannot be applied.
pub(super) fn assign(bindings: &[Binding]) -> (Vec<(Context, &'static Row, Key)>, Vec<Diagnostic>) {
    let mut owners = Owners {
        keys: Vec::new(),
        problems: bindings.iter().filter_map(misplaced).collect(),
    };
    // The settings take precedence over the table, and what comes first over what comes later.
    for binding in bindings {
        for (row, context) in uses() {
            if chosen(bindings, row, context).is_some_and(|chosen| std::ptr::eq(chosen, binding)) {
                let keys = binding.keys.iter();
                for key in keys.filter(|key| is_usable(row, context, key.value)) {
                    owners.give(context, row, key.value, Some(key));
                }
            }
        }
    }
    for (row, context) in uses() {
        let keys = chosen(bindings, row, context).map(|binding| values(&binding.keys));
        if keys.is_none_or(|keys| {
            !keys.is_empty() && !keys.iter().any(|key| is_usable(row, context, *key))
        }) {
            for key in row.keys(context) {
                owners.give(context, row, key, None);
            }
        }
    }
    owners.keep_a_way_out(bindings);
    let keys = owners.keys.into_iter();
    let keys = keys.map(|owner| (owner.context, owner.row, owner.key));
    (keys.collect(), owners.problems)
}

/// The keys given out so far, and what went wrong.
struct Owners<'b> {
    keys: Vec<Owner<'b>>,
    problems: Vec<Diagnostic>,
}

/// The action that has a key in a context.
struct Owner<'b> {
    context: Context,
    row: &'static Row,
    key: Key,
    /// Where the settings say so.
    by: Option<&'b Located<Key>>,
}

impl<'b> Owners<'b> {
    /// Gives `key` to an action, unless another one has it.
    fn give(
        &mut self,
        context: Context,
        row: &'static Row,
        key: Key,
        by: Option<&'b Located<Key>>,
    ) {
        let mut owners = self.keys.iter();
        let Some(owner) = owners.find(|owner| (owner.context, owner.key) == (context, key)) else {
            self.keys.push(Owner {
                context,
                row,
                key,
                by,
            });
            return;
        };
        let (first, second) = (owner.row.name, row.name);
        if first == second {
            return;
        }
        let problem = match (by, owner.by) {
            (Some(by), first_by) => {
                let message = format!(
                    "`{key}` is given to `{first}` and to `{second}`; it is now a key of `{first}`"
                );
                let hint = "remove it from one of them".to_owned();
                let mut problem = error("key-twice", message, &by.site, hint);
                problem.sites.extend(first_by.map(|first| Site {
                    label: "first given here".to_owned(),
                    ..first.site.clone()
                }));
                problem
            }
            (None, Some(by)) => Diagnostic {
                severity: Severity::Warning,
                ..error(
                    "key-taken",
                    format!("`{key}` was a key of `{second}`; now it is only a key of `{first}`"),
                    &by.site,
                    format!("say which keys `{second}` should have, or none: {second} = []"),
                )
            },
            (None, None) => return, // the table gives no key to two actions; a test checks that
        };
        self.report(problem);
    }

    /// The same happens in several contexts; it is reported once.
    fn report(&mut self, problem: Diagnostic) {
        if !self.problems.contains(&problem) {
            self.problems.push(problem);
        }
    }

    /// Makes Ctrl-C quit in every context in which nothing else does.
    fn keep_a_way_out(&mut self, bindings: &[Binding]) {
        for (row, context) in uses().filter(|(row, _)| row.action == Action::Quit) {
            let here = |owner: &Owner| owner.context == context;
            if self
                .keys
                .iter()
                .any(|owner| here(owner) && owner.row.action == Action::Quit)
            {
                continue;
            }
            self.keys
                .retain(|owner| !here(owner) || owner.key != CTRL_C);
            self.keys.push(Owner {
                context,
                row,
                key: CTRL_C,
                by: None,
            });
            let cause = bindings.iter().find(|binding| {
                binding.action.value == row.name || values(&binding.keys).contains(&CTRL_C)
            });
            if let Some(cause) = cause {
                self.report(error(
                    "no-way-out",
                    "no key would quit clinfaq; Ctrl-C does".to_owned(),
                    &cause.action.site,
                    "give `quit` a key that has no other meaning".to_owned(),
                ));
            }
        }
    }
}

/// Every action in every context in which it has keys.
fn uses() -> impl Iterator<Item = (&'static Row, Context)> {
    TABLE
        .iter()
        .flat_map(|row| row.contexts().map(move |context| (row, context)))
}

/// The binding that counts for an action in `context`.
fn chosen<'b>(bindings: &'b [Binding], row: &Row, context: Context) -> Option<&'b Binding> {
    let of = |place: Option<&str>| {
        bindings.iter().find(|binding| {
            binding.action.value == row.name
                && binding.place.as_ref().map(|place| place.value.as_str()) == place
        })
    };
    of(Some(context.word())).or_else(|| of(None))
}

fn values(keys: &[Located<Key>]) -> Vec<Key> {
    keys.iter().map(|key| key.value).collect()
}

/// Those of `keys` that an action can have in `context`; the table's keys if it was given keys and can have none of them.
pub(super) fn usable(row: &Row, context: Context, keys: &[Key]) -> Vec<Key> {
    let usable = keys.iter().filter(|key| is_usable(row, context, **key));
    let usable: Vec<Key> = usable.copied().collect();
    match usable.is_empty() && !keys.is_empty() {
        true => row.keys(context),
        false => usable,
    }
}

/// Whether `key` can be a command in `context`, and this one.
fn is_usable(row: &Row, context: Context, key: Key) -> bool {
    let is_text = context.takes_text() && key.text().is_some();
    let is_number = !matches!(row.action, Action::Source(_)) || digit(key).is_some();
    !is_text && is_number
}

/// The digit of a key, with or without modifiers.
pub(super) fn digit(key: Key) -> Option<u8> {
    match key.code {
        Code::Char(c @ '0'..='9') => Some(c as u8 - b'0'),
        _ => None,
    }
}

fn error(rule: &'static str, message: String, site: &Site, hint: String) -> Diagnostic {
    Diagnostic::new(Severity::Error, rule, message, site.clone(), hint)
}

/// A mistake in a binding, without regard to others.
fn misplaced(binding: &Binding) -> Option<Diagnostic> {
    let name = binding.action.value.as_str();
    let context = |place: &Located<String>| {
        let mut contexts = Context::ALL.iter();
        contexts
            .find(|context| context.word() == place.value)
            .copied()
    };
    let place = binding.place.as_ref();
    let context = place.and_then(context);
    if let (Some(place), None) = (place, context) {
        let words: Vec<&str> = Context::ALL.iter().map(|context| context.word()).collect();
        let message = format!("there is no place `{}` for keys", short(&place.value));
        let hint = suggest::hint(&place.value, &words);
        return Some(error("unknown-place", message, &place.site, hint));
    }
    let Some(row) = TABLE.iter().find(|row| row.name == name) else {
        let near = suggest::nearest(name, TABLE.iter().map(|row| row.name));
        let near = near.map_or(String::new(), |near| format!("did you mean `{near}`? "));
        let message = format!("there is no action `{}`", short(name));
        let hint = format!("{near}`clinfaq config` lists all of them");
        return Some(error("unknown-action", message, &binding.action.site, hint));
    };
    if let Some(context) = context
        && !row.contexts().any(|used| used == context)
    {
        let places: Vec<&str> = row.contexts().map(Context::word).collect();
        let message = format!("`{name}` does nothing {}", context.title().to_lowercase());
        let hint = format!("it can be used here: {}", places.join(", "));
        return Some(error("unknown-place", message, &binding.action.site, hint));
    }
    let is_source = matches!(row.action, Action::Source(_));
    let takes_text = context.is_some_and(Context::takes_text);
    binding.keys.iter().find_map(|key| {
        let (message, hint) = if is_source && digit(key.value).is_none() {
            (
                format!("`{}` is not a number, and `source` needs one", key.value),
                "use digits, such as alt-1",
            )
        } else if takes_text && key.value.text().is_some() {
            (
                format!("`{}` is text where words are typed", key.value),
                "use a key that types nothing, such as one with ctrl or alt",
            )
        } else {
            return None;
        };
        Some(error("bad-key", message, &key.site, hint.to_owned()))
    })
}
