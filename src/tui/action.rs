//! The one table of what can be done: name, help, footer word, and the keys in each context.
//!
//! Key map, help screen, footer and the README's table are made from it. To add a key, add a row and the arm in
//! [`super::app`] that does it. Nothing here knows how a key is read or what an action changes.

/// Where keys are pressed: what lies on top of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Context {
    /// The tree and the questions beside it.
    Browse,
    /// The search box and its results.
    Search,
    /// A page that is being read.
    Page,
    /// A list over a page: its outline, its sources.
    Menu,
    /// The help.
    Help,
    /// The box for words to find in a page.
    Find,
    /// The box for a part of a name in the tree.
    Filter,
}

impl Context {
    /// All of them, in the order in which help names them.
    pub const ALL: &[Self] = &[
        Self::Browse,
        Self::Search,
        Self::Page,
        Self::Find,
        Self::Filter,
        Self::Menu,
        Self::Help,
    ];

    /// Its name for people.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Browse => "Browsing",
            Self::Search => "Searching",
            Self::Page => "Reading",
            Self::Menu => "In a list over a page",
            Self::Help => "In this help",
            Self::Find => "Finding in a page",
            Self::Filter => "Filtering the tree",
        }
    }

    /// What a table of keys calls it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Browse => "browsing",
            Self::Search => "searching",
            Self::Page => "reading",
            Self::Menu => "in-list",
            Self::Help => "in-help",
            Self::Find => "finding",
            Self::Filter => "filtering",
        }
    }

    /// Whether characters are text here: then no plain character is a command.
    pub const fn takes_text(self) -> bool {
        matches!(self, Self::Search | Self::Find | Self::Filter)
    }

    const fn bit(self) -> u8 {
        1 << self as u8
    }
}

/// A set of contexts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct In(u8);

impl In {
    pub(crate) const fn has(self, context: Context) -> bool {
        self.0 & context.bit() != 0
    }
}

const BROWSE: In = In(Context::Browse.bit());
const SEARCH: In = In(Context::Search.bit());
const PAGE: In = In(Context::Page.bit());
const MENU: In = In(Context::Menu.bit());
const HELP: In = In(Context::Help.bit());
const FIND: In = In(Context::Find.bit());
const FILTER: In = In(Context::Filter.bit());
/// Where letters are commands.
const COMMAND: In = In(BROWSE.0 | PAGE.0 | MENU.0 | HELP.0);
/// Places, as against what lies over them.
const PLACE: In = In(BROWSE.0 | PAGE.0);
/// Where characters are text.
const BOX: In = In(SEARCH.0 | FIND.0 | FILTER.0);
/// Where characters are text, and a list takes the keys that move.
const BOX_AND_LIST: In = In(SEARCH.0 | FILTER.0);
/// Lists with the answer beside them.
const LISTS: In = In(BROWSE.0 | SEARCH.0);
const OVER_BROWSE: In = In(BROWSE.0 | MENU.0 | HELP.0);
const EVERYWHERE: In = In(COMMAND.0 | BOX.0);

/// A row of the table.
pub(crate) struct Row {
    pub(crate) action: Action,
    /// Stable, kebab-case: what a table of keys calls it.
    pub(crate) name: &'static str,
    /// One word or two for the footer.
    pub(crate) short: &'static str,
    /// One line for the help.
    pub(crate) help: &'static str,
    /// Keys by context, parted by blanks.
    pub(crate) keys: &'static [(In, &'static str)],
}

macro_rules! actions {
    ($($variant:ident $(($arg:expr))? = $name:literal, $short:literal, $help:literal, [$($contexts:expr => $keys:literal),+];)+) => {
        /// What a person can do.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[allow(missing_docs, reason = "the table says what each does")]
        pub enum Action { $($variant $((actions!(@u8 $arg)))?,)+ }

        /// The table.
        pub(crate) const TABLE: &[Row] = &[$(Row {
            action: Action::$variant $(($arg))?,
            name: $name,
            short: $short,
            help: $help,
            keys: &[$(($contexts, $keys)),+],
        },)+];
    };
    (@u8 $arg:expr) => { u8 };
}

