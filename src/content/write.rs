//! Records -> TOML: writes a library that was made out of something else.
//!
//! Keys and their order come from the model's serde derives, as the loader's do, so that a field added there is written
//! without further work. What is empty or has its default value is left out. What is written here loads as the same, and a text can
//! hold anything: nothing in it ends its string.

use std::fmt::Write as _;

use serde::Serialize;
use toml::{Table, Value};

use crate::model::{
    Abbreviation, Condition, Entry, Kind, Medication, Note, Organization, Pack, Source, Synonym,
    Topic, Trial,
};

use super::schema::{ALLOW, FORMAT, is_markdown};

/// Writes tables of the format into one text.
#[derive(Debug, Default)]
pub struct Writer {
    out: String,
    /// For the next table.
    allow: Vec<Value>,
}

impl Writer {
    /// Writes nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// What was written.
    pub fn finish(self) -> String {
        self.out
    }

    /// Names the format; belongs before the pack.
    pub fn format(&mut self) -> &mut Self {
        let _ = writeln!(self.out, "format = {FORMAT}");
        self
    }

    /// A comment, for people who open the file.
    pub fn comment(&mut self, text: &str) -> &mut Self {
        let plain = |c: char| if must_be_escaped(c) { ' ' } else { c };
        let line: String = text.chars().map(plain).collect();
        let _ = writeln!(self.out, "# {line}");
        self
    }

    /// Allows what the lint finds in the next table.
    pub fn allow(&mut self, lint: &str, reason: &str) -> &mut Self {
        let row = [("lint", lint), ("reason", reason)];
        let row = row.map(|(key, value)| (key.to_owned(), Value::from(value)));
        self.allow.push(Value::Table(row.into_iter().collect()));
        self
    }

    /// The pack.
    pub fn pack(&mut self, pack: &Pack) -> &mut Self {
        self.table(Kind::Pack, pack)
    }

    /// A topic.
    pub fn topic(&mut self, topic: &Topic) -> &mut Self {
        self.table(Kind::Topic, topic)
    }

    /// A condition.
    pub fn condition(&mut self, condition: &Condition) -> &mut Self {
        self.table(Kind::Condition, condition)
    }

    /// A source.
    pub fn source(&mut self, source: &Source) -> &mut Self {
        self.table(Kind::Source, source)
    }

    /// An entry.
    pub fn entry(&mut self, entry: &Entry) -> &mut Self {
        self.table(Kind::Entry, entry)
    }

    /// An organisation.
    pub fn organization(&mut self, organization: &Organization) -> &mut Self {
        self.table(Kind::Organization, organization)
    }

    /// A trial.
    pub fn trial(&mut self, trial: &Trial) -> &mut Self {
        self.table(Kind::Trial, trial)
    }

    /// A medicine.
    pub fn medication(&mut self, medication: &Medication) -> &mut Self {
        self.table(Kind::Medication, medication)
    }

    /// Words that mean the same.
    pub fn synonym(&mut self, synonym: &Synonym) -> &mut Self {
        self.table(Kind::Synonym, synonym)
    }

    /// An abbreviation.
    pub fn abbreviation(&mut self, abbreviation: &Abbreviation) -> &mut Self {
        self.table(Kind::Abbreviation, abbreviation)
    }

    /// A note.
    pub fn note(&mut self, note: &Note) -> &mut Self {
        self.table(Kind::Note, note)
    }

    fn table<T: Serialize + Default>(&mut self, kind: Kind, value: &T) -> &mut Self {
        let (own, usual) = (fields(value), fields(&T::default()));
        if !self.out.is_empty() && !self.out.ends_with("\n\n") {
            // A comment is right above its table.
            let last = self.out.trim_end().rsplit('\n').next().unwrap_or("");
            if !last.starts_with('#') {
                self.out.push('\n');
            }
        }
        let _ = writeln!(self.out, "{}", kind.title());
        for key in kind.keys(&[]) {
            if let Some(value) = own.get(key)
                && !is_empty(value)
                && usual.get(key) != Some(value)
            {
                let _ = write!(self.out, "{key} = ");
                field(&mut self.out, kind, key, value);
                self.out.push('\n');
            }
        }
        if !self.allow.is_empty() {
            let rows = Value::Array(std::mem::take(&mut self.allow));
            let _ = write!(self.out, "{ALLOW} = ");
            inline(&mut self.out, kind, &[ALLOW], &rows);
            self.out.push('\n');
        }
        self
    }
}

/// The fields of a table. The model's types are structs of texts, numbers, lists and such structs, which TOML can always
/// express, so there is no error to return.
fn fields(value: &impl Serialize) -> Table {
    match Value::try_from(value) {
        Ok(Value::Table(table)) => table,
        _ => Table::new(),
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Table(table) => table.values().all(is_empty),
        _ => false,
    }
}

