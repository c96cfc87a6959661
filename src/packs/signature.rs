//! Keys and signatures, as minisign has them, so that `minisign -V` verifies a pack, too.
//!
//! The signature's trusted comment, which is signed with it, says which pack it belongs to and which key signed it:
//! `clinfaq id=poh sequence=12 date=2026-11-20 key=RW...`. When a publisher takes a new key, the old one signs it: `from=`
//! with the old key and that signature, once for each change of keys.

use std::fs::{self, File, OpenOptions};
use std::io::{BufReader, Cursor, Write};
use std::path::{Path, PathBuf};

use minisign::{KeyPair, PublicKey, PublicKeyBox, SecretKey, SecretKeyBox, SignatureBox};
use serde::{Deserialize, Serialize};

use super::contents::sha256;
use super::error::{Error, shown};
use super::manifest::Manifest;

/// The trusted comment of a signature on a new key.
const NEW_KEY: &str = "clinfaq new key";
/// Maximum size of a signature or key file, in bytes.
const MAX_FILE: u64 = 64 << 10;
/// Base64 digits of a signature of 64 bytes, without the padding.
const SIGNATURE_DIGITS: usize = 86;
/// Maximum length of a trusted comment that minisign reads, in bytes.
const MAX_COMMENT: usize = 8_000;

/// A public key, as minisign writes it: `RW...`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Key(String);

impl Key {
    /// Reads a key, or the file of one.
    pub fn parse(text: &str) -> Option<Self> {
        let line = text.lines().map(str::trim).rfind(|line| !line.is_empty())?;
        let key = PublicKey::from_base64(line).ok()?;
        Some(Self(key.to_base64()))
    }

    fn of(key: &PublicKey) -> Self {
        Self(key.to_base64())
    }

    fn public(&self) -> Result<PublicKey, Error> {
        PublicKey::from_base64(&self.0).map_err(|_| Error::refused("it names a key that is none"))
    }

    /// The key as minisign writes it.
    pub fn text(&self) -> &str {
        &self.0
    }

    /// A short text by which people compare keys, on the telephone, too: six groups of four characters.
    pub fn fingerprint(&self) -> String {
        let digits = sha256(self.0.as_bytes()).to_uppercase();
        let groups: Vec<&str> = (0..6).map(|group| &digits[group * 4..][..4]).collect();
        groups.join(" ")
    }

    /// Whether a person means this key by its text, its file's text or its fingerprint.
    pub fn is_meant_by(&self, text: &str) -> bool {
        let digits = |text: &str| text.replace(' ', "").to_uppercase();
        Self::parse(text).as_ref() == Some(self) || digits(text) == digits(&self.fingerprint())
    }
}

/// The file of a secret key.
#[derive(Debug, Clone)]
pub struct SecretKeyFile {
    path: PathBuf,
    text: String,
}

impl SecretKeyFile {
    /// Reads the file.
    pub fn read(path: &Path) -> Result<Self, Error> {
        Ok(Self {
            path: path.to_owned(),
            text: read_small(path)?,
        })
    }

    fn without_password(&self) -> Option<SecretKey> {
        let key = SecretKeyBox::from_string(&self.text).ok()?;
        key.into_unencrypted_secret_key().ok()
    }

    /// Whether a password protects it.
    pub fn needs_password(&self) -> bool {
        self.without_password().is_none()
    }

    /// The key itself.
    pub(super) fn open(&self, password: Option<&str>) -> Result<SecretKey, Error> {
        if let Some(key) = self.without_password() {
            return Ok(key);
        }
        let key = SecretKeyBox::from_string(&self.text)
            .and_then(|key| key.into_secret_key(Some(password.unwrap_or_default().to_owned())));
        key.map_err(|error| {
            Error::new(
                format!("cannot use the key `{}`: {error}", shown(&self.path)),
                "give the file of a secret key that clinfaq pack keygen or minisign -G made, and its password (minisign -G -W makes keys that cannot be used here)",
            )
        })
    }

    /// The file with the keys before this one.
    fn history(&self) -> PathBuf {
        self.path.with_extension("history")
    }
}

/// Makes a key: the secret one in the file at `path`, the public one next to it (`.pub`). Without a password, anybody who
/// has the file can sign. `old` is the key before it, which signs the new one.
pub fn generate_key(
    path: &Path,
    password: Option<&str>,
    old: Option<(&SecretKeyFile, Option<&str>)>,
) -> Result<Key, Error> {
    let cannot = |error| Error::new(format!("cannot make a key: {error}"), "");
    let pair = match password {
        Some(password) => KeyPair::generate_encrypted_keypair(Some(password.to_owned())),
        None => KeyPair::generate_unencrypted_keypair(),
    };
    let pair = pair.map_err(cannot)?;
    let key = Key::of(&pair.pk);
    let mut history = String::new();
    if let Some((old, password)) = old {
        let secret = old.open(password)?;
        history = fs::read_to_string(old.history()).unwrap_or_default();
        history.push_str(&sign_new_key(&secret, &key)?);
        history.push('\n');
    }
    let secret = pair.sk.to_box(Some("clinfaq secret key")).map_err(cannot)?;
    let public = pair.pk.to_box().map_err(cannot)?;
    write_secret(path, &secret.into_string())?;
    let write_next_to = |extension: &str, text: &str| {
        let path = path.with_extension(extension);
        fs::write(&path, text).map_err(Error::write(&path))
    };
    write_next_to("pub", &public.into_string())?;
    if !history.is_empty() {
        write_next_to("history", &history)?;
    }
    Ok(key)
}

