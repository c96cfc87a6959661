//! Links from one file of a collection to another -> links to the entry or condition that was made of it.
//!
//! What becomes of a file is known only when its ids are. Until then such a link has the address `file:`, with the path of
//! the file in the collection.

use std::collections::HashMap;

use crate::model::Entry;

use super::changes::{Change, Changes};
use super::name;

/// The beginning and end of such a link's address in Markdown.
const BEGIN: &str = "](<file:";
const END: &str = ">)";

/// Endings of files that links leave out or change.
const EXTENSIONS: &[&str] = &["md", "markdown", "html", "htm", "xhtml", "php", "aspx"];

/// Completes the addresses in a text of the file `name`.
pub(super) fn complete(text: &mut String, name: &str) {
    if text.contains(BEGIN) {
        *text = replace(text, |address| Some(format!("file:{}", key(name, address))));
    }
}

/// Calls `to` for the address of each such link. A link without a new address becomes plain text.
fn replace(text: &str, mut to: impl FnMut(&str) -> Option<String>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(BEGIN) {
        let Some((address, after)) = after.split_once(END) else {
            break;
        };
        out.push_str(before);
        if let Some(address) = to(address) {
            out.push_str(&format!("](<{address}{END}"));
        } else {
            let mut brackets = out.rmatch_indices('[').map(|(at, _)| at);
            if let Some(at) = brackets.find(|at| !out[..*at].ends_with('\\')) {
                out.remove(at);
            }
        }
        rest = after;
    }
    out + rest
}

/// The path of a file that is at `address` as seen from the file `from`, in a form in which links to it do not differ.
fn key(from: &str, address: &str) -> String {
    let (path, anchor) = address.split_once('#').unwrap_or((address, ""));
    let path = path
        .split('?')
        .next()
        .unwrap_or("")
        .replace("%20", " ")
        .to_lowercase();
    let from = from.to_lowercase().replace('\\', "/");
    let mut parts: Vec<&str> = match path.starts_with('/') {
        true => Vec::new(),
        false => from.split('/').collect(),
    };
    if !path.is_empty() {
        parts.pop();
    }
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    if let Some(last) = parts.last_mut() {
        let named = last
            .rsplit_once('.')
            .filter(|(_, end)| EXTENSIONS.contains(end));
        *last = named.map_or(*last, |(stem, _)| stem);
        if matches!(*last, "index" | "_index" | "readme") {
            parts.pop();
        }
    }
    let mut key = parts
        .join("/")
        .replace(|c: char| !c.is_alphanumeric() && c != '/', "-");
    if !anchor.is_empty() {
        key.push('#');
        key.push_str(&name::slug(anchor, "top"));
    }
    key
}

/// What became of each file.
#[derive(Debug, Default)]
pub(super) struct Links(HashMap<String, String>);

impl Links {
    /// Notes an entry that was made of a file, which has these paths.
    pub(super) fn add(&mut self, paths: &[String], entry: &Entry) {
        let own = format!("entry:{}", entry.id);
        let page = match entry.condition.is_empty() {
            true => own.clone(),
            false => format!("condition:{}", entry.condition),
        };
        for path in paths {
            let anchor = format!("#{}", entry.question);
            self.0
                .entry(key(path, &anchor))
                .or_insert_with(|| own.clone());
            self.0.entry(key(path, "")).or_insert_with(|| page.clone());
        }
    }

    /// A text with links to what became of the files.
    pub(super) fn resolve(&self, text: &str, changes: &mut Changes) -> String {
        replace(text, |address| {
            let page = address.split('#').next().unwrap_or("");
            let found = self.0.get(address).or_else(|| self.0.get(page));
            changes.add_if(Change::Link, found.is_none());
            found.cloned()
        })
    }
}

/// Whether there are such links in a text.
pub(super) fn are_in(text: &str) -> bool {
    text.contains(BEGIN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_leads_to_what_its_file_became() {
        let mut links = Links::default();
        let entry = |id: &str, condition: &str, question: &str| Entry {
            id: id.to_owned(),
            condition: condition.to_owned(),
            question: question.to_owned(),
            ..Entry::default()
        };
        links.add(
            &["a/gout.md".to_owned()],
            &entry("gout/1", "gout", "What is gout?"),
        );
        links.add(
            &["a/gout.md".to_owned()],
            &entry("gout/2", "gout", "Is it rare?"),
        );
        links.add(
            &["Care/README.md".to_owned()],
            &entry("general/1", "", "Who helps?"),
        );
        for (from, markdown, expected) in [
            ("a/b.md", "[x](<file:gout.md>)", "[x](<condition:gout>)"),
            ("a/b.md", "[x](<file:./Gout>) y", "[x](<condition:gout>) y"),
            (
                "b.html",
                "[x](<file:a/gout.html#is-it-rare>)",
                "[x](<entry:gout/2>)",
            ),
            ("a/b.md", "[x](<file:../care/>)", "[x](<entry:general/1>)"),
            (
                "a/b/c.md",
                "[x](<file:/care?y=1#z>)",
                "[x](<entry:general/1>)",
            ),
            (
                "a/b.md",
                "\\[a] [x **y** \\[z\\]](<file:none.md>).",
                "\\[a] x **y** \\[z\\].",
            ),
            ("a/b.md", "![](<file:../../../..>)", "!"),
        ] {
            let mut text = markdown.to_owned();
            complete(&mut text, from);
            let mut changes = Changes::default();
            assert_eq!(links.resolve(&text, &mut changes), expected);
        }
    }
}
