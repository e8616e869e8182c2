//! What belongs to a service, and what a shape reaches.

use std::collections::BTreeSet;

use crate::smithy::{Model, Shape, ShapeId, ShapeKind};

/// The operations of a service: those bound to it and to its resources, at any depth, in the order of their IDs, each
/// once. None for what is no service.
///
/// Spec: <https://smithy.io/2.0/spec/service-types.html#service-operations>.
#[must_use]
pub fn service_operations(model: &Model, service: &ShapeId) -> Vec<ShapeId> {
    let Some(Shape { kind: ShapeKind::Service(service), .. }) = model.shape(service) else {
        return Vec::new();
    };
    let mut operations: BTreeSet<&ShapeId> = service.operations.iter().collect();
    let mut seen = BTreeSet::new();
    let mut waiting: Vec<&ShapeId> = service.resources.iter().collect();
    while let Some(id) = waiting.pop() {
        if !seen.insert(id) {
            continue;
        }
        if let Some(Shape { kind: ShapeKind::Resource(resource), .. }) = model.shape(id) {
            operations.extend(resource.all_operations());
            waiting.extend(&resource.resources);
        }
    }
    let is_operation =
        |id: &&ShapeId| matches!(model.shape(id).map(|shape| &shape.kind), Some(ShapeKind::Operation(_)));
    operations.into_iter().filter(is_operation).cloned().collect()
}

/// The shapes that are reached from `roots`, themselves included: through members, the inputs, outputs and errors of
/// operations, the operations and resources of resources and services, the identifiers and properties of resources, and the errors of
/// services. Shapes of the prelude are left out.
///
/// Spec: <https://smithy.io/2.0/spec/service-types.html#service-closure>.
pub fn closure<'a>(model: &Model, roots: impl IntoIterator<Item = &'a ShapeId>) -> BTreeSet<ShapeId> {
    closure_up_to(model, roots, |_| false)
}

/// The same without what is reached through shapes of which `is_end` says so; they are in it.
pub fn closure_up_to<'a>(
    model: &Model,
    roots: impl IntoIterator<Item = &'a ShapeId>,
    is_end: impl Fn(&ShapeId) -> bool,
) -> BTreeSet<ShapeId> {
    let shapes: Vec<&Shape> = model.shapes().collect();
    let mut is_found = vec![false; shapes.len()];
    let mut waiting: Vec<usize> = roots.into_iter().filter_map(|id| model.place(id)).collect();
    while let Some(place) = waiting.pop() {
        let (Some(shape), Some(is_found)) = (shapes.get(place), is_found.get_mut(place)) else { continue };
        if !*is_found && !is_prelude(&shape.id) {
            *is_found = true;
            if is_end(&shape.id) {
                continue;
            }
            each_neighbor(shape, |id| waiting.extend(model.place(id)));
        }
    }
    let found = shapes.iter().zip(is_found).filter(|(_, is_found)| *is_found);
    found.map(|(shape, _)| shape.id.clone()).collect()
}

fn is_prelude(id: &ShapeId) -> bool {
    id.namespace() == "smithy.api"
}

/// Takes the shapes that a shape names.
fn each_neighbor(shape: &Shape, take: impl FnMut(&ShapeId)) {
    match &shape.kind {
        ShapeKind::Operation(operation) => {
            operation.input.iter().chain(&operation.output).chain(&operation.errors).for_each(take);
        }
        ShapeKind::Resource(resource) => {
            let values = resource.identifiers.iter().chain(&resource.properties).map(|(_, target)| target);
            resource.all_operations().chain(&resource.resources).chain(values).for_each(take);
        }
        ShapeKind::Service(service) => {
            service.operations.iter().chain(&service.resources).chain(&service.errors).for_each(take);
        }
        _ => shape.members().map(|member| &member.target).for_each(take),
    }
}
