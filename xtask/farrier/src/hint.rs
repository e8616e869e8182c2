//! Tells whether a Cargo workspace around a crate would refuse it.
//!
//! Cargo looks for a workspace in every folder above a package and refuses to build a package that lies in one which
//! neither lists nor excludes it. The crate itself must not differ for that, so the user gets a hint.

use std::fs;
use std::path::Path;

use toml::{Table, Value};

/// A hint, where the nearest workspace above `crate_folder` (absolute) neither lists nor excludes it.
pub fn workspace(crate_folder: &Path) -> Option<String> {
    for folder in crate_folder.ancestors().skip(1) {
        let manifest = folder.join("Cargo.toml");
        let Ok(text) = fs::read_to_string(&manifest) else { continue };
        let Ok(table) = text.parse::<Table>() else { continue };
        let Some(workspace) = table.get("workspace").and_then(Value::as_table) else { continue };
        let relative = crate_folder.strip_prefix(folder).ok()?;
        if lists(workspace, folder, crate_folder) || depends(&table, workspace, folder, crate_folder) {
            return None;
        }
        if strings(workspace, "exclude").any(|excluded| relative.starts_with(excluded)) {
            continue;
        }
        let relative = relative.display().to_string().replace('\\', "/");
        return Some(format!(
            "{} is the root of a workspace that does not know the crate, so Cargo will refuse to build it there; \
             add {relative:?} to its `members`, or to its `exclude`",
            manifest.display()
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
        workspace(&root.path().join(crate_folder))
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
