//! What a person says of keys, set against the table of actions: who gets which key, and what cannot be.

use rustc_hash::FxHashMap;

use crate::config::{Binding, Code, Key, Said};
use crate::model::{Diagnostic, Severity, Site};
use crate::text::lines::short;
use crate::text::suggest;
use crate::tui::action::{Action, Context, Row, TABLE};

/// The name of the action that has a key in a context.
pub(super) type Assigned = FxHashMap<(Context, Key), &'static str>;

/// Gives every key in every context to one action, and tells what was wanted and could not be.
pub(super) fn assign(bindings: &[Binding]) -> (Assigned, Vec<Diagnostic>) {
    let mut round = Round {
        taken: FxHashMap::default(),
        problems: bindings.iter().filter_map(misplaced).collect(),
    };
    let everywhere = || TABLE.iter().flat_map(in_contexts);
    // What a person says goes before what stands in the table, and of that the first.
    for binding in bindings {
        let counts =
            |row, context| means(bindings, row, context).is_some_and(|b| std::ptr::eq(b, binding));
        for (row, context) in everywhere().filter(|(row, context)| counts(row, *context)) {
            for said in &binding.keys {
                if allowed(row, context, said.value) {
                    round.give(row, context, said.value, Some(said));
                }
            }
        }
    }
    for (row, context) in everywhere() {
        if said(bindings, row, context).is_none() {
            for key in own(row, context) {
                round.give(row, context, key, None);
            }
        }
    }
    let assigned = round
        .taken
        .into_iter()
        .map(|(key, taken)| (key, taken.row.name));
    (assigned.collect(), round.problems)
}

/// Keys given out so far.
struct Round<'b> {
    taken: FxHashMap<(Context, Key), Taken<'b>>,
    problems: Vec<Diagnostic>,
}

impl<'b> Round<'b> {
    /// Gives `key` to an action, because a person said so or because the table does; unless another one has it.
    fn give(&mut self, row: &'static Row, context: Context, key: Key, by: Option<&'b Said<Key>>) {
        let first = self
            .taken
            .entry((context, key))
            .or_insert(Taken { row, by });
        if first.row.name == row.name {
            return;
        }
        let problem = match by {
            Some(said) => Some(first.twice(row, said)),
            None => first.displaces(row, key),
        };
        if let Some(problem) = problem {
            push_new(&mut self.problems, problem);
        }
    }
}

/// The contexts in which an action has keys.
pub(super) fn in_contexts(row: &'static Row) -> impl Iterator<Item = (&'static Row, Context)> {
    let has = |context: &Context| row.keys.iter().any(|(at, _)| at.has(*context));
    let contexts = Context::ALL.iter().copied().filter(has);
    contexts.map(move |context| (row, context))
}

/// The keys that the table gives an action in `context`.
pub(super) fn own(row: &Row, context: Context) -> Vec<Key> {
    let keys = row.keys.iter().filter(|(at, _)| at.has(context));
    keys.flat_map(|(_, keys)| keys.split(' '))
        .filter_map(|key| Key::parse(key).ok())
        .collect()
}

/// The binding that counts for an action in `context`.
fn means<'b>(bindings: &'b [Binding], row: &Row, context: Context) -> Option<&'b Binding> {
    let of = |place: Option<&str>| {
        bindings.iter().find(|binding| {
            binding.action.value == row.name
                && binding.place.as_ref().map(|place| place.value.as_str()) == place
        })
    };
    of(Some(context.word())).or_else(|| of(None))
}

/// `keys` so far as an action can have them in `context`; `None` where it was given keys but can have none of them.
pub(super) fn given(row: &Row, context: Context, keys: &[Key]) -> Option<Vec<Key>> {
    let can: Vec<Key> = keys
        .iter()
        .copied()
        .filter(|key| allowed(row, context, *key))
        .collect();
    (!can.is_empty() || keys.is_empty()).then_some(can)
}

/// Whether `key` can be a command here, and this one.
fn allowed(row: &Row, context: Context, key: Key) -> bool {
    let is_text = context.takes_text() && key.text().is_some();
    let is_number = !matches!(row.action, Action::Source(_)) || digit(key).is_some();
    !is_text && is_number
}

/// The digit that a key is, held down with others or not.
pub(super) fn digit(key: Key) -> Option<u8> {
    match key.code {
        Code::Char(c @ '0'..='9') => Some(c as u8 - b'0'),
        _ => None,
    }
}