/// Writes a file that only its owner can read. A key that is there already is never overwritten.
fn write_secret(path: &Path, text: &str) -> Result<(), Error> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(path).and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.sync_all()
    });
    written.map_err(Error::write(path))
}

/// `OLD,SIGNATURE,SIGNATURE`: the old key, and what it signed the new one with.
fn sign_new_key(old: &SecretKey, new: &Key) -> Result<String, Error> {
    let cannot = |error| Error::new(format!("the old key cannot sign the new one: {error}"), "");
    let public = PublicKey::from_secret_key(old).map_err(cannot)?;
    let text = Cursor::new(new.text());
    let signed =
        minisign::sign(Some(&public), old, text, Some(NEW_KEY), Some("")).map_err(cannot)?;
    let signed = signed.into_string();
    let lines: Vec<&str> = signed.lines().collect();
    Ok(format!("{},{},{}", public.to_base64(), lines[1], lines[3]))
}

/// The old key of such a text, if it signed `new`.
fn signer_of_new_key(proof: &str, new: &Key) -> Option<Key> {
    let mut parts = proof.split(',');
    let (old, first, second) = (parts.next()?, parts.next()?, parts.next()?);
    let old = Key::parse(old)?;
    let text = format!("untrusted comment: \n{first}\ntrusted comment: {NEW_KEY}\n{second}\n");
    let signature = read_signature(&text).ok()?;
    let data = Cursor::new(new.text());
    minisign::verify(&old.public().ok()?, &signature, data, true, false, false).ok()?;
    Some(old)
}

/// Reads the text of a signature file.
fn read_signature(text: &str) -> Result<SignatureBox, Error> {
    // minisign panics when it verifies a signature of the trusted comment that is too short.
    let last = text.lines().nth(3).unwrap_or_default();
    if last.trim().trim_end_matches('=').len() < SIGNATURE_DIGITS {
        return Err(unreadable("it is cut off"));
    }
    SignatureBox::from_string(text).map_err(unreadable)
}

fn unreadable(error: impl std::fmt::Display) -> Error {
    Error::refused(format!("its signature cannot be read: {error}"))
}

/// Signs a pack; gives the text of its signature file.
pub(super) fn sign(
    pack: &File,
    manifest: &Manifest,
    file: &SecretKeyFile,
    password: Option<&str>,
) -> Result<(String, Key), Error> {
    let cannot = |error| Error::new(format!("the pack cannot be signed: {error}"), "");
    let secret = file.open(password)?;
    let public = PublicKey::from_secret_key(&secret).map_err(cannot)?;
    let date = manifest.date.map(|date| format!(" date={date}"));
    let mut comment = format!(
        "clinfaq id={} sequence={}{} key={}",
        manifest.id,
        manifest.sequence,
        date.unwrap_or_default(),
        public.to_base64()
    );
    let history = fs::read_to_string(file.history()).unwrap_or_default();
    for proof in history.lines() {
        comment.push_str(&format!(" from={proof}"));
    }
    if comment.len() > MAX_COMMENT {
        let what = format!("`{}` names too many old keys", shown(&file.history()));
        return Err(Error::new(
            what,
            "remove its first lines: the oldest keys are no longer needed",
        ));
    }
    let reader = BufReader::with_capacity(1 << 20, pack);
    let comment = Some(comment.as_str());
    let untrusted = Some("signature of a clinfaq pack");
    let signature =
        minisign::sign(Some(&public), &secret, reader, comment, untrusted).map_err(cannot)?;
    Ok((signature.into_string(), Key::of(&public)))
}

/// The signature of a pack, not verified yet.
pub(super) struct Signature {
    signature: SignatureBox,
    comment: String,
}

impl Signature {
    /// Reads the text of a signature file.
    pub(super) fn read(text: &str) -> Result<Self, Error> {
        let signature = read_signature(text)?;
        let comment = signature.trusted_comment().map_err(unreadable)?;
        Ok(Self { signature, comment })
    }

    /// The values of a field of the trusted comment.
    fn fields<'s>(&'s self, name: &'static str) -> impl Iterator<Item = &'s str> {
        let comment = self.comment.strip_prefix("clinfaq ").unwrap_or_default();
        let fields = comment.split(' ').filter_map(|field| field.split_once('='));
        fields.filter_map(move |(known, value)| (known == name).then_some(value))
    }

