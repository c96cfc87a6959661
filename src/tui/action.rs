//! The table of actions: name, help, word in the footer, and the default keys in each context; and the contexts.
//!
//! The key map, the help, the footer, the manual page and the README's table are made from it. To add an action, add a
//! row here and an arm in `app::update`.

use crate::config::Key;
use crate::handout::Delivery;

macro_rules! contexts {
    ($($variant:ident = $word:literal, $title:literal;)+) => {
        /// Where a key is pressed: what is on top of the screen.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Context {
            $(#[doc = concat!($title, ".")] $variant,)+
        }

        impl Context {
            /// All of them, in the order in which help names them.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// Its name in the settings file.
            pub const fn word(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)+
                }
            }

            /// Its name for people.
            pub const fn title(self) -> &'static str {
                match self {
                    $(Self::$variant => $title,)+
                }
            }
        }
    };
}

contexts! {
    Browse = "browsing", "Browsing";
    Search = "searching", "Searching";
    Page = "reading", "Reading";
    Find = "finding", "Finding in a page";
    Filter = "filtering", "Filtering the tree";
    Write = "writing", "Writing a note";
    Menu = "in-list", "In a pop-up list";
    Help = "in-help", "In the help";
    Prompt = "typing", "Typing a command or a label";
    FullScreen = "copying", "Copying or scanning";
    Bookmarks = "in-bookmarks", "In the bookmarks";
}

impl Context {
    /// Whether characters are text here, so that none is a command.
    pub const fn takes_text(self) -> bool {
        matches!(
            self,
            Self::Search | Self::Find | Self::Filter | Self::Write | Self::Prompt
        )
    }
}

/// Contexts in which letters are commands.
const COMMAND: &[Context] = &[
    Context::Browse,
    Context::Page,
    Context::Menu,
    Context::Help,
    Context::FullScreen,
    Context::Bookmarks,
];
const BROWSE: &[Context] = &[Context::Browse];
const SEARCH: &[Context] = &[Context::Search];
const PAGE: &[Context] = &[Context::Page];
const MENU: &[Context] = &[Context::Menu];
const FIND: &[Context] = &[Context::Find];
const FILTER: &[Context] = &[Context::Filter];
const WRITE: &[Context] = &[Context::Write];
/// Lists over a place.
const LIST: &[Context] = &[Context::Menu, Context::Bookmarks];
const BOOKMARKS: &[Context] = &[Context::Bookmarks];
const HELP: &[Context] = &[Context::Help];
const PROMPT: &[Context] = &[Context::Prompt];
/// Places, and where codes are shown.
const PLACE_AND_CODE: &[Context] = &[Context::Browse, Context::Page, Context::FullScreen];
/// Where `/` leads to the search box; in the help it finds words there.
const ALL_BUT_HELP: &[Context] = &[
    Context::Browse,
    Context::Page,
    Context::Menu,
    Context::Bookmarks,
];
/// Places, without the pop-ups over them.
const PLACE: &[Context] = &[Context::Browse, Context::Page];
/// Characters are text here.
const BOX: &[Context] = &[
    Context::Search,
    Context::Find,
    Context::Filter,
    Context::Write,
    Context::Prompt,
];
/// Characters are text here, and a list takes the keys that move.
const BOX_AND_LIST: &[Context] = &[Context::Search, Context::Filter];
/// Lists with a preview.
const LISTS: &[Context] = &[Context::Browse, Context::Search];
const ALL_BUT_PAGE: &[Context] = &[
    Context::Browse,
    Context::Menu,
    Context::Help,
    Context::FullScreen,
    Context::Bookmarks,
];
const EVERYWHERE: &[Context] = Context::ALL;

/// A row of the table.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) action: Action,
    /// Its name in the settings file: kebab-case, and never changed.
    pub(crate) name: &'static str,
    /// One word or two for the footer.
    pub(crate) short: &'static str,
    /// One line for the help.
    pub(crate) help: &'static str,
    /// Keys by contexts, separated by spaces. They are parsed when they are asked for, which is cheap and seldom.
    pub(crate) keys: &'static [(&'static [Context], &'static str)],
}

