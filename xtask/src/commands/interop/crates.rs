//! The generated crates and the drivers that call them: one [scratch](crate::scratch) workspace below `target/interop`.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use farrier_codegen::smithy::Source;
use farrier_codegen::{Docs, Files, Roles, Settings};

use super::process::Guarded;
use crate::failure::Failure;
use crate::scratch::Scratch;

/// How long the compiler may take for all of it.
pub(super) const BUILD: Duration = Duration::from_secs(900);

/// A workspace of generated crates and drivers.
pub(super) struct Crates<'a> {
    root: &'a Path,
    scratch: Scratch,
}

impl<'a> Crates<'a> {
    /// Opens the workspace.
    ///
    /// # Errors
    /// It cannot be written.
    pub(super) fn open(root: &'a Path, folder: PathBuf) -> Result<Self, Failure> {
        Scratch::open(folder).map(|scratch| Self { root, scratch })
    }

    /// Generates the client of a model, with these operations or all; the text of its `client.rs`. A client alone writes
    /// its inputs; one that is to read them needs the server's role as well.
    ///
    /// # Errors
    /// The model has mistakes or not these operations, or the crate cannot be written.
    pub(super) fn client(
        &mut self,
        name: &str,
        model: &Path,
        operations: Option<Vec<String>>,
        roles: Roles,
    ) -> Result<String, Failure> {
        let bytes = fs::read(model).map_err(|error| Failure::io("read the model", model, &error))?;
        let source = Source { name: model.display().to_string(), bytes };
        let model =
            farrier_codegen::load(vec![source]).map_err(|problems| Failure::new(problems.to_string()))?;
        let mut settings = Settings::default();
        settings.crate_name = name.to_owned();
        settings.operations = operations;
        settings.runtime = Scratch::runtime();
        settings.docs = Docs::None;
        settings.roles = roles;
        let generated = farrier_codegen::generate(&model, &settings)
            .map_err(|problem| Failure::new(format!("{name}: {problem}")))?;
        self.scratch.write(name, &generated.files)?;
        self.scratch.add(name.to_owned());
        let client = generated.files.get("src/client.rs").map(str::to_owned);
        client.ok_or_else(|| Failure::new(format!("{name} has no client")))
    }

    /// Adds a driver: the sources in the folder `sources` of `tests/interop/drivers`, further ones, and its dependencies beside
    /// those that every driver has.
    ///
    /// # Errors
    /// A file cannot be read or written.
    pub(super) fn driver(
        &mut self,
        name: &str,
        sources: &str,
        further: &[(&str, String)],
        dependencies: &str,
    ) -> Result<(), Failure> {
        let mut files = Files::new();
        files.insert(
            "Cargo.toml",
            format!(
                "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n{COMMON}{dependencies}"
            ),
        );
        let folder = self.root.join("tests/interop/drivers").join(sources);
        let entries = fs::read_dir(&folder).map_err(|error| Failure::io("read", &folder, &error))?;
        for path in entries.flatten().map(|entry| entry.path()) {
            if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).map_err(|error| Failure::io("read", &path, &error))?;
                let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                files.insert(format!("src/{name}"), text);
            }
        }
        for (path, text) in further {
            files.insert(*path, text.clone());
        }
        self.scratch.write(name, &files)?;
        self.scratch.add(name.to_owned());
        Ok(())
    }

    /// Compiles the drivers, and whatever they call.
    ///
    /// # Errors
    /// What the compiler said.
    pub(super) fn build(&self) -> Result<(), Failure> {
        self.scratch.finish()?;
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let build = Guarded::new(self.root, BUILD, cargo)
            .args(["build", "--quiet", "--workspace", "--color=never"])
            .current_dir(self.scratch.folder())
            .env("CARGO_TARGET_DIR", self.target());
        build.output().map(drop).map_err(|ended| ended.failure)
    }

    /// A driver that was built.
    pub(super) fn program(&self, name: &str) -> PathBuf {
        self.target().join("debug").join(name)
    }

    fn target(&self) -> PathBuf {
        self.scratch.folder().join("target")
    }
}

/// What every driver depends on.
const COMMON: &str = "\
farrier-runtime = { path = \"../farrier-runtime\", features = [\"client\", \"serde_json\", \"sigv4\", \"testing\"] }
http = \"1\"
serde_json = \"1\"
tokio = { version = \"1\", features = [\"macros\", \"rt\", \"time\"] }
tower-service = \"0.3\"
";
