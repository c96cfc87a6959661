//! A document: what a text means, before it is laid out.

use std::ops::BitOr;
use std::path::PathBuf;

/// Blocks, one below the other.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Document {
    /// In reading order.
    pub blocks: Vec<Block>,
}

/// A piece of a document that has lines of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A heading; level 1 is the highest.
    Heading {
        /// 1 to 6.
        level: u8,
        /// Its words.
        content: Vec<Span>,
    },
    /// Running text.
    Paragraph(Vec<Span>),
    /// A list: numbered from `start`, or with bullets.
    List {
        /// The first number.
        start: Option<u64>,
        /// Each item is made of blocks.
        items: Vec<Vec<Block>>,
    },
    /// A quotation.
    Quote(Vec<Block>),
    /// A box that must not be missed.
    Alert {
        /// How much it matters.
        kind: BoxKind,
        /// What it says.
        content: Vec<Block>,
    },
    /// Rows and columns. A row may have more or fewer cells than there are heads.
    Table {
        /// Column heads.
        header: Vec<Vec<Span>>,
        /// Below them.
        rows: Vec<Vec<Vec<Span>>>,
    },
    /// Text whose line breaks and spaces count.
    Verbatim(String),
    /// Labels, each with its value: "In short  No medicine ...".
    Fields(Vec<(String, Vec<Span>)>),
    /// A line across.
    Rule,
}

/// How much a box matters, after GitHub's alerts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BoxKind {
    /// Good to know.
    Note,
    /// A tip.
    Tip,
    /// Must be known.
    Important,
    /// Something can go wrong.
    Warning,
    /// A red flag.
    Caution,
}

impl BoxKind {
    /// All of them.
    pub(crate) const ALL: [Self; 5] = [
        Self::Note,
        Self::Tip,
        Self::Important,
        Self::Warning,
        Self::Caution,
    ];

    /// The word at its head, which says without colour what the box is.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Note => "NOTE",
            Self::Tip => "TIP",
            Self::Important => "IMPORTANT",
            Self::Warning => "WARNING",
            Self::Caution => "CAUTION",
        }
    }
}

/// A run of text with one style and one target. A line break inside a block is the text `"\n"`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Span {
    /// The characters.
    pub text: String,
    /// Their style.
    pub style: Style,
    /// Where they link to.
    pub target: Option<Target>,
}

impl Span {
    /// Text without style or target.
    pub fn plain(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            ..Self::default()
        }
    }

    /// Text with a style.
    pub fn styled(text: impl Into<String>, style: Style) -> Self {
        Self {
            text: text.into(),
            style,
            target: None,
        }
    }

    /// Text that leads somewhere.
    pub fn link(text: impl Into<String>, target: Target) -> Self {
        Self {
            text: text.into(),
            style: Style::LINK,
            target: Some(target),
        }
    }

    /// Whether this is the label of the authors' own advice.
    pub fn is_own_advice(&self) -> bool {
        self.text == OWN_ADVICE
    }
}

/// Joins runs of spans with a mark between them; runs without text are left out.
pub(crate) fn join(runs: impl IntoIterator<Item = Vec<Span>>, mark: &str) -> Vec<Span> {
    let mut spans = Vec::new();
    let has_text = |run: &Vec<Span>| run.iter().any(|span| !span.text.is_empty());
    for run in runs.into_iter().filter(has_text) {
        if !spans.is_empty() {
            spans.push(Span::plain(mark));
        }
        spans.extend(run);
    }
    spans
}

/// Where a link leads.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Target {
    /// The source with this number on the page, counted from 1.
    Cite(usize),
    /// An entry's id.
    Entry(String),
    /// A condition's id.
    Condition(String),
    /// A source's id, outside the page's numbering.
    Source(String),
    /// An organisation's id.
    Organization(String),
    /// A trial's id.
    Trial(String),
    /// A medicine's id.
    Medication(String),
    /// An address on the web: shown, never opened.
    Url(String),
    /// Something that can be done with a pack.
    Pack(PackLink),
}

/// Something that can be done with a pack, named by its id or its file.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum PackLink {
    /// List all packs.
    List,
    /// Look at what a file would change.
    Offer(PathBuf),
    /// Install a file, if it is still the one with this token.
    Install(PathBuf, String),
    /// Look at what the current version changed.
    Changes(String),
    /// Go back to the version before.
    Undo(String),
    /// Remove the versions that are not current.
    RemoveOld(String),
    /// Put it before the other packs.
    First(String),
}

/// The citation that marks advice of the library's own authors: `[^own]` names no source.
pub const OWN: &str = "own";

/// How such advice is labelled.
pub(super) const OWN_ADVICE: &str = " (our advice, not from a source)";

/// The style of a text: a set of meanings, which a screen turns into attributes and colours.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Style(u16);

impl Style {
    /// No style.
    pub const PLAIN: Self = Self(0);
    /// Strong emphasis.
    pub const STRONG: Self = Self(1);
    /// Emphasis.
    pub const EMPHASIS: Self = Self(1 << 1);
    /// Verbatim text.
    pub const CODE: Self = Self(1 << 2);
    /// Less important than the text around it.
    pub const DIM: Self = Self(1 << 3);
    /// A state that a reader must notice.
    pub const WARN: Self = Self(1 << 4);
    /// Leads somewhere.
    pub const LINK: Self = Self(1 << 5);
    /// A heading.
    pub const HEADING: Self = Self(1 << 6);
    /// A word that was searched for.
    pub const HIT: Self = Self(1 << 7);
    /// Raised, until the text is complete and is written in characters that mean the same.
    pub(crate) const SUPERSCRIPT: Self = Self(1 << 8);
    /// Lowered, likewise.
    pub(crate) const SUBSCRIPT: Self = Self(1 << 9);
    /// Being struck out, until its end is seen.
    pub(crate) const STRUCK: Self = Self(1 << 10);

    /// Whether all of `other` is in it.
    pub const fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// All but what is in `other`.
    pub(crate) const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }
}

impl BitOr for Style {
    type Output = Self;
    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}
