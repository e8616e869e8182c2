//! What has to change in a folder so that it holds a crate.
//!
//! Comes in: the folder as it is, its manifest, and the files that are to stand there. Goes out: the changes, ordered
//! by path. Always holds: planning writes nothing, and a plan never touches what Farrier did not write.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Component, Path};

use farrier_codegen::Files;

use super::manifest::{self, Manifest};
use crate::failure::Failure;

/// One file that has to change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// The file is missing.
    Create {
        /// The file, relative to the crate's folder.
        path: String,
    },
    /// The file has other bytes.
    Update {
        /// The file, relative to the crate's folder.
        path: String,
        /// Its bytes now.
        old: Vec<u8>,
        /// Whether the bytes are not what Farrier wrote there.
        edited: bool,
    },
    /// The file is no longer generated.
    Remove {
        /// The file, relative to the crate's folder.
        path: String,
    },
}

impl Change {
    /// The file, relative to the crate's folder and separated by `/`.
    pub fn path(&self) -> &str {
        match self {
            Self::Create { path } | Self::Update { path, .. } | Self::Remove { path } => path,
        }
    }
}

/// What has to change in a folder so that it holds a crate.
#[derive(Debug, Clone)]
pub struct Plan {
    texts: BTreeMap<String, String>,
    changes: Vec<Change>,
    kept: Vec<String>,
    before: Manifest,
    after: Manifest,
}

impl Plan {
    /// Compares `dir` (absolute, without symbolic links) with `files`.
    pub(super) fn new(dir: &Path, files: &Files) -> Result<Self, Failure> {
        let before = Manifest::read(dir)?;
        let after = Manifest::of(files);
        let mut texts: BTreeMap<String, String> =
            files.iter().map(|(path, text)| (path.to_owned(), text.to_owned())).collect();
        check_paths(&texts)?;
        texts.insert(manifest::FILE_NAME.to_owned(), after.render());
        let mut plan = Self { texts, changes: Vec::new(), kept: Vec::new(), before, after };
        plan.compare_wanted(dir)?;
        plan.find_orphans(dir)?;
        plan.changes.sort_by(|a, b| a.path().cmp(b.path()));
        Ok(plan)
    }

    /// Whether the folder already holds the crate.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// The changes, ordered by path.
    pub fn changes(&self) -> &[Change] {
        &self.changes
    }

    /// Files that are no longer generated but were edited, so that they stay.
    pub fn kept(&self) -> &[String] {
        &self.kept
    }

    /// The text that is to stand at `path`.
    pub fn text(&self, path: &str) -> Option<&str> {
        self.texts.get(path).map(String::as_str)
    }

    /// Every file that is to stand in the folder, the manifest included.
    pub(super) fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.texts.iter().map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// A manifest that lists the files of the previous crate and of the new one.
    pub(super) fn union_manifest(&self) -> Manifest {
        self.before.clone().union(&self.after)
    }

    fn compare_wanted(&mut self, dir: &Path) -> Result<(), Failure> {
        for (path, text) in &self.texts {
            check_ancestors(dir, path)?;
            let Some(old) = read_regular(dir, path)? else {
                self.changes.push(Change::Create { path: path.clone() });
                continue;
            };
            if old == text.as_bytes() {
                continue;
            }
            let is_manifest = path == manifest::FILE_NAME;
            if !is_manifest && !self.before.lists(path) {
                return Err(foreign(&dir.join(path)));
            }
            let edited = !is_manifest && !self.before.wrote(path, &old);
            self.changes.push(Change::Update { path: path.clone(), old, edited });
        }
        Ok(())
    }

    fn find_orphans(&mut self, dir: &Path) -> Result<(), Failure> {
        for path in self.before.paths().filter(|path| !self.texts.contains_key(*path)) {
            // A damaged manifest must not lead out of the crate or through somebody's symbolic link.
            if check_path(path).is_err() || check_ancestors(dir, path).is_err() {
                continue;
            }
            match read_regular(dir, path) {
                Ok(Some(bytes)) if self.before.wrote(path, &bytes) => {
                    self.changes.push(Change::Remove { path: path.to_owned() });
                }
                Ok(Some(_)) => self.kept.push(path.to_owned()),
                // Gone, or replaced by something that is not ours.
                Ok(None) | Err(_) => {}
            }
        }
        Ok(())
    }
}

/// The bytes of the regular file at `path`, or `None` where nothing is.
fn read_regular(dir: &Path, path: &str) -> Result<Option<Vec<u8>>, Failure> {
    let full = dir.join(path);
    let metadata = match full.symlink_metadata() {
        Ok(metadata) => metadata,
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            return Ok(None);
        }
        Err(error) => return Err(Failure::io("read", &full, &error)),
    };
    if !metadata.is_file() {
        return Err(foreign(&full));
    }
    fs::read(&full).map(Some).map_err(|error| Failure::io("read", &full, &error))
}

/// Refuses to write through something that is not a folder.
fn check_ancestors(dir: &Path, path: &str) -> Result<(), Failure> {
    for (end, _) in path.match_indices('/') {
        let folder = dir.join(path.get(..end).unwrap_or_default());
        if folder.symlink_metadata().is_ok_and(|metadata| !metadata.is_dir()) {
            return Err(foreign(&folder));
        }
    }
    Ok(())
}

/// The failure of finding something of somebody else's where a file is to be written.
pub(crate) fn foreign(path: &Path) -> Failure {
    Failure::new(format!("{} is in the way, and Farrier did not write it", path.display()))
        .help("move or remove it, or choose another folder; nothing was written")
}

fn check_paths(texts: &BTreeMap<String, String>) -> Result<(), Failure> {
    let mut folded = BTreeMap::new();
    for path in texts.keys() {
        check_path(path)?;
        if let Some(other) = folded.insert(path.to_lowercase(), path) {
            return Err(Failure::new(format!(
                "the generated files {other} and {path} differ only in case, which not every file system can hold"
            )));
        }
        let ancestor = path.match_indices('/').find_map(|(end, _)| texts.get_key_value(path.get(..end)?));
        if let Some((ancestor, _)) = ancestor {
            return Err(Failure::new(format!(
                "{ancestor} is generated as a file and as the folder of {path}"
            )));
        }
    }
    Ok(())
}

fn check_path(path: &str) -> Result<(), Failure> {
    let normal = Path::new(path).components().all(|part| matches!(part, Component::Normal(_)));
    let plain = !path.ends_with('/') && !path.contains("//") && !path.contains(['\\', ':', '\n', '\r', '\0']);
    if path.is_empty() || !normal || !plain || path.contains("/./") || path == manifest::FILE_NAME {
        return Err(Failure::new(format!("{path:?} cannot be the path of a generated file")));
    }
    Ok(())
}
