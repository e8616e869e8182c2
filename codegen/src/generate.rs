//! The whole way from a model to files.

use crate::{Files, Settings, Summary, emit, lower, normalize, smithy::Model};

/// The files of a crate, and what they cover.
#[derive(Clone, Debug)]
pub struct Generated {
    /// The files.
    pub files: Files,
    /// Counts of what they cover.
    pub summary: Summary,
}

/// Generates one crate.
///
/// The same model and settings give the same bytes on every run and machine.
///
/// # Errors
/// What the settings ask for and the model does not have, in one sentence with the mend.
pub fn generate(model: &Model, settings: &Settings) -> Result<Generated, String> {
    let selection = normalize::select(model, settings)?;
    let krate = lower::krate(model, &selection, settings);
    let files = emit::files(&krate)?;
    let summary = Summary {
        services: usize::from(krate.service.is_some()),
        operations: krate.operations.len(),
        shapes: selection.closure.len(),
        lines: files.lines(),
    };
    Ok(Generated { files, summary })
}
