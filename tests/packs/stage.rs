//! Publishers who make packs, and computers that install them.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use clinfaq::content::{self, Place};
use clinfaq::packs::{
    AddOptions, Added, Error, InstalledPacks, Key, SecretKeyFile, Store, generate_key, make,
};
use jiff::civil::{Date, date};
use tempfile::TempDir;

pub(crate) fn today() -> Date {
    date(2026, 11, 29)
}

/// Everything is allowed.
pub(crate) const ALL: AddOptions<'static> = AddOptions {
    unsigned: true,
    allow_older: true,
    key: None,
    today: date(2026, 11, 29),
};

/// A library to make a pack of.
#[derive(Debug, Clone)]
pub(crate) struct Source {
    pub(crate) pack: String,
    pub(crate) files: Vec<(String, String)>,
}

/// The entries of a condition with this id.
pub(crate) fn condition(id: &str) -> String {
    format!(
        "[[condition]]\nid = \"{id}\"\nname = \"Condition {id}\"\n\n[[source]]\nid = \"s\"\ntitle = \"Source\"\n\n\
         [[entry]]\nid = \"{id}/two\"\ncondition = \"{id}\"\ntopic = \"treatment\"\nquestion = \"What is two?\"\n\
         short_answer = \"Text of two [^s].\"\nlast_updated = 2026-11-20\n"
    )
}

/// A small library; its first answer says its version.
pub(crate) fn library(version: u64) -> Source {
    Source {
        pack: format!(
            "format = 1\n[pack]\nid = \"poh-pack\"\ntitle = \"A pack for tests\"\nversion = \"{version}.0\"\n\
             language = \"en\"\npublisher = \"Test publisher\"\nlicense = \"CC0-1.0\"\nsequence = {version}\n"
        ),
        files: vec![
            (
                "one.toml".to_owned(),
                format!(
                    "[[entry]]\nid = \"poh-pack/one\"\ncondition = \"poh-pack\"\ntopic = \"overview\"\n\
                     question = \"What is one?\"\nshort_answer = \"Text of version {version}. [^s]\"\n\
                     last_updated = 2026-11-20\n"
                ),
            ),
            ("below/two.toml".to_owned(), condition("poh-pack")),
        ],
    }
}

pub(crate) fn library_with(version: u64, text: &str) -> Source {
    let mut library = library(version);
    library
        .files
        .push(("more.toml".to_owned(), text.to_owned()));
    library
}

impl Source {
    pub(crate) fn withdraw(mut self, id: &str, reason: &str) -> Self {
        self.pack.push_str(&format!(
            "withdrawn = [{{ entry = \"{id}\", on = 2026-11-01, reason = \"{reason}\" }}]\n"
        ));
        self
    }

    pub(crate) fn revoke(mut self, key: &Key) -> Self {
        self.pack
            .push_str(&format!("revoked_keys = [\"{}\"]\n", key.text()));
        self
    }

    /// With an answer that does not compress well.
    pub(crate) fn big(mut self) -> Self {
        let mut random = fastrand::Rng::with_seed(1);
        let words: String = (0..60_000).map(|_| random.alphanumeric()).collect();
        self.files.push((
            "big.toml".to_owned(),
            format!(
                "[[entry]]\nid = \"poh-pack/big\"\ncondition = \"poh-pack\"\ntopic = \"overview\"\nquestion = \"Big?\"\n\
                 short_answer = \"{words}\"\nlast_updated = 2026-11-20\n"
            ),
        ));
        self
    }

    pub(crate) fn write(&self, folder: &Path) {
        write(&folder.join("pack.toml"), &self.pack);
        for (name, text) in &self.files {
            write(&folder.join(name), text);
        }
    }

    pub(crate) fn write_backwards(&self, folder: &Path) {
        for (name, text) in self.files.iter().rev() {
            write(&folder.join(name), text);
        }
        write(&folder.join("pack.toml"), &self.pack);
    }
}

pub(crate) fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    fs::write(path, text).expect("a file");
}

/// Somebody with a key.
pub(crate) struct Publisher {
    folder: TempDir,
    pub(crate) key: Key,
}

impl Publisher {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let key = generate_key(&folder.path().join("test.key"), None, None).expect("a key");
        Self { folder, key }
    }

    /// The same publisher with a new key, for which the old one vouches.
    pub(crate) fn successor(&self) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let old = Some((&self.secret(), None));
        let key = generate_key(&folder.path().join("test.key"), None, old).expect("a key");
        Self { folder, key }
    }

    pub(crate) fn secret(&self) -> SecretKeyFile {
        SecretKeyFile::read(&self.folder.path().join("test.key")).expect("a key")
    }

    pub(crate) fn make(&self, library: &Source) -> Result<PathBuf, Error> {
        let source = tempfile::tempdir().expect("a folder");
        library.write(source.path());
        let out = tempfile::tempdir_in(self.folder.path())
            .expect("a folder")
            .keep();
        Ok(make(source.path(), &out, &self.secret(), None, today())?.file)
    }

    pub(crate) fn pack(&self, library: &Source, sequence: u64) -> PathBuf {
        let file = self.make(library).expect("a pack");
        let name = file
            .file_name()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        assert!(name.ends_with(&format!("-{sequence}.clinfaq")), "{name}");
        file
    }

    /// Signs any file.
    pub(crate) fn sign(&self, file: &Path, comment: &str) {
        let text = fs::read_to_string(self.folder.path().join("test.key")).expect("a key");
        let key = minisign::SecretKeyBox::from_string(&text).expect("a key");
        let key = key.into_unencrypted_secret_key().expect("a key");
        let data = fs::File::open(file).expect("a file");
        let signature = minisign::sign(None, &key, data, Some(comment), None).expect("a signature");
        let mut beside = file.as_os_str().to_owned();
        beside.push(".minisig");
        fs::write(beside, signature.into_string()).expect("a signature");
    }
}

