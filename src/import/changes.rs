//! What the import changed or left out, counted by kind, so that a reader of the summary can judge the result.

use std::collections::BTreeMap;

/// Declares the kinds of changes, each with its words in the summary.
macro_rules! changes {
    ($($(#[$doc:meta])* $name:ident = $words:literal,)+) => {
        /// A kind of change. Each is counted once for an answer or question in which it was made.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Change { $($(#[$doc])* $name,)+ }

        impl Change {
            /// Its line in the summary, after the count.
            pub const fn words(self) -> &'static str {
                match self { $(Self::$name => $words),+ }
            }
        }
    };
}

changes! {
    /// No answer, or no question: nothing to show.
    Missing = "questions left out: they have no answer",
    /// The same question with the same answer, on the same page.
    Again = "questions left out: the same question with the same answer is already there",
    /// Suggested answers, which are imported only on request.
    Suggested = "suggested answers left out; --suggestions imports them",
    /// Suggested answers with more votes against them than for them.
    VotedDown = "suggested answers left out: more votes against them than for them",
    /// Records that their publisher has withdrawn.
    Obsolete = "conditions left out: their publisher marks them as obsolete",
    /// Identifiers that are known to mean something else.
    WrongCode = "identifiers left out: their publisher marks them as wrong",
    /// Sources whose licence is not stated.
    NoLicence = "sources without a licence: ask their publisher before you pass the library on",
    /// Sources without any date.
    NoDate = "sources without a date: the age of their answers is unknown",
    /// Genes and chromosomes.
    NoCondition = "descriptions of genes or chromosomes left out: only those of conditions are imported",
    /// Lists of other pages about a topic.
    Sites = "links to other pages, and groups that a topic is in, left out",
    /// Topics that are in another file.
    Related = "links to related conditions left out: those are not in the files",
    /// Sections that belong to other pages.
    OtherPage = "sections left out: they are on pages of their own; save those pages to import them",
    /// Pages that only list other pages.
    OnlyLinks = "pages left out: they have no text of their own, only links to others",
    /// Images with a description.
    Picture = "images left out; their captions are kept",
    /// Links in a folder or an archive.
    LinkedFile = "links to folders, and links in archives, not followed",
    /// A page's date, reviewer, publisher, address ... that differ within it.
    Disagree = "details of pages left unknown: the page gives two different ones",
    /// Questions of a page about several conditions that do not say which.
    Unassigned = "questions not assigned to a condition: they name none, or several, of their page's",
    /// Dates such as 05/06/2019.
    Date = "dates not understood: they can be read in two ways, or not at all",
    /// `What is (are) X ?`.
    Verb = "\"What is (are)\" corrected to one of the two",
    /// The question is repeated where the answer should begin.
    Repeated = "questions repeated at the beginning of their answer removed",
    /// A label of the page: `Summary :`.
    Label = "labels of the page at the beginning of an answer removed",
    /// ` - a - b - c`.
    List = "lists run together in one line restored",
    /// A list, and then all of it again without its dashes.
    RepeatedList = "repeated lists removed: the same items again, without dashes",
    /// `Areflexia - Ataxia 90%`.
    Frequencies = "tables run together in one line restored",
    /// A paragraph's end that only several spaces show.
    Paragraph = "paragraphs separated where only wide spaces showed their end",
    /// `[7363]`, which would look like a citation.
    Reference = "numbers of missing references removed",
    /// `&amp;nbsp;`.
    Entity = "HTML entities decoded",
    /// Control, escape, direction characters.
    Control = "control characters removed",
    /// Menus, notices, text above the first question.
    Outside = "pages with more text than their questions and answers, which was left out",
    /// Articles of an archive without text.
    NoText = "pages left out: they have no text",
    /// Fields of front matter that a library has no place for.
    FrontMatter = "front matter fields left out: a library has no place for them",
    /// `draft: true`.
    Draft = "documents left out: they are drafts",
    /// `<del>`, `<s>`.
    Struck = "crossed-out text left out",
    /// `hidden`, `display: none`.
    Hidden = "text that the page hides left out",
    /// `<img>` without `alt`.
    Image = "images without a description left out",
    /// `<video>`, `<iframe>`.
    Media = "videos, sounds or embedded pages left out",
    /// `<input>`, `<button>`.
    Field = "form fields or buttons left out",
    /// `<a href="/more">`.
    Link = "links without a full address kept as plain text",
    /// Tables within tables, and very wide ones.
    TableAsList = "tables too complex for Markdown written as lists",
}

/// How often each kind of change was made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Changes(BTreeMap<Change, usize>);

impl Changes {
    pub(super) fn add(&mut self, change: Change) {
        self.add_many(change, 1);
    }

    pub(super) fn add_if(&mut self, change: Change, made: bool) {
        self.add_many(change, usize::from(made));
    }

    pub(super) fn add_many(&mut self, change: Change, count: usize) {
        if count > 0 {
            *self.0.entry(change).or_default() += count;
        }
    }

    /// The kinds that were made at all, in the order of the summary.
    pub(super) fn counts(&self) -> Vec<(Change, usize)> {
        self.0
            .iter()
            .map(|(change, count)| (*change, *count))
            .collect()
    }
}
