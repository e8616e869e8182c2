//! What a caller may decide about one generated crate.
//!
//! Comes in: the values of a `[[crate]]` table in `codegen.toml`, or of command-line flags. Goes out: plain data
//! that the stages read. Always holds: settings name no file of the model and do no I/O; the same model with
//! equal settings gives the same bytes.

use std::collections::BTreeMap;
use std::fmt;

/// How one crate is generated from a model.
///
/// Made from [`Settings::default`] and changed field by field:
///
/// ```
/// let mut settings = farrier_codegen::Settings::default();
/// settings.crate_name = "weather".to_owned();
/// settings.operations = Some(vec!["GetForecast".to_owned()]);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Settings {
    /// Name of the Cargo package, for example `farrier-iottwinmaker`.
    pub crate_name: String,
    /// Version of the Cargo package, for example `0.1.0`.
    pub crate_version: String,
    /// The service to generate: its shape ID (`com.example#Weather`), or its name alone where only one service has
    /// it. `None`: the model's only service, or types only where the model has none.
    pub service: Option<String>,
    /// The operations to keep, by name or by shape ID; the model is pruned to their closure. `None`: all.
    pub operations: Option<Vec<String>>,
    /// The sides of the service that are generated.
    pub roles: Roles,
    /// Paths of traits that every structure, union and enum derives beside its own, such as `Eq` or `std::hash::Hash`.
    pub derives: Vec<String>,
    /// The same for single shapes, by name or shape ID.
    pub shape_derives: BTreeMap<String, Vec<String>>,
    /// Rust names of shapes, by name or shape ID, in place of those made from the model.
    pub rename: BTreeMap<String, String>,
    /// Types of somebody's own in place of shapes, by name or shape ID: paths such as `units::Id`, or `crate::Id` in a
    /// module. Such a type is all that the runtime asks of a shape: `SerializableShape`, `DeserializableShape` and
    /// `Validate`, by hand or by the runtime's macro `shape_as!`, with `Clone`, `Debug` and `PartialEq`, and `MapKey` for a
    /// map's keys. What the model asks of the shape's values (`length`, `pattern` and the like) is then the type's to keep,
    /// and waiters, pages and pages' items that would have to look into it are left out.
    pub shape_types: BTreeMap<String, String>,
    /// Further dependencies of the crate, which derives and types in place of shapes may need: for each package the value
    /// as `Cargo.toml` has it, such as `"1"` or `{ path = "../types" }`.
    pub dependencies: BTreeMap<String, String>,
    /// How much of the model's documentation becomes the crate's.
    pub docs: Docs,
    /// Whether the crate has a feature `serde`, under which each of its types implements `Serialize` and `Deserialize` with
    /// its names on the wire, in the way of the runtime's module `serde_bridge`. A module has that where the runtime has
    /// the feature.
    pub serde: bool,
    /// Whether the crate has tests: one for each case of the model's protocol test traits
    /// (`smithy.test#httpRequestTests` and its like), and round trips of every shape.
    pub protocol_tests: bool,
    /// The path of the module that the files are, such as `weather` or `api::weather`, where they are not a crate but
    /// part of one: they begin with `mod.rs` and have no manifest; client and server are there where the runtime has
    /// them.
    pub module: Option<String>,
    /// Where the crate finds `farrier-runtime`; a module's crate says that itself.
    pub runtime: RuntimeSource,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            crate_name: "service".to_owned(),
            crate_version: "0.1.0".to_owned(),
            service: None,
            operations: None,
            derives: Vec::new(),
            shape_derives: BTreeMap::new(),
            rename: BTreeMap::new(),
            shape_types: BTreeMap::new(),
            dependencies: BTreeMap::new(),
            docs: Docs::default(),
            serde: false,
            roles: Roles::default(),
            protocol_tests: false,
            module: None,
            runtime: RuntimeSource::default(),
        }
    }
}

/// What a setting asks for and cannot be had: a mistake in it, or something that the model does not have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingProblem {
    /// The setting as `codegen.toml` has it: `rename`.
    pub setting: &'static str,
    /// Which of its entries, where it has several: a key of a table, an element of a list.
    pub entry: Option<String>,
    /// What is wrong, with the mend.
    pub message: String,
}

impl SettingProblem {
    pub(crate) fn new(setting: &'static str, message: impl Into<String>) -> Self {
        Self { setting, entry: None, message: message.into() }
    }

    pub(crate) fn at(setting: &'static str, entry: &str, message: impl Into<String>) -> Self {
        Self { setting, entry: Some(entry.to_owned()), message: message.into() }
    }
}

impl fmt::Display for SettingProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`: {}", self.setting, self.message)
    }
}

impl std::error::Error for SettingProblem {}

/// All that is found wrong with the settings of a crate: at least one problem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingProblems(Vec<SettingProblem>);

impl SettingProblems {
    /// The problems, in the order in which they were found.
    pub fn iter(&self) -> std::slice::Iter<'_, SettingProblem> {
        self.0.iter()
    }
}

impl fmt::Display for SettingProblems {
    /// A line for each problem.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.iter().enumerate() {
            let line = if index == 0 { "" } else { "\n" };
            write!(f, "{line}{problem}")?;
        }
        Ok(())
    }
}

impl std::error::Error for SettingProblems {}

/// Gathers problems, so that all of them are told at once.
#[derive(Default)]
pub(crate) struct Mistakes(Vec<SettingProblem>);

impl Mistakes {
    /// The value, where there is no problem.
    pub(crate) fn gather<T>(&mut self, result: Result<T, SettingProblem>) -> Option<T> {
        result.map_err(|problem| self.0.push(problem)).ok()
    }

    pub(crate) fn add(&mut self, problem: SettingProblem) {
        self.0.push(problem);
    }

    /// Goes on where there is none.
    ///
    /// # Errors
    /// What was gathered.
    pub(crate) fn none(&mut self) -> Result<(), SettingProblems> {
        if self.0.is_empty() { Ok(()) } else { Err(SettingProblems(std::mem::take(&mut self.0))) }
    }
}

/// How much of the model's documentation becomes the crate's. What Farrier itself writes, such as constraints, methods and
/// URIs, is always there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Docs {
    /// All of it.
    #[default]
    All,
    /// The first paragraph of each text.
    Summary,
    /// None of it.
    None,
}

/// The sides of a service that are generated; types and validators are generated for every choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Roles {
    /// Code that encodes requests and decodes responses.
    pub client: bool,
    /// Code that decodes requests and encodes responses.
    pub server: bool,
}

impl Default for Roles {
    /// Both sides.
    fn default() -> Self {
        Self { client: true, server: true }
    }
}

/// Where a generated crate finds `farrier-runtime`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum RuntimeSource {
    /// The runtime's source lies in `runtime` inside the crate; whoever writes the crate puts it there.
    #[default]
    Vendored,
    /// A path as Cargo reads it: absolute, or relative to the crate's folder, separated by `/`.
    Path(String),
    /// A Git repository, and the commit, tag or branch to take from it.
    Git {
        /// The repository's URL.
        url: String,
        /// What Cargo's `rev` takes; `None`: the default branch.
        rev: Option<String>,
    },
    /// A version requirement for the crates registry, such as `0.1`.
    Version(String),
    /// Inherited from the workspace: `farrier-runtime = { workspace = true }`.
    Workspace,
}
