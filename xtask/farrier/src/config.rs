//! `codegen.toml`: which models become which crates, and how.
//!
//! Comes in: the file's text. Goes out: one [`Job`] a `[[crate]]` table. Always holds: a problem is one message with
//! `file:line:column` and how to mend it; unknown keys are problems; paths count from the file's folder.

use std::collections::BTreeMap;
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

use farrier_codegen::{Docs, Roles, RuntimeSource, Settings};
use serde::Deserialize;
use toml::{Spanned, Value};

use crate::failure::Failure;
use crate::job::{Job, Places, check_package_name, runtime_source};
use crate::write;

/// Where the file lies, seen from the root of a repository.
pub const FILE: &str = "model/codegen.toml";

/// Finds [`FILE`] in `start` or the nearest folder above it.
///
/// # Errors
/// There is none.
pub fn find(start: &Path) -> Result<PathBuf, Failure> {
    let found = start.ancestors().map(|folder| folder.join(FILE)).find(|file| file.is_file());
    found.ok_or_else(|| {
        Failure::new(format!("there is no {FILE} in {} or above it", start.display()))
            .help("create it, or say what to generate: --model FILE... --out DIR")
    })
}

/// Reads the file at `path`.
///
/// # Errors
/// The first problem of the file.
pub fn read(path: &Path) -> Result<Vec<Job>, Failure> {
    let text = fs::read_to_string(path).map_err(|error| Failure::io("read", path, &error))?;
    let path = &std::path::absolute(path).map_err(|error| Failure::io("resolve", path, &error))?;
    let document = Document { path, folder: path.parent().unwrap_or(Path::new("")), text: &text };
    let file: File = toml::from_str(&text).map_err(|error| document.syntax(&error))?;
    document.jobs(file)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "crate", default)]
    crates: Vec<Entry>,
}

/// One `[[crate]]` table.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Entry {
    name: Spanned<String>,
    version: Option<Spanned<String>>,
    models: Spanned<Vec<Spanned<String>>>,
    out: Spanned<String>,
    service: Option<Spanned<String>>,
    operations: Option<Spanned<Vec<Spanned<String>>>>,
    #[serde(default)]
    derives: Vec<Spanned<String>>,
    #[serde(default)]
    shape_derives: BTreeMap<Spanned<String>, Vec<String>>,
    #[serde(default)]
    rename: BTreeMap<Spanned<String>, String>,
    #[serde(default)]
    shape_types: BTreeMap<Spanned<String>, String>,
    #[serde(default)]
    dependencies: BTreeMap<Spanned<String>, Value>,
    docs: Option<Spanned<String>>,
    roles: Option<Vec<Spanned<String>>>,
    #[serde(default)]
    serde: bool,
    #[serde(default)]
    protocol_tests: bool,
    module: Option<Spanned<String>>,
    runtime: Option<Spanned<String>>,
}

struct Document<'a> {
    path: &'a Path,
    folder: &'a Path,
    text: &'a str,
}

