//! `bench`: speed, as ratios or medians of one run.
//!
//! Comes in: what to measure. Goes out: a table on stdout. Always holds: nothing outside the target folder changes.

use std::process::Stdio;

use clap::Subcommand;

use super::cargo;
use crate::failure::Failure;

mod compile;

/// Measures the generated code.
#[derive(Debug, clap::Parser)]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Decoding, encoding and validating against serde_json, quick-xml, sonic-rs and regex.
    Codec,
    /// The compiler's time on a generated crate and programs over it, against the public SDK's.
    Compile(compile::Args),
}

/// Runs the benchmark.
///
/// # Errors
/// When Cargo cannot be run, or fails.
pub fn run(args: &Args) -> Result<(), Failure> {
    match &args.what {
        What::Codec => {
            cargo(
                &[
                    "bench",
                    "--package",
                    "farrier-runtime",
                    "--bench",
                    "cbor",
                    "--bench",
                    "query",
                    "--bench",
                    "xml",
                ],
                Stdio::inherit(),
            )?;
            let package = ["bench", "--package", "farrier-tests"];
            cargo(&[&package[..], &["--bench", "operation", "--bench", "json"]].concat(), Stdio::inherit())
        }
        What::Compile(args) => compile::run(args),
    }
}
