//! What a person has set: the settings file, found and read, and the options of this run, which go before it.
//!
//! Whatever is wrong with the file, the program starts: with what is right of it, and with a word on where to look.

use std::env;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::content::Place;
use crate::model::{Diagnostic, Severity, Site};
use crate::terminal::Environment;
use crate::text::clean::clean_line;
use crate::text::suggest;
use crate::tui::Keymap;
use crate::user::{
    CHARSET_WORDS, Charset, DEPTH_WORDS, Depth, MAX_SETTINGS, Said, Settings, TerminalSettings,
};

use super::Failure;
use super::args::{ALWAYS, AUTO, Args};

/// Settings, where they are from, and what is wrong with them.
#[derive(Debug)]
pub(crate) struct Preferences {
    /// Where the file is looked for; `None` where there is no home, or where there is to be none.
    pub(crate) path: Option<PathBuf>,
    /// Whether it is there.
    pub(crate) found: bool,
    /// What it says.
    pub(crate) file: Settings,
    /// What this run's options say.
    pub(crate) options: Settings,
    /// The libraries to read.
    pub(crate) places: Vec<Place>,
    /// What is wrong with the file.
    pub(crate) problems: Vec<Diagnostic>,
}

impl Preferences {
    /// Reads the file, and sets what the command line says before it.
    pub(crate) fn load(args: &Args) -> Result<Self, Failure> {
        let (path, named) = location(&|name| env::var_os(name));
        let (found, mut file, mut problems) = match &path {
            Some(path) => read(path, named),
            None => (false, Settings::default(), Vec::new()),
        };
        let options = from_arguments(args, &mut file);
        if let Some(theme) = &options.theme
            && file.find_theme(&theme.value).is_none()
        {
            return Err(no_theme(&theme.value, &file));
        }
        // The table's own keys have no faults to be told.
        if !file.keys.is_empty() {
            problems.extend(Keymap::new(&file.keys).1);
        }
        let places = match args.common.library.as_slice() {
            [] => libraries(&mut file, path.as_deref(), &mut problems),
            given => given.iter().map(|path| place(path)).collect(),
        };
        let places = match args.common.follow_links {
            true => places.into_iter().map(Place::with_links).collect(),
            false => places,
        };
        problems.sort_by_key(|problem| problem.sites.first().map(|site| (site.line, site.column)));
        Ok(Self {
            path,
            found,
            file,
            options,
            places,
            problems,
        })
    }

    /// The keys in force. Made when they are asked for: most commands take no keys.
    pub(crate) fn keymap(&self) -> Keymap {
        match self.file.keys.as_slice() {
            [] => Keymap::default(),
            keys => Keymap::new(keys).0,
        }
    }

    /// What is in force: the options, then the file.
    pub(crate) fn settings(&self) -> Settings {
        self.options.clone().or(self.file.clone())
    }

    /// That something is wrong with the file, in a few words.
    pub(crate) fn notice(&self) -> Option<String> {
        match self.problems.len() {
            0 => None,
            1 => Some("Settings: 1 problem (clinfaq config)".to_owned()),
            count => Some(format!("Settings: {count} problems (clinfaq config)")),
        }
    }
}

/// Where the settings file is, and whether a person named it: `CLINFAQ_CONFIG`, else the folder of the XDG rules.
///
/// The home is the one in the environment; who has none has no settings.
fn location(variable: &dyn Fn(&str) -> Option<std::ffi::OsString>) -> (Option<PathBuf>, bool) {
    if let Some(named) = variable("CLINFAQ_CONFIG") {
        return (
            Some(PathBuf::from(named)).filter(|path| !path.as_os_str().is_empty()),
            true,
        );
    }
    let absolute = |name| {
        variable(name)
            .map(PathBuf::from)
            .filter(|path| path.is_absolute())
    };
    let folder = absolute("XDG_CONFIG_HOME").or_else(|| Some(absolute("HOME")?.join(".config")));
    (
        folder.map(|folder| folder.join("clinfaq/config.toml")),
        false,
    )
}

