//! The kinds of table in a library's files.

use super::words::words;

words! {
    /// A kind of table: its name in a file, and how its header is written.
    Kind {
        /// What the library is and who publishes it.
        Pack = "pack", "[pack]";
        /// What questions are about.
        Topic = "topic", "[[topic]]";
        /// A disease, injury or sign.
        Condition = "condition", "[[condition]]";
        /// Where answers come from.
        Source = "source", "[[source]]";
        /// A question with its answer.
        Entry = "entry", "[[entry]]";
        /// An organisation that helps.
        Organization = "organization", "[[organization]]";
        /// A clinical trial.
        Trial = "trial", "[[trial]]";
        /// A medicine.
        Medication = "medication", "[[medication]]";
        /// Words that mean the same.
        Synonym = "synonym", "[[synonym]]";
        /// Letters that stand for words.
        Abbreviation = "abbreviation", "[[abbreviation]]";
        /// A note on an entry.
        Note = "note", "[[note]]";
    }
}

impl Kind {
    /// The kind with this name.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.word() == word)
    }

    /// Whether its tables have ids.
    pub fn has_id(self) -> bool {
        !matches!(self, Self::Synonym | Self::Abbreviation | Self::Note)
    }
}
