//! Lines of standard input.

use std::io::{self, BufRead};

/// Reads a line without its end into `line`, and at most `longest` bytes of it. False at the end of the input.
pub(super) fn read_line(
    input: &mut (impl BufRead + ?Sized),
    line: &mut Vec<u8>,
    longest: usize,
) -> io::Result<bool> {
    line.clear();
    let mut any = false;
    loop {
        let bytes = match input.fill_buf() {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        if bytes.is_empty() {
            return Ok(any);
        }
        any = true;
        let end = bytes.iter().position(|byte| *byte == b'\n');
        let piece = &bytes[..end.unwrap_or(bytes.len())];
        let free = longest - line.len();
        line.extend_from_slice(&piece[..piece.len().min(free)]);
        let used = end.map_or(bytes.len(), |end| end + 1);
        input.consume(used);
        if end.is_some() {
            return Ok(true);
        }
    }
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
