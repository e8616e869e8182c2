//! Group `requests`: what boto3 sends and what a generated client sends for the same inputs, for every operation.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use farrier_codegen::Roles;

use super::{Place, crates::Crates, process::Guarded, python::Environment, report::Report};
use crate::failure::Failure;

/// How long each of the programs may take.
const LIMIT: Duration = Duration::from_secs(120);

/// A service whose requests are compared.
pub(super) struct Requests {
    /// As botocore names it.
    service: String,
    model: PathBuf,
    /// The operations that the client calls.
    operations: Vec<String>,
}

impl Requests {
    /// Generates the client of a service and the driver that calls all of its operations.
    ///
    /// # Errors
    /// The model cannot be read or generated.
    pub(super) fn prepare(crates: &mut Crates<'_>, model: &Path, service: &str) -> Result<Self, Failure> {
        let sdk = format!("{service}-sdk");
        let client = crates.client(&sdk, model, None, Roles::default())?;
        let calls = calls(&client);
        let source = [("src/operations.rs", table(&calls))];
        let dependency = format!("sdk = {{ package = {sdk:?}, path = \"../{sdk}\" }}\n");
        crates.driver(&driver(service), "requests", &source, &dependency)?;
        let operations = calls.into_iter().map(|call| call.operation).collect();
        Ok(Self { service: service.to_owned(), model: model.to_owned(), operations })
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
        let recorded = record.args([cases, &self.model]).args([self.operations.join(",")]).output();
        recorded.map_err(|ended| ended.failure)?;
        let driver = Guarded::new(&place.root, LIMIT, crates.program(&driver(&self.service))).on_loopback();
        driver.args([cases, requests]).output().map(drop).map_err(|ended| ended.failure)
    }
}

/// The name of the driver's package.
fn driver(service: &str) -> String {
    format!("{service}-requests")
}

/// A method of a client.
struct Call {
    operation: String,
    method: String,
    /// Whether it takes an input.
    has_input: bool,
}

/// The methods of a client that take an input at most, and no stream: from its source, as the emitter writes it.
fn calls(client: &str) -> Vec<Call> {
    let (mut calls, mut method) = (Vec::new(), None);
    for line in client.lines().map(str::trim) {
        if let Some(signature) = line.strip_prefix("pub fn ") {
            method = signature.split('(').next().map(str::to_owned);
        }
        for form in ["self.0.call::<", "self.0.receive_stream::<"] {
            let operation = line.strip_prefix(form).and_then(|rest| rest.split('>').next());
            if let (Some(operation), Some(method)) = (operation, &method) {
                let has_input = !line.contains("(Unit)");
                calls.push(Call { operation: operation.to_owned(), method: method.clone(), has_input });
            }
        }
    }
    calls
}

/// The driver's function that calls an operation by its name.
fn table(calls: &[Call]) -> String {
    let mut arms = String::new();
    for Call { operation, method, has_input } in calls {
        let input = if *has_input { "from_params(params)?" } else { "" };
        // Writing to a String cannot fail.
        let _ = writeln!(
            arms,
            "        {:?} => client.{method}({input}).await.map(drop).map_err(|error| \
             error.to_string()),",
            operation.to_lowercase()
        );
    }
    format!(
        "use farrier_runtime::{{error::DecodeError, testing::from_params, \
         types::Document}};\nuse sdk::client::Client;\n\n/// Calls an operation: how that ended.\n///\n/// # Errors\n\
         /// The params are not those of the operation's input.\npub async fn call(\n    client: &Client,\n    operation: \
         &str,\n    params: &Document,\n) -> Result<Result<(), String>, DecodeError> {{\n    Ok(match &*operation.to_lowercase() {{\n\
         {arms}        _ => Err(\"there is no such operation\".to_owned()),\n    }})\n}}\n"
    )
}
