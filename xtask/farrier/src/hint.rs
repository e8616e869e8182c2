//! Tells whether a Cargo workspace around a crate would refuse it, or lacks what it takes from there.
//!
//! Cargo looks for a workspace in every folder above a package and refuses to build a package that lies in one which
//! neither lists nor excludes it. The crate itself must not differ for that, so the user gets a hint.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use farrier_codegen::RuntimeSource;
use toml::{Table, Value};

/// Hints, where the nearest workspace above `crate_folder` (absolute) neither lists nor excludes it, or has no runtime that
/// the crate is to take from it.
pub fn workspace(crate_folder: &Path, runtime: &RuntimeSource) -> Vec<String> {
    let missing = (*runtime == RuntimeSource::Workspace).then(|| missing_runtime(crate_folder)).flatten();
    unknown(crate_folder).into_iter().chain(missing).collect()
}

/// A hint, where the crate's workspace has no runtime among its dependencies.
fn missing_runtime(crate_folder: &Path) -> Option<String> {
    let mut above = crate_folder.ancestors().skip(1);
    let found = above.find_map(|folder| Some((folder, workspace_table(folder)?)));
    let Some((folder, (_, workspace))) = found else {
        return Some(
            "the crate takes its runtime from a workspace, and lies in none; leave its `runtime` out"
                .to_owned(),
        );
    };
    let dependencies = workspace.get("dependencies").and_then(Value::as_table);
    let is_there = dependencies.is_some_and(|dependencies| dependencies.contains_key("farrier-runtime"));
    (!is_there).then(|| {
        format!(
            "{} has no `farrier-runtime` in its `[workspace.dependencies]`, from which the crate takes its runtime; add \
             it, from a path, a Git repository or a version",
            folder.join("Cargo.toml").display()
        )
    })
}

/// A hint, where several of the crates, each with a copy of the runtime, are of one workspace.
pub fn copies(crate_folders: &[PathBuf]) -> Option<String> {
    let mut of_roots = BTreeMap::<&Path, usize>::new();
    for crate_folder in crate_folders {
        let is_root = |folder: &&Path| {
            workspace_table(folder).is_some_and(|(table, workspace)| {
                lists(&workspace, folder, crate_folder) || depends(&table, &workspace, folder, crate_folder)
            })
        };
        let root = crate_folder.ancestors().skip(1).find(is_root);
        if let Some(root) = root {
            *of_roots.entry(root).or_default() += 1;
        }
    }
    let (root, count) = of_roots.into_iter().find(|(_, count)| *count > 1)?;
    Some(format!(
        "{} has {count} crates with a copy of the runtime each, which Cargo refuses, since packages of one workspace have \
         different names; give them `runtime = \"workspace\"`",
        root.join("Cargo.toml").display()
    ))
}

/// The manifest of a workspace, and its `[workspace]`.
fn workspace_table(folder: &Path) -> Option<(Table, Table)> {
    let manifest: Table = fs::read_to_string(folder.join("Cargo.toml")).ok()?.parse().ok()?;
    let workspace = manifest.get("workspace").and_then(Value::as_table)?.clone();
    Some((manifest, workspace))
}

/// A hint, where the nearest workspace above the crate does not know it.
fn unknown(crate_folder: &Path) -> Option<String> {
    for folder in crate_folder.ancestors().skip(1) {
        let Some((table, workspace)) = workspace_table(folder) else { continue };
        let relative = crate_folder.strip_prefix(folder).ok()?;
        if lists(&workspace, folder, crate_folder) || depends(&table, &workspace, folder, crate_folder) {
            return None;
        }
        if strings(&workspace, "exclude").any(|excluded| relative.starts_with(excluded)) {
            continue;
        }
        let relative = relative.display().to_string().replace('\\', "/");
        return Some(format!(
            "{} is the root of a workspace that does not know the crate, so Cargo will refuse to build it there; \
             add {relative:?} to its `members`, or to its `exclude`",
            folder.join("Cargo.toml").display()
        ));
    }
    None
}

fn lists(workspace: &Table, root: &Path, crate_folder: &Path) -> bool {
    strings(workspace, "members").any(|member| {
        let pattern = root.join(member).display().to_string();
        let matched = glob::Pattern::new(&pattern).is_ok_and(|pattern| {
            let options = glob::MatchOptions { require_literal_separator: true, ..glob::MatchOptions::new() };
            pattern.matches_path_with(crate_folder, options)
        });
        matched || root.join(member) == crate_folder
    })
}

