//! Models to files in memory, with problems as text.

use std::io::IsTerminal as _;

use farrier_codegen::smithy::{self, Problems, Source};
use farrier_codegen::{Files, Generated, SettingProblem, SettingProblems, Settings, Summary};

use crate::failure::Failure;

/// What models give.
#[derive(Debug, Clone, Default)]
pub struct Output {
    /// The files of the crate.
    pub files: Files,
    /// What they cover.
    pub summary: Summary,
    /// What is doubtful about the models, rendered; empty where nothing is.
    pub warnings: String,
}

/// Loads the model and runs codegen's stages. `problem` makes the text of a mistake in the settings.
///
/// # Errors
/// The model's problems, rendered for the terminal as one, or each mistake in the settings.
pub fn generate(
    sources: Vec<Source>,
    settings: &Settings,
    problem: impl Fn(&SettingProblem) -> Failure,
) -> Result<Output, Vec<Failure>> {
    let colours =
        std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    let render = |problems: &Problems| smithy::diagnostic::render(problems, colours);
    let model =
        farrier_codegen::load(sources).map_err(|problems| vec![Failure::rendered(render(&problems))])?;
    let generated = farrier_codegen::generate(&model, settings);
    let failures = |mistakes: SettingProblems| mistakes.iter().map(problem).collect::<Vec<_>>();
    let Generated { files, summary } = generated.map_err(failures)?;
    Ok(Output { files, summary, warnings: model.warnings().map(render).unwrap_or_default() })
}
