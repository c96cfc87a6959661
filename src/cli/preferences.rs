//! What a person has set: the settings file, found and read, and the options of this run, which take precedence. The user's
//! folders follow the XDG rules.
//!
//! Mistakes in the file never keep the program from starting: they are reported, and the rest of the file applies.

use std::env;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use serde::de::DeserializeOwned;

use crate::clinic::Clinic;
use crate::config::{ColorDepth, Located, MAX_SETTINGS, Settings};
use crate::content::Place;
use crate::model::{Diagnostic, Severity, Site};
use crate::terminal::Environment;
use crate::text::clean::clean_line;
use crate::text::suggest;
use crate::tui::Keymap;

use super::args::{ALWAYS, Args};
use super::outcome::Failure;

/// Settings, where they come from, and the mistakes in them.
#[derive(Debug)]
pub(super) struct Preferences {
    /// Where the file is looked for; `None` if there is no home folder, or if there is to be no file.
    pub(super) path: Option<PathBuf>,
    /// Whether the file exists.
    pub(super) found: bool,
    /// What this run's options say.
    pub(super) options: Settings,
    /// What is in force: the options, then the file.
    pub(super) settings: Settings,
    /// The libraries to read.
    pub(super) places: Vec<Place>,
    /// Whether the installed packs are read with them.
    pub(super) with_packs: bool,
    /// Folders in which newer packs are looked for.
    pub(super) packs_from: Vec<PathBuf>,
    /// The mistakes in the file.
    pub(super) problems: Vec<Diagnostic>,
}

impl Preferences {
    /// Reads the file and the options.
    pub(super) fn load(args: &Args) -> Result<Self, Failure> {
        let (path, named) = settings_file();
        let (found, mut file, mut problems) = match &path {
            Some(path) => read(path, named),
            None => (false, Settings::default(), Vec::new()),
        };
        if let Some(theme) = &args.screen.theme
            && file.find_theme(theme).is_none()
        {
            let what = format!("there is no theme `{}`", clean_line(theme));
            return Err(Failure::new(
                what,
                suggest::hint(theme, &file.theme_names()),
            ));
        }
        problems.extend(Keymap::new(&file.keys).1);
        // Relative paths in the file start at its folder.
        let folder = path.as_deref().and_then(Path::parent);
        let folder = folder.unwrap_or(Path::new(""));
        let mut places: Vec<Place> = match args.common.library.as_slice() {
            [] => libraries(&mut file, folder, &mut problems),
            given => given.iter().map(|path| place(path)).collect(),
        };
        places.extend(clinic(&mut file, folder, &mut problems));
        let packs_from = file.packs_from.iter().flatten();
        let packs_from = packs_from
            .map(|named| absolute(&named.value, folder))
            .collect();
        if args.common.follow_links {
            places = places.into_iter().map(Place::with_links).collect();
        }
        problems.sort_by_key(|problem| problem.sites.first().map(|site| (site.line, site.column)));
        Ok(Self {
            path,
            found,
            options: with_options(Settings::default(), args),
            settings: with_options(file, args),
            places,
            with_packs: args.common.library.is_empty(),
            packs_from,
            problems,
        })
    }

    /// The keys in force. Made on demand: most commands take no keys.
    pub(super) fn keymap(&self) -> Keymap {
        Keymap::new(&self.settings.keys).0
    }

    /// Where the clinic's own texts are written.
    pub(super) fn clinic(&self, today: Date) -> Clinic {
        let mut places = self.places.iter().filter(|place| place.clinic().is_some());
        let folder = places.next().and_then(Place::folder);
        Clinic {
            folder: folder.map(Path::to_owned),
            is_set: self.settings.clinic.folder.is_some(),
            drafts: data_folder().map(|data| data.join("drafts")),
            name: self.settings.clinic.name.clone().unwrap_or_default(),
            is_private: self.settings.private == Some(true),
            today,
        }
    }

    /// A short notice if something is wrong with the file.
    pub(super) fn notice(&self) -> Option<String> {
        match self.problems.len() {
            0 => None,
            1 => Some("Settings: 1 problem (clinfaq config)".to_owned()),
            count => Some(format!("Settings: {count} problems (clinfaq config)")),
        }
    }
}