impl Row {
    /// The contexts in which it has keys.
    pub(crate) fn contexts(&self) -> impl Iterator<Item = Context> {
        let used = |context: &Context| self.keys.iter().any(|(at, _)| at.contains(context));
        Context::ALL.iter().copied().filter(used)
    }

    /// Its keys in `context`.
    pub(crate) fn keys(&self, context: Context) -> Vec<Key> {
        let keys = self.keys.iter().filter(|(at, _)| at.contains(&context));
        keys.flat_map(|(_, keys)| keys.split(' '))
            .filter_map(|key| Key::parse(key).ok())
            .collect()
    }
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
    Up = "up", "move", "move up one line", [COMMAND => "up k", BOX_AND_LIST => "up ctrl-p"];
    Down = "down", "move", "move down one line", [COMMAND => "down j", BOX_AND_LIST => "down ctrl-n"];
    PageUp = "page-up", "page up", "move up one page", [COMMAND => "pgup ctrl-b", BOX_AND_LIST => "pgup"];
    PageDown = "page-down", "page down", "move down one page", [COMMAND => "pgdn space", BOX_AND_LIST => "pgdn"];
    First = "first", "top", "go to the top", [COMMAND => "home g"];
    Last = "last", "end", "go to the end", [COMMAND => "end G"];
    Open = "open", "open", "open the selected item", [BROWSE => "enter"];
    Expand = "expand", "open", "open a branch or go into it; read a question", [BROWSE => "right l"];
    Collapse = "collapse", "close", "close a branch or go to the one above", [BROWSE => "left h"];
    SwitchPane = "switch-pane", "pane", "go to the other pane; from the empty search box, to the tree", [BROWSE => "tab shift-tab", SEARCH => "tab"];
    Filter = "filter", "filter", "show only names that match what you type", [BROWSE => "f"];
    TurnTree = "turn-tree", "turn", "browse by topic, or by condition", [BROWSE => "t"];
    Read = "read", "read", "open the selected answer or condition", [SEARCH => "enter"];
    Group = "group", "group", "group answers by condition, or show the best first", [SEARCH => "ctrl-g"];
    PreviewDown = "preview-down", "scroll", "scroll the preview down", [LISTS => "ctrl-d"];
    PreviewUp = "preview-up", "scroll back", "scroll the preview up", [LISTS => "ctrl-u"];
    Choose = "choose", "choose", "go to the selected item", [LIST => "enter right l", FILTER => "enter"];
    NextLink = "next-link", "link", "select the next link or citation", [PAGE => "tab"];
    PreviousLink = "previous-link", "link back", "select the previous link or citation", [PAGE => "shift-tab"];
    Follow = "follow", "follow", "follow the selected link", [PAGE => "enter right l"];
    Source(1) = "source", "source", "open a source by its number; 1 2 opens number 12", [PAGE => "1 2 3 4 5 6 7 8 9", MENU => "0 1 2 3 4 5 6 7 8 9"];
    Sources = "sources", "sources", "list the sources of the page", [PAGE => "s"];
    Outline = "outline", "outline", "list the headings of the page", [PAGE => "o"];
    NextQuestion = "next-question", "next", "read the next question of the list", [PAGE => "]"];
    PreviousQuestion = "previous-question", "previous", "read the previous question of the list", [PAGE => "["];
    Handout = "handout", "handout", "show the handout; once more: print or save it", [PLACE => "P"];
    ConditionPage = "condition", "condition", "open the page of the condition: names, codes, help", [PLACE => "c"];
    Find = "find", "find", "find words in the page, or in the help", [PAGE => "ctrl-f f", HELP => "/ ctrl-f f"];
    FindNext = "find-next", "next", "go to the next match", [PAGE => "n", FIND => "down"];
    FindPrevious = "find-previous", "previous", "go to the previous match", [PAGE => "N", FIND => "up"];
    AcceptFind = "accept-find", "keep", "keep the matches marked and read on", [FIND => "enter"];
    AddNote = "add-note", "note", "write a note on the answer", [PLACE => "a"];
    Edit = "edit", "edit", "edit the clinic's own answer or note, or write an answer in place of this one", [PLACE => "e"];
    Original = "original", "original", "show the original of a replaced answer, or its replacement", [PAGE => "r"];
    OtherLanguage = "other-language", "language", "read the answer in another language", [PAGE => "L"];
    SaveNote = "save-note", "save", "save the note", [WRITE => "enter"];
    Search = "search", "search", "go to the search box", [ALL_BUT_HELP => "/"];
    Back = "back", "back", "go back to the same place", [PAGE => "backspace alt-left left h", ALL_BUT_PAGE => "backspace alt-left", SEARCH => "alt-left"];
    Forward = "forward", "forward", "go forward again", [PLACE => "alt-right", SEARCH => "alt-right"];
    Leave = "leave", "back", "close the pop-up, empty the search box, or go back", [EVERYWHERE => "esc"];
    Bookmark = "bookmark", "bookmark", "add a bookmark, or remove it", [PLACE => "m"];
    Bookmarks = "bookmarks", "bookmarks", "list the bookmarks", [PLACE => "M"];
    Label = "label", "label", "give the bookmark a label", [BOOKMARKS => "e"];
    Raise = "raise", "move up", "move the bookmark up", [BOOKMARKS => "K -"];
    Lower = "lower", "move down", "move the bookmark down", [BOOKMARKS => "J +"];
    Remove = "remove", "remove", "remove the bookmark", [BOOKMARKS => "d del"];
    Compare = "compare", "compare", "compare this with the next one that you press it on", [PLACE => "v"];
    Changes = "changes", "changes", "list what changed in the library", [PLACE => "w"];
    Copy = "copy", "copy", "copy the short answer, or the selected address", [PLACE => "y"];
    Code = "code", "QR code", "show a QR code of the answer; again: of its source", [PLACE_AND_CODE => "Q"];
    Conditions = "conditions", "browse", "browse the conditions", [PLACE => "b"];
    Problems = "problems", "problems", "list problems in the settings and the library", [PLACE => "!"];
    About = "about", "about", "show the library, its licence and its disclaimer", [PLACE => "i"];
    Packs = "packs", "packs", "show the installed packs, and newer ones on the stick", [PLACE => "p"];
    Theme = "theme", "theme", "use the next theme", [COMMAND => "T"];
    Command = "command", "command", "type a command: quit, theme dark, any action's name", [COMMAND => ":"];
    Run = "run", "do it", "do what is typed", [PROMPT => "enter"];
    Help = "help", "help", "show the keys that work here", [COMMAND => "? f1", BOX => "f1"];
    Redraw = "redraw", "redraw", "redraw the screen", [EVERYWHERE => "ctrl-l"];
    Suspend = "suspend", "suspend", "suspend clinfaq; `fg` in the shell returns to it", [EVERYWHERE => "ctrl-z"];
    Quit = "quit", "quit", "quit clinfaq", [COMMAND => "q ctrl-c ctrl-q", BOX => "ctrl-c ctrl-q"];
}

impl Action {
    /// The table's row.
    pub(crate) fn row(self) -> &'static Row {
        let canonical = match self {
            Self::Source(_) => Self::Source(1),
            other => other,
        };
        let mut rows = TABLE.iter();
        rows.find(|row| row.action == canonical)
            .expect("a row for every action: one macro makes both")
    }
}

/// What an update asks of the loop, which alone deals with the world outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Forget what is on the screen and write all of it.
    Redraw,
    /// Give the terminal back and stop until the shell continues the process.
    Suspend,
    /// Put this text on the terminal's clipboard.
    Copy(String),
    /// The index is damaged, a text was saved, or other packs are to be read: look at the library's files again.
    Rebuild,
    /// Let the user write in their editor.
    Edit,
    /// Print or save the handout that is on the screen.
    Deliver(Delivery),
    /// Do what waits with a pack, on a thread of its own.
    Pack,
    /// End.
    Quit,
}