/// A value at the top of a table, which may take several lines.
fn field(out: &mut String, kind: Kind, key: &'static str, value: &Value) {
    match value {
        Value::String(text) if is_markdown(key) && text.contains('\n') => long(out, text),
        Value::Array(items) if items.len() > 1 => {
            out.push_str("[\n");
            for item in items {
                out.push_str("  ");
                inline(out, kind, &[key], item);
                out.push_str(",\n");
            }
            out.push(']');
        }
        _ => inline(out, kind, &[key], value),
    }
}

/// A value on one line.
fn inline(out: &mut String, kind: Kind, path: &[&str], value: &Value) {
    match value {
        Value::String(text) => short(out, text),
        Value::Array(items) => {
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                out.push_str(if at == 0 { "" } else { ", " });
                inline(out, kind, path, item);
            }
            out.push(']');
        }
        Value::Table(table) => {
            // Where the format knows no order (`allow`), the alphabet's will do.
            let known = kind.keys(path);
            let rank = |key: &str| known.iter().position(|other| *other == key);
            let mut keys: Vec<_> = table.iter().filter(|(_, value)| !is_empty(value)).collect();
            keys.sort_by_key(|(key, _)| rank(key));
            out.push_str("{ ");
            for (at, (key, value)) in keys.into_iter().enumerate() {
                let _ = write!(out, "{}{key} = ", if at == 0 { "" } else { ", " });
                inline(out, kind, &[path, &[key.as_str()]].concat(), value);
            }
            out.push_str(" }");
        }
        // The model holds numbers without fraction; its dates are texts.
        Value::Integer(number) => {
            let _ = write!(out, "{number}");
        }
        Value::Boolean(truth) => {
            let _ = write!(out, "{truth}");
        }
        Value::Datetime(time) => {
            let _ = write!(out, "{time}");
        }
        Value::Float(number) => {
            let _ = write!(out, "{number:?}");
        }
    }
}

/// A text as TOML has it, on one line.
pub fn quoted(text: &str) -> String {
    let mut out = String::new();
    short(&mut out, text);
    out
}

/// A text between quotes.
fn short(out: &mut String, text: &str) {
    out.push('"');
    for char in text.chars() {
        match char {
            '"' => out.push_str("\\\""),
            '\n' => out.push_str("\\n"),
            char => push(out, char),
        }
    }
    out.push('"');
}

/// A text over several lines. A quote stays as it is unless it could be read as part of the end; a bracket that begins a
/// line does not, because the loader looks there for the next table when a text is not closed.
fn long(out: &mut String, text: &str) {
    out.push_str("\"\"\"\n");
    let mut chars = text.chars().peekable();
    while let Some(char) = chars.next() {
        match char {
            '[' if out.trim_end_matches([' ', '\t']).ends_with('\n') => out.push_str("\\u005B"),
            '"' if matches!(chars.peek(), None | Some('"')) => out.push_str("\\\""),
            '"' | '\n' => out.push(char),
            char => push(out, char),
        }
    }
    out.push_str("\"\"\"");
}

fn push(out: &mut String, char: char) {
    match char {
        '\\' => out.push_str("\\\\"),
        '\t' => out.push_str("\\t"),
        char if must_be_escaped(char) => {
            let _ = write!(out, "\\U{:08X}", u32::from(char));
        }
        char => out.push(char),
    }
}

/// Characters that TOML forbids, and those that would make a file look other than it is.
fn must_be_escaped(char: char) -> bool {
    char.is_control()
        || matches!(char, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Claim, Disagreement};

    #[test]
    fn a_table_has_its_non_empty_fields_in_the_order_of_the_format() {
        let entry = Entry {
            id: "poh/a".to_owned(),
            question: "Is \"it\" C:\\new?".to_owned(),
            answer: "One\n\"\"\"\ntwo\"".to_owned(),
            sources: vec!["s".to_owned()],
            disagreements: vec![Disagreement {
                about: "x".to_owned(),
                claims: vec![Claim {
                    says: "a\nb".to_owned(),
                    cite: "s".to_owned(),
                    ..Claim::default()
                }],
                reading: String::new(),
            }],
            ..Entry::default()
        };
        let mut writer = Writer::new();
        writer
            .comment("made\nby hand")
            .allow("no-date", "none known")
            .entry(&entry);
        insta::assert_snapshot!(writer.finish(), @r##"
        # made by hand
        [[entry]]
        id = "poh/a"
        question = "Is \"it\" C:\\new?"
        answer = """
        One
        \"\""
        two\""""
        sources = ["s"]
        disagreement = [{ about = "x", claims = [{ says = "a\nb", cite = "s" }] }]
        allow = [{ lint = "no-date", reason = "none known" }]
        "##);
    }
}
