//! Which way shapes travel in a crate that is a client or a server alone.

use std::collections::BTreeSet;

use super::Context;
use crate::{
    ir::{self, Direction},
    settings::Roles,
    smithy::{ShapeId, ShapeKind, index, traits},
};

/// Sets the direction of the shapes that the crate's one side only sends or only receives. A client receives errors, too;
/// those of a server's operations go both ways, since its enums of errors can be made from what is read.
pub(super) fn set(context: &Context<'_>, roles: Roles, shapes: &mut [ir::Shape]) {
    let (input, output) = match (roles.client, roles.server) {
        (true, false) => (Direction::Write, Direction::ReadUnchecked),
        (false, true) => (Direction::Read, Direction::Write),
        (true, true) | (false, false) => return,
    };
    let Some(service) = context.service() else { return };
    let operations =
        context.selection.operations.iter().filter_map(|id| match &context.model.shape(id)?.kind {
            ShapeKind::Operation(operation) => Some(operation),
            _ => None,
        });
    let (mut inputs, mut outputs, mut errors) = (Vec::new(), Vec::new(), Vec::new());
    for operation in operations {
        inputs.extend(&operation.input);
        outputs.extend(&operation.output);
        errors.extend(&operation.errors);
    }
    if let ShapeKind::Service(service) = &service.kind {
        errors.extend(&service.errors);
    }
    let reached = |roots: Vec<&ShapeId>| -> BTreeSet<String> {
        index::closure(context.model, roots).iter().map(ToString::to_string).collect()
    };
    // Elements are told apart by what is written of them.
    let is_unique = |id: &&ShapeId| {
        context.model.shape(id).is_some_and(|shape| shape.traits.has::<traits::UniqueItems>())
    };
    let read = index::closure(context.model, inputs.iter().copied());
    let unique = reached(read.iter().filter(is_unique).collect());
    let (inputs, outputs, errors) = (reached(inputs), reached(outputs), reached(errors));
    for shape in shapes {
        let info = shape.info_mut();
        let is_in = |set: &BTreeSet<String>| set.contains(&info.id);
        let direction = match (is_in(&inputs), is_in(&outputs), is_in(&errors)) {
            (true, false, false) => input,
            (false, true, false) => output,
            (false, _, true) if roles.client => output,
            _ => continue,
        };
        if direction == Direction::Read && is_in(&unique) {
            continue;
        }
        info.direction = Some(direction);
        if direction == Direction::ReadUnchecked {
            forget_checks(shape);
        }
    }
}

fn forget_checks(shape: &mut ir::Shape) {
    match shape {
        ir::Shape::Structure(shape) => shape.members.iter_mut().for_each(|member| member.check = None),
        ir::Shape::Union(shape) => shape.variants.iter_mut().for_each(|variant| variant.check = None),
        ir::Shape::Enumeration(_) | ir::Shape::IntEnumeration(_) => {}
    }
}
