//! Replaces the crate's folder as a whole.
//!
//! Comes in: the plan. Goes out: the new crate in the place of the old one. Always holds: one call changes what stands
//! under the crate's path; before it nothing of the old crate was touched, after it only links are put right.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::manifest::{self, Manifest};
use super::plan::Plan;
use super::workspace::Workspace;
use super::{platform, stage};
use crate::failure::Failure;

/// Why the folder was not replaced. It is as it was.
pub(super) enum Stop {
    /// The folder cannot be exchanged here; its files can still be replaced one by one.
    Impossible,
    /// Nothing can be written.
    Failed(Failure),
}

/// Stages the crate, exchanges it, and clears the previous one away. Gives notes for the user.
pub(super) fn apply(dir: &Path, plan: &Plan, workspace: &Workspace) -> Result<Vec<String>, Stop> {
    let exists = dir.exists();
    if !workspace.is_beside() || exists && (platform::is_mount_root(dir) || is_working_directory(dir)) {
        return Err(Stop::Impossible);
    }
    let staged = stage::build(dir, plan, workspace).and_then(|()| put_in_place(dir, exists, workspace));
    if staged.is_err() {
        workspace.recover();
    }
    staged?;
    Ok(if exists { settle(dir, workspace) } else { Vec::new() })
}

fn put_in_place(dir: &Path, exists: bool, workspace: &Workspace) -> Result<(), Stop> {
    let new = workspace.new_folder();
    if !exists {
        return fs::rename(&new, dir).map_err(|error| Stop::Failed(Failure::io("create", dir, &error)));
    }
    workspace.mark_staged().map_err(|error| Stop::Failed(Failure::io("write", &new, &error)))?;
    // Whatever the reason, replacing the files one by one either works or says more about it.
    platform::exchange(&new, dir).map_err(|_| Stop::Impossible)
}

/// Whether this process, and so probably the shell that started it, stands in the crate.
fn is_working_directory(dir: &Path) -> bool {
    let current = std::env::current_dir().and_then(|current| current.canonicalize());
    current.map_or(true, |current| current.starts_with(dir))
}

/// Moves foreign folders from the previous crate to their links in the new one, and removes the rest of the previous
/// crate. Also completes a run that was killed on the way. Gives a note for everything that it could not place.
pub(super) fn settle(dir: &Path, workspace: &Workspace) -> Vec<String> {
    let old = workspace.new_folder();
    let settling = Settling { dir, ours: Manifest::read(&old).unwrap_or_default(), workspace, old };
    let mut notes = Vec::new();
    if let Err(error) = settling.folder(Path::new(""), &mut notes) {
        notes.push(format!("cannot clear {}: {error}", settling.old.display()));
    }
    if notes.is_empty() {
        // Last of all, so that a run that is killed here can still tell what was ours.
        let _ = fs::remove_file(settling.old.join(manifest::FILE_NAME));
        let _ = fs::remove_dir(&settling.old);
    }
    notes
}

struct Settling<'a> {
    dir: &'a Path,
    old: PathBuf,
    ours: Manifest,
    workspace: &'a Workspace,
}

impl Settling<'_> {
    fn folder(&self, relative: &Path, notes: &mut Vec<String>) -> io::Result<()> {
        for entry in fs::read_dir(self.old.join(relative))? {
            let entry = entry?;
            self.entry(&relative.join(entry.file_name()), entry.file_type()?.is_dir(), notes)?;
        }
        Ok(())
    }

    fn entry(&self, path: &Path, is_folder: bool, notes: &mut Vec<String>) -> io::Result<()> {
        let (old, now) = (self.old.join(path), self.dir.join(path));
        if is_folder {
            if fs::read_link(&now).is_ok_and(|text| text == self.workspace.link_text(path)) {
                platform::exchange(&old, &now)?;
                return fs::remove_file(&old);
            }
            self.folder(path, notes)?;
            // Not empty where something is left, which has its own note.
            let _ = fs::remove_dir(&old);
            return Ok(());
        }
        if path == Path::new(manifest::FILE_NAME) {
            return Ok(());
        }
        if fs::read_link(&old).is_ok_and(|text| text == self.workspace.link_text(path)) {
            // A link of ours that already gave its place to the folder.
            return fs::remove_file(&old);
        }
        if same(&old, &now) || path.to_str().is_some_and(|path| self.ours.lists(path)) {
            return fs::remove_file(&old);
        }
        // Somebody made it after the crate was staged.
        if now.symlink_metadata().is_err() {
            if let Some(parent) = now.parent() {
                fs::create_dir_all(parent)?;
            }
            return fs::rename(&old, &now);
        }
        notes.push(format!(
            "{} changed while the crate was written: it is in {}",
            now.display(),
            old.display()
        ));
        Ok(())
    }
}

/// Whether two names stand for one file, or for symbolic links with one text.
fn same(old: &Path, now: &Path) -> bool {
    let (Ok(a), Ok(b)) = (old.symlink_metadata(), now.symlink_metadata()) else { return false };
    let linked = a.is_symlink() && b.is_symlink() && fs::read_link(old).ok() == fs::read_link(now).ok();
    linked || platform::identity(&a).is_some_and(|identity| Some(identity) == platform::identity(&b))
}
