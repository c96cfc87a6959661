//! Printing and saving a handout.

use std::env;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use crate::text::clean::clean_line;

use super::render::Handout;

/// What is to become of a handout.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delivery {
    /// Send it to the printer.
    Print {
        /// In large type.
        large: bool,
    },
    /// Save it as text for a printer.
    Text,
    /// Save it as an HTML page.
    Html {
        /// In large type.
        large: bool,
    },
}

/// What can be chosen, in the words of a menu.
pub const CHOICES: &[(&str, Delivery)] = &[
    ("Print", Delivery::Print { large: false }),
    ("Print in large type", Delivery::Print { large: true }),
    ("Save as a text file", Delivery::Text),
    ("Save as a web page", Delivery::Html { large: false }),
    (
        "Save as a web page in large type",
        Delivery::Html { large: true },
    ),
];

/// How long `lp` may take to accept a page.
const PATIENCE: Duration = Duration::from_secs(10);

impl Handout {
    /// Prints or saves it; says what happened or, as an error, what went wrong and what to do. Where there is no `lp`, it is
    /// saved instead of printed.
    pub fn deliver(&self, delivery: Delivery) -> Result<String, String> {
        match delivery {
            Delivery::Print { large } => match print(self.text(large), large) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    let saved = self.save(&self.text(large), "txt")?;
                    Ok(format!("There is no printer command (lp) here. {saved}"))
                }
                Err(error) => Err(format!("Not printed: {error}. Save it as a file instead.")),
                Ok(reply) => Ok(format!("Sent to the printer. {reply}")
                    .trim_end()
                    .to_owned()),
            },
            Delivery::Text => self.save(&self.text(false), "txt"),
            Delivery::Html { large } => self.save(&self.html(large), "html"),
        }
    }

    /// Writes it to a file of this name: an HTML page if the name ends in `.html`, otherwise text. A file that is there is
    /// not overwritten.
    pub fn write(&self, path: &Path, large: bool) -> io::Result<()> {
        let ending = path.extension().unwrap_or_default();
        let is_html = ["html", "htm"]
            .iter()
            .any(|html| ending.eq_ignore_ascii_case(html));
        write(
            path,
            &if is_html {
                self.html(large)
            } else {
                self.text(large)
            },
        )
    }

    /// Saves it under a name that is free, in the current folder or else in the home folder.
    fn save(&self, text: &str, ending: &str) -> Result<String, String> {
        // A name made from a long id must fit into any file system.
        let stem = &self.name[..self.name.floor_char_boundary(100)];
        let mut why = None;
        for folder in [env::current_dir().ok(), env::home_dir()]
            .into_iter()
            .flatten()
        {
            for number in 1..100 {
                let number = if number == 1 {
                    String::new()
                } else {
                    format!("-{number}")
                };
                let path = folder.join(format!("{stem}{number}.{ending}"));
                match write(&path, text) {
                    Ok(()) => {
                        return Ok(clean_line(&format!("Saved: {}", path.display())).into_owned());
                    }
                    Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                    Err(error) => {
                        why = Some(error);
                        break;
                    }
                }
            }
        }
        let why = why.map_or_else(
            || "100 handouts of this answer are there already".to_owned(),
            |why| why.to_string(),
        );
        Err(format!(
            "Not saved: {why}. Start clinfaq in a folder that you may write to."
        ))
    }
}

/// Writes a new file, or to a device such as a printer's.
fn write(path: &Path, text: &str) -> io::Result<()> {
    let is_device = fs::metadata(path).is_ok_and(|data| !data.is_file() && !data.is_dir());
    if is_device {
        return OpenOptions::new()
            .write(true)
            .open(path)?
            .write_all(text.as_bytes());
    }
    let mut file = File::create_new(path)?;
    let written = file
        .write_all(text.as_bytes())
        .and_then(|()| file.sync_all());
    if written.is_err() {
        // Half a handout must not be taken for a whole one.
        let _ = fs::remove_file(path);
    }
    written
}

/// Gives the text to `lp`; returns what it replied.
fn print(text: String, large: bool) -> io::Result<String> {
    let mut lp = Command::new("lp");
    // The title is seen by everybody who looks at the queue.
    lp.args(["-t", "Handout"]);
    if large {
        // Characters and lines per inch; about 16 points.
        lp.args(["-o", "cpi=7", "-o", "lpi=4"]);
    }
    lp.stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = lp.spawn()?;
    let (send, replied) = mpsc::channel();
    // In a thread: a print server on the network that is switched off would stop the program.
    thread::spawn(move || {
        let input = child.stdin.take();
        let sent = input.map_or(Ok(()), |mut input| input.write_all(text.as_bytes()));
        let _ = send.send(child.wait_with_output().map(|output| (output, sent)));
    });
    let (output, sent) = match replied.recv_timeout(PATIENCE) {
        Ok(replied) => replied?,
        Err(_) => return Err(io::Error::other("the printer has not answered yet")),
    };
    let first_line = |bytes: &[u8]| {
        let text = String::from_utf8_lossy(bytes);
        clean_line(text.lines().next().unwrap_or_default()).into_owned()
    };
    match (output.status.success(), sent) {
        (true, Ok(())) => Ok(first_line(&output.stdout)),
        (true, Err(error)) => Err(error),
        (false, _) => Err(io::Error::other(format!(
            "lp says: {}",
            first_line(&output.stderr)
        ))),
    }
}
