//! The fixture models in `fixtures/`, and the crates that are made from them.
//!
//! Comes in: fixture models. Goes out: their generated files, in memory, or on disk as a Cargo workspace. Always
//! holds: fixtures come in the order of their names, and a file that needs no change is not written, so that Cargo
//! does not build it again.

use std::{
    collections::BTreeSet,
    fs, io,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use farrier_codegen::{
    Files, Roles, RuntimeSource, Settings, generate,
    smithy::{Model, Source},
};

/// A fixture model.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fixture {
    /// Name of the file without its extension, which is also the name of the crate.
    pub name: String,
    /// The file's text.
    pub text: String,
}

/// The root of Farrier's own workspace.
#[must_use]
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map_or_else(PathBuf::new, Path::to_path_buf)
}

/// Every fixture, by name.
///
/// # Errors
/// The folder or a file of it cannot be read.
pub fn all() -> io::Result<Vec<Fixture>> {
    let mut fixtures = Vec::new();
    for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures"))? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "json") {
            let name = path.file_stem().map(|stem| stem.to_string_lossy().into_owned());
            fixtures.push(Fixture { name: name.unwrap_or_default(), text: fs::read_to_string(&path)? });
        }
    }
    fixtures.sort();
    Ok(fixtures)
}

/// Loads a model from files, each a name and a text.
///
/// # Errors
/// The model's problems, rendered.
pub fn load(files: &[(&str, &str)]) -> Result<Model, String> {
    let sources =
        files.iter().map(|(name, text)| Source { name: (*name).to_owned(), bytes: text.as_bytes().to_vec() });
    farrier_codegen::load(sources.collect()).map_err(|problems| problems.to_string())
}

impl Fixture {
    /// The files of the fixture's crate, with these roles.
    ///
    /// # Errors
    /// What is wrong with the fixture, with its name.
    pub fn generate(&self, roles: Roles) -> Result<Files, String> {
        self.generate_with(|settings| settings.roles = roles)
    }

    /// The files of the fixture's crate, with other settings.
    ///
    /// # Errors
    /// As [`generate`](Self::generate).
    pub fn generate_with(&self, change: impl FnOnce(&mut Settings)) -> Result<Files, String> {
        let mut settings = Settings::default();
        settings.crate_name.clone_from(&self.name);
        settings.runtime = RuntimeSource::Workspace;
        change(&mut settings);
        let model = load(&[(&format!("{}.json", self.name), &self.text)])?;
        let generated = generate(&model, &settings).map_err(|error| format!("{}: {error}", self.name))?;
        Ok(generated.files)
    }
}

/// A Cargo workspace of generated crates, below a folder that outlives a run.
#[derive(Debug)]
pub struct Workspace {
    folder: PathBuf,
    written: BTreeSet<PathBuf>,
    members: Vec<String>,
}

impl Workspace {
    /// An empty workspace in this folder.
    #[must_use]
    pub fn new(folder: PathBuf) -> Self {
        Self { folder, written: BTreeSet::new(), members: Vec::new() }
    }

    /// Adds a crate.
    ///
    /// # Errors
    /// A file cannot be written.
    pub fn add(&mut self, name: &str, files: &Files) -> io::Result<()> {
        self.members.push(name.to_owned());
        for (path, text) in files.iter() {
            self.write(&Path::new(name).join(path), text)?;
        }
        Ok(())
    }

    /// Writes the workspace's own files, which take the runtime from `runtime` and locks what Farrier locks, and
    /// removes files of earlier runs.
    ///
    /// # Errors
    /// A file cannot be read or written.
    pub fn finish(&mut self, runtime: &Path) -> io::Result<()> {
        let members: Vec<String> = self.members.iter().map(|member| format!("    {member:?},\n")).collect();
        let manifest = format!(
            "[workspace]\nresolver = \"3\"\nmembers = [\n{}]\n\n[workspace.package]\nedition = \"2024\"\n\
             rust-version = \"1.88\"\nlicense = \"MIT\"\n\n[workspace.dependencies]\n\
             farrier-runtime = {{ path = {:?} }}\n",
            members.concat(),
            runtime.to_string_lossy()
        );
        self.write(Path::new("Cargo.toml"), &manifest)?;
        self.lock()?;
        self.remove_others(&self.folder.clone())
    }

    /// Runs Cargo in the workspace without network, warnings being errors.
    ///
    /// # Errors
    /// Cargo cannot be started.
    pub fn cargo(&self, arguments: &[&str]) -> io::Result<Output> {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut command = Command::new(cargo);
        // What the outer Cargo sets for this test is not meant for the inner one.
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("CARGO_")) {
            if name != "CARGO_HOME" {
                command.env_remove(name);
            }
        }
        command
            .args(arguments)
            .args(["--offline", "--quiet", "--color", "never"])
            .current_dir(&self.folder)
            .env("CARGO_TARGET_DIR", self.folder.join("target"))
            .env("CARGO_INCREMENTAL", "0")
            .env("CARGO_PROFILE_DEV_DEBUG", "0")
            .env("RUSTFLAGS", "-D warnings")
            .env("RUSTDOCFLAGS", "-D warnings")
            .output()
    }

    /// Begins with what Farrier's own workspace locks, whenever that has changed. Cargo takes away what is not needed.
    fn lock(&mut self) -> io::Result<()> {
        let text = fs::read_to_string(root().join("Cargo.lock"))?;
        let unchanged = fs::read_to_string(self.folder.join("Farrier.lock")).is_ok_and(|old| old == text);
        if !unchanged {
            fs::write(self.folder.join("Cargo.lock"), &text)?;
        }
        self.write(Path::new("Farrier.lock"), &text)
    }

    fn write(&mut self, path: &Path, text: &str) -> io::Result<()> {
        let path = self.folder.join(path);
        if !fs::read_to_string(&path).is_ok_and(|old| old == text) {
            if let Some(folder) = path.parent() {
                fs::create_dir_all(folder)?;
            }
            fs::write(&path, text)?;
        }
        self.written.insert(path);
        Ok(())
    }

    fn remove_others(&self, folder: &Path) -> io::Result<()> {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            let own = folder == self.folder && (path.ends_with("target") || path.ends_with("Cargo.lock"));
            if own {
                continue;
            }
            if path.is_dir() {
                self.remove_others(&path)?;
            } else if !self.written.contains(&path) {
                fs::remove_file(&path)?;
            }
        }
        Ok(())
    }
}
