//! Groups `boto3` and `aws-cli`: both call the example server.

use std::path::PathBuf;
use std::time::Duration;

use super::{Place, process::Guarded, python::Environment, report::Report};
use crate::failure::Failure;

/// How long the servers run at most.
const SERVING: Duration = Duration::from_secs(300);

/// Lets boto3 and the AWS CLI call the example server in three settings: as it is, throttled, and full.
pub(super) fn run(place: &Place, python: &Environment, report: &mut Report) {
    match called(place, python) {
        Ok(output) => report.take("boto3", "iottwinmaker", output),
        Err(failure) => {
            report.fail("boto3", "iottwinmaker", "the example server starts", failure.to_string())
        }
    }
}

type Called = Result<String, super::process::Ended>;

fn called(place: &Place, python: &Environment) -> Result<Called, Failure> {
    let program = built(place)?;
    let serve = |name: &str, settings: &[&str]| {
        let server = Guarded::new(&place.root, SERVING, &program).args(["--listen", "127.0.0.1:0"]);
        // Jobs stay in their first state.
        let server = server.args(["--pace", "600000"]).args(settings);
        server.serve(&place.folder.join(format!("example-{name}.log")))
    };
    let servers =
        [serve("plain", &[])?, serve("throttled", &["--rate", "1"])?, serve("full", &["--quota", "1"])?];
    let endpoints = servers.iter().map(|server| server.first_line());
    Ok(python.script(SERVING, "call_example.py").args(endpoints).output())
}

/// Compiles the example server.
fn built(place: &Place) -> Result<PathBuf, Failure> {
    let target = place.root.join("target");
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let build = Guarded::new(&place.root, super::crates::BUILD, cargo)
        .args([
            "build",
            "--quiet",
            "--package",
            "farrier-examples",
            "--bin",
            "twinmaker-server",
            "--target-dir",
        ])
        .args([&target])
        .current_dir(&place.root);
    build.output().map_err(|ended| ended.failure)?;
    Ok(target.join("debug/twinmaker-server"))
}
