//! How much a term says about an entry: one small number, worked out when the index is made.
//!
//! A term may stand in several fields. Its impact is that of the best field and a share of the others (a disjunction
//! maximum with a tie breaker, as in Lucene), each field with the saturation of BM25 (Robertson and Zaragoza, "The
//! Probabilistic Relevance Framework: BM25 and Beyond", 2009). So a search reads one list a term instead of five, and no
//! lengths; only how rare the term is remains to be brought in. The impact is stored where the search library keeps how
//! often a term occurs.

use rustc_hash::{FxBuildHasher, FxHashMap};

/// What a term found in another field than the best adds.
pub(crate) const TIE: f32 = 0.2;
/// One unit of a stored impact.
pub(crate) const UNIT: f32 = 0.25;
/// No impact is stored as more units than this.
pub(crate) const MOST_UNITS: f32 = 32.0;
/// How soon a further occurrence of a term says nothing new.
const SATURATION: f32 = 1.2;
/// How much a field's length takes from each of its terms.
const LENGTH_SHARE: f32 = 0.75;
/// So many bytes of an entry's stems bring about one that was not there before.
const BYTES_A_TERM: usize = 12;

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

/// The terms of an entry, each with its impact in units. `fields` hold stems parted by blanks.
pub(crate) fn weighted_terms<'a>(fields: &[(Weighting, &'a str)]) -> Vec<(&'a str, u32)> {
    let bytes: usize = fields.iter().map(|(_, stems)| stems.len()).sum();
    let expected = bytes / BYTES_A_TERM;
    let mut places = FxHashMap::with_capacity_and_hasher(expected, FxBuildHasher);
    let mut terms: Vec<Term<'_>> = Vec::with_capacity(expected);
    for (weighting, stems) in fields {
        let mut length = 0;
        let mut here = Vec::new();
        for stem in stems.split_ascii_whitespace() {
            length += 1;
            let place = *places.entry(stem).or_insert_with(|| {
                terms.push(Term::new(stem));
                terms.len() - 1
            });
            let term = &mut terms[place];
            if term.count == 0 {
                here.push(place);
            }
            term.count += 1;
        }
        for place in here {
            let term = &mut terms[place];
            let worth = weighting.worth(std::mem::take(&mut term.count), length);
            term.best = term.best.max(worth);
            term.sum += worth;
        }
    }
    terms.iter().map(|term| (term.stem, term.units())).collect()
}

/// What is known of a term so far.
struct Term<'a> {
    stem: &'a str,
    /// How often it stands in the field that is being read.
    count: usize,
    /// What it is worth in the best of the fields before.
    best: f32,
    /// And in all of them.
    sum: f32,
}

impl<'a> Term<'a> {
    fn new(stem: &'a str) -> Self {
        Self {
            stem,
            count: 0,
            best: 0.0,
            sum: 0.0,
        }
    }

    fn units(&self) -> u32 {
        let worth = self.best + TIE * (self.sum - self.best);
        (worth / UNIT).round().clamp(1.0, MOST_UNITS) as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn units(fields: &[(Weighting, &str)], term: &str) -> u32 {
        let terms = weighted_terms(fields);
        let found: Vec<u32> = terms
            .iter()
            .filter(|(stem, _)| *stem == term)
            .map(|(_, units)| *units)
            .collect();
        assert_eq!(found.len(), 1, "{term}");
        found[0]
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
        assert!(units(&[(ANSWER, &often)], "bone") <= MOST_UNITS as u32);
        let long: String = (0..5000).map(|n| format!("w{n} ")).collect();
        assert_eq!(units(&[(ANSWER, &long)], "w4999"), 1);
        assert_eq!(weighted_terms(&[(NAME, ""), (ANSWER, " ")]), []);
    }
}
