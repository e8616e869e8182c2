//! Generates each service of some models as a crate, builds it and runs its tests.
//!
//! Comes in: models' texts. Goes out: the results that the tests wrote, by crate. Always holds: the crates are one
//! [scratch] workspace below `target/`.

use std::fs;
use std::process::Command;

use farrier_codegen::Settings;
use farrier_codegen::smithy::{Model, Shape};
use serde::Deserialize;

use crate::failure::Failure;
use crate::scratch::{self, Scratch};

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
pub(super) struct Workspace(Scratch);

impl Workspace {
    /// The workspace below the `target` folder of the surrounding one.
    ///
    /// # Errors
    /// It cannot be written.
    pub(super) fn open() -> Result<Self, Failure> {
        Scratch::open(scratch::surrounding()?.join("target/conformance")).map(Self)
    }

    /// Generates a service as the crate `name`.
    ///
    /// # Errors
    /// Why it cannot be generated or written.
    pub(super) fn add(&mut self, name: &str, model: &Model, service: &Shape) -> Result<(), Failure> {
        let mut settings = Settings::default();
        settings.crate_name = name.to_owned();
        settings.service = Some(service.id.to_string());
        settings.runtime = Scratch::runtime();
        settings.protocol_tests = true;
        let generated = farrier_codegen::generate(model, &settings)
            .map_err(|problem| Failure::new(format!("{name}: {problem}")))?;
        if generated.files.get(TESTS).is_none() {
            let reason =
                "no case became a test: Farrier does not speak the protocol that the service lists first";
            return Err(Failure::new(format!("{name}: {reason}")));
        }
        self.0.write(name, &generated.files)?;
        self.0.add(name.to_owned());
        Ok(())
    }

    /// Writes the workspace's manifest, after the last crate.
    ///
    /// # Errors
    /// It cannot be written.
    pub(super) fn finish(&self) -> Result<(), Failure> {
        self.0.finish()
    }

    /// Builds a crate and runs its tests.
    ///
    /// # Errors
    /// What the compiler or Cargo said, when the tests could not be run.
    pub(super) fn test(&self, name: &str, self_check: bool) -> Result<Vec<Outcome>, String> {
        let results = self.0.folder().join(format!("{name}.results.jsonl"));
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
                // Each protocol of a service that has several is a feature.
                "--all-features",
                "--test",
                "protocol*",
            ])
            .current_dir(self.0.folder())
            .env("CARGO_TARGET_DIR", self.0.folder().join("target"))
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
