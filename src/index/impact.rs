//! How much a term says about an entry: one small number, worked out when the index is made.
//!
//! A term may stand in several fields. Its impact is that of the best field and a share of the others (a disjunction
//! maximum with a tie breaker, as in Lucene), each field with the saturation of BM25 (Robertson and Zaragoza, "The
//! Probabilistic Relevance Framework: BM25 and Beyond", 2009). So a search reads one list a term instead of five, and no
//! lengths; only how rare the term is remains to be brought in. The impact is stored where the search library keeps how
//! often a term occurs.

/// What a term found in another field than the best adds.
pub(crate) const TIE: f32 = 0.2;
/// One unit of a stored impact.
pub(crate) const UNIT: f32 = 0.25;
/// No impact is stored as more units than this.
const MOST_UNITS: f32 = 32.0;
/// How soon a further occurrence of a term says nothing new.
const SATURATION: f32 = 1.2;
/// How much a field's length takes from each of its terms.
const LENGTH_SHARE: f32 = 0.75;

/// A text field by what its terms are worth.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Weighting {
    boost: f32,
    /// How many words such a field usually has.
    usual_length: f32,
}

/// The condition's name.
pub(crate) const NAME: Weighting = Weighting::new(3.0, 3.0);
/// Its abbreviation and other names.
pub(crate) const ALIAS: Weighting = Weighting::new(2.5, 12.0);
/// The question and how else it is asked.
pub(crate) const QUESTION: Weighting = Weighting::new(2.0, 10.0);
/// The topic's title.
pub(crate) const TOPIC: Weighting = Weighting::new(1.0, 2.0);
/// Short answer, answer and disagreements.
pub(crate) const ANSWER: Weighting = Weighting::new(1.0, 200.0);

impl Weighting {
    const fn new(boost: f32, usual_length: f32) -> Self {
        Self {
            boost,
            usual_length,
        }
    }

    /// What a term is worth that occurs `count` times among `length` words.
    fn worth(self, count: usize, length: usize) -> f32 {
        let (count, length) = (count as f32, length as f32);
        let long = 1.0 - LENGTH_SHARE + LENGTH_SHARE * length / self.usual_length;
        self.boost * count * (SATURATION + 1.0) / (count + SATURATION * long)
    }
}

/// The terms of an entry, each repeated as often as its impact has units, parted by blanks. `fields` hold stems parted by
/// blanks.
pub(crate) fn weighted_terms(fields: &[(Weighting, &str)]) -> String {
    let mut worths: Vec<(&str, f32)> = Vec::new();
    for (weighting, stems) in fields {
        let mut terms: Vec<&str> = stems.split(' ').filter(|term| !term.is_empty()).collect();
        terms.sort_unstable();
        let same = terms.chunk_by(|a, b| a == b);
        worths.extend(same.map(|same| (same[0], weighting.worth(same.len(), terms.len()))));
    }
    worths.sort_unstable_by(|a, b| a.0.cmp(b.0));
    let mut text = String::new();
    for same in worths.chunk_by(|a, b| a.0 == b.0) {
        let best = same.iter().map(|(_, worth)| *worth).fold(0.0, f32::max);
        let sum: f32 = same.iter().map(|(_, worth)| worth).sum();
        let units = ((best + TIE * (sum - best)) / UNIT).round();
        for _ in 0..units.clamp(1.0, MOST_UNITS) as u32 {
            text.push_str(same[0].0);
            text.push(' ');
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn units(fields: &[(Weighting, &str)], term: &str) -> usize {
        let text = weighted_terms(fields);
        text.split(' ').filter(|other| *other == term).count()
    }

    #[test]
    fn a_name_says_more_than_an_answer_and_both_more_than_one() {
        let answer = "bone grow where none belong";
        let in_answer = units(&[(ANSWER, answer)], "bone");
        let in_name = units(&[(NAME, "bone diseas")], "bone");
        let in_both = units(&[(NAME, "bone diseas"), (ANSWER, answer)], "bone");
        assert!(0 < in_answer && in_answer < in_name && in_name < in_both);
    }

    #[test]
    fn what_is_said_often_saturates_and_every_term_is_kept() {
        let often = "bone ".repeat(500);
        assert!(units(&[(ANSWER, &often)], "bone") <= MOST_UNITS as usize);
        let long: String = (0..5000).map(|n| format!("w{n} ")).collect();
        assert_eq!(units(&[(ANSWER, &long)], "w4999"), 1);
        assert_eq!(weighted_terms(&[(NAME, ""), (ANSWER, " ")]), "");
    }
}
