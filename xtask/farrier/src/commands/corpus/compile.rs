//! Checks the crates of a workspace with warnings denied.
//!
//! Comes in: a workspace, and the crates to check. Goes out: whether each compiled, what the compiler said, and how long
//! it took. Always holds: only what Cargo reports as compiled passes.

use std::collections::BTreeMap;
use std::fs;
use std::io::BufRead as _;
use std::path::Path;
use std::process::{Child, Command, ExitCode, Stdio};
use std::time::Instant;

use serde::Deserialize;

use super::generate::Model;
use super::report::{Compilation, Compiled, Row};
use crate::failure::Failure;
use crate::scratch::Scratch;

/// Which crates to check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Selection {
    All,
    /// So many, evenly spread from the smallest to the largest.
    Number(usize),
    Names(Vec<String>),
}

/// Reads `all`, a number or names.
pub(super) fn selection(text: &str) -> Result<Selection, String> {
    if text == "all" {
        return Ok(Selection::All);
    }
    if let Ok(number) = text.parse() {
        return if number == 0 { Err("the number is 0".to_owned()) } else { Ok(Selection::Number(number)) };
    }
    let names: Vec<String> = text.split(',').map(|name| name.trim().to_owned()).collect();
    match names.iter().any(String::is_empty) {
        true => Err("write all, a number, or names of models with commas between them".to_owned()),
        false => Ok(Selection::Names(names)),
    }
}

impl Selection {
    /// Whether there are models of the chosen names.
    pub(super) fn check(&self, models: &[Model]) -> Result<(), Failure> {
        let Self::Names(names) = self else { return Ok(()) };
        match names.iter().find(|name| models.iter().all(|model| model.name != **name)) {
            Some(unknown) => Err(Failure::new(format!("--compile: there is no model `{unknown}`"))),
            None => Ok(()),
        }
    }

    /// The names of the crates to check. A chosen one that was not generated is left to the models' failures.
    pub(super) fn choose(&self, models: &[Row]) -> Vec<String> {
        let generated: Vec<&Row> = models.iter().filter(|model| model.failure.is_none()).collect();
        let name = |row: &&Row| row.name.clone();
        match self {
            Self::All => generated.iter().map(name).collect(),
            Self::Number(number) => {
                let count = (*number).min(generated.len());
                // The models are sorted by size.
                let place =
                    |index: usize| index * generated.len().saturating_sub(1) / count.max(2).saturating_sub(1);
                (0..count).filter_map(|index| generated.get(place(index)).map(name)).collect()
            }
            Self::Names(names) => generated.iter().map(name).filter(|name| names.contains(name)).collect(),
        }
    }
}

/// What Cargo writes, a JSON object a line.
#[derive(Deserialize)]
struct Line {
    reason: String,
    manifest_path: Option<String>,
    message: Option<Message>,
    /// Whether nothing had to be compiled.
    fresh: Option<bool>,
}

/// What the compiler says.
#[derive(Deserialize)]
struct Message {
    rendered: Option<String>,
}

/// Checks crates of the workspace.
pub(super) fn check(
    scratch: &Scratch,
    target: &Path,
    names: &[String],
    jobs: usize,
) -> Result<Compilation, Failure> {
    let times = target.join("times");
    // Those of earlier runs stay, for crates that are up to date.
    fs::create_dir_all(&times).map_err(|error| Failure::io("create", &times, &error))?;
    let mut crates: BTreeMap<&str, Compiled> = names
        .iter()
        .map(|name| (name.as_str(), Compiled { name: name.clone(), ..Compiled::default() }))
        .collect();
    let started = Instant::now();
    let mut child = cargo(scratch, target, &times, names, jobs)?;
    let mut done = 0;
    for line in child.stdout.take().into_iter().flat_map(|out| std::io::BufReader::new(out).lines()) {
        let Some(line) = line.ok().and_then(|line| serde_json::from_str::<Line>(&line).ok()) else {
            continue;
        };
        let name = line.manifest_path.as_deref().and_then(package).unwrap_or_default();
        let Some(compiled) = crates.get_mut(name) else { continue };
        match (line.reason.as_str(), line.message) {
            ("compiler-artifact", _) => {
                compiled.passed = true;
                done += 1;
                compiled.seconds = seconds(&times, name);
                let took = compiled.seconds.map_or(String::new(), |seconds| format!(", {seconds:.2} s"));
                let before = if line.fresh == Some(true) { " in an earlier run" } else { "" };
                eprintln!("checked {done} of {}: {name}{took}{before}", names.len());
            }
            (_, Some(message)) => compiled.messages.extend(message.rendered),
            _ => {}
        }
    }
    let status = child.wait().map_err(|error| Failure::new(format!("cannot wait for cargo: {error}")))?;
    let crates: Vec<Compiled> = crates.into_values().collect();
    let failed = crates.iter().any(|compiled| !compiled.passed);
    let failure = (!status.success() && !failed).then(|| format!("cargo check failed: {status}"));
    Ok(Compilation { seconds: started.elapsed().as_secs_f64(), crates, failure })
}

