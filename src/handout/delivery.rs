//! Printing and saving a handout.

use std::env;
use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use crate::content::{create, numbered};
use crate::text::clean::clean_line;

use super::render::Handout;

/// How long `lp` may take: a print server that hangs must not block the program.
const PATIENCE: Duration = Duration::from_secs(10);
const PAUSE: Duration = Duration::from_millis(20);
/// How much of what `lp` says is read, in bytes.
const MAX_REPLY: u64 = 4 << 10;

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
    /// Prints or saves it; says what happened or, as an error, what went wrong and what to do. If it cannot be printed, it is
    /// saved instead. Where `is_private` is set, nothing is saved unless the person names a file.
    pub fn deliver(&self, delivery: Delivery, is_private: bool) -> Result<String, String> {
        let large = matches!(delivery, Delivery::PrintLarge | Delivery::HtmlLarge);
        let save = |text: &str, ending| match is_private {
            true => Err(format!(
                "Nothing is saved on this computer: private = true in the settings. To save it in a file that you name: \
                 clinfaq handout {} --to FILE",
                self.id
            )),
            false => self.save(text, ending),
        };
        if matches!(delivery, Delivery::Html | Delivery::HtmlLarge) {
            return save(&self.html(large), "html");
        }
        let text = self.text(large);
        if delivery == Delivery::Text {
            return save(&text, "txt");
        }
        let problem = match print(&text, large) {
            Ok(reply) => return Ok(format!("Sent to the printer. {reply}")),
            Err(error) if error.kind() == ErrorKind::NotFound => {
                "There is no printer command (lp) here.".to_owned()
            }
            Err(error) if error.kind() == ErrorKind::TimedOut => format!(
                "Not printed: the printer did not answer within {} seconds.",
                PATIENCE.as_secs()
            ),
            Err(error) => {
                return Err(format!("Not printed: {error}. Save it as a file instead."));
            }
        };
        match save(&text, "txt") {
            Ok(saved) => Ok(format!("{problem} {saved}")),
            Err(failed) => Err(format!("{problem} {failed}")),
        }
    }

    /// Writes it to a new file with this name, or to a device: an HTML page if the name ends in `.html`, otherwise text.
    pub fn write(&self, path: &Path, large: bool) -> io::Result<()> {
        let ending = path.extension().unwrap_or_default();
        let text = match ending.eq_ignore_ascii_case("html") || ending.eq_ignore_ascii_case("htm") {
            true => self.html(large),
            false => self.text(large),
        };
        let is_device = fs::metadata(path).is_ok_and(|data| !data.is_file() && !data.is_dir());
        if is_device {
            let mut device = OpenOptions::new().write(true).open(path)?;
            return device.write_all(text.as_bytes());
        }
        let folder = path.parent().unwrap_or(path);
        let name = path.file_name().unwrap_or_default();
        create(folder, [name], text.as_bytes()).map(drop)
    }

    /// Saves it under a name that is free, in the current folder or else in the home folder.
    fn save(&self, text: &str, ending: &str) -> Result<String, String> {
        // A name made from a long id must fit into any file system.
        let stem = format!("handout-{}", self.id.replace('/', "-"));
        let stem = &stem[..stem.floor_char_boundary(100)];
        let mut failed = ErrorKind::NotFound.into();
        for folder in [env::current_dir().ok(), env::home_dir()]
            .into_iter()
            .flatten()
        {
            match create(&folder, numbered(stem, ending), text.as_bytes()) {
                Ok(path) => return Ok(clean_line(&format!("Saved: {}", path.display())).into()),
                Err(error) => failed = error,
            }
        }
        Err(format!(
            "Not saved: {failed}. Start clinfaq in a folder that you may write to."
        ))
    }
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
    let (input, output, errors) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
    let text = text.to_owned();
    let (send, replies) = mpsc::channel();
    // On a thread of its own, because each of these may wait forever.
    thread::Builder::new().spawn(move || {
        let sent = input.map_or(Ok(()), |mut input| input.write_all(text.as_bytes()));
        let _ = send.send((sent, reply(output), reply(errors))); // the time limit has passed
    })?;
    let started = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        if started.elapsed() > PATIENCE {
            let _ = child.kill(); // or it has just ended
            let _ = thread::Builder::new().spawn(move || child.wait());
            return Err(ErrorKind::TimedOut.into());
        }
        thread::sleep(PAUSE);
    };
    let replied = replies.recv_timeout(Duration::from_secs(1));
    match (status.success(), replied) {
        (true, Ok((sent, reply, _))) => sent.map(|()| reply),
        (true, Err(_)) => Ok(String::new()),
        (false, replied) => {
            let reply = replied.map_or(String::new(), |(_, _, errors)| errors);
            Err(io::Error::other(format!("lp says: {reply}")))
        }
    }
}

/// The first line of what a program writes.
fn reply(pipe: Option<impl Read>) -> String {
    let mut bytes = Vec::new();
    if let Some(pipe) = pipe {
        let _ = pipe.take(MAX_REPLY).read_to_end(&mut bytes);
    }
    let text = String::from_utf8_lossy(&bytes);
    clean_line(text.lines().next().unwrap_or_default()).into_owned()
}
