//! What operations take, give and fail with.
//!
//! Spec: <https://smithy.io/2.0/spec/service-types.html#operation>,
//! <https://smithy.io/2.0/spec/type-refinement-traits.html#error-trait>.

use super::{Report, a};
use crate::smithy::{Operation, Shape, ShapeId, ShapeKind, traits};

/// Checks the shapes that an operation names.
pub(super) fn check(shape: &Shape, operation: &Operation, report: &mut Report<'_>) {
    for (part, id) in [("input", &operation.input), ("output", &operation.output)] {
        if let Some(id) = id {
            structure(shape, part, id, report);
        }
    }
    errors(shape, &operation.errors, report);
}

fn structure(shape: &Shape, part: &str, id: &ShapeId, report: &mut Report<'_>) {
    let Some(target) = report.model.shape(id) else { return };
    let (message, help) = if !matches!(target.kind, ShapeKind::Structure(_)) {
        (format!("the {part} `{id}` is {}, not a structure", a(&target.kind)), "target a structure")
    } else if target.traits.has::<traits::Error>() {
        (format!("the {part} `{id}` has the trait `error`"), "list it under `errors`, or target another structure")
    } else if target.traits.has::<traits::Mixin>() {
        (format!("the {part} `{id}` is a mixin"), "target a structure that uses the mixin")
    } else {
        return;
    };
    report.inner_error(&shape.id, [part, "target"], message, help);
}

/// Checks the errors that an operation or service lists.
pub(super) fn errors(shape: &Shape, errors: &[ShapeId], report: &mut Report<'_>) {
    for (index, id) in errors.iter().enumerate() {
        let Some(target) = report.model.shape(id) else { continue };
        let (message, help) = if !matches!(target.kind, ShapeKind::Structure(_)) {
            (format!("the error `{id}` is {}, not a structure", a(&target.kind)), "target a structure")
        } else if !target.traits.has::<traits::Error>() {
            (
                format!("the error `{id}` does not have the trait `error`"),
                "add `\"smithy.api#error\": \"client\"` or `\"server\"` to its traits",
            )
        } else {
            continue;
        };
        report.inner_error(&shape.id, ["errors", &index.to_string(), "target"], message, help);
    }
}