/// Whether the crate is a dependency by its path, which makes it a member.
fn depends(manifest: &Table, workspace: &Table, root: &Path, crate_folder: &Path) -> bool {
    let of = |table: &Table, key: &str| {
        let dependencies =
            table.get(key).and_then(Value::as_table).into_iter().flat_map(|table| table.values());
        let mut paths = dependencies.filter_map(|dependency| dependency.get("path")?.as_str());
        paths.any(|path| root.join(path) == crate_folder)
    };
    ["dependencies", "dev-dependencies", "build-dependencies"].iter().any(|key| of(manifest, key))
        || of(workspace, "dependencies")
}

fn strings<'a>(table: &'a Table, key: &str) -> impl Iterator<Item = &'a str> {
    table.get(key).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hint(manifest: &str, crate_folder: &str) -> Option<String> {
        let root = tempfile::TempDir::new().expect("a folder");
        fs::write(root.path().join("Cargo.toml"), manifest).expect("a manifest");
        unknown(&root.path().join(crate_folder))
    }

    #[test]
    fn copies_of_the_runtime_in_one_workspace_give_a_hint() {
        let root = tempfile::TempDir::new().expect("a folder");
        fs::write(root.path().join("Cargo.toml"), "[workspace]\nmembers = [\"gen/*\"]\n")
            .expect("a manifest");
        let folders = |names: &[&str]| names.iter().map(|name| root.path().join(name)).collect::<Vec<_>>();
        assert_eq!(copies(&folders(&["gen/x", "elsewhere/y"])), None);
        let hint = copies(&folders(&["gen/x", "gen/y"])).expect("a hint");
        assert!(hint.contains("has 2 crates with a copy of the runtime each"), "{hint}");
    }

    #[test]
    fn a_workspace_without_the_runtime_that_a_crate_takes_from_it_gives_a_hint() {
        let hints = |manifest: &str, runtime: &RuntimeSource| {
            let root = tempfile::TempDir::new().expect("a folder");
            fs::write(root.path().join("Cargo.toml"), manifest).expect("a manifest");
            workspace(&root.path().join("gen/x"), runtime)
        };
        let listed = "[workspace]\nmembers = [\"gen/x\"]\n";
        let with = format!("{listed}[workspace.dependencies]\nfarrier-runtime = \"1\"\n");
        assert_eq!(hints(listed, &RuntimeSource::default()), [""; 0]);
        assert_eq!(hints(&with, &RuntimeSource::Workspace), [""; 0]);
        let [hint] = &hints(listed, &RuntimeSource::Workspace)[..] else { panic!("one hint") };
        assert!(hint.contains("no `farrier-runtime` in its `[workspace.dependencies]`"), "{hint}");
        let [hint] = &hints("[package]\n", &RuntimeSource::Workspace)[..] else { panic!("one hint") };
        assert!(hint.contains("lies in none"), "{hint}");
    }

    #[test]
    fn a_workspace_that_does_not_know_the_crate_gives_a_hint() {
        let text = hint("[workspace]\nmembers = [\"a\", \"other/*\"]\n", "gen/x").expect("a hint");
        assert!(text.contains("add \"gen/x\" to its `members`"), "{text}");
    }

    #[test]
    fn listed_and_excluded_crates_and_plain_packages_give_none() {
        assert_eq!(hint("[workspace]\nmembers = [\"gen/*\"]\n", "gen/x"), None);
        assert_eq!(hint("[workspace]\nmembers = [\"gen/x\"]\nexclude = [\"gen\"]\n", "gen/x"), None);
        assert_eq!(hint("[workspace]\nexclude = [\"gen\"]\n", "gen/deep/x"), None);
        let dependency = "x = { path = \"gen/x\" }\ny = \"1\"\n";
        assert_eq!(hint(&format!("[workspace]\n[dependencies]\n{dependency}"), "gen/x"), None);
        assert_eq!(hint(&format!("[workspace.dependencies]\n{dependency}"), "gen/x"), None);
        assert_eq!(hint("[package]\nname = \"a\"\n", "gen/x"), None);
    }

    #[test]
    fn a_pattern_matches_one_level_only() {
        assert!(hint("[workspace]\nmembers = [\"gen/*\"]\n", "gen/deep/x").is_some());
    }
}
