//! Shapes that may not be used from everywhere.
//!
//! Spec: <https://smithy.io/2.0/spec/constraint-traits.html#private-trait>.

use super::Report;
use crate::smithy::{Shape, ShapeId, ShapeKind, traits};

/// Checks that the private shapes that a shape uses are of its namespace.
pub(super) fn check(shape: &Shape, report: &mut Report<'_>) {
    for member in shape.members() {
        if is_out_of_reach(shape, &member.target, report) {
            refuse(&member.id, ["target"], &member.target, report);
        }
    }
    if let ShapeKind::Operation(operation) = &shape.kind {
        for (part, target) in [("input", &operation.input), ("output", &operation.output)] {
            if let Some(target) = target.as_ref().filter(|target| is_out_of_reach(shape, target, report)) {
                refuse(&shape.id, [part, "target"], target, report);
            }
        }
        for (index, target) in operation.errors.iter().enumerate() {
            if is_out_of_reach(shape, target, report) {
                refuse(&shape.id, ["errors", &index.to_string(), "target"], target, report);
            }
        }
    }
}

fn is_out_of_reach(shape: &Shape, target: &ShapeId, report: &Report<'_>) -> bool {
    shape.id.namespace() != target.namespace()
        && report.model.shape(target).is_some_and(|target| target.traits.has::<traits::Private>())
}

fn refuse<'s>(
    id: &ShapeId,
    steps: impl IntoIterator<Item = &'s str>,
    target: &ShapeId,
    report: &mut Report<'_>,
) {
    let message = format!("`{target}` is private to the namespace `{}`", target.namespace());
    report.inner_error(id, steps, message, "target another shape, or remove the trait `private`");
}
