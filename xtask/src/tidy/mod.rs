//! `tidy`: checks in the sources who knows whom (rules 1 to 7 of the design).
//!
//! Comes in: the root of the workspace. Goes out: one message a breach, with `file:line`. Always holds: comments never
//! count, strings only where a rule is about strings; the sources are read, never compiled.

mod lexer;
mod rules;

use std::fs;
use std::path::{Path, PathBuf};

use farrier::config;

use crate::failure::Failure;
use lexer::Source;

/// Checks the architecture: who may know whom, and what may stand where.
#[derive(Debug, clap::Parser)]
pub struct Args {
    /// The root of the workspace [default: the folder of model/codegen.toml's parent, here or above].
    root: Option<PathBuf>,
}

/// Runs the command.
///
/// # Errors
/// Every breach.
pub fn run(args: &Args) -> Result<(), Vec<Failure>> {
    let root = match &args.root {
        Some(root) => root.clone(),
        None => workspace_root().map_err(|failure| vec![failure])?,
    };
    let (breaches, checked) = check(&root).map_err(|failure| vec![failure])?;
    if breaches.is_empty() {
        println!("tidy: {checked} files keep the rules");
        return Ok(());
    }
    Err(breaches.into_iter().map(Failure::new).collect())
}

/// Every breach in the workspace at `root`, ordered by file and line, and the number of files that were read.
///
/// # Errors
/// A file cannot be read, or there is nothing to check.
pub fn check(root: &Path) -> Result<(Vec<String>, usize), Failure> {
    let mut files = Vec::new();
    for folder in ["codegen", "runtime", "generated", "xtask"] {
        collect(&root.join(folder), &mut files)?;
    }
    if files.is_empty() {
        return Err(Failure::new(format!("there is nothing to check in {}", root.display()))
            .help("name the root of the workspace"));
    }
    files.sort();
    let mut breaches = Vec::new();
    for file in &files {
        let text = fs::read_to_string(file).map_err(|error| Failure::io("read", file, &error))?;
        let path = file.strip_prefix(root).unwrap_or(file).display().to_string().replace('\\', "/");
        let mut found = if path.ends_with(".rs") {
            rules::source(&path, &Source::read(&text))
        } else {
            rules::manifest(&path, &text)
        };
        found.sort();
        breaches.extend(found.into_iter().map(|(line, message)| format!("{path}:{line}: {message}")));
    }
    Ok((breaches, files.len()))
}

fn workspace_root() -> Result<PathBuf, Failure> {
    let current = std::env::current_dir().map_err(|error| Failure::io("read", Path::new("."), &error))?;
    let list = config::find(&current)?;
    Ok(list.ancestors().nth(2).unwrap_or(&current).to_owned())
}

/// Sources and manifests below `folder`, without hidden folders and build output.
fn collect(folder: &Path, found: &mut Vec<PathBuf>) -> Result<(), Failure> {
    let Ok(entries) = fs::read_dir(folder) else { return Ok(()) };
    for entry in entries {
        let path = entry.map_err(|error| Failure::io("read", folder, &error))?.path();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if path.is_dir() {
            if name != "target" && !name.starts_with('.') {
                collect(&path, found)?;
            }
        } else if name.ends_with(".rs") || name == "Cargo.toml" {
            found.push(path);
        }
    }
    Ok(())
}
