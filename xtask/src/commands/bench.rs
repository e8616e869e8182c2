//! `bench`: speed, as ratios or medians of one run.
//!
//! Comes in: what to measure. Goes out: a table on stdout. Always holds: nothing outside the target folder changes.

use std::path::PathBuf;
use std::process::Stdio;
use std::time::{Duration, Instant};

use clap::{Parser, ValueEnum};

use super::cargo;
use crate::failure::Failure;

/// How often the compiler's time is taken.
const ROUNDS: usize = 5;

/// Measures the generated code of this workspace.
#[derive(Debug, Parser)]
pub struct Args {
    /// What to measure.
    what: What,
    /// The generated package to compile.
    #[arg(long, default_value = "iottwinmaker")]
    package: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum What {
    /// Decoding, encoding and validating against serde_json, quick-xml, sonic-rs and regex.
    Codec,
    /// The compiler's time on a generated crate alone, its dependencies built before.
    Compile,
}

/// Runs the benchmark.
///
/// # Errors
/// When Cargo cannot be run, or fails.
pub fn run(args: &Args) -> Result<(), Failure> {
    match args.what {
        What::Codec => {
            cargo(&["bench", "--package", "farrier-runtime", "--bench", "xml"], Stdio::inherit())?;
            let package = ["bench", "--package", "farrier-tests"];
            cargo(&[&package[..], &["--bench", "operation", "--bench", "json"]].concat(), Stdio::inherit())
        }
        What::Compile => compile(&args.package),
    }
}

/// Prints the median time of checking and building the package alone.
fn compile(package: &str) -> Result<(), Failure> {
    let target = PathBuf::from("target/bench-compile").display().to_string();
    for (profile, mut command) in
        [("check", vec!["check"]), ("dev", vec!["build"]), ("release", vec!["build", "--release"])]
    {
        command.extend(["--quiet", "--package", package, "--target-dir", &target]);
        cargo(&command, Stdio::inherit())?;
        let mut times = Vec::new();
        for _ in 0..ROUNDS {
            let mut clean = vec!["clean", "--quiet", "--package", package, "--target-dir", &target];
            if profile == "release" {
                clean.push("--release");
            }
            cargo(&clean, Stdio::null())?;
            let start = Instant::now();
            cargo(&command, Stdio::inherit())?;
            times.push(start.elapsed());
        }
        times.sort();
        let median = times.get(ROUNDS / 2).copied().unwrap_or(Duration::ZERO);
        println!("{package:<24} {profile:<8} {:.2} s, median of {ROUNDS}", median.as_secs_f64());
    }
    Ok(())
}
