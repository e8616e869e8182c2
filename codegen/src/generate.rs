//! The whole way from a model to files.

use crate::{
    Files, SettingProblems, Settings, Summary, emit, lower, normalize, pattern,
    smithy::{self, Model, Problems, Source, validate::Rules},
};

/// The files of a crate, and what they cover.
#[derive(Clone, Debug)]
pub struct Generated {
    /// The files.
    pub files: Files,
    /// Counts of what they cover.
    pub summary: Summary,
}

/// Loads a model from Smithy JSON AST files, merged into one, and validates it: its patterns and
/// the paths of its waiters too, by the compilers that generation uses.
///
/// # Errors
/// Everything that is wrong with the files, not just the first thing.
pub fn load(sources: Vec<Source>) -> Result<Model, Problems> {
    let pattern = |text: &str| pattern::check(text).map_err(|error| error.to_string());
    smithy::load_with(sources, &Rules { pattern, matcher: lower::waiter::check })
}

/// Generates one crate.
///
/// The same model and settings give the same bytes on every run and machine.
///
/// # Errors
/// All that the settings ask for and the model does not have.
pub fn generate(model: &Model, settings: &Settings) -> Result<Generated, SettingProblems> {
    let selection = normalize::select(model, settings)?;
    let krate = lower::krate(model, &selection, settings);
    let files = emit::files(&krate);
    let summary = Summary {
        services: usize::from(krate.service.is_some()),
        operations: krate.operations.len(),
        shapes: selection.closure.len(),
        lines: files.lines(),
    };
    Ok(Generated { files, summary })
}
