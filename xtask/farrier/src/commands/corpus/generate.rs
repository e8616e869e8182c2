//! One model: read, generated, and written where the crates are wanted.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use farrier_codegen::smithy::{self, Source};
use farrier_codegen::{Generated, Settings, Summary};
use serde_json::Value;

use super::report::Row;
use crate::scratch::Scratch;

/// A model to generate.
pub(super) struct Model {
    /// The name of its crate.
    pub(super) name: String,
    pub(super) path: PathBuf,
    /// The size of the file.
    pub(super) bytes: u64,
}

/// Reads a model as JSON and nothing more, as the measure for [`generate`]; gives the size of the file. What is wrong
/// with a file is for `generate` to tell.
pub(super) fn parse(model: &Model) -> u64 {
    let Ok(bytes) = fs::read(&model.path) else { return 0 };
    let value = serde_json::from_slice::<Value>(&bytes);
    drop(std::hint::black_box(value));
    bytes.len().try_into().unwrap_or(u64::MAX)
}

/// Generates a model's crate, and writes it where there is a workspace for it.
pub(super) fn generate(model: &Model, scratch: Option<&Scratch>) -> Row {
    let started = Instant::now();
    let mut row = Row::new(model.name.clone(), model.path.display().to_string(), model.bytes);
    // A panic is a defect of the generator, and one of the things that this command is to find.
    match catch_unwind(AssertUnwindSafe(|| krate(model, scratch, &mut row))) {
        Ok(Ok(summary)) => row.summary = summary,
        Ok(Err(failure)) => row.failure = Some(failure),
        Err(_) => row.failure = Some("the generator panicked".to_owned()),
    }
    row.seconds = started.elapsed().as_secs_f64();
    row
}

fn krate(model: &Model, scratch: Option<&Scratch>, row: &mut Row) -> Result<Summary, String> {
    let name = model.path.display().to_string();
    let bytes = fs::read(&model.path).map_err(|error| format!("cannot read {name}: {error}"))?;
    let started = Instant::now();
    let loaded = farrier_codegen::load(vec![Source { name, bytes }])
        .map_err(|problems| smithy::diagnostic::render(&problems, false))?;
    row.load_seconds = Duration::as_secs_f64(&started.elapsed());
    let mut settings = Settings::default();
    settings.crate_name = model.name.clone();
    settings.runtime = Scratch::runtime();
    let Generated { files, summary } =
        farrier_codegen::generate(&loaded, &settings).map_err(|problem| problem.to_string())?;
    if let Some(scratch) = scratch {
        scratch.write(&model.name, &files).map_err(|failure| failure.to_string())?;
    }
    Ok(summary)
}
