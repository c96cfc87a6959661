//! `clinfaq search --batch FILE`: many searches with one opening of the library.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use crate::text::clean::clean_line;

use super::output::{Output, say};
use super::session::Session;
use super::{Failure, Outcome};

/// A longer line is no query; it would only fill the memory.
const LONGEST: u64 = 1 << 20;

pub(super) fn run(
    file: &Path,
    limit: u32,
    explain: bool,
    session: &Session,
    output: &mut Output,
) -> Result<Outcome, Failure> {
    let cannot = |error: io::Error| {
        Failure::told(
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
        line.clear();
        let read = input.by_ref().take(LONGEST).read_until(b'\n', &mut line);
        if read.map_err(cannot)? == 0 {
            break;
        }
        if line.len() as u64 == LONGEST && !line.ends_with(b"\n") {
            say(&format!("clinfaq: line {number}: too long, skipped"));
            skip_line(&mut input).map_err(cannot)?;
            continue;
        }
        let (id, words) = match parse(&line) {
            Ok(None) => continue,
            Ok(Some(query)) => query,
            Err(reason) => {
                say(&format!("clinfaq: line {number}: {reason}, skipped"));
                continue;
            }
        };
        let mut results = library.search(&clean_line(words), limit as usize);
        if library.damaged() {
            library = session.repaired(library)?;
            results = library.search(&clean_line(words), limit as usize);
        }
        for (at, hit) in results.hits.iter().enumerate() {
            let entry = library.head(hit.entry).id;
            let rank = (at + 1).to_string();
            let score = format!("{:.6}", hit.total);
            let matching = results.matching.word().to_owned();
            let mut columns = vec![id.to_owned(), entry, rank, score, matching];
            if explain {
                let amounts = hit.score.amounts().iter();
                columns.extend(amounts.map(|amount| format!("{amount:.4}")));
            }
            output.tabbed(columns.iter().map(String::as_str))?;
        }
    }
    Ok(Outcome::Fine)
}

/// The id and the words of a line; nothing for an empty one.
fn parse(line: &[u8]) -> Result<Option<(&str, &str)>, &'static str> {
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

fn skip_line(input: &mut dyn BufRead) -> io::Result<()> {
    loop {
        let buffer = input.fill_buf()?;
        let end = buffer.iter().position(|byte| *byte == b'\n');
        let used = end.map_or(buffer.len(), |end| end + 1);
        let over = end.is_some() || buffer.is_empty();
        input.consume(used);
        if over {
            return Ok(());
        }
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
        assert!(parse(b"poh cure\n").is_err());
        assert!(parse(b"\tpoh\n").is_err());
        assert!(parse(b"q1\t \n").is_err());
        assert!(parse(b"q1\t\xff\n").is_err());
    }
}
