//! What `--check` prints: a unified diff of what is on disk and what would be generated.

use std::fmt::Write as _;
use std::time::Duration;

use similar::TextDiff;

use crate::write::{Change, MANIFEST, Plan};

/// Lines of diff that one file may take; the rest is counted.
const LINES: usize = 200;

/// The differences in one crate, `shown` being its folder as messages name it; empty where there are none.
pub fn render(shown: &str, plan: &Plan) -> String {
    let mut text = String::new();
    // The hashes change with every file: said on its own only where nothing else is.
    let only_manifest = plan.changes().iter().all(|change| change.path() == MANIFEST);
    for change in plan.changes().iter().filter(|change| only_manifest || change.path() != MANIFEST) {
        let path = format!("{shown}/{}", change.path());
        let new = plan.text(change.path()).unwrap_or_default();
        match change {
            Change::Create { .. } => {
                line(&mut text, &format!("missing: {path} ({} lines)", new.lines().count()))
            }
            Change::Remove { .. } => line(&mut text, &format!("orphaned: {path} is no longer generated")),
            Change::Update { old, edited, .. } => {
                let how = if *edited { ", which was edited" } else { "" };
                line(&mut text, &format!("changed: {path}{how}"));
                diff(&mut text, &path, &String::from_utf8_lossy(old), new);
            }
        }
    }
    for path in plan.kept() {
        line(
            &mut text,
            &format!("orphaned: {shown}/{path} is no longer generated; it was edited, so it will be kept"),
        );
    }
    text
}

fn diff(text: &mut String, path: &str, old: &str, new: &str) {
    // Where two texts have little in common, a coarse diff now is better than the shortest one later.
    let diff = TextDiff::configure().timeout(Duration::from_secs(2)).diff_lines(old, new);
    let unified = diff
        .unified_diff()
        .context_radius(3)
        .header(&format!("{path} (on disk)"), &format!("{path} (generated)"))
        .to_string();
    let mut lines = unified.lines();
    for shown in lines.by_ref().take(LINES) {
        line(text, shown);
    }
    let more = lines.count();
    if more > 0 {
        line(text, &format!("… and {more} more lines"));
    }
}

fn line(text: &mut String, line: &str) {
    // Writing to a String cannot fail.
    let _ = writeln!(text, "{line}");
}
