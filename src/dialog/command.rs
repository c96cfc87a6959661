//! The table of commands, and what a typed line means.
//!
//! Most lines are words to search for, and these must not be taken for a command. So a command must be the whole line:
//! `back` goes back, `back pain` is searched for. What the commands do is in `session`.

/// What a command needs. A place offers some of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Offer {
    /// Nothing: every place has it.
    Anywhere,
    /// A text to read.
    Text,
    /// Information about review, age and sources.
    Trust,
    /// Numbered sources.
    Sources,
    /// Answers to read next.
    Related,
    Links,
    /// Headings.
    Outline,
    /// The questions before and after it.
    Neighbors,
    /// An answer in place of another, or one that is replaced.
    Replacement,
    /// An answer in several languages.
    Languages,
    /// A condition that it is about.
    Condition,
    /// Questions that belong to it.
    Questions,
    /// What it is and which library it comes from.
    Details,
    /// An answer.
    Answer,
    /// Several answers that were found for words.
    Found,
    /// Something that has an id.
    Mark,
}

/// What follows a command's name on its line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Takes {
    Nothing,
    /// A number.
    Number,
    /// Words, at least one.
    Words,
    /// Words, or nothing.
    OptionalWords,
    /// One word.
    Id,
    /// The name of a command, or nothing.
    OptionalCommand,
}

impl Takes {
    /// How help names it.
    pub(super) const fn label(self) -> &'static str {
        match self {
            Self::Nothing => "",
            Self::Number => " NUMBER",
            Self::Words => " WORDS",
            Self::OptionalWords => " [WORDS]",
            Self::Id => " ID",
            Self::OptionalCommand => " [COMMAND]",
        }
    }

    fn fits(self, rest: &str) -> bool {
        match self {
            Self::Nothing => rest.is_empty(),
            Self::Number => rest.parse::<usize>().is_ok(),
            Self::Words => !rest.is_empty(),
            Self::OptionalWords => true,
            Self::Id => !rest.is_empty() && !rest.contains(' '),
            Self::OptionalCommand => rest.is_empty() || named(rest).is_some(),
        }
    }
}

/// A row of the table.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) command: Command,
    pub(super) name: &'static str,
    /// Its short form: one character, alone on its line.
    pub(super) letter: Option<char>,
    pub(super) takes: Takes,
    /// What it works on.
    pub(super) needs: Offer,
    /// Whether the short hint at the end of a text names it.
    pub(super) hint: bool,
    /// One line for the help.
    pub(super) help: &'static str,
}

macro_rules! commands {
    ($($command:ident = $name:literal, $letter:expr, $takes:ident, $needs:ident, $hint:literal, $help:literal;)+) => {
        /// What can be typed besides words and numbers.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum Command { $($command,)+ }

        /// The table. What works in some places only comes first, as in the help.
        pub(super) const TABLE: &[Row] = &[$(Row {
            command: Command::$command,
            name: $name,
            letter: $letter,
            takes: Takes::$takes,
            needs: Offer::$needs,
            hint: $hint,
            help: $help,
        },)+];
    };
}

