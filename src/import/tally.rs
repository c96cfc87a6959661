//! What was wrong with the data and put right: counted by kind, so that a reader of the summary can judge the import.

use std::collections::BTreeMap;

/// Declares the kinds of dirt, each with the words of the summary.
macro_rules! dirt {
    ($($(#[$doc:meta])* $name:ident = $words:literal,)+) => {
        /// A kind of dirt. Each is counted once for an answer or question that had it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Dirt { $($(#[$doc])* $name,)+ }

        impl Dirt {
            /// Every kind, in the order of the summary.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// What was done about it, for a person.
            pub const fn words(self) -> &'static str {
                match self { $(Self::$name => $words),+ }
            }
        }
    };
}

dirt! {
    /// No answer, or no question: nothing to show.
    Missing = "questions left out: they have no answer",
    /// The same question with the same answer, on the same page.
    Again = "questions left out: asked and answered in the same words before",
    /// Suggested answers, which are imported on request.
    Suggested = "suggested answers left out; --suggestions imports them",
    /// Suggested answers with more votes against than for them.
    VotedDown = "suggested answers left out: more votes against than for them",
    /// Items nested more deeply than is read.
    Deep = "items left out: nested more than 64 deep",
    /// A page's date, reviewer, publisher, address ... that differ within it.
    Disagree = "details of pages left unknown: they give two that differ",
    /// Questions of a page about several conditions that do not say which.
    Unassigned = "questions under no condition: they name none, or several, of their page's",
    /// Dates such as 05/06/2019.
    Date = "dates not read: they can be read two ways, or not at all",
    /// `What is (are) X ?`.
    Verb = "\"What is (are)\" decided",
    /// `X ?`, `X? ?`, no mark at all, no capital.
    Mark = "question's mark, blanks or capital set right",
    /// The question is said again where the answer should begin.
    Repeated = "question repeated at the head of its answer taken off",
    /// A label of the page: `Summary :`.
    Label = "page's label at the head of the answer taken off",
    /// ` - a - b - c`.
    List = "list run together in one line made a list",
    /// A list, and then all of it again without its dashes.
    Twice = "list said again without its dashes taken off",
    /// `Areflexia - Ataxia 90%`.
    Frequencies = "table run together in one line made a table",
    /// A paragraph's end that only several blanks show.
    Paragraph = "paragraphs parted where several blanks showed their end",
    /// `[7363]`, which would look like a citation.
    Reference = "numbers of references that are not there taken out",
    /// `&amp;nbsp;`.
    Entity = "HTML entities read",
    /// Control, escape, direction characters.
    Control = "stray control characters taken out",
    /// Two blanks and more.
    Blanks = "doubled blanks made one",
    /// Characters that Markdown would take for markup.
    Escaped = "characters that would be markup escaped",
    /// `<del>`, `<s>`.
    Struck = "struck-out text left out",
    /// `hidden`, `display: none`.
    Hidden = "text that the page hides left out",
    /// `<img>` without `alt`.
    Image = "image without a description left out",
    /// `<video>`, `<iframe>`.
    Media = "video, sound or embedded page left out",
    /// `<input>`, `<button>`.
    Field = "form field or button left out",
    /// `<a href="/more">`.
    Link = "link without a full address kept as plain words",
    /// Tables within tables, and very wide ones.
    TableAsList = "table that Markdown cannot carry written as a list",
}

/// Counts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Tally(BTreeMap<Dirt, usize>);

impl Tally {
    /// One more.
    pub(super) fn add(&mut self, dirt: Dirt) {
        *self.0.entry(dirt).or_default() += 1;
    }

    /// So many more.
    pub(super) fn add_many(&mut self, dirt: Dirt, count: usize) {
        if count > 0 {
            *self.0.entry(dirt).or_default() += count;
        }
    }

    /// One more, if `found`.
    pub(super) fn note(&mut self, dirt: Dirt, found: bool) {
        if found {
            self.add(dirt);
        }
    }

    /// What was found at all, in the order of the summary.
    pub(super) fn counts(&self) -> Vec<(Dirt, usize)> {
        self.0.iter().map(|(dirt, count)| (*dirt, *count)).collect()
    }
}
