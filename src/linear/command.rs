//! The one table of commands, and how a line is understood.
//!
//! Most lines are words to search for, and nothing that a person may want to search for must be taken for a command: so
//! a command is a line that is nothing else. `back` goes back, `back pain` is searched for. Nothing here knows what a
//! command does.

/// What a place offers: a set.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Offers(u16);

impl Offers {
    /// Numbered things to choose from.
    pub(super) const LIST: Self = Self(1);
    /// Conditions by name, which first letters narrow down.
    pub(super) const NAMES: Self = Self(1 << 1);
    /// A text to read.
    pub(super) const TEXT: Self = Self(1 << 2);
    /// Who answers for it and how old it is.
    pub(super) const TRUST: Self = Self(1 << 3);
    /// Numbered sources.
    pub(super) const SOURCES: Self = Self(1 << 4);
    /// Answers to read next.
    pub(super) const RELATED: Self = Self(1 << 5);
    /// Links.
    pub(super) const LINKS: Self = Self(1 << 6);
    /// Headings.
    pub(super) const OUTLINE: Self = Self(1 << 7);
    /// Questions before and after it.
    pub(super) const NEIGHBOURS: Self = Self(1 << 8);
    /// A condition that it is about.
    pub(super) const CONDITION: Self = Self(1 << 9);
    /// Questions that belong to it.
    pub(super) const QUESTIONS: Self = Self(1 << 10);
    /// What it is and which library it comes from.
    pub(super) const DETAILS: Self = Self(1 << 11);
    /// Answers that were found for words.
    pub(super) const FOUND: Self = Self(1 << 12);
    const ANYWHERE: Self = Self(u16::MAX);

    /// Whether it has something of `other`.
    pub(super) const fn any(self, other: Self) -> bool {
        self.0 & other.0 != 0 || other.0 == Self::ANYWHERE.0
    }

    /// Both.
    pub(super) const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// `other`, too, if `there`.
    pub(super) fn with(self, other: Self, there: bool) -> Self {
        if there { self.and(other) } else { self }
    }
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
    PerhapsWords,
    /// One word.
    Id,
    /// The name of a command, or nothing.
    PerhapsCommand,
}

impl Takes {
    /// How help names it.
    pub(super) const fn label(self) -> &'static str {
        match self {
            Self::Nothing => "",
            Self::Number => " NUMBER",
            Self::Words => " WORDS",
            Self::PerhapsWords => " [WORDS]",
            Self::Id => " ID",
            Self::PerhapsCommand => " [COMMAND]",
        }
    }

    fn fits(self, rest: &str) -> bool {
        match self {
            Self::Nothing => rest.is_empty(),
            Self::Number => rest.parse::<usize>().is_ok(),
            Self::Words => !rest.is_empty(),
            Self::PerhapsWords => true,
            Self::Id => !rest.is_empty() && !rest.contains(' '),
            Self::PerhapsCommand => rest.is_empty() || named(rest).is_some(),
        }
    }
}

/// A row of the table.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) command: Command,
    pub(super) name: &'static str,
    /// The same in one character, alone on its line.
    pub(super) letter: Option<char>,
    pub(super) takes: Takes,
    /// Where it can be said.
    pub(super) at: Offers,
    /// Whether it is named at the end of a text, where only what is wanted most is.
    pub(super) hint: bool,
    /// One line for the help.
    pub(super) help: &'static str,
}

macro_rules! commands {
    ($($command:ident = $name:literal, $letter:expr, $takes:ident, $at:expr, $hint:literal, $help:literal;)+) => {
        /// What can be said beside words and numbers.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum Command { $($command,)+ }

        /// The table. What belongs to a place comes first, as one is told of it there.
        pub(super) const TABLE: &[Row] = &[$(Row {
            command: Command::$command,
            name: $name,
            letter: $letter,
            takes: Takes::$takes,
            at: $at,
            hint: $hint,
            help: $help,
        },)+];
    };
}