/// The keys that a person gave an action in `context`; `None` where it is left with the table's.
fn said(bindings: &[Binding], row: &Row, context: Context) -> Option<Vec<Key>> {
    let binding = means(bindings, row, context)?;
    let keys: Vec<Key> = binding.keys.iter().map(|key| key.value).collect();
    given(row, context, &keys)
}

/// The keys that an action is to have in `context`.
pub(super) fn wanted(bindings: &[Binding], row: &Row, context: Context) -> Vec<Key> {
    said(bindings, row, context).unwrap_or_else(|| own(row, context))
}

/// What is wrong with a binding by itself.
fn misplaced(binding: &Binding) -> Option<Diagnostic> {
    let name = binding.action.value.as_str();
    let problem = |rule, message, site: &Site, hint| {
        Some(Diagnostic::new(
            Severity::Error,
            rule,
            message,
            site.clone(),
            hint,
        ))
    };
    let words: Vec<&str> = Context::ALL.iter().map(|context| context.word()).collect();
    let place = match &binding.place {
        None => None,
        Some(place) => match Context::ALL.iter().find(|at| at.word() == place.value) {
            Some(context) => Some(*context),
            None => {
                let message = format!(
                    "there is no place `{}` in which keys are pressed",
                    short(&place.value)
                );
                let hint = suggest::hint(&place.value, &words);
                return problem("unknown-place", message, &place.site, hint);
            }
        },
    };
    let Some(row) = TABLE.iter().find(|row| row.name == name) else {
        let near = suggest::nearest(name, TABLE.iter().map(|row| row.name));
        let hint = match near {
            Some(near) => format!("did you mean `{near}`? `clinfaq config` lists all of them"),
            None => "`clinfaq config` lists all of them".to_owned(),
        };
        let message = format!("there is no action `{}`", short(name));
        return problem("unknown-action", message, &binding.action.site, hint);
    };
    if let Some(context) = place
        && !in_contexts(row).any(|(_, at)| at == context)
    {
        let places: Vec<&str> = in_contexts(row).map(|(_, at)| at.word()).collect();
        let message = format!("`{name}` does nothing {}", context.title().to_lowercase());
        let hint = format!("it has a use here: {}", places.join(", "));
        return problem("unknown-place", message, &binding.action.site, hint);
    }
    if let Some(key) = binding
        .keys
        .iter()
        .find(|key| matches!(row.action, Action::Source(_)) && digit(key.value).is_none())
    {
        let message = format!(
            "`{}` says no number, and `source` has to know which",
            key.value
        );
        let hint = "take digits, such as alt-1".to_owned();
        return problem("bad-key", message, &key.site, hint);
    }
    let typed = place.filter(|place| place.takes_text()).and_then(|_| {
        let mut keys = binding.keys.iter();
        keys.find(|key| key.value.text().is_some())
    });
    if let Some(key) = typed {
        let message = format!("`{}` is text where words are typed", key.value);
        let hint = "take a key that types nothing, such as one with ctrl or alt".to_owned();
        return problem("bad-key", message, &key.site, hint);
    }
    None
}

/// Who has a key.
struct Taken<'b> {
    row: &'static Row,
    /// Where a person said so.
    by: Option<&'b Said<Key>>,
}

impl Taken<'_> {
    /// Two actions were given one key.
    fn twice(&self, second: &Row, said: &Said<Key>) -> Diagnostic {
        let mut problem = Diagnostic::new(
            Severity::Error,
            "key-twice",
            format!(
                "`{}` is given to `{}` and to `{}`; it is `{}`",
                said.value, self.row.name, second.name, self.row.name
            ),
            said.site.clone(),
            "take one of them out".to_owned(),
        );
        if let Some(first) = self.by {
            let mut site = first.site.clone();
            site.label = "first given here".to_owned();
            problem.sites.push(site);
        }
        problem
    }

    /// A key that another action has by itself was taken from it.
    fn displaces(&self, other: &Row, key: Key) -> Option<Diagnostic> {
        let said = self.by?;
        Some(Diagnostic::new(
            Severity::Warning,
            "key-taken",
            format!(
                "`{key}` was a key of `{}`; now it is `{}` alone",
                other.name, self.row.name
            ),
            said.site.clone(),
            format!(
                "say which keys `{}` is to have, or none: {} = []",
                other.name, other.name
            ),
        ))
    }
}

/// One and the same thing happens in several contexts; it is told once.
pub(super) fn push_new(problems: &mut Vec<Diagnostic>, problem: Diagnostic) {
    if !problems.contains(&problem) {
        problems.push(problem);
    }
}
