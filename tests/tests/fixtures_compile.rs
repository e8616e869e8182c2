//! Every fixture's crate compiles without a warning of the compiler, of `missing_docs` and of clippy's default lints,
//! so that a snapshot of code that does not build cannot pass. Where names are hazards, links of the documentation are
//! too: rustdoc has no warning either.

use std::{error::Error, path::Path, process::Command};

use farrier_codegen::{Roles, Settings};
use farrier_tests::fixture::{self, Workspace};

/// The fixtures whose crates are also made for one role alone.
const ONE_ROLE: &[&str] = &[
    "constraints_http",
    "errors",
    "event_stream",
    "event_stream_protocols",
    "event_stream_rpc",
    "http_request",
    "http_response",
    "object_storage",
    "paginated",
    "sensitive",
    "streaming",
    "validation_exception",
    "waiters",
];
/// The fixture whose crate is also made with serde's feature, for clients alone, whose inputs would only be written.
const SERDE: &str = "serde_formats";

#[test]
fn the_fixtures_compile_without_warnings() -> Result<(), Box<dyn Error>> {
    let mut workspace = Workspace::new(Path::new(env!("CARGO_TARGET_TMPDIR")).join("fixtures"));
    let mut broken = Vec::new();
    for fixture in fixture::all()? {
        for (suffix, roles, serde) in variants(&fixture.name) {
            let mut fixture = fixture.clone();
            fixture.name.push_str(suffix);
            let change = |settings: &mut Settings| (settings.roles, settings.serde) = (roles, serde);
            match fixture.generate_with(change) {
                Ok(files) => workspace.add(&fixture.name, &files)?,
                Err(error) => broken.push(error),
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
    workspace.finish(&fixture::root().join("runtime"))?;
    let command = if has_clippy() { "clippy" } else { "check" };
    let runs: [&[&str]; 4] = [
        &["--workspace", "--all-targets", "--keep-going"],
        // A service's protocols are features: all of them, and one that is not the default.
        &["--package", "protocols", "--all-features"],
        &["--package", "protocols", "--no-default-features", "--features", "awsJson1_0"],
        // A crate with serde's feature, which is off above.
        &["--package", "serde_formats_client", "--all-features"],
    ];
    for run in runs {
        let output = workspace.cargo(&[&[command], run].concat())?;
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    let output = workspace.cargo(&["doc", "--no-deps", "--package", "names_*"])?;
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Ok(())
}

/// The roles of a fixture's crates, and whether they have serde's feature, each with the end of their names.
fn variants(name: &str) -> Vec<(&'static str, Roles, bool)> {
    let (client, server) = (Roles { client: true, server: false }, Roles { client: false, server: true });
    let mut variants = vec![("", Roles::default(), false)];
    if ONE_ROLE.contains(&name) {
        variants.push(("_client", client, false));
        variants.push(("_server", server, false));
    }
    if name == SERDE {
        variants.push(("_client", client, true));
    }
    variants
}

fn has_clippy() -> bool {
    Command::new("cargo").args(["clippy", "--version"]).output().is_ok_and(|output| output.status.success())
}
