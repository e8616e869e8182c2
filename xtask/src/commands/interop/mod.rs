//! `interop`: generated clients and servers against clients and servers that nobody here wrote: boto3, the AWS CLI,
//! moto.
//!
//! Comes in: models, scripts and drivers of `tests/interop`. Goes out: a table of cases, on stdout. Always holds: what
//! it needs it installs below `target/interop`; everything is on loopback and ends with the command.

mod crates;
mod example;
mod moto;
mod process;
mod python;
mod report;
mod requests;

use std::fs;
use std::path::PathBuf;

use clap::{Parser, ValueEnum};

use self::{crates::Crates, python::Environment, report::Report, requests::Requests};
use crate::failure::Failure;
use crate::scratch::surrounding;

/// Runs generated clients and servers against boto3, the AWS CLI and moto; exits 1 when a case fails.
#[derive(Debug, Parser)]
pub struct Args {
    /// The groups of cases to run.
    #[arg(long, value_enum, value_delimiter = ',', default_values = ["requests", "example", "moto"])]
    only: Vec<Group>,
    /// Compare the requests of these services instead of TwinMaker's: the model's name and botocore's, MODEL=SERVICE.
    #[arg(long, value_delimiter = ',', value_name = "MODEL=SERVICE")]
    requests_of: Vec<String>,
    /// A folder of AWS's models.
    #[arg(long, default_value = "../shared/aws-models")]
    models: PathBuf,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Group {
    /// What boto3 sends and what a generated client sends.
    Requests,
    /// boto3 and the AWS CLI call the example server.
    Example,
    /// Generated clients call moto.
    Moto,
}

/// Where things are.
struct Place {
    /// The workspace's root.
    root: PathBuf,
    /// The folder below `target` for whatever is made.
    folder: PathBuf,
    /// AWS's models.
    models: PathBuf,
}

impl Place {
    /// A model of AWS's, where this machine has them.
    fn model(&self, name: &str) -> Option<PathBuf> {
        Some(self.models.join(name)).filter(|path| path.is_file())
    }
}

/// Runs the command.
///
/// # Errors
/// What kept it from running, or that a case failed.
pub fn run(args: &Args) -> Result<(), Failure> {
    let root = surrounding()?;
    let place = Place { folder: root.join("target/interop"), models: args.models.clone(), root };
    fs::create_dir_all(&place.folder).map_err(|error| Failure::io("create", &place.folder, &error))?;
    let runs = |group| args.only.contains(&group);
    let python = Environment::ready(&place.root, &place.folder.join("python"))?;
    let mut report = Report::default();
    let mut crates = Crates::open(&place.root, place.folder.join("crates"))?;
    let requests = match runs(Group::Requests) {
        true => requests(&place, &args.requests_of, &mut crates, &mut report)?,
        false => Vec::new(),
    };
    let moto = runs(Group::Moto) && moto::prepare(&place, &mut crates, &mut report)?;
    if !requests.is_empty() || moto {
        eprintln!("interop: compiling the generated clients");
        crates.build()?;
    }
    for requests in requests {
        requests.run(&place, &python, &crates, &mut report);
    }
    if runs(Group::Example) {
        eprintln!("interop: compiling the example server");
        example::run(&place, &python, &mut report);
    }
    if moto {
        moto::run(&place, &python, &crates, &mut report);
    }
    print!("{}", report.text());
    match report.failed() {
        (0, _) => Ok(()),
        (failed, cases) => Err(Failure::new(format!("{failed} of {cases} cases failed"))),
    }
}

/// Prepares the services whose requests are compared: those that are named, or TwinMaker.
fn requests(
    place: &Place,
    named: &[String],
    crates: &mut Crates<'_>,
    report: &mut Report,
) -> Result<Vec<Requests>, Failure> {
    if named.is_empty() {
        return Ok(vec![requests_of_twinmaker(place, crates, report)?]);
    }
    let of = |text: &String| {
        let (model, service) = text.split_once('=').unwrap_or((text, text));
        let found = place.model(&format!("{model}.json"));
        let found =
            found.ok_or_else(|| Failure::new(format!("{} has no {model}.json", place.models.display())))?;
        Requests::prepare(crates, &found, service)
    };
    named.iter().map(of).collect()
}

/// The whole of TwinMaker where its model is, else the part that is committed.
fn requests_of_twinmaker(
    place: &Place,
    crates: &mut Crates<'_>,
    report: &mut Report,
) -> Result<Requests, Failure> {
    let model = place.model("iottwinmaker.json").unwrap_or_else(|| {
        report.not_checked(format!(
            "{} is not there, so the requests of TwinMaker's job operations alone were compared",
            place.models.display()
        ));
        place.root.join("model/iottwinmaker.json")
    });
    Requests::prepare(crates, &model, "iottwinmaker")
}
