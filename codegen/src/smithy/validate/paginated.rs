//! Members that paginated operations name.
//!
//! Spec: <https://smithy.io/2.0/spec/behavior-traits.html#paginated-trait>.

use super::{Report, a};
use crate::smithy::{Member, Operation, Shape, ShapeKind, SmithyTrait as _, index, traits};

/// Checks the trait of an operation.
pub(super) fn check(shape: &Shape, operation: &Operation, report: &mut Report<'_>) {
    let Some(paginated) = shape.traits.get::<traits::Paginated>() else { return };
    let input = report.structure(operation.input.as_ref());
    let output = report.structure(operation.output.as_ref());
    for (part, found) in [("input", input), ("output", output)] {
        if found.is_none() {
            let message = format!("the operation is paginated, but has no {part}");
            report.trait_error::<traits::Paginated>(&shape.id, message, format!("give it an {part}"));
        }
    }
    let parts = [
        ("inputToken", &paginated.input_token, input, "a string or map", is_token as fn(&ShapeKind) -> bool),
        ("pageSize", &paginated.page_size, input, "a whole number", is_page_size),
        ("outputToken", &paginated.output_token, output, "a string or map", is_token),
        ("items", &paginated.items, output, "a list or map", is_collection),
    ];
    for (part, path, structure, expected, is_expected) in parts {
        let (Some(path), Some(structure)) = (path, structure) else { continue };
        let (message, help) = match member(path, structure, report) {
            Err(missing) => (
                format!("the paginated trait's {part} `{path}` does not exist: `{}` has no member `{}`", missing.0, missing.1),
                "name a member, or correct its name".to_owned(),
            ),
            Ok(member) => match report.target(member).filter(|target| !is_expected(&target.kind)) {
                Some(target) => (
                    format!("the paginated trait's {part} `{path}` is {}, not {expected}", a(&target.kind)),
                    format!("name a member that targets {expected}"),
                ),
                None => continue,
            },
        };
        let location = report.model.trait_location(&shape.id, traits::Paginated::ID).inside([part]);
        report.error_at(location, &shape.id, message, help);
    }
}

/// Tokens are opaque: what a message can hold whole.
fn is_token(kind: &ShapeKind) -> bool {
    matches!(kind, ShapeKind::String | ShapeKind::Enum(_) | ShapeKind::Map { .. })
}

fn is_page_size(kind: &ShapeKind) -> bool {
    matches!(kind, ShapeKind::Byte | ShapeKind::Short | ShapeKind::Integer | ShapeKind::Long)
}

fn is_collection(kind: &ShapeKind) -> bool {
    matches!(kind, ShapeKind::List(_) | ShapeKind::Map { .. })
}

/// The member at the end of a path such as `result.items`; else the shape and the name that it does not have.
fn member<'m>(path: &str, structure: &'m Shape, report: &Report<'m>) -> Result<&'m Member, (String, String)> {
    let mut found: Option<&Member> = None;
    for name in path.split('.') {
        let container = match found {
            None => Some(structure),
            Some(member) => report.target(member),
        };
        let missing = || (container.map_or(String::new(), |shape| shape.id.to_string()), name.to_owned());
        let members = container.map_or(&[][..], index::structure_members);
        found = Some(members.iter().find(|member| member.name == name).ok_or_else(missing)?);
    }
    found.ok_or_else(|| (structure.id.to_string(), path.to_owned()))
}