commands! {
    Letters = "letters", None, PerhapsWords, Offers::NAMES, false, "only the names that begin with these letters; without letters, all again";
    Narrow = "narrow", None, Nothing, Offers::FOUND, false, "what was found by condition and by topic, to choose one of them";
    Group = "group", Some('g'), Nothing, Offers::FOUND, false, "answers on one condition together, or the best first";
    Sources = "sources", Some('s'), Nothing, Offers::SOURCES, true, "the sources, by their numbers";
    Source = "source", None, Number, Offers::SOURCES, false, "the source of that number; where nothing else is numbered the number will do";
    Related = "related", Some('r'), Nothing, Offers::RELATED, true, "answers to read next";
    Links = "links", Some('l'), Nothing, Offers::LINKS, true, "what the text leads to: answers, conditions, organisations, trials, medicines, addresses";
    Outline = "outline", Some('o'), Nothing, Offers::OUTLINE, true, "the headings of the text, to read on from one of them";
    Facts = "facts", None, Nothing, Offers::CONDITION, true, "about the condition: names, codes, genes, look-alikes, what to remember, organisations, trials, medicines";
    Questions = "questions", None, Nothing, Offers::QUESTIONS, true, "all questions about the condition, or all that rest on the source";
    Next = "next", Some('n'), Nothing, Offers::NEIGHBOURS, true, "the next question of the list";
    Previous = "previous", Some('p'), Nothing, Offers::NEIGHBOURS, false, "the question before";
    Trust = "trust", None, Nothing, Offers::TRUST, false, "how old it is, who reviewed it, what it rests on";
    Details = "details", None, Nothing, Offers::DETAILS, false, "its id, the library it comes from, licence and disclaimer";
    Find = "find", None, PerhapsWords, Offers::TEXT, false, "find words in this text; without words, the next place";
    Before = "before", None, Nothing, Offers::TEXT, false, "the place before the one that was found last";
    More = "more", Some('m'), Nothing, Offers::ANYWHERE, false, "go on reading; Enter alone does the same";
    Up = "up", Some('u'), Nothing, Offers::ANYWHERE, false, "the piece before the last one";
    Again = "again", None, Nothing, Offers::ANYWHERE, false, "from the start again";
    Last = "last", None, Nothing, Offers::ANYWHERE, false, "the last piece";
    Search = "search", Some('/'), Words, Offers::ANYWHERE, false, "find answers; /WORDS is the same, and so are words that are no command";
    Conditions = "conditions", Some('c'), PerhapsWords, Offers::ANYWHERE, false, "all conditions by name, or those that begin with these letters";
    Topics = "topics", Some('t'), Nothing, Offers::ANYWHERE, false, "all topics, with their conditions";
    Open = "open", None, Id, Offers::ANYWHERE, false, "what has this id, such as open poh or open medication:palovarotene";
    Back = "back", Some('b'), Nothing, Offers::ANYWHERE, false, "back to where one was";
    Forward = "forward", Some('f'), Nothing, Offers::ANYWHERE, false, "forward again";
    Home = "home", None, Nothing, Offers::ANYWHERE, false, "to the beginning";
    Where = "where", Some('w'), Nothing, Offers::ANYWHERE, false, "where one is";
    About = "about", None, Nothing, Offers::ANYWHERE, false, "the library, its licence and its disclaimer";
    Problems = "problems", None, Nothing, Offers::ANYWHERE, false, "what is wrong with the library's files";
    Width = "width", None, Number, Offers::ANYWHERE, false, "columns in a line";
    Lines = "lines", None, Number, Offers::ANYWHERE, false, "lines at a time; 0 for all at once";
    Help = "help", Some('?'), PerhapsCommand, Offers::ANYWHERE, false, "what can be typed here, or about one command";
    Quit = "quit", Some('q'), Nothing, Offers::ANYWHERE, false, "leave; exit, stop, bye and :q do the same, and so does the end of the input";
}

