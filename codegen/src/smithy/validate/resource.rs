//! Resources: identifiers, lifecycle, children.
//!
//! Spec: <https://smithy.io/2.0/spec/service-types.html#resource>.

use super::{Report, a};
use crate::smithy::{Member, Resource, Shape, ShapeId, ShapeKind, Traits, traits};

/// Checks what a resource names.
pub(super) fn check(shape: &Shape, resource: &Resource, report: &mut Report<'_>) {
    identifiers(shape, resource, report);
    operations(shape, resource, report);
    lifecycle(resource, report);
    children(shape, resource, report);
}

/// What the lifecycle says of its operations.
/// Spec: <https://smithy.io/2.0/spec/service-types.html#resource-lifecycle-operations>.
fn lifecycle(resource: &Resource, report: &mut Report<'_>) {
    let rules = [
        ("put", &resource.put, "idempotent", Traits::has::<traits::Idempotent> as fn(&Traits) -> bool),
        ("delete", &resource.delete, "idempotent", Traits::has::<traits::Idempotent>),
        ("read", &resource.read, "readonly", Traits::has::<traits::Readonly>),
        ("list", &resource.list, "readonly", Traits::has::<traits::Readonly>),
    ];
    for (step, id, name, has) in rules {
        let Some(operation) = id.as_ref().and_then(|id| report.model.shape(id)) else { continue };
        if matches!(operation.kind, ShapeKind::Operation(_)) && !has(&operation.traits) {
            let message = format!("the operation is the {step} operation of a resource, but not {name}");
            report.error(&operation.id, message, format!("add the trait `smithy.api#{name}`"));
        }
    }
}

fn identifiers(shape: &Shape, resource: &Resource, report: &mut Report<'_>) {
    for (name, id) in &resource.identifiers {
        let is_string = |shape: &&Shape| matches!(shape.kind, ShapeKind::String | ShapeKind::Enum(_));
        if let Some(target) = report.model.shape(id).filter(|shape| !is_string(shape)) {
            let message = format!("the identifier `{name}` is {}, not a string", a(&target.kind));
            report.inner_error(&shape.id, ["identifiers", name, "target"], message, "target a string");
        }
    }
}

/// The operations that a resource binds: on one resource, with the keys that lead to them.
fn instance_operations(resource: &Resource) -> impl Iterator<Item = (Vec<String>, &ShapeId)> {
    let lifecycle = [
        ("put", &resource.put),
        ("read", &resource.read),
        ("update", &resource.update),
        ("delete", &resource.delete),
    ];
    let lifecycle = lifecycle
        .into_iter()
        .filter_map(|(key, id)| Some((vec![key.to_owned(), "target".to_owned()], id.as_ref()?)));
    lifecycle.chain(listed("operations", &resource.operations))
}

/// The operations that a resource binds: on the collection.
fn collection_operations(resource: &Resource) -> impl Iterator<Item = (Vec<String>, &ShapeId)> {
    let lifecycle = [("create", &resource.create), ("list", &resource.list)];
    let lifecycle = lifecycle
        .into_iter()
        .filter_map(|(key, id)| Some((vec![key.to_owned(), "target".to_owned()], id.as_ref()?)));
    lifecycle.chain(listed("collectionOperations", &resource.collection_operations))
}

fn listed<'m>(key: &str, ids: &'m [ShapeId]) -> impl Iterator<Item = (Vec<String>, &'m ShapeId)> {
    let steps = move |index: usize| vec![key.to_owned(), index.to_string(), "target".to_owned()];
    ids.iter().enumerate().map(move |(index, id)| (steps(index), id))
}

fn operations(shape: &Shape, resource: &Resource, report: &mut Report<'_>) {
    for (steps, id) in instance_operations(resource).chain(collection_operations(resource)) {
        is_operation(shape, || steps, id, report);
    }
    for (steps, id) in instance_operations(resource) {
        let Some(ShapeKind::Operation(operation)) = report.model.shape(id).map(|shape| &shape.kind) else {
            continue;
        };
        let Some(members) = report.message_members(operation.input.as_ref()) else { continue };
        let missing = resource
            .identifiers
            .iter()
            .find(|(name, _)| !members.iter().any(|member| provides(member, name)));
        if let Some((name, _)) = missing {
            let is_optional = members.iter().any(|member| member.name == *name);
            let lacks = if is_optional { "require" } else { "have" };
            let message = format!(
                "the operation `{id}` is bound to one resource, but its input does not {lacks} the identifier `{name}`"
            );
            let mend = if is_optional {
                format!("add the trait `smithy.api#required` to the member `{name}`")
            } else {
                format!("add a required member `{name}` to the input")
            };
            let help = format!("{mend}, or bind the operation under `collectionOperations`");
            report.inner_error(&shape.id, steps, message, help);
        }
    }
}

/// Reports what is bound as an operation and is none.
pub(super) fn is_operation(
    shape: &Shape,
    steps: impl FnOnce() -> Vec<String>,
    id: &ShapeId,
    report: &mut Report<'_>,
) {
    let Some(target) = report.model.shape(id) else { return };
    if !matches!(target.kind, ShapeKind::Operation(_)) {
        let message = format!("`{id}` is {}, not an operation", a(&target.kind));
        report.inner_error(&shape.id, steps(), message, "target an operation");
    }
}

/// Whether a member of an input carries an identifier: by its own name, or by the trait `resourceIdentifier`.
fn provides(member: &Member, identifier: &str) -> bool {
    let named = member.traits.raw("smithy.api#resourceIdentifier").and_then(|value| value.as_str());
    named.unwrap_or(&member.name) == identifier && member.traits.has::<traits::Required>()
}

fn children(shape: &Shape, resource: &Resource, report: &mut Report<'_>) {
    for (index, id) in resource.resources.iter().enumerate() {
        let steps = ["resources".to_owned(), index.to_string(), "target".to_owned()];
        let Some(child) = report.model.shape(id) else { continue };
        let ShapeKind::Resource(inner) = &child.kind else {
            let message = format!("`{id}` is {}, not a resource", a(&child.kind));
            report.inner_error(&shape.id, steps, message, "target a resource");
            continue;
        };
        let has = |name: &str| inner.identifiers.iter().any(|(other, _)| other == name);
        if let Some((name, _)) = resource.identifiers.iter().find(|(name, _)| !has(name)) {
            let message = format!("the child `{id}` does not have the identifier `{name}` of its parent");
            report.inner_error(
                &shape.id,
                steps,
                message,
                format!("add `{name}` to the identifiers of `{id}`"),
            );
        }
    }
}
