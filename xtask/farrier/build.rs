//! Embeds the source of `farrier-runtime` and its licences, so that the commands can put it into generated crates wherever they run.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    // Build scripts, which generate modules, have no crate to put the runtime into.
    if env::var_os("CARGO_FEATURE_CLI").is_none() {
        println!("cargo::rerun-if-changed=build.rs");
        return Ok(());
    }
    let variable = |name| env::var_os(name).map(PathBuf::from).ok_or(io::ErrorKind::NotFound);
    let root = variable("CARGO_MANIFEST_DIR")?.join("../..");
    let runtime = root.join("runtime");
    let mut sources = Vec::new();
    collect(&runtime.join("src"), &mut sources)?;
    sources.sort();

    let mut code = String::from(
        "/// The files beside the manifest: path in the package and text.\nconst SOURCES: &[(&str, &str)] = &[\n",
    );
    for path in &sources {
        let name =
            path.strip_prefix(&runtime).map_err(io::Error::other)?.display().to_string().replace('\\', "/");
        writeln!(code, "    ({name:?}, include_str!({:?})),", fs::canonicalize(path)?)
            .map_err(io::Error::other)?;
    }
    for licence in ["LICENSE-APACHE", "LICENSE-MIT"] {
        let path = root.join(licence);
        println!("cargo::rerun-if-changed={}", path.display());
        writeln!(code, "    ({licence:?}, include_str!({:?})),", fs::canonicalize(path)?)
            .map_err(io::Error::other)?;
    }
    code.push_str("];\n");
    for (name, path) in [("MANIFEST", runtime.join("Cargo.toml")), ("WORKSPACE", root.join("Cargo.toml"))] {
        println!("cargo::rerun-if-changed={}", path.display());
        writeln!(code, "const {name}: &str = include_str!({:?});", fs::canonicalize(path)?)
            .map_err(io::Error::other)?;
    }
    fs::write(variable("OUT_DIR")?.join("runtime_sources.rs"), code)
}

/// Every `.rs` file below `folder`. Cargo runs this again when one is added or removed.
fn collect(folder: &Path, found: &mut Vec<PathBuf>) -> io::Result<()> {
    println!("cargo::rerun-if-changed={}", folder.display());
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, found)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    Ok(())
}
