//! The folder in which one run prepares its files, which is also its lock.
//!
//! It lies beside the crate as `.{crate's folder}.farrier-tmp`, so that a rename out of it stays on one file system;
//! inside the crate as `.farrier-tmp` only where the folder around the crate is read-only or the crate is a mount.
//! It holds:
//!
//! | entry | what |
//! | --- | --- |
//! | `lock` | locked while a run writes; the kernel frees it when the run dies |
//! | `new` | the staged crate; after the exchange, the previous crate until it is cleared away |
//! | `staged` | device and inode of the staged folder, so that the next run can tell the two cases apart |
//! | `files` | replacements and backups of [in-place](super::in_place) runs |
//!
//! Always holds: a run that ends in any other way than by being killed removes the folder, and the next run completes
//! what a killed one left.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use super::{platform, swap};
use crate::failure::Failure;

const SUFFIX: &str = ".farrier-tmp";

/// The locked working folder of one run on one crate.
pub(super) struct Workspace {
    dir: PathBuf,
    root: PathBuf,
    beside: bool,
    parents: Vec<PathBuf>,
    _lock: File,
}

impl Workspace {
    /// Whether a run on `dir` is under way or was killed.
    pub(super) fn left_behind(dir: &Path) -> bool {
        beside(dir).is_some_and(|root| root.exists()) || dir.join(SUFFIX).exists()
    }

    /// Creates and locks the working folder for `dir`; waits while another run holds it.
    pub(super) fn open(dir: &Path) -> Result<Self, Failure> {
        if dir.exists() {
            let read_only = |error| {
                Failure::io("write to", dir, &error).help("make the folder writable, or choose another")
            };
            platform::check_writable(dir).map_err(read_only)?;
        }
        let mut parents = Vec::new();
        if let Some(parent) = dir.parent() {
            create_folders(parent, &mut parents)?;
        }
        let (root, beside) = match (beside(dir).filter(|_| !platform::is_mount_root(dir)), dir.parent()) {
            (Some(root), Some(parent)) => match platform::check_writable(parent) {
                Ok(()) => (root, true),
                Err(error) if !dir.exists() => return Err(Failure::io("create", dir, &error)),
                Err(_) => (dir.join(SUFFIX), false),
            },
            _ => (dir.join(SUFFIX), false),
        };
        let lock = lock(&root, dir)?;
        Ok(Self { dir: dir.to_owned(), root, beside, parents, _lock: lock })
    }

    /// Whether a rename between the crate's folder and the working folder exchanges the crate as a whole.
    pub(super) fn is_beside(&self) -> bool {
        self.beside
    }

    /// Where the staged crate lies, and the previous crate after the exchange.
    pub(super) fn new_folder(&self) -> PathBuf {
        self.root.join("new")
    }

    /// Where single replacements and backups lie.
    pub(super) fn files_folder(&self) -> PathBuf {
        self.root.join("files")
    }

    /// Where a foreign folder lies after the exchange, as seen from its place in the crate.
    pub(super) fn link_text(&self, relative: &Path) -> PathBuf {
        let mut text: PathBuf = relative.components().map(|_| "..").collect();
        text.extend(self.root.file_name());
        text.push("new");
        text.join(relative)
    }

    /// Notes that the folder in [`Workspace::new_folder`] is complete and may be exchanged.
    pub(super) fn mark_staged(&self) -> io::Result<()> {
        let identity = platform::identity(&self.new_folder().symlink_metadata()?);
        let (device, inode) = identity.ok_or(io::ErrorKind::Unsupported)?;
        fs::write(self.root.join("staged"), format!("{device} {inode}\n"))
    }

    /// Whether the exchange has happened: the crate's folder is the one that was staged.
    pub(super) fn is_swapped(&self) -> bool {
        let staged = fs::read_to_string(self.root.join("staged")).unwrap_or_default();
        let now = self.dir.symlink_metadata().ok().and_then(|metadata| platform::identity(&metadata));
        now.is_some_and(|(device, inode)| staged == format!("{device} {inode}\n"))
    }

    /// Completes what a killed run left: after its exchange, the rest of it; before, nothing of it remains. Gives
    /// notes for the user.
    pub(super) fn recover(&self) -> Vec<String> {
        let mut notes = Vec::new();
        let new = self.new_folder();
        if new.symlink_metadata().is_ok() {
            if self.is_swapped() {
                notes = swap::settle(&self.dir, self);
            } else {
                // Nothing in there is the only copy: our own files, hard links and symbolic links.
                let _ = fs::remove_dir_all(&new);
            }
        }
        let _ = fs::remove_dir_all(self.files_folder());
        if new.symlink_metadata().is_err() {
            let _ = fs::remove_file(self.root.join("staged"));
        }
        notes
    }
}

impl Drop for Workspace {
    fn drop(&mut self) {
        self.recover();
        if self.new_folder().symlink_metadata().is_err() {
            // The lock goes first by name and then by handle: whoever waits for it sees that the name is gone.
            let _ = fs::remove_file(self.root.join("lock"));
            let _ = fs::remove_dir(&self.root);
        }
        if !self.dir.exists() {
            for folder in self.parents.iter().rev() {
                let _ = fs::remove_dir(folder);
            }
        }
    }
}

fn beside(dir: &Path) -> Option<PathBuf> {
    let mut name = std::ffi::OsString::from(".");
    name.push(dir.file_name()?);
    name.push(SUFFIX);
    Some(dir.with_file_name(name))
}

fn create_folders(folder: &Path, created: &mut Vec<PathBuf>) -> Result<(), Failure> {
    let missing: Vec<&Path> = folder.ancestors().take_while(|folder| !folder.exists()).collect();
    for folder in missing.into_iter().rev() {
        match fs::create_dir(folder) {
            Ok(()) => created.push(folder.to_owned()),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(Failure::io("create", folder, &error)),
        }
    }
    Ok(())
}

fn lock(root: &Path, dir: &Path) -> Result<File, Failure> {
    let path = root.join("lock");
    loop {
        match fs::create_dir(root) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
                return Err(Failure::io("write to", root, &error));
            }
            _ => {}
        }
        let file = match File::options().write(true).create(true).truncate(false).open(&path) {
            Ok(file) => file,
            // Another run ended between the two calls and took the folder along.
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(Failure::io("write to", &path, &error)),
        };
        let failed = |error| Failure::io("lock", &path, &error);
        if !platform::try_lock(&file).map_err(failed)? {
            eprintln!("waiting for another run that writes {}", dir.display());
            platform::lock(&file).map_err(failed)?;
        }
        let identity = |metadata: io::Result<fs::Metadata>| metadata.ok().map(|m| platform::identity(&m));
        if identity(path.symlink_metadata()) == identity(file.metadata()) {
            return Ok(file);
        }
    }
}
