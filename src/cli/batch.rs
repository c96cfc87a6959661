//! `clinfaq search --batch FILE`: many searches in a library that is opened once.

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::Path;

use crate::text::clean::clean_line;

use super::args::Search;
use super::input::read_line;
use super::outcome::{Failure, Outcome};
use super::output::{Output, say};
use super::session::Session;

/// A longer line, in bytes, is not a query.
const LONGEST: usize = 1 << 20;

pub(super) fn run(
    file: &Path,
    args: &Search,
    session: &Session,
    output: &mut Output,
) -> Result<Outcome, Failure> {
    let cannot = |error: io::Error| {
        Failure::new(
            format!("cannot read `{}`: {error}", file.display()),
            "name a file with lines id<TAB>words, or - for standard input",
        )
    };
    let mut input: Box<dyn BufRead> = match file.to_str() {
        Some("-") => Box::new(io::stdin().lock()),
        _ => Box::new(BufReader::new(File::open(file).map_err(cannot)?)),
    };
    let mut library = session.library()?;
    let mut line = Vec::new();
    for number in 1u64.. {
        if !read_line(&mut *input, &mut line, LONGEST + 1).map_err(cannot)? {
            break;
        }
        let (id, words) = match parse(&line) {
            Ok(None) => continue,
            Ok(Some(query)) => query,
            Err(reason) => {
                say(&format!("clinfaq: line {number}: {reason}, skipped"));
                continue;
            }
        };
        let mut results = library.search(&clean_line(words), args.limit as usize);
        if library.damaged() {
            library = session.repaired(library)?;
            results = library.search(&clean_line(words), args.limit as usize);
        }
        for (at, hit) in results.hits.iter().enumerate() {
            let mut columns = vec![
                id.to_owned(),
                library.head(hit.entry).id,
                (at + 1).to_string(),
                format!("{:.6}", hit.total),
                results.matching.word().to_owned(),
            ];
            if args.explain {
                let amounts = hit.score.amounts().iter();
                columns.extend(amounts.map(|amount| format!("{amount:.4}")));
            }
            output.tabbed(&columns)?;
        }
    }
    Ok(Outcome::Fine)
}

/// The id and the words of a line; `None` for an empty one.
fn parse(line: &[u8]) -> Result<Option<(&str, &str)>, &'static str> {
    if line.len() > LONGEST {
        return Err("too long");
    }
    let line = std::str::from_utf8(line).map_err(|_| "not UTF-8")?;
    let line = line.trim_end_matches(['\n', '\r']);
    if line.trim().is_empty() {
        return Ok(None);
    }
    let (id, words) = line.split_once('\t').ok_or("no tab after the id")?;
    match (id.trim().is_empty(), words.trim().is_empty()) {
        (true, _) => Err("no id before the tab"),
        (_, true) => Err("no words after the tab"),
        _ => Ok(Some((id, words))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_an_id_a_tab_and_words() {
        assert_eq!(parse(b"q1\tpoh cure\r\n"), Ok(Some(("q1", "poh cure"))));
        assert_eq!(parse(b"q1\tpoh\tcure\n"), Ok(Some(("q1", "poh\tcure"))));
        assert_eq!(parse(b"\n"), Ok(None));
        for bad in [
            b"poh cure\n".as_slice(),
            b"\tpoh\n",
            b"q1\t \n",
            b"q1\t\xff\n",
        ] {
            assert!(parse(bad).is_err());
        }
    }
}
