//! Members that paginated operations name.
//!
//! Spec: <https://smithy.io/2.0/spec/behavior-traits.html#paginated-trait>.

use super::{Report, a};
use crate::smithy::{
    Location, Member, Operation, Shape, ShapeKind, SmithyTrait as _, index,
    traits::{self, Paginated},
};

/// A part of the trait.
struct Part {
    name: &'static str,
    path: fn(&Paginated) -> Option<&String>,
    structure: fn(&Operation) -> Option<&crate::smithy::ShapeId>,
    /// Whether it names members of members too, and whether it is a token.
    nested: bool,
    token: bool,
    is_expected: fn(&ShapeKind) -> bool,
    expected: &'static str,
}

const PARTS: [Part; 4] = [
    Part {
        name: "inputToken",
        path: |paginated| paginated.input_token.as_ref(),
        structure: |operation| operation.input.as_ref(),
        nested: false,
        token: true,
        is_expected: is_token,
        expected: "a string or map",
    },
    Part {
        name: "pageSize",
        path: |paginated| paginated.page_size.as_ref(),
        structure: |operation| operation.input.as_ref(),
        nested: false,
        token: false,
        is_expected: |kind| {
            matches!(kind, ShapeKind::Byte | ShapeKind::Short | ShapeKind::Integer | ShapeKind::Long)
        },
        expected: "a whole number",
    },
    Part {
        name: "outputToken",
        path: |paginated| paginated.output_token.as_ref(),
        structure: |operation| operation.output.as_ref(),
        nested: true,
        token: true,
        is_expected: is_token,
        expected: "a string or map",
    },
    Part {
        name: "items",
        path: |paginated| paginated.items.as_ref(),
        structure: |operation| operation.output.as_ref(),
        nested: true,
        token: false,
        is_expected: |kind| matches!(kind, ShapeKind::List(_) | ShapeKind::Map { .. }),
        expected: "a list or map",
    },
];

/// Tokens are opaque: what a message can hold whole.
fn is_token(kind: &ShapeKind) -> bool {
    matches!(kind, ShapeKind::String | ShapeKind::Enum(_) | ShapeKind::Map { .. })
}

/// Checks what the trait of an operation names itself.
pub(super) fn check(shape: &Shape, operation: &Operation, report: &mut Report<'_>) {
    let Some(paginated) = shape.traits.get::<Paginated>() else { return };
    for part in &PARTS {
        if let Some(path) = (part.path)(paginated) {
            let location = report.model.trait_location(&shape.id, Paginated::ID).inside([part.name]);
            check_part(part, path, shape, operation, &location, report);
        }
    }
}

/// Checks what the trait of an operation takes over from that of its service.
pub(super) fn within(service: &Shape, shape: &Shape, operation: &Operation, report: &mut Report<'_>) {
    let Some(own) = shape.traits.get::<Paginated>() else { return };
    let inherited = service.traits.get::<Paginated>();
    for part in PARTS.iter().filter(|part| (part.path)(own).is_none()) {
        let location = report.model.trait_location(&shape.id, Paginated::ID);
        match inherited.and_then(part.path) {
            Some(path) => check_part(part, path, shape, operation, &location, report),
            None if part.token => {
                let message = format!(
                    "neither `{}` nor its service says what the {} of its pages is",
                    shape.id, part.name
                );
                report.error_at(
                    location,
                    &shape.id,
                    message,
                    format!("add `{}` to the trait `paginated`", part.name),
                );
            }
            None => {}
        }
    }
    tokens(service, shape, operation, report);
}

/// Checks that the token of a page can be put into the next input.
fn tokens(service: &Shape, shape: &Shape, operation: &Operation, report: &mut Report<'_>) {
    let traits = [shape, service].map(|carrier| carrier.traits.get::<Paginated>());
    let mut kinds = PARTS.iter().filter(|part| part.token).map(|part| {
        let path = traits.iter().flatten().find_map(|paginated| (part.path)(paginated))?;
        report.target(member(part, path, operation, report).ok()??)
    });
    let (Some(Some(input)), Some(Some(output))) = (kinds.next(), kinds.next()) else { return };
    let (one, other) = (&input.kind, &output.kind);
    let fit = match (one, other) {
        (ShapeKind::Map { value: one, .. }, ShapeKind::Map { value: other, .. }) => {
            input.id == output.id || one.target == other.target
        }
        _ => !matches!(one, ShapeKind::Map { .. }) && !matches!(other, ShapeKind::Map { .. }),
    };
    if !fit {
        let message = format!(
            "the outputToken `{}` of the trait `paginated` does not fit the inputToken `{}`",
            output.id, input.id
        );
        let location = report.model.trait_location(&shape.id, Paginated::ID);
        report.error_at(location, &shape.id, message, "let both target the same shape".to_owned());
    }
}

fn check_part(
    part: &Part,
    path: &str,
    shape: &Shape,
    operation: &Operation,
    location: &Location,
    report: &mut Report<'_>,
) {
    let (name, expected) = (part.name, part.expected);
    let (message, help) = match member(part, path, operation, report) {
        Err(why) => (
            format!("the {name} `{path}` of the trait `paginated` does not exist: {why}"),
            "name a member, or correct its name".to_owned(),
        ),
        Ok(None) => return,
        Ok(Some(member)) => match report.target(member) {
            Some(target) if !(part.is_expected)(&target.kind) => (
                format!(
                    "the {name} `{path}` of the trait `paginated` is {}, not {expected}",
                    a(&target.kind)
                ),
                format!("name a member that targets {expected}"),
            ),
            _ if part.token && member.traits.has::<traits::Required>() => (
                format!(
                    "the {name} `{path}` of the trait `paginated` is required, but the first or last page has none"
                ),
                format!("remove the trait `smithy.api#required` from `{}`", member.id),
            ),
            _ => return,
        },
    };
    report.error_at(location.clone(), &shape.id, message, help);
}

/// The member at the end of a path such as `result.items`, or why there is none; nothing where something on the way does
/// not resolve, which is a fault of its own.
fn member<'m>(
    part: &Part,
    path: &str,
    operation: &Operation,
    report: &Report<'m>,
) -> Result<Option<&'m Member>, String> {
    let Some(id) = (part.structure)(operation) else {
        return Err(format!("the operation has no {}", if part.nested { "output" } else { "input" }));
    };
    let mut container = report.model.shape(id);
    let mut found = None;
    let steps = if part.nested { path.split('.').collect() } else { vec![path] };
    for name in steps {
        let Some(shape) = container else { return Ok(None) };
        let Some(member) = index::structure_members(shape).iter().find(|member| member.name == name) else {
            return Err(format!("`{}` has no member `{name}`", shape.id));
        };
        found = Some(member);
        container = report.target(member);
    }
    Ok(found)
}