impl Document<'_> {
    fn jobs(&self, file: File) -> Result<Vec<Job>, Failure> {
        let mut jobs: Vec<Job> = Vec::new();
        for entry in file.crates {
            let (name, out) = (entry.name.span(), entry.out.span());
            let job = self.job(entry)?;
            if jobs.iter().any(|other| other.settings.crate_name == job.settings.crate_name) {
                return Err(self
                    .problem(name, format!("two crates are named {:?}", job.settings.crate_name))
                    .help("give each crate its own name"));
            }
            if let Some(other) =
                jobs.iter().find(|o| o.out.starts_with(&job.out) || job.out.starts_with(&o.out))
            {
                let message =
                    format!("the crate lies in the folder of {:?}, or around it", other.settings.crate_name);
                return Err(self.problem(out, message).help("give each crate a folder of its own"));
            }
            jobs.push(job);
        }
        Ok(jobs)
    }

    fn job(&self, entry: Entry) -> Result<Job, Failure> {
        check_package_name(entry.name.get_ref())
            .map_err(|error| self.problem(entry.name.span(), error).help("choose another name"))?;
        let out = self.out(&entry.out)?;
        let places = self.places(&entry);
        let mut settings = Settings::default();
        settings.runtime = self.runtime(entry.runtime.as_ref(), &out)?;
        settings.module = self.module(&entry)?;
        settings.crate_name = entry.name.into_inner();
        if let Some(version) = entry.version {
            semver::Version::parse(version.get_ref()).map_err(|error| {
                self.problem(version.span(), format!("{:?} is no version: {error}", version.get_ref()))
                    .help("write three numbers, such as \"0.1.0\"")
            })?;
            settings.crate_version = version.into_inner();
        }
        settings.service = entry.service.map(|service| self.filled(service)).transpose()?;
        settings.operations = entry.operations.map(|operations| self.operations(operations)).transpose()?;
        settings.roles = entry.roles.map_or(Ok(Roles::default()), |roles| self.roles(&roles))?;
        settings.derives = entry.derives.into_iter().map(Spanned::into_inner).collect();
        settings.shape_derives = unspanned(entry.shape_derives);
        settings.rename = unspanned(entry.rename);
        settings.shape_types = unspanned(entry.shape_types);
        settings.dependencies = self.dependencies(entry.dependencies, &out, settings.module.is_some())?;
        settings.docs = entry.docs.map_or(Ok(Docs::default()), |docs| self.docs(&docs))?;
        settings.serde = entry.serde;
        settings.protocol_tests = entry.protocol_tests;
        Ok(Job { models: self.models(&entry.models)?, out, settings, places })
    }

    /// Where the settings stand that only the model can tell to be mistakes.
    fn places(&self, entry: &Entry) -> Places {
        let mut places = Places::new();
        let mut note = |setting: &'static str, entry: Option<&str>, span: Range<usize>| {
            places.insert((setting, entry.map(str::to_owned)), self.place(span));
        };
        for (setting, value) in [("service", &entry.service), ("module", &entry.module)] {
            if let Some(value) = value {
                note(setting, None, value.span());
            }
        }
        if let Some(operations) = &entry.operations {
            note("operations", None, operations.span());
        }
        let operations = entry.operations.iter().flat_map(|operations| operations.get_ref());
        let lists = operations.map(|name| ("operations", name));
        let lists = lists.chain(entry.derives.iter().map(|path| ("derives", path)));
        let tables = entry.shape_derives.keys().map(|shape| ("shape-derives", shape));
        let tables = tables.chain(entry.rename.keys().map(|shape| ("rename", shape)));
        let tables = tables.chain(entry.shape_types.keys().map(|shape| ("shape-types", shape)));
        lists.chain(tables).for_each(|(setting, value)| note(setting, Some(value.get_ref()), value.span()));
        places
    }

    /// The module that the files are; what only a crate has must not be said of it.
    fn module(&self, entry: &Entry) -> Result<Option<String>, Failure> {
        let Some(module) = &entry.module else { return Ok(None) };
        let spans = [
            ("version", entry.version.as_ref().map(Spanned::span)),
            ("runtime", entry.runtime.as_ref().map(Spanned::span)),
            ("protocol-tests", entry.protocol_tests.then(|| module.span())),
        ];
        match spans.into_iter().find_map(|(key, span)| Some((key, span?))) {
            Some((key, span)) => Err(self
                .problem(span, format!("a module has no `{key}`: that is its crate's"))
                .help("leave one of the two keys out")),
            None => Ok(Some(module.get_ref().clone())),
        }
    }

    fn models(&self, models: &Spanned<Vec<Spanned<String>>>) -> Result<Vec<PathBuf>, Failure> {
        if models.get_ref().is_empty() {
            return Err(self.problem(models.span(), "no model is listed").help("list at least one file"));
        }
        let file = |model: &Spanned<String>| {
            let path = clean(&self.folder.join(model.get_ref()));
            if path.is_file() {
                return Ok(path);
            }
            let what = if path.exists() { "is not a file" } else { "does not exist" };
            Err(self
                .problem(model.span(), format!("the model {} {what}", path.display()))
                .help(format!("paths count from {}", self.shown_folder())))
        };
        models.get_ref().iter().map(file).collect()
    }

    fn out(&self, out: &Spanned<String>) -> Result<PathBuf, Failure> {
        let path = clean(&self.folder.join(out.get_ref()));
        if clean(self.folder).starts_with(&path) {
            return Err(self
                .problem(out.span(), "the crate would lie around this file")
                .help("give the crate a folder of its own, such as \"../generated/NAME\""));
        }
        Ok(path)
    }

    fn runtime(&self, runtime: Option<&Spanned<String>>, out: &Path) -> Result<RuntimeSource, Failure> {
        let Some(runtime) = runtime else { return Ok(RuntimeSource::default()) };
        let out = write::resolve(out)?;
        runtime_source(runtime.get_ref(), self.folder, &out)
            .map_err(|error| self.problem(runtime.span(), error))
    }

    /// Further dependencies as the crate's manifest has them: a path, which counts from this file's folder, counts from
    /// the crate's there.
    fn dependencies(
        &self,
        entries: BTreeMap<Spanned<String>, Value>,
        out: &Path,
        is_module: bool,
    ) -> Result<BTreeMap<String, String>, Failure> {
        let out = write::resolve(out)?;
        let mut dependencies = BTreeMap::new();
        for (name, mut value) in entries {
            let problem = |message: String| self.problem(name.span(), message);
            if is_module {
                return Err(problem("a module has no dependencies: they are its crate's".to_owned())
                    .help("add them to that crate's Cargo.toml"));
            }
            if !(value.is_str() || value.is_table()) || name.get_ref() == "farrier-runtime" {
                return Err(problem(format!("{:?} is no further dependency", name.get_ref()))
                    .help("write a package and its version, or a table as Cargo.toml has it"));
            }
            check_package_name(name.get_ref()).map_err(problem)?;
            if let Some(Value::String(path)) = value.get_mut("path") {
                let folder = write::resolve(&self.folder.join(&*path))?;
                let relative = pathdiff::diff_paths(&folder, &out).unwrap_or(folder);
                *path = relative.display().to_string().replace('\\', "/");
            }
            dependencies.insert(name.into_inner(), value.to_string());
        }
        Ok(dependencies)
    }

    fn operations(&self, operations: Spanned<Vec<Spanned<String>>>) -> Result<Vec<String>, Failure> {
        if operations.get_ref().is_empty() {
            return Err(self
                .problem(operations.span(), "no operation is listed")
                .help("leave the key out to keep all operations"));
        }
        operations.into_inner().into_iter().map(|operation| self.filled(operation)).collect()
    }

    fn roles(&self, roles: &[Spanned<String>]) -> Result<Roles, Failure> {
        let mut chosen = Roles { client: false, server: false };
        for role in roles {
            match role.get_ref().as_str() {
                "client" => chosen.client = true,
                "server" => chosen.server = true,
                other => {
                    return Err(self
                        .problem(role.span(), format!("{other:?} is no role"))
                        .help("write \"client\" or \"server\""));
                }
            }
        }
        Ok(chosen)
    }

    fn docs(&self, docs: &Spanned<String>) -> Result<Docs, Failure> {
        match docs.get_ref().as_str() {
            "all" => Ok(Docs::All),
            "summary" => Ok(Docs::Summary),
            "none" => Ok(Docs::None),
            other => Err(self
                .problem(docs.span(), format!("{other:?} is no choice of documentation"))
                .help("write \"all\", \"summary\" or \"none\"")),
        }
    }

    fn filled(&self, text: Spanned<String>) -> Result<String, Failure> {
        if text.get_ref().trim().is_empty() {
            return Err(self.problem(text.span(), "the name is empty").help("write a shape's name or ID"));
        }
        Ok(text.into_inner())
    }

    fn syntax(&self, error: &toml::de::Error) -> Failure {
        let message =
            error.message().replace("unknown field", "unknown key").replace("missing field", "missing key");
        let failure = self.problem(error.span().unwrap_or(0..0), message.clone());
        if message.starts_with("unknown key") {
            failure.help("remove the key, or spell it as one of those")
        } else if message.starts_with("missing key") {
            failure.help("add the key to the table that starts here")
        } else if message.starts_with("invalid type: map, expected a sequence")
            && self.text.get(error.span().unwrap_or(0..0)).is_some_and(|text| text.starts_with('['))
        {
            failure.help("write the table's name in two brackets, as `[[crate]]`: there may be several")
        } else if message.starts_with("invalid type") {
            failure.help("write a value of the expected type")
        } else {
            failure.help("correct the TOML")
        }
    }

    fn problem(&self, span: Range<usize>, message: impl std::fmt::Display) -> Failure {
        Failure::new(format!("{}: {message}", self.place(span)))
    }

    /// `file:line:column`.
    fn place(&self, span: Range<usize>) -> String {
        let before = self.text.get(..span.start).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        let column = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
        format!("{}:{line}:{column}", shown(self.path).display())
    }

    fn shown_folder(&self) -> String {
        shown(self.folder).display().to_string()
    }
}

