//! Group `requests`: what boto3 sends and what a generated client sends for the same inputs, for every operation.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::{Place, crates::Crates, process::Guarded, python::Environment, report::Report};
use crate::failure::Failure;

/// The name of the driver's package.
const DRIVER: &str = "requests";
/// The name under which the driver knows the generated crate.
const SDK: &str = "sdk";
/// How long each of the programs may take.
const LIMIT: Duration = Duration::from_secs(120);

/// A service whose requests are compared.
pub(super) struct Requests {
    /// As botocore names it.
    service: String,
    /// The operations, where the model has not all of the service's.
    operations: Vec<String>,
}

impl Requests {
    /// Generates the client of a service and the driver that calls all of its operations.
    ///
    /// # Errors
    /// The model cannot be read or generated.
    pub(super) fn prepare(crates: &mut Crates<'_>, model: &Path, service: &str) -> Result<Self, Failure> {
        let client = crates.client(SDK, model, None)?;
        let calls = calls(&client);
        let source = [("src/operations.rs", table(&calls))];
        crates.driver(DRIVER, "requests", &source, "sdk = { path = \"../sdk\" }\n")?;
        let operations = calls.into_iter().map(|call| call.operation).collect();
        Ok(Self { service: service.to_owned(), operations })
    }

    /// Records what boto3 sends, lets the driver send the same, and compares.
    pub(super) fn run(&self, place: &Place, python: &Environment, crates: &Crates<'_>, report: &mut Report) {
        let [cases, requests] =
            ["cases", "requests"].map(|name| place.folder.join(format!("{}.{name}.jsonl", self.service)));
        let compared = self.sent(place, python, crates, &cases, &requests).map(|()| {
            python.script(LIMIT, "boto3_requests.py").args(["compare"]).args([&cases, &requests]).output()
        });
        match compared {
            Ok(output) => report.take("requests", &self.service, output),
            Err(failure) => report.fail("requests", &self.service, "are recorded", failure.to_string()),
        }
    }

    fn sent(
        &self,
        place: &Place,
        python: &Environment,
        crates: &Crates<'_>,
        cases: &PathBuf,
        requests: &PathBuf,
    ) -> Result<(), Failure> {
        let record = python.script(LIMIT, "boto3_requests.py").args(["record", &self.service]);
        let recorded = record.args([cases]).args([self.operations.join(",")]).output();
        recorded.map_err(|ended| ended.failure)?;
        let driver = Guarded::new(&place.root, LIMIT, crates.program(DRIVER)).on_loopback();
        driver.args([cases, requests]).output().map(drop).map_err(|ended| ended.failure)
    }
}

/// A method of a client.
struct Call {
    operation: String,
    method: String,
}

/// The methods of a client that take an input alone: from its source, as the emitter writes it.
fn calls(client: &str) -> Vec<Call> {
    let (mut calls, mut method) = (Vec::new(), None);
    for line in client.lines().map(str::trim) {
        if let Some(signature) = line.strip_prefix("pub async fn ") {
            method = signature.split('(').next().map(str::to_owned);
        }
        for form in ["self.0.call::<", "self.0.receive_stream::<"] {
            let operation = line.strip_prefix(form).and_then(|rest| rest.split('>').next());
            if let (Some(operation), Some(method)) = (operation, &method) {
                calls.push(Call { operation: operation.to_owned(), method: method.clone() });
            }
        }
    }
    calls
}

/// The driver's function that calls an operation by its name.
fn table(calls: &[Call]) -> String {
    let mut arms = String::new();
    for Call { operation, method } in calls {
        // Writing to a String cannot fail.
        let _ = writeln!(
            arms,
            "        {operation:?} => client.{method}(from_params(params)?).await.map(drop).map_err(|error| \
             error.to_string()),"
        );
    }
    format!(
        "use farrier_runtime::{{error::DecodeError, testing::from_params, \
         types::Document}};\nuse sdk::client::Client;\n\n/// Calls an operation: how that ended.\n///\n/// # Errors\n\
         /// The params are not those of the operation's input.\npub async fn call(\n    client: &Client,\n    operation: \
         &str,\n    params: &Document,\n) -> Result<Result<(), String>, DecodeError> {{\n    Ok(match operation {{\n\
         {arms}        _ => Err(\"there is no such operation\".to_owned()),\n    }})\n}}\n"
    )
}
