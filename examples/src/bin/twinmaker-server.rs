//! Serves metadata transfer jobs, which it holds in memory, until it is interrupted. Prints the address that it
//! listens at. With `RUST_LOG=info` it tells of each request.

use std::{error::Error, io, net::SocketAddr, num::NonZeroU32, process::ExitCode, time::Duration};

use clap::Parser;
use farrier_examples::{Jobs, Pace, report, serve};
use tokio::net::TcpListener;
use tracing_subscriber::EnvFilter;

/// A TwinMaker server that holds its jobs in memory.
#[derive(Debug, Parser)]
struct Args {
    /// Where to listen; port 0 takes any that is free.
    #[arg(long, default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// How many milliseconds a job stays in a state before it moves on.
    #[arg(long, default_value_t = 5_000)]
    pace: u64,
    /// How many calls a second are answered before the others are throttled.
    #[arg(long, default_value = "1000")]
    rate: NonZeroU32,
    /// How many jobs there can be.
    #[arg(long, default_value_t = 100_000)]
    quota: usize,
}

#[tokio::main]
async fn main() -> ExitCode {
    tracing_subscriber::fmt().with_env_filter(EnvFilter::from_default_env()).with_writer(io::stderr).init();
    report(run(Args::parse()).await)
}

async fn run(args: Args) -> Result<(), Box<dyn Error + Send + Sync>> {
    let jobs = Jobs::new()
        .with_pace(Pace(Duration::from_millis(args.pace)))
        .with_calls_per_second(args.rate)
        .with_quota(args.quota);
    let listener = TcpListener::bind(args.listen).await;
    let listener = listener.map_err(|error| format!("cannot listen at {}: {error}", args.listen))?;
    println!("http://{}", listener.local_addr()?);
    serve(listener, jobs, interrupted()).await;
    Ok(())
}

/// Is done at Ctrl-C, or when the system asks the process to end.
async fn interrupted() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => (),
                _ = terminate.recv() => (),
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}