fn unspanned<T>(table: BTreeMap<Spanned<String>, T>) -> BTreeMap<String, T> {
    table.into_iter().map(|(key, value)| (key.into_inner(), value)).collect()
}

/// `path` as it is shown to the user: relative where it lies below the current folder.
pub(crate) fn shown(path: &Path) -> PathBuf {
    let relative =
        std::env::current_dir().ok().and_then(|current| Some(path.strip_prefix(current).ok()?.to_owned()));
    relative.filter(|relative| !relative.as_os_str().is_empty()).unwrap_or_else(|| path.to_owned())
}

/// `path` without `.` and, as far as the names before it go, without `..`; nothing is asked of the file system.
fn clean(path: &Path) -> PathBuf {
    use std::path::Component;
    let mut clean = PathBuf::new();
    for part in path.components() {
        match (part, clean.components().next_back()) {
            (Component::CurDir, _) => {}
            (Component::ParentDir, Some(Component::Normal(_))) => {
                clean.pop();
            }
            (part, _) => clean.push(part),
        }
    }
    clean
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads `text` from a folder that has the models `a.json` and `b.json`.
    fn parse(text: &str) -> Result<Vec<Job>, String> {
        let root = tempfile::TempDir::new().expect("a folder");
        let folder = root.path().canonicalize().expect("a path").join("model");
        fs::create_dir(&folder).expect("a folder");
        for (name, text) in [("codegen.toml", text), ("a.json", "{}"), ("b.json", "{}")] {
            fs::write(folder.join(name), text).expect("a file");
        }
        let shown = |failure: Failure| failure.to_string().replace(&format!("{}/", folder.display()), "");
        let jobs = read(&folder.join("codegen.toml")).map_err(shown)?;
        let below =
            |path: &PathBuf| path.strip_prefix(folder.parent().expect("a parent")).expect("below").to_owned();
        let relative =
            |job: Job| Job { models: job.models.iter().map(below).collect(), out: below(&job.out), ..job };
        Ok(jobs.into_iter().map(relative).collect())
    }

    const MINIMAL: &str = "[[crate]]\nname = \"a\"\nmodels = [\"a.json\"]\nout = \"../generated/a\"\n";

    fn problem(more: &str) -> String {
        parse(&format!("{MINIMAL}{more}")).expect_err("a problem")
    }

    #[test]
    fn a_table_needs_name_models_and_folder_only() {
        let jobs = parse(MINIMAL).expect("a job");
        let mut settings = Settings::default();
        settings.crate_name = "a".to_owned();
        assert_eq!(jobs.len(), 1);
        assert_eq!(jobs[0].settings, settings);
        assert_eq!(jobs[0].models, [Path::new("model/a.json")]);
        assert_eq!(jobs[0].out, Path::new("generated/a"));
    }

    #[test]
    fn every_key_reaches_the_settings() {
        let jobs = parse(
            r#"
            [[crate]]
            name = "both"
            version = "1.2.3"
            models = ["a.json", "b.json"]
            out = "../generated/both"
            service = "x#S"
            operations = ["A", "x#B"]
            roles = ["server"]
            derives = ["Eq"]
            shape-derives = { A = ["std::hash::Hash"] }
            rename = { "x#A" = "Apple" }
            docs = "summary"
            serde = true
            protocol-tests = true
            runtime = "workspace"
            "#,
        )
        .expect("a job");
        let mut settings = Settings::default();
        settings.crate_name = "both".to_owned();
        settings.crate_version = "1.2.3".to_owned();
        settings.service = Some("x#S".to_owned());
        settings.operations = Some(vec!["A".to_owned(), "x#B".to_owned()]);
        settings.roles = Roles { client: false, server: true };
        settings.derives = vec!["Eq".to_owned()];
        settings.shape_derives = [("A".to_owned(), vec!["std::hash::Hash".to_owned()])].into();
        settings.rename = [("x#A".to_owned(), "Apple".to_owned())].into();
        settings.docs = Docs::Summary;
        settings.serde = true;
        settings.protocol_tests = true;
        settings.runtime = RuntimeSource::Workspace;
        assert_eq!(jobs[0].settings, settings);
        assert_eq!(jobs[0].models.len(), 2);
    }

    #[test]
    fn a_file_without_crates_is_fine() {
        assert!(parse("# nothing yet\n").expect("no jobs").is_empty());
    }

    #[test]
    fn a_crate_in_one_bracket_is_told_how_it_is_written() {
        let text = parse("[crate]\nname = \"a\"\n").expect_err("a problem").to_string();
        assert!(text.starts_with("codegen.toml:1:1: ") && text.contains("`[[crate]]`"), "{text}");
    }

    #[test]
    fn problems_say_where_what_and_how_to_mend() {
        for (more, start, part) in [
            ("operation = [\"A\"]\n", "codegen.toml:5:1: unknown key `operation`", "`operations`"),
            ("operations = \"A\"\n", "codegen.toml:5:14: invalid type", "expected a sequence"),
            ("operations = []\n", "codegen.toml:5:14: no operation", "leave the key out"),
            ("operations = [\"A\", \" \"]\n", "codegen.toml:5:20: the name is empty", "help: "),
            ("roles = [\"client\", \"clinet\"]\n", "codegen.toml:5:20: \"clinet\" is no role", "\"server\""),
            ("docs = \"some\"\n", "codegen.toml:5:8: \"some\" is no choice", "\"summary\""),
            ("derives = \"Eq\"\n", "codegen.toml:5:11: invalid type", "expected a sequence"),
            ("serde = \"yes\"\n", "codegen.toml:5:9: invalid type", "boolean"),
            ("protocol-tests = 1\n", "codegen.toml:5:18: invalid type", "boolean"),
            ("runtime = \"vendored\"\n", "codegen.toml:5:11: \"vendored\" is no source", "vendor"),
            ("version = \"1\"\n", "codegen.toml:5:11: \"1\" is no version", "0.1.0"),
            ("name = \"b\"\n", "codegen.toml:5:1: duplicate key", "help: "),
            ("[[crate]\n", "codegen.toml:5:9: ", "help: "),
            ("[[crate]]\nname = \"b\"\n", "codegen.toml:5:1: missing key", "help: add"),
        ] {
            let text = problem(more);
            assert!(text.starts_with(start) && text.contains(part), "{more}: {text}");
        }
    }

    #[test]
    fn files_names_and_folders_are_checked() {
        let missing = parse(&MINIMAL.replace("a.json", "é.json")).expect_err("no such model");
        assert!(missing.starts_with("codegen.toml:3:11: the model "), "{missing}");
        assert!(missing.contains("does not exist"), "{missing}");
        let folder = parse(&MINIMAL.replace("a.json", ".")).expect_err("a folder");
        assert!(folder.contains("is not a file"), "{folder}");
        let name = parse(&MINIMAL.replace("\"a\"", "\"a b\"")).expect_err("no name");
        assert!(name.starts_with("codegen.toml:2:8: "), "{name}");
        let around = parse(&MINIMAL.replace("../generated/a", "..")).expect_err("around the file");
        assert!(around.starts_with("codegen.toml:4:7: "), "{around}");
        let second = |name, out| {
            problem(&format!("[[crate]]\nname = \"{name}\"\nmodels = [\"b.json\"]\nout = \"{out}\"\n"))
        };
        assert!(second("a", "../generated/b").starts_with("codegen.toml:6:8: two crates"));
        assert!(second("b", "../generated/x/../a/b").starts_with("codegen.toml:8:7: the crate lies in"));
    }
}
