//! Loading: files come in, a [`Model`] or all problems go out.
//!
//! [`parse`] reads the JSON, [`ast`] makes declarations of it, [`merge`] joins the files, [`build`] types the traits and
//! applies mixins, [`upgrade`] brings Smithy 1.0 to 2.0, [`resolve`] looks every target up, [`validate`] checks the rules
//! that concern the model as a whole. Always holds: a stage reports what is wrong and goes on with the rest.

use std::collections::BTreeMap;

use super::{
    Model, Problem, Problems, Severity, Shape, ShapeId, Source, prelude,
    validate::{self, Rules},
};

mod ast;
mod build;
mod context;
mod entity;
mod exact;
mod merge;
mod parse;
mod resolve;
mod upgrade;

use context::Context;

/// Loads a model from Smithy JSON AST files, versions 1.0 to 2.0, and validates it by the default rules.
///
/// # Errors
/// Everything that is wrong with the files, not just the first thing. [`Model::warnings`] has what is merely doubtful.
pub fn load(sources: Vec<Source>) -> Result<Model, Problems> {
    load_with(sources, &Rules::default())
}

/// Loads a model as [`load`] does, and validates it by `rules`.
///
/// # Errors
/// Everything that is wrong with the files, not just the first thing.
pub fn load_with(sources: Vec<Source>, rules: &Rules) -> Result<Model, Problems> {
    let mut problems = Vec::new();
    let mut model = assemble(&sources, &mut problems);
    problems.extend(validate::all(&model, rules));
    problems.sort_by_key(|problem| problem.location.source);
    let broken = problems.iter().any(|problem| problem.severity == Severity::Error);
    let problems = Problems { problems, sources };
    if broken {
        return Err(problems);
    }
    model.warnings = (!problems.problems.is_empty()).then_some(problems);
    Ok(model)
}

fn assemble(sources: &[Source], problems: &mut Vec<Problem>) -> Model {
    let mut context = Context::new(problems);
    let mut files = Vec::new();
    for (index, source) in sources.iter().enumerate() {
        if let Some(root) = parse::parse(index, &source.bytes, &mut context) {
            files.extend(ast::read(index, root, &mut context));
        }
    }
    let merged = merge::merge(files, &mut context);
    let metadata = merged.metadata;
    let built = build::build(merged.declarations, &mut context);
    let mut model = model(built.shapes, metadata);
    upgrade::upgrade(&mut model, &built.version_1, &mut context);
    resolve::resolve(&model, &mut context);
    model
}

fn model(shapes: BTreeMap<ShapeId, Shape>, metadata: BTreeMap<String, serde_json::Value>) -> Model {
    let prelude = prelude::shapes().into_iter().collect();
    Model { shapes: shapes.into_iter().collect(), prelude, unit: prelude::unit(), metadata, warnings: None }
}
