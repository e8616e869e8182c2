//! `conformance`: runs the protocol tests that models carry, against the crates that Farrier makes of them.
//!
//! Comes in: model files or folders. Goes out: a table, each failure, and JSON where it is asked for. Always holds:
//! what is expected is counted from the models, so that a case that was not generated, did not compile or did not run
//! is a failure; nothing is skipped.

mod cases;
mod crates;
mod errata;
mod report;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use clap::Parser;
use farrier_codegen::smithy::{Model, Shape, Source};

pub use self::report::{Entry, Report};
use self::{
    cases::Case,
    crates::{Outcome, Workspace},
    errata::Erratum,
};
use crate::config;
use crate::failure::Failure;
use crate::job::package_name;
use crate::scratch::Names;

/// Runs the protocol tests of models against generated crates; exits 1 when one fails.
#[derive(Debug, Parser)]
pub struct Args {
    /// Model files (Smithy JSON AST) with protocol test traits, or folders of them.
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Alter each leaf of every expectation in turn: every case has to fail then.
    #[arg(long)]
    self_check: bool,
    /// Write the results to this file, too: an array with an entry a case.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

/// Runs the command.
///
/// # Errors
/// What kept it from running, or that a case failed.
pub fn run(args: &Args) -> Result<(), Vec<Failure>> {
    let report = check(&args.paths, args.self_check).map_err(|failure| vec![failure])?;
    if let Some(path) = &args.json {
        let text = report.json().map_err(|error| vec![Failure::new(error.to_string())])?;
        fs::write(path, text).map_err(|error| vec![Failure::io("write", path, &error)])?;
    }
    print!("{}", report.text());
    if report.passed() {
        return Ok(());
    }
    let failed = report.entries.iter().filter(|entry| !entry.passed).count();
    let problems = match report.problems.len() {
        0 => String::new(),
        1 => ", and there is a problem".to_owned(),
        number => format!(", and there are {number} problems"),
    };
    Err(vec![Failure::new(format!("{failed} of {} cases failed{problems}", report.entries.len()))])
}

/// Runs the protocol tests of model files or folders of them, each file a model of its own.
///
/// # Errors
/// What keeps all of it from running, such as a path without models, or that they have no protocol test.
pub fn check(paths: &[PathBuf], self_check: bool) -> Result<Report, Failure> {
    let errata = errata::all().map_err(|error| Failure::new(format!("the errata are malformed: {error}")))?;
    let mut workspace = Workspace::open()?;
    let (mut report, mut names, mut suites) = (Report::default(), Names::default(), Vec::new());
    for path in files(paths)? {
        let text = fs::read(&path).map_err(|error| Failure::io("read the model", &path, &error))?;
        let patched = errata::patch(text, &errata);
        report.problems.extend(patched.unneeded.iter().map(unneeded));
        let name = config::shown(&path).display().to_string();
        let model = match farrier_codegen::load(vec![Source { name: name.clone(), bytes: patched.text }]) {
            Ok(model) => model,
            Err(problems) => {
                report.problems.push(problems.to_string());
                continue;
            }
        };
        let orphans = cases::of_no_service(&model).into_iter().map(|case| {
            Entry::new(&name, None, case, false, Err("the case's shape belongs to no service".to_owned()))
        });
        report.entries.extend(orphans);
        suites.extend(services(&name, &path, &model, patched.applied, &mut names, &mut workspace));
    }
    if suites.is_empty() && report.entries.is_empty() && report.problems.is_empty() {
        let paths: Vec<String> = paths.iter().map(|path| path.display().to_string()).collect();
        return Err(Failure::new(format!("there is no protocol test in {}", paths.join(", ")))
            .help("name models whose shapes have traits such as `smithy.test#httpRequestTests`"));
    }
    workspace.finish()?;
    for suite in suites {
        eprintln!("{}: {} cases", suite.name, suite.cases.len());
        suite.run(&workspace, self_check, &mut report);
    }
    report.entries.sort_by(|one, other| {
        let key = |entry: &Entry| (entry.protocol.clone(), entry.role, entry.kind, entry.id.clone());
        key(one).cmp(&key(other))
    });
    Ok(report)
}

/// The files of the paths, in order.
fn files(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let mut files = Vec::new();
    for path in paths {
        if !path.is_dir() {
            files.push(path.clone());
            continue;
        }
        let entries = fs::read_dir(path).map_err(|error| Failure::io("read", path, &error))?;
        let mut found: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
        found.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
        found.sort();
        if found.is_empty() {
            return Err(Failure::new(format!("{} has no model (*.json)", path.display())));
        }
        files.extend(found);
    }
    Ok(files)
}

/// The cases of one service.
struct Suite {
    /// The crate's name.
    name: String,
    model: String,
    service: String,
    cases: Vec<Case>,
    errata: Vec<Erratum>,
    /// Why there is no crate.
    broken: Option<String>,
}

/// Generates the services of a model that have cases.
fn services(
    name: &str,
    path: &Path,
    model: &Model,
    errata: Vec<Erratum>,
    names: &mut Names,
    workspace: &mut Workspace,
) -> Vec<Suite> {
    let services: Vec<&Shape> = model.services().collect();
    let suite = |service: &&Shape| {
        let cases = cases::of_service(model, service);
        if cases.is_empty() {
            return None;
        }
        let file = package_name(path);
        let wanted = if services.len() == 1 {
            file
        } else {
            format!("{file}-{}", service.id.name().to_ascii_lowercase())
        };
        let krate = names.unique(wanted);
        let broken = workspace.add(&krate, model, service).err().map(|failure| failure.to_string());
        let errata = errata.clone();
        Some(Suite {
            name: krate,
            model: name.to_owned(),
            service: service.id.to_string(),
            cases,
            errata,
            broken,
        })
    };
    services.iter().filter_map(suite).collect()
}

impl Suite {
    fn run(self, workspace: &Workspace, self_check: bool, report: &mut Report) {
        let outcomes = match self.broken {
            Some(reason) => Err(reason),
            None => workspace.test(&self.name, self_check),
        };
        let (outcomes, missing) = match outcomes {
            Ok(outcomes) => (outcomes, "the case was not run: no test was generated for it".to_owned()),
            Err(reason) => {
                report.problems.push(format!("{} cannot be tested:\n{reason}", self.name));
                (Vec::new(), "the crate could not be tested".to_owned())
            }
        };
        let find: BTreeMap<(&str, &str, &str), &Outcome> = outcomes
            .iter()
            .map(|outcome| ((outcome.id.as_str(), outcome.role.as_str(), outcome.kind.as_str()), outcome))
            .collect();
        if !self_check {
            let needed = |erratum: &&Erratum| {
                let unpatched = erratum.unpatched_id();
                let is_its =
                    |outcome: &&Outcome| outcome.id.starts_with(&unpatched) && erratum.is_of(&outcome.kind);
                outcomes.iter().filter(is_its).any(|outcome| !outcome.passed)
            };
            let ran = |erratum: &&Erratum| outcomes.iter().any(|outcome| outcome.id.starts_with(&erratum.id));
            report
                .problems
                .extend(self.errata.iter().filter(|erratum| ran(erratum) && !needed(erratum)).map(unneeded));
        }
        for case in self.cases {
            let outcome = match find.get(&(case.id.as_str(), case.role, case.kind)) {
                None => Err(missing.clone()),
                Some(Outcome { passed: true, .. }) => Ok(()),
                Some(outcome) => Err(outcome.difference.clone().unwrap_or_default()),
            };
            let plain = case.id.split("_case").next().unwrap_or_default();
            let erratum = self
                .errata
                .iter()
                .any(|erratum| (erratum.id == plain || erratum.id == case.id) && erratum.is_of(case.kind));
            let service = Some(self.service.clone());
            report.entries.push(Entry::new(&self.model, service, case, erratum, outcome));
        }
    }
}

fn unneeded(erratum: &Erratum) -> String {
    format!("the erratum of {} is not needed: remove its row ({})", erratum.id, erratum.proof)
}
