//! Drives a TwinMaker server, such as `twinmaker-server`, and prints what happens.

use std::{error::Error, process::ExitCode};

use clap::Parser;
use farrier_examples::{report, tour};
use farrier_runtime::client::Credentials;
use iottwinmaker::client::Client;

/// Creates, lists, gets and cancels metadata transfer jobs.
#[derive(Debug, Parser)]
struct Args {
    /// Where the service is.
    #[arg(default_value = "http://127.0.0.1:8080")]
    endpoint: String,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    report(run(Args::parse()).await)
}

async fn run(args: Args) -> Result<(), Box<dyn Error + Send + Sync>> {
    let client = Client::builder()
        .endpoint(args.endpoint)
        // The service's hosts begin with `api.`; the one here is an address.
        .host_prefix(false)
        .region("us-east-1")
        .credentials(Credentials::new("AKIDEXAMPLE", "secret"))
        .build()?;
    for line in tour(&client).await? {
        println!("{line}");
    }
    Ok(())
}
