//! `soak`: the example server and the generated client under load and faults.
//!
//! Comes in: how long. Goes out: a table on stdout; a failure when an expectation does not hold. Always holds: all of
//! it is on loopback, and bounded in time and count.

use std::process::Stdio;

use super::cargo;
use crate::failure::Failure;

/// Puts the example server and the generated client under load and faults.
#[derive(Debug, clap::Parser)]
pub struct Args {
    /// How many seconds each phase lasts.
    #[arg(long, default_value_t = 20)]
    seconds: u64,
    /// How many connections the flood has.
    #[arg(long, default_value_t = 10_000)]
    connections: usize,
}

/// Runs the soak.
///
/// # Errors
/// When it cannot be built, or an expectation does not hold.
pub fn run(args: &Args) -> Result<(), Failure> {
    let packages = ["--package", "farrier-soak", "--package", "farrier-examples"];
    cargo(&[&["build", "--release", "--bins"], &packages[..]].concat(), Stdio::inherit())?;
    let (seconds, connections) = (args.seconds.to_string(), args.connections.to_string());
    let soak = ["run", "--quiet", "--release", "--package", "farrier-soak", "--"];
    let options = ["--seconds", seconds.as_str(), "--connections", connections.as_str()];
    cargo(&[&soak[..], &options].concat(), Stdio::inherit())
}
