//! The user's folders, by the XDG rules.

use std::env;
use std::path::PathBuf;

/// Where the settings file is looked for, and whether `CLINFAQ_CONFIG` names it. `None` if that is empty, or if there is no
/// home folder.
pub(super) fn settings_file() -> (Option<PathBuf>, bool) {
    if let Some(named) = env::var_os("CLINFAQ_CONFIG") {
        return ((!named.is_empty()).then(|| named.into()), true);
    }
    let folder = absolute("XDG_CONFIG_HOME").or_else(|| Some(home()?.join(".config")));
    (
        folder.map(|folder| folder.join("clinfaq/config.toml")),
        false,
    )
}

/// `clinfaq` in the user's cache folder, on Windows in %LOCALAPPDATA%. `None` if there is no home folder; then the index
/// stays in memory. A home folder that does not exist (a service's, for example) is not created.
pub(super) fn cache() -> Option<PathBuf> {
    let local = || cfg!(windows).then(|| absolute("LOCALAPPDATA")).flatten();
    let home = || Some(home().filter(|home| home.is_dir())?.join(".cache"));
    let cache = absolute("XDG_CACHE_HOME").or_else(local).or_else(home)?;
    Some(cache.join("clinfaq"))
}

/// The home folder: HOME, else what the system's list of users says.
pub(super) fn home() -> Option<PathBuf> {
    env::home_dir().filter(|home| home.is_absolute())
}

/// The folder that a variable names. The XDG rules say that relative paths do not count.
fn absolute(variable: &str) -> Option<PathBuf> {
    let path = env::var_os(variable).map(PathBuf::from);
    path.filter(|path| path.is_absolute())
}
