//! What is read of a page: its text, and the lists that belong to it.

use crate::handout::CHOICES;
use crate::library::{Library, Listed};
use crate::nav::{self, Subject};
use crate::page::{Page, Part};
use crate::text::{Block, Span, Target, counted, linear};

use super::place::{Goal, Item, List, Place, View, Visit};
use super::view::{Builder, Context, answers, paragraph};

/// So wide that no line of a text is broken.
const UNBROKEN: usize = 1 << 16;

impl Builder<'_> {
    /// A page to read: where it belongs, its title and its trust lines first.
    pub(super) fn text(&self, subject: &Subject, visit: &Visit) -> View {
        let page = subject.page(self.library, self.settings.clock, &[], false);
        let mut crumbs = page.crumbs.join(", ");
        if let Some(entry) = subject.entry()
            && let Some(at) = visit.siblings.iter().position(|known| *known == entry)
        {
            crumbs += &format!("; question {} of {}", at + 1, visit.siblings.len());
        }
        let mut head = vec![
            vec![Span::plain(crumbs)],
            vec![Span::plain(page.title.clone())],
        ];
        head.extend(self.trust_lines(&page));
        let mut blocks = vec![paragraph(head)];
        blocks.extend(match subject {
            // As it will be printed.
            Subject::Handout(..) => page.document.blocks.clone(),
            _ => page.text_boxes_first(),
        });
        let mut about = None;
        let word = match subject {
            Subject::Listed(Listed::Entry(entry)) => {
                about = Some(self.library.head(*entry).condition);
                "answer"
            }
            Subject::Listed(Listed::Condition(condition)) => {
                blocks.extend_from_slice(page.part(Part::Listings));
                about = Some(Some(*condition));
                "facts"
            }
            Subject::Listed(Listed::Source(source)) => {
                let cited_by = self.library.source(*source).cited_by.len();
                if cited_by > 0 {
                    let hint = format!(
                        "Cited by {}. Type questions to list them.",
                        answers(cited_by)
                    );
                    blocks.push(Block::Paragraph(vec![Span::plain(hint)]));
                }
                "source"
            }
            Subject::Listed(Listed::Organization(_)) => "organisation",
            Subject::Listed(Listed::Trial(_)) => "trial",
            Subject::Listed(Listed::Medication(_)) => "medicine",
            Subject::Withdrawn(_) => "withdrawn",
            Subject::Compare(..) => "comparison",
            Subject::Changes => "changes",
            Subject::About => "about",
            Subject::Handout(..) => "handout",
            Subject::Problems => "problems",
            Subject::Packs(_) => "packs",
        };
        View {
            word,
            title: page.title.clone(),
            lines: self.lay_out(&blocks),
            items: match subject {
                Subject::Handout(..) => CHOICES
                    .iter()
                    .map(|(label, delivery)| Item {
                        label: vec![Span::plain(*label)],
                        goal: Goal::Deliver(*delivery),
                    })
                    .collect(),
                _ => Vec::new(),
            },
            is_text: true,
            about,
            page: Some(page),
            ..View::default()
        }
    }

    /// A list that belongs to a page; its sources stay within reach.
    pub(super) fn list_of(&self, list: List, subject: &Subject, visit: &Visit) -> View {
        let page = subject.page(self.library, self.settings.clock, &[], false);
        let (word, items, title) = match list {
            List::Sources => {
                let items = self.sources(&page);
                let count = counted(items.len(), "source");
                ("sources", items, count)
            }
            List::Related => ("related", self.related(&page), "To read next".to_owned()),
            List::Links => {
                let items = self.links(&page);
                let count = counted(items.len(), "link");
                ("links", items, count)
            }
            List::Outline => {
                let lines = self.text(subject, visit).lines;
                let headings = nav::headings(&lines).into_iter();
                let item = |(line, _, words): (usize, u8, String)| Item {
                    label: vec![Span::plain(words.strip_suffix(':').unwrap_or(&words))],
                    goal: Goal::Block(lines[line].block),
                };
                let items: Vec<Item> = headings.map(item).collect();
                let count = counted(items.len(), "heading");
                ("outline", items, count)
            }
        };
        let mut view = self.list(word, vec![format!("{title}: {}", page.title)], items);
        view.page = Some(page);
        view
    }

    /// What the page says of each source; the list numbers them.
    fn sources(&self, page: &Page) -> Vec<Item> {
        let mut blocks = page.part(Part::Sources).iter();
        let fields = blocks.find_map(|block| match block {
            Block::Fields(fields) => Some(fields),
            _ => None,
        });
        let fields = fields.into_iter().flatten().enumerate();
        let item = |(at, (_, label)): (usize, &(String, Vec<Span>))| Item {
            label: label.clone(),
            goal: goal(self.library, page, &Target::Cite(at + 1)),
        };
        fields.map(item).collect()
    }

    fn related(&self, page: &Page) -> Vec<Item> {
        let lists = page.part(Part::Next).iter();
        let items = lists.filter_map(|block| match block {
            Block::List { items, .. } => Some(items),
            _ => None,
        });
        let labels = items.flatten().flatten().filter_map(|block| match block {
            Block::Paragraph(label) => Some(label.clone()),
            _ => None,
        });
        let item = |label: Vec<Span>| {
            let target = label.iter().find_map(|span| span.target.as_ref());
            let goal = match target {
                Some(target) => goal(self.library, page, target),
                None => Goal::Nowhere("This is not in the library.".to_owned()),
            };
            let item = Item { label, goal };
            match item.entry() {
                Some(entry) => self.entry(entry, Context::ConditionAndTopic, "", false),
                None => item,
            }
        };
        labels.map(item).collect()
    }

    /// The links of a page, each once. Its sources and its questions have lists of their own.
    pub(super) fn links(&self, page: &Page) -> Vec<Item> {
        let parts = [Part::Next, Part::Listings, Part::About].map(|part| page.part(part));
        let blocks = [page.text(), parts[0], parts[1], parts[2]].concat();
        let mut links = nav::links(&linear(&blocks, UNBROKEN, false));
        links.retain(|link| !matches!(link.target, Target::Cite(_)));
        let mut known: Vec<Target> = Vec::new();
        links.retain(|link| {
            let is_new = !known.contains(&link.target);
            known.push(link.target.clone());
            is_new
        });
        links.iter().map(|link| self.link(page, link)).collect()
    }

    fn link(&self, page: &Page, link: &nav::Link) -> Item {
        let words = link.words.trim();
        let kind = match &link.target {
            Target::Url(_) | Target::Pack(_) => "",
            Target::Cite(_) | Target::Source(_) => " (source)",
            Target::Entry(_) => " (answer)",
            Target::Condition(_) => " (condition)",
            Target::Organization(_) => " (organisation)",
            Target::Trial(_) => " (trial)",
            Target::Medication(_) => " (medicine)",
        };
        let goal = goal(self.library, page, &link.target);
        // The words of a link are seldom the question that it leads to.
        let leads_to = match (&link.target, &goal) {
            (Target::Url(url), _) => url.clone(),
            (_, Goal::Place(place)) => place
                .entry()
                .map_or(String::new(), |entry| self.library.head(entry).question),
            _ => String::new(),
        };
        let label = match (words, leads_to.as_str()) {
            (words, "") => words.to_owned(),
            (words, leads_to) if words.is_empty() || words == leads_to => leads_to.to_owned(),
            (words, leads_to) => format!("{words}: {leads_to}"),
        };
        Item {
            label: vec![Span::plain(label + kind)],
            goal,
        }
    }
}

/// Where a link of a page leads.
pub(super) fn goal(library: &Library, page: &Page, target: &Target) -> Goal {
    match (Subject::of_link(library, page, target), target) {
        (Some(subject), _) => Goal::Place(Place::of(subject)),
        (None, Target::Url(url)) => Goal::Nowhere(format!(
            "This is a web address. clinfaq does not open it: {url}"
        )),
        (None, Target::Pack(link)) => Goal::Pack(link.clone()),
        (None, Target::Cite(number)) => {
            Goal::Nowhere(format!("Source {number} is not defined in the library."))
        }
        (None, _) => Goal::Nowhere("This link leads to something not in the library.".to_owned()),
    }
}
