//! Group `moto`: generated clients against moto's server, before which signatures are checked.

use std::fs;
use std::time::Duration;

use serde::Deserialize;

use farrier_codegen::Roles;

use super::{Place, crates::Crates, process::Guarded, python::Environment, report::Report};
use crate::failure::Failure;

/// The name of the driver's package, and of its folder in `tests/interop/drivers`.
const DRIVER: &str = "moto";
/// How long the server and the driver may take.
const LIMIT: Duration = Duration::from_secs(300);

/// `services.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    service: Vec<Service>,
}

/// A service and the operations that the driver calls.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Service {
    /// The package, the module's feature.
    name: String,
    /// The model's file.
    model: String,
    operations: Vec<String>,
}

/// Generates the clients of the services whose models are there, and the driver that calls them. Whether there are any.
///
/// # Errors
/// The list or a model cannot be read or generated.
pub(super) fn prepare(place: &Place, crates: &mut Crates<'_>, report: &mut Report) -> Result<bool, Failure> {
    let path = place.root.join("tests/interop/drivers").join(DRIVER).join("services.toml");
    let text = fs::read_to_string(&path).map_err(|error| Failure::io("read", &path, &error))?;
    let list: List =
        toml::from_str(&text).map_err(|error| Failure::new(format!("{}: {error}", path.display())))?;
    let (mut names, mut missing) = (Vec::new(), Vec::new());
    for Service { name, model, operations } in list.service {
        let own = Some(place.root.join("tests/interop/models").join(&model)).filter(|path| path.is_file());
        match own.or_else(|| place.model(&model)) {
            Some(model) => {
                crates.client(&name, &model, Some(operations), Roles { client: true, server: false })?;
                names.push(name);
            }
            None => missing.push(name),
        }
    }
    if !missing.is_empty() {
        let folder = place.models.display();
        report.not_checked(format!(
            "{folder} has no models of {}, so their clients were not run",
            missing.join(", ")
        ));
    }
    if names.is_empty() {
        return Ok(false);
    }
    let mut manifest: String =
        names.iter().map(|name| format!("{name} = {{ path = \"../{name}\" }}\n")).collect();
    manifest.push_str("\n[features]\n");
    manifest.extend(names.iter().chain(&missing).map(|name| format!("\"{name}\" = []\n")));
    let all: Vec<String> = names.iter().map(|name| format!("{name:?}")).collect();
    manifest.push_str(&format!("default = [{}]\n", all.join(", ")));
    crates.driver(DRIVER, DRIVER, &[], &manifest)?;
    Ok(true)
}

/// Starts moto, and runs the driver.
pub(super) fn run(place: &Place, python: &Environment, crates: &Crates<'_>, report: &mut Report) {
    let server = python.script(LIMIT, "serve_moto.py");
    match server.serve(&place.folder.join("moto.log")) {
        Ok(server) => {
            let driver = Guarded::new(&place.root, LIMIT, crates.program(DRIVER)).on_loopback();
            report.take("moto", "all", driver.args([server.first_line()]).output());
        }
        Err(failure) => report.fail("moto", "all", "the server starts", failure.to_string()),
    }
}
