//! What becomes of a case: the test passes or panics, and a line goes to the results.

use std::{fs::OpenOptions, io::Write as _};

use super::case::{Outcome, Role};

/// Names the file to which every case adds a line of JSON.
const RESULTS: &str = "FARRIER_TEST_RESULTS";
/// When set, each leaf of the expectations is altered in turn, and the case has to fail.
const SELF_CHECK: &str = "FARRIER_SELF_CHECK";

/// Runs a case, or its self-check when the environment asks for that.
///
/// # Panics
/// When it fails.
pub(super) fn run(
    id: &str,
    protocol: &str,
    role: Role,
    kind: &str,
    outcome: impl FnOnce() -> Outcome,
    self_check: impl FnOnce() -> Outcome,
) {
    let outcome = if std::env::var_os(SELF_CHECK).is_some() { self_check() } else { outcome() };
    record(id, protocol, role, kind, &outcome);
    if let Err(difference) = outcome {
        panic!("{id} as {}: {difference}", role.name());
    }
}

/// Adds the line. One write a line, so that tests in parallel do not mix theirs.
fn record(id: &str, protocol: &str, role: Role, kind: &str, outcome: &Outcome) {
    let Some(path) = std::env::var_os(RESULTS) else { return };
    let difference = outcome.as_ref().err().map_or_else(|| "null".to_owned(), |text| quoted(text));
    let line = format!(
        "{{\"id\":{},\"protocol\":{},\"role\":\"{}\",\"kind\":\"{kind}\",\"passed\":{},\"difference\":{difference}}}\n",
        quoted(id),
        quoted(protocol),
        role.name(),
        outcome.is_ok(),
    );
    let written = OpenOptions::new()
        .create(true)
        .append(true)
        .open(&path)
        .and_then(|mut file| file.write_all(line.as_bytes()));
    assert!(written.is_ok(), "{RESULTS}: cannot write to {}: {written:?}", path.display());
}

/// A JSON string.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for character in text.chars() {
        match character {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            control if u32::from(control) < 0x20 => {
                quoted.push_str(&format!("\\u{:04x}", u32::from(control)))
            }
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}
