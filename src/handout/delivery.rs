//! Printing and saving a handout.

use std::env;
use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use crate::text::clean::clean_line;

use super::render::Handout;

/// What is to become of a handout.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delivery {
    /// Send it to the printer.
    Print,
    /// The same in large type.
    PrintLarge,
    /// Save it as text for a printer.
    Text,
    /// Save it as an HTML page.
    Html,
    /// The same in large type.
    HtmlLarge,
}

/// What can be chosen, in the words of a menu.
pub const CHOICES: &[(&str, Delivery)] = &[
    ("Print", Delivery::Print),
    ("Print in large type", Delivery::PrintLarge),
    ("Save as a text file", Delivery::Text),
    ("Save as a web page", Delivery::Html),
    ("Save as a web page in large type", Delivery::HtmlLarge),
];

impl Handout {
    /// Prints or saves it; says what happened or, as an error, what went wrong and what to do. Where there is no `lp`, it is
    /// saved instead of printed.
    pub fn deliver(&self, delivery: Delivery) -> Result<String, String> {
        let large = matches!(delivery, Delivery::PrintLarge | Delivery::HtmlLarge);
        if matches!(delivery, Delivery::Html | Delivery::HtmlLarge) {
            return self.save(&self.html(large), "html");
        }
        let text = self.text(large);
        if delivery == Delivery::Text {
            return self.save(&text, "txt");
        }
        match print(&text, large) {
            Ok(reply) => Ok(format!("Sent to the printer. {reply}")),
            Err(error) if error.kind() == ErrorKind::NotFound => {
                let saved = self.save(&text, "txt")?;
                Ok(format!("There is no printer command (lp) here. {saved}"))
            }
            Err(error) => Err(format!("Not printed: {error}. Save it as a file instead.")),
        }
    }

    /// Writes it to a new file of this name, or to a device: an HTML page if the name ends in `.html`, otherwise text.
    pub fn write(&self, path: &Path, large: bool) -> io::Result<()> {
        let ending = path.extension().unwrap_or_default();
        match ending.eq_ignore_ascii_case("html") || ending.eq_ignore_ascii_case("htm") {
            true => write(path, &self.html(large)),
            false => write(path, &self.text(large)),
        }
    }

    /// Saves it under a name that is free, in the current folder or else in the home folder.
    fn save(&self, text: &str, ending: &str) -> Result<String, String> {
        // A name made from a long id must fit into any file system.
        let stem = &self.name[..self.name.floor_char_boundary(100)];
        let mut failed = ErrorKind::NotFound.into();
        for folder in [env::current_dir().ok(), env::home_dir()]
            .into_iter()
            .flatten()
        {
            let numbers = (2..100).map(|number| format!("-{number}"));
            for number in std::iter::once(String::new()).chain(numbers) {
                let path = folder.join(format!("{stem}{number}.{ending}"));
                match write(&path, text) {
                    Ok(()) => return Ok(clean_line(&format!("Saved: {}", path.display())).into()),
                    Err(error) => failed = error,
                }
                if failed.kind() != ErrorKind::AlreadyExists {
                    break;
                }
            }
        }
        Err(format!(
            "Not saved: {failed}. Start clinfaq in a folder that you may write to."
        ))
    }
}

fn write(path: &Path, text: &str) -> io::Result<()> {
    let is_device = fs::metadata(path).is_ok_and(|data| !data.is_file() && !data.is_dir());
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(!is_device)
        .open(path)?;
    let mut written = file.write_all(text.as_bytes());
    if !is_device {
        written = written.and_then(|()| file.sync_all());
        if written.is_err() {
            // Half a handout must not be taken for a whole one.
            let _ = fs::remove_file(path);
        }
    }
    written
}

/// Gives the text to `lp`; returns what it replied.
fn print(text: &str, large: bool) -> io::Result<String> {
    let mut lp = Command::new("lp");
    // Everybody who looks at the printer's queue sees the title.
    lp.args(["-t", "Handout"]);
    if large {
        // Characters and lines per inch; about 16 points.
        lp.args(["-o", "cpi=7", "-o", "lpi=4"]);
    }
    lp.stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = lp.spawn()?;
    let sent = child
        .stdin
        .take()
        .map(|mut input| input.write_all(text.as_bytes()));
    let output = child.wait_with_output()?;
    let succeeded = output.status.success();
    let reply = if succeeded {
        output.stdout
    } else {
        output.stderr
    };
    let reply = String::from_utf8_lossy(&reply);
    let reply = clean_line(reply.lines().next().unwrap_or_default()).into_owned();
    match (succeeded, sent) {
        (true, Some(Err(error))) => Err(error),
        (true, _) => Ok(reply),
        (false, _) => Err(io::Error::other(format!("lp says: {reply}"))),
    }
}
