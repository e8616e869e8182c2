//! What became of the cases: entries that scripts and drivers write, a line of JSON each, and the table of them.

use std::fmt::Write as _;

use serde::Deserialize;

use super::process::Ended;

/// What became of a case.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(super) struct Entry {
    pub(super) group: String,
    pub(super) service: String,
    pub(super) case: String,
    /// What was expected and what came, when it failed.
    pub(super) difference: Option<String>,
}

/// What became of all cases.
#[derive(Debug, Default)]
pub(super) struct Report {
    entries: Vec<Entry>,
    not_checked: Vec<String>,
}

impl Report {
    /// Takes the entries that a program wrote. That it wrote none, or ended with an error, is a failed case.
    pub(super) fn take(&mut self, group: &str, service: &str, output: Result<String, Ended>) {
        let (text, failure) = match output {
            Ok(text) => (text, None),
            Err(Ended { output, failure }) => (output, Some(failure.to_string())),
        };
        let entries: Result<Vec<Entry>, _> = text.lines().map(serde_json::from_str).collect();
        let failure = match entries {
            Ok(entries) if entries.is_empty() => failure.or_else(|| Some("it told of no case".to_owned())),
            Ok(entries) => {
                self.entries.extend(entries);
                failure
            }
            Err(error) => Some(format!("{error}: {text}\n{}", failure.unwrap_or_default())),
        };
        if let Some(failure) = failure {
            self.fail(group, service, "runs to its end", failure);
        }
    }

    /// Adds a failed case.
    pub(super) fn fail(&mut self, group: &str, service: &str, case: &str, difference: String) {
        let [group, service, case] = [group, service, case].map(str::to_owned);
        self.entries.push(Entry { group, service, case, difference: Some(difference) });
    }

    /// Says what could not be checked here, and why.
    pub(super) fn not_checked(&mut self, what: impl Into<String>) {
        self.not_checked.push(what.into());
    }

    /// How many cases failed, and how many there are.
    pub(super) fn failed(&self) -> (usize, usize) {
        let failed = self.entries.iter().filter(|entry| entry.difference.is_some()).count();
        (failed, self.entries.len())
    }

    /// A line a case, with what differs below those that failed; then a line a group.
    pub(super) fn text(&self) -> String {
        let width = |column: fn(&Entry) -> &str| {
            self.entries.iter().map(|entry| column(entry).chars().count()).max().unwrap_or_default()
        };
        let (group, service) = (width(|entry| &entry.group), width(|entry| &entry.service));
        let case = width(|entry| &entry.case).min(72);
        let mut text = String::new();
        for entry in &self.entries {
            let outcome = if entry.difference.is_some() { "FAILED" } else { "ok" };
            line(
                &mut text,
                &format!(
                    "{:<group$}  {:<service$}  {:<case$}  {outcome}",
                    entry.group, entry.service, entry.case
                ),
            );
            for difference in entry.difference.as_deref().unwrap_or_default().lines() {
                line(&mut text, &format!("    {difference}"));
            }
        }
        line(&mut text, "");
        for (name, entries) in self.groups() {
            let failed = entries.iter().filter(|entry| entry.difference.is_some()).count();
            line(&mut text, &format!("{name}: {} passed, {failed} failed", entries.len() - failed));
        }
        for what in &self.not_checked {
            line(&mut text, &format!("NOT CHECKED: {what}"));
        }
        text
    }

    /// The groups in the order in which they ran.
    fn groups(&self) -> Vec<(&str, Vec<&Entry>)> {
        let mut groups: Vec<(&str, Vec<&Entry>)> = Vec::new();
        for entry in &self.entries {
            match groups.iter_mut().find(|(name, _)| *name == entry.group) {
                Some((_, entries)) => entries.push(entry),
                None => groups.push((&entry.group, vec![entry])),
            }
        }
        groups
    }
}

fn line(text: &mut String, line: &str) {
    // Writing to a String cannot fail.
    let _ = writeln!(text, "{}", line.trim_end());
}
