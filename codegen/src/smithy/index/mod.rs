//! Questions asked of a model.

use std::collections::BTreeSet;

use super::{Model, Shape, ShapeId, ShapeKind};

/// The operations of a service, those of its resources included, sorted by ID.
pub fn service_operations(model: &Model, service: &ShapeId) -> Vec<ShapeId> {
    let mut found = BTreeSet::new();
    let Some(ShapeKind::Service(service)) = model.shape(service).map(|shape| &shape.kind) else { return Vec::new() };
    found.extend(service.operations.iter().cloned());
    let mut seen = BTreeSet::new();
    let mut pending: Vec<&ShapeId> = service.resources.iter().collect();
    while let Some(id) = pending.pop() {
        let Some(ShapeKind::Resource(resource)) = model.shape(id).map(|shape| &shape.kind) else { continue };
        if !seen.insert(id) {
            continue;
        }
        let lifecycle =
            [&resource.create, &resource.put, &resource.read, &resource.update, &resource.delete, &resource.list];
        found.extend(lifecycle.into_iter().flatten().cloned());
        found.extend(resource.operations.iter().chain(&resource.collection_operations).cloned());
        pending.extend(&resource.resources);
    }
    found.into_iter().collect()
}

/// Every shape that can be reached from `roots` through members, inputs, outputs and errors; no prelude shapes.
pub fn closure<'a>(model: &'a Model, roots: impl IntoIterator<Item = &'a ShapeId>) -> BTreeSet<ShapeId> {
    let mut found = BTreeSet::new();
    let mut pending: Vec<&ShapeId> = roots.into_iter().collect();
    while let Some(id) = pending.pop() {
        let Some(shape) = model.shape(id) else { continue };
        if id.namespace() == "smithy.api" || !found.insert(id.clone()) {
            continue;
        }
        if !matches!(shape.kind, ShapeKind::Enum(_) | ShapeKind::IntEnum(_)) {
            pending.extend(shape.members().map(|member| &member.target));
        }
        if let ShapeKind::Operation(operation) = &shape.kind {
            pending.extend(operation.input.iter().chain(&operation.output).chain(&operation.errors));
        }
    }
    found
}

/// The members that need a pointer, because a cycle of structures and unions goes through them.
pub fn boxed_members(model: &Model, closure: &BTreeSet<ShapeId>) -> BTreeSet<ShapeId> {
    let mut boxed = BTreeSet::new();
    for shape in closure.iter().filter_map(|id| model.shape(id)) {
        if let ShapeKind::Structure(members) | ShapeKind::Union(members) = &shape.kind {
            let back = members.iter().filter(|member| reaches(model, &member.target, &shape.id));
            boxed.extend(back.map(|member| member.id.clone()));
        }
    }
    boxed
}

/// Whether a value of `from` holds one of `to` without a list or map in between.
fn reaches(model: &Model, from: &ShapeId, to: &ShapeId) -> bool {
    let mut seen = BTreeSet::new();
    let mut pending = vec![from];
    while let Some(id) = pending.pop() {
        if id == to {
            return true;
        }
        if seen.insert(id)
            && let Some(Shape { kind: ShapeKind::Structure(members) | ShapeKind::Union(members), .. }) = model.shape(id)
        {
            pending.extend(members.iter().map(|member| &member.target));
        }
    }
    false
}
