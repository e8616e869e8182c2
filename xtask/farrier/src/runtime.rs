//! The source of `farrier-runtime` that is embedded in this program.
//!
//! Goes out: the files of a package that builds by itself, without the workspace that it was written in. Always
//! holds: the same program gives the same bytes.

use toml::{Table, Value};

use crate::failure::Failure;

include!(concat!(env!("OUT_DIR"), "/runtime_sources.rs"));

/// The files of the runtime's package: path in the package and text.
///
/// # Errors
/// The runtime's manifest inherits something that its workspace does not say; a test of this module would have told.
pub fn files() -> Result<Vec<(String, String)>, Failure> {
    let manifest = standalone_manifest(MANIFEST, WORKSPACE).map_err(|error| {
        Failure::new(format!("the embedded runtime has a manifest that cannot be used: {error}"))
    })?;
    let sources = SOURCES.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned()));
    Ok(std::iter::once(("Cargo.toml".to_owned(), manifest)).chain(sources).collect())
}

/// The runtime's manifest with everything that it inherits spelled out, and without what only its own repository
/// needs: lints, tests, benches and their dependencies.
fn standalone_manifest(manifest: &str, workspace: &str) -> Result<String, String> {
    let mut manifest: Table = manifest.parse().map_err(|error| format!("{error}"))?;
    let workspace: Table = workspace.parse().map_err(|error| format!("{error}"))?;
    let inherited = workspace.get("workspace").and_then(Value::as_table).ok_or("no [workspace]")?;
    for unneeded in ["lints", "dev-dependencies", "bench", "test", "example", "badges", "workspace"] {
        manifest.remove(unneeded);
    }
    // Its tests are its repository's own, whose dependencies the copy has not.
    let lib = manifest.entry("lib").or_insert_with(|| Value::Table(Table::new()));
    for tests in ["test", "bench", "doctest"] {
        lib.as_table_mut().ok_or("a [lib] that is no table")?.insert(tests.to_owned(), Value::Boolean(false));
    }
    if let Some(package) = manifest.get_mut("package").and_then(Value::as_table_mut) {
        package.remove("readme");
        inherit(package, table(inherited, "package")?)?;
    }
    inherit_dependencies(&mut manifest, inherited)?;
    if let Some(targets) = manifest.get_mut("target").and_then(Value::as_table_mut) {
        for (_, target) in targets.iter_mut() {
            let target = target.as_table_mut().ok_or("a target that is no table")?;
            target.remove("dev-dependencies");
            inherit_dependencies(target, inherited)?;
        }
    }
    let text = toml::to_string(&manifest).map_err(|error| error.to_string())?;
    Ok(format!("# Copied by Farrier from its own repository, together with the sources.\n{text}"))
}

fn inherit_dependencies(holder: &mut Table, inherited: &Table) -> Result<(), String> {
    let Some(dependencies) = holder.get_mut("dependencies").and_then(Value::as_table_mut) else {
        return Ok(());
    };
    inherit(dependencies, table(inherited, "dependencies")?)?;
    match dependencies.iter().find(|(_, value)| value.get("path").is_some()) {
        Some((name, _)) => Err(format!("`{name}` is a dependency by path")),
        None => Ok(()),
    }
}

/// Replaces each `key = { workspace = true, … }` by what the workspace says, with the keys beside `workspace` added.
fn inherit(entries: &mut Table, inherited: &Table) -> Result<(), String> {
    for (name, value) in entries.iter_mut() {
        let Some(own) = value.as_table().filter(|own| own.contains_key("workspace")) else { continue };
        let base = inherited.get(name).ok_or_else(|| format!("the workspace does not say `{name}`"))?;
        *value = if own.len() == 1 { base.clone() } else { Value::Table(merge(base, own)) };
    }
    Ok(())
}

fn merge(base: &Value, own: &Table) -> Table {
    let mut merged = match base {
        Value::Table(base) => base.clone(),
        version => Table::from_iter([("version".to_owned(), version.clone())]),
    };
    for (key, value) in own.iter().filter(|(key, _)| *key != "workspace") {
        match (merged.get_mut(key), value) {
            // Cargo adds a member's features to the workspace's.
            (Some(Value::Array(all)), Value::Array(more)) => all.extend(more.iter().cloned()),
            _ => {
                merged.insert(key.clone(), value.clone());
            }
        }
    }
    merged
}

fn table<'a>(parent: &'a Table, key: &str) -> Result<&'a Table, String> {
    parent.get(key).and_then(Value::as_table).ok_or_else(|| format!("no [workspace.{key}]"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORKSPACE_SAMPLE: &str = r#"
        [workspace]
        [workspace.package]
        version = "1.2.3"
        edition = "2024"
        [workspace.dependencies]
        itoa = "1"
        serde = { version = "1", features = ["derive"] }
    "#;

    #[test]
    fn what_is_inherited_is_spelled_out() {
        let manifest = r#"
            [package]
            name = "x"
            version.workspace = true
            edition = { workspace = true }
            [dependencies]
            itoa = { workspace = true, optional = true }
            serde = { workspace = true, features = ["rc"] }
            plain = "2"
            [dev-dependencies]
            proptest = { workspace = true }
            [lints]
            workspace = true
        "#;
        let text = standalone_manifest(manifest, WORKSPACE_SAMPLE).expect("a manifest");
        let read: Table = text.parse().expect("TOML");
        let expected: Table = r#"
            [package]
            name = "x"
            version = "1.2.3"
            edition = "2024"
            [dependencies]
            itoa = { version = "1", optional = true }
            serde = { version = "1", features = ["derive", "rc"] }
            plain = "2"
            [lib]
            test = false
            bench = false
            doctest = false
        "#
        .parse()
        .expect("TOML");
        assert_eq!(read, expected);
    }

    #[test]
    fn what_the_workspace_does_not_say_is_an_error() {
        let manifest = "[package]\nname = \"x\"\nlicense.workspace = true\n";
        let error = standalone_manifest(manifest, WORKSPACE_SAMPLE).expect_err("no licence");
        assert!(error.contains("`license`"), "{error}");
    }

    #[test]
    fn the_embedded_runtime_is_whole_and_inherits_nothing() {
        let files = files().expect("files");
        let manifest: Table = files[0].1.parse().expect("TOML");
        assert_eq!(files[0].0, "Cargo.toml");
        assert_eq!(manifest["package"]["name"].as_str(), Some("farrier-runtime"));
        assert!(!files[0].1.contains("workspace"), "{}", files[0].1);
        assert!(files.iter().any(|(path, _)| path == "src/lib.rs"));
        let on_disk = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../runtime");
        for (path, text) in files[1..].iter().filter(|(path, _)| path.starts_with("src/")) {
            assert_eq!(std::fs::read_to_string(on_disk.join(path)).as_ref().ok(), Some(text), "{path}");
        }
        assert!(files.iter().any(|(path, _)| path == "LICENSE-MIT"), "a copy carries its licence");
    }
}