actions! {
    Up = "up", "move", "one line up", [COMMAND => "up k", BOX_AND_LIST => "up ctrl-p"];
    Down = "down", "move", "one line down", [COMMAND => "down j", BOX_AND_LIST => "down ctrl-n"];
    PageUp = "page-up", "page up", "one page up", [COMMAND => "pgup ctrl-b", BOX_AND_LIST => "pgup"];
    PageDown = "page-down", "page down", "one page down", [COMMAND => "pgdn space", BOX_AND_LIST => "pgdn"];
    First = "first", "top", "to the top", [COMMAND => "home g"];
    Last = "last", "end", "to the end", [COMMAND => "end G"];
    Open = "open", "open", "open the selected item", [BROWSE => "enter"];
    Expand = "expand", "open", "open a branch, go in; on a question, read it", [BROWSE => "right l"];
    Collapse = "collapse", "close", "close a branch, go out", [BROWSE => "left h"];
    SwitchPane = "switch-pane", "pane", "to the other pane; from the empty search box to the tree", [BROWSE => "tab shift-tab", SEARCH => "tab"];
    Filter = "filter", "filter", "show only the names that hold what you type", [BROWSE => "f"];
    TurnTree = "turn-tree", "turn", "order by topic, or by condition", [BROWSE => "t"];
    Read = "read", "read", "open the selected answer or condition", [SEARCH => "enter"];
    Group = "group", "group", "answers on one condition together, or the best first", [SEARCH => "ctrl-g"];
    PreviewDown = "preview-down", "scroll", "scroll the answer beside the list", [LISTS => "ctrl-d"];
    PreviewUp = "preview-up", "scroll back", "scroll it back", [LISTS => "ctrl-u"];
    Choose = "choose", "choose", "go to the selected item", [MENU => "enter right l", FILTER => "enter"];
    NextLink = "next-link", "link", "to the next link or citation", [PAGE => "tab"];
    PreviousLink = "previous-link", "link back", "to the link or citation before", [PAGE => "shift-tab"];
    Follow = "follow", "follow", "follow the link that the cursor is on", [PAGE => "enter right l"];
    Source(1) = "source", "source", "open the source with that number; 1 2 opens number 12", [PAGE => "1 2 3 4 5 6 7 8 9", MENU => "0 1 2 3 4 5 6 7 8 9"];
    Sources = "sources", "sources", "all sources of the page", [PAGE => "s"];
    Outline = "outline", "outline", "headings of the page", [PAGE => "o"];
    NextQuestion = "next-question", "next", "the next question of the list", [PAGE => "]"];
    PreviousQuestion = "previous-question", "previous", "the question before", [PAGE => "["];
    ConditionPage = "condition", "condition", "names, codes, look-alikes, help: the condition's page", [PLACE => "c"];
    Find = "find", "find", "find words in the page", [PAGE => "ctrl-f f"];
    FindNext = "find-next", "next", "to the next place found", [PAGE => "n", FIND => "down"];
    FindPrevious = "find-previous", "previous", "to the place before", [PAGE => "N", FIND => "up"];
    AcceptFind = "accept-find", "keep", "keep the marks and go on reading", [FIND => "enter"];
    Search = "search", "search", "to the search box", [COMMAND => "/"];
    Back = "back", "back", "go back to the same place", [PAGE => "backspace alt-left left h", OVER_BROWSE => "backspace alt-left", SEARCH => "alt-left"];
    Forward = "forward", "forward", "forward again", [PLACE => "alt-right", SEARCH => "alt-right"];
    Leave = "leave", "back", "close the pop-up, empty the search box, or go back", [EVERYWHERE => "esc"];
    Conditions = "conditions", "browse", "to the conditions", [PLACE => "b"];
    Problems = "problems", "problems", "what is wrong with the library's files", [PLACE => "!"];
    About = "about", "about", "the library, its licence and its disclaimer", [PLACE => "i"];
    Help = "help", "help", "the keys that work here", [COMMAND => "? f1", BOX => "f1"];
    Redraw = "redraw", "redraw", "redraw", [EVERYWHERE => "ctrl-l"];
    Suspend = "suspend", "suspend", "back to the shell; `fg` returns", [EVERYWHERE => "ctrl-z"];
    Quit = "quit", "quit", "leave clinfaq", [COMMAND => "q ctrl-c ctrl-q", BOX => "ctrl-c ctrl-q"];
}

impl Action {
    /// The table's row.
    pub(crate) fn row(self) -> Option<&'static Row> {
        let canonical = match self {
            Self::Source(_) => Self::Source(1),
            other => other,
        };
        TABLE.iter().find(|row| row.action == canonical)
    }
}
