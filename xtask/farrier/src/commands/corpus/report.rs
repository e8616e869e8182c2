//! The results of a run: as a table, and as JSON.

use std::fmt::Write as _;

use farrier_codegen::Summary;
use serde::Serialize;

/// How many of the slowest are named.
const SLOWEST: usize = 5;

/// What a run found.
#[derive(Debug, Serialize)]
pub(super) struct Report {
    /// How many models were generated at the same time.
    pub(super) jobs: usize,
    /// How this program was compiled.
    pub(super) profile: &'static str,
    /// The size of the models' files.
    pub(super) bytes: u64,
    /// The time for all models.
    pub(super) seconds: f64,
    /// The time for reading the same files as JSON and nothing more.
    pub(super) parse_seconds: f64,
    /// The most memory that the process had, in bytes.
    pub(super) peak_memory: Option<u64>,
    pub(super) models: Vec<Row>,
    /// The crates that were compiled, where that was asked for.
    pub(super) crates: Option<Compilation>,
}

/// What became of a model.
#[derive(Debug, Serialize)]
pub(super) struct Row {
    pub(super) name: String,
    pub(super) path: String,
    pub(super) bytes: u64,
    #[serde(serialize_with = "summary")]
    pub(super) summary: Summary,
    pub(super) seconds: f64,
    /// The part of it until the model was loaded and validated.
    pub(super) load_seconds: f64,
    /// Why there is no crate.
    pub(super) failure: Option<String>,
}

/// What became of the crates.
#[derive(Debug, Serialize)]
pub(super) struct Compilation {
    /// The time for all crates, with what they depend on.
    pub(super) seconds: f64,
    pub(super) crates: Vec<Compiled>,
    /// What Cargo said when it could not do its work.
    pub(super) failure: Option<String>,
}

/// What became of a crate.
#[derive(Debug, Default, Serialize)]
pub(super) struct Compiled {
    pub(super) name: String,
    /// The time of the compiler, in an earlier run where the crate was up to date; none where that is not known.
    pub(super) seconds: Option<f64>,
    pub(super) passed: bool,
    /// What the compiler said.
    pub(super) messages: Vec<String>,
}

impl Row {
    pub(super) fn new(name: String, path: String, bytes: u64) -> Self {
        Self {
            name,
            path,
            bytes,
            summary: Summary::default(),
            seconds: 0.0,
            load_seconds: 0.0,
            failure: None,
        }
    }
}

fn summary<S: serde::Serializer>(summary: &Summary, serializer: S) -> Result<S::Ok, S::Error> {
    let Summary { services, operations, shapes, lines } = *summary;
    let counts = [("services", services), ("operations", operations), ("shapes", shapes), ("lines", lines)];
    serializer.collect_map(counts)
}

impl Report {
    /// How many models and crates failed.
    pub(super) fn failures(&self) -> usize {
        let models = self.models.iter().filter(|model| model.failure.is_some()).count();
        let Some(compilation) = &self.crates else { return models };
        let crates = compilation.crates.iter().filter(|compiled| !compiled.passed).count();
        models + crates.max(usize::from(compilation.failure.is_some()))
    }

    /// The results as JSON.
    pub(super) fn json(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string_pretty(self).map(|text| text + "\n")
    }

    /// The failures, and the table.
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        for model in &self.models {
            if let Some(failure) = &model.failure {
                let _ = writeln!(text, "{}: not generated:\n{}\n", model.name, failure.trim_end());
            }
        }
        if let Some(compilation) = &self.crates {
            compilation.failures(&mut text);
        }
        self.generation(&mut text);
        if let Some(compilation) = &self.crates {
            compilation.table(&mut text);
        }
        text
    }

    fn generation(&self, text: &mut String) {
        let mut total = Summary::default();
        self.models.iter().for_each(|model| total += model.summary);
        let failed = self.models.iter().filter(|model| model.failure.is_some()).count();
        let mut row = |name: &str, value: String| {
            let _ = writeln!(text, "{name:<24}{value:>16}");
        };
        row("models", self.models.len().to_string());
        row("  MB of JSON", format!("{:.1}", self.bytes as f64 / 1e6));
        row("operations", total.operations.to_string());
        row("shapes", total.shapes.to_string());
        row("lines emitted", total.lines.to_string());
        row("failures", failed.to_string());
        row("wall time", format!("{:.2} s", self.seconds));
        row("bare JSON parse", format!("{:.2} s", self.parse_seconds));
        row("ratio", format!("{:.1}", self.seconds / self.parse_seconds));
        let memory = |bytes: u64| format!("{:.0} MiB", bytes as f64 / f64::from(1 << 20));
        row("peak memory", self.peak_memory.map_or("unknown".to_owned(), memory));
        row("jobs", self.jobs.to_string());
        row("profile", self.profile.to_owned());
        let models = self.models.iter().map(|model| (model.seconds, model.name.as_str()));
        slowest(text, "slowest to generate", models.collect());
    }
}

impl Compilation {
    fn failures(&self, text: &mut String) {
        for compiled in self.crates.iter().filter(|compiled| !compiled.passed) {
            let _ = writeln!(text, "{}: does not compile:\n{}", compiled.name, compiled.messages.concat());
        }
        if let Some(failure) = &self.failure {
            let _ = writeln!(text, "{failure}");
        }
    }

    fn table(&self, text: &mut String) {
        let passed = self.crates.iter().filter(|compiled| compiled.passed).count();
        let times: Vec<(f64, &str)> =
            self.crates.iter().filter_map(|c| Some((c.seconds?, c.name.as_str()))).collect();
        let total: f64 = times.iter().map(|(seconds, _)| seconds).sum();
        let mut row = |name: &str, value: String| {
            let _ = writeln!(text, "{name:<24}{value:>16}");
        };
        row("crates checked", self.crates.len().to_string());
        row("  without a warning", passed.to_string());
        row("  failures", (self.crates.len() - passed).to_string());
        row("  wall time", format!("{:.1} s", self.seconds));
        if !times.is_empty() {
            row("  compiler, all crates", format!("{total:.1} s"));
            row("  compiler, a crate", format!("{:.2} s", total / times.len() as f64));
        }
        slowest(text, "  slowest to check", times);
    }
}

/// A line that names the slowest.
fn slowest(text: &mut String, label: &str, mut times: Vec<(f64, &str)>) {
    times.sort_by(|one, other| other.0.total_cmp(&one.0));
    let named: Vec<String> =
        times.iter().take(SLOWEST).map(|(seconds, name)| format!("{name} {seconds:.2} s")).collect();
    if !named.is_empty() {
        let _ = writeln!(text, "{label}: {}", named.join(", "));
    }
}
