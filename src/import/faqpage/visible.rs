//! The questions that a page shows without describing them -> items.

use super::items::{HEAD, Items, Value};
use crate::import::changes::Changes;
use crate::import::html::{self, Node, Wanted};

/// A page whose text is read.
#[derive(Debug)]
pub(crate) struct Shown<'t> {
    pub(crate) nodes: &'t [Node],
    /// Its title, if no heading is.
    pub(crate) title: &'t str,
    pub(crate) wanted: Wanted,
    /// What it is about, and other names of that.
    pub(crate) condition: &'t str,
    pub(crate) other_names: Vec<String>,
    pub(crate) topic: &'t str,
}

/// Adds the sections of a page to `items` as questions.
pub(in crate::import) fn read(shown: &Shown<'_>, items: &mut Items<'_>, changes: &mut Changes) {
    let found = html::sections(shown.nodes, shown.title, shown.wanted, changes);
    let page = items.add_new("WebPage");
    if items.line(HEAD, &["headline", "name"]).is_empty() {
        items.push_text(page, "name", &found.title);
    }
    if !shown.condition.is_empty() {
        let condition = items.add_new("MedicalCondition");
        items.push_text(condition, "name", shown.condition);
        for name in &shown.other_names {
            items.push_text(condition, "alternateName", name);
        }
        items.push(page, "about", Value::Item(condition));
    }
    for section in found.all {
        let question = items.add_new("Question");
        items.push_text(question, "name", &section.question);
        let topic = match section.is_title && shown.topic.is_empty() {
            true => "overview",
            false => shown.topic,
        };
        items.push_text(question, "@topic", topic);
        if !section.answer.is_empty() {
            items.push(question, "acceptedAnswer", Value::Markdown(section.answer));
        }
        items.push(page, "mainEntity", Value::Item(question));
    }
}
