//! What becomes of a case: a verdict, and a line in the results.

use std::{
    fs::OpenOptions,
    io::Write as _,
    panic::{AssertUnwindSafe, catch_unwind},
};

use super::case::{Outcome, Role};

/// Names the file to which every case adds a line of JSON.
const RESULTS: &str = "FARRIER_TEST_RESULTS";
/// When set, each leaf of the expectations is altered in turn, and the case has to fail.
const SELF_CHECK: &str = "FARRIER_SELF_CHECK";

/// What became of a case in one role.
#[derive(Debug)]
#[must_use = "a test passes its verdicts to `pass`"]
pub struct Verdict(Outcome);

/// Ends a test.
///
/// # Panics
/// When one of the verdicts is a failure.
#[track_caller]
pub fn pass<const N: usize>(verdicts: [Verdict; N]) {
    let failures: Vec<String> = verdicts.into_iter().filter_map(|verdict| verdict.0.err()).collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// Runs a case, and its self-check too when the environment asks for that.
pub(super) fn run(
    id: &str,
    protocol: &str,
    role: Role,
    kind: &str,
    outcome: impl FnOnce() -> Outcome,
    self_check: impl FnOnce() -> Outcome,
) -> Verdict {
    let both = || match std::env::var_os(SELF_CHECK) {
        Some(_) => outcome().and_then(|()| self_check()),
        None => outcome(),
    };
    // A case that panics is one failure, and the others are still run.
    let outcome = catch_unwind(AssertUnwindSafe(both)).unwrap_or_else(|_| Err("it panicked".to_owned()));
    record(id, protocol, role, kind, &outcome);
    Verdict(outcome.map_err(|difference| format!("{id} as {}: {difference}", role.name())))
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