/// Whether the file exists, the settings in it, and its mistakes. It need not exist unless the person `named` it.
fn read(path: &Path, named: bool) -> (bool, Settings, Vec<Diagnostic>) {
    let name = clean_line(&path.to_string_lossy()).into_owned();
    let error = match contents(path) {
        Ok(bytes) => {
            let (settings, problems) = Settings::read(&name, &bytes);
            return (true, settings, problems);
        }
        Err(error) => error,
    };
    if error.kind() == io::ErrorKind::NotFound && !named {
        return (false, Settings::default(), Vec::new());
    }
    let hint = match named {
        true => {
            "CLINFAQ_CONFIG names this file; correct it, or make it empty to use no settings file"
        }
        false => "make it a file that you may read, or remove it",
    };
    let problem = Diagnostic::new(
        Severity::Error,
        "unreadable",
        format!("the settings file cannot be read: {error}"),
        Site {
            file: name,
            ..Site::default()
        },
        hint.to_owned(),
    );
    (false, Settings::default(), vec![problem])
}

/// The file's bytes. A pipe or a device is refused instead of waited for.
fn contents(path: &Path) -> io::Result<Vec<u8>> {
    let data = fs::metadata(path)?;
    if data.is_dir() {
        return Err(io::Error::other("it is a folder"));
    }
    if !data.is_file() {
        return Err(io::Error::other("it is not a regular file"));
    }
    if data.len() > MAX_SETTINGS {
        let limit = MAX_SETTINGS >> 10;
        return Err(io::Error::other(format!("it is larger than {limit} KB")));
    }
    fs::read(path)
}

/// The settings, overridden by the options. `auto` leaves a setting to detection.
fn with_options(mut settings: Settings, args: &Args) -> Settings {
    let terminal = &mut settings.terminal;
    match args.common.color.as_deref() {
        None => {}
        Some(ALWAYS) => {
            let environment = Environment {
                no_color: false,
                ..Environment::detect()
            };
            terminal.depth = Some(environment.depth().max(ColorDepth::Eight));
        }
        Some(word) => terminal.depth = value(word),
    }
    if let Some(word) = &args.common.charset {
        terminal.charset = value(word);
    }
    if args.screen.slow {
        terminal.slow = Some(true);
    }
    if args.screen.no_alternate_screen {
        terminal.alternate_screen = Some(false);
    }
    let said = |value: String| Located {
        value,
        site: Site::default(),
    };
    if let Some(theme) = &args.screen.theme {
        settings.theme = Some(said(theme.clone()));
    }
    if !args.common.library.is_empty() {
        let libraries = args.common.library.iter();
        let libraries = libraries.map(|path| said(path.to_string_lossy().into_owned()));
        settings.libraries = Some(libraries.collect());
    }
    settings
}

/// The value of a setting's word; `None` for `auto`.
fn value<T: DeserializeOwned>(word: &str) -> Option<T> {
    serde_json::from_value(word.into()).ok()
}

/// The library in the binary, in place of a folder.
pub(super) const BUNDLED: &str = "bundled";

/// The library that a person names.
pub(super) fn place(path: &Path) -> Place {
    match path.to_str() {
        Some(BUNDLED) => Place::Bundled,
        _ => Place::Folder(path.to_owned()),
    }
}

/// The libraries that the file names, or the bundled one. What does not exist is reported and left out: a stick that is not
/// plugged in must not keep a person from reading the others.
fn libraries(file: &mut Settings, folder: &Path, problems: &mut Vec<Diagnostic>) -> Vec<Place> {
    let mut places = Vec::new();
    let mut named = file.libraries.take().unwrap_or_default();
    named.retain_mut(|library| {
        if library.value == BUNDLED {
            places.push(Place::Bundled);
            return true;
        }
        let path = absolute(&library.value, folder);
        library.value = clean_line(&path.to_string_lossy()).into_owned();
        let exists = path.is_dir();
        if exists {
            places.push(Place::Folder(path));
        } else {
            problems.push(Diagnostic::new(
                Severity::Error,
                "no-library",
                format!("there is no library at `{}`; it is left out", library.value),
                library.site.clone(),
                "name a folder that holds TOML files, or \"bundled\"".to_owned(),
            ));
        }
        exists
    });
    if places.is_empty() {
        return vec![Place::Bundled];
    }
    file.libraries = Some(named);
    places
}