commands! {
    Narrow = "narrow", None, Nothing, Found, false, "list what was found by condition and by topic, to choose one of them";
    Group = "group", Some('g'), Nothing, Found, false, "group the answers by condition, or list the best first";
    Sources = "sources", Some('s'), Nothing, Sources, true, "list the sources by their numbers";
    Source = "source", None, Number, Sources, false, "open the source with that number; the number alone is enough where nothing else is numbered";
    Related = "related", Some('r'), Nothing, Related, true, "list answers to read next";
    Links = "links", Some('l'), Nothing, Links, true, "list the links: answers, conditions, organisations, trials, medicines, addresses";
    Outline = "outline", Some('o'), Nothing, Outline, true, "list the headings, to read on from one of them";
    Facts = "facts", None, Nothing, Condition, true, "about the condition: names, codes, genes, look-alikes, key takeaways, organisations, trials, medicines";
    Questions = "questions", None, Nothing, Questions, true, "list all questions about the condition, or all that cite the source";
    Next = "next", Some('n'), Nothing, Neighbors, true, "open the next question of the list";
    Previous = "previous", Some('p'), Nothing, Neighbors, false, "open the previous question of the list";
    Original = "original", None, Nothing, Replacement, true, "open the original of a replaced answer, or its replacement";
    Language = "language", None, Nothing, Languages, true, "open the answer in another language";
    Note = "note", None, Nothing, Answer, false, "write a note on the answer";
    Edit = "edit", None, Nothing, Answer, false, "edit the clinic's own answer, or write one in place of this one";
    EditNote = "edit-note", None, Number, Answer, false, "edit the clinic's note with that number";
    Handout = "handout", None, Nothing, Answer, true, "read the page for the patient, then print or save it";
    Trust = "trust", None, Nothing, Trust, false, "how old it is, who reviewed it, how many sources it has";
    Mark = "mark", None, Nothing, Mark, false, "add a bookmark for this, or remove it";
    Rename = "rename", None, Words, Mark, false, "give the bookmark for this another name; adds it if there is none";
    Move = "move", None, Number, Mark, false, "move the bookmark for this to that place in the list";
    Compare = "compare", None, Id, Mark, false, "compare this with what has the id";
    Copy = "copy", None, Nothing, Trust, false, "the short answer with its date and source on lines of their own, to copy";
    Details = "details", None, Nothing, Details, false, "its id, the library it comes from, licence and disclaimer";
    Find = "find", None, OptionalWords, Text, false, "find words in this text; without words, go to the next match";
    Before = "before", None, Nothing, Text, false, "go to the previous match";
    More = "more", Some('m'), Nothing, Anywhere, false, "read on; Enter alone does the same";
    Up = "up", Some('u'), Nothing, Anywhere, false, "read the previous part again";
    Again = "again", None, Nothing, Anywhere, false, "read from the start again";
    Last = "last", None, Nothing, Anywhere, false, "read the last part";
    Search = "search", Some('/'), Words, Anywhere, false, "search for answers; /WORDS does the same, and so do words that are not a command";
    Conditions = "conditions", Some('c'), OptionalWords, Anywhere, false, "list all conditions by name, or those that begin with these letters";
    Topics = "topics", Some('t'), Nothing, Anywhere, false, "list all topics, with their conditions";
    Changes = "changes", None, Nothing, Anywhere, false, "what changed in the library: added or changed, withdrawn, overdue";
    Bookmarks = "bookmarks", None, Nothing, Anywhere, false, "list the bookmarks";
    Open = "open", None, Id, Anywhere, false, "open what has this id; source:ID if several kinds of things have it";
    Back = "back", Some('b'), Nothing, Anywhere, false, "go back";
    Forward = "forward", Some('f'), Nothing, Anywhere, false, "go forward again";
    Home = "home", None, Nothing, Anywhere, false, "go to the beginning";
    Where = "where", Some('w'), Nothing, Anywhere, false, "say what is being read";
    About = "about", None, Nothing, Anywhere, false, "the library, its licence and its disclaimer";
    Problems = "problems", None, Nothing, Anywhere, false, "problems in the library's files";
    Packs = "packs", None, Nothing, Anywhere, false, "the installed packs, and newer ones on the stick; links lists what can be done with them";
    Width = "width", None, Number, Anywhere, false, "set the number of columns in a line";
    Lines = "lines", None, Number, Anywhere, false, "set the number of lines at a time; 0 for all at once";
    Help = "help", Some('?'), OptionalCommand, Anywhere, false, "what can be typed here, or about one command";
    Quit = "quit", Some('q'), Nothing, Anywhere, false, "leave; exit, stop, bye, :q and the end of the input do the same";
}

impl Row {
    /// Whether it works in some places only.
    pub(super) fn is_local(&self) -> bool {
        self.needs != Offer::Anywhere
    }
}

