//! Generates each service of some models as a crate, builds it and runs its tests.
//!
//! Comes in: models' texts. Goes out: the results that the tests wrote, by crate. Always holds: the crates are one
//! Cargo workspace below `target/`, with the runtime that is embedded in this program, and with the versions of the
//! surrounding workspace's lock file, so that nothing has to be downloaded that is not there already.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use farrier_codegen::smithy::{Model, Shape};
use farrier_codegen::{Files, RuntimeSource, Settings};
use serde::Deserialize;

use crate::failure::Failure;
use crate::runtime;
use crate::write;

/// The folder of the runtime's package in the workspace.
const RUNTIME: &str = "farrier-runtime";

/// The file of the tests in a crate.
const TESTS: &str = "tests/protocol.rs";

/// What became of a case, as the tests write it.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Outcome {
    /// The ID.
    pub(super) id: String,
    /// `client` or `server`.
    pub(super) role: String,
    /// `request`, `response` or `malformed request`.
    pub(super) kind: String,
    /// Whether it passed.
    pub(super) passed: bool,
    /// What was expected and what came.
    pub(super) difference: Option<String>,
}

/// The workspace that holds the generated crates.
pub(super) struct Workspace {
    folder: PathBuf,
    members: Vec<String>,
}

impl Workspace {
    /// The workspace below the `target` folder of the surrounding one.
    ///
    /// # Errors
    /// It cannot be written.
    pub(super) fn open() -> Result<Self, Failure> {
        let start = std::env::current_dir().map_err(|error| Failure::io("read", Path::new("."), &error))?;
        let root = start.ancestors().find(|folder| folder.join("Cargo.lock").is_file()).unwrap_or(&start);
        let folder = root.join("target/conformance");
        let mut files = Files::new();
        for (path, text) in runtime::files()? {
            files.insert(path, text);
        }
        write::apply(&folder.join(RUNTIME), &files)?;
        let lock = root.join("Cargo.lock");
        // Over the copy of an earlier run, too: the runtime may have dependencies that it did not have then.
        if lock.is_file() {
            fs::copy(&lock, folder.join("Cargo.lock")).map_err(|error| Failure::io("copy", &lock, &error))?;
        }
        Ok(Self { folder, members: Vec::new() })
    }

    /// Generates a service as the crate `name`.
    ///
    /// # Errors
    /// Why it cannot be generated or written.
    pub(super) fn add(&mut self, name: &str, model: &Model, service: &Shape) -> Result<(), Failure> {
        let mut settings = Settings::default();
        settings.crate_name = name.to_owned();
        settings.service = Some(service.id.to_string());
        settings.runtime = RuntimeSource::Path(format!("../{RUNTIME}"));
        settings.protocol_tests = true;
        let generated = farrier_codegen::generate(model, &settings)
            .map_err(|problem| Failure::new(format!("{name}: {problem}")))?;
        if generated.files.get(TESTS).is_none() {
            let reason =
                "no case became a test: Farrier does not speak the protocol that the service lists first";
            return Err(Failure::new(format!("{name}: {reason}")));
        }
        write::apply(&self.folder.join(name), &generated.files)?;
        self.members.push(name.to_owned());
        Ok(())
    }

    /// Writes the workspace's manifest, after the last crate.
    ///
    /// # Errors
    /// It cannot be written.
    pub(super) fn finish(&self) -> Result<(), Failure> {
        let members: Vec<String> = self.members.iter().map(|name| format!("\"{name}\"")).collect();
        // Debug information would be most of what is written to disk.
        let text = format!(
            "[workspace]\nresolver = \"3\"\nmembers = [\"{RUNTIME}\", {}]\n\n[profile.dev]\ndebug = false\nincremental = false\n",
            members.join(", ")
        );
        let path = self.folder.join("Cargo.toml");
        if fs::read_to_string(&path).is_ok_and(|before| before == text) {
            return Ok(());
        }
        fs::write(&path, text).map_err(|error| Failure::io("write", &path, &error))
    }

    /// Builds a crate and runs its tests.
    ///
    /// # Errors
    /// What the compiler or Cargo said, when the tests could not be run.
    pub(super) fn test(&self, name: &str, self_check: bool) -> Result<Vec<Outcome>, String> {
        let results = self.folder.join(format!("{name}.results.jsonl"));
        let _ = fs::remove_file(&results);
        let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        command
            .args([
                "test",
                "--quiet",
                "--color=never",
                "--package",
                name,
                "--no-fail-fast",
                "--test",
                "protocol",
            ])
            .current_dir(&self.folder)
            .env("CARGO_TARGET_DIR", self.folder.join("target"))
            .env("FARRIER_TEST_RESULTS", &results)
            .env_remove("FARRIER_SELF_CHECK");
        if self_check {
            command.env("FARRIER_SELF_CHECK", "1");
        }
        let output = command.output().map_err(|error| format!("cannot run cargo: {error}"))?;
        match fs::read_to_string(&results) {
            Ok(text) => Ok(text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect()),
            Err(_) if output.status.success() => Ok(Vec::new()),
            Err(_) => Err(String::from_utf8_lossy(&output.stderr).into_owned()),
        }
    }
}

/// Names for crates, each given once.
#[derive(Default)]
pub(super) struct Names(BTreeMap<String, usize>);

impl Names {
    /// The name itself, or the name with a number.
    pub(super) fn unique(&mut self, name: String) -> String {
        let count = self.0.entry(name.clone()).or_insert(0);
        *count += 1;
        if *count == 1 { name } else { format!("{name}-{count}") }
    }
}
