//! The results of a run: as a table, and as JSON.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Serialize;

use super::cases::Case;

/// What became of a case in one role.
#[derive(Debug, Clone, Serialize)]
pub struct Entry {
    /// The model's file.
    pub model: String,
    /// The service's shape ID; none for a case that belongs to none.
    pub service: Option<String>,
    /// The protocol's shape ID.
    pub protocol: String,
    /// `client` or `server`.
    pub role: &'static str,
    /// `request`, `response` or `malformed request`.
    pub kind: &'static str,
    /// The case's ID.
    pub id: String,
    /// Whether it passed.
    pub passed: bool,
    /// Whether an erratum patches it.
    pub erratum: bool,
    /// What was expected and what came, when it failed.
    pub difference: Option<String>,
}

impl Entry {
    pub(super) fn new(
        model: &str,
        service: Option<String>,
        case: Case,
        erratum: bool,
        outcome: Result<(), String>,
    ) -> Self {
        let Case { protocol, role, kind, id } = case;
        let (model, passed) = (model.to_owned(), outcome.is_ok());
        Self { model, service, protocol, role, kind, id, passed, erratum, difference: outcome.err() }
    }
}

/// The results of a run.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// One for each case and role.
    pub entries: Vec<Entry>,
    /// What else is wrong: models that cannot be loaded, crates that do not compile, errata that are not needed.
    pub problems: Vec<String>,
}

impl Report {
    /// Whether every case passed, and nothing else was wrong.
    pub fn passed(&self) -> bool {
        self.problems.is_empty() && self.entries.iter().all(|entry| entry.passed)
    }

    /// The entries as JSON, in one array.
    ///
    /// # Errors
    /// None that a caller could cause.
    pub fn json(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string_pretty(&self.entries).map(|text| text + "\n")
    }

    /// The table, then each failure.
    pub fn text(&self) -> String {
        let mut counts: BTreeMap<(&str, &str, &str), Counts> = BTreeMap::new();
        let mut total = Counts::default();
        for entry in &self.entries {
            counts.entry((&entry.protocol, entry.role, entry.kind)).or_default().add(entry);
            total.add(entry);
        }
        let mut rows =
            vec![["protocol", "role", "kind", "cases", "passed", "failed", "errata"].map(str::to_owned)];
        rows.extend(
            counts.into_iter().map(|((protocol, role, kind), counts)| counts.row(protocol, role, kind)),
        );
        rows.push(total.row("total", "", ""));
        let mut text = table(&rows);
        for entry in self.entries.iter().filter(|entry| !entry.passed) {
            let Entry { id, role, kind, difference, .. } = entry;
            line(&mut text, &format!("\nFAILED {id} ({role}, {kind})"));
            for part in difference.as_deref().unwrap_or("no reason was given").lines() {
                line(&mut text, &format!("  {part}"));
            }
        }
        for problem in &self.problems {
            line(&mut text, &format!("\n{}", problem.trim_end()));
        }
        text
    }
}

#[derive(Default)]
struct Counts {
    passed: usize,
    failed: usize,
    errata: usize,
}

impl Counts {
    fn add(&mut self, entry: &Entry) {
        self.passed += usize::from(entry.passed);
        self.failed += usize::from(!entry.passed);
        self.errata += usize::from(entry.erratum);
    }

    fn row(&self, protocol: &str, role: &str, kind: &str) -> [String; 7] {
        let Self { passed, failed, errata } = self;
        let texts = [protocol, role, kind].map(str::to_owned);
        let numbers = [passed + failed, *passed, *failed, *errata].map(|number| number.to_string());
        let [protocol, role, kind] = texts;
        let [cases, passed, failed, errata] = numbers;
        [protocol, role, kind, cases, passed, failed, errata]
    }
}

/// Columns of equal width: texts to the left, numbers to the right.
fn table(rows: &[[String; 7]]) -> String {
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or_default();
    let widths: Vec<usize> = (0..7).map(width).collect();
    let mut text = String::new();
    for row in rows {
        let cells: Vec<String> = (0..7)
            .map(|column| {
                let (cell, width) = (&row[column], widths[column]);
                if column < 3 { format!("{cell:<width$}") } else { format!("{cell:>width$}") }
            })
            .collect();
        line(&mut text, cells.join("  ").trim_end());
    }
    text
}

fn line(text: &mut String, line: &str) {
    // Writing to a String cannot fail.
    let _ = writeln!(text, "{line}");
}
