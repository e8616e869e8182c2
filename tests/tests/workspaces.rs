//! Three ways in which a team has Farrier in its own workspace: a `main` of three lines, the installed program, and a
//! build script. Each example builds and runs.

use std::{
    error::Error,
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use farrier_tests::fixture;

type Result<T = ()> = std::result::Result<T, Box<dyn Error>>;

/// What every example prints in the end.
const REQUEST: &str = "GET /cities/Bonn/forecast\n";

/// An example workspace.
struct Team {
    folder: PathBuf,
}

impl Team {
    /// The workspace of this name, with the versions that Farrier locks, so that nothing has to be downloaded.
    fn new(name: &str) -> Result<Self> {
        let folder = fixture::root().join("tests/workspaces").join(name);
        let _ = fs::remove_dir_all(folder.join("generated"));
        let team = Self { folder };
        team.lock("")?;
        Ok(team)
    }

    fn lock(&self, folder: &str) -> Result {
        fs::copy(fixture::root().join("Cargo.lock"), self.folder.join(folder).join("Cargo.lock"))?;
        Ok(())
    }

    /// Runs a program in the workspace. The examples share a target folder, in which Cargo tells packages that are the
    /// root of their workspace apart by their names alone.
    fn run(&self, program: &Path, arguments: &[&str]) -> Result<Output> {
        let mut command = Command::new(program);
        // What the outer Cargo sets for this test is not meant for the inner one.
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("CARGO_")) {
            if name != "CARGO_HOME" {
                command.env_remove(name);
            }
        }
        let output = command
            .args(arguments)
            .current_dir(&self.folder)
            .env("CARGO_TARGET_DIR", Path::new(env!("CARGO_TARGET_TMPDIR")).join("workspaces"))
            .env("CARGO_NET_OFFLINE", "true")
            .env("CARGO_INCREMENTAL", "0")
            .env("CARGO_PROFILE_DEV_DEBUG", "0")
            .env("CARGO_TERM_COLOR", "never")
            .env("RUSTFLAGS", "-D warnings")
            .output()?;
        Ok(output)
    }

    /// The same, of a program that has to succeed: what it printed.
    fn done(&self, program: &Path, arguments: &[&str]) -> Result<String> {
        let output = self.run(program, arguments)?;
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{} {arguments:?}: {errors}", program.display());
        Ok(String::from_utf8(output.stdout)?)
    }
}

fn cargo() -> PathBuf {
    std::env::var_os("CARGO").map_or_else(|| "cargo".into(), PathBuf::from)
}

#[test]
fn an_xtask_of_three_lines_has_the_commands() -> Result {
    let team = Team::new("own-xtask")?;
    team.lock("xtask")?;
    team.done(&cargo(), &["xtask", "codegen"])?;
    assert_eq!(team.done(&cargo(), &["run", "--quiet"])?, REQUEST);
    let checked = team.done(&cargo(), &["xtask", "codegen", "--check"])?;
    assert!(checked.starts_with("up to date: 1 service, 1 operation"), "{checked}");
    let file = team.folder.join("generated/weather/src/types/enums.rs");
    fs::write(&file, "")?;
    let stale = team.run(&cargo(), &["xtask", "codegen", "--check"])?;
    let text = String::from_utf8_lossy(&stale.stderr);
    assert!(!stale.status.success() && text.contains("run `cargo xtask codegen`"), "{text}");
    Ok(())
}

#[test]
fn the_installed_program_writes_a_crate_that_builds_by_itself() -> Result {
    let team = Team::new("installed")?;
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("workspaces");
    let manifest = fixture::root().join("xtask/farrier/Cargo.toml").display().to_string();
    team.done(&cargo(), &["build", "--quiet", "--manifest-path", &manifest, "--bin", "cargo-farrier"])?;
    // As Cargo calls it for `cargo farrier codegen`.
    let program = target.join("debug").join(format!("cargo-farrier{}", std::env::consts::EXE_SUFFIX));
    let first = team.run(&program, &["farrier", "codegen", "--check"])?;
    let text = String::from_utf8_lossy(&first.stderr);
    assert!(!first.status.success() && text.contains("run `cargo farrier codegen`"), "{text}");
    team.done(&program, &["farrier", "codegen"])?;
    assert_eq!(team.done(&cargo(), &["run", "--quiet"])?, REQUEST);
    let help = team.done(&program, &["farrier", "--help"])?;
    assert!(help.contains("Usage: cargo farrier <COMMAND>"), "{help}");
    Ok(())
}

#[test]
fn a_build_script_generates_a_module() -> Result {
    let team = Team::new("build-script")?;
    assert_eq!(team.done(&cargo(), &["run", "--quiet"])?, REQUEST);
    Ok(())
}

#[test]
fn a_model_with_a_mistake_is_an_error_of_the_build_with_its_place() -> Result {
    let good = Team::new("build-script")?;
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("broken-build-script");
    fs::create_dir_all(folder.join("model"))?;
    fs::create_dir_all(folder.join("src"))?;
    for file in ["build.rs", "src/main.rs", "src/city.rs", "model/weather.json", "Cargo.toml"] {
        let text = fs::read_to_string(good.folder.join(file))?;
        let text = text.replace("example.weather#Sky\" }, \"deg", "example.weather#Heaven\" }, \"deg");
        let text = text.replace("name = \"build-script\"", "name = \"broken\"");
        let root = fixture::root().display().to_string();
        fs::write(folder.join(file), text.replace("../../..", &root))?;
    }
    let team = Team { folder };
    team.lock("")?;
    let output = team.run(&cargo(), &["check", "--quiet"])?;
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success(), "{text}");
    let error =
        "error: broken@0.1.0: model/weather.json:33:39: the target `example.weather#Heaven` is not defined";
    assert!(text.contains(error), "{text}");
    Ok(())
}