#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// A computer with folders of its own.
pub(crate) struct Computer {
    pub(crate) data: TempDir,
    cache: TempDir,
}

impl Computer {
    pub(crate) fn new() -> Self {
        Self {
            data: tempfile::tempdir().expect("a folder"),
            cache: tempfile::tempdir().expect("a folder"),
        }
    }

    pub(crate) fn store(&self) -> Store {
        Store::new(Some(self.data.path().join("clinfaq")), Vec::new())
    }

    pub(crate) fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_clinfaq"));
        command
            .env_clear()
            .env("HOME", self.data.path())
            .env("XDG_DATA_HOME", self.data.path())
            .env("XDG_DATA_DIRS", "/nowhere")
            .env("XDG_CACHE_HOME", self.cache.path())
            .env("CLINFAQ_CONFIG", "")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    pub(crate) fn run(&self, args: &[&str], input: &str) -> Ran {
        let mut command = self.command();
        command.args(args);
        finish(command, input)
    }

    /// A settings file that names the folder of a stick.
    pub(crate) fn settings_with_stick(&self, stick: &Path) -> PathBuf {
        let file = self.data.path().join("config.toml");
        write(&file, &format!("packs_from = [\"{}\"]\n", stick.display()));
        file
    }

    /// With a settings file.
    pub(crate) fn run_with_settings(&self, settings: &Path, args: &[&str], input: &str) -> Ran {
        let mut command = self.command();
        command.env("CLINFAQ_CONFIG", settings).args(args);
        finish(command, input)
    }

    /// With the packs of the system in another folder.
    pub(crate) fn run_with(&self, system: &Path, args: &[&str]) -> Ran {
        let mut command = self.command();
        command.env("XDG_DATA_DIRS", system).args(args);
        finish(command, "")
    }

    /// No file may be larger than this many blocks of 512 bytes.
    pub(crate) fn run_with_full_disk(&self, blocks: u32, args: &[&str]) -> Ran {
        self.run_limited(&format!("trap '' XFSZ; ulimit -f {blocks}"), args)
    }

    /// With this many megabytes of memory, besides the program's own code.
    #[cfg(target_os = "linux")]
    pub(crate) fn run_in_memory(&self, megabytes: u32, args: &[&str]) -> Ran {
        self.run_limited(&format!("ulimit -d {}", megabytes << 10), args)
    }

    /// With limits that the shell sets.
    fn run_limited(&self, limits: &str, args: &[&str]) -> Ran {
        let program = self.command();
        let mut command = Command::new("sh");
        command.envs(
            program
                .get_envs()
                .filter_map(|(name, value)| Some((name, value?))),
        );
        let script = format!("{limits}; exec \"$@\"");
        command
            .args(["-c", &script, "sh"])
            .arg(program.get_program())
            .args(args);
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        finish(command, "")
    }

    /// Installs a pack whatever it is.
    pub(crate) fn install(&self, pack: &Path) {
        let added = self.store().add(pack, &ALL, &mut |_| true).expect("a pack");
        assert!(matches!(added, Added::Installed(_)), "{added:?}");
    }

    pub(crate) fn current(&self, id: &str) -> Option<u64> {
        let InstalledPacks {
            packs, problems, ..
        } = self.store().installed();
        assert_eq!(problems, [""; 0]);
        let pack = packs.into_iter().find(|it| it.manifest.id == id);
        pack.map(|it| it.manifest.sequence)
    }

    /// Whether every installed pack loads without an error, and is the version that it says.
    pub(crate) fn is_whole(&self) -> bool {
        self.store().installed().packs.iter().all(|pack| {
            let library = pack.folder.join("library");
            let found = content::check(&[Place::Folder(library.clone())], today(), &mut |_| ());
            let text = fs::read_to_string(library.join("00002.toml")).unwrap_or_default();
            let version = format!("Text of version {}.", pack.manifest.sequence);
            found.errors == 0 && found.entries == pack.manifest.entries && text.contains(&version)
        })
    }

    /// The files below the folder of packs.
    pub(crate) fn files(&self) -> Vec<String> {
        let root = self.data.path().join("clinfaq/packs");
        let mut folders = vec![root.clone()];
        let mut files = Vec::new();
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
                match entry.file_type().expect("a type").is_dir() {
                    true => folders.push(entry.path()),
                    false => {
                        let path = entry.path();
                        let path = path.strip_prefix(&root).expect("below it");
                        files.push(path.to_string_lossy().into_owned());
                    }
                }
            }
        }
        files.sort();
        files
    }
}

fn finish(mut command: Command, input: &str) -> Ran {
    let mut child = command.spawn().expect("the program");
    let mut stdin = child.stdin.take().expect("an input");
    let _ = stdin.write_all(input.as_bytes()); // it may not read any
    drop(stdin);
    let output = child.wait_with_output().expect("an end");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
    Ran {
        code: output.status.code().unwrap_or(-1),
        out: text(output.stdout),
        err: text(output.stderr),
    }
}
