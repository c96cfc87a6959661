//! A library of any size in the image of a real one.
//!
//! Every condition made is modelled on a real one: it has as many names, entries and topics, with texts as long. Its
//! names recombine words of real names; its texts are paragraphs of the model and of other answers on the same topic,
//! with the new names in them. New words are coined so that the vocabulary grows as that of the real library does
//! (Heaps' law, its exponent measured there), and are used again as rare words are. All of it comes from a seed, and
//! nothing but the real library's words is held in memory, however many entries are made.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fs;
use std::io;
use std::path::Path;

use clinfaq::content::Writer;
use clinfaq::index::{ConditionOrd, EntryOrd};
use clinfaq::library::Library;
use clinfaq::model::{Condition, Entry, Pack, Source};
use fastrand::Rng;

/// Everything that is made comes from this number.
const SEED: u64 = 11;
/// So many condition files lie in one folder.
const FILES_A_FOLDER: usize = 1_000;
/// A word that more answers hold than this is too common to be replaced or coined from.
const RARE: u32 = 20;
/// Shorter words are not replaced: they are the glue of a sentence.
const SHORTEST: usize = 6;
/// A word of names that more conditions share than this says what kind of thing is named ("syndrome") and stays.
const KIND_OF_THING: u32 = 60;
/// A folder that holds this file is complete; what it says must match what is asked for.
const COMPLETE: &str = "made.txt";

/// How many of what was made.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Made {
    pub(crate) entries: usize,
    pub(crate) conditions: usize,
    words: u64,
    coined: u64,
}

/// Makes a library of `wanted` entries in `folder`, unless the same is there already. Says whether it wrote anything.
pub(crate) fn generate(real: &Library, wanted: usize, folder: &Path) -> io::Result<bool> {
    let label = format!("seed {SEED}, {wanted} entries\n");
    if fs::read_to_string(folder.join(COMPLETE)).is_ok_and(|found| found == label) {
        return Ok(false);
    }
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    fs::create_dir_all(folder)?;
    let mut maker = Maker::new(real);
    let mut cover = Writer::new();
    cover.format().pack(&Pack {
        id: "made".to_owned(),
        title: format!("{wanted} entries made for measuring"),
        version: "1".to_owned(),
        language: "en".to_owned(),
        publisher: "nobody".to_owned(),
        disclaimer: "Words at random. Nothing in it is true.".to_owned(),
        ..Pack::default()
    });
    fs::write(folder.join("pack.toml"), cover.finish())?;
    while maker.made.entries < wanted {
        let at = maker.made.conditions;
        let shelf = folder.join(format!("conditions-{:04}", at / FILES_A_FOLDER));
        if at.is_multiple_of(FILES_A_FOLDER) {
            fs::create_dir_all(&shelf)?;
        }
        let (id, text) = maker.condition(wanted);
        fs::write(shelf.join(format!("{id}.toml")), text)?;
    }
    fs::write(folder.join(COMPLETE), label)?;
    Ok(true)
}

/// What is known of the real library, and how far the making is.
struct Maker<'l> {
    real: &'l Library,
    rng: Rng,
    /// Real conditions with entries, to be modelled on.
    models: Vec<ConditionOrd>,
    /// Real entries by topic.
    by_topic: Vec<Vec<EntryOrd>>,
    /// Rare words of answers and names.
    rare: Vec<String>,
    is_rare: HashSet<String>,
    /// Words that stay in names.
    kinds: HashSet<String>,
    growth: Growth,
    made: Made,
}

/// Heaps' law of the real library: `distinct` words after `total`, and the exponent.
#[derive(Debug, Clone, Copy)]
struct Growth {
    total: f64,
    distinct: f64,
    exponent: f64,
}

