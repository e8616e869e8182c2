//! The example server and the generated client under load and faults, on loopback, bounded in time and count.
//!
//! Comes in: how many seconds each phase has. Goes out: a table of counts and of what was expected; exit code 1 when
//! an expectation fails. It runs the servers that lie beside it in the target folder.

use std::{error::Error, process::ExitCode, time::Duration};

use clap::Parser;

mod abuse;
mod bad;
mod compare;
mod faults;
mod faulty;
mod good;
mod report;
mod server;

use report::Report;

/// An error of any kind.
type BoxError = Box<dyn Error + Send + Sync>;

#[derive(Debug, Parser)]
struct Args {
    /// How long each of the four phases lasts.
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u64).range(1..=3600))]
    seconds: u64,
    /// How many connections the flood has.
    #[arg(long, default_value_t = 10_000)]
    connections: usize,
}

#[tokio::main]
async fn main() -> ExitCode {
    let args = Args::parse();
    match run(&args).await {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("the soak could not run: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(args: &Args) -> Result<bool, BoxError> {
    let mut report = Report::default();
    let duration = Duration::from_secs(args.seconds);
    let connections = server::connections(args.connections, &mut report);
    compare::run(duration, &mut report).await?;
    abuse::run(duration, connections, &mut report).await?;
    faults::run(duration, &mut report).await?;
    Ok(report.finish())
}