/// Starts Cargo; its own progress and errors go to stderr.
fn cargo(
    scratch: &Scratch,
    target: &Path,
    times: &Path,
    names: &[String],
    jobs: usize,
) -> Result<Child, Failure> {
    let absolute =
        |path: &Path| std::path::absolute(path).map_err(|error| Failure::io("resolve", path, &error));
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(["check", "--quiet", "--keep-going", "--message-format=json", "--jobs", &jobs.to_string()]);
    command.args(names.iter().flat_map(|name| ["--package", name]));
    command
        .current_dir(scratch.folder())
        .env("CARGO_TARGET_DIR", absolute(target)?)
        .env("RUSTFLAGS", "-Dwarnings -Dmissing_docs")
        .env(TIMES, absolute(times)?)
        .stdout(Stdio::piped());
    if let Ok(program) = std::env::current_exe() {
        command.env("RUSTC_WORKSPACE_WRAPPER", program);
    }
    command.spawn().map_err(|error| Failure::new(format!("cannot run cargo: {error}")))
}

/// The crate whose manifest this is: its folder is called as the crate is.
fn package(manifest: &str) -> Option<&str> {
    Path::new(manifest).parent()?.file_name()?.to_str()
}

/// The variable by which Cargo's call of this program is known, in place of the compiler: the folder for the times.
const TIMES: &str = "FARRIER_COMPILE_TIMES";

/// Runs the compiler and notes its time, where Cargo calls this program in the compiler's place.
pub(crate) fn rustc() -> Option<ExitCode> {
    let times = std::env::var_os(TIMES)?;
    let mut arguments = std::env::args_os().skip(1);
    let mut command = Command::new(arguments.next()?);
    let arguments: Vec<_> = arguments.collect();
    let name = arguments.iter().skip_while(|argument| *argument != "--crate-name").nth(1).cloned();
    let started = Instant::now();
    let status = command.args(arguments).status().ok()?;
    if let Some(name) = name {
        // Without the time the crate is reported without one.
        let _ = fs::write(Path::new(&times).join(name), started.elapsed().as_secs_f64().to_string());
    }
    Some(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The time that was noted for a crate.
fn seconds(times: &Path, name: &str) -> Option<f64> {
    fs::read_to_string(times.join(name.replace('-', "_"))).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(text: &str, count: u64) -> Vec<String> {
        let row = |bytes| Row::new(format!("m{bytes}"), String::new(), bytes);
        let models: Vec<Row> = (0..count).map(row).collect();
        selection(text).expect("a selection").choose(&models)
    }

    #[test]
    fn crates_are_chosen_by_number_and_name() {
        assert_eq!(chosen("all", 3), ["m0", "m1", "m2"]);
        assert_eq!(chosen("3", 11), ["m0", "m5", "m10"]);
        assert_eq!(chosen("1", 3), ["m0"]);
        assert_eq!(chosen("9", 2), ["m0", "m1"]);
        assert_eq!(chosen("m2, m1", 3), ["m1", "m2"]);
        assert!(selection("0").is_err() && selection("a,,b").is_err());
        assert!(selection("x").expect("a name").check(&[]).is_err());
    }
}
