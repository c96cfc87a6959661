//! Why one answer is ranked above another: the reasons, their weights, and a score that `--explain` can take apart.

/// A reason for the rank of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// The share of the query that the best single name of the condition holds.
    NameCoverage,
    /// The harmonic mean of that and of the share of the name that was asked for.
    NameF1,
    /// The condition, or one of which it is a kind, was named in full.
    Named,
    /// It was named by its main name, not by another.
    MainName,
    /// A name of the condition begins as the query does.
    Begins,
    /// Its main name does.
    MainNameBegins,
    /// An identifier or gene of the condition was typed.
    Coded,
    /// The share of the query that the entry holds anywhere.
    EntryCoverage,
    /// The share of the query that its question, and how else it is asked, hold.
    Asked,
    /// How well the words match the entry, compared with the best match.
    Match,
    /// The share of the query whose words follow each other in the entry as they were typed.
    Follows,
    /// The topic is asked for.
    Topic,
    /// The topic is asked for, and the name covers the query.
    NameAndTopic,
    /// The topic is a common one, while it is not settled which is meant.
    CommonTopic,
    /// Answers on the same condition and topic are ranked above it: how many.
    SameTopic,
    /// The answer is only a list of addresses.
    LinksOnly,
    /// Several conditions are named, and its question names all of them.
    AllNamed,
    /// A numbered type was asked for, and the condition is another type.
    OtherType,
}

/// A reason with its weight and description.
#[derive(Debug, Clone, Copy)]
pub struct Weighted {
    /// Which.
    pub reason: Reason,
    /// What one whole unit of it adds to the score.
    pub weight: f32,
    /// What it means, in a few words.
    pub about: &'static str,
}

const fn weighted(reason: Reason, weight: f32, about: &'static str) -> Weighted {
    Weighted {
        reason,
        weight,
        about,
    }
}

/// All reasons. The weights were tuned one at a time for the most right first answers to the known-item
/// queries over MedQuAD and of the bundled library's own. Weights found on half of the queries did as well on the other half;
/// these were found on all. That the first word of a query begins a name, and how much there is on a condition, changed
/// nothing.
pub const REASONS: [Weighted; 18] = [
    weighted(
        Reason::NameCoverage,
        1.5,
        "words of the query in a name of the condition",
    ),
    weighted(Reason::NameF1, 3.4, "and few other words in that name"),
    weighted(Reason::Named, 1.1, "the condition was named in full"),
    weighted(Reason::MainName, 0.25, "by its main name"),
    weighted(Reason::Begins, 2.4, "a name begins with what was typed"),
    weighted(Reason::MainNameBegins, 2.0, "and it is the main name"),
    weighted(
        Reason::Coded,
        2.0,
        "a code or gene of the condition was typed",
    ),
    weighted(
        Reason::EntryCoverage,
        1.7,
        "words of the query in the entry",
    ),
    weighted(Reason::Asked, 2.0, "words of the query in the question"),
    weighted(
        Reason::Match,
        1.2,
        "how often and how prominently the entry uses the words",
    ),
    weighted(Reason::Follows, 0.5, "the words follow each other as typed"),
    weighted(Reason::Topic, 0.55, "it is on the topic asked for"),
    weighted(
        Reason::NameAndTopic,
        3.1,
        "it is on the condition and topic asked for",
    ),
    weighted(Reason::CommonTopic, 0.5, "how common its topic is"),
    weighted(
        Reason::SameTopic,
        -3.0,
        "an answer on the same condition and topic is above it",
    ),
    weighted(
        Reason::LinksOnly,
        -2.5,
        "the answer is only a list of addresses",
    ),
    weighted(
        Reason::AllNamed,
        2.0,
        "the question names all of the conditions",
    ),
    weighted(Reason::OtherType, -3.0, "it is about another type"),
];

/// How much of each reason an entry has, and what that comes to.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Score {
    amounts: [f32; REASONS.len()],
}

impl Score {
    /// Says how much of a reason there is.
    pub(super) fn with(mut self, reason: Reason, amount: f32) -> Self {
        self.amounts[reason as usize] = amount;
        self
    }

    /// The whole.
    pub fn total(&self) -> f32 {
        let parts = self.amounts.iter().zip(&REASONS);
        parts.map(|(amount, reason)| amount * reason.weight).sum()
    }

    /// What each reason adds, without those that add nothing.
    pub fn parts(&self) -> impl Iterator<Item = (&'static Weighted, f32)> {
        let parts = self.amounts.iter().zip(&REASONS);
        parts
            .filter(|(amount, _)| **amount != 0.0)
            .map(|(amount, reason)| (reason, amount * reason.weight))
    }

    /// How much there is of each reason, in the order of [`REASONS`].
    pub fn amounts(&self) -> &[f32] {
        &self.amounts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_are_in_the_order_of_the_enum() {
        for (at, weighted) in REASONS.iter().enumerate() {
            assert_eq!(weighted.reason as usize, at);
        }
    }

    #[test]
    fn the_parts_add_up_to_the_whole() {
        let score = Score::default()
            .with(Reason::NameCoverage, 0.5)
            .with(Reason::SameTopic, 2.0);
        let sum: f32 = score.parts().map(|(_, part)| part).sum();
        assert_eq!(score.parts().count(), 2);
        assert!((sum - score.total()).abs() < 1e-6 && (sum - (0.75 - 6.0)).abs() < 1e-6);
    }
}
