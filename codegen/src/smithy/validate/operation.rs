//! What operations take, give and fail with.
//!
//! Spec: <https://smithy.io/2.0/spec/service-types.html#operation>,
//! <https://smithy.io/2.0/spec/type-refinement-traits.html#error-trait>.

use super::{Report, a};
use crate::smithy::{Operation, Shape, ShapeId, ShapeKind, SmithyTrait as _, traits};

/// Checks the shapes that an operation names.
pub(super) fn check(shape: &Shape, operation: &Operation, report: &mut Report<'_>) {
    for (part, id) in [("input", &operation.input), ("output", &operation.output)] {
        if let Some(id) = id {
            structure(shape, part, id, report);
            once(shape, part, id, report);
        }
    }
    errors(shape, &operation.errors, report);
    compression(shape, report);
}

/// Requests are compressed by codings that Smithy knows.
/// Spec: <https://smithy.io/2.0/spec/behavior-traits.html#requestcompression-trait>.
fn compression(shape: &Shape, report: &mut Report<'_>) {
    let Some(compression) = shape.traits.get::<traits::RequestCompression>() else { return };
    let help = "list `gzip`, the only one that Smithy knows";
    if compression.encodings.is_empty() {
        report.trait_error::<traits::RequestCompression>(&shape.id, "no content coding is listed", help);
    }
    for (index, encoding) in compression.encodings.iter().enumerate() {
        if !encoding.eq_ignore_ascii_case("gzip") {
            let place = report.model.trait_location(&shape.id, traits::RequestCompression::ID);
            let place = place.inside(["encodings", &index.to_string()]);
            let message = format!("`{encoding}` is no content coding that requests may be compressed by");
            report.error_at(place, &shape.id, message, help);
        }
    }
}

fn structure(shape: &Shape, part: &str, id: &ShapeId, report: &mut Report<'_>) {
    let Some(target) = report.model.shape(id) else { return };
    let (message, help) = if !matches!(target.kind, ShapeKind::Structure(_)) {
        (format!("the {part} `{id}` is {}, not a structure", a(&target.kind)), "target a structure")
    } else if target.traits.has::<traits::Error>() {
        (
            format!("the {part} `{id}` has the trait `error`"),
            "list it under `errors`, or target another structure",
        )
    } else if target.traits.has::<traits::Mixin>() {
        (format!("the {part} `{id}` is a mixin"), "target a structure that uses the mixin")
    } else {
        return;
    };
    report.inner_error(&shape.id, [part, "target"], message, help);
}

/// A structure with the trait `input` or `output` is that of one operation.
/// Spec: <https://smithy.io/2.0/spec/type-refinement-traits.html#input-trait>.
fn once(shape: &Shape, part: &str, id: &ShapeId, report: &mut Report<'_>) {
    let Some(target) = report.model.shape(id) else { return };
    let (is_input, is_output) = (target.traits.has::<traits::Input>(), target.traits.has::<traits::Output>());
    if part == "input" && is_output || part == "output" && is_input {
        let other = if is_input { "input" } else { "output" };
        let message = format!("the {part} `{id}` has the trait `{other}`");
        report.inner_error(
            &shape.id,
            [part, "target"],
            message,
            format!("target a structure without the trait `{other}`"),
        );
    } else if is_input || is_output {
        match report.dedicated.get(&target.id).copied() {
            Some(first) => {
                let message = format!("`{id}` is the {part} of `{first}` too, but has the trait `{part}`");
                let help =
                    format!("give the operation a structure of its own, or remove the trait from `{id}`");
                report.inner_error(&shape.id, [part, "target"], message, help);
                report.related(report.model.location(first).inside([part, "target"]));
            }
            None => {
                let operation = report.model.shape(&shape.id).map(|shape| &shape.id);
                report.dedicated.extend(operation.map(|operation| (&target.id, operation)));
            }
        }
    }
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
