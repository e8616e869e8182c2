//! Loading JSON ASTs.

use farrier_codegen::smithy::{Model, Place, Problem, Problems, Severity, Shape, ShapeId, Source, load};
use serde_json::{Value, json};

mod broken;
mod files;
mod mixins;
mod shapes;
mod values;
mod versions;

fn source(name: &str, text: impl ToString) -> Source {
    Source { name: name.to_owned(), bytes: text.to_string().into_bytes() }
}

/// A file of Smithy 2.0 with these shapes.
fn file(shapes: Value) -> Source {
    source("model.json", json!({ "smithy": "2.0", "shapes": shapes }))
}

/// A file of Smithy 1.0 with these shapes.
fn old_file(shapes: Value) -> Source {
    source("old.json", json!({ "smithy": "1.0", "shapes": shapes }))
}

fn loaded(sources: Vec<Source>) -> Model {
    load(sources).unwrap_or_else(|problems| panic!("{problems}"))
}

fn refused(sources: Vec<Source>) -> Problems {
    load(sources).expect_err("the model is broken")
}

fn id(text: &str) -> ShapeId {
    ShapeId::parse(text).expect("a shape ID")
}

fn shape<'m>(model: &'m Model, text: &str) -> &'m Shape {
    model.shape(&id(text)).expect("the shape is there")
}

fn names(shape: &Shape) -> Vec<&str> {
    shape.members().map(|member| member.name.as_str()).collect()
}

/// The only error, with its place as a path.
fn only(problems: &Problems) -> (&Problem, String) {
    let mut errors = problems.problems.iter().filter(|problem| problem.severity == Severity::Error);
    let problem = errors.next().expect("an error");
    assert_eq!(errors.next(), None, "one error only");
    (problem, place(&problem.location.place))
}

fn place(place: &Place) -> String {
    match place {
        Place::Offset(offset) => format!("@{offset}"),
        Place::Pointer { path, occurrence: 0 } => path.join("/"),
        Place::Pointer { path, occurrence } => format!("{} ({occurrence})", path.join("/")),
    }
}

/// Each error as its place and message.
fn errors(problems: &Problems) -> Vec<(String, String)> {
    let errors = problems.problems.iter().filter(|problem| problem.severity == Severity::Error);
    errors.map(|problem| (place(&problem.location.place), problem.message.clone())).collect()
}

/// Each problem as its place and mend.
fn helps(problems: &Problems) -> Vec<(String, &str)> {
    let problems = problems.problems.iter();
    problems.map(|problem| (place(&problem.location.place), problem.help.as_str())).collect()
}
