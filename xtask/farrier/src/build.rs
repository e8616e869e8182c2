//! Generation by a build script: a module in Cargo's `OUT_DIR`, where the source tree is to hold no generated code.
//!
//! Comes in: model files, by paths from the package's root, and settings. Goes out: the module's files, and what Cargo
//! is to know: what to watch, warnings, and problems as errors of the build. Always holds: files that stay as they were
//! keep their modification times.
//!
//! ```text
//! // build.rs; Cargo.toml has `farrier` among its build-dependencies, with `default-features = false`.
//! fn main() {
//!     farrier::build::Module::new("weather").model("model/weather.json").generate();
//! }
//! ```
//!
//! ```text
//! // src/lib.rs; Cargo.toml has `farrier-runtime` among its dependencies.
//! farrier_runtime::include_module!("weather");
//! ```
//!
//! The features of `farrier-runtime` decide what of the module there is: the client with `client`, the server with
//! `server`, both over the codec of the model's protocol (`json`, `cbor`, `xml`, `query`). What else a model needs, such
//! as `pagination` or `event-stream`, its module says in its documentation.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use farrier_codegen::smithy::{self, Problems, Severity, Source};
use farrier_codegen::{Files, Generated, SettingProblems, Settings};

use crate::failure::Failure;
use crate::write;

/// A module that a build script generates.
#[derive(Debug, Clone)]
pub struct Module {
    name: String,
    models: Vec<PathBuf>,
    settings: Settings,
}

impl Module {
    /// A module of this name, which `include_module!` puts at the crate's root.
    #[must_use]
    pub fn new(name: &str) -> Self {
        let mut settings = Settings::default();
        settings.module = Some(name.to_owned());
        Self { name: name.to_owned(), models: Vec::new(), settings }
    }

    /// The same for an `include_module!` that stands in another module: `inside("api")` for `crate::api`.
    #[must_use]
    pub fn inside(mut self, parent: &str) -> Self {
        self.settings.module = Some(format!("{parent}::{}", self.name));
        self
    }

    /// Adds a model: a Smithy JSON AST, by its path from the package's root. Several are merged into one.
    #[must_use]
    pub fn model(mut self, path: impl Into<PathBuf>) -> Self {
        self.models.push(path.into());
        self
    }

    /// Changes settings: which operations, which roles, names, derives.
    #[must_use]
    pub fn settings(mut self, change: impl FnOnce(&mut Settings)) -> Self {
        change(&mut self.settings);
        self
    }

    /// Generates the module into Cargo's `OUT_DIR`. What is wrong becomes an error of the build, with its place.
    pub fn generate(self) {
        if let Err(messages) = self.write() {
            messages.iter().for_each(|message| tell("error", message));
        }
    }

    fn write(&self) -> Result<(), Vec<String>> {
        let failed = |failure: Failure| vec![failure.to_string()];
        let out = env::var_os("OUT_DIR").map(PathBuf::from);
        let out = out.ok_or_else(|| vec!["there is no OUT_DIR: this is for build scripts".to_owned()])?;
        let sources = self.models.iter().map(|path| read(path)).collect::<Result<_, _>>().map_err(failed)?;
        let files = self.files(sources)?;
        let folder = out.join(&self.name);
        write::apply(&folder, &files).map_err(failed)?;
        let declaration =
            format!("#[path = {:?}]\npub mod {};\n", folder.join("mod.rs").display().to_string(), self.name);
        let path = out.join(format!("{}.rs", self.name));
        if fs::read_to_string(&path).is_ok_and(|text| text == declaration) {
            return Ok(());
        }
        fs::write(&path, declaration).map_err(|error| failed(Failure::io("write", &path, &error)))
    }

    fn files(&self, sources: Vec<Source>) -> Result<Files, Vec<String>> {
        if sources.is_empty() {
            return Err(vec![format!("the module `{}` has no model: add one with `model`", self.name)]);
        }
        let model =
            farrier_codegen::load(sources).map_err(|problems| one_by_one(&problems, Severity::Error))?;
        for warning in
            model.warnings().into_iter().flat_map(|problems| one_by_one(problems, Severity::Warning))
        {
            tell("warning", &warning);
        }
        let generated = farrier_codegen::generate(&model, &self.settings);
        let texts = |problems: SettingProblems| problems.iter().map(ToString::to_string).collect();
        generated.map(|Generated { files, .. }| files).map_err(texts)
    }
}

fn read(path: &Path) -> Result<Source, Failure> {
    println!("cargo::rerun-if-changed={}", path.display());
    let bytes = fs::read(path).map_err(|error| {
        Failure::io("read the model", path, &error).help("its path counts from the package's root")
    })?;
    Ok(Source { name: path.display().to_string(), bytes })
}

/// The problems of one severity, each as a text of its own.
fn one_by_one(problems: &Problems, severity: Severity) -> Vec<String> {
    let lines = smithy::diagnostic::lines(problems).into_iter();
    lines.filter(|(kind, _)| *kind == severity).map(|(_, line)| line).collect()
}

/// Says something to whoever builds, each line by itself, as Cargo takes them.
fn tell(kind: &str, text: &str) {
    text.lines().filter(|line| !line.is_empty()).for_each(|line| println!("cargo::{kind}={line}"));
}