    /// The key that signed, if one of these did.
    pub(super) fn signer<'k>(&self, keys: impl IntoIterator<Item = &'k Key>) -> Option<Key> {
        let is_signer = |key: &&Key| {
            let public = key.public();
            public.is_ok_and(|public| public.keynum() == self.signature.keynum())
        };
        keys.into_iter().find(is_signer).cloned()
    }

    /// The key that the signature itself names.
    pub(super) fn named_key(&self) -> Option<Key> {
        self.fields("key").next().and_then(Key::parse)
    }

    /// The earlier keys of the publisher, the newest first, each of which signed the next. `key` is the one that signed the
    /// pack.
    pub(super) fn earlier_keys(&self, key: &Key) -> Vec<Key> {
        let proofs: Vec<&str> = self.fields("from").collect();
        let mut keys = vec![key.clone()];
        for proof in proofs.iter().rev() {
            let Some(old) = keys.last().and_then(|new| signer_of_new_key(proof, new)) else {
                break;
            };
            keys.push(old);
        }
        keys.split_off(1)
    }

    /// Checks that `key` signed `pack`. This reads all of it.
    pub(super) fn verify(&self, pack: &File, key: &Key) -> Result<(), Error> {
        if !self.signature.is_prehashed() {
            return Err(Error::refused(
                "its signature is of an old kind, which needs the whole pack in memory; sign it with minisign 0.10 or newer",
            ));
        }
        let reader = BufReader::with_capacity(1 << 20, pack);
        minisign::verify(&key.public()?, &self.signature, reader, true, false, false).map_err(
            |_| {
                Error::refused(
                    "its signature is wrong: the pack or the signature was changed or is damaged",
                )
            },
        )
    }

    /// Whether the trusted comment, if it is one of clinfaq's, names this pack.
    pub(super) fn is_for(&self, manifest: &Manifest) -> bool {
        let says = |name, value: &str| self.fields(name).all(|field| field == value);
        says("id", &manifest.id) && says("sequence", &manifest.sequence.to_string())
    }
}

/// The public key in a file.
pub(super) fn read_key(path: &Path) -> Result<Key, Error> {
    let text = read_small(path)?;
    let key = PublicKeyBox::from_string(&text).and_then(PublicKeyBox::into_public_key);
    key.map(|key| Key::of(&key)).map_err(|_| {
        let what = format!("`{}` is not a public key", shown(path));
        Error::new(what, "give a .pub file, or the key itself: RW...")
    })
}

/// The text of a small file.
pub(super) fn read_small(path: &Path) -> Result<String, Error> {
    let data = fs::metadata(path).map_err(Error::read(path))?;
    if !data.is_file() || data.len() > MAX_FILE {
        let what = format!("`{}` is not a key or a signature", shown(path));
        return Err(Error::new(what, ""));
    }
    fs::read_to_string(path).map_err(Error::read(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// From the documentation of the crate `minisign-verify`: made with minisign.
    const KEY: &str = "RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3";
    const SIGNATURE: &str = "untrusted comment: signature from minisign secret key\n\
        RUQf6LRCGA9i559r3g7V1qNyJDApGip8MfqcadIgT9CuhV3EMhHoN1mGTkUidF/z7SrlQgXdy8ofjb7bNJJylDOocrCo8KLzZwo=\n\
        trusted comment: timestamp:1633700835\tfile:test\tprehashed\n\
        wLMDjy9FLAuxZ3q4NlEvkgtyhrr0gtTu6KC4KBJdITbbOeAi1zBIYo0v4iTgt8jJpIidRJnp94ABQkJAgAooBQ==\n";

    fn file(text: &str) -> File {
        let mut file = tempfile::tempfile().expect("a file");
        file.write_all(text.as_bytes()).expect("bytes");
        std::io::Seek::rewind(&mut file).expect("a start");
        file
    }

    #[test]
    fn a_signature_that_minisign_made_is_accepted_for_its_file_alone() {
        let key = Key::parse(KEY).expect("a key");
        let signature = Signature::read(SIGNATURE).expect("a signature");
        assert_eq!(signature.signer([&key]), Some(key.clone()));
        assert!(signature.verify(&file("test"), &key).is_ok());
        assert!(signature.verify(&file("Test"), &key).is_err());
        let other = SIGNATURE.replace("file:test", "file:text");
        let other = Signature::read(&other).expect("a signature");
        assert!(other.verify(&file("test"), &key).is_err());
    }

    #[test]
    fn a_signature_that_is_cut_off_anywhere_is_refused() {
        let key = Key::parse(KEY).expect("a key");
        for end in 0..SIGNATURE.len() - 3 {
            let read = Signature::read(&SIGNATURE[..end]);
            assert!(read.is_err() || read.is_ok_and(|it| it.verify(&file("test"), &key).is_err()));
        }
    }

    #[test]
    fn people_compare_keys_by_fingerprint_or_text() {
        let key = Key::parse(KEY).expect("a key");
        assert_eq!(key.fingerprint().len(), 29);
        assert!(key.is_meant_by(&key.fingerprint().to_lowercase().replace(' ', "")));
        assert!(key.is_meant_by(&format!("untrusted comment: x\n{KEY}\n")));
        assert!(!key.is_meant_by(""));
        assert_eq!(Key::parse("RWQf6LRCGA9i53"), None);
    }
}