impl Row {
    /// Whether it belongs to some places only.
    pub(super) const fn is_local(&self) -> bool {
        self.at.0 != Offers::ANYWHERE.0
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

/// How a line was understood.
#[derive(Debug)]
pub(super) enum Said<'a> {
    /// Nothing was said.
    Nothing,
    /// A number.
    Number(usize),
    /// A command, with what follows it.
    Command(Command, &'a str),
    /// A command that needs something behind it.
    Lacking(&'static Row),
    /// A command that has nothing to work on here.
    Elsewhere(&'static Row),
    /// Words to search for.
    Words(&'a str),
}

/// What people type to leave other programs.
const LEAVE: &[&str] = &["exit", "stop", "bye", ":q", ":q!", ":quit"];
/// A beginning of a command must have so many letters: many conditions are known by two.
const BEGINNING: usize = 3;
/// A number of so many digits that is nothing to choose is a code to search for.
const CODE: usize = 4;

/// Understands a line where there is `here` to be had, and numbers up to `most`. `is_name` says of a word whether a
/// condition is called so: such a word is never taken for the beginning of a command.
pub(super) fn understand<'a>(
    line: &'a str,
    here: Offers,
    most: usize,
    is_name: impl Fn(&str) -> bool,
) -> Said<'a> {
    let line = line.trim();
    if line.is_empty() {
        return Said::Nothing;
    }
    if LEAVE.iter().any(|word| word.eq_ignore_ascii_case(line)) {
        return Said::Command(Command::Quit, "");
    }
    if let Some(words) = line.strip_prefix('/') {
        return match words.trim() {
            "" => named("/").map_or(Said::Nothing, Said::Lacking),
            words => Said::Command(Command::Search, words),
        };
    }
    if let Some(number) = number(line, most) {
        return Said::Number(number);
    }
    let (word, rest) = line
        .split_once(char::is_whitespace)
        .map_or((line, ""), |(word, rest)| (word, rest.trim()));
    if let Some(row) = named(word).filter(|row| rest.is_empty() || !is_letter(row, word)) {
        return match (row.takes.fits(rest), here.any(row.at)) {
            (true, true) => Said::Command(row.command, rest),
            (true, false) if rest.is_empty() || row.takes == Takes::Number => Said::Elsewhere(row),
            (false, _) if rest.is_empty() => Said::Lacking(row),
            _ => Said::Words(line),
        };
    }
    let begins = |row: &&Row| {
        row.name.starts_with(word)
            && here.any(row.at)
            && row.takes.fits(rest)
            && !takes_words(row, rest)
    };
    let found = TABLE.iter().find(begins);
    match found.filter(|_| word.len() >= BEGINNING && !is_name(line)) {
        Some(row) => Said::Command(row.command, rest),
        None => Said::Words(line),
    }
}

/// Whether `rest` would be words behind a command that was not named in full: then the line is words as a whole.
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
    (number <= most || bare.len() < CODE).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn understood(line: &str) -> String {
        let here = Offers::TEXT.and(Offers::SOURCES).and(Offers::CONDITION);
        let is_name = |word: &str| word == "for";
        match understand(line, here, 9, is_name) {
            Said::Lacking(row) => format!("lacking {}", row.name),
            Said::Elsewhere(row) => format!("elsewhere {}", row.name),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn a_command_is_a_line_that_is_nothing_else() {
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
            ("/", "lacking search"),
            ("search for a cure", "Command(Search, \"for a cure\")"),
            ("search", "lacking search"),
            ("EXIT", "Command(Quit, \"\")"),
            (":q!", "Command(Quit, \"\")"),
            ("bye", "Command(Quit, \"\")"),
            ("stop", "Command(Quit, \"\")"),
            ("stop growth", "Words(\"stop growth\")"),
            ("sea sickness", "Words(\"sea sickness\")"),
            ("source 2", "Command(Source, \"2\")"),
            ("sou 2", "Command(Source, \"2\")"),
            ("source", "lacking source"),
            ("sou", "Command(Sources, \"\")"),
            ("source of pain", "Words(\"source of pain\")"),
            ("find a doctor", "Command(Find, \"a doctor\")"),
            ("letters os", "Words(\"letters os\")"),
            ("related", "elsewhere related"),
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
    fn three_letters_name_one_command() {
        for row in TABLE.iter().filter(|row| row.name.len() > BEGINNING) {
            let begins = |other: &&Row| other.name.starts_with(&row.name[..BEGINNING]);
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
                row.name.len() > BEGINNING || row.name == "up",
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