/// The row of the command with this name or character.
pub(super) fn named(word: &str) -> Option<&'static Row> {
    TABLE
        .iter()
        .find(|row| row.name.eq_ignore_ascii_case(word) || is_letter(row, word))
}

fn is_letter(row: &Row, word: &str) -> bool {
    let mut chars = word.chars();
    matches!((chars.next(), chars.next(), row.letter), (Some(c), None, Some(letter)) if c.to_ascii_lowercase() == letter)
}

/// What a typed line means.
#[derive(Debug)]
pub(super) enum Input<'a> {
    /// An empty line.
    Nothing,
    /// A number.
    Number(usize),
    /// A command, with what follows it.
    Command(Command, &'a str),
    /// A command without the words or number that it takes.
    Incomplete(&'static Row),
    /// A command that this place does not offer.
    NotHere(&'static Row),
    /// Words to search for.
    Words(&'a str),
}

/// Words that quit other programs.
const EXITS: &[&str] = &["exit", "stop", "bye", ":q", ":q!", ":quit"];
/// Minimum number of letters of a shortened command: many conditions are known by two.
const MIN_LETTERS: usize = 3;
/// From this many digits on, a number that cannot be chosen is a code to search for.
const CODE_DIGITS: usize = 4;

/// Interprets a line typed at a place that offers `here` and has numbers up to `most`. `is_name` says whether a word is
/// the name of a condition: such a word is never taken for a shortened command.
pub(super) fn understand<'a>(
    line: &'a str,
    here: &[Offer],
    most: usize,
    is_name: impl Fn(&str) -> bool,
) -> Input<'a> {
    let line = line.trim();
    if line.is_empty() {
        return Input::Nothing;
    }
    if EXITS.iter().any(|word| word.eq_ignore_ascii_case(line)) {
        return Input::Command(Command::Quit, "");
    }
    // As in the browser and in editors.
    let bare = line.strip_prefix(':').filter(|bare| named(bare).is_some());
    let line = bare.unwrap_or(line);
    if let Some(words) = line.strip_prefix('/') {
        return match words.trim() {
            "" => named("/").map_or(Input::Nothing, Input::Incomplete),
            words => Input::Command(Command::Search, words),
        };
    }
    if let Some(number) = number(line, most) {
        return Input::Number(number);
    }
    let (word, rest) = line
        .split_once(char::is_whitespace)
        .map_or((line, ""), |(word, rest)| (word, rest.trim()));
    if let Some(row) = named(word).filter(|row| rest.is_empty() || !is_letter(row, word)) {
        return match (row.takes.fits(rest), here.contains(&row.needs)) {
            (true, true) => Input::Command(row.command, rest),
            (true, false) if rest.is_empty() || row.takes == Takes::Number => Input::NotHere(row),
            (false, _) if rest.is_empty() => Input::Incomplete(row),
            _ => Input::Words(line),
        };
    }
    let begins = |row: &&Row| {
        row.name.starts_with(word)
            && here.contains(&row.needs)
            && row.takes.fits(rest)
            && !takes_words(row, rest)
    };
    let found = TABLE.iter().find(begins);
    match found.filter(|_| word.len() >= MIN_LETTERS && !is_name(line)) {
        Some(row) => Input::Command(row.command, rest),
        None => Input::Words(line),
    }
}

/// Whether `rest` would be words after a shortened command: then the whole line is words.
fn takes_words(row: &Row, rest: &str) -> bool {
    !rest.is_empty() && row.takes != Takes::Number
}

/// `3`, `3.` or `[3]`.
fn number(line: &str, most: usize) -> Option<usize> {
    let bare = line
        .strip_prefix('[')
        .and_then(|line| line.strip_suffix(']'))
        .unwrap_or(line.strip_suffix('.').unwrap_or(line));
    if bare.is_empty() || !bare.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number = bare.parse().unwrap_or(usize::MAX);
    (number <= most || bare.len() < CODE_DIGITS).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn understood(line: &str) -> String {
        let here = [
            Offer::Anywhere,
            Offer::Text,
            Offer::Sources,
            Offer::Condition,
        ];
        let is_name = |word: &str| word == "for";
        match understand(line, &here, 9, is_name) {
            Input::Incomplete(row) => format!("incomplete {}", row.name),
            Input::NotHere(row) => format!("not here {}", row.name),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn only_a_whole_line_is_a_command() {
        for (line, wanted) in [
            ("", "Nothing"),
            ("  3 ", "Number(3)"),
            ("[3]", "Number(3)"),
            ("12", "Number(12)"),
            ("166350", "Words(\"166350\")"),
            ("3 years old", "Words(\"3 years old\")"),
            ("back", "Command(Back, \"\")"),
            ("BACK", "Command(Back, \"\")"),
            ("b", "Command(Back, \"\")"),
            ("back pain", "Words(\"back pain\")"),
            ("c difficile", "Words(\"c difficile\")"),
            ("vitamin c", "Words(\"vitamin c\")"),
            ("/ back pain", "Command(Search, \"back pain\")"),
            ("/", "incomplete search"),
            ("search for a cure", "Command(Search, \"for a cure\")"),
            ("search", "incomplete search"),
            ("EXIT", "Command(Quit, \"\")"),
            (":q!", "Command(Quit, \"\")"),
            (":back", "Command(Back, \"\")"),
            (":x", "Words(\":x\")"),
            ("bye", "Command(Quit, \"\")"),
            ("stop", "Command(Quit, \"\")"),
            ("stop growth", "Words(\"stop growth\")"),
            ("sea sickness", "Words(\"sea sickness\")"),
            ("source 2", "Command(Source, \"2\")"),
            ("sou 2", "Command(Source, \"2\")"),
            ("source", "incomplete source"),
            ("sou", "Command(Sources, \"\")"),
            ("source of pain", "Words(\"source of pain\")"),
            ("find a doctor", "Command(Find, \"a doctor\")"),
            ("related", "not here related"),
            ("rel", "Words(\"rel\")"),
            ("ho", "Words(\"ho\")"),
            ("HOM", "Words(\"HOM\")"),
            ("hom", "Command(Home, \"\")"),
            ("for", "Words(\"for\")"),
            ("forw", "Command(Forward, \"\")"),
            ("help", "Command(Help, \"\")"),
            ("?", "Command(Help, \"\")"),
            ("help find", "Command(Help, \"find\")"),
            ("help for parents", "Words(\"help for parents\")"),
            ("open wound", "Command(Open, \"wound\")"),
            ("open wound care", "Words(\"open wound care\")"),
        ] {
            assert_eq!(understood(line), wanted, "{line}");
        }
    }

    #[test]
    fn three_letters_are_enough_for_one_command() {
        for row in TABLE.iter().filter(|row| row.name.len() > MIN_LETTERS) {
            let begins = |other: &&Row| other.name.starts_with(&row.name[..MIN_LETTERS]);
            for rest in ["", "3"] {
                let fitting = TABLE
                    .iter()
                    .filter(begins)
                    .filter(|row| row.takes.fits(rest));
                let names: Vec<_> = fitting
                    .filter(|row| !takes_words(row, rest))
                    .map(|row| row.name)
                    .collect();
                assert!(names.len() <= 1, "{names:?}");
            }
        }
    }

    #[test]
    fn names_and_letters_are_unambiguous() {
        for (at, row) in TABLE.iter().enumerate() {
            assert!(
                row.name.len() > MIN_LETTERS || row.name == "up",
                "{}",
                row.name
            );
            assert!(
                !row.help.is_empty() && !row.help.ends_with('.'),
                "{}",
                row.name
            );
            for other in &TABLE[at + 1..] {
                assert_ne!(row.name, other.name);
                assert!(
                    row.letter.is_none() || row.letter != other.letter,
                    "{}",
                    row.name
                );
            }
        }
    }
}
