//! The questions of a file, and what answers them.

use super::items::{Holders, Items, Value};
use super::markup::CONTENT;
use super::values::line;
use crate::import::changes::{Change, Changes};
use crate::import::topic;
use crate::model::Suggestion;

/// A question, and what answers it.
#[derive(Debug, Default)]
pub(super) struct Question<'a> {
    /// The item that it comes from.
    pub(super) item: usize,
    pub(super) text: String,
    pub(super) topic: Option<String>,
    pub(super) answer: Vec<Value<'a>>,
    pub(super) suggested_by: Option<Suggestion>,
}

/// Reads the questions of a file.
pub(super) struct QuestionReader<'r, 'a> {
    pub(super) items: &'r Items<'a>,
    pub(super) holders: &'r Holders,
    /// Also takes answers that were never accepted.
    pub(super) suggestions: bool,
    pub(super) changes: &'r mut Changes,
    pub(super) found: Vec<Question<'a>>,
}

impl<'a> QuestionReader<'_, 'a> {
    /// All questions, in the order of their items.
    pub(super) fn read(mut self) -> Vec<Question<'a>> {
        for item in self.items.all() {
            if self.items.is(item, "Question") {
                self.question(item);
            }
            if let Some(aspect) = self.items.values(item, "hasHealthAspect").next() {
                self.section(item, &aspect);
            }
        }
        self.found
    }

    fn question(&mut self, item: usize) {
        let items = self.items;
        let text = items.line(item, &["name", "headline", "text"]);
        let topic = Some(items.line(item, &["@topic"])).filter(|topic| !topic.is_empty());
        let question = |answer, suggested_by| Question {
            item,
            text: text.clone(),
            topic: topic.clone(),
            answer,
            suggested_by,
        };
        let accepted = items.values(item, "acceptedAnswer");
        let accepted: Vec<_> = accepted.flat_map(|answer| self.texts(&answer)).collect();
        let suggested: Vec<_> = items.values(item, "suggestedAnswer").collect();
        if !accepted.is_empty() || suggested.is_empty() {
            self.found.push(question(accepted, None));
        }
        for answer in suggested {
            let (names, votes) = match &answer {
                Value::Item(answer) => (items.names(*answer, "author"), self.votes(*answer)),
                _ => (Vec::new(), None),
            };
            if !self.suggestions {
                self.changes.add(Change::Suggested);
            } else if votes.is_some_and(|votes| votes < 0) {
                self.changes.add(Change::VotedDown);
            } else {
                // Even without a name, it must be recognisable as a suggestion.
                let name = match names.is_empty() {
                    true => "unknown author".to_owned(),
                    false => names.join(", "),
                };
                let answer = self.texts(&answer);
                self.found
                    .push(question(answer, Some(Suggestion { name, votes })));
            }
        }
    }

    /// The votes for an answer, less those against it.
    fn votes(&self, answer: usize) -> Option<i32> {
        let count = |property: &str| self.items.line(answer, &[property]).parse::<i32>().ok();
        let against = count("downvoteCount").unwrap_or(0);
        count("upvoteCount").map(|votes| votes.saturating_sub(against))
    }

    /// The texts of an answer, which may have several parts.
    fn texts(&self, answer: &Value<'a>) -> Vec<Value<'a>> {
        let Value::Item(answer) = answer else {
            return vec![answer.clone()];
        };
        ["text", "articleBody", "description", CONTENT]
            .iter()
            .map(|property| self.items.values(*answer, property).collect::<Vec<_>>())
            .find(|texts| !texts.is_empty())
            .unwrap_or_default()
    }

    /// A section on an aspect of health, with the texts of its parts.
    fn section(&mut self, item: usize, aspect: &Value<'a>) {
        let items = self.items;
        let aspect = match aspect {
            Value::Item(aspect) => items.id(*aspect).to_owned(),
            value => line(value),
        };
        let (topic, words) = topic::aspect(&aspect);
        let mut text = items.line(item, &["headline", "name"]);
        if text.is_empty() {
            let holders = self.holders.get(&item).into_iter().flatten();
            let mut names = holders.map(|holder| items.line(*holder, &["name", "headline"]));
            let name = names.find(|name| !name.is_empty()).unwrap_or_default();
            text = format!("{name}: {words}");
        }
        let mut answer = Vec::new();
        self.parts(item, &mut vec![item], &mut answer);
        // A page that only says what its parts are about is no section itself.
        if !answer.is_empty() {
            self.found.push(Question {
                item,
                text,
                topic: Some(topic),
                answer,
                ..Question::default()
            });
        }
    }

    /// The texts of a section and of the parts below it that are not sections themselves.
    fn parts(&self, item: usize, seen: &mut Vec<usize>, answer: &mut Vec<Value<'a>>) {
        let items = self.items;
        let before = answer.len();
        answer.extend(items.values(item, "text"));
        for part in items.things(item, &["hasPart"]) {
            if seen.contains(&part) || items.has(part, "hasHealthAspect") {
                continue;
            }
            seen.push(part);
            let heading = items.line(part, &["headline"]);
            if !heading.is_empty() {
                let heading = heading.replace('&', "&amp;").replace('<', "&lt;");
                let heading = format!("<h3>{heading}</h3>");
                answer.push(Value::Text(heading));
            }
            self.parts(part, seen, answer);
        }
        if answer.len() == before {
            answer.extend(items.values(item, "description"));
        }
    }
}
