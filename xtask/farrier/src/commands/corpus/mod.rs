//! `corpus`: generates every model of a folder, and checks the crates where that is asked for.
//!
//! Comes in: a folder of models, each a file of its own, in it or in folders inside it. Goes out: a table, and JSON where
//! it is asked for. Always holds: a model that cannot be generated and a crate that does not compile without warnings are
//! failures, and the others are done all the same.

mod compile;
mod generate;
mod pool;
mod report;

use std::fs;
use std::path::{Path, PathBuf};

use clap::Parser;

pub(crate) use self::compile::rustc;
use self::{compile::Selection, generate::Model, report::Report};
use crate::failure::Failure;
use crate::job::package_name;
use crate::scratch::{self, Names, Scratch};

/// Generates every model of a folder; exits 1 when one cannot be generated or its crate does not compile.
#[derive(Debug, Parser)]
pub struct Args {
    /// A folder of models (Smithy JSON AST), each a file of its own, in it or in folders inside it.
    #[arg(value_name = "DIR")]
    models: PathBuf,
    /// How many models to generate, and crates to compile, at the same time [default: the number of processors].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    jobs: Option<u16>,
    /// Check these crates as one workspace, warnings denied: all, a number of them from small to large, or names.
    #[arg(long, value_name = "all|N|NAMES", value_parser = compile::selection)]
    compile: Option<Selection>,
    /// The folder for the crates [default: target/corpus with --compile; else they are not written].
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Write the results to this file, too.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

/// Runs the command.
///
/// # Errors
/// What kept it from running, or that a model or a crate failed.
pub fn run(args: &Args) -> Result<(), Vec<Failure>> {
    let report = report(args).map_err(|failure| vec![failure])?;
    print!("{}", report.text());
    if let Some(path) = &args.json {
        let text = report.json().map_err(|error| vec![Failure::new(error.to_string())])?;
        fs::write(path, text).map_err(|error| vec![Failure::io("write", path, &error)])?;
    }
    match report.failures() {
        0 => Ok(()),
        1 => Err(vec![Failure::new("1 model or crate failed")]),
        failed => Err(vec![Failure::new(format!("{failed} models or crates failed"))]),
    }
}

fn report(args: &Args) -> Result<Report, Failure> {
    let jobs = args.jobs.map_or_else(processors, usize::from);
    let models = models(&args.models)?;
    if let Some(selection) = &args.compile {
        selection.check(&models)?;
    }
    let root = scratch::surrounding()?;
    let folder = match (&args.out, &args.compile) {
        (Some(out), _) => Some(out.clone()),
        (None, Some(_)) => Some(root.join("target/corpus")),
        (None, None) => None,
    };
    let mut scratch = folder.map(Scratch::open).transpose()?;
    let (parsed, parsing) = pool::each(&models, jobs, None, generate::parse);
    let generate = |model: &Model| generate::generate(model, None);
    let (mut generated, generating) = pool::each(&models, jobs, Some("generated"), generate);
    if let Some(scratch) = &scratch {
        // Generated again to be written, so that the time above is the generator's and not the disk's.
        let write = |model: &Model| generate::generate(model, Some(scratch));
        let (written, _) = pool::each(&models, jobs, None, write);
        for (row, written) in generated.iter_mut().zip(written) {
            row.failure = row.failure.take().or(written.failure);
        }
    }
    let mut report = Report {
        jobs,
        profile: if cfg!(debug_assertions) { "dev" } else { "release" },
        bytes: parsed.into_iter().sum(),
        models: generated,
        seconds: generating.as_secs_f64(),
        parse_seconds: parsing.as_secs_f64(),
        peak_memory: peak_memory(),
        crates: None,
    };
    let Some(scratch) = &mut scratch else { return Ok(report) };
    for model in report.models.iter().filter(|model| model.failure.is_none()) {
        scratch.add(model.name.clone());
    }
    scratch.finish()?;
    if let Some(selection) = &args.compile {
        let chosen = selection.choose(&report.models);
        report.crates = Some(compile::check(scratch, &root.join("target/corpus-check"), &chosen, jobs)?);
    }
    Ok(report)
}

/// The models of a folder, the largest first, so that the last to finish are small.
fn models(folder: &Path) -> Result<Vec<Model>, Failure> {
    let mut models = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let read = |error| Failure::io("read", &folder, &error);
        for entry in fs::read_dir(&folder).map_err(read)? {
            let entry = entry.map_err(read)?;
            let path = entry.path();
            // Links are not followed to folders, among which there may be circles.
            if entry.file_type().map_err(read)?.is_dir() {
                let is_hidden = entry.file_name().as_encoded_bytes().starts_with(b".");
                folders.extend((!is_hidden).then_some(path));
            } else if path.extension().is_some_and(|extension| extension == "json") && !path.is_dir() {
                // What cannot be read is a failure of this model, when its turn comes.
                let bytes = path.metadata().map_or(0, |metadata| metadata.len());
                models.push(Model { name: String::new(), path, bytes });
            }
        }
    }
    if models.is_empty() {
        return Err(Failure::new(format!("{} has no model (*.json)", folder.display())));
    }
    models.sort_by(|one, other| other.bytes.cmp(&one.bytes).then_with(|| one.path.cmp(&other.path)));
    let mut names = Names::default();
    for model in &mut models {
        model.name = names.unique(package_name(&model.path));
    }
    Ok(models)
}

fn processors() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// The most memory that this process has had, in bytes, where the system tells it.
fn peak_memory() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok().map(|kib| kib * 1024)
}