impl<'l> Maker<'l> {
    fn new(real: &'l Library) -> Self {
        let conditions = (0..real.condition_count()).map(ConditionOrd);
        let models: Vec<ConditionOrd> = conditions
            .filter(|&condition| real.condition(condition).entries > 0)
            .collect();
        let mut by_topic = vec![Vec::new(); real.topic_count() as usize];
        let mut in_answers: BTreeMap<String, u32> = BTreeMap::new();
        let mut in_names: BTreeMap<String, u32> = BTreeMap::new();
        let mut total = 0;
        let mut halfway = (0, 0);
        for (seen, &model) in models.iter().enumerate() {
            let names = real.condition(model).condition;
            let words: HashSet<String> = names.names().flat_map(words_of).collect();
            for word in words {
                *in_names.entry(word).or_default() += 1;
            }
            for entry in real.entries(Some(model), None) {
                let body = real.body(entry).entry;
                by_topic[real.head(entry).topic as usize].push(entry);
                let mut distinct = HashSet::new();
                for word in words_of(&body.question).chain(words_of(&body.answer)) {
                    total += 1;
                    distinct.insert(word);
                }
                for word in distinct {
                    *in_answers.entry(word).or_default() += 1;
                }
            }
            if seen == models.len() / 2 {
                halfway = (total, in_answers.len());
            }
        }
        let is_rare =
            |word: &str| word.len() >= SHORTEST && word.bytes().all(|b| b.is_ascii_alphabetic());
        let rare: BTreeSet<&String> = in_answers
            .iter()
            .chain(&in_names)
            .filter(|(word, count)| **count <= RARE && is_rare(word))
            .map(|(word, _)| word)
            .collect();
        let mut rng = Rng::with_seed(SEED);
        let mut rare: Vec<String> = rare.into_iter().cloned().collect();
        rng.shuffle(&mut rare);
        let kinds = in_names
            .iter()
            .filter(|(word, count)| **count > KIND_OF_THING || word.len() < SHORTEST)
            .map(|(word, _)| word.clone())
            .collect();
        let distinct = in_answers.len() as f64;
        let exponent = (distinct / halfway.1.max(1) as f64).ln()
            / (f64::from(total) / f64::from(halfway.0.max(1))).ln();
        Self {
            real,
            rng,
            models,
            by_topic,
            is_rare: rare.iter().cloned().collect(),
            rare,
            kinds,
            growth: Growth {
                total: f64::from(total),
                distinct,
                exponent: exponent.clamp(0.3, 0.8),
            },
            made: Made::default(),
        }
    }

    /// One condition with its entries: its id and its file. No more entries than are `wanted` in all.
    fn condition(&mut self, wanted: usize) -> (String, String) {
        let model = self.models[self.rng.usize(..self.models.len())];
        let record = self.real.condition(model);
        let mut rename = Rename::default();
        let name = self.renamed_name(&record.condition.name, &mut rename);
        let number = self.made.conditions;
        let id = format!("{}-{number}", slug(&name));
        let others = record.condition.alternate_names.iter();
        let condition = Condition {
            id: id.clone(),
            abbreviation: record.condition.abbreviation.clone(),
            alternate_names: others
                .map(|other| self.renamed_name(other, &mut rename))
                .collect(),
            codes: record
                .condition
                .codes
                .iter()
                .map(|code| self.code(code, number))
                .collect(),
            name,
            ..Condition::default()
        };
        let mut sources: Vec<String> = Vec::new();
        let mut file = Writer::new();
        file.condition(&condition);
        let mut entries = Vec::new();
        for entry in self.real.entries(Some(model), None) {
            if self.made.entries == wanted {
                break;
            }
            self.made.entries += 1;
            let body = self.real.body(entry);
            let head = self.real.head(entry);
            let of = body.entry.sources.first().cloned().unwrap_or_default();
            let source = sources
                .iter()
                .position(|known| *known == of)
                .unwrap_or_else(|| {
                    sources.push(of.clone());
                    sources.len() - 1
                });
            entries.push(Entry {
                id: format!("{id}/made-{number}-{}", entries.len() + 1),
                condition: id.clone(),
                topic: body.entry.topic.clone(),
                question: self.retold(&body.entry.question, &mut rename),
                also_asked: body
                    .entry
                    .also_asked
                    .iter()
                    .map(|asked| self.retold(asked, &mut rename))
                    .collect(),
                answer: self.answer(&body.entry.answer, head.topic as usize, &mut rename),
                sources: vec![format!("made-{number}-{source}")],
                ..Entry::default()
            });
        }
        for (at, of) in sources.iter().enumerate() {
            let real = self
                .real
                .find_source(clinfaq::index::PackOrd(record.pack), of);
            let publisher = real.map(|source| self.real.source(source).source.publisher);
            file.source(&Source {
                id: format!("made-{number}-{at}"),
                title: condition.name.clone(),
                publisher: publisher.unwrap_or_default(),
                url: format!("https://example.org/{number}/{at}"),
                ..Source::default()
            });
        }
        for entry in &entries {
            file.entry(entry);
        }
        self.made.conditions += 1;
        (id, file.finish())
    }

    fn code(&mut self, code: &clinfaq::model::Code, number: usize) -> clinfaq::model::Code {
        clinfaq::model::Code {
            value: format!("C{:07}", self.rng.u32(..10_000_000)),
            cite: format!("made-{number}-0"),
            ..code.clone()
        }
    }

