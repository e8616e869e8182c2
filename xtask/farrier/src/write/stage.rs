//! Builds the new crate in a folder beside the old one.
//!
//! Comes in: the crate's folder and the plan. Goes out: the staged folder, complete. Always holds: the crate's folder
//! is only read; whatever stays as it is becomes a link.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::plan::{Change, Plan};
use super::platform;
use super::swap::Stop;
use super::workspace::Workspace;
use crate::failure::Failure;

/// Builds the staged folder, in [`Workspace::new_folder`].
pub(super) fn build(dir: &Path, plan: &Plan, workspace: &Workspace) -> Result<(), Stop> {
    let staging = Staging::new(dir, plan, workspace);
    make_folder(&staging.new)?;
    if dir.exists() {
        staging.take_over(Path::new(""))?;
    }
    staging.write_files()
}

struct Staging<'a> {
    dir: &'a Path,
    new: PathBuf,
    plan: &'a Plan,
    workspace: &'a Workspace,
    /// Files that the new crate gets from the plan, or does not get at all.
    handled: BTreeSet<&'a Path>,
    /// Files whose bytes have to be written.
    changed: BTreeSet<&'a str>,
    /// Folders in which such files lie or lay.
    folders: BTreeSet<&'a Path>,
    /// Folders that the new crate has.
    needed: BTreeSet<&'a Path>,
}

impl<'a> Staging<'a> {
    fn new(dir: &'a Path, plan: &'a Plan, workspace: &'a Workspace) -> Self {
        let changes = plan.changes().iter();
        let paths = plan.texts().map(|(path, _)| path).chain(changes.clone().map(Change::path));
        let handled: BTreeSet<&Path> = paths.map(Path::new).collect();
        let folders = handled.iter().flat_map(|path| path.ancestors().skip(1)).collect();
        let needed = plan.texts().flat_map(|(path, _)| Path::new(path).ancestors().skip(1)).collect();
        let changed = changes.map(Change::path).collect();
        Self { dir, new: workspace.new_folder(), plan, workspace, handled, changed, folders, needed }
    }

    /// Links what is foreign below `relative`.
    fn take_over(&self, relative: &Path) -> Result<(), Stop> {
        let (old, new) = (self.dir.join(relative), self.new.join(relative));
        let metadata = old.symlink_metadata().map_err(read_failure(&old))?;
        if platform::check_writable(&old).is_err() || platform::copy_ownership(&metadata, &new).is_err() {
            return Err(Stop::Impossible);
        }
        for entry in fs::read_dir(&old).map_err(read_failure(&old))? {
            let entry = entry.map_err(read_failure(&old))?;
            let path = relative.join(entry.file_name());
            if self.handled.contains(path.as_path()) {
                continue;
            }
            let kind = entry.file_type().map_err(read_failure(&old))?;
            if !kind.is_dir() {
                link_file(&self.dir.join(&path), &self.new.join(&path), kind.is_symlink())?;
            } else if self.folders.contains(path.as_path()) {
                make_folder(&self.new.join(&path))?;
                self.take_over(&path)?;
                if !self.needed.contains(path.as_path()) {
                    // Goes with its last file; where something foreign is in it, this fails.
                    let _ = fs::remove_dir(self.new.join(&path));
                }
            } else {
                self.link_folder(&path)?;
            }
        }
        Ok(())
    }

    /// Puts a link where a foreign folder is going to be, if that folder can be moved there afterwards.
    fn link_folder(&self, path: &Path) -> Result<(), Stop> {
        let old = self.dir.join(path);
        if platform::is_mount_root(&old) || platform::check_writable(&old).is_err() {
            return Err(Stop::Impossible);
        }
        platform::symlink(self.workspace.link_text(path), self.new.join(path)).map_err(|_| Stop::Impossible)
    }

    fn write_files(&self) -> Result<(), Stop> {
        for (path, text) in self.plan.texts() {
            let new = self.new.join(path);
            if let Some(parent) = new.parent() {
                fs::create_dir_all(parent).map_err(write_failure(parent))?;
            }
            if self.changed.contains(path) {
                fs::write(&new, text).map_err(write_failure(&new))?;
            } else {
                link_file(&self.dir.join(path), &new, false)?;
            }
        }
        Ok(())
    }
}

fn make_folder(path: &Path) -> Result<(), Stop> {
    fs::create_dir(path).map_err(write_failure(path))
}

fn link_file(old: &Path, new: &Path, symbolic: bool) -> Result<(), Stop> {
    let linked = if symbolic {
        fs::read_link(old).and_then(|text| platform::symlink(&text, new))
    } else {
        fs::hard_link(old, new)
    };
    linked.map_err(|error| match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => write_failure(new)(error),
        _ => Stop::Impossible,
    })
}

fn read_failure(path: &Path) -> impl Fn(io::Error) -> Stop {
    move |error| Stop::Failed(Failure::io("read", path, &error))
}

fn write_failure(path: &Path) -> impl Fn(io::Error) -> Stop {
    move |error| Stop::Failed(Failure::io("write", path, &error).help("nothing was changed"))
}
