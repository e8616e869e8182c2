//! A Cargo workspace of generated crates, to build them in.
//!
//! Comes in: generated files, a crate at a time. Goes out: a workspace that Cargo can build. Always holds: its runtime
//! is the one that is embedded in this program, and its lock file is the surrounding workspace's, so that nothing has
//! to be downloaded that is not there already. Nothing of somebody else's is overwritten.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use farrier_codegen::{Files, RuntimeSource};

use crate::failure::Failure;
use crate::runtime;
use crate::write;

/// The folder of the runtime's package in the workspace.
const RUNTIME: &str = "farrier-runtime";

/// The first line of the workspace's manifest, which tells that the workspace is one of these.
const HEADER: &str = "# Written by Farrier, to build generated crates in.";

/// A workspace that holds generated crates.
#[derive(Debug)]
pub struct Scratch {
    folder: PathBuf,
    members: Vec<String>,
}

impl Scratch {
    /// Opens the workspace in a folder, with the runtime and the lock file.
    ///
    /// # Errors
    /// Somebody else's manifest or lock file stands there, or it cannot be written.
    pub fn open(folder: PathBuf) -> Result<Self, Failure> {
        let manifest = fs::read(folder.join("Cargo.toml")).ok();
        if !manifest.as_ref().is_some_and(|text| text.starts_with(HEADER.as_bytes())) {
            let in_the_way = ["Cargo.toml", "Cargo.lock"]
                .map(|name| folder.join(name))
                .into_iter()
                .find(|path| path.exists());
            if let Some(path) = in_the_way {
                return Err(write::foreign(&path));
            }
        }
        let scratch = Self { folder, members: Vec::new() };
        if manifest.is_none() {
            // Before all else: a run that is killed leaves a workspace that the next one knows.
            fs::create_dir_all(&scratch.folder)
                .map_err(|error| Failure::io("create", &scratch.folder, &error))?;
            scratch.finish()?;
        }
        let mut files = Files::new();
        for (path, text) in runtime::files()? {
            files.insert(path, text);
        }
        write::apply(&scratch.folder.join(RUNTIME), &files)?;
        let lock = surrounding()?.join("Cargo.lock");
        // Over the copy of an earlier run, too: the runtime may have dependencies that it did not have then.
        if lock.is_file() {
            fs::copy(&lock, scratch.folder.join("Cargo.lock"))
                .map_err(|error| Failure::io("copy", &lock, &error))?;
        }
        Ok(scratch)
    }

    /// The folder of the workspace.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Where the workspace's crates find the runtime.
    pub fn runtime() -> RuntimeSource {
        RuntimeSource::Path(format!("../{RUNTIME}"))
    }

    /// Writes a crate.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn write(&self, name: &str, files: &Files) -> Result<(), Failure> {
        write::apply(&self.folder.join(name), files).map(drop)
    }

    /// Takes a crate that was written among the workspace's members.
    pub fn add(&mut self, name: String) {
        self.members.push(name);
    }

    /// Writes the workspace's manifest, after the last crate.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn finish(&self) -> Result<(), Failure> {
        let members: Vec<String> = self.members.iter().map(|name| format!("\"{name}\"")).collect();
        // Debug information would be most of what is written to disk.
        let text = format!(
            "{HEADER}\n[workspace]\nresolver = \"3\"\nmembers = [\"{RUNTIME}\", {}]\n\n[profile.dev]\ndebug = false\nincremental = false\n",
            members.join(", ")
        );
        let path = self.folder.join("Cargo.toml");
        if fs::read_to_string(&path).is_ok_and(|before| before == text) {
            return Ok(());
        }
        fs::write(&path, text).map_err(|error| Failure::io("write", &path, &error))
    }
}

/// The root of the workspace around the working directory, or the working directory itself.
///
/// # Errors
/// There is no working directory.
pub fn surrounding() -> Result<PathBuf, Failure> {
    let start = std::env::current_dir().map_err(|error| Failure::io("read", Path::new("."), &error))?;
    let root = start.ancestors().find(|folder| folder.join("Cargo.lock").is_file()).unwrap_or(&start);
    Ok(root.to_owned())
}

/// Names for crates, each given once.
#[derive(Default)]
pub struct Names(BTreeMap<String, usize>);

impl Names {
    /// The name itself, or the name with a number.
    pub fn unique(&mut self, name: String) -> String {
        let count = self.0.entry(name.clone()).or_insert(0);
        *count += 1;
        if *count == 1 { name } else { format!("{name}-{count}") }
    }
}
