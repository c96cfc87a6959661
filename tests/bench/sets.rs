//! The sets of queries with their right answers, and how well a search answers them.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs;
use std::io;
use std::path::Path;

/// So many answers are looked at.
pub(crate) const LOOKED_AT: usize = 10;

/// Queries that are typed whole, with the documents that answer each.
#[derive(Debug)]
pub(crate) struct KnownItems {
    queries: Vec<(String, HashSet<String>)>,
}

/// How well a set was answered.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Score {
    pub(crate) first: f64,
    pub(crate) reciprocal: f64,
}

impl KnownItems {
    pub(crate) fn read(folder: &Path, name: &str) -> io::Result<Self> {
        let mut right: HashMap<String, HashSet<String>> = HashMap::new();
        for row in rows(&folder.join(format!("qrels_{name}.tsv")))? {
            right
                .entry(row[0].clone())
                .or_default()
                .insert(pair(&row[1]));
        }
        let queries = rows(&folder.join(format!("queries_{name}.tsv")))?;
        let queries = queries.into_iter().map(|row| {
            let right = right.remove(&row[0]).unwrap_or_default();
            (row[1].clone(), right)
        });
        Ok(Self {
            queries: queries.collect(),
        })
    }

    /// Puts every query to `search`, which gives the ids of the best answers.
    pub(crate) fn score(&self, mut search: impl FnMut(&str) -> Vec<String>) -> Score {
        let (mut first, mut reciprocal) = (0, 0.0);
        for (query, right) in &self.queries {
            let found = search(query);
            let place = found
                .iter()
                .take(LOOKED_AT)
                .position(|id| right.contains(&pair(id)));
            first += usize::from(place == Some(0));
            reciprocal += place.map_or(0.0, |place| 1.0 / (place + 1) as f64);
        }
        let count = self.queries.len().max(1) as f64;
        Score {
            first: first as f64 / count,
            reciprocal: reciprocal / count,
        }
    }
}

/// Queries that are typed letter by letter.
#[derive(Debug)]
pub(crate) struct Typed {
    items: Vec<Item>,
}

#[derive(Debug, Default)]
struct Item {
    /// What stands in the box after each keystroke.
    states: BTreeMap<usize, String>,
    right: HashSet<String>,
    length: usize,
}

/// After how many keystrokes a right answer stands among the first, to stay: median and mean.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Settled {
    pub(crate) median: usize,
    pub(crate) mean: f64,
}

impl Typed {
    pub(crate) fn read(folder: &Path) -> io::Result<Self> {
        let mut items: BTreeMap<String, Item> = BTreeMap::new();
        for row in rows(&folder.join("qrels_e.tsv"))? {
            let item = items.entry(row[0].clone()).or_default();
            item.right.insert(pair(&row[1]));
            item.length = row[2].parse().map_err(io::Error::other)?;
        }
        for row in rows(&folder.join("queries_e.tsv"))? {
            let (item, keystroke) = row[0].split_once('_').unwrap_or((&row[0], "0"));
            let keystroke = keystroke.parse().map_err(io::Error::other)?;
            items
                .entry(item.to_owned())
                .or_default()
                .states
                .insert(keystroke, row[1].clone());
        }
        Ok(Self {
            items: items.into_values().collect(),
        })
    }

    /// Every keystroke, in the order of typing.
    pub(crate) fn keystrokes(&self) -> Vec<&str> {
        let states = self.items.iter().flat_map(|item| item.states.values());
        states.map(String::as_str).collect()
    }

    /// Types everything; how soon the answers stand among the first three, and first.
    pub(crate) fn score(&self, mut search: impl FnMut(&str) -> Vec<String>) -> [Settled; 2] {
        let mut strokes = [Vec::new(), Vec::new()];
        for item in &self.items {
            let found: Vec<(usize, Vec<String>)> = item
                .states
                .iter()
                .map(|(&keystroke, state)| (keystroke, search(state)))
                .collect();
            for (top, strokes) in [3, 1].into_iter().zip(&mut strokes) {
                let holds = |found: &[String]| {
                    found
                        .iter()
                        .take(top)
                        .any(|id| item.right.contains(&pair(id)))
                };
                let staying = found
                    .iter()
                    .rev()
                    .take_while(|(_, found)| holds(found))
                    .last();
                strokes.push(staying.map_or(item.length + 10, |(keystroke, _)| *keystroke));
            }
        }
        strokes.map(|mut strokes| {
            strokes.sort_unstable();
            let count = strokes.len().max(1);
            Settled {
                median: strokes.get(count / 2).copied().unwrap_or(0),
                mean: strokes.iter().sum::<usize>() as f64 / count as f64,
            }
        })
    }
}

fn rows(path: &Path) -> io::Result<Vec<Vec<String>>> {
    let text = fs::read_to_string(path)?;
    let cells = |line: &str| line.split('\t').map(str::to_owned).collect();
    Ok(text.lines().map(cells).collect())
}

/// `GARD_0000219_Sec4` and `albright-hereditary-osteodystrophy/gard-0000219-4` are the same pair.
fn pair(document: &str) -> String {
    let last = document
        .rsplit('/')
        .next()
        .unwrap_or(document)
        .to_lowercase();
    last.replace("_sec", "-").replace('_', "-")
}
