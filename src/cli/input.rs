//! Lines of standard input.

use std::io::{self, BufRead, Read};

/// Reads a line without its end into `line`, and at most `longest` bytes of it. False at the end of the input.
pub(super) fn read_line(
    input: &mut (impl BufRead + ?Sized),
    line: &mut Vec<u8>,
    longest: usize,
) -> io::Result<bool> {
    line.clear();
    let read = Read::take(&mut *input, longest as u64).read_until(b'\n', line)?;
    if line.ends_with(b"\n") {
        line.pop();
    } else if line.len() == longest {
        input.skip_until(b'\n')?;
    }
    Ok(read > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_are_cut_and_the_last_needs_no_end() {
        const LONGEST: usize = 100;
        let long = "x".repeat(LONGEST * 3);
        let text = format!("one\r\n\n{long}\nlast");
        let mut input = io::BufReader::with_capacity(7, text.as_bytes());
        let mut line = Vec::new();
        let mut next = || {
            let more = read_line(&mut input, &mut line, LONGEST).expect("a line");
            more.then(|| String::from_utf8(line.clone()).expect("text"))
        };
        assert_eq!(next().as_deref(), Some("one\r"));
        assert_eq!(next().as_deref(), Some(""));
        assert_eq!(next().as_deref(), Some(&long[..LONGEST]));
        assert_eq!(next().as_deref(), Some("last"));
        assert_eq!(next(), None);
    }
}
