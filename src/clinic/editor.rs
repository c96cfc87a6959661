//! The user's text editor.

use std::env;
use std::io;
use std::path::Path;
use std::process::Command;

/// The command of the user's editor: VISUAL, else EDITOR.
pub fn editor() -> Option<String> {
    let set = ["VISUAL", "EDITOR"]
        .into_iter()
        .filter_map(|name| env::var(name).ok());
    set.map(|command| command.trim().to_owned())
        .find(|command| !command.is_empty())
}

/// Opens `path` in the editor and waits for its end. Whether it ended without an error.
pub(super) fn edit(editor: &str, path: &Path) -> io::Result<bool> {
    // The command may have arguments, and quotes around those with spaces.
    let mut command = if cfg!(windows) {
        let mut words = editor.split_whitespace();
        let mut command = Command::new(words.next().unwrap_or_default());
        command.args(words);
        command
    } else {
        let mut command = Command::new("/bin/sh");
        command.args(["-c", &format!("{editor} \"$1\""), "clinfaq"]);
        command
    };
    Ok(command.arg(path).status()?.success())
}
