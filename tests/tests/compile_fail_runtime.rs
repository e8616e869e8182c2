//! Generated code refuses to compile against a runtime that it was not generated for, and says what to do.

use std::{error::Error, fs, io, path::Path};

use farrier_codegen::Roles;
use farrier_tests::fixture::{self, Workspace};

/// Copies a folder's Rust sources and manifests.
fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        if from.is_dir() {
            copy(&from, &to)?;
        } else {
            fs::copy(from, to)?;
        }
    }
    Ok(())
}

/// A workspace like Farrier's own, with nothing but a runtime of the interface `version`.
fn runtime(folder: &Path, version: &str) -> Result<(), Box<dyn Error>> {
    let root = fixture::root();
    // What an earlier run left may be of files that are no more.
    if folder.join("runtime").exists() {
        fs::remove_dir_all(folder.join("runtime"))?;
    }
    copy(&root.join("runtime/src"), &folder.join("runtime/src"))?;
    let manifest = fs::read_to_string(root.join("Cargo.toml"))?;
    let members = manifest.lines().find(|line| line.starts_with("members")).ok_or("no members")?;
    fs::write(folder.join("Cargo.toml"), manifest.replace(members, "members = [\"runtime\"]"))?;
    let manifest = fs::read_to_string(root.join("runtime/Cargo.toml"))?;
    // Benchmarks stay behind.
    let manifest = manifest.split("[[bench]]").next().unwrap_or_default();
    fs::write(folder.join("runtime/Cargo.toml"), manifest)?;
    let file = folder.join("runtime/src/compatibility.rs");
    let text = fs::read_to_string(&file)?;
    let line =
        text.lines().find(|line| line.starts_with("pub const INTERFACE: u32 = ")).ok_or("no interface")?;
    fs::write(file, text.replace(line, &format!("pub const INTERFACE: u32 = {version};")))?;
    Ok(())
}

/// What the compiler says about a generated crate with a runtime of the interface `version`; none when it compiles.
fn check(version: &str) -> Result<Option<String>, Box<dyn Error>> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("compatibility").join(version);
    runtime(&folder, version)?;
    let fixtures = fixture::all()?;
    let fixture = fixtures.iter().find(|fixture| fixture.name == "structure_empty").ok_or("no fixture")?;
    let mut workspace = Workspace::new(folder.join("generated"));
    workspace.add(&fixture.name, &fixture.generate(Roles::default())?)?;
    workspace.finish(&folder.join("runtime"))?;
    let output = workspace.cargo(&["check"])?;
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    Ok((!output.status.success()).then_some(text))
}

#[test]
fn generated_code_refuses_an_incompatible_runtime_and_says_so() -> Result<(), Box<dyn Error>> {
    let interface = farrier_runtime::compatibility::INTERFACE;
    assert_eq!(check(&interface.to_string())?, None);
    let said = check(&(interface + 1).to_string())?.ok_or("it compiled")?;
    assert!(
        said.contains(
            "this crate was generated for another version of farrier-runtime: run `cargo xtask codegen`"
        ),
        "{said}"
    );
    assert_eq!(
        said.lines().filter(|line| line.starts_with("error")).count(),
        2,
        "nothing else is wrong: {said}"
    );
    Ok(())
}
