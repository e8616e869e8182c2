//! `bench`: speed, as ratios or medians of one run.
//!
//! Comes in: what to measure. Goes out: a table on stdout. Always holds: nothing outside the target folder changes.

use std::{path::PathBuf, process::Stdio};

use clap::Subcommand;

use super::cargo;
use crate::failure::Failure;

mod compile;

/// Measures the generator and the generated code.
#[derive(Debug, clap::Parser)]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Generating one model, the ten largest and a whole folder, against parsing the same files.
    Generator {
        /// The folder of models [default: ../shared/aws-models].
        models: Option<PathBuf>,
    },
    /// Decoding and encoding, against serde_json, sonic-rs, ciborium, quick-xml and serde_urlencoded.
    Codec,
    /// Validating inputs, against the same checks written by hand with regex.
    Validate,
    /// The compiler's time on a generated crate and programs over it, against the public SDK's.
    Compile(compile::Args),
}

/// Runs the benchmark.
///
/// # Errors
/// When Cargo cannot be run, or fails.
pub fn run(args: &Args) -> Result<(), Failure> {
    match &args.what {
        What::Generator { models } => {
            // Cargo runs a benchmark in the folder of its package.
            let models = models.as_ref().map(std::path::absolute).transpose();
            let models = models.map_err(|error| Failure::new(error.to_string()))?;
            let models = models.map(|path| path.display().to_string());
            let arguments = models.as_deref().map(|models| ["--", models]);
            bench("farrier-codegen", &["generator"], arguments.as_ref().map_or(&[], |it| it.as_slice()))
        }
        What::Codec => {
            bench("farrier-runtime", &["cbor", "query", "xml"], &[])?;
            bench("farrier-tests", &["operation", "json"], &[])
        }
        What::Validate => bench("farrier-tests", &["validate"], &[]),
        What::Compile(args) => compile::run(args),
    }
}

/// Runs benchmarks of a package.
fn bench(package: &str, names: &[&str], arguments: &[&str]) -> Result<(), Failure> {
    let names: Vec<&str> = names.iter().flat_map(|name| ["--bench", name]).collect();
    cargo(&[&["bench", "--package", package], &*names, arguments].concat(), Stdio::inherit())
}
