//! `patterns`: what Farrier makes of patterns, against what other engines say they match.
//!
//! Comes in: a file of verdicts. Goes out: a table and every disagreement. Always holds: the strings go through the
//! runtime's own matchers. As only `tests` sees the generator and the runtime together, the work is done by a package
//! there, compiled with optimisations.

use std::path::PathBuf;

use clap::Parser;

use super::cargo;
use crate::failure::Failure;

/// Compiles patterns and runs strings through the runtime's matchers; exits 1 on a disagreement.
#[derive(Debug, Parser)]
pub struct Args {
    /// A JSON object a line: `pattern`, `dialect`, `matches` and `rejects`.
    #[arg(value_name = "FILE")]
    verdicts: PathBuf,
    /// Print each pattern's plan, too.
    #[arg(long)]
    list: bool,
    /// Run the strings through every plan that can express a pattern, not only through the cheapest.
    #[arg(long)]
    all_plans: bool,
}

/// Runs the command.
///
/// # Errors
/// When Cargo cannot be run, or there is a disagreement.
pub fn run(args: &Args) -> Result<(), Failure> {
    if !args.verdicts.is_file() {
        let message = format!("there is no file of verdicts at {}", args.verdicts.display());
        return Err(
            Failure::new(message).help("name one with a JSON object a line, as `patterns --help` says")
        );
    }
    let verdicts = std::path::absolute(&args.verdicts)
        .map_err(|error| Failure::io("resolve", &args.verdicts, &error))?
        .display()
        .to_string();
    let mut arguments = vec!["run", "--quiet", "--release", "--package", "farrier-patterns", "--"];
    arguments.push(&verdicts);
    arguments.extend(args.list.then_some("--list"));
    arguments.extend(args.all_plans.then_some("--all-plans"));
    cargo(&arguments, std::process::Stdio::inherit())
}