    /// A name in which words that tell it from others are replaced, each the same in all of the condition's names and
    /// texts.
    fn renamed_name(&mut self, name: &str, rename: &mut Rename) -> String {
        for word in words_of(name) {
            if self.kinds.contains(&word) || rename.words.contains_key(&word) {
                continue;
            }
            let new = self.word();
            rename.words.insert(word, new);
        }
        self.retold(name, rename)
    }

    /// Paragraphs of the model, half of them exchanged for those of another answer on the topic.
    fn answer(&mut self, model: &str, topic: usize, rename: &mut Rename) -> String {
        let donors = &self.by_topic[topic];
        let donor = donors[self.rng.usize(..donors.len())];
        let donor = self.real.body(donor).entry.answer;
        let theirs: Vec<&str> = donor.split("\n\n").collect();
        let mut paragraphs = Vec::new();
        for (at, own) in model.split("\n\n").enumerate() {
            let other = theirs.get(at).filter(|other| shape(other) == shape(own));
            let paragraph = match other {
                Some(other) if self.rng.bool() => other,
                _ => own,
            };
            paragraphs.push(self.retold(paragraph, rename));
        }
        paragraphs.join("\n\n")
    }

    /// `text` with the condition's words in the place of its model's, and new words among the rare ones.
    fn retold(&mut self, text: &str, rename: &mut Rename) -> String {
        let mut told = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(start) = rest.find(|c: char| c.is_ascii_alphabetic()) {
            told.push_str(&rest[..start]);
            rest = &rest[start..];
            let end = rest
                .find(|c: char| !c.is_ascii_alphabetic())
                .unwrap_or(rest.len());
            let (word, after) = rest.split_at(end);
            rest = after;
            self.made.words += 1;
            let lower = word.to_ascii_lowercase();
            match rename.words.get(&lower) {
                Some(new) => told.push_str(&in_case_of(new, word)),
                None if self.is_rare.contains(&lower) && self.rng.u8(..4) == 0 => {
                    let new = self.word();
                    told.push_str(&in_case_of(&new, word));
                }
                None => told.push_str(word),
            }
        }
        told.push_str(rest);
        told
    }

    /// A rare word: a new one where the vocabulary is due to grow, else one that is there.
    fn word(&mut self) -> String {
        let Growth {
            total,
            distinct,
            exponent,
        } = self.growth;
        let due = distinct * (self.made.words as f64 / total).powf(exponent) - distinct;
        if due > self.made.coined as f64 {
            self.made.coined += 1;
            return self.coined(self.made.coined - 1);
        }
        let of_all = self.rare.len() as u64 + self.made.coined;
        // Older words are the more common ones.
        let place = (self.rng.f64().powi(2) * of_all as f64) as u64;
        match self.rare.get(place as usize) {
            Some(word) => word.clone(),
            None => self.coined(place - self.rare.len() as u64),
        }
    }

    /// The coined word of this number: the beginning of one real word and the end of another.
    fn coined(&self, number: u64) -> String {
        let mut rng = Rng::with_seed(SEED ^ number.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let mut real = || &self.rare[rng.usize(..self.rare.len())];
        let (first, last) = (real(), real());
        let cut = first.len() / 2 + 1;
        format!("{}{}", &first[..cut], &last[last.len() / 2..])
    }
}

/// Which word stands for which in one condition.
#[derive(Debug, Default)]
struct Rename {
    words: HashMap<String, String>,
}

/// The words of a text in lower case, as far as they are plain letters.
fn words_of(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|c: char| !c.is_ascii_alphabetic())
        .filter(|word| word.len() > 1)
        .map(str::to_ascii_lowercase)
}

/// `word` with a capital where `like` has one.
fn in_case_of(word: &str, like: &str) -> String {
    let upper = |c: char| c.is_ascii_uppercase();
    let mut letters = word.chars();
    match letters.next() {
        Some(first) if like.starts_with(upper) => {
            first.to_ascii_uppercase().to_string() + letters.as_str()
        }
        _ => word.to_owned(),
    }
}

/// What kind of Markdown a paragraph is: only like is exchanged for like.
fn shape(paragraph: &str) -> u8 {
    match paragraph.bytes().next() {
        Some(mark @ (b'-' | b'|' | b'#' | b'>' | b'*')) => mark,
        Some(b'0'..=b'9') => b'0',
        _ => b' ',
    }
}

/// A name as the beginning of an id.
fn slug(name: &str) -> String {
    let words: Vec<String> = words_of(name).take(6).collect();
    match words.is_empty() {
        true => "condition".to_owned(),
        false => words.join("-"),
    }
}
