//! Replaces the files of a crate one by one, where its folder cannot be exchanged.
//!
//! Comes in: the plan. Goes out: the new crate in the same folder. Always holds: every replacement is complete on disk
//! before the first rename; when a step fails, the steps before it are undone; the manifest on disk lists every file of
//! ours at every moment.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::manifest;
use super::plan::{Change, Plan};
use super::workspace::Workspace;
use crate::failure::Failure;

/// Replaces what the plan says.
pub(super) fn apply(dir: &Path, plan: &Plan, workspace: &Workspace) -> Result<(), Failure> {
    let mut run = Run { dir, files: workspace.files_folder(), steps: Vec::new() };
    let result = run.stage(plan).and_then(|()| run.replace(plan));
    if result.is_err() {
        run.undo();
    }
    result.map_err(|(path, error)| Failure::io("write", &path, &error).help("nothing was changed"))
}

type Step = Result<(), (PathBuf, io::Error)>;

enum Undo {
    /// A file was created.
    Created(PathBuf),
    /// A folder was created.
    Folder(PathBuf),
    /// A file was replaced or removed; the second is what stood there.
    Gone(PathBuf, PathBuf),
}

struct Run<'a> {
    dir: &'a Path,
    files: PathBuf,
    steps: Vec<Undo>,
}

impl Run<'_> {
    /// Writes every replacement to the working folder.
    fn stage(&self, plan: &Plan) -> Step {
        let write = |path: &Path, text: &str| fs::write(path, text).map_err(|error| (path.to_owned(), error));
        fs::create_dir_all(&self.files).map_err(|error| (self.files.clone(), error))?;
        write(&self.files.join("union"), &plan.union_manifest().render())?;
        write(&self.files.join("manifest"), plan.text(manifest::FILE_NAME).unwrap_or_default())?;
        for (index, change) in plan.changes().iter().enumerate() {
            if let Some(text) = plan.text(change.path()) {
                write(&self.files.join(format!("{index}.new")), text)?;
            }
        }
        Ok(())
    }

    fn replace(&mut self, plan: &Plan) -> Step {
        self.put_manifest("union")?;
        let changes = plan.changes().iter().enumerate();
        for (index, change) in changes.filter(|(_, change)| change.path() != manifest::FILE_NAME) {
            let path = self.dir.join(change.path());
            match change {
                Change::Create { .. } | Change::Update { .. } => {
                    self.put(&self.files.join(format!("{index}.new")), &path, &format!("{index}.old"))?;
                }
                Change::Remove { .. } => self.remove(&path, &format!("{index}.old"))?,
            }
        }
        self.put_manifest("manifest")
    }

    fn put_manifest(&mut self, name: &str) -> Step {
        let (staged, path) = (self.files.join(name), self.dir.join(manifest::FILE_NAME));
        let text = fs::read(&staged).map_err(|error| (staged.clone(), error))?;
        if fs::read(&path).is_ok_and(|now| now == text) {
            return Ok(());
        }
        self.put(&staged, &path, &format!("{name}.old"))
    }

    /// Renames `staged` to `path`, after a backup of what stands there.
    fn put(&mut self, staged: &Path, path: &Path, backup: &str) -> Step {
        let failed = |error| (path.to_owned(), error);
        if path.symlink_metadata().is_ok() {
            let backup = self.files.join(backup);
            fs::hard_link(path, &backup).or_else(|_| fs::copy(path, &backup).map(|_| ())).map_err(failed)?;
            self.steps.push(Undo::Gone(path.to_owned(), backup));
        } else {
            self.create_folders(path).map_err(failed)?;
            self.steps.push(Undo::Created(path.to_owned()));
        }
        fs::rename(staged, path).map_err(failed)
    }

    /// Moves the file at `path` to the working folder, and removes the folders that are empty without it.
    fn remove(&mut self, path: &Path, backup: &str) -> Step {
        let backup = self.files.join(backup);
        fs::rename(path, &backup).map_err(|error| (path.to_owned(), error))?;
        self.steps.push(Undo::Gone(path.to_owned(), backup));
        for folder in path.ancestors().skip(1).take_while(|folder| *folder != self.dir) {
            if fs::remove_dir(folder).is_err() {
                break;
            }
        }
        Ok(())
    }

    fn create_folders(&mut self, path: &Path) -> io::Result<()> {
        let missing: Vec<&Path> = path.ancestors().skip(1).take_while(|folder| !folder.exists()).collect();
        for folder in missing.into_iter().rev() {
            fs::create_dir(folder)?;
            self.steps.push(Undo::Folder(folder.to_owned()));
        }
        Ok(())
    }

    /// Best effort, newest step first: what cannot be undone is still listed in the manifest.
    fn undo(&mut self) {
        while let Some(step) = self.steps.pop() {
            let _ = match step {
                Undo::Created(path) => fs::remove_file(path),
                Undo::Folder(path) => fs::remove_dir(path),
                Undo::Gone(path, backup) => {
                    let folder = path.parent().map_or(Ok(()), fs::create_dir_all);
                    folder.and_then(|()| fs::rename(backup, path))
                }
            };
        }
    }
}
