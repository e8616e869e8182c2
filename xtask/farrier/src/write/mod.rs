//! Puts a generated crate on disk, whole or not at all.
//!
//! Comes in: the folder and the [`Files`] that are to stand there. Goes out: the folder with exactly these files
//! of ours, and everything that is not ours as it was. What always holds:
//!
//! - **Old or new.** Whenever the process is killed (SIGKILL included) or fails (full disk, missing permission), the
//!   folder is the previous crate or the complete new one.
//! - **Ours or yours.** The [`Manifest`] lists what Farrier wrote. What is not listed is never overwritten
//!   or removed; a listed file that was edited is overwritten where it is still generated, and kept where it is not.
//! - **Untouched if equal.** A file whose bytes are right keeps its inode and its modification time, and a crate
//!   that is up to date is not written to at all.
//!
//! # How, and why so
//!
//! No file system call replaces several files at once, except one: `renameat2(RENAME_EXCHANGE)` on the folder that
//! holds them. So the new crate is staged in a folder beside the old one, and the two folders change places
//! (`swap`). What makes that possible with foreign content, which may be huge (`target/`, `.git`):
//!
//! - foreign files, and ours that stay as they are, are hard links in the staged folder;
//! - a foreign folder is a symbolic link there, to its place in the old folder after the exchange; after the exchange
//!   each such link and its folder change places in turn. So the content is reachable under its own path at every
//!   moment, and a run that was killed in between is completed by the next.
//!
//! A journal of single renames was the alternative. It loses: between the first and the last rename a killed run
//! leaves a mixture on disk until somebody runs the command again. Exchanging the entries of the crate's folder one
//! by one (`src`, `Cargo.toml`, …) has the same gap, only smaller.
//!
//! The price is that the crate's folder is another inode afterwards. A shell that stands in it would be left in a
//! deleted folder, so `in_place` replaces the files one by one where the working directory is inside the crate,
//! and also where an exchange is impossible: mount points, overlay layers, network file systems, foreign folders
//! that belong to somebody else, platforms without the call. There a failure is rolled back, and a kill within the
//! milliseconds of renaming leaves a mixture that the next run completes: the manifest is first replaced by one that
//! lists old and new files, so ownership is never lost.
//!
//! Files are not synced to the device: a power cut is not a kill, and what it destroys can be generated again.

mod in_place;
mod manifest;
mod plan;
mod platform;
mod stage;
mod swap;
mod workspace;

use std::path::{Path, PathBuf};

use farrier_codegen::Files;
pub use manifest::{FILE_NAME as MANIFEST, Manifest};
#[cfg(feature = "cli")]
pub(crate) use plan::foreign;
pub use plan::{Change, Plan};

use crate::failure::Failure;
use workspace::Workspace;

/// What [`apply`] did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Outcome {
    /// How many files were created.
    pub created: usize,
    /// How many files were replaced.
    pub updated: usize,
    /// How many files were removed, since they are no longer generated.
    pub removed: usize,
    /// What the user should know: edits that were overwritten, edited files that were kept.
    pub notes: Vec<String>,
}

/// Compares `dir` with the `files` that are to stand there; writes nothing.
///
/// # Errors
/// A file of somebody else stands where one is to be written, a path cannot be written on every platform, or
/// something cannot be read.
pub fn plan(dir: &Path, files: &Files) -> Result<Plan, Failure> {
    Plan::new(&resolve(dir)?, files)
}

/// Makes `dir` hold exactly `files`, beside what others put there. Waits while another run writes to `dir`.
///
/// # Errors
/// As [`plan`], and whatever keeps the files from being written. The folder is then as it was.
pub fn apply(dir: &Path, files: &Files) -> Result<Outcome, Failure> {
    run(dir, files, swap::apply)
}

/// The same, with the files replaced one by one even where the folder could be exchanged, so that it stays the same
/// inode.
///
/// # Errors
/// As [`apply`].
pub fn apply_in_place(dir: &Path, files: &Files) -> Result<Outcome, Failure> {
    run(dir, files, |_, _, _| Err(swap::Stop::Impossible))
}

type Swap = fn(&Path, &Plan, &Workspace) -> Result<Vec<String>, swap::Stop>;

fn run(dir: &Path, files: &Files, swap: Swap) -> Result<Outcome, Failure> {
    let dir = resolve(dir)?;
    // Without the lock, another run may be changing what is read here: only "nothing to do" counts.
    match Plan::new(&dir, files) {
        Ok(plan) if plan.is_empty() && !Workspace::left_behind(&dir) => {
            return Ok(outcome(&plan, Vec::new()));
        }
        _ => {}
    }
    let workspace = Workspace::open(&dir)?;
    let mut notes = workspace.recover();
    let plan = Plan::new(&dir, files)?;
    if !plan.is_empty() {
        match swap(&dir, &plan, &workspace) {
            Ok(more) => notes.extend(more),
            Err(swap::Stop::Failed(failure)) => return Err(failure),
            Err(swap::Stop::Impossible) => in_place::apply(&dir, &plan, &workspace)?,
        }
    }
    drop(workspace);
    Ok(outcome(&plan, notes))
}

/// `dir` as an absolute path without symbolic links, also where its last parts do not exist yet.
///
/// # Errors
/// The path leads nowhere, or through something that is not a folder.
pub fn resolve(dir: &Path) -> Result<PathBuf, Failure> {
    let absolute = std::path::absolute(dir).map_err(|error| Failure::io("resolve", dir, &error))?;
    let mut existing = absolute.as_path();
    let mut missing = Vec::new();
    loop {
        if existing.symlink_metadata().is_ok() {
            break;
        }
        match (existing.parent(), existing.file_name()) {
            (Some(parent), Some(name)) => {
                missing.push(name);
                existing = parent;
            }
            _ => break,
        }
    }
    let mut resolved = existing.canonicalize().map_err(|error| Failure::io("resolve", existing, &error))?;
    if !resolved.is_dir() {
        return Err(Failure::new(format!("{} is not a folder", existing.display()))
            .help("choose a folder that is empty, or that Farrier wrote, or that does not exist yet"));
    }
    resolved.extend(missing.into_iter().rev());
    Ok(resolved)
}

fn outcome(plan: &Plan, mut notes: Vec<String>) -> Outcome {
    let mut outcome = Outcome::default();
    for change in plan.changes() {
        match change {
            Change::Create { .. } => outcome.created += 1,
            Change::Update { path, edited, .. } => {
                outcome.updated += 1;
                if *edited {
                    notes.push(format!("{path} had been edited: overwritten with what the model says"));
                }
            }
            Change::Remove { .. } => outcome.removed += 1,
        }
    }
    notes.extend(plan.kept().iter().map(|path| {
        format!("{path} is no longer generated, but it was edited: kept, and it is yours from now on")
    }));
    outcome.notes = notes;
    outcome
}
