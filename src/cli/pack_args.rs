//! The arguments of `clinfaq pack`.

use std::path::PathBuf;

use clap::Subcommand;

#[derive(Debug, clap::Args)]
pub(crate) struct Pack {
    /// Print JSON
    #[arg(long, global = true)]
    pub(crate) json: bool,
    #[command(subcommand)]
    pub(crate) command: PackCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum PackCommand {
    /// Install a pack from a file, after showing what it changes.
    ///
    /// The signature and all of the file are checked before anything is unpacked. The version before it stays on the disk for
    /// `undo`. If you decline, only what the publisher has withdrawn applies. The exit code is 1 if it was not installed.
    Add(AddPack),
    /// List the installed packs, and newer ones in the folders of the setting `packs_from`
    List {
        /// Look for packs in these folders, too, such as a stick
        folders: Vec<PathBuf>,
    },
    /// Show what a pack would change, or what the last update of an installed one changed
    Changes {
        /// The file of a pack, or the id of an installed one
        what: PathBuf,
        /// Accept a file without a signature
        #[arg(long)]
        unsigned: bool,
    },
    /// Go back to the version before the last update; once more, and the newer version returns
    Undo {
        /// The pack's id
        id: String,
    },
    /// Remove a pack from this computer
    Remove {
        /// The pack's id
        id: String,
        /// Only remove versions that are not current, to free space
        #[arg(long, conflicts_with = "forget")]
        old: bool,
        /// Forget, too, who may publish it and which versions were seen: for a publisher who has lost the key
        #[arg(long)]
        forget: bool,
    },
    /// Show a pack before the others where several have the same answer or condition
    Order {
        /// The pack's id
        id: String,
    },
    /// Copy an installed pack with its signature to a folder, such as a stick for the next clinic
    Copy {
        /// The pack's id
        id: String,
        /// The folder
        folder: PathBuf,
    },
    /// Trust a publisher's key; without one, list the keys that are trusted
    Trust {
        /// The key, or its .pub file
        #[arg(conflicts_with = "revoke")]
        key: Option<String>,
        /// The publisher's name
        #[arg(long, value_name = "NAME", requires = "key")]
        name: Option<String>,
        /// Never accept this key again: the key, its .pub file or its fingerprint
        #[arg(long, value_name = "KEY")]
        revoke: Option<String>,
    },
    /// Check the signature and all of a pack's file
    Verify {
        /// The file of the pack
        file: PathBuf,
        /// The key that must have signed it: the key, its .pub file or its fingerprint
        #[arg(long)]
        key: Option<String>,
        /// Accept a file without a signature
        #[arg(long)]
        unsigned: bool,
    },
    /// Make a pack from a library folder, and sign it.
    ///
    /// The library must have no errors (see `clinfaq check`), and a `sequence` in its [pack]. The same library gives the same
    /// file each time.
    Make(MakePack),
    /// Make a key pair for signing packs: the secret key in FILE, and the public key in a .pub file next to it
    Keygen {
        /// The file for the secret key
        file: PathBuf,
        /// The file of the key that you used so far, which then vouches for the new one
        #[arg(long, value_name = "KEY")]
        old: Option<PathBuf>,
        /// Do not protect the key with a password: for a computer that signs by itself
        #[arg(long)]
        no_password: bool,
    },
}

#[derive(Debug, clap::Args)]
pub(crate) struct AddPack {
    /// The file of the pack
    pub(crate) file: PathBuf,
    /// Install without asking; a key that is not trusted yet must be named with --key
    #[arg(long)]
    pub(crate) yes: bool,
    /// Trust this key of the publisher: the key, its .pub file or its fingerprint
    #[arg(long)]
    pub(crate) key: Option<String>,
    /// Install a pack without a signature; it stays marked as unsigned
    #[arg(long)]
    pub(crate) unsigned: bool,
    /// Install a version that is older than one this computer has seen
    #[arg(long)]
    pub(crate) allow_older: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct MakePack {
    /// The library's folder
    pub(crate) dir: PathBuf,
    /// The file of the secret key
    #[arg(long)]
    pub(crate) key: PathBuf,
    /// The file or folder to write; without it, <id>-<sequence>.clinfaq in the current folder
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}
