//! `codegen`: generates the crates that `codegen.toml` lists, or one crate from the flags.
//!
//! Comes in: the flags. Goes out: crates on disk, or with `--check` a diff. Always holds: every crate is
//! generated and compared before the first is written, so that a problem in any of them leaves all as they were.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::{ArgAction, Parser};
use farrier_codegen::smithy::Source;
use farrier_codegen::{Files, Roles, RuntimeSource, Settings, Summary};

use crate::check;
use crate::config;
use crate::failure::Failure;
use crate::hint;
use crate::job::{Job, Places, check_package_name, package_name, runtime_source};
use crate::runtime;
use crate::write::{self, Outcome, Plan};

/// Generates the crates that model/codegen.toml lists, or one crate from --model to --out.
#[derive(Debug, Parser)]
pub struct Args {
    /// Write nothing; exit 1 with a diff where a generated file is changed, missing or orphaned.
    #[arg(long)]
    check: bool,
    /// The list of crates [default: model/codegen.toml here or in a folder above].
    #[arg(long, value_name = "FILE", conflicts_with = "model")]
    config: Option<PathBuf>,
    /// Model files (Smithy JSON AST), merged into one model.
    #[arg(long, value_name = "FILE", num_args = 1.., action = ArgAction::Append, requires = "out")]
    model: Vec<PathBuf>,
    /// The folder of the crate.
    #[arg(long, value_name = "DIR", requires = "model")]
    out: Option<PathBuf>,
    /// Name of the crate [default: after the first model's file].
    #[arg(long, value_name = "NAME", requires = "model", value_parser = parse_name)]
    name: Option<String>,
    /// The service to generate, by name or shape ID [default: the model's only one].
    #[arg(long, value_name = "ID", requires = "model", value_parser = parse_filled)]
    service: Option<String>,
    /// The operations to keep, by name or shape ID [default: all].
    #[arg(long, value_name = "A,B", requires = "model", value_delimiter = ',', num_args = 1.., value_parser = parse_filled)]
    operations: Vec<String>,
    /// The sides to generate: client, server [default: both].
    #[arg(long, value_name = "ROLE", requires = "model", value_delimiter = ',', num_args = 1..)]
    roles: Vec<Role>,
    /// Where the crate finds the runtime: vendor, path=FOLDER, git=URL[#REVISION] or version=REQUIREMENT
    /// [default: vendor].
    #[arg(long, value_name = "SOURCE", requires = "model")]
    runtime: Option<String>,
    /// Give the crate a feature `serde`: its types in serde's formats.
    #[arg(long, requires = "model")]
    serde: bool,
    /// Turn the model's protocol test traits into tests of the crate.
    #[arg(long, requires = "model")]
    protocol_tests: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Role {
    Client,
    Server,
}

/// A crate that was generated and not yet written.
struct Generated {
    job: Job,
    files: Files,
    summary: Summary,
}

/// Runs the command.
///
/// # Errors
/// Every problem that kept it from its work, or that `--check` found. Nothing was written then, except where writing
/// itself failed after other crates.
pub fn run(args: &Args) -> Result<(), Vec<Failure>> {
    let started = Instant::now();
    let (jobs, listed) = jobs(args).map_err(|failure| vec![failure])?;
    let crates = all(jobs, generate)?;
    let planned = all(crates, |generated| {
        let plan = write::plan(&generated.job.out, &generated.files).map_err(|failure| vec![failure])?;
        Ok((generated, plan))
    })?;
    let unlisted = if listed { unlisted_crates(&planned) } else { Vec::new() };
    let mut summary = Summary::default();
    for (generated, _) in &planned {
        summary += generated.summary;
    }
    let numbers = |words: &str| {
        let Summary { services, operations, shapes, lines } = summary;
        let time = started.elapsed().as_secs_f64();
        println!(
            "{words}{}, {}, {}, {} in {time:.2} s",
            count(services, "service"),
            count(operations, "operation"),
            count(shapes, "shape"),
            count(lines, "line"),
        );
    };
    if args.check {
        report(&planned, &unlisted, listed)?;
        numbers("up to date: ");
    } else {
        for (generated, _) in &planned {
            write(generated).map_err(|failure| vec![failure])?;
        }
        let own = planned.iter().map(|(generated, _)| &generated.job);
        let own = own
            .filter(|job| job.settings.runtime == RuntimeSource::Vendored && job.settings.module.is_none());
        let folders = own.map(|job| write::resolve(&job.out)).collect::<Result<Vec<_>, _>>();
        if let Some(hint) = hint::copies(&folders.map_err(|failure| vec![failure])?) {
            eprintln!("hint: {hint}");
        }
        for note in unlisted {
            eprintln!("note: {note}");
        }
        numbers("");
    }
    Ok(())
}

/// The crates to generate, and whether a `codegen.toml` lists them.
fn jobs(args: &Args) -> Result<(Vec<Job>, bool), Failure> {
    if let (Some(first), Some(out)) = (args.model.first(), &args.out) {
        return Ok((vec![job(args, first, out)?], false));
    }
    let path = match &args.config {
        Some(path) => path.clone(),
        None => config::find(
            &std::env::current_dir().map_err(|error| Failure::io("read", Path::new("."), &error))?,
        )?,
    };
    Ok((config::read(&path)?, true))
}

fn job(args: &Args, first: &Path, out: &Path) -> Result<Job, Failure> {
    let mut settings = Settings::default();
    settings.crate_name = args.name.clone().unwrap_or_else(|| package_name(first));
    settings.service = args.service.clone();
    let operations = args.operations.iter().map(|name| name.trim().to_owned());
    settings.operations = (!args.operations.is_empty()).then(|| operations.collect());
    if !args.roles.is_empty() {
        let has = |role| args.roles.contains(&role);
        settings.roles = Roles { client: has(Role::Client), server: has(Role::Server) };
    }
    if let Some(text) = &args.runtime {
        let out = write::resolve(out)?;
        let source = runtime_source(text, Path::new(""), &out);
        settings.runtime = source.map_err(|error| Failure::new(format!("--runtime: {error}")))?;
        if settings.runtime == RuntimeSource::Workspace {
            return Err(Failure::new(
                "--runtime: a crate with the workspace's runtime does not build by itself",
            )
            .help("list the crate in a codegen.toml, or choose vendor, path=, git= or version="));
        }
    }
    settings.serde = args.serde;
    settings.protocol_tests = args.protocol_tests;
    Ok(Job { models: args.model.clone(), out: out.to_owned(), settings, places: Places::new() })
}

fn generate(job: Job) -> Result<Generated, Vec<Failure>> {
    let read = |path: &PathBuf| {
        let bytes = fs::read(path).map_err(|error| {
            Failure::new(format!("cannot read the model {}: {error}", config::shown(path).display()))
                .help("name a Smithy model as a JSON file; nothing was written")
        })?;
        Ok(Source { name: config::shown(path).display().to_string(), bytes })
    };
    let sources =
        job.models.iter().map(read).collect::<Result<_, Failure>>().map_err(|failure| vec![failure])?;
    let crate::Output { mut files, summary, warnings } =
        crate::generate(sources, &job.settings, |problem| job.problem(problem))?;
    eprint!("{warnings}");
    if job.settings.runtime == RuntimeSource::Vendored && job.settings.module.is_none() {
        for (path, text) in runtime::files().map_err(|failure| vec![failure])? {
            files.insert(format!("runtime/{path}"), text);
        }
    }
    Ok(Generated { job, files, summary })
}

fn write(generated: &Generated) -> Result<(), Failure> {
    let out = &generated.job.out;
    let shown = config::shown(out).display().to_string();
    let Outcome { created, updated, removed, notes } = write::apply(out, &generated.files)?;
    if created + updated + removed > 0 {
        eprintln!("{shown}: {created} created, {updated} updated, {removed} removed");
    }
    for note in notes {
        eprintln!("note: {shown}: {note}");
    }
    let sides = [("src/client.rs", "pub struct Client("), ("src/server.rs", "pub trait Api")];
    let is_crate = generated.job.settings.module.is_none();
    let roles = generated.job.settings.roles;
    if is_crate
        && (roles.client || roles.server)
        && generated.summary.services > 0
        && !sides.iter().any(|(path, side)| generated.files.get(path).is_some_and(|text| text.contains(side)))
    {
        eprintln!(
            "note: {shown}: neither client nor server: the service has no protocol that Farrier speaks (README.md lists \
             them)"
        );
    }
    if is_crate {
        let hints = hint::workspace(&write::resolve(out)?, &generated.job.settings.runtime);
        for hint in hints {
            eprintln!("hint: {hint}");
        }
    }
    Ok(())
}

fn report(planned: &[(Generated, Plan)], unlisted: &[String], listed: bool) -> Result<(), Vec<Failure>> {
    let mut stale = Vec::new();
    for (generated, plan) in planned {
        let shown = config::shown(&generated.job.out).display().to_string();
        let text = check::render(&shown, plan);
        if !text.is_empty() {
            print!("{text}");
            stale.push(shown);
        }
    }
    let mut failures: Vec<Failure> = unlisted.iter().map(Failure::new).collect();
    if !stale.is_empty() {
        let mend = match listed {
            true => format!("run `{} codegen`", crate::program()),
            false => "run the same command without --check".to_owned(),
        };
        let help = format!("{mend}, and commit what it writes");
        failures.push(Failure::new(format!("not up to date: {}", stale.join(", "))).help(help));
    }
    if failures.is_empty() { Ok(()) } else { Err(failures) }
}

/// Crates that Farrier wrote beside the listed ones, and that no list mentions any more.
fn unlisted_crates(planned: &[(Generated, Plan)]) -> Vec<String> {
    let outs: Vec<&Path> = planned.iter().map(|(generated, _)| generated.job.out.as_path()).collect();
    let mut folders: Vec<&Path> = outs.iter().filter_map(|out| out.parent()).collect();
    folders.sort();
    folders.dedup();
    let entries = folders.iter().filter_map(|folder| fs::read_dir(folder).ok()).flatten().flatten();
    let crates = entries.map(|entry| entry.path()).filter(|path| path.join(write::MANIFEST).is_file());
    let mut unlisted: Vec<PathBuf> = crates.filter(|path| !outs.contains(&path.as_path())).collect();
    unlisted.sort();
    let note = |path: &PathBuf| {
        format!(
            "{} is a generated crate that codegen.toml does not list: list or remove it",
            config::shown(path).display()
        )
    };
    unlisted.iter().map(note).collect()
}

/// Does the same with every item; the failures of all of them if there is one.
fn all<T, U>(items: Vec<T>, each: impl Fn(T) -> Result<U, Vec<Failure>>) -> Result<Vec<U>, Vec<Failure>> {
    let (mut done, mut failures) = (Vec::new(), Vec::new());
    for item in items {
        match each(item) {
            Ok(result) => done.push(result),
            Err(more) => failures.extend(more),
        }
    }
    if failures.is_empty() { Ok(done) } else { Err(failures) }
}

fn count(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

fn parse_name(text: &str) -> Result<String, String> {
    check_package_name(text).map(|()| text.to_owned())
}

fn parse_filled(text: &str) -> Result<String, String> {
    if text.trim().is_empty() {
        Err("a shape's name or ID is expected".to_owned())
    } else {
        Ok(text.to_owned())
    }
}
