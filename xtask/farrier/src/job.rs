//! One crate to generate: where its models are, how, and where to.
//!
//! Comes in: what `codegen.toml` or the flags say, checked. Goes out: a [`Job`].

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use farrier_codegen::{RuntimeSource, SettingProblem, Settings};
use toml::Table;

use crate::failure::Failure;

/// One crate to generate.
#[derive(Debug, Clone)]
pub struct Job {
    /// The model files, merged in this order.
    pub models: Vec<PathBuf>,
    /// The folder of the crate.
    pub out: PathBuf,
    /// How it is generated.
    pub settings: Settings,
    /// Where the settings stand; nowhere those that flags give.
    pub places: Places,
}

/// The places, `file:line:column`, of settings and of single entries of them.
pub type Places = BTreeMap<(&'static str, Option<String>), String>;

impl Job {
    /// A mistake in the settings as text, with its place.
    pub fn problem(&self, problem: &SettingProblem) -> Failure {
        let SettingProblem { setting, entry, .. } = problem;
        let place =
            self.places.get(&(*setting, entry.clone())).or_else(|| self.places.get(&(*setting, None)));
        let place = place.cloned().unwrap_or_else(|| self.settings.crate_name.clone());
        Failure::new(format!("{place}: {problem}"))
    }
}

/// Reads `vendor`, `workspace`, `path=…`, `git=…` or `version=…`. A relative path counts from `base`, and becomes
/// relative to the crate's folder `out`.
///
/// # Errors
/// A sentence that says what is wrong, and how it is written.
pub fn runtime_source(text: &str, base: &Path, out: &Path) -> Result<RuntimeSource, String> {
    match text.split_once('=') {
        None if text == "vendor" => Ok(RuntimeSource::Vendored),
        None if text == "workspace" => Ok(RuntimeSource::Workspace),
        Some(("path", path)) => local_runtime(Path::new(path), base, out).map(RuntimeSource::Path),
        Some(("git", source)) => git_runtime(source),
        Some(("version", version)) => match semver::VersionReq::parse(version) {
            Ok(_) => Ok(RuntimeSource::Version(version.to_owned())),
            Err(error) => Err(format!("{version:?} is no version requirement: {error}")),
        },
        _ => Err(format!(
            "{text:?} is no source of the runtime: write vendor, workspace, path=FOLDER, git=URL, git=URL#REVISION or \
             version=REQUIREMENT"
        )),
    }
}

fn git_runtime(source: &str) -> Result<RuntimeSource, String> {
    let (url, rev) = match source.split_once('#') {
        Some((url, rev)) => (url, Some(rev.to_owned())),
        None => (source, None),
    };
    let plain =
        |text: &str| !text.is_empty() && !text.contains(['"', '\\']) && !text.contains(char::is_whitespace);
    if !plain(url) || !rev.as_deref().is_none_or(plain) {
        return Err(format!("{source:?} is no Git source: write git=URL or git=URL#REVISION"));
    }
    Ok(RuntimeSource::Git { url: url.to_owned(), rev })
}

/// The path of the runtime's package as the crate's manifest gives it.
fn local_runtime(path: &Path, base: &Path, out: &Path) -> Result<String, String> {
    let folder = base.join(path);
    let manifest = folder.join("Cargo.toml");
    let text = std::fs::read_to_string(&manifest)
        .map_err(|error| format!("cannot read {}: {error}", manifest.display()))?;
    let package = text
        .parse::<Table>()
        .ok()
        .and_then(|table| table.get("package")?.get("name")?.as_str().map(str::to_owned));
    if package.as_deref() != Some("farrier-runtime") {
        return Err(format!("{} is not the manifest of farrier-runtime", manifest.display()));
    }
    let real =
        folder.canonicalize().map_err(|error| format!("cannot resolve {}: {error}", folder.display()))?;
    let relative = if path.is_absolute() { None } else { pathdiff::diff_paths(&real, out) };
    let written = relative.unwrap_or(real);
    let text = written.to_str().ok_or_else(|| format!("{} is not valid UTF-8", written.display()))?;
    Ok(text.replace('\\', "/"))
}

/// Checks the name of a Cargo package.
///
/// # Errors
/// A sentence that says what is wrong.
pub fn check_package_name(name: &str) -> Result<(), String> {
    let starts = name.chars().next().is_some_and(|first| first.is_ascii_alphabetic());
    let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
    if starts && plain && !RESERVED.split_whitespace().any(|word| word == name) {
        return Ok(());
    }
    Err(format!(
        "{name:?} cannot be the name of a crate: it takes ASCII letters, digits, `-` and `_`, a letter first, and no \
         word that Rust has taken"
    ))
}

/// The name of the crate for a model in the file `model`: the file's name up to its first dot.
pub fn package_name(model: &Path) -> String {
    let file = model.file_name().map(|name| name.to_string_lossy().to_ascii_lowercase()).unwrap_or_default();
    let stem = file.split('.').find(|part| !part.is_empty()).unwrap_or_default();
    let plain: String =
        stem.chars().map(|c| if c.is_ascii_alphanumeric() || c == '_' { c } else { '-' }).collect();
    let name = plain.trim_matches('-').to_owned();
    if check_package_name(&name).is_ok() {
        name
    } else {
        format!("service-{name}").trim_end_matches('-').to_owned()
    }
}

/// Names with which Cargo or Rust do something else.
const RESERVED: &str = "
    abstract alloc as async await become box break build const continue core crate deps do dyn
    else enum examples extern false farrier-runtime farrier_runtime final fn for gen if impl in
    incremental let loop macro match mod move mut override priv proc_macro pub ref return self
    static std struct super test trait true try type typeof unsafe unsized use virtual where
    while yield
";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crate_is_named_after_the_file_of_its_model() {
        for (file, name) in [
            ("models/iottwinmaker.json", "iottwinmaker"),
            ("API.smithy.json", "api"),
            ("acm-pca.json", "acm-pca"),
            ("my model (2).json", "my-model--2"),
            ("2020.json", "service-2020"),
            ("test.json", "service-test"),
            (".json", "json"),
            ("é.json", "service"),
        ] {
            assert_eq!(package_name(Path::new(file)), name);
            assert_eq!(check_package_name(name), Ok(()));
        }
    }

    #[test]
    fn every_source_of_the_runtime_is_read() {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let read = |text| runtime_source(text, here, &here.join("../../generated/x"));
        let git =
            |url: &str, rev: Option<&str>| RuntimeSource::Git { url: url.into(), rev: rev.map(Into::into) };
        assert_eq!(read("vendor"), Ok(RuntimeSource::Vendored));
        assert_eq!(read("git=https://example.com/f"), Ok(git("https://example.com/f", None)));
        assert_eq!(read("git=https://example.com/f#v1"), Ok(git("https://example.com/f", Some("v1"))));
        assert_eq!(read("version=0.1"), Ok(RuntimeSource::Version("0.1".into())));
        for wrong in
            ["", "vendored", "path=nowhere", "path=.", "git=", "git=a b", "git=x#", "version=new", "url=x"]
        {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_relative_path_to_the_runtime_counts_from_the_crate_afterwards() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).expect("the workspace");
        let read = |path: String| runtime_source(&path, root, &root.join("generated/x"));
        assert_eq!(read("path=runtime".into()), Ok(RuntimeSource::Path("../../runtime".into())));
        let absolute = root.join("runtime").display().to_string();
        assert_eq!(read(format!("path={absolute}")), Ok(RuntimeSource::Path(absolute)));
    }
}