/// The clinic's own folder, which is opened with every library. It need not exist before something is written.
fn clinic(file: &mut Settings, settings: &Path, problems: &mut Vec<Diagnostic>) -> Option<Place> {
    let folder = match &mut file.clinic.folder {
        None => data_folder()?.join("clinic"),
        Some(said) => {
            let folder = absolute(&said.value, settings);
            said.value = clean_line(&folder.to_string_lossy()).into_owned();
            if !folder.is_dir() {
                problems.push(Diagnostic::new(
                    Severity::Warning,
                    "no-clinic-folder",
                    format!(
                        "there is no folder {}; the clinic's own texts are not shown",
                        said.value
                    ),
                    said.site.clone(),
                    "connect the disk or share that it is on, or create it".to_owned(),
                ));
            }
            folder
        }
    };
    Some(Place::Clinic {
        folder,
        name: file.clinic.name.clone().unwrap_or_default(),
    })
}

/// A path of the file as an absolute one: `~/` is the home folder, and relative paths start at the file's folder.
fn absolute(text: &str, folder: &Path) -> PathBuf {
    let path = match (text.strip_prefix("~/"), home()) {
        (Some(rest), Some(home)) => home.join(rest),
        _ => folder.join(text),
    };
    std::path::absolute(&path).unwrap_or(path)
}

/// Where the settings file is looked for, and whether `CLINFAQ_CONFIG` names it. `None` if that is empty, or if there is no
/// home folder.
fn settings_file() -> (Option<PathBuf>, bool) {
    if let Some(named) = env::var_os("CLINFAQ_CONFIG") {
        return ((!named.is_empty()).then(|| named.into()), true);
    }
    let folder = folder_of("XDG_CONFIG_HOME").or_else(|| Some(home()?.join(".config")));
    (
        folder.map(|folder| folder.join("clinfaq/config.toml")),
        false,
    )
}

/// `clinfaq` in the user's cache folder, on Windows in %LOCALAPPDATA%. `None` if there is no home folder; then the index
/// stays in memory.
pub(super) fn cache_folder() -> Option<PathBuf> {
    user_folder("XDG_CACHE_HOME", "LOCALAPPDATA", ".cache")
}

/// `clinfaq` in the user's data folder, on Windows in %APPDATA%, for what the user writes and installs. `None` if there is
/// no home folder.
pub(super) fn data_folder() -> Option<PathBuf> {
    user_folder("XDG_DATA_HOME", "APPDATA", ".local/share")
}

/// `clinfaq` in the data folders of the system.
pub(super) fn system_data_folders() -> Vec<PathBuf> {
    let named = env::var_os("XDG_DATA_DIRS").filter(|named| !named.is_empty());
    let named = named.unwrap_or_else(|| "/usr/local/share:/usr/share".into());
    let folders = env::split_paths(&named).filter(|folder| folder.is_absolute());
    folders.map(|folder| folder.join("clinfaq")).collect()
}

/// `clinfaq` in the folder that `variable` names, on Windows in the one that `windows` names, else in `standard` below the
/// home folder. A home folder that does not exist (a service's, for example) is not created.
pub(super) fn user_folder(variable: &str, windows: &str, standard: &str) -> Option<PathBuf> {
    let local = || cfg!(windows).then(|| folder_of(windows)).flatten();
    let home = || Some(home().filter(|home| home.is_dir())?.join(standard));
    let folder = folder_of(variable).or_else(local).or_else(home)?;
    Some(folder.join("clinfaq"))
}

/// The home folder: HOME, else that of the system's list of users.
fn home() -> Option<PathBuf> {
    env::home_dir().filter(|home| home.is_absolute())
}

/// The folder that a variable names. The XDG rules say that relative paths do not count.
fn folder_of(variable: &str) -> Option<PathBuf> {
    let path = env::var_os(variable).map(PathBuf::from);
    path.filter(|path| path.is_absolute())
}