/// Whether the file is there, what it says, and what is wrong with it. One that nobody named need not be there.
fn read(path: &Path, named: bool) -> (bool, Settings, Vec<Diagnostic>) {
    let name = clean_line(&path.to_string_lossy()).into_owned();
    match contents(path) {
        Ok(bytes) => {
            let (settings, problems) = Settings::read(&name, &bytes);
            (true, settings, problems)
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound && !named => {
            (false, Settings::default(), Vec::new())
        }
        Err(error) => {
            let problem = Diagnostic::new(
                Severity::Error,
                "unreadable",
                format!("the settings cannot be read: {error}"),
                Site {
                    file: name,
                    ..Site::default()
                },
                match named {
                    true => {
                        "CLINFAQ_CONFIG names this file; empty, it means that there are no settings"
                    }
                    false => "make it a file that you may read, or take it away",
                }
                .to_owned(),
            );
            (false, Settings::default(), vec![problem])
        }
    }
}

/// The file's bytes. A pipe or a device is refused, not waited for.
fn contents(path: &Path) -> io::Result<Vec<u8>> {
    let data = fs::metadata(path)?;
    if data.is_dir() {
        return Err(io::Error::other("it is a folder"));
    }
    if !data.is_file() {
        return Err(io::Error::other("it is no regular file"));
    }
    let mut bytes = Vec::new();
    let most = MAX_SETTINGS as u64; // a few kilobytes
    fs::File::open(path)?
        .take(most + 1)
        .read_to_end(&mut bytes)?;
    match bytes.len() > MAX_SETTINGS {
        true => Err(io::Error::other(format!(
            "it is larger than {} KB",
            MAX_SETTINGS >> 10
        ))),
        false => Ok(bytes),
    }
}

/// What the options say. `auto` takes back what the file says of the same.
fn from_arguments(args: &Args, file: &mut Settings) -> Settings {
    let at = |words: &[&str], word: &str| words.iter().position(|known| *known == word);
    let mut terminal = TerminalSettings::default();
    match args.common.color.as_deref() {
        None => {}
        Some(AUTO) => file.terminal.depth = None,
        Some(ALWAYS) => terminal.depth = Some(all_colours()),
        Some(word) => {
            terminal.depth = at(DEPTH_WORDS, word).and_then(|at| Depth::ALL.get(at).copied())
        }
    }
    match args.common.charset.as_deref() {
        None => {}
        Some(AUTO) => file.terminal.charset = None,
        Some(word) => {
            terminal.charset = at(CHARSET_WORDS, word).and_then(|at| Charset::ALL.get(at).copied());
        }
    }
    terminal.slow = args.screen.slow.then_some(true);
    terminal.alternate_screen = args.screen.no_alternate_screen.then_some(false);
    let said = |value: String| Said {
        value,
        site: Site::default(),
    };
    let libraries = args.common.library.iter();
    let libraries: Vec<_> = libraries
        .map(|path| said(path.to_string_lossy().into_owned()))
        .collect();
    Settings {
        theme: args.screen.theme.clone().map(said),
        libraries: Some(libraries).filter(|libraries| !libraries.is_empty()),
        terminal,
        ..Settings::default()
    }
}

/// The colours that the terminal has, whatever the environment says of wanting them.
fn all_colours() -> Depth {
    let environment = Environment {
        no_color: false,
        ..Environment::detect()
    };
    environment.depth().max(Depth::Eight)
}

fn no_theme(name: &str, settings: &Settings) -> Failure {
    let names = settings.theme_names();
    let known: Vec<&str> = names.iter().map(String::as_str).collect();
    let what = format!("there is no theme `{}`", clean_line(name));
    Failure::told(what, suggest::hint(name, &known))
}

/// The library in the binary, where a folder is named.
pub(super) const BUNDLED: &str = "bundled";

/// What a folder named by a person stands for.
pub(super) fn place(path: &Path) -> Place {
    match path.to_str() {
        Some(BUNDLED) => Place::Bundled,
        _ => Place::Folder(path.to_owned()),
    }
}

/// The libraries that the file names, the bundled one where it names none. What is not there is told and left out: a
/// stick that is not plugged in must not keep anybody from reading.
fn libraries(
    file: &mut Settings,
    path: Option<&Path>,
    problems: &mut Vec<Diagnostic>,
) -> Vec<Place> {
    let folder = path.and_then(Path::parent).unwrap_or(Path::new(""));
    let mut named = file.libraries.take().unwrap_or_default();
    named.retain_mut(|library| {
        if library.value == BUNDLED {
            return true;
        }
        let whole = whole(&library.value, folder);
        library.value = clean_line(&whole.to_string_lossy()).into_owned();
        if !whole.is_dir() {
            let message = format!("there is no library at `{}`; it is left out", library.value);
            let hint = "name a folder that holds TOML files, or \"bundled\"".to_owned();
            let site = library.site.clone();
            problems.push(Diagnostic::new(
                Severity::Error,
                "no-library",
                message,
                site,
                hint,
            ));
            return false;
        }
        true
    });
    if named.is_empty() {
        return vec![Place::Bundled];
    }
    let places = named.iter().map(|library| place(Path::new(&library.value)));
    let places = places.collect();
    file.libraries = Some(named);
    places
}

/// A path of the file as a whole one: `~/` is the home folder, and the rest counts from the file's folder.
fn whole(text: &str, folder: &Path) -> PathBuf {
    let home = || env::var_os("HOME").map(PathBuf::from);
    let path = match (text.strip_prefix("~/"), home()) {
        (Some(rest), Some(home)) => home.join(rest),
        _ => folder.join(text),
    };
    std::path::absolute(&path).unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_where_it_is_named_or_where_the_rules_say() {
        let at = |variables: &[(&str, &str)]| {
            let (path, named) = location(&|name| {
                let found = variables.iter().find(|(known, _)| *known == name);
                found.map(|(_, value)| value.into())
            });
            (path.map(|path| path.to_string_lossy().into_owned()), named)
        };
        let home = ("HOME", "/home/nurse");
        let yes = |path: &str| Some(path.to_owned());
        assert_eq!(at(&[]), (None, false));
        assert_eq!(
            at(&[home]),
            (yes("/home/nurse/.config/clinfaq/config.toml"), false)
        );
        assert_eq!(
            at(&[home, ("XDG_CONFIG_HOME", "/etc/x")]),
            (yes("/etc/x/clinfaq/config.toml"), false)
        );
        // The rules say that a path that is not whole does not count.
        assert_eq!(
            at(&[home, ("XDG_CONFIG_HOME", "x")]),
            (yes("/home/nurse/.config/clinfaq/config.toml"), false)
        );
        assert_eq!(
            at(&[home, ("CLINFAQ_CONFIG", "my.toml")]),
            (yes("my.toml"), true)
        );
        assert_eq!(at(&[home, ("CLINFAQ_CONFIG", "")]), (None, true));
    }
}
